// generated: pure table
//! Registers of amd64.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/x86/a.out.go, list6.go, and `instinit` of asm6.go.
#![expect(missing_docs, reason = "the names are those of registers")]

pub const REG_AL: i16 = 2048;
pub const REG_CL: i16 = 2049;
pub const REG_DL: i16 = 2050;
pub const REG_BL: i16 = 2051;
pub const REG_SPB: i16 = 2052;
pub const REG_BPB: i16 = 2053;
pub const REG_SIB: i16 = 2054;
pub const REG_DIB: i16 = 2055;
pub const REG_R8B: i16 = 2056;
pub const REG_R9B: i16 = 2057;
pub const REG_R10B: i16 = 2058;
pub const REG_R11B: i16 = 2059;
pub const REG_R12B: i16 = 2060;
pub const REG_R13B: i16 = 2061;
pub const REG_R14B: i16 = 2062;
pub const REG_R15B: i16 = 2063;
pub const REG_AX: i16 = 2064;
pub const REG_CX: i16 = 2065;
pub const REG_DX: i16 = 2066;
pub const REG_BX: i16 = 2067;
pub const REG_SP: i16 = 2068;
pub const REG_BP: i16 = 2069;
pub const REG_SI: i16 = 2070;
pub const REG_DI: i16 = 2071;
pub const REG_R8: i16 = 2072;
pub const REG_R9: i16 = 2073;
pub const REG_R10: i16 = 2074;
pub const REG_R11: i16 = 2075;
pub const REG_R12: i16 = 2076;
pub const REG_R13: i16 = 2077;
pub const REG_R14: i16 = 2078;
pub const REG_R15: i16 = 2079;
pub const REG_AH: i16 = 2080;
pub const REG_CH: i16 = 2081;
pub const REG_DH: i16 = 2082;
pub const REG_BH: i16 = 2083;
pub const REG_F0: i16 = 2084;
pub const REG_F1: i16 = 2085;
pub const REG_F2: i16 = 2086;
pub const REG_F3: i16 = 2087;
pub const REG_F4: i16 = 2088;
pub const REG_F5: i16 = 2089;
pub const REG_F6: i16 = 2090;
pub const REG_F7: i16 = 2091;
pub const REG_M0: i16 = 2092;
pub const REG_M1: i16 = 2093;
pub const REG_M2: i16 = 2094;
pub const REG_M3: i16 = 2095;
pub const REG_M4: i16 = 2096;
pub const REG_M5: i16 = 2097;
pub const REG_M6: i16 = 2098;
pub const REG_M7: i16 = 2099;
pub const REG_K0: i16 = 2100;
pub const REG_K1: i16 = 2101;
pub const REG_K2: i16 = 2102;
pub const REG_K3: i16 = 2103;
pub const REG_K4: i16 = 2104;
pub const REG_K5: i16 = 2105;
pub const REG_K6: i16 = 2106;
pub const REG_K7: i16 = 2107;
pub const REG_X0: i16 = 2108;
pub const REG_X1: i16 = 2109;
pub const REG_X2: i16 = 2110;
pub const REG_X3: i16 = 2111;
pub const REG_X4: i16 = 2112;
pub const REG_X5: i16 = 2113;
pub const REG_X6: i16 = 2114;
pub const REG_X7: i16 = 2115;
pub const REG_X8: i16 = 2116;
pub const REG_X9: i16 = 2117;
pub const REG_X10: i16 = 2118;
pub const REG_X11: i16 = 2119;
pub const REG_X12: i16 = 2120;
pub const REG_X13: i16 = 2121;
pub const REG_X14: i16 = 2122;
pub const REG_X15: i16 = 2123;
pub const REG_X16: i16 = 2124;
pub const REG_X17: i16 = 2125;
pub const REG_X18: i16 = 2126;
pub const REG_X19: i16 = 2127;
pub const REG_X20: i16 = 2128;
pub const REG_X21: i16 = 2129;
pub const REG_X22: i16 = 2130;
pub const REG_X23: i16 = 2131;
pub const REG_X24: i16 = 2132;
pub const REG_X25: i16 = 2133;
pub const REG_X26: i16 = 2134;
pub const REG_X27: i16 = 2135;
pub const REG_X28: i16 = 2136;
pub const REG_X29: i16 = 2137;
pub const REG_X30: i16 = 2138;
pub const REG_X31: i16 = 2139;
pub const REG_Y0: i16 = 2140;
pub const REG_Y1: i16 = 2141;
pub const REG_Y2: i16 = 2142;
pub const REG_Y3: i16 = 2143;
pub const REG_Y4: i16 = 2144;
pub const REG_Y5: i16 = 2145;
pub const REG_Y6: i16 = 2146;
pub const REG_Y7: i16 = 2147;
pub const REG_Y8: i16 = 2148;
pub const REG_Y9: i16 = 2149;
pub const REG_Y10: i16 = 2150;
pub const REG_Y11: i16 = 2151;
pub const REG_Y12: i16 = 2152;
pub const REG_Y13: i16 = 2153;
pub const REG_Y14: i16 = 2154;
pub const REG_Y15: i16 = 2155;
pub const REG_Y16: i16 = 2156;
pub const REG_Y17: i16 = 2157;
pub const REG_Y18: i16 = 2158;
pub const REG_Y19: i16 = 2159;
pub const REG_Y20: i16 = 2160;
pub const REG_Y21: i16 = 2161;
pub const REG_Y22: i16 = 2162;
pub const REG_Y23: i16 = 2163;
pub const REG_Y24: i16 = 2164;
pub const REG_Y25: i16 = 2165;
pub const REG_Y26: i16 = 2166;
pub const REG_Y27: i16 = 2167;
pub const REG_Y28: i16 = 2168;
pub const REG_Y29: i16 = 2169;
pub const REG_Y30: i16 = 2170;
pub const REG_Y31: i16 = 2171;
pub const REG_Z0: i16 = 2172;
pub const REG_Z1: i16 = 2173;
pub const REG_Z2: i16 = 2174;
pub const REG_Z3: i16 = 2175;
pub const REG_Z4: i16 = 2176;
pub const REG_Z5: i16 = 2177;
pub const REG_Z6: i16 = 2178;
pub const REG_Z7: i16 = 2179;
pub const REG_Z8: i16 = 2180;
pub const REG_Z9: i16 = 2181;
pub const REG_Z10: i16 = 2182;
pub const REG_Z11: i16 = 2183;
pub const REG_Z12: i16 = 2184;
pub const REG_Z13: i16 = 2185;
pub const REG_Z14: i16 = 2186;
pub const REG_Z15: i16 = 2187;
pub const REG_Z16: i16 = 2188;
pub const REG_Z17: i16 = 2189;
pub const REG_Z18: i16 = 2190;
pub const REG_Z19: i16 = 2191;
pub const REG_Z20: i16 = 2192;
pub const REG_Z21: i16 = 2193;
pub const REG_Z22: i16 = 2194;
pub const REG_Z23: i16 = 2195;
pub const REG_Z24: i16 = 2196;
pub const REG_Z25: i16 = 2197;
pub const REG_Z26: i16 = 2198;
pub const REG_Z27: i16 = 2199;
pub const REG_Z28: i16 = 2200;
pub const REG_Z29: i16 = 2201;
pub const REG_Z30: i16 = 2202;
pub const REG_Z31: i16 = 2203;
pub const REG_CS: i16 = 2204;
pub const REG_SS: i16 = 2205;
pub const REG_DS: i16 = 2206;
pub const REG_ES: i16 = 2207;
pub const REG_FS: i16 = 2208;
pub const REG_GS: i16 = 2209;
pub const REG_GDTR: i16 = 2210;
pub const REG_IDTR: i16 = 2211;
pub const REG_LDTR: i16 = 2212;
pub const REG_MSW: i16 = 2213;
pub const REG_TASK: i16 = 2214;
pub const REG_CR0: i16 = 2215;
pub const REG_CR1: i16 = 2216;
pub const REG_CR2: i16 = 2217;
pub const REG_CR3: i16 = 2218;
pub const REG_CR4: i16 = 2219;
pub const REG_CR5: i16 = 2220;
pub const REG_CR6: i16 = 2221;
pub const REG_CR7: i16 = 2222;
pub const REG_CR8: i16 = 2223;
pub const REG_CR9: i16 = 2224;
pub const REG_CR10: i16 = 2225;
pub const REG_CR11: i16 = 2226;
pub const REG_CR12: i16 = 2227;
pub const REG_CR13: i16 = 2228;
pub const REG_CR14: i16 = 2229;
pub const REG_CR15: i16 = 2230;
pub const REG_DR0: i16 = 2231;
pub const REG_DR1: i16 = 2232;
pub const REG_DR2: i16 = 2233;
pub const REG_DR3: i16 = 2234;
pub const REG_DR4: i16 = 2235;
pub const REG_DR5: i16 = 2236;
pub const REG_DR6: i16 = 2237;
pub const REG_DR7: i16 = 2238;
pub const REG_TR0: i16 = 2239;
pub const REG_TR1: i16 = 2240;
pub const REG_TR2: i16 = 2241;
pub const REG_TR3: i16 = 2242;
pub const REG_TR4: i16 = 2243;
pub const REG_TR5: i16 = 2244;
pub const REG_TR6: i16 = 2245;
pub const REG_TR7: i16 = 2246;
pub const REG_TLS: i16 = 2247;
pub const MAXREG: i16 = 2248;
pub const REG_CR: i16 = 2215;
pub const REG_DR: i16 = 2231;
pub const REG_TR: i16 = 2239;
pub const REGARG: i16 = -1;
pub const REGRET: i16 = 2064;
pub const FREGRET: i16 = 2108;
pub const REGSP: i16 = 2068;
pub const REGCTXT: i16 = 2066;
pub const REGENTRYTMP0: i16 = 2076;
pub const REGENTRYTMP1: i16 = 2077;
pub const REGG: i16 = 2078;
pub const REGEXT: i16 = 2079;
pub const FREGMIN: i16 = 2113;
pub const FREGEXT: i16 = 2123;

