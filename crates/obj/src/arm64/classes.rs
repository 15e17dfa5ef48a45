// generated: pure table
//! Classes of operands of arm64, and special operands.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/arm64/a.out.go.
#![expect(dead_code, reason = "all are listed")]

pub(super) const C_NONE: u8 = 1;
pub(super) const C_REG: u8 = 2;
pub(super) const C_ZREG: u8 = 3;
pub(super) const C_RSP: u8 = 4;
pub(super) const C_FREG: u8 = 5;
pub(super) const C_VREG: u8 = 6;
pub(super) const C_PAIR: u8 = 7;
pub(super) const C_SHIFT: u8 = 8;
pub(super) const C_EXTREG: u8 = 9;
pub(super) const C_SPR: u8 = 10;
pub(super) const C_COND: u8 = 11;
pub(super) const C_SPOP: u8 = 12;
pub(super) const C_ARNG: u8 = 13;
pub(super) const C_ELEM: u8 = 14;
pub(super) const C_LIST: u8 = 15;
pub(super) const C_ZCON: u8 = 16;
pub(super) const C_ABCON0: u8 = 17;
pub(super) const C_ADDCON0: u8 = 18;
pub(super) const C_ABCON: u8 = 19;
pub(super) const C_AMCON: u8 = 20;
pub(super) const C_ADDCON: u8 = 21;
pub(super) const C_MBCON: u8 = 22;
pub(super) const C_MOVCON: u8 = 23;
pub(super) const C_BITCON: u8 = 24;
pub(super) const C_ADDCON2: u8 = 25;
pub(super) const C_LCON: u8 = 26;
pub(super) const C_MOVCON2: u8 = 27;
pub(super) const C_MOVCON3: u8 = 28;
pub(super) const C_VCON: u8 = 29;
pub(super) const C_FCON: u8 = 30;
pub(super) const C_VCONADDR: u8 = 31;
pub(super) const C_AACON: u8 = 32;
pub(super) const C_AACON2: u8 = 33;
pub(super) const C_LACON: u8 = 34;
pub(super) const C_AECON: u8 = 35;
pub(super) const C_SBRA: u8 = 36;
pub(super) const C_LBRA: u8 = 37;
pub(super) const C_ZAUTO: u8 = 38;
pub(super) const C_NSAUTO_16: u8 = 39;
pub(super) const C_NSAUTO_8: u8 = 40;
pub(super) const C_NSAUTO_4: u8 = 41;
pub(super) const C_NSAUTO: u8 = 42;
pub(super) const C_NPAUTO_16: u8 = 43;
pub(super) const C_NPAUTO: u8 = 44;
pub(super) const C_NQAUTO_16: u8 = 45;
pub(super) const C_NAUTO4K: u8 = 46;
pub(super) const C_PSAUTO_16: u8 = 47;
pub(super) const C_PSAUTO_8: u8 = 48;
pub(super) const C_PSAUTO_4: u8 = 49;
pub(super) const C_PSAUTO: u8 = 50;
pub(super) const C_PPAUTO_16: u8 = 51;
pub(super) const C_PPAUTO: u8 = 52;
pub(super) const C_PQAUTO_16: u8 = 53;
pub(super) const C_UAUTO4K_16: u8 = 54;
pub(super) const C_UAUTO4K_8: u8 = 55;
pub(super) const C_UAUTO4K_4: u8 = 56;
pub(super) const C_UAUTO4K_2: u8 = 57;
pub(super) const C_UAUTO4K: u8 = 58;
pub(super) const C_UAUTO8K_16: u8 = 59;
pub(super) const C_UAUTO8K_8: u8 = 60;
pub(super) const C_UAUTO8K_4: u8 = 61;
pub(super) const C_UAUTO8K: u8 = 62;
pub(super) const C_UAUTO16K_16: u8 = 63;
pub(super) const C_UAUTO16K_8: u8 = 64;
pub(super) const C_UAUTO16K: u8 = 65;
pub(super) const C_UAUTO32K_16: u8 = 66;
pub(super) const C_UAUTO32K: u8 = 67;
pub(super) const C_UAUTO64K: u8 = 68;
pub(super) const C_LAUTOPOOL: u8 = 69;
pub(super) const C_LAUTO: u8 = 70;
pub(super) const C_SEXT1: u8 = 71;
pub(super) const C_SEXT2: u8 = 72;
pub(super) const C_SEXT4: u8 = 73;
pub(super) const C_SEXT8: u8 = 74;
pub(super) const C_SEXT16: u8 = 75;
pub(super) const C_LEXT: u8 = 76;
pub(super) const C_ZOREG: u8 = 77;
pub(super) const C_NSOREG_16: u8 = 78;
pub(super) const C_NSOREG_8: u8 = 79;
pub(super) const C_NSOREG_4: u8 = 80;
pub(super) const C_NSOREG: u8 = 81;
pub(super) const C_NPOREG_16: u8 = 82;
pub(super) const C_NPOREG: u8 = 83;
pub(super) const C_NQOREG_16: u8 = 84;
pub(super) const C_NOREG4K: u8 = 85;
pub(super) const C_PSOREG_16: u8 = 86;
pub(super) const C_PSOREG_8: u8 = 87;
pub(super) const C_PSOREG_4: u8 = 88;
pub(super) const C_PSOREG: u8 = 89;
pub(super) const C_PPOREG_16: u8 = 90;
pub(super) const C_PPOREG: u8 = 91;
pub(super) const C_PQOREG_16: u8 = 92;
pub(super) const C_UOREG4K_16: u8 = 93;
pub(super) const C_UOREG4K_8: u8 = 94;
pub(super) const C_UOREG4K_4: u8 = 95;
pub(super) const C_UOREG4K_2: u8 = 96;
pub(super) const C_UOREG4K: u8 = 97;
pub(super) const C_UOREG8K_16: u8 = 98;
pub(super) const C_UOREG8K_8: u8 = 99;
pub(super) const C_UOREG8K_4: u8 = 100;
pub(super) const C_UOREG8K: u8 = 101;
pub(super) const C_UOREG16K_16: u8 = 102;
pub(super) const C_UOREG16K_8: u8 = 103;
pub(super) const C_UOREG16K: u8 = 104;
pub(super) const C_UOREG32K_16: u8 = 105;
pub(super) const C_UOREG32K: u8 = 106;
pub(super) const C_UOREG64K: u8 = 107;
pub(super) const C_LOREGPOOL: u8 = 108;
pub(super) const C_LOREG: u8 = 109;
pub(super) const C_ADDR: u8 = 110;
pub(super) const C_GOTADDR: u8 = 111;
pub(super) const C_TLS_LE: u8 = 112;
pub(super) const C_TLS_IE: u8 = 113;
pub(super) const C_ROFF: u8 = 114;
pub(super) const C_GOK: u8 = 115;
pub(super) const C_TEXTSIZE: u8 = 116;
pub(super) const C_NCLASS: u8 = 117;

