//! `xtask gen-fold`: writes the table of case folding from the Go SDK.
//!
//! Go's orbits of equal letters are spread over several tables, so we ask Go.
//!
//! Counterpart: unicode/letter.go (`SimpleFold`).

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use vamos_oracle::files;
use vamos_oracle::pair;

/// Prints each character above ASCII whose orbit has a smaller one, and that one.
const PROGRAM: &str = r#"package main

import (
	"fmt"
	"unicode"
)

func main() {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		if 'A' <= least && least <= 'Z' {
			least += 'a' - 'A'
		}
		if least != r {
			fmt.Printf("%x %x\n", r, least)
		}
	}
}
"#;

/// Runs the program with the SDK's go command and rewrites the table in crate base.
pub(crate) fn run(_args: &[String]) -> Result<(), String> {
    let sdk = vamos_oracle::sdk::find()?;
    let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = dir.path().join("main.go");
    files::write(&file, PROGRAM)?;
    let mut command = Command::new(&sdk.go);
    command
        .args(["run", "main.go"])
        .current_dir(dir.path())
        .env("GOROOT", &sdk.goroot)
        .env("GOTOOLCHAIN", "local");
    let output = pair::text(&pair::succeed(&mut command, "go run")?.stdout);
    let pairs: Vec<&str> = output.lines().collect();
    let mut out = String::from(
        "// generated: pure table\n\
         //! The characters above ASCII that fold to another one, in order.\n\
         //!\n\
         //! Made by `cargo xtask gen-fold` by asking the Go SDK; do not edit.\n\
         //!\n\
         //! Counterpart: unicode/tables.go.\n\n\
         #[rustfmt::skip]\n",
    );
    let _ = writeln!(
        out,
        "pub(crate) static FOLDS: [(char, char); {}] = [",
        pairs.len()
    );
    for row in pairs.chunks(4) {
        out.push_str("   ");
        for pair in row {
            let (from, to) = pair.split_once(' ').ok_or("go run: unexpected output")?;
            let _ = write!(out, " ('\\u{{{from}}}', '\\u{{{to}}}'),");
        }
        out.push('\n');
    }
    out.push_str("];\n");
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("../base/src/golang/fold/table.rs");
    files::write(&table, out)
}
