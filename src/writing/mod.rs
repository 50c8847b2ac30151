//! What Casebook writes into a library for its authors: front matter above texts that have none, other tools' records
//! in our keys, new postmortems from templates, and what a new library begins with. Bytes to bytes; the commands
//! `import`, `new` and `init` read and write files.

mod csv;
mod diff;
mod entries;
mod fix;
mod front_matter;
mod import;
mod page;
mod scaffold;
mod template;
mod track;
mod yaml;

pub use csv::CsvError;
pub use diff::lines as diff_of_lines;
pub use fix::{Fix, Fixed, fix, patched};
pub use front_matter::Loss;
pub use import::{Form, ImportError, Imported, Original, Reader, Skipped, Written, import};
pub use scaffold::{EXAMPLE, IGNORED, Starter, starters};
pub use template::{Draft, TEMPLATES, Template, write};
