//! The search index as a whole: the same bytes whatever the order and the threads, small files, few of them touched by
//! an edit, and the judged symptoms over the sample library.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use casebook::config::Config;
use casebook::diag::SourceText;
use casebook::library::{Library, Record};
use casebook::pipeline::read_all;
use casebook::search::{self, Reading, SearchIndex};

/// Words that a made-up library is told in.
const WORDS: [&str; 24] = [
    "database",
    "primary",
    "replica",
    "deploy",
    "queue",
    "worker",
    "timeout",
    "certificate",
    "router",
    "cache",
    "disk",
    "index",
    "backup",
    "alert",
    "tenant",
    "invoice",
    "checkout",
    "shard",
    "leader",
    "quota",
    "packet",
    "kernel",
    "token",
    "schema",
];

/// The text of the made-up incident `n`; a word of its own, a few rare ones and many common ones.
fn text(n: usize) -> String {
    let mut state = n as u64 + 1;
    let mut next = |below: usize| {
        // xorshift64: the same on every machine.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut body = String::new();
    for i in 0..300 {
        match i % 6 {
            0 => body.push_str(&format!("rare{} ", next(90_000))),
            1 => body.push_str(&format!("svc-{}_{} ", WORDS[next(24)], next(40))),
            _ => body.push_str(&format!(
                "{}{} ",
                WORDS[next(24)],
                ["", "s", "ing"][next(3)]
            )),
        }
    }
    let (year, month, day) = (2000 + n / 300, n / 25 % 12 + 1, n % 25 + 1);
    format!(
        "---\nid: INC-{n}\ntitle: \"Incident {n}: {} of the {}\"\nstarted: {year}-{month:02}-{day:02}T10:00:00Z\nresolved: {year}-{month:02}-{day:02}T{:02}:00:00Z\n\
         root_cause: network\nservices: [{}, {}]\nimpact: {{level: major, users_percent: {}}}\n---\n\n## Summary\n\nUnique word only{n}here. {body}\n",
        WORDS[next(24)],
        WORDS[next(24)],
        11 + n % 12,
        WORDS[next(24)],
        WORDS[next(24)],
        next(100)
    )
}

fn library(sources: &[SourceText], config: &Config) -> Library {
    let sources: Vec<&SourceText> = sources.iter().collect();
    Library::of(read_all(&sources, config).into_iter().map(|it| it.value)).value
}

fn made_up(count: usize) -> Vec<SourceText> {
    (0..count)
        .map(|n| SourceText::new(format!("inc-{n}.md"), &text(n)))
        .collect()
}

fn with_threads(threads: usize, library: &Library, config: &Config) -> SearchIndex {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| search::index(library, config))
}

#[test]
fn any_order_of_files_and_any_number_of_threads_give_the_same_bytes() {
    let config = Config::default();
    let mut sources = made_up(300);
    let one = with_threads(1, &library(&sources, &config), &config);
    sources.reverse();
    sources.rotate_left(17);
    let many = with_threads(5, &library(&sources, &config), &config);
    assert_eq!(one.entry, many.entry);
    assert!(one.files == many.files);
    assert!(one.files.contains_key(&one.entry));
}

#[test]
fn a_small_library_is_one_file_and_a_larger_one_many_small_ones() {
    let config = Config::default();
    let small = search::index(&library(&made_up(20), &config), &config);
    assert_eq!(small.files.len(), 1);
    let large = search::index(&library(&made_up(450), &config), &config);
    let size = |kind: char| {
        let files = large
            .files
            .iter()
            .filter(|(name, _)| name.starts_with(kind));
        files.map(|(_, bytes)| bytes.len()).max().unwrap()
    };
    assert!(large.files.len() > 25, "{}", large.files.len());
    assert!(size('w') <= 24 << 10, "words {}", size('w'));
    assert!(size('c') <= 16 << 10, "cards {}", size('c'));
    assert!(size('f') <= 64 << 10, "columns {}", size('f'));
    assert!(size('i') <= 32 << 10, "manifest {}", size('i'));
    assert!(
        large
            .files
            .values()
            .all(|bytes| std::str::from_utf8(bytes).is_ok())
    );
}

fn index_after(before: &Reading, library: &Library, config: &Config) -> (SearchIndex, Reading) {
    let indexes = casebook::index::indexes(library, config);
    search::index_after(before, library, &indexes, config)
}

/// A library that keeps the records of documents that have not changed, as the server does it.
fn library_after(before: &Library, sources: &[SourceText], config: &Config) -> Library {
    let key = |record: &Record| (record.source.path.clone(), record.source.text.to_string());
    let records = before.records.iter().map(|it| (key(it), it.clone()));
    let kept: BTreeMap<_, Arc<Record>> = records.collect();
    let mut after = library(sources, config);
    for record in &mut after.records {
        if let Some(old) = kept.get(&key(record)) {
            *record = old.clone();
        }
    }
    after
}

