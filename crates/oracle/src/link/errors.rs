//! `cargo xtask link errors`: programs that do not link, and one that links, with flags, import
//! configurations and archives that end in an error.
//!
//! Each case has the exit code of the official linker; 0 where it does not see the damage, and then
//! the outputs are compared. The cases have the mode `error`.
//! Counterpart: none; the texts compared come from cmd/link.

use super::USAGE;
use super::bad;
use super::bad::BAD;
use super::capture;
use super::case::Case;
use super::change;
use super::change::Change;
use super::change::Change::Args;
use super::change::Change::Config;
use super::change::Change::Damage;
use super::change::Change::Flags;
use super::change::swapped;
use super::change::without;
use super::fault::Block;
use super::fault::Fault::Byte;
use super::fault::Fault::Cut;
use super::fault::Fault::CutObject;
use super::fault::Fault::Head;
use super::fault::Fault::Import;
use super::fault::Fault::Offset;
use super::fault::Fault::Text;
use super::flags;
use super::place;
use super::place::CaptureDir;
use crate::files;
use crate::report::Report;

/// The program that is changed.
const BASE: &str = "settings";

/// A program of packages that import one another in a row.
const CHAIN: &str = "chain";

/// Errors of the program [`CHAIN`].
#[rustfmt::skip]
const CYCLES: &[(&str, i32, Change)] = &[
    ("cycle", 2, Damage("example.com/chain/c", Import("example.com/chain/d", "example.com/chain/a"))),
    ("cycle-of-one", 2, Damage("example.com/chain/c", Import("example.com/chain/d", "example.com/chain/c"))),
    ("import-other", 2, Damage("example.com/chain/b", Text("example.com/chain/c", "example.com/chain/d"))),
    ("import-nothing", 2, Damage("example.com/chain/b", Text("example.com/chain/c", "example.com/chain/x"))),
];

