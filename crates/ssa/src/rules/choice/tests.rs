//! Tests of the conditions of rules.

use super::Head;
use super::Input;
use super::Subject;
use super::Table;
use crate::cx::Cx;
use crate::cx::Profile;
use crate::func::Func;
use crate::ids::ValueId;
use crate::op::Ops;
use crate::op::Tables;
use crate::package::Package;
use crate::package::Type;
use crate::package::TypeId;
use crate::rules::needs::ANY;
use crate::rules::needs::Needs;
use crate::rules::needs::RuleEntry;
use crate::rules::needs::Test;

/// The operations of the values of the function in order: a constant 7, its negation, and their
/// sum.
const OPS: [u16; 4] = [0, 5, 6, 9];

fn sum() -> Func {
    let mut func = Func {
        values: vec![Default::default(); OPS.len()],
        uses: vec![0, 2, 1, 0],
        ..Func::default()
    };
    for (value, op) in func.values.iter_mut().zip(OPS) {
        value.op = op;
    }
    func.values[1].aux_int = 7;
    func.values[3].ty = TypeId(1);
    func.put_args(ValueId(2), &[ValueId(1)]);
    func.put_args(ValueId(3), &[ValueId(1), ValueId(2)]);
    func
}

/// Calls a function with the input of conditions: the type of the sum has the kind 3 and 2 bytes.
fn with_input<T>(func: &Func, then: impl FnOnce(Input<'_>) -> T) -> T {
    let mut package = Package::default();
    package.add_type(Type {
        kind: 3,
        size: 2,
        ..Type::default()
    });
    let cx = Cx {
        package: &package,
        tables: &Tables::default(),
        ops: &Ops::default(),
        profile: Profile::default(),
        rules: None,
    };
    then(Input {
        func,
        cx: &cx,
        texts: &["f".into()],
    })
}

/// Returns the rules that may match the sum.
fn may_match(rules: Vec<Vec<Needs>>) -> Vec<u32> {
    let rules = rules.into_iter().zip(0..);
    let rules = rules.map(|(needs, start)| RuleEntry { start, needs });
    let rules = rules.collect::<Vec<_>>();
    let table = Table::of(&[(&[][..], true), (&rules[..], true)]).unwrap();
    let func = sum();
    let subject = Subject::of_value(&func, ValueId(3));
    with_input(&func, |input| {
        assert!(table.begin(0, &subject, input).is_none());
        let mut choice = table.begin(1, &subject, input);
        let next = || table.next(choice.as_mut()?, input);
        std::iter::from_fn(next).collect()
    })
}

fn of_ops(one: u16, two: u16) -> Needs {
    Needs {
        ops: [one, two, ANY],
        ..Needs::OPEN
    }
}

#[test]
fn rules_are_chosen_by_operations_and_kind() {
    let of_kind = |kinds| Needs {
        kinds,
        ..Needs::OPEN
    };
    let rules = vec![
        vec![of_ops(6, ANY)],
        vec![of_ops(6, ANY), of_ops(ANY, 6)],
        // Both orders may match; the rule is tried once.
        vec![of_ops(5, 6), of_ops(ANY, 6)],
        vec![of_ops(5, 7)],
        vec![of_kind(1 << 2)],
        vec![of_kind(1 << 3)],
        vec![Needs::OPEN],
    ];
    assert_eq!(may_match(rules), [1, 2, 5, 6]);
}

#[test]
fn conditions_are_tested_in_order() {
    let of_tests = |tests: &[Test]| {
        vec![Needs {
            tests: tests.to_vec(),
            ..Needs::OPEN
        }]
    };
    let negated = Test::Arg {
        node: 1,
        index: 0,
        op: 5,
    };
    let number = |number| Test::Number {
        node: 4,
        bits: 8,
        number,
    };
    let uses = |count| Test::Uses { node: 0, count };
    let same = |other| Test::Same { node: 4, other };
    let rules = vec![
        of_tests(&[negated, number(7), same(0)]),
        of_tests(&[negated, number(8)]),
        of_tests(&[negated, same(1)]),
        of_tests(&[uses(2), Test::Len { node: 3, len: 2 }]),
        of_tests(&[uses(1)]),
        of_tests(&[Test::Op { node: 3, op: 9 }]),
        of_tests(&[Test::NotOp { node: 3, op: 9 }]),
        of_tests(&[Test::SamePtr { node: 0, other: 0 }]),
        of_tests(&[Test::Call { node: 3, text: 0 }]),
        of_tests(&[Test::Size { size: 2 }]),
        of_tests(&[Test::Size { size: 8 }]),
    ];
    assert_eq!(may_match(rules), [0, 3, 5, 7, 9]);
}

#[test]
fn more_rules_than_bits_keep_their_order() {
    let rules = (0..150).map(|number| vec![of_ops(if number % 2 == 0 { 5 } else { 6 }, ANY)]);
    let even: Vec<u32> = (0..150).step_by(2).collect();
    assert_eq!(may_match(rules.collect()), even);
}

#[test]
fn many_operations_are_different() {
    // Operations that have their lowest six bits in common, and some whose slots are in use.
    let ops = [5, 69, 133, 6, 70, 7, 8, 9];
    let rules = ops.map(|op| vec![of_ops(op, ANY)]).to_vec();
    assert_eq!(may_match(rules), [0]);
    let ops = [69, 133, 6, 70, 7, 8, 9];
    assert_eq!(may_match(ops.map(|op| vec![of_ops(op, ANY)]).to_vec()), []);
}

#[test]
fn the_choice_goes_on_with_changed_arguments() {
    let rules: Vec<RuleEntry> = [5, 6, 6]
        .into_iter()
        .zip(0..)
        .map(|(op, start)| RuleEntry {
            start,
            needs: vec![of_ops(op, ANY)],
        })
        .collect();
    let table = Table::of(&[(&rules[..], true)]).unwrap();
    let mut func = sum();
    let subject = |func: &Func| Subject::of_value(func, ValueId(3));
    let choice = with_input(&func, |input| table.begin(0, &subject(&func), input));
    let mut choice = choice.unwrap();
    assert_eq!(
        with_input(&func, |input| table.next(&mut choice, input)),
        Some(0)
    );
    for (op, wanted) in [(6, Some(1)), (5, None)] {
        func.value_mut(ValueId(1)).op = op;
        let found = with_input(&func, |input| {
            table.begin_again(&mut choice, subject(&func), input);
            table.next(&mut choice, input)
        });
        assert_eq!(found, wanted);
    }
}

#[test]
fn a_head_is_a_line_of_the_cache() {
    assert_eq!((size_of::<Head>(), size_of::<Test>()), (64, 8));
}
