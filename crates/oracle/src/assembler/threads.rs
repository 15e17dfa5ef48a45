//! Work on functions on several threads, in a shuffled order.
//!
//! Counterpart: cmd/compile/internal/gc/compile.go (`compileFunctions`).

use std::sync::Mutex;
use std::thread;

/// The numbers of threads whose objects are compared.
pub(super) const COUNTS: [usize; 3] = [1, 2, 8];

/// The size of the stack of a thread, in bytes: as much as trees of the largest functions need.
const STACK: usize = 256 << 20;

/// Assembles functions, or does all other work on them; returns the results in the order of the
/// functions. `assemble` also gets the number of each function and the memory of its thread.
pub(crate) fn assemble_on<T: Send, S: Default, R: Send>(
    threads: usize,
    functions: Vec<T>,
    assemble: &(dyn Fn(usize, T, &mut S) -> R + Sync),
) -> Vec<R> {
    let mut shuffled: Vec<(usize, T)> = functions.into_iter().enumerate().collect();
    shuffled.sort_by_key(|(at, _)| spread(*at));
    let queue = Mutex::new(shuffled);
    let work = || {
        let mut scratch = S::default();
        let mut done = Vec::new();
        while let Some((at, function)) = next(&queue) {
            done.push((at, assemble(at, function, &mut scratch)));
        }
        done
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let spawn = |_| {
            let builder = thread::Builder::new().stack_size(STACK);
            let worker = builder.spawn_scoped(scope, work);
            worker.expect("the system has room for a thread")
        };
        let workers: Vec<_> = (0..threads).map(spawn).collect();
        let results = workers.into_iter().map(|worker| worker.join());
        results
            .flat_map(|done| done.expect("no worker panics"))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn next<T>(queue: &Mutex<Vec<(usize, T)>>) -> Option<(usize, T)> {
    queue.lock().expect("no worker panics").pop()
}

/// Returns a number that has another order than its argument.
fn spread(number: usize) -> u64 {
    (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use vamos_obj::Addr;
    use vamos_obj::AddrName;
    use vamos_obj::AddrType;
    use vamos_obj::Frozen;
    use vamos_obj::Function;
    use vamos_obj::FunctionDebug;
    use vamos_obj::Goos;
    use vamos_obj::Link;
    use vamos_obj::Location;
    use vamos_obj::Options;
    use vamos_obj::Prog;
    use vamos_obj::ProgList;
    use vamos_obj::Release;
    use vamos_obj::Scope;
    use vamos_obj::SymId;
    use vamos_obj::Val;
    use vamos_obj::Variable;
    use vamos_obj::assemble_described;
    use vamos_obj::op;
    use vamos_obj::x86;

    use super::*;

    /// The number of functions.
    const FUNCTIONS: usize = 50;

    /// Returns a function that has a frame, loads a constant of its own and calls the next one.
    fn function(sym: SymId, next: SymId, pos: vamos_obj::Pos, number: usize) -> Function {
        let mut list = ProgList::default();
        let symbol = |sym| Addr {
            kind: AddrType::Mem,
            name: AddrName::Extern,
            sym: Some(sym),
            ..Addr::default()
        };
        let prog = |op, from, to| Prog {
            op,
            from,
            to,
            pos,
            ..Prog::default()
        };
        let size = Addr {
            kind: AddrType::TextSize,
            offset: 16 * (number as i64 + 1),
            val: Val::ArgSize(0),
            ..Addr::default()
        };
        list.append(prog(op::TEXT, symbol(sym), size));
        let constant = Addr {
            kind: AddrType::FConst,
            val: Val::Float((number / 2) as f64 + 0.5),
            ..Addr::default()
        };
        let register = Addr::register(x86::registers::REG_X0);
        list.append(prog(x86::a::MOVSD, constant, register));
        list.append(prog(op::CALL, Addr::default(), symbol(next)));
        list.append(prog(op::RET, Addr::default(), Addr::default()));
        let mut function = Function::new(sym);
        function.text = list.first();
        function.progs = list.into_progs();
        function
    }

    /// Returns an object of compiled functions that were assembled on a number of threads.
    fn object(threads: usize) -> Vec<u8> {
        let mut options = Options::for_compiler(Release::Go126, Goos::Linux, "p");
        options.debug.text_count = FUNCTIONS as u32;
        let mut link = Link::new(&x86::ENCODER, options);
        let base = link.positions.add_file("f.go", "/f.go");
        let pos = link.positions.pos(base, 3, 1);
        let names = (0..=FUNCTIONS).map(|number| format!("p.f{number}"));
        let syms: Vec<SymId> = names.map(|name| link.symbols.lookup(&name)).collect();
        let (text, _) = syms.split_at(FUNCTIONS);
        for sym in text {
            link.init_text_sym(*sym, 0, pos);
        }
        let functions = syms.windows(2).enumerate();
        let functions = functions.map(|(number, pair)| function(pair[0], pair[1], pos, number));
        let functions: Vec<Function> = functions.collect();
        let assembler = |frozen: &Frozen<'_>, functions: Vec<Function>| {
            assemble_on(threads, functions, &|number, mut function, scratch| {
                assemble_described(frozen, &mut function, scratch, |_, symbols| {
                    let kind = if number % 3 == 0 { "int" } else { "string" };
                    described(symbols.lookup(&format!("go:info.{kind}")), number)
                })
            })
        };
        let flushed = link.flush(functions, text, Some(&assembler));
        flushed.expect("the code is valid");
        link.complete_entries();
        assert_eq!(link.diagnostics.len(), 0);
        link.write_object().expect("the object is valid")
    }

    /// Returns the debug information of a function with one variable.
    fn described(type_entry: SymId, number: usize) -> FunctionDebug {
        let variable = Variable {
            name: "x".into(),
            is_parameter: false,
            is_result: false,
            type_entry,
            dictionary_index: 0,
            line: 4,
            child_index: 0,
            is_in_abstract: false,
            closure_offset: 0,
            location: Location::Frame(-8 * number as i32),
        };
        FunctionDebug {
            variables: vec![variable],
            scopes: vec![Scope {
                variables: vec![0],
                ..Scope::default()
            }],
            ..FunctionDebug::default()
        }
    }

    #[test]
    fn objects_do_not_depend_on_threads() {
        let [one, two, eight] = COUNTS.map(object);
        assert!(one == two && two == eight);
        let has = |text: &[u8]| one.windows(text.len()).any(|part| part == text);
        assert!(has(b"$f64.3fe0000000000000") && has(b"go:info.string"));
    }
}
