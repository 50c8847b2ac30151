//! Tests of the rendered body.

use super::*;
use crate::diag::Span;

struct Site;

impl Links for Site {
    fn resolve(&self, target: &str) -> Target {
        if target.starts_with("gone") {
            Target::Nowhere
        } else {
            Target::To(format!("../{target}"))
        }
    }

    fn image(&self, target: &str) -> Option<(u32, u32)> {
        (target == "graph.png").then_some((640, 480))
    }
}

fn render_titled(text: &str, title: &str) -> Body {
    render_with(text, title, &Config::default())
}

fn render_with(text: &str, title: &str, config: &Config) -> Body {
    let source = SourceText::new("a.md", text);
    let document = crate::markdown::parse(&source, Span::new(0, source.text.len()), config).value;
    let options = BodyOptions {
        title,
        config,
        links: &Site,
        highlighter: &Highlighter::new(),
        words: Words::default(),
    };
    body(&source, &document, &options)
}

fn render(text: &str) -> String {
    render_titled(text, "").html.into_string()
}

#[test]
fn headings_begin_below_the_title_of_the_page_and_never_skip_a_level() {
    let body = render_titled("# A\n\n### B\n\n<h2>C</h2>\n\n#### D {#dee .x}\n", "T");
    let toc: Vec<_> = body
        .toc
        .iter()
        .map(|entry| (entry.level, entry.text.as_str(), entry.anchor.as_str()))
        .collect();
    assert_eq!(
        toc,
        [(2, "A", "a"), (3, "B", "b"), (3, "C", "c"), (4, "D", "dee")]
    );
    assert_eq!(
        body.html.as_str(),
        "<h2 id=\"a\">A</h2>\n<h3 id=\"b\">B</h3>\n<h3 id=\"c\">C</h3>\n\n<h4 id=\"dee\">D</h4>\n"
    );
}

#[test]
fn what_stands_before_a_repeated_title_stays() {
    let anchor = render_titled("<a id=\"top\"></a>\n\n# Title\n\nText [up](#top)", "Title").html;
    let anchor = anchor.as_str();
    assert!(
        anchor.contains("id=\"top\"") && !anchor.contains("Title"),
        "{anchor}"
    );
    for (text, html) in [
        (
            "> # Title\n\nText",
            "<blockquote>\n</blockquote>\n<p>Text</p>\n",
        ),
        ("- # Title\n\nText", "<ul>\n<li></li>\n</ul>\n<p>Text</p>\n"),
        ("- Title\n\n# Text", ""),
    ] {
        let body = render_titled(text, "Title");
        let written = body.html.as_str();
        let tags = |tag: &str| written.matches(tag).count();
        for name in ["blockquote", "ul", "li", "p"] {
            let (open, closed) = (tags(&format!("<{name}>")), tags(&format!("</{name}>")));
            assert_eq!(open, closed, "{text}: {written}");
        }
        assert!(html.is_empty() || written == html, "{text}: {written}");
    }
}

#[test]
fn a_first_block_that_repeats_the_title_is_left_out() {
    for text in [
        "# The  Outage\n\nx\n",
        "<h1>The outage</h1>\n\nx\n",
        "**The Outage**\n\nx\n",
        "Title: The outage\n\nx\n",
    ] {
        let body = render_titled(text, "The outage");
        assert_eq!(body.html.as_str().trim(), "<p>x</p>", "{text}");
        assert_eq!(body.toc, []);
    }
    for text in [
        "# The outing\n",
        "x\n\n# The outage\n",
        "The outage\\\nwas long\n",
    ] {
        assert!(
            render_titled(text, "The outage")
                .html
                .as_str()
                .contains("out"),
            "{text}"
        );
    }
    let linked = render_titled("# The outage\n\n## Up\n\n[up](#the-outage)\n", "The outage");
    assert!(
        linked
            .html
            .as_str()
            .starts_with("<span id=\"the-outage\"></span>\n<h2 id=\"up\">"),
        "{}",
        linked.html.as_str()
    );
}

#[test]
fn a_table_scrolls_in_a_frame_and_aligns_by_class() {
    assert_eq!(
        render("| a | b | |\n|:--|--:|-|\n| 1 | 2 | x |\n"),
        "<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"Table 1\">\n<table>\n<thead>\n<tr>\
         <th class=\"align-left\" scope=\"col\">a</th><th class=\"align-right\" scope=\"col\">b</th><td></td></tr>\n</thead>\n\
         <tbody>\n<tr><td class=\"align-left\">1</td><td class=\"align-right\">2</td><td>x</td></tr>\n</tbody>\n</table>\n</section>\n"
    );
}

