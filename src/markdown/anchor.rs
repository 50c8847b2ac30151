//! Anchors: what `#fragment` can name in a document. Headings get the anchors that GitHub gives them.

use std::collections::{BTreeMap, BTreeSet};

/// The anchors of one document so far; each is given once.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
    /// The number last tried for a repeated anchor, so that many equal headings stay linear.
    repeats: BTreeMap<String, usize>,
}

impl Anchors {
    /// With those that are given already.
    pub(super) fn of(taken: BTreeSet<String>) -> Self {
        Self {
            taken,
            ..Self::default()
        }
    }

    /// The anchor of a heading with this text: GitHub's, made unique by `-1`, `-2`.
    pub(super) fn of_heading(&mut self, text: &str) -> String {
        let base = match github(text) {
            slug if slug.is_empty() => "section".to_owned(),
            slug => allowed(&slug),
        };
        if self.taken.insert(base.clone()) {
            return base;
        }
        let next = self.repeats.entry(base.clone()).or_insert(0);
        loop {
            *next += 1;
            let candidate = format!("{base}-{next}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    /// The anchor for an `id` or `name` that the author chose; `None` if it cannot be one or is taken.
    pub(super) fn stated(&mut self, id: &str) -> Option<String> {
        let id = id.split_whitespace().collect::<Vec<_>>().join("-");
        if id.is_empty() || id.contains(char::is_control) {
            return None;
        }
        let id = allowed(&id);
        self.taken.insert(id.clone()).then_some(id)
    }

    /// All of them.
    pub(super) fn into_set(self) -> BTreeSet<String> {
        self.taken
    }
}

/// Prefix of the ids that belong to the theme; what is in a document cannot have them.
const THEMES: &str = "cb-";

/// `id`, with `user-` before it if it would look like one of the theme's.
pub fn allowed(id: &str) -> String {
    let themes = id
        .get(..THEMES.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(THEMES));
    if themes {
        format!("user-{id}")
    } else {
        id.to_owned()
    }
}

/// Lower case, spaces to hyphens, and of the rest only word characters and hyphens:
/// `/[^\p{Word}\- ]/` of GitHub's own filter (jch/html-pipeline, table_of_contents_filter).
fn github(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c == '-' || is_word(c) => Some(c),
            _ => None,
        })
        .collect()
}

/// `\p{Word}`: letters, marks, decimal digits and connecting punctuation.
fn is_word(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => true,
        c if c.is_ascii() => false,
        '\u{203f}'
        | '\u{2040}'
        | '\u{2054}'
        | '\u{fe33}'
        | '\u{fe34}'
        | '\u{fe4d}'..='\u{fe4f}'
        | '\u{ff3f}' => true,
        c if is_mark(c) => true,
        c if c.is_alphabetic() => true,
        c => c.is_numeric() && !is_other_number(c),
    }
}

/// Marks that are not alphabetic by themselves: accents, viramas, variation selectors.
fn is_mark(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0300..=0x036f | 0x0483..=0x0489 | 0x0591..=0x05bd | 0x0610..=0x061a | 0x064b..=0x065f | 0x093c | 0x094d
            | 0x09bc | 0x09cd | 0x0a3c | 0x0a4d | 0x0abc | 0x0acd | 0x0b3c | 0x0b4d | 0x0bcd | 0x0c4d | 0x0ccd
            | 0x0d4d | 0x0dca | 0x0e47..=0x0e4e | 0x0eb8..=0x0ecd | 0x0f39 | 0x1039..=0x103a | 0x17d2
            | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0x302a..=0x302f | 0x3099..=0x309a
            | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f | 0xe0100..=0xe01ef
    )
}

/// Numbers that are no digits: superscripts, fractions, circled.
fn is_other_number(c: char) -> bool {
    matches!(
        u32::from(c),
        0x00b2 | 0x00b3 | 0x00b9 | 0x00bc..=0x00be | 0x2070..=0x2089 | 0x2150..=0x215f | 0x2460..=0x249b
            | 0x24ea..=0x24ff | 0x2776..=0x2793 | 0x3192..=0x3195 | 0x3220..=0x3229 | 0x3248..=0x324f
            | 0x3251..=0x325f | 0x3280..=0x3289 | 0x32b1..=0x32bf
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_the_anchors_that_github_gives_them() {
        for (heading, anchor) in [
            ("Summary", "summary"),
            ("Root cause & resolution", "root-cause--resolution"),
            ("What went well?", "what-went-well"),
            ("10:30 AM (UTC): alert", "1030-am-utc-alert"),
            ("snake_case and-hyphen", "snake_case-and-hyphen"),
            ("Überblick: größte Störung", "überblick-größte-störung"),
            ("影響範囲", "影響範囲"),
            ("Причина сбоя", "причина-сбоя"),
            ("हिन्दी", "हिन्दी"),
            ("  two  spaces ", "two--spaces"),
            ("— dash —", "-dash-"),
            ("x² and ½", "x-and-"),
            ("Ⅳ. Éclair", "ⅳ-éclair"),
        ] {
            assert_eq!(Anchors::default().of_heading(heading), anchor, "{heading}");
        }
    }

    #[test]
    fn repeated_headings_are_numbered_and_never_collide() {
        let mut anchors = Anchors::default();
        let given: Vec<_> = ["Timeline", "Timeline-1", "Timeline", "timeline", "!?", "??"]
            .into_iter()
            .map(|text| anchors.of_heading(text))
            .collect();
        assert_eq!(
            given,
            [
                "timeline",
                "timeline-1",
                "timeline-2",
                "timeline-3",
                "section",
                "section-1"
            ]
        );
    }

    #[test]
    fn a_document_cannot_take_the_ids_of_the_theme() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.of_heading("CB-search"), "user-cb-search");
        assert_eq!(anchors.stated("cb-menu").as_deref(), Some("user-cb-menu"));
        assert_eq!(anchors.stated("CB-menu").as_deref(), Some("user-CB-menu"));
        assert_eq!(anchors.stated(" my  id ").as_deref(), Some("my-id"));
        assert_eq!(anchors.stated("my-id"), None);
        assert_eq!(anchors.stated(" "), None);
    }
}
