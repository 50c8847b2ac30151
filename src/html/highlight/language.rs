//! The language that a code fence names.

/// Names that authors use for languages, and the names they are known by here.
#[rustfmt::skip]
const ALIASES: &[(&str, &str)] = &[
    ("docker", "dockerfile"), ("containerfile", "dockerfile"),
    ("shell", "bash"), ("console", "bash"), ("shell-session", "bash"), ("shellsession", "bash"), ("sh-session", "bash"), ("terminal", "bash"), ("zsh", "bash"), ("ksh", "bash"),
    ("csharp", "cs"), ("c#", "cs"), ("fsharp", "fs"), ("f#", "fs"),
    ("pgsql", "sql"), ("postgres", "sql"), ("postgresql", "sql"), ("psql", "sql"), ("mysql", "sql"), ("plsql", "sql"), ("tsql", "sql"), ("sqlite", "sql"),
    ("golang", "go"), ("node", "js"), ("nodejs", "js"), ("jsonc", "json"), ("json5", "json"), ("jsonl", "json"), ("ndjson", "json"),
    ("terraform", "tf"), ("hcl", "tf"), ("helm", "yaml"), ("k8s", "yaml"), ("kubernetes", "yaml"), ("ansible", "yaml"),
    ("systemd", "ini"), ("conf", "ini"), ("cfg", "ini"), ("properties", "java properties"), ("starlark", "python"), ("bazel", "python"), ("py3", "python"), ("python3", "python"), ("ipython", "python"),
    ("objectivec", "objective-c"), ("objc", "objective-c"), ("make", "makefile"), ("patch", "diff"), ("udiff", "diff"), ("vbnet", "vb"), ("ssh-config", "ssh_config"), ("plaintext", ""),
    ("text", ""), ("txt", ""), ("plain", ""), ("none", ""), ("log", ""), ("logs", ""), ("output", ""), ("nohighlight", ""),
];

/// Longest label of a language, in characters.
const LABEL_MAX: usize = 24;

/// The language that a code fence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    label: String,
    pub(super) token: String,
}

impl Language {
    /// Reads what stands after the fence: the first word, without what follows a comma or a brace.
    pub fn of(info: &str) -> Self {
        let word = info
            .trim_start_matches([' ', '{', '.'])
            .split([
                ' ', '\t', ',', '{', '}', ':', ';', '"', '\'', '<', '>', '&', '=',
            ])
            .next()
            .unwrap_or_default();
        let label: String = word
            .chars()
            .filter(|c| !c.is_control())
            .take(LABEL_MAX)
            .collect();
        let lower = label.to_lowercase();
        let token = ALIASES
            .iter()
            .find(|(alias, _)| *alias == lower)
            .map_or(lower.as_str(), |(_, known)| known)
            .to_owned();
        Self { label, token }
    }

    /// Whether it describes a drawing.
    pub fn is_diagram(&self) -> bool {
        self.token == "mermaid"
    }

    /// What the reader is told, as the author wrote it; `None` when there is nothing to tell.
    pub fn label(&self) -> Option<&str> {
        (!self.label.is_empty() && !matches!(self.token.as_str(), ""))
            .then_some(self.label.as_str())
    }
}

/// The title that a diagram in Mermaid gives itself: `title: …` before it, or `title …` and `accTitle: …` in it; `None`
/// if it has none.
pub fn diagram_title(text: &str) -> Option<&str> {
    let titles = text.lines().filter_map(|line| {
        let line = line.trim();
        let stated = line
            .strip_prefix("accTitle:")
            .or_else(|| line.strip_prefix("title:"))
            .or_else(|| line.strip_prefix("title "))?;
        Some(stated.trim().trim_matches(['"', '\'']))
    });
    titles.take(1).find(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_may_have_a_title() {
        for (text, expected) in [
            ("graph TD\n A-->B", None),
            (
                "---\ntitle: \"The retry loop\"\n---\nflowchart LR",
                Some("The retry loop"),
            ),
            ("gantt\n  title Who did what", Some("Who did what")),
            (
                "flowchart LR\n  accTitle: Retries\n  A-->B",
                Some("Retries"),
            ),
            ("pie title\n", None),
            ("title:", None),
        ] {
            assert_eq!(diagram_title(text), expected, "{text}");
        }
        assert!(Language::of("mermaid").is_diagram() && Language::of("Mermaid {x}").is_diagram());
        assert!(!Language::of("rust").is_diagram());
    }
}
