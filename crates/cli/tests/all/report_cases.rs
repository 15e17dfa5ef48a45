//! Compares `go bug` and `go telemetry` with the official command.
//!
//! Counterpart: cmd/go/testdata/script/{bug,telemetry}.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "the command under test is run by hand"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use vamos_testkit::Case;
use vamos_testkit::official_go;
use vamos_testkit::official_sdk;

use crate::side_by_side::compare;

/// The official command leaves an empty directory in TMPDIR; this one is not compared.
const TMPDIR: (&str, &str) = ("TMPDIR", "$TOP/bin");

/// Returns the SDK: the one of the testkit has no go command that may be run.
fn goroot() -> String {
    let sdk = official_sdk().expect("a Go SDK");
    sdk.to_string_lossy().into_owned()
}

/// The programs with which both commands may open a page.
const BROWSERS: [&str; 5] = ["chrome", "chromium", "firefox", "google-chrome", "xdg-open"];

/// Returns a directory with the programs of this machine, but no browser: an installed one would be
/// started, and the report would not be printed.
fn programs() -> TempDir {
    let dir = TempDir::new().expect("there is a place for it");
    for entry in ["/usr/bin", "/bin"].map(fs::read_dir).into_iter().flatten() {
        for program in entry.flatten() {
            let name = program.file_name();
            if !BROWSERS.iter().any(|browser| name == **browser) {
                // The second directory may be the first one.
                let _ = symlink(program.path(), dir.path().join(name));
            }
        }
    }
    dir
}

#[test]
fn reports_are_printed_without_a_browser() {
    let tree = "-- go.mod --\nmodule m\n-- none/x.txt --\n";
    let lines = ["bug", "bug -v", "bug x !1", "bug -x !2", "bug -C none"];
    let goroot = goroot();
    let goroot = ("GOROOT", &*goroot);
    let programs = programs();
    let path = format!("$TOP/bin:{}", programs.path().display());
    compare(
        "bug_print",
        tree,
        &[TMPDIR, goroot, ("PATH", &path)],
        &lines,
    );
    // Neither gcc nor gdb nor uname.
    let env = [TMPDIR, goroot, ("PATH", "$TOP/bin"), ("CC", "/no/such/cc")];
    compare("bug_bare", tree, &env, &["bug -v"]);
}

fn make_browsers_executable(top: &Path) {
    for name in ["browser", "bad", "firefox"] {
        let file = top.join("work/bin").join(name);
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("it exists");
    }
}

#[test]
fn browsers_get_the_report() {
    // The names of work directories differ, so the script keeps the rest.
    let script = "#!/bin/sh\nread line && exit 1\n\
        echo \"$#\" \"$1\" | sed 's/go-build[0-9]*//g' >> \"${0%/*}/../page.txt\"\n";
    let tree = format!(
        "-- go.mod --\nmodule m\n-- bin/browser --\n{script}-- bin/firefox --\n{script}\
         -- bin/bad --\n#!/bin/sh\necho bad >> \"${{0%/*}}/../page.txt\"\nexit 1\n"
    );
    let programs = programs();
    let path = format!("$TOP/bin:$TOP/work/bin:{}", programs.path().display());
    let case = |name: &str, browser: &str| {
        Case::new(name)
            .tree(&tree)
            .env("CGO_ENABLED", "0")
            .env("PATH", &path)
            .env("GOROOT", &goroot())
            .env(TMPDIR.0, TMPDIR.1)
            .env("BROWSER", browser)
            .hook(make_browsers_executable)
    };
    case("bug_browser", "$TOP/work/bin/browser").run_lines(&["bug"]);
    case("bug_second", "bad").run_lines(&["bug"]);
    case("bug_found", "").run_lines(&["bug"]);
}

#[test]
fn telemetry_modes() {
    // This directory is not compared, because the official command counts there.
    let config = ("XDG_CONFIG_HOME", "$TOP/work/config");
    let tree = "-- config/go/telemetry/mode --\noff 2020-01-02\n-- config/go/telemetry/local --\n";
    let lines = [
        "telemetry",
        "telemetry off",
        "env GOTELEMETRY GOTELEMETRYDIR",
        "telemetry x !2",
        "telemetry on off !2",
        "telemetry -x !2",
        "telemetry -h !2",
    ];
    compare("telemetry_off", tree, &[config], &lines);
    let lines = [
        "telemetry",
        "telemetry on",
        "telemetry",
        "telemetry local",
        "env GOTELEMETRY",
        "telemetry off",
    ];
    // A token for today's upload keeps the official command from starting an upload, which
    // would outlive the case.
    let tree = "-- config/go/telemetry/local/upload.token --\n";
    compare("telemetry_change", tree, &[config], &lines);
}

#[test]
fn telemetry_without_a_directory() {
    let tree = "-- file --\n";
    let below_file = [("XDG_CONFIG_HOME", "$TOP/work/file")];
    compare(
        "telemetry_file",
        tree,
        &below_file,
        &["telemetry", "telemetry off !1"],
    );
    let none = [("HOME", ""), ("XDG_CONFIG_HOME", "")];
    compare(
        "telemetry_none",
        tree,
        &none,
        &["telemetry", "telemetry on !1", "telemetry off"],
    );
}

#[test]
fn the_mode_file_is_the_official_one() {
    let go = official_go().expect("a Go SDK");
    let vamos = Path::new(env!("CARGO_BIN_EXE_vamos"));
    let written = [&go, vamos].map(|program| {
        let home = tempfile::TempDir::new().expect("there is a place for it");
        let mut command = Command::new(program);
        command.args(["telemetry", "off"]).current_dir(home.path());
        command.env_clear().env("GOROOT", goroot());
        command.env("XDG_CONFIG_HOME", home.path().join("config"));
        let status = command.env("GOTOOLCHAIN", "local").status();
        assert!(status.expect("it starts").success());
        let dir = home.path().join("config/go/telemetry");
        let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode();
        let file = dir.join("mode");
        (fs::read(&file).expect("it exists"), mode(&file), mode(&dir))
    });
    assert_eq!(written[0], written[1]);
}
