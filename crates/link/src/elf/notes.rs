//! Notes, and the build ID that other tools read.
//!
//! Counterpart: cmd/link/internal/ld/elf.go (`elfnote`, `addbuildinfo`, `elfwritebuildinfo`,
//! `elfwritegobuildid`).

use vamos_base::digest::Digest;

use super::header::Shdr;
use super::header::shf;
use super::header::sht;
use crate::error::Stop;
use crate::options::Options;

/// The most bytes of a build ID that `-B` gives.
const MAX_BUILD_ID: usize = 32;
/// The type of the note with the build ID (`NT_GNU_BUILD_ID`).
const GNU_BUILD_ID: u32 = 3;
/// The type of the note with Go's build ID.
const GO_BUILD_ID: u32 = 4;

/// Returns the content of `.note.gnu.build-id`, which other tools read; empty for no such
/// note (`addbuildinfo`).
///
/// # Errors
/// `-B` is malformed.
pub(crate) fn host_build_id(options: &Options) -> Result<Vec<u8>, Stop> {
    let (flag, go_id) = (&options.content.host_build_id, &options.content.build_id);
    let flag = match flag.as_str() {
        "" if !go_id.is_empty() => "gobuildid",
        "" | "none" => return Ok(Vec::new()),
        flag => flag,
    };
    if flag == "gobuildid" {
        if go_id.is_empty() {
            let text = "-B gobuildid requires a Go build ID supplied via -buildid";
            return Err(Stop::Exit(text.to_owned()));
        }
        let mut sum = Digest::of(go_id.as_bytes()).0;
        // The toolchain's hash differs from plain SHA-256 in one byte.
        sum[0] ^= 0xff;
        return Ok(sum[..20].to_vec());
    }
    let Some(digits) = flag.strip_prefix("0x") else {
        return Err(Stop::Exit(format!(
            "-B argument must start with 0x: {flag}"
        )));
    };
    parse_hex(digits, flag)
}

fn parse_hex(digits: &str, flag: &str) -> Result<Vec<u8>, Stop> {
    if digits.len() / 2 > MAX_BUILD_ID {
        return Err(Stop::Exit(format!(
            "-B option too long (max {MAX_BUILD_ID} digits): {flag}"
        )));
    }
    // Go decodes whole pairs first, then a remaining digit.
    if let Some(&wrong) = digits.as_bytes().iter().find(|b| !b.is_ascii_hexdigit()) {
        let wrong = char::from(wrong);
        return Err(Stop::Exit(format!(
            "-B argument contains invalid hex digit {wrong}: {flag}"
        )));
    }
    if !digits.len().is_multiple_of(2) {
        return Err(Stop::Exit(format!(
            "-B argument must have even number of digits: {flag}"
        )));
    }
    let value = |digit: u8| char::from(digit).to_digit(16).unwrap_or_default() as u8;
    let pairs = digits.as_bytes().chunks_exact(2);
    Ok(pairs
        .map(|pair| value(pair[0]) << 4 | value(pair[1]))
        .collect())
}

/// Returns the bytes of a note.
fn note(name: &[u8; 4], kind: u32, desc: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 + desc.len() + 3);
    bytes.extend((name.len() as u32).to_le_bytes());
    bytes.extend((desc.len() as u32).to_le_bytes());
    bytes.extend(kind.to_le_bytes());
    bytes.extend(name);
    bytes.extend(desc);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// Returns the note for other tools.
pub(super) fn gnu_build_id(id: &[u8]) -> Vec<u8> {
    note(b"GNU\0", GNU_BUILD_ID, id)
}

/// Returns the note with Go's build ID.
pub(super) fn go_build_id(id: &str) -> Vec<u8> {
    note(b"Go\0\0", GO_BUILD_ID, id.as_bytes())
}

/// Places a note of `len` bytes below `end`, an offset in the file; returns its start.
pub(super) fn place(sh: &mut Shdr, image: u64, end: u64, len: u64) -> u64 {
    let start = end - end % 4 - len;
    sh.kind = sht::NOTE;
    sh.flags = shf::ALLOC;
    sh.align = 4;
    sh.addr = image.wrapping_add(start);
    sh.off = start;
    sh.size = len;
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex() {
        assert_eq!(parse_hex("0aFf", "0x0aFf"), Ok(vec![0x0a, 0xff]));
        let text = |digits: &str| match parse_hex(digits, &format!("0x{digits}")) {
            Err(Stop::Exit(text)) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            text("abc"),
            "-B argument must have even number of digits: 0xabc"
        );
        assert_eq!(
            text("axc"),
            "-B argument contains invalid hex digit x: 0xaxc"
        );
        assert_eq!(
            text(&"0".repeat(66)),
            format!("-B option too long (max 32 digits): 0x{}", "0".repeat(66))
        );
    }

    #[test]
    fn notes_are_padded() {
        assert_eq!(go_build_id("abcde").len(), 24);
        assert_eq!(&gnu_build_id(b"xyz")[16..], b"xyz\0");
    }
}
