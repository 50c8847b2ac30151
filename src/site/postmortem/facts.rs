//! The panel at the top of a postmortem: every fact, how we know it, and what is not known.

use crate::index::{Axis, UNKNOWN, text_id};
use crate::library::Record;
use crate::model::{Fact, Origin, Precision, Status, When};

use super::super::shared::Shared;
use super::super::{moment, quote, view};

/// The facts of one postmortem, and the evidence of those that were read in its text.
pub(super) struct Panel {
    pub(super) when: view::WhenView,
    pub(super) main: Vec<view::FactView>,
    pub(super) facts: Vec<view::FactView>,
    pub(super) unknown: Vec<String>,
    pub(super) evidence: Vec<view::Evidence>,
}

/// The summary, else the impact in a sentence, if the authors wrote one outside the text.
pub(super) fn summary(record: &Record) -> Option<String> {
    let facts = &record.postmortem.facts;
    let stated = |fact: &&Fact<String>| fact.origin == Origin::Stated;
    let summary = facts.summary.as_ref().filter(stated);
    let fact = summary.or_else(|| facts.impact_text.as_ref().filter(stated))?;
    Some(fact.value.clone())
}

pub(super) fn panel(shared: &Shared, record: &Record) -> Panel {
    let mut builder = Builder {
        shared,
        record,
        evidence: Vec::new(),
        facts: Vec::new(),
    };
    let when = builder.when();
    let main = vec![builder.duration(), builder.impact(), builder.cause()];
    builder.causes();
    builder.noticing();
    builder.reach();
    builder.people();
    Panel {
        unknown: builder.unknown(),
        when,
        main,
        facts: builder.facts,
        evidence: builder.evidence,
    }
}

struct Builder<'a> {
    shared: &'a Shared,
    record: &'a Record,
    evidence: Vec<view::Evidence>,
    facts: Vec<view::FactView>,
}

