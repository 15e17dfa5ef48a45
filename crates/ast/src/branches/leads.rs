//! Targets of single branches.
//!
//! Counterpart: cmd/compile/internal/syntax/branches.go (`blockBranches`).

use super::Goto;
use super::Scope;
use super::Targets;
use crate::id::NodeId;
use crate::node::Node;
use crate::token::Token;

impl Scope<'_> {
    /// Checks a branch without a label.
    pub(super) fn plain_branch(
        &mut self,
        targets: Targets,
        stmt: NodeId,
        token: Token,
        is_last: bool,
    ) {
        let (target, text) = match token {
            Token::Break => (targets.breaks, "break is not in a loop, switch, or select"),
            Token::Continue => (targets.continues, "continue is not in a loop"),
            _ => {
                if let Some(text) = self.wrong_fallthrough(targets, is_last) {
                    self.error(stmt, text.to_owned());
                }
                return;
            }
        };
        match target {
            Some(target) => self.lead(stmt, target),
            None => self.error(stmt, text.to_owned()),
        }
    }

    /// Returns the error of a misplaced `fallthrough`.
    fn wrong_fallthrough(&self, targets: Targets, is_last: bool) -> Option<&'static str> {
        const MISPLACED: &str = "fallthrough statement out of place";
        let switch = targets.breaks.map(|stmt| self.tree.node(stmt));
        let Some(Node::Switch { tag, body, .. }) = switch else {
            return Some(MISPLACED);
        };
        let tag = tag.map(|tag| self.tree.node(tag));
        if let Some(Node::TypeSwitchGuard { .. }) = tag {
            return Some("cannot fallthrough in type switch");
        }
        match targets.case {
            Some(case) if is_last => (case + 1 == self.tree.len(body))
                .then_some("cannot fallthrough final case in switch"),
            _ => Some(MISPLACED),
        }
    }

    /// Checks a branch with a label; returns it if the label may be declared later.
    pub(super) fn labeled_branch(
        &mut self,
        block: usize,
        stmt: NodeId,
        token: Token,
        label: NodeId,
    ) -> Option<Goto> {
        if token == Token::Goto {
            match self.goto_target(block, label) {
                Some(target) => self.lead(stmt, target),
                None => return Some(Goto { stmt, label }),
            }
            return None;
        }
        let word = token.text();
        let name = self.text(label);
        let Some(target) = self.enclosing_target(block, label) else {
            self.error(label, format!("{word} label not defined: {name}"));
            return None;
        };
        let target = target.and_then(|labeled| match self.tree.node(labeled) {
            Node::Labeled { stmt, .. } => stmt,
            _ => None,
        });
        let target = target.filter(|target| match self.tree.node(*target) {
            Node::For { .. } => true,
            Node::Switch { .. } | Node::Select { .. } => token == Token::Break,
            _ => false,
        });
        match target {
            Some(target) => self.lead(stmt, target),
            None => self.error(label, format!("invalid {word} label {name}")),
        }
        None
    }
}
