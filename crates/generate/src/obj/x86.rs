//! The tables of amd64.
//!
//! Counterpart: cmd/internal/obj/x86/asm6.go, avx_optabs.go, anames.go and list6.go hold them.

use super::Generated;
use super::Release;
use super::rust::File;
use super::rust::bytes;
use super::rust::number;

/// First number of the architecture's opcodes.
const FIRST: i64 = 3 * 2048 + 15;

/// Returns the files of the base release, with the differences of others.
pub(super) fn files(base: &Release, releases: &[Release]) -> Result<Vec<Generated>, String> {
    for release in releases {
        for table in [
            "as", "reg", "class", "zcase", "escape", "mov", "cover", "movtab", "nop", "unary",
        ] {
            if !release.amd64.rows(table).eq(base.amd64.rows(table)) {
                return Err(format!("1.{}: table {table} differs", release.minor));
            }
        }
    }
    let mut files = vec![
        ("x86/a.rs", opcodes(base)?),
        ("x86/registers.rs", registers(base)?),
        ("x86/classes.rs", classes(base)),
        ("x86/optab.rs", optab(base)?),
        ("x86/words.rs", words(base)),
    ];
    for release in releases {
        match release.minor {
            25 => files.push(("x86/optab_25.rs", differences(base, release)?)),
            27 => files.push(("x86/optab_27.rs", differences(base, release)?)),
            _ => {}
        }
    }
    Ok(files)
}

/// Constants of opcodes and their names.
fn opcodes(base: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub",
        "Opcodes of amd64.",
        "cmd/internal/obj/x86/aenum.go and anames.go",
    );
    file.line("#![expect(missing_docs, reason = \"the names are those of instructions\")]");
    file.line("\nuse crate::prog::As;");
    let mut rows = Vec::new();
    for row in base.amd64.rows("as") {
        if number(&row[1])? >= FIRST {
            rows.push((row[0].as_str(), format!("As({})", row[1])));
        }
    }
    let names = base.amd64.rows("as").map(|row| format!("{:?}", row[0]));
    file.constants("As", rows.into_iter());
    file.array(
        "Names by number relative to the machine's base, common ones first.",
        "OP_NAMES",
        "&str",
        &names.collect::<Vec<_>>(),
    );
    let unary: Vec<String> = base
        .amd64
        .rows("unary")
        .map(|row| format!("As({})", row[0]))
        .collect();
    file.array(
        "Opcodes whose single operand is the destination.",
        "UNARY_DESTINATION",
        "As",
        &unary,
    );
    Ok(file.finish())
}

/// Numbers of registers, their names and encodings.
fn registers(base: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub",
        "Registers of amd64.",
        "cmd/internal/obj/x86/a.out.go, list6.go, and `instinit` of asm6.go",
    );
    file.line("#![expect(missing_docs, reason = \"the names are those of registers\")]");
    let rows = base
        .amd64
        .rows("reg")
        .filter(|row| !row[0].starts_with("T_"));
    file.constants("i16", rows.map(|row| (row[0].as_str(), row[1].clone())));
    let rows: Vec<&[String]> = base.amd64.rows("register").collect();
    let names: Vec<String> = rows.iter().map(|row| format!("{:?}", row[0])).collect();
    file.array("Names, from [`REG_AL`] on.", "REGISTERS", "&str", &names);
    let numbers: Vec<&String> = rows.iter().map(|row| &row[2]).collect();
    file.array(
        "The three bits of an encoding, from [`REG_AL`] on; -1: none.",
        "NUMBERS",
        "i8",
        &numbers,
    );
    let rex: Vec<&String> = rows.iter().map(|row| &row[3]).collect();
    file.array(
        "Bits of a REX prefix, from [`REG_AL`] on.",
        "REX",
        "u8",
        &rex,
    );
    Ok(file.finish())
}

/// Classes of operands, kinds of encodings and prefixes.
fn classes(base: &Release) -> String {
    let mut file = File::new(
        "pub(super)",
        "Classes of operands (Y), kinds of encodings (Z), prefixes (P, R), and other lists of the \
         encoder.",
        "cmd/internal/obj/x86/asm6.go",
    );
    file.line("#![expect(dead_code, reason = \"all are listed\")]");
    for table in ["class", "zcase", "escape", "mov"] {
        let rows = base.amd64.rows(table);
        file.constants("u8", rows.map(|row| (row[0].as_str(), row[1].clone())));
    }
    let cover = base.amd64.rows("cover").map(|row| {
        let bits = row[0].bytes().enumerate();
        let bits = bits.fold(0_u128, |sum, (at, bit)| sum | u128::from(bit == b'1') << at);
        format!("{bits:#x}")
    });
    file.array(
        "For each class a bit for each class that covers it.",
        "COVER",
        "u128",
        &cover.collect::<Vec<_>>(),
    );
    file.finish()
}

/// Lists of patterns, each of which is written once.
#[derive(Default)]
struct Patterns(Vec<String>);

