//! A tool of a scratch GOROOT: it writes a line to the log of tools, and becomes the real one.
//!
//! The compiler does more. A package of the standard library is compiled once: the result is
//! kept under a digest of all that it depends on, and later runs with equal inputs copy it.
//! Most cases compile the same packages, twice. This is a program and no script because a
//! cold cache takes hundreds of runs, and each would start a shell and several children.
//!
//! Counterpart: none.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use sha2::Digest as _;
use sha2::Sha256;

/// The variable that names the log (`goroot.rs`).
const LOG: &str = "VAMOS_TEST_TOOL_LOG";

/// Flags whose value is the next argument.
const WITH_VALUE: [&str; 10] = [
    "-asmhdr",
    "-buildid",
    "-D",
    "-goversion",
    "-importcfg",
    "-installsuffix",
    "-o",
    "-p",
    "-symabis",
    "-trimpath",
];

/// Flags without one. Those of neither list may name inputs or outputs that are not in the key.
const WITHOUT: [&str; 13] = [
    "-+",
    "-N",
    "-asan",
    "-complete",
    "-dwarf=false",
    "-dynlink",
    "-l",
    "-msan",
    "-nolocalimports",
    "-pack",
    "-race",
    "-shared",
    "-std",
];

/// The variables that the compiler reads.
const VARIABLES: [&str; 16] = [
    // Of the directory that debug information names.
    "PWD",
    "GOROOT",
    "GOOS",
    "GOARCH",
    "GOEXPERIMENT",
    "GO386",
    "GOAMD64",
    "GOARM",
    "GOARM64",
    "GOMIPS",
    "GOMIPS64",
    "GOPPC64",
    "GORISCV64",
    "GOWASM",
    "GOFIPS140",
    "GODEBUG",
];

/// Variables with which it writes or prints more.
const DEBUGGING: [&str; 5] = [
    "DEBUG_TRACE_INLHEUR",
    "GOCLOBBERDEADHASH",
    "GOCOMPILEDEBUG",
    "GOSSAFUNC",
    "GSHS_LOGFILE",
];

/// Returns the root of the GOROOT whose tools, for one platform, are in `dir`.
pub(crate) fn goroot_of(dir: &Path) -> Option<&Path> {
    let mut parents = dir.ancestors().skip(1);
    let is_it = parents.next()?.ends_with("pkg/tool");
    parents.nth(1).filter(|_| is_it)
}

/// Runs the tool that was called as `program`.
pub(crate) fn run(program: &Path) -> io::Result<ExitCode> {
    let dir = program.parent().ok_or(io::ErrorKind::NotFound)?;
    let goroot = goroot_of(dir).ok_or(io::ErrorKind::NotFound)?;
    let (Some(platform), Some(name)) = (dir.file_name(), program.file_name()) else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let args: Vec<_> = env::args_os().skip(1).collect();
    if !args
        .first()
        .is_some_and(|arg| arg.as_encoded_bytes().starts_with(b"-V"))
    {
        log(name)?;
    }
    // The real tool keeps its name: it prints it with its version. It also prints the path as
    // which it was called; `normalize` finds this one.
    let real = dir.join("../../real").join(platform).join(name);
    let mut real = Command::new(real);
    real.args(&args);
    let texts: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
    let job = texts
        .as_deref()
        .filter(|_| name == "compile")
        .and_then(Job::new);
    let mut kept = goroot.as_os_str().to_owned();
    kept.push("-compiled");
    let kept = Path::new(&kept);
    match job {
        Some(job) if kept.is_dir() => job.run(&mut real, kept),
        _ => Err(real.exec()),
    }
}

/// Writes the line of a run: the tool, and the import path that it works for.
fn log(name: &OsStr) -> io::Result<()> {
    let Some(log) = env::var_os(LOG).filter(|log| !log.is_empty()) else {
        return Ok(());
    };
    let path = env::var("TOOLEXEC_IMPORTPATH").unwrap_or_default();
    let line = format!("{} {path}\n", name.display());
    // In one call, since tools run at the same time.
    let mut log = fs::File::options().append(true).create(true).open(log)?;
    log.write_all(line.as_bytes())
}

/// The compilation of a package whose result is a function of its key.
struct Job<'a> {
    args: &'a [&'a str],
    out: &'a Path,
    /// The file of `-asmhdr`, which is also written.
    header: Option<&'a Path>,
}

