//! Flags that are accepted and refused.
//!
//! Counterpart: cmd/go/internal/work/security_test.go.

use vamos_goenv::GoEnv;
use vamos_release::Release;

use super::*;

fn words(line: &str) -> Vec<String> {
    line.split('|').map(str::to_owned).collect()
}

/// Returns an environment with Go 1.26 without or with strict flags.
fn env(is_strict: bool) -> GoEnv {
    let mut env = GoEnv::default();
    env.sdk.release = Release::of_patch(26, if is_strict { 11 } else { 8 });
    env
}

fn compiler_of(env: &GoEnv, line: &str) -> Result<(), String> {
    let checked = check_compiler_flags(env, "CFLAGS", "#cgo CFLAGS", &words(line));
    checked.map_err(|error| error.to_string())
}

fn linker_of(env: &GoEnv, line: &str) -> Result<(), String> {
    let local = LocalFiles::new(env, "/no-such-directory");
    let checked = check_linker_flags(env, &local, "LDFLAGS", "#cgo LDFLAGS", &words(line));
    checked.map_err(|error| error.to_string())
}

fn compiler(line: &str) -> Result<(), String> {
    compiler_of(&env(false), line)
}

fn linker(line: &str) -> Result<(), String> {
    linker_of(&env(false), line)
}

#[test]
fn all_patterns_compile_and_start_as_they_say() {
    let tables: [&[Pattern]; 12] = [
        &COMPILER,
        &COMPILER_OLD,
        &COMPILER_STRICT,
        &BAD_COMPILER_STRICT,
        &LINKER,
        &LINKER_OLD,
        &LINKER_STRICT,
        &BAD_LINKER,
        &BAD_LINKER_STRICT,
        &PKG_CONFIG,
        &PKG_CONFIG_OLD,
        &PKG_CONFIG_STRICT,
    ];
    for pattern in tables.into_iter().flatten() {
        assert!(Regex::new(pattern.text).is_ok(), "{}", pattern.text);
    }
    let starts = [
        ("-D([A-Z])", "-D"),
        ("-?-std=x", ""),
        (r"\./.*", ""),
        ("-Wl,-R,?x", "-Wl,-R"),
    ];
    for (text, start) in starts {
        assert_eq!(Pattern::new(text).literal_start(), start);
    }
}

#[test]
fn harmless_compiler_flags_pass() {
    for line in [
        "-DX",
        "-DX=1",
        "-U_X",
        "-F/Q",
        "-I/",
        "-I.",
        "-O",
        "-O3",
        "-Wall",
        "-Wp,-DX=1",
        "-ansi",
        "-fno-exceptions",
        "-fno-builtin-free",
        "-flto",
        "-fvisibility=hidden",
        "-ftls-model=local-exec",
        "-g",
        "-ggdb",
        "-m32",
        "-march=native",
        "-mavx512f",
        "-mfpmath=sse,387",
        "-std=c99",
        "--std=c11",
        "-xc",
        "-I|x",
        "-D|X",
        "-isysroot|/Q",
        "-isystem|é",
        "-I|=/usr",
        "-I|$SYSROOT/x",
        "-include|a.h",
        "--sysroot=/x",
        "",
    ] {
        assert_eq!(compiler(line), Ok(()), "{line}");
    }
}

#[test]
fn other_compiler_flags_are_refused() {
    for line in [
        "-D@X",
        "-D-X",
        "-I@dir",
        "-O@1",
        "-Wa,-foo",
        "-W@foo",
        "-Wp,-DX,-D@X",
        "-g@gdb",
        "-g-gdb",
        "-march=@dawn",
        "-march=-dawn",
        "-std=@c99",
        "-x@c",
        "-fplugin=x.so",
        "-B.",
        "-c",
        "@x",
        "x.c",
        "-D|@X",
        "-I|-foo",
        "-I|@foo",
        "-include|@foo",
        "-I|=@obj",
        "-O-O",
    ] {
        assert!(compiler(line).is_err(), "{line}");
    }
    let text = "invalid flag in #cgo CFLAGS: -I without argument \
                (see https://go.dev/s/invalidflag)";
    assert_eq!(compiler("-g|-I"), Err(text.to_owned()));
    let text = "invalid flag in #cgo CFLAGS: -I @x (see https://go.dev/s/invalidflag)";
    assert_eq!(compiler("-I|@x"), Err(text.to_owned()));
    let text = "invalid flag in #cgo CFLAGS: -B. (see https://go.dev/s/invalidflag)";
    assert_eq!(compiler("-O2|-B."), Err(text.to_owned()));
}

