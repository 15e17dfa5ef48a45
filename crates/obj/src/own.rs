//! The symbols of an object, which are frozen while a function is assembled, and the symbols that
//! the function makes itself.
//!
//! Ids of own symbols follow the ids of the object's; [`SymbolTable::adopt`] translates them.
//! Counterpart: cmd/internal/obj/sym.go (`LookupABI`, `Float32Sym` to `Int128Sym`).

use std::ops::Index;

use crate::attributes::Attributes;
use crate::ids::Abi;
use crate::ids::SymId;
use crate::names::NamedSymbols;
use crate::names::Scope;
use crate::symbol::Reloc;
use crate::symbol::SymKind;
use crate::symbol::Symbol;
use crate::symbol_table::SymbolTable;
use crate::symbol_table::gc_locals_name;
use crate::symbol_table::global;

/// The symbols of an object, and the own symbols of one function.
#[derive(Clone, Copy, Debug)]
pub struct SymbolView<'a> {
    table: &'a SymbolTable,
    own: &'a [Symbol],
}

impl<'a> SymbolView<'a> {
    /// Returns the symbols of an object, and the own symbols of a function.
    pub fn new(table: &'a SymbolTable, own: &'a [Symbol]) -> Self {
        Self { table, own }
    }

    /// Returns the symbols of the object.
    pub fn table(self) -> &'a SymbolTable {
        self.table
    }
}

impl Index<SymId> for SymbolView<'_> {
    type Output = Symbol;

    #[inline]
    fn index(&self, sym: SymId) -> &Symbol {
        match sym.index().checked_sub(self.table.len()) {
            None => &self.table[sym],
            Some(own) => &self.own[own],
        }
    }
}

/// The symbols of an object, and the own symbols of a function, which may make more.
#[derive(Debug)]
pub struct FunctionSymbols<'a> {
    table: &'a SymbolTable,
    own: NamedSymbols,
}

impl<'a> FunctionSymbols<'a> {
    /// Returns the symbols of a function that has none of its own yet.
    pub fn new(table: &'a SymbolTable) -> Self {
        Self {
            table,
            own: NamedSymbols::default(),
        }
    }

    /// Returns the symbols for as long as `table` lives, which is the same table.
    pub(crate) fn with_table(self, table: &SymbolTable) -> FunctionSymbols<'_> {
        FunctionSymbols {
            table,
            own: self.own,
        }
    }

    /// Returns the symbols to read them.
    pub fn view(&self) -> SymbolView<'_> {
        SymbolView::new(self.table, self.own.as_slice())
    }

    /// Returns the own symbols.
    pub(crate) fn into_own(self) -> Vec<Symbol> {
        self.own.into_list()
    }

    /// Returns the symbol of this name: data, or a function of ABI0.
    pub fn lookup(&mut self, name: &str) -> SymId {
        self.lookup_abi(name, Abi::Abi0)
    }

    /// Returns the symbol of this name and calling convention.
    pub fn lookup_abi(&mut self, name: &str, abi: Abi) -> SymId {
        self.find_or_insert(name, abi, || global(name, abi))
    }

    fn find_or_insert(&mut self, name: &str, abi: Abi, make: impl FnOnce() -> Symbol) -> SymId {
        let scope = Scope::Global(abi);
        if let Some(sym) = self.table.find_in(name, scope) {
            return sym;
        }
        let own = match self.own.find(name, scope) {
            Some(own) => own,
            None => self.own.insert(make(), scope),
        };
        SymId::new(self.table.len() + own)
    }

    /// Returns the table for the garbage collector with this content, which names it.
    pub fn gc_locals(&mut self, data: &[u8]) -> SymId {
        self.content(&gc_locals_name(data), data, Vec::new())
    }

    /// Returns the data of this name that are found by their content.
    pub fn content(&mut self, name: &str, data: &[u8], relocs: Vec<Reloc>) -> SymId {
        self.data(name, data, relocs, Symbol::default())
    }

    /// Returns the unwind information of Windows with this content, which names it.
    pub(crate) fn unwind_info(&mut self, name: &str, data: &[u8], relocs: Vec<Reloc>) -> SymId {
        let symbol = Symbol {
            kind: SymKind::SehUnwindInfo,
            attributes: Attributes::LOCAL | Attributes::DUPLICATE_OK,
            ..Symbol::default()
        };
        self.data(name, data, relocs, symbol)
    }

    /// Returns the data of this name that are found by their content; `symbol` has their kind and
    /// further facts.
    fn data(&mut self, name: &str, data: &[u8], relocs: Vec<Reloc>, symbol: Symbol) -> SymId {
        self.find_or_insert(name, Abi::Abi0, || Symbol {
            name: name.into(),
            size: data.len() as i64,
            data: data.to_vec(),
            relocs,
            attributes: symbol.attributes | Attributes::CONTENT_ADDRESSABLE,
            ..symbol
        })
    }

    /// Returns the constant with these bits of an `f32`.
    pub fn float32(&mut self, bits: u32) -> SymId {
        self.constant(&format!("$f32.{bits:08x}"), &bits.to_le_bytes())
    }

    /// Returns the constant with these bits of an `f64`.
    pub fn float64(&mut self, bits: u64) -> SymId {
        self.constant(&format!("$f64.{bits:016x}"), &bits.to_le_bytes())
    }

    /// Returns the constant of four bytes.
    pub fn int32(&mut self, value: i64) -> SymId {
        let bytes = (value as i32).to_le_bytes();
        self.constant(&format!("$i32.{value:08x}"), &bytes)
    }

    /// Returns the constant of eight bytes.
    pub fn int64(&mut self, value: i64) -> SymId {
        self.constant(&format!("$i64.{value:016x}"), &value.to_le_bytes())
    }

    /// Returns the constant of sixteen bytes.
    pub fn int128(&mut self, high: i64, low: i64) -> SymId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&low.to_le_bytes());
        bytes[8..].copy_from_slice(&high.to_le_bytes());
        self.constant(&format!("$i128.{high:016x}{low:016x}"), &bytes)
    }

    fn constant(&mut self, name: &str, bytes: &[u8]) -> SymId {
        self.find_or_insert(name, Abi::Abi0, || Symbol {
            name: name.into(),
            size: bytes.len() as i64,
            data: bytes.to_vec(),
            kind: SymKind::RoData,
            attributes: Attributes::LOCAL | Attributes::CONTENT_ADDRESSABLE,
            ..Symbol::default()
        })
    }
}

