//! Runs the decoder's program over the bytes of an instruction.
//!
//! Bytes that upstream reports as an error, or shows as a prefix alone, are no instructions here:
//! its tools print both in the same way.
//! Counterpart: golang.org/x/arch/x86/x86asm/decode.go (`decode1`).

use super::codes as code;
use super::decoder::DECODER;
use super::finish;
use super::inst;
use super::inst::Arg;
use super::inst::Inst;
use super::inst::Mem;
use super::inst::Mode;
use super::modrm::Bytes;
use super::modrm::ModRm;
use super::prefix::Prefix;
use super::prefix::Widths;
use super::registers as reg;

/// The most bytes that an instruction has.
const LONGEST: usize = 15;

/// The state of the program.
struct Decoder<'a> {
    mode: Mode,
    bytes: Bytes<'a>,
    prefix: Prefix,
    widths: Widths,
    modrm: Option<ModRm>,
    /// The immediate value; bytes are in `imm8`.
    imm: i64,
    imm8: i8,
    /// The offset or the address in the code.
    offset: u64,
    op: u16,
    args: [Option<Arg>; 4],
    count: usize,
    mem_bytes: u8,
}

/// The continuation after a step of the program.
enum Next {
    /// Continues at this index of the program.
    At(usize),
    /// The instruction is complete.
    Match,
}

/// Decodes the first instruction; `None` if the bytes are not one.
pub(crate) fn decode(code: &[u8], mode: Mode) -> Option<Inst> {
    let code = &code[..code.len().min(LONGEST)];
    let (prefix, at, widths) = Prefix::read(code, mode)?;
    let mut decoder = Decoder {
        mode,
        bytes: Bytes {
            code,
            at,
            opcode: 0,
            shift: 24,
        },
        prefix,
        widths,
        modrm: None,
        imm: 0,
        imm8: 0,
        offset: 0,
        op: 0,
        args: [None; 4],
        count: 0,
        mem_bytes: 0,
    };
    let mut pc = 1;
    while let Next::At(next) = decoder.step(pc)? {
        pc = next;
    }
    if decoder.op == 0 {
        return None;
    }
    let has_mem = decoder.has_mem();
    let inst = Inst {
        prefixes: [0; 14],
        op: decoder.op,
        opcode: decoder.bytes.opcode,
        args: decoder.args,
        mode: decoder.mode,
        addr_size: decoder.widths.addr,
        data_size: decoder.widths.data,
        mem_bytes: decoder.mem_bytes,
        len: decoder.bytes.at,
    };
    Some(finish::finish(inst, decoder.prefix, has_mem))
}

/// Returns a word of the program.
fn word(pc: usize) -> Option<u16> {
    DECODER.get(pc).copied()
}

fn target(pc: usize) -> Option<Next> {
    word(pc).map(|target| Next::At(target.into()))
}

