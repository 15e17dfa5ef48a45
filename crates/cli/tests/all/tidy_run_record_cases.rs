//! Run records of `mod tidy`: changes that must be noticed, and changes that need not be, as in the
//! official command's index of modules.
//!
//! Counterpart: none.

use crate::run_record_cases::Case;
use crate::run_record_cases::are_overlooked;
use crate::run_record_cases::worlds;

const TIDY: &str = "mod tidy";

/// The directory of the module cache with the proxy's files.
const DOWNLOAD: &str = "modcache/cache/download/example.com/dep/@v/v1.0.0";

const NOTICED: &[Case] = &[
    ("an import", TIDY, |w| {
        w.write("mod/a/more.go", "package a\n\nimport _ \"strings\"\n");
    }),
    ("bytes of a test, size and time kept", TIDY, |w| {
        w.flip("mod/a/a_test.go", "testing", "strings");
    }),
    ("a package that is not needed any more", TIDY, |w| {
        w.write("mod/a/a.go", "package a\n\nfunc A() int { return 1 }\n");
    }),
    ("a package in a new directory", TIDY, |w| {
        w.write("mod/b/b.go", "package b\n");
    }),
    ("a requirement", TIDY, |w| {
        let text = String::from_utf8_lossy(&w.bytes("mod/go.mod")).into_owned();
        w.write("mod/go.mod", &text.replace("go 1.26\n", "go 1.25\n"));
    }),
    ("go.sum has more", TIDY, |w| {
        let text = String::from_utf8_lossy(&w.bytes("mod/go.sum")).into_owned();
        let line = "example.com/z v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
        w.write("mod/go.sum", &(text + line));
    }),
    ("go.sum is removed", TIDY, |w| w.remove("mod/go.sum")),
    ("the module is removed", TIDY, |w| {
        w.remove("modcache/example.com");
    }),
    ("the module's go.mod is another", TIDY, |w| {
        w.flip(&format!("{DOWNLOAD}.mod"), "1.26", "1.25");
    }),
    ("the module's hash is removed", TIDY, |w| {
        w.remove(&format!("{DOWNLOAD}.ziphash"));
    }),
    ("a file of the SDK", TIDY, |w| {
        w.write("sdk/src/errors/x.go", "package errors\n");
    }),
    ("a file that an overlay names", OVERLAY, |w| {
        w.write("other/over.go", "package a\n\nimport _ \"strings\"\n");
    }),
    ("a module's file, where there is an overlay", OVERLAY, |w| {
        w.flip("modcache/example.com/dep@v1.0.0/d.go", "package", "PACKAGE");
    }),
    ("a flag", TIDY, |w| w.set("GOFLAGS", "-modcacherw")),
];

const OVERLAY: &str = "mod tidy -overlay ../over.json";

const OVERLOOKED: &[Case] = &[
    ("nothing", TIDY, |_| {}),
    ("a note that is no source", TIDY, |w| {
        w.flip("mod/a/notes.txt", "notes", "stone");
    }),
    ("bytes in the module cache", TIDY, |w| {
        w.flip("modcache/example.com/dep@v1.0.0/d.go", "D = 1", "D = 2");
    }),
];

#[test]
fn changes_are_noticed() {
    let temp = tempfile::tempdir().expect("a directory");
    let Some(worlds) = worlds(temp.path(), NOTICED) else {
        return;
    };
    for (mut world, (name, line, change)) in worlds.into_iter().zip(NOTICED) {
        assert!(world.run(line).holds(), "{name}: it did not hold before");
        change(&mut world);
        let ran = world.run(line);
        assert!(!ran.holds(), "{name}: not noticed");
        // Files that it made tidy stay unchanged.
        let files = || ["mod/go.mod", "mod/go.sum"].map(|file| world.bytes(file));
        let tidied = files();
        let clean = world.run_with(line, &[("VAMOS_TRACE", "off")]);
        assert_eq!(clean.code, ran.code, "{name}: {ran:?}");
        assert_eq!(files(), tidied, "{name}");
    }
}

#[test]
fn other_changes_are_not() {
    are_overlooked(OVERLOOKED);
}
