//! Costs of runs, and the median of several.
//!
//! Counterpart: none.

use std::thread;
use std::time::Duration;
use std::time::Instant;

use rustix::process::WaitOptions;

/// Makes this process the parent of processes that outlive its children: [`ticks`] has their time when
/// they were [waited for](await_orphans).
pub fn adopt_orphans() {
    // If it fails, their time is left out.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Waits for processes that have outlived the children of this process, but not for long. All children
/// must have been waited for.
pub fn await_orphans() {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(1) {
        match rustix::process::wait(WaitOptions::NOHANG) {
            // All children have ended.
            Err(_) => break,
            Ok(Some(_)) => {}
            Ok(None) => thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// Returns the processor time of all children so far, in ticks.
pub fn ticks() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(") ").next().unwrap_or("").split(' ').collect();
    let field = |index: usize| fields.get(index).and_then(|text| text.parse::<f64>().ok());
    field(13).unwrap_or(0.0) + field(14).unwrap_or(0.0)
}

/// Returns the middle of a list, the greater one of two; the default of an empty one.
pub(crate) fn middle<T: Copy + Default + Ord>(mut list: Vec<T>) -> T {
    list.sort_unstable();
    list.get(list.len() / 2).copied().unwrap_or_default()
}

/// Returns the middle of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    match numbers.len() {
        0 => 0.0,
        count if count % 2 == 1 => numbers[count / 2],
        count => (numbers[count / 2 - 1] + numbers[count / 2]) / 2.0,
    }
}
