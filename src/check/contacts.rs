//! E-mail addresses and the addresses of machines that only the inside can reach: nothing that lets anybody in, and still
//! what one looks at before publishing. Hints, because postmortems quote both on purpose.

use crate::diag::{Diagnostic, SourceText, Span};

/// The first e-mail address and the first internal address of a text, each with how many there are.
pub(super) fn check(source: &SourceText) -> Vec<Diagnostic> {
    let mut mails = Vec::new();
    let mut machines = Vec::new();
    let text = &source.text;
    let part =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+' | b'@' | b':');
    let mut next = 0;
    for run in text.as_bytes().split(|b| !part(*b)) {
        let start = next;
        next += run.len() + 1;
        // Names that programs make are longer than what people type.
        if !(7..=254).contains(&run.len()) {
            continue;
        }
        let run = &text[start..start + run.len()];
        let trimmed = run.trim_end_matches(['.', '-', ':', '_']);
        if trimmed.contains('@') {
            if is_mail(trimmed) {
                mails.push(Span::new(start, start + trimmed.len()));
            }
        } else if is_internal(trimmed) {
            machines.push(Span::new(start, start + trimmed.len()));
        }
    }
    let told = |spans: &[Span], rule, one: &str, many: &str, help: &str| {
        let first = spans.first()?;
        let count = spans.len();
        let what = match count {
            1 => format!("{one} stands in the text"),
            _ => format!("{count} {many} stand in the text; this is the first"),
        };
        Some(Diagnostic::hint(rule, source.place(*first), what).help(help))
    };
    [
        told(
            &mails,
            "email-found",
            "an e-mail address",
            "e-mail addresses",
            "name the team or the role, unless the address is meant to be written to",
        ),
        told(
            &machines,
            "address-internal",
            "an address of an internal network",
            "addresses of an internal network",
            "call the machine by what it does, unless the number matters",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Hosts that manuals write addresses with (RFC 2606, RFC 6761), and those of commits without an address.
const INVENTED: [&str; 9] = [
    "example.com",
    "example.org",
    "example.net",
    "example",
    "invalid",
    "test",
    "localhost",
    "domain.com",
    "users.noreply.github.com",
];

fn is_mail(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else {
        return false;
    };
    let label =
        |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let lower = host.to_ascii_lowercase();
    let top = lower.rsplit('.').next().unwrap_or_default();
    let written = !user.is_empty()
        && user.bytes().any(|b| b.is_ascii_alphabetic())
        && !user.contains([':', '@'])
        // `git@host:path` is how repositories are named.
        && user != "git"
        && lower.contains('.')
        && lower.split('.').all(label)
        && (2..=24).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_alphabetic());
    // `logo@2x.png`, `package@1.2.3` and `unit@.service` are files.
    let file = matches!(
        top,
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "service" | "js" | "css" | "sock"
    );
    let invented = INVENTED.iter().any(|it| {
        lower == *it
            || lower
                .strip_suffix(it)
                .is_some_and(|before| before.ends_with('.'))
    });
    written && !file && !invented
}

/// Addresses of RFC 1918 and host names that no public server answers to.
fn is_internal(text: &str) -> bool {
    let host = text.split(':').next().unwrap_or_default();
    if !host.contains('.') {
        return false;
    }
    let numbers: Option<Vec<u8>> = host.split('.').map(|it| it.parse().ok()).collect();
    match numbers.as_deref() {
        // The first address and the last of a range name no machine; `10.0.0.0/8` tells of the range itself.
        Some([10, b, c, d]) => (*b, *c, *d) != (0, 0, 0),
        Some([172, 16..=31, c, d]) | Some([192, 168, c, d]) => (*c, *d) != (0, 0),
        Some(_) => false,
        None => {
            let lower = host.to_ascii_lowercase();
            let names = [".internal", ".corp", ".intranet", ".lan"];
            let label = |it: &str| !it.is_empty() && !it.starts_with('-');
            lower.len() > 9
                && lower.split('.').count() >= 3
                && names.iter().any(|name| lower.ends_with(name))
                && lower.split('.').all(label)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        check(&SourceText::new("a.md", text))
            .iter()
            .map(|it| it.rule)
            .collect()
    }

    #[test]
    fn addresses_are_found_and_counted_where_the_first_stands() {
        let told = check(&SourceText::new(
            "a.md",
            "é one\nmail jo@acme.io, or <ops+db@acme.co.uk>.\nhost 10.2.3.4:5432\n",
        ));
        let rules: Vec<_> = told.iter().map(|it| it.rule).collect();
        assert_eq!(rules, ["email-found", "address-internal"]);
        let place = told[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column), (2, 6));
        assert_eq!(
            &place.line_text[place.marked.0..place.marked.1],
            "jo@acme.io"
        );
        assert!(
            told[0].message.starts_with("2 e-mail addresses"),
            "{}",
            told[0].message
        );
        for text in ["db-1.prod.internal", "ssh 192.168.1.20", "at 172.20.0.9."] {
            assert_eq!(found(text), ["address-internal"], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_address_is_left_alone() {
        for text in [
            "git@github.com:acme/shop.git",
            "logo@2x.png",
            "react@18.2.0",
            "user@example.com",
            "a@b.test",
            "@channel and @jo",
            "10.0.0.0/8",
            "version 10.2.3",
            "192.0.2.1",
            "8.8.8.8",
            "127.0.0.1:8080",
            "172.32.0.1",
            "getty@tty1.service",
            "10.21.40 and 10.300.1.1",
            "the internal.",
            "postgres://app:pw@db.acme.io/x",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
