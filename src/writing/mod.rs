//! What Casebook writes into a library for its authors: front matter above texts that have none, other tools' records
//! in our keys, new postmortems from templates. Bytes to bytes; the commands `import` and `new` read and write files.

mod csv;
mod diff;
mod entries;
mod front_matter;
mod import;
mod page;
mod template;
mod track;
mod yaml;

pub use csv::CsvError;
pub use front_matter::Loss;
pub use import::{Form, ImportError, Imported, Original, Reader, Skipped, Written, import};
pub use template::{Draft, TEMPLATES, Template, write};
