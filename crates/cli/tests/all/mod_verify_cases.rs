//! `mod verify` beside the official command: a module cache that somebody was at.
//!
//! Counterpart: cmd/go/testdata/script/mod_verify*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

/// Settings: the tree's module cache, without verification of checksums.
const ENV: &[(&str, &str)] = &[("GOMODCACHE", "$TOP/work/cache"), ("GOSUMDB", "off")];

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\nrequire (\n\
    \texample.com/b v1.0.0\n\texample.com/A v1.0.0\n)\n\nreplace example.com/q => ./q\n\
    -- sub/f --\n\
    -- cache/cache/download/example.com/!a/@v/v1.0.0.mod --\nmodule example.com/A\n\
    -- cache/cache/download/example.com/b/@v/v1.0.0.mod --\nmodule example.com/b\n";

const HASH: &str = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

#[test]
fn tampered() {
    let about = |name: &str, text: &str| {
        format!("-- cache/cache/download/example.com/!a/@v/v1.0.0.{name} --\n{text}\n")
    };
    let dir = "-- cache/example.com/!a@v1.0.0/a.go --\npackage a\n\
        -- cache/example.com/!a@v1.0.0/d/b.txt --\nb\n-- cache/example.com/!a@v1.0.0/.x --\n";
    let of_b = "-- cache/example.com/b@v1.0.0/b.go --\npackage b\n\
        -- cache/cache/download/example.com/b/@v/v1.0.0.ziphash --\n";
    for (name, more) in [
        ("nothing", String::new()),
        ("dir_without_hash", dir.to_owned()),
        ("dir", format!("{dir}{}", about("ziphash", HASH))),
        (
            "partial",
            format!("{dir}{}{}", about("ziphash", HASH), about("partial", "")),
        ),
        (
            "dir_is_file",
            format!(
                "-- cache/example.com/!a@v1.0.0 --\n{}",
                about("ziphash", HASH)
            ),
        ),
        ("no_zip", format!("{dir}{}", about("zip", "this is none"))),
        ("zip_without_hash", about("zip", "this is none")),
        (
            "bad_zip",
            format!("{dir}{}{}", about("zip", "x"), about("ziphash", HASH)),
        ),
        (
            "empty_zip",
            format!(
                "{}{}",
                about("zip", "PK\u{5}\u{6}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
                about("ziphash", HASH)
            ),
        ),
        ("odd_hash", format!("{dir}{}", about("ziphash", "  h2:x  "))),
        (
            "two",
            format!("{dir}{of_b}{HASH}\n{}", about("ziphash", HASH)),
        ),
        (
            "space",
            format!(
                "-- cache/example.com/!a@v1.0.0/a b.go --\npackage a\n{}",
                about("ziphash", "h1:x")
            ),
        ),
    ] {
        compare(
            &format!("verify_{name}"),
            &format!("{TREE}{more}"),
            ENV,
            &["mod verify"],
        );
    }
}

#[test]
fn refused() {
    let lines = [
        "mod verify x !1",
        "mod verify -x !2",
        "mod verify -json !2",
        "mod verify -modfile=nope.mod !1",
        "mod verify -C sub",
        "help mod verify",
    ];
    compare("verify_refused", TREE, ENV, &lines);
    for mode in ["off", "auto", "maybe"] {
        let env = [ENV, &[("GO111MODULE", mode)]].concat();
        compare(&format!("verify_mode_{mode}"), TREE, &env, &["mod verify"]);
        compare(
            &format!("verify_no_module_{mode}"),
            "-- f --\n",
            &env,
            &["mod verify"],
        );
    }
    let work = format!("-- go.work --\ngo 1.26\nuse .\n{TREE}");
    compare_in("verify_work", "sub", &work, ENV, &["mod verify"]);
}
