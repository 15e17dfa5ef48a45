//! Compares the environment of vamos with the official command's output in the same environment.
//!
//! Counterpart: cmd/go/testdata/script/env_*.txt.

use crate::support::Official;

/// Environments to compare under: OS variables, then lines of the env file.
const CASES: &[(&[(&str, &str)], &str)] = &[
    (&[], ""),
    (&[("GOOS", "windows")], ""),
    (&[("GOOS", "darwin"), ("GOARCH", "arm64")], ""),
    (&[("GOOS", "js"), ("GOARCH", "wasm")], ""),
    (
        &[
            ("GOOS", "wasip1"),
            ("GOARCH", "wasm"),
            ("GOWASM", "satconv,signext"),
        ],
        "",
    ),
    (&[("GOARCH", "386")], ""),
    (&[("GOARCH", "386"), ("GO386", "softfloat")], ""),
    (&[("GOARCH", "arm64")], ""),
    (&[("GOARCH", "arm64"), ("GOARM64", "v9.0,lse")], ""),
    (&[("GOARCH", "arm"), ("GOARM", "6,softfloat")], ""),
    (&[("GOOS", "android"), ("GOARCH", "arm")], ""),
    (&[("GOARCH", "mips64le"), ("GOMIPS64", "softfloat")], ""),
    (&[("GOARCH", "mipsle")], ""),
    (&[("GOARCH", "ppc64le"), ("GOPPC64", "power10")], ""),
    (&[("GOARCH", "riscv64"), ("GORISCV64", "rva23u64")], ""),
    (&[("GOARCH", "s390x")], ""),
    (&[("GOARCH", "loong64"), ("GOOS", "linux")], ""),
    (&[("GOOS", "freebsd")], ""),
    (&[("GOAMD64", "v3")], ""),
    (&[("GOAMD64", "v9")], ""),
    (&[("GOOS", "nonesuch")], ""),
    (&[], "GOAMD64=v3\nGOOS=windows\n"),
    (&[], "GOARCH=arm64\nGOPROXY=direct\n"),
    (
        &[("GOPROXY", "off")],
        "GOPROXY=direct\nGOFLAGS=-mod=mod\n# x\nlower=1\nFOO=bar\n",
    ),
    (&[("GOENV", "off")], "GOPROXY=direct\n"),
    (&[("GOENV", "/proc/nonexistent/env")], "GOPROXY=direct\n"),
    (
        &[],
        "GOPROXY=https://proxy.example,direct\nGOSUMDB=off\nGOPATH=/tmp/gp\n",
    ),
    (&[("GOPATH", "/tmp/a:/tmp/b")], ""),
    (&[("HOME", "")], ""),
    (
        &[
            ("HOME", ""),
            ("GOPATH", "/tmp/x"),
            ("XDG_CACHE_HOME", "/tmp/c"),
        ],
        "",
    ),
    (
        &[
            ("XDG_CACHE_HOME", "relative"),
            ("XDG_CONFIG_HOME", "relative"),
        ],
        "",
    ),
    (&[("HOME", "relative")], ""),
    (&[("GOCACHE", "off")], ""),
    (&[("GOCACHE", "relative")], ""),
    (
        &[
            ("GOCACHE", "/tmp/cache"),
            ("GOMODCACHE", "/tmp/mod"),
            ("GOBIN", "/tmp/bin"),
        ],
        "",
    ),
    (&[("GOEXPERIMENT", "arenas,nojsonv2")], ""),
    (&[("GOEXPERIMENT", "none")], ""),
    (
        &[("GOEXPERIMENT", "regabi,nodwarf5"), ("GOARCH", "386")],
        "",
    ),
    (&[], "GOEXPERIMENT=arenas\n"),
    (&[("CGO_ENABLED", "0")], ""),
    (&[("CGO_ENABLED", "1"), ("GOARCH", "arm64")], ""),
    (&[("CGO_ENABLED", "maybe")], ""),
    (
        &[("CC", "/usr/bin/cc"), ("CXX", "c++"), ("AR", "llvm-ar")],
        "",
    ),
    (&[("CC", "no-such-compiler")], ""),
    (&[], "CC=clang\nCGO_ENABLED=1\n"),
    (&[("PATH", "/proc/nonexistent")], ""),
    (&[("PATH", "")], ""),
    (
        &[
            ("GOPRIVATE", "*.corp"),
            ("GONOSUMDB", "x"),
            ("GOVCS", "*:off"),
        ],
        "",
    ),
    (
        &[
            ("GOFLAGS", "-mod=mod -tags=a,b"),
            ("GOINSECURE", "x"),
            ("GOAUTH", "off"),
        ],
        "",
    ),
    (
        &[
            ("GO111MODULE", "auto"),
            ("GODEBUG", "x=1"),
            ("GOTMPDIR", "/tmp"),
        ],
        "",
    ),
    (&[("GO111MODULE", "off")], ""),
    (&[("GOTOOLCHAIN", "local"), ("GOFIPS140", "latest")], ""),
    (&[("GCCGO", "/bin/sh"), ("GOCACHEPROG", "prog x")], ""),
];

