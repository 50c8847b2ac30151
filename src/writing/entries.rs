//! The keys of a postmortem in the order of docs/front-matter.md, each with how sure we are of it.

use super::yaml::{self, Entry, Trust, Value};
use crate::diag::SourceText;
use crate::model::{
    ActionItem, Confidence, DocumentKind, Duration, Fact, Facts, ImpactKind, ImpactLevel,
    ImpactWindow, Lessons, Origin, Precision, Quote, Related, Source, StatedState, TimelineEntry,
    Visibility, When,
};
use crate::tree::{self, Bounds};

/// What one scalar holds.
const SCALAR: Bounds = Bounds { depth: 1, keys: 1 };

/// What is known of a document, as it is written above its text.
pub(super) struct Known<'a> {
    /// Stated over inferred.
    pub(super) facts: &'a Facts,
    /// What front matter stated already: of timeline, action items and the like only this is written, for what was
    /// read in the prose stays there.
    pub(super) stated: &'a Facts,
    /// A timeline that only the notation of another tool tells.
    pub(super) timeline: Vec<(Value, Trust)>,
    /// The file, in which line breaks of stated texts are looked up.
    pub(super) source: &'a SourceText,
    /// Line of the source text on which the body begins, 1-based.
    pub(super) first_line: usize,
}

/// A day as it is written in front matter: `2023-05-10`.
pub(super) fn day(date: jiff::civil::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// A time, no more exact than it is.
pub(super) fn time(when: &When) -> String {
    let iso = when.iso();
    match when.precision {
        Precision::Minute if iso.get(16..19) == Some(":00") => cut(&iso, 16),
        Precision::Hour if iso.get(13..19) == Some(":00:00") => cut(&iso, 13),
        _ => iso,
    }
}

/// An RFC 3339 time up to byte `end` of its clock, with its offset.
fn cut(iso: &str, end: usize) -> String {
    format!(
        "{}{}",
        iso.get(..end).unwrap_or_default(),
        iso.get(19..).unwrap_or_default()
    )
}

/// A length, no more exact than it is.
fn length(duration: Duration) -> String {
    let seconds = duration.seconds();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600, seconds / 60);
    match duration.precision() {
        Precision::Day if seconds.is_multiple_of(86_400) => format!("{days} days"),
        Precision::Hour if seconds.is_multiple_of(3600) => format!("{hours} hours"),
        _ if !seconds.is_multiple_of(60) && minutes > 0 => format!("{minutes}m {}s", seconds % 60),
        _ if !seconds.is_multiple_of(60) => format!("{seconds} seconds"),
        _ if hours > 0 && minutes % 60 > 0 => format!("{hours}h {}m", minutes % 60),
        _ => format!("{minutes} minutes"),
    }
}

fn string(text: &str) -> Value {
    Value::Scalar(yaml::text(text))
}

/// A text as front matter is read: white space folded, control characters left out.
pub(super) fn readable(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() || c.is_whitespace())
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare(text: impl Into<String>) -> Value {
    Value::Scalar(text.into())
}

#[expect(
    clippy::ptr_arg,
    reason = "the reader of a fact's value, which is a String"
)]
fn owned(text: &String) -> Value {
    string(&readable(text))
}

fn texts<'t>(texts: impl IntoIterator<Item = &'t String>) -> Value {
    Value::List(
        texts
            .into_iter()
            .map(|text| (string(text), Trust::Sure))
            .collect(),
    )
}

fn times(when: &When) -> Value {
    bare(time(when))
}

fn percent(percent: &f64) -> Value {
    bare(percent.to_string())
}

/// The entries of a document, without those that say nothing.
pub(super) fn of(known: &Known<'_>) -> Vec<Entry> {
    let mut list = List {
        known,
        entries: Vec::new(),
    };
    list.identity();
    list.times();
    list.causes();
    list.handling();
    list.publishing();
    list.entries
}

/// Entries being collected.
struct List<'a> {
    known: &'a Known<'a>,
    entries: Vec<Entry>,
}

