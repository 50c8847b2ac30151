//! Word forms: two words belong together when they have the same root (`replicated`, `replication`, `replicas`).
//!
//! The index holds words as they were written; forms are brought together when a query is answered. A root is always
//! the beginning of its word, so a word's forms are neighbours in the sorted index and lie in the same file of it.
//! `themes/default/assets/search.js` mirrors this file; `tests/search/stems.txt` holds both to it.

/// Endings and the fewest letters that must stand before them, longest first. English; other languages' words are
/// mostly left alone, and where they are not, query and text are cut alike.
const ENDINGS: [(&str, usize); 36] = [
    ("abilities", 4),
    ("ability", 4),
    ("ibility", 4),
    ("ations", 4),
    ("encies", 4),
    ("ancies", 4),
    ("ating", 4),
    ("ators", 4),
    ("ation", 4),
    ("ities", 4),
    ("ments", 4),
    ("ences", 4),
    ("ances", 4),
    ("ates", 4),
    ("ated", 4),
    ("ator", 4),
    ("able", 4),
    ("ible", 4),
    ("ness", 4),
    ("ment", 4),
    ("ency", 4),
    ("ancy", 4),
    ("ence", 4),
    ("ance", 4),
    ("ures", 4),
    ("ions", 4),
    ("ings", 3),
    ("ate", 4),
    ("ure", 4),
    ("ity", 4),
    ("ion", 4),
    ("ing", 3),
    ("ies", 3),
    ("ied", 3),
    ("ors", 4),
    ("ers", 3),
];

/// Endings of one or two letters, tried after [`ENDINGS`].
const SHORT_ENDINGS: [(&str, usize); 9] = [
    ("es", 3),
    // `configuration`, `configured` and `config`.
    ("ur", 6),
    ("ed", 3),
    ("er", 3),
    ("or", 4),
    ("ly", 4),
    ("e", 3),
    ("a", 5),
    ("y", 3),
];

/// The root of a folded word: a prefix of it, and the word itself if it is short or has anything but `a` to `z`.
pub fn root(word: &str) -> &str {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word;
    }
    // A plural first: what is left of a word by then may end in an s of its own.
    let mut root = match word.strip_suffix('s') {
        Some(rest) if !rest.ends_with(['s', 'u', 'i', 'e']) => rest,
        _ => word,
    };
    // `deployment` loses two endings; more than three is another word.
    for _ in 0..3 {
        let shorter = strip(root);
        if shorter.len() == root.len() {
            break;
        }
        root = shorter;
    }
    root
}

fn strip(word: &str) -> &str {
    let last = word.as_bytes().last();
    for (ending, least) in ENDINGS.into_iter().chain(SHORT_ENDINGS) {
        // Nearly all endings fail on their last letter.
        if ending.as_bytes().last() != last {
            continue;
        }
        let Some(rest) = word.strip_suffix(ending) else {
            continue;
        };
        if rest.len() < least || !has_vowel(rest) || ending == "y" && rest.ends_with(is_vowel) {
            continue;
        }
        return undouble(rest, ending);
    }
    word
}

/// `dropp` of `dropped` is `drop`; `fill` and `miss` stay.
fn undouble<'a>(rest: &'a str, ending: &str) -> &'a str {
    let bytes = rest.as_bytes();
    let last = bytes[bytes.len() - 1];
    let doubled = ending.starts_with(['e', 'i', 'o'])
        && rest.len() > 3
        && bytes[bytes.len() - 2] == last
        && !matches!(last, b'l' | b's' | b'z' | b'e' | b'o');
    if doubled {
        &rest[..rest.len() - 1]
    } else {
        rest
    }
}

fn has_vowel(text: &str) -> bool {
    text.contains(|c| is_vowel(c) || c == 'y')
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::root;

    #[test]
    fn words_have_the_roots_that_the_shared_list_names() {
        for line in include_str!("../../tests/search/stems.txt").lines() {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            if let Some(expected) = words.next() {
                for word in words {
                    assert_eq!(root(word), expected, "{word}");
                }
            }
        }
    }

    #[test]
    fn a_root_begins_its_word() {
        for word in include_str!("../../tests/search/stems.txt").split_whitespace() {
            assert!(word.starts_with(root(word)), "{word}");
        }
    }
}
