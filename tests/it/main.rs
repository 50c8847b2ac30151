//! Tests through the public surface: commands, server, properties, house rules.
