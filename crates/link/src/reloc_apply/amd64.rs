//! x86-64: access to thread-local variables.
//!
//! The processor has no relocation of its own: calls and addresses are distances.
//! Counterpart: cmd/link/internal/amd64/asm.go (`tlsIEtoLE`).

use crate::error::Stop;

const MOVE_LOAD: u8 = 0x8b;

/// Turns the load of an offset, whose relocation is at `start`, into a load of a constant:
/// `MOVQ X(IP), REG` becomes `MOVQ $Y, REG`.
pub(super) fn tls_ie_to_le(bytes: &mut [u8], start: usize, size: usize) -> Result<(), Stop> {
    let before = start.checked_sub(3).and_then(|at| bytes.get_mut(at..start));
    let Some([prefix, op, modrm]) = before else {
        let text = "R_X86_64_GOTTPOFF reloc not preceded by MOVQ or ADDQ instruction";
        return Err(Stop::Fatal(text.to_owned()));
    };
    let register = *modrm >> 3;
    // Register 4 is the stack pointer, which has another instruction.
    if *op != MOVE_LOAD && register != 4 {
        return Err(Stop::Fatal(format!(
            "expected TLS IE op to be MOVQ, got [{prefix} {op} {modrm}]"
        )));
    }
    if *prefix == 0x4c {
        *prefix = 0x49;
    } else if size == 4 && *prefix == 0x44 {
        *prefix = 0x41;
    }
    *op = if *op == MOVE_LOAD { 0xc7 } else { 0x81 };
    *modrm = 0xc0 | register;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_become_constants() {
        let mut code = [0x4c, 0x8b, 0x35, 0, 0, 0, 0];
        assert_eq!(tls_ie_to_le(&mut code, 3, 4), Ok(()));
        assert_eq!(code[..3], [0x49, 0xc7, 0xc6]);
        assert!(tls_ie_to_le(&mut code, 2, 4).is_err());
        let mut code = [0x48, 0x03, 0x0d, 0, 0, 0, 0];
        let text = "expected TLS IE op to be MOVQ, got [72 3 13]";
        assert_eq!(
            tls_ie_to_le(&mut code, 3, 4),
            Err(Stop::Fatal(text.to_owned()))
        );
    }
}
