//! Names of packages in messages.
//!
//! Counterpart: cmd/compile/internal/types2/format.go.

use crate::Name;
use crate::ObjId;
use crate::PkgId;
use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::quote;

use crate::Types;

/// Qualification of the names of package-level objects (`Qualifier`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// By the package's name, or its quoted path if another one has that name; the checked
    /// package is not named.
    Messages,
    /// By the path (no qualifier).
    Path,
    /// By the path, but the checked package is not named (`RelativeTo`).
    Relative,
}

impl Types {
    /// Forgets the names of packages, because there is one more.
    pub fn forget_package_names(&mut self) {
        self.algebra.pkg_paths = None;
    }

    /// Returns the qualifier of a package's names, without the dot; empty for the checked package.
    pub fn qualifier(&mut self, pkg: PkgId) -> String {
        if Some(pkg) == self.algebra.own {
            return String::new();
        }
        if self.algebra.pkg_paths.is_none() {
            let mut paths = HashMap::new();
            if let Some(own) = self.algebra.own {
                self.mark_imports(own, &mut paths, &mut HashSet::new());
            }
            self.algebra.pkg_paths = Some(paths);
        }
        let package = self.package(pkg);
        let (name, path) = (self.text(package.name), self.text(package.path));
        let paths = self.algebra.pkg_paths.as_ref();
        let same_name = paths.and_then(|paths| paths.get(&package.name));
        if same_name.is_some_and(|paths| paths.len() > 1) {
            quote::quote(path)
        } else {
            name.to_owned()
        }
    }

    /// Collects the paths of a package and of all that it imports by their names.
    fn mark_imports(
        &self,
        pkg: PkgId,
        paths: &mut HashMap<Name, HashSet<Name>>,
        seen: &mut HashSet<PkgId>,
    ) {
        if !seen.insert(pkg) {
            return;
        }
        let package = self.package(pkg);
        paths.entry(package.name).or_default().insert(package.path);
        for import in &package.imports {
            self.mark_imports(*import, paths, seen);
        }
    }

    /// Returns the qualifier of a package's names, with the dot (`packagePrefix`).
    pub(crate) fn package_prefix(&mut self, pkg: Option<PkgId>, qualifier: Qualifier) -> String {
        let Some(pkg) = pkg else {
            return String::new();
        };
        let mut prefix = match qualifier {
            Qualifier::Messages => self.qualifier(pkg),
            Qualifier::Relative if Some(pkg) == self.algebra.own => String::new(),
            Qualifier::Path | Qualifier::Relative => self.text(self.package(pkg).path).to_owned(),
        };
        if !prefix.is_empty() {
            prefix.push('.');
        }
        prefix
    }

    /// Returns an object's name, qualified if its package is another one.
    pub fn qualified_name(&mut self, obj: ObjId) -> String {
        let pkg = self.object(obj).pkg;
        let mut text = pkg.map_or_else(String::new, |pkg| self.qualifier(pkg));
        if !text.is_empty() {
            text.push('.');
        }
        text + self.name_of(obj)
    }
}
