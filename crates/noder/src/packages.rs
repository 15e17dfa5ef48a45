//! Packages.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go (`pkgIdx`), import.go.

use hashbrown::HashSet;
use vamos_ast::Node;
use vamos_check::NodeRef;
use vamos_objfile::exports::Section;
use vamos_types::ObjectKind;
use vamos_types::PkgId;

use crate::element::Element;
use crate::error::Result;
use crate::trees::opt;
use crate::writer::Writer;

impl Writer<'_, '_> {
    /// Writes a use of a package; `None` is the universe.
    pub(crate) fn pkg(&mut self, w: &mut Element, pkg: Option<PkgId>) -> Result<()> {
        let index = self.pkg_idx(pkg)?;
        w.encoder.reference(Section::Pkg, index);
        Ok(())
    }

    /// Returns the index of a package.
    pub(crate) fn pkg_idx(&mut self, pkg: Option<PkgId>) -> Result<u32> {
        if let Some(index) = self.indices.packages.get(&pkg) {
            return Ok(*index);
        }
        self.step()?;
        let mut w = self.begin(Section::Pkg, None);
        self.indices.packages.insert(pkg, w.encoder.index());
        let unsafe_pkg = self.types().universe().unsafe_pkg;
        match pkg {
            None => self.text(&mut w, "builtin"),
            Some(pkg) if pkg == unsafe_pkg => self.text(&mut w, "unsafe"),
            Some(pkg) => {
                let types = self.types();
                let package = types.package(pkg);
                let own = pkg == self.pkg;
                let path = if own { "" } else { types.text(package.path) };
                let [path, name] = [path, types.text(package.name)].map(str::to_owned);
                let imports = package.imports.clone();
                self.text(&mut w, &path);
                self.text(&mut w, &name);
                w.len(imports.len());
                for import in imports {
                    self.pkg(&mut w, Some(import))?;
                }
            }
        }
        Ok(self.end(&mut w))
    }

    /// Returns the package that an import declaration imports (`PkgNameOf`).
    pub(crate) fn imported(&self, decl: NodeRef) -> Option<PkgId> {
        let Node::ImportDecl { local_name, .. } = self.trees.node(decl) else {
            return None;
        };
        let named = opt(decl, local_name).and_then(|name| self.def(name));
        let obj = named.or_else(|| self.implicit(decl))?;
        match self.types().object(obj).kind {
            ObjectKind::PkgName { imported } => Some(imported),
            _ => None,
        }
    }

    /// Returns the paths of imported packages, in the order of the first import.
    pub(crate) fn imports(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut paths = Vec::new();
        for file in 0..self.trees.files.len() {
            let imported = self.file_decls(file);
            let imported = imported.into_iter().filter_map(|decl| self.imported(decl));
            let new = imported.filter(|pkg: &PkgId| seen.insert(*pkg));
            let types = self.types();
            paths.extend(new.map(|pkg| types.text(types.package(pkg).path).to_owned()));
        }
        paths
    }
}
