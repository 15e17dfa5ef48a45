//! Changes to the requirements of a go.mod.
//!
//! Counterpart: golang.org/x/mod/modfile (rule.go, `AddRequire`, `SetRequire`, `SetRequireSeparateIndirect`).

use std::collections::BTreeMap;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;

use crate::directive::auto_quote;
use crate::go_mod::GoMod;
use crate::go_mod::Require;
use crate::go_mod::is_indirect;
use crate::syntax::Comment;
use crate::syntax::Comments;
use crate::syntax::FileSyntax;
use crate::syntax::Hint;
use crate::syntax::Line;
use crate::syntax::LineBlock;
use crate::syntax::LineId;
use crate::syntax::Stmt;

/// The positions of requirements in a file.
#[derive(Default)]
struct Layout {
    /// The last statement that contains only direct requirements, without comments.
    direct: Option<usize>,
    /// The same for indirect ones.
    indirect: Option<usize>,
    /// The last statement with requirements.
    last: Option<usize>,
    /// The number of statements with requirements.
    count: usize,
    /// For lines in blocks, the statement.
    block_of: HashMap<LineId, usize>,
}

impl GoMod {
    /// Sets the version of the first requirement on a module and removes the others; adds one
    /// for a module that is not required yet.
    pub fn add_require(&mut self, path: &str, version: &str) {
        let mut found = false;
        let syntax = &mut self.syntax;
        self.require.retain_mut(|r| {
            if r.module.path != path {
                return true;
            }
            if found {
                syntax.mark_removed(r.line);
                return false;
            }
            found = true;
            r.module.version = version.to_string();
            syntax.update_line(
                r.line,
                vec!["require".to_string(), auto_quote(path), version.to_string()],
            );
            true
        });
        if !found {
            self.add_new_require(path, version, false);
        }
    }

    /// Adds a requirement whether or not there is one already.
    pub fn add_new_require(&mut self, path: &str, version: &str, indirect: bool) {
        let tokens = vec!["require".to_string(), auto_quote(path), version.to_string()];
        let line = self.syntax.add_line(Hint::Last, tokens);
        set_indirect(self.syntax.line_mut(line), indirect);
        self.require.push(Require {
            module: ModuleVersion::new(path, version),
            indirect,
            line,
        });
    }

    /// Removes all requirements on a module.
    pub fn drop_require(&mut self, path: &str) {
        let syntax = &mut self.syntax;
        self.require.retain(|r| {
            if r.module.path == path {
                syntax.mark_removed(r.line);
            }
            r.module.path != path
        });
    }

    /// Sets the requirements to this list of (module version, indirect), preserving lines and
    /// comments.
    pub fn set_require(&mut self, list: &[(ModuleVersion, bool)]) {
        let mut need: BTreeMap<&str, (&str, bool)> = list
            .iter()
            .map(|(m, indirect)| (m.path.as_str(), (m.version.as_str(), *indirect)))
            .collect();
        let syntax = &mut self.syntax;
        self.require
            .retain_mut(|r| match need.remove(r.module.path.as_str()) {
                Some((version, indirect)) => {
                    update(syntax, r, version, indirect);
                    true
                }
                None => {
                    syntax.mark_removed(r.line);
                    false
                }
            });
        for (path, (version, indirect)) in need {
            self.add_new_require(path, version, indirect);
        }
        self.sort_blocks();
    }

    /// Like [`GoMod::set_require`], with direct and indirect requirements in separate blocks, as
    /// far as that is possible without changing commented blocks.
    pub fn set_require_separate_indirect(&mut self, list: &[(ModuleVersion, bool)]) {
        self.set_require_blocks(list, false);
    }

    /// Like [`GoMod::set_require`], with one block of direct and one of indirect requirements,
    /// regardless of comments.
    pub fn set_require_at_most_two(&mut self, list: &[(ModuleVersion, bool)]) {
        self.set_require_blocks(list, true);
    }

