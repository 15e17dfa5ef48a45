//! Numbers of variable length and places on the stack, as DWARF has them.
//!
//! Counterpart: cmd/internal/dwarf/dwarf.go (`AppendSleb128`, `AppendUleb128`), dwarf_defs.go.

/// The expression of the frame's base.
pub const CALL_FRAME_CFA: u8 = 0x9c;
/// The operation of an expression that adds a signed number to the frame's base.
const FRAME_BASE: u8 = 0x91;

/// Adds a number without a sign.
#[inline]
pub fn put_uleb128(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Adds a number with a sign.
#[inline]
pub fn put_sleb128(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = value as u8 & 0x7f;
        // The last byte has the sign, too.
        let is_last = value >> 6 == 0 || value >> 6 == -1;
        value >>= 7;
        if is_last {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

/// Adds the expression of an offset from the frame's base.
pub fn put_frame_offset(out: &mut Vec<u8>, offset: i64) {
    out.push(FRAME_BASE);
    put_sleb128(out, offset);
}

/// Adds the shortest expression of an offset from the frame's base.
pub fn put_frame_place(out: &mut Vec<u8>, offset: i64) {
    if offset == 0 {
        out.push(CALL_FRAME_CFA);
        return;
    }
    put_frame_offset(out, offset);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_shortest_form() {
        let signed = |value| {
            let mut out = Vec::new();
            put_sleb128(&mut out, value);
            out
        };
        assert_eq!(signed(2), [2]);
        assert_eq!(signed(-2), [0x7e]);
        assert_eq!(signed(63), [63]);
        assert_eq!(signed(64), [0xc0, 0]);
        assert_eq!(signed(-64), [0x40]);
        assert_eq!(signed(-129), [0xff, 0x7e]);
        assert_eq!(signed(i64::MIN).len(), 10);
        let mut out = Vec::new();
        put_uleb128(&mut out, 300);
        put_uleb128(&mut out, 127);
        assert_eq!(out, [0xac, 2, 127]);
    }

    #[test]
    fn the_base_of_the_frame_has_an_expression_of_its_own() {
        let mut out = Vec::new();
        put_frame_place(&mut out, 0);
        put_frame_place(&mut out, -24);
        put_frame_offset(&mut out, 0);
        assert_eq!(out, [0x9c, 0x91, 0x68, 0x91, 0]);
    }
}
