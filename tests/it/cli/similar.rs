//! `casebook similar`.

use std::io::Cursor;

use casebook::cli::run;

use super::{Buffer, Folder, Ran};

const WRAPAROUND: &str = "---\ntitle: The counter ran out\nstarted: 2024-03-08T14:00:00Z\n\
resolved: 2024-03-08T17:30:00Z\nroot_cause: database\ncomponent: [postgres]\npattern: [xid-wraparound]\n\
mitigation: manual-repair\norganisation: Shop\n\
errors: [\"database is not accepting commands to avoid wraparound data loss in database\"]\n---\n\n\
# What happened\n\nAutovacuum had not run, and the database refused to write.\n";
const CERTIFICATE: &str = "---\ntitle: Checkout down\nstarted: 2024-05-08T14:00:00Z\nroot_cause: time-expiry\n\
component: [tls-certificate]\npattern: [certificate-expiry]\n---\n\nThe certificate of the payment gateway ran out.\n";
const DRAFT: &str = "---\ntitle: Counter again\nstarted: 2024-06-08T14:00:00Z\nstatus: draft\nroot_cause: database\n\
component: [postgres]\npattern: [xid-wraparound]\n---\n\nAutovacuum was off.\n";

fn library() -> Folder {
    Folder::with(&[
        ("content/wraparound.md", WRAPAROUND),
        ("content/certificate.md", CERTIFICATE),
        ("content/draft.md", DRAFT),
    ])
}

/// Runs with `input` piped in.
fn piped(folder: &Folder, line: &str, input: impl Into<Vec<u8>>) -> Ran {
    let (out, err) = (Buffer::default(), Buffer::default());
    let mut host = folder.host(out.stream(), err.stream());
    host.input = Some(Box::new(Cursor::new(input.into())));
    let args = std::iter::once("casebook").chain(line.split_whitespace());
    let code = run(args.map(Into::into), host);
    Ran {
        code,
        out: out.text(),
        err: err.text(),
    }
}

const PASTED: &str = "2026-02-01T03:14:15Z db-3 postgres[20413]: ERROR: database is not accepting commands to avoid \
wraparound data loss in database \"app\"\n";

#[test]
fn a_pasted_error_names_the_incident_that_had_it_what_stopped_it_and_how_long_it_took() {
    let ran = piped(&library(), "similar", PASTED);
    ran.expect(0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "1. The counter ran out");
    assert_eq!(
        lines[1],
        "   2024-03-08 · Shop · stopped by manual repair · took 3 h 30 min"
    );
    assert!(lines[2].starts_with("   same error text · same component: postgres · shares "));
    assert_eq!(lines[3], "   content/wraparound.md");
    assert!(!ran.out.contains("Counter again"), "{}", ran.out);
}

#[test]
fn a_file_is_read_like_what_is_piped_in() {
    let folder = library();
    folder.put("error.log", PASTED);
    let file = folder.run("similar error.log --format json");
    let piped = piped(&folder, "similar - --format json", PASTED);
    assert_eq!(file.expect(0).out, piped.expect(0).out);
    let value: serde_json::Value = serde_json::from_str(&file.out).unwrap();
    let first = &value["incidents"][0];
    assert_eq!(first["slug"], "wraparound");
    assert_eq!(first["file"], "content/wraparound.md");
    assert_eq!(first["duration_minutes"], 210.0);
    assert_eq!(first["reasons"][0]["kind"], "errors");
    assert_eq!(value["cut"], false);
}

#[test]
fn a_postmortem_is_compared_by_what_it_is_about_and_never_with_itself() {
    let folder = library();
    let ran = folder.run("similar content/draft.md");
    ran.expect(0);
    assert!(
        ran.out.contains("same pattern: xid-wraparound"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("content/wraparound.md"), "{}", ran.out);
    assert!(!ran.out.contains("content/draft.md"), "{}", ran.out);
    assert!(!ran.out.contains("content/certificate.md"), "{}", ran.out);
}

#[test]
fn what_is_no_text_is_refused_and_what_is_too_long_is_cut_and_said_so() {
    let folder = library();
    piped(&folder, "similar", [0x1f, 0x8b, 0xff, 0x00])
        .expect(2)
        .says("the standard input is no UTF-8 text");
    piped(&folder, "similar", *b"a\0b")
        .expect(2)
        .says("no UTF-8 text");
    piped(&folder, "similar", [0xff, 0xfe, 0x61, 0x00])
        .expect(2)
        .says("iconv");
    folder
        .run("similar nothing.log")
        .expect(2)
        .says("cannot read `nothing.log`");
    folder.run("similar content").expect(2).says("is a folder");
    folder
        .run("similar")
        .expect(2)
        .says("nothing on the standard input");
    // The cut falls into the middle of a character.
    let long = format!("{PASTED}x{}", "é".repeat(20 << 10));
    let ran = piped(&folder, "similar", long);
    ran.expect(0).says("only the first 20 KB");
    assert!(ran.out.starts_with("1. The counter ran out"), "{}", ran.out);
}

#[test]
fn a_text_that_is_like_nothing_is_answered_with_nothing() {
    let folder = library();
    let ran = piped(
        &folder,
        "similar",
        "2026-02-01T03:14:15Z 0x7ffd3c2a 20413\n",
    );
    ran.expect(0).says("change each time").says("No incident");
    assert_eq!(ran.out, "");
    let ran = piped(&folder, "similar --format json", "zygote quux\n");
    let value: serde_json::Value = serde_json::from_str(&ran.expect(0).out).unwrap();
    assert_eq!(value["incidents"].as_array().unwrap().len(), 0);
}
