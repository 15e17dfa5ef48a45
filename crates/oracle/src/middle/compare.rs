//! Comparison of export data, element by element.
//!
//! Counterpart: none.

use vamos_objfile::exports::Element;
use vamos_objfile::exports::ExportData;
use vamos_objfile::exports::Reference;
use vamos_objfile::exports::Section;

/// The sections in which a difference is searched first.
const ORDER: [Section; 10] = [
    Section::PosBase,
    Section::Pkg,
    Section::Name,
    Section::Type,
    Section::Obj,
    Section::ObjExt,
    Section::Body,
    Section::ObjDict,
    Section::Meta,
    Section::String,
];

/// Number of bytes of an element that are shown.
const SHOWN: usize = 40;

/// The outcome of one package or of several.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The elements of each section, and those that are equal.
    counts: [(usize, usize); Section::ALL.len()],
    /// The first difference.
    pub(super) difference: Option<String>,
}

impl Outcome {
    /// Returns the outcome of a package without a result.
    pub(super) fn failed(error: String, theirs: &[u8]) -> Self {
        let mut outcome = Self {
            difference: Some(error),
            ..Self::default()
        };
        if let Some(theirs) = ExportData::open(theirs) {
            for section in Section::ALL {
                outcome.counts[section as usize].0 = theirs.len(section) as usize;
            }
        }
        outcome
    }

    /// Adds the counts of another outcome.
    pub(super) fn add(&mut self, other: &Self) {
        for (own, other) in self.counts.iter_mut().zip(other.counts) {
            own.0 += other.0;
            own.1 += other.1;
        }
    }

    /// Returns the counts as text.
    pub(super) fn counts(&self) -> String {
        let rows = Section::ALL.iter().zip(self.counts);
        let rows: Vec<String> = rows
            .map(|(section, (all, equal))| format!("{section:?} {equal}/{all}"))
            .collect();
        rows.join(", ")
    }
}

/// Compares export data.
pub(super) fn compare(ours: &[u8], theirs: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    let (Some(ours_data), Some(theirs_data)) = (ExportData::open(ours), ExportData::open(theirs))
    else {
        return Outcome::failed("damaged export data".to_owned(), theirs);
    };
    for section in ORDER {
        let count = theirs_data.len(section);
        let (mut equal, mut differ) = (0, 0);
        let is_first_section = outcome.difference.is_none();
        for index in 0..count {
            let reference = (section, index);
            if ours_data.bytes(reference) == theirs_data.bytes(reference) {
                equal += 1;
                continue;
            }
            differ += 1;
            // The first element may differ only in the number of a later one.
            if outcome.difference.is_none() {
                outcome.difference = Some(difference(&ours_data, &theirs_data, reference));
            } else if differ == 2 && is_first_section {
                let text = difference(&ours_data, &theirs_data, reference);
                let first = outcome.difference.take().unwrap_or_default();
                outcome.difference = Some(format!("{first}\n {text}"));
            }
        }
        outcome.counts[section as usize] = (count as usize, equal);
    }
    if outcome.difference.is_none() && ours != theirs {
        outcome.difference = Some("more elements".to_owned());
    }
    outcome
}

/// Returns a difference of an element as text.
fn difference(ours: &ExportData<'_>, theirs: &ExportData<'_>, reference: Reference) -> String {
    let lens = Section::ALL.map(|section| (ours.len(section), theirs.len(section)));
    let mut text = format!("{reference:?}{}", owner(theirs, reference));
    text.push_str(&format!("\n  numbers of elements {lens:?}"));
    let (section, _) = reference;
    if section == Section::String {
        for (side, data) in [("ours", ours), ("theirs", theirs)] {
            let bytes = data.bytes(reference).map(String::from_utf8_lossy);
            text.push_str(&format!("\n  {side:6} {bytes:?}"));
        }
        return text;
    }
    let elements = [ours, theirs].map(|data| data.element(reference));
    let [Some(our), Some(their)] = &elements else {
        text.push_str("\n  missing on one side");
        return text;
    };
    let pairs = our.data.iter().zip(their.data);
    let at = pairs.take_while(|(a, b)| a == b).count();
    let refs = our.references.iter().zip(&their.references);
    let same = refs.take_while(|(a, b)| a == b).count();
    text.push_str(&format!(
        "\n  data differ at {at} of {} and {}, references at {same} of {} and {}",
        our.data.len(),
        their.data.len(),
        our.references.len(),
        their.references.len()
    ));
    for (side, element, data) in [("ours", our, ours), ("theirs", their, theirs)] {
        text.push_str(&format!("\n  {side:6} {}", shown(element, data, at, same)));
    }
    text
}

/// Returns the parts of an element around a difference.
fn shown(element: &Element<'_>, data: &ExportData<'_>, at: usize, same: usize) -> String {
    let from = at.saturating_sub(SHOWN / 2);
    let bytes = &element.data[from..element.data.len().min(from + SHOWN)];
    let references = element
        .references
        .iter()
        .skip(same.saturating_sub(2))
        .take(5);
    let references: Vec<String> = references
        .map(|reference| describe(data, *reference))
        .collect();
    format!("{from}: {bytes:?} refs {}", references.join(" "))
}

/// Returns a reference as text.
fn describe(data: &ExportData<'_>, reference: Reference) -> String {
    let (section, index) = reference;
    let bytes = match section {
        Section::String => data.bytes(reference),
        Section::Obj => data.name(index).map(|(_, name)| name),
        _ => None,
    };
    match bytes {
        Some(bytes) => format!("{section:?} {index} {:?}", String::from_utf8_lossy(bytes)),
        None => format!("{section:?} {index}"),
    }
}

/// Returns the name of the object to which an element belongs.
fn owner(data: &ExportData<'_>, (section, index): Reference) -> String {
    let name = |object: u32| match data.name(object) {
        Some((_, name)) => format!(" of {:?}", String::from_utf8_lossy(name)),
        None => String::new(),
    };
    match section {
        Section::Name | Section::Obj | Section::ObjExt | Section::ObjDict => name(index),
        Section::Body | Section::Type => {
            let sections = [Section::ObjExt, Section::Obj, Section::Body, Section::Type];
            for from in sections {
                for other in 0..data.len(from) {
                    let element = data.element((from, other));
                    let refers = element
                        .is_some_and(|element| element.references.contains(&(section, index)));
                    if refers && (from, other) != (section, index) {
                        return match from {
                            Section::Obj | Section::ObjExt => name(other),
                            _ => format!(" in {from:?} {other}{}", owner_of_body(data, other)),
                        };
                    }
                }
            }
            String::new()
        }
        _ => String::new(),
    }
}

/// Returns the name of the object that has a body.
fn owner_of_body(data: &ExportData<'_>, body: u32) -> String {
    for object in 0..data.len(Section::ObjExt) {
        let element = data.element((Section::ObjExt, object));
        if element.is_some_and(|element| element.references.contains(&(Section::Body, body))) {
            let (_, name) = data.name(object).unwrap_or_default();
            return format!(" of {:?}", String::from_utf8_lossy(name));
        }
    }
    String::new()
}
