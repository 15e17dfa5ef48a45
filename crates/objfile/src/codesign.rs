//! Ad-hoc code signatures of Mach-O files, as the Go linker and Apple's write them.
//!
//! A signature is one CodeDirectory inside a SuperBlob: fixed headers, the name
//! "a.out", and a SHA-256 of every page of the file before the signature.
//! Counterpart: cmd/internal/codesign/codesign.go.

use std::io;
use std::ops::Range;

use vamos_base::Digest;

use crate::read_at::ReadAt;

const PAGE: u64 = 4096;
const PAGE_BITS: u8 = 12;
/// SuperBlob (12 bytes) and its one index entry (8).
const BLOB_HEADERS: u64 = 20;
const CODE_DIRECTORY: u64 = 88;
/// The identifier, with its NUL; it has no meaning in ad-hoc signing.
const IDENTIFIER: &[u8] = b"a.out\0";

/// The size of the hash of a page.
const HASH: u64 = 32;
/// Number of pages that are hashed at a time.
const PART: u64 = 1 << 10;

/// The properties of the file that the signature records.
#[derive(Clone, Copy, Debug)]
pub struct Signed {
    /// Bytes before the signature.
    pub code_size: u64,
    /// File offset of the text segment.
    pub text_offset: u64,
    /// Size of the text segment.
    pub text_size: u64,
    /// True for a main executable.
    pub is_main: bool,
}

/// Returns the size in bytes of the signature of `code_size` bytes.
pub fn size(code_size: u64) -> u64 {
    BLOB_HEADERS + CODE_DIRECTORY + IDENTIFIER.len() as u64 + code_size.div_ceil(PAGE) * HASH
}

/// Returns the signature of the contents of `pages`. The caller has checked that the file has room
/// for [`size`] bytes, which bounds the memory needed.
pub(crate) fn sign(what: &Signed, pages: &dyn ReadAt) -> io::Result<Vec<u8>> {
    let hashes = hash_pages(0..what.code_size, pages)?;
    Ok(with_hashes(what, &hashes))
}

/// Returns the parts of the file, in bytes, whose pages can be hashed at the same time.
pub fn parts(what: &Signed) -> Vec<Range<u64>> {
    let size = PART * PAGE;
    let starts = (0..what.code_size.div_ceil(size)).map(|part| part * size);
    starts
        .map(|start| start..what.code_size.min(start + size))
        .collect()
}

/// Returns the hashes of pages, as far as the file has them; `part` starts with a page.
///
/// # Errors
/// The file cannot be read.
pub fn hash_pages(part: Range<u64>, pages: &dyn ReadAt) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut page = [0; PAGE as usize];
    let mut at = part.start;
    while at < part.end {
        let want = (part.end - at).min(PAGE) as usize;
        let count = pages.read_at(&mut page[..want], at)?;
        if count == 0 {
            break;
        }
        out.extend(Digest::of(&page[..count]).0);
        at += count as u64;
    }
    Ok(out)
}

/// Returns the signature with the hashes of all pages, filled up with zeros.
pub fn with_hashes(what: &Signed, hashes_of_pages: &[u8]) -> Vec<u8> {
    // Fields are 32 bits wide on disk; larger files wrap as they do upstream.
    let narrow = |value: u64| ((value & 0xffff_ffff) as u32).to_be_bytes();
    let total = size(what.code_size);
    let hashes = what.code_size.div_ceil(PAGE);
    let ident_offset = CODE_DIRECTORY;
    let hash_offset = ident_offset + IDENTIFIER.len() as u64;
    let mut out = Vec::new();
    for word in [
        0xfade_0cc0, // embedded signature
        total,
        1, // one blob:
        0, // a code directory
        BLOB_HEADERS,
        0xfade_0c02, // code directory
        total - BLOB_HEADERS,
        0x2_0400, // version
        0x2_0002, // ad-hoc, signed by the linker
        hash_offset,
        ident_offset,
        0, // special slots
        hashes,
        what.code_size,
    ] {
        out.extend(narrow(word));
    }
    out.extend([32, 2, 0, PAGE_BITS]); // SHA-256
    out.extend([0; 4 * 4]); // padding, scatter, team, padding
    out.extend([0; 8]); // 64-bit code limit: unused
    out.extend(what.text_offset.to_be_bytes());
    out.extend(what.text_size.to_be_bytes());
    out.extend(u64::from(what.is_main).to_be_bytes());
    out.extend(IDENTIFIER);
    out.extend(hashes_of_pages);
    out.resize(usize::try_from(total).unwrap_or(out.len()), 0);
    out
}
