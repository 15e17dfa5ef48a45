//! Labels and branches of a function's body.
//!
//! Counterpart: cmd/compile/internal/syntax/branches.go.

mod leads;

use std::collections::HashMap;

use vamos_base::golang::os_str;

use crate::error::Error;
use crate::id::ListId;
use crate::id::NodeId;
use crate::lines::Lines;
use crate::node::Node;
use crate::parser::parsed_name;
use crate::pragma::Directives;
use crate::print;
use crate::token::Operator;
use crate::tree::Tree;

/// Checks a body, and stores the targets of its branches in them. Returns the errors. The lines are
/// counted when a message needs them.
pub(crate) fn check(
    tree: &mut Tree,
    src: &[u8],
    name: &str,
    directives: &Directives,
    lines: &mut Option<Lines>,
    body: NodeId,
) -> Vec<Error> {
    let Node::Block { list, .. } = tree.node(body) else {
        return Vec::new();
    };
    let start = tree.offset(body);
    let mut scope = Scope {
        tree,
        src,
        name,
        directives,
        lines,
        labels: HashMap::new(),
        order: Vec::new(),
        blocks: Vec::new(),
        errors: Vec::new(),
    };
    let gotos = scope.block(
        None,
        Targets::default(),
        None,
        start,
        &list_of(scope.tree, list),
    );
    scope.finish(&gotos);
    scope.errors
}

/// A label that was declared.
struct Label {
    /// The block with the declaration.
    block: usize,
    stmt: NodeId,
    /// Its name's offset.
    offset: u32,
    is_used: bool,
}

/// A block.
struct Block {
    parent: Option<usize>,
    start: u32,
    /// The labeled statement to which the block belongs.
    labeled: Option<NodeId>,
}

/// Targets of branches without a label.
#[derive(Clone, Copy, Default)]
struct Targets {
    breaks: Option<NodeId>,
    continues: Option<NodeId>,
    /// The case, from 0 on, whose list of statements this is.
    case: Option<usize>,
}

/// A branch that leads to a label which is not declared yet.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Goto {
    stmt: NodeId,
    label: NodeId,
}

/// The labels of a body.
struct Scope<'t> {
    tree: &'t mut Tree,
    src: &'t [u8],
    name: &'t str,
    directives: &'t Directives,
    lines: &'t mut Option<Lines>,
    labels: HashMap<Vec<u8>, Label>,
    /// The names of labels, in the order of their declarations.
    order: Vec<Vec<u8>>,
    blocks: Vec<Block>,
    errors: Vec<Error>,
}

/// The declarations of variables that a list of statements had so far.
#[derive(Default)]
struct Variables {
    /// The last declaration: its offset, and the declared name.
    last: Option<(u32, Option<NodeId>)>,
    /// Number of branches before it.
    jumps: usize,
}

/// A list of statements that is being checked.
struct List<'s> {
    block: usize,
    targets: Targets,
    /// Branches to labels that were not declared yet; none in the place of one whose label was
    /// declared since.
    gotos: Vec<Option<Goto>>,
    /// Their places by label.
    by_label: HashMap<&'s [u8], Vec<usize>>,
    variables: Variables,
}

fn list_of(tree: &Tree, list: ListId) -> Vec<NodeId> {
    tree.list(list).collect()
}

impl<'s> Scope<'s> {
    pub(super) fn error(&mut self, at: NodeId, text: String) {
        let offset = self.tree.offset(at);
        self.push(offset, text);
    }

    fn push(&mut self, offset: u32, text: String) {
        self.errors.push(Error {
            offset,
            start: offset,
            text,
        });
    }

    pub(super) fn text(&self, name: NodeId) -> String {
        os_str::decode(parsed_name(self.tree, self.src, name))
    }

    /// Returns a position as it appears within messages.
    fn position(&mut self, offset: u32) -> String {
        let count = || Lines::new(self.name, self.src, self.directives);
        let lines = self.lines.get_or_insert_with(count);
        lines.add_directives(self.directives);
        lines.text(lines.place(offset))
    }

