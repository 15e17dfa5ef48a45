//! Reading an element from front to back.
//!
//! Counterpart: internal/pkgbits/decoder.go (`Decoder`).

use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Reference;
use vamos_objfile::exports::Section;

/// The unread rest of an element. Damaged elements give `None`.
#[derive(Debug)]
pub(crate) struct Cursor<'d> {
    /// Index of the export data that contain the element.
    pub(crate) unit: usize,
    export: &'d ExportData<'d>,
    references: Vec<Reference>,
    data: &'d [u8],
}

impl<'d> Cursor<'d> {
    /// Opens an element.
    pub(crate) fn open(
        export: &'d ExportData<'d>,
        unit: usize,
        reference: Reference,
    ) -> Option<Self> {
        let element = export.element(reference)?;
        Some(Self {
            unit,
            export,
            references: element.references,
            data: element.data,
        })
    }

    /// Skips to where only `left` bytes are left.
    pub(crate) fn skip_to(&mut self, left: usize) -> Option<()> {
        self.data = self.data.get(self.data.len().checked_sub(left)?..)?;
        Some(())
    }

    /// Returns the number of unread bytes.
    pub(crate) fn left(&self) -> usize {
        self.data.len()
    }

    /// Reads a number.
    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.data.split_first()?;
            self.data = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// Reads a number with a sign.
    pub(crate) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        let half = (number >> 1) as i64;
        Some(if number & 1 == 1 { !half } else { half })
    }

    /// Reads how many of something follow; each of them has a byte at least.
    pub(crate) fn len(&mut self) -> Option<usize> {
        let len = usize::try_from(self.number()?).ok()?;
        (len <= self.data.len()).then_some(len)
    }

    /// Reads an index or a code.
    pub(crate) fn index(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// Reads a number of a position.
    pub(crate) fn short(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// Reads a bool.
    pub(crate) fn bool(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// Reads a reference to an element of a section.
    pub(crate) fn reference(&mut self, section: Section) -> Option<u32> {
        let at = self.index()?;
        let &(found, index) = self.references.get(at)?;
        (found == section).then_some(index)
    }

    /// Reads a text.
    pub(crate) fn bytes(&mut self) -> Option<&'d [u8]> {
        let index = self.reference(Section::String)?;
        self.export.bytes((Section::String, index))
    }

    /// Reads a name or a path.
    pub(crate) fn text(&mut self) -> Option<&'d str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}
