//! Tests of dumps: a written dump is read, and hostile bytes are an error.
//!
//! Counterpart: none.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::func::Block;
use crate::func::Edge;
use crate::func::Func;
use crate::func::Pos;
use crate::func::Value;
use crate::func::ValueFlags;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::package::NameId;
use crate::package::Type;
use crate::package::TypeId;
use crate::package::kind;
use crate::state::Home;
use crate::state::LoopNest;
use crate::state::NamedSlot;
use crate::state::Slot;
use crate::state::TreeNode;

/// Returns a function that has everything that a state may have.
fn full() -> Func {
    let mut func = Func {
        values: vec![Value::default(); 6],
        positions: vec![Pos { base: 1, lico: 77 }; 6],
        uses: vec![1; 6],
        block_of: vec![BlockId(1); 6],
        blocks: vec![Block::default(); 4],
        order: vec![BlockId(1), BlockId(3)],
        entry: BlockId(1),
        ..Func::default()
    };
    func.own.ty = TypeId(3);
    func.facts.is_scheduled = true;
    func.facts.is_hot = true;
    func.free.values = vec![ValueId(5)];
    func.free.blocks = vec![BlockId(2)];
    func.places.homes = vec![
        Home::None,
        Home::Register(7),
        Home::Pair(Box::new([Home::Register(1), Home::None])),
    ];
    func.places.temp_regs = vec![(ValueId(2), 9)];
    for (id, args) in [
        (1, vec![]),
        (2, vec![1, 1]),
        (3, vec![1, 2, 1, 2]),
        (4, vec![3]),
    ] {
        let args: Vec<ValueId> = args.into_iter().map(ValueId).collect();
        func.put_args(ValueId(id), &args);
        func.values[id as usize].op = 100 + id as u16;
        func.values[id as usize].aux_int = -5;
    }
    func.values[1].flags = ValueFlags::new(ValueFlags::IN_CACHE);
    let slot = Slot {
        name: NameId(1),
        ty: TypeId(2),
        offset: 8,
        split_of: Some((Arc::default(), 16)),
    };
    func.places.slots.named.push(NamedSlot {
        slot: slot.clone(),
        // Value 4 is in no block.
        values: vec![ValueId(4)],
    });
    func.places.slots.splits.push(slot.clone());
    func.places
        .homes
        .push(Home::Results(vec![Home::Slot(slot)]));
    func.caches.postorder = Some(vec![BlockId(3), BlockId(1)]);
    func.caches.tree = Some(vec![TreeNode::default(); 4]);
    func.caches.loops = Some(LoopNest::default());
    func.lookups.constants = Some(vec![(-5, vec![ValueId(1)])]);
    func.blocks[1].values = vec![ValueId(1), ValueId(2)];
    func.blocks[3].values = vec![ValueId(3)];
    func.blocks[3].controls = [ValueId(3), ValueId(0)];
    func.blocks[1].succs.push(Edge {
        block: BlockId(3),
        index: 0,
    });
    func
}

#[test]
fn a_function_is_read_as_written() {
    let state = encode(&full());
    let func = decode("f,1", &state).unwrap();
    assert_eq!(encode(&func), state);
    assert_eq!(func.args(ValueId(3)).len(), 4);
    assert_eq!(func.free.values, [ValueId(5)]);
    assert_eq!(func.places.slots, full().places.slots);
    assert_eq!(func.places.homes, full().places.homes);
    assert_eq!(func.block_of[4], BlockId(1));
}

/// A change of a function.
type Change = fn(&mut Func);

#[test]
fn each_change_of_a_function_changes_its_state() {
    let before = encode(&full());
    let changes: [(&str, Change); 8] = [
        ("op", |func| func.values[2].op = 1),
        ("uses", |func| func.uses[3] = 2),
        ("stray", |func| func.values[4].aux_int = 1),
        ("order", |func| func.order.reverse()),
        ("free value", |func| func.free.values.push(ValueId(0))),
        ("home", |func| func.places.homes[1] = Home::Register(8)),
        ("cache", |func| func.caches.idom = Some(Vec::new())),
        ("likely", |func| func.blocks[1].likely = -1),
    ];
    for (what, change) in changes {
        let mut func = full();
        change(&mut func);
        assert_eq!(before.differences(&encode(&func)).len(), 1, "{what}");
        assert!(!is_in_state(&func, &before), "{what}");
        assert!(is_in_state(&func, &encode(&func)), "{what}");
    }
}

