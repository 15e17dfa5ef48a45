//! The data of functions for the run time, as data of the object.
//!
//! Counterpart: cmd/compile/internal/gc/obj.go (`addGCLocals`).

use crate::attributes::Attributes;
use crate::declare::text_flag;
use crate::ids::SymId;
use crate::link::Link;
use crate::pos::Pos;

/// Data of one kind.
struct Row {
    /// The kind.
    number: usize,
    /// Flags of its declaration.
    flag: i64,
    /// Only its object sees it.
    is_static: bool,
    /// Functions may have it in common.
    is_common: bool,
}

const fn row(number: usize, flag: i64, is_static: bool, is_common: bool) -> Row {
    Row {
        number,
        flag: flag | text_flag::RODATA,
        is_static,
        is_common,
    }
}

/// The kinds in the order of an object: pointers of parameters and of local variables, variables whose
/// address is taken, open-coded defers, places of parameters, live parameters, the wrapped function.
const ROWS: [Row; 7] = [
    row(0, text_flag::DUPOK, false, true),
    row(1, text_flag::DUPOK, false, true),
    row(2, 0, true, false),
    row(4, text_flag::DUPOK, false, false),
    row(5, text_flag::DUPOK, true, false),
    row(6, text_flag::DUPOK, true, false),
    row(7, text_flag::DUPOK, true, true),
];

impl Link {
    /// Adds the data of all functions to the data of the object, in the order of the text.
    pub fn add_function_data(&mut self) {
        for sym in self.text.clone() {
            let Some(func) = self.func(sym) else {
                continue;
            };
            let (data, tables) = (func.pcln.funcdata.clone(), func.jump_tables.clone());
            for row in &ROWS {
                if let Some(Some(sym)) = data.get(row.number) {
                    self.add_data_row(*sym, row);
                }
            }
            for table in tables {
                let size = self.symbols[table].data.len() as i64;
                self.globl(table, size, text_flag::RODATA, Pos::NONE);
            }
        }
    }

    fn add_data_row(&mut self, sym: SymId, row: &Row) {
        if row.is_common && self.symbols[sym].has(Attributes::ON_LIST) {
            return;
        }
        let size = self.symbols[sym].data.len() as i64;
        self.globl(sym, size, row.flag, Pos::NONE);
        if row.is_static {
            self.symbols[sym].set(Attributes::STATIC);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::assemble::Scratch;
    use crate::assemble::assemble_with;
    use crate::debug::FunctionDebug;
    use crate::function::Function;
    use crate::options::Goos;
    use crate::options::Options;
    use crate::options::Release;
    use crate::own::FunctionSymbols;
    use crate::prog::Addr;
    use crate::prog::AddrName;
    use crate::prog::AddrType;
    use crate::prog::Prog;
    use crate::prog::ProgList;
    use crate::prog::Val;
    use crate::prog::op;
    use crate::x86;

    fn external(sym: SymId) -> Addr {
        Addr {
            kind: AddrType::Mem,
            name: AddrName::Extern,
            sym: Some(sym),
            ..Addr::default()
        }
    }

    /// Returns a function with data of kinds 1 and 2 among its own symbols.
    fn function(own: &mut FunctionSymbols<'_>, sym: SymId, pos: Pos) -> Function {
        let name = own.view()[sym].name.clone();
        let data = [
            (1, own.gc_locals(&[2, 0, 0, 0, 0, 0, 0, 0])),
            (
                2,
                own.content(&format!("{name}.stkobj"), &[0; 8], Vec::new()),
            ),
        ];
        let mut list = ProgList::default();
        let mut prog = |op, from, to| {
            list.append(Prog {
                op,
                from,
                to,
                pos,
                ..Prog::default()
            });
        };
        let size = Addr {
            kind: AddrType::TextSize,
            val: Val::ArgSize(0),
            ..Addr::default()
        };
        prog(op::TEXT, external(sym), size);
        for (kind, data) in data {
            let mut number = Addr::default();
            number.set_const(kind);
            prog(op::FUNCDATA, number, external(data));
        }
        prog(op::RET, Addr::default(), Addr::default());
        let mut function = Function::new(sym);
        function.text = list.first();
        function.progs = list.into_progs();
        function
    }

    #[test]
    fn data_of_functions_are_in_the_order_of_the_text() {
        let options = Options::for_compiler(Release::Go126, Goos::Linux, "p");
        let mut link = Link::new(&x86::ENCODER, options);
        let base = link.positions.add_file("f.go", "/f.go");
        let pos = link.positions.pos(base, 3, 1);
        let syms = ["p.f", "p.g"].map(|name| link.symbols.lookup(name));
        for sym in syms {
            link.init_text_sym(sym, text_flag::NOSPLIT, pos);
        }
        let frozen = link.frozen();
        let results = syms.map(|sym| {
            let mut own = FunctionSymbols::new(frozen.symbols);
            let mut function = function(&mut own, sym, pos);
            frozen.prepare(&mut function, Vec::new());
            let mut scratch = Scratch::default();
            assemble_with(&frozen, &mut function, own, &mut scratch, |_, _| {
                Ok::<_, Infallible>(FunctionDebug::default())
            })
        });
        for result in results.into_iter().rev() {
            let Ok(assembled) = result;
            link.merge(assembled).expect("the code is valid");
        }
        link.add_function_data();
        assert!(link.diagnostics.is_empty());
        let names = link.data.iter().map(|sym| &*link.symbols[*sym].name);
        let names: Vec<&str> = names.collect();
        let locals = "gclocals·J26BEvPExEQhJvjp9E8Whg==";
        assert_eq!(names, [locals, "p.f.stkobj", "p.g.stkobj"]);
        let is_static = |sym: &SymId| link.symbols[*sym].has(Attributes::STATIC);
        let found: Vec<bool> = link.data.iter().map(is_static).collect();
        assert_eq!(found, [false, true, true]);
    }
}
