//! Request to response, as function calls: what is served, what is refused, what a broken site answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use casebook::diag::{Diagnostic, SourceText, Span};
use casebook::serve::builder::BuildOutcome;
use casebook::serve::gate::{Fetch, Gate};
use casebook::serve::http::{Answer, Front, Request, Response, page_state, respond};
use casebook::serve::route::BasePath;
use casebook::serve::snapshot::{Snapshot, Soundness};
use casebook::site::{Site, SitePath};

const HOST: &str = "localhost:4747";

fn front(base: &str) -> Front {
    Front {
        gate: Gate::new("127.0.0.1:4747".parse().unwrap(), "127.0.0.1"),
        base: BasePath::new(base).unwrap(),
    }
}

fn site(files: &[(&str, &str)]) -> Site {
    Site::from_bytes(
        files
            .iter()
            .map(|(path, text)| (SitePath::new(*path).unwrap(), text.as_bytes().to_vec())),
    )
}

const FILES: &[(&str, &str)] = &[
    ("index.html", "<html><body>home</body></html>"),
    ("404.html", "<html><body>no such page</body></html>"),
    ("incidents/dns/index.html", "<html><body>DNS</body></html>"),
    (
        "incidents/障害/index.html",
        "<html><body>障害</body></html>",
    ),
    ("assets/site.css", "p{}"),
    ("assets/site.js", "1"),
    (
        "assets/drawing.svg",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
    ),
    ("api/incidents.json", "[]"),
    ("feed.xml", "<feed/>"),
    ("data/table.csv", "a"),
    ("files/core.bin", "\0"),
];

fn snapshot() -> Snapshot {
    built(BuildOutcome {
        site: Some(site(FILES)),
        ..BuildOutcome::default()
    })
}

fn built(outcome: BuildOutcome) -> Snapshot {
    Snapshot::default().after(outcome, Soundness::Sound)
}

fn ask(front: &Front, snapshot: &Snapshot, request: &Request<'_>) -> Response {
    match respond(front, snapshot, request) {
        Answer::Whole(response) => response,
        Answer::Events(path) => panic!("a stream of {path}"),
    }
}

fn get_from(snapshot: &Snapshot, path: &str) -> Response {
    let request = Request {
        method: "GET",
        path,
        hosts: &[HOST],
        ..Request::default()
    };
    ask(&front("/"), snapshot, &request)
}

fn get(path: &str) -> Response {
    get_from(&snapshot(), path)
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let found = response.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.as_str())
}

fn text(response: &Response) -> String {
    String::from_utf8(response.body.to_vec()).unwrap()
}

fn error(file: &str, source: &str, words: &str, message: &str) -> Diagnostic {
    let source = SourceText::new(file, source);
    let at = source.text.find(words).unwrap();
    Diagnostic::error(
        "front-matter",
        source.place(Span::new(at, at + words.len())),
        message,
    )
    .help("mend it")
}

#[test]
fn every_file_of_the_site_is_served_with_its_type() {
    for (path, content_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/incidents/dns/", "text/html; charset=utf-8"),
        ("/incidents/%E9%9A%9C%E5%AE%B3/", "text/html; charset=utf-8"),
        ("/assets/site.css", "text/css; charset=utf-8"),
        ("/assets/site.js", "text/javascript; charset=utf-8"),
        ("/assets/drawing.svg", "image/svg+xml; charset=utf-8"),
        ("/api/incidents.json", "application/json; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/data/table.csv", "text/csv; charset=utf-8"),
        ("/files/core.bin", "application/octet-stream"),
        ("/.casebook/reload.js", "text/javascript; charset=utf-8"),
    ] {
        let response = get(path);
        assert_eq!(
            (response.status, header(&response, "content-type")),
            (200, Some(content_type)),
            "{path}"
        );
    }
}

#[test]
fn a_page_is_what_build_writes_plus_one_script_tag() {
    for (path, written) in FILES.iter().filter(|(path, _)| *path != "404.html") {
        let path = SitePath::new(*path).unwrap();
        let address = format!("/{}", casebook::site::address::encode(path.url()));
        let served = text(&get(&address));
        match served.split_once("<script src=\"/.casebook/reload.js\"") {
            Some((before, after)) => {
                let (_, after) = after.split_once("</script>").unwrap();
                assert_eq!(format!("{before}{after}"), *written, "{path}");
            }
            None => assert_eq!(served, *written, "{path}"),
        }
    }
}

