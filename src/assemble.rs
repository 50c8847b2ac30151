//! Stated over inferred over nothing; every disagreement a finding.