impl Decoder<'_> {
    /// Reports whether the instruction names memory.
    fn has_mem(&self) -> bool {
        self.modrm.is_some_and(|modrm| modrm.mem.is_some())
    }

    fn regop(&self) -> u8 {
        self.modrm.map_or(0, |modrm| modrm.regop)
    }

    fn rm(&self) -> u8 {
        self.modrm.map_or(0, |modrm| modrm.rm)
    }

    fn mem(&self) -> Option<Mem> {
        self.modrm.and_then(|modrm| modrm.mem)
    }

    /// Runs one step; `None` if the bytes are no instruction.
    fn step(&mut self, pc: usize) -> Option<Next> {
        let what = word(pc)?;
        let next = pc + 1;
        match what {
            code::XFAIL => None,
            code::XMATCH => Some(Next::Match),
            code::XJUMP => target(next),
            code::XCONDBYTE => self.switch_byte(next),
            code::XCONDPREFIX => self.switch_prefix(next),
            code::XCONDSLASHR | code::XREADSLASHR => {
                if self.modrm.is_some() {
                    return None;
                }
                let (prefix, addr) = (&mut self.prefix, self.widths.addr);
                self.modrm = Some(ModRm::read(&mut self.bytes, prefix, self.mode, addr)?);
                match what {
                    code::XCONDSLASHR => target(next + usize::from(self.regop() & 7)),
                    _ => Some(Next::At(next)),
                }
            }
            code::XCONDIS64 => target(next + usize::from(self.mode == Mode::Bits64)),
            code::XCONDISMEM => {
                let is_mem = match self.modrm {
                    Some(modrm) => modrm.mem.is_some(),
                    None => self.bytes.code.get(self.bytes.at)? >> 6 != 3,
                };
                target(next + usize::from(is_mem))
            }
            code::XCONDDATASIZE => {
                if self.widths.data == 64 {
                    self.prefix.rex_used |= inst::REX_W;
                } else {
                    self.prefix.mark(self.prefix.data_size, inst::IMPLICIT);
                }
                target(next + by_width(self.widths.data))
            }
            code::XCONDADDRSIZE => {
                if self.widths.addr != 64 {
                    self.prefix.mark(self.prefix.addr_size, inst::IMPLICIT);
                }
                target(next + by_width(self.widths.addr))
            }
            code::XSETOP => {
                self.op = word(next)?;
                Some(Next::At(next + 1))
            }
            code::XREADIB..=code::XREADCM => {
                self.read(what)?;
                Some(Next::At(next))
            }
            _ => {
                self.argument(what)?;
                Some(Next::At(next))
            }
        }
    }

    /// Continues by the next byte of the opcode. A byte without a case falls through.
    fn switch_byte(&mut self, mut pc: usize) -> Option<Next> {
        let byte = *self.bytes.code.get(self.bytes.at)?;
        let count = usize::from(word(pc)?);
        pc += 1;
        for _ in 0..count {
            if word(pc)? == u16::from(byte) {
                self.bytes.take_opcode();
                return target(pc + 1);
            }
            pc += 2;
        }
        Some(Next::At(pc))
    }

    fn switch_prefix(&mut self, pc: usize) -> Option<Next> {
        let count = usize::from(word(pc)?);
        for case in 0..count {
            let at = pc + 1 + 2 * case;
            if self.prefix.matches(word(at)?)? {
                return target(at + 1);
            }
        }
        None
    }

    /// Reads a value after the opcode.
    fn read(&mut self, what: u16) -> Option<()> {
        let bytes = &mut self.bytes;
        match what {
            code::XREADIB => self.imm8 = i8::from_le_bytes(bytes.take()?),
            code::XREADIW => self.imm = u16::from_le_bytes(bytes.take()?).into(),
            code::XREADID => self.imm = u32::from_le_bytes(bytes.take()?).into(),
            code::XREADIO => self.imm = i64::from_le_bytes(bytes.take()?),
            code::XREADCB => self.offset = u8::from_le_bytes(bytes.take()?).into(),
            code::XREADCW => self.offset = u16::from_le_bytes(bytes.take()?).into(),
            code::XREADCD => self.offset = u32::from_le_bytes(bytes.take()?).into(),
            code::XREADCM => {
                self.offset = match self.widths.addr {
                    16 => u16::from_le_bytes(bytes.take()?).into(),
                    32 => u32::from_le_bytes(bytes.take()?).into(),
                    _ => u64::from_le_bytes(bytes.take()?),
                }
            }
            code::XREADCP => {
                let low = u32::from_le_bytes(bytes.take()?);
                let high = u16::from_le_bytes(bytes.take()?);
                self.offset = u64::from(high) << 32 | u64::from(low);
            }
            _ => return None,
        }
        Some(())
    }

    fn push(&mut self, arg: Arg) -> Option<()> {
        *self.args.get_mut(self.count)? = Some(arg);
        self.count += 1;
        Some(())
    }

    fn push_mem(&mut self, what: u16, mem: Mem) -> Option<()> {
        self.mem_bytes = code::SIZES.get(usize::from(what)).copied()?;
        self.push(Arg::Mem(mem))
    }

    /// Adds the argument of a code; `None` if the bytes do not name one.
    fn argument(&mut self, what: u16) -> Option<()> {
        if let Some(arg) = fixed(what) {
            return self.push(arg);
        }
        match what {
            code::XARGIMM8 => self.push(Arg::Imm(self.imm8.into())),
            code::XARGIMM8U => self.push(Arg::Imm(self.imm8.cast_unsigned().into())),
            code::XARGIMM16 => self.push(Arg::Imm((self.imm as i16).into())),
            code::XARGIMM16U => self.push(Arg::Imm((self.imm as u16).into())),
            code::XARGIMM32 => self.push(Arg::Imm((self.imm as i32).into())),
            code::XARGIMM64 => self.push(Arg::Imm(self.imm)),
            code::XARGM..=code::XARGM94108BYTE | code::XARGMEM => {
                let mem = self.mem()?;
                self.push_mem(what, mem)
            }
            code::XARGPTR16COLON16 => {
                let offset = self.offset.cast_signed();
                self.push(Arg::Imm(offset >> 16))?;
                self.push(Arg::Imm(offset & 0xffff))
            }
            code::XARGPTR16COLON32 => {
                let offset = self.offset.cast_signed();
                self.push(Arg::Imm(offset >> 32))?;
                self.push(Arg::Imm(offset & 0xffff_ffff))
            }
            code::XARGMOFFS8 | code::XARGMOFFS16 | code::XARGMOFFS32 | code::XARGMOFFS64 => {
                let segment = inst::segment(self.prefix.at(self.prefix.segment));
                self.prefix.mark(self.prefix.segment, inst::IMPLICIT);
                let disp = self.offset.cast_signed();
                let mem = Mem {
                    segment,
                    disp,
                    ..Mem::default()
                };
                self.push_mem(what, mem)
            }
            code::XARGREL8 => self.push(Arg::Rel((self.offset as i8).into())),
            code::XARGREL16 => self.push(Arg::Rel((self.offset as i16).into())),
            code::XARGREL32 => self.push(Arg::Rel(self.offset as i32)),
            _ => self.register(what),
        }
    }

    /// Adds a register, or the place in memory that is named in its stead.
    fn register(&mut self, what: u16) -> Option<()> {
        let base = code::BASES.get(usize::from(what)).copied()?;
        let is_extended = self.prefix.rex & inst::REX_B != 0;
        let (base, index) = match what {
            code::XARGYMM1 => {
                let is_high = self.prefix.list[usize::from(self.prefix.vex != 0)] & 0x80 == 0;
                (base, self.regop() + if is_high { 8 } else { 0 })
            }
            code::XARGR8
            | code::XARGR16
            | code::XARGR32
            | code::XARGR64
            | code::XARGXMM
            | code::XARGXMM1
            | code::XARGDR0DASHDR7 => self.low_byte(base, self.regop()),
            code::XARGMM | code::XARGMM1 | code::XARGTR0DASHTR7 => (base, self.regop() & 7),
            code::XARGCR0DASHCR7 => {
                self.prefix.mark(self.prefix.lock, inst::IMPLICIT);
                let more = if self.prefix.lock.is_some() { 8 } else { 0 };
                (reg::CR0, self.regop() + more)
            }
            code::XARGSREG => {
                let index = self.regop() & 7;
                (reg::ES, (index < 6).then_some(index)?)
            }
            code::XARGRMF16 | code::XARGRMF32 | code::XARGRMF64 => {
                let index = self.modrm.map_or(0, |modrm| modrm.byte & 7);
                if is_extended {
                    self.prefix.rex_used |= inst::REX_B;
                }
                (base, index + if is_extended { 8 } else { 0 })
            }
            code::XARGR8OP
            | code::XARGR16OP
            | code::XARGR32OP
            | code::XARGR64OP
            | code::XARGSTI => {
                let last = self.bytes.opcode.checked_shr((self.bytes.shift + 8) as u32);
                let mut index = (last.unwrap_or(0) & 7) as u8;
                if is_extended && what != code::XARGSTI {
                    self.prefix.rex_used |= inst::REX_B;
                    index += 8;
                }
                self.low_byte(base, index)
            }
            code::XARGMM2 | code::XARGXMM2 => {
                if self.has_mem() {
                    return None;
                }
                let mask = if what == code::XARGMM2 { 7 } else { 15 };
                (base, self.rm() & mask)
            }
            _ => match self.mem() {
                Some(mem) => return self.push_mem(what, mem),
                None => self.register_of_rm(what, base)?,
            },
        };
        self.push(Arg::Reg(base.wrapping_add(index)))
    }

    /// Returns the register that is named where there could be memory.
    fn register_of_rm(&mut self, what: u16, base: u8) -> Option<(u8, u8)> {
        let rm = self.rm();
        Some(match what {
            code::XARGMMM32 | code::XARGMMM64 | code::XARGMM2M64 => (base, rm & 7),
            code::XARGRM8 => self.low_byte(base, rm),
            code::XARGYMM2M256 => {
                let is_high = self.prefix.vex == inst::VEX3 && self.prefix.list[1] & 0x40 == 0x40;
                (base, rm + if is_high { 8 } else { 0 })
            }
            code::XARGRM16
            | code::XARGRM32
            | code::XARGRM64
            | code::XARGR32M16
            | code::XARGR32M8
            | code::XARGR64M16
            | code::XARGXMM2M16
            | code::XARGXMM2M32
            | code::XARGXMM2M64
            | code::XARGXMMM64
            | code::XARGXMMM128
            | code::XARGXMMM32
            | code::XARGXMM2M128 => (base, rm),
            _ => return None,
        })
    }

    /// Returns the register of a byte: with an extension, the upper bytes of registers cannot be
    /// named, but the lowest of others.
    fn low_byte(&mut self, base: u8, index: u8) -> (u8, u8) {
        if self.prefix.rex != 0 && base == reg::AL && index >= 4 {
            self.prefix.rex_used |= inst::REX;
            return (reg::SPB, index - 4);
        }
        (base, index)
    }
}

