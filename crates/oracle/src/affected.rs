//! `cargo xtask affected`: replays the history of a repository and compares the packages of `vamos
//! affected` with the tests whose binary or verdicts a commit really changed.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;
use vamos_base::Digest;

use crate::files;
use crate::flags;
use crate::pair;
use crate::pair::Pair;
use crate::say;
use crate::sdk;
use crate::sdk::Sdk;

const USAGE: &str =
    "usage: cargo xtask affected --repo REPOSITORY [--commits 100] [--skip 0] [--vamos BINARY]";

/// The largest number of named tests for each changed one, on average (issue 21).
const MOST: f64 = 1.3;

/// By package, the digest of its test binary, and the verdict of each test.
type State = BTreeMap<String, (Digest, BTreeMap<String, String>)>;

/// A repository that is checked out commit after commit.
struct Replay {
    sdk: Sdk,
    vamos: PathBuf,
    /// Directory of the home directory, the caches, and the working directory `tree`.
    top: PathBuf,
    /// Settings of the module source: variables of the user's own environment.
    modules: Vec<(String, String)>,
}

/// Totals over the commits.
#[derive(Default)]
struct Sums {
    commits: usize,
    changed: usize,
    named: usize,
    missing: usize,
    /// Verdicts that differ without a change, because they differ from run to run.
    unsteady: usize,
    times: Vec<Duration>,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut repo, mut commits, mut skip, mut vamos) = (None, 100_usize, 0_usize, None);
    for flag in flags::all(args, USAGE)? {
        match flag.name {
            "--repo" => repo = Some(flag.path()),
            "--commits" => commits = flag.number()?,
            "--skip" => skip = flag.number()?,
            "--vamos" => vamos = Some(flag.path()),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let repo = repo.ok_or_else(|| USAGE.to_owned())?;
    let replay = Replay::new(&repo, vamos.as_deref())?;
    let sums = replay.replay(commits, skip)?;
    let mut times = sums.times.clone();
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let ratio = ratio(sums.named, sums.changed);
    say(&format!(
        "affected, {} commits: {} tests changed, {} named, {} missing, ratio {ratio:.2}, {} unsteady; \
         median {} ms",
        sums.commits,
        sums.changed,
        sums.named,
        sums.missing,
        sums.unsteady,
        median.as_millis()
    ));
    if sums.missing == 0 && ratio <= MOST {
        Ok(())
    } else {
        Err(format!(
            "tests are missing, or more than {MOST} are named for each that changed"
        ))
    }
}

/// Returns the number of tests that are named for each changed one.
#[expect(clippy::cast_precision_loss, reason = "a few thousand tests")]
fn ratio(named: usize, changed: usize) -> f64 {
    named as f64 / changed.max(1) as f64
}

impl Replay {
    fn new(repo: &Path, vamos: Option<&Path>) -> Result<Self, String> {
        let Pair { sdk, vamos } = Pair::find(None, vamos)?;
        let top = sdk::target_dir().join("affected");
        // Files of an earlier run are no part of this one.
        let _ = std::fs::remove_dir_all(&top);
        files::make_dir(&top.join("home"))?;
        let modules = sdk.module_settings()?;
        let tree = top.join("tree");
        let mut clone = Command::new("git");
        clone.args(["clone", "-q", "--no-checkout"]).arg(repo);
        output(clone.arg(&tree))?;
        Ok(Self {
            sdk,
            vamos,
            top,
            modules,
        })
    }

    fn command(&self, program: &Path) -> Command {
        let tree = self.top.join("tree");
        let mut command = pair::clean_command(program, &tree, &self.sdk.goroot);
        command
            // Some packages have C.
            .env_remove("CGO_ENABLED")
            .env("HOME", self.top.join("home"))
            .env("GOCACHE", self.top.join("cache"))
            .envs(self.modules.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Checks out each commit, the oldest first, without the newest `skip` ones.
    fn replay(&self, commits: usize, skip: usize) -> Result<Sums, String> {
        let mut list = self.command(Path::new("git"));
        let (count, skip) = (format!("-{}", commits + 1), format!("--skip={skip}"));
        list.args([
            "log",
            "--first-parent",
            "--format=%H",
            &count,
            &skip,
            "HEAD",
        ]);
        let list = output(&mut list)?;
        let mut list: Vec<&str> = list.lines().collect();
        list.reverse();
        let mut sums = Sums::default();
        let mut before = State::new();
        for (place, commit) in list.iter().enumerate() {
            let mut checkout = self.command(Path::new("git"));
            output(checkout.args(["checkout", "-q", "--force", commit]))?;
            let named = match place {
                0 => BTreeSet::new(),
                _ => self.named(&mut sums)?,
            };
            let now = self.state(&before)?;
            if place > 0 {
                self.compare(commit, &before, &now, &named, &mut sums)?;
            }
            before = now;
        }
        Ok(sums)
    }

    /// Returns the packages whose tests `affected` names for the last commit.
    fn named(&self, sums: &mut Sums) -> Result<BTreeSet<String>, String> {
        let mut affected = self.command(&self.vamos);
        affected.args(["affected", "-since=HEAD~1", "-tests", "./..."]);
        let begin = Instant::now();
        let named = output(&mut affected)?;
        sums.times.push(begin.elapsed());
        Ok(named.lines().map(str::to_owned).collect())
    }

    /// Links and runs the tests of the commit that is checked out.
    fn state(&self, before: &State) -> Result<State, String> {
        let dir = self.top.join("binaries");
        let _ = std::fs::remove_dir_all(&dir);
        files::make_dir(&dir)?;
        let mut list = self.command(&self.vamos);
        list.args([
            "list",
            "-e",
            "-f",
            "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}",
            "./...",
        ]);
        let packages = output(&mut list)?;
        let verdicts = self.verdicts(&["./..."])?;
        let mut state = State::new();
        for package in packages.lines().filter(|line| !line.is_empty()) {
            let file = dir.join("test");
            let mut link = self.command(&self.vamos);
            link.args(["test", "-c", "-vet=off", "-o"]).arg(&file);
            // A package that does not build has no binary, and no verdicts.
            let built = link.arg(package).output().map_err(|e| e.to_string())?;
            let bytes = if built.status.success() {
                files::read(&file)?
            } else {
                Vec::new()
            };
            let own = verdicts.get(package).cloned().unwrap_or_default();
            state.insert(package.to_owned(), (Digest::of(&bytes), own));
        }
        if state.is_empty() && before.is_empty() {
            return Err("there are no tests".to_owned());
        }
        Ok(state)
    }

    /// Returns the verdicts of the tests of packages.
    fn verdicts(
        &self,
        args: &[&str],
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>, String> {
        let mut test = self.command(&self.vamos);
        test.args(["test", "-json", "-vet=off", "-timeout=120s"])
            .args(args);
        let Output { stdout, .. } = test.output().map_err(|e| e.to_string())?;
        let mut verdicts: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for line in stdout.split(|byte| *byte == b'\n') {
            let event: Value = serde_json::from_slice(line).unwrap_or_default();
            let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
            let action = text("Action");
            if matches!(action.as_str(), "pass" | "fail" | "skip") {
                let own = verdicts.entry(text("Package")).or_default();
                own.insert(text("Test"), action);
            }
        }
        Ok(verdicts)
    }

    /// Compares changed packages with named ones.
    fn compare(
        &self,
        commit: &str,
        before: &State,
        now: &State,
        named: &BTreeSet<String>,
        sums: &mut Sums,
    ) -> Result<(), String> {
        sums.commits += 1;
        sums.named += named.len();
        for (package, (binary, verdicts)) in now {
            let old = before.get(package);
            let is_linked_anew = old.is_none_or(|(old, _)| old != binary);
            let differs = old.is_none_or(|(_, old)| old != verdicts);
            let is_named = named.contains(package);
            if is_linked_anew || differs && is_named {
                sums.changed += 1;
            }
            if is_named || !is_linked_anew && !differs {
                continue;
            }
            if !is_linked_anew && self.is_unsteady(package, verdicts)? {
                sums.unsteady += 1;
                continue;
            }
            sums.missing += 1;
            let what = if is_linked_anew { "binary" } else { "verdicts" };
            say(&format!(
                "{commit}: {package} is missing, its {what} changed"
            ));
        }
        Ok(())
    }

    /// Reports whether a test has other verdicts in another run of the same binary.
    fn is_unsteady(
        &self,
        package: &str,
        verdicts: &BTreeMap<String, String>,
    ) -> Result<bool, String> {
        for _ in 0..3 {
            let again = self.verdicts(&["-count=1", package])?;
            if again.get(package) != Some(verdicts) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Runs a command that must succeed; returns its stdout.
fn output(command: &mut Command) -> Result<String, String> {
    let what = format!("{command:?}");
    Ok(pair::text(&pair::succeed(command, &what)?.stdout))
}
