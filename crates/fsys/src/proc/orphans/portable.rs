//! Finds announced children on systems without a system call for the open files of another process:
//! a child is recognised by its properties: it leads a group, is in our session, began after its
//! announcement, and has the process that adopts orphans as its parent, like the guard.
//!
//! Counterpart: none.

use rustix::process::Pid;

use super::Announced;
use super::Guarded;
use crate::proc::guard::GUARD;
use crate::proc::process_list::Process;
use crate::proc::process_list::processes;

/// Returns the groups that announced children lead. It must be called when the process that
/// announced them has ended.
pub(in crate::proc) fn find(announced: &[Announced]) -> Vec<Guarded> {
    let Some(earliest) = announced.iter().map(|child| child.since).min() else {
        return Vec::new();
    };
    let own = pid_number(rustix::process::getpid());
    let session = rustix::process::getsid(None).ok();
    let parent = || rustix::process::getppid().map(pid_number);
    // Orphans get their new parent some moments after the end of the old one: all at once.
    let before = parent();
    let all = processes().unwrap_or_default();
    let family = Family {
        own,
        parents: [before, parent()],
        // Times are listed in whole seconds.
        most_seconds: earliest.elapsed().as_secs() + 2,
    };
    let orphans = all.iter().filter(|process| family.has(process));
    let pids = orphans.filter_map(|process| Pid::from_raw(process.pid));
    pids.filter(|pid| rustix::process::getsid(Some(*pid)).ok() == session)
        .map(Guarded::Group)
        .collect()
}

/// Properties that the orphans and the guard share.
struct Family {
    /// The guard.
    own: i32,
    /// The parent of all before and after processes were listed.
    parents: [Option<i32>; 2],
    /// The maximum age of the oldest of them.
    most_seconds: u64,
}

impl Family {
    /// Reports whether a process may be an announced child.
    fn has(&self, process: &Process) -> bool {
        process.pid != self.own
            && process.pid == process.group
            && self.parents.contains(&Some(process.parent))
            && process.seconds <= self.most_seconds
            && process.name() != GUARD
    }
}

fn pid_number(pid: Pid) -> i32 {
    pid.as_raw_nonzero().get()
}

#[cfg(test)]
mod tests {
    use super::Family;
    use super::find;
    use crate::proc::GUARD;
    use crate::proc::process_list::Process;

    #[test]
    fn orphans_are_recognised() {
        let family = Family {
            own: 10,
            parents: [Some(9), Some(1)],
            most_seconds: 2,
        };
        let process = |pid, parent, group, seconds, args: &str| Process {
            pid,
            parent,
            group,
            seconds,
            args: args.to_owned(),
        };
        assert!(family.has(&process(11, 1, 11, 0, "/sdk/compile -p x")));
        assert!(family.has(&process(11, 9, 11, 2, "/sdk/compile -p x")));
        for other in [
            process(10, 1, 10, 0, "vamos"),
            process(11, 8, 11, 0, "server"),
            process(11, 1, 12, 0, "server"),
            process(11, 1, 11, 3, "server"),
            process(11, 1, 11, 0, GUARD),
        ] {
            assert!(!family.has(&other), "{other:?}");
        }
    }

    #[test]
    fn without_an_announcement_nothing_is_found() {
        assert_eq!(find(&[]), []);
    }
}
