//! Detached threads, such as one that reads from a child until its end.
//!
//! Counterpart: a go statement.

use std::io;
use std::thread;
use std::thread::JoinHandle;

use crate::context::inherit;
use crate::context::inherit_all;

/// Runs `task` on a thread without waiting for it. The task itself must signal its end if the
/// starter needs to know.
pub fn detached(name: &str, task: impl FnOnce() + Send + 'static) -> io::Result<()> {
    spawn(name, task).map(drop)
}

/// A thread that its owner waits for.
#[derive(Debug)]
pub struct Background(JoinHandle<()>);

impl Background {
    /// Runs `task` on a thread.
    pub fn start(name: &str, task: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        spawn(name, task).map(Self)
    }

    /// Waits for the end of the task. A panic there has been reported.
    pub fn join(self) {
        let _ = self.0.join();
    }
}

/// Runs both tasks at once and returns both results. For tasks that wait for the same
/// child, of which neither can end without the other.
///
/// # Panics
///
/// If the system refuses a thread, or if a task panics.
pub fn join<A: Send, B>(other: impl FnOnce() -> A + Send, task: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let other = scope.spawn(inherit_all(other));
        let result = task();
        match other.join() {
            Ok(first) => (first, result),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn spawn(name: &str, task: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(inherit(task))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::Background;
    use super::detached;
    use super::join;

    #[test]
    fn both_run_at_once() {
        let (sender, receiver) = mpsc::channel();
        let both = join(|| sender.send(7).is_ok(), || receiver.recv());
        assert_eq!(both, (true, Ok(7)));
    }

    #[test]
    fn is_done() {
        let (sender, receiver) = mpsc::channel();
        let other = sender.clone();
        detached("test", move || sender.send(7).unwrap()).unwrap();
        assert_eq!(receiver.recv(), Ok(7));
        let background = Background::start("test", move || other.send(8).unwrap()).unwrap();
        background.join();
        assert_eq!(receiver.try_recv(), Ok(8));
    }
}
