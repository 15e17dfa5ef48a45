//! The tools of a scratch GOROOT: cached results, and results that are made each time.
//!
//! Counterpart: none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Child;
use std::process::Command;

use vamos_testkit::Goroot;
use vamos_testkit::is_installed;
use vamos_testkit::official_go;
use vamos_testkit::write_script;

use crate::world::World;

/// A compiler that counts its runs and writes its arguments.
const COMPILER: &str = "#!/bin/sh\n\
    echo ran >>\"${0%/*}/runs\"\n\
    out= header=\n\
    while [ $# -gt 0 ]; do\n\
    case \"$1\" in -o) out=$2 ;; -asmhdr) header=$2 ;; fail) exit 3 ;; esac\n\
    shift\n\
    done\n\
    echo archive >$out\n\
    [ ! \"$header\" ] || echo header >$header\n";

impl World {
    fn new() -> Self {
        let world = Self::with(&[("compile", COMPILER), ("link", COMPILER)], &[]);
        for name in ["a.go", "imported.a", "symabis"] {
            fs::write(world.at(name), name).expect("the directory is writable");
        }
        world
    }

    /// Returns the arguments for a package of the standard library with this object directory.
    fn args(&self, object_dir: &str) -> Vec<String> {
        let object_dir = self.at(object_dir);
        fs::create_dir_all(&object_dir).expect("the directory is writable");
        let importcfg = object_dir.join("importcfg");
        let imported = self.at("imported.a");
        let text = format!("packagefile x={}\n", imported.display());
        fs::write(&importcfg, text).expect("the directory is writable");
        let (dir, at) = (object_dir.display(), self.dir.path().display());
        format!(
            "-o {dir}/_pkg_.a -trimpath {at}=>p;{dir}=> -p p -std -c=2 -symabis {at}/symabis \
             -importcfg {dir}/importcfg -asmhdr {dir}/go_asm.h {at}/a.go"
        )
        .split(' ')
        .map(str::to_owned)
        .collect()
    }

    /// Starts the compiler, or the linker.
    fn start(&self, args: &[String], env: &[(&str, &str)], log: &str) -> Child {
        let tool = if args.contains(&"-buildmode=exe".to_owned()) {
            "link"
        } else {
            "compile"
        };
        Command::new(self.at("goroot/pkg/tool/p").join(tool))
            .args(args)
            .current_dir(self.dir.path())
            .envs(env.iter().copied())
            .env("VAMOS_TEST_TOOL_LOG", self.at(log))
            .spawn()
            .expect("it starts")
    }

    /// Compiles, and reports whether the real compiler ran.
    fn compiles(&self, args: &[String], env: &[(&str, &str)]) -> bool {
        self.compiles_in(args, env, "log")
    }

    /// Like `compiles`, with another log.
    fn compiles_in(&self, args: &[String], env: &[(&str, &str)], log: &str) -> bool {
        let runs = || fs::read(self.at("goroot/pkg/real/p/runs")).map_or(0, |text| text.len());
        let before = runs();
        let status = self.start(args, env, log).wait().expect("it is our child");
        assert_eq!(status.success(), !args.contains(&"fail".to_owned()));
        runs() > before
    }
}

#[test]
fn equal_inputs_are_compiled_once() {
    let world = World::new();
    assert!(world.compiles(&world.args("work1/b001"), &[]));
    let mut args = world.args("work2/b007");
    assert!(!world.compiles(&args, &[]));
    let read = |name: &str| fs::read_to_string(world.at(name)).unwrap();
    assert_eq!(read("work2/b007/_pkg_.a"), "archive\n");
    assert_eq!(read("work2/b007/go_asm.h"), "header\n");
    let threads = args.iter_mut().find(|arg| *arg == "-c=2").unwrap();
    *threads = "-c=4".to_owned();
    assert!(!world.compiles(&args, &[]));
    assert!(!world.compiles(&args, &[("PATH", "/none")]));
    assert!(!world.compiles(&args, &[("PWD", "/none")]));
    // Each counts as a run of the tool.
    assert_eq!(read("log"), "compile \n".repeat(5));
}

