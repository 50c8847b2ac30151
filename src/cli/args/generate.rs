//! What shells and manuals are told of the commands.

use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::Cli;

pub(in crate::cli) use clap_complete::Shell;

/// A script that completes the commands in a shell.
pub(in crate::cli) fn completions(shell: Shell) -> Vec<u8> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    script
}

/// A page of the manual.
pub(in crate::cli) struct ManPage {
    /// Name of its file: `casebook-build.1`.
    pub(in crate::cli) name: String,
    /// Its bytes.
    pub(in crate::cli) bytes: Vec<u8>,
}

/// The pages of the manual, one for each command.
///
/// # Errors
/// None in practice: they are written into memory.
pub(in crate::cli) fn manual() -> io::Result<Vec<ManPage>> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    Ok(pages)
}

fn collect(command: &Command, pages: &mut Vec<ManPage>) -> io::Result<()> {
    let man = Man::new(command.clone()).date("").source(format!(
        "{} {}",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    ));
    let mut bytes = Vec::new();
    man.render(&mut bytes)?;
    pages.push(ManPage {
        name: man.get_filename(),
        bytes,
    });
    for inner in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        collect(inner, pages)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_shell_learns_every_command() {
        let command = Cli::command();
        for shell in Shell::value_variants() {
            let script = String::from_utf8(completions(*shell)).unwrap();
            for inner in command.get_subcommands() {
                assert!(
                    script.contains(inner.get_name()),
                    "{shell} {}",
                    inner.get_name()
                );
            }
        }
    }

    #[test]
    fn every_command_has_its_page_of_the_manual() {
        let pages = manual().unwrap();
        for inner in Cli::command().get_subcommands() {
            let name = format!("casebook-{}.1", inner.get_name());
            let page = pages.iter().find(|page| page.name == name);
            let text = String::from_utf8(page.expect(&name).bytes.clone()).unwrap();
            assert!(text.contains(".SH SYNOPSIS"), "{name}");
        }
        assert!(pages.iter().any(|page| page.name == "casebook.1"));
        assert!(
            pages
                .iter()
                .any(|page| page.name == "casebook-config-show.1")
        );
    }
}
