//! How many tools run at once where memory is short: as many as fit.
//!
//! Where each worker could have a full share ([`Collector`]) everybody is let in. Else each
//! tool is expected to take what its sources let one guess, and waits until that fits
//! beside those that run. One that is alone is always let in: somebody always runs, and
//! who runs waits for nobody.
//!
//! [`Collector`]: crate::collector::Collector
//! Counterpart: none; upstream starts as many as there are workers.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::action::ActionRef;
use crate::action::Actor;
use crate::runner::Running;

const MIB: u64 = 1 << 20;

/// Lets tools in.
#[derive(Default)]
pub(crate) struct Admission {
    inside: Mutex<Inside>,
    left: Condvar,
}

#[derive(Default)]
struct Inside {
    tools: usize,
    bytes: u64,
}

/// A tool's place; given back when dropped.
pub(crate) struct Place<'a> {
    admission: &'a Admission,
    bytes: u64,
}

impl Admission {
    /// Waits until a tool that takes so many bytes fits into `budget` beside those inside,
    /// or is alone.
    pub(crate) fn enter(&self, bytes: u64, budget: u64) -> Place<'_> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |inside: &mut Inside| inside.tools > 0 && inside.bytes + bytes > budget;
        let inside = self.left.wait_while(inside, is_full);
        let mut inside = inside.unwrap_or_else(PoisonError::into_inner);
        inside.tools += 1;
        inside.bytes += bytes;
        Place {
            admission: self,
            bytes,
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let inside = &self.admission.inside;
        let mut inside = inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.tools -= 1;
        inside.bytes -= self.bytes;
        self.admission.left.notify_all();
    }
}

/// Returns what compiling so many bytes of Go takes: the compiler lets its heap grow to
/// 128 MB before it collects garbage, and holds more where a package is large.
fn go_bytes(source: u64) -> u64 {
    48 * MIB + (source * 300).min(144 * MIB) + source * 32
}

impl Running<'_> {
    /// Returns the memory that a tool run for an action may take, zero where that is too
    /// little to matter.
    pub(crate) fn expected_memory(&self, action: ActionRef) -> u64 {
        match &self.plan.get(action).actor {
            Actor::Build => go_bytes(self.source_bytes(self.package(action))),
            Actor::Link | Actor::LinkShared => {
                128 * MIB + self.plan.get(action).deps.len() as u64 * (MIB / 4)
            }
            Actor::CompileForeign(_, source) if source.is_cxx() => 400 * MIB,
            Actor::CompileForeign(_, source) => {
                64 * MIB + self.foreign_bytes(self.package(action), source) * 48
            }
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;

    use super::Admission;
    use super::MIB;
    use super::go_bytes;

    #[test]
    fn what_runs_together_fits_or_is_alone() {
        const BUDGET: u64 = 100;
        let admission = Admission::default();
        let (bytes, tools) = (AtomicU64::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for worker in 0..8_u64 {
                let (admission, bytes, tools, most) = (&admission, &bytes, &tools, &most);
                scope.spawn(move || {
                    for round in 0..200 {
                        // Some are larger than all there is.
                        let need = 10 + (worker * 37 + round * 11) % 120;
                        let place = admission.enter(need, BUDGET);
                        let others = tools.fetch_add(1, Ordering::SeqCst);
                        let now = bytes.fetch_add(need, Ordering::SeqCst) + need;
                        assert!(others == 0 || now <= BUDGET, "{others} others, {now}");
                        most.fetch_max(others + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        bytes.fetch_sub(need, Ordering::SeqCst);
                        tools.fetch_sub(1, Ordering::SeqCst);
                        drop(place);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 9);
    }

    #[test]
    fn large_packages_take_more() {
        assert!(go_bytes(10_000) < 64 * MIB);
        assert!(go_bytes(1_000_000) > 200 * MIB);
    }
}
