//! The texts of types.
//!
//! Counterpart: cmd/compile/internal/types2/typestring.go.

use crate::ChanDir;
use crate::ObjId;
use crate::Pos;
use crate::Term;
use crate::Type;
use crate::TypeId;
use crate::typ;
use vamos_base::golang::quote;

use crate::Types;
use crate::algebra::format::Qualifier;

/// A text of types that is being written.
#[derive(Debug)]
pub struct TypeWriter {
    /// The text so far.
    pub text: String,
    /// Offsets in the text at which a position belongs.
    places: Vec<(usize, Pos)>,
    /// The types that are being written.
    seen: Vec<TypeId>,
    qualifier: Qualifier,
    /// True to write the names of parameters.
    pub has_param_names: bool,
    /// True to write the package of the first field that is not exported.
    pub has_pkg_info: bool,
}

impl TypeWriter {
    /// Returns an empty text.
    pub fn new(qualifier: Qualifier) -> Self {
        Self {
            text: String::new(),
            places: Vec::new(),
            seen: Vec::new(),
            qualifier,
            has_param_names: true,
            has_pkg_info: false,
        }
    }

    /// Returns the text with positions as `place` shows them.
    pub fn finish(self, mut place: impl FnMut(Pos) -> String) -> String {
        let mut text = self.text;
        for (at, pos) in self.places.into_iter().rev() {
            text.insert_str(at, &place(pos));
        }
        text
    }

    /// Writes a separator and a space.
    fn separate(&mut self, separator: char) {
        self.text.push(separator);
        self.text.push(' ');
    }

    fn error(&mut self, text: &str) {
        self.text.push('<');
        self.text += text;
        self.text.push('>');
    }
}

impl Types {
    /// Writes a type.
    pub(crate) fn write_type(&mut self, w: &mut TypeWriter, t: TypeId) {
        if !self.may_go_on() {
            return;
        }
        if w.seen.contains(&t) {
            let name = self.go_type_name(t);
            w.error(&format!("cycle to *{name}"));
            return;
        }
        w.seen.push(t);
        self.write_new_type(w, t);
        w.seen.pop();
    }

