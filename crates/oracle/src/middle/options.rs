//! The command line of `cargo xtask middle`.
//!
//! Counterpart: none.

use std::path::PathBuf;

use crate::corpus::MEMBERS;
use crate::flags;
use crate::sdk::Sdk;

const USAGE: &str = "usage: cargo xtask middle check [--stage S0] [--sdk VERSION|GOROOT]... \
[--members std,cmd,corpus,PROJECT,PATTERN] [--corpus DIR] [--dir DIR] [--tests on] [--cgo on] \
[--target GOOS/GOARCH] [--experiment NAMES] [--show N] [PACKAGE...]
  --corpus  the directory of the projects of the corpus
  --dir     the directory of a module, for patterns";

/// The options of the command line.
#[derive(Default)]
pub(super) struct Options {
    pub(super) sdks: Vec<String>,
    members: Vec<String>,
    corpus: Option<PathBuf>,
    /// The directory of a module; the default is the SDK's sources.
    dir: Option<PathBuf>,
    /// Packages are built with their tests.
    pub(super) has_tests: bool,
    pub(super) has_cgo: bool,
    pub(super) target: Target,
    /// The value of GOEXPERIMENT.
    pub(super) experiment: String,
    /// Number of packages whose differences are shown.
    pub(super) shown: usize,
    /// The packages that are checked; empty: all.
    pub(super) only: Vec<String>,
}

/// The system and the processor for which packages are compiled.
pub(super) struct Target {
    pub(super) goos: String,
    pub(super) goarch: String,
}

impl Default for Target {
    fn default() -> Self {
        Self {
            goos: "linux".to_owned(),
            goarch: "amd64".to_owned(),
        }
    }
}

impl Target {
    /// Returns the size of a pointer in bytes, which is also the largest alignment.
    pub(super) fn word_size(&self) -> i64 {
        match &self.goarch[..] {
            "386" | "arm" | "mips" | "mipsle" => 4,
            _ => 8,
        }
    }
}

/// A build of packages with their dependencies.
pub(super) struct Build {
    pub(super) name: String,
    pub(super) dir: PathBuf,
    pub(super) patterns: Vec<String>,
}

impl Options {
    /// Reads the command line.
    pub(super) fn parse(args: &[String]) -> Result<Self, String> {
        let (flags, words) = flags::split(args, USAGE)?;
        let (command, only) = words.split_first().ok_or(USAGE)?;
        if *command != "check" {
            return Err(USAGE.to_owned());
        }
        let mut options = Self {
            only: only.iter().map(|word| (*word).to_owned()).collect(),
            shown: 12,
            ..Self::default()
        };
        for flag in flags {
            let list = flag.value.split(',').map(str::to_owned);
            match flag.name {
                "--stage" if flag.value == "S0" => {}
                "--sdk" => options.sdks.push(flag.text()),
                "--members" => options.members.extend(list),
                "--corpus" => options.corpus = Some(flag.path()),
                "--dir" => options.dir = Some(flag.path()),
                "--tests" => options.has_tests = flag.is_on()?,
                "--cgo" => options.has_cgo = flag.is_on()?,
                "--target" => {
                    let (goos, goarch) = flag.value.split_once('/').ok_or(USAGE)?;
                    options.target = Target {
                        goos: goos.to_owned(),
                        goarch: goarch.to_owned(),
                    };
                }
                "--experiment" => options.experiment = flag.text(),
                "--show" => options.shown = flag.number()?,
                _ => return Err(USAGE.to_owned()),
            }
        }
        if options.members.is_empty() {
            options.members.push("std".to_owned());
        }
        Ok(options)
    }

    /// Returns the builds of all members: one of the packages of a directory, and one for each
    /// project.
    pub(super) fn builds(&self, sdk: &Sdk) -> Result<Vec<Build>, String> {
        let dir = self.dir.clone();
        let mut packages = Build {
            name: self.members.join(","),
            dir: dir.unwrap_or_else(|| sdk.goroot.join("src")),
            patterns: Vec::new(),
        };
        let mut builds = Vec::new();
        for name in &self.members {
            if name == "corpus" {
                let projects = MEMBERS.iter().filter(|member| !member.module.is_empty());
                let found = projects.filter_map(|member| self.project(member.name, member.package));
                builds.extend(found);
            } else if let Some(member) = MEMBERS
                .iter()
                .find(|member| member.name == name && !member.module.is_empty())
            {
                let missing = || format!("{name}: no such project");
                builds.push(
                    self.project(member.name, member.package)
                        .ok_or_else(missing)?,
                );
            } else if name == "cmd" {
                packages.patterns.push("cmd/...".to_owned());
            } else {
                packages.patterns.push(name.clone());
            }
        }
        if !packages.patterns.is_empty() {
            builds.insert(0, packages);
        }
        Ok(builds)
    }

    /// Returns the build of a project, if its sources exist: its program, or all packages with
    /// their tests.
    fn project(&self, name: &str, package: &str) -> Option<Build> {
        let dir = self.corpus.as_ref()?.join(name);
        let pattern = if self.has_tests { "./..." } else { package };
        dir.join("go.mod").exists().then(|| Build {
            name: name.to_owned(),
            dir,
            patterns: vec![pattern.to_owned()],
        })
    }

    /// Returns the settings that decide a build.
    pub(super) fn key(&self, build: &Build) -> String {
        format!(
            "{:?} {} {} {} {}/{} {}",
            build.patterns,
            build.dir.display(),
            self.has_tests,
            self.has_cgo,
            self.target.goos,
            self.target.goarch,
            self.experiment,
        )
    }
}
