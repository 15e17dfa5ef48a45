//! Speed of the parser. Run with `--release -- --ignored --nocapture speed`.
//!
//! Counterpart: go/parser/performance_test.go.

use std::sync::Arc;
use std::time::Instant;

use vamos_syntax::recognizer::Outcome;
use vamos_syntax::recognizer::Rules;
use vamos_syntax::recognizer::check;
use vamos_testkit::go_sources;

#[test]
#[ignore = "a measurement, not a check"]
fn speed() {
    let sources = go_sources::read(&go_sources::files("src"));
    let rules = Rules {
        methods_may_be_generic: false,
        raw_strings_end_at_quote: true,
    };
    let name: Arc<str> = "x.go".into();
    let bytes: usize = sources.iter().map(Vec::len).sum();
    for _ in 0..3 {
        let start = Instant::now();
        let valid = sources
            .iter()
            .filter(|source| check(source, &name, rules) == Outcome::Valid)
            .count();
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "it is only shown")]
        let rate = bytes as f64 / 1e6 / seconds;
        println!("{valid} of {} files valid, {rate:.0} MB/s", sources.len());
    }
}
