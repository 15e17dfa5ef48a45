//! Accesses to variables that may be in another shared library: through the table of global
//! offsets, with R15.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go (`rewriteToUseGot`).

use super::a;
use super::registers::REG_R15;
use super::tls::remove;
use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::diagnostics::Fatal;
use crate::ids::Abi;
use crate::options::Release;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::ProgId;
use crate::prog::op;

/// True if the operand is a symbol that may be defined elsewhere.
pub(super) fn is_global(cx: &Assembly<'_>, operand: &Addr) -> bool {
    let is_local = |sym| cx.symbols[sym].has(Attributes::LOCAL);
    operand.name == AddrName::Extern && !operand.sym.is_some_and(is_local)
}

/// Checks an instruction of the source before [`rewrite`].
///
/// # Errors
/// Upstream panics on a duff instruction whose operand is a symbol: it removes the symbol, but not
/// the kind of the name, and then reads the symbol's attributes.
pub(super) fn check(cx: &Assembly<'_>, id: ProgId) -> Result<(), Fatal> {
    let p = cx.prog(id);
    let is_duff = matches!(p.op, op::DUFFCOPY | op::DUFFZERO);
    if cx.options.is_dynlink && is_duff && p.to.name == AddrName::Extern {
        return Err(Fatal::panic());
    }
    Ok(())
}

/// Rewrites an instruction.
pub(super) fn rewrite(cx: &mut Assembly<'_>, id: ProgId) {
    if matches!(cx.prog(id).op, op::DUFFCOPY | op::DUFFZERO) {
        rewrite_duff(cx, id);
    }
    rewrite_address(cx, id);
    let count = match cx.options.release {
        // Third operands are not rewritten.
        Release::Go125 => {
            let third = cx.prog(id).from3();
            usize::from(third.is_some_and(|third| third.name == AddrName::Extern))
        }
        _ => {
            let rest = cx.prog(id).rest.iter().skip(1);
            rest.filter(|arg| is_global(cx, &arg.addr)).count()
        }
    };
    for _ in 0..count {
        let text = cx.prog_text(id);
        cx.diag(format!("don't know how to handle {text} with -dynlink"));
    }
    rewrite_access(cx, id);
}

/// Makes `DUFFxxx $offset` a call through R15.
fn rewrite_duff(cx: &mut Assembly<'_>, id: ProgId) {
    let name = match cx.prog(id).op {
        op::DUFFZERO => "runtime.duffzero",
        _ => "runtime.duffcopy",
    };
    let sym = cx.symbols.lookup_abi(name, Abi::Internal);
    let p = cx.prog_mut(id);
    let offset = p.to.offset;
    p.op = a::MOVQ;
    p.from.kind = AddrType::Mem;
    p.from.name = AddrName::GotRef;
    p.from.sym = Some(sym);
    p.to.kind = AddrType::Reg;
    p.to.reg = REG_R15;
    p.to.offset = 0;
    p.to.sym = None;
    let next = cx.append_after(id);
    // LEA leaves the flags alone.
    let q = cx.prog_mut(next);
    q.op = a::LEAQ;
    q.from.kind = AddrType::Mem;
    q.from.offset = offset;
    q.from.reg = REG_R15;
    q.to = Addr::register(REG_R15);
    let next = cx.append_after(next);
    let q = cx.prog_mut(next);
    q.op = op::CALL;
    q.to = Addr::register(REG_R15);
}

