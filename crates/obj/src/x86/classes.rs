// generated: pure table
//! Classes of operands (Y), kinds of encodings (Z), prefixes (P, R), and other lists of the encoder.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go.
#![expect(dead_code, reason = "all are listed")]

pub(super) const YXXX: u8 = 0;
pub(super) const YNONE: u8 = 1;
pub(super) const YI0: u8 = 2;
pub(super) const YI1: u8 = 3;
pub(super) const YU2: u8 = 4;
pub(super) const YI8: u8 = 5;
pub(super) const YU8: u8 = 6;
pub(super) const YU7: u8 = 7;
pub(super) const YS32: u8 = 8;
pub(super) const YI32: u8 = 9;
pub(super) const YI64: u8 = 10;
pub(super) const YIAUTO: u8 = 11;
pub(super) const YAL: u8 = 12;
pub(super) const YCL: u8 = 13;
pub(super) const YAX: u8 = 14;
pub(super) const YCX: u8 = 15;
pub(super) const YRB: u8 = 16;
pub(super) const YRL: u8 = 17;
pub(super) const YRL32: u8 = 18;
pub(super) const YRF: u8 = 19;
pub(super) const YF0: u8 = 20;
pub(super) const YRX: u8 = 21;
pub(super) const YMB: u8 = 22;
pub(super) const YML: u8 = 23;
pub(super) const YM: u8 = 24;
pub(super) const YBR: u8 = 25;
pub(super) const YCS: u8 = 26;
pub(super) const YSS: u8 = 27;
pub(super) const YDS: u8 = 28;
pub(super) const YES: u8 = 29;
pub(super) const YFS: u8 = 30;
pub(super) const YGS: u8 = 31;
pub(super) const YGDTR: u8 = 32;
pub(super) const YIDTR: u8 = 33;
pub(super) const YLDTR: u8 = 34;
pub(super) const YMSW: u8 = 35;
pub(super) const YTASK: u8 = 36;
pub(super) const YCR0: u8 = 37;
pub(super) const YCR1: u8 = 38;
pub(super) const YCR2: u8 = 39;
pub(super) const YCR3: u8 = 40;
pub(super) const YCR4: u8 = 41;
pub(super) const YCR5: u8 = 42;
pub(super) const YCR6: u8 = 43;
pub(super) const YCR7: u8 = 44;
pub(super) const YCR8: u8 = 45;
pub(super) const YDR0: u8 = 46;
pub(super) const YDR1: u8 = 47;
pub(super) const YDR2: u8 = 48;
pub(super) const YDR3: u8 = 49;
pub(super) const YDR4: u8 = 50;
pub(super) const YDR5: u8 = 51;
pub(super) const YDR6: u8 = 52;
pub(super) const YDR7: u8 = 53;
pub(super) const YTR0: u8 = 54;
pub(super) const YTR1: u8 = 55;
pub(super) const YTR2: u8 = 56;
pub(super) const YTR3: u8 = 57;
pub(super) const YTR4: u8 = 58;
pub(super) const YTR5: u8 = 59;
pub(super) const YTR6: u8 = 60;
pub(super) const YTR7: u8 = 61;
pub(super) const YMR: u8 = 62;
pub(super) const YMM: u8 = 63;
pub(super) const YXR0: u8 = 64;
pub(super) const YXREVEXMULTI4: u8 = 65;
pub(super) const YXR: u8 = 66;
pub(super) const YXREVEX: u8 = 67;
pub(super) const YXM: u8 = 68;
pub(super) const YXMEVEX: u8 = 69;
pub(super) const YXVM: u8 = 70;
pub(super) const YXVMEVEX: u8 = 71;
pub(super) const YYREVEXMULTI4: u8 = 72;
pub(super) const YYR: u8 = 73;
pub(super) const YYREVEX: u8 = 74;
pub(super) const YYM: u8 = 75;
pub(super) const YYMEVEX: u8 = 76;
pub(super) const YYVM: u8 = 77;
pub(super) const YYVMEVEX: u8 = 78;
pub(super) const YZRMULTI4: u8 = 79;
pub(super) const YZR: u8 = 80;
pub(super) const YZM: u8 = 81;
pub(super) const YZVM: u8 = 82;
pub(super) const YK0: u8 = 83;
pub(super) const YKNOT0: u8 = 84;
pub(super) const YK: u8 = 85;
pub(super) const YKM: u8 = 86;
pub(super) const YTLS: u8 = 87;
pub(super) const YTEXTSIZE: u8 = 88;
pub(super) const YINDIR: u8 = 89;
pub(super) const YMAX: u8 = 90;

