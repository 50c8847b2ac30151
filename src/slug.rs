//! Text to address: lower case, hyphens, stable for ever.

use std::borrow::Cow;

/// Longest slug, in bytes: with a few folders before it a path stays within what every file system holds.
const SLUG_MAX: usize = 100;

/// Names that Windows keeps for devices, in any case and with any ending.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Why a text is no address as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlugFault {
    /// Nothing of it can stand in an address.
    Empty,
    /// It climbs out of its folder or names one (`/`, `\`, `..`).
    Path,
    /// Windows keeps it for a device.
    Device,
}

/// Makes an address part of `text`: letters and digits kept in lower case, accents folded, everything else a hyphen.
///
/// Letters of other scripts are kept (they are percent-encoded in links); the result is empty if nothing of the
/// text can be kept. At most 100 bytes.
pub fn slug(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let mut out = String::new();
    let mut gap = false;
    // NFKD and back to NFC: accents fold, and the same word typed on two systems is one address.
    let folded: Cow<'_, str> = match text.is_ascii() {
        true => text.into(),
        false => text
            .nfkd()
            .filter(|c| !is_combining_mark(*c))
            .nfc()
            .collect(),
    };
    for c in folded.chars().flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            gap = !out.is_empty();
            continue;
        }
        if out.len() + usize::from(gap) + c.len_utf8() > SLUG_MAX {
            break;
        }
        if gap {
            out.push('-');
            gap = false;
        }
        out.push(c);
    }
    out
}

/// Checks an address that an author wrote.
///
/// # Errors
/// A [`SlugFault`] if it cannot be an address as written.
pub fn explicit(text: &str) -> Result<String, SlugFault> {
    if text.contains(['/', '\\', '\0'])
        || text.contains("..")
        || text.to_ascii_lowercase().contains("%2")
    {
        return Err(SlugFault::Path);
    }
    let made = slug(text);
    if made.is_empty() {
        return Err(SlugFault::Empty);
    }
    if is_device(&made) {
        Err(SlugFault::Device)
    } else {
        Ok(made)
    }
}

/// Whether Windows keeps `slug` for a device.
pub fn is_device(slug: &str) -> bool {
    DEVICES.contains(&slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_fold() {
        assert_eq!(slug("  Ärger — im Café (Teil 2)! "), "arger-im-cafe-teil-2");
        assert_eq!(slug("000_5fc003099df9b0be"), "000-5fc003099df9b0be");
        assert_eq!(slug("???"), "");
        assert_eq!(slug("障害 報告"), "障害-報告");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        assert!(slug(&"é-".repeat(300)).len() <= SLUG_MAX);
        assert!(slug(&"漢字".repeat(300)).len() <= SLUG_MAX);
    }

    #[test]
    fn an_explicit_slug_never_climbs() {
        assert_eq!(explicit("../x"), Err(SlugFault::Path));
        assert_eq!(explicit("a\\b"), Err(SlugFault::Path));
        assert_eq!(explicit("%2e%2e"), Err(SlugFault::Path));
        assert_eq!(explicit("AUX"), Err(SlugFault::Device));
        assert_eq!(explicit("!!"), Err(SlugFault::Empty));
        assert_eq!(explicit("DB outage"), Ok("db-outage".to_owned()));
    }
}
