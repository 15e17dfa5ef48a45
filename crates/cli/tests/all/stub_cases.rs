//! Packages that the instrumented compiler takes in the state after their check. If that fails, their
//! sources are compiled, and nothing wrong is stored.
//!
//! A script takes the place of the instrumented compiler, as in `compiler_cases`: except in one test it
//! compiles the sources in any case.
//! Counterpart: none; the official compiler reads sources.

#![expect(
    clippy::disallowed_methods,
    reason = "files of the script are read by hand"
)]

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::Stdio;

use rustix::process::Pid;
use rustix::process::Signal;
use vamos_testkit::wait_until;

use crate::compiler_cases::GOOD;
use crate::compiler_cases::User;

/// Builds both packages, one after the other, with a setting of the compiler.
fn build(user: &User, cache: &str, setting: &str) -> (Option<i32>, String) {
    let env = [("VAMOS_COMPILER", setting)];
    user.run(cache, &env, &["build", "-p=1", "."])
}

#[test]
fn checked_packages() {
    let Some(user) = User::with_stubs() else {
        return;
    };
    let copy = "test -z \"$COMPILE_STUB\" || cat \"$COMPILE_STUB\" >> \"$0.stubs\"";
    user.lay(&format!("{copy}\nexec \"$STOCK\" \"$@\""));
    assert_eq!(build(&user, "one", "source"), GOOD);
    let stubs = user.program().with_file_name("compile.stubs");
    assert!(!stubs.exists());
    assert_eq!(build(&user, "two", "auto"), GOOD);
    let text = fs::read(&stubs).expect("both packages were checked");
    let begins = |text: &[u8], with: &[u8]| text.windows(with.len()).any(|at| at == with);
    assert!(begins(&text, b"\n\x02\0\0\0") || begins(&text, b"\n\x05\0\0\0"));
    assert!(begins(&text, b"example.com/m/lib\n\n"));
    user.equal("two", "laid");
    let (code, stderr) = build(&user, "three", "verify");
    assert_eq!(code, Some(0), "{stderr}");
    let line = "vamos: checked packages: 2 equal, 0 without\n";
    assert!(stderr.contains(line), "{stderr}");
}

/// A compiler that fails only with checked packages is not given the second one. Nothing that it
/// prints is shown.
#[test]
fn sources_are_compiled_if_that_fails() {
    for failure in [
        "exit 2",
        "echo 'internal compiler error: no stub: EOF'; exit 2",
        "kill -9 $$",
        "echo hello",
        "exit 0",
    ] {
        let Some(user) = User::with_stubs() else {
            return;
        };
        user.lay(&format!(
            "test -z \"$COMPILE_STUB\" || {{ {failure}; }}\nexec \"$STOCK\" \"$@\""
        ));
        assert_eq!(build(&user, "one", "wait"), GOOD, "{failure}");
        assert_eq!(user.runs(), 3, "{failure}");
        user.equal("one", "laid");
    }
}

#[test]
fn failures_are_differences() {
    let cases = [
        ("test -z \"$COMPILE_STUB\" || exit 2", "the compiler fails"),
        (
            "test -n \"$COMPILE_STUB\" || { echo \"lib.go:3:6: too large\"; exit 2; }",
            "its sources have errors",
        ),
    ];
    for (script, reason) in cases {
        let Some(user) = User::with_stubs() else {
            return;
        };
        user.lay(&format!("{script}\nexec \"$STOCK\" \"$@\""));
        let (code, stderr) = build(&user, "one", "verify");
        assert_eq!(code, Some(1), "{stderr}");
        let text = format!(
            "VAMOS_COMPILER=verify: example.com/m/lib: the archive of the checked package \
             differs: {reason}"
        );
        assert!(stderr.contains(&text), "{stderr}");
        for file in user.archives("one") {
            let bytes = fs::read(user.top().join("one").join(file)).expect("it is there");
            assert!(!bytes.starts_with(b"!<arch>"), "{reason}");
        }
    }
}

