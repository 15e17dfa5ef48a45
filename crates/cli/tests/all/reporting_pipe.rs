//! A named pipe to which programs under test write the numbers of processes, which a test then
//! waits for.
//!
//! Counterpart: none.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::AsFd;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

use rustix::event::PollFd;
use rustix::event::PollFlags;
use rustix::event::Timespec;
use rustix::fs::CWD;
use rustix::fs::Mode;
use rustix::process::Pid;
use rustix::process::PidfdFlags;
use rustix::process::Signal;

/// The time limit of any wait before a test fails.
const LIMIT: Duration = Duration::from_secs(60);

/// The time limit of the end of a process after a signal.
pub(crate) const SOON: Duration = Duration::from_secs(2);

/// Waits until data can be read, or the writer has ended; reports whether that was in time.
pub(crate) fn wait(fd: impl AsFd, limit: Duration) -> bool {
    let limit = Timespec::try_from(limit).expect("it fits");
    let mut polled = [PollFd::new(&fd, PollFlags::IN)];
    rustix::event::poll(&mut polled, Some(&limit)).expect("it can be waited for") == 1
}

/// The pipe.
pub(crate) struct ReportingPipe {
    pipe: File,
    text: String,
}

impl ReportingPipe {
    /// Makes it at a path.
    pub(crate) fn new(path: &Path) -> Self {
        rustix::fs::mkfifoat(CWD, path, Mode::RUSR | Mode::WUSR).expect("it is ours");
        let mut options = File::options();
        // For writing too, so that it does not end with one writer.
        let pipe = options.read(true).write(true).open(path);
        Self {
            pipe: pipe.expect("it opens"),
            text: String::new(),
        }
    }

    /// Waits until `count` processes that still run were reported since the last call; returns
    /// them.
    pub(crate) fn processes(&mut self, count: usize) -> Processes {
        let mut found = Processes(Vec::new());
        while found.0.len() < count {
            assert!(wait(&self.pipe, LIMIT), "nothing was reported");
            let mut chunk = [0; 100];
            let length = self.pipe.read(&mut chunk).expect("it is a pipe");
            self.text
                .push_str(&String::from_utf8_lossy(&chunk[..length]));
            while let Some((line, rest)) = self.text.split_once('\n') {
                let pid = line.parse().ok().and_then(Pid::from_raw).expect("a number");
                // One of an earlier command may have ended.
                found
                    .0
                    .extend(rustix::process::pidfd_open(pid, PidfdFlags::empty()));
                self.text = rest.to_owned();
            }
        }
        found
    }
}

/// Processes that were reported.
pub(crate) struct Processes(Vec<OwnedFd>);

impl Processes {
    /// Adds a process that was not reported.
    pub(crate) fn add(&mut self, process: Pid) {
        let opened = rustix::process::pidfd_open(process, PidfdFlags::empty());
        self.0.push(opened.expect("it is our child"));
    }

    /// Waits for their end after a signal; fails if one of them still runs.
    pub(crate) fn assert_end(&self) {
        let ended: Vec<bool> = self.0.iter().map(|process| wait(process, SOON)).collect();
        assert!(ended.iter().all(|is_over| *is_over), "{ended:?}");
    }
}

impl Drop for Processes {
    /// Ends the remaining processes of a failed test.
    fn drop(&mut self) {
        for process in &self.0 {
            // It is no error that a process has ended.
            let _ = rustix::process::pidfd_send_signal(process, Signal::KILL);
        }
    }
}
