//! The nearest of several names: "did you mean".

/// The one of `names` that `word` was probably meant to be; `None` if nothing is near.
///
/// Case, hyphens and underscores do not count; up to a quarter of the letters may differ.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    let letters = word.chars().count();
    names
        .into_iter()
        .filter_map(|name| {
            let others = name.chars().count();
            let most = (letters.max(others) / 4).max(1);
            // Most names are not near by their length alone, and a whole library's are asked.
            if letters.abs_diff(others) > most {
                return None;
            }
            let name_plain = plain(name);
            let (ours, theirs) = differing(&word, &name_plain);
            let distance = strsim::osa_distance(ours, theirs);
            (distance <= most).then_some((distance, name))
        })
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
}

/// What is left of two texts without the beginning and the end that they share; their distance is the same.
fn differing<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    let same = |(x, y): &(char, char)| x == y;
    let shared: usize = a
        .chars()
        .zip(b.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (a, b) = (&a[shared..], &b[shared..]);
    let end = a.chars().rev().zip(b.chars().rev()).take_while(same);
    let end: usize = end.map(|(c, _)| c.len_utf8()).sum();
    (&a[..a.len() - end], &b[..b.len() - end])
}

#[cfg(test)]
mod tests {
    use super::{differing, nearest};

    #[test]
    fn what_two_names_share_at_both_ends_does_not_count() {
        assert_eq!(differing("pm-001a", "pm-002a"), ("1", "2"));
        assert_eq!(differing("aa", "aaa"), ("", "a"));
        assert_eq!(differing("größe", "größen"), ("", "n"));
        assert_eq!(differing("é", "è"), ("é", "è"));
        assert_eq!(differing("same", "same"), ("", ""));
    }

    #[test]
    fn a_slip_of_the_finger_is_understood_and_a_different_word_is_not() {
        let names = ["title", "severity", "root_cause", "resolved"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("Root-Cause", names), Some("root_cause"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest("section", ["detection"]), None);
    }
}
