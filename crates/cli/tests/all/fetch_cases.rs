//! Modules that come from a proxy, honest or not, compared with the official command: texts, and
//! every file of GOMODCACHE with its bytes and its mode.
//!
//! Counterpart: cmd/go/testdata/script/mod_proxy*.txt, mod_download*.txt, mod_file_proxy.txt.

use crate::side_by_side::EXIT_CODES;
use vamos_testkit::Case;
use vamos_testkit::Fault;
use vamos_testkit::Proxy;
use vamos_testkit::Report;
use vamos_testkit::Serving;
use vamos_testkit::stored_zip;

const TREE: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/B v1.2.0 // indirect\n)\n\
    -- m.go --\npackage m\n\nimport _ \"example.com/a/sub\"\n";

const A: &str = "-- go.mod --\nmodule example.com/a\n\ngo 1.20\n\nrequire example.com/B v1.2.0\n\
    -- a.go --\npackage a\n-- sub/s.go --\npackage sub\n\nimport _ \"example.com/B\"\n\
    -- sub/deep/d.go --\npackage deep\n-- testdata/x.txt --\nx\n";

const B: &str = "-- .info --\n{\"Version\":\"v1.2.0\",\"Time\":\"2020-02-03T04:05:06.700Z\",\"Origin\":{\"VCS\":\"git\",\"URL\":\"https://x/<y>\",\"Hash\":\"abc\",\"TagSum\":\"t1:x\",\"Ref\":\"refs/tags/v1.2.0\"}}\n\
    -- go.mod --\nmodule example.com/B\n-- b.go --\npackage b\n";

const SUMS: &str = "-- go.sum --\n\
    example.com/B v1.2.0 h1:ynejt8XTPrqatpBSiHZP018JLH1SMow2bD1DpHw8Cwk=\n\
    example.com/B v1.2.0/go.mod h1:bDKA2Xrb+Y733+PvcY1qManYsHPZ+GY81H7e8CXtzY4=\n\
    example.com/a v1.0.0 h1:WCL4/b8533Eaubs3G4KiwHpuP8w0QUZwKciL8J0Ea/s=\n\
    example.com/a v1.0.0/go.mod h1:ni9iCArNyTqcpZSWTWm5jPKeZQN0J3OKvXNgaJPUzHg=\n";

const OTHER_B: &str =
    "-- go.mod --\nmodule example.com/B\n-- b.go --\npackage b\n\nfunc init() { panic(1) }\n";

fn honest() -> Serving {
    Proxy::serving()
        .module("example.com/a", "v1.0.0", A)
        .module("example.com/B", "v1.2.0", B)
}

/// Compares commands that download modules from a proxy.
fn compare(name: &str, serving: Serving, env: &[(&str, &str)], lines: &[&str]) -> Report {
    let compared = try_compare(name, serving, env, lines);
    compared.unwrap_or_else(|problem| panic!("case {name}:\n{problem}"))
}

/// Like [`compare`], but without files: where the official command ends in the middle of its work,
/// it leaves temporary files, and not the files of its other threads.
fn compare_texts(name: &str, serving: Serving, lines: &[&str]) {
    let Err(problem) = try_compare(name, serving, &[], lines) else {
        return;
    };
    let is_file = |line: &&str| line.starts_with("gopath/pkg/mod/") || line.starts_with("work/");
    let rest: Vec<&str> = problem.lines().filter(|line| !is_file(line)).collect();
    assert!(rest.is_empty(), "case {name}:\n{}", rest.join("\n"));
}

fn try_compare(
    name: &str,
    serving: Serving,
    env: &[(&str, &str)],
    lines: &[&str],
) -> Result<Report, String> {
    let tree = match lines.iter().any(|line| line.contains("-mod=mod")) {
        true => TREE.to_owned(),
        false => format!("{TREE}{SUMS}"),
    };
    let case = Case::new(name)
        .tree(&tree)
        .proxy(serving)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .envs(env)
        .exit_codes(EXIT_CODES);
    case.try_run_lines(lines)
}

#[test]
fn from_nothing() {
    let lines = ["build -mod=mod ./...", "list -deps ./...", "list -m all"];
    compare("fetch_from_nothing", honest(), &[], &lines);
    let writable = [("GOFLAGS", "-modcacherw -buildvcs=false")];
    compare("fetch_writable", honest(), &writable, &lines[..1]);
    // One module: requests for several modules run in parallel.
    let line = ["list -mod=mod -m -x example.com/B@v1.2.0"];
    let report = compare("fetch_x", honest(), &[], &line);
    if !report.is_skipped {
        assert!(
            report.stderr.contains("# get http://$PROXY/"),
            "{}",
            report.stderr
        );
    }
}

#[test]
fn the_module_cache_is_a_file() {
    let env = [("GOMODCACHE", "$TOP/work/m.go")];
    let lines = [
        "mod download !1",
        "mod download example.com/a@v1.0.0 !1",
        "build ./... !1",
        "install example.com/a@v1.0.0 !1",
        "get example.com/a@v1.0.0 !1",
    ];
    compare("fetch_no_cache", honest(), &env, &lines);
}

