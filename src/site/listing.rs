//! Lists of incidents: all of them, the indexes, their buckets.

use crate::index::{Axis, Bucket, Index, Role, UNKNOWN, impact_kinds};
use crate::theme::{Context, Value};

use super::chart::{self, share};
use super::shared::{Shared, bucket_address, has_page};
use super::statistics::Lengths;
use super::view;

/// An order of the list of all incidents. The first is the library's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Newest,
    Longest,
    Impact,
}

impl Order {
    pub(super) const ALL: [Self; 3] = [Self::Newest, Self::Longest, Self::Impact];

    /// Address of its first page. The underscore keeps it apart from every incident's address.
    pub(super) fn address(self) -> &'static str {
        match self {
            Self::Newest => "incidents/",
            Self::Longest => "incidents/by_duration/",
            Self::Impact => "incidents/by_impact/",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Newest => "list.newest",
            Self::Longest => "list.longest",
            Self::Impact => "list.impact",
        }
    }
}

/// Address of page `n` (1-based) of a list. The underscore keeps it apart from every slug.
pub(super) fn page_address(first: &str, n: usize) -> String {
    match n {
        0 | 1 => first.to_owned(),
        n => format!("{first}page_{n}/"),
    }
}

/// Number of pages of a list.
pub(super) fn page_count(rows: usize, size: usize) -> usize {
    rows.div_ceil(size.max(1)).max(1)
}