impl Index<SymId> for FunctionSymbols<'_> {
    type Output = Symbol;

    #[inline]
    fn index(&self, sym: SymId) -> &Symbol {
        match sym.index().checked_sub(self.table.len()) {
            None => &self.table[sym],
            Some(own) => &self.own[own],
        }
    }
}

#[cfg(test)]
mod tests {
    use vamos_objfile::goobj::RelocType;

    use super::*;

    #[test]
    fn constants_are_named_by_their_bits() {
        let table = SymbolTable::default();
        let mut symbols = FunctionSymbols::new(&table);
        let one = symbols.float64(1_f64.to_bits());
        assert_eq!(&*symbols[one].name, "$f64.3ff0000000000000");
        assert_eq!(symbols[one].data[7], 0x3f);
        assert_eq!(symbols.float64(1_f64.to_bits()), one);
        let negative = symbols.int32(-1);
        assert_eq!(&*symbols[negative].name, "$i32.ffffffffffffffff");
    }

    #[test]
    fn own_symbols_of_several_functions_become_one() {
        let mut table = SymbolTable::default();
        let known = table.lookup("p.f");
        let mut first = FunctionSymbols::new(&table);
        let mut second = FunctionSymbols::new(&table);
        assert_eq!(first.lookup("p.f"), known);
        let constant = first.float32(1);
        let own = second.lookup("p.g");
        assert_eq!((constant, own), (SymId::new(1), SymId::new(1)));
        assert_eq!(second.float32(1), SymId::new(2));
        let (first, second) = (first.into_own(), second.into_own());
        assert_eq!(table.adopt(first, 1), [SymId::new(1)]);
        assert_eq!(table.adopt(second, 1), [SymId::new(2), SymId::new(1)]);
        assert_eq!(table.constants, [SymId::new(1)]);
    }

    #[test]
    fn data_of_functions_keep_their_targets() {
        let mut table = SymbolTable::default();
        let known = table.lookup("p.f");
        let reloc = |sym| Reloc {
            off: 0,
            siz: 4,
            kind: RelocType::ADDROFF,
            add: 0,
            sym: Some(sym),
        };
        let make = |name: &str| {
            let mut symbols = FunctionSymbols::new(&table);
            let target = symbols.lookup(&format!("{name}.target"));
            let relocs = vec![reloc(known), reloc(target)];
            symbols.content(name, &[0; 8], relocs);
            symbols.into_own()
        };
        let lists = [make("p.a"), make("p.b"), make("p.a")];
        let [first, second, third] = lists.map(|own| table.adopt(own, 1));
        assert_eq!(first, third);
        for ids in [first, second] {
            let relocs = table[ids[1]].relocs.iter();
            let targets: Vec<_> = relocs.map(|reloc| reloc.sym).collect();
            assert_eq!(targets, [Some(known), Some(ids[0])]);
        }
        assert!(table.constants.is_empty());
    }
}
