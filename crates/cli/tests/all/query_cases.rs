//! Queries for versions, `list -m` and `pkg@version` compared with the official command, with one
//! proxy for both.
//!
//! Counterpart: cmd/go/testdata/script/{mod_list*,mod_query*,mod_retract*,mod_install_*}.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "one test starts vamos alone, and lays the files for it"
)]

use crate::side_by_side::EXIT_CODES;
use vamos_testkit::Case;
use vamos_testkit::Fault;
use vamos_testkit::Proxy;
use vamos_testkit::Report;
use vamos_testkit::Request;
use vamos_testkit::Serving;

const A: &str = "go 1.20\n\nrequire example.com/b v1.0.0\n";

/// Modules with everything that queries care about.
fn serving() -> Serving {
    let go_mod = |path: &str, rest: &str| format!("-- .mod --\nmodule {path}\n\n{rest}");
    let library = |path: &str, rest: &str, imports: &str| {
        let name = path.rsplit('/').next().expect("a path has a last element");
        let text = go_mod(path, rest);
        format!(
            "{text}-- go.mod --\nmodule {path}\n\n{rest}-- {name}.go --\npackage {name}\n{imports}"
        )
    };
    let uses_b = "\nimport _ \"example.com/b/sub\"\n";
    let retracting = "// Deprecated: use example.com/b.\nmodule example.com/a\n\ngo 1.20\n\nrequire example.com/b v1.1.0\n\nretract v1.1.0 // was broken\n\nretract [v1.3.0-pre, v1.3.0]\n";
    let main = |imports: &str| {
        format!("-- main.go --\npackage main\n{imports}\nfunc main() {{ println(\"ran\") }}\n")
    };
    let tool = |rest: &str| {
        let head = go_mod("example.com/tool", rest);
        let imports = "\nimport _ \"example.com/a\"\n";
        format!(
            "{head}-- go.mod --\nmodule example.com/tool\n\n{rest}{}-- lib/lib.go --\npackage lib\n-- other/other.go --\npackage main\n\nfunc main() {{ println(\"other\") }}\n",
            main(imports)
        )
    };
    let requires =
        "go 1.20\n\nrequire example.com/a v1.0.0\n\nrequire example.com/b v1.0.0 // indirect\n";
    let b_sub = |rest: &str| {
        let head = go_mod("example.com/b", rest);
        format!("{head}-- go.mod --\nmodule example.com/b\n\n{rest}-- sub/sub.go --\npackage sub\n")
    };
    Proxy::serving()
        .module(
            "example.com/a",
            "v1.0.0",
            &library("example.com/a", A, uses_b),
        )
        .module(
            "example.com/a",
            "v1.1.0",
            &library("example.com/a", A, uses_b),
        )
        .module(
            "example.com/a",
            "v1.2.0",
            &format!(
                "-- .mod --\n{retracting}-- go.mod --\n{retracting}-- a.go --\npackage a\n{uses_b}"
            ),
        )
        .module(
            "example.com/a",
            "v1.3.0-pre",
            &library("example.com/a", A, uses_b),
        )
        .module("example.com/b", "v1.0.0", &b_sub("go 1.20\n"))
        .module("example.com/b", "v1.1.0", &b_sub("go 1.20\n"))
        .module(
            "example.com/old",
            "v0.1.0",
            "-- .mod --\nmodule example.com/old\n-- old.go --\npackage old\n",
        )
        .module(
            "example.com/old",
            "v2.0.0+incompatible",
            "-- .mod --\nmodule example.com/old\n-- old.go --\npackage old\n",
        )
        .module(
            "example.com/a/v2",
            "v2.0.0",
            &library("example.com/a/v2", "go 1.20\n", ""),
        )
        .module("example.com/tool", "v1.0.0", &tool(requires))
        .module(
            "example.com/tool",
            "v1.1.0",
            &tool(&format!("{requires}\nreplace example.com/b => ./b\n")),
        )
        .module(
            "example.com/tool",
            "v1.2.0",
            &tool(&format!("{requires}\nexclude example.com/b v1.1.0\n")),
        )
        .module(
            "example.com/new",
            "v1.0.0",
            &library("example.com/new", "go 1.999\n", ""),
        )
        .module(
            "example.com/liar",
            "v1.0.0",
            "-- .mod --\nmodule example.com/other\n-- liar.go --\npackage liar\n",
        )
}