impl List<'_> {
    fn identity(&mut self) {
        let facts = self.known.facts;
        self.one("id", &facts.id, owned);
        self.one("slug", &facts.slug, owned);
        self.many("aliases", &facts.aliases, owned);
        self.one("type", &facts.kind, |kind| {
            bare(match kind {
                DocumentKind::Incident => "incident",
                DocumentKind::Page => "page",
            })
        });
        self.one("language", &facts.language, owned);
        self.one("title", &facts.title, owned);
        self.text("summary", &facts.summary);
    }

    fn times(&mut self) {
        let facts = self.known.facts;
        // A date stands in for a start that is not said; the two are then one statement, and written once.
        let same =
            matches!((&facts.date, &facts.started), (Some(date), Some(start)) if date == start);
        let by_day = |fact: &Fact<When>| fact.value.precision == Precision::Day;
        let (date, started) = match (&facts.date, &facts.started) {
            (Some(date), _) if same && by_day(date) => (&facts.date, &None),
            (_, Some(_)) if same => (&None, &facts.started),
            _ => (&facts.date, &facts.started),
        };
        self.one("date", date, times);
        self.one("started", started, times);
        self.one("detected", &facts.detected, times);
        self.one("declared", &facts.declared, times);
        self.one("mitigated", &facts.mitigated, times);
        self.one("resolved", &facts.resolved, times);
        if self.zone_is_harmless() {
            self.one("timezone", &facts.timezone, owned);
        }
        self.many("windows", &facts.windows, window);
        self.one("duration", &facts.duration_stated, |it| bare(length(*it)));
        self.one("severity", &facts.severity, |it| string(&it.label));
    }

    /// A zone in front matter is the zone of every time there that names none. One that was read in the prose must not
    /// give an instant to a time that had none.
    fn zone_is_harmless(&self) -> bool {
        let facts = self.known.facts;
        let stated = facts
            .timezone
            .as_ref()
            .is_some_and(|it| it.origin == Origin::Stated);
        let floating = |when: &When| when.offset.is_none() && when.precision != Precision::Day;
        let times = [
            &facts.date,
            &facts.started,
            &facts.detected,
            &facts.declared,
            &facts.mitigated,
            &facts.resolved,
        ];
        let windows = facts
            .windows
            .iter()
            .flat_map(|it| [it.value.start(), it.value.end()]);
        stated
            || !times
                .into_iter()
                .flatten()
                .map(|it| it.value)
                .chain(windows)
                .any(|when| floating(&when))
    }

    fn causes(&mut self) {
        let facts = self.known.facts;
        self.one("root_cause", &facts.root_cause, owned);
        self.many("contributing", &facts.contributing, owned);
        self.one("trigger", &facts.trigger, owned);
        self.many("component", &facts.component, owned);
        self.many("pattern", &facts.pattern, owned);
        self.many("services", &facts.services, owned);
        self.one("organisation", &facts.organisation, owned);
        self.impact();
    }

    fn impact(&mut self) {
        let facts = self.known.facts;
        let mut impact = List {
            known: self.known,
            entries: Vec::new(),
        };
        // A level that was read gives way to the share of users; stated, it would win.
        let by_share = facts
            .impact_users_percent
            .as_ref()
            .is_some_and(Fact::counts);
        let stated = facts
            .impact_level
            .as_ref()
            .is_some_and(|it| it.origin == Origin::Stated);
        if stated || !by_share {
            impact.one("level", &facts.impact_level, |it: &ImpactLevel| {
                bare(it.id())
            });
        }
        impact.many("kinds", &facts.impact_kinds, |it: &ImpactKind| {
            bare(it.id())
        });
        impact.one("users_percent", &facts.impact_users_percent, percent);
        impact.one("users", &facts.impact_users, owned);
        impact.one("requests_failed", &facts.impact_requests_failed, owned);
        impact.one("error_percent", &facts.impact_error_percent, percent);
        impact.one("money", &facts.impact_money, owned);
        impact.one("data_lost", &facts.impact_data_lost, owned);
        impact.many("regions", &facts.impact_regions, owned);
        if !impact.entries.is_empty() {
            self.entries
                .push(Entry::sure("impact", Value::Map(impact.entries)));
        }
    }

    fn handling(&mut self) {
        let facts = self.known.facts;
        self.one("detection", &facts.detection, owned);
        self.one("mitigation", &facts.mitigation, owned);
        self.text("root_cause_text", &facts.root_cause_text);
        self.text("impact_text", &facts.impact_text);
        let stated = self.known.stated.timeline.iter().map(moment);
        let told = self.known.timeline.iter().cloned();
        self.list("timeline", stated.chain(told).collect());
    }

    fn publishing(&mut self) {
        let (facts, stated) = (self.known.facts, self.known.stated);
        self.one("status", &facts.status, |it| bare(it.id()));
        self.one("published", &facts.published, times);
        self.one("updated", &facts.updated, times);
        self.one("state", &facts.state, |it| {
            bare(match it {
                StatedState::Ongoing => "ongoing",
                StatedState::Mitigated => "mitigated",
                StatedState::Resolved => "resolved",
            })
        });
        self.one("visibility", &facts.visibility, |it| {
            bare(match it {
                Visibility::Public => "public",
                Visibility::Internal => "internal",
            })
        });
        self.many("tags", &facts.tags, owned);
        self.many("authors", &facts.authors, owned);
        self.one("owner", &facts.owner, owned);
        self.many("teams", &facts.teams, owned);
        self.list(
            "action_items",
            stated.action_items.iter().map(action).collect(),
        );
        self.list("related", stated.related.iter().map(related).collect());
        self.list("sources", stated.sources.iter().map(source).collect());
        self.lessons(&stated.lessons);
        self.many("errors", &facts.errors, owned);
        self.many("alerts", &facts.alerts, owned);
        self.many("runbooks", &facts.runbooks, owned);
        if !facts.allowed.is_empty() {
            let allow = Entry::sure("allow", texts(facts.allowed.iter().map(|it| &it.value)));
            self.entries
                .push(Entry::sure("check", Value::Map(vec![allow])));
        }
    }

    fn lessons(&mut self, lessons: &Lessons) {
        let parts = [
            ("well", &lessons.well),
            ("badly", &lessons.badly),
            ("lucky", &lessons.lucky),
        ];
        let parts: Vec<Entry> = parts
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(key, list)| Entry::sure(key, texts(list)))
            .collect();
        if !parts.is_empty() {
            self.entries.push(Entry::sure("lessons", Value::Map(parts)));
        }
    }

    fn one<T>(&mut self, key: &str, fact: &Option<Fact<T>>, value: impl Fn(&T) -> Value) {
        let Some(fact) = fact else {
            return;
        };
        if let Some(trust) = self.trust(fact) {
            self.entries.push(Entry {
                key: key.to_owned(),
                value: value(&fact.value),
                trust,
            });
        }
    }

    /// A text of several lines, which as a fact is one: stated, it keeps its lines.
    fn text(&mut self, key: &str, fact: &Option<Fact<String>>) {
        let lines = fact.as_ref().and_then(|fact| self.lines_of(fact));
        self.one(key, fact, |text| {
            lines.as_deref().map_or_else(|| owned(text), string)
        });
    }

    fn lines_of(&self, fact: &Fact<String>) -> Option<String> {
        let quote = fact
            .quote
            .as_ref()
            .filter(|_| fact.origin == Origin::Stated)?;
        let words = self.known.source.slice(quote.span);
        let text = if words.starts_with(['"', '\'']) {
            let read = tree::yaml(self.known.source, quote.span, SCALAR);
            read.node?.scalar()?.text.trim().to_owned()
        } else {
            let lines: Vec<&str> = words.trim().lines().map(str::trim).collect();
            lines.join("\n")
        };
        let is_same = text.split_whitespace().eq(fact.value.split_whitespace());
        (is_same && text.contains('\n')).then_some(text)
    }

    fn many<T>(&mut self, key: &str, facts: &[Fact<T>], value: impl Fn(&T) -> Value) {
        let items = facts
            .iter()
            .filter_map(|fact| Some((value(&fact.value), self.trust(fact)?)));
        self.list(key, items.collect());
    }

    fn list(&mut self, key: &str, items: Vec<(Value, Trust)>) {
        if !items.is_empty() {
            self.entries.push(Entry::sure(key, Value::List(items)));
        }
    }

    /// `None` for what follows from other facts: it is computed again, and not written.
    fn trust<T>(&self, fact: &Fact<T>) -> Option<Trust> {
        // The line of the file, in which internal parts still stand.
        let place = |quote: &Quote| self.known.source.place(quote.span).line;
        let line = fact.quote.as_ref().map_or(1, place);
        let line = (line + 1).saturating_sub(self.known.first_line);
        match fact.origin {
            Origin::Derived => None,
            Origin::Stated | Origin::Inferred(Confidence::High) => Some(Trust::Sure),
            Origin::Inferred(Confidence::Medium) => Some(Trust::Confirm { line }),
            Origin::Inferred(Confidence::Low) => Some(Trust::Doubtful {
                line,
                words: fact
                    .quote
                    .as_ref()
                    .map_or_else(String::new, |quote| quote.text.clone()),
            }),
        }
    }
}

