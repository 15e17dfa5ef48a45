//! Speed of the parser. Run with `--release -- --ignored --nocapture speed`.
//!
//! Counterpart: cmd/compile/internal/syntax/parser_test.go (`TestStdLib`).

use std::time::Instant;

use vamos_ast::parse;
use vamos_testkit::go_sources;

#[test]
#[ignore = "a measurement, not a check"]
fn speed() {
    let sources = go_sources::read(&go_sources::files("src"));
    let bytes: usize = sources.iter().map(Vec::len).sum();
    for _ in 0..3 {
        let start = Instant::now();
        let mut nodes = 0;
        for source in &sources {
            let outcome = parse("x.go", source);
            nodes += outcome.file.map_or(0, |file| file.tree.count());
        }
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "it is only shown")]
        let rate = bytes as f64 / 1e6 / seconds;
        println!("{} files, {nodes} nodes, {rate:.0} MB/s", sources.len());
    }
}