#[test]
fn harmless_linker_flags_pass() {
    for line in [
        "-Fbar",
        "-lm",
        "-L.",
        "-fpic",
        "-fsanitize=hands",
        "-g",
        "-march=x",
        "-pthread",
        "-static-libgo",
        "--static",
        "-Wl,-z,relro",
        "-Wl,-z,now,-z,relro",
        "-Wl,-E",
        "-Wl,--no-warn-error",
        "foo.so",
        "./libx.a",
        "_rust.a",
        "-Wl,-rpath,/x",
        "-Wl,-R|-Wl,/x",
        "-Wl,-framework|-Wl,Chocolate",
        "-framework|Chocolate",
        "-L|x",
        "-Wl,--push-state,--as-needed",
        "-Wl,--push-state,-Bstatic",
        "-Wl,-R/foo",
        "-Wl,--just-symbols,/x",
        "-Wl,-wrap,foo",
        "-Wl,-dn",
    ] {
        assert_eq!(linker(line), Ok(()), "{line}");
    }
}

#[test]
fn other_linker_flags_are_refused() {
    for line in [
        "-Wl,-foo,bar",
        "-l@x",
        "-L-x",
        "-lto_library",
        "-foo.o",
        "@foo.o",
        "-Wl,-e,@x",
        "-Wl,-rpath,@x",
        "-Wl,-R,@x",
        "-Wl,-R|-Wl,a,b",
        "-Wl,-framework|-Wl,@x",
        "-Wl,--push-state,@x",
        "-Wl,-z,x",
        "-x|--c",
        "-L|@x",
        "-Wl,--hash-style=foo",
        "x.c",
        "-Wl,-R,foo,bar",
        "-Wl,--just-symbols=@x",
        // Officially the pattern takes this for `x.o` and something more.
        "x.obj",
    ] {
        assert!(linker(line).is_err(), "{line}");
    }
}

#[test]
fn only_known_flags_reach_pkg_config() {
    let check = |line| check_pkg_config_flags(&env(false), "pkg-config", &words(line));
    assert!(check("--static|--define-variable=prefix=/x").is_ok());
    assert!(check("--atleast-version=1.2.3").is_ok());
    assert!(check("--atleast-version=1.2").is_err());
    assert!(check("--log-file=x").is_err());
}

#[test]
fn the_user_widens_and_narrows() {
    let check = |name: &str, allow: &str, disallow: &str, flag: &str| {
        let mut env = GoEnv::default();
        for (kind, value) in [("ALLOW", allow), ("DISALLOW", disallow)] {
            env.vars
                .effective
                .insert(format!("CGO_{name}_{kind}"), value.to_owned());
        }
        let flags = [flag.to_owned()];
        check_compiler_flags(&env, name, "test", &flags).is_ok()
    };
    assert!(check("CFLAGS", "-disallowed", "", "-disallowed"));
    assert!(!check("CFLAGS", "-disallowed", "", "-disallowed2"));
    assert!(!check("CFLAGS", "", "-W.*", "-Wall"));
    assert!(!check("CFLAGS", "-fplugin=.*", "-fplugin=b", "-fplugin=b"));
    assert!(check("CFLAGS", "-fplugin=.*", "-fplugin=b", "-fplugin=c"));
    assert!(!check("CFLAGS", "(", "", "-g"));
}