/// Edits of a library of some 230 documents, one after the other, as a writer may make them; a word of them begins or ends
/// to be common, the newest comes and goes, and more change than count as an edit.
fn edits(sources: &mut Vec<SourceText>, number: usize) {
    let mut change = |at: usize, from: &str, to: &str| {
        let path = sources[at].path.clone();
        assert!(sources[at].text.contains(from), "{from}");
        sources[at] = SourceText::new(path, &sources[at].text.replacen(from, to, 1));
    };
    let summary = "## Summary\n\n";
    match number {
        0 => change(227, "title: \"", "title: \"Edited "),
        1 => change(
            30,
            summary,
            "## Summary\n\nA zebra stood on the tracks, 馬 too.\n\n",
        ),
        2 => (40..68).for_each(|at| {
            change(
                at,
                summary,
                "## Summary\n\nGiraffes and giraffes of Zürich.\n\n",
            )
        }),
        3 => change(
            90,
            summary,
            "## Summary\n\nThe giraffes again; the the the the.\n\n",
        ),
        4 => change(30, "A zebra stood on the tracks, 馬 too.\n\n", ""),
        5 => sources.push(SourceText::new("new.md", &text(900))),
        6 => change(
            229,
            "root_cause: network",
            "root_cause: database\npattern: retry-storm\nauthors: [Giraffes]\nrelated: [INC-30]",
        ),
        7 => drop(sources.pop()),
        8 => drop(sources.remove(200)),
        9 => change(210, "started: 2000-09-", "started: 2000-08-"),
        10 => (0..100).for_each(|at| change(at, summary, "## Summary\n\nAnother beginning.\n\n")),
        11 => sources.truncate(195),
        12 => change(3, summary, "## Summary\n\nOne more giraffe.\n\n"),
        _ => sources.truncate(4),
    }
}

#[test]
fn an_index_made_of_the_one_before_an_edit_is_the_same_as_a_new_one() {
    for (portable, count) in [(false, 14), (true, 3)] {
        let config = Config {
            portable,
            ..Config::default()
        };
        let mut sources = made_up(229);
        let mut library = library(&sources, &config);
        let (_, mut reading) = index_after(&Reading::default(), &library, &config);
        for number in 0..count {
            edits(&mut sources, number);
            library = library_after(&library, &sources, &config);
            let is_edit = !matches!(number, 10 | 13);
            assert_eq!(reading.is_near(&library), is_edit, "{number}");
            let clean = search::index(&library, &config);
            let (again, next) = index_after(&reading, &library, &config);
            reading = next;
            let names = |index: &SearchIndex| index.files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&clean), names(&again), "{number}");
            assert!(clean.files == again.files, "{number}");
            for record in library.records.iter().step_by(9) {
                let related = clean.relations.related(record);
                assert_eq!(related, again.relations.related(record), "{number}");
            }
        }
    }
}

#[test]
fn an_edit_shares_nearly_all_files_with_the_index_before() {
    let config = Config::default();
    let mut sources = made_up(450);
    let before = library(&sources, &config);
    let (old, reading) = index_after(&Reading::default(), &before, &config);
    sources[175] = SourceText::new(
        sources[175].path.clone(),
        &sources[175].text.replacen(
            "## Summary\n",
            "## Summary\n\nA zebra stood on the tracks.\n",
            1,
        ),
    );
    let after = library_after(&before, &sources, &config);
    let (new, _) = index_after(&reading, &after, &config);
    let shared = new.files.iter().filter(|(name, bytes)| {
        let old = old.files.get(*name);
        old.is_some_and(|old| Arc::ptr_eq(old, bytes))
    });
    // The columns are made anew, also those that stay the same.
    let columns = new.files.keys().filter(|name| name.starts_with(['f', 'n']));
    let (shared, columns) = (shared.count(), columns.count());
    assert!(
        shared + columns + 20 >= new.files.len(),
        "{shared} of {}",
        new.files.len()
    );
}

#[test]
fn an_edit_touches_few_files() {
    let config = Config::default();
    let mut sources = made_up(450);
    let before = search::index(&library(&sources, &config), &config);
    let edited = sources[175].text.replacen(
        "## Summary\n",
        "## Summary\n\nA zebra stood on the tracks.\n",
        1,
    );
    sources[175] = SourceText::new(sources[175].path.clone(), &edited);
    let after = search::index(&library(&sources, &config), &config);
    let new = after
        .files
        .keys()
        .filter(|name| !before.files.contains_key(*name));
    let new: Vec<&String> = new.collect();
    let of = |kinds: &str| {
        new.iter()
            .filter(|name| name.starts_with(|c| kinds.contains(c)))
            .count()
    };
    // The manifest, the columns (one length), and a file of words for each of the three new words; where the text
    // became longer than a power of two its length changes in the columns only.
    assert!(new.len() - of("pq") <= 8, "{new:?}");
    // A file with positions for each word of the new paragraph, and what leads to them.
    assert!(of("pq") <= 12, "{new:?}");
}

