//! `append` and `copy`.
//!
//! Counterpart: cmd/compile/internal/types2/builtins.go (`_Append`, `_Copy`, `sliceElem`).

use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use super::Call;
use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;

/// Classification of the type set of an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bytes {
    /// Slices of bytes.
    Slices,
    /// Strings, perhaps among slices of bytes.
    Strings,
    /// Other types.
    Others,
}

impl Checker<'_> {
    /// Checks `append(s, x...)`.
    pub(super) fn append(&mut self, x: &mut Operand, call: &mut Call) -> Option<()> {
        let early = if self.config.release.checks_append_destination_first() {
            Some(self.appended_to(x)?)
        } else {
            None
        };
        // Bytes can be appended from a string.
        let is_special = call.args.len() == 2
            && call.has_dots
            && self.is_byte_slice(x)
            && self.bytes_of(call.args[1].typ) == Bytes::Strings;
        let sig = if is_special {
            let last = call.args[1].typ;
            self.types.make_sig(Some(x.typ), &[x.typ, last], true)
        } else {
            let elem = match early {
                Some(elem) => elem,
                None => self.appended_to(x)?,
            };
            let last = self.types.add(Type::Slice { elem });
            let sig = self.types.make_sig(Some(x.typ), &[x.typ, last], true);
            // The result's type is known, whatever this returns.
            self.arguments(call.node, sig, &[], &[], &mut call.args, &[]);
            sig
        };
        if self.config.keeps_info {
            self.record_builtin_type(call.fun, sig);
        }
        x.mode = Mode::Value;
        Some(())
    }

    /// Returns the element type of the slice to which `append` appends; reports an operand that is
    /// no slice.
    fn appended_to(&mut self, x: &Operand) -> Option<TypeId> {
        match self.slice_elem(x) {
            Ok(elem) => Some(elem),
            Err(cause) => {
                let text = format!("invalid append: {cause}");
                self.error(self.operand_pos(x), Code::InvalidAppend, text);
                None
            }
        }
    }

    /// Reports whether an operand can be assigned to a slice of bytes.
    fn is_byte_slice(&mut self, x: &Operand) -> bool {
        let bytes = self.types.add(Type::Slice { elem: typ::BYTE });
        self.assignable_to(x, bytes, None).is_ok()
    }

    /// Classifies a type set: slices of bytes and strings.
    fn bytes_of(&mut self, typ: TypeId) -> Bytes {
        let mut found = Bytes::Slices;
        let set = self.types.typeset(typ);
        if set.is_empty() {
            return Bytes::Others;
        }
        for (_, under) in set {
            let elem = match *self.types.get(under) {
                Type::Slice { elem } => Some(elem),
                _ => None,
            };
            if elem.is_some_and(|elem| self.types.identical(elem, typ::BYTE)) {
                continue;
            }
            if !self.types.is_string(under) {
                return Bytes::Others;
            }
            found = Bytes::Strings;
        }
        found
    }

    /// Checks `copy(dst, src)`.
    pub(super) fn copy(&mut self, x: &mut Operand, call: &Call) -> Option<()> {
        let y = &call.args[1];
        let early = if self.config.release.checks_copy_destination_first() {
            Some(self.copied_to(x)?)
        } else {
            None
        };
        let is_special = self.is_byte_slice(x) && self.bytes_of(y.typ) != Bytes::Others;
        if !is_special {
            let to = match early {
                Some(elem) => elem,
                None => self.copied_to(x)?,
            };
            self.check_copy(x, y, to)?;
        }
        self.record_call(call, Some(typ::INT), &[x.typ, y.typ]);
        x.mode = Mode::Value;
        x.typ = typ::INT;
        Some(())
    }

    /// Returns the element type of the destination of `copy`; reports an operand that is no slice.
    fn copied_to(&mut self, x: &Operand) -> Option<TypeId> {
        match self.slice_elem(x) {
            Ok(elem) => Some(elem),
            Err(cause) => {
                let text = format!("invalid copy: {cause}");
                self.error(self.operand_pos(x), Code::InvalidCopy, text);
                None
            }
        }
    }

    /// Checks that the arguments of `copy` are slices with the same elements, `to`.
    fn check_copy(&mut self, x: &Operand, y: &Operand, to: TypeId) -> Option<()> {
        let from = match self.slice_elem(y) {
            Ok(elem) => elem,
            // The error is about the elements then.
            Err(_) if self.types.all_string(y.typ) => typ::BYTE,
            Err(cause) => {
                let text = format!("invalid copy: {cause}");
                self.error(self.operand_pos(y), Code::InvalidCopy, text);
                return None;
            }
        };
        if self.types.identical(to, from) {
            return Some(());
        }
        let x_text = self.operand_text(x);
        let y_text = self.operand_text(y);
        let to = self.type_text(to);
        let from = self.type_text(from);
        let text = format!(
            "invalid copy: arguments {x_text} and {y_text} have different element types \
             {to} and {from}"
        );
        self.error(self.operand_pos(x), Code::InvalidCopy, text);
        None
    }

    /// Returns the element type of a slice, or of all slices of a type parameter.
    ///
    /// # Errors
    /// The reason if the operand is no such slice.
    fn slice_elem(&mut self, x: &Operand) -> Result<TypeId, String> {
        let mut common = None;
        let set = self.types.typeset(x.typ);
        let elems = set.iter().map(|(_, under)| match *self.types.get(*under) {
            Type::Slice { elem } => Some(elem),
            _ => None,
        });
        let mut elems: Vec<Option<TypeId>> = elems.collect();
        if elems.is_empty() {
            elems.push(None);
        }
        for elem in elems {
            let Some(elem) = elem else {
                let have = if x.is_nil() {
                    "untyped nil".to_owned()
                } else {
                    self.operand_text(x)
                };
                return Err(format!("argument must be a slice; have {have}"));
            };
            let Some(first) = common else {
                common = Some(elem);
                continue;
            };
            if !self.types.identical(first, elem) {
                let first = self.type_text(first);
                let elem = self.type_text(elem);
                let operand = self.operand_text(x);
                return Err(format!(
                    "mismatched slice element types {first} and {elem} in {operand}"
                ));
            }
        }
        Ok(common.expect("there is at least one type"))
    }
}