/// A map of the parts that are there.
struct Parts(Vec<Entry>);

impl Parts {
    fn text(mut self, key: &str, text: Option<&str>) -> Self {
        self.0
            .extend(text.map(|text| Entry::sure(key, string(text))));
        self
    }

    fn bare(mut self, key: &str, text: Option<String>) -> Self {
        self.0.extend(text.map(|text| Entry::sure(key, bare(text))));
        self
    }

    fn item(self) -> (Value, Trust) {
        (Value::Map(self.0), Trust::Sure)
    }
}

fn window(window: &ImpactWindow) -> Value {
    let parts = Parts(Vec::new())
        .bare("start", Some(time(&window.start())))
        .bare("end", Some(time(&window.end())))
        .text("kind", window.kind.as_deref())
        .text("note", window.note.as_deref());
    parts.item().0
}

fn moment(entry: &TimelineEntry) -> (Value, Trust) {
    Parts(Vec::new())
        .bare("at", entry.at.as_ref().map(time))
        .text("text", Some(&entry.text))
        .bare("milestone", entry.milestone.map(|it| it.id().to_owned()))
        .item()
}

fn action(action: &ActionItem) -> (Value, Trust) {
    Parts(Vec::new())
        .text("id", action.id.as_deref())
        .text("title", Some(&action.title))
        .bare("kind", action.kind.map(|it| it.id().to_owned()))
        .text("owner", action.owner.as_deref())
        .bare("due", action.due.map(day))
        .bare("status", action.status.map(|it| it.id().to_owned()))
        .bare("closed", action.closed.map(day))
        .text("link", action.link.as_deref())
        .item()
}

