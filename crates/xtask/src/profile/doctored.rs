//! `xtask profile doctored [GOROOT]`: changes of an SDK's sources switch off the capabilities that
//! depend on them.
//!
//! Each change is made to a copy in memory. The disabled capabilities are compared with the
//! expected ones, by the tables of this build of vamos.
//! Counterpart: none.

use vamos_fsys::Disk;
use vamos_fsys::MemFiles;
use vamos_goenv::capability::Capabilities;
use vamos_goenv::capability::Capability as C;
use vamos_goenv::deciding::Tool;
use vamos_goenv::known;

/// A change of one file: its description, the file, the text whose first occurrence is replaced,
/// the new text, and the disabled capabilities.
struct Change {
    what: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    off: Capabilities,
}

/// Writes the table of changes.
macro_rules! changes {
    ($($what:literal $file:literal: $from:literal => $to:literal, $off:expr;)*) => {
        const CHANGES: &[Change] = &[$(Change {
            what: $what,
            file: $file,
            from: $from,
            to: $to,
            off: $off,
        }),*];
    };
}

const NONE: Capabilities = Capabilities::NONE;
const LINKS: Capabilities = Capabilities::of(&[C::LinkAmd64, C::LinkArm64]);
const COMPILER: Capabilities = Tool::Compiler.capabilities();
const AMD64: Capabilities = Capabilities::of(&[
    C::AsmAmd64,
    C::CompilerAmd64,
    C::CutoffLinuxAmd64,
    C::CutoffWindowsAmd64,
    C::ReadsLinuxAmd64,
]);

changes! {
    "a relocation's addend" "cmd/link/internal/amd64/asm.go":
        "r.Add()+4" => "r.Add()+8", Capabilities::of(&[C::LinkAmd64]);
    "an alignment" "cmd/link/internal/ld/data.go":
        "if align >= min {" => "if align > min {", LINKS;
    "an opcode's form" "cmd/internal/obj/x86/asm6.go":
        "{AADCB, yxorb, Pb, opBytes{0x14" => "{AADCB, yxorb, Pb, opBytes{0x15", AMD64;
    "a flag in an action ID" "cmd/go/internal/work/exec.go":
        "\"compile %s %q %q\\n\"" => "\"compile %s %q  %q\\n\"",
        Capabilities::of(&[C::BuildRecipes]);
    "a message" "cmd/compile/internal/types2/stmt.go":
        "UnusedVar, \"declared and not used" => "UnusedVar, \"declared but not used",
        COMPILER.or(Capabilities::of(&[C::Check]));
    "an inlining budget" "cmd/compile/internal/inline/inl.go":
        "inlineMaxBudget       = 80" => "inlineMaxBudget       = 81", COMPILER;
    "a hash" "cmd/go/internal/cache/hash.go":
        "h.Write(hashSalt)" => "h.Write(hashSalt[1:])", Capabilities::of(&[C::BuildRecipes]);
    "a DWARF attribute" "cmd/internal/dwarf/dwarf.go":
        "{DW_AT_name, DW_FORM_string}" => "{DW_AT_name, DW_FORM_strp}",
        LINKS.or(Tool::Assembler.capabilities()).or(COMPILER);
    "a symbol's name" "cmd/link/internal/ld/data.go":
        "\"runtime.pclntab\"" => "\"runtime.pclntab2\"", LINKS;
    "a check of cgo flags" "cmd/go/internal/work/security.go":
        "re(`-Wa,-mbig-obj`)" => "re(`-Wa,-mbig-objs`)", Capabilities::of(&[C::CgoRecipes]);
    "an archive header" "cmd/go/internal/work/gc.go":
        "0, 0, 0, 0644, size" => "0, 0, 0, 0600, size", Capabilities::of(&[C::BuildRecipes]);
    "a test's cache key" "cmd/go/internal/test/test.go":
        "\"inputs:%x\"" => "\"inputs=%x\"", Capabilities::of(&[C::TestRecipes]);
    "a flag for the system's linker" "cmd/link/internal/ld/lib.go":
        "\"-Wl,-z,relro\"" => "\"-Wl,-z,norelro\"", Capabilities::of(&[C::LinkExternal]);
    "a flag of PE" "cmd/link/internal/ld/pe.go":
        "|= pe.IMAGE_FILE_RELOCS_STRIPPED" => "= pe.IMAGE_FILE_RELOCS_STRIPPED",
        Capabilities::of(&[C::LinkPe]);
    "a machine of Mach-O" "cmd/link/internal/ld/macho.go":
        "= 1<<24 | 7" => "= 1<<24 | 8", Capabilities::of(&[C::LinkMachO]);
    "a key of vet" "cmd/go/internal/work/exec.go":
        "\"vetflags %q\\n\"" => "\"vetflags  %q\\n\"", Capabilities::of(&[C::VetRecipes]);
    "a comment" "cmd/go/internal/work/exec.go": "\nfunc " => "\n\n// Comment.\nfunc ", NONE;
    "a comment in the linker" "cmd/link/internal/ld/lib.go": "\nfunc " => "\n// Comment.\nfunc ", NONE;
    "a comment in the compiler" "cmd/compile/internal/types2/stmt.go":
        "package types2" => "/* Comment. */\npackage types2 // Types.", NONE;
    "the version" "internal/buildcfg/zbootstrap.go":
        "const version = `go1" => "const version = `vendor-go1", NONE;
    "another machine's compiler" "cmd/compile/internal/riscv64/galign.go":
        "func Init" => "func other() {}\nfunc Init", NONE;
    "another machine's linker" "cmd/link/internal/s390x/asm.go":
        "package s390x" => "package s390x\n\nvar other = 1", NONE;
    "another machine's default" "internal/buildcfg/zbootstrap.go":
        "DefaultGOMIPS = `hardfloat`" => "DefaultGOMIPS = `softfloat`", NONE;
}

