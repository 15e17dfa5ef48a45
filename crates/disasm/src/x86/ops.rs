// generated: pure table
//! The instructions.
//!
//! Made by `cargo xtask gen-disasm` from the sources of the Go SDK; do not edit.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/tables.go, plan9x.go, gnu.go.

pub(super) const AAA: u16 = 1;
pub(super) const AAD: u16 = 2;
pub(super) const AAM: u16 = 3;
pub(super) const AAS: u16 = 4;
pub(super) const ADC: u16 = 5;
pub(super) const ADD: u16 = 6;
pub(super) const ADDPD: u16 = 7;
pub(super) const ADDPS: u16 = 8;
pub(super) const ADDSD: u16 = 9;
pub(super) const ADDSS: u16 = 10;
pub(super) const ADDSUBPD: u16 = 11;
pub(super) const ADDSUBPS: u16 = 12;
pub(super) const AESDEC: u16 = 13;
pub(super) const AESDECLAST: u16 = 14;
pub(super) const AESENC: u16 = 15;
pub(super) const AESENCLAST: u16 = 16;
pub(super) const AESIMC: u16 = 17;
pub(super) const AESKEYGENASSIST: u16 = 18;
pub(super) const AND: u16 = 19;
pub(super) const ANDNPD: u16 = 20;
pub(super) const ANDNPS: u16 = 21;
pub(super) const ANDPD: u16 = 22;
pub(super) const ANDPS: u16 = 23;
pub(super) const ARPL: u16 = 24;
pub(super) const BLENDPD: u16 = 25;
pub(super) const BLENDPS: u16 = 26;
pub(super) const BLENDVPD: u16 = 27;
pub(super) const BLENDVPS: u16 = 28;
pub(super) const BOUND: u16 = 29;
pub(super) const BSF: u16 = 30;
pub(super) const BSR: u16 = 31;
pub(super) const BSWAP: u16 = 32;
pub(super) const BT: u16 = 33;
pub(super) const BTC: u16 = 34;
pub(super) const BTR: u16 = 35;
pub(super) const BTS: u16 = 36;
pub(super) const CALL: u16 = 37;
pub(super) const CBW: u16 = 38;
pub(super) const CDQ: u16 = 39;
pub(super) const CDQE: u16 = 40;
pub(super) const CLC: u16 = 41;
pub(super) const CLD: u16 = 42;
pub(super) const CLFLUSH: u16 = 43;
pub(super) const CLI: u16 = 44;
pub(super) const CLTS: u16 = 45;
pub(super) const CMC: u16 = 46;
pub(super) const CMOVA: u16 = 47;
pub(super) const CMOVAE: u16 = 48;
pub(super) const CMOVB: u16 = 49;
pub(super) const CMOVBE: u16 = 50;
pub(super) const CMOVE: u16 = 51;
pub(super) const CMOVG: u16 = 52;
pub(super) const CMOVGE: u16 = 53;
pub(super) const CMOVL: u16 = 54;
pub(super) const CMOVLE: u16 = 55;
pub(super) const CMOVNE: u16 = 56;
pub(super) const CMOVNO: u16 = 57;
pub(super) const CMOVNP: u16 = 58;
pub(super) const CMOVNS: u16 = 59;
pub(super) const CMOVO: u16 = 60;
pub(super) const CMOVP: u16 = 61;
pub(super) const CMOVS: u16 = 62;
pub(super) const CMP: u16 = 63;
pub(super) const CMPPD: u16 = 64;
pub(super) const CMPPS: u16 = 65;
pub(super) const CMPSB: u16 = 66;
pub(super) const CMPSD: u16 = 67;
pub(super) const CMPSD_XMM: u16 = 68;
pub(super) const CMPSQ: u16 = 69;
pub(super) const CMPSS: u16 = 70;
pub(super) const CMPSW: u16 = 71;
pub(super) const CMPXCHG: u16 = 72;
pub(super) const CMPXCHG16B: u16 = 73;
pub(super) const CMPXCHG8B: u16 = 74;
pub(super) const COMISD: u16 = 75;
pub(super) const COMISS: u16 = 76;
pub(super) const CPUID: u16 = 77;
pub(super) const CQO: u16 = 78;
pub(super) const CRC32: u16 = 79;
pub(super) const CVTDQ2PD: u16 = 80;
pub(super) const CVTDQ2PS: u16 = 81;
pub(super) const CVTPD2DQ: u16 = 82;
pub(super) const CVTPD2PI: u16 = 83;
pub(super) const CVTPD2PS: u16 = 84;
pub(super) const CVTPI2PD: u16 = 85;
pub(super) const CVTPI2PS: u16 = 86;
pub(super) const CVTPS2DQ: u16 = 87;
pub(super) const CVTPS2PD: u16 = 88;
pub(super) const CVTPS2PI: u16 = 89;
pub(super) const CVTSD2SI: u16 = 90;
pub(super) const CVTSD2SS: u16 = 91;
pub(super) const CVTSI2SD: u16 = 92;
pub(super) const CVTSI2SS: u16 = 93;
pub(super) const CVTSS2SD: u16 = 94;
pub(super) const CVTSS2SI: u16 = 95;
pub(super) const CVTTPD2DQ: u16 = 96;
pub(super) const CVTTPD2PI: u16 = 97;
pub(super) const CVTTPS2DQ: u16 = 98;
pub(super) const CVTTPS2PI: u16 = 99;
pub(super) const CVTTSD2SI: u16 = 100;
pub(super) const CVTTSS2SI: u16 = 101;
pub(super) const CWD: u16 = 102;
pub(super) const CWDE: u16 = 103;
pub(super) const DAA: u16 = 104;
pub(super) const DAS: u16 = 105;
pub(super) const DEC: u16 = 106;
pub(super) const DIV: u16 = 107;
pub(super) const DIVPD: u16 = 108;
pub(super) const DIVPS: u16 = 109;
pub(super) const DIVSD: u16 = 110;
pub(super) const DIVSS: u16 = 111;
pub(super) const DPPD: u16 = 112;
pub(super) const DPPS: u16 = 113;
pub(super) const EMMS: u16 = 114;
pub(super) const ENTER: u16 = 115;
pub(super) const EXTRACTPS: u16 = 116;
pub(super) const F2XM1: u16 = 117;
pub(super) const FABS: u16 = 118;
pub(super) const FADD: u16 = 119;
pub(super) const FADDP: u16 = 120;
pub(super) const FBLD: u16 = 121;
pub(super) const FBSTP: u16 = 122;
pub(super) const FCHS: u16 = 123;
pub(super) const FCMOVB: u16 = 124;
pub(super) const FCMOVBE: u16 = 125;
pub(super) const FCMOVE: u16 = 126;
pub(super) const FCMOVNB: u16 = 127;
pub(super) const FCMOVNBE: u16 = 128;
pub(super) const FCMOVNE: u16 = 129;
pub(super) const FCMOVNU: u16 = 130;
pub(super) const FCMOVU: u16 = 131;
pub(super) const FCOM: u16 = 132;
pub(super) const FCOMI: u16 = 133;
pub(super) const FCOMIP: u16 = 134;
pub(super) const FCOMP: u16 = 135;
pub(super) const FCOMPP: u16 = 136;
pub(super) const FCOS: u16 = 137;
pub(super) const FDECSTP: u16 = 138;
pub(super) const FDIV: u16 = 139;
pub(super) const FDIVP: u16 = 140;
pub(super) const FDIVR: u16 = 141;
pub(super) const FDIVRP: u16 = 142;
pub(super) const FFREE: u16 = 143;
pub(super) const FFREEP: u16 = 144;
pub(super) const FIADD: u16 = 145;
pub(super) const FICOM: u16 = 146;
pub(super) const FICOMP: u16 = 147;
pub(super) const FIDIV: u16 = 148;
pub(super) const FIDIVR: u16 = 149;
pub(super) const FILD: u16 = 150;
pub(super) const FIMUL: u16 = 151;
pub(super) const FINCSTP: u16 = 152;
pub(super) const FIST: u16 = 153;
pub(super) const FISTP: u16 = 154;
pub(super) const FISTTP: u16 = 155;
pub(super) const FISUB: u16 = 156;
pub(super) const FISUBR: u16 = 157;
pub(super) const FLD: u16 = 158;
pub(super) const FLD1: u16 = 159;
pub(super) const FLDCW: u16 = 160;
pub(super) const FLDENV: u16 = 161;
pub(super) const FLDL2E: u16 = 162;
pub(super) const FLDL2T: u16 = 163;
pub(super) const FLDLG2: u16 = 164;
pub(super) const FLDLN2: u16 = 165;
pub(super) const FLDPI: u16 = 166;
pub(super) const FLDZ: u16 = 167;
pub(super) const FMUL: u16 = 168;
pub(super) const FMULP: u16 = 169;
pub(super) const FNCLEX: u16 = 170;
pub(super) const FNINIT: u16 = 171;
pub(super) const FNOP: u16 = 172;
pub(super) const FNSAVE: u16 = 173;
pub(super) const FNSTCW: u16 = 174;
pub(super) const FNSTENV: u16 = 175;
pub(super) const FNSTSW: u16 = 176;
pub(super) const FPATAN: u16 = 177;
pub(super) const FPREM: u16 = 178;
pub(super) const FPREM1: u16 = 179;
pub(super) const FPTAN: u16 = 180;
pub(super) const FRNDINT: u16 = 181;
pub(super) const FRSTOR: u16 = 182;
pub(super) const FSCALE: u16 = 183;
pub(super) const FSIN: u16 = 184;
pub(super) const FSINCOS: u16 = 185;
pub(super) const FSQRT: u16 = 186;
pub(super) const FST: u16 = 187;
pub(super) const FSTP: u16 = 188;
pub(super) const FSUB: u16 = 189;
pub(super) const FSUBP: u16 = 190;
pub(super) const FSUBR: u16 = 191;
pub(super) const FSUBRP: u16 = 192;
pub(super) const FTST: u16 = 193;
pub(super) const FUCOM: u16 = 194;
pub(super) const FUCOMI: u16 = 195;
pub(super) const FUCOMIP: u16 = 196;
pub(super) const FUCOMP: u16 = 197;
pub(super) const FUCOMPP: u16 = 198;
pub(super) const FWAIT: u16 = 199;
pub(super) const FXAM: u16 = 200;
pub(super) const FXCH: u16 = 201;
pub(super) const FXRSTOR: u16 = 202;
pub(super) const FXRSTOR64: u16 = 203;
pub(super) const FXSAVE: u16 = 204;
pub(super) const FXSAVE64: u16 = 205;
pub(super) const FXTRACT: u16 = 206;
pub(super) const FYL2X: u16 = 207;
pub(super) const FYL2XP1: u16 = 208;
pub(super) const HADDPD: u16 = 209;
pub(super) const HADDPS: u16 = 210;
pub(super) const HLT: u16 = 211;
pub(super) const HSUBPD: u16 = 212;
pub(super) const HSUBPS: u16 = 213;
pub(super) const ICEBP: u16 = 214;
pub(super) const IDIV: u16 = 215;
pub(super) const IMUL: u16 = 216;
pub(super) const IN: u16 = 217;
pub(super) const INC: u16 = 218;
pub(super) const INSB: u16 = 219;
pub(super) const INSD: u16 = 220;
pub(super) const INSERTPS: u16 = 221;
pub(super) const INSW: u16 = 222;
pub(super) const INT: u16 = 223;
pub(super) const INTO: u16 = 224;
pub(super) const INVD: u16 = 225;
pub(super) const INVLPG: u16 = 226;
pub(super) const INVPCID: u16 = 227;
pub(super) const IRET: u16 = 228;
pub(super) const IRETD: u16 = 229;
pub(super) const IRETQ: u16 = 230;
pub(super) const JA: u16 = 231;
pub(super) const JAE: u16 = 232;
pub(super) const JB: u16 = 233;
pub(super) const JBE: u16 = 234;
pub(super) const JCXZ: u16 = 235;
pub(super) const JE: u16 = 236;
pub(super) const JECXZ: u16 = 237;
pub(super) const JG: u16 = 238;
pub(super) const JGE: u16 = 239;
pub(super) const JL: u16 = 240;
pub(super) const JLE: u16 = 241;
pub(super) const JMP: u16 = 242;
pub(super) const JNE: u16 = 243;
pub(super) const JNO: u16 = 244;
pub(super) const JNP: u16 = 245;
pub(super) const JNS: u16 = 246;
pub(super) const JO: u16 = 247;
pub(super) const JP: u16 = 248;
pub(super) const JRCXZ: u16 = 249;
pub(super) const JS: u16 = 250;
pub(super) const LAHF: u16 = 251;
pub(super) const LAR: u16 = 252;
pub(super) const LCALL: u16 = 253;
pub(super) const LDDQU: u16 = 254;
pub(super) const LDMXCSR: u16 = 255;
pub(super) const LDS: u16 = 256;
pub(super) const LEA: u16 = 257;
pub(super) const LEAVE: u16 = 258;
pub(super) const LES: u16 = 259;
pub(super) const LFENCE: u16 = 260;
pub(super) const LFS: u16 = 261;
pub(super) const LGDT: u16 = 262;
pub(super) const LGS: u16 = 263;
pub(super) const LIDT: u16 = 264;
pub(super) const LJMP: u16 = 265;
pub(super) const LLDT: u16 = 266;
pub(super) const LMSW: u16 = 267;
pub(super) const LODSB: u16 = 268;
pub(super) const LODSD: u16 = 269;
pub(super) const LODSQ: u16 = 270;
pub(super) const LODSW: u16 = 271;
pub(super) const LOOP: u16 = 272;
pub(super) const LOOPE: u16 = 273;
pub(super) const LOOPNE: u16 = 274;
pub(super) const LRET: u16 = 275;
pub(super) const LSL: u16 = 276;
pub(super) const LSS: u16 = 277;
pub(super) const LTR: u16 = 278;
pub(super) const LZCNT: u16 = 279;
pub(super) const MASKMOVDQU: u16 = 280;
pub(super) const MASKMOVQ: u16 = 281;
pub(super) const MAXPD: u16 = 282;
pub(super) const MAXPS: u16 = 283;
pub(super) const MAXSD: u16 = 284;
pub(super) const MAXSS: u16 = 285;
pub(super) const MFENCE: u16 = 286;
pub(super) const MINPD: u16 = 287;
pub(super) const MINPS: u16 = 288;
pub(super) const MINSD: u16 = 289;
pub(super) const MINSS: u16 = 290;
pub(super) const MONITOR: u16 = 291;
pub(super) const MOV: u16 = 292;
pub(super) const MOVAPD: u16 = 293;
pub(super) const MOVAPS: u16 = 294;
pub(super) const MOVBE: u16 = 295;
pub(super) const MOVD: u16 = 296;
pub(super) const MOVDDUP: u16 = 297;
pub(super) const MOVDQ2Q: u16 = 298;
pub(super) const MOVDQA: u16 = 299;
pub(super) const MOVDQU: u16 = 300;
pub(super) const MOVHLPS: u16 = 301;
pub(super) const MOVHPD: u16 = 302;
pub(super) const MOVHPS: u16 = 303;
pub(super) const MOVLHPS: u16 = 304;
pub(super) const MOVLPD: u16 = 305;
pub(super) const MOVLPS: u16 = 306;
pub(super) const MOVMSKPD: u16 = 307;
pub(super) const MOVMSKPS: u16 = 308;
pub(super) const MOVNTDQ: u16 = 309;
pub(super) const MOVNTDQA: u16 = 310;
pub(super) const MOVNTI: u16 = 311;
pub(super) const MOVNTPD: u16 = 312;
pub(super) const MOVNTPS: u16 = 313;
pub(super) const MOVNTQ: u16 = 314;
pub(super) const MOVNTSD: u16 = 315;
pub(super) const MOVNTSS: u16 = 316;
pub(super) const MOVQ: u16 = 317;
pub(super) const MOVQ2DQ: u16 = 318;
pub(super) const MOVSB: u16 = 319;
pub(super) const MOVSD: u16 = 320;
pub(super) const MOVSD_XMM: u16 = 321;
pub(super) const MOVSHDUP: u16 = 322;
pub(super) const MOVSLDUP: u16 = 323;
pub(super) const MOVSQ: u16 = 324;
pub(super) const MOVSS: u16 = 325;
pub(super) const MOVSW: u16 = 326;
pub(super) const MOVSX: u16 = 327;
pub(super) const MOVSXD: u16 = 328;
pub(super) const MOVUPD: u16 = 329;
pub(super) const MOVUPS: u16 = 330;
pub(super) const MOVZX: u16 = 331;
pub(super) const MPSADBW: u16 = 332;
pub(super) const MUL: u16 = 333;
pub(super) const MULPD: u16 = 334;
pub(super) const MULPS: u16 = 335;
pub(super) const MULSD: u16 = 336;
pub(super) const MULSS: u16 = 337;
pub(super) const MWAIT: u16 = 338;
pub(super) const NEG: u16 = 339;
pub(super) const NOP: u16 = 340;
pub(super) const NOT: u16 = 341;
pub(super) const OR: u16 = 342;
pub(super) const ORPD: u16 = 343;
pub(super) const ORPS: u16 = 344;
pub(super) const OUT: u16 = 345;
pub(super) const OUTSB: u16 = 346;
pub(super) const OUTSD: u16 = 347;
pub(super) const OUTSW: u16 = 348;
pub(super) const PABSB: u16 = 349;
pub(super) const PABSD: u16 = 350;
pub(super) const PABSW: u16 = 351;
pub(super) const PACKSSDW: u16 = 352;
pub(super) const PACKSSWB: u16 = 353;
pub(super) const PACKUSDW: u16 = 354;
pub(super) const PACKUSWB: u16 = 355;
pub(super) const PADDB: u16 = 356;
pub(super) const PADDD: u16 = 357;
pub(super) const PADDQ: u16 = 358;
pub(super) const PADDSB: u16 = 359;
pub(super) const PADDSW: u16 = 360;
pub(super) const PADDUSB: u16 = 361;
pub(super) const PADDUSW: u16 = 362;
pub(super) const PADDW: u16 = 363;
pub(super) const PALIGNR: u16 = 364;
pub(super) const PAND: u16 = 365;
pub(super) const PANDN: u16 = 366;
pub(super) const PAUSE: u16 = 367;
pub(super) const PAVGB: u16 = 368;
pub(super) const PAVGW: u16 = 369;
pub(super) const PBLENDVB: u16 = 370;
pub(super) const PBLENDW: u16 = 371;
pub(super) const PCLMULQDQ: u16 = 372;
pub(super) const PCMPEQB: u16 = 373;
pub(super) const PCMPEQD: u16 = 374;
pub(super) const PCMPEQQ: u16 = 375;
pub(super) const PCMPEQW: u16 = 376;
pub(super) const PCMPESTRI: u16 = 377;
pub(super) const PCMPESTRM: u16 = 378;
pub(super) const PCMPGTB: u16 = 379;
pub(super) const PCMPGTD: u16 = 380;
pub(super) const PCMPGTQ: u16 = 381;
pub(super) const PCMPGTW: u16 = 382;
pub(super) const PCMPISTRI: u16 = 383;
pub(super) const PCMPISTRM: u16 = 384;
pub(super) const PEXTRB: u16 = 385;
pub(super) const PEXTRD: u16 = 386;
pub(super) const PEXTRQ: u16 = 387;
pub(super) const PEXTRW: u16 = 388;
pub(super) const PHADDD: u16 = 389;
pub(super) const PHADDSW: u16 = 390;
pub(super) const PHADDW: u16 = 391;
pub(super) const PHMINPOSUW: u16 = 392;
pub(super) const PHSUBD: u16 = 393;
pub(super) const PHSUBSW: u16 = 394;
pub(super) const PHSUBW: u16 = 395;
pub(super) const PINSRB: u16 = 396;
pub(super) const PINSRD: u16 = 397;
pub(super) const PINSRQ: u16 = 398;
pub(super) const PINSRW: u16 = 399;
pub(super) const PMADDUBSW: u16 = 400;
pub(super) const PMADDWD: u16 = 401;
pub(super) const PMAXSB: u16 = 402;
pub(super) const PMAXSD: u16 = 403;
pub(super) const PMAXSW: u16 = 404;
pub(super) const PMAXUB: u16 = 405;
pub(super) const PMAXUD: u16 = 406;
pub(super) const PMAXUW: u16 = 407;
pub(super) const PMINSB: u16 = 408;
pub(super) const PMINSD: u16 = 409;
pub(super) const PMINSW: u16 = 410;
pub(super) const PMINUB: u16 = 411;
pub(super) const PMINUD: u16 = 412;
pub(super) const PMINUW: u16 = 413;
pub(super) const PMOVMSKB: u16 = 414;
pub(super) const PMOVSXBD: u16 = 415;
pub(super) const PMOVSXBQ: u16 = 416;
pub(super) const PMOVSXBW: u16 = 417;
pub(super) const PMOVSXDQ: u16 = 418;
pub(super) const PMOVSXWD: u16 = 419;
pub(super) const PMOVSXWQ: u16 = 420;
pub(super) const PMOVZXBD: u16 = 421;
pub(super) const PMOVZXBQ: u16 = 422;
pub(super) const PMOVZXBW: u16 = 423;
pub(super) const PMOVZXDQ: u16 = 424;
pub(super) const PMOVZXWD: u16 = 425;
pub(super) const PMOVZXWQ: u16 = 426;
pub(super) const PMULDQ: u16 = 427;
pub(super) const PMULHRSW: u16 = 428;
pub(super) const PMULHUW: u16 = 429;
pub(super) const PMULHW: u16 = 430;
pub(super) const PMULLD: u16 = 431;
pub(super) const PMULLW: u16 = 432;
pub(super) const PMULUDQ: u16 = 433;
pub(super) const POP: u16 = 434;
pub(super) const POPA: u16 = 435;
pub(super) const POPAD: u16 = 436;
pub(super) const POPCNT: u16 = 437;
pub(super) const POPF: u16 = 438;
pub(super) const POPFD: u16 = 439;
pub(super) const POPFQ: u16 = 440;
pub(super) const POR: u16 = 441;
pub(super) const PREFETCHNTA: u16 = 442;
pub(super) const PREFETCHT0: u16 = 443;
pub(super) const PREFETCHT1: u16 = 444;
pub(super) const PREFETCHT2: u16 = 445;
pub(super) const PREFETCHW: u16 = 446;
pub(super) const PSADBW: u16 = 447;
pub(super) const PSHUFB: u16 = 448;
pub(super) const PSHUFD: u16 = 449;
pub(super) const PSHUFHW: u16 = 450;
pub(super) const PSHUFLW: u16 = 451;
pub(super) const PSHUFW: u16 = 452;
pub(super) const PSIGNB: u16 = 453;
pub(super) const PSIGND: u16 = 454;
pub(super) const PSIGNW: u16 = 455;
pub(super) const PSLLD: u16 = 456;
pub(super) const PSLLDQ: u16 = 457;
pub(super) const PSLLQ: u16 = 458;
pub(super) const PSLLW: u16 = 459;
pub(super) const PSRAD: u16 = 460;
pub(super) const PSRAW: u16 = 461;
pub(super) const PSRLD: u16 = 462;
pub(super) const PSRLDQ: u16 = 463;
pub(super) const PSRLQ: u16 = 464;
pub(super) const PSRLW: u16 = 465;
pub(super) const PSUBB: u16 = 466;
pub(super) const PSUBD: u16 = 467;
pub(super) const PSUBQ: u16 = 468;
pub(super) const PSUBSB: u16 = 469;
pub(super) const PSUBSW: u16 = 470;
pub(super) const PSUBUSB: u16 = 471;
pub(super) const PSUBUSW: u16 = 472;
pub(super) const PSUBW: u16 = 473;
pub(super) const PTEST: u16 = 474;
pub(super) const PUNPCKHBW: u16 = 475;
pub(super) const PUNPCKHDQ: u16 = 476;
pub(super) const PUNPCKHQDQ: u16 = 477;
pub(super) const PUNPCKHWD: u16 = 478;
pub(super) const PUNPCKLBW: u16 = 479;
pub(super) const PUNPCKLDQ: u16 = 480;
pub(super) const PUNPCKLQDQ: u16 = 481;
pub(super) const PUNPCKLWD: u16 = 482;
pub(super) const PUSH: u16 = 483;
pub(super) const PUSHA: u16 = 484;
pub(super) const PUSHAD: u16 = 485;
pub(super) const PUSHF: u16 = 486;
pub(super) const PUSHFD: u16 = 487;
pub(super) const PUSHFQ: u16 = 488;
pub(super) const PXOR: u16 = 489;
pub(super) const RCL: u16 = 490;
pub(super) const RCPPS: u16 = 491;
pub(super) const RCPSS: u16 = 492;
pub(super) const RCR: u16 = 493;
pub(super) const RDFSBASE: u16 = 494;
pub(super) const RDGSBASE: u16 = 495;
pub(super) const RDMSR: u16 = 496;
pub(super) const RDPMC: u16 = 497;
pub(super) const RDRAND: u16 = 498;
pub(super) const RDTSC: u16 = 499;
pub(super) const RDTSCP: u16 = 500;
pub(super) const RET: u16 = 501;
pub(super) const ROL: u16 = 502;
pub(super) const ROR: u16 = 503;
pub(super) const ROUNDPD: u16 = 504;
pub(super) const ROUNDPS: u16 = 505;
pub(super) const ROUNDSD: u16 = 506;
pub(super) const ROUNDSS: u16 = 507;
pub(super) const RSM: u16 = 508;
pub(super) const RSQRTPS: u16 = 509;
pub(super) const RSQRTSS: u16 = 510;
pub(super) const SAHF: u16 = 511;
pub(super) const SAR: u16 = 512;
pub(super) const SBB: u16 = 513;
pub(super) const SCASB: u16 = 514;
pub(super) const SCASD: u16 = 515;
pub(super) const SCASQ: u16 = 516;
pub(super) const SCASW: u16 = 517;
pub(super) const SETA: u16 = 518;
pub(super) const SETAE: u16 = 519;
pub(super) const SETB: u16 = 520;
pub(super) const SETBE: u16 = 521;
pub(super) const SETE: u16 = 522;
pub(super) const SETG: u16 = 523;
pub(super) const SETGE: u16 = 524;
pub(super) const SETL: u16 = 525;
pub(super) const SETLE: u16 = 526;
pub(super) const SETNE: u16 = 527;
pub(super) const SETNO: u16 = 528;
pub(super) const SETNP: u16 = 529;
pub(super) const SETNS: u16 = 530;
pub(super) const SETO: u16 = 531;
pub(super) const SETP: u16 = 532;
pub(super) const SETS: u16 = 533;
pub(super) const SFENCE: u16 = 534;
pub(super) const SGDT: u16 = 535;
pub(super) const SHL: u16 = 536;
pub(super) const SHLD: u16 = 537;
pub(super) const SHR: u16 = 538;
pub(super) const SHRD: u16 = 539;
pub(super) const SHUFPD: u16 = 540;
pub(super) const SHUFPS: u16 = 541;
pub(super) const SIDT: u16 = 542;
pub(super) const SLDT: u16 = 543;
pub(super) const SMSW: u16 = 544;
pub(super) const SQRTPD: u16 = 545;
pub(super) const SQRTPS: u16 = 546;
pub(super) const SQRTSD: u16 = 547;
pub(super) const SQRTSS: u16 = 548;
pub(super) const STC: u16 = 549;
pub(super) const STD: u16 = 550;
pub(super) const STI: u16 = 551;
pub(super) const STMXCSR: u16 = 552;
pub(super) const STOSB: u16 = 553;
pub(super) const STOSD: u16 = 554;
pub(super) const STOSQ: u16 = 555;
pub(super) const STOSW: u16 = 556;
pub(super) const STR: u16 = 557;
pub(super) const SUB: u16 = 558;
pub(super) const SUBPD: u16 = 559;
pub(super) const SUBPS: u16 = 560;
pub(super) const SUBSD: u16 = 561;
pub(super) const SUBSS: u16 = 562;
pub(super) const SWAPGS: u16 = 563;
pub(super) const SYSCALL: u16 = 564;
pub(super) const SYSENTER: u16 = 565;
pub(super) const SYSEXIT: u16 = 566;
pub(super) const SYSRET: u16 = 567;
pub(super) const TEST: u16 = 568;
pub(super) const TZCNT: u16 = 569;
pub(super) const UCOMISD: u16 = 570;
pub(super) const UCOMISS: u16 = 571;
pub(super) const UD0: u16 = 572;
pub(super) const UD1: u16 = 573;
pub(super) const UD2: u16 = 574;
pub(super) const UNPCKHPD: u16 = 575;
pub(super) const UNPCKHPS: u16 = 576;
pub(super) const UNPCKLPD: u16 = 577;
pub(super) const UNPCKLPS: u16 = 578;
pub(super) const VERR: u16 = 579;
pub(super) const VERW: u16 = 580;
pub(super) const VMOVDQA: u16 = 581;
pub(super) const VMOVDQU: u16 = 582;
pub(super) const VMOVNTDQ: u16 = 583;
pub(super) const VMOVNTDQA: u16 = 584;
pub(super) const VZEROUPPER: u16 = 585;
pub(super) const WBINVD: u16 = 586;
pub(super) const WRFSBASE: u16 = 587;
pub(super) const WRGSBASE: u16 = 588;
pub(super) const WRMSR: u16 = 589;
pub(super) const XABORT: u16 = 590;
pub(super) const XADD: u16 = 591;
pub(super) const XBEGIN: u16 = 592;
pub(super) const XCHG: u16 = 593;
pub(super) const XEND: u16 = 594;
pub(super) const XGETBV: u16 = 595;
pub(super) const XLATB: u16 = 596;
pub(super) const XOR: u16 = 597;
pub(super) const XORPD: u16 = 598;
pub(super) const XORPS: u16 = 599;
pub(super) const XRSTOR: u16 = 600;
pub(super) const XRSTOR64: u16 = 601;
pub(super) const XRSTORS: u16 = 602;
pub(super) const XRSTORS64: u16 = 603;
pub(super) const XSAVE: u16 = 604;
pub(super) const XSAVE64: u16 = 605;
pub(super) const XSAVEC: u16 = 606;
pub(super) const XSAVEC64: u16 = 607;
pub(super) const XSAVEOPT: u16 = 608;
pub(super) const XSAVEOPT64: u16 = 609;
pub(super) const XSAVES: u16 = 610;
pub(super) const XSAVES64: u16 = 611;
pub(super) const XSETBV: u16 = 612;
pub(super) const XTEST: u16 = 613;

