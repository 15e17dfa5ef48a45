//! The second stage for build flags: what they mean.
//!
//! Counterpart: cmd/go/internal/work/build.go (`AddBuildFlags`), cmd/go/internal/load/flag.go.

use vamos_base::golang::quoted;
use vamos_base::golang::strconv::parse_bool;
use vamos_base::golang::strconv::parse_int;
use vamos_goenv::BuildFlags;
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

/// Returns the build flags of a parsed command line. `parallelism` is the default of
/// `-p`. Values were checked when they were parsed.
pub(crate) fn build_flags(command: &str, parsed: &Parsed, parallelism: usize) -> BuildFlags {
    let mut out = BuildFlags {
        command: command.to_owned(),
        parallel: i64::try_from(parallelism).unwrap_or(1),
        ..BuildFlags::default()
    };
    for typed in &parsed.flags {
        set(&mut out, typed.flag, &typed.value);
    }
    out
}

fn set(out: &mut BuildFlags, flag: Flag, value: &str) {
    let text = || value.to_owned();
    let is_true = parse_bool(value) == Some(true);
    let words = || quoted::split(value).unwrap_or_default();
    let push = |list: &mut Vec<PerPackageFlag>| list.extend(per_package(value));
    match flag {
        Flag::A => out.rebuild_all = is_true,
        Flag::Asan => out.asan = is_true,
        Flag::Asmflags => push(&mut out.asmflags),
        Flag::Buildmode => out.buildmode = text(),
        Flag::Buildvcs => out.buildvcs = buildvcs(value),
        Flag::Cover => out.cover = is_true,
        Flag::Covermode => {
            out.covermode = text();
            out.cover = true;
        }
        Flag::Coverpkg => {
            out.coverpkg = comma_list(value);
            out.cover = true;
        }
        Flag::DebugActiongraph => out.debug_actiongraph = text(),
        Flag::Gccgoflags => push(&mut out.gccgoflags),
        Flag::Gcflags => push(&mut out.gcflags),
        Flag::Installsuffix => out.installsuffix = text(),
        Flag::Json => out.json = is_true,
        Flag::Ldflags => push(&mut out.ldflags),
        Flag::Linkshared => out.linkshared = is_true,
        Flag::Mod => out.mod_flag = text(),
        Flag::Modcacherw => out.modcacherw = is_true,
        Flag::Modfile => out.modfile = text(),
        Flag::Msan => out.msan = is_true,
        Flag::N => out.n = is_true,
        Flag::O => out.output = text(),
        Flag::Overlay => out.overlay = text(),
        Flag::P => out.parallel = parse_int(value).unwrap_or(0),
        Flag::Pgo => out.pgo = text(),
        Flag::Pkgdir => out.pkgdir = text(),
        Flag::Race => out.race = is_true,
        Flag::Tags => out.tags = tags(value),
        Flag::Toolexec => out.toolexec = words(),
        Flag::Trimpath => out.trimpath = is_true,
        Flag::V => out.v = is_true,
        Flag::Work => out.work = is_true,
        Flag::X => out.x = is_true,
        _ => {}
    }
    out.raw.push((format!("-{flag}"), text()));
}
