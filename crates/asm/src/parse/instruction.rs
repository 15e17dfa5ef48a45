//! Instructions: which operand is read and which is written.
//!
//! Counterpart: cmd/asm/internal/asm/asm.go (`asmInstruction`), parse.go (`instruction`).

use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::As;
use vamos_obj::Family;
use vamos_obj::Prog;
use vamos_obj::op;

use super::Parser;
use super::state::Line;
use crate::machine::Shape;

impl Parser<'_> {
    /// Adds an instruction.
    pub(super) fn instruction(&mut self, opcode: As, line: &Line) {
        let facts = self.facts(line.word);
        self.line.is_jump = facts.is_jump;
        self.line.shape = facts.shape;
        let mut operands = std::mem::take(&mut self.line.addrs);
        operands.clear();
        for operand in &line.operands {
            let addr = self.address(*operand);
            // Jumps refer to PC.
            if !self.line.is_jump && addr.reg < 0 {
                let word = self.words.text(line.word);
                self.error(&format!("illegal use of pseudo-register in {word}"));
            }
            operands.push(addr);
        }
        match self.line.is_jump {
            true => self.jump(opcode, &line.suffix, &operands),
            false => self.add(opcode, &line.suffix, &operands),
        }
        self.line.addrs = operands;
    }

    fn add(&mut self, opcode: As, suffix: &str, operands: &[Addr]) {
        let mut prog = Prog {
            op: opcode,
            pos: self.pos(),
            ..Prog::default()
        };
        if self.arrange(&mut prog, operands) {
            self.append(prog, suffix, true);
        }
    }

    /// Distributes the operands; returns false after an error that leaves nothing to add.
    fn arrange(&mut self, prog: &mut Prog, operands: &[Addr]) -> bool {
        let opcode = prog.op;
        match *operands {
            [] => {}
            [only] => {
                let is_written = (self.machine.arch.is_unary_dst)(opcode)
                    || opcode == op::RET
                    || opcode == op::GETCALLERPC;
                match is_written {
                    true => prog.to = only,
                    false => prog.from = only,
                }
            }
            [first, second] => {
                prog.from = first;
                match self.line.shape {
                    Shape::Compare => prog.reg = self.plain_register(opcode, &second),
                    _ => prog.to = second,
                }
            }
            _ => {
                return match self.family() {
                    Family::Amd64 => self.arrange_amd64(prog, operands),
                    Family::Arm64 => self.arrange_arm64(prog, operands),
                };
            }
        }
        true
    }

    fn arrange_amd64(&mut self, prog: &mut Prog, operands: &[Addr]) -> bool {
        match operands {
            [first, middle @ .., last] if operands.len() <= 5 => {
                prog.from = *first;
                middle.iter().for_each(|addr| prog.add_rest_source(*addr));
                prog.to = *last;
                true
            }
            _ => self.too_many(prog.op, operands.len()),
        }
    }

    fn arrange_arm64(&mut self, prog: &mut Prog, operands: &[Addr]) -> bool {
        let opcode = prog.op;
        prog.from = operands[0];
        match *operands {
            [_, second, third] => match self.line.shape {
                Shape::StoreExclusive => {
                    prog.to = second;
                    if third.kind != AddrType::Reg {
                        let name = self.machine.arch.op_text(opcode);
                        self.error(&format!(
                            "invalid addressing modes for third operand to {name} instruction, must be register"
                        ));
                        return false;
                    }
                    prog.reg_to2 = third.reg;
                }
                Shape::Table => {
                    prog.add_rest_source(second);
                    prog.to = third;
                }
                Shape::ComparePair => {
                    prog.to = second;
                    if operands[0].kind != AddrType::RegReg || third.kind != AddrType::RegReg {
                        let name = self.machine.arch.op_text(opcode);
                        self.error(&format!(
                            "invalid addressing modes for 1st or 3rd operand to {name} instruction, must be register pair"
                        ));
                        return false;
                    }
                    prog.add_rest_dest(third);
                }
                _ => {
                    prog.reg = self.plain_register(opcode, &second);
                    prog.to = third;
                }
            },
            [_, second, third, fourth] => {
                prog.reg = self.plain_register(opcode, &second);
                prog.add_rest_source(third);
                prog.to = fourth;
            }
            _ => return self.too_many(opcode, operands.len()),
        }
        true
    }

    fn too_many(&mut self, opcode: As, count: usize) -> bool {
        let name = self.machine.arch.op_text(opcode);
        self.error(&format!(
            "can't handle {name} instruction with {count} operands"
        ));
        false
    }

    /// Returns the register of an operand that must be one.
    pub(super) fn plain_register(&mut self, opcode: As, addr: &Addr) -> i16 {
        let is_plain = addr.kind == AddrType::Reg
            && addr.offset == 0
            && addr.name == AddrName::None
            && addr.index == 0;
        if !is_plain {
            let name = self.machine.arch.op_text(opcode);
            let found = self.link.printer().addr(addr);
            self.error(&format!("{name}: expected register; found {found}"));
        }
        addr.reg
    }
}