    /// Returns the name of a kind of types (`goTypeName`).
    fn go_type_name(&self, t: TypeId) -> &'static str {
        match self.get(t) {
            Type::Basic(_) => "Basic",
            Type::Array { .. } => "Array",
            Type::Slice { .. } => "Slice",
            Type::Struct(_) => "Struct",
            Type::Pointer { .. } => "Pointer",
            Type::Tuple { .. } => "Tuple",
            Type::Signature(_) => "Signature",
            Type::Union { .. } => "Union",
            Type::Interface(_) => "Interface",
            Type::Map { .. } => "Map",
            Type::Chan { .. } => "Chan",
            Type::Named(_) => "Named",
            Type::TypeParam(_) => "TypeParam",
            Type::Alias(_) => "Alias",
        }
    }

    fn write_new_type(&mut self, w: &mut TypeWriter, t: TypeId) {
        match self.get(t) {
            Type::Basic(_) => {
                if t == typ::UNSAFE_POINTER {
                    let unsafe_pkg = self.universe().unsafe_pkg;
                    w.text += &self.package_prefix(Some(unsafe_pkg), w.qualifier);
                }
                w.text += self.basic_name(t);
            }
            &Type::Array { elem, len } => {
                w.text += &format!("[{len}]");
                self.write_type(w, elem);
            }
            &Type::Slice { elem } => {
                w.text += "[]";
                self.write_type(w, elem);
            }
            Type::Struct(_) => self.write_struct(w, t),
            &Type::Pointer { elem } => {
                w.text.push('*');
                self.write_type(w, elem);
            }
            Type::Tuple { .. } => self.write_tuple(w, Some(t), false),
            Type::Signature(_) => {
                w.text += "func";
                self.write_signature(w, t);
            }
            Type::Union { terms } => {
                let terms = terms.clone();
                self.write_union(w, &terms);
            }
            Type::Interface(_) => self.write_interface(w, t),
            &Type::Map { key, elem } => {
                w.text += "map[";
                self.write_type(w, key);
                w.text.push(']');
                self.write_type(w, elem);
            }
            &Type::Chan { dir, elem } => self.write_chan(w, dir, elem),
            Type::Named(named) => {
                let obj = named.obj;
                self.write_type_name(w, obj);
                self.write_args_or_params(w, t);
            }
            Type::TypeParam(param) => {
                let obj = param.obj;
                self.write_type_param(w, obj);
            }
            Type::Alias(alias) => {
                let obj = alias.obj;
                self.write_type_name(w, obj);
                self.write_args_or_params(w, t);
            }
        }
    }

    fn write_struct(&mut self, w: &mut TypeWriter, t: TypeId) {
        w.text += "struct{";
        for index in 0..self.struct_type(t).fields.len() {
            if index > 0 {
                w.separate(';');
            }
            let field = self.struct_type(t).fields[index];
            let object = self.object(field);
            let (name, pkg) = (object.name, object.pkg);
            // Only the first field of the outermost struct gets it.
            let has_pkg =
                w.qualifier == Qualifier::Path && w.has_pkg_info && !self.is_exported(name);
            if has_pkg {
                w.has_pkg_info = false;
            }
            if !object.is_embedded() {
                w.text += self.text(name);
                w.text.push(' ');
            }
            let field_type = self.obj_type(field);
            self.write_type(w, field_type);
            if has_pkg {
                let path = pkg.map_or("", |pkg| self.text(self.package(pkg).path));
                w.text += &format!(" /* package {path} */ ");
            }
            let tag = self.struct_type(t).tag(index);
            if !tag.is_empty() {
                w.text.push(' ');
                quote::append_quote_bytes(&mut w.text, tag);
            }
        }
        w.text.push('}');
    }

    fn write_union(&mut self, w: &mut TypeWriter, terms: &[Term]) {
        if terms.is_empty() {
            return w.error("empty union");
        }
        for (index, term) in terms.iter().enumerate() {
            if index > 0 {
                w.text += " | ";
            }
            if term.tilde {
                w.text.push('~');
            }
            if let Some(t) = term.typ {
                self.write_type(w, t);
            }
        }
    }

    fn write_interface(&mut self, w: &mut TypeWriter, t: TypeId) {
        if t == typ::EMPTY_INTERFACE {
            w.text += "any";
            return;
        }
        if self.named(typ::COMPARABLE).underlying == Some(t) {
            w.text += "interface{comparable}";
            return;
        }
        let interface = self.interface(t);
        let (methods, embeddeds) = (interface.methods.clone(), interface.embeddeds.clone());
        if interface.is_implicit {
            if let ([], [only]) = (methods.as_slice(), embeddeds.as_slice()) {
                return self.write_type(w, *only);
            }
            w.text += "/* implicit */ ";
        }
        w.text += "interface{";
        let mut is_first = true;
        for method in methods {
            if !is_first {
                w.separate(';');
            }
            is_first = false;
            w.text += self.name_of(method);
            if let Some(sig) = self.object(method).typ {
                self.write_signature(w, sig);
            }
        }
        for t in embeddeds {
            if !is_first {
                w.separate(';');
            }
            is_first = false;
            self.write_type(w, t);
        }
        w.text.push('}');
    }

    fn write_chan(&mut self, w: &mut TypeWriter, dir: ChanDir, elem: TypeId) {
        w.text += match dir {
            ChanDir::SendRecv => "chan ",
            ChanDir::SendOnly => "chan<- ",
            ChanDir::RecvOnly => "<-chan ",
        };
        let is_recv = matches!(
            self.get(elem),
            Type::Chan {
                dir: ChanDir::RecvOnly,
                ..
            }
        );
        if dir == ChanDir::SendRecv && is_recv {
            w.text.push('(');
            self.write_type(w, elem);
            w.text.push(')');
        } else {
            self.write_type(w, elem);
        }
    }

    /// Writes the type arguments of an instance, or the type parameters of a generic type.
    fn write_args_or_params(&mut self, w: &mut TypeWriter, t: TypeId) {
        let targs = self.type_args(t);
        if !targs.is_empty() || self.is_instance(t) {
            self.write_list(w, &targs);
            return;
        }
        let tparams = self.type_params(t);
        if !tparams.is_empty() {
            self.write_tparams(w, &tparams);
        }
    }

    fn write_list(&mut self, w: &mut TypeWriter, list: &[TypeId]) {
        w.text.push('[');
        for (index, t) in list.iter().enumerate() {
            if index > 0 {
                w.separate(',');
            }
            self.write_type(w, *t);
        }
        w.text.push(']');
    }

    /// Writes type parameters with their constraints, each once for neighbours that share it.
    pub(crate) fn write_tparams(&mut self, w: &mut TypeWriter, list: &[TypeId]) {
        w.text.push('[');
        let mut last: Option<TypeId> = None;
        for (index, tparam) in list.iter().enumerate() {
            let bound = self.type_param(*tparam).bound;
            if index > 0 {
                if bound != last {
                    w.text.push(' ');
                    self.write_bound(w, last);
                }
                w.separate(',');
            }
            last = bound;
            self.write_type(w, *tparam);
        }
        if last.is_some() {
            w.text.push(' ');
            self.write_bound(w, last);
        }
        w.text.push(']');
    }

    fn write_bound(&mut self, w: &mut TypeWriter, bound: Option<TypeId>) {
        match bound {
            Some(bound) => self.write_type(w, bound),
            None => w.error("nil"),
        }
    }

    /// Writes a type parameter's name, and its position if a predeclared type has the same name.
    fn write_type_param(&mut self, w: &mut TypeWriter, obj: ObjId) {
        let object = self.object(obj);
        let (name, pos) = (object.name, object.pos);
        let text = self.text(name);
        w.text += text;
        if self.lookup(self.universe().scope, name).is_some() {
            w.text += &format!(" /* with {text} declared at ");
            w.places.push((w.text.len(), pos));
            w.text += " */";
        }
    }

    fn write_type_name(&mut self, w: &mut TypeWriter, obj: ObjId) {
        let pkg = self.object(obj).pkg;
        w.text += &self.package_prefix(pkg, w.qualifier);
        w.text += self.name_of(obj);
    }

    /// Writes parameters or results.
    pub(crate) fn write_tuple(
        &mut self,
        w: &mut TypeWriter,
        tuple: Option<TypeId>,
        is_variadic: bool,
    ) {
        w.text.push('(');
        let vars = self.vars(tuple).to_vec();
        for (index, var) in vars.iter().enumerate() {
            if index > 0 {
                w.separate(',');
            }
            let name = self.name_of(*var);
            if w.has_param_names && !name.is_empty() {
                w.text += name;
                w.text.push(' ');
            }
            let t = self.obj_type(*var);
            if !is_variadic || index + 1 < vars.len() {
                self.write_type(w, t);
            } else if let &Type::Slice { elem } = self.get(t) {
                w.text += "...";
                self.write_type(w, elem);
            } else {
                // Only for append of strings: the type is string or a type parameter.
                self.write_type(w, t);
                w.text += "...";
            }
        }
        w.text.push(')');
    }

    /// Writes a function's type without `func`.
    pub(crate) fn write_signature(&mut self, w: &mut TypeWriter, t: TypeId) {
        let sig = self.signature(t);
        let (tparams, params, results) = (sig.tparams.clone(), sig.params, sig.results);
        let is_variadic = sig.is_variadic;
        if !tparams.is_empty() {
            self.write_tparams(w, &tparams);
        }
        self.write_tuple(w, params, is_variadic);
        match self.vars(results) {
            [] => {}
            [only] if self.name_of(*only).is_empty() => {
                let t = self.obj_type(*only);
                w.text.push(' ');
                self.write_type(w, t);
            }
            _ => {
                w.text.push(' ');
                self.write_tuple(w, results, false);
            }
        }
    }
}
