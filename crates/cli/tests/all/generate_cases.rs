//! Compares `go generate` with the official command.
//!
//! Counterpart: cmd/go/testdata/script/generate*.txt.

use crate::side_by_side::compare;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\
    -- m.go --\npackage m\n\n//go:generate echo one $GOFILE:$GOLINE ${GOPACKAGE}x $NONE. $DOLLAR\n\
    //go:generate echo \"two \\x41\\tb\"\tc\r\n //go:generate echo indented\n\
    //go:generated echo other\n\n/*\n//go:generate\techo in a comment\n*/\n\
    -- m_test.go --\npackage m\n\n//go:generate echo $GOPACKAGE in $GOFILE\n\
    -- x_test.go --\npackage m_test\n\n//go:generate echo $GOPACKAGE in $GOFILE\n\
    -- env/e.go --\npackage e\n\n//go:generate sh -c \"env | grep -v ^_= | sort\"\n\
    //go:generate sh -c \"pwd; cat; echo $0\" name\n\
    -- fails/a.go --\npackage f\n\n//go:generate echo a\n//go:generate sh -c \"exit 3\"\n\
    //go:generate echo not reached\n\
    -- fails/b.go --\npackage f\n\n//go:generate echo not reached\n\
    -- fails/b_test.go --\npackage f_test\n\n//go:generate echo reached\n\
    -- alias/a.go --\npackage a\n\n//go:generate -command show echo shown\n\
    //go:generate show a \"b c\"\n//go:generate -command show x\n//go:generate echo not reached\n\
    -- bad/a/a.go --\npackage a\n\n//go:generate \n\
    -- bad/b/b.go --\npackage b\n\n//go:generate echo \"a\n\
    -- bad/c/c.go --\npackage c\n\n//go:generate echo \"a\\q\"\n\
    -- bad/d/d.go --\npackage d\n\n//go:generate echo \"a\"b\n\
    -- bad/e/e.go --\npackage e\n\n//go:generate echo \"a\\\n\
    -- bad/f/f.go --\npackage f\n\n//go:generate nosuchprogram x\n\
    -- bad/g/g.go --\npackage g\n\n//go:generate ./nosuchprogram x\n\
    -- bad/h/h.go --\npackage h\n\n//go:generate \"\" x\n\
    -- bad/i/i.go --\npackage i\n\n//go:generate -command\n\
    -- bad/j/j.go --\npackage j\n\n//go:generate ./j.go\n\
    -- bad/k/k.go --\npackage k\n\n//go:generate sh -c \"kill -9 $DOLLAR$DOLLAR\"\n\
    -- odd/a.go --\nvar X int\n//go:generate echo no clause\n\
    -- odd/b.go --\npackage b\n123\n//go:generate echo b\n\
    -- odd/c.go --\npackage +c+\n//go:generate echo c\n\
    -- odd/d.go --\npackage d 123\n//go:generate echo d\n\
    -- odd/e.go --\n//go:generate echo e\npackage e\n\
    -- missing/m.go --\npackage m\n\nimport _ \"example.com/none\"\n//go:generate echo m\n\
    -- tagged/t.go --\n//go:build generate\n\npackage t\n\n//go:generate echo t\n\
    -- excluded/e.go --\n//go:build never\n\npackage e\n\n//go:generate echo e\n\
    -- empty/x.txt --\n\
    -- dir/sh/x.txt --\n";

#[test]
fn directives() {
    let lines = [
        "generate",
        "generate -n",
        "generate -x",
        "generate -v ./...  !1",
        "generate -v -n . ./alias ./odd !1",
        "generate ./env",
        "generate -n ./env",
        "generate ./fails . !1",
        "generate ./alias !1",
        "generate ./odd",
        "generate -n ./bad/... !1",
        "generate ./bad/... !1",
        "generate ./missing",
        "generate ./tagged",
        "generate -v ./excluded",
        "generate ./empty !1",
        "generate ./none !1",
        "generate m.go",
        "generate odd/a.go odd/b.go",
        "generate m.go x !1",
        "generate x.go !1",
        "generate -n fmt",
        "generate -unknown !2",
        "generate -race -n",
    ];
    compare("generate_directives", TREE, &[("GOOS", "plan9")], &lines);
}

#[test]
fn lines_are_selected() {
    let tree = "-- go.mod --\nmodule m\n\
        -- m.go --\npackage m\n\n//go:generate echo yes\n//go:generate echo no  \n\
        //go:generate -command show echo\n//go:generate show more\n";
    let lines = [
        "generate -run y.s",
        "generate -run no$",
        "generate -run ^//go:generate",
        "generate -skip y.s",
        "generate -run . -skip echo.(yes|no)",
        "generate -run=show -n",
        "generate -run= -skip=",
        "generate -run more !1",
    ];
    compare("generate_run", tree, &[], &lines);
}

#[test]
fn long_and_unfinished_lines() {
    let line = |len: usize| format!("//go:generate echo {}", "x".repeat(len - 19));
    let mut tree = String::from("-- go.mod --\nmodule m\n");
    for (name, text) in [
        ("a", line(4095)),
        ("b", line(4096)),
        (
            "c",
            format!("// {}\n//go:generate echo c", "x".repeat(9000)),
        ),
    ] {
        tree.push_str(&format!("-- {name}/x.go --\npackage p\n\n{text}\n"));
    }
    let lines = ["generate ./a", "generate ./b !1", "generate ./c"];
    compare("generate_long", &tree, &[], &lines);
}

#[test]
fn workspaces_and_gopath() {
    let tree = "-- go.work --\ngo 1.24\n\nuse ./a\nuse ./b\n\
        -- a/go.mod --\nmodule example.com/a\n\ngo 1.24\n-- a/a.go --\npackage a\n\n//go:generate echo a\n\
        -- b/go.mod --\nmodule example.com/b\n\ngo 1.24\n-- b/b.go --\npackage b\n\n//go:generate echo b\n";
    let lines = ["generate ./a example.com/b", "generate -C b ./... ../a"];
    compare("generate_workspace", tree, &[], &lines);
    let tree = "-- gopath/src/p/p.go --\npackage p\n\n//go:generate echo p\n";
    let env = [("GO111MODULE", "off"), ("GOPATH", "$TOP/work/gopath")];
    compare(
        "generate_gopath",
        tree,
        &env,
        &["generate p", "generate p/...", "generate q !1"],
    );
}
