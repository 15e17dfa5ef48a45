//! The first differences of two states, as text.
//!
//! Counterpart: none.

use vamos_ssa::Func;
use vamos_ssa::NameId;
use vamos_ssa::Package;
use vamos_ssa::Slot;
use vamos_ssa::debug::Debug;
use vamos_ssa::dump::ListedPart;
use vamos_ssa::dump::Lists;
use vamos_ssa::op::Tables;
use vamos_ssa::print;

/// The number of lines of a difference that are shown.
const LINES: usize = 6;

/// Returns the first lines that differ; empty if they are equal.
pub(crate) fn text(ours: &Func, theirs: &Func, package: &Package, tables: &Tables) -> String {
    let [our_text, their_text] = [ours, theirs].map(|func| print(func, package, tables));
    let lines = our_text.lines().zip(their_text.lines());
    let differ = lines.filter(|(ours, theirs)| ours != theirs).take(LINES);
    let differ: Vec<String> = differ.map(|(ours, theirs)| pair(ours, theirs)).collect();
    if differ.is_empty() {
        return of_places(ours, theirs, package);
    }
    differ.concat()
}

/// Returns the first difference of location lists; empty if they are equal.
pub(super) fn of_lists(ours: &Debug, theirs: &Lists, package: &Package) -> String {
    let name = |id: NameId| package.name(id).map_or("?", |name| &name.text);
    let part = |part: &u32| {
        let part = &ours.parts[*part as usize];
        (part.name, part.offset, part.size)
    };
    let parts = ours.parts_of.iter();
    let parts = parts.map(|parts| parts.iter().map(part).collect());
    let vars: Vec<(NameId, Vec<ListedPart>)> = ours.vars.iter().copied().zip(parts).collect();
    if vars != theirs.vars {
        return pair(&format!("{vars:?}"), &format!("{:?}", theirs.vars));
    }
    if ours.lists.len() != theirs.lists.len() {
        return format!("{} lists, theirs {}", ours.lists.len(), theirs.lists.len());
    }
    let mut lists = ours.lists.iter().zip(&theirs.lists).enumerate();
    let Some((at, (ours, theirs))) = lists.find(|(_, (ours, theirs))| ours != theirs) else {
        return String::new();
    };
    let mut entries = ours.iter().zip(theirs);
    let entry = entries.find(|(ours, theirs)| ours != theirs);
    let text = match entry {
        Some((ours, theirs)) => pair(&format!("{ours:?}"), &format!("{theirs:?}")),
        None => format!("{} entries, theirs {}", ours.len(), theirs.len()),
    };
    let var = vars.get(at).map_or("?", |(var, _)| name(*var));
    format!("variable {var}: {text}")
}

fn pair(ours: &str, theirs: &str) -> String {
    format!("\n  ours   {ours}\n  theirs {theirs}")
}

/// Returns the first differences of the parts that the text of a function does not have.
fn of_places(ours: &Func, theirs: &Func, package: &Package) -> String {
    let slots = [ours, theirs].map(|func| slot_lines(func, package));
    let mut text = String::new();
    let mut lines = slots[0].iter().zip(&slots[1]);
    if let Some((ours, theirs)) = lines.find(|(ours, theirs)| ours != theirs) {
        text.push_str(&pair(ours, theirs));
    }
    let homes = [ours, theirs].map(|func| &func.places.homes);
    let mut pairs = homes[0].iter().zip(homes[1]).enumerate();
    if let Some((number, (ours, theirs))) = pairs.find(|(_, (ours, theirs))| ours != theirs) {
        text.push_str(&format!(
            "\n  home of v{number}: {ours:?}, theirs {theirs:?}"
        ));
    }
    let lens = [ours, theirs].map(|func| func.places.homes.len());
    let counts = [slots[0].len(), slots[1].len(), lens[0], lens[1]];
    if counts[0] != counts[1] || counts[2] != counts[3] {
        text.push_str(&format!("\n  numbers of slots and homes: {counts:?}"));
    }
    let mut records = ours.values.iter().zip(&theirs.values).enumerate();
    let record = records.find(|(_, (ours, theirs))| {
        (ours.ty, ours.aux, ours.flags) != (theirs.ty, theirs.aux, theirs.flags)
    });
    if let Some((number, (ours, theirs))) = record {
        text.push_str(&format!("\n  v{number}: {ours:?}, theirs {theirs:?}"));
    }
    text
}

/// Returns a slot, and the slots that it is a part of.
fn slot_line(slot: &Slot, package: &Package) -> String {
    let name = package.name(slot.name);
    let (name, class) = name.map_or(("?", 0), |name| (&name.text, name.class));
    let ty = package.ty(slot.ty).map_or("?", |ty| &ty.text);
    let (number, offset) = (slot.name.0, slot.offset);
    let mut line = format!("{name} {number} class {class} <{ty}> +{offset}");
    if let Some((whole, offset)) = &slot.split_of {
        line.push_str(&format!(" of {}, +{offset}", slot_line(whole, package)));
    }
    line
}

/// Returns a line for each slot.
fn slot_lines(func: &Func, package: &Package) -> Vec<String> {
    let slots = &func.places.slots;
    let line = |slot: &Slot| slot_line(slot, package);
    let named = slots.named.iter();
    let mut lines: Vec<String> = named
        .map(|named| format!("{} {:?}", line(&named.slot), named.values))
        .collect();
    for (kind, set) in [("root", &slots.roots), ("split", &slots.splits)] {
        let mut set: Vec<String> = set
            .iter()
            .map(|slot| format!("{kind} {}", line(slot)))
            .collect();
        set.sort_unstable();
        lines.extend(set);
    }
    lines
}
