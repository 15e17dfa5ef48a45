//! Parts of objects that only the compiler reads.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`funcExt`, `linkname`).

use vamos_ast::Node;
use vamos_check::NodeRef;
use vamos_check::PragmaGroup;
use vamos_objfile::exports::Section;
use vamos_types::ObjId;
use vamos_types::Pos;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::trees::opt;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Writes the extension of a function, which only the compiler reads.
    pub(crate) fn func_ext(&mut self, ext: &mut Element, obj: ObjId, decl: NodeRef) -> Result<()> {
        let Node::FuncDecl { pragmas, body, .. } = self.trees.node(decl) else {
            return Err(Error::unexpected("declaration", self.trees.pos(decl)));
        };
        let sig = self.types().obj_type(obj);
        let body = opt(decl, body);
        let (body, captured) = self.body_idx(sig, body, ext.dict)?;
        if !captured.is_empty() {
            return Err(Error::unexpected("free variable", self.trees.pos(decl)));
        }
        let group = self.group(decl.file(), pragmas);
        ext.int(group.all.bits().into());
        self.linkname(ext, obj);
        if self.is_wasm {
            let import = group.wasm_import.as_ref();
            self.text(ext, import.map_or("", |import| &import.module));
            self.text(ext, import.map_or("", |import| &import.name));
            let export = group.wasm_export.as_ref();
            self.text(ext, export.map_or("", |export| &export.name));
        }
        ext.bool(false);
        ext.encoder.reference(Section::Body, body);
        Ok(())
    }

    /// Returns the directives of a declaration; an empty group without any.
    pub(crate) fn group(&self, file: usize, number: u32) -> PragmaGroup {
        let group = self.directives.get(file).and_then(|all| all.group(number));
        group.cloned().unwrap_or_default()
    }

    pub(crate) fn type_flags(&self, obj: ObjId) -> Result<u16> {
        let missing = || Error::unexpected("type without a declaration", Pos::NONE);
        let decl = self.decls.types.get(&obj).ok_or_else(missing)?.node;
        match self.trees.node(decl) {
            Node::TypeDecl { pragmas, .. } => Ok(self.group(decl.file(), pragmas).all.bits()),
            _ => Err(missing()),
        }
    }

    /// Writes the symbol of an object, if it has one of another name.
    pub(crate) fn linkname(&mut self, ext: &mut Element, obj: ObjId) {
        let (name, is_std) = self.decls.linknames.get(&obj).cloned().unwrap_or_default();
        ext.int(-1);
        self.text(ext, &name);
        if self.has_linknamestd {
            ext.bool(is_std);
        }
    }

    /// Returns the declaration of a function.
    pub(crate) fn func_decl(&self, obj: ObjId) -> Result<NodeRef> {
        let decl = self.decls.functions.get(&obj).copied();
        let pos = self.types().object(obj).pos;
        decl.ok_or_else(|| Error::unexpected("function without a declaration", pos))
    }
}
