//! Reads symbols.
//!
//! Counterpart: cmd/link/internal/loader/loader.go (accessors).

use std::fmt::Display;

use vamos_base::golang::os_str;
use vamos_objfile::goobj::AuxKind;
use vamos_objfile::goobj::AuxRecord;
use vamos_objfile::goobj::FuncInfo;
use vamos_objfile::goobj::SymRecord;
use vamos_objfile::goobj::flag;
use vamos_objfile::goobj::flag2;

use super::ABI_INTERNAL;
use super::ABI0;
use super::Attr;
use super::Loader;
use super::ObjIndex;
use super::Object;
use super::Sym;
use super::Version;
use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;

/// An auxiliary symbol, resolved.
#[derive(Clone, Copy, Debug)]
pub struct Aux {
    /// Its kind.
    pub kind: AuxKind,
    /// The symbol.
    pub sym: Sym,
}

/// The tables by program counter of a function.
#[derive(Clone, Debug, Default)]
pub struct FuncTables {
    /// Stack depths.
    pub sp: Sym,
    /// Files.
    pub file: Sym,
    /// Lines.
    pub line: Sym,
    /// Inlined calls.
    pub inline: Sym,
    /// Tables for the garbage collector and others, by index.
    pub data: Vec<Sym>,
}

impl<'a> Loader<'a> {
    /// Returns the record of a symbol that is defined in an object, with its object.
    #[inline]
    pub(crate) fn record(&self, sym: Sym) -> Option<(&Object<'a>, SymRecord<'a>)> {
        let (obj, local) = self.local(sym)?;
        Some((obj, obj.reader.sym(local)?))
    }

    /// Returns the name; `?` for no symbol.
    pub fn name(&self, sym: Sym) -> &[u8] {
        if let Some(payload) = self.payload(sym) {
            return &payload.name;
        }
        match self.record(sym) {
            Some((obj, record)) => obj.reader.name(record),
            None => b"?",
        }
    }

    /// Returns the name as text for messages.
    pub fn name_text(&self, sym: Sym) -> String {
        os_str::decode_cow(self.name(sym)).into_owned()
    }

    /// Returns the line of an error about a symbol.
    pub fn error_line(&self, sym: Sym, text: impl Display) -> String {
        match self.name(sym) {
            _ if sym.is_none() => format!("sym 0: {text}"),
            b"" => format!("sym {}: {text}", sym.0),
            name => format!("{}: {text}", os_str::decode_cow(name)),
        }
    }

    /// Reports an error of a symbol (`Errorf`).
    ///
    /// # Errors
    /// There are too many.
    pub(crate) fn report(
        &self,
        diag: &mut Diagnostics,
        sym: Sym,
        text: impl Display,
    ) -> Result<(), Stop> {
        diag.error(self.error_line(sym, text))
    }

    /// Returns the version of the name.
    pub fn version(&self, sym: Sym) -> Version {
        if let Some(payload) = self.payload(sym) {
            return payload.version;
        }
        self.record(sym)
            .map_or(ABI0, |(obj, record)| version_of(record.abi(), obj.version))
    }

    /// Returns the kind.
    #[inline]
    pub fn kind(&self, sym: Sym) -> SymKind {
        match self.facts(sym) {
            Some(facts) => facts.kind,
            None => (self.payload(sym)).map_or(SymKind::Xxx, |payload| payload.kind),
        }
    }

    /// Returns the size in memory, in bytes.
    #[inline]
    pub fn size(&self, sym: Sym) -> i64 {
        match self.facts(sym) {
            Some(facts) => i64::from(facts.size),
            None => self.payload(sym).map_or(0, |payload| payload.size),
        }
    }

    /// Returns the data; shorter than the size where the rest is zero.
    #[inline]
    pub fn data(&self, sym: Sym) -> &[u8] {
        if let Some(payload) = self.payload(sym) {
            return &payload.data;
        }
        self.local(sym)
            .map_or(&[], |(obj, local)| obj.reader.data(local))
    }

    /// Returns the alignment in bytes; 0 for the default.
    #[inline]
    pub fn align(&self, sym: Sym) -> i64 {
        match self.layout.aligns.get(sym.index()) {
            None | Some(0) => 0,
            Some(bits) => 1 << (bits - 1),
        }
    }

