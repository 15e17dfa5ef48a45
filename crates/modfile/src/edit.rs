//! Edits that go.mod and go.work share.
//!
//! Counterpart: golang.org/x/mod/modfile (rule.go, `addReplace`, `removeDups`, `compareLine*`).

use std::cmp::Ordering;

use hashbrown::HashSet;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::semver;

use crate::directive::Godebug;
use crate::directive::Replace;
use crate::directive::auto_quote;
use crate::syntax::FileSyntax;
use crate::syntax::Hint;
use crate::syntax::Line;
use crate::syntax::LineId;
use crate::syntax::Stmt;

/// The order of the lines in a block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineOrder {
    /// Token by token, as text.
    Text,
    /// By path as text, then by version.
    Exclude,
    /// By interval, highest first.
    Retract,
}

/// Sorts the lines of every block, in the order for its verb.
pub(crate) fn sort_blocks(syntax: &mut FileSyntax, order: impl Fn(&str) -> LineOrder) {
    let FileSyntax { stmts, lines, .. } = syntax;
    for stmt in stmts {
        if let Stmt::Block(block) = stmt {
            let order = order(&block.tokens[0]);
            block
                .lines
                .sort_by(|a, b| compare(order, &lines[a.0 as usize], &lines[b.0 as usize]));
        }
    }
}

fn compare(order: LineOrder, a: &Line, b: &Line) -> Ordering {
    let (a, b) = (&a.tokens, &b.tokens);
    match order {
        LineOrder::Exclude if a.len() == 2 && b.len() == 2 => {
            a[0].cmp(&b[0]).then_with(|| semver::compare(&a[1], &b[1]))
        }
        LineOrder::Text | LineOrder::Exclude => a.cmp(b),
        LineOrder::Retract => {
            let ((low_a, high_a), (low_b, high_b)) = (interval(a), interval(b));
            semver::compare(low_b, low_a).then_with(|| semver::compare(high_b, high_a))
        }
    }
}

/// Returns the bounds in a line of a retract block; empty strings if it has none.
fn interval(tokens: &[String]) -> (&str, &str) {
    match tokens {
        [version] => (version, version),
        [open, low, comma, high, close] if open == "[" && comma == "," && close == "]" => {
            (low, high)
        }
        _ => ("", ""),
    }
}

/// Sets the first line for a key and removes any other; adds a line for a new key.
pub(crate) fn add_godebug(
    syntax: &mut FileSyntax,
    list: &mut Vec<Godebug>,
    key: &str,
    value: &str,
) {
    let tokens = || vec!["godebug".to_string(), format!("{key}={value}")];
    let mut found = false;
    list.retain_mut(|g| {
        if g.key != key {
            return true;
        }
        if found {
            syntax.mark_removed(g.line);
            return false;
        }
        found = true;
        g.value = value.to_string();
        syntax.update_line(g.line, tokens());
        true
    });
    if !found {
        let line = syntax.add_line(Hint::Last, tokens());
        list.push(Godebug {
            key: key.into(),
            value: value.into(),
            line,
        });
    }
}

/// Removes all lines for a key.
pub(crate) fn drop_godebug(syntax: &mut FileSyntax, list: &mut Vec<Godebug>, key: &str) {
    list.retain(|g| {
        if g.key == key {
            syntax.mark_removed(g.line);
        }
        g.key != key
    });
}

/// Sets the replacement of `old` in its first line, and removes its other lines. Without a version,
/// all lines of the path count as lines of `old`.
pub(crate) fn add_replace(
    syntax: &mut FileSyntax,
    list: &mut Vec<Replace>,
    old: &ModuleVersion,
    new: &ModuleVersion,
) {
    let mut tokens = vec!["replace".to_string(), auto_quote(&old.path)];
    if !old.version.is_empty() {
        tokens.push(old.version.clone());
    }
    tokens.extend(["=>".to_string(), auto_quote(&new.path)]);
    if !new.version.is_empty() {
        tokens.push(new.version.clone());
    }
    let mut found = false;
    let mut hint = Hint::End;
    list.retain_mut(|r| {
        if r.old.path != old.path {
            return true;
        }
        if !old.version.is_empty() && r.old.version != old.version {
            hint = Hint::Line(r.line);
            return true;
        }
        if found {
            syntax.mark_removed(r.line);
            return false;
        }
        found = true;
        r.new = new.clone();
        syntax.update_line(r.line, tokens.clone());
        true
    });
    if !found {
        let line = syntax.add_line(hint, tokens);
        list.push(Replace {
            old: old.clone(),
            new: new.clone(),
            line,
        });
    }
}

/// Removes the replacement of exactly `old`.
pub(crate) fn drop_replace(syntax: &mut FileSyntax, list: &mut Vec<Replace>, old: &ModuleVersion) {
    list.retain(|r| {
        if r.old == *old {
            syntax.mark_removed(r.line);
        }
        r.old != *old
    });
}

/// Removes all but the last replacement of each module version, and adds their lines to `dead`.
pub(crate) fn take_duplicate_replaces(list: &mut Vec<Replace>, dead: &mut HashSet<LineId>) {
    let mut seen: HashSet<ModuleVersion> = HashSet::new();
    for r in list.iter().rev() {
        if !seen.insert(r.old.clone()) {
            dead.insert(r.line);
        }
    }
    list.retain(|r| !dead.contains(&r.line));
}
