//! Makes entries of types from their descriptors, on first sight.
//!
//! An entry of a type with a name is two: the definition, with a symbol of its own, and a
//! name for it (a typedef), by whose symbol others refer to the type. Making one entry asks for those
//! of its parts, so a chain of types may be as long as there are types: the walk has its
//! own stack.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`defgotype`, `newtype`, `dotypedef`).

use super::abbrev::DieKind;
use super::created::Created;
use super::die::DieId;
use super::die::Dies;
use super::die::Name;
use super::names::PkgNames;
use super::records::Member;
use super::records::Record;
use super::records::Records;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Bitmap;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::types::GoKind;

/// What the names of symbols of entries start with.
pub(super) const INFO: &[u8] = b"go:info.";
/// What the names of type descriptors start with.
pub(super) const TYPE: &[u8] = b"type:";

const ATE_BOOLEAN: u8 = 2;
const ATE_COMPLEX_FLOAT: u8 = 3;
const ATE_FLOAT: u8 = 4;
const ATE_SIGNED: u8 = 5;
const ATE_UNSIGNED: u8 = 7;

/// What is known of the entry of a type.
enum Look {
    /// It is there; others refer to it by this symbol.
    There(Sym),
    /// It is not there; this is the number of the type.
    Missing(usize),
}

/// An entry under way.
struct Frame {
    /// The number of the type.
    number: usize,
    die: DieId,
    typedef: Option<DieId>,
    /// How many of its types have been looked at: those of elements, then of members.
    next: usize,
}

/// The types whose fields those of strings, slices, maps and channels are copied from.
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

/// The entries of types, and what is known while they are made. Nothing else changes
/// meanwhile: symbols get numbers, and are created at the end.
pub(super) struct Types<'l, 'a> {
    pub ldr: &'l Loader<'a>,
    diag: &'l mut Diagnostics,
    names: &'l PkgNames,
    pub dies: Dies,
    pub created: Created,
    records: Vec<Record>,
    /// Lists that records have their members in; the last one is of types that are read
    /// late.
    members: Vec<Vec<Member>>,
    /// By list of members: how many bytes of names are before theirs.
    bases: Vec<u32>,
    /// Numbers of records by Go type, plus 1.
    numbers: Vec<u32>,
    /// Numbers of symbols of entries by Go type; 0 where there is none. Such tables cost
    /// only what is used of them.
    known: Vec<u32>,
    /// Go types of entries by symbol, where they were looked up.
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