fn by_width(bits: u32) -> usize {
    match bits {
        16 => 0,
        32 => 1,
        _ => 2,
    }
}

/// Returns the argument of a code that does not depend on further bytes.
fn fixed(what: u16) -> Option<Arg> {
    Some(match what {
        code::XARG1 => Arg::Imm(1),
        code::XARG3 => Arg::Imm(3),
        code::XARGAL => Arg::Reg(reg::AL),
        code::XARGAX => Arg::Reg(reg::AX),
        code::XARGCL => Arg::Reg(reg::CL),
        code::XARGCS => Arg::Reg(reg::CS),
        code::XARGDS => Arg::Reg(reg::DS),
        code::XARGDX => Arg::Reg(reg::DX),
        code::XARGEAX => Arg::Reg(reg::EAX),
        code::XARGEDX => Arg::Reg(reg::EDX),
        code::XARGES => Arg::Reg(reg::ES),
        code::XARGFS => Arg::Reg(reg::FS),
        code::XARGGS => Arg::Reg(reg::GS),
        code::XARGRAX => Arg::Reg(reg::RAX),
        code::XARGRDX => Arg::Reg(reg::RDX),
        code::XARGSS => Arg::Reg(reg::SS),
        code::XARGST => Arg::Reg(reg::F0),
        code::XARGXMM0 => Arg::Reg(reg::X0),
        _ => return None,
    })
}
