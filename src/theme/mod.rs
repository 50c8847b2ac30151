//! `Theme`: templates, assets and words of the interface, as values. The built-in one is embedded in the binary.
