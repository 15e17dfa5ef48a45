//! Properties of the terminal of stderr.
//!
//! Counterpart: none; the official command does not need them.

/// Returns the number of columns, if stderr is a terminal.
pub fn stderr_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stderr()).ok()?;
    // A terminal without a known width gets the default.
    Some(match size.ws_col {
        0 => 80,
        columns => usize::from(columns),
    })
}

/// Reports whether stdout is a terminal.
pub fn is_stdout() -> bool {
    rustix::termios::isatty(std::io::stdout())
}

/// Reports whether stdin is a terminal.
pub fn is_stdin() -> bool {
    rustix::termios::isatty(std::io::stdin())
}
