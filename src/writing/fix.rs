//! Mends in a front matter what can be mended without a question: keys by their canonical names, times in one format, the
//! fence, and slips in the names of keys.
//!
//! Each change is kept only if the front matter then says exactly what it said (of a misspelt key: what was meant). Lines
//! stay lines, so everything else keeps its bytes, line ends and byte order mark included.

use super::entries;
use crate::config::Config;
use crate::diag::{Diagnostic, Level, Outcome, Patch, SourceText, Span};
use crate::model::{Fact, Facts, When};
use crate::source::front_matter::{self, FIELDS, Stated, WrittenKey};
use crate::suggest;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// 1-based line.
    pub line: usize,
    /// What it changed, in one clause.
    pub what: String,
}

/// A mended file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// All of it.
    pub text: String,
    /// What was changed, by line.
    pub fixes: Vec<Fix>,
}

/// Most rounds in which keys and times are gone over. Two are enough for all but front matter that is broken in many ways.
const ROUNDS_MAX: usize = 8;

/// Mends the front matter of a file; `None` if there is nothing to mend. Mending what is mended changes nothing.
pub fn fix(path: &str, original: &str, config: &Config) -> Option<Fixed> {
    let source = SourceText::new(path, original);
    let mut work = Work {
        text: source.text.to_string(),
        path,
        config,
        fixes: Vec::new(),
    };
    work.fence();
    // One key's new name may make room for another's.
    for _ in 0..ROUNDS_MAX {
        let known = work.fixes.len();
        work.keys();
        work.times();
        if work.fixes.len() == known {
            break;
        }
    }
    let mut fixes = work.fixes;
    fixes.sort_by_key(|it| it.line);
    (!fixes.is_empty()).then(|| Fixed {
        text: with_its_line_ends(original, &work.text),
        fixes,
    })
}

/// A file with patches of its normalised text put in; those that would leave their line, or meet another one, are left out.
pub fn patched(path: &str, original: &str, patches: &[&Patch]) -> String {
    let source = SourceText::new(path, original);
    let mut text = source.text.to_string();
    let mut patches: Vec<&&Patch> = patches.iter().collect();
    patches.sort_by_key(|it| (it.span.start, it.span.end));
    let mut reached = text.len();
    // From the end, so that what is still to come keeps its place.
    for patch in patches.into_iter().rev() {
        let Span { start, end } = patch.span;
        let whole = source.text.get(start..end);
        if end > reached || patch.text.contains('\n') || whole.is_none_or(|it| it.contains('\n')) {
            continue;
        }
        text.replace_range(start..end, &patch.text);
        reached = start;
    }
    with_its_line_ends(original, &text)
}

/// The lines of `mended` with the line ends of `original`, which has as many.
fn with_its_line_ends(original: &str, mended: &str) -> String {
    let (mark, rest) = match original.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", original),
    };
    let mut out = String::with_capacity(original.len() + 64);
    out.push_str(mark);
    let mut rest = rest;
    for line in mended.split('\n') {
        out.push_str(line);
        let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let ending = rest.get(end..).unwrap_or_default();
        let ending = match ending.as_bytes() {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        out.push_str(rest.get(end..end + ending).unwrap_or_default());
        rest = rest.get(end + ending..).unwrap_or_default();
    }
    out
}

/// A text that is being mended, its line ends normalised.
struct Work<'a> {
    text: String,
    path: &'a str,
    config: &'a Config,
    fixes: Vec<Fix>,
}

/// What must be true of a change for it to be kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// The front matter says the same.
    Facts,
    /// A key that said nothing says something, and nothing else has changed.
    OtherKeys,
}

