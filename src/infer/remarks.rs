//! The rest of what a postmortem tells: summary, detection, mitigation, services, lessons, error lines, alerts.

use std::ops::Range;

use crate::model::{Confidence, Facts};

use super::outline::{Line, Sentence};
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::vocabulary::Topic;

/// Reads all of it.
pub(super) fn read(reading: &Reading, facts: &mut Facts) {
    summary(reading, facts);
    detection(reading, facts);
    mitigation(reading, facts);
    services(reading, facts);
    lessons(reading, facts);
    errors(reading, facts);
    alerts(reading, facts);
}

/// Longest summary, in bytes.
const SUMMARY_MAX: usize = 900;

fn summary(reading: &Reading, facts: &mut Facts) {
    let outline = &reading.outline;
    let of = |line: &Line| {
        line.about() == Some(Topic::Summary)
            && !line.quote
            && line.label.as_ref().is_none_or(|_| line.topic.is_some())
    };
    let first = outline
        .sentences
        .iter()
        .position(|s| of(&outline.lines[s.line]) && s.range.len() > 30);
    let (from, confidence) = match first {
        Some(at) => (at, Confidence::High),
        None => {
            let at = outline.sentences.iter().position(|s| {
                let line = &outline.lines[s.line];
                line.major.is_none()
                    && line.label.is_none()
                    && !line.item()
                    && !line.quote
                    && !line.row
                    && s.range.len() > 60
            });
            match at {
                Some(at) => (at, Confidence::Medium),
                None => return,
            }
        }
    };
    let start = outline.sentences[from].range.start;
    let about = outline.lines[outline.sentences[from].line].about();
    let end = outline.sentences[from..]
        .iter()
        .take_while(|s| {
            outline.lines[s.line].about() == about && s.range.end - start <= SUMMARY_MAX
        })
        .take(5)
        .last()
        .map_or(outline.sentences[from].range.end, |s| s.range.end);
    let range = start..end;
    facts.summary = Some(reading.fact(reading.text(&range), confidence, &range));
}

/// Words that tell who noticed.
static NOTICED: Table<&str> = Table::new(|| {
    Stems::new(&[
        (
            "monitoring",
            "monitor|alert|alarm|intrusion detection|automated",
        ),
        (
            "customer",
            "customer|called support|support call|merchant|client report|visitor|user report|users report|user complain|complaint|user notif|a user|support ticket|audience|users reported",
        ),
        (
            "staff",
            "engineer notic|engineer discover|noticed by|team noticed|staff|employee|developer|operator|routine test",
        ),
    ])
});

/// Words that tell that somebody noticed.
static NOTICING: Table<()> = Table::new(|| Stems::new(&[((), "detect|alert|notic|report")]));

fn detection(reading: &Reading, facts: &mut Facts) {
    let outline = &reading.outline;
    let own = |s: &&Sentence| outline.lines[s.line].under(Topic::Detection);
    let timeline = |s: &&Sentence| {
        outline.lines[s.line].major == Some(Topic::Timeline)
            && NOTICING.any(reading.lower(&s.range))
    };
    let mut told = outline
        .sentences
        .iter()
        .filter(own)
        .chain(outline.sentences.iter().filter(timeline));
    if let Some((kind, range)) = told.find_map(|s| first_of(&NOTICED, reading, &s.range)) {
        facts.detection = Some(reading.fact(kind.to_owned(), Confidence::Medium, &range));
    }
}

fn first_of(
    table: &Stems<&'static str>,
    reading: &Reading,
    range: &Range<usize>,
) -> Option<(&'static str, Range<usize>)> {
    let hit = table.first(reading.lower(range))?;
    Some((hit.means, range.start + hit.at..range.start + hit.end))
}

/// Words that tell what stopped it.
static STOPPED: Table<&str> = Table::new(|| {
    Stems::new(&[
        (
            "rollback",
            "rolled back|rolling back|reverted|reverting|roll back|rollback",
        ),
        ("failover", "failover|failed over|switched to the standby"),
        (
            "scale",
            "scaled|increased memory|additional disk|added capacity|increased the",
        ),
        ("restart", "restarted|restarting|rebooted"),
        ("renew", "renewed|renewing|new certificate"),
        (
            "config-fix",
            "reconfigur|corrected the configuration|configuration was corrected|settings were corrected|adjusting the configuration|\
             correcting the misconfig|misconfigured",
        ),
        ("restore", "from backup|from the backup"),
        ("rebuild", "rebuilt|repaired the corrupted|repairing"),
        (
            "on-site-repair",
            "replaced the disk|replacing the faulty|replaced the faulty|new wiring",
        ),
        (
            "code-fix",
            "patched|deployed a fix|hotfix|fixed the code|misspell was corrected|deployed a patch",
        ),
        ("isolate", "isolat|blocked the ip"),
        ("rotate-credentials", "revoked|rotated|password change"),
    ])
});

