// generated: pure table
//! The registers.
//!
//! Made by `cargo xtask gen-disasm` from the sources of the Go SDK; do not edit.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm/inst.go, plan9x.go, gnu.go.

pub(super) const AL: u8 = 1;
pub(super) const CL: u8 = 2;
pub(super) const DL: u8 = 3;
pub(super) const BL: u8 = 4;
pub(super) const AH: u8 = 5;
pub(super) const CH: u8 = 6;
pub(super) const DH: u8 = 7;
pub(super) const BH: u8 = 8;
pub(super) const SPB: u8 = 9;
pub(super) const BPB: u8 = 10;
pub(super) const SIB: u8 = 11;
pub(super) const DIB: u8 = 12;
pub(super) const R8B: u8 = 13;
pub(super) const R9B: u8 = 14;
pub(super) const R10B: u8 = 15;
pub(super) const R11B: u8 = 16;
pub(super) const R12B: u8 = 17;
pub(super) const R13B: u8 = 18;
pub(super) const R14B: u8 = 19;
pub(super) const R15B: u8 = 20;
pub(super) const AX: u8 = 21;
pub(super) const CX: u8 = 22;
pub(super) const DX: u8 = 23;
pub(super) const BX: u8 = 24;
pub(super) const SP: u8 = 25;
pub(super) const BP: u8 = 26;
pub(super) const SI: u8 = 27;
pub(super) const DI: u8 = 28;
pub(super) const R8W: u8 = 29;
pub(super) const R9W: u8 = 30;
pub(super) const R10W: u8 = 31;
pub(super) const R11W: u8 = 32;
pub(super) const R12W: u8 = 33;
pub(super) const R13W: u8 = 34;
pub(super) const R14W: u8 = 35;
pub(super) const R15W: u8 = 36;
pub(super) const EAX: u8 = 37;
pub(super) const ECX: u8 = 38;
pub(super) const EDX: u8 = 39;
pub(super) const EBX: u8 = 40;
pub(super) const ESP: u8 = 41;
pub(super) const EBP: u8 = 42;
pub(super) const ESI: u8 = 43;
pub(super) const EDI: u8 = 44;
pub(super) const R8L: u8 = 45;
pub(super) const R9L: u8 = 46;
pub(super) const R10L: u8 = 47;
pub(super) const R11L: u8 = 48;
pub(super) const R12L: u8 = 49;
pub(super) const R13L: u8 = 50;
pub(super) const R14L: u8 = 51;
pub(super) const R15L: u8 = 52;
pub(super) const RAX: u8 = 53;
pub(super) const RCX: u8 = 54;
pub(super) const RDX: u8 = 55;
pub(super) const RBX: u8 = 56;
pub(super) const RSP: u8 = 57;
pub(super) const RBP: u8 = 58;
pub(super) const RSI: u8 = 59;
pub(super) const RDI: u8 = 60;
pub(super) const R8: u8 = 61;
pub(super) const R9: u8 = 62;
pub(super) const R10: u8 = 63;
pub(super) const R11: u8 = 64;
pub(super) const R12: u8 = 65;
pub(super) const R13: u8 = 66;
pub(super) const R14: u8 = 67;
pub(super) const R15: u8 = 68;
pub(super) const IP: u8 = 69;
pub(super) const EIP: u8 = 70;
pub(super) const RIP: u8 = 71;
pub(super) const F0: u8 = 72;
pub(super) const F1: u8 = 73;
pub(super) const F2: u8 = 74;
pub(super) const F3: u8 = 75;
pub(super) const F4: u8 = 76;
pub(super) const F5: u8 = 77;
pub(super) const F6: u8 = 78;
pub(super) const F7: u8 = 79;
pub(super) const M0: u8 = 80;
pub(super) const M1: u8 = 81;
pub(super) const M2: u8 = 82;
pub(super) const M3: u8 = 83;
pub(super) const M4: u8 = 84;
pub(super) const M5: u8 = 85;
pub(super) const M6: u8 = 86;
pub(super) const M7: u8 = 87;
pub(super) const X0: u8 = 88;
pub(super) const X1: u8 = 89;
pub(super) const X2: u8 = 90;
pub(super) const X3: u8 = 91;
pub(super) const X4: u8 = 92;
pub(super) const X5: u8 = 93;
pub(super) const X6: u8 = 94;
pub(super) const X7: u8 = 95;
pub(super) const X8: u8 = 96;
pub(super) const X9: u8 = 97;
pub(super) const X10: u8 = 98;
pub(super) const X11: u8 = 99;
pub(super) const X12: u8 = 100;
pub(super) const X13: u8 = 101;
pub(super) const X14: u8 = 102;
pub(super) const X15: u8 = 103;
pub(super) const ES: u8 = 104;
pub(super) const CS: u8 = 105;
pub(super) const SS: u8 = 106;
pub(super) const DS: u8 = 107;
pub(super) const FS: u8 = 108;
pub(super) const GS: u8 = 109;
pub(super) const GDTR: u8 = 110;
pub(super) const IDTR: u8 = 111;
pub(super) const LDTR: u8 = 112;
pub(super) const MSW: u8 = 113;
pub(super) const TASK: u8 = 114;
pub(super) const CR0: u8 = 115;
pub(super) const CR1: u8 = 116;
pub(super) const CR2: u8 = 117;
pub(super) const CR3: u8 = 118;
pub(super) const CR4: u8 = 119;
pub(super) const CR5: u8 = 120;
pub(super) const CR6: u8 = 121;
pub(super) const CR7: u8 = 122;
pub(super) const CR8: u8 = 123;
pub(super) const CR9: u8 = 124;
pub(super) const CR10: u8 = 125;
pub(super) const CR11: u8 = 126;
pub(super) const CR12: u8 = 127;
pub(super) const CR13: u8 = 128;
pub(super) const CR14: u8 = 129;
pub(super) const CR15: u8 = 130;
pub(super) const DR0: u8 = 131;
pub(super) const DR1: u8 = 132;
pub(super) const DR2: u8 = 133;
pub(super) const DR3: u8 = 134;
pub(super) const DR4: u8 = 135;
pub(super) const DR5: u8 = 136;
pub(super) const DR6: u8 = 137;
pub(super) const DR7: u8 = 138;
pub(super) const DR8: u8 = 139;
pub(super) const DR9: u8 = 140;
pub(super) const DR10: u8 = 141;
pub(super) const DR11: u8 = 142;
pub(super) const DR12: u8 = 143;
pub(super) const DR13: u8 = 144;
pub(super) const DR14: u8 = 145;
pub(super) const DR15: u8 = 146;
pub(super) const TR0: u8 = 147;
pub(super) const TR1: u8 = 148;
pub(super) const TR2: u8 = 149;
pub(super) const TR3: u8 = 150;
pub(super) const TR4: u8 = 151;
pub(super) const TR5: u8 = 152;
pub(super) const TR6: u8 = 153;
pub(super) const TR7: u8 = 154;