/// Runs lines of arguments one after the other in one tree.
fn compare(
    name: &str,
    tree: &str,
    env: &[(&str, &str)],
    serving: Serving,
    lines: &[&str],
) -> Report {
    let case = Case::new(name)
        .tree(tree)
        .proxy(serving)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .envs(env)
        .exit_codes(EXIT_CODES);
    case.run_lines(lines)
}

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n\nrequire example.com/a v1.1.0\n\nrequire example.com/b v1.0.0 // indirect\n-- m.go --\npackage m\n\nimport _ \"example.com/a\"\n";

#[test]
fn lists_modules_of_the_build() {
    let lines = [
        "list -m",
        "list -m -json",
        "list -m all !1",
        "list -m -json all !1",
        "list -mod=mod .",
        "list -m all",
        "list -m -json all",
        "list -m -f {{.Path}}@{{.Version}}:{{.Dir}}:{{.GoMod}}:{{.GoVersion}}:{{.Sum}}:{{.Time}} all",
        "list -m -f {{.}}:{{.String}}:{{.Error}}:{{.Update}}:{{.Retracted}} example.com/...",
        "list -m example.com/none example.com/a !1",
        "list -m -e -json example.com/none example.com/a",
        "list -m -f {{.Path}}:{{.Time}} example.com/b",
        "list -m -f {{.Time.Format\t`2006-01-02T15:04`}} example.com/b",
        "list -m x...",
        "list -m ./x !1",
        "list -m example.com/a@-x !1",
        "list -m -json=Path,Version,Error all",
        "list -json=Module .",
        "list -deps -json=ImportPath,Module .",
        "list -m -mod=vendor all !1",
        "list -m -deps all !1",
        "list -m -reuse=x all !1",
    ];
    compare("list_m", TREE, &[], serving(), &lines);
}

#[test]
fn lists_versions_and_updates() {
    let lines = [
        "list -mod=mod .",
        "list -m -versions example.com/a example.com/none !1",
        "list -m -versions -retracted example.com/a",
        "list -m -versions -json example.com/old",
        "list -m -u all",
        "list -m -u -json all",
        "list -m -retracted all",
        "list -retracted -f {{.ImportPath}}{{.Module.Version}}{{.Module.Retracted}} . example.com/a",
        "list -m -u example.com/a@v1.0.0",
        "list -m -u -mod=vendor !1",
        "list -m -versions -u -e example.com/gone",
    ];
    compare("list_m_u", TREE, &[], serving(), &lines);
}

