//! Classes of operands.
//!
//! Only amd64 is encoded here; upstream's code for 386 is left out.
//! Counterpart: cmd/internal/obj/x86/asm6.go (`oclass`, `oclassRegList`, `oclassVMem`, `useAbs`).

use super::classes as c;
use super::encoder::Encoder;
use super::evex::decode_register_range;
use super::registers as r;
use super::registers_of::register_index;
use crate::assembly::Assembly;
use crate::ids::SymId;
use crate::options::Goos;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;

impl Encoder<'_, '_> {
    /// Returns the class of an operand.
    pub(super) fn class(&mut self, a: &Addr) -> u8 {
        match a.kind {
            AddrType::RegList => list_class(a),
            AddrType::None => c::YNONE,
            AddrType::Branch => c::YBR,
            AddrType::Indir => {
                let is_plain = a.name != AddrName::None && a.reg == 0 && a.index == 0;
                match is_plain && a.scale == 0 {
                    true => c::YINDIR,
                    false => c::YXXX,
                }
            }
            AddrType::Mem => memory_class(a),
            AddrType::Addr => self.address_class(a),
            AddrType::Const => self.constant_class(a),
            AddrType::TextSize => c::YTEXTSIZE,
            AddrType::Reg => register_class(a.reg),
            _ => {
                let text = self.cx.addr_text(a);
                self.cx
                    .diag(format!("unexpected addr1: type={} {text}", a.kind as u8));
                c::YXXX
            }
        }
    }

    /// Returns the class of an address.
    fn address_class(&mut self, a: &Addr) -> u8 {
        match a.name {
            AddrName::GotRef => {
                self.cx.diag("unexpected TYPE_ADDR with NAME_GOTREF");
                return c::YXXX;
            }
            AddrName::Extern | AddrName::Static => {
                return match a.sym.is_some_and(|sym| uses_absolute(self.cx, sym)) {
                    true => c::YI32,
                    false => c::YIAUTO,
                };
            }
            AddrName::Auto | AddrName::Param => return c::YIAUTO,
            _ => {}
        }
        if let Some(sym) = a.sym
            && self.cx.symbols[sym].name.starts_with("runtime.duff")
        {
            return c::YI32;
        }
        if a.sym.is_some() || a.name != AddrName::None {
            let text = self.cx.addr_text(a);
            self.cx.diag(format!("unexpected addr: {text}"));
        }
        self.constant_class(a)
    }

    /// Returns the class of a constant.
    fn constant_class(&mut self, a: &Addr) -> u8 {
        if a.sym.is_some() {
            let text = self.cx.addr_text(a);
            self.cx.diag(format!("TYPE_CONST with symbol: {text}"));
        }
        match a.offset {
            0 => c::YI0,
            1 => c::YI1,
            2..=3 => c::YU2,
            4..=127 => c::YU7,
            128..=255 => c::YU8,
            -128..=-1 => c::YI8,
            value if i32::try_from(value).is_ok() => c::YS32,
            value if u32::try_from(value).is_ok() => c::YI32,
            _ => c::YI64,
        }
    }
}

/// True if a symbol must be addressed without the program counter: functions of Solaris' libc.
pub(super) fn uses_absolute(cx: &Assembly<'_>, sym: SymId) -> bool {
    cx.options.goos == Goos::Solaris && cx.symbols[sym].name.starts_with("libc_")
}

/// Returns the class of a list of registers.
fn list_class(a: &Addr) -> u8 {
    let (first, last) = decode_register_range(a.offset);
    if register_index(last) - register_index(first) != 3 {
        return c::YXXX;
    }
    let all = |low: i16, high: i16| [first, last].iter().all(|reg| (low..=high).contains(reg));
    if all(r::REG_X0, r::REG_X31) {
        c::YXREVEXMULTI4
    } else if all(r::REG_Y0, r::REG_Y31) {
        c::YYREVEXMULTI4
    } else if all(r::REG_Z0, r::REG_Z31) {
        c::YZRMULTI4
    } else {
        c::YXXX
    }
}

/// Returns the class of a place in memory.
fn memory_class(a: &Addr) -> u8 {
    // Pseudo registers have a negative index; SP is a real register here.
    if a.index == r::REG_SP || a.index < 0 {
        return c::YXXX;
    }
    match a.index {
        r::REG_X0..=r::REG_X15 => return c::YXVM,
        r::REG_X16..=r::REG_X31 => return c::YXVMEVEX,
        r::REG_Y0..=r::REG_Y15 => return c::YYVM,
        r::REG_Y16..=r::REG_Y31 => return c::YYVMEVEX,
        r::REG_Z0..=r::REG_Z31 => return c::YZVM,
        _ => {}
    }
    let is_allowed = match a.name {
        // Global variables are addressed from RIP, which has no register and no index.
        AddrName::Extern | AddrName::Static | AddrName::GotRef => {
            a.reg == 0 && a.index == 0 && a.scale == 0
        }
        AddrName::Auto | AddrName::Param => a.reg == r::REG_SP || a.reg == 0,
        AddrName::None => true,
        AddrName::TocRef => false,
    };
    match is_allowed {
        true => c::YM,
        false => c::YXXX,
    }
}

/// Returns the class of a register.
fn register_class(reg: i16) -> u8 {
    match reg {
        r::REG_AL => c::YAL,
        r::REG_AX => c::YAX,
        r::REG_BPB..=r::REG_R15B => c::YRB,
        r::REG_DL | r::REG_BL | r::REG_AH | r::REG_CH | r::REG_DH | r::REG_BH => c::YRB,
        r::REG_CL => c::YCL,
        r::REG_CX => c::YCX,
        r::REG_DX | r::REG_BX => c::YRX,
        r::REG_SP..=r::REG_R15 => c::YRL,
        r::REG_F0 => c::YF0,
        r::REG_F1..=r::REG_F7 => c::YRF,
        r::REG_M0..=r::REG_M7 => c::YMR,
        r::REG_X0 => c::YXR0,
        r::REG_X1..=r::REG_X15 => c::YXR,
        r::REG_X16..=r::REG_X31 => c::YXREVEX,
        r::REG_Y0..=r::REG_Y15 => c::YYR,
        r::REG_Y16..=r::REG_Y31 => c::YYREVEX,
        r::REG_Z0..=r::REG_Z31 => c::YZR,
        r::REG_K0 => c::YK0,
        r::REG_K1..=r::REG_K7 => c::YKNOT0,
        r::REG_CS => c::YCS,
        r::REG_SS => c::YSS,
        r::REG_DS => c::YDS,
        r::REG_ES => c::YES,
        r::REG_FS => c::YFS,
        r::REG_GS => c::YGS,
        r::REG_TLS => c::YTLS,
        r::REG_GDTR => c::YGDTR,
        r::REG_IDTR => c::YIDTR,
        r::REG_LDTR => c::YLDTR,
        r::REG_MSW => c::YMSW,
        r::REG_TASK => c::YTASK,
        r::REG_CR0..=r::REG_CR8 => c::YCR0 + (reg - r::REG_CR0) as u8,
        r::REG_DR0..=r::REG_DR7 => c::YDR0 + (reg - r::REG_DR0) as u8,
        r::REG_TR0..=r::REG_TR7 => c::YTR0 + (reg - r::REG_TR0) as u8,
        _ => c::YXXX,
    }
}
