//! `cargo xtask link capture`: builds programs with the official go command and keeps each
//! link as a case, with the official linker's result.
//!
//! Counterpart: none.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::USAGE;
use super::case::Case;
use super::case::is_complete;
use super::case::write;
use super::flags;
use super::place;
use super::place::CaptureDir;
use super::place::PLATFORM;
use super::programs::Program;
use super::programs::Sources;
use super::record;
use crate::pair;
use crate::report::Report;
use crate::sdk::Sdk;

/// A way of building: its name, flags of the go command, whether there is cgo.
struct Mode {
    name: &'static str,
    flags: &'static [&'static str],
    cgo: bool,
}

const fn mode(name: &'static str, flags: &'static [&'static str], cgo: bool) -> Mode {
    Mode { name, flags, cgo }
}

const MODES: &[Mode] = &[
    mode("plain", &[], false),
    mode("sw", &["-ldflags=-s -w"], false),
    mode("trimpath", &["-trimpath"], false),
    mode("race", &["-race"], true),
    mode("pie", &["-buildmode=pie"], false),
    mode("cover", &["-cover"], false),
    mode("cgo", &[], true),
];

/// Number of programs that one go command builds, so that an interrupted capture loses little.
const GROUP: usize = 24;

struct Options {
    sdk: Sdk,
    place: CaptureDir,
    modes: Vec<&'static Mode>,
    /// GOOS/GOARCH.
    platform: String,
    corpus: Option<PathBuf>,
    /// True if existing cases are made anew.
    is_forced: bool,
}

fn parse(args: &[String]) -> Result<(Options, &[String]), String> {
    let (flags, programs) = flags(args)?;
    let (mut sdk, mut dir, mut modes, mut corpus) = (None, None, Vec::new(), None);
    let (mut platform, mut is_forced) = (PLATFORM.to_owned(), false);
    for (flag, value) in flags {
        match flag {
            "--sdk" => sdk = Some(value),
            "--dir" => dir = Some(value),
            "--mode" => {
                let known = MODES.iter().find(|mode| mode.name == value);
                modes.push(known.ok_or_else(|| format!("--mode {value}: not a mode"))?);
            }
            "--platform" if value.contains('/') => value.clone_into(&mut platform),
            "--corpus" => corpus = Some(PathBuf::from(value)),
            "--force" => is_forced = value == "yes",
            _ => return Err(USAGE.to_owned()),
        }
    }
    if programs.is_empty() {
        return Err(USAGE.to_owned());
    }
    if modes.is_empty() {
        modes.push(&MODES[0]);
    }
    let options = Options {
        sdk: place::find_sdk(sdk)?,
        place: CaptureDir::open(dir)?,
        modes,
        platform,
        corpus,
        is_forced,
    };
    Ok((options, programs))
}

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (options, words) = parse(args)?;
    let mut report = Report::default();
    for word in words {
        for mode in &options.modes {
            let sources = Sources {
                place: &options.place,
                sdk: &options.sdk,
                corpus: options.corpus.clone(),
                has_cgo: mode.cgo,
            };
            let programs = sources.find(word)?;
            let missing = options.missing(&programs, mode)?;
            for group in groups(&missing) {
                let error = options.build(group, mode)?;
                for (program, dir) in group {
                    let name = dir.file_name().unwrap_or_default().to_string_lossy();
                    let kept = if dir.join("args").exists() {
                        options.keep(program, mode, dir)
                    } else {
                        Err(error.clone())
                    };
                    report.say(&name, kept);
                }
            }
        }
    }
    report.finish()
}

/// A program and the directory of its case.
type Missing<'a> = (&'a Program, PathBuf);

/// Splits programs into groups that one go command can build.
fn groups<'m, 'a>(mut missing: &'m [Missing<'a>]) -> Vec<&'m [Missing<'a>]> {
    let mut groups = Vec::new();
    while let Some(((first, _), rest)) = missing.split_first() {
        let mut executables = HashSet::from([first.executable()]);
        let len = rest.iter().take(GROUP - 1).take_while(|(program, _)| {
            // All executables of a command are in one directory.
            first.goes_with(program) && executables.insert(program.executable())
        });
        let (group, others) = missing.split_at(1 + len.count());
        groups.push(group);
        missing = others;
    }
    groups
}

impl Options {
    fn case_name(&self, program: &Program, mode: &Mode) -> Result<String, String> {
        let mut name = format!("{}-{}", program.name, place::release(&self.sdk)?);
        if self.platform != PLATFORM {
            name += &format!("-{}", self.platform.replace('/', "-"));
        }
        if mode.name != MODES[0].name {
            name += &format!("-{}", mode.name);
        }
        Ok(name)
    }

