//! Tests of passes on small functions. Malformed ones, with cycles or deep chains, are refused.

use super::Cx;
use super::Profile;
use super::cse_memory::Memory;
use super::dead_store::dse;
use super::decompose_names;
use super::flagalloc::flagalloc;
use super::mem_combine::mem_combine;
use super::zcse::zcse;
use crate::func::Block;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::OpInfo;
use crate::op::Ops;
use crate::op::Tables;
use crate::op::flags;
use crate::package::Aux;
use crate::package::Component;
use crate::package::Name;
use crate::package::NameId;
use crate::package::Package;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::class;
use crate::package::kind;
use crate::rules::Refusal;
use crate::state::NamedSlot;
use crate::state::Slot;

/// Operations of the tests.
const FLAGS: u16 = 1;
const CLOBBER: u16 = 2;
const USE: u16 = 3;
const STORE: u16 = 4;
const OR64: u16 = 5;
const ADDRESS: u16 = 6;
const NIL: u16 = 9;

/// Types of the tests.
const MEMORY: TypeId = TypeId(1);
const FLAGS_TYPE: TypeId = TypeId(2);
const BYTE: TypeId = TypeId(3);
/// A struct with a field `Path`.
const MODULE: TypeId = TypeId(4);

/// Variables of the tests: one of the struct, a parameter with the text of its part, and the part.
const WHOLE: NameId = NameId(1);
const PART: NameId = NameId(3);

/// The only block.
const BLOCK: BlockId = BlockId(1);

fn package() -> Package {
    let mut package = Package::default();
    package.header.goarch = "amd64".into();
    for (text, kind, size) in [
        ("mem", kind::SSA, 0),
        ("flags", kind::SSA, 0),
        ("uint8", kind::UINT8, 1),
    ] {
        package.add_type(Type {
            text: text.to_owned(),
            kind,
            size,
            ..Type::default()
        });
    }
    package.add_type(Type {
        kind: kind::STRUCT,
        size: 1,
        components: vec![Component {
            ty: BYTE,
            ..Component::default()
        }],
        field_names: vec!["Path".to_owned()],
        ..Type::default()
    });
    for (text, class, ty, line) in [
        ("mod", class::AUTO, MODULE, 2),
        ("modPath", class::PARAM, BYTE, 1),
        ("modPath", class::AUTO, BYTE, 2),
    ] {
        package.add_name(Name {
            text: text.to_owned(),
            class,
            ty,
            pos: (1, line),
            ..Name::default()
        });
    }
    package
}

fn tables() -> Tables {
    let mut tables = Tables {
        ops: vec![OpInfo::default(); 10],
        ..Tables::default()
    };
    tables.ops[usize::from(CLOBBER)].flags = flags::CLOBBER_FLAGS;
    tables.find_facts();
    tables
}

/// Calls a test with the inputs of passes and a function with one empty block.
fn with_func(test: impl FnOnce(&mut Func, &Cx<'_>)) {
    let (package, tables) = (package(), tables());
    let ops = Ops {
        store: STORE,
        or64: OR64,
        copy: 7,
        phi: 8,
        const_nil: NIL,
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
        blocks: vec![Block::default(); 2],
        order: vec![BLOCK],
        entry: BLOCK,
        ..Func::default()
    };
    test(&mut func, &cx);
}

fn add(func: &mut Func, cx: &Cx<'_>, op: u16, ty: TypeId, args: &[ValueId]) -> ValueId {
    let value = func.new_value(BLOCK, op, ty, Default::default(), cx.ops);
    for arg in args {
        func.add_arg(value, *arg);
    }
    value
}

/// Adds two stores whose states of memory are each other, and one after them, which is returned.
fn add_cycle(func: &mut Func, cx: &Cx<'_>) -> ValueId {
    let address = add(func, cx, ADDRESS, BYTE, &[]);
    let stores = [0; 3].map(|_| {
        let store = add(func, cx, STORE, MEMORY, &[address, address]);
        let aux = func.intern_aux(cx.package, Aux::Type(BYTE));
        func.value_mut(store).aux = aux;
        store
    });
    for (store, before) in [(0, 1), (1, 0), (2, 0)] {
        func.add_arg(stores[store], stores[before]);
    }
    stores[2]
}

#[test]
fn long_chains_of_flags_are_not_copied() {
    for (count, is_copied) in [(1000, true), (3000, false)] {
        with_func(|func, cx| {
            let mut last = add(func, cx, FLAGS, FLAGS_TYPE, &[]);
            for _ in 1..count {
                last = add(func, cx, FLAGS, FLAGS_TYPE, &[last]);
            }
            add(func, cx, CLOBBER, BYTE, &[]);
            add(func, cx, USE, BYTE, &[last]);
            match flagalloc(func, cx) {
                Ok(()) => assert!(is_copied),
                Err(refusal) => {
                    assert!(!is_copied);
                    assert!(matches!(refusal, Refusal::Bound), "{refusal:?}");
                }
            }
        });
    }
}

#[test]
fn nil_pointers_with_types_of_their_own_stay() {
    with_func(|func, cx| {
        let unique = func.pointer_type(cx.package, BYTE).unwrap();
        for (ty, is_kept) in [(BYTE, false), (unique, true)] {
            let [first, second] = [0; 2].map(|_| add(func, cx, NIL, ty, &[]));
            let user = add(func, cx, USE, BYTE, &[first, second]);
            zcse(func, cx);
            let expected = if is_kept { second } else { first };
            assert_eq!(func.args(user), [first, expected]);
        }
    });
}

#[test]
fn trees_of_ors_that_share_branches_are_bounded() {
    with_func(|func, cx| {
        let mut last = add(func, cx, USE, BYTE, &[]);
        for _ in 0..60 {
            last = add(func, cx, OR64, BYTE, &[last, last]);
        }
        let outcome = mem_combine(func, cx);
        assert!(matches!(outcome, Err(Refusal::Bound)), "{outcome:?}");
    });
}

#[test]
fn cycles_of_stores_are_refused() {
    for pass in [mem_combine, dse] {
        with_func(|func, cx| {
            add_cycle(func, cx);
            let outcome = pass(func, cx);
            assert!(matches!(outcome, Err(Refusal::Invalid)), "{outcome:?}");
        });
    }
    with_func(|func, cx| {
        let last = add_cycle(func, cx);
        let address = add(func, cx, ADDRESS, BYTE, &[last, last]);
        let outcome = Memory::new(func).number_stores(func, cx, address);
        assert!(matches!(outcome, Err(Refusal::Invalid)), "{outcome:?}");
    });
}

#[test]
fn a_part_is_not_a_parameter_with_its_text() {
    with_func(|func, cx| {
        let slot = Slot {
            name: WHOLE,
            ty: MODULE,
            ..Slot::default()
        };
        let values = Vec::new();
        func.places.slots.named.push(NamedSlot { slot, values });
        decompose_names::user(func, cx).unwrap();
        let named = func.places.slots.named.iter();
        let named: Vec<NameId> = named.map(|named| named.slot.name).collect();
        assert_eq!(named, [PART]);
    });
}
