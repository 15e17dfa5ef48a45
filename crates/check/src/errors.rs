//! Reporting of errors.
//!
//! Counterpart: cmd/compile/internal/types2/errors.go, cmd/compile/internal/noder/irgen.go.

use vamos_types::ObjId;
use vamos_types::Pos;

use crate::checker::Checker;
use crate::code::Code;
use crate::node_ref::NodeRef;
use crate::operand::Operand;
use crate::problem::Error;
use crate::problem::Problem;

impl Checker<'_> {
    /// Adds another declaration of an object, if its place is known (`addAltDecl`).
    pub(crate) fn add_alt_decl(&self, problem: &mut Problem, obj: ObjId) {
        let object = self.types.object(obj);
        if object.pos.is_known() {
            let name = self.types.text(object.name);
            problem.add(object.pos, format!("other declaration of {name}"));
        }
    }

    /// Reports an error (`report`): follow-ups of others are dropped.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what was reported is not to be reported again"
    )]
    pub(crate) fn report(&mut self, problem: Problem) {
        self.report_findings();
        let Some((pos, first)) = problem.parts.first() else {
            return;
        };
        // The text decides, as in the compiler: a constant may contain these words.
        let follows = |word: &str| first.find(word).is_some_and(|at| at > 0);
        if !self.errors.is_empty() && (follows("invalid operand") || follows("invalid type")) {
            return;
        }
        // An inherited constant's expression is elsewhere.
        self.types.spend(first.len());
        let pos = if self.env.err_pos.is_known() {
            self.env.err_pos
        } else {
            *pos
        };
        let mut text = String::new();
        if problem.code == Code::InvalidSyntaxTree {
            text += "invalid syntax tree: ";
        }
        text += &self.problem_text(&problem);
        self.errors.push(Error {
            pos,
            code: problem.code,
            text: strip_annotations(&text),
            is_soft: problem.is_soft,
        });
    }

    /// Returns all parts of an error without the position of the first one (`msg`).
    pub(crate) fn problem_text(&self, problem: &Problem) -> String {
        let mut text = String::new();
        for (number, (pos, part)) in problem.parts.iter().enumerate() {
            if number > 0 {
                text += "\n\t";
                if pos.is_known() {
                    text += &self.pos_text(*pos);
                    text += ": ";
                }
            }
            text += part;
        }
        text
    }

    /// Reports an error of one part (`errorf`).
    pub(crate) fn error(&mut self, at: Pos, code: Code, text: impl Into<String>) {
        let mut problem = Problem::new(code);
        problem.add(at, text);
        self.report(problem);
    }

    /// Reports an error at the start of a node.
    pub(crate) fn error_at(&mut self, node: NodeRef, code: Code, text: impl Into<String>) {
        self.error(self.start(node), code, text);
    }

    /// Reports an error after which types are still known (`softErrorf`).
    pub(crate) fn soft_error(&mut self, at: Pos, code: Code, text: impl Into<String>) {
        let mut problem = Problem::new(code);
        problem.add(at, text);
        problem.is_soft = true;
        self.report(problem);
    }

    /// Returns the position of errors on an operand (`atPos`).
    pub(crate) fn operand_pos(&self, x: &Operand) -> Pos {
        x.expr.map_or(Pos::NONE, |expr| self.start(expr))
    }
}

/// Removes the numbers of type parameters, which only tests of the SDK show.
fn strip_annotations(text: &str) -> String {
    let is_subscript = |c: &char| ('₀'..='₉').contains(c);
    text.chars().filter(|c| !is_subscript(c)).collect()
}
