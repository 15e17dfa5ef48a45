//! The tools of the SDK that vamos has itself: `go tool pack` and `go tool buildid`.
//!
//! Counterpart: cmd/pack, cmd/buildid.

mod buildid;
mod pack;

pub use buildid::buildid;
pub use pack::pack;

/// Where a tool prints.
pub struct Streams<'a> {
    /// Writes text to stdout.
    pub stdout: &'a dyn Fn(&str),
    /// Writes text to stderr.
    pub stderr: &'a dyn Fn(&str),
}

impl Streams<'_> {
    fn line(&self, line: &str) {
        (self.stderr)(&format!("{line}\n"));
    }
}
