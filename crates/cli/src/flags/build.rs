//! The second stage for build flags: their meanings.
//!
//! Counterpart: cmd/go/internal/work/build.go (`AddBuildFlags`), cmd/go/internal/load/flag.go.

use vamos_base::golang::quoted;
use vamos_base::golang::strconv::parse_bool;
use vamos_base::golang::strconv::parse_int;
use vamos_goenv::BuildOptions;
use vamos_goenv::PerPackageFlag;

use super::Flag;
use super::Parsed;
use super::value::per_package;

fn tags(value: &str) -> Vec<String> {
    if value.contains([' ', '\'']) {
        return quoted::split(value).unwrap_or_default();
    }
    let tags = value.split(',').filter(|tag| !tag.is_empty());
    tags.map(str::to_owned).collect()
}

fn comma_list(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    value.split(',').map(str::to_owned).collect()
}

fn buildvcs(value: &str) -> String {
    match parse_bool(value) {
        Some(value) => value.to_string(),
        None => "auto".to_owned(),
    }
}

/// Returns the options that the build flags of a parsed command line mean. `parallelism` is the
/// default of `-p`. Values were checked when they were parsed.
pub(crate) fn build_options(parsed: &Parsed, parallelism: usize) -> BuildOptions {
    let mut out = BuildOptions {
        parallel: i64::try_from(parallelism).unwrap_or(1),
        ..BuildOptions::default()
    };
    for typed in &parsed.flags {
        set(&mut out, typed.flag, &typed.value);
    }
    out
}

fn set(out: &mut BuildOptions, flag: Flag, value: &str) {
    let text = || value.to_owned();
    let is_true = parse_bool(value) == Some(true);
    let words = || quoted::split(value).unwrap_or_default();
    let push = |list: &mut Vec<PerPackageFlag>| list.extend(per_package(value));
    match flag {
        Flag::A => out.rebuild_all = is_true,
        Flag::Asan => out.instrument.asan = is_true,
        Flag::Asmflags => push(&mut out.tools.asmflags),
        Flag::Buildmode => out.mode.buildmode = text(),
        Flag::Buildvcs => out.reproducibility.buildvcs = buildvcs(value),
        Flag::Cover => out.instrument.cover = is_true,
        Flag::Covermode => {
            out.instrument.covermode = text();
            out.instrument.cover = true;
        }
        Flag::Coverpkg => {
            out.instrument.coverpkg = comma_list(value);
            out.instrument.cover = true;
        }
        Flag::DebugActiongraph => out.report.debug_actiongraph = text(),
        Flag::Gccgoflags => push(&mut out.tools.gccgoflags),
        Flag::Gcflags => push(&mut out.tools.gcflags),
        Flag::Installsuffix => out.mode.installsuffix = text(),
        Flag::Json => out.report.json = is_true,
        Flag::Ldflags => push(&mut out.tools.ldflags),
        Flag::Linkshared => out.mode.linkshared = is_true,
        Flag::Mod => out.modules.mod_flag = text(),
        Flag::Modcacherw => out.modules.modcacherw = is_true,
        Flag::Modfile => out.modules.modfile = text(),
        Flag::Msan => out.instrument.msan = is_true,
        Flag::N => out.report.n = is_true,
        Flag::O => out.mode.output = text(),
        Flag::Overlay => out.sources.overlay = text(),
        Flag::P => out.parallel = parse_int(value).unwrap_or(0),
        Flag::Pgo => out.tools.pgo = text(),
        Flag::Pkgdir => out.mode.pkgdir = text(),
        Flag::Race => out.instrument.race = is_true,
        Flag::Tags => out.sources.tags = tags(value),
        Flag::Toolexec => out.tools.toolexec = words(),
        Flag::Trimpath => out.reproducibility.trimpath = is_true,
        Flag::V => out.report.v = is_true,
        Flag::Work => out.report.work = is_true,
        Flag::X => out.report.x = is_true,
        _ => {}
    }
    out.typed.push(format!("-{flag}"), text());
}
