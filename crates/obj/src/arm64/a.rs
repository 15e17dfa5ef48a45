// generated: pure table
//! Opcodes of arm64.
//!
//! Made by `cargo xtask gen-obj` with the packages of the Go SDKs; do not edit.
//!
//! Counterpart: cmd/internal/obj/arm64/a.out.go and anames.go.
#![expect(missing_docs, reason = "the names are those of instructions")]

use crate::prog::As;

pub const ADC: As = As(10255);
pub const ADCS: As = As(10256);
pub const ADCSW: As = As(10257);
pub const ADCW: As = As(10258);
pub const ADD: As = As(10259);
pub const ADDS: As = As(10260);
pub const ADDSW: As = As(10261);
pub const ADDW: As = As(10262);
pub const ADR: As = As(10263);
pub const ADRP: As = As(10264);
pub const AESD: As = As(10265);
pub const AESE: As = As(10266);
pub const AESIMC: As = As(10267);
pub const AESMC: As = As(10268);
pub const AND: As = As(10269);
pub const ANDS: As = As(10270);
pub const ANDSW: As = As(10271);
pub const ANDW: As = As(10272);
pub const ASR: As = As(10273);
pub const ASRW: As = As(10274);
pub const AT: As = As(10275);
pub const BCC: As = As(10276);
pub const BCS: As = As(10277);
pub const BEQ: As = As(10278);
pub const BFI: As = As(10279);
pub const BFIW: As = As(10280);
pub const BFM: As = As(10281);
pub const BFMW: As = As(10282);
pub const BFXIL: As = As(10283);
pub const BFXILW: As = As(10284);
pub const BGE: As = As(10285);
pub const BGT: As = As(10286);
pub const BHI: As = As(10287);
pub const BHS: As = As(10288);
pub const BIC: As = As(10289);
pub const BICS: As = As(10290);
pub const BICSW: As = As(10291);
pub const BICW: As = As(10292);
pub const BLE: As = As(10293);
pub const BLO: As = As(10294);
pub const BLS: As = As(10295);
pub const BLT: As = As(10296);
pub const BMI: As = As(10297);
pub const BNE: As = As(10298);
pub const BPL: As = As(10299);
pub const BRK: As = As(10300);
pub const BVC: As = As(10301);
pub const BVS: As = As(10302);
pub const CASAD: As = As(10303);
pub const CASALB: As = As(10304);
pub const CASALD: As = As(10305);
pub const CASALH: As = As(10306);
pub const CASALW: As = As(10307);
pub const CASAW: As = As(10308);
pub const CASB: As = As(10309);
pub const CASD: As = As(10310);
pub const CASH: As = As(10311);
pub const CASLD: As = As(10312);
pub const CASLW: As = As(10313);
pub const CASPD: As = As(10314);
pub const CASPW: As = As(10315);
pub const CASW: As = As(10316);
pub const CBNZ: As = As(10317);
pub const CBNZW: As = As(10318);
pub const CBZ: As = As(10319);
pub const CBZW: As = As(10320);
pub const CCMN: As = As(10321);
pub const CCMNW: As = As(10322);
pub const CCMP: As = As(10323);
pub const CCMPW: As = As(10324);
pub const CINC: As = As(10325);
pub const CINCW: As = As(10326);
pub const CINV: As = As(10327);
pub const CINVW: As = As(10328);
pub const CLREX: As = As(10329);
pub const CLS: As = As(10330);
pub const CLSW: As = As(10331);
pub const CLZ: As = As(10332);
pub const CLZW: As = As(10333);
pub const CMN: As = As(10334);
pub const CMNW: As = As(10335);
pub const CMP: As = As(10336);
pub const CMPW: As = As(10337);
pub const CNEG: As = As(10338);
pub const CNEGW: As = As(10339);
pub const CRC32B: As = As(10340);
pub const CRC32CB: As = As(10341);
pub const CRC32CH: As = As(10342);
pub const CRC32CW: As = As(10343);
pub const CRC32CX: As = As(10344);
pub const CRC32H: As = As(10345);
pub const CRC32W: As = As(10346);
pub const CRC32X: As = As(10347);
pub const CSEL: As = As(10348);
pub const CSELW: As = As(10349);
pub const CSET: As = As(10350);
pub const CSETM: As = As(10351);
pub const CSETMW: As = As(10352);
pub const CSETW: As = As(10353);
pub const CSINC: As = As(10354);
pub const CSINCW: As = As(10355);
pub const CSINV: As = As(10356);
pub const CSINVW: As = As(10357);
pub const CSNEG: As = As(10358);
pub const CSNEGW: As = As(10359);
pub const DC: As = As(10360);
pub const DCPS1: As = As(10361);
pub const DCPS2: As = As(10362);
pub const DCPS3: As = As(10363);
pub const DMB: As = As(10364);
pub const DRPS: As = As(10365);
pub const DSB: As = As(10366);
pub const DWORD: As = As(10367);
pub const EON: As = As(10368);
pub const EONW: As = As(10369);
pub const EOR: As = As(10370);
pub const EORW: As = As(10371);
pub const ERET: As = As(10372);
pub const EXTR: As = As(10373);
pub const EXTRW: As = As(10374);
pub const FABSD: As = As(10375);
pub const FABSS: As = As(10376);
pub const FADDD: As = As(10377);
pub const FADDS: As = As(10378);
pub const FCCMPD: As = As(10379);
pub const FCCMPED: As = As(10380);
pub const FCCMPES: As = As(10381);
pub const FCCMPS: As = As(10382);
pub const FCMPD: As = As(10383);
pub const FCMPED: As = As(10384);
pub const FCMPES: As = As(10385);
pub const FCMPS: As = As(10386);
pub const FCSELD: As = As(10387);
pub const FCSELS: As = As(10388);
pub const FCVTDH: As = As(10389);
pub const FCVTDS: As = As(10390);
pub const FCVTHD: As = As(10391);
pub const FCVTHS: As = As(10392);
pub const FCVTSD: As = As(10393);
pub const FCVTSH: As = As(10394);
pub const FCVTZSD: As = As(10395);
pub const FCVTZSDW: As = As(10396);
pub const FCVTZSS: As = As(10397);
pub const FCVTZSSW: As = As(10398);
pub const FCVTZUD: As = As(10399);
pub const FCVTZUDW: As = As(10400);
pub const FCVTZUS: As = As(10401);
pub const FCVTZUSW: As = As(10402);
pub const FDIVD: As = As(10403);
pub const FDIVS: As = As(10404);
pub const FLDPD: As = As(10405);
pub const FLDPQ: As = As(10406);
pub const FLDPS: As = As(10407);
pub const FMADDD: As = As(10408);
pub const FMADDS: As = As(10409);
pub const FMAXD: As = As(10410);
pub const FMAXNMD: As = As(10411);
pub const FMAXNMS: As = As(10412);
pub const FMAXS: As = As(10413);
pub const FMIND: As = As(10414);
pub const FMINNMD: As = As(10415);
pub const FMINNMS: As = As(10416);
pub const FMINS: As = As(10417);
pub const FMOVD: As = As(10418);
pub const FMOVQ: As = As(10419);
pub const FMOVS: As = As(10420);
pub const FMSUBD: As = As(10421);
pub const FMSUBS: As = As(10422);
pub const FMULD: As = As(10423);
pub const FMULS: As = As(10424);
pub const FNEGD: As = As(10425);
pub const FNEGS: As = As(10426);
pub const FNMADDD: As = As(10427);
pub const FNMADDS: As = As(10428);
pub const FNMSUBD: As = As(10429);
pub const FNMSUBS: As = As(10430);
pub const FNMULD: As = As(10431);
pub const FNMULS: As = As(10432);
pub const FRINTAD: As = As(10433);
pub const FRINTAS: As = As(10434);
pub const FRINTID: As = As(10435);
pub const FRINTIS: As = As(10436);
pub const FRINTMD: As = As(10437);
pub const FRINTMS: As = As(10438);
pub const FRINTND: As = As(10439);
pub const FRINTNS: As = As(10440);
pub const FRINTPD: As = As(10441);
pub const FRINTPS: As = As(10442);
pub const FRINTXD: As = As(10443);
pub const FRINTXS: As = As(10444);
pub const FRINTZD: As = As(10445);
pub const FRINTZS: As = As(10446);
pub const FSQRTD: As = As(10447);
pub const FSQRTS: As = As(10448);
pub const FSTPD: As = As(10449);
pub const FSTPQ: As = As(10450);
pub const FSTPS: As = As(10451);
pub const FSUBD: As = As(10452);
pub const FSUBS: As = As(10453);
pub const HINT: As = As(10454);
pub const HLT: As = As(10455);
pub const HVC: As = As(10456);
pub const IC: As = As(10457);
pub const ISB: As = As(10458);
pub const LDADDAB: As = As(10459);
pub const LDADDAD: As = As(10460);
pub const LDADDAH: As = As(10461);
pub const LDADDALB: As = As(10462);
pub const LDADDALD: As = As(10463);
pub const LDADDALH: As = As(10464);
pub const LDADDALW: As = As(10465);
pub const LDADDAW: As = As(10466);
pub const LDADDB: As = As(10467);
pub const LDADDD: As = As(10468);
pub const LDADDH: As = As(10469);
pub const LDADDLB: As = As(10470);
pub const LDADDLD: As = As(10471);
pub const LDADDLH: As = As(10472);
pub const LDADDLW: As = As(10473);
pub const LDADDW: As = As(10474);
pub const LDAR: As = As(10475);
pub const LDARB: As = As(10476);
pub const LDARH: As = As(10477);
pub const LDARW: As = As(10478);
pub const LDAXP: As = As(10479);
pub const LDAXPW: As = As(10480);
pub const LDAXR: As = As(10481);
pub const LDAXRB: As = As(10482);
pub const LDAXRH: As = As(10483);
pub const LDAXRW: As = As(10484);
pub const LDCLRAB: As = As(10485);
pub const LDCLRAD: As = As(10486);
pub const LDCLRAH: As = As(10487);
pub const LDCLRALB: As = As(10488);
pub const LDCLRALD: As = As(10489);
pub const LDCLRALH: As = As(10490);
pub const LDCLRALW: As = As(10491);
pub const LDCLRAW: As = As(10492);
pub const LDCLRB: As = As(10493);
pub const LDCLRD: As = As(10494);
pub const LDCLRH: As = As(10495);
pub const LDCLRLB: As = As(10496);
pub const LDCLRLD: As = As(10497);
pub const LDCLRLH: As = As(10498);
pub const LDCLRLW: As = As(10499);
pub const LDCLRW: As = As(10500);
pub const LDEORAB: As = As(10501);
pub const LDEORAD: As = As(10502);
pub const LDEORAH: As = As(10503);
pub const LDEORALB: As = As(10504);
pub const LDEORALD: As = As(10505);
pub const LDEORALH: As = As(10506);
pub const LDEORALW: As = As(10507);
pub const LDEORAW: As = As(10508);
pub const LDEORB: As = As(10509);
pub const LDEORD: As = As(10510);
pub const LDEORH: As = As(10511);
pub const LDEORLB: As = As(10512);
pub const LDEORLD: As = As(10513);
pub const LDEORLH: As = As(10514);
pub const LDEORLW: As = As(10515);
pub const LDEORW: As = As(10516);
pub const LDORAB: As = As(10517);
pub const LDORAD: As = As(10518);
pub const LDORAH: As = As(10519);
pub const LDORALB: As = As(10520);
pub const LDORALD: As = As(10521);
pub const LDORALH: As = As(10522);
pub const LDORALW: As = As(10523);
pub const LDORAW: As = As(10524);
pub const LDORB: As = As(10525);
pub const LDORD: As = As(10526);
pub const LDORH: As = As(10527);
pub const LDORLB: As = As(10528);
pub const LDORLD: As = As(10529);
pub const LDORLH: As = As(10530);
pub const LDORLW: As = As(10531);
pub const LDORW: As = As(10532);
pub const LDP: As = As(10533);
pub const LDPSW: As = As(10534);
pub const LDPW: As = As(10535);
pub const LDXP: As = As(10536);
pub const LDXPW: As = As(10537);
pub const LDXR: As = As(10538);
pub const LDXRB: As = As(10539);
pub const LDXRH: As = As(10540);
pub const LDXRW: As = As(10541);
pub const LSL: As = As(10542);
pub const LSLW: As = As(10543);
pub const LSR: As = As(10544);
pub const LSRW: As = As(10545);
pub const MADD: As = As(10546);
pub const MADDW: As = As(10547);
pub const MNEG: As = As(10548);
pub const MNEGW: As = As(10549);
pub const MOVB: As = As(10550);
pub const MOVBU: As = As(10551);
pub const MOVD: As = As(10552);
pub const MOVH: As = As(10553);
pub const MOVHU: As = As(10554);
pub const MOVK: As = As(10555);
pub const MOVKW: As = As(10556);
pub const MOVN: As = As(10557);
pub const MOVNW: As = As(10558);
pub const MOVP: As = As(10559);
pub const MOVPD: As = As(10560);
pub const MOVPQ: As = As(10561);
pub const MOVPS: As = As(10562);
pub const MOVPSW: As = As(10563);
pub const MOVPW: As = As(10564);
pub const MOVW: As = As(10565);
pub const MOVWU: As = As(10566);
pub const MOVZ: As = As(10567);
pub const MOVZW: As = As(10568);
pub const MRS: As = As(10569);
pub const MSR: As = As(10570);
pub const MSUB: As = As(10571);
pub const MSUBW: As = As(10572);
pub const MUL: As = As(10573);
pub const MULW: As = As(10574);
pub const MVN: As = As(10575);
pub const MVNW: As = As(10576);
pub const NEG: As = As(10577);
pub const NEGS: As = As(10578);
pub const NEGSW: As = As(10579);
pub const NEGW: As = As(10580);
pub const NGC: As = As(10581);
pub const NGCS: As = As(10582);
pub const NGCSW: As = As(10583);
pub const NGCW: As = As(10584);
pub const NOOP: As = As(10585);
pub const ORN: As = As(10586);
pub const ORNW: As = As(10587);
pub const ORR: As = As(10588);
pub const ORRW: As = As(10589);
pub const PRFM: As = As(10590);
pub const PRFUM: As = As(10591);
pub const RBIT: As = As(10592);
pub const RBITW: As = As(10593);
pub const REM: As = As(10594);
pub const REMW: As = As(10595);
pub const REV: As = As(10596);
pub const REV16: As = As(10597);
pub const REV16W: As = As(10598);
pub const REV32: As = As(10599);
pub const REVW: As = As(10600);
pub const ROR: As = As(10601);
pub const RORW: As = As(10602);
pub const SBC: As = As(10603);
pub const SBCS: As = As(10604);
pub const SBCSW: As = As(10605);
pub const SBCW: As = As(10606);
pub const SBFIZ: As = As(10607);
pub const SBFIZW: As = As(10608);
pub const SBFM: As = As(10609);
pub const SBFMW: As = As(10610);
pub const SBFX: As = As(10611);
pub const SBFXW: As = As(10612);
pub const SCVTFD: As = As(10613);
pub const SCVTFS: As = As(10614);
pub const SCVTFWD: As = As(10615);
pub const SCVTFWS: As = As(10616);
pub const SDIV: As = As(10617);
pub const SDIVW: As = As(10618);
pub const SEV: As = As(10619);
pub const SEVL: As = As(10620);
pub const SHA1C: As = As(10621);
pub const SHA1H: As = As(10622);
pub const SHA1M: As = As(10623);
pub const SHA1P: As = As(10624);
pub const SHA1SU0: As = As(10625);
pub const SHA1SU1: As = As(10626);
pub const SHA256H: As = As(10627);
pub const SHA256H2: As = As(10628);
pub const SHA256SU0: As = As(10629);
pub const SHA256SU1: As = As(10630);
pub const SHA512H: As = As(10631);
pub const SHA512H2: As = As(10632);
pub const SHA512SU0: As = As(10633);
pub const SHA512SU1: As = As(10634);
pub const SMADDL: As = As(10635);
pub const SMC: As = As(10636);
pub const SMNEGL: As = As(10637);
pub const SMSUBL: As = As(10638);
pub const SMULH: As = As(10639);
pub const SMULL: As = As(10640);
pub const STLR: As = As(10641);
pub const STLRB: As = As(10642);
pub const STLRH: As = As(10643);
pub const STLRW: As = As(10644);
pub const STLXP: As = As(10645);
pub const STLXPW: As = As(10646);
pub const STLXR: As = As(10647);
pub const STLXRB: As = As(10648);
pub const STLXRH: As = As(10649);
pub const STLXRW: As = As(10650);
pub const STP: As = As(10651);
pub const STPW: As = As(10652);
pub const STXP: As = As(10653);
pub const STXPW: As = As(10654);
pub const STXR: As = As(10655);
pub const STXRB: As = As(10656);
pub const STXRH: As = As(10657);
pub const STXRW: As = As(10658);
pub const SUB: As = As(10659);
pub const SUBS: As = As(10660);
pub const SUBSW: As = As(10661);
pub const SUBW: As = As(10662);
pub const SVC: As = As(10663);
pub const SWPAB: As = As(10664);
pub const SWPAD: As = As(10665);
pub const SWPAH: As = As(10666);
pub const SWPALB: As = As(10667);
pub const SWPALD: As = As(10668);
pub const SWPALH: As = As(10669);
pub const SWPALW: As = As(10670);
pub const SWPAW: As = As(10671);
pub const SWPB: As = As(10672);
pub const SWPD: As = As(10673);
pub const SWPH: As = As(10674);
pub const SWPLB: As = As(10675);
pub const SWPLD: As = As(10676);
pub const SWPLH: As = As(10677);
pub const SWPLW: As = As(10678);
pub const SWPW: As = As(10679);
pub const SXTB: As = As(10680);
pub const SXTBW: As = As(10681);
pub const SXTH: As = As(10682);
pub const SXTHW: As = As(10683);
pub const SXTW: As = As(10684);
pub const SYS: As = As(10685);
pub const SYSL: As = As(10686);
pub const TBNZ: As = As(10687);
pub const TBZ: As = As(10688);
pub const TLBI: As = As(10689);
pub const TST: As = As(10690);
pub const TSTW: As = As(10691);
pub const UBFIZ: As = As(10692);
pub const UBFIZW: As = As(10693);
pub const UBFM: As = As(10694);
pub const UBFMW: As = As(10695);
pub const UBFX: As = As(10696);
pub const UBFXW: As = As(10697);
pub const UCVTFD: As = As(10698);
pub const UCVTFS: As = As(10699);
pub const UCVTFWD: As = As(10700);
pub const UCVTFWS: As = As(10701);
pub const UDIV: As = As(10702);
pub const UDIVW: As = As(10703);
pub const UMADDL: As = As(10704);
pub const UMNEGL: As = As(10705);
pub const UMSUBL: As = As(10706);
pub const UMULH: As = As(10707);
pub const UMULL: As = As(10708);
pub const UREM: As = As(10709);
pub const UREMW: As = As(10710);
pub const UXTB: As = As(10711);
pub const UXTBW: As = As(10712);
pub const UXTH: As = As(10713);
pub const UXTHW: As = As(10714);
pub const UXTW: As = As(10715);
pub const VADD: As = As(10716);
pub const VADDP: As = As(10717);
pub const VADDV: As = As(10718);
pub const VAND: As = As(10719);
pub const VBCAX: As = As(10720);
pub const VBIF: As = As(10721);
pub const VBIT: As = As(10722);
pub const VBSL: As = As(10723);
pub const VCMEQ: As = As(10724);
pub const VCMTST: As = As(10725);
pub const VCNT: As = As(10726);
pub const VDUP: As = As(10727);
pub const VEOR: As = As(10728);
pub const VEOR3: As = As(10729);
pub const VEXT: As = As(10730);
pub const VFMLA: As = As(10731);
pub const VFMLS: As = As(10732);
pub const VLD1: As = As(10733);
pub const VLD1R: As = As(10734);
pub const VLD2: As = As(10735);
pub const VLD2R: As = As(10736);
pub const VLD3: As = As(10737);
pub const VLD3R: As = As(10738);
pub const VLD4: As = As(10739);
pub const VLD4R: As = As(10740);
pub const VMOV: As = As(10741);
pub const VMOVD: As = As(10742);
pub const VMOVI: As = As(10743);
pub const VMOVQ: As = As(10744);
pub const VMOVS: As = As(10745);
pub const VORR: As = As(10746);
pub const VPMULL: As = As(10747);
pub const VPMULL2: As = As(10748);
pub const VRAX1: As = As(10749);
pub const VRBIT: As = As(10750);
pub const VREV16: As = As(10751);
pub const VREV32: As = As(10752);
pub const VREV64: As = As(10753);
pub const VSHL: As = As(10754);
pub const VSLI: As = As(10755);
pub const VSRI: As = As(10756);
pub const VST1: As = As(10757);
pub const VST2: As = As(10758);
pub const VST3: As = As(10759);
pub const VST4: As = As(10760);
pub const VSUB: As = As(10761);
pub const VTBL: As = As(10762);
pub const VTBX: As = As(10763);
pub const VTRN1: As = As(10764);
pub const VTRN2: As = As(10765);
pub const VUADDLV: As = As(10766);
pub const VUADDW: As = As(10767);
pub const VUADDW2: As = As(10768);
pub const VUMAX: As = As(10769);
pub const VUMIN: As = As(10770);
pub const VUSHLL: As = As(10771);
pub const VUSHLL2: As = As(10772);
pub const VUSHR: As = As(10773);
pub const VUSRA: As = As(10774);
pub const VUXTL: As = As(10775);
pub const VUXTL2: As = As(10776);
pub const VUZP1: As = As(10777);
pub const VUZP2: As = As(10778);
pub const VXAR: As = As(10779);
pub const VZIP1: As = As(10780);
pub const VZIP2: As = As(10781);
pub const WFE: As = As(10782);
pub const WFI: As = As(10783);
pub const WORD: As = As(10784);
pub const YIELD: As = As(10785);
pub const BTI: As = As(10786);
pub const PACIASP: As = As(10787);
pub const AUTIASP: As = As(10788);
pub const PACIBSP: As = As(10789);
pub const AUTIBSP: As = As(10790);
pub const AUTIA1716: As = As(10791);
pub const AUTIB1716: As = As(10792);
pub const LAST: As = As(10793);
pub const RPRFM: As = As(10794);
pub const SB: As = As(10795);
pub const VSHADD: As = As(10796);
pub const VSRHADD: As = As(10797);
pub const VFMAXV: As = As(10798);
pub const VFMAXNMV: As = As(10799);
pub const VFMINV: As = As(10800);
pub const VFMINNMV: As = As(10801);
pub const VSMAXV: As = As(10802);
pub const VSMINV: As = As(10803);
pub const VUMAXV: As = As(10804);
pub const VUMINV: As = As(10805);
pub const VCLS: As = As(10806);
pub const VCLZ: As = As(10807);
pub const VCMGE: As = As(10808);
pub const VCMGT: As = As(10809);
pub const VCMHI: As = As(10810);
pub const VCMHS: As = As(10811);
pub const VCMLE: As = As(10812);
pub const VCMLT: As = As(10813);
pub const VFCMEQ: As = As(10814);
pub const VFCMGE: As = As(10815);
pub const VFCMGT: As = As(10816);
pub const VFCMLE: As = As(10817);
pub const VFCMLT: As = As(10818);
pub const VFADDP: As = As(10819);
pub const VFADD: As = As(10820);
pub const VFSUB: As = As(10821);
pub const VFMUL: As = As(10822);
pub const VFDIV: As = As(10823);
pub const VFMAX: As = As(10824);
pub const VFMAXNM: As = As(10825);
pub const VFMAXP: As = As(10826);
pub const VFMIN: As = As(10827);
pub const VFMINNM: As = As(10828);
pub const VFMINP: As = As(10829);
pub const VFMAXNMP: As = As(10830);
pub const VFMINNMP: As = As(10831);
pub const VSQADD: As = As(10832);
pub const VUQADD: As = As(10833);
pub const VSQSUB: As = As(10834);
pub const VSQABS: As = As(10835);
pub const VSQNEG: As = As(10836);
pub const VUQSUB: As = As(10837);
pub const VUHADD: As = As(10838);
pub const VURHADD: As = As(10839);
pub const VMUL: As = As(10840);
pub const VMLA: As = As(10841);
pub const VMLS: As = As(10842);
pub const VORN: As = As(10843);
pub const VBIC: As = As(10844);
pub const VSMLAL: As = As(10845);
pub const VSMLAL2: As = As(10846);
pub const VSMLSL: As = As(10847);
pub const VSMLSL2: As = As(10848);
pub const VSMULL: As = As(10849);
pub const VSMULL2: As = As(10850);
pub const VUMLAL: As = As(10851);
pub const VUMLAL2: As = As(10852);
pub const VUMLSL: As = As(10853);
pub const VUMLSL2: As = As(10854);
pub const VUMULL: As = As(10855);
pub const VUMULL2: As = As(10856);
pub const VABS: As = As(10857);
pub const VFABS: As = As(10858);
pub const VFNEG: As = As(10859);
pub const VFSQRT: As = As(10860);
pub const VFRINTN: As = As(10861);
pub const VFRINTP: As = As(10862);
pub const VFRINTM: As = As(10863);
pub const VFRINTZ: As = As(10864);
pub const VNEG: As = As(10865);
pub const VNOT: As = As(10866);
pub const VSHRN: As = As(10867);
pub const VSHRN2: As = As(10868);
pub const VSQSHL: As = As(10869);
pub const VSSHL: As = As(10870);
pub const VUSHL: As = As(10871);
pub const VUQSHL: As = As(10872);
pub const VSMAX: As = As(10873);
pub const VSMIN: As = As(10874);
pub const VSMAXP: As = As(10875);
pub const VSMINP: As = As(10876);
pub const VUMAXP: As = As(10877);
pub const VUMINP: As = As(10878);
pub const VSRSHR: As = As(10879);
pub const VSSHR: As = As(10880);
pub const VXTN: As = As(10881);
pub const VXTN2: As = As(10882);
pub const VSSHLL: As = As(10883);
pub const VSSHLL2: As = As(10884);
pub const VSXTL: As = As(10885);
pub const VSXTL2: As = As(10886);
pub const VSQXTN: As = As(10887);
pub const VSQXTN2: As = As(10888);
pub const VSQXTUN: As = As(10889);
pub const VSQXTUN2: As = As(10890);
pub const VUQXTN: As = As(10891);
pub const VUQXTN2: As = As(10892);
pub const VFCVTZS: As = As(10893);
pub const VFCVTZU: As = As(10894);
pub const VSCVTF: As = As(10895);
pub const VUCVTF: As = As(10896);
pub const VFCVTN: As = As(10897);
pub const VFCVTN2: As = As(10898);
pub const VFCVTL: As = As(10899);
pub const VFCVTL2: As = As(10900);
pub const SVESTART: As = As(10901);
pub const ADDPL: As = As(10902);
pub const ADDVL: As = As(10903);
pub const CTERMEQ: As = As(10904);
pub const CTERMEQW: As = As(10905);
pub const CTERMNE: As = As(10906);
pub const CTERMNEW: As = As(10907);
pub const PAND: As = As(10908);
pub const PANDS: As = As(10909);
pub const PBIC: As = As(10910);
pub const PBICS: As = As(10911);
pub const PBRKA: As = As(10912);
pub const PBRKAS: As = As(10913);
pub const PBRKB: As = As(10914);
pub const PBRKBS: As = As(10915);
pub const PBRKN: As = As(10916);
pub const PBRKNS: As = As(10917);
pub const PBRKPA: As = As(10918);
pub const PBRKPAS: As = As(10919);
pub const PBRKPB: As = As(10920);
pub const PBRKPBS: As = As(10921);
pub const PCNTP: As = As(10922);
pub const PDECP: As = As(10923);
pub const PEOR: As = As(10924);
pub const PEORS: As = As(10925);
pub const PFIRSTP: As = As(10926);
pub const PINCP: As = As(10927);
pub const PLASTP: As = As(10928);
pub const PLDR: As = As(10929);
pub const PNAND: As = As(10930);
pub const PNANDS: As = As(10931);
pub const PNOR: As = As(10932);
pub const PNORS: As = As(10933);
pub const PORN: As = As(10934);
pub const PORNS: As = As(10935);
pub const PORR: As = As(10936);
pub const PORRS: As = As(10937);
pub const PPEXT: As = As(10938);
pub const PPFALSE: As = As(10939);
pub const PPFIRST: As = As(10940);
pub const PPNEXT: As = As(10941);
pub const PPRFB: As = As(10942);
pub const PPRFD: As = As(10943);
pub const PPRFH: As = As(10944);
pub const PPRFW: As = As(10945);
pub const PPTEST: As = As(10946);
pub const PPTRUE: As = As(10947);
pub const PPUNPKHI: As = As(10948);
pub const PPUNPKLO: As = As(10949);
pub const PRDFFR: As = As(10950);
pub const PRDFFRS: As = As(10951);
pub const PREV: As = As(10952);
pub const PSEL: As = As(10953);
pub const PSQDECP: As = As(10954);
pub const PSQDECPW: As = As(10955);
pub const PSQINCP: As = As(10956);
pub const PSQINCPW: As = As(10957);
pub const PSTR: As = As(10958);
pub const PTRN1: As = As(10959);
pub const PTRN2: As = As(10960);
pub const PUQDECP: As = As(10961);
pub const PUQDECPW: As = As(10962);
pub const PUQINCP: As = As(10963);
pub const PUQINCPW: As = As(10964);
pub const PUZP1: As = As(10965);
pub const PUZP2: As = As(10966);
pub const PWHILEGE: As = As(10967);
pub const PWHILEGEW: As = As(10968);
pub const PWHILEGT: As = As(10969);
pub const PWHILEGTW: As = As(10970);
pub const PWHILEHI: As = As(10971);
pub const PWHILEHIW: As = As(10972);
pub const PWHILEHS: As = As(10973);
pub const PWHILEHSW: As = As(10974);
pub const PWHILELE: As = As(10975);
pub const PWHILELEW: As = As(10976);
pub const PWHILELO: As = As(10977);
pub const PWHILELOW: As = As(10978);
pub const PWHILELS: As = As(10979);
pub const PWHILELSW: As = As(10980);
pub const PWHILELT: As = As(10981);
pub const PWHILELTW: As = As(10982);
pub const PWHILERW: As = As(10983);
pub const PWHILEWR: As = As(10984);
pub const PWRFFR: As = As(10985);
pub const PZIP1: As = As(10986);
pub const PZIP2: As = As(10987);
pub const RDVL: As = As(10988);
pub const SETFFR: As = As(10989);
pub const ZABS: As = As(10990);
pub const ZADCLB: As = As(10991);
pub const ZADCLT: As = As(10992);
pub const ZADD: As = As(10993);
pub const ZADDHNB: As = As(10994);
pub const ZADDHNT: As = As(10995);
pub const ZADDP: As = As(10996);
pub const ZADDPT: As = As(10997);
pub const ZADDQP: As = As(10998);
pub const ZADDQV: As = As(10999);
pub const ZADDSUBP: As = As(11000);
pub const ZADR: As = As(11001);
pub const ZAESD: As = As(11002);
pub const ZAESDIMC: As = As(11003);
pub const ZAESE: As = As(11004);
pub const ZAESEMC: As = As(11005);
pub const ZAESIMC: As = As(11006);
pub const ZAESMC: As = As(11007);
pub const ZAND: As = As(11008);
pub const ZANDQV: As = As(11009);
pub const ZANDVB: As = As(11010);
pub const ZANDVD: As = As(11011);
pub const ZANDVH: As = As(11012);
pub const ZANDVS: As = As(11013);
pub const ZASR: As = As(11014);
pub const ZASRD: As = As(11015);
pub const ZASRR: As = As(11016);
pub const ZBCAX: As = As(11017);
pub const ZBDEP: As = As(11018);
pub const ZBEXT: As = As(11019);
pub const ZBF1CVT: As = As(11020);
pub const ZBF1CVTLT: As = As(11021);
pub const ZBF2CVT: As = As(11022);
pub const ZBF2CVTLT: As = As(11023);
pub const ZBFADD: As = As(11024);
pub const ZBFCLAMP: As = As(11025);
pub const ZBFCVT: As = As(11026);
pub const ZBFCVTN: As = As(11027);
pub const ZBFCVTNT: As = As(11028);
pub const ZBFDOT: As = As(11029);
pub const ZBFMAX: As = As(11030);
pub const ZBFMAXNM: As = As(11031);
pub const ZBFMIN: As = As(11032);
pub const ZBFMINNM: As = As(11033);
pub const ZBFMLA: As = As(11034);
pub const ZBFMLALB: As = As(11035);
pub const ZBFMLALT: As = As(11036);
pub const ZBFMLS: As = As(11037);
pub const ZBFMLSLB: As = As(11038);
pub const ZBFMLSLT: As = As(11039);
pub const ZBFMMLA: As = As(11040);
pub const ZBFMUL: As = As(11041);
pub const ZBFSCALE: As = As(11042);
pub const ZBFSUB: As = As(11043);
pub const ZBGRP: As = As(11044);
pub const ZBIC: As = As(11045);
pub const ZBSL: As = As(11046);
pub const ZBSL1N: As = As(11047);
pub const ZBSL2N: As = As(11048);
pub const ZCADD: As = As(11049);
pub const ZCDOT: As = As(11050);
pub const ZCLASTA: As = As(11051);
pub const ZCLASTAB: As = As(11052);
pub const ZCLASTAD: As = As(11053);
pub const ZCLASTAH: As = As(11054);
pub const ZCLASTAS: As = As(11055);
pub const ZCLASTAW: As = As(11056);
pub const ZCLASTB: As = As(11057);
pub const ZCLASTBB: As = As(11058);
pub const ZCLASTBD: As = As(11059);
pub const ZCLASTBH: As = As(11060);
pub const ZCLASTBS: As = As(11061);
pub const ZCLASTBW: As = As(11062);
pub const ZCLS: As = As(11063);
pub const ZCLZ: As = As(11064);
pub const ZCMLA: As = As(11065);
pub const ZCMPEQ: As = As(11066);
pub const ZCMPGE: As = As(11067);
pub const ZCMPGT: As = As(11068);
pub const ZCMPHI: As = As(11069);
pub const ZCMPHS: As = As(11070);
pub const ZCMPLE: As = As(11071);
pub const ZCMPLO: As = As(11072);
pub const ZCMPLS: As = As(11073);
pub const ZCMPLT: As = As(11074);
pub const ZCMPNE: As = As(11075);
pub const ZCNOT: As = As(11076);
pub const ZCNT: As = As(11077);
pub const ZCOMPACT: As = As(11078);
pub const ZCPY: As = As(11079);
pub const ZCPYB: As = As(11080);
pub const ZCPYD: As = As(11081);
pub const ZCPYH: As = As(11082);
pub const ZCPYS: As = As(11083);
pub const ZCPYW: As = As(11084);
pub const ZDECP: As = As(11085);
pub const ZDUP: As = As(11086);
pub const ZDUPM: As = As(11087);
pub const ZDUPQ: As = As(11088);
pub const ZDUPW: As = As(11089);
pub const ZEOR: As = As(11090);
pub const ZEOR3: As = As(11091);
pub const ZEORBT: As = As(11092);
pub const ZEORQV: As = As(11093);
pub const ZEORTB: As = As(11094);
pub const ZEORVB: As = As(11095);
pub const ZEORVD: As = As(11096);
pub const ZEORVH: As = As(11097);
pub const ZEORVS: As = As(11098);
pub const ZEXPAND: As = As(11099);
pub const ZEXT: As = As(11100);
pub const ZEXTQ: As = As(11101);
pub const ZF1CVT: As = As(11102);
pub const ZF1CVTLT: As = As(11103);
pub const ZF2CVT: As = As(11104);
pub const ZF2CVTLT: As = As(11105);
pub const ZFABD: As = As(11106);
pub const ZFABS: As = As(11107);
pub const ZFACGE: As = As(11108);
pub const ZFACGT: As = As(11109);
pub const ZFADD: As = As(11110);
pub const ZFADDAD: As = As(11111);
pub const ZFADDAH: As = As(11112);
pub const ZFADDAS: As = As(11113);
pub const ZFADDP: As = As(11114);
pub const ZFADDQV: As = As(11115);
pub const ZFADDVD: As = As(11116);
pub const ZFADDVH: As = As(11117);
pub const ZFADDVS: As = As(11118);
pub const ZFAMAX: As = As(11119);
pub const ZFAMIN: As = As(11120);
pub const ZFCADD: As = As(11121);
pub const ZFCLAMP: As = As(11122);
pub const ZFCMEQ: As = As(11123);
pub const ZFCMGE: As = As(11124);
pub const ZFCMGT: As = As(11125);
pub const ZFCMLA: As = As(11126);
pub const ZFCMLE: As = As(11127);
pub const ZFCMLT: As = As(11128);
pub const ZFCMNE: As = As(11129);
pub const ZFCMUO: As = As(11130);
pub const ZFCPY: As = As(11131);
pub const ZFCVT: As = As(11132);
pub const ZFCVTLT: As = As(11133);
pub const ZFCVTN: As = As(11134);
pub const ZFCVTNB: As = As(11135);
pub const ZFCVTNT: As = As(11136);
pub const ZFCVTX: As = As(11137);
pub const ZFCVTXNT: As = As(11138);
pub const ZFCVTZS: As = As(11139);
pub const ZFCVTZSN: As = As(11140);
pub const ZFCVTZU: As = As(11141);
pub const ZFCVTZUN: As = As(11142);
pub const ZFDIV: As = As(11143);
pub const ZFDIVR: As = As(11144);
pub const ZFDOT: As = As(11145);
pub const ZFDUP: As = As(11146);
pub const ZFEXPA: As = As(11147);
pub const ZFLOGB: As = As(11148);
pub const ZFMAD: As = As(11149);
pub const ZFMAX: As = As(11150);
pub const ZFMAXNM: As = As(11151);
pub const ZFMAXNMP: As = As(11152);
pub const ZFMAXNMQV: As = As(11153);
pub const ZFMAXNMVD: As = As(11154);
pub const ZFMAXNMVH: As = As(11155);
pub const ZFMAXNMVS: As = As(11156);
pub const ZFMAXP: As = As(11157);
pub const ZFMAXQV: As = As(11158);
pub const ZFMAXVD: As = As(11159);
pub const ZFMAXVH: As = As(11160);
pub const ZFMAXVS: As = As(11161);
pub const ZFMIN: As = As(11162);
pub const ZFMINNM: As = As(11163);
pub const ZFMINNMP: As = As(11164);
pub const ZFMINNMQV: As = As(11165);
pub const ZFMINNMVD: As = As(11166);
pub const ZFMINNMVH: As = As(11167);
pub const ZFMINNMVS: As = As(11168);
pub const ZFMINP: As = As(11169);
pub const ZFMINQV: As = As(11170);
pub const ZFMINVD: As = As(11171);
pub const ZFMINVH: As = As(11172);
pub const ZFMINVS: As = As(11173);
pub const ZFMLA: As = As(11174);
pub const ZFMLALB: As = As(11175);
pub const ZFMLALLBB: As = As(11176);
pub const ZFMLALLBT: As = As(11177);
pub const ZFMLALLTB: As = As(11178);
pub const ZFMLALLTT: As = As(11179);
pub const ZFMLALT: As = As(11180);
pub const ZFMLS: As = As(11181);
pub const ZFMLSLB: As = As(11182);
pub const ZFMLSLT: As = As(11183);
pub const ZFMMLA: As = As(11184);
pub const ZFMSB: As = As(11185);
pub const ZFMUL: As = As(11186);
pub const ZFMULX: As = As(11187);
pub const ZFNEG: As = As(11188);
pub const ZFNMAD: As = As(11189);
pub const ZFNMLA: As = As(11190);
pub const ZFNMLS: As = As(11191);
pub const ZFNMSB: As = As(11192);
pub const ZFRECPE: As = As(11193);
pub const ZFRECPS: As = As(11194);
pub const ZFRECPX: As = As(11195);
pub const ZFRINT32X: As = As(11196);
pub const ZFRINT32Z: As = As(11197);
pub const ZFRINT64X: As = As(11198);
pub const ZFRINT64Z: As = As(11199);
pub const ZFRINTA: As = As(11200);
pub const ZFRINTI: As = As(11201);
pub const ZFRINTM: As = As(11202);
pub const ZFRINTN: As = As(11203);
pub const ZFRINTP: As = As(11204);
pub const ZFRINTX: As = As(11205);
pub const ZFRINTZ: As = As(11206);
pub const ZFRSQRTE: As = As(11207);
pub const ZFRSQRTS: As = As(11208);
pub const ZFSCALE: As = As(11209);
pub const ZFSQRT: As = As(11210);
pub const ZFSUB: As = As(11211);
pub const ZFSUBR: As = As(11212);
pub const ZFTMAD: As = As(11213);
pub const ZFTSMUL: As = As(11214);
pub const ZFTSSEL: As = As(11215);
pub const ZHISTCNT: As = As(11216);
pub const ZHISTSEG: As = As(11217);
pub const ZINCP: As = As(11218);
pub const ZINDEX: As = As(11219);
pub const ZINDEXW: As = As(11220);
pub const ZINSR: As = As(11221);
pub const ZINSRB: As = As(11222);
pub const ZINSRD: As = As(11223);
pub const ZINSRH: As = As(11224);
pub const ZINSRS: As = As(11225);
pub const ZINSRW: As = As(11226);
pub const ZLASTA: As = As(11227);
pub const ZLASTAB: As = As(11228);
pub const ZLASTAD: As = As(11229);
pub const ZLASTAH: As = As(11230);
pub const ZLASTAS: As = As(11231);
pub const ZLASTAW: As = As(11232);
pub const ZLASTB: As = As(11233);
pub const ZLASTBB: As = As(11234);
pub const ZLASTBD: As = As(11235);
pub const ZLASTBH: As = As(11236);
pub const ZLASTBS: As = As(11237);
pub const ZLASTBW: As = As(11238);
pub const ZLD1B: As = As(11239);
pub const ZLD1D: As = As(11240);
pub const ZLD1H: As = As(11241);
pub const ZLD1Q: As = As(11242);
pub const ZLD1RB: As = As(11243);
pub const ZLD1RD: As = As(11244);
pub const ZLD1RH: As = As(11245);
pub const ZLD1ROB: As = As(11246);
pub const ZLD1ROD: As = As(11247);
pub const ZLD1ROH: As = As(11248);
pub const ZLD1ROW: As = As(11249);
pub const ZLD1RQB: As = As(11250);
pub const ZLD1RQD: As = As(11251);
pub const ZLD1RQH: As = As(11252);
pub const ZLD1RQW: As = As(11253);
pub const ZLD1RSB: As = As(11254);
pub const ZLD1RSH: As = As(11255);
pub const ZLD1RSW: As = As(11256);
pub const ZLD1RW: As = As(11257);
pub const ZLD1SB: As = As(11258);
pub const ZLD1SH: As = As(11259);
pub const ZLD1SW: As = As(11260);
pub const ZLD1W: As = As(11261);
pub const ZLD2B: As = As(11262);
pub const ZLD2D: As = As(11263);
pub const ZLD2H: As = As(11264);
pub const ZLD2Q: As = As(11265);
pub const ZLD2W: As = As(11266);
pub const ZLD3B: As = As(11267);
pub const ZLD3D: As = As(11268);
pub const ZLD3H: As = As(11269);
pub const ZLD3Q: As = As(11270);
pub const ZLD3W: As = As(11271);
pub const ZLD4B: As = As(11272);
pub const ZLD4D: As = As(11273);
pub const ZLD4H: As = As(11274);
pub const ZLD4Q: As = As(11275);
pub const ZLD4W: As = As(11276);
pub const ZLDFF1B: As = As(11277);
pub const ZLDFF1D: As = As(11278);
pub const ZLDFF1H: As = As(11279);
pub const ZLDFF1SB: As = As(11280);
pub const ZLDFF1SH: As = As(11281);
pub const ZLDFF1SW: As = As(11282);
pub const ZLDFF1W: As = As(11283);
pub const ZLDNF1B: As = As(11284);
pub const ZLDNF1D: As = As(11285);
pub const ZLDNF1H: As = As(11286);
pub const ZLDNF1SB: As = As(11287);
pub const ZLDNF1SH: As = As(11288);
pub const ZLDNF1SW: As = As(11289);
pub const ZLDNF1W: As = As(11290);
pub const ZLDNT1B: As = As(11291);
pub const ZLDNT1D: As = As(11292);
pub const ZLDNT1H: As = As(11293);
pub const ZLDNT1SB: As = As(11294);
pub const ZLDNT1SH: As = As(11295);
pub const ZLDNT1SW: As = As(11296);
pub const ZLDNT1W: As = As(11297);
pub const ZLDR: As = As(11298);
pub const ZLSL: As = As(11299);
pub const ZLSLR: As = As(11300);
pub const ZLSR: As = As(11301);
pub const ZLSRR: As = As(11302);
pub const ZLUTI2: As = As(11303);
pub const ZLUTI4: As = As(11304);
pub const ZLUTI6: As = As(11305);
pub const ZMAD: As = As(11306);
pub const ZMADPT: As = As(11307);
pub const ZMATCH: As = As(11308);
pub const ZMLA: As = As(11309);
pub const ZMLAPT: As = As(11310);
pub const ZMLS: As = As(11311);
pub const ZMOVPRFX: As = As(11312);
pub const ZMSB: As = As(11313);
pub const ZMUL: As = As(11314);
pub const ZNBSL: As = As(11315);
pub const ZNEG: As = As(11316);
pub const ZNMATCH: As = As(11317);
pub const ZNOT: As = As(11318);
pub const ZORQV: As = As(11319);
pub const ZORR: As = As(11320);
pub const ZORVB: As = As(11321);
pub const ZORVD: As = As(11322);
pub const ZORVH: As = As(11323);
pub const ZORVS: As = As(11324);
pub const ZPMLAL: As = As(11325);
pub const ZPMOV: As = As(11326);
pub const ZPMUL: As = As(11327);
pub const ZPMULL: As = As(11328);
pub const ZPMULLB: As = As(11329);
pub const ZPMULLT: As = As(11330);
pub const ZPRFB: As = As(11331);
pub const ZPRFD: As = As(11332);
pub const ZPRFH: As = As(11333);
pub const ZPRFW: As = As(11334);
pub const ZRADDHNB: As = As(11335);
pub const ZRADDHNT: As = As(11336);
pub const ZRAX1: As = As(11337);
pub const ZRBIT: As = As(11338);
pub const ZREV: As = As(11339);
pub const ZREVB: As = As(11340);
pub const ZREVD: As = As(11341);
pub const ZREVH: As = As(11342);
pub const ZREVW: As = As(11343);
pub const ZRSHRNB: As = As(11344);
pub const ZRSHRNT: As = As(11345);
pub const ZRSUBHNB: As = As(11346);
pub const ZRSUBHNT: As = As(11347);
pub const ZSABA: As = As(11348);
pub const ZSABAL: As = As(11349);
pub const ZSABALB: As = As(11350);
pub const ZSABALT: As = As(11351);
pub const ZSABD: As = As(11352);
pub const ZSABDLB: As = As(11353);
pub const ZSABDLT: As = As(11354);
pub const ZSADALP: As = As(11355);
pub const ZSADDLB: As = As(11356);
pub const ZSADDLBT: As = As(11357);
pub const ZSADDLT: As = As(11358);
pub const ZSADDVD: As = As(11359);
pub const ZSADDWB: As = As(11360);
pub const ZSADDWT: As = As(11361);
pub const ZSBCLB: As = As(11362);
pub const ZSBCLT: As = As(11363);
pub const ZSCLAMP: As = As(11364);
pub const ZSCVTF: As = As(11365);
pub const ZSCVTFLT: As = As(11366);
pub const ZSDIV: As = As(11367);
pub const ZSDIVR: As = As(11368);
pub const ZSDOT: As = As(11369);
pub const ZSEL: As = As(11370);
pub const ZSHADD: As = As(11371);
pub const ZSHRNB: As = As(11372);
pub const ZSHRNT: As = As(11373);
pub const ZSHSUB: As = As(11374);
pub const ZSHSUBR: As = As(11375);
pub const ZSLI: As = As(11376);
pub const ZSM4E: As = As(11377);
pub const ZSM4EKEY: As = As(11378);
pub const ZSMAX: As = As(11379);
pub const ZSMAXP: As = As(11380);
pub const ZSMAXQV: As = As(11381);
pub const ZSMAXVB: As = As(11382);
pub const ZSMAXVD: As = As(11383);
pub const ZSMAXVH: As = As(11384);
pub const ZSMAXVS: As = As(11385);
pub const ZSMIN: As = As(11386);
pub const ZSMINP: As = As(11387);
pub const ZSMINQV: As = As(11388);
pub const ZSMINVB: As = As(11389);
pub const ZSMINVD: As = As(11390);
pub const ZSMINVH: As = As(11391);
pub const ZSMINVS: As = As(11392);
pub const ZSMLALB: As = As(11393);
pub const ZSMLALT: As = As(11394);
pub const ZSMLSLB: As = As(11395);
pub const ZSMLSLT: As = As(11396);
pub const ZSMMLA: As = As(11397);
pub const ZSMULH: As = As(11398);
pub const ZSMULLB: As = As(11399);
pub const ZSMULLT: As = As(11400);
pub const ZSPLICE: As = As(11401);
pub const ZSQABS: As = As(11402);
pub const ZSQADD: As = As(11403);
pub const ZSQCADD: As = As(11404);
pub const ZSQCVTN: As = As(11405);
pub const ZSQCVTUN: As = As(11406);
pub const ZSQDECP: As = As(11407);
pub const ZSQDMLALB: As = As(11408);
pub const ZSQDMLALBT: As = As(11409);
pub const ZSQDMLALT: As = As(11410);
pub const ZSQDMLSLB: As = As(11411);
pub const ZSQDMLSLBT: As = As(11412);
pub const ZSQDMLSLT: As = As(11413);
pub const ZSQDMULH: As = As(11414);
pub const ZSQDMULLB: As = As(11415);
pub const ZSQDMULLT: As = As(11416);
pub const ZSQINCP: As = As(11417);
pub const ZSQNEG: As = As(11418);
pub const ZSQRDCMLAH: As = As(11419);
pub const ZSQRDMLAH: As = As(11420);
pub const ZSQRDMLSH: As = As(11421);
pub const ZSQRDMULH: As = As(11422);
pub const ZSQRSHL: As = As(11423);
pub const ZSQRSHLR: As = As(11424);
pub const ZSQRSHRN: As = As(11425);
pub const ZSQRSHRNB: As = As(11426);
pub const ZSQRSHRNT: As = As(11427);
pub const ZSQRSHRUN: As = As(11428);
pub const ZSQRSHRUNB: As = As(11429);
pub const ZSQRSHRUNT: As = As(11430);
pub const ZSQSHL: As = As(11431);
pub const ZSQSHLR: As = As(11432);
pub const ZSQSHLU: As = As(11433);
pub const ZSQSHRN: As = As(11434);
pub const ZSQSHRNB: As = As(11435);
pub const ZSQSHRNT: As = As(11436);
pub const ZSQSHRUN: As = As(11437);
pub const ZSQSHRUNB: As = As(11438);
pub const ZSQSHRUNT: As = As(11439);
pub const ZSQSUB: As = As(11440);
pub const ZSQSUBR: As = As(11441);
pub const ZSQXTNB: As = As(11442);
pub const ZSQXTNT: As = As(11443);
pub const ZSQXTUNB: As = As(11444);
pub const ZSQXTUNT: As = As(11445);
pub const ZSRHADD: As = As(11446);
pub const ZSRI: As = As(11447);
pub const ZSRSHL: As = As(11448);
pub const ZSRSHLR: As = As(11449);
pub const ZSRSHR: As = As(11450);
pub const ZSRSRA: As = As(11451);
pub const ZSSHLLB: As = As(11452);
pub const ZSSHLLT: As = As(11453);
pub const ZSSRA: As = As(11454);
pub const ZSSUBLB: As = As(11455);
pub const ZSSUBLBT: As = As(11456);
pub const ZSSUBLT: As = As(11457);
pub const ZSSUBLTB: As = As(11458);
pub const ZSSUBWB: As = As(11459);
pub const ZSSUBWT: As = As(11460);
pub const ZST1B: As = As(11461);
pub const ZST1D: As = As(11462);
pub const ZST1H: As = As(11463);
pub const ZST1Q: As = As(11464);
pub const ZST1W: As = As(11465);
pub const ZST2B: As = As(11466);
pub const ZST2D: As = As(11467);
pub const ZST2H: As = As(11468);
pub const ZST2Q: As = As(11469);
pub const ZST2W: As = As(11470);
pub const ZST3B: As = As(11471);
pub const ZST3D: As = As(11472);
pub const ZST3H: As = As(11473);
pub const ZST3Q: As = As(11474);
pub const ZST3W: As = As(11475);
pub const ZST4B: As = As(11476);
pub const ZST4D: As = As(11477);
pub const ZST4H: As = As(11478);
pub const ZST4Q: As = As(11479);
pub const ZST4W: As = As(11480);
pub const ZSTNT1B: As = As(11481);
pub const ZSTNT1D: As = As(11482);
pub const ZSTNT1H: As = As(11483);
pub const ZSTNT1W: As = As(11484);
pub const ZSTR: As = As(11485);
pub const ZSUB: As = As(11486);
pub const ZSUBHNB: As = As(11487);
pub const ZSUBHNT: As = As(11488);
pub const ZSUBP: As = As(11489);
pub const ZSUBPT: As = As(11490);
pub const ZSUBR: As = As(11491);
pub const ZSUDOT: As = As(11492);
pub const ZSUNPKHI: As = As(11493);
pub const ZSUNPKLO: As = As(11494);
pub const ZSUQADD: As = As(11495);
pub const ZSXTB: As = As(11496);
pub const ZSXTH: As = As(11497);
pub const ZSXTW: As = As(11498);
pub const ZTBL: As = As(11499);
pub const ZTBLQ: As = As(11500);
pub const ZTBX: As = As(11501);
pub const ZTBXQ: As = As(11502);
pub const ZTRN1: As = As(11503);
pub const ZTRN2: As = As(11504);
pub const ZUABA: As = As(11505);
pub const ZUABAL: As = As(11506);
pub const ZUABALB: As = As(11507);
pub const ZUABALT: As = As(11508);
pub const ZUABD: As = As(11509);
pub const ZUABDLB: As = As(11510);
pub const ZUABDLT: As = As(11511);
pub const ZUADALP: As = As(11512);
pub const ZUADDLB: As = As(11513);
pub const ZUADDLT: As = As(11514);
pub const ZUADDVD: As = As(11515);
pub const ZUADDWB: As = As(11516);
pub const ZUADDWT: As = As(11517);
pub const ZUCLAMP: As = As(11518);
pub const ZUCVTF: As = As(11519);
pub const ZUCVTFLT: As = As(11520);
pub const ZUDIV: As = As(11521);
pub const ZUDIVR: As = As(11522);
pub const ZUDOT: As = As(11523);
pub const ZUHADD: As = As(11524);
pub const ZUHSUB: As = As(11525);
pub const ZUHSUBR: As = As(11526);
pub const ZUMAX: As = As(11527);
pub const ZUMAXP: As = As(11528);
pub const ZUMAXQV: As = As(11529);
pub const ZUMAXVB: As = As(11530);
pub const ZUMAXVD: As = As(11531);
pub const ZUMAXVH: As = As(11532);
pub const ZUMAXVS: As = As(11533);
pub const ZUMIN: As = As(11534);
pub const ZUMINP: As = As(11535);
pub const ZUMINQV: As = As(11536);
pub const ZUMINVB: As = As(11537);
pub const ZUMINVD: As = As(11538);
pub const ZUMINVH: As = As(11539);
pub const ZUMINVS: As = As(11540);
pub const ZUMLALB: As = As(11541);
pub const ZUMLALT: As = As(11542);
pub const ZUMLSLB: As = As(11543);
pub const ZUMLSLT: As = As(11544);
pub const ZUMMLA: As = As(11545);
pub const ZUMULH: As = As(11546);
pub const ZUMULLB: As = As(11547);
pub const ZUMULLT: As = As(11548);
pub const ZUQADD: As = As(11549);
pub const ZUQCVTN: As = As(11550);
pub const ZUQDECP: As = As(11551);
pub const ZUQINCP: As = As(11552);
pub const ZUQRSHL: As = As(11553);
pub const ZUQRSHLR: As = As(11554);
pub const ZUQRSHRN: As = As(11555);
pub const ZUQRSHRNB: As = As(11556);
pub const ZUQRSHRNT: As = As(11557);
pub const ZUQSHL: As = As(11558);
pub const ZUQSHLR: As = As(11559);
pub const ZUQSHRN: As = As(11560);
pub const ZUQSHRNB: As = As(11561);
pub const ZUQSHRNT: As = As(11562);
pub const ZUQSUB: As = As(11563);
pub const ZUQSUBR: As = As(11564);
pub const ZUQXTNB: As = As(11565);
pub const ZUQXTNT: As = As(11566);
pub const ZURECPE: As = As(11567);
pub const ZURHADD: As = As(11568);
pub const ZURSHL: As = As(11569);
pub const ZURSHLR: As = As(11570);
pub const ZURSHR: As = As(11571);
pub const ZURSQRTE: As = As(11572);
pub const ZURSRA: As = As(11573);
pub const ZUSDOT: As = As(11574);
pub const ZUSHLLB: As = As(11575);
pub const ZUSHLLT: As = As(11576);
pub const ZUSMMLA: As = As(11577);
pub const ZUSQADD: As = As(11578);
pub const ZUSRA: As = As(11579);
pub const ZUSUBLB: As = As(11580);
pub const ZUSUBLT: As = As(11581);
pub const ZUSUBWB: As = As(11582);
pub const ZUSUBWT: As = As(11583);
pub const ZUUNPKHI: As = As(11584);
pub const ZUUNPKLO: As = As(11585);
pub const ZUXTB: As = As(11586);
pub const ZUXTH: As = As(11587);
pub const ZUXTW: As = As(11588);
pub const ZUZP1: As = As(11589);
pub const ZUZP2: As = As(11590);
pub const ZUZPQ1: As = As(11591);
pub const ZUZPQ2: As = As(11592);
pub const ZXAR: As = As(11593);
pub const ZZIP1: As = As(11594);
pub const ZZIP2: As = As(11595);
pub const ZZIPQ1: As = As(11596);
pub const ZZIPQ2: As = As(11597);

