//! `cargo xtask link variants`: cases with other flags, other import configurations and damaged
//! archives, made from one captured program. Most of them do not link.
//!
//! Counterpart: none; the texts compared come from cmd/link.

use super::USAGE;
use super::capture;
use super::case::Case;
use super::change;
use super::change::Change;
use super::change::only;
use super::change::swapped;
use super::change::without;
use super::flags;
use super::place;
use super::place::CaptureDir;
use super::replaced::replaced;
use crate::report::Report;

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
    let place = CaptureDir::open(dir)?;
    let release = place::release(&place::find_sdk(sdk)?)?;
    let base = Case::read(&place.cases().join(format!("{BASE}-{release}")))?;
    let mut report = Report::default();
    for (name, change) in CHANGES {
        let name = format!("{BASE}-{release}-{name}");
        let outcome = change::make(&place, &base, &name, change, "variant");
        let words = outcome.map(|outcome| {
            let first = outcome.stderr.lines().next().unwrap_or_default();
            format!("exit code {} {first}", outcome.code)
        });
        report.say(&name, words);
    }
    report.finish()
}
