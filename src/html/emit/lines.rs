//! Which line ends of running text an author meant. Markdown folds them all; a text written without Markdown carries its
//! structure in them (`Impact: …`, `10:30 AM …`, a title on a line of its own), and would become one grey block.

/// Longest line that can be a title standing alone, in bytes: lines that an editor wrapped are longer.
const TITLE_MAX: usize = 40;

/// Longest label before a colon, in bytes.
const LABEL_MAX: usize = 40;

/// Whether two lines of one paragraph are meant to stay two lines.
pub(super) fn stay_apart(before: &str, after: &str) -> bool {
    /// What Markdown writes around the words of a line.
    const MARKS: [char; 5] = ['>', ' ', '\t', '*', '_'];
    let (before, after) = (before.trim_matches(MARKS), after.trim_start_matches(MARKS));
    begins_with_label(after)
        || begins_with_clock(after)
        || stands_alone(before)
        || stands_alone(after)
}

/// `Root cause: …`, `Impact:`: a few words that begin with a capital, a colon, a space or the end.
fn begins_with_label(line: &str) -> bool {
    let Some((label, rest)) = line.split_once(':') else {
        return false;
    };
    label.len() <= LABEL_MAX
        && label.starts_with(char::is_uppercase)
        && label.split_whitespace().count() <= 5
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/' | '&' | '\'' | '’'))
        && (rest.is_empty() || rest.starts_with([' ', '\t', '*']))
}

/// `10:30`, `9.15`, `2:00 PM`: hours and minutes, and no longer number.
fn begins_with_clock(line: &str) -> bool {
    let bytes = line.as_bytes();
    let hours = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let minutes = bytes.get(hours + 1..hours + 3);
    (1..=2).contains(&hours)
        && matches!(bytes.get(hours), Some(b':' | b'.'))
        && minutes.is_some_and(|it| it.iter().all(u8::is_ascii_digit))
        && !bytes.get(hours + 3).is_some_and(u8::is_ascii_digit)
}

/// A short line that begins with a capital and ends with no punctuation of a sentence.
fn stands_alone(line: &str) -> bool {
    !line.is_empty()
        && line.len() <= TITLE_MAX
        && line.starts_with(char::is_uppercase)
        && line.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | ')'))
        && line.split_whitespace().count() <= 6
}

#[cfg(test)]
mod tests {
    use super::stay_apart;

    #[test]
    fn labels_times_and_titles_keep_their_lines() {
        for (before, after) in [
            (
                "the service for an hour and a half that day, which hurt everybody,",
                "Impact: all users",
            ),
            (
                "and the alert fired long before anybody looked at the page of the team",
                "10:30 AM UTC: paged",
            ),
            (
                "and the alert fired long before anybody looked at the page of the team",
                "9.15 SB looks",
            ),
            ("Summary", "The service was down."),
            ("Timeline:", "nothing"),
        ] {
            assert!(stay_apart(before, after), "{before} / {after}");
        }
    }

    #[test]
    fn lines_that_an_editor_wrapped_are_folded() {
        for (before, after) in [
            (
                "The primary lost its disk, and the replica that should have taken over",
                "was a day behind.",
            ),
            (
                "and then it was over for good, as everybody had hoped it would be,",
                "see https://x.example: the page",
            ),
            ("It failed.", "Then it worked again."),
            (
                "which is why the number of connections rose to the limit of the pool",
                "10.2.3.4 was the address",
            ),
            (
                "which is why the number of connections rose to the limit of the pool",
                "the rule is: never",
            ),
        ] {
            assert!(!stay_apart(before, after), "{before} / {after}");
        }
    }
}