#[test]
fn footnotes_are_numbered_by_reference_and_stand_at_the_end() {
    assert_eq!(
        render("[^b]: Second.\n[^a]: First.\n\nx[^a] y[^b] z[^a]\n\n[^c]: Nobody refers to it.\n"),
        "<p>x<sup class=\"footnote-ref\"><a href=\"#cb-fn-1\" id=\"cb-fnref-1\">1</a></sup> \
         y<sup class=\"footnote-ref\"><a href=\"#cb-fn-2\" id=\"cb-fnref-2\">2</a></sup> \
         z<sup class=\"footnote-ref\"><a href=\"#cb-fn-1\" id=\"cb-fnref-1-2\">1</a></sup></p>\n\
         <section class=\"footnotes\" aria-label=\"Footnotes\">\n<ol>\n\
         <li id=\"cb-fn-1\"><p>First. <a href=\"#cb-fnref-1\" class=\"footnote-back\" aria-label=\"Back to reference 1\">↩</a> \
         <a href=\"#cb-fnref-1-2\" class=\"footnote-back\" aria-label=\"Back to reference 1-2\">↩</a></p></li>\n\
         <li id=\"cb-fn-2\"><p>Second. <a href=\"#cb-fnref-2\" class=\"footnote-back\" aria-label=\"Back to reference 2\">↩</a></p></li>\n\
         <li id=\"cb-fn-3\"><p>Nobody refers to it.</p></li>\n</ol>\n</section>\n"
    );
}

#[test]
fn task_lists_alerts_and_strikethrough_are_understood() {
    assert_eq!(
        render("- [x] done\n- [ ] open\n\n> [!WARNING]\n> hot\n\n~~gone~~\n"),
        "<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> done</li>\n\
         <li class=\"task\"><input type=\"checkbox\" disabled aria-label=\"Open\"> open</li>\n</ul>\n\
         <div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n<p>hot</p>\n</div>\n<p><del>gone</del></p>\n"
    );
}

#[test]
fn code_has_a_label_and_colours_and_its_text_is_never_markup() {
    assert_eq!(
        render("```sh\necho \"<b>\" {{ x }}\n```\n\n    <i>\n\n`<s>`\n"),
        "<div class=\"code\"><span class=\"code-lang\">sh</span><pre tabindex=\"0\"><code><i class=\"f\">echo </i><i class=\"s\">\"&lt;b&gt;\" </i><i class=\"p\">{{</i> x <i class=\"p\">}}</i>\n</code></pre></div>\n\
         <div class=\"code\"><pre tabindex=\"0\"><code>&lt;i&gt;\n</code></pre></div>\n<p><code>&lt;s&gt;</code></p>\n"
    );
}

#[test]
fn images_of_other_sites_are_links_unless_the_settings_allow_them() {
    assert_eq!(
        render(
            "![a graph](graph.png \"Load\") ![x](gone.png) ![](https://x.example/i.png) [![y](https://x.example/i.png)](z.md)\n"
        ),
        "<p><img src=\"../graph.png\" alt=\"a graph\" title=\"Load\" width=\"640\" height=\"480\" loading=\"lazy\" decoding=\"async\"> x \
         <a href=\"https://x.example/i.png\" rel=\"noopener\">Image</a> <a href=\"../z.md\">y</a></p>\n"
    );
    let config = Config {
        external_images: true,
        ..Config::default()
    };
    assert_eq!(
        render_with("![a *b*](https://x.example/i.png)\n", "", &config)
            .html
            .as_str(),
        "<p><img src=\"https://x.example/i.png\" alt=\"a b\" loading=\"lazy\" decoding=\"async\" referrerpolicy=\"no-referrer\"></p>\n"
    );
}

#[test]
fn links_lead_where_they_may_and_are_text_otherwise() {
    assert_eq!(
        render(
            "[a](b.md#c) [d](#e) [f](javascript:g) [h](https://i.example/ \"j\") <k@l.example> https://m.example/n_o. [p](gone.md)\n"
        ),
        "<p><a href=\"../b.md#c\">a</a> <a href=\"#e\">d</a> f <a href=\"https://i.example/\" title=\"j\" rel=\"noopener\">h</a> \
         <a href=\"mailto:k@l.example\">k@l.example</a> <a href=\"https://m.example/n_o\" rel=\"noopener\">https://m.example/n_o</a>. p</p>\n"
    );
}

