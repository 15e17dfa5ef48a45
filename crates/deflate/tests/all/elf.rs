//! Just enough of ELF to find compressed sections.
//!
//! Counterpart: none.

/// A section in its compressed form.
pub(crate) struct Section<'a> {
    pub(crate) name: String,
    pub(crate) stream: &'a [u8],
    /// The length of the uncompressed data.
    pub(crate) length: usize,
}

const COMPRESSED: u64 = 0x800;

/// The header before the stream.
const HEADER: usize = 24;

fn number<const N: usize>(file: &[u8], at: usize) -> usize {
    let mut bytes = [0; 8];
    bytes[..N].copy_from_slice(&file[at..at + N]);
    usize::try_from(u64::from_le_bytes(bytes)).unwrap()
}

/// Returns the compressed sections of a 64-bit little-endian file.
pub(crate) fn compressed_sections(file: &[u8]) -> Vec<Section<'_>> {
    let headers = number::<8>(file, 0x28);
    let count = number::<2>(file, 0x3c);
    let header = |index: usize| headers + 64 * index;
    let names = number::<8>(file, header(number::<2>(file, 0x3e)) + 24);
    (0..count)
        .map(header)
        .filter(|at| number::<8>(file, at + 8) as u64 & COMPRESSED != 0)
        .map(|at| {
            let name = file[names + number::<4>(file, at)..]
                .split(|&b| b == 0)
                .next();
            let offset = number::<8>(file, at + 24);
            let content = &file[offset..offset + number::<8>(file, at + 32)];
            Section {
                name: String::from_utf8_lossy(name.unwrap()).into_owned(),
                stream: &content[HEADER..],
                length: number::<8>(content, 8),
            }
        })
        .collect()
}
