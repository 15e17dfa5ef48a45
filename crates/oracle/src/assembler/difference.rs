//! Differences of two objects, in words.
//!
//! Counterpart: none.

use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::ObjectDef;
use vamos_objfile::goobj::Reader;

/// Returns the first difference of two outputs of the assembler: ours and the official one.
pub(super) fn describe(ours: &[u8], theirs: &[u8]) -> String {
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
    let (a, b) = (names(&ours.strings), names(&theirs.strings));
    if let Some(text) = lists("text", &a, &b) {
        return text;
    }
    let (a, b) = (names(&ours.files), names(&theirs.files));
    if let Some(text) = lists("file", &a, &b) {
        return text;
    }
    let (a, b): (Vec<_>, Vec<_>) = (ours.defs().collect(), theirs.defs().collect());
    let pairs = a.iter().zip(&b).enumerate();
    for (at, (ours, theirs)) in pairs {
        if ours != theirs {
            return definition(at, ours, theirs);
        }
    }
    if a.len() != b.len() {
        return format!("{} and {} definitions", a.len(), b.len());
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

fn definition(at: usize, ours: &ObjectDef<'_>, theirs: &ObjectDef<'_>) -> String {
    let name = String::from_utf8_lossy(theirs.sym.name);
    let what = if ours.sym != theirs.sym {
        format!("{:?} and {:?}", ours.sym, theirs.sym)
    } else if ours.data != theirs.data {
        let place = ours.data.iter().zip(theirs.data).position(|(a, b)| a != b);
        let place = place.unwrap_or(ours.data.len().min(theirs.data.len()));
        let part = |data: &[u8]| {
            let end = data.len().min(place + 16);
            format!("{:02x?}", &data[place.min(end)..end])
        };
        let (a, b) = (part(ours.data), part(theirs.data));
        format!("data at {place:#x}: {a} and {b}")
    } else if ours.relocs != theirs.relocs {
        let pair = ours.relocs.iter().zip(&theirs.relocs).find(|(a, b)| a != b);
        format!("relocations {pair:?}")
    } else {
        format!("auxiliary symbols {:?} and {:?}", ours.auxs, theirs.auxs)
    };
    format!("definition {at} {name:?}: {what}")
}
