//! Compares `mod edit` with the official command: one command per line, and all files that it
//! leaves.
//!
//! Counterpart: cmd/go/testdata/script/mod_edit*.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;

const TREE: &str = "-- go.mod --\n\
    // Deprecated: old\nmodule     example.com/x\n\ngo   1.21\n\ntoolchain go1.22.0\n\n\
    godebug (\n\tdefault=go1.21\n\tpanicnil=1\n)\n\n\
    require (\n\texample.com/b v1.2.0 // indirect\n\texample.com/a v1.0.0\n)\n\n\
    require example.com/c/v2 v2.0.0\n\n\
    exclude (\n\texample.com/a v1.10.0\n\texample.com/a v1.9.0\n\texample.com/a v1.9.0\n)\n\n\
    replace (\n\texample.com/b => ../b\n\texample.com/a v1.0.0 => example.com/q v1.5.0\n)\n\n\
    // bad\nretract (\n\tv1.0.0 // worse\n\t[v1.1.0, v1.2.0]\n)\n\n\
    tool (\n\texample.com/b/cmd/b\n\texample.com/a/cmd/a\n)\n\nignore ./static\n\
    -- sub/a.go --\npackage sub\n\
    -- other.mod --\nmodule other\n\
    -- empty.mod --\n\
    -- broken.mod --\nmodule x y\nfoo\nrequire x\n\
    -- dir.mod/f --\nx\n";

#[test]
fn shown() {
    let lines = [
        "mod edit -json",
        "mod edit -print",
        "mod edit -json other.mod",
        "mod edit -json empty.mod",
        "mod edit -print empty.mod",
        "mod edit -json broken.mod !1",
        "mod edit -fmt -print",
        "mod edit -json -droptool=example.com/a/cmd/a",
        "mod edit -json -droptool=example.com/a/cmd/a -droptool=example.com/b/cmd/b",
        "mod edit -json -dropignore=./static",
        "mod edit -json -retract=v1.9.0 -dropretract=v1.0.0",
        "mod edit -json -godebug=a=b -dropgodebug=default",
        "mod edit -json -require=example.com/n@master -exclude=example.com/a@v1.11.0",
        "mod edit -print -C sub !2",
        "mod edit -n -x -print other.mod",
        "mod edit -modfile=other.mod -json",
        "mod edit -modfile=other.txt -json !1",
        "mod edit -modfile=nope.mod -json !1",
        "mod edit -print=false -json=true",
    ];
    compare("shown", TREE, &[], &lines);
    compare_in(
        "shown_below",
        "sub",
        TREE,
        &[],
        &["mod edit -json", "mod edit -print ../other.mod"],
    );
}

#[test]
fn written() {
    let lines = [
        "mod edit -fmt",
        "mod edit -module=example.com/y -go=1.26 -toolchain=go1.27.1",
        "mod edit -go=none -toolchain=none",
        "mod edit -go=1.99 other.mod",
        "mod edit -toolchain=default other.mod",
        "mod edit -module=new empty.mod",
        "mod edit -droprequire=example.com/a -require=example.com/a@v1.3.0",
        "mod edit -require=example.com/a@v1.4.0 -require=example.com/z@v0.0.0",
        "mod edit -droprequire=nope -dropexclude=nope@v1 -dropreplace=nope -droptool=nope",
        "mod edit -dropexclude=example.com/a@v1.9.0 -exclude=example.com/b@v1.0.0",
        "mod edit -replace=example.com/a@v1.0.0=./a -replace=example.com/b=example.com/q@v1.0.0",
        "mod edit -replace=example.com/a=./all -dropreplace=example.com/b",
        "mod edit -dropreplace=example.com/a@v1.0.0",
        "mod edit -retract=[v1.3.0,v1.4.0] -retract=v1.5.0 -dropretract=[v1.1.0,v1.2.0]",
        "mod edit -tool=example.com/t -droptool=example.com/a/cmd/a -ignore=x -ignore=./static",
        "mod edit -godebug=default=go1.26 -godebug=new=1 -dropgodebug=panicnil",
        "mod edit -dropignore=x -dropgodebug=new",
        "mod edit -modfile=other.mod -tool=example.com/t",
    ];
    compare("written", TREE, &[], &lines);
}

