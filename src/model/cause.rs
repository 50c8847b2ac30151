//! Why it happened: root-cause categories and patterns. Ids are stable; `site.toml` may replace or extend them.

/// A root-cause category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Stable id.
    pub id: &'static str,
    /// What a reader sees.
    pub name: &'static str,
    /// What it means, in one clause.
    pub means: &'static str,
}

const fn category(id: &'static str, name: &'static str, means: &'static str) -> Category {
    Category { id, name, means }
}

/// The default categories, in the order shown. `unknown` is always last.
pub const CATEGORIES: [Category; 15] = [
    category(
        "config-change",
        "Configuration change",
        "a setting, flag, rule or policy was wrong or reached production unsafely",
    ),
    category(
        "software-bug",
        "Software defect",
        "code did the wrong thing for a valid input or state",
    ),
    category(
        "deploy",
        "Deploy, upgrade, migration",
        "releasing, upgrading or migrating broke the service",
    ),
    category(
        "capacity",
        "Capacity and overload",
        "demand or growth exceeded a limit",
    ),
    category(
        "database",
        "Database and storage",
        "failure inside a data store",
    ),
    category(
        "network",
        "Network, DNS, routing",
        "packets or names did not get there",
    ),
    category(
        "hardware",
        "Hardware, power, facility",
        "a physical part or a site failed",
    ),
    category(
        "dependency",
        "Third party or upstream",
        "someone else's service failed or changed",
    ),
    category(
        "security",
        "Security event",
        "attack, abuse, leak, or a defence that caused the outage",
    ),
    category(
        "time-expiry",
        "Time, clock, expiry",
        "a certificate, key, licence or clock reached an edge",
    ),
    category(
        "manual-operation",
        "Manual operation",
        "a command or procedure run by hand reached further than meant, and nothing stopped it",
    ),
    category(
        "automation",
        "Automation acted",
        "unattended automation did or amplified the damage",
    ),
    category(
        "cascading-failure",
        "Cascading failure",
        "a small fault grew through retries, queues, caches or failover",
    ),
    category(
        "process",
        "Process and organisation",
        "review, testing, monitoring, documentation, staffing or communication allowed it",
    ),
    category(
        "unknown",
        "Unknown or not disclosed",
        "stated as unknown, or not said",
    ),
];

/// The category that another taxonomy's word means; `None` for a word we do not know.
///
/// Covers the ids themselves, the finer categories in common use and the categories of other public libraries.
pub fn category_alias(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase().replace(['_', ' ', '/'], "-");
    if let Some(category) = CATEGORIES.iter().find(|category| category.id == word) {
        return Some(category.id);
    }
    Some(match word.as_str() {
        "config"
        | "configuration"
        | "misconfiguration"
        | "configuration-change"
        | "feature-flag" => "config-change",
        "bug" | "code-bug" | "software" | "code" | "defect" | "software-defect" | "regression" => {
            "software-bug"
        }
        "deployment" | "release" | "upgrade" | "migration" | "rollout" | "change" => "deploy",
        "overload" | "load" | "traffic" | "resource-exhaustion" | "scaling" | "performance" => {
            "capacity"
        }
        "storage" | "data" | "db" | "data-store" | "replication" => "database",
        "dns" | "bgp" | "routing" | "networking" | "connectivity" => "network",
        "power" | "facility" | "datacenter" | "data-center" | "disk" | "cooling" => "hardware",
        "third-party" | "upstream" | "vendor" | "provider" | "cloud" | "external"
        | "supply-chain" => "dependency",
        "attack" | "ddos" | "breach" | "vulnerability" | "abuse" => "security",
        "time" | "certificate" | "expiry" | "expiration" | "clock" | "tls" | "leap-second" => {
            "time-expiry"
        }
        "human-error" | "operator-error" | "human" | "manual" | "operations" | "operator" => {
            "manual-operation"
        }
        "cron" | "orchestration" | "autoscaling" => "automation",
        "cascade" | "cascading" | "cascading-failures" | "thundering-herd" => "cascading-failure",
        "organisation" | "organization" | "communication" | "monitoring" | "testing" => "process",
        "none" | "n-a" | "undisclosed" | "undescriptive" | "tbd" => "unknown",
        _ => return None,
    })
}

/// A recurring shape of failure: what makes "have we seen this before?" work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Stable id.
    pub id: &'static str,
    /// What a reader sees.
    pub name: &'static str,
    /// What happens, in one sentence.
    pub means: &'static str,
    /// Words that suggest it in prose, lower case.
    pub keywords: &'static [&'static str],
}

