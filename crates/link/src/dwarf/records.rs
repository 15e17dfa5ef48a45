//! Types as their descriptors give them, read ahead of the walk that makes their entries.
//!
//! Reading descriptors, and finding symbols by the names of types, is most of the work and waits
//! for memory; it does not depend on the order of entries. So the threads that scan units read each
//! type that they meet, and its references, once.
//! Counterpart: cmd/link/internal/ld/decodesym.go, as `newtype` of dwarf.go uses it.

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use super::abbrev::DieKind;
use super::die::Name;
use super::names::INFO;
use super::names::PkgNames;
use super::names::TYPE;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::reloc::RelocType;
use crate::types::GoKind;

/// Symbols that some thread has taken on.
pub(super) struct Claims(Vec<AtomicU64>);

impl Claims {
    /// Returns an empty set with room for `len` symbols.
    pub(super) fn new(len: usize) -> Self {
        Self((0..len.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    /// Takes a symbol on; returns false if another call did before.
    pub(super) fn claim(&self, sym: Sym) -> bool {
        let bit = 1 << (sym.0 % 64);
        let Some(word) = self.0.get(sym.index() / 64) else {
            return false;
        };
        word.load(Ordering::Relaxed) & bit == 0 && word.fetch_or(bit, Ordering::Relaxed) & bit == 0
    }
}

/// A part of a type with an entry of its own inside the type's entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub kind: DieKind,
    pub is_embedded: bool,
    /// Its type; [`Sym::NONE`] without one, see [`Member::has_type`].
    pub go_type: Sym,
    pub name: Name,
    /// The offset of a field, or the length of an array.
    pub value: i64,
}

impl Member {
    fn of(kind: DieKind, go_type: Sym) -> Self {
        Self {
            kind,
            is_embedded: false,
            go_type,
            name: Name::default(),
            value: 0,
        }
    }

    /// Returns true if the member's entry waits for a type's entry.
    pub(super) fn has_type(&self) -> bool {
        !matches!(self.kind, DieKind::Variadic | DieKind::ArrayRange)
    }
}

/// A type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    /// The descriptor.
    pub go_type: Sym,
    /// The symbol of the entry, if something refers to it by name.
    pub info: Sym,
    /// The name; `None` if the descriptor's name is not a type's.
    pub name: Option<Name>,
    /// The hash of the name.
    pub hash: u64,
    pub has_data: bool,
    pub kind: GoKind,
    pub size: i64,
    /// The type of elements, or of a map's keys; the type of a map's values.
    pub elems: [Sym; 2],
    /// Number of methods of an interface.
    pub methods: i64,
    /// The members: which list, and where they are in it.
    pub list: u32,
    pub start: u32,
    pub len: u32,
}

/// The records that one thread reads.
#[derive(Default)]
pub(super) struct Records {
    pub all: Vec<Record>,
    pub members: Vec<Member>,
    /// Names of types and members.
    pub names: Vec<u8>,
    /// The types of entries that others refer to by name.
    pub infos: Vec<(Sym, Sym)>,
    /// Abstract functions: symbol, and start and number of their entries in `used`.
    pub abstracts: Vec<(Sym, u32, u32)>,
    /// Entries that abstract functions refer to.
    pub used: Vec<Sym>,
    todo: Vec<Sym>,
    text: Vec<u8>,
}

impl Records {
    /// Reads a type, and those it refers to, as far as they are not claimed.
    pub(super) fn read_type(&mut self, ldr: &Loader<'_>, claims: &Claims, go_type: Sym) {
        if go_type.is_some() && claims.claim(go_type) {
            self.todo.push(go_type);
        }
        while let Some(go_type) = self.todo.pop() {
            let record = self.read(ldr, go_type);
            let members = &self.members[record.start as usize..];
            let types = members.iter().map(|member| member.go_type);
            let types = types.chain(record.elems);
            self.todo
                .extend(types.filter(|&sym| sym.is_some() && claims.claim(sym)));
        }
    }

