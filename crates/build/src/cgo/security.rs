//! Checks the flags that packages request: only flags that are known to be harmless are allowed.
//!
//! The user widens or narrows the lists with `CGO_CFLAGS_ALLOW`, `CGO_CFLAGS_DISALLOW`
//! and the like.
//! Counterpart: cmd/go/internal/work/security.go.

use regex_lite::Regex;
use vamos_base::golang::os_str;
use vamos_goenv::GoEnv;
use vamos_load::safe_arg;
use vamos_release::Release;

use super::flag_tables::BAD_COMPILER_STRICT;
use super::flag_tables::BAD_LINKER;
use super::flag_tables::BAD_LINKER_STRICT;
use super::flag_tables::COMPILER;
use super::flag_tables::COMPILER_OLD;
use super::flag_tables::COMPILER_STRICT;
use super::flag_tables::COMPILER_WITH_NEXT;
use super::flag_tables::JOINED_STRICT;
use super::flag_tables::LANGUAGES;
use super::flag_tables::LINKER;
use super::flag_tables::LINKER_OLD;
use super::flag_tables::LINKER_STRICT;
use super::flag_tables::LINKER_WITH_NEXT;
use super::flag_tables::PKG_CONFIG;
use super::flag_tables::PKG_CONFIG_OLD;
use super::flag_tables::PKG_CONFIG_STRICT;
use super::flag_tables::WITH_NEXT_OLD;
use super::linker_flags::LocalFiles;
use super::pattern::Pattern;
use super::pattern::is_whole;
use crate::flag_error::FlagError;
use crate::flag_error::HELP;

/// Returns the end of an error's text: the address of an explanation. Up to Go 1.25 only
/// some errors have one, and another address.
fn help(release: Release, is_about_next: bool) -> &'static str {
    match (release.explains_each_invalid_flag(), is_about_next) {
        (true, _) => HELP,
        (false, true) => " (see https://golang.org/s/invalidflag)",
        (false, false) => "",
    }
}

/// The rules for a list of flags. Patterns and flags are in two tables each: one of all releases,
/// and one of the release.
struct Rules {
    invalid: [&'static [Pattern]; 2],
    valid: [&'static [Pattern]; 2],
    /// Flags that are judged together with their argument too.
    joined: &'static [&'static str],
    with_next: [&'static [&'static str]; 2],
    allow: Option<Regex>,
    disallow: Option<Regex>,
    /// The release whose rules these are.
    release: Release,
}

impl Rules {
    /// Returns the rules for compilers, without the user's rules.
    fn for_compilers(release: Release) -> Self {
        let is_strict = release.has_strict_cgo_flags();
        Self {
            invalid: [if is_strict { &BAD_COMPILER_STRICT } else { &[] }, &[]],
            valid: [
                &COMPILER,
                if is_strict {
                    &COMPILER_STRICT
                } else {
                    &COMPILER_OLD
                },
            ],
            joined: &[],
            with_next: [
                COMPILER_WITH_NEXT,
                if is_strict { &[] } else { WITH_NEXT_OLD },
            ],
            allow: None,
            disallow: None,
            release,
        }
    }

    /// Returns the rules for the linker, without the user's rules.
    fn for_linker(release: Release) -> Self {
        let is_strict = release.has_strict_cgo_flags();
        Self {
            invalid: [
                &BAD_LINKER,
                if is_strict { &BAD_LINKER_STRICT } else { &[] },
            ],
            valid: [
                &LINKER,
                if is_strict {
                    &LINKER_STRICT
                } else {
                    &LINKER_OLD
                },
            ],
            joined: if is_strict { JOINED_STRICT } else { &[] },
            with_next: [
                LINKER_WITH_NEXT,
                if is_strict { &[] } else { WITH_NEXT_OLD },
            ],
            allow: None,
            disallow: None,
            release,
        }
    }

