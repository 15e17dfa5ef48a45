//! The encoder of arm64.
//!
//! Tables (`a`, `registers`, `classes`, `optab`, `words`) are generated from the SDK.
//!
//! Counterpart: cmd/internal/obj/arm64.

pub mod a;
mod bits;
mod class;
mod classes;
mod constant;
mod duff;
mod edit;
mod encoder;
mod encoding;
mod kinds;
mod literals;
mod names;
mod optab;
mod optab_25;
mod optab_27;
mod out;
mod out_address;
mod out_arithmetic;
mod out_bits;
mod out_branch;
mod out_element;
mod out_float;
mod out_memory;
mod out_pair;
mod out_shift;
mod out_structure;
mod out_system;
mod out_vector;
mod pool;
mod prologue;
pub mod registers;
mod rows;
mod span;
mod split;
pub mod words;
mod wrapper;

pub use a::OP_NAMES;
pub use names::special_operands;
pub use registers::SYSTEM_REGISTERS;

use crate::arch::Arch;
use crate::arch::Family;
use crate::encoder::Encoder;
use crate::options::Release;
use crate::prog::As;
use crate::prog::op;

/// Suffix of an opcode: the base changes before the access (C_XPRE).
pub const PRE_INDEX: u8 = 1 << 6;
/// Suffix of an opcode: the base changes after the access (C_XPOST).
pub const POST_INDEX: u8 = 1 << 5;

/// Facts and names of arm64.
pub static ARM64: Arch = Arch {
    name: "arm64",
    family: Family::Arm64,
    ptr_size: 8,
    reg_size: 8,
    min_lc: 4,
    op_base: op::BASE_ARM64,
    op_names: &OP_NAMES,
    reg_text: names::register,
    reg_list_text: names::list,
    special_text: names::special,
    suffix_text: names::suffix,
    is_unary_dst,
};

/// The encoder of arm64.
pub static ENCODER: Encoder = Encoder {
    arch: &ARM64,
    error_check: None,
    progedit: edit::progedit,
    preprocess: prologue::preprocess,
    assemble: span::assemble,
    unwind_info: None,
};

/// True if a release has an opcode.
pub fn has_opcode(opcode: As, release: Release) -> bool {
    match opcode {
        a::PACIASP | a::AUTIASP | a::PACIBSP | a::AUTIBSP => release >= Release::Go126,
        a::AUTIA1716 | a::AUTIB1716 => release >= Release::Go126,
        _ => opcode <= a::LAST_OF_126 || release >= Release::Go127,
    }
}

/// True if a release has a special operand, by its number.
pub fn has_special_operand(number: i64, release: Release) -> bool {
    // The table has the operands of Go 1.27 at its end.
    number < classes::SPOP_VLX2 || release >= Release::Go127
}

/// Returns the name of a register.
pub fn reg_name(reg: i32) -> String {
    names::register(reg)
}

/// True if the only operand of an opcode is written.
fn is_unary_dst(opcode: As) -> bool {
    matches!(opcode, a::WORD | a::DWORD | a::CLREX | op::CALL | op::JMP)
}
