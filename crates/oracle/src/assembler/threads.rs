//! Assembles functions on several threads, in a shuffled order.
//!
//! Counterpart: cmd/compile/internal/gc/compile.go (`compileFunctions`).

use std::sync::Mutex;
use std::thread;

use vamos_obj::Assembled;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::Scratch;
use vamos_obj::assemble;

/// The numbers of threads whose objects are compared.
pub(super) const COUNTS: [usize; 3] = [1, 2, 8];

/// Assembles functions; returns the results in the order of the functions.
pub(crate) fn assemble_on(
    threads: usize,
    frozen: &Frozen<'_>,
    functions: Vec<Function>,
) -> Vec<Assembled> {
    let mut shuffled: Vec<(usize, Function)> = functions.into_iter().enumerate().collect();
    shuffled.sort_by_key(|(at, _)| spread(*at));
    let queue = Mutex::new(shuffled);
    let work = || {
        let mut scratch = Scratch::default();
        let mut done = Vec::new();
        while let Some((at, function)) = next(&queue) {
            done.push((at, assemble(frozen, function, &mut scratch)));
        }
        done
    };
    let mut done: Vec<(usize, Assembled)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let results = workers.into_iter().map(|worker| worker.join());
        results
            .flat_map(|done| done.expect("no worker panics"))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, assembled)| assembled).collect()
}

fn next(queue: &Mutex<Vec<(usize, Function)>>) -> Option<(usize, Function)> {
    queue.lock().expect("no worker panics").pop()
}

/// Returns a number that has another order than its argument.
fn spread(number: usize) -> u64 {
    (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
