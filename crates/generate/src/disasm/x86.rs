//! The tables for amd64 and 386.
//!
//! Counterpart: golang.org/x/arch/x86/x86asm (tables.go, decode.go, plan9x.go, gnu.go, inst.go).

use std::collections::HashMap;
use std::path::Path;

use vamos_oracle::files::read_text;

use super::Generated;
use super::MAKER;
use super::go_text;
use crate::obj::rust::File;

/// Constants by name.
type Numbers = HashMap<String, usize>;

/// The sources that are read.
struct Sources {
    decode: String,
    inst: String,
    tables: String,
    go: String,
    gnu: String,
}

/// Returns all files, from the package's directory.
pub(super) fn files(dir: &Path) -> Result<Vec<Generated>, String> {
    let read = |name: &str| read_text(&dir.join(name));
    let sources = Sources {
        decode: read("decode.go")?,
        inst: read("inst.go")?,
        tables: read("tables.go")?,
        go: read("plan9x.go")?,
        gnu: read("gnu.go")?,
    };
    let codes = go_text::names(&sources.decode, "xFail ");
    let mut ops = vec!["_".to_owned()];
    ops.extend(go_text::names(&sources.tables, "AAA"));
    let mut registers = vec!["_".to_owned()];
    registers.extend(go_text::names(&sources.inst, "AL"));
    Ok(vec![
        ("x86/decoder.rs", decoder(&sources, &codes, &ops)?),
        ("x86/codes.rs", code_file(&sources, &codes, &registers)?),
        ("x86/ops.rs", op_file(&sources, &ops)?),
        ("x86/registers.rs", register_file(&sources, &registers)),
    ])
}

fn file(what: &str, counterpart: &str) -> File {
    File::made_by(MAKER, "pub(super)", what, counterpart)
}

fn numbers(names: &[String]) -> Numbers {
    let places = names.iter().enumerate();
    places.map(|(place, name)| (name.clone(), place)).collect()
}

/// Adds constants that are numbered from `first` on.
fn constants(file: &mut File, item: &str, names: &[String], first: usize) {
    let rows = names.iter().enumerate().skip(first);
    file.constants(item, rows.map(|(at, name)| (&**name, at.to_string())));
}

fn decoder(sources: &Sources, codes: &[String], ops: &[String]) -> Result<String, String> {
    let (codes, ops) = (numbers(codes), numbers(ops));
    let mut words = Vec::new();
    for item in go_text::items(&sources.tables, "decoder") {
        let name = item
            .strip_prefix("uint16(")
            .and_then(|name| name.strip_suffix(')'));
        let word = match name {
            Some(name) => codes.get(name).or_else(|| ops.get(name)).copied(),
            None => go_text::number(&item).and_then(|word| usize::try_from(word).ok()),
        };
        words.push(word.ok_or_else(|| format!("decoder: {item} is unknown"))?);
    }
    let mut file = file(
        "The program that decodes instructions.",
        "golang.org/x/arch/x86/x86asm/tables.go (`decoder`)",
    );
    file.array(
        "Codes of the decoder's program, with their operands.",
        "DECODER",
        "u16",
        &words,
    );
    Ok(file.finish())
}

fn code_file(sources: &Sources, codes: &[String], registers: &[String]) -> Result<String, String> {
    let registers = numbers(registers);
    let bases: HashMap<&str, &str> = go_text::keyed(&sources.decode, "baseReg")
        .into_iter()
        .collect();
    let sizes: HashMap<&str, &str> = go_text::keyed(&sources.decode, "memBytes")
        .into_iter()
        .collect();
    let mut file = file(
        "The codes of the decoder's program, and their meanings.",
        "golang.org/x/arch/x86/x86asm/decode.go",
    );
    constants(&mut file, "u16", codes, 0);
    let base = |code: &String| bases.get(&**code).and_then(|name| registers.get(*name));
    let rows: Vec<usize> = codes
        .iter()
        .map(|code| base(code).copied().unwrap_or(0))
        .collect();
    file.array(
        "The first register of the kind that a code denotes.",
        "BASES",
        "u8",
        &rows,
    );
    let mut rows = Vec::new();
    for code in codes {
        rows.push(match sizes.get(&**code) {
            Some(bits) => size(bits).ok_or_else(|| format!("{code}: {bits} is no size"))?,
            None => 0,
        });
    }
    file.array(
        "The size of the memory operand that a code denotes.",
        "SIZES",
        "u8",
        &rows,
    );
    Ok(file.finish())
}

/// Returns a size in bytes that is written as a number of bits, or a sum of two, and a division.
fn size(text: &str) -> Option<u64> {
    let (bits, divisor) = text.split_once(" / ").unwrap_or((text, "1"));
    let bits = bits.trim_start_matches('(').trim_end_matches(')');
    let sum: Option<u64> = bits.split(" + ").map(go_text::number).sum();
    Some(sum? / go_text::number(divisor)?)
}

fn op_file(sources: &Sources, ops: &[String]) -> Result<String, String> {
    let mut file = file(
        "The instructions.",
        "golang.org/x/arch/x86/x86asm/tables.go, plan9x.go, gnu.go",
    );
    constants(&mut file, "u16", ops, 1);
    let names: HashMap<&str, &str> = go_text::keyed(&sources.tables, "opNames")
        .into_iter()
        .collect();
    let name = |op: &String| names.get(&**op).copied().unwrap_or("\"\"");
    let rows: Vec<&str> = ops.iter().map(name).collect();
    file.array("Their names.", "NAMES", "&str", &rows);
    let suffixed = go_text::keyed(&sources.go, "plan9Suffix");
    let is_suffixed = |op: &&String| suffixed.iter().any(|(name, _)| name == op);
    let places = numbers(ops);
    let rows: Vec<usize> = ops
        .iter()
        .filter(is_suffixed)
        .map(|op| places[op])
        .collect();
    file.array(
        "Those whose name in Go's syntax ends with the size.",
        "SUFFIXED",
        "u16",
        &rows,
    );
    let mut rows = Vec::new();
    for (op, name) in go_text::keyed(&sources.gnu, "gnuOp") {
        let place = places
            .get(op)
            .ok_or_else(|| format!("gnuOp: {op} is unknown"))?;
        rows.push(format!("({place}, {name})"));
    }
    file.array(
        "Names of some in GNU syntax.",
        "GNU_NAMES",
        "(u16, &str)",
        &rows,
    );
    Ok(file.finish())
}

fn register_file(sources: &Sources, registers: &[String]) -> String {
    let mut file = file(
        "The registers.",
        "golang.org/x/arch/x86/x86asm/inst.go, plan9x.go, gnu.go",
    );
    constants(&mut file, "u8", registers, 1);
    let lists = [
        (
            "Their names in Go's syntax.",
            "GO_NAMES",
            &sources.go,
            "plan9Reg",
        ),
        (
            "Their names in GNU syntax.",
            "GNU_NAMES",
            &sources.gnu,
            "gccRegName",
        ),
    ];
    for (doc, array, source, variable) in lists {
        let names: HashMap<&str, &str> = go_text::keyed(source, variable).into_iter().collect();
        // The register that there is not has the number zero.
        let name = |register: &String| match &**register {
            "_" => names.get("0"),
            register => names.get(register),
        };
        let rows = registers
            .iter()
            .map(|register| name(register).copied().unwrap_or("\"\""));
        file.array(doc, array, "&str", &rows.collect::<Vec<_>>());
    }
    file.finish()
}
