//! Coverage metadata read here and by the official tool.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "the harness runs the official go in a directory of its own"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_testing::coverage::MetaFile;
use vamos_testkit::official_go;
use vamos_testkit::shared_sdk;

const PROGRAM: &str = r#"package main

import "m/p"

func main() {
	for i := range 3 {
		func() {
			if i > p.F(i) { println(i) } else { println(2) }
		}()
	}
}
"#;

const PACKAGE: &str = r#"package p

type T[K any] struct{ k K }

func (t T[K]) M() (k K) { return t.k }

func F(i int) int {
	switch { case i > 1: return 2; case i < 1: i++; return i
	default:
		f := func() int { defer func() {}(); return 3 }
		return f()
	}
}

func Empty() {}
"#;

#[test]
fn as_the_official_tool() {
    let (Some(go), Some(goroot)) = (official_go(), shared_sdk()) else {
        return;
    };
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    let [module, data, meta] = ["m", "data", "meta"].map(|name| dir.join(name));
    for dir in [&module.join("p"), &data, &meta] {
        fs::create_dir_all(dir).unwrap();
    }
    fs::write(module.join("go.mod"), "module m\n\ngo 1.24\n").unwrap();
    fs::write(module.join("main.go"), PROGRAM).unwrap();
    fs::write(module.join("p/p.go"), PACKAGE).unwrap();
    let run = |program: &Path, args: &[&str]| {
        let output = Command::new(program)
            .args(args)
            .current_dir(&module)
            .env_clear()
            .env("HOME", dir)
            .env("GOROOT", &goroot)
            // Shared by runs, for the tool that is built.
            .env(
                "GOCACHE",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("gocache"),
            )
            .env("GOENV", "off")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("GOCOVERDIR", &data)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    run(&go, &["build", "-cover", "-covermode=count", "-o", "prog"]);
    run(&module.join("prog"), &[]);
    // Without the counters, as for packages without tests.
    let file = only_metadata(&data);
    fs::copy(&file, meta.join(file.file_name().unwrap())).unwrap();
    let ours = MetaFile::parse(&fs::read(&file).unwrap()).unwrap();
    let input = format!("-i={}", meta.display());
    let percent = run(&go, &["tool", "covdata", "percent", &input]);
    assert_eq!(
        ours.percent().escape_ascii().to_string(),
        percent.escape_ascii().to_string()
    );
    run(&go, &["tool", "covdata", "textfmt", &input, "-o=profile"]);
    let profile = fs::read(module.join("profile")).unwrap();
    assert_eq!(
        ours.profile().escape_ascii().to_string(),
        profile.escape_ascii().to_string()
    );
}

fn only_metadata(data: &Path) -> PathBuf {
    let files = fs::read_dir(data)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_metadata = |path: &PathBuf| path.to_string_lossy().contains("/covmeta.");
    let found: Vec<PathBuf> = files.filter(is_metadata).collect();
    assert_eq!(found.len(), 1);
    found[0].clone()
}
