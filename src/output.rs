//! A site to a folder: safe, atomic, by manifest. Output edge.
