//! `xtask gen-errno`: writes the texts of system errors from the Go SDK.
//!
//! Counterpart: syscall/mkerrors.sh.

use crate::isprint::source;
use std::fmt::Write as _;
use std::path::Path;

use vamos_oracle::files;

/// Reads the SDK's `syscall/zerrors_*.go` of Linux and macOS and rewrites the tables in
/// crate base.
pub(crate) fn run(_args: &[String]) -> Result<(), String> {
    let mut out = String::from(
        "// generated: pure table\n\
         //! The texts of system errors, by number.\n\
         //!\n\
         //! Made by `cargo xtask gen-errno` from the tables of the Go SDK; do not edit.\n\
         //!\n\
         //! Counterpart: syscall/zerrors_*.go.\n",
    );
    for (name, os) in [("LINUX", "linux"), ("MACOS", "darwin")] {
        let file = source(None, &format!("src/syscall/zerrors_{os}_amd64.go"))?;
        let text = files::read_text(&file)?;
        let entries = entries(&text);
        let length = entries.last().map_or(0, |entry| entry.0 + 1);
        let mut texts = vec!["\"\""; length];
        for (number, text) in entries {
            texts[number] = text;
        }
        let _ = writeln!(
            out,
            "\n#[rustfmt::skip]\npub(crate) static {name}: [&str; {length}] = ["
        );
        for text in texts {
            let _ = writeln!(out, "    {text},");
        }
        out.push_str("];\n");
    }
    let output = Path::new(env!("CARGO_MANIFEST_DIR")).join("../base/src/golang/errno/table.rs");
    files::write(&output, out)
}

/// Returns the numbers and the quoted texts of the table, in order.
fn entries(text: &str) -> Vec<(usize, &str)> {
    let body = text
        .split_once("var errors = ")
        .map_or("", |(_, body)| body);
    body.lines()
        .skip(1)
        .take_while(|line| *line != "}")
        .filter_map(|line| {
            let (number, text) = line.trim().trim_end_matches(',').split_once(':')?;
            Some((number.parse().ok()?, text.trim()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::entries;

    #[test]
    fn reads_the_go_table() {
        let text =
            "var errors = [...]string{\n\t1:   \"not permitted\",\n\t3: \"no: such\",\n}\nvar x\n";
        assert_eq!(
            entries(text),
            [(1, "\"not permitted\""), (3, "\"no: such\"")]
        );
    }
}
