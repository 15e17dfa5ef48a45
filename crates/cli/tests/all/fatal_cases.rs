//! Errors that end the command at any point, compared with the official command: they are printed
//! once and alone, `-e` does not tolerate them, and no file is written after them.
//!
//! Counterpart: cmd/go/internal/modfetch/fetch.go (`checkMod`, `readGoSum`), cmd/go/internal/auth
//! (the `base.Fatalf`s in both).

#![expect(
    clippy::disallowed_methods,
    reason = "the module cache is damaged by hand"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use vamos_testkit::Case;
use vamos_testkit::Hook;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;

/// Commands that use the modules of the main module; all have to fail.
const COMMANDS: [&str; 13] = [
    "build -mod=mod ./... !1",
    "mod tidy !1",
    "mod tidy -diff !1",
    "mod vendor !1",
    "mod vendor -e !1",
    "mod why -m example.com/a !1",
    "mod why example.com/a !1",
    "list -mod=mod -deps ./... !1",
    "list -e -mod=mod -deps -json=ImportPath,Error,DepsErrors . !1",
    "vet -mod=mod . !1",
    "test -mod=mod ./... !1",
    "install example.com/a/cmd@v1.0.0 !1",
    "mod tidy -e !1",
];

const TREE: &str = "-- go.mod --\nmodule m\n\ngo 1.24\n\nrequire example.com/a v1.0.0\n\
    -- m.go --\npackage m\n\nimport (\n\t_ \"example.com/a\"\n\t_ \"example.com/a/sub\"\n)\n\
    -- goenv --\nGOSUMDB=off\n";

fn serving() -> Serving {
    let a = "-- go.mod --\nmodule example.com/a\n\ngo 1.20\n\nrequire example.com/b v1.0.0\n\
             -- a.go --\npackage a\n\nimport _ \"example.com/b\"\n-- sub/s.go --\npackage sub\n\
             -- cmd/m.go --\npackage main\n\nfunc main() {}\n";
    Proxy::serving()
        .module("example.com/a", "v1.0.0", a)
        .module(
            "example.com/b",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/b\n-- b.go --\npackage b\n",
        )
}

/// Returns a case whose modules are in the module cache.
fn case(name: &str) -> Case {
    Case::new(&format!("fatal_{name}"))
        .tree(TREE)
        .proxy(serving())
        .env("GOENV", "$TOP/work/goenv")
        .env("GOSUMDB", "")
        .env("GOFLAGS", "-modcacherw")
        .step(["mod", "tidy"])
        .step(["mod", "download", "example.com/a@v1.0.0"])
}

fn file_of_a(top: &Path, suffix: &str) -> PathBuf {
    let dir = top.join("gopath/pkg/mod/cache/download/example.com/a/@v");
    dir.join(format!("v1.0.0.{suffix}"))
}

/// Runs the commands, each after `edit` and `damage`. go.mod is not restored between them: none of
/// them may change it.
fn compare(name: &str, lines: &[&str], edit: &str, damage: Hook) {
    let (last, first) = lines.split_last().expect("there are commands");
    let damaged = |case: Case| case.edit(edit).hook(damage);
    let add = |case: Case, line: &&str| damaged(case).step(line.split(' '));
    damaged(first.iter().fold(case(name), add)).run_lines(&[last]);
}

#[test]
fn a_module_in_the_cache_that_the_checksum_database_cannot_verify() {
    for (name, gosumdb) in [
        ("refused", "sum.golang.org https://localhost:1/"),
        ("bad_key", "sum.example.org+bad"),
    ] {
        let edit = format!("-- goenv --\nGOSUMDB={gosumdb}\n-- go.sum --\n");
        // Without go.sum, this command does not check the modules.
        let lines = COMMANDS.map(|line| match line {
            "mod vendor -e !1" => "mod vendor -e",
            line => line,
        });
        compare(name, &lines, &edit, |_| {});
    }
}

#[test]
fn a_hash_in_the_cache_that_cannot_be_read() {
    compare("hash_dir", &COMMANDS, "-- x --\n", |top| {
        let file = file_of_a(top, "ziphash");
        let _ = fs::remove_file(&file);
        let _ = fs::create_dir(&file);
    });
    compare("hash_kind", &COMMANDS, "-- x --\n", |top| {
        let text = format!("h2:{}=", "A".repeat(43));
        fs::write(file_of_a(top, "ziphash"), text).expect("it is writable");
    });
}

