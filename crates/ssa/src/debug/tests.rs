//! Tests of location lists.
//!
//! Counterpart: none.

use super::*;
use crate::cx::Profile;
use crate::func::Block;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::OpInfo;
use crate::op::Ops;
use crate::op::Tables;
use crate::op::flags;
use crate::package::Aux;
use crate::package::AuxId;
use crate::package::Call;
use crate::package::Name;
use crate::package::NameId;
use crate::package::Package;
use crate::package::Signature;
use crate::package::Type;
use crate::package::TypeId;
use crate::state::Home;
use crate::state::NamedSlot;
use crate::state::Slot;

const INIT_MEM: u16 = 1;
const VAR_DEF: u16 = 2;
const ADD: u16 = 3;

/// The registers of the test in DWARF.
const REGISTERS: [i16; 2] = [0, 3];

/// Returns the tables of a package with the variables x and y.
fn package() -> Package {
    let mut package = Package::default();
    package.header.registers = vec!["AX".into(), "BX".into()];
    let ty = package.add_type(Type {
        size: 8,
        ..Type::default()
    });
    for text in ["x", "y"] {
        package.add_name(Name {
            text: text.into(),
            ty,
            ..Name::default()
        });
    }
    package.add_aux(Aux::Call(Box::new(Call {
        signature: Some(Box::new(Signature::default())),
        ..Call::default()
    })));
    package.add_aux(Aux::Name(NameId(2)));
    package
}

/// Returns a function of one block with these operations.
fn func(ops: &[u16]) -> Func {
    let count = ops.len() + 1;
    let block = BlockId(1);
    let mut func = Func {
        values: vec![Default::default(); count],
        positions: vec![Default::default(); count],
        uses: vec![0; count],
        block_of: vec![block; count],
        blocks: vec![Block::default(); 2],
        order: vec![block],
        entry: block,
        ..Func::default()
    };
    func.own.call = AuxId(1);
    func.places.homes = vec![Home::None; count];
    for (at, op) in ops.iter().enumerate() {
        let value = ValueId(at as u32 + 1);
        func.value_mut(value).op = *op;
        func.value_mut(value).ty = TypeId(1);
        func.block_mut(block).values.push(value);
    }
    func
}

/// Returns the lists of a function whose variables are at -24 from the frame address.
fn lists(func: &mut Func) -> Vec<Vec<Entry>> {
    let package = package();
    let mut tables = Tables {
        ops: vec![OpInfo::default(); 4],
        ..Tables::default()
    };
    for op in [INIT_MEM, VAR_DEF] {
        tables.ops[usize::from(op)].flags = flags::ZERO_WIDTH;
    }
    tables.find_facts();
    let ops = Ops {
        init_mem: INIT_MEM,
        var_def: VAR_DEF,
        arg: 100,
        arg_int_reg: 101,
        arg_float_reg: 102,
        phi: 103,
        store_reg: 104,
        load_reg: 105,
        ..Ops::default()
    };
    let cx = Cx {
        package: &package,
        tables: &tables,
        ops: &ops,
        profile: Profile::of(26),
        rules: None,
    };
    let frame = Frame {
        offset: &|_| -24,
        registers: &REGISTERS,
    };
    build(func, &cx, &frame, false).unwrap().lists
}

fn point(value: i32) -> Point {
    Point { block: 1, value }
}

#[test]
fn a_register_is_a_place_until_it_is_overwritten() {
    let mut func = func(&[INIT_MEM, ADD, ADD]);
    for value in [2, 3] {
        func.set_home(ValueId(value), Home::Register(1));
    }
    func.places.slots.named.push(NamedSlot {
        slot: Slot {
            name: NameId(1),
            ty: TypeId(1),
            ..Slot::default()
        },
        values: vec![ValueId(2)],
    });
    let entry = Entry {
        start: point(2),
        end: point(3),
        expression: vec![0x50 + 3],
    };
    assert_eq!(lists(&mut func), [[entry]]);
}

#[test]
fn a_variable_on_the_stack_is_there_from_its_definition() {
    let mut func = func(&[INIT_MEM, VAR_DEF, ADD]);
    func.value_mut(ValueId(2)).aux = AuxId(2);
    let entry = Entry {
        start: point(3),
        end: Point {
            block: -1,
            value: Point::FUNC_END,
        },
        expression: vec![0x91, 0x68],
    };
    assert_eq!(lists(&mut func), [[entry]]);
}
