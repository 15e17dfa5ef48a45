//! The words of arm64, and the bits of its shifted, extended and vector registers.
//!
//! Counterpart: cmd/asm/internal/arch/arch.go (`archArm64`), arm64.go, cmd/internal/obj/arm64/asm7.go
//! (`ARM64RegisterExtension`).

use hashbrown::HashMap;
use vamos_obj::Addr;
use vamos_obj::AddrType;
use vamos_obj::Arch;
use vamos_obj::Prog;
use vamos_obj::Release;
use vamos_obj::arm64;
use vamos_obj::arm64::registers as r;
use vamos_obj::arm64::words;

use super::Extension;
use super::Machine;
use super::Meaning;
use super::Shape;

/// Opcodes whose operand is a label, or a place that is found as one.
const JUMPS: [&str; 28] = [
    "ADR", "ADRP", "B", "BCC", "BCS", "BEQ", "BGE", "BGT", "BHI", "BHS", "BL", "BLE", "BLO", "BLS",
    "BLT", "BMI", "BNE", "BPL", "BVC", "BVS", "CALL", "CBNZ", "CBNZW", "CBZ", "CBZW", "JMP",
    "TBNZ", "TBZ",
];

/// Returns arm64.
pub(super) fn machine() -> Machine {
    let encoder = &arm64::ENCODER;
    Machine {
        encoder,
        arch: encoder.arch,
        words: all_words(encoder.arch),
        has_opcode: arm64::has_opcode,
        has_special: arm64::has_special_operand,
        is_unknown_register,
        numbered,
        is_jump: |word| JUMPS.binary_search(&word).is_ok(),
        suffix,
        shape,
        shifted,
        extend,
    }
}

/// Returns true for a register of SVE, or for its prefix.
fn is_unknown_register(word: &str, release: Release) -> bool {
    let prefixes = [("PN", 15), ("P", 15), ("Z", 31)];
    let mut rests = prefixes
        .into_iter()
        .filter_map(|(prefix, last)| Some((word.strip_prefix(prefix)?, last)));
    release >= Release::Go127
        && rests.any(|(rest, last)| {
            let is_plain = rest == "0" || !rest.starts_with(['0', '+']);
            let number = rest.parse::<u8>();
            rest.is_empty() || is_plain && number.is_ok_and(|number| number <= last)
        })
}

fn numbered(prefix: &str, number: i16) -> Option<i16> {
    match (prefix, number) {
        ("F", 0..=31) => Some(r::REG_F0 + number),
        // R31 has other names.
        ("R", 0..=30) => Some(r::REG_R0 + number),
        ("V", 0..=31) => Some(r::REG_V0 + number),
        _ => None,
    }
}

fn suffix(prog: &mut Prog, text: &str) -> Result<(), String> {
    let names = text.strip_prefix('.').unwrap_or(text);
    let mut bits = 0;
    for name in names.split('.') {
        bits |= match name {
            "P" => arm64::POST_INDEX,
            "W" => arm64::PRE_INDEX,
            _ => {
                let text = vamos_base::golang::quote::quote(text);
                return Err(format!("unrecognized suffix .{text}"));
            }
        };
    }
    prog.scond = bits;
    Ok(())
}

/// Returns registers, opcodes, operands of their own kind and prefixes of registers.
fn all_words(arch: &Arch) -> HashMap<&'static str, Meaning> {
    let mut out = super::words(arch, &words::WORDS, &words::ALIASES);
    for (name, number) in arm64::special_operands().iter().zip(0..) {
        // The first of equal names counts.
        let word = out.entry(*name).or_default();
        word.special.get_or_insert(number);
    }
    // Two conditions have two names.
    for (name, other) in [("CS", "HS"), ("CC", "LO")] {
        if let Some(special) = out.get(other).and_then(|word| word.special) {
            out.entry(name).or_default().special = Some(special);
        }
    }
    for prefix in ["F", "R", "V"] {
        out.entry(prefix).or_default().is_prefix = true;
    }
    out
}

fn shape(name: &str) -> Shape {
    match name {
        "CMN" | "CMP" | "TST" | "CMNW" | "CMPW" | "TSTW" | "FCMPS" | "FCMPD" | "FCMPES"
        | "FCMPED" => Shape::Compare,
        "STLXRB" | "STLXRH" | "STLXRW" | "STLXR" | "STXRB" | "STXRH" | "STXRW" | "STXR"
        | "STXP" | "STXPW" | "STLXP" | "STLXPW" => Shape::StoreExclusive,
        "VTBL" | "VTBX" | "VMOVQ" => Shape::Table,
        "CASPD" | "CASPW" => Shape::ComparePair,
        "ADR" | "ADRP" => Shape::Adr,
        name if is_atomic(name) => Shape::StoreExclusive,
        _ => Shape::Usual,
    }
}

/// Returns true for atomic operations with one input and two outputs.
fn is_atomic(name: &str) -> bool {
    ["LDADD", "LDCLR", "LDEOR", "LDOR", "SWP", "CAS"]
        .iter()
        .any(|start| name.starts_with(start))
}

