//! Completion of a decoded instruction: arguments that no byte names, and the meaning of prefixes.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/decode.go (`decode1`, after "Matched! Hooray!").

use super::inst;
use super::inst::Arg;
use super::inst::IGNORED;
use super::inst::IMPLICIT;
use super::inst::Inst;
use super::inst::Mem;
use super::modrm::base_register;
use super::ops as op;
use super::prefix::Prefix;
use super::registers as reg;

/// Completes an instruction. `has_mem` is true if its bytes name memory.
pub(super) fn finish(mut inst: Inst, mut prefix: Prefix, has_mem: bool) -> Inst {
    if inst.op == op::XCHG && inst.first_byte() == 0x90 {
        exchange(&mut inst, &mut prefix);
    }
    let uses_addr_size = add_arguments(&mut inst, &mut prefix);
    if has_mem || uses_addr_size {
        prefix.mark(prefix.addr_size, IMPLICIT);
    }
    if has_mem {
        prefix.mark(prefix.segment, IMPLICIT);
    }
    predict(&inst, &mut prefix);
    let has_lock = check_lock(&inst, &mut prefix);
    if inst.is_mem(0) {
        elide(&inst, &mut prefix, has_lock);
    }
    if matches!(prefix.at(prefix.rep), inst::REP | inst::REPN) && !repeats(inst.op) {
        prefix.mark(prefix.rep, IGNORED);
    }
    if prefix.rex_used != 0 {
        prefix.rex_used |= inst::REX;
    }
    if prefix.rex & !prefix.rex_used == 0 {
        prefix.mark(prefix.rex_at, IMPLICIT);
    }
    inst.prefixes = prefix.list;
    inst
}

/// Exchanging a register with itself does nothing, and repeating that is a pause.
fn exchange(inst: &mut Inst, prefix: &mut Prefix) {
    if matches!(inst.args[0], Some(Arg::Reg(reg::RAX | reg::EAX | reg::AX))) {
        inst.op = op::NOP;
        if let Some(at) = prefix.data_size {
            prefix.list[at] &= !IMPLICIT;
        }
        (inst.args[0], inst.args[1]) = (None, None);
    }
    if prefix.at(prefix.rep) == inst::REP {
        prefix.mark(prefix.rep, IMPLICIT);
        inst.op = op::PAUSE;
        (inst.args[0], inst.args[1]) = (None, None);
    }
}

/// Adds the arguments of string instructions, so that prefixes show. Returns true if they depend on
/// the width of addresses.
fn add_arguments(inst: &mut Inst, prefix: &mut Prefix) -> bool {
    let first = base_register(inst.addr_size);
    let at = |segment, register: u8| {
        Some(Arg::Mem(Mem {
            segment,
            base: first + (register - reg::AX),
            ..Mem::default()
        }))
    };
    let mut default_segment = || {
        prefix.mark(prefix.segment, IMPLICIT);
        match prefix.segment {
            Some(_) => inst::segment(prefix.at(prefix.segment)),
            None => reg::DS,
        }
    };
    let value = |register| Some(Arg::Reg(register));
    let accumulator = match inst.op {
        op::LODSB | op::STOSB | op::SCASB => reg::AL,
        op::LODSW | op::STOSW | op::SCASW => reg::AX,
        op::LODSD | op::STOSD | op::SCASD => reg::EAX,
        _ => reg::RAX,
    };
    let (first, second) = match inst.op {
        op::INSB | op::INSW | op::INSD => (at(reg::ES, reg::DI), value(reg::DX)),
        op::OUTSB | op::OUTSW | op::OUTSD => (value(reg::DX), at(default_segment(), reg::SI)),
        op::MOVSB | op::MOVSW | op::MOVSD | op::MOVSQ => {
            (at(reg::ES, reg::DI), at(default_segment(), reg::SI))
        }
        op::CMPSB | op::CMPSW | op::CMPSD | op::CMPSQ => {
            (at(default_segment(), reg::SI), at(reg::ES, reg::DI))
        }
        op::LODSB | op::LODSW | op::LODSD | op::LODSQ => {
            (value(accumulator), at(default_segment(), reg::SI))
        }
        op::STOSB | op::STOSW | op::STOSD | op::STOSQ => (at(reg::ES, reg::DI), value(accumulator)),
        op::SCASB | op::SCASW | op::SCASD | op::SCASQ => (value(accumulator), at(reg::ES, reg::DI)),
        op::XLATB => (at(default_segment(), reg::BX), inst.args[1]),
        _ => return false,
    };
    (inst.args[0], inst.args[1]) = (first, second);
    true
}

