//! `go tool nm`: the symbols of programs, objects and archives.
//!
//! Counterpart: cmd/nm/nm.go.

use std::io::Write as _;

use vamos_base::golang::os_str;
use vamos_base::golang::pdqsort;
use vamos_base::golang::quote;
use vamos_objfile::program::Program;
use vamos_objfile::program::ProgramError;
use vamos_objfile::program::Rules;
use vamos_objfile::program::Sym;

use super::Streams;
use super::flags;
use super::flags::Kind;
use super::program;

const USAGE: &str = "usage: go tool nm [options] file...
  -n
      an alias for -sort address (numeric),
      for compatibility with other nm commands
  -size
      print symbol size in decimal between address and type
  -sort {address,name,none,size}
      sort output in the given order (default name)
      size orders from largest to smallest
  -type
      print symbol type after name
";

/// Contents and format of the output.
struct Request<'a> {
    order: &'a str,
    prints_size: bool,
    /// True if lines begin with the name of the file.
    has_prefix: bool,
    rules: Rules,
}

/// Output for all files.
#[derive(Default)]
struct Printed {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    has_failed: bool,
}

/// Runs the tool with the arguments after its name; returns the exit code. `None` if the SDK's tool
/// must run: nothing is printed then.
pub fn nm(args: &[String], release: vamos_release::Release, streams: &Streams<'_>) -> Option<i32> {
    let mut order = "name".to_owned();
    let mut prints_size = false;
    let known = [
        ("n", Kind::AnySwitch),
        ("size", Kind::Switch),
        ("sort", Kind::Text),
        ("type", Kind::Switch),
    ];
    let files = flags::parse(args, &known, |name, value| match name {
        "n" if value == "true" => "address".clone_into(&mut order),
        "sort" => value.clone_into(&mut order),
        "size" => prints_size = flags::is_true(value),
        _ => {}
    });
    let files = match files {
        Ok(files) => files,
        Err(usage) => return Some(flags::refuse(Some(usage), USAGE, streams)),
    };
    if !["address", "name", "none", "size"].contains(&&*order) {
        streams.line(&format!("nm: unknown sort order {}", quote::quote(&order)));
        return Some(2);
    }
    if files.is_empty() {
        return Some(flags::refuse(None, USAGE, streams));
    }
    let request = Request {
        order: &order,
        prints_size,
        has_prefix: files.len() > 1,
        rules: program::rules(release),
    };
    let mut printed = Printed::default();
    for file in files {
        request.file(file, &mut printed).ok()?;
    }
    (streams.stdout)(&printed.stdout);
    (streams.stderr)(&os_str::decode(&printed.stderr));
    Some(i32::from(printed.has_failed))
}

/// The SDK's tool must read the file.
struct Unsupported;

impl Request<'_> {
    fn file(&self, path: &str, printed: &mut Printed) -> Result<(), Unsupported> {
        let name = os_str::encode(path);
        let bytes = match program::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                printed.fail(error.to_string().as_bytes());
                return Ok(());
            }
        };
        let program = match Program::open(&name, &bytes, self.rules) {
            Ok(program) => program,
            Err(error) => {
                let text = program::open_error(path, &error).ok_or(Unsupported)?;
                printed.fail(&text);
                return Ok(());
            }
        };
        let reading = |what: &str| [b"reading ", &*name, b": ", what.as_bytes()].concat();
        let has_members = program.entries.len() > 1;
        let mut has_symbols = false;
        for entry in &program.entries {
            let mut symbols = match entry.symbols() {
                Ok(symbols) => symbols,
                Err(ProgramError::Unsupported(_)) => return Err(Unsupported),
                Err(error) => {
                    printed.fail(&reading(&error.to_string()));
                    continue;
                }
            };
            has_symbols |= !symbols.is_empty();
            self.sort(&mut symbols);
            let mut prefix = Vec::new();
            if has_members {
                let member = match &*entry.name {
                    b"" => b"_go_.o",
                    member => member,
                };
                prefix = [&*name, b"(", member, b"):\t"].concat();
            } else if self.has_prefix {
                prefix = [&*name, b":\t"].concat();
            }
            for sym in &symbols {
                self.print(&prefix, sym, &mut printed.stdout);
            }
        }
        if !has_symbols {
            printed.fail(&reading("no symbols"));
        }
        Ok(())
    }

    /// Sorts as upstream does, with its order of equal elements.
    fn sort(&self, symbols: &mut [Sym<'_>]) {
        match self.order {
            "address" => pdqsort::sort(symbols, |a, b| a.addr < b.addr),
            "name" => pdqsort::sort(symbols, |a, b| a.name < b.name),
            "size" => pdqsort::sort(symbols, |a, b| a.size > b.size),
            _ => {}
        }
    }

    fn print(&self, prefix: &[u8], sym: &Sym<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(prefix);
        // Writing to memory cannot fail.
        let _ = match sym.code {
            b'U' => write!(out, "{:8}", ""),
            _ => write!(out, "{:8x}", sym.addr),
        };
        if self.prints_size {
            let _ = write!(out, " {:10}", sym.size);
        }
        let _ = write!(out, " {} ", char::from(sym.code));
        out.extend_from_slice(&sym.name);
        out.push(b'\n');
    }
}

impl Printed {
    fn fail(&mut self, line: &[u8]) {
        self.stderr.extend_from_slice(line);
        self.stderr.push(b'\n');
        self.has_failed = true;
    }
}
