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

#[test]
fn an_index_made_of_what_was_read_before_is_the_same() {
    let config = Config::default();
    let mut sources = made_up(280);
    let before = library(&sources, &config);
    let (_, reading) = search::index_after(&Reading::default(), &before, &config);
    sources[30] = SourceText::new(sources[30].path.clone(), &text(4000));
    sources.remove(265);
    sources.push(SourceText::new("new.md", &text(701)));
    // Only what changed is read anew, as the server does it.
    let kept: BTreeMap<String, Arc<Record>> = before
        .records
        .iter()
        .map(|it| (it.source.text.to_string(), it.clone()))
        .collect();
    let mut after = library(&sources, &config);
    for record in &mut after.records {
        if let Some(old) = kept.get(&record.source.text.to_string()) {
            *record = old.clone();
        }
    }
    let clean = search::index(&after, &config);
    let (again, _) = search::index_after(&reading, &after, &config);
    assert_eq!(clean.entry, again.entry);
    assert!(clean.files == again.files);
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
    assert_eq!(before.len(), 5);
    assert_eq!(before[..4], after[..4]);
    assert_ne!(before[4], after[4]);
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
