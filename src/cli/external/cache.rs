//! What hosts have answered, kept in the user's cache folder. Deleting it changes no byte of a site.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Answer;

/// Version of the file; another one is not read.
const VERSION: u32 = 1;
/// Days for which it is believed that something is there.
const DAYS_THERE: i32 = 7;
/// Days for which it is believed that something is gone: it may come back.
const DAYS_GONE: i32 = 1;
/// Most answers kept.
const MOST: usize = 20_000;

#[derive(Debug, Serialize, Deserialize)]
struct File {
    version: u32,
    links: BTreeMap<String, Kept>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    day: Date,
    /// Why it is gone; absent where it is there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    gone: Option<String>,
}

/// The answers that still count on a day.
pub(super) struct Cache {
    file: Option<PathBuf>,
    day: Date,
    links: BTreeMap<String, Kept>,
    changed: bool,
}

impl Cache {
    /// Reads the file; one that is missing, broken or of another version holds nothing.
    pub(super) fn read(file: Option<&Path>, day: Date) -> Self {
        let text = file.and_then(|file| fs::read_to_string(file).ok());
        let read = text.and_then(|text| serde_json::from_str::<File>(&text).ok());
        let mut links = read
            .filter(|it| it.version == VERSION)
            .map(|it| it.links)
            .unwrap_or_default();
        links.retain(|_, kept| {
            let most = match kept.gone {
                Some(_) => DAYS_GONE,
                None => DAYS_THERE,
            };
            let age = kept.day.until(day).map_or(i32::MAX, |it| it.get_days());
            (0..most).contains(&age)
        });
        Self {
            file: file.map(Path::to_owned),
            day,
            links,
            changed: false,
        }
    }

    pub(super) fn get(&self, url: &str) -> Option<Answer> {
        let kept = self.links.get(url)?;
        Some(match &kept.gone {
            None => Answer::There,
            Some(why) => Answer::Gone(why.clone()),
        })
    }

    /// Keeps an answer that says something.
    pub(super) fn put(&mut self, url: &str, answer: &Answer) {
        let gone = match answer {
            Answer::There => None,
            Answer::Gone(why) => Some(why.clone()),
            Answer::Unknown | Answer::NoHost => return,
        };
        if self.links.len() < MOST {
            let day = self.day;
            self.links.insert(url.to_owned(), Kept { day, gone });
            self.changed = true;
        }
    }

    /// Writes the file, whole or not at all. That it cannot be written costs time at the next run and nothing else.
    pub(super) fn write(self) {
        let (Some(file), true) = (self.file, self.changed) else {
            return;
        };
        let text = serde_json::to_string(&File {
            version: VERSION,
            links: self.links,
        });
        let (Ok(text), Some(folder)) = (text, file.parent()) else {
            return;
        };
        let staged = file.with_extension(format!("{}.new", std::process::id()));
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&staged, text))
            .and_then(|()| fs::rename(&staged, &file));
        if written.is_err() {
            let _ = fs::remove_file(&staged);
        }
    }
}