    /// Reports branches that lead nowhere, and labels that are not used.
    fn finish(&mut self, gotos: &[Goto]) {
        for goto in gotos {
            let name = parsed_name(self.tree, self.src, goto.label).to_vec();
            let text = self.text(goto.label);
            let block = self.labels.get_mut(&name).map(|label| {
                label.is_used = true;
                label.block
            });
            match block {
                Some(block) => {
                    let start = self.position(self.blocks[block].start);
                    let text = format!("goto {text} jumps into block starting at {start}");
                    self.error(goto.label, text);
                }
                None => self.error(goto.label, format!("label {text} not defined")),
            }
        }
        // The compiler takes them in any order, and sorts the messages by line.
        for name in std::mem::take(&mut self.order) {
            if let Some(label) = self.labels.get(&name)
                && !label.is_used
            {
                let text = format!("label {} defined and not used", os_str::decode(&name));
                let offset = label.offset;
                self.push(offset, text);
            }
        }
    }

    /// Declares the label of a statement; returns false if the name is taken.
    fn declare(&mut self, block: usize, stmt: NodeId, label: NodeId) -> bool {
        let name = parsed_name(self.tree, self.src, label).to_vec();
        if let Some(old) = self.labels.get(&name) {
            let old = old.offset;
            let (old, text) = (self.position(old), self.text(label));
            self.error(label, format!("label {text} already defined at {old}"));
            return false;
        }
        let offset = self.tree.offset(label);
        let is_used = false;
        self.order.push(name.clone());
        self.labels.insert(
            name,
            Label {
                block,
                stmt,
                offset,
                is_used,
            },
        );
        true
    }

    /// Returns the statement to which a `goto` leads, if the label is declared in the block or
    /// in one around it.
    pub(super) fn goto_target(&mut self, block: usize, label: NodeId) -> Option<NodeId> {
        let name = parsed_name(self.tree, self.src, label);
        let label = self.labels.get_mut(name)?;
        label.is_used = true;
        let (wanted, stmt) = (label.block, label.stmt);
        let mut at = Some(block);
        while let Some(block) = at {
            if block == wanted {
                return Some(stmt);
            }
            at = self.blocks[block].parent;
        }
        None
    }

    /// Returns the labeled statement around a block to which `break` and `continue` lead;
    /// `Some(None)` if the label is another statement's, `None` if there is no such label.
    pub(super) fn enclosing_target(
        &mut self,
        block: usize,
        label: NodeId,
    ) -> Option<Option<NodeId>> {
        let name = parsed_name(self.tree, self.src, label);
        let label = self.labels.get_mut(name)?;
        label.is_used = true;
        let stmt = label.stmt;
        let mut at = Some(block);
        while let Some(block) = at {
            if self.blocks[block].labeled == Some(stmt) {
                return Some(Some(stmt));
            }
            at = self.blocks[block].parent;
        }
        Some(None)
    }

    /// Checks a list of statements; returns the branches to labels that it does not declare.
    fn block(
        &mut self,
        parent: Option<usize>,
        targets: Targets,
        labeled: Option<NodeId>,
        start: u32,
        body: &[NodeId],
    ) -> Vec<Goto> {
        let block = self.blocks.len();
        self.blocks.push(Block {
            parent,
            start,
            labeled,
        });
        let mut list = List {
            block,
            targets,
            gotos: Vec::new(),
            by_label: HashMap::new(),
            variables: Variables::default(),
        };
        // A `fallthrough` is the last statement also in front of empty ones.
        let is_empty = |stmt: &&NodeId| self.tree.node(**stmt) == Node::Empty;
        let trailing = body.iter().rev().take_while(is_empty).count();
        let body = &body[..body.len() - trailing];
        for (at, stmt) in body.iter().enumerate() {
            let is_last = at + 1 == body.len();
            let mut stmt = *stmt;
            let mut labeled = None;
            while let Node::Labeled {
                label: Some(label),
                stmt: inner,
            } = self.tree.node(stmt)
            {
                if parsed_name(self.tree, self.src, label) != b"_" {
                    self.labeled(&mut list, stmt, label);
                    labeled = Some(stmt);
                }
                let Some(inner) = inner else {
                    break;
                };
                stmt = inner;
            }
            self.stmt(&mut list, labeled, stmt, is_last);
        }
        list.gotos.into_iter().flatten().collect()
    }

    /// Declares a label, and leads the branches there that were waiting for it.
    fn labeled(&mut self, list: &mut List<'s>, stmt: NodeId, label: NodeId) {
        self.declare(list.block, stmt, label);
        let name = parsed_name(self.tree, self.src, label).to_vec();
        for index in list.by_label.remove(&*name).unwrap_or_default() {
            let Some(goto) = list.gotos[index].take() else {
                continue;
            };
            self.lead(goto.stmt, stmt);
            if let Some(label) = self.labels.get_mut(&name) {
                label.is_used = true;
            }
            if let Some((at, what)) = list.variables.last
                && index < list.variables.jumps
            {
                let what = what.map_or(String::new(), |what| {
                    print::short(self.tree, self.src, what)
                });
                let (name, at) = (self.text(goto.label), self.position(at));
                let text = format!("goto {name} jumps over declaration of {what} at {at}");
                self.error(goto.label, text);
            }
        }
    }