/// Names by number relative to the machine's base, common ones first.
#[rustfmt::skip]
pub static OP_NAMES: [&str; 1358] = [
    "XXX", "CALL", "DUFFCOPY", "DUFFZERO", "END", "FUNCDATA", "JMP", "NOP", "PCALIGN", "PCALIGNMAX",
    "PCDATA", "RET", "GETCALLERPC", "TEXT", "UNDEF", "ADC", "ADCS", "ADCSW", "ADCW", "ADD", "ADDS",
    "ADDSW", "ADDW", "ADR", "ADRP", "AESD", "AESE", "AESIMC", "AESMC", "AND", "ANDS", "ANDSW",
    "ANDW", "ASR", "ASRW", "AT", "BCC", "BCS", "BEQ", "BFI", "BFIW", "BFM", "BFMW", "BFXIL",
    "BFXILW", "BGE", "BGT", "BHI", "BHS", "BIC", "BICS", "BICSW", "BICW", "BLE", "BLO", "BLS",
    "BLT", "BMI", "BNE", "BPL", "BRK", "BVC", "BVS", "CASAD", "CASALB", "CASALD", "CASALH",
    "CASALW", "CASAW", "CASB", "CASD", "CASH", "CASLD", "CASLW", "CASPD", "CASPW", "CASW", "CBNZ",
    "CBNZW", "CBZ", "CBZW", "CCMN", "CCMNW", "CCMP", "CCMPW", "CINC", "CINCW", "CINV", "CINVW",
    "CLREX", "CLS", "CLSW", "CLZ", "CLZW", "CMN", "CMNW", "CMP", "CMPW", "CNEG", "CNEGW", "CRC32B",
    "CRC32CB", "CRC32CH", "CRC32CW", "CRC32CX", "CRC32H", "CRC32W", "CRC32X", "CSEL", "CSELW",
    "CSET", "CSETM", "CSETMW", "CSETW", "CSINC", "CSINCW", "CSINV", "CSINVW", "CSNEG", "CSNEGW",
    "DC", "DCPS1", "DCPS2", "DCPS3", "DMB", "DRPS", "DSB", "DWORD", "EON", "EONW", "EOR", "EORW",
    "ERET", "EXTR", "EXTRW", "FABSD", "FABSS", "FADDD", "FADDS", "FCCMPD", "FCCMPED", "FCCMPES",
    "FCCMPS", "FCMPD", "FCMPED", "FCMPES", "FCMPS", "FCSELD", "FCSELS", "FCVTDH", "FCVTDS",
    "FCVTHD", "FCVTHS", "FCVTSD", "FCVTSH", "FCVTZSD", "FCVTZSDW", "FCVTZSS", "FCVTZSSW", "FCVTZUD",
    "FCVTZUDW", "FCVTZUS", "FCVTZUSW", "FDIVD", "FDIVS", "FLDPD", "FLDPQ", "FLDPS", "FMADDD",
    "FMADDS", "FMAXD", "FMAXNMD", "FMAXNMS", "FMAXS", "FMIND", "FMINNMD", "FMINNMS", "FMINS",
    "FMOVD", "FMOVQ", "FMOVS", "FMSUBD", "FMSUBS", "FMULD", "FMULS", "FNEGD", "FNEGS", "FNMADDD",
    "FNMADDS", "FNMSUBD", "FNMSUBS", "FNMULD", "FNMULS", "FRINTAD", "FRINTAS", "FRINTID", "FRINTIS",
    "FRINTMD", "FRINTMS", "FRINTND", "FRINTNS", "FRINTPD", "FRINTPS", "FRINTXD", "FRINTXS",
    "FRINTZD", "FRINTZS", "FSQRTD", "FSQRTS", "FSTPD", "FSTPQ", "FSTPS", "FSUBD", "FSUBS", "HINT",
    "HLT", "HVC", "IC", "ISB", "LDADDAB", "LDADDAD", "LDADDAH", "LDADDALB", "LDADDALD", "LDADDALH",
    "LDADDALW", "LDADDAW", "LDADDB", "LDADDD", "LDADDH", "LDADDLB", "LDADDLD", "LDADDLH", "LDADDLW",
    "LDADDW", "LDAR", "LDARB", "LDARH", "LDARW", "LDAXP", "LDAXPW", "LDAXR", "LDAXRB", "LDAXRH",
    "LDAXRW", "LDCLRAB", "LDCLRAD", "LDCLRAH", "LDCLRALB", "LDCLRALD", "LDCLRALH", "LDCLRALW",
    "LDCLRAW", "LDCLRB", "LDCLRD", "LDCLRH", "LDCLRLB", "LDCLRLD", "LDCLRLH", "LDCLRLW", "LDCLRW",
    "LDEORAB", "LDEORAD", "LDEORAH", "LDEORALB", "LDEORALD", "LDEORALH", "LDEORALW", "LDEORAW",
    "LDEORB", "LDEORD", "LDEORH", "LDEORLB", "LDEORLD", "LDEORLH", "LDEORLW", "LDEORW", "LDORAB",
    "LDORAD", "LDORAH", "LDORALB", "LDORALD", "LDORALH", "LDORALW", "LDORAW", "LDORB", "LDORD",
    "LDORH", "LDORLB", "LDORLD", "LDORLH", "LDORLW", "LDORW", "LDP", "LDPSW", "LDPW", "LDXP",
    "LDXPW", "LDXR", "LDXRB", "LDXRH", "LDXRW", "LSL", "LSLW", "LSR", "LSRW", "MADD", "MADDW",
    "MNEG", "MNEGW", "MOVB", "MOVBU", "MOVD", "MOVH", "MOVHU", "MOVK", "MOVKW", "MOVN", "MOVNW",
    "MOVP", "MOVPD", "MOVPQ", "MOVPS", "MOVPSW", "MOVPW", "MOVW", "MOVWU", "MOVZ", "MOVZW", "MRS",
    "MSR", "MSUB", "MSUBW", "MUL", "MULW", "MVN", "MVNW", "NEG", "NEGS", "NEGSW", "NEGW", "NGC",
    "NGCS", "NGCSW", "NGCW", "NOOP", "ORN", "ORNW", "ORR", "ORRW", "PRFM", "PRFUM", "RBIT", "RBITW",
    "REM", "REMW", "REV", "REV16", "REV16W", "REV32", "REVW", "ROR", "RORW", "SBC", "SBCS", "SBCSW",
    "SBCW", "SBFIZ", "SBFIZW", "SBFM", "SBFMW", "SBFX", "SBFXW", "SCVTFD", "SCVTFS", "SCVTFWD",
    "SCVTFWS", "SDIV", "SDIVW", "SEV", "SEVL", "SHA1C", "SHA1H", "SHA1M", "SHA1P", "SHA1SU0",
    "SHA1SU1", "SHA256H", "SHA256H2", "SHA256SU0", "SHA256SU1", "SHA512H", "SHA512H2", "SHA512SU0",
    "SHA512SU1", "SMADDL", "SMC", "SMNEGL", "SMSUBL", "SMULH", "SMULL", "STLR", "STLRB", "STLRH",
    "STLRW", "STLXP", "STLXPW", "STLXR", "STLXRB", "STLXRH", "STLXRW", "STP", "STPW", "STXP",
    "STXPW", "STXR", "STXRB", "STXRH", "STXRW", "SUB", "SUBS", "SUBSW", "SUBW", "SVC", "SWPAB",
    "SWPAD", "SWPAH", "SWPALB", "SWPALD", "SWPALH", "SWPALW", "SWPAW", "SWPB", "SWPD", "SWPH",
    "SWPLB", "SWPLD", "SWPLH", "SWPLW", "SWPW", "SXTB", "SXTBW", "SXTH", "SXTHW", "SXTW", "SYS",
    "SYSL", "TBNZ", "TBZ", "TLBI", "TST", "TSTW", "UBFIZ", "UBFIZW", "UBFM", "UBFMW", "UBFX",
    "UBFXW", "UCVTFD", "UCVTFS", "UCVTFWD", "UCVTFWS", "UDIV", "UDIVW", "UMADDL", "UMNEGL",
    "UMSUBL", "UMULH", "UMULL", "UREM", "UREMW", "UXTB", "UXTBW", "UXTH", "UXTHW", "UXTW", "VADD",
    "VADDP", "VADDV", "VAND", "VBCAX", "VBIF", "VBIT", "VBSL", "VCMEQ", "VCMTST", "VCNT", "VDUP",
    "VEOR", "VEOR3", "VEXT", "VFMLA", "VFMLS", "VLD1", "VLD1R", "VLD2", "VLD2R", "VLD3", "VLD3R",
    "VLD4", "VLD4R", "VMOV", "VMOVD", "VMOVI", "VMOVQ", "VMOVS", "VORR", "VPMULL", "VPMULL2",
    "VRAX1", "VRBIT", "VREV16", "VREV32", "VREV64", "VSHL", "VSLI", "VSRI", "VST1", "VST2", "VST3",
    "VST4", "VSUB", "VTBL", "VTBX", "VTRN1", "VTRN2", "VUADDLV", "VUADDW", "VUADDW2", "VUMAX",
    "VUMIN", "VUSHLL", "VUSHLL2", "VUSHR", "VUSRA", "VUXTL", "VUXTL2", "VUZP1", "VUZP2", "VXAR",
    "VZIP1", "VZIP2", "WFE", "WFI", "WORD", "YIELD", "BTI", "PACIASP", "AUTIASP", "PACIBSP",
    "AUTIBSP", "AUTIA1716", "AUTIB1716", "LAST", "RPRFM", "SB", "VSHADD", "VSRHADD", "VFMAXV",
    "VFMAXNMV", "VFMINV", "VFMINNMV", "VSMAXV", "VSMINV", "VUMAXV", "VUMINV", "VCLS", "VCLZ",
    "VCMGE", "VCMGT", "VCMHI", "VCMHS", "VCMLE", "VCMLT", "VFCMEQ", "VFCMGE", "VFCMGT", "VFCMLE",
    "VFCMLT", "VFADDP", "VFADD", "VFSUB", "VFMUL", "VFDIV", "VFMAX", "VFMAXNM", "VFMAXP", "VFMIN",
    "VFMINNM", "VFMINP", "VFMAXNMP", "VFMINNMP", "VSQADD", "VUQADD", "VSQSUB", "VSQABS", "VSQNEG",
    "VUQSUB", "VUHADD", "VURHADD", "VMUL", "VMLA", "VMLS", "VORN", "VBIC", "VSMLAL", "VSMLAL2",
    "VSMLSL", "VSMLSL2", "VSMULL", "VSMULL2", "VUMLAL", "VUMLAL2", "VUMLSL", "VUMLSL2", "VUMULL",
    "VUMULL2", "VABS", "VFABS", "VFNEG", "VFSQRT", "VFRINTN", "VFRINTP", "VFRINTM", "VFRINTZ",
    "VNEG", "VNOT", "VSHRN", "VSHRN2", "VSQSHL", "VSSHL", "VUSHL", "VUQSHL", "VSMAX", "VSMIN",
    "VSMAXP", "VSMINP", "VUMAXP", "VUMINP", "VSRSHR", "VSSHR", "VXTN", "VXTN2", "VSSHLL", "VSSHLL2",
    "VSXTL", "VSXTL2", "VSQXTN", "VSQXTN2", "VSQXTUN", "VSQXTUN2", "VUQXTN", "VUQXTN2", "VFCVTZS",
    "VFCVTZU", "VSCVTF", "VUCVTF", "VFCVTN", "VFCVTN2", "VFCVTL", "VFCVTL2", "SVESTART", "ADDPL",
    "ADDVL", "CTERMEQ", "CTERMEQW", "CTERMNE", "CTERMNEW", "PAND", "PANDS", "PBIC", "PBICS",
    "PBRKA", "PBRKAS", "PBRKB", "PBRKBS", "PBRKN", "PBRKNS", "PBRKPA", "PBRKPAS", "PBRKPB",
    "PBRKPBS", "PCNTP", "PDECP", "PEOR", "PEORS", "PFIRSTP", "PINCP", "PLASTP", "PLDR", "PNAND",
    "PNANDS", "PNOR", "PNORS", "PORN", "PORNS", "PORR", "PORRS", "PPEXT", "PPFALSE", "PPFIRST",
    "PPNEXT", "PPRFB", "PPRFD", "PPRFH", "PPRFW", "PPTEST", "PPTRUE", "PPUNPKHI", "PPUNPKLO",
    "PRDFFR", "PRDFFRS", "PREV", "PSEL", "PSQDECP", "PSQDECPW", "PSQINCP", "PSQINCPW", "PSTR",
    "PTRN1", "PTRN2", "PUQDECP", "PUQDECPW", "PUQINCP", "PUQINCPW", "PUZP1", "PUZP2", "PWHILEGE",
    "PWHILEGEW", "PWHILEGT", "PWHILEGTW", "PWHILEHI", "PWHILEHIW", "PWHILEHS", "PWHILEHSW",
    "PWHILELE", "PWHILELEW", "PWHILELO", "PWHILELOW", "PWHILELS", "PWHILELSW", "PWHILELT",
    "PWHILELTW", "PWHILERW", "PWHILEWR", "PWRFFR", "PZIP1", "PZIP2", "RDVL", "SETFFR", "ZABS",
    "ZADCLB", "ZADCLT", "ZADD", "ZADDHNB", "ZADDHNT", "ZADDP", "ZADDPT", "ZADDQP", "ZADDQV",
    "ZADDSUBP", "ZADR", "ZAESD", "ZAESDIMC", "ZAESE", "ZAESEMC", "ZAESIMC", "ZAESMC", "ZAND",
    "ZANDQV", "ZANDVB", "ZANDVD", "ZANDVH", "ZANDVS", "ZASR", "ZASRD", "ZASRR", "ZBCAX", "ZBDEP",
    "ZBEXT", "ZBF1CVT", "ZBF1CVTLT", "ZBF2CVT", "ZBF2CVTLT", "ZBFADD", "ZBFCLAMP", "ZBFCVT",
    "ZBFCVTN", "ZBFCVTNT", "ZBFDOT", "ZBFMAX", "ZBFMAXNM", "ZBFMIN", "ZBFMINNM", "ZBFMLA",
    "ZBFMLALB", "ZBFMLALT", "ZBFMLS", "ZBFMLSLB", "ZBFMLSLT", "ZBFMMLA", "ZBFMUL", "ZBFSCALE",
    "ZBFSUB", "ZBGRP", "ZBIC", "ZBSL", "ZBSL1N", "ZBSL2N", "ZCADD", "ZCDOT", "ZCLASTA", "ZCLASTAB",
    "ZCLASTAD", "ZCLASTAH", "ZCLASTAS", "ZCLASTAW", "ZCLASTB", "ZCLASTBB", "ZCLASTBD", "ZCLASTBH",
    "ZCLASTBS", "ZCLASTBW", "ZCLS", "ZCLZ", "ZCMLA", "ZCMPEQ", "ZCMPGE", "ZCMPGT", "ZCMPHI",
    "ZCMPHS", "ZCMPLE", "ZCMPLO", "ZCMPLS", "ZCMPLT", "ZCMPNE", "ZCNOT", "ZCNT", "ZCOMPACT", "ZCPY",
    "ZCPYB", "ZCPYD", "ZCPYH", "ZCPYS", "ZCPYW", "ZDECP", "ZDUP", "ZDUPM", "ZDUPQ", "ZDUPW", "ZEOR",
    "ZEOR3", "ZEORBT", "ZEORQV", "ZEORTB", "ZEORVB", "ZEORVD", "ZEORVH", "ZEORVS", "ZEXPAND",
    "ZEXT", "ZEXTQ", "ZF1CVT", "ZF1CVTLT", "ZF2CVT", "ZF2CVTLT", "ZFABD", "ZFABS", "ZFACGE",
    "ZFACGT", "ZFADD", "ZFADDAD", "ZFADDAH", "ZFADDAS", "ZFADDP", "ZFADDQV", "ZFADDVD", "ZFADDVH",
    "ZFADDVS", "ZFAMAX", "ZFAMIN", "ZFCADD", "ZFCLAMP", "ZFCMEQ", "ZFCMGE", "ZFCMGT", "ZFCMLA",
    "ZFCMLE", "ZFCMLT", "ZFCMNE", "ZFCMUO", "ZFCPY", "ZFCVT", "ZFCVTLT", "ZFCVTN", "ZFCVTNB",
    "ZFCVTNT", "ZFCVTX", "ZFCVTXNT", "ZFCVTZS", "ZFCVTZSN", "ZFCVTZU", "ZFCVTZUN", "ZFDIV",
    "ZFDIVR", "ZFDOT", "ZFDUP", "ZFEXPA", "ZFLOGB", "ZFMAD", "ZFMAX", "ZFMAXNM", "ZFMAXNMP",
    "ZFMAXNMQV", "ZFMAXNMVD", "ZFMAXNMVH", "ZFMAXNMVS", "ZFMAXP", "ZFMAXQV", "ZFMAXVD", "ZFMAXVH",
    "ZFMAXVS", "ZFMIN", "ZFMINNM", "ZFMINNMP", "ZFMINNMQV", "ZFMINNMVD", "ZFMINNMVH", "ZFMINNMVS",
    "ZFMINP", "ZFMINQV", "ZFMINVD", "ZFMINVH", "ZFMINVS", "ZFMLA", "ZFMLALB", "ZFMLALLBB",
    "ZFMLALLBT", "ZFMLALLTB", "ZFMLALLTT", "ZFMLALT", "ZFMLS", "ZFMLSLB", "ZFMLSLT", "ZFMMLA",
    "ZFMSB", "ZFMUL", "ZFMULX", "ZFNEG", "ZFNMAD", "ZFNMLA", "ZFNMLS", "ZFNMSB", "ZFRECPE",
    "ZFRECPS", "ZFRECPX", "ZFRINT32X", "ZFRINT32Z", "ZFRINT64X", "ZFRINT64Z", "ZFRINTA", "ZFRINTI",
    "ZFRINTM", "ZFRINTN", "ZFRINTP", "ZFRINTX", "ZFRINTZ", "ZFRSQRTE", "ZFRSQRTS", "ZFSCALE",
    "ZFSQRT", "ZFSUB", "ZFSUBR", "ZFTMAD", "ZFTSMUL", "ZFTSSEL", "ZHISTCNT", "ZHISTSEG", "ZINCP",
    "ZINDEX", "ZINDEXW", "ZINSR", "ZINSRB", "ZINSRD", "ZINSRH", "ZINSRS", "ZINSRW", "ZLASTA",
    "ZLASTAB", "ZLASTAD", "ZLASTAH", "ZLASTAS", "ZLASTAW", "ZLASTB", "ZLASTBB", "ZLASTBD",
    "ZLASTBH", "ZLASTBS", "ZLASTBW", "ZLD1B", "ZLD1D", "ZLD1H", "ZLD1Q", "ZLD1RB", "ZLD1RD",
    "ZLD1RH", "ZLD1ROB", "ZLD1ROD", "ZLD1ROH", "ZLD1ROW", "ZLD1RQB", "ZLD1RQD", "ZLD1RQH",
    "ZLD1RQW", "ZLD1RSB", "ZLD1RSH", "ZLD1RSW", "ZLD1RW", "ZLD1SB", "ZLD1SH", "ZLD1SW", "ZLD1W",
    "ZLD2B", "ZLD2D", "ZLD2H", "ZLD2Q", "ZLD2W", "ZLD3B", "ZLD3D", "ZLD3H", "ZLD3Q", "ZLD3W",
    "ZLD4B", "ZLD4D", "ZLD4H", "ZLD4Q", "ZLD4W", "ZLDFF1B", "ZLDFF1D", "ZLDFF1H", "ZLDFF1SB",
    "ZLDFF1SH", "ZLDFF1SW", "ZLDFF1W", "ZLDNF1B", "ZLDNF1D", "ZLDNF1H", "ZLDNF1SB", "ZLDNF1SH",
    "ZLDNF1SW", "ZLDNF1W", "ZLDNT1B", "ZLDNT1D", "ZLDNT1H", "ZLDNT1SB", "ZLDNT1SH", "ZLDNT1SW",
    "ZLDNT1W", "ZLDR", "ZLSL", "ZLSLR", "ZLSR", "ZLSRR", "ZLUTI2", "ZLUTI4", "ZLUTI6", "ZMAD",
    "ZMADPT", "ZMATCH", "ZMLA", "ZMLAPT", "ZMLS", "ZMOVPRFX", "ZMSB", "ZMUL", "ZNBSL", "ZNEG",
    "ZNMATCH", "ZNOT", "ZORQV", "ZORR", "ZORVB", "ZORVD", "ZORVH", "ZORVS", "ZPMLAL", "ZPMOV",
    "ZPMUL", "ZPMULL", "ZPMULLB", "ZPMULLT", "ZPRFB", "ZPRFD", "ZPRFH", "ZPRFW", "ZRADDHNB",
    "ZRADDHNT", "ZRAX1", "ZRBIT", "ZREV", "ZREVB", "ZREVD", "ZREVH", "ZREVW", "ZRSHRNB", "ZRSHRNT",
    "ZRSUBHNB", "ZRSUBHNT", "ZSABA", "ZSABAL", "ZSABALB", "ZSABALT", "ZSABD", "ZSABDLB", "ZSABDLT",
    "ZSADALP", "ZSADDLB", "ZSADDLBT", "ZSADDLT", "ZSADDVD", "ZSADDWB", "ZSADDWT", "ZSBCLB",
    "ZSBCLT", "ZSCLAMP", "ZSCVTF", "ZSCVTFLT", "ZSDIV", "ZSDIVR", "ZSDOT", "ZSEL", "ZSHADD",
    "ZSHRNB", "ZSHRNT", "ZSHSUB", "ZSHSUBR", "ZSLI", "ZSM4E", "ZSM4EKEY", "ZSMAX", "ZSMAXP",
    "ZSMAXQV", "ZSMAXVB", "ZSMAXVD", "ZSMAXVH", "ZSMAXVS", "ZSMIN", "ZSMINP", "ZSMINQV", "ZSMINVB",
    "ZSMINVD", "ZSMINVH", "ZSMINVS", "ZSMLALB", "ZSMLALT", "ZSMLSLB", "ZSMLSLT", "ZSMMLA", "ZSMULH",
    "ZSMULLB", "ZSMULLT", "ZSPLICE", "ZSQABS", "ZSQADD", "ZSQCADD", "ZSQCVTN", "ZSQCVTUN",
    "ZSQDECP", "ZSQDMLALB", "ZSQDMLALBT", "ZSQDMLALT", "ZSQDMLSLB", "ZSQDMLSLBT", "ZSQDMLSLT",
    "ZSQDMULH", "ZSQDMULLB", "ZSQDMULLT", "ZSQINCP", "ZSQNEG", "ZSQRDCMLAH", "ZSQRDMLAH",
    "ZSQRDMLSH", "ZSQRDMULH", "ZSQRSHL", "ZSQRSHLR", "ZSQRSHRN", "ZSQRSHRNB", "ZSQRSHRNT",
    "ZSQRSHRUN", "ZSQRSHRUNB", "ZSQRSHRUNT", "ZSQSHL", "ZSQSHLR", "ZSQSHLU", "ZSQSHRN", "ZSQSHRNB",
    "ZSQSHRNT", "ZSQSHRUN", "ZSQSHRUNB", "ZSQSHRUNT", "ZSQSUB", "ZSQSUBR", "ZSQXTNB", "ZSQXTNT",
    "ZSQXTUNB", "ZSQXTUNT", "ZSRHADD", "ZSRI", "ZSRSHL", "ZSRSHLR", "ZSRSHR", "ZSRSRA", "ZSSHLLB",
    "ZSSHLLT", "ZSSRA", "ZSSUBLB", "ZSSUBLBT", "ZSSUBLT", "ZSSUBLTB", "ZSSUBWB", "ZSSUBWT", "ZST1B",
    "ZST1D", "ZST1H", "ZST1Q", "ZST1W", "ZST2B", "ZST2D", "ZST2H", "ZST2Q", "ZST2W", "ZST3B",
    "ZST3D", "ZST3H", "ZST3Q", "ZST3W", "ZST4B", "ZST4D", "ZST4H", "ZST4Q", "ZST4W", "ZSTNT1B",
    "ZSTNT1D", "ZSTNT1H", "ZSTNT1W", "ZSTR", "ZSUB", "ZSUBHNB", "ZSUBHNT", "ZSUBP", "ZSUBPT",
    "ZSUBR", "ZSUDOT", "ZSUNPKHI", "ZSUNPKLO", "ZSUQADD", "ZSXTB", "ZSXTH", "ZSXTW", "ZTBL",
    "ZTBLQ", "ZTBX", "ZTBXQ", "ZTRN1", "ZTRN2", "ZUABA", "ZUABAL", "ZUABALB", "ZUABALT", "ZUABD",
    "ZUABDLB", "ZUABDLT", "ZUADALP", "ZUADDLB", "ZUADDLT", "ZUADDVD", "ZUADDWB", "ZUADDWT",
    "ZUCLAMP", "ZUCVTF", "ZUCVTFLT", "ZUDIV", "ZUDIVR", "ZUDOT", "ZUHADD", "ZUHSUB", "ZUHSUBR",
    "ZUMAX", "ZUMAXP", "ZUMAXQV", "ZUMAXVB", "ZUMAXVD", "ZUMAXVH", "ZUMAXVS", "ZUMIN", "ZUMINP",
    "ZUMINQV", "ZUMINVB", "ZUMINVD", "ZUMINVH", "ZUMINVS", "ZUMLALB", "ZUMLALT", "ZUMLSLB",
    "ZUMLSLT", "ZUMMLA", "ZUMULH", "ZUMULLB", "ZUMULLT", "ZUQADD", "ZUQCVTN", "ZUQDECP", "ZUQINCP",
    "ZUQRSHL", "ZUQRSHLR", "ZUQRSHRN", "ZUQRSHRNB", "ZUQRSHRNT", "ZUQSHL", "ZUQSHLR", "ZUQSHRN",
    "ZUQSHRNB", "ZUQSHRNT", "ZUQSUB", "ZUQSUBR", "ZUQXTNB", "ZUQXTNT", "ZURECPE", "ZURHADD",
    "ZURSHL", "ZURSHLR", "ZURSHR", "ZURSQRTE", "ZURSRA", "ZUSDOT", "ZUSHLLB", "ZUSHLLT", "ZUSMMLA",
    "ZUSQADD", "ZUSRA", "ZUSUBLB", "ZUSUBLT", "ZUSUBWB", "ZUSUBWT", "ZUUNPKHI", "ZUUNPKLO", "ZUXTB",
    "ZUXTH", "ZUXTW", "ZUZP1", "ZUZP2", "ZUZPQ1", "ZUZPQ2", "ZXAR", "ZZIP1", "ZZIP2", "ZZIPQ1",
    "ZZIPQ2",
];

/// The last opcode of Go 1.26; others are of Go 1.27.
pub const LAST_OF_126: As = As(10793);
