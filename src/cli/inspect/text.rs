//! What was understood, for people: each field with its words marked in the line they stand in, disagreements below.

use std::fmt::Write as _;

use super::Inspected;
use crate::diag::{Diagnostic, SourceText, printable};
use crate::library::Entry;
use crate::model::{Confidence, Fact, ImpactLevel, Origin, Postmortem, Quote, When};

/// The report.
pub(super) fn report(inspected: &[Inspected], color: bool) -> String {
    let mut page = Page {
        out: String::new(),
        color,
    };
    for (n, it) in inspected.iter().enumerate() {
        if n > 0 {
            page.out.push('\n');
        }
        page.file(it);
    }
    page.out
}

/// Columns of the names of fields.
const NAME: usize = 16;

struct Page {
    out: String,
    color: bool,
}

impl Page {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn file(&mut self, it: &Inspected) {
        let name = self.paint("1", &printable(&it.file));
        self.line(&name);
        match &it.entry.value {
            Entry::Incident(record) => self.incident(&record.postmortem, &record.source),
            Entry::Page(page) => {
                let title = printable(&page.title);
                self.line(&format!("  no postmortem: a page with the title {title}"));
            }
            Entry::LeftOut(_) => self.line("  left out of every build as it is"),
        }
        for finding in &it.entry.diagnostics {
            self.finding(finding);
        }
    }

    fn incident(&mut self, it: &Postmortem, source: &SourceText) {
        let facts = &it.facts;
        self.fact(source, "title", Some(&it.title), String::clone);
        self.fact(source, "summary", facts.summary.as_ref(), String::clone);
        for (name, fact) in [
            ("started", &facts.started),
            ("detected", &facts.detected),
            ("declared", &facts.declared),
            ("mitigated", &facts.mitigated),
            ("resolved", &facts.resolved),
        ] {
            self.fact(source, name, fact.as_ref(), When::iso);
        }
        self.fact(source, "timezone", facts.timezone.as_ref(), String::clone);
        self.list(source, "window", &facts.windows, |w| {
            format!("{} to {}", w.start().iso(), w.end().iso())
        });
        self.fact(
            source,
            "duration",
            it.duration.as_ref(),
            ToString::to_string,
        );
        self.fact(
            source,
            "stated duration",
            facts.duration_stated.as_ref(),
            ToString::to_string,
        );
        self.fact(source, "severity", facts.severity.as_ref(), |s| {
            s.label.clone()
        });
        if it.level.value != ImpactLevel::Unknown {
            self.fact(source, "impact level", Some(&it.level), |level| {
                level.id().to_owned()
            });
        }
        self.fact(
            source,
            "users affected",
            facts.impact_users_percent.as_ref(),
            |p| format!("{p} %"),
        );
        self.list(source, "impact kind", &facts.impact_kinds, |kind| {
            kind.id().to_owned()
        });
        self.fact(source, "money", facts.impact_money.as_ref(), String::clone);
        self.fact(
            source,
            "root cause",
            facts.root_cause.as_ref(),
            String::clone,
        );
        self.list(source, "contributing", &facts.contributing, String::clone);
        self.fact(source, "trigger", facts.trigger.as_ref(), String::clone);
        self.list(source, "component", &facts.component, String::clone);
        self.list(source, "pattern", &facts.pattern, String::clone);
        self.list(source, "service", &facts.services, String::clone);
        self.fact(source, "detection", facts.detection.as_ref(), String::clone);
        self.fact(
            source,
            "mitigation",
            facts.mitigation.as_ref(),
            String::clone,
        );
        self.list(source, "error", &facts.errors, String::clone);
        self.list(source, "alert", &facts.alerts, String::clone);
        self.entries(it);
    }

    fn entries(&mut self, it: &Postmortem) {
        for entry in &it.facts.timeline {
            let at = entry
                .at
                .map(|at| at.iso())
                .or_else(|| entry.clock.map(|c| c.to_string()))
                .unwrap_or_default();
            let milestone = entry.milestone.map_or("", |m| m.id());
            let text = brief(&entry.text);
            self.line(&format!(
                "  {:<NAME$} {at:<25} {milestone:<10} {text}",
                "timeline"
            ));
        }
        for item in &it.facts.action_items {
            let mut about = Vec::new();
            about.extend(item.kind.map(|kind| kind.id().to_owned()));
            about.extend(item.owner.as_deref().map(printable));
            about.extend(item.due.map(|due| format!("due {due}")));
            about.extend(item.status.map(|status| status.id().to_owned()));
            let about = if about.is_empty() {
                String::new()
            } else {
                format!("  ({})", about.join(", "))
            };
            self.line(&format!(
                "  {:<NAME$} {}{about}",
                "action item",
                brief(&item.title)
            ));
        }
    }

    fn list<T>(
        &mut self,
        source: &SourceText,
        name: &str,
        facts: &[Fact<T>],
        value: impl Fn(&T) -> String,
    ) {
        for fact in facts {
            self.fact(source, name, Some(fact), &value);
        }
    }

    fn fact<T>(
        &mut self,
        source: &SourceText,
        name: &str,
        fact: Option<&Fact<T>>,
        value: impl Fn(&T) -> String,
    ) {
        let Some(fact) = fact else { return };
        let value = self.paint("1", &brief(&value(&fact.value)));
        let how = match fact.origin {
            Origin::Inferred(confidence) => {
                let word = format!("read, {}", confidence.word());
                self.paint(
                    if confidence == Confidence::Low {
                        "33"
                    } else {
                        "2"
                    },
                    &word,
                )
            }
            other => self.paint("2", other.word()),
        };
        self.line(&format!("  {name:<NAME$} {value}  {how}"));
        if let Some(quote) = &fact.quote {
            self.quote(source, quote);
        }
    }

    /// The line the words stand in, the words marked.
    fn quote(&mut self, source: &SourceText, quote: &Quote) {
        let place = source.place(quote.span);
        let (from, to) = place.marked;
        let part = |range: Option<&str>| printable(range.unwrap_or(""));
        let before = part(place.line_text.get(..from));
        let words = part(place.line_text.get(from..to));
        let after = part(place.line_text.get(to..));
        let marked = if self.color {
            self.paint("4", &words)
        } else {
            format!("⟦{words}⟧")
        };
        let line = format!(
            "  {:<NAME$} {:>4} │ {before}{marked}{after}",
            "", place.line
        );
        self.line(&line);
    }

    fn finding(&mut self, finding: &Diagnostic) {
        // A finding about the document as a whole stands on no line.
        let line = finding.place.as_ref().map(|place| place.line);
        let line = line.filter(|line| *line > 0);
        let line = line.map_or_else(String::new, |line| format!(" line {line}"));
        let head = format!("{}[{}]", finding.level.word(), finding.rule);
        let head = self.paint("33", &head);
        let mut text = format!("  {head}{line}: {}", printable(&finding.message));
        for (place, label) in &finding.also {
            let _ = write!(text, " ({label}: line {})", place.line);
        }
        self.line(&text);
    }
}

/// Longest value on a line, in characters.
const BRIEF: usize = 100;

/// A value on one line of a terminal.
fn brief(text: &str) -> String {
    let text = printable(text).replace(['\n', '\t'], " ");
    if text.chars().count() <= BRIEF {
        return text;
    }
    let cut: String = text.chars().take(BRIEF - 1).collect();
    format!("{cut}…")
}
