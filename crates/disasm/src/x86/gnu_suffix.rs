//! The endings of names in GNU syntax, for the size of operands where no register implies it.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/gnu.go ("Determine opcode suffix").

use super::gnu_prefix::mark_last;
use super::inst;
use super::inst::Arg;
use super::inst::Inst;
use super::inst::Mode;
use super::ops as op;
use super::registers as reg;

/// Adds the ending to the name of an instruction.
pub(super) fn add(inst: &mut Inst, name: &mut String) {
    if has_register(inst) {
        return;
    }
    match inst.op {
        // These have none, for various reasons.
        op::CMPXCHG8B
        | op::FLDCW
        | op::FNSTCW
        | op::FNSTSW
        | op::LDMXCSR
        | op::LLDT
        | op::LMSW
        | op::LTR
        | op::PCLMULQDQ
        | op::SETA..=op::SETS
        | op::SLDT
        | op::SMSW
        | op::STMXCSR
        | op::STR
        | op::VERR
        | op::VERW => {}
        op::CRC32 => name.push_str(by_bytes(inst.arg_bytes(1))),
        op::LGDT | op::LIDT | op::SGDT | op::SIDT => name.push_str(by_bytes(inst.data_size / 8)),
        op::MOVZX | op::MOVSX => {
            name.truncate(4);
            name.push_str(by_bytes(inst.arg_bytes(1)));
            name.push_str(by_bytes(inst.arg_bytes(0)));
        }
        op::LOOP | op::LOOPE | op::LOOPNE if inst.addr_size == 16 => name.push('w'),
        op::LOOP | op::LOOPE | op::LOOPNE => {}
        op::CALL
        | op::ENTER
        | op::JMP
        | op::LCALL
        | op::LEAVE
        | op::LJMP
        | op::LRET
        | op::RET
        | op::SYSRET
        | op::XBEGIN => {
            if inst.first_byte() == 0xeb {
            } else if inst.data_size == 16 {
                mark_last(inst, inst::DATA_SIZE);
                name.push('w');
            } else if inst.mode == Mode::Bits64 {
                name.push('q');
            }
        }
        op::FRSTOR | op::FNSAVE | op::FNSTENV | op::FLDENV => {
            if inst.data_size == 16 {
                name.push('s');
            }
        }
        op::PUSH | op::POP => {
            if mark_last(inst, inst::DATA_SIZE) {
                name.push_str(by_bytes(inst.data_size / 8));
            } else if inst.mode == Mode::Bits64 {
                name.push('q');
            } else {
                name.push_str(by_bytes(inst.mem_bytes.into()));
            }
        }
        _ if is_float(inst.op) => name.push_str(float(inst)),
        _ => name.push_str(by_bytes(inst.mem_bytes.into())),
    }
}

/// Reports whether a register implies the size of operands.
fn has_register(inst: &Inst) -> bool {
    let args = inst.args.iter().map_while(Option::as_ref).enumerate();
    for (index, arg) in args {
        let Arg::Reg(register) = *arg else {
            continue;
        };
        let is_vector = (reg::X0..=reg::X15).contains(&register);
        let is_segment = inst::is_segment(register);
        let is_silent = match inst.op {
            op::MOVSX | op::MOVZX | op::CRC32 => true,
            op::SHL | op::SHR | op::RCL | op::RCR | op::ROL | op::ROR | op::SAR => index == 1,
            op::PUSH | op::POP => is_segment,
            op::CVTSI2SD | op::CVTSI2SS => is_vector,
            _ => false,
        };
        let has_size = (reg::AL..=reg::R15).contains(&register)
            || is_segment
            || is_vector
            || (reg::M0..=reg::M7).contains(&register);
        if !is_silent && has_size {
            return true;
        }
    }
    false
}

fn by_bytes(bytes: u32) -> &'static str {
    match bytes {
        1 => "b",
        2 => "w",
        4 => "l",
        8 => "q",
        _ => "",
    }
}

fn float(inst: &Inst) -> &'static str {
    let is_int = is_float_int(inst.op);
    match inst.mem_bytes {
        4 if is_int => "l",
        4 => "s",
        8 if is_int => "ll",
        8 => "l",
        _ if matches!(inst.op, op::FLD | op::FSTP) && inst.is_mem(0) => "t",
        _ => "",
    }
}

fn is_float(op: u16) -> bool {
    is_float_int(op)
        || matches!(
            op,
            op::FADD
                | op::FCOM
                | op::FCOMP
                | op::FDIV
                | op::FDIVR
                | op::FLD
                | op::FMUL
                | op::FST
                | op::FSTP
                | op::FSUB
                | op::FSUBR
        )
}

fn is_float_int(op: u16) -> bool {
    matches!(
        op,
        op::FIADD
            | op::FICOM
            | op::FICOMP
            | op::FIDIV
            | op::FIDIVR
            | op::FILD
            | op::FIMUL
            | op::FIST
            | op::FISTP
            | op::FISTTP
            | op::FISUB
            | op::FISUBR
    )
}