/// A page of the list of all incidents.
pub(super) fn incidents(shared: &Shared, address: &str, order: Order, n: usize) -> Context {
    let all = shared.ordered(order);
    let (shown, pages) = cut(shared, &all, order.address(), n, shared.config.page_size);
    let rows: Vec<Value> = shown.iter().map(|at| shared.row(*at)).collect();
    let orders = Order::ALL.map(|it| view::Order {
        name: shared.word(it.word()),
        url: shared.href(it.address()),
        current: it == order,
    });
    let page = view::Page {
        kind: "incidents",
        section: "incidents",
        title: shared.word("list.title"),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("rows", &rows);
    context.insert("severities", &shared.severities(shown.iter().copied()));
    context.insert("pages", &pages);
    context.insert("orders", &orders);
    context
}

/// The page of an index.
pub(super) fn facet(shared: &Shared, address: &str, index: &Index) -> Context {
    let axis = index.axis;
    let mut buckets: Vec<&Bucket> = index.buckets.iter().collect();
    let all = buckets.len();
    buckets.retain(|bucket| has_page(axis, bucket));
    let singles = all - buckets.len();
    if axis == Axis::Cause {
        sort_by_number(&mut buckets);
    }
    let mut view = facet_view(shared, axis);
    view.buckets = bars(shared, axis, &buckets);
    for (bar, bucket) in view.buckets.iter_mut().zip(&buckets) {
        bar.median = lengths(shared, bucket).median(&shared.words);
    }
    view.medians = view.buckets.iter().any(|bar| bar.median.is_some());
    view.singles = singles;
    let page = view::Page {
        kind: "facet",
        section: axis.path(),
        title: view.name.clone(),
        description: view.about.clone(),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("facet", &view);
    context.insert("kinds", &kinds(shared, axis));
    context
}

/// A page of a bucket.
pub(super) fn bucket(
    shared: &Shared,
    address: &str,
    index: &Index,
    bucket: &Bucket,
    n: usize,
) -> Context {
    let axis = index.axis;
    let first = bucket_address(axis, &bucket.id);
    let (shown, pages) = cut(shared, &bucket.members, &first, n, shared.config.page_size);
    let rows: Vec<Value> = shown
        .iter()
        .map(|member| match member.role {
            Role::Primary => shared.row(member.record),
            Role::Contributing => shared.contributing_row(member.record),
        })
        .collect();
    let view = bucket_view(shared, axis, bucket);
    let facet = facet_view(shared, axis);
    let page = view::Page {
        kind: "bucket",
        section: axis.path(),
        title: format!("{} · {}", view.name, facet.name),
        description: view.means.clone().unwrap_or_default(),
        feed: has_feed(axis).then(|| shared.href(&format!("{first}feed.xml"))),
        ..view::Page::default()
    };
    let mut context = shared.context(address, page);
    context.insert("facet", &facet);
    context.insert("bucket", &view);
    context.insert("rows", &rows);
    context.insert(
        "severities",
        &shared.severities(shown.iter().map(|it| it.record)),
    );
    context.insert("pages", &pages);
    // What the whole bucket says stands on its first page.
    let first = (n == 1 && !bucket.members.is_empty()).then(|| {
        let lengths = lengths(shared, bucket);
        let primary = positions(bucket, Role::Primary);
        let members: Vec<usize> = bucket.members.iter().map(|it| it.record).collect();
        let strip = chart::strip(shared, &members).filter(|strip| strip.columns.is_empty());
        let spread = chart::spread(shared, &primary, &lengths);
        (lengths.view(&shared.words), spread, strip)
    });
    let (stats, spread, strip) = first.map_or((None, None, None), |(stats, spread, strip)| {
        (Some(stats), spread, strip)
    });
    context.insert("stats", &stats);
    context.insert("spread", &spread);
    context.insert("strip", &strip);
    context
}

/// Whether the buckets of an axis have feeds.
pub(super) fn has_feed(axis: Axis) -> bool {
    matches!(axis, Axis::Cause | Axis::Service | Axis::Team)
}

/// Buckets as bars, relative to the largest.
pub(super) fn bars(shared: &Shared, axis: Axis, buckets: &[&Bucket]) -> Vec<view::Bar> {
    let largest = buckets.iter().map(|it| it.members.len()).max().unwrap_or(0);
    let bar = |bucket: &&Bucket| {
        let primary = bucket.primary();
        view::Bar {
            id: bucket.id.clone(),
            name: shared.bucket_name(axis, bucket),
            means: shared.bucket_means(axis, bucket),
            url: shared.bucket_url(axis, &bucket.id),
            n: primary,
            contributing: bucket.members.len() - primary,
            width: share(primary, largest),
            all_width: share(bucket.members.len(), largest),
            median: None,
            level: axis == Axis::Impact,
        }
    };
    buckets.iter().map(bar).collect()
}

/// The largest first, unknown last.
pub(super) fn sort_by_number(buckets: &mut [&Bucket]) {
    buckets.sort_by_key(|bucket| {
        let primary = bucket.primary();
        (
            bucket.id == UNKNOWN,
            std::cmp::Reverse(primary),
            std::cmp::Reverse(bucket.members.len()),
        )
    });
}

/// The incidents of a bucket that belong to it in a role.
fn positions(bucket: &Bucket, role: Role) -> Vec<usize> {
    let members = bucket.members.iter().filter(|member| member.role == role);
    members.map(|member| member.record).collect()
}

/// The lengths of a bucket's own incidents.
fn lengths(shared: &Shared, bucket: &Bucket) -> Lengths {
    let own = bucket
        .members
        .iter()
        .filter(|member| member.role == Role::Primary);
    let records = own.filter_map(|member| shared.record(member.record));
    Lengths::of(records.map(|record| &record.postmortem))
}

fn facet_view(shared: &Shared, axis: Axis) -> view::Facet {
    let id = axis.path();
    view::Facet {
        id: id.to_owned(),
        name: shared.word(&format!("facet.{id}")),
        about: shared.word(&format!("about.{id}")),
        url: shared.href(&format!("{id}/")),
        has_contributing: axis == Axis::Cause,
        several: matches!(
            axis,
            Axis::Service | Axis::Component | Axis::Pattern | Axis::Team | Axis::Tag
        ),
        buckets: Vec::new(),
        medians: false,
        singles: 0,
    }
}

fn bucket_view(shared: &Shared, axis: Axis, bucket: &Bucket) -> view::Bucket {
    let all = shared.library.records.len();
    let members = bucket.members.len();
    let n = bucket.primary();
    let percent = share(members, all);
    view::Bucket {
        id: bucket.id.clone(),
        name: shared.bucket_name(axis, bucket),
        means: shared.bucket_means(axis, bucket),
        n,
        contributing: members - n,
        members,
        all,
        percent: match percent {
            p if p > 0.0 && p < 1.0 => "<1".to_owned(),
            p => format!("{p:.0}"),
        },
        level: axis == Axis::Impact,
    }
}

fn kinds(shared: &Shared, axis: Axis) -> Vec<view::Kind> {
    if axis != Axis::Impact {
        return Vec::new();
    }
    let kinds = impact_kinds(&shared.library);
    let largest = kinds.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let kind = |(kind, n): &(crate::model::ImpactKind, usize)| view::Kind {
        name: shared.word(&format!("kind.{}", kind.id())),
        n: *n,
        width: share(*n, largest),
    };
    kinds.iter().map(kind).collect()
}

/// The rows of page `n`, and where it stands.
pub(super) fn cut<'a, T>(
    shared: &Shared,
    rows: &'a [T],
    first: &str,
    n: usize,
    size: usize,
) -> (&'a [T], view::Pages) {
    let size = size.max(1);
    let all = page_count(rows.len(), size);
    let n = n.clamp(1, all);
    let from = (n - 1) * size;
    let to = (from + size).min(rows.len());
    let url = |n: usize| shared.href(&page_address(first, n));
    let named = |k: usize| k == 1 || k == all || k.abs_diff(n) <= 2;
    let mut links: Vec<view::PageLink> = Vec::new();
    for k in 1..=all {
        if named(k) {
            links.push(view::PageLink {
                n: k,
                url: Some(url(k)),
                current: k == n,
            });
        } else if links.last().is_some_and(|link| link.url.is_some()) {
            links.push(view::PageLink {
                n: 0,
                url: None,
                current: false,
            });
        }
    }
    let pages = view::Pages {
        all,
        from: if rows.is_empty() { 0 } else { from + 1 },
        to,
        rows: rows.len(),
        previous: (n > 1).then(|| url(n - 1)),
        next: (n < all).then(|| url(n + 1)),
        links,
    };
    (&rows[from.min(to)..to], pages)
}
