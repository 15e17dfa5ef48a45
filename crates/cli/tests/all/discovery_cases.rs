//! Pages of go-import tags, honest or not, compared with the official command.
//!
//! The host of the modules does not exist: a proxy for HTTP answers for it.
//! Counterpart: cmd/go/internal/vcs/discovery_test.go,
//! cmd/go/testdata/script/mod_get_insecure_redirect.txt.

#![expect(
    clippy::disallowed_methods,
    reason = "a test starts the program by itself"
)]

use vamos_testkit::Case;
use vamos_testkit::Fault;
use vamos_testkit::Proxy;
use vamos_testkit::Serving;

fn tag(content: &str) -> String {
    format!("<html><head><meta name=\"go-import\" content=\"{content}\"></head></html>")
}

/// The module paths below the host, and their pages.
fn pages() -> Vec<(&'static str, Vec<u8>)> {
    let served = tag("x.test/served mod http://x.test/proxy");
    let git = "git https://x.test/none";
    let mut all = vec![
        ("served", served.clone()),
        ("served/sub", served.clone()),
        (
            "both",
            tag(&format!(
                "x.test/both {git}\"><meta name=go-import content=\"x.test/both mod http://x.test/proxy"
            )),
        ),
        ("claim/sub", tag("x.test/served mod http://x.test/other")),
        ("other", served),
        ("twice", tag(&format!("x.test/twice {git}")).repeat(2)),
        ("above", tag("x.test/above/deep mod http://x.test/proxy")),
        ("parent/deep", tag("x.test/parent mod http://x.test/proxy")),
        ("slash", tag(&format!("x.test/slash {git} /sub"))),
        ("hyphen", tag(&format!("x.test/hyphen {git} -sub"))),
        ("file", tag("x.test/file git file:///etc")),
        ("scheme", tag("x.test/scheme git x.test/none")),
        ("url", tag("x.test/url git https://x.test/%zz")),
        ("cvs", tag("x.test/cvs cvs https://x.test/none")),
        ("svn", tag("x.test/svn svn https://x.test/none")),
        ("ext", tag("x.test/ext git ext::sh%20-c%20true")),
        ("option", tag("x.test/option git --upload-pack=x://y")),
        ("five", tag("x.test/five git https://x.test/none sub more")),
        (
            "head",
            format!("<head/>{}", tag("x.test/head mod http://x.test/proxy")),
        ),
        (
            "body",
            format!("<body>{}", tag("x.test/body mod http://x.test/proxy")),
        ),
        (
            "latin",
            format!(
                "<?xml version='1.0' encoding='latin1'?>{}",
                tag("x.test/latin mod http://x.test/proxy")
            ),
        ),
        (
            "entity",
            tag("x.test/entity mod http&#58;//x.test/proxy&nope;"),
        ),
        (
            "cut",
            "<html><head><meta name=\"go-import\" content=\"x.te".to_owned(),
        ),
        ("script", "<script>if (a < b) {}</script>".to_owned()),
        ("empty", String::new()),
        // Megabytes, with the tag at the end.
        (
            "large",
            format!(
                "{}{}",
                "<p>text</p>\n".repeat(200_000),
                tag("x.test/large mod http://x.test/proxy")
            ),
        ),
        (
            "many",
            format!(
                "<head>{}",
                "<meta name=\"go-import\" content=\"x.test/a mod b\">".repeat(20_000)
            ),
        ),
    ];
    all.sort();
    let mut all: Vec<(&str, Vec<u8>)> = all
        .into_iter()
        .map(|(path, page)| (path, page.into_bytes()))
        .collect();
    all.push(("bytes", b"<p>\xff</p>".to_vec()));
    all.push(("zero", b"<p>\0</p>".to_vec()));
    all
}

