//! `cargo xtask assembler --all-forms [--goroot SDK] [--goarch ARCH] [--lines N] [--seed N] [--out
//! FILE]`: every opcode with operands of every class, valid and invalid.
//!
//! Lines are generated from the tables of the SDK's own assembler. Compared are the bytes of
//! objects and the texts of errors, in the plain mode and, for a share of the lines, with other
//! flags.
//! Counterpart: cmd/asm/internal/asm/endtoend_test.go.

mod amd64;
mod arm64;
mod batch;
mod check;
mod lines;
mod objects;
mod operands;
mod tables;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::path::PathBuf;

use vamos_asm::Machine;

use super::testdata;
use crate::files::at;
use crate::report::Report;
use crate::sdk::Sdk;
use batch::Assemblers;
use check::Check;
use check::Tally;
use operands::Operands;
use tables::Tables;

/// Number of compared lines for a processor, if no number is given.
const LINES: usize = 220_000;
/// Number of lines in a file: a crash is searched for in one file.
const CHUNK: usize = 2000;
/// Maximum number of differences in the output.
const SHOWN: usize = 60;

/// A run of the command.
pub(super) struct AllForms {
    pub(super) goarch: Option<String>,
    pub(super) lines: usize,
    pub(super) seed: u64,
    /// A file for all differences.
    pub(super) out: Option<PathBuf>,
}

impl Default for AllForms {
    fn default() -> Self {
        Self {
            goarch: None,
            lines: LINES,
            seed: 1,
            out: None,
        }
    }
}

impl AllForms {
    /// Compares all forms of an SDK.
    pub(super) fn run(&self, sdk: &Sdk, dir: &Path, report: &mut Report) -> Result<(), String> {
        let mut out = String::new();
        let version = sdk.version.trim_start_matches("go");
        for goarch in ["amd64", "arm64"] {
            if self.goarch.as_ref().is_some_and(|wanted| wanted != goarch) {
                continue;
            }
            let (lines, tally) = self.check(sdk, goarch, dir)?;
            let name = format!("all-forms: {version} {goarch}");
            let text = summary(lines, &tally);
            for difference in &tally.differences {
                let (form, mode) = (&difference.form, &difference.mode);
                let _ = writeln!(out, "{goarch} {form} {mode}\n{}", difference.text);
            }
            for (form, text) in &tally.panics {
                let _ = writeln!(out, "{goarch} {form}: official {text}");
            }
            report.say(
                &name,
                if tally.differences.is_empty() {
                    Ok(text)
                } else {
                    Err(format!("{text}\n{}", examples(&tally)))
                },
            );
        }
        match &self.out {
            Some(path) => std::fs::write(path, out).map_err(at(path)),
            None => Ok(()),
        }
    }

    fn check(&self, sdk: &Sdk, goarch: &str, dir: &Path) -> Result<(usize, Tally), String> {
        let (operands, modes): (&Operands, &[&str]) = match goarch {
            "amd64" => (&amd64::OPERANDS, &["-shared", "-dynlink", "-spectre=ret"]),
            _ => (&arm64::OPERANDS, &["-shared", "-dynlink"]),
        };
        let tables = Tables::read(&sdk.goroot, goarch)?;
        let forms = lines::generate(&tables, operands, self.lines, self.seed);
        let dir = dir.canonicalize().map_err(at(dir))?;
        let assemblers = Assemblers {
            sdk,
            machine: Machine::new(goarch).ok_or_else(|| format!("GOARCH={goarch}"))?,
            goarch: goarch.to_owned(),
            header: testdata::header(sdk, &dir, goarch)?,
            tool: PathBuf::from(sdk.variable("GOTOOLDIR")?).join("asm"),
            dir,
        };
        let mut tally = Tally::default();
        let mut suspects = BTreeSet::new();
        for (chunk, mode) in forms.chunks(CHUNK).zip(modes.iter().cycle()) {
            for mode in ["", mode] {
                let mut check = Check {
                    assemblers: &assemblers,
                    mode,
                    leaves_errors: sdk.minor() != Some(26),
                    tally: &mut tally,
                    suspects: std::mem::take(&mut suspects),
                };
                check.run(chunk)?;
                suspects = check.suspects;
            }
        }
        Ok((forms.len(), tally))
    }
}

fn summary(lines: usize, tally: &Tally) -> String {
    let different = tally.differences.len();
    format!(
        "{lines} lines, {different} different ({} with code, {} with errors, {} left to the SDK's \
         assembler, {} on which the official assembler panics)",
        tally.valid,
        tally.invalid,
        tally.left,
        tally.panics.len(),
    )
}

/// Returns the first differences of each opcode.
fn examples(tally: &Tally) -> String {
    let mut out = String::new();
    for (opcode, differences) in check::by_opcode(&tally.differences).iter().take(SHOWN) {
        let first = differences[0];
        let (form, mode) = (&first.form, &first.mode);
        let count = differences.len();
        let _ = writeln!(
            out,
            "  {opcode}, {count} times: {form} {mode}\n{}",
            first.text
        );
    }
    out
}
