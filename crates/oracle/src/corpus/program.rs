//! One of the two programs, run in the corpus under fixed conditions.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::process::Output;

use super::members::Member;
use super::members::Variant;
use super::place::CorpusDir;
use crate::pair;

/// The official command or vamos, with the cache it works on.
#[derive(Clone)]
pub(crate) struct Program<'a> {
    /// `official` or `vamos`.
    pub(crate) name: &'static str,
    /// The binary.
    pub(crate) binary: PathBuf,
    /// Directories of the corpus.
    pub(crate) place: &'a CorpusDir,
    /// GOCACHE.
    pub(crate) cache: PathBuf,
    /// GOROOT.
    pub(crate) goroot: PathBuf,
    /// Variables over all others.
    pub(crate) env: Vec<(&'static str, String)>,
}

/// Counts of a run, in addition to its output.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Runs of each counted tool.
    pub(crate) tools: BTreeMap<String, usize>,
    /// Calls of the stub that replaces bin/go.
    pub(crate) stub_calls: usize,
}

impl Counts {
    /// Returns the runs of one tool.
    pub(crate) fn of(&self, tool: &str) -> usize {
        self.tools.get(tool).copied().unwrap_or(0)
    }
}

impl Program<'_> {
    /// Runs the program with `args` in `dir`.
    pub(crate) fn run(
        &self,
        dir: &Path,
        variant: &Variant,
        args: &[&str],
    ) -> Result<(Output, Counts), String> {
        let log = self.place.root.join(format!("tools-{}.log", self.name));
        let stub = self.place.root.join(format!("stub-{}.log", self.name));
        for file in [&log, &stub] {
            // A missing file counts as removed.
            let _ = std::fs::remove_file(file);
        }
        let mut command = pair::command(&self.binary, dir, &self.goroot);
        command.args(args);
        for name in ["GOOS", "GOARCH", "GO111MODULE", "GOWORK", "GODEBUG"] {
            command.env_remove(name);
        }
        command
            .env("GOCACHE", &self.cache)
            .env("GOPROXY", "off")
            // vamos' own data belongs to the corpus, as the caches do.
            .env("XDG_CACHE_HOME", self.place.root.join("user-cache"))
            .env("PATH", self.place.search_path())
            .env("TOOL_LOG", &log)
            .env("GO_STUB_LOG", &stub)
            .envs(variant.env.iter().copied())
            .envs(self.env.iter().map(|(name, value)| (*name, value)));
        let output = pair::output(&mut command)?;
        let mut counts = Counts::default();
        for line in std::fs::read_to_string(&log).unwrap_or_default().lines() {
            *counts.tools.entry(line.to_owned()).or_default() += 1;
        }
        counts.stub_calls = std::fs::read_to_string(&stub)
            .unwrap_or_default()
            .lines()
            .count();
        Ok((output, counts))
    }

    /// Builds a member into its output place; `extra` flags come first.
    pub(crate) fn build(
        &self,
        member: &Member,
        variant: &Variant,
        extra: &[&str],
    ) -> Result<(Output, Counts), String> {
        let output = self.place.output(self.name, variant.name, member);
        let mut target = output.display().to_string();
        let mut args = vec!["build"];
        args.extend(extra);
        args.extend(variant.flags);
        match member.name {
            "std" => {}
            "cmd" => {
                std::fs::create_dir_all(&output).map_err(|e| format!("{target}: {e}"))?;
                target.push('/');
                args.extend(["-o", &target]);
            }
            _ => {
                let parent = output.parent().expect("an output has a directory");
                std::fs::create_dir_all(parent).map_err(|e| format!("{target}: {e}"))?;
                args.extend(["-o", &target]);
            }
        }
        args.push(member.package);
        self.place.check_out(member, variant.checkout)?;
        self.run(&self.place.source(member), variant, &args)
    }
}