    /// Stores the target of a branch.
    pub(super) fn lead(&mut self, branch: NodeId, target: NodeId) {
        self.tree.data[branch.index()][1] = target.number();
    }

    /// Checks a statement without its labels.
    fn stmt(&mut self, list: &mut List<'s>, labeled: Option<NodeId>, stmt: NodeId, is_last: bool) {
        let targets = list.targets;
        match self.tree.node(stmt) {
            Node::DeclStmt { decls } => {
                let vars = self
                    .tree
                    .list(decls)
                    .find_map(|decl| match self.tree.node(decl) {
                        Node::VarDecl { names, .. } => Some((decl, self.tree.first(names))),
                        _ => None,
                    });
                if let Some((decl, name)) = vars {
                    list.declare(self.tree.offset(decl), name);
                }
            }
            Node::Assign {
                op: Operator::Def,
                lhs,
                ..
            } => {
                list.declare(self.tree.offset(stmt), lhs);
            }
            Node::Branch {
                token, label: None, ..
            } => {
                self.plain_branch(targets, stmt, token, is_last);
            }
            Node::Branch {
                token,
                label: Some(label),
                ..
            } => {
                let found = self.labeled_branch(list.block, stmt, token, label);
                self.add_gotos(list, found);
            }
            Node::Block { .. } => {
                let body = self.block_list(stmt);
                self.inner(
                    list,
                    Targets {
                        case: None,
                        ..targets
                    },
                    labeled,
                    stmt,
                    &body,
                );
            }
            Node::If { then, or_else, .. } => {
                let own = Targets {
                    case: None,
                    ..targets
                };
                if let Some(then) = then {
                    let body = self.block_list(then);
                    self.inner(list, own, labeled, then, &body);
                }
                if let Some(or_else) = or_else {
                    self.inner(list, own, labeled, or_else, &[or_else]);
                }
            }
            Node::For {
                body: Some(body), ..
            } => {
                let own = Targets {
                    breaks: Some(stmt),
                    continues: Some(stmt),
                    case: None,
                };
                let statements = self.block_list(body);
                self.inner(list, own, labeled, body, &statements);
            }
            Node::Switch { body, .. } | Node::Select { body, .. } => {
                let is_switch = matches!(self.tree.node(stmt), Node::Switch { .. });
                for (at, clause) in list_of(self.tree, body).into_iter().enumerate() {
                    let case = is_switch.then_some(at);
                    let own = Targets {
                        breaks: Some(stmt),
                        case,
                        ..targets
                    };
                    let body = match self.tree.node(clause) {
                        Node::CaseClause { body, .. } | Node::CommClause { body, .. } => {
                            list_of(self.tree, body)
                        }
                        _ => Vec::new(),
                    };
                    self.inner(list, own, labeled, clause, &body);
                }
            }
            _ => {}
        }
    }

    /// Checks a list within a statement of another; its branches may lead to a label of the other.
    fn inner(
        &mut self,
        list: &mut List<'s>,
        targets: Targets,
        labeled: Option<NodeId>,
        start: NodeId,
        body: &[NodeId],
    ) {
        let start = self.tree.offset(start);
        let gotos = self.block(Some(list.block), targets, labeled, start, body);
        self.add_gotos(list, gotos);
    }

    /// Adds branches to labels that were not declared yet.
    fn add_gotos(&self, list: &mut List<'s>, gotos: impl IntoIterator<Item = Goto>) {
        for goto in gotos {
            let name = parsed_name(self.tree, self.src, goto.label);
            let places = list.by_label.entry(name).or_default();
            places.push(list.gotos.len());
            list.gotos.push(Some(goto));
        }
    }

    fn block_list(&self, block: NodeId) -> Vec<NodeId> {
        match self.tree.node(block) {
            Node::Block { list, .. } => list_of(self.tree, list),
            _ => Vec::new(),
        }
    }
}

impl List<'_> {
    /// Records a declaration: a branch before it must not jump over it.
    fn declare(&mut self, at: u32, what: Option<NodeId>) {
        self.variables.last = Some((at, what));
        self.variables.jumps = self.gotos.len();
    }
}
