//! The words of amd64.
//!
//! Counterpart: cmd/asm/internal/arch/arch.go (`archX86`, `jumpX86`).

use vamos_obj::x86;
use vamos_obj::x86::words;

use super::Machine;
use super::Shape;

/// Returns amd64.
pub(super) fn machine() -> Machine {
    let encoder = &x86::ENCODER;
    Machine {
        encoder,
        arch: encoder.arch,
        words: super::words(encoder.arch, &words::WORDS, &words::ALIASES),
        has_opcode: |_, _| true,
        has_special: |_, _| true,
        is_unknown_register: |_, _| false,
        numbered: |_, _| None,
        is_jump,
        suffix: x86::parse_suffix,
        shape: |_| Shape::Usual,
        // The parser reads none of these on amd64.
        shifted: |_, _, _| Err("shifted registers are those of arm64".to_owned()),
        extend: |_, _| Err("register extension not supported on this architecture".to_owned()),
    }
}

fn is_jump(word: &str) -> bool {
    word.starts_with('J') || word == "CALL" || word.starts_with("LOOP") || word == "XBEGIN"
}
