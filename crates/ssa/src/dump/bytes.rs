//! Varints and texts of a dump.
//!
//! Counterpart: none.

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;
use std::io::ErrorKind;

/// A dump that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DumpError {
    /// The bytes end inside an item.
    Truncated,
    /// A number is too large for its field.
    Range,
    /// A section has bytes after its last item.
    Rest(usize),
    /// A kind of this number does not exist.
    Kind(&'static str, u64),
    /// The dump could not be read.
    Read(ErrorKind),
}

impl Display for DumpError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("dump ends inside an item"),
            Self::Range => f.write_str("number of a dump out of range"),
            Self::Rest(bytes) => write!(f, "{bytes} bytes after the last item of a dump's section"),
            Self::Kind(what, number) => write!(f, "unknown {what} {number} in a dump"),
            Self::Read(error) => write!(f, "dump cannot be read: {error}"),
        }
    }
}

impl Error for DumpError {}

/// Bytes that are read from the front.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// Returns a reader of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns an unsigned number.
    pub fn uint(&mut self) -> Result<u64, DumpError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(DumpError::Truncated)?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(DumpError::Range)
    }

    /// Returns a signed number.
    pub fn int(&mut self) -> Result<i64, DumpError> {
        let value = self.uint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Returns an unsigned number of a narrower type.
    pub fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T, DumpError> {
        T::try_from(self.uint()?).map_err(|_| DumpError::Range)
    }

    /// Returns a signed number of a narrower type.
    pub fn narrow_int<T: TryFrom<i64>>(&mut self) -> Result<T, DumpError> {
        T::try_from(self.int()?).map_err(|_| DumpError::Range)
    }

    /// Returns the length of a list, each of whose items has at least one byte.
    pub fn count(&mut self) -> Result<usize, DumpError> {
        let len: usize = self.narrow()?;
        match len <= self.rest.len() {
            true => Ok(len),
            false => Err(DumpError::Truncated),
        }
    }

    /// Returns a text as bytes.
    pub fn bytes(&mut self) -> Result<&'a [u8], DumpError> {
        let len = self.count()?;
        let (bytes, rest) = self.rest.split_at(len);
        self.rest = rest;
        Ok(bytes)
    }

    /// Returns a text; bytes that are not UTF-8 are replaced.
    pub fn text(&mut self) -> Result<String, DumpError> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    /// Returns a list.
    pub fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, DumpError>,
    ) -> Result<Vec<T>, DumpError> {
        let len = self.count()?;
        (0..len).map(|_| item(self)).collect()
    }

    /// Returns an error if bytes are left.
    pub fn finish(self) -> Result<(), DumpError> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(DumpError::Rest(left)),
        }
    }
}

/// Bytes that grow.
#[derive(Clone, Debug, Default)]
pub(super) struct Out(pub(super) Vec<u8>);

impl Out {
    pub(super) fn uint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(super) fn int(&mut self, value: i64) {
        self.uint((value << 1) as u64 ^ (value >> 63) as u64);
    }

    pub(super) fn len(&mut self, len: usize) {
        self.uint(len as u64);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.uint(u64::from(flag));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_read_as_written(unsigned: u64, signed: i64) {
            let mut out = Out::default();
            out.uint(unsigned);
            out.int(signed);
            let mut cursor = Cursor::new(&out.0);
            prop_assert_eq!(cursor.uint(), Ok(unsigned));
            prop_assert_eq!(cursor.int(), Ok(signed));
            prop_assert_eq!(cursor.finish(), Ok(()));
        }
    }

    #[test]
    fn hostile_lengths_are_refused() {
        let mut cursor = Cursor::new(&[0xff, 0xff, 0xff, 0xff, 0x7f, 1]);
        assert_eq!(cursor.bytes(), Err(DumpError::Truncated));
        let mut cursor = Cursor::new(&[0x80; 11]);
        assert_eq!(cursor.uint(), Err(DumpError::Range));
        assert_eq!(Cursor::new(&[]).uint(), Err(DumpError::Truncated));
    }
}
