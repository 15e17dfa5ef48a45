//! The list of a function's instructions while it grows.
//!
//! The instruction that comes next exists already, so that branches can go to it. Changes of the
//! stack map and of the marks for preemption are written before the first instruction after them.
//! Counterpart: cmd/compile/internal/objw/prog.go (`Progs`).

use vamos_obj::Addr;
use vamos_obj::AddrName;
use vamos_obj::AddrType;
use vamos_obj::As;
use vamos_obj::Pos;
use vamos_obj::Prog;
use vamos_obj::ProgId;
use vamos_obj::Progs;
use vamos_obj::SymId;
use vamos_obj::op;

/// The tables of numbers by pc.
pub(crate) mod pcdata {
    pub(crate) const UNSAFE_POINT: i64 = 0;
    pub(crate) const STACK_MAP: i64 = 1;
    pub(crate) const ARG_LIVE: i64 = 3;
    pub(crate) const PANIC_BOUNDS: i64 = 4;
}

/// The entry of [`pcdata::UNSAFE_POINT`] where the goroutine can be stopped.
const SAFE: i64 = -1;

/// The entry where it cannot.
const UNSAFE: i64 = -2;

/// Reports whether the mark of a statement at an instruction is lost.
pub(crate) fn loses_mark(op: As) -> bool {
    op == op::PCDATA || op == op::FUNCDATA
}

/// The list of a function's instructions.
#[derive(Debug)]
pub(crate) struct Emitter {
    pub(crate) progs: Progs,
    /// The first instruction.
    pub(crate) text: ProgId,
    /// The instruction that comes next.
    pub(crate) next: ProgId,
    /// The number of the next new instruction.
    pc: i64,
    /// The position of the next instruction.
    pub(crate) pos: Pos,
    /// The stack map for the next instruction, if it matters.
    pub(crate) next_live: Option<i32>,
    live: i32,
    /// The next instruction cannot be interrupted.
    pub(crate) next_unsafe: bool,
    is_unsafe: bool,
}

impl Emitter {
    /// Returns a list with the first instruction.
    pub(crate) fn new(sym: SymId, pos: Pos) -> Self {
        let mut progs = Progs::default();
        let text = progs.add(Prog {
            op: op::END,
            ..Prog::default()
        });
        let mut list = Self {
            progs,
            text,
            next: text,
            pc: 1,
            pos,
            next_live: None,
            live: -1,
            next_unsafe: false,
            is_unsafe: false,
        };
        list.append(op::TEXT);
        list.progs[text].from = Addr {
            kind: AddrType::Mem,
            name: AddrName::Extern,
            sym: Some(sym),
            ..Addr::default()
        };
        list.next_live = Some(-1);
        list
    }

    /// Makes an instruction that is in no list.
    fn make(&mut self) -> ProgId {
        let pc = self.pc;
        self.pc += 1;
        self.progs.add(Prog {
            op: op::END,
            pc,
            ..Prog::default()
        })
    }

    /// Adds an instruction.
    pub(crate) fn append(&mut self, op: As) -> ProgId {
        if let Some(map) = self.next_live.filter(|map| *map != self.live) {
            self.live = map;
            self.pcdata(pcdata::STACK_MAP, map.into());
        }
        if self.next_unsafe != self.is_unsafe {
            self.is_unsafe = self.next_unsafe;
            let entry = if self.is_unsafe { UNSAFE } else { SAFE };
            self.pcdata(pcdata::UNSAFE_POINT, entry);
        }
        let id = self.next;
        self.next = self.make();
        let prog = &mut self.progs[id];
        prog.link = Some(self.next);
        prog.op = op;
        prog.pos = self.pos;
        if self.pos.is_stmt() && !loses_mark(op) {
            self.pos = self.pos.with_not_stmt();
        }
        id
    }

    /// Adds an entry of a table of numbers by pc.
    pub(crate) fn pcdata(&mut self, table: i64, entry: i64) {
        let id = self.append(op::PCDATA);
        self.progs[id].from.set_const(table);
        self.progs[id].to.set_const(entry);
    }

    /// Adds the symbol of a kind of function data.
    pub(crate) fn function_data(&mut self, kind: i64, sym: SymId) {
        let id = self.append(op::FUNCDATA);
        self.progs[id].from.set_const(kind);
        self.progs[id].to = Addr {
            kind: AddrType::Mem,
            name: AddrName::Extern,
            sym: Some(sym),
            ..Addr::default()
        };
    }

    /// Inserts an instruction after another one, with its position.
    pub(crate) fn insert_after(&mut self, at: ProgId, op: As, from: Addr, to: Addr) -> ProgId {
        let id = self.make();
        let (link, pos) = (self.progs[at].link, self.progs[at].pos);
        let prog = &mut self.progs[id];
        prog.op = op;
        prog.pos = pos;
        prog.from = from;
        prog.to = to;
        prog.link = link;
        self.progs[at].link = Some(id);
        id
    }

    /// Returns the instructions in their order, without the one that comes next.
    pub(crate) fn list(&self) -> Vec<ProgId> {
        let list = self.progs.list(Some(self.text));
        list.filter(|prog| self.progs[*prog].op != op::END)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_obj::SymbolTable;

    /// Returns the opcodes and second constants of a list.
    fn list(emitter: &Emitter) -> Vec<(As, i64, bool)> {
        let list = emitter.list().into_iter();
        list.map(|id| {
            let prog = &emitter.progs[id];
            (prog.op, prog.to.offset, prog.pos.is_stmt())
        })
        .collect()
    }

    #[test]
    fn changes_are_written_before_the_next_instruction() {
        let sym = SymbolTable::default().lookup("f");
        let statement = Pos::from_packed(1, 5 << 12 | 1);
        let mut emitter = Emitter::new(sym, statement);
        emitter.pos = statement;
        emitter.next_live = Some(2);
        emitter.next_unsafe = true;
        emitter.append(op::NOP);
        emitter.next_live = None;
        emitter.append(op::RET);
        let expected = [
            (op::TEXT, 0, true),
            (op::PCDATA, UNSAFE, true),
            (op::PCDATA, 2, true),
            (op::NOP, 0, true),
            (op::RET, 0, false),
        ];
        assert_eq!(list(&emitter), expected);
        let pcs = emitter.list().into_iter().map(|id| emitter.progs[id].pc);
        assert_eq!(pcs.collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn inserted_instructions_have_the_position_before_them() {
        let sym = SymbolTable::default().lookup("f");
        let mut emitter = Emitter::new(sym, Pos::from_packed(1, 5 << 12));
        emitter.append(op::RET);
        let id = emitter.insert_after(emitter.text, op::NOP, Addr::default(), Addr::default());
        assert_eq!(emitter.progs[id].pos.line(), 5);
        let ops: Vec<As> = list(&emitter).iter().map(|row| row.0).collect();
        assert_eq!(ops, [op::TEXT, op::NOP, op::RET]);
    }
}
