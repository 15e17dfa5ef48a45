//! Zips of stored members, enough for modules in tests.
//!
//! Counterpart: archive/zip/writer.go.

/// Returns a zip of these members, none of them compressed. Names may be invalid.
pub fn stored_zip<'a>(members: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut count = 0u16;
    for (name, bytes) in members {
        let offset = length(out.len());
        let mut header = Vec::new();
        // Version 2.0, names in UTF-8, stored, no time.
        for field in [20u16, 1 << 11, 0, 0, 0] {
            header.extend(field.to_le_bytes());
        }
        header.extend(crc32(bytes).to_le_bytes());
        header.extend(length(bytes.len()).to_le_bytes());
        header.extend(length(bytes.len()).to_le_bytes());
        header.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        header.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&header);
        out.extend(name.as_bytes());
        out.extend(bytes);
        directory.extend(b"PK\x01\x02");
        directory.extend(20u16.to_le_bytes());
        directory.extend(&header);
        // No comment, first disk, no attributes.
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
        count += 1;
    }
    let start = length(out.len());
    let size = length(directory.len());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0u8; 2]);
    out
}

fn length(length: usize) -> u32 {
    u32::try_from(length).expect("a test's zip is below four gigabytes")
}

/// CRC-32 as zips have it.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let step = |mut crc: u32| {
        for _ in 0..8 {
            let mask = (crc & 1).wrapping_neg();
            crc = (crc >> 1) ^ (0xedb8_8320 & mask);
        }
        crc
    };
    let update = |crc: u32, &byte: &u8| (crc >> 8) ^ step((crc ^ u32::from(byte)) & 0xff);
    !bytes.iter().fold(!0, update)
}
