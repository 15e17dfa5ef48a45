//! A GOROOT that is no SDK, or lacks a part of one.
//!
//! Counterpart: cmd/go/main.go (`main`), cmd/go/internal/base/tool.go, cmd/go/internal/cfg/cfg.go
//! (`SetGOROOT`).

#![expect(
    clippy::disallowed_methods,
    reason = "the test looks at files of the SDK"
)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use vamos_testkit::Case;
use vamos_testkit::official_sdk;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- main.go --\npackage main\n\nfunc main() { println(\"x\") }\n\
    -- lib/lib.go --\npackage lib\n\nvar X = 1\n\
    -- lib/lib_test.go --\npackage lib\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) {}\n\
    -- profile.pgo --\n\
    -- sdk/file --\nno directory\n\
    -- sdk/empty/README --\nno SDK\n";

/// Makes an SDK in `work/sdk/NAME` of links to the parts of the official one. The directory of its
/// tools is new: it has links to all tools except `missing`.
fn link_sdk(top: &Path, name: &str, missing: &[&str]) {
    let official = official_sdk().expect("an SDK");
    let sdk = top.join("work/sdk").join(name);
    let link_all = |dir: &str, without: &[&str]| {
        fs::create_dir_all(sdk.join(dir)).expect("it can be made");
        let entries = fs::read_dir(official.join(dir)).expect("it is there");
        for name in entries.map(|entry| entry.expect("it can be read").file_name()) {
            if !without.iter().any(|without| name == **without) {
                let path = Path::new(dir).join(&name);
                symlink(official.join(&path), sdk.join(path)).expect("it can be made");
            }
        }
    };
    link_all("", &["pkg", "VERSION"]);
    link_all("pkg", &["tool"]);
    let machines = fs::read_dir(official.join("pkg/tool")).expect("it is there");
    for machine in machines.map(|entry| entry.expect("it can be read").file_name()) {
        if missing != ["*"] {
            link_all(&format!("pkg/tool/{}", machine.display()), missing);
        }
    }
}

fn case(name: &str, goroot: &str) -> Case {
    Case::new(name)
        .tree(TREE)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOROOT", &format!("$TOP/work/sdk/{goroot}"))
}

#[test]
fn no_directory() {
    let lines = [
        "build !2",
        "version !2",
        "env GOROOT !2",
        "list ./... !2",
        "vet ./lib !2",
        "tool compile -V=full !2",
        "nosuch !2",
        "mod !2",
        "help",
        "help build",
        "help nosuch !2",
        "-h !2",
    ];
    case("goroot_absent", "absent").run_lines(&lines);
    case("goroot_file", "file").run_lines(&lines);
}

/// A directory without any part of an SDK.
#[test]
fn an_empty_directory() {
    let lines = [
        "version",
        "env GOROOT GOTOOLDIR GOVERSION",
        "list ./... !1",
        "list std",
        "list -deps ./lib",
        "build !1",
        "build std",
        "build ./lib !2",
        "build -x -pgo=profile.pgo ./lib !2",
        "list -export ./lib !2",
        "test ./lib !2",
        "vet ./lib !2",
        "tool !2",
        "tool compile -V=full !2",
        "tool nm x !2",
        "tool link x !2",
        "mod tidy",
    ];
    case("goroot_empty", "empty").run_lines(&lines);
}

#[test]
fn missing_tools() {
    let lines = [
        "list ./...",
        "build ./lib !2",
        "build -n ./lib !2",
        "build -pgo=profile.pgo ./lib !2",
        "list -f={{.Stale}} ./lib !2",
        "list -e -export ./lib !2",
        "test ./lib !2",
        "test -vet=off ./lib !2",
        "vet ./lib !2",
        "tool nm x !2",
        "tool link -V=full !2",
        "version",
    ];
    let no_tools = case("goroot_no_tools", "none").hook(|top| link_sdk(top, "none", &["*"]));
    no_tools.run_lines(&lines);
    let no_link = case("goroot_no_link", "no_link").hook(|top| link_sdk(top, "no_link", &["link"]));
    no_link.run_lines(&["build ./lib", "build !2", "run . !2", "vet ./lib"]);
    let no_vet = case("goroot_no_vet", "no_vet").hook(|top| link_sdk(top, "no_vet", &["vet"]));
    no_vet.run_lines(&["build", "test ./lib !2", "test -vet=off ./lib !2", "vet !2"]);
}

/// Upstream's version is part of its executable.
#[test]
fn a_version_file_without_a_version() {
    let lines = [
        "version",
        "env GOVERSION",
        "build",
        "list -m -f={{.GoVersion}}",
    ];
    case("goroot_version", "odd")
        .hook(|top| {
            link_sdk(top, "odd", &[]);
            fs::write(top.join("work/sdk/odd/VERSION"), "unknown\n").expect("it can be written");
        })
        .run_lines(&lines);
    case("goroot_no_version", "none")
        .hook(|top| link_sdk(top, "none", &[]))
        .run_lines(&lines);
}