pub(super) const LFROM: i8 = 1;
pub(super) const LTO: i8 = 2;
pub(super) const NOTUSETMP: i8 = 4;
pub(super) const BRANCH14BITS: i8 = 8;
pub(super) const BRANCH19BITS: i8 = 16;

pub(super) const SPOP_PLDL1KEEP: i64 = 0;
pub(super) const SPOP_PLDL1STRM: i64 = 1;
pub(super) const SPOP_PLDL2KEEP: i64 = 2;
pub(super) const SPOP_PLDL2STRM: i64 = 3;
pub(super) const SPOP_PLDL3KEEP: i64 = 4;
pub(super) const SPOP_PLDL3STRM: i64 = 5;
pub(super) const SPOP_PLIL1KEEP: i64 = 6;
pub(super) const SPOP_PLIL1STRM: i64 = 7;
pub(super) const SPOP_PLIL2KEEP: i64 = 8;
pub(super) const SPOP_PLIL2STRM: i64 = 9;
pub(super) const SPOP_PLIL3KEEP: i64 = 10;
pub(super) const SPOP_PLIL3STRM: i64 = 11;
pub(super) const SPOP_PSTL1KEEP: i64 = 12;
pub(super) const SPOP_PSTL1STRM: i64 = 13;
pub(super) const SPOP_PSTL2KEEP: i64 = 14;
pub(super) const SPOP_PSTL2STRM: i64 = 15;
pub(super) const SPOP_PSTL3KEEP: i64 = 16;
pub(super) const SPOP_PSTL3STRM: i64 = 17;
pub(super) const SPOP_VMALLE1IS: i64 = 18;
pub(super) const SPOP_VAE1IS: i64 = 19;
pub(super) const SPOP_ASIDE1IS: i64 = 20;
pub(super) const SPOP_VAAE1IS: i64 = 21;
pub(super) const SPOP_VALE1IS: i64 = 22;
pub(super) const SPOP_VAALE1IS: i64 = 23;
pub(super) const SPOP_VMALLE1: i64 = 24;
pub(super) const SPOP_VAE1: i64 = 25;
pub(super) const SPOP_ASIDE1: i64 = 26;
pub(super) const SPOP_VAAE1: i64 = 27;
pub(super) const SPOP_VALE1: i64 = 28;
pub(super) const SPOP_VAALE1: i64 = 29;
pub(super) const SPOP_IPAS2E1IS: i64 = 30;
pub(super) const SPOP_IPAS2LE1IS: i64 = 31;
pub(super) const SPOP_ALLE2IS: i64 = 32;
pub(super) const SPOP_VAE2IS: i64 = 33;
pub(super) const SPOP_ALLE1IS: i64 = 34;
pub(super) const SPOP_VALE2IS: i64 = 35;
pub(super) const SPOP_VMALLS12E1IS: i64 = 36;
pub(super) const SPOP_IPAS2E1: i64 = 37;
pub(super) const SPOP_IPAS2LE1: i64 = 38;
pub(super) const SPOP_ALLE2: i64 = 39;
pub(super) const SPOP_VAE2: i64 = 40;
pub(super) const SPOP_ALLE1: i64 = 41;
pub(super) const SPOP_VALE2: i64 = 42;
pub(super) const SPOP_VMALLS12E1: i64 = 43;
pub(super) const SPOP_ALLE3IS: i64 = 44;
pub(super) const SPOP_VAE3IS: i64 = 45;
pub(super) const SPOP_VALE3IS: i64 = 46;
pub(super) const SPOP_ALLE3: i64 = 47;
pub(super) const SPOP_VAE3: i64 = 48;
pub(super) const SPOP_VALE3: i64 = 49;
pub(super) const SPOP_VMALLE1OS: i64 = 50;
pub(super) const SPOP_VAE1OS: i64 = 51;
pub(super) const SPOP_ASIDE1OS: i64 = 52;
pub(super) const SPOP_VAAE1OS: i64 = 53;
pub(super) const SPOP_VALE1OS: i64 = 54;
pub(super) const SPOP_VAALE1OS: i64 = 55;
pub(super) const SPOP_RVAE1IS: i64 = 56;
pub(super) const SPOP_RVAAE1IS: i64 = 57;
pub(super) const SPOP_RVALE1IS: i64 = 58;
pub(super) const SPOP_RVAALE1IS: i64 = 59;
pub(super) const SPOP_RVAE1OS: i64 = 60;
pub(super) const SPOP_RVAAE1OS: i64 = 61;
pub(super) const SPOP_RVALE1OS: i64 = 62;
pub(super) const SPOP_RVAALE1OS: i64 = 63;
pub(super) const SPOP_RVAE1: i64 = 64;
pub(super) const SPOP_RVAAE1: i64 = 65;
pub(super) const SPOP_RVALE1: i64 = 66;
pub(super) const SPOP_RVAALE1: i64 = 67;
pub(super) const SPOP_RIPAS2E1IS: i64 = 68;
pub(super) const SPOP_RIPAS2LE1IS: i64 = 69;
pub(super) const SPOP_ALLE2OS: i64 = 70;
pub(super) const SPOP_VAE2OS: i64 = 71;
pub(super) const SPOP_ALLE1OS: i64 = 72;
pub(super) const SPOP_VALE2OS: i64 = 73;
pub(super) const SPOP_VMALLS12E1OS: i64 = 74;
pub(super) const SPOP_RVAE2IS: i64 = 75;
pub(super) const SPOP_RVALE2IS: i64 = 76;
pub(super) const SPOP_IPAS2E1OS: i64 = 77;
pub(super) const SPOP_RIPAS2E1: i64 = 78;
pub(super) const SPOP_RIPAS2E1OS: i64 = 79;
pub(super) const SPOP_IPAS2LE1OS: i64 = 80;
pub(super) const SPOP_RIPAS2LE1: i64 = 81;
pub(super) const SPOP_RIPAS2LE1OS: i64 = 82;
pub(super) const SPOP_RVAE2OS: i64 = 83;
pub(super) const SPOP_RVALE2OS: i64 = 84;
pub(super) const SPOP_RVAE2: i64 = 85;
pub(super) const SPOP_RVALE2: i64 = 86;
pub(super) const SPOP_ALLE3OS: i64 = 87;
pub(super) const SPOP_VAE3OS: i64 = 88;
pub(super) const SPOP_VALE3OS: i64 = 89;
pub(super) const SPOP_RVAE3IS: i64 = 90;
pub(super) const SPOP_RVALE3IS: i64 = 91;
pub(super) const SPOP_RVAE3OS: i64 = 92;
pub(super) const SPOP_RVALE3OS: i64 = 93;
pub(super) const SPOP_RVAE3: i64 = 94;
pub(super) const SPOP_RVALE3: i64 = 95;
pub(super) const SPOP_IVAC: i64 = 96;
pub(super) const SPOP_ISW: i64 = 97;
pub(super) const SPOP_CSW: i64 = 98;
pub(super) const SPOP_CISW: i64 = 99;
pub(super) const SPOP_ZVA: i64 = 100;
pub(super) const SPOP_CVAC: i64 = 101;
pub(super) const SPOP_CVAU: i64 = 102;
pub(super) const SPOP_CIVAC: i64 = 103;
pub(super) const SPOP_IGVAC: i64 = 104;
pub(super) const SPOP_IGSW: i64 = 105;
pub(super) const SPOP_IGDVAC: i64 = 106;
pub(super) const SPOP_IGDSW: i64 = 107;
pub(super) const SPOP_CGSW: i64 = 108;
pub(super) const SPOP_CGDSW: i64 = 109;
pub(super) const SPOP_CIGSW: i64 = 110;
pub(super) const SPOP_CIGDSW: i64 = 111;
pub(super) const SPOP_GVA: i64 = 112;
pub(super) const SPOP_GZVA: i64 = 113;
pub(super) const SPOP_CGVAC: i64 = 114;
pub(super) const SPOP_CGDVAC: i64 = 115;
pub(super) const SPOP_CGVAP: i64 = 116;
pub(super) const SPOP_CGDVAP: i64 = 117;
pub(super) const SPOP_CGVADP: i64 = 118;
pub(super) const SPOP_CGDVADP: i64 = 119;
pub(super) const SPOP_CIGVAC: i64 = 120;
pub(super) const SPOP_CIGDVAC: i64 = 121;
pub(super) const SPOP_CVAP: i64 = 122;
pub(super) const SPOP_CVADP: i64 = 123;
pub(super) const SPOP_DAIFSET: i64 = 124;
pub(super) const SPOP_DAIFCLR: i64 = 125;
pub(super) const SPOP_EQ: i64 = 126;
pub(super) const SPOP_NE: i64 = 127;
pub(super) const SPOP_HS: i64 = 128;
pub(super) const SPOP_LO: i64 = 129;
pub(super) const SPOP_MI: i64 = 130;
pub(super) const SPOP_PL: i64 = 131;
pub(super) const SPOP_VS: i64 = 132;
pub(super) const SPOP_VC: i64 = 133;
pub(super) const SPOP_HI: i64 = 134;
pub(super) const SPOP_LS: i64 = 135;
pub(super) const SPOP_GE: i64 = 136;
pub(super) const SPOP_LT: i64 = 137;
pub(super) const SPOP_GT: i64 = 138;
pub(super) const SPOP_LE: i64 = 139;
pub(super) const SPOP_AL: i64 = 140;
pub(super) const SPOP_NV: i64 = 141;
pub(super) const SPOP_C: i64 = 142;
pub(super) const SPOP_J: i64 = 143;
pub(super) const SPOP_JC: i64 = 144;
pub(super) const SPOP_VLX2: i64 = 145;
pub(super) const SPOP_VLX4: i64 = 146;
pub(super) const SPOP_PLDKEEP: i64 = 147;
pub(super) const SPOP_PSTKEEP: i64 = 148;
pub(super) const SPOP_PLDSTRM: i64 = 149;
pub(super) const SPOP_PSTSTRM: i64 = 150;

