//! The whole site over documents made here, in memory.
