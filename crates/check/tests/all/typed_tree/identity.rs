//! Numbers of types and objects by first sight, and descriptions of them by the numbers of their
//! parts: equal for two checkers only if both share types and objects alike.
//!
//! Counterpart: none.

use std::collections::HashMap;

use vamos_ast::Outcome;
use vamos_check::Checked;
use vamos_check::Info;
use vamos_check::Mode;
use vamos_check::NodeRef;
use vamos_types::Facts as _;
use vamos_types::ObjId;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::Types;

/// Returns the description of a package's nodes in order, then of everything that is reachable from
/// them.
pub(crate) fn describe(checked: Checked, files: &[Outcome]) -> Vec<String> {
    let Checked {
        mut types,
        pkg,
        info,
        ..
    } = checked;
    let mut identity = Identity {
        types: &mut types,
        files,
        info: &info,
        type_numbers: HashMap::new(),
        object_numbers: HashMap::new(),
        pending: Vec::new(),
        lines: Vec::new(),
    };
    identity.nodes();
    identity.package(pkg);
    identity.describe_pending();
    identity.lines
}

/// A type or object without a description so far.
#[derive(Clone, Copy)]
enum Pending {
    Type(TypeId),
    Object(ObjId),
}

struct Identity<'i> {
    types: &'i mut Types,
    files: &'i [Outcome],
    info: &'i Info,
    type_numbers: HashMap<TypeId, usize>,
    object_numbers: HashMap<ObjId, usize>,
    pending: Vec<Pending>,
    lines: Vec<String>,
}

