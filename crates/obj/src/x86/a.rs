// generated: pure table
//! Opcodes of amd64.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/x86/aenum.go and anames.go.
#![expect(missing_docs, reason = "the names are those of instructions")]

use crate::prog::As;

pub const AAA: As = As(6159);
pub const AAD: As = As(6160);
pub const AAM: As = As(6161);
pub const AAS: As = As(6162);
pub const ADCB: As = As(6163);
pub const ADCL: As = As(6164);
pub const ADCQ: As = As(6165);
pub const ADCW: As = As(6166);
pub const ADCXL: As = As(6167);
pub const ADCXQ: As = As(6168);
pub const ADDB: As = As(6169);
pub const ADDL: As = As(6170);
pub const ADDPD: As = As(6171);
pub const ADDPS: As = As(6172);
pub const ADDQ: As = As(6173);
pub const ADDSD: As = As(6174);
pub const ADDSS: As = As(6175);
pub const ADDSUBPD: As = As(6176);
pub const ADDSUBPS: As = As(6177);
pub const ADDW: As = As(6178);
pub const ADJSP: As = As(6179);
pub const ADOXL: As = As(6180);
pub const ADOXQ: As = As(6181);
pub const AESDEC: As = As(6182);
pub const AESDECLAST: As = As(6183);
pub const AESENC: As = As(6184);
pub const AESENCLAST: As = As(6185);
pub const AESIMC: As = As(6186);
pub const AESKEYGENASSIST: As = As(6187);
pub const ANDB: As = As(6188);
pub const ANDL: As = As(6189);
pub const ANDNL: As = As(6190);
pub const ANDNPD: As = As(6191);
pub const ANDNPS: As = As(6192);
pub const ANDNQ: As = As(6193);
pub const ANDPD: As = As(6194);
pub const ANDPS: As = As(6195);
pub const ANDQ: As = As(6196);
pub const ANDW: As = As(6197);
pub const ARPL: As = As(6198);
pub const BEXTRL: As = As(6199);
pub const BEXTRQ: As = As(6200);
pub const BLENDPD: As = As(6201);
pub const BLENDPS: As = As(6202);
pub const BLENDVPD: As = As(6203);
pub const BLENDVPS: As = As(6204);
pub const BLSIL: As = As(6205);
pub const BLSIQ: As = As(6206);
pub const BLSMSKL: As = As(6207);
pub const BLSMSKQ: As = As(6208);
pub const BLSRL: As = As(6209);
pub const BLSRQ: As = As(6210);
pub const BOUNDL: As = As(6211);
pub const BOUNDW: As = As(6212);
pub const BSFL: As = As(6213);
pub const BSFQ: As = As(6214);
pub const BSFW: As = As(6215);
pub const BSRL: As = As(6216);
pub const BSRQ: As = As(6217);
pub const BSRW: As = As(6218);
pub const BSWAPL: As = As(6219);
pub const BSWAPQ: As = As(6220);
pub const BTCL: As = As(6221);
pub const BTCQ: As = As(6222);
pub const BTCW: As = As(6223);
pub const BTL: As = As(6224);
pub const BTQ: As = As(6225);
pub const BTRL: As = As(6226);
pub const BTRQ: As = As(6227);
pub const BTRW: As = As(6228);
pub const BTSL: As = As(6229);
pub const BTSQ: As = As(6230);
pub const BTSW: As = As(6231);
pub const BTW: As = As(6232);
pub const BYTE: As = As(6233);
pub const BZHIL: As = As(6234);
pub const BZHIQ: As = As(6235);
pub const CBW: As = As(6236);
pub const CDQ: As = As(6237);
pub const CDQE: As = As(6238);
pub const CLAC: As = As(6239);
pub const CLC: As = As(6240);
pub const CLD: As = As(6241);
pub const CLDEMOTE: As = As(6242);
pub const CLFLUSH: As = As(6243);
pub const CLFLUSHOPT: As = As(6244);
pub const CLI: As = As(6245);
pub const CLTS: As = As(6246);
pub const CLWB: As = As(6247);
pub const CMC: As = As(6248);
pub const CMOVLCC: As = As(6249);
pub const CMOVLCS: As = As(6250);
pub const CMOVLEQ: As = As(6251);
pub const CMOVLGE: As = As(6252);
pub const CMOVLGT: As = As(6253);
pub const CMOVLHI: As = As(6254);
pub const CMOVLLE: As = As(6255);
pub const CMOVLLS: As = As(6256);
pub const CMOVLLT: As = As(6257);
pub const CMOVLMI: As = As(6258);
pub const CMOVLNE: As = As(6259);
pub const CMOVLOC: As = As(6260);
pub const CMOVLOS: As = As(6261);
pub const CMOVLPC: As = As(6262);
pub const CMOVLPL: As = As(6263);
pub const CMOVLPS: As = As(6264);
pub const CMOVQCC: As = As(6265);
pub const CMOVQCS: As = As(6266);
pub const CMOVQEQ: As = As(6267);
pub const CMOVQGE: As = As(6268);
pub const CMOVQGT: As = As(6269);
pub const CMOVQHI: As = As(6270);
pub const CMOVQLE: As = As(6271);
pub const CMOVQLS: As = As(6272);
pub const CMOVQLT: As = As(6273);
pub const CMOVQMI: As = As(6274);
pub const CMOVQNE: As = As(6275);
pub const CMOVQOC: As = As(6276);
pub const CMOVQOS: As = As(6277);
pub const CMOVQPC: As = As(6278);
pub const CMOVQPL: As = As(6279);
pub const CMOVQPS: As = As(6280);
pub const CMOVWCC: As = As(6281);
pub const CMOVWCS: As = As(6282);
pub const CMOVWEQ: As = As(6283);
pub const CMOVWGE: As = As(6284);
pub const CMOVWGT: As = As(6285);
pub const CMOVWHI: As = As(6286);
pub const CMOVWLE: As = As(6287);
pub const CMOVWLS: As = As(6288);
pub const CMOVWLT: As = As(6289);
pub const CMOVWMI: As = As(6290);
pub const CMOVWNE: As = As(6291);
pub const CMOVWOC: As = As(6292);
pub const CMOVWOS: As = As(6293);
pub const CMOVWPC: As = As(6294);
pub const CMOVWPL: As = As(6295);
pub const CMOVWPS: As = As(6296);
pub const CMPB: As = As(6297);
pub const CMPL: As = As(6298);
pub const CMPPD: As = As(6299);
pub const CMPPS: As = As(6300);
pub const CMPQ: As = As(6301);
pub const CMPSB: As = As(6302);
pub const CMPSD: As = As(6303);
pub const CMPSL: As = As(6304);
pub const CMPSQ: As = As(6305);
pub const CMPSS: As = As(6306);
pub const CMPSW: As = As(6307);
pub const CMPW: As = As(6308);
pub const CMPXCHG16B: As = As(6309);
pub const CMPXCHG8B: As = As(6310);
pub const CMPXCHGB: As = As(6311);
pub const CMPXCHGL: As = As(6312);
pub const CMPXCHGQ: As = As(6313);
pub const CMPXCHGW: As = As(6314);
pub const COMISD: As = As(6315);
pub const COMISS: As = As(6316);
pub const CPUID: As = As(6317);
pub const CQO: As = As(6318);
pub const CRC32B: As = As(6319);
pub const CRC32L: As = As(6320);
pub const CRC32Q: As = As(6321);
pub const CRC32W: As = As(6322);
pub const CVTPD2PL: As = As(6323);
pub const CVTPD2PS: As = As(6324);
pub const CVTPL2PD: As = As(6325);
pub const CVTPL2PS: As = As(6326);
pub const CVTPS2PD: As = As(6327);
pub const CVTPS2PL: As = As(6328);
pub const CVTSD2SL: As = As(6329);
pub const CVTSD2SQ: As = As(6330);
pub const CVTSD2SS: As = As(6331);
pub const CVTSL2SD: As = As(6332);
pub const CVTSL2SS: As = As(6333);
pub const CVTSQ2SD: As = As(6334);
pub const CVTSQ2SS: As = As(6335);
pub const CVTSS2SD: As = As(6336);
pub const CVTSS2SL: As = As(6337);
pub const CVTSS2SQ: As = As(6338);
pub const CVTTPD2PL: As = As(6339);
pub const CVTTPS2PL: As = As(6340);
pub const CVTTSD2SL: As = As(6341);
pub const CVTTSD2SQ: As = As(6342);
pub const CVTTSS2SL: As = As(6343);
pub const CVTTSS2SQ: As = As(6344);
pub const CWD: As = As(6345);
pub const CWDE: As = As(6346);
pub const DAA: As = As(6347);
pub const DAS: As = As(6348);
pub const DECB: As = As(6349);
pub const DECL: As = As(6350);
pub const DECQ: As = As(6351);
pub const DECW: As = As(6352);
pub const DIVB: As = As(6353);
pub const DIVL: As = As(6354);
pub const DIVPD: As = As(6355);
pub const DIVPS: As = As(6356);
pub const DIVQ: As = As(6357);
pub const DIVSD: As = As(6358);
pub const DIVSS: As = As(6359);
pub const DIVW: As = As(6360);
pub const DPPD: As = As(6361);
pub const DPPS: As = As(6362);
pub const EMMS: As = As(6363);
pub const ENDBR64: As = As(6364);
pub const ENTER: As = As(6365);
pub const EXTRACTPS: As = As(6366);
pub const F2XM1: As = As(6367);
pub const FABS: As = As(6368);
pub const FADDD: As = As(6369);
pub const FADDDP: As = As(6370);
pub const FADDF: As = As(6371);
pub const FADDL: As = As(6372);
pub const FADDW: As = As(6373);
pub const FBLD: As = As(6374);
pub const FBSTP: As = As(6375);
pub const FCHS: As = As(6376);
pub const FCLEX: As = As(6377);
pub const FCMOVB: As = As(6378);
pub const FCMOVBE: As = As(6379);
pub const FCMOVCC: As = As(6380);
pub const FCMOVCS: As = As(6381);
pub const FCMOVE: As = As(6382);
pub const FCMOVEQ: As = As(6383);
pub const FCMOVHI: As = As(6384);
pub const FCMOVLS: As = As(6385);
pub const FCMOVNB: As = As(6386);
pub const FCMOVNBE: As = As(6387);
pub const FCMOVNE: As = As(6388);
pub const FCMOVNU: As = As(6389);
pub const FCMOVU: As = As(6390);
pub const FCMOVUN: As = As(6391);
pub const FCOMD: As = As(6392);
pub const FCOMDP: As = As(6393);
pub const FCOMDPP: As = As(6394);
pub const FCOMF: As = As(6395);
pub const FCOMFP: As = As(6396);
pub const FCOMI: As = As(6397);
pub const FCOMIP: As = As(6398);
pub const FCOML: As = As(6399);
pub const FCOMLP: As = As(6400);
pub const FCOMW: As = As(6401);
pub const FCOMWP: As = As(6402);
pub const FCOS: As = As(6403);
pub const FDECSTP: As = As(6404);
pub const FDIVD: As = As(6405);
pub const FDIVDP: As = As(6406);
pub const FDIVF: As = As(6407);
pub const FDIVL: As = As(6408);
pub const FDIVRD: As = As(6409);
pub const FDIVRDP: As = As(6410);
pub const FDIVRF: As = As(6411);
pub const FDIVRL: As = As(6412);
pub const FDIVRW: As = As(6413);
pub const FDIVW: As = As(6414);
pub const FFREE: As = As(6415);
pub const FINCSTP: As = As(6416);
pub const FINIT: As = As(6417);
pub const FLD1: As = As(6418);
pub const FLDCW: As = As(6419);
pub const FLDENV: As = As(6420);
pub const FLDL2E: As = As(6421);
pub const FLDL2T: As = As(6422);
pub const FLDLG2: As = As(6423);
pub const FLDLN2: As = As(6424);
pub const FLDPI: As = As(6425);
pub const FLDZ: As = As(6426);
pub const FMOVB: As = As(6427);
pub const FMOVBP: As = As(6428);
pub const FMOVD: As = As(6429);
pub const FMOVDP: As = As(6430);
pub const FMOVF: As = As(6431);
pub const FMOVFP: As = As(6432);
pub const FMOVL: As = As(6433);
pub const FMOVLP: As = As(6434);
pub const FMOVV: As = As(6435);
pub const FMOVVP: As = As(6436);
pub const FMOVW: As = As(6437);
pub const FMOVWP: As = As(6438);
pub const FMOVX: As = As(6439);
pub const FMOVXP: As = As(6440);
pub const FMULD: As = As(6441);
pub const FMULDP: As = As(6442);
pub const FMULF: As = As(6443);
pub const FMULL: As = As(6444);
pub const FMULW: As = As(6445);
pub const FNOP: As = As(6446);
pub const FPATAN: As = As(6447);
pub const FPREM: As = As(6448);
pub const FPREM1: As = As(6449);
pub const FPTAN: As = As(6450);
pub const FRNDINT: As = As(6451);
pub const FRSTOR: As = As(6452);
pub const FSAVE: As = As(6453);
pub const FSCALE: As = As(6454);
pub const FSIN: As = As(6455);
pub const FSINCOS: As = As(6456);
pub const FSQRT: As = As(6457);
pub const FSTCW: As = As(6458);
pub const FSTENV: As = As(6459);
pub const FSTSW: As = As(6460);
pub const FSUBD: As = As(6461);
pub const FSUBDP: As = As(6462);
pub const FSUBF: As = As(6463);
pub const FSUBL: As = As(6464);
pub const FSUBRD: As = As(6465);
pub const FSUBRDP: As = As(6466);
pub const FSUBRF: As = As(6467);
pub const FSUBRL: As = As(6468);
pub const FSUBRW: As = As(6469);
pub const FSUBW: As = As(6470);
pub const FTST: As = As(6471);
pub const FUCOM: As = As(6472);
pub const FUCOMI: As = As(6473);
pub const FUCOMIP: As = As(6474);
pub const FUCOMP: As = As(6475);
pub const FUCOMPP: As = As(6476);
pub const FXAM: As = As(6477);
pub const FXCHD: As = As(6478);
pub const FXRSTOR: As = As(6479);
pub const FXRSTOR64: As = As(6480);
pub const FXSAVE: As = As(6481);
pub const FXSAVE64: As = As(6482);
pub const FXTRACT: As = As(6483);
pub const FYL2X: As = As(6484);
pub const FYL2XP1: As = As(6485);
pub const HADDPD: As = As(6486);
pub const HADDPS: As = As(6487);
pub const HLT: As = As(6488);
pub const HSUBPD: As = As(6489);
pub const HSUBPS: As = As(6490);
pub const ICEBP: As = As(6491);
pub const IDIVB: As = As(6492);
pub const IDIVL: As = As(6493);
pub const IDIVQ: As = As(6494);
pub const IDIVW: As = As(6495);
pub const IMUL3L: As = As(6496);
pub const IMUL3Q: As = As(6497);
pub const IMUL3W: As = As(6498);
pub const IMULB: As = As(6499);
pub const IMULL: As = As(6500);
pub const IMULQ: As = As(6501);
pub const IMULW: As = As(6502);
pub const INB: As = As(6503);
pub const INCB: As = As(6504);
pub const INCL: As = As(6505);
pub const INCQ: As = As(6506);
pub const INCW: As = As(6507);
pub const INL: As = As(6508);
pub const INSB: As = As(6509);
pub const INSERTPS: As = As(6510);
pub const INSL: As = As(6511);
pub const INSW: As = As(6512);
pub const INT: As = As(6513);
pub const INTO: As = As(6514);
pub const INVD: As = As(6515);
pub const INVLPG: As = As(6516);
pub const INVPCID: As = As(6517);
pub const INW: As = As(6518);
pub const IRETL: As = As(6519);
pub const IRETQ: As = As(6520);
pub const IRETW: As = As(6521);
pub const JCC: As = As(6522);
pub const JCS: As = As(6523);
pub const JCXZL: As = As(6524);
pub const JCXZQ: As = As(6525);
pub const JCXZW: As = As(6526);
pub const JEQ: As = As(6527);
pub const JGE: As = As(6528);
pub const JGT: As = As(6529);
pub const JHI: As = As(6530);
pub const JLE: As = As(6531);
pub const JLS: As = As(6532);
pub const JLT: As = As(6533);
pub const JMI: As = As(6534);
pub const JNE: As = As(6535);
pub const JOC: As = As(6536);
pub const JOS: As = As(6537);
pub const JPC: As = As(6538);
pub const JPL: As = As(6539);
pub const JPS: As = As(6540);
pub const KADDB: As = As(6541);
pub const KADDD: As = As(6542);
pub const KADDQ: As = As(6543);
pub const KADDW: As = As(6544);
pub const KANDB: As = As(6545);
pub const KANDD: As = As(6546);
pub const KANDNB: As = As(6547);
pub const KANDND: As = As(6548);
pub const KANDNQ: As = As(6549);
pub const KANDNW: As = As(6550);
pub const KANDQ: As = As(6551);
pub const KANDW: As = As(6552);
pub const KMOVB: As = As(6553);
pub const KMOVD: As = As(6554);
pub const KMOVQ: As = As(6555);
pub const KMOVW: As = As(6556);
pub const KNOTB: As = As(6557);
pub const KNOTD: As = As(6558);
pub const KNOTQ: As = As(6559);
pub const KNOTW: As = As(6560);
pub const KORB: As = As(6561);
pub const KORD: As = As(6562);
pub const KORQ: As = As(6563);
pub const KORTESTB: As = As(6564);
pub const KORTESTD: As = As(6565);
pub const KORTESTQ: As = As(6566);
pub const KORTESTW: As = As(6567);
pub const KORW: As = As(6568);
pub const KSHIFTLB: As = As(6569);
pub const KSHIFTLD: As = As(6570);
pub const KSHIFTLQ: As = As(6571);
pub const KSHIFTLW: As = As(6572);
pub const KSHIFTRB: As = As(6573);
pub const KSHIFTRD: As = As(6574);
pub const KSHIFTRQ: As = As(6575);
pub const KSHIFTRW: As = As(6576);
pub const KTESTB: As = As(6577);
pub const KTESTD: As = As(6578);
pub const KTESTQ: As = As(6579);
pub const KTESTW: As = As(6580);
pub const KUNPCKBW: As = As(6581);
pub const KUNPCKDQ: As = As(6582);
pub const KUNPCKWD: As = As(6583);
pub const KXNORB: As = As(6584);
pub const KXNORD: As = As(6585);
pub const KXNORQ: As = As(6586);
pub const KXNORW: As = As(6587);
pub const KXORB: As = As(6588);
pub const KXORD: As = As(6589);
pub const KXORQ: As = As(6590);
pub const KXORW: As = As(6591);
pub const LAHF: As = As(6592);
pub const LARL: As = As(6593);
pub const LARQ: As = As(6594);
pub const LARW: As = As(6595);
pub const LDDQU: As = As(6596);
pub const LDMXCSR: As = As(6597);
pub const LEAL: As = As(6598);
pub const LEAQ: As = As(6599);
pub const LEAVEL: As = As(6600);
pub const LEAVEQ: As = As(6601);
pub const LEAVEW: As = As(6602);
pub const LEAW: As = As(6603);
pub const LFENCE: As = As(6604);
pub const LFSL: As = As(6605);
pub const LFSQ: As = As(6606);
pub const LFSW: As = As(6607);
pub const LGDT: As = As(6608);
pub const LGSL: As = As(6609);
pub const LGSQ: As = As(6610);
pub const LGSW: As = As(6611);
pub const LIDT: As = As(6612);
pub const LLDT: As = As(6613);
pub const LMSW: As = As(6614);
pub const LOCK: As = As(6615);
pub const LODSB: As = As(6616);
pub const LODSL: As = As(6617);
pub const LODSQ: As = As(6618);
pub const LODSW: As = As(6619);
pub const LONG: As = As(6620);
pub const LOOP: As = As(6621);
pub const LOOPEQ: As = As(6622);
pub const LOOPNE: As = As(6623);
pub const LSLL: As = As(6624);
pub const LSLQ: As = As(6625);
pub const LSLW: As = As(6626);
pub const LSSL: As = As(6627);
pub const LSSQ: As = As(6628);
pub const LSSW: As = As(6629);
pub const LTR: As = As(6630);
pub const LZCNTL: As = As(6631);
pub const LZCNTQ: As = As(6632);
pub const LZCNTW: As = As(6633);
pub const MASKMOVOU: As = As(6634);
pub const MASKMOVQ: As = As(6635);
pub const MAXPD: As = As(6636);
pub const MAXPS: As = As(6637);
pub const MAXSD: As = As(6638);
pub const MAXSS: As = As(6639);
pub const MFENCE: As = As(6640);
pub const MINPD: As = As(6641);
pub const MINPS: As = As(6642);
pub const MINSD: As = As(6643);
pub const MINSS: As = As(6644);
pub const MONITOR: As = As(6645);
pub const MOVAPD: As = As(6646);
pub const MOVAPS: As = As(6647);
pub const MOVB: As = As(6648);
pub const MOVBEL: As = As(6649);
pub const MOVBEQ: As = As(6650);
pub const MOVBEW: As = As(6651);
pub const MOVBLSX: As = As(6652);
pub const MOVBLZX: As = As(6653);
pub const MOVBQSX: As = As(6654);
pub const MOVBQZX: As = As(6655);
pub const MOVBWSX: As = As(6656);
pub const MOVBWZX: As = As(6657);
pub const MOVDDUP: As = As(6658);
pub const MOVHLPS: As = As(6659);
pub const MOVHPD: As = As(6660);
pub const MOVHPS: As = As(6661);
pub const MOVL: As = As(6662);
pub const MOVLHPS: As = As(6663);
pub const MOVLPD: As = As(6664);
pub const MOVLPS: As = As(6665);
pub const MOVLQSX: As = As(6666);
pub const MOVLQZX: As = As(6667);
pub const MOVMSKPD: As = As(6668);
pub const MOVMSKPS: As = As(6669);
pub const MOVNTDQA: As = As(6670);
pub const MOVNTIL: As = As(6671);
pub const MOVNTIQ: As = As(6672);
pub const MOVNTO: As = As(6673);
pub const MOVNTPD: As = As(6674);
pub const MOVNTPS: As = As(6675);
pub const MOVNTQ: As = As(6676);
pub const MOVO: As = As(6677);
pub const MOVOU: As = As(6678);
pub const MOVQ: As = As(6679);
pub const MOVQL: As = As(6680);
pub const MOVQOZX: As = As(6681);
pub const MOVSB: As = As(6682);
pub const MOVSD: As = As(6683);
pub const MOVSHDUP: As = As(6684);
pub const MOVSL: As = As(6685);
pub const MOVSLDUP: As = As(6686);
pub const MOVSQ: As = As(6687);
pub const MOVSS: As = As(6688);
pub const MOVSW: As = As(6689);
pub const MOVSWW: As = As(6690);
pub const MOVUPD: As = As(6691);
pub const MOVUPS: As = As(6692);
pub const MOVW: As = As(6693);
pub const MOVWLSX: As = As(6694);
pub const MOVWLZX: As = As(6695);
pub const MOVWQSX: As = As(6696);
pub const MOVWQZX: As = As(6697);
pub const MOVZWW: As = As(6698);
pub const MPSADBW: As = As(6699);
pub const MULB: As = As(6700);
pub const MULL: As = As(6701);
pub const MULPD: As = As(6702);
pub const MULPS: As = As(6703);
pub const MULQ: As = As(6704);
pub const MULSD: As = As(6705);
pub const MULSS: As = As(6706);
pub const MULW: As = As(6707);
pub const MULXL: As = As(6708);
pub const MULXQ: As = As(6709);
pub const MWAIT: As = As(6710);
pub const NEGB: As = As(6711);
pub const NEGL: As = As(6712);
pub const NEGQ: As = As(6713);
pub const NEGW: As = As(6714);
pub const NOPL: As = As(6715);
pub const NOPW: As = As(6716);
pub const NOTB: As = As(6717);
pub const NOTL: As = As(6718);
pub const NOTQ: As = As(6719);
pub const NOTW: As = As(6720);
pub const ORB: As = As(6721);
pub const ORL: As = As(6722);
pub const ORPD: As = As(6723);
pub const ORPS: As = As(6724);
pub const ORQ: As = As(6725);
pub const ORW: As = As(6726);
pub const OUTB: As = As(6727);
pub const OUTL: As = As(6728);
pub const OUTSB: As = As(6729);
pub const OUTSL: As = As(6730);
pub const OUTSW: As = As(6731);
pub const OUTW: As = As(6732);
pub const PABSB: As = As(6733);
pub const PABSD: As = As(6734);
pub const PABSW: As = As(6735);
pub const PACKSSLW: As = As(6736);
pub const PACKSSWB: As = As(6737);
pub const PACKUSDW: As = As(6738);
pub const PACKUSWB: As = As(6739);
pub const PADDB: As = As(6740);
pub const PADDL: As = As(6741);
pub const PADDQ: As = As(6742);
pub const PADDSB: As = As(6743);
pub const PADDSW: As = As(6744);
pub const PADDUSB: As = As(6745);
pub const PADDUSW: As = As(6746);
pub const PADDW: As = As(6747);
pub const PALIGNR: As = As(6748);
pub const PAND: As = As(6749);
pub const PANDN: As = As(6750);
pub const PAUSE: As = As(6751);
pub const PAVGB: As = As(6752);
pub const PAVGW: As = As(6753);
pub const PBLENDVB: As = As(6754);
pub const PBLENDW: As = As(6755);
pub const PCLMULQDQ: As = As(6756);
pub const PCMPEQB: As = As(6757);
pub const PCMPEQL: As = As(6758);
pub const PCMPEQQ: As = As(6759);
pub const PCMPEQW: As = As(6760);
pub const PCMPESTRI: As = As(6761);
pub const PCMPESTRM: As = As(6762);
pub const PCMPGTB: As = As(6763);
pub const PCMPGTL: As = As(6764);
pub const PCMPGTQ: As = As(6765);
pub const PCMPGTW: As = As(6766);
pub const PCMPISTRI: As = As(6767);
pub const PCMPISTRM: As = As(6768);
pub const PDEPL: As = As(6769);
pub const PDEPQ: As = As(6770);
pub const PEXTL: As = As(6771);
pub const PEXTQ: As = As(6772);
pub const PEXTRB: As = As(6773);
pub const PEXTRD: As = As(6774);
pub const PEXTRQ: As = As(6775);
pub const PEXTRW: As = As(6776);
pub const PHADDD: As = As(6777);
pub const PHADDSW: As = As(6778);
pub const PHADDW: As = As(6779);
pub const PHMINPOSUW: As = As(6780);
pub const PHSUBD: As = As(6781);
pub const PHSUBSW: As = As(6782);
pub const PHSUBW: As = As(6783);
pub const PINSRB: As = As(6784);
pub const PINSRD: As = As(6785);
pub const PINSRQ: As = As(6786);
pub const PINSRW: As = As(6787);
pub const PMADDUBSW: As = As(6788);
pub const PMADDWL: As = As(6789);
pub const PMAXSB: As = As(6790);
pub const PMAXSD: As = As(6791);
pub const PMAXSW: As = As(6792);
pub const PMAXUB: As = As(6793);
pub const PMAXUD: As = As(6794);
pub const PMAXUW: As = As(6795);
pub const PMINSB: As = As(6796);
pub const PMINSD: As = As(6797);
pub const PMINSW: As = As(6798);
pub const PMINUB: As = As(6799);
pub const PMINUD: As = As(6800);
pub const PMINUW: As = As(6801);
pub const PMOVMSKB: As = As(6802);
pub const PMOVSXBD: As = As(6803);
pub const PMOVSXBQ: As = As(6804);
pub const PMOVSXBW: As = As(6805);
pub const PMOVSXDQ: As = As(6806);
pub const PMOVSXWD: As = As(6807);
pub const PMOVSXWQ: As = As(6808);
pub const PMOVZXBD: As = As(6809);
pub const PMOVZXBQ: As = As(6810);
pub const PMOVZXBW: As = As(6811);
pub const PMOVZXDQ: As = As(6812);
pub const PMOVZXWD: As = As(6813);
pub const PMOVZXWQ: As = As(6814);
pub const PMULDQ: As = As(6815);
pub const PMULHRSW: As = As(6816);
pub const PMULHUW: As = As(6817);
pub const PMULHW: As = As(6818);
pub const PMULLD: As = As(6819);
pub const PMULLW: As = As(6820);
pub const PMULULQ: As = As(6821);
pub const POPAL: As = As(6822);
pub const POPAW: As = As(6823);
pub const POPCNTL: As = As(6824);
pub const POPCNTQ: As = As(6825);
pub const POPCNTW: As = As(6826);
pub const POPFL: As = As(6827);
pub const POPFQ: As = As(6828);
pub const POPFW: As = As(6829);
pub const POPL: As = As(6830);
pub const POPQ: As = As(6831);
pub const POPW: As = As(6832);
pub const POR: As = As(6833);
pub const PREFETCHNTA: As = As(6834);
pub const PREFETCHT0: As = As(6835);
pub const PREFETCHT1: As = As(6836);
pub const PREFETCHT2: As = As(6837);
pub const PSADBW: As = As(6838);
pub const PSHUFB: As = As(6839);
pub const PSHUFD: As = As(6840);
pub const PSHUFHW: As = As(6841);
pub const PSHUFL: As = As(6842);
pub const PSHUFLW: As = As(6843);
pub const PSHUFW: As = As(6844);
pub const PSIGNB: As = As(6845);
pub const PSIGND: As = As(6846);
pub const PSIGNW: As = As(6847);
pub const PSLLL: As = As(6848);
pub const PSLLO: As = As(6849);
pub const PSLLQ: As = As(6850);
pub const PSLLW: As = As(6851);
pub const PSRAL: As = As(6852);
pub const PSRAW: As = As(6853);
pub const PSRLL: As = As(6854);
pub const PSRLO: As = As(6855);
pub const PSRLQ: As = As(6856);
pub const PSRLW: As = As(6857);
pub const PSUBB: As = As(6858);
pub const PSUBL: As = As(6859);
pub const PSUBQ: As = As(6860);
pub const PSUBSB: As = As(6861);
pub const PSUBSW: As = As(6862);
pub const PSUBUSB: As = As(6863);
pub const PSUBUSW: As = As(6864);
pub const PSUBW: As = As(6865);
pub const PTEST: As = As(6866);
pub const PUNPCKHBW: As = As(6867);
pub const PUNPCKHLQ: As = As(6868);
pub const PUNPCKHQDQ: As = As(6869);
pub const PUNPCKHWL: As = As(6870);
pub const PUNPCKLBW: As = As(6871);
pub const PUNPCKLLQ: As = As(6872);
pub const PUNPCKLQDQ: As = As(6873);
pub const PUNPCKLWL: As = As(6874);
pub const PUSHAL: As = As(6875);
pub const PUSHAW: As = As(6876);
pub const PUSHFL: As = As(6877);
pub const PUSHFQ: As = As(6878);
pub const PUSHFW: As = As(6879);
pub const PUSHL: As = As(6880);
pub const PUSHQ: As = As(6881);
pub const PUSHW: As = As(6882);
pub const PXOR: As = As(6883);
pub const QUAD: As = As(6884);
pub const RCLB: As = As(6885);
pub const RCLL: As = As(6886);
pub const RCLQ: As = As(6887);
pub const RCLW: As = As(6888);
pub const RCPPS: As = As(6889);
pub const RCPSS: As = As(6890);
pub const RCRB: As = As(6891);
pub const RCRL: As = As(6892);
pub const RCRQ: As = As(6893);
pub const RCRW: As = As(6894);
pub const RDFSBASEL: As = As(6895);
pub const RDFSBASEQ: As = As(6896);
pub const RDGSBASEL: As = As(6897);
pub const RDGSBASEQ: As = As(6898);
pub const RDMSR: As = As(6899);
pub const RDPID: As = As(6900);
pub const RDPKRU: As = As(6901);
pub const RDPMC: As = As(6902);
pub const RDRANDL: As = As(6903);
pub const RDRANDQ: As = As(6904);
pub const RDRANDW: As = As(6905);
pub const RDSEEDL: As = As(6906);
pub const RDSEEDQ: As = As(6907);
pub const RDSEEDW: As = As(6908);
pub const RDTSC: As = As(6909);
pub const RDTSCP: As = As(6910);
pub const REP: As = As(6911);
pub const REPN: As = As(6912);
pub const RETFL: As = As(6913);
pub const RETFQ: As = As(6914);
pub const RETFW: As = As(6915);
pub const ROLB: As = As(6916);
pub const ROLL: As = As(6917);
pub const ROLQ: As = As(6918);
pub const ROLW: As = As(6919);
pub const RORB: As = As(6920);
pub const RORL: As = As(6921);
pub const RORQ: As = As(6922);
pub const RORW: As = As(6923);
pub const RORXL: As = As(6924);
pub const RORXQ: As = As(6925);
pub const ROUNDPD: As = As(6926);
pub const ROUNDPS: As = As(6927);
pub const ROUNDSD: As = As(6928);
pub const ROUNDSS: As = As(6929);
pub const RSM: As = As(6930);
pub const RSQRTPS: As = As(6931);
pub const RSQRTSS: As = As(6932);
pub const SAHF: As = As(6933);
pub const SALB: As = As(6934);
pub const SALL: As = As(6935);
pub const SALQ: As = As(6936);
pub const SALW: As = As(6937);
pub const SARB: As = As(6938);
pub const SARL: As = As(6939);
pub const SARQ: As = As(6940);
pub const SARW: As = As(6941);
pub const SARXL: As = As(6942);
pub const SARXQ: As = As(6943);
pub const SBBB: As = As(6944);
pub const SBBL: As = As(6945);
pub const SBBQ: As = As(6946);
pub const SBBW: As = As(6947);
pub const SCASB: As = As(6948);
pub const SCASL: As = As(6949);
pub const SCASQ: As = As(6950);
pub const SCASW: As = As(6951);
pub const SETCC: As = As(6952);
pub const SETCS: As = As(6953);
pub const SETEQ: As = As(6954);
pub const SETGE: As = As(6955);
pub const SETGT: As = As(6956);
pub const SETHI: As = As(6957);
pub const SETLE: As = As(6958);
pub const SETLS: As = As(6959);
pub const SETLT: As = As(6960);
pub const SETMI: As = As(6961);
pub const SETNE: As = As(6962);
pub const SETOC: As = As(6963);
pub const SETOS: As = As(6964);
pub const SETPC: As = As(6965);
pub const SETPL: As = As(6966);
pub const SETPS: As = As(6967);
pub const SFENCE: As = As(6968);
pub const SGDT: As = As(6969);
pub const SHA1MSG1: As = As(6970);
pub const SHA1MSG2: As = As(6971);
pub const SHA1NEXTE: As = As(6972);
pub const SHA1RNDS4: As = As(6973);
pub const SHA256MSG1: As = As(6974);
pub const SHA256MSG2: As = As(6975);
pub const SHA256RNDS2: As = As(6976);
pub const SHLB: As = As(6977);
pub const SHLL: As = As(6978);
pub const SHLQ: As = As(6979);
pub const SHLW: As = As(6980);
pub const SHLXL: As = As(6981);
pub const SHLXQ: As = As(6982);
pub const SHRB: As = As(6983);
pub const SHRL: As = As(6984);
pub const SHRQ: As = As(6985);
pub const SHRW: As = As(6986);
pub const SHRXL: As = As(6987);
pub const SHRXQ: As = As(6988);
pub const SHUFPD: As = As(6989);
pub const SHUFPS: As = As(6990);
pub const SIDT: As = As(6991);
pub const SLDTL: As = As(6992);
pub const SLDTQ: As = As(6993);
pub const SLDTW: As = As(6994);
pub const SMSWL: As = As(6995);
pub const SMSWQ: As = As(6996);
pub const SMSWW: As = As(6997);
pub const SQRTPD: As = As(6998);
pub const SQRTPS: As = As(6999);
pub const SQRTSD: As = As(7000);
pub const SQRTSS: As = As(7001);
pub const STAC: As = As(7002);
pub const STC: As = As(7003);
pub const STD: As = As(7004);
pub const STI: As = As(7005);
pub const STMXCSR: As = As(7006);
pub const STOSB: As = As(7007);
pub const STOSL: As = As(7008);
pub const STOSQ: As = As(7009);
pub const STOSW: As = As(7010);
pub const STRL: As = As(7011);
pub const STRQ: As = As(7012);
pub const STRW: As = As(7013);
pub const SUBB: As = As(7014);
pub const SUBL: As = As(7015);
pub const SUBPD: As = As(7016);
pub const SUBPS: As = As(7017);
pub const SUBQ: As = As(7018);
pub const SUBSD: As = As(7019);
pub const SUBSS: As = As(7020);
pub const SUBW: As = As(7021);
pub const SWAPGS: As = As(7022);
pub const SYSCALL: As = As(7023);
pub const SYSENTER: As = As(7024);
pub const SYSENTER64: As = As(7025);
pub const SYSEXIT: As = As(7026);
pub const SYSEXIT64: As = As(7027);
pub const SYSRET: As = As(7028);
pub const TESTB: As = As(7029);
pub const TESTL: As = As(7030);
pub const TESTQ: As = As(7031);
pub const TESTW: As = As(7032);
pub const TPAUSE: As = As(7033);
pub const TZCNTL: As = As(7034);
pub const TZCNTQ: As = As(7035);
pub const TZCNTW: As = As(7036);
pub const UCOMISD: As = As(7037);
pub const UCOMISS: As = As(7038);
pub const UD1: As = As(7039);
pub const UD2: As = As(7040);
pub const UMWAIT: As = As(7041);
pub const UNPCKHPD: As = As(7042);
pub const UNPCKHPS: As = As(7043);
pub const UNPCKLPD: As = As(7044);
pub const UNPCKLPS: As = As(7045);
pub const UMONITOR: As = As(7046);
pub const V4FMADDPS: As = As(7047);
pub const V4FMADDSS: As = As(7048);
pub const V4FNMADDPS: As = As(7049);
pub const V4FNMADDSS: As = As(7050);
pub const VADDPD: As = As(7051);
pub const VADDPS: As = As(7052);
pub const VADDSD: As = As(7053);
pub const VADDSS: As = As(7054);
pub const VADDSUBPD: As = As(7055);
pub const VADDSUBPS: As = As(7056);
pub const VAESDEC: As = As(7057);
pub const VAESDECLAST: As = As(7058);
pub const VAESENC: As = As(7059);
pub const VAESENCLAST: As = As(7060);
pub const VAESIMC: As = As(7061);
pub const VAESKEYGENASSIST: As = As(7062);
pub const VALIGND: As = As(7063);
pub const VALIGNQ: As = As(7064);
pub const VANDNPD: As = As(7065);
pub const VANDNPS: As = As(7066);
pub const VANDPD: As = As(7067);
pub const VANDPS: As = As(7068);
pub const VBLENDMPD: As = As(7069);
pub const VBLENDMPS: As = As(7070);
pub const VBLENDPD: As = As(7071);
pub const VBLENDPS: As = As(7072);
pub const VBLENDVPD: As = As(7073);
pub const VBLENDVPS: As = As(7074);
pub const VBROADCASTF128: As = As(7075);
pub const VBROADCASTF32X2: As = As(7076);
pub const VBROADCASTF32X4: As = As(7077);
pub const VBROADCASTF32X8: As = As(7078);
pub const VBROADCASTF64X2: As = As(7079);
pub const VBROADCASTF64X4: As = As(7080);
pub const VBROADCASTI128: As = As(7081);
pub const VBROADCASTI32X2: As = As(7082);
pub const VBROADCASTI32X4: As = As(7083);
pub const VBROADCASTI32X8: As = As(7084);
pub const VBROADCASTI64X2: As = As(7085);
pub const VBROADCASTI64X4: As = As(7086);
pub const VBROADCASTSD: As = As(7087);
pub const VBROADCASTSS: As = As(7088);
pub const VCMPPD: As = As(7089);
pub const VCMPPS: As = As(7090);
pub const VCMPSD: As = As(7091);
pub const VCMPSS: As = As(7092);
pub const VCOMISD: As = As(7093);
pub const VCOMISS: As = As(7094);
pub const VCOMPRESSPD: As = As(7095);
pub const VCOMPRESSPS: As = As(7096);
pub const VCVTDQ2PD: As = As(7097);
pub const VCVTDQ2PS: As = As(7098);
pub const VCVTPD2DQ: As = As(7099);
pub const VCVTPD2DQX: As = As(7100);
pub const VCVTPD2DQY: As = As(7101);
pub const VCVTPD2PS: As = As(7102);
pub const VCVTPD2PSX: As = As(7103);
pub const VCVTPD2PSY: As = As(7104);
pub const VCVTPD2QQ: As = As(7105);
pub const VCVTPD2UDQ: As = As(7106);
pub const VCVTPD2UDQX: As = As(7107);
pub const VCVTPD2UDQY: As = As(7108);
pub const VCVTPD2UQQ: As = As(7109);
pub const VCVTPH2PS: As = As(7110);
pub const VCVTPS2DQ: As = As(7111);
pub const VCVTPS2PD: As = As(7112);
pub const VCVTPS2PH: As = As(7113);
pub const VCVTPS2QQ: As = As(7114);
pub const VCVTPS2UDQ: As = As(7115);
pub const VCVTPS2UQQ: As = As(7116);
pub const VCVTQQ2PD: As = As(7117);
pub const VCVTQQ2PS: As = As(7118);
pub const VCVTQQ2PSX: As = As(7119);
pub const VCVTQQ2PSY: As = As(7120);
pub const VCVTSD2SI: As = As(7121);
pub const VCVTSD2SIQ: As = As(7122);
pub const VCVTSD2SS: As = As(7123);
pub const VCVTSD2USI: As = As(7124);
pub const VCVTSD2USIL: As = As(7125);
pub const VCVTSD2USIQ: As = As(7126);
pub const VCVTSI2SDL: As = As(7127);
pub const VCVTSI2SDQ: As = As(7128);
pub const VCVTSI2SSL: As = As(7129);
pub const VCVTSI2SSQ: As = As(7130);
pub const VCVTSS2SD: As = As(7131);
pub const VCVTSS2SI: As = As(7132);
pub const VCVTSS2SIQ: As = As(7133);
pub const VCVTSS2USI: As = As(7134);
pub const VCVTSS2USIL: As = As(7135);
pub const VCVTSS2USIQ: As = As(7136);
pub const VCVTTPD2DQ: As = As(7137);
pub const VCVTTPD2DQX: As = As(7138);
pub const VCVTTPD2DQY: As = As(7139);
pub const VCVTTPD2QQ: As = As(7140);
pub const VCVTTPD2UDQ: As = As(7141);
pub const VCVTTPD2UDQX: As = As(7142);
pub const VCVTTPD2UDQY: As = As(7143);
pub const VCVTTPD2UQQ: As = As(7144);
pub const VCVTTPS2DQ: As = As(7145);
pub const VCVTTPS2QQ: As = As(7146);
pub const VCVTTPS2UDQ: As = As(7147);
pub const VCVTTPS2UQQ: As = As(7148);
pub const VCVTTSD2SI: As = As(7149);
pub const VCVTTSD2SIQ: As = As(7150);
pub const VCVTTSD2USI: As = As(7151);
pub const VCVTTSD2USIL: As = As(7152);
pub const VCVTTSD2USIQ: As = As(7153);
pub const VCVTTSS2SI: As = As(7154);
pub const VCVTTSS2SIQ: As = As(7155);
pub const VCVTTSS2USI: As = As(7156);
pub const VCVTTSS2USIL: As = As(7157);
pub const VCVTTSS2USIQ: As = As(7158);
pub const VCVTUDQ2PD: As = As(7159);
pub const VCVTUDQ2PS: As = As(7160);
pub const VCVTUQQ2PD: As = As(7161);
pub const VCVTUQQ2PS: As = As(7162);
pub const VCVTUQQ2PSX: As = As(7163);
pub const VCVTUQQ2PSY: As = As(7164);
pub const VCVTUSI2SD: As = As(7165);
pub const VCVTUSI2SDL: As = As(7166);
pub const VCVTUSI2SDQ: As = As(7167);
pub const VCVTUSI2SS: As = As(7168);
pub const VCVTUSI2SSL: As = As(7169);
pub const VCVTUSI2SSQ: As = As(7170);
pub const VDBPSADBW: As = As(7171);
pub const VDIVPD: As = As(7172);
pub const VDIVPS: As = As(7173);
pub const VDIVSD: As = As(7174);
pub const VDIVSS: As = As(7175);
pub const VDPPD: As = As(7176);
pub const VDPPS: As = As(7177);
pub const VERR: As = As(7178);
pub const VERW: As = As(7179);
pub const VEXP2PD: As = As(7180);
pub const VEXP2PS: As = As(7181);
pub const VEXPANDPD: As = As(7182);
pub const VEXPANDPS: As = As(7183);
pub const VEXTRACTF128: As = As(7184);
pub const VEXTRACTF32X4: As = As(7185);
pub const VEXTRACTF32X8: As = As(7186);
pub const VEXTRACTF64X2: As = As(7187);
pub const VEXTRACTF64X4: As = As(7188);
pub const VEXTRACTI128: As = As(7189);
pub const VEXTRACTI32X4: As = As(7190);
pub const VEXTRACTI32X8: As = As(7191);
pub const VEXTRACTI64X2: As = As(7192);
pub const VEXTRACTI64X4: As = As(7193);
pub const VEXTRACTPS: As = As(7194);
pub const VFIXUPIMMPD: As = As(7195);
pub const VFIXUPIMMPS: As = As(7196);
pub const VFIXUPIMMSD: As = As(7197);
pub const VFIXUPIMMSS: As = As(7198);
pub const VFMADD132PD: As = As(7199);
pub const VFMADD132PS: As = As(7200);
pub const VFMADD132SD: As = As(7201);
pub const VFMADD132SS: As = As(7202);
pub const VFMADD213PD: As = As(7203);
pub const VFMADD213PS: As = As(7204);
pub const VFMADD213SD: As = As(7205);
pub const VFMADD213SS: As = As(7206);
pub const VFMADD231PD: As = As(7207);
pub const VFMADD231PS: As = As(7208);
pub const VFMADD231SD: As = As(7209);
pub const VFMADD231SS: As = As(7210);
pub const VFMADDSUB132PD: As = As(7211);
pub const VFMADDSUB132PS: As = As(7212);
pub const VFMADDSUB213PD: As = As(7213);
pub const VFMADDSUB213PS: As = As(7214);
pub const VFMADDSUB231PD: As = As(7215);
pub const VFMADDSUB231PS: As = As(7216);
pub const VFMSUB132PD: As = As(7217);
pub const VFMSUB132PS: As = As(7218);
pub const VFMSUB132SD: As = As(7219);
pub const VFMSUB132SS: As = As(7220);
pub const VFMSUB213PD: As = As(7221);
pub const VFMSUB213PS: As = As(7222);
pub const VFMSUB213SD: As = As(7223);
pub const VFMSUB213SS: As = As(7224);
pub const VFMSUB231PD: As = As(7225);
pub const VFMSUB231PS: As = As(7226);
pub const VFMSUB231SD: As = As(7227);
pub const VFMSUB231SS: As = As(7228);
pub const VFMSUBADD132PD: As = As(7229);
pub const VFMSUBADD132PS: As = As(7230);
pub const VFMSUBADD213PD: As = As(7231);
pub const VFMSUBADD213PS: As = As(7232);
pub const VFMSUBADD231PD: As = As(7233);
pub const VFMSUBADD231PS: As = As(7234);
pub const VFNMADD132PD: As = As(7235);
pub const VFNMADD132PS: As = As(7236);
pub const VFNMADD132SD: As = As(7237);
pub const VFNMADD132SS: As = As(7238);
pub const VFNMADD213PD: As = As(7239);
pub const VFNMADD213PS: As = As(7240);
pub const VFNMADD213SD: As = As(7241);
pub const VFNMADD213SS: As = As(7242);
pub const VFNMADD231PD: As = As(7243);
pub const VFNMADD231PS: As = As(7244);
pub const VFNMADD231SD: As = As(7245);
pub const VFNMADD231SS: As = As(7246);
pub const VFNMSUB132PD: As = As(7247);
pub const VFNMSUB132PS: As = As(7248);
pub const VFNMSUB132SD: As = As(7249);
pub const VFNMSUB132SS: As = As(7250);
pub const VFNMSUB213PD: As = As(7251);
pub const VFNMSUB213PS: As = As(7252);
pub const VFNMSUB213SD: As = As(7253);
pub const VFNMSUB213SS: As = As(7254);
pub const VFNMSUB231PD: As = As(7255);
pub const VFNMSUB231PS: As = As(7256);
pub const VFNMSUB231SD: As = As(7257);
pub const VFNMSUB231SS: As = As(7258);
pub const VFPCLASSPD: As = As(7259);
pub const VFPCLASSPDX: As = As(7260);
pub const VFPCLASSPDY: As = As(7261);
pub const VFPCLASSPDZ: As = As(7262);
pub const VFPCLASSPS: As = As(7263);
pub const VFPCLASSPSX: As = As(7264);
pub const VFPCLASSPSY: As = As(7265);
pub const VFPCLASSPSZ: As = As(7266);
pub const VFPCLASSSD: As = As(7267);
pub const VFPCLASSSS: As = As(7268);
pub const VGATHERDPD: As = As(7269);
pub const VGATHERDPS: As = As(7270);
pub const VGATHERPF0DPD: As = As(7271);
pub const VGATHERPF0DPS: As = As(7272);
pub const VGATHERPF0QPD: As = As(7273);
pub const VGATHERPF0QPS: As = As(7274);
pub const VGATHERPF1DPD: As = As(7275);
pub const VGATHERPF1DPS: As = As(7276);
pub const VGATHERPF1QPD: As = As(7277);
pub const VGATHERPF1QPS: As = As(7278);
pub const VGATHERQPD: As = As(7279);
pub const VGATHERQPS: As = As(7280);
pub const VGETEXPPD: As = As(7281);
pub const VGETEXPPS: As = As(7282);
pub const VGETEXPSD: As = As(7283);
pub const VGETEXPSS: As = As(7284);
pub const VGETMANTPD: As = As(7285);
pub const VGETMANTPS: As = As(7286);
pub const VGETMANTSD: As = As(7287);
pub const VGETMANTSS: As = As(7288);
pub const VGF2P8AFFINEINVQB: As = As(7289);
pub const VGF2P8AFFINEQB: As = As(7290);
pub const VGF2P8MULB: As = As(7291);
pub const VHADDPD: As = As(7292);
pub const VHADDPS: As = As(7293);
pub const VHSUBPD: As = As(7294);
pub const VHSUBPS: As = As(7295);
pub const VINSERTF128: As = As(7296);
pub const VINSERTF32X4: As = As(7297);
pub const VINSERTF32X8: As = As(7298);
pub const VINSERTF64X2: As = As(7299);
pub const VINSERTF64X4: As = As(7300);
pub const VINSERTI128: As = As(7301);
pub const VINSERTI32X4: As = As(7302);
pub const VINSERTI32X8: As = As(7303);
pub const VINSERTI64X2: As = As(7304);
pub const VINSERTI64X4: As = As(7305);
pub const VINSERTPS: As = As(7306);
pub const VLDDQU: As = As(7307);
pub const VLDMXCSR: As = As(7308);
pub const VMASKMOVDQU: As = As(7309);
pub const VMASKMOVPD: As = As(7310);
pub const VMASKMOVPS: As = As(7311);
pub const VMAXPD: As = As(7312);
pub const VMAXPS: As = As(7313);
pub const VMAXSD: As = As(7314);
pub const VMAXSS: As = As(7315);
pub const VMINPD: As = As(7316);
pub const VMINPS: As = As(7317);
pub const VMINSD: As = As(7318);
pub const VMINSS: As = As(7319);
pub const VMOVAPD: As = As(7320);
pub const VMOVAPS: As = As(7321);
pub const VMOVD: As = As(7322);
pub const VMOVDDUP: As = As(7323);
pub const VMOVDQA: As = As(7324);
pub const VMOVDQA32: As = As(7325);
pub const VMOVDQA64: As = As(7326);
pub const VMOVDQU: As = As(7327);
pub const VMOVDQU16: As = As(7328);
pub const VMOVDQU32: As = As(7329);
pub const VMOVDQU64: As = As(7330);
pub const VMOVDQU8: As = As(7331);
pub const VMOVHLPS: As = As(7332);
pub const VMOVHPD: As = As(7333);
pub const VMOVHPS: As = As(7334);
pub const VMOVLHPS: As = As(7335);
pub const VMOVLPD: As = As(7336);
pub const VMOVLPS: As = As(7337);
pub const VMOVMSKPD: As = As(7338);
pub const VMOVMSKPS: As = As(7339);
pub const VMOVNTDQ: As = As(7340);
pub const VMOVNTDQA: As = As(7341);
pub const VMOVNTPD: As = As(7342);
pub const VMOVNTPS: As = As(7343);
pub const VMOVQ: As = As(7344);
pub const VMOVSD: As = As(7345);
pub const VMOVSHDUP: As = As(7346);
pub const VMOVSLDUP: As = As(7347);
pub const VMOVSS: As = As(7348);
pub const VMOVUPD: As = As(7349);
pub const VMOVUPS: As = As(7350);
pub const VMPSADBW: As = As(7351);
pub const VMULPD: As = As(7352);
pub const VMULPS: As = As(7353);
pub const VMULSD: As = As(7354);
pub const VMULSS: As = As(7355);
pub const VORPD: As = As(7356);
pub const VORPS: As = As(7357);
pub const VP4DPWSSD: As = As(7358);
pub const VP4DPWSSDS: As = As(7359);
pub const VPABSB: As = As(7360);
pub const VPABSD: As = As(7361);
pub const VPABSQ: As = As(7362);
pub const VPABSW: As = As(7363);
pub const VPACKSSDW: As = As(7364);
pub const VPACKSSWB: As = As(7365);
pub const VPACKUSDW: As = As(7366);
pub const VPACKUSWB: As = As(7367);
pub const VPADDB: As = As(7368);
pub const VPADDD: As = As(7369);
pub const VPADDQ: As = As(7370);
pub const VPADDSB: As = As(7371);
pub const VPADDSW: As = As(7372);
pub const VPADDUSB: As = As(7373);
pub const VPADDUSW: As = As(7374);
pub const VPADDW: As = As(7375);
pub const VPALIGNR: As = As(7376);
pub const VPAND: As = As(7377);
pub const VPANDD: As = As(7378);
pub const VPANDN: As = As(7379);
pub const VPANDND: As = As(7380);
pub const VPANDNQ: As = As(7381);
pub const VPANDQ: As = As(7382);
pub const VPAVGB: As = As(7383);
pub const VPAVGW: As = As(7384);
pub const VPBLENDD: As = As(7385);
pub const VPBLENDMB: As = As(7386);
pub const VPBLENDMD: As = As(7387);
pub const VPBLENDMQ: As = As(7388);
pub const VPBLENDMW: As = As(7389);
pub const VPBLENDVB: As = As(7390);
pub const VPBLENDW: As = As(7391);
pub const VPBROADCASTB: As = As(7392);
pub const VPBROADCASTD: As = As(7393);
pub const VPBROADCASTMB2Q: As = As(7394);
pub const VPBROADCASTMW2D: As = As(7395);
pub const VPBROADCASTQ: As = As(7396);
pub const VPBROADCASTW: As = As(7397);
pub const VPCLMULQDQ: As = As(7398);
pub const VPCMPB: As = As(7399);
pub const VPCMPD: As = As(7400);
pub const VPCMPEQB: As = As(7401);
pub const VPCMPEQD: As = As(7402);
pub const VPCMPEQQ: As = As(7403);
pub const VPCMPEQW: As = As(7404);
pub const VPCMPESTRI: As = As(7405);
pub const VPCMPESTRM: As = As(7406);
pub const VPCMPGTB: As = As(7407);
pub const VPCMPGTD: As = As(7408);
pub const VPCMPGTQ: As = As(7409);
pub const VPCMPGTW: As = As(7410);
pub const VPCMPISTRI: As = As(7411);
pub const VPCMPISTRM: As = As(7412);
pub const VPCMPQ: As = As(7413);
pub const VPCMPUB: As = As(7414);
pub const VPCMPUD: As = As(7415);
pub const VPCMPUQ: As = As(7416);
pub const VPCMPUW: As = As(7417);
pub const VPCMPW: As = As(7418);
pub const VPCOMPRESSB: As = As(7419);
pub const VPCOMPRESSD: As = As(7420);
pub const VPCOMPRESSQ: As = As(7421);
pub const VPCOMPRESSW: As = As(7422);
pub const VPCONFLICTD: As = As(7423);
pub const VPCONFLICTQ: As = As(7424);
pub const VPDPBUSD: As = As(7425);
pub const VPDPBUSDS: As = As(7426);
pub const VPDPWSSD: As = As(7427);
pub const VPDPWSSDS: As = As(7428);
pub const VPERM2F128: As = As(7429);
pub const VPERM2I128: As = As(7430);
pub const VPERMB: As = As(7431);
pub const VPERMD: As = As(7432);
pub const VPERMI2B: As = As(7433);
pub const VPERMI2D: As = As(7434);
pub const VPERMI2PD: As = As(7435);
pub const VPERMI2PS: As = As(7436);
pub const VPERMI2Q: As = As(7437);
pub const VPERMI2W: As = As(7438);
pub const VPERMILPD: As = As(7439);
pub const VPERMILPS: As = As(7440);
pub const VPERMPD: As = As(7441);
pub const VPERMPS: As = As(7442);
pub const VPERMQ: As = As(7443);
pub const VPERMT2B: As = As(7444);
pub const VPERMT2D: As = As(7445);
pub const VPERMT2PD: As = As(7446);
pub const VPERMT2PS: As = As(7447);
pub const VPERMT2Q: As = As(7448);
pub const VPERMT2W: As = As(7449);
pub const VPERMW: As = As(7450);
pub const VPEXPANDB: As = As(7451);
pub const VPEXPANDD: As = As(7452);
pub const VPEXPANDQ: As = As(7453);
pub const VPEXPANDW: As = As(7454);
pub const VPEXTRB: As = As(7455);
pub const VPEXTRD: As = As(7456);
pub const VPEXTRQ: As = As(7457);
pub const VPEXTRW: As = As(7458);
pub const VPGATHERDD: As = As(7459);
pub const VPGATHERDQ: As = As(7460);
pub const VPGATHERQD: As = As(7461);
pub const VPGATHERQQ: As = As(7462);
pub const VPHADDD: As = As(7463);
pub const VPHADDSW: As = As(7464);
pub const VPHADDW: As = As(7465);
pub const VPHMINPOSUW: As = As(7466);
pub const VPHSUBD: As = As(7467);
pub const VPHSUBSW: As = As(7468);
pub const VPHSUBW: As = As(7469);
pub const VPINSRB: As = As(7470);
pub const VPINSRD: As = As(7471);
pub const VPINSRQ: As = As(7472);
pub const VPINSRW: As = As(7473);
pub const VPLZCNTD: As = As(7474);
pub const VPLZCNTQ: As = As(7475);
pub const VPMADD52HUQ: As = As(7476);
pub const VPMADD52LUQ: As = As(7477);
pub const VPMADDUBSW: As = As(7478);
pub const VPMADDWD: As = As(7479);
pub const VPMASKMOVD: As = As(7480);
pub const VPMASKMOVQ: As = As(7481);
pub const VPMAXSB: As = As(7482);
pub const VPMAXSD: As = As(7483);
pub const VPMAXSQ: As = As(7484);
pub const VPMAXSW: As = As(7485);
pub const VPMAXUB: As = As(7486);
pub const VPMAXUD: As = As(7487);
pub const VPMAXUQ: As = As(7488);
pub const VPMAXUW: As = As(7489);
pub const VPMINSB: As = As(7490);
pub const VPMINSD: As = As(7491);
pub const VPMINSQ: As = As(7492);
pub const VPMINSW: As = As(7493);
pub const VPMINUB: As = As(7494);
pub const VPMINUD: As = As(7495);
pub const VPMINUQ: As = As(7496);
pub const VPMINUW: As = As(7497);
pub const VPMOVB2M: As = As(7498);
pub const VPMOVD2M: As = As(7499);
pub const VPMOVDB: As = As(7500);
pub const VPMOVDW: As = As(7501);
pub const VPMOVM2B: As = As(7502);
pub const VPMOVM2D: As = As(7503);
pub const VPMOVM2Q: As = As(7504);
pub const VPMOVM2W: As = As(7505);
pub const VPMOVMSKB: As = As(7506);
pub const VPMOVQ2M: As = As(7507);
pub const VPMOVQB: As = As(7508);
pub const VPMOVQD: As = As(7509);
pub const VPMOVQW: As = As(7510);
pub const VPMOVSDB: As = As(7511);
pub const VPMOVSDW: As = As(7512);
pub const VPMOVSQB: As = As(7513);
pub const VPMOVSQD: As = As(7514);
pub const VPMOVSQW: As = As(7515);
pub const VPMOVSWB: As = As(7516);
pub const VPMOVSXBD: As = As(7517);
pub const VPMOVSXBQ: As = As(7518);
pub const VPMOVSXBW: As = As(7519);
pub const VPMOVSXDQ: As = As(7520);
pub const VPMOVSXWD: As = As(7521);
pub const VPMOVSXWQ: As = As(7522);
pub const VPMOVUSDB: As = As(7523);
pub const VPMOVUSDW: As = As(7524);
pub const VPMOVUSQB: As = As(7525);
pub const VPMOVUSQD: As = As(7526);
pub const VPMOVUSQW: As = As(7527);
pub const VPMOVUSWB: As = As(7528);
pub const VPMOVW2M: As = As(7529);
pub const VPMOVWB: As = As(7530);
pub const VPMOVZXBD: As = As(7531);
pub const VPMOVZXBQ: As = As(7532);
pub const VPMOVZXBW: As = As(7533);
pub const VPMOVZXDQ: As = As(7534);
pub const VPMOVZXWD: As = As(7535);
pub const VPMOVZXWQ: As = As(7536);
pub const VPMULDQ: As = As(7537);
pub const VPMULHRSW: As = As(7538);
pub const VPMULHUW: As = As(7539);
pub const VPMULHW: As = As(7540);
pub const VPMULLD: As = As(7541);
pub const VPMULLQ: As = As(7542);
pub const VPMULLW: As = As(7543);
pub const VPMULTISHIFTQB: As = As(7544);
pub const VPMULUDQ: As = As(7545);
pub const VPOPCNTB: As = As(7546);
pub const VPOPCNTD: As = As(7547);
pub const VPOPCNTQ: As = As(7548);
pub const VPOPCNTW: As = As(7549);
pub const VPOR: As = As(7550);
pub const VPORD: As = As(7551);
pub const VPORQ: As = As(7552);
pub const VPROLD: As = As(7553);
pub const VPROLQ: As = As(7554);
pub const VPROLVD: As = As(7555);
pub const VPROLVQ: As = As(7556);
pub const VPRORD: As = As(7557);
pub const VPRORQ: As = As(7558);
pub const VPRORVD: As = As(7559);
pub const VPRORVQ: As = As(7560);
pub const VPSADBW: As = As(7561);
pub const VPSCATTERDD: As = As(7562);
pub const VPSCATTERDQ: As = As(7563);
pub const VPSCATTERQD: As = As(7564);
pub const VPSCATTERQQ: As = As(7565);
pub const VPSHLDD: As = As(7566);
pub const VPSHLDQ: As = As(7567);
pub const VPSHLDVD: As = As(7568);
pub const VPSHLDVQ: As = As(7569);
pub const VPSHLDVW: As = As(7570);
pub const VPSHLDW: As = As(7571);
pub const VPSHRDD: As = As(7572);
pub const VPSHRDQ: As = As(7573);
pub const VPSHRDVD: As = As(7574);
pub const VPSHRDVQ: As = As(7575);
pub const VPSHRDVW: As = As(7576);
pub const VPSHRDW: As = As(7577);
pub const VPSHUFB: As = As(7578);
pub const VPSHUFBITQMB: As = As(7579);
pub const VPSHUFD: As = As(7580);
pub const VPSHUFHW: As = As(7581);
pub const VPSHUFLW: As = As(7582);
pub const VPSIGNB: As = As(7583);
pub const VPSIGND: As = As(7584);
pub const VPSIGNW: As = As(7585);
pub const VPSLLD: As = As(7586);
pub const VPSLLDQ: As = As(7587);
pub const VPSLLQ: As = As(7588);
pub const VPSLLVD: As = As(7589);
pub const VPSLLVQ: As = As(7590);
pub const VPSLLVW: As = As(7591);
pub const VPSLLW: As = As(7592);
pub const VPSRAD: As = As(7593);
pub const VPSRAQ: As = As(7594);
pub const VPSRAVD: As = As(7595);
pub const VPSRAVQ: As = As(7596);
pub const VPSRAVW: As = As(7597);
pub const VPSRAW: As = As(7598);
pub const VPSRLD: As = As(7599);
pub const VPSRLDQ: As = As(7600);
pub const VPSRLQ: As = As(7601);
pub const VPSRLVD: As = As(7602);
pub const VPSRLVQ: As = As(7603);
pub const VPSRLVW: As = As(7604);
pub const VPSRLW: As = As(7605);
pub const VPSUBB: As = As(7606);
pub const VPSUBD: As = As(7607);
pub const VPSUBQ: As = As(7608);
pub const VPSUBSB: As = As(7609);
pub const VPSUBSW: As = As(7610);
pub const VPSUBUSB: As = As(7611);
pub const VPSUBUSW: As = As(7612);
pub const VPSUBW: As = As(7613);
pub const VPTERNLOGD: As = As(7614);
pub const VPTERNLOGQ: As = As(7615);
pub const VPTEST: As = As(7616);
pub const VPTESTMB: As = As(7617);
pub const VPTESTMD: As = As(7618);
pub const VPTESTMQ: As = As(7619);
pub const VPTESTMW: As = As(7620);
pub const VPTESTNMB: As = As(7621);
pub const VPTESTNMD: As = As(7622);
pub const VPTESTNMQ: As = As(7623);
pub const VPTESTNMW: As = As(7624);
pub const VPUNPCKHBW: As = As(7625);
pub const VPUNPCKHDQ: As = As(7626);
pub const VPUNPCKHQDQ: As = As(7627);
pub const VPUNPCKHWD: As = As(7628);
pub const VPUNPCKLBW: As = As(7629);
pub const VPUNPCKLDQ: As = As(7630);
pub const VPUNPCKLQDQ: As = As(7631);
pub const VPUNPCKLWD: As = As(7632);
pub const VPXOR: As = As(7633);
pub const VPXORD: As = As(7634);
pub const VPXORQ: As = As(7635);
pub const VRANGEPD: As = As(7636);
pub const VRANGEPS: As = As(7637);
pub const VRANGESD: As = As(7638);
pub const VRANGESS: As = As(7639);
pub const VRCP14PD: As = As(7640);
pub const VRCP14PS: As = As(7641);
pub const VRCP14SD: As = As(7642);
pub const VRCP14SS: As = As(7643);
pub const VRCP28PD: As = As(7644);
pub const VRCP28PS: As = As(7645);
pub const VRCP28SD: As = As(7646);
pub const VRCP28SS: As = As(7647);
pub const VRCPPS: As = As(7648);
pub const VRCPSS: As = As(7649);
pub const VREDUCEPD: As = As(7650);
pub const VREDUCEPS: As = As(7651);
pub const VREDUCESD: As = As(7652);
pub const VREDUCESS: As = As(7653);
pub const VRNDSCALEPD: As = As(7654);
pub const VRNDSCALEPS: As = As(7655);
pub const VRNDSCALESD: As = As(7656);
pub const VRNDSCALESS: As = As(7657);
pub const VROUNDPD: As = As(7658);
pub const VROUNDPS: As = As(7659);
pub const VROUNDSD: As = As(7660);
pub const VROUNDSS: As = As(7661);
pub const VRSQRT14PD: As = As(7662);
pub const VRSQRT14PS: As = As(7663);
pub const VRSQRT14SD: As = As(7664);
pub const VRSQRT14SS: As = As(7665);
pub const VRSQRT28PD: As = As(7666);
pub const VRSQRT28PS: As = As(7667);
pub const VRSQRT28SD: As = As(7668);
pub const VRSQRT28SS: As = As(7669);
pub const VRSQRTPS: As = As(7670);
pub const VRSQRTSS: As = As(7671);
pub const VSCALEFPD: As = As(7672);
pub const VSCALEFPS: As = As(7673);
pub const VSCALEFSD: As = As(7674);
pub const VSCALEFSS: As = As(7675);
pub const VSCATTERDPD: As = As(7676);
pub const VSCATTERDPS: As = As(7677);
pub const VSCATTERPF0DPD: As = As(7678);
pub const VSCATTERPF0DPS: As = As(7679);
pub const VSCATTERPF0QPD: As = As(7680);
pub const VSCATTERPF0QPS: As = As(7681);
pub const VSCATTERPF1DPD: As = As(7682);
pub const VSCATTERPF1DPS: As = As(7683);
pub const VSCATTERPF1QPD: As = As(7684);
pub const VSCATTERPF1QPS: As = As(7685);
pub const VSCATTERQPD: As = As(7686);
pub const VSCATTERQPS: As = As(7687);
pub const VSHUFF32X4: As = As(7688);
pub const VSHUFF64X2: As = As(7689);
pub const VSHUFI32X4: As = As(7690);
pub const VSHUFI64X2: As = As(7691);
pub const VSHUFPD: As = As(7692);
pub const VSHUFPS: As = As(7693);
pub const VSQRTPD: As = As(7694);
pub const VSQRTPS: As = As(7695);
pub const VSQRTSD: As = As(7696);
pub const VSQRTSS: As = As(7697);
pub const VSTMXCSR: As = As(7698);
pub const VSUBPD: As = As(7699);
pub const VSUBPS: As = As(7700);
pub const VSUBSD: As = As(7701);
pub const VSUBSS: As = As(7702);
pub const VTESTPD: As = As(7703);
pub const VTESTPS: As = As(7704);
pub const VUCOMISD: As = As(7705);
pub const VUCOMISS: As = As(7706);
pub const VUNPCKHPD: As = As(7707);
pub const VUNPCKHPS: As = As(7708);
pub const VUNPCKLPD: As = As(7709);
pub const VUNPCKLPS: As = As(7710);
pub const VXORPD: As = As(7711);
pub const VXORPS: As = As(7712);
pub const VZEROALL: As = As(7713);
pub const VZEROUPPER: As = As(7714);
pub const WAIT: As = As(7715);
pub const WBINVD: As = As(7716);
pub const WORD: As = As(7717);
pub const WRFSBASEL: As = As(7718);
pub const WRFSBASEQ: As = As(7719);
pub const WRGSBASEL: As = As(7720);
pub const WRGSBASEQ: As = As(7721);
pub const WRMSR: As = As(7722);
pub const WRPKRU: As = As(7723);
pub const XABORT: As = As(7724);
pub const XACQUIRE: As = As(7725);
pub const XADDB: As = As(7726);
pub const XADDL: As = As(7727);
pub const XADDQ: As = As(7728);
pub const XADDW: As = As(7729);
pub const XBEGIN: As = As(7730);
pub const XCHGB: As = As(7731);
pub const XCHGL: As = As(7732);
pub const XCHGQ: As = As(7733);
pub const XCHGW: As = As(7734);
pub const XEND: As = As(7735);
pub const XGETBV: As = As(7736);
pub const XLAT: As = As(7737);
pub const XORB: As = As(7738);
pub const XORL: As = As(7739);
pub const XORPD: As = As(7740);
pub const XORPS: As = As(7741);
pub const XORQ: As = As(7742);
pub const XORW: As = As(7743);
pub const XRELEASE: As = As(7744);
pub const XRSTOR: As = As(7745);
pub const XRSTOR64: As = As(7746);
pub const XRSTORS: As = As(7747);
pub const XRSTORS64: As = As(7748);
pub const XSAVE: As = As(7749);
pub const XSAVE64: As = As(7750);
pub const XSAVEC: As = As(7751);
pub const XSAVEC64: As = As(7752);
pub const XSAVEOPT: As = As(7753);
pub const XSAVEOPT64: As = As(7754);
pub const XSAVES: As = As(7755);
pub const XSAVES64: As = As(7756);
pub const XSETBV: As = As(7757);
pub const XTEST: As = As(7758);
pub const LAST: As = As(7759);

