//! Compares `mod download` with the official command.
//!
//! Counterpart: cmd/go/testdata/script/mod_download*.txt.

use crate::side_by_side::EXIT_CODES;
use crate::side_by_side::compare;
use crate::side_by_side::compare_in;
use vamos_testkit::Case;
use vamos_testkit::Fault;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;

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
        "mod download -zz !2",
        "mod download -n !2",
        "mod download -h !2",
        "mod download -reuse !2",
        "mod download -reuse=r.json m !1",
        "mod download -reuse=none.json m !1",
        "mod download ./x !1",
        "mod download a\\b !1",
        "mod download m@-x !1",
        "mod download -modfile=x.txt !1",
        "mod download -C d",
        "help mod download",
    ];
    compare("download_refused", tree, &[], &lines);
    for mode in ["off", "auto", "maybe"] {
        let env = [("GO111MODULE", mode)];
        compare(
            &format!("download_mode_{mode}"),
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
        &["mod download !1", "mod download x@v1.0.0 !1"],
    );
    let env = [("GOWORK", "rel.work")];
    compare("download_gowork", tree, &env, &["mod download !1"]);
    let reuse = "-- r.json --\n[]\n-- s.json --\n{\n";
    let lines = [
        "mod download -reuse=none.json m@v1.0.0 !1",
        "mod download -reuse=r.json m@v1.0.0 !1",
        "mod download -json -reuse=s.json m@v1.0.0 !1",
    ];
    compare("download_reuse", reuse, &[], &lines);
}

const A: &str = "-- go.mod --\nmodule example.com/a\n\ngo 1.20\n\nrequire example.com/B v1.2.0\n-- a.go --\npackage a\n";

const B: &str = "-- .info --\n{\"Version\":\"v1.2.0\",\"Time\":\"2020-02-03T04:05:06.700Z\",\"Origin\":{\"VCS\":\"git\",\"URL\":\"https://x/<y>\",\"Hash\":\"abc\",\"Ref\":\"refs/tags/v1.2.0\"}}\n\
    -- go.mod --\nmodule example.com/B\n\nrequire example.com/c v1.0.0\n-- b.go --\npackage b\n";

/// Modules of several kinds.
fn serving() -> Serving {
    let retracted = "-- go.mod --\nmodule example.com/a\n\ngo 1.20\n\nretract v1.1.0 // bad\n\nrequire example.com/B v1.2.0\n-- a.go --\npackage a\n";
    Proxy::serving()
        .module("example.com/a", "v1.0.0", A)
        .module("example.com/a", "v1.1.0", A)
        .module("example.com/a", "v1.2.0", retracted)
        .module("example.com/a", "v1.3.0-pre", A)
        .module("example.com/B", "v1.2.0", B)
        .module(
            "example.com/c",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/c\n",
        )
        .module("example.com/c", "v1.1.0", "-- c.go --\npackage c\n")
        .module(
            "example.com/new",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/new\n\ngo 1.99\n-- n.go --\npackage n\n",
        )
        .module(
            "example.com/wrong",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/other\n-- n.go --\npackage n\n",
        )
        .fault("example.com/gone/", Fault::Status(410, "gone".to_owned()))
}

/// Compares command lines with modules from a proxy.
fn fetched(name: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) {
    let problem = try_fetched(name, tree, env, lines);
    assert!(problem.is_empty(), "case {name}:\n{}", problem.join("\n"));
}

/// Returns the differences, line by line.
fn try_fetched(name: &str, tree: &str, env: &[(&str, &str)], lines: &[&str]) -> Vec<String> {
    let case = Case::new(name)
        .tree(tree)
        .proxy(serving())
        .envs(env)
        .exit_codes(EXIT_CODES);
    let problem = case.try_run_lines(lines).err().unwrap_or_default();
    problem.lines().map(str::to_owned).collect()
}

#[test]
fn what_the_module_needs() {
    for (name, go_mod) in [
        (
            "new",
            "go 1.26\n\nrequire example.com/a v1.0.0\n\nrequire example.com/B v1.2.0 // indirect\n",
        ),
        ("untidy", "go 1.26\n\nrequire example.com/a v1.0.0\n"),
        ("old", "go 1.16\n\nrequire example.com/a v1.0.0\n"),
        ("no_go", "require example.com/a v1.0.0\n"),
        (
            "low",
            "go 1.20\n\nrequire example.com/a v1.0.0\nrequire example.com/c v1.0.0\n",
        ),
        (
            "replaced",
            "go 1.26\n\nrequire example.com/a v1.0.0\nreplace example.com/a => example.com/a v1.2.0\nreplace example.com/B => ./b\n",
        ),
        ("query", "go 1.26\n\nrequire example.com/a latest\n"),
        ("missing", "go 1.26\n\nrequire example.com/nope v1.0.0\n"),
        ("gone", "go 1.16\n\nrequire example.com/gone v1.0.0\n"),
        (
            "excluded",
            "go 1.17\n\nexclude example.com/B v1.2.0\nrequire example.com/a v1.0.0\n",
        ),
    ] {
        let tree = format!(
            "-- go.mod --\nmodule example.com/m\n\n{go_mod}-- b/go.mod --\nmodule example.com/B\n"
        );
        let lines = [
            "mod download",
            "mod download -json",
            "mod verify",
            "mod graph",
        ];
        fetched(&format!("download_{name}"), &tree, &[], &lines);
    }
}

