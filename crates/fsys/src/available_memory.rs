//! The free memory for this process and its children.
//!
//! Counterpart: none; the official command does not need it.

use crate::uncached;

/// Returns the bytes that can be used without swapping or being killed: the minimum of the system's
/// available memory and the remaining limits of the control groups. `None` if the system does not
/// report it.
pub fn available_memory() -> Option<u64> {
    let text = |path: &str| {
        let bytes = uncached::read(path).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    let free = mem_available(&text("/proc/meminfo")?)?;
    let groups = text("/proc/self/cgroup").unwrap_or_default();
    let left = control_groups(&groups)
        .into_iter()
        .filter_map(|group| group.left(&text));
    Some(left.fold(free, u64::min))
}

/// Reads the line `MemAvailable:  123 kB`.
fn mem_available(meminfo: &str) -> Option<u64> {
    let mut lines = meminfo.lines();
    let line = lines.find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib.saturating_mul(1024))
}

/// A control group that may limit memory.
#[derive(Debug, PartialEq, Eq)]
struct Group {
    /// Its directory.
    dir: String,
    /// Names of the files with the limit and with the usage.
    files: [&'static str; 2],
}

impl Group {
    /// Returns the remaining bytes of the group's limit; `None` if it has none.
    fn left(&self, text: &dyn Fn(&str) -> Option<String>) -> Option<u64> {
        let number = |file: &str| -> Option<u64> {
            // Without a limit the file contains `max`.
            text(&format!("{}/{file}", self.dir))?.trim().parse().ok()
        };
        let limit = number(self.files[0])?;
        // Cached pages of files count as used, and are freed when others are needed.
        let stat = text(&format!("{}/memory.stat", self.dir)).unwrap_or_default();
        let used = number(self.files[1])?.saturating_sub(file_pages(&stat));
        Some(limit.saturating_sub(used))
    }
}

/// Returns the bytes of a group's memory that cache files, from its `memory.stat`; the first
/// version lists the groups below it in separate lines.
fn file_pages(stat: &str) -> u64 {
    let value = |name: &str| -> Option<u64> {
        let mut lines = stat.lines();
        let found = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
        found.trim().parse().ok()
    };
    let either = |name: &str| value(&format!("total_{name}")).or_else(|| value(name));
    let kinds = ["active_file", "inactive_file"];
    kinds.iter().filter_map(|name| either(name)).sum()
}

/// Returns the groups in `/proc/self/cgroup`, and their parents.
fn control_groups(text: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    for line in text.lines() {
        let mut fields = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (fields.next(), fields.next()) else {
            continue;
        };
        let (root, files) = if controllers.is_empty() {
            ("/sys/fs/cgroup", ["memory.max", "memory.current"])
        } else if controllers.split(',').any(|name| name == "memory") {
            let files = ["memory.limit_in_bytes", "memory.usage_in_bytes"];
            ("/sys/fs/cgroup/memory", files)
        } else {
            continue;
        };
        let mut path = path.trim_end_matches('/');
        loop {
            let dir = format!("{root}{path}");
            groups.push(Group { dir, files });
            let Some(above) = path.rfind('/') else { break };
            path = &path[..above];
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::Group;
    use super::available_memory;
    use super::control_groups;
    use super::file_pages;
    use super::mem_available;

    #[test]
    fn meminfo() {
        let text = "MemTotal:  24 kB\nMemFree: 1 kB\nMemAvailable:   16384 kB\n";
        assert_eq!(mem_available(text), Some(16 << 20));
        assert_eq!(mem_available("MemAvailable: many kB\n"), None);
        assert_eq!(mem_available(""), None);
    }

    #[test]
    fn groups_up_to_the_root() {
        let dirs = |text| -> Vec<String> {
            let groups = control_groups(text).into_iter();
            groups.map(|group| group.dir).collect()
        };
        assert_eq!(
            dirs("0::/a/b\n"),
            ["/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup"]
        );
        assert_eq!(dirs("0::/\n"), ["/sys/fs/cgroup"]);
        assert_eq!(
            dirs("5:cpu,cpuacct:/x\n4:memory:/x\nnonsense\n"),
            ["/sys/fs/cgroup/memory/x", "/sys/fs/cgroup/memory"]
        );
    }

    #[test]
    fn remaining_memory_of_a_limit() {
        let group = Group {
            dir: "/g".to_owned(),
            files: ["memory.max", "memory.current"],
        };
        let with = |max: &'static str| {
            move |path: &str| match path {
                "/g/memory.max" => Some(max.to_owned()),
                "/g/memory.current" => Some("30\n".to_owned()),
                _ => None,
            }
        };
        assert_eq!(group.left(&with("100\n")), Some(70));
        assert_eq!(group.left(&with("20\n")), Some(0));
        assert_eq!(group.left(&with("max\n")), None);
        let cached = |path: &str| match path {
            "/g/memory.max" => Some("100\n".to_owned()),
            "/g/memory.current" => Some("90\n".to_owned()),
            "/g/memory.stat" => Some("anon 7\ninactive_file 50\nactive_file 20\n".to_owned()),
            _ => None,
        };
        assert_eq!(group.left(&cached), Some(80));
    }

    #[test]
    fn pages_of_files() {
        let first = "cache 9\nactive_file 1\ninactive_file 2\n\
                     total_active_file 10\ntotal_inactive_file 20\n";
        assert_eq!(file_pages(first), 30);
        assert_eq!(file_pages("active_file 1\n"), 1);
        assert_eq!(file_pages("active_file_x 1\n"), 0);
    }

    #[test]
    fn this_machine_has_some() {
        if cfg!(target_os = "linux") {
            assert!(available_memory().is_some_and(|bytes| bytes > 0));
        }
    }
}