pub(super) const ZXXX: u8 = 0;
pub(super) const ZLIT: u8 = 1;
pub(super) const ZLITM_R: u8 = 2;
pub(super) const ZLITR_M: u8 = 3;
pub(super) const ZLIT_M_R: u8 = 4;
pub(super) const Z_RP: u8 = 5;
pub(super) const ZBR: u8 = 6;
pub(super) const ZCALL: u8 = 7;
pub(super) const ZCALLCON: u8 = 8;
pub(super) const ZCALLDUFF: u8 = 9;
pub(super) const ZCALLIND: u8 = 10;
pub(super) const ZCALLINDREG: u8 = 11;
pub(super) const ZIB_: u8 = 12;
pub(super) const ZIB_RP: u8 = 13;
pub(super) const ZIBO_M: u8 = 14;
pub(super) const ZIBO_M_XM: u8 = 15;
pub(super) const ZIL_: u8 = 16;
pub(super) const ZIL_RP: u8 = 17;
pub(super) const ZIQ_RP: u8 = 18;
pub(super) const ZILO_M: u8 = 19;
pub(super) const ZJMP: u8 = 20;
pub(super) const ZJMPCON: u8 = 21;
pub(super) const ZLOOP: u8 = 22;
pub(super) const ZO_IW: u8 = 23;
pub(super) const ZM_O: u8 = 24;
pub(super) const ZM_R: u8 = 25;
pub(super) const Z_M_R: u8 = 26;
pub(super) const ZM2_R: u8 = 27;
pub(super) const ZM_R_XM: u8 = 28;
pub(super) const ZM_R_I_XM: u8 = 29;
pub(super) const ZM_R_XM_NR: u8 = 30;
pub(super) const ZR_M_XM_NR: u8 = 31;
pub(super) const ZIBM_R: u8 = 32;
pub(super) const ZIBR_M: u8 = 33;
pub(super) const ZMB_R: u8 = 34;
pub(super) const ZAUT_R: u8 = 35;
pub(super) const ZO_M: u8 = 36;
pub(super) const ZO_M64: u8 = 37;
pub(super) const ZPSEUDO: u8 = 38;
pub(super) const ZR_M: u8 = 39;
pub(super) const ZR_M_XM: u8 = 40;
pub(super) const ZRP_: u8 = 41;
pub(super) const Z_IB: u8 = 42;
pub(super) const Z_IL: u8 = 43;
pub(super) const ZM_IBO: u8 = 44;
pub(super) const ZM_ILO: u8 = 45;
pub(super) const ZIB_RR: u8 = 46;
pub(super) const ZIL_RR: u8 = 47;
pub(super) const ZBYTE: u8 = 48;
pub(super) const ZVEX_RM_V_R: u8 = 49;
pub(super) const ZVEX_RM_V_RO: u8 = 50;
pub(super) const ZVEX_R_V_RM: u8 = 51;
pub(super) const ZVEX_I_RM_VO: u8 = 52;
pub(super) const ZVEX_V_RM_R: u8 = 53;
pub(super) const ZVEX_I_RM_R: u8 = 54;
pub(super) const ZVEX_I_R_V: u8 = 55;
pub(super) const ZVEX_I_RM_V_R: u8 = 56;
pub(super) const ZVEX: u8 = 57;
pub(super) const ZVEX_RM_R_VO: u8 = 58;
pub(super) const ZVEX_I_R_RM: u8 = 59;
pub(super) const ZVEX_HR_RM_V_R: u8 = 60;
pub(super) const ZEVEX_FIRST: u8 = 61;
pub(super) const ZEVEX_I_R_K_RM: u8 = 62;
pub(super) const ZEVEX_I_R_RM: u8 = 63;
pub(super) const ZEVEX_I_RM_K_R: u8 = 64;
pub(super) const ZEVEX_I_RM_K_VO: u8 = 65;
pub(super) const ZEVEX_I_RM_R: u8 = 66;
pub(super) const ZEVEX_I_RM_V_K_R: u8 = 67;
pub(super) const ZEVEX_I_RM_V_R: u8 = 68;
pub(super) const ZEVEX_I_RM_VO: u8 = 69;
pub(super) const ZEVEX_K_RMO: u8 = 70;
pub(super) const ZEVEX_R_K_RM: u8 = 71;
pub(super) const ZEVEX_R_V_K_RM: u8 = 72;
pub(super) const ZEVEX_R_V_RM: u8 = 73;
pub(super) const ZEVEX_RM_K_R: u8 = 74;
pub(super) const ZEVEX_RM_V_K_R: u8 = 75;
pub(super) const ZEVEX_RM_V_R: u8 = 76;
pub(super) const ZEVEX_LAST: u8 = 77;
pub(super) const ZMAX: u8 = 78;

