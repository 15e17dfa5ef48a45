//! Tests of the numbers of symbols in extensions of objects.
//!
//! Counterpart: none.

use super::data::*;
use super::numbers::Extension;

fn element(data: &[u8]) -> Element<'_> {
    Element {
        references: vec![(Section::String, 4), (Section::Body, 0)],
        data,
    }
}

/// Returns the data without numbers, and the numbers.
fn without(
    kind: Kind,
    parameters: &[u64],
    names_have_marks: bool,
    data: &[u8],
) -> Option<(Vec<u8>, Vec<u32>)> {
    let element = element(data);
    let mut extension = Extension::new(&element, names_have_marks);
    extension.of_object(kind, parameters)?;
    Some((extension.out, extension.numbers))
}

/// A function with the number 65, two parameters and the cost 80.
const FUNCTION: [u8; 10] = [0, 0x82, 1, 1, 1, 0, 0, 1, 80, 0];

#[test]
fn functions() {
    let found = without(Kind::Function, &[2], false, &FUNCTION);
    let zero = [&[0, 0][..], &FUNCTION[3..]].concat();
    assert_eq!(found, Some((zero, vec![65])));
    for len in 0..FUNCTION.len() {
        let cut = &FUNCTION[..len];
        assert_eq!(without(Kind::Function, &[2], false, cut), None, "{len}");
    }
    let longer = [&FUNCTION[..], &[0]].concat();
    for (parameters, data) in [(1, &FUNCTION[..]), (3, &FUNCTION), (2, &longer)] {
        assert_eq!(without(Kind::Function, &[parameters], false, data), None);
    }
    // Without a number it has a name, since Go 1.27 with a mark; a generic one has its body.
    let named = [0, 1, 0, 1, 1, 0, 0];
    let found = without(Kind::Function, &[1], false, &named);
    assert_eq!(found, Some((named.to_vec(), vec![])));
    let marked = [0, 1, 0, 1, 1, 1, 0, 0];
    let found = without(Kind::Function, &[1], true, &marked);
    assert_eq!(found, Some((marked.to_vec(), vec![])));
    assert_eq!(without(Kind::Function, &[1], true, &named), None);
    let generic = [0, 1, 0, 0, 1];
    let found = without(Kind::Function, &[9], false, &generic);
    assert_eq!(found, Some((generic.to_vec(), vec![])));
    // Other references, negative numbers, and numbers that are too large.
    let largest = [0, 0xfe, 0xff, 0xff, 0xff, 0xf, 1, 1, 0];
    let found = without(Kind::Function, &[0], false, &largest);
    assert_eq!(found, Some((vec![0, 0, 1, 1, 0], vec![i32::MAX as u32])));
    for data in [
        &[0, 1, 1, 1, 1, 0][..],
        &[0, 1, 0, 0, 0],
        &[0, 3, 1, 1, 0],
        &[0, 0x80, 0x80, 0x80, 0x80, 0x10, 1, 1, 0],
        &[0, 2, 2, 1, 0],
        &[0, 2, 1, 1, 2, 0, 0],
    ] {
        assert_eq!(without(Kind::Function, &[0], false, data), None, "{data:?}");
    }
}

#[test]
fn types_and_variables() {
    // A type with a method, which has a receiver and one parameter.
    let data = [&[0, 20, 22][..], &FUNCTION].concat();
    let found = without(Kind::Type, &[1], false, &data);
    let zero = [&[0, 0, 0, 0, 0][..], &FUNCTION[3..]].concat();
    assert_eq!(found, Some((zero, vec![10, 11, 65])));
    assert_eq!(without(Kind::Type, &[], false, &data), None);
    // A type whose descriptor has no number.
    let found = without(Kind::Type, &[], false, &[0, 1, 1]);
    assert_eq!(found, Some((vec![0, 1, 1], vec![])));
    let found = without(Kind::Plain, &[], false, &[8]);
    assert_eq!(found, Some((vec![0], vec![4])));
    let found = without(Kind::Plain, &[], false, &[1, 0]);
    assert_eq!(found, Some((vec![1, 0], vec![])));
    for kind in [Kind::Alias, Kind::Other] {
        assert_eq!(without(kind, &[], false, &[8]), None);
    }
}
