//! Literals of structs by the names of fields, which may be promoted ones.
//!
//! Counterpart: cmd/compile/internal/types2/literals.go (`compositeLit`, since Go 1.27), trie.go,
//! lookup.go (`fieldPath`).

use std::collections::BTreeMap;

use vamos_ast::Node;
use vamos_types::ObjId;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Operand;
use vamos_types::Facts;
use vamos_types::Texts;

/// The fields that a literal has, by the places that lead to them.
#[derive(Debug, Default)]
struct Fields(BTreeMap<usize, Entry>);

#[derive(Debug)]
enum Entry {
    /// Some fields of an embedded one.
    Inner(Fields),
    /// The field itself.
    Field(ObjId),
}

impl Fields {
    /// Adds a field. If the literal has it, one that it is in, or one that is in it, nothing is
    /// added, and that field and the number of indices that lead to the conflict are returned
    /// (`insert`).
    fn insert(&mut self, index: &[usize], field: ObjId) -> Option<(ObjId, usize)> {
        let (first, rest) = index.split_first()?;
        if rest.is_empty() {
            return match self.0.get(first) {
                Some(entry) => Some((entry.first()?, 1)),
                None => {
                    self.0.insert(*first, Entry::Field(field));
                    None
                }
            };
        }
        let new = || Entry::Inner(Self::default());
        match self.0.entry(*first).or_insert_with(new) {
            Entry::Field(other) => Some((*other, 1)),
            Entry::Inner(inner) => {
                let (other, depth) = inner.insert(rest, field)?;
                Some((other, depth + 1))
            }
        }
    }
}

impl Entry {
    /// Returns the first field.
    fn first(&self) -> Option<ObjId> {
        match self {
            Self::Field(field) => Some(*field),
            Self::Inner(inner) => inner.0.values().next()?.first(),
        }
    }
}

impl Checker<'_> {
    /// Checks the elements of a struct by name.
    pub(super) fn promoted_fields(
        &mut self,
        x: &mut Operand,
        elems: &[NodeRef],
        utyp: TypeId,
        base: TypeId,
    ) {
        let mut visited = Fields::default();
        for e in elems {
            let Node::KeyValue { key, value } = self.source.node(*e) else {
                let text = "mixture of field:value and value elements in struct literal";
                self.error_at(*e, Code::MixedStructLit, text);
                continue;
            };
            let key = e.part(key);
            self.generic_expr(x, e.part(value), None);
            if !self.source.is_name(key) {
                let key = self.expr_text(key);
                let text = format!("invalid field name {key} in struct literal");
                self.error_at(*e, Code::InvalidLitField, text);
                continue;
            }
            let Some((field, index)) = self.literal_field(key, utyp, base) else {
                continue;
            };
            self.record_use(key, field);
            self.assignment(x, self.types.object(field).typ, "struct literal");
            if let Some((other, depth)) = visited.insert(&index, field) {
                let text = self.conflict(field, other, depth < index.len());
                self.error_at(*e, Code::DuplicateLitField, text);
            }
        }
    }

    /// Returns the field that a key names, and the places that lead to it; reports a key that
    /// names none that a literal may have.
    fn literal_field(
        &mut self,
        key: NodeRef,
        utyp: TypeId,
        base: TypeId,
    ) -> Option<(ObjId, Vec<usize>)> {
        let name = self.name(key);
        let pkg = Some(self.pkg);
        let (obj, index, is_indirect) = self
            .queries()
            .lookup_field_or_method(utyp, false, pkg, name, false);
        let Some(field) = obj else {
            let (other, _, _) = self
                .queries()
                .lookup_field_or_method(utyp, false, pkg, name, true);
            let text = self.lookup_error(base, name, other, true);
            self.error_at(key, Code::MissingLitField, text);
            return None;
        };
        let shown = self.types.text(name).to_owned();
        if !self.types.object(field).is_var() {
            self.error_at(
                key,
                Code::MissingLitField,
                format!("{shown} is not a field"),
            );
            return None;
        }
        let index = index.unwrap_or_default();
        if index.len() > 1 && !self.allow_version(GoVersion(27)) {
            let path = self.types.field_path(utyp, &index);
            let base = self.type_text(base);
            let text = format!("use of promoted field {path} in struct literal of type {base}");
            self.version_error(self.start(key), GoVersion(27), text);
            return None;
        }
        if is_indirect {
            let text = format!("invalid implicit pointer indirection to reach {shown}");
            self.error_at(key, Code::InvalidLitField, text);
            return None;
        }
        Some((field, index))
    }

    /// Returns the message about two fields that a literal may not have both.
    fn conflict(&self, field: ObjId, other: ObjId, is_inside: bool) -> String {
        let [name, other_name] = [field, other].map(|obj| self.types.name_of(obj));
        if field == other {
            return format!("duplicate field name {name} in struct literal");
        }
        if is_inside {
            format!(
                "cannot specify promoted field {name} and enclosing embedded field {other_name}"
            )
        } else {
            format!("cannot specify embedded field {name} and enclosed promoted field {other_name}")
        }
    }

    /// Reports whether a struct has a field that this package cannot name.
    pub(super) fn has_hidden_field(&self, fields: &[ObjId]) -> bool {
        self.config.release.hints_at_unexported_fields()
            && fields.iter().any(|field| {
                let object = self.types.object(*field);
                object.pkg != Some(self.pkg) && !self.types.is_exported(object.name)
            })
    }
}

#[cfg(test)]
mod tests {
    use vamos_types::Name;
    use vamos_types::Object;
    use vamos_types::ObjectKind;
    use vamos_types::Pos;
    use vamos_types::Types;

    use super::*;

    #[test]
    fn fields_conflict_with_those_that_they_are_in() {
        let mut types = Types::new();
        let mut object = || {
            let object = Object::new(ObjectKind::Nil, Pos::NONE, None, Name::EMPTY);
            types.add_object(object)
        };
        let (a, b, c) = (object(), object(), object());
        let mut fields = Fields::default();
        assert_eq!(fields.insert(&[1, 2], a), None);
        assert_eq!(fields.insert(&[1, 3], b), None);
        assert_eq!(fields.insert(&[1, 2], a), Some((a, 2)));
        assert_eq!(fields.insert(&[1], c), Some((a, 1)));
        assert_eq!(fields.insert(&[1, 3, 0], c), Some((b, 2)));
        assert_eq!(fields.insert(&[0], c), None);
    }
}
