//! Broken directories: the official command's error texts, for new and for older files.
//!
//! Upstream reports other errors for a file that changed in the last two seconds, because
//! it does not use its index then. Both are compared, by setting file times.
//! Counterpart: none.

use std::fs;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

use serde_json::Value;
use vamos_fsys::Disk;
use vamos_modload::dirpkg::DirCache;
use vamos_modload::dirpkg::DirError;
use vamos_syntax::ParseError;

use crate::cases::CASES;
use crate::official::FIELDS;
use crate::official::Target;
use crate::official::ask;
use crate::official::check;
use crate::official::context;
use crate::official::go;

const TARGET: Target = Target {
    goos: "linux",
    goarch: "amd64",
    cgo: true,
};

fn write(root: &str, time: SystemTime) {
    fs::write(format!("{root}/go.mod"), "module m\n\ngo 1.24\n").unwrap();
    for (dir, files) in CASES {
        let dir = format!("{root}/{dir}");
        fs::create_dir_all(&dir).unwrap();
        for (name, bytes) in *files {
            let path = format!("{dir}/{name}");
            fs::write(&path, bytes).unwrap();
            let file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            file.set_modified(time).unwrap();
        }
    }
}

/// Returns an error in the form of `go list -json`: position and text.
fn shown(root: &str, error: Option<&DirError>) -> (String, String) {
    match error {
        None => (String::new(), String::new()),
        Some(DirError::Parse(ParseError::List(list))) => {
            let position = list[0].position.to_string();
            let prefix = format!("{root}/");
            let short = position.strip_prefix(&prefix).unwrap_or(&position);
            (short.to_owned(), list[0].message.clone())
        }
        Some(error) => (String::new(), error.to_string()),
    }
}

fn compare(time: SystemTime) {
    let Some(go) = go() else { return };
    let temp = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(temp.path()).unwrap();
    let root = root.to_str().unwrap();
    write(root, time);
    let json = format!("-json={FIELDS}");
    let mut args = vec!["list", "-e", json.as_str()];
    let names: Vec<String> = CASES.iter().map(|(dir, _)| format!("./{dir}")).collect();
    args.extend(names.iter().map(String::as_str));
    let output = ask(&go, &TARGET, root, &args);
    let context = context(&go, &TARGET);
    let dirs = DirCache::new(Arc::new(Disk::new()));
    let mut wrong = Vec::new();
    let mut count = 0;
    for want in serde_json::Deserializer::from_str(&output).into_iter::<Value>() {
        let want = want.unwrap();
        let Some(dir) = want["Dir"].as_str() else {
            wrong.push(format!("no directory: {want}"));
            continue;
        };
        count += 1;
        let (package, error) = dirs.import_dir(&context, dir);
        wrong.extend(check(&package, &want, true));
        let got = shown(root, error.as_ref());
        let text = |field: &str| want["Error"][field].as_str().unwrap_or_default().to_owned();
        let want = (text("Pos"), text("Err"));
        if got != want {
            wrong.push(format!("{dir}: {got:?} want {want:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(count, CASES.len());
}

#[test]
fn settled_directories() {
    compare(SystemTime::now() - Duration::from_secs(3600));
}

/// Times in the future exclude the index for the duration of the test.
#[test]
fn fresh_directories() {
    compare(SystemTime::now() + Duration::from_secs(3600));
}
