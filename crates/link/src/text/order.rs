//! The order of functions.
//!
//! Packages follow their imports, package runtime and its imports first. In a
//! package, functions have the order of its objects; those that several packages define
//! are at the end of the first package that has them.
//! Counterpart: cmd/link/internal/ld/lib.go (`postorder`), loader/loader.go
//! (`AssignTextSymbolOrder`).

use vamos_sched::Class;
use vamos_sched::Pool;

use crate::error::Stop;
use crate::kind::SymKind;
use crate::library::Libraries;
use crate::loader::Bitmap;
use crate::loader::Home;
use crate::loader::Loader;
use crate::loader::ObjIndex;
use crate::loader::Object;
use crate::loader::Sym;
use crate::profile::Profile;

/// Number of objects of one task.
const CHUNK: usize = 32;

/// State of a package in the walk over imports.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Visiting,
    Visited,
}

/// Returns the packages, each after the packages that it imports.
fn postorder(libs: &Libraries<'_>) -> Result<Vec<u32>, Stop> {
    let mut marks = vec![Mark::New; libs.libs.len()];
    let mut order = Vec::with_capacity(libs.libs.len());
    // The packages being visited, each with its next import.
    let mut path: Vec<(u32, usize)> = Vec::new();
    for root in 0..libs.libs.len() as u32 {
        if marks[root as usize] == Mark::New {
            marks[root as usize] = Mark::Visiting;
            path.push((root, 0));
        }
        while let Some((lib, next)) = path.last_mut() {
            let Some(&import) = libs.libs[*lib as usize].imports.get(*next) else {
                marks[*lib as usize] = Mark::Visited;
                order.push(*lib);
                path.pop();
                continue;
            };
            *next += 1;
            match marks[import as usize] {
                Mark::Visited => {}
                Mark::New => {
                    marks[import as usize] = Mark::Visiting;
                    path.push((import, 0));
                }
                Mark::Visiting => {
                    // Upstream panics.
                    let pkg = &libs.libs[import as usize].pkg;
                    let reason = format!("found import cycle while visiting {pkg}");
                    return Err(Stop::Unsupported(reason));
                }
            }
        }
    }
    Ok(order)
}

/// The live functions of a package, or of an object.
#[derive(Clone, Default)]
struct Functions {
    /// Functions that only this package defines.
    own: Vec<Sym>,
    /// Functions that other packages may define too.
    shared: Vec<Sym>,
}

/// Returns the live functions of an object.
fn functions_of(ldr: &Loader<'_>, number: u32, obj: &Object<'_>) -> Functions {
    let mut functions = Functions::default();
    for (local, &sym) in (0..obj.counts.defs()).zip(&obj.syms) {
        if !ldr.is_reachable(sym) {
            continue;
        }
        let Some(record) = obj.reader.sym(local) else {
            continue;
        };
        if !SymKind::from_object(record.kind()).is_text() {
            continue;
        }
        let home = Home {
            obj: ObjIndex(number),
            local,
        };
        // A function that the linker changed has no home in an object any more, and
        // moves to the end of its package.
        if ldr.homes[sym.index()] != home || record.is_dup_ok() {
            functions.shared.push(sym);
        } else {
            functions.own.push(sym);
        }
    }
    functions
}

