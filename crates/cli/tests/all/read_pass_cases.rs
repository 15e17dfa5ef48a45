//! The process that records what compilations have read, after a build that could not.
//!
//! A script takes the place of the instrumented compiler, as in `moved_cases`.
//! Counterpart: none; upstream compiles all importers.

#![expect(
    clippy::disallowed_methods,
    reason = "the process is started by hand, and a lock of another build is taken"
)]

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

use vamos_testkit::vamos;

use crate::compiler_cases::User;
use crate::moved_cases;

const LIB: &str = "package lib\n\n//go:noinline\nfunc F(n int) (int, error) { return n, nil }\n";

const IMPORTER: &str = "package m\n\nimport \"example.com/m/lib\"\n\n\
                        //go:noinline\nfunc G() int { n, _ := lib.F(1); return n }\n";

/// Writes both packages.
fn lay(user: &User, lib: &str) {
    for (name, text) in [("lib/lib.go", lib), ("m.go", IMPORTER)] {
        fs::write(user.top().join("m").join(name), text).expect("there is room");
    }
}

fn own(user: &User) -> PathBuf {
    user.top().join("home/.cache/vamos")
}

/// Runs the process, and waits for it; returns its exit code.
fn pass(user: &User, cache: &str, args: &[&str]) -> Option<i32> {
    let status = Command::new(vamos()?)
        .arg0("vamos-reads")
        .arg(own(user))
        .args(args)
        .current_dir(user.top().join("m"))
        .env_clear()
        .env("HOME", user.top().join("home"))
        .env("GOROOT", user.top().join("goroot"))
        .env("GOCACHE", user.top().join(cache))
        .env("GOFLAGS", "-buildvcs=false")
        .env("GOTOOLCHAIN", "local")
        .env("CGO_ENABLED", "0")
        .env("GOMAXPROCS", "1")
        .env("VAMOS_TRACE", "off")
        .env("VAMOS_CHECK", "off")
        .env("VAMOS_NO_DELEGATE", "1")
        .status();
    status.expect("it starts").code()
}

/// Builds; returns how many packages the script has compiled, and stderr.
fn build(user: &User, cache: &str, env: &[(&str, &str)]) -> (usize, String) {
    let before = user.runs();
    let (code, stderr) = user.run(cache, env, &["build", "-p=1", "."]);
    assert_eq!(code, Some(0), "{stderr}");
    (user.runs() - before, stderr)
}

const STOCK: [(&str, &str); 1] = [("VAMOS_COMPILER", "stock")];

/// Packages that the SDK's compiler has compiled have records after a pass, so that an edit
/// compiles one package.
#[test]
fn a_pass_records_what_is_in_the_cache() {
    let Some(user) = moved_cases::user() else {
        return;
    };
    let moved = format!("// Moved.\n\n\n{LIB}");
    for (cache, has_pass, expected) in [("without", false, 2), ("with", true, 1)] {
        lay(&user, LIB);
        assert_eq!(build(&user, cache, &STOCK), (0, String::new()));
        if has_pass {
            let files = || user.archives(cache);
            let (runs, before) = (user.runs(), files());
            assert_eq!(pass(&user, cache, &["build", "."]), Some(0));
            // Of the package that imports nothing nothing is to be known.
            assert_eq!((user.runs() - runs, files()), (1, before));
            // There is nothing left to do.
            assert_eq!(pass(&user, cache, &["build", "."]), Some(0));
            assert_eq!(user.runs() - runs, 1);
        }
        lay(&user, &moved);
        assert_eq!(build(&user, cache, &[]), (expected, String::new()));
    }
    // The archives are those that compiling writes.
    lay(&user, LIB);
    build(&user, "verified", &STOCK);
    assert_eq!(pass(&user, "verified", &["build", "."]), Some(0));
    lay(&user, &moved);
    let verify = [("VAMOS_CUTOFF", "verify")];
    assert_eq!(build(&user, "verified", &verify), (2, String::new()));
}

/// A pass compiles nothing that is not in the cache, and makes no executable.
#[test]
fn a_pass_makes_nothing() {
    let Some(user) = moved_cases::user() else {
        return;
    };
    lay(&user, LIB);
    let runs = user.runs();
    assert_eq!(pass(&user, "empty", &["build", "-o=out", "."]), Some(0));
    assert_eq!(user.runs(), runs);
    assert!(user.archives("empty").is_empty());
    assert!(!user.top().join("m/out").exists());
}

/// A pass ends as soon as a build has work to do, and is ordered again.
#[test]
fn a_pass_makes_room_for_builds() {
    let Some(user) = moved_cases::user() else {
        return;
    };
    lay(&user, LIB);
    build(&user, "cache", &STOCK);
    let compilers = own(&user).join("compilers");
    let order = compilers.join("reads.order");
    let _ = fs::remove_file(&order);
    let builds = fs::File::create(compilers.join("reads.builds")).expect("there is room");
    builds.lock_shared().expect("it is free");
    let runs = user.runs();
    assert_eq!(pass(&user, "cache", &["build", "."]), Some(75));
    assert_eq!(user.runs(), runs);
    let text = fs::read_to_string(&order).expect("it is there");
    assert!(text.contains("\x002\0build\0.\0"), "{text}");
    drop(builds);
    assert_eq!(pass(&user, "cache", &["build", "."]), Some(0));
    assert_eq!(user.runs(), runs + 1);
    assert!(!order.exists());
}

/// A build that leaves archives without records orders a pass; not where nothing may run in the
/// background.
#[test]
fn builds_order_a_pass() {
    let Some(user) = User::new() else { return };
    lay(&user, LIB);
    let order = own(&user).join("compilers/reads.order");
    for (cache, variable, is_ordered) in [
        ("stock", STOCK[0], false),
        ("ci", ("CI", "true"), false),
        ("off", ("VAMOS_BACKGROUND", "off"), false),
        ("auto", ("VAMOS_REMOTE_HEADER", "a=secret"), true),
    ] {
        let (code, stderr) = user.run(cache, &[variable], &["build", "."]);
        assert_eq!((code, stderr), (Some(0), String::new()), "{cache}");
        assert_eq!(order.exists(), is_ordered, "{cache}");
    }
    let text = fs::read_to_string(&order).expect("it is there");
    assert!(!text.contains("secret"), "{text}");
}
