//! Tells cargo that the built-in theme is part of the program: new files in it would otherwise go unnoticed.

fn main() {
    println!("cargo:rerun-if-changed=themes");
}
