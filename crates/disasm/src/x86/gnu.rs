//! The syntax of the GNU assembler, with the peculiarities of its disassembler.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/gnu.go.

use std::io::Write as _;

use super::gnu_prefix;
use super::gnu_suffix;
use super::go;
use super::inst;
use super::inst::Arg;
use super::inst::IGNORED;
use super::inst::IMPLICIT;
use super::inst::Inst;
use super::inst::Mem;
use super::inst::Mode;
use super::ops;
use super::ops as op;
use super::registers as reg;
use super::registers::GNU_NAMES;
use crate::text;

/// The names of comparisons by their number.
const COMPARISONS: [&str; 8] = [
    "cmpeq", "cmplt", "cmple", "cmpunord", "cmpneq", "cmpnlt", "cmpnle", "cmpord",
];

/// The names of products without carry, by the halves that are multiplied.
const PRODUCTS: [&str; 4] = [
    "pclmullqlqdq",
    "pclmulhqlqdq",
    "pclmullqhqdq",
    "pclmulhqhqdq",
];

/// Appends the text of an instruction at the address `pc`. Addresses are not shown as symbols.
pub(crate) fn write_gnu(mut inst: Inst, pc: u64, out: &mut Vec<u8>) {
    exchange_names(&mut inst);
    add_arguments(&mut inst);
    gnu_prefix::adjust(&mut inst);
    let mut name = name(inst.op);
    gnu_suffix::add(&mut inst, &mut name);
    adjust_name(&mut inst, &mut name);
    let args = arguments(&mut inst, pc);
    let prefix = gnu_prefix::text(&mut inst, &mut name);
    out.extend_from_slice(prefix.as_bytes());
    out.extend_from_slice(name.as_bytes());
    if args.is_empty() {
        return;
    }
    out.push(b' ');
    let is_jump = matches!(inst.op, op::CALL | op::JMP | op::LJMP | op::LCALL);
    if is_jump && (inst.is_mem(0) || inst.is_reg(0)) {
        out.push(b'*');
    }
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(arg);
    }
}

fn name(op: u16) -> String {
    let mut other = ops::GNU_NAMES.iter();
    if let Some((_, name)) = other.find(|(one, _)| *one == op) {
        return (*name).to_owned();
    }
    let name = ops::NAMES.get(usize::from(op)).copied();
    name.unwrap_or_default().to_ascii_lowercase()
}

/// Some instructions have other names than in the manual, by the order of their registers.
fn exchange_names(inst: &mut Inst) {
    let is_of_registers = inst.is_reg(0) && inst.is_reg(1);
    if is_of_registers && matches!(inst.first_byte(), 0xdc | 0xde) {
        inst.op = match inst.op {
            op::FDIV => op::FDIVR,
            op::FDIVR => op::FDIV,
            op::FSUB => op::FSUBR,
            op::FSUBR => op::FSUB,
            op::FDIVP => op::FDIVRP,
            op::FDIVRP => op::FDIVP,
            op::FSUBP => op::FSUBRP,
            op::FSUBRP => op::FSUBP,
            other => other,
        };
    }
    if inst.op != op::MOVNTSD || gnu_prefix::count(inst, inst::REP) == 0 {
        return;
    }
    let mut is_found = false;
    for prefix in inst.prefixes.iter_mut().rev() {
        match *prefix & 0xff {
            inst::REP if !is_found => {
                is_found = true;
                *prefix |= IMPLICIT;
            }
            inst::REPN => *prefix &= !IMPLICIT,
            _ => {}
        }
    }
    inst.op = op::MOVNTSS;
}

fn add_arguments(inst: &mut Inst) {
    let register = |register| Some(Arg::Reg(register));
    match inst.op {
        op::MONITOR => {
            let addr = if inst.addr_size == 16 {
                reg::AX
            } else {
                reg::EAX
            };
            inst.args[0] = register(reg::EDX);
            inst.args[1] = register(reg::ECX);
            inst.args[2] = register(addr);
        }
        op::MWAIT if inst.mode == Mode::Bits64 => {
            inst.args[0] = register(reg::RCX);
            inst.args[1] = register(reg::RAX);
        }
        op::MWAIT => {
            inst.args[0] = register(reg::ECX);
            inst.args[1] = register(reg::EAX);
        }
        _ => {}
    }
}

/// Names that depend on an argument, which is not shown then.
fn adjust_name(inst: &mut Inst, name: &mut String) {
    match (inst.op, inst.args[2]) {
        (op::INT, _) if inst.first_byte() == 0xcc => {
            inst.args[0] = None;
            "int3".clone_into(name);
        }
        (op::CMPPS | op::CMPPD | op::CMPSD_XMM | op::CMPSS, Some(Arg::Imm(imm @ 0..8))) => {
            inst.args[2] = None;
            *name = format!("{}{}", COMPARISONS[imm as usize], &name[3..]);
        }
        (op::PCLMULQDQ, Some(Arg::Imm(imm))) if imm & !0x11 == 0 => {
            inst.args[2] = None;
            PRODUCTS[((imm & 0x10) >> 3 | (imm & 1)) as usize].clone_into(name);
        }
        (op::XLATB, _) if gnu_prefix::mark_last(inst, inst::ADDR_SIZE) => {
            "xlat".clone_into(name);
        }
        _ => {}
    }
}

