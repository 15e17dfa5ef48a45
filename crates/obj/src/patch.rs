//! Checks operands and resolves branches.
//!
//! Counterpart: cmd/internal/obj/pass.go, ld.go (`mkfwd`).

use crate::assembly::Assembly;
use crate::diagnostics::Fatal;
use crate::prog::Addr;
use crate::prog::AddrName;
use crate::prog::AddrType;
use crate::prog::ProgId;
use crate::prog::Progs;
use crate::prog::Val;
use crate::prog::op;

/// The number of sparse lists. Each has a step five times as wide as the one before.
const LISTS: usize = 5;
/// The limit of a chain of jumps to jumps; a longer one has no end.
const MOST_JUMPS: usize = 5000;

/// Links instructions far apart, so that a pc is found quickly.
pub(crate) fn link_forward(progs: &mut Progs, first: Option<ProgId>) {
    let mut steps = [1; LISTS];
    for list in 1..LISTS {
        steps[list] = LISTS as i32 * steps[list - 1];
    }
    let mut left = [1; LISTS];
    let mut last: [Option<ProgId>; LISTS] = [None; LISTS];
    let mut list = 0;
    let mut current = first;
    while let Some(prog) = current {
        let next = progs[prog].link;
        if next.is_none() {
            break;
        }
        list = if list == 0 { LISTS - 1 } else { list - 1 };
        progs[prog].forwd = None;
        left[list] -= 1;
        if left[list] <= 0 {
            left[list] = steps[list];
            if let Some(last) = last[list] {
                progs[last].forwd = Some(prog);
            }
            last[list] = Some(prog);
        }
        current = next;
    }
}

/// Returns the end of a series of jumps; `None` if it is endless.
fn end_of_jumps(progs: &Progs, first: ProgId) -> Option<ProgId> {
    let mut prog = first;
    for _ in 0..MOST_JUMPS {
        match progs[prog].to.target() {
            Some(target) if progs[prog].op == op::JMP => prog = target,
            _ => return Some(prog),
        }
    }
    None
}

impl Assembly<'_> {
    /// Checks all operands, lets the encoder rewrite each instruction, and resolves branches.
    ///
    /// # Errors
    /// A branch has no target, on which upstream panics.
    pub(crate) fn resolve_branches(
        &mut self,
        progedit: fn(&mut Self, ProgId) -> Result<(), Fatal>,
    ) -> Result<(), Fatal> {
        let first = self.func.text;
        let mut current = first;
        while let Some(prog) = current {
            self.check_operands(prog);
            progedit(self, prog)?;
            self.resolve_branch(prog)?;
            current = self.next(prog);
        }
        if !self.options.code.optimizes {
            return Ok(());
        }
        let mut current = first;
        while let Some(prog) = current {
            if let Some(target) = self.prog(prog).to.target() {
                let target = end_of_jumps(&self.func.progs, target);
                let pc = target.map(|target| self.prog(target).pc);
                let to = &mut self.prog_mut(prog).to;
                to.set_target(target);
                to.offset = pc.unwrap_or(to.offset);
            }
            current = self.next(prog);
        }
        Ok(())
    }

    fn resolve_branch(&mut self, prog: ProgId) -> Result<(), Fatal> {
        let to = self.prog(prog).to;
        if to.kind != AddrType::Branch || to.val != Val::None || to.sym.is_some() {
            return Ok(());
        }
        let progs = &self.func.progs;
        let mut current = self.func.text;
        while let Some(here) = current {
            if progs[here].pc == to.offset {
                break;
            }
            let jump = progs[here].forwd;
            current = match jump.filter(|jump| to.offset >= progs[*jump].pc) {
                Some(jump) => Some(jump),
                None => progs[here].link,
            };
        }
        match current {
            Some(target) => {
                self.prog_mut(prog).to.set_target(Some(target));
                Ok(())
            }
            None => {
                let text = self.prog_text(prog);
                let offset = to.offset as u32;
                self.diag(format!("branch out of range ({offset:#x})\n{text} [<nil>]"));
                // Upstream sets the target of an instruction that is no branch any more.
                Err(Fatal::panic())
            }
        }
    }

    fn check_operands(&mut self, prog: ProgId) {
        self.check_operand(prog, self.prog(prog).from);
        for index in 0..self.prog(prog).rest.len() {
            self.check_operand(prog, self.prog(prog).rest[index].addr);
        }
        self.check_operand(prog, self.prog(prog).to);
    }

    /// Reports an operand whose form and parts do not fit.
    fn check_operand(&mut self, prog: ProgId, addr: Addr) {
        let has_name = addr.name != AddrName::None;
        let has_sym = addr.sym.is_some();
        let has_val = addr.val != Val::None;
        let has_index = addr.index != 0 || addr.scale != 0;
        let is_valid = match addr.kind {
            AddrType::None | AddrType::RegReg2 | AddrType::RegList | AddrType::Mem => true,
            AddrType::Branch | AddrType::TextSize => addr.reg == 0 && !has_index && !has_name,
            AddrType::Const => {
                if has_name || has_sym || addr.reg != 0 {
                    let text = self.prog_text(prog);
                    self.diag(format!(
                        "argument is TYPE_CONST, should be TYPE_ADDR, in {text}"
                    ));
                    return;
                }
                addr.scale == 0 && !has_val
            }
            AddrType::FConst | AddrType::SConst => {
                addr.reg == 0 && !has_index && !has_name && addr.offset == 0 && !has_sym
            }
            AddrType::Reg => addr.scale == 0 && !has_name && !has_sym,
            AddrType::Addr => {
                if !has_val && addr.reg == 0 && !has_index && !has_name && !has_sym {
                    let text = self.prog_text(prog);
                    self.diag(format!(
                        "argument is TYPE_ADDR, should be TYPE_CONST, in {text}"
                    ));
                }
                !has_val
            }
            AddrType::Shift | AddrType::RegReg => !has_index && !has_name && !has_sym && !has_val,
            AddrType::Indir => {
                addr.reg == 0 && !has_index && has_name && addr.offset == 0 && has_sym && !has_val
            }
            AddrType::Special => {
                addr.reg == 0 && !has_index && !has_name && addr.class == 0 && !has_sym
            }
        };
        if !is_valid {
            let text = self.prog_text(prog);
            self.diag(format!("invalid encoding for argument {text}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prog::Prog;

    #[test]
    fn jumps_to_jumps() {
        let mut progs = Progs::default();
        let end = progs.add(Prog {
            op: op::RET,
            ..Prog::default()
        });
        let jump = |target| Prog {
            op: op::JMP,
            to: Addr {
                kind: AddrType::Branch,
                val: Val::Branch(target),
                ..Addr::default()
            },
            ..Prog::default()
        };
        let middle = progs.add(jump(end));
        let first = progs.add(jump(middle));
        assert_eq!(end_of_jumps(&progs, first), Some(end));
        progs[middle].to.set_target(Some(first));
        assert_eq!(end_of_jumps(&progs, first), None);
    }

    #[test]
    fn sparse_lists_only_point_forward() {
        let mut progs = Progs::default();
        let ids: Vec<ProgId> = (0..1000).map(|_| progs.add(Prog::default())).collect();
        for pair in ids.windows(2) {
            progs[pair[0]].link = Some(pair[1]);
        }
        link_forward(&mut progs, Some(ids[0]));
        let jumps = ids.iter().filter(|id| progs[**id].forwd.is_some());
        assert!(jumps.clone().count() > 200);
        assert!(jumps.clone().all(|id| progs[*id].forwd > Some(*id)));
    }
}
