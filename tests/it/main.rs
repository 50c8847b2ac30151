//! Tests through the public surface: commands, server, properties, house rules.
#![expect(
    clippy::disallowed_methods,
    reason = "tests make folders and read what was written"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cli;
mod forms;
mod golden;
mod house;
mod html;
mod output;
mod privacy;
mod properties;
mod related;
mod repeats;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod shapes;
mod site;
mod source;
mod writing;
