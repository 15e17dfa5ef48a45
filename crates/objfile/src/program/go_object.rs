//! Go objects.
//!
//! Counterpart: cmd/internal/objfile/goobj.go.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::error::ProgramError;
use super::go_lines::GoLines;
use super::names::Names;
use super::symbol::Reloc;
use super::symbol::Rules;
use super::symbol::Sym;
use crate::goobj::AuxKind;
use crate::goobj::Reader;
use crate::goobj::RelocRecord;
use crate::goobj::RelocType;
use crate::goobj::SymRecord;
use crate::goobj::SymRef;
use crate::goobj::pkg_idx;
use crate::read_at::find;

/// A Go object.
pub(super) struct GoObject<'a> {
    bytes: &'a [u8],
    goarch: &'a str,
    reader: Reader<'a>,
    /// The names of symbols that are referred to by package and index.
    ref_names: HashMap<SymRef, &'a [u8]>,
    rules: Rules,
}

/// The letters of the kinds of symbols, by objabi's numbers.
const CODES: &[u8; 12] = b"?TTRRDDDDBBB";

impl<'a> GoObject<'a> {
    /// Opens an object: its text, and the object after it.
    pub(super) fn open(data: &'a [u8], rules: Rules) -> Result<Self, ProgramError> {
        let damaged = ProgramError::Unsupported("a damaged Go object");
        let Some(end) = find(data, b"\n!\n") else {
            return Err(damaged);
        };
        let (text, bytes) = data.split_at(end + 3);
        let Ok(reader) = Reader::open(bytes) else {
            return Err(damaged);
        };
        let goarch = text.split(u8::is_ascii_whitespace);
        let goarch = goarch.filter(|word| !word.is_empty()).nth(3);
        let object = Self {
            bytes,
            goarch: std::str::from_utf8(goarch.unwrap_or_default()).unwrap_or_default(),
            ref_names: reader.ref_names().collect(),
            reader,
            rules,
        };
        object.check()?;
        Ok(object)
    }

    /// Refuses objects whose records leave them, and those whose names overlap.
    fn check(&self) -> Result<(), ProgramError> {
        let reader = &self.reader;
        let mut left = Names::budget(self.bytes.len());
        for index in 0..reader.counts().all() {
            let size = reader.sym(index).map_or(0, |sym| reader.name(sym).len());
            left = left.saturating_sub(size);
            let mut relocs = reader.relocs(index).iter();
            let is_place = |bytes| self.is_place(RelocRecord::new(bytes).sym());
            if !relocs.all(is_place) {
                return Err(ProgramError::Unsupported("a damaged reference"));
            }
        }
        let names = self.ref_names.values().map(|name| name.len());
        if names.sum::<usize>() < left && !reader.is_damaged() {
            Ok(())
        } else {
            Err(ProgramError::Unsupported("a damaged Go object"))
        }
    }

    /// Reports whether upstream finds a name for a reference.
    fn is_place(&self, sym: SymRef) -> bool {
        match sym.pkg {
            pkg_idx::INVALID => sym.sym == 0,
            pkg_idx::BUILTIN => (sym.sym as usize) < self.rules.builtins.len(),
            _ => {
                let local = self.reader.local(sym);
                local.is_none_or(|local| local < self.reader.counts().all())
            }
        }
    }

