//! Instructions with the text of the official tool, and bytes without an instruction.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/decode_test.go, plan9ext_test.go.

use proptest::prelude::*;

use crate::Processor;
use crate::Symbols;

struct None;

impl Symbols for None {
    fn find(&self, _addr: u64) -> Option<(&[u8], u64)> {
        Option::None
    }
}

struct One;

impl Symbols for One {
    fn find(&self, addr: u64) -> Option<(&[u8], u64)> {
        (0x1000..0x1100).contains(&addr).then_some((b"a.F", 0x1000))
    }
}

fn shown(code: &[u8], symbols: &dyn Symbols, gnu: bool) -> (String, usize) {
    let mut out = Vec::new();
    let size = Processor::Amd64.instruction(code, 0x2000, symbols, gnu, &mut out);
    (String::from_utf8(out).unwrap(), size)
}

#[test]
fn instructions_in_both_syntaxes() {
    let cases: [(&[u8], &str); 6] = [
        (&[0x48, 0x89, 0xd8], "MOVQ BX, AX"),
        (&[0x0f, 0x1f, 0x44, 0x00, 0x00], "NOPL 0(AX)(AX*1)"),
        (&[0xc3], "RET"),
        (&[0x48, 0x3b, 0x66, 0x10], "CMPQ SP, 0x10(SI)"),
        (&[0xf0, 0x48, 0x0f, 0xb1, 0x0a], "LOCK CMPXCHGQ CX, 0(DX)"),
        (
            &[0x64, 0x48, 0x8b, 0x0c, 0x25, 0xf8, 0xff, 0xff, 0xff],
            "MOVQ FS:0xfffffff8, CX",
        ),
    ];
    for (code, text) in cases {
        assert_eq!(shown(code, &None, false), (text.to_owned(), code.len()));
    }
    let (text, _) = shown(&[0x48, 0x89, 0xd8], &None, true);
    assert_eq!(text, format!("{:<36} // mov %rbx,%rax", "MOVQ BX, AX"));
}

#[test]
fn addresses_are_symbols() {
    // The call goes to 0x1000.
    let call = [0xe8, 0xfb, 0xef, 0xff, 0xff];
    assert_eq!(shown(&call, &One, false).0, "CALL a.F(SB)");
    assert_eq!(shown(&call, &None, false).0, "CALL 0x1000");
}

#[test]
fn other_bytes_are_unknown() {
    for code in [&b""[..], &[0x06], &[0x0f], &[0x48], &[0x66; 20]] {
        assert_eq!(shown(code, &None, true), ("?".to_owned(), 1));
    }
}

proptest! {
    #[test]
    fn every_instruction_is_inside(code in prop::collection::vec(any::<u8>(), 0..24), gnu: bool) {
        for processor in [Processor::Amd64, Processor::I386] {
            let mut out = Vec::new();
            let size = processor.instruction(&code, 0x2000, &One, gnu, &mut out);
            prop_assert!((1..=code.len().max(1)).contains(&size));
            prop_assert!(!out.is_empty() && out.len() < 300);
        }
    }
}
