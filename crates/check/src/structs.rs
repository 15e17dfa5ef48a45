//! Struct types.
//!
//! Counterpart: cmd/compile/internal/types2/struct.go.

use std::sync::Arc;

use vamos_ast::LitKind;
use vamos_ast::Node;
use vamos_base::golang::quote;
use vamos_types::BasicKind;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Struct;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::checker::Delayed;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::problem::Problem;
use crate::sources::Sources;
use vamos_types::ObjSet;

/// The fields so far.
#[derive(Default)]
struct Fields {
    fields: Vec<ObjId>,
    /// The tags; none before the first one.
    tags: Vec<Arc<[u8]>>,
    names: ObjSet,
}

/// The properties of a field other than its name.
struct Field {
    typ: TypeId,
    tag: Arc<[u8]>,
    is_embedded: bool,
}

impl Checker<'_> {
    /// Returns the struct that an expression denotes (`structType`).
    pub(crate) fn struct_type(&mut self, e: NodeRef) -> TypeId {
        let Node::StructType { fields, tags } = self.source.node(e) else {
            unreachable!("the expression is a struct type");
        };
        let list = self.source.list(e, fields);
        let tags: Vec<_> = self.source.tree(e).tags(tags).collect();
        let mut all = Fields::default();
        let mut own = typ::INVALID;
        let mut last = None;
        for (index, field) in list.into_iter().enumerate() {
            let type_expr = self.source.field_type(field);
            // Fields that are declared together share the type.
            if last != Some(type_expr) {
                last = Some(type_expr);
                own = self.var_type(type_expr);
            }
            let tag = tags.get(index).copied().flatten();
            let tag = tag.map_or_else(Arc::default, |tag| self.tag(e.at(tag)));
            let name = self.source.field_name(field);
            let is_embedded = name.is_none();
            let mut field = Field {
                typ: own,
                tag,
                is_embedded,
            };
            if let Some(name) = name {
                self.add_field(&mut all, name, field);
                continue;
            }
            let pos = self.start(type_expr);
            let Some(name) = self.source.embedded_field_ident(type_expr) else {
                let text = self.expr_text(type_expr);
                let text = format!("invalid embedded field type {text}");
                self.error(pos, Code::InvalidSyntaxTree, text);
                let name = self.source.new_name(pos, Name::BLANK);
                field.typ = typ::INVALID;
                field.tag = Arc::default();
                // Later fields of the same type get this one.
                own = typ::INVALID;
                self.add_field(&mut all, name, field);
                continue;
            };
            self.add_field(&mut all, name, field);
            self.later(Delayed::EmbeddedField { pos, typ: own });
        }
        self.types.add(Type::Struct(Struct {
            fields: all.fields.into(),
            tags: all.tags.into(),
        }))
    }

    /// Adds a field, unless its name is taken.
    fn add_field(&mut self, all: &mut Fields, ident: NodeRef, field: Field) {
        if !field.tag.is_empty() && all.tags.is_empty() {
            all.tags = vec![Arc::default(); all.fields.len()];
        }
        let has_tags = !field.tag.is_empty() || !all.tags.is_empty();
        if has_tags {
            all.tags.push(field.tag);
        }
        let (pos, name) = (self.source.pos(ident), self.name(ident));
        let pkg = Some(self.pkg);
        let obj = self
            .types
            .new_field(pos, pkg, name, Some(field.typ), field.is_embedded);
        if name == Name::BLANK || self.declare_in_set(&mut all.names, pos, obj) {
            all.fields.push(obj);
            self.record_def(ident, Some(obj));
        }
    }

    /// Adds an object to a set; reports an error, and returns false, if its name is taken.
    pub(crate) fn declare_in_set(&mut self, set: &mut ObjSet, pos: Pos, obj: ObjId) -> bool {
        let Some(alt) = self.types.insert_in_set(set, obj) else {
            return true;
        };
        let mut problem = Problem::new(Code::DuplicateDecl);
        problem.add(pos, format!("{} redeclared", self.types.name_of(obj)));
        self.add_alt_decl(&mut problem, alt);
        self.report(problem);
        false
    }

    /// Returns the value of a tag.
    fn tag(&mut self, literal: NodeRef) -> Arc<[u8]> {
        let Node::BasicLit { kind, is_bad } = self.source.node(literal) else {
            return Arc::default();
        };
        if is_bad {
            return Arc::default();
        }
        let source = self.source.files[literal.file()];
        let text = source.file.literal(source.src, literal.id());
        if kind == LitKind::String
            && let Some(value) = quote::unquote_bytes(text)
        {
            return value.into();
        }
        let text = format!("incorrect tag syntax: {}", quote::quote_bytes(text));
        self.error_at(literal, Code::InvalidSyntaxTree, text);
        Arc::default()
    }

    /// Reports an embedded field whose type may not be embedded.
    pub(crate) fn later_embedded_field(&mut self, pos: Pos, typ: TypeId) {
        let (base, is_pointer) = self.types.deref(typ);
        let under = self.types.under(base);
        let code = Code::InvalidPtrEmbed;
        match self.types.get(under) {
            Type::Basic(BasicKind::UnsafePointer) if self.types.is_valid(base) => {
                self.error(pos, code, "embedded field type cannot be unsafe.Pointer");
            }
            Type::Pointer { .. } => {
                self.error(pos, code, "embedded field type cannot be a pointer");
            }
            Type::Interface(_) => {
                if self.types.is_type_param(base) {
                    let text = "embedded field type cannot be a (pointer to a) type parameter";
                    self.error(pos, Code::MisplacedTypeParam, text);
                } else if is_pointer {
                    let text = "embedded field type cannot be a pointer to an interface";
                    self.error(pos, code, text);
                }
            }
            _ => {}
        }
    }
}

impl Sources<'_> {
    /// Returns the name of an embedded field of a type; `None` if it cannot be embedded.
    pub(crate) fn embedded_field_ident(&self, e: NodeRef) -> Option<NodeRef> {
        match self.node(e) {
            Node::Name => Some(e),
            Node::Operation { .. } => {
                let base = self.pointer_base(e)?;
                match self.pointer_base(base) {
                    Some(_) => None,
                    None => self.embedded_field_ident(base),
                }
            }
            Node::Selector { sel, .. } => e.opt(sel),
            Node::Index { x, .. } => self.embedded_field_ident(e.opt(x)?),
            _ => None,
        }
    }
}
