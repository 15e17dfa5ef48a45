//! Threads that live as long as what they serve, such as the reader of a child's output.
//!
//! Counterpart: a go statement.

use std::io;
use std::thread;

/// Runs `task` on a thread of its own that is not joined. The task itself has to report its
/// end to its starter.
pub fn detached(name: &str, task: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(task).map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::detached;

    #[test]
    fn is_done() {
        let (sender, receiver) = mpsc::channel();
        detached("test", move || sender.send(7).unwrap()).unwrap();
        assert_eq!(receiver.recv(), Ok(7));
    }
}
