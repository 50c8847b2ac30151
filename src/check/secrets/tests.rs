//! Tests of the credentials that are found, and of the look-alikes that are not.

use super::*;

/// Letters and digits that look like a value; none of them is one.
fn value(length: usize) -> String {
    "q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5Hd1Jf0Gc"
        .chars()
        .cycle()
        .take(length)
        .collect()
}

fn found(text: &str) -> Vec<Diagnostic> {
    check(&SourceText::new("a.md", text))
}

#[test]
fn a_private_key_is_found_whatever_stands_behind_it_on_its_line() {
    for kind in ["RSA ", "OPENSSH ", ""] {
        for length in 20..40 {
            let text = format!("-----BEGIN {kind}PRIVATE KEY----- {}", "ä".repeat(length));
            assert_eq!(spots(&text).len(), 1, "{text}");
        }
    }
    assert!(spots("-----BEGIN CERTIFICATE-----").is_empty());
}

#[test]
fn no_finding_shows_another_value_of_its_line() {
    let text = format!("ghp_{} and ghp_{}", value(36), value(36));
    let source = SourceText::new("a.md", &text);
    let found = check(&source);
    assert_eq!(found.len(), 2);
    for it in &found {
        let place = it.place.as_ref().unwrap();
        assert_eq!(place.line_text, "ghp_… and ghp_…");
        assert_eq!(&place.line_text[place.marked.0..place.marked.1], "ghp_…");
    }
    let columns: Vec<usize> = found
        .iter()
        .map(|it| it.place.as_ref().unwrap().column)
        .collect();
    assert_eq!(columns, [1, 46]);
}

#[test]
fn every_form_is_found_and_its_value_never_shown() {
    for form in FORMS {
        let mut value = value(form.least);
        if form.prefix == "eyJ" {
            value = format!("{}.{}.{}", &value[..20], &value[20..40], &value[40..]);
            value.push_str("abcd");
        }
        value = value
            .chars()
            .enumerate()
            .map(|(at, c)| {
                if (form.alphabet)(c as u8) {
                    c
                } else {
                    fitting(form, at)
                }
            })
            .collect();
        let diagnostics = found(&format!(
            "one line\nexport KEY=\"{}{value}\" and more\n",
            form.prefix
        ));
        let rules: Vec<_> = diagnostics.iter().map(|it| it.rule).collect();
        assert_eq!(rules, ["secret-found"], "{} {}", form.what, form.prefix);
        let shown = format!("{diagnostics:?}");
        assert!(!shown.contains(&value[4..]), "{shown}");
        assert_eq!(diagnostics[0].place.as_ref().unwrap().line, 2);
    }
}

/// A letter of a form's alphabet, another one at each place so that the value does not look invented.
fn fitting(form: &Form, at: usize) -> char {
    let letters: Vec<char> = "A7B2C9D4E6F8a1b3c5d0e"
        .chars()
        .filter(|c| (form.alphabet)(*c as u8))
        .collect();
    letters[at % letters.len()]
}

#[test]
fn names_and_other_files_are_looked_through() {
    let key = "AKIAQ7XW3ZP5R2TB6MJD";
    let found = in_name(&format!("logs/{key}.txt"));
    let place = found[0].place.as_ref().unwrap();
    assert_eq!((&*place.file, place.line), ("logs/AKIA….txt", 0));
    assert!(in_name("logs/2024-05-06.txt").is_empty());
    let path: Arc<str> = "a.log".into();
    let found = in_file(&path, format!("one\nkey={key}\n").as_bytes());
    assert_eq!(found[0].place.as_ref().unwrap().line, 2);
    let image = [
        b"\x89PNG\0\xff\xfetEXt ".as_slice(),
        key.as_bytes(),
        b"\0\xff",
    ]
    .concat();
    let found = in_file(&path, &image);
    assert_eq!(found.len(), 1);
    assert!(!format!("{found:?}").contains(&key[4..]));
    assert!(in_file(&path, b"\x89PNG\0\xff").is_empty());
}

#[test]
fn a_private_key_and_a_password_in_an_address_are_found() {
    assert_eq!(found("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n").len(), 1);
    assert_eq!(found("-----BEGIN OPENSSH PRIVATE KEY-----\n").len(), 1);
    let address = found("DATABASE_URL=postgres://app:hunter2x9@db.internal:5432/app\n");
    assert_eq!(address.len(), 1);
    assert!(!format!("{address:?}").contains("hunter2x9"));
}

#[test]
fn a_value_with_the_name_of_a_secret_is_found_however_it_is_written() {
    for text in [
        "aws_secret_access_key = q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5Hd1Jf0Gc/q7Zk2Vb9",
        "client-secret: 'q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5H'",
        "{\"apiKey\": \"q7Zk2Vb9Xw4Rt6Ny8Mp3Ls5H\"}",
        "export DB_PASSWORD=q7Zk2Vb9Xw4Rt6Ny8Mp3",
    ] {
        let told = found(text);
        assert_eq!(told.len(), 1, "{text}");
        assert!(!format!("{told:?}").contains("Xw4Rt6"), "{told:?}");
    }
}

#[test]
fn what_only_looks_like_a_credential_is_left_alone() {
    for text in [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "commit 3f2a9c1d5e7b8a0f4c6d2e1b9a8f7c6d5e4b3a21",
        "6f1d0c1e-1111-4222-8333-944445555666",
        "https://example.org:8080/a@b",
        "postgres://app:${PASSWORD}@db/app",
        "postgres://app:password@localhost/app",
        "-----BEGIN CERTIFICATE-----",
        "sk_live_",
        "npm_config_cache and eyJhbGciOi",
        "password: correct horse battery staple",
        "secret = 3f2a9c1d5e7b8a0f4c6d2e1b9a8f7c6d5e4b3a21",
        "api_key: ${VAULT_API_KEY_2024_Production}",
        "client_secret: process.env.Client1SecretForProduction",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "token_count = Ab1Ab1Ab1Ab1Ab1Ab1Ab1Ab1",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "10:30:45 user:someone@example.org",
    ] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn two_values_on_one_line_hide_each_other() {
    let (one, two) = (format!("ghp_{}", value(36)), format!("xoxb-{}", value(30)));
    let shown = format!("{:?}", found(&format!("{one} {two}")));
    assert!(
        !shown.contains(&one[6..]) && !shown.contains(&two[8..]),
        "{shown}"
    );
}
