//! `head`: the front matter of a document from what was understood of it. What is written is read again at once, and
//! only what comes back as it was stays: a fact must not change by being stated.

use super::entries::{self, Known};
use super::yaml::{self, Entry, Trust, Value};
use crate::config::Config;
use crate::diag::{Level, Outcome, SourceText, Span};
use crate::library::Record;
use crate::model::{Confidence, Duration, Fact, Facts, Origin, Precision, When};
use crate::source::front_matter::{self, Stated};

/// Times that a front matter is written and read before we give up: more than there are keys.
const PATIENCE: usize = 100;

/// What a front matter is made from.
pub(super) struct Understood<'a> {
    /// The document as it is read now.
    pub(super) record: &'a Record,
    /// What its front matter, if it has one, states by itself.
    pub(super) stated: &'a Stated,
    /// A timeline that only the notation of another tool tells.
    pub(super) timeline: Vec<(Value, Trust)>,
    /// Lines of comment that stood in the front matter.
    pub(super) comments: Vec<String>,
}

/// Something that the author states, and that we would not read in the same way from a front matter of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("what `{key}` says would be lost")]
pub struct Loss {
    /// The key.
    pub key: String,
}

/// The front matter of a document, fences included, lines ending in `\n`; `None` if nothing is known.
///
/// High confidence: plain. Medium: with a comment that asks to confirm it. Low: a comment only. Derived: not written.
/// Lines in comments count from the first line of the file that the front matter is put above.
///
/// # Errors
/// [`Loss`] if something that is stated cannot be carried over.
pub(super) fn head(understood: Understood<'_>, config: &Config) -> Result<Option<String>, Loss> {
    let record = understood.record;
    let facts = &record.postmortem.facts;
    let body = understood.stated.body;
    let mut entries = entries::of(&Known {
        facts,
        stated: &understood.stated.facts,
        timeline: understood.timeline,
        source: &record.source,
        first_line: record.source.place(Span::new(body.start, body.start)).line,
    });
    for (key, value) in &understood.stated.unknown {
        carry(&mut entries, key, value)?;
    }
    if entries.is_empty() {
        return Ok(None);
    }
    // Each turn holds something back or ends.
    for _ in 0..PATIENCE {
        let yaml = fenced(&entries, &understood.comments);
        let source = SourceText::new(record.source.path.clone(), &yaml);
        let read = front_matter::read(&source, config);
        let Some(changed) = first_changed(&entries, facts, &read) else {
            return Ok(Some(yaml));
        };
        let loss = || Loss {
            key: changed.name.clone(),
        };
        let entry = changed.among(&mut entries).filter(|it| it.is_written());
        let entry = entry.ok_or_else(loss)?;
        if compared(&changed.name, facts, &read.value.facts).is_stated {
            return Err(loss());
        }
        entry.trust = Trust::Withheld;
    }
    Err(Loss {
        key: "front matter".to_owned(),
    })
}

fn fenced(entries: &[Entry], comments: &[String]) -> String {
    let lines = |above| {
        let mut yaml = String::from("---\n");
        yaml.push_str(&yaml::lines(entries, above));
        for comment in comments {
            yaml.push_str(comment);
            yaml.push('\n');
        }
        yaml.push_str("---\n");
        yaml
    };
    // Only numbers in comments depend on the number of lines, and none adds a line.
    let above = lines(0).matches('\n').count();
    lines(above)
}

/// Adds a key that we do not know, or a value that its key cannot take, to what is written.
fn carry(entries: &mut Vec<Entry>, key: &str, value: &serde_json::Value) -> Result<(), Loss> {
    let loss = || Loss {
        key: key.to_owned(),
    };
    if let Some((of, part)) = key.split_once('.')
        && let Some(entry) = entries.iter_mut().find(|it| it.key == of)
    {
        return match &mut entry.value {
            Value::Map(parts) => carry(parts, part, value),
            _ => Err(loss()),
        };
    }
    let value = yaml::of_json(value);
    let Some(entry) = entries.iter_mut().find(|it| it.key == key) else {
        entries.push(Entry::sure(key, value));
        return Ok(());
    };
    match (&mut entry.value, value) {
        (Value::List(items), Value::List(more)) => items.extend(more),
        (Value::List(items), scalar @ Value::Scalar(_)) => items.push((scalar, Trust::Sure)),
        _ => return Err(loss()),
    }
    Ok(())
}

/// A key that is not read back as it was.
struct Changed {
    /// Its name with that of the map it stands in: `impact_users`.
    name: String,
    at: usize,
    /// Its place in the map `impact`.
    part: Option<usize>,
}

impl Changed {
    fn among<'e>(&self, entries: &'e mut [Entry]) -> Option<&'e mut Entry> {
        let entry = entries.get_mut(self.at)?;
        let Some(part) = self.part else {
            return Some(entry);
        };
        match &mut entry.value {
            Value::Map(parts) => parts.get_mut(part),
            _ => None,
        }
    }
}

