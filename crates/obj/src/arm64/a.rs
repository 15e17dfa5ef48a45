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

/// Names by number relative to the machine's base, common ones first.
#[rustfmt::skip]
pub static OP_NAMES: [&str; 554] = [
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
    "AUTIBSP", "AUTIA1716", "AUTIB1716", "LAST",
];
