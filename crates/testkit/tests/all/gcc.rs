//! The gcc of a scratch GOROOT, and its cgo: cached results, and results that are made each time.
//!
//! Counterpart: none.

use std::fs;
use std::io::Write as _;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use vamos_testkit::Goroot;
use vamos_testkit::write_script;

use crate::world::World;

/// A C compiler that counts its runs and does not support one flag.
const GCC: &str = "#!/bin/sh\n\
    echo ran >>\"${0%/*}/runs\"\n\
    case \"$*\" in *-Qunknown*) echo 'gcc: unknown' >&2; exit 1 ;; esac\n\
    case \"$*\" in *-Wtells*) echo \"$*\" >&2 ;; esac\n\
    cat >/dev/null\n\
    while [ $# -gt 0 ]; do\n\
    case \"$1\" in -o) out=$2 ;; esac\n\
    shift\n\
    done\n\
    [ ! \"$out\" ] || echo object >$out\n";

/// A cgo that counts its runs.
const CGO: &str = "#!/bin/sh\n\
    echo ran >>\"${0%/*}/runs\"\n\
    for file in _cgo_export.c _cgo_export.h _cgo_gotypes.go _cgo_main.c a.cgo1.go a.cgo2.c; do\n\
    echo $file >$2/$file\n\
    done\n";

/// The directory of the package.
const PACKAGE: &str = "goroot/src/p";

impl World {
    /// Makes a fixture with a package that has C.
    fn with_c() -> Self {
        let world = Self::with(&[("cgo", CGO)], &["a.c", "a.go", "a.h"]);
        fs::create_dir(world.at("bin")).expect("the directory is writable");
        write_script(&world.at("bin/gcc"), GCC).expect("the directory is writable");
        world.goroot.lay_gcc().expect("the directory is writable");
        world
    }

    /// Writes a file whose content is its name and `text`.
    fn write(&self, name: &str, text: &str) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("the directory is writable");
        fs::write(path, format!("#{name}{text}")).expect("the directory is writable");
    }

    /// Replaces `DIR` in arguments by the directory of this test.
    fn words(&self, args: &str) -> Vec<String> {
        let dir = self.dir.path().to_string_lossy();
        let args = args.split_whitespace();
        args.map(|arg| arg.replace("DIR", &dir)).collect()
    }

    /// Runs gcc in a directory, and reports whether the real one ran.
    fn gcc(&self, below: &str, args: &str, input: &str, env: &[(&str, &str)]) -> (bool, Output) {
        let gcc = Goroot::gcc_beside(self.goroot.dir());
        let path = format!(
            "{}:{}:/usr/bin:/bin",
            gcc.display(),
            self.at("bin").display()
        );
        let before = self.runs("bin/runs");
        let mut child = Command::new(gcc.join("gcc"))
            .args(self.words(args))
            .current_dir(self.at(below))
            .env("PATH", path)
            .env("GOROOT", self.at("goroot"))
            .env("PWD", self.at(below))
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // It may end without reading.
        let mut stdin = child.stdin.take().expect("it is a pipe");
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("it is our child");
        (self.runs("bin/runs") > before, output)
    }

    /// Compiles a file of the package into an object directory, and reports whether the real
    /// compiler ran.
    fn compiles_c(&self, objdir: &str, flags: &str, env: &[(&str, &str)]) -> bool {
        fs::create_dir_all(self.at(objdir)).expect("the directory is writable");
        let args = format!(
            "-I . -fPIC -ffile-prefix-map=DIR/{objdir}=/b {flags} -I DIR/{objdir}/ \
             -o DIR/{objdir}/a.o -c a.c"
        );
        let (ran, output) = self.gcc(PACKAGE, &args, "", env);
        assert!(output.status.success(), "{output:?}");
        let object = fs::read_to_string(self.at(objdir).join("a.o"));
        assert_eq!(object.expect("it is there"), "object\n");
        ran
    }

    /// Returns the number of bytes that a program has written for its runs.
    fn runs(&self, name: &str) -> usize {
        fs::read(self.at(name)).map_or(0, |text| text.len())
    }

    /// Returns the number of cached files, without locks.
    fn kept(&self) -> usize {
        let files = fs::read_dir(self.at("goroot-compiled")).expect("it is there");
        let names = files.flatten().map(|file| file.file_name());
        names
            .filter(|name| !name.to_string_lossy().ends_with(".lock"))
            .count()
    }
}

#[test]
fn c_of_the_standard_library_is_compiled_once() {
    let world = World::with_c();
    assert!(world.compiles_c("work1/b001", "-frandom-seed=1", &[]));
    assert!(!world.compiles_c("work2/b007", "-frandom-seed=2", &[]));
    for name in ["a.c", "a.h", "b.h"] {
        world.write(&format!("{PACKAGE}/{name}"), "another");
        assert!(world.compiles_c("work2/b007", "", &[]), "{name}");
        assert!(!world.compiles_c("work1/b001", "", &[]), "{name}");
    }
    world.write("work1/b001/_cgo_export.h", "");
    assert!(world.compiles_c("work1/b001", "", &[]));
    for flags in ["-O2", "-DX", "-ffile-prefix-map=/x=/y"] {
        assert!(world.compiles_c("work1/b001", flags, &[]), "{flags}");
        assert!(!world.compiles_c("work1/b001", flags, &[]), "{flags}");
    }
    for name in ["CPATH", "LC_ALL", "PWD", "SOURCE_DATE_EPOCH"] {
        assert!(
            world.compiles_c("work1/b001", "", &[(name, "other")]),
            "{name}"
        );
    }
    // Another compiler.
    write_script(&world.at("bin/gcc"), &format!("{GCC}\n")).expect("the directory is writable");
    assert!(world.compiles_c("work1/b001", "", &[]));
}

