//! Writes export data.
//!
//! Counterpart: internal/pkgbits/encoder.go (`DumpTo`, `Encoder.Flush`).

use vamos_base::Digest;

use super::data::FINGERPRINT;
use super::data::Reference;
use super::data::Section;

/// Number of bytes before the sections' ends: the version and the flags.
const FIRST: usize = 8;

/// Export data that are being written, element by element in order.
pub(super) struct Writer<'a> {
    /// The version and the flags.
    first: &'a [u8],
    /// The end of each section in the list of all elements.
    sections: [u32; Section::ALL.len()],
    ends: Vec<u8>,
    bytes: Vec<u8>,
}

impl<'a> Writer<'a> {
    /// Begins export data of the same version as others.
    pub(super) fn like(other: &'a [u8]) -> Option<Self> {
        Some(Self {
            first: other.get(..FIRST)?,
            sections: [0; Section::ALL.len()],
            ends: Vec::new(),
            bytes: Vec::with_capacity(other.len()),
        })
    }

    /// Writes the next element, in parts; `None` if there are too many bytes.
    pub(super) fn element(&mut self, section: Section, parts: &[&[u8]]) -> Option<()> {
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
        self.ends
            .extend(u32::try_from(self.bytes.len()).ok()?.to_le_bytes());
        for end in self.sections.get_mut(section as usize..)? {
            *end += 1;
        }
        Some(())
    }

    /// Returns the export data with their fingerprint.
    pub(super) fn finish(self) -> Vec<u8> {
        let sections: Vec<u8> = self
            .sections
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .collect();
        let mut out = [self.first, &sections, &self.ends, &self.bytes].concat();
        let digest = Digest::of(&out);
        out.extend_from_slice(&digest.0[..FINGERPRINT]);
        out
    }
}

/// Returns the encoded references, which precede an element's data.
pub(super) fn references(references: &[Reference]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 + 3 * references.len());
    put_number(&mut out, references.len() as u64);
    for &(section, index) in references {
        put_number(&mut out, section as u64);
        put_number(&mut out, u64::from(index));
    }
    out
}

/// Writes a number as [`super::data::number`] reads it.
pub(super) fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
