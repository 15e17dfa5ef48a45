//! Machine code to text.
//!
//! Owns: the decoders of instructions for amd64, 386 and arm64, and their texts in the syntaxes of
//! Go's assembler and of the GNU tools. One instruction at a time, from bytes to bytes; no code is
//! valid or invalid as a whole, and invalid bytes are shown as a question mark. Must not know:
//! programs, files, lines. Main types: [`Processor`], [`Symbols`].
//! Counterpart: golang.org/x/arch (x86/x86asm, arm64/arm64asm), cmd/internal/disasm (`disasms`).

mod arm64;
mod text;
mod x86;

/// A processor with supported instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Processor {
    /// 386.
    I386,
    /// amd64.
    Amd64,
    /// arm64.
    Arm64,
}

/// The symbols of the program that is shown.
pub trait Symbols {
    /// Returns the symbol that contains an address, and where it begins.
    fn find(&self, addr: u64) -> Option<(&[u8], u64)>;
}

/// The text of bytes that are no instruction.
const UNKNOWN: &[u8] = b"?";

/// The column at which the GNU syntax begins.
const GNU_COLUMN: usize = 36;

impl Processor {
    /// Returns the processor of this name in Go's words.
    pub fn named(goarch: &str) -> Option<Self> {
        match goarch {
            "386" => Some(Self::I386),
            "amd64" => Some(Self::Amd64),
            "arm64" => Some(Self::Arm64),
            _ => None,
        }
    }

    /// Reports whether bytes are shown, and not words of four.
    pub fn shows_bytes(self) -> bool {
        self != Self::Arm64
    }

    /// Appends the text of the first instruction of `code`, which is at the address `pc`, in Go's
    /// syntax and, if `gnu`, then in the syntax of the GNU tools. Returns its length in bytes.
    pub fn instruction(
        self,
        code: &[u8],
        pc: u64,
        symbols: &dyn Symbols,
        gnu: bool,
        out: &mut Vec<u8>,
    ) -> usize {
        let start = out.len();
        let mode = match self {
            Self::I386 => x86::Mode::Bits32,
            Self::Amd64 => x86::Mode::Bits64,
            Self::Arm64 => {
                match arm64::decode(code) {
                    Some(inst) => {
                        arm64::write_go(&inst, pc, symbols, out);
                        if gnu {
                            fill(start, out);
                            arm64::write_gnu(&inst, out);
                        }
                    }
                    None => out.extend_from_slice(UNKNOWN),
                }
                return arm64::SIZE;
            }
        };
        let Some(inst) = x86::decode(code, mode) else {
            out.extend_from_slice(UNKNOWN);
            return 1;
        };
        x86::write_go(&inst, pc, symbols, out);
        let size = inst.len;
        if gnu {
            fill(start, out);
            x86::write_gnu(inst, pc, out);
        }
        size
    }
}

/// Appends the separator between both syntaxes; the first one begins at `start`.
fn fill(start: usize, out: &mut Vec<u8>) {
    let width = text::characters(&out[start..]);
    out.extend(std::iter::repeat_n(b' ', GNU_COLUMN.saturating_sub(width)));
    out.extend_from_slice(b" // ");
}
