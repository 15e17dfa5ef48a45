//! The PE side of the output: headers, imports, frames of functions, base relocations and the
//! symbol table.
//!
//! The file begins with a program for DOS, then the headers. Code and data follow, frames,
//! debug information, imports, base relocations, and the symbol table with its names. Each
//! section starts at a multiple of 512 bytes in the file, and of 4096 in memory. Programs that use
//! cgo, export functions to C or contain objects of other compilers are left to the SDK's linker.
//! Counterpart: cmd/link/internal/ld/pe.go, seh.go.

use crate::arch::Family;
use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loaded::Loaded;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::options::Options;
use crate::system::PE_BASE;

mod base_relocs;
mod finish;
mod frames;
mod header;
mod imports;
mod sections;
mod symtab;
#[cfg(test)]
mod tests;

pub(crate) use finish::finish;
pub(crate) use frames::Frames;
pub(crate) use imports::Imports;

/// Parts of a PE file other than code and data.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// Functions of libraries.
    pub(crate) imports: Imports,
    /// The frames of functions, on processors whose code does not determine them.
    pub(crate) frames: Option<Frames>,
}

/// The size of the configuration for the system's loader.
const LOAD_CONFIG: usize = 320;
/// Offset of its flags.
const GUARD_FLAGS: usize = 144;
/// The flag of programs that have no cookie on the stack.
const NO_COOKIE: u32 = 0x800;
/// The symbol of the configuration.
const LOAD_CONFIG_NAME: &[u8] = b"_load_config_used";

/// Defines the address of the image, to which libraries of C refer, and the configuration for the
/// system's loader if the release has one (`Peinit`).
pub(crate) fn define_image(ldr: &mut Loader<'_>) {
    for name in [&b"__image_base__"[..], b"_image_base__"] {
        let mut symbol = ldr.update_named(name, ABI0);
        symbol.set_kind(SymKind::Data).set_value(PE_BASE);
        symbol.set(Attr::Special, true).set(Attr::Local, true);
    }
    if ldr.profile.pe.has_load_config {
        let mut bytes = vec![0; LOAD_CONFIG];
        bytes[..4].copy_from_slice(&(LOAD_CONFIG as u32).to_le_bytes());
        bytes[GUARD_FLAGS..][..4].copy_from_slice(&NO_COOKIE.to_le_bytes());
        let mut config = ldr.update_named(LOAD_CONFIG_NAME, ABI0);
        config.set_kind(SymKind::RoData).set_align(PTR_SIZE as u32);
        config.set_data(bytes).set_size(LOAD_CONFIG as i64);
    }
}

/// Creates the tables of imports, and of frames if the release does so before functions have
/// addresses; `funcs` are all functions (pass `dope`).
///
/// # Errors
/// The program has content that only the SDK's linker links for Windows.
pub(crate) fn prepare(
    ldr: &mut Loader<'_>,
    options: &Options,
    loaded: &Loaded<'_>,
    funcs: &[Sym],
) -> Result<Prepared, Stop> {
    let unsupported = |reason: &str| Err(Stop::Unsupported(format!("{reason} for Windows")));
    if !loaded.host_objects.is_empty() {
        return unsupported("an object of another compiler");
    }
    if ldr.with(Attr::CgoExportDynamic).iter().next().is_some() || !loaded.exported.is_empty() {
        return unsupported("functions exported to C");
    }
    if !loaded.dynamic_libs.is_empty() {
        return unsupported("a library without functions");
    }
    if options.content.strip && options.has_dwarf() && !ldr.profile.pe.stripped_has_debug {
        return unsupported("debug information without symbols");
    }
    let imports = imports::prepare(ldr)?;
    let mut frames = None;
    if !ldr.profile.pe.sorts_frames {
        frames = describe_frames(ldr, funcs);
    }
    Ok(Prepared { imports, frames })
}

/// Creates the tables of frames if the release has them sorted; `funcs` are all functions by
/// address.
pub(crate) fn sorted_frames(ldr: &mut Loader<'_>, prepared: &mut Prepared, funcs: &[Sym]) {
    if ldr.profile.pe.sorts_frames {
        prepared.frames = describe_frames(ldr, funcs);
    }
}

/// Creates the tables of frames on processors that have them.
fn describe_frames(ldr: &mut Loader<'_>, funcs: &[Sym]) -> Option<Frames> {
    match ldr.arch.family {
        Family::Amd64 => Some(frames::prepare(ldr, funcs)),
        Family::Arm64 => None,
    }
}
