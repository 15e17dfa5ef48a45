//! The tables for arm64.
//!
//! Formats are a list. The meaning of an argument's bits is a function upstream: a program that is
//! built with the package tries it, and prints a model that agrees with it.
//! Counterpart: golang.org/x/arch/arm64/arm64asm (tables.go, decode.go, inst.go).

use std::collections::BTreeMap;
use std::path::Path;

use vamos_oracle::files::read_text;
use vamos_oracle::overlay;
use vamos_oracle::sdk::Sdk;

use super::Generated;
use super::MAKER;
use super::go_text;
use crate::obj::dump::Dump;
use crate::obj::rust::File;
use crate::obj::rust::number;

const DIR: &str = "vendor/golang.org/x/arch/arm64/arm64asm";

const MAIN: &str = "package main\n\nimport (\n\t\"bufio\"\n\t\"os\"\n\n\
    \t\"golang.org/x/arch/arm64/arm64asm\"\n)\n\n\
    func main() {\n\tw := bufio.NewWriter(os.Stdout)\n\tdefer w.Flush()\n\
    \tarm64asm.VamosDump(w)\n}\n";

/// The numbers of conditions in crate disasm, by the prefix of upstream's names.
const CONDITIONS: &[(&str, u8)] = &[
    ("at_sys", 1),
    ("ic_sys", 1),
    ("bfi_bfm", 2),
    ("bfxil", 3),
    ("cinc_", 4),
    ("cinv_", 4),
    ("cneg_", 5),
    ("csinc_", 6),
    ("csinv_", 6),
    ("dc_sys", 7),
    ("tlbi_sys", 8),
    ("lsl_ubfm_32m", 9),
    ("lsl_ubfm_64m", 10),
    ("mov_orr_32_log", 11),
    ("mov_orr_64_log", 11),
    ("mov_movn_32", 12),
    ("mov_movn_64", 13),
    ("mov_movz", 13),
    ("mov_add", 14),
    ("ror_extr", 15),
    ("mov_orr_asimdsame", 15),
    ("sbfiz", 16),
    ("ubfiz", 16),
    ("sbfx", 17),
    ("ubfx", 17),
    ("mov_umov_asimdins_w", 18),
    ("mov_umov_asimdins_x", 19),
    ("sxtl_", 21),
    ("uxtl_", 21),
];

/// The condition that a shift is not zero.
const HAS_SHIFT: u8 = 20;

/// The numbers of encodings that crate disasm decodes itself, by parts of upstream's names.
const SPECIAL: &[(&str, u8)] = &[
    ("arg_Wm_extend__", 0),
    ("arg_Rm_extend__", 1),
    ("arg_Wm_shift__LSL_0__LSR_1__ASR_2__0_31", 2),
    ("arg_Wm_shift__", 3),
    ("arg_Xm_shift__LSL_0__LSR_1__ASR_2__0_63", 4),
    ("arg_Xm_shift__", 5),
    ("_bitfield_width_32_", 6),
    ("_bitfield_width_64_", 7),
    ("arg_immediate_bitmask_32_", 8),
    ("arg_immediate_bitmask_64_", 9),
    ("shift_32_implicit_imm16", 10),
    ("shift_32_implicit_inverse", 11),
    ("shift_64_implicit_imm16", 12),
    ("shift_64_implicit_inverse", 13),
    ("arg_sysop_", 14),
];

/// The bits that choose a bucket of formats.
const BUCKET_SHIFT: u32 = 21;
const BUCKETS: u32 = 256;

/// Returns all files.
pub(super) fn files(sdk: &Sdk, go: &Path) -> Result<Vec<Generated>, String> {
    let below = sdk.goroot.join("src/cmd");
    let arg = read_text(&below.join(DIR).join("arg.go"))?;
    let source = format!("{}\n{}", include_str!("arm64.go.txt"), encodings(&arg));
    let added = [
        ("objdump/vamosdump/main.go", MAIN.to_owned()),
        (&*format!("{DIR}/vamosdump.go"), source),
    ];
    let program = overlay::build(sdk, go, "cmd/objdump/vamosdump", &added)?;
    let dump = Dump::run(&program, "arm64")?;
    Ok(vec![
        ("arm64/ops.rs", ops(&dump)),
        ("arm64/formats.rs", formats(&dump)?),
        ("arm64/models.rs", models(&dump)?),
        ("arm64/systems.rs", systems(&dump)?),
    ])
}

/// Returns the list of encodings as a Go variable.
fn encodings(arg: &str) -> String {
    let names = go_text::names(arg, "_ instArg = iota");
    let rows = names.iter().filter(|name| name.starts_with("arg_"));
    let rows = rows.map(|name| format!("\t{{\"arg\", {name:?}, int64({name})}},\n"));
    format!(
        "var vamosConstants = []struct {{\n\tblock, name string\n\tvalue int64\n}}{{\n{}}}\n",
        rows.collect::<String>()
    )
}

fn file(what: &str, counterpart: &str) -> File {
    File::made_by(MAKER, "pub(super)", what, counterpart)
}

fn ops(dump: &Dump) -> String {
    let rows: Vec<&[String]> = dump.rows("op").collect();
    let mut file = file(
        "The instructions.",
        "golang.org/x/arch/arm64/arm64asm/tables.go",
    );
    let named = rows.iter().filter(|row| !row[1].is_empty());
    file.constants("u16", named.map(|row| (&*row[1], row[0].clone())));
    let names: Vec<String> = rows.iter().map(|row| format!("{:?}", row[1])).collect();
    file.array("Their names.", "NAMES", "&str", &names);
    file.finish()
}