/// Names by number relative to the machine's base, common ones first.
#[rustfmt::skip]
pub static OP_NAMES: [&str; 1616] = [
    "XXX", "CALL", "DUFFCOPY", "DUFFZERO", "END", "FUNCDATA", "JMP", "NOP", "PCALIGN", "PCALIGNMAX",
    "PCDATA", "RET", "GETCALLERPC", "TEXT", "UNDEF", "AAA", "AAD", "AAM", "AAS", "ADCB", "ADCL",
    "ADCQ", "ADCW", "ADCXL", "ADCXQ", "ADDB", "ADDL", "ADDPD", "ADDPS", "ADDQ", "ADDSD", "ADDSS",
    "ADDSUBPD", "ADDSUBPS", "ADDW", "ADJSP", "ADOXL", "ADOXQ", "AESDEC", "AESDECLAST", "AESENC",
    "AESENCLAST", "AESIMC", "AESKEYGENASSIST", "ANDB", "ANDL", "ANDNL", "ANDNPD", "ANDNPS", "ANDNQ",
    "ANDPD", "ANDPS", "ANDQ", "ANDW", "ARPL", "BEXTRL", "BEXTRQ", "BLENDPD", "BLENDPS", "BLENDVPD",
    "BLENDVPS", "BLSIL", "BLSIQ", "BLSMSKL", "BLSMSKQ", "BLSRL", "BLSRQ", "BOUNDL", "BOUNDW",
    "BSFL", "BSFQ", "BSFW", "BSRL", "BSRQ", "BSRW", "BSWAPL", "BSWAPQ", "BTCL", "BTCQ", "BTCW",
    "BTL", "BTQ", "BTRL", "BTRQ", "BTRW", "BTSL", "BTSQ", "BTSW", "BTW", "BYTE", "BZHIL", "BZHIQ",
    "CBW", "CDQ", "CDQE", "CLAC", "CLC", "CLD", "CLDEMOTE", "CLFLUSH", "CLFLUSHOPT", "CLI", "CLTS",
    "CLWB", "CMC", "CMOVLCC", "CMOVLCS", "CMOVLEQ", "CMOVLGE", "CMOVLGT", "CMOVLHI", "CMOVLLE",
    "CMOVLLS", "CMOVLLT", "CMOVLMI", "CMOVLNE", "CMOVLOC", "CMOVLOS", "CMOVLPC", "CMOVLPL",
    "CMOVLPS", "CMOVQCC", "CMOVQCS", "CMOVQEQ", "CMOVQGE", "CMOVQGT", "CMOVQHI", "CMOVQLE",
    "CMOVQLS", "CMOVQLT", "CMOVQMI", "CMOVQNE", "CMOVQOC", "CMOVQOS", "CMOVQPC", "CMOVQPL",
    "CMOVQPS", "CMOVWCC", "CMOVWCS", "CMOVWEQ", "CMOVWGE", "CMOVWGT", "CMOVWHI", "CMOVWLE",
    "CMOVWLS", "CMOVWLT", "CMOVWMI", "CMOVWNE", "CMOVWOC", "CMOVWOS", "CMOVWPC", "CMOVWPL",
    "CMOVWPS", "CMPB", "CMPL", "CMPPD", "CMPPS", "CMPQ", "CMPSB", "CMPSD", "CMPSL", "CMPSQ",
    "CMPSS", "CMPSW", "CMPW", "CMPXCHG16B", "CMPXCHG8B", "CMPXCHGB", "CMPXCHGL", "CMPXCHGQ",
    "CMPXCHGW", "COMISD", "COMISS", "CPUID", "CQO", "CRC32B", "CRC32L", "CRC32Q", "CRC32W",
    "CVTPD2PL", "CVTPD2PS", "CVTPL2PD", "CVTPL2PS", "CVTPS2PD", "CVTPS2PL", "CVTSD2SL", "CVTSD2SQ",
    "CVTSD2SS", "CVTSL2SD", "CVTSL2SS", "CVTSQ2SD", "CVTSQ2SS", "CVTSS2SD", "CVTSS2SL", "CVTSS2SQ",
    "CVTTPD2PL", "CVTTPS2PL", "CVTTSD2SL", "CVTTSD2SQ", "CVTTSS2SL", "CVTTSS2SQ", "CWD", "CWDE",
    "DAA", "DAS", "DECB", "DECL", "DECQ", "DECW", "DIVB", "DIVL", "DIVPD", "DIVPS", "DIVQ", "DIVSD",
    "DIVSS", "DIVW", "DPPD", "DPPS", "EMMS", "ENDBR64", "ENTER", "EXTRACTPS", "F2XM1", "FABS",
    "FADDD", "FADDDP", "FADDF", "FADDL", "FADDW", "FBLD", "FBSTP", "FCHS", "FCLEX", "FCMOVB",
    "FCMOVBE", "FCMOVCC", "FCMOVCS", "FCMOVE", "FCMOVEQ", "FCMOVHI", "FCMOVLS", "FCMOVNB",
    "FCMOVNBE", "FCMOVNE", "FCMOVNU", "FCMOVU", "FCMOVUN", "FCOMD", "FCOMDP", "FCOMDPP", "FCOMF",
    "FCOMFP", "FCOMI", "FCOMIP", "FCOML", "FCOMLP", "FCOMW", "FCOMWP", "FCOS", "FDECSTP", "FDIVD",
    "FDIVDP", "FDIVF", "FDIVL", "FDIVRD", "FDIVRDP", "FDIVRF", "FDIVRL", "FDIVRW", "FDIVW", "FFREE",
    "FINCSTP", "FINIT", "FLD1", "FLDCW", "FLDENV", "FLDL2E", "FLDL2T", "FLDLG2", "FLDLN2", "FLDPI",
    "FLDZ", "FMOVB", "FMOVBP", "FMOVD", "FMOVDP", "FMOVF", "FMOVFP", "FMOVL", "FMOVLP", "FMOVV",
    "FMOVVP", "FMOVW", "FMOVWP", "FMOVX", "FMOVXP", "FMULD", "FMULDP", "FMULF", "FMULL", "FMULW",
    "FNOP", "FPATAN", "FPREM", "FPREM1", "FPTAN", "FRNDINT", "FRSTOR", "FSAVE", "FSCALE", "FSIN",
    "FSINCOS", "FSQRT", "FSTCW", "FSTENV", "FSTSW", "FSUBD", "FSUBDP", "FSUBF", "FSUBL", "FSUBRD",
    "FSUBRDP", "FSUBRF", "FSUBRL", "FSUBRW", "FSUBW", "FTST", "FUCOM", "FUCOMI", "FUCOMIP",
    "FUCOMP", "FUCOMPP", "FXAM", "FXCHD", "FXRSTOR", "FXRSTOR64", "FXSAVE", "FXSAVE64", "FXTRACT",
    "FYL2X", "FYL2XP1", "HADDPD", "HADDPS", "HLT", "HSUBPD", "HSUBPS", "ICEBP", "IDIVB", "IDIVL",
    "IDIVQ", "IDIVW", "IMUL3L", "IMUL3Q", "IMUL3W", "IMULB", "IMULL", "IMULQ", "IMULW", "INB",
    "INCB", "INCL", "INCQ", "INCW", "INL", "INSB", "INSERTPS", "INSL", "INSW", "INT", "INTO",
    "INVD", "INVLPG", "INVPCID", "INW", "IRETL", "IRETQ", "IRETW", "JCC", "JCS", "JCXZL", "JCXZQ",
    "JCXZW", "JEQ", "JGE", "JGT", "JHI", "JLE", "JLS", "JLT", "JMI", "JNE", "JOC", "JOS", "JPC",
    "JPL", "JPS", "KADDB", "KADDD", "KADDQ", "KADDW", "KANDB", "KANDD", "KANDNB", "KANDND",
    "KANDNQ", "KANDNW", "KANDQ", "KANDW", "KMOVB", "KMOVD", "KMOVQ", "KMOVW", "KNOTB", "KNOTD",
    "KNOTQ", "KNOTW", "KORB", "KORD", "KORQ", "KORTESTB", "KORTESTD", "KORTESTQ", "KORTESTW",
    "KORW", "KSHIFTLB", "KSHIFTLD", "KSHIFTLQ", "KSHIFTLW", "KSHIFTRB", "KSHIFTRD", "KSHIFTRQ",
    "KSHIFTRW", "KTESTB", "KTESTD", "KTESTQ", "KTESTW", "KUNPCKBW", "KUNPCKDQ", "KUNPCKWD",
    "KXNORB", "KXNORD", "KXNORQ", "KXNORW", "KXORB", "KXORD", "KXORQ", "KXORW", "LAHF", "LARL",
    "LARQ", "LARW", "LDDQU", "LDMXCSR", "LEAL", "LEAQ", "LEAVEL", "LEAVEQ", "LEAVEW", "LEAW",
    "LFENCE", "LFSL", "LFSQ", "LFSW", "LGDT", "LGSL", "LGSQ", "LGSW", "LIDT", "LLDT", "LMSW",
    "LOCK", "LODSB", "LODSL", "LODSQ", "LODSW", "LONG", "LOOP", "LOOPEQ", "LOOPNE", "LSLL", "LSLQ",
    "LSLW", "LSSL", "LSSQ", "LSSW", "LTR", "LZCNTL", "LZCNTQ", "LZCNTW", "MASKMOVOU", "MASKMOVQ",
    "MAXPD", "MAXPS", "MAXSD", "MAXSS", "MFENCE", "MINPD", "MINPS", "MINSD", "MINSS", "MONITOR",
    "MOVAPD", "MOVAPS", "MOVB", "MOVBEL", "MOVBEQ", "MOVBEW", "MOVBLSX", "MOVBLZX", "MOVBQSX",
    "MOVBQZX", "MOVBWSX", "MOVBWZX", "MOVDDUP", "MOVHLPS", "MOVHPD", "MOVHPS", "MOVL", "MOVLHPS",
    "MOVLPD", "MOVLPS", "MOVLQSX", "MOVLQZX", "MOVMSKPD", "MOVMSKPS", "MOVNTDQA", "MOVNTIL",
    "MOVNTIQ", "MOVNTO", "MOVNTPD", "MOVNTPS", "MOVNTQ", "MOVO", "MOVOU", "MOVQ", "MOVQL",
    "MOVQOZX", "MOVSB", "MOVSD", "MOVSHDUP", "MOVSL", "MOVSLDUP", "MOVSQ", "MOVSS", "MOVSW",
    "MOVSWW", "MOVUPD", "MOVUPS", "MOVW", "MOVWLSX", "MOVWLZX", "MOVWQSX", "MOVWQZX", "MOVZWW",
    "MPSADBW", "MULB", "MULL", "MULPD", "MULPS", "MULQ", "MULSD", "MULSS", "MULW", "MULXL", "MULXQ",
    "MWAIT", "NEGB", "NEGL", "NEGQ", "NEGW", "NOPL", "NOPW", "NOTB", "NOTL", "NOTQ", "NOTW", "ORB",
    "ORL", "ORPD", "ORPS", "ORQ", "ORW", "OUTB", "OUTL", "OUTSB", "OUTSL", "OUTSW", "OUTW", "PABSB",
    "PABSD", "PABSW", "PACKSSLW", "PACKSSWB", "PACKUSDW", "PACKUSWB", "PADDB", "PADDL", "PADDQ",
    "PADDSB", "PADDSW", "PADDUSB", "PADDUSW", "PADDW", "PALIGNR", "PAND", "PANDN", "PAUSE", "PAVGB",
    "PAVGW", "PBLENDVB", "PBLENDW", "PCLMULQDQ", "PCMPEQB", "PCMPEQL", "PCMPEQQ", "PCMPEQW",
    "PCMPESTRI", "PCMPESTRM", "PCMPGTB", "PCMPGTL", "PCMPGTQ", "PCMPGTW", "PCMPISTRI", "PCMPISTRM",
    "PDEPL", "PDEPQ", "PEXTL", "PEXTQ", "PEXTRB", "PEXTRD", "PEXTRQ", "PEXTRW", "PHADDD", "PHADDSW",
    "PHADDW", "PHMINPOSUW", "PHSUBD", "PHSUBSW", "PHSUBW", "PINSRB", "PINSRD", "PINSRQ", "PINSRW",
    "PMADDUBSW", "PMADDWL", "PMAXSB", "PMAXSD", "PMAXSW", "PMAXUB", "PMAXUD", "PMAXUW", "PMINSB",
    "PMINSD", "PMINSW", "PMINUB", "PMINUD", "PMINUW", "PMOVMSKB", "PMOVSXBD", "PMOVSXBQ",
    "PMOVSXBW", "PMOVSXDQ", "PMOVSXWD", "PMOVSXWQ", "PMOVZXBD", "PMOVZXBQ", "PMOVZXBW", "PMOVZXDQ",
    "PMOVZXWD", "PMOVZXWQ", "PMULDQ", "PMULHRSW", "PMULHUW", "PMULHW", "PMULLD", "PMULLW",
    "PMULULQ", "POPAL", "POPAW", "POPCNTL", "POPCNTQ", "POPCNTW", "POPFL", "POPFQ", "POPFW", "POPL",
    "POPQ", "POPW", "POR", "PREFETCHNTA", "PREFETCHT0", "PREFETCHT1", "PREFETCHT2", "PSADBW",
    "PSHUFB", "PSHUFD", "PSHUFHW", "PSHUFL", "PSHUFLW", "PSHUFW", "PSIGNB", "PSIGND", "PSIGNW",
    "PSLLL", "PSLLO", "PSLLQ", "PSLLW", "PSRAL", "PSRAW", "PSRLL", "PSRLO", "PSRLQ", "PSRLW",
    "PSUBB", "PSUBL", "PSUBQ", "PSUBSB", "PSUBSW", "PSUBUSB", "PSUBUSW", "PSUBW", "PTEST",
    "PUNPCKHBW", "PUNPCKHLQ", "PUNPCKHQDQ", "PUNPCKHWL", "PUNPCKLBW", "PUNPCKLLQ", "PUNPCKLQDQ",
    "PUNPCKLWL", "PUSHAL", "PUSHAW", "PUSHFL", "PUSHFQ", "PUSHFW", "PUSHL", "PUSHQ", "PUSHW",
    "PXOR", "QUAD", "RCLB", "RCLL", "RCLQ", "RCLW", "RCPPS", "RCPSS", "RCRB", "RCRL", "RCRQ",
    "RCRW", "RDFSBASEL", "RDFSBASEQ", "RDGSBASEL", "RDGSBASEQ", "RDMSR", "RDPID", "RDPKRU", "RDPMC",
    "RDRANDL", "RDRANDQ", "RDRANDW", "RDSEEDL", "RDSEEDQ", "RDSEEDW", "RDTSC", "RDTSCP", "REP",
    "REPN", "RETFL", "RETFQ", "RETFW", "ROLB", "ROLL", "ROLQ", "ROLW", "RORB", "RORL", "RORQ",
    "RORW", "RORXL", "RORXQ", "ROUNDPD", "ROUNDPS", "ROUNDSD", "ROUNDSS", "RSM", "RSQRTPS",
    "RSQRTSS", "SAHF", "SALB", "SALL", "SALQ", "SALW", "SARB", "SARL", "SARQ", "SARW", "SARXL",
    "SARXQ", "SBBB", "SBBL", "SBBQ", "SBBW", "SCASB", "SCASL", "SCASQ", "SCASW", "SETCC", "SETCS",
    "SETEQ", "SETGE", "SETGT", "SETHI", "SETLE", "SETLS", "SETLT", "SETMI", "SETNE", "SETOC",
    "SETOS", "SETPC", "SETPL", "SETPS", "SFENCE", "SGDT", "SHA1MSG1", "SHA1MSG2", "SHA1NEXTE",
    "SHA1RNDS4", "SHA256MSG1", "SHA256MSG2", "SHA256RNDS2", "SHLB", "SHLL", "SHLQ", "SHLW", "SHLXL",
    "SHLXQ", "SHRB", "SHRL", "SHRQ", "SHRW", "SHRXL", "SHRXQ", "SHUFPD", "SHUFPS", "SIDT", "SLDTL",
    "SLDTQ", "SLDTW", "SMSWL", "SMSWQ", "SMSWW", "SQRTPD", "SQRTPS", "SQRTSD", "SQRTSS", "STAC",
    "STC", "STD", "STI", "STMXCSR", "STOSB", "STOSL", "STOSQ", "STOSW", "STRL", "STRQ", "STRW",
    "SUBB", "SUBL", "SUBPD", "SUBPS", "SUBQ", "SUBSD", "SUBSS", "SUBW", "SWAPGS", "SYSCALL",
    "SYSENTER", "SYSENTER64", "SYSEXIT", "SYSEXIT64", "SYSRET", "TESTB", "TESTL", "TESTQ", "TESTW",
    "TPAUSE", "TZCNTL", "TZCNTQ", "TZCNTW", "UCOMISD", "UCOMISS", "UD1", "UD2", "UMWAIT",
    "UNPCKHPD", "UNPCKHPS", "UNPCKLPD", "UNPCKLPS", "UMONITOR", "V4FMADDPS", "V4FMADDSS",
    "V4FNMADDPS", "V4FNMADDSS", "VADDPD", "VADDPS", "VADDSD", "VADDSS", "VADDSUBPD", "VADDSUBPS",
    "VAESDEC", "VAESDECLAST", "VAESENC", "VAESENCLAST", "VAESIMC", "VAESKEYGENASSIST", "VALIGND",
    "VALIGNQ", "VANDNPD", "VANDNPS", "VANDPD", "VANDPS", "VBLENDMPD", "VBLENDMPS", "VBLENDPD",
    "VBLENDPS", "VBLENDVPD", "VBLENDVPS", "VBROADCASTF128", "VBROADCASTF32X2", "VBROADCASTF32X4",
    "VBROADCASTF32X8", "VBROADCASTF64X2", "VBROADCASTF64X4", "VBROADCASTI128", "VBROADCASTI32X2",
    "VBROADCASTI32X4", "VBROADCASTI32X8", "VBROADCASTI64X2", "VBROADCASTI64X4", "VBROADCASTSD",
    "VBROADCASTSS", "VCMPPD", "VCMPPS", "VCMPSD", "VCMPSS", "VCOMISD", "VCOMISS", "VCOMPRESSPD",
    "VCOMPRESSPS", "VCVTDQ2PD", "VCVTDQ2PS", "VCVTPD2DQ", "VCVTPD2DQX", "VCVTPD2DQY", "VCVTPD2PS",
    "VCVTPD2PSX", "VCVTPD2PSY", "VCVTPD2QQ", "VCVTPD2UDQ", "VCVTPD2UDQX", "VCVTPD2UDQY",
    "VCVTPD2UQQ", "VCVTPH2PS", "VCVTPS2DQ", "VCVTPS2PD", "VCVTPS2PH", "VCVTPS2QQ", "VCVTPS2UDQ",
    "VCVTPS2UQQ", "VCVTQQ2PD", "VCVTQQ2PS", "VCVTQQ2PSX", "VCVTQQ2PSY", "VCVTSD2SI", "VCVTSD2SIQ",
    "VCVTSD2SS", "VCVTSD2USI", "VCVTSD2USIL", "VCVTSD2USIQ", "VCVTSI2SDL", "VCVTSI2SDQ",
    "VCVTSI2SSL", "VCVTSI2SSQ", "VCVTSS2SD", "VCVTSS2SI", "VCVTSS2SIQ", "VCVTSS2USI", "VCVTSS2USIL",
    "VCVTSS2USIQ", "VCVTTPD2DQ", "VCVTTPD2DQX", "VCVTTPD2DQY", "VCVTTPD2QQ", "VCVTTPD2UDQ",
    "VCVTTPD2UDQX", "VCVTTPD2UDQY", "VCVTTPD2UQQ", "VCVTTPS2DQ", "VCVTTPS2QQ", "VCVTTPS2UDQ",
    "VCVTTPS2UQQ", "VCVTTSD2SI", "VCVTTSD2SIQ", "VCVTTSD2USI", "VCVTTSD2USIL", "VCVTTSD2USIQ",
    "VCVTTSS2SI", "VCVTTSS2SIQ", "VCVTTSS2USI", "VCVTTSS2USIL", "VCVTTSS2USIQ", "VCVTUDQ2PD",
    "VCVTUDQ2PS", "VCVTUQQ2PD", "VCVTUQQ2PS", "VCVTUQQ2PSX", "VCVTUQQ2PSY", "VCVTUSI2SD",
    "VCVTUSI2SDL", "VCVTUSI2SDQ", "VCVTUSI2SS", "VCVTUSI2SSL", "VCVTUSI2SSQ", "VDBPSADBW", "VDIVPD",
    "VDIVPS", "VDIVSD", "VDIVSS", "VDPPD", "VDPPS", "VERR", "VERW", "VEXP2PD", "VEXP2PS",
    "VEXPANDPD", "VEXPANDPS", "VEXTRACTF128", "VEXTRACTF32X4", "VEXTRACTF32X8", "VEXTRACTF64X2",
    "VEXTRACTF64X4", "VEXTRACTI128", "VEXTRACTI32X4", "VEXTRACTI32X8", "VEXTRACTI64X2",
    "VEXTRACTI64X4", "VEXTRACTPS", "VFIXUPIMMPD", "VFIXUPIMMPS", "VFIXUPIMMSD", "VFIXUPIMMSS",
    "VFMADD132PD", "VFMADD132PS", "VFMADD132SD", "VFMADD132SS", "VFMADD213PD", "VFMADD213PS",
    "VFMADD213SD", "VFMADD213SS", "VFMADD231PD", "VFMADD231PS", "VFMADD231SD", "VFMADD231SS",
    "VFMADDSUB132PD", "VFMADDSUB132PS", "VFMADDSUB213PD", "VFMADDSUB213PS", "VFMADDSUB231PD",
    "VFMADDSUB231PS", "VFMSUB132PD", "VFMSUB132PS", "VFMSUB132SD", "VFMSUB132SS", "VFMSUB213PD",
    "VFMSUB213PS", "VFMSUB213SD", "VFMSUB213SS", "VFMSUB231PD", "VFMSUB231PS", "VFMSUB231SD",
    "VFMSUB231SS", "VFMSUBADD132PD", "VFMSUBADD132PS", "VFMSUBADD213PD", "VFMSUBADD213PS",
    "VFMSUBADD231PD", "VFMSUBADD231PS", "VFNMADD132PD", "VFNMADD132PS", "VFNMADD132SD",
    "VFNMADD132SS", "VFNMADD213PD", "VFNMADD213PS", "VFNMADD213SD", "VFNMADD213SS", "VFNMADD231PD",
    "VFNMADD231PS", "VFNMADD231SD", "VFNMADD231SS", "VFNMSUB132PD", "VFNMSUB132PS", "VFNMSUB132SD",
    "VFNMSUB132SS", "VFNMSUB213PD", "VFNMSUB213PS", "VFNMSUB213SD", "VFNMSUB213SS", "VFNMSUB231PD",
    "VFNMSUB231PS", "VFNMSUB231SD", "VFNMSUB231SS", "VFPCLASSPD", "VFPCLASSPDX", "VFPCLASSPDY",
    "VFPCLASSPDZ", "VFPCLASSPS", "VFPCLASSPSX", "VFPCLASSPSY", "VFPCLASSPSZ", "VFPCLASSSD",
    "VFPCLASSSS", "VGATHERDPD", "VGATHERDPS", "VGATHERPF0DPD", "VGATHERPF0DPS", "VGATHERPF0QPD",
    "VGATHERPF0QPS", "VGATHERPF1DPD", "VGATHERPF1DPS", "VGATHERPF1QPD", "VGATHERPF1QPS",
    "VGATHERQPD", "VGATHERQPS", "VGETEXPPD", "VGETEXPPS", "VGETEXPSD", "VGETEXPSS", "VGETMANTPD",
    "VGETMANTPS", "VGETMANTSD", "VGETMANTSS", "VGF2P8AFFINEINVQB", "VGF2P8AFFINEQB", "VGF2P8MULB",
    "VHADDPD", "VHADDPS", "VHSUBPD", "VHSUBPS", "VINSERTF128", "VINSERTF32X4", "VINSERTF32X8",
    "VINSERTF64X2", "VINSERTF64X4", "VINSERTI128", "VINSERTI32X4", "VINSERTI32X8", "VINSERTI64X2",
    "VINSERTI64X4", "VINSERTPS", "VLDDQU", "VLDMXCSR", "VMASKMOVDQU", "VMASKMOVPD", "VMASKMOVPS",
    "VMAXPD", "VMAXPS", "VMAXSD", "VMAXSS", "VMINPD", "VMINPS", "VMINSD", "VMINSS", "VMOVAPD",
    "VMOVAPS", "VMOVD", "VMOVDDUP", "VMOVDQA", "VMOVDQA32", "VMOVDQA64", "VMOVDQU", "VMOVDQU16",
    "VMOVDQU32", "VMOVDQU64", "VMOVDQU8", "VMOVHLPS", "VMOVHPD", "VMOVHPS", "VMOVLHPS", "VMOVLPD",
    "VMOVLPS", "VMOVMSKPD", "VMOVMSKPS", "VMOVNTDQ", "VMOVNTDQA", "VMOVNTPD", "VMOVNTPS", "VMOVQ",
    "VMOVSD", "VMOVSHDUP", "VMOVSLDUP", "VMOVSS", "VMOVUPD", "VMOVUPS", "VMPSADBW", "VMULPD",
    "VMULPS", "VMULSD", "VMULSS", "VORPD", "VORPS", "VP4DPWSSD", "VP4DPWSSDS", "VPABSB", "VPABSD",
    "VPABSQ", "VPABSW", "VPACKSSDW", "VPACKSSWB", "VPACKUSDW", "VPACKUSWB", "VPADDB", "VPADDD",
    "VPADDQ", "VPADDSB", "VPADDSW", "VPADDUSB", "VPADDUSW", "VPADDW", "VPALIGNR", "VPAND", "VPANDD",
    "VPANDN", "VPANDND", "VPANDNQ", "VPANDQ", "VPAVGB", "VPAVGW", "VPBLENDD", "VPBLENDMB",
    "VPBLENDMD", "VPBLENDMQ", "VPBLENDMW", "VPBLENDVB", "VPBLENDW", "VPBROADCASTB", "VPBROADCASTD",
    "VPBROADCASTMB2Q", "VPBROADCASTMW2D", "VPBROADCASTQ", "VPBROADCASTW", "VPCLMULQDQ", "VPCMPB",
    "VPCMPD", "VPCMPEQB", "VPCMPEQD", "VPCMPEQQ", "VPCMPEQW", "VPCMPESTRI", "VPCMPESTRM",
    "VPCMPGTB", "VPCMPGTD", "VPCMPGTQ", "VPCMPGTW", "VPCMPISTRI", "VPCMPISTRM", "VPCMPQ", "VPCMPUB",
    "VPCMPUD", "VPCMPUQ", "VPCMPUW", "VPCMPW", "VPCOMPRESSB", "VPCOMPRESSD", "VPCOMPRESSQ",
    "VPCOMPRESSW", "VPCONFLICTD", "VPCONFLICTQ", "VPDPBUSD", "VPDPBUSDS", "VPDPWSSD", "VPDPWSSDS",
    "VPERM2F128", "VPERM2I128", "VPERMB", "VPERMD", "VPERMI2B", "VPERMI2D", "VPERMI2PD",
    "VPERMI2PS", "VPERMI2Q", "VPERMI2W", "VPERMILPD", "VPERMILPS", "VPERMPD", "VPERMPS", "VPERMQ",
    "VPERMT2B", "VPERMT2D", "VPERMT2PD", "VPERMT2PS", "VPERMT2Q", "VPERMT2W", "VPERMW", "VPEXPANDB",
    "VPEXPANDD", "VPEXPANDQ", "VPEXPANDW", "VPEXTRB", "VPEXTRD", "VPEXTRQ", "VPEXTRW", "VPGATHERDD",
    "VPGATHERDQ", "VPGATHERQD", "VPGATHERQQ", "VPHADDD", "VPHADDSW", "VPHADDW", "VPHMINPOSUW",
    "VPHSUBD", "VPHSUBSW", "VPHSUBW", "VPINSRB", "VPINSRD", "VPINSRQ", "VPINSRW", "VPLZCNTD",
    "VPLZCNTQ", "VPMADD52HUQ", "VPMADD52LUQ", "VPMADDUBSW", "VPMADDWD", "VPMASKMOVD", "VPMASKMOVQ",
    "VPMAXSB", "VPMAXSD", "VPMAXSQ", "VPMAXSW", "VPMAXUB", "VPMAXUD", "VPMAXUQ", "VPMAXUW",
    "VPMINSB", "VPMINSD", "VPMINSQ", "VPMINSW", "VPMINUB", "VPMINUD", "VPMINUQ", "VPMINUW",
    "VPMOVB2M", "VPMOVD2M", "VPMOVDB", "VPMOVDW", "VPMOVM2B", "VPMOVM2D", "VPMOVM2Q", "VPMOVM2W",
    "VPMOVMSKB", "VPMOVQ2M", "VPMOVQB", "VPMOVQD", "VPMOVQW", "VPMOVSDB", "VPMOVSDW", "VPMOVSQB",
    "VPMOVSQD", "VPMOVSQW", "VPMOVSWB", "VPMOVSXBD", "VPMOVSXBQ", "VPMOVSXBW", "VPMOVSXDQ",
    "VPMOVSXWD", "VPMOVSXWQ", "VPMOVUSDB", "VPMOVUSDW", "VPMOVUSQB", "VPMOVUSQD", "VPMOVUSQW",
    "VPMOVUSWB", "VPMOVW2M", "VPMOVWB", "VPMOVZXBD", "VPMOVZXBQ", "VPMOVZXBW", "VPMOVZXDQ",
    "VPMOVZXWD", "VPMOVZXWQ", "VPMULDQ", "VPMULHRSW", "VPMULHUW", "VPMULHW", "VPMULLD", "VPMULLQ",
    "VPMULLW", "VPMULTISHIFTQB", "VPMULUDQ", "VPOPCNTB", "VPOPCNTD", "VPOPCNTQ", "VPOPCNTW", "VPOR",
    "VPORD", "VPORQ", "VPROLD", "VPROLQ", "VPROLVD", "VPROLVQ", "VPRORD", "VPRORQ", "VPRORVD",
    "VPRORVQ", "VPSADBW", "VPSCATTERDD", "VPSCATTERDQ", "VPSCATTERQD", "VPSCATTERQQ", "VPSHLDD",
    "VPSHLDQ", "VPSHLDVD", "VPSHLDVQ", "VPSHLDVW", "VPSHLDW", "VPSHRDD", "VPSHRDQ", "VPSHRDVD",
    "VPSHRDVQ", "VPSHRDVW", "VPSHRDW", "VPSHUFB", "VPSHUFBITQMB", "VPSHUFD", "VPSHUFHW", "VPSHUFLW",
    "VPSIGNB", "VPSIGND", "VPSIGNW", "VPSLLD", "VPSLLDQ", "VPSLLQ", "VPSLLVD", "VPSLLVQ", "VPSLLVW",
    "VPSLLW", "VPSRAD", "VPSRAQ", "VPSRAVD", "VPSRAVQ", "VPSRAVW", "VPSRAW", "VPSRLD", "VPSRLDQ",
    "VPSRLQ", "VPSRLVD", "VPSRLVQ", "VPSRLVW", "VPSRLW", "VPSUBB", "VPSUBD", "VPSUBQ", "VPSUBSB",
    "VPSUBSW", "VPSUBUSB", "VPSUBUSW", "VPSUBW", "VPTERNLOGD", "VPTERNLOGQ", "VPTEST", "VPTESTMB",
    "VPTESTMD", "VPTESTMQ", "VPTESTMW", "VPTESTNMB", "VPTESTNMD", "VPTESTNMQ", "VPTESTNMW",
    "VPUNPCKHBW", "VPUNPCKHDQ", "VPUNPCKHQDQ", "VPUNPCKHWD", "VPUNPCKLBW", "VPUNPCKLDQ",
    "VPUNPCKLQDQ", "VPUNPCKLWD", "VPXOR", "VPXORD", "VPXORQ", "VRANGEPD", "VRANGEPS", "VRANGESD",
    "VRANGESS", "VRCP14PD", "VRCP14PS", "VRCP14SD", "VRCP14SS", "VRCP28PD", "VRCP28PS", "VRCP28SD",
    "VRCP28SS", "VRCPPS", "VRCPSS", "VREDUCEPD", "VREDUCEPS", "VREDUCESD", "VREDUCESS",
    "VRNDSCALEPD", "VRNDSCALEPS", "VRNDSCALESD", "VRNDSCALESS", "VROUNDPD", "VROUNDPS", "VROUNDSD",
    "VROUNDSS", "VRSQRT14PD", "VRSQRT14PS", "VRSQRT14SD", "VRSQRT14SS", "VRSQRT28PD", "VRSQRT28PS",
    "VRSQRT28SD", "VRSQRT28SS", "VRSQRTPS", "VRSQRTSS", "VSCALEFPD", "VSCALEFPS", "VSCALEFSD",
    "VSCALEFSS", "VSCATTERDPD", "VSCATTERDPS", "VSCATTERPF0DPD", "VSCATTERPF0DPS", "VSCATTERPF0QPD",
    "VSCATTERPF0QPS", "VSCATTERPF1DPD", "VSCATTERPF1DPS", "VSCATTERPF1QPD", "VSCATTERPF1QPS",
    "VSCATTERQPD", "VSCATTERQPS", "VSHUFF32X4", "VSHUFF64X2", "VSHUFI32X4", "VSHUFI64X2", "VSHUFPD",
    "VSHUFPS", "VSQRTPD", "VSQRTPS", "VSQRTSD", "VSQRTSS", "VSTMXCSR", "VSUBPD", "VSUBPS", "VSUBSD",
    "VSUBSS", "VTESTPD", "VTESTPS", "VUCOMISD", "VUCOMISS", "VUNPCKHPD", "VUNPCKHPS", "VUNPCKLPD",
    "VUNPCKLPS", "VXORPD", "VXORPS", "VZEROALL", "VZEROUPPER", "WAIT", "WBINVD", "WORD",
    "WRFSBASEL", "WRFSBASEQ", "WRGSBASEL", "WRGSBASEQ", "WRMSR", "WRPKRU", "XABORT", "XACQUIRE",
    "XADDB", "XADDL", "XADDQ", "XADDW", "XBEGIN", "XCHGB", "XCHGL", "XCHGQ", "XCHGW", "XEND",
    "XGETBV", "XLAT", "XORB", "XORL", "XORPD", "XORPS", "XORQ", "XORW", "XRELEASE", "XRSTOR",
    "XRSTOR64", "XRSTORS", "XRSTORS64", "XSAVE", "XSAVE64", "XSAVEC", "XSAVEC64", "XSAVEOPT",
    "XSAVEOPT64", "XSAVES", "XSAVES64", "XSETBV", "XTEST", "LAST",
];

/// Opcodes whose single operand is the destination.
#[rustfmt::skip]
pub static UNARY_DESTINATION: [As; 83] = [
    As(6219), As(6220), As(6242), As(6243), As(6244), As(6247), As(6309), As(6310), As(6349),
    As(6350), As(6351), As(6352), As(6375), As(6415), As(6420), As(6453), As(6458), As(6459),
    As(6460), As(6481), As(6482), As(6504), As(6505), As(6506), As(6507), As(6711), As(6712),
    As(6713), As(6714), As(6717), As(6718), As(6719), As(6720), As(6830), As(6831), As(6832),
    As(6895), As(6896), As(6897), As(6898), As(6900), As(6903), As(6904), As(6905), As(6906),
    As(6907), As(6908), As(6952), As(6953), As(6954), As(6955), As(6956), As(6957), As(6958),
    As(6959), As(6960), As(6961), As(6962), As(6963), As(6964), As(6965), As(6966), As(6967),
    As(6969), As(6991), As(6992), As(6993), As(6994), As(6995), As(6996), As(6997), As(7006),
    As(7011), As(7012), As(7013), As(7749), As(7750), As(7751), As(7752), As(7753), As(7754),
    As(7755), As(7756),
];
