//! Projects for arm64, built and tested by vamos and by the official command for linux/arm64, both
//! under emulation: the executables and the entries of the build caches are equal.
//!
//! The next run reuses the caches, since emulation is slow.
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::emulation::emulated;
use super::tools::Tools;
use crate::compare;
use crate::corpus::MEMBERS;
use crate::corpus::place::CorpusDir;
use crate::files;
use crate::pair;
use crate::report::Report;
use crate::sdk;
use crate::sdk::Sdk;
use crate::verdicts;

/// The example, and the members of the corpus that are built, with the packages that are tested.
const PROJECTS: [(&str, &str); 3] = [
    ("hello", "."),
    ("fzf", "./..."),
    ("esbuild", "./internal/..."),
];

/// Directories and programs of both sides.
struct Lab<'a> {
    tools: &'a Tools,
    /// The programs, and the names of their directories.
    programs: [(&'static str, PathBuf); 2],
    /// Caches and executables.
    dir: PathBuf,
    /// GOMODCACHE.
    modules: String,
}

/// A project.
struct Project {
    name: &'static str,
    source: PathBuf,
    /// The package that is built.
    package: &'static str,
    /// The packages that are tested.
    tested: &'static str,
}

/// Compares builds and tests with the official command's for arm64.
pub(super) fn run(tools: &Tools) -> Result<(), String> {
    let vamos = super::arm64::build(tools, super::cross::LINUX_ARM_MUSL)?;
    // It is not run; modules are downloaded with it.
    let native = sdk::find()?;
    let lab = Lab {
        tools,
        programs: [("official", tools.sdk().join("bin/go")), ("vamos", vamos)],
        dir: files::real_dir(&sdk::target_dir().join("platforms/projects"))?,
        modules: native.variable("GOMODCACHE")?,
    };
    let mut report = Report::default();
    for (name, tested) in PROJECTS {
        let project = project(&lab, &native, name, tested)?;
        report.say(&format!("arm64: build {name}"), lab.build(&project));
        report.say(&format!("arm64: test {name}"), lab.test(&project));
    }
    report.say("arm64: caches", lab.caches());
    report.finish()
}

/// Finds a project's sources; a member's are downloaded.
fn project(
    lab: &Lab<'_>,
    native: &Sdk,
    name: &'static str,
    tested: &'static str,
) -> Result<Project, String> {
    let Some(member) = MEMBERS.iter().find(|member| member.name == name) else {
        return Ok(Project {
            name,
            source: sdk::workspace_root().join("examples").join(name),
            package: ".",
            tested,
        });
    };
    let place = CorpusDir {
        root: lab.dir.clone(),
    };
    let source = place.source(member);
    if !source.join(".git").exists() {
        place.fetch(native, member)?;
    }
    Ok(Project {
        name,
        source,
        package: member.package,
        tested,
    })
}

impl Lab<'_> {
    /// Runs `COMMAND ARGS...` with one of the programs, in a project.
    fn command(&self, (side, program): &(&str, PathBuf), dir: &Path, args: &[&str]) -> Command {
        let mut command = pair::clean_command(program, dir, &self.tools.sdk());
        command
            .args(args)
            .env("HOME", self.dir.join("home"))
            .env("GOCACHE", self.cache(side))
            .env("GOMODCACHE", &self.modules)
            .env("GOPROXY", "off");
        emulated(self.tools, &command)
    }

    fn cache(&self, side: &str) -> PathBuf {
        self.dir.join(format!("cache-{side}"))
    }

    /// Builds with both programs; compares the printed output and the executables.
    fn build(&self, project: &Project) -> Result<String, String> {
        let mut sides = Vec::new();
        for program in &self.programs {
            let file = self.dir.join("out").join(program.0).join(project.name);
            files::put(&file, "")?;
            files::remove(&file)?;
            let target = file.display().to_string();
            let args = ["build", "-o", &target, project.package];
            let mut command = self.command(program, &project.source, &args);
            let output = pair::succeed(&mut command, program.0)?;
            sides.push((file, pair::text(&output.stderr)));
        }
        let [(official, theirs), (vamos, ours)] = &sides[..] else {
            return Err("two programs".to_owned());
        };
        verdicts::same(theirs, ours)?;
        let count = compare::trees(official, vamos)?;
        Ok(format!("{count} executables equal"))
    }

    /// Tests with both programs; compares the printed output, except times.
    fn test(&self, project: &Project) -> Result<String, String> {
        let mut sides = Vec::new();
        for program in &self.programs {
            let args = ["test", "-short", project.tested];
            let mut command = self.command(program, &project.source, &args);
            // Tests that fail under emulation fail for both.
            let output = pair::output(&mut command)?;
            let text = pair::text(&[output.stdout, output.stderr].concat());
            sides.push(format!("{}\n{}", output.status, verdicts::masked(&text)));
        }
        let [official, vamos] = &sides[..] else {
            return Err("two programs".to_owned());
        };
        verdicts::same(official, vamos)?;
        let count = |start: &str| {
            official
                .lines()
                .filter(|line| line.starts_with(start))
                .count()
        };
        let (good, bad) = (count("ok  \t"), count("FAIL\t"));
        Ok(format!("equal verdicts: {good} packages pass, {bad} fail"))
    }

    /// Compares the entries of both caches.
    fn caches(&self) -> Result<String, String> {
        let [official, vamos] = ["official", "vamos"].map(|side| self.cache(side));
        compare::caches(&official, &vamos)
    }
}
