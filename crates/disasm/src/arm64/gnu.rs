//! The syntax of the GNU assembler.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/gnu.go, inst.go (`String`).

use super::args;
use super::args::Arg;
use super::args::Kind;
use super::decode::Inst;
use super::ops;
use super::ops as op;

/// Appends the text of an instruction.
pub(crate) fn write_gnu(inst: &Inst, out: &mut Vec<u8>) {
    let args = inst.args.iter().map_while(Option::as_ref);
    let args: Vec<String> = args.map(text).collect();
    let name = ops::NAMES.get(usize::from(inst.op)).copied();
    let all = format!("{} {}", name.unwrap_or_default(), args.join(", "));
    let is_conditional = inst.args[0].is_some_and(|arg| arg.kind == Kind::Cond);
    let lower = all.to_lowercase();
    let text = match inst.op {
        op::RET if inst.reg(0) == Some(args::X30) => "ret".to_owned(),
        op::B if is_conditional => {
            let target = args.get(1).map(String::as_str).unwrap_or_default();
            format!("b.{} {target}", args[0]).to_lowercase()
        }
        op::SYSL => lower.replace('c', "C"),
        op::DCPS1 | op::DCPS2 | op::DCPS3 | op::CLREX => lower.trim().to_owned(),
        op::ISB => lower.strip_suffix(" sy").unwrap_or(&lower).to_owned(),
        _ => lower,
    };
    out.extend_from_slice(text.as_bytes());
}

/// Returns the text of an argument.
pub(super) fn text(arg: &Arg) -> String {
    let part = &arg.part;
    let first = part[0];
    match arg.kind {
        Kind::Reg => register(first),
        Kind::RegSp => register_or_stack(first),
        Kind::ImmShift => match part[1] {
            0 => format!("#{first:#x}"),
            shift @ ..128 => format!("#{first:#x}, LSL #{shift}"),
            shift => format!("#{first:#x}, MSL #{}", shift - 128),
        },
        Kind::Imm | Kind::Imm64 if part[1] == 0 => format!("#{first:#x}"),
        Kind::Imm | Kind::Imm64 => format!("#{}", first.cast_unsigned()),
        Kind::PcRel => format!(".+{first:#x}"),
        Kind::MemImmediate => memory(part),
        Kind::MemExtend => extended(part),
        Kind::Cond => args::condition(first, part[1] != 0).to_owned(),
        Kind::Hint => format!("#{first:#x}"),
        Kind::Clrex if first == 15 => String::new(),
        Kind::Dcps if first == 0 => String::new(),
        Kind::Clrex | Kind::Dcps => format!("#{first:#x}"),
        Kind::Coprocessor => format!("C{first}"),
        Kind::Barrier => barrier(first),
        Kind::Prefetch => prefetch(first),
        Kind::State => {
            ["SPSel", "DAIFSet", "DAIFClr"][usize::try_from(first).unwrap_or(0).min(2)].to_owned()
        }
        Kind::SystemReg => {
            let [op0, op1, cn, cm, op2, _] = part;
            format!("S{op0}_{op1}_C{cn}_C{cm}_{op2}")
        }
        Kind::Float => format!("#{}", exponential(float(part))),
        Kind::Vector => list(first, args::arrangement(part[1]), part[2]),
        Kind::Element => {
            let list = list(first, args::arrangement(part[1]), part[3]);
            format!("{list}[{}]", part[2])
        }
        Kind::RegShift => shifted(part),
        Kind::System => {
            let name = args::system_name(first);
            match part[2] {
                0 => name.to_owned(),
                _ => format!("{name}, {}", register(part[1])),
            }
        }
    }
}

fn register(reg: i64) -> String {
    const LETTERS: [char; 8] = ['W', 'X', 'B', 'H', 'S', 'D', 'Q', 'V'];
    match reg {
        args::WZR => "WZR".to_owned(),
        args::XZR => "XZR".to_owned(),
        reg => {
            let letter = usize::try_from(reg >> 5)
                .ok()
                .and_then(|kind| LETTERS.get(kind));
            match letter {
                Some(letter) => format!("{letter}{}", reg & 31),
                None => format!("Reg({reg})"),
            }
        }
    }
}

