//! Comparison of both programs in one repository: binaries, output and files.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use vamos_base::Cancel;
use vamos_base::Digest;
use vamos_fsys::Disk;
use vamos_fsys::proc::LocalExecutor;
use vamos_vcs::Config;
use vamos_vcs::ProgramConfig;
use vamos_vcs::Stamper;
use vamos_vcs::System;

use super::case::Case;
use crate::files;
use crate::pair;
use crate::pair::Outcome;
use crate::pair::Pair;
use crate::pair::Side;
use crate::tree;

/// The two programs, and the state that they share over all cases.
pub(crate) struct Programs {
    pair: Pair,
    root: PathBuf,
}

/// Output of `version -m` for the binary.
const INFO: &str = "version -m";

/// Result of a case.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) difference: Option<String>,
    pub(crate) is_stamped: bool,
    pub(crate) is_modified: bool,
    pub(crate) has_version: bool,
    pub(crate) failed: bool,
    pub(crate) asked_git: bool,
}

/// Gives a command with no variable but PATH a user and a time.
pub(crate) fn hermetic(command: &mut Command, top: &Path) {
    let date = "2024-02-03T04:05:06+01:00";
    command
        .env("HOME", top.join("home"))
        .env("TOP", top)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .env("TZ", "Europe/Paris")
        .env("USER", "gopher")
        .env("EMAIL", "gopher@example.com");
}

impl Programs {
    /// Checks the place where cases are made.
    pub(crate) fn new(pair: Pair, root: &Path) -> Result<Self, String> {
        files::make_dir(root)?;
        // Scripts that break their own repository must not find another above it.
        let is_repository = |dir: &Path| dir.join(".git").exists() || dir.join(".hg").exists();
        if let Some(dir) = root.ancestors().find(|dir| is_repository(dir)) {
            return Err(format!("{} is a repository: set TMPDIR", dir.display()));
        }
        Ok(Self {
            pair,
            root: root.to_owned(),
        })
    }

    fn command(&self, side: Side, case: &Case, top: &Path) -> Command {
        let mut dir = top.join(&case.cwd);
        if !dir.is_dir() {
            dir = top.join("repo");
        }
        let goroot = &self.pair.sdk.goroot;
        let mut command = pair::clean_command(self.pair.binary(side), &dir, goroot);
        hermetic(&mut command, top);
        command
            // The stamps are under test.
            .env_remove("GOFLAGS")
            .env("GOCACHE", self.root.join(format!("cache-{}", side.name())))
            .env("GOPATH", top.join("gopath"))
            .env("GOMODCACHE", modules(top, side))
            .env("GOPROXY", "https://127.0.0.1:1");
        for (name, value) in case.env {
            command.env(name, value.replace("$TOP", &top.display().to_string()));
        }
        command
    }

    fn said(command: &mut Command, top: &Path, side: Side) -> Result<String, String> {
        let output = pair::output(command)?;
        let text = format!(
            "exit {:?}\n{}{}",
            output.status.code(),
            pair::text(&output.stdout),
            pair::text(&output.stderr)
        );
        let own = modules(top, side).display().to_string();
        Ok(without_times(&text.replace(&own, "MOD")))
    }

    /// Builds and lists; returns the results to compare.
    fn trace(&self, side: Side, case: &Case, top: &Path) -> Result<Outcome, String> {
        let out = top.join(format!("out-{}", side.name()));
        // It is made anew.
        files::remove(&out)?;
        let mut build = self.command(side, case, top);
        build.arg("build").args(case.flags);
        build.arg("-o").arg(&out).arg(case.package);
        let build = Self::said(&mut build, top, side)?;
        let mut list = self.command(side, case, top);
        list.args([
            "list",
            "-e",
            "-x",
            "-json=ImportPath,Stale,StaleReason,Error",
        ]);
        list.args(case.flags).arg(case.package);
        let list = Self::said(&mut list, top, side)?;
        let mut trace = Outcome::default();
        if out.exists() {
            let mut version = self.command(Side::Official, case, top);
            version.args(["version", "-m"]).arg(&out);
            let info = Self::said(&mut version, top, side)?;
            let info = info.replace(&out.display().to_string(), "OUT");
            trace.texts.insert(INFO.to_owned(), info);
            let binary = Digest::of(&files::read(&out)?).hex();
            trace.files.insert("the binary".to_owned(), (0, binary));
        }
        for (name, text) in [("build", build), ("list", list)] {
            trace.texts.insert(name.to_owned(), text);
        }
        let notes = modules(top, side);
        if notes.exists() {
            let mut notes = tree::read(&notes)?;
            // Upstream does not remove empty locks; docs/deviations.md.
            notes.retain(|name, (_, content)| {
                content != tree::DIRECTORY && !format!("/{name}").ends_with("/lock")
            });
            trace.files.extend(notes);
        }
        Ok(trace)
    }

