//! Results of tools that are kept, under a digest of all that they depend on (`key.rs`).
//!
//! Counterpart: none.

use std::env;
use std::fs;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;
use std::process::Output;

use crate::key::Key;

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
    /// The files that it writes. They are kept if it writes each of them.
    pub(crate) outputs: Vec<PathBuf>,
}

impl Job {
    /// Copies what is kept, or runs the tool and keeps the results.
    pub(crate) fn run(&self, real: &mut Command, kept: &Path) -> io::Result<ExitCode> {
        let entry = |number: usize| kept.join(format!("{}.{number}", self.key));
        let outputs = || self.outputs.iter().enumerate();
        // The first appears last, when all are there.
        let copy = || -> io::Result<bool> {
            if !entry(0).exists() {
                return Ok(false);
            }
            for (number, output) in outputs() {
                fs::copy(entry(number), output)?;
            }
            Ok(true)
        };
        if copy()? {
            return Ok(ExitCode::SUCCESS);
        }
        let _lock = lock(kept, &self.key)?;
        if copy()? {
            return Ok(ExitCode::SUCCESS);
        }
        let status = real.status()?;
        if status.success() {
            // A result that is not kept costs time only.
            let _ = outputs()
                .rev()
                .try_for_each(|(number, output)| keep(output, &entry(number)));
        }
        // What is no exit code is a signal.
        let code = status.code().unwrap_or(2);
        Ok(ExitCode::from(u8::try_from(code).unwrap_or(2)))
    }
}

/// A call of a program that may fail, and what it prints counts: all is a function of its key.
pub(crate) struct Call<'a> {
    pub(crate) key: String,
    /// The file that it writes if it succeeds.
    pub(crate) output: Option<&'a Path>,
    /// The name of a directory that is another in each call: what prints it is not kept.
    pub(crate) scratch: &'a str,
}

impl Call<'_> {
    /// Copies and prints what is kept, or runs the program and keeps it.
    pub(crate) fn run(&self, real: &mut Command, kept: &Path) -> io::Result<ExitCode> {
        let prints = kept.join(format!("{}.prints", self.key));
        let entry = kept.join(format!("{}.0", self.key));
        let copy = || -> io::Result<Option<ExitCode>> {
            let Ok(text) = fs::read(&prints) else {
                return Ok(None);
            };
            let (code, stdout, stderr) = of_prints(&text).ok_or(io::ErrorKind::InvalidData)?;
            if let Some(output) = self.output.filter(|_| code == 0) {
                fs::copy(&entry, output)?;
            }
            print(stdout, stderr)?;
            Ok(Some(ExitCode::from(code)))
        };
        if let Some(code) = copy()? {
            return Ok(code);
        }
        let _lock = lock(kept, &self.key)?;
        if let Some(code) = copy()? {
            return Ok(code);
        }
        let output = real.output()?;
        print(&output.stdout, &output.stderr)?;
        let code = output
            .status
            .code()
            .and_then(|code| u8::try_from(code).ok());
        if let Some(code) = code.filter(|_| !self.names_scratch(&output)) {
            let made = self.output.filter(|_| code == 0);
            let _ = made
                .map_or(Ok(()), |made| keep(made, &entry))
                .and_then(|()| {
                    appear(&prints, |partial| {
                        fs::write(partial, to_prints(code, &output))
                    })
                });
        }
        Ok(ExitCode::from(code.unwrap_or(2)))
    }

    /// Reports whether something that was printed names the directory of this call.
    fn names_scratch(&self, output: &Output) -> bool {
        let scratch = self.scratch.as_bytes();
        let names = |text: &[u8]| {
            text.windows(scratch.len().max(1))
                .any(|part| part == scratch)
        };
        names(&output.stdout) || names(&output.stderr)
    }
}

/// Encodes an exit code, and what was printed: the code, the length of stdout, both.
fn to_prints(code: u8, output: &Output) -> Vec<u8> {
    let len = output.stdout.len().to_le_bytes();
    [&[code][..], &len, &output.stdout, &output.stderr].concat()
}

/// Decodes what [`to_prints`] encoded.
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

/// Waits for others that make the same. Tests that run at the same time often begin with the same
/// packages: one of them compiles a package, and the others wait for it.
fn lock(kept: &Path, key: &str) -> io::Result<fs::File> {
    let lock = fs::File::create(kept.join(format!("{key}.lock")))?;
    lock.lock()?;
    Ok(lock)
}

/// Returns the directory of results beside the GOROOT at `goroot`, if it is there.
pub(crate) fn beside(goroot: &Path) -> Option<PathBuf> {
    let mut kept = goroot.as_os_str().to_owned();
    kept.push("-compiled");
    Some(PathBuf::from(kept)).filter(|dir| dir.is_dir())
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

/// Keeps a copy of a file as `to`.
fn keep(from: &Path, to: &Path) -> io::Result<()> {
    appear(to, |partial| fs::copy(from, partial).map(drop))
}

/// Makes a file that appears whole.
fn appear(to: &Path, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let mut partial = to.as_os_str().to_owned();
    partial.push(format!(".{}", std::process::id()));
    let partial = PathBuf::from(partial);
    make(&partial)?;
    fs::rename(partial, to)
}

/// Reports whether tools print or write what is not in their results.
pub(crate) fn is_debugging() -> bool {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    DEBUGGING.iter().any(is_set)
}
