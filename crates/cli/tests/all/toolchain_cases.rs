//! Toolchains that must be fetched, compared with the official command: from a proxy that is honest
//! or not, under a checksum database.
//!
//! The SDK is older than 1.25, so both programs hand over to its own `bin/go`, a script.
//! Counterpart: cmd/go/testdata/script/gotoolchain_{net,issue66175,path}.txt.

use crate::side_by_side::EXIT_CODES;
use std::sync::Arc;

use vamos_base::Digest;
use vamos_goenv::host;
use vamos_modzip::dirhash::go_mod_sum;
use vamos_modzip::dirhash::hash1;
use vamos_testkit::Archive;
use vamos_testkit::Cache;
use vamos_testkit::Case;
use vamos_testkit::Fault;
use vamos_testkit::Proxy;
use vamos_testkit::Report;
use vamos_testkit::Serving;
use vamos_testkit::SumDb;

const MODULE: &str = "golang.org/toolchain";

/// An SDK as a module has it: nothing is executable, go.mod has another name.
const SDK: &str = "-- VERSION --\ngo1.24.99\n\
    -- bin/go --\n#!/bin/sh\necho \"fake go $*\"; echo \"in $GOROOT\" >&2; exit 3\n\
    -- bin/gofmt --\n#!/bin/sh\n\
    -- lib/wasm/go_js_wasm_exec --\n#!/bin/sh\n\
    -- lib/wasm/wasm_exec.js --\n//\n\
    -- pkg/tool/linux_amd64/compile --\n#!/bin/sh\n\
    -- src/_go.mod --\nmodule std\n\
    -- src/cmd/_go.mod --\nmodule cmd\n\
    -- src/fmt/print.go --\npackage fmt\n";

fn version(toolchain: &str) -> String {
    format!("v0.0.1-{toolchain}.{}-{}", host::GOOS, host::GOARCH)
}

/// A proxy that has the SDK under two names, and the database with its checksums.
fn serving(db: &Arc<SumDb>) -> Serving {
    let mut serving = Proxy::serving().handler(db.handler());
    for toolchain in ["go1.24.99", "go1.24.98"] {
        serving = serving.module(MODULE, &version(toolchain), SDK);
    }
    serving
}

fn database() -> Arc<SumDb> {
    let db = Arc::new(SumDb::new("localhost.localdev/sumdb"));
    for toolchain in ["go1.24.99", "go1.24.98"] {
        let version = version(toolchain);
        let archive = Archive::parse(SDK);
        let names = archive.files.iter().map(|(name, text)| {
            let name = format!("{MODULE}@{version}/{name}");
            (name, Digest::of(text.as_bytes()))
        });
        let names: Vec<(String, Digest)> = names.collect();
        let mut files: Vec<(&str, Digest)> = names.iter().map(|(n, d)| (n.as_str(), *d)).collect();
        let zip = hash1(&mut files).expect("clean names");
        let go_mod = go_mod_sum(format!("module {MODULE}\n").as_bytes());
        db.add(MODULE, &version, &zip, &go_mod);
    }
    db
}

/// Runs `go version` with a setting that requires a toolchain.
fn case(name: &str, serving: Serving, db: &SumDb, vars: &[(&str, &str)]) -> Report {
    let case = Case::new(name)
        .tree("-- go.mod --\nmodule m\n\ngo 1.20\n")
        .cache(Cache::Empty)
        .proxy(serving)
        .env("GOSUMDB", &db.key())
        .env("GOTOOLCHAIN", "go1.24.99")
        .envs(vars)
        .exit_codes(EXIT_CODES);
    case.step(["version"]).run(["version", "-m"])
}

#[test]
fn a_toolchain_is_fetched_verified_and_run() {
    let db = database();
    let trace = [("GODEBUG", "toolchaintrace=1")];
    let report = case("fetched", serving(&db), &db, &trace);
    if report.is_skipped {
        return;
    }
    assert_eq!(report.stdout, "fake go version -m\n");
    let asked = |requests: &[vamos_testkit::Request], suffix: &str| {
        requests.iter().filter(|r| r.path.ends_with(suffix)).count()
    };
    for requests in [&report.official_requests, &report.vamos_requests] {
        assert_eq!(asked(requests, ".zip"), 1, "the second time it is there");
        assert_eq!(asked(requests, "/supported"), 1);
    }
    // Private, and no database: toolchains are checked all the same.
    let vars = [("GONOSUMDB", "*"), ("GOPRIVATE", "golang.org/x")];
    case("private", serving(&db), &db, &vars);
}

#[test]
fn nothing_unverified_is_run() {
    let db = database();
    case("off", serving(&db), &db, &[("GOSUMDB", "off")]);
    let lied = serving(&db).module(MODULE, &version("go1.24.99"), "-- bin/go --\n#!/bin/sh\n");
    case("lie", lied, &db, &[]);
    let empty = Arc::new(SumDb::new("localhost.localdev/sumdb"));
    case("unknown", serving(&empty), &db, &[]);
    case("two", serving(&db), &db, &[("GOSUMDB", "a b c")]);
}

#[test]
fn a_proxy_may_not_have_it() {
    let db = database();
    case("absent", serving(&db), &db, &[("GOTOOLCHAIN", "go1.24.1")]);
    case("language", serving(&db), &db, &[("GOTOOLCHAIN", "go1.23")]);
    case("off_line", serving(&db), &db, &[("GOPROXY", "off")]);
    case(
        "in_path",
        serving(&db),
        &db,
        &[("GOTOOLCHAIN", "go1.24.99+path")],
    );
    case(
        "custom",
        serving(&db),
        &db,
        &[("GOTOOLCHAIN", "go1.24.99-custom")],
    );
    for status in [403, 410] {
        let fault = Fault::Status(status, "not here".to_owned());
        let serving = serving(&db).fault("golang.org/toolchain/", fault);
        case(&format!("status_{status}"), serving, &db, &[]);
    }
}

#[test]
fn a_zip_may_be_no_sdk() {
    let db = database();
    let version = version("go1.24.99");
    let junk = Fault::Wrong(b"junk".to_vec());
    let at = format!("golang.org/toolchain/@v/{version}.zip");
    case("junk", serving(&db).fault(&at, junk), &db, &[]);
    // Verified, but without a go command.
    let text = "-- VERSION --\ngo1.24.99\n";
    let db = SumDb::new("localhost.localdev/sumdb");
    let name = format!("{MODULE}@{version}/VERSION");
    let zip = hash1(&mut [(&name, Digest::of(b"go1.24.99\n"))]).unwrap();
    db.add(MODULE, &version, &zip, "h1:");
    let db = Arc::new(db);
    let serving = Proxy::serving().handler(db.handler());
    case("bare", serving.module(MODULE, &version, text), &db, &[]);
}
