//! The alphabets of deflate: literals, length codes and offset codes.
//!
//! Counterpart: compress/flate/token.go and the tables of huffman_bit_writer.go

/// The symbol that ends a block.
pub(crate) const END: usize = 256;

/// The first symbol that is a length.
pub(crate) const FIRST_LENGTH: usize = 257;

/// Symbols of the first alphabet: bytes, the end of the block, lengths.
pub(crate) const LITERALS: usize = 286;

/// Symbols of the second alphabet.
pub(crate) const OFFSETS: usize = 30;

/// The shortest match of the format; lengths are stored without it.
pub(crate) const BASE_LENGTH: usize = 3;

/// The longest match of the format.
pub(crate) const MAX_LENGTH: usize = 258;

/// The size of the window.
pub(crate) const MAX_OFFSET: usize = 1 << 15;

/// The most bytes of a stored block, and Go's block size at the fast levels.
pub(crate) const BLOCK: usize = 65535;

/// Number of extra bits after each length code.
pub(crate) const LENGTH_EXTRA: [u8; LITERALS - FIRST_LENGTH] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];

/// The code of each length, less [`BASE_LENGTH`].
pub(crate) const LENGTH_CODE: [u8; 256] = length_codes();

/// The smallest length of each code, less [`BASE_LENGTH`].
pub(crate) const LENGTH_BASE: [u8; LITERALS - FIRST_LENGTH] = length_bases();

/// Number of extra bits after each offset code.
pub(crate) const OFFSET_EXTRA: [u8; OFFSETS] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
];

const fn length_bases() -> [u8; LITERALS - FIRST_LENGTH] {
    let mut bases = [0; LITERALS - FIRST_LENGTH];
    let mut base = 0_u32;
    let mut code = 0;
    while code < bases.len() - 1 {
        bases[code] = base as u8;
        base += 1 << LENGTH_EXTRA[code];
        code += 1;
    }
    // The longest match has a code of its own, without extra bits.
    bases[code] = 255;
    bases
}

const fn length_codes() -> [u8; 256] {
    let bases = length_bases();
    let mut codes = [0; 256];
    let mut code = 0;
    let mut length = 0;
    while length < 256 {
        while code + 1 < bases.len() && bases[code + 1] as usize <= length {
            code += 1;
        }
        codes[length] = code as u8;
        length += 1;
    }
    codes
}

/// The codes of offsets, less 1: of those below 256, then of each 128 above.
const OFFSET_CODE: [u8; 512] = offset_codes();

const fn offset_codes() -> [u8; 512] {
    let mut codes = [0; 512];
    let mut index = 0;
    let mut code = 0;
    while index < 512 {
        let offset = if index < 256 {
            index
        } else {
            (index - 256) << 7
        };
        if index == 256 {
            code = 0;
        }
        while code + 1 < OFFSETS && offset_base(code + 1) as usize <= offset {
            code += 1;
        }
        codes[index] = code as u8;
        index += 1;
    }
    codes
}

/// Returns the code of an offset, less 1.
#[inline(always)]
pub(crate) fn offset_code(offset: u32) -> u8 {
    // A table is faster than counting leading zeros on processors without that instruction.
    let index = if offset < 256 {
        offset
    } else {
        256 + (offset >> 7)
    };
    OFFSET_CODE[(index & 511) as usize]
}

/// Returns the smallest offset of a code, less 1.
pub(crate) const fn offset_base(code: usize) -> u32 {
    if code < 2 {
        return code as u32;
    }
    (2 + (code as u32 & 1)) << (code / 2 - 1)
}

#[cfg(test)]
mod tests {
    use super::LENGTH_BASE;
    use super::LENGTH_CODE;
    use super::LENGTH_EXTRA;
    use super::OFFSET_EXTRA;
    use super::offset_base;
    use super::offset_code;

    #[test]
    fn lengths() {
        for (length, &code) in LENGTH_CODE.iter().enumerate() {
            let code = usize::from(code);
            let above = length - usize::from(LENGTH_BASE[code]);
            assert!(above < 1 << LENGTH_EXTRA[code], "{length}");
        }
        assert_eq!(LENGTH_CODE[254], 27);
        assert_eq!(LENGTH_CODE[255], 28);
    }

    #[test]
    fn offsets() {
        for offset in 0..1 << 15 {
            let code = usize::from(offset_code(offset));
            assert!(
                offset - offset_base(code) < 1 << OFFSET_EXTRA[code],
                "{offset}"
            );
        }
    }
}
