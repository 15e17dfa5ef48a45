//! Checks the flags that packages ask for: only flags that are known to be harmless are
//! allowed.
//!
//! The user widens or narrows the lists with `CGO_CFLAGS_ALLOW`, `CGO_CFLAGS_DISALLOW`
//! and the like.
//! Counterpart: cmd/go/internal/work/security.go.

use regex_lite::Regex;
use vamos_goenv::GoEnv;
use vamos_goenv::Release;
use vamos_load::safe_arg;

use super::flag_tables::BAD_LINKER;
use super::flag_tables::COMPILER;
use super::flag_tables::COMPILER_WITH_NEXT;
use super::flag_tables::LINKER;
use super::flag_tables::LINKER_WITH_NEXT;
use super::flag_tables::PKG_CONFIG;
use super::pattern::Pattern;
use super::pattern::is_whole;
use crate::flag_error::FlagError;

/// Returns the end of an error's text: the address of an explanation. Up to Go 1.25 only
/// some errors have one, and another address.
fn help(release: Release, is_about_next: bool) -> &'static str {
    match (release.explains_each_invalid_flag(), is_about_next) {
        (true, _) => " (see https://go.dev/s/invalidflag)",
        (false, true) => " (see https://golang.org/s/invalidflag)",
        (false, false) => "",
    }
}

/// The rules for a list of flags.
struct Rules {
    invalid: &'static [Pattern],
    valid: &'static [Pattern],
    with_next: &'static [&'static str],
    allow: Option<Regex>,
    disallow: Option<Regex>,
}

/// Checks flags for compilers; `name` is the variable's, as in `CFLAGS`, and `source` names
/// the origin of the flags in errors (`checkCompilerFlags`).
pub(crate) fn check_compiler_flags(
    env: &GoEnv,
    name: &str,
    source: &str,
    flags: &[String],
) -> Result<(), FlagError> {
    Rules {
        invalid: &[],
        valid: &COMPILER,
        with_next: COMPILER_WITH_NEXT,
        allow: user_pattern(env, name, "ALLOW")?,
        disallow: user_pattern(env, name, "DISALLOW")?,
    }
    .check(env.sdk.release, source, flags)
}

/// Checks flags for the linker (`checkLinkerFlags`).
pub(crate) fn check_linker_flags(
    env: &GoEnv,
    name: &str,
    source: &str,
    flags: &[String],
) -> Result<(), FlagError> {
    Rules {
        invalid: &BAD_LINKER,
        valid: &LINKER,
        with_next: LINKER_WITH_NEXT,
        allow: user_pattern(env, name, "ALLOW")?,
        disallow: user_pattern(env, name, "DISALLOW")?,
    }
    .check(env.sdk.release, source, flags)
}

/// Checks flags for pkg-config (`checkPkgConfigFlags`).
pub(crate) fn check_pkg_config_flags(
    env: &GoEnv,
    source: &str,
    flags: &[String],
) -> Result<(), FlagError> {
    Rules {
        invalid: &[],
        valid: &PKG_CONFIG,
        with_next: &[],
        allow: None,
        disallow: None,
    }
    .check(env.sdk.release, source, flags)
}

/// Reports whether the Go linker itself can take objects that were compiled with these
/// flags (`checkCompilerFlagsForInternalLink`).
pub(crate) fn links_internally(release: Release, flags: &[String]) -> bool {
    let rules = Rules {
        invalid: &[],
        valid: &COMPILER,
        with_next: COMPILER_WITH_NEXT,
        allow: None,
        disallow: None,
    };
    let is_external = |flag: &String| {
        let is_static = release.links_static_externally() && is_static(flag);
        flag.starts_with("-flto") || is_static
    };
    !flags.iter().any(is_external) && rules.check(release, "", flags).is_ok()
}

/// Reports whether the Go linker itself can link with these flags for the linker
/// (`checkLinkerFlagsForInternalLink`).
pub(crate) fn links_internally_with(release: Release, flags: &[String]) -> bool {
    let rules = Rules {
        invalid: &[],
        valid: &LINKER,
        with_next: LINKER_WITH_NEXT,
        allow: None,
        disallow: None,
    };
    // Only the external linker finds the symbols of a static libc.
    let is_external = |flag: &String| {
        is_static(flag) || matches!(&**flag, "-Wl,-static" | "-Wl,--static" | "-Wl,-Bstatic")
    };
    !flags.iter().any(is_external) && rules.check(release, "", flags).is_ok()
}

fn is_static(flag: &str) -> bool {
    matches!(flag, "-static" | "--static")
}

