//! `list`, `stats` and `export`: the library without a browser.

use super::*;
use serde_json::Value;

/// A library of seven: two causes, one draft, one internal, one whose length is not known.
fn library() -> Folder {
    let folder = Folder::with(&[
        ("content/a.md", GOOD),
        (
            "content/draft.md",
            "---\ntitle: Not yet\nroot_cause: process\nstatus: draft\n---\n\nx\n",
        ),
        (
            "content/internal.md",
            "---\ntitle: Ours alone\nroot_cause: process\nvisibility: internal\n---\n\nx\n",
        ),
        (
            "content/unknown.md",
            "---\ntitle: \"=cmd|'/c calc'!A1\"\nid: INC-9\nroot_cause: database\n---\n\n\u{1b}[2JIt was.\n",
        ),
    ]);
    for (day, hours) in [("01", 1), ("02", 5), ("03", 9)] {
        folder.put(
            &format!("content/d{day}.md"),
            &format!(
                "---\ntitle: Disk {day}\nstarted: 2024-05-{day}T01:00:00Z\nresolved: 2024-05-{day}T{:02}:00:00Z\n\
                 root_cause: database\nservices: [orders, search]\naction_items:\n  - {{title: Alert, owner: us}}\n---\n\nIt was.\n",
                1 + hours
            ),
        );
    }
    folder
}

/// The ids of a list, in its order.
fn ids(folder: &Folder, filter: &[&str]) -> Vec<String> {
    let (out, err) = (Buffer::default(), Buffer::default());
    let mut args = vec!["casebook", "export", "--format", "ndjson"];
    args.extend(filter.iter().flat_map(|it| ["--filter", it]));
    let code = run(
        args.into_iter().map(Into::into),
        folder.host(out.stream(), err.stream()),
    );
    assert_eq!(code, ExitCode::from(0), "{}", err.text());
    let id = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        value["id"].as_str().unwrap().to_owned()
    };
    out.text().lines().map(id).collect()
}

#[test]
fn what_is_exported_is_what_the_site_publishes() {
    let folder = library();
    folder.run("build").expect(0);
    let published = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    for (format, path) in [
        ("json", "public/api/library.json"),
        ("csv", "public/api/incidents.csv"),
        ("actions-csv", "public/api/actions.csv"),
    ] {
        let ran = folder.run(&format!("export --format {format}"));
        assert_eq!(ran.expect(0).out, published(path), "{format}");
    }
    let json: Value = serde_json::from_str(&folder.run("export").out).unwrap();
    let ndjson = folder.run("export --format ndjson").out;
    let lines: Vec<Value> = ndjson
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(json["incidents"], Value::Array(lines));
}

#[test]
fn drafts_and_internal_documents_are_data_only_when_asked_for() {
    let folder = library();
    assert_eq!(ids(&folder, &[]), ["d03", "d02", "d01", "a", "INC-9"]);
    for (options, word) in [("--drafts", "Not yet"), ("--internal", "Ours alone")] {
        for command in ["list", "export", "export --format csv"] {
            assert!(!folder.run(command).out.contains(word));
            let ran = folder.run(&format!("{command} {options}"));
            assert!(ran.expect(0).out.contains(word), "{command} {options}");
        }
    }
    folder
        .run("stats")
        .expect(0)
        .out
        .lines()
        .next()
        .filter(|line| line.contains("1 draft left out, 1 internal document left out"))
        .unwrap();
}

#[test]
fn filters_are_those_of_the_search_page() {
    let folder = library();
    for (filter, expected) in [
        (vec!["cause=database duration>4h"], vec!["d03", "d02"]),
        (vec!["cause:database", "duration:>4h"], vec!["d03", "d02"]),
        (vec!["-cause=database"], vec!["a"]),
        (vec!["duration:1h"], vec!["d01", "a"]),
        (vec!["duration=1h"], vec!["d01"]),
        (vec!["duration:..4h"], vec!["d01", "a"]),
        (
            vec!["service=orders,checkout after=2024-05"],
            vec!["d03", "d02", "d01"],
        ),
        (vec!["before:2024-05-02"], vec!["d01", "a"]),
        (vec!["percent:40"], vec!["a"]),
        (vec!["percent>40"], vec![]),
        (vec!["cause=hardware"], vec![]),
        (vec!["cause=time"], vec!["a"]),
    ] {
        assert_eq!(ids(&folder, &filter), expected, "{filter:?}");
    }
    for (filter, message) in [
        ("cause=databse", "did you mean `database`?"),
        ("cuase=database", "did you mean `cause`?"),
        ("timeout", "`timeout` is no filter"),
        ("team=x", "no incident has the team `x`"),
        ("duration>long", "write `duration>4h`"),
        ("after=yesterday", "write `after=2023-01`"),
        ("cause>database", "`cause` cannot be `>database`"),
    ] {
        folder
            .run(&format!("list --filter {filter}"))
            .expect(2)
            .says(message);
    }
}

