//! The places in declarations.
//!
//! Of a function that is only called, of a constant and of a type's name the compiler needs
//! the place only for messages. docs/cutoff.md has the conditions.
//! Counterpart: cmd/compile/internal/noder/writer.go (`doObj`, `signature`, `param`).

use super::data::Element;
use super::data::Kind;
use super::data::Section;
use super::data::number;

/// Returns the data of a declaration with lines and columns set to zero; `None` if it has type
/// parameters, if the form is another one, or if `is_elsewhere` is false for the base of a
/// place.
pub(super) fn without_places(
    kind: Kind,
    element: &Element<'_>,
    is_elsewhere: impl Fn(u32) -> bool,
) -> Option<Vec<u8>> {
    let mut rewrite = Rewrite {
        element,
        rest: element.data,
        out: Vec::with_capacity(element.data.len()),
        is_elsewhere,
    };
    rewrite.place()?;
    match kind {
        Kind::Other => return None,
        Kind::Constant => {}
        Kind::Type => rewrite.no_type_parameters()?,
        Kind::Function => {
            rewrite.no_type_parameters()?;
            rewrite.signature()?;
            rewrite.place()?;
            if !rewrite.rest.is_empty() {
                return None;
            }
        }
    }
    rewrite.out.extend_from_slice(rewrite.rest);
    Some(rewrite.out)
}

struct Rewrite<'r, 'a, F> {
    element: &'r Element<'a>,
    rest: &'a [u8],
    out: Vec<u8>,
    is_elsewhere: F,
}

impl<F: Fn(u32) -> bool> Rewrite<'_, '_, F> {
    /// Copies a number.
    fn number(&mut self) -> Option<u64> {
        let before = self.rest;
        let number = number(&mut self.rest)?;
        self.out
            .extend_from_slice(&before[..before.len() - self.rest.len()]);
        Some(number)
    }

    fn no_type_parameters(&mut self) -> Option<()> {
        (self.number()? == 0).then_some(())
    }

    /// Copies parameters and results, without their places.
    fn signature(&mut self) -> Option<()> {
        for _ in ["parameters", "results"] {
            for _ in 0..self.number()? {
                self.place()?;
                self.reference(Section::Pkg)?;
                self.reference(Section::String)?;
                self.type_use()?;
            }
        }
        let _is_variadic = self.number()?;
        Some(())
    }

    /// Copies a reference.
    fn reference(&mut self, section: Section) -> Option<u32> {
        let at = usize::try_from(self.number()?).ok()?;
        let &(found, index) = self.element.references.get(at)?;
        (found == section).then_some(index)
    }

    /// Copies the use of a type, which may be derived from type parameters.
    fn type_use(&mut self) -> Option<()> {
        match self.number()? {
            0 => self.reference(Section::Type).map(|_| ()),
            _ => None,
        }
    }

    /// Copies a place without its line and column.
    fn place(&mut self) -> Option<()> {
        if self.number()? == 0 {
            return Some(());
        }
        let base = self.reference(Section::PosBase)?;
        if !(self.is_elsewhere)(base) {
            return None;
        }
        for _ in ["line", "column"] {
            number(&mut self.rest)?;
            self.out.push(0);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function<'a>(data: &'a [u8]) -> Element<'a> {
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

    #[test]
    fn places_of_functions() {
        let place = |line| [1, 0, line, 7];
        let declaration = |line: u8, type_parameters: u8| {
            let mut data = place(line).to_vec();
            data.extend([type_parameters, 1]);
            data.extend(place(line));
            data.extend([1, 2, 0, 3, 0, 0]);
            data.extend(place(line + 1));
            data
        };
        let rewritten =
            |data: &[u8], base| without_places(Kind::Function, &function(data), |at| at == base);
        let (one, other) = (declaration(10, 0), declaration(99, 0));
        assert!(rewritten(&one, 4).is_some());
        assert_eq!(rewritten(&one, 4), rewritten(&other, 4));
        assert_eq!(rewritten(&one, 3), None);
        assert_eq!(rewritten(&declaration(10, 1), 4), None);
        for len in 0..one.len() {
            assert_eq!(rewritten(&one[..len], 4), None, "{len}");
        }
        let mut longer = one.clone();
        longer.push(0);
        assert_eq!(rewritten(&longer, 4), None);
        // Of other declarations only the first place does not count.
        let rewritten_as = |kind, data: &[u8]| without_places(kind, &function(data), |_| true);
        let first = [&[1, 0, 0, 0][..], &one[4..]].concat();
        assert_eq!(rewritten_as(Kind::Type, &one), Some(first.clone()));
        assert_eq!(rewritten_as(Kind::Constant, &one), Some(first));
        assert_eq!(rewritten_as(Kind::Type, &declaration(10, 1)), None);
        assert_eq!(rewritten_as(Kind::Other, &one), None);
        // Another type is another content.
        let mut typed = one.clone();
        typed[13] = 1;
        assert_ne!(rewritten(&typed, 4), rewritten(&one, 4));
    }
}
