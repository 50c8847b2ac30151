//! Stated over inferred over nothing; every disagreement a finding.

use crate::config::Config;
use crate::diag::{Diagnostic, Level, Outcome, Place, SourceText, Span};
use crate::infer::Inferred;
use crate::library::{LeftOut, LeftOutBecause, TextPage};
use crate::markdown::Document;
use crate::model::{
    DocumentKind, DurationBand, Fact, Facts, ImpactLevel, Origin, Postmortem, State, StatedState,
    Status, Visibility,
};
use crate::source::front_matter::Stated;

mod lengths;
mod moments;

/// One document of a library, before it is known what stands beside it.
#[derive(Debug, Clone)]
pub enum Assembled {
    /// A postmortem; its slug is a wish until [`crate::library::Library::of`] has seen all of them.
    Incident(Box<(Postmortem, SourceText, Document)>),
    /// A document that is no postmortem.
    Page(Box<TextPage>),
    /// Not part of this build.
    LeftOut(LeftOut),
}

/// Puts together what front matter states and what was read in the prose.
///
/// The findings are those of the document as a whole: what the stages before found (`found`) and every
/// disagreement between front matter and text. A document with an error is left out.
pub fn document(
    source: &SourceText,
    stated: Stated,
    document: Document,
    inferred: Inferred,
    found: Vec<Diagnostic>,
    config: &Config,
) -> Outcome<Assembled> {
    if let Some(why) = left_out(&stated.facts, config) {
        // What a draft or an internal text says stays with its author: only trouble with the very keys
        // that keep it back is told.
        let diagnostics = found
            .into_iter()
            .filter(|it| it.rule.ends_with("-unreadable"))
            .collect();
        return Outcome {
            value: Assembled::LeftOut(LeftOut {
                names: names(&stated.facts, &source.path),
                file: source.path.clone(),
                why,
            }),
            diagnostics,
        };
    }
    let mut findings = Findings {
        source,
        list: found,
    };
    if let Some(fact) = stated
        .facts
        .visibility
        .as_ref()
        .filter(|it| it.value == Visibility::Internal)
    {
        let span = fact
            .quote
            .as_ref()
            .map(|quote| quote.span)
            .unwrap_or_default();
        findings.list.push(Diagnostic::hint(
            "internal-part",
            source.place(span),
            "the whole document is left out of a public site",
        ));
    }
    let value = match kind(source, &stated, &inferred) {
        DocumentKind::Page => {
            if stated.facts.kind.is_none()
                && stated.format.is_none()
                && home_or_path(&source.path) != Some("")
            {
                findings.list.push(
                    Diagnostic::hint("not-a-postmortem", Place::file(source.path.clone()), "this text tells no incident")
                        .help("it is published as a page and left out of the indexes; say `type: incident` in front matter if it is one"),
                );
            }
            Assembled::Page(Box::new(text_page(source, stated, inferred, document)))
        }
        DocumentKind::Incident => {
            let postmortem = incident(stated, inferred, &mut findings, config);
            Assembled::Incident(Box::new((postmortem, source.clone(), document)))
        }
    };
    let broken = findings.list.iter().any(|it| it.level == Level::Error);
    let value = if broken {
        Assembled::LeftOut(LeftOut {
            file: source.path.clone(),
            why: LeftOutBecause::Error,
            names: Vec::new(),
        })
    } else {
        value
    };
    Outcome {
        value,
        diagnostics: findings.list,
    }
}

/// The file's address as a page: its path without ending, `index` standing for its folder. `Some("")` is the home page.
pub(crate) fn home_or_path(path: &str) -> Option<&str> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    match stem {
        "index" | "README" | "readme" | "Readme" => Some(""),
        stem => Some(stem.strip_suffix("/index").unwrap_or(stem)),
    }
}

/// What other documents may call a document: its id, its slug and its file's name.
fn names(stated: &Facts, path: &str) -> Vec<String> {
    let named = [&stated.id, &stated.slug].into_iter().flatten();
    named
        .map(|it| it.value.clone())
        .chain([stem_slug(path)])
        .collect()
}

fn left_out(stated: &Facts, config: &Config) -> Option<LeftOutBecause> {
    let internal = stated
        .visibility
        .as_ref()
        .is_some_and(|it| it.value == Visibility::Internal);
    let draft = stated
        .status
        .as_ref()
        .is_some_and(|it| it.value == Status::Draft);
    if internal && !config.audience.internal {
        Some(LeftOutBecause::Internal)
    } else if draft && !config.audience.drafts {
        Some(LeftOutBecause::Draft)
    } else {
        None
    }
}

fn kind(source: &SourceText, stated: &Stated, inferred: &Inferred) -> DocumentKind {
    if let Some(kind) = &stated.facts.kind {
        return kind.value;
    }
    if home_or_path(&source.path) == Some("") {
        return DocumentKind::Page;
    }
    // A front matter without one key of an incident may still stand above a postmortem.
    if stated.facts.tell_an_incident() || inferred.is_incident {
        DocumentKind::Incident
    } else {
        DocumentKind::Page
    }
}

fn text_page(
    source: &SourceText,
    stated: Stated,
    inferred: Inferred,
    document: Document,
) -> TextPage {
    let path = home_or_path(&source.path).unwrap_or_default();
    let parts: Vec<String> = path
        .split('/')
        .map(crate::slug::slug)
        .filter(|part| !part.is_empty())
        .collect();
    let path = match &stated.facts.slug {
        Some(slug) => slug.value.clone(),
        None => parts.join("/"),
    };
    let title = stated
        .facts
        .title
        .as_ref()
        .or(inferred.facts.title.as_ref())
        .map(|it| it.value.clone());
    let title = title
        .or_else(|| first_heading(&document))
        .unwrap_or_else(|| readable_stem(&source.path));
    TextPage {
        path,
        title,
        facts: stated.facts,
        source: source.clone(),
        document,
    }
}

