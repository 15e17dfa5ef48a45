//! The one thread that runs asynchronous code.
//!
//! Everything outside of this crate blocks: it starts a task here, and waits for its result.
//! Counterpart: none.

use std::future::Future;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::runtime::Handle;
use vamos_sched::detached;

use crate::RemoteError;

/// The polling interval of a wait.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// Starts tasks on the thread.
#[derive(Clone)]
pub(crate) struct Runtime(Handle);

impl Runtime {
    /// Starts the thread, which runs until the process ends.
    pub(crate) fn start() -> Result<Self, RemoteError> {
        let failed = |error: std::io::Error| RemoteError::no_thread(&error);
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let handle = runtime.handle().clone();
        let run = move || runtime.block_on(std::future::pending::<()>());
        detached("remote", run).map_err(failed)?;
        Ok(Self(handle))
    }

    /// Calls a function that starts tasks.
    pub(crate) fn within<T>(&self, call: impl FnOnce() -> T) -> T {
        let _entered = self.0.enter();
        call()
    }

    /// Starts a task without waiting for it.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        drop(self.0.spawn(task));
    }

    /// Runs a task and returns its result; `None` if it panicked, or if `is_over` returns true
    /// during the wait, which ends the task.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        is_over: impl Fn() -> bool,
        task: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let (sender, receiver) = mpsc::channel();
        let task = self.0.spawn(async move { drop(sender.send(task.await)) });
        loop {
            match receiver.recv_timeout(TICK) {
                Ok(result) => return Some(result),
                Err(RecvTimeoutError::Timeout) if !is_over() => {}
                Err(_) => {
                    task.abort();
                    return None;
                }
            }
        }
    }
}
