//! Module zips: the files in one, from its bytes.
//!
//! Reads what `archive/zip` writes for modules: stored or deflated members, sizes below
//! four gigabytes, a directory at the end.
//! Counterpart: golang.org/x/mod/zip (`Unzip`), archive/zip/reader.go.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::ModuleVersion;

/// What is wrong with a module zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZipError {
    /// It has no directory of members where one has to be.
    NotZip,
    /// A member is cut off, or its bytes are not what the directory says.
    Corrupt(String),
    /// A member is packed in a way that module zips are not.
    Method(String),
    /// A member's name does not begin with the module and its version.
    Prefix {
        /// The member's name.
        name: String,
        /// What it should begin with.
        want: String,
    },
    /// A member's name leads out of the module's directory, or is no clean path.
    Name(String),
}

impl std::fmt::Display for ZipError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotZip => f.write_str("zip: not a valid zip file"),
            Self::Corrupt(_) => f.write_str("zip: checksum error"),
            Self::Method(_) => f.write_str("zip: unsupported compression algorithm"),
            Self::Prefix { name, want } => {
                write!(f, "{name}: path does not have prefix {want:?}")
            }
            Self::Name(name) => write!(f, "{name}: file path is not clean"),
        }
    }
}

impl std::error::Error for ZipError {}

/// A file of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipFile {
    /// Its path below the module's directory.
    pub name: String,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// Begins the record at the end of the file.
const END: [u8; 4] = *b"PK\x05\x06";
/// Begins an entry of the directory.
const ENTRY: [u8; 4] = *b"PK\x01\x02";
/// Begins a member.
const MEMBER: [u8; 4] = *b"PK\x03\x04";

const STORED: usize = 0;
const DEFLATED: usize = 8;

/// Returns the files of a module's zip in its order.
pub fn module_files(zip: &[u8], module: &ModuleVersion) -> Result<Vec<ZipFile>, ZipError> {
    let prefix = format!("{}@{}/", module.path, module.version);
    let mut files = Vec::new();
    for entry in entries(zip)? {
        let Some(name) = entry.name.strip_prefix(prefix.as_str()) else {
            return Err(ZipError::Prefix {
                name: entry.name,
                want: prefix,
            });
        };
        if name.is_empty() || name.ends_with('/') {
            continue;
        }
        let is_odd = |part: &str| matches!(part, "" | "." | "..");
        if name.split('/').any(is_odd) || name.contains('\\') {
            return Err(ZipError::Name(name.to_owned()));
        }
        let data = entry.unpack(zip)?;
        files.push(ZipFile {
            name: name.to_owned(),
            data,
        });
    }
    Ok(files)
}

struct Entry {
    name: String,
    method: usize,
    checksum: usize,
    packed: usize,
    size: usize,
    offset: usize,
}

/// Reads a little-endian number.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(width)?)?;
    let fold = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
    Some(digits.iter().rev().fold(0, fold))
}

fn entries(zip: &[u8]) -> Result<Vec<Entry>, ZipError> {
    let start = zip.len().saturating_sub(22 + 0xffff);
    let found = (start..zip.len().saturating_sub(21))
        .rev()
        .find(|at| zip[*at..].starts_with(&END));
    let end = found.ok_or(ZipError::NotZip)?;
    read_entries(zip, end).ok_or(ZipError::NotZip)
}

fn read_entries(zip: &[u8], end: usize) -> Option<Vec<Entry>> {
    let count = number(zip, end + 10, 2)?;
    let mut at = number(zip, end + 16, 4)?;
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        if !zip.get(at..)?.starts_with(&ENTRY) {
            return None;
        }
        let field = |offset: usize, width: usize| number(zip, at + offset, width);
        let (name, extra, comment) = (field(28, 2)?, field(30, 2)?, field(32, 2)?);
        let bytes = zip.get(at + 46..at + 46 + name)?;
        entries.push(Entry {
            name: String::from_utf8(bytes.to_vec()).ok()?,
            method: field(10, 2)?,
            checksum: field(16, 4)?,
            packed: field(20, 4)?,
            size: field(24, 4)?,
            offset: field(42, 4)?,
        });
        at += 46 + name + extra + comment;
    }
    Some(entries)
}

