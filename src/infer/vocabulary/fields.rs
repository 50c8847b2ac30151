//! Labels of times and lengths, by a small grammar: one word that tells which, among words that only say of what.
//!
//! `Impact start time (UTC)`, `When did the outage begin?`, `Time resolved` and `Incident End` need no entry in a table.

use super::Topic;

/// Most words of such a label.
const WORDS_MAX: usize = 9;

/// The time or length that a label names, by its words as [`super::words_of`] gives them.
pub(super) fn topic(words: &str) -> Option<Topic> {
    let mut kinds: Kinds = Kinds::default();
    if words.is_empty() || words.split(' ').count() > WORDS_MAX {
        return None;
    }
    let words = without_approximation(words);
    for word in words.split(' ') {
        kinds.add(word)?;
    }
    kinds.topic()
}

fn without_approximation(words: &str) -> &str {
    ["approximate ", "approx ", "estimated ", "actual ", "total "]
        .into_iter()
        .find_map(|word| words.strip_prefix(word).filter(|rest| !rest.is_empty()))
        .unwrap_or(words)
}

/// Which kinds of words a label has.
#[derive(Default)]
struct Kinds {
    start: bool,
    end: bool,
    length: bool,
    noticing: bool,
    date: bool,
    time: bool,
    when: bool,
    /// `downtime`, `outage`: a length of their own, or what the label is about.
    down: bool,
}

impl Kinds {
    /// Counts a word; `None` for one that no such label has.
    fn add(&mut self, word: &str) -> Option<()> {
        match word {
            "start" | "starts" | "started" | "starting" | "begin" | "began" | "begins"
            | "beginning" | "begun" | "onset" | "commenced" | "commencement" | "occurrence"
            | "occurred" | "from" | "inicio" | "início" => self.start = true,
            "end" | "ends" | "ended" | "ending" | "finish" | "finished" | "resolved"
            | "restored" | "restoration" | "recovered" | "until" | "till" | "over" | "stopped"
            | "fixed" | "fim" => self.end = true,
            "duration" | "length" | "lasted" | "last" | "long" | "window" | "period"
            | "timeframe" | "timespan" | "range" | "span" | "frame" => self.length = true,
            "detected" | "noticed" | "discovered" | "identified" | "detection" | "discovery" => {
                self.noticing = true
            }
            "date" | "dates" | "datetime" | "day" => self.date = true,
            "time" | "times" | "timestamp" | "hour" => self.time = true,
            "when" => self.when = true,
            "downtime" => self.down = true,
            "incident" | "outage" | "issue" | "event" | "problem" | "disruption"
            | "interruption" | "degradation" | "failure" | "service" | "services" | "website"
            | "site" | "system" | "impact" | "customer" | "user" | "crash" | "alert" | "first"
            | "the" | "of" | "our" | "a" | "this" | "it" | "was" | "is" | "did" | "does" | "at"
            | "on" | "and" | "with" | "including" | "utc" | "gmt" | "local" | "zone" | "how"
            | "total" | "overall" | "in" | "to" | "do" | "da" => {}
            _ => return None,
        }
        Some(())
    }

    fn topic(&self) -> Option<Topic> {
        let named = self.start || self.end || self.length || self.noticing;
        if self.length || self.start && self.end {
            return Some(Topic::Duration);
        }
        if self.noticing && !self.start && !self.end {
            return Some(Topic::Detection);
        }
        if self.start {
            return Some(Topic::Start);
        }
        if self.end {
            return Some(Topic::End);
        }
        match (self.down, self.date, self.time) {
            (true, false, false) if !named => Some(Topic::Duration),
            (_, true, _) => Some(Topic::Day),
            (_, false, true) => Some(Topic::Clock),
            (false, false, false) if self.when => Some(Topic::Day),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words_of;
    use super::*;

    #[test]
    fn times_and_lengths_are_known_by_the_one_word_that_tells_which() {
        for (label, wanted) in [
            ("Impact start time (UTC)", Some(Topic::Start)),
            ("When did the outage begin?", Some(Topic::Start)),
            ("Start Date & Time", Some(Topic::Start)),
            ("Time of occurrence", Some(Topic::Start)),
            ("Incident End", Some(Topic::End)),
            ("Time resolved", Some(Topic::End)),
            ("Total downtime", Some(Topic::Duration)),
            ("Start and end time", Some(Topic::Duration)),
            ("How long did the outage last?", Some(Topic::Duration)),
            ("Outage window", Some(Topic::Duration)),
            ("Time detected", Some(Topic::Detection)),
            ("Outage date", Some(Topic::Day)),
            ("Event time", Some(Topic::Clock)),
            ("The outage", None),
            ("Our services", None),
            ("Users from Europe", None),
            ("", None),
        ] {
            assert_eq!(topic(&words_of(label)), wanted, "{label}");
        }
    }
}
