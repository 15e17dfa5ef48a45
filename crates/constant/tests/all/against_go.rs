//! The same values as go/constant, for random programs of literals and operations.
//!
//! Counterpart: go/constant.

use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::OnceLock;

use vamos_constant::Exact;
use vamos_constant::Kind;
use vamos_constant::Literal;
use vamos_constant::Op;
use vamos_constant::Value;
use vamos_testkit::Oracle;
use vamos_testkit::Random;
use vamos_testkit::ask_each;

/// Builds the program that calls go/constant.
fn oracle() -> Option<&'static PathBuf> {
    static ORACLE: OnceLock<Option<PathBuf>> = OnceLock::new();
    ORACLE
        .get_or_init(|| {
            let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("constant");
            let oracle = Oracle::new(&home, "oracle")?;
            oracle.write("main.go", include_str!("against_go/oracle.go"));
            Some(oracle.build("."))
        })
        .as_ref()
}

/// A program that is written and computed at the same time.
struct Program {
    random: Random,
    values: Vec<Value>,
    text: String,
    answer: String,
}

const ARITHMETIC: [Op; 4] = [Op::Add, Op::Sub, Op::Mul, Op::Quo];
const INTEGER: [Op; 10] = [
    Op::Add,
    Op::Sub,
    Op::Mul,
    Op::Quo,
    Op::IntQuo,
    Op::Rem,
    Op::And,
    Op::Or,
    Op::Xor,
    Op::AndNot,
];
const COMPARE: [Op; 6] = [Op::Eql, Op::Neq, Op::Lss, Op::Leq, Op::Gtr, Op::Geq];

