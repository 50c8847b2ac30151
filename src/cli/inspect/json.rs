//! What was understood, for programs: a list with one object a file. Names of facts are those of `api/library.json`.

use serde_json::{Map, Value, json};

use super::Inspected;
use crate::diag::{Diagnostic, SourceText};
use crate::library::Entry;
use crate::model::{ActionItem, Confidence, Fact, ImpactLevel, Postmortem, TimelineEntry, When};

/// The report, with a line end.
pub(super) fn report(inspected: &[Inspected]) -> String {
    let all: Vec<Value> = inspected.iter().map(one).collect();
    let mut out = serde_json::to_string_pretty(&all).unwrap_or_default();
    out.push('\n');
    out
}

fn one(it: &Inspected) -> Value {
    let (facts, timeline, actions) = match &it.entry.value {
        Entry::Incident(record) => {
            let known = &record.postmortem.facts;
            let mut facts = facts_of(&record.postmortem);
            let mut timeline: Vec<Value> = known.timeline.iter().map(entry).collect();
            let mut actions: Vec<Value> = known.action_items.iter().map(action).collect();
            let all = facts.values_mut().chain(&mut timeline).chain(&mut actions);
            number_by_file(&record.source, all);
            (facts, timeline, actions)
        }
        Entry::Page(page) => {
            let mut facts = Map::new();
            facts.insert("title".to_owned(), json!({ "value": page.title }));
            (facts, Vec::new(), Vec::new())
        }
        Entry::LeftOut(_) => (Map::new(), Vec::new(), Vec::new()),
    };
    json!({
        "file": it.file,
        "facts": facts,
        "timeline": Value::Array(timeline),
        "action_items": Value::Array(actions),
        "findings": it.entry.diagnostics.iter().map(finding).collect::<Vec<_>>(),
    })
}

/// Lines of the text that is left become those of the file, where internal parts were taken out of it.
fn number_by_file<'a>(source: &SourceText, told: impl Iterator<Item = &'a mut Value>) {
    if !source.has_gaps() {
        return;
    }
    for it in told {
        let line = it.get_mut("line");
        if let Some((line, number)) = line.and_then(|it| it.as_u64().map(|number| (it, number))) {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            *line = source.place(source.line_span(number)).line.into();
        }
    }
}

/// Facts by key, in the order of the record.
struct Keys(Map<String, Value>);

impl Keys {
    fn put<T, V: Into<Value>>(
        &mut self,
        key: &str,
        fact: Option<&Fact<T>>,
        value: impl FnOnce(&T) -> V,
    ) {
        if let Some(fact) = fact {
            self.0
                .insert(key.to_owned(), told(fact, value(&fact.value).into()));
        }
    }

    fn text(&mut self, key: &str, fact: Option<&Fact<String>>) {
        self.put(key, fact, String::clone);
    }

    fn time(&mut self, key: &str, fact: Option<&Fact<When>>) {
        self.put(key, fact, When::iso);
    }

    /// A list is told by its first member.
    fn list<T>(&mut self, key: &str, facts: &[Fact<T>], value: impl Fn(&T) -> String) {
        if let Some(first) = facts.first() {
            let values: Vec<Value> = facts.iter().map(|fact| value(&fact.value).into()).collect();
            self.0.insert(key.to_owned(), told(first, values.into()));
        }
    }
}

fn told<T>(fact: &Fact<T>, value: Value) -> Value {
    json!({
        "value": value,
        "origin": fact.origin.word(),
        "quote": fact.quote.as_ref().map(|quote| quote.text.as_str()),
        "line": fact.quote.as_ref().map(|quote| quote.line),
        "confidence": fact.origin.confidence().word(),
    })
}

/// Whole numbers without a fraction.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to be whole and small"
)]
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        (value as i64).into()
    } else {
        value.into()
    }
}

