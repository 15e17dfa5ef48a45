//! Unwind information of Windows: how a function has moved the stack pointer at each place of its
//! prologue.
//!
//! Counterpart: cmd/internal/obj/x86/seh.go.

use vamos_base::golang::base64;
use vamos_objfile::goobj::RelocType;

use super::a;
use super::registers;
use crate::assembly::Assembly;
use crate::attributes::Attributes;
use crate::prog::Addr;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::symbol::Reloc;
use crate::symbol::SymId;

/// The version of the format.
const VERSION: u8 = 1;

/// The flag of a function with a handler of exceptions.
const HAS_HANDLER: u8 = 1 << 3;

/// The code of an operation that saves a register.
const PUSH_REGISTER: u8 = 0;

/// The code of the operation that sets the frame pointer.
const SET_FRAME_POINTER: u8 = 3;

/// The number of BP.
const BP: u8 = 5;

/// The number of operations.
const OPERATIONS: u8 = 2;

/// The function through which most calls of C go, and the handler of its exceptions.
const CALLER_OF_C: (&str, &str) = ("runtime.asmcgocall_landingpad", "runtime.sehtramp");

/// Makes the unwind information of a function with code. A function without a frame, or with a long
/// prologue, has no information.
pub(super) fn unwind_info(cx: &mut Assembly<'_>) -> Option<SymId> {
    if cx.code().has(Attributes::NO_FRAME) {
        return None;
    }
    let [after_push, after_move] = match prologue(cx) {
        Ok(places) => places.map(u8::try_from),
        Err(problem) => {
            cx.diag(problem);
            return None;
        }
    };
    // Places in the prologue are bytes.
    let (after_push, after_move) = (after_push.ok()?, after_move.ok()?);
    let has_handler = &*cx.symbol().name == CALLER_OF_C.0;
    let flags = if has_handler { HAS_HANDLER } else { 0 };
    let mut data = vec![flags | VERSION, after_move, OPERATIONS, BP];
    // The last operation comes first.
    data.extend([after_move, SET_FRAME_POINTER]);
    data.extend([after_push, BP << 4 | PUSH_REGISTER]);
    let mut relocs = Vec::new();
    if has_handler {
        relocs.push(Reloc {
            off: data.len() as i32,
            siz: 4,
            kind: RelocType::PEIMAGEOFF,
            add: 0,
            sym: Some(cx.symbols.lookup(CALLER_OF_C.1)),
        });
    }
    data.extend([0; 4]);
    let name = format!("go:sehuw.{}.{}", data.len(), base64::encode(&data));
    Some(cx.symbols.unwind_info(&name, &data, relocs))
}

/// Returns the places after `PUSHQ BP` and after `MOVQ SP, BP`, which follows it.
fn prologue(cx: &Assembly<'_>) -> Result<[i64; 2], String> {
    let function = &*cx.func;
    let mut progs = function.progs.list(function.text);
    let push = progs.find(|id| is_push(cx.prog(*id)) || cx.prog(*id).pos.is_prologue_end());
    let push = push.filter(|id| is_push(cx.prog(*id)));
    let push = push.ok_or("missing frame pointer instruction: PUSHQ BP")?;
    let next = cx.next(push);
    let next = next.ok_or("missing frame pointer instruction: MOVQ SP, BP")?;
    let prog = cx.prog(next);
    let is_move = prog.op == a::MOVQ
        && is_register(&prog.from, registers::REG_SP)
        && is_register(&prog.to, registers::REG_BP)
        && prog.from.offset == 0;
    if !is_move {
        let text = cx.prog_text(next);
        return Err(format!("unexpected frame pointer instruction\n{text}"));
    }
    let after = prog.link.map(|after| cx.prog(after).pc);
    Ok([prog.pc, after.unwrap_or(function.code.size)])
}

fn is_push(prog: &Prog) -> bool {
    prog.op == a::PUSHQ && is_register(&prog.from, registers::REG_BP)
}

fn is_register(addr: &Addr, register: i16) -> bool {
    addr.kind == AddrType::Reg && addr.reg == register
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::function::Function;
    use crate::link::Link;
    use crate::options::Goos;
    use crate::options::Options;
    use crate::options::Release;
    use crate::own::FunctionSymbols;
    use crate::prog::op;
    use crate::symbol::SymKind;

    /// The content and the kinds of relocations of unwind information.
    type Info = (Vec<u8>, Vec<RelocType>);

    /// Returns the unwind information of a function.
    fn info(name: &str, pcs: [i64; 3]) -> Option<Info> {
        let options = Options::for_compiler(Release::Go126, Goos::Windows, "p");
        let mut link = Link::new(&super::super::ENCODER, options);
        let mut function = Function::new(link.symbols.lookup(name));
        let [from, to] = [registers::REG_SP, registers::REG_BP].map(Addr::register);
        let progs = [
            (op::TEXT, 0, Addr::default(), Addr::default()),
            (a::PUSHQ, pcs[0], to, Addr::default()),
            (a::MOVQ, pcs[1], from, to),
            (op::RET, pcs[2], Addr::default(), Addr::default()),
        ];
        let progs = progs.map(|(op, pc, from, to)| Prog {
            op,
            pc,
            from,
            to,
            ..Prog::default()
        });
        let ids = progs.map(|prog| function.progs.add(prog));
        for pair in ids.windows(2) {
            function.progs[pair[0]].link = Some(pair[1]);
        }
        function.text = ids.first().copied();
        let frozen = link.frozen();
        let mut cx = Assembly {
            arch: frozen.arch,
            options: frozen.options,
            positions: frozen.positions,
            symbols: FunctionSymbols::new(frozen.symbols),
            diagnostics: Diagnostics::default(),
            func: &mut function,
        };
        let sym = unwind_info(&mut cx);
        assert!(cx.diagnostics.is_empty());
        let symbol = &cx.symbols[sym?];
        assert_eq!(symbol.kind, SymKind::SehUnwindInfo);
        let kinds = symbol.relocs.iter().map(|reloc| reloc.kind).collect();
        Some((symbol.data.clone(), kinds))
    }

    #[test]
    fn places_after_the_prologue_are_in_the_information() {
        let data = |flags| vec![flags, 13, 2, 5, 13, 3, 10, 0x50, 0, 0, 0, 0];
        let found = info("p.f", [9, 10, 13]);
        assert_eq!(found, Some((data(1), Vec::new())));
        let handled = info(CALLER_OF_C.0, [9, 10, 13]);
        assert_eq!(handled, Some((data(9), vec![RelocType::PEIMAGEOFF])));
        assert_eq!(info("p.f", [250, 251, 256]), None);
    }
}