#[test]
fn headings_and_links_without_text_are_none_or_say_where_they_lead() {
    let body = render_titled(
        "#\n\n## \n\n# A\n\n[](x.md) <a href=y.md></a> <a id=z></a>\n",
        "",
    );
    assert_eq!(
        body.html.as_str(),
        "<h2 id=\"a\">A</h2>\n<p><a href=\"../x.md\">../x.md</a> <a href=\"../y.md\">../y.md</a> <span id=\"z\"></span></p>\n"
    );
    assert_eq!(body.toc.len(), 1);
}

#[test]
fn harmless_html_lives_and_is_put_in_order() {
    for (written, published) in [
        (
            "<p>Kept <em>so</em></p>\n\n<dl><dt>14:00</dt><dd>alert</dd></dl>\n",
            "<p>Kept <em>so</em></p>\n<dl><dt>14:00</dt><dd>alert</dd></dl>",
        ),
        (
            "<details open><summary>More</summary>\n\n*md*\n\n</details>\n",
            "<details open><summary>More</summary>\n<p><em>md</em></p>\n</details>",
        ),
        (
            "<details>\n\nx\n\n</details>\n",
            "<details>\n<summary>Details</summary>\n<p>x</p>\n</details>",
        ),
        ("<ul>a<li>b</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<table><tr><td align=right>1</table>\n",
            "<section class=\"table-scroll\" tabindex=\"0\" aria-label=\"Table 1\">\n<table>\n<tbody><tr><td class=\"align-right\">1</td></tr></tbody></table>\n</section>",
        ),
        (
            "press <kbd>Ctrl</kbd><br/>H<sub>2</sub>O <tt>x</tt>\n",
            "<p>press <kbd>Ctrl</kbd><br>H<sub>2</sub>O <code>x</code></p>",
        ),
        (
            "<a name=\"here\"/>x <a href=\"other.md\">y</a> <a href='javascript:z'>w</a>\n",
            "<p><span id=\"here\"></span>x <a href=\"../other.md\">y</a> <span>w</span></p>",
        ),
        (
            "<p id=a>1</p><p id=a>2</p><p id=cb-x>3</p><p id=''>4</p>\n",
            "<p id=\"a\">1</p><p>2</p><p id=\"user-cb-x\">3</p><p>4</p>",
        ),
        (
            "<b>a<ul><li>b</ul>c\n",
            "<p><b>a</b></p><ul><li>b</li></ul>c",
        ),
        ("text <div>in a line</div>\n", "<p>text in a line</p>"),
        (
            "<h2>One\n\nTwo</h2>\n",
            "<h2 id=\"one\">One\n</h2>\n<p>Two</p>",
        ),
        ("a <!-- hidden --> b\n", "<p>a  b</p>"),
    ] {
        assert_eq!(render(written).trim(), published, "{written}");
    }
}

#[test]
fn nothing_in_a_document_swallows_what_follows() {
    for opening in [
        "<xmp>",
        "<plaintext>",
        "<textarea>",
        "<title>",
        "<select><option>",
        "<!--",
        "<!-- a",
        "<![CDATA[",
        "<?php",
        "<noscript>",
        "<template>",
        "<iframe>",
        "<svg>",
        "<math>",
        "<style>",
        "<script>",
        "<details>",
        "<table>",
        "<a href=\"x",
        "<p title='",
        "<button>",
        "<object>",
        "<frameset>",
        "<noembed>",
    ] {
        let html = render(&format!("Before.\n\n{opening}\n\nAFTER text\n"));
        assert!(html.contains("AFTER text"), "{opening}: {html}");
        assert_eq!(
            html.matches("<p>").count(),
            html.matches("</p>").count(),
            "{opening}: {html}"
        );
    }
    assert!(
        !render(
            "<script>HIDDEN</script> <style>HIDDEN</style>\n\na <script>HIDDEN *b*</script> c\n"
        )
        .contains("HIDDEN")
    );
}

/// A text whose lines of these words head a section, marked as labels whether or not they can be one.
fn labelled(text: &str, config: &Config) -> (SourceText, Document) {
    const WORDS: [&str; 5] = ["Summary", "Impact", "Timeline", "Root cause", "Lessons"];
    let source = SourceText::new("a.md", text);
    let whole = Span::new(0, source.text.len());
    let mut document = crate::markdown::parse(&source, whole, config).value;
    let lines = (1..=source.text.lines().count()).map(|line| source.line_span(line));
    let labels = lines.filter_map(|line| {
        let text = source.slice(line).trim();
        let start = line.start + (source.slice(line).len() - source.slice(line).trim_start().len());
        let named = WORDS.contains(&text.trim_matches(['*', '_', ':']));
        named.then(|| Span::new(start, start + text.len()))
    });
    let labels: Vec<Span> = labels.collect();
    document.take_labels(&source, &labels);
    (source, document)
}

