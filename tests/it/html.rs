//! A document cannot make a page do anything, break it, or take for ever: what is rendered is read back with an HTML
//! parser and looked over.

use std::collections::BTreeSet;

use casebook::config::Config;
use casebook::diag::{Outcome, SourceText, Span};
use casebook::html::{self, BodyOptions, Highlighter, Links, Target, Words};
use casebook::markdown::{self, Document};
use proptest::prelude::*;
use scraper::{Html, Node};

/// A site in which every relative link leads somewhere.
struct Anywhere;

impl Links for Anywhere {
    fn resolve(&self, target: &str) -> Target {
        Target::To(format!("../{target}"))
    }
}

fn read(text: &str) -> (SourceText, Outcome<Document>) {
    let source = SourceText::new("doc.md", text);
    let body = Span::new(0, source.text.len());
    let document = markdown::parse(&source, body, &Config::default());
    (source, document)
}

fn render(text: &str) -> String {
    let (source, document) = read(text);
    let config = Config::default();
    let options = BodyOptions {
        title: "Title",
        config: &config,
        links: &Anywhere,
        highlighter: &Highlighter::new(),
        words: Words::default(),
    };
    html::body(&source, &document.value, &options)
        .html
        .into_string()
}

/// Elements that a body may hold, `html` and `body` being the parser's own.
const ELEMENTS: &str = "html body a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 \
    hr i img input ins kbd li mark ol p pre q samp section small span strong sub summary sup table tbody td tfoot th thead tr u ul var wbr";

/// Attributes that they may have.
const ATTRIBUTES: &str = "id class title lang dir role aria-label tabindex href rel src alt width height loading decoding referrerpolicy type checked \
    disabled start reversed colspan rowspan scope open";

/// What is wrong with a piece of HTML; empty when it is inert.
fn wrong_with(html: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut ids = BTreeSet::new();
    let elements: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    let attributes: BTreeSet<&str> = ATTRIBUTES.split_whitespace().collect();
    for node in Html::parse_fragment(html).tree.nodes() {
        match node.value() {
            Node::Element(element) => {
                if !elements.contains(element.name()) {
                    wrong.push(format!("<{}>", element.name()));
                }
                for (name, value) in element.attrs() {
                    if !attributes.contains(name) {
                        wrong.push(format!("{name} on <{}>", element.name()));
                    }
                    if matches!(name, "href" | "src") && !is_safe(value) {
                        wrong.push(format!("{name}={value}"));
                    }
                    if name == "id" && (value.is_empty() || !ids.insert(value.to_owned())) {
                        wrong.push(format!("id={value}, empty or twice"));
                    }
                }
            }
            Node::Comment(comment) => wrong.push(format!("<!--{}-->", &**comment)),
            _ => {}
        }
    }
    wrong
}

fn is_safe(url: &str) -> bool {
    match url.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => matches!(
            scheme.to_ascii_lowercase().as_str(),
            "http" | "https" | "mailto"
        ),
        _ => true,
    }
}

