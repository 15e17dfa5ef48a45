//! Prefixes in the output of the GNU disassembler.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/gnu.go ("Adjust which prefixes will be displayed",
//! "Build prefix string").

use super::finish::is_conditional;
use super::finish::is_loop;
use super::inst;
use super::inst::DATA_SIZE;
use super::inst::IGNORED;
use super::inst::IMPLICIT;
use super::inst::INVALID;
use super::inst::Inst;
use super::inst::Mode;
use super::inst::prefix_name;
use super::ops as op;

/// Returns the number of occurrences of a prefix.
pub(super) fn count(inst: &Inst, prefix: u16) -> usize {
    let prefixes = inst.prefixes.iter();
    prefixes.filter(|one| **one & 0xff == prefix & 0xff).count()
}

/// Marks the last prefix of a kind as implied; returns false without such a prefix.
pub(super) fn mark_last(inst: &mut Inst, prefix: u16) -> bool {
    let mut prefixes = inst.prefixes.iter_mut().rev();
    let last = prefixes.find(|one| **one & 0xff == prefix);
    last.map(|one| *one |= IMPLICIT).is_some()
}

fn unmark(inst: &mut Inst, prefix: u16) {
    for one in &mut inst.prefixes {
        if *one & 0xff == prefix {
            *one &= !IMPLICIT;
        }
    }
}

/// Decides which prefixes are shown.
pub(super) fn adjust(inst: &mut Inst) {
    match inst.op {
        op::CRC32 => {
            if count(inst, inst::REPN) > 1 {
                unmark(inst, inst::REPN);
                mark_last(inst, inst::REPN);
            }
            unmark(inst, DATA_SIZE);
            mark_last(inst, DATA_SIZE);
        }
        op::CVTSI2SD | op::CVTSI2SS if !inst.is_mem(1) => {
            mark_last(inst, DATA_SIZE);
        }
        op::CVTSD2SI
        | op::CVTSS2SI
        | op::CVTTSD2SI
        | op::CVTTSS2SI
        | op::ENTER
        | op::FLDENV
        | op::FNSAVE
        | op::FNSTENV
        | op::FRSTOR
        | op::LGDT
        | op::LIDT
        | op::LRET
        | op::POP
        | op::PUSH
        | op::RET
        | op::SGDT
        | op::SIDT
        | op::SYSRET
        | op::XBEGIN
        | op::MOVQ2DQ => {
            mark_last(inst, DATA_SIZE);
        }
        op::LOOP | op::LOOPE | op::LOOPNE | op::MONITOR => {
            mark_last(inst, inst::ADDR_SIZE);
        }
        op::MOV => {
            let is_segment = |index| inst::is_segment(inst.reg(index));
            if is_segment(1) && inst.is_mem(0) || is_segment(0) && inst.is_mem(1) {
                unmark(inst, DATA_SIZE);
            }
        }
        op::MOVDQU if count(inst, inst::REP) > 1 => {
            unmark(inst, inst::REP);
            mark_last(inst, inst::REP);
        }
        op::SLDT
        | op::SMSW
        | op::STR
        | op::FXRSTOR
        | op::XRSTOR
        | op::XSAVE
        | op::XSAVEOPT
        | op::CMPXCHG8B
            if inst.is_mem(0) =>
        {
            unmark(inst, DATA_SIZE);
        }
        op::SYSEXIT => unmark(inst, DATA_SIZE),
        _ => {}
    }
    adjust_predictions(inst);
    adjust_elisions(inst);
}

/// Predictions that contradict each other are shown as segments.
fn adjust_predictions(inst: &mut Inst) {
    let is_jump = is_conditional(inst.op) || is_loop(inst.op);
    if !is_jump || count(inst, inst::CS) == 0 || count(inst, inst::DS) == 0 {
        return;
    }
    for prefix in &mut inst.prefixes {
        if matches!(*prefix & 0xfff, inst::PN | inst::PT) {
            *prefix &= 0xf0ff;
        }
    }
}

/// Only the last prefix of a kind is shown as an elision of a lock.
fn adjust_elisions(inst: &mut Inst) {
    if inst.op == op::MOV {
        let mut has_repn = false;
        for prefix in inst.prefixes.iter_mut().rev() {
            match *prefix & !IGNORED {
                inst::REPN => has_repn = true,
                inst::XRELEASE if has_repn => *prefix = inst::REP,
                _ => {}
            }
        }
    }
    let (mut has_acquire, mut has_release) = (false, false);
    for prefix in inst.prefixes.iter_mut().rev() {
        match *prefix & !IGNORED {
            inst::XRELEASE if has_release => *prefix = inst::REP,
            inst::XRELEASE => has_release = true,
            inst::XACQUIRE if has_acquire => *prefix = inst::REPN,
            inst::XACQUIRE => has_acquire = true,
            _ => {}
        }
    }
}

/// Returns the text of the prefixes. Predictions are added to the instruction's name.
pub(super) fn text(inst: &mut Inst, name: &mut String) -> String {
    let mut text = String::new();
    let (mut addr_sizes, mut data_sizes) = (0, 0);
    let is_data_size = |prefix: &u16| prefix & 0xff == DATA_SIZE && prefix & IMPLICIT != 0;
    let has_implied_size = inst.prefixes.iter().any(is_data_size);
    for prefix in inst.prefixes {
        if prefix == 0 || inst::is_vex(prefix) {
            break;
        }
        if prefix & IMPLICIT != 0 {
            continue;
        }
        match prefix & !(IGNORED | INVALID) {
            inst::PN => name.push_str(",pn"),
            inst::PT => name.push_str(",pt"),
            inst::ADDR_SIZE | inst::ADDR16 | inst::ADDR32 => {
                addr_sizes += 1;
                let is_last = count(inst, inst::ADDR_SIZE) <= addr_sizes;
                text.push_str(match (inst.mode, is_last) {
                    (Mode::Bits32, true) => "addr16 ",
                    (Mode::Bits32, false) | (Mode::Bits64, true) => "addr32 ",
                    (Mode::Bits64, false) => "addr64 ",
                });
            }
            inst::DATA16 | inst::DATA32 if has_implied_size && count(inst, DATA_SIZE) > 1 => {
                data_sizes += 1;
                let is_last = count(inst, DATA_SIZE) <= data_sizes;
                text.push_str(if is_last { "data16 " } else { "data32 " });
            }
            _ if inst::is_rex(prefix) && prefix & 0xff == inst::REX => text.push_str("rex "),
            _ if inst::is_rex(prefix) => {
                let letters = prefix_name(prefix);
                text.push_str("rex.");
                text.push_str(&letters[4..]);
                text.push(' ');
            }
            _ => {
                text.push_str(&prefix_name(prefix).to_lowercase());
                text.push(' ');
            }
        }
    }
    text
}
