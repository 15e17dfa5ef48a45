//! Symbols of the runtime that the linker provides (pass `linksetup`).
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`linksetup`).

use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI_INTERNAL;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::BuildMode;
use crate::options::Options;
use crate::profile::TableSections;

/// Creates the symbols that later passes fill; returns the description of the module.
///
/// # Errors
/// Package runtime defines one as something else.
pub(crate) fn runtime_syms(ldr: &mut Loader<'_>, options: &Options) -> Result<Sym, Stop> {
    let flag = match options.build_mode {
        BuildMode::CShared => Some(b"runtime.islibrary".as_slice()),
        BuildMode::CArchive => Some(b"runtime.isarchive".as_slice()),
        BuildMode::Exe | BuildMode::Pie => None,
    };
    if let Some(flag) = flag {
        let flag = ldr.lookup_or_create(flag, ABI0);
        // Upstream adds a byte to the variable that package runtime has.
        let size = ldr.size(flag) + 1;
        let mut flag = ldr.update(flag);
        flag.set_kind(SymKind::NoPtrData).set_size(0).add_u8(1);
        flag.set_size(size);
    }
    create_tls_symbol(ldr)?;
    Ok(module_data(ldr))
}

/// Creates the variable with the offset of the thread's pointer to its goroutine, which
/// external linking needs.
fn create_tls_symbol(ldr: &mut Loader<'_>) -> Result<(), Stop> {
    let sym = ldr.lookup_or_create(b"runtime.tlsg".as_slice(), ABI0);
    match ldr.kind(sym) {
        SymKind::Xxx => {
            let mut tlsg = ldr.update(sym);
            tlsg.set_kind(SymKind::TlsBss).set_size(PTR_SIZE);
        }
        SymKind::DynImport => {}
        kind => {
            let reason = format!("runtime declared tlsg variable {kind:?}");
            return Err(Stop::Unsupported(reason));
        }
    }
    ldr.set(Attr::Reachable, sym, true);
    Ok(())
}

/// Returns the symbol that describes the module; pass `symtab` fills it.
fn module_data(ldr: &mut Loader<'_>) -> Sym {
    let mut sym = ldr.lookup_or_create(b"runtime.firstmoduledata".as_slice(), ABI0);
    if matches!(ldr.kind(sym), SymKind::Xxx | SymKind::DynImport) {
        // The module does not contain package runtime.
        ldr.update(sym);
        sym = ldr.lookup_or_create(b"local.moduledata".as_slice(), ABI0);
        ldr.set(Attr::Local, sym, true);
    } else {
        ldr.update(sym).set_size(0);
        // Without a way to read the profile, recording it is wasted.
        let profile = ldr.lookup(b"runtime.memProfileInternal", ABI_INTERNAL);
        if profile.is_some() && !ldr.is_reachable(profile) {
            let name = b"runtime.disableMemoryProfiling".as_slice();
            let flag = ldr.lookup_or_create(name, ABI0);
            let mut flag = ldr.update(flag);
            flag.set_kind(SymKind::NoPtrData).set_size(0).add_u8(1);
        }
    }
    let kind = match ldr.profile.tables {
        TableSections::Last => SymKind::NoPtrData,
        TableSections::AfterRoData | TableSections::SortedTypes => SymKind::ModuleData,
    };
    let mut data = ldr.update(sym);
    data.set_kind(kind).set_reachable();
    sym
}
