//! Tests of the conditions of rules.

use super::ANY;
use super::Choices;
use super::Needs;
use super::RuleEntry;
use super::Subject;
use super::Test;
use super::Tried;
use crate::func::Func;
use crate::ids::ValueId;

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
    func.put_args(ValueId(2), &[ValueId(1)]);
    func.put_args(ValueId(3), &[ValueId(1), ValueId(2)]);
    func
}

/// Returns the rules that may match the sum, whose type has the kind 3.
fn may_match(rules: Vec<Vec<Needs>>) -> Vec<u32> {
    let rules = rules.into_iter().zip(0..);
    let rules = rules.map(|(needs, start)| RuleEntry { start, needs });
    let choices = Choices::of(&rules.collect::<Vec<_>>());
    let func = sum();
    let subject = Subject::of(&func, 3, false);
    let mut tried = Tried::default();
    let next = || choices.next(&func, &subject, || Some(3), &mut tried);
    std::iter::from_fn(next).collect()
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
    ];
    assert_eq!(may_match(rules), [0, 3, 5]);
}

#[test]
fn more_rules_than_bits_keep_their_order() {
    let rules = (0..150).map(|number| vec![of_ops(if number % 2 == 0 { 5 } else { 6 }, ANY)]);
    let even: Vec<u32> = (0..150).step_by(2).collect();
    assert_eq!(may_match(rules.collect()), even);
}

#[test]
fn a_condition_has_eight_bytes() {
    assert_eq!(size_of::<Test>(), 8);
}
