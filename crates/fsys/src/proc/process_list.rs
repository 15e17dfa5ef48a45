//! The processes of this machine, as `ps` lists them on every system of Unix.
//!
//! Counterpart: none.

use std::process::Command;
use std::process::Stdio;

/// Its location on every system; a guard has no PATH in its environment.
const PS: &str = "/bin/ps";

/// A process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Process {
    pub(super) pid: i32,
    pub(super) parent: i32,
    /// The leader of its group.
    pub(super) group: i32,
    /// The seconds since its start.
    pub(super) seconds: u64,
    /// Its arguments, separated by spaces; the first is the name of its start.
    pub(super) args: String,
}

impl Process {
    /// Returns the last part of the name of its start.
    pub(super) fn name(&self) -> &str {
        let first = self.args.split(' ').next().unwrap_or_default();
        first.rsplit('/').next().unwrap_or_default()
    }
}

/// Returns all processes except for `ps` itself; `None` if there is no `ps`.
pub(super) fn processes() -> Option<Vec<Process>> {
    let mut command = Command::new(PS);
    command.args(["-A", "-o", "pid=", "-o", "ppid=", "-o", "pgid="]);
    command.args(["-o", "etime=", "-o", "args="]);
    command
        .env_clear()
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    let child = command.stdout(Stdio::piped()).spawn().ok()?;
    let own = i32::try_from(child.id()).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let found = text.lines().filter_map(parse);
    output
        .status
        .success()
        .then(|| found.filter(|process| process.pid != own).collect())
}

fn parse(line: &str) -> Option<Process> {
    let mut rest = line;
    let mut field = || {
        let (field, after) = rest.trim_start().split_once(' ')?;
        rest = after;
        Some(field)
    };
    let number = |field: Option<&str>| field?.parse().ok();
    let (pid, parent, group) = (number(field())?, number(field())?, number(field())?);
    let seconds = seconds(field()?)?;
    Some(Process {
        pid,
        parent,
        group,
        seconds,
        args: rest.trim_start().to_owned(),
    })
}

/// Reads `[[days-]hours:]minutes:seconds`.
fn seconds(text: &str) -> Option<u64> {
    let (days, time) = text.split_once('-').unwrap_or(("0", text));
    let parts = time.split(':').map(|part| part.parse::<u64>().ok());
    let of_day = parts.reduce(|sum, part| Some(sum?.checked_mul(60)?.checked_add(part?)?))??;
    let days: u64 = days.parse().ok()?;
    days.checked_mul(24 * 60 * 60)?.checked_add(of_day)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use super::processes;
    use super::seconds;

    #[test]
    fn lines_are_read() {
        let found = parse("  12     1    7    01:05 /usr/bin/go build ./...").unwrap();
        let numbers = (found.pid, found.parent, found.group, found.seconds);
        assert_eq!(numbers, (12, 1, 7, 65));
        assert_eq!(found.name(), "go");
        assert_eq!(found.args, "/usr/bin/go build ./...");
        for line in ["", "1 2 3", "x 1 7 01:05 go", "1 1 7 y go"] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn times_are_read() {
        assert_eq!(seconds("00:00"), Some(0));
        assert_eq!(seconds("03:57:06"), Some(14_226));
        assert_eq!(seconds("2-00:00:01"), Some(172_801));
        assert_eq!(seconds("9"), Some(9));
        for text in ["", "x", "1-", "1:x", "-1"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn this_process_is_listed() {
        let own = i32::try_from(std::process::id()).unwrap();
        let all = processes().unwrap();
        assert!(all.iter().any(|process| process.pid == own));
    }
}
