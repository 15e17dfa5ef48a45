//! Properties of the terminal that stderr goes to.
//!
//! Counterpart: none; the official command does not need them.

/// Returns how many columns there are, if stderr goes to a terminal.
pub fn stderr_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stderr()).ok()?;
    // A terminal without a known width gets the usual one.
    Some(match size.ws_col {
        0 => 80,
        columns => usize::from(columns),
    })
}

/// Reports whether stdout goes to a terminal.
pub fn is_stdout() -> bool {
    rustix::termios::isatty(std::io::stdout())
}

/// Reports whether stdin comes from a terminal.
pub fn is_stdin() -> bool {
    rustix::termios::isatty(std::io::stdin())
}
