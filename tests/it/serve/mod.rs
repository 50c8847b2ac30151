//! `serve`: requests as function calls, and a server that runs while files change under it.

mod command;
mod edits;
mod live;
mod project;
mod requests;
