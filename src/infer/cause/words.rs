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
            ("config-change", 8.0),
            "wrong database credential|wrong database password|wrong database url|wrong database host|wrong server name",
        ),
        (
            ("config-change", 4.0),
            "wrong user|wrong group|wrong owner|wrong credential|wrong password|incorrect credential|incorrect password|wrong database credential|wrong path|incorrect path|\
             wrong directory|wrong document root|wrong endpoint|wrong url|wrong region|wrong bucket|wrong role|wrong policy|iam policy|iam role|\
             cors|yaml|helm value|helm chart|kubernetes manifest|mtu|ttl|timeout of|default timeout|wrong timeout|timeout was set|service account|\
             configmap|config map|values file|properties file|ini file|env var|missing variable|missing environment",
        ),
        (
            ("config-change", 2.5),
            "permissions for|no permission|missing permission|no rights|access rights|read permission|write permission|execute permission|was never set|were never set|not set in|env file|environment file|\
             was set to|were set to|set too low|set too high|set too small|too strict|hard-coded|hardcoded|default value|default setting|\
             misrout|pointed to|pointing to|points to|route was missing|wrong setting|did not include the|typo in the config",
        ),
        (
            ("software-bug", 3.5),
            "poison message|crash loop|swallowed|undefined variable|undefined method|undefined function|variable was undefined|was undefined|is undefined|calculation error|wrong calculation|\
             miscalculat|concurrency|concurrent access|not thread-safe|missing import|import error|importerror|did not validate|not validate|\
             did not release the|did not release conn|never released conn|never released the conn|did not free|assumed that|assumes that|type error|typeerror|keyerror|valueerror|parse error|parsing error|\
             failed to parse|could not parse|the parser|serializ|deserializ|string concatenation|encoding|unescaped|not escaped|escaping|\
             did not account|does not account|did not consider|did not treat|not idempotent|double-free|use-after-free|out of bounds|off by one|rounding|inverted",
        ),
        (
            ("software-bug", 2.5),
            "consensus|panick|panic|fatal error|php error|javascript error|logic in|the function|the method|the query was|wrong query|broken query|wrong link|\
             broken link|wrong format|unexpected input|unexpected value|unexpected null|empty response|null value|duplicate key|unique constraint|duplicate entr",
        ),
        (
            ("deploy", 4.0),
            "wrong image|wrong tag|wrong version|missing binary|missing a binary|not present in the production|stale image|outdated image|wrong build|bad build|broken build|\
             new build|rollout went|unattended upgrade|automatic update|auto-update|faulty upgrade|incomplete upgrade|incomplete migration|failed migration|migration failed|\
             version mismatch|mismatched version",
        ),
        (
            ("capacity", 3.5),
            "out of inodes|inode|not enough workers|not enough worker|too few workers|oom killer|oom-killer|oomkill|filled the disk|fill up the disk|disk filled|\
             filled its disk|filled the volume|volume was full|partition was full|disk space was|no free space|heap|connections of the pool|\
             connection limit|max_connections|maximum number of|limit was reached|limit on api|reached its limit|reached the limit|hit the limit|hit a limit|\
             exceeded the|exceeding the|more traffic than|more users than|more requests than|\
             could serve|undersized|under-provisioned|underprovisioned|starv|resource limit|cpu limit|swap was|swap space",
        ),
        (
            ("database", 3.5),
            "files were corrupted|data was corrupted|corrupted data|corrupted file|corrupt|replication lag|replica fell|wraparound|wrap around|vacuum|split-brain|split brain|\
             primary failed|primary database failed|database was down|database went down|database lock|row lock|lock on the table|locked table|\
             table was locked|locks on",
        ),
        (
            ("network", 4.0),
            "resolver|name server|nameserver|dns record|cable was cut|cut cable|network loop|routing loop|bgp route|packet|arp|vlan|tunnel|vpn|latency between|\
             link between|peering|nat gateway|network interface",
        ),
        (
            ("hardware", 5.0),
            "raid controller|raid|air conditioning|air-conditioning|stick of ram|faulty ram|bad ram|memory stick|capacitor|power strip|circuit breaker tripped|fuse|\
             motherboard|faulty switch|faulty router|broken disk|failing disk|dead disk|disk died|drive failed|disk failed|ssd failed|server died|physical server",
        ),
        (
            ("dependency", 5.0),
            "github was down|github outage|cloud region|region outage|outage of the cloud|outage of the provider|provider's|without notice|payment gateway|\
             blocked our account|suspended our account|changed its api|changed their api|changed the api|external dependency|third party api|third-party api|\
             rate limited by|rate-limited by|internet provider|internet service provider|outage at",
        ),
        (
            ("security", 5.0),
            "public repository|api key had been|api key was|secret was|secrets were|botnet|bots|flooded with|mine coins|crypto min|cryptomin|backdoor|\
             unpatched|exfiltrat|phish|credential stuffing|credentials were leaked|credentials were stolen|credentials were exposed|brute-forc",
        ),
        (
            ("time-expiry", 5.0),
            "licence of|licence ran|license ran|ran out of date|out of date certificate|outdated certificate|outdated ssl|cert was not|key was not rotated|certificate was not rotated|cert expired|cert had expired|expired cert|\
             renewal|renewed in time|renew the|auto-renew|certbot|daylight|leap year|year 2038|expiry date|expired token|expired key|expired domain",
        ),
        (
            ("manual-operation", 5.0),
            "against production|in production instead of|wrong cable|pulled during|dropped the production|dropped the table|dropped the database|ran the wrong|wrong button|wrong script|\
             wrong file was deleted|deleted the wrong|removed the wrong|wrong folder|rebooted the wrong|restarted the wrong|shut down the wrong|human mistake|operator error|\
             copy-paste|copy and paste",
        ),
        (
            ("automation", 5.0),
            "nightly job deleted|autoscaler removed|job deleted|script deleted|cleanup deleted|job removed|automation removed|automation deleted|automated job|\
             nightly job|auto-remediation|bot deleted|bot removed",
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
