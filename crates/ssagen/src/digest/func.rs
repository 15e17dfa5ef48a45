//! The IR of a function by value.
//!
//! Counterpart: none.

use vamos_ir::Func as IrFunc;
use vamos_ir::FuncFacts;
use vamos_ir::Node;
use vamos_ir::NodeId;
use vamos_ir::Op;
use vamos_ir::Param;

use super::Digester;
use super::is_local;
use super::writer::Writer;

impl Digester<'_> {
    /// Adds the IR of a function.
    pub(super) fn put_func(&mut self, ir: &IrFunc) {
        let writer = &mut self.writer;
        writer.put_text(ir.name.as_bytes());
        writer.put_sym(ir.sym);
        writer.put_type(ir.ty);
        writer.put_pos(ir.pos);
        writer.put_pos(ir.end);
        put_facts(writer, &ir.facts);
        writer.put(ir.binding.abi);
        writer.put_sym(ir.binding.wrapped);
        writer.put_int(ir.counts.returns);
        writer.put_int(ir.counts.defers);
        for list in [&ir.params, &ir.results] {
            writer.put_len(list.len());
            for Param { ty, name } in list {
                writer.put_type(*ty);
                writer.put(name.0);
            }
        }
        for list in [&ir.declared, &ir.closure_vars, &ir.body] {
            writer.put_len(list.len());
            list.iter().for_each(|id| writer.put(id.0));
        }
        writer.put_len(ir.nodes.len());
        for (node, number) in ir.nodes.iter().zip(1..) {
            put_node(writer, ir, node, number);
        }
    }
}

fn put_facts(writer: &mut Writer, facts: &FuncFacts) {
    let symbol = facts.symbol;
    writer.put_bits([
        facts.has_defer,
        facts.no_open_defers,
        facts.is_nosplit,
        facts.cgo_unsafe_args,
        facts.needs_context,
        facts.no_nil_checks,
        facts.is_instrumented,
        facts.checks_pointers,
        facts.is_range_body,
        facts.is_hot,
        symbol.is_duplicate_ok,
        symbol.is_wrapper,
        symbol.is_abi_wrapper,
        symbol.is_package_init,
        symbol.is_system_stack,
        symbol.calls_methods_by_name,
        symbol.is_map_init,
    ]);
}

fn put_node(writer: &mut Writer, ir: &IrFunc, node: &Node, number: u32) {
    writer.put(node.op.number());
    // Where other functions and global variables are declared does not count.
    let class = u32::try_from(node.int(0));
    if node.op != Op::Name || class.is_ok_and(is_local) {
        writer.put_pos(node.pos);
    }
    writer.put_type(node.ty);
    writer.put(node.flags);
    // Most nodes have few parts.
    writer.put_bits([
        node.init.len != 0,
        node.operands.len != 0,
        node.list.len != 0,
        node.other.len != 0,
        !node.ints.is_empty(),
        !node.text.is_empty(),
        node.sym.0 != 0 || node.name.0 != 0,
        !node.types.is_empty(),
    ]);
    for span in [node.init, node.operands, node.list, node.other] {
        if span.len != 0 {
            put_list(writer, ir.list(span), number);
        }
    }
    if !node.ints.is_empty() {
        put_ints(writer, node);
    }
    if !node.text.is_empty() {
        writer.put_text(&node.text);
    }
    if node.sym.0 != 0 || node.name.0 != 0 {
        writer.put_sym(node.sym);
        writer.put_name(node.name);
    }
    if !node.types.is_empty() {
        writer.put(node.results);
        writer.put_len(node.types.len());
        for (ty, name) in &node.types {
            writer.put_type(*ty);
            writer.put_param(*name);
        }
    }
}

/// Adds a list of nodes, most of which come shortly before the node with the list.
fn put_list(writer: &mut Writer, list: &[NodeId], number: u32) {
    writer.put_len(list.len());
    for id in list {
        writer.put_int(i64::from(number) - i64::from(id.0));
    }
}

/// Adds integers. A mark has the number of an inlined call.
fn put_ints(writer: &mut Writer, node: &Node) {
    writer.put_len(node.ints.len());
    for int in &node.ints {
        if node.op == Op::InlMark {
            writer.put_call(Some(*int));
        } else {
            writer.put_int(*int);
        }
    }
}
