//! Request to response, as a function of the snapshot: nothing here knows a socket, and nothing reaches the file system.

use std::sync::Arc;

use super::gate::{Fetch, Gate, Refusal};
use super::page::{self, Fingerprint, Shows};
use super::route::{BasePath, Malformed, Route, route};
use super::snapshot::Snapshot;
use crate::site::SitePath;

/// What does not change while the server runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    /// Who may ask.
    pub gate: Gate,
    /// Where the site begins.
    pub base: BasePath,
}

/// A request, as far as an answer depends on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// Method, as sent.
    pub method: &'a str,
    /// Path of the target, as sent.
    pub path: &'a str,
    /// Query of the target, without `?`, as sent.
    pub query: Option<&'a str>,
    /// Every Host header, and the authority of the target if it has one.
    pub hosts: &'a [&'a str],
    /// Origin header.
    pub origin: Option<&'a str>,
    /// Fetch metadata.
    pub fetch: Fetch<'a>,
}

/// What a request leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A response.
    Whole(Response),
    /// A stream of the states of the page with this path, now and after every rebuild.
    Events(String),
}

/// A complete response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header fields, besides those the connection adds (length, date).
    pub headers: Vec<(&'static str, String)>,
    /// Body; for HEAD too, the connection leaves it out and keeps its length.
    pub body: Arc<[u8]>,
    /// What failed while making the newest version of the page, though an earlier one may stand in for it.
    pub fault: Option<String>,
}

/// Answers a request.
pub fn respond(front: &Front, snapshot: &Snapshot, request: &Request<'_>) -> Answer {
    Answer::Whole(match refuse(front, request) {
        Some(refusal) => refusal,
        None => match route(&front.base, request.path) {
            Err(Malformed) => plain(400, "this address is malformed"),
            Ok(Route::Own(name)) if name == "events" => match page_parameter(request.query) {
                Some(path) => return Answer::Events(path),
                None => plain(400, "which page?"),
            },
            Ok(Route::Own(name)) => own_file(front, &name),
            Ok(Route::BaseWithoutSlash) => redirect(front.base.to_string(), request.query),
            Ok(Route::File(path)) if is_folder_without_slash(snapshot, &path) => {
                redirect(front.base.join(&format!("{path}/")), request.query)
            }
            Ok(asked) => page_response(front, &look_up(front, snapshot, &asked)),
        },
    })
}

/// The state of the page at `path` (as in a request), as JSON in one line: its fingerprint and what is wrong with it.
pub fn page_state(front: &Front, snapshot: &Snapshot, path: &str) -> String {
    let asked = route(&front.base, path).unwrap_or(Route::OutsideBase);
    let found = look_up(front, snapshot, &asked);
    let fingerprint = Fingerprint::of(&found.bytes, found.styles);
    page::state(
        snapshot,
        &found.address,
        found.fault.as_deref(),
        fingerprint,
    )
    .to_string()
}

fn refuse(front: &Front, request: &Request<'_>) -> Option<Response> {
    // Who asks is settled before what for: a foreign page learns nothing about which pages there are.
    match front
        .gate
        .check(request.hosts, request.origin, request.fetch)
    {
        Err(Refusal::HostMalformed) => {
            return Some(plain(
                400,
                "the Host header is missing, repeated or malformed",
            ));
        }
        Err(Refusal::HostForeign) => {
            return Some(plain(
                403,
                "this host name is not served here; `--host` adds one",
            ));
        }
        Err(Refusal::OriginForeign) => {
            return Some(plain(403, "other sites may not read this one"));
        }
        Ok(()) => {}
    }
    if !matches!(request.method, "GET" | "HEAD") {
        let mut response = plain(405, "only GET and HEAD");
        response.headers.push(("allow", "GET, HEAD".to_owned()));
        return Some(response);
    }
    None
}

/// What stands at an address.
struct Found {
    status: u16,
    content_type: &'static str,
    bytes: Arc<[u8]>,
    styles: u64,
    /// Address of the page, for its findings.
    address: String,
    fault: Option<String>,
}

