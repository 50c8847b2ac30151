//! The timelines of cState: updates of an incident in its text, each marked by a shortcode `{{< track "time" >}}`.

use super::yaml::{self, Entry, Trust, Value};

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
/// An update stands between a mark and its end, else before the mark, back to the mark or the empty line before it; if
/// nothing stands there, behind it.
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
        let text = match next {
            Some(end) if end.time.is_none() => body.get(mark.end..end.start).unwrap_or(""),
            _ => {
                let before = body.get(from..mark.start).unwrap_or("");
                let before = before.trim_end().rsplit("\n\n").next().unwrap_or("");
                let behind = body
                    .get(mark.end..next.map_or(body.len(), |next| next.start))
                    .unwrap_or("");
                if before.trim().is_empty() {
                    behind.trim_start().split("\n\n").next().unwrap_or("")
                } else {
                    before
                }
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
        Entry::sure("at", scalar(time)),
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
  - at: \"2021-03-04 10:30:00\"
    text: Resolved - All is well.
    milestone: resolved
  - at: \"2021-03-04 09:20:00\"
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
  - at: \"2021-03-04 09:20:00\"
    text: Mails wait.
  - at: \"2021-03-04 10:00:00\"
    text: Sent.
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
