//! The table of rules: what `casebook explain` and the documentation are made from.

use crate::diag::Level;

/// A rule, as documented.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable name that reads well after "allow".
    pub name: &'static str,
    /// Level unless `site.toml` sets another.
    pub level: Level,
    /// What it finds, in one sentence.
    pub finds: &'static str,
    /// A text that breaks it.
    pub example: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

const fn r(
    name: &'static str,
    level: Level,
    finds: &'static str,
    example: &'static str,
    mend: &'static str,
) -> Rule {
    Rule {
        name,
        level,
        finds,
        example,
        mend,
    }
}

use Level::{Error, Hint, Warning};

/// Every rule, by name.
pub const RULES: &[Rule] = &[
    r(
        "address-collision",
        Error,
        "Two documents, or a document and a page of the site, want one address.",
        "`slug: outage` in two files",
        "Give one of them another `slug`.",
    ),
    r(
        "anchor-broken",
        Warning,
        "A link names a heading that its document does not have.",
        "`[impact](other.md#impcat)`",
        "Name an anchor of that document; it is the heading in lower case with hyphens.",
    ),
    r(
        "date-disagrees",
        Warning,
        "Two statements of when it happened differ.",
        "`date: 2023-10-12` above a text that says October 10",
        "Correct one of the two; front matter counts until then.",
    ),
    r(
        "duration-disagrees",
        Warning,
        "The stated length and the one from start to end differ by more than rounding.",
        "`about 25 hours`, from 10:30 to 14:00 on the next day",
        "Correct one of them, or say which phases each measures.",
    ),
    r(
        "id-duplicate",
        Error,
        "Two documents have one id.",
        "`id: INC-12` in two files",
        "Give one of them another `id`.",
    ),
    r(
        "image-missing",
        Warning,
        "An image is not in the content folder.",
        "`![diagram](digram.svg)`",
        "Put the image beside the document, or correct its name.",
    ),
    r(
        "link-broken",
        Warning,
        "A link leads to no file of the content folder.",
        "`[see](2022/old.md)`",
        "Correct the path; links to other hosts need a scheme.",
    ),
    r(
        "name-unfit",
        Warning,
        "A file's name cannot be an address on every system.",
        "`aux.md`, `???.md`",
        "Rename the file, or give the document a `slug`.",
    ),
    r(
        "not-a-postmortem",
        Hint,
        "A text tells no incident; it is a page outside the indexes.",
        "a file with one link",
        "Say `type: incident` if it is one, `type: page` to silence the hint.",
    ),
    r(
        "window-reversed",
        Error,
        "An incident ends before it starts.",
        "`started: 2023-10-15T15:45Z`, `resolved: 2023-10-15T10:30Z`",
        "Swap the two, or correct the day of `resolved`.",
    ),
];

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
