//! The scope of early cutoff: compilers and targets that were tested under `VAMOS_CUTOFF=verify`,
//! here or on this machine, and compilations that only read Go and embedded files.
//!
//! All other packages are compiled. `docs/cutoff.md` describes the tests.
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_goenv::Capability;
use vamos_goenv::GoEnv;
use vamos_goenv::compiler::DEBUG_VARIABLES;
use vamos_goenv::platform;
use vamos_load::Package;

use crate::context::Context;
use crate::mode::ModeSettings;
use crate::reuse::CutoffSetting;

/// The targets on which the corpus has passed for some compiler, with the capabilities that compilers
/// have for which it has, and the compiler flags that the target or the build mode may add. Whether
/// cgo is enabled makes no difference: the recipe of a package without C does not contain it.
const PROVED: [(&str, &str, Capability, &[&str]); 4] = [
    (
        "darwin",
        "arm64",
        Capability::CutoffDarwinArm64,
        &["-shared"],
    ),
    ("linux", "amd64", Capability::CutoffLinuxAmd64, &[]),
    ("linux", "arm64", Capability::CutoffLinuxArm64, &[]),
    ("windows", "amd64", Capability::CutoffWindowsAmd64, &[]),
];

/// The same for `cargo xtask corpus moves`.
const PROVED_READS: [(&str, &str, Capability); 2] = [
    ("linux", "amd64", Capability::ReadsLinuxAmd64),
    ("linux", "arm64", Capability::ReadsLinuxArm64),
];

/// Flags of the compiler that only change its archive; flags that end in `=` may have any
/// value.
const GCFLAGS: [&str; 7] = [
    "-B",
    "-N",
    "-dwarf=",
    "-dwarflocationlists=",
    "-l",
    "-spectre=",
    "-trimpath=",
];

/// Returns the user's setting, or `Off` if flags show or change the commands of all tools.
fn wanted(cx: &Context<'_>) -> CutoffSetting {
    let flags = cx.flags;
    // Commands, their files and hashes are shown as the official command has them.
    let is_watched = flags.report.n || flags.report.x || flags.report.work || flags.rebuild_all;
    let is_watched =
        is_watched || cx.hasher.observer().is_some() || !flags.report.debug_actiongraph.is_empty();
    let is_odd = !flags.tools.toolexec.is_empty()
        || !flags.sources.overlay.is_empty()
        || flags.mode.linkshared;
    match cx.reuse.cutoff {
        _ if is_watched || is_odd => CutoffSetting::Off,
        CutoffSetting::Explain => CutoffSetting::On,
        wanted => wanted,
    }
}

/// Returns the setting for links in place of linking.
pub(crate) fn links_setting(cx: &Context<'_>, mode: &ModeSettings) -> CutoffSetting {
    let env = cx.env;
    let is_usual = matches!(
        cx.flags.mode.buildmode.as_str(),
        "" | "default" | "exe" | "pie"
    ) && mode.forced_ldflags.is_empty()
        && matches!(env.get("GO_EXTLINK_ENABLED"), "" | "0")
        && !platform::must_link_external(
            env.sdk.release,
            &env.target.goos,
            &env.target.goarch,
            false,
        );
    match is_usual {
        true => wanted(cx),
        false => CutoffSetting::Off,
    }
}

/// Returns the setting for archives in place of compiling.
pub(crate) fn setting(cx: &Context<'_>, mode: &ModeSettings) -> CutoffSetting {
    let env = cx.env;
    // The cache of a GOCACHEPROG program has no files to check, and a cache directory of
    // vamos' own belongs to an SDK that was not tested.
    let has_own_cache = !env.get("GOCACHEPROG").is_empty() || cx.cache.dir() != env.dirs.gocache;
    let target = (env.target.goos.as_str(), env.target.goarch.as_str());
    let proved = PROVED.iter().find(|(os, arch, ..)| (*os, *arch) == target);
    let may_be_proved = proved.filter(|(.., modes)| {
        let mut forced = mode.forced_gcflags.iter();
        forced.all(|flag| modes.contains(&flag.as_str()))
    });
    let has_magic = env
        .vars
        .tools
        .iter()
        .any(|(name, value)| DEBUG_VARIABLES.contains(&name.as_str()) && !value.is_empty());
    let wanted = wanted(cx);
    // The sources of the compiler are only read if the result matters.
    match may_be_proved {
        Some((.., capability, _))
            if wanted != CutoffSetting::Off && !has_own_cache && !has_magic =>
        {
            if env.sdk.knows(*capability) {
                return wanted;
            }
            env.sdk.want_proof();
            CutoffSetting::Off
        }
        _ => CutoffSetting::Off,
    }
}

/// Reports whether the reads of imports by compilations may decide.
pub(crate) fn may_use_reads(env: &GoEnv) -> bool {
    let target = (env.target.goos.as_str(), env.target.goarch.as_str());
    let proved = PROVED_READS
        .iter()
        .find(|(os, arch, _)| (*os, *arch) == target);
    proved.is_some_and(|(.., capability)| env.sdk.knows(*capability))
}

fn is_known(flag: &str) -> bool {
    GCFLAGS.iter().any(|known| match known.ends_with('=') {
        true => flag.starts_with(known),
        false => flag == *known,
    })
}

/// Reports whether the archive of a package depends only on its Go files, embedded files
/// and imports.
pub(crate) fn is_plain(package: &Package, work_dir: &str) -> bool {
    package.files.s.is_empty()
        && package.files.h.is_empty()
        && is_plain_or_assembly(package, work_dir)
}

/// Reports whether besides these the archive depends at most on assembly and its headers.
pub(crate) fn is_plain_or_assembly(package: &Package, work_dir: &str) -> bool {
    let others = [
        &package.files.cgo,
        &package.files.c,
        &package.files.cxx,
        &package.files.m,
        &package.files.f,
        &package.files.syso,
        &package.files.swig,
        &package.files.swig_cxx,
    ];
    others.iter().all(|files| files.is_empty())
        && package.request.cover_mode.is_empty()
        && package.request.pgo_profile.is_empty()
        && !package.binary_only
        && !package.request.fuzz_instrument
        && package.problems.error.is_none()
        && package.request.flags.gc.iter().all(|flag| is_known(flag))
        && !package.files.go.iter().any(|file| path::is_abs(file))
        && !package.dir.starts_with(work_dir)
}
