//! The second stage for build flags: what they mean.
//!
//! Counterpart: cmd/go/internal/work/build.go (`AddBuildFlags`), cmd/go/internal/load/flag.go.

use vamos_base::golang::quoted;
use vamos_goenv::BuildFlags;
use vamos_goenv::PerPackageFlag;

use super::Parsed;
use super::value::parse_bool;
use super::value::parse_int;
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
        set(&mut out, typed.name, &typed.value);
    }
    out
}

fn set(out: &mut BuildFlags, name: &'static str, value: &str) {
    let text = || value.to_owned();
    let is_true = parse_bool(value) == Some(true);
    let words = || quoted::split(value).unwrap_or_default();
    let push = |list: &mut Vec<PerPackageFlag>| list.extend(per_package(value));
    match name {
        "a" => out.rebuild_all = is_true,
        "asan" => out.asan = is_true,
        "asmflags" => push(&mut out.asmflags),
        "buildmode" => out.buildmode = text(),
        "buildvcs" => out.buildvcs = buildvcs(value),
        "cover" => out.cover = is_true,
        "covermode" => {
            out.covermode = text();
            out.cover = true;
        }
        "coverpkg" => {
            out.coverpkg = comma_list(value);
            out.cover = true;
        }
        "debug-actiongraph" => out.debug_actiongraph = text(),
        "gccgoflags" => push(&mut out.gccgoflags),
        "gcflags" => push(&mut out.gcflags),
        "installsuffix" => out.installsuffix = text(),
        "json" => out.json = is_true,
        "ldflags" => push(&mut out.ldflags),
        "linkshared" => out.linkshared = is_true,
        "mod" => out.mod_flag = text(),
        "modcacherw" => out.modcacherw = is_true,
        "modfile" => out.modfile = text(),
        "msan" => out.msan = is_true,
        "n" => out.n = is_true,
        "o" => out.output = text(),
        "overlay" => out.overlay = text(),
        "p" => out.parallel = parse_int(value).unwrap_or(0),
        "pgo" => out.pgo = text(),
        "pkgdir" => out.pkgdir = text(),
        "race" => out.race = is_true,
        "tags" => out.tags = tags(value),
        "toolexec" => out.toolexec = words(),
        "trimpath" => out.trimpath = is_true,
        "v" => out.v = is_true,
        "work" => out.work = is_true,
        "x" => out.x = is_true,
        _ => {}
    }
    out.raw.push((format!("-{name}"), text()));
}