/// A file that cannot be written, as on a full disk, is not given to the compiler.
#[test]
fn the_file_cannot_be_written() {
    let Some(user) = User::with_stubs() else {
        return;
    };
    // The first compilation puts a directory where the file of the second one would be.
    user.lay(
        r#"
for arg; do
	case $prev in -o) out=$arg ;; esac
	prev=$arg
done
test -z "$COMPILE_STUB" || echo "$COMPILE_STUB" >> "$0.stubs"
for dir in b001 b002 b003; do
	mkdir -p "${out%/*/*}/$dir/_pkg_.a.stub" 2>/dev/null
done
exec "$STOCK" "$@""#,
    );
    assert_eq!(build(&user, "one", "wait"), GOOD);
    let stubs = fs::read_to_string(user.program().with_file_name("compile.stubs"));
    assert_eq!(stubs.unwrap_or_default().lines().count(), 1);
    assert_eq!(user.runs(), 2);
    user.equal("one", "laid");
}

/// A command that ends early stores nothing wrong, and an interrupted one removes the file.
#[test]
fn a_command_ends_early() {
    for signal in [Signal::INT, Signal::KILL] {
        let Some(user) = User::with_stubs() else {
            return;
        };
        let started = user.top().join("started");
        user.lay(&format!(
            "test -z \"$COMPILE_STUB\" || {{ cp \"$COMPILE_STUB\" {}; exec sleep 1000; }}\n\
             exec \"$STOCK\" \"$@\"",
            started.display()
        ));
        let tmp = user.top().join("tmp");
        fs::create_dir(&tmp).expect("there is room");
        let tmp_dir = tmp.to_string_lossy();
        let env = [("VAMOS_COMPILER", "wait"), ("TMPDIR", &*tmp_dir)];
        let mut command = user.command("one", &env, &["build", "-p=1", "."]);
        // The compiler gets the signal, too.
        command.stderr(Stdio::null()).process_group(0);
        let mut child = command.spawn().expect("it starts");
        wait_until(|| started.exists());
        let group = Pid::from_child(&child);
        rustix::process::kill_process_group(group, signal).expect("it runs");
        assert!(!child.wait().expect("it is our child").success());
        let mut left = fs::read_dir(&tmp).expect("it is there");
        assert!(signal == Signal::KILL || left.next().is_none());
        assert_eq!(build(&user, "one", "source"), GOOD);
        user.equal("one", "laid");
    }
}

/// The real compiler refuses files that were cut or changed, or are of another release or package.
#[test]
#[ignore = "builds a compiler, which takes a minute or two"]
fn wrong_files_are_refused() {
    let Some(user) = User::with_real_compiler() else {
        return;
    };
    assert_eq!(build(&user, "laid", "source"), GOOD);
    let program = user.built_program();
    let real = program.with_file_name("real");
    fs::rename(&program, &real).expect("it is ours");
    let build_with = |script: &str, cache: &str| {
        let script = format!(
            "stub=$COMPILE_STUB\ntest -z \"$stub\" || {{ {script}; }}\nexec \"$STOCK\" \"$@\""
        );
        user.replace(&program, &real, &script);
        let before = user.runs();
        assert_eq!(build(&user, cache, "wait"), GOOD, "{script}");
        user.equal(cache, "laid");
        user.runs() - before
    };
    assert_eq!(build_with("true", "right"), 2);
    let cut = |sign: &str, bytes: usize| format!("truncate -s {sign}{bytes} \"$stub\"");
    let short = (0..60).map(|bytes| cut("", bytes));
    let long = [1, 2, 7, 8, 9, 15, 16, 17, 40].map(|bytes| cut("-", bytes));
    let byte = |at: usize, value: u8| {
        let into = format!("dd of=\"$stub\" bs=1 seek={at} conv=notrunc status=none");
        format!("printf '\\{value:03o}' | {into}")
    };
    let releases = [0, 1, 3, 4, 5].map(|value| byte(1, value));
    let others = [
        "rm \"$stub\"".to_owned(),
        "cat \"$stub\" \"$stub\" > \"$stub.x\"; mv \"$stub.x\" \"$stub\"".to_owned(),
        "sed -i s,example.com/m,example.com/n, \"$stub\"".to_owned(),
    ];
    let scripts = short.chain(long).chain(releases).chain(others);
    for (number, script) in scripts.enumerate() {
        // The second package is not tried.
        assert_eq!(build_with(&script, &number.to_string()), 3, "{script}");
    }
}