#[test]
fn a_label_on_a_line_of_its_own_is_a_heading() {
    let config = Config::default();
    let (source, document) = labelled(
        "It failed.\nSummary\nThe disk *was* full.\n\n**Impact:**\n\n__Timeline__:\n- 10:00 full\n\nImpact\n",
        &config,
    );
    let options = BodyOptions {
        title: "",
        config: &config,
        links: &Site,
        highlighter: &Highlighter::new(),
        words: Words::default(),
    };
    let body = body(&source, &document, &options);
    assert_eq!(
        body.html.as_str(),
        "<p>It failed.</p>\n<h2 id=\"summary\">Summary</h2>\n<p>The disk <em>was</em> full.</p>\n\
         <h2 id=\"impact\">Impact:</h2>\n<h2 id=\"timeline\">Timeline:</h2>\n<ul>\n<li>10:00 full</li>\n</ul>\n\
         <h2 id=\"impact-1\">Impact</h2>\n"
    );
    let toc: Vec<&str> = body.toc.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(toc, ["Summary", "Impact", "Timeline", "Impact"]);
}

#[test]
fn a_label_inside_other_markup_stays_text() {
    let config = Config::default();
    for text in [
        "- item\nSummary\n",
        "a **b\nSummary\nc** d\n",
        "`a\nSummary\nb`\n",
        "[a\nSummary\nb](c.md)\n",
        "    Summary\n",
        "```\nSummary\n```\n",
        "**Root cause\nLessons** b\n",
    ] {
        let (source, document) = labelled(text, &config);
        assert!(!document.labels.is_empty(), "{text}");
        let options = BodyOptions {
            title: "",
            config: &config,
            links: &Site,
            highlighter: &Highlighter::new(),
            words: Words::default(),
        };
        let body = body(&source, &document, &options);
        assert!(
            !body.html.as_str().contains("<h2"),
            "{text}: {}",
            body.html.as_str()
        );
    }
}

/// A body through the parser and past it.
fn both_ways(text: &str) -> Option<(String, String)> {
    let config = Config::default();
    let (source, document) = labelled(text, &config);
    if document.raw_html {
        return None;
    }
    let options = BodyOptions {
        title: "",
        config: &config,
        links: &Site,
        highlighter: &Highlighter::new(),
        words: Words::default(),
    };
    let draft = emit::emit(&source, &document, &options);
    // The parser writes a no-break space by its name; it is the same character.
    let parsed = sanitise::sanitise(&draft.html, &draft.code).replace("&nbsp;", "\u{a0}");
    Some((parsed, sanitise::finish(&draft.html, &draft.code)))
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 3000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_parser_gives_back_what_the_renderer_writes_of_markdown(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "# A\n", "\n## B & \"c\"\n\n", "text ", "*em* ", "**b** ", "~~s~~ ", "`c<d>` ", "\n\n", "\n", "- a\n", "  - b\n", "1. x\n",
            "- [ ] t\n", "- [x] u\n", "> q\n", "> [!NOTE]\n> n\n", "\n| a | b |\n|:-|-:|\n| 1 | 2 \\| 3 |\n\n", "\n```sql\nselect 'a' < 1;\n```\n",
            "\n    code\n", "[l](b.md#x \"t\") ", "[j](javascript:x) ", "![i](graph.png) ", "![e](https://x.example/y.png) ", "[^1]", "\n\n[^1]: note\n\n",
            "https://x.example/?a=1&b=2. ", "[a https://y.example b](c.md) ", "me@x.example ", "\n---\n", "\n***\n", "Setext\n===\n", "{#id .k}", "&amp; &lt;b&gt; &#0; ",
            "\nSummary\n", "\n\n**Impact:**\n", "\n__Timeline__:\n", "\n**Root cause\nLessons**\n", "\u{a0}", "\\<p\\> ", "5 > 3 ", "\t", "  \n", "[r]: d.md\n", "[r] ", "é漢😀 ", "\u{1}",
        ]), 0..30),
    ) {
        if let Some((parsed, written)) = both_ways(&pieces.concat()) {
            proptest::prop_assert_eq!(parsed, written);
        }
    }
}
