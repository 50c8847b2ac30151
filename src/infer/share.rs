//! Shares of a whole, in percent and in words: `75% of users`, `sixty percent`, `8 out of 10 customers`, `a quarter of them`.

use std::ops::Range;

use super::ideographs;
use super::number;
use super::outline::Sentence;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::window::SUFFERING;

/// A share of something.
pub(super) struct Share {
    /// 0 to 100.
    pub(super) percent: f64,
    /// The words.
    pub(super) range: Range<usize>,
    /// Of what.
    pub(super) of: Whole,
    /// Said as a fraction in words: `a quarter`.
    pub(super) rough: bool,
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// People.
    Users,
    /// What people ask of a service.
    Requests,
    /// The service.
    Service,
    /// Anything else.
    Other,
}

/// Words for the people served.
pub(super) static PEOPLE: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "user|customer|visitor|subscriber|client|staff|employee|people|member|usuari|cliente|utilisateur|nutzer|benutzer|kunde|player|merchant|student|reader|tenant|shopper|\
         viewer|audience|usuári|utilizador|developers using|consumer|patient|passenger|account holder|buyer|seller|guest|listener|learner|fans|attendee|driver|rider|traveller|traveler|citizen|applicant|candidate|colleague|pupil",
    )])
});

/// Words for what people ask of a service.
static REQUESTS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "request|traffic|api call|transaction|quer|order|payment",
    )])
});

/// What a percentage is of, by the words right behind it.
static BEHIND: Table<Whole> = Table::new(|| {
    Stems::new(&[
        (
            Whole::Other,
            "degradation|sure|cpu|memory|loss|of memory|usage|uptime|availab|success|back online|restored|of the nodes|utiliz|disk|\
             of capacity|off|discount|complete|full|of cases|increase|decrease|certain|error|failure|fail rate|slower|faster|drop|reduction|\
             packet|threshold|load|confiden|more|less|higher|lower|functional|operational|working|recover|resolved|healthy|of the time",
        ),
        (
            Whole::Service,
            "downtime|down|outage|unavailab|of the web|of the service|of our api|of the site|of work production|of the system|\
             of our service|of our web|of our site|of services|of the application|of our application|of the server|of our infra|of the api",
        ),
    ])
});

/// Words for those who were not hurt.
static SPARED: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "unaffected|not affected|not impacted|unimpacted|wasn't affected|weren't affected|wasn't impacted|weren't impacted|not hurt|\
         spared|unharmed|still able|were able|could still|still had access|noticed nothing|no impact|unscathed|not notice",
    )])
});

/// The shares that a sentence tells of.
pub(super) fn shares(reading: &Reading, sentence: &Sentence) -> Vec<Share> {
    let range = &sentence.range;
    let lower = reading.lower(range);
    let labelled = asked_for_users(reading, sentence);
    // A fraction counts only of people, so most sentences need no search for one.
    let people = reading.hits(&PEOPLE, range).next().is_some();
    let fractions = if people { fractions(lower) } else { Vec::new() };
    let mut found = Vec::new();
    for written in percentages(lower).into_iter().chain(fractions) {
        let (before, behind) = (&lower[..written.start], &lower[written.end..]);
        if spared(before, behind) {
            continue;
        }
        let mut of = whole(before, behind);
        let leads = written.start <= LEAD_MAX;
        if labelled && leads && of != Whole::Requests && right_behind(behind).is_none() {
            of = Whole::Users;
        }
        if written.rough && of != Whole::Users {
            continue;
        }
        let reach = if of == Whole::Other {
            0
        } else {
            phrase_end(behind)
        };
        found.push(Share {
            percent: written.percent,
            range: range.start + written.start..range.start + written.end + reach,
            of,
            rough: written.rough,
        });
    }
    found.sort_by_key(|share| share.range.start);
    found
}

/// Whether a sentence is the value of a label that asks for the users hurt: `Affected users: 65%`.
pub(super) fn asked_for_users(reading: &Reading, sentence: &Sentence) -> bool {
    let line = &reading.outline.lines[sentence.line];
    line.label.as_ref().is_some_and(|label| {
        let label = reading.lower(label);
        sentence.range.start == line.value.start
            && !SPARED.any(label)
            && (label.contains("affected") || struck(label) && PEOPLE.any(label))
    })
}

/// How far into a labelled value a percentage may stand to be what the label asks for: `about 65%`, `All users (100%)`.
const LEAD_MAX: usize = 24;

