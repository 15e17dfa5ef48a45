//! The symbols and functions of one object.
//!
//! Counterpart: cmd/internal/obj/link.go (`Link`), sym.go (`Linknew`).

use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

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

/// The number of an inlined call that the object does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownInlinedCall(pub u32);

impl Display for UnknownInlinedCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "no inlined call {}", self.0)
    }
}

impl Error for UnknownInlinedCall {}

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
    ///
    /// # Errors
    /// The call that its position is in was not added before.
    pub fn add_inlined(
        &mut self,
        pos: Pos,
        func: SymId,
        name: &str,
    ) -> Result<(), UnknownInlinedCall> {
        let parent = self.positions.base_of(pos).and_then(|base| base.inl);
        let is_unknown = |parent: &u32| *parent as usize >= self.inl_tree.len();
        if let Some(parent) = parent.filter(is_unknown) {
            return Err(UnknownInlinedCall(parent));
        }
        self.inl_tree.push(InlinedCall {
            parent,
            pos,
            func,
            name: name.into(),
            parent_pc: 0,
        });
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Goos;
    use crate::options::Release;
    use crate::pos::PosBase;
    use crate::x86;

    #[test]
    fn calls_come_after_the_calls_around_them() {
        let options = Options::for_compiler(Release::Go126, Goos::Linux, "p");
        let mut link = Link::new(&x86::ENCODER, options);
        let base = link.positions.add(PosBase {
            start: None,
            filename: "a.go".into(),
            abs_filename: "/a.go".into(),
            line: 1,
            col: 1,
            inl: Some(0),
        });
        let pos = link.positions.pos(base, 1, 1);
        let func = link.symbols.lookup("p.f");
        let added = link.add_inlined(pos, func, "f");
        assert_eq!(added, Err(UnknownInlinedCall(0)));
        assert_eq!(link.add_inlined(Pos::NONE, func, "f"), Ok(()));
        assert_eq!(link.add_inlined(pos, func, "f"), Ok(()));
        assert_eq!(link.inl_tree[1].parent, Some(0));
    }
}
