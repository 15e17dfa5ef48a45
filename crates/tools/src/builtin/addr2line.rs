//! `go tool addr2line`: the functions, files and lines of addresses.
//!
//! Counterpart: cmd/addr2line/main.go.

use std::io::BufRead;
use std::io::Read as _;
use std::io::Write as _;

use vamos_objfile::program::LineCursor;
use vamos_objfile::program::Program;
use vamos_objfile::program::ProgramError;

use super::Streams;
use super::flags;
use super::program;

const TOOL: &str = "addr2line";

const USAGE: &str = "usage: addr2line binary
reads addresses from standard input and writes two lines for each:
\tfunction name
\tfile:line
";

/// From this length on, a line ends the input.
const LONGEST_LINE: u64 = 1 << 16;

/// Number of bytes per write.
const BLOCK: usize = 4096;

/// Runs the tool with the arguments after its name; returns the exit code. `None` if the SDK's tool
/// must run: nothing is read from `stdin` and nothing printed then.
pub fn addr2line(
    args: &[String],
    release: vamos_release::Release,
    stdin: &mut dyn BufRead,
    streams: &Streams<'_>,
) -> Option<i32> {
    // pprof expects this output.
    if args.first().is_some_and(|arg| arg == "--help") {
        (streams.stdout)(USAGE.as_bytes());
        return Some(0);
    }
    let path = match flags::parse(args, &[], |_, _| {}) {
        Ok([path]) => path,
        usage => return Some(flags::refuse(usage.err(), USAGE, streams)),
    };
    program::with_program(TOOL, path, release, streams, |name, program| {
        look_up(name, program, stdin, streams)
    })
}

/// Prints the results for the lines of `stdin` about a program.
fn look_up(
    name: &[u8],
    program: &Program<'_>,
    stdin: &mut dyn BufRead,
    streams: &Streams<'_>,
) -> Option<i32> {
    let lines = match program.entries.first()?.lines() {
        Ok(lines) => lines,
        Err(ProgramError::Unsupported(_)) => return None,
        Err(error) => {
            let text = error.to_string();
            let text = [b"reading ", name, b": ", text.as_bytes()].concat();
            return program::fatal(TOOL, &text, streams);
        }
    };
    let mut cursor = lines.cursor();
    let (mut line, mut out) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        let mut limited = (&mut *stdin).take(LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut line);
        let is_whole = line.ends_with(b"\n") || (line.len() as u64) < LONGEST_LINE;
        if read.is_err() || line.is_empty() || !is_whole {
            break;
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        answer(text, &mut cursor, &mut out);
        if out.len() >= BLOCK {
            (streams.stdout)(&std::mem::take(&mut out));
        }
    }
    (streams.stdout)(&out);
    Some(0)
}

/// Prints the result for one line of the input.
fn answer(text: &[u8], cursor: &mut LineCursor<'_, '_>, out: &mut Vec<u8>) {
    if text.contains(&b':') {
        out.extend_from_slice(b"!reverse translation not implemented\n");
        return;
    }
    let pc = number(text.strip_prefix(b"0x").unwrap_or(text));
    let position = cursor.position(pc);
    let (name, file, line) = match position.function {
        Some(name) => (name, position.file, position.line),
        None => (&b"?"[..], &b"?"[..], 0),
    };
    out.extend_from_slice(name);
    out.push(b'\n');
    out.extend_from_slice(file);
    // Writing to memory cannot fail.
    let _ = writeln!(out, ":{line}");
}

/// Returns the hexadecimal number in a text: the greatest one if it is too large, and zero if the
/// text is no number.
fn number(text: &[u8]) -> u64 {
    let mut number: u64 = 0;
    for byte in text {
        let Some(digit) = char::from(*byte).to_digit(16) else {
            return 0;
        };
        if number >= 1 << 60 {
            return u64::MAX;
        }
        number = number * 16 + u64::from(digit);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_as_upstream_reads_them() {
        assert_eq!(number(b"10"), 16);
        assert_eq!(number(b""), 0);
        assert_eq!(number(b"x"), 0);
        assert_eq!(number(b"ffffffffffffffff"), u64::MAX);
        assert_eq!(number(b"10000000000000000z"), u64::MAX);
        assert_eq!(number(b"1z000000000000000000"), 0);
    }
}
