// generated: pure table
//! The instructions.
//!
//! Made by `cargo xtask gen-disasm` from the sources of the Go SDK; do not edit.
//!
//! Counterpart: golang.org/x/arch/arm64/arm64asm/tables.go.

pub(super) const ABS: u16 = 1;
pub(super) const ADC: u16 = 2;
pub(super) const ADCS: u16 = 3;
pub(super) const ADD: u16 = 4;
pub(super) const ADDHN: u16 = 5;
pub(super) const ADDHN2: u16 = 6;
pub(super) const ADDP: u16 = 7;
pub(super) const ADDS: u16 = 8;
pub(super) const ADDV: u16 = 9;
pub(super) const ADR: u16 = 10;
pub(super) const ADRP: u16 = 11;
pub(super) const AESD: u16 = 12;
pub(super) const AESE: u16 = 13;
pub(super) const AESIMC: u16 = 14;
pub(super) const AESMC: u16 = 15;
pub(super) const AND: u16 = 16;
pub(super) const ANDS: u16 = 17;
pub(super) const ASR: u16 = 18;
pub(super) const ASRV: u16 = 19;
pub(super) const AT: u16 = 20;
pub(super) const B: u16 = 21;
pub(super) const BFI: u16 = 22;
pub(super) const BFM: u16 = 23;
pub(super) const BFXIL: u16 = 24;
pub(super) const BIC: u16 = 25;
pub(super) const BICS: u16 = 26;
pub(super) const BIF: u16 = 27;
pub(super) const BIT: u16 = 28;
pub(super) const BL: u16 = 29;
pub(super) const BLR: u16 = 30;
pub(super) const BR: u16 = 31;
pub(super) const BRK: u16 = 32;
pub(super) const BSL: u16 = 33;
pub(super) const CBNZ: u16 = 34;
pub(super) const CBZ: u16 = 35;
pub(super) const CCMN: u16 = 36;
pub(super) const CCMP: u16 = 37;
pub(super) const CINC: u16 = 38;
pub(super) const CINV: u16 = 39;
pub(super) const CLREX: u16 = 40;
pub(super) const CLS: u16 = 41;
pub(super) const CLZ: u16 = 42;
pub(super) const CMEQ: u16 = 43;
pub(super) const CMGE: u16 = 44;
pub(super) const CMGT: u16 = 45;
pub(super) const CMHI: u16 = 46;
pub(super) const CMHS: u16 = 47;
pub(super) const CMLE: u16 = 48;
pub(super) const CMLT: u16 = 49;
pub(super) const CMN: u16 = 50;
pub(super) const CMP: u16 = 51;
pub(super) const CMTST: u16 = 52;
pub(super) const CNEG: u16 = 53;
pub(super) const CNT: u16 = 54;
pub(super) const CRC32B: u16 = 55;
pub(super) const CRC32CB: u16 = 56;
pub(super) const CRC32CH: u16 = 57;
pub(super) const CRC32CW: u16 = 58;
pub(super) const CRC32CX: u16 = 59;
pub(super) const CRC32H: u16 = 60;
pub(super) const CRC32W: u16 = 61;
pub(super) const CRC32X: u16 = 62;
pub(super) const CSEL: u16 = 63;
pub(super) const CSET: u16 = 64;
pub(super) const CSETM: u16 = 65;
pub(super) const CSINC: u16 = 66;
pub(super) const CSINV: u16 = 67;
pub(super) const CSNEG: u16 = 68;
pub(super) const DC: u16 = 69;
pub(super) const DCPS1: u16 = 70;
pub(super) const DCPS2: u16 = 71;
pub(super) const DCPS3: u16 = 72;
pub(super) const DMB: u16 = 73;
pub(super) const DRPS: u16 = 74;
pub(super) const DSB: u16 = 75;
pub(super) const DUP: u16 = 76;
pub(super) const EON: u16 = 77;
pub(super) const EOR: u16 = 78;
pub(super) const ERET: u16 = 79;
pub(super) const EXT: u16 = 80;
pub(super) const EXTR: u16 = 81;
pub(super) const FABD: u16 = 82;
pub(super) const FABS: u16 = 83;
pub(super) const FACGE: u16 = 84;
pub(super) const FACGT: u16 = 85;
pub(super) const FADD: u16 = 86;
pub(super) const FADDP: u16 = 87;
pub(super) const FCCMP: u16 = 88;
pub(super) const FCCMPE: u16 = 89;
pub(super) const FCMEQ: u16 = 90;
pub(super) const FCMGE: u16 = 91;
pub(super) const FCMGT: u16 = 92;
pub(super) const FCMLE: u16 = 93;
pub(super) const FCMLT: u16 = 94;
pub(super) const FCMP: u16 = 95;
pub(super) const FCMPE: u16 = 96;
pub(super) const FCSEL: u16 = 97;
pub(super) const FCVT: u16 = 98;
pub(super) const FCVTAS: u16 = 99;
pub(super) const FCVTAU: u16 = 100;
pub(super) const FCVTL: u16 = 101;
pub(super) const FCVTL2: u16 = 102;
pub(super) const FCVTMS: u16 = 103;
pub(super) const FCVTMU: u16 = 104;
pub(super) const FCVTN: u16 = 105;
pub(super) const FCVTN2: u16 = 106;
pub(super) const FCVTNS: u16 = 107;
pub(super) const FCVTNU: u16 = 108;
pub(super) const FCVTPS: u16 = 109;
pub(super) const FCVTPU: u16 = 110;
pub(super) const FCVTXN: u16 = 111;
pub(super) const FCVTXN2: u16 = 112;
pub(super) const FCVTZS: u16 = 113;
pub(super) const FCVTZU: u16 = 114;
pub(super) const FDIV: u16 = 115;
pub(super) const FMADD: u16 = 116;
pub(super) const FMAX: u16 = 117;
pub(super) const FMAXNM: u16 = 118;
pub(super) const FMAXNMP: u16 = 119;
pub(super) const FMAXNMV: u16 = 120;
pub(super) const FMAXP: u16 = 121;
pub(super) const FMAXV: u16 = 122;
pub(super) const FMIN: u16 = 123;
pub(super) const FMINNM: u16 = 124;
pub(super) const FMINNMP: u16 = 125;
pub(super) const FMINNMV: u16 = 126;
pub(super) const FMINP: u16 = 127;
pub(super) const FMINV: u16 = 128;
pub(super) const FMLA: u16 = 129;
pub(super) const FMLS: u16 = 130;
pub(super) const FMOV: u16 = 131;
pub(super) const FMSUB: u16 = 132;
pub(super) const FMUL: u16 = 133;
pub(super) const FMULX: u16 = 134;
pub(super) const FNEG: u16 = 135;
pub(super) const FNMADD: u16 = 136;
pub(super) const FNMSUB: u16 = 137;
pub(super) const FNMUL: u16 = 138;
pub(super) const FRECPE: u16 = 139;
pub(super) const FRECPS: u16 = 140;
pub(super) const FRECPX: u16 = 141;
pub(super) const FRINTA: u16 = 142;
pub(super) const FRINTI: u16 = 143;
pub(super) const FRINTM: u16 = 144;
pub(super) const FRINTN: u16 = 145;
pub(super) const FRINTP: u16 = 146;
pub(super) const FRINTX: u16 = 147;
pub(super) const FRINTZ: u16 = 148;
pub(super) const FRSQRTE: u16 = 149;
pub(super) const FRSQRTS: u16 = 150;
pub(super) const FSQRT: u16 = 151;
pub(super) const FSUB: u16 = 152;
pub(super) const HINT: u16 = 153;
pub(super) const HLT: u16 = 154;
pub(super) const HVC: u16 = 155;
pub(super) const IC: u16 = 156;
pub(super) const INS: u16 = 157;
pub(super) const ISB: u16 = 158;
pub(super) const LD1: u16 = 159;
pub(super) const LD1R: u16 = 160;
pub(super) const LD2: u16 = 161;
pub(super) const LD2R: u16 = 162;
pub(super) const LD3: u16 = 163;
pub(super) const LD3R: u16 = 164;
pub(super) const LD4: u16 = 165;
pub(super) const LD4R: u16 = 166;
pub(super) const LDAR: u16 = 167;
pub(super) const LDARB: u16 = 168;
pub(super) const LDARH: u16 = 169;
pub(super) const LDAXP: u16 = 170;
pub(super) const LDAXR: u16 = 171;
pub(super) const LDAXRB: u16 = 172;
pub(super) const LDAXRH: u16 = 173;
pub(super) const LDNP: u16 = 174;
pub(super) const LDP: u16 = 175;
pub(super) const LDPSW: u16 = 176;
pub(super) const LDR: u16 = 177;
pub(super) const LDRB: u16 = 178;
pub(super) const LDRH: u16 = 179;
pub(super) const LDRSB: u16 = 180;
pub(super) const LDRSH: u16 = 181;
pub(super) const LDRSW: u16 = 182;
pub(super) const LDTR: u16 = 183;
pub(super) const LDTRB: u16 = 184;
pub(super) const LDTRH: u16 = 185;
pub(super) const LDTRSB: u16 = 186;
pub(super) const LDTRSH: u16 = 187;
pub(super) const LDTRSW: u16 = 188;
pub(super) const LDUR: u16 = 189;
pub(super) const LDURB: u16 = 190;
pub(super) const LDURH: u16 = 191;
pub(super) const LDURSB: u16 = 192;
pub(super) const LDURSH: u16 = 193;
pub(super) const LDURSW: u16 = 194;
pub(super) const LDXP: u16 = 195;
pub(super) const LDXR: u16 = 196;
pub(super) const LDXRB: u16 = 197;
pub(super) const LDXRH: u16 = 198;
pub(super) const LSL: u16 = 199;
pub(super) const LSLV: u16 = 200;
pub(super) const LSR: u16 = 201;
pub(super) const LSRV: u16 = 202;
pub(super) const MADD: u16 = 203;
pub(super) const MLA: u16 = 204;
pub(super) const MLS: u16 = 205;
pub(super) const MNEG: u16 = 206;
pub(super) const MOV: u16 = 207;
pub(super) const MOVI: u16 = 208;
pub(super) const MOVK: u16 = 209;
pub(super) const MOVN: u16 = 210;
pub(super) const MOVZ: u16 = 211;
pub(super) const MRS: u16 = 212;
pub(super) const MSR: u16 = 213;
pub(super) const MSUB: u16 = 214;
pub(super) const MUL: u16 = 215;
pub(super) const MVN: u16 = 216;
pub(super) const MVNI: u16 = 217;
pub(super) const NEG: u16 = 218;
pub(super) const NEGS: u16 = 219;
pub(super) const NGC: u16 = 220;
pub(super) const NGCS: u16 = 221;
pub(super) const NOP: u16 = 222;
pub(super) const NOT: u16 = 223;
pub(super) const ORN: u16 = 224;
pub(super) const ORR: u16 = 225;
pub(super) const PMUL: u16 = 226;
pub(super) const PMULL: u16 = 227;
pub(super) const PMULL2: u16 = 228;
pub(super) const PRFM: u16 = 229;
pub(super) const PRFUM: u16 = 230;
pub(super) const RADDHN: u16 = 231;
pub(super) const RADDHN2: u16 = 232;
pub(super) const RBIT: u16 = 233;
pub(super) const RET: u16 = 234;
pub(super) const REV: u16 = 235;
pub(super) const REV16: u16 = 236;
pub(super) const REV32: u16 = 237;
pub(super) const REV64: u16 = 238;
pub(super) const ROR: u16 = 239;
pub(super) const RORV: u16 = 240;
pub(super) const RSHRN: u16 = 241;
pub(super) const RSHRN2: u16 = 242;
pub(super) const RSUBHN: u16 = 243;
pub(super) const RSUBHN2: u16 = 244;
pub(super) const SABA: u16 = 245;
pub(super) const SABAL: u16 = 246;
pub(super) const SABAL2: u16 = 247;
pub(super) const SABD: u16 = 248;
pub(super) const SABDL: u16 = 249;
pub(super) const SABDL2: u16 = 250;
pub(super) const SADALP: u16 = 251;
pub(super) const SADDL: u16 = 252;
pub(super) const SADDL2: u16 = 253;
pub(super) const SADDLP: u16 = 254;
pub(super) const SADDLV: u16 = 255;
pub(super) const SADDW: u16 = 256;
pub(super) const SADDW2: u16 = 257;
pub(super) const SBC: u16 = 258;
pub(super) const SBCS: u16 = 259;
pub(super) const SBFIZ: u16 = 260;
pub(super) const SBFM: u16 = 261;
pub(super) const SBFX: u16 = 262;
pub(super) const SCVTF: u16 = 263;
pub(super) const SDIV: u16 = 264;
pub(super) const SEV: u16 = 265;
pub(super) const SEVL: u16 = 266;
pub(super) const SHA1C: u16 = 267;
pub(super) const SHA1H: u16 = 268;
pub(super) const SHA1M: u16 = 269;
pub(super) const SHA1P: u16 = 270;
pub(super) const SHA1SU0: u16 = 271;
pub(super) const SHA1SU1: u16 = 272;
pub(super) const SHA256H: u16 = 273;
pub(super) const SHA256H2: u16 = 274;
pub(super) const SHA256SU0: u16 = 275;
pub(super) const SHA256SU1: u16 = 276;
pub(super) const SHADD: u16 = 277;
pub(super) const SHL: u16 = 278;
pub(super) const SHLL: u16 = 279;
pub(super) const SHLL2: u16 = 280;
pub(super) const SHRN: u16 = 281;
pub(super) const SHRN2: u16 = 282;
pub(super) const SHSUB: u16 = 283;
pub(super) const SLI: u16 = 284;
pub(super) const SMADDL: u16 = 285;
pub(super) const SMAX: u16 = 286;
pub(super) const SMAXP: u16 = 287;
pub(super) const SMAXV: u16 = 288;
pub(super) const SMC: u16 = 289;
pub(super) const SMIN: u16 = 290;
pub(super) const SMINP: u16 = 291;
pub(super) const SMINV: u16 = 292;
pub(super) const SMLAL: u16 = 293;
pub(super) const SMLAL2: u16 = 294;
pub(super) const SMLSL: u16 = 295;
pub(super) const SMLSL2: u16 = 296;
pub(super) const SMNEGL: u16 = 297;
pub(super) const SMOV: u16 = 298;
pub(super) const SMSUBL: u16 = 299;
pub(super) const SMULH: u16 = 300;
pub(super) const SMULL: u16 = 301;
pub(super) const SMULL2: u16 = 302;
pub(super) const SQABS: u16 = 303;
pub(super) const SQADD: u16 = 304;
pub(super) const SQDMLAL: u16 = 305;
pub(super) const SQDMLAL2: u16 = 306;
pub(super) const SQDMLSL: u16 = 307;
pub(super) const SQDMLSL2: u16 = 308;
pub(super) const SQDMULH: u16 = 309;
pub(super) const SQDMULL: u16 = 310;
pub(super) const SQDMULL2: u16 = 311;
pub(super) const SQNEG: u16 = 312;
pub(super) const SQRDMULH: u16 = 313;
pub(super) const SQRSHL: u16 = 314;
pub(super) const SQRSHRN: u16 = 315;
pub(super) const SQRSHRN2: u16 = 316;
pub(super) const SQRSHRUN: u16 = 317;
pub(super) const SQRSHRUN2: u16 = 318;
pub(super) const SQSHL: u16 = 319;
pub(super) const SQSHLU: u16 = 320;
pub(super) const SQSHRN: u16 = 321;
pub(super) const SQSHRN2: u16 = 322;
pub(super) const SQSHRUN: u16 = 323;
pub(super) const SQSHRUN2: u16 = 324;
pub(super) const SQSUB: u16 = 325;
pub(super) const SQXTN: u16 = 326;
pub(super) const SQXTN2: u16 = 327;
pub(super) const SQXTUN: u16 = 328;
pub(super) const SQXTUN2: u16 = 329;
pub(super) const SRHADD: u16 = 330;
pub(super) const SRI: u16 = 331;
pub(super) const SRSHL: u16 = 332;
pub(super) const SRSHR: u16 = 333;
pub(super) const SRSRA: u16 = 334;
pub(super) const SSHL: u16 = 335;
pub(super) const SSHLL: u16 = 336;
pub(super) const SSHLL2: u16 = 337;
pub(super) const SSHR: u16 = 338;
pub(super) const SSRA: u16 = 339;
pub(super) const SSUBL: u16 = 340;
pub(super) const SSUBL2: u16 = 341;
pub(super) const SSUBW: u16 = 342;
pub(super) const SSUBW2: u16 = 343;
pub(super) const ST1: u16 = 344;
pub(super) const ST2: u16 = 345;
pub(super) const ST3: u16 = 346;
pub(super) const ST4: u16 = 347;
pub(super) const STLR: u16 = 348;
pub(super) const STLRB: u16 = 349;
pub(super) const STLRH: u16 = 350;
pub(super) const STLXP: u16 = 351;
pub(super) const STLXR: u16 = 352;
pub(super) const STLXRB: u16 = 353;
pub(super) const STLXRH: u16 = 354;
pub(super) const STNP: u16 = 355;
pub(super) const STP: u16 = 356;
pub(super) const STR: u16 = 357;
pub(super) const STRB: u16 = 358;
pub(super) const STRH: u16 = 359;
pub(super) const STTR: u16 = 360;
pub(super) const STTRB: u16 = 361;
pub(super) const STTRH: u16 = 362;
pub(super) const STUR: u16 = 363;
pub(super) const STURB: u16 = 364;
pub(super) const STURH: u16 = 365;
pub(super) const STXP: u16 = 366;
pub(super) const STXR: u16 = 367;
pub(super) const STXRB: u16 = 368;
pub(super) const STXRH: u16 = 369;
pub(super) const SUB: u16 = 370;
pub(super) const SUBHN: u16 = 371;
pub(super) const SUBHN2: u16 = 372;
pub(super) const SUBS: u16 = 373;
pub(super) const SUQADD: u16 = 374;
pub(super) const SVC: u16 = 375;
pub(super) const SXTB: u16 = 376;
pub(super) const SXTH: u16 = 377;
pub(super) const SXTL: u16 = 378;
pub(super) const SXTL2: u16 = 379;
pub(super) const SXTW: u16 = 380;
pub(super) const SYS: u16 = 381;
pub(super) const SYSL: u16 = 382;
pub(super) const TBL: u16 = 383;
pub(super) const TBNZ: u16 = 384;
pub(super) const TBX: u16 = 385;
pub(super) const TBZ: u16 = 386;
pub(super) const TLBI: u16 = 387;
pub(super) const TRN1: u16 = 388;
pub(super) const TRN2: u16 = 389;
pub(super) const TST: u16 = 390;
pub(super) const UABA: u16 = 391;
pub(super) const UABAL: u16 = 392;
pub(super) const UABAL2: u16 = 393;
pub(super) const UABD: u16 = 394;
pub(super) const UABDL: u16 = 395;
pub(super) const UABDL2: u16 = 396;
pub(super) const UADALP: u16 = 397;
pub(super) const UADDL: u16 = 398;
pub(super) const UADDL2: u16 = 399;
pub(super) const UADDLP: u16 = 400;
pub(super) const UADDLV: u16 = 401;
pub(super) const UADDW: u16 = 402;
pub(super) const UADDW2: u16 = 403;
pub(super) const UBFIZ: u16 = 404;
pub(super) const UBFM: u16 = 405;
pub(super) const UBFX: u16 = 406;
pub(super) const UCVTF: u16 = 407;
pub(super) const UDIV: u16 = 408;
pub(super) const UHADD: u16 = 409;
pub(super) const UHSUB: u16 = 410;
pub(super) const UMADDL: u16 = 411;
pub(super) const UMAX: u16 = 412;
pub(super) const UMAXP: u16 = 413;
pub(super) const UMAXV: u16 = 414;
pub(super) const UMIN: u16 = 415;
pub(super) const UMINP: u16 = 416;
pub(super) const UMINV: u16 = 417;
pub(super) const UMLAL: u16 = 418;
pub(super) const UMLAL2: u16 = 419;
pub(super) const UMLSL: u16 = 420;
pub(super) const UMLSL2: u16 = 421;
pub(super) const UMNEGL: u16 = 422;
pub(super) const UMOV: u16 = 423;
pub(super) const UMSUBL: u16 = 424;
pub(super) const UMULH: u16 = 425;
pub(super) const UMULL: u16 = 426;
pub(super) const UMULL2: u16 = 427;
pub(super) const UQADD: u16 = 428;
pub(super) const UQRSHL: u16 = 429;
pub(super) const UQRSHRN: u16 = 430;
pub(super) const UQRSHRN2: u16 = 431;
pub(super) const UQSHL: u16 = 432;
pub(super) const UQSHRN: u16 = 433;
pub(super) const UQSHRN2: u16 = 434;
pub(super) const UQSUB: u16 = 435;
pub(super) const UQXTN: u16 = 436;
pub(super) const UQXTN2: u16 = 437;
pub(super) const URECPE: u16 = 438;
pub(super) const URHADD: u16 = 439;
pub(super) const URSHL: u16 = 440;
pub(super) const URSHR: u16 = 441;
pub(super) const URSQRTE: u16 = 442;
pub(super) const URSRA: u16 = 443;
pub(super) const USHL: u16 = 444;
pub(super) const USHLL: u16 = 445;
pub(super) const USHLL2: u16 = 446;
pub(super) const USHR: u16 = 447;
pub(super) const USQADD: u16 = 448;
pub(super) const USRA: u16 = 449;
pub(super) const USUBL: u16 = 450;
pub(super) const USUBL2: u16 = 451;
pub(super) const USUBW: u16 = 452;
pub(super) const USUBW2: u16 = 453;
pub(super) const UXTB: u16 = 454;
pub(super) const UXTH: u16 = 455;
pub(super) const UXTL: u16 = 456;
pub(super) const UXTL2: u16 = 457;
pub(super) const UZP1: u16 = 458;
pub(super) const UZP2: u16 = 459;
pub(super) const WFE: u16 = 460;
pub(super) const WFI: u16 = 461;
pub(super) const XTN: u16 = 462;
pub(super) const XTN2: u16 = 463;
pub(super) const YIELD: u16 = 464;
pub(super) const ZIP1: u16 = 465;
pub(super) const ZIP2: u16 = 466;