#[test]
fn every_answer_is_closed_to_other_origins_and_never_stored_or_sniffed() {
    for path in [
        "/",
        "/nothing",
        "/incidents/dns",
        "/assets/site.css",
        "/.casebook/reload.js",
        "/%2e%2e/",
        "/.casebook/nothing",
    ] {
        let response = get(path);
        assert_eq!(
            header(&response, "x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            header(&response, "cross-origin-resource-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert_eq!(
            header(&response, "cache-control"),
            Some("no-store"),
            "{path}"
        );
        assert_eq!(
            header(&response, "content-security-policy"),
            Some("frame-ancestors 'self'"),
            "{path}"
        );
        assert_eq!(
            header(&response, "access-control-allow-origin"),
            None,
            "{path}"
        );
    }
    assert!(
        header(&get("/assets/drawing.svg"), "content-security-policy")
            .unwrap()
            .starts_with("sandbox;")
    );
}

#[test]
fn a_folder_without_its_slash_is_redirected_within_the_site() {
    let response = get("/incidents/dns");
    assert_eq!(
        (response.status, header(&response, "location")),
        (307, Some("/incidents/dns/"))
    );
    let response = get("/incidents/%E9%9A%9C%E5%AE%B3");
    assert_eq!(
        header(&response, "location"),
        Some("/incidents/%E9%9A%9C%E5%AE%B3/")
    );
    let request = Request {
        method: "GET",
        path: "/incidents/dns",
        query: Some("a=1"),
        hosts: &[HOST],
        ..Request::default()
    };
    assert_eq!(
        header(&ask(&front("/"), &snapshot(), &request), "location"),
        Some("/incidents/dns/?a=1")
    );
}

#[test]
fn what_is_not_in_the_site_is_404_with_the_sites_own_page() {
    for path in [
        "/nothing",
        "/incidents/",
        "/incidents/dns/x",
        "/incidents/DNS/",
        "/assets/site.css/",
        "/Cargo.toml",
        "/etc/passwd",
    ] {
        let response = get(path);
        assert_eq!(response.status, 404, "{path}");
        assert!(text(&response).contains("no such page"), "{path}");
    }
    let bare = built(BuildOutcome {
        site: Some(site(&[("index.html", "home")])),
        ..BuildOutcome::default()
    });
    assert_eq!(get_from(&bare, "/nothing").status, 404);
}

#[test]
fn no_spelling_of_a_path_leaves_the_site() {
    let targets = [
        "/../Cargo.toml",
        "/../../../../etc/passwd",
        "/assets/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%2E%2E%2Fetc%2Fpasswd",
        "/..%2fetc/passwd",
        "/.%2e/etc/passwd",
        "/%252e%252e/%252e%252e/etc/passwd",
        "/%25252e%25252e/etc/passwd",
        "/..\\..\\etc\\passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/assets%5c..%5c..%5cetc",
        "//etc/passwd",
        "/assets//../etc/passwd",
        "///etc/passwd",
        "/%2fetc/passwd",
        "/%2f%2fevil.invalid/%2e%2e",
        "//evil.invalid/incidents/dns",
        "/\\evil.invalid/",
        "/%00",
        "/index.html%00.png",
        "/%c0%ae%c0%ae/etc/passwd",
        "/%e0%80%ae./etc/passwd",
        "/%u002e%u002e/etc/passwd",
        "/C:/Windows/win.ini",
        "/C:%5cWindows%5cwin.ini",
        "/file:///etc/passwd",
        "/index.html::$DATA",
        "/index.html.",
        "/index.html%20",
        "/index.html/",
        "/index.html;x",
        "/.git/config",
        "/.casebook/../etc/passwd",
        "/.casebook/%2e%2e/index.html",
        "/proc/self/environ",
        "/~root/.ssh/id_rsa",
        "/@fs/etc/passwd",
        "/incidents/dns%0d%0aSet-Cookie:%20a=b",
        "/incidents/dns/%0a",
        "index.html",
        "",
        "*",
        "http://evil.invalid/",
    ];
    for target in targets {
        let response = get(target);
        assert!(
            matches!(response.status, 400 | 404),
            "{target}: {}",
            response.status
        );
        assert_eq!(header(&response, "location"), None, "{target}");
    }
    assert_eq!(get(&format!("/{}", "%41".repeat(5000))).status, 400);
}

#[test]
fn a_foreign_host_or_origin_learns_nothing_not_even_what_exists() {
    let ask_as = |hosts: &[&str], origin, path| {
        let request = Request {
            method: "GET",
            path,
            query: Some("page=/"),
            hosts,
            origin,
            ..Request::default()
        };
        match respond(&front("/"), &snapshot(), &request) {
            Answer::Whole(response) => response.status,
            Answer::Events(_) => 200,
        }
    };
    for path in [
        "/",
        "/nothing",
        "/.casebook/events",
        "/.casebook/reload.js",
        "/incidents/dns",
    ] {
        for hosts in [
            &["evil.invalid"][..],
            &["evil.invalid:4747"],
            &["localhost"],
            &["localhost:4748"],
            &["4747"],
        ] {
            assert_eq!(ask_as(hosts, None, path), 403, "{hosts:?} {path}");
        }
        for hosts in [
            &[][..],
            &[HOST, "evil.invalid"],
            &[""],
            &["localhost:4747:80"],
        ] {
            assert_eq!(ask_as(hosts, None, path), 400, "{hosts:?} {path}");
        }
        for origin in [
            "null",
            "http://evil.invalid",
            "https://localhost:4747",
            "http://localhost:3000",
            "chrome-extension://x",
        ] {
            assert_eq!(ask_as(&[HOST], Some(origin), path), 403, "{origin} {path}");
        }
    }
    assert_eq!(
        ask_as(&[HOST], Some("http://localhost:4747"), "/.casebook/events"),
        200
    );
}

#[test]
fn a_page_of_another_port_cannot_load_a_file_as_its_own_script() {
    let request = Request {
        method: "GET",
        path: "/api/incidents.json",
        hosts: &[HOST],
        fetch: Fetch {
            site: Some("same-site"),
            mode: Some("no-cors"),
        },
        ..Request::default()
    };
    assert_eq!(ask(&front("/"), &snapshot(), &request).status, 403);
}

#[test]
fn only_reading_is_allowed() {
    for method in [
        "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "",
    ] {
        let request = Request {
            method,
            path: "/",
            hosts: &[HOST],
            ..Request::default()
        };
        let response = ask(&front("/"), &snapshot(), &request);
        assert_eq!(
            (response.status, header(&response, "allow")),
            (405, Some("GET, HEAD")),
            "{method}"
        );
    }
}

#[test]
fn head_has_the_headers_of_get() {
    let request = Request {
        method: "HEAD",
        path: "/",
        hosts: &[HOST],
        ..Request::default()
    };
    assert_eq!(ask(&front("/"), &snapshot(), &request), get("/"));
}

#[test]
fn a_base_path_rehearses_a_site_in_a_folder() {
    let at = |path| {
        let request = Request {
            method: "GET",
            path,
            hosts: &[HOST],
            ..Request::default()
        };
        ask(&front("/repo"), &snapshot(), &request)
    };
    assert_eq!(at("/repo/").status, 200);
    assert!(text(&at("/repo/")).contains("<script src=\"/repo/.casebook/reload.js\""));
    assert_eq!(header(&at("/repo"), "location"), Some("/repo/"));
    assert_eq!(
        header(&at("/repo/incidents/dns"), "location"),
        Some("/repo/incidents/dns/")
    );
    for outside in [
        "/",
        "/assets/site.css",
        "/repository/",
        "/.casebook/reload.js",
    ] {
        assert_eq!(at(outside).status, 404, "{outside}");
    }
}

#[test]
fn a_build_that_makes_no_site_keeps_the_last_one_under_its_error() {
    let broken = snapshot().after(
        BuildOutcome {
            fatal: Some("`site.toml` cannot be read".to_owned()),
            ..BuildOutcome::default()
        },
        Soundness::Sound,
    );
    let response = get_from(&broken, "/incidents/dns/");
    assert_eq!(response.status, 200);
    assert_eq!(text(&response), text(&get("/incidents/dns/")));
    let state = page_state(&front("/"), &broken, "/incidents/dns/");
    assert!(state.contains("`site.toml` cannot be read"), "{state}");
}

#[test]
fn a_site_that_never_could_be_made_answers_500_with_its_error_as_text() {
    let broken = built(BuildOutcome {
        fatal: Some("<img src=x onerror=alert(1)> is wrong".to_owned()),
        findings: vec![error(
            "site.toml",
            "title = <b>\n",
            "<b>",
            "`<b>` is no text",
        )],
        ..BuildOutcome::default()
    });
    for path in ["/", "/incidents/dns/", "/assets/site.css"] {
        let response = get_from(&broken, path);
        let page = text(&response);
        assert_eq!(response.status, 500, "{path}");
        assert!(
            page.contains("&lt;img src=x onerror=alert(1)&gt; is wrong"),
            "{page}"
        );
        assert!(
            page.contains("site.toml:1:9") && page.contains("title = &lt;b&gt;"),
            "{page}"
        );
        assert!(!page.contains("<img") && !page.contains("<b>"), "{page}");
        assert!(
            page.contains("/.casebook/reload.js"),
            "it must be able to recover by itself: {page}"
        );
    }
}

#[test]
fn a_document_that_never_was_good_answers_500_with_its_own_error_and_the_rest_works() {
    let snapshot = built(BuildOutcome {
        site: Some(site(FILES)),
        findings: vec![error(
            "incidents/bad.md",
            "---\nstart: soon\n",
            "soon",
            "`soon` is no time",
        )],
        addresses: Arc::new(BTreeMap::from([
            ("incidents/bad.md".into(), "incidents/bad/".to_owned()),
            ("incidents/dns.md".into(), "incidents/dns/".to_owned()),
        ])),
        ..BuildOutcome::default()
    });
    let response = get_from(&snapshot, "/incidents/bad/");
    assert_eq!(response.status, 500);
    assert!(
        text(&response).contains("`soon` is no time")
            && text(&response).contains("incidents/bad.md:2:8")
    );
    assert_eq!(
        header(&get_from(&snapshot, "/incidents/bad"), "location"),
        Some("/incidents/bad/")
    );
    assert_eq!(get_from(&snapshot, "/incidents/dns/").status, 200);

    let own: serde_json::Value =
        serde_json::from_str(&page_state(&front("/"), &snapshot, "/incidents/bad/")).unwrap();
    assert_eq!(own["over"][0]["place"], "incidents/bad.md:2:8");
    assert_eq!(
        own["over"][0]["frame"],
        serde_json::json!(["start: ", "soon", ""])
    );
    assert_eq!(own["over"][0]["help"], "mend it");
    let other: serde_json::Value =
        serde_json::from_str(&page_state(&front("/"), &snapshot, "/incidents/dns/")).unwrap();
    assert_eq!(
        (
            other["over"].as_array().unwrap().len(),
            &other["elsewhere_count"]
        ),
        (0, &1.into())
    );
}

#[test]
fn a_state_is_one_line_whatever_the_content_says() {
    let snapshot = built(BuildOutcome {
        site: Some(site(FILES)),
        fatal: Some("a\nb\r\n\ndata: {\"page\":\"forged\"}\u{2028}".to_owned()),
        ..BuildOutcome::default()
    });
    let state = page_state(&front("/"), &snapshot, "/");
    assert!(!state.contains(['\n', '\r']), "{state}");
}

#[test]
fn only_a_page_that_changed_gets_a_new_fingerprint() {
    let fingerprint = |files: &[(&str, &str)], path| {
        let snapshot = built(BuildOutcome {
            site: Some(site(files)),
            ..BuildOutcome::default()
        });
        let state: serde_json::Value =
            serde_json::from_str(&page_state(&front("/"), &snapshot, path)).unwrap();
        let served = text(&get_from(&snapshot, path));
        let fingerprint = state["page"].as_str().unwrap().to_owned();
        assert!(
            served.contains(&fingerprint),
            "the page carries its own fingerprint: {served}"
        );
        fingerprint
    };
    let before = [("a/index.html", "a"), ("b/index.html", "b"), ("s.css", "1")];
    let after = [("a/index.html", "A"), ("b/index.html", "b"), ("s.css", "1")];
    let styled = [("a/index.html", "a"), ("b/index.html", "b"), ("s.css", "2")];
    assert_ne!(fingerprint(&before, "/a/"), fingerprint(&after, "/a/"));
    assert_eq!(fingerprint(&before, "/b/"), fingerprint(&after, "/b/"));
    let (plain, new) = (fingerprint(&before, "/a/"), fingerprint(&styled, "/a/"));
    assert_eq!(plain.split('.').next(), new.split('.').next());
    assert_ne!(plain, new);
    assert_ne!(
        fingerprint(&before, "/a/"),
        fingerprint(&[("b/index.html", "b")], "/a/"),
        "a page that is gone"
    );
}

#[test]
fn the_events_of_a_page_are_asked_for_by_its_path() {
    let request = |query| Request {
        method: "GET",
        path: "/.casebook/events",
        query,
        hosts: &[HOST],
        ..Request::default()
    };
    let ask = |query| respond(&front("/"), &snapshot(), &request(query));
    assert_eq!(
        ask(Some("page=%2Fincidents%2Fdns%2F")),
        Answer::Events("/incidents/dns/".to_owned())
    );
    assert!(matches!(ask(None), Answer::Whole(response) if response.status == 400));
    assert!(matches!(ask(Some("page=%ff")), Answer::Whole(response) if response.status == 400));
    // Nonsense is the state of the page that is shown for it.
    assert!(page_state(&front("/"), &snapshot(), "/../x").contains("\"page\""));
}
