//! Hands the arguments, the streams and the current folder to [`casebook::cli::run`] and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    casebook::cli::run(std::env::args_os())
}
