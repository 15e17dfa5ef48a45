//! The least that a command has to do: `cargo xtask statfloor` looks at every path that a
//! run record names, as a bare program would, on all cores; for builds, the tools alone.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use rustix::fs::AtFlags;
use rustix::fs::Mode;
use rustix::fs::OFlags;
use rustix::fs::StatxFlags;

use super::measure::Run;
use vamos_oracle::costs::median;

const USAGE: &str = "usage: cargo xtask statfloor --list FILE|--run-record FILE [--runs N]";

/// A directory, and names in it; links are followed or not.
type Group = (String, Vec<(String, bool)>);

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut groups, mut runs) = (None, 15);
    for pair in args.chunks(2) {
        match pair {
            [flag, value] if flag == "--list" => groups = Some(of_list(Path::new(value))?),
            [flag, value] if flag == "--run-record" => {
                groups = Some(of_run_record(Path::new(value))?);
            }
            [flag, value] if flag == "--runs" => runs = value.parse().map_err(|_| USAGE)?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let groups = groups.ok_or(USAGE)?;
    let count: usize = groups.iter().map(|group| group.1.len()).sum();
    let one = time(&groups, 1, runs);
    let all = time(&groups, cores(), runs);
    crate::say(&format!(
        "statfloor: {count} paths in {} directories: {:.2} ms on one core, {:.2} ms on {}",
        groups.len(),
        one * 1e3,
        all * 1e3,
        cores()
    ));
    Ok(())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Returns the only run record of a store, or the newest.
pub(crate) fn newest(store: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(store).ok()?.flatten();
    let files = files.filter(|file| file.file_type().is_ok_and(|kind| kind.is_file()));
    let newest = files.max_by_key(|file| file.metadata().and_then(|meta| meta.modified()).ok());
    newest.map(|file| file.path())
}

/// Returns the seconds that looking at what a run record names takes.
pub(crate) fn of_file(run_record: &Path, runs: usize) -> Result<f64, String> {
    Ok(time(&of_run_record(run_record)?, cores(), runs))
}

/// Reads paths, one in a line.
fn of_list(file: &Path) -> Result<Vec<Group>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let paths: Vec<(String, bool)> = text.lines().map(|line| (line.to_owned(), false)).collect();
    Ok(grouped(&paths))
}

/// Reads the paths that a run record names.
fn of_run_record(file: &Path) -> Result<Vec<Group>, String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let paths = vamos_localstore::run_record::paths(&bytes);
    let paths = paths.ok_or_else(|| format!("{} is no run record", file.display()))?;
    Ok(grouped(&paths))
}

fn grouped(paths: &[(String, bool)]) -> Vec<Group> {
    let split = |path: &str| {
        let (dir, name) = path.rsplit_once('/').unwrap_or((".", path));
        let dir = if dir.is_empty() { "/" } else { dir };
        (dir.to_owned(), name.to_owned())
    };
    let mut places: Vec<((String, String), bool)> = paths
        .iter()
        .map(|(path, follow)| (split(path), *follow))
        .collect();
    places.sort();
    places.dedup();
    let mut groups: Vec<Group> = Vec::new();
    for ((dir, name), follow) in places {
        match groups.last_mut() {
            Some(group) if group.0 == dir => group.1.push((name, follow)),
            _ => groups.push((dir, vec![(name, follow)])),
        }
    }
    groups
}

/// Looks at everything, as often as wanted; returns the median, in seconds.
fn time(groups: &[Group], threads: usize, runs: usize) -> f64 {
    let mut times = Vec::new();
    // The first fills the system's caches.
    for round in 0..=runs.max(1) {
        let start = Instant::now();
        let share = groups.len().div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            for part in groups.chunks(share) {
                scope.spawn(|| look(part));
            }
        });
        if round > 0 {
            times.push(start.elapsed().as_secs_f64());
        }
    }
    median(times)
}

/// Looks at each name by its directory's handle.
fn look(groups: &[Group]) {
    for (dir, names) in groups {
        let flags = OFlags::PATH | OFlags::CLOEXEC;
        let Ok(handle) = rustix::fs::open(dir.as_str(), flags, Mode::empty()) else {
            continue;
        };
        for (name, follow) in names {
            let (name, flags) = match (name.as_str(), follow) {
                ("", _) => (".", AtFlags::empty()),
                (name, true) => (name, AtFlags::empty()),
                (name, false) => (name, AtFlags::SYMLINK_NOFOLLOW),
            };
            // What is not there has been looked at too.
            let _ = rustix::fs::statx(&handle, name, flags, StatxFlags::BASIC_STATS);
        }
    }
}

/// Builds once more under a clock for each tool; returns the seconds of compile and link.
pub(crate) fn tools(run: &Run, scratch: &Path) -> Result<Option<f64>, String> {
    if !Path::new("/usr/bin/time").exists() {
        return Ok(None);
    }
    let log = scratch.join("tools.txt");
    // An earlier run's is no part of it.
    let _ = fs::remove_file(&log);
    let mut run = run.clone();
    let clock = format!("-toolexec=/usr/bin/time -a -o {} -f '%e %C'", log.display());
    run.args.insert(1, clock);
    run.output()?;
    let text = fs::read_to_string(&log).unwrap_or_default();
    let mut sum = 0.0;
    for line in text.lines().filter(|line| !line.ends_with("-V=full")) {
        let seconds = line
            .split(' ')
            .next()
            .and_then(|word| word.parse::<f64>().ok());
        sum += seconds.unwrap_or(0.0);
    }
    Ok((sum > 0.0).then_some(sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_grouped_by_directory() {
        let paths = ["/b/x", "/a/y", "/a/x", "/b/x", "/c"].map(|path| (path.to_owned(), true));
        let groups = grouped(&paths);
        let dirs: Vec<(&str, usize)> = groups
            .iter()
            .map(|group| (group.0.as_str(), group.1.len()))
            .collect();
        assert_eq!(dirs, [("/", 1), ("/a", 2), ("/b", 1)]);
    }
}
