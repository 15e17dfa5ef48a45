//! `cargo xtask link flags`: each flag of the linker with several values, for all systems and
//! processors that vamos links for. A small program is built with `-ldflags` by the official command
//! and by vamos: exit codes, texts and all files have to be equal.
//!
//! Counterpart: none.

mod table;

use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use super::USAGE;
use super::driver::FELL_BACK_MARK;
use super::flags;
use super::list;
use super::place;
use super::place::CaptureDir;
use crate::files;
use crate::pair;
use crate::pair::Outcome;
use crate::pair::Pair;
use crate::pair::Side;
use crate::tree;
use table::FILLS_DISK;
use table::SWITCHES;
use table::VALUES;

const PLATFORMS: [&str; 6] = [
    "linux/amd64",
    "linux/arm64",
    "windows/amd64",
    "windows/arm64",
    "darwin/amd64",
    "darwin/arm64",
];

/// The number of comparisons of one link, if the SDK's linker fails on both sides.
const TRIES: usize = 3;

const PROGRAM: &str = "package main\n\nvar text, number = \"a\", 1\n\n\
    func main() { println(text, number) }\n";

struct Trial {
    pair: Pair,
    root: PathBuf,
}

/// A platform and the value of `-ldflags`.
type Link = (String, String);

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, names) = flags(args)?;
    let (mut sdk, mut vamos, mut dir, mut jobs) = (None, None, None, 2);
    let mut platforms = PLATFORMS.map(str::to_owned).to_vec();
    for (flag, value) in flags {
        match flag {
            "--sdk" => sdk = Some(value),
            "--vamos" => vamos = Some(PathBuf::from(value)),
            "--dir" => dir = Some(value),
            "--platform" => platforms = list(value),
            "--jobs" => jobs = value.parse().map_err(|_| USAGE)?,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let sdk = place::find_sdk(sdk)?;
    let root = CaptureDir::open(dir)?.root.join("flags");
    files::make_dir(&root)?;
    let trial = Trial {
        pair: Pair::find(Some(&sdk.goroot), vamos.as_deref())?,
        root,
    };
    let values = values(names);
    let links = (platforms.iter())
        .flat_map(|platform| values.iter().map(|value| (platform.clone(), value.clone())));
    let (alone, others): (Vec<Link>, Vec<Link>) = links.partition(|(_, value)| value == FILLS_DISK);
    let wrong = trial.all(&others, jobs) + trial.all(&alone, 1);
    crate::say(&format!(
        "flags: {} links, {wrong} differ",
        others.len() + alone.len()
    ));
    match wrong {
        0 => Ok(()),
        count => Err(format!("{count} links differ")),
    }
}

/// Returns the values of the named flags, or of all.
fn values(names: &[String]) -> Vec<String> {
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let switches = SWITCHES.iter().filter(|name| is_wanted(name));
    let switches =
        switches.flat_map(|name| ["", "=false", "=x"].map(|end| format!("-{name}{end}")));
    let others = VALUES.iter().filter(|(name, _)| is_wanted(name));
    let others = others.flat_map(|(_, values)| values.iter().map(|&value| value.to_owned()));
    switches.chain(others).collect()
}

impl Trial {
    /// Compares links and prints those that differ; returns their number.
    fn all(&self, links: &[Link], jobs: usize) -> usize {
        let next = AtomicUsize::new(0);
        let wrong = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for worker in 0..jobs.max(1) {
                let (next, wrong) = (&next, &wrong);
                scope.spawn(move || {
                    while let Some(link) = links.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if let Err(text) = self.compare(link, worker) {
                            crate::say(&format!("WRONG {} {}: {text}", link.0, link.1));
                            wrong.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        wrong.into_inner()
    }

    /// Compares a link on both sides. The SDK's linker ends with its first error, but on a busy
    /// machine other threads have printed theirs by then. Where vamos runs it too and both fail, the
    /// texts have to be equal in one of some tries.
    fn compare(&self, link: &Link, worker: usize) -> Result<(), String> {
        let mut tries = 1;
        loop {
            let (official, _) = self.link(Side::Official, link, worker)?;
            let (vamos, is_stock) = self.link(Side::Vamos, link, worker)?;
            let compared = official.compare(&vamos);
            let both_fail = official.code == vamos.code && official.code != Some(0);
            if compared.is_ok() || !is_stock || !both_fail || tries == TRIES {
                return compared;
            }
            tries += 1;
        }
    }

    /// Builds the program in a new directory, whose name is the same for both sides. Also reports
    /// whether vamos ran the SDK's linker.
    fn link(
        &self,
        side: Side,
        (platform, value): &Link,
        worker: usize,
    ) -> Result<(Outcome, bool), String> {
        let top = self.root.join(format!("work-{worker}"));
        files::remove(&top)?;
        let (source, tmp) = (top.join("src"), top.join("tmp"));
        let cache = self.root.join(format!("cache-{}", side.name()));
        files::put(&source.join("go.mod"), "module example.com/m\n\ngo 1.24\n")?;
        files::put(&source.join("main.go"), PROGRAM)?;
        for dir in [&tmp, &source.join("sub")] {
            files::make_dir(dir)?;
        }
        let (os, arch) = platform.split_once('/').ok_or(USAGE)?;
        let mut command = self.pair.command(side, &source);
        command
            .args(["build", "-o", "prog", &format!("-ldflags={value}"), "."])
            .env("HOME", self.root.join("home"))
            .env("GOPATH", self.root.join("gopath"))
            .env("GOCACHE", &cache)
            .env("TMPDIR", &tmp)
            // Upstream's threads report errors in any order.
            .env("GOMAXPROCS", "1")
            .env("VAMOS_KEPT", "off")
            .env("VAMOS_LINK", "explain")
            .env("GOOS", os)
            .env("GOARCH", arch);
        let mut outcome = Outcome::of(&pair::output(&mut command)?);
        let is_stock = outcome.text("stderr").contains(FELL_BACK_MARK);
        for name in ["stdout", "stderr"] {
            outcome.mask(name, |text| stable(text, &top, &cache));
        }
        outcome.files = tree::read(&source)?;
        Ok((outcome, is_stock))
    }
}

/// Removes details that differ in each run: directories, their numbers, goroutines, and vamos'
/// reasons for running the SDK's linker. An archive of an earlier run is in the build cache.
fn stable(text: &str, top: &Path, cache: &Path) -> String {
    let text = text.replace(&top.display().to_string(), "TOP");
    let text = text.replace(&cache.display().to_string(), "CACHE");
    let text = text.split("\ngoroutine ").next().unwrap_or_default();
    let lines = text.lines().filter(|line| !line.contains(FELL_BACK_MARK));
    let lines = lines.map(|line| without_numbers(&without_numbers(line, "/go-build"), "/go-link-"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Removes the digits after each `start`.
fn without_numbers(line: &str, start: &str) -> String {
    let mut parts = line.split(start);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out += start;
        out += part.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flag_has_three_values() {
        let all = values(&[]);
        assert!(all.len() > 3 * (SWITCHES.len() + VALUES.len()));
        assert_eq!(values(&["s".to_owned()]), ["-s", "-s=false", "-s=x"]);
    }

    #[test]
    fn texts_are_made_stable() {
        let text =
            "/t/go-build12/b001 /t/go-link-3/x\nvamos: m: linked by the SDK's linker: -v\n/c/0-d\n";
        assert_eq!(
            stable(text, Path::new("/t"), Path::new("/c")),
            "TOP/go-build/b001 TOP/go-link-/x\nCACHE/0-d"
        );
    }
}
