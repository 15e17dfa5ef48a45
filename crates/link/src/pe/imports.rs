//! Functions of libraries (DLLs), which the system finds when it loads the program.
//!
//! A program refers to a pointer of each, all of which are in `.windynamic`; section `.idata` has
//! the names.
//! Counterpart: cmd/link/internal/ld/pe.go (`initdynimport`, `addimports`).

use vamos_base::golang::os_str;

use crate::arch::PTR_SIZE;
use crate::error::Stop;
use crate::kind::SymKind;
use crate::loader::ABI0;
use crate::loader::Attr;
use crate::loader::Loader;
use crate::loader::Sym;
use crate::symtab::external_name;

/// The size of the description of a library.
const DESCRIPTOR: usize = 20;

/// A library.
#[derive(Debug)]
struct Library {
    name: Vec<u8>,
    /// The names of its functions.
    funcs: Vec<Vec<u8>>,
}

/// The libraries of a program.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    libs: Vec<Library>,
    /// `.windynamic`.
    pub(super) pointers: Sym,
}

/// Gives each imported function a pointer.
///
/// # Errors
/// A name has a suffix that is no number.
pub(super) fn prepare(ldr: &mut Loader<'_>) -> Result<Imports, Stop> {
    let live = ldr.with(Attr::Reachable).iter();
    let imported: Vec<Sym> = live
        .filter(|&sym| ldr.kind(sym) == SymKind::DynImport)
        .collect();
    // Upstream puts each library, and each function of one, before the others.
    let mut libs: Vec<(Library, Vec<Sym>)> = Vec::new();
    for &sym in &imported {
        let lib = ldr.extra.dynimplib.get(&sym).cloned().unwrap_or_default();
        let func = func_name(ldr, sym)?;
        match libs.iter_mut().find(|(known, _)| known.name == *lib) {
            Some((known, syms)) => {
                known.funcs.push(func);
                syms.push(sym);
            }
            None => {
                let (name, funcs) = (lib.into_owned(), vec![func]);
                libs.push((Library { name, funcs }, vec![sym]));
            }
        }
    }
    libs.reverse();
    let mut pointers = ldr.update_named(&b".windynamic"[..], ABI0);
    let pointers = pointers.set_kind(SymKind::Windows).sym();
    let mut size = 0;
    for (lib, syms) in &mut libs {
        lib.funcs.reverse();
        for &sym in syms.iter().rev() {
            ldr.update(sym).set_kind(SymKind::Windows).set_value(size);
            ldr.add_interior(pointers, sym);
            size += PTR_SIZE;
        }
        // A null pointer ends the pointers of the library.
        size += PTR_SIZE;
    }
    ldr.update(pointers).set_size(size);
    let libs = libs.into_iter().map(|(lib, _)| lib).collect();
    Ok(Imports { libs, pointers })
}

/// Returns the name that a function has in its library: without `%` and the number of arguments,
/// which only other processors need.
fn func_name(ldr: &Loader<'_>, sym: Sym) -> Result<Vec<u8>, Stop> {
    let name = external_name(ldr, sym);
    let Some(at) = name.iter().position(|&byte| byte == b'%') else {
        return Ok(name.to_vec());
    };
    let digits = &name[at + 1..];
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        let name = os_str::decode_cow(name);
        return Err(Stop::Unsupported(format!("the suffix of {name}")));
    }
    Ok(name[..at].to_vec())
}

/// Positions of a library's names and pointers.
struct LibraryOffsets {
    name: usize,
    pointers: usize,
}

/// The bytes of section `.idata`, and of `.windynamic`.
pub(super) struct Written {
    pub(super) section: Vec<u8>,
    pub(super) pointers: Vec<u8>,
}

impl Imports {
    /// Returns the bytes of section `.idata`, which starts at `start` in memory relative to the
    /// image, as the pointers do at `pointers`.
    pub(super) fn write(&self, start: u32, pointers: u32) -> Written {
        let mut out = vec![0; DESCRIPTOR * (self.libs.len() + 1)];
        let mut places = Vec::with_capacity(self.libs.len());
        for lib in &self.libs {
            let name = out.len();
            put_name(&mut out, &lib.name);
            places.push(LibraryOffsets { name, pointers: 0 });
        }
        let mut table = Vec::new();
        let mut funcs = Vec::with_capacity(self.libs.len());
        for lib in &self.libs {
            let mut places = Vec::with_capacity(lib.funcs.len());
            for func in &lib.funcs {
                places.push(start + out.len() as u32);
                // The hint where the library may have it.
                out.extend([0; 2]);
                put_name(&mut out, func);
            }
            funcs.push(places);
        }
        for (place, funcs) in places.iter_mut().zip(funcs) {
            place.pointers = table.len();
            for func in funcs.into_iter().chain([0]) {
                table.extend(u64::from(func).to_le_bytes());
            }
        }
        let names = start + out.len() as u32;
        out.extend(&table);
        for (at, place) in (0..).step_by(DESCRIPTOR).zip(&places) {
            let offset = place.pointers as u32;
            let fields = [
                names + offset,
                0,
                0,
                start + place.name as u32,
                pointers + offset,
            ];
            let bytes: Vec<u8> = fields
                .iter()
                .flat_map(|field| field.to_le_bytes())
                .collect();
            out[at..at + DESCRIPTOR].copy_from_slice(&bytes);
        }
        Written {
            section: out,
            pointers: table,
        }
    }
}

/// Appends a name with zeros to an even size (`strput`).
fn put_name(out: &mut Vec<u8>, name: &[u8]) {
    out.extend(name);
    out.push(0);
    if !(name.len() + 1).is_multiple_of(2) {
        out.push(0);
    }
}