/// Their names.
#[rustfmt::skip]
pub(super) static NAMES: [&str; 614] = [
    "", "AAA", "AAD", "AAM", "AAS", "ADC", "ADD", "ADDPD", "ADDPS", "ADDSD", "ADDSS", "ADDSUBPD",
    "ADDSUBPS", "AESDEC", "AESDECLAST", "AESENC", "AESENCLAST", "AESIMC", "AESKEYGENASSIST", "AND",
    "ANDNPD", "ANDNPS", "ANDPD", "ANDPS", "ARPL", "BLENDPD", "BLENDPS", "BLENDVPD", "BLENDVPS",
    "BOUND", "BSF", "BSR", "BSWAP", "BT", "BTC", "BTR", "BTS", "CALL", "CBW", "CDQ", "CDQE", "CLC",
    "CLD", "CLFLUSH", "CLI", "CLTS", "CMC", "CMOVA", "CMOVAE", "CMOVB", "CMOVBE", "CMOVE", "CMOVG",
    "CMOVGE", "CMOVL", "CMOVLE", "CMOVNE", "CMOVNO", "CMOVNP", "CMOVNS", "CMOVO", "CMOVP", "CMOVS",
    "CMP", "CMPPD", "CMPPS", "CMPSB", "CMPSD", "CMPSD_XMM", "CMPSQ", "CMPSS", "CMPSW", "CMPXCHG",
    "CMPXCHG16B", "CMPXCHG8B", "COMISD", "COMISS", "CPUID", "CQO", "CRC32", "CVTDQ2PD", "CVTDQ2PS",
    "CVTPD2DQ", "CVTPD2PI", "CVTPD2PS", "CVTPI2PD", "CVTPI2PS", "CVTPS2DQ", "CVTPS2PD", "CVTPS2PI",
    "CVTSD2SI", "CVTSD2SS", "CVTSI2SD", "CVTSI2SS", "CVTSS2SD", "CVTSS2SI", "CVTTPD2DQ",
    "CVTTPD2PI", "CVTTPS2DQ", "CVTTPS2PI", "CVTTSD2SI", "CVTTSS2SI", "CWD", "CWDE", "DAA", "DAS",
    "DEC", "DIV", "DIVPD", "DIVPS", "DIVSD", "DIVSS", "DPPD", "DPPS", "EMMS", "ENTER", "EXTRACTPS",
    "F2XM1", "FABS", "FADD", "FADDP", "FBLD", "FBSTP", "FCHS", "FCMOVB", "FCMOVBE", "FCMOVE",
    "FCMOVNB", "FCMOVNBE", "FCMOVNE", "FCMOVNU", "FCMOVU", "FCOM", "FCOMI", "FCOMIP", "FCOMP",
    "FCOMPP", "FCOS", "FDECSTP", "FDIV", "FDIVP", "FDIVR", "FDIVRP", "FFREE", "FFREEP", "FIADD",
    "FICOM", "FICOMP", "FIDIV", "FIDIVR", "FILD", "FIMUL", "FINCSTP", "FIST", "FISTP", "FISTTP",
    "FISUB", "FISUBR", "FLD", "FLD1", "FLDCW", "FLDENV", "FLDL2E", "FLDL2T", "FLDLG2", "FLDLN2",
    "FLDPI", "FLDZ", "FMUL", "FMULP", "FNCLEX", "FNINIT", "FNOP", "FNSAVE", "FNSTCW", "FNSTENV",
    "FNSTSW", "FPATAN", "FPREM", "FPREM1", "FPTAN", "FRNDINT", "FRSTOR", "FSCALE", "FSIN",
    "FSINCOS", "FSQRT", "FST", "FSTP", "FSUB", "FSUBP", "FSUBR", "FSUBRP", "FTST", "FUCOM",
    "FUCOMI", "FUCOMIP", "FUCOMP", "FUCOMPP", "FWAIT", "FXAM", "FXCH", "FXRSTOR", "FXRSTOR64",
    "FXSAVE", "FXSAVE64", "FXTRACT", "FYL2X", "FYL2XP1", "HADDPD", "HADDPS", "HLT", "HSUBPD",
    "HSUBPS", "ICEBP", "IDIV", "IMUL", "IN", "INC", "INSB", "INSD", "INSERTPS", "INSW", "INT",
    "INTO", "INVD", "INVLPG", "INVPCID", "IRET", "IRETD", "IRETQ", "JA", "JAE", "JB", "JBE", "JCXZ",
    "JE", "JECXZ", "JG", "JGE", "JL", "JLE", "JMP", "JNE", "JNO", "JNP", "JNS", "JO", "JP", "JRCXZ",
    "JS", "LAHF", "LAR", "LCALL", "LDDQU", "LDMXCSR", "LDS", "LEA", "LEAVE", "LES", "LFENCE", "LFS",
    "LGDT", "LGS", "LIDT", "LJMP", "LLDT", "LMSW", "LODSB", "LODSD", "LODSQ", "LODSW", "LOOP",
    "LOOPE", "LOOPNE", "LRET", "LSL", "LSS", "LTR", "LZCNT", "MASKMOVDQU", "MASKMOVQ", "MAXPD",
    "MAXPS", "MAXSD", "MAXSS", "MFENCE", "MINPD", "MINPS", "MINSD", "MINSS", "MONITOR", "MOV",
    "MOVAPD", "MOVAPS", "MOVBE", "MOVD", "MOVDDUP", "MOVDQ2Q", "MOVDQA", "MOVDQU", "MOVHLPS",
    "MOVHPD", "MOVHPS", "MOVLHPS", "MOVLPD", "MOVLPS", "MOVMSKPD", "MOVMSKPS", "MOVNTDQ",
    "MOVNTDQA", "MOVNTI", "MOVNTPD", "MOVNTPS", "MOVNTQ", "MOVNTSD", "MOVNTSS", "MOVQ", "MOVQ2DQ",
    "MOVSB", "MOVSD", "MOVSD_XMM", "MOVSHDUP", "MOVSLDUP", "MOVSQ", "MOVSS", "MOVSW", "MOVSX",
    "MOVSXD", "MOVUPD", "MOVUPS", "MOVZX", "MPSADBW", "MUL", "MULPD", "MULPS", "MULSD", "MULSS",
    "MWAIT", "NEG", "NOP", "NOT", "OR", "ORPD", "ORPS", "OUT", "OUTSB", "OUTSD", "OUTSW", "PABSB",
    "PABSD", "PABSW", "PACKSSDW", "PACKSSWB", "PACKUSDW", "PACKUSWB", "PADDB", "PADDD", "PADDQ",
    "PADDSB", "PADDSW", "PADDUSB", "PADDUSW", "PADDW", "PALIGNR", "PAND", "PANDN", "PAUSE", "PAVGB",
    "PAVGW", "PBLENDVB", "PBLENDW", "PCLMULQDQ", "PCMPEQB", "PCMPEQD", "PCMPEQQ", "PCMPEQW",
    "PCMPESTRI", "PCMPESTRM", "PCMPGTB", "PCMPGTD", "PCMPGTQ", "PCMPGTW", "PCMPISTRI", "PCMPISTRM",
    "PEXTRB", "PEXTRD", "PEXTRQ", "PEXTRW", "PHADDD", "PHADDSW", "PHADDW", "PHMINPOSUW", "PHSUBD",
    "PHSUBSW", "PHSUBW", "PINSRB", "PINSRD", "PINSRQ", "PINSRW", "PMADDUBSW", "PMADDWD", "PMAXSB",
    "PMAXSD", "PMAXSW", "PMAXUB", "PMAXUD", "PMAXUW", "PMINSB", "PMINSD", "PMINSW", "PMINUB",
    "PMINUD", "PMINUW", "PMOVMSKB", "PMOVSXBD", "PMOVSXBQ", "PMOVSXBW", "PMOVSXDQ", "PMOVSXWD",
    "PMOVSXWQ", "PMOVZXBD", "PMOVZXBQ", "PMOVZXBW", "PMOVZXDQ", "PMOVZXWD", "PMOVZXWQ", "PMULDQ",
    "PMULHRSW", "PMULHUW", "PMULHW", "PMULLD", "PMULLW", "PMULUDQ", "POP", "POPA", "POPAD",
    "POPCNT", "POPF", "POPFD", "POPFQ", "POR", "PREFETCHNTA", "PREFETCHT0", "PREFETCHT1",
    "PREFETCHT2", "PREFETCHW", "PSADBW", "PSHUFB", "PSHUFD", "PSHUFHW", "PSHUFLW", "PSHUFW",
    "PSIGNB", "PSIGND", "PSIGNW", "PSLLD", "PSLLDQ", "PSLLQ", "PSLLW", "PSRAD", "PSRAW", "PSRLD",
    "PSRLDQ", "PSRLQ", "PSRLW", "PSUBB", "PSUBD", "PSUBQ", "PSUBSB", "PSUBSW", "PSUBUSB", "PSUBUSW",
    "PSUBW", "PTEST", "PUNPCKHBW", "PUNPCKHDQ", "PUNPCKHQDQ", "PUNPCKHWD", "PUNPCKLBW", "PUNPCKLDQ",
    "PUNPCKLQDQ", "PUNPCKLWD", "PUSH", "PUSHA", "PUSHAD", "PUSHF", "PUSHFD", "PUSHFQ", "PXOR",
    "RCL", "RCPPS", "RCPSS", "RCR", "RDFSBASE", "RDGSBASE", "RDMSR", "RDPMC", "RDRAND", "RDTSC",
    "RDTSCP", "RET", "ROL", "ROR", "ROUNDPD", "ROUNDPS", "ROUNDSD", "ROUNDSS", "RSM", "RSQRTPS",
    "RSQRTSS", "SAHF", "SAR", "SBB", "SCASB", "SCASD", "SCASQ", "SCASW", "SETA", "SETAE", "SETB",
    "SETBE", "SETE", "SETG", "SETGE", "SETL", "SETLE", "SETNE", "SETNO", "SETNP", "SETNS", "SETO",
    "SETP", "SETS", "SFENCE", "SGDT", "SHL", "SHLD", "SHR", "SHRD", "SHUFPD", "SHUFPS", "SIDT",
    "SLDT", "SMSW", "SQRTPD", "SQRTPS", "SQRTSD", "SQRTSS", "STC", "STD", "STI", "STMXCSR", "STOSB",
    "STOSD", "STOSQ", "STOSW", "STR", "SUB", "SUBPD", "SUBPS", "SUBSD", "SUBSS", "SWAPGS",
    "SYSCALL", "SYSENTER", "SYSEXIT", "SYSRET", "TEST", "TZCNT", "UCOMISD", "UCOMISS", "UD0", "UD1",
    "UD2", "UNPCKHPD", "UNPCKHPS", "UNPCKLPD", "UNPCKLPS", "VERR", "VERW", "VMOVDQA", "VMOVDQU",
    "VMOVNTDQ", "VMOVNTDQA", "VZEROUPPER", "WBINVD", "WRFSBASE", "WRGSBASE", "WRMSR", "XABORT",
    "XADD", "XBEGIN", "XCHG", "XEND", "XGETBV", "XLATB", "XOR", "XORPD", "XORPS", "XRSTOR",
    "XRSTOR64", "XRSTORS", "XRSTORS64", "XSAVE", "XSAVE64", "XSAVEC", "XSAVEC64", "XSAVEOPT",
    "XSAVEOPT64", "XSAVES", "XSAVES64", "XSETBV", "XTEST",
];

