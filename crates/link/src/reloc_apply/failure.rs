//! Errors of relocations, collected on any thread.
//!
//! Counterpart: cmd/link/internal/ld/errors.go.

use hashbrown::HashSet;

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::loader::Sym;

/// Errors in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    found: Vec<Failure>,
    /// Undefined symbols that were reported: by whom they are needed, and which.
    unresolved: HashSet<(Sym, Sym)>,
}

#[derive(Debug)]
enum Failure {
    Line(String),
    Stop(Stop),
}

impl Failures {
    /// Adds an error.
    pub(super) fn line(&mut self, line: String) {
        self.found.push(Failure::Line(line));
    }

    /// Adds an error that ends the link at once.
    pub(crate) fn stop(&mut self, stop: Stop) {
        self.found.push(Failure::Stop(stop));
    }

    /// Adds the error of an undefined symbol, once for each that refers to it.
    pub(super) fn unresolved(&mut self, ldr: &Loader<'_>, from: Sym, to: Sym) {
        if self.unresolved.insert((from, to)) {
            let text = unresolved_text(ldr, to);
            self.line(ldr.error_line(from, text));
        }
    }

    /// Adds the error of a symbol that does not fit its place.
    pub(crate) fn phase(&mut self, ldr: &Loader<'_>, sym: Sym, offset: u64) {
        let (value, size) = (ldr.value(sym), ldr.size(sym));
        let text = format!("phase error: offset={offset:#x} value={value:#x} size={size:#x}");
        self.line(ldr.error_line(sym, text));
        self.stop(Stop::Errors);
    }

    /// Reports all errors.
    ///
    /// # Errors
    /// The link ends at once.
    pub(crate) fn report(self, diag: &mut Diagnostics) -> Result<(), Stop> {
        for failure in self.found {
            match failure {
                Failure::Line(line) => diag.error(line)?,
                Failure::Stop(stop) => return Err(stop),
            }
        }
        Ok(())
    }
}

fn unresolved_text(ldr: &Loader<'_>, to: Sym) -> String {
    let name = ldr.name(to);
    if name == b"main.main" {
        return "function main is undeclared in the main package".to_owned();
    }
    let abis = [(ABI0, "ABI0"), (ABI_INTERNAL, "ABIInternal")];
    let version = ldr.version(to);
    let wanted = abis.iter().find(|(abi, _)| *abi == version);
    let is_defined = |abi| {
        let sym = ldr.lookup(name, abi);
        sym.is_some() && !matches!(ldr.kind(sym), SymKind::Xxx | SymKind::Xref)
    };
    let text = ldr.name_text(to);
    let defined = abis.iter().rev().find(|(abi, _)| is_defined(*abi));
    match (wanted, defined) {
        (Some((_, wanted)), Some((_, defined))) => format!(
            "relocation target {text} not defined for {wanted} (but is defined for {defined})"
        ),
        _ => format!("relocation target {text} not defined"),
    }
}

/// Returns a signed number as Go's `%#x` has it.
pub(super) fn go_hex(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{:#x}", value.unsigned_abs())
}

/// Returns a signed number as Go's `%x` has it.
pub(super) fn hex(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{:x}", value.unsigned_abs())
}
