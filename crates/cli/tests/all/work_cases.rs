//! `work init`, `work edit` and `work use` compared with the official command: one command per
//! line, and all that it leaves.
//!
//! Counterpart: cmd/go/testdata/script/work*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

const MODULES: &str = "-- a/go.mod --\nmodule example.com/a\ngo 1.21\n\
    -- a/below/go.mod --\nmodule example.com/a/below\n\
    -- b/go.mod --\nmodule example.com/b\n\ngo 1.23.4\n\
    -- b/vendor/v/go.mod --\nmodule example.com/v\n\
    -- plain/f --\n\
    -- nameless/go.mod --\n\
    -- broken/go.mod --\nmodule x y\nfoo\n\
    -- loose/go.mod --\nmodule loose\n\ngo 1.20\n\nrequire example.com/x master\n\
    -- dir/go.mod/f --\n";

const WORK: &str = "-- go.work --\n// top\ngo   1.18\n\ntoolchain go1.21.3\n\n\
    use (\n\ta\n\t./gone // once\n)\nuse ./b\nuse b\n\n\
    godebug default=go1.21\n\nreplace example.com/x => ../x\n\
    replace example.com/x v1.0.0 => ./y\n";

fn tree() -> String {
    format!("{WORK}{MODULES}")
}

#[test]
fn init() {
    let lines = [
        "work init -C plain",
        "work init -C a . ./below ../b",
        "work init -C b ../none !1",
        "work init -C b -zz !2",
        "work init -C b -h !2",
        "work init -C b ../plain",
        "work init a nameless !1",
        "work init a broken !1",
        "work init a loose !1",
        "work init a dir !1",
        "work init ./a ./a/",
        "work init a !1",
    ];
    compare("work_init", MODULES, &[], &lines);
    let off = [("GOWORK", "off"), ("GO111MODULE", "off")];
    compare(
        "work_init_off",
        MODULES,
        &off,
        &["work init a", "work init !1"],
    );
    let named = [("GOWORK", "$TOP/work/b/other.work")];
    let lines = [
        "work init a",
        "work init a !1",
        "work use b",
        "work edit -print",
    ];
    compare("work_init_named", MODULES, &named, &lines);
}

#[test]
fn init_refused() {
    let newer = "-- a/go.mod --\nmodule a\n\ngo 1.99\n-- go.work/f --\n";
    let lines = ["work init a !1", "work use a !1", "work edit -json !1"];
    compare(
        "work_init_newer",
        newer,
        &[("GOTOOLCHAIN", "local")],
        &lines,
    );
}

#[test]
fn shown() {
    let lines = [
        "work edit -json",
        "work edit -print",
        "work edit -json none.work !1",
        "work edit -json a/go.mod !1",
        "work edit -json a !1",
        "work edit -json= !2",
        "work edit -print -fmt go.work",
        "work edit -C a -json",
        "work edit -json -use=n -dropuse=./b -godebug=a=b -dropgodebug=default",
        "work edit -json -dropuse=a -dropuse=gone -dropuse=b -dropreplace=example.com/x",
        "work edit -print -replace=example.com/q@v1=./d@v1.0.0",
        "work edit -print -replace=q=example.com/q@v1.5.0 -replace=q@v1=q@v2 -use=/r -use=../q",
        "work edit -print -go=1.99 -toolchain=go1.99.1",
        "work edit -print -go=none -toolchain=none",
    ];
    compare("work_shown", &tree(), &[], &lines);
    compare_in(
        "work_shown_below",
        "a/below",
        &tree(),
        &[],
        &[
            "work edit -json",
            "work edit -print ../../go.work",
            "work edit -json ../none !1",
        ],
    );
    compare(
        "work_none",
        MODULES,
        &[],
        &["work edit -json !1", "work use a !1"],
    );
}

#[test]
fn edited() {
    let lines = [
        "work edit -fmt",
        "work edit -go=1.26 -toolchain=default",
        "work edit -use=a -use=n -dropuse=none",
        "work edit -dropuse=b -use=b -use=./b",
        "work edit -replace=x=../q -dropreplace=example.com/x@v1.0.0",
        "work edit -godebug=default=go1.22 -godebug=panicnil=1",
        "work edit -go=none -toolchain=none",
    ];
    compare("work_edited", &tree(), &[], &lines);
}

