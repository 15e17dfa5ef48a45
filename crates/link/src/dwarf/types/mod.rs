//! Makes entries of types from their descriptors, on first sight.
//!
//! An entry of a type with a name is two: the definition, with a symbol of its own, and a
//! name for it (a typedef), by whose symbol others refer to the type. The walk that makes
//! them is in [`walk`].
//! Counterpart: cmd/link/internal/ld/dwarf.go (`defgotype`, `newtype`, `dotypedef`).

use super::abbrev::DieKind;
use super::created::Created;
use super::die::DieId;
use super::die::Dies;
use super::names::INFO;
use super::names::PkgNames;
use super::names::TYPE;
use super::records::Member;
use super::records::Record;
use super::records::Records;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::loader::ABI0;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::types::GoKind;

mod kinds;
mod walk;

use kinds::ATE_UNSIGNED;

/// An entry under way.
struct Frame {
    /// The number of the type.
    number: usize,
    die: DieId,
    typedef: Option<DieId>,
    /// Number of visited types: element types first, then members' types.
    next: usize,
}

/// The types whose fields are copied for strings, slices, maps and channels.
pub(super) const PROTOTYPES: [&[u8]; 8] = [
    b"type:runtime.stringStructDWARF",
    b"type:runtime.slice",
    b"type:runtime.sudog",
    b"type:runtime.waitq",
    b"type:runtime.hchan",
    b"type:internal/runtime/maps.Map",
    b"type:internal/runtime/maps.table",
    b"type:internal/runtime/maps.groupsReference",
];

/// The entries of types, and the state of their creation. Nothing else changes meanwhile: symbols
/// get numbers, and are created at the end.
pub(super) struct Types<'l, 'a> {
    pub ldr: &'l Loader<'a>,
    diag: &'l mut Diagnostics,
    names: &'l PkgNames,
    pub dies: Dies,
    pub created: Created,
    records: Vec<Record>,
    /// Lists of members of records; the last one is for types that are read late.
    members: Vec<Vec<Member>>,
    /// By list of members: how many bytes of names are before theirs.
    bases: Vec<u32>,
    /// Numbers of records by Go type, plus 1.
    numbers: Vec<u32>,
    /// Numbers of symbols of entries by Go type; 0 without one. Only used pages of such tables cost
    /// memory.
    known: Vec<u32>,
    /// Go types of entries by symbol, as far as they were looked up.
    infos: Vec<u32>,
    /// Symbols of entries that are found by name.
    named: Bitmap,
    /// Symbols of entries that have a Go type.
    pub described: Bitmap,
    /// Go types of [`PROTOTYPES`] and their entries.
    pub prototypes: [(Sym, Option<DieId>); PROTOTYPES.len()],
    eface: Sym,
    iface: Sym,
    uintptr: Sym,
    unspecified: Sym,
    stack: Vec<Frame>,
    /// A name.
    text: Vec<u8>,
}

impl<'l, 'a> Types<'l, 'a> {
    /// Makes the entries that others are built from.
    pub(super) fn new(
        ldr: &'l Loader<'a>,
        diag: &'l mut Diagnostics,
        names: &'l PkgNames,
        records: Vec<Records>,
    ) -> Result<Self, Stop> {
        let count = records.iter().map(|records| records.all.len()).sum();
        let mut types = Self {
            ldr,
            diag,
            names,
            dies: Dies::for_types(count),
            created: Created::new(ldr, 2 * count),
            records: Vec::with_capacity(count),
            members: Vec::with_capacity(records.len() + 1),
            bases: Vec::with_capacity(records.len() + 1),
            numbers: vec![0; ldr.len()],
            known: vec![0; ldr.len()],
            infos: vec![0; ldr.len()],
            named: Bitmap::with_capacity(ldr.len() + 2 * count),
            described: Bitmap::with_capacity(ldr.len() + 2 * count),
            prototypes: PROTOTYPES.map(|name| (names.lookup(ldr, name), None)),
            eface: Sym::NONE,
            iface: Sym::NONE,
            uintptr: Sym::NONE,
            unspecified: Sym::NONE,
            stack: Vec::new(),
            text: Vec::new(),
        };
        types.take(records);
        types.eface = types.must_lookup(b"type:runtime.eface")?;
        types.iface = types.must_lookup(b"type:runtime.iface")?;
        let die = types.add_named(DieKind::Unspecified, b"<unspecified>");
        types.unspecified = types.dies[die].sym;
        let go_type = types.must_lookup(b"type:unsafe.Pointer")?;
        types.add_builtin(DieKind::UnsafePointer, go_type);
        let go_type = types.must_lookup(b"type:uintptr")?;
        let die = types.add_builtin(DieKind::Base, go_type);
        types.uintptr = types.dies[die].sym;
        types.dies[die].encoding = ATE_UNSIGNED;
        types.dies[die].value = 8;
        types.dies[die].go_kind = GoKind::Uintptr as u8;
        Ok(types)
    }

