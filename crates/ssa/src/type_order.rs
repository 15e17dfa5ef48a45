//! The order in which the compiler puts types.
//!
//! It is not transitive: `any` is equal to each interface without methods, but they differ from
//! each other, and `byte` is equal to `uint8`, though other types are compared with its name.
//! Counterpart: `Compare` of cmd/compile/internal/types/type.go.

use std::cmp::Ordering;
use std::ops::Range;

/// The prefix of the package of types without a package, in names of symbols.
const BUILTIN: &str = "go:builtin";

/// A type in the order that is equal to others in spite of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alias {
    /// `byte` or `uint8`.
    Byte,
    /// `rune` or `int32`.
    Rune,
    /// `any`.
    Any,
    /// Another interface without methods.
    Empty,
}

impl Alias {
    /// Returns the class of a type without a package.
    fn of(text: &str) -> Option<Self> {
        match text {
            "uint8" => Some(Self::Byte),
            "int32" => Some(Self::Rune),
            _ => None,
        }
    }

    /// Reports whether types of two classes are equal whatever their bytes are.
    fn is_equal(self, other: Self) -> bool {
        match (self, other) {
            (Self::Any, Self::Empty) | (Self::Empty, Self::Any) => true,
            (Self::Empty, Self::Empty) => false,
            _ => self == other,
        }
    }
}

/// The place of a type in the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeOrder {
    /// Bytes in the order of types without aliases.
    bytes: Vec<u8>,
    /// Begin, end and class of the aliases in the bytes, from first to last.
    aliases: Vec<(u32, u32, Alias)>,
}

impl TypeOrder {
    /// Returns an order; `None` if the aliases are not in the bytes one after the other.
    pub(crate) fn new(bytes: Vec<u8>, aliases: Vec<(u32, u32, Alias)>) -> Option<Self> {
        let mut last = 0;
        let mut is_next = |start: u32, end: u32| {
            let is_after = last <= start && start < end;
            last = end;
            is_after && end as usize <= bytes.len()
        };
        let is_valid = aliases.iter().all(|(start, end, _)| is_next(*start, *end));
        is_valid.then_some(Self { bytes, aliases })
    }

    /// Returns the order of a type of the back end, of the kind of these.
    pub(crate) fn of_back_end(text: &str, of_kind: u32) -> Self {
        let len = (text.len() as u64).to_be_bytes();
        Self {
            bytes: [&[1, of_kind as u8, 0], &len[..], text.as_bytes()].concat(),
            aliases: Vec::new(),
        }
    }

    /// Returns the order of another type without a package.
    pub(crate) fn basic(text: &str, of_kind: u32) -> Self {
        let number = |len: usize| (len as u64).to_be_bytes();
        let bytes = [
            &[1, of_kind as u8, 1],
            &number(text.len())[..],
            &number(BUILTIN.len()),
            BUILTIN.as_bytes(),
            text.as_bytes(),
        ]
        .concat();
        let aliases = Alias::of(text).map(|class| (0, bytes.len() as u32, class));
        Self {
            aliases: aliases.into_iter().collect(),
            bytes,
        }
    }

