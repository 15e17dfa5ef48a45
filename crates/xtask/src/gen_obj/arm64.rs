//! The tables of arm64.
//!
//! Counterpart: cmd/internal/obj/arm64/asm7.go, anames.go, anames7.go and sysRegEnc.go hold them.

use super::Generated;
use super::Release;
use super::rust::File;
use super::rust::number;

/// First number of the architecture's opcodes.
const FIRST: i64 = 5 * 2048 + 15;

/// Returns the files of the base release, and what differs in Go 1.25. The encoder knows no tables
/// of Go 1.27, which has other classes of operands.
pub(super) fn files(base: &Release, releases: &[Release]) -> Result<Vec<Generated>, String> {
    let mut files = vec![
        ("arm64/a.rs", opcodes(base)?),
        ("arm64/registers.rs", registers(base)),
        ("arm64/classes.rs", classes(base)?),
        ("arm64/optab.rs", optab(base)?),
        ("arm64/words.rs", words(base)),
    ];
    for release in releases.iter().filter(|release| release.minor == 25) {
        for table in [
            "reg", "class", "arng", "flag", "cover", "sysreg", "special", "sys", "prfop", "pstate",
        ] {
            if !release.arm64.rows(table).eq(base.arm64.rows(table)) {
                return Err(format!("1.25: table {table} of arm64 differs"));
            }
        }
        files.push(("arm64/optab_25.rs", differences(base, release)?));
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
fn encodings(release: &Release, index: i64) -> Result<Vec<String>, String> {
    let rows: Vec<&[String]> = release.arm64.rows("optab").collect();
    for range in release.arm64.rows("range") {
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
fn differences(base: &Release, release: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub(super)",
        "Encodings of arm64 that differ in Go 1.25.",
        "cmd/internal/obj/arm64/asm7.go",
    );
    file.line("\nuse super::rows::Encoding;");
    let mut rows = Vec::new();
    for index in 0..2048 {
        let theirs = encodings(release, index)?;
        if theirs != encodings(base, index)? {
            rows.push(format!("({index}, &[{}])", theirs.join(", ")));
        }
    }
    file.array(
        "Low bits of the opcode, its encodings in the order of matching.",
        "OPTAB",
        "(u16, &[Encoding])",
        &rows,
    );
    let find = |release: &Release, row: &[String]| {
        let mut rows = release.arm64.rows("encode");
        rows.find(|other| other[..2] == row[..2])
            .map(|row| row[2].clone())
    };
    let mut bits = Vec::new();
    for row in base
        .arm64
        .rows("encode")
        .chain(release.arm64.rows("encode"))
    {
        let (ours, theirs) = (find(base, row), find(release, row));
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
fn opcodes(base: &Release) -> Result<String, String> {
    let mut file = File::new(
        "pub",
        "Opcodes of arm64.",
        "cmd/internal/obj/arm64/a.out.go and anames.go",
    );
    file.line("#![expect(missing_docs, reason = \"the names are those of instructions\")]");
    file.line("\nuse crate::prog::As;");
    let mut rows = Vec::new();
    for row in base.arm64.rows("as") {
        if number(&row[1])? >= FIRST {
            rows.push((row[0].as_str(), format!("As({})", row[1])));
        }
    }
    let names = base.arm64.rows("as").map(|row| format!("{:?}", row[0]));
    file.constants("As", rows.into_iter());
    file.array(
        "Names by number relative to the machine's base, common ones first.",
        "OP_NAMES",
        "&str",
        &names.collect::<Vec<_>>(),
    );
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
fn classes(base: &Release) -> Result<String, String> {
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
    let special: Vec<&[String]> = base.arm64.rows("special").collect();
    let names: Vec<String> = special
        .iter()
        .map(|row| format!("SPOP_{}", row[0]))
        .collect();
    file.constants(
        "i64",
        names
            .iter()
            .zip(&special)
            .map(|(name, row)| (name.as_str(), row[1].clone())),
    );
    let names: Vec<String> = base
        .arm64
        .rows("classname")
        .map(|row| format!("{:?}", row[1]))
        .collect();
    file.array("Names of classes.", "NAMES", "&str", &names);
    let names: Vec<String> = special.iter().map(|row| format!("{:?}", row[0])).collect();
    file.array("Names of special operands.", "SPECIAL", "&str", &names);
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

/// What the assembler's parser knows besides names.
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