impl Work<'_> {
    /// The front matter alone, with its fences: what follows is long and says nothing about it.
    fn head(&self) -> SourceText {
        let whole = SourceText::new(self.path, &self.text);
        let body = self.read(&whole).value.body.start;
        SourceText::new(self.path, self.text.get(..body).unwrap_or(&self.text))
    }

    fn read(&self, source: &SourceText) -> Outcome<Stated> {
        front_matter::read(source, self.config)
    }

    /// Puts `new` where `span` is in the front matter `head`, if it keeps what it must. A change stays on its line.
    fn try_edit(&mut self, head: &SourceText, span: Span, new: &str, keeps: Keeps) -> bool {
        let (Some(before), Some(after)) = (head.text.get(..span.start), head.text.get(span.end..))
        else {
            return false;
        };
        if new.contains('\n') || head.slice(span).contains('\n') {
            return false;
        }
        let changed = SourceText::new(self.path, &format!("{before}{new}{after}"));
        let (was, is) = (self.read(head), self.read(&changed));
        let kept = match keeps {
            Keeps::Facts => same(&was, &is),
            Keeps::OtherKeys => gained(&was, &is),
        };
        if kept {
            self.text.replace_range(span.start..span.end, new);
        }
        kept
    }

    /// Keys by other names than the canonical one, and slips.
    fn keys(&mut self) {
        let mut head = self.head();
        let mut keys = front_matter::written_keys(&head, self.config);
        // A list of fields to keep back names them as they are written here.
        if keys
            .iter()
            .any(|key| key.name.eq_ignore_ascii_case("internal"))
        {
            return;
        }
        for at in 0..keys.len() {
            let Some(key) = keys.get(at) else { break };
            let Some((name, keeps)) = better(key) else {
                continue;
            };
            let (span, old) = (key.span, key.name.clone());
            let Some(written) = requoted(head.slice(span), &old, name) else {
                continue;
            };
            let line = head.line(span.start);
            if self.try_edit(&head, span, &written, keeps) {
                self.fixes.push(Fix {
                    line,
                    what: format!("`{old}` is now `{name}`"),
                });
                head = self.head();
                keys = front_matter::written_keys(&head, self.config);
            }
        }
    }

    /// Times in other forms than RFC 3339.
    fn times(&mut self) {
        for slot in TIMES {
            let head = self.head();
            let stated = self.read(&head).value.facts;
            let Some(fact) = slot(&stated) else { continue };
            let Some(quote) = &fact.quote else { continue };
            let old = head.slice(quote.span);
            for time in spellings(old, &fact.value) {
                let Some(written) = requoted(old, old.trim_matches(['"', '\'']), &time) else {
                    continue;
                };
                if written == old {
                    break;
                }
                if self.try_edit(&head, quote.span, &written, Keeps::Facts) {
                    self.fixes.push(Fix {
                        line: quote.line,
                        what: format!("`{}` is now `{time}`", old.trim_matches(['"', '\''])),
                    });
                    break;
                }
            }
        }
    }

    /// A first line that is nearly a fence, and the one that closes it.
    fn fence(&mut self) {
        let whole = SourceText::new(self.path, &self.text);
        let broken = self.read(&whole);
        if !broken
            .diagnostics
            .iter()
            .any(|it| it.rule == "front-matter-fence")
        {
            return;
        }
        let lines: Vec<&str> = self.text.split('\n').collect();
        let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else {
            return;
        };
        let Some(fence) = meant_fence(lines.get(first).copied().unwrap_or_default()) else {
            return;
        };
        let closing = (first + 1..lines.len()).find(|at| {
            lines
                .get(*at)
                .is_some_and(|line| meant_fence(line) == Some(fence))
        });
        // The second line is a fence only if the first alone does not do.
        for mended in [
            vec![first],
            [Some(first), closing].into_iter().flatten().collect(),
        ] {
            let text: Vec<&str> = lines
                .iter()
                .enumerate()
                .map(|(at, line)| if mended.contains(&at) { fence } else { line })
                .collect();
            let text = text.join("\n");
            let read = self.read(&SourceText::new(self.path, &text));
            let whole = read.value.format.is_some() && !read.diagnostics.iter().any(is_broken);
            if whole {
                let changed = mended.iter().filter(|at| lines.get(**at) != Some(&fence));
                self.fixes.extend(changed.map(|at| Fix {
                    line: at + 1,
                    what: format!("the fence is now `{fence}`"),
                }));
                self.text = text;
                return;
            }
        }
    }
}

