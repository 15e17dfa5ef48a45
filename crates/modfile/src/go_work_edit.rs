//! Changes to a go.work. [`GoWork::cleanup`] must be called after the last change.
//!
//! Counterpart: golang.org/x/mod/modfile (work.go).

use std::collections::BTreeMap;

use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;

use crate::directive::Go;
use crate::directive::Toolchain;
use crate::directive::auto_quote;
use crate::directive::is_go_version;
use crate::directive::is_toolchain_name;
use crate::edit;
use crate::edit::LineOrder;
use crate::error::ModuleError;
use crate::go_work::GoWork;
use crate::go_work::Use;
use crate::syntax::Hint;
use crate::syntax::LineId;
use crate::syntax::Stmt;

impl GoWork {
    /// Returns the index of the first statement that is not a comment: comments at the top stay
    /// there.
    fn after_comments(&self) -> usize {
        self.syntax
            .stmts
            .iter()
            .take_while(|stmt| matches!(stmt, Stmt::Comments(..)))
            .count()
    }

    /// Sets the go version.
    pub fn add_go_stmt(&mut self, version: &str) -> Result<(), ModuleError> {
        if !is_go_version(version) {
            return Err(ModuleError::Message(format!(
                "invalid language version {}",
                quote(version)
            )));
        }
        let tokens = vec!["go".to_string(), version.to_string()];
        match &mut self.go {
            Some(go) => {
                go.version = version.to_string();
                self.syntax.update_line(go.line, tokens);
            }
            None => {
                let line = self.syntax.insert_line(self.after_comments(), tokens);
                self.go = Some(Go {
                    version: version.to_string(),
                    line,
                });
            }
        }
        Ok(())
    }

    /// Sets the toolchain.
    pub fn add_toolchain_stmt(&mut self, name: &str) -> Result<(), ModuleError> {
        if !is_toolchain_name(name) {
            return Err(ModuleError::Message(format!(
                "invalid toolchain name {}",
                quote(name)
            )));
        }
        let tokens = vec!["toolchain".to_string(), name.to_string()];
        match &mut self.toolchain {
            Some(toolchain) => {
                toolchain.name = name.to_string();
                self.syntax.update_line(toolchain.line, tokens);
            }
            None => {
                let is_go = |stmt: &Stmt| matches!(stmt, Stmt::Line(id) if self.syntax.line(*id).tokens.first().is_some_and(|t| t == "go"));
                let at = self
                    .syntax
                    .stmts
                    .iter()
                    .position(is_go)
                    .map_or_else(|| self.after_comments(), |i| i + 1);
                let line = self.syntax.insert_line(at, tokens);
                self.toolchain = Some(Toolchain {
                    name: name.to_string(),
                    line,
                });
            }
        }
        Ok(())
    }

    /// Removes the go line.
    pub fn drop_go_stmt(&mut self) {
        if let Some(go) = self.go.take() {
            self.syntax.mark_removed(go.line);
        }
    }

    /// Removes the toolchain line.
    pub fn drop_toolchain_stmt(&mut self) {
        if let Some(toolchain) = self.toolchain.take() {
            self.syntax.mark_removed(toolchain.line);
        }
    }

    /// Sets a godebug setting.
    pub fn add_godebug(&mut self, key: &str, value: &str) {
        edit::add_godebug(&mut self.syntax, &mut self.godebug, key, value);
    }

    /// Removes a godebug setting.
    pub fn drop_godebug(&mut self, key: &str) {
        edit::drop_godebug(&mut self.syntax, &mut self.godebug, key);
    }

    /// Adds a directory, unless it is listed; removes duplicates.
    pub fn add_use(&mut self, disk_path: &str, module_path: &str) {
        let mut found = false;
        let syntax = &mut self.syntax;
        self.uses.retain_mut(|u| {
            if u.path != disk_path {
                return true;
            }
            if found {
                syntax.mark_removed(u.line);
                return false;
            }
            found = true;
            u.module_path = module_path.to_string();
            syntax.update_line(u.line, vec!["use".to_string(), auto_quote(disk_path)]);
            true
        });
        if !found {
            self.add_new_use(disk_path, module_path);
        }
    }

    /// Adds a directory, whether or not it is listed.
    pub fn add_new_use(&mut self, disk_path: &str, module_path: &str) {
        let line = self
            .syntax
            .add_line(Hint::Last, vec!["use".to_string(), auto_quote(disk_path)]);
        self.uses.push(Use {
            path: disk_path.to_string(),
            module_path: module_path.to_string(),
            line,
        });
    }

    /// Sets the directories to this list of (directory, module path).
    pub fn set_use(&mut self, dirs: &[(String, String)]) {
        let need: BTreeMap<&str, &str> = dirs
            .iter()
            .map(|(dir, path)| (dir.as_str(), path.as_str()))
            .collect();
        let syntax = &mut self.syntax;
        self.uses.retain_mut(|u| match need.get(u.path.as_str()) {
            Some(path) => {
                u.module_path = (*path).to_string();
                true
            }
            None => {
                syntax.mark_removed(u.line);
                false
            }
        });
        // Upstream also adds the existing directories again.
        for (dir, path) in need {
            self.add_new_use(dir, path);
        }
        self.sort_blocks();
    }

    /// Removes a directory.
    pub fn drop_use(&mut self, disk_path: &str) {
        let syntax = &mut self.syntax;
        self.uses.retain(|u| {
            if u.path == disk_path {
                syntax.mark_removed(u.line);
            }
            u.path != disk_path
        });
    }

    /// Sets a replacement; without version, for all versions.
    pub fn add_replace(&mut self, old: &ModuleVersion, new: &ModuleVersion) {
        edit::add_replace(&mut self.syntax, &mut self.replace, old, new);
    }

    /// Removes a replacement.
    pub fn drop_replace(&mut self, old: &ModuleVersion) {
        edit::drop_replace(&mut self.syntax, &mut self.replace, old);
    }

    /// Removes duplicate replacements and sorts blocks.
    pub fn sort_blocks(&mut self) {
        let mut dead: HashSet<LineId> = HashSet::new();
        edit::take_duplicate_replaces(&mut self.replace, &mut dead);
        self.syntax.drop_lines(&|line| dead.contains(&line));
        edit::sort_blocks(&mut self.syntax, |_| LineOrder::Text);
    }

    /// Removes deleted lines and empty blocks, and entries with empty paths, whose lines stay. It
    /// must be called after changes, before the file is printed.
    pub fn cleanup(&mut self) {
        self.uses.retain(|x| !x.path.is_empty());
        self.replace.retain(|x| !x.old.path.is_empty());
        self.syntax.cleanup();
    }
}
