//! Values of strings, slices, interfaces and complex numbers, of structs and arrays, become values
//! of their parts.
//!
//! Counterpart: cmd/compile/internal/ssa/decompose.go.

use super::Cx;
use super::builtin_parts::builtin_parts;
use super::decompose_names;
use crate::func::Func;
use crate::ids::ValueId;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::package::type_flags;
use crate::rules::Dead;
use crate::rules::Refusal;
use crate::rules::apply;

/// A part of a value: its type, and the operation and integer that select it.
#[derive(Clone, Copy)]
struct Part {
    ty: TypeId,
    select: u16,
    aux_int: i64,
}

/// Takes values of builtin types apart.
pub(super) fn builtin(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    for_each_phi(func, cx, |func, phi| {
        if let Some(found) = builtin_parts(func, cx, func.value(phi).ty)? {
            let parts = found.parts().iter().map(|part| Part {
                ty: part.ty,
                select: part.select,
                aux_int: 0,
            });
            let new = split_phi(func, cx, phi, found.make, &parts);
            func.free.scratch.put(new);
        }
        Ok(())
    })?;
    // Dead values stay for the names of variables.
    apply(func, cx, "dec", "decompose builtin", Dead::Stay)?;
    decompose_names::builtin(func, cx)
}

/// Takes phis and variables of structs and arrays apart.
pub(super) fn user(func: &mut Func, cx: &Cx<'_>) -> Result<(), Refusal> {
    for_each_phi(func, cx, |func, phi| user_phi(func, cx, phi))?;
    decompose_names::user(func, cx)
}

/// Calls a function for each phi that is there at the beginning.
fn for_each_phi(
    func: &mut Func,
    cx: &Cx<'_>,
    mut each: impl FnMut(&mut Func, ValueId) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    for at in 0..func.order.len() {
        let block = func.order[at];
        for index in 0..func.block(block).values.len() {
            let value = func.block(block).values[index];
            if func.value(value).op == cx.ops.phi {
                each(func, value)?;
            }
        }
    }
    Ok(())
}

/// Makes a phi a value of several parts, each a phi of its own; returns those.
fn split_phi(
    func: &mut Func,
    cx: &Cx<'_>,
    phi: ValueId,
    make: u16,
    parts: &(impl Iterator<Item = Part> + Clone),
) -> Vec<ValueId> {
    let (ops, pos) = (cx.ops, func.positions[phi.0 as usize]);
    let block = func.block_of[phi.0 as usize];
    let mut new = func.free.scratch.take();
    for part in parts.clone() {
        new.push(func.new_value(block, ops.phi, part.ty, pos, ops));
    }
    for index in 0..func.args(phi).len() {
        let arg = func.args(phi)[index];
        let arg_block = func.block_of[arg.0 as usize];
        for (part, part_phi) in parts.clone().zip(&new) {
            let selected = func.new_value(arg_block, part.select, part.ty, pos, ops);
            func.value_mut(selected).aux_int = part.aux_int;
            func.add_arg(selected, arg);
            func.add_arg(*part_phi, selected);
        }
    }
    func.reset(phi, make, ops);
    for part_phi in &new {
        func.add_arg(phi, *part_phi);
    }
    new
}

/// Takes a phi of a struct or array apart, and then the phis of its parts.
fn user_phi(func: &mut Func, cx: &Cx<'_>, phi: ValueId) -> Result<(), Refusal> {
    let ty = func.value(phi).ty;
    let found = func.ty(cx.package, ty).ok_or(Refusal::Invalid)?;
    let ops = cx.ops;
    let (make, parts) = match found.kind {
        kind::STRUCT | kind::ARRAY if found.size == 0 && !is_simd(found) => {
            func.reset(phi, ops.empty, ops);
            return Ok(());
        }
        _ if found.is_plain_struct() => {
            let fields = found.components.iter().enumerate();
            let parts = fields.map(|(index, field)| Part {
                ty: field.ty,
                select: ops.struct_select,
                aux_int: index as i64,
            });
            (ops.struct_make, parts.collect::<Vec<_>>())
        }
        kind::ARRAY if found.len == 1 => {
            let elem = Part {
                ty: found.elem,
                select: ops.array_select,
                aux_int: 0,
            };
            (ops.array_make1, vec![elem])
        }
        kind::ARRAY => return Err(Refusal::Invalid),
        _ => return Ok(()),
    };
    let new = split_phi(func, cx, phi, make, &parts.iter().copied());
    for part in &new {
        user_phi(func, cx, *part)?;
    }
    func.free.scratch.put(new);
    Ok(())
}

fn is_simd(ty: &Type) -> bool {
    ty.flags & type_flags::IS_SIMD != 0
}
