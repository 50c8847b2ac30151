//! Who an action item belongs to: `(owner: Ana)`, `@ana`, `Backend team: …`, or the team that heads a group of items.
//!
//! A name alone is nobody's: only what a label, a mark or the word for a team shows to be an owner is taken for one.

use super::super::stems::{Stems, Table};

/// An owner in the words of an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Owned<'a> {
    /// Who.
    pub(super) owner: &'a str,
    /// The item without the words that name the owner.
    pub(super) title: String,
}

/// Labels in front of an owner.
const LABELS: [&str; 10] = [
    "owner:",
    "owners:",
    "assignee:",
    "assigned to:",
    "assigned to",
    "responsible:",
    "dri:",
    "owned by",
    "owner -",
    "action owner:",
];

/// Longest name of an owner, in bytes.
const NAME_MAX: usize = 48;

/// The owner that the words of an item name.
pub(super) fn of(words: &str) -> Option<Owned<'_>> {
    labelled(words)
        .or_else(|| mentioned(words))
        .or_else(|| bracketed(words))
        .or_else(|| leading(words))
}

/// `… (owner: Ana)`, `… — Owner: Ana`, `… assigned to the SRE team`.
fn labelled(words: &str) -> Option<Owned<'_>> {
    let lower = words.to_ascii_lowercase();
    let (at, label) = LABELS
        .iter()
        .filter_map(|label| Some((lower.rfind(label)?, *label)))
        .filter(|(at, _)| !lower[..*at].ends_with(|c: char| c.is_alphanumeric()))
        .min_by_key(|(at, label)| (*at, usize::MAX - label.len()))?;
    let from = at + label.len();
    let rest = &words[from..];
    let stop = [")", "]", ",", ";", "|", ". ", " - ", " – ", " — ", "\n"]
        .iter()
        .filter_map(|mark| rest.find(mark))
        .min()
        .unwrap_or(rest.len());
    let owner = clean(&rest[..stop]);
    // `assigned to` begins a phrase more often than a name.
    let known = label.ends_with([':', '-']) || is_team(owner, Place::Marked);
    let close = rest[stop..]
        .chars()
        .next()
        .filter(|c| matches!(c, ')' | ']' | ',' | ';' | '|'))
        .map_or(0, char::len_utf8);
    (known && is_name(owner)).then(|| Owned {
        owner,
        title: title(&words[..at], &words[from + stop + close..]),
    })
}

/// `… (@ana)`, `@ana: …`, `… - @ana`.
fn mentioned(words: &str) -> Option<Owned<'_>> {
    let mut marks = words.match_indices('@');
    let (at, _) = marks.next()?;
    let alone = marks.next().is_none();
    let rest = &words[at + 1..];
    let length = rest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        .count();
    let owner = rest[..length].trim_end_matches('.');
    let before = words[..at].trim_end_matches(['(', '[', ' ']);
    let after = rest[owner.len()..].trim_start_matches([')', ']', '.', ':', ' ']);
    let outside = before.is_empty()
        || after.is_empty()
        || words[..at].ends_with(['(', '['])
        || before.ends_with(['-', '–', '—', '|']);
    let mail = words[..at].ends_with(|c: char| c.is_alphanumeric());
    let scope = rest[length..].starts_with('/');
    (alone && outside && !mail && !scope && is_name(owner)).then(|| Owned {
        owner,
        title: title(before, after),
    })
}

/// `… (Backend team)`.
fn bracketed(words: &str) -> Option<Owned<'_>> {
    let words = words.trim_end_matches(['.', ' ']);
    let inner = words.strip_suffix([')', ']'])?;
    let open = inner.rfind(['(', '['])?;
    let owner = clean(&inner[open + 1..]);
    is_team(owner, Place::Marked).then(|| Owned {
        owner,
        title: title(&words[..open], ""),
    })
}

/// `Backend team: add …`.
fn leading(words: &str) -> Option<Owned<'_>> {
    let (name, rest) = words.split_once(':')?;
    let owner = clean(name);
    (is_team(owner, Place::Bare) && !rest.trim().is_empty()).then(|| Owned {
        owner,
        title: title("", rest),
    })
}

/// The team that a heading of a group of items names: `Backend team`, `For the SRE team:`.
pub(super) fn of_heading(words: &str) -> Option<&str> {
    let words = words.trim_end_matches([':', ' ', '.']);
    let words = ["For ", "for ", "FOR "]
        .into_iter()
        .find_map(|lead| words.strip_prefix(lead))
        .unwrap_or(words);
    Some(clean(words)).filter(|name| is_team(name, Place::Bare))
}