/// A command that chooses its toolchain by the module adds a prefix.
#[test]
fn while_the_toolchain_is_chosen() {
    let damage: Hook = |top| {
        let file = file_of_a(top, "ziphash");
        let _ = fs::remove_file(&file);
        let _ = fs::create_dir(&file);
    };
    case("hash_dir_auto")
        .env("GOTOOLCHAIN", "auto")
        .hook(damage)
        .run_lines(&[
            "install example.com/a/cmd@v1.0.0 !1",
            "run example.com/a/cmd@v1.0.0 !1",
            "build -mod=mod ./... !1",
        ]);
    Case::new("fatal_gowork_auto")
        .tree(TREE)
        .env("GOTOOLCHAIN", "auto")
        .env("GOWORK", "rel.work")
        .run_lines(&["build . !1", "list -m !1", "env GOWORK !1", "env GOMOD !1"]);
}

#[test]
fn a_go_sum_that_cannot_be_read() {
    let lines = ["mod tidy !1", "mod tidy -e !1", "build -mod=mod ./... !1"];
    compare("sum_dir", &lines, "-- x --\n", |top| {
        let file = top.join("work/go.sum");
        let _ = fs::remove_file(&file);
        let _ = fs::create_dir(&file);
    });
}

/// In a workspace `get` checks the sums of the packages' modules again, before anything else reads
/// go.sum.
#[test]
fn a_go_sum_that_cannot_be_read_in_a_workspace() {
    let newer = "-- go.mod --\nmodule example.com/a\n-- a.go --\npackage a\n\
                 -- sub/s.go --\npackage sub\n";
    let block: Hook = |top| {
        let file = top.join("work/go.sum");
        let _ = fs::remove_file(&file);
        let _ = fs::create_dir(&file);
    };
    Case::new("fatal_sum_dir_in_workspace")
        .tree(TREE)
        .proxy(serving().module("example.com/a", "v1.1.0", newer))
        .env("GOSUMDB", "off")
        .env("GOFLAGS", "-modcacherw")
        .step(["mod", "tidy"])
        .step(["get", "example.com/a@v1.1.0"])
        .step(["work", "init", "."])
        .hook(block)
        .run_lines(&[
            "list -m all",
            "get -tool example.com/a/cmd@v1.0.0 !1",
            "get example.com/a@v1.0.0 !1",
            "get -u ./... !1",
        ]);
}

#[test]
fn an_invalid_goauth() {
    // Nothing is sent: GOAUTH is read before the request.
    for (name, goauth) in [
        ("combined", "off;netrc"),
        ("git", "git"),
        ("relative", "git relative"),
        ("absent", "git /nonexistent/dir"),
        ("empty", "netrc;;netrc"),
    ] {
        let case = Case::new(&format!("fatal_goauth_{name}"))
            .tree(TREE)
            .env("GOPROXY", "https://localhost:1/x|https://localhost:1/y")
            .env("GOAUTH", goauth)
            .env("GOSUMDB", "off");
        let lines = [
            "mod download example.com/a@v1.0.0 !1",
            "mod download -json example.com/a@v1.0.0 !1",
            "list -m -versions example.com/a !1",
            "list -m -e -json example.com/a@latest !1",
            "list -m -u -e all !1",
            "get example.com/a@latest !1",
            "mod tidy -e !1",
            "mod graph !1",
            "mod why -m example.com/a !1",
            "list -e -mod=mod -deps . !1",
            "install example.com/a/cmd@latest !1",
            "build -mod=mod . !1",
        ];
        let add = |case: Case, line: &str| case.step(line.split(' '));
        // The official command leaves the temporary file of a zip.
        let remove: Hook = |top| {
            let _ = fs::remove_dir_all(top.join("gopath/pkg/mod/cache/download/example.com"));
        };
        let case = lines.into_iter().fold(case, add).hook(remove);
        case.run_lines(&["mod edit -json"]);
    }
}

/// A zip that is no zip is reported by the step that unpacks it, each time.
#[test]
fn a_damaged_zip() {
    let lines = [
        "build ./... !1",
        "mod tidy !1",
        "mod download !1",
        "mod download -json example.com/a@v1.0.0 !1",
        "mod vendor !1",
        "list -deps . !1",
        "list -e -json=ImportPath,Error .",
        "install example.com/a/cmd@v1.0.0 !1",
        "mod why example.com/a",
    ];
    compare("zip", &lines, "-- x --\n", |top| {
        let _ = fs::remove_dir_all(top.join("gopath/pkg/mod/example.com/a@v1.0.0"));
        fs::write(file_of_a(top, "zip"), "zip").expect("it is writable");
    });
}
