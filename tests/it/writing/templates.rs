//! Writing templates, read as they are and filled in.

use casebook::diag::{Level, SourceText};
use casebook::library::Entry;
use casebook::pipeline;
use casebook::writing::{self, Draft, TEMPLATES};

use super::{config, read};

fn draft() -> Draft {
    Draft {
        title: "Checkout down".to_owned(),
        date: jiff::civil::date(2026, 11, 20),
        owner: Some("shop".to_owned()),
        cause: Some("config-change".to_owned()),
        severity: Some("SEV-2".to_owned()),
        services: vec!["checkout".to_owned()],
    }
}

#[test]
fn a_template_guides_the_writer_and_says_nothing_by_itself() {
    for template in TEMPLATES {
        let text = writing::write(&draft(), template.text, &config()).unwrap();
        let outcome = pipeline::read(
            &SourceText::new("2026-11-20-checkout-down.md", &text),
            &config(),
        );
        let loud: Vec<_> = outcome
            .diagnostics
            .iter()
            .filter(|it| it.level != Level::Hint && !it.rule.ends_with("-missing"))
            .collect();
        assert!(loud.is_empty(), "{}: {loud:?}", template.name);
        let Entry::Incident(record) = outcome.value else {
            panic!("{} is no incident", template.name);
        };
        let facts = format!("{:?}", record.postmortem.facts);
        assert!(!facts.contains("Inferred"), "{}: {facts}", template.name);
        let facts = &record.postmortem.facts;
        assert!(
            facts.timeline.is_empty()
                && facts.action_items.is_empty()
                && facts.lessons == Default::default()
        );
        let prompts = text.matches("<!--").count();
        assert!(prompts >= 3, "{}", template.name);
        let words: String = record
            .document
            .sections
            .iter()
            .map(|it| it.text.as_str())
            .collect();
        assert_eq!(
            words.trim(),
            "",
            "{}: a prompt would reach the page",
            template.name
        );
    }
}

#[test]
fn a_filled_in_template_is_understood() {
    let template = TEMPLATES.iter().find(|it| it.name == "sre").unwrap();
    let text = writing::write(&draft(), template.text, &config())
        .unwrap()
        .replace("## Timeline\n\n<!--", "## Timeline\n\n- 2026-11-20 09:00 UTC: first orders fail\n- 2026-11-20 09:12 UTC: the alert fires\n\n<!--")
        .replace("## Root causes\n\n<!--", "## Root causes\n\nThe new setting asked for a table that did not exist yet, and nothing looks whether a setting fits the schema before it goes out to every machine at once.\n\n<!--")
        .replace("## Action items\n\n<!--", "## Action items\n\n- Alert within a minute (owner: shop, due: 2026-12-01)\n\n<!--")
        .replace("## What went well\n\n<!--", "## What went well\n\n- The rollback took a minute\n\n<!--");
    let record = read("x.md", &text).unwrap();
    let facts = &record.postmortem.facts;
    assert_eq!(facts.timeline.len(), 2, "{:?}", facts.timeline);
    assert_eq!(facts.action_items.len(), 1, "{:?}", facts.action_items);
    assert_eq!(facts.lessons.well, ["The rollback took a minute"]);
}