/// Names of classes.
#[rustfmt::skip]
pub(super) static NAMES: [&str; 118] = [
    "", "NONE", "REG", "ZREG", "RSP", "FREG", "VREG", "PAIR", "SHIFT", "EXTREG", "SPR", "COND",
    "SPOP", "ARNG", "ELEM", "LIST", "ZCON", "ABCON0", "ADDCON0", "ABCON", "AMCON", "ADDCON",
    "MBCON", "MOVCON", "BITCON", "ADDCON2", "LCON", "MOVCON2", "MOVCON3", "VCON", "FCON",
    "VCONADDR", "AACON", "AACON2", "LACON", "AECON", "SBRA", "LBRA", "ZAUTO", "NSAUTO_16",
    "NSAUTO_8", "NSAUTO_4", "NSAUTO", "NPAUTO_16", "NPAUTO", "NQAUTO_16", "NAUTO4K", "PSAUTO_16",
    "PSAUTO_8", "PSAUTO_4", "PSAUTO", "PPAUTO_16", "PPAUTO", "PQAUTO_16", "UAUTO4K_16", "UAUTO4K_8",
    "UAUTO4K_4", "UAUTO4K_2", "UAUTO4K", "UAUTO8K_16", "UAUTO8K_8", "UAUTO8K_4", "UAUTO8K",
    "UAUTO16K_16", "UAUTO16K_8", "UAUTO16K", "UAUTO32K_16", "UAUTO32K", "UAUTO64K", "LAUTOPOOL",
    "LAUTO", "SEXT1", "SEXT2", "SEXT4", "SEXT8", "SEXT16", "LEXT", "ZOREG", "NSOREG_16", "NSOREG_8",
    "NSOREG_4", "NSOREG", "NPOREG_16", "NPOREG", "NQOREG_16", "NOREG4K", "PSOREG_16", "PSOREG_8",
    "PSOREG_4", "PSOREG", "PPOREG_16", "PPOREG", "PQOREG_16", "UOREG4K_16", "UOREG4K_8",
    "UOREG4K_4", "UOREG4K_2", "UOREG4K", "UOREG8K_16", "UOREG8K_8", "UOREG8K_4", "UOREG8K",
    "UOREG16K_16", "UOREG16K_8", "UOREG16K", "UOREG32K_16", "UOREG32K", "UOREG64K", "LOREGPOOL",
    "LOREG", "ADDR", "GOTADDR", "TLS_LE", "TLS_IE", "ROFF", "GOK", "TEXTSIZE", "NCLASS",
];

