//! Words that look for somebody instead of something: a person's mistake given as the cause, and blame.
//!
//! A postmortem that stops at a person teaches nothing: the next person meets the same trap. The rules are narrow on
//! purpose. "An engineer deleted the wrong table" tells what happened and is left alone; so is human error that somebody
//! wants to prevent, or says it was not.

use super::sentence::{Words, sentences};
use crate::diag::{Diagnostic, Place, SourceText, Span};
use crate::library::Record;
use crate::model::Origin;

/// Every such wording in a postmortem, at most one for each sentence.
pub(super) fn check(record: &Record) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = stated(record).into_iter().collect();
    for section in &record.document.sections {
        let heading = section.heading.as_ref();
        let told = match heading {
            Some(it) if it.text.to_lowercase().contains("cause") => Told::AsCause,
            _ => Told::Anywhere,
        };
        for (line, span) in section.text.lines().zip(&section.lines) {
            if !suspicious(line) {
                continue;
            }
            for sentence in sentences(line).filter(|it| suspicious(it)) {
                let words = Words::of(sentence);
                if let Some(said) = human_error(&words, told) {
                    found.push(error_as_cause(place_of(&record.source, *span, said), said));
                } else if let Some(said) = blame(&words) {
                    found.push(blamed(place_of(&record.source, *span, said), said));
                }
            }
        }
    }
    found.dedup_by(|a, b| a.rule == b.rule && a.place == b.place);
    found
}

/// Human error named as the cause in front matter.
fn stated(record: &Record) -> Option<Diagnostic> {
    let facts = &record.postmortem.facts;
    let causes = facts.root_cause.iter().chain(&facts.contributing);
    let quotes = causes.chain(&facts.root_cause_text);
    let quotes = quotes.filter(|it| it.origin == Origin::Stated);
    quotes.filter_map(|it| it.quote.as_ref()).find_map(|quote| {
        let text = quote.text.replace(['-', '_'], " ");
        let words = Words::of(&text);
        let said = human_error(&words, Told::AsCause)?;
        Some(error_as_cause(record.source.place(quote.span), said))
    })
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Where the cause is told: in front matter or under a heading that says so.
    AsCause,
    /// Anywhere else.
    Anywhere,
}

/// Whether a line or a sentence is worth a closer look: most hold none of these.
fn suspicious(text: &str) -> bool {
    const ROOTS: [&[u8]; 13] = [
        b"error",
        b"mistake",
        b"careless",
        b"neglig",
        b"incompet",
        b"reckless",
        b"inattent",
        b"forgot",
        b"neglect",
        b"failed",
        b"ignored",
        b"should",
        b"blame",
    ];
    /// Bytes that one of them begins with.
    const FIRST: [bool; 256] = {
        let mut table = [false; 256];
        let mut at = 0;
        while at < ROOTS.len() {
            let first = ROOTS[at][0];
            table[first as usize] = true;
            table[first.to_ascii_uppercase() as usize] = true;
            at += 1;
        }
        table
    };
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| {
        FIRST[usize::from(*byte)]
            && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && ROOTS.iter().any(|root| {
                bytes
                    .get(at..at + root.len())
                    .is_some_and(|part| part.eq_ignore_ascii_case(root))
            })
    })
}

/// Words that say a cause follows.
const CAUSED: [&[&str]; 16] = [
    &["caused", "by"],
    &["due", "to"],
    &["because", "of"],
    &["result", "of"],
    &["resulted", "from"],
    &["attributed", "to"],
    &["attributable", "to"],
    &["traced", "to"],
    &["traced", "back", "to"],
    &["down", "to"],
    &["root", "cause"],
    &["the", "cause"],
    &["was", "simply"],
    &["was", "simple"],
    &["triggered", "by"],
    &["stemmed", "from"],
];

/// What follows human error where it is the cause.
const CAUSES: [&[&str]; 8] = [
    &["caused"],
    &["led", "to"],
    &["resulted", "in"],
    &["triggered"],
    &["was", "the", "cause"],
    &["was", "the", "root"],
    &["is", "the", "root"],
    &["brought"],
];

