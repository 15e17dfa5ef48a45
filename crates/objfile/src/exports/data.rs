//! Opens export data.
//!
//! Counterpart: internal/pkgbits/decoder.go, reloc.go.

use crate::read_at::find;

/// The sections of export data, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Text.
    String,
    /// The two roots.
    Meta,
    /// Files, and places where files are included.
    PosBase,
    /// Packages.
    Pkg,
    /// The names of objects.
    Name,
    /// Types.
    Type,
    /// Objects.
    Obj,
    /// Extensions of objects, which only the compiler reads.
    ObjExt,
    /// Type parameters of objects, and the types derived from them.
    ObjDict,
    /// Bodies of functions.
    Body,
}

impl Section {
    /// All sections.
    pub const ALL: [Self; 10] = [
        Self::String,
        Self::Meta,
        Self::PosBase,
        Self::Pkg,
        Self::Name,
        Self::Type,
        Self::Obj,
        Self::ObjExt,
        Self::ObjDict,
        Self::Body,
    ];
}

/// A reference of an element: a section, and an index in it.
pub type Reference = (Section, u32);

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Its references; its data have indices of this list.
    pub references: Vec<Reference>,
    /// The rest.
    pub data: &'a [u8],
}

/// The kind of an object with respect to its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A function that is not a method: its position, and the positions of its parameters.
    Function,
    /// A type with its methods.
    Type,
    /// An alias of a type: one place.
    Alias,
    /// A constant or a variable: one place.
    Plain,
    /// A declaration of another package.
    Other,
}

/// Export data in memory.
#[derive(Clone, Debug)]
pub struct ExportData<'a> {
    version: u32,
    /// The end of each section in the list of all elements.
    sections: [u32; Section::ALL.len()],
    /// The end offset of each element, as little-endian numbers.
    ends: &'a [u8],
    /// The bytes of all elements, and the fingerprint.
    data: &'a [u8],
}

/// The table of contents of export data that were opened. With it the same bytes are opened again
/// without checking them.
#[derive(Clone, Copy, Debug)]
pub struct Contents {
    version: u32,
    sections: [u32; Section::ALL.len()],
}

impl Contents {
    /// Opens the same bytes again.
    pub fn of<'a>(&self, bytes: &'a [u8]) -> Option<ExportData<'a>> {
        let count = self.sections[self.sections.len() - 1] as usize;
        Some(ExportData {
            version: self.version,
            sections: self.sections,
            ends: bytes.get(HEAD..HEAD + 4 * count)?,
            data: bytes.get(HEAD + 4 * count..)?,
        })
    }
}

/// The text after the export data.
pub(crate) const END: &[u8] = b"\n$$\n";

/// The supported versions of the format: Go 1.25 and 1.26; Go 1.27.0 and 1.27.1; Go 1.27.2 and
/// later.
const VERSIONS: [u32; 3] = [2, WITH_GENERIC_METHODS, WITH_METHOD_ORDER];

/// Since this version methods may have type parameters of their own.
const WITH_GENERIC_METHODS: u32 = 4;

/// Since this version methods have their places in the source.
const WITH_METHOD_ORDER: u32 = 5;

/// Size of the fingerprint in bytes.
pub(super) const FINGERPRINT: usize = 8;

/// Number of bytes before the list of ends.
const HEAD: usize = 4 * (2 + Section::ALL.len());

impl<'a> ExportData<'a> {
    /// Opens the export data in an archive's entry `__.PKGDEF`, which starts with the line
    /// `go object`.
    pub fn of_entry(entry: &'a [u8]) -> Option<Self> {
        Self::open(Self::bytes_of_entry(entry)?)
    }