/// Their names.
#[rustfmt::skip]
pub(super) static NAMES: [&str; 467] = [
    "", "ABS", "ADC", "ADCS", "ADD", "ADDHN", "ADDHN2", "ADDP", "ADDS", "ADDV", "ADR", "ADRP",
    "AESD", "AESE", "AESIMC", "AESMC", "AND", "ANDS", "ASR", "ASRV", "AT", "B", "BFI", "BFM",
    "BFXIL", "BIC", "BICS", "BIF", "BIT", "BL", "BLR", "BR", "BRK", "BSL", "CBNZ", "CBZ", "CCMN",
    "CCMP", "CINC", "CINV", "CLREX", "CLS", "CLZ", "CMEQ", "CMGE", "CMGT", "CMHI", "CMHS", "CMLE",
    "CMLT", "CMN", "CMP", "CMTST", "CNEG", "CNT", "CRC32B", "CRC32CB", "CRC32CH", "CRC32CW",
    "CRC32CX", "CRC32H", "CRC32W", "CRC32X", "CSEL", "CSET", "CSETM", "CSINC", "CSINV", "CSNEG",
    "DC", "DCPS1", "DCPS2", "DCPS3", "DMB", "DRPS", "DSB", "DUP", "EON", "EOR", "ERET", "EXT",
    "EXTR", "FABD", "FABS", "FACGE", "FACGT", "FADD", "FADDP", "FCCMP", "FCCMPE", "FCMEQ", "FCMGE",
    "FCMGT", "FCMLE", "FCMLT", "FCMP", "FCMPE", "FCSEL", "FCVT", "FCVTAS", "FCVTAU", "FCVTL",
    "FCVTL2", "FCVTMS", "FCVTMU", "FCVTN", "FCVTN2", "FCVTNS", "FCVTNU", "FCVTPS", "FCVTPU",
    "FCVTXN", "FCVTXN2", "FCVTZS", "FCVTZU", "FDIV", "FMADD", "FMAX", "FMAXNM", "FMAXNMP",
    "FMAXNMV", "FMAXP", "FMAXV", "FMIN", "FMINNM", "FMINNMP", "FMINNMV", "FMINP", "FMINV", "FMLA",
    "FMLS", "FMOV", "FMSUB", "FMUL", "FMULX", "FNEG", "FNMADD", "FNMSUB", "FNMUL", "FRECPE",
    "FRECPS", "FRECPX", "FRINTA", "FRINTI", "FRINTM", "FRINTN", "FRINTP", "FRINTX", "FRINTZ",
    "FRSQRTE", "FRSQRTS", "FSQRT", "FSUB", "HINT", "HLT", "HVC", "IC", "INS", "ISB", "LD1", "LD1R",
    "LD2", "LD2R", "LD3", "LD3R", "LD4", "LD4R", "LDAR", "LDARB", "LDARH", "LDAXP", "LDAXR",
    "LDAXRB", "LDAXRH", "LDNP", "LDP", "LDPSW", "LDR", "LDRB", "LDRH", "LDRSB", "LDRSH", "LDRSW",
    "LDTR", "LDTRB", "LDTRH", "LDTRSB", "LDTRSH", "LDTRSW", "LDUR", "LDURB", "LDURH", "LDURSB",
    "LDURSH", "LDURSW", "LDXP", "LDXR", "LDXRB", "LDXRH", "LSL", "LSLV", "LSR", "LSRV", "MADD",
    "MLA", "MLS", "MNEG", "MOV", "MOVI", "MOVK", "MOVN", "MOVZ", "MRS", "MSR", "MSUB", "MUL", "MVN",
    "MVNI", "NEG", "NEGS", "NGC", "NGCS", "NOP", "NOT", "ORN", "ORR", "PMUL", "PMULL", "PMULL2",
    "PRFM", "PRFUM", "RADDHN", "RADDHN2", "RBIT", "RET", "REV", "REV16", "REV32", "REV64", "ROR",
    "RORV", "RSHRN", "RSHRN2", "RSUBHN", "RSUBHN2", "SABA", "SABAL", "SABAL2", "SABD", "SABDL",
    "SABDL2", "SADALP", "SADDL", "SADDL2", "SADDLP", "SADDLV", "SADDW", "SADDW2", "SBC", "SBCS",
    "SBFIZ", "SBFM", "SBFX", "SCVTF", "SDIV", "SEV", "SEVL", "SHA1C", "SHA1H", "SHA1M", "SHA1P",
    "SHA1SU0", "SHA1SU1", "SHA256H", "SHA256H2", "SHA256SU0", "SHA256SU1", "SHADD", "SHL", "SHLL",
    "SHLL2", "SHRN", "SHRN2", "SHSUB", "SLI", "SMADDL", "SMAX", "SMAXP", "SMAXV", "SMC", "SMIN",
    "SMINP", "SMINV", "SMLAL", "SMLAL2", "SMLSL", "SMLSL2", "SMNEGL", "SMOV", "SMSUBL", "SMULH",
    "SMULL", "SMULL2", "SQABS", "SQADD", "SQDMLAL", "SQDMLAL2", "SQDMLSL", "SQDMLSL2", "SQDMULH",
    "SQDMULL", "SQDMULL2", "SQNEG", "SQRDMULH", "SQRSHL", "SQRSHRN", "SQRSHRN2", "SQRSHRUN",
    "SQRSHRUN2", "SQSHL", "SQSHLU", "SQSHRN", "SQSHRN2", "SQSHRUN", "SQSHRUN2", "SQSUB", "SQXTN",
    "SQXTN2", "SQXTUN", "SQXTUN2", "SRHADD", "SRI", "SRSHL", "SRSHR", "SRSRA", "SSHL", "SSHLL",
    "SSHLL2", "SSHR", "SSRA", "SSUBL", "SSUBL2", "SSUBW", "SSUBW2", "ST1", "ST2", "ST3", "ST4",
    "STLR", "STLRB", "STLRH", "STLXP", "STLXR", "STLXRB", "STLXRH", "STNP", "STP", "STR", "STRB",
    "STRH", "STTR", "STTRB", "STTRH", "STUR", "STURB", "STURH", "STXP", "STXR", "STXRB", "STXRH",
    "SUB", "SUBHN", "SUBHN2", "SUBS", "SUQADD", "SVC", "SXTB", "SXTH", "SXTL", "SXTL2", "SXTW",
    "SYS", "SYSL", "TBL", "TBNZ", "TBX", "TBZ", "TLBI", "TRN1", "TRN2", "TST", "UABA", "UABAL",
    "UABAL2", "UABD", "UABDL", "UABDL2", "UADALP", "UADDL", "UADDL2", "UADDLP", "UADDLV", "UADDW",
    "UADDW2", "UBFIZ", "UBFM", "UBFX", "UCVTF", "UDIV", "UHADD", "UHSUB", "UMADDL", "UMAX", "UMAXP",
    "UMAXV", "UMIN", "UMINP", "UMINV", "UMLAL", "UMLAL2", "UMLSL", "UMLSL2", "UMNEGL", "UMOV",
    "UMSUBL", "UMULH", "UMULL", "UMULL2", "UQADD", "UQRSHL", "UQRSHRN", "UQRSHRN2", "UQSHL",
    "UQSHRN", "UQSHRN2", "UQSUB", "UQXTN", "UQXTN2", "URECPE", "URHADD", "URSHL", "URSHR",
    "URSQRTE", "URSRA", "USHL", "USHLL", "USHLL2", "USHR", "USQADD", "USRA", "USUBL", "USUBL2",
    "USUBW", "USUBW2", "UXTB", "UXTH", "UXTL", "UXTL2", "UZP1", "UZP2", "WFE", "WFI", "XTN", "XTN2",
    "YIELD", "ZIP1", "ZIP2",
];
