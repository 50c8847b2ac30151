//! The nearest of several names: "did you mean".

/// The one of `names` that `word` was probably meant to be; `None` if nothing is near.
///
/// Case, hyphens and underscores do not count; up to a quarter of the letters may differ.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&word, &plain(name)), name))
        .filter(|(distance, name)| {
            *distance <= (word.chars().count().max(name.chars().count()) / 4).max(1)
        })
        .min_by_key(|(distance, name)| (*distance, *name))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_understood_and_a_different_word_is_not() {
        let names = ["title", "severity", "root_cause", "resolved"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("Root-Cause", names), Some("root_cause"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest("section", ["detection"]), None);
    }
}