    /// Reports whether vamos needs git itself to determine the repository's state.
    fn asks_git(&self, case: &Case, top: &Path) -> bool {
        let command = self.command(Side::Vamos, case, top);
        let (stamper, executor) = stamper(&command, false);
        let dir = command.get_current_dir().unwrap_or(top);
        match stamper.find(&dir.display().to_string()) {
            Ok(repo) if repo.system == System::Git => {
                // Only the commands that are run matter here.
                let _ = stamper.status(&repo, &mut Vec::new());
                executor.spawned() > 0
            }
            _ => false,
        }
    }

    /// Runs both programs in a repository.
    pub(crate) fn compare(&self, case: &Case, top: &Path) -> Result<Verdict, String> {
        // The first of the two may find an index that git has not refreshed yet.
        let vamos_is_first = case.number.is_multiple_of(2);
        let first = vamos_is_first.then(|| self.trace(Side::Vamos, case, top));
        let official = self.trace(Side::Official, case, top)?;
        let vamos = match first {
            Some(trace) => trace?,
            None => self.trace(Side::Vamos, case, top)?,
        };
        let asked_git = self.asks_git(case, top);
        let info = official.text(INFO);
        Ok(Verdict {
            difference: official.compare(&vamos).err(),
            is_stamped: info.contains("\tvcs="),
            is_modified: info.contains("\tvcs.modified=true"),
            has_version: info.contains("\tvcs=") && !info.contains("\t(devel)"),
            failed: info.is_empty(),
            asked_git,
        })
    }
}

/// Returns the GOMODCACHE of a side.
fn modules(top: &Path, side: Side) -> PathBuf {
    top.join(format!("mod-{}", side.name()))
}

/// Makes a stamper with a command's environment; one that shows commands runs them all.
pub(crate) fn stamper(command: &Command, shows: bool) -> (Stamper, Arc<LocalExecutor>) {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut env = vec![("PATH".to_owned(), path.clone())];
    for (name, value) in command.get_envs() {
        if let (Some(name), Some(value)) = (name.to_str(), value.and_then(|v| v.to_str())) {
            env.push((name.to_owned(), value.to_owned()));
        }
    }
    let executor = Arc::new(LocalExecutor::new());
    let config = Config {
        programs: ProgramConfig {
            env: Arc::from(env),
            path,
            goroot: String::new(),
            shows_commands: shows,
            is_verbose: false,
            is_modern: false,
            has_hg_sums: true,
        },
        notes: None,
        is_proxy_off: false,
        ignores_read_only_cache: false,
        allows_multiple: false,
    };
    let files = Arc::new(Disk::new());
    let stamper = Stamper::new(config, files, executor.clone(), Cancel::new());
    (stamper, executor)
}

/// Cuts the times off lines like `0.003s # cd /repo; git log`, and the directory off
/// `WORK=/tmp/go-build1`.
fn without_times(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.split_once("s # ") {
            Some((time, rest)) if time.parse::<f64>().is_ok() => {
                out.push_str("TIMEs # ");
                out.push_str(rest);
            }
            _ if line.starts_with("WORK=") => out.push_str("WORK\n"),
            _ => out.push_str(line),
        }
    }
    out
}
