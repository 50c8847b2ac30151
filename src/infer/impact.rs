//! Who was hit, and how badly.

use std::ops::Range;

use crate::diag::Diagnostic;
use crate::model::{Confidence, Fact, Facts, ImpactKind, ImpactLevel};

use super::outline::{Line, Sentence};
use super::reading::Reading;
use super::share::{self, PEOPLE, Share, Whole, cut_front, shares};
use super::stems::{Stems, Table};
use super::vocabulary::Topic;

/// Words of suffering.
static HURT: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "unable|cut off|lost access|no results|returned no|outage|down|error|inaccess|unavailab|loss|lost|fail|affect|impact|could|couldn|degrad|disrupt|not being able|broken|nobody|\
         downtime|unreachable|locked out|denied|refused|rejected|offline|blank|missing|empty|frozen|hung|wrong|stuck|timeout|timed out|crash|forbidden|was not able|\
         were not able|slow|interrupt|can't|cannot|500|502|503|504",
    )])
});

/// What a sentence can say of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum All {
    Users,
    Service,
}

/// Words that say: all users, or the whole service.
static WHOLE: Table<All> = Table::new(|| {
    Stems::new(&[
        (
            All::Users,
            "all users|all our users|all of our users|all of the users|all the users|all active users|all end users|every single user|every visitor|\
             all the customers|all of the customers|all our clients|all students|all members|every user|all customers|all of our customers|all our customers|\
             all visitors|all clients|everyone|anyone trying|all branches|every staff|nobody could|no one could|no users could|all employees|\
             all subscribers|entire user base|every customer|all staff|todos os usu|todos los usu|todos os clientes|todos los clientes|tous les utilisateurs|alle nutzer|alle benutzer|alle kunden",
        ),
        (
            All::Service,
            "down completely|completely down|complete unresponsiveness|entire website was down|whole website was down|whole site was down",
        ),
    ])
});

/// Reads the impact.
pub(super) fn read(reading: &Reading, facts: &mut Facts, findings: &mut Vec<Diagnostic>) {
    let told = sentences(reading);
    facts.impact_text = impact_text(reading, &told);
    let shares: Vec<Share> = told
        .iter()
        .flat_map(|s| shares(reading, s))
        .take(200)
        .collect();
    let of_users = || shares.iter().filter(|s| s.of == Whole::Users);
    // `half of our users, 50%`: the figure says it best.
    let users = of_users().next().map(|first| {
        of_users()
            .find(|s| !s.rough && (s.percent - first.percent).abs() < 1.0)
            .unwrap_or(first)
    });
    let (everyone, down) = all(reading, &told);
    let service = shares
        .iter()
        .find(|s| s.of == Whole::Service && s.percent >= 99.0)
        .map(|s| s.range.clone())
        .or(down);
    if let Some(share) = users {
        let confidence = if share.rough {
            Confidence::Medium
        } else {
            Confidence::High
        };
        facts.impact_users_percent = Some(reading.fact(share.percent, confidence, &share.range));
        if let Some(all) = everyone.as_ref().filter(|_| share.percent < 90.0) {
            all_or_some(reading, share, all, findings);
        }
    } else if let Some(all) = &everyone {
        facts.impact_users_percent = Some(reading.fact(100.0, Confidence::Medium, all));
    } else if let Some(share) = shares
        .iter()
        .find(|s| s.of == Whole::Requests && tells_impact(reading, s))
    {
        // A share of what users ask for stands in for the share of users where nothing says more.
        facts.impact_users_percent =
            Some(reading.fact(share.percent, Confidence::Low, &share.range));
    } else if let Some(all) = &service {
        // All of the service is not yet all users: shown, but it fills no index.
        facts.impact_users_percent = Some(reading.fact(100.0, Confidence::Low, all));
    }
    if let Some(share) = shares.iter().find(|s| s.of == Whole::Requests) {
        facts.impact_error_percent =
            Some(reading.fact(share.percent, Confidence::Medium, &share.range));
    }
    facts.impact_level = level(reading, &told, users, everyone.or(service));
    kinds(reading, &told, facts);
    facts.impact_money = told.iter().find_map(|s| money(reading, &s.range));
    severity(reading, facts);
}

/// Whether the sentence of a share tells that something was hurt.
fn tells_impact(reading: &Reading, share: &Share) -> bool {
    reading
        .outline
        .sentence_at(share.range.start)
        .is_some_and(|s| HURT.any(reading.lower(&s.range)))
}