#[test]
fn edit_refused() {
    let lines = [
        "work edit !1",
        "work edit go.work !1",
        "work edit -json -print !1",
        "work edit -json a b !1",
        "work edit -go=go1.21 -json !1",
        "work edit -toolchain=1.21 -json !1",
        "work edit -zz !2",
        "work edit -n -json !2",
        "work edit -replace=x !1",
        "work edit -replace=x=>y !1",
        "work edit -replace=x=y !1",
        "work edit -replace=x@=./y !1",
        "work edit -replace=./x=./y !1",
        "work edit -replace=x=./y@ !1",
        "work edit -replace=x=./y@/z !1",
        "work edit -replace=x=./y@-z -zz !1",
        "work edit -dropreplace=x// !1",
        "work edit -dropreplace=./x@a,b !1",
        "work edit -dropreplace=./x",
        "work edit -godebug=x !1",
        "work edit -godebug=x=a,b !1",
        "work !2",
        "work bogus !2",
        "work help edit",
    ];
    compare("work_edit_refused", &tree(), &[], &lines);
}

#[test]
fn used() {
    let lines = [
        "work use !1",
        "work use gone !1",
        "work edit -dropuse=./gone",
        "work use",
        "work use a/below ./plain",
        "work use ./a b/../a",
        // One broken directory each: upstream reports several in any order.
        "work use -r broken !1",
        "work use -r nameless !1",
        "work use -r b plain",
        "work use -r a none !1",
        "work use plain/f !1",
        "work use dir !1",
        "work use nameless !1",
        "work use -zz !2",
        "work use -C a -r .",
        "work use -C plain -r ../a/below ../a",
    ];
    compare("work_used", &tree(), &[], &lines);
    let tidy = "-- go.work --\ngo 1.18\n\nuse ./a\nuse ./a\nuse b\nuse ./b\n\
        toolchain go1.20.1\n-- a/go.mod --\nmodule a\n\ngo 1.22.1\n-- b/go.mod --\nmodule b\n";
    let lines = [
        "work use",
        "work use b",
        "work use -r ./",
        "work use /none !1",
    ];
    compare("work_used_twice", tidy, &[], &lines);
    compare_in(
        "work_used_below",
        "a",
        &tidy.replace("use ./a\nuse ./a\n", ""),
        &[],
        &["work use ."],
    );
}

/// Errors of the modules of a workspace are reported at once. They fail the command, which goes on
/// unless it loads packages.
#[test]
fn a_module_twice() {
    let tree = "-- go.work --\ngo 1.24\n\nuse ./a\nuse ./b\n\
        -- a/go.mod --\nmodule example.com/a\n\ngo 1.24\n-- a/a.go --\npackage a\n\
        -- b/go.mod --\nmodule example.com/a\n\ngo 1.24\n-- b/b.go --\npackage b\n";
    let lines = [
        "list -m !1",
        "list -m -e !1",
        "list -m -f {{.Dir}} example.com/a !1",
        "list -e ./a !1",
        "build ./a !1",
        "mod verify !1",
        "mod why -m example.com/a !1",
        "mod download !1",
        "work sync !1",
        "work vendor !1",
    ];
    compare("work_twice", tree, &[], &lines);
    // Another error follows. Requirements of the first directory do not count.
    let required = "\nrequire example.com/absent v1.0.0\n-- a/a.go";
    let tree = tree.replace("use ./b\n", "use ./b\nuse ./nodot\n");
    let tree = tree.replace("-- a/a.go", required)
        + "-- nodot/go.mod --\nmodule nodot\n\ngo 1.22\n\nrequire other v0.0.0\n\
           -- nodot/n.go --\npackage nodot\n\nimport _ \"other/pkg\"\n";
    let lines = [
        "list -m all !1",
        "mod graph !1",
        "work sync !1",
        "build ./nodot !1",
    ];
    compare("work_twice_more", &tree, &[], &lines);
}