#[test]
fn queries() {
    let of_a = [
        "latest",
        "upgrade",
        "patch",
        "v1",
        "v1.1",
        "v1.3",
        "v1.9",
        "<v1.1.0",
        ">v1.1.0",
        ">=v1.1.0",
        "<=v1.1.0",
        "<v1",
        ">v1",
        "v1.1.0",
        "v1.3.0-pre",
        "v1.1.0+meta",
        "none",
        "main",
        "v2",
        "<x",
        "",
    ];
    let mut lines = vec!["list -mod=mod .".to_owned()];
    lines.extend(
        of_a.iter()
            .map(|query| format!("list -m example.com/a@{query}")),
    );
    for module in [
        "example.com/old@latest",
        "example.com/old@v2",
        "example.com/old@v1",
        "example.com/a/v2@latest",
        "example.com/a/v3@latest",
        "example.com/a/v2@v1.0.0",
        "example.com/m@latest",
        "example.com/m@upgrade",
        "example.com@latest",
        "std@latest",
        "go@1.20",
        "go@x",
        "BAD@latest",
        "a!b@latest",
        "example.com/a@latest example.com/gone@v1.0.0 example.com/b@v1.0.0",
    ] {
        lines.push(format!("list -m {module}"));
        lines.push(format!("list -m -e -json {module}"));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    compare("queries", TREE, &[], serving(), &lines);
}

#[test]
fn queries_with_exclusions_and_replacements() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n\nexclude example.com/a v1.2.0\n\nreplace example.com/b v1.5.0 => ./b\n\nreplace example.com/wild => ./b\n\nreplace example.com/a v1.1.0 => example.com/a v1.0.0\n\nrequire example.com/a v1.1.0\n\nrequire example.com/b v1.0.0 // indirect\n-- b/go.mod --\nmodule example.com/b\n-- b/sub/sub.go --\npackage sub\n-- m.go --\npackage m\n\nimport _ \"example.com/a\"\n";
    let lines = [
        "list -mod=mod .",
        "list -m -json all",
        "list -m -u all",
        "list -m -versions example.com/a example.com/b example.com/wild",
        "list -m example.com/a@latest example.com/b@latest",
        "list -m example.com/wild@latest",
        "list -m -e example.com/a@v1.2.0 example.com/a@>v1.1.0 example.com/b@v1.5.0",
        "list -m -retracted -f {{.}}{{.Retracted}} all",
    ];
    compare("queries_replaced", tree, &[], serving(), &lines);
}

#[test]
fn missing_imports() {
    let tree = |imports: &str| {
        format!(
            "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n-- m.go --\npackage m\n\nimport (\n{imports})\n"
        )
    };
    for (name, imports) in [
        ("one", "_ \"example.com/a\"\n"),
        ("nested", "_ \"example.com/b/sub\"\n"),
        ("not_in_module", "_ \"example.com/b/nothing\"\n"),
        ("gone", "_ \"example.com/gone/x\"\n"),
        ("std", "_ \"gone/x\"\n"),
        ("liar", "_ \"example.com/liar\"\n"),
        ("new", "_ \"example.com/new\"\n"),
    ] {
        let lines = [
            "list .",
            "list -mod=mod -e -f {{.DepsErrors}} .",
            "list -mod=mod -deps .",
            "build -mod=mod .",
            "list -m all",
        ];
        compare(
            &format!("imports_{name}"),
            &tree(imports),
            &[],
            serving(),
            &lines,
        );
    }
}

#[test]
fn sums_that_are_missing() {
    // A wrong sum of a zip makes the official command leave a temporary file.
    for (name, sums) in [
        ("none", ""),
        (
            "wrong_mod",
            "example.com/a v1.1.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydX=\n",
        ),
    ] {
        let tree = format!("{TREE}-- go.sum --\n{sums}");
        let lines = [
            "list .",
            "list -deps . !1",
            "list -m all !1",
            "build .",
            "list -mod=mod -deps .",
            "build ./",
        ];
        compare(&format!("sums_{name}"), &tree, &[], serving(), &lines);
    }
}

#[test]
fn versions_that_are_not_canonical() {
    for (name, version) in [
        ("branch", "main"),
        ("prefix", "v1.1"),
        ("latest", "latest"),
        ("gone", "v1.9"),
    ] {
        let tree = TREE.replace("example.com/a v1.1.0", &format!("example.com/a {version}"));
        let lines = [
            "list -m !1",
            "list -m all",
            "list -mod=mod -m all",
            "list -m=true all",
        ];
        compare(&format!("version_{name}"), &tree, &[], serving(), &lines);
    }
}

