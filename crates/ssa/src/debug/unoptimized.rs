//! Location lists of a function that is not optimized: parameters are in registers until they are
//! stored.
//!
//! Counterpart: `BuildFuncDebugNoOptimized` and `locatePrologEnd` of
//! cmd/compile/internal/ssa/debug.go.

use super::data::Debug;
use super::data::Entry;
use super::data::Frame;
use super::data::Part;
use super::data::Point;
use super::expression;
use super::parts::is_named_in_registers;
use super::parts::is_wanted;
use super::parts::params;
use super::parts::register_of_abi;
use super::pieces::Piece;
use super::pieces::pieces;
use crate::cx::Cx;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::class;
use crate::op::flags;
use crate::package::Aux;
use crate::package::NameId;
use crate::package::TypeId;
use crate::package::class as name_class;
use crate::package::kind;
use crate::rules::Refusal;
use crate::state::Home;

/// A parameter: variable, type, and registers of the machine.
struct Param {
    name: NameId,
    ty: TypeId,
    registers: Vec<u32>,
}

/// Finds the locations of the parameters of a function.
pub(super) fn build_unoptimized(
    func: &Func,
    cx: &Cx<'_>,
    frame: &Frame<'_>,
) -> Result<Debug, Refusal> {
    let mut debug = Debug::default();
    let closure = func.own.closure_slot;
    let own = params(func, cx)?.iter();
    let named: Vec<_> = own
        .filter(|param| is_named_in_registers(func, cx, param))
        .collect();
    let has_closure = closure.0 != 0;
    if named.is_empty() && !has_closure {
        return Ok(debug);
    }
    let (end, closure_value) = find_end(func, cx, has_closure);
    let mut list = Vec::new();
    for param in &named {
        let name = func.name(cx.package, param.name).ok_or(Refusal::Invalid)?;
        if is_wanted(name) {
            let registers = param.registers.iter();
            let registers = registers.map(|number| register_of_abi(cx, *number));
            list.push(Param {
                name: param.name,
                ty: param.ty,
                registers: registers.collect::<Result<_, _>>()?,
            });
        }
    }
    if has_closure {
        let ty = func.name(cx.package, closure).ok_or(Refusal::Invalid)?.ty;
        let register = closure_value.and_then(|value| func.places.homes.get(value.0 as usize));
        let Some(Home::Register(register)) = register else {
            return Err(Refusal::Invalid);
        };
        list.push(Param {
            name: closure,
            ty,
            registers: vec![*register],
        });
    }
    for param in &list {
        let size = func.ty(cx.package, param.ty).map_or(0, |ty| ty.size);
        debug.parts_of.push(vec![debug.parts.len() as u32]);
        debug.vars.push(param.name);
        debug.parts.push(Part {
            name: param.name,
            size,
            ..Part::default()
        });
        let entries = match end {
            Some(end) => entries(func, cx, frame, param, end)?,
            None => Vec::new(),
        };
        debug.lists.push(entries);
    }
    // Parameters that debuggers do not get leave empty lists at the end.
    let count = named.len() + usize::from(has_closure);
    debug.lists.resize(count, Vec::new());
    Ok(debug)
}

/// Returns the entries of a parameter: in registers, and then on the stack.
fn entries(
    func: &Func,
    cx: &Cx<'_>,
    frame: &Frame<'_>,
    param: &Param,
    end: i32,
) -> Result<Vec<Entry>, Refusal> {
    let ty = func.ty(cx.package, param.ty).ok_or(Refusal::Invalid)?;
    let pieces = pieces(func, cx, param.ty)?;
    let mut in_registers = Vec::new();
    for (at, register) in param.registers.iter().enumerate() {
        let number = frame.registers.get(*register as usize);
        expression::add_register(&mut in_registers, *number.ok_or(Refusal::Invalid)?)?;
        if param.registers.len() > 1 {
            let piece = *pieces.get(at).ok_or(Refusal::Invalid)?;
            expression::add_piece(&mut in_registers, piece.size);
            let padding = padding(piece, pieces.get(at + 1));
            if ty.kind == kind::STRUCT && padding > 0 {
                expression::add_piece(&mut in_registers, padding);
            }
        }
    }
    let mut on_stack = Vec::new();
    expression::add_stack(&mut on_stack, (frame.offset)(param.name));
    let point = |value| Point {
        block: func.entry.0 as i32,
        value,
    };
    Ok(vec![
        Entry {
            start: point(Point::BLOCK_START),
            end: point(end),
            expression: in_registers,
        },
        Entry {
            start: point(end),
            end: point(Point::FUNC_END),
            expression: on_stack,
        },
    ])
}

/// Returns the number of bytes between a piece and the next one.
fn padding(piece: Piece, next: Option<&Piece>) -> i64 {
    let end = piece.offset + piece.size;
    next.map_or(0, |next| next.offset - end)
}

/// Returns the value before which all parameters are stored, if it is found, and the closure.
fn find_end(func: &Func, cx: &Cx<'_>, has_closure: bool) -> (Option<i32>, Option<ValueId>) {
    let ops = cx.ops;
    let is_closure =
        |value: ValueId| has_closure && cx.tables.is_of(func.value(value).op, class::CLOSURE_PTR);
    let is_param = |value: ValueId| {
        let op = func.value(value).op;
        op == ops.arg_int_reg || op == ops.arg_float_reg
    };
    let mut open: Vec<ValueId> = Vec::new();
    let mut closure = None;
    let values = &func.block(func.entry).values;
    for (at, value) in values.iter().enumerate() {
        if is_param(*value) {
            open.push(*value);
            continue;
        }
        if is_closure(*value) {
            open.push(*value);
            closure = Some(*value);
            continue;
        }
        let stored = stored(func, cx, *value, has_closure, |arg| {
            is_param(arg) || is_closure(arg)
        });
        if let Some(index) = stored.and_then(|arg| open.iter().position(|one| *one == arg)) {
            open.remove(index);
            if open.is_empty() {
                let next = values.get(at + 1);
                return (
                    Some(next.map_or(Point::BLOCK_END, |next| next.0 as i32)),
                    closure,
                );
            }
        }
        if cx.tables.flags(func.value(*value).op) & flags::CALL != 0 {
            return (Some(value.0 as i32), closure);
        }
    }
    (None, closure)
}

/// Returns the register that a value stores to the stack and does nothing else.
fn stored(
    func: &Func,
    cx: &Cx<'_>,
    value: ValueId,
    has_closure: bool,
    is_register: impl Fn(ValueId) -> bool,
) -> Option<ValueId> {
    let aux = func.aux(cx.package, func.value(value).aux);
    let is_parameter = match aux {
        Some(Aux::Name(name)) => {
            let name = func.name(cx.package, *name);
            name.is_some_and(|name| name.class == name_class::PARAM)
        }
        _ => false,
    };
    if !is_parameter && !has_closure {
        return None;
    }
    let (mut register, mut registers, mut memories, mut pointers) = (None, 0, 0, 0);
    for arg in func.args(value) {
        if is_register(*arg) {
            register = Some(*arg);
            registers += 1;
        } else if func.is_memory(cx, *arg) {
            memories += 1;
        } else if func.value(*arg).op == cx.ops.sp {
            pointers += 1;
        } else {
            return None;
        }
    }
    let is_store = func.is_memory(cx, value) && (registers, memories, pointers) == (1, 1, 1);
    register.filter(|_| is_store)
}