/// Returns the live functions by package.
fn functions(ldr: &Loader<'_>, libs: &Libraries<'_>, pool: &Pool) -> Vec<Functions> {
    let objects: Vec<(u32, &Object<'_>)> = (ObjIndex::FIRST..).zip(&ldr.objs).collect();
    let chunks: Vec<&[(u32, &Object<'_>)]> = objects.chunks(CHUNK).collect();
    let found = pool.map(Class::Cpu, &chunks, |chunk| -> Vec<Functions> {
        let chunk = chunk.iter();
        chunk
            .map(|&(number, obj)| functions_of(ldr, number, obj))
            .collect()
    });
    let mut functions = vec![Functions::default(); libs.libs.len()];
    for (&(_, obj), found) in objects.iter().zip(found.into_iter().flatten()) {
        let lib = &mut functions[obj.lib as usize];
        if lib.own.is_empty() && lib.shared.is_empty() {
            *lib = found;
        } else {
            lib.own.extend(found.own);
            lib.shared.extend(found.shared);
        }
    }
    functions
}

/// Returns by library: true for package runtime and the packages that it imports.
pub(super) fn in_runtime(profile: &Profile, libs: &Libraries<'_>) -> Vec<bool> {
    let runtime = profile.runtime_pkgs;
    let libs = libs.libs.iter();
    libs.map(|lib| runtime.contains(&&*lib.pkg)).collect()
}

/// The order of functions.
#[derive(Debug, Default)]
pub struct TextOrder {
    /// All functions in the order of the output.
    pub funcs: Vec<Sym>,
    /// Functions of each compilation unit, by the unit's number.
    pub by_unit: Vec<Vec<Sym>>,
    /// Packages, each after its imports.
    pub postorder: Vec<u32>,
    /// Functions whose package differs from the package of the defining object.
    moved: Vec<(Sym, u32)>,
}

/// Orders all live functions, and records in the loader the functions that belong to other
/// packages.
///
/// Functions in `first`, which come from host objects and from the linker, are first.
///
/// # Errors
/// Imports are a cycle, or a symbol is a function in some objects only.
pub(crate) fn order(
    ldr: &mut Loader<'_>,
    libs: &Libraries<'_>,
    pool: &Pool,
    first: Vec<Sym>,
) -> Result<TextOrder, Stop> {
    let order = find(ldr, libs, pool, first)?;
    ldr.extra.sym_lib.extend(order.moved.iter().copied());
    Ok(order)
}

fn find(
    ldr: &Loader<'_>,
    libs: &Libraries<'_>,
    pool: &Pool,
    mut funcs: Vec<Sym>,
) -> Result<TextOrder, Stop> {
    let postorder = postorder(libs)?;
    let in_runtime = in_runtime(ldr.profile, libs);
    let functions = functions(ldr, libs, pool);
    funcs.retain(|&sym| ldr.is_reachable(sym));
    let (runtime, others): (Vec<u32>, Vec<u32>) = postorder
        .iter()
        .copied()
        .partition(|&lib| in_runtime[lib as usize]);

    let mut by_unit = vec![Vec::new(); libs.units.len()];
    let mut moved = Vec::new();
    let mut is_assigned = Bitmap::with_capacity(ldr.len());
    for lib in runtime.into_iter().chain(others) {
        let Functions { own, shared } = &functions[lib as usize];
        let all = own.iter().map(|sym| (sym, false));
        for (&sym, is_shared) in all.chain(shared.iter().map(|sym| (sym, true))) {
            if !is_assigned.insert(sym) {
                continue;
            }
            if is_shared && !ldr.kind(sym).is_text() {
                let reason = format!("{} is a function elsewhere", ldr.name_text(sym));
                return Err(Stop::Unsupported(reason));
            }
            funcs.push(sym);
            if let Some(unit) = ldr.unit(sym) {
                by_unit[unit as usize].push(sym);
            }
            // The object that was loaded first defines the symbol; it belongs to the
            // package whose functions surround it.
            if is_shared && ldr.sym_lib(sym) != Some(lib) {
                moved.push((sym, lib));
            }
        }
    }
    Ok(TextOrder {
        funcs,
        by_unit,
        postorder,
        moved,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    fn order(imports: &[&[u32]]) -> Result<Vec<u32>, Stop> {
        let mut libs = Libraries::default();
        for imports in imports {
            libs.libs.push(Library {
                imports: imports.to_vec(),
                ..Library::default()
            });
        }
        postorder(&libs)
    }

    #[test]
    fn imports_are_first() {
        assert_eq!(order(&[&[2, 1], &[3], &[3], &[]]).unwrap(), [3, 2, 1, 0]);
        assert_eq!(order(&[&[], &[0], &[1, 0]]).unwrap(), [0, 1, 2]);
    }

    #[test]
    fn cycles_are_errors() {
        assert!(order(&[&[1], &[0]]).is_err());
    }
}
