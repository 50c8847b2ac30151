//! How long an incident lasted: from its windows, else as stated, with what disagrees.

use crate::diag::Diagnostic;
use crate::model::{Confidence, Duration, Fact, Facts, ImpactWindow, Origin, Precision, When};

use super::Findings;

/// The windows that the duration is measured by; a start or an end that is not said follows from them.
pub(super) fn windows(facts: &mut Facts) -> Vec<ImpactWindow> {
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
pub(super) fn total(windows: &[ImpactWindow]) -> Option<Duration> {
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

pub(super) fn settle_duration(
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