/// Every command that needs a module's directory ends at once, with nothing before it.
#[test]
fn the_module_cache_is_relative() {
    let env = [("GOMODCACHE", "rel")];
    let lines = [
        "list !1",
        "list ./... !1",
        "list -deps ./... !1",
        "list -e -deps -json ./... !1",
        "list -test ./... !1",
        "list -m",
        "list -m all",
        "build !1",
        "build -o x . !1",
        "vet . !1",
        "test . !1",
        "fix . !1",
        "generate . !1",
        "mod tidy !1",
        "mod vendor !1",
        "mod verify !1",
        "mod graph",
        "mod why example.com/a !1",
        "mod why -m example.com/a !1",
        "mod download !1",
        "mod edit -json",
        "get example.com/a !1",
        "get . !1",
        "install example.com/a@v1.0.0 !1",
        "env GOMODCACHE",
        "version",
        "clean !1",
        "clean -n -modcache",
    ];
    compare("fetch_relative_cache", honest(), &env, &lines);
}

/// Returns a zip whose members share one copy of their content.
fn bomb() -> Vec<u8> {
    const MEMBERS: u8 = 11;
    let zeros = vec![0; 50 << 20];
    let one = stored_zip([("example.com/a@v1.0.0/0", &zeros[..])]);
    let start = one.len() - 22 - 46 - "example.com/a@v1.0.0/0".len();
    let (mut zip, entry) = (one[..start].to_vec(), &one[start..one.len() - 22]);
    for number in 0..MEMBERS {
        zip.extend_from_slice(&entry[..entry.len() - 1]);
        zip.push(b'a' + number);
    }
    let mut end = one[one.len() - 22..].to_vec();
    for at in [8, 10] {
        end[at] = MEMBERS;
    }
    let size = u32::try_from(zip.len() - start).unwrap_or(u32::MAX);
    end[12..16].copy_from_slice(&size.to_le_bytes());
    zip.extend(end);
    zip
}

#[test]
fn a_zip_with_too_much_in_it() {
    let serving = honest().fault("example.com/a/@v/v1.0.0.zip", Fault::Wrong(bomb()));
    let lines = ["build -mod=mod ./... !1"];
    compare_texts("fetch_zip_bomb", serving, &lines);
}

/// Returns the commands that request one file of a module, if the others are present: after an
/// error the official command reads the whole graph, and vamos does not.
fn lines_for(part: &str) -> &'static [&'static str] {
    match part {
        "zip" => &["mod graph", "build ./... !1"],
        _ => &["list -m all"],
    }
}

#[test]
fn nobody_has_it() {
    for (status, text) in [
        (404, "not found: example.com/a@v1.0.0: because"),
        (410, "gone\nfor\never"),
        (403, "no"),
        (429, "slow down"),
        (500, "oops\x1b[2J"),
        (503, "line 1\n\nline 3"),
        (404, ""),
    ] {
        // A status is handled the same everywhere, but reported in different places.
        let parts: &[&str] = if status == 404 {
            &["mod", "zip", "info"]
        } else {
            &["mod"]
        };
        for part in parts {
            let path = format!("example.com/a/@v/v1.0.0.{part}");
            let serving = honest().fault(&path, Fault::Status(status, text.to_owned()));
            compare(
                &format!("fetch_{status}_{part}"),
                serving,
                &[],
                lines_for(part),
            );
        }
    }
}