/// Ways in which others were made to run a script, one a line.
const ATTACKS: &[&str] = &[
    "<script>run()</script>",
    "a <script>run()</script> b",
    "<ScRiPt src=//x.example/x.js></sCrIpT>",
    "<img src=x onerror=run()>",
    "<img src=`x` onerror='run()' / >",
    "<audio src=q onerror=\"run()\"></audio> and <marquee onstart=\"run()\">m</marquee>",
    "<video poster=javascript:run() autoplay><source onerror=run()></video>",
    "[run](JAVASCRIPT&#x3A;run())",
    "[run](<java\tscript:run()>)",
    "[run](&#106;avascript:run())",
    "[run]( \u{1}javascript:run())",
    "[run][r]\n\n[r]: javascript:run()",
    "![run](javascript:run())",
    "![run](data:image/svg+xml;base64,PHN2Zz4=)",
    "<javascript:run()>",
    "<a href=\"java&#x0A;script:run()\">x</a>",
    "<a href=\"javascript&colon;run()\">x</a>",
    "<a href='vbscript:run()' target=_blank ping=//x.example>x</a>",
    "<img usemap=\"#m\" src=x><map name=m><area href=\"javascript:run()\" shape=default></map>",
    "```js\" onclick=\"run()\n1\n```",
    "```<script>run()</script>\n<script>run()</script>\n```",
    "# H {onclick=run() #\"><script>run()</script> .cb-menu style=x}",
    "# <img src=x onerror=run()>",
    "<h2 id='\"><script>run()</script>' onclick=run()>x</h2>",
    "<svg onload=run()><animate onbegin=run() attributeName=x dur=1s><set attributeName=href to=javascript:run() /></svg>",
    "<svg><style><img src=x onerror=run()></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=run()&gt;\">",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=run() src>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=run()>\">",
    "<iframe srcdoc='<script>run()</script>'></iframe><object data=javascript:run()></object><embed src=javascript:run()>",
    "<base href=//x.example/><meta http-equiv=refresh content='0;url=javascript:run()'><link rel=stylesheet href=//x.example/x.css>",
    "<form action=javascript:run()><input type=submit formaction=javascript:run()><button onclick=run()>x</button></form>",
    "<div style=\"background:url(javascript:run())\" class=cb-search id=cb-search>x</div>",
    "<style>@import '//x.example/x.css';</style>",
    "<details open ontoggle=run()><summary onclick=run()>x</summary></details>",
    "<p title=\"<!--\">x</p><p title=\"--><script>run()</script>\">y</p>",
    "<!--><script>run()</script>-->",
    "<!-- --!><script>run()</script> -->",
    "<![CDATA[><script>run()</script>]]>",
    "<?xml ?><script>run()</script>",
    "<a <script>run()</script>",
    "<<script>run()</script>",
    "<textarea><script>run()</script></textarea><title><img src=x onerror=run()></title>",
    "<xmp><img src=x onerror=run()></xmp><plaintext><img src=x onerror=run()>",
    "[a](<x\" onmouseover=\"run()>)",
    "[a](x 'y\" onmouseover=\"run()')",
    "![a\" onerror=\"run()](x.png)",
    "[^a\"onclick=run()]\n\n[^a\"onclick=run()]: x",
    "|a|\n|-|\n|<img src=x onerror=run()>|",
    "https://x.example/\"onmouseover=\"run()",
    "<http://x.example/\"onmouseover=\"run()>",
    "<a href=x\u{0}onclick=run()>x</a>",
    "{{ run() }} {% raw %} <{{ x }}> {# no #}",
    "<selectedcontent><select><option><script>run()</script>",
    "<template><script>run()</script></template>",
    "<a href=# onclick=run() name=getElementById id=cookie>x</a>",
];

#[test]
fn no_document_runs_a_script() {
    for attack in ATTACKS {
        for text in [
            (*attack).to_owned(),
            format!("- a\n\n  > {attack}\n"),
            format!("<div>\n{attack}\n</div>\n\nafter\n"),
            format!("<details>\n\n{attack}"),
        ] {
            let html = render(&text);
            assert_eq!(wrong_with(&html), Vec::<String>::new(), "{text}\n{html}");
        }
    }
}

#[test]
fn template_syntax_is_text() {
    assert_eq!(
        render("helm: {{ .Values.replicas }} {% raw %} {# no #}\n"),
        "<p>helm: {{ .Values.replicas }} {% raw %} {# no #}</p>\n"
    );
}

#[test]
fn a_theme_cannot_be_imitated_or_clobbered() {
    let html = render(
        "<div id=cb-menu class='cb-menu site'>x</div>\n\n# Cb-Search\n\n[a](#cb-search) {.cb-x}\n\n<a name=cb-find></a>\n\n# H {#cb-h .cb-menu}\n",
    );
    assert!(!html.contains("\"cb-") && !html.contains("class"), "{html}");
    assert!(
        html.contains("href=\"#user-cb-search\"") && html.contains("id=\"user-cb-search\""),
        "{html}"
    );
}

