//! Runs a command, and measures its cost.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::costs::ticks;
use crate::files;
use crate::files::at;

/// The longest time of one command.
const LIMIT: Duration = Duration::from_secs(1200);

/// Interval of checks whether the command waits.
const SAMPLE: Duration = Duration::from_millis(20);

/// The longest time between two looks: in a longer one this process was stopped, and so was the
/// command.
const STOPPED: Duration = Duration::from_secs(1);

/// Result and cost of a command.
pub(in crate::remote) struct Ran {
    pub(in crate::remote) status: ExitStatus,
    pub(in crate::remote) stdout: String,
    pub(in crate::remote) stderr: String,
    /// Seconds.
    pub(in crate::remote) wall: f64,
    /// User and system time in seconds, including children.
    pub(in crate::remote) cpu: f64,
    /// The seconds in which no thread of it, or of its children, used a processor.
    pub(in crate::remote) waited: f64,
    /// The largest resident memory of the command itself, in bytes.
    pub(in crate::remote) peak: u64,
    /// Runs of each tool.
    pub(in crate::remote) tools: BTreeMap<String, usize>,
}

impl Ran {
    /// Returns `self` if the command succeeded.
    pub(in crate::remote) fn success(self, what: &str) -> Result<Self, String> {
        if self.status.success() {
            return Ok(self);
        }
        let head: Vec<&str> = self.stderr.lines().take(5).collect();
        Err(format!("{what}: {}: {}", self.status, head.join(" | ")))
    }

    /// Returns wall and processor time as text.
    pub(in crate::remote) fn times(&self) -> String {
        format!("{:.2} s wall, {:.2} s user+sys", self.wall, self.cpu)
    }

    /// Returns the seconds that it takes at most on a machine that does nothing else. Whenever it
    /// does not wait, at least one of its threads runs there; so waiting and processor time are
    /// a limit as the wall time is. The time for which other commands keep the processors is in
    /// the wall time only.
    pub(in crate::remote) fn alone(&self) -> f64 {
        self.wall.min(self.waited + self.cpu)
    }
}

/// Runs a command and samples its memory and its threads; its output is written to files in `dir`.
/// A command that takes too long is killed.
pub(super) fn watch(command: &mut Command, dir: &Path) -> Result<Ran, String> {
    let failed = at(dir);
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| dir.join(name));
    command
        .stdin(Stdio::null())
        .stdout(fs::File::create(&stdout).map_err(failed)?)
        .stderr(fs::File::create(&stderr).map_err(failed)?);
    let (before, start) = (ticks(), Instant::now());
    let mut child = command.spawn().map_err(failed)?;
    let status = format!("/proc/{}/status", child.id());
    let (mut peak, mut waited, mut looked) = (0, Duration::ZERO, start);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        peak = peak.max(resident(&fs::read_to_string(&status).unwrap_or_default()));
        if looked.elapsed() >= SAMPLE {
            if !wants_processor(child.id()) {
                waited += looked.elapsed().min(STOPPED);
            }
            looked = Instant::now();
        }
        if start.elapsed() > LIMIT {
            // It is waited for in any case.
            let _ = child.kill();
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    Ok(Ran {
        status,
        wall: start.elapsed().as_secs_f64(),
        cpu: (ticks() - before) / 100.0,
        waited: waited.as_secs_f64(),
        peak,
        stdout: fs::read_to_string(stdout).unwrap_or_default(),
        stderr: fs::read_to_string(stderr).unwrap_or_default(),
        tools: BTreeMap::new(),
    })
}

/// Reports whether a thread of a process, or of its descendants, runs, could run, or waits for a
/// disk.
fn wants_processor(pid: u32) -> bool {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return false;
    };
    let read = |dir: &Path, name| fs::read_to_string(dir.join(name)).unwrap_or_default();
    threads.flatten().map(|thread| thread.path()).any(|thread| {
        is_busy(&read(&thread, "stat"))
            || read(&thread, "children")
                .split_whitespace()
                .filter_map(|child| child.parse().ok())
                .any(wants_processor)
    })
}

/// Reads the state in `/proc/PID/task/TID/stat`.
fn is_busy(stat: &str) -> bool {
    let (_, rest) = stat.rsplit_once(") ").unwrap_or_default();
    rest.starts_with(['R', 'D'])
}

/// Returns the peak of resident memory in bytes from `/proc/PID/status`.
fn resident(status: &str) -> u64 {
    files::peak_of(status) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        let status = "Name:\tgo\nVmPeak:\t    9000 kB\nVmHWM:\t    2048 kB\n";
        assert_eq!(resident(status), 2 << 20);
        assert_eq!(resident(""), 0);
    }

    #[test]
    fn a_command_is_watched_to_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "echo words >&2; echo more; sleep 0.1; exit 3"]);
        let ran = watch(&mut command, dir.path()).unwrap();
        assert_eq!(ran.status.code(), Some(3));
        assert_eq!((&*ran.stdout, &*ran.stderr), ("more\n", "words\n"));
        assert!(ran.wall >= 0.1 && ran.peak > 0);
        let error = ran.success("sh").err().unwrap_or_default();
        assert_eq!(error, "sh: exit status: 3: words");
    }

    #[test]
    fn waiting_is_not_work_of_children() {
        let dir = tempfile::tempdir().unwrap();
        let run = |script| {
            let mut command = Command::new("/bin/sh");
            watch(command.args(["-c", script]), dir.path()).unwrap()
        };
        let idle = run("sleep 0.5; :");
        assert!((0.3..=idle.wall).contains(&idle.waited), "{}", idle.waited);
        // The child of the child counts to half a million or so.
        let busy = run("(i=0; while [ $i -lt 400000 ]; do i=$((i + 1)); done; :); :");
        assert!(busy.waited < busy.wall / 2.0, "{}", busy.waited);
        assert!(is_busy("7 (a) b) R 1 2") && !is_busy("7 (R) S 1 2"));
    }
}