fn facts_of(it: &Postmortem) -> Map<String, Value> {
    let facts = &it.facts;
    let mut keys = Keys(Map::new());
    keys.text("title", Some(&it.title));
    keys.text("summary", facts.summary.as_ref());
    keys.time("date", facts.date.as_ref());
    keys.time("started", facts.started.as_ref());
    keys.time("detected", facts.detected.as_ref());
    keys.time("declared", facts.declared.as_ref());
    keys.time("mitigated", facts.mitigated.as_ref());
    keys.time("resolved", facts.resolved.as_ref());
    keys.text("timezone", facts.timezone.as_ref());
    keys.list("windows", &facts.windows, |w| {
        format!("{}/{}", w.start().iso(), w.end().iso())
    });
    duration(it, &mut keys);
    keys.put("severity", facts.severity.as_ref(), |severity| {
        severity.label.clone()
    });
    keys.text("root_cause", facts.root_cause.as_ref());
    keys.text("root_cause_text", facts.root_cause_text.as_ref());
    keys.list("contributing", &facts.contributing, Clone::clone);
    keys.text("trigger", facts.trigger.as_ref());
    keys.list("component", &facts.component, Clone::clone);
    keys.list("pattern", &facts.pattern, Clone::clone);
    keys.list("services", &facts.services, Clone::clone);
    if it.level.value != ImpactLevel::Unknown {
        keys.put("impact_level", Some(&it.level), |level| level.id());
    }
    keys.list("impact_kinds", &facts.impact_kinds, |kind| {
        kind.id().to_owned()
    });
    keys.put(
        "impact_users_percent",
        facts.impact_users_percent.as_ref(),
        |p| number(*p),
    );
    keys.text("impact_users", facts.impact_users.as_ref());
    keys.put(
        "impact_error_percent",
        facts.impact_error_percent.as_ref(),
        |p| number(*p),
    );
    keys.text("impact_money", facts.impact_money.as_ref());
    keys.text("impact_data_lost", facts.impact_data_lost.as_ref());
    keys.text("impact_text", facts.impact_text.as_ref());
    keys.text("detection", facts.detection.as_ref());
    keys.text("mitigation", facts.mitigation.as_ref());
    keys.list("errors", &facts.errors, Clone::clone);
    keys.list("alerts", &facts.alerts, Clone::clone);
    lessons(it, &mut keys);
    keys.0
}

/// The length by the window, else as stated; and the stated one.
fn duration(it: &Postmortem, keys: &mut Keys) {
    // Two times of one day of which only the day is known are no length.
    let measured = it
        .duration
        .as_ref()
        .filter(|d| d.value.seconds() > 0 || d.value.range().1 == 0);
    if let Some(duration) = measured {
        let sure = [it.facts.started.as_ref(), it.facts.resolved.as_ref()]
            .into_iter()
            .flatten()
            .map(|end| end.origin.confidence())
            .max()
            .unwrap_or(Confidence::High);
        let mut value = told(duration, number(duration.value.minutes()));
        if duration.quote.is_none() {
            // What is computed is as sure as what it is computed from.
            value["confidence"] = sure.word().into();
        }
        keys.0.insert("duration_minutes".to_owned(), value);
    }
    keys.put(
        "duration_stated_minutes",
        it.facts.duration_stated.as_ref(),
        |d| number(d.minutes()),
    );
}

fn lessons(it: &Postmortem, keys: &mut Keys) {
    let lessons = &it.facts.lessons;
    for (key, list) in [
        ("lessons_well", &lessons.well),
        ("lessons_badly", &lessons.badly),
        ("lessons_lucky", &lessons.lucky),
    ] {
        if !list.is_empty() {
            keys.0.insert(key.to_owned(), json!({ "value": list }));
        }
    }
}

fn entry(entry: &TimelineEntry) -> Value {
    let clock = || entry.clock.map(|clock| clock.to_string());
    json!({
        "at": entry.at.map(|at| at.iso()).or_else(clock),
        "milestone": entry.milestone.map(|milestone| milestone.id()),
        "text": entry.text,
        "line": entry.line,
    })
}

fn action(item: &ActionItem) -> Value {
    json!({
        "title": item.title,
        "kind": item.kind.map(|kind| kind.id()),
        "owner": item.owner,
        "due": item.due.map(|due| due.to_string()),
        "status": item.status.map(|status| status.id()),
        "line": item.line,
    })
}

fn finding(finding: &Diagnostic) -> Value {
    let place = finding.place.as_ref();
    json!({
        "rule": finding.rule,
        "level": finding.level.word(),
        "message": finding.message,
        "line": place.map(|it| it.line).filter(|line| *line > 0),
        "column": place.map(|it| it.column).filter(|column| *column > 0),
        "help": finding.help,
        "contradiction": finding.contradiction,
    })
}
