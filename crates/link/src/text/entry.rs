//! The entry point of the program.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`Entryvalue`).

use vamos_base::golang::quote::quote;

use crate::error::Diagnostics;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Loader;
use crate::options::Options;

/// Returns the address at which the program starts.
///
/// # Errors
/// There are too many errors, or a flag gives a number.
pub(crate) fn entry_address(
    ldr: &Loader<'_>,
    options: &Options,
    diag: &mut Diagnostics,
) -> Result<i64, Stop> {
    let name = options.entry();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(Stop::Unsupported("-E with a number".to_owned()));
    }
    let sym = ldr.lookup(name.as_bytes(), ABI0);
    if sym.is_none() {
        let text = format!("missing entry symbol {}", quote(&name));
        diag.error(text)?;
        return Ok(0);
    }
    let kind = ldr.kind(sym);
    if kind == SymKind::Xxx {
        return Ok(options.text_addr());
    }
    if !kind.is_text() {
        diag.error(format!("{name}: entry not text"))?;
    }
    Ok(ldr.value(sym))
}
