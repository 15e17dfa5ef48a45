//! Programs such as browsers, which are started and not waited for.
//!
//! Counterpart: cmd/internal/browser/browser.go (`appearsSuccessful`).

use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use super::Spawn;
use super::local::command_of;

/// The polling interval for the program's end.
const PAUSE: Duration = Duration::from_millis(5);

/// Starts a program without input and output, and reports whether it appears to work: it ends
/// successfully, or is still running after `patience`. In the latter case it keeps running. The
/// streams in `spawn` are ignored.
pub fn starts_well(spawn: &Spawn, patience: Duration) -> bool {
    let mut command = command_of(spawn);
    command.stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    let end = Instant::now() + patience;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() >= end => return true,
            Ok(None) => sleep(PAUSE),
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::starts_well;
    use crate::proc::Spawn;
    use crate::proc::Streams;

    #[test]
    fn the_first_seconds_decide() {
        let starts = |program: &str, script: &str, patience| {
            let argv = [program, "-c", script].map(str::to_owned).to_vec();
            let spawn = Spawn {
                argv,
                env: Arc::new([]),
                extra_env: Vec::new(),
                dir: String::new(),
                streams: Streams::Inherit,
            };
            starts_well(&spawn, Duration::from_millis(patience))
        };
        assert!(starts("/bin/sh", "exit 0", 10_000));
        assert!(!starts("/bin/sh", "exit 1", 10_000));
        assert!(starts("/bin/sh", "exec sleep 2", 20));
        assert!(!starts("/no/such/program", "", 20));
    }
}
