//! The bytes of a function, in which entries of tables have numbers by their first use.
//!
//! Counterpart: none.

use vamos_base::digest::Digest;
use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;

use super::bytes::Bytes;
use crate::compile::Package;

/// Numbers of entries of a table in the order in which a function uses them, from 1 on.
#[derive(Debug, Default)]
pub(super) struct LocalNumbers {
    /// The function at hand; entries of others are old.
    function: u32,
    /// The last function that uses each entry, and the number there.
    numbers: Vec<(u32, u32)>,
    /// The entries that the function uses.
    pub(super) used: Vec<u32>,
    /// The number from which on there are no entries.
    end: usize,
}

impl LocalNumbers {
    /// Returns the numbers of a table with entries below `end`.
    fn below(end: usize) -> Self {
        Self {
            end,
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
        let at = entry as usize;
        if at >= self.end {
            return u64::from(entry) | 1 << 32;
        }
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
    pub(super) types: LocalNumbers,
    pub(super) syms: LocalNumbers,
    pub(super) names: LocalNumbers,
    /// Variables of functions that are called, of which only the identity counts.
    params: LocalNumbers,
    /// Bases of positions.
    pub(super) bases: LocalNumbers,
    /// Inlined calls.
    pub(super) calls: LocalNumbers,
    /// Line, column and marks of the last position.
    lico: u32,
}

impl Writer {
    /// Returns a writer of functions of a package.
    pub(super) fn new(package: &Package<'_>) -> Self {
        let Package { tables, object, .. } = package;
        // Number 0 of most tables is nothing.
        let up_to = |last: usize| LocalNumbers::below(last + 1);
        Self {
            types: up_to(tables.types.len()),
            syms: up_to(tables.syms.len()),
            names: up_to(tables.names.len()),
            params: up_to(tables.names.len()),
            bases: up_to(object.positions.last_number() as usize),
            calls: LocalNumbers::below(object.inl_tree.len()),
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
        tables.into_iter().for_each(LocalNumbers::begin);
    }

    /// Adds a number.
    #[inline]
    pub(super) fn put(&mut self, number: impl Into<u64>) {
        self.bytes.put(number);
    }

    /// Adds the number of items that follow.
    pub(super) fn put_len(&mut self, len: usize) {
        self.bytes.put_len(len);
    }

    /// Adds a number with a sign.
    #[inline]
    pub(super) fn put_int(&mut self, number: i64) {
        self.bytes.put_int(number);
    }

    /// Adds bytes with their number.
    pub(super) fn put_text(&mut self, text: &[u8]) {
        self.bytes.put_text(text);
    }

    /// Adds facts that are true or false.
    #[inline]
    pub(super) fn put_bits<const N: usize>(&mut self, bits: [bool; N]) {
        self.bytes.put_bits(bits);
    }

    /// Adds a digest.
    pub(super) fn put_digest(&mut self, digest: Digest) {
        self.bytes.put_digest(digest);
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
    pub(super) fn put_call(&mut self, call: Option<i64>) {
        let Some(call) = call else {
            self.put(0_u32);
            return;
        };
        if let Ok(call) = u32::try_from(call) {
            let number = self.calls.number(call);
            self.put(1 + number);
        } else {
            // The number of a call in an object has 32 bits; this one is in none.
            self.put(1_u32);
            self.put_int(call);
        }
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
            types: LocalNumbers::below(8),
            bases: LocalNumbers::below(10),
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

    #[test]
    fn calls_that_the_object_does_not_have_count_by_number() {
        let mut writer = Writer {
            calls: LocalNumbers::below(2),
            ..Writer::default()
        };
        writer.begin();
        for call in [None, Some(1), Some(0), Some(1), Some(-1)] {
            writer.put_call(call);
        }
        assert_eq!(writer.bytes.0, [0, 2, 3, 2, 1, 1]);
        let known = writer.bytes.0.len();
        writer.put_call(Some(2));
        let number = [0x83, 0x80, 0x80, 0x80, 0x10];
        assert_eq!(writer.bytes.0[known..], number);
        assert_eq!(writer.calls.used, [1, 0]);
    }
}
