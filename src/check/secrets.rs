//! Keys, tokens and passwords in a text: what must not be published. The value itself is never shown, not even in part
//! beyond its public prefix.
//!
//! The forms are those the issuers document; what is only shaped like a credential (hashes, UUIDs, identifiers, the
//! example keys of manuals) is left alone: a rule that cries wolf is switched off.

use std::sync::{Arc, LazyLock};

use crate::diag::{Diagnostic, Place, SourceText, Span};

/// How a credential begins and what follows.
struct Form {
    /// What it is, for the message.
    what: &'static str,
    /// How it begins.
    prefix: &'static str,
    /// Which bytes follow.
    alphabet: fn(u8) -> bool,
    /// How many of them there are at least.
    least: usize,
    /// How many there are at most.
    most: usize,
}

const fn form(
    what: &'static str,
    prefix: &'static str,
    alphabet: fn(u8) -> bool,
    least: usize,
    most: usize,
) -> Form {
    Form {
        what,
        prefix,
        alphabet,
        least,
        most,
    }
}

fn capital(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit()
}

fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

const fn token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')
}

fn dotted(b: u8) -> bool {
    token(b) || b == b'.'
}

fn encoded(b: u8) -> bool {
    dotted(b) || b == b'='
}

fn base64(b: u8) -> bool {
    word(b) || matches!(b, b'+' | b'/' | b'=')
}

fn path(b: u8) -> bool {
    word(b) || b == b'/'
}

/// Longest credential that is followed to its end, in bytes; what is longer is masked as far as it reaches.
const LONGEST: usize = 512;

const FORMS: &[Form] = &[
    form("an AWS access key", "AKIA", capital, 16, 16),
    form("a temporary AWS access key", "ASIA", capital, 16, 16),
    form("an AWS bearer key", "ABIA", capital, 16, 16),
    form("a GitHub token", "ghp_", word, 36, 255),
    form("a GitHub token", "gho_", word, 36, 255),
    form("a GitHub token", "ghu_", word, 36, 255),
    form("a GitHub token", "ghs_", word, 36, 255),
    form("a GitHub token", "ghr_", word, 36, 255),
    form("a GitHub token", "github_pat_", token, 60, 255),
    form("a GitLab token", "glpat-", token, 20, 255),
    form("a GitLab token", "gldt-", token, 20, 255),
    form("a GitLab runner token", "glrt-", token, 20, 255),
    form("a Slack token", "xoxb-", token, 20, LONGEST),
    form("a Slack token", "xoxp-", token, 20, LONGEST),
    form("a Slack token", "xoxa-", token, 20, LONGEST),
    form("a Slack token", "xoxr-", token, 20, LONGEST),
    form("a Slack token", "xoxs-", token, 20, LONGEST),
    form("a Slack app token", "xapp-", token, 30, LONGEST),
    form("a Stripe key", "sk_live_", word, 16, 255),
    form("a Stripe key", "rk_live_", word, 16, 255),
    form("a Google API key", "AIza", token, 35, 35),
    form("a Google OAuth token", "ya29.", dotted, 30, LONGEST),
    form("a Google OAuth secret", "GOCSPX-", token, 24, 64),
    form("a SendGrid key", "SG.", dotted, 60, 80),
    form("an npm token", "npm_", word, 36, 36),
    form("a PyPI token", "pypi-AgE", token, 50, LONGEST),
    form("a DigitalOcean token", "dop_v1_", word, 64, 64),
    form("a Shopify token", "shpat_", word, 32, 32),
    form("a Hugging Face token", "hf_", word, 30, 64),
    form("an OpenAI key", "sk-proj-", token, 40, LONGEST),
    form("an Anthropic key", "sk-ant-", token, 40, LONGEST),
    form(
        "a Databricks token",
        "dapi",
        |b| b.is_ascii_hexdigit(),
        32,
        34,
    ),
    form("a Vault token", "hvs.", token, 24, LONGEST),
    form(
        "a Twilio key",
        "SK",
        |b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b),
        32,
        32,
    ),
    form("a JSON web token", "eyJ", dotted, 60, LONGEST * 8),
    form("a Stripe webhook secret", "whsec_", word, 32, 64),
    form("a Docker Hub token", "dckr_pat_", token, 27, 32),
    form("a Grafana token", "glsa_", token, 40, 48),
    form("a Linear key", "lin_api_", word, 40, 40),
    form("an Atlassian token", "ATATT3", encoded, 60, LONGEST),
    form("a New Relic key", "NRAK-", capital, 27, 27),
    form("a Square token", "sq0atp-", token, 22, 22),
    form("a Square secret", "sq0csp-", token, 43, 43),
    form("a Postman key", "PMAK-", token, 59, 59),
    form("a Tailscale key", "tskey-", token, 20, 80),
    form("a Figma token", "figd_", token, 40, 48),
    form("a Sentry token", "sntrys_", encoded, 40, LONGEST),
    form("a Terraform token", "ATLASV1-", token, 40, 90),
    form(
        "a Slack webhook",
        "https://hooks.slack.com/services/T",
        path,
        30,
        60,
    ),
    form("a storage account key", "AccountKey=", base64, 86, 90),
];

