//! Which form of a word goes with a whole number: the cardinal rules of Unicode CLDR 45, for numbers without decimals.

/// The form that `n` takes in a language: `zero`, `one`, `two`, `few`, `many` or `other`, by the first part of a BCP 47
/// tag. A language that is not listed is taken to have one form for 1 and one for everything else, as most have.
pub(super) fn form(language: &str, n: u64) -> &'static str {
    let ten = n % 10;
    let hundred = n % 100;
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "id" | "ja" | "km" | "ko" | "lo" | "ms" | "my" | "th" | "vi" | "yue" | "zh" => "other",
        "am" | "as" | "bn" | "fa" | "fr" | "gu" | "hi" | "hy" | "kn" | "mr" | "pt" | "zu" => {
            either(n <= 1, "one", "other")
        }
        "be" | "ru" | "uk" => slavic(n, "many"),
        "bs" | "hr" | "sr" => slavic(n, "other"),
        "pl" => match n {
            1 => "one",
            _ => either(few(n), "few", "many"),
        },
        "cs" | "sk" => match n {
            1 => "one",
            2..=4 => "few",
            _ => "other",
        },
        "sl" => match hundred {
            1 => "one",
            2 => "two",
            3 | 4 => "few",
            _ => "other",
        },
        "lt" => match ten {
            _ if (11..=19).contains(&hundred) => "other",
            1 => "one",
            2..=9 => "few",
            _ => "other",
        },
        "lv" => match ten {
            _ if ten == 0 || (11..=19).contains(&hundred) => "zero",
            1 => "one",
            _ => "other",
        },
        "is" | "mk" => either(ten == 1 && hundred != 11, "one", "other"),
        "ro" => match n {
            1 => "one",
            _ => either(n == 0 || (1..=19).contains(&hundred), "few", "other"),
        },
        "he" => match n {
            1 => "one",
            2 => "two",
            _ => "other",
        },
        "ar" => match n {
            0 => "zero",
            1 => "one",
            2 => "two",
            _ if (3..=10).contains(&hundred) => "few",
            _ => either(hundred >= 11, "many", "other"),
        },
        "cy" => match n {
            0 => "zero",
            1 => "one",
            2 => "two",
            3 => "few",
            6 => "many",
            _ => "other",
        },
        "ga" => match n {
            1 => "one",
            2 => "two",
            3..=6 => "few",
            7..=10 => "many",
            _ => "other",
        },
        _ => either(n == 1, "one", "other"),
    }
}

fn either(first: bool, form: &'static str, other: &'static str) -> &'static str {
    if first { form } else { other }
}

/// Two to four at the end, but not twelve to fourteen.
fn few(n: u64) -> bool {
    (2..=4).contains(&(n % 10)) && !(12..=14).contains(&(n % 100))
}

fn slavic(n: u64, rest: &'static str) -> &'static str {
    if n % 10 == 1 && n % 100 != 11 {
        "one"
    } else {
        either(few(n), "few", rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_own_forms() {
        let forms = |language| [0, 1, 2, 3, 5, 11, 12, 21, 22, 100, 101].map(|n| form(language, n));
        let few_many = [
            "many", "one", "few", "few", "many", "many", "many", "one", "few", "many", "one",
        ];
        assert_eq!(forms("ru"), few_many);
        assert_eq!(forms("ja"), ["other"; 11]);
        let german = [
            "other", "one", "other", "other", "other", "other", "other", "other", "other", "other",
            "other",
        ];
        assert_eq!(forms("de-AT"), german);
        assert_eq!(forms("EN"), german);
        assert_eq!(form("fr", 0), "one");
        assert_eq!(form("pl", 21), "many");
        assert_eq!(form("pl", 22), "few");
        assert_eq!((form("ar", 0), form("ar", 100)), ("zero", "other"));
        assert_eq!((form("lv", 10), form("lv", 21)), ("zero", "one"));
        assert_eq!(form("ro", 101), "few");
    }
}
