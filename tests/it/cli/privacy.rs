//! Private and public from one folder: what is internal is in no byte of a public site.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Folder, GOOD};

/// An incident for staff only.
const INTERNAL: &str = "---\ntitle: Zanzibar contract outage\nid: INC-77\nslug: zanzibar-outage\nvisibility: internal\nstarted: 2024-01-08T14:00:00Z\n\
resolved: 2024-01-08T17:30:00Z\naliases: [old/zanzibar]\ntags: [zanzibar]\nservices: [zanzibar-service]\n---\n\nThe Zanzibar contract.\n";

/// Every file of the output whose name or bytes hold `words`, whatever their case.
fn holding(folder: &Folder, words: &str) -> Vec<PathBuf> {
    let words = words.to_lowercase();
    let files = folder.files("public").into_iter();
    files
        .filter(|(path, bytes)| {
            let text = String::from_utf8_lossy(bytes).to_lowercase();
            text.contains(&words) || path.to_string_lossy().to_lowercase().contains(&words)
        })
        .map(|(path, _)| path)
        .collect()
}

/// Two folders hold the same site, to the byte.
#[track_caller]
fn assert_same(one: &Folder, other: &Folder) {
    let (one, other) = (one.files("public"), other.files("public"));
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for (path, bytes) in one
        .iter()
        .filter(|(path, _)| !path.ends_with("manifest.json"))
    {
        let other = String::from_utf8_lossy(&other[path]).into_owned();
        let text = String::from_utf8_lossy(bytes).into_owned();
        let pair = text.lines().zip(other.lines()).find(|(a, b)| a != b);
        assert!(text == other, "{}: {pair:?}", path.display());
    }
}

#[test]
fn inspect_names_the_lines_of_the_file_and_quotes_nothing_internal() {
    let text = "# Outage\n\n<!-- internal -->\nzanzibar\nand more\n<!-- /internal -->\n\n\
        Start: 2024-01-05 10:00 UTC\nEnd: 2024-01-05 11:00 UTC\nRoot cause: a disk was full.\n\
        Impact: 40% of users saw errors.\n";
    let folder = Folder::with(&[("content/a.md", text)]);
    let shown = folder.run("inspect content/a.md").out;
    assert!(
        shown.contains("8 │ Start: ⟦2024-01-05 10:00 UTC⟧"),
        "{shown}"
    );
    assert!(!shown.contains("zanzibar"), "{shown}");
    let data = folder.run("inspect --format json content/a.md").out;
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data[0]["facts"]["started"]["line"], 8);
    assert_eq!(data[0]["facts"]["title"]["line"], 1);
}

#[test]
fn an_internal_document_leaves_no_trace_in_a_public_site() {
    let public = GOOD.replace(
        "services:",
        "related: [{id: INC-77, reason: same contract}]\nservices:",
    ) + "\n[More about it](internal.md).\n";
    let with = Folder::with(&[("content/a.md", &public), ("content/internal.md", INTERNAL)]);
    let ran = with.run("build --base-url https://example.org/");
    ran.expect(0)
        .says("internal-named")
        .says("1 internal document left out");
    assert_eq!(holding(&with, "zanzibar"), Vec::<PathBuf>::new());
    assert_eq!(holding(&with, "INC-77"), Vec::<PathBuf>::new());
    // Nothing at all tells that there is another document.
    let public = public
        .replace(
            "related: [{id: INC-77, reason: same contract}]",
            "related: []",
        )
        .replace("[More about it](internal.md)", "More about it");
    let without = Folder::with(&[("content/a.md", &public)]);
    without
        .run("build --base-url https://example.org/")
        .expect(0);
    assert_same(&with, &without);
}

#[test]
fn an_internal_site_says_so_on_every_page_and_asks_search_engines_to_stay_away() {
    let passage = GOOD.to_owned() + "\n<!-- internal -->The Zanzibar contract.<!-- /internal -->\n";
    let folder = Folder::with(&[
        ("content/a.md", &passage),
        ("content/internal.md", INTERNAL),
    ]);
    folder.run("build").expect(0);
    assert_eq!(
        holding(&folder, "cb-internal\" role"),
        Vec::<PathBuf>::new()
    );
    assert_eq!(holding(&folder, "noindex, nofollow"), Vec::<PathBuf>::new());
    folder.run("build --internal").expect(0);
    assert!(holding(&folder, "zanzibar").len() > 5);
    for (path, bytes) in folder.files("public") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let name = path.to_string_lossy().into_owned();
        if name.ends_with(".html") {
            assert!(
                text.contains("Internal: holds what is not for the public."),
                "{name}"
            );
            assert!(text.contains("name=\"robots\" content=\"noindex"), "{name}");
        }
        if name.ends_with("robots.txt") {
            assert!(text.contains("Disallow: /\n"));
        }
    }
}

