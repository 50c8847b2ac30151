//! Unified diffs of a file whose beginning is written anew, or of which some lines are. What changed is known, so nothing has
//! to be compared.

/// Lines of context.
const CONTEXT: usize = 3;

/// A unified diff in which the first `replaced` bytes of `old` become `new`; `old` is `None` for a file that is new.
/// A byte order mark belongs to both. Line ends are shown as they are.
pub(super) fn beginning(name: &str, old: Option<&str>, replaced: usize, new: &str) -> String {
    let mut new = new.to_owned();
    let mut replaced = replaced;
    let all = old.unwrap_or("");
    if !matches!(all.get(..replaced), Some(removed) if removed.is_empty() || removed.ends_with('\n'))
    {
        // What is replaced ends within a line (a byte order mark): the line as a whole is.
        let rest = all.get(replaced..).unwrap_or("");
        let rest = rest.split_inclusive('\n').next().unwrap_or("");
        new.push_str(rest);
        replaced += rest.len();
    }
    let removed = all.get(..replaced).unwrap_or("");
    let body = all.get(replaced..).unwrap_or("");
    let context: Vec<&str> = body.split_inclusive('\n').take(CONTEXT).collect();
    let count = |text: &str| text.split_inclusive('\n').count();
    let (before, after) = (count(removed) + context.len(), count(&new) + context.len());
    let from = match old {
        Some(_) => format!("a/{name}"),
        None => "/dev/null".to_owned(),
    };
    let range = |lines: usize| match lines {
        0 => "0,0".to_owned(),
        1 => "1".to_owned(),
        lines => format!("1,{lines}"),
    };
    let mut out = format!(
        "--- {from}\n+++ b/{name}\n@@ -{} +{} @@\n",
        range(before),
        range(after)
    );
    let mut all_of = |mark: char, text: &str| {
        for line in text.split_inclusive('\n') {
            push(&mut out, mark, Some(&line));
        }
    };
    all_of('-', removed);
    all_of('+', &new);
    all_of(' ', &context.concat());
    out
}

/// A unified diff of two texts with equally many lines, of which some differ. Line ends are shown as they are.
pub fn lines(name: &str, old: &str, new: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let changed: Vec<usize> = (0..old.len())
        .filter(|at| old.get(*at) != new.get(*at))
        .collect();
    let mut out = format!("--- a/{name}\n+++ b/{name}\n");
    let mut rest = changed.as_slice();
    while let Some(first) = rest.first() {
        // What is not further apart than the context of both is one piece.
        let apart = rest
            .windows(2)
            .position(|pair| pair[1] - pair[0] > 2 * CONTEXT + 1);
        let (piece, after) = rest.split_at(apart.map_or(rest.len(), |at| at + 1));
        rest = after;
        let last = piece.last().unwrap_or(first);
        let from = first.saturating_sub(CONTEXT);
        let to = (last + CONTEXT + 1).min(old.len());
        let range = format!("{},{}", from + 1, to - from);
        out.push_str(&format!("@@ -{range} +{range} @@\n"));
        let mut at = from;
        while at < to {
            let run = (at..to).take_while(|at| piece.contains(at)).count();
            for (mark, lines) in [('-', &old), ('+', &new)] {
                (at..at + run).for_each(|at| push(&mut out, mark, lines.get(at)));
            }
            if run == 0 {
                push(&mut out, ' ', old.get(at));
            }
            at += run.max(1);
        }
    }
    out
}

fn push(out: &mut String, mark: char, line: Option<&&str>) {
    let line = line.copied().unwrap_or_default();
    out.push(mark);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_differ_stand_with_their_neighbours_and_far_ones_in_pieces_of_their_own() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12";
        let new = "1\nb\nc\n4\n5\n6\n7\n8\n9\n10\n11\nl";
        let expected = "--- a/x.md\n+++ b/x.md\n@@ -1,6 +1,6 @@\n 1\n-2\n-3\n+b\n+c\n 4\n 5\n 6\n\
            @@ -9,4 +9,4 @@\n 9\n 10\n 11\n-12\n\\ No newline at end of file\n+l\n\\ No newline at end of file\n";
        assert_eq!(lines("x.md", old, new), expected);
    }

    #[test]
    fn lines_are_added_above_three_lines_of_context() {
        let diff = beginning("x.md", Some("# A\n\nb\nc\nd\n"), 0, "---\ntitle: A\n---\n");
        let expected =
            "--- a/x.md\n+++ b/x.md\n@@ -1,3 +1,6 @@\n+---\n+title: A\n+---\n # A\n \n b\n";
        assert_eq!(diff, expected);
    }

    #[test]
    fn what_is_replaced_and_a_missing_last_line_end_are_shown() {
        let diff = beginning(
            "x.md",
            Some("---\nuuid: 1\n---\nb"),
            16,
            "---\nid: \"1\"\n---\n",
        );
        let expected = "--- a/x.md\n+++ b/x.md\n@@ -1,4 +1,4 @@\n----\n-uuid: 1\n----\n+---\n+id: \"1\"\n+---\n b\n\\ No newline at end of file\n";
        assert_eq!(diff, expected);
        let marked = beginning("b.md", Some("\u{feff}a\nb\n"), 3, "\u{feff}---\n---\n");
        let expected =
            "--- a/b.md\n+++ b/b.md\n@@ -1,2 +1,4 @@\n-\u{feff}a\n+\u{feff}---\n+---\n+a\n b\n";
        assert_eq!(marked, expected);
        assert_eq!(
            beginning("n.md", None, 0, "a\n"),
            "--- /dev/null\n+++ b/n.md\n@@ -0,0 +1 @@\n+a\n"
        );
        assert_eq!(
            beginning("e.md", Some(""), 0, "a\n"),
            "--- a/e.md\n+++ b/e.md\n@@ -0,0 +1 @@\n+a\n"
        );
    }
}