/// Names before `=` or `:` whose value is a secret, in lower case without marks between their words.
const NAMES: [&str; 13] = [
    "password",
    "passwd",
    "secret",
    "secretkey",
    "apikey",
    "accesstoken",
    "authtoken",
    "secretaccesskey",
    "awssecretaccesskey",
    "clientsecret",
    "privatekey",
    "dbpassword",
    "apitoken",
];

/// How the text of a private key begins.
const PRIVATE_KEY: &str = "-----BEGIN ";

/// Every credential in a text, a finding each, in order.
pub(super) fn check(source: &SourceText) -> Vec<Diagnostic> {
    let spots = spots(&source.text);
    let lines =
        spots.chunk_by(|one, next| source.line(one.span.start) == source.line(next.span.start));
    lines.flat_map(|spots| findings(source, spots)).collect()
}

/// The values of all credentials in a text, without what may be shown of them.
pub(super) fn values(source: &SourceText) -> Vec<&str> {
    let value = |spot: &Spot| {
        let start = (spot.span.start + spot.shown).min(spot.span.end);
        source.slice(Span::new(start, spot.span.end))
    };
    spots(&source.text).iter().map(value).collect()
}

struct Spot {
    what: &'static str,
    /// What may be shown: the public prefix.
    shown: usize,
    span: Span,
}

/// A form begins with this byte.
const BEGINS: u8 = 1;
/// It stands before a value.
const PARTS: u8 = 2;
/// It is part of a token.
const TOKEN: u8 = 4;

/// What a byte is to the search: most bytes of a text can be passed over.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if token(byte as u8) {
            kinds[byte] |= TOKEN;
        }
        if matches!(byte as u8, b'-' | b':' | b'=') {
            kinds[byte] |= PARTS;
        }
        byte += 1;
    }
    let mut form = 0;
    while form < FORMS.len() {
        kinds[FORMS[form].prefix.as_bytes()[0] as usize] |= BEGINS;
        form += 1;
    }
    kinds
};

/// The forms by their first byte.
static BY_BYTE: LazyLock<[Vec<&Form>; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let own = |form: &&Form| usize::from(form.prefix.as_bytes()[0]) == byte;
        FORMS.iter().filter(own).collect()
    })
});

fn spots(text: &str) -> Vec<Spot> {
    let bytes = text.as_bytes();
    let forms = &*BY_BYTE;
    let mut found: Vec<Spot> = Vec::new();
    let mut before = 0;
    // One past the last credential.
    let mut done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let kind = KINDS[usize::from(*byte)];
        // A form begins where a token does.
        let says = match before & TOKEN {
            0 => kind & (BEGINS | PARTS),
            _ => kind & PARTS,
        };
        before = kind;
        if says == 0 || at < done {
            continue;
        }
        let spot = match byte {
            b'-' => private_key(text, at),
            b':' => password_in_address(bytes, at).or_else(|| named(bytes, at)),
            b'=' => named(bytes, at),
            byte => forms[usize::from(*byte)]
                .iter()
                .find_map(|form| credential(bytes, at, form)),
        };
        if let Some(spot) = spot {
            done = spot.span.end.max(at + 1);
            found.push(spot);
        }
    }
    found
}

