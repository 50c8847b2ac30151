//! Tests of coloured code.

use super::*;

fn colour(code: &str, info: &str) -> String {
    let mut out = String::new();
    Highlighter::new().code(
        code,
        &Language::of(info),
        &mut Budget::new(&Limits::default()),
        &mut out,
    );
    out
}

#[test]
fn code_is_coloured_in_classes_of_one_letter() {
    assert_eq!(
        colour("let x = \"a&b\"; // <c>\n", "rust"),
        "<i class=\"t\">let</i> x <i class=\"o\">= </i><i class=\"s\">\"a&amp;b\"</i><i class=\"p\">; </i><i class=\"c\">// &lt;c&gt;</i>\n"
    );
}

#[test]
fn a_highlighter_is_shared_by_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Highlighter::new());
}

/// Blocks that leave the parser in many states: strings and comments over lines, heredocs, nested blocks.
const BLOCKS: &[(&str, &str)] = &[
    (
        "sh",
        "cat <<EOF > x\n  a $b `c`\nEOF\necho \"a\n  b\" # c\nif [ -f x ]; then\n  rm -- \"$x\"\nfi\n",
    ),
    (
        "sh",
        "if [ -f x ]; then\n  cat <<OTHER\nEOF\n  a $b `c`\nOTHER\nfi\necho \"a\n  b\"\n",
    ),
    (
        "rust",
        "fn main() {\n    let s = r#\"a\n    \"b\"\n\"#;\n    /* x\n    y */ if a {\n        b();\n    }\n}\n",
    ),
    (
        "rust",
        "    /* x\n    y */ if a {\n        b();\n    }\n}\nfn main() {\n}\n",
    ),
    (
        "python",
        "def f(x):\n    \"\"\"doc\n    \"\"\"\n    return {\n        'a': [1,\n              2],\n    }\n",
    ),
    (
        "yaml",
        "a: |\n  text\n  more: yes\nb:\n  - {c: 1, d: \"x\n    y\"}\n",
    ),
    ("yaml", "b:\n  - {c: 1, d: \"x\n    y\"}\na: >-\n  text\n"),
    ("sql", "SELECT 'a\n b' -- c\nFROM t /* d\n*/ WHERE x = 1;\n"),
    (
        "html",
        "<script>\nlet a = `x\n${b}`;\n</script>\n<style>\na { b: c }\n</style>\n",
    ),
    ("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n"),
];

#[test]
fn what_is_remembered_never_changes_what_is_written() {
    let fresh: Vec<String> = BLOCKS
        .iter()
        .map(|(info, code)| colour(code, info))
        .collect();
    let shared = Highlighter::new();
    let colour = |code: &str, info: &str| {
        let mut out = String::new();
        shared.code(
            code,
            &Language::of(info),
            &mut Budget::new(&Limits::default()),
            &mut out,
        );
        out
    };
    for round in 0..3 {
        for (at, (info, code)) in BLOCKS.iter().enumerate() {
            assert_eq!(colour(code, info), fresh[at], "round {round}: {code}");
            // Half a block, then other lines: the parser has to catch up with lines that were only found.
            let half: String = code
                .lines()
                .take(3)
                .map(|line| format!("{line}\n"))
                .collect();
            let other = format!("{half}unseen_{round} = \"{at}\"\n{half}");
            assert_eq!(
                colour(&other, info),
                self::colour(&other, info),
                "round {round}: {other}"
            );
        }
    }
}

#[test]
fn the_text_of_a_block_is_what_the_author_wrote() {
    for (info, code) in BLOCKS {
        let html = colour(code, info);
        let mut text = String::new();
        let mut rest = html.as_str();
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            let (tag, after) = after.split_once('>').unwrap();
            assert!(
                tag == "/i" || (tag.starts_with("i class=\"") && tag.len() == 11),
                "{tag}"
            );
            rest = after;
        }
        text.push_str(rest);
        assert_eq!(
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
            *code
        );
    }
}

#[test]
fn languages_are_known_by_the_names_authors_use() {
    for info in [
        "rust",
        "python",
        "py",
        "js",
        "javascript",
        "ts",
        "typescript",
        "go",
        "golang",
        "java",
        "c",
        "cpp",
        "c++",
        "csharp",
        "ruby",
        "php",
        "sh",
        "bash",
        "shell",
        "console",
        "zsh",
        "powershell",
        "sql",
        "pgsql",
        "mysql",
        "yaml",
        "yml",
        "json",
        "jsonc",
        "toml",
        "ini",
        "conf",
        "xml",
        "html",
        "css",
        "docker",
        "dockerfile",
        "Dockerfile",
        "nginx",
        "hcl",
        "terraform",
        "diff",
        "patch",
        "makefile",
        "kotlin",
        "swift",
        "scala",
        "lua",
        "perl",
        "r",
        "elixir",
        "erlang",
        "haskell",
        "graphql",
        "protobuf",
        "proto",
        "vim",
        "properties",
        "systemd",
        "rust,ignore",
        "{.python}",
        "yaml title=\"a b\"",
        "groovy",
        "clojure",
        "ssh-config",
        "k8s",
        "node",
    ] {
        assert!(syntax(&Language::of(info)).is_some(), "{info}");
    }
    for plain in ["", "text", "log", "none", "no-such-language", "mermaid"] {
        assert!(syntax(&Language::of(plain)).is_none(), "{plain}");
    }
}

#[test]
fn a_label_says_the_language_as_the_author_wrote_it() {
    assert_eq!(Language::of("PgSQL").label(), Some("PgSQL"));
    assert_eq!(Language::of("mermaid").label(), Some("mermaid"));
    assert_eq!(Language::of("js\" onclick=\"x").label(), Some("js"));
    assert_eq!(Language::of("rust,ignore {hl=3}").label(), Some("rust"));
    for silent in ["", "text", "none", "plaintext"] {
        assert_eq!(Language::of(silent).label(), None, "{silent}");
    }
    assert!(Language::of(&"x".repeat(5000)).label().unwrap().len() <= 24);
}

#[test]
fn code_beyond_the_limits_is_plain() {
    let limits = Limits {
        highlight_line_bytes: 20,
        highlight_block_bytes: 100,
        highlight_page_bytes: 150,
        ..Limits::default()
    };
    let highlighter = Highlighter::new();
    let mut budget = Budget::new(&limits);
    let mut colour = |code: &str| {
        let mut out = String::new();
        highlighter.code(code, &Language::of("rust"), &mut budget, &mut out);
        out
    };
    let long_line = format!("let a = 1;\nlet b = {};\nlet c = 1;\n", "1".repeat(30));
    let coloured = colour(&long_line);
    assert!(
        coloured.starts_with("<i ") && coloured.ends_with(";\nlet c = 1;\n"),
        "{coloured}"
    );
    assert!(!colour(&"let a = 1;\n".repeat(12)).contains("<i"));
    assert!(colour("let a = 1;\n").contains("<i"));
    assert!(!colour(&"let a = 1;\n".repeat(8)).contains("<i"));
}
