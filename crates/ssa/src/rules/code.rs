//! The bytecode of rules: instructions on registers of 64 bits.
//!
//! A function has registers of its own, from 0: parameters first. Integers are in the registers
//! as 64 bits with the sign or zeros in front, `float32` as its 32 bits, and values, blocks, types
//! and aux values by number.
//! Counterpart: none.

use super::needs::RuleEntry;

/// The number of a register in the function.
pub(super) type Reg = u16;

/// An operation on two registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bin {
    Add,
    Sub,
    Mul,
    DivSigned,
    DivUnsigned,
    RemSigned,
    RemUnsigned,
    And,
    Or,
    Xor,
    AndNot,
    Shl,
    ShrSigned,
    ShrUnsigned,
    Eq,
    Ne,
    LessSigned,
    LessUnsigned,
    LessEqualSigned,
    LessEqualUnsigned,
    AddF64,
    SubF64,
    MulF64,
    DivF64,
    EqF64,
    NeF64,
    LessF64,
    LessEqualF64,
    AddF32,
    SubF32,
    MulF32,
    DivF32,
    EqF32,
    NeF32,
    LessF32,
    LessEqualF32,
}

/// An operation on one register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Un {
    /// The low bits with the sign in front.
    Sign8,
    Sign16,
    Sign32,
    /// The low bits with zeros in front.
    Zero8,
    Zero16,
    Zero32,
    /// 1 if the value is not zero, else 0.
    Truth,
    Not,
    Neg,
    Complement,
    NegF64,
    NegF32,
    F64OfSigned,
    F64OfUnsigned,
    F32OfSigned,
    F32OfUnsigned,
    SignedOfF64,
    SignedOfF32,
    F32OfF64,
    F64OfF32,
}

/// A property of a value or block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Get {
    Op,
    Type,
    AuxInt,
    Aux,
    Pos,
    Block,
    Uses,
    Args,
    Id,
    BlockKind,
    BlockLikely,
    BlockFeatures,
    BlockAux,
    BlockAuxInt,
    BlockPos,
    BlockPreds,
}

/// A property that rules set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    Op,
    Type,
    AuxInt,
    Aux,
    Pos,
    BlockLikely,
    BlockAux,
    BlockAuxInt,
}

/// A property of the target or of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    PtrSize,
    RegSize,
    GoAmd64,
    Race,
    BigEndian,
    Optimize,
    Arch,
    GoOs,
    Pass,
    UnalignedOk,
    OwnCall,
    FuncName,
    Entry,
}

/// An instruction. A jump has the index of the instruction that is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instr {
    /// A constant of the program.
    Const(Reg, u32),
    /// A constant that is in the instruction.
    Small(Reg, i32),
    Move(Reg, Reg),
    Bin(Bin, Reg, Reg, Reg),
    Un(Un, Reg, Reg),
    Jump(u32),
    /// Jumps if a register is zero.
    Unless(Reg, u32),
    /// Jumps if it is not.
    When(Reg, u32),
    /// Jumps if a value does not have the operation.
    UnlessOp(Reg, u16, u16),
    /// Jumps if the comparison is false.
    UnlessBin(Bin, Reg, Reg, u16),
    /// Jumps if the comparison with a constant is false.
    UnlessSmall(Bin, Reg, i16, u16),
    Get(Get, Reg, Reg),
    Set(Set, Reg, Reg),
    /// The argument with this index.
    Arg(Reg, Reg, u16),
    /// The argument with the index in a register.
    ArgAt(Reg, Reg, Reg),
    SetArg(Reg, Reg, Reg),
    AddArg(Reg, Reg),
    Reset(Reg, u16),
    CopyOf(Reg, Reg),
    /// A new value of an operation; block, position and type are in the registers from the second.
    New(Reg, Reg, u16),
    /// Like `New`, with the operation in a fourth register.
    NewOp(Reg, Reg),
    /// A control value of a block.
    Control(Reg, Reg, u16),
    BlockReset(Reg, u16),
    AddControl(Reg, Reg),
    SwapSuccessors(Reg),
    Setting(Setting, Reg),
    /// A function of the program; its parameters are in the registers from this one.
    Call(u32, Reg),
    /// A function of ours.
    Native(u16, Reg),
    /// The end of the function; results are in the registers from 0.
    Return,
    /// Goes to the first rule that may match.
    Rules,
    /// Goes to the next rule that may match.
    Next,
    /// A rule that is not understood, with its number.
    Refuse(u32),
    /// A state that the compiler does not expect.
    Trap,
}

/// The code of a function.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
    pub(super) instrs: Vec<Instr>,
    /// The number of its registers.
    pub(super) registers: u16,
    /// The rules of an operation or kind, until they are in the table of all rules.
    pub(super) rules: Vec<RuleEntry>,
    /// The instruction after all rules.
    pub(super) after: u32,
    /// The function returns that nothing matched unless one of the rules may match: there is no need
    /// to run it then.
    pub(super) has_only_rules: bool,
    /// The function may edit values or blocks.
    pub(super) edits: bool,
    /// The rules are for blocks.
    pub(super) is_of_blocks: bool,
}

/// A set of rules: the function to run for each operation and kind of blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleSet {
    /// For each operation, one more than the number of a function.
    pub(super) values: Vec<u16>,
    /// For each kind of blocks, one more than the number of a function.
    pub(super) blocks: Vec<u16>,
}
