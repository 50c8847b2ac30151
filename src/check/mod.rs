//! The rules: name, level, one sentence, what to do; run on the whole library.
