//! `casebook explain`: a rule in words.

use super::DONE;
use super::args::Explain;
use super::session::{Session, Stop};
use crate::check::{RULES, Rule, rule};
use crate::diag::Level;
use crate::suggest;

/// Prints what a rule finds, or all rules in one line each.
pub(super) fn run(args: &Explain, session: &mut Session) -> Result<u8, Stop> {
    let text = match &args.rule {
        Some(name) => explained(rule(name).ok_or_else(|| unknown(name))?),
        None if args.markdown => page(),
        None => listed(),
    };
    session.print(&text)?;
    Ok(DONE)
}

/// The page of rules: docs/rules.md, and what a site may publish for its authors.
fn page() -> String {
    let mut page = String::from(
        "# Rules\n\nWhat `casebook check` finds, by name. An error keeps a site from being published; a warning counts with \
         `--strict`; a\nhint never counts and is shown with `-v`. site.toml sets other levels under `[rules]`, and one \
         document allows a rule with\n`check: {allow: [name]}` in its front matter, unless the rule is an error. \
         `casebook explain NAME` prints a rule.\n",
    );
    for rule in RULES {
        page.push_str(&format!(
            "\n## {}\n\n**{}.** {} For example: {}.\n\n{}\n",
            rule.name,
            match rule.level {
                Level::Error => "Error",
                Level::Warning => "Warning",
                Level::Hint => "Hint",
            },
            rule.finds,
            rule.example,
            rule.mend
        ));
    }
    page
}

/// There is no rule of that name.
pub(super) fn unknown(name: &str) -> Stop {
    let stop = Stop::wrong(format!("there is no rule `{name}`"));
    match suggest::nearest(name, RULES.iter().map(|rule| rule.name)) {
        Some(near) => stop.help(format!("did you mean `{near}`?")),
        None => stop.help("`casebook explain` lists all rules"),
    }
}

fn explained(rule: &Rule) -> String {
    format!(
        "{} ({})\n\n{}\n\nFor example:\n\n{}\n\n{}\n",
        rule.name,
        rule.level.word(),
        rule.finds,
        indented(rule.example),
        rule.mend
    )
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    lines.join("\n")
}

fn listed() -> String {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    RULES
        .iter()
        .map(|rule| {
            format!(
                "{:width$}  {:7}  {}\n",
                rule.name,
                rule.level.word(),
                rule.finds
            )
        })
        .collect()
}
