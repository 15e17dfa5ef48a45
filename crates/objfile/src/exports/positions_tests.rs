//! Tests of the places in declarations and types.
//!
//! Counterpart: none.

use super::data::*;
use super::positions::*;
use super::write::put_number;

/// Sets lines and columns to zero, except in one method, and lists the positions.
#[derive(Default)]
struct Zero {
    method: Option<u32>,
    found: Vec<Location>,
}

impl Places for Zero {
    fn replace(&mut self, place: Location) -> [u64; 2] {
        self.found.push(place);
        if place.method.is_some() && place.method == self.method {
            [place.line, place.column]
        } else {
            [0, 0]
        }
    }
}

fn element<'a>(data: &'a [u8]) -> Element<'a> {
    Element {
        references: vec![
            (Section::PosBase, 4),
            (Section::Pkg, 0),
            (Section::String, 1),
            (Section::Type, 2),
        ],
        data,
    }
}

fn place(line: u8) -> [u8; 4] {
    [1, 0, line, 7]
}

/// A parameter without a result.
fn signature(line: u8) -> Vec<u8> {
    [&[1], &place(line)[..], &[1, 2, 0, 3, 0, 0]].concat()
}

fn declared(kind: Kind, parameters: u64, data: &[u8], zero: &mut Zero) -> Option<Vec<u8>> {
    let form = Form {
        kind,
        parameters,
        may_have_generic_methods: false,
        has_method_order: false,
    };
    of_declaration(form, &element(data), zero)
}

/// The same as Go 1.27 writes it.
fn declared_since_27(kind: Kind, data: &[u8], zero: &mut Zero) -> Option<Vec<u8>> {
    let form = Form {
        kind,
        parameters: 0,
        may_have_generic_methods: true,
        has_method_order: true,
    };
    of_declaration(form, &element(data), zero)
}

/// Requires that only lines make a difference.
fn lines_do_not_count(
    of: impl Fn(&[u8], &mut Zero) -> Option<Vec<u8>>,
    data: impl Fn(u8) -> Vec<u8>,
) {
    let mut zero = Zero::default();
    let (one, other) = (data(10), data(99));
    let written = of(&one, &mut zero).unwrap();
    assert!(!zero.found.is_empty());
    assert_eq!(Some(&written), of(&other, &mut zero).as_ref());
    for len in 0..one.len() {
        assert_eq!(of(&one[..len], &mut zero), None, "{len}");
    }
    assert_eq!(of(&[&one[..], &[0]].concat(), &mut zero), None);
}

#[test]
fn places_of_functions() {
    let function = |line: u8| [&place(line)[..], &signature(line), &place(line + 1)].concat();
    let of = |data: &[u8], zero: &mut Zero| declared(Kind::Function, 0, data, zero);
    lines_do_not_count(of, function);
    // Another type is another content.
    let zero = &mut Zero::default();
    let mut typed = function(10);
    typed[12] = 1;
    assert_ne!(of(&typed, zero), of(&function(10), zero));
    // Of constants and variables only the first place is known.
    let first = [&[1, 0, 0, 0][..], &function(10)[4..]].concat();
    assert_eq!(declared(Kind::Plain, 0, &function(10), zero), Some(first));
    assert_eq!(declared(Kind::Other, 0, &function(10), zero), None);
    // Type parameters, and a parameter's type that is made of them.
    let generic = |line: u8| {
        let mut signature = signature(line);
        signature[7] = 1;
        let parameter = [&place(line)[..], &[1, 2]].concat();
        [&place(line)[..], &parameter, &signature, &place(line)].concat()
    };
    lines_do_not_count(
        |data, zero| declared(Kind::Function, 1, data, zero),
        generic,
    );
    let alias = |line: u8| [&place(line)[..], &[0, 3]].concat();
    lines_do_not_count(|data, zero| declared(Kind::Alias, 0, data, zero), alias);
}

#[test]
fn places_of_types() {
    let declaration = |line: u8| {
        let receiver = [&place(line)[..], &[1, 2, 0, 3]].concat();
        let method = [
            &place(line)[..],
            &[1, 2],
            &receiver,
            &signature(line),
            &place(line),
        ];
        [&place(line)[..], &[0, 3, 1], &method.concat()].concat()
    };
    let of = |data: &[u8], zero: &mut Zero| declared(Kind::Type, 0, data, zero);
    lines_do_not_count(of, declaration);
    let counted = || Zero {
        method: Some(1),
        ..Zero::default()
    };
    assert_ne!(
        of(&declaration(10), &mut counted()),
        of(&declaration(11), &mut counted())
    );
    let mut moved = declaration(10);
    moved[2] = 11;
    assert_eq!(
        of(&moved, &mut counted()),
        of(&declaration(10), &mut counted())
    );
}

#[test]
fn places_of_declarations_since_go_1_27() {
    let function = |line: u8, is_method: u8| {
        [
            &place(line)[..],
            &[is_method],
            &signature(line),
            &place(line),
        ]
        .concat()
    };
    let of = |data: &[u8], zero: &mut Zero| declared_since_27(Kind::Function, data, zero);
    lines_do_not_count(of, |line| function(line, 0));
    assert_eq!(of(&function(1, 1), &mut Zero::default()), None);

    let declaration = |line: u8, generic_methods: u8| {
        let receiver = [&place(line)[..], &[1, 2, 0, 3]].concat();
        let method = [
            &[5][..],
            &place(line),
            &[1, 2],
            &receiver,
            &signature(line),
            &place(line),
        ];
        let methods = [&[1][..], &method.concat(), &[generic_methods]].concat();
        [&place(line)[..], &[0, 3], &methods].concat()
    };
    let of = |data: &[u8], zero: &mut Zero| declared_since_27(Kind::Type, data, zero);
    lines_do_not_count(of, |line| declaration(line, 0));
    assert_eq!(of(&declaration(1, 1), &mut Zero::default()), None);
}

#[test]
fn places_in_types() {
    let of = |data: &[u8], zero: &mut Zero| of_type(&element(data), zero);
    lines_do_not_count(of, |line| [&[7], &signature(line)[..]].concat());
    let field = |line: u8| [&place(line)[..], &[1, 2, 0, 3, 2, 0]].concat();
    lines_do_not_count(of, |line| {
        [&[8, 2], &field(line)[..], &field(line)].concat()
    });
    let interface = |line: u8| {
        let method = [&place(line)[..], &[1, 2], &signature(line)].concat();
        [&[9, 1, 1], &method[..], &[0, 3]].concat()
    };
    lines_do_not_count(of, interface);
    let mut zero = Zero::default();
    of(&interface(5), &mut zero);
    let found: Vec<_> = zero
        .found
        .iter()
        .map(|place| (place.method, place.is_sorted_by))
        .collect();
    assert_eq!(found, [(Some(1), true), (Some(1), false)]);
    assert_eq!(of(&[3, 0, 3], &mut zero), None);
}

#[test]
fn numbers() {
    for value in [0, 1, 0x7f, 0x80, 0x3fff, 0x4000, u64::MAX] {
        let mut out = Vec::new();
        put_number(&mut out, value);
        assert_eq!(number(&mut &out[..]), Some(value));
    }
}
