//! `cargo xtask compiler`: packages compiled by the instrumented compiler and by the SDK's, and
//! compared.
//!
//! Each compiler has a build cache of its own, which is empty at the start. The entries are
//! compared by action ID, and each archive in the caches must have the digest in its name. The
//! early export data of each package must equal the final ones, and a package that vamos has checked
//! must give the same archive as its sources. With `--stubs on`, checked packages are only compiled, as
//! by a user's command. `--flags` are flags of the build, such as `-race`, or `-test` for the
//! variants of packages for tests. `compiler tests` compiles the files of the compiler's own tests
//! ([`sdk_tests`]). `compiler objects` makes archives of the IR of functions ([`objects`]).
//! Counterpart: none; upstream has one compiler.

mod objects;
mod sdk_tests;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::time::Instant;

use crate::compare;
use crate::compare::CacheDiff;
use crate::compare::Entries;
use crate::corpus::MEMBERS;
use crate::files;
use crate::files::at;
use crate::flags;
use crate::link::place;
use crate::pair;
use crate::report::Report;
use crate::sdk;
use crate::sdk::Sdk;

const USAGE: &str = "usage: cargo xtask compiler --sdk VERSION|GOROOT... [--dir DIR] \
[--corpus DIR] [--vamos BINARY] [--stubs on] [--flags FLAGS] [--cgo on] [MEMBER...]
  or: cargo xtask compiler tests --sdk VERSION|GOROOT [--tests DIR] [--dir DIR] [--vamos BINARY]
  or: cargo xtask compiler objects --from ir [--sdk VERSION|GOROOT]... [--members PATTERN,...]
  MEMBER: std, cmd, or a project of the corpus, whose directory --corpus names; all three kinds
          if none is named";

pub(crate) use objects::run_clock_tool;
pub(crate) use objects::run_tool;

/// Options of the command line.
struct Options {
    sdks: Vec<String>,
    dir: PathBuf,
    corpus: Option<PathBuf>,
    vamos: Option<PathBuf>,
    /// The value of `VAMOS_COMPILER` for the instrumented compiler.
    setting: &'static str,
    /// Flags of the build.
    flags: Vec<String>,
    /// The value of `CGO_ENABLED`.
    cgo: &'static str,
    members: Vec<String>,
}

