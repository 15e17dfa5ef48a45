//! A compilation of C or C++ as a command for another machine that has the same compiler.
//!
//! Here the compiler lists the files that it reads (`-M`). The files of the package are sent with
//! the command; the compiler, its libraries and the headers of the system must be there already,
//! with the same bytes: the command compares their digests first, and the list of files that were
//! read with the one from here last. So the object is the one that the compiler makes here, for any
//! software on the other machine. Names in the object are this machine's, by the compiler's own
//! rules for prefixes of names.
//! Counterpart: cmd/go/internal/work/exec.go (`ccompile`) runs the compiler here.

mod flags;
mod host;
mod reads;
mod toolchain;
mod words;

use words::quoted;

pub(super) use host::Host;
use host::PATH;

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_jobs::ForeignCompileJob;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteFile;

use super::config::generated;
use super::digests::Digests;
use super::place::place;
use flags::Flags;
use reads::Reads;
use toolchain::Toolchain;
use toolchain::Toolchains;

/// The exit code of a command that finds another compiler, or other headers of the system.
const OTHER_TOOLCHAIN: i32 = 77;

/// Variables that change the files or programs that compilers use.
const CHANGING: [&str; 13] = [
    "CPATH",
    "C_INCLUDE_PATH",
    "CPLUS_INCLUDE_PATH",
    "OBJC_INCLUDE_PATH",
    "GCC_EXEC_PREFIX",
    "COMPILER_PATH",
    "LIBRARY_PATH",
    "DEPENDENCIES_OUTPUT",
    "SUNPRO_DEPENDENCIES",
    "SOURCE_DATE_EPOCH",
    "GCC_COMPARE_DEBUG",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
];

/// Compilations of other languages in this build.
#[derive(Default)]
pub(super) struct Compilations {
    toolchains: Toolchains,
    /// The other machines have another compiler.
    is_over: AtomicBool,
}

impl Compilations {
    /// Returns the equivalent remote command of a job, and the paths of its outputs here, in the
    /// same order. `None` if the job must run here.
    pub(super) fn command(
        &self,
        job: &ForeignCompileJob,
        work_dir: &str,
        digests: &Digests<'_>,
        host: &Host<'_>,
    ) -> Option<(RemoteCommand, Vec<String>)> {
        let is_changed = CHANGING.iter().any(|name| !host.value(name).is_empty());
        if is_changed || self.is_over.load(Ordering::Relaxed) || !job.object.is_work() {
            return None;
        }
        let compilation = Compilation {
            job,
            work_dir,
            toolchain: &*self.toolchains.of(job, host)?,
            dir: place(&Flags::dir_name(job))?,
            flags: Flags::of(job)?,
        };
        compilation.command(digests, host)
    }

    /// Records the exit code of a command.
    pub(super) fn note(&self, exit_code: i32) {
        if exit_code == OTHER_TOOLCHAIN {
            self.is_over.store(true, Ordering::Relaxed);
        }
    }
}

struct Compilation<'a> {
    job: &'a ForeignCompileJob,
    work_dir: &'a str,
    toolchain: &'a Toolchain,
    /// The place of the job's directory.
    dir: String,
    flags: Flags,
}

impl Compilation<'_> {
    fn command(
        &self,
        digests: &Digests<'_>,
        host: &Host<'_>,
    ) -> Option<(RemoteCommand, Vec<String>)> {
        let reads = self.reads(host)?;
        let mut sums = String::new();
        for path in self.toolchain.files.iter().chain(&reads.system) {
            let file = digests.made(path, String::new())?;
            writeln!(sums, "{}  {path}", file.digest).ok()?;
        }
        let mut files = vec![
            generated("v/sums".to_owned(), &sums),
            generated("v/want".to_owned(), &reads.list),
        ];
        for (path, to) in &reads.own {
            let file: RemoteFile = digests.made(path, to.clone())?;
            files.push(file);
        }
        let output = place(&self.job.object)?;
        let command = RemoteCommand {
            words: vec!["/bin/sh".to_owned(), "-c".to_owned(), self.script(&output)],
            env: [("LC_ALL", "C"), ("PATH", PATH), ("TERM", "dumb")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            files,
            outputs: vec![output],
            ..RemoteCommand::default()
        };
        Some((command, vec![self.job.object.path(self.work_dir)]))
    }

    /// Lists the files that the compiler reads.
    fn reads(&self, host: &Host<'_>) -> Option<Reads> {
        let job = self.job;
        let here = |word: &String| word.replace('\0', self.work_dir);
        let mut words = vec![self.toolchain.driver.clone()];
        words.extend(job.arguments.iter().chain(&job.flags).map(here));
        words.extend(["-M", "-MT", "T", &job.source].map(str::to_owned));
        let dir = job.io.dir.replace('\0', self.work_dir);
        let text = host.ask(words, &dir)?;
        Reads::parse(&text, self.work_dir, &dir, &self.flags.own_dirs)
    }

    /// Returns the script for the other machine.
    fn script(&self, output: &str) -> String {
        let mut words = vec![self.toolchain.driver.clone()];
        // The last rule that fits counts: rules for names there come after rules for names here.
        words.extend_from_slice(&self.flags.rules);
        words.push("-ffile-prefix-map=\0/r/=/".to_owned());
        words.extend_from_slice(&self.flags.words);
        words.extend(["-MD", "-MT", "T", "-MF", "\0/v/read", "-o"].map(str::to_owned));
        words.push(format!("\0/{output}"));
        words.extend(["-c", &self.job.source].map(str::to_owned));
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        let (driver, dir) = (&words[0], quoted(&format!("\0/{}", self.dir)));
        format!(
            r#"root=$(pwd -P)
sha256sum --status --strict -c v/sums && [ "$({driver} -print-file-name=specs)" = specs ] ||
    exit {OTHER_TOOLCHAIN}
cd {dir} && {words} || exit
sed -e "s|$root/r/|/|g" -e "s|$root/w/|w/|g" "$root/v/read" | tr -s ' \\' '\n' | sort -u |
    cmp -s - "$root/v/want""#,
            words = words.join(" ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::words::is_plain;
    use super::*;

    #[test]
    fn words_survive_the_shell() {
        assert_eq!(quoted("-DX='a b'"), r"'-DX='\''a b'\'''");
        assert_eq!(quoted("-I\0/w/b001/"), r#"'-I'"$root"'/w/b001/'"#);
        assert_eq!(quoted("\0/r/=/"), r#""$root"'/r/=/'"#);
    }

    #[test]
    fn only_plain_names_are_sent() {
        assert!(is_plain("/go/pkg/mod/x.org/!burnt/y@v1.2.3/a_b.h"));
        for name in [
            "a b", "a\\ b", "$x", "a:b", "a#", "é", "a\nb", "x=>y", "a|b",
        ] {
            assert!(!is_plain(name), "{name:?}");
        }
    }
}
