//! The places that the functions of an archive have: in its line tables, and in the debug
//! information of functions that no source declares.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`genFuncInfoSyms`), pcln.go (`pctofileline`).

use hashbrown::HashSet;

use super::fingerprints::object;
use super::wrappers::Targets;
use super::wrappers::method;
use crate::goobj::AuxKind;
use crate::goobj::FuncInfo;
use crate::goobj::Reader;

/// The line of functions that no source declares.
const GENERATED: i32 = 1;

/// Source positions of the functions of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines<'a> {
    /// The files that instructions or inlined calls have lines in.
    pub files: HashSet<&'a [u8]>,
    /// The names of the methods that the compiler made for a type that has them from another
    /// type, or as a function value; such a method has parameters with the places of the
    /// declaration.
    pub wrapped: HashSet<&'a [u8]>,
    /// The declared methods that these call, as `T.M`.
    pub called: HashSet<Vec<u8>>,
    /// The names of methods whose callees are unknown.
    pub unclear: HashSet<&'a [u8]>,
}

/// Returns the places in an archive that the compiler wrote of a package; `None` if it has
/// another form.
pub fn lines<'a>(archive: &'a [u8], package: &str) -> Option<Lines<'a>> {
    let reader = Reader::open(archive.get(object(archive)?)?).ok()?;
    let files: Vec<&[u8]> = reader.files().collect();
    let mut lines = Lines::default();
    let (mut declared, mut generated) = (HashSet::new(), Vec::new());
    for local in 0..reader.counts().defs() {
        let mut auxs = reader.auxs(local);
        let Some(info) = auxs.find(|aux| aux.kind() == Some(AuxKind::FuncInfo)) else {
            continue;
        };
        let info = FuncInfo::new(reader.data(info.sym().sym));
        let calls = info.inlined().map(|call| call.file);
        let inlines = info.inlined().len() > 0;
        for file in info.files().chain(calls) {
            lines.files.insert(*files.get(file as usize)?);
        }
        let name = reader.name(reader.sym(local)?);
        match info.start_line() {
            ..=GENERATED => generated.push((local, name, inlines)),
            _ => {
                declared.insert(name);
            }
        }
    }
    let targets = Targets::new(&reader);
    for (local, name, inlines) in generated {
        if is_without_parameters(name, package) || is_own_method(name, &declared) {
            continue;
        }
        let method = method(name)?;
        lines.wrapped.insert(method);
        match targets.called(local, method) {
            Some(called) => lines.called.extend(called),
            // The only call was inlined: the body of the method was read.
            None if inlines => {}
            None => {
                lines.unclear.insert(method);
            }
        }
    }
    (!reader.is_damaged()).then_some(lines)
}

/// Reports whether a generated function has no parameters, or none that a source declares:
/// those that initialise the package, compare and hash.
fn is_without_parameters(name: &[u8], package: &str) -> bool {
    // A promoted method `init` of another package has a longer name. Dots are escaped.
    let initialises = name.strip_suffix(b".init").is_some_and(|path| {
        let path = String::from_utf8_lossy(path).replace("%2e", ".");
        path == package || path == "main"
    });
    initialises || name.starts_with(b"type:")
}

/// Reports whether a generated method `(*T).M` belongs to a method `T.M` that this package
/// declares, so that its positions are in this package.
fn is_own_method(name: &[u8], declared: &HashSet<&[u8]>) -> bool {
    let of_pointer = |name: &[u8]| {
        let start = name.windows(3).position(|part| part == b".(*")? + 1;
        let (package, rest) = name.split_at(start);
        let end = rest.iter().position(|byte| *byte == b')')?;
        let (receiver, method) = (rest.get(2..end)?, rest.get(end + 1..)?);
        Some([package, receiver, method].concat())
    };
    of_pointer(name).is_some_and(|name| declared.contains(&name[..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_functions() {
        for name in ["a/b.c.init", "a/b%2ec.init", "main.init", "type:.eq.a/b.T"] {
            assert!(is_without_parameters(name.as_bytes(), "a/b.c"), "{name}");
        }
        for name in ["a/b.init", "a/b.c.T.init", "a/b.c.u.a/d.init", "a/b.c.F"] {
            assert!(!is_without_parameters(name.as_bytes(), "a/b.c"), "{name}");
        }
        let declared: HashSet<&[u8]> = [&b"a/b.T.M"[..]].into_iter().collect();
        assert!(is_own_method(b"a/b.(*T).M", &declared));
        for name in [
            "a/b.(*T).N",
            "a/b.(*U).M",
            "a/b.T.M",
            "a/b.T.M-fm",
            ".(*",
            "(*T).M",
        ] {
            assert!(!is_own_method(name.as_bytes(), &declared), "{name}");
        }
    }

    #[test]
    fn other_files() {
        assert_eq!(lines(b"", "a"), None);
        assert_eq!(lines(b"!<arch>\n", "a"), None);
    }
}
