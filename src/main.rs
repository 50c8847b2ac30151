//! Hands the arguments and the world to [`casebook::cli::run`] and returns its exit code.

use std::process::ExitCode;

use casebook::cli::{self, Host};

fn main() -> ExitCode {
    match Host::of_process() {
        Ok(host) => cli::run(std::env::args_os(), host),
        Err(error) => cli::no_folder(&error),
    }
}
