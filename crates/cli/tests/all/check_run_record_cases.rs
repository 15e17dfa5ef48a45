//! Run records of `check`: changes that must be noticed, and changes that need not be.
//!
//! Counterpart: none.

#![expect(
    clippy::disallowed_methods,
    reason = "tests change the disk as a user would"
)]

use std::fs;

use crate::run_record_cases::Case;
use crate::run_record_cases::are_overlooked;
use crate::run_record_cases::said;
use crate::run_record_cases::worlds;

const CHECK: &str = "check ./...";
const NO_TESTS: &str = "check -test=false ./...";
const OVERLAY: &str = "check -overlay ../over.json ./...";

const NOTICED: &[Case] = &[
    ("bytes, size and time kept", CHECK, |w| {
        w.flip("mod/a/a.go", "return 1", "return x");
    }),
    ("bytes, for JSON", "check -json ./...", |w| {
        w.flip("mod/a/a.go", "return 1", "return x");
    }),
    ("a body of another package", "check ./cmd/app", |w| {
        w.flip("mod/a/a.go", "return 1", "return x");
    }),
    ("bytes of a test", CHECK, |w| {
        w.flip("mod/a/a_test.go", "_ \"testing\"", "x \"testing\"");
    }),
    ("an error in a test that is added", CHECK, |w| {
        w.write("mod/s/s_test.go", "package s\n\nvar _ = x\n");
    }),
    ("an error in an external test", CHECK, |w| {
        w.write("mod/s/s_test.go", "package s_test\n\nvar _ = x\n");
    }),
    ("a file that is added", NO_TESTS, |w| {
        w.write("mod/a/b.go", "package a\n\nvar _ = x\n");
    }),
    ("a file that is removed", CHECK, |w| w.remove("mod/a/a.go")),
    ("a package that is added", CHECK, |w| {
        w.write("mod/b/b.go", "package b\n\nvar _ = x\n");
    }),
    ("the language of the module", CHECK, |w| {
        w.flip("mod/go.mod", "go 1.26", "go 1.17");
    }),
    ("bytes in the module cache", CHECK, |w| {
        let file = "modcache/example.com/dep@v1.0.0/d.go";
        w.flip(file, "const D = 1", "const D = y");
    }),
    ("bytes of a package of the SDK", CHECK, |w| {
        w.flip("sdk/src/errors/errors.go", "func New", "func Neu");
    }),
    ("a file of the SDK", CHECK, |w| {
        w.write("sdk/src/errors/x.go", "package errors\n");
    }),
    ("the file of an overlay", OVERLAY, |w| {
        w.write("other/over.go", "package a\n\nvar _ = x\n");
    }),
    ("an overlay", OVERLAY, |w| {
        let file = w.at("mod/a/over.go");
        let empty = format!("{{\"Replace\": {{\"{}\": \"\"}}}}", file.display());
        w.write("over.json", &empty);
    }),
    ("GOARCH", CHECK, |w| w.set("GOARCH", "386")),
    ("a tag", CHECK, |w| {
        w.set("GOFLAGS", "-buildvcs=false -tags=x");
    }),
    ("a setting of vamos", CHECK, |w| w.set("VAMOS_HINTS", "off")),
    ("the module cache elsewhere", CHECK, |w| {
        let place = w.at("other/modcache").display().to_string();
        w.set("GOMODCACHE", &place);
    }),
];

const OVERLOOKED: &[Case] = &[
    ("nothing", CHECK, |_| {}),
    ("nothing, without tests", NO_TESTS, |_| {}),
    ("nothing, for JSON", "check -json ./...", |_| {}),
    ("nothing, with an overlay", OVERLAY, |_| {}),
    ("a note that is no source", CHECK, |w| {
        w.flip("mod/a/notes.txt", "notes", "stone");
    }),
    // The record alone answers.
    ("no summaries", CHECK, |w| {
        let own = w.at("home/.cache/vamos");
        fs::remove_dir_all(own.join("summaries")).expect("there are some");
        fs::remove_file(own.join("checks-0")).expect("it is there");
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
        // An error is found again: only success has a record.
        for _ in 0..2 {
            let ran = world.run(line);
            let clean = world.run_with(line, &[("VAMOS_TRACE", "off")]);
            assert!(!ran.holds() || clean.code == Some(0), "{name}: not noticed");
            assert_eq!(said(&ran), said(&clean), "{name}");
        }
    }
}

#[test]
fn other_changes_are_not() {
    are_overlooked(OVERLOOKED);
}
