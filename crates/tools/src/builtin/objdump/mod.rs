//! `go tool objdump`: the machine code of programs and objects as text.
//!
//! Code for amd64, 386 and arm64 is shown here, with the rules of the releases up to Go 1.26; the
//! SDK's tool does the rest.
//! Counterpart: cmd/objdump/main.go, cmd/internal/disasm/disasm.go.

mod pattern;
mod print;
mod source;

use vamos_disasm::Processor;
use vamos_objfile::program::Entry;
use vamos_objfile::program::ProgramError;
use vamos_release::Release;
use vamos_sched::Pool;

use super::Streams;
use super::flags;
use super::flags::Kind;
use super::program;
use pattern::Pattern;
use print::Disassembly;
use print::Style;

const TOOL: &str = "objdump";

const USAGE: &str = "usage: go tool objdump [-S] [-gnu] [-s symregexp] binary [start end]

  -S\tprint Go code alongside assembly
  -gnu
    \tprint GNU assembly next to Go assembly (where supported)
  -s string
    \tonly dump symbols matching this regexp
";

/// Options of the command line.
#[derive(Clone, Copy, Debug, Default)]
struct Options {
    /// Source lines are shown too.
    shows_source: bool,
    /// The syntax of the GNU tools is shown too.
    gnu: bool,
}

/// Runs the tool with the arguments after its name; returns the exit code. `env` has the variables
/// that names of files may refer to; functions are shown on `pool`. `None` if the SDK's tool must
/// run: nothing is printed then.
pub fn objdump(
    args: &[String],
    release: Release,
    env: &[(String, String)],
    pool: &Pool,
    streams: &Streams<'_>,
) -> Option<i32> {
    let (mut options, mut pattern) = (Options::default(), String::new());
    let known = [
        ("S", Kind::Switch),
        ("gnu", Kind::Switch),
        ("s", Kind::Text),
    ];
    let operands = flags::parse(args, &known, |name, value| match name {
        "S" => options.shows_source = flags::is_true(value),
        "gnu" => options.gnu = flags::is_true(value),
        _ => value.clone_into(&mut pattern),
    });
    let (path, range) = match operands {
        Ok([path]) => (path, None),
        Ok([path, start, end]) => (path, Some((start, end))),
        usage => return Some(flags::refuse(usage.err(), USAGE, streams)),
    };
    let pattern = match &*pattern {
        "" => None,
        pattern => Some(Pattern::new(pattern)?),
    };
    program::with_program(TOOL, path, release, streams, |name, program| {
        let entry = program.entries.first()?;
        let disassembly = match disassembly(entry, release) {
            Ok(disassembly) => disassembly,
            Err(ProgramError::Unsupported(_)) => return None,
            Err(error) => {
                let text = error.to_string();
                let text = [b"disassemble ", name, b": ", text.as_bytes()].concat();
                return program::fatal(TOOL, &text, streams);
            }
        };
        let range = match range {
            None => (0, u64::MAX),
            Some((start, end)) => (address(start)?, address(end)?),
        };
        let sources = source::Sources::new(env);
        let style = Style {
            sources: options.shows_source.then_some(&sources),
            gnu: options.gnu,
            range,
        };
        disassembly.print(pattern.as_ref(), style, pool, streams.stdout)?;
        Some(0)
    })
}

/// Returns an address of the command line; `None` if it is wrong.
fn address(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(digits, 16).ok().filter(|_| is_plain)
}

/// Reads the parts of an object that are needed to show it, in upstream's order.
fn disassembly<'a, 'e>(
    entry: &'e Entry<'a>,
    release: Release,
) -> Result<Disassembly<'a, 'e>, ProgramError> {
    let mut symbols = entry.symbols()?;
    let lines = entry.lines()?;
    let (text_start, text) = entry.text()?;
    let processor = processor(entry.goarch(), release);
    let processor = processor.ok_or(ProgramError::Unsupported("the processor"))?;
    symbols.retain(|sym| !is_mark(&sym.name));
    Ok(Disassembly {
        entry,
        symbols,
        lines,
        text_start,
        text,
        processor,
    })
}

/// Returns the processor, if its instructions are shown as the SDK's tool of that release does.
fn processor(goarch: &str, release: Release) -> Option<Processor> {
    let processor = Processor::named(goarch)?;
    (!release.has_newer_disassemblers()).then_some(processor)
}

/// Reports whether a symbol marks the beginning or the end of all code.
fn is_mark(name: &[u8]) -> bool {
    matches!(
        name,
        b"runtime.text" | b"text" | b"_text" | b"runtime.etext" | b"etext" | b"_etext"
    )
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_may_have_a_prefix() {
        assert_eq!(address("0x10"), Some(16));
        assert_eq!(address("ff"), Some(255));
        for wrong in ["", "0x", "+1", "g", "10000000000000000"] {
            assert_eq!(address(wrong), None);
        }
    }
}
