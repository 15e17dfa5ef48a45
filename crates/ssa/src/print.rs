//! A function as text, for differences.
//!
//! Counterpart: cmd/compile/internal/ssa/print.go.

use std::fmt::Write as _;

use crate::func::Block;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::Tables;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Package;
use crate::package::SymId;

/// Returns one line for each block and value, in the order of the function.
pub fn print(func: &Func, package: &Package, tables: &Tables) -> String {
    let mut text = format!("{}:\n", func.own.name);
    for id in &func.order {
        let Some(block) = func.blocks.get(id.0 as usize) else {
            continue;
        };
        text.push_str(&head(*id, block));
        for value in &block.values {
            text.push_str(&line(func, package, tables, *value));
        }
        text.push_str(&tail(block, tables));
    }
    text
}

/// Returns the first line of a block: its number and those before it.
fn head(id: BlockId, block: &Block) -> String {
    let mut text = format!("  b{}:", id.0);
    for edge in &block.preds {
        let _ = write!(text, " <- b{}", edge.block.0);
    }
    text.push('\n');
    text
}

/// Returns the last line of a block: its kind, control values and successors.
fn tail(block: &Block, tables: &Tables) -> String {
    let mut text = format!("  {} [{}]", tables.block_name(block.kind), block.aux_int);
    for control in block.controls.iter().filter(|control| control.0 != 0) {
        let _ = write!(text, " v{}", control.0);
    }
    for edge in &block.succs {
        let _ = write!(text, " -> b{}", edge.block.0);
    }
    let _ = writeln!(
        text,
        " likely {} at {}:{}",
        block.likely, block.pos.base, block.pos.lico
    );
    text
}

/// Returns the line of a value.
fn line(func: &Func, package: &Package, tables: &Tables, id: ValueId) -> String {
    let index = id.0 as usize;
    let Some(value) = func.values.get(index) else {
        return format!("    v{}: no such value\n", id.0);
    };
    let ty = package.ty(value.ty).map_or("?", |ty| &ty.text);
    let mut text = format!("    v{} = {} <{ty}>", id.0, tables.op_name(value.op));
    if value.aux_int != 0 {
        let _ = write!(text, " [{}]", value.aux_int);
    }
    if value.aux.0 != 0 {
        let _ = write!(text, " {{{}}}", aux(package, value.aux));
    }
    for arg in func.args(id) {
        let _ = write!(text, " v{}", arg.0);
    }
    let pos = func.positions.get(index).copied().unwrap_or_default();
    let uses = func.uses.get(index).copied().unwrap_or_default();
    let _ = writeln!(text, " (uses {uses}, at {}:{})", pos.base, pos.lico);
    text
}

/// Returns the text of an aux value.
fn aux(package: &Package, id: AuxId) -> String {
    let sym = |id: SymId| package.sym(id).map_or("?", |sym| sym.name.as_str());
    let name = |id| package.name(id).map_or("?", |name| name.text.as_str());
    match package.aux(id) {
        None => "?".to_owned(),
        Some(Aux::Sym(id)) => sym(*id).to_owned(),
        Some(Aux::Name(id)) => name(*id).to_owned(),
        Some(Aux::Type(id)) => package.ty(*id).map_or("?", |ty| &ty.text).to_owned(),
        Some(Aux::Text(text)) => format!("{:?}", String::from_utf8_lossy(text)),
        Some(Aux::Call(call)) => format!("call {}", sym(call.sym)),
        Some(Aux::NameOffset(id, offset)) => format!("{}+{offset}", name(*id)),
        Some(Aux::Mark) => "mark".to_owned(),
        Some(Aux::Int(number) | Aux::Bounds(number)) => number.to_string(),
        Some(Aux::Bounds2(first, second)) => format!("{first} {second}"),
    }
}
