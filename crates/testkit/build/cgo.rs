//! Cached runs of cgo: the runs for packages of the standard library.
//!
//! Counterpart: `cmd/cgo/main.go`.

use std::env;
use std::path::Path;
use std::path::PathBuf;

use crate::gcc;
use crate::jobs::JobLookup;
use crate::jobs::split;
use crate::kept::Job;
use crate::key::Key;

/// Flags of cgo whose value is the next argument.
const VALUES: [&str; 3] = ["-importpath", "-objdir", "-trimpath"];

/// Output files of cgo for a package, and suffixes of those for each of its files.
const OF_PACKAGE: [&str; 4] = [
    "_cgo_export.c",
    "_cgo_export.h",
    "_cgo_gotypes.go",
    "_cgo_main.c",
];
const OF_FILE: [&str; 2] = [".cgo1.go", ".cgo2.c"];

/// Returns the job of a run in a directory of the standard library.
pub(crate) fn find(args: &[&str], goroot: &Path) -> JobLookup {
    let current = env::current_dir()?;
    let compiler = env::var_os("CC").unwrap_or_else(|| gcc::NAME.into());
    let [flags, rest] = &args.splitn(2, |arg| *arg == "--").collect::<Vec<_>>()[..] else {
        return Ok(None);
    };
    let (files, to_gcc): (Vec<&str>, Vec<&str>) = rest
        .iter()
        .partition(|arg| !arg.starts_with('-') && arg.ends_with(".go"));
    let is_switch = |arg: &str| arg.starts_with("-import_") || arg.starts_with("-ldflags=");
    let (Some(flags), Some(call)) = (
        split(flags, &VALUES, is_switch, ".go"),
        gcc::Call::of(&to_gcc),
    ) else {
        return Ok(None);
    };
    let objdir = flags.iter().find(|(flag, _)| *flag == "-objdir");
    let Some(obj) = objdir.map(|(_, dir)| dir.trim_end_matches('/')) else {
        return Ok(None);
    };
    let searches_others = call
        .includes
        .iter()
        .any(|dir| dir.trim_end_matches('/') != obj);
    if !current.starts_with(goroot.join("src")) || compiler != gcc::NAME || searches_others {
        return Ok(None);
    }

    let mut key = Key::of("cgo");
    key.add_working_dir()?;
    key.add_headers(&current)?;
    gcc::add_compiler(&mut key, &gcc::of_goroot(goroot)?)?;
    key.add(
        env::var_os("CGO_LDFLAGS")
            .unwrap_or_default()
            .as_encoded_bytes(),
    );
    for (flag, value) in &flags {
        key.add(flag.as_bytes());
        match *flag {
            "-trimpath" => key.add_rewrites(value, obj),
            _ => key.add_path(value, obj),
        }
    }
    for arg in &to_gcc {
        key.add_path(arg, obj);
    }
    for file in &files {
        key.add(file.as_bytes());
        key.add_file(Path::new(file))?;
    }
    let outputs = outputs(Path::new(obj), &files);
    Ok(Some((Job::new(key, outputs, obj), true)))
}

/// Returns the files that it writes.
fn outputs(obj: &Path, files: &[&str]) -> Vec<PathBuf> {
    let of_files = files.iter().flat_map(|file| {
        let stem = Path::new(file).file_stem().unwrap_or_default();
        OF_FILE.map(|end| {
            let mut name = stem.to_owned();
            name.push(end);
            obj.join(name)
        })
    });
    let of_package = OF_PACKAGE.iter().map(|name| obj.join(name));
    of_package.chain(of_files).collect()
}