    /// Returns the bytes of the export data in that entry.
    pub fn bytes_of_entry(entry: &'a [u8]) -> Option<&'a [u8]> {
        let mark = b"\n$$B\n";
        let start = find(entry, mark)? + mark.len();
        entry.get(start..)?.strip_suffix(END)?.strip_prefix(b"u")
    }

    /// Opens export data.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let mut words = bytes.chunks_exact(4).map(word);
        let (version, flags) = (words.next()?, words.next()?);
        // The only flag is for marks that help to debug the format.
        if !VERSIONS.contains(&version) || flags != 0 {
            return None;
        }
        let mut sections = [0; Section::ALL.len()];
        for section in &mut sections {
            *section = words.next()?;
        }
        if !sections.is_sorted() {
            return None;
        }
        let count = usize::try_from(sections[sections.len() - 1]).ok()?;
        let len = count.checked_mul(4)?;
        let ends = bytes.get(HEAD..)?.get(..len)?;
        let data = bytes.get(HEAD + len..)?;
        let all = ends.chunks_exact(4).map(word);
        let last = all.clone().next_back().unwrap_or_default();
        let is_whole = data.len().checked_sub(FINGERPRINT)? == last as usize;
        (all.is_sorted() && is_whole).then_some(Self {
            version,
            sections,
            ends,
            data,
        })
    }

    /// Returns the table of contents, which is small and borrows nothing.
    pub fn contents(&self) -> Contents {
        Contents {
            version: self.version,
            sections: self.sections,
        }
    }

    /// Returns the version of the format.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Returns the number that an importer's object has of these data.
    pub fn fingerprint(&self) -> [u8; FINGERPRINT] {
        let bytes = self.data.last_chunk::<FINGERPRINT>();
        bytes.copied().unwrap_or_default()
    }

    /// Returns the number of elements.
    pub fn all(&self) -> usize {
        self.ends.len() / 4
    }

    /// Returns the number of elements of a section.
    pub fn len(&self, section: Section) -> u32 {
        self.sections[section as usize] - self.first(section)
    }

    /// Returns the place of a section's first element in the list of all.
    fn first(&self, section: Section) -> u32 {
        let before = (section as usize).checked_sub(1);
        before.map_or(0, |at| self.sections[at])
    }

    /// Returns the place of an element in the list of all.
    pub fn place(&self, (section, index): Reference) -> Option<usize> {
        let place = self.first(section).checked_add(index)?;
        (place < self.sections[section as usize]).then_some(place as usize)
    }