/// Compiles the user's pattern.
fn user_pattern(env: &GoEnv, name: &str, kind: &str) -> Result<Option<Regex>, FlagError> {
    let variable = format!("CGO_{name}_{kind}");
    let text = env.get(&variable);
    if text.is_empty() {
        return Ok(None);
    }
    match Regex::new(text) {
        Ok(regex) => Ok(Some(regex)),
        Err(error) => Err(FlagError::Pattern {
            variable,
            pattern: text.to_owned(),
            error,
        }),
    }
}

impl Rules {
    fn check(&self, release: Release, source: &str, flags: &[String]) -> Result<(), FlagError> {
        let mut rest = flags;
        while let [flag, after @ ..] = rest {
            let next = after.first().map(String::as_str);
            rest = match self.judge(flag, next) {
                Verdict::Good => after,
                Verdict::GoodWithNext => &after[1..],
                Verdict::Bad => {
                    return Err(FlagError::Invalid {
                        source: source.to_owned(),
                        flag: flag.clone(),
                        help: help(release, false),
                    });
                }
                Verdict::BadNext => {
                    let next = next.unwrap_or("without argument");
                    return Err(FlagError::Invalid {
                        source: source.to_owned(),
                        flag: format!("{flag} {next}"),
                        help: help(release, true),
                    });
                }
            };
        }
        Ok(())
    }

    fn judge(&self, flag: &str, next: Option<&str>) -> Verdict {
        let is_of = |regex: &Option<Regex>| regex.as_ref().is_some_and(|re| is_whole(re, flag));
        if is_of(&self.disallow) {
            return Verdict::Bad;
        }
        if is_of(&self.allow) {
            return Verdict::Good;
        }
        if is_any(self.invalid, flag) {
            return Verdict::Bad;
        }
        if is_any(self.valid, flag) {
            return Verdict::Good;
        }
        if flag.starts_with("-Wl,--push-state,") {
            return self.judge_pushed(flag);
        }
        if !self.with_next.contains(&flag) {
            return Verdict::Bad;
        }
        match next {
            Some(next) if is_safe_next(flag, next) => Verdict::GoodWithNext,
            _ => Verdict::BadNext,
        }
    }

    /// Commands to the linker may follow `--push-state` in the same word.
    fn judge_pushed(&self, flag: &str) -> Verdict {
        let is_good = flag.split(',').skip(1).all(|part| {
            let part = format!("-Wl,{part}");
            is_any(self.valid, &part) && !is_any(self.invalid, &part)
        });
        if is_good { Verdict::Good } else { Verdict::Bad }
    }
}

enum Verdict {
    Good,
    /// Good together with the word that follows.
    GoodWithNext,
    Bad,
    /// A flag that takes the next word, and that is missing or bad.
    BadNext,
}

fn is_any(patterns: &[Pattern], flag: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(flag))
}

/// Reports whether `next` may be the argument of `flag`.
fn is_safe_next(flag: &str, next: &str) -> bool {
    if safe_arg(next) {
        return true;
    }
    // `-Wl,-framework -Wl,name`.
    if flag.starts_with("-Wl,")
        && let Some(word) = next.strip_prefix("-Wl,")
        && safe_arg(word)
        && !word.contains(',')
    {
        return true;
    }
    // `-I =/path`, `-I $SYSROOT/path`.
    flag == "-I" && (next.starts_with('=') || next.starts_with("$SYSROOT")) && safe_arg(&next[1..])
}

#[cfg(test)]
mod tests {
    use vamos_goenv::GoEnv;

    use super::BAD_LINKER;
    use super::COMPILER;
    use super::LINKER;
    use super::PKG_CONFIG;
    use super::Pattern;
    use super::Regex;
    use super::check_compiler_flags;
    use super::check_linker_flags;
    use super::check_pkg_config_flags;
    use super::links_internally;
    use super::links_internally_with;
    use vamos_goenv::Release;

    fn words(line: &str) -> Vec<String> {
        line.split('|').map(str::to_owned).collect()
    }

    fn compiler(line: &str) -> Result<(), String> {
        let checked =
            check_compiler_flags(&GoEnv::default(), "CFLAGS", "#cgo CFLAGS", &words(line));
        checked.map_err(|error| error.to_string())
    }

    fn linker(line: &str) -> Result<(), String> {
        let checked =
            check_linker_flags(&GoEnv::default(), "LDFLAGS", "#cgo LDFLAGS", &words(line));
        checked.map_err(|error| error.to_string())
    }

    #[test]
    fn all_patterns_compile_and_start_as_they_say() {
        let tables: [&[Pattern]; 4] = [&COMPILER, &LINKER, &BAD_LINKER, &PKG_CONFIG];
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
        let check = |line| check_pkg_config_flags(&GoEnv::default(), "pkg-config", &words(line));
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
}