/// Returns the arguments in the order in which they are shown.
fn arguments(inst: &mut Inst, pc: u64) -> Vec<Vec<u8>> {
    let mut args = Vec::new();
    let mut has_segments = false;
    for index in 0..inst.args.len() {
        let Some(arg) = inst.args[index] else {
            break;
        };
        if copies_strings(inst.op) {
            // Prefixes are shown with the second argument only.
            has_segments = index == 0;
        }
        if arg == Arg::Imm(1) && inst.first_byte() & !1 == 0xd0 {
            continue;
        }
        let mut text = Vec::new();
        write_arg(inst, pc, arg, &mut has_segments, &mut text);
        args.push(text);
    }
    if !matches!(inst.op, op::BOUND | op::LCALL | op::ENTER | op::LJMP) {
        args.reverse();
    }
    args
}

fn copies_strings(op: u16) -> bool {
    matches!(
        op,
        op::MOVSB | op::MOVSW | op::MOVSD | op::MOVSQ | op::OUTSB | op::OUTSW | op::OUTSD
    )
}

fn register_name(register: u8) -> &'static str {
    let name = GNU_NAMES.get(usize::from(register)).copied();
    name.unwrap_or_default()
}

/// Appends an argument. `has_segments` is true if prefixes of segments are shown already.
fn write_arg(inst: &mut Inst, pc: u64, arg: Arg, has_segments: &mut bool, out: &mut Vec<u8>) {
    match arg {
        Arg::Reg(register) => write_register(inst, register, out),
        Arg::Mem(mem) => write_mem(inst, mem, has_segments, out),
        Arg::Rel(offset) if pc == 0 => {
            out.extend_from_slice(if offset < 0 { b".-" } else { b".+" });
            text::hex(offset.unsigned_abs().into(), out);
        }
        Arg::Rel(offset) => text::hex(go::target(inst, pc, offset), out),
        Arg::Imm(value) => {
            out.push(b'$');
            match inst.mode {
                Mode::Bits32 => text::hex((value as u32).into(), out),
                Mode::Bits64 => text::signed_hex(value, out),
            }
        }
    }
}

fn write_register(inst: &Inst, register: u8, out: &mut Vec<u8>) {
    let is_wide = (reg::EAX..=reg::R15L).contains(&register);
    let name = match inst.op {
        op::CVTSI2SS
        | op::CVTSI2SD
        | op::CVTSS2SI
        | op::CVTSD2SI
        | op::CVTTSD2SI
        | op::CVTTSS2SI
            if inst.data_size == 16 && is_wide =>
        {
            register_name(register - (reg::EAX - reg::AX))
        }
        // The port is shown as if it was in memory.
        op::IN | op::INSB | op::INSW | op::INSD | op::OUT | op::OUTSB | op::OUTSW | op::OUTSD
            if register == reg::DX =>
        {
            "(%dx)"
        }
        op::VMOVDQA | op::VMOVDQU | op::VMOVNTDQA | op::VMOVNTDQ => {
            let name = register_name(register).replace("xmm", "ymm");
            out.extend_from_slice(name.as_bytes());
            return;
        }
        _ => register_name(register),
    };
    out.extend_from_slice(name.as_bytes());
}

/// The segments in the order in which they are shown, each with its prefix.
const SEGMENTS: [(u8, u16, &[u8]); 6] = [
    (reg::CS, inst::CS, b"%cs:"),
    (reg::DS, inst::DS, b"%ds:"),
    (reg::SS, inst::SS, b"%ss:"),
    (reg::ES, inst::ES, b"%es:"),
    (reg::FS, inst::FS, b"%fs:"),
    (reg::GS, inst::GS, b"%gs:"),
];

/// Appends the segments of an operand in memory; segment prefixes then count as implied.
fn write_segments(inst: &mut Inst, mem: Mem, has_segments: &mut bool, out: &mut Vec<u8>) {
    let mut shown = SEGMENTS.map(|(register, _, _)| register == mem.segment);
    let takes_none = matches!(
        inst.op,
        op::INSB
            | op::INSW
            | op::INSD
            | op::STOSB
            | op::STOSW
            | op::STOSD
            | op::STOSQ
            | op::SCASB
            | op::SCASW
            | op::SCASD
            | op::SCASQ
    );
    if !takes_none && !*has_segments {
        for prefix in inst.prefixes.iter_mut().rev() {
            let value = *prefix & !IGNORED;
            let index = SEGMENTS.iter().position(|(_, one, _)| *one == value);
            if let Some(shown) = index
                .map(|index| &mut shown[index])
                .filter(|shown| !**shown)
            {
                *shown = true;
                *prefix |= IMPLICIT;
            }
        }
        *has_segments = true;
    }
    for ((_, _, name), _) in SEGMENTS.iter().zip(shown).filter(|(_, shown)| *shown) {
        out.extend_from_slice(name);
    }
}

fn write_mem(inst: &mut Inst, mem: Mem, has_segments: &mut bool, out: &mut Vec<u8>) {
    write_segments(inst, mem, has_segments, out);
    if mem.disp != 0 {
        text::signed_hex(mem.disp, out);
    }
    let is_stack = matches!(mem.base, reg::ESP | reg::RSP);
    let is_without_index = mem.index == 0
        && mem.scale == 1
        && (is_stack || mem.base == 0 && inst.mode == Mode::Bits64);
    let base = if mem.base == 0 {
        ""
    } else {
        register_name(mem.base)
    };
    // Writing to memory cannot fail.
    if mem.scale == 0 || is_without_index {
        if mem.base != 0 {
            let _ = write!(out, "({base})");
        }
        return;
    }
    let index = match (mem.index, inst.addr_size) {
        (0, 64) => "%riz",
        (0, _) => "%eiz",
        (index, _) => register_name(index),
    };
    let _ = match mem.base {
        // No scale with registers of 16 bits.
        reg::AX..=reg::DI => write!(out, "({base},{index})"),
        _ => write!(out, "({base},{index},{})", mem.scale),
    };
}
