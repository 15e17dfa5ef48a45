//! Rewrites of one instruction before all others are known: calls by symbol, addresses of
//! variables, constants of floating-point numbers.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go (`progedit`).

use super::a;
use super::got;
use super::registers as r;
use super::tls;
use crate::assembly::Assembly;
use crate::options::Release;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::ProgId;
use crate::prog::Val;
use crate::prog::op;

/// Rewrites an instruction; may insert some after it.
pub(super) fn progedit(cx: &mut Assembly<'_>, id: ProgId) {
    tls::rewrite(cx, id);
    let p = cx.prog_mut(id);
    // The tables ask for a constant as third operand.
    if matches!(p.op, a::CMPPD | a::CMPPS | a::CMPSD | a::CMPSS) {
        let to = &mut p.to;
        let is_number = to.name == AddrName::None && to.reg == 0 && to.index == 0;
        if to.kind == AddrType::Mem && is_number && to.sym.is_none() {
            to.kind = AddrType::Const;
        }
    }
    if matches!(p.op, op::CALL | op::JMP | op::RET) {
        let is_symbol = matches!(p.to.name, AddrName::Extern | AddrName::Static);
        if p.to.kind == AddrType::Mem && is_symbol && p.to.sym.is_some() {
            p.to.kind = AddrType::Branch;
        }
    }
    if p.from.kind == AddrType::Addr && matches!(p.op, a::MOVL | a::MOVQ) {
        p.op = match p.op {
            a::MOVL => a::LEAL,
            _ => a::LEAQ,
        };
        p.from.kind = AddrType::Mem;
    }
    rewrite_float(cx, id);
    if cx.options.is_dynlink {
        got::rewrite(cx, id);
    }
}

/// The size of an instruction's floating-point operand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Float {
    Single,
    Double,
}

impl Float {
    fn of(opcode: As) -> Option<Self> {
        match opcode {
            a::MOVSS | a::VMOVSS => Some(Self::Single),
            a::FMOVF | a::FADDF | a::FSUBF | a::FSUBRF | a::FMULF => Some(Self::Single),
            a::FDIVF | a::FDIVRF | a::FCOMF | a::FCOMFP => Some(Self::Single),
            a::ADDSS | a::SUBSS | a::MULSS | a::DIVSS | a::COMISS => Some(Self::Single),
            a::UCOMISS => Some(Self::Single),
            a::MOVSD | a::VMOVSD => Some(Self::Double),
            a::FMOVD | a::FADDD | a::FSUBD | a::FSUBRD | a::FMULD => Some(Self::Double),
            a::FDIVD | a::FDIVRD | a::FCOMD | a::FCOMDP => Some(Self::Double),
            a::ADDSD | a::SUBSD | a::MULSD | a::DIVSD | a::COMISD => Some(Self::Double),
            a::UCOMISD => Some(Self::Double),
            _ => None,
        }
    }
}

/// Puts the constant of an instruction into memory, or makes it without a constant if it is 0.
fn rewrite_float(cx: &mut Assembly<'_>, id: ProgId) {
    let p = cx.prog(id);
    let is_vex = matches!(p.op, a::VMOVSS | a::VMOVSD);
    if is_vex && cx.options.release == Release::Go125 {
        return;
    }
    let (Some(size), AddrType::FConst, Val::Float(value)) =
        (Float::of(p.op), p.from.kind, p.from.val)
    else {
        return;
    };
    let is_move = matches!(p.op, a::MOVSS | a::VMOVSS | a::MOVSD | a::VMOVSD);
    let is_low = p.to.kind == AddrType::Reg && (r::REG_X0..=r::REG_X15).contains(&p.to.reg);
    // -0 has bits.
    if is_move && value.to_bits() == 0 && is_low {
        let p = cx.prog_mut(id);
        p.op = a::XORPS;
        p.from = p.to;
        return;
    }
    let sym = match size {
        Float::Single => cx.symbols.float32((value as f32).to_bits()),
        Float::Double => cx.symbols.float64(value.to_bits()),
    };
    let from = &mut cx.prog_mut(id).from;
    *from = Addr {
        kind: AddrType::Mem,
        name: AddrName::Extern,
        sym: Some(sym),
        offset: 0,
        ..*from
    };
}
