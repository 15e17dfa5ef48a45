//! Conditions under which checks replace the compiler: SDKs and flags for which the checker was
//! compared with the compiler, and packages that consist of Go files.
//!
//! In all other cases the compiler decides.
//! Counterpart: none.

use std::borrow::Cow;

use vamos_base::golang::path;
use vamos_goenv::Capability;
use vamos_goenv::GoEnv;
use vamos_goenv::compiler::DEBUG_VARIABLES;
use vamos_load::Package;
use vamos_localstore::separate_cache;

use crate::context::Context;
use crate::language_flag::language_flag;
use crate::language_flag::language_flag_error;
use crate::mode::ModeSettings;

/// Flags of the compiler that do not change its messages, or that the checker knows; flags that
/// end in `=` may have any value.
const GCFLAGS: [&str; 14] = [
    "-B",
    "-N",
    "-asan",
    "-dwarf=",
    "-dwarflocationlists=",
    "-dynlink",
    "-e",
    "-l",
    "-lang=",
    "-linkshared",
    "-msan",
    "-race",
    "-shared",
    "-spectre=",
];

/// Returns why packages are not checked in a build; none if they are.
pub(crate) fn refusal(cx: &Context<'_>, mode: &ModeSettings) -> Option<Cow<'static, str>> {
    let env = cx.env;
    let is_debugged = |(name, value): &(String, String)| {
        DEBUG_VARIABLES.contains(&name.as_str()) && !value.is_empty()
    };
    let is_unknown = |flag: &String| !is_known(flag);
    let refusal = if cx.flags.report.n {
        "nothing is compiled with -n"
    } else if !cx.flags.tools.toolexec.is_empty() || !cx.jobs.runner.is_empty() {
        "a program of the user's runs the tools"
    } else if !has_cache_of_sdk(cx) {
        "the results go into a cache of vamos's own"
    } else if !env.get("GOEXPERIMENT").is_empty() {
        "GOEXPERIMENT is set"
    } else if env.vars.tools.iter().any(is_debugged) {
        "a variable for debugging the compiler is set"
    } else if mode.forced_gcflags.iter().any(is_unknown) {
        "the build mode adds unknown flags"
    } else {
        let mut needed = [Capability::Check, Capability::ExportData].into_iter();
        return needed
            .find_map(|one| env.sdk.reason_against(one))
            .map(Cow::Owned);
    };
    Some(Cow::Borrowed(refusal))
}

/// Reports whether the build cache is the one for this SDK: GOCACHE, or the directory in it that
/// is used if the recipes are not known.
fn has_cache_of_sdk(cx: &Context<'_>) -> bool {
    let (dir, gocache) = (cx.cache.dir(), &cx.env.dirs.gocache);
    let separate = || separate_cache(gocache, &cx.env.sdk.version);
    dir == gocache || !cx.env.get("GOCACHEPROG").is_empty() || dir == separate()
}

fn is_known(flag: &str) -> bool {
    // The compiler takes flags with one hyphen or two.
    let flag = match flag.starts_with("--") {
        true => &flag[1..],
        false => flag,
    };
    GCFLAGS.iter().any(|known| match known.ends_with('=') {
        true => flag.starts_with(known),
        false => flag == *known,
    })
}

/// Reports whether a file is the main program of a test.
fn is_generated(file: &str) -> bool {
    path::is_abs(file) || file == "_testmain.go"
}

/// Returns the reason why a package is left to the compiler; `None` if it is checked.
pub(crate) fn exclusion(env: &GoEnv, package: &Package) -> Option<&'static str> {
    let gc = &package.request.flags.gc;
    let is_invalid = |value| language_flag_error(value, env.sdk.release).is_some();
    let files = &package.files;
    let foreign = [
        &files.cgo,
        &files.c,
        &files.cxx,
        &files.m,
        &files.f,
        &files.swig,
        &files.swig_cxx,
    ];
    let is_unknown = |flag: &String| !is_known(flag);
    if foreign.iter().any(|files| !files.is_empty()) {
        Some("its files need cgo")
    } else if !package.request.cover_mode.is_empty() {
        Some("it is instrumented for coverage")
    } else if files.go.iter().any(|file| is_generated(file)) {
        Some("its files are generated")
    } else if gc.iter().any(is_unknown) {
        Some("it has compiler flags that the checker does not know")
    } else if language_flag(gc).is_some_and(is_invalid) {
        Some("its language version is invalid")
    } else if package.binary_only || package.problems.error.is_some() {
        Some("it cannot be built")
    } else {
        None
    }
}

/// Reports whether a package is written by the user. The standard library and modules in the module
/// cache do not change, and checking them takes longer than it can save.
pub(crate) fn is_written(env: &GoEnv, package: &Package) -> bool {
    let is_below = |dir: &str| {
        let rest = package.dir.strip_prefix(dir);
        !dir.is_empty() && rest.is_some_and(|rest| rest.starts_with('/'))
    };
    !package.origin.standard && !is_below(&env.dirs.gomodcache)
}
