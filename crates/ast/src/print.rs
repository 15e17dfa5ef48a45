//! Expressions and simple statements as messages show them: in one line, bodies of functions
//! and of composite literals as `…`.
//!
//! Counterpart: cmd/compile/internal/syntax/printer.go (`String`, form `ShortForm`).

use vamos_base::golang::os_str;

use crate::id::ListId;
use crate::id::NodeId;
use crate::node::ChanDir;
use crate::node::Node;
use crate::parser::literal_text;
use crate::parser::name_text;
use crate::tree::Tree;

/// Nesting limit. Deeper parts are omitted, because a message of that length is of no use.
const MAX_DEPTH: u32 = 10_000;

/// Returns the text of a node; `src` is the parsed source.
pub fn short(tree: &Tree, src: &[u8], node: NodeId) -> String {
    let mut printer = Printer {
        tree,
        src,
        out: Vec::new(),
        depth: 0,
    };
    printer.node(Some(node));
    os_str::decode(&printer.out)
}

struct Printer<'t> {
    tree: &'t Tree,
    src: &'t [u8],
    out: Vec<u8>,
    depth: u32,
}

impl Printer<'_> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn node(&mut self, node: Option<NodeId>) {
        let Some(node) = node else {
            return;
        };
        if self.depth == MAX_DEPTH {
            self.put("…");
            return;
        }
        self.depth += 1;
        // Calls, selectors and sums of any number are nested to the left.
        let mut spine = Vec::new();
        let mut first = node;
        while let Some(left) = self.left(first) {
            spine.push(first);
            first = left;
        }
        self.first(first);
        for node in spine.into_iter().rev() {
            self.rest(self.tree.node(node));
        }
        self.depth -= 1;
    }

    /// Returns the operand with which a node begins.
    fn left(&self, node: NodeId) -> Option<NodeId> {
        match self.tree.node(node) {
            Node::Operation { x, y: Some(_), .. }
            | Node::Selector { x, .. }
            | Node::Index { x, .. }
            | Node::Slice { x, .. }
            | Node::Assert { x, .. }
            | Node::Call { fun: x, .. } => x,
            _ => None,
        }
    }

    /// Prints a node that does not begin with another one.
    fn first(&mut self, node: NodeId) {
        match self.tree.node(node) {
            Node::Name => {
                let text = name_text(self.tree, self.src, node);
                self.out.extend_from_slice(text);
            }
            Node::BasicLit { .. } => {
                let text = literal_text(self.tree, self.src, node);
                self.out.extend_from_slice(text);
            }
            other => self.other(other),
        }
    }

    /// Prints the rest of a node after its first operand.
    fn rest(&mut self, node: Node) {
        match node {
            Node::Operation { op, y, .. } => {
                self.put(" ");
                self.put(op.text());
                self.sequence(&[" ", ""], &[y]);
            }
            Node::Selector { sel, .. } => self.sequence(&[".", ""], &[sel]),
            Node::Index { index, .. } => self.sequence(&["[", "]"], &[index]),
            Node::Slice {
                index: [i, j, k], ..
            } => {
                self.sequence(&["[", ":", ""], &[i, j]);
                if k.is_some() {
                    self.sequence(&[":", ""], &[k]);
                }
                self.put("]");
            }
            Node::Assert { typ, .. } => self.sequence(&[".(", ")"], &[typ]),
            Node::Call { args, has_dots, .. } => {
                self.put("(");
                self.separated(args);
                self.put(if has_dots { "...)" } else { ")" });
            }
            _ => {}
        }
    }

    fn other(&mut self, node: Node) {
        match node {
            Node::ArrayType { .. }
            | Node::SliceType { .. }
            | Node::DotsType { .. }
            | Node::StructType { .. }
            | Node::FuncType { .. }
            | Node::InterfaceType { .. }
            | Node::MapType { .. }
            | Node::ChanType { .. } => self.typ(node),
            Node::ExprStmt { .. }
            | Node::Send { .. }
            | Node::Assign { .. }
            | Node::RangeClause { .. } => self.stmt(node),
            _ => self.expr(node),
        }
    }

    fn expr(&mut self, node: Node) {
        match node {
            Node::Bad => self.put("<bad expr>"),
            Node::FuncLit { typ, body } => {
                self.node(typ);
                let body = body.map(|body| self.tree.node(body));
                let is_empty =
                    matches!(body, Some(Node::Block { list, .. }) if self.tree.is_empty(list));
                self.put(if is_empty { " {}" } else { " {…}" });
            }
            Node::CompositeLit { typ, elems, .. } => {
                self.node(typ);
                let is_empty = self.tree.is_empty(elems);
                self.put(if is_empty { "{}" } else { "{…}" });
            }
            Node::Paren { x } => self.sequence(&["(", ")"], &[x]),
            Node::TypeSwitchGuard { lhs, x } => {
                if lhs.is_some() {
                    self.sequence(&["", " := "], &[lhs]);
                }
                self.sequence(&["", ".(type)"], &[x]);
            }
            Node::Operation { op, x, y: None } => self.sequence(&[op.text(), ""], &[x]),
            Node::KeyValue { key, value } => self.sequence(&["", ": ", ""], &[key, value]),
            Node::List { elems } => self.separated(elems),
            node => self.rest(node),
        }
    }

    /// Prints texts with nodes between them.
    fn sequence(&mut self, texts: &[&str], nodes: &[Option<NodeId>]) {
        for (at, text) in texts.iter().enumerate() {
            self.put(text);
            if let Some(node) = nodes.get(at) {
                self.node(*node);
            }
        }
    }

    fn separated(&mut self, list: ListId) {
        for (at, node) in self.tree.list(list).enumerate() {
            if at > 0 {
                self.put(", ");
            }
            self.node(Some(node));
        }
    }

    fn typ(&mut self, node: Node) {
        match node {
            Node::ArrayType { len, elem } => {
                self.put("[");
                match len {
                    None => self.put("..."),
                    len => self.node(len),
                }
                self.sequence(&["]", ""], &[elem]);
            }
            Node::SliceType { elem } => self.sequence(&["[]", ""], &[elem]),
            Node::DotsType { elem } => self.sequence(&["...", ""], &[elem]),
            Node::MapType { key, value } => self.sequence(&["map[", "]", ""], &[key, value]),
            Node::ChanType { dir, elem } => {
                self.put(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::SendOnly => "chan<- ",
                    ChanDir::RecvOnly => "<-chan ",
                });
                let inner = elem.map(|elem| self.tree.node(elem));
                let is_recv = matches!(
                    inner,
                    Some(Node::ChanType {
                        dir: ChanDir::RecvOnly,
                        ..
                    })
                );
                // `chan <-chan T` is another type.
                if dir == ChanDir::Both && is_recv {
                    self.sequence(&["(", ")"], &[elem]);
                } else {
                    self.node(elem);
                }
            }
            Node::StructType { fields, tags } => {
                self.put("struct{");
                self.fields(fields, tags);
                self.put("}");
            }
            Node::InterfaceType { methods } => {
                self.put("interface{");
                for (at, method) in self.tree.list(methods).enumerate() {
                    if at > 0 {
                        self.put("; ");
                    }
                    let (name, typ) = self.field(method);
                    self.node(name);
                    match name {
                        Some(_) => self.signature(typ),
                        None => self.node(typ),
                    }
                }
                self.put("}");
            }
            _ => {
                self.put("func");
                self.signature_of(node);
            }
        }
    }

    fn field(&self, field: NodeId) -> (Option<NodeId>, Option<NodeId>) {
        match self.tree.node(field) {
            Node::Field { name, typ } => (name, typ),
            _ => (None, None),
        }
    }

    /// Prints the fields of a struct; names that share a type stand together.
    fn fields(&mut self, fields: ListId, tags: ListId) {
        let tree = self.tree;
        let fields: Vec<_> = tree.list(fields).map(|field| self.field(field)).collect();
        let tags: Vec<Option<NodeId>> = tree.tags(tags).collect();
        let mut at = 0;
        while at < fields.len() {
            let (name, typ) = fields[at];
            let same = fields[at + 1..].iter().take_while(|(other, other_type)| {
                name.is_some() && other.is_some() && *other_type == typ
            });
            let end = at + 1 + same.count();
            if at > 0 {
                self.put("; ");
            }
            for (index, (name, _)) in fields[at..end].iter().enumerate() {
                if index > 0 {
                    self.put(", ");
                }
                self.node(*name);
            }
            if name.is_some() {
                self.put(" ");
            }
            self.node(typ);
            if let Some(tag @ Some(_)) = tags.get(at) {
                self.put(" ");
                self.node(*tag);
            }
            at = end;
        }
    }

    fn signature(&mut self, typ: Option<NodeId>) {
        if let Some(typ) = typ {
            self.signature_of(self.tree.node(typ));
        }
    }

    fn signature_of(&mut self, typ: Node) {
        let Node::FuncType { params, results } = typ else {
            return;
        };
        self.params(params);
        let first = self.tree.first(results).map(|field| self.field(field));
        match (self.tree.len(results), first) {
            (0, _) => {}
            (1, Some((None, typ))) => self.sequence(&[" ", ""], &[typ]),
            _ => {
                self.put(" ");
                self.params(results);
            }
        }
    }

    /// Prints parameters; names that share a type stand together.
    fn params(&mut self, params: ListId) {
        let tree = self.tree;
        let params: Vec<_> = tree.list(params).map(|param| self.field(param)).collect();
        self.put("(");
        for (at, (name, typ)) in params.iter().enumerate() {
            if at > 0 {
                self.put(", ");
            }
            if name.is_some() {
                self.node(*name);
                let next = params.get(at + 1);
                if next.is_some_and(|(next, next_type)| next.is_some() && next_type == typ) {
                    continue;
                }
                self.put(" ");
            }
            self.node(*typ);
        }
        self.put(")");
    }

    fn stmt(&mut self, node: Node) {
        match node {
            Node::ExprStmt { x } => self.node(x),
            Node::Send { chan, value } => self.sequence(&["", " <- ", ""], &[chan, value]),
            Node::Assign { op, lhs, rhs: None } => {
                self.node(lhs);
                self.put(&op.text().repeat(2));
            }
            Node::Assign { op, lhs, rhs } => {
                self.node(lhs);
                self.put(&format!(" {}= ", op.text()));
                self.node(rhs);
            }
            Node::RangeClause { lhs, is_def, x } => {
                if lhs.is_some() {
                    self.node(lhs);
                    self.put(if is_def { " := " } else { " = " });
                }
                self.sequence(&["range ", ""], &[x]);
            }
            _ => {}
        }
    }
}
