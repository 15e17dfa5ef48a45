//! Constants: programs of literals and operations, with the limits that the type checker keeps.
//!
//! An input is words; a literal is pushed on a stack, an operator takes its operands from there.
//!
//! Counterpart: go/constant, whose values are compared in the tests of the crate.

use vamos_constant::Exact;
use vamos_constant::Kind;
use vamos_constant::Literal;
use vamos_constant::Op;
use vamos_constant::Value;

use super::BRIEF;
use super::Target;
use super::texts;

pub(super) const CONSTANTS: Target = Target {
    name: "constants",
    run,
    seeds: || {
        texts(&[
            "1 2 + 3 << 0x7fff_ffff_ffff_ffff * dup dup * div",
            "1e4000 1e-4000 / 0.1 - dup * toint",
            "'a' 1.5 * 2.5i + dup / real",
            "\"a\" \"b\\xff\" + dup + dup + <",
            "0x1p-1074 dup * 1e1000000000 0x.8p-9999 - neg",
            "1 512 << 1 - dup % not &^ tofloat",
            "1 3 / 0b1011 09.5e3 imag compare",
        ])
    },
    words: &[
        " 1 ",
        " 0 ",
        " 1.5 ",
        " 2i ",
        " 'a' ",
        " \"s\" ",
        " 0x",
        " 0b",
        " 0o",
        "e",
        "p",
        "e-",
        "p+",
        "_",
        ".",
        "9999",
        "1000000000",
        "2147483647",
        "-2147483648",
        " + ",
        " - ",
        " * ",
        " / ",
        " div ",
        " % ",
        " & ",
        " | ",
        " ^ ",
        " &^ ",
        " << ",
        " >> ",
        " neg ",
        " not ",
        " dup ",
        " swap ",
        " toint ",
        " tofloat ",
        " tocomplex ",
        " real ",
        " imag ",
        " num ",
        " denom ",
        " true ",
        " < ",
    ],
    brief: BRIEF,
};

/// The longest literal that the type checker computes (types2: literals.go).
const LONGEST: usize = 10_000;

/// The largest shift count, and the most bits of an untyped integer (types2: shift, overflow).
const MAX_SHIFT: u64 = 1023 - 1 + 52;
const MAX_BITS: usize = 512;

fn run(bytes: &[u8]) {
    let mut stack: Vec<Value> = Vec::new();
    for word in bytes.split(u8::is_ascii_whitespace).take(400) {
        let Some(value) = step(word, &mut stack) else {
            continue;
        };
        let value = match value.kind() {
            Kind::Int if value.bit_len() > MAX_BITS => Value::UNKNOWN,
            // Strings that double become too long.
            Kind::String if value.string_len() > 1 << 20 => Value::UNKNOWN,
            _ => value,
        };
        holds(&value);
        stack.push(value);
        if stack.len() > 16 {
            stack.remove(0);
        }
    }
}

/// Executes the operation that a word names; returns the result.
fn step(word: &[u8], stack: &mut Vec<Value>) -> Option<Value> {
    match word {
        b"neg" | b"not" => unary(word, &stack.pop()?),
        b"dup" => stack.last().cloned(),
        b"swap" => (stack.len() > 1).then(|| stack.remove(stack.len() - 2)),
        b"toint" => Some(stack.pop()?.to_int()),
        b"tofloat" => Some(stack.pop()?.to_float()),
        b"tocomplex" => Some(stack.pop()?.to_complex()),
        b"real" => Some(stack.pop()?.real()),
        b"imag" => Some(stack.pop()?.imag()),
        b"num" => Some(stack.pop()?.num()),
        b"denom" => Some(stack.pop()?.denom()),
        b"true" => Some(Value::from(true)),
        _ => match op(word) {
            Some(op) => {
                let y = stack.pop()?;
                binary(&stack.pop()?, op, &y)
            }
            None => literal(word),
        },
    }
}

fn op(word: &[u8]) -> Option<Op> {
    Some(match word {
        b"+" => Op::Add,
        b"-" => Op::Sub,
        b"*" => Op::Mul,
        b"/" => Op::Quo,
        b"div" => Op::IntQuo,
        b"%" => Op::Rem,
        b"&" => Op::And,
        b"|" => Op::Or,
        b"^" => Op::Xor,
        b"&^" => Op::AndNot,
        b"<<" => Op::Shl,
        b">>" => Op::Shr,
        b"<" => Op::Lss,
        b"==" => Op::Eql,
        _ => return None,
    })
}