#[test]
fn a_new_incident_leaves_the_cards_of_the_older_ones_as_they_are() {
    let config = Config::default();
    let sources = made_up(40);
    let cards = |sources: &[SourceText]| {
        let index = search::index(&library(sources, &config), &config);
        let manifest: serde_json::Value =
            serde_json::from_slice(&index.files[&index.entry]).unwrap();
        let names = manifest["cards"].as_array().unwrap().clone();
        names
            .iter()
            .map(|it| it.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (before, after) = (cards(&sources[..39]), cards(&sources));
    assert_eq!(before.len(), 10);
    assert_eq!(before[..9], after[..9]);
    assert_ne!(before[9], after[9]);
}

#[test]
fn nothing_that_content_says_leaves_the_text_of_the_index() {
    let config = Config {
        portable: true,
        ..Config::default()
    };
    let hostile = "---\ntype: incident\ntitle: \"</script><script>alert(1)</script> \\u2028\"\nservices: [\"\\\"];alert(1)//\"]\n---\n\n</script> `\"` \\ \u{2028}\n";
    let sources = [SourceText::new("x.md", hostile)];
    let index = search::index(&library(&sources, &config), &config);
    let script = std::str::from_utf8(&index.files[&index.entry]).unwrap();
    let name = index.entry.strip_suffix(".js").unwrap();
    let json = script
        .strip_prefix(&format!("casebookSearch.part(\"{name}\","))
        .unwrap()
        .strip_suffix(");\n")
        .unwrap();
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(value["documents"], 1);
}

#[test]
fn an_excerpt_leads_to_the_line_that_heads_its_part_of_a_text_without_markdown() {
    let config = Config {
        portable: true,
        ..Config::default()
    };
    let text = "Outage of the shop\n\n**Summary:**\n\nOn 3 March 2021 the shop was down.\nIt came back.\n\n\
                Root cause:\nThe disk of the database was full.\n";
    let index = search::index(
        &library(&[SourceText::new("shop.md", text)], &config),
        &config,
    );
    let texts = index.files.iter().find(|(name, _)| name.starts_with('t'));
    let script = std::str::from_utf8(texts.unwrap().1).unwrap();
    let json = &script[script.find(',').unwrap() + 1..script.rfind(')').unwrap()];
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(
        value[0],
        serde_json::json!([
            ["", "", "Outage of the shop\n"],
            [
                "summary",
                "Summary",
                "Summary:\nOn 3 March 2021 the shop was down. It came back.\n"
            ],
            [
                "root-cause",
                "Root cause",
                "Root cause: The disk of the database was full.\n"
            ]
        ])
    );
}

#[test]
fn an_empty_library_has_an_index_that_finds_nothing() {
    let config = Config::default();
    let index = search::index(&Library::default(), &config);
    let manifest: serde_json::Value = serde_json::from_slice(&index.files[&index.entry]).unwrap();
    assert_eq!(manifest["documents"], 0);
    assert!(search::similar(&search::postings(&[]), "anything").is_empty());
}

#[test]
fn a_pasted_error_leads_to_the_incident_that_had_it() {
    let config = Config::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let walked = casebook::source::walk::content(&folder, &[], &config.limits).unwrap();
    let sources: Vec<SourceText> = walked.files.into_iter().map(|file| file.source).collect();
    let library = library(&sources, &config);
    let records: Vec<&Arc<Record>> = library.records.iter().rev().collect();
    let postings = search::postings(&records);
    let judged = include_str!("../search/judged.txt");
    let mut ranks = BTreeMap::new();
    for line in judged.lines().filter(|line| line.starts_with("pasted | ")) {
        let [_, query, ids] = line.splitn(3, " | ").collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let found = search::similar(&postings, &query.replace("\\n", "\n"));
        let slug = |it: &search::Similar| library.records[it.record].postmortem.slug.clone();
        let rank = found
            .iter()
            .position(|it| ids.split(' ').any(|id| id == slug(it)));
        ranks.insert(query, rank.map(|at| at + 1));
    }
    assert!(ranks.len() >= 5);
    let first = ranks.values().filter(|rank| **rank == Some(1)).count();
    assert!(first * 10 >= ranks.len() * 8, "{ranks:#?}");
}
