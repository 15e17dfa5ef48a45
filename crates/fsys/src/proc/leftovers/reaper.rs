//! Determines whether an ancestor reaps a process that ends after its parent.
//!
//! It becomes a child of an ancestor that has requested such children (a child subreaper), else of
//! the first process. The kernel does not report which ancestors have requested that. An ancestor
//! that handles SIGCHLD reaps its children. For another one it is unknown; once it has such a child
//! that it has not reaped, it gets no more.
//! Counterpart: none.

use std::fs;

use super::last_process::NAME;

/// The bit of SIGCHLD in a mask of signals.
const CHILD_ENDED: u64 = 1 << 16;

/// The directory with the kernel's descriptions of processes.
const PROC: &str = "/proc";

/// The first process, which adopts the children of all others.
const FIRST: u32 = 1;

/// Reports whether the last process of this one is expected to be reaped when it ends.
pub(super) fn is_expected() -> bool {
    const OUTERMOST: &str = "pid:[4026531836]";
    let namespace = fs::read_link("/proc/self/ns/pid");
    // Outside of containers the first process is an init process.
    let is_outermost = namespace.is_ok_and(|namespace| namespace.as_os_str() == OUTERMOST);
    is_expected_of(PROC, std::process::id(), is_outermost)
}

/// Reports whether an orphan of the process `pid` is expected to be reaped, by descriptions below
/// `proc`.
fn is_expected_of(proc: &str, pid: u32, is_first_trusted: bool) -> bool {
    let status = |pid: u32| fs::read_to_string(format!("{proc}/{pid}/status")).ok();
    // The first process itself has no ancestor.
    if pid == FIRST {
        return false;
    }
    let mut pid = pid;
    while pid != FIRST {
        let parent = status(pid).and_then(|text| number(&text, "PPid:", 10));
        pid = match parent.and_then(|parent| u32::try_from(parent).ok()) {
            // The parent is outside of the container.
            Some(0) => FIRST,
            Some(parent) => parent,
            None => return false,
        };
        let reaps = status(pid).is_some_and(|text| handles_children(&text));
        let is_trusted = match pid {
            FIRST => is_first_trusted || reaps,
            _ => reaps || has_reaped(proc, pid) == Some(true),
        };
        if !is_trusted {
            return false;
        }
    }
    true
}

/// Reports whether no child of a process is an ended last process; `None` if unknown.
fn has_reaped(proc: &str, pid: u32) -> Option<bool> {
    let name = NAME.to_str().ok()?;
    let ended = format!(" ({name}) Z ");
    for thread in fs::read_dir(format!("{proc}/{pid}/task")).ok()?.flatten() {
        let children = fs::read_to_string(thread.path().join("children")).ok()?;
        let mut stats = children
            .split_whitespace()
            .map(|child| fs::read_to_string(format!("{proc}/{child}/stat")));
        if stats.any(|stat| stat.is_ok_and(|stat| stat.contains(&ended))) {
            return Some(false);
        }
    }
    Some(true)
}

/// Reports whether a process with this `/proc/PID/status` handles, ignores or waits for SIGCHLD.
fn handles_children(status: &str) -> bool {
    let masks = ["SigBlk:", "SigIgn:", "SigCgt:"].into_iter();
    let masks = masks.filter_map(|name| number(status, name, 16));
    masks.fold(0, |all, mask| all | mask) & CHILD_ENDED != 0
}

/// Returns the number in the line `name` of a `/proc/PID/status`.
fn number(status: &str, name: &str, radix: u32) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    u64::from_str_radix(value.trim(), radix).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::handles_children;
    use super::is_expected_of;

    const NONE: &str = "0000000000000000";
    const CHILDREN: &str = "0000000000010000";

    fn status(parent: u32, blocked: &str, ignored: &str, caught: &str) -> String {
        format!(
            "Name:\tx\nPPid:\t{parent}\nSigBlk:\t{blocked}\nSigIgn:\t{ignored}\nSigCgt:\t{caught}\n"
        )
    }

    #[test]
    fn an_init_process_wants_to_know_of_children() {
        let status = |blocked, ignored, caught| status(1, blocked, ignored, caught);
        assert!(handles_children(&status(CHILDREN, NONE, NONE)));
        assert!(handles_children(&status(NONE, "0000000000011000", NONE)));
        assert!(handles_children(&status(NONE, NONE, "00000001280136fb")));
        assert!(!handles_children(&status(NONE, NONE, NONE)));
        let others = status(NONE, "0000000000001000", "00000000000004e8");
        assert!(!handles_children(&others));
        assert!(!handles_children(""));
    }

    /// Writes the description of a process with these children.
    fn lay(proc: &Path, pid: u32, status: &str, children: &str) {
        let dir = proc.join(pid.to_string());
        fs::create_dir_all(dir.join(format!("task/{pid}"))).unwrap();
        fs::write(dir.join("status"), status).unwrap();
        fs::write(dir.join(format!("task/{pid}/children")), children).unwrap();
    }

    #[test]
    fn all_ancestors_count() {
        let temp = tempfile::tempdir().unwrap();
        let proc = temp.path();
        let expected =
            |is_first_trusted: bool| is_expected_of(proc.to_str().unwrap(), 30, is_first_trusted);
        let (handling, other) = (
            |parent| status(parent, NONE, NONE, CHILDREN),
            |parent| status(parent, NONE, NONE, NONE),
        );
        lay(proc, 30, &other(20), "");
        lay(proc, 20, &handling(10), "30 ");
        lay(proc, 10, &handling(1), "20 ");
        lay(proc, 1, &other(0), "10 ");
        assert!(expected(true) && !expected(false));
        lay(proc, 1, &handling(0), "10 ");
        assert!(expected(false));
        // An ancestor that does not handle SIGCHLD is unknown until it has left a child unreaped.
        lay(proc, 10, &other(1), "20 40 ");
        lay(proc, 40, &other(10), "");
        assert!(expected(true));
        let stat = |text: &str| fs::write(proc.join("40/stat"), text).unwrap();
        stat("40 (vamos-free-mem) S 10 40 40 0");
        assert!(expected(true));
        stat("40 (sh) Z 10 40 40 0");
        assert!(expected(true));
        stat("40 (vamos-free-mem) Z 10 40 40 0");
        assert!(!expected(true));
        // An ancestor that handles SIGCHLD, and has just received it.
        lay(proc, 10, &handling(1), "20 40 ");
        assert!(expected(true));
        // The parent is outside of the container.
        lay(proc, 20, &handling(0), "30 ");
        assert!(expected(false));
        fs::remove_file(proc.join("20/status")).unwrap();
        assert!(!expected(true));
    }
}
