//! Shares of a whole, in percent and in words: `75% of users`, `sixty percent`, `8 out of 10 customers`, `a quarter of them`.

use std::ops::Range;

use super::outline::Sentence;
use super::reading::Reading;
use super::stems::{Stems, Table};

/// A share of something.
pub(super) struct Share {
    /// 0 to 100.
    pub(super) percent: f64,
    /// The words.
    pub(super) range: Range<usize>,
    /// Of what.
    pub(super) of: Whole,
    /// Said as a fraction in words: `a quarter`.
    pub(super) rough: bool,
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// People.
    Users,
    /// What people ask of a service.
    Requests,
    /// The service.
    Service,
    /// Anything else.
    Other,
}

/// Words for the people served.
pub(super) static PEOPLE: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "user|customer|visitor|subscriber|client|staff|employee|people|member|player|merchant|student|reader|tenant|shopper|\
         viewer|audience|usuári|utilizador|developers using|consumer|patient|passenger|account holder|buyer|seller|guest|listener|learner|fans|attendee|driver|rider|traveller|traveler|citizen|applicant|candidate|colleague|pupil",
    )])
});

/// Words for what people ask of a service.
static REQUESTS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "request|traffic|api call|transaction|quer|order|payment",
    )])
});

/// What a percentage is of, by the words right behind it.
static BEHIND: Table<Whole> = Table::new(|| {
    Stems::new(&[
        (
            Whole::Other,
            "degradation|sure|cpu|memory|loss|of memory|usage|uptime|availab|success|back online|restored|of the nodes|utiliz|disk|\
             of capacity|off|discount|complete|full|of cases|increase|decrease|certain|error|failure|fail rate|slower|faster|drop|reduction|\
             packet|threshold|load|confiden|more|less|higher|lower|functional|operational|working|recover|resolved|healthy|of the time",
        ),
        (
            Whole::Service,
            "downtime|down|outage|unavailab|of the web|of the service|of our api|of the site|of work production|of the system|\
             of our service|of our web|of our site|of services|of the application|of our application|of the server|of our infra|of the api",
        ),
    ])
});

/// The shares that a sentence tells of.
pub(super) fn shares(reading: &Reading, sentence: &Sentence) -> Vec<Share> {
    let range = &sentence.range;
    let lower = reading.lower(range);
    let labelled = asked_for_users(reading, sentence);
    // A fraction counts only of people, so most sentences need no search for one.
    let people = reading.hits(&PEOPLE, range).next().is_some();
    let fractions = if people { fractions(lower) } else { Vec::new() };
    let mut found = Vec::new();
    for written in percentages(lower).into_iter().chain(fractions) {
        let behind = &lower[written.end..];
        let mut of = whole(&lower[..written.start], behind);
        let leads = written.start <= LEAD_MAX;
        if labelled && leads && of != Whole::Requests && right_behind(behind).is_none() {
            of = Whole::Users;
        }
        if written.rough && of != Whole::Users {
            continue;
        }
        let reach = if of == Whole::Other {
            0
        } else {
            phrase_end(behind)
        };
        found.push(Share {
            percent: written.percent,
            range: range.start + written.start..range.start + written.end + reach,
            of,
            rough: written.rough,
        });
    }
    found.sort_by_key(|share| share.range.start);
    found
}

/// Whether a sentence is the value of a label that asks for the users hurt: `Affected users: 65%`.
pub(super) fn asked_for_users(reading: &Reading, sentence: &Sentence) -> bool {
    let line = &reading.outline.lines[sentence.line];
    line.label.as_ref().is_some_and(|label| {
        let label = reading.lower(label);
        sentence.range.start == line.value.start
            && (label.contains("affected") || struck(label) && PEOPLE.any(label))
    })
}

/// How far into a labelled value a percentage may stand to be what the label asks for: `about 65%`, `All users (100%)`.
const LEAD_MAX: usize = 24;

/// A share as written, before it is known of what.
struct Written {
    percent: f64,
    start: usize,
    end: usize,
    rough: bool,
}

fn percentages(lower: &str) -> Vec<Written> {
    let mut found = Vec::new();
    if !lower.contains('%') && !lower.contains(" per") {
        return found;
    }
    for (at, mark) in ["%", " percent", " per cent"]
        .iter()
        .flat_map(|mark| lower.match_indices(mark))
    {
        let before = lower[..at].trim_end();
        let digits = before
            .bytes()
            .rev()
            .take(8)
            .take_while(|b| b.is_ascii_digit() || *b == b'.')
            .count();
        let start = before.len() - digits;
        let (percent, start) = match before[start..].trim_matches('.').parse::<f64>() {
            Ok(percent) => (percent, start),
            Err(_) => {
                let word = before.rsplit([' ', '\n', '(']).next().unwrap_or("");
                let Some(number) = tens(word) else { continue };
                (number, before.len() - word.len())
            }
        };
        if percent <= 100.0 {
            found.push(Written {
                percent,
                start,
                end: at + mark.len(),
                rough: false,
            });
        }
    }
    found
}

