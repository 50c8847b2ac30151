//! What helps whoever is writing a postmortem, beside its page: the past incidents that it is like, and the length it
//! states against the one that its start and end give.

use super::postmortem;
use super::shared::{Shared, incident_address};
use super::view::RelatedView;

/// What helps whoever is writing one postmortem.
#[derive(Debug, Clone, Default)]
pub struct Companion {
    /// The incidents that it is like, nearest first, with the reasons; links as from the home page.
    pub closest: Vec<RelatedView>,
    /// Both lengths, where it has both.
    pub lengths: Option<TwoLengths>,
}

/// A length that was told in two ways, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoLengths {
    /// As the author states it.
    pub stated: String,
    /// By start and end, or by the windows.
    pub measured: String,
}

/// What helps whoever is writing the postmortem at `address`; `None` where there is no postmortem.
pub(super) fn companion(shared: &Shared, address: &str) -> Option<Companion> {
    let slug = address.strip_prefix("incidents/")?.strip_suffix('/')?;
    let record = shared.record(shared.find(slug)?)?;
    let it = &record.postmortem;
    if incident_address(&it.slug) != address {
        return None;
    }
    let measured = it.duration.as_ref().filter(|_| !it.windows.is_empty());
    let both = it.facts.duration_stated.as_ref().zip(measured);
    Some(Companion {
        closest: postmortem::closest(shared, record),
        lengths: both.map(|(stated, measured)| TwoLengths {
            stated: stated.value.to_string(),
            measured: measured.value.to_string(),
        }),
    })
}
