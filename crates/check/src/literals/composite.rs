//! Composite literals.
//!
//! Counterpart: cmd/compile/internal/types2/literals.go (`compositeLit`, `indexedElts`).

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_ast::Node;
use vamos_constant::Value;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::code::Code;
use crate::literals::keys::Key;
use crate::node_ref::NodeRef;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;

/// The type of a composite literal.
struct LitType {
    /// The type itself.
    typ: TypeId,
    /// The pointer base, if it is the type of an element without `&T`; else the same type.
    base: TypeId,
    /// True for an element with omitted type.
    is_elem: bool,
}

impl Checker<'_> {
    /// Checks a composite literal; `hint` is the type of an element without one.
    pub(crate) fn composite_lit(&mut self, x: &mut Operand, e: NodeRef, hint: Option<TypeId>) {
        let Node::CompositeLit {
            typ: type_expr,
            elems,
            rbrace,
            ..
        } = self.source.node(e)
        else {
            unreachable!("the node is a composite literal");
        };
        let type_expr = e.opt(type_expr);
        let elems = self.source.list(e, elems);
        let LitType { typ, base, is_elem } = self.lit_type(e, type_expr, hint);
        if !self.is_complete(base) {
            x.invalidate();
            return;
        }
        let under = self.types.common_under(base).ok();
        match under.map(|under| self.types.get(under)) {
            Some(Type::Struct(_)) if elems.is_empty() => {}
            Some(Type::Struct(fields)) => {
                let fields = fields.fields.to_vec();
                let has_promoted = self.config.release.has_promoted_fields_in_literals();
                match self.source.node(elems[0]) {
                    Node::KeyValue { .. } if has_promoted => {
                        let utyp = under.expect("it is a struct");
                        self.promoted_fields(x, &elems, utyp, base);
                    }
                    Node::KeyValue { .. } => self.keyed_fields(x, &elems, &fields, base),
                    _ => self.listed_fields(
                        x,
                        &elems,
                        &fields,
                        base,
                        self.source.offset_pos(e, rbrace),
                    ),
                }
            }
            Some(&Type::Array { elem, len }) => {
                let found = self.indexed_elems(&elems, elem, len);
                // The length of `[...]T`, or of an array with an invalid one, is known now.
                if let Some(array) = under.filter(|_| len < 0) {
                    *self.types.get_mut(array) = Type::Array { elem, len: found };
                    if let Some(expr) = type_expr {
                        self.record_type_and_value(expr, Mode::TypExpr, array, &Value::UNKNOWN);
                    }
                }
            }
            Some(&Type::Slice { elem }) => {
                self.indexed_elems(&elems, elem, -1);
            }
            Some(&Type::Map { key, elem }) => self.map_elems(x, &elems, key, elem),
            _ => {
                if !self.invalid_lit(e, &elems, under, typ, is_elem) {
                    x.invalidate();
                    return;
                }
            }
        }
        x.mode = Mode::Value;
        x.typ = typ;
    }

    /// Returns the type of a composite literal.
    fn lit_type(
        &mut self,
        e: NodeRef,
        type_expr: Option<NodeRef>,
        hint: Option<TypeId>,
    ) -> LitType {
        let is_elem = type_expr.is_none() && hint.is_some();
        let typ = match (type_expr, hint) {
            (Some(expr), _) => match self.source.node(expr) {
                // The length is set when the elements are known.
                Node::ArrayType { len: None, elem } => {
                    let elem = self.var_type(expr.part(elem));
                    self.types.add(Type::Array { elem, len: -1 })
                }
                _ => self.typ(expr),
            },
            (None, Some(hint)) => hint,
            (None, None) => {
                let text = "missing type in composite literal";
                self.error_at(e, Code::UntypedLit, text);
                typ::INVALID
            }
        };
        let mut base = typ;
        if is_elem && let Ok(under) = self.types.common_under(base) {
            let (elem, is_pointer) = self.types.deref(under);
            if is_pointer {
                base = elem;
            }
        }
        LitType { typ, base, is_elem }
    }

    /// Checks the elements of a struct by name.
    fn keyed_fields(&mut self, x: &mut Operand, elems: &[NodeRef], fields: &[ObjId], base: TypeId) {
        let mut visited = vec![false; fields.len()];
        for e in elems {
            let Node::KeyValue { key, value } = self.source.node(*e) else {
                let text = "mixture of field:value and value elements in struct literal";
                self.error_at(*e, Code::MixedStructLit, text);
                continue;
            };
            let key = e.part(key);
            self.expr(None, x, e.part(value));
            if !self.source.is_name(key) {
                let key = self.expr_text(key);
                let text = format!("invalid field name {key} in struct literal");
                self.error_at(*e, Code::InvalidLitField, text);
                continue;
            }
            let name = self.name(key);
            let pkg = Some(self.pkg);
            let Some(index) = self.types.field_index(fields, pkg, name, false) else {
                let other = self.types.field_index(fields, pkg, name, true);
                let other = other.map(|index| fields[index]);
                let text = self.lookup_error(base, name, other, true);
                self.error_at(key, Code::MissingLitField, text);
                continue;
            };
            let field = fields[index];
            self.record_use(key, field);
            self.assignment(x, self.types.object(field).typ, "struct literal");
            if visited[index] {
                let name = self.types.text(name);
                let text = format!("duplicate field name {name} in struct literal");
                self.error_at(*e, Code::DuplicateLitField, text);
                continue;
            }
            visited[index] = true;
        }
    }

    /// Checks the elements of a struct by place.
    fn listed_fields(
        &mut self,
        x: &mut Operand,
        elems: &[NodeRef],
        fields: &[ObjId],
        base: TypeId,
        end: Pos,
    ) {
        for (index, e) in elems.iter().enumerate() {
            if let Node::KeyValue { .. } = self.source.node(*e) {
                let text = "mixture of field:value and value elements in struct literal";
                self.error_at(*e, Code::MixedStructLit, text);
                continue;
            }
            self.assigned_expr(x, *e, None);
            let Some(field) = fields.get(index) else {
                let base = self.type_text(base);
                let text = format!("too many values in struct literal of type {base}");
                self.error(self.operand_pos(x), Code::InvalidStructLit, text);
                break;
            };
            let object = self.types.object(*field);
            let (typ, pkg, name) = (object.typ, object.pkg, object.name);
            if pkg != Some(self.pkg) && !self.types.is_exported(name) {
                let name = self.types.text(name).to_owned();
                let text = format!(
                    "implicit assignment to unexported field {name} in struct literal of type {}",
                    self.type_text(base)
                );
                self.error(self.operand_pos(x), Code::UnexportedLitField, text);
                continue;
            }
            self.assignment(x, typ, "struct literal");
        }
        if elems.len() < fields.len() {
            let base = self.type_text(base);
            let hint = if self.has_hidden_field(fields) {
                " (type has unexported fields - use key:value pairs)"
            } else {
                ""
            };
            let text = format!("too few values in struct literal of type {base}{hint}");
            self.error(end, Code::InvalidStructLit, text);
        }
    }

    /// Checks the elements of a map.
    fn map_elems(&mut self, x: &mut Operand, elems: &[NodeRef], key: TypeId, elem: TypeId) {
        // Keys of different types in an interface are different.
        let has_types = self.types.is_non_type_param_interface(key);
        let mut visited: HashMap<Key, Vec<TypeId>> = HashMap::new();
        for e in elems {
            let Node::KeyValue {
                key: key_expr,
                value,
            } = self.source.node(*e)
            else {
                self.error_at(*e, Code::MissingLitKey, "missing key in map literal");
                continue;
            };
            self.assigned_expr(x, e.part(key_expr), Some(key));
            self.assignment(x, Some(key), "map literal");
            if x.mode == Mode::Invalid {
                continue;
            }
            if x.mode == Mode::Constant
                && let Some(val) = Key::of(&x.val)
            {
                let types = visited.entry(val).or_default();
                let is_duplicate = if has_types {
                    types.iter().any(|typ| self.types.identical(*typ, x.typ))
                } else {
                    !types.is_empty()
                };
                types.push(x.typ);
                if is_duplicate {
                    let text = format!("duplicate key {} in map literal", x.val);
                    self.error(self.operand_pos(x), Code::DuplicateLitKey, text);
                    continue;
                }
            }
            self.assigned_expr(x, e.part(value), Some(elem));
            self.assignment(x, Some(elem), "map literal");
        }
    }

    /// Checks the elements of a literal of another type. Returns true if the type is invalid, so
    /// that there is no error about it.
    fn invalid_lit(
        &mut self,
        e: NodeRef,
        elems: &[NodeRef],
        under: Option<TypeId>,
        typ: TypeId,
        is_elem: bool,
    ) -> bool {
        for elem in elems {
            // The key may be the name of a field.
            let used = match self.source.node(*elem) {
                Node::KeyValue { value, .. } => elem.opt(value),
                _ => Some(*elem),
            };
            self.use_expr(used);
        }
        if under.is_some_and(|under| !self.types.is_valid(under)) {
            return true;
        }
        let what = if is_elem { " element" } else { "" };
        let cause = match under {
            None => " (no common underlying type)",
            Some(_) => "",
        };
        let typ = self.type_text(typ);
        let text = format!("invalid composite literal{what} type {typ}{cause}");
        self.error_at(e, Code::InvalidLit, text);
        false
    }

    /// Checks the elements of an array or slice, whose length is negative if it is unknown. Returns
    /// the length of the literal.
    fn indexed_elems(&mut self, elems: &[NodeRef], typ: TypeId, length: i64) -> i64 {
        let mut visited = HashSet::new();
        let mut index: i64 = 0;
        let mut max: i64 = 0;
        for e in elems {
            let mut is_valid = false;
            let mut value = *e;
            if let Node::KeyValue {
                key,
                value: value_expr,
            } = self.source.node(*e)
            {
                let key = e.part(key);
                let (key_type, found) = self.index(key, length);
                if self.types.is_valid(key_type) {
                    if found >= 0 {
                        index = found;
                        is_valid = true;
                    } else {
                        let text =
                            format!("index {} must be integer constant", self.expr_text(key));
                        self.error_at(*e, Code::InvalidLitIndex, text);
                    }
                }
                value = e.part(value_expr);
            } else if length >= 0 && index >= length {
                let text = format!("index {index} is out of bounds (>= {length})");
                self.error_at(*e, Code::OversizeArrayLit, text);
            } else {
                is_valid = true;
            }
            if is_valid && !visited.insert(index) {
                let text = format!("duplicate index {index} in array or slice literal");
                self.error_at(*e, Code::DuplicateLitKey, text);
            }
            index = index.wrapping_add(1);
            max = max.max(index);
            let mut x = Operand::new();
            self.assigned_expr(&mut x, value, Some(typ));
            self.assignment(&mut x, Some(typ), "array or slice literal");
        }
        max
    }
}
