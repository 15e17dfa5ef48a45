//! The walk over types: makes the entry of a type, and the entries that it refers to.
//!
//! An entry needs the entries of its parts, so a chain of types may be as long as the number of
//! types: the walk has its own stack.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`defgotype`, `newtype`, `dotypedef`).

use super::Frame;
use super::Types;
use super::kinds::elem_count;
use super::kinds::entry_kind;
use crate::dwarf::abbrev::DieKind;
use crate::dwarf::die::DieId;
use crate::dwarf::die::Dies;
use crate::dwarf::die::Name;
use crate::dwarf::records::Record;
use crate::error::Stop;
use crate::loader::Sym;
use crate::types::GoKind;

/// State of the entry of a type.
enum EntryState {
    /// The entry exists; others refer to it by this symbol.
    There(Sym),
    /// The entry is missing; this is the number of the type.
    Missing(usize),
}

impl Types<'_, '_> {
    /// Looks for the entry of a type.
    fn look(&mut self, go_type: Sym) -> Result<EntryState, Stop> {
        if go_type.is_none() {
            return Ok(EntryState::There(self.unspecified));
        }
        let known = self.known.get(go_type.index()).copied();
        if let Some(sym) = known.filter(|&sym| sym != 0) {
            return Ok(EntryState::There(Sym(sym)));
        }
        let number = self.number(go_type);
        let record = &self.records[number];
        let Some(name) = record.name.map(|name| self.dies.text(name)) else {
            let name = self.ldr.name_text(go_type);
            let text = format!("{name}: dwarf: type name doesn't start with \"type:\"");
            self.diag.error(text)?;
            return Ok(EntryState::There(self.unspecified));
        };
        let sym = match record.info {
            info if info.is_some() => info,
            _ => self.created.find_hashed(&self.dies, record.hash, name),
        };
        if !self.named.has(sym) {
            return Ok(EntryState::Missing(number));
        }
        self.known[go_type.index()] = sym.0;
        Ok(EntryState::There(sym))
    }

    /// Makes the entry of the type that a reference to an entry names.
    pub(in crate::dwarf) fn define_by_info(&mut self, info: Sym) -> Result<(), Stop> {
        if self.described.has(info) {
            return Ok(());
        }
        let mut go_type = Sym(self.infos.get(info.index()).copied().unwrap_or_default());
        if go_type.is_none() {
            go_type = self.names.type_of_info(self.ldr, info, &mut self.text);
        }
        self.define(go_type).map(drop)
    }

    /// Returns the symbol of a type's entry, making it and the entries of its parts if needed.
    pub(in crate::dwarf) fn define(&mut self, go_type: Sym) -> Result<Sym, Stop> {
        match self.look(go_type)? {
            EntryState::There(sym) => return Ok(sym),
            EntryState::Missing(number) => self.open(number)?,
        }
        let mut result = Sym::NONE;
        while let Some(&Frame { number, next, .. }) = self.stack.last() {
            match self.need(number, next) {
                Some(go_type) => match self.look(go_type)? {
                    EntryState::There(sym) => self.satisfy(sym),
                    EntryState::Missing(number) => self.open(number)?,
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

    /// Returns the next type that the entry of a type waits for, after `next` others; `None` if it
    /// waits for no more.
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
        // Members without a type are variadic parameters, or a range, which is last.
        let found = members.iter().find(|member| member.has_type());
        found.map(|member| member.go_type)
    }

    /// Passes the awaited symbol to the entry in progress.
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

    /// Adds the entries inside a type's entry, directly after it.
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

    /// Adds the name of a type, unless its name only spells out its structure. The definition gets
    /// a symbol of its own.
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
