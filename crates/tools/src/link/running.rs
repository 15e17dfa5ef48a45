//! The links that this process is making: what a report of a panic needs.
//!
//! A panic ends the process, and the thread that panics may be any of the pool's.
//! Counterpart: none.

use std::sync::Mutex;
use std::sync::PoisonError;

static RUNNING: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A link that this process is making; it ends when this is dropped.
pub(super) struct Running(String);

impl Running {
    pub(super) fn new(name: &str) -> Self {
        let mut links = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        links.push(name.to_owned());
        Self(name.to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut links = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = links.iter().position(|name| *name == self.0) {
            links.remove(at);
        }
    }
}

/// Returns the names of the links that this process is making, in the order of their
/// beginning.
pub fn running() -> Vec<String> {
    let links = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    links.clone()
}

#[cfg(test)]
mod tests {
    use super::Running;
    use super::running;

    #[test]
    fn links_end() {
        let (one, two) = (Running::new("one"), Running::new("two"));
        assert_eq!(running(), ["one", "two"]);
        drop(one);
        assert_eq!(running(), ["two"]);
        drop(two);
        assert!(running().is_empty());
    }
}