    /// Returns the rules for pkg-config.
    fn for_pkg_config(release: Release) -> Self {
        let is_strict = release.has_strict_cgo_flags();
        Self {
            invalid: [&[], &[]],
            valid: [
                &PKG_CONFIG,
                if is_strict {
                    &PKG_CONFIG_STRICT
                } else {
                    &PKG_CONFIG_OLD
                },
            ],
            joined: &[],
            with_next: [&[], &[]],
            allow: None,
            disallow: None,
            release,
        }
    }

    /// Adds the user's patterns; `name` is the variable's, as in `CFLAGS`.
    fn with_user(self, env: &GoEnv, name: &str) -> Result<Self, FlagError> {
        Ok(Self {
            allow: user_pattern(env, name, "ALLOW")?,
            disallow: user_pattern(env, name, "DISALLOW")?,
            ..self
        })
    }
}

/// Checks flags for compilers; `name` is the variable's, as in `CFLAGS`, and `source` names
/// the origin of the flags in errors (`checkCompilerFlags`).
pub(crate) fn check_compiler_flags(
    env: &GoEnv,
    name: &str,
    source: &str,
    flags: &[String],
) -> Result<(), FlagError> {
    let rules = Rules::for_compilers(env.sdk.release).with_user(env, name)?;
    rules.check(source, flags)
}

/// Checks flags for the linker, and the files that they name (`checkLinkerFlags`).
pub(crate) fn check_linker_flags(
    env: &GoEnv,
    local: &LocalFiles<'_>,
    name: &str,
    source: &str,
    flags: &[String],
) -> Result<(), FlagError> {
    let rules = Rules::for_linker(env.sdk.release).with_user(env, name)?;
    rules.check(source, flags)?;
    if env.sdk.release.checks_linker_inputs() {
        local.check_flags(source, flags)?;
    }
    Ok(())
}

/// Checks flags for pkg-config (`checkPkgConfigFlags`).
pub(crate) fn check_pkg_config_flags(
    env: &GoEnv,
    source: &str,
    flags: &[String],
) -> Result<(), FlagError> {
    Rules::for_pkg_config(env.sdk.release).check(source, flags)
}

/// Reports whether a word of `#cgo pkg-config` may be a package's name (`validPkgConfigName`).
pub(crate) fn is_pkg_config_name(release: Release, name: &str) -> bool {
    if !safe_arg(name) {
        return false;
    }
    if !release.checks_pkg_config_names() {
        return true;
    }
    // Names that are not UTF-8 have another encoding here.
    if os_str::encode(name) != name.as_bytes()
        || name.contains(['/', '\\', ':'])
        || name.contains("..")
    {
        return false;
    }
    let is_space = |c: char| c == ',' || c.is_whitespace();
    let mut parts = name
        .split(is_space)
        .filter(|part| !part.is_empty())
        .peekable();
    // A version may follow; a file of a package is not its name.
    let is_file = |part: &str| {
        let part = part.to_lowercase();
        let mut ends = part.match_indices(['<', '>', '=', '!']);
        part.ends_with(".pc") || ends.any(|(at, _)| part[..at].ends_with(".pc"))
    };
    parts.peek().is_some() && !parts.any(is_file)
}

/// Reports whether the Go linker itself can take objects that were compiled with these
/// flags (`checkCompilerFlagsForInternalLink`).
pub(crate) fn links_internally(release: Release, flags: &[String]) -> bool {
    let is_external = |flag: &String| {
        let is_static = release.links_static_externally() && is_static(flag);
        flag.starts_with("-flto") || is_static
    };
    let rules = Rules::for_compilers(release);
    !flags.iter().any(is_external) && rules.check("", flags).is_ok()
}

