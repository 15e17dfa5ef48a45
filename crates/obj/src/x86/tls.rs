//! Accesses to thread-local storage, rewritten for the target system.
//!
//! The base is the pseudo-register TLS, which can only be loaded; `off(reg)(TLS*1)` is an offset
//! from a loaded base. Most systems need no load: `off(TLS)`.
//! Counterpart: cmd/internal/obj/x86/obj6.go (`CanUse1InsnTLS`, the first part of `progedit`).

use super::a;
use super::registers as r;
use crate::assembly::Assembly;
use crate::options::Goos;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::op;

/// True if thread-local storage is addressed without loading its base.
pub(super) fn uses_one_instruction(cx: &Assembly<'_>) -> bool {
    match cx.options.goos {
        Goos::Android | Goos::Plan9 | Goos::Windows => false,
        Goos::Linux | Goos::Freebsd => !cx.options.is_shared,
        _ => true,
    }
}

/// True for a register that may hold the base.
fn is_general(reg: i16) -> bool {
    (r::REG_AX..=r::REG_R15).contains(&reg)
}

/// True if a MOV's destination is a general register.
fn is_load(p: &Prog) -> bool {
    matches!(p.op, a::MOVQ | a::MOVL) && p.to.kind == AddrType::Reg && is_general(p.to.reg)
}

/// True for a load of the base.
fn loads_base(p: &Prog) -> bool {
    p.from.kind == AddrType::Reg && p.from.reg == r::REG_TLS && is_load(p)
}

/// Rewrites an instruction.
pub(super) fn rewrite(cx: &mut Assembly<'_>, id: ProgId) {
    let goos = cx.options.goos;
    if uses_one_instruction(cx) {
        let p = cx.prog_mut(id);
        if loads_base(p) && goos != Goos::Solaris {
            remove(p);
        }
        for operand in [&mut p.from, &mut p.to] {
            let is_indexed = operand.kind == AddrType::Mem && operand.index == r::REG_TLS;
            if is_indexed && is_general(operand.reg) {
                operand.reg = r::REG_TLS;
                operand.scale = 0;
                operand.index = 0;
            }
        }
    } else {
        split(cx, id);
    }
    if matches!(goos, Goos::Android | Goos::Windows) && loads_base(cx.prog(id)) {
        load_offset(cx, id);
    }
    if matches!(goos, Goos::Windows | Goos::Plan9) {
        let p = cx.prog_mut(id);
        for operand in [&mut p.from, &mut p.to] {
            if operand.scale == 1 && operand.index == r::REG_TLS {
                operand.scale = 2;
            }
        }
    }
}

/// Makes `MOVQ 0(TLS), BX` two instructions: the load of the base, and the access.
fn split(cx: &mut Assembly<'_>, id: ProgId) {
    let p = cx.prog(id);
    if !is_load(p) || p.from.kind != AddrType::Mem || p.from.reg != r::REG_TLS {
        return;
    }
    let (opcode, from, to) = (p.op, p.from, p.to);
    let next = cx.append_after(id);
    let q = cx.prog_mut(next);
    q.op = opcode;
    q.from = Addr {
        kind: AddrType::Mem,
        reg: to.reg,
        index: r::REG_TLS,
        scale: 2,
        ..from
    };
    q.to = to;
    let from = &mut cx.prog_mut(id).from;
    from.kind = AddrType::Reg;
    from.reg = r::REG_TLS;
    from.index = 0;
    from.offset = 0;
}

/// Loads the base from a variable of the runtime.
fn load_offset(cx: &mut Assembly<'_>, id: ProgId) {
    let sym = cx.symbols.lookup("runtime.tls_g");
    let p = cx.prog_mut(id);
    p.from.kind = AddrType::Mem;
    p.from.name = AddrName::Extern;
    p.from.reg = 0;
    p.from.sym = Some(sym);
    p.from.index = 0;
    let (opcode, to) = (p.op, p.to);
    if cx.options.goos == Goos::Windows {
        // The variable is the offset of the base from GS.
        let next = cx.append_after(id);
        let q = cx.prog_mut(next);
        q.op = opcode;
        q.from = Addr {
            kind: AddrType::Mem,
            reg: to.reg,
            index: r::REG_GS,
            scale: 1,
            ..Addr::default()
        };
        q.to = to;
    }
}

/// Makes an instruction one without effect (`obj.Nopout`).
pub(super) fn remove(p: &mut Prog) {
    p.op = op::NOP;
    p.scond = 0;
    p.from = Addr::default();
    p.rest.clear();
    p.reg = 0;
    p.to = Addr::default();
}
