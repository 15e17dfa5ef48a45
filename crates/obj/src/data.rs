//! Writes the content of symbols.
//!
//! Counterpart: cmd/internal/obj/data.go.

use vamos_objfile::goobj::RelocType;
use vamos_objfile::goobj::WEAK;

use crate::arch::Arch;
use crate::diagnostics::Diagnostics;
use crate::fips;
use crate::link::Link;
use crate::options::Options;
use crate::symbol::Reloc;
use crate::symbol::SymId;
use crate::symbol::SymKind;
use crate::symbol_table::SymbolTable;

/// Writes into symbols.
#[derive(Debug)]
pub struct Content<'a> {
    pub(crate) arch: &'static Arch,
    pub(crate) options: &'a Options,
    pub(crate) symbols: &'a mut SymbolTable,
    pub(crate) diagnostics: &'a mut Diagnostics,
}

impl Link {
    /// Returns the writer of contents of the object's symbols.
    pub fn content(&mut self) -> Content<'_> {
        Content {
            arch: self.arch,
            options: &self.options,
            symbols: &mut self.symbols,
            diagnostics: &mut self.diagnostics,
        }
    }
}

impl Content<'_> {
    /// Changes the kind of a symbol of the FIPS module; called whenever a kind has changed.
    pub(crate) fn set_fips_kind(&mut self, sym: SymId) {
        self.symbols[sym].kind = fips::kind(self.options, &self.symbols[sym]);
    }

    /// Makes room for `siz` bytes at `off`, and makes a symbol without content data. Returns
    /// where they start; `None` for a place that no symbol can have.
    fn prepare(&mut self, sym: SymId, off: i64, siz: usize) -> Option<usize> {
        if !(0..1 << 30).contains(&off) {
            let name = &self.symbols[sym].name;
            let text = format!("prepwrite: bad off={off} siz={siz} s={name}");
            self.diagnostics.report(text);
            return None;
        }
        match self.symbols[sym].kind {
            SymKind::Xxx | SymKind::Bss => {
                self.symbols[sym].kind = SymKind::Data;
                self.set_fips_kind(sym);
            }
            SymKind::NoPtrBss => {
                self.symbols[sym].kind = SymKind::NoPtrData;
                self.set_fips_kind(sym);
            }
            SymKind::TlsBss => {
                let name = &self.symbols[sym].name;
                let text = format!("cannot supply data for STLSBSS var {name}");
                self.diagnostics.report(text);
            }
            _ => {}
        }
        let start = off as usize;
        let end = start.saturating_add(siz);
        let symbol = &mut self.symbols[sym];
        if symbol.data.len() < end {
            symbol.data.resize(end, 0);
        }
        symbol.size = symbol.size.max(end as i64);
        Some(start)
    }

    /// Writes an `f32`.
    pub fn write_float32(&mut self, sym: SymId, off: i64, value: f32) {
        self.write_bytes(sym, off, &value.to_le_bytes());
    }

    /// Writes an `f64`.
    pub fn write_float64(&mut self, sym: SymId, off: i64, value: f64) {
        self.write_bytes(sym, off, &value.to_le_bytes());
    }

    /// Writes the low `siz` bytes of an integer.
    pub fn write_int(&mut self, sym: SymId, off: i64, siz: usize, value: i64) {
        match siz {
            1 | 2 | 4 | 8 => self.write_bytes(sym, off, &value.to_le_bytes()[..siz]),
            _ => {
                let text = format!("WriteInt: bad integer size: {siz}");
                let _ = self.prepare(sym, off, siz);
                self.diagnostics.report(text);
            }
        }
    }

    /// Writes a string into `siz` bytes.
    pub fn write_string(&mut self, sym: SymId, off: i64, siz: usize, text: &[u8]) {
        let len = text.len();
        if siz < len {
            let text = format!("WriteString: bad string size: {siz} < {len}");
            self.diagnostics.report(text);
        }
        if let Some(start) = self.prepare(sym, off, siz) {
            let len = len.min(siz);
            self.symbols[sym].data[start..start + len].copy_from_slice(&text[..len]);
        }
    }

    /// Writes bytes.
    pub fn write_bytes(&mut self, sym: SymId, off: i64, bytes: &[u8]) {
        if let Some(start) = self.prepare(sym, off, bytes.len()) {
            self.symbols[sym].data[start..start + bytes.len()].copy_from_slice(bytes);
        }
    }

    /// Adds bytes at the end.
    pub fn add_bytes(&mut self, sym: SymId, bytes: &[u8]) {
        let end = self.symbols[sym].size;
        self.write_bytes(sym, end, bytes);
    }

    fn write_reloc(&mut self, sym: SymId, off: i64, siz: usize, reloc: Reloc) {
        let _ = self.prepare(sym, off, siz);
        self.add_rel(sym, reloc);
    }

    /// Writes the address of `target` plus `add`.
    pub fn write_addr(
        &mut self,
        sym: SymId,
        off: i64,
        siz: usize,
        target: Option<SymId>,
        add: i64,
    ) {
        if siz != usize::from(self.arch.ptr_size) && siz != 4 {
            let name = &self.symbols[sym].name;
            let text = format!("WriteAddr: bad address size {siz} in {name}");
            self.diagnostics.report(text);
        }
        let reloc = Reloc {
            off: off as i32,
            siz: siz as u8,
            kind: RelocType::ADDR,
            add,
            sym: target,
        };
        self.write_reloc(sym, off, siz, reloc);
    }

    /// Writes the address of `target` plus `add`, relative to the compilation unit.
    pub fn write_cu_relative_addr(&mut self, sym: SymId, off: i64, target: SymId, add: i64) {
        let siz = self.arch.ptr_size;
        let reloc = Reloc {
            off: off as i32,
            siz,
            kind: RelocType::ADDRCUOFF,
            add,
            sym: Some(target),
        };
        self.write_reloc(sym, off, usize::from(siz), reloc);
    }

    /// Writes the offset of `target` plus `add` in its section.
    pub fn write_off(&mut self, sym: SymId, off: i64, target: SymId, add: i64) {
        self.write_off_kind(sym, off, target, add, RelocType::ADDROFF);
    }

    /// Writes the offset of `target` plus `add` in its section; does not keep the target.
    pub fn write_weak_off(&mut self, sym: SymId, off: i64, target: SymId, add: i64) {
        let kind = RelocType(RelocType::ADDROFF.0 | WEAK);
        self.write_off_kind(sym, off, target, add, kind);
    }

    fn write_off_kind(&mut self, sym: SymId, off: i64, target: SymId, add: i64, kind: RelocType) {
        let reloc = Reloc {
            off: off as i32,
            siz: 4,
            kind,
            add,
            sym: Some(target),
        };
        self.write_reloc(sym, off, 4, reloc);
    }

    /// Adds a relocation.
    pub fn add_rel(&mut self, sym: SymId, reloc: Reloc) {
        if self.symbols[sym].kind.is_fips() {
            let problem = fips::reloc_problem(self.options, &self.symbols[sym], reloc.kind);
            problem
                .into_iter()
                .for_each(|text| self.diagnostics.report(text));
        }
        self.symbols[sym].relocs.push(reloc);
    }
}