/// Errors of the program [`BASE`]: a name, the exit code, and the change.
#[rustfmt::skip]
const ERRORS: &[(&str, i32, Change)] = &[
    // Flags.
    ("flag-x-empty", 2, Flags(&["-X", ""])),
    ("flag-x-no-dot", 2, Flags(&["-X", "main=2"])),
    ("flag-x-no-name", 2, Flags(&["-X", "=v"])),
    ("flag-x-bool", 2, Flags(&["-X", "fmt.ppFree=1"])),
    ("flag-x-function", 0, Flags(&["-X", "main.main=1"])),
    ("flag-b-prefix-only", 0, Flags(&["-B", "0x"])),
    ("flag-b-upper", 2, Flags(&["-B", "0XAB"])),
    ("flag-b-sign", 2, Flags(&["-B", "-0x12"])),
    ("flag-b-text", 2, Flags(&["-B", "text"])),
    ("flag-r-zero", 2, Flags(&["-R", "0"])),
    ("flag-r-negative", 2, Flags(&["-R", "-4096"])),
    ("flag-r-text", 2, Flags(&["-R", "page"])),
    ("flag-funcalign-zero", 0, Flags(&["-funcalign", "0"])),
    ("flag-funcalign-negative", 2, Flags(&["-funcalign", "-8"])),
    ("flag-d-text", 2, Flags(&["-D", "x"])),
    ("flag-head-windows", 0, Flags(&["-H", "windows"])),
    ("flag-head-number", 2, Flags(&["-H", "7"])),
    ("flag-buildmode-empty", 2, Flags(&["-buildmode", "none"])),
    ("flag-bool-text", 2, Flags(&["-checklinkname=maybe"])),
    ("flag-strictdups-text", 2, Flags(&["-strictdups", "x"])),
    ("flag-benchmark-unknown", 2, Flags(&["-benchmark", "other"])),
    ("flag-quotes", 2, Flags(&["-extldflags", "'open"])),
    ("flag-quotes-extld", 2, Flags(&["-extld", "\"open"])),
    ("flag-dashes", 2, Flags(&["---s"])),
    ("flag-equals", 2, Flags(&["-=s"])),
    ("flag-entry-data", 2, Flags(&["-E", "main.number"])),
    ("flag-importcfg-twice", 1, Flags(&["-importcfg", "/nowhere/cfg"])),
    ("flag-importcfg-directory", 1, Flags(&["-importcfg", "/"])),
    ("flag-response-missing", 1, Flags(&["@/nowhere/args"])),
    ("flag-linkshared-internal", 2, Flags(&["-linkmode=other"])),
    ("flag-aslr-off", 2, Flags(&["-aslr=false"])),
    // Files.
    ("file-main-is-fmt", 2, Args(&["-o", "@OUT@", "-importcfg", "CFG", "FMT"])),
    ("file-main-empty-name", 2, Args(&["-o", "@OUT@", "-importcfg", "CFG", ""])),
    ("file-main-device", 2, Args(&["-o", "@OUT@", "-importcfg", "CFG", "/dev/null"])),
    ("file-main-is-config", 2, Args(&["-o", "@OUT@", "-importcfg", "CFG", "CFG"])),
    ("file-config-is-main", 1, Args(&["-o", "@OUT@", "-importcfg", "MAIN", "MAIN"])),
    ("file-output-below-file", 2, Args(&["-o", "/dev/null/out", "-importcfg", "CFG", "MAIN"])),
    ("file-output-proc", 2, Args(&["-o", "/proc/out", "-importcfg", "CFG", "MAIN"])),
    ("file-output-dev", 2, Args(&["-o", "/dev", "-importcfg", "CFG", "MAIN"])),
    // Import configurations.
    ("config-without-internal-abi", 2, Config(|text| without(text, "packagefile internal/abi="))),
    ("config-without-errors", 2, Config(|text| without(text, "packagefile errors="))),
    ("config-without-internal-bytealg", 2, Config(|text| without(text, "packagefile internal/bytealg="))),
    ("config-without-runtime", 2, Config(|text| without(text, "packagefile runtime="))),
    ("config-without-reflect", 2, Config(|text| without(text, "packagefile reflect="))),
    ("config-without-unicode-utf8", 2, Config(|text| without(text, "packagefile unicode/utf8="))),
    ("config-errors-is-sync", 2, Config(|text| swapped(text, "errors", "sync"))),
    ("config-strconv-is-fmt", 2, Config(|text| swapped(text, "strconv", "fmt"))),
    ("config-runtime-is-fmt", 2, Config(|text| swapped(text, "runtime", "fmt"))),
    ("config-fmt-is-runtime", 2, Config(|text| swapped(text, "fmt", "runtime"))),
    ("config-unicode-utf8-is-internal-abi", 2, Config(|text| swapped(text, "unicode/utf8", "internal/abi"))),
    ("config-reflect-is-os", 2, Config(|text| swapped(text, "reflect", "os"))),
    ("config-first-line", 1, Config(|text| format!("packagefile\n{text}"))),
    ("config-word", 1, Config(|text| format!("{text}word\n"))),
    ("config-no-path", 1, Config(|text| format!("{text}packagefile =x\n"))),
    ("config-modinfo-open", 1, Config(|text| format!("modinfo \"\n{text}"))),
    ("config-missing-archive", 2, Config(|text| text.replace("packagefile errors=", "packagefile errors=/nowhere"))),
    ("config-directory", 1, Config(|text| format!("{}packagefile errors=/\n", without(text, "packagefile errors=")))),
    // Objects of others.
    ("object-version", 2, Damage("main", Text("amd64 go1.", "amd64 go9."))),
    ("object-version-fmt", 2, Damage("fmt", Text("amd64 go1.", "amd64 go9."))),
    ("object-version-runtime", 2, Damage("runtime", Text("amd64 go1.", "amd64 go9."))),
    ("object-system", 2, Damage("fmt", Text("go object linux", "go object plan9"))),
    ("object-processor", 2, Damage("main", Text(" linux amd64 ", " linux riscv "))),
    ("object-level", 2, Damage("errors", Text("GOAMD64=v1", "GOAMD64=v3"))),
    ("object-experiment", 2, Damage("errors", Text("X:", "Y:"))),
    ("object-fingerprint-main-import", 2, Damage("main", Byte(Block::Autolib, 8, 1))),
    ("object-fingerprint-import", 2, Damage("fmt", Byte(Block::Autolib, 8 + 16, 0x80))),
    ("object-fingerprint", 2, Damage("fmt", Head(8, 1))),
    ("object-fingerprint-last", 2, Damage("errors", Head(15, 1))),
    ("object-fingerprint-runtime", 2, Damage("internal/abi", Head(9, 0x10))),
    ("object-unlinkable", 1, Damage("main", Head(16, 8))),
    ("object-unlinkable-import", 1, Damage("errors", Head(16, 8))),
    ("object-magic", 2, Damage("main", Head(1, 1))),
    ("object-magic-version", 2, Damage("fmt", Head(3, 3))),
    ("object-not-main", 2, Damage("main", Text("\nmain\n", "\nmair\n"))),
    ("object-no-main-main", 2, Damage("main", Text("main.main", "main.mair"))),
    ("object-source", 1, Damage("fmt", Text("go object ", "package p "))),
    // Objects and archives that end early.
    ("cut-main-0", 2, Damage("main", Cut(0))),
    ("cut-main-5", 2, Damage("main", Cut(5))),
    ("cut-main-20", 2, Damage("main", Cut(20))),
    ("cut-main-100", 2, Damage("main", Cut(100))),
    ("cut-main-250", 2, Damage("main", Cut(250))),
    ("cut-main-500", 2, Damage("main", Cut(500))),
    ("cut-main-750", 2, Damage("main", Cut(750))),
    ("cut-main-900", 2, Damage("main", Cut(900))),
    ("cut-main-990", 2, Damage("main", Cut(990))),
    ("cut-main-999", 0, Damage("main", Cut(999))),
    ("cut-fmt-1", 1, Damage("fmt", Cut(1))),
    ("cut-fmt-3", 1, Damage("fmt", Cut(3))),
    ("cut-fmt-50", 2, Damage("fmt", Cut(50))),
    ("cut-fmt-400", 2, Damage("fmt", Cut(400))),
    ("cut-fmt-800", 2, Damage("fmt", Cut(800))),
    ("cut-fmt-950", 2, Damage("fmt", Cut(950))),
    ("cut-fmt-999", 0, Damage("fmt", Cut(999))),
    ("cut-object-0", 2, Damage("errors", CutObject(0))),
    ("cut-object-7", 2, Damage("errors", CutObject(7))),
    ("cut-object-8", 2, Damage("errors", CutObject(8))),
    ("cut-object-19", 2, Damage("errors", CutObject(19))),
    ("cut-object-20", 2, Damage("errors", CutObject(20))),
    ("cut-object-60", 2, Damage("errors", CutObject(60))),
    ("cut-object-95", 2, Damage("errors", CutObject(95))),
    ("cut-object-96", 2, Damage("errors", CutObject(96))),
    ("cut-object-200", 2, Damage("errors", CutObject(200))),
    // Blocks that start elsewhere.
    ("offset-autolib", 1, Damage("main", Offset(Block::Autolib, 4))),
    ("offset-pkg-idx", 1, Damage("main", Offset(Block::PkgIdx, 4))),
    ("offset-file", 0, Damage("main", Offset(Block::File, 4))),
    ("offset-sym-def", 2, Damage("main", Offset(Block::SymDef, 4))),
    ("offset-hashed64-def", 2, Damage("main", Offset(Block::Hashed64Def, 4))),
    ("offset-hashed-def", 2, Damage("main", Offset(Block::HashedDef, 4))),
    ("offset-non-pkg-def", 2, Damage("main", Offset(Block::NonPkgDef, 4))),
    ("offset-non-pkg-ref", 2, Damage("main", Offset(Block::NonPkgRef, 4))),
    ("offset-ref-flags", 2, Damage("main", Offset(Block::RefFlags, 4))),
    ("offset-hash64", 0, Damage("main", Offset(Block::Hash64, 4))),
    ("offset-hash", 0, Damage("main", Offset(Block::Hash, 4))),
    ("offset-reloc-idx", 2, Damage("main", Offset(Block::RelocIdx, 4))),
    ("offset-aux-idx", 2, Damage("main", Offset(Block::AuxIdx, 4))),
    ("offset-data-idx", 2, Damage("main", Offset(Block::DataIdx, 4))),
    ("offset-reloc", 2, Damage("main", Offset(Block::Reloc, 4))),
    ("offset-aux", 2, Damage("main", Offset(Block::Aux, 4))),
    ("offset-data", 2, Damage("main", Offset(Block::Data, 4))),
    ("offset-ref-name", 0, Damage("main", Offset(Block::RefName, 4))),
    ("offset-end", 0, Damage("main", Offset(Block::End, 4))),
    ("offset-less-sym-def", 1, Damage("fmt", Offset(Block::SymDef, -8))),
    ("offset-less-non-pkg-def", 2, Damage("fmt", Offset(Block::NonPkgDef, -8))),
    ("offset-less-reloc-idx", 2, Damage("fmt", Offset(Block::RelocIdx, -8))),
    ("offset-less-reloc", 2, Damage("fmt", Offset(Block::Reloc, -8))),
    ("offset-less-data", 2, Damage("fmt", Offset(Block::Data, -8))),
    ("offset-less-ref-name", 0, Damage("fmt", Offset(Block::RefName, -8))),
    ("offset-far-autolib", 2, Damage("errors", Offset(Block::Autolib, 0x7000_0000))),
    ("offset-far-hash64", 2, Damage("errors", Offset(Block::Hash64, 0x7000_0000))),
    ("offset-far-aux", 2, Damage("errors", Offset(Block::Aux, 0x7000_0000))),
    ("offset-far-end", 0, Damage("errors", Offset(Block::End, 0x7000_0000))),
    // One byte of each block.
    ("byte-autolib-0", 2, Damage("main", Byte(Block::Autolib, 0, 0x11))),
    ("byte-autolib-4", 2, Damage("main", Byte(Block::Autolib, 4, 0x11))),
    ("byte-autolib-7", 2, Damage("main", Byte(Block::Autolib, 7, 0x11))),
    ("byte-pkg-idx-8", 1, Damage("main", Byte(Block::PkgIdx, 8, 0x11))),
    ("byte-pkg-idx-12", 1, Damage("main", Byte(Block::PkgIdx, 12, 0x11))),
    ("byte-pkg-idx-15", 2, Damage("main", Byte(Block::PkgIdx, 15, 0x11))),
    ("byte-file-0", 0, Damage("main", Byte(Block::File, 0, 0x11))),
    ("byte-file-4", 0, Damage("main", Byte(Block::File, 4, 0x11))),
    ("byte-sym-def-0", 0, Damage("main", Byte(Block::SymDef, 0, 0x11))),
    ("byte-sym-def-4", 0, Damage("main", Byte(Block::SymDef, 4, 0x11))),
    ("byte-sym-def-8", 1, Damage("main", Byte(Block::SymDef, 8, 0x11))),
    ("byte-sym-def-10", 0, Damage("main", Byte(Block::SymDef, 10, 0x11))),
    ("byte-sym-def-11", 0, Damage("main", Byte(Block::SymDef, 11, 0x11))),
    ("byte-sym-def-14", 0, Damage("main", Byte(Block::SymDef, 14, 0x11))),
    ("byte-sym-def-17", 2, Damage("main", Byte(Block::SymDef, 17, 0x11))),
    ("byte-hashed64-def-10", 0, Damage("main", Byte(Block::Hashed64Def, 10, 0x11))),
    ("byte-hashed64-def-13", 0, Damage("main", Byte(Block::Hashed64Def, 13, 0x11))),
    ("byte-hashed-def-10", 0, Damage("main", Byte(Block::HashedDef, 10, 0x11))),
    ("byte-hashed-def-13", 0, Damage("main", Byte(Block::HashedDef, 13, 0x11))),
    ("byte-non-pkg-def-4", 0, Damage("main", Byte(Block::NonPkgDef, 4, 0x11))),
    ("byte-non-pkg-def-8", 1, Damage("main", Byte(Block::NonPkgDef, 8, 0x11))),
    ("byte-non-pkg-def-10", 1, Damage("main", Byte(Block::NonPkgDef, 10, 0x11))),
    ("byte-non-pkg-def-13", 0, Damage("main", Byte(Block::NonPkgDef, 13, 0x11))),
    ("byte-non-pkg-def-16", 0, Damage("main", Byte(Block::NonPkgDef, 16, 0x11))),
    ("byte-non-pkg-ref-0", 0, Damage("main", Byte(Block::NonPkgRef, 0, 0x11))),
    ("byte-non-pkg-ref-4", 0, Damage("main", Byte(Block::NonPkgRef, 4, 0x11))),
    ("byte-non-pkg-ref-8", 1, Damage("main", Byte(Block::NonPkgRef, 8, 0x11))),
    ("byte-ref-flags-0", 0, Damage("main", Byte(Block::RefFlags, 0, 0x11))),
    ("byte-ref-flags-4", 0, Damage("main", Byte(Block::RefFlags, 4, 0x11))),
    ("byte-hash64-0", 0, Damage("main", Byte(Block::Hash64, 0, 0x11))),
    ("byte-hash-0", 0, Damage("main", Byte(Block::Hash, 0, 0x11))),
    ("byte-reloc-idx-0", 0, Damage("main", Byte(Block::RelocIdx, 0, 0x11))),
    ("byte-reloc-idx-4", 0, Damage("main", Byte(Block::RelocIdx, 4, 0x11))),
    ("byte-reloc-idx-7", 2, Damage("main", Byte(Block::RelocIdx, 7, 0x11))),
    ("byte-aux-idx-4", 2, Damage("main", Byte(Block::AuxIdx, 4, 0x11))),
    ("byte-aux-idx-7", 2, Damage("main", Byte(Block::AuxIdx, 7, 0x11))),
    ("byte-data-idx-4", 2, Damage("main", Byte(Block::DataIdx, 4, 0x11))),
    ("byte-data-idx-7", 2, Damage("main", Byte(Block::DataIdx, 7, 0x11))),
    ("byte-reloc-0", 0, Damage("main", Byte(Block::Reloc, 0, 0x11))),
    ("byte-reloc-4", 2, Damage("main", Byte(Block::Reloc, 4, 0x11))),
    ("byte-reloc-5", 0, Damage("main", Byte(Block::Reloc, 5, 0x11))),
    ("byte-reloc-6", 0, Damage("main", Byte(Block::Reloc, 6, 0x11))),
    ("byte-reloc-8", 0, Damage("main", Byte(Block::Reloc, 8, 0x11))),
    ("byte-reloc-15", 2, Damage("main", Byte(Block::Reloc, 15, 0x11))),
    ("byte-reloc-18", 2, Damage("main", Byte(Block::Reloc, 18, 0x11))),
    ("byte-reloc-19", 2, Damage("main", Byte(Block::Reloc, 19, 0x11))),
    ("byte-aux-0", 0, Damage("main", Byte(Block::Aux, 0, 0x11))),
    ("byte-aux-1", 0, Damage("main", Byte(Block::Aux, 1, 0x11))),
    ("byte-aux-5", 0, Damage("main", Byte(Block::Aux, 5, 0x11))),
    ("byte-data-0", 0, Damage("main", Byte(Block::Data, 0, 0x11))),
    ("byte-ref-name-0", 0, Damage("main", Byte(Block::RefName, 0, 0x11))),
    ("byte-ref-name-4", 0, Damage("main", Byte(Block::RefName, 4, 0x11))),
    ("byte-ref-name-8", 0, Damage("main", Byte(Block::RefName, 8, 0x11))),
];