#[test]
fn broken_servers() {
    for (name, fault) in [
        ("truncated", Fault::Truncated),
        ("closes", Fault::Closes(99)),
        ("redirects", Fault::RedirectsForever),
        (
            "redirected",
            Fault::Redirects("ftp://example.com/x".to_owned()),
        ),
        ("empty", Fault::Wrong(Vec::new())),
        ("html", Fault::Wrong(b"<html>".to_vec())),
        ("raw", Fault::Raw(b"nonsense\r\n\r\n".to_vec())),
        ("version", Fault::Raw(b"HTTP/x 200 OK\r\n\r\n".to_vec())),
        ("code", Fault::Raw(b"HTTP/1.1 2x0 OK\r\n\r\n".to_vec())),
        (
            "header",
            Fault::Raw(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n".to_vec()),
        ),
        ("length", Fault::ContentLength("x".to_owned())),
        (
            "chunk",
            Fault::Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc".to_vec()),
        ),
        (
            "reason",
            Fault::Raw(b"HTTP/1.1 404 Not here\r\nContent-Length: 0\r\n\r\n".to_vec()),
        ),
    ] {
        let in_body = matches!(name, "truncated" | "html" | "chunk");
        let parts: &[&str] = if in_body { &["mod", "zip"] } else { &["mod"] };
        for part in parts {
            let path = format!("example.com/a/@v/v1.0.0.{part}");
            let serving = honest().fault(&path, fault.clone());
            let name = format!("fetch_{name}_{part}");
            compare_texts(&name, serving, lines_for(part));
        }
    }
}

#[test]
fn wrong_sums() {
    let other = || honest().module("example.com/B", "v1.2.0", A);
    compare_texts("fetch_wrong_go_mod", other(), &["mod graph !1"]);
    let other = || honest().module("example.com/B", "v1.2.0", OTHER_B);
    compare_texts("fetch_wrong_zip", other(), &["build ./... !1"]);
}

#[test]
fn hostile_zips() {
    let member = |name: &'static str| (name, &b"x"[..]);
    let go_mod = ("example.com/a@v1.0.0/go.mod", A_GO_MOD);
    let cases: [(&str, Vec<u8>); 10] = [
        ("not", b"PK nonsense".to_vec()),
        ("stranger", stored_zip([go_mod, member("other/x.go")])),
        (
            "dots",
            stored_zip([go_mod, member("example.com/a@v1.0.0/../../x")]),
        ),
        (
            "rooted",
            stored_zip([go_mod, member("example.com/a@v1.0.0//etc/x")]),
        ),
        (
            "fold",
            stored_zip([
                go_mod,
                member("example.com/a@v1.0.0/x"),
                member("example.com/a@v1.0.0/X"),
            ]),
        ),
        (
            "twice",
            stored_zip([
                go_mod,
                member("example.com/a@v1.0.0/x"),
                member("example.com/a@v1.0.0/x"),
            ]),
        ),
        (
            "both",
            stored_zip([
                go_mod,
                member("example.com/a@v1.0.0/x"),
                member("example.com/a@v1.0.0/x/y"),
            ]),
        ),
        ("case", stored_zip([member("example.com/a@v1.0.0/GO.MOD")])),
        (
            "nested",
            stored_zip([go_mod, member("example.com/a@v1.0.0/sub/go.mod")]),
        ),
        (
            "newline",
            stored_zip([go_mod, member("example.com/a@v1.0.0/a\nb")]),
        ),
    ];
    for (name, zip) in cases {
        let serving = honest().fault("example.com/a/@v/v1.0.0.zip", Fault::Wrong(zip));
        let name = format!("fetch_zip_{name}");
        compare_texts(&name, serving, &["mod graph", "build -mod=mod ./... !1"]);
    }
}

const A_GO_MOD: &[u8] = b"module example.com/a\n\ngo 1.20\n\nrequire example.com/B v1.2.0\n";

#[test]
fn proxy_lists() {
    let all = ["build ./..."];
    for (name, goproxy) in [
        ("off", "off"),
        ("empty", ","),
        ("gone_then_good", "$PROXY/none,$PROXY"),
        ("bad_then_good", "http://127.0.0.1:1|$PROXY"),
        ("bad_is_last", "http://127.0.0.1:1,$PROXY"),
        ("then_off", "$PROXY/none,off"),
        ("bare", "proxydir"),
        ("path", "/proxydir"),
        ("scheme", "ftp://x"),
        ("password", "http://me:secret@127.0.0.1:1"),
        ("file", "file:///nonexist"),
        ("file_host", "file://x/y"),
        ("port", "http://127.0.0.1:x"),
        ("unresolved", "http://127.0.0.1:1/%zz"),
    ] {
        let name = format!("fetch_list_{name}");
        compare(&name, honest(), &[("GOPROXY", goproxy)], &all);
    }
    let private = [("GOPROXY", "$PROXY"), ("GONOPROXY", "example.org")];
    compare("fetch_list_private", honest(), &private, &all);
}

#[test]
fn versions() {
    let serving = || {
        honest()
            .module("example.com/a", "v1.1.0", A)
            .module("example.com/a", "v1.2.0-pre", A)
            .file(
                "example.com/p/@v/list",
                "v0.0.0-20200102030405-abcdefabcdef\nv0.0.0-20210102030405-abcdefabcdef 2019-01-01T00:00:00Z\n",
            )
            .file(
                "example.com/p/@v/v0.0.0-20200102030405-abcdefabcdef.info",
                "{\"Version\":\"v0.0.0-20200102030405-abcdefabcdef\",\"Time\":\"2020-01-02T03:04:05Z\"}",
            )
            .file("example.com/bad/@v/list", "v1.0.0\n")
            .file("example.com/bad/@v/v1.0.0.info", "{\"Version\":\"v1.0.1\"}")
            .file("example.com/html/@latest", "<html>")
            .file("example.com/html/@v/list", "")
    };
    for line in [
        "list -m -versions example.com/a",
        "list -m example.com/a@latest",
        "list -m example.com/p@latest",
        "list -m example.com/bad@v1.0.0 !1",
        "list -m example.com/html@latest !1",
        "list -m example.com/none@latest !1",
        "list -m -json example.com/B@v1.2.0",
    ] {
        compare("fetch_versions", serving(), &[], &[line]);
    }
}
