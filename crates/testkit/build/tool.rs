//! A tool of a scratch GOROOT: it writes a line to the log of tools, and executes the real tool.
//!
//! It also caches results. A package of the standard library is compiled once: the result is cached
//! under a digest of all its inputs, and later runs with equal inputs copy it. The same holds for
//! the assembler, for the facts that vet reads, and for the versions that tools print; and for
//! packages and programs of a case, but only until it ends. Most cases compile the same packages,
//! twice. This is a program and no script because a cold cache takes hundreds of runs, and each
//! would start a shell and several children.
//!
//! Counterpart: none.

use std::env;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use crate::jobs;
use crate::kept;
use crate::kept::is_debugging;

/// The variable that names the log (`goroot.rs`).
const LOG: &str = "VAMOS_TEST_TOOL_LOG";

/// The tools collect garbage only when they need much memory, also under commands that do not
/// have these variables (`SPARE_COLLECTION` of the crate). Results do not depend on it.
const SPARE_COLLECTION: [(&str, &str); 2] = [("GOGC", "off"), ("GOMEMLIMIT", "512MiB")];

/// The tool whose runs are not counted.
const UNCOUNTED: &str = "vet";

/// Returns the root of the GOROOT whose tools, for one platform, are in `dir`.
pub(crate) fn goroot_of(dir: &Path) -> Option<&Path> {
    let mut parents = dir.ancestors().skip(1);
    let is_it = parents.next()?.ends_with("pkg/tool");
    parents.nth(1).filter(|_| is_it)
}

/// Runs the tool that was called as `program`.
pub(crate) fn run(program: &Path) -> io::Result<ExitCode> {
    let dir = program.parent().ok_or(io::ErrorKind::NotFound)?;
    let goroot = goroot_of(dir).ok_or(io::ErrorKind::NotFound)?;
    let (Some(platform), Some(name)) = (dir.file_name(), program.file_name()) else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let args: Vec<_> = env::args_os().skip(1).collect();
    let is_version = args
        .first()
        .is_some_and(|arg| arg.as_encoded_bytes().starts_with(b"-V"));
    if !is_version && name != UNCOUNTED {
        log(name)?;
    }
    // The real tool keeps its name: it prints it with its version. It also prints the path as
    // which it was called; `normalize` finds this one.
    let mut real = dir.join("../../real").join(platform).join(name);
    // A copy of the SDK that is not shared has none.
    let mut kept = kept::of_goroot(goroot);
    if !real.exists() {
        let home = home(program)?;
        real = home.join("pkg/real").join(platform).join(name);
        kept = kept::of_goroot(&home);
    }
    let mut real = Command::new(real);
    real.args(&args).envs(SPARE_COLLECTION);
    let Some(kept) = kept else {
        return Err(real.exec());
    };
    if args == ["-V=full"] {
        return match kept::version(&mut real, &kept) {
            Ok(text) => io::stdout().write_all(&text).map(|()| ExitCode::SUCCESS),
            Err(_) => Err(real.exec()),
        };
    }
    let texts: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
    let (Some(texts), Some(name)) = (texts.filter(|_| !is_debugging()), name.to_str()) else {
        return Err(real.exec());
    };
    // An input that cannot be read is for the tool to report.
    let place = match jobs::find(name, &texts, goroot) {
        Ok(Some((job, true))) => Some((job, kept)),
        Ok(Some((job, false))) => kept_of_case().map(|kept| (job, kept)),
        Ok(None) | Err(_) => None,
    };
    match place {
        Some((job, kept)) => job.run(&mut real, &kept),
        None => Err(real.exec()),
    }
}

/// Returns the GOROOT that the program of a tool was made for, whose path is appended to the file
/// (`goroot.rs`): a worker has only this file.
fn home(program: &Path) -> io::Result<PathBuf> {
    let bytes = fs::read(program)?;
    let end = bytes.rsplit(|byte| *byte == b'\n').next();
    let home = end.ok_or(io::ErrorKind::NotFound)?.to_owned();
    Ok(PathBuf::from(OsString::from_vec(home)))
}

/// Returns the directory of other cached results, next to the directory of the log. The programs of
/// a case run in one directory one after the other.
fn kept_of_case() -> Option<PathBuf> {
    let log = PathBuf::from(env::var_os(LOG)?);
    let kept = log.parent()?.with_file_name("compiled");
    Some(kept).filter(|dir| dir.is_dir())
}

/// Writes the line of a run: the tool, and the import path that it works for.
fn log(name: &OsStr) -> io::Result<()> {
    let Some(log) = env::var_os(LOG).filter(|log| !log.is_empty()) else {
        return Ok(());
    };
    let path = env::var("TOOLEXEC_IMPORTPATH").unwrap_or_default();
    let line = format!("{} {path}\n", name.display());
    // In one call, since tools run at the same time.
    let mut log = fs::File::options().append(true).create(true).open(log)?;
    log.write_all(line.as_bytes())
}