    /// Returns all of the object, which counts as its code.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns the processor.
    pub(super) fn goarch(&self) -> &'a str {
        self.goarch
    }

    /// Returns the symbols that the object defines, and those that it refers to.
    pub(super) fn symbols(&self) -> Vec<Sym<'a>> {
        let reader = &self.reader;
        let counts = reader.counts();
        let mut symbols = Vec::with_capacity(counts.all() as usize + self.ref_names.len());
        for index in 0..counts.defs() {
            let Some(record) = reader.sym(index) else {
                continue;
            };
            let name = reader.name(record);
            if name.is_empty() {
                continue;
            }
            let mut code = CODES
                .get(usize::from(record.kind()))
                .copied()
                .unwrap_or(b'?');
            if record.abi() == SymRecord::ABI_STATIC {
                code += b'a' - b'A';
            }
            symbols.push(Sym {
                name: versioned(name, is_static(record)),
                addr: reader.data_offset(index).unwrap_or_default().into(),
                size: record.size().into(),
                code,
                index,
            });
        }
        let reference = |name| Sym {
            name: Cow::Borrowed(name),
            addr: 0,
            size: 0,
            code: b'U',
            index: u32::MAX,
        };
        for index in counts.defs()..counts.all() {
            let name = reader.sym(index).map(|record| reader.name(record));
            symbols.push(reference(name.unwrap_or_default()));
        }
        symbols.extend(reader.ref_names().map(|(_, name)| reference(name)));
        symbols
    }

    /// Returns the relocations of a definition.
    pub(super) fn relocs(&self, index: u32) -> Vec<Reloc> {
        let start = u64::from(self.reader.data_offset(index).unwrap_or_default());
        let records = self.reader.relocs(index).iter();
        let reloc = |bytes| {
            let record = RelocRecord::new(bytes);
            let offset = i64::from(record.offset()).cast_unsigned();
            Reloc {
                addr: start.wrapping_add(offset),
                offset: record.offset(),
                size: record.size(),
                target: self.target(&record),
            }
        };
        records.map(reloc).collect()
    }

    /// Returns the type of a relocation, its target and its addend.
    fn target(&self, record: &RelocRecord<'_>) -> Vec<u8> {
        // Weak references have a sign.
        let kind = record.kind().cast_signed();
        let mut text = match kind {
            0.. => RelocType(record.kind()).to_string(),
            _ => format!("RelocType({kind})"),
        }
        .into_bytes();
        let name = self.name(record.sym());
        let addend = record.addend();
        if !name.is_empty() {
            text.push(b':');
            text.extend_from_slice(&name);
            if addend != 0 {
                text.extend_from_slice(format!("+{addend}").as_bytes());
            }
        } else if addend != 0 {
            text.extend_from_slice(format!(":{addend}").as_bytes());
        }
        text
    }

    fn name(&self, sym: SymRef) -> Cow<'a, [u8]> {
        if sym.pkg == pkg_idx::BUILTIN {
            let builtin = self.rules.builtins.get(sym.sym as usize);
            return builtin.map_or(Cow::Borrowed(&[]), |(name, abi)| match abi {
                0 => Cow::Borrowed(name.as_bytes()),
                _ => Cow::Owned(format!("{name}<{abi}>").into_bytes()),
            });
        }
        match self.reader.local(sym) {
            Some(local) => {
                let record = self.reader.sym(local);
                record.map_or(Cow::Borrowed(&[]), |record| {
                    versioned(self.reader.name(record), is_static(record))
                })
            }
            None => Cow::Borrowed(self.ref_names.get(&sym).copied().unwrap_or_default()),
        }
    }

    /// Returns files and lines.
    pub(super) fn lines(&self) -> Result<GoLines<'a>, ProgramError> {
        let reader = &self.reader;
        let mut lines = GoLines::new(self.goarch, reader.files().collect());
        for index in 0..reader.counts().defs() {
            let of = |kind| {
                let auxs = reader.auxs(index).filter(|aux| aux.kind() == Some(kind));
                let sym = auxs.last().map(|aux| aux.sym());
                sym.filter(|sym| *sym != SymRef::default())
            };
            let (Some(files), Some(values)) = (of(AuxKind::PcFile), of(AuxKind::PcLine)) else {
                continue;
            };
            let data = |sym: SymRef| match sym.pkg {
                pkg_idx::HASHED => Some(reader.data(reader.local(sym)?)),
                _ => None,
            };
            let (Some(files), Some(values)) = (data(files), data(values)) else {
                return Err(ProgramError::Unsupported("a table of lines without a hash"));
            };
            let Some(record) = reader.sym(index) else {
                continue;
            };
            let start = reader.data_offset(index).unwrap_or_default();
            lines.add(
                start.into(),
                record.size().into(),
                reader.name(record),
                [files, values],
            );
        }
        Ok(lines)
    }
}

fn is_static(record: SymRecord<'_>) -> bool {
    record.abi() == SymRecord::ABI_STATIC
}

fn versioned(name: &[u8], is_static: bool) -> Cow<'_, [u8]> {
    if is_static {
        Cow::Owned([name, b"<1>"].concat())
    } else {
        Cow::Borrowed(name)
    }
}