/// `sixty`, `seventy-five`.
fn tens(word: &str) -> Option<f64> {
    const TENS: [(&str, f64); 10] = [
        ("ten", 10.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("seventy", 70.0),
        ("eighty", 80.0),
        ("ninety", 90.0),
        ("hundred", 100.0),
    ];
    let (ten, five) = match word.strip_suffix("-five") {
        Some(ten) => (ten, 5.0),
        None => (word, 0.0),
    };
    TENS.iter()
        .find(|(name, _)| *name == ten)
        .map(|(_, value)| value + five)
}

/// Shares in words, and how much they are.
static FRACTIONS: Table<f64> = Table::new(|| {
    Stems::new(&[
        (50.0, "half of |half the |half our "),
        (
            25.0,
            "a quarter of |one quarter of |one-quarter of |a fourth of |one fourth of ",
        ),
        (
            75.0,
            "three quarters of |three-quarters of |three fourths of ",
        ),
        (33.3, "a third of |one third of |one-third of "),
        (66.7, "two thirds of |two-thirds of "),
        (20.0, "a fifth of |one fifth of |one-fifth of "),
        (10.0, "a tenth of |one tenth of "),
    ])
});

fn fractions(lower: &str) -> Vec<Written> {
    let mut found: Vec<Written> = FRACTIONS
        .all(lower)
        .map(|hit| Written {
            percent: hit.means,
            start: hit.at,
            end: hit.end,
            rough: true,
        })
        .collect();
    for joint in [" out of every ", " out of ", " in every ", " in "] {
        for (at, _) in lower.match_indices(joint) {
            let part = lower[..at]
                .rsplit([' ', '\n', '(', '~'])
                .next()
                .unwrap_or("");
            let behind = &lower[at + joint.len()..];
            let all = behind.split([' ', '\n', ')']).next().unwrap_or("");
            let (Some(some), Some(whole)) = (count(part), count(all)) else {
                continue;
            };
            // `3 in 2023` is no share.
            if some <= whole && whole > 0.0 && (joint != " in " || whole <= 20.0) {
                found.push(Written {
                    percent: (some / whole * 1000.0).round() / 10.0,
                    start: at - part.len(),
                    end: at + joint.len() + all.len(),
                    rough: true,
                });
            }
        }
    }
    found
}

/// A number in digits, with or without commas, or a small one in words.
fn count(word: &str) -> Option<f64> {
    const WORDS: [&str; 11] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    if word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 12 {
        return word.replace(',', "").parse().ok();
    }
    let at = WORDS.iter().position(|name| *name == word)?;
    u8::try_from(at).ok().map(f64::from)
}

/// How far the words that say of whom reach.
fn phrase_end(behind: &str) -> usize {
    PEOPLE.first(cut(behind, 60)).map_or(0, |hit| {
        hit.end
            + behind[hit.end..]
                .bytes()
                .take_while(u8::is_ascii_alphabetic)
                .count()
    })
}

/// The beginning of a text, of at most `limit` bytes.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The end of a text, of at most `limit` bytes.
pub(super) fn cut_front(text: &str, limit: usize) -> &str {
    let mut start = text.len().saturating_sub(limit);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The clause behind a percentage, as far as it can tell of what it is.
fn clause(behind: &str) -> &str {
    let near = cut(behind, 60);
    near.split([',', '.', ';', '\n']).next().unwrap_or(near)
}

fn right_behind(behind: &str) -> Option<Whole> {
    let clause = clause(behind);
    BEHIND
        .first(clause)
        .filter(|hit| clause[..hit.at].trim().is_empty())
        .map(|hit| hit.means)
}

/// What a percentage with these words around it is a share of.
fn whole(before: &str, behind: &str) -> Whole {
    let right_behind = right_behind(behind);
    if right_behind == Some(Whole::Other) {
        return Whole::Other;
    }
    let clause = clause(behind);
    let words = clause
        .split_whitespace()
        .take(6)
        .map(str::len)
        .sum::<usize>()
        + 6;
    let near = cut(clause, words);
    match (PEOPLE.first(near), REQUESTS.first(near)) {
        (Some(people), Some(requests)) if people.at > requests.at => return Whole::Requests,
        (Some(_), _) => return Whole::Users,
        (None, Some(_)) => return Whole::Requests,
        (None, None) => {}
    }
    // `half of our users, 50%, were affected`
    let previous = cut_front(before, 50);
    let next = cut(behind, 24);
    if (struck(previous) || struck(next)) && PEOPLE.any(previous) {
        return Whole::Users;
    }
    right_behind.unwrap_or(Whole::Other)
}

fn struck(words: &str) -> bool {
    words.contains("affect") || words.contains("impact")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percents(text: &str) -> Vec<f64> {
        let mut all: Vec<Written> = percentages(text);
        all.extend(fractions(text));
        all.iter().map(|w| w.percent.round()).collect()
    }

    #[test]
    fn shares_are_read_in_digits_and_in_words() {
        assert_eq!(percents("75% of users"), [75.0]);
        assert_eq!(percents("about 12.5 percent of them"), [13.0]);
        assert_eq!(percents("seventy-five percent of users"), [75.0]);
        assert_eq!(percents("8 out of 10 users"), [80.0]);
        assert_eq!(percents("1,200 out of 4,800 customers"), [25.0]);
        assert_eq!(percents("two thirds of our readers"), [67.0]);
        assert!(percents("150% more, 3 of 4 servers, ran out of memory").is_empty());
    }
}
