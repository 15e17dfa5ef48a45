//! Operations and kinds of blocks that passes name, with their numbers in a release.
//!
//! Counterpart: the constants of cmd/compile/internal/ssa/opGen.go.

use super::Tables;
use super::flags;

/// Declares a field for each operation of no machine, for each kind of blocks, and for each operation
/// that not all releases have.
macro_rules! named {
    (
        $($op:ident: $op_name:literal,)* ;
        $($block:ident: $block_name:literal,)* ;
        $($later:ident: $later_name:literal,)*
    ) => {
        /// The numbers of operations and kinds of blocks that belong to no machine. An operation
        /// that only later releases have is [`Ops::ABSENT`] in others.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are the names in snake case")]
        pub struct Ops {
            $(pub $op: u16,)*
            $(pub $block: u8,)*
            $(pub $later: u16,)*
        }

        impl Ops {
            /// The number of an operation that the release does not have.
            pub const ABSENT: u16 = u16::MAX;

            /// Finds the numbers in the tables of a release; an error is the missing name.
            pub fn of(tables: &Tables) -> Result<Self, &'static str> {
                Ok(Self {
                    $($op: tables.generic_op($op_name).ok_or($op_name)?,)*
                    $($block: tables.block_kind($block_name).ok_or($block_name)?,)*
                    $($later: tables.generic_op($later_name).unwrap_or(Self::ABSENT),)*
                })
            }
        }
    };
}

named! {
    abs: "Abs",
    add32: "Add32",
    add64: "Add64",
    add_ptr: "AddPtr",
    addr: "Addr",
    and8: "And8",
    and16: "And16",
    and32: "And32",
    and64: "And64",
    and_b: "AndB",
    arg: "Arg",
    arg_float_reg: "ArgFloatReg",
    arg_int_reg: "ArgIntReg",
    array_make1: "ArrayMake1",
    array_select: "ArraySelect",
    bswap16: "Bswap16",
    bswap32: "Bswap32",
    bswap64: "Bswap64",
    closure_call: "ClosureCall",
    closure_le_call: "ClosureLECall",
    complex_imag: "ComplexImag",
    complex_make: "ComplexMake",
    complex_real: "ComplexReal",
    cond_select: "CondSelect",
    const8: "Const8",
    const16: "Const16",
    const32: "Const32",
    const32f: "Const32F",
    const64: "Const64",
    const64f: "Const64F",
    const_bool: "ConstBool",
    const_interface: "ConstInterface",
    const_nil: "ConstNil",
    const_slice: "ConstSlice",
    const_string: "ConstString",
    convert: "Convert",
    copy: "Copy",
    cvt_bool_to_uint8: "CvtBoolToUint8",
    dereference: "Dereference",
    empty: "Empty",
    fwd_ref: "FwdRef",
    get_caller_sp: "GetCallerSP",
    get_g: "GetG",
    i_data: "IData",
    i_make: "IMake",
    i_tab: "ITab",
    init_mem: "InitMem",
    inl_mark: "InlMark",
    inter_call: "InterCall",
    inter_le_call: "InterLECall",
    is_in_bounds: "IsInBounds",
    is_non_nil: "IsNonNil",
    is_slice_in_bounds: "IsSliceInBounds",
    keep_alive: "KeepAlive",
    leq32f: "Leq32F",
    leq64f: "Leq64F",
    less32f: "Less32F",
    less64f: "Less64F",
    less64u: "Less64U",
    load: "Load",
    load_reg: "LoadReg",
    local_addr: "LocalAddr",
    lsh16x64: "Lsh16x64",
    lsh32x64: "Lsh32x64",
    lsh64x64: "Lsh64x64",
    make_result: "MakeResult",
    move_mem: "Move",
    move_wb: "MoveWB",
    neg32f: "Neg32F",
    neg64f: "Neg64F",
    neq8: "Neq8",
    neq16: "Neq16",
    neq32: "Neq32",
    neq64: "Neq64",
    neq32f: "Neq32F",
    neq64f: "Neq64F",
    nil_check: "NilCheck",
    not: "Not",
    off_ptr: "OffPtr",
    or16: "Or16",
    or32: "Or32",
    or64: "Or64",
    or_b: "OrB",
    phi: "Phi",
    ptr_index: "PtrIndex",
    rsh16ux64: "Rsh16Ux64",
    rsh32ux64: "Rsh32Ux64",
    rsh64ux64: "Rsh64Ux64",
    sb: "SB",
    select0: "Select0",
    select1: "Select1",
    select_n: "SelectN",
    select_n_addr: "SelectNAddr",
    slicemask: "Slicemask",
    slice_cap: "SliceCap",
    slice_len: "SliceLen",
    slice_make: "SliceMake",
    slice_ptr: "SlicePtr",
    sp: "SP",
    sp_anchored: "SPanchored",
    static_call: "StaticCall",
    static_le_call: "StaticLECall",
    store: "Store",
    store_reg: "StoreReg",
    store_wb: "StoreWB",
    string_len: "StringLen",
    string_make: "StringMake",
    string_ptr: "StringPtr",
    struct_make: "StructMake",
    struct_select: "StructSelect",
    tail_call: "TailCall",
    tail_le_call: "TailLECall",
    trunc32to16: "Trunc32to16",
    trunc64to16: "Trunc64to16",
    trunc64to32: "Trunc64to32",
    unknown: "Unknown",
    var_def: "VarDef",
    var_live: "VarLive",
    wb: "WB",
    wb_end: "WBend",
    zero: "Zero",
    zero_ext8to16: "ZeroExt8to16",
    zero_ext8to32: "ZeroExt8to32",
    zero_ext8to64: "ZeroExt8to64",
    zero_ext16to32: "ZeroExt16to32",
    zero_ext16to64: "ZeroExt16to64",
    zero_ext32to64: "ZeroExt32to64",
    zero_wb: "ZeroWB",
    ;
    block_defer: "Defer",
    block_exit: "Exit",
    block_first: "First",
    block_if: "If",
    block_invalid: "BlockInvalid",
    block_jump_table: "JumpTable",
    block_plain: "Plain",
    block_ret: "Ret",
    block_ret_jmp: "RetJmp",
    ;
    tail_call_inter: "TailCallInter",
    tail_le_call_inter: "TailLECallInter",
}

