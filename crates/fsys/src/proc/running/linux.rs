//! Running processes by `/proc`.
//!
//! Counterpart: none.

use std::fs;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use rustix::time::ClockId;
use rustix::time::clock_gettime;

use super::Running;

/// The nanoseconds of a tick in which the kernel reports when a process began.
const TICK_NS: i128 = 10_000_000;

/// The number of bytes of an executable's name that the kernel stores as the name of a process.
const COMM: usize = 15;

/// The maximum error of a process's start time, which may seem earlier than it was.
#[cfg(test)]
pub(super) const SLACK_NS: i128 = 2 * TICK_NS;

/// Environments are known.
#[cfg(test)]
pub(super) const HAS_ENVIRONMENT: bool = true;

/// Returns the processes that have one of these names or run the same executable as this one;
/// without this process and its children. `None` if the system does not report them.
///
/// Processes in other containers are not visible.
pub fn running(names: &[&str]) -> Option<Vec<Running>> {
    let own = std::process::id();
    let own_program = fs::read_link("/proc/self/exe").ok()?;
    let boot_ns = boot_time_ns()?;
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").ok()? {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process that ends meanwhile is ignored.
        let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else {
            continue;
        };
        let Some((comm, parent, ticks)) = parse(&stat) else {
            continue;
        };
        let is_named = |name: &&str| name.get(..COMM).unwrap_or(name) == comm;
        let is_same =
            || fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|file| file == own_program);
        if id != own && parent != own && (names.iter().any(is_named) || is_same()) {
            found.push(Running {
                began_ns: boot_ns + i128::from(ticks) * TICK_NS,
                environment: fs::read(format!("/proc/{id}/environ")).unwrap_or_default(),
            });
        }
    }
    Some(found)
}

/// Returns the boot time of the system.
fn boot_time_ns() -> Option<i128> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let up = clock_gettime(ClockId::Boottime);
    let up_ns = i128::from(up.tv_sec) * 1_000_000_000 + i128::from(up.tv_nsec);
    Some(i128::try_from(now.as_nanos()).ok()? - up_ns)
}

/// Returns the name of a process, its parent, and its start time, in ticks since the boot; `None`
/// if it has ended.
fn parse(stat: &str) -> Option<(&str, u32, u64)> {
    // A name may have spaces and parentheses.
    let (head, rest) = stat.rsplit_once(") ")?;
    let (_, comm) = head.split_once(" (")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    let ticks = fields.nth(17)?.parse().ok()?;
    (!matches!(state, "Z" | "X")).then_some((comm, parent, ticks))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn lines_of_the_kernel_are_read() {
        let rest = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 777 20 21";
        let line = |state: &str| format!("12 (a) b) {state} {rest}");
        assert_eq!(parse(&line("S")), Some(("a) b", 1, 777)));
        assert_eq!(parse(&line("Z")), None);
        assert_eq!(parse("12 (a"), None);
    }
}
