//! A function: its instructions, and its properties besides its code.
//!
//! A [`Function`] is a value: assembling it changes nothing of the object. [`FunctionInfo`] is its
//! entry in the object.
//! Counterpart: cmd/internal/obj/link.go (`FuncInfo`, `Pcln`, `RegSpill`, `JumpTable`), inl.go.

use crate::code::Code;
use crate::ids::SymId;
use crate::pos::Pos;
use crate::prog::Addr;
use crate::prog::As;
use crate::prog::ProgId;
use crate::prog::Progs;

/// The stack slot of a register argument while the stack grows.
#[derive(Clone, Copy, Debug)]
pub struct RegSpill {
    /// The place on the stack.
    pub addr: Addr,
    /// The register.
    pub reg: i16,
    /// A second register after it; 0 for none.
    pub reg2: i16,
    /// The instruction that saves.
    pub spill: As,
    /// The instruction that restores.
    pub unspill: As,
}

/// The table of a computed jump.
#[derive(Clone, Debug)]
pub struct JumpTable {
    /// The table.
    pub sym: SymId,
    /// The instruction for each index.
    pub targets: Vec<ProgId>,
}

/// The instruction that marks the call of an inlined function.
#[derive(Clone, Copy, Debug)]
pub struct InlMark {
    /// The instruction of the caller.
    pub prog: ProgId,
    /// The number in the tree of all inlined calls.
    pub id: u32,
}

/// A call that was inlined.
#[derive(Clone, Debug)]
pub struct InlinedCall {
    /// The index of the call that this one is inlined into.
    pub parent: Option<u32>,
    /// The position of the call.
    pub pos: Pos,
    /// The function that was called.
    pub func: SymId,
    /// Its name without the package.
    pub name: Box<str>,
    /// The position of an instruction of the caller; known in a function's own tree.
    pub parent_pc: i32,
}

/// The pc tables of a function as bytes, and their data for the linker.
#[derive(Clone, Debug, Default)]
pub struct PcTables {
    /// Stack depths.
    pub pcsp: Vec<u8>,
    /// Files.
    pub pcfile: Vec<u8>,
    /// Lines.
    pub pcline: Vec<u8>,
    /// Inlined calls.
    pub pcinline: Vec<u8>,
    /// Tables by number.
    pub pcdata: Vec<Vec<u8>>,
    /// Symbols by number.
    pub funcdata: Vec<Option<SymId>>,
    /// The files of the lines, ascending.
    pub used_files: Vec<u32>,
    /// The inlined calls of this function.
    pub inl_tree: Vec<InlinedCall>,
}

/// The pc tables of a function as symbols of the object.
#[derive(Clone, Debug, Default)]
pub struct Pcln {
    /// Stack depths.
    pub pcsp: Option<SymId>,
    /// Files.
    pub pcfile: Option<SymId>,
    /// Lines.
    pub pcline: Option<SymId>,
    /// Inlined calls.
    pub pcinline: Option<SymId>,
    /// Tables by number.
    pub pcdata: Vec<SymId>,
    /// Symbols by number.
    pub funcdata: Vec<Option<SymId>>,
    /// The files of the lines, ascending.
    pub used_files: Vec<u32>,
    /// The inlined calls of this function.
    pub inl_tree: Vec<InlinedCall>,
}

/// Facts of a function that the runtime and the linker read.
#[derive(Clone, Copy, Debug, Default)]
pub struct FunctionFacts {
    /// The size of arguments and results.
    pub args: i32,
    /// The size of local variables.
    pub locals: i32,
    /// The alignment of the code; 0 for the machine's.
    pub align: i32,
    /// The runtime's number of a function that it treats specially.
    pub func_id: u8,
    /// The runtime's flags.
    pub func_flag: u8,
    /// The line of the declaration.
    pub start_line: i32,
}

/// A function that is assembled: its instructions, and its code so far.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its symbol.
    pub sym: SymId,
    /// Its instructions.
    pub progs: Progs,
    /// The first instruction: TEXT.
    pub text: Option<ProgId>,
    /// Its facts.
    pub facts: FunctionFacts,
    /// The stack slots of register arguments.
    pub spills: Vec<RegSpill>,
    /// The instructions that stand for inlined calls.
    pub inl_marks: Vec<InlMark>,
    /// Tables of computed jumps.
    pub jump_tables: Vec<JumpTable>,
    /// Its code.
    pub code: Code,
}

/// A declared function of an object, and its tables once it is assembled.
#[derive(Clone, Debug, Default)]
pub struct FunctionInfo {
    /// Its facts.
    pub facts: FunctionFacts,
    /// The position of TEXT; none before the function is complete.
    pub text_pos: Pos,
    /// The pc tables.
    pub pcln: Pcln,
    /// The symbol of the facts for the linker.
    pub func_info_sym: Option<SymId>,
    /// The debug entry.
    pub dwarf_info: Option<SymId>,
    /// The locations of variables.
    pub dwarf_loc: Option<SymId>,
    /// Ranges of scopes.
    pub dwarf_ranges: Option<SymId>,
    /// The line program.
    pub dwarf_lines: Option<SymId>,
    /// The unwind information of Windows.
    pub unwind_info: Option<SymId>,
    /// The tables of computed jumps.
    pub jump_tables: Vec<SymId>,
    /// The instructions as `-S` lists them; empty without a listing.
    pub listing: String,
}

impl Function {
    /// Returns a function without instructions.
    pub fn new(sym: SymId) -> Self {
        Self {
            sym,
            progs: Progs::default(),
            text: None,
            facts: FunctionFacts::default(),
            spills: Vec::new(),
            inl_marks: Vec::new(),
            jump_tables: Vec::new(),
            code: Code::default(),
        }
    }

    /// Adds the instructions that save register arguments, after `last`; returns the last.
    pub fn spill_register_args(&mut self, last: ProgId) -> ProgId {
        let mut last = last;
        for spill in &self.spills {
            last = self.progs.append_after(last);
            let prog = &mut self.progs[last];
            prog.op = spill.spill;
            prog.from = spill.registers();
            prog.to = spill.addr;
        }
        last
    }

    /// Adds the instructions that restore register arguments, after `last`; returns the last.
    pub fn unspill_register_args(&mut self, last: ProgId) -> ProgId {
        let mut last = last;
        for spill in &self.spills {
            last = self.progs.append_after(last);
            let prog = &mut self.progs[last];
            prog.op = spill.unspill;
            prog.from = spill.addr;
            prog.to = spill.registers();
        }
        last
    }
}

impl RegSpill {
    fn registers(&self) -> Addr {
        let mut addr = Addr::register(self.reg);
        if self.reg2 != 0 {
            addr.kind = crate::prog::AddrType::RegReg;
            addr.offset = i64::from(self.reg2);
        }
        addr
    }
}
