//! Tests of the kit with equal and different programs: the official go compared with itself, and
//! with programs that make mistakes.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;

use vamos_testkit::Cache;
use vamos_testkit::Case;
use vamos_testkit::Fault;
use vamos_testkit::Goroot;
use vamos_testkit::Proxy;
use vamos_testkit::official_go;
use vamos_testkit::write_script;

const HELLO: &str = "\
-- go.mod --
module example.com/hello

go 1.24
-- main.go --
package main

import \"fmt\"

func main() { fmt.Println(\"hello\") }
";

fn hello() -> Case {
    Case::new("hello").tree(HELLO)
}

#[test]
fn the_official_go_is_equal_to_itself() {
    let Some(go) = official_go() else {
        return;
    };
    let report = hello()
        .against(&go)
        .step(["build", "-o", "x", "-x"])
        .step(["list", "-json"])
        .run(["run", "."]);
    assert_eq!(report.stdout, "hello\n");
    // The seed has all imports of hello, so only hello itself is compiled.
    for line in &report.vamos_tools.lines {
        assert!(line.ends_with(" example.com/hello"), "{line}");
    }
    assert_eq!(report.vamos_tools.counts(), report.official_tools.counts());
    assert!(report.vamos_tools.count("compile") >= 1);
    assert_eq!(report.vamos_tools.count("go"), 0);
}

#[test]
fn the_official_go_leaves_no_process() {
    let Some(go) = official_go() else {
        return;
    };
    // It takes a token, in a file, before it starts one.
    let only_the_mode = |top: &Path| {
        let dir = top.join("home/.config/go/telemetry");
        let files = fs::read_dir(dir).expect("it exists").flatten();
        let names: Vec<_> = files.map(|file| file.file_name()).collect();
        assert_eq!(names, ["mode"]);
    };
    hello()
        .against(&go)
        .step(["version"])
        .hook(only_the_mode)
        .run(["version"]);
}

#[test]
fn an_empty_cache_compiles_the_standard_library() {
    let Some(go) = official_go() else {
        return;
    };
    let report = Case::new("errors")
        .tree(HELLO)
        .cache(Cache::Empty)
        .against(&go)
        .run(["build", "internal/goos", "internal/cpu"]);
    assert!(report.official_tools.count("compile") >= 2);
    assert!(report.official_tools.count("asm") >= 1);
}

#[test]
fn what_is_wrong_is_seen() {
    let Some(go) = official_go() else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let liar = |script: &str| {
        let path = dir.path().join("liar");
        write_script(&path, &format!("#!/bin/sh\n{script}\n")).unwrap();
        hello().against(&path).try_run(["build", "-o", "x"])
    };
    let go = go.display();
    for (script, want) in [
        (format!("{go} \"$@\"; exit 3"), "exit code 0, vamos 3"),
        (format!("echo hi; exec {go} \"$@\""), "+hi"),
        (
            format!("{go} \"$@\"; chmod 700 x"),
            "x: mode 755, vamos 700",
        ),
        (format!("{go} \"$@\"; echo >>x"), "x: "),
        (
            "exec $GOROOT/bin/go \"$@\"".to_owned(),
            "go ran 0 times, under vamos 1",
        ),
        (
            format!("$GOROOT/pkg/tool/*/compile -h 2>/dev/null; exec {go} \"$@\""),
            "compile ran 1 times, under vamos 2",
        ),
    ] {
        let problem = liar(&script).unwrap_err();
        assert!(problem.contains(want), "{script}: {problem}");
    }
}

#[test]
fn tools_keep_their_versions() {
    let Some(go) = official_go() else {
        return;
    };
    let sdk = go.parent().unwrap().parent().unwrap();
    let goroot = Goroot::shared(sdk).unwrap();
    let platform = fs::read_dir(sdk.join("pkg/tool"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    for tool in ["compile", "asm", "link", "cgo"] {
        let version = |root: &std::path::Path| {
            let tool = root.join("pkg/tool").join(platform.file_name()).join(tool);
            std::process::Command::new(tool)
                .arg("-V=full")
                .output()
                .unwrap()
                .stdout
        };
        assert_eq!(version(goroot.dir()), version(sdk));
    }
}

#[test]
fn both_sides_see_one_proxy() {
    let Some(go) = official_go() else {
        return;
    };
    let serving = Proxy::serving().module(
        "example.com/A",
        "v1.0.0",
        "-- .mod --\nmodule example.com/A\n-- a.go --\npackage a\n",
    );
    let case = |serving| {
        Case::new("proxy")
            .tree("-- go.mod --\nmodule m\n\ngo 1.24\n\nrequire example.com/A v1.0.0\n")
            .cache(Cache::Empty)
            .against(&go)
            .env("GOFLAGS", "-mod=mod")
            .proxy(serving)
    };
    let report = case(serving.clone()).run(["mod", "download", "-json", "example.com/A"]);
    assert!(report.stdout.contains("\"Version\": \"v1.0.0\""));
    for requests in [&report.official_requests, &report.vamos_requests] {
        assert!(requests.iter().any(|r| r.path.ends_with("v1.0.0.zip")));
    }
    let gone = Fault::Status(410, "gone".to_owned());
    let serving = serving.fault("example.com/!a/@v/v1.0.0.zip", gone);
    let report = case(serving).run(["mod", "download", "example.com/A", "!1"]);
    assert_eq!(
        report.stderr,
        "go: example.com/A@v1.0.0: reading http://$PROXY/example.com/%21a/@v/v1.0.0.zip: \
         410 Gone\n\tserver response: gone\n"
    );
}