fn serving() -> Serving {
    let served = Proxy::serving()
        .fault("loop", Fault::RedirectsForever)
        .fault("secure", Fault::Redirects("ftp://x.test/served".to_owned()))
        .fault("gone", Fault::Status(410, "gone".to_owned()))
        .fault(
            "broken",
            Fault::Status(500, tag("x.test/broken mod http://x.test/proxy")),
        );
    let modules = ["served", "both", "head", "large", "broken"];
    let served = modules.into_iter().fold(served, |served, name| {
        let at = format!("proxy/x.test/{name}/@v/v1.0.0");
        served
            .file(&format!("{at}.info"), "{\"Version\":\"v1.0.0\"}")
            .file(&format!("{at}.mod"), format!("module x.test/{name}\n"))
    });
    pages()
        .into_iter()
        .fold(served, |served, (path, page)| served.file(path, page))
}

fn compare(name: &str, env: &[(&str, &str)], lines: &[String]) {
    let case = Case::new(name)
        .tree("-- go.mod --\nmodule example.com/main\n\ngo 1.20\n")
        .proxy(serving())
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOPROXY", "direct")
        .env("GOSUMDB", "off")
        .env("GOINSECURE", "x.test")
        .env("HTTP_PROXY", "$PROXY")
        .env("HTTPS_PROXY", "$PROXY")
        .envs(env);
    case.run_lines(lines);
}

#[test]
fn pages_decide() {
    let found = [
        "served",
        "served/sub",
        "both",
        "large",
        "broken",
        "parent/deep",
    ];
    let mut lines: Vec<String> = found
        .iter()
        .map(|path| format!("list -m -v x.test/{path}@v1.0.0"))
        .collect();
    // Modules of a proxy are requested by their own path.
    lines[1] += " !1";
    lines[5] += " !1";
    compare("discovery_found", &[], &lines);
}

#[test]
fn pages_are_refused() {
    let others = [
        "claim/sub",
        "twice",
        "above",
        "slash",
        "hyphen",
        "file",
        "scheme",
        "url",
        "cvs",
        "svn",
        "option",
        "five",
        "head",
        "body",
        "latin",
        "entity",
        "cut",
        "script",
        "empty",
        "many",
        "bytes",
        "zero",
        "loop",
        "secure",
        "gone",
        "nowhere",
    ];
    let lines: Vec<String> = others
        .iter()
        .map(|path| format!("list -m x.test/{path}@v1.0.0 !1"))
        .collect();
    compare("discovery_refused", &[], &lines);
}

/// The official command shows such a password: vamos runs alone.
#[test]
fn passwords_are_not_shown() {
    if !vamos_testkit::has_programs(&["git"]) {
        return;
    }
    let (Some(vamos), Some(go)) = (vamos_testkit::vamos(), vamos_testkit::official_go()) else {
        return;
    };
    let goroot = go.parent().and_then(std::path::Path::parent);
    let goroot = goroot.expect("the official go is in an SDK's bin");
    let page = tag("x.test/m git https://me:geheim@x.test/none");
    let proxy = Proxy::serving().file("m", page).start();
    let proxy = proxy.expect("loopback has a free port");
    let dir = tempfile::tempdir().expect("a temporary directory");
    let run = |args: &[&str]| {
        let output = std::process::Command::new(&vamos)
            .args(args)
            .current_dir(dir.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", dir.path())
            .env("GOROOT", goroot)
            .env("GOCACHE", dir.path().join("cache"))
            .env("GOPATH", dir.path().join("gopath"))
            .env("GOPROXY", "direct")
            .env("GOSUMDB", "off")
            .env("GOINSECURE", "x.test")
            .env("HTTP_PROXY", proxy.url())
            .env("HTTPS_PROXY", proxy.url())
            .env("GOTOOLCHAIN", "local")
            .env("VAMOS_NO_DELEGATE", "1")
            .output()
            .expect("vamos runs");
        assert_eq!(output.status.code(), Some(1));
        let shown = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8_lossy(&shown).into_owned();
        assert!(!shown.contains("geheim"), "{shown}");
        assert!(shown.contains("https://me:xxxxx@x.test/none"), "{shown}");
    };
    run(&["mod", "download", "x.test/m@v1.0.0"]);
    run(&["mod", "download", "-x", "-json", "x.test/m@main"]);
}
