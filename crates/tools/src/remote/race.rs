//! A job that another machine has not finished in time also runs here; the first to end counts.
//!
//! Both write the same files, so never concurrently: the outputs of another machine are only
//! written after the child of this one has ended.
//! Counterpart: none.

mod setting;
mod times;

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use vamos_base::Cancel;
use vamos_base::golang::process::Exit;
use vamos_jobs::ExecError;
use vamos_jobs::Outcome;
use vamos_sched::Cores;
use vamos_sched::join;

pub use setting::RaceSetting;
pub(super) use times::RaceTimes;

/// Inputs of a race.
pub(super) struct Race<'r> {
    pub(super) cores: &'r Cores,
    /// Ends both.
    pub(super) cancel: &'r Cancel,
    /// Cancels a token, and ends the children that run here with it.
    pub(super) end: &'r (dyn Fn(&Cancel) + Sync),
}

/// The result that counts.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum First<T, H> {
    /// The other machine's result; nothing of the job runs here (any more).
    There(T),
    /// This machine's result.
    Here(H),
    /// No result: the other machine failed before the job was started here.
    Neither,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    There,
    Here,
}

/// Exists while the job is under way on the other machine. It is over after a panic, too.
struct UnderWay<'r> {
    is_over: &'r AtomicBool,
    cores: &'r Cores,
}

impl Race<'_> {
    /// Runs a job with `there`, which calls its second argument when the other machine is requested
    /// to run it, and returns a usable result or `None`. If it has not ended `after()` later, the
    /// job also runs `here` as soon as a processor is free. The caller has a processor, which
    /// others use meanwhile.
    pub(super) fn run<T: Send>(
        &self,
        there: impl FnOnce(&Cancel, &dyn Fn()) -> Option<T> + Send,
        after: impl FnOnce() -> Duration,
        here: impl FnOnce(&Cancel) -> Result<Outcome, ExecError>,
    ) -> First<T, Result<Outcome, ExecError>> {
        let (there_cancel, here_cancel) = (self.cancel.child(), self.cancel.child());
        let first = OnceLock::new();
        let is_over = AtomicBool::new(false);
        let (sender, events) = mpsc::channel();
        let other = || {
            // It is dropped at the end, which the other thread waits for.
            let sender = sender;
            let under_way = UnderWay {
                is_over: &is_over,
                cores: self.cores,
            };
            let begun = || {
                // The other thread waits as long as this one can send.
                let _ = sender.send(());
            };
            let found = there(&there_cancel, &begun);
            if found.is_some() && first.set(Side::There).is_ok() {
                (self.end)(&here_cancel);
            }
            drop(under_way);
            found
        };
        let watch = || {
            events.recv().ok()?;
            match events.recv_timeout(after()) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return None,
            }
            let is_over = || is_over.load(Ordering::SeqCst);
            let core = self.cores.take_spare(is_over)?;
            let result = here(&here_cancel);
            if is_whole(&result) && first.set(Side::Here).is_ok() {
                there_cancel.cancel();
            }
            Some((result, core))
        };
        let (found, ran) = self.cores.lend(|| join(other, watch));
        // The processor of the race is free from here on: the caller has its own again.
        let ran = ran.map(|(result, _core)| result);
        match (first.get(), found, ran) {
            (Some(Side::There), Some(found), _) => First::There(found),
            (_, _, Some(result)) => First::Here(result),
            _ => First::Neither,
        }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.cores.wake();
    }
}

/// Reports whether a job ran to its end here. If it was killed, by a lack of memory for example,
/// the other machine may still succeed.
fn is_whole(result: &Result<Outcome, ExecError>) -> bool {
    matches!(result, Ok(outcome) if matches!(outcome.exit, Exit::Code(_)))
}

#[cfg(test)]
mod tests;
