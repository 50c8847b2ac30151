//! What looks like a mark of an internal passage (`<!-- internal -->`, `{{internal}}`, `:::internal`). Those that are
//! written as they should be are gone before Markdown is read (`source/internal`); what is left of them here was not
//! understood and is an error, for nothing internal may be published because of a slip.

use crate::suggest;

/// Most words of a comment that can still be a mark and not a remark.
const MARK_WORDS: usize = 3;

/// Whether a comment is meant as such a mark: `internal`, `/internal`, `begin internal`, `internal-only`, `internl`.
pub(crate) fn is_internal_comment(comment: &str) -> bool {
    let mut words = comment
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first: Vec<_> = words.by_ref().take(MARK_WORDS).collect();
    words.next().is_none() && first.iter().any(|word| is_nearly_mark_word(word))
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
            // Up to here the word of a mark was looked for: many openings in a row have one word behind them.
            let mut done = 0;
            text.match_indices(open).any(|(at, _)| {
                if at < done {
                    return false;
                }
                let inside =
                    text[at + open.len()..].trim_start_matches([' ', '<', '%', '/', '#', '-', ':']);
                done = text.len() - inside.len();
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

/// Whether the name of an HTML element makes it such a mark: `<internal>`.
pub(super) fn is_internal_tag(name: &str) -> bool {
    is_nearly_mark_word(name)
}

fn is_mark_word(word: &str) -> bool {
    ["internal", "endinternal", "internalonly"]
        .iter()
        .any(|mark| word.eq_ignore_ascii_case(mark))
}

/// Whether a word is one of a mark, slips of the finger included.
pub(crate) fn is_nearly_mark_word(word: &str) -> bool {
    /// Words of their own that are only a slip away.
    const OTHERS: [&str; 9] = [
        "external",
        "externals",
        "interval",
        "intervals",
        "internet",
        "intern",
        "interns",
        "eternal",
        "infernal",
    ];
    // No word this long or short is a slip: most are told by their length.
    is_mark_word(word)
        || (6..=10).contains(&word.len())
            && !OTHERS.iter().any(|it| word.eq_ignore_ascii_case(it))
            && suggest::nearest(word, ["internal"]).is_some()
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
            "internl",
            "/Itnernal",
            "intenral",
        ] {
            assert!(is_internal_comment(mark), "{mark}");
        }
        for remark in [
            "",
            "more",
            "TODO ask the internal audit team",
            "international",
            "the internal network failed",
            "external",
            "interval 5m",
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