fn first_heading(document: &Document) -> Option<String> {
    document
        .sections
        .iter()
        .find_map(|section| section.heading.as_ref())
        .map(|heading| heading.text.clone())
}

struct Findings<'a> {
    source: &'a SourceText,
    list: Vec<Diagnostic>,
}

impl Findings<'_> {
    fn place<T>(&self, fact: &Fact<T>) -> Place {
        self.source.place(
            fact.quote
                .as_ref()
                .map_or(Span::default(), |quote| quote.span),
        )
    }
}

fn incident(
    stated: Stated,
    inferred: Inferred,
    findings: &mut Findings<'_>,
    config: &Config,
) -> Postmortem {
    let path = &findings.source.path;
    let mut stated = stated;
    moments::day_of_publication(&mut stated, &inferred.facts);
    let told_start = inferred.facts.started.clone();
    let told_end = inferred.facts.resolved.clone();
    let mut facts = merge(stated.facts, inferred.facts);
    moments::settle_start(&mut facts, told_start.as_ref(), findings);
    moments::settle_end(&mut facts);
    moments::settle_window(&mut facts, findings);
    moments::compare(&facts.started, told_start.as_ref(), "started", findings);
    moments::compare(&facts.resolved, told_end.as_ref(), "resolved", findings);

    moments::season(&facts, findings);
    let windows = lengths::windows(&mut facts);
    let computed = lengths::total(&windows);
    let duration = lengths::settle_duration(&facts, computed, findings).or(inferred.between);
    let level = level(&facts);
    let state = state(&facts);
    let band = match (state, &duration) {
        (State::Ongoing, _) => DurationBand::Ongoing,
        (_, Some(duration)) if duration.counts() => config.durations.band(duration.value),
        _ => DurationBand::Unknown,
    };
    let slug = facts
        .slug
        .as_ref()
        .map_or_else(|| stem_slug(path), |slug| slug.value.clone());
    let title = facts
        .title
        .clone()
        .unwrap_or_else(|| Fact::derived(title_without_one(&facts, path)));
    let id = facts
        .id
        .as_ref()
        .map_or_else(|| slug.clone(), |id| id.value.clone());
    Postmortem {
        slug,
        id,
        title,
        facts,
        windows,
        duration,
        band,
        level,
        state,
        unknown: stated.unknown,
    }
}

/// Stated over inferred, key by key.
fn merge(stated: Facts, inferred: Facts) -> Facts {
    macro_rules! over {
        ($($one:ident),*; $($many:ident),*) => {
            Facts {
                $($one: stated.$one.or(inferred.$one),)*
                $($many: if stated.$many.is_empty() { inferred.$many } else { stated.$many },)*
                lessons: if stated.lessons == Default::default() { inferred.lessons } else { stated.lessons },
            }
        };
    }
    over!(id, slug, kind, language, title, summary, date, started, detected, declared, mitigated, resolved, timezone,
        duration_stated, severity, root_cause, root_cause_text, trigger, organisation, impact_level,
        impact_users_percent, impact_users, impact_requests_failed, impact_error_percent, impact_money,
        impact_data_lost, impact_text, detection, mitigation, status, published, updated, state, visibility, owner;
        aliases, windows, contributing, component, pattern, services, impact_kinds, impact_regions, timeline, tags,
        authors, teams, action_items, related, sources, errors, alerts, runbooks, allowed)
}
/// Stated, else by the share of users, else as read, else unknown.
fn level(facts: &Facts) -> Fact<ImpactLevel> {
    match (&facts.impact_level, &facts.impact_users_percent) {
        (Some(level), _) if level.origin == Origin::Stated => level.clone(),
        (_, Some(percent)) if percent.counts() => {
            percent.clone().map(ImpactLevel::of_users_percent)
        }
        (Some(level), _) => level.clone(),
        (None, _) => Fact::derived(ImpactLevel::Unknown),
    }
}

fn state(facts: &Facts) -> State {
    match &facts.state {
        Some(state) => match state.value {
            StatedState::Ongoing => State::Ongoing,
            StatedState::Mitigated => State::Mitigated,
            StatedState::Resolved => State::Resolved,
        },
        None if facts.resolved.is_some() => State::Resolved,
        None if facts.mitigated.is_some() => State::Mitigated,
        None => State::Unknown,
    }
}

/// The address a file's name asks for; `index` stands for its folder. Empty if nothing of the name can be an address.
pub(crate) fn stem_slug(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    crate::slug::slug(stem.rsplit('/').next().unwrap_or(stem))
}

fn readable_stem(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    stem.rsplit('/')
        .next()
        .unwrap_or(stem)
        .replace(['_', '-'], " ")
}

/// Organisation and day, else the file's name.
fn title_without_one(facts: &Facts, path: &str) -> String {
    let day = facts
        .started
        .as_ref()
        .or(facts.published.as_ref())
        .map(|it| it.value.civil.date().to_string());
    match (&facts.organisation, day) {
        (Some(organisation), Some(day)) => format!("{}, {day}", organisation.value),
        _ => readable_stem(path),
    }
}

#[cfg(test)]
mod tests;