/// Exit codes of single releases: errors that one release reports, and another does not detect.
#[rustfmt::skip]
const OTHERWISE: &[(&str, &str, i32)] = &[
    ("127", "cut-main-250", 1),
    ("127", "cut-main-500", 1),
    ("127", "cut-main-750", 1),
    ("127", "cut-main-900", 1),
    ("127", "cut-main-990", 1),
    ("127", "cut-main-999", 1),
    ("127", "byte-non-pkg-def-10", 2),
    ("127", "bad-duplicate-text-data", 1),
    ("127", "bad-duplicate-assembly-go", 0),
];

/// Runs the command.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let (options, names) = flags(args)?;
    let (mut sdk, mut dir) = (None, None);
    for (flag, value) in &options {
        match *flag {
            "--sdk" => sdk = Some(*value),
            "--dir" => dir = Some(*value),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let given = &args[..args.len() - names.len()];
    let place = CaptureDir::open(dir)?;
    let release = place::release(&place::find_sdk(sdk)?)?;
    let mut report = Report::default();
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|word| word == name);
    for (base, errors) in [(BASE, ERRORS), (CHAIN, CYCLES)] {
        captured(given, base)?;
        let base_case = Case::read(&place.cases().join(format!("{base}-{release}")))?;
        for (name, code, change) in errors.iter().filter(|(name, ..)| is_wanted(name)) {
            let case = format!("error-{release}-{name}");
            let outcome = change::make(&place, &base_case, &case, change, "error");
            let words =
                outcome.and_then(|have| judge(&release, name, *code, have.code, &have.stderr));
            report.say(&case, words);
        }
    }
    if names.is_empty() {
        captured(given, "bad")?;
        for bad in BAD {
            let name = format!("bad-{}-{release}", bad.name);
            report.say(&name, program(&place, &name, &release, bad));
        }
    }
    report.finish()
}

fn captured(given: &[String], program: &str) -> Result<(), String> {
    let mut args = given.to_vec();
    args.push(program.to_owned());
    capture::run(&args)
}

/// Checks the exit code of a program, and gives its case the mode.
fn program(
    place: &CaptureDir,
    name: &str,
    release: &str,
    bad: &bad::Bad,
) -> Result<String, String> {
    let case = Case::read(&place.cases().join(name))?;
    let about = case.dir.join("about");
    let text = files::read_text(&about)?;
    let text = text.replace("mode=plain", "mode=error");
    files::write(&about, text)?;
    let have = case.recorded()?;
    let program = format!("bad-{}", bad.name);
    judge(release, &program, bad.code, have.code, &have.stderr)
}

fn judge(release: &str, name: &str, want: i32, have: i32, stderr: &str) -> Result<String, String> {
    let mut otherwise = OTHERWISE.iter();
    let own = otherwise.find(|other| (other.0, other.1) == (release, name));
    let want = own.map_or(want, |other| other.2);
    let first = stderr.lines().next().unwrap_or_default();
    if want == have {
        Ok(format!("exit code {have} {first}"))
    } else {
        Err(format!("exit code {have}, not {want}: {first}"))
    }
}
