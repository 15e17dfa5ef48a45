//! The C compiler of tests: gcc, with a cache for the C code of the standard library.
//!
//! A build with cgo and an empty cache starts it twenty times for runtime/cgo, and the linker
//! queries its supported flags. Both are cached like the results of the SDK's tools; any other call
//! executes the real gcc, the next one on PATH.
//!
//! Counterpart: none.

use std::env;
use std::fs;
use std::io;
use std::io::Read as _;
use std::io::Seek as _;
use std::io::Write as _;
use std::iter;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use crate::kept;
use crate::kept::Job;
use crate::key::Key;

/// The name of the program, and the end of the name of its directory (`goroot.rs`).
pub(crate) const NAME: &str = "gcc";
const DIR: &str = "-gcc";

/// The output of a query: gcc does not write it.
const DISCARDED: &str = "/dev/null";

/// Variables with which gcc finds, writes or prints something else.
const VARIABLES: [&str; 15] = [
    "COMPILER_PATH",
    "CPATH",
    "CPLUS_INCLUDE_PATH",
    "C_INCLUDE_PATH",
    "DEPENDENCIES_OUTPUT",
    "GCC_COMPARE_DEBUG",
    "GCC_EXEC_PREFIX",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LIBRARY_PATH",
    "SOURCE_DATE_EPOCH",
    "SUNPRO_DEPENDENCIES",
];

/// Beginnings of flags that name no file. Those with a slash count only if they rename paths.
const FLAGS: [&str; 10] = [
    "-D", "-O", "-Q", "-W", "-c", "-f", "-g", "-m", "-no-pie", "-pthread",
];

/// Beginnings among them with which gcc reads or writes files that are not in the key.
const REFUSED: [&str; 13] = [
    "-Wa,",
    "-Wl,",
    "-Wp,",
    "-fauto-profile",
    "-fcallgraph-info",
    "-fdump",
    "-flto",
    "-fopt-info",
    "-fplugin",
    "-fprofile",
    "-fstack-usage",
    "-ftest-coverage",
    "-gsplit-dwarf",
];

/// Beginnings of flags for the linker that name no file.
const OF_LINKER: [&str; 4] = [
    "-Wl,--build-id",
    "-Wl,--compress-debug-sections",
    "-Wl,--export-dynamic-symbol",
    "-Wl,--no-gc-sections",
];

/// A flag with another value in each build, because it contains the name of a scratch directory. It
/// changes no object of C.
const SEED: &str = "-frandom-seed=";

/// Arguments of a gcc call that count for the key.
#[derive(Default)]
pub(crate) struct Call<'a> {
    /// Flags that name no file.
    flags: Vec<&'a str>,
    pub(crate) includes: Vec<&'a str>,
    files: Vec<&'a str>,
    libraries: Vec<&'a str>,
    output: Option<&'a str>,
    reads_input: bool,
}

impl<'a> Call<'a> {
    /// Splits arguments; none if one may name a file that is not in the key.
    pub(crate) fn of(args: &[&'a str]) -> Option<Self> {
        let mut call = Self::default();
        let mut rest = args.iter();
        while let Some(&arg) = rest.next() {
            match arg {
                "-o" => call.output = Some(*rest.next()?),
                "-I" => call.includes.push(*rest.next()?),
                "-x" => call.flags.push(*rest.next()?),
                "-w" => call.flags.push(arg),
                "-" => call.reads_input = true,
                _ if arg.starts_with(SEED) => {}
                _ if arg.starts_with("-I") => call.includes.push(&arg[2..]),
                _ if arg.starts_with("-l") => call.libraries.push(arg),
                _ if arg.starts_with('-') => {
                    let is_any = |list: &[&str]| list.iter().any(|start| arg.starts_with(start));
                    let is_known = is_any(&FLAGS) && !is_any(&REFUSED) || is_any(&OF_LINKER);
                    let names_file = arg.contains('/') && !arg.contains("-prefix-map=");
                    if !is_known || names_file {
                        return None;
                    }
                    call.flags.push(arg);
                }
                _ if [".c", ".S", ".o"].iter().any(|end| arg.ends_with(end)) => {
                    call.files.push(arg);
                }
                _ => return None,
            }
        }
        Some(call)
    }

    fn is_discarded(&self) -> bool {
        self.output == Some(DISCARDED)
    }

    /// Returns the object directory, which is the directory of the output; nothing if the output is
    /// discarded.
    fn object_dir(&self) -> Option<&'a str> {
        if self.is_discarded() {
            Some("")
        } else {
            Path::new(self.output?).parent()?.to_str()
        }
    }

    /// Returns the directories that are searched for headers, the working directory first.
    fn header_dirs(&self) -> io::Result<Vec<PathBuf>> {
        let current = env::current_dir()?;
        let includes = self.includes.iter().map(|dir| current.join(dir));
        let dirs = iter::once(current.clone()).chain(includes);
        Ok(dirs.map(|dir| dir.components().collect()).collect())
    }

    /// Returns the kind of a call, if its results are a function of its inputs.
    fn subject(&self, texts: &[Vec<u8>], dirs: &[PathBuf], obj: &str) -> Option<Subject> {
        let is_object = |file: &&str| file.ends_with(".o");
        if !self.files.is_empty() && self.files.iter().all(is_object) {
            return Some(Subject::Link);
        }
        let includes = texts.is_empty() || texts.iter().any(|text| text.contains(&b'#'));
        let names_dir =
            !self.is_discarded() && self.flags.iter().any(|flag| flag.starts_with("-g"));
        if !self.files.iter().any(is_object) && !includes && !names_dir {
            return Some(Subject::Question);
        }
        let is_of_std = dirs.iter().any(|dir| is_std(dir))
            && dirs.iter().all(|dir| is_std(dir) || dir == Path::new(obj));
        is_of_std.then_some(Subject::Std)
    }

