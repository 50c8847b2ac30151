//! Words that engineers use for one thing. A query for one finds the others too, for less.

/// Groups of folded words of one meaning, blank between words. A word stands in one group at most.
pub(super) const SYNONYMS: &[&str] = &[
    "kubernetes k8s",
    "postgres postgresql pg",
    "database db databases",
    "certificate cert certificates certs",
    "authentication auth login",
    "application app",
    "repository repo",
    "environment env",
    "elasticsearch opensearch",
    "javascript js",
    "production prod",
    "primary master leader",
    "replica standby follower secondary slave",
    "outage downtime unavailable unavailability",
    "rollback revert reverted",
    "oom out-of-memory",
    "ddos dos",
    "tls ssl",
    "datacenter datacentre data-center data-centre",
    "load-balancer loadbalancer lb",
    "cdn content-delivery",
    "latency slowness slow",
    "bug defect",
    "hack breach compromise intrusion",
    "failover fail-over switchover",
    "misconfiguration misconfigured",
    "ram memory",
    "disk storage volume",
    "expired expiry lapsed",
    "delete deleted wipe wiped removed",
    "electricity power",
    "feature-flag flag toggle",
    "queue backlog",
    "timeout timeouts",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn a_word_stands_in_one_group() {
        let mut seen = BTreeSet::new();
        for word in super::SYNONYMS.iter().flat_map(|group| group.split(' ')) {
            assert!(seen.insert(word), "{word}");
        }
    }
}
