//! Processes and files that remain after a command has ended.
//!
//! Counterpart: none.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;
use std::time::Instant;

use rustix::process::Signal;

/// Time for everything to end.
pub(super) const LIMIT: Duration = Duration::from_secs(2);

/// Interval of searches for processes.
const PAUSE: Duration = Duration::from_millis(10);

/// The processes of all rounds: those that run the program, which is a copy for these rounds, and those
/// whose arguments or environment name the directory of the tree.
#[derive(Debug)]
pub(super) struct Family {
    /// The device and the number of the program.
    program: (u64, u64),
    /// The directory.
    top: Vec<u8>,
}

impl Family {
    /// Returns the processes of a program in a directory.
    pub(super) fn new(program: &Path, top: &Path) -> io::Result<Self> {
        let meta = fs::metadata(program)?;
        Ok(Self {
            program: (meta.dev(), meta.ino()),
            top: top.to_string_lossy().into_owned().into_bytes(),
        })
    }

    /// Returns a process that still runs when the time is over.
    pub(super) fn left_after(&self, sent: Instant) -> Option<String> {
        loop {
            let found = self.members().next()?;
            if sent.elapsed() > LIMIT {
                return Some(found);
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Returns the command lines of the processes that run now.
    fn members(&self) -> impl Iterator<Item = String> {
        let own = std::process::id().to_string();
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let others = entries.filter(move |entry| entry.file_name() != own.as_str());
        others.filter_map(|entry| {
            // Of processes that end meanwhile, and have ended, nothing can be read.
            let read = |name: &str| fs::read(entry.path().join(name)).unwrap_or_default();
            let (env, line) = (read("environ"), read("cmdline"));
            let program = fs::metadata(entry.path().join("exe"));
            let is_member = program.is_ok_and(|meta| (meta.dev(), meta.ino()) == self.program)
                || has(&env, &self.top)
                || has(&line, &self.top);
            is_member.then(|| String::from_utf8_lossy(&line).replace('\0', " "))
        })
    }
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Describes an end that neither the command nor the signal explains.
pub(super) fn unexpected(status: ExitStatus, signal: Signal) -> Option<String> {
    // 130 is the exit code of `watch`; the program of `run` may fail, too.
    let is_expected =
        matches!(status.code(), Some(0..=2 | 130)) || status.signal() == Some(signal.as_raw());
    (!is_expected).then(|| format!("it ended with {status}"))
}

/// Describes the remaining files in a directory of temporary files.
pub(super) fn left_in(tmp: &Path) -> io::Result<Option<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(tmp)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok((!names.is_empty()).then(|| format!("left in {}: {}", tmp.display(), names.join(", "))))
}

/// Reports whether bytes are an ELF file with all of its sections' headers, which are its end.
pub(super) fn is_whole_program(bytes: &[u8]) -> bool {
    let word = |at: usize| {
        let field = bytes.get(at..at + 8)?.try_into().ok()?;
        usize::try_from(u64::from_le_bytes(field)).ok()
    };
    let half = |at: usize| {
        let field = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(usize::from(u16::from_le_bytes(field)))
    };
    let end = || Some(word(0x28)? + half(0x3a)? * half(0x3c)?);
    // Test binaries of other packages may be archives.
    bytes.starts_with(b"!<arch>\n")
        || bytes.starts_with(b"\x7fELF") && end().is_some_and(|end| end <= bytes.len())
}