    /// Reads the type of an entry that something refers to by name.
    pub(super) fn read_info(
        &mut self,
        ldr: &Loader<'_>,
        names: &PkgNames,
        claims: &Claims,
        info: Sym,
    ) {
        if claims.claim(info) {
            let go_type = names.type_of_info(ldr, info, &mut self.text);
            self.infos.push((info, go_type));
            self.read_type(ldr, claims, go_type);
        }
    }

    /// Reads the references of an abstract function.
    pub(super) fn read_abstract(
        &mut self,
        ldr: &Loader<'_>,
        names: &PkgNames,
        claims: &Claims,
        function: Sym,
    ) {
        if !claims.claim(function) {
            return;
        }
        let start = self.used.len();
        let relocs = ldr.relocs(function);
        for at in 0..relocs.len() {
            if relocs.kind(at) == RelocType::DWARFSECREF {
                let info = relocs.target(at);
                if !self.used[start..].contains(&info) {
                    self.used.push(info);
                    self.read_info(ldr, names, claims, info);
                }
            }
        }
        let len = self.used.len() - start;
        self.abstracts.push((function, start as u32, len as u32));
    }

    /// Reads one type.
    pub(super) fn read(&mut self, ldr: &Loader<'_>, go_type: Sym) -> Record {
        let name = ldr.name(go_type).strip_prefix(TYPE);
        let (mut info, mut hash) = (Sym::NONE, 0);
        if let Some(name) = name {
            self.text.clear();
            self.text.extend_from_slice(INFO);
            self.text.extend_from_slice(name);
            info = ldr.lookup(&self.text, ABI0);
            hash = ldr.names.hash(name);
        }
        let desc = ldr.type_desc(go_type);
        let kind = desc.kind();
        let start = self.members.len();
        let mut elems = [Sym::NONE; 2];
        let mut methods = 0;
        match kind {
            GoKind::Array => {
                elems[0] = desc.elem();
                self.members.push(Member {
                    name: Name::push(&mut self.names, b"range"),
                    value: desc.array_len(),
                    ..Member::of(DieKind::ArrayRange, Sym::NONE)
                });
            }
            GoKind::Chan | GoKind::Pointer | GoKind::Slice => elems[0] = desc.elem(),
            GoKind::Map => elems = [desc.elem(), desc.map_value()],
            GoKind::Interface => methods = desc.iface_methods(),
            GoKind::Func => self.read_params(ldr, go_type),
            GoKind::Struct => self.read_fields(ldr, go_type),
            _ => {}
        }
        let record = Record {
            go_type,
            info,
            name: name.map(|name| Name::push(&mut self.names, name)),
            hash,
            has_data: !ldr.data(go_type).is_empty(),
            kind,
            size: desc.size(),
            elems,
            methods,
            list: 0,
            start: start as u32,
            len: (self.members.len() - start) as u32,
        };
        self.all.push(record);
        record
    }

    fn read_params(&mut self, ldr: &Loader<'_>, go_type: Sym) {
        let desc = ldr.type_desc(go_type);
        let params = desc.func_params();
        let param = |at| Member::of(DieKind::FuncParam, desc.func_param(at));
        // They have no names, but the zero after one.
        let name = Name::push(&mut self.names, b"");
        let unnamed = |member| Member { name, ..member };
        self.members.extend((0..params).map(param).map(unnamed));
        if desc.is_variadic() {
            let variadic = Member::of(DieKind::Variadic, Sym::NONE);
            self.members.push(unnamed(variadic));
        }
        let result = |at| Member::of(DieKind::FuncResult, desc.func_result(at));
        let results = (0..desc.func_results()).map(result);
        self.members.extend(results.map(unnamed));
    }

    fn read_fields(&mut self, ldr: &Loader<'_>, go_type: Sym) {
        let desc = ldr.type_desc(go_type);
        let fields = desc.struct_fields();
        let names = &mut self.names;
        self.members.extend(fields.map(|field| {
            let name = match field.name {
                b"" => ldr.name(field.go_type).get(TYPE.len()..),
                name => Some(name),
            };
            Member {
                kind: DieKind::StructField,
                is_embedded: field.is_embedded,
                go_type: field.go_type,
                name: Name::push(names, name.unwrap_or_default()),
                // The attribute has 32 bits upstream.
                value: i64::from(field.offset as i32),
            }
        }));
    }
}
