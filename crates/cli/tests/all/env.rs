//! Compares `env` and `version` with the official command: output, errors, exit code, and the
//! resulting env file.
//!
//! Counterpart: cmd/go/testdata/script/{env_*,version*}.txt.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test harness starts programs, reads its own scratch files, and fails loudly"
)]

use std::process::Command;

use tempfile::TempDir;

/// Variables, contents of the env file (`None`: no file), directory below the scratch
/// home, arguments.
type Case<'a> = (
    &'a [(&'a str, &'a str)],
    Option<&'a str>,
    &'a str,
    &'a [&'a str],
);

const IN: &str = "mod/sub";

const CASES: &[Case<'_>] = &[
    (&[], None, IN, &["env"]),
    (&[], None, IN, &["env", "-json"]),
    (&[], None, IN, &["env", "-changed"]),
    (&[], None, IN, &["env", "-n"]),
    (&[], None, IN, &["env", "-foo"]),
    (
        &[],
        None,
        IN,
        &[
            "env",
            "GOMOD",
            "GOWORK",
            "FOO",
            "GOFLAGS",
            "GO386",
            "CGO_CFLAGS",
            "PKG_CONFIG",
        ],
    ),
    (&[("FOO", "x")], None, IN, &["env", "FOO"]),
    (&[("GOTMPDIR", "/dev/null/x")], None, IN, &["env"]),
    (&[("GOTMPDIR", "/none")], None, IN, &["env", "CGO_CFLAGS"]),
    (&[("GOTMPDIR", "/none")], None, IN, &["env", "-n"]),
    (&[("GOTMPDIR", "/none")], None, IN, &["env", "GOROOT"]),
    (&[("GOWORK", "off")], None, IN, &["env", "GOWORK", "GOMOD"]),
    (&[("GOWORK", "rel")], None, IN, &["env", "GOWORK"]),
    (&[], None, "work/sub", &["env", "GOWORK", "GOMOD"]),
    (&[("GO111MODULE", "zz")], None, IN, &["env"]),
    (&[("GO111MODULE", "off")], None, IN, &["env", "GOMOD"]),
    (&[("GO111MODULE", "auto")], None, "", &["env", "GOMOD"]),
    (&[], None, "", &["env", "GOMOD"]),
    (&[], None, "go", &["env", "GOMOD"]),
    (&[("GOCACHE", "off")], None, IN, &["env"]),
    (
        &[("GOCACHE", "/dev/null/x")],
        None,
        IN,
        &["env", "GOGCCFLAGS"],
    ),
    (&[("GOCACHE", "rel")], None, IN, &["env"]),
    (&[], None, IN, &["env", "-json", "-u"]),
    (&[], None, IN, &["env", "-json", "-w"]),
    (&[], None, IN, &["env", "-u", "-w"]),
    (&[], None, IN, &["env", "-w"]),
    (&[], None, IN, &["env", "-u"]),
    (&[], None, IN, &["env", "-w", "GOFLAGS=-x"]),
    (
        &[],
        Some("B=2\nA=1\nB=3\n#c\nGOFLAGS=z\n"),
        IN,
        &["env", "-w", "GOFLAGS=-mod=mod", "GOPROXY=direct"],
    ),
    (
        &[],
        Some("GOPROXY=x\nGOFLAGS=y"),
        IN,
        &["env", "-u", "GOFLAGS"],
    ),
    (&[], Some("MINE=x\n"), IN, &["env", "-w", "MINE=y"]),
    (&[], None, IN, &["env", "-u", "GOFLAGS"]),
    (&[], None, IN, &["env", "-w", "GOOS=foo"]),
    (&[], None, IN, &["env", "-w", "GOARCH=zz"]),
    (
        &[],
        Some("GOOS=js\nGOARCH=wasm\n"),
        IN,
        &["env", "-u", "GOOS"],
    ),
    (&[], None, IN, &["env", "-w", "GOOS=js", "GOARCH=wasm"]),
    (&[], None, IN, &["env", "-w", "FOO=1"]),
    (&[], None, IN, &["env", "-w", "FOO"]),
    (&[], None, IN, &["env", "-w", "GOVERSION=1"]),
    (&[], None, IN, &["env", "-w", "GODEBUG=1"]),
    (&[], None, IN, &["env", "-w", "GO111MODULE=maybe"]),
    (&[], None, IN, &["env", "-w", "GOEXPERIMENT=foo"]),
    (
        &[("GOEXPERIMENT", "foo")],
        None,
        IN,
        &["env", "-u", "GOFLAGS"],
    ),
    (&[("GOFLAGS", "-x")], None, IN, &["env", "-w", "GOFLAGS=-v"]),
    (&[("GOENV", "off")], None, IN, &["env", "-w", "GOFLAGS=-x"]),
    (&[("HOME", "")], None, IN, &["env", "-w", "GOFLAGS=-x"]),
    (&[], None, IN, &["env", "-w", "GOPATH=rel"]),
    (&[], None, IN, &["env", "-w", "GOPATH=~x"]),
    (&[], None, IN, &["env", "-w", "GOMODCACHE=rel"]),
    (&[], None, IN, &["env", "-w", "CC=a/b c"]),
    (&[], None, IN, &["env", "-w", "CC= "]),
    (&[], None, IN, &["env", "-w", "CXX='x"]),
    (&[], None, IN, &["env", "-w", "GOFLAGS=a\nb"]),
    (&[], None, IN, &["env", "-w", "GOTMPDIR=rel"]),
    (&[], None, IN, &["env", "-w", "GOPROXY=1", "GOPROXY=2"]),
    (&[], None, IN, &["env", "A=b"]),
    (&[], None, IN, &["env", "-json", "GOOS", "GOOS", "NONE"]),
    (&[], None, IN, &["env", "-changed", "GOOS", "GOARCH"]),
    (
        &[("GOOS", "windows")],
        None,
        IN,
        &["env", "-changed", "-json", "GOOS", "GOARCH"],
    ),
    (
        &[("CC", "clang -m32")],
        None,
        IN,
        &["env", "GOGCCFLAGS", "CC"],
    ),
    (
        &[("GOOS", "darwin"), ("GOARCH", "amd64")],
        None,
        IN,
        &["env", "GOGCCFLAGS"],
    ),
    (&[("GOOS", "foo")], None, IN, &["env"]),
    (&[("GOOS", "foo")], None, IN, &["env", "GOOS"]),
    (
        &[("GOARCH", "mipsle"), ("CGO_ENABLED", "1")],
        None,
        IN,
        &["env", "GOGCCFLAGS"],
    ),
    (
        &[("CGO_CFLAGS", "-O3 'a b'"), ("CGO_LDFLAGS", "")],
        None,
        IN,
        &["env", "-changed"],
    ),
    (&[("CC", "./x")], None, IN, &["env"]),
    (&[("GOFLAGS", "foo -bar")], None, IN, &["env", "GOFLAGS"]),
    (&[("GOFLAGS", "'")], None, IN, &["env", "GOFLAGS"]),
    (&[("GOARM64", "x")], None, IN, &["env", "GOOS"]),
    (&[], Some("GOEXPERIMENT=foo\n"), IN, &["env", "GOOS"]),
    (&[], None, IN, &["version"]),
    (&[], None, IN, &["version", "-m"]),
    (&[], None, IN, &["version", "-v", "-json"]),
    (&[], None, IN, &["version", "nope"]),
    (&[], None, IN, &["version", "-json", "x"]),
    (&[], None, IN, &["version", "-v", ".."]),
    (&[], None, IN, &["version", "-m", "x", "$GOROOT/bin/go"]),
    (&[], None, IN, &["version", "-m", "-json", "$GOROOT/bin/go"]),
    (&[], None, IN, &["version", "$GOROOT/pkg/tool"]),
    (&[("GOFLAGS", "-v")], None, IN, &["version"]),
    (&[("GOFLAGS", "foo")], None, IN, &["version"]),
    (&[("GOFLAGS", "-foo")], None, IN, &["version"]),
    (&[("GOFLAGS", "-x '")], None, IN, &["version"]),
    (&[], Some("GOEXPERIMENT=foo\n"), IN, &["version"]),
    (
        &[("GOTOOLCHAIN", "path"), ("GODEBUG", "toolchaintrace=1")],
        None,
        "new",
        &["version"],
    ),
    (
        &[("GOTOOLCHAIN", "local"), ("GODEBUG", "toolchaintrace=1")],
        None,
        "new",
        &["version"],
    ),
    (
        &[
            ("GOTOOLCHAIN", "go1.1+path"),
            ("GODEBUG", "toolchaintrace=1"),
        ],
        None,
        "new",
        &["version"],
    ),
    (
        &[
            ("GOTOOLCHAIN", "local+path"),
            ("GODEBUG", "toolchaintrace=1"),
        ],
        None,
        "new",
        &["version"],
    ),
    (&[("GOTOOLCHAIN", "foo")], None, "mod", &["version"]),
    (&[("GOTOOLCHAIN", "foo+auto")], None, "mod", &["version"]),
    (&[("GOTOOLCHAIN", "local+foo")], None, "mod", &["version"]),
    (&[("GOTOOLCHAIN", "a/b")], None, "mod", &["version"]),
    (&[("GOTOOLCHAIN", "bash-go1.2")], None, "mod", &["version"]),
    (
        &[("GOTOOLCHAIN", "foo")],
        None,
        "mod",
        &["env", "GOTOOLCHAIN"],
    ),
    (
        &[("GOTOOLCHAIN", "foo")],
        None,
        "mod",
        &["env", "-w", "GOTOOLCHAIN=local"],
    ),
    (&[("GOTOOLCHAIN", "path")], None, "bogus", &["version"]),
    (
        &[("GOTOOLCHAIN", "path"), ("GODEBUG", "toolchaintrace=1")],
        None,
        "default",
        &["version"],
    ),
    (
        &[
            ("GOTOOLCHAIN", "go1.99.3+path"),
            ("GODEBUG", "toolchaintrace=1"),
        ],
        None,
        "mod",
        &["version"],
    ),
    (
        &[
            ("GOTOOLCHAIN", "path"),
            ("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION", "go1.99.0"),
        ],
        None,
        "new",
        &["version"],
    ),
    (
        &[("GOTOOLCHAIN", "path"), ("GO111MODULE", "off")],
        None,
        "new",
        &["version"],
    ),
    (
        &[
            ("GOTOOLCHAIN", "path"),
            ("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT", "95"),
        ],
        None,
        "new",
        &["version"],
    ),
    (
        &[("GOROOT", "$GOROOT/")],
        None,
        IN,
        &[
            "list",
            "-f",
            "{{.Dir}} {{.Root}} {{.Standard}}",
            "-deps",
            "fmt",
        ],
    ),
    (
        &[("GOROOT", "$GOROOT/src/..")],
        None,
        IN,
        &["env", "GOROOT", "GOTOOLDIR"],
    ),
];

