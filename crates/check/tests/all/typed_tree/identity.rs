//! Numbers of types and objects by first sight, and descriptions of them by the numbers of their
//! parts: equal for two checkers only if both share types and objects alike.
//!
//! Counterpart: none.

use std::collections::HashMap;

use vamos_ast::Outcome;
use vamos_base::golang::line_directive::LineDirective;
use vamos_check::Checked;
use vamos_check::Info;
use vamos_check::Mode;
use vamos_check::NodeRef;
use vamos_types::BaseId;
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
        base_numbers: HashMap::new(),
        pending: Vec::new(),
        lines: Vec::new(),
    };
    identity.nodes();
    identity.package(pkg);
    identity.describe_pending();
    identity.lines
}

/// A type, object or origin of positions without a description so far, and its number.
#[derive(Clone, Copy)]
enum Pending {
    Type(TypeId, usize),
    Object(ObjId, usize),
    Base(Base, usize),
}

/// An origin of positions: of a file of the package, by its number there, or of an import.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Base {
    Own(usize, u32),
    Foreign(BaseId),
}

struct Identity<'i> {
    types: &'i mut Types,
    files: &'i [Outcome],
    info: &'i Info,
    type_numbers: HashMap<TypeId, usize>,
    object_numbers: HashMap<ObjId, usize>,
    base_numbers: HashMap<Base, usize>,
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
            self.pending.push(Pending::Type(typ, number));
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
            self.pending.push(Pending::Object(obj, number));
        }
        format!("o{number}")
    }

    /// Returns the number of an origin of positions.
    fn base(&mut self, base: Base) -> String {
        let next = self.base_numbers.len();
        let number = *self.base_numbers.entry(base).or_insert(next);
        if number == next {
            self.pending.push(Pending::Base(base, number));
        }
        format!("b{number}")
    }

    /// Returns a position by the number of its origin.
    fn pos(&mut self, pos: Pos) -> String {
        if let Some((file, offset)) = pos.own() {
            let place = self.files[file].lines.place(offset);
            let base = self.base(Base::Own(file, place.base));
            return format!("{base}:{}:{}", place.line, place.column);
        }
        match self.types.place(pos) {
            Some(place) if place.line > 0 => {
                let base = self.base(Base::Foreign(place.base));
                format!("{base}:{}:{}", place.line, place.column)
            }
            _ => "-".to_owned(),
        }
    }

    fn type_list(&mut self, list: &[TypeId]) -> String {
        let all: Vec<String> = list.iter().map(|typ| self.typ(*typ)).collect();
        format!("[{}]", all.join(" "))
    }

    /// Adds the facts of the nodes of all files.
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
                    let line = format!("{} {}", self.pos(pos), parts.join(" "));
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
            let vars: Vec<String> = vars.iter().map(|var| self.object(*var)).collect();
            self.lines.push(format!("init {}", vars.join(" ")));
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
        let mut at = 0;
        while let Some(pending) = self.pending.get(at).copied() {
            at += 1;
            let line = match pending {
                Pending::Type(typ, number) => {
                    format!("t{number} = {}", self.describe_type(typ).join(" "))
                }
                Pending::Object(obj, number) => {
                    format!("o{number} = {}", self.describe_object(obj))
                }
                Pending::Base(base, number) => {
                    format!("b{number} = n:{}", self.describe_base(base))
                }
            };
            self.lines.push(line);
        }
    }

    fn describe_base(&mut self, base: Base) -> String {
        let (name, at, directive) = match base {
            Base::Own(file, number) => {
                let base = self.files[file].lines.base(number);
                (base.name, Some(Base::Own(file, 0)), base.directive)
            }
            Base::Foreign(id) => {
                let base = self.types.base(id);
                let at = base.directive.and_then(|(at, _)| at).map(Base::Foreign);
                let directive = base.directive.map(|(_, directive)| directive);
                (base.file.to_string(), at, directive)
            }
        };
        let Some(directive) = directive else {
            return name;
        };
        let LineDirective {
            at_line,
            at_column,
            line,
            column,
        } = directive;
        let at = at.map_or_else(
            || "-".to_owned(),
            |at| format!("{}:{at_line}:{at_column}", self.base(at)),
        );
        format!("{name} {at} {line} {column}")
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
            Type::Struct(_) | Type::Tuple { .. } | Type::Signature(_) | Type::Union { .. } => {
                self.describe_composite(data)
            }
            Type::Interface(_) => self.describe_interface(typ),
            Type::Named(_) => self.describe_named(typ),
            Type::Alias(alias) => {
                let (orig, actual) = (self.types.origin(typ), self.types.unalias(typ));
                let obj = self.types.alias(orig).obj;
                vec![
                    "Alias".to_owned(),
                    self.object(obj),
                    self.typ(orig),
                    self.type_list(&alias.targs),
                    self.type_list(&alias.tparams),
                    self.typ(alias.from_rhs),
                    self.typ(actual),
                ]
            }
            Type::TypeParam(param) => {
                let index = param.index.map_or(-1, i64::from).to_string();
                let (under, bound) = (self.types.iface(typ), self.types.tparam_bound(typ));
                let (obj, bound) = (self.object(param.obj), self.typ(bound));
                vec!["TypeParam".to_owned(), obj, index, bound, self.typ(under)]
            }
        }
    }

    fn describe_composite(&mut self, data: Type) -> Vec<String> {
        match data {
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
            _ => Vec::new(),
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
        let place = self.pos(object.pos);
        let path = package.map_or("-", |package| self.types.text(package.path));
        let name = self.types.text(object.name);
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
