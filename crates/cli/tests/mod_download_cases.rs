//! `mod download` beside the official command.
//!
//! Counterpart: cmd/go/testdata/script/mod_download*.txt.

mod side_by_side;

use side_by_side::compare;
use side_by_side::compare_in;

#[test]
fn nothing_to_do() {
    let empty = "-- go.mod --\nmodule m\n\ngo 1.26\n-- sub/f --\n";
    let lines = [
        "mod download",
        "mod download -json",
        "mod download -x",
        "mod download m",
    ];
    compare("download_empty", empty, &[], &lines);
    compare_in("download_empty_below", "sub", empty, &[], &lines[..2]);
    let no_go = "-- go.mod --\nmodule m\n";
    compare("download_no_go", no_go, &[], &lines);
    let local = "-- go.mod --\nmodule m\n\ngo 1.26\n\nrequire q v1.0.0\nreplace q => ./q\n-- q/go.mod --\nmodule q\n";
    compare("download_local", local, &[], &lines);
    compare(
        "download_named",
        local,
        &[],
        &["mod download q", "mod download m q"],
    );
    let work = "-- go.work --\ngo 1.26\nuse ./a\n-- a/go.mod --\nmodule a\n\ngo 1.20\n";
    compare("download_work", work, &[], &lines);
    compare("download_no_module", "-- f --\n", &[], &lines[..3]);
}

#[test]
fn refused() {
    let tree = "-- go.mod --\nmodule m\n\ngo 1.26\n-- r.json --\n{}\n-- x.json --\n[]\n-- d/f --\n";
    let lines = [
        "mod download -zz",
        "mod download -n",
        "mod download -h",
        "mod download -reuse",
        "mod download -reuse=r.json m",
        "mod download -reuse=none.json m",
        "mod download ./x",
        "mod download a\\b",
        "mod download m@-x",
        "mod download -modfile=x.txt",
        "mod download -C d",
        "help mod download",
    ];
    compare("download_refused", tree, &[], &lines);
    for mode in ["off", "auto", "maybe"] {
        let env = [("GO111MODULE", mode)];
        compare(
            "download_mode",
            tree,
            &env,
            &["mod download", "mod download m"],
        );
    }
    let broken = "-- go.mod --\nmodule m\nfoo\n";
    compare(
        "download_broken",
        broken,
        &[],
        &["mod download", "mod download x@v1.0.0"],
    );
    let env = [("GOWORK", "rel.work")];
    compare("download_gowork", tree, &env, &["mod download"]);
    let reuse = "-- r.json --\n[]\n-- s.json --\n{\n";
    let lines = [
        "mod download -reuse=none.json m@v1.0.0",
        "mod download -reuse=r.json m@v1.0.0",
        "mod download -json -reuse=s.json m@v1.0.0",
    ];
    compare("download_reuse", reuse, &[], &lines);
}
