//! Jumps: instructions whose operand is a place in the function or a symbol.
//!
//! Counterpart: cmd/asm/internal/asm/asm.go (`asmJump`).

use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::As;
use vamos_obj::Family;
use vamos_obj::Prog;
use vamos_obj::Val;

use super::Parser;
use super::program::branch_to;
use crate::machine::Shape;

impl Parser<'_> {
    /// Adds a jump.
    pub(super) fn jump(&mut self, opcode: As, suffix: &str, operands: &[Addr]) {
        let mut prog = Prog {
            op: opcode,
            pos: self.pos(),
            ..Prog::default()
        };
        let is_arm64 = self.family() == Family::Arm64;
        let mut is_from = false;
        let target = match *operands {
            [target] => target,
            [label, register] if is_arm64 && self.line.shape == Shape::Adr => {
                is_from = true;
                prog.to = register;
                label
            }
            [from, target] => {
                prog.from = from;
                target
            }
            [bit, register, target] if is_arm64 => {
                if bit.kind != AddrType::Const {
                    let name = self.machine.arch.op_text(opcode);
                    let found = self.link.printer().addr(&bit);
                    self.error(&format!(
                        "{name}: expected immediate constant; found {found}"
                    ));
                    return;
                }
                prog.from = bit;
                prog.reg = self.plain_register(opcode, &register);
                target
            }
            _ => {
                let name = self.machine.arch.op_text(opcode);
                self.error(&format!("wrong number of arguments to {name} instruction"));
                return;
            }
        };
        let is_global = matches!(target.name, AddrName::Extern | AddrName::Static);
        let mut label = None;
        let addr = match target.kind {
            AddrType::Branch => Addr {
                kind: AddrType::Branch,
                // The count of this instruction, which is added below.
                offset: self.file.pc + 1 + target.offset,
                ..Addr::default()
            },
            AddrType::Reg | AddrType::None => target,
            AddrType::Mem | AddrType::Indir if is_global => target,
            AddrType::Mem if target.reg == 0 && target.offset == 0 => {
                // A label. Without a name there was an error.
                let Some(sym) = target.sym else {
                    return;
                };
                label = Some(self.link.symbols[sym].name.clone());
                Addr::default()
            }
            AddrType::Mem if target.name == AddrName::None => target,
            AddrType::Const => operands[0],
            _ => {
                let text = self.go_syntax(&target);
                self.error(&format!("cannot assemble jump {text}"));
                return;
            }
        };
        let known = label.as_ref().and_then(|label| {
            let word = self.words.add(label);
            self.function.labels.get(&word).copied()
        });
        let addr = known.map_or(addr, branch_to);
        match is_from {
            true => prog.from = addr,
            false => prog.to = addr,
        }
        self.append(prog, suffix, true);
        if let Some(label) = label.filter(|_| known.is_none()) {
            self.branch_later(is_from, &label);
        }
    }

    /// Returns an operand as Go prints a pointer to a struct with `%+v`.
    fn go_syntax(&self, addr: &Addr) -> String {
        let sym = match addr.sym {
            Some(sym) => self.link.symbols[sym].name.to_string(),
            None => "<nil>".to_owned(),
        };
        let val = match addr.val {
            Val::Text(text) => String::from_utf8_lossy(self.link.symbols.text(text)).into_owned(),
            Val::Float(number) => shortest(number),
            _ => "<nil>".to_owned(),
        };
        format!(
            "&{{Reg:{} Index:{} Scale:{} Type:{} Name:{} Class:{} Offset:{} Sym:{sym} Val:{val}}}",
            addr.reg,
            addr.index,
            addr.scale,
            type_name(addr.kind),
            addr.name as u8,
            addr.class,
            addr.offset,
        )
    }
}

/// Returns a number as Go's `%v` prints it.
fn shortest(number: f64) -> String {
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..21).contains(&exponent) {
        return format!("{number}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

fn type_name(kind: AddrType) -> &'static str {
    const NAMES: [&str; 15] = [
        "TYPE_NONE",
        "TYPE_BRANCH",
        "TYPE_TEXTSIZE",
        "TYPE_MEM",
        "TYPE_CONST",
        "TYPE_FCONST",
        "TYPE_SCONST",
        "TYPE_REG",
        "TYPE_ADDR",
        "TYPE_SHIFT",
        "TYPE_REGREG",
        "TYPE_REGREG2",
        "TYPE_INDIR",
        "TYPE_REGLIST",
        "TYPE_SPECIAL",
    ];
    NAMES[kind as usize]
}