fn credential(bytes: &[u8], at: usize, form: &Form) -> Option<Spot> {
    let prefix = form.prefix.as_bytes();
    // The first byte is known to fit.
    if bytes.get(at + 1) != prefix.get(1) {
        return None;
    }
    let rest = bytes.get(at..)?.strip_prefix(prefix)?;
    let length = rest
        .iter()
        .take(form.most + 1)
        .take_while(|b| (form.alphabet)(**b))
        .count();
    let value = &rest[..length.min(form.most)];
    if length < form.least || length > form.most || invented(value) {
        return None;
    }
    if form.prefix == "eyJ" && value.iter().filter(|b| **b == b'.').count() != 2 {
        return None;
    }
    let end = at + form.prefix.len() + value.len();
    Some(Spot {
        what: form.what,
        shown: form.prefix.len(),
        span: Span::new(at, end),
    })
}

/// Whether a value is one that manuals print: it says so, or repeats few letters.
fn invented(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let says = |word: &str| {
        lower
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    };
    let mut seen = [false; 256];
    value.iter().for_each(|b| seen[usize::from(*b)] = true);
    let distinct = seen.iter().filter(|it| **it).count();
    distinct < 7 || says("example") || says("xxxx") || says("redacted") || says("your")
}

/// `-----BEGIN … PRIVATE KEY-----`: the line is enough.
fn private_key(text: &str, at: usize) -> Option<Spot> {
    let rest = text.get(at..)?.strip_prefix(PRIVATE_KEY)?;
    // The kind is a word or two: `RSA`, `OPENSSH`, `PGP`, `ENCRYPTED`.
    let near = &rest.as_bytes()[..rest.len().min(60)];
    let line = near.split(|b| matches!(b, b'\n' | b'\r')).next()?;
    let name = b"PRIVATE KEY";
    let whole = line.windows(name.len()).position(|it| it == name)? + name.len();
    let end = at + PRIVATE_KEY.len() + whole;
    Some(Spot {
        what: "a private key",
        shown: end - at,
        span: Span::new(at, end),
    })
}

/// `scheme://user:password@host`: `at` is the colon before the password.
fn password_in_address(bytes: &[u8], at: usize) -> Option<Spot> {
    /// Longest user name or password looked at, in bytes.
    const REACH: usize = 100;
    let plain = |b: &&u8| {
        b.is_ascii_graphic()
            && !matches!(**b, b'/' | b'@' | b'"' | b'\'' | b'<' | b'>' | b'`' | b':')
    };
    let password = bytes[at + 1..].iter().take(REACH).take_while(plain).count();
    if bytes.get(at + 1 + password) != Some(&b'@') {
        return None;
    }
    let user = bytes[..at]
        .iter()
        .rev()
        .take(REACH)
        .take_while(plain)
        .count();
    let before = at - user;
    if !bytes[..before].ends_with(b"://") {
        return None;
    }
    let value = &bytes[at + 1..at + 1 + password];
    let placeholder =
        matches!(value.first(), None | Some(b'$' | b'{' | b'*' | b'[' | b'%')) || password < 6;
    let lower = value.to_ascii_lowercase();
    if placeholder || lower.starts_with(b"pass") || invented_password(&lower) {
        return None;
    }
    Some(Spot {
        what: "a password in an address",
        shown: 0,
        span: Span::new(at + 1, at + 1 + password),
    })
}

/// `client_secret = "…"`: `at` is the mark between name and value. What is only long, or only hexadecimal, may be a name or
/// a hash; a secret mixes capitals, small letters and digits.
fn named(bytes: &[u8], at: usize) -> Option<Spot> {
    /// Longest name looked at, in bytes.
    const NAME_MAX: usize = 40;
    const LEAST: usize = 20;
    let before = bytes.get(..at)?.trim_ascii_end();
    let before = before
        .strip_suffix(b"\"")
        .or(before.strip_suffix(b"'"))
        .unwrap_or(before);
    // From its end.
    let name = before.iter().rev().take(NAME_MAX);
    let name = name
        .take_while(|b| token(**b))
        .filter(|b| !matches!(b, b'_' | b'-'))
        .map(u8::to_ascii_lowercase);
    let ends_with = |it: &str| {
        let mut name = name.clone();
        it.bytes().rev().all(|b| name.next() == Some(b))
    };
    if !NAMES.iter().any(|it| ends_with(it)) {
        return None;
    }
    let rest = bytes.get(at + 1..)?;
    let blank = rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'"' | b'\''))
        .count();
    let value: &[u8] = rest.get(blank..)?;
    let length = value
        .iter()
        .take(LONGEST)
        .take_while(|b| encoded(**b) || base64(**b))
        .count();
    let value = value.get(..length)?;
    let has = |kind: fn(&u8) -> bool| value.iter().any(kind);
    let mixed =
        has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    let start = at + 1 + blank;
    (length >= LEAST && mixed && !invented(value) && !value.contains(&b'.')).then(|| Spot {
        what: "the value of a secret",
        shown: 0,
        span: Span::new(start, start + length),
    })
}