/// Whether a front matter could not be read.
fn is_broken(finding: &Diagnostic) -> bool {
    finding.level == Level::Error && finding.rule.starts_with("front-matter")
}

/// The fence that a line was meant to be.
fn meant_fence(line: &str) -> Option<&'static str> {
    let bare = line
        .trim()
        .trim_matches(['\u{feff}', '\u{200b}', '\u{2060}'])
        .to_lowercase();
    let marks = bare
        .trim_end_matches(|c: char| c.is_ascii_lowercase())
        .trim_end();
    let word = bare.get(marks.len()..).unwrap_or_default().trim();
    let all = |allowed: &[char]| marks.chars().all(|c| allowed.contains(&c));
    let dashes = marks.chars().count() >= 3 || marks.contains('\u{2014}');
    match word {
        "" | "yaml" | "yml" if dashes && all(&['-', '\u{2013}', '\u{2014}']) => Some("---"),
        "" | "toml" if marks.len() >= 3 && all(&['+']) => Some("+++"),
        _ => None,
    }
}

/// The canonical name of a key that is written by another one.
fn better(key: &WrittenKey) -> Option<(&'static str, Keeps)> {
    match key.canonical {
        Some(name) if name != key.name => Some((name, Keeps::Facts)),
        Some(_) => None,
        None => {
            let names = FIELDS.iter().map(|field| field.key);
            Some((
                suggest::slip(&key.name.replace('-', "_"), names)?,
                Keeps::OtherKeys,
            ))
        }
    }
}

/// `new` in the quotes that `written` has; `None` where the quotes hold more than `old`.
fn requoted(written: &str, old: &str, new: &str) -> Option<String> {
    if written == old {
        return Some(new.to_owned());
    }
    let quote = ["\"", "'"].into_iter().find(|quote| {
        written
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
            == Some(old)
    })?;
    Some(format!("{quote}{new}{quote}"))
}

type Slot = fn(&Facts) -> Option<&Fact<When>>;

/// The keys that name a time.
const TIMES: [Slot; 8] = [
    |f| f.date.as_ref(),
    |f| f.started.as_ref(),
    |f| f.detected.as_ref(),
    |f| f.declared.as_ref(),
    |f| f.mitigated.as_ref(),
    |f| f.resolved.as_ref(),
    |f| f.published.as_ref(),
    |f| f.updated.as_ref(),
];

/// A time as front matter should have it, the better form first; none where it has a good one.
///
/// The zone is written only where the value itself names one: `timezone` is said once for all.
fn spellings(old: &str, when: &When) -> Vec<String> {
    let old = old.trim_matches(['"', '\'']);
    let with = entries::time(when);
    // A clock time alone takes its day from another key.
    let year = with.get(..4).unwrap_or_default();
    if is_rfc_3339(old) || !old.contains(year) {
        return Vec::new();
    }
    let without = entries::time(&When {
        offset: None,
        ..*when
    });
    match names_a_zone(old) {
        true => vec![with],
        false => vec![without, with],
    }
}

/// `2023-05-10`, and with a clock time after `T` or a blank, and with `Z` or an offset.
fn is_rfc_3339(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00") else {
        return false;
    };
    let Some(clock) = rest.strip_prefix(['T', ' ']) else {
        return rest.is_empty();
    };
    let clock = clock.trim_end_matches('Z');
    let clock = clock
        .strip_suffix("+00:00")
        .or_else(|| clock.strip_suffix("-00:00"))
        .unwrap_or(clock);
    let clock = clock.split('.').next().unwrap_or_default();
    matches!(clock, "00" | "00:00" | "00:00:00")
}

/// Whether the last word of a time is the name of a zone or an offset.
fn names_a_zone(text: &str) -> bool {
    let last = text
        .trim_end_matches([')', '.'])
        .rsplit([' ', '('])
        .next()
        .unwrap_or_default();
    let half = matches!(
        last.to_ascii_lowercase()
            .trim_matches(|c: char| c.is_ascii_digit() || c == ':'),
        "am" | "pm" | "a.m" | "p.m" | "m"
    );
    let letters = last.bytes().any(|b| b.is_ascii_alphabetic());
    (letters && !half) || last.starts_with(['+', '-'])
}

