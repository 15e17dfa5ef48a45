//! `xtask gen-isprint`: writes the table of `quote::is_print` from the Go SDK.
//!
//! Go has ranges and exceptions to them, in 16 and 32 bits; we evaluate those for every code point
//! and write plain ranges.
//!
//! Counterpart: strconv/makeisprint.go.

use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;

use vamos_oracle::files;

/// Reads `$GOROOT/src/strconv/isprint.go` (or the file named in `args`) and rewrites
/// the table in crate base.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let source = source(args.first(), "src/strconv/isprint.go")?;
    let text = files::read_text(&source)?;
    let output = Path::new(env!("CARGO_MANIFEST_DIR")).join("../base/src/golang/isprint.rs");
    files::write(&output, render(&ranges(&text)?))
}

/// Returns `named`, or `default` below GOROOT.
pub(crate) fn source(named: Option<&String>, default: &str) -> Result<PathBuf, String> {
    match named {
        Some(file) => Ok(PathBuf::from(file)),
        None => {
            let goroot = std::env::var_os("GOROOT").ok_or("set GOROOT to the Go SDK")?;
            Ok(Path::new(&goroot).join(default))
        }
    }
}

/// Returns the numbers of the Go variable `name`.
fn table(text: &str, name: &str) -> Result<Vec<u32>, String> {
    let body = text
        .split_once(&format!("var {name} = "))
        .and_then(|(_, rest)| rest.split_once('}'))
        .map(|(body, _)| body)
        .ok_or_else(|| format!("no table {name}"))?;
    body.split(['{', ',', '\n'])
        .filter_map(|word| word.trim().strip_prefix("0x"))
        .map(|word| word.split_whitespace().next().unwrap_or_default())
        .map(|digits| u32::from_str_radix(digits, 16).map_err(|error| format!("{name}: {error}")))
        .collect()
}

/// Returns the ranges of printable code points above Latin-1.
fn ranges(text: &str) -> Result<Vec<(u32, u32)>, String> {
    let low = table(text, "isPrint16")?;
    let low_gaps = table(text, "isNotPrint16")?;
    let high = table(text, "isPrint32")?;
    let high_gaps = table(text, "isNotPrint32")?;
    let within = |ranges: &[u32], code| ranges.chunks(2).any(|r| r[0] <= code && code <= r[1]);
    let is_print = |code: u32| {
        if code < 0x1_0000 {
            within(&low, code) && !low_gaps.contains(&code)
        } else {
            // Exceptions end before plane 2 and are stored less 0x10000.
            within(&high, code) && (code >= 0x2_0000 || !high_gaps.contains(&(code - 0x1_0000)))
        }
    };
    let mut out: Vec<(u32, u32)> = Vec::new();
    for code in (0x100..=0x10_ffff).filter(|&code| is_print(code)) {
        match out.last_mut() {
            Some((_, end)) if *end + 1 == code => *end = code,
            _ => out.push((code, code)),
        }
    }
    Ok(out)
}

fn render(ranges: &[(u32, u32)]) -> String {
    let mut out = String::from(
        "// generated: pure table\n\
         //! The printable characters above Latin-1, as inclusive ranges in order.\n\
         //!\n\
         //! Made by `cargo xtask gen-isprint` from the tables of the Go SDK; do not edit.\n\
         //!\n\
         //! Counterpart: strconv/isprint.go.\n\n\
         #[rustfmt::skip]\n",
    );
    let _ = writeln!(
        out,
        "pub(crate) static PRINTABLE: [(u32, u32); {}] = [",
        ranges.len()
    );
    for row in ranges.chunks(4) {
        out.push_str("   ");
        for (start, end) in row {
            let _ = write!(out, " (0x{start:04x}, 0x{end:04x}),");
        }
        out.push('\n');
    }
    out.push_str("];\n");
    out
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn gaps_split_ranges() {
        let text = "var isPrint16 = []uint16{\n\t0x0020, 0x0200,\n}\n\
                    var isNotPrint16 = []uint16{\n\t0x0150, // gap\n}\n\
                    var isPrint32 = []uint32{\n\t0x010000, 0x010003,\n}\n\
                    var isNotPrint32 = []uint16{ // add 0x10000 to each entry\n\t0x0001,\n}\n";
        let want = vec![
            (0x100, 0x14f),
            (0x151, 0x200),
            (0x10000, 0x10000),
            (0x10002, 0x10003),
        ];
        assert_eq!(ranges(text).unwrap(), want);
    }
}
