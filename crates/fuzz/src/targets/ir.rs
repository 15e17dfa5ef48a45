//! IR of functions from a dump: reading, the check, the construction of SSA form, all passes, the
//! choice of instructions, their code and debug information end, and without a panic, whatever the dump
//! has.
//!
//! An input is a dump: records of tables and of inlined functions, then the records of a function; its
//! own bytes decide how the function and the types that were read are changed further. `ir/seeds.dump`
//! was written by the compiler of `cargo xtask ssagen check --from ir` for `ir/seeds.go.txt`, with the
//! flags `-p seeds -c=1 -std`; only records of tables, of IR and of facts for debug information are left.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`buildssa`) and ssa/compile.go, which trust their
//! input.

mod change;
mod code;
mod object;

use std::io;
use std::io::Empty;

use vamos_ir::Func;
use vamos_ir::Header;
use vamos_ir::check::Checker;
use vamos_ir::debug::DebugFacts;
use vamos_ir::debug::facts;
use vamos_ir::debug::inlined_function;
use vamos_ir::read;
use vamos_ir::read::record as kinds;
use vamos_sched::on_large_stack;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;
use vamos_ssa::dump::Reader;
use vamos_ssagen::InlinedFunctions;

use super::Target;
use super::checker;
use super::ssa::SDK;

pub(super) const IR: Target = Target {
    name: "ir",
    run: |bytes| on_large_stack(|| ir(bytes)),
    seeds,
    words: &[],
    brief: 300,
};

/// The dump of functions with most kinds of statements and expressions.
const DUMP: &[u8] = include_bytes!("ir/seeds.dump");

/// Returns for each function a dump of all tables and the function.
fn seeds() -> Vec<Vec<u8>> {
    let mut tables = Vec::new();
    let mut functions: Vec<Vec<u8>> = Vec::new();
    let mut rest = DUMP;
    while let Ok((kind, _, len)) = record(rest) {
        let (bytes, after) = rest.split_at(len);
        match (kind, functions.last_mut()) {
            (kinds::FUNC, _) => functions.push(bytes.to_vec()),
            (kinds::DEBUG_FACTS, Some(function)) => function.extend_from_slice(bytes),
            _ => tables.extend_from_slice(bytes),
        }
        rest = after;
    }
    let functions = functions.into_iter();
    functions.map(|bytes| [&*tables, &bytes].concat()).collect()
}

/// Returns the first record of bytes: its kind, its content, and the number of its bytes.
fn record(bytes: &[u8]) -> Result<(u64, &[u8], usize), DumpError> {
    let mut cursor = Cursor::new(bytes);
    let (kind, content) = (cursor.uint()?, cursor.bytes()?);
    let is_last = |byte: &&u8| **byte < 0x80;
    // Two numbers of seven bits a byte are before the content.
    let ends = bytes.iter().enumerate().filter(|(_, byte)| is_last(byte));
    let start = ends.map(|(at, _)| at + 1).nth(1).unwrap_or(bytes.len());
    Ok((kind, content, start + content.len()))
}

/// The content of a dump.
struct Dump {
    reader: Reader<Empty>,
    header: Header,
    func: Func,
    facts: DebugFacts,
    inlined: InlinedFunctions,
}

impl Dump {
    fn read(bytes: &[u8]) -> Result<Self, DumpError> {
        let mut dump = Self {
            reader: Reader::new(io::empty()),
            header: Header::default(),
            func: Func::default(),
            facts: DebugFacts::default(),
            inlined: InlinedFunctions::new(),
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            let (kind, content, len) = record(rest)?;
            match kind {
                kinds::HEADER => dump.header = read::header(content)?,
                kinds::FUNC => dump.func = read::func(content, &dump.header)?,
                kinds::DEBUG_FACTS => dump.facts = facts(content)?,
                kinds::INLINED_FUNCTION => {
                    let function = inlined_function(content)?;
                    if let Some(sym) = dump.reader.package.sym(function.sym) {
                        dump.inlined.insert(sym.name.as_str().into(), function);
                    }
                }
                _ => drop(dump.reader.add_record(kind, content.to_vec())?),
            }
            rest = &rest[len..];
        }
        Ok(dump)
    }
}

fn ir(bytes: &[u8]) {
    // Most changed functions are refused.
    let _refusal = run(bytes, true);
}

/// Reads a dump, and makes instructions of its function; returns the reason of a refusal.
fn run(bytes: &[u8], is_changed: bool) -> Result<(), String> {
    let mut dump = Dump::read(bytes).map_err(|error| error.to_string())?;
    let mut random = checker::random_of(bytes);
    if is_changed && random.chance(75) {
        change::change(&mut random, &mut dump);
    }
    let Dump { header, func, .. } = &dump;
    let checked = Checker::default().check(func, header, &dump.reader.package);
    checked.map_err(|malformed| malformed.to_string())?;
    code::compile(&dump, if random.chance(50) { 26 } else { 27 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_the_dump_get_instructions() {
        let seeds = seeds();
        assert!(seeds.len() > 10, "{}", seeds.len());
        for (at, seed) in seeds.iter().enumerate() {
            assert_eq!(on_large_stack(|| run(seed, false)), Ok(()), "function {at}");
        }
    }
}
