//! Why it happened: the sentences that say so, and the category their words suggest.

use std::ops::Range;

use crate::model::{Confidence, Facts, PATTERNS};

use super::ideographs;
use super::outline::Line;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::vocabulary::Topic;

mod words;

use words::STEMS;

/// A sentence that says why, and how much its words count.
struct Statement {
    range: Range<usize>,
    weight: f32,
}

/// Most statements weighed.
const STATEMENTS_MAX: usize = 200;

/// Reads the cause.
pub(super) fn read(reading: &Reading, title: Option<&Range<usize>>, facts: &mut Facts) {
    let mut statements = statements(reading);
    if let Some((range, confidence)) = root_cause_text(reading, &statements) {
        facts.root_cause_text = Some(reading.fact(reading.text(&range), confidence, &range));
    }
    if statements.is_empty() {
        return;
    }
    if let Some(title) = title {
        statements.push(Statement {
            range: title.clone(),
            weight: 1.0,
        });
    }
    decide(reading, &scores(reading, &statements), facts);
    patterns(reading, &statements, facts);
    component(reading, &statements, facts);
    trigger(reading, facts);
}

/// How a sentence speaks of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Speech {
    /// States one.
    Stating,
    /// Names it outright.
    Naming,
    /// Tells of a path that led nowhere.
    FalseTrail,
}

static SPEECH: Table<Speech> = Table::new(|| {
    Stems::new(&[
        (
            Speech::Naming,
            "root cause|primary cause|caused by|main cause",
        ),
        (
            Speech::Stating,
            "caused|due to|because|stemmed from|stems from|traced to|traced back|result of|resulted from|resulting from|reason for|led to|\
             triggered|was that|attributed to|causa|affected by|meant that|centered around|debido a|devido a|provoc|ocasion|porque|wegen|verursacht|en raison|à cause|résult",
        ),
        (
            Speech::FalseTrail,
            "initially|initial assumption|initial investigation|assumption|suspected|suspecting|misleading|ruled out|red herring|at first|\
             we assumed|i assumed|was assumed|were assumed|initially assumed|team assumed|engineers assumed|first assumed|assumed the|assumed it|\
             assumed that the",
        ),
    ])
});

/// The strongest way in which a sentence speaks of a cause.
fn speech(reading: &Reading, range: &Range<usize>) -> Option<Speech> {
    let said = reading.hits(&SPEECH, range).map(|hit| hit.means).max();
    said.or_else(|| ideographs::speaks_of_a_cause(reading.lower(range)).then_some(Speech::Stating))
}

fn statements(reading: &Reading) -> Vec<Statement> {
    let outline = &reading.outline;
    let mut found = Vec::new();
    let mut summary = Vec::new();
    let mut of_section = 0;
    for sentence in &outline.sentences {
        let line = &outline.lines[sentence.line];
        let row = line.row && line.topic.is_none() && line.major != Some(Topic::Timeline);
        if line.quote || row || line.other || reading.words(&sentence.range).ends_with('?') {
            continue;
        }
        let lower = reading.lower(&sentence.range);
        let speech = speech(reading, &sentence.range);
        if speech == Some(Speech::FalseTrail) {
            continue;
        }
        let naming = speech == Some(Speech::Naming);
        let stating = speech.is_some();
        let weight = match line.about() {
            Some(Topic::Cause) => {
                of_section += 1;
                if of_section <= 2 {
                    4.0
                } else if stating {
                    3.0
                } else {
                    1.5
                }
            }
            Some(Topic::CauseAndResolution) if naming => 3.5,
            Some(Topic::CauseAndResolution) if stating => 2.0,
            Some(Topic::CauseAndResolution) => 0.6,
            Some(Topic::Contributing | Topic::Trigger) => 1.0,
            Some(Topic::Summary) | None if naming => 3.0,
            Some(Topic::Summary) | None if stating => 1.2,
            Some(Topic::Summary) | None => {
                summary.push(Statement {
                    range: sentence.range.clone(),
                    weight: 1.2,
                });
                continue;
            }
            Some(Topic::Impact | Topic::Detection | Topic::Resolution | Topic::Conclusion)
                if naming =>
            {
                1.0
            }
            Some(Topic::Timeline) if FINDING.any(lower) => 0.8,
            _ => continue,
        };
        found.push(Statement {
            range: sentence.range.clone(),
            weight,
        });
    }
    // A text that never says why still tells what happened.
    let silent = found.iter().all(|s| s.weight < 2.0);
    let told = summary.into_iter().take(12).map(|s| Statement {
        weight: if silent { s.weight } else { 0.4 },
        ..s
    });
    found.extend(told);
    found.sort_by_key(|s| s.range.start);
    found.truncate(STATEMENTS_MAX);
    found
}

