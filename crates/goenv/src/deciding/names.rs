//! Files and functions that decide something else than most sources of their tool.
//!
//! Counterpart: none.

use crate::capability::Capabilities;
use crate::capability::Capability as C;

const NONE: Capabilities = Capabilities::NONE;
const EXTERNAL: Capabilities = Capabilities::of(&[C::LinkExternal]);
const ELF: Capabilities = Capabilities::of(&[C::LinkElf]);
const PE: Capabilities = Capabilities::of(&[C::LinkPe]);
const MACH_O: Capabilities = Capabilities::of(&[C::LinkMachO]);
const CGO: Capabilities = Capabilities::of(&[C::CgoRecipes]);
const VET: Capabilities = Capabilities::of(&[C::VetRecipes]);
const TEST: Capabilities = Capabilities::of(&[C::TestRecipes]);

/// Files and directories whose sources decide these capabilities, as far as the tool has them; the
/// first row that fits counts. A name that ends in `*` is a prefix of names.
const FILES: [(&str, Capabilities); 21] = [
    ("cmd/go/internal/work/cover.go", TEST),
    ("cmd/go/internal/load/test.go", TEST),
    ("cmd/link/internal/ld/macho_combine_dwarf.go", EXTERNAL),
    ("cmd/link/internal/ld/macho*", MACH_O),
    ("cmd/link/internal/ld/msync_darwin_libc.go", NONE),
    ("cmd/link/internal/ld/pe.go", PE),
    ("cmd/link/internal/ld/seh.go", PE),
    ("cmd/link/internal/ld/elf.go", ELF),
    ("cmd/link/internal/ld/xcoff.go", NONE),
    ("cmd/link/internal/ld/execarchive*", EXTERNAL),
    // The host on which the tool runs.
    ("cmd/link/internal/ld/outbuf_*", NONE),
    ("cmd/internal/bio/buf_*", NONE),
    ("cmd/link/internal/loadelf/*", ELF),
    ("cmd/link/internal/loadpe/*", PE),
    ("cmd/link/internal/loadmacho/*", MACH_O),
    ("debug/macho/*", MACH_O),
    ("debug/pe/*", PE),
    // Generators of sources.
    ("cmd/internal/obj/mkcnames.go", NONE),
    ("cmd/internal/obj/stringer.go", NONE),
    ("cmd/internal/goobj/mkbuiltin.go", NONE),
    ("sort/gen_sort_variants.go", NONE),
];

/// Files of the compiler that are read for export data, and not for type errors.
const EXPORT_DATA: [&str; 7] = [
    "internal/pkgbits/*",
    "cmd/compile/internal/importer/*",
    "cmd/compile/internal/noder/codes.go",
    "cmd/compile/internal/noder/linker.go",
    "cmd/compile/internal/noder/reader.go",
    "cmd/compile/internal/noder/unified.go",
    "cmd/compile/internal/noder/writer.go",
];

/// Declarations that decide these capabilities. `func (*T).*` means all methods of a type.
const DECLARATIONS: [(&str, &[&str], Capabilities); 19] = [
    (
        "internal/buildcfg/zbootstrap.go",
        &[
            // The header of objects has it, from the SDK at hand.
            "const version",
            "const DefaultGO386",
            "const DefaultGOARM",
            "const DefaultGOMIPS",
            "const DefaultGOMIPS64",
            "const DefaultGOPPC64",
            "const DefaultGORISCV64",
        ],
        NONE,
    ),
    (
        "internal/buildcfg/cfg.go",
        &[
            "type GoarmFeatures",
            "func GoarmFeatures.String",
            "func goarm",
            "func gomips",
            "func gomips64",
            "func goppc64",
            "func goriscv64",
            "type gowasmFeatures",
            "func gowasmFeatures.String",
            "func gowasm",
        ],
        NONE,
    ),
    ("cmd/go/internal/work/exec.go", &OF_CGO, CGO),
    ("cmd/go/internal/work/exec.go", &OF_VET, VET),
    (
        "cmd/go/internal/work/action.go",
        &[
            "type runCgoActor",
            "func runCgoActor.Act",
            "type cgoCompileActor",
            "func cgoCompileActor.Act",
            "func (*Builder).cgoAction",
        ],
        CGO,
    ),
    (
        "cmd/go/internal/work/action.go",
        &["func (*Builder).VetAction", "func (*Builder).vetAction"],
        VET,
    ),
    ("cmd/go/internal/work/gc.go", &["func gcToolchain.cc"], CGO),
    (
        "cmd/go/internal/work/buildid.go",
        &[
            "func (*Builder).gccToolID",
            "func assemblerIsGas",
            "func (*Builder).gccgoBuildIDFile",
        ],
        CGO,
    ),
    (
        "cmd/go/internal/test/test.go",
        &["var CmdTest", "var HelpTestflag", "var HelpTestfunc"],
        NONE,
    ),
    ("cmd/link/internal/ld/lib.go", &OF_HOST_LINKER, EXTERNAL),
    (
        "cmd/link/internal/ld/fips140.go",
        &["func hostlinkfips"],
        EXTERNAL,
    ),
    (
        "cmd/link/internal/ld/data.go",
        &[
            "func extreloc",
            "func ExtrelocSimple",
            "func ExtrelocViaOuterSym",
        ],
        EXTERNAL,
    ),
    (
        "cmd/link/internal/ld/elf.go",
        &["func elfrelocsect", "func elfEmitReloc"],
        EXTERNAL,
    ),
    (
        "cmd/link/internal/ld/macho.go",
        &["func machorelocsect", "func machoEmitReloc"],
        EXTERNAL,
    ),
    (
        "cmd/link/internal/ld/pe.go",
        &[
            "func (*peFile).emitRelocations",
            "func (*peSection).emitRelocations",
        ],
        EXTERNAL,
    ),
    (
        "cmd/link/internal/ld/lib.go",
        &["func loadWindowsHostArchives"],
        PE,
    ),
    (
        "cmd/link/internal/amd64/asm.go",
        &["func elfreloc1", "func machoreloc1", "func pereloc1"],
        EXTERNAL,
    ),
    (
        "cmd/link/internal/arm64/asm.go",
        &[
            "func elfreloc1",
            "func machoreloc1",
            "func pereloc1",
            "func gensymlate",
        ],
        EXTERNAL,
    ),
    (
        "cmd/link/internal/ld/data.go",
        &["func windynrelocsym", "func (*Link).windynrelocsyms"],
        PE,
    ),
];

