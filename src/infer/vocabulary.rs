//! The words that postmortems are built of: headings, labels, and what they announce.

mod fields;
mod labels;
mod languages;

use labels::{LABELS, PARTS};

/// What a heading or a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Topic {
    /// The document's title.
    Title,
    /// What happened, in short.
    Summary,
    /// How long, or from when to when.
    Duration,
    /// When it began.
    Start,
    /// When it ended.
    End,
    /// The incident's day.
    Day,
    /// The incident's clock time or times.
    Clock,
    /// A day that is not the incident's: review, publication, deadline.
    OtherDay,
    /// Who was hit and how.
    Impact,
    /// Why it happened.
    Cause,
    /// What made it possible or worse.
    Contributing,
    /// What set it off.
    Trigger,
    /// What happened when.
    Timeline,
    /// How and when it was noticed.
    Detection,
    /// Who was called in.
    Escalation,
    /// What was tried.
    Response,
    /// What led nowhere.
    DeadEnd,
    /// What ended it.
    Resolution,
    /// Root cause and resolution in one section.
    CauseAndResolution,
    /// What will be, or was, done about it.
    Measures,
    /// Improvements in general, beside tasks.
    Improvements,
    /// Tasks.
    Tasks,
    /// Lessons without more ado.
    Lessons,
    /// What went well.
    WentWell,
    /// What went badly.
    WentBadly,
    /// Where it could have been worse.
    Lucky,
    /// How grave.
    Severity,
    /// Services affected.
    Services,
    /// The zone of the times.
    Zone,
    /// Who wrote it, who was there.
    People,
    /// What the thing is about, before the incident.
    Background,
    /// Closing words.
    Conclusion,
    /// Links and credits.
    References,
    /// What a task sheet asks for.
    Assignment,
}

/// Longest label or heading that is looked up, in bytes.
const LABEL_MAX: usize = 100;

/// The words of a label: lower case letters, single spaces, without what stands in brackets.
pub(super) fn words_of(label: &str) -> String {
    let mut out = String::with_capacity(label.len().min(LABEL_MAX));
    let mut depth = 0usize;
    for c in label.chars().take(LABEL_MAX) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '&' | '/' => push_word(&mut out, "and"),
            '\'' | '’' => {}
            c if c.is_alphabetic() => out.extend(c.to_lowercase()),
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    for article in ["the ", "our ", "a "] {
        if let Some(rest) = out.strip_prefix(article) {
            return rest.to_owned();
        }
    }
    out
}

fn push_word(out: &mut String, word: &str) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
    out.push_str(word);
    out.push(' ');
}

/// The topic that a label names exactly.
pub(super) fn label_topic(label: &str) -> Option<Topic> {
    if label.len() > LABEL_MAX {
        return None;
    }
    let words = words_of(label);
    exact(&words)
        .or_else(|| fields::topic(&words))
        .or_else(|| by_beginning(&words))
        .or_else(|| joined(&words))
}

/// `Root cause and resolution and recovery`, `Summary and impact`: known labels joined by `and`.
fn joined(words: &str) -> Option<Topic> {
    if !words.contains(" and ") || words.split(' ').count() > 9 {
        return None;
    }
    let mut topics = words.split(" and ").map(exact);
    let first = topics.next()??;
    let mut ends = first == Topic::Resolution;
    for topic in topics {
        ends |= topic? == Topic::Resolution;
    }
    Some(if first == Topic::Cause && ends {
        Topic::CauseAndResolution
    } else {
        first
    })
}

/// `Date of the web stack outage`: known by how it begins.
fn by_beginning(words: &str) -> Option<Topic> {
    const BEGINNINGS: [(&str, Topic); 9] = [
        ("beginning of ", Topic::Start),
        ("date of ", Topic::Day),
        ("duration of ", Topic::Duration),
        ("end of ", Topic::End),
        ("length of ", Topic::Duration),
        ("onset of ", Topic::Start),
        ("start of ", Topic::Start),
        ("time of ", Topic::Start),
        ("impact on ", Topic::Impact),
    ];
    let not = ["report", "postmortem", "publication", "review", "meeting"];
    if words.split(' ').count() > 7 || not.iter().any(|w| words.contains(w)) {
        return None;
    }
    BEGINNINGS
        .iter()
        .find(|(start, _)| words.starts_with(start))
        .map(|(_, topic)| *topic)
}

fn exact(words: &str) -> Option<Topic> {
    // The table is written to be read, not in byte order: sorted once.
    static SORTED: std::sync::LazyLock<Vec<(&str, Topic)>> = std::sync::LazyLock::new(|| {
        let mut table: Vec<(&str, Topic)> = LABELS
            .iter()
            .chain(languages::LABELS)
            .flat_map(|(topic, labels)| labels.split('|').map(|words| (words, *topic)))
            .collect();
        table.sort_unstable_by_key(|(words, _)| *words);
        table
    });
    let index = SORTED.binary_search_by_key(&words, |(w, _)| w).ok()?;
    Some(SORTED[index].1)
}

/// The topic that a heading announces, exactly or by one of its words.
pub(super) fn heading_topic(heading: &str) -> Option<Topic> {
    if heading.len() > LABEL_MAX {
        return None;
    }
    let words = words_of(heading);
    exact(&words).or_else(|| fields::topic(&words)).or_else(|| {
        if words.split(' ').count() > 12 {
            return None;
        }
        PARTS
            .iter()
            .chain(languages::PARTS)
            .find(|(part, _)| words.contains(part))
            .map(|(_, topic)| *topic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_found_as_it_is_written() {
        let mut seen = std::collections::BTreeSet::new();
        for (topic, labels) in LABELS.iter().chain(languages::LABELS) {
            for words in labels.split('|') {
                assert_eq!(label_topic(words), Some(*topic), "{words}");
                assert_eq!(words_of(words), words);
                assert!(seen.insert(words), "{words} stands in two places");
            }
        }
    }

    #[test]
    fn a_label_is_known_by_its_words_whatever_stands_around_them() {
        assert_eq!(
            label_topic("🔧 Corrective & Preventative Measures"),
            Some(Topic::Measures)
        );
        assert_eq!(label_topic("Improvements/Fixes"), Some(Topic::Improvements));
        assert_eq!(
            label_topic("Timeline (all times approximate)"),
            Some(Topic::Timeline)
        );
        assert_eq!(label_topic("The cake is a lie"), None);
    }

    #[test]
    fn a_heading_is_known_by_one_of_its_words() {
        assert_eq!(heading_topic("The Cha-Cha Timeline"), Some(Topic::Timeline));
        assert_eq!(
            heading_topic("The dramatic reveal: root cause and resolution"),
            Some(Topic::CauseAndResolution)
        );
        assert_eq!(heading_topic("Kitchen"), None);
    }
}
