//! The syntax of Go's assembler.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/plan9x.go.

use super::inst;
use super::inst::Arg;
use super::inst::IMPLICIT;
use super::inst::Inst;
use super::inst::Mem;
use super::inst::Mode;
use super::inst::prefix_name;
use super::ops;
use super::ops as op;
use super::registers as reg;
use super::registers::GO_NAMES;
use crate::Symbols;
use crate::text;

/// Appends the text of an instruction at the address `pc`.
pub(crate) fn write_go(inst: &Inst, pc: u64, symbols: &dyn Symbols, out: &mut Vec<u8>) {
    write_prefixes(inst, out);
    let name = ops::NAMES.get(usize::from(inst.op)).copied();
    out.extend_from_slice(name.unwrap_or_default().as_bytes());
    if ops::SUFFIXED.binary_search(&inst.op).is_ok() {
        out.extend_from_slice(suffix(inst));
    }
    // The reverse of the manual's order, except for comparisons.
    let args = inst.args.iter().flatten();
    let mut args: Vec<&Arg> = args.rev().collect();
    if inst.op == op::CMP && args.len() > 1 {
        args.swap(0, 1);
    }
    let mut separator = &b" "[..];
    for arg in args {
        out.extend_from_slice(separator);
        separator = b", ";
        write_arg(inst, pc, symbols, *arg, out);
    }
}

/// Repetitions come first; of the others only the last one shows.
fn write_prefixes(inst: &Inst, out: &mut Vec<u8>) {
    let (mut repetition, mut last) = (&b""[..], 0);
    for prefix in inst.prefixes {
        if prefix == 0 || inst::is_rex(prefix) || inst::is_vex(prefix) {
            break;
        }
        match prefix & 0xff {
            _ if prefix & 0xff00 == IMPLICIT => {}
            inst::REP => repetition = b"REP; ",
            inst::REPN => repetition = b"REPNE; ",
            _ => last = prefix,
        }
    }
    out.extend_from_slice(repetition);
    if !matches!(last & 0xff, 0 | inst::DATA_SIZE | inst::ADDR_SIZE) {
        out.extend_from_slice(prefix_name(last).as_bytes());
        out.push(b' ');
    }
}

fn suffix(inst: &Inst) -> &'static [u8] {
    let mut bits = inst.data_size;
    if inst.mem_bytes != 0 {
        bits = u32::from(inst.mem_bytes) * 8;
    } else if inst.args[1].is_none() && (reg::RAX..=reg::R15).contains(&inst.reg(0)) {
        bits = 64;
    }
    match bits {
        8 => b"B",
        16 => b"W",
        32 => b"L",
        64 => b"Q",
        _ => b"",
    }
}

fn name(register: u8) -> &'static [u8] {
    let name = GO_NAMES.get(usize::from(register)).copied();
    name.unwrap_or_default().as_bytes()
}

fn write_arg(inst: &Inst, pc: u64, symbols: &dyn Symbols, arg: Arg, out: &mut Vec<u8>) {
    match arg {
        Arg::Reg(register) => out.extend_from_slice(name(register)),
        Arg::Rel(offset) if pc == 0 => {
            out.push(b'.');
            text::plus(offset.into(), out);
        }
        Arg::Rel(offset) => {
            let addr = target(inst, pc, offset);
            match find(symbols, addr).filter(|(_, base)| *base == addr) {
                Some((symbol, _)) => {
                    out.extend_from_slice(symbol);
                    out.extend_from_slice(b"(SB)");
                }
                None => text::hex(addr, out),
            }
        }
        Arg::Imm(value) => write_imm(inst, symbols, value, out),
        Arg::Mem(mem) => write_mem(inst, pc, symbols, mem, out),
    }
}

/// Returns the address that an offset leads to.
pub(super) fn target(inst: &Inst, pc: u64, offset: i32) -> u64 {
    let end = pc.wrapping_add(inst.len as u64);
    end.wrapping_add(i64::from(offset).cast_unsigned())
}

/// Finds a symbol that has a name.
fn find(symbols: &dyn Symbols, addr: u64) -> Option<(&[u8], u64)> {
    symbols.find(addr).filter(|(name, _)| !name.is_empty())
}

fn write_imm(inst: &Inst, symbols: &dyn Symbols, value: i64, out: &mut Vec<u8>) {
    out.push(b'$');
    let addr = value.cast_unsigned();
    // On 386, immediate values may be addresses.
    let may_be_addr = matches!(inst.op, op::MOV | op::PUSH) && inst.data_size == 32;
    let symbol = may_be_addr.then(|| find(symbols, addr));
    if let Some((symbol, base)) = symbol.flatten() {
        out.extend_from_slice(symbol);
        if addr != base {
            text::plus(addr.wrapping_sub(base).into(), out);
        }
        out.extend_from_slice(b"(SB)");
    } else if inst.mode == Mode::Bits32 {
        text::hex((addr as u32).into(), out);
    } else if i32::try_from(value).is_ok() {
        text::signed_hex(value, out);
    } else {
        text::hex(addr, out);
    }
}

fn write_mem(inst: &Inst, pc: u64, symbols: &dyn Symbols, mem: Mem, out: &mut Vec<u8>) {
    if let Some((symbol, offset)) = symbol_of(inst, pc, symbols, mem) {
        out.extend_from_slice(symbol);
        if offset != 0 {
            text::plus(offset.into(), out);
        }
        out.extend_from_slice(b"(SB)");
        return;
    }
    if mem.segment != 0 {
        out.extend_from_slice(name(mem.segment));
        out.push(b':');
    }
    match mem.disp {
        0 => out.push(b'0'),
        disp => text::signed_hex(disp, out),
    }
    if mem.base != 0 {
        out.push(b'(');
        out.extend_from_slice(name(mem.base));
        out.push(b')');
    }
    if mem.index != 0 && mem.scale != 0 {
        out.push(b'(');
        out.extend_from_slice(name(mem.index));
        out.extend_from_slice(format!("*{})", mem.scale).as_bytes());
    }
}

/// Returns the symbol that a place in memory is in, and how far.
fn symbol_of<'s>(
    inst: &Inst,
    pc: u64,
    symbols: &'s dyn Symbols,
    mem: Mem,
) -> Option<(&'s [u8], i64)> {
    if mem.segment != 0 || mem.disp == 0 || mem.index != 0 || mem.scale != 0 {
        return None;
    }
    let disp = mem.disp.cast_unsigned();
    let addr = match mem.base {
        reg::IP | reg::EIP | reg::RIP => disp.wrapping_add(pc).wrapping_add(inst.len as u64),
        0 => disp,
        _ => return None,
    };
    let (symbol, base) = find(symbols, addr)?;
    Some((symbol, addr.wrapping_sub(base).cast_signed()))
}
