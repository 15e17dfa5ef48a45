//! Instructions and their operands.
//!
//! Instructions are linked into a list by ids of one arena, as encoders insert and skip some.
//! Counterpart: cmd/internal/obj/link.go (`Prog`, `Addr`, `As`), ld.go (`Appendp`).

use std::num::NonZeroU32;
use std::ops::Index;
use std::ops::IndexMut;

use crate::ids::SymId;
use crate::ids::TextId;
use crate::pos::Pos;

/// The number of an opcode: a common one of [`op`], or one of a machine's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct As(pub u16);

/// The opcodes that all machines have.
#[expect(
    missing_docs,
    reason = "the names are upstream's, without the leading A"
)]
pub mod op {
    use super::As;

    pub const XXX: As = As(0);
    pub const CALL: As = As(1);
    pub const DUFFCOPY: As = As(2);
    pub const DUFFZERO: As = As(3);
    pub const END: As = As(4);
    pub const FUNCDATA: As = As(5);
    pub const JMP: As = As(6);
    pub const NOP: As = As(7);
    pub const PCALIGN: As = As(8);
    pub const PCALIGNMAX: As = As(9);
    pub const PCDATA: As = As(10);
    pub const RET: As = As(11);
    pub const GETCALLERPC: As = As(12);
    pub const TEXT: As = As(13);
    pub const UNDEF: As = As(14);
    /// The first number, relative to a machine's base, that is the machine's own.
    pub const ARCH_SPECIFIC: u16 = 15;
    /// The bits of a number that are relative to the machine's base.
    pub const MASK: u16 = (1 << 11) - 1;

    /// The names of the common opcodes by number.
    pub const NAMES: [&str; 15] = [
        "XXX",
        "CALL",
        "DUFFCOPY",
        "DUFFZERO",
        "END",
        "FUNCDATA",
        "JMP",
        "NOP",
        "PCALIGN",
        "PCALIGNMAX",
        "PCDATA",
        "RET",
        "GETCALLERPC",
        "TEXT",
        "UNDEF",
    ];

    pub const BASE_AMD64: u16 = 3 << 11;
    pub const BASE_ARM64: u16 = 5 << 11;
}

/// The form of an operand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AddrType {
    /// No operand.
    #[default]
    None,
    /// A place in the function, or a symbol to jump to.
    Branch,
    /// The sizes of frame and arguments of a TEXT instruction.
    TextSize,
    /// A place in memory.
    Mem,
    /// An integer.
    Const,
    /// A floating-point number.
    FConst,
    /// A string.
    SConst,
    /// A register.
    Reg,
    /// The address of a place in memory.
    Addr,
    /// A shifted register.
    Shift,
    /// A pair of registers that is written.
    RegReg,
    /// A pair of registers that is read.
    RegReg2,
    /// The target of the pointer in a symbol's memory.
    Indir,
    /// A list of registers.
    RegList,
    /// An operand that only the machine knows.
    Special,
}

/// The kind of an operand's symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AddrName {
    /// No symbol.
    #[default]
    None,
    /// A symbol of the program.
    Extern,
    /// A symbol of this file.
    Static,
    /// A local variable.
    Auto,
    /// An argument or a result.
    Param,
    /// The entry of the global offset table for a symbol.
    GotRef,
    /// The anchor of a table of contents.
    TocRef,
}

/// The value of an operand that does not fit into its other fields.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Val {
    /// Nothing.
    #[default]
    None,
    /// The string of [`AddrType::SConst`].
    Text(TextId),
    /// The number of [`AddrType::FConst`].
    Float(f64),
    /// The target of [`AddrType::Branch`].
    Branch(ProgId),
    /// The size of arguments of [`AddrType::TextSize`].
    ArgSize(i32),
}

