//! Children that exchange messages with us for as long as a command runs.
//!
//! Counterpart: os/exec as cmd/go/internal/cache/prog.go uses it.

use std::io;
use std::io::Read;
use std::io::Write;
use std::process::Child;
use std::process::Stdio;

use super::Spawn;
use super::SpawnError;
use super::local::command_of;
use super::local::start_error;

/// A child whose stdin and stdout are connected to us; its stderr has the same destination as ours.
/// It stays in our process group: it also receives an interrupt from the terminal.
#[derive(Debug)]
pub struct Dialog {
    child: Child,
}

impl Dialog {
    /// Starts a child. The streams in `spawn` are ignored.
    pub fn start(spawn: &Spawn) -> Result<Self, SpawnError> {
        let mut command = command_of(spawn);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let child = command
            .spawn()
            .map_err(|error| start_error(spawn, &error))?;
        Ok(Self { child })
    }

    /// Takes the end to write to the child, whose stdin is closed when it is dropped, and the
    /// one to read from; once.
    pub fn pipes(&mut self) -> Option<(impl Write + Send + use<>, impl Read + Send + use<>)> {
        Some((self.child.stdin.take()?, self.child.stdout.take()?))
    }

    /// Reaps the child if it has ended, without waiting for it.
    pub fn reap(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::io::Write as _;
    use std::sync::Arc;

    use super::Dialog;
    use crate::proc::Spawn;
    use crate::proc::Streams;

    #[test]
    fn talks() {
        let spawn = Spawn {
            argv: ["/bin/sh", "-c", "read line; echo you wrote $line; cat"]
                .map(str::to_owned)
                .to_vec(),
            env: Arc::new([]),
            extra_env: Vec::new(),
            dir: "/".to_owned(),
            streams: Streams::Inherit,
        };
        let mut dialog = Dialog::start(&spawn).unwrap();
        let (mut stdin, mut stdout) = dialog.pipes().unwrap();
        assert!(dialog.pipes().is_none());
        stdin.write_all(b"hello\nrest").unwrap();
        drop(stdin);
        let mut output = String::new();
        stdout.read_to_string(&mut output).unwrap();
        assert_eq!(output, "you wrote hello\nrest");
        while !dialog.reap().unwrap() {
            std::thread::yield_now();
        }
    }
}
