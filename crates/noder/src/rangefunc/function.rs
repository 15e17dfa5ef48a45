//! The state of the rewrite of one function.
//!
//! Counterpart: cmd/compile/internal/rangefunc/rewrite.go (`rewriter`, `forLoop`).

use hashbrown::HashMap;
use vamos_ast::Token;
use vamos_check::NodeRef;
use vamos_types::ObjId;
use vamos_types::TypeId;

/// The states of a loop, as the runtime numbers them.
pub(super) mod state {
    /// The body is not run again.
    pub(crate) const DONE: i64 = 0;
    /// The body may be run.
    pub(crate) const READY: i64 = 1;
    /// The body is running, or has panicked.
    pub(crate) const PANIC: i64 = 2;
    /// The iterator has returned.
    pub(crate) const EXHAUSTED: i64 = 3;
    /// The iterator has recovered from a panic of the body.
    pub(crate) const MISSING_PANIC: i64 = 4;
}

/// A branch with a label, which has the kind of its statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Branch {
    pub(super) token: Token,
    pub(super) label: String,
}

/// A loop over a function.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub(super) stmt: NodeRef,
    /// The variable with the loop's state.
    pub(super) state: ObjId,
    /// The number of loops around it, and one.
    pub(super) depth: usize,
    /// The checks after the loop.
    pub(super) checks_return: bool,
    pub(super) checks_break: bool,
    pub(super) checks_continue: bool,
    pub(super) branches: Vec<Branch>,
}

/// The labels of a function.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// The number of statements with a label.
    pub(super) count: i64,
    /// The places of labels among them, from 1 on; of equal labels the last.
    pub(super) places: HashMap<String, i64>,
    /// The innermost loop over a function around each label.
    pub(super) loops: HashMap<String, Option<NodeRef>>,
}

/// A variable that is declared before the outermost loop.
#[derive(Clone, Copy, Debug)]
pub(super) struct OuterVar {
    pub(super) obj: ObjId,
    /// The function of the runtime whose result it is.
    pub(super) helper: Option<&'static str>,
}

/// The state of the rewrite of one function.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) body: NodeRef,
    pub(super) sig: TypeId,
    /// The loops around the node at hand, the outermost first.
    pub(super) loops: Vec<Loop>,
    pub(super) labels: Option<Labels>,
    pub(super) outer_vars: Vec<OuterVar>,
    /// The variable with the number of the branch that is under way.
    pub(super) next: Option<ObjId>,
    /// The variable to which `defer` statements are bound.
    pub(super) defers: Option<ObjId>,
    pub(super) states: usize,
    pub(super) bodies: usize,
}

impl Function {
    /// Returns the state at the beginning.
    pub(super) fn new(body: NodeRef, sig: TypeId) -> Self {
        Self {
            body,
            sig,
            loops: Vec::new(),
            labels: None,
            outer_vars: Vec::new(),
            next: None,
            defers: None,
            states: 0,
            bodies: 0,
        }
    }

    /// Returns the file of the function.
    pub(super) fn file(&self) -> usize {
        self.body.file()
    }
}

impl Labels {
    /// Returns the number of a branch; returns from the function have -1.
    pub(super) fn number(&self, branch: &Branch) -> Option<i64> {
        let first = -1 - 3 * self.places.get(&branch.label)?;
        Some(match branch.token {
            Token::Break => first,
            Token::Continue => first + 1,
            _ => first + 2,
        })
    }
}
