//! Tests of checks in loops.
//!
//! Counterpart: none.

use super::super::Profile;
use super::*;
use crate::func::Block;
use crate::op::Ops;
use crate::op::Tables;
use crate::package::Package;

const INIT_MEM: u16 = 1;
const PHI: u16 = 2;
const STATIC_CALL: u16 = 3;
const SELECT_N: u16 = 4;
const LESS: u16 = 5;
const PLAIN: u8 = 1;
const IF: u8 = 2;

/// Calls a test with a function without values: an entry, a loop of a header and a block, an end.
fn with_loop(test: impl FnOnce(&mut Func, &Cx<'_>)) {
    let (package, tables) = (Package::default(), Tables::default());
    let ops = Ops {
        init_mem: INIT_MEM,
        phi: PHI,
        static_call: STATIC_CALL,
        select_n: SELECT_N,
        less64u: LESS,
        sp: 6,
        get_g: 7,
        off_ptr: 8,
        load: 9,
        block_plain: PLAIN,
        block_if: IF,
        ..Ops::default()
    };
    let cx = Cx {
        package: &package,
        tables: &tables,
        ops: &ops,
        profile: Profile::of(26),
        rules: None,
    };
    let [entry, header, body, end] = [1, 2, 3, 4].map(BlockId);
    let mut func = Func {
        values: vec![Default::default()],
        positions: vec![Default::default()],
        uses: vec![0],
        block_of: vec![BlockId(0)],
        blocks: vec![Block::default(); 5],
        order: vec![entry, header, body, end],
        entry,
        ..Func::default()
    };
    for (from, to) in [
        (entry, header),
        (header, body),
        (header, end),
        (body, header),
    ] {
        func.add_edge(from, to);
        func.block_mut(from).kind = if from == header { IF } else { PLAIN };
    }
    test(&mut func, &cx);
}

/// Returns the operations of a block.
fn ops_of(func: &Func, block: u32) -> Vec<u16> {
    let values = func.block(BlockId(block)).values.iter();
    values.map(|value| func.value(*value).op).collect()
}

#[test]
fn an_edge_back_gets_a_check() {
    with_loop(|func, cx| {
        insert_resched_checks(func, cx).unwrap();
        assert_eq!(ops_of(func, 1), [INIT_MEM]);
        assert_eq!(ops_of(func, 2), [PHI]);
        assert_eq!(ops_of(func, 5).last(), Some(&LESS));
        assert_eq!(ops_of(func, 6), [STATIC_CALL, SELECT_N]);
        let phi = func.block(BlockId(2)).values[0];
        let memory = func.block(BlockId(1)).values[0];
        let called = func.block(BlockId(6)).values[1];
        // Without a check, memory stays as it is at the header.
        assert_eq!(func.args(phi), [memory, phi, called]);
        let preds = func.block(BlockId(2)).preds.iter();
        let preds: Vec<u32> = preds.map(|edge| edge.block.0).collect();
        assert_eq!(preds, [1, 5, 6]);
        assert_eq!(func.block(BlockId(3)).succs[0].block, BlockId(5));
        assert_eq!(func.block(BlockId(5)).likely, -1);
    });
}

#[test]
fn functions_that_may_not_grow_the_stack_have_none() {
    with_loop(|func, cx| {
        func.facts.is_nosplit = true;
        insert_resched_checks(func, cx).unwrap();
        assert_eq!(func.order.len(), 4);
    });
}
