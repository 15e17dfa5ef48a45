//! Changes to a go.mod. [`GoMod::cleanup`] must be called after the last change.
//!
//! Counterpart: golang.org/x/mod/modfile (rule.go, `Add*`, `Drop*`, `SortBlocks`, `Cleanup`).

use std::cmp::Ordering;

use hashbrown::HashSet;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;

use crate::directive::Go;
use crate::directive::Toolchain;
use crate::directive::auto_quote;
use crate::directive::is_go_version;
use crate::directive::is_toolchain_name;
use crate::edit;
use crate::edit::LineOrder;
use crate::error::ModuleError;
use crate::go_mod::Exclude;
use crate::go_mod::GoMod;
use crate::go_mod::Module;
use crate::go_mod::PathLine;
use crate::go_mod::VersionInterval;
use crate::syntax::Comment;
use crate::syntax::Comments;
use crate::syntax::FileSyntax;
use crate::syntax::Hint;
use crate::syntax::LineId;
use crate::syntax::Position;
use crate::syntax::Stmt;

/// The line id of a removed directive.
const REMOVED: LineId = LineId(u32::MAX);

impl GoMod {
    /// Sets the module path.
    pub fn add_module_stmt(&mut self, path: &str) {
        let tokens = vec!["module".to_string(), auto_quote(path)];
        match &mut self.module {
            Some(module) => {
                module.path = path.to_string();
                self.syntax.update_line(module.line, tokens);
            }
            None => {
                let line = self.syntax.add_line(Hint::Last, tokens);
                self.module = Some(Module {
                    path: path.to_string(),
                    deprecated: String::new(),
                    line,
                });
            }
        }
    }

