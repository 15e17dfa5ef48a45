//! The command line of cmd/link.
//!
//! Arguments that stock answers with its usage text, and flags for unsupported features, are left
//! to the SDK's linker.
//! Counterpart: cmd/link/internal/ld/main.go, cmd/internal/objabi/flag.go, flag.

use std::borrow::Cow;

use vamos_base::golang::os_str;
use vamos_base::golang::quoted;

use crate::arch::Arch;
use crate::arch::Family;
use crate::error::Stop;
use crate::importcfg;
use crate::inputs::Host;
use crate::options::BuildMode;
use crate::options::CFlags;
use crate::options::Content;
use crate::options::LayoutFlags;
use crate::options::LinkMode;
use crate::options::Options;
use crate::options::Sdk;
use crate::profile::Profile;
use crate::system::System;

/// Parses the arguments after the program's name, and reads the import configuration.
///
/// # Errors
/// An argument is invalid, or this linker does not support it.
pub fn parse(
    program: &str,
    args: &[String],
    arch: &'static Arch,
    profile: &'static Profile,
    sdk: Sdk,
    host: &dyn Host,
) -> Result<Options, Stop> {
    // Upstream expands all arguments before it parses any.
    if args.iter().any(|arg| arg.starts_with('@')) {
        return Err(unsupported("a response file"));
    }
    if !args.iter().chain([&sdk.goroot]).all(|text| is_utf8(text)) {
        return Err(unsupported(NOT_UTF8));
    }
    let mut parser = Parser::new(program, arch, profile, sdk, host);
    let mut rest = args.iter();
    let mut operands: Vec<&String> = Vec::new();
    while let Some(arg) = rest.next() {
        match flag_of(arg)? {
            Arg::Flag(name, value) => {
                let next = || rest.next().map(String::as_str);
                parser.flag(name, value, next)?;
            }
            Arg::End => {
                operands.extend(rest);
                break;
            }
            Arg::Operand => {
                operands.push(arg);
                operands.extend(rest);
                break;
            }
        }
    }
    match operands.as_slice() {
        [main] => parser.finish(main),
        _ => Err(unsupported("the usage text")),
    }
}

/// The reason where text would go into the output that is not UTF-8.
const NOT_UTF8: &str = "a name that is not UTF-8";

/// Reports whether text does not stand for other bytes.
fn is_utf8(text: &str) -> bool {
    matches!(os_str::encode(text), Cow::Borrowed(_))
}

fn unsupported(what: &str) -> Stop {
    Stop::Unsupported(what.to_owned())
}

enum Arg<'a> {
    Flag(&'a str, Option<&'a str>),
    End,
    Operand,
}

fn flag_of(arg: &str) -> Result<Arg<'_>, Stop> {
    let Some(name) = arg.strip_prefix('-').filter(|name| !name.is_empty()) else {
        return Ok(Arg::Operand);
    };
    let name = name.strip_prefix('-').unwrap_or(name);
    if name.is_empty() {
        return Ok(Arg::End);
    }
    if name.starts_with(['-', '=']) {
        return Err(unsupported("bad flag syntax"));
    }
    Ok(match name.split_once('=') {
        Some((name, value)) => Arg::Flag(name, Some(value)),
        None => Arg::Flag(name, None),
    })
}

/// Flags without a value.
const SWITCHES: &[&str] = &[
    "a",
    "asan",
    "aslr",
    "bindnow",
    "c",
    "checklinkname",
    "compressdwarf",
    "d",
    "debugnosplit",
    "dumpdep",
    "e",
    "f",
    "g",
    "h",
    "linkshared",
    "msan",
    "n",
    "pruneweakmap",
    "race",
    "s",
    "w",
];

/// Flags with a value that only matters to unsupported features.
const IGNORED: &[&str] = &["installsuffix", "pluginpath"];

struct Parser<'h> {
    options: Options,
    host: &'h dyn Host,
    /// `-w`, if it is set.
    no_dwarf: Option<bool>,
    has_importcfg: bool,
}

impl<'h> Parser<'h> {
    fn new(
        program: &str,
        arch: &'static Arch,
        profile: &'static Profile,
        sdk: Sdk,
        host: &'h dyn Host,
    ) -> Self {
        let options = Options {
            program: program.to_owned(),
            arch,
            profile,
            main: String::new(),
            output: default_output(sdk.system).to_owned(),
            sdk,
            importcfg: String::new(),
            packages: importcfg::ImportCfg::default().packages,
            build_mode: BuildMode::Exe,
            link_mode: LinkMode::Auto,
            content: Content {
                compress_dwarf: true,
                ..Content::default()
            },
            place: LayoutFlags::default(),
            values: Vec::new(),
            fips_object: None,
            lib_dirs: Vec::new(),
            c: CFlags::default(),
            assigns_dynamic_linker: false,
            race: false,
            all_errors: false,
            ignore_versions: false,
            check_linkname: true,
            strict_dups: 0,
            prune_weak_map: true,
        };
        Self {
            options,
            host,
            no_dwarf: None,
            has_importcfg: false,
        }
    }

