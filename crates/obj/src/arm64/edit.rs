//! Rewrites of one instruction before all others are known: constants in memory, symbols that
//! may be in another shared library.
//!
//! Counterpart: cmd/internal/obj/arm64/obj7.go (`progedit`, `rewriteToUseGot`).

use super::a;
use super::constant::float_bits;
use super::duff;
use super::registers as r;
use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::diagnostics::Fatal;
use crate::ids::SymId;
use crate::options::Release;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::As;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::Val;
use crate::prog::op;
use crate::symbol::SymKind;

/// Opcodes for which $0 means the zero register.
fn takes_zero_register(opcode: As) -> bool {
    matches!(
        opcode,
        a::MOVD
            | a::MOVW
            | a::MOVWU
            | a::MOVH
            | a::MOVHU
            | a::MOVB
            | a::MOVBU
            | a::SBC
            | a::SBCW
            | a::SBCS
            | a::SBCSW
            | a::ADC
            | a::ADCW
            | a::ADCS
            | a::ADCSW
            | a::FMOVD
            | a::FMOVS
            | a::MSR
    )
}

/// Rewrites an instruction; may insert some after it.
pub(super) fn progedit(cx: &mut Assembly<'_>, id: ProgId) -> Result<(), Fatal> {
    let is_125 = cx.options.release == Release::Go125;
    let p = cx.prog_mut(id);
    p.from.class = 0;
    p.to.class = 0;
    if p.from.kind == AddrType::Const && p.from.offset == 0 && takes_zero_register(p.op) {
        p.from.kind = AddrType::Reg;
        p.from.reg = r::REGZERO;
    }
    let is_duff = is_125 && matches!(p.op, op::DUFFZERO | op::DUFFCOPY);
    if (is_duff || matches!(p.op, op::JMP | op::CALL | op::RET)) && p.to.sym.is_some() {
        p.to.kind = AddrType::Branch;
    }
    if p.op == a::VMOVQ && p.from.kind == AddrType::Const && p.from3().is_none() {
        // Upstream reads the other half of the constant.
        return Err(Fatal::panic());
    }
    rewrite_constant(cx, id);
    if cx.options.is_dynlink {
        if is_125 {
            duff::rewrite(cx, id);
        }
        rewrite_address(cx, id);
        rewrite_access(cx, id);
    }
    Ok(())
}