fn rules(read: &Outcome<Stated>) -> Vec<&'static str> {
    let mut rules: Vec<_> = read.diagnostics.iter().map(|it| it.rule).collect();
    rules.sort_unstable();
    rules
}

/// Whether two front matters say the same, and are in the same order.
fn same(was: &Outcome<Stated>, is: &Outcome<Stated>) -> bool {
    was.value.unknown == is.value.unknown
        && rules(was) == rules(is)
        && was.value.facts.clone().without_quotes() == is.value.facts.clone().without_quotes()
}

/// Whether a key that was not known is: one finding fewer and no other one, one unknown key fewer.
fn gained(was: &Outcome<Stated>, is: &Outcome<Stated>) -> bool {
    let (mut before, after) = (rules(was), rules(is));
    if let Some(at) = before.iter().position(|rule| *rule == "field-unknown") {
        before.remove(at);
    }
    before == after && is.value.unknown.len() + 1 == was.value.unknown.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str) -> Option<String> {
        let config = Config::default();
        let fixed = fix("a.md", text, &config)?;
        assert_eq!(
            fix("a.md", &fixed.text, &config),
            None,
            "not mended at once"
        );
        Some(fixed.text)
    }

    #[track_caller]
    fn becomes(before: &str, after: &str) {
        assert_eq!(fixed(before).as_deref(), Some(after));
    }

    #[test]
    fn other_names_become_the_canonical_ones_in_every_notation() {
        becomes(
            "---\nname: T\nstart_time: 2024-01-01 # began\nroot-cause: network\n---\n\nname: stays\n",
            "---\ntitle: T\nstarted: 2024-01-01 # began\nroot_cause: network\n---\n\nname: stays\n",
        );
        becomes(
            "+++\nname = 'T'\n\"start_time\" = 2024-01-01\n[customer_impact]\nlevel = 'total'\n+++\n",
            "+++\ntitle = 'T'\n\"started\" = 2024-01-01\n[impact]\nlevel = 'total'\n+++\n",
        );
        becomes(
            "{\"name\": \"T\", \"start_time\": \"2024-01-01\"}\ntext\n",
            "{\"title\": \"T\", \"started\": \"2024-01-01\"}\ntext\n",
        );
    }

    #[test]
    fn a_name_that_says_more_than_the_canonical_one_stays() {
        for text in [
            "---\nduration_seconds: 90\nid: 1\n---\n",
            "---\npermalink: /2023/x/\nid: 1\n---\n",
            "---\nname: A\ntitle: B\n---\n",
            "---\nstart_time: 2024-01-01\ninternal: [start_time]\n---\n",
            "---\ntitle: T\n---\nname: in the text\n",
            "no front matter\n",
        ] {
            assert_eq!(fixed(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_in_one_format_with_the_zone_only_where_it_was() {
        becomes(
            "---\nstarted: May 10, 2023, 9:00 AM\nresolved: \"10 May 2023 11:30 +01:00\"\ndate: 2023/05/10\n---\n",
            "---\nstarted: 2023-05-10T09:00\nresolved: \"2023-05-10T11:30+01:00\"\ndate: 2023-05-10\n---\n",
        );
        becomes(
            "---\nstarted: May 10, 2023, 9:00 AM\ntimezone: Africa/Lagos\n---\n",
            "---\nstarted: 2023-05-10T09:00\ntimezone: Africa/Lagos\n---\n",
        );
    }

    #[test]
    fn times_that_are_in_order_or_in_doubt_stay() {
        for text in [
            "---\nstarted: 2023-05-10T09:00Z\nresolved: 2023-05-10 09:00:30\n---\n",
            "---\nstarted: 12/05/2023\n---\n",
            "---\ndate: 2023-05-10\nresolved: 11:30\n---\n",
            "---\ndate: unknown\n---\n",
        ] {
            assert_eq!(fixed(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_nearly_a_fence_becomes_one_and_so_does_the_one_that_closes_it() {
        becomes(
            "----\ndraft: true\n---\ntext\n",
            "---\ndraft: true\n---\ntext\n",
        );
        becomes(
            "---yaml\ntitle: T\n----\n\n----\n",
            "---\ntitle: T\n---\n\n----\n",
        );
        becomes(" ---\ntitle: T\n ---\ntext\n", "---\ntitle: T\n---\ntext\n");
        becomes(
            "++++\ntitle = 'T'\n++++\ntext\n",
            "+++\ntitle = 'T'\n+++\ntext\n",
        );
        assert_eq!(fixed("--- a title ---\ntitle: T\n---\n"), None);
        assert_eq!(fixed("----\n\nText between two lines.\n\n----\n"), None);
        assert_eq!(fixed("<!-- licence -->\n---\ntitle: T\n---\n"), None);
    }

    #[test]
    fn a_slip_in_a_key_is_mended_where_only_one_key_is_near() {
        becomes(
            "---\nsevertiy: SEV-2\ntitel: T\n---\n",
            "---\nseverity: SEV-2\ntitle: T\n---\n",
        );
        becomes(
            "---\nvisibilty: internal\nid: 1\n---\n",
            "---\nvisibility: internal\nid: 1\n---\n",
        );
        for text in [
            "---\ncolour: red\nid: 1\n---\n",
            "---\nseverity: 1\nseverty: 2\n---\n",
            "---\nid: 1\nstarte: no time\n---\n",
        ] {
            assert_eq!(fixed(text), None, "{text}");
        }
    }

    #[test]
    fn every_other_byte_stays_as_it_was() {
        becomes(
            "\u{feff}---\r\nname: T\r\n---\r\n\r\ntext  \n\rmore\r\n\r\n",
            "\u{feff}---\r\ntitle: T\r\n---\r\n\r\ntext  \n\rmore\r\n\r\n",
        );
        becomes(
            "\n---\nname: T\n---\nno line end",
            "\n---\ntitle: T\n---\nno line end",
        );
    }

    #[test]
    fn patches_are_put_in_where_they_are_and_two_of_one_place_are_not() {
        let patch = |start, end, text: &str| Patch {
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        let all = [
            patch(2, 3, "X"),
            patch(6, 8, "yyy"),
            patch(7, 9, "never"),
            patch(3, 6, "a\nb"),
        ];
        let all: Vec<&Patch> = all.iter().collect();
        assert_eq!(
            patched("a.md", "\u{feff}a\r\nbcd\r\nefgh\r\n", &all),
            "\u{feff}a\r\nXcd\r\neneverh\r\n"
        );
    }

    #[test]
    fn a_key_that_becomes_free_is_taken_at_once() {
        let text = "+++\nstart_time=30\nstartd=,\nstart_time=\n+++\n";
        // `fixed` mends twice, and finds nothing the second time.
        if let Some(mended) = fixed(text) {
            assert_eq!(mended.lines().count(), 5);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_mended_at_once_and_keeps_its_lines(
            text in "(\u{feff})?(---|----|\\+\\+\\+)\r?\n((name|startd|start_time|x|título)[:=] ?[\"'{\\[a-z0-9, 2023/]{0,20}\r?\n){0,5}(---|\\+\\+\\+)?\r?\n.{0,30}"
        ) {
            if let Some(mended) = fixed(&text) {
                assert_eq!(mended.matches(['\r', '\n']).count(), text.matches(['\r', '\n']).count());
                assert_eq!(mended.lines().last(), text.lines().last());
            }
        }
    }

    #[test]
    fn each_change_is_told_with_its_line() {
        let text = "---\nname: T\nstarted: May 10, 2023\n---\n";
        let fixed = fix("a.md", text, &Config::default()).unwrap();
        let told: Vec<_> = fixed
            .fixes
            .iter()
            .map(|it| (it.line, it.what.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (2, "`name` is now `title`"),
                (3, "`May 10, 2023` is now `2023-05-10`")
            ]
        );
    }
}
