//! The records of a dump.
//!
//! Counterpart: none.

use std::io::BufRead;

/// The package and its options.
pub(crate) const HEADER: u64 = 1;
/// A base of positions.
pub(crate) const BASE: u64 = 2;
/// A base that gets the next number in positions.
pub(crate) const REGISTER: u64 = 3;
/// A symbol.
pub(crate) const SYM: u64 = 4;
/// An inlined call.
pub(crate) const INLINED: u64 = 5;
/// A function before it is assembled.
pub(crate) const FUNC: u64 = 6;
/// The results of the assembler for the function.
pub(crate) const RESULT: u64 = 7;
/// The debug information of the function, before its result.
pub(crate) const DEBUG: u64 = 8;
/// The debug information of a function that has inlined copies only.
pub(crate) const ABSTRACT: u64 = 9;
/// The complete debug entry of a function.
pub(crate) const ENTRIES: u64 = 10;
/// A complete entry that all copies of a function share.
pub(crate) const ABSTRACT_ENTRY: u64 = 11;

/// The largest record, in bytes.
const LARGEST: u64 = 1 << 30;

/// Returns the next record's kind and content; `None` at the end.
pub(crate) fn next(input: &mut impl BufRead) -> Result<Option<(u64, Vec<u8>)>, String> {
    let is_end = input.fill_buf().map_err(|error| error.to_string())?;
    if is_end.is_empty() {
        return Ok(None);
    }
    let kind = number(input)?;
    let len = number(input)?;
    if len > LARGEST {
        return Err(format!("a record of {len} bytes"));
    }
    let mut content = vec![0; len as usize];
    let read = input.read_exact(&mut content);
    read.map_err(|error| error.to_string())?;
    Ok(Some((kind, content)))
}

fn number(input: &mut impl BufRead) -> Result<u64, String> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let mut byte = [0];
        let read = input.read_exact(&mut byte);
        read.map_err(|error| error.to_string())?;
        value |= u64::from(byte[0] & 0x7f) << shift;
        if byte[0] & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number of more than 64 bits".to_owned())
}
