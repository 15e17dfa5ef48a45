//! Imports: their declarations in the scope of a file, and unused imports.
//!
//! Counterpart: cmd/compile/internal/types2/resolver.go.

use vamos_ast::Node;
use vamos_base::golang::quote;
use vamos_base::golang::unicode;
use vamos_types::Name;
use vamos_types::ObjectKind;
use vamos_types::PkgId;
use vamos_types::Pos;
use vamos_types::ScopeId;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::problem::Problem;
use crate::sources::Sources;

/// Characters that import paths must not contain.
const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}";

/// Returns the path of an import declaration.
fn valid_path(literal: &[u8]) -> Result<String, String> {
    let path = quote::unquote_bytes(literal).ok_or("invalid syntax")?;
    if path.is_empty() {
        return Err("empty string".to_owned());
    }
    let path = String::from_utf8_lossy(&path);
    let is_illegal =
        |c: &char| !unicode::is_graphic(*c) || unicode::is_space(*c) || ILLEGAL.contains(*c);
    match path.chars().find(is_illegal) {
        Some(c) => Err(format!("invalid character {}", unicode::code_point(c))),
        None => Ok(path.into_owned()),
    }
}

/// Returns the part of a path before the last slash.
fn dir(path: &str) -> &str {
    match path.rfind(['/', '\\']) {
        Some(at) if at > 0 => &path[..at],
        _ => ".",
    }
}

impl Checker<'_> {
    /// Imports a package, and declares it or its exported objects in the file's scope.
    pub(crate) fn collect_import(
        &mut self,
        decl: NodeRef,
        local_name: Option<NodeRef>,
        path: Option<NodeRef>,
        dir: &str,
        scope: ScopeId,
    ) {
        let Some(literal) = path else {
            return;
        };
        if matches!(
            self.source.node(literal),
            Node::BasicLit { is_bad: true, .. }
        ) {
            return;
        }
        let source = self.source.files[literal.file()];
        let path = match valid_path(source.file.literal(source.src, literal.id())) {
            Ok(path) => path,
            Err(err) => {
                let text = format!("invalid import path ({err})");
                self.error_at(literal, Code::BadImportPath, text);
                return;
            }
        };
        let imported = self.import_package(self.source.pos(literal), &path, dir);
        let mut name = self.types.package(imported).name;
        if let Some(local) = local_name {
            name = self.name(local);
            if path == "C" {
                let text = "cannot rename import \"C\"";
                self.error_at(local, Code::ImportCRenamed, text);
                return;
            }
        }
        if self.types.text(name) == "init" {
            let text = "cannot import package as init - init must be a func";
            self.error_at(decl, Code::InvalidInitDecl, text);
            return;
        }
        let package = self.types.package_mut(self.pkg);
        if !package.imports.contains(&imported) {
            package.imports.push(imported);
        }
        let obj = self
            .types
            .new_pkg_name(self.source.pos(decl), name, imported);
        match local_name {
            Some(local) => self.record_def(local, Some(obj)),
            None => self.record_implicit(decl, obj),
        }
        if self.types.package(imported).is_fake {
            self.usage.pkg_names.insert(obj);
        }
        self.decls.imports.push(obj);
        match local_name {
            Some(local) if self.types.text(name) == "." => {
                self.dot_import(local, obj, imported, scope);
            }
            _ => self.declare(scope, None, obj, Pos::NONE),
        }
    }

    /// Declares the exported objects of an imported package in a file's scope. Upstream does it in
    /// the order of a map; here the order is by name.
    fn dot_import(
        &mut self,
        local: NodeRef,
        pkg_name: vamos_types::ObjId,
        imported: PkgId,
        scope: ScopeId,
    ) {
        let mut names = self.types.imported_names(imported);
        if imported == self.types.universe().unsafe_pkg {
            let all = self.types.scope(self.types.package(imported).scope).elems();
            names = all.iter().map(|(name, _)| *name).collect();
            names.sort_by(|a, b| self.types.text(*a).cmp(self.types.text(*b)));
        }
        for name in names {
            if !self.types.is_exported(name) {
                continue;
            }
            if let Some(alt) = self.types.lookup(scope, name) {
                let mut problem = Problem::new(Code::DuplicateDecl);
                let text = format!("{} redeclared in this block", self.types.name_of(alt));
                problem.add(self.start(local), text);
                self.add_alt_decl(&mut problem, alt);
                self.report(problem);
            } else if let Some(obj) = self.types.lookup_imported(imported, name) {
                self.types.insert(scope, obj);
                self.decls.dot_imports.insert((scope, name), pkg_name);
            }
        }
    }

    /// Returns an imported package; an empty one after an error.
    fn import_package(&mut self, pos: Pos, path: &str, dir: &str) -> PkgId {
        let key = (dir.to_owned(), path.to_owned());
        if let Some(known) = self.decls.imported.get(&key) {
            return *known;
        }
        let mut found = self.importer.import(&mut self.types, path);
        if let Ok(pkg) = found {
            let name = self.types.package(pkg).name;
            if name == Name::BLANK || name == Name::EMPTY {
                let name = quote::quote(self.types.text(name));
                found = Err(format!("invalid package name: {name}"));
            }
        }
        let pkg = found.unwrap_or_else(|err| {
            let text = format!("could not import {path} ({err})");
            self.error(pos, Code::BrokenImport, text);
            self.types.fake_package(path)
        });
        self.decls.imported.insert(key, pkg);
        // The next message collects the names of packages anew.
        self.types.forget_package_names();
        pkg
    }

    /// Reports imports that are not used, in the order of the source.
    pub(crate) fn unused_imports(&mut self) {
        if self.config.ignores_bodies {
            return;
        }
        for obj in std::mem::take(&mut self.decls.imports) {
            let object = self.types.object(obj);
            let ObjectKind::PkgName { imported } = object.kind else {
                continue;
            };
            if object.name == Name::BLANK || self.usage.pkg_names.contains(&obj) {
                continue;
            }
            let (pos, name) = (object.pos, self.types.text(object.name));
            let path = self.types.text(self.types.package(imported).path);
            let last = path.rsplit('/').next().unwrap_or(path);
            let path = quote::quote(path);
            let text = if name.is_empty() || name == "." || name == last {
                format!("{path} imported and not used")
            } else {
                format!("{path} imported as {name} and not used")
            };
            self.soft_error(pos, Code::UnusedImport, text);
        }
    }
}

impl Sources<'_> {
    /// Returns the directory of the file that a node is in, as line directives have it.
    pub(crate) fn dir_of(&self, node: NodeRef) -> String {
        let lines = self.files[node.file()].lines;
        let place = lines.place(self.tree(node).offset(node.id()));
        dir(&lines.file_name(place)).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_imports() {
        assert_eq!(valid_path(b"\"a/b\""), Ok("a/b".to_owned()));
        assert_eq!(valid_path(b"\"\""), Err("empty string".to_owned()));
        let err = "invalid character U+0020 ' '";
        assert_eq!(valid_path(b"\"a b\""), Err(err.to_owned()));
        let err = "invalid character U+FFFD '\u{fffd}'";
        assert_eq!(valid_path(b"\"a\\xff\""), Err(err.to_owned()));
        assert_eq!(dir("/a/b.go"), "/a");
        assert_eq!(dir("b.go"), ".");
    }
}
