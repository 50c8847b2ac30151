//! The timelines of cState: updates of an incident in its text, each marked by a shortcode `{{< track "time" >}}`.

use jiff::civil::DateTime;

use super::entries;
use super::yaml::{self, Entry, Trust, Value};
use crate::model::{Precision, When};

/// Longest mark, in characters: a time with a zone is a third of it.
const MARK_MAX: usize = 100;

/// A shortcode and where it stands.
struct Mark<'a> {
    /// What stands in its quotes; `None` for an end.
    time: Option<&'a str>,
    start: usize,
    end: usize,
}

/// The updates in the order written, as entries of a timeline.
///
/// An update stands between a mark and its end; behind a mark that begins a line; else before it, back to the mark or
/// the empty line before it.
pub(super) fn timeline(body: &str) -> Vec<(Value, Trust)> {
    let marks = marks(body);
    let mut entries = Vec::new();
    let mut from = 0;
    for (i, mark) in marks.iter().enumerate() {
        let Some(time) = mark.time else {
            from = mark.end;
            continue;
        };
        let next = marks.get(i + 1);
        let before = body.get(from..mark.start).unwrap_or("");
        let end = next.map_or(body.len(), |next| next.start);
        let behind = body.get(mark.end..end).unwrap_or("");
        let on_line = |text: &str| !text.trim().is_empty();
        let begins = !on_line(before.rsplit('\n').next().unwrap_or(""))
            && on_line(behind.lines().next().unwrap_or(""));
        let closed = next.is_some_and(|next| next.time.is_none());
        let text = if closed || begins {
            behind
        } else {
            let before = before.trim_end().rsplit("\n\n").next().unwrap_or("");
            if on_line(before) {
                before
            } else {
                behind.trim_start().split("\n\n").next().unwrap_or("")
            }
        };
        from = mark.end;
        let text = plain(text);
        if !text.is_empty() {
            entries.push(update(time, &text));
        }
    }
    entries
}

/// A time as it is written in front matter; another text as it is.
fn moment(text: &str) -> String {
    let (clock, offset) = match text
        .len()
        .checked_sub(6)
        .and_then(|at| text.split_at_checked(at))
    {
        Some((clock, offset))
            if offset.starts_with(['+', '-']) && offset.as_bytes().get(3) == Some(&b':') =>
        {
            (clock, offset)
        }
        _ => text
            .strip_suffix('Z')
            .map_or((text, ""), |clock| (clock, "Z")),
    };
    let civil: Option<DateTime> = clock.parse().ok();
    match civil {
        Some(civil) if clock.len() >= "2021-03-04T09:20".len() => {
            let precision = if civil.second() == 0 {
                Precision::Minute
            } else {
                Precision::Second
            };
            let when = When {
                civil,
                offset: None,
                precision,
            };
            format!("{}{offset}", entries::time(&when))
        }
        _ => yaml::text(text),
    }
}

fn marks(body: &str) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| rest.find("{{<")) {
        let start = at + found;
        at = start + 3;
        let rest = body.get(at..).unwrap_or("");
        let near = rest
            .char_indices()
            .nth(MARK_MAX)
            .map_or(rest, |(end, _)| rest.split_at(end).0);
        // A mark stands on one line.
        let Some(len) = near.lines().next().unwrap_or("").find(">}}") else {
            continue;
        };
        let line = near;
        let inside = line
            .get(..len)
            .unwrap_or("")
            .trim()
            .trim_end_matches('/')
            .trim();
        let end = at + len + 3;
        let time = if inside.starts_with('/') {
            Some(None).filter(|_| inside.trim_start_matches('/').trim() == "track")
        } else {
            let time = inside.strip_prefix("track").map(str::trim);
            let time = time
                .map(|it| it.trim_matches(['"', '\'', '`']))
                .filter(|it| !it.is_empty());
            time.map(Some)
        };
        if let Some(time) = time {
            marks.push(Mark { time, start, end });
            at = end;
        }
    }
    marks
}

/// White space folded, emphasis and a hyphen behind the first word gone.
fn plain(text: &str) -> String {
    let text = text.replace(['*', '`'], "").replace("\\n", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn update(time: &str, text: &str) -> (Value, Trust) {
    let scalar = |text: &str| Value::Scalar(yaml::text(text));
    let mut parts = vec![
        Entry::sure("at", Value::Scalar(moment(time))),
        Entry::sure("text", scalar(text)),
    ];
    // The words that status pages begin an update with.
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("");
    let milestone = match word.to_ascii_lowercase().as_str() {
        "investigating" => Some("declared"),
        "identified" => Some("diagnosed"),
        "monitoring" => Some("mitigated"),
        "resolved" => Some("resolved"),
        _ => None,
    };
    parts.extend(milestone.map(|it| Entry::sure("milestone", scalar(it))));
    (Value::Map(parts), Trust::Sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> String {
        yaml::lines(&[Entry::sure("timeline", Value::List(timeline(body)))], 0)
    }

    #[test]
    fn updates_before_their_mark_are_a_timeline() {
        let body = "*Resolved* - All is well. {{< track \"2021-03-04 10:30:00\" >}}\n\n**Investigating** - We look\ninto it. {{< track \"2021-03-04 09:20:00\" >}}\n";
        let expected = "\
timeline:
  - at: 2021-03-04T10:30
    text: Resolved - All is well.
    milestone: resolved
  - at: 2021-03-04T09:20
    text: Investigating - We look into it.
    milestone: declared
";
        assert_eq!(shown(body), expected);
    }

    #[test]
    fn updates_between_marks_are_a_timeline() {
        let body = "Intro\n\n{{< track \"2021-03-04 09:20:00\" >}}\nMails wait.\n{{< /track >}}\n{{<track '2021-03-04 10:00:00'>}}Sent.{{</ track >}}\n";
        let expected = "\
timeline:
  - at: 2021-03-04T09:20
    text: Mails wait.
  - at: 2021-03-04T10:00
    text: Sent.
";
        assert_eq!(shown(body), expected);
    }

    #[test]
    fn updates_behind_marks_that_begin_a_line_are_a_timeline() {
        let body = "Events are missing.\n{{< track \"2020-01-19T11:29:00.000Z\" >}}It is data.\n\nWe work on it.\n{{< track \"2020-01-19T12:18:30+01:00\" >}}Done.\n";
        let expected = "\
timeline:
  - at: 2020-01-19T11:29Z
    text: It is data. We work on it.
  - at: 2020-01-19T12:18:30+01:00
    text: Done.
";
        assert_eq!(shown(body), expected);
    }

    #[test]
    fn other_shortcodes_and_broken_ones_are_text() {
        assert_eq!(
            timeline("{{< figure src=\"x\" >}} {{< track >}} {{< track \"x"),
            []
        );
        assert_eq!(timeline(&"{{<".repeat(100_000)), []);
    }
}