/// Names of special operands; additions of Go 1.27 last.
#[rustfmt::skip]
pub(super) static SPECIAL: [&str; 151] = [
    "PLDL1KEEP", "PLDL1STRM", "PLDL2KEEP", "PLDL2STRM", "PLDL3KEEP", "PLDL3STRM", "PLIL1KEEP",
    "PLIL1STRM", "PLIL2KEEP", "PLIL2STRM", "PLIL3KEEP", "PLIL3STRM", "PSTL1KEEP", "PSTL1STRM",
    "PSTL2KEEP", "PSTL2STRM", "PSTL3KEEP", "PSTL3STRM", "VMALLE1IS", "VAE1IS", "ASIDE1IS",
    "VAAE1IS", "VALE1IS", "VAALE1IS", "VMALLE1", "VAE1", "ASIDE1", "VAAE1", "VALE1", "VAALE1",
    "IPAS2E1IS", "IPAS2LE1IS", "ALLE2IS", "VAE2IS", "ALLE1IS", "VALE2IS", "VMALLS12E1IS", "IPAS2E1",
    "IPAS2LE1", "ALLE2", "VAE2", "ALLE1", "VALE2", "VMALLS12E1", "ALLE3IS", "VAE3IS", "VALE3IS",
    "ALLE3", "VAE3", "VALE3", "VMALLE1OS", "VAE1OS", "ASIDE1OS", "VAAE1OS", "VALE1OS", "VAALE1OS",
    "RVAE1IS", "RVAAE1IS", "RVALE1IS", "RVAALE1IS", "RVAE1OS", "RVAAE1OS", "RVALE1OS", "RVAALE1OS",
    "RVAE1", "RVAAE1", "RVALE1", "RVAALE1", "RIPAS2E1IS", "RIPAS2LE1IS", "ALLE2OS", "VAE2OS",
    "ALLE1OS", "VALE2OS", "VMALLS12E1OS", "RVAE2IS", "RVALE2IS", "IPAS2E1OS", "RIPAS2E1",
    "RIPAS2E1OS", "IPAS2LE1OS", "RIPAS2LE1", "RIPAS2LE1OS", "RVAE2OS", "RVALE2OS", "RVAE2",
    "RVALE2", "ALLE3OS", "VAE3OS", "VALE3OS", "RVAE3IS", "RVALE3IS", "RVAE3OS", "RVALE3OS", "RVAE3",
    "RVALE3", "IVAC", "ISW", "CSW", "CISW", "ZVA", "CVAC", "CVAU", "CIVAC", "IGVAC", "IGSW",
    "IGDVAC", "IGDSW", "CGSW", "CGDSW", "CIGSW", "CIGDSW", "GVA", "GZVA", "CGVAC", "CGDVAC",
    "CGVAP", "CGDVAP", "CGVADP", "CGDVADP", "CIGVAC", "CIGDVAC", "CVAP", "CVADP", "DAIFSet",
    "DAIFClr", "EQ", "NE", "HS", "LO", "MI", "PL", "VS", "VC", "HI", "LS", "GE", "LT", "GT", "LE",
    "AL", "NV", "C", "J", "JC", "VLx2", "VLx4", "PLDKEEP", "PSTKEEP", "PLDSTRM", "PSTSTRM",
];

