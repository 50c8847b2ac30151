//! `casebook explain`: a rule in words.

use super::DONE;
use super::args::Explain;
use super::session::{Session, Stop};
use crate::check::{RULES, Rule, rule};
use crate::suggest;

/// Prints what a rule finds, or all rules in one line each.
pub(super) fn run(args: &Explain, session: &mut Session) -> Result<u8, Stop> {
    let text = match &args.rule {
        Some(name) => explained(rule(name).ok_or_else(|| unknown(name))?),
        None => listed(),
    };
    session.print(&text)?;
    Ok(DONE)
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
