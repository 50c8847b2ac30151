//! Hands the arguments and the world to [`casebook::cli::run`] and returns its exit code.

use std::process::ExitCode;

use casebook::cli::{self, Host};

/// Pages are made of many short texts on many threads: this allocator spends a tenth less on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Host::of_process() {
        Ok(host) => cli::run(std::env::args_os(), host),
        Err(error) => cli::no_folder(&error),
    }
}
