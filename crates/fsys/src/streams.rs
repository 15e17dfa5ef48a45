//! Writes to stdout and stderr of the process like Go's os.Stdout and os.Stderr.
//!
//! The standard library's streams do not report that a descriptor cannot be written to (`EBADF`),
//! and fail if one does not block (`EAGAIN`), a property that other processes may set on the same
//! pipe or terminal.
//! Counterpart: os (`os.Stdout`), internal/poll (`FD.Write`).

use std::io;
use std::os::fd::AsFd;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::io::Errno;

use crate::PathError;

/// Writes all bytes to stdout. The error is Go's: `write /dev/stdout: no space left on device`.
pub fn write_stdout(bytes: &[u8]) -> Result<(), PathError> {
    let written = write_all(io::stdout(), bytes);
    written.map_err(|error| PathError::new("write", "/dev/stdout", &error.into()))
}

/// Writes all bytes to stderr.
pub fn write_stderr(bytes: &[u8]) -> Result<(), PathError> {
    let written = write_all(io::stderr(), bytes);
    written.map_err(|error| PathError::new("write", "/dev/stderr", &error.into()))
}

fn write_all(stream: impl AsFd, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match rustix::io::write(&stream, bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => wait(&stream)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Waits until a nonblocking stream accepts more.
fn wait(stream: &impl AsFd) -> Result<(), Errno> {
    let mut polled = [PollFd::new(stream, PollFlags::OUT)];
    match rustix::event::poll(&mut polled, None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use rustix::fs::OFlags;
    use rustix::io::Errno;

    use super::write_all;

    #[test]
    fn pipes_that_do_not_block_are_waited_for() {
        let (mut reader, writer) = std::io::pipe().unwrap();
        rustix::fs::fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
        let bytes = vec![7; 300_000];
        let mut read = Vec::new();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                write_all(&writer, &bytes).unwrap();
                drop(writer);
            });
            reader.read_to_end(&mut read).unwrap();
        });
        assert!(read == vec![7; 300_000]);
    }

    #[test]
    fn errors_are_returned() {
        let file = std::fs::File::open("/dev/null").unwrap();
        assert_eq!(write_all(&file, b"x"), Err(Errno::BADF));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(write_all(&writer, b"x"), Err(Errno::PIPE));
    }
}