#[test]
fn proxies_that_fail() {
    for (name, path, fault) in [
        (
            "list_500",
            "example.com/a/@v/list",
            Fault::Status(500, "sorry".to_owned()),
        ),
        (
            "info_500",
            "example.com/a/@v/v1.1.0.info",
            Fault::Status(500, "sorry".to_owned()),
        ),
        (
            "mod_410",
            "example.com/a/@v/v1.1.0.mod",
            Fault::Status(410, "sorry".to_owned()),
        ),
        (
            "zip_404",
            "example.com/b/@v/v1.0.0.zip",
            Fault::Status(404, "sorry".to_owned()),
        ),
        (
            "latest_mod_404",
            "example.com/a/@v/v1.2.0.mod",
            Fault::Status(404, "sorry".to_owned()),
        ),
    ] {
        let lines = [
            "list -m all !1",
            "list -mod=mod -deps .",
            "list -m -u all",
            "list -m -versions example.com/a",
            "list -m example.com/a@latest",
        ];
        let serving = serving().fault(path, fault);
        compare(&format!("fails_{name}"), TREE, &[], serving, &lines);
    }
}

#[test]
fn programs_at_versions() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n";
    let lines = [
        "install example.com/tool@v1.0.0",
        "install example.com/tool@<v1.1.0",
        "install example.com/tool/...@v1.0.0",
        "install example.com/tool/lib@v1.0.0 !1",
        "install example.com/tool@latest !1",
        "install example.com/tool@v1.1.0 !1",
        "install example.com/tool@v1.2.0 !1",
        "install example.com/tool@v1.0.0 example.com/a@v1.0.0 !1",
        "install example.com/tool@v1.0.0 example.com/tool/other@v1.1.0 !1",
        "install example.com/tool@v1.0.0 example.com/tool/other@v1.0.0",
        "install example.com/tool@ !1",
        "install fmt@v1.0.0 !1",
        "install std@v1.0.0 !1",
        "install example.com/tool/@v1.0.0 !1",
        "install example.com/a@v1.1.0 !1",
        "install example.com/gone@latest !1",
        "install example.com/new@latest !1",
        "install example.com/liar@latest !1",
        "install ./x@v1.0.0 !1",
        "install -modfile=go.mod example.com/tool@v1.0.0 !1",
        "install example.com/tool !1",
        "run example.com/tool@v1.0.0",
        "run example.com/tool/other@v1.0.0 x",
        "run example.com/tool/...@v1.0.0 !1",
        "run example.com/tool/lib@v1.0.0 !1",
    ];
    compare("versioned", tree, &[], serving(), &lines);
    let lines = ["install example.com/tool@v1.0.0 !1"];
    compare(
        "versioned_off",
        tree,
        &[("GO111MODULE", "off")],
        serving(),
        &lines,
    );
    compare(
        "versioned_offline",
        tree,
        &[("GOPROXY", "off")],
        serving(),
        &lines,
    );
}

#[test]
fn nothing_is_asked_twice() {
    let lines = ["list -mod=mod -deps ."];
    let report = compare("asked", TREE, &[], serving(), &lines);
    if report.is_skipped {
        return;
    }
    let paths = |requests: Vec<Request>| {
        let mut paths: Vec<String> = requests.into_iter().map(|request| request.path).collect();
        paths.sort_unstable();
        paths
    };
    let ours = paths(report.vamos_requests);
    let mut once = ours.clone();
    once.dedup();
    assert_eq!(ours, once);
    assert_eq!(ours, paths(report.official_requests));
}