#[test]
fn some_flags_want_another_linker() {
    let compiler = |release, line| links_internally(release, &words(line));
    let (old, new) = (Release::nearest(26), Release::nearest(27));
    assert!(compiler(old, "-O2|-g"));
    assert!(!compiler(old, "-O2|-flto=auto"));
    assert!(!compiler(old, "-fplugin=x"));
    assert!(compiler(old, "-static-libgcc") == compiler(new, "-static-libgcc"));
    assert!(!compiler(new, "-g|--static"));
    assert!(links_internally_with(new, &words("-O2|-g|-lm")));
    assert!(!links_internally_with(new, &words("-lm|-Wl,-Bstatic")));
    assert!(!links_internally_with(new, &words("-Wl,-unknown")));
}

#[test]
fn releases_send_to_different_places() {
    let mut env = GoEnv::default();
    env.sdk.release = Release::nearest(25);
    let check = |line| {
        let checked = check_compiler_flags(&env, "CFLAGS", "f", &words(line));
        checked.map_err(|error| error.to_string())
    };
    assert_eq!(check("-B."), Err("invalid flag in f: -B.".to_owned()));
    let text = "invalid flag in f: -I @x (see https://golang.org/s/invalidflag)";
    assert_eq!(check("-I|@x"), Err(text.to_owned()));
    env.sdk.release = Release::nearest(27);
    let text = "invalid flag in f: -B. (see https://go.dev/s/invalidflag)";
    let checked = check_compiler_flags(&env, "CFLAGS", "f", &words("-B."));
    assert_eq!(checked.unwrap_err().to_string(), text);
}

#[test]
fn strict_releases_refuse_more() {
    let env = env(true);
    for line in [
        "-fsanitize=address",
        "-xc",
        "-x|c++",
        "-g",
        "-D|X",
        "-I|=/usr",
    ] {
        assert_eq!(compiler_of(&env, line), Ok(()), "{line}");
    }
    for line in [
        "-fsanitize=@x",
        "-xc++",
        "-x|ir",
        "--sysroot=/x",
        "--sysroot|/x",
        "-target|x",
        "-gen-cdb-fragment-path",
        "-gnatO",
    ] {
        assert_eq!(compiler(line), Ok(()), "{line}");
        assert!(compiler_of(&env, line).is_err(), "{line}");
    }
    for line in [
        "-lm",
        "-l|m",
        "-Wl,-R|foo",
        "-Wl,-R|-Wl,foo",
        "-Wl,-R=foo",
        "libx.lib",
        "-Wl,--warn-backrefs-exclude=x",
    ] {
        assert_eq!(linker_of(&env, line), Ok(()), "{line}");
    }
    for line in [
        "-l:x.so",
        "-l|:x.so",
        "-l|azy_library",
        "-lazy_framework",
        "-library-path=x",
        "-Wl,-framework|foo",
        "-Wl,-rpath|/x",
        "--sysroot|/x",
        "-Wl,--warn-backrefs-exclude",
        "-framework|a/b",
        "-Wl,-undefined,a/b",
    ] {
        assert!(linker_of(&env, line).is_err(), "{line}");
    }
    let text = "invalid flag in #cgo LDFLAGS: -l a=b (see https://go.dev/s/invalidflag)";
    assert_eq!(linker_of(&env, "-l|a=b"), Err(text.to_owned()));
    let text =
        "invalid flag in #cgo CFLAGS: -x without argument (see https://go.dev/s/invalidflag)";
    assert_eq!(compiler_of(&env, "-x"), Err(text.to_owned()));
    let check = |line| check_pkg_config_flags(&env, "pkg-config", &words(line)).is_ok();
    assert!(check("--define-variable=prefix=/x"));
    assert!(!check("--define-variable=prefix=$x") && !check("--with-path=x"));
}

#[test]
fn names_for_pkg_config() {
    let (old, new) = (Release::of_patch(26, 8), Release::of_patch(26, 11));
    for name in ["zlib", "zlib>=1.2", "gtk+-3.0", "a,b", "x.pcx"] {
        assert!(is_pkg_config_name(new, name), "{name}");
    }
    for name in ["./x", "a:b", "a..b", "a\\b", "x.pc", "x.PC,y", "x.pc>=1"] {
        assert!(is_pkg_config_name(old, name), "{name}");
        assert!(!is_pkg_config_name(new, name), "{name}");
    }
    assert!(!is_pkg_config_name(old, "-x") && !is_pkg_config_name(old, ""));
}
