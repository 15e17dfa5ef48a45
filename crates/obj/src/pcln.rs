//! Tables from pcs to values: stack depth, file, line, inlined call, and the numbered ones.
//!
//! Counterpart: cmd/internal/obj/pcln.go.

use std::fmt::Write as _;

use hashbrown::HashMap;

use crate::diagnostics::Diagnostics;
use crate::frozen::Frozen;
use crate::function::Function;
use crate::function::InlinedCall;
use crate::function::PcTables;
use crate::ids::SymId;
use crate::prog::AddrType;
use crate::prog::Prog;
use crate::prog::ProgId;
use crate::prog::op;
use crate::text::Printer;

/// The values of a table, with the data that it collects.
enum Values<'a> {
    /// The stack pointer's distance from its value at the entry.
    StackDepth,
    /// The file.
    File(&'a mut Vec<u32>),
    /// The line.
    Line,
    /// The inlined call.
    Inlined(&'a mut LocalTree),
    /// A numbered table.
    Data(i64),
}

/// The inlined calls of one function.
#[derive(Default)]
struct LocalTree {
    by_global: HashMap<u32, u32>,
    calls: Vec<InlinedCall>,
}

impl LocalTree {
    /// Returns the local number of a call; parents first.
    fn add(&mut self, all: &[InlinedCall], global: Option<u32>) -> Result<Option<u32>, Problem> {
        let mut missing = Vec::new();
        let mut next = global;
        let mut local = None;
        while let Some(global) = next {
            local = self.by_global.get(&global).copied();
            if local.is_some() {
                break;
            }
            let call = all.get(global as usize);
            let call = call.ok_or_else(|| Problem(format!("no inlined call {global}")))?;
            missing.push((global, call));
            next = call.parent;
        }
        while let Some((global, call)) = missing.pop() {
            let number = self.calls.len() as u32;
            self.calls.push(InlinedCall {
                parent: local,
                ..call.clone()
            });
            self.by_global.insert(global, number);
            local = Some(number);
        }
        Ok(local)
    }
}

impl Values<'_> {
    /// Returns the value before an instruction.
    fn before(&mut self, frozen: &Frozen<'_>, old: i32, prog: &Prog) -> Result<i32, Problem> {
        Ok(match self {
            Self::StackDepth => {
                if old == -1 {
                    0
                } else {
                    old
                }
            }
            Self::File(_) | Self::Line if prog.op == op::TEXT || prog.op == op::NOP => old,
            Self::File(_) | Self::Line if prog.pos.line() == 0 => old,
            Self::File(files) => {
                let (file, _) = frozen.positions.file_and_line(prog.pos);
                files.push(file.cast_unsigned());
                file
            }
            Self::Line => frozen.positions.file_and_line(prog.pos).1,
            Self::Inlined(tree) => {
                let base = frozen.positions.base_of(prog.pos);
                let call = base.and_then(|base| base.inl);
                let local = tree.add(frozen.inl_tree, call)?;
                local.map_or(-1, u32::cast_signed)
            }
            Self::Data(_) => old,
        })
    }

    /// Returns the value after an instruction.
    fn after(&self, old: i32, prog: &Prog, printer: Printer<'_>) -> Result<i32, Problem> {
        match self {
            Self::StackDepth => {
                let old = if old == -1 { 0 } else { old };
                let new = old.wrapping_add(prog.spadj);
                if !(-10_000..=1_100_000_000).contains(&new) {
                    let spadj = prog.spadj;
                    return Err(Problem(format!(
                        "overflow in spadj: {old} + {spadj} = {new}"
                    )));
                }
                Ok(new)
            }
            Self::Data(table) if prog.op == op::PCDATA && prog.from.offset == *table => {
                i32::try_from(prog.to.offset).map_err(|_| {
                    let text = printer.whole(prog);
                    Problem(format!("overflow in PCDATA instruction: {text}"))
                })
            }
            _ => Ok(old),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::StackDepth => "pctospadj",
            Self::File(_) => "pctofile",
            Self::Line => "pctoline",
            Self::Inlined(_) => "pctoinline",
            Self::Data(_) => "pctopcdata",
        }
    }
}

/// A problem that ends everything.
#[derive(Debug)]
pub(crate) struct Problem(String);