impl<'a> Job<'a> {
    /// Returns the job of these arguments; none if it is not of the standard library, or if
    /// something else may be read, written or printed.
    fn new(args: &'a [&'a str]) -> Option<Self> {
        let (mut is_std, mut out, mut header) = (false, None, None);
        let mut rest = args.iter();
        while let Some(&arg) = rest.next() {
            match arg {
                "-o" => out = Some(Path::new(*rest.next()?)),
                "-asmhdr" => header = Some(Path::new(*rest.next()?)),
                _ if WITH_VALUE.contains(&arg) => drop(rest.next()?),
                _ if WITHOUT.contains(&arg) => is_std |= arg == "-std",
                _ if arg.starts_with("-lang=") || arg.starts_with("-c=") => {}
                _ if arg.starts_with('/') && arg.ends_with(".go") => {}
                _ => return None,
            }
        }
        let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_plain = is_std && !DEBUGGING.iter().any(is_set);
        let out = out.filter(|_| is_plain)?;
        Some(Self { args, out, header })
    }

    /// Copies what is kept, or compiles and keeps the result.
    fn run(&self, real: &mut Command, kept: &Path) -> io::Result<ExitCode> {
        // An input that cannot be read is for the compiler to report.
        let Ok(key) = self.key() else {
            return Err(real.exec());
        };
        let entry = |kind: &str| kept.join(format!("{key}.{kind}"));
        let (archive, assembly) = (entry("a"), entry("h"));
        let has_header = || match self.header {
            Some(header) => fs::copy(&assembly, header).is_ok(),
            None => true,
        };
        if archive.exists() && has_header() {
            fs::copy(archive, self.out)?;
            return Ok(ExitCode::SUCCESS);
        }
        let status = real.status()?;
        if status.success() {
            // Each appears whole, the archive last. A result that is not kept costs time only.
            let header = self.header.map_or(Ok(()), |header| keep(header, &assembly));
            let _ = header.and_then(|()| keep(self.out, &archive));
        }
        // What is no exit code is a signal.
        let code = status.code().unwrap_or(2);
        Ok(ExitCode::from(u8::try_from(code).unwrap_or(2)))
    }

    /// Returns a digest of all that the output depends on. The names of directories of one
    /// run are left out: the object directory is OBJ, and an imported archive is its import
    /// path and its digest.
    fn key(&self) -> io::Result<String> {
        let mut key = Key::default();
        for name in VARIABLES {
            key.add(env::var_os(name).unwrap_or_default().as_encoded_bytes());
        }
        key.add(env::current_dir()?.as_os_str().as_encoded_bytes());
        let obj = self.out.parent().and_then(Path::to_str).unwrap_or_default();
        let mut flag = "";
        for &arg in self.args {
            match flag {
                "-importcfg" => key.add_importcfg(Path::new(arg))?,
                "-symabis" => key.add_file(Path::new(arg))?,
                "-trimpath" => key.add(without_obj(arg, obj).as_bytes()),
                // The number of threads does not change the output.
                _ if arg.starts_with("-c=") => {}
                _ => {
                    let below = arg.strip_prefix(obj).filter(|rest| rest.starts_with('/'));
                    match below {
                        Some(below) => key.add(format!("OBJ{below}").as_bytes()),
                        None => key.add(arg.as_bytes()),
                    }
                    // The value of a flag may be such a name, too; then it is no input.
                    if !WITH_VALUE.contains(&flag) && arg.ends_with(".go") {
                        key.add_file(Path::new(arg))?;
                    }
                }
            }
            flag = match WITH_VALUE.contains(&flag) {
                true => "",
                false => arg,
            };
        }
        Ok(key.finish())
    }
}

/// Returns the rewrites of `-trimpath` with OBJ for the object directory.
fn without_obj(rewrites: &str, obj: &str) -> String {
    let renamed = rewrites.split(';').map(|rewrite| {
        let to = rewrite.strip_prefix(obj).filter(|to| to.starts_with("=>"));
        to.map_or_else(|| rewrite.to_owned(), |to| format!("OBJ{to}"))
    });
    renamed.collect::<Vec<_>>().join(";")
}

/// Keeps a copy of a file as `to`.
fn keep(from: &Path, to: &Path) -> io::Result<()> {
    let mut partial = to.as_os_str().to_owned();
    partial.push(format!(".{}", std::process::id()));
    let partial = PathBuf::from(partial);
    fs::copy(from, &partial)?;
    fs::rename(partial, to)
}

/// A digest of several values, each with its length.
#[derive(Default)]
struct Key(Sha256);

impl Key {
    fn add(&mut self, value: &[u8]) {
        self.0.update(value.len().to_le_bytes());
        self.0.update(value);
    }

    fn add_file(&mut self, file: &Path) -> io::Result<()> {
        self.add(&fs::read(file)?);
        Ok(())
    }

    /// Adds the lines of an import configuration, with the content of the archives.
    fn add_importcfg(&mut self, file: &Path) -> io::Result<()> {
        for line in fs::read_to_string(file)?.lines() {
            let import = line.strip_prefix("packagefile ");
            match import.and_then(|import| import.split_once('=')) {
                Some((path, archive)) => {
                    self.add(b"packagefile");
                    self.add(path.as_bytes());
                    self.add_file(Path::new(archive))?;
                }
                None => self.add(line.as_bytes()),
            }
        }
        Ok(())
    }

    fn finish(self) -> String {
        let digest = self.0.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