macro_rules! patterns {
    ($($id:literal, $name:literal, $means:literal, [$($word:literal),*];)*) => {
        [$(Pattern { id: $id, name: $name, means: $means, keywords: &[$($word),*] }),*]
    };
}

/// The default patterns. Others that authors write are kept as they are.
pub const PATTERNS: &[Pattern] = &patterns! {
    "integer-limit", "Integer limit", "A counter or key reached the largest number its type can hold.", ["integer overflow", "int32", "maximum value", "2147483647", "out of ids"];
    "xid-wraparound", "Transaction id wraparound", "A database stopped taking writes to protect its transaction ids.", ["wraparound", "xid", "autovacuum"];
    "regex-backtracking", "Regular expression backtracking", "A regular expression took time far out of proportion to its input.", ["regex", "regular expression", "backtrack"];
    "cache-stampede", "Cache stampede", "A cache emptied and the load behind it arrived all at once.", ["cache stampede", "thundering herd", "cold cache", "cache miss"];
    "split-brain", "Split brain", "Two sides of a cluster both believed they were in charge.", ["split brain", "split-brain", "two primaries"];
    "retry-storm", "Retry storm", "Clients that tried again kept the service down.", ["retry storm", "retries"];
    "certificate-expiry", "Certificate expiry", "A certificate ran out.", ["certificate expired", "expired certificate", "ssl certificate", "tls certificate"];
    "backup-restore-failed", "Backup could not be restored", "The backup was missing or unusable when it was needed.", ["backup failed", "no backup", "restore failed", "backups were"];
    "poison-message", "Poison message", "One message or record broke every consumer that took it.", ["poison message", "malformed message"];
    "leap-second", "Leap second", "A clock that counted one second more than software expected.", ["leap second"];
    "thread-limit", "Thread or process limit", "The operating system refused to start another thread or process.", ["thread limit", "too many threads", "process limit"];
    "slow-query", "Slow query", "One query used up the database.", ["slow query", "unoptimized query", "unoptimised query", "long-running query", "inefficient query"];
    "memory-leak", "Memory leak", "A process kept memory until there was none.", ["memory leak", "leaking memory"];
    "bgp-withdrawal", "Routes withdrawn", "The network's routes were withdrawn from the internet.", ["bgp", "withdrew", "route withdrawal"];
    "dns-misconfiguration", "DNS misconfiguration", "Names resolved wrongly or not at all.", ["dns record", "dns misconfiguration", "nameserver"];
    "over-broad-deletion", "Over-broad deletion", "A deletion reached more than was meant.", ["accidentally deleted", "deleted the wrong", "deletion script"];
    "over-broad-scope", "Over-broad scope", "A command or change reached more systems than was meant.", ["wrong scope", "all servers instead"];
    "reused-flag", "Reused flag", "An old flag or name was given a new meaning while old code still read it.", ["reused flag", "repurposed flag"];
    "credential-leak", "Credential leak", "A key, token or password reached the wrong hands.", ["leaked credential", "stolen token", "leaked key", "exposed secret"];
    "data-format", "Unexpected data format", "Data came in a form that its reader did not expect.", ["unexpected format", "malformed data", "parsing error"];
    "disk-full", "Disk full", "A disk or volume had no space left.", ["disk full", "no space left", "out of disk", "disk space"];
    "index-corruption", "Index corruption", "A database index no longer agreed with its table.", ["corrupted index", "corrupt index", "index corruption"];
    "launch-overload", "Launch overload", "More people came to a launch than it was built for.", ["launch day", "overwhelmed at launch"];
    "race-condition", "Race condition", "The outcome depended on which of two things happened first.", ["race condition", "deadlock"];
    "registration-expiry", "Registration expiry", "A domain or licence registration ran out.", ["domain expired", "domain registration", "license expired", "licence expired"];
    "replication-lag", "Replication lag", "Copies of the data fell behind.", ["replication lag", "replica lag"];
    "resource-recreated", "Resource recreated", "A tool replaced a resource instead of changing it.", ["recreated", "terraform destroy"];
    "route-filter-removed", "Route filter removed", "A router passed on routes that a filter had held back.", ["route filter"];
    "route-leak", "Route leak", "Routes were announced to networks that should not have had them.", ["route leak"];
    "safety-limit-trip", "Safety limit tripped", "A limit meant to protect the system stopped it.", ["safety limit", "limit tripped"];
    "session-limit", "Session or connection limit", "No further session or connection was to be had.", ["too many connections", "connection limit", "session limit", "connection pool"];
    "leap-day", "Leap day", "The 29th of February that a date calculation did not know.", ["leap day", "february 29"];
    "latent-bug", "Latent defect", "A defect that had long been there met the input that woke it.", ["latent bug", "latent defect", "dormant"];
    "missed-in-test", "Missed in test", "Tests could not see the fault.", ["not covered by tests", "tests did not catch", "untested"];
    "oversized-file", "Oversized file", "A file or message grew past what its reader could take.", ["file size limit", "oversized"];
    "contention", "Contention", "Too many wanted the same lock or resource.", ["lock contention", "contention"];
    "cold-start-dependency", "Cold-start dependency", "The system needed itself, or a part that was down, to start.", ["circular dependency", "cold start"];
    "concurrent-failures", "Concurrent failures", "Two independent faults met.", ["at the same time", "double failure"];
    "empty-node-serves", "Empty node serves", "A node without data answered as if it had it.", ["empty node"];
    "error-reported-as-success", "Error reported as success", "A failure was reported as a success.", ["reported success", "silently failed", "false positive"];
    "single-server-failure", "Single server failure", "One server that everything needed failed.", ["single point of failure", "single server"];
    "single-site-dependency", "Single site dependency", "Everything depended on one data centre or region.", ["single region", "single data center", "single availability zone"];
    "test-hit-production", "Test hit production", "A test ran against production.", ["test ran against production", "tests against production"];
    "unattended-upgrade", "Unattended upgrade", "Machines upgraded themselves, many at once.", ["unattended upgrade", "automatic update", "unattended-upgrades"];
    "uneven-load", "Uneven load", "One part of the system got far more load than its peers.", ["uneven distribution", "uneven traffic", "hot shard", "single backend"];
    "upgrade-removed-label", "Upgrade removed a label", "An upgrade dropped a name or label that configuration relied on.", ["removed label", "label was removed"];
    "wrong-parameter", "Wrong parameter", "A command or setting carried a wrong value.", ["typo", "wrong parameter", "incorrect value", "wrong port", "misspelled"];
    "provider-outage", "Provider outage", "The provider underneath was down.", ["aws outage", "provider outage", "cloud provider"];
};

