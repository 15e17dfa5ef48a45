//! `cargo xtask link variants`: cases with other flags, other import configurations and
//! damaged archives, made of one captured program. Most of them do not link.
//!
//! Counterpart: none; the texts compared are those of cmd/link.

use std::fs;
use std::path::Path;

use vamos_base::Digest;

use super::USAGE;
use super::capture;
use super::case::Case;
use super::case::write;
use super::flags;
use super::place;
use super::place::Place;
use crate::verdict::Verdict;

/// What is different.
enum Change {
    /// Flags before the captured ones.
    Flags(&'static [&'static str]),
    /// These arguments instead of the captured ones; `CFG` and `MAIN` stand for theirs.
    Args(&'static [&'static str]),
    /// Another import configuration.
    Config(fn(&str) -> String),
    /// Another archive of package fmt.
    Archive(fn(Vec<u8>) -> Vec<u8>),
    /// Another main archive.
    Main(fn(Vec<u8>) -> Vec<u8>),
}

use Change::Archive;
use Change::Args;
use Change::Config;
use Change::Flags;
use Change::Main;

/// The program that is changed.
const BASE: &str = "settings";

const CHANGES: &[(&str, Change)] = &[
    ("s", Flags(&["-s"])),
    ("w", Flags(&["-w"])),
    ("s-with-dwarf", Flags(&["-s", "-w=0"])),
    ("uncompressed", Flags(&["-compressdwarf=false"])),
    ("x", Flags(&["-X", "main.text=set", "-X=main.other="])),
    ("x-number", Flags(&["-X", "main.number=2"])),
    ("x-unknown", Flags(&["-X", "main.unknown=2"])),
    ("x-no-value", Flags(&["-X", "main.text"])),
    (
        "x-long",
        Flags(&[
            "-X",
            "main.text=0123456789012345678901234567890123456789012345678901234567890123456789",
        ]),
    ),
    ("text-address", Flags(&["-T", "0x600000"])),
    ("text-address-text", Flags(&["-T", "here"])),
    ("rounding", Flags(&["-R", "0x10000"])),
    ("rounding-small", Flags(&["-R", "256"])),
    ("rounding-odd", Flags(&["-R", "5000"])),
    ("data-address", Flags(&["-D", "0x1000000"])),
    ("data-address-odd", Flags(&["-D", "0x1000001"])),
    ("funcalign", Flags(&["-funcalign", "64"])),
    ("funcalign-odd", Flags(&["-funcalign", "3"])),
    ("build-id-note", Flags(&["-B", "0x0123456789abcdef"])),
    ("build-id-none", Flags(&["-B", "none"])),
    ("build-id-odd", Flags(&["-B", "0x123"])),
    ("build-id-digit", Flags(&["-B", "0x12xy"])),
    ("build-id-decimal", Flags(&["-B", "12"])),
    (
        "build-id-long",
        Flags(&[
            "-B",
            "0x00000000000000000000000000000000000000000000000000000000000000000000",
        ]),
    ),
    (
        "build-id-missing",
        Args(&[
            "-B",
            "gobuildid",
            "-o",
            "@OUT@",
            "-importcfg",
            "CFG",
            "MAIN",
        ]),
    ),
    (
        "no-build-id",
        Args(&["-o", "@OUT@", "-importcfg", "CFG", "MAIN"]),
    ),
    ("entry", Flags(&["-E", "main.main"])),
    ("entry-unknown", Flags(&["-E", "main.nothing"])),
    ("head", Flags(&["-H", "linux"])),
    ("head-unknown", Flags(&["-H", "amiga"])),
    ("buildmode-unknown", Flags(&["-buildmode", "other"])),
    ("linkmode-internal", Flags(&["-linkmode=internal"])),
    ("linkmode-unknown", Flags(&["-linkmode", "other"])),
    ("aslr", Flags(&["-aslr=false"])),
    ("static", Flags(&["-d"])),
    ("no-flags-left", Flags(&["-a", "-n"])),
    ("strict-duplicates", Flags(&["-strictdups", "2"])),
    ("strict-duplicates-3", Flags(&["-strictdups", "3"])),
    ("linknames", Flags(&["-checklinkname=0"])),
    ("no-weak-maps", Flags(&["-pruneweakmap=0"])),
    ("interpreter", Flags(&["-I", "/lib/other.so"])),
    ("rpath", Flags(&["-r", "/lib:/usr/lib"])),
    ("library-path", Flags(&["-L", "/nowhere"])),
    ("race-of-plain", Flags(&["-race"])),
    ("random-layout", Flags(&["-randlayout", "7"])),
    ("debug-nosplit", Flags(&["-debugnosplit"])),
    ("dump-dependencies", Flags(&["-dumpdep"])),
    ("call-graph", Flags(&["-c"])),
    ("version", Args(&["-V"])),
    ("version-full", Args(&["-V=full"])),
    ("version-other", Args(&["-V=other"])),
    ("no-arguments", Args(&[])),
    ("help", Args(&["-h"])),
    ("flag-unknown", Flags(&["-nothing"])),
    ("flag-bool", Flags(&["-s=perhaps"])),
    ("flag-number", Flags(&["-funcalign=x"])),
    ("flag-last", Args(&["-importcfg"])),
    (
        "two-archives",
        Args(&["-o", "@OUT@", "-importcfg", "CFG", "MAIN", "MAIN"]),
    ),
    ("no-importcfg", Args(&["-o", "@OUT@", "MAIN"])),
    (
        "importcfg-missing",
        Args(&["-o", "@OUT@", "-importcfg", "/nowhere/cfg", "MAIN"]),
    ),
    (
        "main-missing",
        Args(&["-o", "@OUT@", "-importcfg", "CFG", "/nowhere/main.a"]),
    ),
    (
        "main-directory",
        Args(&["-o", "@OUT@", "-importcfg", "CFG", "/"]),
    ),
    (
        "output-directory",
        Args(&["-o", "/", "-importcfg", "CFG", "MAIN"]),
    ),
    (
        "output-nowhere",
        Args(&["-o", "/nowhere/out", "-importcfg", "CFG", "MAIN"]),
    ),
    ("tmpdir", Flags(&["-tmpdir", "/nowhere"])),
    (
        "line-unknown",
        Config(|text| format!("{text}other fmt=x\n")),
    ),
    (
        "line-file",
        Config(|text| format!("{text}packagefile fmt\n")),
    ),
    (
        "line-library",
        Config(|text| format!("{text}packageshlib =x\n")),
    ),
    (
        "line-modinfo",
        Config(|text| format!("{text}modinfo \"x\n")),
    ),
    (
        "line-comment",
        Config(|text| format!("# comment\n\n{text}\n")),
    ),
    (
        "without-fmt",
        Config(|text| without(text, "packagefile fmt=")),
    ),
    (
        "without-runtime",
        Config(|text| without(text, "packagefile runtime=")),
    ),
    ("without-modinfo", Config(|text| without(text, "modinfo "))),
    (
        "runtime-only",
        Config(|text| only(text, "packagefile runtime=")),
    ),
    ("empty-config", Config(|_| String::new())),
    (
        "archive-missing",
        Config(|text| text.replace("packagefile fmt=", "packagefile fmt=/nowhere")),
    ),
    (
        "archive-other",
        Config(|text| swapped(text, "fmt", "strconv")),
    ),
    ("archive-empty", Archive(|_| Vec::new())),
    ("archive-text", Archive(|_| b"not an archive\n".to_vec())),
    ("archive-magic", Archive(|_| b"!<arch>\n".to_vec())),
    (
        "archive-short",
        Archive(|mut bytes| {
            bytes.truncate(bytes.len() - 9);
            bytes
        }),
    ),
    (
        "archive-header",
        Archive(|bytes| replaced(bytes, b"go object linux", b"go object linus")),
    ),
    (
        "archive-arch",
        Archive(|bytes| replaced(bytes, b" linux amd64 ", b" linux arm64 ")),
    ),
    (
        "archive-member",
        Archive(|bytes| replaced(bytes, b"_go_.o", b"_gx_.o")),
    ),
    ("main-empty", Main(|_| Vec::new())),
    ("main-source", Main(|_| b"package main\n".to_vec())),
    (
        "main-header",
        Main(|bytes| replaced(bytes, b"go object linux", b"go object linus")),
    ),
];

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (flags, rest) = flags(args)?;
    let (mut sdk, mut dir) = (None, None);
    for (flag, value) in &flags {
        match *flag {
            "--sdk" => sdk = Some(*value),
            "--dir" => dir = Some(*value),
            _ => return Err(USAGE.to_owned()),
        }
    }
    if !rest.is_empty() {
        return Err(USAGE.to_owned());
    }
    let mut base = args.to_vec();
    base.push(BASE.to_owned());
    capture::run(&base)?;
    let place = Place::open(dir)?;
    let release = place::release(&place::find_sdk(sdk)?)?;
    let base = Case::read(&place.cases().join(format!("{BASE}-{release}")))?;
    let mut verdict = Verdict::default();
    for (name, change) in CHANGES {
        let name = format!("{BASE}-{release}-{name}");
        verdict.say(&name, make(&place, &base, &name, change));
    }
    verdict.finish()
}