    /// Adds a comment at the end.
    pub fn add_comment(&mut self, text: &str) {
        let comment = Comment {
            token: text.to_string(),
            ..Comment::default()
        };
        let comments = Comments {
            before: vec![comment],
            ..Comments::default()
        };
        self.syntax
            .stmts
            .push(Stmt::Comments(comments, Position::default()));
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
                let hint = self
                    .module
                    .as_ref()
                    .map_or(Hint::Last, |module| Hint::Line(module.line));
                let line = self.syntax.add_line(hint, tokens);
                self.go = Some(Go {
                    version: version.to_string(),
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
                let above = self
                    .go
                    .as_ref()
                    .map(|go| go.line)
                    .or(self.module.as_ref().map(|m| m.line));
                let line = self
                    .syntax
                    .add_line(above.map_or(Hint::Last, Hint::Line), tokens);
                self.toolchain = Some(Toolchain {
                    name: name.to_string(),
                    line,
                });
            }
        }
        Ok(())
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

    /// Excludes a version, which must be canonical.
    pub fn add_exclude(&mut self, path: &str, version: &str) -> Result<(), ModuleError> {
        check_canonical_version(path, version)?;
        let module = ModuleVersion::new(path, version);
        if self.exclude.iter().any(|x| x.module == module) {
            return Ok(());
        }
        let beside = self.exclude.iter().rfind(|x| x.module.path == path);
        let hint = beside.map_or(Hint::End, |x| Hint::Line(x.line));
        let line = self.syntax.add_line(
            hint,
            vec!["exclude".to_string(), auto_quote(path), version.to_string()],
        );
        self.exclude.push(Exclude { module, line });
        Ok(())
    }

    /// Removes an exclusion.
    pub fn drop_exclude(&mut self, path: &str, version: &str) {
        let syntax = &mut self.syntax;
        self.exclude.retain(|x| {
            let drop = x.module.path == path && x.module.version == version;
            if drop {
                syntax.mark_removed(x.line);
            }
            !drop
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

    /// Retracts versions, which must be canonical. Only the tree shows it: like upstream, the list stays as it is.
    pub fn add_retract(
        &mut self,
        interval: &VersionInterval,
        rationale: &str,
    ) -> Result<(), ModuleError> {
        let path = self.module_path().to_string();
        check_canonical_version(&path, &interval.high)?;
        check_canonical_version(&path, &interval.low)?;
        let (low, high) = (auto_quote(&interval.low), auto_quote(&interval.high));
        let mut tokens = vec!["retract".to_string()];
        if interval.low == interval.high {
            tokens.push(low);
        } else {
            tokens.extend(["[".to_string(), low, ",".to_string(), high, "]".to_string()]);
        }
        let line = self.syntax.add_line(Hint::Last, tokens);
        if !rationale.is_empty() {
            let comment = |line| Comment {
                token: format!("// {line}"),
                ..Comment::default()
            };
            self.syntax
                .line_mut(line)
                .comments
                .before
                .extend(rationale.split('\n').map(comment));
        }
        Ok(())
    }

    /// Removes a retraction.
    pub fn drop_retract(&mut self, interval: &VersionInterval) {
        let syntax = &mut self.syntax;
        self.retract.retain(|r| {
            if r.interval == *interval {
                syntax.mark_removed(r.line);
            }
            r.interval != *interval
        });
    }

    /// Adds a tool.
    pub fn add_tool(&mut self, path: &str) {
        if add_path(&mut self.syntax, &mut self.tool, "tool", path) {
            self.sort_blocks();
        }
    }

    /// Removes a tool.
    pub fn drop_tool(&mut self, path: &str) {
        drop_path(&mut self.syntax, &mut self.tool, path);
    }

    /// Ignores a directory.
    pub fn add_ignore(&mut self, path: &str) {
        if add_path(&mut self.syntax, &mut self.ignore, "ignore", path) {
            self.sort_blocks();
        }
    }

    /// No longer ignores a directory.
    pub fn drop_ignore(&mut self, path: &str) {
        drop_path(&mut self.syntax, &mut self.ignore, path);
    }

    /// Removes duplicate lines and sorts blocks.
    pub fn sort_blocks(&mut self) {
        self.remove_duplicates();
        let semantic = self.go.as_ref().is_some_and(|go| {
            semver::compare(&format!("v{}", go.version), "v1.21") != Ordering::Less
        });
        edit::sort_blocks(&mut self.syntax, |verb| match verb {
            "exclude" if semantic => LineOrder::Exclude,
            "retract" => LineOrder::Retract,
            _ => LineOrder::Text,
        });
    }

    /// Of equal exclusions, tools and ignored directories the first stays; of replacements the
    /// last.
    fn remove_duplicates(&mut self) {
        let mut dead: HashSet<LineId> = HashSet::new();
        let mut seen: HashSet<ModuleVersion> = HashSet::new();
        dead.extend(
            self.exclude
                .iter()
                .filter(|x| !seen.insert(x.module.clone()))
                .map(|x| x.line),
        );
        self.exclude.retain(|x| !dead.contains(&x.line));
        edit::take_duplicate_replaces(&mut self.replace, &mut dead);
        for list in [&mut self.tool, &mut self.ignore] {
            let mut seen: HashSet<String> = HashSet::new();
            dead.extend(
                list.iter()
                    .filter(|x| !seen.insert(x.path.clone()))
                    .map(|x| x.line),
            );
            list.retain(|x| !dead.contains(&x.line));
        }
        self.syntax.drop_lines(&|line| dead.contains(&line));
    }

    /// Removes deleted lines and empty blocks, and entries with empty names, whose lines stay. It
    /// must be called after changes, before the file is printed.
    pub fn cleanup(&mut self) {
        self.godebug.retain(|x| !x.key.is_empty());
        self.require.retain(|x| !x.module.path.is_empty());
        self.exclude.retain(|x| !x.module.path.is_empty());
        self.replace.retain(|x| !x.old.path.is_empty());
        self.retract
            .retain(|x| !(x.interval.low.is_empty() && x.interval.high.is_empty()));
        self.syntax.cleanup();
    }
}

fn add_path(syntax: &mut FileSyntax, list: &mut Vec<PathLine>, verb: &str, path: &str) -> bool {
    if list.iter().any(|x| x.path == path) {
        return false;
    }
    let line = syntax.add_line(Hint::Last, vec![verb.to_string(), path.to_string()]);
    list.push(PathLine {
        path: path.to_string(),
        line,
    });
    true
}

fn drop_path(syntax: &mut FileSyntax, list: &mut [PathLine], path: &str) {
    for x in list {
        if x.path == path {
            syntax.mark_removed(x.line);
            // Upstream leaves an empty entry in the list, which `-json` shows.
            *x = PathLine {
                path: String::new(),
                line: REMOVED,
            };
        }
    }
}

/// Checks that a version is canonical and fits the path, which may be empty.
fn check_canonical_version(path: &str, version: &str) -> Result<(), ModuleError> {
    let split = module::split_path_version(path);
    let major = split.map_or("", |(_, major)| major);
    if !module::is_canonical_version(version) {
        let prefix = module::path_major_prefix(major);
        let prefix = if prefix.is_empty() { "v1" } else { prefix };
        return Err(ModuleError::invalid_version(
            version,
            format!("must be of the form {prefix}.2.3"),
        ));
    }
    if split.is_none() || module::match_path_major(version, major) {
        return Ok(());
    }
    if major.is_empty() {
        // The version probably lacks the +incompatible of a module without a go.mod.
        let want = format!(
            "should be {version}+incompatible (or module {path}/{})",
            semver::major(version)
        );
        return Err(ModuleError::invalid_version(version, want));
    }
    Ok(module::check_path_major(version, major)?)
}
