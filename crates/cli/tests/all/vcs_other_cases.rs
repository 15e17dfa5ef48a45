//! Modules from repositories of Mercurial, Subversion, Bazaar and Fossil, compared with the
//! official command: texts, commands, and every file of GOMODCACHE.
//!
//! The programs of these systems are rarely installed, so both commands use substitutes with the
//! same output (`vcs_programs`), which fail for every command that the originals would not
//! understand.
//! Counterpart: cmd/go/testdata/script/mod_get_pseudo_hg.txt, mod_download_svn.txt,
//! mod_get_fossil.txt.

#![expect(clippy::disallowed_methods, reason = "repositories are made by hand")]

use std::path::Path;

use vamos_testkit::Case;
use vamos_testkit::has_programs;
use vamos_testkit::stored_zip;
use vamos_testkit::write_script;

const PROGRAMS: [(&str, &str); 4] = [
    ("hg", include_str!("vcs_programs/hg")),
    ("svn", include_str!("vcs_programs/svn")),
    ("bzr", include_str!("vcs_programs/bzr")),
    ("fossil", include_str!("vcs_programs/fossil")),
];

/// The files of both commits.
const FILES: [(&str, &[(&str, &str)]); 2] = [
    (
        "1",
        &[
            ("LICENSE", "license\n"),
            ("go.mod", "module example.org/r.SYSTEM\n\ngo 1.20\n"),
            ("r.go", "package r\n"),
            ("sub/go.mod", "module example.org/r.SYSTEM/sub\n"),
            ("sub/s.go", "package sub\n"),
            ("vendor/x/x.go", "package x\n"),
        ],
    ),
    (
        "2",
        &[
            ("go.mod", "module example.org/r.SYSTEM\n\ngo 1.20\n"),
            ("r.go", "package r // two\n"),
        ],
    ),
];

fn write(path: &Path, bytes: &[u8]) {
    let dir = path.parent().expect("a file is in a directory");
    std::fs::create_dir_all(dir).expect("a directory can be made");
    std::fs::write(path, bytes).expect("a file can be written");
}

/// Installs the programs, and writes their repositories.
fn install(top: &Path, system: &str) {
    let bin = top.join("bin");
    std::fs::create_dir_all(&bin).expect("a directory can be made");
    for (name, text) in PROGRAMS {
        let file = bin.join(name);
        write_script(&file, text).expect("a file can be written");
    }
    for (commit, files) in FILES {
        let mut members = Vec::new();
        for (name, text) in files {
            let text = text.replace("SYSTEM", system);
            let file = top.join("repos").join(commit).join(name);
            write(&file, text.as_bytes());
            members.push((format!("prefix/{name}"), text));
        }
        let members = members
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_bytes()));
        let zip = stored_zip(members);
        write(&top.join("repos").join(format!("{commit}.zip")), &zip);
    }
}

fn case(name: &str, hook: fn(&Path)) -> Case {
    Case::new(name)
        .tree("-- go.mod --\nmodule example.com/main\n\ngo 1.20\n")
        .hook(hook)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOPROXY", "direct")
        .env("GOSUMDB", "off")
        .env("GOVCS", "*:all")
}

/// Compares the commands; `SYSTEM` in them is the system's name.
fn compare(name: &str, hook: fn(&Path), system: &str, lines: &[&str]) {
    if !has_programs(&["sh", "find", "sort"]) {
        return;
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|line| line.replace("SYSTEM", system))
        .collect();
    case(name, hook).run_lines(&lines);
}

/// The commands for all systems.
const COMMON: &[&str] = &[
    "list -m -x -json example.org/r.SYSTEM@latest",
    "list -m -x -versions example.org/r.SYSTEM",
    "mod download -x -json example.org/r.SYSTEM@latest",
    "list -m example.org/r.SYSTEM/v2@latest !1",
    "list -m example.org/r.SYSTEM@nope !1",
    "list -m example.org/r.SYSTEM@--config=x !1",
    "list -m example.org/r.SYSTEM/none@latest !1",
    "list -m example.org/r.SYSTEM@v1.0.1-0.20240103000000-000000000002 !1",
];

fn hg(top: &Path) {
    install(top, "hg");
}