fn shifted(register: i16, operator: i64, count: i64) -> Result<i64, String> {
    if !(r::REG_R0..=r::REG_R31).contains(&register) {
        return Err("invalid register for shift operation".to_owned());
    }
    Ok(i64::from(register & 31) << 16 | operator << 22 | count)
}

/// Returns the number of the first vector register.
pub(crate) fn first_vector() -> i16 {
    r::REG_V0
}

/// Returns the bits of an arrangement in a list of registers.
pub(crate) fn arrangement(number: i16, name: &str, arrangement: &str) -> Result<i64, String> {
    if !name.starts_with('V') {
        return Err(format!("expect V0 through V31; found: {name}"));
    }
    if number < 0 {
        return Err(format!("invalid register number: {name}"));
    }
    let (size, has_16_bytes) = match arrangement {
        "B8" => (0, 0),
        "B16" => (0, 1),
        "H4" => (1, 0),
        "H8" => (1, 1),
        "S2" => (2, 0),
        "S4" => (2, 1),
        "D1" => (3, 0),
        "D2" => (3, 1),
        _ => return Err("invalid arrangement in ARM64 register list".to_owned()),
    };
    Ok(has_16_bytes << 30 | size << 10)
}

/// Returns the bits of a list of registers.
pub(crate) fn list_bits(first: i16, count: usize, arrangement: i64) -> Result<i64, String> {
    let opcode = match count {
        1 => 0x7,
        2 => 0xa,
        3 => 0x6,
        4 => 0x2,
        _ => return Err("invalid register numbers in ARM64 register list".to_owned()),
    };
    // The high bit distinguishes lists of arm64 from lists of other machines.
    Ok(i64::from(first) | opcode << 12 | arrangement | 1 << 60)
}

fn extend(addr: &mut Addr, extension: &Extension) -> Result<(), String> {
    let number = extension.number;
    if !extension.is_index && !(0..=7).contains(&number) {
        return Err("index shift amount is out of range".to_owned());
    }
    match extension.register {
        register if (r::REG_R0..=r::REG_R31).contains(&register) => extend_general(addr, extension),
        register if (r::REG_V0..=r::REG_V31).contains(&register) => extend_vector(addr, extension),
        _ => Err("invalid register and extension combination".to_owned()),
    }
}

fn extend_general(addr: &mut Addr, extension: &Extension) -> Result<(), String> {
    if extension.is_index {
        return Err("invalid register extension".to_owned());
    }
    let number = (extension.register & 31) + (extension.number << 5);
    let is_memory = addr.kind == AddrType::Mem;
    let (base, allows_memory) = match &*extension.name {
        "UXTB" => (r::REG_UXTB, false),
        "UXTH" => (r::REG_UXTH, false),
        "UXTW" => (r::REG_UXTW, true),
        "UXTX" => (r::REG_UXTX, false),
        "SXTB" => (r::REG_SXTB, false),
        "SXTH" => (r::REG_SXTH, false),
        "SXTW" => (r::REG_SXTW, true),
        "SXTX" => (r::REG_SXTX, true),
        "LSL" => {
            addr.index = r::REG_LSL + number;
            return Ok(());
        }
        name => {
            return Err(format!(
                "unsupported general register extension type: {name}"
            ));
        }
    };
    match (is_memory, allows_memory) {
        (true, false) => {
            let text = "invalid shift for the register offset addressing mode";
            return Err(text.to_owned());
        }
        (true, true) => addr.index = base + number,
        (false, _) => addr.reg = base + number,
    }
    Ok(())
}

fn extend_vector(addr: &mut Addr, extension: &Extension) -> Result<(), String> {
    let register = extension.register & 31;
    let (arrangement, is_element) = match &*extension.name {
        "B8" => (r::ARNG_8B, false),
        "B16" => (r::ARNG_16B, false),
        "H4" => (r::ARNG_4H, false),
        "H8" => (r::ARNG_8H, false),
        "S2" => (r::ARNG_2S, false),
        "S4" => (r::ARNG_4S, false),
        "D1" => (r::ARNG_1D, false),
        "D2" => (r::ARNG_2D, false),
        "Q1" => (r::ARNG_1Q, false),
        "B" => (r::ARNG_B, true),
        "H" => (r::ARNG_H, true),
        "S" => (r::ARNG_S, true),
        "D" => (r::ARNG_D, true),
        name => return Err(format!("unsupported simd register extension type: {name}")),
    };
    let bits = register + (i16::from(arrangement & 15) << 5);
    match (is_element, extension.is_index) {
        (false, true) => return Err("invalid register extension".to_owned()),
        (false, false) => addr.reg = r::REG_ARNG + bits,
        (true, true) => {
            addr.reg = r::REG_ELEM + bits;
            addr.index = extension.number;
        }
        // Without an index the operand stays empty, as upstream.
        (true, false) => {}
    }
    Ok(())
}
