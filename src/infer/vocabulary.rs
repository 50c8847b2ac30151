//! The words that postmortems are built of: headings, labels, and what they announce.

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

/// Labels and headings by their words, sorted: lower case, single spaces, `and` for `&` and `/`.
const TOPICS: &[(&str, Topic)] = &[
    ("about the incident", Topic::Summary),
    ("abstract", Topic::Summary),
    ("additional notes", Topic::Conclusion),
    ("action", Topic::Measures),
    ("action item", Topic::Measures),
    ("action items", Topic::Measures),
    ("action plan", Topic::Measures),
    ("action point", Topic::Tasks),
    ("action points", Topic::Measures),
    ("actions", Topic::Measures),
    ("actions taken", Topic::Response),
    ("affected", Topic::Services),
    ("affected service", Topic::Services),
    ("affected services", Topic::Services),
    ("affected systems", Topic::Services),
    ("alert", Topic::Detection),
    ("analysis", Topic::Cause),
    ("analysis of causes", Topic::Cause),
    ("attendees", Topic::People),
    ("author", Topic::People),
    ("authors", Topic::People),
    ("background", Topic::Background),
    ("background context", Topic::Assignment),
    ("business impact", Topic::Impact),
    ("causa raiz", Topic::Cause),
    ("causa suspeita", Topic::Cause),
    ("calendar of events", Topic::Timeline),
    ("cause", Topic::Cause),
    ("cause of the outage", Topic::Cause),
    ("causes", Topic::Cause),
    ("closing", Topic::Conclusion),
    ("closing thoughts", Topic::Conclusion),
    ("conclusion", Topic::Conclusion),
    ("conclusions", Topic::Conclusion),
    ("contributing causes", Topic::Contributing),
    ("contributing factor", Topic::Contributing),
    ("contributing factors", Topic::Contributing),
    ("correct and preventative measures", Topic::Measures),
    ("corrective action", Topic::Measures),
    ("corrective actions", Topic::Measures),
    ("corrective and preventative measures", Topic::Measures),
    ("corrective and preventive actions", Topic::Measures),
    ("corrective and preventive measures", Topic::Measures),
    ("corrective measures", Topic::Measures),
    ("customer impact", Topic::Impact),
    ("date", Topic::Day),
    ("date and time", Topic::Day),
    ("date created", Topic::OtherDay),
    ("date of incident", Topic::Day),
    ("date of outage", Topic::Day),
    ("date of postmortem", Topic::OtherDay),
    ("date of report", Topic::OtherDay),
    ("date of the incident", Topic::Day),
    ("date of the outage", Topic::Day),
    ("date published", Topic::OtherDay),
    ("deadline", Topic::OtherDay),
    ("description", Topic::Summary),
    ("details", Topic::Summary),
    ("details of fix", Topic::Resolution),
    ("details of incident", Topic::Summary),
    ("details of issue", Topic::Summary),
    ("details of the fix", Topic::Resolution),
    ("details of vulnerability", Topic::Cause),
    ("detected", Topic::Detection),
    ("detection", Topic::Detection),
    ("detection method", Topic::Detection),
    ("detection time", Topic::Detection),
    ("discovery", Topic::Detection),
    ("downtime", Topic::Duration),
    ("due", Topic::OtherDay),
    ("due date", Topic::OtherDay),
    ("beginning", Topic::Start),
    ("duration", Topic::Duration),
    ("duration of incident", Topic::Duration),
    ("duration of outage", Topic::Duration),
    ("duration of the incident", Topic::Duration),
    ("duration of the outage", Topic::Duration),
    ("duração", Topic::Duration),
    ("end", Topic::End),
    ("length", Topic::Duration),
    ("end date", Topic::End),
    ("end of outage", Topic::End),
    ("end time", Topic::End),
    ("ended", Topic::End),
    ("escalated to", Topic::Escalation),
    ("escalation", Topic::Escalation),
    ("event timeline", Topic::Timeline),
    ("events", Topic::Timeline),
    ("events timeline", Topic::Timeline),
    ("executive summary", Topic::Summary),
    ("final thoughts", Topic::Conclusion),
    ("finish", Topic::End),
    ("five whys", Topic::Cause),
    ("fix", Topic::Resolution),
    ("follow up", Topic::OtherDay),
    ("follow up actions", Topic::Measures),
    ("follow up items", Topic::Measures),
    ("follow ups", Topic::Measures),
    ("fun fact", Topic::Conclusion),
    ("future prevention", Topic::Measures),
    ("how did it happen", Topic::Cause),
    ("how it was detected", Topic::Detection),
    ("how it was fixed", Topic::Resolution),
    ("how the incident was resolved", Topic::Resolution),
    ("how the issue was resolved", Topic::Resolution),
    ("how was the issue detected", Topic::Detection),
    ("how we fixed it", Topic::Resolution),
    ("immediate actions", Topic::Response),
    ("impact", Topic::Impact),
    ("impact assessment", Topic::Impact),
    ("impact of outage", Topic::Impact),
    ("impact of the outage", Topic::Impact),
    ("impacto", Topic::Impact),
    ("impacto inicial", Topic::Impact),
    ("improvement", Topic::Improvements),
    ("improvements", Topic::Improvements),
    ("improvements and fixes", Topic::Improvements),
    ("incident", Topic::Title),
    ("incident date", Topic::Day),
    ("incident description", Topic::Summary),
    ("incident duration", Topic::Duration),
    ("incident from", Topic::Start),
    ("incident impact", Topic::Impact),
    ("incident name", Topic::Title),
    ("incident overview", Topic::Summary),
    ("incident report", Topic::Summary),
    ("incident response", Topic::Response),
    ("incident start", Topic::Start),
    ("incident end", Topic::End),
    ("incident summary", Topic::Summary),
    ("incident till", Topic::End),
    ("incident time", Topic::Clock),
    ("incident timeline", Topic::Timeline),
    ("incident title", Topic::Title),
    ("incident until", Topic::End),
    ("introduction", Topic::Background),
    ("investigation", Topic::Response),
    ("issue", Topic::Title),
    ("issue description", Topic::Summary),
    ("issue summary", Topic::Summary),
    ("issues found", Topic::Summary),
    ("key takeaways", Topic::Lessons),
    ("last updated", Topic::OtherDay),
    ("lesson learned", Topic::Lessons),
    ("lessons", Topic::Lessons),
    ("lessons learned", Topic::Lessons),
    ("lessons learnt", Topic::Lessons),
    ("linha do tempo", Topic::Timeline),
    ("links", Topic::References),
    ("long term fix", Topic::Resolution),
    ("misleading investigation", Topic::DeadEnd),
    (
        "misleading investigation and debugging paths",
        Topic::DeadEnd,
    ),
    ("misleading investigations", Topic::DeadEnd),
    ("misleading paths", Topic::DeadEnd),
    ("mitigation", Topic::Resolution),
    ("mitigation and future prevention", Topic::Measures),
    ("mitigation and preventive measures", Topic::Measures),
    (
        "make people want to read your postmortem",
        Topic::Assignment,
    ),
    ("more resources", Topic::References),
    ("next steps", Topic::Measures),
    ("outage duration", Topic::Duration),
    ("outage summary", Topic::Summary),
    ("overview", Topic::Summary),
    ("participants", Topic::People),
    ("postmortem date", Topic::OtherDay),
    ("prevention", Topic::Measures),
    ("preventative measures", Topic::Measures),
    ("preventive actions", Topic::Measures),
    ("preventive measures", Topic::Measures),
    ("priority", Topic::Severity),
    ("problem", Topic::Summary),
    ("próximos passos", Topic::Measures),
    ("project date", Topic::OtherDay),
    ("project duration", Topic::OtherDay),
    ("project title", Topic::Title),
    ("published", Topic::OtherDay),
    ("recommendations", Topic::Measures),
    ("recovery", Topic::Resolution),
    ("references", Topic::References),
    ("remediation", Topic::Measures),
    ("reported by", Topic::People),
    ("requirements", Topic::Assignment),
    ("resolution", Topic::Resolution),
    ("resolution and recovery", Topic::Resolution),
    ("resolution details", Topic::Resolution),
    ("resolution steps", Topic::Resolution),
    ("resolution time", Topic::End),
    ("resolved", Topic::End),
    ("resources", Topic::References),
    ("responders", Topic::People),
    ("response", Topic::Response),
    ("resumo", Topic::Summary),
    ("retro held", Topic::OtherDay),
    ("review date", Topic::OtherDay),
    ("risks and hazards", Topic::Impact),
    ("root cause", Topic::Cause),
    ("root cause analysis", Topic::Cause),
    ("root cause and resolution", Topic::CauseAndResolution),
    ("root cause explanation", Topic::Cause),
    ("root cause remediations", Topic::Measures),
    ("root causes", Topic::Cause),
    ("schedule or timeline", Topic::Timeline),
    ("sequence of events", Topic::Timeline),
    ("sequência de eventos", Topic::Timeline),
    ("service", Topic::Services),
    ("services affected", Topic::Services),
    ("severity", Topic::Severity),
    ("severity level", Topic::Severity),
    ("short term fix", Topic::Resolution),
    ("specific tasks", Topic::Tasks),
    ("start", Topic::Start),
    ("start date", Topic::Start),
    ("start of outage", Topic::Start),
    ("start time", Topic::Start),
    ("started", Topic::Start),
    ("status", Topic::Background),
    ("summary", Topic::Summary),
    ("summary of outage", Topic::Summary),
    ("summary of the outage", Topic::Summary),
    ("symptoms", Topic::Impact),
    ("task", Topic::Tasks),
    ("task list", Topic::Tasks),
    ("tasks", Topic::Tasks),
    ("tasks to address the issue", Topic::Tasks),
    ("technical details", Topic::Cause),
    ("time", Topic::Clock),
    ("time of incident", Topic::Start),
    ("time of outage", Topic::Clock),
    ("time of the incident", Topic::Start),
    ("time to detection", Topic::Detection),
    ("time to recovery", Topic::Duration),
    ("time to resolution", Topic::Duration),
    ("time to resolve", Topic::Duration),
    ("time to restore", Topic::Duration),
    ("time zone", Topic::Zone),
    ("timeline", Topic::Timeline),
    ("timeline of events", Topic::Timeline),
    ("timezone", Topic::Zone),
    ("title", Topic::Title),
    ("to do", Topic::Tasks),
    ("todo", Topic::Tasks),
    ("total duration", Topic::Duration),
    ("trigger", Topic::Trigger),
    ("updated", Topic::OtherDay),
    ("urls", Topic::References),
    ("user impact", Topic::Impact),
    ("users affected", Topic::Impact),
    ("what caused it", Topic::Cause),
    ("what could have been better", Topic::WentBadly),
    ("what happened", Topic::Summary),
    ("what was the impact", Topic::Impact),
    ("what we learned", Topic::Lessons),
    ("what went badly", Topic::WentBadly),
    ("what went poorly", Topic::WentBadly),
    ("what went well", Topic::WentWell),
    ("what went wrong", Topic::WentBadly),
    ("what worked", Topic::WentWell),
    ("when was the issue detected", Topic::Detection),
    ("where we got lucky", Topic::Lucky),
    ("why did it happen", Topic::Cause),
    ("why it happened", Topic::Cause),
];

