//! The standard library and the go command itself, for several targets.
//!
//! Counterpart: none; cmd/go checks this against itself in modindex/index_test.go.

use std::sync::Arc;

use serde_json::Value;
use vamos_fsys::Disk;
use vamos_modload::dirpkg::DirCache;

use crate::official::FIELDS;
use crate::official::Target;
use crate::official::ask;
use crate::official::check;
use crate::official::context;
use crate::official::go;

const TARGETS: [Target; 4] = [
    Target {
        goos: "linux",
        goarch: "amd64",
        cgo: false,
    },
    Target {
        goos: "linux",
        goarch: "amd64",
        cgo: true,
    },
    Target {
        goos: "windows",
        goarch: "arm64",
        cgo: false,
    },
    Target {
        goos: "js",
        goarch: "wasm",
        cgo: false,
    },
];

#[test]
fn std_and_cmd_are_as_go_list_says() {
    let Some(go) = go() else { return };
    let dirs = DirCache::new(Arc::new(Disk::new()));
    let json = format!("-json={FIELDS}");
    for target in &TARGETS {
        let context = context(&go, target);
        let output = ask(&go, target, "/", &["list", "-e", &json, "std", "cmd"]);
        let mut count = 0;
        let mut wrong = Vec::new();
        for want in serde_json::Deserializer::from_str(&output).into_iter::<Value>() {
            let want = want.unwrap();
            let dir = want["Dir"].as_str().unwrap();
            let (package, error) = dirs.import_dir(&context, dir);
            wrong.extend(check(&package, &want, target.cgo));
            if error.is_some() != want["Error"].is_object() {
                wrong.push(format!("{dir}: {error:?} want {}", want["Error"]));
            }
            count += 1;
        }
        assert!(count > 300, "only {count} packages");
        assert!(
            wrong.is_empty(),
            "{}/{}: {} differences:\n{}",
            target.goos,
            target.goarch,
            wrong.len(),
            wrong[..wrong.len().min(40)].join("\n")
        );
    }
}
