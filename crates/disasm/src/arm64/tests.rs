//! Instructions with the text of the official tool, and words without an instruction.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/decode_test.go.

use proptest::prelude::*;

use crate::Processor;
use crate::Symbols;

struct One;

impl Symbols for One {
    fn find(&self, addr: u64) -> Option<(&[u8], u64)> {
        (0x1000..0x1100).contains(&addr).then_some((b"a.F", 0x1000))
    }
}

fn shown(word: u32, gnu: bool) -> String {
    let mut out = Vec::new();
    let code = word.to_le_bytes();
    assert_eq!(
        Processor::Arm64.instruction(&code, 0x2000, &One, gnu, &mut out),
        4
    );
    String::from_utf8(out).unwrap()
}

#[test]
fn instructions_in_both_syntaxes() {
    for (word, text) in [
        (0xd65f_03c0, "RET"),
        (0xf940_0b90, "MOVD 16(R28), R16"),
        (0xf81f_0ffe, "MOVD.W R30, -16(RSP)"),
        (0xa9bf_7bfd, "STP.W (R29, R30), -16(RSP)"),
        (0x9100_43ff, "ADD $16, RSP, RSP"),
        (0x97ff_fc00, "CALL a.F(SB)"),
        (0xd503_201f, "NOOP"),
        (0, "?"),
    ] {
        assert_eq!(shown(word, false), text);
    }
    let both = format!("{:<36} // ldr x16, [x28,#16]", "MOVD 16(R28), R16");
    assert_eq!(shown(0xf940_0b90, true), both);
}

proptest! {
    #[test]
    fn every_word_has_a_text(word: u32, gnu: bool) {
        let text = shown(word, gnu);
        prop_assert!(!text.is_empty() && text.len() < 300);
    }
}
