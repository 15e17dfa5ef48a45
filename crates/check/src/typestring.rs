//! The texts of types.
//!
//! Counterpart: cmd/compile/internal/types2/typestring.go.

use vamos_base::golang::quote;
use vamos_types::ChanDir;
use vamos_types::ObjId;
use vamos_types::Term;
use vamos_types::Type;
use vamos_types::TypeId;
use vamos_types::typ;

use crate::checker::Checker;
use crate::format::Qualifier;

/// A text of types that is being written.
#[derive(Debug)]
pub(crate) struct TypeWriter {
    pub(crate) text: String,
    /// The types that are being written.
    seen: Vec<TypeId>,
    qualifier: Qualifier,
    /// True to write the names of parameters.
    pub(crate) has_param_names: bool,
    /// True to write the package of the first field that is not exported.
    pub(crate) has_pkg_info: bool,
}

impl TypeWriter {
    pub(crate) fn new(qualifier: Qualifier) -> Self {
        Self {
            text: String::new(),
            seen: Vec::new(),
            qualifier,
            has_param_names: true,
            has_pkg_info: false,
        }
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

impl Checker<'_> {
    /// Returns a type as messages show it.
    pub(crate) fn type_text(&mut self, t: TypeId) -> String {
        self.type_text_with(t, Qualifier::Messages)
    }

    /// Returns a type with full package paths (`t.String()`).
    pub(crate) fn type_text_full(&mut self, t: TypeId) -> String {
        self.type_text_with(t, Qualifier::Path)
    }

    /// Returns a type with full package paths, except for the package itself (`RelativeTo`).
    pub(crate) fn type_text_relative(&mut self, t: TypeId) -> String {
        self.type_text_with(t, Qualifier::Relative)
    }

    fn type_text_with(&mut self, t: TypeId, qualifier: Qualifier) -> String {
        let mut w = TypeWriter::new(qualifier);
        self.write_type(&mut w, t);
        w.text
    }

    /// Returns the text of a list of terms, whose types have full package paths.
    pub(crate) fn terms_text(&mut self, list: &[Term]) -> String {
        if list.is_empty() {
            return "∅".to_owned();
        }
        let mut text = String::new();
        for (index, term) in list.iter().enumerate() {
            if index > 0 {
                text += " | ";
            }
            if term.tilde {
                text.push('~');
            }
            match term.typ {
                None => text += "𝓤",
                Some(t) => text += &self.type_text_full(t),
            }
        }
        text
    }

    /// Writes a type.
    pub(crate) fn write_type(&mut self, w: &mut TypeWriter, t: TypeId) {
        if !self.types.may_go_on() {
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
        match self.types.get(t) {
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
        match self.types.get(t) {
            Type::Basic(_) => {
                if t == typ::UNSAFE_POINTER {
                    let unsafe_pkg = self.types.universe().unsafe_pkg;
                    w.text += &self.package_prefix(Some(unsafe_pkg), w.qualifier);
                }
                w.text += self.types.basic_name(t);
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
        for index in 0..self.types.struct_type(t).fields.len() {
            if index > 0 {
                w.separate(';');
            }
            let field = self.types.struct_type(t).fields[index];
            let object = self.types.object(field);
            let (name, pkg) = (object.name, object.pkg);
            // Only the first field of the outermost struct gets it.
            let has_pkg =
                w.qualifier == Qualifier::Path && w.has_pkg_info && !self.types.is_exported(name);
            if has_pkg {
                w.has_pkg_info = false;
            }
            if !object.is_embedded() {
                w.text += self.types.text(name);
                w.text.push(' ');
            }
            let field_type = self.types.obj_type(field);
            self.write_type(w, field_type);
            if has_pkg {
                let path = pkg.map_or("", |pkg| self.types.text(self.types.package(pkg).path));
                w.text += &format!(" /* package {path} */ ");
            }
            let tag = self.types.struct_type(t).tag(index);
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
        if t == typ::EMPTY_INTERFACE && !self.config.release.shows_meaning_of_any() {
            w.text += "any";
            return;
        }
        if self.types.named(typ::COMPARABLE).underlying == Some(t) {
            w.text += "interface{comparable}";
            return;
        }
        let interface = self.types.interface(t);
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
            w.text += self.types.name_of(method);
            if let Some(sig) = self.types.object(method).typ {
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
            self.types.get(elem),
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
        let targs = self.types.type_args(t);
        if !targs.is_empty() || self.types.is_instance(t) {
            self.write_list(w, &targs);
            return;
        }
        let tparams = self.types.type_params(t);
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
            let bound = self.types.type_param(*tparam).bound;
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
        let object = self.types.object(obj);
        let (name, pos) = (object.name, object.pos);
        let text = self.types.text(name);
        w.text += text;
        if self
            .types
            .lookup(self.types.universe().scope, name)
            .is_some()
        {
            let place = self.pos_text(pos);
            w.text += &format!(" /* with {text} declared at {place} */");
        }
    }

    fn write_type_name(&mut self, w: &mut TypeWriter, obj: ObjId) {
        let pkg = self.types.object(obj).pkg;
        w.text += &self.package_prefix(pkg, w.qualifier);
        w.text += self.types.name_of(obj);
    }

    /// Writes parameters or results.
    pub(crate) fn write_tuple(
        &mut self,
        w: &mut TypeWriter,
        tuple: Option<TypeId>,
        is_variadic: bool,
    ) {
        w.text.push('(');
        let vars = self.types.vars(tuple).to_vec();
        for (index, var) in vars.iter().enumerate() {
            if index > 0 {
                w.separate(',');
            }
            let name = self.types.name_of(*var);
            if w.has_param_names && !name.is_empty() {
                w.text += name;
                w.text.push(' ');
            }
            let t = self.types.obj_type(*var);
            if !is_variadic || index + 1 < vars.len() {
                self.write_type(w, t);
            } else if let &Type::Slice { elem } = self.types.get(t) {
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
        let sig = self.types.signature(t);
        let (tparams, params, results) = (sig.tparams.clone(), sig.params, sig.results);
        let is_variadic = sig.is_variadic;
        if !tparams.is_empty() {
            self.write_tparams(w, &tparams);
        }
        self.write_tuple(w, params, is_variadic);
        match self.types.vars(results) {
            [] => {}
            [only] if self.types.name_of(*only).is_empty() => {
                let t = self.types.obj_type(*only);
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
