//! Sockets: connections to requests, answers to bytes, snapshots to streams of events. The only module that names `hyper` and `tokio`.

use std::convert::Infallible;
use std::net::TcpListener;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use super::gate::Fetch;
use super::http::{Answer, Front, Request, Response, common_headers, page_state, plain, respond};
use super::snapshot::Snapshot;

/// Time a client has for the header of its request, also the longest that an idle connection is kept.
const HEADER_WITHIN: Duration = Duration::from_secs(30);

/// Longest header, in bytes, and most fields in it: several times what browsers send.
const HEADER_MAX: usize = 32 << 10;
const FIELDS_MAX: usize = 100;

/// Connections at a time; more wait to be accepted.
const CONNECTIONS_MAX: usize = 512;

/// Open pages at a time; more are told to come back.
const STREAMS_MAX: usize = 128;

/// Silence on a stream after which a line is sent: it finds out whether someone still listens.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Longest wait of a request that comes before the first build is done.
const FIRST_BUILD_WITHIN: Duration = Duration::from_secs(120);

/// Takes note of a page that failed: its path and why.
pub(super) type Failures = Arc<dyn Fn(&str, &str) + Send + Sync>;

/// A server that answers until it is dropped.
pub(super) struct Server {
    runtime: Option<tokio::runtime::Runtime>,
    /// Where snapshots are published.
    pub(super) snapshots: watch::Sender<Arc<Snapshot>>,
}

/// What every connection shares.
struct Shared {
    front: Front,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    streams: Arc<Semaphore>,
    failures: Failures,
}

impl Server {
    /// Begins to answer on `listener`.
    ///
    /// # Errors
    /// If the system refuses threads or the listener.
    pub(super) fn start(
        listener: TcpListener,
        front: Front,
        failures: Failures,
    ) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(16)
            // Rendering deeply nested content takes more than the 2 MiB threads get by default.
            .thread_stack_size(8 << 20)
            .enable_all()
            .build()?;
        listener.set_nonblocking(true)?;
        let listener = {
            let _guard = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (snapshots, receiver) = watch::channel(Arc::new(Snapshot::default()));
        let shared = Arc::new(Shared {
            front,
            snapshots: receiver,
            streams: Arc::new(Semaphore::new(STREAMS_MAX)),
            failures,
        });
        runtime.spawn(accept(listener, shared));
        Ok(Self {
            runtime: Some(runtime),
            snapshots,
        })
    }

