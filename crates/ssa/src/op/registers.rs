//! The registers of a machine: those for values, parameters and results.
//!
//! Counterpart: the variables after the table of operations in cmd/compile/internal/ssa/opGen.go.

use super::RegMask;

/// The registers of a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registers {
    /// The machine, as in names of the sources: `AMD64`.
    pub machine: Box<str>,
    /// Registers for integers and pointers.
    pub general: RegMask,
    /// Registers for floating-point numbers.
    pub float: RegMask,
    /// Registers for 32-bit floating-point numbers, if they are others.
    pub float32: RegMask,
    /// Registers for 64-bit floating-point numbers, if they are others.
    pub float64: RegMask,
    /// Registers for vectors (since Go 1.27).
    pub simd: RegMask,
    /// Registers for values of some operations only.
    pub special: RegMask,
    /// The registers of integer parameters, in their order.
    pub int_params: Box<[u8]>,
    /// The registers of floating-point parameters, in their order.
    pub float_params: Box<[u8]>,
    /// The register of the frame pointer.
    pub frame_pointer: Option<u8>,
    /// The register of the return address.
    pub link: Option<u8>,
}

/// Reads a line of opGen.go into the registers of its machine, if it is about registers; `None` if
/// it is not understood.
pub(super) fn read_line(line: &str, machines: &mut Vec<Registers>) -> Option<()> {
    const FIELDS: [&str; 10] = [
        "paramIntReg",
        "paramFloatReg",
        "gpRegMask",
        "fpRegMask",
        "fp32RegMask",
        "fp64RegMask",
        "simdRegMask",
        "specialRegMask",
        "framepointerReg",
        "linkReg",
    ];
    let Some((name, value)) = line
        .strip_prefix("var ")
        .and_then(|rest| rest.split_once(" = "))
    else {
        return Some(());
    };
    let mut fields = FIELDS.iter();
    let found = fields.find_map(|field| Some((*field, name.strip_prefix(field)?)));
    let Some((field, machine)) = found else {
        return Some(());
    };
    let at = machines.iter().position(|known| *known.machine == *machine);
    let at = at.unwrap_or_else(|| {
        machines.push(Registers {
            machine: machine.into(),
            ..Registers::default()
        });
        machines.len() - 1
    });
    let found = &mut machines[at];
    match field {
        "paramIntReg" => found.int_params = list(value)?,
        "paramFloatReg" => found.float_params = list(value)?,
        "gpRegMask" => found.general = masks(value)?,
        "fpRegMask" => found.float = masks(value)?,
        "fp32RegMask" => found.float32 = masks(value)?,
        "fp64RegMask" => found.float64 = masks(value)?,
        "simdRegMask" => found.simd = masks(value)?,
        "specialRegMask" => found.special = masks(value)?,
        "framepointerReg" => found.frame_pointer = register(value)?,
        _ => found.link = register(value)?,
    }
    Some(())
}

/// Returns a set of registers: a number, or since Go 1.27 two words of 64 registers each.
pub(super) fn mask(value: &str) -> Option<RegMask> {
    let Some(words) = value.strip_prefix("regMask{v1: ") else {
        return value.parse().ok();
    };
    let (low, high) = words.trim_end_matches('}').split_once(", v2: ")?;
    let [low, high]: [u64; 2] = [low.parse().ok()?, high.parse().ok()?];
    Some(RegMask::from(high) << 64 | RegMask::from(low))
}

/// Returns a set of registers, `regMask(49135)` or `regMask{v1: 49135, v2: 0}`.
fn masks(value: &str) -> Option<RegMask> {
    let number = value.strip_prefix("regMask(");
    mask(number.map_or(value, |number| number.trim_end_matches(')')))
}

/// Returns a list of registers, `[]int8{0, 3}` or `[]int8(nil)`.
fn list(value: &str) -> Option<Box<[u8]>> {
    if value == "[]int8(nil)" {
        return Some(Box::default());
    }
    let list = value.strip_prefix("[]int8{")?.strip_suffix('}')?;
    list.split(", ").map(|number| number.parse().ok()).collect()
}

/// Returns a register, `int8(5)`; -1 stands for no register.
fn register(value: &str) -> Option<Option<u8>> {
    let number = value.strip_prefix("int8(")?.strip_suffix(')')?;
    let number: i8 = number.parse().ok()?;
    Some(u8::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_of_both_forms_are_read() {
        let mut machines = Vec::new();
        for line in [
            "var paramIntRegAMD64 = []int8{0, 3}",
            "var paramFloatRegAMD64 = []int8(nil)",
            "var gpRegMaskAMD64 = regMask(49135)",
            "var simdRegMaskAMD64 = regMask{v1: 3, v2: 1}",
            "var framepointerRegAMD64 = int8(5)",
            "var linkRegAMD64 = int8(-1)",
            "var fp32RegMaskARM = regMask(0)",
            "var other = 1",
        ] {
            read_line(line, &mut machines).unwrap();
        }
        let amd64 = &machines[0];
        assert_eq!(machines.len(), 2);
        assert_eq!(
            (&*amd64.int_params, amd64.float_params.len()),
            (&[0, 3][..], 0)
        );
        assert_eq!((amd64.general, amd64.simd), (49135, 1 << 64 | 3));
        assert_eq!((amd64.frame_pointer, amd64.link), (Some(5), None));
        assert!(read_line("var linkRegAMD64 = x", &mut machines).is_none());
    }
}
