//! Bytes that are no text in JSON, compared with the official command. Go 1.27 writes the replacement
//! character for them, earlier releases write its escape.
//!
//! Counterpart: encoding/json/encode.go; from Go 1.27 on, encoding/json over encoding/json/v2.

#![expect(
    clippy::disallowed_methods,
    reason = "files that are no text are written by hand"
)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use vamos_testkit::Case;
use vamos_testkit::Hook;

use crate::side_by_side::EXIT_CODES;

/// The files without text: their names, and contents in which `?` is a byte that is no text.
const FILES: [(&str, &str); 6] = [
    ("goenv", "GOFLAGS=-buildvcs=false -tags=a?\nGOPROXY=?\n"),
    (
        "go.mod",
        "module example.com/m\n\ngo 1.24\n\n// ?\nretract v1.0.0\n",
    ),
    ("bytes.work", "go 1.24\n\nuse ./m?\n"),
    ("d?/d.go", "package d\n"),
    ("bad/bad.go", "package bad\n\nvar x int = \"?\"\n"),
    (
        "bytes/b_test.go",
        "package bytes\n\nimport \"testing\"\n\nfunc Test(t *testing.T) { t.Log(\"a\\xff\") }\n",
    ),
];

/// All commands that write JSON. With an SDK of Go 1.27 the outputs have the character.
#[test]
fn bytes_that_are_no_text() {
    let lay: Hook = |top| {
        for (name, content) in FILES {
            let bytes = |text: &str| text.replace('?', "\0").into_bytes();
            let raw = |text: &str| {
                let bytes = bytes(text).into_iter();
                bytes
                    .map(|byte| if byte == 0 { 0xff } else { byte })
                    .collect::<Vec<u8>>()
            };
            let name = raw(name);
            let file = top.join("work").join(Path::new(OsStr::from_bytes(&name)));
            fs::create_dir_all(file.parent().expect("it has one")).expect("it is ours");
            fs::write(file, raw(content)).expect("it is ours");
        }
    };
    let lines = [
        "env -json GOFLAGS GOPROXY",
        "env -changed -json",
        "mod edit -json",
        "work edit -json bytes.work",
        "list -m -json -retracted",
        "list -m -e -json example.com/a@v1.0.0",
        "list -e -json ./...",
        "list -e -json=ImportPath,Error ./...",
        "build -json ./... !1",
        "build -json ./bad !1",
        "test -json ./bad !1",
        "test -json -vet=off ./bytes",
        "vet -json ./bad !1",
        "build -o prog .",
        "version -m -json prog",
        "mod download -json example.com/a@v1.0.0 !1",
    ];
    Case::new("json_bytes")
        .tree("-- main.go --\npackage main\n\nfunc main() {}\n")
        .env("CGO_ENABLED", "0")
        .env("GOENV", "$TOP/work/goenv")
        .env("GOPROXY", "")
        .env("VAMOS_TEST_CACHE", "official")
        .exit_codes(EXIT_CODES)
        .hook(lay)
        .run_lines(&lines);
}
