//! Compares `go fmt` with the official command.
//!
//! Counterpart: cmd/go/testdata/script/{embed_fmt,fmt_load_errors,mod_gofmt_invalid}.txt.

use crate::side_by_side::compare;
use crate::side_by_side::compare_in;
use crate::vet_cases::minor;

/// A module with files that gofmt changes, excludes and refuses.
const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\n\
    require example.com/dep v1.0.0\n\nreplace example.com/dep => ./dep\n\
    -- m.go --\npackage  m\n\nimport _ \"example.com/dep\"\n\
    -- m_test.go --\npackage  m\n\
    -- x_test.go --\npackage  m_test\n\
    -- ignored.go --\n//go:build ignore\n\npackage  main\n\
    -- _hidden.go --\npackage  hidden\n\
    -- fine/fine.go --\npackage fine\n\
    -- embeds/e.go --\npackage  e\n\nimport \"embed\"\n\n//go:embed none\nvar  X embed.FS\n\
    -- excluded/e.go --\n//go:build ignore\n\npackage  e\n\
    -- tests/t_test.go --\npackage  t\n\
    -- broken/b.go --\npackage  b\n\nvar X =\n\
    -- clause/c.go --\nvar X int\n\
    -- two/a.go --\npackage  a\n-- two/b.go --\npackage  b\n\
    -- missing/m.go --\npackage  m\n\nimport _ \"example.com/none\"\n\
    -- empty/x.txt --\n\
    -- dep/go.mod --\nmodule example.com/dep\n-- dep/dep.go --\npackage  dep\n";

#[test]
fn packages() {
    let empty = match minor() {
        ..26 => "fmt ./empty !1",
        _ => "fmt ./empty",
    };
    let lines = [
        "fmt -n ./... !1",
        "fmt -x",
        "fmt",
        "fmt ./embeds",
        "fmt -n ./embeds ./excluded ./tests ./fine",
        "fmt ./broken !1",
        "fmt ./clause !1",
        "fmt ./two !1",
        "fmt ./missing",
        empty,
        "fmt ./none !1",
        "fmt example.com/dep example.com/dep",
        "fmt -n fmt",
        "fmt -mod=vendor . !1",
        "fmt -mod=x",
        "fmt -race !2",
        "fmt m.go ignored.go !1",
        "fmt -n m.go",
        "fmt ignored.go",
        "fmt ./... !1",
    ];
    compare("fmt_packages", TREE, &[], &lines);
    compare_in(
        "fmt_below",
        "fine",
        TREE,
        &[],
        &["fmt -n ..", "fmt -n ../... !1"],
    );
}

#[test]
fn where_gofmt_is() {
    let tree = "-- go.mod --\nmodule m\n-- m.go --\npackage  m\n-- gofmt --\n";
    // A file of this name in the working directory is taken instead of the one on PATH.
    let lines = ["fmt -n", "fmt -x !1"];
    compare("fmt_here", tree, &[("PATH", "$TOP/bin")], &lines);
    let tree = "-- go.mod --\nmodule m\n-- m.go --\npackage m\n-- bin/gofmt --\nnot a program\n";
    let env = [("GOBIN", "$TOP/work/bin")];
    compare("fmt_gobin", tree, &env, &["fmt -n", "fmt !1"]);
}

#[test]
fn long_command_lines_are_split() {
    let mut tree = String::from("-- go.mod --\nmodule m\n");
    let name = "a".repeat(200);
    for number in 0..310 {
        tree.push_str(&format!("-- {name}{number}.go --\npackage m\n"));
    }
    compare("fmt_long", &tree, &[], &["fmt -n", "fmt -x"]);
}

#[test]
fn workspaces_are_ignored() {
    let tree = "-- go.work --\ngo 1.24\n\nuse ./a\nuse ./b\n\
        -- a/go.mod --\nmodule example.com/a\n\ngo 1.24\n\
        -- a/a.go --\npackage  a\n\nimport _ \"example.com/b\"\n\
        -- b/go.mod --\nmodule example.com/b\n\ngo 1.24\n\
        -- b/b.go --\npackage  b\n";
    compare_in(
        "fmt_workspace_in",
        "a",
        tree,
        &[],
        &["fmt", "fmt example.com/b !1"],
    );
}

#[test]
fn gopath_mode() {
    let tree = "-- x.go --\npackage  x\n-- p/p.go --\npackage  p\n";
    let env = [("GO111MODULE", "off"), ("GOPATH", "$TOP/work/gopath")];
    let lines = [
        "fmt",
        "fmt ./...",
        "fmt x.go",
        "fmt none !1",
        "fmt -mod=mod",
    ];
    compare("fmt_gopath", tree, &env, &lines);
}
