//! A comparison of the code of rules with their comments.
//!
//! The pattern, condition and result that the statements of a rule mean are compared with the
//! comment before them.
//! Counterpart: cmd/compile/internal/ssa/_gen/rulegen.go, in reverse.

use std::collections::HashMap;

use vamos_syntax::scanner::Token;

use super::comment::Tree;
use super::comment::read;
use super::comment::show;
use super::comment::shown;
use super::source::Decls;
use super::source::Expr;
use super::source::For;
use super::source::RuleText;
use super::source::Stmt;
use crate::op::Tables;

/// The outcome of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Rules that equal their comments.
    pub equal: usize,
    /// Rules of blocks, which are not compared.
    pub blocks: usize,
    /// The patterns of rules that differ, each with the difference.
    pub differ: Vec<String>,
}

/// Compares the rules of a file with their comments.
pub fn compare(text: &str, tables: &Tables) -> Comparison {
    let mut decls = Decls::default();
    let order = decls.read(text);
    let names = tables.op_consts.iter().zip(&tables.ops);
    let names: HashMap<&str, &str> = names.map(|(name, info)| (&**name, &*info.name)).collect();
    let lens = tables.op_consts.iter().zip(&tables.ops);
    let lens: HashMap<&str, i8> = lens.map(|(name, info)| (&**name, info.arg_len)).collect();
    let mut found = Comparison::default();
    for function in order {
        let body = decls
            .funcs
            .get(&function)
            .and_then(|decl| decl.body.as_ref().ok());
        let root = function.rfind("_Op").and_then(|at| function.get(at + 1..));
        for stmt in body.into_iter().flatten() {
            let Stmt::For(rule) = stmt else {
                continue;
            };
            let (Some(text), Some(root)) = (&rule.rule, root) else {
                continue;
            };
            let mut code = Code::new(&names, &lens, root);
            let outcome = code.rule(rule, text);
            match outcome {
                Some(()) => found.equal += 1,
                None => found
                    .differ
                    .push(format!("{}: {}", text.pattern, code.stage)),
            }
        }
    }
    let all = text.matches("\t// match: ").count();
    found.blocks = all - found.equal - found.differ.len();
    found
}

/// A value that the pattern of a rule names.
#[derive(Clone, Debug, Default)]
struct Node {
    name: Option<String>,
    op: Option<String>,
    ty: Option<String>,
    aux_int: Option<String>,
    aux: Option<String>,
    args: Vec<Option<usize>>,
}

/// The statements of a rule as far as they are read.
struct Code<'a> {
    names: &'a HashMap<&'a str, &'a str>,
    lens: &'a HashMap<&'a str, i8>,
    nodes: Vec<Node>,
    /// The values that variables are.
    vars: HashMap<String, usize>,
    condition: String,
    /// The part that is compared.
    stage: &'static str,
}

impl<'a> Code<'a> {
    fn new(
        names: &'a HashMap<&'a str, &'a str>,
        lens: &'a HashMap<&'a str, i8>,
        root: &str,
    ) -> Self {
        let mut code = Self {
            names,
            lens,
            nodes: vec![Node::default()],
            vars: HashMap::from([("v".to_owned(), 0)]),
            condition: String::new(),
            stage: "pattern",
        };
        code.nodes[0].op = Some(root.to_owned());
        for index in 0..6 {
            let arg = code.child(0, index);
            code.vars.insert(format!("v_{index}"), arg);
        }
        code
    }

    fn child(&mut self, of: usize, index: usize) -> usize {
        let next = self.nodes.len();
        let args = &mut self.nodes[of].args;
        if args.len() <= index {
            args.resize(index + 1, None);
        }
        let child = *args[index].get_or_insert(next);
        if child == next {
            self.nodes.push(Node::default());
        }
        child
    }

