//! The metadata of instrumented packages: which statements their functions have.
//!
//! The cover tool writes it when it instruments a package. It is the only coverage data of packages
//! without tests: none of their statements has run.
//! Counterpart: internal/coverage (defs.go, decodemeta, stringtab), cmd/covdata/dump.go,
//! internal/coverage/cformat/format.go.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use vamos_base::golang::os_str;

const MAGIC: &[u8] = b"\0cvm";
const VERSION: u32 = 1;
const FILE_HEADER: usize = 56;
const PACKAGE_HEADER: usize = 44;

/// The metadata in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaFile {
    /// Counter mode of the statements.
    mode: &'static str,
    /// The statements, by import path.
    packages: BTreeMap<String, BTreeSet<Unit>>,
}

/// A sequence of statements that run together; in the order of profiles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Unit {
    file: String,
    start_line: u32,
    end_line: u32,
    start_column: u32,
    end_column: u32,
    statements: u32,
    function: String,
    is_literal: bool,
}

impl MetaFile {
    /// Reads a file. Malformed bytes have no result.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut header = Bytes(bytes);
        if header.take(4)? != MAGIC || header.u32()? > VERSION {
            return None;
        }
        header.u64()?;
        let entries = usize::try_from(header.u64()?).ok()?;
        let mode = match bytes.get(48)? {
            1 => "set",
            2 => "count",
            3 => "atomic",
            4 => "regonly",
            5 => "testmain",
            _ => return None,
        };
        // The offsets of all packages, then their lengths.
        let tables = bytes.get(FILE_HEADER..)?;
        let size = entries.checked_mul(8)?;
        let mut offsets = Bytes(tables.get(..size)?);
        let mut lengths = Bytes(tables.get(size..size.checked_mul(2)?)?);
        let mut packages: BTreeMap<String, BTreeSet<Unit>> = BTreeMap::new();
        for _ in 0..entries {
            let offset = usize::try_from(offsets.u64()?).ok()?;
            let length = usize::try_from(lengths.u64()?).ok()?;
            let package = bytes.get(offset..offset.checked_add(length)?)?;
            let (path, units) = parse_package(package)?;
            packages.entry(path).or_default().extend(units);
        }
        Some(Self { mode, packages })
    }

    /// Returns the output of `go tool covdata percent`.
    pub fn percent(&self) -> Vec<u8> {
        let mut text = String::new();
        for (path, units) in &self.packages {
            let has_statements = units.iter().any(|unit| unit.statements != 0);
            let share = if has_statements {
                "coverage: 0.0% of statements\n"
            } else {
                ""
            };
            text.push_str(&format!("\t{path}\t\t{share}"));
        }
        os_str::encode(&text).into_owned()
    }

    /// Returns the profile that `go tool covdata textfmt` writes.
    pub fn profile(&self) -> Vec<u8> {
        let mut text = format!("mode: {}\n", self.mode);
        for unit in self.packages.values().flatten() {
            let Unit {
                file,
                start_line,
                end_line,
                start_column,
                end_column,
                statements,
                ..
            } = unit;
            text.push_str(&format!(
                "{file}:{start_line}.{start_column},{end_line}.{end_column} {statements} 0\n"
            ));
        }
        os_str::encode(&text).into_owned()
    }
}

/// Reads the metadata of one package.
fn parse_package(bytes: &[u8]) -> Option<(String, Vec<Unit>)> {
    let path = Bytes(bytes.get(8..)?).u32()?;
    let functions = usize::try_from(Bytes(bytes.get(40..)?).u32()?).ok()?;
    let tables = bytes.get(PACKAGE_HEADER..)?;
    let size = functions.checked_mul(4)?;
    let mut offsets = Bytes(tables.get(..size)?);
    let strings = parse_strings(tables.get(size..)?)?;
    let string = |index: u64| strings.get(usize::try_from(index).ok()?).cloned();
    let mut units = Vec::new();
    for _ in 0..functions {
        let offset = usize::try_from(offsets.u32()?).ok()?;
        let mut function = Bytes(bytes.get(offset..)?);
        let count = function.uleb128()?;
        let name = string(function.uleb128()?)?;
        let file = string(function.uleb128()?)?;
        let first = units.len();
        for _ in 0..count {
            let mut number = || u32::try_from(function.uleb128()?).ok();
            let (start_line, start_column) = (number()?, number()?);
            let (end_line, end_column) = (number()?, number()?);
            units.push(Unit {
                file: file.clone(),
                start_line,
                end_line,
                start_column,
                end_column,
                statements: number()?,
                function: name.clone(),
                is_literal: false,
            });
        }
        let is_literal = function.uleb128()? != 0;
        for unit in &mut units[first..] {
            unit.is_literal = is_literal;
        }
    }
    Some((string(path.into())?, units))
}

fn parse_strings(bytes: &[u8]) -> Option<Vec<String>> {
    let mut bytes = Bytes(bytes);
    let mut strings = Vec::new();
    for _ in 0..bytes.uleb128()? {
        let length = usize::try_from(bytes.uleb128()?).ok()?;
        strings.push(os_str::decode(bytes.take(length)?));
    }
    Some(strings)
}

/// Bytes that are read from the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*bytes))
    }

    fn u64(&mut self) -> Option<u64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*bytes))
    }

    fn uleb128(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::MetaFile;

    /// Returns a file with a package `p` of one function, as the cover tool writes it.
    fn file() -> Vec<u8> {
        let mut package = Vec::new();
        for number in [0_u32, 0, 0, 0] {
            package.extend_from_slice(&number.to_le_bytes());
        }
        package.extend_from_slice(&[0; 20]);
        package.extend_from_slice(&1_u32.to_le_bytes());
        package.extend_from_slice(&1_u32.to_le_bytes());
        let strings = [&[3, 1, b'p', 1, b'F', 4][..], b"a.go"].concat();
        let offset = u32::try_from(48 + strings.len()).unwrap();
        package.extend_from_slice(&offset.to_le_bytes());
        package.extend_from_slice(&strings);
        // Two units, the later first; then that it is no literal.
        package.extend_from_slice(&[2, 1, 2, 0x80, 1, 5, 0x81, 1, 6, 2, 3, 4, 7, 8, 1, 0]);
        let mut file = b"\0cvm\x01\0\0\0".to_vec();
        let start = 56 + 16;
        file.extend_from_slice(&u64::try_from(start + package.len()).unwrap().to_le_bytes());
        file.extend_from_slice(&1_u64.to_le_bytes());
        file.extend_from_slice(&[0; 24]);
        file.extend_from_slice(&[3, 1, 0, 0, 0, 0, 0, 0]);
        file.extend_from_slice(&u64::try_from(start).unwrap().to_le_bytes());
        file.extend_from_slice(&u64::try_from(package.len()).unwrap().to_le_bytes());
        file.extend_from_slice(&package);
        file
    }

    #[test]
    fn statements_did_not_run() {
        let meta = MetaFile::parse(&file()).unwrap();
        assert_eq!(meta.percent(), b"\tp\t\tcoverage: 0.0% of statements\n");
        assert_eq!(
            meta.profile(),
            b"mode: atomic\na.go:3.4,7.8 1 0\na.go:128.5,129.6 2 0\n"
        );
    }

    #[test]
    fn damage_has_no_result() {
        let file = file();
        for length in 0..file.len() {
            assert_eq!(MetaFile::parse(&file[..length]), None, "{length}");
        }
        for at in 0..file.len() {
            for value in [0, 0x7f, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] = value;
                // It must not panic.
                let _ = MetaFile::parse(&damaged);
            }
        }
    }
}
