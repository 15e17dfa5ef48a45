//! A command for another machine, with everything it reads named by content.
//!
//! Counterpart: none; upstream runs all tools itself.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::Digest;

/// A command for another machine.
#[derive(Clone, Debug, Default)]
pub struct RemoteCommand {
    /// The program, as a path that is relative to `dir`, and its arguments.
    pub words: Vec<String>,
    /// The whole environment.
    pub env: Vec<(String, String)>,
    /// All files that exist when it starts, including the program.
    pub files: Vec<RemoteFile>,
    /// The directory that it runs in, which has files; empty for the topmost one.
    pub dir: String,
    /// The files that it writes, as paths that are relative to `dir`.
    pub outputs: Vec<String>,
    /// Time limit, including the time to wait for a machine; `None` for the default.
    pub limit: Option<Duration>,
}

/// A file that a command reads.
#[derive(Clone, Debug)]
pub struct RemoteFile {
    /// Its path, relative to the topmost directory.
    pub path: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Size in bytes.
    pub size: u64,
    /// True for a program.
    pub is_executable: bool,
    /// Source of its bytes on this machine.
    pub source: FileSource,
}

/// Source of a file's bytes.
#[derive(Clone, Debug)]
pub enum FileSource {
    /// In the file of this path.
    File(String),
    /// Here.
    Bytes(Arc<[u8]>),
}

/// Result of a command on another machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteEnd {
    /// Its exit code.
    pub exit_code: i32,
    /// Its stdout.
    pub stdout: Vec<u8>,
    /// Its stderr.
    pub stderr: Vec<u8>,
    /// The bytes of its outputs, in the order of the command, if it succeeded. They have the
    /// digests that the other machine has named.
    pub files: Vec<Vec<u8>>,
    /// Run time, if the machine reports it.
    pub took: Option<Duration>,
}

/// Runs commands on other machines.
pub trait RemoteRunner: fmt::Debug + Send + Sync {
    /// Runs a command to its end. Returns `None` if that is not possible, which has been reported
    /// if the user should know, or soon after `cancel`, which is no failure. No command is tried
    /// again elsewhere. `begun` is called at most once, when the server has all inputs of the
    /// command and is requested to run it.
    fn run(&self, command: &RemoteCommand, cancel: &Cancel, begun: &dyn Fn()) -> Option<RemoteEnd>;

    /// Returns the maximum number of commands under way at once; 0 after a failure.
    fn slots(&self) -> usize;
}