    fn flag<'a>(
        &mut self,
        name: &str,
        value: Option<&'a str>,
        next: impl FnOnce() -> Option<&'a str>,
    ) -> Result<(), Stop> {
        if SWITCHES.contains(&name) {
            return self.switch(name, parse_bool(value.unwrap_or("true"))?);
        }
        if name == "v" || name == "V" {
            return Err(unsupported("-v or -V"));
        }
        let value = value
            .or_else(next)
            .ok_or_else(|| unsupported("a flag needs an argument"))?;
        self.value(name, value)
    }

    fn switch(&mut self, name: &str, on: bool) -> Result<(), Stop> {
        let options = &mut self.options;
        match name {
            "a" | "n" => {}
            "bindnow" => options.content.bind_now = on,
            "checklinkname" => options.check_linkname = on,
            "compressdwarf" => options.content.compress_dwarf = on,
            "d" => options.content.no_dynamic = on,
            "e" => options.all_errors = on,
            "f" => options.ignore_versions = on,
            "pruneweakmap" => options.prune_weak_map = on,
            "race" => options.race = on,
            "s" => options.content.strip = on,
            "w" => self.no_dwarf = Some(on),
            "aslr" if on => {}
            "aslr" => return Err(Stop::Unsupported("-aslr=false".to_owned())),
            _ if !on => {}
            _ => return Err(Stop::Unsupported(format!("-{name}"))),
        }
        Ok(())
    }

    fn value(&mut self, name: &str, value: &str) -> Result<(), Stop> {
        let options = &mut self.options;
        let text = value.to_owned();
        match name {
            "o" if value.is_empty() => {
                default_output(options.system()).clone_into(&mut options.output);
            }
            "o" => options.output = text,
            "buildid" => options.content.build_id = text,
            "B" => options.content.host_build_id = text,
            "E" => options.content.entry = text,
            "I" => options.content.interpreter = text,
            "L" => options.lib_dirs.push(text),
            "X" => options.values.push(check_value(&text).map(|()| text)?),
            "extar" => options.c.archiver = text,
            "tmpdir" => options.c.tmp_dir = text,
            "libgcc" => options.c.libgcc = text,
            "fipso" => options.fips_object = Some(text).filter(|text| !text.is_empty()),
            "extld" => options.c.linker = split(value)?,
            "extldflags" => options.c.linker_flags = split(value)?,
            "importcfg" => self.import_cfg(value)?,
            "buildmode" => options.build_mode = build_mode(value)?,
            "linkmode" => options.link_mode = link_mode(value)?,
            "H" if value.is_empty() || value == options.system().name() => {}
            "H" if value == "windowsgui" && options.system() == System::Windows => {
                options.content.is_gui = true;
            }
            "strictdups" if parse_int(value)? == 0 => {}
            "R" => options.place.round = unless(parse_int(value)?, -1),
            "T" => options.place.text_addr = unless(parse_int(value)?, -1),
            "D" if options.profile.has_data_address_flag => {
                options.place.data_addr = unless(parse_int(value)?, -1);
            }
            "funcalign" => options.place.func_align = unless(parse_int(value)?, 0),
            "debugtramp" => self.options.place.debug_tramp = parse_int(value)?,
            "debugtextsize" => {
                let size = u64::try_from(parse_int(value)?).ok();
                self.options.place.debug_text_size = size.filter(|&size| size != 0);
            }
            "randlayout" if parse_int(value)? == 0 => {}
            "r" | "k" | "capturehostobjs" | "benchmark" if value.is_empty() => {}
            _ if IGNORED.contains(&name) => {}
            _ => return Err(Stop::Unsupported(format!("-{name}"))),
        }
        Ok(())
    }

    fn import_cfg(&mut self, file: &str) -> Result<(), Stop> {
        let bytes = self.host.read(file);
        let bytes = bytes.map_err(|text| Stop::Fatal(format!("-importcfg: {text}")))?;
        let text = os_str::decode_cow(&bytes);
        // Other bytes in the build information are quoted.
        if !is_utf8(&text) {
            return Err(unsupported(NOT_UTF8));
        }
        let cfg = importcfg::parse(file, &text)?;
        let options = &mut self.options;
        file.clone_into(&mut options.importcfg);
        options.packages = cfg.packages;
        let values = cfg.mod_info.iter();
        let values = values.map(|info| format!("runtime.modinfo={info}"));
        options.values.extend(values);
        self.has_importcfg = true;
        Ok(())
    }

    /// Checks combinations of flags.
    fn finish(mut self, main: &str) -> Result<Options, Stop> {
        let options = &mut self.options;
        if !self.has_importcfg {
            return Err(unsupported("packages are searched in -L"));
        }
        main.clone_into(&mut options.main);
        let is_power = |value: i64| value > 0 && value & (value - 1) == 0;
        let place = &options.place;
        if let Some(round) = place.round
            && (round < 4096 || !is_power(round))
        {
            return Err(Stop::Exit(format!("invalid -R value 0x{}", hex(round))));
        }
        if let Some(align) = place.func_align
            && !is_power(align)
        {
            return Err(Stop::Exit(format!("invalid -funcalign value {align}")));
        }
        // There, every executable is position-independent.
        let is_arm = options.arch.family == Family::Arm64;
        let is_exe = options.build_mode == BuildMode::Exe;
        if is_exe && is_arm && options.system() != System::Linux {
            options.build_mode = BuildMode::Pie;
        }
        if options.is_library() && options.system() != System::Linux {
            return Err(unsupported("a library for this system"));
        }
        check_addresses(options)?;
        let content = &mut options.content;
        content.no_dwarf = self.no_dwarf.unwrap_or(content.strip);
        if content.host_build_id.is_empty() && !content.build_id.is_empty() {
            "gobuildid".clone_into(&mut content.host_build_id);
        }
        if let Some(addr) = options.place.data_addr
            && addr % options.round() != 0
        {
            let addr = hex(addr);
            let text = format!("invalid -D value 0x{addr}: not aligned to rounding quantum");
            return Err(Stop::Exit(format!("{text} 0x{:x}", options.round())));
        }
        Ok(self.options)
    }
}

