//! The second stage for build flags: what they mean.
//!
//! Counterpart: cmd/go/internal/work/build.go (`AddBuildFlags`), cmd/go/internal/load/flag.go.

use vamos_base::golang::quoted;
use vamos_goenv::BuildFlags;
use vamos_goenv::PerPackageFlag;

use super::Parsed;
use super::value::parse_bool;
use super::value::parse_int;

/// Parses one `[pattern=]args`; the error is upstream's.
pub(crate) fn per_package(value: &str) -> Result<PerPackageFlag, String> {
    let value = value.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    if value.is_empty() {
        return Ok(PerPackageFlag {
            pattern: None,
            args: Vec::new(),
        });
    }
    let (pattern, args) = if value.starts_with('-') {
        (None, value)
    } else {
        match value.split_once('=') {
            None => return Err("missing =<value> in <pattern>=<value>".to_owned()),
            Some(("", _)) => return Err("missing <pattern> in <pattern>=<value>".to_owned()),
            Some((pattern, args)) => {
                let first = pattern.as_bytes()[0];
                if first == b'\'' || first == b'"' {
                    return Err(format!(
                        "parameter may not start with quote character {}",
                        char::from(first)
                    ));
                }
                (Some(pattern.trim().to_owned()), args)
            }
        }
    };
    Ok(PerPackageFlag {
        pattern,
        args: quoted::split(args)?,
    })
}

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

#[cfg(test)]
mod tests {
    use super::per_package;

    #[test]
    fn per_package_patterns() {
        let flag = per_package(" std=-N -l ").unwrap();
        assert_eq!(flag.pattern.as_deref(), Some("std"));
        assert_eq!(flag.args, ["-N", "-l"]);
        assert_eq!(per_package("").unwrap().args.len(), 0);
        assert_eq!(
            per_package("=-N").unwrap_err(),
            "missing <pattern> in <pattern>=<value>"
        );
        assert_eq!(
            per_package("'x'=y").unwrap_err(),
            "parameter may not start with quote character '"
        );
    }
}