/// Runs all changes.
pub(super) fn run(args: &[String]) -> Result<(), String> {
    let goroot = match args.first() {
        Some(dir) => dir.clone(),
        None => vamos_oracle::sdk::find()?.goroot.display().to_string(),
    };
    let minor = super::minor_of(&goroot)?;
    let mut sdk = MemFiles::new();
    for tool in Tool::ALL {
        known::walk(&Disk::new(), &goroot, tool, &mut |path, data| {
            sdk.insert(&format!("/go/src/{path}"), data);
        });
    }
    let whole = known(&sdk, minor);
    let mut bad = 0;
    for change in CHANGES {
        let path = format!("{goroot}/src/{}", change.file);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        if !text.contains(change.from) {
            return Err(format!("{}: {path} has no {:?}", change.what, change.from));
        }
        let mut changed = sdk.clone();
        let text = text.replacen(change.from, change.to, 1);
        changed.insert(&format!("/go/src/{}", change.file), text.as_bytes());
        let off = whole.without(known(&changed, minor));
        let want = change.off.and(whole);
        let verdict = if off == want { "ok" } else { "WRONG" };
        bad += usize::from(off != want);
        let names: Vec<&str> = off.iter().map(C::name).collect();
        crate::say(&format!(
            "{verdict} {}: off {}",
            change.what,
            names.join(" ")
        ));
    }
    match bad {
        0 => Ok(()),
        bad => Err(format!(
            "{bad} of {} changes switch off something else",
            CHANGES.len()
        )),
    }
}

/// Returns the capabilities that sources have.
fn known(files: &MemFiles, minor: u32) -> Capabilities {
    let mut known = Capabilities::NONE;
    let mut unknown = Capabilities::NONE;
    for tool in Tool::ALL {
        let fingerprint = known::fingerprint(files, "/go", tool).hex();
        let diagnosis = known::by_fingerprint(tool, &fingerprint)
            .unwrap_or_else(|| known::by_declarations(files, "/go", tool, minor));
        known = known.or(diagnosis.known);
        unknown = unknown.or(tool.capabilities().without(diagnosis.known));
    }
    known.without(unknown)
}
