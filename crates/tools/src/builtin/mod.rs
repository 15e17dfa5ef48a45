//! The tools of the SDK that vamos has itself: `go tool addr2line`, `buildid`, `nm`,
//! `objdump` and `pack`.
//!
//! Counterpart: cmd/addr2line, cmd/buildid, cmd/nm, cmd/objdump, cmd/pack.

mod addr2line;
mod buildid;
mod flags;
mod nm;
mod objdump;
mod pack;
mod program;
mod response;

pub use addr2line::addr2line;
pub use buildid::buildid;
pub use nm::nm;
pub use objdump::objdump;
pub use pack::pack;

/// Output streams of a tool.
pub struct Streams<'a> {
    /// Writes bytes to stdout.
    pub stdout: &'a dyn Fn(&[u8]),
    /// Writes text to stderr.
    pub stderr: &'a dyn Fn(&str),
}

impl Streams<'_> {
    fn line(&self, line: &str) {
        (self.stderr)(&format!("{line}\n"));
    }
}
