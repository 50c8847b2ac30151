//! A build that is killed, starved, raced or watched: the output is the former site or the new one, whole.
//!
//! The builds run in children of this test program (`a_child_that_builds`), so that they can be killed like any program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use casebook::output::{self, Existing, OutputError, OutputPlan, Project, Written};
use casebook::site::{Site, SitePath};

/// Pages of the test site besides its fixed files.
const PAGES: usize = 60;

/// The site of a generation: every file but one names the generation, so a mixture shows.
fn site(generation: u32) -> Site {
    let mut files = vec![
        ("assets/site.css".to_owned(), b"body{}".to_vec()),
        ("index.html".to_owned(), page(generation, "home")),
        ("feed.xml".to_owned(), page(generation, "feed")),
    ];
    for i in 0..PAGES {
        // Every generation has pages that the next one does not have.
        let name = format!("incidents/{:04}/index.html", i + generation as usize % 7);
        files.push((name, page(generation, &format!("incident {i}"))));
    }
    Site::from_bytes(
        files
            .into_iter()
            .map(|(path, bytes)| (SitePath::new(path).unwrap(), bytes)),
    )
}

/// A page that shows whether it is whole: it ends in what it begins with.
fn page(generation: u32, name: &str) -> Vec<u8> {
    format!(
        "<{generation}>{name} {}<{generation}>",
        "text ".repeat(2000)
    )
    .into_bytes()
}

fn generation_of(page: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(page).ok()?;
    let mark = text.split_inclusive('>').next()?;
    text.ends_with(mark).then_some(())?;
    mark.trim_matches(['<', '>']).parse().ok()
}

fn plan(root: &Path) -> OutputPlan {
    OutputPlan {
        folder: root.join("public"),
        project: Project {
            root: root.to_owned(),
            content: root.join("content"),
            statics: root.join("static"),
            theme: None,
            home: None,
        },
        existing: Existing::Refuse,
        patience: Duration::from_secs(60),
        guard: None,
    }
}

fn build(root: &Path, generation: u32) -> Result<Written, OutputError> {
    output::write(&site(generation), &plan(root))
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("content")).unwrap();
    folder
}

/// Builds one generation after the other as a program of its own, from `CASEBOOK_TEST_FROM` on, in `CASEBOOK_TEST_ROOT`.
#[test]
#[ignore = "started by the other tests"]
fn a_child_that_builds() {
    let variable = |name| std::env::var(name).unwrap();
    let root = PathBuf::from(variable("CASEBOOK_TEST_ROOT"));
    let from: u32 = variable("CASEBOOK_TEST_FROM").parse().unwrap();
    let count: u32 = variable("CASEBOOK_TEST_COUNT").parse().unwrap();
    for generation in from..from + count {
        build(&root, generation).unwrap_or_else(|error| panic!("{error}"));
    }
}

