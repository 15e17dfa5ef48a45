//! Selection of a zone file by TZ, and the archive of zone files that comes with the SDK.
//!
//! Counterpart: time/zoneinfo_unix.go (`initLocal`), time/zoneinfo_read.go (`loadTzinfoFromZip`),
//! time/zoneinfo_goroot.go.

/// Directories of zone files on unix systems, in Go's search order.
const DIRS: [&str; 4] = [
    "/usr/share/zoneinfo/",
    "/usr/share/lib/zoneinfo/",
    "/usr/lib/locale/TZ/",
    "/etc/zoneinfo",
];

/// Source of the local time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneSource {
    /// UTC; nothing is read.
    Utc,
    /// The first of `files` that can be read and parsed; then the entry `name` of
    /// `$GOROOT/lib/time/zoneinfo.zip` ([`zip_entry`]); then UTC.
    Files {
        /// Candidates, in order.
        files: Vec<String>,
        /// The zone's name in the SDK's archive.
        name: String,
    },
}

/// Returns where the zone comes from when the variable TZ has the value `tz`.
pub fn zone_source(tz: Option<&str>) -> ZoneSource {
    let Some(tz) = tz else {
        return ZoneSource::Files {
            files: vec!["/etc/localtime".to_owned()],
            name: "localtime".to_owned(),
        };
    };
    let name = tz.strip_prefix(':').unwrap_or(tz);
    if name.is_empty() || name == "UTC" {
        return ZoneSource::Utc;
    }
    let files = if name.starts_with('/') {
        vec![name.to_owned()]
    } else {
        DIRS.iter().map(|dir| format!("{dir}/{name}")).collect()
    };
    ZoneSource::Files {
        files,
        name: name.to_owned(),
    }
}

/// Returns the contents of the entry `name` in a zip archive without compression, as
/// the SDK's `zoneinfo.zip` is.
pub fn zip_entry<'a>(archive: &'a [u8], name: &str) -> Option<&'a [u8]> {
    const TAIL: usize = 22;
    let tail = archive.get(archive.len().checked_sub(TAIL)?..)?;
    if !tail.starts_with(b"PK\x05\x06") {
        return None;
    }
    let count = little_endian(tail, 10, 2)?;
    let mut directory = archive.get(little_endian(tail, 16, 4)?..)?;
    for _ in 0..count {
        if !directory.starts_with(b"PK\x01\x02") {
            return None;
        }
        let method = little_endian(directory, 10, 2)?;
        let size = little_endian(directory, 24, 4)?;
        let name_length = little_endian(directory, 28, 2)?;
        let extra = little_endian(directory, 30, 2)? + little_endian(directory, 32, 2)?;
        let header = little_endian(directory, 42, 4)?;
        if directory.get(46..46 + name_length)? == name.as_bytes() {
            let entry = archive.get(header..)?;
            if method != 0 || !entry.starts_with(b"PK\x03\x04") {
                return None;
            }
            let start = 30 + little_endian(entry, 26, 2)? + little_endian(entry, 28, 2)?;
            return entry.get(start..start.checked_add(size)?);
        }
        directory = directory.get(46 + name_length + extra..)?;
    }
    None
}

/// Returns the unsigned number of `size` bytes at `at`.
fn little_endian(bytes: &[u8], at: usize, size: usize) -> Option<usize> {
    let field = bytes.get(at..at + size)?;
    Some(
        field
            .iter()
            .rev()
            .fold(0, |value, &b| value << 8 | usize::from(b)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tz_as_upstream() {
        let files = |tz| match zone_source(tz) {
            ZoneSource::Files { files, .. } => files,
            ZoneSource::Utc => Vec::new(),
        };
        assert_eq!(files(None), ["/etc/localtime"]);
        assert_eq!(files(Some("")), [""; 0]);
        assert_eq!(files(Some("UTC")), [""; 0]);
        assert_eq!(files(Some(":")), [""; 0]);
        assert_eq!(files(Some(":/x/y")), ["/x/y"]);
        assert_eq!(files(Some("A/B"))[0], "/usr/share/zoneinfo//A/B");
    }

    #[test]
    fn damaged_archives_have_no_entries() {
        assert_eq!(zip_entry(b"", "x"), None);
        assert_eq!(zip_entry(&[0; 40], "x"), None);
        let mut tail = b"PK\x05\x06".to_vec();
        tail.resize(22, 0xff);
        assert_eq!(zip_entry(&tail, "x"), None);
    }
}