/// Instructions whose name in Go's syntax ends with the size.
#[rustfmt::skip]
pub(super) static SUFFIXED: [u16; 54] = [
    5, 6, 19, 30, 31, 33, 34, 35, 36, 63, 72, 90, 92, 93, 95, 100, 101, 106, 107, 161, 182, 215,
    216, 217, 218, 257, 292, 311, 333, 339, 340, 341, 342, 345, 434, 435, 437, 483, 484, 490, 493,
    502, 503, 512, 513, 536, 537, 538, 539, 558, 568, 591, 593, 597,
];

/// Names of some in GNU syntax.
#[rustfmt::skip]
pub(super) static GNU_NAMES: [(u16, &str); 35] = [
    (38, "cbtw"), (39, "cltd"), (67, "cmpsl"), (68, "cmpsd"), (102, "cwtd"), (103, "cwtl"),
    (78, "cqto"), (220, "insl"), (228, "iretw"), (229, "iret"), (230, "iretq"), (268, "lods"),
    (269, "lods"), (270, "lods"), (271, "lods"), (320, "movsl"), (321, "movsd"), (347, "outsl"),
    (435, "popaw"), (436, "popa"), (438, "popfw"), (439, "popf"), (484, "pushaw"), (485, "pusha"),
    (486, "pushfw"), (487, "pushf"), (514, "scas"), (515, "scas"), (516, "scas"), (517, "scas"),
    (553, "stos"), (554, "stos"), (555, "stos"), (556, "stos"), (596, "xlat"),
];
