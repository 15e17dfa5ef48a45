//! The files of a package, and the two formats that packages have: tar.gz and zip.
//!
//! The same files give the same bytes: entries are sorted, belong to root and have one fixed
//! time. Counterpart: none.

use zlib_rs::DeflateConfig;
use zlib_rs::ReturnCode;

/// A file of a package.
pub(super) struct Entry {
    /// Its path in the package.
    pub(super) path: String,
    /// Its content.
    pub(super) bytes: Vec<u8>,
    /// True for a program.
    pub(super) is_program: bool,
}

/// 1980-01-01, the earliest time that a zip file can have, in seconds since 1970.
const TIME: u64 = 315_532_800;
/// The date in the format of zip files: years since 1980, month, day.
const DOS_DATE: u16 = (1 << 5) | 1;

impl Entry {
    /// Returns a text or another file that is not run.
    pub(super) fn file(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
            is_program: false,
        }
    }

    /// Returns a program.
    pub(super) fn program(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            is_program: true,
            ..Self::file(path, bytes)
        }
    }

    fn mode(&self) -> u32 {
        if self.is_program { 0o755 } else { 0o644 }
    }
}

/// Returns a compressed tar archive (ustar) of the files, below a directory.
pub(super) fn tar_gz(dir: &str, entries: &mut [Entry]) -> Result<Vec<u8>, String> {
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let mut tar = Vec::new();
    for entry in entries.iter() {
        let path = format!("{dir}/{}", entry.path);
        tar.extend(tar_header(&path, entry)?);
        tar.extend(&entry.bytes);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    // 16 more than the window: a gzip header, which has no name and no time.
    compress(&tar, 15 + 16)
}

fn tar_header(path: &str, entry: &Entry) -> Result<[u8; 512], String> {
    let mut header = [0; 512];
    let mut put = |at: usize, text: &str| {
        header[at..at + text.len()].copy_from_slice(text.as_bytes());
    };
    if path.len() > 100 {
        return Err(format!("{path}: too long for a tar header"));
    }
    put(0, path);
    put(100, &format!("{:07o}", entry.mode()));
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{:011o}", entry.bytes.len()));
    put(136, &format!("{TIME:011o}"));
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\u{0}00");
    put(265, "root");
    put(297, "root");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(header)
}

/// Returns a zip archive of the files, in their order: a wheel's ends with its metadata.
pub(super) fn zip(entries: &[Entry]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let packed = compress(&entry.bytes, -15)?;
        let offset = size(out.len())?;
        // Version 2.0, no flags, deflated, midnight.
        let mut common: Vec<u8> = [20u16, 0, 8, 0, DOS_DATE].map(u16::to_le_bytes).concat();
        common.extend(zlib_rs::crc32::crc32(0, &entry.bytes).to_le_bytes());
        common.extend(size(packed.len())?.to_le_bytes());
        common.extend(size(entry.bytes.len())?.to_le_bytes());
        common.extend(
            u16::try_from(entry.path.len())
                .map_err(|_| "path is too long")?
                .to_le_bytes(),
        );
        common.extend(0u16.to_le_bytes());

        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(entry.path.as_bytes());
        out.extend(&packed);

        directory.extend(b"PK\x01\x02");
        // Written by version 2.0 on Unix, whose mode is in the upper half of the attributes.
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend(((0o100_000 | entry.mode()) << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(entry.path.as_bytes());
    }
    let count = u16::try_from(entries.len()).map_err(|_| "too many files")?;
    let offset = size(out.len())?;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size(directory.len())?.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend(0u16.to_le_bytes());
    Ok(out)
}

fn size(len: usize) -> Result<u32, String> {
    u32::try_from(len).map_err(|_| "larger than 4 GiB".to_owned())
}

fn compress(bytes: &[u8], window_bits: i32) -> Result<Vec<u8>, String> {
    let config = DeflateConfig {
        window_bits,
        ..DeflateConfig::new(9)
    };
    // Stored data have 5 bytes for each block of at least 16 KiB besides header and checksum.
    let mut out = vec![0; bytes.len() + bytes.len() / 1024 + 64];
    let (packed, code) = zlib_rs::compress_slice(&mut out, bytes, config);
    let len = packed.len();
    match code {
        ReturnCode::Ok => {
            out.truncate(len);
            Ok(out)
        }
        code => Err(format!("cannot compress: {code:?}")),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::Entry;
    use super::tar_gz;
    use super::zip;

    #[test]
    fn archives_are_sorted_and_the_same_each_time() {
        let entries = || {
            [
                Entry::program("z/run", "x".repeat(600)),
                Entry::file("a.txt", "text"),
            ]
        };
        let first = tar_gz("top", &mut entries()).unwrap();
        let second = entries();
        let mut second: Vec<Entry> = second.into_iter().rev().collect();
        assert_eq!(first, tar_gz("top", &mut second).unwrap());
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("x.tar.gz");
        std::fs::write(&file, &first).unwrap();
        let listed = Command::new("tar").arg("tvzf").arg(&file).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let lines: Vec<&str> = listed.lines().collect();
        assert!(lines[0].starts_with("-rw-r--r-- root/root") && lines[0].ends_with("top/a.txt"));
        assert!(lines[1].starts_with("-rwxr-xr-x") && lines[1].contains(" 600 1980-01-01"));
    }

    #[test]
    fn long_paths_are_refused() {
        let mut entries = [Entry::file("a".repeat(101), "")];
        assert!(tar_gz("top", &mut entries).is_err());
    }

    #[test]
    fn a_zip_has_its_files_twice() {
        let bytes = zip(&[Entry::program("run", "text")]).unwrap();
        assert!(bytes.starts_with(b"PK\x03\x04"));
        assert_eq!(bytes.windows(3).filter(|part| part == b"run").count(), 2);
        // Offset and size of the directory lead to its first entry.
        let end = bytes.len() - 22;
        let field = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(field(end + 16) + field(end + 12), end);
        assert!(bytes[field(end + 16)..].starts_with(b"PK\x01\x02"));
    }
}
