//! The tables of arm64.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go, anames.go, anames7.go and sysRegEnc.go hold them.

use super::Generated;
use super::Release;
use super::dump::Dump;
use super::numbers::FIRST;
use super::numbers::Numbers;
use super::rust::File;
use super::rust::number;

/// Returns the files of the base release, and the differences of others.
pub(super) fn files(base: &Release, releases: &[Release]) -> Result<Vec<Generated>, String> {
    let later = releases.iter().find(|release| release.minor == 27);
    let numbers = Numbers::new(base, later)?;
    let mut files = vec![
        ("arm64/registers.rs", registers(base)),
        ("arm64/optab.rs", optab(base)?),
        ("arm64/words.rs", words(base)),
    ];
    if let Some(later) = later {
        files.push(("arm64/a.rs", opcodes(base, &numbers)?));
        files.push(("arm64/classes.rs", classes(base, &numbers, later)?));
    }
    for release in releases {
        let name = match release.minor {
            25 => "arm64/optab_25.rs",
            27 => "arm64/optab_27.rs",
            _ => continue,
        };
        let dump = numbers.translate(&release.arm64, &base.arm64)?;
        for table in ["class", "cover", "flag"] {
            if !dump.rows(table).eq(base.arm64.rows(table)) {
                return Err(format!(
                    "1.{}: table {table} of arm64 differs",
                    release.minor
                ));
            }
        }
        for table in ["sys", "prfop", "pstate"] {
            if base
                .arm64
                .rows(table)
                .any(|row| !dump.rows(table).any(|other| other == row))
            {
                return Err(format!(
                    "1.{}: table {table} of arm64 differs",
                    release.minor
                ));
            }
        }
        files.push((name, differences(base, release.minor, &dump)?));
    }
    Ok(files)
}

/// Returns a row of the table of encodings.
fn encoding(row: &[String]) -> String {
    let classes = row[1].replace(' ', ", ");
    format!(
        "Encoding::new({}, [{classes}], {}, {}, {}, {}, {})",
        row[0], row[2], row[3], row[4], row[5], row[6]
    )
}

/// Returns the encodings of an opcode, by its low bits.
fn encodings(dump: &Dump, index: i64) -> Result<Vec<String>, String> {
    let rows: Vec<&[String]> = dump.rows("optab").collect();
    for range in dump.rows("range") {
        if number(&range[0])? == index {
            let first = number(&range[1])? as usize;
            let count = number(&range[2])? as usize;
            return Ok(rows[first..first + count]
                .iter()
                .map(|row| encoding(row))
                .collect());
        }
    }
    Ok(Vec::new())
}

/// The rows of another release that differ.
fn differences(base: &Release, minor: u32, dump: &Dump) -> Result<String, String> {
    let mut file = File::new(
        "pub(super)",
        &format!("Encodings of arm64 that differ in Go 1.{minor}."),
        "cmd/internal/obj/arm64/asm7.go",
    );
    file.line("\nuse super::rows::Encoding;");
    let mut rows = Vec::new();
    for index in 0..2048 {
        let theirs = encodings(dump, index)?;
        if theirs != encodings(&base.arm64, index)? {
            rows.push(format!("({index}, &[{}])", theirs.join(", ")));
        }
    }
    file.array(
        "Low bits of the opcode, its encodings in the order of matching.",
        "OPTAB",
        "(u16, &[Encoding])",
        &rows,
    );
    let find = |dump: &Dump, row: &[String]| {
        let mut rows = dump.rows("encode");
        let found = rows.find(|other| other[..2] == row[..2]);
        found.map(|row| row[2].clone())
    };
    let mut bits = Vec::new();
    let rows = base.arm64.rows("encode").chain(dump.rows("encode"));
    for row in rows {
        let (ours, theirs) = (find(&base.arm64, row), find(dump, row));
        let text = format!("({:?}, {}, {theirs:?})", row[0], row[1])
            .replace("Some(\"", "Some(")
            .replace("\"))", "))");
        if ours != theirs && !bits.contains(&text) {
            bits.push(text);
        }
    }
    file.array(
        "Kind of instruction, opcode, its bits.",
        "BITS",
        "(&str, u16, Option<u32>)",
        &bits,
    );
    Ok(file.finish())
}

