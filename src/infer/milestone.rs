//! The phase of an incident that the words of a timeline entry mark.

use crate::model::{Confidence, Fact, Facts, Milestone, When};

use super::ideographs;
use super::reading::Reading;
use super::stems::{Stems, Table};
use super::timeline::Timeline;

/// Words that mark a phase, the most telling phase first.
static PHASES: Table<(u8, Milestone)> = Table::new(|| {
    use Milestone as M;
    Stems::new(&[
        (
            (0, M::Resolved),
            "resolved|restored|back online|back to normal|returned to normal|returns to normal|return to normal|return back to normal|returned back to normal",
        ),
        (
            (0, M::Resolved),
            "fully operational|fully functional|fully recovered|up and running|normal operation|normal service|running normally|back and stable",
        ),
        (
            (0, M::Resolved),
            "incident closed|incident was closed|outage ends|outage ended|outage is over|incident ends|incident ended|end of outage|end of the outage|issue was fixed|issue fixed|fixed the issue|fixed the problem|problem was fixed|problem fixed|issue was solved|issue solved|problem solved|\
             problem was solved|solved the issue|solved the problem|working again|normal performance|we're back|we’re back|functional state|all good",
        ),
        (
            (0, M::Resolved),
            "resuelto|resuelta|restablecid|restaurad|solucionad|resolvid|restabelecid|behoben|wiederhergestellt|gelöst|résolu|rétabli",
        ),
        (
            (0, M::Resolved),
            "recovered|is now running|is now fine|chain resumes|no longer vulnerable|launch fine|back up|service is back|site is back|came back|normalizado|resolution",
        ),
        ((1, M::Escalated), "escalat|called in|paged|brought in"),
        (
            (2, M::DeadEnd),
            "misleading|red herring|ruled out|no anomalies|assum|suspect|unrelated",
        ),
        (
            (3, M::Declared),
            "declared an incident|incident declared|declared the incident|statuspage update created",
        ),
        (
            (4, M::Started),
            "outage begins|outage began|outage starts|outage started|goes down|went down|was not accessible|push begins|stops shipping|halts at|incident began|incident started|site down",
        ),
        (
            (5, M::Diagnosed),
            "root cause|identified|discovered|found|traced|pinpointed|revealed",
        ),
        (
            (6, M::Mitigated),
            "mitigat|rolled back|rollback|roll back|reverted|temporary fix|patched|hotfix|stabili|workaround|failover|fix",
        ),
        (
            (7, M::Detected),
            "detect|alert|notic|report|complain|monitoring|flagged",
        ),
    ])
});

/// Words that take a resolution back.
static NOT_YET: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "unresolved|not resolved|nothing was resolved|nothing resolved|not yet resolved|not be resolved|still not|without success|to be resolved|for resolution|not restored|gradually|partially|attempted",
    )])
});

/// Words behind which a recovery is only mentioned: `…although it had recovered by then`.
static CONCEDING: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "although|though|despite|even if|appears to|appeared to|seems to|seemed to|would have|hoping|in case|until",
    )])
});

/// Words with which `again` is no good news.
static AGAIN_IN_VAIN: Table<()> =
    Table::new(|| Stems::new(&[((), "fail|error|down|tried|try|crash|broke|alert|restart")]));

/// Words of entries that tell of what follows an incident.
static AFTERMATH: Table<()> = Table::new(|| {
    Stems::new(&[(
        (),
        "postmortem|post-mortem|post mortem|review|retro|announc|refund|meeting|root cause|follow-up|follow up|blog|published|learn|\
         monitoring|added|plan|prevent",
    )])
});

/// Whether the words of an entry, in lower case, tell of what follows an incident.
pub(super) fn is_aftermath(words: &str) -> bool {
    AFTERMATH.any(words)
}

/// Bytes of an entry that are looked at: what comes later is detail.
const LOOK: usize = 400;

/// The phase that an entry itself names before a colon: `mitigated: the log is deleted, orders succeed again`.
fn named(words: &str) -> Option<Milestone> {
    let (name, _) = words.split_once(':')?;
    Some(match name.trim_matches(['*', '_', ' ']) {
        "started" => Milestone::Started,
        "detected" => Milestone::Detected,
        "declared" => Milestone::Declared,
        "diagnosed" => Milestone::Diagnosed,
        "mitigated" => Milestone::Mitigated,
        "resolved" => Milestone::Resolved,
        _ => return None,
    })
}

/// The phase that an entry marks, by its words in lower case.
pub(super) fn of(words: &str) -> Option<Milestone> {
    if let Some(named) = named(words) {
        return Some(named);
    }
    let mut end = LOOK.min(words.len());
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    let words = &words[..end];
    let open = NOT_YET.any(words);
    // `…has started shipping logs again`: a timeline that ends so has ended.
    let again = words.trim_end_matches(['.', '!', ' ']).ends_with(" again");
    if again && !open && !AGAIN_IN_VAIN.any(words) {
        return Some(Milestone::Resolved);
    }
    if ideographs::says_over(words) {
        return Some(Milestone::Resolved);
    }
    let conceded = CONCEDING.first(words).map_or(words.len(), |hit| hit.at);
    PHASES
        .all(words)
        .filter(|hit| {
            let over = hit.means.1 == Milestone::Resolved;
            !(over && (open || hit.at > conceded))
        })
        .map(|hit| hit.means)
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, milestone)| milestone)
}

/// Facts of the milestones in between.
pub(super) fn tell(reading: &Reading, timeline: &Timeline, facts: &mut Facts) {
    if !timeline.listed {
        return;
    }
    let first = |milestone: Milestone| -> Option<Fact<When>> {
        let entry = timeline
            .entries
            .iter()
            .find(|e| e.milestone == Some(milestone))?;
        Some(reading.fact(entry.at?, Confidence::Medium, &entry.stamp.range))
    };
    facts.detected = first(Milestone::Detected);
    facts.declared = first(Milestone::Declared);
    facts.mitigated = timeline
        .entries
        .iter()
        .rfind(|e| e.milestone == Some(Milestone::Mitigated))
        .and_then(|e| Some(reading.fact(e.at?, Confidence::Low, &e.stamp.range)));
}