fn related(related: &Related) -> (Value, Trust) {
    Parts(Vec::new())
        .text("id", Some(&related.id))
        .text("reason", related.reason.as_deref())
        .text("kind", related.kind.as_deref())
        .item()
}

fn source(source: &Source) -> (Value, Trust) {
    Parts(Vec::new())
        .text("url", Some(&source.url))
        .text("title", source.title.as_deref())
        .text("archived", source.archived.as_deref())
        .item()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use jiff::tz::Offset;

    #[test]
    fn a_time_is_written_no_more_exact_than_it_is() {
        let at = |precision, offset| When {
            civil: date(2023, 5, 10).at(9, 0, 0, 0),
            offset,
            precision,
        };
        let cet = Some(Offset::constant(1));
        assert_eq!(time(&at(Precision::Minute, cet)), "2023-05-10T09:00+01:00");
        assert_eq!(time(&at(Precision::Minute, None)), "2023-05-10T09:00");
        assert_eq!(
            time(&at(Precision::Second, Some(Offset::UTC))),
            "2023-05-10T09:00:00Z"
        );
        assert_eq!(time(&at(Precision::Hour, cet)), "2023-05-10T09+01:00");
        assert_eq!(time(&at(Precision::Day, None)), "2023-05-10");
    }

    #[test]
    fn a_length_is_written_no_more_exact_than_it_is() {
        let text = |seconds, precision| length(Duration::new(seconds, precision));
        assert_eq!(text(25 * 3600, Precision::Hour), "25 hours");
        assert_eq!(text(9000, Precision::Minute), "2h 30m");
        assert_eq!(text(7200, Precision::Minute), "120 minutes");
        assert_eq!(text(90, Precision::Second), "1m 30s");
        assert_eq!(text(39, Precision::Second), "39 seconds");
        assert_eq!(text(2 * 86_400, Precision::Day), "2 days");
    }
}