impl Program {
    fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            values: Vec::new(),
            text: String::new(),
            answer: String::new(),
        }
    }

    fn add(&mut self, line: &str, value: Value) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text += line;
        describe(&mut self.answer, &value);
        self.values.push(value);
    }

    /// Adds `lines` lines.
    fn fill(&mut self, lines: usize) {
        for _ in 0..8 {
            self.literal();
        }
        while self.values.len() < lines {
            match self.random.below(10) {
                0 => self.literal(),
                1 => self.conversion(),
                2 => self.unary(),
                3 => self.shift(),
                4 => self.compare(),
                _ => self.binary(),
            }
        }
    }

    fn digits(&mut self, most: usize, base: u32) -> String {
        let digits = 1 + self.random.below(most);
        let mut text = String::new();
        for at in 0..digits {
            let digit = self.random.below(base as usize) as u32;
            let digit = char::from_digit(digit, base).expect("it is a digit");
            if at > 0 && self.random.chance(3) {
                text.push('_');
            }
            text.push(digit);
        }
        text
    }

    fn int_text(&mut self) -> String {
        let most = *self.random.pick(&[1, 3, 10, 19, 20, 40, 160, 1300]);
        let fixed = [
            "0",
            "1",
            "2",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "2147483648",
            "4611686018427387904",
            "0x7fffffffffffffff",
            "0x8000000000000000",
            "16777217",
            "9007199254740993",
        ];
        match self.random.below(8) {
            0 => format!("0x{}", self.digits(most, 16)),
            1 => format!("0b{}", self.digits(most, 2)),
            2 => format!("0o{}", self.digits(most, 8)),
            3 => format!("0{}", self.digits(most, 8)),
            4 => (*self.random.pick(&fixed)).to_owned(),
            _ => {
                let digits = self.digits(most, 10);
                match digits.trim_start_matches(['0', '_']) {
                    "" => "0".to_owned(),
                    digits => digits.to_owned(),
                }
            }
        }
    }

    fn float_text(&mut self) -> String {
        let most = *self.random.pick(&[1, 3, 10, 17, 40, 200]);
        let exponent = *self.random.pick(&[
            0,
            3,
            30,
            300,
            330,
            1200,
            1240,
            5000,
            70_000,
            100_000_000,
            700_000_000,
        ]);
        let exponent = self.random.below(2 * exponent + 1) as i64 - exponent as i64;
        let is_hex = self.random.chance(15);
        let base = if is_hex { 16 } else { 10 };
        let mut text = if is_hex {
            "0x".to_owned()
        } else {
            String::new()
        };
        match self.random.below(4) {
            0 => text += &format!(".{}", self.digits(most, base)),
            1 => text += &format!("{}.", self.digits(most, base)),
            _ => text += &format!("{}.{}", self.digits(most, base), self.digits(most, base)),
        }
        if is_hex {
            return format!("{text}p{exponent:+}");
        }
        match self.random.below(3) {
            0 => text,
            1 => format!("{text}e{exponent}"),
            _ => format!("{text}E{exponent:+}"),
        }
    }

    fn literal(&mut self) {
        let (word, kind, text) = match self.random.below(12) {
            0 => ("imag", Literal::Imag, format!("{}i", self.float_text())),
            1 => {
                let bits = match self.random.below(3) {
                    0 => self.random.number() & 0x800f_ffff_ffff_ffff,
                    _ => self.random.number(),
                };
                let line = format!("bits {bits}");
                return self.add(&line, Value::from_f64(f64::from_bits(bits)));
            }
            2 => {
                let chars = [
                    "'a'",
                    "'\\n'",
                    "'\\''",
                    "'ä'",
                    "'\\x7f'",
                    "'\\377'",
                    "'\\xff'",
                    "'\\u00e4'",
                    "'\\U0001F600'",
                    "'😀'",
                    "'\\ud800'",
                    "'\"'",
                ];
                (
                    "char",
                    Literal::Char,
                    (*self.random.pick(&chars)).to_owned(),
                )
            }
            3 => {
                let parts = [
                    "a",
                    "bc",
                    "\\n",
                    "ä",
                    "\\xff",
                    "\\\"",
                    "0123456789",
                    "\\u1234",
                    " ",
                ];
                let text = self.random.concat(12, &parts);
                ("string", Literal::String, format!("\"{text}\""))
            }
            4..=7 => ("int", Literal::Int, self.int_text()),
            _ => ("float", Literal::Float, self.float_text()),
        };
        let value = Value::literal(text.as_bytes(), kind);
        self.add(&format!("{word} {text}"), value);
    }

    /// Picks a value.
    fn pick(&mut self, is_good: impl Fn(&Value) -> bool) -> Option<usize> {
        for _ in 0..20 {
            // Later values are more interesting.
            let len = self.values.len();
            let at = if self.random.chance(50) {
                len - 1 - self.random.below(len.min(5))
            } else {
                self.random.below(len)
            };
            if is_good(&self.values[at]) {
                return Some(at);
            }
        }
        None
    }

    fn unary(&mut self) {
        let Some(at) = self.pick(|value| is_number(value) || value.kind() == Kind::Bool) else {
            return;
        };
        let value = self.values[at].clone();
        let (op, prec) = match value.kind() {
            Kind::Bool => (Op::Not, 0),
            Kind::Int if self.random.chance(50) => (Op::Xor, *self.random.pick(&[0, 0, 8, 32, 64])),
            _ => (*self.random.pick(&[Op::Add, Op::Sub, Op::Sub]), 0),
        };
        self.add(
            &format!("unary {op:?} {at} {prec}"),
            Value::unary_op(op, &value, prec),
        );
    }

    fn shift(&mut self) {
        let Some(at) = self.pick(|value| value.kind() == Kind::Int && value.bit_len() < 5000)
        else {
            return;
        };
        let count = self.random.below(*self.random.clone().pick(&[3, 70, 600])) as u32;
        let op = *self.random.pick(&[Op::Shl, Op::Shr]);
        let result = Value::shift(&self.values[at], op, count);
        self.add(&format!("shift {op:?} {at} {count}"), result);
    }

    fn compare(&mut self) {
        let Some((x, y)) = self.two() else { return };
        let (a, b) = (&self.values[x], &self.values[y]);
        let is_ordered = a.kind() != Kind::Bool && a.kind().max(b.kind()) != Kind::Complex;
        let op = if is_ordered {
            *self.random.pick(&COMPARE)
        } else {
            *self.random.pick(&COMPARE[..2])
        };
        let result = Value::from(Value::compare(a, op, b));
        self.add(&format!("compare {op:?} {x} {y}"), result);
    }

    /// Picks two values that operators take.
    fn two(&mut self) -> Option<(usize, usize)> {
        let x = self.pick(|_| true)?;
        let value = self.values[x].clone();
        let y = self.pick(|other| match (value.kind(), other.kind()) {
            (Kind::Unknown, _) | (_, Kind::Unknown) => true,
            (a, b) => a == b || is_number(&value) && is_number(other),
        })?;
        Some((x, y))
    }

    fn binary(&mut self) {
        let Some((x, y)) = self.two() else { return };
        let (a, b) = (self.values[x].clone(), self.values[y].clone());
        if is_large(&a) || is_large(&b) {
            return;
        }
        let op = match a.kind().max(b.kind()) {
            _ if a.is_unknown() || b.is_unknown() => Op::Add,
            Kind::Bool => *self.random.pick(&[Op::LAnd, Op::LOr]),
            Kind::String => Op::Add,
            Kind::Int => *self.random.pick(&INTEGER),
            _ => *self.random.pick(&ARITHMETIC),
        };
        let is_division = matches!(op, Op::Quo | Op::IntQuo | Op::Rem);
        // The square of a small number may be zero too.
        let is_zero = |value: &Value| match value.kind() {
            Kind::Complex => {
                let square = |part: &Value| Value::binary_op(part, Op::Mul, part);
                let sum = Value::binary_op(&square(&value.real()), Op::Add, &square(&value.imag()));
                sum.is_unknown() || sum.sign() == 0
            }
            _ => value.sign() == 0,
        };
        if is_division && is_number(&b) && (is_zero(&b) || is_zero(&b.to_complex())) {
            return;
        }
        self.add(
            &format!("binary {op:?} {x} {y}"),
            Value::binary_op(&a, op, &b),
        );
    }

    fn conversion(&mut self) {
        let Some(at) = self.pick(is_number) else {
            return;
        };
        let value = self.values[at].clone();
        let is_complex = value.kind() == Kind::Complex;
        let (word, result) = match self.random.below(8) {
            0 if !is_complex => ("makeimag", value.make_imag()),
            1 if !is_complex => ("num", value.num()),
            2 if !is_complex => ("denom", value.denom()),
            3 => ("real", value.real()),
            4 => ("imagpart", value.imag()),
            5 => ("tofloat", value.to_float()),
            6 => ("tocomplex", value.to_complex()),
            _ => ("toint", value.to_int()),
        };
        self.add(&format!("{word} {at}"), result);
    }
}

