//! IR of functions from a dump: reading, the check, the construction of SSA form, all passes and the
//! choice of instructions end, and without a panic, whatever the dump has.
//!
//! An input is a dump: records of tables, then the record of a function; its own bytes decide how
//! the function and the types that were read are changed further. `ir/seeds.dump` was written by the
//! compiler of `cargo xtask ssagen check --from ir` for `ir/seeds.go.txt`, with the flags `-p seeds -c=1
//! -std`; only records of tables and of IR are left.
//!
//! Counterpart: cmd/compile/internal/ssagen/ssa.go (`buildssa`) and ssa/compile.go, which trust their
//! input.

mod change;
mod code;

use std::io;
use std::io::Empty;

use vamos_ir::Func;
use vamos_ir::Header;
use vamos_ir::check::Checker;
use vamos_ir::read;
use vamos_ir::read::record as kinds;
use vamos_sched::on_large_stack;
use vamos_ssa::dump::Cursor;
use vamos_ssa::dump::DumpError;
use vamos_ssa::dump::Reader;
use vamos_ssa::pass::Cx;
use vamos_ssagen::BuildInput;
use vamos_ssagen::BuildOps;
use vamos_ssagen::BuildProfile;
use vamos_ssagen::KnownSyms;
use vamos_ssagen::lower;

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
    let mut functions = Vec::new();
    let mut rest = DUMP;
    while let Ok((kind, _, len)) = record(rest) {
        let (bytes, after) = rest.split_at(len);
        if kind == kinds::FUNC {
            functions.push(bytes);
        } else {
            tables.extend_from_slice(bytes);
        }
        rest = after;
    }
    let functions = functions.into_iter();
    functions.map(|bytes| [&tables, bytes].concat()).collect()
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
}

impl Dump {
    fn read(bytes: &[u8]) -> Result<Self, DumpError> {
        let mut dump = Self {
            reader: Reader::new(io::empty()),
            header: Header::default(),
            func: Func::default(),
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            let (kind, content, len) = record(rest)?;
            match kind {
                kinds::HEADER => dump.header = read::header(content)?,
                kinds::FUNC => dump.func = read::func(content, &dump.header)?,
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
        change::change(&mut random, &mut dump.func, &mut dump.reader.package);
    }
    let Dump {
        reader,
        header,
        func,
    } = &dump;
    let package = &reader.package;
    let checked = Checker::default().check(func, header, package);
    checked.map_err(|malformed| malformed.to_string())?;
    let mut syms = KnownSyms::default();
    syms.extend(package);
    let sdk = &*SDK;
    let ops = BuildOps::of(&sdk.tables).map_err(|name| format!("no operation {name}"))?;
    let minor = if random.chance(50) { 26 } else { 27 };
    let input = BuildInput {
        cx: Cx {
            package,
            tables: &sdk.tables,
            ops: &sdk.ops,
            profile: sdk.profile,
            rules: Some(&sdk.rules),
        },
        ops: &ops,
        header,
        ir: func,
        syms: &syms,
        profile: BuildProfile::of(minor),
        names: package.names.len(),
        auxes: package.auxes.len(),
    };
    let lowered = lower(&input).map_err(|refusal| refusal.to_string())?;
    code::generate(func, header, package, minor, &lowered)
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