#[test]
fn a_body_nested_too_deep_is_an_error_with_a_place_and_its_rest_is_left_out() {
    for text in [
        ">".repeat(20_000) + "x\n",
        "- ".repeat(20_000) + "x\n",
        "> - ".repeat(20_000) + "x\n",
        "<div>".repeat(20_000) + "x\n",
        "<div>\n\n".repeat(20_000) + "x\n",
        "*a ".repeat(20_000) + &"b* ".repeat(20_000),
        "<ul><li>".repeat(20_000) + "x\n",
        "1. ".repeat(20_000) + "x\n",
    ] {
        let (source, outcome) = read(&format!("before\n\n{text}"));
        let found: Vec<_> = outcome
            .diagnostics
            .iter()
            .filter(|found| found.rule == "nesting-too-deep")
            .collect();
        assert_eq!(found.len(), 1, "{}", &text[..20]);
        assert_eq!(
            found[0].place.as_ref().unwrap().line,
            source
                .place(Span::new(9, 9))
                .line
                .max(found[0].place.as_ref().unwrap().line)
        );
        assert_eq!(
            outcome.value.sections[0].text.lines().next(),
            Some("before")
        );
        let html = render(&text);
        assert!(html.len() < 200_000 && wrong_with(&html).is_empty());
    }
    for fine in [
        ">".repeat(90) + " x\n",
        "<div>".repeat(90),
        "```\n".to_owned() + &">".repeat(5000) + "\n```\n",
        ">>>>>>> x\n".to_owned(),
    ] {
        assert!(read(&fine).1.diagnostics.is_empty(), "{}", &fine[..8]);
    }
}

/// Quadratic work on any of these would take minutes.
#[test]
fn a_large_hostile_document_is_read_on_a_small_stack_in_linear_time() {
    let many = |text: &str| text.repeat(200_000 / text.len());
    let texts = [
        many("&"),
        many("<"),
        many("<a "),
        format!("<div>\n{}\"\n", many("<a x=\">\" ")),
        format!("<div>\n{}", many("<!-- ")),
        format!("<div>\n{}", many("<script>")),
        format!("x {}", many("<script> ")),
        format!("<ul><li>{}", many("<li>x")),
        format!("<table>{}", many("<tr><td>x")),
        many("<p id=a>x</p>\n"),
        many("# a\n"),
        many("[^1] ") + "\n\n[^1]: x\n",
        many("[a](b"),
        many("a@"),
        many("http://"),
        many("<b>x\n\n"),
        ">".repeat(200_000),
        "- ".repeat(100_000) + &"\n".repeat(100_000),
        format!("```bash\necho {}\n```\n", many("z")),
    ];
    let worker = std::thread::Builder::new().stack_size(512 << 10);
    let rendered = worker
        .spawn(move || texts.map(|text| render(&text).len()))
        .unwrap()
        .join();
    assert!(rendered.is_ok());
}

#[test]
fn a_tag_with_too_many_attributes_is_an_error() {
    let attributes = |count: usize| (0..count).map(|n| format!(" a{n}=1")).collect::<String>();
    assert!(
        read(&format!("<p{}>x</p>\n", attributes(50)))
            .1
            .diagnostics
            .is_empty()
    );
    let (_, outcome) = read(&format!("x\n\n<p{}>x</p>\n", attributes(51)));
    assert_eq!(outcome.diagnostics[0].rule, "attributes-too-many");
    assert_eq!(outcome.diagnostics[0].place.as_ref().unwrap().line, 3);
    render(&format!("<p{}>x</p>\n", attributes(100_000)));
}

#[test]
fn a_mark_for_an_internal_part_is_an_error() {
    for text in [
        "a\n\n<!-- internal -->\nb\n<!-- /internal -->\n",
        "a {{internal}} b\n",
        ":::internal\nb\n:::\n",
        "```internal\nb\n```\n",
        "a <!--internal--> b\n",
    ] {
        let (_, outcome) = read(text);
        assert!(
            outcome
                .diagnostics
                .iter()
                .any(|found| found.rule == "internal-mark"),
            "{text}"
        );
    }
    for text in [
        "a <!-- a remark --> internal\n",
        "`{{internal}}`\n",
        "```\n<!-- internal -->\n```\n",
        "the {{ internal_ip }} of it\n",
    ] {
        assert!(read(text).1.diagnostics.is_empty(), "{text}");
    }
}

