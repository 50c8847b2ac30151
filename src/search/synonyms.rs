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
    "tls ssl",
    "datacenter datacentre data-center data-centre",
    "load-balancer loadbalancer lb",
    "slow latency",
    "bug defect",
    "breach compromise intrusion hack",
    "failover switchover takeover",
    "disk drive volume",
    "expire lapse",
    "delete wipe erase empty remove drop destroy",
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
    "config setting",
    "cpu processor",
    "memory ram heap",
    "crash panic segfault",
    "spike surge burst",
    "stampede herd storm",
    "vendor provider supplier",
    "fiber fibre cable",
    "generator ups battery",
    "backup snapshot archive",
    "throttle ratelimit rate-limit",
    "clock ntp",
    "cdn edge",
    "vm instance virtual-machine",
    "pod container",
    "cron scheduler",
    "malware virus ransomware",
    "worldwide global",
    "nationwide national country",
    "stale outdated",
    "unicode utf8 utf-8 ascii charset",
    "duplicate twice double",
    "licence license permit",
    "integer int int32 int64",
    "lose lost vanish disappear missing gone",
    "purge flush evict",
    "lag behind late",
    "nameserver name-server resolver",
];

/// Groups of expressions of one meaning, `=` between them: where a query has the words of one, a text that has all
/// words of another answers it.
pub(super) const CONCEPTS: &[&str] = &[
    "no space left = disk full = enospc",
    "out of memory = oom = oomkilled = heap space",
    "blue screen = bsod = windows crash",
    "daylight saving = dst = summer time = clocks back",
    "split brain = two primaries = two leaders",
    "thundering herd = cache stampede = retry storm = reconnect storm",
    "single point of failure = spof",
    "too many open files = emfile = file descriptors",
    "connection refused = econnrefused",
    "connection reset = econnreset",
    "rate limit = rate limited = too many requests = 429 = throttled",
    "bad gateway = 502",
    "service unavailable = 503",
    "gateway timeout = 504",
    "access control list = acl",
    "content delivery network = cdn",
    "denial of service = ddos = botnet",
    "integer overflow = int overflow = 32 bit = signed integer = 2147483647",
    "garbage collection = gc",
    "null pointer = nullpointerexception = npe",
    "feature flag = toggle",
    "query plan = planner = table scan",
    "human error = by mistake = wrong command = fat finger",
    "name server = nameserver = dns",
    "regular expression = regex",
    "poison pill = poison message",
    "readiness probe = liveness probe = health check",
    "replication lag = replica behind = replication behind",
    "cold start = cold cache",
    "public key infrastructure = pki = certificate authority",
    "single sign on = sso = saml",
    "config push = configuration change",
    "virtual machine = vm",
    "load balancer = lb",
];

/// Words that say no more than that this is a library of incidents: beside any other word they count for little.
pub(super) const GENERIC: &str =
    "outage incident downtime problem issue failure fault error down site system";

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

    #[test]
    fn an_expression_stands_in_one_group() {
        let mut seen = BTreeSet::new();
        for group in super::CONCEPTS {
            assert!(group.contains(" = "), "{group}");
            for expression in group.split(" = ") {
                assert!(seen.insert(expression), "{expression}");
            }
        }
    }
}
