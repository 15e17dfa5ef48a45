//! The bytes of a function, in which entries of tables have numbers by their first use.
//!
//! Counterpart: none.

use std::ops::Deref;
use std::ops::DerefMut;

use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;

use super::bytes::Bytes;
use crate::compile::Package;

/// Numbers of entries of a table in the order in which a function uses them, from 1 on.
#[derive(Debug, Default)]
pub(super) struct Locals {
    /// The function at hand; entries of others are old.
    function: u32,
    /// The last function that uses each entry, and the number there.
    numbers: Vec<(u32, u32)>,
    /// The entries that the function uses.
    pub(super) used: Vec<u32>,
    /// The greatest number of an entry.
    last: u32,
}

impl Locals {
    /// Returns the numbers of a table with entries up to `last`.
    fn up_to(last: usize) -> Self {
        Self {
            last: last as u32,
            ..Self::default()
        }
    }

    /// Begins another function.
    fn begin(&mut self) {
        self.function += 1;
        self.used.clear();
    }

    /// Returns the number of an entry. Entries that do not exist have numbers of their own.
    #[inline]
    fn number(&mut self, entry: u32) -> u64 {
        if entry > self.last {
            return u64::from(entry) | 1 << 32;
        }
        let at = entry as usize;
        if self.numbers.len() <= at {
            self.numbers.resize(at + 1, (0, 0));
        }
        let (function, number) = &mut self.numbers[at];
        if *function != self.function {
            self.used.push(entry);
            *function = self.function;
            *number = self.used.len() as u32;
        }
        (*number).into()
    }
}

/// Writes a function.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) bytes: Bytes,
    pub(super) types: Locals,
    pub(super) syms: Locals,
    pub(super) names: Locals,
    /// Variables of functions that are called, of which only the identity counts.
    params: Locals,
    /// Bases of positions.
    pub(super) bases: Locals,
    /// Inlined calls; the entry is the number plus 1.
    pub(super) calls: Locals,
    /// Line, column and marks of the last position.
    lico: u32,
}

impl Deref for Writer {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &self.bytes
    }
}

impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut Bytes {
        &mut self.bytes
    }
}

impl Writer {
    /// Returns a writer of functions of a package.
    pub(super) fn new(package: &Package<'_>) -> Self {
        let Package { tables, object, .. } = package;
        Self {
            types: Locals::up_to(tables.types.len()),
            syms: Locals::up_to(tables.syms.len()),
            names: Locals::up_to(tables.names.len()),
            params: Locals::up_to(tables.names.len()),
            bases: Locals::up_to(object.positions.last_number() as usize),
            calls: Locals::up_to(object.inl_tree.len()),
            ..Self::default()
        }
    }

    /// Begins another function.
    pub(super) fn begin(&mut self) {
        self.bytes.0.clear();
        self.lico = 0;
        let tables = [
            &mut self.types,
            &mut self.syms,
            &mut self.names,
            &mut self.params,
            &mut self.bases,
            &mut self.calls,
        ];
        tables.into_iter().for_each(Locals::begin);
    }

    /// Adds a type.
    #[inline]
    pub(super) fn put_type(&mut self, ty: TypeId) {
        let number = self.types.number(ty.0);
        self.put(number);
    }

    /// Adds a symbol.
    #[inline]
    pub(super) fn put_sym(&mut self, sym: SymId) {
        let number = self.syms.number(sym.0);
        self.put(number);
    }

    /// Adds a variable.
    #[inline]
    pub(super) fn put_name(&mut self, name: NameId) {
        let number = self.names.number(name.0);
        self.put(number);
    }

    /// Adds a variable of a function that is called.
    pub(super) fn put_param(&mut self, name: NameId) {
        let number = self.params.number(name.0);
        self.put(number);
    }

    /// Adds an inlined call.
    pub(super) fn put_call(&mut self, call: Option<u32>) {
        let entry = call.map_or(0, |call| call.saturating_add(1));
        let number = self.calls.number(entry);
        self.put(number);
    }

    /// Adds a position.
    #[inline]
    pub(super) fn put_pos(&mut self, pos: Pos) {
        let number = self.bases.number(pos.base);
        self.put(number);
        let distance = i64::from(pos.lico) - i64::from(self.lico);
        self.put_int(distance);
        self.lico = pos.lico;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_numbers_by_their_first_use() {
        let mut writer = Writer {
            types: Locals::up_to(7),
            bases: Locals::up_to(9),
            ..Writer::default()
        };
        writer.begin();
        for ty in [7, 3, 7, 0] {
            writer.put_type(TypeId(ty));
        }
        assert_eq!(writer.bytes.0, [1, 2, 1, 3]);
        assert_eq!(writer.types.used, [7, 3, 0]);
        writer.put_type(TypeId(8));
        assert_eq!(writer.types.used, [7, 3, 0]);
        writer.begin();
        writer.put_type(TypeId(3));
        let pos = |lico| Pos { base: 9, lico };
        writer.put_pos(pos(5));
        writer.put_pos(pos(4));
        writer.put_bits([true, false, true]);
        assert_eq!(writer.bytes.0, [1, 1, 10, 1, 1, 5]);
    }
}
