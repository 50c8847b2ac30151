//! The site from memory while writing: http, watch, live reload. Edge.
