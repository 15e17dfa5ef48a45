//! Tests on an ELF file made by hand.

use std::ops::Range;

use proptest::prelude::*;

use super::*;

const BASE: u64 = 0x40_0000;

/// Offset of the hashed ranges in the file.
const HASHED: u64 = 0x100;

/// Offset of `.go.fipsinfo` in the file.
const INFO: u64 = 0x140;

/// Returns an executable with a segment of all its bytes and the four ranges.
fn executable(ranges: [Range<u64>; RANGES]) -> Vec<u8> {
    let mut info = MAGIC.to_vec();
    info.resize(MAGIC.len() + SUM_LEN, 0);
    info.extend((BASE + INFO).to_le_bytes());
    for range in ranges {
        info.extend((BASE + HASHED + range.start).to_le_bytes());
        info.extend((BASE + HASHED + range.end).to_le_bytes());
    }
    let mut file = vec![0; 0x200];
    let mut put = |at: u64, bytes: &[u8]| {
        let at = at as usize;
        file[at..at + bytes.len()].copy_from_slice(bytes);
    };
    put(0, b"\x7fELF\x02\x01\x01");
    put(20, &1_u32.to_le_bytes());
    put(32, &64_u64.to_le_bytes());
    put(40, &0x200_u64.to_le_bytes());
    put(54, &[56, 0, 1, 0, 64, 0, 3, 0, 1, 0]);
    put(64, &[1, 0, 0, 0, 5]);
    put(64 + 16, &BASE.to_le_bytes());
    put(64 + 32, &0x200_u64.to_le_bytes());
    put(HASHED, b"text, rodata, noptrdata, data");
    put(INFO, &info);
    put(0x1e0, b"\0.x\0.go.fipsinfo\0");
    let section = |name: u32, kind: u32, offset: u64, size: u64| {
        let mut section = vec![0; 64];
        section[..4].copy_from_slice(&name.to_le_bytes());
        section[4..8].copy_from_slice(&kind.to_le_bytes());
        section[24..32].copy_from_slice(&offset.to_le_bytes());
        section[32..40].copy_from_slice(&size.to_le_bytes());
        section
    };
    file.extend(section(0, 0, 0, 0));
    file.extend(section(1, 3, 0x1e0, 17));
    file.extend(section(4, 1, INFO, info.len() as u64));
    file
}

fn usual() -> Vec<u8> {
    executable([0..4, 6..12, 14..14, 25..29])
}

#[test]
fn four_ranges_are_hashed() {
    let check = ExecutableCheck::of_elf(&usual()).unwrap();
    let expected = b"go fips object v1\n\
        \0\0\0\0\0\0\0\x04text\
        \0\0\0\0\0\0\0\x06rodata\
        \0\0\0\0\0\0\0\0\
        \0\0\0\0\0\0\0\x04data";
    assert_eq!(check.object, expected);
    assert_eq!(check.sum, Some((INFO + 16, hmac(expected))));
}

#[test]
fn what_is_not_there_has_no_checksum() {
    let outside = executable([0..4, 6..0x300, 0..0, 0..0]);
    let check = ExecutableCheck::of_elf(&outside).unwrap();
    assert_eq!(check.object, b"go fips object v1\n\0\0\0\0\0\0\0\x04text");
    assert_eq!(check.sum, None);
    let reversed = executable([Range { start: 4, end: 2 }, 0..0, 0..0, 0..0]);
    assert_eq!(ExecutableCheck::of_elf(&reversed).unwrap().sum, None);
    let mut unnamed = usual();
    unnamed[0x1e5] = b'x';
    let check = ExecutableCheck::of_elf(&unnamed).unwrap();
    assert_eq!((&*check.object, check.sum), (HEADER, None));
    assert_eq!(ExecutableCheck::of_elf(&b"#!/bin/sh".to_vec()), None);
}

proptest! {
    #[test]
    fn any_file_is_read(at in 0_usize..0x2c0, bytes in prop::collection::vec(any::<u8>(), 1..9), end in 0_usize..0x2c0) {
        let mut file = usual();
        for (place, byte) in file.iter_mut().skip(at).zip(&bytes) {
            *place = *byte;
        }
        let _ = ExecutableCheck::of_elf(&file);
        file.truncate(end);
        let _ = ExecutableCheck::of_elf(&file);
    }
}
