//! Arguments in a file, where they are too long for a command line.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`passLongArgsInResponseFile`),
//! cmd/internal/sys/args.go.

use vamos_base::golang::os_str;
use vamos_base::golang::quote;
use vamos_fsys::PathError;
use vamos_fsys::work;
use vamos_link::Stop;

use super::scratch::Scratch;

/// Maximum number of bytes of arguments that is safe (`ExecArgLengthLimit`).
const LIMIT: usize = 30 << 10;

const NAME: &str = "response";

/// Returns a command line, with its arguments in a file if they are long, and if the program
/// supports such files (`knows`).
///
/// # Errors
/// The file cannot be written.
pub(super) fn shorten(
    argv: Vec<String>,
    scratch: &Scratch,
    knows: impl FnOnce(&[&str]) -> bool,
) -> Result<Vec<String>, Stop> {
    let lengths = argv.iter().map(|word| os_str::encode(word).len());
    let [linker, args @ ..] = argv.as_slice() else {
        return Ok(argv);
    };
    if lengths.sum::<usize>() < LIMIT {
        return Ok(argv);
    }
    let write = |text: &str, doing: &str| {
        let written = work::write_mode(&scratch.path(NAME), text.as_bytes(), 0o644);
        written.map_err(|error| {
            let path = scratch.name(NAME);
            let error = PathError { path, ..error };
            Stop::Fatal(format!("failed while {doing} response file: {error}"))
        })
    };
    write("", "testing")?;
    let word = format!("@{}", scratch.name(NAME));
    if !knows(&[&word]) {
        return Ok(argv);
    }
    let mut text = String::new();
    for arg in args {
        quote::append_quote(&mut text, arg);
        text.push('\n');
    }
    write(&text, "writing")?;
    Ok(vec![linker.clone(), word])
}