#[test]
fn lists_equal_those_of_the_official_command() {
    let Some(official) = Official::find() else {
        return;
    };
    let mut wrong = Vec::new();
    for (vars, env_file) in CASES {
        let run = official.under(vars, env_file);
        let ours = run.resolve().expect("an SDK is there");
        let names: Vec<&str> = ours
            .vars
            .listed
            .iter()
            .map(|var| var.name.as_str())
            .collect();
        let theirs = run.env_json(&names);
        for (name, value) in &theirs {
            // Those that need a module or a C compiler are the env command's part.
            if matches!(
                name.as_str(),
                "GOMOD" | "GOWORK" | "GOGCCFLAGS" | "PKG_CONFIG"
            ) || name.starts_with("CGO_") && name != "CGO_ENABLED"
            {
                continue;
            }
            let got = ours.cmd_var(name);
            if got != value {
                wrong.push(format!(
                    "{vars:?} {env_file:?}: {name}={got:?}, want {value:?}"
                ));
            }
        }
        for var in &ours.vars.listed {
            if !theirs.contains_key(&var.name) {
                wrong.push(format!("{vars:?} {env_file:?}: {} is ours alone", var.name));
            }
        }
        let changed = run.changed(&names);
        let mut got: Vec<&str> = ours
            .vars
            .listed
            .iter()
            .filter(|v| v.changed)
            .map(|v| v.name.as_str())
            .collect();
        got.sort_unstable();
        let got = got.join(" ");
        if got != changed {
            wrong.push(format!(
                "{vars:?} {env_file:?}: changed {got}, want {changed}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tags_equal_those_of_the_official_command() {
    let Some(official) = Official::find() else {
        return;
    };
    let mut wrong = Vec::new();
    for (vars, env_file) in CASES {
        let run = official.under(vars, env_file);
        let ours = run.resolve().expect("an SDK is there");
        let list = |tags: &[String]| tags.join(",");
        let got = format!(
            "{}|{}|{}|{}|{}",
            list(&ours.target.tool_tags),
            list(&ours.target.release_tags),
            ours.target.cgo_enabled,
            ours.target.goos,
            ours.target.goarch
        );
        if let Some(want) = run.context()
            && got != want.trim()
        {
            wrong.push(format!("{vars:?} {env_file:?}: {got}\nwant {want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn errors_equal_those_of_the_official_command() {
    let Some(official) = Official::find() else {
        return;
    };
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("GOARM64", "v1")], ""),
        (&[("GOMIPS", "x")], ""),
        (&[("GOMIPS64", "x")], ""),
        (&[("GOPPC64", "x")], ""),
        (&[("GORISCV64", "x")], ""),
        (&[("GOWASM", "x\u{1}y")], ""),
        (&[("GOFIPS140", "zz"), ("GOWASM", "y")], ""),
        (&[("GOEXPERIMENT", "foo"), ("GOFIPS140", "zz")], ""),
        (&[("GOEXPERIMENT", "nofoo")], ""),
        (
            &[("GOEXPERIMENT", "noregabiwrappers"), ("GOARCH", "s390x")],
            "",
        ),
        (&[], "GOEXPERIMENT=foo\n"),
        (&[("GOPATH", "~/go")], ""),
        (&[("GOPATH", "/a:rel")], ""),
        // No user can make it.
        (&[("GOROOT", "/proc/nonexistent")], ""),
    ];
    for (vars, env_file) in cases {
        let run = official.under(vars, env_file);
        let ours = run.resolve().and_then(|env| {
            env.check_gopath()?;
            env.check_config()
        });
        let Err(error) = ours else {
            panic!("no error: {vars:?} {env_file:?}");
        };
        let (stderr, code) = run.fails(&["version"]);
        assert_eq!(format!("go: {error}\n"), stderr, "{vars:?} {env_file:?}");
        assert_eq!(
            i32::from(error.class().exit_status()),
            code,
            "{vars:?} {env_file:?}"
        );
    }
}

#[test]
fn programs_do_not_see_that_toolchains_were_switched() {
    let Some(official) = Official::find() else {
        return;
    };
    let vars = [
        ("GOTOOLCHAIN_INTERNAL_SWITCH_COUNT", "1"),
        ("GOTOOLCHAIN_INTERNAL_SWITCH_VERSION", "go1.99.0"),
    ];
    let env = official
        .under(&vars, "")
        .resolve()
        .expect("there is an SDK");
    let is_internal = |(name, _): &(String, String)| name.starts_with("GOTOOLCHAIN_INTERNAL");
    assert!(!env.vars.original.iter().any(is_internal));
}
