//! How fast checks are. Run with `--release -- --ignored --nocapture speed`.
//!
//! Counterpart: none.

use std::fs;
use std::time::Duration;
use std::time::Instant;

use super::items;
use super::sdk::Sdk;
use super::selected;
use super::worker::check;

#[test]
#[ignore = "a measurement, not a check"]
fn speed() {
    let Some(sdk) = Sdk::get() else { return };
    let items = selected(items::of(sdk, "std"));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(1 << 30);
        let thread = thread.spawn_scoped(scope, || {
            let mut times: Vec<(Duration, &str, usize)> = Vec::new();
            for item in &items {
                let sources = item
                    .files
                    .iter()
                    .map(|file| fs::read(file).unwrap_or_default());
                let newlines =
                    |source: Vec<u8>| source.iter().filter(|byte| **byte == b'\n').count();
                let lines: usize = sources.map(newlines).sum();
                // The second time archives are in memory.
                check(sdk, item, false);
                let start = Instant::now();
                check(sdk, item, false);
                times.push((start.elapsed(), &item.name, lines));
            }
            let total: Duration = times.iter().map(|(time, ..)| *time).sum();
            let lines: usize = times.iter().map(|(.., lines)| *lines).sum();
            times.sort();
            for (time, name, lines) in times.iter().rev().take(12) {
                println!("{:6} ms {lines:6} lines {name}", time.as_millis());
            }
            #[expect(clippy::cast_precision_loss, reason = "it is only shown")]
            let rate = lines as f64 / total.as_secs_f64() / 1000.0;
            println!(
                "{lines} lines in {} ms: {rate:.0} thousand a second",
                total.as_millis()
            );
        });
        thread
            .expect("there is memory")
            .join()
            .expect("it is only measured");
    });
}