fn invented_password(lower: &[u8]) -> bool {
    ["secret", "example", "xxxx", "redacted", "changeme"]
        .iter()
        .any(|word| lower.starts_with(word.as_bytes()))
}

/// The findings of the credentials of one line, in order.
fn findings(source: &SourceText, spots: &[Spot]) -> Vec<Diagnostic> {
    let places = masked(source, spots);
    let findings = spots.iter().zip(places);
    findings
        .map(|(spot, place)| finding(source, spot, place))
        .collect()
}

fn finding(source: &SourceText, spot: &Spot, place: Place) -> Diagnostic {
    let case = case(source.slice(spot.span));
    let prefix = &source.slice(spot.span)[..spot.shown.min(spot.span.end - spot.span.start)];
    let shown = if prefix.is_empty() {
        String::new()
    } else {
        format!(" (`{prefix}…`)")
    };
    Diagnostic::warning(
        "secret-found",
        place,
        format!("{} stands in the text{shown}", spot.what),
    )
    .help(format!(
        "revoke it, then remove it: what was published once is known; a false alarm is allowed as `secret-found:{case}`"
    ))
    .case(case)
}

/// Shortest run of text in bytes of another kind that can hold a credential.
const RUN_MIN: usize = 16;

/// Every credential in a file that is published as it is: a log, a table, the notes inside an image.
pub(super) fn in_file(path: &Arc<str>, bytes: &[u8]) -> Vec<Diagnostic> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        // A text is copied and its lines are counted only if there is something to tell.
        return match spots(text).is_empty() {
            true => Vec::new(),
            false => check(&SourceText::new(path.clone(), text)),
        };
    }
    let runs = bytes.split(|b| !matches!(b, b' '..=b'~'));
    let texts = runs.filter_map(|run| std::str::from_utf8(run).ok());
    texts
        .filter(|text| text.len() >= RUN_MIN && !spots(text).is_empty())
        .flat_map(|text| check(&SourceText::new(path.clone(), text)))
        .map(|finding| Diagnostic {
            place: Some(Place::file(path.clone())),
            ..finding
        })
        .collect()
}

/// Every credential in the name of a file. The finding names the file without it.
pub(super) fn in_name(path: &str) -> Vec<Diagnostic> {
    let spots = spots(path);
    if spots.is_empty() {
        return Vec::new();
    }
    let name = SourceText::new("", path);
    let found = findings(&name, &spots);
    let shown: Arc<str> = found[0]
        .place
        .as_ref()
        .map_or("", |it| &it.line_text)
        .into();
    let told = found
        .into_iter()
        .zip(&spots)
        .map(|(finding, spot)| Diagnostic {
            place: Some(Place::file(shown.clone())),
            message: format!("{} stands in the name of the file", spot.what),
            ..finding
        });
    told.collect()
}

/// The name of one value among those of its document: 16 bits of a hash, too few to learn anything of the value.
fn case(value: &str) -> String {
    format!("{:04x}", xxhash_rust::xxh3::xxh3_64(value.as_bytes()) >> 48)
}

/// The places of the credentials of one line, without any of their values.
fn masked(source: &SourceText, spots: &[Spot]) -> Vec<Place> {
    let Some(first) = spots.first() else {
        return Vec::new();
    };
    let line = source.line_span(source.line(first.span.start));
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut at = line.start;
    for spot in spots {
        let Span { start, end } = spot.span;
        text.push_str(source.slice(Span::new(at, start)));
        let begin = text.len();
        text.push_str(source.slice(Span::new(start, (start + spot.shown).min(end))));
        text.push('…');
        marks.push(Span::new(begin, text.len()));
        at = end.min(line.end);
    }
    text.push_str(source.slice(Span::new(at, line.end)));
    // The line through the same shortening as any other.
    let shown = SourceText::new(Arc::clone(&source.path), &text);
    let places = spots.iter().zip(marks).map(|(spot, mark)| {
        let shown = shown.place(mark);
        Place {
            line_text: shown.line_text,
            marked: shown.marked,
            ..source.place(spot.span)
        }
    });
    places.collect()
}

#[cfg(test)]
mod tests;
