//! Differences of two objects, in words.
//!
//! Counterpart: none.

use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::ObjectDef;
use vamos_objfile::goobj::Reader;
use vamos_objfile::goobj::SymRef;
use vamos_objfile::goobj::pkg_idx;

/// Returns the first difference of two objects or archives, or of other outputs of tools: ours and the
/// official one.
pub(crate) fn describe(ours: &[u8], theirs: &[u8]) -> String {
    let at = ours.iter().zip(theirs).position(|(a, b)| a != b);
    let at = at.unwrap_or(ours.len().min(theirs.len()));
    let place = format!("byte {at} of {} and {}", ours.len(), theirs.len());
    let what = match (object(ours), object(theirs)) {
        (Some(ours), Some(theirs)) => objects(&ours, &theirs),
        _ => lines(ours, theirs),
    };
    format!("{place}: {what}")
}

fn object(bytes: &[u8]) -> Option<Object<'_>> {
    let start = bytes.windows(MAGIC.len()).position(|part| part == MAGIC)?;
    let reader = Reader::open(&bytes[start..]).ok()?;
    Some(Object::read(&reader))
}

fn lines(ours: &[u8], theirs: &[u8]) -> String {
    let split = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.lines().map(str::to_owned).collect()
    };
    let (ours, theirs) = (split(ours), split(theirs));
    let at = ours.iter().zip(&theirs).position(|(a, b)| a != b);
    let at = at.unwrap_or(ours.len().min(theirs.len()));
    format!("line {at}: {:?} and {:?}", ours.get(at), theirs.get(at))
}

fn objects(ours: &Object<'_>, theirs: &Object<'_>) -> String {
    let (a, b) = (names(&ours.files), names(&theirs.files));
    if let Some(text) = lists("file", &a, &b) {
        return text;
    }
    let (a, b): (Vec<_>, Vec<_>) = (ours.defs().collect(), theirs.defs().collect());
    let pairs = a.iter().zip(&b).enumerate();
    for (at, (own, other)) in pairs {
        let differs = definition(own, other, [ours, theirs]);
        if let Some(what) = differs {
            let name = String::from_utf8_lossy(other.sym.name);
            return format!("definition {at} {name:?}: {what}");
        }
    }
    if a.len() != b.len() {
        return format!("{} and {} definitions", a.len(), b.len());
    }
    let (a, b) = (names(&ours.strings), names(&theirs.strings));
    if let Some(text) = lists("text", &a, &b) {
        return text;
    }
    if ours.refs != theirs.refs {
        return format!("references {:?} and {:?}", ours.refs, theirs.refs);
    }
    let is_head = (ours.fingerprint, ours.flags) != (theirs.fingerprint, theirs.flags);
    if is_head {
        return format!("flags {:#x} and {:#x}", ours.flags, theirs.flags);
    }
    "hashes or names of references".to_owned()
}

fn names(list: &[&[u8]]) -> Vec<String> {
    let names = list.iter();
    names
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect()
}

fn lists(what: &str, ours: &[String], theirs: &[String]) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let at = ours.iter().zip(theirs).position(|(a, b)| a != b);
    let at = at.unwrap_or(ours.len().min(theirs.len()));
    Some(format!(
        "{what} {at}: {:?} and {:?}",
        ours.get(at),
        theirs.get(at)
    ))
}

/// Returns the first difference of two definitions in their objects.
fn definition(
    ours: &ObjectDef<'_>,
    theirs: &ObjectDef<'_>,
    objects: [&Object<'_>; 2],
) -> Option<String> {
    if ours == theirs {
        return None;
    }
    if ours.sym != theirs.sym {
        return Some(format!("{:?} and {:?}", ours.sym, theirs.sym));
    }
    if ours.data != theirs.data {
        return Some(data(ours.data, theirs.data));
    }
    if ours.relocs != theirs.relocs {
        let list = |def: &ObjectDef<'_>, object| -> Vec<String> {
            let relocs = def.relocs.iter();
            let relocs = relocs.map(|reloc| {
                let target = target(reloc.sym, object);
                let (offset, size, kind, add) =
                    (reloc.offset, reloc.size, reloc.kind, reloc.addend);
                format!("{offset:#x}+{size} kind {kind} {target}{add:+}")
            });
            relocs.collect()
        };
        return lists(
            "relocation",
            &list(ours, objects[0]),
            &list(theirs, objects[1]),
        );
    }
    let list = |def: &ObjectDef<'_>, object| -> Vec<String> {
        let auxs = def.auxs.iter();
        auxs.map(|(kind, sym)| format!("kind {kind} {}", target(*sym, object)))
            .collect()
    };
    lists(
        "auxiliary symbol",
        &list(ours, objects[0]),
        &list(theirs, objects[1]),
    )
}

/// Returns the first difference of the data of a symbol.
fn data(ours: &[u8], theirs: &[u8]) -> String {
    let place = ours.iter().zip(theirs).position(|(a, b)| a != b);
    let place = place.unwrap_or(ours.len().min(theirs.len()));
    let part = |data: &[u8]| {
        let end = data.len().min(place + 16);
        format!("{:02x?}", &data[place.min(end)..end])
    };
    let (a, b) = (part(ours), part(theirs));
    format!("data at {place:#x}: {a} and {b}")
}

/// Returns the number and the name of the target of a reference.
fn target(sym: SymRef, object: &Object<'_>) -> String {
    let defs = match sym.pkg {
        pkg_idx::SELF => &object.pkg_defs,
        pkg_idx::HASHED64 => &object.hashed64_defs,
        pkg_idx::HASHED => &object.hashed_defs,
        _ => &object.non_pkg_defs,
    };
    let index = sym.sym as usize;
    let name = match sym.pkg {
        pkg_idx::BUILTIN => None,
        pkg_idx::NONE if index >= defs.len() => {
            let found = object.refs.get(index - defs.len());
            found.map(|sym| sym.name)
        }
        pkg if pkg >= pkg_idx::SELF => defs.get(index).map(|def| def.sym.name),
        _ => {
            let mut names = object.ref_names.iter();
            names
                .find(|(known, _)| *known == sym)
                .map(|(_, name)| *name)
        }
    };
    let name = String::from_utf8_lossy(name.unwrap_or_default()).into_owned();
    format!("{}.{} {name}", sym.pkg, sym.sym)
}