fn look_up(front: &Front, snapshot: &Snapshot, asked: &Route) -> Found {
    let (path, address) = match asked {
        Route::Folder(address) => (
            SitePath::new(format!("{address}index.html")),
            address.clone(),
        ),
        Route::File(path) => (Some(path.clone()), path.url().to_owned()),
        Route::Own(_) | Route::BaseWithoutSlash | Route::OutsideBase => (None, String::new()),
    };
    let found = |status, content_type, bytes, fault| Found {
        status,
        content_type,
        bytes,
        styles: snapshot.styles,
        address: address.clone(),
        fault,
    };
    let broken = |fault: Option<String>| {
        let html = page::error_page(snapshot, &address, fault.as_deref(), &front.base);
        found(500, HTML, html.into(), fault)
    };
    if let Some(path) = path {
        match snapshot.render(&path) {
            Some(rendered) => {
                return match rendered.bytes {
                    Some(bytes) => found(200, content_type(&path), bytes, rendered.fault),
                    None => broken(rendered.fault),
                };
            }
            None if !snapshot.has_site() || snapshot.has_document(&address) => return broken(None),
            None => {}
        }
    }
    let own = SitePath::new("404.html").and_then(|path| snapshot.render(&path));
    let bytes = own
        .and_then(|rendered| rendered.bytes)
        .unwrap_or_else(|| page::not_found_page(&front.base).into());
    found(404, HTML, bytes, None)
}

fn is_folder_without_slash(snapshot: &Snapshot, path: &SitePath) -> bool {
    let index = SitePath::new(format!("{path}/index.html"));
    !snapshot.contains(path)
        && (index.is_some_and(|index| snapshot.contains(&index))
            || snapshot.has_document(&format!("{path}/")))
}

fn page_response(front: &Front, found: &Found) -> Response {
    let body = if found.content_type == HTML {
        page::with_script(
            &found.bytes,
            &front.base,
            Fingerprint::of(&found.bytes, found.styles),
            if found.status == 500 {
                Shows::Errors
            } else {
                Shows::Content
            },
        )
        .into()
    } else {
        found.bytes.clone()
    };
    let mut response = whole(found.status, found.content_type, body);
    response.fault = found.fault.clone();
    response
}

fn own_file(front: &Front, name: &str) -> Response {
    match name {
        "reload.js" => whole(
            200,
            content_type_of("js"),
            include_bytes!("reload.js").as_slice().into(),
        ),
        "pages.css" => whole(
            200,
            content_type_of("css"),
            include_bytes!("pages.css").as_slice().into(),
        ),
        _ => whole(404, HTML, page::not_found_page(&front.base).into()),
    }
}

fn redirect(mut to: String, query: Option<&str>) -> Response {
    if let Some(query) = query.filter(|query| query.bytes().all(|b| b.is_ascii_graphic())) {
        to.push('?');
        to.push_str(query);
    }
    let mut response = plain(307, "the address ends in a slash");
    response.headers.push(("location", to));
    response
}

/// A short answer in plain text.
pub(super) fn plain(status: u16, text: &str) -> Response {
    whole(
        status,
        content_type_of("txt"),
        format!("{text}\n").into_bytes().into(),
    )
}

fn whole(status: u16, content_type: &'static str, body: Arc<[u8]>) -> Response {
    let mut headers = vec![("content-type", content_type.to_owned())];
    headers.extend(common_headers());
    // A picture opened by itself is a document and may hold script; as an image it never runs.
    if content_type == SVG {
        headers.push((
            "content-security-policy",
            "sandbox; default-src 'none'; style-src 'unsafe-inline'".to_owned(),
        ));
    } else {
        headers.push((
            "content-security-policy",
            "frame-ancestors 'self'".to_owned(),
        ));
    }
    Response {
        status,
        headers,
        body,
        fault: None,
    }
}

/// Header fields of every answer: nothing is stored, sniffed, or readable by another origin.
pub(super) fn common_headers() -> impl Iterator<Item = (&'static str, String)> {
    [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("referrer-policy", "same-origin"),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.to_owned()))
}

/// The `page` parameter of a query, decoded.
fn page_parameter(query: Option<&str>) -> Option<String> {
    let value = query?
        .split('&')
        .find_map(|pair| pair.strip_prefix("page="))?;
    let path = percent_encoding::percent_decode_str(value)
        .decode_utf8()
        .ok()?;
    Some(path.into_owned())
}

const HTML: &str = "text/html; charset=utf-8";
const SVG: &str = "image/svg+xml; charset=utf-8";

/// Content type of a file of the site, by its name.
pub fn content_type(path: &SitePath) -> &'static str {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    content_type_of(&extension.to_ascii_lowercase())
}

fn content_type_of(extension: &str) -> &'static str {
    match extension {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "ndjson" => "application/x-ndjson; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => SVG,
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}