#[test]
fn a_redaction_is_a_mark_with_words_and_tells_no_length() {
    let html =
        render("Call [REDACTED: the supplier], then **████** and ██████████ <b>[redacted]</b>.\n");
    assert_eq!(
        html.matches("<span class=\"redacted\">redacted</span>")
            .count(),
        3
    );
    assert!(
        html.contains("<span class=\"redacted\">REDACTED: the supplier</span>"),
        "{html}"
    );
    assert!(!html.contains('█'), "{html}");
    let code = render("`[REDACTED]`\n\n```\nuser=████\n```\n");
    assert!(
        code.contains("[REDACTED]") && code.contains("████"),
        "{code}"
    );
}

#[test]
fn the_notice_names_the_licence_of_every_language_that_asks_for_it() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/NOTICE.md");
    let expected = html::highlight::licences();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        found == expected,
        "docs/NOTICE.md is not what the program holds; run the test with UPDATE_EXPECT=1"
    );
    assert!(
        expected.contains("Permission is hereby granted") && expected.matches("\n## ").count() > 20
    );
}

/// Pieces that hostile and careless documents are made of.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i ",
        "<a href=x>",
        "<a href=\"javascript:x\">",
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<ul>",
        "<ol>",
        "<li>",
        "</ul>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<svg>",
        "<math>",
        "<select>",
        "<option>",
        "<template>",
        "<title>",
        "<textarea>",
        "<xmp>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "<h1>",
        "</h1>",
        "<h2 id=a>",
        "</h2>",
        "<span id=a>",
        "<p id=a title=\"",
        "\"",
        "'",
        ">",
        "<",
        "/>",
        "=",
        "&",
        "&lt;",
        "&#60;",
        "<img src=x>",
        "<img src=x onerror=y>",
        "<br/>",
        "<hr>",
        "<figure>",
        "<figcaption>",
        "<caption>",
        "<th>",
        "<tbody>",
        "<col>",
        "</li>",
        "</td>",
        "</br>",
        "</x>",
        "\n",
        "\n\n",
        "\n\n",
        " ",
        "    ",
        "# ",
        "## A\n",
        "a",
        "text ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```\n",
        "```sh\n",
        "> ",
        "- ",
        "1. ",
        "[",
        "](",
        ")",
        "![",
        "[^1]",
        "[^1]: ",
        "|",
        "|-|\n",
        "- [ ] ",
        "> [!NOTE]\n",
        "https://x.example/y",
        "a@b.example",
        "\\",
        "\u{0}",
        "\u{85}",
        "é",
        "\u{202e}",
        "---\n",
        "===\n",
        "{#a}",
        "{{x}}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_the_page_is_inert_and_whole(text in soup()) {
        let html = render(&text);
        prop_assert_eq!(wrong_with(&html), Vec::<String>::new(), "{}", html);
        // What an HTML parser makes of it and writes again is what we wrote: nothing was repaired, nothing is left open.
        let again = Html::parse_fragment(&html).root_element().inner_html();
        prop_assert_eq!(normal(&again), normal(&html));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        let (source, outcome) = read(&text);
        for section in &outcome.value.sections {
            prop_assert_eq!(section.text.lines().count(), section.lines.len());
            for span in &section.lines {
                prop_assert!(span.start <= span.end && span.end <= source.text.len());
            }
        }
        prop_assert_eq!(wrong_with(&render(&text)), Vec::<String>::new());
    }

    #[test]
    fn the_anchors_of_the_outline_are_the_ids_of_the_page(text in soup()) {
        let (_, outcome) = read(&text);
        let html = Html::parse_fragment(&render(&text));
        let ids: BTreeSet<_> = html.tree.nodes().filter_map(|node| node.value().as_element()?.id()).filter(|id| !id.starts_with("cb-")).collect();
        for id in ids {
            prop_assert!(outcome.value.anchors.contains(id), "{} of {:?}", id, outcome.value.anchors);
        }
    }
}

/// HTML without attributes, whose order a parser may change.
fn normal(html: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    let mut skipping = false;
    for c in html.chars() {
        match c {
            '<' => quoted = false,
            '>' if !quoted => skipping = false,
            ' ' if out.rfind('<') > out.rfind('>') => skipping = true,
            '"' if skipping => quoted = !quoted,
            _ => {}
        }
        // A line end after `<pre>` is not part of it.
        if !skipping && c != '\n' {
            out.push(c);
        }
    }
    out
}
