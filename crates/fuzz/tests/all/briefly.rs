//! Every target on its seeds and on some thousands of mutations of them.
//!
//! Counterpart: `go test` runs the seeds of fuzz tests.

use vamos_fuzz::Mutator;
use vamos_fuzz::TARGETS;

#[test]
fn all_targets() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        for seed in seeds.iter().take(target.brief) {
            (target.run)(seed);
        }
        let mut mutator = Mutator::new(20_261_120, seeds, target.words);
        for _ in 0..target.brief {
            (target.run)(&mutator.next_input());
        }
    }
}
