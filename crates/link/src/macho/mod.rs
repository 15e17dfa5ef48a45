//! The Mach-O side of the output: load commands, the tables of the dynamic linker, the symbol table
//! and the code signature.
//!
//! The file begins with the load commands, in the same segment as the code and data that is never
//! written to. Data follows, debug information, and last the tables for the dynamic linker and
//! other tools, with an ad-hoc signature of all of it on arm64. Every program refers to functions
//! of the system's libraries: through stubs (`.plt`), or through pointers that the dynamic linker
//! sets (`.got`). Programs with objects of other compilers, as with cgo, are left to the SDK's
//! linker.
//! Counterpart: cmd/link/internal/ld/macho.go, macho_update_uuid.go.

use vamos_base::digest::Digest;

use crate::arch::Family;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loaded::Loaded;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::symtab::is_undefined;
use crate::system::MACH_O_HEADERS;

mod commands;
mod dyld;
mod finish;
mod imports;
mod order;
mod segments;
mod symtab;
#[cfg(test)]
mod tests;

pub(crate) use finish::finish;

/// The bytes of the headers that load commands need which do not name libraries, estimated as
/// upstream does.
const OTHER_COMMANDS: i64 = 2048;

/// The tables of the dynamic linker, under way.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// The libraries, in order.
    libs: Vec<Vec<u8>>,
    syms: Syms,
    /// The symbol table: symbols in its order, and their scopes.
    table: order::Table,
    /// Places of addresses in code and data, which depend on where the program is.
    rebases: Vec<(Sym, i32)>,
    /// Places of pointers to imported functions and variables, with the target.
    binds: Vec<(Sym, i64, Sym)>,
}

/// The symbols of tables.
#[derive(Clone, Copy, Debug, Default)]
struct Syms {
    stubs: Sym,
    pointers: Sym,
    /// Numbers of the symbols that stubs lead to (`.linkedit.plt`).
    stub_numbers: Sym,
    /// Numbers of the symbols that pointers lead to (`.linkedit.got`).
    pointer_numbers: Sym,
}

/// Returns the UUID of the program for the system's tools, 16 bytes; empty for none
/// (`addbuildinfo`). `id` is the build ID of other systems, if a flag sets it.
///
/// # Errors
/// The flag gives too many bytes.
pub(crate) fn uuid(options: &Options, id: Vec<u8>) -> Result<Vec<u8>, Stop> {
    let content = &options.content;
    let flag = match content.host_build_id.as_str() {
        "" if !content.build_id.is_empty() => "gobuildid",
        flag => flag,
    };
    if flag == "gobuildid" {
        let mut sum = Digest::of(content.build_id.as_bytes()).0;
        // The toolchain's hash differs from plain SHA-256 in one byte.
        sum[0] ^= 0xff;
        let mut uuid = sum[..16].to_vec();
        uuid[6] = uuid[6] & 0x0f | 0x30;
        uuid[8] = uuid[8] & 0x3f | options.profile.mach_o.uuid_variant;
        return Ok(uuid);
    }
    if id.len() > 16 {
        return Err(Stop::Unsupported("a long -B".to_owned()));
    }
    if id.len() < 16 && flag != "none" && options.profile.mach_o.has_uuid_of_content {
        return Err(Stop::Unsupported("a UUID from the output".to_owned()));
    }
    let mut uuid = id;
    if !uuid.is_empty() {
        uuid.resize(16, 0);
    }
    Ok(uuid)
}

/// Creates the tables of dynamic linking (pass `domacho`).
///
/// # Errors
/// The program has content that only the SDK's linker links for macOS.
pub(crate) fn prepare(
    ldr: &mut Loader<'_>,
    options: &Options,
    loaded: &Loaded<'_>,
) -> Result<Prepared, Stop> {
    let unsupported = |reason: &str| Err(Stop::Unsupported(format!("{reason} for macOS")));
    if !loaded.host_objects.is_empty() {
        return unsupported("an object of another compiler");
    }
    if options.content.no_dynamic {
        return unsupported("-d");
    }
    let commands = |lib: &Vec<u8>| lib.len().next_multiple_of(8) as i64 + 24;
    let size: i64 = loaded.needed_libs.iter().map(commands).sum();
    if size > MACH_O_HEADERS - OTHER_COMMANDS {
        return unsupported("many libraries");
    }
    let mut make = |name: &'static [u8], kind: SymKind| {
        let sym = ldr.lookup_or_create(name, ABI0);
        ldr.update(sym).set_kind(kind).set_reachable().sym()
    };
    make(b".machosymstr", SymKind::MachoSymStr);
    make(b".machosymtab", SymKind::MachoSymTab);
    let stubs = make(b".plt", SymKind::MachoPlt);
    let kind = if options.use_relro() {
        SymKind::MachoRelRoSect
    } else {
        SymKind::MachoGot
    };
    let pointers = make(b".got", kind);
    let stub_numbers = make(b".linkedit.plt", SymKind::MachoIndirectPlt);
    let pointer_numbers = make(b".linkedit.got", SymKind::MachoIndirectGot);
    ldr.set_align(pointers, 4);
    Ok(Prepared {
        libs: loaded.needed_libs.clone(),
        syms: Syms {
            stubs,
            pointers,
            stub_numbers,
            pointer_numbers,
        },
        ..Prepared::default()
    })
}

impl Prepared {
    /// Orders the symbol table, and finds the work of the dynamic linker in all symbols of `lists`,
    /// in order: functions first, then data (`machosymorder`, `dynreloc`).
    ///
    /// # Errors
    /// A relocation is unknown.
    pub(crate) fn scan(
        &mut self,
        ldr: &mut Loader<'_>,
        options: &Options,
        pool: &vamos_sched::Pool,
        lists: &[&[Sym]],
    ) -> Result<(), Stop> {
        let funcs = lists.first().copied().unwrap_or_default();
        self.table = order::order(ldr, options, pool, funcs);
        imports::scan(self, ldr, options, pool, lists)
    }
}

/// Returns true if the system runs only signed programs.
fn is_signed(options: &Options) -> bool {
    options.arch.family == Family::Arm64
}

/// Scope of a symbol, in the order of the symbol table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    /// In the program.
    Local,
    /// In C as well.
    Exported,
    /// Another library defines it.
    Undefined,
}

/// Returns the scope of a symbol (`symkind`).
fn scope(ldr: &Loader<'_>, sym: Sym) -> Scope {
    if is_undefined(ldr, sym) {
        return Scope::Undefined;
    }
    if ldr.has(Attr::CgoExportStatic, sym) || ldr.has(Attr::CgoExportDynamic, sym) {
        Scope::Exported
    } else {
        Scope::Local
    }
}