/// Forty modules, each imported by the main one: their go.mod files are requested together, and so
/// are their zips.
#[test]
fn many_requests_are_in_flight() {
    let Some(vamos) = vamos_testkit::vamos() else {
        return;
    };
    let Some(go) = vamos_testkit::official_go() else {
        return;
    };
    let goroot = go.parent().and_then(std::path::Path::parent);
    let goroot = goroot.expect("the official go is in an SDK's bin");
    let mut serving = Proxy::serving().latency(std::time::Duration::from_millis(50));
    let mut requires = String::new();
    let mut imports = String::new();
    for number in 0..40 {
        let path = format!("example.com/m{number}");
        serving = serving.module(
            &path,
            "v1.0.0",
            &format!("-- go.mod --\nmodule {path}\n\ngo 1.20\n-- x.go --\npackage x\n"),
        );
        requires += &format!("require {path} v1.0.0\n");
        imports += &format!("import _ \"{path}\"\n");
    }
    let proxy = serving.start().expect("loopback has a free port");
    let dir = tempfile::tempdir().expect("a temporary directory");
    let write = |name: &str, text: String| std::fs::write(dir.path().join(name), text);
    write(
        "go.mod",
        format!("module example.com/m\n\ngo 1.20\n\n{requires}"),
    )
    .expect("written");
    write("m.go", format!("package m\n\n{imports}")).expect("written");
    let output = std::process::Command::new(vamos)
        .args(["list", "-mod=mod", "-modcacherw", "-deps", "."])
        .current_dir(dir.path())
        .env_clear()
        .env("HOME", dir.path())
        .env("GOROOT", goroot)
        .env("GOCACHE", dir.path().join("cache"))
        .env("GOPATH", dir.path().join("gopath"))
        .env("GOPROXY", proxy.url())
        .env("GOSUMDB", "off")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOTOOLCHAIN", "local")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .output()
        .expect("vamos runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(proxy.count(".zip"), 40);
    assert_eq!(proxy.requests().len(), 120);
    let most = proxy.max_in_flight();
    assert!(most >= 16, "{most} requests at once");
}

/// encoding/json and the functions of templates escape these characters each in its own way, which
/// differs between releases.
#[test]
fn characters_of_html() {
    let go_mod = |rest: &str| format!("// Deprecated: a<b> & 'c'.\nmodule example.com/a\n{rest}");
    let published = |rest: &str| {
        let go_mod = go_mod(rest);
        format!("-- .mod --\n{go_mod}-- go.mod --\n{go_mod}-- a.go --\npackage a\n")
    };
    let serving = Proxy::serving()
        .module("example.com/a", "v1.0.0", &published(""))
        .module(
            "example.com/a",
            "v1.1.0",
            &published("\nretract v1.0.0 // x<y && y>z \u{2028}\n"),
        );
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.24\n\nrequire (\n\texample.com/a v1.0.0\n\
        \texample.com/r v1.0.0\n)\n\nreplace example.com/r => ./a&b\n\
        -- a&b/go.mod --\nmodule example.com/r\n-- m.go --\npackage m\n";
    let lines = [
        "list -m -json all",
        "list -m -u -json all",
        "list -m -u -retracted -json all",
        "list -m -u -f {{.Deprecated}}{{.Retracted}}{{.Replace}}{{.Dir}} all",
        "list -m -u -f {{.Deprecated|html}}{{.Deprecated|js}}{{.Deprecated|urlquery}} all",
        "list -m -e -json example.com/<a>&b",
        "list -m -e -json example.com/a@<v1&",
        "list -m -e -json example.com/a@v1.0.0<&>",
        "list -m example.com/a@v1.0.0<&> !1",
        "list -m -e -f {{.Error}} example.com/<a>&b@v1.0.0",
        "list -m -json example.com/<a>&b !1",
        "list -e -json=ImportPath,Error,Match example.com/<a>&b",
        "list -e -json=ImportPath,Error,Match ./<a>&b",
        "mod download -json example.com/<a>&b@v1.0.0 !1",
        "mod edit -json",
        "mod edit -replace=example.com/r=./<a>&b -json",
    ];
    Case::new("query_html")
        .tree(tree)
        .env("GOFLAGS", "-mod=mod")
        .proxy(serving)
        .exit_codes(EXIT_CODES)
        .run_lines(&lines);
}
