//! Assembles the functions of a file: each one by itself, then their results join the object in
//! order.
//!
//! Counterpart: cmd/internal/obj/plist.go (`Flushplist`).

use crate::assemble::Assembled;
use crate::assemble::Scratch;
use crate::assemble::assemble;
use crate::assemble::assemble_in_place;
use crate::diagnostics::Fatal;
use crate::frozen::Frozen;
use crate::function::Function;
use crate::ids::SymId;
use crate::link::Link;

/// Assembles functions in any order and on any threads; returns the results in the order of the
/// functions.
pub type Assembler<'a> = &'a dyn Fn(&Frozen<'_>, Vec<Function>) -> Vec<Assembled>;

impl Link {
    /// Assembles functions and adds their results, in order. `text` has the symbols in the order
    /// of their declarations: a function that was declared twice is encoded twice, as upstream.
    ///
    /// # Errors
    /// The encoder gave up.
    pub fn flush(
        &mut self,
        functions: Vec<Function>,
        text: &[SymId],
        assembler: Option<Assembler<'_>>,
    ) -> Result<(), Fatal> {
        let mut functions = functions;
        if functions.len() != text.len() {
            return self.flush_repeated(functions, text);
        }
        let mut scratch = Scratch::default();
        let Some(assembler) = assembler else {
            for mut function in functions {
                self.load(&mut function);
                let assembled = assemble(&self.frozen(), function, &mut scratch);
                self.merge(assembled)?;
            }
            return Ok(());
        };
        functions
            .iter_mut()
            .for_each(|function| self.load(function));
        let results = assembler(&self.frozen(), functions);
        for assembled in results {
            self.merge(assembled)?;
        }
        Ok(())
    }

    /// Assembles functions of which some were declared twice; the run fails, but all problems
    /// are reported.
    fn flush_repeated(&mut self, functions: Vec<Function>, text: &[SymId]) -> Result<(), Fatal> {
        let mut functions = functions;
        let mut scratch = Scratch::default();
        for sym in text {
            let function = functions.iter_mut().find(|function| function.sym == *sym);
            let function = function.expect("a declared function has its instructions");
            self.flush_in_place(function, &mut scratch)?;
        }
        Ok(())
    }

    /// Assembles one function and adds the result; leaves its instructions as they were encoded.
    ///
    /// # Errors
    /// The encoder gave up.
    pub fn flush_in_place(
        &mut self,
        function: &mut Function,
        scratch: &mut Scratch,
    ) -> Result<(), Fatal> {
        self.load(function);
        let assembled = assemble_in_place(&self.frozen(), function, scratch);
        self.merge(assembled)
    }

    /// Gives a function its declared facts, and the content of its symbol.
    fn load(&mut self, function: &mut Function) {
        let symbol = &mut self.symbols[function.sym];
        let code = &mut function.code;
        code.data = std::mem::take(&mut symbol.data);
        code.relocs = std::mem::take(&mut symbol.relocs);
        code.size = symbol.size;
        code.attributes = symbol.attributes;
        if let Some(info) = self.func(function.sym) {
            function.facts = info.facts;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declare::text_flag;
    use crate::function::InlMark;
    use crate::function::JumpTable;
    use crate::options::Goos;
    use crate::options::Options;
    use crate::options::Release;
    use crate::pos::Pos;
    use crate::pos::PosBase;
    use crate::prog::Addr;
    use crate::prog::AddrName;
    use crate::prog::AddrType;
    use crate::prog::As;
    use crate::prog::Prog;
    use crate::prog::ProgList;
    use crate::prog::Val;
    use crate::prog::op;
    use crate::x86;

    fn prog(op: As, pos: Pos) -> Prog {
        Prog {
            op,
            pos,
            ..Prog::default()
        }
    }

    /// Returns an object of compiled code, a declared function and its position.
    fn declared() -> (Link, SymId, Pos) {
        let mut options = Options::for_assembler(Release::Go126, Goos::Linux, "p");
        options.is_asm = false;
        let mut link = Link::new(&x86::ENCODER, options);
        let sym = link.symbols.lookup("p.f");
        let base = link.positions.add_file("f.go", "/f.go");
        let pos = link.positions.pos(base, 3, 1);
        link.init_text_sym(sym, text_flag::NOSPLIT, pos);
        (link, sym, pos)
    }

    fn text(sym: SymId, pos: Pos) -> Prog {
        let mut text = prog(op::TEXT, pos);
        text.from = Addr {
            kind: AddrType::Mem,
            name: AddrName::Extern,
            sym: Some(sym),
            ..Addr::default()
        };
        text.to = Addr {
            kind: AddrType::TextSize,
            val: Val::ArgSize(0),
            ..Addr::default()
        };
        text
    }

    #[test]
    fn computed_jumps_and_inlined_calls() {
        let (mut link, sym, pos) = declared();
        let callee = link.symbols.lookup("p.g");
        let table = link.symbols.lookup_static("p.f.jump1");
        link.symbols[table].kind = crate::symbol::SymKind::RoData;
        let inlined = link.positions.add(PosBase {
            start: None,
            filename: "g.go".into(),
            abs_filename: "/g.go".into(),
            line: 1,
            col: 1,
            inl: Some(0),
        });
        let inlined = link.positions.pos(inlined, 7, 1);
        link.add_inlined(pos, callee, "g")
            .expect("the caller was not inlined");
        let mut list = ProgList::default();
        list.append(text(sym, pos));
        let first = list.append(prog(op::RET, pos));
        let second = list.append(prog(op::RET, inlined));
        let mut function = Function::new(sym);
        function.text = list.first();
        function.progs = list.into_progs();
        function.jump_tables.push(JumpTable {
            sym: table,
            targets: vec![second, first],
        });
        function.inl_marks.push(InlMark {
            prog: second,
            id: 0,
        });
        link.flush(vec![function], &[sym], None)
            .expect("the code is valid");
        assert!(link.diagnostics.is_empty());
        assert_eq!(link.symbols[sym].data, [0xc3, 0xc3]);
        let relocs = link.symbols[table].relocs.iter();
        let relocs: Vec<_> = relocs
            .map(|reloc| (reloc.off, reloc.sym, reloc.add))
            .collect();
        assert_eq!(relocs, [(0, Some(sym), 1), (8, Some(sym), 0)]);
        let pcln = &link.func(sym).expect("the function is declared").pcln;
        let calls = pcln.inl_tree.iter();
        let calls: Vec<_> = calls.map(|call| (call.func, call.parent_pc)).collect();
        assert_eq!(calls, [(callee, 1)]);
        let inline = pcln.pcinline.expect("every function has the table");
        // -1 for one byte, then 0 for one byte.
        assert_eq!(link.symbols[inline].data, [0, 1, 2, 1, 0]);
    }

    #[test]
    fn later_functions_have_no_tables_after_problems() {
        let (mut link, sym, pos) = declared();
        let other = link.symbols.lookup("p.h");
        link.init_text_sym(other, text_flag::NOSPLIT, pos);
        let function = |sym, op| {
            let mut list = ProgList::default();
            list.append(text(sym, pos));
            list.append(prog(op, pos));
            let mut function = Function::new(sym);
            function.text = list.first();
            function.progs = list.into_progs();
            function
        };
        let functions = vec![function(sym, op::XXX), function(other, op::RET)];
        link.flush(functions, &[sym, other], None)
            .expect("problems end nothing");
        assert_eq!(link.diagnostics.len(), 1);
        let info = link.func(other).expect("the function is declared");
        assert!(info.pcln.pcsp.is_none());
        assert_eq!(link.symbols[other].data, [0xc3]);
    }
}
