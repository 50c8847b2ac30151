//! Numbers as people write them: `1,500`, `1,5`, `1.75`, `thirty-two`, `one hundred and five`.
//!
//! A number is read as a whole or not at all: the `two` of `thirty-two` and the `500` of `1,500` are none.

/// A number as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// A thousand times the number; further decimals are cut off.
    pub(super) thousandths: u64,
    /// One past its last byte.
    pub(super) end: usize,
}

impl Number {
    /// The number itself.
    pub(super) fn value(self) -> f64 {
        self.thousandths as f64 / 1000.0
    }
}

/// Most digits before the decimals: more is an identifier.
const DIGITS_MAX: usize = 8;

/// Most letters of a number in words.
const LETTERS_MAX: usize = 12;

const WORDS: [(&str, u64); 28] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Words that make a larger number of what stands before them.
const LARGER: [&str; 6] = [
    "dozen", "hundred", "thousand", "million", "billion", "point",
];

/// The number that begins at byte `i` of a text in lower case. An article is none, but in `a hundred`.
pub(super) fn at(lower: &str, i: usize) -> Option<Number> {
    if lower.as_bytes().get(i)?.is_ascii_digit() {
        in_digits(lower, i)
    } else {
        in_words(lower, i)
    }
}

/// The number that ends at byte `end` of a text in lower case, and where it begins.
pub(super) fn before(lower: &str, end: usize) -> Option<(Number, usize)> {
    let head = lower.get(..end)?;
    let digits = head
        .bytes()
        .rev()
        .take(DIGITS_MAX * 2)
        .take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
        .count();
    let start = if digits > 0 {
        end - head[end - digits..].trim_start_matches(['.', ',']).len()
    } else {
        first_word(head)?
    };
    let number = at(lower, start).filter(|number| number.end == end)?;
    // `v8`, `10:30`
    // Scripts without blanks write `全体の40%`.
    let glued = head[..start]
        .ends_with(|c: char| c.is_alphanumeric() && c < '\u{2e80}' || matches!(c, ':' | '_' | '#'));
    (!glued && !continues(lower, start)).then_some((number, start))
}

/// Where the words of a number begin that a text ends with.
fn first_word(head: &str) -> Option<usize> {
    let mut start = None;
    let mut end = head.len();
    // The longest is `one hundred and thirty-two`.
    for _ in 0..5 {
        let word = last_word(&head[..end]);
        let at = end - word.len();
        let article = word == "a" && head[end..].starts_with(" hundred");
        let joint = word == "and" && head[..at].ends_with("hundred ");
        if value(word).is_some() || article || word == "hundred" {
            start = Some(at);
        } else if !joint {
            break;
        }
        match head.as_bytes()[..at].last() {
            Some(b' ' | b'-') => end = at - 1,
            _ => break,
        }
    }
    start
}

/// Whether a number at byte `i` is the rest of a number that begins before it.
pub(super) fn continues(lower: &str, i: usize) -> bool {
    let (head, rest) = lower.split_at(i);
    let bytes = head.as_bytes();
    let digit = |back: usize| {
        bytes
            .len()
            .checked_sub(back)
            .is_some_and(|at| bytes[at].is_ascii_digit())
    };
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return match bytes.last() {
            Some(b',' | b'.' | b'\'' | b'/') => digit(2),
            // `1 500`
            Some(b' ') => digit(2) && digits(rest.as_bytes()) == 3 && group_before(&bytes[..i - 1]),
            _ => false,
        };
    }
    let Some(before) = head.strip_suffix([' ', '-']) else {
        return false;
    };
    let word = last_word(before);
    // `one hundred and five`, but not `between one and five`.
    let (word, joined) = match before.strip_suffix(" and") {
        Some(before) => (last_word(before), true),
        None => (word, false),
    };
    LARGER.contains(&word) || !joined && value(word).is_some()
}

