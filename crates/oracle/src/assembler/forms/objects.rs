//! The symbols of two objects, compared by the forms that they are of.
//!
//! Counterpart: none.

use std::collections::BTreeMap;

use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::ObjectDef;
use vamos_objfile::goobj::Reader;

/// Returns the forms whose symbols differ, with the first difference.
pub(super) fn different(ours: &[u8], theirs: &[u8]) -> BTreeMap<usize, String> {
    let mut out = BTreeMap::new();
    let [Some(a), Some(b)] = [ours, theirs].map(reader) else {
        return out;
    };
    let (a, b) = (Object::read(&a), Object::read(&b));
    let ours: BTreeMap<&[u8], ObjectDef<'_>> =
        a.defs().map(|def| (def.sym.name, def.clone())).collect();
    for def in b.defs() {
        let Some(form) = form_of(def.sym.name) else {
            continue;
        };
        let problem = match ours.get(def.sym.name) {
            None => Some("ours has no such symbol".to_owned()),
            Some(our) => describe(our, def),
        };
        if let Some(problem) = problem {
            out.entry(form).or_insert(problem);
        }
    }
    out
}

fn reader(bytes: &[u8]) -> Option<Reader<'_>> {
    let start = bytes.windows(MAGIC.len()).position(|part| part == MAGIC)?;
    Reader::open(&bytes[start..]).ok()
}

/// Returns the number of the form that a symbol is of.
fn form_of(name: &[u8]) -> Option<usize> {
    let name = std::str::from_utf8(name).ok()?;
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_form =
        matches!(letters, "f" | "g") || letters.ends_with(".f") || letters.ends_with(".g");
    name[letters.len()..].parse().ok().filter(|_| is_form)
}

fn describe(ours: &ObjectDef<'_>, theirs: &ObjectDef<'_>) -> Option<String> {
    if ours.data != theirs.data {
        let (ours, theirs) = (hex(ours.data), hex(theirs.data));
        return Some(format!("official: {theirs}\nours:     {ours}"));
    }
    if ours.sym != theirs.sym {
        let (ours, theirs) = (&ours.sym, &theirs.sym);
        return Some(format!("official: {theirs:?}\nours:     {ours:?}"));
    }
    let places = |def: &ObjectDef<'_>| -> Vec<_> {
        let relocs = def.relocs.iter();
        let facts = relocs.map(|reloc| (reloc.offset, reloc.size, reloc.kind, reloc.addend));
        facts.collect()
    };
    let (ours, theirs) = (places(ours), places(theirs));
    let text = format!("official: relocations {theirs:?}\nours:     {ours:?}");
    (ours != theirs).then_some(text)
}

fn hex(data: &[u8]) -> String {
    let bytes = data.iter().take(64);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}