/// The end of the addresses that this linker gives to code and data.
const ADDRESS_LIMIT: i64 = 1 << 47;

/// The largest `-R`, and the largest `-funcalign`, that this linker takes.
const ALIGN_LIMIT: i64 = 1 << 24;

/// Leaves addresses to the SDK's linker that a program can seldom have. Most end in an error.
fn check_addresses(options: &Options) -> Result<(), Stop> {
    let place = &options.place;
    // Headers are in front of code.
    let headers = options.system().placing(options.arch).headers;
    let default = options.default_text_addr();
    let text_addr = place.text_addr.filter(|&addr| addr != default);
    for (flag, addr, least) in [("-T", text_addr, headers), ("-D", place.data_addr, 0)] {
        let Some(addr) = addr else {
            continue;
        };
        // The headers of a PE file have no other place for sections.
        if options.system() == System::Windows {
            return Err(Stop::Unsupported(format!("{flag} for Windows")));
        }
        if !(least..=ADDRESS_LIMIT).contains(&addr) {
            return Err(Stop::Unsupported(format!("the address of {flag}")));
        }
    }
    for (flag, align) in [("-R", place.round), ("-funcalign", place.func_align)] {
        if align.is_some_and(|align| align > ALIGN_LIMIT) {
            return Err(Stop::Unsupported(format!("the alignment of {flag}")));
        }
    }
    Ok(())
}

/// Returns the output that no flag names.
fn default_output(system: System) -> &'static str {
    match system {
        System::Linux | System::Darwin => "a.out",
        System::Windows => "a.out.exe",
    }
}

/// Returns a signed number as Go's `%x` has it.
fn hex(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{:x}", value.unsigned_abs())
}

fn unless(value: i64, default: i64) -> Option<i64> {
    (value != default).then_some(value)
}

fn parse_bool(text: &str) -> Result<bool, Stop> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(unsupported("an invalid boolean value")),
    }
}

/// Parses decimal and hexadecimal numbers; other spellings are rare.
fn parse_int(text: &str) -> Result<i64, Stop> {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let is_octal = text.len() > 1 && text.starts_with('0');
    let value = match hex {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None if is_octal => None,
        None => text.parse().ok(),
    };
    value.ok_or_else(|| unsupported("the spelling of a number"))
}

fn split(text: &str) -> Result<Vec<String>, Stop> {
    quoted::split(text).map_err(|_| unsupported("an unterminated quote"))
}

/// Checks the form of a value of `-X`.
fn check_value(text: &str) -> Result<(), Stop> {
    let has_form = text
        .split_once('=')
        .is_some_and(|(name, _)| name.contains('.'));
    if has_form {
        return Ok(());
    }
    let text = "-X flag requires argument of the form importpath.name=value";
    Err(Stop::Exit(text.to_owned()))
}

fn build_mode(text: &str) -> Result<BuildMode, Stop> {
    match text {
        "exe" => Ok(BuildMode::Exe),
        "pie" => Ok(BuildMode::Pie),
        "c-shared" => Ok(BuildMode::CShared),
        "c-archive" => Ok(BuildMode::CArchive),
        _ => Err(Stop::Unsupported(format!("-buildmode={text}"))),
    }
}

fn link_mode(text: &str) -> Result<LinkMode, Stop> {
    match text {
        "auto" => Ok(LinkMode::Auto),
        "internal" => Ok(LinkMode::Internal),
        "external" => Ok(LinkMode::External),
        _ => Err(Stop::Unsupported(format!("-linkmode={text}"))),
    }
}

#[cfg(test)]
mod tests;