/// The first key that does not say what it said, else the first on whose lines an error was found.
fn first_changed(entries: &[Entry], before: &Facts, read: &Outcome<Stated>) -> Option<Changed> {
    let error = read.diagnostics.iter().find(|it| it.level == Level::Error);
    let wrong_line = error.map(|it| it.place.as_ref().map_or(0, |place| place.line));
    let lines_of = |entry: &Entry| {
        yaml::lines(std::slice::from_ref(entry), 0)
            .matches('\n')
            .count()
    };
    let mut changed = None;
    let mut wrong = None;
    // The first line is the fence.
    let mut line = 2;
    for (at, entry) in entries.iter().enumerate() {
        let parts = match &entry.value {
            Value::Map(parts) if entry.key == "impact" => parts.as_slice(),
            _ => &[],
        };
        line += usize::from(!parts.is_empty());
        let named = parts
            .iter()
            .enumerate()
            .map(|(i, part)| (Some(i), format!("impact_{}", part.key), part));
        let whole = (None, entry.key.clone(), entry);
        let rest = parts.is_empty().then_some(whole);
        for (part, name, entry) in named.chain(rest) {
            let next = line + lines_of(entry);
            let found = || {
                Some(Changed {
                    name: name.clone(),
                    at,
                    part,
                })
            };
            if changed.is_none()
                && entry.is_written()
                && !compared(&name, before, &read.value.facts).is_same
            {
                changed = found();
            }
            if wrong.is_none() && wrong_line.is_some_and(|wrong| wrong < next) {
                wrong = found();
            }
            line = next;
        }
    }
    changed.or(wrong).or_else(|| {
        error.map(|_| Changed {
            name: "front matter".to_owned(),
            at: entries.len(),
            part: None,
        })
    })
}

/// What became of a key by being written.
struct Compared {
    /// It says what it said. Keys that hold more than facts are taken on trust.
    is_same: bool,
    /// The author states it: it is not ours to hold back.
    is_stated: bool,
}

fn compared(key: &str, before: &Facts, after: &Facts) -> Compared {
    macro_rules! compare {
        (one: $($one:ident $name:literal)*; text: $($text:ident $called:literal)*; at: $($at:ident)*;
            many: $($many:ident)*; texts: $($texts:ident)*;) => {
            match key {
                $($name => one(&before.$one, &after.$one, |a, b| a == b),)*
                $($called => one(&before.$text, &after.$text, same_text),)*
                "duration" => one(&before.duration_stated, &after.duration_stated, same_length),
                $(stringify!($at) => one(&before.$at, &after.$at, same_time),)*
                $(stringify!($many) => many(&before.$many, &after.$many, |a, b| a == b),)*
                $(stringify!($texts) => many(&before.$texts, &after.$texts, same_text),)*
                _ => Compared { is_same: true, is_stated: true },
            }
        };
    }
    compare! {
        one: kind "type" severity "severity" impact_level "impact_level" impact_users_percent "impact_users_percent"
            impact_error_percent "impact_error_percent" status "status" state "state" visibility "visibility";
        text: id "id" slug "slug" language "language" title "title" summary "summary" timezone "timezone"
            root_cause "root_cause" root_cause_text "root_cause_text" trigger "trigger" organisation "organisation"
            impact_users "impact_users" impact_requests_failed "impact_requests_failed" impact_money "impact_money"
            impact_data_lost "impact_data_lost" impact_text "impact_text" detection "detection"
            mitigation "mitigation" owner "owner";
        at: date started detected declared mitigated resolved published updated;
        many: windows impact_kinds;
        texts: aliases contributing component pattern services impact_regions tags authors teams errors alerts runbooks;
    }
}

fn one<T>(before: &Option<Fact<T>>, after: &Option<Fact<T>>, same: fn(&T, &T) -> bool) -> Compared {
    Compared {
        is_same: match (before, after) {
            (Some(before), Some(after)) => same(&before.value, &after.value),
            (before, after) => before.is_none() && after.is_none(),
        },
        is_stated: before
            .as_ref()
            .is_some_and(|it| it.origin == Origin::Stated),
    }
}

/// Seconds that are zero are as good as none.
fn same_time(before: &When, after: &When) -> bool {
    let fine = |when: &When| when.precision <= Precision::Minute;
    before.iso() == after.iso()
        && (before.precision == after.precision || fine(before) && fine(after))
}

/// Below the day it makes no difference how exactly a length was told.
fn same_length(before: &Duration, after: &Duration) -> bool {
    let by_day = |it: &Duration| it.precision() == Precision::Day;
    before.seconds() == after.seconds() && by_day(before) == by_day(after)
}

/// Control characters, and how much white space there was, belong to no fact.
fn same_text(before: &String, after: &String) -> bool {
    before == after || entries::readable(before) == *after
}

fn many<T>(before: &[Fact<T>], after: &[Fact<T>], same: fn(&T, &T) -> bool) -> Compared {
    let low = Origin::Inferred(Confidence::Low);
    let written: Vec<_> = before
        .iter()
        .filter(|it| it.origin != low && it.origin != Origin::Derived)
        .collect();
    let mut pairs = written.iter().zip(after);
    Compared {
        is_same: written.len() == after.len()
            && pairs.all(|(before, after)| same(&before.value, &after.value)),
        is_stated: before.iter().any(|it| it.origin == Origin::Stated),
    }
}