    /// Returns the bytes of an element.
    pub fn bytes(&self, reference: Reference) -> Option<&'a [u8]> {
        let at = self.place(reference)?;
        self.data.get(self.start(at)?..self.start(at + 1)?)
    }

    /// Returns the start of the element with an index, or the end of the last one.
    fn start(&self, place: usize) -> Option<usize> {
        let Some(before) = place.checked_sub(1) else {
            return Some(0);
        };
        let end = self.ends.get(4 * before..4 * place)?;
        Some(word(end) as usize)
    }

    /// Returns the lengths of a section's elements, as little-endian numbers of 4 bytes, and the
    /// bytes of all of them.
    pub(super) fn whole(&self, section: Section) -> Option<(Vec<u8>, &'a [u8])> {
        let (first, behind) = (self.first(section), self.sections[section as usize]);
        let start = self.start(first as usize)?;
        let ends = self.ends.get(4 * first as usize..4 * behind as usize)?;
        let mut end = start as u32;
        let mut lengths = Vec::with_capacity(ends.len());
        for next in ends.chunks_exact(4).map(word) {
            lengths.extend(next.checked_sub(end)?.to_le_bytes());
            end = next;
        }
        let bytes = self.data.get(start..end as usize)?;
        Some((lengths, bytes))
    }

    /// Returns an element of any section but [`Section::String`], whose elements are text.
    pub fn element(&self, reference: Reference) -> Option<Element<'a>> {
        let mut data = self.bytes(reference)?;
        let count = usize::try_from(number(&mut data)?).ok()?;
        let mut references = Vec::with_capacity(count.min(data.len()));
        for _ in 0..count {
            let section = usize::try_from(number(&mut data)?).ok()?;
            let section = *Section::ALL.get(section)?;
            let index = u32::try_from(number(&mut data)?).ok()?;
            references.push((section, index));
        }
        Some(Element { references, data })
    }

    /// Returns the package path and the name of an object; the path is empty for the
    /// package itself.
    pub fn name(&self, object: u32) -> Option<(&'a [u8], &'a [u8])> {
        let name = self.element((Section::Name, object))?;
        let mut data = name.data;
        let package = name.reference(&mut data, Section::Pkg)?;
        let text = name.reference(&mut data, Section::String)?;
        Some((self.package(package)?, self.bytes((Section::String, text))?))
    }

    /// Returns the kind of an object.
    pub(super) fn kind(&self, object: u32) -> Option<Kind> {
        let name = self.element((Section::Name, object))?;
        let mut data = name.data;
        name.reference(&mut data, Section::Pkg)?;
        name.reference(&mut data, Section::String)?;
        Some(match number(&mut data)? {
            0 => Kind::Alias,
            1 | 4 => Kind::Plain,
            2 => Kind::Type,
            3 => Kind::Function,
            _ => Kind::Other,
        })
    }

    /// Reports whether methods may have type parameters of their own.
    pub(super) fn may_have_generic_methods(&self) -> bool {
        self.version >= WITH_GENERIC_METHODS
    }

    /// Reports whether methods have their places in the source.
    pub(super) fn has_method_order(&self) -> bool {
        self.version >= WITH_METHOD_ORDER
    }

    /// Returns the number of type parameters that an object has from the function or the receiver
    /// around it, and the number of its own.
    pub(super) fn type_parameters(&self, object: u32) -> Option<(u64, u64)> {
        let mut data = self.element((Section::ObjDict, object))?.data;
        let mut around = number(&mut data)?;
        if self.may_have_generic_methods() {
            around = around.checked_add(number(&mut data)?)?;
        }
        Some((around, number(&mut data)?))
    }

    /// Returns the name of the file of a position base, and true if the base counts lines from the
    /// beginning of the file.
    pub(super) fn file(&self, base: u32) -> Option<(&'a [u8], bool)> {
        let base = self.element((Section::PosBase, base))?;
        let mut data = base.data;
        let name = base.reference(&mut data, Section::String)?;
        let is_whole = number(&mut data)? == 1;
        Some((self.bytes((Section::String, name))?, is_whole))
    }

    /// Returns the path of a package.
    pub(super) fn package(&self, package: u32) -> Option<&'a [u8]> {
        let package = self.element((Section::Pkg, package))?;
        let path = package.reference(&mut { package.data }, Section::String)?;
        self.bytes((Section::String, path))
    }

    /// Returns the name of a package. An inner `None` for `unsafe` and the universe, which have no
    /// name here.
    #[expect(clippy::option_option, reason = "damage is not the same as no name")]
    pub(super) fn package_name(&self, package: u32) -> Option<Option<&'a [u8]>> {
        let package = self.element((Section::Pkg, package))?;
        let mut data = package.data;
        let _path = package.reference(&mut data, Section::String)?;
        if data.is_empty() {
            return Some(None);
        }
        let name = package.reference(&mut data, Section::String)?;
        self.bytes((Section::String, name)).map(Some)
    }

    /// Returns the index of the package that the export data are of.
    pub(super) fn own_package(&self) -> Option<u32> {
        let root = self.element((Section::Meta, 0))?;
        root.reference(&mut { root.data }, Section::Pkg)
    }

    /// Returns the functions whose bodies the export data have: package path, name, and the body's
    /// index; and first, true if the package needs initialization.
    #[expect(clippy::type_complexity, reason = "a row of the format's table")]
    pub fn bodies(&self) -> Option<(bool, Vec<(&'a [u8], &'a [u8], u32)>)> {
        let root = self.element((Section::Meta, 1))?;
        let mut data = root.data;
        let initialises = number(&mut data)? != 0;
        let count = usize::try_from(number(&mut data)?).ok()?;
        let mut bodies = Vec::with_capacity(count.min(data.len()));
        for _ in 0..count {
            let path = root.reference(&mut data, Section::String)?;
            let name = root.reference(&mut data, Section::String)?;
            let body = root.reference(&mut data, Section::Body)?;
            let text = |index| self.bytes((Section::String, index));
            bodies.push((text(path)?, text(name)?, body));
        }
        Some((initialises, bodies))
    }
}

impl Element<'_> {
    /// Reads a reference to an element of `section` from the front of `data`.
    pub(super) fn reference(&self, data: &mut &[u8], section: Section) -> Option<u32> {
        let at = usize::try_from(number(data)?).ok()?;
        let &(found, index) = self.references.get(at)?;
        (found == section).then_some(index)
    }
}

/// Reads a number with seven bits in each byte, the lowest first.
pub(super) fn number(data: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = data.split_first()?;
        *data = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn word(bytes: &[u8]) -> u32 {
    bytes
        .first_chunk()
        .map_or(0, |word| u32::from_le_bytes(*word))
}
