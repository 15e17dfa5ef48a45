//! The command line of cmd/asm.
//!
//! Arguments that stock answers with its usage text are left to the SDK's assembler.
//! Counterpart: cmd/asm/internal/flags/flags.go, cmd/internal/objabi/flag.go, flag.

use vamos_base::golang::path;
use vamos_base::golang::strconv;
use vamos_obj::UNLINKABLE;

use crate::run::Flags;

/// A command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// The flags.
    pub flags: Flags,
    /// `-o`: the file to write.
    pub output: String,
    /// The files to read.
    pub files: Vec<String>,
}

/// A command line that only the SDK's assembler handles, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported(pub String);

impl std::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

fn unsupported(what: &str) -> Unsupported {
    Unsupported(what.to_owned())
}

/// Flags without a value.
const SWITCHES: [&str; 9] = [
    "S",
    "debug",
    "dynlink",
    "e",
    "gensymabis",
    "linkshared",
    "shared",
    "std",
    "v",
];

/// Parses the arguments after the program's name.
///
/// # Errors
/// The arguments do not describe a run.
pub fn parse(args: &[String]) -> Result<CommandLine, Unsupported> {
    // Upstream expands all arguments before it parses any.
    if args.iter().any(|arg| arg.starts_with('@')) {
        return Err(unsupported("a response file"));
    }
    let mut flags = Flags {
        pkgpath: UNLINKABLE.to_owned(),
        ..Flags::default()
    };
    let mut output = String::new();
    let mut rest = args.iter();
    let mut files: Vec<String> = Vec::new();
    while let Some(arg) = rest.next() {
        let name = arg.strip_prefix('-').filter(|name| !name.is_empty());
        let Some(name) = name else {
            files.push(arg.clone());
            files.extend(rest.cloned());
            break;
        };
        let name = name.strip_prefix('-').unwrap_or(name);
        if name.is_empty() {
            files.extend(rest.cloned());
            break;
        }
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (name, None),
        };
        if SWITCHES.contains(&name) {
            set_switch(&mut flags, name, value)?;
            continue;
        }
        let value = value.or_else(|| rest.next().map(String::as_str));
        let value = value.ok_or_else(|| unsupported("a flag without its value"))?;
        match name {
            "o" => value.clone_into(&mut output),
            _ => set_value(&mut flags, name, value)?,
        }
    }
    if output.is_empty() {
        let [file] = files.as_slice() else {
            return Err(unsupported("the usage text"));
        };
        let base = path::base(file);
        output = format!("{}.o", base.strip_suffix(".s").unwrap_or(base));
    }
    if files.is_empty() {
        return Err(unsupported("the usage text"));
    }
    Ok(CommandLine {
        flags,
        output,
        files,
    })
}

fn set_switch(flags: &mut Flags, name: &str, value: Option<&str>) -> Result<(), Unsupported> {
    if name == "S" {
        // Without a value each one lists more.
        flags.listing = match value {
            None => flags.listing + 1,
            Some(text) => match (strconv::parse_bool(text), text.parse()) {
                (_, Ok(count)) => count,
                (Some(true), _) => flags.listing + 1,
                _ => return Err(unsupported("a value of -S")),
            },
        };
        return Ok(());
    }
    let is_on = match value {
        None => true,
        Some(text) => strconv::parse_bool(text).ok_or_else(|| unsupported("a malformed flag"))?,
    };
    let flag = match name {
        "debug" => &mut flags.lists_parsed,
        "dynlink" => &mut flags.is_dynlink,
        "e" => &mut flags.has_all_errors,
        "gensymabis" => &mut flags.only_symabis,
        "linkshared" => &mut flags.is_linkshared,
        "shared" => &mut flags.is_shared,
        "std" => &mut flags.is_std,
        _ => &mut flags.is_verbose,
    };
    *flag = is_on;
    Ok(())
}

fn set_value(flags: &mut Flags, name: &str, value: &str) -> Result<(), Unsupported> {
    match name {
        "D" => flags.defines.push(value.to_owned()),
        "I" => flags.includes.push(value.to_owned()),
        "p" => value.clone_into(&mut flags.pkgpath),
        "spectre" => value.clone_into(&mut flags.spectre),
        "trimpath" => value.clone_into(&mut flags.trimpath),
        "d" => {
            for setting in value.split(',').filter(|setting| !setting.is_empty()) {
                match setting.split_once('=') {
                    // Only other architectures have compressed instructions.
                    Some(("compressinstructions", number)) if number.parse::<i64>().is_ok() => {}
                    Some(("maymorestack", name)) => name.clone_into(&mut flags.may_more_stack),
                    // The listing has an address of the process.
                    _ => return Err(Unsupported(format!("-d={setting}"))),
                }
            }
        }
        _ => return Err(Unsupported(format!("the flag -{name}"))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<CommandLine, Unsupported> {
        let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
        parse(&args)
    }

    #[test]
    fn reads_flags_of_builds() {
        let line = parse_line(
            "-p runtime -trimpath /b=> -I /b -D GOOS_linux -D=X=1 -gensymabis -o out a.s b.s",
        );
        let line = line.unwrap();
        assert_eq!(line.flags.pkgpath, "runtime");
        assert_eq!(line.flags.defines, ["GOOS_linux", "X=1"]);
        assert!(line.flags.only_symabis);
        assert_eq!(line.output, "out");
        assert_eq!(line.files, ["a.s", "b.s"]);
    }

    #[test]
    fn names_the_output() {
        let line = parse_line("-S -S dir/x_amd64.s").unwrap();
        assert_eq!(line.output, "x_amd64.o");
        assert_eq!(line.flags.listing, 2);
        assert_eq!(line.flags.pkgpath, "<unlinkable>");
    }

    #[test]
    fn leaves_the_usage_to_the_sdk() {
        assert!(parse_line("-x a.s").is_err());
        assert!(parse_line("a.s b.s").is_err());
        assert!(parse_line("-V=full").is_err());
        assert!(parse_line("@args").is_err());
    }
}