fn clean(words: &str) -> &str {
    let words = words.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '@' | '"' | '.' | ':' | '-' | '–' | '—')
    });
    ["the ", "The ", "our ", "Our "]
        .into_iter()
        .find_map(|article| words.strip_prefix(article))
        .unwrap_or(words)
}

/// The words around an owner, joined.
fn title(before: &str, after: &str) -> String {
    let marks = [' ', '-', '–', '—', '|', ',', ';', '(', '[', ':'];
    let before = before.trim_end_matches(marks);
    let after = after.trim_start_matches([' ', '-', '–', '—', '|', ',', ';', ')', ']', ':']);
    let joint = if before.is_empty() || after.is_empty() || after.starts_with('.') {
        ""
    } else {
        " "
    };
    format!("{before}{joint}{}", after.trim_end_matches(marks))
}

fn is_name(owner: &str) -> bool {
    let words = owner.split_whitespace().count();
    (1..=5).contains(&words)
        && owner.len() <= NAME_MAX
        && owner.starts_with(char::is_alphanumeric)
        && !matches!(
            owner.to_ascii_lowercase().as_str(),
            "tbd" | "tba" | "none" | "n" | "unassigned" | "unknown" | "nobody"
        )
}

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In brackets or behind a label: `(Security)`.
    Marked,
    /// In front of a colon, or as a heading, where `Security` may as well be the subject.
    Bare,
}

/// Names of groups of people.
static TEAMS: Table<Place> = Table::new(|| {
    Stems::new(&[
        (
            Place::Bare,
            "sre|sres|site reliability|devops|dev ops|qa|dba|dbas|sysadmins|developers|engineers|administrators|ops|operations team|\
             on-call engineers|management",
        ),
        (
            Place::Marked,
            "backend|back-end|frontend|front-end|infra|infrastructure|platform|security|network|networking|engineering|support|\
             product|data|database|mobile|web|it|operations|legal|marketing|cto|ceo",
        ),
    ])
});

/// Whether words are the name of a team or of a role.
fn is_team(name: &str, place: Place) -> bool {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    if words.is_empty() || words.len() > 4 || lower.len() > NAME_MAX {
        return false;
    }
    let last = words[words.len() - 1];
    let letters = words.iter().all(|w| {
        w.chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '/' | '&'))
    });
    if words.len() > 1
        && letters
        && matches!(
            last,
            "team"
                | "teams"
                | "squad"
                | "department"
                | "engineers"
                | "administrators"
                | "developers"
        )
    {
        // `Train the team`, `Notify all teams`
        let first = words[0];
        return !super::is_order(first)
            && !matches!(first, "all" | "every" | "this" | "other" | "whole");
    }
    TEAMS.all(&lower).any(|hit| {
        hit.at == 0
            && hit.end == lower.len()
            && (hit.means == Place::Bare || place == Place::Marked)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_read_where_something_shows_that_they_are_owners() {
        for (words, owner, title) in [
            ("Rotate logs (owner: Kim)", "Kim", "Rotate logs"),
            (
                "Rotate logs — Owner: Ana Silva —",
                "Ana Silva",
                "Rotate logs",
            ),
            (
                "Rotate logs (Owner: Platform team).",
                "Platform team",
                "Rotate logs.",
            ),
            (
                "Rotate logs, assigned to the SRE team, by May",
                "SRE team",
                "Rotate logs by May",
            ),
            ("Rotate logs (@maria)", "maria", "Rotate logs"),
            ("@li-wei: rotate logs", "li-wei", "rotate logs"),
            (
                "Rotate logs - @ben - 2023-02-20",
                "ben",
                "Rotate logs 2023-02-20",
            ),
            ("Rotate logs (Security)", "Security", "Rotate logs"),
            ("Backend team: rotate logs", "Backend team", "rotate logs"),
            ("DevOps: rotate logs", "DevOps", "rotate logs"),
            ("Security: rotate keys", "", ""),
            ("Rotate logs (see the runbook)", "", ""),
            ("Rotate logs assigned to several disks", "", ""),
            ("Write to ops@example.org", "", ""),
            ("Pin @scope/package", "", ""),
            ("Train the team: two hours a month", "", ""),
            ("Rotate logs (owner: TBD)", "", ""),
        ] {
            let found = of(words).map(|it| (it.owner.to_owned(), it.title));
            let wanted = (!owner.is_empty()).then(|| (owner.to_owned(), title.to_owned()));
            assert_eq!(found, wanted, "{words}");
        }
    }

    #[test]
    fn a_heading_that_names_a_team_owns_what_stands_below_it() {
        assert_eq!(of_heading("For the Backend Team:"), Some("Backend Team"));
        assert_eq!(of_heading("SRE"), Some("SRE"));
        assert_eq!(of_heading("Monitoring"), None);
        assert_eq!(of_heading("Train the team"), None);
    }
}
