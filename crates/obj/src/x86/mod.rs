//! The encoder of amd64.
//!
//! Tables (`a`, `registers`, `classes`, `optab`, `words`) are generated from the SDK. Code of
//! 386 is not encoded here.
//!
//! Counterpart: cmd/internal/obj/x86.

pub mod a;
mod address;
mod branch;
mod buffer;
mod class;
mod classes;
mod clobber;
mod edit;
mod emit;
mod encoder;
mod encoding;
mod evex;
mod got;
mod immediate;
mod jumps;
mod moves;
mod optab;
mod optab_25;
mod optab_27;
mod prologue;
pub mod registers;
mod registers_of;
mod rows;
mod seh;
mod span;
mod split;
mod tls;
mod vex;
pub mod words;
mod wrapper;

pub use a::OP_NAMES;
pub use evex::encode_register_range;
pub use evex::parse_suffix;
pub use registers::REG_AL;
pub use registers::REGG;
pub use registers::REGISTERS;

use crate::arch::Arch;
use crate::arch::Family;
use crate::encoder::Encoder;
use crate::prog::As;
use crate::prog::op;

/// Facts and names of amd64.
pub static AMD64: Arch = Arch {
    name: "amd64",
    family: Family::Amd64,
    ptr_size: 8,
    reg_size: 8,
    min_lc: 1,
    op_base: op::BASE_AMD64,
    op_names: &OP_NAMES,
    reg_text,
    reg_list_text: registers_of::list_name,
    special_text: |special| format!("SPC???{special}"),
    suffix_text,
    is_unary_dst,
};

/// The encoder of amd64.
pub static ENCODER: Encoder = Encoder {
    arch: &AMD64,
    error_check: Some(clobber::check),
    progedit: |cx, id| {
        got::check(cx, id)?;
        edit::progedit(cx, id);
        Ok(())
    },
    preprocess: prologue::preprocess,
    assemble: span::assemble,
    unwind_info: Some(seh::unwind_info),
};

/// Returns the name of a register.
fn reg_text(reg: i32) -> String {
    let index = usize::try_from(reg - i32::from(REG_AL)).ok();
    match index.and_then(|index| REGISTERS.get(index)) {
        Some(name) => (*name).to_owned(),
        None => format!("R???{reg}"),
    }
}

/// Returns the text of a suffix, with its dot.
fn suffix_text(number: u8) -> String {
    let suffix = optab::SUFFIXES.get(usize::from(number));
    format!(".{}", suffix.copied().unwrap_or_default())
}

/// True if the only operand of an opcode is written.
fn is_unary_dst(opcode: As) -> bool {
    a::UNARY_DESTINATION.binary_search(&opcode).is_ok()
}