/// Words after which human error is something else than the cause.
const NOT_THE_CAUSE: [&str; 24] = [
    "not",
    "no",
    "never",
    "than",
    "without",
    "isn't",
    "wasn't",
    "prevent",
    "prevents",
    "preventing",
    "avoid",
    "avoids",
    "reduce",
    "reduces",
    "eliminate",
    "against",
    "risk",
    "risks",
    "chance",
    "possibility",
    "prone",
    "potential",
    "minimize",
    "minimise",
];

/// How many words may stand between the cause's announcement and the cause.
const REACH: usize = 6;

/// Human error given as the cause, in the words that say so. `place` tells how sure it is without an announcement.
fn human_error<'t>(words: &Words<'t>, place: Told) -> Option<&'t str> {
    (1..words.len()).find_map(|at| {
        let whose = words.get(at - 1);
        let names_error = match words.get(at) {
            "error" | "mistake" => {
                matches!(
                    whose,
                    "human"
                        | "operator"
                        | "user"
                        | "engineer"
                        | "pilot"
                        | "manual"
                        | "administrator"
                )
            }
            "errors" | "mistakes" => matches!(whose, "human" | "operator"),
            _ => false,
        };
        if !names_error {
            return None;
        }
        let from = (at - 1).saturating_sub(REACH);
        if (from..at - 1).any(|before| NOT_THE_CAUSE.contains(&words.get(before))) {
            return None;
        }
        let announced = (from..at - 1)
            .rev()
            .find(|start| CAUSED.iter().any(|cue| words.has(*start, cue)));
        let follows = CAUSES.iter().find(|cue| words.has(at + 1, cue));
        match (announced, follows) {
            (Some(start), _) => Some(words.text(start, at)),
            (None, Some(cue)) => Some(words.text(at - 1, at + cue.len())),
            (None, None) => (place == Told::AsCause).then(|| words.text(at - 1, at)),
        }
    })
}

/// Words that judge a person by themselves.
const JUDGING: [&str; 12] = [
    "careless",
    "carelessly",
    "carelessness",
    "negligent",
    "negligently",
    "negligence",
    "incompetent",
    "incompetence",
    "reckless",
    "recklessly",
    "inattentive",
    "inattentiveness",
];

/// Judgements of several words.
const JUDGEMENTS: [&[&str]; 9] = [
    &["should", "have", "known", "better"],
    &["should", "have", "been", "more", "careful"],
    &["stupid", "mistake"],
    &["stupid", "mistakes"],
    &["dumb", "mistake"],
    &["rookie", "mistake"],
    &["careless", "mistake"],
    &["person", "to", "blame"],
    &["people", "to", "blame"],
];

/// Words for one of those who do the work. Not `operator`: that is a program as often.
const PEOPLE: [&str; 26] = [
    "engineer",
    "engineers",
    "developer",
    "developers",
    "programmer",
    "programmers",
    "technician",
    "technicians",
    "administrator",
    "administrators",
    "admin",
    "admins",
    "sysadmin",
    "sysadmins",
    "employee",
    "employees",
    "intern",
    "interns",
    "contractor",
    "contractors",
    "colleague",
    "colleagues",
    "dba",
    "somebody",
    "someone",
    "staff",
];

/// Words that may stand between a person and the failing.
const BETWEEN: [&str; 16] = [
    "on",
    "call",
    "oncall",
    "who",
    "had",
    "has",
    "have",
    "then",
    "also",
    "simply",
    "just",
    "duty",
    "in",
    "charge",
    "member",
    "responsible",
];

/// What follows "should have" where it says what somebody ought to have done, and not what there ought to be.
const OUGHT: [&str; 22] = [
    "been",
    "known",
    "seen",
    "done",
    "caught",
    "checked",
    "noticed",
    "tested",
    "verified",
    "reviewed",
    "realized",
    "realised",
    "followed",
    "read",
    "told",
    "asked",
    "warned",
    "paid",
    "reported",
    "escalated",
    "alerted",
    "communicated",
];

