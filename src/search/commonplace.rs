//! Words that any postmortem may have: two texts that share them need not have anything to do with each other. In a
//! large library they are common and count for nothing anyway; in a small one chance makes some of them rare.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::roots::root;

/// Each stands for all its forms. Chosen among the words that at least one in sixteen of 128 postmortems has, and
/// numbers, months, zones and units.
const COMMONPLACE: &str = "\
able absence accept access account across action activate actual add additional address adjust affect afterwards aim \
almost already always among analysis announce another answer anything app appear apply approximate area around ask \
assume assumption attempt attention automatic available avoid away back background bad base become begin behavior behind \
best better beyond block bring broad built call case catch cause center centre certain change check clean clear \
close code com come commit common communicate company complete component comprehensive concern conclusion \
conduct confirm consider consequence contain content continue contribute correct corrective count create critical current \
customer damage data date day decide decision deliberate describe design detail detect determine develop different \
difficult direct disable discover disrupt documentation done down downtime due duration early earlier \
effect effective eight eleven else emergency empty enable end engineer engineering enhance enough ensure entire error escalate \
establish even event eventual ever every everyone everything everywhere evidence exact examine existing expect experience explain \
external extra face fact fail failure fall false familiar far fast fault feature feel few field figure file fill final find first five fix \
focus follow forward found four free full function further future general get give go good gradual great grow half hand \
handle happen hard harmless head held help high highlight hint hold hour identify image immediate impact implement import important \
improve incident include increase incorrect indicate inform information infrastructure initial input inside instance instead \
insufficient intend intermittent internal introduce investigate involve issue item job keep key kind know lack large \
last late latest later lead learn least leave left less lesson let level light like likely limit line list little live load log long longer look \
lose loss lost low main maintain major make manage management manual many mark matter maximum may mean meant measure meet member message \
method might mile million billion minimize minor minute miss mitigate model moment monitor morning move much must name near \
necessary need neither never new next nine none normal note nothing notice now number obvious occur office old one ones online \
open operate operation operational optimize option order organisation organization original outage outline output outside overall overview own page part \
particular party path pattern people perform performance period person place plan platform point position possible post postmortem \
potential practice prepare present press pressure prevent preventative previous primary problem procedure proceed process product production progress \
prompt proper protect prove provide public publish put quality question quick quite raise ran range rare rate rather reach read ready real reason \
receive recent recognise recognize recommend record recover recovery red reduce regard regular relate release reliable remain \
remove repair repeat replace report request require resolution resolve resource respond response responsible restart restore result return reveal \
review right risk roll room rough routine rule run safe same save say scale schedule second see seem send separate series serve server service set settings \
seven several share short show side sign significant similar simple since single site situation six size slight slow small \
soft software solution solve someone something soon source space special specific spread staff stage stand start state statement \
status stay step still stop store strong successful such sudden suffer suggest sum summary support sure surface suspect switch symptom system take target task \
team tell ten term test text thing think third thought though thousand three time timeline title today together told tool total touch toward track traffic trigger trouble \
true try turn twelve twenty twice two type unable unavailable understand undetected unexpected unknown unrelated unusual update upgrade url use used useful user \
usual utc valid value various verify version visible vital wait want warn watch way web webpage website week weekend well whole wide window \
without word work world worse worst write wrong year yes yet zero \
out known came went gone kept made took taken said saw seen held led sent done gave given became begun began broke brought built \
thirteen fourteen fifteen sixteen seventeen eighteen nineteen thirty forty fifty sixty seventy eighty ninety hundred dozen \
january february march april june july august september october november december monday tuesday wednesday thursday \
friday saturday sunday gmt pst pdt est edt cst cdt cet cest bst min mins hrs sec secs usd eur";

/// Whether a word tells nothing.
pub(super) fn is_commonplace(word: &str) -> bool {
    static ROOTS: LazyLock<BTreeSet<&'static str>> =
        LazyLock::new(|| COMMONPLACE.split_ascii_whitespace().map(root).collect());
    ROOTS.contains(root(word))
}

#[cfg(test)]
mod tests {
    use super::is_commonplace;

    #[test]
    fn what_a_technology_or_a_fault_is_called_tells_something() {
        for word in [
            "certificate",
            "replication",
            "regex",
            "bgp",
            "dns",
            "cache",
            "queue",
            "deadlock",
            "disk",
            "kubernetes",
            "router",
            "token",
            "backup",
            "failover",
            "quorum",
            "deletion",
            "network",
            "database",
            "vacuum",
            "pg_stat_activity",
            "econnrefused",
        ] {
            assert!(!is_commonplace(word), "{word}");
        }
        for word in [
            "outage",
            "failures",
            "investigated",
            "minutes",
            "twenty",
            "pst",
        ] {
            assert!(is_commonplace(word), "{word}");
        }
    }
}
