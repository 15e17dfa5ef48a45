//! Writes export data element by element, in any order.
//!
//! An element gets its number when it is begun, and its bytes when it is finished: in between,
//! others are begun and finished that it refers to. Texts are elements by content; an element lists
//! each of its references once, in the order of first use.
//! Counterpart: internal/pkgbits/encoder.go.

use hashbrown::HashMap;

use super::data::Reference;
use super::data::Section;
use super::write::Writer;
use super::write::put_number;
use super::write::references;

/// Lists of references that are longer than this are searched by a table.
const FEW: usize = 16;

/// The elements of a package.
#[derive(Debug)]
pub struct PackageEncoder {
    version: u32,
    elements: [Vec<Vec<u8>>; Section::ALL.len()],
    strings: HashMap<Vec<u8>, u32>,
}

/// An element that is being written.
#[derive(Debug)]
pub struct Encoder {
    section: Section,
    index: u32,
    references: Vec<Reference>,
    /// The places of references, if there are more than a few.
    places: HashMap<Reference, usize>,
    data: Vec<u8>,
}

impl PackageEncoder {
    /// Returns export data of a version of the format, without elements.
    pub fn new(version: u32) -> Self {
        Self {
            version,
            elements: Default::default(),
            strings: HashMap::new(),
        }
    }

    /// Returns the index of a text.
    pub fn string(&mut self, text: &[u8]) -> u32 {
        if let Some(index) = self.strings.get(text) {
            return *index;
        }
        let all = &mut self.elements[Section::String as usize];
        let index = all.len() as u32;
        all.push(text.to_vec());
        self.strings.insert(text.to_vec(), index);
        index
    }

    /// Begins an element, which gets the next number of its section.
    pub fn begin(&mut self, section: Section) -> Encoder {
        let all = &mut self.elements[section as usize];
        let index = all.len() as u32;
        all.push(Vec::new());
        Encoder {
            section,
            index,
            references: Vec::new(),
            places: HashMap::new(),
            data: Vec::new(),
        }
    }

    /// Ends an element; returns its index.
    pub fn end(&mut self, element: &mut Encoder) -> u32 {
        let mut bytes = references(&element.references);
        bytes.append(&mut element.data);
        self.elements[element.section as usize][element.index as usize] = bytes;
        element.index
    }

    /// Returns the export data with their fingerprint; `None` if they have too many bytes.
    pub fn finish(self) -> Option<Vec<u8>> {
        let first = [self.version.to_le_bytes(), [0; 4]].concat();
        let mut writer = Writer::like(&first)?;
        for section in Section::ALL {
            for element in &self.elements[section as usize] {
                writer.element(section, &[element])?;
            }
        }
        Some(writer.finish())
    }
}

impl Encoder {
    /// Returns the index of the element in its section.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// Returns the number of bytes that are written, without references.
    pub fn written(&self) -> usize {
        self.data.len()
    }

    /// Writes a number: a length, an index or a code.
    pub fn number(&mut self, number: u64) {
        put_number(&mut self.data, number);
    }

    /// Writes a length or an index.
    pub fn len(&mut self, len: usize) {
        self.number(len as u64);
    }

    /// Writes a number with a sign.
    pub fn signed(&mut self, number: i64) {
        let double = (number as u64) << 1;
        self.number(if number < 0 { !double } else { double });
    }

    /// Writes a bool, and returns it.
    pub fn bool(&mut self, value: bool) -> bool {
        self.data.push(u8::from(value));
        value
    }

    /// Writes a reference to an element.
    pub fn reference(&mut self, section: Section, index: u32) {
        let place = self.place((section, index));
        self.len(place);
    }

    /// Writes a text.
    pub fn string(&mut self, all: &mut PackageEncoder, text: &[u8]) {
        let index = all.string(text);
        self.reference(Section::String, index);
    }

    /// Returns the place of a reference in the element's list, and adds it there.
    fn place(&mut self, reference: Reference) -> usize {
        let count = self.references.len();
        if count <= FEW {
            let mut known = self.references.iter();
            if let Some(place) = known.position(|other| *other == reference) {
                return place;
            }
        } else {
            if self.places.is_empty() {
                self.places = self.references.iter().copied().zip(0..).collect();
            }
            if let Some(place) = self.places.get(&reference) {
                return *place;
            }
            self.places.insert(reference, count);
        }
        self.references.push(reference);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::super::data::ExportData;
    use super::*;

    #[test]
    fn references_are_listed_once() {
        let mut all = PackageEncoder::new(2);
        let mut element = all.begin(Section::Type);
        for round in 0..2 {
            for index in 0..40 {
                element.reference(Section::Pkg, index);
                assert_eq!(
                    element.references.len(),
                    (index as usize + 1).max(40 * round)
                );
            }
        }
        let mut first = all.begin(Section::Meta);
        first.string(&mut all, b"b");
        first.string(&mut all, b"a");
        first.string(&mut all, b"b");
        first.signed(-3);
        first.bool(true);
        assert_eq!(all.end(&mut first), 0);
        all.end(&mut element);
        let bytes = all.finish().unwrap();
        let export = ExportData::open(&bytes).unwrap();
        assert_eq!(export.len(Section::String), 2);
        let meta = export.element((Section::Meta, 0)).unwrap();
        assert_eq!(
            meta.references,
            [(Section::String, 0), (Section::String, 1)]
        );
        assert_eq!(meta.data, [0, 1, 0, 5, 1]);
        let element = export.element((Section::Type, 0)).unwrap();
        assert_eq!(element.references.len(), 40);
        assert_eq!(element.data.len(), 80);
    }
}
