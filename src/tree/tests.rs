//! Tests of the three notations: one tree, true places, bounded cost.

use super::*;

const BOUNDS: Bounds = Bounds {
    depth: 32,
    keys: 1000,
};

fn whole(text: &str) -> (SourceText, Span) {
    let source = SourceText::new("a.md", text);
    let span = Span::new(0, source.text.len());
    (source, span)
}

fn read(how: fn(&SourceText, Span, Bounds) -> Read, text: &str) -> Read {
    let (source, span) = whole(text);
    how(&source, span, BOUNDS)
}

fn json_of(how: fn(&SourceText, Span, Bounds) -> Read, text: &str) -> String {
    let read = read(how, text);
    assert_eq!(read.faults, []);
    read.node.unwrap().to_json().to_string()
}

/// `line:column message` of each fault.
fn faults(how: fn(&SourceText, Span, Bounds) -> Read, text: &str) -> Vec<String> {
    let (source, span) = whole(text);
    how(&source, span, BOUNDS)
        .faults
        .into_iter()
        .map(|fault| {
            let place = source.place(fault.span);
            format!("{}:{} {}", place.line, place.column, fault.message)
        })
        .collect()
}

#[test]
fn three_notations_give_one_tree() {
    let expected =
        r#"{"title":"Müller, Ω","n":12,"list":["a",{"b":true}],"at":"2023-05-10T09:00:00Z"}"#;
    assert_eq!(
        json_of(
            yaml,
            "title: \"Müller, Ω\"\nn: 12\nlist:\n- a\n- b: true\nat: 2023-05-10T09:00:00Z\n"
        ),
        expected
    );
    assert_eq!(
        json_of(
            toml,
            "title = \"Müller, Ω\"\nn = 12\nlist = [\"a\", {b = true}]\nat = 2023-05-10T09:00:00Z\n"
        ),
        expected
    );
    assert_eq!(
        json_of(
            json,
            "{\"title\": \"M\\u00fcller, \\u03a9\",\n\"n\":12,\"list\":[\"a\", {\"b\": true}],\"at\":\"2023-05-10T09:00:00Z\"}"
        ),
        expected
    );
}

#[test]
fn every_value_and_key_knows_its_place() {
    for (how, text) in [
        (
            yaml as fn(&SourceText, Span, Bounds) -> Read,
            "ä: x\nkey: {in: ['wö', two]}\n",
        ),
        (toml, "a = 'x'\nkey = {in = ['wö', 'two']}\n"),
        (
            json,
            "{\"ä\": \"x\",\n\"key\": {\"in\": [\"wö\", \"two\"]}}",
        ),
    ] {
        let (source, span) = whole(text);
        let read = how(&source, span, BOUNDS);
        let Some(Value::Map(entries)) = read.node.map(|node| node.value) else {
            panic!("{text}")
        };
        assert_eq!(
            source.slice(entries[1].key_span).trim_matches('"'),
            "key",
            "{text}"
        );
        let Value::Map(inner) = &entries[1].node.value else {
            panic!("{text}")
        };
        let Value::List(items) = &inner[0].node.value else {
            panic!("{text}")
        };
        assert_eq!(
            source.slice(items[0].span).trim_matches(['"', '\'']),
            "wö",
            "{text}"
        );
        assert_eq!(source.place(items[1].span).line, 2, "{text}");
    }
}

#[test]
fn a_scalar_keeps_its_spelling() {
    assert_eq!(
        json_of(
            yaml,
            "[1.10, yes, NO, 010, 1_000, 0x1F, .5, 7, 7.5, true, ~, null, '', \"7\"]"
        ),
        r#"["1.10","yes","NO","010","1_000","0x1F",".5",7,7.5,true,null,null,"","7"]"#
    );
}

#[test]
fn mistakes_that_people_make_are_told_in_plain_words() {
    let told = |text: &str| {
        let read = read(yaml, text);
        let fault = &read.faults[0];
        format!(
            "{} / {}",
            fault.message,
            fault.help.clone().unwrap_or_default()
        )
    };
    assert_eq!(
        told("severity: SEV2\ntitle: Outage: part two\n"),
        "a second `: ` on the line: the value is not quoted / put the value in quotes: `title: \"Outage: part two\"`"
    );
    assert_eq!(
        told("title: *bold*\n"),
        "the alias `*bold*` is not read / write the value out; put a text that begins with `*` in quotes"
    );
    assert!(
        told("title: [Draft] foo\n").ends_with("put the value in quotes: `title: \"[Draft] foo\"`")
    );
    assert!(told("title: {{ x }}\n").contains("quotes"));
    assert!(told("title: `code`\n").ends_with("put the value in quotes: `title: \"`code`\"`"));
    assert!(told("a:\n\tb: 1\n").ends_with("indent with spaces, not tabs"));
    assert!(told("a: !ruby/object x\n").starts_with("the tag `!ruby/object` is not read"));
    assert!(told("title: \"open\nb: 1\n").contains("quote"));
}