impl Entry {
    fn unpack(&self, zip: &[u8]) -> Result<Vec<u8>, ZipError> {
        let corrupt = || ZipError::Corrupt(self.name.clone());
        let packed = self.packed_bytes(zip).ok_or_else(corrupt)?;
        let data = match self.method {
            STORED => packed.to_vec(),
            DEFLATED => decompress_to_vec_with_limit(packed, self.size).map_err(|_| corrupt())?,
            _ => return Err(ZipError::Method(self.name.clone())),
        };
        if data.len() != self.size || crc32(&data) as usize != self.checksum {
            return Err(corrupt());
        }
        Ok(data)
    }

    fn packed_bytes<'z>(&self, zip: &'z [u8]) -> Option<&'z [u8]> {
        let member = zip.get(self.offset..)?;
        if !member.starts_with(&MEMBER) {
            return None;
        }
        let start = 30 + number(member, 26, 2)? + number(member, 28, 2)?;
        member.get(start..start.checked_add(self.packed)?)
    }
}

/// CRC-32 as zip has it.
fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (value, entry) in (0_u32..).zip(&mut table) {
        *entry = (0..8).fold(value, |sum, _| match sum & 1 {
            0 => sum >> 1,
            _ => sum >> 1 ^ 0xedb8_8320,
        });
    }
    let add = |sum: u32, byte: &u8| {
        let index = (sum ^ u32::from(*byte)) & 0xff;
        sum >> 8 ^ table[index as usize]
    };
    !bytes.iter().fold(!0, add)
}

#[cfg(test)]
mod tests {
    use super::crc32;
    use super::module_files;
    use crate::ModuleVersion;

    /// Makes a zip with one member: its packed bytes and method, size and checksum.
    fn zip(name: &str, packed: &[u8], method: u8, size: u8, sum: u32) -> Vec<u8> {
        let length = u8::try_from(packed.len()).unwrap();
        let name_length = u8::try_from(name.len()).unwrap();
        let mut shared = vec![20, 0, 0, 0, method, 0, 0, 0, 0, 0];
        shared.extend(sum.to_le_bytes());
        shared.extend([length, 0, 0, 0, size, 0, 0, 0, name_length, 0, 0, 0]);
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend(&shared);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        let directory = u8::try_from(bytes.len()).unwrap();
        bytes.extend(b"PK\x01\x02\0\0");
        bytes.extend(&shared);
        bytes.extend([0; 14]);
        bytes.extend(name.as_bytes());
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0");
        bytes.extend([directory, 0, 0, 0, 0, 0]);
        bytes
    }

    fn module() -> ModuleVersion {
        ModuleVersion {
            path: "x.y/m".to_owned(),
            version: "v1.0.0".to_owned(),
        }
    }

    #[test]
    fn checksums() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn stored_and_deflated_members() {
        let sum = crc32(b"aaaaaaaa");
        let stored = zip("x.y/m@v1.0.0/d/f", b"aaaaaaaa", 0, 8, sum);
        let files = module_files(&stored, &module()).unwrap();
        assert_eq!(
            (files[0].name.as_str(), &*files[0].data),
            ("d/f", &b"aaaaaaaa"[..])
        );
        let packed = [0x4b, 0x4c, 0x84, 0x00, 0x00];
        let deflated = zip("x.y/m@v1.0.0/f", &packed, 8, 8, sum);
        assert_eq!(
            module_files(&deflated, &module()).unwrap()[0].data,
            b"aaaaaaaa"
        );
    }

    #[test]
    fn bad_zips() {
        let errors = [
            (b"PK".to_vec(), "zip: not a valid zip file"),
            (zip("x.y/m@v1.0.0/f", b"a", 0, 1, 1), "zip: checksum error"),
            (
                zip("x.y/m@v1.0.0/f", b"a", 9, 1, crc32(b"a")),
                "zip: unsupported compression algorithm",
            ),
            (
                zip("x.y/n@v1.0.0/f", b"a", 0, 1, crc32(b"a")),
                "x.y/n@v1.0.0/f: path does not have prefix \"x.y/m@v1.0.0/\"",
            ),
            (
                zip("x.y/m@v1.0.0/../f", b"a", 0, 1, crc32(b"a")),
                "../f: file path is not clean",
            ),
        ];
        for (bytes, want) in errors {
            assert_eq!(
                module_files(&bytes, &module()).unwrap_err().to_string(),
                want
            );
        }
    }
}