    /// Takes what was read of types.
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
        let why = match sym.is_none() {
            true => "missing type",
            false if self.ldr.data(sym).is_empty() => "missing type (no data)",
            false => return Ok(sym),
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

    /// Looks for the entry of a type.
    fn look(&mut self, go_type: Sym) -> Result<Look, Stop> {
        if go_type.is_none() {
            return Ok(Look::There(self.unspecified));
        }
        let known = self.known.get(go_type.index()).copied();
        if let Some(sym) = known.filter(|&sym| sym != 0) {
            return Ok(Look::There(Sym(sym)));
        }
        let number = self.number(go_type);
        let record = &self.records[number];
        let Some(name) = record.name.map(|name| self.dies.text(name)) else {
            let name = self.ldr.name_text(go_type);
            let text = format!("{name}: dwarf: type name doesn't start with \"type:\"");
            self.diag.error(text)?;
            return Ok(Look::There(self.unspecified));
        };
        let sym = match record.info {
            info if info.is_some() => info,
            _ => self.created.find_hashed(&self.dies, record.hash, name),
        };
        if !self.named.has(sym) {
            return Ok(Look::Missing(number));
        }
        self.known[go_type.index()] = sym.0;
        Ok(Look::There(sym))
    }

    /// Makes the entry of the type that a reference to an entry names.
    pub(super) fn define_by_info(&mut self, info: Sym) -> Result<(), Stop> {
        if self.described.has(info) {
            return Ok(());
        }
        let mut go_type = Sym(self.infos.get(info.index()).copied().unwrap_or_default());
        if go_type.is_none() {
            go_type = self.names.type_of_info(self.ldr, info, &mut self.text);
        }
        self.define(go_type).map(drop)
    }

    /// Returns the symbol of a type's entry, making it and those of its parts if needed.
    pub(super) fn define(&mut self, go_type: Sym) -> Result<Sym, Stop> {
        match self.look(go_type)? {
            Look::There(sym) => return Ok(sym),
            Look::Missing(number) => self.open(number)?,
        }
        let mut result = Sym::NONE;
        while let Some(&Frame { number, next, .. }) = self.stack.last() {
            match self.need(number, next) {
                Some(go_type) => match self.look(go_type)? {
                    Look::There(sym) => self.satisfy(sym),
                    Look::Missing(number) => self.open(number)?,
                },
                None => {
                    result = self.close();
                    if !self.stack.is_empty() {
                        self.satisfy(result);
                    }
                }
            }
        }
        Ok(result)
    }

    /// Returns the type that the entry of a type waits for when it has looked at `next`
    /// others; `None` if it waits for no more.
    fn need(&self, number: usize, next: usize) -> Option<Sym> {
        let record = &self.records[number];
        let elems = elem_count(record.kind);
        if next < elems {
            return Some(match (record.kind, record.methods) {
                (GoKind::Interface, 0) => self.eface,
                (GoKind::Interface, _) => self.iface,
                _ => record.elems[next],
            });
        }
        let members = self.members(record).get(next - elems..)?;
        // Only a variadic parameter is in the way, or a range, which is last.
        let found = members.iter().find(|member| member.has_type());
        found.map(|member| member.go_type)
    }

    /// Gives the entry under way what it waits for.
    fn satisfy(&mut self, sym: Sym) {
        let Some(frame) = self.stack.last() else {
            return;
        };
        let (number, die, next) = (frame.number, frame.die, frame.next);
        let record = self.records[number];
        let elems = elem_count(record.kind);
        let mut passed = 1;
        if next < elems {
            let die = &mut self.dies[die];
            match (record.kind, next) {
                (GoKind::Chan | GoKind::Slice, _) | (GoKind::Map, 1) => die.elem = sym,
                (GoKind::Map, _) => die.key = sym,
                _ => die.target = sym,
            }
        } else {
            let at = next - elems;
            let members = self.members(&record).get(at..).unwrap_or_default();
            let skipped = members.iter().take_while(|member| !member.has_type());
            let skipped = skipped.count();
            let first = frame.typedef.unwrap_or(die);
            let child = Dies::after(first, 1 + at + skipped);
            self.dies[child].target = sym;
            passed += skipped;
        }
        if let Some(frame) = self.stack.last_mut() {
            frame.next += passed;
        }
    }

    /// Starts the entry of a type.
    fn open(&mut self, number: usize) -> Result<(), Stop> {
        let record = self.records[number];
        let go_type = record.go_type;
        if !record.has_data {
            let name = self.ldr.name_text(go_type);
            self.diag.error(format!("{name}: missing type"))?;
        }
        let (kind, encoding) = entry_kind(record.kind);
        if record.kind == GoKind::Invalid {
            let name = self.ldr.name_text(go_type);
            let text = format!("{name}: dwarf: definition of unknown kind 0");
            self.diag.error(text)?;
        }
        let name = record.name.unwrap_or_default();
        let die = self.dies.add_named(None, kind, name);
        self.set_named(die, record.info, record.hash);
        let typedef = match record.kind {
            GoKind::Array
            | GoKind::Func
            | GoKind::Interface
            | GoKind::Pointer
            | GoKind::Slice
            | GoKind::Struct => self.add_typedef(die, name),
            _ => None,
        };
        let sym = self.dies[typedef.unwrap_or(die)].sym;
        let entry = &mut self.dies[die];
        entry.value = record.size;
        entry.encoding = encoding;
        entry.go_kind = record.kind as u8;
        match record.kind {
            GoKind::Chan => entry.target = record.elems[0],
            GoKind::Map => entry.target = go_type,
            GoKind::Invalid => entry.target = self.unspecified,
            _ => {}
        }
        // In-progress types are found by their name as well; this is shorter.
        self.known[go_type.index()] = sym.0;
        self.add_members(die, &record);
        self.stack.push(Frame {
            number,
            die,
            typedef,
            next: 0,
        });
        Ok(())
    }

    /// Adds the entries inside that of a type, right behind it.
    fn add_members(&mut self, die: DieId, record: &Record) {
        let base = self.bases.get(record.list as usize).copied();
        let base = base.unwrap_or_default();
        for at in 0..record.len as usize {
            let Some(&member) = self.members(record).get(at) else {
                return;
            };
            let name = member.name.behind(base);
            let child = self.dies.add_named(Some(die), member.kind, name);
            self.dies[child].value = member.value;
            self.dies[child].is_embedded = member.is_embedded;
            if member.kind == DieKind::ArrayRange {
                self.dies[child].target = self.uintptr;
            }
        }
    }

    /// Adds the name of a type, unless its name only spells out what it is. The definition
    /// gets a symbol of its own.
    fn add_typedef(&mut self, die: DieId, name: Name) -> Option<DieId> {
        const UNNAMED: [&[u8]; 6] = [
            b"map[",
            b"struct {",
            b"noalg.struct {",
            b"chan ",
            b"[",
            b"*",
        ];
        let text = self.dies.text(name);
        if UNNAMED.iter().any(|prefix| text.starts_with(prefix)) {
            return None;
        }
        let sym = self.dies[die].sym;
        let own = self.created.unnamed();
        self.dies[die].sym = own;
        let typedef = self.dies.add_named(None, DieKind::Typedef, name);
        self.dies[typedef].sym = sym;
        self.dies[typedef].target = own;
        Some(typedef)
    }

    /// Ends the entry under way; returns the symbol by which others refer to it.
    fn close(&mut self) -> Sym {
        let Some(frame) = self.stack.pop() else {
            return Sym::NONE;
        };
        let go_type = self.records[frame.number].go_type;
        if self.ldr.is_reachable(go_type) {
            self.dies[frame.die].runtime_type = go_type;
        }
        let sym = self.dies[frame.typedef.unwrap_or(frame.die)].sym;
        self.describe(sym, go_type);
        let prototype = self
            .prototypes
            .iter_mut()
            .find(|prototype| prototype.0 == go_type);
        if let Some(prototype) = prototype {
            prototype.1 = Some(frame.die);
        }
        sym
    }
}

/// Returns how many types the entry of a type waits for besides those of its members.
fn elem_count(kind: GoKind) -> usize {
    match kind {
        GoKind::Map => 2,
        GoKind::Array | GoKind::Chan | GoKind::Interface | GoKind::Pointer | GoKind::Slice => 1,
        _ => 0,
    }
}

/// Makes a symbol one of debug information.
pub(super) fn mark(ldr: &mut Loader<'_>, sym: Sym, kind: SymKind) {
    ldr.update(sym).set_kind(kind);
    ldr.set(Attr::NotInSymTab, sym, true);
    ldr.set(Attr::Reachable, sym, true);
}

/// Returns the kind of the entry of a type, and the encoding of its values.
fn entry_kind(kind: GoKind) -> (DieKind, u8) {
    match kind {
        GoKind::Bool => (DieKind::Base, ATE_BOOLEAN),
        GoKind::Int | GoKind::Int8 | GoKind::Int16 | GoKind::Int32 | GoKind::Int64 => {
            (DieKind::Base, ATE_SIGNED)
        }
        GoKind::Uint
        | GoKind::Uint8
        | GoKind::Uint16
        | GoKind::Uint32
        | GoKind::Uint64
        | GoKind::Uintptr => (DieKind::Base, ATE_UNSIGNED),
        GoKind::Float32 | GoKind::Float64 => (DieKind::Base, ATE_FLOAT),
        GoKind::Complex64 | GoKind::Complex128 => (DieKind::Base, ATE_COMPLEX_FLOAT),
        GoKind::Array => (DieKind::Array, 0),
        GoKind::Chan => (DieKind::Chan, 0),
        GoKind::Func => (DieKind::Func, 0),
        GoKind::Interface => (DieKind::Interface, 0),
        GoKind::Map => (DieKind::Map, 0),
        GoKind::Pointer => (DieKind::Pointer, 0),
        GoKind::Slice => (DieKind::Slice, 0),
        GoKind::String => (DieKind::String, 0),
        GoKind::Struct => (DieKind::Struct, 0),
        GoKind::UnsafePointer => (DieKind::UnsafePointer, 0),
        GoKind::Invalid => (DieKind::Typedef, 0),
    }
}
