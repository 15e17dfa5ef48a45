//! Cached runs of tools: their inputs and outputs.
//!
//! Results are not cached if a run may read, write or print anything else.
//!
//! Counterpart: none.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

use crate::cgo;
use crate::kept::Job;
use crate::key::Key;

/// Flags of the compiler whose value is the next argument.
const COMPILE_VALUES: [&str; 10] = [
    "-asmhdr",
    "-buildid",
    "-D",
    "-goversion",
    "-importcfg",
    "-installsuffix",
    "-o",
    "-p",
    "-symabis",
    "-trimpath",
];

/// Flags without one. A flag in neither list may name inputs or outputs that are not in the key.
const COMPILE_SWITCHES: [&str; 15] = [
    "-+",
    "-N",
    "-asan",
    "-complete",
    "-d=libfuzzer",
    "-dwarf=false",
    "-dynlink",
    "-l",
    "-linkshared",
    "-msan",
    "-nolocalimports",
    "-pack",
    "-race",
    "-shared",
    "-std",
];

/// Flags of the assembler with a value.
const ASM_VALUES: [&str; 5] = ["-D", "-I", "-o", "-p", "-trimpath"];
const ASM_SWITCHES: [&str; 4] = ["-dynlink", "-gensymabis", "-linkshared", "-shared"];

/// Flags of the linker with a value, for linking a program without C.
const LINK_VALUES: [&str; 3] = ["-X", "-importcfg", "-o"];
const LINK_SWITCHES: [&str; 4] = ["-buildmode=exe", "-extld=gcc", "-s", "-w"];

/// A job, and whether it is of the standard library.
pub(crate) type JobLookup = io::Result<Option<(Job, bool)>>;

/// Returns the job of a tool of the SDK at `goroot` with these arguments.
pub(crate) fn find(tool: &str, args: &[&str], goroot: &Path) -> JobLookup {
    match tool {
        "compile" => compile(args, goroot),
        "asm" => asm(args, goroot),
        "link" => link(args),
        "cgo" => cgo::find(args, goroot),
        "vet" => vet(args, goroot),
        _ => Ok(None),
    }
}

/// Splits arguments into flags, each with its value, and files; none if one is unknown.
pub(crate) fn split<'a>(
    args: &[&'a str],
    values: &[&str],
    is_switch: impl Fn(&str) -> bool,
    suffix: &str,
) -> Option<Vec<(&'a str, &'a str)>> {
    let mut found = Vec::new();
    let mut rest = args.iter();
    while let Some(&arg) = rest.next() {
        match arg {
            _ if values.contains(&arg) => found.push((arg, *rest.next()?)),
            _ if is_switch(arg) => found.push((arg, "")),
            _ if arg.starts_with(['/', '.']) && arg.ends_with(suffix) => found.push(("", arg)),
            _ => return None,
        }
    }
    Some(found)
}

/// Returns the value of a flag.
fn value<'a>(flags: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    let found = flags.iter().rev().find(|(flag, _)| *flag == name);
    found.map(|(_, value)| *value)
}

/// Returns the object directory of an output.
fn object_dir(out: &str) -> &str {
    Path::new(out)
        .parent()
        .and_then(Path::to_str)
        .unwrap_or_default()
}

/// Compiling a package.
fn compile(args: &[&str], goroot: &Path) -> JobLookup {
    let is_switch = |arg: &str| {
        COMPILE_SWITCHES.contains(&arg) || arg.starts_with("-lang=") || arg.starts_with("-c=")
    };
    let Some(flags) = split(args, &COMPILE_VALUES, is_switch, ".go") else {
        return Ok(None);
    };
    let Some(out) = value(&flags, "-o") else {
        return Ok(None);
    };
    let obj = object_dir(out);
    let is_std = value(&flags, "-std").is_some();
    let is_relative = |&(flag, value): &(&str, &str)| flag.is_empty() && !value.starts_with('/');
    // All names of the standard library are absolute, and it has no others in its directives:
    // without this exception each test would compile it again.
    let mut key = if is_std {
        Key::of_std("compile", goroot)
    } else {
        Key::of("compile")
    };
    if !is_std || flags.iter().any(is_relative) {
        key.add_working_dir()?;
    }
    for (flag, value) in &flags {
        // The number of threads does not change the output.
        if flag.starts_with("-c=") {
            continue;
        }
        key.add(flag.as_bytes());
        match *flag {
            "-importcfg" => key.add_importcfg(&fs::read_to_string(value)?)?,
            "-symabis" => key.add_file(Path::new(value))?,
            "-trimpath" => key.add_rewrites(value, obj),
            _ => key.add_path(value, obj),
        }
        if flag.is_empty() {
            key.add_file(Path::new(value))?;
        }
    }
    let outputs = [Some(out), value(&flags, "-asmhdr")];
    let outputs = outputs.into_iter().flatten().map(Into::into).collect();
    Ok(Some((Job::new(key, outputs, obj), is_std)))
}

