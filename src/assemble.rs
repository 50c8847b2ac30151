//! Stated over inferred over nothing; every disagreement a finding.

use crate::config::Config;
use crate::diag::{Diagnostic, Level, Outcome, Place, SourceText, Span};
use crate::infer::Inferred;
use crate::library::{LeftOut, LeftOutBecause, TextPage};
use crate::markdown::Document;
use crate::model::{
    Confidence, DocumentKind, Duration, DurationBand, Fact, Facts, ImpactLevel, ImpactWindow,
    Origin, Postmortem, Precision, State, StatedState, Status, Visibility, When,
};
use crate::source::front_matter::Stated;

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
            let postmortem = incident(stated, inferred, &mut findings, &source.path);
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
    path: &str,
) -> Postmortem {
    let told_start = inferred.facts.started.clone();
    let told_end = inferred.facts.resolved.clone();
    let mut facts = merge(stated.facts, inferred.facts);
    settle_start(&mut facts, told_start.as_ref(), findings);
    settle_window(&mut facts, findings);
    compare(&facts.started, told_start.as_ref(), "started", findings);
    compare(&facts.resolved, told_end.as_ref(), "resolved", findings);

    season(&facts, findings);
    let windows = windows(&mut facts);
    let computed = total(&windows);
    let duration = settle_duration(&facts, computed, findings).or(inferred.between);
    let level = level(&facts);
    let state = state(&facts);
    let band = match (state, &duration) {
        (State::Ongoing, _) => DurationBand::Ongoing,
        (_, Some(duration)) if duration.counts() => duration.value.band(),
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

/// `date` is the day it began: it stands in for a missing start, and a start read in the prose must lie near it.
fn settle_start(facts: &mut Facts, told: Option<&Fact<When>>, findings: &mut Findings<'_>) {
    let Some(date) = facts.date.clone() else {
        return;
    };
    let Some(started) = &facts.started else {
        facts.started = Some(date);
        return;
    };
    let apart = started
        .value
        .civil
        .date()
        .duration_since(date.value.civil.date())
        .as_hours()
        .abs();
    // One day apart is the same day seen from another zone.
    if apart <= 24 || date.origin != Origin::Stated {
        return;
    }
    let finding = Diagnostic::warning(
        "date-disagrees",
        findings.place(&date),
        format!(
            "`date` says {}, and the incident started {}",
            date.value.iso(),
            started.value.iso()
        ),
    )
    .also(findings.place(started), "the start")
    .help("correct one of the two")
    .contradiction();
    findings.list.push(finding);
    if told.is_some() && matches!(started.origin, Origin::Inferred(_)) {
        // Front matter wins over prose; an end read in the prose belongs to the prose's start.
        facts.started = Some(date);
        if facts
            .resolved
            .as_ref()
            .is_some_and(|it| matches!(it.origin, Origin::Inferred(_)))
        {
            facts.resolved = None;
        }
    }
}

/// An incident does not end before it starts: an error where front matter says so, no end where only the prose does.
fn settle_window(facts: &mut Facts, findings: &mut Findings<'_>) {
    let (Some(started), Some(resolved)) = (&facts.started, &facts.resolved) else {
        return;
    };
    if ImpactWindow::new(started.value, resolved.value).is_some() {
        return;
    }
    if resolved.origin == Origin::Stated && started.origin == Origin::Stated {
        let finding = Diagnostic::error(
            "window-reversed",
            findings.place(resolved),
            format!(
                "the incident ends ({}) before it starts ({})",
                resolved.value.iso(),
                started.value.iso()
            ),
        )
        .also(findings.place(started), "the start")
        .help("swap `started` and `resolved`, or correct the day of `resolved`");
        findings.list.push(finding);
    } else if matches!(resolved.origin, Origin::Inferred(_)) {
        facts.resolved = None;
    } else {
        facts.started = None;
    }
}

/// Abbreviations that hold for one half of the year, with a place where they do.
const SEASONS: [(&str, &str); 12] = [
    ("PST", "America/Los_Angeles"),
    ("PDT", "America/Los_Angeles"),
    ("MST", "America/Denver"),
    ("MDT", "America/Denver"),
    ("CST", "America/Chicago"),
    ("CDT", "America/Chicago"),
    ("EST", "America/New_York"),
    ("EDT", "America/New_York"),
    ("CET", "Europe/Berlin"),
    ("CEST", "Europe/Berlin"),
    ("EET", "Europe/Athens"),
    ("EEST", "Europe/Athens"),
];

/// A zone named by the abbreviation of the other season is taken at its word and told: the clocks on the wall said
/// something else that day.
fn season(facts: &Facts, findings: &mut Findings<'_>) {
    let (Some(zone), Some(started)) = (&facts.timezone, &facts.started) else {
        return;
    };
    let Some((name, place)) = SEASONS.iter().find(|(name, _)| *name == zone.value.trim()) else {
        return;
    };
    let (Some(offset), Ok(clocks)) = (started.value.offset, jiff::tz::TimeZone::get(place)) else {
        return;
    };
    let Ok(instant) = offset.to_timestamp(started.value.civil) else {
        return;
    };
    let wall = clocks.to_offset(instant);
    if wall == offset || started.value.precision == Precision::Day {
        return;
    }
    let day = started.value.civil.date();
    let finding = Diagnostic::warning(
        "zone-season",
        findings.place(zone),
        format!("`{name}` is not the time on the wall on {day}, when clocks stand at UTC{wall}"),
    )
    .help(format!(
        "{name} is taken at its word, UTC{offset}; write the offset if the other one is meant"
    ));
    findings.list.push(finding);
}

/// A stated time against the same time in the prose.
fn compare(
    kept: &Option<Fact<When>>,
    told: Option<&Fact<When>>,
    key: &str,
    findings: &mut Findings<'_>,
) {
    let (Some(kept), Some(told)) = (kept, told) else {
        return;
    };
    if kept.origin != Origin::Stated || told.origin.confidence() != Confidence::High {
        return;
    }
    let coarse = kept.value.precision == Precision::Day || told.value.precision == Precision::Day;
    let agree = if coarse {
        kept.value
            .civil
            .date()
            .duration_since(told.value.civil.date())
            .as_hours()
            .abs()
            <= 24
    } else {
        // The prose often gives local time where front matter gives UTC.
        kept.value.seconds_to(&told.value).abs() <= 60
            || kept
                .value
                .civil
                .duration_since(told.value.civil)
                .as_secs()
                .abs()
                <= 60
    };
    if agree {
        return;
    }
    let finding = Diagnostic::warning(
        "date-disagrees",
        findings.place(kept),
        format!(
            "`{key}` says {}, the text says {}",
            kept.value.iso(),
            told.value.iso()
        ),
    )
    .also(findings.place(told), "the text")
    .help("correct one of the two; front matter counts until then")
    .contradiction();
    findings.list.push(finding);
}

/// The windows that the duration is measured by; a start or an end that is not said follows from them.
fn windows(facts: &mut Facts) -> Vec<ImpactWindow> {
    let mut windows: Vec<ImpactWindow> = facts
        .windows
        .iter()
        .filter(|it| it.counts())
        .map(|it| it.value.clone())
        .collect();
    windows.sort_by_key(|window| (window.start().seconds(), window.end().seconds()));
    if windows.is_empty() {
        if let (Some(started), Some(resolved)) = (&facts.started, &facts.resolved) {
            windows.extend(ImpactWindow::new(started.value, resolved.value));
        }
        return windows;
    }
    let last = windows
        .iter()
        .map(ImpactWindow::end)
        .max_by_key(When::seconds);
    facts.started = facts
        .started
        .take()
        .or_else(|| windows.first().map(|it| Fact::derived(it.start())));
    facts.resolved = facts.resolved.take().or_else(|| last.map(Fact::derived));
    windows
}

/// Length of all windows together, what they share counted once; they are sorted by start.
fn total(windows: &[ImpactWindow]) -> Option<Duration> {
    let first = windows.first()?;
    if windows.len() == 1 {
        return Some(first.duration());
    }
    let precision = windows
        .iter()
        .map(|window| window.duration().precision())
        .max()?;
    let mut seconds = 0;
    let mut reached = i64::MIN;
    for window in windows {
        let (start, end) = (
            window.start().seconds().max(reached),
            window.end().seconds(),
        );
        seconds += (end - start).max(0);
        reached = reached.max(end);
    }
    Some(Duration::new(seconds.unsigned_abs(), precision))
}

/// How far apart the stated and the computed length may be, as a part of the longer: people round.
const DURATION_TOLERANCE: u64 = 20;

/// Whether a stated length is another one than the computed, as finely as it was said: whole hours are rounded ones.
fn are_apart(stated: Duration, computed: Duration) -> bool {
    let (shortest, longest) = computed.range();
    let (least, most) = stated.range();
    let rounding = match stated.precision() {
        Precision::Hour => 1800,
        Precision::Second | Precision::Minute | Precision::Day => 60,
    };
    let slack = (longest.max(most) / DURATION_TOLERANCE).max(rounding);
    least > longest + slack || most + slack < shortest
}

/// The lengths of the phases that the author gives both ends of, and of each window.
fn phases(facts: &Facts) -> impl Iterator<Item = Duration> {
    let said = |fact: &Option<Fact<When>>| {
        let fact = fact.as_ref().filter(|it| it.origin == Origin::Stated);
        fact.map(|it| it.value)
    };
    let from = [&facts.started, &facts.detected, &facts.declared].map(said);
    let to = [&facts.mitigated, &facts.resolved].map(said);
    let pairs = from.into_iter().flatten().flat_map(move |start| {
        let ends = to.into_iter().flatten();
        ends.filter_map(move |end| Some(ImpactWindow::new(start, end)?.duration()))
    });
    pairs.chain(facts.windows.iter().map(|it| it.value.duration()))
}

fn settle_duration(
    facts: &Facts,
    computed: Option<Duration>,
    findings: &mut Findings<'_>,
) -> Option<Fact<Duration>> {
    let stated = facts.duration_stated.as_ref();
    let (Some(computed), Some(told)) = (computed, stated) else {
        return computed
            .map(|value| origin_of_window(facts, value))
            .or_else(|| stated.cloned());
    };
    let apart = are_apart(told.value, computed);
    // `27 minutes` for an incident that was mitigated after 27 minutes and over after 58 measures another phase.
    let other_phase = || phases(facts).any(|phase| !are_apart(told.value, phase));
    let by_author = [&facts.started, &facts.resolved]
        .iter()
        .any(|it| it.as_ref().is_some_and(|it| it.origin == Origin::Stated));
    // Two statements of the prose that disagree are a finding of `infer`.
    if apart && (by_author || told.origin == Origin::Stated) && !other_phase() {
        let mut finding = Diagnostic::warning(
            "duration-disagrees",
            findings.place(told),
            format!(
                "the duration is stated as {}, start and end give {computed}",
                told.value
            ),
        )
        .help("correct one of them, or say in the text which phases each one measures")
        .contradiction();
        if let Some(resolved) = &facts.resolved {
            finding = finding.also(findings.place(resolved), "the end");
        }
        findings.list.push(finding);
    }
    // Days alone are coarser than a stated length that fits them.
    if computed.precision() == Precision::Day && !apart {
        return stated.cloned();
    }
    Some(origin_of_window(facts, computed))
}

/// A computed length is derived; it is as doubtful as the more doubtful of its ends.
fn origin_of_window(facts: &Facts, value: Duration) -> Fact<Duration> {
    let doubt = [&facts.started, &facts.resolved]
        .iter()
        .filter_map(|it| it.as_ref().map(|it| it.origin.confidence()))
        .max()
        .unwrap_or(Confidence::High);
    let mut fact = Fact::derived(value);
    if doubt == Confidence::Low {
        fact.origin = Origin::Inferred(Confidence::Low);
    }
    fact
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
mod tests {
    use super::*;
    use crate::model::Quote;
    use jiff::civil::date;

    fn minute(day: i8, hour: i8, min: i8) -> When {
        When {
            civil: date(2023, 10, day).at(hour, min, 0, 0),
            offset: None,
            precision: Precision::Minute,
        }
    }

    fn day(day: i8) -> When {
        When {
            precision: Precision::Day,
            ..minute(day, 0, 0)
        }
    }

    fn quote() -> Quote {
        Quote {
            text: "q".into(),
            line: 1,
            span: Span::new(0, 1),
        }
    }

    fn stated<T>(value: T) -> Option<Fact<T>> {
        Some(Fact::stated(value, quote()))
    }

    fn read<T>(value: T) -> Option<Fact<T>> {
        Some(Fact::inferred(value, Confidence::High, quote()))
    }

    /// Assembles a document that states `front` and tells `prose`; gives it back with the names of the rules broken.
    fn assemble(front: Facts, prose: Facts) -> (Assembled, Vec<&'static str>) {
        assemble_with(front, prose, &Config::default())
    }

    fn assemble_with(
        front: Facts,
        prose: Facts,
        config: &Config,
    ) -> (Assembled, Vec<&'static str>) {
        let source = SourceText::new("2023/db-down.md", "some text");
        let stated = Stated {
            format: None,
            facts: front,
            unknown: Vec::new(),
            body: Span::new(0, 9),
        };
        let inferred = Inferred {
            facts: prose,
            between: None,
            is_incident: true,
        };
        let outcome = document(
            &source,
            stated,
            Document::default(),
            inferred,
            Vec::new(),
            config,
        );
        (
            outcome.value,
            outcome.diagnostics.iter().map(|it| it.rule).collect(),
        )
    }

    fn postmortem(front: Facts, prose: Facts) -> (Postmortem, Vec<&'static str>) {
        match assemble(front, prose) {
            (Assembled::Incident(it), rules) => (it.0, rules),
            (other, rules) => panic!("no incident: {other:?} {rules:?}"),
        }
    }

    #[test]
    fn front_matter_wins_over_prose_and_the_disagreement_is_told() {
        let front = Facts {
            started: stated(minute(10, 9, 0)),
            resolved: stated(minute(10, 11, 0)),
            ..Facts::default()
        };
        let prose = Facts {
            started: read(minute(10, 10, 0)),
            title: read("Told".into()),
            ..Facts::default()
        };
        let (postmortem, rules) = postmortem(front, prose);
        assert_eq!(postmortem.facts.started.unwrap().value, minute(10, 9, 0));
        assert_eq!(postmortem.title.value, "Told");
        assert_eq!(postmortem.duration.unwrap().value.to_string(), "2 h");
        assert_eq!(rules, ["date-disagrees"]);
    }

    #[test]
    fn an_end_stated_before_the_start_is_an_error_and_publishes_nothing() {
        let front = Facts {
            started: stated(minute(10, 9, 0)),
            resolved: stated(minute(9, 9, 0)),
            ..Facts::default()
        };
        let (value, rules) = assemble(front, Facts::default());
        assert!(matches!(value, Assembled::LeftOut(it) if it.why == LeftOutBecause::Error));
        assert_eq!(rules, ["window-reversed"]);
    }

    #[test]
    fn an_end_read_before_the_start_is_no_end() {
        let front = Facts {
            started: stated(minute(10, 9, 0)),
            ..Facts::default()
        };
        let (postmortem, _) = postmortem(
            front,
            Facts {
                resolved: read(minute(9, 9, 0)),
                ..Facts::default()
            },
        );
        assert_eq!(postmortem.facts.resolved, None);
        assert_eq!(postmortem.band, DurationBand::Unknown);
        assert_eq!(postmortem.state, State::Unknown);
    }

    #[test]
    fn stated_and_computed_length_are_both_kept_and_compared() {
        let front = Facts {
            started: stated(minute(10, 10, 30)),
            resolved: stated(minute(11, 14, 0)),
            duration_stated: stated(Duration::new(25 * 3600, Precision::Hour)),
            ..Facts::default()
        };
        let (postmortem, rules) = postmortem(front, Facts::default());
        assert_eq!(postmortem.duration.unwrap().value.minutes(), 1650.0);
        assert_eq!(
            postmortem.facts.duration_stated.unwrap().value.minutes(),
            1500.0
        );
        assert_eq!(rules, ["duration-disagrees"]);
    }

    #[test]
    fn a_stated_length_may_measure_another_phase_or_be_rounded_to_hours() {
        let lengths = |seconds, precision| {
            let front = Facts {
                started: stated(minute(10, 10, 0)),
                mitigated: stated(minute(10, 10, 27)),
                resolved: stated(minute(10, 15, 30)),
                duration_stated: stated(Duration::new(seconds, precision)),
                ..Facts::default()
            };
            postmortem(front, Facts::default())
        };
        for (seconds, precision) in [
            (27 * 60, Precision::Minute),
            (5 * 3600, Precision::Hour),
            (330 * 60, Precision::Minute),
        ] {
            let (postmortem, rules) = lengths(seconds, precision);
            assert!(rules.is_empty(), "{seconds}: {rules:?}");
            assert_eq!(postmortem.duration.unwrap().value.minutes(), 330.0);
        }
        for (seconds, precision) in [
            (3 * 3600, Precision::Hour),
            (300 * 60, Precision::Minute),
            (40 * 60, Precision::Minute),
        ] {
            assert_eq!(lengths(seconds, precision).1, ["duration-disagrees"]);
        }
    }

    #[test]
    fn a_stated_length_is_finer_than_two_dates() {
        let front = Facts {
            started: stated(day(10)),
            resolved: stated(day(10)),
            duration_stated: stated(Duration::new(5400, Precision::Minute)),
            ..Facts::default()
        };
        let (postmortem, rules) = postmortem(front, Facts::default());
        assert_eq!(postmortem.band, DurationBand::From1hTo4h);
        assert!(rules.is_empty(), "{rules:?}");
    }

    #[test]
    fn several_windows_are_added_up_and_what_they_share_counts_once() {
        let window = |from, to| Fact::stated(ImpactWindow::new(from, to).unwrap(), quote());
        let windows = vec![
            window(minute(10, 12, 0), minute(10, 13, 0)),
            window(minute(10, 9, 0), minute(10, 10, 0)),
            window(minute(10, 9, 30), minute(10, 10, 30)),
        ];
        let (postmortem, _) = postmortem(
            Facts {
                windows,
                ..Facts::default()
            },
            Facts::default(),
        );
        assert_eq!(postmortem.duration.unwrap().value.to_string(), "2 h 30 min");
        assert_eq!(postmortem.facts.started.unwrap().value, minute(10, 9, 0));
        assert_eq!(postmortem.facts.resolved.unwrap().value, minute(10, 13, 0));
    }

    #[test]
    fn a_share_of_users_decides_the_level_unless_the_author_states_one() {
        let prose = Facts {
            impact_level: read(ImpactLevel::Total),
            impact_users_percent: read(75.0),
            ..Facts::default()
        };
        assert_eq!(
            postmortem(Facts::default(), prose.clone()).0.level.value,
            ImpactLevel::Major
        );
        let front = Facts {
            impact_level: stated(ImpactLevel::Minor),
            ..Facts::default()
        };
        assert_eq!(postmortem(front, prose).0.level.value, ImpactLevel::Minor);
        assert_eq!(
            postmortem(Facts::default(), Facts::default()).0.level.value,
            ImpactLevel::Unknown
        );
    }

    #[test]
    fn drafts_and_internal_documents_stay_with_their_authors() {
        let draft = Facts {
            status: stated(Status::Draft),
            ..Facts::default()
        };
        let internal = Facts {
            visibility: stated(Visibility::Internal),
            ..Facts::default()
        };
        assert!(matches!(
            assemble(draft.clone(), Facts::default()).0,
            Assembled::LeftOut(LeftOut {
                why: LeftOutBecause::Draft,
                ..
            })
        ));
        assert!(matches!(
            assemble(internal, Facts::default()).0,
            Assembled::LeftOut(LeftOut {
                why: LeftOutBecause::Internal,
                ..
            })
        ));
        let mut config = Config::default();
        config.audience.drafts = true;
        assert!(matches!(
            assemble_with(draft, Facts::default(), &config).0,
            Assembled::Incident(_)
        ));
    }

    #[test]
    fn what_a_draft_gets_wrong_is_not_told_in_public() {
        let front = Facts {
            status: stated(Status::Draft),
            started: stated(minute(10, 9, 0)),
            resolved: stated(minute(9, 9, 0)),
            ..Facts::default()
        };
        assert!(assemble(front, Facts::default()).1.is_empty());
    }

    #[test]
    fn a_document_without_a_title_is_called_by_organisation_and_day_else_by_its_file() {
        let front = Facts {
            organisation: stated("Acme".into()),
            started: stated(minute(10, 9, 0)),
            ..Facts::default()
        };
        assert_eq!(
            postmortem(front, Facts::default()).0.title.value,
            "Acme, 2023-10-10"
        );
        assert_eq!(
            postmortem(Facts::default(), Facts::default()).0.title.value,
            "db down"
        );
    }

    #[test]
    fn a_zone_of_the_other_season_is_taken_at_its_word_and_told() {
        let told = |zone: &str, hours, month| {
            let started = When {
                civil: date(2023, month, 10).at(9, 0, 0, 0),
                offset: Some(jiff::tz::Offset::constant(hours)),
                precision: Precision::Minute,
            };
            let prose = Facts {
                started: read(started),
                timezone: read(zone.into()),
                ..Facts::default()
            };
            let (postmortem, rules) = postmortem(Facts::default(), prose);
            assert_eq!(postmortem.facts.started.unwrap().value, started);
            rules
        };
        assert_eq!(told("PST", -8, 7), ["zone-season"]);
        assert_eq!(told("CEST", 2, 1), ["zone-season"]);
        assert!(told("PST", -8, 1).is_empty());
        assert!(told("PDT", -7, 7).is_empty());
        assert!(told("EAT", 3, 7).is_empty());
    }

    #[test]
    fn the_files_at_the_top_are_the_home_page() {
        assert_eq!(home_or_path("index.md"), Some(""));
        assert_eq!(home_or_path("a/index.md"), Some("a"));
        assert_eq!(
            home_or_path("runbooks/failover.md"),
            Some("runbooks/failover")
        );
    }
}
