//! A process with the announced pipe open is the child, whatever program it runs now, or a child of
//! it.
//!
//! Counterpart: none.

use rustix::process::Pid;

use super::Announced;
use super::Guarded;

/// Returns the processes that have one of these pipes open, with the groups that they lead.
pub(in crate::proc) fn find(announced: &[Announced]) -> Vec<Guarded> {
    find_among(announced, names)
}

/// Like `find`, with the names that `names` returns for a directory.
fn find_among(announced: &[Announced], names: impl Fn(&str) -> Vec<String>) -> Vec<Guarded> {
    // The usual case: reading the descriptors of all processes takes milliseconds, and the process
    // that started the guard waits for its end.
    if announced.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<String> = announced
        .iter()
        .map(|child| format!("pipe:[{}]", child.pipe))
        .collect();
    let pids = names("/proc")
        .into_iter()
        .filter_map(|name| name.parse().ok());
    let has_pipe = |pid: &i32| {
        let dir = format!("/proc/{pid}/fd");
        // A shell may temporarily have another stdout, and the pipe at another descriptor.
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

    use rustix::process::Pid;

    use super::super::Announced;
    use super::super::Guarded;
    use super::super::number_of;
    use super::find;
    use super::find_among;
    use super::guarded;

    #[test]
    fn without_a_pipe_no_directory_is_read() {
        let read = |announced: &[Announced]| {
            let count = std::cell::Cell::new(0);
            let names = |_: &str| {
                count.set(count.get() + 1);
                Vec::new()
            };
            assert_eq!(find_among(announced, names), []);
            count.get()
        };
        assert_eq!(read(&[]), 0);
        assert_eq!(read(&[Announced::now(1)]), 1);
    }

    #[test]
    fn processes_with_the_pipe_open_are_found() {
        let (_reader, writer) = io::pipe().unwrap();
        let number = number_of(&writer).unwrap();
        // A child that another test starts has our descriptors until its exec.
        let announced = [Announced::now(number)];
        let open_in = find(&announced);
        let ourselves = guarded(rustix::process::getpid());
        assert!(open_in.contains(&ourselves), "{open_in:?}");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec sleep 100 >/dev/null"]);
        command.process_group(0).stdin(Stdio::null()).stderr(writer);
        let mut child = command.spawn().unwrap();
        let found = find(&announced);
        assert!(
            found.contains(&Guarded::Group(Pid::from_child(&child))),
            "{found:?}"
        );
        assert_eq!(find(&[]), []);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
