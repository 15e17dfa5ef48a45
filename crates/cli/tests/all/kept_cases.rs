//! Stored copies of executables, compared with the official command: a program that was linked
//! before is not linked again, and the resulting files are the same, bytes and modes.
//!
//! Counterpart: none; upstream links again.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests damage and remove files that the command under test wrote"
)]

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use vamos_testkit::Case;
use vamos_testkit::Hook;
use vamos_testkit::Report;
use vamos_testkit::has_programs;

const ONE: &str = "-- main.go --\npackage main\n\nfunc main() { println(1) }\n";
const TWO: &str = "-- main.go --\npackage main\n\nfunc main() { println(2) }\n";
const BUILD: [&str; 4] = ["build", "-o", "x", "."];

fn case(name: &str) -> Case {
    Case::new(name)
        .tree(&format!(
            "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n{ONE}"
        ))
        .env("CGO_ENABLED", "0")
        // Runs of the linker are counted.
        .env("VAMOS_LINK", "stock")
        .env("GOFLAGS", "-buildvcs=false")
}

/// Returns the number of links of each; `None` if nothing could be run.
fn links(report: &Report) -> Option<[usize; 2]> {
    let count = [&report.official_tools, &report.vamos_tools].map(|tools| tools.count("link"));
    (!report.is_skipped).then_some(count)
}

/// Runs the last command; `official` and `vamos` are the expected numbers of links of each program.
fn linked(case: Case, last: &[&str], official: usize, vamos: usize) {
    let report = case.run(last);
    if let Some(links) = links(&report) {
        assert_eq!(links, [official, vamos]);
    }
}

fn remove_output(top: &Path) {
    fs::remove_file(top.join("work/x")).expect("it was built");
}

/// Links twice: the second executable is the one that is copied.
fn twice(case: Case) -> Case {
    case.step(BUILD).hook(remove_output).step(BUILD)
}

/// Returns the copies of the case; none under the official command.
fn copies(top: &Path) -> Vec<PathBuf> {
    let dir = fs::read_dir(top.join("home/.cache/vamos/executables"));
    let files = dir.into_iter().flatten();
    files
        .map(|file| file.expect("it is listed").path())
        .collect()
}

#[test]
fn what_was_linked_before_is_copied() {
    let nothing_yet: Hook = |top| assert_eq!(copies(top).len(), 0);
    let once = case("kept_gone").step(BUILD).hook(nothing_yet);
    let again = once.hook(remove_output).step(BUILD).hook(remove_output);
    linked(again.step(BUILD).hook(remove_output), &BUILD, 4, 2);
    let there_and_back = case("kept_back")
        .step(BUILD)
        .edit(TWO)
        .step(BUILD)
        .edit(ONE)
        .step(BUILD)
        .edit(TWO)
        .step(BUILD)
        .edit(ONE)
        .step(BUILD)
        .step(["build", "-ldflags=-s -w", "-o", "x"])
        .step(["build", "-o", "other/"])
        .step(["build", "-ldflags=-X=main.x=y", "-o", "x"])
        .step(["build", "-v", "-ldflags=-s -w"]);
    // Two sources twice each, and two kinds of flags, one of them twice.
    linked(
        there_and_back,
        &["build", "-ldflags=-s -w", "-o", "y"],
        10,
        7,
    );
    let installed = case("kept_installed")
        .env("GOBIN", "$TOP/b")
        .step(["install"])
        .step(BUILD)
        .edit(TWO)
        .step(["install"])
        .edit(ONE);
    linked(installed, &["install", "."], 4, 3);
    let pie = ["build", "-buildmode=pie", "-o", "x"];
    let two_pies = case("kept_pie").step(pie).hook(remove_output).step(pie);
    linked(two_pies.hook(remove_output), &pie, 3, 2);
    let other = case("kept_windows")
        .env("GOOS", "windows")
        .env("GOARCH", "arm64");
    linked(twice(other).hook(remove_output), &BUILD, 3, 2);
    // Signed, with parts that no build ID covers.
    let signed = case("kept_darwin")
        .env("GOOS", "darwin")
        .env("GOARCH", "arm64");
    linked(twice(signed).hook(remove_output), &BUILD, 3, 2);
}

#[test]
fn outputs_are_files_of_their_own() {
    let old = |top: &Path| {
        let file = fs::File::open(top.join("work/x")).expect("it was built");
        let time = std::time::SystemTime::now() - Duration::from_secs(1_000_000);
        file.set_modified(time).expect("its time is set");
        fs::rename(top.join("work/x"), top.join("work/old")).expect("it is renamed");
    };
    let check = |top: &Path| {
        let meta = fs::metadata(top.join("work/x")).expect("it was built");
        assert_eq!(meta.nlink(), 1);
        let age = meta.modified().expect("it has a time").elapsed();
        assert!(age.is_ok_and(|age| age < Duration::from_secs(10_000)));
    };
    let case = twice(case("kept_own")).hook(old).step(BUILD).hook(check);
    // Changes of the output by the user do not affect the copy.
    let damage = |top: &Path| {
        fs::write(top.join("work/x"), "\x7fELF and nothing else").expect("it is there");
    };
    linked(case.hook(damage), &BUILD, 4, 2);
}

