//! Records of a dump: the header and a function.
//!
//! Numbers and texts are as in crate ssa's dumps. A node's lists refer to nodes before it.
//! Counterpart: none.

use vamos_ssa::NameId;
use vamos_ssa::Pos;
use vamos_ssa::SymId;
use vamos_ssa::TypeId;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;

use crate::func::Binding;
use crate::func::Counts;
use crate::func::Func;
use crate::func::FuncFacts;
use crate::func::Node;
use crate::func::NodeId;
use crate::func::Param;
use crate::func::Span;
use crate::func::SymbolFacts;
use crate::header::Flags;
use crate::header::Header;
use crate::op::Op;

/// The kinds of records of a dump, after the kinds of crate ssa.
pub mod record {
    /// The header.
    pub const HEADER: u64 = 80;
    /// A function.
    pub const FUNC: u64 = 81;
    /// The facts of a function for debuggers.
    pub const DEBUG_FACTS: u64 = 82;
    /// A function that was inlined.
    pub const INLINED_FUNCTION: u64 = 83;
}

/// The maximum nesting of nodes, which functions follow on the stack.
const MAX_DEPTH: u32 = 4096;

/// Reads the header.
pub fn header(content: &[u8]) -> Result<Header, DumpError> {
    let mut cursor = Cursor::new(content);
    let op_names = cursor.list(Cursor::text)?;
    let numbers = 0..=u16::MAX;
    let ops = op_names.iter().zip(numbers);
    let ops: Vec<Op> = ops.map(|(name, number)| Op::named(name, number)).collect();
    if ops.len() != op_names.len() {
        return Err(DumpError::Range);
    }
    let bits = cursor.uint()?;
    let bit = |number: u32| bits >> number & 1 != 0;
    let header = Header {
        op_names,
        ops,
        flags: Flags {
            is_unoptimized: bit(0),
            no_bounds: bit(1),
            is_runtime: bit(2),
            has_sized_malloc: bit(3),
            merges_locals: bit(4),
            no_open_defers: bit(5),
            no_nil_checks: bit(6),
            masks_indexes: bit(7),
            is_race: bit(8),
            is_shared: bit(9),
            aligns_hot_loops: bit(10),
        },
        package: cursor.text()?,
        largest_store: cursor.int()?,
        goamd64: cursor.int()?,
        size_classes: cursor.list(Cursor::narrow)?,
        passes: cursor.list(Cursor::narrow)?,
        map: TypeId(cursor.narrow()?),
        map_len: TypeId(cursor.narrow()?),
        defer: TypeId(cursor.narrow()?),
    };
    cursor.finish()?;
    Ok(header)
}

/// Reads a function.
pub fn func(content: &[u8], header: &Header) -> Result<Func, DumpError> {
    let mut cursor = Cursor::new(content);
    let mut func = Func {
        sym: SymId(cursor.narrow()?),
        name: cursor.text()?,
        ty: TypeId(cursor.narrow()?),
        pos: pos(&mut cursor)?,
        end: pos(&mut cursor)?,
        facts: facts(cursor.uint()?),
        binding: Binding {
            abi: cursor.uint()?,
            wrapped: SymId(cursor.narrow()?),
        },
        counts: Counts {
            returns: cursor.int()?,
            defers: cursor.int()?,
        },
        params: cursor.list(param)?,
        results: cursor.list(param)?,
        declared: cursor.list(node_id)?,
        closure_vars: cursor.list(node_id)?,
        body: cursor.list(node_id)?,
        ..Func::default()
    };
    let mut depths = Vec::new();
    for _ in 0..cursor.count()? {
        let node = node(&mut cursor, &mut func, header)?;
        depths.push(depth(&func, &node, &depths)?);
        func.nodes.push(node);
    }
    cursor.finish()?;
    let len = func.nodes.len();
    let is_unknown = |id: &NodeId| id.0 as usize > len;
    let lists = [&func.declared, &func.closure_vars, &func.body];
    let params = [&func.params, &func.results];
    let is_bad = lists.into_iter().flatten().any(is_unknown)
        || params
            .into_iter()
            .flatten()
            .any(|param| is_unknown(&param.name));
    if is_bad {
        return Err(DumpError::Range);
    }
    Ok(func)
}

/// Returns the nesting of a node whose parts have these nestings.
fn depth(func: &Func, node: &Node, depths: &[u32]) -> Result<u32, DumpError> {
    let spans = [node.init, node.operands, node.list, node.other];
    let ids = spans.into_iter().flat_map(|span| func.list(span));
    let parts = ids.filter_map(|id| depths.get((id.0 as usize).checked_sub(1)?));
    let depth = 1 + parts.copied().max().unwrap_or(0);
    if depth > MAX_DEPTH {
        return Err(DumpError::Range);
    }
    Ok(depth)
}