/// Their names in Go's syntax.
#[rustfmt::skip]
pub(super) static GO_NAMES: [&str; 155] = [
    "", "AL", "CL", "DL", "BL", "AH", "CH", "DH", "BH", "SP", "BP", "SI", "DI", "R8", "R9", "R10",
    "R11", "R12", "R13", "R14", "R15", "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI", "R8", "R9",
    "R10", "R11", "R12", "R13", "R14", "R15", "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI", "R8",
    "R9", "R10", "R11", "R12", "R13", "R14", "R15", "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI",
    "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "IP", "IP", "IP", "F0", "F1", "F2", "F3",
    "F4", "F5", "F6", "F7", "M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7", "X0", "X1", "X2", "X3",
    "X4", "X5", "X6", "X7", "X8", "X9", "X10", "X11", "X12", "X13", "X14", "X15", "ES", "CS", "SS",
    "DS", "FS", "GS", "GDTR", "IDTR", "LDTR", "MSW", "TASK", "CR0", "CR1", "CR2", "CR3", "CR4",
    "CR5", "CR6", "CR7", "CR8", "CR9", "CR10", "CR11", "CR12", "CR13", "CR14", "CR15", "DR0", "DR1",
    "DR2", "DR3", "DR4", "DR5", "DR6", "DR7", "DR8", "DR9", "DR10", "DR11", "DR12", "DR13", "DR14",
    "DR15", "TR0", "TR1", "TR2", "TR3", "TR4", "TR5", "TR6", "TR7",
];

/// Their names in GNU syntax.
#[rustfmt::skip]
pub(super) static GNU_NAMES: [&str; 155] = [
    "REG0", "%al", "%cl", "%dl", "%bl", "%ah", "%ch", "%dh", "%bh", "%spl", "%bpl", "%sil", "%dil",
    "%r8b", "%r9b", "%r10b", "%r11b", "%r12b", "%r13b", "%r14b", "%r15b", "%ax", "%cx", "%dx",
    "%bx", "%sp", "%bp", "%si", "%di", "%r8w", "%r9w", "%r10w", "%r11w", "%r12w", "%r13w", "%r14w",
    "%r15w", "%eax", "%ecx", "%edx", "%ebx", "%esp", "%ebp", "%esi", "%edi", "%r8d", "%r9d",
    "%r10d", "%r11d", "%r12d", "%r13d", "%r14d", "%r15d", "%rax", "%rcx", "%rdx", "%rbx", "%rsp",
    "%rbp", "%rsi", "%rdi", "%r8", "%r9", "%r10", "%r11", "%r12", "%r13", "%r14", "%r15", "%ip",
    "%eip", "%rip", "%st", "%st(1)", "%st(2)", "%st(3)", "%st(4)", "%st(5)", "%st(6)", "%st(7)",
    "%mm0", "%mm1", "%mm2", "%mm3", "%mm4", "%mm5", "%mm6", "%mm7", "%xmm0", "%xmm1", "%xmm2",
    "%xmm3", "%xmm4", "%xmm5", "%xmm6", "%xmm7", "%xmm8", "%xmm9", "%xmm10", "%xmm11", "%xmm12",
    "%xmm13", "%xmm14", "%xmm15", "%es", "%cs", "%ss", "%ds", "%fs", "%gs", "%gdtr", "%idtr",
    "%ldtr", "%msw", "%task", "%cr0", "%cr1", "%cr2", "%cr3", "%cr4", "%cr5", "%cr6", "%cr7",
    "%cr8", "%cr9", "%cr10", "%cr11", "%cr12", "%cr13", "%cr14", "%cr15", "%db0", "%db1", "%db2",
    "%db3", "%db4", "%db5", "%db6", "%db7", "", "", "", "", "", "", "", "", "%tr0", "%tr1", "%tr2",
    "%tr3", "%tr4", "%tr5", "%tr6", "%tr7",
];