/// An encoded function, and room for its tables and their problems.
pub(crate) struct Input<'a> {
    pub(crate) frozen: &'a Frozen<'a>,
    /// The encoded function.
    pub(crate) func: &'a Function,
    /// Prints the function's instructions.
    pub(crate) printer: Printer<'a>,
    /// The table that is being made.
    pub(crate) buffer: &'a mut Vec<u8>,
    /// The problems of the tables.
    pub(crate) diagnostics: &'a mut Diagnostics,
    /// The listing of `-d=pctab`.
    pub(crate) listing: &'a mut String,
}

/// Makes all tables of an encoded function.
pub(crate) fn pc_tables(mut input: Input<'_>) -> Result<PcTables, Problem> {
    let func = input.func;
    let mut out = PcTables::default();
    let mut used_files = Vec::new();
    out.pcsp = input.table(Values::StackDepth)?;
    out.pcfile = input.table(Values::File(&mut used_files))?;
    out.pcline = input.table(Values::Line)?;
    used_files.sort_unstable();
    used_files.dedup();
    out.used_files = used_files;
    input.check_inline_marks();
    let mut tree = LocalTree::default();
    out.pcinline = input.table(Values::Inlined(&mut tree))?;
    for mark in &func.inl_marks {
        if let Some(local) = tree.by_global.get(&mark.id) {
            let pc = func.progs[mark.prog].pc as i32;
            tree.calls[*local as usize].parent_pc = pc;
        }
    }
    out.inl_tree = tree.calls;
    out.pcdata = input.pcdata()?;
    out.funcdata = input.funcdata();
    Ok(out)
}

impl Problem {
    /// Reports the problem.
    pub(crate) fn report(self, diagnostics: &mut Diagnostics) {
        diagnostics.report(self.0);
    }
}

impl Input<'_> {
    fn check_inline_marks(&mut self) {
        let func = self.func;
        let mut marks: Vec<ProgId> = func.inl_marks.iter().map(|mark| mark.prog).collect();
        marks.sort_unstable();
        marks.dedup();
        let reached = func.progs.list(func.text);
        let reached = reached.filter(|prog| marks.binary_search(prog).is_ok());
        if reached.count() < marks.len() {
            let text = "one or more instructions used as inline markers are no longer reachable";
            self.diagnostics.report(text);
        }
    }

    /// Makes the numbered tables up to the last with a value. Those between without one are
    /// empty.
    fn pcdata(&mut self) -> Result<Vec<Vec<u8>>, Problem> {
        let func = self.func;
        let progs = func.progs.list(func.text).map(|prog| &func.progs[prog]);
        let used = progs.filter(|prog| prog.op == op::PCDATA && prog.to.offset != -1);
        let mut numbers: Vec<i64> = used.map(|prog| prog.from.offset).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let count = numbers.last().map_or(0, |last| last + 1);
        let mut out = Vec::new();
        for number in 0..count {
            out.push(match numbers.binary_search(&number) {
                Ok(_) => self.table(Values::Data(number))?,
                Err(_) => Vec::new(),
            });
        }
        Ok(out)
    }

    fn funcdata(&mut self) -> Vec<Option<SymId>> {
        let func = self.func;
        let mut out: Vec<Option<SymId>> = Vec::new();
        let mut seen = Vec::new();
        for prog in func.progs.list(func.text) {
            let prog = &func.progs[prog];
            if prog.op != op::FUNCDATA {
                continue;
            }
            let number = prog.from.offset;
            if seen.contains(&number) {
                let text = format!("multiple definitions for FUNCDATA ${number}");
                self.diagnostics.report(text);
            }
            seen.push(number);
            debug_assert!(prog.to.kind == AddrType::Mem, "funcdata is a symbol");
            let index = number as usize;
            if out.len() <= index {
                out.resize(index + 1, None);
            }
            out[index] = prog.to.sym;
        }
        out
    }

    /// Makes one table: pairs of the difference of the value and the distance to the next pc.
    ///
    /// An instruction without bytes changes the value but begins no pair.
    fn table(&mut self, mut values: Values<'_>) -> Result<Vec<u8>, Problem> {
        let (func, printer) = (self.func, self.printer);
        let mut listing = Listing::new(self, &values);
        listing.start();
        let out = &mut *self.buffer;
        out.clear();
        let min_lc = i64::from(self.frozen.arch.min_lc);
        let size = func.code.size;
        let (mut value, mut old) = (-1, -1);
        let mut is_started = false;
        let mut pc = func.text.map_or(0, |text| func.progs[text].pc);
        for id in func.progs.list(func.text) {
            let prog = &func.progs[id];
            value = values.before(self.frozen, value, prog)?;
            let has_bytes = prog.link.is_none_or(|next| func.progs[next].pc != prog.pc);
            if (value == old && is_started) || !has_bytes {
                value = values.after(value, prog, printer)?;
                listing.line(prog, None);
                continue;
            }
            listing.line(prog, Some(value));
            if is_started {
                put_uvarint(out, ((prog.pc - pc) / min_lc).cast_unsigned());
                pc = prog.pc;
            }
            put_varint(out, i64::from(value.wrapping_sub(old)));
            old = value;
            is_started = true;
            value = values.after(value, prog, printer)?;
        }
        if is_started {
            let rest = (size - pc) / min_lc;
            listing.done(size);
            if rest < 0 {
                self.diagnostics
                    .report(format!("negative pc offset: {rest}"));
            }
            put_uvarint(out, rest.cast_unsigned());
            out.push(0);
        }
        listing.end(out);
        self.listing.push_str(&listing.text);
        Ok(out.clone())
    }
}

