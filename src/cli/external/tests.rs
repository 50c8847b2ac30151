//! Against a small server on this machine; nothing else is asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use jiff::civil::date;

use super::*;

/// A server that answers by the path it is asked for, and notes each request.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (notes, here) = (Arc::clone(&asked), address.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (notes, here) = (Arc::clone(&notes), here.clone());
                std::thread::spawn(move || answer(stream, &notes, &here));
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().unwrap().clone();
        asked.sort();
        asked
    }
}

fn answer(stream: TcpStream, notes: &Mutex<Vec<String>>, here: &str) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        let mut request = String::new();
        if reader.read_line(&mut request).unwrap_or(0) == 0 {
            return;
        }
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap_or(0) > 2 {
            line.clear();
        }
        let words: Vec<&str> = request.split(' ').collect();
        notes
            .lock()
            .unwrap()
            .push(format!("{} {}", words[0], words[1]));
        let status = match (words[0], words[1]) {
            (_, "/there") | ("GET", "/no-head") => "200 OK".to_owned(),
            ("HEAD", "/no-head") => "405 Method Not Allowed".to_owned(),
            (_, "/gone") => "410 Gone".to_owned(),
            (_, "/busy") => "503 Service Unavailable".to_owned(),
            (_, "/moved") => format!("301 Moved\r\nLocation: {here}/there"),
            (_, "/circle") => format!("302 Found\r\nLocation: {here}/circle"),
            (_, "/silent") => return std::thread::sleep(Duration::from_secs(30)),
            _ => "404 Not Found".to_owned(),
        };
        if write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").is_err() {
            return;
        }
    }
}

fn asking(reach: Reach) -> Asking {
    Asking {
        cache: None,
        day: date(2024, 3, 8),
        reach,
        patience: Duration::from_secs(2),
        budget: Duration::from_secs(60),
    }
}

#[test]
fn only_what_is_surely_gone_is_gone() {
    let server = Server::start();
    let paths = [
        "/there", "/no-head", "/moved", "/missing", "/gone", "/circle", "/busy", "/silent",
    ];
    let urls: Vec<String> = paths.iter().map(|path| server.url(path)).collect();
    let answers = ask(urls.iter().map(String::as_str), &asking(Reach::Everything));
    let told: Vec<&str> = urls
        .iter()
        .map(|url| match &answers[url.as_str()] {
            Answer::There => "there",
            Answer::Gone(why) => why,
            Answer::Unknown => "unknown",
            Answer::NoHost => "no host",
        })
        .collect();
    assert_eq!(
        told,
        [
            "there",
            "there",
            "there",
            "its host answers 404",
            "its host answers 410",
            "its host leads in a circle",
            "unknown",
            "unknown"
        ]
    );
}

#[test]
fn machines_of_the_own_network_are_never_asked() {
    let server = Server::start();
    let url = server.url("/there");
    let answers = ask([url.as_str()].into_iter(), &asking(Reach::Public));
    assert_eq!(answers[url.as_str()], Answer::Unknown);
    assert!(server.asked().is_empty(), "{:?}", server.asked());
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "172.20.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "2002:a00:1::1",
        "2002:c0a8:101::1",
        "2001:db8::1",
        "3fff::1",
    ] {
        assert!(!is_public(address.parse().unwrap()), "{address}");
    }
    for address in [
        "1.1.1.1",
        "172.32.0.1",
        "2606:4700::1111",
        "2002:101:101::1",
    ] {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
}

#[test]
fn answers_are_kept_for_days_and_doubts_are_not() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/links.json");
    let urls = ["/there", "/gone", "/busy"].map(|path| server.url(path));
    let run = |day| {
        server.asked.lock().unwrap().clear();
        let asking = Asking {
            cache: Some(file.clone()),
            day,
            ..asking(Reach::Everything)
        };
        ask(urls.iter().map(String::as_str), &asking);
        let mut asked = server.asked();
        asked.retain(|it| it.starts_with("HEAD"));
        asked
    };
    assert_eq!(run(date(2024, 3, 8)).len(), 3);
    assert_eq!(run(date(2024, 3, 8)), ["HEAD /busy"]);
    assert_eq!(run(date(2024, 3, 9)), ["HEAD /busy", "HEAD /gone"]);
    assert_eq!(
        run(date(2024, 3, 15)),
        ["HEAD /busy", "HEAD /gone", "HEAD /there"]
    );
    std::fs::write(&file, "not json").unwrap();
    assert_eq!(run(date(2024, 3, 15)).len(), 3);
}

#[test]
fn what_is_left_when_the_time_is_over_is_not_asked() {
    let server = Server::start();
    let url = server.url("/gone");
    let asking = Asking {
        budget: Duration::ZERO,
        ..asking(Reach::Everything)
    };
    assert_eq!(
        ask([url.as_str()].into_iter(), &asking)[url.as_str()],
        Answer::Unknown
    );
    assert!(server.asked().is_empty());
}