/// An operand.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Addr {
    /// The register, or the base of an address. Pseudo-registers are negative.
    pub reg: i16,
    /// The index register.
    pub index: i16,
    /// The factor of the index; some machines store a register here.
    pub scale: i16,
    /// The form.
    pub kind: AddrType,
    /// The kind of the symbol.
    pub name: AddrName,
    /// The encoder's class; 0 for not yet known.
    pub class: i8,
    /// The integer, or the offset from the symbol or register.
    pub offset: i64,
    /// The symbol.
    pub sym: Option<SymId>,
    /// The value that does not fit into the other fields.
    pub val: Val,
}

impl Addr {
    /// Returns the operand that is a register.
    pub fn register(reg: i16) -> Self {
        Self {
            kind: AddrType::Reg,
            reg,
            ..Self::default()
        }
    }

    /// Returns the operand that is an integer.
    pub fn constant(offset: i64) -> Self {
        Self {
            kind: AddrType::Const,
            offset,
            ..Self::default()
        }
    }

    /// Returns the instruction that a branch goes to.
    #[inline]
    pub fn target(&self) -> Option<ProgId> {
        match (self.kind, self.val) {
            (AddrType::Branch, Val::Branch(target)) => Some(target),
            _ => None,
        }
    }

    /// Sets the instruction that a branch goes to.
    #[inline]
    pub fn set_target(&mut self, target: Option<ProgId>) {
        debug_assert!(self.kind == AddrType::Branch, "only a branch has a target");
        self.val = target.map_or(Val::None, Val::Branch);
    }

    /// Makes the operand an integer.
    #[inline]
    pub fn set_const(&mut self, value: i64) {
        self.sym = None;
        self.kind = AddrType::Const;
        self.offset = value;
    }
}

/// The access to an operand in [`Prog::rest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandPos {
    /// Read.
    Source,
    /// Written.
    Destination,
}

/// An operand that fits neither [`Prog::from`] nor [`Prog::to`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestArg {
    /// The operand.
    pub addr: Addr,
    /// The access.
    pub pos: OperandPos,
}

/// The number of an instruction in [`Progs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgId(NonZeroU32);

impl ProgId {
    #[inline]
    fn new(index: usize) -> Self {
        let number = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Self(number.expect("a function has fewer than 2^32 instructions"))
    }

    #[inline]
    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// An instruction.
#[derive(Clone, Debug, Default)]
pub struct Prog {
    /// The next instruction.
    pub link: Option<ProgId>,
    /// The first operand that is read.
    pub from: Addr,
    /// Operands that fit neither `from` nor `to`, each kind in order.
    pub rest: Vec<RestArg>,
    /// The operand that is written.
    pub to: Addr,
    /// The entry in the pool of constants, on arm64.
    pub pool: Option<ProgId>,
    /// A later instruction, for quick search; on x86 the next forward branch to the same target.
    pub forwd: Option<ProgId>,
    /// On x86 and arm: an instruction that refers to this one.
    pub rel: Option<ProgId>,
    /// The program counter: a count of instructions first, bytes after encoding.
    pub pc: i64,
    /// The position in the source.
    pub pos: Pos,
    /// The change of the stack pointer, in bytes.
    pub spadj: i32,
    /// The opcode.
    pub op: As,
    /// A second operand that is read: a register.
    pub reg: i16,
    /// A second operand that is written: a register.
    pub reg_to2: i16,
    /// The encoder's marks.
    pub mark: u16,
    /// The encoder's row of its table; 0 for not yet known.
    pub optab: u16,
    /// The suffixes of the opcode.
    pub scond: u8,
    /// On x86: the state of a backward branch.
    pub back: u8,
    /// On x86: the class of `from`.
    pub ft: u8,
    /// On x86: the class of `to`.
    pub tt: u8,
    /// On x86: the size of the instruction in bytes.
    pub isize: u8,
}

impl Prog {
    /// Returns the first further operand that is read.
    #[inline]
    pub fn from3(&self) -> Option<&Addr> {
        self.first_rest(OperandPos::Source)
    }