#[test]
fn refused() {
    let lines = [
        "mod edit !1",
        "mod edit go.mod !1",
        "mod edit -json=false !1",
        "mod edit -go= !1",
        "mod edit -json -print !1",
        "mod edit -json a b !1",
        "mod edit -json nope.mod !1",
        "mod edit -json dir.mod !1",
        "mod edit -fmt dir.mod !1",
        "mod edit -fmt broken.mod !1",
        "mod edit -module=a//b !1",
        "mod edit -module=go !1",
        "mod edit -module=toolchain -json !1",
        "mod edit -go=go1.21 !1",
        "mod edit -go=1 !1",
        "mod edit -toolchain=1.21 !1",
        "mod edit -toolchain=go2 !1",
        "mod edit -zz !2",
        "mod edit -json -zz !2",
        "mod edit -h !2",
        "mod edit -require !2",
        "mod edit -require=x !1",
        "mod edit -require=x@ !1",
        "mod edit -require=x@-v1 !1",
        "mod edit -require=x@/v1 !1",
        "mod edit -require=x@a,b !1",
        "mod edit -require=/x@v1.0.0 -zz !1",
        "mod edit -zz -require=/x@v1.0.0 !2",
        "mod edit -droprequire=x@v1.0.0 !1",
        "mod edit -droprequire=x/ !1",
        "mod edit -exclude=x@master !1",
        "mod edit -exclude=example.com/m@v2.0.0 !1",
        "mod edit -exclude=example.com/m/v2@v1.0.0 !1",
        "mod edit -exclude=gopkg.in/m.v1@v2.0.0 !1",
        "mod edit -exclude=x !1",
        "mod edit -dropexclude=x !1",
        "mod edit -replace=x !1",
        "mod edit -replace=x=>y !1",
        "mod edit -replace=x=y !1",
        "mod edit -replace=x=y@ !1",
        "mod edit -replace=x@=./y !1",
        "mod edit -replace=x@-=./y !1",
        "mod edit -replace=./x=./y !1",
        "mod edit -replace=x=y//z@v1.0.0 !1",
        "mod edit -dropreplace=x// !1",
        "mod edit -dropreplace=./x",
        "mod edit -retract= !1",
        "mod edit -retract=x !1",
        "mod edit -retract=v2.0.0 !1",
        "mod edit -retract=[v1.0.0 !1",
        "mod edit -retract=[v1.0.0] !1",
        "mod edit -retract=[v1.0.0,a(b] !1",
        "mod edit -dropretract=[x !1",
        "mod edit -tool=x@v1 !1",
        "mod edit -tool=x/ !1",
        "mod edit -droptool=x@y !1",
        "mod edit -godebug=x !1",
        "mod edit -godebug=x=a,b !1",
        "mod edit -C !2",
        "mod edit -json -C sub !2",
        "mod edit -json -overlay=nope.json !1",
        "mod edit -json -modcacherw=maybe !2",
        "mod bogus !2",
        "mod",
        "mod help edit",
        "mod help nope !2",
        "help mod edit",
    ];
    compare("refused", TREE, &[], &lines);
}

#[test]
fn without_module() {
    let tree = "-- x.mod --\nmodule x\n-- .git/config --\n-- sub/a.go --\npackage sub\n";
    let lines = [
        "mod edit -json",
        "mod edit -json x.mod",
        "mod edit -json -modfile=x.mod",
        "mod edit -module=nope//",
    ];
    compare("without_module", tree, &[], &lines);
    compare_in(
        "without_module_below",
        "sub",
        tree,
        &[],
        &["mod edit -json"],
    );
    let lines = ["mod edit -json", "mod edit -fmt x.mod"];
    for mode in ["off", "auto", "on", "maybe"] {
        compare(
            &format!("mode_{mode}"),
            TREE,
            &[("GO111MODULE", mode)],
            &lines,
        );
        compare(
            &format!("mode_{mode}_no_module"),
            tree,
            &[("GO111MODULE", mode)],
            &lines,
        );
    }
}

#[test]
fn entries_with_empty_names() {
    let tree = "-- go.mod --\nmodule m\n\ngo 1.26\n\ngodebug =1\n\ngodebug (\n\t=\n\ta=b\n)\n\n\
        exclude \"\" v1.0.0\n\nreplace \"\" => ../x\n\nretract \"\"\n\ntool \"\"\n\nignore \"\"\n\
        -- w/go.work --\ngo 1.26\n\ngodebug =1\n\nuse \"\"\n";
    let lines = [
        "mod edit -json",
        "mod edit -print -fmt",
        "mod edit -json -godebug=c=d -dropgodebug=",
        "mod edit -print -dropgodebug=",
    ];
    compare("edit_empty_names", tree, &[], &lines);
    let lines = ["work edit -json", "work edit -print -fmt"];
    compare_in("edit_empty_paths", "w", tree, &[], &lines);
}

#[test]
fn in_workspaces_and_goflags() {
    let tree = "-- go.work --\ngo 1.26\nuse ./a\n-- a/go.mod --\nmodule a\n\ngo 1.26\n\
        -- b/go.mod --\nmodule b\n\ngo 1.99\n-- c/c.go --\npackage c\n";
    compare(
        "in_workspace",
        tree,
        &[],
        &["mod edit -json !1", "mod edit -json -C a !2"],
    );
    compare_in(
        "in_workspace_below",
        "a",
        tree,
        &[],
        &["mod edit -json", "mod edit -go=1.27"],
    );
    compare_in(
        "out_of_workspace",
        "b",
        tree,
        &[("GOTOOLCHAIN", "local")],
        &["mod edit -json"],
    );
    compare_in(
        "no_module_in_workspace",
        "c",
        tree,
        &[],
        &["mod edit -json !1"],
    );
    for flags in [
        "-json",
        "-require=x",
        "-require=x@v1.0.0",
        "-go=1.25 -print",
        "-mod=vendor -v",
    ] {
        compare(
            &format!("edit_goflags_{flags}"),
            TREE,
            &[("GOFLAGS", flags)],
            &["mod edit -fmt", "mod edit"],
        );
    }
}