fn register_or_stack(reg: i64) -> String {
    match reg {
        args::WZR => "WSP".to_owned(),
        args::XZR => "SP".to_owned(),
        reg => register(reg),
    }
}

fn memory(part: &[i64; 6]) -> String {
    let [base, mode, imm, ..] = part;
    let base = register_or_stack(*base);
    match (*mode, *imm) {
        (args::OFFSET, 0) => format!("[{base}]"),
        (args::OFFSET, imm) => format!("[{base},#{imm}]"),
        (args::PRE_INDEX, imm) => format!("[{base},#{imm}]!"),
        (args::POST_INDEX, imm) => format!("[{base}],#{imm}"),
        // `args::POST_REG`: there are no other modes.
        (_, reg) => format!("[{base}], {}", register(args::X0 + reg)),
    }
}

fn extended(part: &[i64; 6]) -> String {
    let [base, index, kind, amount, is_zero, _] = part;
    let (base, index) = (register_or_stack(*base), register(*index));
    let name = args::extension(*kind);
    match (*amount, *is_zero != 0) {
        (0, _) if *kind == args::LSL => format!("[{base},{index}]"),
        (0, _) => format!("[{base},{index},{name}]"),
        (_, true) => format!("[{base},{index},{name} #0]"),
        (amount, false) => format!("[{base},{index},{name} #{amount}]"),
    }
}

fn shifted(part: &[i64; 6]) -> String {
    let [reg, kind, amount, shows_zero, ..] = part;
    let reg = register(*reg);
    let name = args::extension(*kind);
    match (*kind, *amount, *shows_zero != 0) {
        (0, ..) => reg,
        (_, 0, false) => format!("{reg}, {name}"),
        (_, amount, _) => format!("{reg}, {name} #{amount}"),
    }
}

/// Returns registers that follow each other.
fn list(first: i64, arrangement: &str, count: i64) -> String {
    let name = |at: i64| {
        let number = (first - args::V0 + at) & 31;
        format!("V{number}{arrangement}")
    };
    let number = (first - args::V0) & 31;
    match count {
        0 => name(0),
        1 => format!("{{{}}}", name(0)),
        2 => format!("{{{}, {}}}", name(0), name(1)),
        count if count + number > 32 => {
            let names: Vec<String> = (0..count).map(name).collect();
            format!("{{{}}}", names.join(", "))
        }
        count => format!("{{{}-{}}}", name(0), name(count - 1)),
    }
}

fn barrier(option: i64) -> String {
    let name = match option {
        15 => "SY",
        14 => "ST",
        13 => "LD",
        11 => "ISH",
        10 => "ISHST",
        9 => "ISHLD",
        7 => "NSH",
        6 => "NSHST",
        5 => "NSHLD",
        3 => "OSH",
        2 => "OSHST",
        1 => "OSHLD",
        _ => return format!("#{option:#04x}"),
    };
    name.to_owned()
}

/// Returns the name of a way to fetch ahead.
pub(super) fn prefetch(option: i64) -> String {
    let kind = ["PLD", "PLI", "PST", ""][usize::try_from(option >> 3 & 3).unwrap_or(3)];
    let target = option >> 1 & 3;
    if kind.is_empty() || target == 3 {
        return format!("#{option:#04x}");
    }
    let policy = if option & 1 == 0 { "KEEP" } else { "STRM" };
    format!("{kind}L{}{policy}", target + 1)
}

/// Returns the value of a float: its sign, its exponent and the fraction after the leading one.
pub(super) fn float(part: &[i64; 6]) -> f64 {
    let [sign, exponent, fraction, ..] = part;
    let mantissa = (16 + fraction) as f64 / 16.0;
    let value = mantissa * f64::powi(2.0, i32::try_from(*exponent).unwrap_or(0));
    if *sign == 0 { value } else { -value }
}

/// Returns a number as `%.18e` shows it.
fn exponential(number: f64) -> String {
    let text = format!("{number:.18e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.strip_prefix('-') {
        Some(exponent) => format!("{digits}e-{exponent:0>2}"),
        None => format!("{digits}e+{exponent:0>2}"),
    }
}
