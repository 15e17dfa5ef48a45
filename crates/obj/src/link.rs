//! The symbols and functions of one object.
//!
//! Counterpart: cmd/internal/obj/link.go (`Link`), sym.go (`Linknew`).

use crate::arch::Arch;
use crate::debug::Fixups;
use crate::diagnostics::Diagnostics;
use crate::encoder::Encoder;
use crate::frozen::Frozen;
use crate::function::FunctionInfo;
use crate::function::InlinedCall;
use crate::ids::FuncId;
use crate::ids::SymId;
use crate::options::Options;
use crate::own::SymbolView;
use crate::pos::Pos;
use crate::pos::PosTable;
use crate::symbol_table::SymbolTable;
use crate::text::Printer;

/// An object that is being made.
#[derive(Debug)]
pub struct Link {
    /// The architecture.
    pub arch: &'static Arch,
    /// Its encoder.
    pub encoder: &'static Encoder,
    /// The options.
    pub options: Options,
    /// The symbols.
    pub symbols: SymbolTable,
    /// The declared functions.
    pub functions: Vec<FunctionInfo>,
    /// The bases of positions.
    pub positions: PosTable,
    /// The problems found.
    pub diagnostics: Diagnostics,
    /// The functions in order.
    pub text: Vec<SymId>,
    /// The data in order.
    pub data: Vec<SymId>,
    /// All inlined calls; a call comes after the call around it.
    pub(crate) inl_tree: Vec<InlinedCall>,
    /// References between debug entries.
    pub(crate) fixups: Fixups,
    /// The imported packages with their fingerprints.
    pub imports: Vec<(String, [u8; 8])>,
    /// The fingerprint of the export data.
    pub fingerprint: [u8; 8],
    /// The output of `-S` and `-d=pctab`.
    pub listing: Vec<u8>,
}

impl Link {
    /// Returns an empty object.
    pub fn new(encoder: &'static Encoder, options: Options) -> Self {
        Self {
            arch: encoder.arch,
            encoder,
            options,
            symbols: SymbolTable::default(),
            functions: Vec::new(),
            positions: PosTable::default(),
            diagnostics: Diagnostics::default(),
            text: Vec::new(),
            data: Vec::new(),
            inl_tree: Vec::new(),
            fixups: Fixups::default(),
            imports: Vec::new(),
            fingerprint: [0; 8],
            listing: Vec::new(),
        }
    }

    /// Returns the function of a text symbol.
    pub fn func(&self, sym: SymId) -> Option<&FunctionInfo> {
        let id = self.symbols[sym].func?;
        Some(&self.functions[id.0 as usize])
    }

    /// Returns the function of a text symbol, to change it.
    pub fn func_mut(&mut self, sym: SymId) -> Option<&mut FunctionInfo> {
        let id = self.symbols[sym].func?;
        Some(&mut self.functions[id.0 as usize])
    }

    /// Makes the function of a symbol.
    pub fn add_func(&mut self, sym: SymId) -> FuncId {
        let id = FuncId(self.functions.len() as u32);
        self.functions.push(FunctionInfo::default());
        self.symbols[sym].func = Some(id);
        id
    }

    /// Adds a call that was inlined. It is in the inlined call that its position is in.
    pub fn add_inlined(&mut self, pos: Pos, func: SymId, name: &str) {
        let number = self.inl_tree.len() as u32;
        let parent = self.positions.base_of(pos).and_then(|base| base.inl);
        self.inl_tree.push(InlinedCall {
            parent: parent.filter(|parent| *parent < number),
            pos,
            func,
            name: name.into(),
            parent_pc: 0,
        });
    }

    /// Returns a printer of operands.
    pub fn printer(&self) -> Printer<'_> {
        Printer {
            arch: self.arch,
            positions: &self.positions,
            symbols: SymbolView::new(&self.symbols, &[]),
            func: None,
        }
    }

    /// Returns the tables that functions read while they are assembled.
    pub fn frozen(&self) -> Frozen<'_> {
        Frozen {
            arch: self.arch,
            encoder: self.encoder,
            options: &self.options,
            positions: &self.positions,
            symbols: &self.symbols,
            functions: &self.functions,
            inl_tree: &self.inl_tree,
        }
    }
}
