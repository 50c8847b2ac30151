//! Why it happened: the sentences that say so, and the category their words suggest.

use std::ops::Range;

use crate::model::{Confidence, Facts, PATTERNS};

use super::calendar::is_other;
use super::outline::Line;
use super::reading::Reading;
use super::vocabulary::Topic;

/// A sentence that says why.
struct Statement {
    range: Range<usize>,
    weight: f32,
}

/// Reads the cause.
pub(super) fn read(reading: &Reading, title: Option<&Range<usize>>, facts: &mut Facts) {
    let mut statements = statements(reading);
    let text = root_cause_text(reading, &statements);
    if let Some(range) = &text {
        facts.root_cause_text = Some(reading.fact(reading.text(range), Confidence::High, range));
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
    categories(reading, &statements, facts);
    patterns(reading, &statements, facts);
    components(reading, &statements, facts);
    trigger(reading, facts);
}

/// Phrases that state a cause.
const STATING: &[&str] = &[
    "root cause",
    "caused by",
    "due to",
    "because",
    "stemmed from",
    "traced to",
    "traced back",
    "result of",
    "resulted from",
    "resulting from",
    "reason for",
    "primary cause",
    "led to",
    "triggered by",
    "was that",
    "attributed to",
    "causa",
];

/// Sentences about paths that led nowhere.
const FALSE_TRAIL: &[&str] = &[
    "initially",
    "initial assumption",
    "assumption",
    "suspected",
    "suspecting",
    "misleading",
    "ruled out",
    "red herring",
    "at first",
    "assumed",
];

fn statements(reading: &Reading) -> Vec<Statement> {
    let outline = &reading.outline;
    let mut found = Vec::new();
    let mut seen_section = 0;
    for sentence in &outline.sentences {
        let line = &outline.lines[sentence.line];
        let lower = reading.lower(&sentence.range);
        if line.quote || is_other(reading, line) || FALSE_TRAIL.iter().any(|w| lower.contains(w)) {
            continue;
        }
        let stating = STATING.iter().any(|w| lower.contains(w));
        let direct = lower.contains("root cause")
            || lower.contains("primary cause")
            || lower.contains("caused by");
        let weight = match line.about() {
            Some(Topic::Cause) => {
                seen_section += 1;
                match (seen_section, direct || stating) {
                    (1..=2, _) => 4.0,
                    (_, true) => 3.0,
                    _ => 0.8,
                }
            }
            Some(Topic::CauseAndResolution) if direct => 3.5,
            Some(Topic::CauseAndResolution) if stating => 2.0,
            Some(Topic::CauseAndResolution) => 0.6,
            Some(Topic::Contributing | Topic::Trigger) => 1.0,
            Some(Topic::Summary) | None if direct => 3.0,
            Some(Topic::Summary) | None if stating => 1.2,
            Some(Topic::Summary) => 0.4,
            Some(Topic::Impact | Topic::Detection | Topic::Resolution | Topic::Conclusion)
                if direct =>
            {
                1.0
            }
            Some(Topic::Timeline)
                if lower.contains("root cause")
                    || lower.contains("identified")
                    || lower.contains("discovered") =>
            {
                0.8
            }
            _ => continue,
        };
        found.push(Statement {
            range: sentence.range.clone(),
            weight,
        });
    }
    found.truncate(200);
    found
}

/// The sentences that state the root cause: from its own section, else the first that says so.
fn root_cause_text(reading: &Reading, statements: &[Statement]) -> Option<Range<usize>> {
    let about = |s: &&Statement| reading.outline.line_at(s.range.start).and_then(Line::about);
    let of = |topic: Topic| statements.iter().filter(move |s| about(s) == Some(topic));
    let stated = statements.iter().find(|s| {
        s.weight >= 3.0 && {
            let lower = reading.lower(&s.range);
            lower.contains("root cause")
                || lower.contains("caused by")
                || lower.contains("primary cause")
        }
    });
    let first = of(Topic::Cause)
        .next()
        .or(stated)
        .or_else(|| of(Topic::CauseAndResolution).next())
        .or_else(|| statements.iter().find(|s| s.weight >= 1.2))?;
    Some(first.range.clone())
}

/// Stems that suggest a category, with a weight.
const STEMS: &[(&str, &str, f32)] = &[
    ("misconfigur", "config-change", 5.0),
    ("configuration", "config-change", 2.0),
    ("configured", "config-change", 1.5),
    ("config ", "config-change", 1.5),
    ("configs", "config-change", 1.5),
    ("setting", "config-change", 1.2),
    ("firewall", "config-change", 2.0),
    ("feature flag", "config-change", 3.0),
    ("environment variable", "config-change", 3.5),
    ("permission", "config-change", 2.0),
    ("syntax error", "config-change", 3.0),
    ("terraform", "config-change", 3.0),
    ("default file", "config-change", 3.0),
    ("duplex", "config-change", 3.0),
    ("wrong port", "config-change", 3.0),
    ("instead of port", "config-change", 3.0),
    ("parameter", "config-change", 1.0),
    ("not started", "config-change", 1.5),
    ("not being started", "config-change", 1.5),
    ("bug", "software-bug", 3.5),
    ("memory leak", "software-bug", 5.0),
    ("connection leak", "software-bug", 5.0),
    ("recursion", "software-bug", 4.0),
    ("race condition", "software-bug", 5.0),
    ("deadlock", "software-bug", 4.0),
    ("infinite loop", "software-bug", 5.0),
    ("null pointer", "software-bug", 5.0),
    ("exception", "software-bug", 1.5),
    ("regression", "software-bug", 3.0),
    ("in the code", "software-bug", 2.5),
    ("application code", "software-bug", 2.5),
    ("coding error", "software-bug", 4.0),
    ("misspel", "software-bug", 3.5),
    ("mispel", "software-bug", 3.5),
    ("mistyp", "software-bug", 3.5),
    ("typo", "software-bug", 3.0),
    ("wrong file name", "software-bug", 3.5),
    ("file extension", "software-bug", 3.0),
    ("edge case", "software-bug", 3.5),
    ("corruption bug", "software-bug", 3.0),
    ("content-length", "software-bug", 2.0),
    ("incompatib", "software-bug", 3.0),
    ("defect", "software-bug", 3.0),
    ("race", "software-bug", 0.3),
    ("unhandled", "software-bug", 3.0),
    ("firmware", "software-bug", 1.0),
    ("logic error", "software-bug", 4.0),
    ("deploy", "deploy", 2.0),
    ("release", "deploy", 1.2),
    ("upgrade", "deploy", 2.0),
    ("upgrading", "deploy", 2.0),
    ("rollout", "deploy", 2.0),
    ("corrupted update", "deploy", 5.0),
    ("update to the", "deploy", 1.2),
    ("recent update", "deploy", 1.5),
    ("migrat", "deploy", 2.0),
    ("schema change", "deploy", 3.0),
    ("model updat", "deploy", 3.0),
    ("model change", "deploy", 2.5),
    ("propagat", "deploy", 1.0),
    ("new version", "deploy", 2.0),
    ("pull request", "deploy", 1.2),
    ("overload", "capacity", 2.5),
    ("overwhelm", "capacity", 1.5),
    ("surge", "capacity", 2.5),
    ("spike in", "capacity", 1.5),
    ("traffic spike", "capacity", 2.5),
    ("traffic surge", "capacity", 3.0),
    ("exhaust", "capacity", 2.0),
    ("out of memory", "capacity", 3.0),
    ("throttl", "capacity", 2.5),
    ("quota", "capacity", 2.0),
    ("saturat", "capacity", 2.0),
    ("capacity", "capacity", 1.0),
    ("too many", "capacity", 1.5),
    ("high traffic", "capacity", 2.0),
    ("connection pool", "capacity", 1.2),
    ("scalab", "capacity", 1.0),
    ("simultaneous", "capacity", 1.5),
    ("rate limit", "capacity", 2.0),
    ("corrupted index", "database", 6.0),
    ("index corruption", "database", 6.0),
    ("database", "database", 0.8),
    ("slow quer", "database", 2.5),
    ("unoptimi", "database", 3.0),
    ("inefficient quer", "database", 3.0),
    ("replication", "database", 1.2),
    ("disk space", "database", 2.5),
    ("storage", "database", 0.7),
    ("table lock", "database", 3.0),
    ("indexing", "database", 2.0),
    ("query cache", "database", 2.0),
    ("data corruption", "database", 1.0),
    ("dns", "network", 4.0),
    ("bgp", "network", 5.0),
    ("network", "network", 1.2),
    ("routing", "network", 0.6),
    ("packet loss", "network", 4.0),
    ("lan cable", "network", 4.0),
    ("fibre cut", "network", 5.0),
    ("fiber cut", "network", 5.0),
    ("service provider", "network", 1.5),
    ("port forward", "network", 4.0),
    ("subnet", "network", 2.0),
    ("hardware", "hardware", 4.0),
    ("power outage", "hardware", 5.0),
    ("power failure", "hardware", 5.0),
    ("power line", "hardware", 5.0),
    ("wiring", "hardware", 3.0),
    ("faulty disk", "hardware", 5.0),
    ("disk failure", "hardware", 5.0),
    ("generator", "hardware", 2.0),
    ("cooling", "hardware", 3.0),
    ("transfer switch", "hardware", 4.0),
    ("short circuit", "hardware", 4.0),
    ("curto-circuito", "hardware", 5.0),
    ("elétric", "hardware", 2.0),
    ("power supply", "hardware", 4.0),
    ("third-party", "dependency", 3.0),
    ("third party", "dependency", 3.0),
    ("hosting provider", "dependency", 5.0),
    ("upstream", "dependency", 3.0),
    ("vendor", "dependency", 3.0),
    ("cloud provider", "dependency", 4.0),
    ("external service", "dependency", 3.0),
    ("external api", "dependency", 3.0),
    ("api access", "dependency", 2.5),
    ("from using the api", "dependency", 4.0),
    ("relayer", "dependency", 2.0),
    ("attack", "security", 3.0),
    ("breach", "security", 3.0),
    ("exploit", "security", 2.5),
    ("vulnerab", "security", 3.0),
    ("ddos", "security", 4.0),
    ("denial-of-service", "security", 5.0),
    ("denial of service", "security", 5.0),
    ("dos attack", "security", 4.0),
    ("malicious", "security", 3.0),
    ("sql injection", "security", 5.0),
    ("compromise", "security", 3.0),
    ("phishing", "security", 5.0),
    ("hack", "security", 2.0),
    ("stolen", "security", 3.0),
    ("unauthorized", "security", 3.0),
    ("certificate", "time-expiry", 3.0),
    ("expired", "time-expiry", 4.0),
    ("expiration", "time-expiry", 3.0),
    ("expiry", "time-expiry", 3.0),
    ("leap second", "time-expiry", 6.0),
    ("human error", "manual-operation", 4.0),
    ("accidental", "manual-operation", 2.0),
    ("by mistake", "manual-operation", 3.0),
    ("mistakenly", "manual-operation", 3.0),
    ("wrong command", "manual-operation", 5.0),
    ("never switched", "manual-operation", 4.0),
    ("by hand", "manual-operation", 3.0),
    ("an engineer was", "manual-operation", 2.0),
    ("cron job", "automation", 1.5),
    ("autoscal", "automation", 2.5),
    ("cleanup job", "automation", 3.0),
    ("cascad", "cascading-failure", 1.0),
    ("retry storm", "cascading-failure", 4.0),
    ("thundering herd", "cascading-failure", 4.0),
    ("lack of", "process", 0.8),
    ("not tested", "process", 1.0),
    ("without testing", "process", 1.0),
    ("communication gap", "process", 1.5),
    ("undocumented", "process", 1.0),
    ("insufficient monitoring", "process", 1.5),
];

/// Words after which a sentence tells the cause.
const BECAUSE: &[&str] = &[
    "due to",
    "caused by",
    "because of",
    "because",
    "identified as",
    "traced back to",
    "traced to",
    "stemmed from",
    "was a ",
    "was an ",
    "were a ",
    "result of",
    "resulted from",
    "triggered by",
    "attributed to",
    "was the ",
    "stems from",
    "arose from",
];

/// Words after which a sentence tells the effect.
const THEREFORE: &[&str] = &[
    "leading to",
    "resulting in",
    "resulted in",
    "which led",
    "causing",
    "caused the",
    "led to",
    "prevented",
    "preventing",
    "which caused",
    "disrupting",
    "making",
    "this caused",
    "to become",
    "as a result",
    "so that",
    "was causing",
];

/// Scores of all categories over the statements, with the words that scored most.
fn categories(reading: &Reading, statements: &[Statement], facts: &mut Facts) {
    let mut scores: Vec<(&'static str, f32, f32, Range<usize>)> = Vec::new();
    for statement in statements {
        let lower = reading.lower(&statement.range);
        let (because, therefore) = turns(lower);
        let mut best: Vec<(&'static str, f32)> = Vec::new();
        for (stem, category, weight) in STEMS {
            let Some(at) = find_word(lower, stem) else {
                continue;
            };
            let place = if therefore.is_some_and(|t| at > t)
                && because.is_none_or(|b| at < b || therefore > Some(b))
            {
                0.3
            } else if because.is_some_and(|b| at > b) {
                1.6
            } else {
                1.0
            };
            let score = weight * place * statement.weight;
            // Several words for one thing do not add up without end.
            match best.iter_mut().find(|(c, _)| c == category) {
                Some((_, s)) => *s = s.max(score) + s.min(score) * 0.3,
                None => best.push((category, score)),
            }
        }
        for (category, score) in best {
            match scores.iter_mut().find(|(c, ..)| *c == category) {
                Some((_, sum, top, range)) => {
                    *sum += score;
                    if score > *top {
                        *top = score;
                        *range = statement.range.clone();
                    }
                }
                None => scores.push((category, score, score, statement.range.clone())),
            }
        }
    }
    scores.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    decide(reading, &scores, facts);
}

/// Least score that is more than a word in passing.
const ENOUGH: f32 = 3.0;

fn decide(reading: &Reading, scores: &[(&'static str, f32, f32, Range<usize>)], facts: &mut Facts) {
    let primary = scores
        .iter()
        .find(|(c, ..)| !matches!(*c, "process" | "cascading-failure"))
        .or(scores.first());
    let Some((category, score, _, range)) = primary.filter(|(_, score, ..)| *score >= ENOUGH)
    else {
        return;
    };
    let second = scores
        .iter()
        .find(|(c, ..)| c != category)
        .map_or(0.0, |(_, s, ..)| *s);
    let confidence = if *score >= 15.0 && *score > second * 1.8 {
        Confidence::High
    } else if *score >= 6.0 {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    facts.root_cause = Some(reading.fact((*category).to_owned(), confidence, range));
    for (other, s, _, range) in scores.iter().filter(|(c, ..)| c != category).take(3) {
        if *s >= 6.0 && *s * 3.0 > *score {
            facts
                .contributing
                .push(reading.fact((*other).to_owned(), Confidence::Low, range));
        }
    }
}

/// Where a sentence turns to the cause, and where to the effect.
fn turns(lower: &str) -> (Option<usize>, Option<usize>) {
    let first = |words: &[&str]| {
        words
            .iter()
            .filter_map(|w| lower.find(w).map(|at| at + w.len()))
            .min()
    };
    (first(BECAUSE), first(THEREFORE))
}

/// A stem at the beginning of a word.
fn find_word(text: &str, stem: &str) -> Option<usize> {
    text.match_indices(stem)
        .map(|(at, _)| at)
        .find(|at| *at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric())
}

fn patterns(reading: &Reading, statements: &[Statement], facts: &mut Facts) {
    for pattern in PATTERNS {
        let found = statements.iter().find_map(|s| {
            let lower = reading.lower(&s.range);
            pattern.keywords.iter().find_map(|word| {
                find_word(lower, word).map(|at| s.range.start + at..s.range.start + at + word.len())
            })
        });
        if let Some(range) = found {
            facts
                .pattern
                .push(reading.fact(pattern.id.to_owned(), Confidence::Low, &range));
        }
        if facts.pattern.len() == 3 {
            break;
        }
    }
}

/// Technologies that fail, as a reader looks for them.
const COMPONENTS: &[(&str, &[&str])] = &[
    (
        "load balancer",
        &["load balancer", "load-balancer", "elb", "haproxy"],
    ),
    (
        "database",
        &[
            "database",
            "postgres",
            "mysql",
            "mongodb",
            "redis",
            "sql server",
        ],
    ),
    ("dns", &["dns"]),
    ("web server", &["nginx", "apache", "web server"]),
    ("cache", &["cache", "redis", "memcached"]),
    ("firewall", &["firewall", "waf"]),
    ("network", &["network", "router", "switch"]),
    ("certificate", &["certificate", "ssl", "tls"]),
    ("message queue", &["kafka", "rabbitmq", "message queue"]),
    ("kubernetes", &["kubernetes", "k8s", "ingress"]),
    ("storage", &["storage", "disk"]),
    ("power", &["power outage", "power failure", "power supply"]),
    ("cdn", &["cdn", "cloudfront"]),
    ("authentication", &["oauth", "authentication", "login"]),
];

fn components(reading: &Reading, statements: &[Statement], facts: &mut Facts) {
    let mut best: Option<(usize, &str, Range<usize>)> = None;
    for statement in statements.iter().filter(|s| s.weight >= 3.0).take(6) {
        let lower = reading.lower(&statement.range);
        for (name, words) in COMPONENTS {
            for word in *words {
                if let Some(at) = find_word(lower, word) {
                    let range = statement.range.start + at..statement.range.start + at + word.len();
                    if best.as_ref().is_none_or(|(found, ..)| range.start < *found) {
                        best = Some((range.start, name, range));
                    }
                }
            }
        }
        if best.is_some() {
            break;
        }
    }
    if let Some((_, name, range)) = best {
        facts
            .component
            .push(reading.fact(name.to_owned(), Confidence::Medium, &range));
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