    /// Returns the alignment that the layout of data gives the symbol: by its size where no
    /// alignment is set (`symalign`).
    pub fn data_align(&self, sym: Sym) -> i64 {
        match self.align(sym) {
            0 => {
                let largest = self.size(sym).max(1).ilog2().min(62);
                (1 << largest).clamp(self.arch.min_align, self.arch.max_align)
            }
            align => align.max(self.arch.min_align),
        }
    }

    /// Returns the address, or before addresses are known the value that a pass set.
    #[inline]
    pub fn value(&self, sym: Sym) -> i64 {
        self.layout
            .values
            .get(sym.index())
            .copied()
            .unwrap_or_default()
    }

    /// Returns the number of the section; 0 for none.
    #[inline]
    pub fn sect(&self, sym: Sym) -> u16 {
        self.layout
            .sects
            .get(sym.index())
            .copied()
            .unwrap_or_default()
    }

    /// Returns the object that defines or defined the symbol.
    #[inline]
    pub fn origin(&self, sym: Sym) -> Option<(&Object<'a>, u32)> {
        match self.payload(sym) {
            Some(payload) => {
                let home = payload.origin?;
                Some((self.obj(home.obj)?, home.local))
            }
            None => self.local(sym),
        }
    }

    /// Returns the number of the object that has the content and the index there; 1 and the index
    /// of the content for symbols that the linker created or changed.
    pub fn home(&self, sym: Sym) -> (u32, u32) {
        let home = self.homes.get(sym.index()).copied().unwrap_or_default();
        (home.obj.0, home.local)
    }

    /// Returns the number of the object that defines or defined the symbol.
    pub fn origin_index(&self, sym: Sym) -> Option<ObjIndex> {
        match self.payload(sym) {
            Some(payload) => payload.origin.map(|home| home.obj),
            None => self.homes.get(sym.index()).map(|home| home.obj),
        }
    }

    /// Returns the compilation unit, an index into [`crate::library::Libraries::units`].
    pub fn unit(&self, sym: Sym) -> Option<u32> {
        self.origin(sym).map(|(obj, _)| obj.unit)
    }

    /// Returns the library that the symbol is in, an index into
    /// [`crate::library::Libraries::libs`].
    pub fn sym_lib(&self, sym: Sym) -> Option<u32> {
        if let Some(&lib) = self.extra.sym_lib.get(&sym) {
            return Some(lib);
        }
        self.origin(sym).map(|(obj, _)| obj.lib)
    }

    /// Returns true if the symbol is identified by its content: equal ones are the same.
    pub fn is_content_hashed(&self, sym: Sym) -> bool {
        self.origin(sym).is_some_and(|(obj, local)| {
            let start = obj.counts.pkg + obj.counts.hashed64;
            (start..start + obj.counts.hashed).contains(&local)
        })
    }

    /// Returns true if the assembler wrote the symbol's object.
    pub fn is_from_assembly(&self, sym: Sym) -> bool {
        self.origin(sym)
            .is_some_and(|(obj, _)| obj.is_from_assembly())
    }

    /// Returns true if several objects may define the symbol.
    #[inline]
    pub fn is_dup_ok(&self, sym: Sym) -> bool {
        match self.facts(sym) {
            Some(facts) => facts.flag & flag::DUPOK != 0,
            None => self.has(Attr::DupOk, sym),
        }
    }

    /// Returns true if the symbol was compiled with `-shared`.
    pub fn is_shared(&self, sym: Sym) -> bool {
        match self.local(sym) {
            Some((obj, _)) => obj.is_shared(),
            None => self.has(Attr::Shared, sym),
        }
    }

    #[inline]
    fn flag(&self, sym: Sym, bit: u8) -> bool {
        self.facts(sym).is_some_and(|facts| facts.flag & bit != 0)
    }

    #[inline]
    fn flag2(&self, sym: Sym, bit: u8) -> bool {
        self.facts(sym).is_some_and(|facts| facts.flag2 & bit != 0)
    }

    /// Returns true for a function that may call methods by name.
    #[inline]
    pub fn is_reflect_method(&self, sym: Sym) -> bool {
        self.flag(sym, flag::REFLECT_METHOD)
    }

