//! Tests of pass prove on small functions.

use super::At;
use super::Facts;
use super::limit::Limit;
use super::prove;
use super::relation::Domain;
use super::relation::Relation;
use crate::func::Block;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::Arith;
use crate::op::ArithKind;
use crate::op::OpInfo;
use crate::op::Ops;
use crate::op::Tables;
use crate::package::Package;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::pass::Cx;
use crate::pass::Profile;
use crate::pass::fuse::late_fuse;
use crate::rules::Refusal;

/// Operations of the tests.
const ARG: u16 = 1;
const LESS: u16 = 2;
const AND: u16 = 3;
const CONST64: u16 = 4;

/// Kinds of blocks.
const PLAIN: u8 = 1;
const IF: u8 = 2;
const FIRST: u8 = 3;
const EXIT: u8 = 4;

/// Types of the tests.
const INT: TypeId = TypeId(1);
const BOOL: TypeId = TypeId(2);

/// Calls a test with the inputs of passes and a function with empty blocks.
fn with_func(blocks: u32, test: impl FnOnce(&mut Func, &Cx<'_>)) {
    let mut package = Package::default();
    package.header.goarch = "amd64".into();
    for (text, kind, size) in [("int", kind::INT, 8), ("bool", kind::BOOL, 1)] {
        package.add_type(Type {
            text: text.to_owned(),
            kind,
            size,
            ..Type::default()
        });
    }
    let mut tables = Tables {
        ops: vec![OpInfo::default(); 5],
        ..Tables::default()
    };
    for (op, kind) in [
        (LESS, ArithKind::Less),
        (AND, ArithKind::And),
        (CONST64, ArithKind::Const),
    ] {
        tables.ops[usize::from(op)].arith = Arith {
            kind,
            bits: 64,
            partner: 0,
        };
    }
    tables.find_facts();
    let ops = Ops {
        const64: CONST64,
        phi: 100,
        copy: 101,
        // Operations that the tests do not have.
        const_bool: 102,
        const_nil: 103,
        slice_len: 104,
        slice_cap: 105,
        string_len: 106,
        cvt_bool_to_uint8: 107,
        is_in_bounds: 108,
        is_slice_in_bounds: 109,
        is_non_nil: 110,
        slicemask: 111,
        addr: 112,
        local_addr: 113,
        block_plain: PLAIN,
        block_if: IF,
        block_first: FIRST,
        block_exit: EXIT,
        block_jump_table: 5,
        ..Ops::default()
    };
    let cx = Cx {
        package: &package,
        tables: &tables,
        ops: &ops,
        profile: Profile::of(27),
        rules: None,
    };
    let mut func = Func {
        values: vec![Default::default()],
        positions: vec![Default::default()],
        uses: vec![0],
        block_of: vec![BlockId(0)],
        blocks: vec![Block::default(); blocks as usize + 1],
        order: (1..=blocks).map(BlockId).collect(),
        entry: BlockId(1),
        ..Func::default()
    };
    for block in &func.order {
        func.blocks[block.0 as usize].kind = EXIT;
    }
    test(&mut func, &cx);
}

fn add(func: &mut Func, cx: &Cx<'_>, op: u16, ty: TypeId, args: &[ValueId]) -> ValueId {
    let value = func.new_value(func.entry, op, ty, Default::default(), cx.ops);
    for arg in args {
        func.add_arg(value, *arg);
    }
    value
}

/// Ends a block with a branch.
fn branch(func: &mut Func, from: u32, condition: ValueId, to: [u32; 2]) {
    func.block_mut(BlockId(from)).kind = IF;
    func.set_control(BlockId(from), condition);
    for to in to {
        func.add_edge(BlockId(from), BlockId(to));
    }
}

#[test]
fn a_branch_that_follows_from_another_is_removed() {
    with_func(5, |func, cx| {
        let [x, y, z] = [0; 3].map(|_| add(func, cx, ARG, INT, &[]));
        let first = add(func, cx, LESS, BOOL, &[x, y]);
        let second = add(func, cx, LESS, BOOL, &[y, x]);
        branch(func, 1, first, [2, 3]);
        branch(func, 2, second, [4, 5]);
        prove(func, cx).expect("a small function");
        assert_eq!(func.block(BlockId(2)).kind, FIRST);
        let succs = func.block(BlockId(2)).succs.iter();
        let succs: Vec<u32> = succs.map(|edge| edge.block.0).collect();
        assert_eq!((succs, func.uses[second.0 as usize]), (vec![5, 4], 0));
        assert_eq!(func.uses[z.0 as usize], 0);
    });
}

#[test]
fn a_conjunction_without_effect_is_a_copy() {
    with_func(3, |func, cx| {
        let x = add(func, cx, ARG, INT, &[]);
        let [zero, mask] = [0, 0xff].map(|number| {
            let constant = add(func, cx, CONST64, INT, &[]);
            func.value_mut(constant).aux_int = number;
            constant
        });
        let positive = add(func, cx, LESS, BOOL, &[zero, x]);
        let byte = add(func, cx, AND, INT, &[x, mask]);
        let again = add(func, cx, AND, INT, &[byte, mask]);
        branch(func, 1, positive, [2, 3]);
        prove(func, cx).expect("a small function");
        assert_eq!(func.value(byte).op, AND);
        assert_eq!(func.value(again).op, cx.ops.copy);
        assert_eq!(func.args(again), [byte]);
    });
}

#[test]
fn a_branch_is_skipped_where_its_outcome_is_known() {
    with_func(6, |func, cx| {
        let [x, y] = [0; 2].map(|_| add(func, cx, ARG, INT, &[]));
        let [first, second] = [0; 2].map(|_| add(func, cx, LESS, BOOL, &[x, y]));
        branch(func, 1, first, [3, 2]);
        branch(func, 2, first, [3, 4]);
        branch(func, 3, second, [5, 6]);
        late_fuse(func, cx).expect("a small function");
        assert_eq!(func.block(BlockId(1)).succs[0].block, BlockId(5));
        assert_eq!(func.block(BlockId(3)).preds.len(), 0);
    });
}

#[test]
fn long_chains_of_facts_are_refused() {
    for (count, is_refused) in [(50_i64, false), (5_000, true)] {
        with_func(1, |func, cx| {
            let values: Vec<ValueId> = (0..count).map(|_| add(func, cx, ARG, INT, &[])).collect();
            let mut facts = Facts::new(func, cx).expect("integers");
            facts.checkpoint();
            let at = At { func, cx };
            for pair in values.windows(2) {
                facts.update(at, pair[0], pair[1], Domain::Signed, Relation::LESS);
            }
            facts.set_limit(at, values[0], Limit::NONE.signed(0, 7));
            let last = values[values.len() - 1];
            assert!(is_refused || facts.limit(last).min == count - 1);
            facts.restore();
            assert_eq!(facts.limit(last), Limit::NONE);
            let is_bound = matches!(facts.end(func), Err(Refusal::Bound));
            assert_eq!(is_bound, is_refused);
        });
    }
}
