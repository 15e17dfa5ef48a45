//! The build cache and the module cache, and the file systems that they are on.
//!
//! Counterpart: none.

use vamos_fsys::PathError;
use vamos_fsys::system::file_system;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::GoEnv;
use vamos_goenv::host::user_cache_dir;
use vamos_insight::size_of_bytes;
use vamos_localstore::data_dir;

use super::finding::Finding;
use crate::commands::cache::described_cap;
use crate::commands::remote_settings;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Space below which builds soon fail, and below which they may.
const TIGHT: u64 = 100 << 20;
const LITTLE: u64 = 2 << 30;

/// A time that needs nanoseconds.
const TIME: i128 = 1_700_000_000_123_456_789;

/// Checks the caches.
pub(super) fn check(env: &GoEnv) -> Vec<Finding> {
    let mut findings = Vec::new();
    match &*env.dirs.gocache {
        "off" => findings.push(Finding::problem(
            "build cache",
            match env.dirs.gocache_error.is_empty() {
                true => "GOCACHE is off".to_owned(),
                false => env.dirs.gocache_error.clone(),
            },
            "set GOCACHE to a directory; builds need one",
        )),
        dir => {
            findings.push(directory("build cache", "GOCACHE", dir));
            if uncached::may_write(dir) {
                findings.extend(of_file_system(dir));
            }
        }
    }
    findings.push(directory(
        "module cache",
        "GOMODCACHE",
        &env.dirs.gomodcache,
    ));
    match user_cache_dir(env.os()) {
        Ok(parent) => {
            let dir = data_dir(&parent);
            let found = directory("vamos' data", "XDG_CACHE_HOME", &dir);
            // Builds work without it.
            let fix = "without it nothing is remembered between commands, so all are slower";
            findings.push(found.weakened(fix));
        }
        Err(error) => findings.push(Finding::warning(
            "vamos' data",
            error.to_string(),
            "set HOME or XDG_CACHE_HOME; without it nothing is remembered between commands",
        )),
    }
    findings
}

/// Checks the user's `vamos.toml`: a cap of the build cache and a remote cache, if they are set.
pub(super) fn settings(invocation: &Invocation) -> Vec<Finding> {
    let wrong = |name, error| match error {
        CliError::Fatal(text) => {
            let text = text.strip_prefix("vamos: ").unwrap_or(&text);
            let fix = "correct it; until then commands that build end with this error";
            Some(Finding::problem(name, text, fix))
        }
        // No other error comes from settings.
        _ => None,
    };
    let user = match invocation.user_file() {
        Ok(user) => user,
        Err(error) => return Vec::from_iter(wrong("vamos.toml", error)),
    };
    let cap = described_cap(user).map(|cap| Finding::good("cache cap", cap));
    let name = "remote cache";
    let remote = match remote_settings::choose(invocation) {
        Ok(server) => server.map(|server| {
            let text = format!("{} ({})", server.endpoint, server.origin);
            Finding::good(name, text + "; 'vamos remote check' tries it")
        }),
        Err(error) => wrong(name, error),
    };
    cap.into_iter().chain(remote).collect()
}

/// Returns the directory, or the first one above it that is there.
fn existing(dir: &str) -> &str {
    let mut at = dir;
    while !at.is_empty() && uncached::stat(at).is_err() {
        at = at.rfind('/').map_or("", |end| &at[..end]);
    }
    if at.is_empty() { "/" } else { at }
}

fn directory(name: &'static str, variable: &str, dir: &str) -> Finding {
    let place = existing(dir);
    let is_dir = uncached::stat(place).is_ok_and(|meta| meta.is_dir());
    // Permissions are not enough: file systems may be mounted read-only, or take no files.
    let is_written = is_dir && uncached::may_write(place) && takes_files(place);
    if !is_written {
        let fix = format!(
            "make {place} a directory that can be written, or set {variable} to another directory"
        );
        return Finding::problem(name, format!("{dir} cannot be written"), fix);
    }
    let free = work::free_space(place).unwrap_or(u64::MAX);
    let text = format!("{dir}, {} free", size_of_bytes(free));
    let fix = "free some space, for example with 'vamos clean -cache'";
    match free {
        0..TIGHT => Finding::problem(name, text, fix),
        TIGHT..LITTLE => Finding::warning(name, text, fix),
        _ => Finding::good(name, text),
    }
}