    /// Returns true for a function without a check of the stack.
    #[inline]
    pub fn is_no_split(&self, sym: Sym) -> bool {
        self.flag(sym, flag::NO_SPLIT)
    }

    /// Returns true for a type descriptor.
    #[inline]
    pub fn is_go_type(&self, sym: Sym) -> bool {
        self.flag(sym, flag::GO_TYPE)
    }

    /// Returns true for a type that reflect finds by name.
    #[inline]
    pub fn is_typelink(&self, sym: Sym) -> bool {
        self.flag(sym, flag::TYPELINK)
    }

    /// Returns true for an interface table.
    #[inline]
    pub fn is_itab(&self, sym: Sym) -> bool {
        self.flag2(sym, flag2::ITAB)
    }

    /// Returns true for a dictionary of a generic function.
    pub fn is_dict(&self, sym: Sym) -> bool {
        self.flag2(sym, flag2::DICT)
    }

    /// Returns true for the initializer of a package's maps.
    pub fn is_pkg_init(&self, sym: Sym) -> bool {
        self.flag2(sym, flag2::PKG_INIT)
    }

    /// Iterates over the auxiliary symbols, unresolved, with their object.
    fn aux_records(
        &self,
        sym: Sym,
    ) -> Option<(
        &Object<'a>,
        impl ExactSizeIterator<Item = AuxRecord<'a>> + Clone,
    )> {
        let (obj, local) = self.origin(sym)?;
        Some((obj, obj.reader.auxs(local)))
    }

    /// Iterates over the auxiliary symbols.
    pub fn auxs(&self, sym: Sym) -> impl Iterator<Item = Aux> {
        self.aux_records(sym)
            .into_iter()
            .flat_map(|(obj, records)| {
                records.filter_map(|record| {
                    Some(Aux {
                        kind: record.kind()?,
                        sym: self.resolve(obj, record.sym()),
                    })
                })
            })
    }

    /// Returns the first auxiliary symbol of a kind; [`Sym::NONE`] without one.
    pub fn aux(&self, sym: Sym, kind: AuxKind) -> Sym {
        let Some((obj, mut records)) = self.aux_records(sym) else {
            return Sym::NONE;
        };
        // Targets are resolved lazily.
        records
            .find(|record| record.kind() == Some(kind))
            .map_or(Sym::NONE, |record| self.resolve(obj, record.sym()))
    }

    /// Returns the Go type of a variable; [`Sym::NONE`] if it is unknown.
    pub fn go_type(&self, sym: Sym) -> Sym {
        self.aux(sym, AuxKind::GoType)
    }

    /// Returns the facts of a function that an object defines.
    pub fn func_info(&self, sym: Sym) -> Option<FuncInfo<'a>> {
        let (obj, mut records) = self.aux_records(sym)?;
        let record = records.find(|record| record.kind() == Some(AuxKind::FuncInfo))?;
        // The information belongs to the object: its index denotes one of its own definitions.
        Some(FuncInfo::new(obj.reader.data(record.sym().sym)))
    }

    /// Returns the tables by program counter of a function.
    pub fn func_tables(&self, sym: Sym) -> FuncTables {
        let mut tables = FuncTables::default();
        for aux in self.auxs(sym) {
            match aux.kind {
                AuxKind::PcSp => tables.sp = aux.sym,
                AuxKind::PcFile => tables.file = aux.sym,
                AuxKind::PcLine => tables.line = aux.sym,
                AuxKind::PcInline => tables.inline = aux.sym,
                AuxKind::PcData => tables.data.push(aux.sym),
                _ => {}
            }
        }
        tables
    }

    /// Returns the tables for the garbage collector and for panics of a function.
    pub fn func_data(&self, sym: Sym) -> Vec<Sym> {
        self.auxs(sym)
            .filter(|aux| aux.kind == AuxKind::FuncData)
            .map(|aux| aux.sym)
            .collect()
    }
}

/// Returns the version of a name with this ABI in an object.
#[inline]
pub(crate) fn version_of(abi: u16, object: Version) -> Version {
    match abi {
        SymRecord::ABI_STATIC => object,
        1 => ABI_INTERNAL,
        _ => ABI0,
    }
}