/// A share as written, before it is known of what.
struct Written {
    percent: f64,
    start: usize,
    end: usize,
    rough: bool,
}

fn percentages(lower: &str) -> Vec<Written> {
    let mut found = Vec::new();
    if !lower.contains('%') && !lower.contains(" per") {
        return found;
    }
    for (at, mark) in ["%", " percent", " per cent"]
        .iter()
        .flat_map(|mark| lower.match_indices(mark))
    {
        let before = lower[..at].trim_end();
        let (percent, start) = match number::before(lower, before.len()) {
            Some((number, start)) => (number.value(), start),
            None => match before.strip_suffix("hundred") {
                Some(head) => (100.0, head.len()),
                None => continue,
            },
        };
        if percent <= 100.0 {
            found.push(Written {
                percent,
                start,
                end: at + mark.len(),
                rough: false,
            });
        }
    }
    found
}

/// Shares in words, and how much they are.
static FRACTIONS: Table<f64> = Table::new(|| {
    Stems::new(&[
        (50.0, "half of |half the |half our "),
        (
            25.0,
            "a quarter of |one quarter of |one-quarter of |a fourth of |one fourth of ",
        ),
        (
            75.0,
            "three quarters of |three-quarters of |three fourths of ",
        ),
        (33.3, "a third of |one third of |one-third of "),
        (66.7, "two thirds of |two-thirds of "),
        (20.0, "a fifth of |one fifth of |one-fifth of "),
        (10.0, "a tenth of |one tenth of "),
    ])
});

fn fractions(lower: &str) -> Vec<Written> {
    let mut found: Vec<Written> = FRACTIONS
        .all(lower)
        .map(|hit| Written {
            percent: hit.means,
            start: hit.at,
            end: hit.end,
            rough: true,
        })
        .collect();
    for joint in [" out of every ", " out of ", " in every ", " in "] {
        for (at, _) in lower.match_indices(joint) {
            let behind = at + joint.len();
            let (Some((part, start)), Some(all)) =
                (number::before(lower, at), number::at(lower, behind))
            else {
                continue;
            };
            let (some, whole) = (part.value(), all.value());
            // Not the day of `2023-05-01 in 12 regions`.
            if !(start == 0 || lower[..start].ends_with([' ', '\n', '(', '~'])) {
                continue;
            }
            // `3 in 2023` is no share.
            if some <= whole && whole > 0.0 && (joint != " in " || whole <= 20.0) {
                found.push(Written {
                    percent: (some / whole * 1000.0).round() / 10.0,
                    start,
                    end: all.end,
                    rough: true,
                });
            }
        }
    }
    found
}

/// How far the words that say of whom reach.
fn phrase_end(behind: &str) -> usize {
    PEOPLE.first(cut(behind, 60)).map_or(0, |hit| {
        hit.end
            + behind[hit.end..]
                .bytes()
                .take_while(u8::is_ascii_alphabetic)
                .count()
    })
}

