//! Prints a file as the oracle does: every node with its numbers and texts.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::fmt::Write as _;

use vamos_ast::ChanDir;
use vamos_ast::Error;
use vamos_ast::File;
use vamos_ast::Lines;
use vamos_ast::ListId;
use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Outcome;
use vamos_base::golang::os_str;
use vamos_base::golang::quote::quote_bytes;

/// Writes the tree of a file as text.
struct Dump<'f> {
    file: &'f File,
    src: &'f [u8],
    lines: &'f Lines,
    out: Vec<u8>,
    nodes: HashMap<NodeId, usize>,
    /// Groups of declarations by their numbers; the oracle numbers those with declarations.
    groups: HashMap<u32, usize>,
}

/// The nodes in a node, with the names of their fields.
type Children = Vec<(&'static str, Option<NodeId>)>;

/// Returns the tree, the directives and the errors of a source.
pub(crate) fn dump(outcome: &Outcome, src: &[u8]) -> Vec<u8> {
    let lines = &outcome.lines;
    let mut out = Vec::new();
    if let Some(file) = &outcome.file {
        let mut dump = Dump {
            file,
            src,
            lines,
            out,
            nodes: HashMap::new(),
            groups: HashMap::new(),
        };
        dump.file();
        out = dump.out;
    }
    pragmas(outcome, &mut out);
    let mut errors = outcome.errors.clone();
    let is_unused = |error: &Error| error.text.ends_with("defined and not used");
    for run in errors.chunk_by_mut(|a, b| is_unused(a) && is_unused(b)) {
        run.sort_by_key(|error| error.offset);
    }
    for error in errors {
        let place = lines.text(lines.place_of(&error));
        out.extend(os_str::encode(&format!("{place}: {}\n", error.text)).iter());
    }
    out
}

fn place(lines: &Lines, offset: u32) -> String {
    let place = lines.place(offset);
    format!("{}:{}", place.line, place.column)
}

/// Prints directives in the order in which they were read and found unused.
fn pragmas(outcome: &Outcome, out: &mut Vec<u8>) {
    let lines = &outcome.lines;
    for (at, group) in outcome.pragmas.iter().enumerate() {
        let id = at + 1;
        for pragma in &group.list {
            let (at, text) = (place(lines, pragma.offset), quote_bytes(&pragma.text));
            let line = format!(
                "pragma {id} {at} {} {text} {}\n",
                pragma.is_alone, pragma.errors
            );
            out.extend_from_slice(line.as_bytes());
        }
        if let Some((offset, errors)) = group.unused {
            let line = format!("unused {id} {} {errors}\n", place(lines, offset));
            out.extend_from_slice(line.as_bytes());
        }
    }
}

impl Dump<'_> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn file(&mut self) {
        let file = self.file;
        let (at, end) = (place(self.lines, file.offset), place(self.lines, file.end));
        let count = file.tree.len(file.decls);
        let version = quote_bytes(file.go_version.as_bytes());
        self.put(&format!(
            "0 File {at} {} {count} {end} {version}\n",
            file.pragmas
        ));
        // The file itself is the first node.
        self.nodes.insert(file.package, 1);
        let name = self.name(file.package);
        let at = place(self.lines, file.tree.offset(file.package));
        self.put(&format!("1 PkgName Name {at} {name}\n"));
        for decl in file.tree.list(file.decls) {
            self.node("DeclList", 1, Some(decl));
        }
    }

    fn name(&self, node: NodeId) -> String {
        quote_bytes(self.file.name(self.src, node))
    }

    fn node(&mut self, label: &str, depth: usize, node: Option<NodeId>) {
        self.put(&format!("{depth} {label} "));
        let Some(id) = node else {
            self.put("nil\n");
            return;
        };
        if let Some(number) = self.nodes.get(&id) {
            let text = format!("#{number}\n");
            self.put(&text);
            return;
        }
        self.nodes.insert(id, self.nodes.len() + 1);
        let node = self.file.tree.node(id);
        let mut numbers = String::new();
        let mut children = Children::new();
        let kind = match node {
            Node::ImportDecl { .. }
            | Node::ConstDecl { .. }
            | Node::TypeDecl { .. }
            | Node::VarDecl { .. }
            | Node::FuncDecl { .. } => self.decl(node, &mut numbers, &mut children),
            _ => match self.expr(id, node, &mut numbers, &mut children) {
                "" => self.stmt(node, &mut numbers, &mut children),
                kind => kind,
            },
        };
        let at = place(self.lines, self.file.tree.offset(id));
        self.put(&format!("{kind} {at}{numbers}\n"));
        for (label, child) in children {
            self.node(label, depth + 1, child);
        }
    }

    /// Adds the nodes of a list, and their count.
    fn list(&self, label: &'static str, list: ListId, numbers: &mut String, to: &mut Children) {
        let tree = &self.file.tree;
        let _ = write!(numbers, " {}", tree.len(list));
        to.extend(tree.tags(list).map(|node| (label, node)));
    }

    fn decl(&mut self, node: Node, n: &mut String, to: &mut Children) -> &'static str {
        let groups = &mut self.groups;
        let mut head = |group: u32, pragmas: u32| {
            let next = groups.len() + 1;
            let group = match group {
                0 => 0,
                group => *groups.entry(group).or_insert(next),
            };
            let _ = write!(n, " {group} {pragmas}");
        };
        match node {
            Node::ImportDecl {
                group,
                pragmas,
                local_name,
                path,
            } => {
                head(group, pragmas);
                to.extend([("LocalPkgName", local_name), ("Path", path)]);
                "ImportDecl"
            }
            Node::ConstDecl {
                group,
                pragmas,
                names,
                typ,
                values,
            }
            | Node::VarDecl {
                group,
                pragmas,
                names,
                typ,
                values,
            } => {
                head(group, pragmas);
                self.list("NameList", names, n, to);
                to.extend([("Type", typ), ("Values", values)]);
                match node {
                    Node::ConstDecl { .. } => "ConstDecl",
                    _ => "VarDecl",
                }
            }
            Node::TypeDecl {
                group,
                pragmas,
                name,
                params,
                is_alias,
                typ,
            } => {
                head(group, pragmas);
                to.push(("Name", name));
                self.list("TParamList", params, n, to);
                let _ = write!(n, " {is_alias}");
                to.push(("Type", typ));
                "TypeDecl"
            }
            Node::FuncDecl {
                pragmas,
                receiver,
                name,
                params,
                typ,
                body,
            } => {
                let _ = write!(n, " {pragmas}");
                to.extend([("Recv", receiver), ("Name", name)]);
                self.list("TParamList", params, n, to);
                to.extend([("Type", typ), ("Body", body)]);
                "FuncDecl"
            }
            _ => "",
        }
    }

    fn expr(&self, id: NodeId, node: Node, n: &mut String, to: &mut Children) -> &'static str {
        match node {
            Node::Bad => "BadExpr",
            Node::Name => {
                let _ = write!(n, " {}", self.name(id));
                "Name"
            }
            Node::BasicLit { kind, is_bad } => {
                let text = quote_bytes(self.file.literal(self.src, id));
                let _ = write!(n, " {text} {} {is_bad}", kind as u8);
                "BasicLit"
            }
            Node::CompositeLit {
                typ,
                elems,
                keys,
                rbrace,
            } => {
                to.push(("Type", typ));
                self.list("ElemList", elems, n, to);
                let _ = write!(n, " {keys} {}", place(self.lines, rbrace));
                "CompositeLit"
            }
            Node::KeyValue { key, value } => {
                to.extend([("Key", key), ("Value", value)]);
                "KeyValueExpr"
            }
            Node::FuncLit { typ, body } => {
                to.extend([("Type", typ), ("Body", body)]);
                "FuncLit"
            }
            Node::Paren { x } => {
                to.push(("X", x));
                "ParenExpr"
            }
            Node::Selector { x, sel } => {
                to.extend([("X", x), ("Sel", sel)]);
                "SelectorExpr"
            }
            Node::Index { x, index } => {
                to.extend([("X", x), ("Index", index)]);
                "IndexExpr"
            }
            Node::Slice { x, index, is_full } => {
                to.push(("X", x));
                to.extend(index.map(|index| ("Index", index)));
                let _ = write!(n, " 3 {is_full}");
                "SliceExpr"
            }
            Node::Assert { x, typ } => {
                to.extend([("X", x), ("Type", typ)]);
                "AssertExpr"
            }
            Node::TypeSwitchGuard { lhs, x } => {
                to.extend([("Lhs", lhs), ("X", x)]);
                "TypeSwitchGuard"
            }
            Node::Operation { op, x, y } => {
                let _ = write!(n, " {}", op as u8);
                to.extend([("X", x), ("Y", y)]);
                "Operation"
            }
            Node::Call {
                fun,
                args,
                has_dots,
            } => {
                to.push(("Fun", fun));
                self.list("ArgList", args, n, to);
                let _ = write!(n, " {has_dots}");
                "CallExpr"
            }
            Node::List { elems } => {
                self.list("ElemList", elems, n, to);
                "ListExpr"
            }
            _ => self.typ(node, n, to),
        }
    }

    fn typ(&self, node: Node, n: &mut String, to: &mut Children) -> &'static str {
        match node {
            Node::ArrayType { len, elem } => {
                to.extend([("Len", len), ("Elem", elem)]);
                "ArrayType"
            }
            Node::SliceType { elem } => {
                to.push(("Elem", elem));
                "SliceType"
            }
            Node::DotsType { elem } => {
                to.push(("Elem", elem));
                "DotsType"
            }
            Node::StructType { fields, tags } => {
                self.list("FieldList", fields, n, to);
                self.list("TagList", tags, n, to);
                "StructType"
            }
            Node::Field { name, typ } => {
                to.extend([("Name", name), ("Type", typ)]);
                "Field"
            }
            Node::InterfaceType { methods } => {
                self.list("MethodList", methods, n, to);
                "InterfaceType"
            }
            Node::FuncType { params, results } => {
                self.list("ParamList", params, n, to);
                self.list("ResultList", results, n, to);
                "FuncType"
            }
            Node::MapType { key, value } => {
                to.extend([("Key", key), ("Value", value)]);
                "MapType"
            }
            Node::ChanType { dir, elem } => {
                let dir = match dir {
                    ChanDir::Both => 0,
                    ChanDir::SendOnly => 1,
                    ChanDir::RecvOnly => 2,
                };
                let _ = write!(n, " {dir}");
                to.push(("Elem", elem));
                "ChanType"
            }
            _ => "",
        }
    }

    fn stmt(&self, node: Node, n: &mut String, to: &mut Children) -> &'static str {
        let brace = |n: &mut String, offset: u32| {
            let _ = write!(n, " {}", place(self.lines, offset));
        };
        match node {
            Node::Labeled { label, stmt } => {
                to.extend([("Label", label), ("Stmt", stmt)]);
                "LabeledStmt"
            }
            Node::Block { list, rbrace } => {
                self.list("List", list, n, to);
                brace(n, rbrace);
                "BlockStmt"
            }
            Node::ExprStmt { x } => {
                to.push(("X", x));
                "ExprStmt"
            }
            Node::Send { chan, value } => {
                to.extend([("Chan", chan), ("Value", value)]);
                "SendStmt"
            }
            Node::DeclStmt { decls } => {
                self.list("DeclList", decls, n, to);
                "DeclStmt"
            }
            Node::Assign { op, lhs, rhs } => {
                let _ = write!(n, " {}", op as u8);
                to.extend([("Lhs", lhs), ("Rhs", rhs)]);
                "AssignStmt"
            }
            Node::Branch {
                token,
                label,
                target,
            } => {
                let target = target.map(|target| self.file.tree.offset(target));
                let target = target.map_or("-".to_owned(), |at| place(self.lines, at));
                let _ = write!(n, " {} {target}", token.text());
                to.push(("Label", label));
                "BranchStmt"
            }
            Node::CallStmt { token, call } => {
                let _ = write!(n, " {}", token.text());
                to.push(("Call", call));
                "CallStmt"
            }
            Node::Return { results } => {
                to.push(("Results", results));
                "ReturnStmt"
            }
            Node::If {
                init,
                cond,
                then,
                or_else,
            } => {
                to.extend([
                    ("Init", init),
                    ("Cond", cond),
                    ("Then", then),
                    ("Else", or_else),
                ]);
                "IfStmt"
            }
            Node::For {
                init,
                cond,
                post,
                body,
            } => {
                to.extend([
                    ("Init", init),
                    ("Cond", cond),
                    ("Post", post),
                    ("Body", body),
                ]);
                "ForStmt"
            }
            Node::Switch {
                init,
                tag,
                body,
                rbrace,
            } => {
                to.extend([("Init", init), ("Tag", tag)]);
                self.list("Body", body, n, to);
                brace(n, rbrace);
                "SwitchStmt"
            }
            Node::Select { body, rbrace } => {
                self.list("Body", body, n, to);
                brace(n, rbrace);
                "SelectStmt"
            }
            Node::RangeClause { lhs, is_def, x } => {
                let _ = write!(n, " {is_def}");
                to.extend([("Lhs", lhs), ("X", x)]);
                "RangeClause"
            }
            Node::CaseClause { cases, body, colon } => {
                to.push(("Cases", cases));
                self.list("Body", body, n, to);
                brace(n, colon);
                "CaseClause"
            }
            Node::CommClause { comm, body, colon } => {
                to.push(("Comm", comm));
                self.list("Body", body, n, to);
                brace(n, colon);
                "CommClause"
            }
            _ => "EmptyStmt",
        }
    }
}
