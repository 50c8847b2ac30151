//! The site from memory while writing: http, watch, live reload. Edge.
//!
//! ```text
//! watch ──► rebuild ──► Snapshot ──► http (request to response, pure) ──► server (sockets, streams)
//!            │  ▲
//!            ▼  │
//!           Builder
//! ```
//! Nothing stops it: what cannot be built leaves the last good site standing under an overlay that says why.

pub mod builder;
mod documents;
mod folder;
pub mod gate;
pub mod http;
mod mounts;
pub mod notice;
mod page;
mod project;
mod rebuild;
pub mod route;
mod searching;
mod server;
pub mod snapshot;
mod watch;

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use builder::{BuildOutcome, Builder};
use gate::Gate;
use http::Front;
use notice::Notice;
use rebuild::Desk;
use route::{BasePath, BasePathError};
use server::Server;
use snapshot::{Snapshot, Soundness};
use watch::{Bell, Watcher};

pub use project::{Project, ProjectOptions, SEARCH_WITHIN};
pub use watch::{POLL_DEFAULT, WatchMode};

/// The port when none is given.
pub const PORT_DEFAULT: u16 = 4747;

/// Ports after the default one that are tried before the system chooses.
const PORTS_TRIED: u16 = 20;

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// Name or address to bind to.
    pub host: String,
    /// Which port.
    pub port: Port,
    /// Path under which the site stands, such as `/repo`; empty for the root.
    pub base_path: String,
    /// How changes are noticed; `None`: not at all.
    pub watch: Option<WatchMode>,
    /// Whether to open the home page.
    pub browser: Browser,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            host: Ipv4Addr::LOCALHOST.to_string(),
            port: Port::Default,
            base_path: String::new(),
            watch: Some(WatchMode::Events),
            browser: Browser::Left,
        }
    }
}

/// Which port to bind to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// [`PORT_DEFAULT`], or a free one if it is taken.
    Default,
    /// This one; 0 lets the system choose.
    Exact(u16),
}

/// What happens to the person's browser at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Nothing.
    Left,
    /// It opens the home page.
    Opened,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port that was asked for is in use.
    #[error("port {0} is taken by another program; leave `--port` out to use a free one")]
    PortTaken(u16),
    /// The address cannot be bound to.
    #[error("cannot bind to {address}: {source}")]
    Bind {
        /// What was asked for.
        address: String,
        /// Why not.
        source: std::io::Error,
    },
    /// The base path is none.
    #[error(transparent)]
    BasePath(#[from] BasePathError),
    /// The system refuses threads or signals.
    #[error("cannot start the server: {0}")]
    System(#[from] std::io::Error),
}

/// Takes what is to be told to the terminal. Called from several threads, never from two at once.
pub type Log = Box<dyn FnMut(&Notice<'_>) + Send>;

/// Serves until the person presses Ctrl-C or the system asks to end.
///
/// # Errors
/// If the server cannot be started; nothing stops it afterwards.
pub fn run(
    options: &ServeOptions,
    builder: impl Builder + 'static,
    log: Log,
) -> Result<(), ServeError> {
    let running = start(options, builder, log)?;
    Ok(running.server.until_asked_to_stop()?)
}

/// A server that runs until it is dropped.
pub struct Running {
    server: Server,
    bell: Option<Arc<Bell>>,
    address: SocketAddr,
    url: String,
}

impl Running {
    /// What it is bound to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Address of the home page.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(bell) = &self.bell {
            bell.stop();
        }
    }
}

/// Begins to serve. The first build goes on in the background; requests wait for it.
///
/// # Errors
/// If the address cannot be bound to, or the system refuses threads.
pub fn start(
    options: &ServeOptions,
    mut builder: impl Builder + 'static,
    mut log: Log,
) -> Result<Running, ServeError> {
    let base = BasePath::new(&options.base_path)?;
    let listener = bind(options, &mut log)?;
    let address = listener.local_addr()?;
    let url = format!("http://{}{base}", authority(&options.host, address));
    let front = Front {
        gate: Gate::new(address, &options.host),
        base,
    };
    if !address.ip().is_loopback() {
        log(&Notice::Exposed { bound: address });
    }
    log(&Notice::Listening { url: &url });

    let log = Arc::new(Mutex::new(log));
    let faults = Arc::new(Faults {
        log: log.clone(),
        seen: Mutex::default(),
    });
    let noting = faults.clone();
    let server = Server::start(
        listener,
        front,
        Arc::new(move |path: &str, why: &str| noting.note(path, why)),
    )?;
    let mut desk = PublishingDesk {
        current: Arc::default(),
        snapshots: server.snapshots.clone(),
        faults,
        log: log.clone(),
    };
    let watcher = options.watch.map(Watcher::new);
    let bell = watcher.as_ref().map(Watcher::bell);
    thread::Builder::new()
        .name("rebuild".to_owned())
        .stack_size(8 << 20)
        .spawn(move || rebuild::run(&mut builder, watcher, &mut desk))?;
    if options.browser == Browser::Opened
        && let Err(error) = open::that_detached(&url)
    {
        tell(
            &log,
            &Notice::NotOpened {
                why: &error.to_string(),
            },
        );
    }
    Ok(Running {
        server,
        bell,
        address,
        url,
    })
}

