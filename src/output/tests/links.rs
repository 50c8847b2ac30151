//! Links in the output, and links that lead to it.

use std::os::unix::fs::symlink;

use super::*;

/// A folder outside the output whose files no build may change.
fn outside(bench: &Bench) -> PathBuf {
    let outside = bench.folder.path().join("outside");
    std::fs::create_dir_all(outside.join("a")).unwrap();
    std::fs::write(outside.join("a/index.html"), "precious").unwrap();
    outside
}

fn assert_untouched(outside: &Path) {
    assert_eq!(names(outside), ["a"]);
    assert_eq!(names(&outside.join("a")), ["index.html"]);
    let text = std::fs::read_to_string(outside.join("a/index.html")).unwrap();
    assert_eq!(text, "precious");
}

#[test]
fn a_link_in_the_output_is_not_followed_for_writing_or_removing() {
    let bench = Bench::new();
    let outside = outside(&bench);
    bench.build(FIRST).unwrap();
    std::fs::remove_dir_all(bench.public().join("incidents")).unwrap();
    symlink(&outside, bench.public().join("incidents")).unwrap();
    let error = bench.build(SECOND).unwrap_err();
    assert!(matches!(error, OutputError::Blocked { .. }), "{error}");
    // A site without these pages may be written; the link and what it leads to stay.
    bench.build(&[("index.html", "x")]).unwrap();
    assert!(bench.public().join("incidents").is_symlink());
    assert_untouched(&outside);
}

#[test]
fn a_page_that_was_replaced_by_a_link_is_not_written_through() {
    let bench = Bench::new();
    let outside = outside(&bench);
    bench.build(FIRST).unwrap();
    std::fs::remove_file(bench.public().join("index.html")).unwrap();
    symlink(
        outside.join("a/index.html"),
        bench.public().join("index.html"),
    )
    .unwrap();
    assert!(matches!(
        bench.build(SECOND),
        Err(OutputError::Blocked { .. })
    ));
    assert_untouched(&outside);
}

#[test]
fn records_behind_a_link_are_refused() {
    let bench = Bench::new();
    let outside = outside(&bench);
    std::fs::create_dir_all(bench.public()).unwrap();
    symlink(&outside, bench.public().join(".casebook")).unwrap();
    for existing in [Existing::Refuse, Existing::Adopt] {
        let error = write(&site(FIRST), &bench.plan(existing)).unwrap_err();
        assert!(matches!(error, OutputError::NotOurs { .. }), "{error}");
    }
    assert_untouched(&outside);
}

#[test]
fn cleaning_does_not_follow_links() {
    let bench = Bench::new();
    let outside = outside(&bench);
    std::fs::write(outside.join("a/index.html"), "a").unwrap();
    bench.build(FIRST).unwrap();
    std::fs::remove_dir_all(bench.public().join("incidents")).unwrap();
    symlink(&outside, bench.public().join("incidents")).unwrap();
    clean(&bench.plan(Existing::Refuse)).unwrap();
    assert_eq!(names(&outside.join("a")), ["index.html"]);
}

#[test]
fn a_linked_output_folder_stays_a_link() {
    let bench = Bench::new();
    let www = bench.folder.path().join("www");
    std::fs::create_dir(&www).unwrap();
    symlink(&www, bench.public()).unwrap();
    bench.build(FIRST).unwrap();
    bench.build(SECOND).unwrap();
    assert!(bench.public().is_symlink());
    assert_eq!(bench.tree(), tree_of(SECOND));
    assert_eq!(bench.beside(), ["content", "public", "themes"]);
    assert_eq!(names(bench.folder.path()), ["root", "www"]);
}

#[test]
fn a_work_folder_that_is_a_link_is_refused() {
    let bench = Bench::new();
    let outside = outside(&bench);
    symlink(&outside, bench.root().join(".public.casebook-work")).unwrap();
    assert!(matches!(
        bench.build(FIRST),
        Err(OutputError::NotOurs { .. })
    ));
    assert_untouched(&outside);
}