#[test]
fn mercurial() {
    compare("vcs_hg", hg, "hg", COMMON);
    let lines = [
        "mod download -x -json example.org/r.hg@v1.0.0",
        "mod download -json example.org/r.hg/sub@v0.1.0",
        "mod download -json example.org/r.hg@default",
        "list -m -json example.org/r.hg@odd",
        "list -m -json example.org/r.hg@1111111",
        "list -m example.org/r.hg@v1.0.1-0.20240102000001-222222222222 !1",
        "list -m example.org/r.hg@v0.2.1-0.20240102000000-222222222222 !1",
    ];
    compare("vcs_hg_versions", hg, "hg", &lines);
    // Before Go 1.26 the tags before a commit are unknown.
    if crate::vet_cases::minor() >= 26 {
        let line = "list -m -x example.org/r.hg@v1.0.1-0.20240102000000-222222222222";
        compare("vcs_hg_ancestors", hg, "hg", &[line]);
    }
}

fn svn(top: &Path) {
    install(top, "svn");
}

#[test]
fn subversion() {
    compare("vcs_svn", svn, "svn", COMMON);
    let lines = [
        "mod download -x -json example.org/r.svn@v0.0.0-20240101000000-000000000001",
        "mod download -json example.org/r.svn/sub@v0.0.0-20240101000000-000000000001",
        "list -m -json example.org/r.svn@1",
        "list -m example.org/r.svn@v1.0.0 !1",
        "list -m example.org/r.svn@v1.0.1-0.20240101000000-000000000001 !1",
    ];
    compare("vcs_svn_versions", svn, "svn", &lines);
}

fn bzr(top: &Path) {
    install(top, "bzr");
}

#[test]
fn bazaar() {
    // Go 1.27 does not know the system, and would ask the host.
    if crate::vet_cases::minor() >= 27 {
        return;
    }
    compare("vcs_bzr", bzr, "bzr", COMMON);
    let lines = [
        "mod download -x -json example.org/r.bzr@v1.0.0",
        "list -m -json example.org/r.bzr@1",
        "mod download example.org/r.bzr@v0.0.0-20240101220000-000000000002",
    ];
    compare("vcs_bzr_versions", bzr, "bzr", &lines);
}

fn fossil(top: &Path) {
    install(top, "fossil");
}

#[test]
fn fossils() {
    compare("vcs_fossil", fossil, "fossil", COMMON);
    let lines = [
        "mod download -x -json example.org/r.fossil@v1.0.0",
        "mod download -json example.org/r.fossil/sub@v0.0.0-20240101000000-111111111111",
        "list -m -json example.org/r.fossil@1111111",
    ];
    compare("vcs_fossil_versions", fossil, "fossil", &lines);
}

fn broken_hg(top: &Path) {
    install(top, "hg");
    write(&top.join("repos/broken"), b"");
}

fn odd_hg(top: &Path) {
    install(top, "hg");
    write(&top.join("repos/odd"), b"0123 soon 0 \"\xff\n");
}

fn odd_svn(top: &Path) {
    install(top, "svn");
    write(
        &top.join("repos/odd"),
        b"<log>\n<logentry revision='1'></log>",
    );
}

fn short_svn(top: &Path) {
    install(top, "svn");
    let list = "<list><entry kind='file'><name>r.go</name><size>1</size></entry></list>";
    write(&top.join("repos/list"), list.as_bytes());
}

fn absent_svn(top: &Path) {
    install(top, "svn");
    let list = "<list><entry kind='file'><name>absent.go</name><size>1</size></entry></list>";
    write(&top.join("repos/list"), list.as_bytes());
}

#[test]
fn odd_answers() {
    let lines = ["list -m -v example.org/r.hg@latest !1"];
    compare("vcs_hg_broken", broken_hg, "hg", &lines);
    compare(
        "vcs_hg_odd",
        odd_hg,
        "hg",
        &["list -m example.org/r.hg@v1.0.0 !1"],
    );
    compare(
        "vcs_svn_odd",
        odd_svn,
        "svn",
        &["list -m example.org/r.svn@latest !1"],
    );
    let lines = ["mod download example.org/r.svn@latest !1"];
    compare("vcs_svn_short", short_svn, "svn", &lines);
    compare("vcs_svn_absent", absent_svn, "svn", &lines);
}

#[test]
fn not_allowed_and_not_there() {
    let lines = ["list -m -v example.org/r.hg@latest !1"];
    case("vcs_no_hg", |_| ()).run_lines(&lines);
    let case = case("vcs_hg_govcs", hg).env("GOVCS", "public:git");
    case.run_lines(&["list -m example.org/r.hg@latest !1"]);
}
