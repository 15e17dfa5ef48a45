//! Finds symbols by name, and makes those of constants.
//!
//! Counterpart: cmd/internal/obj/sym.go (`LookupABIInit` to `GCLocalsSym`), cmd/internal/hash.

use vamos_base::digest::Digest;
use vamos_base::golang::base64;

use crate::attributes::Attributes;
use crate::symbol::Abi;
use crate::symbol::SymId;
use crate::symbol::SymKind;
use crate::symbol::Symbol;
use crate::symbol::Symbols;

impl Symbols {
    /// Returns the symbol of this name: data, or a function of ABI0.
    pub fn lookup(&mut self, name: &str) -> SymId {
        self.lookup_abi(name, Abi::Abi0)
    }

    /// Returns the symbol of this name if there is one.
    pub fn find(&self, name: &str) -> Option<SymId> {
        self.abi0.get(name).copied()
    }

    /// Returns the symbol of this name and calling convention.
    pub fn lookup_abi(&mut self, name: &str, abi: Abi) -> SymId {
        let table = match abi {
            Abi::Abi0 => &self.abi0,
            Abi::Internal => &self.internal,
        };
        if let Some(sym) = table.get(name) {
            return *sym;
        }
        let sym = self.add(Symbol {
            name: name.into(),
            abi,
            ..Symbol::default()
        });
        let table = match abi {
            Abi::Abi0 => &mut self.abi0,
            Abi::Internal => &mut self.internal,
        };
        table.insert(name.into(), sym);
        sym
    }

    /// Returns the symbol of this name that is known in this object only.
    pub fn lookup_static(&mut self, name: &str) -> SymId {
        if let Some(sym) = self.statics.get(name) {
            return *sym;
        }
        let sym = self.add(Symbol {
            name: name.into(),
            attributes: Attributes::STATIC,
            ..Symbol::default()
        });
        self.statics.insert(name.into(), sym);
        sym
    }

    /// Returns the symbol of a name that was derived from `sym`: static if that is.
    pub fn lookup_derived(&mut self, sym: SymId, name: &str) -> SymId {
        match self[sym].has(Attributes::STATIC) {
            true => self.lookup_static(name),
            false => self.lookup(name),
        }
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
        if let Some(sym) = self.find(name) {
            return sym;
        }
        let sym = self.lookup(name);
        let symbol = &mut self[sym];
        symbol.size = bytes.len() as i64;
        symbol.data = bytes.to_vec();
        symbol.kind = SymKind::RoData;
        symbol.set(Attributes::LOCAL | Attributes::CONTENT_ADDRESSABLE);
        self.constants.push(sym);
        sym
    }

    /// Returns the symbol of a table for the garbage collector: named by its content.
    pub fn gc_locals(&mut self, data: &[u8]) -> SymId {
        let mut digest = Digest::of(data);
        // Upstream makes the hash different from SHA-256.
        digest.0[0] ^= 0xff;
        let name = format!("gclocals·{}", base64::encode(&digest.0[..16]));
        if let Some(sym) = self.find(&name) {
            return sym;
        }
        let sym = self.lookup(&name);
        let symbol = &mut self[sym];
        symbol.data = data.to_vec();
        symbol.set(Attributes::CONTENT_ADDRESSABLE);
        sym
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_symbol_for_each_name_and_convention() {
        let mut symbols = Symbols::default();
        let sym = symbols.lookup("p.f");
        assert_eq!(symbols.lookup("p.f"), sym);
        assert_ne!(symbols.lookup_abi("p.f", Abi::Internal), sym);
        let local = symbols.lookup_static("p.f");
        assert_ne!(local, sym);
        let derived = symbols.lookup_derived(local, "p.f.x");
        assert!(symbols[derived].has(Attributes::STATIC));
    }

    #[test]
    fn constants_are_named_by_their_bits() {
        let mut symbols = Symbols::default();
        let one = symbols.float64(1_f64.to_bits());
        assert_eq!(&*symbols[one].name, "$f64.3ff0000000000000");
        assert_eq!(symbols[one].data[7], 0x3f);
        assert_eq!(symbols.float64(1_f64.to_bits()), one);
        let negative = symbols.int32(-1);
        assert_eq!(&*symbols[negative].name, "$i32.ffffffffffffffff");
        let table = symbols.gc_locals(&[2, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(&*symbols[table].name, "gclocals·J26BEvPExEQhJvjp9E8Whg==");
    }
}
