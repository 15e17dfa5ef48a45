//! The system's limits: open files, watched directories, memory.
//!
//! Counterpart: none.

use vamos_fsys::available_memory;
use vamos_fsys::system::open_file_limits;
use vamos_fsys::watch;
use vamos_insight::size_of_bytes;

use super::finding::Finding;

/// The fewest open files with which large builds work.
const FILES: u64 = 1024;

/// The fewest directories that a project of some size has.
const WATCHES: u64 = 8192;

/// The memory that one large package or link takes.
const MEMORY: u64 = 1 << 30;

/// Checks all limits that the system reports.
pub(super) fn check() -> Vec<Finding> {
    let found = [
        watch::limit().map(of_watches),
        available_memory().map(of_memory),
    ];
    let (now, most) = open_file_limits();
    let files = of_files(now, most);
    [files]
        .into_iter()
        .chain(found.into_iter().flatten())
        .collect()
}

fn of_files(now: Option<u64>, most: Option<u64>) -> Finding {
    let name = "open files";
    match now {
        Some(now) if now < FILES => Finding::warning(
            name,
            format!("at most {now}"),
            match most {
                Some(most) if most < FILES => format!("raise the hard limit above {most}"),
                _ => format!("ulimit -n {FILES}"),
            },
        ),
        Some(now) => Finding::good(name, format!("at most {now}")),
        None => Finding::good(name, "any number"),
    }
}

fn of_watches(watches: u64) -> Finding {
    let (name, text) = ("inotify watches", format!("at most {watches}"));
    match watches < WATCHES {
        true => Finding::warning(
            name,
            text,
            "raise fs.inotify.max_user_watches with sysctl, for editors and tools that watch files",
        ),
        false => Finding::good(name, text),
    }
}

fn of_memory(bytes: u64) -> Finding {
    let (name, text) = ("memory", format!("{} free", size_of_bytes(bytes)));
    match bytes < MEMORY {
        true => Finding::warning(
            name,
            text,
            "close other programs, raise the limit of the container, or build with -p=1",
        ),
        false => Finding::good(name, text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::as_text;
    use super::of_files;
    use super::of_memory;
    use super::of_watches;

    #[test]
    fn low_limits_have_a_fix() {
        let findings = [
            of_files(Some(256), Some(512)),
            of_files(Some(256), None),
            of_files(Some(4096), Some(4096)),
            of_files(None, None),
            of_watches(100),
            of_memory(1 << 20),
        ];
        let text = as_text(&findings);
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        assert_eq!(lines[0], "warning  open files        at most 256");
        assert_eq!(lines[1], "raise the hard limit above 512");
        assert_eq!(lines[3], "ulimit -n 1024");
        assert_eq!(lines[4], "ok       open files        at most 4096");
        assert_eq!(text.matches("warning").count(), 4);
    }
}