    /// Takes the records of types.
    fn take(&mut self, records: Vec<Records>) {
        for records in records {
            let list = self.members.len() as u32;
            let base = self.dies.add_names(&records.names);
            for record in records.all {
                let name = record.name.map(|name| name.behind(base));
                self.records.push(Record {
                    list,
                    name,
                    ..record
                });
                self.numbers[record.go_type.index()] = self.records.len() as u32;
            }
            for (info, go_type) in records.infos {
                self.infos[info.index()] = go_type.0;
            }
            self.members.push(records.members);
            self.bases.push(base);
        }
        self.members.push(Vec::new());
        self.bases.push(0);
    }

    /// Returns the number of a type, which is read if that was not done ahead.
    fn number(&mut self, go_type: Sym) -> usize {
        if let Some(number) = self.numbers[go_type.index()].checked_sub(1) {
            return number as usize;
        }
        let mut records = Records::default();
        let mut record = records.read(self.ldr, go_type);
        record.list = self.members.len() as u32 - 1;
        let base = self.dies.add_names(&records.names);
        record.name = record.name.map(|name| name.behind(base));
        for member in &mut records.members {
            member.name = member.name.behind(base);
        }
        if let Some(last) = self.members.last_mut() {
            record.start = last.len() as u32;
            last.append(&mut records.members);
        }
        self.records.push(record);
        self.numbers[go_type.index()] = self.records.len() as u32;
        self.records.len() - 1
    }

    fn members(&self, record: &Record) -> &[Member] {
        let list = self.members.get(record.list as usize);
        let members = list.and_then(|list| list.get(record.start as usize..));
        let members = members.and_then(|members| members.get(..record.len as usize));
        members.unwrap_or_default()
    }

    fn add_builtin(&mut self, kind: DieKind, go_type: Sym) -> DieId {
        let name = self.ldr.name(go_type);
        let die = self.add_named(kind, name.get(TYPE.len()..).unwrap_or_default());
        self.dies[die].runtime_type = go_type;
        self.describe(self.dies[die].sym, go_type);
        die
    }

    /// Returns the type descriptor or the constants with this name; [`Sym::NONE`] for an
    /// unknown name.
    pub(super) fn lookup(&self, name: &[u8]) -> Sym {
        self.names.lookup(self.ldr, name)
    }

    /// Returns a type that every program has.
    pub(super) fn must_lookup(&self, name: &[u8]) -> Result<Sym, Stop> {
        let sym = self.lookup(name);
        let why = if sym.is_none() {
            "missing type"
        } else if self.ldr.data(sym).is_empty() {
            "missing type (no data)"
        } else {
            return Ok(sym);
        };
        let name = String::from_utf8_lossy(name);
        Err(Stop::Exit(format!("dwarf: {why}: {name}")))
    }

    /// Remembers that an entry describes a Go type.
    pub(super) fn describe(&mut self, sym: Sym, go_type: Sym) {
        self.described.insert(sym);
        self.known[go_type.index()] = sym.0;
    }

    /// Returns the symbol that has the name of an entry, and may have no entry.
    pub(super) fn find_any(&mut self, name: &[u8]) -> Sym {
        self.text.clear();
        self.text.extend_from_slice(INFO);
        self.text.extend_from_slice(name);
        let found = self.ldr.lookup(&self.text, ABI0);
        if found.is_some() {
            return found;
        }
        let hash = self.ldr.names.hash(name);
        self.created.find_hashed(&self.dies, hash, name)
    }

    /// Returns the symbol of the entry with this name; [`Sym::NONE`] if there is no entry.
    pub(super) fn find(&mut self, name: &[u8]) -> Sym {
        let sym = self.find_any(name);
        if self.named.has(sym) { sym } else { Sym::NONE }
    }

    /// Returns true if there is an entry that is found by the name of its symbol.
    pub(super) fn has_entry(&self, sym: Sym) -> bool {
        self.named.has(sym)
    }

    /// Adds an entry with a symbol of its own.
    pub(super) fn add_named(&mut self, kind: DieKind, name: &[u8]) -> DieId {
        let sym = self.find_any(name);
        let die = self.dies.add(None, kind, name);
        self.set_named(die, sym, self.ldr.names.hash(name));
        die
    }

    /// Gives an entry the symbol of its name, which is `sym` if there is one yet.
    fn set_named(&mut self, die: DieId, mut sym: Sym, hash: u64) {
        if sym.is_none() {
            sym = self.created.named(hash, die);
        } else {
            self.created.changed(sym);
        }
        self.named.insert(sym);
        self.dies[die].sym = sym;
    }
}
