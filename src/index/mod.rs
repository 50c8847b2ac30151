//! The library cut one way: by cause, duration, impact, and the cheap ones.
