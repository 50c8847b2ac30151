//! Who may ask: Host, Origin and fetch metadata. A page of another site must not be able to read drafts through the reader's own browser.
//!
//! The Host header is what DNS rebinding cannot forge (GHSA-vg6x-rcgg-rjx6); Origin and Sec-Fetch-Site tell a foreign script from the site's own.

use std::net::{IpAddr, SocketAddr};

/// The names under which this server may be addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    names: Vec<String>,
    port: u16,
    /// Bound to every interface: which address leads here is not known, so any address in numbers is taken, at any
    /// port (containers map them). Rebinding needs a name.
    any_address: bool,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No Host header, several, or one that is no host and port.
    HostMalformed,
    /// A host that is not ours.
    HostForeign,
    /// Sent by a page of another origin.
    OriginForeign,
}

impl Gate {
    /// The gate of a server bound to `bound`, which the user called `host`.
    pub fn new(bound: SocketAddr, host: &str) -> Self {
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "[::1]"].map(String::from).into();
        let host = host.trim_matches(['[', ']']);
        for name in [host.to_ascii_lowercase(), bound.ip().to_string()] {
            let name = match name.parse::<IpAddr>() {
                Ok(IpAddr::V6(v6)) => format!("[{v6}]"),
                _ => name,
            };
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        Self {
            names,
            port: bound.port(),
            any_address: bound.ip().is_unspecified(),
        }
    }

    /// Whether a request may be answered. `hosts` are all Host headers and the authority of the request line, if it has one.
    ///
    /// # Errors
    /// The reason if not.
    pub fn check(
        &self,
        hosts: &[&str],
        origin: Option<&str>,
        fetch: Fetch<'_>,
    ) -> Result<(), Refusal> {
        let (first, rest) = hosts.split_first().ok_or(Refusal::HostMalformed)?;
        if rest.iter().any(|other| !other.eq_ignore_ascii_case(first)) {
            return Err(Refusal::HostMalformed);
        }
        if !self.admits(first)? {
            return Err(Refusal::HostForeign);
        }
        // `null` is what a sandboxed frame or a file sends: foreign too.
        let same_origin = origin.is_none_or(|origin| {
            origin
                .strip_prefix("http://")
                .is_some_and(|authority| authority.eq_ignore_ascii_case(first))
        });
        if same_origin && fetch.is_ours() {
            Ok(())
        } else {
            Err(Refusal::OriginForeign)
        }
    }

    fn admits(&self, host: &str) -> Result<bool, Refusal> {
        let (name, port) = split_port(host).ok_or(Refusal::HostMalformed)?;
        let name = name.to_ascii_lowercase();
        if self.any_address && (name.starts_with('[') || name.parse::<IpAddr>().is_ok()) {
            return Ok(true);
        }
        Ok(port == self.port && self.names.contains(&name))
    }
}

/// Fetch metadata of a request (`Sec-Fetch-Site`, `Sec-Fetch-Mode`); clients that are no browser send none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fetch<'a> {
    /// Where the request came from.
    pub site: Option<&'a str>,
    /// What for.
    pub mode: Option<&'a str>,
}

impl Fetch<'_> {
    /// A link on another site may lead here; nothing else of another site may load from here. `same-site` is another
    /// origin: it is what a page on another port of localhost sends.
    fn is_ours(self) -> bool {
        matches!(self.site, None | Some("same-origin" | "none")) || self.mode == Some("navigate")
    }
}

/// `name:port` in its two parts; a port that is not written is 80 (RFC 9110, 4.2.1). `None` if it is neither name nor address.
fn split_port(host: &str) -> Option<(&str, u16)> {
    let end = match host.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (name, port) = host.split_at(end);
    let fine =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '%');
    if name.is_empty() || !name.chars().all(fine) {
        return None;
    }
    match port.strip_prefix(':') {
        None if port.is_empty() => Some((name, 80)),
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some((name, digits.parse().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate::new("127.0.0.1:4747".parse().unwrap(), "127.0.0.1")
    }

    fn host(host: &str) -> Result<(), Refusal> {
        gate().check(&[host], None, Fetch::default())
    }

    #[test]
    fn loopback_under_its_three_names_is_let_in() {
        for name in [
            "localhost:4747",
            "LocalHost:4747",
            "127.0.0.1:4747",
            "[::1]:4747",
        ] {
            assert_eq!(host(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_foreign_or_misleading_host_is_refused() {
        for name in [
            "evil.invalid",
            "evil.invalid:4747",
            "localhost",
            "localhost:80",
            "localhost.:4747",
            "localhost.evil.invalid:4747",
            "127.0.0.1.evil.invalid:4747",
            "0.0.0.0:4747",
            "10.0.0.7:4747",
            "2130706433:4747",
        ] {
            assert_eq!(host(name), Err(Refusal::HostForeign), "{name}");
        }
    }

    #[test]
    fn a_host_that_is_no_host_is_refused() {
        for name in [
            "",
            ":4747",
            "localhost:",
            "localhost:x",
            "localhost:99999",
            "localhost:4747:1",
            "[::1",
            "a b:4747",
            "user@localhost:4747",
            "localhost:4747/x",
            "localhost,evil.invalid:4747",
        ] {
            assert!(host(name).is_err(), "{name}");
        }
        assert_eq!(
            gate().check(&[], None, Fetch::default()),
            Err(Refusal::HostMalformed)
        );
        assert_eq!(
            gate().check(&["localhost:4747", "evil.invalid"], None, Fetch::default()),
            Err(Refusal::HostMalformed)
        );
    }

    #[test]
    fn only_the_sites_own_pages_may_read_it() {
        let from = |origin| gate().check(&["localhost:4747"], Some(origin), Fetch::default());
        assert_eq!(from("http://localhost:4747"), Ok(()));
        for origin in [
            "null",
            "",
            "https://localhost:4747",
            "http://localhost",
            "http://localhost:4748",
            "http://127.0.0.1:4747",
            "http://evil.invalid",
            "http://localhost:4747.evil.invalid",
            "http://evil.invalid#http://localhost:4747",
        ] {
            assert_eq!(from(origin), Err(Refusal::OriginForeign), "{origin}");
        }
    }

    #[test]
    fn another_site_may_link_here_and_load_nothing() {
        let fetch = |site, mode| {
            gate().check(
                &["localhost:4747"],
                None,
                Fetch {
                    site: Some(site),
                    mode: Some(mode),
                },
            )
        };
        assert_eq!(fetch("same-origin", "cors"), Ok(()));
        assert_eq!(fetch("none", "navigate"), Ok(()));
        assert_eq!(fetch("cross-site", "navigate"), Ok(()));
        assert_eq!(fetch("cross-site", "no-cors"), Err(Refusal::OriginForeign));
        assert_eq!(fetch("same-site", "no-cors"), Err(Refusal::OriginForeign));
    }

    #[test]
    fn a_server_on_every_interface_is_reached_by_number_and_by_its_own_name_only() {
        let gate = Gate::new("0.0.0.0:4747".parse().unwrap(), "0.0.0.0");
        let host = |host| gate.check(&[host], None, Fetch::default());
        assert_eq!(host("192.168.1.20:4747"), Ok(()));
        assert_eq!(host("192.168.1.20:8080"), Ok(()));
        assert_eq!(host("localhost:4747"), Ok(()));
        assert_eq!(host("rebound.evil.invalid:4747"), Err(Refusal::HostForeign));
        let named = Gate::new("192.168.1.20:4747".parse().unwrap(), "desk.example");
        assert_eq!(
            named.check(&["desk.example:4747"], None, Fetch::default()),
            Ok(())
        );
    }
}