fn mitigation(reading: &Reading, facts: &mut Facts) {
    let outline = &reading.outline;
    let told = outline
        .sentences
        .iter()
        .filter(|s| outline.lines[s.line].about() == Some(Topic::Resolution));
    if let Some((kind, range)) = told
        .into_iter()
        .find_map(|s| first_of(&STOPPED, reading, &s.range))
    {
        facts.mitigation = Some(reading.fact(kind.to_owned(), Confidence::Low, &range));
    }
}

fn services(reading: &Reading, facts: &mut Facts) {
    let line =
        reading.outline.lines.iter().find(|l| {
            l.topic == Some(Topic::Services) && !l.value.is_empty() && l.value.len() < 200
        });
    let Some(line) = line else { return };
    let words = reading.words(&line.value);
    let mut at = line.value.start;
    for part in words.split(',').take(20) {
        let name = part.trim().trim_end_matches('.');
        if (2..=60).contains(&name.len()) && !name.contains('%') {
            let start = at + (part.len() - part.trim_start().len());
            facts.services.push(reading.fact(
                name.to_owned(),
                Confidence::Medium,
                &(start..start + name.len()),
            ));
        }
        at += part.len() + 1;
    }
}

fn lessons(reading: &Reading, facts: &mut Facts) {
    let lines = &reading.outline.lines;
    for (index, line) in lines.iter().enumerate() {
        if line.head || line.continues || line.quote || line.row || line.code {
            continue;
        }
        let end = lines[index + 1..]
            .iter()
            .take_while(|l| l.continues)
            .last()
            .map_or(line.range.end, |l| l.range.end);
        let list = match (line.minor, line.major) {
            (Some(Topic::WentWell), _) | (_, Some(Topic::WentWell)) => &mut facts.lessons.well,
            (Some(Topic::Lucky), _) | (_, Some(Topic::Lucky)) => &mut facts.lessons.lucky,
            (Some(Topic::WentBadly), _) | (_, Some(Topic::WentBadly | Topic::Lessons)) => {
                &mut facts.lessons.badly
            }
            _ => continue,
        };
        let text = reading.text(&(line.range.start..end));
        if text.len() > 5 && !text.ends_with(':') && list.len() < 100 {
            list.push(text);
        }
    }
}

/// Words of error messages.
static ERROR_WORDS: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "error|exception|emerg|fatal|panic|refused|failed|timed out|denied|no space left|not enough|unable to|invalid",
    )])
});

/// Most error lines and alert names kept.
const VERBATIM_MAX: usize = 20;

/// What an engineer would paste into a search: quoted or coded error messages.
fn errors(reading: &Reading, facts: &mut Facts) {
    for line in &reading.outline.lines {
        if facts.errors.len() >= VERBATIM_MAX {
            return;
        }
        if line.code {
            let lower = reading.lower(&line.range);
            if line.range.len() <= 300
                && ERROR_WORDS.any(lower)
                && !lower.contains("import ")
                && !lower.contains("if err")
            {
                facts.errors.push(reading.fact(
                    reading.text(&line.range),
                    Confidence::Medium,
                    &line.range,
                ));
            }
            continue;
        }
        for range in quoted(reading, line) {
            let words = reading.lower(&range);
            let message =
                (9..200).contains(&words.len()) && words.contains(' ') && ERROR_WORDS.any(words);
            if message && facts.errors.len() < VERBATIM_MAX {
                facts
                    .errors
                    .push(reading.fact(reading.text(&range), Confidence::Low, &range));
            }
        }
    }
}

/// What stands in double quotes on a line.
fn quoted(reading: &Reading, line: &Line) -> Vec<Range<usize>> {
    let text = reading.words(&line.range);
    let marks: Vec<usize> = text.match_indices('"').map(|(at, _)| at).take(20).collect();
    marks
        .chunks_exact(2)
        .map(|pair| line.range.start + pair[0] + 1..line.range.start + pair[1])
        .collect()
}

/// Names of alerts: `alert: HighErrorRate`, `the "disk full" alert`.
fn alerts(reading: &Reading, facts: &mut Facts) {
    for line in reading.outline.lines.iter().filter(|l| !l.code) {
        let lower = reading.lower(&line.range);
        let Some(at) = lower.find("alert") else {
            continue;
        };
        let words = reading.words(&line.range);
        let camel = words[at.min(words.len())..]
            .split(|c: char| !c.is_alphanumeric())
            .take(6)
            .find(|word| is_camel(word));
        if let Some(word) = camel
            && facts.alerts.len() < VERBATIM_MAX
        {
            let start = line.range.start + (word.as_ptr() as usize - words.as_ptr() as usize);
            facts.alerts.push(reading.fact(
                word.to_owned(),
                Confidence::Low,
                &(start..start + word.len()),
            ));
        }
    }
}

/// `HighErrorRate`: at least two humps and no name in capitals.
fn is_camel(word: &str) -> bool {
    let humps = word
        .as_bytes()
        .windows(2)
        .filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
        .count();
    humps >= 1 && word.len() >= 8 && word.starts_with(|c: char| c.is_ascii_uppercase())
}
