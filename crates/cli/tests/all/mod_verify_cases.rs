//! Compares `mod verify` with the official command: a module cache with modified files.
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

/// Of several wrong sums the first in the order of the build list, or of the imports, is reported.
/// The official command reports the first on one processor, and on more of them mostly; vamos
/// does so with any number of threads.
#[test]
fn several_wrong_sums() {
    use std::fmt::Write as _;
    const WRONG: &str = "h1:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
    const WRONG_ONES: [&str; 5] = ["b", "d", "f", "h", "j"];
    let env = [ENV, &[("GOMAXPROCS", "1"), ("GOPROXY", "off")]].concat();
    let of_go_mods: &[&str] = &[
        "build !1",
        "list -m all !1",
        "list -deps . !1",
        "mod download !1",
        "mod tidy !1",
        "mod verify !1",
        "get example.com/a !1",
    ];
    let of_zips: &[&str] = &[
        "build !1",
        "list -deps . !1",
        "mod download !1",
        "mod tidy !1",
    ];
    for (name, wrong_go_mods, lines) in [("go_mods", true, of_go_mods), ("zips", false, of_zips)] {
        let (mut requires, mut imports, mut files, mut sums) =
            (String::new(), String::new(), String::new(), String::new());
        for letter in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
            let path = format!("example.com/{letter}");
            let go_mod = format!("module {path}\n");
            let right = vamos_modzip::dirhash::go_mod_sum(go_mod.as_bytes());
            let is_wrong = WRONG_ONES.contains(&letter);
            let sum = |right: &str, is_wrong: bool| if is_wrong { WRONG } else { right }.to_owned();
            let of_go_mod = sum(&right, is_wrong && wrong_go_mods);
            let of_zip = sum(HASH, is_wrong && !wrong_go_mods);
            // Writing to a string cannot fail.
            let _ = writeln!(requires, "\t{path} v1.0.0");
            let _ = writeln!(imports, "import _ \"{path}\"");
            let _ = write!(
                sums,
                "{path} v1.0.0 {of_zip}\n{path} v1.0.0/go.mod {of_go_mod}\n"
            );
            let cached = format!("cache/cache/download/{path}/@v/v1.0.0");
            let _ = write!(
                files,
                "-- {cached}.mod --\n{go_mod}-- {cached}.ziphash --\n{HASH}\n\
                 -- {cached}.info --\n{{\"Version\":\"v1.0.0\"}}\n\
                 -- {cached}.zip --\n-- cache/{path}@v1.0.0/x.go --\npackage {letter}\n"
            );
        }
        let tree = format!(
            "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\nrequire (\n{requires})\n\
             -- go.sum --\n{sums}-- m.go --\npackage m\n\n{imports}{files}"
        );
        compare(&format!("wrong_sums_{name}"), &tree, &env, lines);
    }
}
