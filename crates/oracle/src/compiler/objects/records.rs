//! Records about an object besides its functions: inputs that the compiler's middle will make.
//!
//! - Relocations of a function's symbol before its code: walk marks types that become interfaces, and
//!   methods that are called by name.
//! - The order of the text, with closures that have inlined copies only: the queue of functions.
//! - Inlined calls, with their functions and positions: the inliner.
//! - Data with their order: static initialization, descriptors of types, embedded files, debug entries
//!   of variables, constants and types.
//! - Facts of symbols at the end: directives of the source, numbers in the export data of imports, and
//!   facts of data.
//! - The number of functions of assembly: the file of `-symabis`.
//! - The beginning of the archive: export data.
//!
//! Counterpart: none.

use vamos_obj::Attributes;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use crate::progs::content::Content;
use crate::progs::tables::Facts;

/// The kinds of records.
pub(super) mod kinds {
    /// A function's symbol before its code.
    pub(in crate::compiler::objects) const PREPARED: u64 = 12;
    /// The end of functions that are compiled together.
    pub(in crate::compiler::objects) const BATCH: u64 = 13;
    /// Data.
    pub(in crate::compiler::objects) const DATUM: u64 = 14;
    /// A symbol at the end.
    pub(in crate::compiler::objects) const SYMBOL: u64 = 15;
    /// The beginning of the archive.
    pub(in crate::compiler::objects) const OBJECT: u64 = 16;
}

/// Facts of a symbol, in the order of their bits after the facts that all dumps have.
const MORE_FACTS: [Attributes; 7] = [
    Attributes::ON_LIST,
    Attributes::MAKE_TYPELINK,
    Attributes::INDEXED,
    Attributes::USED_IN_IFACE,
    Attributes::CONTENT_ADDRESSABLE,
    Attributes::LINKNAME,
    Attributes::LINKNAME_STD,
];

/// Functions that are compiled together.
#[derive(Debug)]
pub(super) struct Batch {
    /// The number of functions of assembly.
    pub(super) assembly: u32,
    /// The symbols of all functions so far, in order, with the lines of their declarations.
    pub(super) text: Vec<(u64, i32)>,
}

impl Batch {
    pub(super) fn read(content: &[u8]) -> Result<Self, DumpError> {
        let mut cursor = Cursor::new(content);
        let batch = Self {
            assembly: cursor.narrow()?,
            text: cursor.list(|cursor| Ok((cursor.uint()?, cursor.narrow_int()?)))?,
        };
        cursor.finish()?;
        Ok(batch)
    }
}

/// The symbol of a function before its code, by number.
#[derive(Debug)]
pub(super) struct PreparedSymbol {
    pub(super) number: u64,
    pub(super) content: Content,
}

impl PreparedSymbol {
    pub(super) fn read(content: &[u8]) -> Result<Self, DumpError> {
        let mut cursor = Cursor::new(content);
        let prepared = Self {
            number: cursor.uint()?,
            content: Content::read(&mut cursor)?,
        };
        cursor.finish()?;
        Ok(prepared)
    }
}

/// Data of the package; symbols are numbers.
#[derive(Debug)]
pub(super) struct Datum {
    pub(super) number: u64,
    pub(super) content: Content,
    pub(super) gotype: u64,
    /// The debug entry of a variable.
    pub(super) info: u64,
    /// The content of an embedded file, which follows the other bytes.
    pub(super) embedded: Vec<u8>,
}

impl Datum {
    pub(super) fn read(content: &[u8]) -> Result<Self, DumpError> {
        let mut cursor = Cursor::new(content);
        let datum = Self {
            number: cursor.uint()?,
            content: Content::read(&mut cursor)?,
            gotype: cursor.uint()?,
            info: cursor.uint()?,
            embedded: cursor.bytes()?.to_vec(),
        };
        cursor.finish()?;
        Ok(datum)
    }
}

/// A symbol at the end, before symbols are numbered.
#[derive(Debug)]
pub(super) struct FinalSymbol {
    pub(super) number: u64,
    pub(super) facts: Facts,
    pub(super) align: u32,
    pub(super) size: i64,
    /// The package in whose numbering it is.
    pub(super) package: String,
    /// Its number there.
    pub(super) index: u32,
}

impl FinalSymbol {
    pub(super) fn read(content: &[u8]) -> Result<Self, DumpError> {
        let mut cursor = Cursor::new(content);
        let number = cursor.uint()?;
        let mut facts = Facts::read(&mut cursor)?;
        let bits = cursor.uint()?;
        for (bit, fact) in MORE_FACTS.into_iter().enumerate() {
            facts.attributes.set(fact, bits >> bit & 1 == 1);
        }
        let symbol = Self {
            number,
            facts,
            align: narrow(cursor.int()?)?,
            size: cursor.int()?,
            package: cursor.text()?,
            index: narrow(cursor.int()?)?,
        };
        cursor.finish()?;
        Ok(symbol)
    }
}

/// The beginning of an archive, and facts of its object.
#[derive(Debug)]
pub(super) struct ObjectStart {
    pub(super) is_std: bool,
    pub(super) omits_ref_names: bool,
    pub(super) is_linkshared: bool,
    pub(super) fingerprint: [u8; 8],
    /// The imported packages with their fingerprints.
    pub(super) imports: Vec<(String, [u8; 8])>,
    /// The bytes of the archive before the object.
    pub(super) archive: Vec<u8>,
}

impl ObjectStart {
    pub(super) fn read(content: &[u8]) -> Result<Self, DumpError> {
        let mut cursor = Cursor::new(content);
        let bits = cursor.uint()?;
        let start = Self {
            is_std: bits & 1 != 0,
            omits_ref_names: bits >> 1 & 1 != 0,
            is_linkshared: bits >> 2 & 1 != 0,
            fingerprint: fingerprint(&mut cursor)?,
            imports: cursor.list(|cursor| Ok((cursor.text()?, fingerprint(cursor)?)))?,
            archive: cursor.bytes()?.to_vec(),
        };
        cursor.finish()?;
        Ok(start)
    }
}

fn fingerprint(cursor: &mut Cursor<'_>) -> Result<[u8; 8], DumpError> {
    cursor.bytes()?.try_into().map_err(|_| DumpError::Range)
}

fn narrow(value: i64) -> Result<u32, DumpError> {
    u32::try_from(value).map_err(|_| DumpError::Range)
}