fn is_number(value: &Value) -> bool {
    matches!(value.kind(), Kind::Int | Kind::Float | Kind::Complex)
}

/// Reports whether results would get larger and larger.
fn is_large(value: &Value) -> bool {
    match value.kind() {
        Kind::Int => value.bit_len() > 6000,
        Kind::String => value.string_len() > 300,
        _ => false,
    }
}

/// Writes the same lines as the Go program, and checks that the value's exact form can be read.
fn describe(out: &mut String, value: &Value) {
    let exact = value.to_exact();
    // Fractions of literals may be larger than others.
    if !matches!(exact, Exact::Rat(..) | Exact::Complex(_)) {
        assert_eq!(Value::from_exact(&exact).to_exact(), exact);
    }
    let kind = value.kind() as u8;
    let kind = ["Unknown", "Bool", "String", "Int", "Float", "Complex"][usize::from(kind)];
    let form = match exact {
        Exact::Unknown | Exact::Complex(_) => "<nil>",
        Exact::Bool(_) => "bool",
        Exact::String(_) => "string",
        Exact::Int64(_) => "int64",
        Exact::Int(_) => "*big.Int",
        Exact::Rat(..) => "*big.Rat",
        Exact::Float(_) => "*big.Float",
    };
    write!(out, "{kind} {form} {value} {}", value.exact_string()).expect("it is a string");
    if value.kind() == Kind::Int {
        if let Some(small) = value.int64_val() {
            *out += &format!(" {small}");
        }
        if let Some(small) = value.uint64_val() {
            *out += &format!(" {small}");
        }
        *out += &format!(" {}", value.bit_len());
    }
    if matches!(value.kind(), Kind::Int | Kind::Float) {
        let (double, is_exact) = value.float64_val();
        *out += &format!(" {:x} {is_exact}", double.to_bits());
        let (single, is_exact) = value.float32_val();
        *out += &format!(" {:x} {is_exact}", single.to_bits());
    }
    if is_number(value) {
        *out += &format!(" {}", value.sign());
    }
    *out += "\n";
}

/// Compares `count` programs of 40 lines.
fn compare(seed: u64, count: usize) {
    let Some(program) = oracle() else { return };
    let mut different = 0;
    for first in (0..count).step_by(1000) {
        let programs: Vec<Program> = (first..count.min(first + 1000))
            .map(|at| {
                let mut program = Program::new(seed + at as u64);
                program.fill(40);
                program
            })
            .collect();
        let texts: Vec<Vec<u8>> = programs
            .iter()
            .map(|ours| ours.text.clone().into())
            .collect();
        let answers = ask_each(program, &texts);
        assert_eq!(answers.len(), programs.len());
        for (ours, theirs) in programs.iter().zip(&answers) {
            let theirs = String::from_utf8_lossy(theirs);
            if ours.answer == theirs {
                continue;
            }
            different += 1;
            if different > 3 {
                continue;
            }
            let mut pairs = ours.answer.lines().zip(theirs.lines()).enumerate();
            if let Some((at, (ours_line, theirs_line))) = pairs.find(|(_, (a, b))| a != b) {
                let line = ours.text.lines().nth(at).unwrap_or_default();
                println!("{line}");
                for number in line.split(' ').skip(1).filter_map(|word| word.parse().ok()) {
                    let number: usize = number;
                    println!("  {number}: {:?}", theirs.lines().nth(number));
                }
                println!("- {theirs_line}\n+ {ours_line}");
            }
        }
    }
    assert_eq!(different, 0, "different values");
}

#[test]
fn random_operations() {
    compare(1, 500);
}

#[test]
#[ignore = "a million operations, for releases"]
fn a_million_operations() {
    compare(1_000_000, 25_000);
}

#[test]
fn long_sums_are_fast() {
    let part = Value::string(*b"0123456789");
    let mut sum = Value::string(*b"");
    for _ in 0..200_000 {
        sum = Value::binary_op(&sum, Op::Add, &part);
    }
    assert_eq!(sum.string_val().len(), 2_000_000);
}