#[test]
fn a_build_fails_if_internal_words_would_be_published_by_another_way() {
    let public = GOOD.to_owned()
        + "\n[The log](log.txt).\n\n<!-- internal -->\nThe host zanzibar-7.corp answered to nobody at all that night.\n<!-- /internal -->\n";
    let folder = Folder::with(&[
        ("content/a.md", &public),
        (
            "content/log.txt",
            "12:00 ok\n12:01 the HOST zanzibar-7.corp answered to nobody\n",
        ),
    ]);
    let ran = folder.run("build");
    ran.expect(1)
        .says("internal-leak")
        .says("content/a.md:17")
        .says("incidents/a/log.txt")
        .says("nothing was written");
    assert!(!ran.err.contains("zanzibar"), "{}", ran.err);
    assert!(!folder.has("public"));
    folder.run("build --dry-run").expect(1);
    folder.run("build --keep-going").expect(1);
    assert!(!folder.has("public"));
    folder.run("build --internal").expect(0);
    folder.put("site.toml", "[rules]\ninternal-leak = \"warning\"\n");
    folder.run("build").expect(0).says("internal-leak");
    folder.put("site.toml", "[rules]\ninternal-leak = \"off\"\n");
    assert!(!folder.run("build").expect(0).err.contains("internal-leak"));
    folder.put("site.toml", "");
    folder.put("content/log.txt", "12:00 ok\n");
    folder.run("build").expect(0);
    assert_eq!(holding(&folder, "zanzibar"), Vec::<PathBuf>::new());
}

/// A document with something internal in twenty places: `zqcanary01` to `zqcanary20`, each on a line of its own.
fn twenty_places() -> String {
    let inline = |n: usize| format!("<!-- internal -->zqcanary{n:02}<!-- /internal -->");
    let mut text = String::from(
        "---\ntitle: Shop outage\nstarted: 2024-05-06T10:00Z\nresolved: 2024-05-06T12:00Z\n",
    );
    text += "internal:\n  owner: zqcanary01\nauthors: # <!-- internal -->\n  - zqcanary02 # <!-- /internal -->\n";
    text += "timeline:\n  - 10:00 alert\n  # <!-- internal -->\n  - 10:05 zqcanary03\n  # <!-- /internal -->\n";
    text += "action_items:\n  - title: Review the settings\n    # <!-- internal -->\n    owner: zqcanary04\n    # <!-- /internal -->\n---\n\n";
    text += &format!("# Shop outage {}\n\n", inline(5));
    text += &format!("Root cause: a bad release {} of the shop.\n\n", inline(6));
    text += &format!("Impact: 40% of users {} saw errors.\n\n", inline(7));
    text += &format!("![A diagram {}](diagram.png)\n\n", inline(8));
    text += &format!("![Another](diagram.png \"{}\")\n\n", inline(9));
    text += &format!("[A link](https://example.org/{})\n\n", inline(10));
    text += &format!("[Another](https://example.org/ \"{}\")\n\n", inline(11));
    text += &format!("```sh\nexport HOST=x {}\n```\n\n", inline(12));
    text += &format!("`inline {}`\n\n", inline(13));
    text += &format!("| a | b |\n|---|---|\n| c {} | d |\n\n", inline(14));
    text += &format!("A note.[^1]\n\n[^1]: The note {}.\n\n", inline(15));
    text += &format!("<b title=\"{}\">bold</b>\n\n", inline(16));
    text += &format!("> quoted {}\n\n", inline(17));
    text += &format!("## Timeline\n\n- 10:45 UTC rolled back {}\n\n", inline(18));
    text += &format!(
        "## Action items\n\n- [ ] Alert on errors {}\n\n",
        inline(19)
    );
    text += ":::internal\n![zqcanary20](zqcanary20.png)\n:::\n";
    text
}

#[test]
fn internal_words_in_twenty_places_are_in_no_byte_and_each_is_named_by_check() {
    let text = twenty_places();
    let folder = Folder::with(&[
        (
            "site.toml",
            "base_url = \"https://example.org/\"\n[links]\nsource = \"https://example.org/src/{path}\"\n[api]\nper_incident = true\n",
        ),
        ("content/a.md", &text),
        ("content/zqcanary20.png", "\u{89}PNG zqcanary"),
        ("content/diagram.png", "\u{89}PNG"),
        (
            "content/zqcanary21.md",
            &INTERNAL.replace("anzibar", "qcanary21"),
        ),
    ]);
    let ran = folder.run("build");
    ran.expect(0);
    assert_eq!(
        holding(&folder, "zqcanary"),
        Vec::<PathBuf>::new(),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("zqcanary0"), "{}", ran.err);
    // Where internal words stand is not told either.
    assert_eq!(holding(&folder, "org/src/a.md"), Vec::<PathBuf>::new());
    let checked = folder.run("check --select internal-part --format concise");
    for n in 1..=20 {
        let canary = format!("zqcanary{n:02}");
        let line = 1 + text
            .lines()
            .position(|line| line.contains(&canary))
            .unwrap();
        // A passage is named by the line that it begins on: that of its mark.
        let named = (line.saturating_sub(1)..=line)
            .any(|line| checked.out.contains(&format!("content/a.md:{line}:")));
        assert!(named, "{canary} in line {line}: {}", checked.out);
    }
    assert_eq!(checked.out.matches("a.md:").count(), 20, "{}", checked.out);
    assert!(
        checked.out.contains("content/zqcanary21.md:"),
        "{}",
        checked.out
    );
    folder.run("build --internal").expect(0);
    for n in 1..=20 {
        let canary = format!("zqcanary{n:02}");
        assert!(
            !holding(&folder, &canary).is_empty(),
            "{canary} is not in the internal site"
        );
    }
}

