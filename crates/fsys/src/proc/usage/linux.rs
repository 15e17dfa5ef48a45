//! The CPU time of a child, which the system reports between its end and the wait for it.
//!
//! In hundredths of a second: a finer unit needs unsafe code, and no caller needs one. A child is
//! not an input of the command, so these reads are not recorded.
//! Counterpart: os.ProcessState (`UserTime`, `SystemTime`).

use std::time::Duration;

use vamos_base::golang::process::Usage;

/// Returns the usage of a child that has ended and is not reaped.
pub(in crate::proc) fn of_ended(pid: i32) -> Usage {
    let text = std::fs::read(format!("/proc/{pid}/stat")).unwrap_or_default();
    parse(&String::from_utf8_lossy(&text))
}

/// Reads `/proc/PID/stat`: the times of the process and of the children it waited for.
fn parse(stat: &str) -> Usage {
    // The name of the program may have spaces, and parentheses.
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let fields: Vec<u64> = after_name
        .split(' ')
        .skip(11)
        .take(4)
        .map_while(|field| field.parse().ok())
        .collect();
    let [user, system, child_user, child_system] = fields[..] else {
        return Usage::default();
    };
    let time = |ticks: u64| Duration::from_millis(ticks * 10);
    Usage {
        user: time(user + child_user),
        system: time(system + child_system),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::parse;

    #[test]
    fn finds_the_times_behind_any_name() {
        let stat = "7 (a) b) Z 1 7 7 0 -1 4 0 0 0 0 12 3 100 1 20 0 1 0";
        let usage = parse(stat);
        assert_eq!(usage.user, Duration::from_millis(1120));
        assert_eq!(usage.system, Duration::from_millis(40));
        assert_eq!(parse("").user, Duration::ZERO);
    }
}
