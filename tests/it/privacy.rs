//! Nothing internal in any byte of a public site, for any document; and no false alarm on a library of real incidents.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use casebook::config::{Audience, Config};
use casebook::diag::{Diagnostic, SourceText};
use casebook::leak::Guard;
use casebook::pipeline::{self, EarlierSearch, Inputs, LookedThrough};
use casebook::site::{Site, SitePath};
use casebook::source::SourceFile;
use casebook::source::walk::Walked;
use casebook::theme::Theme;
use proptest::prelude::*;

/// A site of files in memory, what was found in them, and what keeps out of it what is internal.
struct Made {
    site: Site,
    findings: Vec<Diagnostic>,
    guard: Option<Guard>,
}

fn make(files: &[(String, String)], internal: bool) -> Made {
    let config = Arc::new(Config {
        base_url: Some("https://example.org/".to_owned()),
        api_per_incident: true,
        audience: Audience {
            internal,
            drafts: false,
        },
        ..Config::default()
    });
    let sources: Vec<SourceText> = files
        .iter()
        .map(|(path, text)| SourceText::new(path.as_str(), text))
        .collect();
    let walked = Walked {
        files: sources
            .iter()
            .map(|source| SourceFile {
                source: source.clone(),
            })
            .collect(),
        ..Walked::default()
    };
    let sources: Vec<&SourceText> = sources.iter().collect();
    let entries = pipeline::read_all(&sources, &config);
    let removed = pipeline::removed(&sources, &entries, &config);
    let theme = Theme::builtin();
    let inputs = Inputs {
        walked,
        statics: Vec::new(),
        theme: theme.clone(),
        diagnostics: Vec::new(),
        search: EarlierSearch::default(),
        site: None,
        files: LookedThrough::default(),
    };
    let made = pipeline::assemble_site(entries, inputs, &config);
    Made {
        guard: pipeline::guard(removed, &made.value.understood.library, &theme, &config),
        site: made.value.site,
        findings: made.diagnostics,
    }
}

impl Made {
    fn files(&self) -> BTreeMap<SitePath, Arc<[u8]>> {
        let paths = self.site.paths();
        paths
            .map(|path| (path.clone(), self.site.render(path).unwrap().unwrap()))
            .collect()
    }

    /// What the guard finds in the whole site.
    fn leaks(&self) -> Vec<Diagnostic> {
        let guard = self.guard.as_ref().unwrap();
        let files = self.files();
        let found = files.iter().filter_map(|(path, bytes)| {
            let found = guard.look(self.site.maker(path), path, bytes);
            (!found.is_empty()).then(|| (path.clone(), found))
        });
        guard.findings(&found.collect())
    }
}

/// The incidents of this repository.
fn samples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "md"))
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The text with every `each`th paragraph of its body between marks.
fn with_passages(text: &str, each: usize) -> String {
    let body = text.rfind("\n---\n").map_or(0, |at| at + 5);
    let (head, body) = text.split_at(body);
    let paragraphs: Vec<String> = body
        .split("\n\n")
        .enumerate()
        .map(
            |(n, paragraph)| match n % each == each - 1 && !paragraph.contains("```") {
                true => format!("<!-- internal -->\n{paragraph}\n<!-- /internal -->"),
                false => paragraph.to_owned(),
            },
        )
        .collect();
    format!("{head}{}", paragraphs.join("\n\n"))
}

#[test]
fn no_alarm_is_raised_over_a_library_of_real_incidents_with_internal_passages() {
    for each in [2, 3, 5] {
        let files: Vec<(String, String)> = samples()
            .into_iter()
            .enumerate()
            .map(|(n, (path, text))| match n % 7 {
                6 => (
                    path,
                    text.replacen("---\n", "---\nvisibility: internal\n", 1),
                ),
                _ => (path, with_passages(&text, each)),
            })
            .collect();
        let made = make(&files, false);
        let leaks = made.leaks();
        assert!(leaks.is_empty(), "{leaks:#?}");
    }
}

/// Words that stand nowhere but in internal parts: what a search of the site for `CANARY` finds has leaked.
const CANARY: &str = "wexqzor";

/// Where a passage can be put: before and after it the text goes on as if it were not there.
#[derive(Debug, Clone, Copy)]
enum Spot {
    Line,
    Fence,
    Inline,
}

