//! The nearest of several names: "did you mean".

/// Longest word that is looked for, in characters: a path may be this long.
const LETTERS_MAX: usize = 200;

/// The one of `names` that `word` was probably meant to be; `None` if nothing is near.
///
/// Case, hyphens and underscores do not count; up to a quarter of the letters may differ. Nothing is near to a word of
/// more than [`LETTERS_MAX`]: that is no name, and comparing takes the square of its length.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    let letters = word.chars().count();
    if letters > LETTERS_MAX {
        return None;
    }
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

/// The only one of `names` that `word` becomes by mending one slip: a letter too many, too few, wrong, or swapped with its
/// neighbour; two slips in words of ten letters or more. `None` if there is none, or more than one. Short words are near to
/// too many others.
pub fn slip<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const SHORTEST: usize = 5;
    const LONG: usize = 10;
    let letters = word.chars().count();
    if letters < SHORTEST {
        return None;
    }
    let most = if letters < LONG { 1 } else { 2 };
    let word = word.to_lowercase();
    let mut near = names.into_iter().filter(|name| {
        name.chars().count().abs_diff(letters) <= most && strsim::osa_distance(&word, name) <= most
    });
    let only = near.next()?;
    near.next().is_none().then_some(only)
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
    use super::{differing, nearest, slip};

    #[test]
    fn only_one_slip_to_only_one_name_is_mended() {
        let names = ["title", "severity", "root_cause", "started", "contributing"];
        assert_eq!(slip("severtiy", names), Some("severity"));
        assert_eq!(slip("Sevrity", names), Some("severity"));
        assert_eq!(slip("contribuitng", names), Some("contributing"));
        assert_eq!(slip("titel", names), Some("title"));
        assert_eq!(slip("sevrty", names), None);
        assert_eq!(slip("tags", ["tag", "tags_"]), None);
        assert_eq!(slip("stared", ["started", "starred"]), None);
    }

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