    /// Returns the job of a call whose results are a function of its inputs.
    fn job(&self, input: Option<&[u8]>, real: &Path) -> io::Result<Option<Job>> {
        let Some(obj) = self.object_dir() else {
            return Ok(None);
        };
        let mut texts = Vec::new();
        for file in &self.files {
            texts.push(fs::read(file)?);
        }
        texts.extend(input.map(<[u8]>::to_vec));
        let dirs = self.header_dirs()?;
        let Some(subject) = self.subject(&texts, &dirs, obj) else {
            return Ok(None);
        };

        let mut key = Key::without_variables(NAME);
        add_compiler(&mut key, real)?;
        let output: Vec<&str> = self.output.into_iter().collect();
        let includes = match subject {
            Subject::Question => &[][..],
            Subject::Link | Subject::Std => &self.includes,
        };
        for list in [&self.flags, includes, &self.libraries, &self.files, &output] {
            key.add(&list.len().to_le_bytes());
            for value in list {
                // Nothing is renamed in an output that is discarded.
                let renamed = value.split_once("-prefix-map=");
                let renamed = renamed.filter(|_| self.is_discarded());
                let value = renamed.map_or(*value, |(name, _)| name);
                key.add(without(value, obj).as_bytes());
            }
        }
        for text in &texts {
            key.add(text);
        }
        if subject == Subject::Std {
            // gcc writes the working directory into debug information, as this variable has it.
            let pwd = env::var("PWD").unwrap_or_default();
            key.add(without(&pwd, obj).as_bytes());
            for dir in &dirs {
                key.add(without(&dir.to_string_lossy(), obj).as_bytes());
                key.add_headers(dir)?;
            }
        }
        let outputs = output.into_iter().filter(|_| !self.is_discarded());
        Ok(Some(Job {
            keeps_prints: true,
            ..Job::new(key, outputs.map(Into::into).collect(), obj)
        }))
    }
}

/// A kind of cached calls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// A query for supported flags: the source includes nothing, and the output names no directory.
    Question,
    /// Objects are linked.
    Link,
    /// Compilation of a source of the standard library, or of cgo's output for one.
    Std,
}

/// Reports whether a path is one of the standard library.
fn is_std(path: &Path) -> bool {
    let goroot = env::var_os("GOROOT").filter(|goroot| !goroot.is_empty());
    goroot.is_some_and(|goroot| path.starts_with(Path::new(&goroot).join("src")))
}

/// Runs the cached gcc in the directory of `program`.
pub(crate) fn run(program: &Path) -> io::Result<ExitCode> {
    let dir = program.parent().ok_or(io::ErrorKind::NotFound)?;
    let real = find(dir)?;
    let args: Vec<_> = env::args_os().skip(1).collect();
    let mut command = Command::new(&real);
    command.args(&args);
    let texts: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
    let call = texts.as_deref().and_then(Call::of);
    let (Some(call), Some(kept)) = (call, kept_of(dir)) else {
        return Err(command.exec());
    };
    let mut input = None;
    if call.reads_input {
        let (text, file) = input_of(&kept)?;
        command.stdin(file);
        input = Some(text);
    }
    // An input that cannot be read is for gcc to report.
    match call.job(input.as_deref(), &real) {
        Ok(Some(job)) => job.run(&mut command, &kept),
        Ok(None) | Err(_) => Err(command.exec()),
    }
}

/// Standard input, and a file without a name with the same bytes, for gcc.
fn input_of(dir: &Path) -> io::Result<(Vec<u8>, fs::File)> {
    let mut text = Vec::new();
    io::stdin().read_to_end(&mut text)?;
    let path = dir.join(format!("input.{}", std::process::id()));
    let mut options = fs::File::options();
    let mut file = options
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    fs::remove_file(&path)?;
    file.write_all(&text)?;
    file.rewind()?;
    Ok((text, file))
}

/// Adds the inputs of all calls: the compiler, and the variables that it reads.
pub(crate) fn add_compiler(key: &mut Key, real: &Path) -> io::Result<()> {
    let metadata = fs::metadata(real)?;
    key.add(real.as_os_str().as_encoded_bytes());
    key.add(&metadata.len().to_le_bytes());
    key.add(&metadata.mtime().to_le_bytes());
    for name in VARIABLES {
        key.add(env::var_os(name).unwrap_or_default().as_encoded_bytes());
    }
    Ok(())
}

/// Returns a text with OBJ for the object directory, which has another name in each build.
fn without(text: &str, obj: &str) -> String {
    if obj.is_empty() || obj == "/" {
        text.to_owned()
    } else {
        text.replace(obj, "OBJ")
    }
}

/// Returns the first gcc on PATH that is not in `own`. Its name on PATH counts: gcc prints it.
fn find(own: &Path) -> io::Result<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).find(|dir| {
        let gcc = fs::canonicalize(dir.join(NAME));
        gcc.is_ok_and(|gcc| gcc.parent() != Some(own))
    });
    let dir = found.ok_or(io::ErrorKind::NotFound)?;
    Ok(dir.join(NAME))
}

/// Returns the gcc of commands with the GOROOT at `goroot`: the next one on PATH after this
/// program.
pub(crate) fn of_goroot(goroot: &Path) -> io::Result<PathBuf> {
    // Several copies of the SDK share one.
    let own = fs::canonicalize(kept::beside(goroot, DIR));
    find(&own.unwrap_or_default())
}

/// Returns the directory of results.
fn kept_of(dir: &Path) -> Option<PathBuf> {
    let goroot = dir.to_str()?.strip_suffix(DIR)?;
    kept::of_goroot(Path::new(goroot))
}