#[test]
fn objects_are_linked_once() {
    let world = World::with_c();
    world.write("work1/b001/a.o", "");
    world.write("work2/b002/a.o", "");
    fs::copy(world.at("work1/b001/a.o"), world.at("work2/b002/a.o")).unwrap();
    let links = |objdir: &str| {
        let args = format!("-I DIR/x -o DIR/{objdir}/_cgo_.o DIR/{objdir}/a.o -lpthread");
        let (ran, output) = world.gcc("", &args, "", &[]);
        assert!(output.status.success(), "{output:?}");
        assert!(world.at(objdir).join("_cgo_.o").exists());
        ran
    };
    assert!(links("work1/b001") && !links("work2/b002"));
    world.write("work2/b002/a.o", "another");
    assert!(links("work2/b002") && !links("work2/b002"));
}

#[test]
fn answers_about_flags_are_kept() {
    let world = World::with_c();
    let ask = |flags: &str| world.gcc("", &format!("{flags} -c -x c - -o /dev/null"), "", &[]);
    for flags in [
        "-fknown -g",
        "-I DIR/x -ffile-prefix-map=DIR/work1/b001=/b",
        "-Qunknown -g",
    ] {
        let (ran, first) = ask(flags);
        assert!(ran, "{flags}");
        let (ran, second) = ask(flags);
        assert!(!ran, "{flags}");
        assert_eq!(first, second, "{flags}");
        assert_eq!(first.status.success(), !flags.contains("unknown"));
    }
    assert!(!ask("-I DIR/y -ffile-prefix-map=DIR/work2/b002=/b").0);
    fs::write(world.at("trivial.c"), "int main() {}").unwrap();
    let link = |out: &str| {
        world.gcc(
            "",
            &format!("-m64 -o DIR/{out} -no-pie DIR/trivial.c"),
            "",
            &[],
        )
    };
    assert!(link("a.out").0 && !link("a.out").0);
    assert!(world.at("a.out").exists());
}

#[test]
fn other_work_is_for_the_real_gcc() {
    let world = World::with_c();
    world.write("other/a.c", "");
    let calls = [
        (PACKAGE, "-### -x c -c -"),
        (PACKAGE, "-E -dM -I . -"),
        (PACKAGE, "-L DIR -o DIR/a.o -c a.c"),
        (PACKAGE, "-I DIR/other -o DIR/obj/a.o -c a.c"),
        (PACKAGE, "-fplugin=x.so -o DIR/a.o -c a.c"),
        (PACKAGE, "-Wa,x -o DIR/a.o -c a.c"),
        (PACKAGE, "-include x.h -o DIR/a.o -c a.c"),
        (PACKAGE, "-o DIR/a.o -c missing.c"),
        (PACKAGE, "-Wtells -o DIR/a.o -c a.c"),
        ("other", "-I . -o DIR/a.o -c a.c"),
        // The working directory is in debug information.
        ("other", "-g -c -x c - -o DIR/a.o"),
    ];
    fs::create_dir_all(world.at("obj")).unwrap();
    for (dir, args) in calls {
        for _ in 0..2 {
            let (ran, output) = world.gcc(dir, args, "", &[]);
            assert!(ran && output.status.success(), "{args}: {output:?}");
        }
    }
    assert_eq!(world.kept(), 0);
}

#[test]
fn cgo_runs_once_for_a_package_of_the_standard_library() {
    let world = World::with_c();
    let runs = |objdir: &str, flags: &str, env: &[(&str, &str)]| {
        fs::create_dir_all(world.at(objdir)).unwrap();
        let before = world.runs("goroot/pkg/real/p/runs");
        let args =
            format!("-objdir DIR/{objdir}/ -importpath p {flags} -- -I DIR/{objdir}/ -O2 ./a.go");
        let status = Command::new(world.at("goroot/pkg/tool/p/cgo"))
            .args(world.words(&args))
            .current_dir(world.at(PACKAGE))
            .env(
                "PATH",
                format!("{}:/usr/bin:/bin", world.at("bin").display()),
            )
            .env("PWD", world.at(PACKAGE))
            .env_remove("CC")
            .envs(env.iter().copied())
            .status();
        assert!(status.expect("it starts").success());
        for name in ["_cgo_gotypes.go", "a.cgo1.go", "a.cgo2.c"] {
            let text = fs::read_to_string(world.at(objdir).join(name));
            assert_eq!(text.expect("it is there"), format!("{name}\n"));
        }
        world.runs("goroot/pkg/real/p/runs") > before
    };
    assert!(runs("work1/b001", "", &[]) && !runs("work2/b002", "", &[]));
    for name in ["a.go", "a.h"] {
        world.write(&format!("{PACKAGE}/{name}"), "another");
        assert!(
            runs("work1/b001", "", &[]) && !runs("work1/b001", "", &[]),
            "{name}"
        );
    }
    assert!(runs("work1/b001", "", &[("CGO_LDFLAGS", "-lm")]));
    assert!(runs("work1/b001", "-ldflags=-O2", &[]));
    for again in [("-exportheader=x", ""), ("", "clang")] {
        let env = [("CC", again.1)];
        let env = if again.1.is_empty() {
            &[][..]
        } else {
            &env[..]
        };
        assert!(
            runs("work1/b001", again.0, env) && runs("work1/b001", again.0, env),
            "{again:?}"
        );
    }
}