/// Words that announce a topic wherever they stand in a heading; the first that fits wins.
const PARTS: &[(&str, Topic)] = &[
    ("root cause and resol", Topic::CauseAndResolution),
    ("root cause & resol", Topic::CauseAndResolution),
    ("timeline", Topic::Timeline),
    ("chronolog", Topic::Timeline),
    ("action item", Topic::Measures),
    ("corrective", Topic::Measures),
    ("preventive measure", Topic::Measures),
    ("preventative", Topic::Measures),
    ("preventive", Topic::Measures),
    ("prevention", Topic::Measures),
    ("preventing", Topic::Measures),
    ("follow-up action", Topic::Measures),
    ("next step", Topic::Measures),
    ("fixing the future", Topic::Measures),
    ("root cause", Topic::Cause),
    ("cause", Topic::Cause),
    ("what went well", Topic::WentWell),
    ("what went wrong", Topic::WentBadly),
    ("what went poorly", Topic::WentBadly),
    ("lucky", Topic::Lucky),
    ("lesson", Topic::Lessons),
    ("impact", Topic::Impact),
    ("task", Topic::Tasks),
    ("improvement", Topic::Improvements),
    ("summary", Topic::Summary),
    ("overview", Topic::Summary),
    ("detection", Topic::Detection),
    ("resolution", Topic::Resolution),
    ("recovery", Topic::Resolution),
    ("fixed it", Topic::Resolution),
    ("what happened", Topic::Summary),
    ("what went down", Topic::Summary),
    ("misleading", Topic::DeadEnd),
    ("conclusion", Topic::Conclusion),
    ("duration", Topic::Duration),
    ("reference", Topic::References),
    ("requirement", Topic::Assignment),
    ("how did it happen", Topic::Cause),
    ("happening again", Topic::Measures),
];

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
    exact(&words).or_else(|| by_beginning(&words))
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
        let mut table = TOPICS.to_vec();
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
    exact(&words).or_else(|| {
        if words.split(' ').count() > 9 {
            return None;
        }
        PARTS
            .iter()
            .find(|(part, _)| words.contains(part))
            .map(|(_, topic)| *topic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_found_as_it_is_written() {
        for (words, topic) in TOPICS {
            assert_eq!(label_topic(words), Some(*topic), "{words}");
            assert_eq!(words_of(words), *words);
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