fn child(root: &Path, from: u32, count: u32) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "output::a_child_that_builds", "--ignored"])
        .env("CASEBOOK_TEST_ROOT", root)
        .env("CASEBOOK_TEST_FROM", from.to_string())
        .env("CASEBOOK_TEST_COUNT", count.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn files(folder: &Path, prefix: &str, into: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), &format!("{name}/"), into);
        } else {
            into.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// The output without its records.
fn output_of(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(&root.join("public"), "", &mut found);
    found.retain(|path, _| !path.starts_with(".casebook/"));
    found
}

/// The generation that the output is, whole; panics if it is a mixture.
fn whole_generation(root: &Path) -> Option<u32> {
    let found = output_of(root);
    let home = found.get("index.html")?;
    let generation = generation_of(home).expect("the home page is whole");
    let site = site(generation);
    let expected: BTreeMap<String, Vec<u8>> = site
        .paths()
        .map(|path| {
            let bytes = site.render(path).unwrap().unwrap();
            (path.as_str().to_owned(), bytes.to_vec())
        })
        .collect();
    let differing: Vec<&String> = found
        .keys()
        .chain(expected.keys())
        .filter(|path| found.get(*path) != expected.get(*path))
        .collect();
    assert_eq!(
        differing,
        Vec::<&String>::new(),
        "not generation {generation}"
    );
    Some(generation)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A number below `below` that differs from call to call and is the same in every run of the tests.
fn pseudo_random(state: &mut u64, below: u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state % below
}

/// How often the tests kill; `CASEBOOK_KILLS` makes it more, and makes more calls to the system fail.
fn kills() -> u32 {
    std::env::var("CASEBOOK_KILLS").map_or(24, |text| text.parse().unwrap())
}

/// Starts a builder, kills it after a while; the child's builds begin at `from`.
fn build_and_kill(root: &Path, from: u32, random: &mut u64) {
    let mut child = child(root, from, 1000).spawn().unwrap();
    wait_for_work(root, &mut child);
    // Short waits end in the middle of the first build, long ones in any part of a later one.
    let longest = [60_000, 400_000][pseudo_random(random, 2) as usize];
    std::thread::sleep(Duration::from_micros(pseudo_random(random, longest)));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Waits until the child has begun to build.
fn wait_for_work(root: &Path, child: &mut Child) {
    let started = Instant::now();
    let (beside, inside) = (
        root.join(".public.casebook-work/lock"),
        root.join("public/.casebook/staging"),
    );
    while !beside.exists() && !inside.exists() {
        assert!(child.try_wait().unwrap().is_none(), "the builder gave up");
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "the builder never begins"
        );
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn a_killed_build_leaves_the_former_site_or_the_new_one() {
    let project = project();
    let root = project.path();
    let mut random = 0x9e37_79b9_7f4a_7c15;
    let mut generation = 1;
    for round in 0..kills() {
        build_and_kill(root, generation, &mut random);
        if let Some(last) = whole_generation(root) {
            assert!(
                last + 1 >= generation,
                "round {round}: an older site came back"
            );
            generation = last + 1;
        }
    }
    build(root, generation).unwrap();
    assert_eq!(whole_generation(root), Some(generation));
    assert_eq!(names(root), ["content", "public"]);
    assert_eq!(names(&root.join("public/.casebook")), ["manifest.json"]);
}

#[test]
fn a_killed_build_beside_files_of_others_leaves_whole_pages_and_is_finished_by_the_next() {
    let project = project();
    let root = project.path();
    build(root, 1).unwrap();
    std::fs::write(root.join("public/CNAME"), "example.com").unwrap();
    let mut random = 0x2545_f491_4f6c_dd1d;
    let mut generation = 2;
    for _ in 0..kills() / 2 {
        build_and_kill(root, generation, &mut random);
        for (path, bytes) in output_of(root) {
            let whole = match path.as_str() {
                "CNAME" => bytes == b"example.com",
                "assets/site.css" => bytes == b"body{}",
                _ => generation_of(&bytes).is_some(),
            };
            assert!(whole, "{path} is torn");
        }
        generation += 100;
        build(root, generation).unwrap();
        assert_eq!(
            std::fs::read(root.join("public/CNAME")).unwrap(),
            b"example.com"
        );
        std::fs::remove_file(root.join("public/CNAME")).unwrap();
        assert_eq!(whole_generation(root), Some(generation));
        std::fs::write(root.join("public/CNAME"), "example.com").unwrap();
        generation += 1;
    }
    assert_eq!(names(root), ["content", "public"]);
    assert_eq!(names(&root.join("public/.casebook")), ["manifest.json"]);
}

/// Reads `page` over and over while `work` runs; every read must find a whole page. Returns the number of reads.
fn watch(page: &Path, work: impl FnOnce()) -> u32 {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) {
                let bytes = std::fs::read(page).expect("the page is there");
                generation_of(&bytes).expect("the page is whole");
                reads += 1;
                std::thread::sleep(Duration::from_micros(50));
            }
            reads
        });
        work();
        done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    })
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
#[test]
fn a_reader_never_finds_a_page_missing_or_torn() {
    let project = project();
    let root = project.path();
    build(root, 0).unwrap();
    let page = root.join("public/incidents/0006/index.html");
    for (builds, foreign) in [(50, false), (10, true)] {
        if foreign {
            std::fs::write(root.join("public/CNAME"), "x").unwrap();
        }
        let reads = watch(&page, || {
            for generation in 0..builds {
                // Generations that all have the page.
                build(root, generation).unwrap();
            }
        });
        assert!(reads > builds, "{reads} reads");
    }
}