impl Patterns {
    /// Returns a row of the table of encodings.
    fn encoding(&mut self, row: &[String]) -> Result<String, String> {
        let mut code = bytes(&row[2])?;
        while code.last() == Some(&0) {
            code.pop();
        }
        let mut list = Vec::new();
        for pattern in row[3].split_terminator(';') {
            let fields = pattern.replace(['[', ']'], "").replace(' ', ", ");
            list.push(format!("Pattern::new([{fields}])"));
        }
        let list = list.join(", ");
        let known = self.0.iter().position(|known| *known == list);
        let number = known.unwrap_or_else(|| {
            self.0.push(list);
            self.0.len() - 1
        });
        Ok(format!("Encoding::new({}, &{code:?}, Y{number})", row[1]))
    }

    /// Writes the lists.
    fn write(&self, file: &mut File) {
        file.line("");
        for (number, list) in self.0.iter().enumerate() {
            file.line("#[rustfmt::skip]");
            file.line(&format!("const Y{number}: &[Pattern] = &[{list}];"));
        }
    }
}

/// Returns the rows of a release by the low bits of the opcode.
fn encodings(release: &Release, pool: &mut Patterns) -> Result<Vec<Option<String>>, String> {
    let mut rows = Vec::new();
    for row in release.amd64.rows("optab") {
        let index = number(&row[0])? as usize & 2047;
        rows.resize(rows.len().max(index + 1), None);
        rows[index] = Some(pool.encoding(row)?);
    }
    Ok(rows)
}

/// The rows of another release that differ.
fn differences(base: &Release, release: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub(super)",
        &format!("Encodings of amd64 that differ in Go 1.{}.", release.minor),
        "cmd/internal/obj/x86/asm6.go (`optab`) and avx_optabs.go",
    );
    file.line("\nuse super::rows::Encoding;");
    let mut pool = Patterns::default();
    let theirs = encodings(release, &mut Patterns::default())?;
    let mut rows = Vec::new();
    for row in release.amd64.rows("optab") {
        if !base.amd64.rows("optab").any(|other| other == row) {
            let index = number(&row[0])? & 2047;
            rows.push(format!("({index}, {})", pool.encoding(row)?));
        }
    }
    if theirs.len() != encodings(base, &mut Patterns::default())?.len() {
        return Err(format!("1.{}: other opcodes", release.minor));
    }
    if !rows.is_empty() {
        file.line("use super::rows::Pattern;");
        pool.write(&mut file);
    }
    file.array(
        "Low bits of the opcode, encoding.",
        "OPTAB",
        "(u16, Encoding)",
        &rows,
    );
    Ok(file.finish())
}

/// The table of encodings.
fn optab(base: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub(super)",
        "Encodings of amd64.",
        "cmd/internal/obj/x86/asm6.go (`optab`, `ymovtab`) and avx_optabs.go",
    );
    file.line(
        "\nuse super::rows::Encoding;\nuse super::rows::MoveEncoding;\n\
         use super::rows::Pattern;\nuse crate::prog::As;",
    );
    let mut pool = Patterns::default();
    let rows = encodings(base, &mut pool)?.into_iter();
    let rows: Vec<String> = rows
        .map(|row| row.unwrap_or_else(|| "NONE".to_owned()))
        .collect();
    pool.write(&mut file);
    file.line("const NONE: Encoding = Encoding::NONE;");
    file.array(
        "Encodings by the low bits of the opcode.",
        "OPTAB",
        "Encoding",
        &rows,
    );
    let mut moves = Vec::new();
    for row in base.amd64.rows("movtab") {
        let [op, from, third, to, code, text] = row else {
            return Err("movtab".to_owned());
        };
        moves.push(format!(
            "MoveEncoding {{ op: As({op}), from: {from}, third: {third}, to: {to}, kind: {code}, bytes: {:?} }}",
            bytes(text)?
        ));
    }
    file.array(
        "Moves of special registers and double shifts.",
        "MOVES",
        "MoveEncoding",
        &moves,
    );
    let mut nops = Vec::new();
    for row in base.amd64.rows("nop") {
        nops.push(format!("&{:?}", bytes(&row[0])?));
    }
    file.array(
        "Instructions without effect, by their length.",
        "NOPS",
        "&[u8]",
        &nops,
    );
    let suffixes: Vec<String> = base
        .amd64
        .rows("suffix")
        .map(|row| format!("{:?}", row[0]))
        .collect();
    file.array(
        "Suffixes of opcodes, by number.",
        "SUFFIXES",
        "&str",
        &suffixes,
    );
    Ok(file.finish())
}

/// Words of the assembler's parser other than opcodes.
fn words(base: &Release) -> String {
    let mut file = File::new(
        "pub",
        "Words of amd64 assembly: other names of opcodes, names of registers.",
        "cmd/asm/internal/arch/arch.go (`archX86`)",
    );
    file.line("\nuse crate::prog::As;");
    super::word_tables(&mut file, &base.amd64);
    file.finish()
}
