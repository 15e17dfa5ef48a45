//! Every target on its seeds and on some thousands of mutations of them.
//!
//! Counterpart: `go test` runs the seeds of fuzz tests.

use vamos_fuzz::Mutator;
use vamos_fuzz::TARGETS;

const MUTATIONS: usize = 3000;

#[test]
fn all_targets() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        for seed in &seeds {
            (target.run)(seed);
        }
        let mut mutator = Mutator::new(20_261_120, seeds, target.words);
        for _ in 0..MUTATIONS {
            (target.run)(&mutator.next_input());
        }
    }
}