/// Patterns of one kind: whoever meets one of them wants to read of the others. A pattern is in one family at most.
pub const FAMILIES: &[&[&str]] = &[
    // The network forgot the way, or told a wrong one.
    &["bgp-withdrawal", "route-leak", "route-filter-removed"],
    // A counter came to its end.
    &["integer-limit", "xid-wraparound"],
    // A date did.
    &[
        "certificate-expiry",
        "registration-expiry",
        "leap-day",
        "leap-second",
    ],
    // Data is gone that was wanted.
    &[
        "backup-restore-failed",
        "over-broad-deletion",
        "resource-recreated",
        "test-hit-production",
    ],
    // A command reached further than meant.
    &["over-broad-scope", "wrong-parameter"],
    // Load that makes itself.
    &["cache-stampede", "retry-storm"],
    // The system gave no more threads, sessions or connections.
    &["thread-limit", "session-limit"],
    // Input that its reader could not take.
    &["data-format", "oversized-file", "poison-message"],
    // Copies of the data that do not agree.
    &["split-brain", "replication-lag", "empty-node-serves"],
    // All of it on one thing.
    &[
        "single-server-failure",
        "single-site-dependency",
        "provider-outage",
    ],
    // An upgrade changed more than the version.
    &["unattended-upgrade", "upgrade-removed-label"],
];

/// The family of a pattern, by its place in [`FAMILIES`]; `None` for one that stands alone.
pub fn family(pattern: &str) -> Option<usize> {
    FAMILIES.iter().position(|family| family.contains(&pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_of_known_patterns_and_each_of_them_is_in_one() {
        let mut seen = std::collections::BTreeSet::new();
        for id in FAMILIES.concat() {
            assert!(PATTERNS.iter().any(|pattern| pattern.id == id), "{id}");
            assert!(seen.insert(id), "{id} is in two families");
        }
        assert_eq!(family("route-leak"), Some(0));
        assert_eq!(family("gremlins"), None);
    }

    #[test]
    fn every_default_category_is_its_own_alias() {
        for category in &CATEGORIES {
            assert_eq!(category_alias(category.id), Some(category.id));
        }
        assert_eq!(category_alias("Code bug"), Some("software-bug"));
        assert_eq!(category_alias("gremlins"), None);
    }
}