/// Assembling a file of the standard library, whose headers are in its directory, in the object
/// directory and in GOROOT.
fn asm(args: &[&str], goroot: &Path) -> JobLookup {
    let is_std = env::current_dir()?.starts_with(goroot.join("src"));
    let flags = split(args, &ASM_VALUES, |arg| ASM_SWITCHES.contains(&arg), ".s");
    let Some(flags) = flags.filter(|_| is_std) else {
        return Ok(None);
    };
    let Some(out) = value(&flags, "-o") else {
        return Ok(None);
    };
    let obj = object_dir(out);
    let mut key = Key::of("asm");
    key.add_working_dir()?;
    key.add_headers(&env::current_dir()?)?;
    for (flag, value) in &flags {
        key.add(flag.as_bytes());
        match *flag {
            "-trimpath" => key.add_rewrites(value, obj),
            _ => key.add_path(value, obj),
        }
        match *flag {
            "-I" => key.add_headers(Path::new(value))?,
            "" => key.add_file(Path::new(value))?,
            _ => {}
        }
    }
    Ok(Some((Job::new(key, vec![out.into()], obj), true)))
}

/// Linking a program. With packages of C it may start the C compiler, which is no part of a key.
fn link(args: &[&str]) -> JobLookup {
    let is_switch = |arg: &str| {
        LINK_SWITCHES.contains(&arg) || arg.starts_with("-buildid=") || arg.starts_with("-X=")
    };
    let flags = split(args, &LINK_VALUES, is_switch, ".a").unwrap_or_default();
    let [Some(out), Some(importcfg)] = ["-o", "-importcfg"].map(|name| value(&flags, name)) else {
        return Ok(None);
    };
    let importcfg = fs::read_to_string(importcfg)?;
    let is_of_c = |line: &str| line.starts_with("packagefile runtime/cgo=");
    if importcfg.lines().any(is_of_c) {
        return Ok(None);
    }
    let mut key = Key::of("link");
    for (flag, value) in &flags {
        key.add(flag.as_bytes());
        match *flag {
            "-o" => {}
            "-importcfg" => key.add_importcfg(&importcfg)?,
            "" => key.add_file(Path::new(value))?,
            _ => key.add(value.as_bytes()),
        }
    }
    let job = Job::new(key, vec![out.into()], object_dir(out));
    Ok(Some((job, false)))
}

/// Looking for the facts of a package that others need. The configuration names all files.
fn vet(args: &[&str], goroot: &Path) -> JobLookup {
    let Some((config, flags)) = args.split_last() else {
        return Ok(None);
    };
    let Some(obj) = config.strip_suffix("/vet.cfg") else {
        return Ok(None);
    };
    let text = fs::read_to_string(config)?;
    let is_plain = text.contains("\"VetxOnly\": true,") && !text.contains('\\');
    let field = |name: &str| {
        let (_, rest) = text.split_once(&format!("\"{name}\": \""))?;
        rest.split('"').next().filter(|value| !value.is_empty())
    };
    let outputs = [field("VetxOutput"), field("Stdout")];
    let (Some(_), None, true) = (outputs[0], field("FixArchive"), is_plain) else {
        return Ok(None);
    };
    // Facts name no file: the facts of the standard library are the same in each copy of the SDK.
    let is_std = field("Dir").is_some_and(|dir| Path::new(dir).starts_with(goroot.join("src")));
    let mut key = if is_std {
        Key::of_std("vet", goroot)
    } else {
        Key::of("vet")
    };
    if !is_std {
        key.add_working_dir()?;
    }
    for flag in flags {
        key.add(flag.as_bytes());
    }
    // Strings, and the text between them.
    for (number, part) in text.split('"').enumerate() {
        let file = Path::new(part);
        let is_input = number % 2 == 1
            && part.starts_with('/')
            && !outputs.contains(&Some(part))
            && file.is_file();
        // A file of a build cache or of another object directory is its content.
        let is_result = ["-d", ".a", "/vet.out"]
            .iter()
            .any(|end| part.ends_with(end));
        if !is_input || !is_result {
            key.add_path(part, obj);
        }
        if is_input {
            key.add_file(file)?;
        }
    }
    let outputs = outputs.into_iter().flatten().map(Into::into).collect();
    Ok(Some((Job::new(key, outputs, obj), is_std)))
}