#[test]
fn what_is_named() {
    let tree = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\nrequire example.com/a v1.0.0\n\nrequire example.com/B v1.2.0 // indirect\n";
    let outside = "-- f --\n";
    for args in [
        "example.com/a@v1.0.0",
        "example.com/a@latest",
        "example.com/a",
        "example.com/a@upgrade example.com/m@upgrade",
        "example.com/a@<v1.2.0 example.com/a@v1",
        "example.com/a@none",
        "example.com/c@v1.1.0 example.com/c@v1.0.0 example.com/c@v1.0.0",
        "example.com/nope@v1.0.0 example.com/c@v1.0.0",
        "example.com/nope@latest",
        "example.com/gone@v1.0.0",
        "example.com/wrong@v1.0.0",
        "example.com/new@v1.0.0",
        "example.com/c@v9.9.9",
        "example.com/c@bad",
        "example.com/c@v1.0.0-x!",
        "bad//path@v1.0.0",
        "all",
        "example.com/...",
        "nothing.com/...",
    ] {
        let lines = [
            format!("mod download {args}"),
            format!("mod download -json {args}"),
        ];
        let lines = [lines[0].as_str(), lines[1].as_str()];
        let json_first = [lines[1]];
        fetched("download_named", tree, &[], &lines);
        fetched("download_json", tree, &[], &json_first);
        fetched("download_outside", outside, &[], &lines);
    }
}

#[test]
fn sums() {
    let go_mod = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\nrequire example.com/c v1.0.0\n";
    let wrong = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for (name, line) in [
        ("zip", format!("example.com/c v1.0.0 {wrong}\n")),
        ("mod", format!("example.com/c v1.0.0/go.mod {wrong}\n")),
        ("unknown", "example.com/c v1.0.0 h2:x\n".to_owned()),
        ("bad", "example.com/c\n".to_owned()),
        ("other", format!("example.com/c v1.1.0 {wrong}\n")),
    ] {
        let tree = format!("{go_mod}-- go.sum --\n{line}");
        for args in [
            "mod download",
            "mod download example.com/c",
            "mod download -json example.com/c@v1.0.0",
        ] {
            let mut problem = try_fetched(name, &tree, &[], &[args]);
            // The official command dies before it removes its temporary files.
            problem.retain(|line| !line.ends_with(".tmp: only the official go wrote it"));
            assert!(problem.is_empty(), "sum {name}:\n{}", problem.join("\n"));
        }
    }
    let read_only = [("GOFLAGS", "-mod=readonly -modcacherw")];
    fetched(
        "download_rw",
        go_mod,
        &read_only,
        &["mod download", "mod download all"],
    );
    let overlay =
        format!("{go_mod}-- o.json --\n{{\"Replace\": {{\"go.sum\": \"x.sum\"}}}}\n-- x.sum --\n");
    fetched(
        "download_overlay",
        &overlay,
        &[],
        &["mod download -overlay=o.json all"],
    );
    fetched(
        "download_modfile",
        &format!("{go_mod}-- y.mod --\nmodule y\n\ngo 1.26\n\nrequire example.com/a v1.0.0\n"),
        &[],
        &[
            "mod download -modfile=y.mod",
            "mod download -modfile=y.mod all",
        ],
    );
}

#[test]
fn workspaces() {
    let tree = "-- go.work --\ngo 1.26\n\nuse ./x\nuse ./y\n-- x/go.mod --\nmodule example.com/x\n\ngo 1.20\n\nrequire example.com/a v1.0.0\n\
        -- y/go.mod --\nmodule example.com/y\n\ngo 1.26\n\nrequire example.com/c v1.0.0\n";
    for args in [
        "mod download",
        "mod download -json",
        "mod download example.com/a",
        "mod download example.com/c@v1.1.0",
    ] {
        fetched("download_work", tree, &[], &[args, "mod verify"]);
    }
}