#[test]
fn equal_inputs_are_compiled_once_at_the_same_time() {
    let world = World::new();
    let start = |work: i32| world.start(&world.args(&format!("work{work}")), &[], "log");
    let children: Vec<Child> = (0..4).map(start).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let runs = fs::read_to_string(world.at("goroot/pkg/real/p/runs")).unwrap();
    assert_eq!(runs, "ran\n");
    for work in 0..4 {
        let archive = world.at(&format!("work{work}/_pkg_.a"));
        assert_eq!(fs::read_to_string(archive).unwrap(), "archive\n");
    }
}

/// A worker has only the tool of the GOROOT.
#[test]
fn a_tool_alone_finds_the_real_one() {
    let world = World::new();
    let alone = world.at("worker/pkg/tool/p/compile");
    fs::create_dir_all(alone.parent().unwrap()).unwrap();
    let copied = Command::new("/bin/cp")
        .args([&world.at("goroot/pkg/tool/p/compile"), &alone])
        .status();
    assert!(copied.unwrap().success());
    for work in ["work1", "work2"] {
        let mut command = Command::new(&alone);
        assert!(command.args(world.args(work)).status().unwrap().success());
        let archive = world.at(&format!("{work}/_pkg_.a"));
        assert_eq!(fs::read_to_string(archive).unwrap(), "archive\n");
    }
    let runs = fs::read_to_string(world.at("goroot/pkg/real/p/runs")).unwrap();
    assert_eq!(runs, "ran\n");
}

#[test]
fn other_inputs_are_compiled() {
    let world = World::new();
    let args = world.args("work/b001");
    assert!(world.compiles(&args, &[]));
    for name in ["a.go", "imported.a", "symabis"] {
        fs::write(world.at(name), format!("another {name}")).unwrap();
        assert!(world.compiles(&args, &[]), "{name}");
        assert!(!world.compiles(&args, &[]), "{name}");
    }
    for name in ["GOROOT", "GOARCH", "GOAMD64", "GOEXPERIMENT", "GODEBUG"] {
        assert!(world.compiles(&args, &[(name, "other")]), "{name}");
    }
    for (from, to) in [("-p", "-race"), ("-std", "-shared"), ("p", "q")] {
        let at = args.iter().position(|arg| arg == from).unwrap();
        let mut args = args.clone();
        match to {
            "q" => args[at] = to.to_owned(),
            _ => args.insert(at, to.to_owned()),
        }
        assert!(world.compiles(&args, &[]), "{to}");
    }
    let text = format!(
        "importmap y=x\npackagefile x={}",
        world.at("imported.a").display()
    );
    fs::write(world.at("work/b001/importcfg"), text).unwrap();
    assert!(world.compiles(&args, &[]));
    fs::write(world.at("imported.a"), "last line without an end").unwrap();
    assert!(world.compiles(&args, &[]));
}

#[test]
fn variables_that_mean_the_same() {
    let world = World::new();
    let args = world.args("work/b001");
    let amd64 = ("GOARCH", "amd64");
    assert!(world.compiles(&args, &[amd64]));
    for same in [
        ("GOAMD64", "v1"),
        ("GOARM64", "v9.0"),
        ("GOWASM", "satconv"),
        ("GOFIPS140", "off"),
        (
            "GODEBUG",
            "goindex=0,gocacheverify=1,gocachetest=1,gocachehash=1",
        ),
    ] {
        assert!(!world.compiles(&args, &[amd64, same]), "{same:?}");
    }
    for other in [
        ("GOAMD64", "v2"),
        ("GOAMD64", "other"),
        ("GOARM64", "other"),
        ("GOFIPS140", "latest"),
        ("GODEBUG", "goindex=0,gctrace=1"),
    ] {
        assert!(world.compiles(&args, &[amd64, other]), "{other:?}");
    }
    // Which processor it is may not be known.
    for value in ["v8.0", "v9.0"] {
        assert!(world.compiles(&args, &[("GOARCH", "arm64"), ("GOARM64", value)]));
        assert!(world.compiles(&args, &[("GOARCH", ""), ("GOARM64", value)]));
    }
}