/// The sentences that can tell the impact: those about it first, then the summary's, then the rest.
fn sentences<'r>(reading: &'r Reading) -> Vec<&'r Sentence> {
    let outline = &reading.outline;
    let rank = |line: &Line| match line.about() {
        Some(Topic::Impact) => 0,
        Some(Topic::Summary | Topic::Duration) => 1,
        None => 2,
        Some(Topic::Cause | Topic::CauseAndResolution | Topic::Detection | Topic::Services) => 3,
        Some(Topic::Timeline) => 4,
        _ => 5,
    };
    let tells = |line: &Line| {
        !line.quote && !line.other && !matches!(line.major, Some(Topic::Lessons | Topic::WentWell))
    };
    let mut told: Vec<(u8, &Sentence)> = outline
        .sentences
        .iter()
        .filter(|s| tells(&outline.lines[s.line]))
        .map(|s| (rank(&outline.lines[s.line]), s))
        .filter(|(rank, _)| *rank < 5)
        .collect();
    told.sort_by_key(|(rank, s)| (*rank, s.range.start));
    told.into_iter().map(|(_, s)| s).collect()
}

/// Where the text first says that all users were hurt, and where that the whole service was.
fn all(reading: &Reading, told: &[&Sentence]) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let (mut users, mut service) = (None, None);
    for sentence in told {
        let lower = reading.lower(&sentence.range);
        let label = share::asked_for_users(reading, sentence);
        if label && ["all", "everyone", "everybody"].contains(&lower.trim_end_matches('.')) {
            users.get_or_insert(sentence.range.clone());
        }
        for hit in reading.hits(&WHOLE, &sentence.range) {
            let range = sentence.range.start + hit.at..sentence.range.start + hit.end;
            // `not all users`; and `for all users to enjoy` is a wish.
            let before = cut_front(&lower[..hit.at], 24);
            let not = ["not ", "nearly", "almost"]
                .iter()
                .any(|word| before.contains(word));
            match hit.means {
                All::Service => service = service.or(Some(range)),
                All::Users if users.is_none() && !not && HURT.any(lower) => users = Some(range),
                All::Users => {}
            }
        }
    }
    (users, service)
}

/// All users in one sentence and a part of them in another.
fn all_or_some(
    reading: &Reading,
    share: &Share,
    all: &Range<usize>,
    findings: &mut Vec<Diagnostic>,
) {
    let sentence = |at: usize| reading.outline.sentence_at(at).map(|s| s.range.start);
    if sentence(all.start) != sentence(share.range.start) {
        let message = format!(
            "`{}` here, `{}` elsewhere",
            reading.text(&share.range),
            reading.text(all)
        );
        findings.push(
            reading
                .disagreement("impact-disagrees", &share.range, message, all)
                .help("say which users were affected"),
        );
    }
}

fn impact_text(reading: &Reading, told: &[&Sentence]) -> Option<Fact<String>> {
    let outline = &reading.outline;
    let own: Vec<&&Sentence> = told
        .iter()
        .filter(|s| outline.lines[s.line].about() == Some(Topic::Impact))
        .take(3)
        .collect();
    if let (Some(first), Some(last)) = (own.first(), own.last()) {
        let whole = first.range.start..last.range.end.max(first.range.end);
        let range = if whole.len() < 700 {
            whole
        } else {
            first.range.clone()
        };
        return Some(reading.fact(reading.text(&range), Confidence::High, &range));
    }
    let sentence = told.iter().find(|s| {
        let lower = reading.lower(&s.range);
        HURT.any(lower) && (PEOPLE.any(lower) || lower.contains("outage") || lower.contains("down"))
    })?;
    Some(reading.fact(
        reading.text(&sentence.range),
        Confidence::Low,
        &sentence.range,
    ))
}

/// Words that place an impact on the scale where no share of users does.
static SCALE: Table<(ImpactLevel, Confidence)> = Table::new(|| {
    use Confidence::{Low, Medium};
    use ImpactLevel as L;
    Stems::new(&[
        (
            (L::Total, Medium),
            "complete outage|total outage|complete service outage|completely unavailable|complete unavailability|complete downtime|\
             100% downtime|entire site|entire website|entire platform|whole website|whole site|full outage|down completely|completely down",
        ),
        (
            (L::Major, Medium),
            "massive|major outage|large scale|majority of|most users|most of our|widespread",
        ),
        (
            (L::Major, Low),
            "significant outage|severe|unusable|was down|were down|inaccessible|unable to access|unavailable|goes down|went down|outage",
        ),
        (
            (L::Partial, Low),
            "some users|subset of|some customers|a number of users|one region|partial|several users|intermittent",
        ),
        ((L::Minor, Low), "slow|latency|degraded|rare errors|delay"),
        (
            (L::None, Low),
            "no user impact|no customer impact|never encountered an actual outage|near miss|was not exploited|no users were affected|no impact",
        ),
    ])
});

/// Sentences of the most telling topics that are asked for a level.
const LEVEL_SENTENCES: usize = 12;

