//! Finds children that their parent started but could not name before it was killed.
//!
//! The parent announces the pipe that a child gets as stdout before it starts it. Whatever has
//! this pipe open is the child, whichever program it has become since, or a child of it.
//! Counterpart: none.

use std::os::fd::AsFd;

use rustix::process::Pid;

/// What is killed if we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guarded {
    /// The process group with this leader.
    Group(Pid),
    /// One process, which is in our group.
    Process(Pid),
}

/// Returns the number of a pipe, which no other has while one of its ends is open.
pub(super) fn number_of(pipe: impl AsFd) -> Option<u64> {
    rustix::fs::fstat(pipe).ok().map(|stat| stat.st_ino)
}

/// Returns the processes that have one of these pipes open, with the groups that they lead.
pub(super) fn find(pipes: &[u64]) -> Vec<Guarded> {
    find_among(pipes, names)
}

/// Does the same with the names that `names` returns of a directory.
fn find_among(pipes: &[u64], names: impl Fn(&str) -> Vec<String>) -> Vec<Guarded> {
    // As usual: reading the descriptors of all processes takes milliseconds, and the process that
    // started the guard waits for its end.
    if pipes.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<String> = pipes.iter().map(|pipe| format!("pipe:[{pipe}]")).collect();
    let pids = names("/proc")
        .into_iter()
        .filter_map(|name| name.parse().ok());
    let has_pipe = |pid: &i32| {
        let dir = format!("/proc/{pid}/fd");
        // A shell may have something else as stdout for a moment, and the pipe elsewhere.
        names(&dir).iter().any(|name| {
            let open = std::fs::read_link(format!("{dir}/{name}"));
            open.is_ok_and(|open| wanted.iter().any(|pipe| open.as_os_str() == pipe.as_str()))
        })
    };
    let processes = pids.filter(has_pipe).filter_map(Pid::from_raw);
    processes.map(guarded).collect()
}

fn guarded(pid: Pid) -> Guarded {
    match rustix::process::getpgid(Some(pid)) {
        Ok(group) if group == pid => Guarded::Group(pid),
        _ => Guarded::Process(pid),
    }
}

fn names(dir: &str) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().into_string());
    names.flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    use std::process::Stdio;

    use super::*;

    #[test]
    fn without_a_pipe_no_directory_is_read() {
        let read = |pipes: &[u64]| {
            let count = std::cell::Cell::new(0);
            let names = |_: &str| {
                count.set(count.get() + 1);
                Vec::new()
            };
            assert_eq!(find_among(pipes, names), []);
            count.get()
        };
        assert_eq!(read(&[]), 0);
        assert_eq!(read(&[1]), 1);
    }

    #[test]
    fn what_has_the_pipe_open_is_found() {
        let (_reader, writer) = io::pipe().unwrap();
        let number = number_of(&writer).unwrap();
        // A child that another test starts has our descriptors until it has become its program.
        let open_in = find(&[number]);
        let ourselves = guarded(rustix::process::getpid());
        assert!(open_in.contains(&ourselves), "{open_in:?}");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec sleep 100 >/dev/null"]);
        command.process_group(0).stdin(Stdio::null()).stderr(writer);
        let mut child = command.spawn().unwrap();
        let found = find(&[number]);
        assert!(
            found.contains(&Guarded::Group(Pid::from_child(&child))),
            "{found:?}"
        );
        assert_eq!(find(&[]), []);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