    /// Returns the value that an expression is.
    fn node(&mut self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Name(name) => self.vars.get(&**name).copied(),
            Expr::Index(of, index) => match (&**of, &**index) {
                (Expr::Field(owner, list), Expr::Int(index)) if &**list == "Args" => {
                    let owner = self.node(owner)?;
                    Some(self.child(owner, usize::try_from(*index).ok()?))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Compares a rule with its comment.
    fn rule(&mut self, rule: &For, text: &RuleText) -> Option<()> {
        let body = self.pattern(&rule.body)?;
        let pattern = read(&text.pattern)?;
        self.same_pattern(0, &pattern).then_some(())?;
        self.stage = "condition";
        let condition = match &text.condition[..] {
            "" => String::new(),
            text => shown(text)?,
        };
        (condition == self.condition).then_some(())?;
        self.stage = "result";
        let result = read(&text.result)?;
        let mut made = Made::default();
        let tree = made.read(body, self.names)?;
        made.same(&tree, &result, &mut HashMap::new()).then_some(())
    }

    /// Reads the statements of the pattern; returns the statements of the result.
    fn pattern<'s>(&mut self, body: &'s [Stmt]) -> Option<&'s [Stmt]> {
        for (at, stmt) in body.iter().enumerate() {
            match stmt {
                Stmt::For(inner) => return self.pattern(&inner.body),
                Stmt::Define(names, values) => {
                    for (name, value) in names.iter().zip(values) {
                        if !self.define(name, value) {
                            return Some(&body[at..]);
                        }
                    }
                }
                Stmt::If(None, condition, then, _)
                    if matches!(then[..], [Stmt::Break] | [Stmt::Continue]) =>
                {
                    self.tests(condition)?;
                }
                Stmt::Assign(places, None, _) if show(places.first()?) == "_" => {}
                _ => return Some(&body[at..]),
            }
        }
        None
    }

    /// Reads a variable of the pattern; reports whether it is one.
    fn define(&mut self, name: &str, value: &Expr) -> bool {
        if let Some(node) = self.node(value) {
            let is_place = match value {
                Expr::Index(of, index) => {
                    let owner = show(of).trim_end_matches(".Args").to_owned();
                    let is_path = |c: char| c == '_' || c.is_ascii_digit();
                    let path = name.strip_prefix("v_");
                    name == format!("{owner}_{}", show(index))
                        || path.is_some_and(|path| path.chars().all(is_path))
                }
                _ => false,
            };
            if !is_place {
                self.nodes[node].name = Some(name.to_owned());
            }
            self.vars.insert(name.to_owned(), node);
            return true;
        }
        let (of, field) = match value {
            Expr::Field(of, field) => (of, field),
            Expr::Call(callee, args)
                if show(callee).starts_with("auxTo") || show(callee).starts_with("auxIntTo") =>
            {
                match &args[..] {
                    [Expr::Field(of, field)] => (of, field),
                    _ => return false,
                }
            }
            _ => return false,
        };
        let Some(node) = self.node(of) else {
            return false;
        };
        let node = &mut self.nodes[node];
        let place = match &**field {
            "Type" => &mut node.ty,
            "AuxInt" => &mut node.aux_int,
            "Aux" => &mut node.aux,
            _ => return false,
        };
        *place = Some(name.to_owned());
        true
    }

    fn tests(&mut self, condition: &Expr) -> Option<()> {
        match condition {
            Expr::Binary(Token::LogOr, left, right) => {
                self.tests(left)?;
                self.tests(right)
            }
            Expr::Unary(Token::Not, inner) => {
                self.condition = show(inner);
                Some(())
            }
            Expr::Binary(Token::NotEqual, left, right) => self.test(left, right),
            _ => None,
        }
    }

    fn test(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        let (of, field) = match left {
            Expr::Field(of, field) => (&**of, &**field),
            Expr::Call(callee, args) => match (&show(callee)[..], &args[..]) {
                ("len", [Expr::Field(of, _)]) => {
                    let node = self.node(of)?;
                    let Expr::Int(len) = right else {
                        return None;
                    };
                    self.nodes[node]
                        .args
                        .resize(usize::try_from(*len).ok()?, None);
                    return Some(());
                }
                (_, [Expr::Field(of, field)]) => (&**of, &**field),
                _ => return None,
            },
            _ => {
                let node = self.node(right)?;
                self.nodes[node].name = Some(show(left));
                return Some(());
            }
        };
        let node = self.node(of)?;
        let shown = Some(show(right));
        let node = &mut self.nodes[node];
        match field {
            "Op" => node.op = shown,
            "Type" => node.ty = shown,
            "AuxInt" => node.aux_int = shown,
            "Aux" => node.aux = shown,
            _ => return None,
        }
        Some(())
    }

    fn same_pattern(&self, at: usize, tree: &Tree) -> bool {
        let node = &self.nodes[at];
        let Some(op) = &tree.op else {
            let leaf = tree.leaf.as_deref();
            let is_same = match &node.name {
                Some(name) => leaf == Some(name),
                None => leaf.is_some_and(|leaf| leaf.starts_with('_')),
            };
            return node.op.is_none() && is_same;
        };
        let own = node.op.as_deref().unwrap_or_default();
        if self.names.get(own) != Some(&&**op)
            || (at != 0 && node.name != tree.name)
            || (&node.ty, &node.aux_int, &node.aux) != (&tree.ty, &tree.aux_int, &tree.aux)
        {
            return false;
        }
        let is_open = self.lens.get(own) == Some(&-1);
        let is_rest = |tree: &Tree| matches!(tree.leaf.as_deref(), Some("___" | "..."));
        tree.args.iter().enumerate().all(|(index, arg)| {
            let child = node.args.get(index).copied().flatten();
            match child {
                _ if is_rest(arg) => is_open,
                Some(child) => self.same_pattern(child, arg),
                None => arg.leaf.as_ref().is_some_and(|leaf| leaf.starts_with('_')),
            }
        })
    }
}

/// The values that a result makes.
#[derive(Default)]
struct Made {
    trees: HashMap<String, Tree>,
    /// The block of new values.
    block: Option<String>,
}

impl Made {
    /// Reads the statements of a result.
    fn read(&mut self, body: &[Stmt], names: &HashMap<&str, &str>) -> Option<Tree> {
        for stmt in body {
            match stmt {
                Stmt::Define(defined, values) => {
                    let (Expr::Call(_, args), name) = (values.first()?, defined.first()?) else {
                        return None;
                    };
                    let [_, op, ty] = &args[..] else {
                        return None;
                    };
                    let tree = Tree {
                        op: Some((*names.get(&show(op)[..])?).to_owned()),
                        ty: Some(show(ty)),
                        ..Tree::default()
                    };
                    self.trees.insert(name.to_string(), tree);
                }
                Stmt::Assign(places, None, values) => {
                    let value = values.first()?;
                    let Expr::Field(of, field) = places.first()? else {
                        self.block = Some(show(value));
                        continue;
                    };
                    let inner = match value {
                        Expr::Call(callee, args) if show(callee).contains("ToAux") => {
                            show(args.first()?)
                        }
                        value => show(value),
                    };
                    let tree = self.trees.entry(show(of)).or_default();
                    match &**field {
                        "Type" => tree.ty = Some(inner),
                        "AuxInt" => tree.aux_int = Some(inner),
                        "Aux" => tree.aux = Some(inner),
                        _ => return None,
                    }
                }
                Stmt::Expr(Expr::Call(callee, args)) => {
                    let Expr::Field(of, method) = &**callee else {
                        return None;
                    };
                    let leaves = args.iter().map(|arg| Tree {
                        leaf: Some(show(arg)),
                        ..Tree::default()
                    });
                    let leaves: Vec<Tree> = leaves.collect();
                    match &**method {
                        "reset" => {
                            let op = names.get(&show(args.first()?)[..])?;
                            let tree = self.trees.entry(show(of)).or_default();
                            tree.op = Some((*op).to_owned());
                        }
                        "copyOf" => {
                            let tree = leaves.into_iter().next()?;
                            self.trees.insert("v".to_owned(), tree);
                        }
                        _ if method.starts_with("AddArg") => {
                            self.trees.entry(show(of)).or_default().args.extend(leaves);
                        }
                        _ => return None,
                    }
                }
                Stmt::Return(_) => {
                    let mut tree = self.trees.get("v")?.clone();
                    tree.block = self.block.take();
                    return Some(tree);
                }
                _ => return None,
            }
        }
        None
    }

    /// Compares a result with the result of a comment. `named` are the comment's names for parts.
    fn same(&self, code: &Tree, tree: &Tree, named: &mut HashMap<String, Tree>) -> bool {
        if code.block.is_some() && code.block != tree.block {
            return false;
        }
        let made = code.leaf.as_ref().and_then(|leaf| self.trees.get(leaf));
        if let Some(made) = made.filter(|_| code.leaf.as_deref() != Some("v")) {
            return self.same(made, tree, named);
        }
        if let Some(name) = &tree.name {
            named.insert(name.clone(), tree.clone());
        }
        if tree.op.is_none()
            && code.op.is_some()
            && let Some(part) = tree.leaf.as_ref().and_then(|leaf| named.get(leaf).cloned())
        {
            return self.same(code, &part, named);
        }
        let has_type = tree.ty.is_none() || tree.ty == code.ty;
        has_type
            && code.op == tree.op
            && code.leaf == tree.leaf
            && (&code.aux_int, &code.aux) == (&tree.aux_int, &tree.aux)
            && code.args.len() == tree.args.len()
            && code
                .args
                .iter()
                .zip(&tree.args)
                .all(|(code, tree)| self.same(code, tree, named))
    }
}
