//! Makes entries of types from their descriptors, on first sight.
//!
//! An entry of a type with a name is two: the definition, with a symbol of its own, and a
//! name for it (a typedef), by whose symbol others refer to the type. Making one entry asks for those
//! of its parts, so a chain of types may be as long as there are types: the walk has its
//! own stack.
//! Counterpart: cmd/link/internal/ld/dwarf.go (`defgotype`, `newtype`, `dotypedef`).

use super::abbrev::DieKind;
use super::die::DieId;
use super::die::Dies;
use super::names::PkgNames;
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

/// An attribute of an entry that refers to a type.
#[derive(Clone, Copy)]
enum Slot {
    Target,
    Elem,
    Key,
}

/// A reference to a type that waits for the type's entry.
#[derive(Clone, Copy)]
struct Need {
    die: DieId,
    slot: Slot,
    go_type: Sym,
}

/// What is known of the entry of a type.
enum Look {
    /// It is there; others refer to it by this symbol.
    There(Sym),
    /// It is not there; something may have referred to it by this symbol.
    Missing(Sym),
}

/// An entry under way.
struct Frame {
    go_type: Sym,
    die: DieId,
    typedef: Option<DieId>,
    /// The entry's references are from here to `end`, in [`Types::needs`].
    start: usize,
    next: usize,
    end: usize,
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

/// The entries of types, and what is known while they are made.
pub(super) struct Types<'l, 'a> {
    pub ldr: &'l mut Loader<'a>,
    diag: &'l mut Diagnostics,
    names: PkgNames,
    pub dies: Dies,
    /// Symbols of entries by Go type.
    known: Vec<Sym>,
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
    needs: Vec<Need>,
    /// The name of a symbol of an entry.
    text: Vec<u8>,
}

impl<'l, 'a> Types<'l, 'a> {
    /// Makes the entries that others are built from.
    pub(super) fn new(
        ldr: &'l mut Loader<'a>,
        diag: &'l mut Diagnostics,
        names: PkgNames,
    ) -> Result<Self, Stop> {
        // Most of what is created are symbols of types: two for a type with a name.
        ldr.payloads.reserve(2 * names.len());
        let prototypes = PROTOTYPES.map(|name| (names.lookup(ldr, name), None));
        let mut types = Self {
            known: vec![Sym::NONE; ldr.len()],
            ldr,
            diag,
            dies: Dies::for_types(names.len()),
            names,
            named: Bitmap::default(),
            described: Bitmap::default(),
            prototypes,
            eface: Sym::NONE,
            iface: Sym::NONE,
            uintptr: Sym::NONE,
            unspecified: Sym::NONE,
            stack: Vec::new(),
            needs: Vec::new(),
            text: Vec::new(),
        };
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

    fn add_builtin(&mut self, kind: DieKind, go_type: Sym) -> DieId {
        self.set_type_text(go_type);
        let sym = self.ldr.lookup(&self.text, ABI0);
        let die = self.add_text(kind, sym);
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
        self.known[go_type.index()] = sym;
    }

    /// Writes the name of the symbol of an entry to `text`.
    fn set_text(&mut self, name: &[u8]) {
        self.text.clear();
        self.text.extend_from_slice(INFO);
        self.text.extend_from_slice(name);
    }

    /// Returns the symbol of the entry with this name; [`Sym::NONE`] if there is no entry.
    pub(super) fn find(&mut self, name: &[u8]) -> Sym {
        self.set_text(name);
        let sym = self.ldr.lookup(&self.text, ABI0);
        if self.named.has(sym) { sym } else { Sym::NONE }
    }

    /// Adds an entry with a symbol of its own.
    pub(super) fn add_named(&mut self, kind: DieKind, name: &[u8]) -> DieId {
        self.set_text(name);
        let sym = self.ldr.lookup(&self.text, ABI0);
        self.add_text(kind, sym)
    }

    /// Adds an entry whose symbol is `sym` if there is one yet. The symbol's name was looked
    /// up in `text`.
    fn add_text(&mut self, kind: DieKind, mut sym: Sym) -> DieId {
        let die = self.dies.add(None, kind, &self.text[INFO.len()..]);
        if sym.is_none() {
            sym = self.ldr.create(self.text.clone(), ABI0);
            self.ldr.insert_name(sym);
        }
        mark(self.ldr, sym, SymKind::DwarfType);
        self.named.insert(sym);
        self.dies[die].sym = sym;
        die
    }

    fn set_type_text(&mut self, go_type: Sym) {
        self.text.clear();
        self.text.extend_from_slice(INFO);
        let name = self.ldr.name(go_type);
        self.text
            .extend_from_slice(name.get(TYPE.len()..).unwrap_or_default());
    }

    /// Looks for the entry of a type.
    fn look(&mut self, go_type: Sym) -> Result<Look, Stop> {
        if go_type.is_none() {
            return Ok(Look::There(self.unspecified));
        }
        let known = self.known.get(go_type.index()).copied();
        if let Some(sym) = known.filter(|sym| sym.is_some()) {
            return Ok(Look::There(sym));
        }
        if !self.ldr.name(go_type).starts_with(TYPE) {
            let name = self.ldr.name_text(go_type);
            let text = format!("{name}: dwarf: type name doesn't start with \"type:\"");
            self.diag.error(text)?;
            return Ok(Look::There(self.unspecified));
        }
        self.set_type_text(go_type);
        let sym = self.ldr.lookup(&self.text, ABI0);
        if !self.named.has(sym) {
            return Ok(Look::Missing(sym));
        }
        self.known[go_type.index()] = sym;
        Ok(Look::There(sym))
    }

    /// Returns the symbol of a type's entry, making it and those of its parts if needed.
    pub(super) fn define(&mut self, go_type: Sym) -> Result<Sym, Stop> {
        match self.look(go_type)? {
            Look::There(sym) => return Ok(sym),
            Look::Missing(sym) => self.open(go_type, sym)?,
        }
        let mut result = Sym::NONE;
        while let Some(frame) = self.stack.last_mut() {
            if frame.next < frame.end {
                let need = self.needs[frame.next];
                match self.look(need.go_type)? {
                    Look::There(sym) => self.satisfy(sym),
                    Look::Missing(sym) => self.open(need.go_type, sym)?,
                }
            } else {
                result = self.close();
                if !self.stack.is_empty() {
                    self.satisfy(result);
                }
            }
        }
        Ok(result)
    }

    /// Gives the entry under way what it waits for.
    fn satisfy(&mut self, sym: Sym) {
        if let Some(frame) = self.stack.last_mut() {
            let need = self.needs[frame.next];
            frame.next += 1;
            let die = &mut self.dies[need.die];
            match need.slot {
                Slot::Target => die.target = sym,
                Slot::Elem => die.elem = sym,
                Slot::Key => die.key = sym,
            }
        }
    }

    fn need(&mut self, die: DieId, slot: Slot, go_type: Sym) {
        self.needs.push(Need { die, slot, go_type });
    }

    /// Starts the entry of a type, whose symbol is `sym` if there is one yet. The symbol's
    /// name is in `text`.
    fn open(&mut self, go_type: Sym, sym: Sym) -> Result<(), Stop> {
        if self.ldr.data(go_type).is_empty() {
            let name = self.ldr.name_text(go_type);
            self.diag.error(format!("{name}: missing type"))?;
        }
        let go_kind = self.ldr.type_desc(go_type).kind();
        let (kind, encoding) = entry_kind(go_kind);
        if go_kind == GoKind::Invalid {
            let name = self.ldr.name_text(go_type);
            let text = format!("{name}: dwarf: definition of unknown kind 0");
            self.diag.error(text)?;
        }
        let die = self.add_text(kind, sym);
        let typedef = match go_kind {
            GoKind::Array
            | GoKind::Func
            | GoKind::Interface
            | GoKind::Pointer
            | GoKind::Slice
            | GoKind::Struct => self.add_typedef(die),
            _ => None,
        };
        self.dies[die].value = self.ldr.type_desc(go_type).size();
        self.dies[die].encoding = encoding;
        self.dies[die].go_kind = go_kind as u8;
        // In-progress types are found by their name as well; this is shorter.
        self.known[go_type.index()] = self.dies[typedef.unwrap_or(die)].sym;
        let start = self.needs.len();
        self.add_parts(die, go_type, go_kind);
        self.stack.push(Frame {
            go_type,
            die,
            typedef,
            start,
            next: start,
            end: self.needs.len(),
        });
        Ok(())
    }

    /// Adds the entries inside that of a type, and the references to other types.
    fn add_parts(&mut self, die: DieId, go_type: Sym, go_kind: GoKind) {
        let desc = self.ldr.type_desc(go_type);
        match go_kind {
            GoKind::Array => {
                let (elem, len) = (desc.elem(), desc.array_len());
                self.need(die, Slot::Target, elem);
                let range = self.dies.add(Some(die), DieKind::ArrayRange, b"range");
                self.dies[range].value = len;
                self.dies[range].target = self.uintptr;
            }
            GoKind::Chan => {
                let elem = desc.elem();
                self.need(die, Slot::Elem, elem);
                self.dies[die].target = elem;
            }
            GoKind::Func => self.add_params(die, go_type),
            GoKind::Interface => {
                let target = match desc.iface_methods() {
                    0 => self.eface,
                    _ => self.iface,
                };
                self.need(die, Slot::Target, target);
            }
            GoKind::Map => {
                let (key, value) = (desc.elem(), desc.map_value());
                self.need(die, Slot::Key, key);
                self.need(die, Slot::Elem, value);
                self.dies[die].target = go_type;
            }
            GoKind::Pointer => {
                let elem = desc.elem();
                self.need(die, Slot::Target, elem);
            }
            GoKind::Slice => {
                let elem = desc.elem();
                self.need(die, Slot::Elem, elem);
            }
            GoKind::Struct => self.add_fields(die, go_type),
            GoKind::Invalid => self.dies[die].target = self.unspecified,
            _ => {}
        }
    }

    fn add_params(&mut self, die: DieId, go_type: Sym) {
        let desc = self.ldr.type_desc(go_type);
        let (dies, needs) = (&mut self.dies, &mut self.needs);
        let mut add = |kind, go_type| {
            let child = dies.add(Some(die), kind, b"");
            needs.push(Need {
                die: child,
                slot: Slot::Target,
                go_type,
            });
        };
        let params = desc.func_params();
        (0..params).for_each(|at| add(DieKind::FuncParam, desc.func_param(at)));
        if desc.is_variadic() {
            self.dies.add(Some(die), DieKind::Variadic, b"");
        }
        let (dies, needs) = (&mut self.dies, &mut self.needs);
        for at in 0..desc.func_results() {
            let child = dies.add(Some(die), DieKind::FuncResult, b"");
            needs.push(Need {
                die: child,
                slot: Slot::Target,
                go_type: desc.func_result(at),
            });
        }
    }

    fn add_fields(&mut self, die: DieId, go_type: Sym) {
        for field in self.ldr.type_desc(go_type).struct_fields() {
            let mut name = field.name;
            if name.is_empty() {
                let type_name = self.ldr.name(field.go_type);
                name = type_name.get(TYPE.len()..).unwrap_or_default();
            }
            let child = self.dies.add(Some(die), DieKind::StructField, name);
            // The attribute has 32 bits upstream.
            self.dies[child].value = i64::from(field.offset as i32);
            self.dies[child].is_embedded = field.is_embedded;
            self.needs.push(Need {
                die: child,
                slot: Slot::Target,
                go_type: field.go_type,
            });
        }
    }

    /// Adds the name of a type, unless its name only spells out what it is. The definition
    /// gets a symbol of its own.
    fn add_typedef(&mut self, die: DieId) -> Option<DieId> {
        const UNNAMED: [&[u8]; 6] = [
            b"map[",
            b"struct {",
            b"noalg.struct {",
            b"chan ",
            b"[",
            b"*",
        ];
        let name = &self.text[INFO.len()..];
        if UNNAMED.iter().any(|prefix| name.starts_with(prefix)) {
            return None;
        }
        let sym = self.dies[die].sym;
        let own = self.ldr.create(&b""[..], ABI0);
        mark(self.ldr, own, SymKind::DwarfType);
        self.dies[die].sym = own;
        let typedef = self.add_text(DieKind::Typedef, sym);
        self.dies[typedef].target = own;
        Some(typedef)
    }

    /// Ends the entry under way; returns the symbol by which others refer to it.
    fn close(&mut self) -> Sym {
        let Some(frame) = self.stack.pop() else {
            return Sym::NONE;
        };
        self.needs.truncate(frame.start);
        if self.ldr.is_reachable(frame.go_type) {
            self.dies[frame.die].runtime_type = frame.go_type;
        }
        let sym = self.dies[frame.typedef.unwrap_or(frame.die)].sym;
        self.describe(sym, frame.go_type);
        let prototype = self
            .prototypes
            .iter_mut()
            .find(|prototype| prototype.0 == frame.go_type);
        if let Some(prototype) = prototype {
            prototype.1 = Some(frame.die);
        }
        sym
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
