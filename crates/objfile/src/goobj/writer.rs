//! Writes a Go object.
//!
//! Counterpart: cmd/internal/goobj/objfile.go (`Writer`), cmd/internal/obj/objfile.go
//! (`WriteObjFile`, the blocks).

use hashbrown::HashMap;

use super::object::Object;
use super::object::ObjectSym;
use super::reader::BLOCKS;
use super::reader::HEADER;
use super::reader::MAGIC;
use super::records::SymRef;

/// Error of writing an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// A place does not fit into 32 bits.
    TooLarge,
    /// A record refers to a text that is not among the object's.
    UnknownText(Vec<u8>),
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge => f.write_str("data too large"),
            Self::UnknownText(text) => {
                let text = String::from_utf8_lossy(text);
                write!(f, "text {text:?} is not among the object's")
            }
        }
    }
}

impl std::error::Error for WriteError {}

/// Returns an object as bytes.
///
/// # Errors
/// The object does not fit its format.
pub fn write(object: &Object<'_>) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::default();
    writer.header(object);
    for text in &object.strings {
        writer.add_string(text)?;
    }
    writer.blocks(object)?;
    let end = writer.offset()?;
    writer.offsets.push(end);
    debug_assert_eq!(writer.offsets.len(), BLOCKS, "one offset for each block");
    let table = HEADER - 4 * BLOCKS;
    for (slot, offset) in writer.out[table..HEADER].chunks_mut(4).zip(&writer.offsets) {
        slot.copy_from_slice(&offset.to_le_bytes());
    }
    Ok(writer.out)
}

#[derive(Default)]
struct Writer<'a> {
    out: Vec<u8>,
    places: HashMap<&'a [u8], u32>,
    offsets: Vec<u32>,
}

impl<'a> Writer<'a> {
    fn offset(&self) -> Result<u32, WriteError> {
        u32::try_from(self.out.len()).map_err(|_| WriteError::TooLarge)
    }

    fn begin_block(&mut self) -> Result<(), WriteError> {
        let offset = self.offset()?;
        self.offsets.push(offset);
        Ok(())
    }

    fn header(&mut self, object: &Object<'a>) {
        self.out.extend_from_slice(MAGIC);
        self.out.extend_from_slice(&object.fingerprint);
        self.u32(object.flags);
        self.out.resize(HEADER, 0);
    }

    fn add_string(&mut self, text: &'a [u8]) -> Result<(), WriteError> {
        let at = self.offset()?;
        if self.places.try_insert(text, at).is_ok() {
            self.out.extend_from_slice(text);
        }
        Ok(())
    }

    fn blocks(&mut self, object: &Object<'a>) -> Result<(), WriteError> {
        self.begin_block()?;
        for import in &object.autolib {
            self.string(import.pkg)?;
            self.out.extend_from_slice(&import.fingerprint);
        }
        for names in [&object.packages, &object.files] {
            self.begin_block()?;
            for name in names {
                self.string(name)?;
            }
        }
        let lists = [
            &object.pkg_defs,
            &object.hashed64_defs,
            &object.hashed_defs,
            &object.non_pkg_defs,
        ];
        for defs in lists {
            self.begin_block()?;
            for def in defs {
                self.symbol(&def.sym)?;
            }
        }
        self.begin_block()?;
        for sym in &object.refs {
            self.symbol(sym)?;
        }
        self.begin_block()?;
        for (target, flag, flag2) in &object.ref_flags {
            self.target(*target);
            self.out.extend_from_slice(&[*flag, *flag2]);
        }
        self.begin_block()?;
        self.out.extend(object.hashes64.as_flattened());
        self.begin_block()?;
        self.out.extend(object.hashes.as_flattened());
        self.content(object)?;
        self.begin_block()?;
        for (target, name) in &object.ref_names {
            self.target(*target);
            self.string(name)?;
        }
        Ok(())
    }

    /// Writes the indices and then relocations, auxiliary symbols and data.
    fn content(&mut self, object: &Object<'a>) -> Result<(), WriteError> {
        let defs = object.defs();
        self.index(defs.clone().map(|def| def.relocs.len()))?;
        self.index(defs.clone().map(|def| def.auxs.len()))?;
        self.index(defs.clone().map(|def| def.data.len()))?;
        self.begin_block()?;
        for reloc in defs.clone().flat_map(|def| &def.relocs) {
            self.u32(reloc.offset.cast_unsigned());
            self.out.push(reloc.size);
            self.out.extend_from_slice(&reloc.kind.to_le_bytes());
            self.out.extend_from_slice(&reloc.addend.to_le_bytes());
            self.target(reloc.sym);
        }
        self.begin_block()?;
        for (kind, target) in defs.clone().flat_map(|def| &def.auxs) {
            self.out.push(*kind);
            self.target(*target);
        }
        self.begin_block()?;
        for def in defs {
            self.out.extend_from_slice(def.data);
        }
        Ok(())
    }

    /// Writes where the entries of each definition start, and the end of the last.
    fn index(&mut self, lens: impl Iterator<Item = usize>) -> Result<(), WriteError> {
        self.begin_block()?;
        let mut at = 0;
        for len in lens {
            self.u32(u32::try_from(at).map_err(|_| WriteError::TooLarge)?);
            at += len;
        }
        self.u32(u32::try_from(at).map_err(|_| WriteError::TooLarge)?);
        Ok(())
    }

    fn symbol(&mut self, sym: &ObjectSym<'a>) -> Result<(), WriteError> {
        self.string(sym.name)?;
        self.out.extend_from_slice(&sym.abi.to_le_bytes());
        self.out.extend_from_slice(&[sym.kind, sym.flag, sym.flag2]);
        self.u32(sym.size);
        self.u32(sym.align);
        Ok(())
    }

    fn target(&mut self, target: SymRef) {
        self.u32(target.pkg);
        self.u32(target.sym);
    }

    fn string(&mut self, text: &[u8]) -> Result<(), WriteError> {
        let place = self.places.get(text).copied();
        let place = place.ok_or_else(|| WriteError::UnknownText(text.to_vec()))?;
        self.u32(u32::try_from(text.len()).map_err(|_| WriteError::TooLarge)?);
        self.u32(place);
        Ok(())
    }

    fn u32(&mut self, value: u32) {
        self.out.extend_from_slice(&value.to_le_bytes());
    }
}