    fn set_require_blocks(&mut self, list: &[(ModuleVersion, bool)], simplify: bool) {
        let layout = Layout::of(&self.syntax);
        let flat = layout.count == 1
            && layout
                .last
                .is_some_and(|i| !has_comments(self.syntax.stmt_comments(i)));
        let block_comments =
            simplify.then(|| take_block_comments(&mut self.syntax, &self.require, list));
        let (direct, indirect) = layout.make_blocks(&mut self.syntax);
        if let Some(comments) = block_comments {
            for (block, comments) in [direct, indirect].into_iter().zip(comments) {
                if let Stmt::Block(block) = &mut self.syntax.stmts[block] {
                    block.comments.before.extend(comments);
                }
            }
        }
        let need: BTreeMap<&str, (&str, bool)> = list
            .iter()
            .map(|(m, indirect)| (m.path.as_str(), (m.version.as_str(), *indirect)))
            .collect();
        let mut have: HashSet<String> = HashSet::new();
        let syntax = &mut self.syntax;
        self.require.retain_mut(|r| {
            let Some(&(version, is_indirect)) = need.get(r.module.path.as_str()) else {
                syntax.mark_removed(r.line);
                return false;
            };
            if !have.insert(r.module.path.clone()) {
                syntax.mark_removed(r.line);
                return false;
            }
            update(syntax, r, version, is_indirect);
            let home = layout.block_of.get(&r.line).copied();
            let in_other = home.is_some()
                && home
                    == if is_indirect {
                        layout.direct
                    } else {
                        layout.indirect
                    };
            if simplify || flat || in_other {
                move_line(syntax, r, if is_indirect { indirect } else { direct });
            }
            true
        });
        for (path, (version, is_indirect)) in need {
            if !have.contains(path) {
                let mut line = Line {
                    tokens: vec![auto_quote(path), version.to_string()],
                    in_block: true,
                    ..Line::default()
                };
                set_indirect(&mut line, is_indirect);
                let line = self.syntax.push_line(line);
                push_to_block(
                    &mut self.syntax,
                    if is_indirect { indirect } else { direct },
                    line,
                );
                self.require.push(Require {
                    module: ModuleVersion::new(path, version),
                    indirect: is_indirect,
                    line,
                });
            }
        }
        self.sort_blocks();
    }
}

impl Layout {
    /// Returns the positions of the requirements.
    fn of(syntax: &FileSyntax) -> Self {
        let mut layout = Self::default();
        for (i, stmt) in syntax.stmts.iter().enumerate() {
            let mut all_direct = !has_comments(syntax.stmt_comments(i));
            let mut all_indirect = all_direct;
            match stmt {
                Stmt::Line(id)
                    if syntax
                        .line(*id)
                        .tokens
                        .first()
                        .is_some_and(|t| t == "require") =>
                {
                    all_indirect &= is_indirect(&syntax.line(*id).comments.suffix);
                    all_direct &= !is_indirect(&syntax.line(*id).comments.suffix);
                }
                Stmt::Block(block) if block.tokens.first().is_some_and(|t| t == "require") => {
                    if block.lines.is_empty() {
                        (all_direct, all_indirect) = (false, false);
                    }
                    for &line in &block.lines {
                        layout.block_of.insert(line, i);
                        let comments = &syntax.line(line).comments;
                        all_direct &= !has_comments(comments) && !is_indirect(&comments.suffix);
                        all_indirect &= !has_comments(comments) && is_indirect(&comments.suffix);
                    }
                }
                _ => continue,
            }
            layout.last = Some(i);
            layout.count += 1;
            if all_direct {
                layout.direct = Some(i);
            }
            if all_indirect {
                layout.indirect = Some(i);
            }
        }
        layout
    }

    /// Makes sure that there is a block for each kind, and returns their positions.
    fn make_blocks(&self, syntax: &mut FileSyntax) -> (usize, usize) {
        let mut indirect = self.indirect;
        let direct = match (self.direct, self.indirect, self.last) {
            (Some(i), _, _) => {
                syntax.make_block(i);
                i
            }
            (None, Some(i), _) => {
                indirect = Some(i + 1);
                insert_block(syntax, i)
            }
            (None, None, Some(last)) => insert_block(syntax, last + 1),
            (None, None, None) => {
                let end = syntax.stmts.len();
                insert_block(syntax, end)
            }
        };
        let indirect = match indirect {
            Some(i) => {
                syntax.make_block(i);
                i
            }
            None => insert_block(syntax, direct + 1),
        };
        (direct, indirect)
    }
}

