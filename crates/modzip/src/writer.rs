//! Writes a zip like Go's archive/zip for files without time and mode.
//!
//! Counterpart: archive/zip/writer.go (`Writer.Create`, `fileWriter`, `Writer.Close`).

use zlib_rs::crc32::crc32;

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const HEADER: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END64: u32 = 0x0606_4b50;
const LOCATOR64: u32 = 0x0706_4b50;
/// The version that deflate needs.
const VERSION_20: u16 = 20;
/// The version that zip64 needs.
const VERSION_45: u16 = 45;
const DEFLATED: u16 = 8;
/// The flag of members whose sizes and checksum follow their bytes.
const HAS_DESCRIPTOR: u16 = 0x8;
/// The flag of names that are UTF-8.
const IS_UTF8: u16 = 0x800;
/// The size of an END64 record in bytes after its length field.
const END64_REST: u64 = 44;

/// A zip that is being written.
#[derive(Default)]
pub(super) struct Writer {
    out: Vec<u8>,
    directory: Vec<u8>,
    count: u64,
}

impl Writer {
    /// Adds a file: its name, its bytes, and the compressed bytes. Both are smaller than 4 GB.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8], packed: &[u8]) {
        let offset = self.out.len() as u64;
        let mut flags = HAS_DESCRIPTOR;
        if needs_utf8(name) {
            flags |= IS_UTF8;
        }
        let name_length = u16::try_from(name.len()).unwrap_or(u16::MAX);
        let name = &name.as_bytes()[..name_length.into()];
        u32(&mut self.out, LOCAL);
        u16(&mut self.out, VERSION_20);
        u16(&mut self.out, flags);
        u16(&mut self.out, DEFLATED);
        // Time, sum and sizes follow the bytes.
        self.out.extend_from_slice(&[0; 16]);
        u16(&mut self.out, name_length);
        u16(&mut self.out, 0);
        self.out.extend_from_slice(name);
        self.out.extend_from_slice(packed);
        let sum = crc32(0, bytes);
        u32(&mut self.out, DESCRIPTOR);
        let numbers = [sum, clamped(packed.len()), clamped(bytes.len())];
        for number in numbers {
            u32(&mut self.out, number);
        }
        let directory = &mut self.directory;
        u32(directory, HEADER);
        u16(directory, VERSION_20);
        u16(directory, VERSION_20);
        u16(directory, flags);
        u16(directory, DEFLATED);
        u32(directory, 0);
        for number in numbers {
            u32(directory, number);
        }
        u16(directory, name_length);
        // No extra field, comment, disk or attributes.
        directory.extend_from_slice(&[0; 12]);
        u32(directory, u32::try_from(offset).unwrap_or(u32::MAX));
        directory.extend_from_slice(name);
        self.count += 1;
    }

    /// Returns the whole zip.
    pub(super) fn finish(self) -> Vec<u8> {
        let Self {
            mut out,
            directory,
            count,
        } = self;
        let offset = out.len() as u64;
        let size = directory.len() as u64;
        out.extend_from_slice(&directory);
        let mut records = u16::try_from(count).unwrap_or(u16::MAX);
        let mut sizes = [size, offset].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        if records == u16::MAX || sizes.contains(&u32::MAX) {
            let end = out.len() as u64;
            end64(&mut out, count, size, offset, end);
            records = u16::MAX;
            sizes = [u32::MAX; 2];
        }
        u32(&mut out, END);
        u32(&mut out, 0);
        u16(&mut out, records);
        u16(&mut out, records);
        for size in sizes {
            u32(&mut out, size);
        }
        u16(&mut out, 0);
        out
    }
}

/// Writes the records of directories whose fields exceed 16 or 32 bits.
fn end64(out: &mut Vec<u8>, count: u64, size: u64, offset: u64, end: u64) {
    u32(out, END64);
    u64(out, END64_REST);
    u16(out, VERSION_45);
    u16(out, VERSION_45);
    u64(out, 0);
    for number in [count, count, size, offset] {
        u64(out, number);
    }
    u32(out, LOCATOR64);
    u32(out, 0);
    u64(out, end);
    u32(out, 1);
}

/// Reports whether a name has characters that differ in other encodings; backslash and tilde are
/// among them (`detectUTF8`).
fn needs_utf8(name: &str) -> bool {
    let is_plain = |c: char| (' '..='}').contains(&c) && c != '\\';
    !name.chars().all(is_plain)
}

fn clamped(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn u16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn u32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn u64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}