/// Prefetches of ranges by special operand.
#[rustfmt::skip]
pub(super) static RANGE_PREFETCH: [(i64, u32); 4] = [
    (147, 0), (148, 1), (149, 4), (150, 5),
];

/// For each class a bit for each class that covers it.
#[rustfmt::skip]
pub(super) static COVER: [u128; 117] = [
    0x1, 0x2, 0x1c, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000,
    0x8000, 0x2ea50000, 0x2de60000, 0x2ea40000, 0x2d280000, 0x2cb00000, 0x2e200000, 0x2dc00000,
    0x2c800000, 0x2d000000, 0x2e000000, 0x2c000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
    0x80000000, 0x500000000, 0x600000000, 0x400000000, 0x800000000, 0x3000000000, 0x2000000000,
    0x5a443f804000000000, 0x4000007f8000000000, 0x400000570000000000, 0x400000460000000000,
    0x400000440000000000, 0x400000780000000000, 0x400000500000000000, 0x400000600000000000,
    0x400000400000000000, 0x5a443f800000000000, 0x5a4417000000000000, 0x5a4406000000000000,
    0x5a4404000000000000, 0x5a4438000000000000, 0x4a4410000000000000, 0x5a4420000000000000,
    0x5a4440000000000000, 0x4a4480000000000000, 0x424500000000000000, 0x404600000000000000,
    0x400400000000000000, 0x5a4800000000000000, 0x4a5000000000000000, 0x426000000000000000,
    0x404000000000000000, 0x5a8000000000000000, 0x4b0000000000000000, 0x420000000000000000,
    0x5c0000000000000000, 0x480000000000000000, 0x500000000000000000, 0x200000000000000000,
    0x400000000000000000, 0x1f800000000000000000, 0x1f000000000000000000, 0x1e000000000000000000,
    0x1c000000000000000000, 0x18000000000000000000, 0x10000000000000000000,
    0x2d221fc020000000000000000000, 0x2000003fc0000000000000000000, 0x2000002b80000000000000000000,
    0x2000002300000000000000000000, 0x2000002200000000000000000000, 0x2000003c00000000000000000000,
    0x2000002800000000000000000000, 0x2000003000000000000000000000, 0x2000002000000000000000000000,
    0x2d221fc000000000000000000000, 0x2d220b8000000000000000000000, 0x2d22030000000000000000000000,
    0x2d22020000000000000000000000, 0x2d221c0000000000000000000000, 0x2522080000000000000000000000,
    0x2d22100000000000000000000000, 0x2d22200000000000000000000000, 0x2522400000000000000000000000,
    0x2122800000000000000000000000, 0x2023000000000000000000000000, 0x2002000000000000000000000000,
    0x2d24000000000000000000000000, 0x2528000000000000000000000000, 0x2130000000000000000000000000,
    0x2020000000000000000000000000, 0x2d40000000000000000000000000, 0x2580000000000000000000000000,
    0x2100000000000000000000000000, 0x2e00000000000000000000000000, 0x2400000000000000000000000000,
    0x2800000000000000000000000000, 0x1000000000000000000000000000, 0x2000000000000000000000000000,
    0x4000000000000000000000000000, 0x8000000000000000000000000000, 0x10000000000000000000000000000,
    0x20000000000000000000000000000, 0x40000000000000000000000000000, 0x0, 0x0,
];