#[test]
fn builds_at_the_same_time_do_not_mix() {
    let project = project();
    let root = project.path();
    let mut children: Vec<Child> = (0..3)
        .map(|i| child(root, 1 + i * 100, 4).spawn().unwrap())
        .collect();
    std::thread::scope(|scope| {
        for i in 3..5 {
            scope.spawn(move || {
                for generation in 0..4 {
                    build(root, 1 + i * 100 + generation).unwrap();
                }
            });
        }
    });
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    let last = whole_generation(root).expect("there is a site");
    assert!([4, 104, 204, 304, 404].contains(&last), "{last}");
    assert_eq!(names(root), ["content", "public"]);
}

/// Runs a child in which the `n`th call of `call` fails; whether it could be run that way at all.
#[cfg(target_os = "linux")]
fn child_with_a_failing_call(
    root: &Path,
    generation: u32,
    call: &str,
    error: &str,
    n: u32,
) -> bool {
    let child = child(root, generation, 1);
    let mut traced = Command::new("strace");
    traced
        .args(["-f", "-qq", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={call}:error={error}:when={n}"))
        .arg(child.get_program())
        .args(child.get_args())
        .envs(
            child
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // strace ends as its child does; 1 is strace's own.
    traced.status().is_ok_and(|status| status.code() != Some(1))
}

#[cfg(target_os = "linux")]
#[test]
fn a_call_to_the_system_that_fails_leaves_the_former_site_or_the_new_one() {
    let project = project();
    let root = project.path();
    build(root, 1).unwrap();
    if !child_with_a_failing_call(root, 1, "chroot", "EPERM", 1) {
        return skip("calls to the system cannot be made to fail without strace");
    }
    let calls = [
        ("write", "ENOSPC"),
        ("openat", "EMFILE"),
        ("mkdir,mkdirat", "ENOSPC"),
        ("link,linkat", "EMLINK"),
        ("rename,renameat,renameat2", "EIO"),
        ("unlink,unlinkat", "EIO"),
        ("rmdir", "EIO"),
        ("fsync", "EIO"),
        ("getdents64", "EIO"),
        ("flock", "ENOLCK"),
    ];
    let mut generation = 1;
    let (few, many): (&[u32], &[u32]) = (&[2], &[1, 2, 3, 7, 40]);
    let which = if kills() > 100 { many } else { few };
    for foreign in [false, true] {
        for (call, error) in calls {
            for &n in which {
                if foreign {
                    std::fs::write(root.join("public/CNAME"), "x").unwrap();
                }
                child_with_a_failing_call(root, generation + 1, call, error, n);
                let _ = std::fs::remove_file(root.join("public/CNAME"));
                if foreign {
                    // One by one: whole pages, and the next build mends the rest.
                    for (path, bytes) in output_of(root) {
                        let whole = path == "assets/site.css" || generation_of(&bytes).is_some();
                        assert!(whole, "{call} {n}: {path} is torn");
                    }
                } else {
                    let now = whole_generation(root).expect("there is a site");
                    assert!(
                        now == generation || now == generation + 1,
                        "{call} {n}: {now}"
                    );
                }
                generation += 2;
                build(root, generation).unwrap_or_else(|error| panic!("{call} {n}: {error}"));
                assert_eq!(whole_generation(root), Some(generation), "{call} {n}");
                assert_eq!(names(root), ["content", "public"], "{call} {n}");
                let records = names(&root.join("public/.casebook"));
                assert_eq!(records, ["manifest.json"], "{call} {n}");
            }
        }
    }
}

/// What a test could not check here; printed, so that nobody takes it for checked.
#[expect(
    clippy::explicit_write,
    reason = "`eprintln!` is captured and shown only when the test fails"
)]
fn skip(reason: &str) {
    use std::io::Write;
    writeln!(std::io::stderr(), "skipped: {reason}").unwrap();
}

/// A file system of `size` bytes at `folder`; unmounted when dropped.
#[cfg(target_os = "linux")]
struct SmallDisk<'a>(&'a Path);

