// generated: pure table
//! The codes of the decoder's program, and their meanings.
//!
//! Made by `cargo xtask gen-disasm` from the sources of the Go SDK; do not edit.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/decode.go.

pub(super) const XFAIL: u16 = 0;
pub(super) const XMATCH: u16 = 1;
pub(super) const XJUMP: u16 = 2;
pub(super) const XCONDBYTE: u16 = 3;
pub(super) const XCONDSLASHR: u16 = 4;
pub(super) const XCONDPREFIX: u16 = 5;
pub(super) const XCONDIS64: u16 = 6;
pub(super) const XCONDDATASIZE: u16 = 7;
pub(super) const XCONDADDRSIZE: u16 = 8;
pub(super) const XCONDISMEM: u16 = 9;
pub(super) const XSETOP: u16 = 10;
pub(super) const XREADSLASHR: u16 = 11;
pub(super) const XREADIB: u16 = 12;
pub(super) const XREADIW: u16 = 13;
pub(super) const XREADID: u16 = 14;
pub(super) const XREADIO: u16 = 15;
pub(super) const XREADCB: u16 = 16;
pub(super) const XREADCW: u16 = 17;
pub(super) const XREADCD: u16 = 18;
pub(super) const XREADCP: u16 = 19;
pub(super) const XREADCM: u16 = 20;
pub(super) const XARG1: u16 = 21;
pub(super) const XARG3: u16 = 22;
pub(super) const XARGAL: u16 = 23;
pub(super) const XARGAX: u16 = 24;
pub(super) const XARGCL: u16 = 25;
pub(super) const XARGCR0DASHCR7: u16 = 26;
pub(super) const XARGCS: u16 = 27;
pub(super) const XARGDR0DASHDR7: u16 = 28;
pub(super) const XARGDS: u16 = 29;
pub(super) const XARGDX: u16 = 30;
pub(super) const XARGEAX: u16 = 31;
pub(super) const XARGEDX: u16 = 32;
pub(super) const XARGES: u16 = 33;
pub(super) const XARGFS: u16 = 34;
pub(super) const XARGGS: u16 = 35;
pub(super) const XARGIMM16: u16 = 36;
pub(super) const XARGIMM32: u16 = 37;
pub(super) const XARGIMM64: u16 = 38;
pub(super) const XARGIMM8: u16 = 39;
pub(super) const XARGIMM8U: u16 = 40;
pub(super) const XARGIMM16U: u16 = 41;
pub(super) const XARGM: u16 = 42;
pub(super) const XARGM128: u16 = 43;
pub(super) const XARGM256: u16 = 44;
pub(super) const XARGM1428BYTE: u16 = 45;
pub(super) const XARGM16: u16 = 46;
pub(super) const XARGM16AND16: u16 = 47;
pub(super) const XARGM16AND32: u16 = 48;
pub(super) const XARGM16AND64: u16 = 49;
pub(super) const XARGM16COLON16: u16 = 50;
pub(super) const XARGM16COLON32: u16 = 51;
pub(super) const XARGM16COLON64: u16 = 52;
pub(super) const XARGM16INT: u16 = 53;
pub(super) const XARGM2BYTE: u16 = 54;
pub(super) const XARGM32: u16 = 55;
pub(super) const XARGM32AND32: u16 = 56;
pub(super) const XARGM32FP: u16 = 57;
pub(super) const XARGM32INT: u16 = 58;
pub(super) const XARGM512BYTE: u16 = 59;
pub(super) const XARGM64: u16 = 60;
pub(super) const XARGM64FP: u16 = 61;
pub(super) const XARGM64INT: u16 = 62;
pub(super) const XARGM8: u16 = 63;
pub(super) const XARGM80BCD: u16 = 64;
pub(super) const XARGM80DEC: u16 = 65;
pub(super) const XARGM80FP: u16 = 66;
pub(super) const XARGM94108BYTE: u16 = 67;
pub(super) const XARGMM: u16 = 68;
pub(super) const XARGMM1: u16 = 69;
pub(super) const XARGMM2: u16 = 70;
pub(super) const XARGMM2M64: u16 = 71;
pub(super) const XARGMMM32: u16 = 72;
pub(super) const XARGMMM64: u16 = 73;
pub(super) const XARGMEM: u16 = 74;
pub(super) const XARGMOFFS16: u16 = 75;
pub(super) const XARGMOFFS32: u16 = 76;
pub(super) const XARGMOFFS64: u16 = 77;
pub(super) const XARGMOFFS8: u16 = 78;
pub(super) const XARGPTR16COLON16: u16 = 79;
pub(super) const XARGPTR16COLON32: u16 = 80;
pub(super) const XARGR16: u16 = 81;
pub(super) const XARGR16OP: u16 = 82;
pub(super) const XARGR32: u16 = 83;
pub(super) const XARGR32M16: u16 = 84;
pub(super) const XARGR32M8: u16 = 85;
pub(super) const XARGR32OP: u16 = 86;
pub(super) const XARGR64: u16 = 87;
pub(super) const XARGR64M16: u16 = 88;
pub(super) const XARGR64OP: u16 = 89;
pub(super) const XARGR8: u16 = 90;
pub(super) const XARGR8OP: u16 = 91;
pub(super) const XARGRAX: u16 = 92;
pub(super) const XARGRDX: u16 = 93;
pub(super) const XARGRM: u16 = 94;
pub(super) const XARGRM16: u16 = 95;
pub(super) const XARGRM32: u16 = 96;
pub(super) const XARGRM64: u16 = 97;
pub(super) const XARGRM8: u16 = 98;
pub(super) const XARGREG: u16 = 99;
pub(super) const XARGREGM16: u16 = 100;
pub(super) const XARGREGM32: u16 = 101;
pub(super) const XARGREGM8: u16 = 102;
pub(super) const XARGREL16: u16 = 103;
pub(super) const XARGREL32: u16 = 104;
pub(super) const XARGREL8: u16 = 105;
pub(super) const XARGSS: u16 = 106;
pub(super) const XARGST: u16 = 107;
pub(super) const XARGSTI: u16 = 108;
pub(super) const XARGSREG: u16 = 109;
pub(super) const XARGTR0DASHTR7: u16 = 110;
pub(super) const XARGXMM: u16 = 111;
pub(super) const XARGXMM0: u16 = 112;
pub(super) const XARGXMM1: u16 = 113;
pub(super) const XARGXMM2: u16 = 114;
pub(super) const XARGXMM2M128: u16 = 115;
pub(super) const XARGYMM2M256: u16 = 116;
pub(super) const XARGXMM2M16: u16 = 117;
pub(super) const XARGXMM2M32: u16 = 118;
pub(super) const XARGXMM2M64: u16 = 119;
pub(super) const XARGXMMM128: u16 = 120;
pub(super) const XARGXMMM32: u16 = 121;
pub(super) const XARGXMMM64: u16 = 122;
pub(super) const XARGYMM1: u16 = 123;
pub(super) const XARGRMF16: u16 = 124;
pub(super) const XARGRMF32: u16 = 125;
pub(super) const XARGRMF64: u16 = 126;

/// The first register of the kind that a code denotes.
#[rustfmt::skip]
pub(super) static BASES: [u8; 127] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 131, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 80, 80, 80, 80, 80, 80, 0, 0, 0, 0, 0, 0, 0, 21, 21, 37, 37, 37, 37, 53, 53, 53,
    1, 1, 0, 0, 0, 21, 37, 53, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 72, 0, 147, 88, 0, 88, 88, 88, 88, 88,
    88, 88, 88, 88, 88, 88, 21, 37, 53,
];

/// The size of the memory operand that a code denotes.
#[rustfmt::skip]
pub(super) static SIZES: [u8; 127] = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 32, 0, 2, 4, 0, 0, 4, 6, 0, 2, 2, 4, 8, 4, 4, 0, 8, 8, 8,
    0, 0, 0, 0, 0, 0, 0, 0, 8, 4, 8, 0, 2, 4, 8, 1, 0, 0, 0, 0, 0, 2, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0,
    2, 4, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16, 32, 2, 4, 8, 16, 4, 8, 0, 0, 0,
    0,
];
