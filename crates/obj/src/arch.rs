//! Facts and names of an architecture.
//!
//! Counterpart: cmd/internal/obj/link.go (`LinkArch`), cmd/internal/sys/arch.go, util.go
//! (`RegisterRegister` and its kin).

use crate::prog::As;
use crate::prog::op;

/// A family of architectures that share an encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// amd64.
    Amd64,
    /// arm64.
    Arm64,
}

/// A target architecture. There is one static value for each.
#[derive(Debug)]
pub struct Arch {
    /// GOARCH.
    pub name: &'static str,
    /// The family.
    pub family: Family,
    /// The size of a pointer.
    pub ptr_size: u8,
    /// The size of a register.
    pub reg_size: u8,
    /// The smallest length of an instruction.
    pub min_lc: u8,
    /// The number of the first opcode, common ones included.
    pub op_base: u16,
    /// The names of opcodes by number relative to `op_base`; the first [`op::ARCH_SPECIFIC`] are
    /// the common ones.
    pub op_names: &'static [&'static str],
    /// Returns the name of a register (`Rconv`).
    pub reg_text: fn(i32) -> String,
    /// Returns the text of a list of registers (`RLconv`).
    pub reg_list_text: fn(i64) -> String,
    /// Returns the text of a special operand (`SPCconv`).
    pub special_text: fn(i64) -> String,
    /// Returns the text of suffixes (`CConv`); never called with 0.
    pub suffix_text: fn(u8) -> String,
    /// Returns true if the only operand of the opcode is written.
    pub is_unary_dst: fn(As) -> bool,
}

impl Arch {
    /// Returns the name of an opcode.
    pub fn op_text(&self, opcode: As) -> String {
        if let Some(name) = op::NAMES.get(usize::from(opcode.0)) {
            return (*name).to_owned();
        }
        let index = opcode.0.checked_sub(self.op_base).map(usize::from);
        match index.and_then(|index| self.op_names.get(index)) {
            Some(name) => (*name).to_owned(),
            None => format!("A???{}", opcode.0.cast_signed()),
        }
    }

    /// Returns the name of a register; `NONE` for 0.
    pub fn reg_name(&self, reg: i32) -> String {
        match reg {
            0 => "NONE".to_owned(),
            _ => (self.reg_text)(reg),
        }
    }
}
