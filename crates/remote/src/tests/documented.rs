//! The limits in docs/remote.md equal the constants in the code.

use std::time::Duration;

use crate::Timeouts;
use crate::capabilities::MAX_BATCH;
use crate::credentials::DEFAULT_LIFE;
use crate::credentials::LIMIT;
use crate::download::LARGEST;
use crate::download::LISTED;
use crate::download::MAX_MISSES;
use crate::download::MEMORY;
use crate::exec::USUAL_LIMIT;
use crate::health::BYTES_PER_SECOND;
use crate::health::PER_RESULT;
use crate::payload::LEAST;
use crate::row::LARGEST_RESULT;
use crate::runner::SLOTS;

fn seconds(time: Duration) -> String {
    format!("{} seconds", time.as_secs_f64())
}

#[test]
fn the_document_has_the_limits_of_the_code() {
    let text = include_str!("../../../../docs/remote.md");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let timeouts = Timeouts::default();
    for sentence in [
        format!("valid for {} minutes", DEFAULT_LIFE / 60),
        format!("takes more than {}, is reported", seconds(LIMIT)),
        format!(
            "a little less than {} MiB, or less if the server's",
            MAX_BATCH.div_ceil(1 << 20)
        ),
        format!("if they have {LEAST} bytes or more"),
        format!("does not have {MAX_MISSES} of these in a row"),
        format!("waited {} more than", seconds(timeouts.loss())),
        format!("{} ms for each", PER_RESULT.as_millis()),
        format!("{} MB a second for each processor", BYTES_PER_SECOND / 1e6),
        format!("The timeout is {}.", seconds(timeouts.answer())),
        format!("waits at most {} for them", seconds(timeouts.end())),
        format!("At most {} MiB of downloaded values", MEMORY >> 10),
        format!("downloads at most {} GiB", LISTED >> 30),
        format!("A value has at most {} MiB", LARGEST >> 20),
        format!("of a result together at most {} MiB", LARGEST_RESULT >> 20),
        format!("At most {SLOTS} packages are built by workers"),
        format!("ended after {}", seconds(USUAL_LIMIT)),
    ] {
        assert!(text.contains(&sentence), "docs/remote.md lacks: {sentence}");
    }
}
