//! Words that engineers use for one thing. A query for one finds the others too, for less.

/// Groups of folded words of one meaning, blank between words; each word stands for all its forms. A root stands in
/// one group at most.
pub(super) const SYNONYMS: &[&str] = &[
    "kubernetes k8s",
    "postgres postgresql pg",
    "database db",
    "certificate cert",
    "authentication auth login",
    "application app",
    "repository repo",
    "environment env",
    "javascript js",
    "production prod",
    "primary master leader",
    "replica standby follower secondary slave",
    "outage downtime offline unavailable",
    "rollback revert",
    "oom out-of-memory",
    "tls ssl",
    "datacenter datacentre data-center data-centre",
    "load-balancer loadbalancer lb",
    "slow latency",
    "bug defect",
    "breach compromise intrusion hack",
    "failover switchover",
    "disk drive volume",
    "expire lapse",
    "delete wipe erase empty remove",
    "power electricity",
    "flag toggle",
    "backlog queue",
    "reboot restart boot",
    "regex regular-expression regexp",
    "broken corrupt damaged",
    "mistake accident wrong",
    "overload overwhelm saturate",
    "rollout deploy release",
    "machine server host node",
    "secret credential password token",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn a_root_stands_in_one_group() {
        let mut seen = BTreeSet::new();
        for word in super::SYNONYMS.iter().flat_map(|group| group.split(' ')) {
            assert!(seen.insert(super::super::root(word)), "{word}");
        }
    }
}
