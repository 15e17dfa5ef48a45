//! Operations and kinds of blocks that passes name, with their numbers in a release.
//!
//! Counterpart: the constants of cmd/compile/internal/ssa/opGen.go.

use super::Tables;
use super::flags;

/// Declares a field for each operation of no machine and for each kind of blocks.
macro_rules! named {
    ($($op:ident: $op_name:literal,)* ; $($block:ident: $block_name:literal,)*) => {
        /// The numbers of operations and kinds of blocks that belong to no machine.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are the names in snake case")]
        pub struct Ops {
            $(pub $op: u16,)*
            $(pub $block: u8,)*
        }

        impl Ops {
            /// Finds the numbers in the tables of a release; an error is the missing name.
            pub fn of(tables: &Tables) -> Result<Self, &'static str> {
                Ok(Self {
                    $($op: tables.generic_op($op_name).ok_or($op_name)?,)*
                    $($block: tables.block_kind($block_name).ok_or($block_name)?,)*
                })
            }
        }
    };
}

named! {
    abs: "Abs",
    add_ptr: "AddPtr",
    addr: "Addr",
    and_b: "AndB",
    arg: "Arg",
    arg_float_reg: "ArgFloatReg",
    arg_int_reg: "ArgIntReg",
    array_make1: "ArrayMake1",
    array_select: "ArraySelect",
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
    empty: "Empty",
    fwd_ref: "FwdRef",
    i_data: "IData",
    i_make: "IMake",
    i_tab: "ITab",
    init_mem: "InitMem",
    inl_mark: "InlMark",
    is_non_nil: "IsNonNil",
    leq32f: "Leq32F",
    leq64f: "Leq64F",
    less32f: "Less32F",
    less64f: "Less64F",
    load: "Load",
    local_addr: "LocalAddr",
    move_mem: "Move",
    neg32f: "Neg32F",
    neg64f: "Neg64F",
    neq32f: "Neq32F",
    neq64f: "Neq64F",
    nil_check: "NilCheck",
    not: "Not",
    off_ptr: "OffPtr",
    or_b: "OrB",
    phi: "Phi",
    sb: "SB",
    select0: "Select0",
    select1: "Select1",
    select_n: "SelectN",
    slice_cap: "SliceCap",
    slice_len: "SliceLen",
    slice_make: "SliceMake",
    slice_ptr: "SlicePtr",
    sp: "SP",
    static_le_call: "StaticLECall",
    store: "Store",
    string_len: "StringLen",
    string_make: "StringMake",
    string_ptr: "StringPtr",
    struct_make: "StructMake",
    struct_select: "StructSelect",
    unknown: "Unknown",
    var_def: "VarDef",
    var_live: "VarLive",
    zero: "Zero",
    zero_ext8to16: "ZeroExt8to16",
    zero_ext8to32: "ZeroExt8to32",
    zero_ext8to64: "ZeroExt8to64",
    ;
    block_defer: "Defer",
    block_exit: "Exit",
    block_first: "First",
    block_if: "If",
    block_invalid: "BlockInvalid",
    block_plain: "Plain",
    block_ret: "Ret",
    block_ret_jmp: "RetJmp",
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
