//! Chains of random edits.
//!
//! Counterpart: none.

use vamos_testkit::Random;

use super::package::IMPORTS;
use super::package::Item;
use super::package::Package;

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    Unused,
    Comment,
    Body,
    Call,
    Main,
    TakeBack,
    Rename,
    Delete,
    Type,
    Method,
    Import,
    Text,
    Linkname,
}

impl Edit {
    /// All kinds; those that people make most stand more than once.
    const ALL: &[Self] = &[
        Self::Unused,
        Self::Comment,
        Self::Comment,
        Self::Body,
        Self::Body,
        Self::Call,
        Self::Call,
        Self::Main,
        Self::Main,
        Self::TakeBack,
        Self::Rename,
        Self::Delete,
        Self::Type,
        Self::Method,
        Self::Import,
        Self::Text,
        Self::Linkname,
    ];
}

/// Makes a random edit in one of the packages, of which the first is main. Returns its kind and the
/// package's index; an impossible edit is replaced by another kind.
pub(super) fn edit(packages: &mut [Package], random: &mut Random, number: u32) -> (Edit, usize) {
    loop {
        let edit = *random.pick(Edit::ALL);
        let at = match edit {
            Edit::Main => 0,
            _ => random.below(packages.len()),
        };
        if make(&mut packages[at], edit, random, number) {
            return (edit, at);
        }
    }
}

/// Makes an edit, if it is possible.
fn make(package: &mut Package, edit: Edit, random: &mut Random, number: u32) -> bool {
    let funcs: Vec<usize> = package.positions(|item| matches!(item, Item::Func(_)));
    match edit {
        Edit::Comment | Edit::Body | Edit::Main => {
            let places = package.functions();
            if places.is_empty() {
                return false;
            }
            let place = random.pick(&places);
            match edit {
                Edit::Comment => package.add_comment(place, number),
                _ => package.add_statement(place, number),
            }
        }
        Edit::TakeBack => return package.take_back(),
        Edit::Rename | Edit::Delete => {
            if funcs.is_empty() {
                return false;
            }
            let at = *random.pick(&funcs);
            match edit {
                Edit::Rename => package.items[at] = Item::Func(number),
                _ => drop(package.items.remove(at)),
            }
        }
        Edit::Method => {
            let types = package.positions(|item| matches!(item, Item::Type { .. }));
            let Some(&at) = types.first() else {
                return false;
            };
            if let Item::Type { has_method, .. } = &mut package.items[at] {
                *has_method = !*has_method;
            }
        }
        Edit::Import => {
            let item = Item::Import(random.below(IMPORTS.len()));
            if package.items.contains(&item) {
                return false;
            }
            package.items.push(item);
        }
        Edit::Unused => package.items.push(Item::Unused(number)),
        Edit::Call => package.items.push(Item::Func(number)),
        Edit::Type => package.items.push(Item::Type {
            number,
            has_method: random.chance(50),
        }),
        Edit::Text => package.items.push(Item::Text(number)),
        Edit::Linkname => package.items.push(Item::Renamed(number)),
    }
    true
}

impl Package {
    fn positions(&self, is_wanted: fn(&Item) -> bool) -> Vec<usize> {
        let items = self.items.iter().enumerate();
        items
            .filter_map(|(at, item)| is_wanted(item).then_some(at))
            .collect()
    }
}