impl Ops {
    /// Reports whether a value of the operation is a bad place for the mark of a statement, since it
    /// may vanish (`isPoorStatementOp`).
    pub(crate) fn is_poor_statement(&self, op: u16) -> bool {
        let list = [
            self.addr,
            self.local_addr,
            self.off_ptr,
            self.struct_select,
            self.phi,
            self.i_tab,
            self.i_data,
            self.i_make,
            self.string_make,
            self.slice_make,
            self.struct_make,
            self.const_bool,
            self.const8,
            self.const16,
            self.const32,
            self.const64,
            self.const32f,
            self.const64f,
            self.sb,
            self.sp,
            self.arg_int_reg,
            self.arg_float_reg,
        ];
        list.contains(&op)
    }

    /// Reports whether a statement never begins at a value of the operation (`notStmtBoundary`).
    pub(crate) fn begins_no_statement(&self, op: u16) -> bool {
        let list = [
            self.copy,
            self.phi,
            self.var_def,
            self.var_live,
            self.unknown,
            self.fwd_ref,
            self.arg,
            self.arg_int_reg,
            self.arg_float_reg,
        ];
        list.contains(&op)
    }
}

impl Tables {
    /// Returns the number of an operation that belongs to no machine.
    fn generic_op(&self, name: &str) -> Option<u16> {
        let is_it = |info: &super::OpInfo| &*info.name == name && info.has(flags::GENERIC);
        let at = self.ops.iter().position(is_it)?;
        u16::try_from(at).ok()
    }

    /// Returns the number of a kind of blocks.
    fn block_kind(&self, name: &str) -> Option<u8> {
        let at = self.blocks.iter().position(|known| &**known == name)?;
        u8::try_from(at).ok()
    }
}