/// One internal passage with the canary in it, in some form.
fn passage() -> impl Strategy<Value = (Spot, String)> {
    let words = prop::sample::select(vec![
        "plain wexqzor words",
        "## Heading wexqzor\n\ntext",
        "- wexqzor item\n- [ ] wexqzor task owner: wexqzor due 2024-05-06",
        "| wexqzor | b |\n|---|---|\n| wexqzor | 2 |",
        "```sh\nexport KEY=wexqzor\n```",
        "`wexqzor` **wexqzor** [wexqzor](https://wexqzor.example/wexqzor \"wexqzor\") ![wexqzor](wexqzor.png \"wexqzor\")",
        "<b title=\"wexqzor\">wexqzor</b> <!-- wexqzor -->",
        "[^wexqzor]\n\n[^wexqzor]: wexqzor",
        "[wexqzor]: https://wexqzor.example",
        "Root cause: the wexqzor database failed.\n\nImpact: 40% of wexqzor users saw errors.",
        "- 09:12 UTC wexqzor alert fired\n- 09:20 UTC wexqzor rolled back",
        "Duration: 3 hours wexqzor",
        "# wexqzor",
        "> [!NOTE]\n> wexqzor",
        "$wexqzor$ wexqzor_id-7 WEXQZOR \u{202e}wexqzor",
        "unclosed ``` wexqzor **wexqzor <div> wexqzor",
        "<details><summary>wexqzor</summary>\nwexqzor",
        "wexqzor\n---\nwexqzor: wexqzor\n---",
    ]);
    let spot = prop::sample::select(vec![Spot::Line, Spot::Fence, Spot::Inline]);
    (spot, words).prop_map(|(spot, words)| (spot, words.to_owned()))
}

/// A public block of a document.
fn block() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Plain public words of a paragraph.",
        "## Timeline\n\n- 10:30 UTC alert fired\n- 10:45 UTC rolled back",
        "```\ncode of the public\n```",
        "| a | b |\n|---|---|\n| c | d |",
        "1. one\n2. two\n\n   deeper",
        "> quoted\n> twice",
        "<div>raw <i>html</i></div>",
        "Root cause: a misconfigured load balancer.",
        "Text with [a link](other.md) and a note.[^1]\n\n[^1]: The note.",
        "```\nnever closed",
        "<!-- a remark of the public -->",
        "- [ ] Review the settings",
    ])
    .prop_map(str::to_owned)
}

/// A document with passages, and the same one without them.
fn document() -> impl Strategy<Value = (String, String)> {
    let piece = prop_oneof![
        block().prop_map(|text| (format!("{text}\n\n"), format!("{text}\n\n"))),
        passage().prop_map(|(spot, words)| match spot {
            // Of a passage on lines of its own the blank line behind it stays.
            Spot::Line => (
                format!("<!-- internal -->\n{words}\n<!-- /internal -->\n\n"),
                "\n".to_owned(),
            ),
            Spot::Fence => (format!(":::internal\n{words}\n:::\n\n"), "\n".to_owned(),),
            Spot::Inline => (
                format!("Before <!-- internal -->{words}<!-- /internal --> after.\n\n"),
                "Before after.\n\n".to_owned(),
            ),
        }),
    ];
    let front =
        "---\ntitle: Shop outage\nstarted: 2024-05-06T10:00Z\nresolved: 2024-05-06T12:00Z\n";
    let secret = "---\ntitle: Shop outage\nowner: wexqzor\nstarted: 2024-05-06T10:00Z\ninternal: [owner, tags]\nresolved: 2024-05-06T12:00Z\n\
        tags: [wexqzor]\n# <!-- internal -->\nservices: [wexqzor]\n# <!-- /internal -->\n";
    prop::collection::vec(piece, 1..9).prop_map(move |pieces| {
        let (with, without): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
        (
            format!("{secret}---\n\n{}", with.concat()),
            format!("{front}---\n\n{}", without.concat()),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The words of an internal passage are in no byte of the site, and the site is the one that would be made if they had
    /// never been written; an internal site has them.
    #[test]
    fn a_passage_changes_no_byte_of_a_public_site(
        documents in prop::collection::vec(document(), 1..4),
    ) {
        let name = |n: usize| format!("inc-{n}.md");
        let internal = (
            "wexqzor.md".to_owned(),
            "---\ntitle: Wexqzor\nid: wexqzor-1\nvisibility: internal\ndate: 2024-01-02\n---\n\nwexqzor\n".to_owned(),
        );
        let with: Vec<_> = documents.iter().enumerate().map(|(n, (text, _))| (name(n), text.clone())).chain([internal]).collect();
        let without: Vec<_> = documents.iter().enumerate().map(|(n, (_, text))| (name(n), text.clone())).collect();
        let public = make(&with, false);
        let marks: Vec<_> = public.findings.iter().filter(|it| it.rule.starts_with("internal-")).collect();
        prop_assert!(marks.is_empty(), "{:?}", marks);
        let files = public.files();
        for (path, bytes) in &files {
            let text = String::from_utf8_lossy(bytes).to_lowercase();
            prop_assert!(!text.contains(CANARY), "{path} of {with:?}");
            prop_assert!(!path.as_str().contains(CANARY), "{path}");
        }
        prop_assert_eq!(public.leaks(), Vec::new());
        let clean = make(&without, false).files();
        prop_assert_eq!(files.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
        for (path, bytes) in &files {
            let one = String::from_utf8_lossy(bytes);
            let other = String::from_utf8_lossy(&clean[path]);
            let pair = one.lines().zip(other.lines()).find(|(a, b)| a != b);
            prop_assert!(one == other, "{}: {:?}", path, pair);
        }
    }
}
