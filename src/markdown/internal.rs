//! Marks by which an author wants a part of a text left out (`<!-- internal -->`, `{{internal}}`). Parts cannot be left
//! out yet, so that a mark is an error: nothing internal may be published because a mark was not understood.

/// Most words of a comment that can still be a mark and not a remark.
const MARK_WORDS: usize = 3;

/// Whether a comment is such a mark: `internal`, `/internal`, `begin internal`, `internal-only`.
pub(super) fn is_internal_comment(comment: &str) -> bool {
    let mut words = comment
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first: Vec<_> = words.by_ref().take(MARK_WORDS).collect();
    words.next().is_none() && first.iter().any(|word| is_mark_word(word))
}

/// Whether a line of text holds such a mark: `{{internal}}`, `{{< /internal >}}`, `{% internal %}`, `:::internal`.
pub(super) fn is_internal_text(text: &str) -> bool {
    // Almost no text holds the beginning of a mark, and every text is asked.
    if !text
        .as_bytes()
        .windows(2)
        .any(|it| matches!(it, b"{{" | b"{%" | b"::"))
    {
        return false;
    }
    [("{{", "}"), ("{%", "%"), (":::", "")]
        .iter()
        .any(|(open, close)| {
            text.match_indices(open).any(|(at, _)| {
                let inside =
                    text[at + open.len()..].trim_start_matches([' ', '<', '%', '/', '#', '-', ':']);
                let word_end = inside
                    .find(|c: char| !c.is_ascii_alphabetic())
                    .unwrap_or(inside.len());
                let (word, after) = inside.split_at(word_end);
                let after = after.trim_start_matches([' ', '/', '>', '-']);
                is_mark_word(word) && (close.is_empty() || after.starts_with(close))
            })
        })
}

/// Whether the info string of a code fence makes the block such a part.
pub(super) fn is_internal_fence(info: &str) -> bool {
    info.split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty())
        .is_some_and(is_mark_word)
}

fn is_mark_word(word: &str) -> bool {
    ["internal", "endinternal", "internalonly"]
        .iter()
        .any(|mark| word.eq_ignore_ascii_case(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_remarks() {
        for mark in [
            "internal",
            " Internal ",
            "/internal",
            "internal: start",
            "begin internal",
            "INTERNAL-ONLY",
            " end of internal ",
        ] {
            assert!(is_internal_comment(mark), "{mark}");
        }
        for remark in [
            "",
            "more",
            "TODO ask the internal audit team",
            "international",
            "the internal network failed",
        ] {
            assert!(!is_internal_comment(remark), "{remark}");
        }
    }

    #[test]
    fn marks_in_text_are_told_from_templates() {
        for mark in [
            "{{internal}}",
            "x {{ internal }} y",
            "{{/internal}}",
            "{{< internal >}}",
            "{{% /internal %}}",
            "{% endinternal %}",
            ":::internal",
            "::: Internal note",
        ] {
            assert!(is_internal_text(mark), "{mark}");
        }
        for text in [
            "internal",
            "{{ internal_ip }}",
            "{{ .Values.internal }}",
            "{{internal.host}}",
            "{{ internalise }}",
            "{{",
            "std::internal",
            "a {{ b }} internal }}",
        ] {
            assert!(!is_internal_text(text), "{text}");
        }
        assert!(is_internal_fence("internal"));
        assert!(is_internal_fence("{internal}"));
        assert!(!is_internal_fence("rust,internal"));
    }
}
