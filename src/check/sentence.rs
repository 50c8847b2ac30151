//! Sentences and words of a line of plain text, as the rules about wording see them.

/// The sentences of a line: parted by `.`, `!`, `?` or `;` before a blank.
pub(super) fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text
            .as_bytes()
            .windows(2)
            .position(|pair| matches!(pair[0], b'.' | b'!' | b'?' | b';') && pair[1] == b' ');
        let (sentence, after) = match end {
            // Both bytes are ASCII, so these are boundaries of characters.
            Some(at) => (text.get(..at)?, text.get(at + 1..)),
            None => (text, None),
        };
        rest = after;
        Some(sentence)
    })
}

/// The words of a sentence, in lower case, with their places in it.
pub(super) struct Words<'t> {
    sentence: &'t str,
    lower: String,
    /// Where each word stands in the sentence, and in `lower`.
    places: Vec<((usize, usize), (usize, usize))>,
}

impl<'t> Words<'t> {
    /// Letters, digits and apostrophes make a word; everything else parts words.
    pub(super) fn of(sentence: &'t str) -> Self {
        let mut made = Self {
            sentence,
            lower: String::with_capacity(sentence.len()),
            places: Vec::new(),
        };
        let mut begun = None;
        for (at, c) in sentence.char_indices().chain([(sentence.len(), ' ')]) {
            let part = c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}');
            match (part, begun) {
                (true, None) => begun = Some((at, made.lower.len())),
                (false, Some((start, lower))) => {
                    made.places.push(((start, at), (lower, made.lower.len())));
                    begun = None;
                }
                _ => {}
            }
            match c {
                '\u{2019}' => made.lower.push('\''),
                _ if part && c.is_ascii() => made.lower.push(c.to_ascii_lowercase()),
                _ if part => made.lower.extend(c.to_lowercase()),
                _ => {}
            }
        }
        made
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// One of them; empty past the end.
    pub(super) fn get(&self, at: usize) -> &str {
        let place = self.places.get(at);
        place.map_or("", |(_, (start, end))| {
            self.lower.get(*start..*end).unwrap_or_default()
        })
    }

    /// Whether these words stand at a place, one after the other.
    pub(super) fn has(&self, at: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(after, word)| self.get(at + after) == *word)
    }

    /// The sentence from one word to another, both included.
    pub(super) fn text(&self, from: usize, to: usize) -> &'t str {
        let start = self.places.get(from).map(|((start, _), _)| *start);
        let end = self.places.get(to).map(|((_, end), _)| *end);
        match (start, end) {
            (Some(start), Some(end)) => self.sentence.get(start..end).unwrap_or_default(),
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_at_a_stop_before_a_blank_and_not_within_a_number() {
        let found: Vec<&str> = sentences("At 10.30 it fell. Then 1.5 h; done").collect();
        assert_eq!(found, ["At 10.30 it fell", " Then 1.5 h", " done"]);
    }

    #[test]
    fn words_know_their_places_whatever_the_alphabet() {
        let words = Words::of("Die \u{c4}rztin hadn\u{2019}t \u{130}Z");
        assert_eq!(words.len(), 4);
        assert_eq!(words.get(1), "\u{e4}rztin");
        assert_eq!(words.get(2), "hadn't");
        assert_eq!(words.text(1, 2), "\u{c4}rztin hadn\u{2019}t");
        assert!(words.has(0, &["die"]) && !words.has(3, &["iz", "x"]));
        assert_eq!((words.get(9), words.text(2, 9)), ("", ""));
    }
}
