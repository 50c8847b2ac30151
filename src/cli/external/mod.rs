//! `check --external`: asks other hosts whether they still have what documents link to. Network edge; the only module that
//! names `ureq`.
//!
//! Polite and bounded: one request at a time to a host, a few hosts at once, each request with a time limit and the whole
//! with another; answers are kept for days in the user's cache. Only what is surely gone is told: a host that is busy, slow
//! or wants to know who asks says nothing about the link. Machines of the own network are never asked, whatever a document
//! links to.

mod cache;

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use cache::Cache;

/// How hosts are asked.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    /// Where answers are kept; `None`: nowhere.
    pub(super) cache: Option<PathBuf>,
    /// The day that kept answers are measured from.
    pub(super) day: Date,
    /// Which machines may be asked.
    pub(super) reach: Reach,
    /// How long one request may take, redirects included.
    pub(super) patience: Duration,
    /// How long all of them may take.
    pub(super) budget: Duration,
}

/// Which machines may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those of the internet.
    Public,
    /// Those of the own network and this one too.
    #[cfg(test)]
    Everything,
}

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is there.
    There,
    /// It is gone; how that was said.
    Gone(String),
    /// Nobody could say, or nobody was asked.
    Unknown,
    /// Its host has no address, or there is no network.
    NoHost,
}

/// Hosts that are asked at one time.
const HOSTS_AT_ONCE: usize = 8;

/// Redirects that are followed.
const REDIRECTS: u32 = 6;

/// Asks about every address; the answers in their order.
pub(super) fn ask<'u>(
    urls: impl Iterator<Item = &'u str>,
    asking: &Asking,
) -> BTreeMap<&'u str, Answer> {
    let mut cache = Cache::read(asking.cache.as_deref(), asking.day);
    let mut answers = BTreeMap::new();
    let mut hosts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for url in urls {
        match cache.get(url) {
            Some(answer) => {
                answers.insert(url, answer);
            }
            None => hosts.entry(host(url)).or_default().push(url),
        }
    }
    let kept = !answers.is_empty();
    let fresh = ask_hosts(hosts, asking);
    // Without a single answer it is the network that is missing, and not all the hosts.
    let connected = kept || fresh.iter().any(|(_, it)| *it != Answer::NoHost);
    for (url, answer) in fresh {
        let answer = match answer {
            Answer::NoHost if connected => {
                Answer::Gone("its host has no address any more".to_owned())
            }
            Answer::NoHost => Answer::Unknown,
            answer => answer,
        };
        cache.put(url, &answer);
        answers.insert(url, answer);
    }
    cache.write();
    answers
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// A queue of hosts, each with its addresses; a worker takes a host as a whole.
fn ask_hosts<'u>(
    hosts: BTreeMap<&'u str, Vec<&'u str>>,
    asking: &Asking,
) -> Vec<(&'u str, Answer)> {
    let until = Instant::now() + asking.budget;
    let queue: Mutex<VecDeque<Vec<&str>>> = Mutex::new(hosts.into_values().collect());
    let answers = Mutex::new(Vec::new());
    let agent = agent(asking);
    let work = || {
        // A worker that fell over leaves what it had; the others go on.
        let next = || {
            queue
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .pop_front()
        };
        while let Some(urls) = next() {
            for url in urls {
                let answer = match Instant::now() < until {
                    true => ask_one(&agent, url),
                    false => Answer::Unknown,
                };
                let mut answers = answers
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner);
                answers.push((url, answer));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..HOSTS_AT_ONCE {
            scope.spawn(work);
        }
    });
    answers
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn agent(asking: &Asking) -> Agent {
    let config = Agent::config_builder()
        .timeout_global(Some(asking.patience))
        .max_redirects(REDIRECTS)
        .http_status_as_error(false)
        .user_agent(concat!(
            "casebook/",
            env!("CARGO_PKG_VERSION"),
            " (link check)"
        ))
        .build();
    let resolver = Outside {
        resolver: DefaultResolver::default(),
        reach: asking.reach,
    };
    Agent::with_parts(config, DefaultConnector::default(), resolver)
}

/// Asks for the head alone; where a host knows no such question, or says no, for the whole, of which nothing is read.
fn ask_one(agent: &Agent, url: &str) -> Answer {
    let status = |answer: Result<ureq::http::Response<ureq::Body>, Error>| {
        answer.map(|it| it.status().as_u16())
    };
    let head = status(agent.head(url).call());
    let answer = match head {
        Ok(code) if code >= 400 => status(agent.get(url).call()),
        other => other,
    };
    match answer {
        Ok(code @ (404 | 410)) => Answer::Gone(format!("its host answers {code}")),
        Ok(200..400) => Answer::There,
        Err(Error::HostNotFound) => Answer::NoHost,
        Err(Error::TooManyRedirects) => Answer::Gone("its host leads in a circle".to_owned()),
        Ok(_) | Err(_) => Answer::Unknown,
    }
}

/// Names to addresses, but none of the own network: a document must not be able to make a build machine knock there.
#[derive(Debug)]
struct Outside {
    resolver: DefaultResolver,
    reach: Reach,
}

impl Resolver for Outside {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = match self.resolver.resolve(uri, config, timeout) {
            Err(Error::Io(_)) => return Err(Error::HostNotFound),
            found => found?,
        };
        // Behind a proxy it is the proxy that is looked up here, and it that decides.
        if self.reach != Reach::Public || config.proxy().is_some() {
            return Ok(found);
        }
        let mut public = self.empty();
        found
            .iter()
            .filter(|it| is_public(it.ip()))
            .for_each(|it| public.push(*it));
        match public.is_empty() {
            true => Err(Error::Other("an address of the own network".into())),
            false => Ok(public),
        }
    }
}

/// Whether an address can be of a machine on the internet (IANA's registries of special-purpose addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4() {
            // `::ffff:10.0.0.1` and `::1` among them.
            Some(ip) => is_public_v4(ip),
            None => match ip.segments() {
                // 6to4: the address of the machine is within.
                [0x2002, high, low, ..] => {
                    let [a, b] = high.to_be_bytes();
                    let [c, d] = low.to_be_bytes();
                    is_public_v4(Ipv4Addr::new(a, b, c, d))
                }
                // Documentation.
                [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
                [first, ..] => matches!(first, 0x2000..=0x3fff),
            },
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (169, 254, _)
            | (192, 0, 0 | 2)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !special
}

#[cfg(test)]
mod tests;
