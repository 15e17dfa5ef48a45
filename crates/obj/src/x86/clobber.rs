//! Reports uses of R15 after it was overwritten by an access to a global variable.
//!
//! Counterpart: cmd/internal/obj/x86/obj6.go (`errorCheck`).

use super::a;
use super::got::is_global;
use super::registers::REG_R15;
use super::registers::REG_R15B;
use crate::assembly::Assembly;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::op;

/// Bit of `Prog::mark`: R15 has no defined value here.
const REACHED: u16 = 1;

fn is_r15(reg: i16) -> bool {
    reg == REG_R15 || reg == REG_R15B
}

fn mentions(a: &Addr) -> bool {
    is_r15(a.reg) || is_r15(a.index)
}

fn is_register(a: &Addr) -> bool {
    a.kind == AddrType::Reg && is_r15(a.reg)
}

fn is_place(a: &Addr) -> bool {
    a.kind == AddrType::Mem && mentions(a)
}

/// True if the instruction will get the address of a variable in R15.
fn uses_global(cx: &Assembly<'_>, p: &Prog) -> bool {
    if matches!(
        p.op,
        op::CALL | op::TEXT | op::FUNCDATA | op::RET | op::JMP | a::LEAQ
    ) {
        return false;
    }
    is_global(cx, &p.from)
        || is_global(cx, &p.to)
        || p.from3().is_some_and(|third| is_global(cx, third))
}

/// The effects of an instruction on its operands.
#[derive(Clone, Copy)]
struct Effects {
    reads_from: bool,
    reads_to: bool,
    reads_third: bool,
    writes_to: bool,
    writes_third: bool,
}

/// Returns the effects, as far as they matter for general registers.
fn effects(cx: &Assembly<'_>, p: &Prog) -> Effects {
    let has_to = p.to.kind != AddrType::None;
    let mut effects = Effects {
        reads_from: p.from.kind != AddrType::None,
        reads_to: has_to,
        reads_third: p.from3().is_some(),
        writes_to: has_to,
        writes_third: false,
    };
    let name = cx.arch.op_text(p.op);
    if name.starts_with("MOV") || name.starts_with("PMOV") || is_pure_write(p) {
        effects.reads_to = false;
    }
    match p.op {
        a::XORL | a::XORQ => {
            let are_registers = p.from.kind == AddrType::Reg && p.to.kind == AddrType::Reg;
            if are_registers && p.from.reg == p.to.reg {
                effects.reads_from = false;
                effects.reads_to = false;
            }
        }
        a::MULXL | a::MULXQ => {
            effects.reads_to = false;
            effects.reads_third = false;
            effects.writes_third = true;
        }
        _ => {}
    }
    effects
}

/// True if the destination's old value does not matter.
fn is_pure_write(p: &Prog) -> bool {
    matches!(
        p.op,
        a::POPW
            | a::POPL
            | a::POPQ
            | a::LEAL
            | a::LEAQ
            | a::IMUL3W
            | a::IMUL3L
            | a::IMUL3Q
            | a::EXTRACTPS
            | a::PEXTRB
            | a::PEXTRW
            | a::PEXTRD
            | a::PEXTRQ
            | a::VPEXTRB
            | a::VPEXTRW
            | a::VPEXTRD
            | a::VPEXTRQ
            | a::BSFW
            | a::BSFL
            | a::BSFQ
            | a::BSRW
            | a::BSRL
            | a::BSRQ
            | a::POPCNTW
            | a::POPCNTL
            | a::POPCNTQ
            | a::LZCNTW
            | a::LZCNTL
            | a::LZCNTQ
            | a::SHLXL
            | a::SHLXQ
            | a::SHRXL
            | a::SHRXQ
            | a::SARXL
            | a::SARXQ
    )
}

fn reads(cx: &Assembly<'_>, p: &Prog) -> bool {
    let effects = effects(cx, p);
    let third = |test: fn(&Addr) -> bool| p.from3().is_some_and(test);
    effects.reads_from && is_register(&p.from)
        || effects.reads_to && is_register(&p.to)
        || is_r15(p.reg)
        || effects.reads_third && third(is_register)
        || is_place(&p.from)
        || is_place(&p.to)
        || third(is_place)
}

fn writes(cx: &Assembly<'_>, p: &Prog) -> bool {
    let effects = effects(cx, p);
    effects.writes_to && is_register(&p.to)
        || effects.writes_third && p.from3().is_some_and(is_register)
}

/// Checks a function.
pub(super) fn check(cx: &mut Assembly<'_>) {
    if !cx.options.is_dynlink {
        return;
    }
    let all: Vec<ProgId> = cx.func.progs.list(cx.func.text).collect();
    let mut work = Vec::new();
    let mut is_mentioned = false;
    for id in &all {
        let p = cx.prog(*id);
        is_mentioned |= mentions(&p.from) || mentions(&p.to) || is_r15(p.reg);
        is_mentioned |= p.from3().is_some_and(mentions);
        if uses_global(cx, p) {
            work.push(*id);
            cx.prog_mut(*id).mark |= REACHED;
        }
    }
    if is_mentioned {
        follow(cx, work);
    }
    for id in all {
        cx.prog_mut(id).mark &= !REACHED;
    }
}

/// Follows the instructions that may be reached with a clobbered R15.
fn follow(cx: &mut Assembly<'_>, mut work: Vec<ProgId>) {
    while let Some(id) = work.pop() {
        let p = cx.prog(id);
        if reads(cx, p) {
            let (file, line) = place(cx, p);
            let text = cx.prog_text(id);
            return cx.diag(format!(
                "{file}:{line}: when dynamic linking, R15 is clobbered by a global variable \
                 access and is used here: {text}"
            ));
        }
        if writes(cx, p) {
            continue;
        }
        let next = match p.op {
            op::JMP | op::RET => None,
            _ => p.link,
        };
        for reached in [p.to.target(), next].into_iter().flatten() {
            let p = cx.prog_mut(reached);
            if p.mark & REACHED == 0 {
                p.mark |= REACHED;
                work.push(reached);
            }
        }
    }
}

/// Returns the base name of an instruction's file, and its line.
fn place(cx: &Assembly<'_>, p: &Prog) -> (String, u32) {
    let file = cx.positions.base_of(p.pos).map(|base| &*base.filename);
    let name = file.and_then(|file| file.rsplit('/').next());
    (name.unwrap_or_default().to_owned(), p.pos.line())
}