fn tell(log: &Mutex<Log>, notice: &Notice<'_>) {
    (log.lock().unwrap_or_else(PoisonError::into_inner))(notice);
}

/// Pages that failed since the last build, each reason told once.
struct Faults {
    log: Arc<Mutex<Log>>,
    seen: Mutex<BTreeSet<String>>,
}

impl Faults {
    fn note(&self, address: &str, why: &str) {
        let new = self
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(why.to_owned());
        if new {
            let address = address.trim_start_matches('/');
            tell(&self.log, &Notice::PageFailed { address, why });
        }
    }

    /// Forgets them; whether there were any.
    fn clear(&self) -> Soundness {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        if seen.is_empty() {
            Soundness::Sound
        } else {
            Soundness::Failing
        }
    }
}

/// Publishes what the loop builds.
struct PublishingDesk {
    current: Arc<Snapshot>,
    snapshots: tokio::sync::watch::Sender<Arc<Snapshot>>,
    faults: Arc<Faults>,
    log: Arc<Mutex<Log>>,
}

impl Desk for PublishingDesk {
    fn publish(&mut self, outcome: BuildOutcome) -> Arc<Snapshot> {
        let next = Arc::new(self.current.after(outcome, self.faults.clear()));
        self.current = next.clone();
        self.snapshots.send_replace(next.clone());
        next
    }

    fn probe(&mut self, snapshot: &Snapshot) {
        for (address, why) in snapshot.probe() {
            self.faults.note(&address, &why);
        }
    }

    fn tell(&mut self, notice: &Notice<'_>) {
        tell(&self.log, notice);
    }
}

fn bind(options: &ServeOptions, log: &mut Log) -> Result<TcpListener, ServeError> {
    let ip = resolve(&options.host)?;
    let at = |port| TcpListener::bind((ip, port));
    let wrong = |port, source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AddrInUse => ServeError::PortTaken(port),
        _ => ServeError::Bind {
            address: SocketAddr::new(ip, port).to_string(),
            source,
        },
    };
    match options.port {
        Port::Exact(port) => at(port).map_err(|error| wrong(port, error)),
        Port::Default => {
            let first = match at(PORT_DEFAULT) {
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => error,
                other => return other.map_err(|error| wrong(PORT_DEFAULT, error)),
            };
            let near = (PORT_DEFAULT + 1..=PORT_DEFAULT + PORTS_TRIED).chain([0]);
            let listener = near.into_iter().find_map(|port| at(port).ok());
            let listener = listener.ok_or_else(|| wrong(PORT_DEFAULT, first))?;
            log(&Notice::PortTaken {
                wanted: PORT_DEFAULT,
                used: listener.local_addr()?.port(),
            });
            Ok(listener)
        }
    }
}

/// The address of a host; of several, one of the older kind, which every browser tries.
fn resolve(host: &str) -> Result<IpAddr, ServeError> {
    let bare = host.trim_matches(['[', ']']);
    if let Ok(ip) = bare.parse() {
        return Ok(ip);
    }
    let wrong = |source| ServeError::Bind {
        address: host.to_owned(),
        source,
    };
    let found: Vec<IpAddr> = (bare, 0u16)
        .to_socket_addrs()
        .map_err(wrong)?
        .map(|address| address.ip())
        .collect();
    found
        .iter()
        .find(|ip| ip.is_ipv4())
        .or_else(|| found.first())
        .copied()
        .ok_or_else(|| wrong(std::io::ErrorKind::NotFound.into()))
}

/// Host and port as they stand in the address that is printed.
fn authority(host: &str, address: SocketAddr) -> String {
    let named = host.trim_matches(['[', ']']).parse::<IpAddr>().is_err();
    match address.ip() {
        _ if named => format!("{host}:{}", address.port()),
        IpAddr::V4(ip) if ip.is_unspecified() => format!("localhost:{}", address.port()),
        IpAddr::V6(ip) if ip.is_unspecified() => format!("localhost:{}", address.port()),
        _ => address.to_string(),
    }
}
