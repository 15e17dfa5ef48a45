//! The words of an architecture: registers and opcodes by name, and the forms of its operands.
//!
//! Counterpart: cmd/asm/internal/arch/arch.go.

mod amd64;
mod arm64;

use std::fmt;

use hashbrown::HashMap;
use vamos_obj::Addr;
use vamos_obj::Arch;
use vamos_obj::As;
use vamos_obj::Encoder;
use vamos_obj::Prog;
use vamos_obj::Release;
use vamos_obj::op;

pub(crate) use arm64::arrangement;
pub(crate) use arm64::first_vector;
pub(crate) use arm64::list_bits;

/// The pseudo-register of places in the function; no register of a machine is negative.
pub(crate) const PC: i16 = -4;

/// The use of operands by an opcode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The last is written.
    #[default]
    Usual,
    /// Both of two are read.
    Compare,
    /// The second and third are written.
    StoreExclusive,
    /// The second of three is no plain register.
    Table,
    /// The first and third of three are pairs of registers.
    ComparePair,
    /// The first is a label.
    Adr,
}

/// The meaning of a word for an architecture.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Meaning {
    pub(crate) register: Option<i16>,
    pub(crate) opcode: Option<As>,
    /// The number of an operand of its own kind.
    pub(crate) special: Option<u16>,
    /// True if the word makes a register with a number in parentheses, as R in `R(10)`.
    pub(crate) is_prefix: bool,
}

/// A register with an extension or an arrangement.
pub(crate) struct Extension {
    pub(crate) register: i16,
    pub(crate) name: String,
    /// The shift, or the index of an element.
    pub(crate) number: i16,
    pub(crate) is_index: bool,
}

/// The parser's tables of an architecture. Making them takes longer than assembling a small file,
/// so one instance serves all runs.
pub struct Machine {
    pub(crate) encoder: &'static Encoder,
    pub(crate) arch: &'static Arch,
    pub(crate) words: HashMap<&'static str, Meaning>,
    /// Returns true for an opcode that a release has.
    pub(crate) has_opcode: fn(As, Release) -> bool,
    /// Returns true for a special operand that a release has, by its number.
    pub(crate) has_special: fn(i64, Release) -> bool,
    /// Returns true for a word with which a register begins that a release has and this parser
    /// does not know.
    pub(crate) is_unknown_register: fn(&str, Release) -> bool,
    /// Returns the register of a prefix and a number.
    pub(crate) numbered: fn(&str, i16) -> Option<i16>,
    /// Returns true for a word whose operand is a label.
    pub(crate) is_jump: fn(&str) -> bool,
    /// Applies the suffixes of an opcode; the error is the message.
    pub(crate) suffix: fn(&mut Prog, &str) -> Result<(), String>,
    /// Returns the use of operands by the opcode of this name.
    pub(crate) shape: fn(&str) -> Shape,
    /// Returns the bits of a register that is shifted by an operator and a count.
    pub(crate) shifted: fn(i16, i64, i64) -> Result<i64, String>,
    /// Makes an operand of an extended register.
    pub(crate) extend: fn(&mut Addr, &Extension) -> Result<(), String>,
}

impl Machine {
    /// Returns the machine of a GOARCH that is supported.
    pub fn new(goarch: &str) -> Option<Self> {
        match goarch {
            "amd64" => Some(amd64::machine()),
            "arm64" => Some(arm64::machine()),
            _ => None,
        }
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine").finish_non_exhaustive()
    }
}

/// Returns the registers and opcodes of an architecture by name.
fn words(
    arch: &Arch,
    registers: &[(&'static str, i16)],
    aliases: &[(&'static str, As)],
) -> HashMap<&'static str, Meaning> {
    let common = op::NAMES.iter().copied().zip(0..);
    let own = arch.op_names.iter().copied().zip(arch.op_base..);
    let own = own.skip(usize::from(op::ARCH_SPECIFIC));
    let numbered = common.chain(own).map(|(name, number)| (name, As(number)));
    let mut words: HashMap<&str, Meaning> = HashMap::with_capacity(arch.op_names.len());
    for (name, opcode) in numbered.chain(aliases.iter().copied()) {
        words.entry(name).or_default().opcode = Some(opcode);
    }
    for (name, register) in registers {
        words.entry(name).or_default().register = Some(*register);
    }
    words
}