    /// Returns the first further operand that is read, to change it.
    #[inline]
    pub fn from3_mut(&mut self) -> Option<&mut Addr> {
        let rest = self.rest.iter_mut();
        let mut sources = rest.filter(|arg| arg.pos == OperandPos::Source);
        sources.next().map(|arg| &mut arg.addr)
    }

    /// Returns the form of the first further operand that is read.
    #[inline]
    pub fn from3_type(&self) -> AddrType {
        self.from3().map_or(AddrType::None, |addr| addr.kind)
    }

    /// Returns the second operand that is written.
    #[inline]
    pub fn to2(&self) -> Option<&Addr> {
        self.first_rest(OperandPos::Destination)
    }

    fn first_rest(&self, pos: OperandPos) -> Option<&Addr> {
        let found = self.rest.iter().find(|arg| arg.pos == pos);
        found.map(|arg| &arg.addr)
    }

    /// Adds an operand that is read.
    pub fn add_rest_source(&mut self, addr: Addr) {
        self.rest.push(RestArg {
            addr,
            pos: OperandPos::Source,
        });
    }

    /// Adds an operand that is written.
    pub fn add_rest_dest(&mut self, addr: Addr) {
        self.rest.push(RestArg {
            addr,
            pos: OperandPos::Destination,
        });
    }
}

/// The instructions of one function, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Progs(Vec<Prog>);

impl Progs {
    /// Adds an instruction that is in no list yet.
    #[inline]
    pub fn add(&mut self, prog: Prog) -> ProgId {
        let id = ProgId::new(self.0.len());
        self.0.push(prog);
        id
    }

    /// Inserts an empty instruction after `prog`, with the same position.
    #[inline]
    pub fn append_after(&mut self, prog: ProgId) -> ProgId {
        let new = Prog {
            link: self[prog].link,
            pos: self[prog].pos,
            ..Prog::default()
        };
        let new = self.add(new);
        self[prog].link = Some(new);
        new
    }

    /// Iterates over a list from `first` on.
    pub fn list(&self, first: Option<ProgId>) -> impl Iterator<Item = ProgId> {
        std::iter::successors(first, |prog| self[*prog].link)
    }

    /// Returns the number of instructions that were made.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if no instruction was made.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The instructions of a function while a producer appends them.
#[derive(Clone, Debug, Default)]
pub struct ProgList {
    progs: Progs,
    first: Option<ProgId>,
    last: Option<ProgId>,
}

impl ProgList {
    /// Adds an instruction at the end.
    #[inline]
    pub fn append(&mut self, prog: Prog) -> ProgId {
        let id = self.progs.add(prog);
        match self.last {
            Some(last) => self.progs[last].link = Some(id),
            None => self.first = Some(id),
        }
        self.last = Some(id);
        id
    }

    /// Returns the first instruction.
    pub fn first(&self) -> Option<ProgId> {
        self.first
    }

    /// Returns the last instruction.
    pub fn last(&self) -> Option<ProgId> {
        self.last
    }

    /// Returns the instructions.
    pub fn into_progs(self) -> Progs {
        self.progs
    }
}

impl Index<ProgId> for ProgList {
    type Output = Prog;

    #[inline]
    fn index(&self, prog: ProgId) -> &Prog {
        &self.progs[prog]
    }
}

impl IndexMut<ProgId> for ProgList {
    #[inline]
    fn index_mut(&mut self, prog: ProgId) -> &mut Prog {
        &mut self.progs[prog]
    }
}

impl Index<ProgId> for Progs {
    type Output = Prog;

    #[inline]
    fn index(&self, prog: ProgId) -> &Prog {
        &self.0[prog.index()]
    }
}

impl IndexMut<ProgId> for Progs {
    #[inline]
    fn index_mut(&mut self, prog: ProgId) -> &mut Prog {
        &mut self.0[prog.index()]
    }
}
