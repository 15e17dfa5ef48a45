//! Metadata of files as text for cache keys.
//!
//! Counterpart: cmd/go/internal/test/test.go (`hashWriteStat`), cmd/go/internal/work/exec.go
//! (`statString`), os/stat_linux.go (`fillFileStatFromSys`).

use vamos_base::golang::time::Location;
use vamos_base::golang::time::Time;

use crate::Metadata;

/// Returns `stat SIZE MODE TIME ISDIR` with a line break: the mode as Go's `os.FileMode`,
/// the time in `zone`.
pub fn stat_line(meta: &Metadata, zone: &Location) -> String {
    let seconds = i64::try_from(meta.mtime_ns.div_euclid(1_000_000_000)).unwrap_or(0);
    let nanos = i64::try_from(meta.mtime_ns.rem_euclid(1_000_000_000)).unwrap_or(0);
    let time = Time::from_unix(seconds, nanos).go_string(zone);
    let mode = go_mode(meta.mode);
    format!("stat {} {mode:x} {time} {}\n", meta.size, meta.is_dir())
}

/// Returns the `os.FileMode` of an `st_mode`.
pub fn go_mode(mode: u32) -> u32 {
    let kind = match mode & 0o170_000 {
        0o040_000 => 1 << 31,
        0o120_000 => 1 << 27,
        0o060_000 => 1 << 26,
        0o010_000 => 1 << 25,
        0o140_000 => 1 << 24,
        0o020_000 => 1 << 26 | 1 << 21,
        _ => 0,
    };
    let bits = [(0o4000, 23), (0o2000, 22), (0o1000, 20)];
    let set = |all: u32, (bit, go): (u32, u32)| all | u32::from(mode & bit != 0) << go;
    bits.into_iter().fold(kind | mode & 0o777, set)
}

#[cfg(test)]
mod tests {
    use super::go_mode;
    use super::stat_line;
    use crate::FileKind;
    use crate::Metadata;
    use vamos_base::golang::time::Location;

    #[test]
    fn modes_are_those_of_go() {
        for (mode, go) in [
            (0o100_644, 0o644),
            (0o040_755, 0x8000_01ed),
            (0o120_777, 0x0800_01ff),
            (0o020_666, 0x0420_01b6),
            (0o041_777, 0x8010_01ff),
            (0o106_755, 0x00c0_01ed),
        ] {
            assert_eq!(go_mode(mode), go, "{mode:o}");
        }
    }

    #[test]
    fn lines() {
        let meta = Metadata {
            kind: FileKind::File,
            dev: 1,
            ino: 1,
            mode: 0o100_644,
            uid: 0,
            gid: 0,
            size: 7,
            mtime_ns: 1_700_000_000_120_000_000,
            ctime_ns: 0,
        };
        assert_eq!(
            stat_line(&meta, &Location::utc()),
            "stat 7 1a4 2023-11-14 22:13:20.12 +0000 UTC false\n"
        );
    }
}