/// Whether a text ends with one to three digits that are the first of a number.
fn group_before(bytes: &[u8]) -> bool {
    let count = bytes
        .iter()
        .rev()
        .take(4)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let open = bytes.len() == count
        || matches!(bytes[bytes.len() - count - 1], b' ' | b'\n' | b'(' | b'~');
    count <= 3 && open
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// `1500`, `1,500`, `1.75`, `1,5`. `1,2,3` is none.
fn in_digits(lower: &str, i: usize) -> Option<Number> {
    let bytes = lower.as_bytes();
    let mut end = i + digits(&bytes[i..]);
    let mut whole = lower[i..end].to_owned();
    let group = |at: usize| bytes.get(at) == Some(&b',') && digits(&bytes[at + 1..]) == 3;
    // `0,125` begins no group of thousands.
    while group(end) && whole.len() <= DIGITS_MAX && !whole.starts_with('0') {
        whole.push_str(&lower[end + 1..end + 4]);
        end += 4;
    }
    let decimals = match bytes.get(end) {
        Some(b'.' | b',') => digits(&bytes[end + 1..]),
        _ => 0,
    };
    let mut thousandths = 0;
    if decimals > 0 {
        for place in 0..3 {
            let digit = bytes[end + 1..end + 1 + decimals].get(place).copied();
            thousandths = thousandths * 10 + u64::from(digit.unwrap_or(b'0') - b'0');
        }
        end += 1 + decimals;
    }
    let goes_on = matches!(bytes.get(end), Some(b',' | b'.'))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    if goes_on || whole.len() > DIGITS_MAX {
        return None;
    }
    thousandths += whole.parse::<u64>().ok()? * 1000;
    Some(Number { thousandths, end })
}

/// `thirty-two`, `one hundred and five`, `a hundred`.
fn in_words(lower: &str, i: usize) -> Option<Number> {
    let (mut number, mut end) = match below_hundred(lower, i) {
        Some(found) => found,
        None if lower.get(i..)?.starts_with("a hundred") => (1, i + 1),
        None => return None,
    };
    let hundred = [" hundred", "-hundred"]
        .into_iter()
        .find(|word| number < 10 && lower[end..].starts_with(word));
    if let Some(hundred) = hundred {
        number *= 100;
        end += hundred.len();
        let rest = [" and ", " ", "-and-"]
            .into_iter()
            .filter(|joint| lower[end..].starts_with(joint))
            .find_map(|joint| below_hundred(lower, end + joint.len()));
        if let Some((more, stop)) = rest {
            number += more;
            end = stop;
        }
    }
    let next = lower[end..]
        .strip_prefix([' ', '-'])
        .map_or("", first_letters);
    if !first_letters(&lower[end..]).is_empty() || LARGER.contains(&next) {
        return None;
    }
    Some(Number {
        thousandths: number * 1000,
        end,
    })
}

/// A number below a hundred in words, and its end.
fn below_hundred(lower: &str, i: usize) -> Option<(u64, usize)> {
    let word = first_letters(lower.get(i..)?);
    let number = value(word)?;
    let end = i + word.len();
    if number >= 20
        && let Some(rest) = lower[end..].strip_prefix([' ', '-'])
        && let ones = first_letters(rest)
        && let Some(more) = value(ones).filter(|more| (1..10).contains(more))
    {
        return Some((number + more, end + 1 + ones.len()));
    }
    Some((number, end))
}

fn value(word: &str) -> Option<u64> {
    WORDS
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, value)| *value)
}

/// The letters that a text begins with, as far as a number in words can reach.
fn first_letters(text: &str) -> &str {
    let letters = text
        .bytes()
        .take(LETTERS_MAX)
        .take_while(u8::is_ascii_lowercase)
        .count();
    &text[..letters]
}

/// The letters that a text ends with, as far as a number in words can reach.
fn last_word(text: &str) -> &str {
    let letters = text
        .bytes()
        .rev()
        .take(LETTERS_MAX)
        .take_while(u8::is_ascii_lowercase)
        .count();
    &text[text.len() - letters..]
}

/// A number up to 999 as it is said.
#[cfg(test)]
pub(super) fn spelled(n: u64) -> String {
    let name = |n: u64| {
        WORDS
            .iter()
            .find(|(_, value)| *value == n)
            .map(|(name, _)| *name)
    };
    match n {
        0..=20 => name(n).unwrap_or_default().to_owned(),
        21..=99 if n.is_multiple_of(10) => name(n).unwrap_or_default().to_owned(),
        21..=99 => format!("{}-{}", spelled(n / 10 * 10), spelled(n % 10)),
        _ if n.is_multiple_of(100) => format!("{} hundred", spelled(n / 100)),
        _ => format!("{} hundred and {}", spelled(n / 100), spelled(n % 100)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<f64> {
        at(text, 0)
            .filter(|number| number.end == text.len())
            .map(Number::value)
    }

    #[test]
    fn a_number_is_read_as_a_whole_or_not_at_all() {
        for (text, number) in [
            ("8", Some(8.0)),
            ("1500", Some(1500.0)),
            ("1,500", Some(1500.0)),
            ("12,345.5", Some(12345.5)),
            ("1,5", Some(1.5)),
            ("0,25", Some(0.25)),
            ("0,125", Some(0.125)),
            ("1.75", Some(1.75)),
            ("99.999", Some(99.999)),
            ("1,2,3", None),
            ("10.2.3", None),
            ("123456789", None),
            ("fifty-eight", Some(58.0)),
            ("twenty two", Some(22.0)),
            ("a hundred", Some(100.0)),
            ("one hundred and five", Some(105.0)),
            ("two hundred twelve", Some(212.0)),
            ("a", None),
            ("one thousand", None),
            ("two dozen", None),
            ("zero point five", None),
            ("tenfold", None),
            ("fiftyish", None),
        ] {
            assert_eq!(read(text), number, "{text}");
        }
    }

    #[test]
    fn every_number_below_a_thousand_is_read_as_it_is_said() {
        for n in 0..1000 {
            let text = spelled(n);
            assert_eq!(read(&text), Some(n as f64), "{text}");
            let (number, start) = before(&text, text.len()).unwrap();
            assert_eq!((number.value(), start), (n as f64, 0), "{text}");
        }
    }

    #[test]
    fn the_rest_of_a_number_is_no_number() {
        for (head, rest) in [
            ("1,", "500"),
            ("1 ", "500"),
            ("1/", "2"),
            ("thirty-", "two"),
            ("twenty ", "two"),
            ("one hundred and ", "five"),
            ("one thousand ", "two"),
            ("zero point ", "five"),
        ] {
            let text = format!("{head}{rest}");
            assert!(continues(&text, head.len()), "{text}");
        }
        for (head, rest) in [
            ("between one and ", "two"),
            ("on may 5 ", "20"),
            ("in 2023 ", "500"),
            ("at 10:30 ", "120"),
            ("servers, ", "5"),
            ("", "5"),
        ] {
            let text = format!("{head}{rest}");
            assert!(!continues(&text, head.len()), "{text}");
        }
    }
}