#[test]
fn other_work_is_for_the_real_compiler() {
    let world = World::new();
    let args = world.args("work/b001");
    let with = |arg: &str| {
        let mut args = args.clone();
        args.insert(0, arg.to_owned());
        args
    };
    let without_std: Vec<String> = args.iter().filter(|arg| *arg != "-std").cloned().collect();
    for args in [with("-m"), with("-embedcfg=x"), with("fail"), without_std] {
        assert!(world.compiles(&args, &[]), "{args:?}");
        assert!(world.compiles(&args, &[]), "{args:?}");
    }
    let env = [("GOSSAFUNC", "f")];
    assert!(world.compiles(&args, &env) && world.compiles(&args, &env));
    assert_eq!(
        fs::read_dir(world.at("goroot-compiled"))
            .expect("it is there")
            .count(),
        0
    );
}

#[test]
fn packages_of_a_case_are_kept_while_it_runs() {
    let world = World::new();
    let args = world.args("work/b001");
    let args: Vec<String> = args.into_iter().filter(|arg| arg != "-std").collect();
    for case in ["case1", "case2"] {
        for dir in ["top", "compiled"] {
            fs::create_dir_all(world.at(case).join(dir)).expect("the directory is writable");
        }
        let log = format!("{case}/top/log");
        assert!(world.compiles_in(&args, &[], &log), "{case}");
        assert!(!world.compiles_in(&args, &[], &log), "{case}");
        let elsewhere = [("PWD", "/none")];
        assert!(world.compiles_in(&args, &elsewhere, &log), "{case}");
        fs::write(world.at("a.go"), case).expect("the directory is writable");
        assert!(world.compiles_in(&args, &[], &log), "{case}");
        let mut relative = args.clone();
        *relative.last_mut().expect("the file") = "./a.go".to_owned();
        assert!(world.compiles_in(&relative, &[], &log), "{case}");
        assert!(!world.compiles_in(&relative, &[], &log), "{case}");
    }
}

#[test]
fn programs_without_c_are_kept_while_a_case_runs() {
    let world = World::new();
    for dir in ["case/top", "case/compiled"] {
        fs::create_dir_all(world.at(dir)).expect("the directory is writable");
    }
    let importcfg = |lines: &str| {
        let text = format!(
            "packagefile x={}\n{lines}",
            world.at("imported.a").display()
        );
        fs::write(world.at("importcfg.link"), text).expect("the directory is writable");
    };
    importcfg("");
    fs::write(world.at("main.a"), "main").expect("the directory is writable");
    let args = |out: &str, flag: &str| -> Vec<String> {
        let at = world.dir.path().display();
        let args = format!(
            "-o {at}/{out} -importcfg {at}/importcfg.link -buildmode=exe -buildid=a/b \
             -extld=gcc {flag} {at}/main.a"
        );
        args.split_whitespace().map(str::to_owned).collect()
    };
    let links = |out: &str, flag: &str| world.compiles_in(&args(out, flag), &[], "case/top/log");
    assert!(links("one", "-s"));
    assert!(!links("two", "-s"));
    assert_eq!(fs::read_to_string(world.at("two")).unwrap(), "archive\n");
    assert!(links("two", "-w"));
    for name in ["main.a", "imported.a"] {
        fs::write(world.at(name), format!("another {name}")).expect("the directory is writable");
        assert!(links("two", "-s"), "{name}");
        assert!(!links("two", "-s"), "{name}");
    }
    for flag in ["-linkmode=external", "-race"] {
        assert!(links("two", flag) && links("two", flag), "{flag}");
    }
    importcfg("packagefile runtime/cgo=/none.a\n");
    assert!(links("two", "-s") && links("two", "-s"));
}