    /// Waits until the person or the system asks the program to end.
    ///
    /// # Errors
    /// If the system does not tell.
    pub(super) fn until_asked_to_stop(&self) -> std::io::Result<()> {
        self.runtime
            .as_ref()
            .map_or(Ok(()), |runtime| runtime.block_on(asked_to_stop()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Open streams would keep a patient end waiting for ever.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    std::future::poll_fn(|context| {
        if terminate.poll_recv(context).is_ready() {
            return Poll::Ready(());
        }
        interrupt.poll_recv(context).map(drop)
    })
    .await;
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(permit) = connections.clone().acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, shared.clone(), permit));
            }
            // Out of file descriptors, or a client that left at once: others may still come.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>, permit: OwnedSemaphorePermit) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(shared.clone(), request));
    // A client that breaks off or sends nonsense is no one else's matter.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_WITHIN)
        .max_headers(FIELDS_MAX)
        .max_header_size(HEADER_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    drop(permit);
}

async fn answer(
    shared: Arc<Shared>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Content>, Infallible> {
    let snapshot = first_snapshot(&shared).await;
    let rendering = {
        let shared = shared.clone();
        tokio::task::spawn_blocking(move || {
            let answer = respond_to(&shared.front, &snapshot, &request);
            if let Answer::Whole(Response {
                fault: Some(fault), ..
            }) = &answer
            {
                (shared.failures)(request.uri().path(), fault);
            }
            answer
        })
    };
    Ok(match rendering.await {
        Ok(Answer::Whole(response)) => to_hyper(response),
        Ok(Answer::Events(path)) => match shared.streams.clone().try_acquire_owned() {
            Ok(permit) => events(&shared, path, permit),
            Err(_) => to_hyper(plain(503, "too many open pages")),
        },
        Err(_) => to_hyper(plain(
            500,
            "this is a fault in Casebook itself, please report it",
        )),
    })
}

/// The newest snapshot, once there is one.
async fn first_snapshot(shared: &Shared) -> Arc<Snapshot> {
    let mut snapshots = shared.snapshots.clone();
    let first = snapshots.wait_for(|snapshot| snapshot.generation > 0);
    match tokio::time::timeout(FIRST_BUILD_WITHIN, first).await {
        Ok(Ok(snapshot)) => snapshot.clone(),
        _ => Arc::default(),
    }
}

/// The pure function's view of a request.
fn respond_to(front: &Front, snapshot: &Snapshot, request: &hyper::Request<Incoming>) -> Answer {
    let headers = request.headers();
    let text = |name: &HeaderName| {
        headers
            .get(name)
            // What is not text is not ours either.
            .map(|value| value.to_str().unwrap_or("?"))
    };
    let uri = request.uri();
    let named = headers
        .get_all(HOST)
        .iter()
        .map(|value| value.to_str().unwrap_or("?"));
    let hosts: Vec<&str> = uri
        .authority()
        .map(|authority| authority.as_str())
        .into_iter()
        .chain(named)
        .collect();
    respond(
        front,
        snapshot,
        &Request {
            method: request.method().as_str(),
            path: uri.path(),
            query: uri.query(),
            hosts: &hosts,
            origin: text(&ORIGIN),
            fetch: Fetch {
                site: text(&HeaderName::from_static("sec-fetch-site")),
                mode: text(&HeaderName::from_static("sec-fetch-mode")),
            },
        },
    )
}

fn to_hyper(response: Response) -> hyper::Response<Content> {
    let mut answer = hyper::Response::new(Content::Whole(Some(Bytes::from_owner(response.body))));
    *answer.status_mut() = hyper::StatusCode::from_u16(response.status).unwrap_or_default();
    set_headers(&mut answer, response.headers);
    answer
}

fn set_headers(
    answer: &mut hyper::Response<Content>,
    headers: impl IntoIterator<Item = (&'static str, String)>,
) {
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            answer
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
}

/// A stream of the page's states: one now, one after each build that changed it.
fn events(
    shared: &Arc<Shared>,
    path: String,
    permit: OwnedSemaphorePermit,
) -> hyper::Response<Content> {
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(follow_page(shared.clone(), path, sender, permit));
    let mut answer = hyper::Response::new(Content::Events(receiver));
    set_headers(&mut answer, common_headers());
    set_headers(
        &mut answer,
        [(
            "content-type",
            "text/event-stream; charset=utf-8".to_owned(),
        )],
    );
    answer
}

async fn follow_page(
    shared: Arc<Shared>,
    path: String,
    sender: mpsc::Sender<Bytes>,
    permit: OwnedSemaphorePermit,
) {
    let mut snapshots = shared.snapshots.clone();
    let mut sent = String::new();
    if sender
        .send(Bytes::from_static(b"retry: 1000\n\n"))
        .await
        .is_err()
    {
        return;
    }
    let _permit = permit;
    loop {
        let snapshot = snapshots.borrow_and_update().clone();
        let (front, page) = (shared.clone(), path.clone());
        let state =
            tokio::task::spawn_blocking(move || page_state(&front.front, &snapshot, &page)).await;
        if let Ok(state) = state
            && state != sent
        {
            if sender
                .send(Bytes::from(format!("data: {state}\n\n")))
                .await
                .is_err()
            {
                return;
            }
            sent = state;
        }
        loop {
            match tokio::time::timeout(HEARTBEAT, change_or_end(&mut snapshots, &sender)).await {
                Ok(Next::Changed) => break,
                Ok(Next::Ended) => return,
                Err(_) => {
                    if sender.send(Bytes::from_static(b":\n\n")).await.is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// What a stream waits for.
enum Next {
    /// There is a new snapshot.
    Changed,
    /// No one listens any more, or the server ends.
    Ended,
}

async fn change_or_end(
    snapshots: &mut watch::Receiver<Arc<Snapshot>>,
    sender: &mpsc::Sender<Bytes>,
) -> Next {
    let mut changed = pin!(snapshots.changed());
    let mut closed = pin!(sender.closed());
    std::future::poll_fn(|context| {
        if closed.as_mut().poll(context).is_ready() {
            return Poll::Ready(Next::Ended);
        }
        changed.as_mut().poll(context).map(|news| match news {
            Ok(()) => Next::Changed,
            Err(_) => Next::Ended,
        })
    })
    .await
}

/// The body of an answer.
enum Content {
    Whole(Option<Bytes>),
    Events(mpsc::Receiver<Bytes>),
}

impl Body for Content {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Events(events) => events
                .poll_recv(context)
                .map(|event| event.map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_none(),
            Self::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Self::Events(_) => SizeHint::default(),
        }
    }
}