#[test]
fn a_list_is_a_table_for_people_and_data_for_programs() {
    let folder = library();
    let ran = folder.run("list");
    ran.expect(0).says("5 incidents");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 6);
    assert!(lines[1].starts_with("2024-05-03  9 h"), "{}", lines[1]);
    assert!(lines[5].starts_with("-           -"), "{}", lines[5]);
    folder
        .run("list --filter duration>4h")
        .expect(0)
        .says("2 incidents of 5");
    let json: Value =
        serde_json::from_str(&folder.run("list --format json --filter duration>4h").out).unwrap();
    assert_eq!(json["incidents"].as_array().unwrap().len(), 2);
}

#[test]
fn figures_are_honest() {
    let folder = library();
    let out = folder.run("stats").expect(0).out.clone();
    for words in [
        "5 incidents, 2024-03-08 to 2024-05-03 (1 without a date,",
        "too few to summarise: 1 h, 3 h 30 min, 5 h, 9 h",
        "left out: 1 not known",
        "Database and storage      4   80 %",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
    folder.put(
        "content/more.md",
        "---\ntitle: More\nstarted: 2024-06-01T00:00:00Z\nresolved: 2024-06-01T02:00:00Z\n---\n\nIt was.\n",
    );
    let json: Value = serde_json::from_str(&folder.run("stats --format json").out).unwrap();
    let duration = &json["duration_minutes"];
    assert_eq!(
        (&duration["n"], &duration["median"]),
        (&5.into(), &210.0.into())
    );
    assert_eq!(duration["left_out"]["unknown"], 1);
    assert!(!out.contains("mean ") && duration.get("mean").is_none());
    // Fewer than eight: no interval; fewer than twenty: no 90th percentile.
    assert!(duration.get("median_interval_95").is_none() && duration.get("p90").is_none());
}

#[test]
fn a_cell_is_no_formula_and_a_title_no_command_to_the_terminal() {
    let folder = library();
    let csv = folder.run("export --format csv").out;
    assert!(csv.contains(",'=cmd|'/c calc'!A1,"), "{csv}");
    folder.put(
        "content/esc.md",
        "---\ntitle: \"\\x1b]0;x\\a \\u009b31m \\u202Eevil\"\n---\n\nIt was.\n",
    );
    for command in [
        "list",
        "stats",
        "export",
        "export --format csv",
        "list --format json",
    ] {
        let out = folder.run(command).expect(0).out.clone();
        let obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        assert!(!out.contains(obeyed), "{command}: {out:?}");
    }
}

#[test]
fn a_document_that_cannot_be_read_is_missed_aloud() {
    let folder = library();
    folder.put("content/bad.md", BAD);
    folder
        .run("list")
        .expect(0)
        .says("1 document is left out because of errors");
    folder
        .run("export --format ndjson")
        .expect(1)
        .says("1 document is left out because of errors");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = library();
    for command in ["list", "stats", "export"] {
        let out = Stream {
            write: Box::new(Refusing(ErrorKind::BrokenPipe)),
            terminal: false,
        };
        let err = Buffer::default();
        let host = folder.host(out, err.stream());
        let code = run(["casebook", command].map(Into::into), host);
        assert_eq!(code, ExitCode::from(0), "{command}: {}", err.text());
    }
}

#[test]
fn schemas_are_printed_for_editors_and_know_the_categories_of_the_site() {
    let folder = Folder::with(&[("site.toml", "[[category]]\nid = 'weather'\n")]);
    let schema = |options: &str| -> Value {
        let ran = folder.run(&format!("config schema {options}"));
        serde_json::from_str(&ran.expect(0).out).unwrap()
    };
    let cause = schema("")["properties"]["root_cause"].to_string();
    assert!(cause.contains("\"weather\"") && cause.contains("\"network\""));
    assert_eq!(schema(""), schema("--front-matter"));
    assert_eq!(
        schema("--site")["properties"]["build"]["properties"]["page_size"]["default"],
        100
    );
    folder.put("content/a.md", GOOD);
    folder.run("build").expect(0);
    let published = std::fs::read_to_string(folder.path().join("public/api/schema.json")).unwrap();
    assert_eq!(folder.run("config schema --data").out, published);
    folder.run("config schema --site --data").expect(2);
}

#[test]
fn a_short_finding_fits_the_pattern_that_the_documents_give_to_editors() {
    let folder = Folder::with(&[("content/b.md", BAD), ("content/c.md", ODD)]);
    let out = folder.run("check --format concise").out;
    assert!(out.lines().count() > 1);
    for line in out.lines() {
        // file:line:column: level[rule]: message
        let (place, rest) = line.split_once(": ").unwrap();
        let parts: Vec<&str> = place.rsplitn(3, ':').collect();
        assert!(
            parts.len() == 3 && parts[..2].iter().all(|it| it.parse::<u32>().is_ok()),
            "{line}"
        );
        let (level, message) = rest.split_once("]: ").unwrap();
        assert!(
            ["error[", "warning[", "hint["]
                .iter()
                .any(|it| level.starts_with(it))
        );
        assert!(!message.is_empty());
    }
}