impl Options {
    /// Returns the options of an empty command line.
    fn new() -> Self {
        Self {
            sdks: Vec::new(),
            dir: sdk::target_dir().join("compiler"),
            corpus: None,
            vamos: None,
            setting: VERIFY,
            flags: Vec::new(),
            cgo: "0",
            members: Vec::new(),
        }
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    if let Some((_, args)) = args.split_first().filter(|(first, _)| *first == "tests") {
        return sdk_tests::run(args);
    }
    if let Some((_, args)) = args.split_first().filter(|(first, _)| *first == "objects") {
        return objects::run(args);
    }
    let mut options = Options::new();
    let (flags, words) = flags::split(args, USAGE)?;
    options.members = words.into_iter().map(str::to_owned).collect();
    for flag in flags {
        match flag.name {
            "--sdk" => options.sdks.push(flag.text()),
            "--dir" => options.dir = flag.path(),
            "--corpus" => options.corpus = Some(flag.path()),
            "--vamos" => options.vamos = Some(flag.path()),
            "--stubs" if flag.value == "on" => options.setting = CHECKED,
            "--cgo" if flag.value == "on" => options.cgo = "1",
            "--flags" => {
                let words = flag.value.split_whitespace();
                options.flags.extend(words.map(str::to_owned));
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    let sdks = place::find_sdks(&options.sdks)?;
    let vamos = sdk::vamos_named_or_built(options.vamos.as_deref())?;
    let mut report = Report::default();
    for sdk in &sdks {
        let trial = Trial::begin(&options, sdk, &vamos)?;
        for member in trial.members(&options)? {
            report.say(
                &format!("{} {}", sdk.version, member.0),
                trial.compile(&member),
            );
        }
        report.say(&format!("{} archives", sdk.version), trial.compare());
    }
    report.finish()
}

/// The packages of a member: its name, its directory, a pattern.
type Packages = (&'static str, PathBuf, &'static str);

/// Both compilers of an SDK.
struct Trial<'a> {
    sdk: &'a Sdk,
    vamos: &'a Path,
    flags: &'a [String],
    cgo: &'static str,
    dir: PathBuf,
    /// The values of `VAMOS_COMPILER`, which are names of caches too.
    settings: [&'static str; 2],
}

impl<'a> Trial<'a> {
    /// Builds the instrumented compiler, and empties both caches.
    fn begin(options: &'a Options, sdk: &'a Sdk, vamos: &'a Path) -> Result<Self, String> {
        let dir = options.dir.join(&sdk.version);
        let failed = at(&dir);
        files::make_dir(&dir.join("home"))?;
        let dir = dir.canonicalize().map_err(failed)?;
        let settings = [options.setting, "stock"];
        let trial = Self {
            sdk,
            vamos,
            flags: &options.flags,
            cgo: options.cgo,
            dir,
            settings,
        };
        trial.empty_caches()?;
        let start = Instant::now();
        trial.list(options.setting, &trial.sdk.goroot.join("src"), "errors")?;
        let took = start.elapsed().as_secs_f64();
        // With -cover, a member has other variants of the packages that were just compiled.
        trial.empty_caches()?;
        crate::say(&format!("{}: there after {took:.1} s", sdk.version));
        Ok(trial)
    }

    /// Returns the packages to compile: the named members, else all existing ones.
    fn members(&self, options: &Options) -> Result<Vec<Packages>, String> {
        let src = self.sdk.goroot.join("src");
        let mut found: Vec<Packages> = vec![("std", src.clone(), "std"), ("cmd", src, "cmd/...")];
        for member in MEMBERS.iter().filter(|member| !member.module.is_empty()) {
            let source = options.corpus.as_ref().map(|dir| dir.join(member.name));
            if let Some(source) = source.filter(|source| source.join("go.mod").exists()) {
                found.push((member.name, source, member.package));
            }
        }
        if options.members.is_empty() {
            return Ok(found);
        }
        let named = options.members.iter().map(|name| {
            let known = found.iter().find(|(known, ..)| known == name);
            known
                .cloned()
                .ok_or_else(|| format!("{name}: no such member\n{USAGE}"))
        });
        named.collect()
    }

    fn empty_caches(&self) -> Result<(), String> {
        let mut caches = self.settings.iter().map(|name| self.dir.join(name));
        caches.try_for_each(|cache| files::remove(&cache))
    }

    /// Compiles a pattern's packages with all their dependencies; nothing is linked. Returns the
    /// duration, and the command's report of early export data.
    fn list(&self, setting: &str, dir: &Path, pattern: &str) -> Result<(Duration, Early), String> {
        let start = Instant::now();
        let mut command = self.command(setting, dir);
        command
            .args(["list", "-export", "-deps", "-f", ""])
            .args(self.flags)
            .arg(pattern);
        let output = pair::output(&mut command)?;
        let text = String::from_utf8_lossy(&output.stderr);
        let early = match setting {
            VERIFY => Early::parse(&text),
            CHECKED => Some(Early::of_stubs(&text)),
            _ => text.is_empty().then(Early::default),
        };
        match early.filter(|_| output.status.success()) {
            Some(early) => Ok((start.elapsed(), early)),
            None => Err(format!("{setting}: {}: {text}", output.status)),
        }
    }

    /// Returns a command of vamos that compiles with this setting.
    fn command(&self, setting: &str, dir: &Path) -> Command {
        let mut command = pair::command(self.vamos, dir, &self.sdk.goroot);
        command
            .env("GOCACHE", self.dir.join(setting))
            .env("XDG_CACHE_HOME", self.dir.join("home"))
            .env("CGO_ENABLED", self.cgo)
            .env("GOWORK", "off")
            .env("GOPROXY", "off")
            .env("VAMOS_COMPILER", setting)
            .env("VAMOS_CUTOFF", "off")
            .env("VAMOS_TRACE", "off");
        if setting == CHECKED {
            // It counts the packages.
            command.env("VAMOS_CHECK", "explain");
        }
        command
    }

    fn compile(&self, member: &Packages) -> Result<String, String> {
        let (_, dir, pattern) = member;
        let [ours, theirs] = self
            .settings
            .map(|setting| self.list(setting, dir, pattern));
        let ((ours, early), (theirs, _)) = (ours?, theirs?);
        let (ours, theirs) = (ours.as_secs_f64(), theirs.as_secs_f64());
        let Early {
            equal,
            without,
            checked,
            unchecked,
        } = early;
        Ok(format!(
            "early export data of {equal} packages equal, {without} without functions; \
             {checked} checked packages, {unchecked} others; \
             {ours:.1} s instrumented, {theirs:.1} s stock"
        ))
    }

    fn compare(&self) -> Result<String, String> {
        // A compiler that fails is replaced by the SDK's, which is noted.
        let compilers = self.dir.join("home/vamos/compilers");
        let notes = fs::read_dir(&compilers).map_err(|error| error.to_string())?;
        for path in notes.filter_map(|entry| Some(entry.ok()?.path())) {
            let is_note = path.extension().is_some_and(|ext| ext == "sdk");
            let text = fs::read_to_string(&path).unwrap_or_default();
            if is_note && !text.starts_with("key ") {
                return Err(format!("the instrumented compiler was given up: {text}"));
            }
        }
        let dirs = self.settings.map(|setting| self.dir.join(setting));
        let [ours, theirs] = [compare::cache(&dirs[0])?, compare::cache(&dirs[1])?];
        let count = archives(&dirs[0], &ours)?;
        if count != archives(&dirs[1], &theirs)? {
            return Err("the caches have different numbers of archives".to_owned());
        }
        let diff = CacheDiff::of(&ours, &theirs);
        let text = format!(
            "{count} archives and {} other entries equal, {} differ, {} only instrumented, \
             {} only stock",
            diff.equal.saturating_sub(count),
            diff.different.len(),
            diff.only_first.len(),
            diff.only_second.len()
        );
        match diff.odd().next() {
            None if count > 0 => Ok(text),
            None => Err("no archives".to_owned()),
            Some(first) => Err(format!("{text}; first: {first}")),
        }
    }
}

/// Compares early export data with final ones, and archives of checked packages with others.
const VERIFY: &str = "verify";

/// Compiles checked packages.
const CHECKED: &str = "wait";

/// A command's report of early export data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Early {
    equal: usize,
    without: usize,
    /// The packages that were compiled in the state after their check.
    checked: usize,
    /// The packages that were compiled from their sources alone.
    unchecked: usize,
}

impl Early {
    /// Returns the counts, if the command prints nothing else.
    fn parse(stderr: &str) -> Option<Self> {
        let rest = stderr.strip_prefix("vamos: early export data: ")?;
        let (counts, rest) = rest.split_once(" without\n")?;
        let (equal, without) = counts.split_once(" packages equal, ")?;
        let [checked, unchecked] = if rest.is_empty() {
            [0, 0]
        } else {
            checked_packages(rest.strip_suffix('\n')?)?
        };
        Some(Self {
            equal: equal.parse().ok()?,
            without: without.parse().ok()?,
            checked,
            unchecked,
        })
    }

    /// Returns the numbers of packages in the report of a command that also explains why
    /// packages were not checked.
    fn of_stubs(stderr: &str) -> Self {
        let [checked, unchecked] = stderr
            .lines()
            .find_map(checked_packages)
            .unwrap_or_default();
        Self {
            checked,
            unchecked,
            ..Self::default()
        }
    }
}

/// Returns the numbers in the line on packages that were checked.
fn checked_packages(line: &str) -> Option<[usize; 2]> {
    let rest = line.strip_prefix("vamos: checked packages: ")?;
    let rest = rest.strip_suffix(" without")?;
    let (checked, rest) = rest.split_once(' ')?;
    let (_, unchecked) = rest.split_once(", ")?;
    Some([checked.parse().ok()?, unchecked.parse().ok()?])
}

/// Counts the archives in a cache, and checks their digests.
fn archives(dir: &Path, entries: &Entries) -> Result<usize, String> {
    let mut count = 0;
    for entry in entries.values() {
        count += usize::from(entry.verified(dir)?.starts_with(b"!<arch>\n"));
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::Early;

    #[test]
    fn reports_of_early_export_data() {
        let line = "vamos: early export data: 331 packages equal, 22 without\n";
        let counts = Early {
            equal: 331,
            without: 22,
            ..Early::default()
        };
        assert_eq!(Early::parse(line), Some(counts));
        let checked = format!("{line}vamos: checked packages: 333 equal, 20 without\n");
        let counts = Early {
            checked: 333,
            unchecked: 20,
            ..counts
        };
        assert_eq!(Early::parse(&checked), Some(counts));
        let stubs = "vamos: not checked before it is compiled: p: it is instrumented\n\
                     vamos: checked packages: 7 compiled, 2 without\n";
        let counts = Early {
            checked: 7,
            unchecked: 2,
            ..Early::default()
        };
        assert_eq!(Early::of_stubs(stubs), counts);
        assert_eq!(Early::parse(""), None);
        assert_eq!(Early::parse(&format!("warning\n{line}")), None);
    }
}