#[test]
fn a_key_given_twice_is_a_fault_at_the_second_and_all_are_told() {
    assert_eq!(
        faults(yaml, "a: 1\nb: 2\na: 3\nb: 4\n"),
        [
            "3:1 the key `a` is given twice",
            "4:1 the key `b` is given twice"
        ]
    );
    assert_eq!(
        faults(json, "{\"a\":1,\n\"a\":2}"),
        ["2:1 the key `a` is given twice"]
    );
    let repeated = read(toml, "a = 1\na = 2\n");
    assert_eq!(repeated.faults[0].kind, FaultKind::Repeated);
    // The first keeps its value.
    assert_eq!(
        read(yaml, "a: 1\na: 2\n")
            .node
            .unwrap()
            .to_json()
            .to_string(),
        r#"{"a":1}"#
    );
}

#[test]
fn all_mistakes_of_a_toml_text_are_told_at_once() {
    let told = faults(toml, "a = \nb = 1\nc = 'x\nd = 'x'\n");
    assert!(told[0].starts_with("1:"), "{told:?}");
    assert!(told.iter().any(|told| told.starts_with("3:")), "{told:?}");
    assert!(faults(toml, "a = 2023-04-31\n")[0].starts_with("1:"));
}

#[test]
fn broken_json_is_told_at_its_place() {
    assert_eq!(
        faults(json, "{\"a\": 1,\n  \"b\" 2}"),
        ["2:7 this is not JSON: expected `:`"]
    );
    assert_eq!(object_end("{\"a\": \"}\"}\n\nText {", 0), Some(10));
    assert_eq!(object_end("{ not json", 0), None);
}

#[test]
fn bombs_are_refused_early() {
    let mut alias = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (name, before) in ('b'..='i').zip('a'..) {
        let list = vec![format!("*{before}"); 9].join(",");
        alias.push_str(&format!("{name}: &{name} [{list}]\n"));
    }
    assert_eq!(faults(yaml, &alias), ["2:8 the alias `*a` is not read"]);
    let depth = "values stand more than 32 deep in one another";
    for (how, text) in [
        (
            yaml as fn(&SourceText, Span, Bounds) -> Read,
            "- ".repeat(30_000) + "x",
        ),
        (yaml, "[".repeat(60_000)),
        (yaml, "a: ".to_owned() + &"{a: ".repeat(10_000)),
        (json, "[".repeat(4_000) + &"]".repeat(4_000)),
        (json, "{\"a\":".repeat(4_000) + "1" + &"}".repeat(4_000)),
    ] {
        let told = faults(how, &text);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].ends_with(depth), "{told:?}");
    }
    let toml_depth = faults(toml, &("a = ".to_owned() + &"[".repeat(60_000)));
    assert!(toml_depth[0].ends_with(depth), "{toml_depth:?}");
    assert_eq!(toml_depth.len(), 1);
    assert!(!faults(toml, &(vec!["a"; 5_000].join(".") + " = 1")).is_empty());
    let list = "a, ".repeat(1_001);
    assert_eq!(
        faults(yaml, &format!("a: [{list}]\n")),
        ["1:3005 a list has more than 1000 values"]
    );
    assert_eq!(faults(yaml, &"- a\n".repeat(1_001)).len(), 1);
    assert_eq!(faults(yaml, &"- [a]\n".repeat(1_001)).len(), 1);
    assert_eq!(
        faults(toml, &format!("a = [{}]", "1,".repeat(1_001))).len(),
        1
    );
    assert_eq!(faults(json, &format!("[{}1]", "1,".repeat(1_000))).len(), 1);
    assert_eq!(faults(json, &format!("[{}1]", "1,".repeat(999))).len(), 0);
    let many: String = (0..2_000).map(|i| format!("k{i}: 1\n")).collect();
    assert_eq!(
        faults(yaml, &many),
        ["1001:1 there are more than 1000 keys"]
    );
}

#[test]
fn any_text_is_read_without_a_panic() {
    let seeds = [
        "",
        "\u{feff}",
        "---",
        "...",
        "- - -",
        "? a\n: b",
        "%YAML 1.2",
        "a: |\n  x\n y",
        "'",
        "\"\\",
        "\"\\u12",
        "{",
        "[",
        "{\"",
        "{\"a\\",
        "[1,",
        "a = '''",
        "[[a",
        "a.b.c = 1\na.b = 2",
        "\u{1F600}: \u{1F600}\n\u{1F600}",
        "<<: *a",
        "!!binary x",
        "? [a]: b",
        "a:\tb",
        "key: >\n\n\n x",
    ];
    for a in seeds {
        for b in seeds {
            let text = format!("{a}{b}");
            for how in [yaml as fn(&SourceText, Span, Bounds) -> Read, toml, json] {
                let (source, span) = whole(&text);
                for fault in how(&source, span, BOUNDS).faults {
                    let _ = source.place(fault.span);
                }
            }
        }
    }
}
