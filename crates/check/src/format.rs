//! Names of packages in messages.
//!
//! Counterpart: cmd/compile/internal/types2/format.go.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::quote;
use vamos_types::Name;
use vamos_types::PkgId;

use crate::checker::Checker;

/// Qualification of the names of package-level objects (`Qualifier`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Qualifier {
    /// By the package's name, or its quoted path if another one has that name; the checked
    /// package is not named.
    Messages,
    /// By the path (no qualifier).
    Path,
    /// By the path, but the checked package is not named (`RelativeTo`).
    Relative,
}

impl Checker<'_> {
    /// Returns the qualifier of a package's names, without the dot; empty for the checked package.
    pub(crate) fn qualifier(&mut self, pkg: PkgId) -> String {
        if pkg == self.pkg {
            return String::new();
        }
        if self.usage.pkg_paths.is_none() {
            let mut paths = HashMap::new();
            self.mark_imports(self.pkg, &mut paths, &mut HashSet::new());
            self.usage.pkg_paths = Some(paths);
        }
        let package = self.types.package(pkg);
        let (name, path) = (self.types.text(package.name), self.types.text(package.path));
        let paths = self.usage.pkg_paths.as_ref();
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
        let package = self.types.package(pkg);
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
            Qualifier::Relative if pkg == self.pkg => String::new(),
            Qualifier::Path | Qualifier::Relative => {
                self.types.text(self.types.package(pkg).path).to_owned()
            }
        };
        if !prefix.is_empty() {
            prefix.push('.');
        }
        prefix
    }
}