const OF_CGO: [&str; 46] = [
    "func (*Builder).getPkgConfigFlags",
    "func (*Builder).PkgconfigCmd",
    "func splitPkgConfigOutput",
    "func (*Builder).gcc",
    "func (*Builder).gas",
    "func (*Builder).gxx",
    "func (*Builder).gfortran",
    "func (*Builder).ccompile",
    "func (*Builder).gccld",
    "func (*Builder).GccCmd",
    "func (*Builder).GxxCmd",
    "func (*Builder).gfortranCmd",
    "func (*Builder).ccExe",
    "func (*Builder).cxxExe",
    "func (*Builder).fcExe",
    "func (*Builder).compilerCmd",
    "func (*Builder).gccNoPie",
    "func (*Builder).gccSupportsFlag",
    "func statString",
    "func (*Builder).gccCompilerID",
    "func (*Builder).gccArchArgs",
    "func envList",
    "func (*Builder).CFlags",
    "func buildFlags",
    "var cgoRe",
    "type runCgoProvider",
    "func (*runCgoProvider).cflags",
    "func (*runCgoProvider).cxxflags",
    "func (*runCgoProvider).fflags",
    "func (*runCgoProvider).ldflags",
    "func (*Builder).runCgo",
    "func (*Builder).processCgoOutputs",
    "func flagsNotCompatibleWithInternalLinking",
    "func (*Builder).dynimport",
    "func (*Builder).swig",
    "func (*Builder).swigOutputs",
    "func (*Builder).swigDoVersionCheck",
    "func (*Builder).swigVersionCheck",
    "func (*Builder).swigDoIntSize",
    "func (*Builder).swigIntSize",
    "func (*Builder).swigOne",
    "func swigBase",
    "func (*Builder).disableBuildID",
    "func (*Builder).cacheCgoHdr",
    "func (*Builder).loadCachedCgoHdr",
    "func (*Builder).needCgoHdr",
];

const OF_VET: [&str; 8] = [
    "type vetConfig",
    "func buildVetConfig",
    "func (*Builder).vet",
    "func (*Builder).loadCachedVet",
    "func copyToStdout",
    "var VetTool",
    "var VetFlags",
    "var VetHandleStdout",
];

const OF_HOST_LINKER: [&str; 13] = [
    "func hostlinksetup",
    "func cleanTimeStamps",
    "func (*Link).hostobjCopy",
    "func writeGDBLinkerScript",
    "func (*Link).archive",
    "func (*Link).hostlink",
    "func (*Link).passLongArgsInResponseFile",
    "func linkerFlagSupported",
    "func trimLinkerArgv",
    "func hostlinkArchArgs",
    "func (*Link).findExtLinkTool",
    "func (*Link).isMSVC",
    "var createTrivialCOnce",
];

/// Reports whether a pattern of [`FILES`] fits a file.
fn fits(pattern: &str, file: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => file.starts_with(start),
        None => file == pattern,
    }
}

/// Returns the capabilities that a file decides, if a rule names it.
pub(super) fn of_file(file: &str) -> Option<Capabilities> {
    let row = FILES.iter().find(|row| fits(row.0, file));
    row.map(|row| row.1)
}

/// Returns true for a file that is read for export data only.
pub(super) fn is_export_data(file: &str) -> bool {
    EXPORT_DATA.iter().any(|pattern| fits(pattern, file))
}

/// Returns the capabilities that a declaration decides, if a rule names it.
pub(super) fn of_declaration(file: &str, name: &str) -> Option<Capabilities> {
    let row = DECLARATIONS
        .iter()
        .find(|row| row.0 == file && row.1.contains(&name));
    row.map(|row| row.2)
}

/// Returns the names of all declarations that rules name, with their files.
pub(super) fn declarations() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = DECLARATIONS.iter();
    rows.flat_map(|row| row.1.iter().map(|name| (row.0, *name)))
}