impl Identity<'_> {
    /// Returns the number of a type.
    fn typ(&mut self, typ: impl Into<Option<TypeId>>) -> String {
        let Some(typ) = typ.into() else {
            return "t-".to_owned();
        };
        let next = self.type_numbers.len();
        let number = *self.type_numbers.entry(typ).or_insert(next);
        if number == next {
            self.pending.push(Pending::Type(typ));
        }
        format!("t{number}")
    }

    /// Returns the number of an object.
    fn object(&mut self, obj: impl Into<Option<ObjId>>) -> String {
        let Some(obj) = obj.into() else {
            return "o-".to_owned();
        };
        let next = self.object_numbers.len();
        let number = *self.object_numbers.entry(obj).or_insert(next);
        if number == next {
            self.pending.push(Pending::Object(obj));
        }
        format!("o{number}")
    }

    fn type_list(&mut self, list: &[TypeId]) -> String {
        let all: Vec<String> = list.iter().map(|typ| self.typ(*typ)).collect();
        format!("[{}]", all.join(" "))
    }

    fn place(&self, pos: Pos) -> String {
        let Some((file, offset)) = pos.own() else {
            return "-".to_owned();
        };
        let place = self.files[file].lines.place(offset);
        format!("{file}:{}:{}", place.line, place.column)
    }

    /// Adds what is recorded for the nodes of all files.
    fn nodes(&mut self) {
        for (number, outcome) in self.files.iter().enumerate() {
            let Some(file) = &outcome.file else { continue };
            let mut nodes = Vec::new();
            vamos_ast::inspect(&file.tree, file.decls, |node| {
                nodes.push(node);
                true
            });
            for id in nodes {
                let node = NodeRef::new(number, id);
                let pos = Pos::new(number, file.tree.offset(id));
                let parts = self.node(node);
                if !parts.is_empty() {
                    let line = format!("{} {}", self.place(pos), parts.join(" "));
                    self.lines.push(line);
                }
            }
        }
    }

    fn node(&mut self, node: NodeRef) -> Vec<String> {
        let mut parts = Vec::new();
        let info = self.info;
        if let Some(known) = info.type_and_value(node)
            && known.mode != Mode::NoValue
        {
            parts.push(format!("type {}", self.typ(known.typ)));
        }
        if let Some(obj) = info.def(node) {
            parts.push(format!("def {}", self.object(obj)));
        }
        if let Some(obj) = info.use_of(node) {
            parts.push(format!("use {}", self.object(obj)));
        }
        if let Some(instance) = info.instance(node) {
            let targs = self.type_list(&instance.targs);
            parts.push(format!("instance {targs} {}", self.typ(instance.typ)));
        }
        if let Some(obj) = info.implicit(node) {
            parts.push(format!("implicit {}", self.object(obj)));
        }
        if let Some(selection) = info.selection(node) {
            let recv = self.typ(selection.recv);
            parts.push(format!("select {recv} {}", self.object(selection.obj)));
        }
        parts
    }

    /// Adds the order of initialization and the objects of the package's scope.
    fn package(&mut self, pkg: PkgId) {
        for (vars, _) in self.info.init_order() {
            let mut line = "init".to_owned();
            for var in vars {
                line += " ";
                line += &self.object(*var);
            }
            self.lines.push(line);
        }
        let scope = self.types.package(pkg).scope;
        let elems = self.types.scope(scope).elems();
        let mut names: Vec<(String, ObjId)> = elems
            .iter()
            .map(|(name, obj)| (self.types.text(*name).to_owned(), *obj))
            .collect();
        names.sort();
        for (name, obj) in names {
            let line = format!("scope n:{name} {}", self.object(obj));
            self.lines.push(line);
        }
    }

    fn describe_pending(&mut self) {
        let (mut next_type, mut next_object) = (0, 0);
        let mut at = 0;
        while let Some(pending) = self.pending.get(at).copied() {
            at += 1;
            let line = match pending {
                Pending::Type(typ) => {
                    let number = next_type;
                    next_type += 1;
                    format!("t{number} = {}", self.describe_type(typ).join(" "))
                }
                Pending::Object(obj) => {
                    let number = next_object;
                    next_object += 1;
                    format!("o{number} = {}", self.describe_object(obj))
                }
            };
            self.lines.push(line);
        }
    }

    fn describe_type(&mut self, typ: TypeId) -> Vec<String> {
        let data = self.types.get(typ).clone();
        match data {
            Type::Basic(_) => {
                let name = self.types.basic_name(typ).replace(' ', "_");
                vec!["Basic".to_owned(), name]
            }
            Type::Array { elem, len } => {
                vec!["Array".to_owned(), len.to_string(), self.typ(elem)]
            }
            Type::Slice { elem } => vec!["Slice".to_owned(), self.typ(elem)],
            Type::Pointer { elem } => vec!["Pointer".to_owned(), self.typ(elem)],
            Type::Chan { dir, elem } => {
                vec!["Chan".to_owned(), (dir as u8).to_string(), self.typ(elem)]
            }
            Type::Map { key, elem } => vec!["Map".to_owned(), self.typ(key), self.typ(elem)],
            Type::Struct(fields) => {
                let mut parts = vec!["Struct".to_owned()];
                for (at, field) in fields.fields.iter().enumerate() {
                    parts.push(self.object(*field));
                    let tag: String = fields.tag(at).iter().map(|b| format!("{b:02x}")).collect();
                    parts.extend((!tag.is_empty()).then_some(tag));
                }
                parts
            }
            Type::Tuple { vars } => {
                let mut parts = vec!["Tuple".to_owned()];
                parts.extend(vars.iter().map(|var| self.object(*var)));
                parts
            }
            Type::Signature(sig) => vec![
                "Signature".to_owned(),
                self.object(sig.recv),
                self.type_list(&sig.rparams),
                self.type_list(&sig.tparams),
                self.typ(sig.params),
                self.typ(sig.results),
                sig.is_variadic.to_string(),
            ],
            Type::Union { terms } => {
                let mut parts = vec!["Union".to_owned()];
                for term in terms {
                    parts.push(format!("{}:{}", term.tilde, self.typ(term.typ)));
                }
                parts
            }
            Type::Interface(_) => self.describe_interface(typ),
            Type::Named(_) => self.describe_named(typ),
            Type::Alias(alias) => {
                let orig = self.types.origin(typ);
                let obj = self.types.alias(orig).obj;
                vec![
                    "Alias".to_owned(),
                    self.object(obj),
                    self.typ(orig),
                    self.type_list(&alias.targs),
                    self.type_list(&alias.tparams),
                    self.typ(alias.from_rhs),
                    {
                        let actual = self.types.unalias(typ);
                        self.typ(actual)
                    },
                ]
            }
            Type::TypeParam(param) => {
                let index = param
                    .index
                    .map_or("-1".to_owned(), |index| index.to_string());
                let under = self.types.iface(typ);
                let bound = self.types.tparam_bound(typ);
                vec![
                    "TypeParam".to_owned(),
                    self.object(param.obj),
                    index,
                    self.typ(bound),
                    self.typ(under),
                ]
            }
        }
    }

    fn describe_interface(&mut self, typ: TypeId) -> Vec<String> {
        let interface = self.types.interface(typ).clone();
        let mut parts = vec!["Interface".to_owned(), interface.is_implicit.to_string()];
        parts.extend(interface.methods.iter().map(|method| self.object(*method)));
        parts.push("embeds".to_owned());
        parts.extend(interface.embeddeds.iter().map(|typ| self.typ(*typ)));
        parts.push("all".to_owned());
        let set = self.types.type_set(typ);
        parts.extend(set.methods.iter().map(|method| self.object(*method)));
        parts
    }

    fn describe_named(&mut self, typ: TypeId) -> Vec<String> {
        let obj = self.types.named_obj(typ);
        let orig = self.types.origin(typ);
        let targs = self.types.type_args(typ);
        let tparams = self.types.type_params(typ);
        let under = self.types.named_under(typ);
        let mut parts = vec![
            "Named".to_owned(),
            self.object(obj),
            self.typ(orig),
            self.type_list(&targs),
            self.type_list(&tparams),
            self.typ(under),
        ];
        for at in 0..self.types.num_named_methods(typ) {
            let method = self.types.queries().named_method(typ, at);
            parts.push(self.object(method));
        }
        parts
    }

    fn describe_object(&mut self, obj: ObjId) -> String {
        let object = self.types.object(obj).clone();
        let package = object.pkg.map(|pkg| self.types.package(pkg).clone());
        let parent = match object.parent {
            None => "none",
            Some(scope) if scope == self.types.universe().scope => "universe",
            Some(scope) if package.as_ref().is_some_and(|own| own.scope == scope) => "package",
            Some(_) => "other",
        };
        let path = package.map_or("-", |package| self.types.text(package.path));
        let (name, place) = (self.types.text(object.name), self.place(object.pos));
        let head = |kind: &str| format!("{kind} n:{name} {path} {place} {parent}");
        let text = match &object.kind {
            ObjectKind::PkgName { imported } => {
                let path = self.types.text(self.types.package(*imported).path);
                return format!("{} {path}", head("PkgName"));
            }
            ObjectKind::Builtin(_) => return head("Builtin"),
            ObjectKind::Nil => return head("Nil"),
            ObjectKind::Const { val } => format!("{} {}", head("Const"), val.exact_string()),
            ObjectKind::TypeName => head("TypeName"),
            ObjectKind::Label => head("Label"),
            ObjectKind::Var { .. } => {
                let head = head("Var");
                let origin = self.types.object_origin(obj);
                let origin = self.object(origin);
                let (is_field, is_embedded) = (object.is_field(), object.is_embedded());
                format!("{head} {is_field} {is_embedded} {origin}")
            }
            ObjectKind::Func { .. } => {
                let head = head("Func");
                let origin = self.types.object_origin(obj);
                format!("{head} {}", self.object(origin))
            }
        };
        format!("{text} {}", self.typ(object.typ))
    }
}
