//! Declarations of objects, and their contexts.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`declCollector`, `collectDecls`).

use std::rc::Rc;

use vamos_ast::Node;
use vamos_ast::parts;
use vamos_check::NodeRef;
use vamos_objfile::goobj::escape_path;
use vamos_types::ObjId;
use vamos_types::Type;
use vamos_types::TypeId;

use crate::declared::TypeDecl;
use crate::error::Result;
use crate::trees::at;
use crate::writer::Writer;

/// The context of a declaration.
#[derive(Clone)]
struct Context {
    is_in_func: bool,
    implicits: Rc<[TypeId]>,
}

impl Writer<'_, '_> {
    /// Returns the declarations of a file.
    pub(crate) fn file_decls(&self, file: usize) -> Vec<NodeRef> {
        let parsed = self.trees.files[file].file;
        let decls = parsed.tree.list(parsed.decls);
        decls.map(|node| NodeRef::new(file, node)).collect()
    }

    /// Finds the declarations of all files.
    pub(crate) fn collect_decls(&mut self) -> Result<()> {
        let mut generation = 0;
        for file in 0..self.trees.files.len() {
            let context = Context {
                is_in_func: false,
                implicits: Rc::default(),
            };
            let decls = self.file_decls(file).into_iter().rev();
            let mut stack: Vec<(NodeRef, Context)> =
                decls.map(|node| (node, context.clone())).collect();
            while let Some((node, context)) = stack.pop() {
                let inner = self.collect(node, context, &mut generation)?;
                let parts = self.parts_in_order(node).into_iter().rev();
                stack.extend(parts.map(|part| (part, inner.clone())));
            }
            self.collect_directives(file);
        }
        Ok(())
    }

    /// Returns the parts of a node as they are written: the body of a loop over a function is before
    /// the function.
    fn parts_in_order(&self, node: NodeRef) -> Vec<NodeRef> {
        let tree = self.trees.tree(node);
        let all = parts(tree, node.id());
        if let Node::For {
            init: Some(init),
            body: Some(body),
            ..
        } = tree.node(node.id())
            && let Node::RangeClause { lhs, x, .. } = tree.node(init)
            && self.replaced.contains_key(&node)
        {
            let parts = [lhs, Some(body), x].into_iter().flatten();
            return parts.map(|part| at(node, part)).collect();
        }
        all.into_iter().map(|part| at(node, part)).collect()
    }

    /// Adds the objects that a node declares; returns the context of its parts.
    fn collect(
        &mut self,
        node: NodeRef,
        context: Context,
        generation: &mut usize,
    ) -> Result<Context> {
        match self.trees.node(node) {
            Node::FuncDecl { name, .. } => {
                let obj = self.known_def(self.trees.part(node, name)?)?;
                self.decls.functions.insert(obj, node);
                Ok(self.with_params(context, obj))
            }
            Node::TypeDecl { name, is_alias, .. } => {
                let obj = self.known_def(self.trees.part(node, name)?)?;
                // Types of functions may have the same name.
                let is_numbered = !is_alias && context.is_in_func;
                *generation += usize::from(is_numbered);
                let decl = TypeDecl {
                    node,
                    generation: if is_numbered { *generation } else { 0 },
                    implicits: context.implicits.clone(),
                };
                self.decls.types.insert(obj, decl);
                Ok(self.with_params(context, obj))
            }
            Node::Block { .. } => Ok(Context {
                is_in_func: true,
                ..context
            }),
            _ => Ok(context),
        }
    }

    /// Returns a context with the type parameters of a declaration.
    fn with_params(&mut self, context: Context, obj: ObjId) -> Context {
        let mut params = self.recv_type_params(obj);
        params.extend(self.obj_type_params(obj));
        if params.is_empty() {
            return context;
        }
        Context {
            implicits: context.implicits.iter().copied().chain(params).collect(),
            ..context
        }
    }

    /// Adds symbols and lines of cgo from a file's directives.
    fn collect_directives(&mut self, file: usize) {
        let directives = &self.directives[file];
        let cgo = directives.cgo.iter().cloned();
        self.decls.cgo.extend(cgo);
        let path = self.types().text(self.types().package(self.pkg).path);
        let prefix = escape_path(path).into_owned();
        for linkname in &directives.linknames {
            let scope = self.types().package(self.pkg).scope;
            let name = self.types().find_name(&linkname.local);
            let obj = name.and_then(|name| self.types().lookup(scope, name));
            if let Some(obj) = obj {
                let usual = || format!("{prefix}.{}", linkname.local);
                let remote = linkname.remote.clone().unwrap_or_else(usual);
                let symbol = (remote, linkname.is_std);
                self.decls.linknames.entry(obj).or_insert(symbol);
            }
        }
    }

    /// Returns the type parameters of a method's receiver, if they are not those of the method.
    pub(crate) fn recv_type_params(&self, obj: ObjId) -> Vec<TypeId> {
        let object = self.types().object(obj);
        match object.typ.map(|typ| self.types().get(typ)) {
            Some(Type::Signature(sig)) if object.is_func() && self.has_generic_methods() => {
                sig.rparams.to_vec()
            }
            _ => Vec::new(),
        }
    }

    /// Returns the type parameters of an object (`objTypeParams`).
    pub(crate) fn obj_type_params(&mut self, obj: ObjId) -> Vec<TypeId> {
        let object = self.types().object(obj);
        let (is_func, is_type) = (object.is_func(), object.is_type_name());
        let Some(typ) = object.typ else {
            return Vec::new();
        };
        match self.types().get(typ) {
            Type::Signature(sig) if is_func => {
                let takes_receivers = sig.recv.is_some() && !self.has_generic_methods();
                let params = if takes_receivers {
                    &sig.rparams
                } else {
                    &sig.tparams
                };
                params.to_vec()
            }
            Type::Named(_) | Type::Alias(_) if is_type => self.types_mut().type_params(typ),
            _ => Vec::new(),
        }
    }
}