/// System instructions by special operand: op1, cn, cm, op2, 1 for a second operand.
#[rustfmt::skip]
pub(super) static SYSTEM_OPERATIONS: [(i64, [u8; 5]); 106] = [
    (18, [0, 8, 3, 0, 0]), (19, [0, 8, 3, 1, 1]), (20, [0, 8, 3, 2, 1]), (21, [0, 8, 3, 3, 1]),
    (22, [0, 8, 3, 5, 1]), (23, [0, 8, 3, 7, 1]), (24, [0, 8, 7, 0, 0]), (25, [0, 8, 7, 1, 1]),
    (26, [0, 8, 7, 2, 1]), (27, [0, 8, 7, 3, 1]), (28, [0, 8, 7, 5, 1]), (29, [0, 8, 7, 7, 1]),
    (30, [4, 8, 0, 1, 1]), (31, [4, 8, 0, 5, 1]), (32, [4, 8, 3, 0, 0]), (33, [4, 8, 3, 1, 1]),
    (34, [4, 8, 3, 4, 0]), (35, [4, 8, 3, 5, 1]), (36, [4, 8, 3, 6, 0]), (37, [4, 8, 4, 1, 1]),
    (38, [4, 8, 4, 5, 1]), (39, [4, 8, 7, 0, 0]), (40, [4, 8, 7, 1, 1]), (41, [4, 8, 7, 4, 0]),
    (42, [4, 8, 7, 5, 1]), (43, [4, 8, 7, 6, 0]), (44, [6, 8, 3, 0, 0]), (45, [6, 8, 3, 1, 1]),
    (46, [6, 8, 3, 5, 1]), (47, [6, 8, 7, 0, 0]), (48, [6, 8, 7, 1, 1]), (49, [6, 8, 7, 5, 1]),
    (50, [0, 8, 1, 0, 0]), (51, [0, 8, 1, 1, 1]), (52, [0, 8, 1, 2, 1]), (53, [0, 8, 1, 3, 1]),
    (54, [0, 8, 1, 5, 1]), (55, [0, 8, 1, 7, 1]), (56, [0, 8, 2, 1, 1]), (57, [0, 8, 2, 3, 1]),
    (58, [0, 8, 2, 5, 1]), (59, [0, 8, 2, 7, 1]), (60, [0, 8, 5, 1, 1]), (61, [0, 8, 5, 3, 1]),
    (62, [0, 8, 5, 5, 1]), (63, [0, 8, 5, 7, 1]), (64, [0, 8, 6, 1, 1]), (65, [0, 8, 6, 3, 1]),
    (66, [0, 8, 6, 5, 1]), (67, [0, 8, 6, 7, 1]), (68, [4, 8, 0, 2, 1]), (69, [4, 8, 0, 6, 1]),
    (70, [4, 8, 1, 0, 0]), (71, [4, 8, 1, 1, 1]), (72, [4, 8, 1, 4, 0]), (73, [4, 8, 1, 5, 1]),
    (74, [4, 8, 1, 6, 0]), (75, [4, 8, 2, 1, 1]), (76, [4, 8, 2, 5, 1]), (77, [4, 8, 4, 0, 1]),
    (78, [4, 8, 4, 2, 1]), (79, [4, 8, 4, 3, 1]), (80, [4, 8, 4, 4, 1]), (81, [4, 8, 4, 6, 1]),
    (82, [4, 8, 4, 7, 1]), (83, [4, 8, 5, 1, 1]), (84, [4, 8, 5, 5, 1]), (85, [4, 8, 6, 1, 1]),
    (86, [4, 8, 6, 5, 1]), (87, [6, 8, 1, 0, 0]), (88, [6, 8, 1, 1, 1]), (89, [6, 8, 1, 5, 1]),
    (90, [6, 8, 2, 1, 1]), (91, [6, 8, 2, 5, 1]), (92, [6, 8, 5, 1, 1]), (93, [6, 8, 5, 5, 1]),
    (94, [6, 8, 6, 1, 1]), (95, [6, 8, 6, 5, 1]), (96, [0, 7, 6, 1, 1]), (97, [0, 7, 6, 2, 1]),
    (98, [0, 7, 10, 2, 1]), (99, [0, 7, 14, 2, 1]), (100, [3, 7, 4, 1, 1]), (101, [3, 7, 10, 1, 1]),
    (102, [3, 7, 11, 1, 1]), (103, [3, 7, 14, 1, 1]), (104, [0, 7, 6, 3, 1]),
    (105, [0, 7, 6, 4, 1]), (106, [0, 7, 6, 5, 1]), (107, [0, 7, 6, 6, 1]), (108, [0, 7, 10, 4, 1]),
    (109, [0, 7, 10, 6, 1]), (110, [0, 7, 14, 4, 1]), (111, [0, 7, 14, 6, 1]),
    (112, [3, 7, 4, 3, 1]), (113, [3, 7, 4, 4, 1]), (114, [3, 7, 10, 3, 1]),
    (115, [3, 7, 10, 5, 1]), (116, [3, 7, 12, 3, 1]), (117, [3, 7, 12, 5, 1]),
    (118, [3, 7, 13, 3, 1]), (119, [3, 7, 13, 5, 1]), (120, [3, 7, 14, 3, 1]),
    (121, [3, 7, 14, 5, 1]), (122, [3, 7, 12, 1, 1]), (123, [3, 7, 13, 1, 1]),
];

/// Prefetch operations by special operand.
#[rustfmt::skip]
pub(super) static PREFETCH: [(i64, u32); 18] = [
    (0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 8), (7, 9), (8, 10), (9, 11), (10, 12),
    (11, 13), (12, 16), (13, 17), (14, 18), (15, 19), (16, 20), (17, 21),
];

/// PSTATE fields by special operand.
#[rustfmt::skip]
pub(super) static PSTATE: [(i64, u32); 2] = [
    (124, 213184), (125, 213216),
];
