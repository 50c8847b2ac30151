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
    assert_eq!(holding(&with, "zanzibar"), [PathBuf::new(); 0]);
    assert_eq!(holding(&with, "INC-77"), [PathBuf::new(); 0]);
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
    assert_eq!(holding(&folder, "cb-internal\" role"), [PathBuf::new(); 0]);
    assert_eq!(holding(&folder, "noindex, nofollow"), [PathBuf::new(); 0]);
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
    assert_eq!(holding(&folder, "zanzibar"), [PathBuf::new(); 0]);
}