impl Builder<'_> {
    /// The marker of a fact that was read in the text; its evidence is listed once.
    fn read<T>(&mut self, key: &str, fact: &Fact<T>, value: &str) -> Option<view::Read> {
        let (Origin::Inferred(confidence), Some(quote)) = (fact.origin, &fact.quote) else {
            return None;
        };
        let anchor = format!("cb-e-{}", self.evidence.len() + 1);
        let confidence = self
            .shared
            .word(&format!("incident.confidence.{}", confidence.word()));
        self.evidence.push(view::Evidence {
            anchor: anchor.clone(),
            name: self.shared.word(&format!("fact.{key}")),
            value: value.to_owned(),
            quote: quote::shown(&quote.text),
            line: quote.line,
            confidence: confidence.clone(),
        });
        Some(view::Read {
            anchor,
            quote: quote::shown(&quote.text),
            line: quote.line,
            confidence,
        })
    }

    fn fact(&self, id: &'static str, values: Vec<view::FactValue>) -> view::FactView {
        view::FactView {
            id,
            name: self.shared.word(&format!("fact.{id}")),
            values,
            notes: Vec::new(),
        }
    }

    /// A value with a word of the interface, or as it stands.
    fn value<T>(&mut self, key: &str, fact: &Fact<T>, text: String) -> view::FactValue {
        view::FactValue {
            read: self.read(key, fact, &text),
            text,
            ..view::FactValue::default()
        }
    }

    fn add(&mut self, id: &'static str, values: Vec<view::FactValue>) {
        if !values.is_empty() {
            let fact = self.fact(id, values);
            self.facts.push(fact);
        }
    }

    fn text(&mut self, id: &'static str, fact: Option<&Fact<String>>) {
        let values = fact.map(|fact| self.value(id, fact, fact.value.clone()));
        self.add(id, values.into_iter().collect());
    }

    /// A fact whose ids have words in `group`; an id that has none is shown as it is.
    fn word(&mut self, id: &'static str, group: &str, fact: Option<&Fact<String>>) {
        let values = fact.map(|fact| {
            let text = self
                .shared
                .word_or(&format!("{group}.{}", fact.value), &fact.value);
            self.value(id, fact, text)
        });
        self.add(id, values.into_iter().collect());
    }

    /// Values that are buckets of an index, each a link to its list.
    fn listed(&mut self, id: &'static str, axis: Axis, facts: &[Fact<String>]) {
        let shared = self.shared;
        let mut values = Vec::new();
        for fact in facts {
            let bucket = shared
                .bucket(axis, &text_id(&fact.value))
                .filter(|_| fact.counts());
            let text = match bucket {
                Some(bucket) if axis != Axis::Tag => shared.bucket_name(axis, bucket),
                _ => fact.value.clone(),
            };
            let mut value = self.value(id, fact, text);
            value.url = bucket.map(|bucket| shared.bucket_url(axis, &bucket.id));
            values.push(value);
        }
        self.add(id, values);
    }

    fn when(&mut self) -> view::WhenView {
        let facts = &self.record.postmortem.facts;
        let zone = facts.timezone.as_ref().map(|fact| fact.value.as_str());
        let start = facts.started.as_ref();
        let end = facts.resolved.as_ref();
        let mut read = Vec::new();
        for fact in [start, end].into_iter().flatten() {
            let again = |it: &view::Read| Some(&it.quote) == fact.quote.as_ref().map(|it| &it.text);
            if !read.iter().any(again) {
                read.extend(self.read("when", fact, &shown(&fact.value)));
            }
        }
        let (start, end) = (start.map(|fact| &fact.value), end.map(|fact| &fact.value));
        let local = start.and_then(|start| moment::on_own_clock(start, end, zone));
        let (start, end) = (start.map(moment::moment), end.map(moment::moment));
        view::WhenView {
            same_day: match (&start, &end) {
                (Some(start), Some(end)) => start.date == end.date && end.time.is_some(),
                _ => false,
            },
            start,
            end,
            local,
            read,
        }
    }

    fn duration(&mut self) -> view::FactView {
        let it = &self.record.postmortem;
        let shared = self.shared;
        let ongoing = it.band == crate::model::DurationBand::Ongoing;
        let mut values = Vec::new();
        let mut notes = Vec::new();
        match &it.duration {
            Some(fact) if !ongoing => {
                let mut value = self.value("duration", fact, shared.words.length(fact.value));
                value.url =
                    Some(shared.bucket_url(Axis::Duration, &shared.config.durations.id(it.band)));
                values.push(value);
                notes.push(match it.windows.len() {
                    0 => shared.word("basis.stated"),
                    1 => shared.word("basis.window"),
                    n => shared.filled("basis.windows", "n", &n.to_string()),
                });
                if fact.value.precision() == Precision::Day {
                    notes.push(shared.word("basis.days"));
                }
            }
            _ if ongoing => values.push(view::FactValue {
                text: shared.word("incident.ongoing"),
                url: Some(shared.bucket_url(Axis::Duration, &shared.config.durations.id(it.band))),
                ..view::FactValue::default()
            }),
            _ => {
                if it.facts.started.is_some() && it.facts.resolved.is_none() {
                    notes.push(shared.word("basis.start_only"));
                }
            }
        }
        if let Some(stated) = it
            .facts
            .duration_stated
            .as_ref()
            .filter(|stated| {
                it.duration
                    .as_ref()
                    .is_some_and(|it| it.value != stated.value)
            })
            .filter(|_| !it.windows.is_empty())
        {
            // The author's own words where we have them: `about 25 hours` says more than `1 d 1 h`.
            let words = match &stated.quote {
                Some(quote) if stated.origin == Origin::Stated && quote.text.len() <= 40 => {
                    quote::shown(&quote.text)
                }
                _ => shared.words.length(stated.value),
            };
            notes.push(shared.filled(
                "basis.also_stated",
                "text",
                words.trim_matches(['"', '\'', ' ']),
            ));
        }
        view::FactView {
            notes,
            ..self.fact("duration", values)
        }
    }

    fn impact(&mut self) -> view::FactView {
        let it = &self.record.postmortem;
        let shared = self.shared;
        let level = it.level.value.id();
        let known = level != UNKNOWN;
        let mut values = Vec::new();
        if known {
            let mut value =
                self.value("impact", &it.level, shared.word(&format!("impact.{level}")));
            value.level = Some(level);
            value.url = Some(shared.bucket_url(Axis::Impact, level));
            values.push(value);
        }
        let mut notes = Vec::new();
        let kinds: Vec<String> = it
            .facts
            .impact_kinds
            .iter()
            .map(|fact| shared.word(&format!("kind.{}", fact.value.id())))
            .collect();
        if !kinds.is_empty() {
            notes.push(kinds.join(", "));
        }
        if let Some(percent) = &it.facts.impact_users_percent {
            notes.push(format!(
                "{}: {} %",
                shared.word("fact.users_percent"),
                shared.words.decimal(percent.value)
            ));
        }
        view::FactView {
            notes,
            ..self.fact("impact", values)
        }
    }

    fn cause(&mut self) -> view::FactView {
        let fact = self.record.postmortem.facts.root_cause.as_ref();
        let value = fact
            .filter(|fact| fact.value != UNKNOWN)
            .map(|fact| self.category("cause", fact));
        self.fact("cause", value.into_iter().collect())
    }

    fn category(&mut self, key: &str, fact: &Fact<String>) -> view::FactValue {
        let shared = self.shared;
        let bucket = shared.bucket(Axis::Cause, &fact.value);
        let text = bucket.map_or_else(
            || fact.value.clone(),
            |it| shared.bucket_name(Axis::Cause, it),
        );
        let mut value = self.value(key, fact, text);
        value.url = bucket.map(|bucket| shared.bucket_url(Axis::Cause, &bucket.id));
        value
    }

    fn causes(&mut self) {
        let facts = &self.record.postmortem.facts;
        let contributing = facts
            .contributing
            .iter()
            .map(|fact| self.category("contributing", fact));
        let contributing: Vec<_> = contributing.collect();
        self.add("contributing", contributing);
        self.text("trigger", facts.trigger.as_ref());
        self.listed("component", Axis::Component, &facts.component);
        self.listed("pattern", Axis::Pattern, &facts.pattern);
        self.listed("services", Axis::Service, &facts.services);
        if let Some(fact) = &facts.severity {
            let mut value = self.value("severity", fact, fact.value.label.clone());
            let id = fact.value.id();
            let bucket = self.shared.bucket(Axis::Severity, &id);
            value.url = bucket.map(|bucket| self.shared.bucket_url(Axis::Severity, &bucket.id));
            self.add("severity", vec![value]);
        }
    }

    fn noticing(&mut self) {
        let facts = &self.record.postmortem.facts;
        self.word("detection", "detection", facts.detection.as_ref());
        self.milestone("detected", facts.detected.as_ref());
        self.word("mitigation", "mitigation", facts.mitigation.as_ref());
        self.milestone("mitigated", facts.mitigated.as_ref());
        if facts.resolved.is_none() {
            self.state();
        }
    }

    /// A milestone, with its distance from the start.
    fn milestone(&mut self, id: &'static str, fact: Option<&Fact<When>>) {
        let Some(fact) = fact else { return };
        let value = self.value(id, fact, shown(&fact.value));
        let mut view = self.fact(id, vec![value]);
        let start = self
            .record
            .postmortem
            .facts
            .started
            .as_ref()
            .map(|it| it.value);
        let exact = |when: &When| when.precision != Precision::Day;
        if let Some(start) = start.filter(|start| exact(start) && exact(&fact.value)) {
            let after = start.seconds_to(&fact.value);
            if after == 0 {
                view.notes.push(self.shared.word("basis.at_start"));
            } else if let Ok(after) = u64::try_from(after) {
                view.notes.push(self.shared.filled(
                    "basis.after_start",
                    "text",
                    &self.shared.words.lasted(after),
                ));
            }
        }
        self.facts.push(view);
    }

    fn state(&mut self) {
        let state = self.record.postmortem.state.id();
        if state != UNKNOWN {
            let value = view::FactValue {
                text: self.shared.word(&format!("state.{state}")),
                ..view::FactValue::default()
            };
            self.add("state", vec![value]);
        }
    }

    fn reach(&mut self) {
        let facts = &self.record.postmortem.facts;
        self.text("users", facts.impact_users.as_ref());
        self.text("requests_failed", facts.impact_requests_failed.as_ref());
        if let Some(fact) = &facts.impact_error_percent {
            let value = self.value(
                "error_percent",
                fact,
                format!("{} %", self.shared.words.decimal(fact.value)),
            );
            self.add("error_percent", vec![value]);
        }
        self.text("money", facts.impact_money.as_ref());
        self.text("data_lost", facts.impact_data_lost.as_ref());
        self.texts("regions", &facts.impact_regions);
    }

    fn texts(&mut self, id: &'static str, facts: &[Fact<String>]) {
        let values: Vec<_> = facts
            .iter()
            .map(|fact| self.value(id, fact, fact.value.clone()))
            .collect();
        self.add(id, values);
    }

    fn code(&mut self, id: &'static str, facts: &[Fact<String>]) {
        let mut values: Vec<_> = facts
            .iter()
            .map(|fact| self.value(id, fact, fact.value.clone()))
            .collect();
        for value in &mut values {
            value.code = true;
            value.line = true;
        }
        self.add(id, values);
    }

    fn people(&mut self) {
        let facts = &self.record.postmortem.facts;
        self.listed("teams", Axis::Team, &facts.teams);
        self.text("owner", facts.owner.as_ref());
        self.texts("authors", &facts.authors);
        self.listed("tags", Axis::Tag, &facts.tags);
        for (id, fact) in [("published", &facts.published), ("updated", &facts.updated)] {
            if let Some(fact) = fact {
                let value = self.value(id, fact, moment::day(&fact.value));
                self.add(id, vec![value]);
            }
        }
        if let Some(fact) = facts
            .status
            .as_ref()
            .filter(|fact| fact.value == Status::Final)
        {
            let value = self.value("status", fact, self.shared.word("status.final"));
            self.add("status", vec![value]);
        }
        if let Some(fact) = &facts.id {
            let value = self.value("id", fact, fact.value.clone());
            self.add("id", vec![value]);
        }
        self.windows();
        self.code("errors", &facts.errors);
        self.code("alerts", &facts.alerts);
        self.texts("runbooks", &facts.runbooks);
    }

    /// The windows, where there are several.
    fn windows(&mut self) {
        let it = &self.record.postmortem;
        if it.windows.len() < 2 {
            return;
        }
        let values = it.windows.iter().map(|window| {
            let (start, end) = (window.start(), window.end());
            let mut text = shown(&start);
            text.push_str(" → ");
            text.push_str(&shown_after(&start, &end));
            let remarks = [&window.kind, &window.note];
            for remark in remarks.into_iter().flatten() {
                text.push_str(" · ");
                text.push_str(remark);
            }
            view::FactValue {
                text,
                line: true,
                ..view::FactValue::default()
            }
        });
        let values = values.collect();
        self.add("windows", values);
    }

    /// Words of what every postmortem should say and this one does not.
    fn unknown(&self) -> Vec<String> {
        let it = &self.record.postmortem;
        let facts = &it.facts;
        let cause = facts
            .root_cause
            .as_ref()
            .is_some_and(|fact| fact.value != UNKNOWN);
        let expected = [
            ("when", facts.started.is_some()),
            (
                "duration",
                it.duration.is_some() || it.band == crate::model::DurationBand::Ongoing,
            ),
            ("impact", it.level.value.id() != UNKNOWN),
            ("cause", cause),
            ("trigger", facts.trigger.is_some()),
            ("component", !facts.component.is_empty()),
            ("severity", facts.severity.is_some()),
            ("detection", facts.detection.is_some()),
            ("mitigation", facts.mitigation.is_some()),
        ];
        let missing = expected.into_iter().filter(|(_, known)| !known);
        missing
            .map(|(id, _)| self.shared.word(&format!("missing.{id}")))
            .collect()
    }
}

/// The end of a window in one line: without its day if that is the start's, and without its zone if that is the start's.
fn shown_after(start: &When, end: &When) -> String {
    let (from, to) = (moment::moment(start), moment::moment(end));
    match &to.time {
        Some(time) if from.date == to.date && from.utc == to.utc => time.clone(),
        _ => shown(end),
    }
}

/// A moment in one line.
fn shown(when: &When) -> String {
    let moment = moment::moment(when);
    let zone = if moment.utc { " UTC" } else { "" };
    match moment.time {
        Some(time) => format!("{} {time}{zone}", moment.date),
        None => moment.date,
    }
}