#[test]
fn what_shows_links_is_linked() {
    let mut shown = twice(case("kept_shown"));
    for flags in [&["-x", "-p=1"][..], &["-a", "-p=1"], &["-ldflags=-B=none"]] {
        let command = [&["build"], flags, &["-o", "x", "."]].concat();
        shown = shown.hook(remove_output).step(command);
    }
    let again = ["build", "-ldflags=-B=none", "-o", "y"];
    linked(shown, &again, 6, 6);
    for (name, value, count) in [
        ("VAMOS_CUTOFF", "off", 3),
        ("VAMOS_CUTOFF", "verify", 3),
        ("VAMOS_KEPT", "off", 3),
        ("VAMOS_KEPT", "1MiB", 3),
        ("VAMOS_KEPT", "1GiB", 2),
    ] {
        let case = twice(case("kept_setting").env(name, value));
        linked(case.hook(remove_output), &BUILD, 3, count);
    }
}

#[test]
fn run_keeps_its_executables_in_the_cache() {
    let no_copies: Hook = |top| assert_eq!(copies(top).len(), 0);
    let run = ["run", "."];
    let case = case("kept_run").step(run).step(run).hook(no_copies);
    linked(case.step(run), &BUILD, 2, 2);
}

/// Changes all copies, and removes the output.
fn damage(top: &Path, change: impl Fn(&mut Vec<u8>)) {
    for copy in copies(top) {
        let mut bytes = fs::read(&copy).expect("it is there");
        change(&mut bytes);
        fs::write(&copy, bytes).expect("it is there");
    }
    remove_output(top);
}

/// Changes a byte at the distance `behind` after the start of a text.
fn flip(bytes: &mut [u8], text: &[u8], behind: usize) {
    let mut places = bytes.windows(text.len());
    let at = places.position(|part| part == text);
    bytes[at.expect("there is such a note") + behind] ^= 1;
}

#[test]
fn copies_that_are_not_what_they_were_are_linked() {
    let hooks: [Hook; 7] = [
        |top| damage(top, |bytes| bytes[9] ^= 1),
        |top| damage(top, |bytes| *bytes.last_mut().expect("it has one") ^= 1),
        |top| {
            damage(top, |bytes| {
                let at = bytes.len() / 2;
                bytes[at] ^= 0x20;
            });
        },
        // The build ID, and the note that follows from it.
        |top| damage(top, |bytes| flip(bytes, b"Go\0\0", 10)),
        |top| damage(top, |bytes| flip(bytes, b"GNU\0", 4)),
        |top| damage(top, |bytes| bytes.truncate(bytes.len() - 1)),
        |top| damage(top, Vec::clear),
    ];
    let count = hooks.len();
    let mut case = case("kept_damaged").step(BUILD).hook(remove_output);
    for hook in hooks {
        case = case.step(BUILD).hook(hook);
    }
    // A good copy took the place of each that was damaged.
    let case = case.step(BUILD).hook(remove_output);
    linked(case, &BUILD, count + 3, count + 2);
}

#[test]
fn who_cleans_the_cache_has_no_copies() {
    // Neither copies nor anything else that vamos keeps; under the official command there
    // is nothing to begin with.
    let there: Hook = |top| {
        let is_vamos = top.join("home/.cache/vamos").exists();
        assert_eq!(is_vamos, top.join("cache/vamos").exists());
    };
    let cleaned = twice(case("kept_cleaned")).hook(there);
    let nothing: Hook = |top| {
        for own in ["home/.cache/vamos", "cache/vamos"] {
            assert!(!top.join(own).exists(), "{own} is still there");
        }
        remove_output(top);
    };
    let cleaned = cleaned.step(["clean", "-cache"]).hook(nothing);
    linked(cleaned, &BUILD, 3, 3);
    // By hand, or with the official command.
    let another = |top: &Path| {
        fs::remove_dir_all(top.join("cache")).expect("it is there");
        remove_output(top);
    };
    linked(twice(case("kept_no_cache")).hook(another), &BUILD, 3, 3);
}

#[test]
fn no_place_for_copies_is_no_error() {
    let file: Hook = |top| {
        let own = top.join("home/.cache/vamos");
        fs::create_dir_all(&own).expect("it is made");
        fs::write(own.join("executables"), "").expect("it is written");
    };
    let no_dir = twice(case("kept_no_dir").hook(file)).hook(remove_output);
    linked(no_dir, &BUILD, 3, 3);
    let no_home = twice(case("kept_no_home").env("HOME", ""));
    linked(no_home.hook(remove_output), &BUILD, 3, 3);
}

#[test]
fn with_c() {
    if !has_programs(&["gcc"]) {
        return;
    }
    let tree = |body: &str| {
        format!(
            "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n-- main.go --\npackage main\n\n{body}"
        )
    };
    let case = |name, body: &str| {
        let case = Case::new(name)
            .tree(&tree(body))
            .env("GOFLAGS", "-buildvcs=false")
            .env("VAMOS_LINK", "stock");
        twice(case.env("CGO_ENABLED", "1")).hook(remove_output)
    };
    // The linker reads C of the standard library by itself.
    let own = "import \"C\"\n\nfunc main() { println(C.int(1)) }\n";
    linked(case("kept_c", own), &BUILD, 3, 3);
    let theirs = "import _ \"runtime/cgo\"\n\nfunc main() {}\n";
    linked(case("kept_std_c", theirs), &BUILD, 3, 2);
}