/// Reports whether the Go linker itself can link with these flags for the linker
/// (`checkLinkerFlagsForInternalLink`).
pub(crate) fn links_internally_with(release: Release, flags: &[String]) -> bool {
    // Only the external linker finds the symbols of a static libc.
    let is_external = |flag: &String| {
        is_static(flag) || matches!(&**flag, "-Wl,-static" | "-Wl,--static" | "-Wl,-Bstatic")
    };
    let rules = Rules::for_linker(release);
    !flags.iter().any(is_external) && rules.check("", flags).is_ok()
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
    fn check(&self, source: &str, flags: &[String]) -> Result<(), FlagError> {
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
                        help: help(self.release, false),
                    });
                }
                Verdict::BadNext => {
                    let next = next.unwrap_or("without argument");
                    return Err(FlagError::Invalid {
                        source: source.to_owned(),
                        flag: format!("{flag} {next}"),
                        help: help(self.release, true),
                    });
                }
            };
        }
        Ok(())
    }

    fn judge(&self, flag: &str, next: Option<&str>) -> Verdict {
        let is_of =
            |regex: &Option<Regex>, flag: &str| regex.as_ref().is_some_and(|re| is_whole(re, flag));
        if is_of(&self.disallow, flag) {
            return Verdict::Bad;
        }
        if is_of(&self.allow, flag) {
            return Verdict::Good;
        }
        if is_any(&self.invalid, flag) {
            return Verdict::Bad;
        }
        if is_any(&self.valid, flag) {
            return Verdict::Good;
        }
        if flag.starts_with("-Wl,--push-state,") {
            return self.judge_pushed(flag);
        }
        if self.joined.contains(&flag)
            && let Some(next) = next
        {
            let flag = format!("{flag}{next}");
            let is_bad = !is_of(&self.allow, &flag) && is_any(&self.invalid, &flag);
            if is_of(&self.disallow, &flag) || is_bad {
                return Verdict::Bad;
            }
        }
        if !self.with_next.iter().any(|table| table.contains(&flag)) {
            return Verdict::Bad;
        }
        let is_safe = match self.release.has_strict_cgo_flags() {
            true => is_strict_next,
            false => is_safe_next,
        };
        match next {
            Some(next) if is_safe(flag, next) => Verdict::GoodWithNext,
            _ => Verdict::BadNext,
        }
    }

    /// Commands to the linker may follow `--push-state` in the same word.
    fn judge_pushed(&self, flag: &str) -> Verdict {
        let is_good = flag.split(',').skip(1).all(|part| {
            let part = format!("-Wl,{part}");
            is_any(&self.valid, &part) && !is_any(&self.invalid, &part)
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

fn is_any(tables: &[&[Pattern]; 2], flag: &str) -> bool {
    let mut patterns = tables.iter().copied().flatten();
    patterns.any(|pattern| pattern.matches(flag))
}

/// Reports whether `next` may be the argument of `flag`, in releases that limit the arguments of
/// some flags further.
fn is_strict_next(flag: &str, next: &str) -> bool {
    match flag {
        "-x" => LANGUAGES.contains(&next),
        "-Wl,-R" => is_passed_word(next) || safe_arg(next),
        _ if flag.starts_with("-Wl,") => is_passed_word(next),
        "-l" => safe_arg(next) && !next.contains([':', '=', '/', '\\']),
        _ => is_safe_next(flag, next),
    }
}

/// Reports whether a word is an argument that the compiler passes to the linker, as in
/// `-Wl,-framework -Wl,name`.
fn is_passed_word(next: &str) -> bool {
    let word = next.strip_prefix("-Wl,");
    word.is_some_and(|word| safe_arg(word) && !word.contains(','))
}

/// Reports whether `next` may be the argument of `flag`.
fn is_safe_next(flag: &str, next: &str) -> bool {
    if safe_arg(next) {
        return true;
    }
    if flag.starts_with("-Wl,") && is_passed_word(next) {
        return true;
    }
    // `-I =/path`, `-I $SYSROOT/path`.
    flag == "-I" && (next.starts_with('=') || next.starts_with("$SYSROOT")) && safe_arg(&next[1..])
}

#[cfg(test)]
mod tests;