/// Puts a constant of a floating-point or vector register into memory.
fn rewrite_constant(cx: &mut Assembly<'_>, id: ProgId) {
    let p = cx.prog(id);
    let value = p.from.offset;
    let sym = match (p.op, p.from.kind, p.from.val) {
        (a::VMOVS, AddrType::Const, _) => cx.symbols.int32(value),
        (a::VMOVD, AddrType::Const, _) => cx.symbols.int64(value),
        (a::VMOVQ, AddrType::Const, _) => {
            let high = p.from3().map_or(0, |third| third.offset);
            cx.prog_mut(id).rest.clear();
            cx.symbols.int128(high, value)
        }
        (a::FMOVS | a::FMOVD, AddrType::FConst, Val::Float(number)) => {
            match float_symbol(cx, id, number) {
                Some(sym) => sym,
                None => return,
            }
        }
        _ => return,
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

/// Returns the symbol of a number, unless the instruction can hold it or it is zero.
fn float_symbol(cx: &mut Assembly<'_>, id: ProgId, number: f64) -> Option<SymId> {
    // 2.0 has the encoding 0, which upstream does not use.
    if float_bits(number).is_some_and(|bits| bits > 0) {
        return None;
    }
    let is_single = cx.prog(id).op == a::FMOVS;
    let single = (number as f32).to_bits();
    let is_zero = match is_single {
        true => single == 0,
        false => number.to_bits() == 0,
    };
    if is_zero {
        let from = &mut cx.prog_mut(id).from;
        from.kind = AddrType::Reg;
        from.reg = r::REGZERO;
        return None;
    }
    Some(match is_single {
        true => cx.symbols.float32(single),
        false => cx.symbols.float64(number.to_bits()),
    })
}

/// True if the operand is a symbol that may be defined elsewhere.
fn is_global(cx: &Assembly<'_>, operand: &Addr) -> bool {
    let is_local = |sym| cx.symbols[sym].has(Attributes::LOCAL);
    operand.name == AddrName::Extern && !operand.sym.is_some_and(is_local)
}

/// Makes a load of an address one of the entry of the table of global offsets.
fn rewrite_address(cx: &mut Assembly<'_>, id: ProgId) {
    let p = cx.prog(id);
    if p.from.kind != AddrType::Addr || !is_global(cx, &p.from) {
        return;
    }
    let (opcode, to) = (p.op, p.to.kind);
    if opcode != a::MOVD {
        let text = cx.prog_text(id);
        cx.diag(format!(
            "do not know how to handle TYPE_ADDR in {text} with -dynlink"
        ));
    }
    if to != AddrType::Reg {
        let text = cx.prog_text(id);
        cx.diag(format!(
            "do not know how to handle LEAQ-type insn to non-register in {text} with -dynlink"
        ));
    }
    let p = cx.prog_mut(id);
    p.from.kind = AddrType::Mem;
    p.from.name = AddrName::GotRef;
    let (offset, to) = (p.from.offset, p.to);
    if offset != 0 {
        p.from.offset = 0;
        let next = cx.append_after(id);
        let q = cx.prog_mut(next);
        q.op = a::ADD;
        q.from = Addr::constant(offset);
        q.to = to;
    }
}

/// Makes an access to a symbol one through the temporary register.
fn rewrite_access(cx: &mut Assembly<'_>, id: ProgId) {
    let p = cx.prog(id);
    if p.from3()
        .is_some_and(|third| third.name == AddrName::Extern)
    {
        let text = cx.prog_text(id);
        cx.diag(format!("don't know how to handle {text} with -dynlink"));
    }
    let p = cx.prog(id);
    let (from, to) = (is_global(cx, &p.from), is_global(cx, &p.to));
    let source = match (from, to) {
        (true, _) => p.from,
        (false, true) => p.to,
        (false, false) => return,
    };
    if from && to {
        let text = cx.prog_text(id);
        cx.diag(format!(
            "cannot handle NAME_EXTERN on both sides in {text} with -dynlink"
        ));
    }
    let p = cx.prog(id);
    let is_plain = matches!(p.op, op::TEXT | op::FUNCDATA | op::CALL | op::RET | op::JMP);
    let is_tls = |sym: SymId| cx.symbols[sym].kind == SymKind::TlsBss;
    if is_plain || source.sym.is_some_and(is_tls) {
        return;
    }
    if source.kind != AddrType::Mem {
        let text = cx.prog_text(id);
        cx.diag(format!("don't know how to handle {text} with -dynlink"));
    }
    let load = cx.append_after(id);
    let access = cx.append_after(load);
    let q = cx.prog_mut(load);
    q.op = a::MOVD;
    q.from.kind = AddrType::Mem;
    q.from.sym = source.sym;
    q.from.name = AddrName::GotRef;
    q.to = Addr::register(r::REGTMP);
    let p = cx.prog(id);
    let (opcode, from, to) = (p.op, p.from, p.to);
    let q = cx.prog_mut(access);
    q.op = opcode;
    q.from = from;
    q.to = to;
    let rewritten = match from.name {
        AddrName::Extern => &mut q.from,
        _ => &mut q.to,
    };
    rewritten.reg = r::REGTMP;
    rewritten.name = AddrName::None;
    rewritten.sym = None;
    remove(cx.prog_mut(id));
}

/// Makes an instruction one without effect (`obj.Nopout`).
fn remove(p: &mut Prog) {
    p.op = op::NOP;
    p.scond = 0;
    p.from = Addr::default();
    p.rest.clear();
    p.reg = 0;
    p.to = Addr::default();
}
