//! Watches that no input takes too long or too much memory.
//!
//! Counterpart: the flags `-timeout` and `-rss_limit_mb` of libFuzzer.

use std::process::abort;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

/// The longest that an input may take.
const LONGEST: Duration = Duration::from_secs(60);

/// Running input.
pub(crate) struct Watched {
    current: Mutex<Option<Current>>,
    peak: AtomicU64,
}

struct Current {
    name: &'static str,
    input: Vec<u8>,
    start: Instant,
}

/// Starts to watch; `mib` is the most memory that the process may have.
pub(crate) fn start(mib: u64) -> &'static Watched {
    static WATCHED: Watched = Watched {
        current: Mutex::new(None),
        peak: AtomicU64::new(0),
    };
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(50));
            WATCHED.check(mib);
        }
    });
    &WATCHED
}

impl Watched {
    /// Records the start of an input.
    pub(crate) fn begin(&self, name: &'static str, input: &[u8]) {
        let current = Current {
            name,
            input: input.to_vec(),
            start: Instant::now(),
        };
        let mut place = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        *place = Some(current);
    }

    /// Returns the most memory that was seen, in MiB.
    pub(crate) fn peak(&self) -> u64 {
        self.peak.load(Ordering::Relaxed)
    }

    fn check(&self, mib: u64) {
        let used = resident();
        self.peak.fetch_max(used, Ordering::Relaxed);
        let place = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(current) = &*place else {
            return;
        };
        let finding = match current.start.elapsed() {
            time if time > LONGEST => format!("no end in {} s", time.as_secs()),
            _ if used > mib => format!("{used} MiB of memory"),
            _ => return,
        };
        let (name, input) = (current.name, current.input.escape_ascii());
        println!("{name}: {finding}: b\"{input}\"");
        abort();
    }
}

/// Returns the memory of this process in MiB; 0 where the system does not have it.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split_whitespace().nth(1);
    pages
        .and_then(|pages| pages.parse::<u64>().ok())
        .unwrap_or(0)
        * 4
        / 1024
}