fn facts(bits: u64) -> FuncFacts {
    let bit = |number: u32| bits >> number & 1 != 0;
    FuncFacts {
        has_defer: bit(0),
        no_open_defers: bit(1),
        is_nosplit: bit(2),
        cgo_unsafe_args: bit(3),
        needs_context: bit(4),
        no_nil_checks: bit(5),
        is_instrumented: bit(6),
        checks_pointers: bit(7),
        is_range_body: bit(8),
        is_hot: bit(9),
        symbol: SymbolFacts {
            is_duplicate_ok: bit(10),
            is_wrapper: bit(11),
            is_abi_wrapper: bit(12),
            is_package_init: bit(13),
            is_system_stack: bit(14),
            calls_methods_by_name: bit(15),
            is_map_init: bit(16),
        },
    }
}

/// Reads a position.
pub(crate) fn pos(cursor: &mut Cursor<'_>) -> Result<Pos, DumpError> {
    Ok(Pos {
        base: cursor.narrow()?,
        lico: cursor.narrow()?,
    })
}

fn node_id(cursor: &mut Cursor<'_>) -> Result<NodeId, DumpError> {
    Ok(NodeId(cursor.narrow()?))
}

fn param(cursor: &mut Cursor<'_>) -> Result<Param, DumpError> {
    Ok(Param {
        ty: TypeId(cursor.narrow()?),
        name: node_id(cursor)?,
    })
}

/// Reads a list of nodes that were read before.
fn span(cursor: &mut Cursor<'_>, func: &mut Func) -> Result<Span, DumpError> {
    let ids = cursor.list(node_id)?;
    if ids.iter().any(|id| id.0 as usize > func.nodes.len()) {
        return Err(DumpError::Range);
    }
    let range = |len: usize| u32::try_from(len).map_err(|_| DumpError::Range);
    let span = Span {
        start: range(func.lists.len())?,
        len: range(ids.len())?,
    };
    func.lists.extend(ids);
    Ok(span)
}

fn node(cursor: &mut Cursor<'_>, func: &mut Func, header: &Header) -> Result<Node, DumpError> {
    let number = cursor.uint()?;
    let op = usize::try_from(number)
        .ok()
        .and_then(|at| header.ops.get(at));
    let node = Node {
        op: *op.ok_or(DumpError::Kind("operation", number))?,
        pos: pos(cursor)?,
        ty: TypeId(cursor.narrow()?),
        flags: cursor.uint()?,
        init: span(cursor, func)?,
        operands: span(cursor, func)?,
        list: span(cursor, func)?,
        other: span(cursor, func)?,
        ints: cursor.list(Cursor::int)?.into(),
        text: cursor.bytes()?.into(),
        sym: SymId(cursor.narrow()?),
        name: NameId(cursor.narrow()?),
        types: cursor
            .list(|cursor| Ok((TypeId(cursor.narrow()?), NameId(cursor.narrow()?))))?
            .into(),
        results: cursor.narrow()?,
    };
    if node.results as usize > node.types.len() {
        return Err(DumpError::Range);
    }
    Ok(node)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ops() -> Header {
        Header {
            op_names: vec!["OTHER".to_owned(), "NIL".to_owned()],
            ops: vec![Op::Other(0), Op::Nil],
            ..Header::default()
        }
    }

    /// A function without parts but for its nodes.
    fn dump(nodes: &[u8]) -> Vec<u8> {
        let mut bytes = vec![1, 1, b'f', 2, 0, 0, 0, 0, 1, 1, 0, 2, 0, 0, 0, 0, 0, 0];
        bytes.extend_from_slice(nodes);
        bytes
    }

    #[test]
    fn nodes_are_read() {
        let nil = [1, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let mut nodes = vec![2];
        nodes.extend_from_slice(&nil);
        nodes.extend_from_slice(&[1, 0, 0, 3, 1, 1, 1, 0, 0, 0, 1, 4, 1, b'x', 0, 0, 0, 0]);
        let found = func(&dump(&nodes), &ops());
        let found = found.expect("a valid dump");
        assert_eq!((found.name.as_str(), found.counts.returns), ("f", 1));
        assert!(found.facts.has_defer);
        let last = found.node(NodeId(2)).expect("two nodes");
        assert_eq!((last.op, last.int(0)), (Op::Nil, 2));
        assert_eq!(found.list(last.init), [NodeId(1)]);
    }

    #[test]
    fn hostile_dumps_are_refused() {
        let unknown = func(&dump(&[1, 9]), &ops());
        assert_eq!(unknown.err(), Some(DumpError::Kind("operation", 9)));
        // The list of the first node refers to itself.
        let forward = [1, 1, 0, 0, 3, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(func(&dump(&forward), &ops()).err(), Some(DumpError::Range));
        for len in 0..20 {
            let bytes = dump(&[1, 1]);
            let cut = &bytes[..len.min(bytes.len() - 1)];
            assert!(func(cut, &ops()).is_err());
        }
    }
}