    /// Returns the order of a type without a name, of a kind, bytes of its own, and the types that
    /// it consists of.
    pub(crate) fn of_parts<'a>(
        of_kind: u32,
        own: &[u8],
        parts: impl IntoIterator<Item = &'a Self>,
    ) -> Self {
        let mut order = Self {
            bytes: [&[1, of_kind as u8, 0], own].concat(),
            aliases: Vec::new(),
        };
        for part in parts {
            order.append(part);
        }
        order
    }

    /// Adds the order to bytes. No two orders have equal bytes, and none has the first bytes of another
    /// one.
    pub fn put(&self, out: &mut Vec<u8>) {
        let Self { bytes, aliases } = self;
        let put_len = |out: &mut Vec<u8>, len: usize| {
            out.extend_from_slice(&(len as u64).to_le_bytes());
        };
        put_len(out, bytes.len());
        out.extend_from_slice(bytes);
        put_len(out, aliases.len());
        for (start, end, class) in aliases {
            out.extend_from_slice(&start.to_le_bytes());
            out.extend_from_slice(&end.to_le_bytes());
            out.push(*class as u8);
        }
    }

    /// Adds the order of a part.
    fn append(&mut self, part: &Self) {
        let shift = self.bytes.len() as u32;
        let aliases = part.aliases.iter();
        let shifted = aliases.map(|(start, end, class)| (start + shift, end + shift, *class));
        self.aliases.extend(shifted);
        self.bytes.extend_from_slice(&part.bytes);
    }

    /// Returns the order of a struct without a name whose fields are blank, in a package; `of_kind`
    /// is the kind of structs.
    pub(crate) fn of_blank_fields<'a>(
        of_kind: u32,
        package: &str,
        fields: impl IntoIterator<Item = &'a Self>,
    ) -> Self {
        let number = |len: usize| (len as u64).to_be_bytes();
        // No embedded field, no note, and the name.
        let blank = [
            &[1, 0, 0, 0, 1],
            &number(1)[..],
            &number(package.len()),
            package.as_bytes(),
            b"_",
        ]
        .concat();
        let mut order = Self::of_parts(of_kind, &[0], []);
        for field in fields {
            order.bytes.extend_from_slice(&blank);
            order.append(field);
        }
        order.bytes.push(0);
        order
    }

    /// Reports whether the type is an interface without methods.
    pub fn is_empty_interface(&self) -> bool {
        let is_whole = |start: u32, end: u32| start == 0 && end as usize == self.bytes.len();
        self.aliases.iter().any(|(start, end, alias)| {
            is_whole(*start, *end) && matches!(alias, Alias::Any | Alias::Empty)
        })
    }

    /// Compares two types.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let mut at = [0, 0];
        for (one, two) in self.aliases.iter().zip(&other.aliases) {
            let before = [at[0]..one.0 as usize, at[1]..two.0 as usize];
            if self.bytes[before[0].clone()] != other.bytes[before[1].clone()] {
                break;
            }
            let own = [one, two].map(|(start, end, _)| Range {
                start: *start as usize,
                end: *end as usize,
            });
            at = [own[0].end, own[1].end];
            if one.2.is_equal(two.2) {
                continue;
            }
            let order = self.bytes[own[0].clone()].cmp(&other.bytes[own[1].clone()]);
            if order != Ordering::Equal {
                return order;
            }
        }
        self.bytes[at[0]..].cmp(&other.bytes[at[1]..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds of types.
    const INTER: u32 = 24;
    const SLICE: u32 = 19;
    const UINT8: u32 = 2;
    const TUPLE: u32 = 35;

    fn named(text: &str, of_kind: u32, class: Option<Alias>) -> TypeOrder {
        let TypeOrder { bytes, .. } = TypeOrder::basic(text, of_kind);
        let len = bytes.len() as u32;
        let aliases = class.map(|class| (0, len, class)).into_iter().collect();
        TypeOrder::new(bytes, aliases).unwrap()
    }

    #[test]
    fn any_is_equal_to_all_empty_interfaces() {
        let any = named("any", INTER, Some(Alias::Any));
        let one = named("E", INTER, Some(Alias::Empty));
        let two = named("Empty", INTER, Some(Alias::Empty));
        let methods = named("Writer", INTER, None);
        assert_eq!(any.compare(&one), Ordering::Equal);
        assert_eq!(two.compare(&any), Ordering::Equal);
        assert_eq!(one.compare(&two), Ordering::Less);
        assert_eq!(any.compare(&methods), Ordering::Less);
        let slices =
            [&any, &one, &two, &methods].map(|elem| TypeOrder::of_parts(SLICE, &[], [elem, &any]));
        assert_eq!(slices[0].compare(&slices[2]), Ordering::Equal);
        assert_eq!(slices[2].compare(&slices[1]), Ordering::Greater);
        assert_eq!(slices[0].compare(&slices[3]), Ordering::Less);
    }

    #[test]
    fn byte_has_the_place_of_its_own_name() {
        let byte = named("byte", UINT8, Some(Alias::Byte));
        let number = TypeOrder::basic("uint8", UINT8);
        let class = named("Class", UINT8, None);
        assert_eq!(byte.compare(&number), Ordering::Equal);
        assert_eq!(byte.compare(&class), Ordering::Less);
        assert_eq!(number.compare(&class), Ordering::Greater);
        let pair = |two| TypeOrder::of_parts(TUPLE, &[], [&byte, two]);
        assert_eq!(pair(&number).compare(&pair(&class)), Ordering::Greater);
    }

    #[test]
    fn aliases_are_in_the_bytes() {
        assert!(TypeOrder::new(vec![1, 2], vec![(0, 3, Alias::Any)]).is_none());
        let overlap = vec![(0, 2, Alias::Any), (1, 2, Alias::Byte)];
        assert!(TypeOrder::new(vec![1, 2], overlap).is_none());
    }

    #[test]
    fn bytes_of_orders_have_aliases() {
        let lists = [
            vec![],
            vec![(0, 2, Alias::Any)],
            vec![(0, 2, Alias::Empty)],
            vec![(0, 1, Alias::Empty)],
            vec![(1, 2, Alias::Empty)],
        ];
        let mut bytes = lists.map(|aliases| {
            let order = TypeOrder::new(vec![1, 2], aliases);
            let mut bytes = Vec::new();
            order.expect("aliases of the bytes").put(&mut bytes);
            bytes
        });
        bytes.sort();
        let mut pairs = bytes.windows(2);
        assert!(pairs.all(|pair| !pair[1].starts_with(&pair[0])));
    }
}