/// Words of timeline entries that tell what was found.
static FINDING: Table<()> = Table::new(|| Stems::new(&[((), "root cause|identified|discovered")]));

/// The sentences that state the root cause: from its own label or section, else the first that says so.
fn root_cause_text(
    reading: &Reading,
    statements: &[Statement],
) -> Option<(Range<usize>, Confidence)> {
    let line = |s: &&Statement| reading.outline.line_at(s.range.start);
    let about = |s: &&Statement, topic: Topic| line(s).and_then(Line::about) == Some(topic);
    let named =
        |s: &&Statement| s.weight >= 3.0 && speech(reading, &s.range) == Some(Speech::Naming);
    let own = statements.iter().find(|s| about(s, Topic::Cause));
    let label = own.filter(|s| line(s).is_some_and(|l| l.topic == Some(Topic::Cause)));
    let naming = statements.iter().find(named);
    let first = label
        .or(naming.filter(|s| about(s, Topic::Cause) || about(s, Topic::CauseAndResolution)))
        .or(own)
        .or(naming)
        .or_else(|| {
            statements
                .iter()
                .find(|s| about(s, Topic::CauseAndResolution))
        })
        .or_else(|| {
            statements
                .iter()
                .find(|s| s.weight >= 1.2 && speech(reading, &s.range).is_some())
        })?;
    // A sentence that only stands near the cause is shown and no more.
    let sure = own.is_some() || naming.is_some_and(|s| s.range == first.range);
    let confidence = if sure {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    Some((first.range.clone(), confidence))
}

/// Where a sentence turns to the cause (`true`) or to the effect (`false`).
static TURNS: Table<bool> = Table::new(|| {
    Stems::new(&[
        (
            true,
            "due to|caused by|because|identified as|traced back to|traced to|stemmed from|stems from|was a |was an |were a |result of|\
             resulted from|triggered by|attributed to|was the |arose from|affected by",
        ),
        (
            false,
            "leading to|resulting in|resulted in|which led|causing|caused the|led to|prevented|preventing|which caused|disrupting|making|\
             this caused|to become|as a result|so that|was causing|which resulted",
        ),
    ])
});

/// How much a stem counts by where it stands: named as the cause, neutral, or as an effect.
const NAMED: f32 = 1.6;
const EFFECT: f32 = 0.3;
/// How much a further word for the same category adds within one sentence.
const AGAIN: f32 = 0.3;

/// A category's score, the best sentence's share of it, and that sentence.
struct Score {
    category: &'static str,
    sum: f32,
    top: f32,
    range: Range<usize>,
}

fn scores(reading: &Reading, statements: &[Statement]) -> Vec<Score> {
    let mut scores: Vec<Score> = Vec::new();
    for statement in statements {
        let (mut because, mut therefore) = (None, None);
        for hit in reading.hits(&TURNS, &statement.range) {
            let turn = if hit.means {
                &mut because
            } else {
                &mut therefore
            };
            turn.get_or_insert(hit.end);
        }
        let mut here: Vec<(&'static str, f32)> = Vec::new();
        for hit in reading.hits(&STEMS, &statement.range) {
            let (category, weight) = hit.means;
            let after = |turn: Option<usize>| turn.is_some_and(|t| hit.at >= t);
            let effect = after(therefore) && (!after(because) || because < therefore);
            let place = if effect {
                EFFECT
            } else if after(because) {
                NAMED
            } else {
                1.0
            };
            let score = weight * place * statement.weight;
            match here.iter_mut().find(|(c, _)| *c == category) {
                Some((_, known)) => *known = known.max(score) + known.min(score) * AGAIN,
                None => here.push((category, score)),
            }
        }
        for (category, weight, _) in ideographs::causes(reading.lower(&statement.range)) {
            here.push((category, weight * statement.weight));
        }
        for (category, score) in here {
            add(&mut scores, category, score, &statement.range);
        }
    }
    scores.sort_by(|a, b| b.sum.total_cmp(&a.sum).then(a.category.cmp(b.category)));
    scores
}

fn add(scores: &mut Vec<Score>, category: &'static str, score: f32, range: &Range<usize>) {
    if let Some(known) = scores.iter_mut().find(|s| s.category == category) {
        known.sum += score;
        if score > known.top {
            known.top = score;
            known.range = range.clone();
        }
    } else {
        scores.push(Score {
            category,
            sum: score,
            top: score,
            range: range.clone(),
        });
    }
}

/// Least score that is more than nothing; below [`Confidence::Medium`] it fills no index.
const ENOUGH: f32 = 1.4;

fn decide(reading: &Reading, scores: &[Score], facts: &mut Facts) {
    let usually_contributing = |s: &&Score| matches!(s.category, "process" | "cascading-failure");
    let primary = scores
        .iter()
        .find(|s| !usually_contributing(s))
        .or(scores.first());
    let Some(primary) = primary.filter(|s| s.sum >= ENOUGH) else {
        return;
    };
    let others = || scores.iter().filter(|s| s.category != primary.category);
    let second = others().next().map_or(0.0, |s| s.sum);
    let confidence = match primary.sum {
        sum if sum >= 15.0 && sum > second * 1.8 => Confidence::High,
        sum if sum >= 6.0 && sum > second * 1.15 => Confidence::Medium,
        _ => Confidence::Low,
    };
    facts.root_cause = Some(reading.fact(primary.category.to_owned(), confidence, &primary.range));
    facts.contributing = others()
        .filter(|s| s.sum >= 6.0 && s.sum * 3.0 > primary.sum)
        .take(3)
        .map(|s| reading.fact(s.category.to_owned(), Confidence::Low, &s.range))
        .collect();
}

/// Keywords of the patterns, by their place in [`PATTERNS`].
static PATTERN_WORDS: Table<usize> = Table::new(|| {
    let groups: Vec<(usize, &'static str)> = PATTERNS
        .iter()
        .enumerate()
        .flat_map(|(index, pattern)| pattern.keywords.iter().map(move |word| (index, *word)))
        .collect();
    Stems::new(&groups)
});

fn patterns(reading: &Reading, statements: &[Statement], facts: &mut Facts) {
    let mut seen: Vec<usize> = Vec::new();
    for statement in statements {
        for hit in reading.hits(&PATTERN_WORDS, &statement.range) {
            if seen.len() < 3 && !seen.contains(&hit.means) {
                seen.push(hit.means);
                let range = statement.range.start + hit.at..statement.range.start + hit.end;
                facts.pattern.push(reading.fact(
                    PATTERNS[hit.means].id.to_owned(),
                    Confidence::Low,
                    &range,
                ));
            }
        }
    }
}

/// Technologies that fail, as a reader looks for them.
static COMPONENTS: Table<&str> = Table::new(|| {
    Stems::new(&[
        ("load balancer", "load balanc|load-balanc|elb|haproxy"),
        ("database", "database|postgres|mysql|mongodb|sql server"),
        ("dns", "dns"),
        ("web server", "nginx|apache|web server"),
        ("cache", "cache|redis|memcached"),
        ("firewall", "firewall|waf"),
        ("network", "network|router|switch"),
        ("certificate", "certificate|ssl|tls"),
        ("message queue", "kafka|rabbitmq|message queue"),
        ("kubernetes", "kubernetes|k8s|ingress"),
        ("storage", "storage|disk"),
        ("power", "power outage|power failure|power supply"),
        ("cdn", "cdn|cloudfront"),
        ("authentication", "oauth|authentication|login"),
    ])
});

fn component(reading: &Reading, statements: &[Statement], facts: &mut Facts) {
    let stated = statements.iter().filter(|s| s.weight >= 3.0).take(6);
    let first = stated.into_iter().find_map(|s| {
        COMPONENTS
            .first(reading.lower(&s.range))
            .map(|hit| (s, hit))
    });
    if let Some((statement, hit)) = first {
        let range = statement.range.start + hit.at..statement.range.start + hit.end;
        facts
            .component
            .push(reading.fact(hit.means.to_owned(), Confidence::Medium, &range));
    }
}

fn trigger(reading: &Reading, facts: &mut Facts) {
    let outline = &reading.outline;
    let sentence = outline
        .sentences
        .iter()
        .find(|s| outline.lines[s.line].about() == Some(Topic::Trigger));
    if let Some(sentence) = sentence {
        facts.trigger = Some(reading.fact(
            reading.text(&sentence.range),
            Confidence::High,
            &sentence.range,
        ));
    }
}