/// Returns a record of a dump.
fn record(kind: u64, content: &[u8]) -> Vec<u8> {
    let mut out = bytes::Out::default();
    out.uint(kind);
    out.len(content.len());
    out.0.extend_from_slice(content);
    out.0
}

/// Returns the content of a record of a state with these sections.
fn change(pass: u64, state: &Sections, keys: &[u64]) -> Vec<u8> {
    let mut out = bytes::Out::default();
    out.uint(pass);
    out.uint(700);
    out.len(keys.len());
    for key in keys {
        out.uint(*key);
        out.len(state.get(*key).len());
        out.0.extend_from_slice(state.get(*key));
    }
    out.0
}

#[test]
fn a_stream_applies_changes_and_forgets_blocks() {
    let first = encode(&full());
    let mut changed = full();
    changed.order.pop();
    changed.blocks[1].succs.clear();
    let second = encode(&changed);
    let all: Vec<u64> = first.0.keys().copied().collect();
    let mut keys = first.differences(&second);
    keys.retain(|key| second.0.contains_key(key));
    let mut stream = record(FUNC, &[3, b'f', b',', b'1']);
    stream.extend(record(STATE, &change(0, &first, &all)));
    stream.extend(record(STATE, &change(4, &second, &keys)));
    stream.extend(record(STATE, &change(5, &second, &[])));
    stream.extend(record(END, &[]));
    let mut reader = Reader::new(&stream[..]);
    let mut next = || reader.next_event().unwrap();
    assert_eq!(next(), Some(Event::Func("f,1".to_owned())));
    assert_eq!(next(), Some(Event::State(0, all.len())));
    assert_eq!(next(), Some(Event::State(4, keys.len())));
    assert_eq!(next(), Some(Event::State(5, 0)));
    assert_eq!(next(), Some(Event::End));
    assert_eq!(next(), None);
    assert_eq!(reader.state, second);
    assert_eq!(reader.nanoseconds, 700);
}

proptest! {
    #[test]
    fn hostile_sections_are_no_panic(
        key in prop_oneof![0_u64..6, Just(17_u64), Just(19)],
        at in 0_usize..400,
        byte: u8,
        len in 0_usize..400,
    ) {
        let mut state = encode(&full());
        let section = state.0.entry(key).or_default();
        if let Some(old) = section.get_mut(at) {
            *old = byte;
        }
        section.truncate(len);
        if let Ok(func) = decode("f", &state) {
            let _ = crate::print(&func, &crate::Package::default(), &crate::op::Tables::default());
        }
    }

    #[test]
    fn hostile_streams_are_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut reader = Reader::new(&bytes[..]);
        while let Ok(Some(_)) = reader.next_event() {}
    }
}

#[test]
fn slices_and_pointers_get_their_elements_once() {
    let mut reader = Reader::new(std::io::empty());
    let ty = |of_kind| Type {
        kind: of_kind,
        ..Type::default()
    };
    reader.package.add_type(ty(kind::SLICE));
    reader.package.add_type(ty(kind::STRUCT));
    reader.package.add_type(ty(kind::PTR));
    let mut set = |slice, elem| reader.add_record(ELEM, vec![slice, elem]).map(drop);
    // Elements exist, and only slices and pointers have elements that come later.
    assert_eq!(set(1, 4), Err(DumpError::Range));
    assert_eq!(set(2, 1), Err(DumpError::Range));
    assert_eq!(set(1, 2), Ok(()));
    assert_eq!(set(1, 2), Err(DumpError::Range));
    assert_eq!(set(3, 3), Ok(()));
    assert_eq!(reader.package.types[0].elem, TypeId(2));
    assert_eq!(reader.package.types[2].elem, TypeId(3));
}