fn literal(word: &[u8]) -> Option<Value> {
    if word.len() > LONGEST {
        return None;
    }
    let kind = match word {
        [b'\'', ..] => Literal::Char,
        [b'"' | b'`', ..] => Literal::String,
        [.., b'i'] => Literal::Imag,
        _ if word.iter().any(|byte| b".eEpP".contains(byte)) => Literal::Float,
        _ => Literal::Int,
    };
    Some(Value::literal(word, kind))
}

fn is_number(value: &Value) -> bool {
    matches!(value.kind(), Kind::Int | Kind::Float | Kind::Complex)
}

fn unary(word: &[u8], x: &Value) -> Option<Value> {
    match (word, x.kind()) {
        (b"neg", _) if is_number(x) => {
            let value = Value::unary_op(Op::Sub, x, 0);
            assert_same(&Value::unary_op(Op::Sub, &value, 0), x);
            Some(value)
        }
        (b"not", Kind::Int) => Some(Value::unary_op(Op::Xor, x, 0)),
        (b"not", Kind::Bool) => Some(Value::unary_op(Op::Not, x, 0)),
        _ => None,
    }
}

/// Computes the type checker's result; none where it reports an error.
fn binary(x: &Value, op: Op, y: &Value) -> Option<Value> {
    let are_ints = x.kind() == Kind::Int && y.kind() == Kind::Int;
    let are_numbers = is_number(x) && is_number(y);
    match op {
        Op::Lss | Op::Eql => {
            let are_complex = [x, y].iter().any(|value| value.kind() == Kind::Complex);
            let are_strings = x.kind() == Kind::String && y.kind() == Kind::String;
            let has_order = are_strings || are_numbers && (op == Op::Eql || !are_complex);
            has_order.then(|| Value::from(Value::compare(x, op, y)))
        }
        Op::Shl | Op::Shr => {
            let count = y.uint64_val().filter(|count| *count <= MAX_SHIFT)?;
            are_ints.then(|| Value::shift(x, op, u32::try_from(count).unwrap_or(0)))
        }
        Op::Quo | Op::IntQuo | Op::Rem if y.sign() == 0 => None,
        Op::Quo if are_numbers => {
            // A complex number may be too small to be squared.
            let square = |part: &Value| Value::binary_op(part, Op::Mul, part);
            let sum = Value::binary_op(&square(&y.real()), Op::Add, &square(&y.imag()));
            (sum.sign() != 0).then(|| Value::binary_op(x, op, y))
        }
        Op::Add | Op::Sub | Op::Mul if are_numbers => {
            let value = Value::binary_op(x, op, y);
            if are_ints && op == Op::Add {
                assert_same(&Value::binary_op(&value, Op::Sub, y), x);
            }
            Some(value)
        }
        Op::Add if x.kind() == Kind::String && y.kind() == Kind::String => {
            Some(Value::binary_op(x, op, y))
        }
        Op::IntQuo | Op::Rem | Op::And | Op::Or | Op::Xor | Op::AndNot => {
            are_ints.then(|| Value::binary_op(x, op, y))
        }
        _ => None,
    }
}

/// Checks the invariants of any value.
fn holds(value: &Value) {
    let _ = value.to_string();
    let exact = value.to_exact();
    let again = Value::from_exact(&exact);
    assert_eq!(again.exact_string(), value.exact_string());
    assert_eq!(again.to_exact(), exact);
    let _ = (value.float32_val(), value.float64_val());
    let int = value.to_int();
    if int.kind() == Kind::Int {
        assert!(Value::compare(&int.to_float().to_int(), Op::Eql, &int));
        assert_eq!(int.sign(), value.sign());
    }
    if let Exact::Rat(num, den) = &exact {
        assert!(!den.bytes.is_empty() && !den.is_neg);
        assert!(num.bytes.first() != Some(&0));
    }
}

fn assert_same(x: &Value, y: &Value) {
    assert_eq!(x.exact_string(), y.exact_string());
}
