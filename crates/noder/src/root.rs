//! The two roots: the package's objects, and its initialization and declarations.
//!
//! Counterpart: cmd/compile/internal/noder/unified.go (`writePkgStub`), writer.go (`pkgInit`,
//! `pkgDecl`).

use vamos_ast::Node;
use vamos_check::Embed;
use vamos_check::NodeRef;
use vamos_objfile::exports::Section;
use vamos_types::Pos;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::writer::Writer;

/// The kinds of declarations.
const END: u64 = 0;
const FUNC: u64 = 1;
const METHOD: u64 = 2;
const VAR: u64 = 3;
const OTHER: u64 = 4;

impl Writer<'_, '_> {
    /// Writes both roots.
    pub(crate) fn roots(&mut self) -> Result<()> {
        let mut public = self.begin(Section::Meta, None);
        let mut private = self.begin(Section::Meta, None);
        self.pkg(&mut public, Some(self.pkg))?;
        let scope = self.types().package(self.pkg).scope;
        let mut elems = self.types().scope(scope).elems().to_vec();
        elems.sort_by(|(a, _), (b, _)| self.types().text(*a).cmp(self.types().text(*b)));
        public.len(elems.len());
        for (_, obj) in elems {
            self.obj(&mut public, obj, &[])?;
        }
        self.end(&mut public);
        self.pkg_init(&mut private)?;
        self.end(&mut private);
        Ok(())
    }

    fn pkg_init(&mut self, w: &mut Element) -> Result<()> {
        let cgo = self.decls.cgo.clone();
        w.len(cgo.len());
        for words in cgo {
            self.texts(w, &words);
        }
        let order = self.checker.info().init_order().to_vec();
        w.len(order.len());
        for (vars, rhs) in order {
            w.len(vars.len());
            for var in vars {
                self.obj(w, var, &[])?;
            }
            self.expr(w, rhs)?;
        }
        for file in 0..self.trees.files.len() {
            for decl in self.file_decls(file) {
                self.pkg_decl(w, decl)?;
            }
        }
        w.code(END);
        Ok(())
    }

    fn texts(&mut self, w: &mut Element, texts: &[String]) {
        w.len(texts.len());
        for text in texts {
            self.text(w, text);
        }
    }

    fn pkg_decl(&mut self, w: &mut Element, decl: NodeRef) -> Result<()> {
        match self.trees.node(decl) {
            Node::ImportDecl { .. } => Ok(()),
            Node::ConstDecl { names, .. } => {
                w.code(OTHER);
                let names = self.trees.list(decl, names);
                self.pkg_objs(w, &names)
            }
            Node::FuncDecl { name, .. } => {
                let name = self.trees.part(decl, name)?;
                self.func_decl_of_package(w, name)
            }
            Node::TypeDecl { name, params, .. } => {
                let name = self.trees.part(decl, name)?;
                let is_generic = !self.trees.tree(decl).is_empty(params);
                if is_generic || self.trees.is_blank(name) || self.is_constraint(name)? {
                    return Ok(());
                }
                w.code(OTHER);
                self.pkg_objs(w, &[name])
            }
            Node::VarDecl { names, pragmas, .. } => {
                w.code(VAR);
                let names = self.trees.list(decl, names);
                self.pkg_objs(w, &names)?;
                let embeds = self.group(decl.file(), pragmas).embeds;
                w.len(embeds.len());
                for Embed { offset, patterns } in embeds {
                    self.pos(w, Pos::new(decl.file(), offset))?;
                    self.texts(w, &patterns);
                }
                Ok(())
            }
            _ => Err(Error::unexpected("declaration", self.trees.pos(decl))),
        }
    }

    fn func_decl_of_package(&mut self, w: &mut Element, name: NodeRef) -> Result<()> {
        if self.trees.is_blank(name) {
            return Ok(());
        }
        let obj = self.known_def(name)?;
        let sig = self.sig(self.types().obj_type(obj))?;
        let is_generic = !sig.rparams.is_empty() || !sig.tparams.is_empty();
        let recv = sig.recv;
        if is_generic {
            return Ok(());
        }
        let Some(recv) = recv else {
            w.code(FUNC);
            return self.pkg_objs(w, &[name]);
        };
        w.code(METHOD);
        let base = self.recv_base(self.types().obj_type(recv));
        self.typ(w, base)?;
        self.selector(w, obj)
    }

    /// Returns the defined type of a receiver.
    fn recv_base(&self, recv: TypeId) -> TypeId {
        let recv = self.types().unalias(recv);
        match self.types().get(recv) {
            Type::Pointer { elem } => self.types().unalias(*elem),
            _ => recv,
        }
    }

    /// Reports whether a name is that of an interface that is a constraint only.
    fn is_constraint(&mut self, name: NodeRef) -> Result<bool> {
        let obj = self.known_def(name)?;
        let typ = self.types().obj_type(obj);
        let under = self.types_mut().under(typ);
        let is_interface = matches!(self.types().get(under), Type::Interface(_));
        Ok(is_interface && !self.types_mut().is_method_set(under))
    }

    fn pkg_objs(&mut self, w: &mut Element, names: &[NodeRef]) -> Result<()> {
        w.len(names.len());
        for name in names {
            let obj = self.known_def(*name)?;
            self.obj(w, obj, &[])?;
        }
        Ok(())
    }
}
