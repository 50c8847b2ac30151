//! What holds for every input: no panic, the same bytes for any order, spans that hold their words.

use casebook::config::Config;
use casebook::diag::SourceText;
use casebook::library::{Entry, Library};
use casebook::model::Facts;
use casebook::pipeline;
use proptest::prelude::*;

/// Pieces of which postmortems, and hostile texts, are made.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[ -~\\n\\t]{0,60}",
        prop::sample::select(vec![
            "---\n",
            "+++\n",
            "{\n",
            "}\n",
            "title: x\n",
            "started: 2023-05-10T09:00:00Z\n",
            "- a: [",
            "&a *a",
            "# Summary\n",
            "## Timeline\n",
            "- **10:30 AM UTC** alert fired\n",
            "May 10, 2023, 9:00 AM - 11:30 AM (GMT +1)\n",
            "Duration: about 25 hours\n",
            "| a | b |\n|--|--|\n| 10:00 | x |\n",
            "<h1>Postmortem</h1>",
            "<ul><li>",
            "</div>",
            "<!--",
            "```sql\nselect 1\n```\n",
            "```",
            "[x](y.md#z)",
            "![](a.png)",
            "[^1]",
            "[^1]: n\n",
            "> [!NOTE]\n> x\n",
            "Root cause: a bug in é\u{301}\n",
            "75% of users",
            "31 April 2023\n",
            "\u{202e}",
            "\0",
            "障害が発生",
            "😀",
            "Feb 30",
            "12/05/2023 25:99",
            "99999999999999999999",
        ])
        .prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

/// Every quote of the facts, with its span.
fn quotes(facts: &Facts) -> Vec<casebook::model::Quote> {
    let mut found = Vec::new();
    macro_rules! take {
        ($($field:ident),*) => { $( found.extend(facts.$field.iter().filter_map(|it| it.quote.clone())); )* };
    }
    take!(
        title,
        summary,
        started,
        detected,
        declared,
        mitigated,
        resolved,
        timezone,
        duration_stated,
        severity,
        root_cause,
        root_cause_text,
        contributing,
        trigger,
        component,
        pattern,
        services,
        impact_level,
        impact_kinds,
        impact_users_percent,
        impact_text,
        detection,
        mitigation,
        errors,
        alerts
    );
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_reading_it_panic(text in text()) {
        let source = SourceText::new("a.md", &text);
        let _ = pipeline::read(&source, &Config::default());
    }

    #[test]
    fn every_quote_lies_in_the_text_and_holds_its_words(text in text()) {
        let source = SourceText::new("a.md", &text);
        let Entry::Incident(record) = pipeline::read(&source, &Config::default()).value else { return Ok(()) };
        let fold = |text: &str| text.split(|c: char| c.is_whitespace() || c.is_control())
.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
        for quote in quotes(&record.postmortem.facts) {
            let there = record.source.text.get(quote.span.start..quote.span.end);
            prop_assert!(there.is_some(), "{:?} is no span of the text", quote);
            prop_assert!(quote.line >= 1 && quote.line <= record.source.text.matches('\n').count() + 1);
            prop_assert_eq!(fold(there.unwrap_or_default()), fold(&quote.text));
        }
    }

    #[test]
    fn the_order_of_the_files_does_not_matter(texts in prop::collection::vec(text(), 1..6), seed in any::<u64>()) {
        let config = Config::default();
        let files: Vec<SourceText> =
            texts.iter().enumerate().map(|(n, text)| SourceText::new(format!("f{}/a{n}.md", n % 2), text)).collect();
        let mut shuffled = files.clone();
        shuffled.rotate_left(usize::try_from(seed % 7).unwrap_or(0) % files.len());
        let slugs = |files: &[SourceText]| {
            let entries = pipeline::read_all(files, &config).into_iter().map(|it| it.value);
            let library = Library::of(entries);
            let mut rules: Vec<String> = library.diagnostics.iter().map(|it| format!("{it:?}")).collect();
            rules.sort();
            (library.value.addresses, library.value.records.iter().map(|it| it.postmortem.slug.clone()).collect::<Vec<_>>(), rules)
        };
        prop_assert_eq!(slugs(&files), slugs(&shuffled));
    }
}