/// The beginning of a text, of at most `limit` bytes.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The end of a text, of at most `limit` bytes.
pub(super) fn cut_front(text: &str, limit: usize) -> &str {
    let mut start = text.len().saturating_sub(limit);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The clause behind a percentage, as far as it can tell of what it is.
fn clause(behind: &str) -> &str {
    let near = cut(behind, 60);
    near.split([',', '.', ';', '\n']).next().unwrap_or(near)
}

fn right_behind(behind: &str) -> Option<Whole> {
    let clause = clause(behind);
    BEHIND
        .first(clause)
        .filter(|hit| clause[..hit.at].trim().is_empty())
        .map(|hit| hit.means)
}

/// What a percentage with these words around it is a share of.
fn whole(before: &str, behind: &str) -> Whole {
    let right_behind = right_behind(behind);
    if right_behind == Some(Whole::Other) {
        return Whole::Other;
    }
    let clause = clause(behind);
    let words = clause
        .split_whitespace()
        .take(6)
        .map(str::len)
        .sum::<usize>()
        + 6;
    let near = cut(clause, words);
    match (PEOPLE.first(near), REQUESTS.first(near)) {
        (Some(people), Some(requests)) if people.at > requests.at => return Whole::Requests,
        (Some(_), _) => return Whole::Users,
        (None, Some(_)) => return Whole::Requests,
        (None, None) => {}
    }
    if ideographs::are_people(cut(behind, 30)) || ideographs::are_people(cut_front(before, 30)) {
        return Whole::Users;
    }
    // `half of our users, 50%, were affected`
    let previous = cut_front(before, 50);
    let next = cut(behind, 24);
    if (struck(previous) || struck(next)) && PEOPLE.any(previous) {
        return Whole::Users;
    }
    right_behind.unwrap_or(Whole::Other)
}

/// Whether a share is of those who were not hurt: `3% of users were unaffected`, `all but 3% of users`.
fn spared(before: &str, behind: &str) -> bool {
    let before = before.trim_end();
    let previous = cut_front(before, 30);
    let but = ["all but", "except", "except for", "except about"];
    let leads = SPARED
        .all(previous)
        .last()
        .is_some_and(|hit| previous.len() - hit.end <= LEAD_REACH && !previous.contains('%'));
    let near = cut(behind, 100);
    let near = near.split(['.', ';', '\n', '%']).next().unwrap_or(near);
    let hurt = SUFFERING.first(near).map_or(near.len(), |hit| hit.at);
    let told = SPARED.first(near).is_some_and(|hit| hit.at <= hurt);
    but.iter().any(|word| before.ends_with(word)) || leads || told
}

/// Bytes between `unaffected` and its share: `unaffected were only 3%`.
const LEAD_REACH: usize = 12;

fn struck(words: &str) -> bool {
    words.contains("affect") || words.contains("impact")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diag::{SourceText, Span};

    fn percents(text: &str) -> Vec<f64> {
        let mut all: Vec<Written> = percentages(text);
        all.extend(fractions(text));
        all.iter().map(|w| w.percent.round()).collect()
    }

    #[test]
    fn shares_are_read_in_digits_and_in_words() {
        assert_eq!(percents("75% of users"), [75.0]);
        assert_eq!(percents("about 12.5 percent of them"), [13.0]);
        assert_eq!(percents("seventy-five percent of users"), [75.0]);
        assert_eq!(percents("8 out of 10 users"), [80.0]);
        assert_eq!(percents("1,200 out of 4,800 customers"), [25.0]);
        assert_eq!(percents("two thirds of our readers"), [67.0]);
        assert!(percents("150% more, 3 of 4 servers, ran out of memory").is_empty());
    }

    /// The percentages of users that a text tells of.
    fn of_users(text: &str) -> Vec<f64> {
        let config = Config::default();
        let source = SourceText::new("a.md", text);
        let reading = Reading::new(&source, Span::new(0, text.len()), &config);
        let sentences = reading.outline.sentences.iter();
        sentences
            .flat_map(|sentence| shares(&reading, sentence))
            .filter(|share| share.of == Whole::Users)
            .map(|share| share.percent)
            .collect()
    }

    #[test]
    fn a_share_of_users_is_of_those_who_were_hurt() {
        for (prose, read) in [
            ("3% of users were affected.", Some(3.0)),
            ("0.5% of users saw errors.", Some(0.5)),
            ("0,5% of users saw errors.", Some(0.5)),
            ("99.999% of users saw errors.", Some(99.999)),
            ("1,000% of users saw errors.", None),
            ("10,20,30% of users saw errors.", None),
            ("Five percent of users saw errors.", Some(5.0)),
            ("About sixty-two percent of users saw errors.", Some(62.0)),
            (
                "Between twenty and thirty percent of users saw errors.",
                Some(30.0),
            ),
            ("Zero point five percent of users saw errors.", None),
            ("Only 3% of users were unaffected.", None),
            ("Affected users: 3% unaffected", None),
            ("Unaffected users: 3%", None),
            ("Users affected: 3%", Some(3.0)),
            ("Some 3% of our users were not affected.", None),
            ("3% of users in Asia were spared.", None),
            ("All but 3% of users were affected.", None),
            ("The unaffected 3% of users noticed nothing.", None),
            (
                "3% of users saw errors while all others were unaffected.",
                Some(3.0),
            ),
            (
                "97% of users were unaffected and 3% of users saw errors.",
                Some(3.0),
            ),
            ("Three quarters of our users were not affected.", None),
            ("On 2023-05-01 in 12 regions users saw errors.", None),
            ("At 10:05 in 12 regions users saw errors.", None),
            ("8 out of 10 users saw errors.", Some(80.0)),
        ] {
            assert_eq!(of_users(prose).first().copied(), read, "{prose}");
        }
    }
}
