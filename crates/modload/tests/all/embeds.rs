//! Embed patterns on disk, including links, against `go list`.
//!
//! Counterpart: cmd/go's script tests embed.txt, embed_symlink.txt.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::Value;
use vamos_fsys::Disk;
use vamos_modload::embed::resolve_embed;

use crate::official::go;

/// Patterns, each tried in a separate package; all packages have the same files.
const PATTERNS: &[&str] = &[
    "*.txt",
    "*",
    "d",
    "all:d",
    "d/*",
    "all:d/*",
    "d/e/*",
    "d/.hidden",
    "link.txt",
    "linkdir",
    "linkdir/x.txt",
    "broken",
    "onlylinks",
    "mod",
    "mod/f.txt",
    "mod/*",
    "empty",
    "fifo",
    "[",
    "[ab].txt",
    "[a-",
    "\\\\a.txt",
    "\\a.txt",
    "a.txt/",
    "/a.txt",
    "./a.txt",
    "a.txt/x",
    "d/../a.txt",
    "all:",
    "all:a.txt",
    "con.txt",
    "sp ace.txt",
    "b\\?d",
    "d/e",
    "*/*/z.txt",
    "gomoddir",
    ".git",
    ".git/config",
    "nope",
    "_under",
    "_under/*",
    "é.txt",
];

fn write_package(dir: &str, pattern: &str) {
    let make = |path: &str| fs::create_dir_all(format!("{dir}/{path}")).unwrap();
    let write = |path: &str| fs::write(format!("{dir}/{path}"), "").unwrap();
    for path in [
        "d/e/deep",
        "d/_skip",
        "onlylinks",
        "mod",
        "empty",
        "gomoddir/go.mod",
        ".git",
        "_under",
        "d/sub",
    ] {
        make(path);
    }
    for path in [
        "a.txt",
        "b.txt",
        "d/x.txt",
        "d/.hidden",
        "d/e/z.txt",
        "d/e/deep/w.txt",
        "d/_skip/y.txt",
        "mod/go.mod",
        "mod/f.txt",
        "con.txt",
        "sp ace.txt",
        "b?d",
        ".git/config",
        "_under/u.txt",
        "é.txt",
        "d/sub/go.mod",
        "d/sub/s.txt",
    ] {
        write(path);
    }
    let link = |to: &str, path: &str| symlink(to, format!("{dir}/{path}")).unwrap();
    link("a.txt", "link.txt");
    link("d", "linkdir");
    link("nowhere", "broken");
    link("../a.txt", "onlylinks/l.txt");
    link("x.txt", "d/l.txt");
    let fifo = Command::new("mkfifo").arg(format!("{dir}/fifo")).status();
    assert!(fifo.unwrap().success());
    let source =
        format!("package p\n\nimport _ \"embed\"\n\n//go:embed {pattern:?}\nvar x string\n");
    fs::write(format!("{dir}/a.go"), source).unwrap();
}

fn compare(follow_links: bool) {
    let Some(go) = go() else { return };
    let temp = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(temp.path()).unwrap();
    let root = root.to_str().unwrap();
    fs::write(format!("{root}/go.mod"), "module m\n\ngo 1.24\n").unwrap();
    for (i, pattern) in PATTERNS.iter().enumerate() {
        fs::create_dir(format!("{root}/p{i}")).unwrap();
        write_package(&format!("{root}/p{i}"), pattern);
    }
    let output = Command::new(go)
        .args(["list", "-e", "-json=Dir,EmbedPatterns,EmbedFiles,Error"])
        .args((0..PATTERNS.len()).map(|i| format!("./p{i}")))
        .current_dir(root)
        .env("GOENV", "off")
        .env("GOFLAGS", "")
        .env(
            "GODEBUG",
            if follow_links {
                "embedfollowsymlinks=1"
            } else {
                ""
            },
        )
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let list = |value: &Value| -> Vec<String> {
        let items = value.as_array().map_or(&[][..], Vec::as_slice);
        items
            .iter()
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let mut wrong = Vec::new();
    let mut count = 0;
    for want in serde_json::Deserializer::from_str(&output).into_iter::<Value>() {
        let want = want.unwrap();
        count += 1;
        let patterns = list(&want["EmbedPatterns"]);
        let dir = want["Dir"].as_str().unwrap();
        let got = match resolve_embed(&Disk::new(), dir, &patterns, follow_links) {
            Ok((files, _)) => Ok(files),
            Err(error) => Err(error.to_string()),
        };
        let want = match want["Error"]["Err"].as_str() {
            Some(text) => Err(text.to_owned()),
            None => Ok(list(&want["EmbedFiles"])),
        };
        if got != want {
            wrong.push(format!("{patterns:?}: {got:?}\n  want {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, PATTERNS.len());
}

#[test]
fn patterns_on_disk() {
    compare(false);
}

#[test]
fn patterns_with_links_followed() {
    compare(true);
}