/// The `.info` file of a version decides which version a query finds.
#[test]
fn edited_info() {
    let other = [
        "list -m -json all",
        "list -m all",
        "mod tidy",
        "mod download !1",
        "mod download -json example.com/a@v1.0.0 !1",
        "get example.com/a@v1.0.0 !1",
        "build ./...",
    ];
    let same = other.map(|line| line.trim_end_matches(" !1"));
    for (name, info, lines) in [
        (
            "other",
            "{\"Version\":\"v1.0.1\",\"Time\":\"2020-01-01T00:00:00Z\"}",
            other,
        ),
        (
            "old",
            "{\"Version\":\"v1.0.0\",\"Time\":\"2020-01-01T0:00:00,50Z\",\"Name\":\"x\"}",
            same,
        ),
        ("odd", "{\"Version\":\"v1.0.0\",\"Origin\":1}", same),
        ("broken", "{", same),
    ] {
        let tree = format!(
            "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n\nrequire example.com/a v1.0.0\n\
             -- m.go --\npackage m\n\nimport _ \"example.com/a\"\n\
             -- cache/cache/download/example.com/a/@v/v1.0.0.info --\n{info}\n"
        );
        let served = Proxy::serving().module(
            "example.com/a",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/a\n-- a.go --\npackage a\n",
        );
        let case = Case::new(&format!("edited_info_{name}"))
            .tree(&tree)
            .proxy(served);
        let case = case.env("GOMODCACHE", "$TREE/cache");
        case.env("GOFLAGS", "-mod=mod").run_lines(&lines);
    }
}

/// Answers of a proxy with values of other types, and odd times.
#[test]
fn odd_answers_about_versions() {
    for (at, info) in [
        "{\"Version\":\"v1.0.0\",\"Origin\":1}",
        "{\"Version\":\"v1.0.0\",\"Origin\":{\"URL\":1}}",
        "{\"Version\":\"v1.0.0\",\"Time\":1}",
        "{\"Version\":\"v1.0.0\",\"Time\":\"3:04:05Z\"}",
        "{\"Version\":\"v1.0.0\",\"Time\":\"2020-02-30T03:04:05Z\"}",
        "{\"Version\":\"v1.0.0\",\"Origin\":1} x",
        "{\"Version\":\"v1.0.0\",\"x\":\"\\x\"}",
        "{\"Version\":\"v1.0.0\",}",
        "{\"Version\":tru}",
    ]
    .into_iter()
    .enumerate()
    {
        let served = Proxy::serving().file("example.com/a/@v/v1.0.0.info", info);
        let case = Case::new(&format!("odd_answer_{at}")).proxy(served);
        let case = case.tree("-- go.mod --\nmodule example.com/m\n\ngo 1.20\n");
        case.run(["list", "-m", "example.com/a@v1.0.0", "!1"]);
    }
}

/// `install pkg@version` fetches the module before flags are parsed if GOTOOLCHAIN allows another
/// Go, and again afterwards.
#[test]
fn damaged_zips() {
    let served = || {
        Proxy::serving().module(
            "example.com/a",
            "v1.0.0",
            "-- go.mod --\nmodule example.com/a\n-- a.go --\npackage main\n\nfunc main() {}\n",
        )
    };
    let at = "-- cache/cache/download/example.com/a/@v/v1.0.0";
    let tree = format!(
        "{at}.zip --\nzip\n{at}.ziphash --\nh1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    );
    for toolchain in ["local", "auto"] {
        let case = Case::new(&format!("damaged_zips_{toolchain}")).tree(&tree);
        let case = case.proxy(served()).env("GOMODCACHE", "$TREE/cache");
        let case = case.env("GOTOOLCHAIN", toolchain).env("GOFLAGS", "");
        case.run_lines(&[
            "install example.com/a@v1.0.0 !1",
            "run example.com/a@latest !1",
        ]);
    }
}

/// With GOPROXY=off the hash of a commit names the highest of its versions in the module cache.
#[test]
fn commits_in_the_cache() {
    let info = |version: &str, more: &str| {
        format!(
            "-- cache/cache/download/example.com/a/@v/{version}-20190715211727-b325d8217783.info --\n\
             {{\"Version\":\"{version}-20190715211727-b325d8217783\",\"Time\":\"2019-07-15T21:17:27Z\"{more}}}\n\
             -- cache/cache/download/example.com/a/@v/{version}-20190715211727-b325d8217783.mod --\n\
             module example.com/a\n"
        )
    };
    let tree = [
        "-- go.mod --\nmodule example.com/m\n\ngo 1.20\n",
        &info("v0.0.0", ""),
        &info("v1.0.1-0.", ",\"Name\":\"x\"").replace("0.-", "0."),
    ];
    let case = Case::new("commits_in_the_cache").tree(&tree.concat());
    let case = case.env("GOMODCACHE", "$TREE/cache");
    case.env("GOPROXY", "off").run_lines(&[
        "list -m example.com/a@b325d8217783",
        "list -m -json example.com/a@b325d8217783b9e5b7f1ee2c3e2f2b1d90ab7b5c",
        "list -m example.com/a@b325d821778 !1",
        "list -m example.com/a@B325D8217783 !1",
        "list -m example.com/a@b325d8217784 !1",
        "mod download example.com/a@b325d8217783 !1",
    ]);
}
