//! Flags that name files of a directory.
//!
//! Counterpart: cmd/go/internal/work/security_test.go.

use std::os::unix::fs::symlink;

use vamos_base::golang::path;
use vamos_fsys::eval_symlinks;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::GoEnv;

use super::LocalFiles;
use super::has_spec_flags;

/// An object that is accepted, and a script that is not.
const OBJECT: &[u8] = b"\0asm\x01\0\0\0";
const SCRIPT: &[u8] = b"INPUT(-lx)\n";

fn write(dir: &str, name: &str, data: &[u8]) {
    let file = path::join(&[dir, name]);
    uncached::make_dirs(&path::dir(&file)).unwrap();
    work::write(&file, data).unwrap();
}

/// Returns the path of a directory without links.
fn real(dir: &tempfile::TempDir) -> String {
    eval_symlinks(dir.path().to_str().unwrap()).unwrap()
}

fn check(dir: &str, goos: &str, line: &str) -> String {
    let mut env = GoEnv::default();
    goos.clone_into(&mut env.target.goos);
    let local = LocalFiles::new(&env, dir);
    let flags: Vec<String> = line.split(' ').map(str::to_owned).collect();
    match local.check_flags("s", &flags) {
        Ok(()) => String::new(),
        Err(error) => error.to_string().replace(dir, "DIR"),
    }
}

#[test]
fn files_must_be_objects() {
    let dir = tempfile::tempdir().unwrap();
    let dir = &real(&dir);
    write(dir, "good.o", OBJECT);
    write(dir, "bad.so", SCRIPT);
    write(dir, "name", SCRIPT);
    write(dir, "good.tbd", b"\n--- !tapi-tbd\n");
    write(dir, "bad.tbd", SCRIPT);
    let format = "(unrecognized binary format)";
    let help = "(see https://go.dev/s/invalidflag)";
    for (line, want) in [
        ("good.o ./good.o missing.o -lbad.so good.tbd", String::new()),
        (
            "./bad.so",
            format!("invalid linker input file in s: ./bad.so {format}"),
        ),
        ("bad.tbd", "invalid .tbd file in s: bad.tbd".to_owned()),
        (
            "-framework name",
            format!("invalid flag in s: -framework name {help}"),
        ),
        (
            "-Wl,-framework -Wl,name",
            format!("invalid flag in s: -Wl,-framework -Wl,name {help}"),
        ),
        (
            "-Wl,-undefined=name",
            format!("invalid flag in s: -Wl,-undefined=name {help}"),
        ),
        (
            "-isysroot name",
            "invalid flag in s: -isysroot name (not a directory)".to_owned(),
        ),
        (
            "-Wl,-R=bad.so",
            format!(
                "invalid flag in s: -Wl,-R=bad.so (invalid linker input file in s: bad.so {format})"
            ),
        ),
        ("-Wl,--just-symbols,good.o -Wl,-R/", String::new()),
        (
            "-Wl,-subsystem,name",
            format!("invalid flag in s: -Wl,-subsystem,name {help}"),
        ),
        (
            "-Wl,-sectcreate,a,b,name",
            format!("invalid flag in s: -Wl,-sectcreate,a,b,name {help}"),
        ),
        (
            "-Wl,--push-state,-undefined=name",
            format!("invalid flag in s: -Wl,--push-state,-undefined=name {help}"),
        ),
    ] {
        assert_eq!(check(dir, "linux", line), want, "{line}");
    }
    assert_eq!(check(dir, "darwin", "-Wl,-sectcreate,a,b,name"), "");
    assert_eq!(check(dir, "windows", "-Wl,-subsystem,name"), "");
}

#[test]
fn directories_are_searched() {
    let dir = tempfile::tempdir().unwrap();
    let dir = &real(&dir);
    write(dir, "p/lib/deep/libx.so.1", SCRIPT);
    write(dir, "q/lib/x.o", OBJECT);
    write(dir, "q/other/script.so", SCRIPT);
    write(dir, "q/lib64/gcc.SPEC", b"");
    write(dir, "r/ok/x.o", OBJECT);
    symlink(format!("{dir}/p"), format!("{dir}/r/link")).unwrap();
    symlink(format!("{dir}/r"), format!("{dir}/r/ok/around")).unwrap();
    let script = "invalid linker input file in s: DIR/p/lib/deep/libx.so.1 \
                  (unrecognized binary format)";
    let spec = "disallowed GCC spec file in s: DIR/q/lib64/gcc.SPEC";
    for (line, want) in [
        ("-Lp", script),
        ("-L p/lib", script),
        ("-L=p", script),
        ("-Lq/lib", spec),
        ("-Lr", script),
        ("-Lr/ok", script),
        ("-Lmissing", ""),
        ("-L", ""),
        ("-L/usr/lib -L/", ""),
        ("-isysroot q", spec),
        ("-isysroot p", ""),
        ("-fopenmp", spec),
    ] {
        assert_eq!(check(dir, "linux", line), want, "{line}");
    }
}

#[test]
fn some_flags_make_gcc_read_more() {
    let has = |line: &str| {
        let flags: Vec<String> = line.split(' ').map(str::to_owned).collect();
        has_spec_flags(&flags)
    };
    assert!(has("-fopenmp") && has("-O2 -fopenacc"));
    assert!(has("-fsanitize=address -static-libasan") && has("--static -fsanitize=x"));
    assert!(!has("-fsanitize=address") && !has("-static"));
}