/// Blame, in the words that lay it.
fn blame<'t>(words: &Words<'t>) -> Option<&'t str> {
    (0..words.len()).find_map(|at| {
        let word = words.get(at);
        if let Some(judgement) = JUDGEMENTS.iter().find(|it| words.has(at, it)) {
            return Some(words.text(at, at + judgement.len() - 1));
        }
        if JUDGING.contains(&word) {
            return Some(words.text(at, at));
        }
        if !PEOPLE.contains(&word) {
            return None;
        }
        let mut verb = at + 1;
        while verb - at <= REACH && BETWEEN.contains(&words.get(verb)) {
            verb += 1;
        }
        let end = match words.get(verb) {
            "forgot" | "neglected" | "carelessly" | "ignored" => verb,
            "failed" if words.get(verb + 1) == "to" => verb + 1,
            "should" if words.get(verb + 1) == "have" && OUGHT.contains(&words.get(verb + 2)) => {
                verb + 2
            }
            "is" | "was" | "were" | "are" if words.has(verb + 1, &["to", "blame"]) => verb + 2,
            _ => return None,
        };
        Some(words.text(at, end))
    })
}

fn error_as_cause(place: Place, words: &str) -> Diagnostic {
    Diagnostic::warning(
        "human-error-as-cause",
        place,
        format!("`{words}` ends the search for the cause at a person"),
    )
    .help("say what made the step easy to get wrong, and what would have stopped it: a check, a limit, a warning")
}

fn blamed(place: Place, words: &str) -> Diagnostic {
    Diagnostic::hint(
        "blame-wording",
        place,
        format!("`{words}` speaks of a person and not of the system"),
    )
    .help("tell what could be seen and known at that moment, and what let it happen")
}

/// Where words of a section's line stand; the whole line where markup parts them.
fn place_of(source: &SourceText, line: Span, words: &str) -> Place {
    match source.slice(line).find(words) {
        Some(at) => source.place(Span::new(line.start + at, line.start + at + words.len())),
        None => source.place(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> bool {
        sentences(text).any(|it| human_error(&Words::of(it), Told::Anywhere).is_some())
    }

    fn blames(text: &str) -> bool {
        sentences(text).any(|it| blame(&Words::of(it)).is_some())
    }

    #[test]
    fn a_person_given_as_the_cause_is_found() {
        for text in [
            "The outage was caused by human error.",
            "Root cause: human error",
            "This was due to a simple human mistake during the upgrade.",
            "Human error led to the deletion of the table.",
            "It was traced back to an operator error.",
        ] {
            assert!(suspicious(text) && error(text), "{text}");
        }
    }

    #[test]
    fn human_error_that_is_no_cause_is_left_alone() {
        for text in [
            "To prevent human error we added a check.",
            "The outage was not caused by human error.",
            "Caused by a design that is prone to human error.",
            "The error was caused by a human-readable name.",
            "An operator error is logged by the controller.",
            "The number of user errors fell.",
            "Automation reduces the chance of human error.",
            "Due to load. Human error was ruled out.",
        ] {
            assert!(!error(text), "{text}");
        }
    }

    #[test]
    fn blame_is_found() {
        for text in [
            "The engineer on call forgot to renew the certificate.",
            "A contractor carelessly pulled the plug.",
            "The developers failed to test the change.",
            "The admin should have checked the backup.",
            "It was a rookie mistake.",
            "He should have known better.",
            "Somebody ignored the alert.",
        ] {
            assert!(suspicious(text) && blames(text), "{text}");
        }
    }

    #[test]
    fn what_people_did_what_should_be_and_what_programs_failed_to_do_is_no_blame() {
        for text in [
            "An engineer deleted the wrong folder.",
            "Engineers should have access to the runbook.",
            "The operator failed to reconcile the cluster.",
            "We forgot to renew the certificate.",
            "The engineers were paged, but the script failed to start.",
            "A negligible share of requests failed to complete.",
            "The alert should have been sent earlier.",
            "The developer noticed that the cache failed to warm up.",
        ] {
            assert!(!blames(text), "{text}");
        }
    }
}