/// Names, from [`REG_AL`] on.
#[rustfmt::skip]
pub static REGISTERS: [&str; 201] = [
    "AL", "CL", "DL", "BL", "SPB", "BPB", "SIB", "DIB", "R8B", "R9B", "R10B", "R11B", "R12B",
    "R13B", "R14B", "R15B", "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI", "R8", "R9", "R10",
    "R11", "R12", "R13", "R14", "R15", "AH", "CH", "DH", "BH", "F0", "F1", "F2", "F3", "F4", "F5",
    "F6", "F7", "M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7", "K0", "K1", "K2", "K3", "K4", "K5",
    "K6", "K7", "X0", "X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9", "X10", "X11", "X12",
    "X13", "X14", "X15", "X16", "X17", "X18", "X19", "X20", "X21", "X22", "X23", "X24", "X25",
    "X26", "X27", "X28", "X29", "X30", "X31", "Y0", "Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Y8",
    "Y9", "Y10", "Y11", "Y12", "Y13", "Y14", "Y15", "Y16", "Y17", "Y18", "Y19", "Y20", "Y21", "Y22",
    "Y23", "Y24", "Y25", "Y26", "Y27", "Y28", "Y29", "Y30", "Y31", "Z0", "Z1", "Z2", "Z3", "Z4",
    "Z5", "Z6", "Z7", "Z8", "Z9", "Z10", "Z11", "Z12", "Z13", "Z14", "Z15", "Z16", "Z17", "Z18",
    "Z19", "Z20", "Z21", "Z22", "Z23", "Z24", "Z25", "Z26", "Z27", "Z28", "Z29", "Z30", "Z31", "CS",
    "SS", "DS", "ES", "FS", "GS", "GDTR", "IDTR", "LDTR", "MSW", "TASK", "CR0", "CR1", "CR2", "CR3",
    "CR4", "CR5", "CR6", "CR7", "CR8", "CR9", "CR10", "CR11", "CR12", "CR13", "CR14", "CR15", "DR0",
    "DR1", "DR2", "DR3", "DR4", "DR5", "DR6", "DR7", "TR0", "TR1", "TR2", "TR3", "TR4", "TR5",
    "TR6", "TR7", "TLS", "MAXREG",
];

/// The three bits of an encoding, from [`REG_AL`] on; -1: none.
#[rustfmt::skip]
pub static NUMBERS: [i8; 201] = [
    0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
    4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3,
    4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3,
    4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3,
    4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0,
];

/// Bits of a REX prefix, from [`REG_AL`] on.
#[rustfmt::skip]
pub static REX: [u8; 201] = [
    0, 0, 0, 0, 64, 64, 64, 64, 7, 7, 7, 7, 7, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7,
    7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 16, 16, 16, 16, 16, 16, 16, 16, 23, 23, 23, 23, 23, 23,
    23, 23, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 16, 16, 16, 16, 16, 16, 16, 16, 23, 23,
    23, 23, 23, 23, 23, 23, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7, 7, 16, 16, 16, 16, 16, 16,
    16, 16, 23, 23, 23, 23, 23, 23, 23, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    4, 4, 4, 4, 4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
];
