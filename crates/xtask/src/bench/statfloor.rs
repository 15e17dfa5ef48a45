//! The minimum work of a command: `cargo xtask statfloor` stats every path that a run record names,
//! as a bare program would, on all cores; for builds, it runs the tools alone.
//!
//! The rows of the benchmark start a process for each run (`--once`), as each command is one, in
//! turn with the official command, which leaves the processor's caches as cold to both.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use super::measure::Run;
use vamos_fsys::stamp::OpenDir;
use vamos_oracle::costs::median;
use vamos_oracle::files;

const USAGE: &str = "usage: cargo xtask statfloor --list FILE|--run-record FILE [--runs N]
       cargo xtask statfloor --once FILE";

/// In a prepared list, the terminator of a name that is followed if it is a link, and of one that
/// is not.
const ENDS: [u8; 2] = [1, 2];

/// A directory, and names in it; links are followed or not.
type Group = (String, Vec<(String, bool)>);

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    if let [flag, file] = args
        && flag == "--once"
    {
        return once(Path::new(file));
    }
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

/// Writes the paths that a run record names, grouped, so that [`once`] does not sort.
pub(crate) fn prepare(run_record: &Path, list: &Path) -> Result<(), String> {
    let mut bytes = Vec::new();
    for (dir, names) in of_run_record(run_record)? {
        bytes.extend_from_slice(dir.as_bytes());
        bytes.push(0);
        for (name, follow) in names {
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(ENDS[usize::from(!follow)]);
        }
        bytes.push(b'\n');
    }
    files::write(list, bytes)
}

/// Looks once at everything in a prepared list.
fn once(list: &Path) -> Result<(), String> {
    let bytes = files::read(list)?;
    let share = bytes.len() / cores() + 1;
    std::thread::scope(|scope| {
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            // A part ends with a group.
            let end = rest.iter().skip(share).position(|byte| *byte == b'\n');
            let (part, next) = rest.split_at(end.map_or(rest.len(), |end| share + end + 1));
            rest = next;
            if rest.is_empty() {
                look_at_part(part);
            } else {
                drop(scope.spawn(|| look_at_part(part)));
            }
        }
    });
    Ok(())
}

/// Looks at the groups of a part of a prepared list.
fn look_at_part(part: &[u8]) {
    for group in part
        .split(|byte| *byte == b'\n')
        .filter(|group| !group.is_empty())
    {
        let end = group.iter().position(|byte| *byte == 0).unwrap_or(0);
        let (dir, names) = (&group[..end], &group[end + 1..]);
        let Some(handle) = OpenDir::open(dir) else {
            continue;
        };
        for name in names.split_inclusive(|byte| ENDS.contains(byte)) {
            if let [name @ .., end] = name {
                look_at(&handle, name, *end == ENDS[0]);
            }
        }
    }
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

/// Stats everything, `runs` times; returns the median, in seconds.
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
        let Some(handle) = OpenDir::open(dir.as_bytes()) else {
            continue;
        };
        for (name, follow) in names {
            look_at(&handle, name.as_bytes(), *follow);
        }
    }
}

fn look_at(dir: &OpenDir, name: &[u8], follow: bool) {
    // Missing files are statted too.
    let _ = match name {
        b"" => dir.stat_here(),
        _ => dir.stat(name, follow),
    };
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
    fn prepared_lists_are_read() {
        let temp = tempfile::tempdir().unwrap();
        let list = temp.path().join("list");
        let end = |follow: bool| char::from(ENDS[usize::from(!follow)]);
        let text = format!(
            "/\0bin{}nothing{}\n/nothing\0x{}\n/usr\0{}lib{}\n",
            end(true),
            end(false),
            end(true),
            end(true),
            end(false),
        );
        files::write(&list, text).unwrap();
        once(&list).unwrap();
    }

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