/// Reports whether an instruction is a jump on a condition, other than a loop.
pub(super) fn is_conditional(op: u16) -> bool {
    matches!(
        op,
        op::JA
            | op::JAE
            | op::JB
            | op::JBE
            | op::JE
            | op::JG
            | op::JGE
            | op::JL
            | op::JLE
            | op::JNE
            | op::JNO
            | op::JNP
            | op::JNS
            | op::JO
            | op::JP
            | op::JS
    )
}

/// Reports whether an instruction is a jump that decrements or tests the counter.
pub(super) fn is_loop(op: u16) -> bool {
    matches!(
        op,
        op::LOOP | op::LOOPE | op::LOOPNE | op::JCXZ | op::JECXZ | op::JRCXZ
    )
}

/// Gives prefixes of jumps their meaning: a segment is a prediction, a repetition a bound.
fn predict(inst: &Inst, prefix: &mut Prefix) {
    let is_conditional = is_conditional(inst.op);
    if is_conditional || is_loop(inst.op) {
        for slot in prefix.list[..prefix.count].iter_mut().rev() {
            let prediction = match *slot & 0xff {
                inst::CS => inst::PN,
                inst::DS => inst::PT,
                _ => continue,
            };
            *slot = prediction;
            break;
        }
    }
    if is_conditional || matches!(inst.op, op::JMP | op::CALL | op::RET) {
        let mut slots = prefix.list[..prefix.count].iter_mut().rev();
        if let Some(slot) = slots.find(|slot| **slot & !IGNORED == inst::REPN) {
            *slot = inst::BND;
        }
    }
}

/// Marks a lock that the instruction cannot have; returns true if it has a valid one.
fn check_lock(inst: &Inst, prefix: &mut Prefix) -> bool {
    if prefix.lock.is_none() || prefix.at(prefix.lock) & IMPLICIT != 0 {
        return false;
    }
    let may_lock = matches!(
        inst.op,
        op::ADD
            | op::ADC
            | op::AND
            | op::BTC
            | op::BTR
            | op::BTS
            | op::CMPXCHG
            | op::CMPXCHG8B
            | op::CMPXCHG16B
            | op::DEC
            | op::INC
            | op::NEG
            | op::NOT
            | op::OR
            | op::SBB
            | op::SUB
            | op::XOR
            | op::XADD
            | op::XCHG
    );
    if may_lock && inst.is_mem(0) {
        return true;
    }
    prefix.mark(prefix.lock, inst::INVALID);
    false
}

/// Gives repetitions of instructions that lock, and of stores, their meaning.
fn elide(inst: &Inst, prefix: &mut Prefix, has_lock: bool) {
    let has_lock = has_lock || inst.op == op::XCHG;
    let is_store = inst.op == op::MOV && matches!(inst.first_byte() & !1, 0x88 | 0xc6);
    for slot in prefix.list.iter_mut().rev() {
        let kept = *slot & IGNORED;
        match *slot & !IGNORED {
            inst::REPN if has_lock => *slot = kept | inst::XACQUIRE,
            inst::REP if has_lock || is_store => *slot = kept | inst::XRELEASE,
            _ => {}
        }
    }
}

/// Reports whether a repetition is part of an instruction.
fn repeats(op: u16) -> bool {
    matches!(
        op,
        op::INSB
            | op::INSW
            | op::INSD
            | op::MOVSB
            | op::MOVSW
            | op::MOVSD
            | op::MOVSQ
            | op::OUTSB
            | op::OUTSW
            | op::OUTSD
            | op::LODSB
            | op::LODSW
            | op::LODSD
            | op::LODSQ
            | op::CMPSB
            | op::CMPSW
            | op::CMPSD
            | op::CMPSQ
            | op::SCASB
            | op::SCASW
            | op::SCASD
            | op::SCASQ
            | op::STOSB
            | op::STOSW
            | op::STOSD
            | op::STOSQ
    )
}