/// The output and files that a command leaves.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    stdout: String,
    stderr: String,
    code: Option<i32>,
    env_file: Option<String>,
}

/// Finds the official command and its GOROOT.
fn official() -> Option<(String, String)> {
    let goroot = vamos_testkit::official_sdk()?.to_str()?.to_owned();
    Some((format!("{goroot}/bin/go"), goroot))
}

fn run(program: &str, goroot: &str, case: &Case<'_>) -> Left {
    let (vars, env_file, dir, args) = case;
    let scratch = TempDir::with_prefix("home").unwrap();
    let home = scratch.path().to_str().unwrap();
    for (name, text) in [
        ("mod/go.mod", "module m\n"),
        ("work/go.work", "go 1.24\n"),
        ("go/go.mod", "module gopath\n"),
        ("new/go.mod", "module m\ngo 1.99 // so\n"),
        ("bogus/go.mod", "module m\ngo 1.24\ntoolchain bogus\n"),
        ("default/go.mod", "module m\ngo 1.99\ntoolchain default\n"),
        ("mod/sub/x", ""),
        ("work/sub/x", ""),
        // Or a helper of the official command writes here when the test is over.
        (".config/go/telemetry/mode", "off"),
    ] {
        write(&format!("{home}/{name}"), text);
    }
    let file = format!("{home}/.config/go/env");
    if let Some(text) = env_file {
        write(&file, text);
    }
    let output = Command::new(program)
        .args(args.iter().map(|arg| arg.replace("$GOROOT", goroot)))
        .env_clear()
        .env("HOME", home)
        .env(
            "PATH",
            format!("{goroot}/bin:{}", std::env::var("PATH").unwrap_or_default()),
        )
        .env("VAMOS_NO_DELEGATE", "1")
        .env("VAMOS_COMPILER", "stock")
        .envs(
            vars.iter()
                .map(|(name, value)| (name, value.replace("$GOROOT", goroot))),
        )
        .current_dir(format!("{home}/{dir}"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| normal(&String::from_utf8(bytes).unwrap().replace(home, "$HOME"));
    Left {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code(),
        env_file: std::fs::read_to_string(&file).ok(),
    }
}

fn write(path: &str, text: &str) {
    let dir = path.rsplit_once('/').unwrap().0;
    std::fs::create_dir_all(dir).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Takes the random number out of the name of the directory for temporary files.
fn normal(text: &str) -> String {
    let mut parts = text.split("/go-build");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out += "/go-build";
        out += part.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out
}

#[test]
fn env_and_version_are_those_of_the_official_command() {
    let Some((go, goroot)) = official() else {
        return;
    };
    let vamos = env!("CARGO_BIN_EXE_vamos");
    let mut wrong = String::new();
    for case in CASES {
        let theirs = run(&go, &goroot, case);
        let ours = run(vamos, &goroot, case);
        if ours != theirs {
            wrong += &format!("{case:?}\n  ours   {ours:?}\n  theirs {theirs:?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