/// Returns the content IDs of a build cache's archives. Action IDs depend on `-toolexec`.
fn content_ids(cache: &Path) -> BTreeSet<String> {
    let dirs = fs::read_dir(cache).expect("it is there").flatten();
    let files = dirs.flat_map(|dir| fs::read_dir(dir.path()).into_iter().flatten().flatten());
    files
        .filter_map(|file| {
            let bytes = fs::read(file.path()).ok()?;
            let head = bytes
                .get(..500)
                .filter(|head| head.starts_with(b"!<arch>"))?;
            let head = String::from_utf8_lossy(head);
            let (_, id) = head.split_once("build id \"")?;
            Some(id.split(['/', '"']).nth(1)?.to_owned())
        })
        .collect()
}

/// Returns the outputs of a build cache that are no archives.
fn others(cache: &Path) -> BTreeSet<String> {
    let dirs = fs::read_dir(cache).expect("it is there").flatten();
    let files = dirs.flat_map(|dir| fs::read_dir(dir.path()).into_iter().flatten().flatten());
    files
        .filter(|file| !fs::read(file.path()).is_ok_and(|bytes| bytes.starts_with(b"!<arch>")))
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with("-d"))
        .collect()
}

/// Runs the official command with the real tools, and twice with caching tools. Returns the results
/// of `found` for the three build caches.
fn thrice(
    args: &[&str],
    variable: (&str, &str),
    found: fn(&Path) -> BTreeSet<String>,
) -> Option<[BTreeSet<String>; 3]> {
    let go = official_go()?;
    let sdk = go.parent().and_then(Path::parent).expect("bin/go");
    let goroot = Goroot::shared(sdk).expect("the SDK can be copied");
    let dir = tempfile::tempdir().expect("the directory is writable");
    let real = dir.path().join("real");
    let script = "#!/bin/sh\ntool=$1; shift\nplatform=${tool%/*}\n\
        exec \"${tool%/tool/*}/real/${platform##*/}/${tool##*/}\" \"$@\"\n";
    write_script(&real, script).expect("the directory is writable");
    let telemetry = dir.path().join(".config/go/telemetry");
    fs::create_dir_all(&telemetry).expect("the directory is writable");
    fs::write(telemetry.join("mode"), "off").expect("the directory is writable");
    // The first of the others fills the cache.
    Some(["expected", "first", "second"].map(|name| {
        let cache = dir.path().join(name);
        let mut command = Command::new(&go);
        command.args(&args[..1]);
        if name == "expected" {
            command.arg("-toolexec").arg(&real);
        }
        let mut path = "/usr/local/bin:/usr/bin:/bin".to_owned();
        if name != "expected" {
            let gcc = Goroot::gcc_beside(goroot.dir());
            path = format!("{}:{path}", gcc.display());
        }
        let status = command
            .args(&args[1..])
            .current_dir(dir.path())
            .env_clear()
            .env("PATH", path)
            .env("HOME", dir.path())
            .env("GOROOT", goroot.dir())
            .env("GOCACHE", &cache)
            .env("GOENV", "off")
            .env("GOTOOLCHAIN", "local")
            .env(variable.0, variable.1)
            .status()
            .expect("it starts");
        assert!(status.success());
        found(&cache)
    }))
}

#[test]
fn what_is_kept_is_what_the_tools_write() {
    let with_c = ["build", "-trimpath", "os", "runtime/cgo"];
    let args = if is_installed("gcc") {
        &with_c[..]
    } else {
        &with_c[..3]
    };
    if let Some([expected, first, second]) = thrice(args, ("GOFLAGS", ""), content_ids) {
        assert!(expected.len() > 20, "{expected:?}");
        assert_eq!(first, expected);
        assert_eq!(second, expected);
    }
}

#[test]
fn facts_that_are_kept_are_those_of_vet() {
    let args = ["vet", "strconv"];
    if let Some([expected, first, second]) = thrice(&args, ("CGO_ENABLED", "0"), others) {
        assert!(expected.len() > 3, "{expected:?}");
        assert_eq!(first, expected);
        assert_eq!(second, expected);
    }
}