/// Constants of opcodes and their names.
fn opcodes(base: &Release, numbers: &Numbers) -> Result<String, String> {
    let mut file = File::new(
        "pub",
        "Opcodes of arm64.",
        "cmd/internal/obj/arm64/a.out.go and anames.go",
    );
    file.line("#![expect(missing_docs, reason = \"the names are those of instructions\")]");
    file.line("\nuse crate::prog::As;");
    let rows = numbers.ops.iter().filter(|row| row.1 >= FIRST);
    let rows = rows.map(|row| (row.0.as_str(), format!("As({})", row.1)));
    let names = numbers.ops.iter().map(|row| format!("{:?}", row.0));
    file.constants("As", rows);
    file.array(
        "Names by number relative to the machine's base, common ones first.",
        "OP_NAMES",
        "&str",
        &names.collect::<Vec<_>>(),
    );
    let last = base.arm64.rows("as").last().map_or("0", |row| &row[1]);
    file.line(&format!(
        "\n/// The last opcode of Go 1.26; others are of Go 1.27.\npub const LAST_OF_126: As = As({last});"
    ));
    Ok(file.finish())
}

/// Numbers of registers.
fn registers(base: &Release) -> String {
    let mut file = File::new(
        "pub",
        "Registers of arm64.",
        "cmd/internal/obj/arm64/a.out.go and sysRegEnc.go",
    );
    file.line("#![expect(missing_docs, reason = \"the names are those of registers\")]");
    let mut seen = Vec::new();
    let rows = base.arm64.rows("reg").filter(|row| {
        let is_new = !seen.contains(&&row[0]);
        seen.push(&row[0]);
        is_new
    });
    file.constants("i16", rows.map(|row| (row[0].as_str(), row[1].clone())));
    file.constants(
        "u8",
        base.arm64
            .rows("arng")
            .map(|row| (row[0].as_str(), row[1].clone())),
    );
    let names = base
        .arm64
        .rows("sysreg")
        .map(|row| format!("REG_{}", row[0]));
    let names: Vec<String> = names.collect();
    let rows = names.iter().zip(base.arm64.rows("sysreg"));
    file.constants(
        "i16",
        rows.map(|(name, row)| (name.as_str(), row[1].clone())),
    );
    let system = base.arm64.rows("sysreg");
    let system: Vec<String> = system
        .map(|row| {
            format!(
                "({:?}, {}, {:#x}, {})",
                row[0],
                row[1],
                number(&row[2]).unwrap_or(0),
                row[3]
            )
        })
        .collect();
    file.array(
        "System registers: name, number, encoding, bits of allowed accesses.",
        "SYSTEM_REGISTERS",
        "(&str, i16, u32, u8)",
        &system,
    );
    file.finish()
}