    /// Returns the programs that have no case yet, each with its directory.
    fn missing<'a>(
        &self,
        programs: &'a [Program],
        mode: &Mode,
    ) -> Result<Vec<Missing<'a>>, String> {
        let mut missing = Vec::new();
        for program in programs {
            let dir = self.place.cases().join(self.case_name(program, mode)?);
            if is_complete(&dir) && !self.is_forced {
                crate::say(&format!("      {}: is there", dir.display()));
            } else {
                missing.push((program, dir));
            }
        }
        Ok(missing)
    }

    /// Builds all with one go command; returns its output about failures. All links fail.
    fn build(&self, group: &[Missing<'_>], mode: &Mode) -> Result<String, String> {
        let Some((first, _)) = group.first() else {
            return Ok(String::new());
        };
        let mut list = String::new();
        for (program, dir) in group {
            list += &format!("{}={}\n", program.linked(), dir.display());
            // Dumps and other notes in the case's directory stay; a missing file counts as removed.
            for file in ["about", "args", "out.stock", "out.sha256"] {
                let _ = fs::remove_file(dir.join(file));
            }
        }
        let cases = self
            .place
            .scratch()
            .join(format!("cases.{}", std::process::id()));
        write(&cases, list.as_bytes())?;
        let unused = tempfile::tempdir_in(self.place.scratch()).map_err(|e| e.to_string())?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = self.place.go(&self.sdk, &self.platform)?;
        command
            .current_dir(&first.dir)
            .env("PWD", &first.dir)
            .env("CGO_ENABLED", if mode.cgo { "1" } else { "0" })
            .env(record::CASES, &cases)
            .env(record::ARCHIVES, self.place.archives())
            .args(if first.is_test {
                &["test", "-c"][..]
            } else {
                &["build"]
            })
            .arg("-toolexec")
            .arg(format!("'{}' link record", own.display()))
            .args(mode.flags)
            .arg("-o")
            .arg(format!("{}/", unused.path().display()))
            .args(group.iter().map(|(program, _)| &program.package));
        let output = pair::output(&mut command)?;
        // It was made above.
        let _ = fs::remove_file(&cases);
        Ok(pair::failure("no link", &output))
    }

    /// Completes a recorded case with the official linker's result.
    fn keep(&self, program: &Program, mode: &Mode, dir: &Path) -> Result<String, String> {
        let tool = self.sdk.goroot.join("pkg/tool/linux_amd64/link");
        let about = format!(
            "program={}\nsdk={}\nrelease={}\nmode={}\nplatform={}\ngoroot={}\ntool={}\n",
            program.package,
            self.sdk.version,
            place::release(&self.sdk)?,
            mode.name,
            self.platform,
            self.sdk.goroot.display(),
            tool.display(),
        );
        write(&dir.join("about"), about.as_bytes())?;
        let case = Case::read(dir)?;
        let stock = dir.join("out.stock");
        let first = case.link(&tool, &[], &stock)?;
        case.keep(&first)?;
        let size = fs::metadata(&stock).map_or(0, |file| file.len());
        if !program.dir.starts_with(self.place.sources()) || program.package != "." {
            // There are thousands; the digest is enough, and `compare` can link again.
            let _ = fs::remove_file(&stock);
        }
        Ok(format!("exit code {}, {size} bytes", first.code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(package: &str, is_test: bool) -> Program {
        Program {
            name: package.to_owned(),
            dir: PathBuf::from("/src"),
            package: package.to_owned(),
            is_test,
        }
    }

    #[test]
    fn a_command_gets_no_two_executables_of_one_name() {
        let many = (0..GROUP).map(|number| format!("many/p{number}"));
        let tests = ["a/v1", "b/v1", "math/rand", "math/rand/v2", "crypto/rand"];
        let tests = tests.map(str::to_owned).into_iter().chain(many);
        let programs = tests.map(|package| program(&package, true));
        let programs: Vec<_> = programs.chain([program("cmd/go", false)]).collect();
        let missing: Vec<Missing<'_>> = (programs.iter())
            .map(|program| (program, PathBuf::new()))
            .collect();
        let lens: Vec<usize> = groups(&missing).iter().map(|group| group.len()).collect();
        assert_eq!(lens, [1, 2, 1, GROUP, 1, 1]);
    }
}
