//! Tests of conditions and of deferred evaluation, on short rules.

use super::Compiler;
use super::Frame;
use super::Label;
use crate::op::OpInfo;
use crate::op::Tables;
use crate::rules::code::Code;
use crate::rules::code::Get;
use crate::rules::code::Instr;
use crate::rules::needs::ANY;
use crate::rules::needs::KINDS;
use crate::rules::needs::Needs;
use crate::rules::needs::Test;
use crate::rules::source::Decls;

/// The operations by number.
const OPS: [&str; 4] = ["OpInvalid", "OpAdd64", "OpConst64", "OpNeg64"];

/// The beginning of the rules of `Add64`, and their end.
const HEAD: &str = "package ssa

func rewriteValuegeneric(v *Value) bool {
	switch v.Op {
	case OpAdd64:
		return rewriteValuegeneric_OpAdd64(v)
	}
	return false
}
func rewriteBlockgeneric(b *Block) bool {
	return false
}
func rewriteValuegeneric_OpAdd64(v *Value) bool {
	v_1 := v.Args[1]
	v_0 := v.Args[0]
	// match: (Add64 _ _)
	// result: _
	for {
";
const TAIL: &str = "
		v.copyOf(v_0)
		return true
	}
	return false
}
";

/// Compiles a rule of `Add64` with these conditions.
fn compiled(conditions: &str) -> Code {
    let mut decls = Decls::default();
    decls.read(&format!("{HEAD}{conditions}{TAIL}"));
    let tables = Tables {
        ops: vec![OpInfo::default(); OPS.len()],
        op_consts: OPS.map(Box::from).to_vec(),
        ..Tables::default()
    };
    let mut compiler = Compiler::new(&decls, &tables);
    let set = compiler.rule_set("generic").unwrap();
    compiler.funcs.swap_remove(set.values[1] as usize - 1)
}

fn needs(conditions: &str) -> Vec<Needs> {
    compiled(conditions).rules.swap_remove(0).needs
}

fn with(ops: [u16; 3], tests: &[Test]) -> Needs {
    Needs {
        ops,
        kinds: KINDS,
        tests: tests.to_vec(),
    }
}

#[test]
fn patterns_are_conditions() {
    let found = needs(
        "
		if v_0.Op != OpNeg64 {
			break
		}
		x := v_0.Args[0]
		if v_1.Op != OpConst64 || auxIntToInt32(v_1.AuxInt) != -7 || x != v_1 {
			break
		}
		if !(x.Uses == 1 && v.Type.IsBoolean()) {
			break
		}",
    );
    let number = Test::Number {
        node: 1,
        bits: 32,
        number: -7,
    };
    let arg = Test::Arg {
        node: 0,
        index: 0,
        op: ANY,
    };
    let same = Test::Same { node: 4, other: 1 };
    let uses = Test::Uses { node: 4, count: 1 };
    let wanted = with([3, 2, ANY], &[number, arg, same, uses]);
    assert_eq!(
        found,
        [Needs {
            kinds: 1 << crate::package::kind::BOOL,
            ..wanted
        }]
    );
}

#[test]
fn exchanged_arguments_have_conditions_for_each_order() {
    let found = needs(
        "
		for _i0 := 0; _i0 <= 1; _i0, v_0, v_1 = _i0+1, v_1, v_0 {
			if v_0.Op != OpConst64 || auxIntToInt128(v_0.AuxInt) != 1 {
				continue
			}
			v.copyOf(v_1)
			return true
		}
		break
		}
		for {",
    );
    // An integer of 128 bits is not compared; the rule is refused.
    assert_eq!(found, [with([2, ANY, ANY], &[]), with([ANY, 2, ANY], &[])]);
}

#[test]
fn a_condition_after_an_effect_is_not_read() {
    let found = needs(
        "
		if v_0.Op != OpConst64 {
			break
		}
		v_0.reset(OpNeg64)
		if v_1.Op != OpConst64 {
			break
		}",
    );
    assert_eq!(found, [with([2, ANY, ANY], &[])]);
}

#[test]
fn names_are_evaluated_where_they_are_used() {
    let code = compiled(
        "
		c := auxIntToInt64(v_0.AuxInt)
		d := auxIntToInt64(v_1.AuxInt)
		if v_0.Op != OpConst64 {
			break
		}
		if !(d == 3) {
			break
		}
		v.AuxInt = int64ToAuxInt(c)",
    );
    let start = code.rules[0].start as usize;
    let end = code.instrs[start..].iter();
    let rule: Vec<Instr> = end
        .copied()
        .take_while(|instr| *instr != Instr::Next)
        .collect();
    assert!(matches!(rule[0], Instr::UnlessOp(_, 2, _)), "{rule:?}");
    let is_number = |instr: &Instr| matches!(instr, Instr::Get(Get::AuxInt, ..));
    let numbers: Vec<usize> = (0..rule.len()).filter(|at| is_number(&rule[*at])).collect();
    let test = rule
        .iter()
        .position(|instr| matches!(instr, Instr::UnlessSmall(_, _, 3, _)));
    // The one of the condition, then the one of the result.
    let [first, second] = numbers[..] else {
        panic!("{rule:?}");
    };
    assert!(first < test.unwrap() && second > test.unwrap(), "{rule:?}");
}

#[test]
fn an_instruction_before_a_label_stays() {
    let mut frame = Frame {
        instrs: vec![Instr::Small(0, 1), Instr::Small(1, 2)],
        labels: vec![None],
        ..Frame::default()
    };
    assert_eq!(frame.last().copied(), Some(Instr::Small(1, 2)));
    frame.place(Label(0));
    assert_eq!(frame.last(), None);
    frame.instrs.push(Instr::Small(2, 3));
    assert_eq!(frame.last().copied(), Some(Instr::Small(2, 3)));
    // The place of the label would be after the one that takes the place of both.
    frame.instrs.pop();
    assert_eq!(frame.last(), None);
}