/// Writes a case and the official linker's result.
fn make(place: &Place, base: &Case, name: &str, change: &Change) -> Result<String, String> {
    let dir = place.cases().join(name);
    fs::create_dir_all(&dir).map_err(|error| format!("{name}: {error}"))?;
    let config_file = base.dir.join("importcfg.link");
    let config = read(&config_file)?;
    let own_config = dir.join("importcfg.link").display().to_string();
    let old_config = config_file.display().to_string();
    let mut args: Vec<String> = base.args(Path::new(super::case::OUT), &[]);
    for arg in &mut args {
        if *arg == old_config {
            own_config.clone_into(arg);
        }
    }
    let main = args.last().cloned().unwrap_or_default();
    let mut own = config.clone();
    match change {
        Flags(flags) => {
            let flags = flags.iter().map(|flag| (*flag).to_owned());
            args = flags.chain(args).collect();
        }
        Args(words) => {
            let words = words.iter().map(|word| match *word {
                "CFG" => own_config.clone(),
                "MAIN" => main.clone(),
                word => word.to_owned(),
            });
            args = words.collect();
        }
        Config(changed) => own = changed(&config),
        Archive(changed) => {
            let line = config
                .lines()
                .find_map(|line| line.strip_prefix("packagefile fmt="));
            let file = line.ok_or("the program does not import fmt")?;
            let other = keep(place, file, *changed)?;
            own = config.replace(file, &other);
        }
        Main(changed) => {
            let other = keep(place, &main, *changed)?;
            if let Some(last) = args.last_mut() {
                *last = other;
            }
        }
    }
    let args: String = args.iter().map(|arg| format!("{arg}\n")).collect();
    let about = read(&base.dir.join("about"))?.replace("mode=plain", "mode=variant");
    write(&dir.join("importcfg.link"), own.as_bytes())?;
    write(&dir.join("args"), args.as_bytes())?;
    write(&dir.join("env"), read(&base.dir.join("env"))?.as_bytes())?;
    write(&dir.join("about"), about.as_bytes())?;
    let case = Case::read(&dir)?;
    let out = place.scratch().join(format!("{name}.stock"));
    let outcome = case.link(&case.stock(), &[], &out)?;
    let again = case.link(&case.stock(), &[], &out)?;
    // Not there if the link failed.
    let _ = fs::remove_file(&out);
    if outcome != again {
        // Without the file it is not a case.
        let _ = fs::remove_file(dir.join("about"));
        return Err("the official linker's result changes from run to run".to_owned());
    }
    case.keep(&outcome)?;
    let first = outcome.stderr.lines().next().unwrap_or_default();
    Ok(format!("exit code {} {first}", outcome.code))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Keeps a changed archive; returns its name.
fn keep(place: &Place, file: &str, changed: fn(Vec<u8>) -> Vec<u8>) -> Result<String, String> {
    let bytes = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let bytes = changed(bytes);
    let path = place.archives().join(Digest::of(&bytes).hex());
    write(&path, &bytes)?;
    Ok(path.display().to_string())
}

fn without(text: &str, start: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with(start));
    lines.map(|line| format!("{line}\n")).collect()
}

fn only(text: &str, start: &str) -> String {
    let lines = text.lines().filter(|line| line.starts_with(start));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Gives a package the archive of another.
fn swapped(text: &str, package: &str, other: &str) -> String {
    let file = |name: &str| {
        let start = format!("packagefile {name}=");
        let found = text.lines().find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_default().to_owned()
    };
    text.replace(&file(package), &file(other))
}

/// Replaces a text by another of the same length wherever it is.
fn replaced(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    let places = 0..(bytes.len() + 1).saturating_sub(old.len());
    for at in places {
        if bytes[at..].starts_with(old) {
            bytes[at..at + old.len()].copy_from_slice(new);
        }
    }
    bytes
}