/// Tries to make a directory, which is removed again. A full disk still has place for one, or
/// has an error of its own.
fn takes_files(dir: &str) -> bool {
    match work::make_unfinished_dir(dir, "doctor-") {
        Ok((place, _unfinished)) => {
            // It is empty, and a later run has another name.
            let _ = work::remove_all(&place);
            true
        }
        Err(error) => error.is_no_space(),
    }
}

/// Tests the file system operations of entries in the build cache.
fn of_file_system(dir: &str) -> Vec<Finding> {
    let name = "file system";
    let mut findings = Vec::new();
    let kind = file_system(dir);
    let word = kind.map_or("unknown", |(word, _)| word);
    let elsewhere = "set GOCACHE to a directory on a local disk";
    findings.push(match kind {
        Some((_, true)) => Finding::warning(
            name,
            format!("{word}: may be a network file system, on which locks and renames are slow"),
            elsewhere,
        ),
        _ => Finding::good(name, word),
    });
    match tried(dir) {
        Err(error) => {
            let text = format!("a file cannot be written, renamed and removed: {error}");
            findings.push(Finding::problem(name, text, elsewhere));
        }
        Ok(Tried {
            ignores_case,
            resolution,
        }) => {
            if ignores_case {
                let text = "it ignores case: packages whose names differ only in case collide";
                findings.push(Finding::warning(name, text, elsewhere));
            }
            if resolution > 1_000_000 {
                let text = format!(
                    "times of files have a resolution of {}",
                    duration(resolution)
                );
                let fix = "use another file system, so that vamos need not reread files that changed shortly before";
                findings.push(Finding::warning(name, text, fix));
            }
        }
    }
    findings
}

/// Returns a time of at least a millisecond for people.
fn duration(nanoseconds: i128) -> String {
    match nanoseconds {
        0..1_000_000_000 => format!("{} ms", nanoseconds / 1_000_000),
        _ => format!("{} s", nanoseconds / 1_000_000_000),
    }
}

/// The results of a trial with a file.
#[derive(Debug, PartialEq, Eq)]
struct Tried {
    ignores_case: bool,
    /// In nanoseconds.
    resolution: i128,
}

fn tried(dir: &str) -> Result<Tried, PathError> {
    let (place, _unfinished) = work::make_unfinished_dir(dir, "doctor-")?;
    let tried = tried_in(&place);
    // An error of the attempt is of more use than one of the removal.
    let removed = work::remove_all(&place);
    let tried = tried?;
    removed?;
    Ok(tried)
}

fn tried_in(place: &str) -> Result<Tried, PathError> {
    let (first, last) = (format!("{place}/File"), format!("{place}/file-2"));
    work::write(&first, b"x")?;
    uncached::set_times(&first, TIME)?;
    let seen = work::lstat(&first)?.mtime_ns;
    let ignores_case = work::lstat(&format!("{place}/fILE")).is_ok();
    work::rename(&first, &last)?;
    work::lstat(&last)?;
    Ok(Tried {
        ignores_case,
        resolution: (TIME - seen).abs().max(1),
    })
}

#[cfg(test)]
mod tests {
    use super::directory;
    use super::existing;
    use super::tried;

    #[test]
    fn directories_are_tried_and_left_as_they_were() {
        let top = tempfile::TempDir::new().unwrap();
        let dir = top.path().to_str().unwrap();
        let found = tried(dir).unwrap();
        assert!(found.resolution >= 1);
        assert_eq!(vamos_fsys::uncached::names(dir).unwrap(), [""; 0]);
        let below = format!("{dir}/a/b");
        assert_eq!(existing(&below), dir);
        assert!(!directory("build cache", "GOCACHE", &below).is_problem());
        assert!(tried(&below).is_err());
        assert!(directory("build cache", "GOCACHE", "/proc/x").is_problem());
    }
}