fn condition(name: &str) -> Result<u8, String> {
    if name == "-" {
        return Ok(0);
    }
    let mut known = CONDITIONS.iter();
    match known.find(|(start, _)| name.starts_with(start)) {
        Some((_, condition)) => Ok(*condition),
        None if name.contains("asisdshf") || name.contains("asimdshf") => Ok(HAS_SHIFT),
        None => Err(format!("{name} is an unknown condition")),
    }
}

fn formats(dump: &Dump) -> Result<String, String> {
    let mut items = Vec::new();
    let mut buckets = vec![Vec::new(); BUCKETS as usize];
    for (index, row) in dump.rows("format").enumerate() {
        let (mask, value) = (number(&row[0])?, number(&row[1])?);
        let condition = condition(&row[3])?;
        let args = row[4..].join(", ");
        items.push(format!(
            "({mask:#x}, {value:#x}, {}, {condition}, [{args}])",
            row[2]
        ));
        let chosen = i64::from(BUCKETS - 1) << BUCKET_SHIFT;
        for (bucket, formats) in buckets.iter_mut().enumerate() {
            if (bucket as i64) << BUCKET_SHIFT & mask & chosen == value & chosen {
                formats.push(index);
            }
        }
    }
    let mut starts = vec![0];
    let mut all = Vec::new();
    for bucket in buckets {
        all.extend(bucket);
        starts.push(all.len());
    }
    let mut file = file(
        "The formats of instructions.",
        "golang.org/x/arch/arm64/arm64asm/tables.go (`instFormats`)",
    );
    file.array(
        "Mask, bits, instruction, condition and encodings of arguments, in order.",
        "FORMATS",
        "(u32, u32, u16, u8, [u16; 5])",
        &items,
    );
    file.array(
        "Index of the first format of each bucket.",
        "BUCKET_STARTS",
        "u16",
        &starts,
    );
    file.array(
        "The formats of each bucket, by eight bits of instructions.",
        "BUCKETS",
        "u16",
        &all,
    );
    Ok(file.finish())
}

/// Returns the rows of a table by encoding, without its number.
fn by_encoding<'d>(
    dump: &'d Dump,
    table: &'d str,
) -> Result<BTreeMap<i64, Vec<&'d [String]>>, String> {
    let mut rows: BTreeMap<i64, Vec<&[String]>> = BTreeMap::new();
    for row in dump.rows(table) {
        rows.entry(number(&row[0])?).or_default().push(&row[1..]);
    }
    Ok(rows)
}

fn models(dump: &Dump) -> Result<String, String> {
    let selectors = by_encoding(dump, "arg")?;
    let special = by_encoding(dump, "special")?;
    let (field_rows, value_rows) = (by_encoding(dump, "field")?, by_encoding(dump, "row")?);
    let last = selectors.keys().chain(special.keys()).max().copied();
    let (mut models, mut rows, mut fields) = (Vec::new(), Vec::new(), Vec::new());
    for encoding in 0..=last.unwrap_or(0) {
        if let Some(name) = special.get(&encoding).map(|found| &found[0][0]) {
            let known = SPECIAL.iter().find(|(part, _)| name.contains(part));
            let (_, known) = known.ok_or_else(|| format!("{name} has no model"))?;
            models.push(format!("(u32::MAX, {known}, 0, 0)"));
        } else if let Some(found) = selectors.get(&encoding) {
            let selector = number(&found[0][0])?;
            let own = field_rows.get(&encoding).map_or(&[][..], Vec::as_slice);
            models.push(format!(
                "({selector:#x}, {}, {}, {})",
                rows.len(),
                fields.len(),
                own.len()
            ));
            fields.extend(own.iter().map(|row| format!("({})", row.join(", "))));
            for row in value_rows.get(&encoding).into_iter().flatten() {
                rows.push(format!("({}, [{}])", row[0], row[1..].join(", ")));
            }
        } else {
            models.push("(0, u16::MAX, 0, 0)".to_owned());
        }
    }
    let mut file = file(
        "Tables that map bits to arguments.",
        "golang.org/x/arch/arm64/arm64asm/decode.go (`decodeArg`)",
    );
    file.array(
        "The bits that choose a row, the first row, the first field and how many there are, by encoding.",
        "MODELS",
        "(u32, u16, u16, u8)",
        &models,
    );
    file.array(
        "The kind of an argument, or zero if the bits are invalid, and its parts without fields.",
        "ROWS",
        "(u8, [i16; 6])",
        &rows,
    );
    file.array(
        "Bit fields: position, width, the part that they add to, and the value of one unit.",
        "FIELDS",
        "(u32, u32, u8, i64)",
        &fields,
    );
    Ok(file.finish())
}

fn systems(dump: &Dump) -> Result<String, String> {
    let mut items = Vec::new();
    for row in dump.rows("system") {
        let key = number(&row[0])?;
        items.push(format!("({key}, {}, {:?}, {})", row[1], row[2], row[3]));
    }
    let mut file = file(
        "Instructions for caches and for tables of addresses.",
        "golang.org/x/arch/arm64/arm64asm/inst.go (`sysInstsAttrs`)",
    );
    file.array(
        "Their fields, kinds, names, and true if they have a register, in order.",
        "SYSTEMS",
        "(u16, u8, &str, bool)",
        &items,
    );
    Ok(file.finish())
}
