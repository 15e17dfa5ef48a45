//! `cargo xtask hits`: how many results of tests are found after a repository was cloned again,
//! rebased, or given new times, without a change of content.
//!
//! The denominator is the number of packages whose tests passed in the first run.
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use crate::files;
use crate::flags;
use crate::pair;
use crate::say;
use crate::sdk;
use crate::sdk::Sdk;

const USAGE: &str =
    "usage: cargo xtask hits --repo REPOSITORY [--patterns ./...] [--vamos BINARY] [--against OLD]";

/// Changes of the tree before tests run again.
const CHANGES: [&str; 3] = ["clone", "rebase", "touch"];

/// The older commit of a rebase back and forth.
const COMMITS: &str = "HEAD~5";

/// A checkout with a build cache of its own.
struct Checkout {
    sdk: Sdk,
    vamos: PathBuf,
    repo: PathBuf,
    patterns: Vec<String>,
    top: PathBuf,
    /// Settings of the module source.
    modules: Vec<(String, String)>,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut repo, mut patterns, mut vamos, mut against) = (None, "./...", None, None);
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--repo" => repo = Some(flag.path()),
            "--patterns" => patterns = flag.value,
            "--vamos" => vamos = Some(flag.path()),
            "--against" => against = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let repo = repo.ok_or_else(|| USAGE.to_owned())?;
    let vamos = sdk::vamos_named_or_built(vamos.as_deref())?;
    let named = against.map(|old| ("against", old));
    let sdk = sdk::find()?;
    for (title, vamos) in named.into_iter().chain([("vamos", vamos)]) {
        let checkout = Checkout {
            modules: sdk.module_settings()?,
            sdk: sdk::find()?,
            vamos,
            repo: repo.clone(),
            patterns: patterns.split(' ').map(str::to_owned).collect(),
            top: sdk::target_dir().join("hits").join(title),
        };
        checkout.measure(title)?;
    }
    Ok(())
}

impl Checkout {
    fn measure(&self, title: &str) -> Result<(), String> {
        let _ = std::fs::remove_dir_all(&self.top);
        files::make_dir(&self.top.join("home"))?;
        self.clone()?;
        // Twice: results of files that were just written are not stored.
        self.test()?;
        std::thread::sleep(std::time::Duration::from_secs(3));
        let (passed, _) = self.test()?;
        for change in CHANGES {
            match change {
                "clone" => self.clone()?,
                "rebase" => {
                    self.git(&["checkout", "-q", COMMITS])?;
                    self.git(&["checkout", "-q", "-"])?;
                }
                _ => touch(&self.tree())?,
            }
            std::thread::sleep(std::time::Duration::from_secs(3));
            let (_, cached) = self.test()?;
            let repo = self.repo.display();
            say(&format!(
                "hits, {repo}, {title}: {change}: {cached} of {passed}"
            ));
        }
        Ok(())
    }

    fn tree(&self) -> PathBuf {
        self.top.join("tree")
    }

    fn clone(&self) -> Result<(), String> {
        let _ = std::fs::remove_dir_all(self.tree());
        let mut clone = Command::new("git");
        clone.args(["clone", "-q"]).arg(&self.repo).arg(self.tree());
        pair::succeed(&mut clone, "git clone").map(drop)
    }

    fn git(&self, args: &[&str]) -> Result<(), String> {
        let mut git = Command::new("git");
        pair::succeed(git.args(args).current_dir(self.tree()), "git").map(drop)
    }

    /// Runs the tests; returns how many packages passed, and how many of them from the cache.
    fn test(&self) -> Result<(usize, usize), String> {
        let mut command = pair::command(&self.vamos, &self.tree(), &self.sdk.goroot);
        command
            .arg("test")
            .args(&self.patterns)
            .env("HOME", self.top.join("home"))
            .env("XDG_CACHE_HOME", self.top.join("home/.cache"))
            .envs(self.modules.iter().map(|(name, value)| (name, value)))
            .env("GOCACHE", self.top.join("cache"))
            .env("VAMOS_TEST_CACHE", "content");
        let output = pair::output(&mut command)?;
        let text = pair::text(&output.stdout);
        let passed: Vec<&str> = text.lines().filter(|line| line.starts_with("ok")).collect();
        let cached = passed.iter().filter(|line| line.contains("\t(cached)"));
        match passed.len() {
            0 => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
            count => Ok((count, cached.count())),
        }
    }
}

/// Gives all files of a tree the present time.
fn touch(dir: &Path) -> Result<(), String> {
    let now = SystemTime::now();
    let mut open = vec![dir.to_owned()];
    while let Some(path) = open.pop() {
        let meta = std::fs::symlink_metadata(&path).map_err(|e| e.to_string())?;
        if meta.is_dir() && !path.ends_with(".git") {
            let entries = std::fs::read_dir(&path).map_err(|e| e.to_string())?;
            open.extend(entries.flatten().map(|entry| entry.path()));
        }
        if !meta.is_symlink() {
            let file = std::fs::File::open(&path).map_err(|e| e.to_string())?;
            file.set_modified(now).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}