#[cfg(target_os = "linux")]
impl<'a> SmallDisk<'a> {
    fn mount(folder: &'a Path, size: &str) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then_some(Self(folder))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_former_site() {
    let project = project();
    let root = project.path();
    // One site is about 800 KB: one fits, two do not.
    let Some(_disk) = SmallDisk::mount(root, "1400k") else {
        return skip("no file system can be mounted here, so none can be filled");
    };
    std::fs::create_dir(root.join("content")).unwrap();
    build(root, 1).unwrap();
    for foreign in [false, true] {
        if foreign {
            std::fs::write(root.join("public/CNAME"), "x").unwrap();
        }
        let error = build(root, 2).unwrap_err();
        assert!(matches!(&error, OutputError::Io { .. }), "{error}");
        let _ = std::fs::remove_file(root.join("public/CNAME"));
        assert_eq!(whole_generation(root), Some(1));
        assert_eq!(names(root), ["content", "public"]);
        assert_eq!(names(&root.join("public/.casebook")), ["manifest.json"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_a_mounted_volume_is_written_in_place() {
    let project = project();
    let root = project.path();
    let public = root.join("public");
    std::fs::create_dir(&public).unwrap();
    let Some(_disk) = SmallDisk::mount(&public, "8m") else {
        return skip("no file system can be mounted here");
    };
    for generation in [1, 2, 9] {
        build(root, generation).unwrap();
        assert_eq!(whole_generation(root), Some(generation));
        assert_eq!(names(root), ["content", "public"]);
        assert_eq!(names(&root.join("public/.casebook")), ["manifest.json"]);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_an_error_and_the_site_stays() {
    use std::os::unix::fs::PermissionsExt;
    let project = project();
    let root = project.path();
    build(root, 1).unwrap();
    let mode = |mode| std::fs::Permissions::from_mode(mode);
    let public = root.join("public");
    std::fs::set_permissions(root, mode(0o555)).unwrap();
    // The folder above is closed, the output itself is not: a mounted volume looks like this.
    let result = build(root, 2);
    if std::fs::write(root.join("probe"), "").is_ok() {
        std::fs::set_permissions(root, mode(0o755)).unwrap();
        std::fs::remove_file(root.join("probe")).unwrap();
        result.unwrap();
        return as_somebody_else(root);
    }
    result.unwrap();
    assert_eq!(whole_generation(root), Some(2));
    std::fs::set_permissions(&public, mode(0o555)).unwrap();
    let error = build(root, 3).unwrap_err();
    std::fs::set_permissions(&public, mode(0o755)).unwrap();
    std::fs::set_permissions(root, mode(0o755)).unwrap();
    assert!(matches!(error, OutputError::Io { .. }), "{error}");
    assert_eq!(whole_generation(root), Some(2));
}

/// The superuser may write everywhere, so the build runs as nobody.
#[cfg(unix)]
fn as_somebody_else(root: &Path) {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let mode = |mode| std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(root, mode(0o755)).unwrap();
    let as_nobody = |generation| {
        let mut command = child(root, generation, 1);
        let status = command.uid(NOBODY).gid(NOBODY).current_dir("/").status();
        status.map(|status| status.success())
    };
    // Nothing here is writable for nobody.
    match as_nobody(3) {
        Err(error) => return skip(&format!("the build cannot run as another user: {error}")),
        Ok(done) => assert!(!done),
    }
    assert_eq!(whole_generation(root), Some(2));
    assert_eq!(names(root), ["content", "public"]);
    // Now the output is, the folder above is not.
    give(&root.join("public"), &|path| {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap()
    });
    assert!(
        as_nobody(3).unwrap(),
        "an output that is writable can be written to"
    );
    assert_eq!(whole_generation(root), Some(3));
    assert_eq!(names(&root.join("public/.casebook")), ["manifest.json"]);
}

#[cfg(unix)]
fn give(folder: &Path, chown: &dyn Fn(&Path)) {
    chown(folder);
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            give(&entry.path(), chown);
        } else {
            chown(&entry.path());
        }
    }
}
