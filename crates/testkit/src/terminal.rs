//! A terminal that a program is started on.
//!
//! Counterpart: none.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::process::Command;
use std::process::Stdio;

use rustix::pty::OpenptFlags;

/// Byte that Ctrl-C sends.
pub const CTRL_C: &[u8] = b"\x03";

/// Both ends of a new terminal.
#[derive(Debug)]
pub struct Terminal {
    /// Reads the output of programs, and writes typed input. When no program has the other end
    /// open, reading ends with an error.
    pub ours: File,
    /// The terminal of programs.
    pub theirs: File,
}

impl Terminal {
    /// Makes a terminal.
    pub fn open() -> io::Result<Self> {
        let ours = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        rustix::pty::grantpt(&ours)?;
        rustix::pty::unlockpt(&ours)?;
        let name = rustix::pty::ptsname(&ours, Vec::new())?;
        let name = name.into_string().map_err(io::Error::other)?;
        Ok(Self {
            ours: File::from(ours),
            theirs: File::options().read(true).write(true).open(name)?,
        })
    }

    /// Returns a command, whose arguments are still to be added, with this as its controlling
    /// terminal: keys send signals to it. Our end is returned, too; the other is the command's.
    pub fn controlling(self, program: &OsStr) -> io::Result<(Command, File)> {
        let mut command = Command::new("setsid");
        command
            .arg("--ctty")
            .arg(program)
            .stdin(Stdio::from(self.theirs.try_clone()?))
            .stderr(Stdio::from(self.theirs.try_clone()?))
            .stdout(self.theirs);
        Ok((command, self.ours))
    }
}