pub(super) const PX: u8 = 0;
pub(super) const PX1: u8 = 1;
pub(super) const P32: u8 = 50;
pub(super) const PE: u8 = 102;
pub(super) const PM: u8 = 15;
pub(super) const PQ: u8 = 255;
pub(super) const PB: u8 = 254;
pub(super) const PF2: u8 = 242;
pub(super) const PF3: u8 = 243;
pub(super) const PEF3: u8 = 245;
pub(super) const PQ3: u8 = 103;
pub(super) const PQ4: u8 = 104;
pub(super) const PQ4W: u8 = 105;
pub(super) const PQ5: u8 = 106;
pub(super) const PQ5W: u8 = 107;
pub(super) const PFW: u8 = 244;
pub(super) const PW: u8 = 72;
pub(super) const PW8: u8 = 144;
pub(super) const PY: u8 = 128;
pub(super) const PY1: u8 = 129;
pub(super) const PY3: u8 = 131;
pub(super) const PAVX: u8 = 132;
pub(super) const RXREVEX: u8 = 16;
pub(super) const RXW: u8 = 8;
pub(super) const RXR: u8 = 4;
pub(super) const RXX: u8 = 2;
pub(super) const RXB: u8 = 1;

pub(super) const MOVLIT: u8 = 0;
pub(super) const MOVREGMEM: u8 = 1;
pub(super) const MOVMEMREG: u8 = 2;
pub(super) const MOVREGMEM2OP: u8 = 3;
pub(super) const MOVMEMREG2OP: u8 = 4;
pub(super) const MOVFULLPTR: u8 = 5;
pub(super) const MOVDOUBLESHIFT: u8 = 6;
pub(super) const MOVTLSREG: u8 = 7;

/// For each class a bit for each class that covers it.
#[rustfmt::skip]
pub(super) static COVER: [u128; 90] = [
    0x1, 0x2, 0x7f4, 0x7f8, 0x7f0, 0x720, 0x740, 0x7e0, 0x700, 0x600, 0x400, 0x800, 0x411000,
    0x41a000, 0x8000000000e34000, 0x8000000000e38000, 0x410000, 0x8000000000c30000,
    0x8000000000860000, 0x80000, 0x180000, 0x8000000000e30000, 0x400000, 0x800000,
    0x4218308000000001c00000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
    0x80000000, 0x100000000, 0x200000000, 0x400000000, 0x800000000, 0x1000000000, 0x2000000000,
    0x4000000000, 0x8000000000, 0x10000000000, 0x20000000000, 0x40000000000, 0x80000000000,
    0x100000000000, 0x200000000000, 0x400000000000, 0x800000000000, 0x1000000000000,
    0x2000000000000, 0x4000000000000, 0x8000000000000, 0x10000000000000, 0x20000000000000,
    0x40000000000000, 0x80000000000000, 0x100000000000000, 0x200000000000000, 0x400000000000000,
    0x800000000000000, 0x1000000000000000, 0x2000000000000000, 0xc000000000000000,
    0x8000000000000000, 0x3d0000000000000000, 0x20000000000000000, 0x3c0000000000000000,
    0x280000000000000000, 0x100000000000000000, 0x200000000000000000, 0xc00000000000000000,
    0x800000000000000000, 0x1000000000000000000, 0x1e000000000000000000, 0x14000000000000000000,
    0x8000000000000000000, 0x10000000000000000000, 0x60000000000000000000, 0x40000000000000000000,
    0x80000000000000000000, 0x300000000000000000000, 0x200000000000000000000,
    0x400000000000000000000, 0x6800000000000000000000, 0x7000000000000000000000,
    0x6000000000000000000000, 0x4000000000000000000000, 0x8000000000000000000000,
    0x10000000000000000000000, 0x20000000000000000000000,
];