/// The lines of `-d=pctab` for a table.
struct Listing<'a> {
    text: String,
    func: &'a Function,
    printer: Printer<'a>,
    /// The name of the table, if it is listed.
    wanted: Option<&'static str>,
}

impl<'a> Listing<'a> {
    fn new(input: &Input<'a>, values: &Values<'_>) -> Self {
        let name = values.name();
        Self {
            text: String::new(),
            func: input.func,
            printer: input.printer,
            wanted: (input.frozen.options.listing.pctab == name).then_some(name),
        }
    }

    fn start(&mut self) {
        let (Some(table), Some(first)) = (self.wanted, self.func.text) else {
            return;
        };
        let name = &self.printer.symbols[self.func.sym].name;
        let _ = writeln!(self.text, "funcpctab {name} [valfunc={table}]");
        self.line(&self.func.progs[first], Some(-1));
    }

    fn line(&mut self, prog: &Prog, value: Option<i32>) {
        if self.wanted.is_some() {
            let value = value.map_or_else(String::new, |value| value.to_string());
            let text = self.printer.whole(prog);
            let _ = writeln!(self.text, "{:6x} {value:>6} {text}", prog.pc);
        }
    }

    fn done(&mut self, size: i64) {
        if self.wanted.is_some() {
            let func = self.func;
            let start = func.text.map_or(0, |text| func.progs[text].pc);
            let _ = writeln!(self.text, "{:6x} done", start + size);
        }
    }

    fn end(&mut self, table: &[u8]) {
        if self.wanted.is_none() {
            return;
        }
        // Upstream prints the address of its buffer here.
        let _ = writeln!(self.text, "wrote {} bytes to 0x0", table.len());
        for byte in table {
            let _ = write!(self.text, " {byte:02x}");
        }
        self.text.push('\n');
    }
}

/// Adds a number with 7 bits a byte, the low ones first.
pub fn put_uvarint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_varint(out: &mut Vec<u8>, value: i64) {
    put_uvarint(out, (value << 1 ^ value >> 63).cast_unsigned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pos::Pos;
    use crate::symbol_table::SymbolTable;

    #[test]
    fn numbers_have_seven_bits_a_byte() {
        let mut out = Vec::new();
        put_uvarint(&mut out, 300);
        put_varint(&mut out, -1);
        put_varint(&mut out, 64);
        assert_eq!(out, [0xac, 2, 1, 0x80, 1]);
    }

    #[test]
    fn unknown_inlined_calls_are_refused() {
        let func = SymbolTable::default().lookup("p.f");
        let call = |parent| InlinedCall {
            parent,
            pos: Pos::NONE,
            func,
            name: "f".into(),
            parent_pc: 0,
        };
        let all = [call(None), call(Some(0)), call(Some(1))];
        let mut tree = LocalTree::default();
        assert_eq!(tree.add(&all, Some(2)).ok(), Some(Some(2)));
        assert_eq!(tree.add(&all, Some(0)).ok(), Some(Some(0)));
        assert_eq!(tree.add(&all, None).ok(), Some(None));
        assert!(tree.add(&all, Some(3)).is_err());
        assert_eq!(tree.calls.len(), 3);
    }
}
