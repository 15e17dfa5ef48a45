//! Running processes with given names, and their start times.
//!
//! Counterpart: none; the official command does not need it.

#[cfg(all(target_os = "linux", not(portable)))]
#[path = "running/linux.rs"]
mod native;
#[cfg(not(all(target_os = "linux", not(portable))))]
#[path = "running/portable.rs"]
mod native;

use vamos_base::golang::os_str;

pub use native::running;

/// A process of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The start time in nanoseconds since the epoch, rounded down.
    pub began_ns: i128,
    /// Its environment, if it may be read.
    environment: Vec<u8>,
}

impl Running {
    /// Returns a variable of the environment at the process's start.
    pub fn var(&self, name: &str) -> Option<String> {
        let mut variables = self.environment.split(|byte| *byte == 0);
        let value = variables.find_map(|variable| {
            let rest = variable.strip_prefix(name.as_bytes())?;
            rest.strip_prefix(b"=")
        });
        value.map(os_str::decode)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::process::Stdio;

    use std::time::SystemTime;
    use std::time::UNIX_EPOCH;

    use super::Running;
    use super::native::HAS_ENVIRONMENT;
    use super::native::SLACK_NS;
    use super::running;

    #[test]
    fn a_process_that_runs_is_found() {
        // A shell that waits for it is between, because own children do not count.
        let now = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            i128::try_from(since.as_nanos()).unwrap()
        };
        let before = now();
        let mut child = Command::new("sh")
            .args(["-c", "cat; exit"])
            .env("RUNNING_TEST", "here")
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // The beginning is rounded down.
        let expected = HAS_ENVIRONMENT.then_some("here");
        let is_it = |process: &Running| {
            (before - SLACK_NS..now()).contains(&process.began_ns)
                && process.var("RUNNING_TEST").as_deref() == expected
        };
        let mut is_found = false;
        for _ in 0..1000 {
            is_found = running(&["cat"]).unwrap().iter().any(is_it);
            if is_found {
                break;
            }
            std::thread::yield_now();
        }
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(is_found);
    }
}
