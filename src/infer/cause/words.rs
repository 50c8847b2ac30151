//! The words that suggest a category of causes, each with a weight: 5 says it outright, 1 is a hint.

use super::super::stems::{Stems, Table};

/// Stems that suggest a category, with a weight.
pub(super) static STEMS: Table<(&str, f32)> = Table::new(|| {
    Stems::new(&[
        (
            ("config-change", 5.0),
            "misconfigur|mis-configur|incorrect configuration|wrong configuration|improper configuration|invalid configuration|\
             incorrectly configured|improperly configured|wrongly configured|bad configuration|faulty configuration|not configured to|\
             was not configured|were not configured|not properly configured|not correctly configured",
        ),
        (
            ("config-change", 3.5),
            "environment variable|environment setting|configuration change|configuration error|config change|config error|configuration mistake|\
             configuration issue|configuration problem|configuration file|config file|conf file|wrong permission|incorrect setting|wrong setting",
        ),
        (
            ("config-change", 3.0),
            "feature flag|syntax error|terraform|default file|duplex|wrong port|incorrect port|instead of port|firewall rule|firewall block|acl|\
             ulimit|open file limit|open files|security group|sites-enabled|virtual host|server block|symbolic link|symlink|whitelist|allowlist|\
             wrong template|wrong ip|incorrect ip|wrong value|incorrect value",
        ),
        (
            ("config-change", 2.0),
            "configuration|firewall|file permission|incorrect permission|lacked permission|tf|ufw|dockerfile|htaccess|puppet",
        ),
        (
            ("config-change", 1.5),
            "configured|config|configs|not started|not being started|memory limit|nginx",
        ),
        (
            ("config-change", 1.2),
            "setting|parameter|limits|wrong permissions|permission of|permissions of|permissions on",
        ),
        (
            ("software-bug", 5.0),
            "memory leak|connection leak|race condition|infinite loop|null pointer|nullpointer|software bug|code bug|off-by-one|stack overflow",
        ),
        (
            ("software-bug", 4.0),
            "recursion|deadlock|coding error|coding mistake|logic error|logical error|programming error|programming mistake|regular expression|\
             catastrophic backtracking|segfault|segmentation fault|error in the code|error in our code|flaw in the code",
        ),
        (
            ("software-bug", 3.5),
            "bug|misspel|mispel|mistyp|wrong file name|wrong file extension|edge case|corner case|phpp|buffer overflow|integer overflow",
        ),
        (
            ("software-bug", 3.0),
            "regression|typo|spelling mistake|spelling error|typing error|file extension|wrong extension|incompatib|defect|unhandled|uncaught|\
             did not check|does not check|did not handle|does not handle|did not close|never closed|not validated|n+1",
        ),
        (
            ("software-bug", 2.5),
            "in the code|application code|in our code|faulty code|broken code|smart contract|missing wasm|validation of|code change",
        ),
        (
            ("software-bug", 1.5),
            "exception|regex|logic|binary|codebase|implementation of",
        ),
        (("software-bug", 1.0), "firmware"),
        (
            ("deploy", 5.0),
            "corrupted update|faulty deployment|bad deploy|failed deployment|faulty release|bad release|failed upgrade|faulty update",
        ),
        (
            ("deploy", 3.0),
            "schema migration|new release|after an upgrade|after the upgrade|after a deploy|after the deploy|after the release|after the update|\
             failed update|schema change|model updat|model change|code deployment|recent deployment|software update|system update|untested code|\
             pushed to production|push to production|code push|code to production",
        ),
        (
            ("deploy", 2.0),
            "deploy|upgrade|upgrading|rollout|rolled out|migrat|new version",
        ),
        (
            ("deploy", 1.5),
            "recent update|release|update to the|update of|pull request|propagat",
        ),
        (
            ("capacity", 3.0),
            "disk full|disk was full|disk is full|full disk|out of disk|no space left|traffic surge|out of memory|surge in traffic|spike in traffic|\
             traffic spike|increase in traffic|increased traffic|surge of|filled up|was full|too small for|insufficient resource|\
             insufficient capacity|insufficient memory|not enough memory|not enough capacity|lack of capacity|resource exhaustion",
        ),
        (
            ("capacity", 2.5),
            "overload|surge|throttl|could not handle|couldn't handle|unable to handle|not able to handle|heavy traffic|high load|heavy load|high cpu|\
             cpu usage|cpu reached|too much traffic|concurrent users|limited resource",
        ),
        (
            ("capacity", 2.0),
            "exhaust|quota|saturat|high traffic|rate limit|resources were allocated|high demand|bottleneck|disk usage",
        ),
        (
            ("capacity", 1.5),
            "overwhelm|spike|too many|simultaneous|oom",
        ),
        (("capacity", 1.0), "capacity|scalab|connection pool"),
        (
            ("database", 6.0),
            "database deadlock|deadlock in the database|corrupted index|index corruption|database corruption|corrupted table",
        ),
        (
            ("database", 3.0),
            "unoptimi|inefficient quer|inefficient database|table lock|suboptimal quer|missing index|lack of index|without an index|\
             locked the|lock contention|long running quer|long-running quer|unindexed|full table scan",
        ),
        (
            ("database", 2.5),
            "slow quer|disk space|slow database|database crash|database fail|database server fail",
        ),
        (("database", 2.0), "indexing|query cache|replica"),
        (("database", 1.2), "replication"),
        (
            ("database", 0.8),
            "database|storage|data corruption|mysql|postgres|mongodb|sql",
        ),
        (("network", 5.0), "bgp|fibre cut|fiber cut"),
        (
            ("network", 4.0),
            "dns|packet loss|dropped packets|lan cable|network cable|port forward|network failure|network switch",
        ),
        (
            ("network", 2.0),
            "cable|unplugged|switch|router|subnet|connectivity|network issue|network problem|network outage|network misconfig|network config|\
             network connect|network interruption|network partition|internet connection",
        ),
        (("network", 1.2), "service provider|isp"),
        (("network", 0.6), "routing|network"),
        (
            ("hardware", 5.0),
            "power outage|power failure|power line|faulty disk|disk failure|hardware failure|hardware fault|curto-circuito|memory module|failed disk",
        ),
        (
            ("hardware", 4.0),
            "power distribution|lost power|loss of power|hard drive|hard disk|ups|battery|batteries|hardware|transfer switch|short circuit|power supply|overheat|burnt out|burned out",
        ),
        (("hardware", 3.0), "wiring|cooling"),
        (("hardware", 2.0), "generator|elétric"),
        (
            ("dependency", 5.0),
            "hosting provider|third-party outage|provider outage",
        ),
        (
            ("dependency", 4.0),
            "cloud provider|external provider|on their side|on their end",
        ),
        (
            ("dependency", 3.0),
            "third-party|third party|upstream|vendor|external service|external api|revoked its|banned from|npm package|that we depend on|\
             an outage in|had an outage|had an incident|outage of aws|aws outage|registrar",
        ),
        (
            ("dependency", 2.5),
            "provider|api was down|api access|restricted from",
        ),
        (("dependency", 1.5), "cloudflare|aws|azure|dependency"),
        (
            ("security", 5.0),
            "denial-of-service|denial of service|sql injection|phishing|ransomware|brute force|brute-force|malware",
        ),
        (
            ("security", 4.0),
            "ddos|dos attack|cyberattack|cyber attack",
        ),
        (
            ("security", 3.0),
            "attack|breach|vulnerab|malicious|compromise|stolen|unauthorized|hacker|intrusion|leaked",
        ),
        (("security", 2.5), "exploit"),
        (
            ("time-expiry", 6.0),
            "leap second|leap day|expired certificate|certificate expired|certificate had expired|certificate expir|expired ssl|expired tls",
        ),
        (
            ("time-expiry", 4.0),
            "expired|domain expir|license expir|token expir|not renewed|never renewed|forgot to renew",
        ),
        (
            ("time-expiry", 3.0),
            "clock|ntp|daylight saving|time zone|certificate|expiration",
        ),
        (("time-expiry", 1.5), "expiry"),
        (
            ("manual-operation", 5.0),
            "wrong command|wrong server|wrong host|wrong database|wrong table|wrong environment|rm -rf",
        ),
        (
            ("manual-operation", 4.0),
            "human error|never switched|forgot to|manual error|accidentally|inadvertently",
        ),
        (
            ("manual-operation", 3.0),
            "by mistake|mistakenly|by hand|deleted the",
        ),
        (
            ("manual-operation", 1.5),
            "accidental|manually|unintentional|was forgotten",
        ),
        (
            ("automation", 3.0),
            "cleanup job|cleanup script|autoscal|cron job deleted|scheduled job deleted",
        ),
        (
            ("automation", 1.5),
            "cron job|scheduled job|automated script",
        ),
        (
            ("cascading-failure", 4.0),
            "retry storm|thundering herd|cache stampede",
        ),
        (("cascading-failure", 1.0), "cascad"),
        (
            ("process", 1.5),
            "communication gap|insufficient monitoring|miscommunicat|not reviewed",
        ),
        (
            ("process", 1.0),
            "not tested|without testing|undocumented|lack of",
        ),
    ])
});
