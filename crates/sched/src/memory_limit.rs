//! Limits the number of concurrent tools by the available memory.
//!
//! A tool reserves its expected memory, and waits until that fits into the budget together with the
//! reservations of running tools. A tool that would run alone never waits, so there is always
//! progress, and a running tool waits for no other.
//! Counterpart: none; upstream starts as many tools as there are workers.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;

/// Memory that running tools have reserved.
#[derive(Default)]
pub struct MemoryLimit {
    reserved: Mutex<Reserved>,
    released: Condvar,
}

#[derive(Default)]
struct Reserved {
    tools: usize,
    bytes: u64,
}

/// The memory of one tool; released when dropped.
pub struct Reservation<'a> {
    limit: &'a MemoryLimit,
    bytes: u64,
}

impl MemoryLimit {
    /// Reserves `bytes`; waits until they fit into `budget` together with all other reservations,
    /// or until there are no others.
    pub fn reserve(&self, bytes: u64, budget: u64) -> Reservation<'_> {
        let reserved = self.reserved.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |now: &mut Reserved| now.is_full(bytes, budget);
        let reserved = self.released.wait_while(reserved, is_full);
        let mut reserved = reserved.unwrap_or_else(PoisonError::into_inner);
        reserved.tools += 1;
        reserved.bytes += bytes;
        Reservation { limit: self, bytes }
    }

    /// Reports whether `reserve` would not wait now.
    pub fn fits(&self, bytes: u64, budget: u64) -> bool {
        let reserved = self.reserved.lock().unwrap_or_else(PoisonError::into_inner);
        !reserved.is_full(bytes, budget)
    }
}

impl Reserved {
    /// Reports whether `bytes` do not fit into `budget` together with the existing reservations.
    fn is_full(&self, bytes: u64, budget: u64) -> bool {
        self.tools > 0 && self.bytes + bytes > budget
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        let reserved = &self.limit.reserved;
        let mut reserved = reserved.lock().unwrap_or_else(PoisonError::into_inner);
        reserved.tools -= 1;
        reserved.bytes -= self.bytes;
        self.limit.released.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;
    use std::sync::mpsc;

    use super::MemoryLimit;

    #[test]
    fn concurrent_tools_fit_or_run_alone() {
        const BUDGET: u64 = 100;
        let limit = MemoryLimit::default();
        let (bytes, tools) = (AtomicU64::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for worker in 0..8_u64 {
                let (limit, bytes, tools) = (&limit, &bytes, &tools);
                scope.spawn(move || {
                    for round in 0..200 {
                        // Some are larger than the whole budget.
                        let need = 10 + (worker * 37 + round * 11) % 120;
                        let reservation = limit.reserve(need, BUDGET);
                        let others = tools.fetch_add(1, Ordering::SeqCst);
                        let now = bytes.fetch_add(need, Ordering::SeqCst) + need;
                        assert!(others == 0 || now <= BUDGET, "{others} others, {now}");
                        std::thread::yield_now();
                        bytes.fetch_sub(need, Ordering::SeqCst);
                        tools.fetch_sub(1, Ordering::SeqCst);
                        drop(reservation);
                    }
                });
            }
        });
    }

    #[test]
    fn a_tool_that_does_not_fit_waits() {
        let limit = MemoryLimit::default();
        let first = limit.reserve(60, 100);
        let second = limit.reserve(40, 100);
        let (send, receive) = mpsc::channel();
        std::thread::scope(|scope| {
            let limit = &limit;
            scope.spawn(move || {
                let _third = limit.reserve(50, 100);
                send.send(()).expect("the receiver lives");
            });
            assert!(
                receive.try_recv().is_err(),
                "60 and 40 leave no room for 50"
            );
            drop(second);
            assert!(receive.try_recv().is_err(), "60 leave no room for 50");
            drop(first);
            receive.recv().expect("it fits alone");
        });
    }
}