/// Classes of operands, special operands.
fn classes(base: &Release, numbers: &Numbers, later: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub(super)",
        "Classes of operands of arm64, and special operands.",
        "cmd/internal/obj/arm64/a.out.go",
    );
    file.line("#![expect(dead_code, reason = \"all are listed\")]");
    file.constants(
        "u8",
        base.arm64
            .rows("class")
            .map(|row| (row[0].as_str(), row[1].clone())),
    );
    file.constants(
        "i8",
        base.arm64
            .rows("flag")
            .map(|row| (row[0].as_str(), row[1].clone())),
    );
    let special = &numbers.special;
    let names: Vec<String> = special
        .iter()
        .map(|row| format!("SPOP_{}", row.0))
        .collect();
    file.constants(
        "i64",
        names
            .iter()
            .zip(special)
            .map(|(name, row)| (name.as_str(), row.1.to_string())),
    );
    let names = base.arm64.rows("classname");
    let names: Vec<String> = names.map(|row| format!("{:?}", row[1])).collect();
    file.array("Names of classes.", "NAMES", "&str", &names);
    let names: Vec<String> = special.iter().map(|row| format!("{:?}", row.0)).collect();
    file.array(
        "Names of special operands; additions of Go 1.27 last.",
        "SPECIAL",
        "&str",
        &names,
    );
    let later = numbers.translate(&later.arm64, &base.arm64)?;
    let rows = later
        .rows("rprfop")
        .map(|row| format!("({}, {})", row[0], row[1]));
    file.array(
        "Prefetches of ranges by special operand.",
        "RANGE_PREFETCH",
        "(i64, u32)",
        &rows.collect::<Vec<_>>(),
    );
    let cover = base.arm64.rows("cover").map(|row| {
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
    let rows = base
        .arm64
        .rows("sys")
        .map(|row| format!("({}, [{}])", row[0], row[1].replace(' ', ", ")));
    file.array(
        "System instructions by special operand: op1, cn, cm, op2, 1 for a second operand.",
        "SYSTEM_OPERATIONS",
        "(i64, [u8; 5])",
        &rows.collect::<Vec<_>>(),
    );
    let rows = base
        .arm64
        .rows("prfop")
        .map(|row| format!("({}, {})", row[0], row[1]));
    file.array(
        "Prefetch operations by special operand.",
        "PREFETCH",
        "(i64, u32)",
        &rows.collect::<Vec<_>>(),
    );
    let rows = base
        .arm64
        .rows("pstate")
        .map(|row| format!("({}, {})", row[0], row[1]));
    file.array(
        "PSTATE fields by special operand.",
        "PSTATE",
        "(i64, u32)",
        &rows.collect::<Vec<_>>(),
    );
    Ok(file.finish())
}

/// The table of encodings, and the bits of each opcode in each kind of instruction.
fn optab(base: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub(super)",
        "Encodings of arm64.",
        "cmd/internal/obj/arm64/asm7.go",
    );
    file.line("\nuse super::rows::Encoding;");
    let mut rows = Vec::new();
    for row in base.arm64.rows("optab") {
        rows.push(encoding(row));
    }
    file.array(
        "Encodings in the order of matching.",
        "OPTAB",
        "Encoding",
        &rows,
    );
    let mut ranges = Vec::new();
    for row in base.arm64.rows("range") {
        ranges.resize((number(&row[0])? + 1) as usize, "(0, 0)".to_owned());
        ranges[number(&row[0])? as usize] = format!("({}, {})", row[1], row[2]);
    }
    file.array(
        "First encoding and count of encodings, by the low bits of the opcode.",
        "RANGES",
        "(u16, u16)",
        &ranges,
    );
    let mut functions: Vec<&String> = Vec::new();
    for row in base.arm64.rows("encode") {
        if !functions.contains(&&row[0]) {
            functions.push(&row[0]);
        }
    }
    for function in functions {
        let rows = base.arm64.rows("encode").filter(|row| row[0] == *function);
        let rows = rows.map(|row| format!("({}, {:#x})", row[1], number(&row[2]).unwrap_or(0)));
        file.array(
            &format!("Bits by opcode in instructions of the kind `{function}`."),
            &format!("OP_{}", function.to_ascii_uppercase()),
            "(u16, u32)",
            &rows.collect::<Vec<_>>(),
        );
    }
    Ok(file.finish())
}

/// Words of the assembler's parser other than opcodes.
fn words(base: &Release) -> String {
    let mut file = File::new(
        "pub",
        "Words of arm64 assembly: other names of opcodes, names of registers.",
        "cmd/asm/internal/arch/arch.go (`archArm64`)",
    );
    file.line("\nuse crate::prog::As;");
    super::word_tables(&mut file, &base.arm64);
    file.finish()
}