/// Removes the comments of all blocks and returns them, for the direct block and the indirect
/// block.
fn take_block_comments(
    syntax: &mut FileSyntax,
    required: &[Require],
    list: &[(ModuleVersion, bool)],
) -> [Vec<Comment>; 2] {
    let need: HashMap<&str, bool> = list
        .iter()
        .map(|(m, indirect)| (m.path.as_str(), *indirect))
        .collect();
    let is_direct: HashSet<LineId> = required
        .iter()
        .filter(|r| need.get(r.module.path.as_str()) == Some(&false))
        .map(|r| r.line)
        .collect();
    let mut taken = [Vec::new(), Vec::new()];
    for stmt in &mut syntax.stmts {
        let Stmt::Block(block) = stmt else { continue };
        if block.tokens.first().is_none_or(|token| token != "require") {
            continue;
        }
        let has_direct = block.lines.iter().any(|line| is_direct.contains(line));
        let is_indirect = !has_direct && !block.lines.is_empty();
        let target: &mut Vec<Comment> = &mut taken[usize::from(is_indirect)];
        if !target.is_empty() && !block.comments.before.is_empty() {
            target.push(Comment {
                token: "//".to_string(),
                ..Comment::default()
            });
        }
        target.append(&mut block.comments.before);
    }
    taken
}

fn insert_block(syntax: &mut FileSyntax, i: usize) -> usize {
    let block = LineBlock {
        tokens: vec!["require".to_string()],
        ..LineBlock::default()
    };
    syntax.stmts.insert(i, Stmt::Block(Box::new(block)));
    i
}

fn push_to_block(syntax: &mut FileSyntax, block: usize, line: LineId) {
    if let Stmt::Block(block) = &mut syntax.stmts[block] {
        block.lines.push(line);
    }
}

/// Moves a requirement with its comments to the end of a block.
fn move_line(syntax: &mut FileSyntax, r: &mut Require, block: usize) {
    let old = syntax.line_mut(r.line);
    let mut line = old.clone();
    old.tokens.clear();
    if !line.in_block && line.tokens.first().is_some_and(|t| t == "require") {
        line.tokens.remove(0);
    }
    line.in_block = true;
    r.line = syntax.push_line(line);
    push_to_block(syntax, block, r.line);
}

/// Reports whether there are comments other than `indirect`.
fn has_comments(c: &Comments) -> bool {
    !c.before.is_empty()
        || !c.after.is_empty()
        || match &c.suffix[..] {
            [] => false,
            [comment] => comment_text(comment).trim() != "indirect",
            _ => true,
        }
}

fn comment_text(comment: &Comment) -> &str {
    comment.token.strip_prefix("//").unwrap_or(&comment.token)
}

fn update(syntax: &mut FileSyntax, r: &mut Require, version: &str, indirect: bool) {
    r.module.version = version.to_string();
    r.indirect = indirect;
    let line = syntax.line_mut(r.line);
    let mut at = 2;
    if line.in_block {
        at = 1;
        // A blank line before a requirement is removed when its version is set.
        if matches!(&line.comments.before[..], [blank] if blank.token.is_empty())
            && !line.tokens.is_empty()
        {
            line.comments.before.clear();
        }
    }
    if let Some(token) = line.tokens.get_mut(at) {
        *token = version.to_string();
    }
    set_indirect(line, indirect);
}

/// Adds or removes the mark `// indirect`; the rest of the comment stays.
fn set_indirect(line: &mut Line, indirect: bool) {
    let suffix = &mut line.comments.suffix;
    if indirect == is_indirect(suffix) {
        return;
    }
    if !indirect {
        let Some(comment) = suffix.first_mut() else {
            return;
        };
        if comment_text(comment).trim() == "indirect" {
            suffix.clear();
        } else if let Some((_, rest)) = comment.token.split_once("indirect;") {
            comment.token = format!("//{rest}");
        }
        return;
    }
    match suffix.first_mut() {
        None => suffix.push(Comment {
            token: "// indirect".into(),
            suffix: true,
            ..Comment::default()
        }),
        Some(comment) => {
            let text = comment_text(comment).trim();
            comment.token = if text.is_empty() {
                "// indirect".into()
            } else {
                format!("// indirect; {text}")
            };
        }
    }
}
