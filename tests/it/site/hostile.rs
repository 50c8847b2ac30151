//! Documents that try to break out, the files that programs read, and themes.

use super::pages::many;
use super::*;
use casebook::theme::load;

/// A record whose every text tries to break out of where it stands.
pub(super) fn hostile() -> Library {
    let evil = "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\\\" ' & ]]> \\u0001 {{ 7*7 }} {% raw %}";
    let term = "</b><script>alert(1)</script>\\\" ' & ]]>";
    let text = format!(
        "---\ntitle: \"{evil}\"\nid: \"{evil}\"\nstarted: 2023-05-10\nsummary: \"{evil}\"\norganisation: \"{evil}\"\n\
         services: [\"{term}\"]\ntags: [\"{term}\"]\nseverity: \"{evil}\"\ntrigger: \"{evil}\"\nowner: \"{evil}\"\n\
         impact: {{users: \"{evil}\", level: major}}\nerrors: [\"{evil}\"]\nrelated: [\"{evil}\"]\n\
         sources: [\"javascript:alert(1)\", {{url: \"https://x.org/?\\\"><script>\", title: \"{evil}\"}}]\n\
         lessons: {{well: [\"{evil}\"]}}\naction_items: [{{title: \"{evil}\", owner: \"{evil}\", link: \"javascript:alert(1)\"}}]\n\
         timeline: [{{at: 2023-05-10T10:00:00Z, text: \"{evil}\"}}]\n---\nText.\n"
    );
    let mut library = Library::of(&[]);
    library.files = vec![
        ("a.md".to_owned(), text.clone()),
        ("b.md".to_owned(), text.replace("id:", "x_id:")),
    ];
    library
}

#[test]
fn no_text_of_a_document_breaks_out_of_its_place() {
    let site = hostile().site();
    for (path, page) in pages(&site) {
        let html = Html::parse_document(&page);
        assert!(
            scripts(&page).iter().all(|it| it.contains("assets/")),
            "{path}"
        );
        assert!(select(&html, "[onerror]", "onerror").is_empty(), "{path}");
        assert!(!page.contains('\u{1}'), "{path}");
        assert!(!page.contains("href=\"javascript:"), "{path}");
        assert!(
            !words(&page, "main").contains("49"),
            "{path}: a template ran over a document"
        );
    }
    let page = text(&site, "incidents/a/index.html");
    assert!(words(&page, "h1").contains("<script>alert(1)</script>"));
}

#[test]
fn feeds_and_sitemaps_are_well_formed_whatever_they_hold() {
    let library = hostile().config(|it| {
        it.base_url = Some("https://x.org/".to_owned());
        it.title = "A & B <\u{1}>".to_owned();
    });
    let site = library.site();
    let xml = site.paths().filter(|path| path.as_str().ends_with(".xml"));
    let mut seen = 0;
    for path in xml {
        let text = text(&site, path.as_str());
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{path}: {error}\n{text}"),
            }
        }
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r') || c >= ' ';
        assert!(text.chars().all(allowed), "{path}");
        seen += 1;
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn the_order_of_files_and_the_thread_change_no_byte() {
    let all = |site: &Site| -> BTreeMap<String, Arc<[u8]>> {
        site.paths()
            .map(|path| (path.to_string(), bytes(site, path.as_str())))
            .collect()
    };
    let there = Library::samples().site();
    let mut library = Library::samples();
    library.files.reverse();
    let back = library.site();
    let (from_other_thread, here) = std::thread::scope(|scope| {
        let other = scope.spawn(|| all(&back));
        let here = all(&there);
        (other.join().unwrap(), here)
    });
    assert_eq!(here.len(), from_other_thread.len());
    for (path, bytes) in &here {
        assert!(from_other_thread[path] == *bytes, "{path}");
    }
}

#[test]
fn a_theme_of_the_site_changes_what_it_names_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("themes/own");
    std::fs::create_dir_all(folder.join("templates")).unwrap();
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    let extend = "{% extends \"builtin/page.html\" %}{% block footer %}<footer>own</footer>{{ super() }}{% endblock %}";
    std::fs::write(folder.join("templates/page.html"), extend).unwrap();
    std::fs::write(folder.join("assets/extra.css"), "b{color:red}").unwrap();
    std::fs::write(folder.join("strings.toml"), "[list]\ntitle = \"Alle\"\n").unwrap();
    let theme = load::load(root.path(), "own").unwrap();
    assert_eq!(theme.diagnostics, []);
    let mut library = many(3);
    library.theme = Some(Arc::new(theme.value));
    let site = library.site();
    let page = text(&site, "incidents/index.html");
    assert_eq!(words(&page, "h1"), "Alle");
    assert!(page.contains("<footer>own</footer>") && page.contains("cb-foot"));
    let style = select(&Html::parse_document(&page), "link[rel=stylesheet]", "href");
    let style = text(&site, style[0].trim_start_matches("../"));
    assert!(style.contains(".cb-wrap") && style.trim_end().ends_with("b{color:red}"));
}

#[test]
fn a_theme_that_is_missing_or_named_as_a_path_is_said_so() {
    let root = tempfile::tempdir().unwrap();
    let error = |name| load::load(root.path(), name).unwrap_err().to_string();
    assert!(error("none").contains("there is no theme `none`"));
    assert!(error("../x").contains("`../x` cannot name a theme"));
}