/// A key as its issuer makes them, another one for each place; written in two parts, so that no scan takes this file for a leak.
fn key(n: usize) -> String {
    let letters: String = (0..14)
        .map(|i| char::from(b'A' + ((n * 7 + i * 11 + i * i) % 26) as u8))
        .collect();
    format!("{}IA{n:02}{letters}", "AK")
}

#[test]
fn keys_in_twenty_places_are_never_published_and_each_is_named_by_check() {
    let lines: [&dyn Fn(&str) -> String; 18] = [
        &|key| format!("title: Shop outage {key}"),
        &|key| format!("summary: The key {key} leaked."),
        &|key| format!("owner: {key}"),
        &|key| format!("unknown_field: {key}"),
        &|key| format!("timeline: [\"10:00 used {key}\"]"),
        &|key| format!("action_items: [{{title: Revoke {key}}}]"),
        &|key| format!("# A heading {key}"),
        &|key| format!("A sentence with {key} in it."),
        &|key| format!("![alt {key}](https://example.org/a.png)"),
        &|key| format!("![alt](https://example.org/a.png \"{key}\")"),
        &|key| format!("[link](https://example.org/?k={key})"),
        &|key| format!("[link](https://example.org/ \"{key}\")"),
        &|key| format!("`{key}`"),
        &|key| format!("    export KEY={key}"),
        &|key| format!("<!-- {key} -->"),
        &|key| format!("| a | {key} |"),
        &|key| format!("[^1]: {key}"),
        &|key| format!("- [ ] revoke {key}"),
    ];
    let mut text = String::from("---\n");
    for (n, line) in lines.iter().enumerate() {
        if n == 6 {
            text += "---\n\n";
        }
        text += &format!("{}\n", line(&key(n)));
        if n >= 6 {
            text += "\n";
        }
    }
    let (log, name) = (key(18), key(19));
    text += &format!("[log](log.txt) [plan](plan.png) [named]({name}.txt)\n");
    let folder = Folder::with(&[
        ("content/a.md", &text),
        ("content/log.txt", &format!("one\ntwo {log}\n")),
        (
            "content/plan.png",
            &format!("\u{89}PNG\u{0}\u{1}tEXtComment\u{0}{}\u{0}", key(20)),
        ),
        (&format!("content/{name}.txt"), "fine"),
    ]);
    for command in ["build", "build --keep-going", "build --internal"] {
        folder.run(command).expect(1).says("secret-found");
        assert!(!folder.has("public"), "{command}");
    }
    let checked = folder.run("check --select secret-found --format concise");
    checked.expect(1);
    for n in 0..18 {
        let line = 1 + text
            .lines()
            .position(|line| line.contains(&key(n)))
            .unwrap();
        let place = format!("content/a.md:{line}:");
        assert!(
            checked.out.contains(&place),
            "{place} is not named: {}",
            checked.out
        );
        assert!(!checked.out.contains(&key(n)), "{}", checked.out);
    }
    for place in [
        "content/log.txt:2:",
        "content/plan.png:",
        "content/AKIA….txt",
    ] {
        assert!(
            checked.out.contains(place),
            "{place} is not named: {}",
            checked.out
        );
    }
    assert!(
        !checked.out.contains(&log) && !checked.out.contains(&name),
        "{}",
        checked.out
    );
}

#[test]
fn a_document_with_a_mark_in_doubt_is_not_published_in_any_part() {
    let doubtful = GOOD.replace("Checkout", "Zanzibar") + "\n<!-- internal -->\nNever closed.\n";
    let folder = Folder::with(&[("content/a.md", GOOD), ("content/b.md", &doubtful)]);
    folder
        .run("build")
        .expect(1)
        .says("internal-mark")
        .says("content/b.md:14:1")
        .says("1 finding to mend");
    assert!(!folder.has("public"));
    folder.run("build --keep-going").expect(1);
    assert!(folder.has("public/incidents/a/index.html"));
    assert_eq!(holding(&folder, "zanzibar"), Vec::<PathBuf>::new());
    // A level for the rule does not publish it either.
    folder.put("site.toml", "[rules]\ninternal-mark = \"off\"\n");
    folder.run("build").expect(0);
    assert_eq!(holding(&folder, "zanzibar"), Vec::<PathBuf>::new());
    folder.put("site.toml", "");
    folder.run("check --select internal-mark").expect(1);
}