fn level(
    reading: &Reading,
    told: &[&Sentence],
    users: Option<&Share>,
    all: Option<Range<usize>>,
) -> Option<Fact<ImpactLevel>> {
    if let Some(share) = users {
        let level = ImpactLevel::of_users_percent(share.percent);
        return Some(reading.fact(level, Confidence::High, &share.range));
    }
    if let Some(all) = all {
        return Some(reading.fact(ImpactLevel::Total, Confidence::Medium, &all));
    }
    let hits: Vec<_> = told
        .iter()
        .take(LEVEL_SENTENCES)
        .flat_map(|s| {
            SCALE
                .all(reading.lower(&s.range))
                .map(move |hit| (hit.means, s.range.start + hit.at..s.range.start + hit.end))
        })
        .collect();
    let none = hits
        .iter()
        .find(|((level, _), _)| *level == ImpactLevel::None);
    let ((level, confidence), range) = none.or_else(|| {
        hits.iter()
            .min_by_key(|((level, confidence), _)| (*level, *confidence))
    })?;
    Some(reading.fact(*level, *confidence, range))
}

/// Words that tell what the impact consisted of.
static KINDS: Table<ImpactKind> = Table::new(|| {
    use ImpactKind as K;
    Stems::new(&[
        (
            K::Outage,
            "outage|was down|went down|unavailab|inaccessible|unreachable|downtime",
        ),
        (
            K::Degradation,
            "slow|latency|degraded|degradation|intermittent",
        ),
        (K::DataLoss, "data loss|lost data|data was lost"),
        (
            K::DataExposure,
            "data breach|data exposure|was exposed|were exposed|unauthorized access|data leak|exfiltrat",
        ),
        (
            K::WrongResults,
            "wrong results|incorrect results|wrong data",
        ),
        (K::Money, "revenue|lost sales|financial loss|refund"),
        (K::Safety, "injur|evacua"),
    ])
});

fn kinds(reading: &Reading, told: &[&Sentence], facts: &mut Facts) {
    let outline = &reading.outline;
    let near = told.iter().filter(|s| {
        matches!(
            outline.lines[s.line].about(),
            Some(Topic::Impact | Topic::Summary) | None
        )
    });
    let mut found: Vec<(ImpactKind, Range<usize>)> = Vec::new();
    for sentence in near.take(30) {
        let lower = reading.lower(&sentence.range);
        for hit in reading.hits(&KINDS, &sentence.range) {
            let before = cut_front(&lower[..hit.at], 20);
            let denied = before.ends_with("no ")
                || before.contains("potential")
                || before.ends_with("without ");
            if !denied && found.iter().all(|(kind, _)| *kind != hit.means) {
                found.push((
                    hit.means,
                    sentence.range.start + hit.at..sentence.range.start + hit.end,
                ));
            }
        }
    }
    found.sort_by_key(|(kind, _)| *kind);
    facts.impact_kinds = found
        .into_iter()
        .map(|(kind, range)| reading.fact(kind, Confidence::Medium, &range))
        .collect();
}

/// Words beside a sum that make it a loss.
static LOST: Table<()> =
    Table::new(|| Stems::new(&[((), "revenue|loss|lost|losing|cost|refund|compensat")]));

/// A sum of money that was lost, as written.
fn money(reading: &Reading, range: &Range<usize>) -> Option<Fact<String>> {
    let words = reading.words(range);
    let start = words.find(['$', '€', '£'])?;
    let sum = &words[start..];
    let sign = sum.chars().next().map_or(0, char::len_utf8);
    let digits = sum[sign..]
        .bytes()
        .take(20)
        .take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
        .count();
    let mut end = start
        + sign
        + words[start + sign..start + sign + digits]
            .trim_end_matches([',', '.'])
            .len();
    for unit in [" million", " billion", "k", "m"] {
        if words[end..].starts_with(unit)
            && !words[end + unit.len()..].starts_with(|c: char| c.is_alphanumeric())
        {
            end += unit.len();
            break;
        }
    }
    if digits == 0 || !LOST.any(reading.lower(range)) {
        return None;
    }
    let range = range.start + start..range.start + end;
    Some(reading.fact(reading.text(&range), Confidence::Medium, &range))
}

fn severity(reading: &Reading, facts: &mut Facts) {
    let stated = |l: &&Line| {
        l.topic == Some(Topic::Severity) && !l.value.is_empty() && l.value.len() < 40 && !l.quote
    };
    let Some(line) = reading.outline.lines.iter().find(stated) else {
        return;
    };
    let label = reading.text(&line.value);
    let severity = reading
        .config
        .severity_of_label(label.trim_end_matches('.'));
    let confidence = if severity.number.is_some() {
        Confidence::High
    } else {
        Confidence::Low
    };
    facts.severity = Some(reading.fact(severity, confidence, &line.value));
}
