//! Cached results of tools, under a digest of all their inputs (`key.rs`).
//!
//! Counterpart: none.

use std::env;
use std::fmt::Display;
use std::fs;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;
use std::process::Output;

use crate::key::Key;

/// Suffix, after the key, of the file with the printed output.
const PRINTS: &str = "prints";

/// Variables with which they write or print more.
const DEBUGGING: [&str; 5] = [
    "DEBUG_TRACE_INLHEUR",
    "GOCLOBBERDEADHASH",
    "GOCOMPILEDEBUG",
    "GOSSAFUNC",
    "GSHS_LOGFILE",
];

/// A run of a tool whose results are a function of its key.
pub(crate) struct Job {
    pub(crate) key: String,
    /// Output files. The result is cached if the tool writes each of them.
    pub(crate) outputs: Vec<PathBuf>,
    /// A directory with another name in each run: nothing is cached if its name is printed.
    pub(crate) scratch: String,
    /// True if printed output and failures are cached: for gcc, which is queried for flags that it
    /// may not support. The tools of the SDK print to stdout and stderr, which may be one file in
    /// which the order counts, so they print directly.
    pub(crate) keeps_prints: bool,
}

impl Job {
    /// Returns a job that is cached if it succeeds.
    pub(crate) fn new(key: Key, outputs: Vec<PathBuf>, scratch: &str) -> Self {
        Self {
            key: key.finish(),
            outputs,
            scratch: scratch.to_owned(),
            keeps_prints: false,
        }
    }

    /// Copies and prints the cached result, or runs the tool and caches the results.
    pub(crate) fn run(&self, real: &mut Command, kept: &Path) -> io::Result<ExitCode> {
        if let Some(code) = self.repeat(kept)? {
            return Ok(code);
        }
        // Concurrent tests often begin with the same packages: one of them compiles a package, and
        // the others wait for it. Held until this process ends.
        let lock = fs::File::create(kept.join(format!("{}.lock", self.key)))?;
        lock.lock()?;
        if let Some(code) = self.repeat(kept)? {
            return Ok(code);
        }
        let output = self.output(real)?;
        // A status without an exit code is a signal.
        let code = output.status.code();
        let Some(code) = code.and_then(|code| u8::try_from(code).ok()) else {
            return Ok(ExitCode::from(2));
        };
        if (code == 0 || self.keeps_prints) && !self.names_scratch(&output) {
            // A result that is not cached costs time only.
            let _ = self.keep(code, &output, kept);
        }
        Ok(ExitCode::from(code))
    }

    /// Runs the tool, and returns its printed output if that is cached.
    fn output(&self, real: &mut Command) -> io::Result<Output> {
        if !self.keeps_prints {
            return Ok(Output {
                status: real.status()?,
                stdout: Vec::new(),
                stderr: Vec::new(),
            });
        }
        let output = real.output()?;
        print(&output.stdout, &output.stderr)?;
        Ok(output)
    }

    fn entry(&self, kept: &Path, name: impl Display) -> PathBuf {
        kept.join(format!("{}.{name}", self.key))
    }

    /// Copies and prints the cached result, if there is one, and returns the exit code.
    fn repeat(&self, kept: &Path) -> io::Result<Option<ExitCode>> {
        let Ok(text) = fs::read(self.entry(kept, PRINTS)) else {
            return Ok(None);
        };
        let (code, stdout, stderr) = of_prints(&text).ok_or(io::ErrorKind::InvalidData)?;
        for (number, output) in self.outputs.iter().enumerate().filter(|_| code == 0) {
            fs::copy(self.entry(kept, number), output)?;
        }
        print(stdout, stderr)?;
        Ok(Some(ExitCode::from(code)))
    }

    /// Caches the results of a run. The file with the printed output appears last, when all others
    /// are there.
    fn keep(&self, code: u8, output: &Output, kept: &Path) -> io::Result<()> {
        for (number, made) in self.outputs.iter().enumerate().filter(|_| code == 0) {
            let entry = self.entry(kept, number);
            appear(&entry, |partial| fs::copy(made, partial).map(drop))?;
        }
        let text = to_prints(code, output);
        appear(&self.entry(kept, PRINTS), |partial| {
            fs::write(partial, text)
        })
    }

    /// Reports whether something that was printed names the directory of this run.
    fn names_scratch(&self, output: &Output) -> bool {
        let scratch = self.scratch.as_bytes();
        let len = scratch.len().max(1);
        let names = |text: &[u8]| text.windows(len).any(|part| part == scratch);
        names(&output.stdout) || names(&output.stderr)
    }
}

/// Encodes an exit code and the printed output: the code, the length of stdout, both texts.
fn to_prints(code: u8, output: &Output) -> Vec<u8> {
    let len = output.stdout.len().to_le_bytes();
    [&[code][..], &len, &output.stdout, &output.stderr].concat()
}

/// Decodes the output of [`to_prints`].
fn of_prints(text: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&code, rest) = text.split_first()?;
    let (len, rest) = rest.split_first_chunk()?;
    let (stdout, stderr) = rest.split_at_checked(usize::from_le_bytes(*len))?;
    Some((code, stdout, stderr))
}

fn print(stdout: &[u8], stderr: &[u8]) -> io::Result<()> {
    io::stdout().write_all(stdout)?;
    io::stdout().flush()?;
    io::stderr().write_all(stderr)
}

/// Returns the directory of results of the GOROOT at `goroot`, if it exists.
pub(crate) fn of_goroot(goroot: &Path) -> Option<PathBuf> {
    Some(beside(goroot, "-compiled")).filter(|dir| dir.is_dir())
}

/// Returns a path with a suffix appended to its last name.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Returns the version that a tool prints, and runs it once for that.
pub(crate) fn version(real: &mut Command, kept: &Path) -> io::Result<Vec<u8>> {
    let mut key = Key::of("-V=full");
    key.add(real.get_program().as_encoded_bytes());
    let entry = kept.join(format!("{}.0", key.finish()));
    if let Ok(text) = fs::read(&entry) {
        return Ok(text);
    }
    let output = real.output()?;
    if !output.status.success() || !output.stderr.is_empty() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let _ = appear(&entry, |partial| fs::write(partial, &output.stdout));
    Ok(output.stdout)
}

/// Makes a file that appears whole.
fn appear(to: &Path, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let partial = beside(to, &format!(".{}", std::process::id()));
    make(&partial)?;
    fs::rename(partial, to)
}

/// Reports whether tools print or write anything other than their results.
pub(crate) fn is_debugging() -> bool {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    DEBUGGING.iter().any(is_set)
}