/// Makes a load of an address one of the table's entry, and of the offset to that.
fn rewrite_address(cx: &mut Assembly<'_>, id: ProgId) {
    let from = cx.prog(id).from;
    if cx.prog(id).op == a::LEAQ && from.kind == AddrType::Mem && is_global(cx, &from) {
        let p = cx.prog_mut(id);
        p.op = a::MOVQ;
        p.from.kind = AddrType::Addr;
    }
    let p = cx.prog(id);
    if p.from.kind != AddrType::Addr || !is_global(cx, &p.from) {
        return;
    }
    let (opcode, destination) = (p.op, p.to);
    let is_complex = p.to.kind != AddrType::Reg || opcode != a::MOVQ;
    if is_complex {
        let text = cx.prog_text(id);
        cx.diag(format!(
            "do not know how to handle LEA-type insn to non-register in {text} with -dynlink"
        ));
        let p = cx.prog_mut(id);
        p.op = a::MOVQ;
        p.to.kind = AddrType::Reg;
        p.to.reg = REG_R15;
        p.to.sym = None;
        p.to.name = AddrName::None;
    }
    let p = cx.prog_mut(id);
    p.from.kind = AddrType::Mem;
    p.from.name = AddrName::GotRef;
    let (offset, to) = (p.from.offset, p.to);
    let mut last = id;
    if offset != 0 {
        p.from.offset = 0;
        last = cx.append_after(id);
        let q = cx.prog_mut(last);
        q.op = a::LEAQ;
        q.from.kind = AddrType::Mem;
        q.from.reg = to.reg;
        q.from.offset = offset;
        q.to = to;
    }
    if is_complex {
        last = cx.append_after(last);
        let q = cx.prog_mut(last);
        q.op = opcode;
        q.to = destination;
        q.from = Addr::register(REG_R15);
    }
}

/// Which operand is a symbol.
enum Operand {
    From,
    To,
    Third,
}

/// Makes an access to a symbol one through R15, which is loaded from the table.
fn rewrite_access(cx: &mut Assembly<'_>, id: ProgId) {
    let Some(operand) = global_operand(cx, id) else {
        return;
    };
    let p = cx.prog(id);
    if matches!(p.op, op::CALL | op::TEXT | op::FUNCDATA | op::RET | op::JMP) {
        return;
    }
    let source = match operand {
        Operand::From => p.from,
        Operand::To => p.to,
        Operand::Third => p.from3().copied().unwrap_or_default(),
    };
    if source.kind != AddrType::Mem {
        let text = cx.prog_text(id);
        cx.diag(format!("don't know how to handle {text} with -dynlink"));
    }
    let load = cx.append_after(id);
    let access = cx.append_after(load);
    let q = cx.prog_mut(load);
    q.op = a::MOVQ;
    q.from.kind = AddrType::Mem;
    q.from.sym = source.sym;
    q.from.name = AddrName::GotRef;
    q.to = Addr::register(REG_R15);
    let p = cx.prog(id).clone();
    let q = cx.prog_mut(access);
    q.op = p.op;
    q.from = p.from;
    q.to = p.to;
    q.rest = p.rest;
    // A local symbol may be met here, which is upstream's behaviour.
    let rewritten = if p.from.name == AddrName::Extern {
        Some(&mut q.from)
    } else if p.to.name == AddrName::Extern {
        Some(&mut q.to)
    } else {
        q.from3_mut().filter(|third| third.name == AddrName::Extern)
    };
    let Some(rewritten) = rewritten else {
        return;
    };
    rewritten.reg = REG_R15;
    rewritten.name = AddrName::None;
    rewritten.sym = None;
    remove(cx.prog_mut(id));
}

/// Returns the operand that is a symbol; reports instructions with several.
fn global_operand(cx: &mut Assembly<'_>, id: ProgId) -> Option<Operand> {
    let p = cx.prog(id);
    let from = is_global(cx, &p.from);
    let to = is_global(cx, &p.to);
    let rewrites_third = cx.options.release != Release::Go125;
    let third = p
        .from3()
        .is_some_and(|third| rewrites_third && is_global(cx, third));
    if from && to {
        let text = cx.prog_text(id);
        cx.diag(format!(
            "cannot handle NAME_EXTERN on both sides in {text} with -dynlink"
        ));
    }
    if (from || to) && third {
        let text = cx.prog_text(id);
        cx.diag(format!(
            "cannot handle NAME_EXTERN on multiple operands in {text} with -dynlink"
        ));
    }
    if from {
        Some(Operand::From)
    } else if to {
        Some(Operand::To)
    } else {
        third.then_some(Operand::Third)
    }
}
