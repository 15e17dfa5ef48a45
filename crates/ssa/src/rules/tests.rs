//! Tests of the compiler of rules, on short sources.

use std::fmt;

use super::Dead;
use super::Refusal;
use super::Rules;
use super::Target;
use super::apply;
use crate::cx::Cx;
use crate::cx::Profile;
use crate::func::Block;
use crate::func::Func;
use crate::ids::BlockId;
use crate::ids::ValueId;
use crate::op::OpInfo;
use crate::op::Ops;
use crate::op::Tables;
use crate::op::flags;
use crate::package::AuxId;
use crate::package::Package;
use crate::package::Type;
use crate::package::TypeId;

const RULES: &str = "package ssa

func rewriteValuegeneric(v *Value) bool {
	switch v.Op {
	case OpAdd64:
		return rewriteValuegeneric_OpAdd64(v)
	case OpNeg64:
		v.Op = OpCom64
		return true
	case OpMul64:
		return rewriteValuegeneric_OpMul64(v)
	}
	return false
}
func rewriteValuegeneric_OpAdd64(v *Value) bool {
	v_1 := v.Args[1]
	v_0 := v.Args[0]
	b := v.Block
	// match: (Add64 (Const64 [c]) x)
	// cond: small(c) && x.Op != OpConst64
	// result: (OffPtr <v.Type> [c+1] (Neg64 <v.Type> x))
	for {
		for _i0 := 0; _i0 <= 1; _i0, v_0, v_1 = _i0+1, v_1, v_0 {
			if v_0.Op != OpConst64 {
				continue
			}
			c := auxIntToInt64(v_0.AuxInt)
			x := v_1
			if !(small(c) && x.Op != OpConst64) {
				continue
			}
			v.reset(OpOffPtr)
			v.Type = v.Type
			v.AuxInt = int64ToAuxInt(c + 1)
			v0 := b.NewValue0(v.Pos, OpNeg64, v.Type)
			v0.AddArg(x)
			v.AddArg(v0)
			return true
		}
		break
	}
	return false
}
func rewriteValuegeneric_OpMul64(v *Value) bool {
	// match: (Mul64 x y)
	// cond: unknownHelper(x)
	// result: x
	for {
		if !(unknownHelper(v.Args[0])) {
			break
		}
		v.copyOf(v.Args[0])
		return true
	}
	return false
}
func rewriteBlockgeneric(b *Block) bool {
	return false
}
";

const HELPER: &str = "package ssa

func small[T int8 | int64](x T) bool {
	switch {
	case x < 0:
		return false
	}
	return x>>4 == 0
}
";

fn read(name: &str) -> Result<String, fmt::Error> {
    Ok(match name {
        "rewritegeneric.go" => RULES,
        "rewrite.go" => HELPER,
        _ => "package ssa\n",
    }
    .to_owned())
}

/// Returns tables in which operations have the numbers 1, 2 and so on.
fn tables(names: &[&str]) -> Tables {
    let mut tables = Tables {
        ops: vec![OpInfo::default()],
        op_consts: vec!["OpInvalid".into()],
        ..Tables::default()
    };
    for name in names {
        tables.ops.push(OpInfo {
            name: (*name).into(),
            flags: flags::GENERIC,
            ..OpInfo::default()
        });
        tables.op_consts.push(format!("Op{name}").into());
    }
    tables.find_facts();
    tables
}

/// The operations of the test by number.
const NAMES: [&str; 8] = [
    "Const64", "Arg", "Add64", "Neg64", "Com64", "Mul64", "OffPtr", "Copy",
];

/// Applies the rules to `Add64 (Arg) (Const64 [constant])`, or to another operation; returns the
/// Returns a function with one block, number 1, and no values.
fn one_block() -> Func {
    Func {
        values: vec![Default::default()],
        positions: vec![Default::default()],
        uses: vec![0],
        block_of: vec![BlockId(0)],
        blocks: vec![Block::default(); 2],
        order: vec![BlockId(1)],
        entry: BlockId(1),
        ..Func::default()
    }
}

/// function.
fn rewritten(op: u16, constant: i64) -> Result<Func, Refusal> {
    let tables = tables(&NAMES);
    let rules = Rules::compile(Target::default(), &["generic"], &tables, read).unwrap();
    let package = {
        let mut package = Package::default();
        package.add_type(Type {
            text: "int64".to_owned(),
            size: 8,
            kind: 7,
            ..Type::default()
        });
        package
    };
    let ops = Ops {
        copy: 8,
        arg: 2,
        const64: 1,
        ..Ops::default()
    };
    let cx = Cx {
        package: &package,
        tables: &tables,
        ops: &ops,
        profile: Profile::default(),
        rules: Some(&rules),
    };
    let mut func = one_block();
    let mut add = |op, args: &[ValueId]| {
        let value = func.new_value(BlockId(1), op, TypeId(1), Default::default(), &ops);
        for arg in args {
            func.add_arg(value, *arg);
        }
        value
    };
    let one = add(2, &[]);
    let two = add(1, &[]);
    let three = add(op, &[one, two]);
    func.value_mut(two).aux_int = constant;
    func.block_mut(BlockId(1)).controls[0] = three;
    func.uses[three.0 as usize] += 1;
    apply(&mut func, &cx, "generic", "opt", Dead::Removed)?;
    assert_eq!(func.value(three).aux, AuxId(0));
    Ok(func)
}

#[test]
fn a_rule_matches_in_both_orders_and_its_values_are_rewritten() {
    let func = rewritten(3, 14).unwrap();
    let value = func.value(ValueId(3));
    assert_eq!((value.op, value.aux_int), (7, 15));
    // The new value became Com64, and the constant was freed.
    assert_eq!(func.args(ValueId(3)), [ValueId(4)]);
    assert_eq!(func.value(ValueId(4)).op, 5);
    assert_eq!(func.args(ValueId(4)), [ValueId(1)]);
    assert_eq!(func.free.values, [ValueId(2)]);
    assert_eq!(&func.uses[1..], [1, 0, 1, 1]);
}

#[test]
fn a_condition_of_a_compiled_helper_is_evaluated() {
    for constant in [-1, 16] {
        assert_eq!(rewritten(3, constant).unwrap().value(ValueId(3)).op, 3);
    }
}

#[test]
fn a_rule_with_an_unknown_helper_refuses_the_function() {
    let Err(Refusal::Rule(refused)) = rewritten(6, 0) else {
        panic!("not refused");
    };
    assert_eq!(refused.rule.pattern, "(Mul64 x y)");
    assert!(refused.reason.contains("unknownHelper"));
}

#[test]
fn rounds_that_only_remove_values_are_not_bounded() {
    let tables = tables(&NAMES);
    let rules = Rules::compile(Target::default(), &["generic"], &tables, read).unwrap();
    let (package, ops) = (
        Package::default(),
        Ops {
            copy: 8,
            ..Ops::default()
        },
    );
    let cx = Cx {
        package: &package,
        tables: &tables,
        ops: &ops,
        profile: Profile::default(),
        rules: Some(&rules),
    };
    let mut func = one_block();
    // Each value is used by the next one only, so that each round removes one.
    for number in 0..1000 {
        let value = func.new_value(BlockId(1), 2, TypeId(0), Default::default(), &ops);
        if number > 0 {
            func.add_arg(value, ValueId(value.0 - 1));
        }
    }
    apply(&mut func, &cx, "generic", "opt", Dead::Removed).unwrap();
    assert_eq!(func.free.values.len(), 1000);
}
