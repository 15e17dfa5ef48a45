//! Tokens to nodes.
//!
//! Counterpart: text/template/parse/parse.go.

use vamos_base::golang::os_str;
use vamos_base::golang::quote;

use super::funcs;
use super::funcs::Function;
use super::lex::Item;
use super::lex::Kind;
use super::lex::Lexer;
use super::node::Branch;
use super::node::Call;
use super::node::Command;
use super::node::Control;
use super::node::List;
use super::node::Node;
use super::node::Operand;
use super::node::Pipe;
use super::node::Templates;
use super::node::Term;
use super::number::Number;

/// The maximum nesting depth of parentheses.
const MAX_PARENS: usize = 10_000;
/// The maximum nesting depth of control structures; in upstream only the stack limits it.
const MAX_CONTROLS: usize = 20_000;

/// The end of a list of nodes.
enum End {
    End,
    /// `else`, and whether `if` or `with` follows immediately.
    Else,
}

/// The state that belongs to one template of the text: each `define` has its own.
struct Tree {
    vars: Vec<String>,
    range_depth: usize,
    paren_depth: usize,
    action_line: usize,
}

impl Tree {
    fn new() -> Self {
        Self {
            vars: vec!["$".to_owned()],
            range_depth: 0,
            paren_depth: 0,
            action_line: 0,
        }
    }
}

/// A parser. Errors are whole sentences.
pub(super) struct Parser<'t> {
    lexer: Lexer<'t>,
    /// Tokens read in advance; the last is next.
    ahead: Vec<Item>,
    /// The line of the last token from the text, for errors.
    line: usize,
    tree: Tree,
    templates: Templates,
    controls: usize,
    /// The functions of the program.
    functions: &'static [Function],
}

type Parsed<T> = Result<T, String>;

/// Parses a text: the templates in it, the text itself under the name `main`.
pub(super) fn parse(text: &[u8], functions: &'static [Function]) -> Parsed<Templates> {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        ahead: Vec::new(),
        line: 0,
        tree: Tree::new(),
        templates: Templates::new(),
        controls: 0,
        functions,
    };
    let root = parser.top()?;
    parser.add("main".to_owned(), root)?;
    Ok(parser.templates)
}

impl Parser<'_> {
    fn next(&mut self) -> Item {
        self.ahead.pop().unwrap_or_else(|| self.read())
    }

    fn read(&mut self) -> Item {
        let item = self.lexer.next_item();
        self.line = item.line;
        item
    }

    fn back(&mut self, item: Item) {
        // Errors have the line of the nearest token, like upstream's slot 0.
        self.ahead.push(item);
    }

    fn peek(&mut self) -> &Item {
        if self.ahead.is_empty() {
            let item = self.read();
            self.ahead.push(item);
        }
        self.ahead.last().expect("one was just put there")
    }

    fn next_non_space(&mut self) -> Item {
        loop {
            let item = self.next();
            if item.kind != Kind::Space {
                return item;
            }
        }
    }

    fn peek_non_space(&mut self) -> &Item {
        let item = self.next_non_space();
        self.back(item);
        self.peek()
    }

    fn error<T>(&self, text: &str) -> Parsed<T> {
        Err(format!("template: main:{}: {text}", self.line))
    }

    fn unexpected<T>(&self, item: &Item, context: &str) -> Parsed<T> {
        if item.kind == Kind::Error {
            let text = item.string();
            let started = self.tree.action_line;
            if started != 0 && started != item.line {
                let action = if text.ends_with(" action") {
                    ""
                } else {
                    " in action"
                };
                return self.error(&format!("{text}{action} started at main:{started}"));
            }
            return self.error(&text);
        }
        self.error(&format!("unexpected {} in {context}", item.shown()))
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Parsed<Item> {
        let item = self.next_non_space();
        if item.kind != kind {
            return self.unexpected(&item, context);
        }
        Ok(item)
    }

    /// Stores a template under its name; a template that is more than spaces can be stored once.
    fn add(&mut self, name: String, root: List) -> Parsed<()> {
        match self.templates.get(&name) {
            Some(have) if !is_empty(have) => {
                if is_empty(&root) {
                    return Ok(());
                }
                let name = quote::quote(&name);
                self.error(&format!("template: multiple definition of template {name}"))
            }
            _ => {
                self.templates.insert(name, root);
                Ok(())
            }
        }
    }

    fn top(&mut self) -> Parsed<List> {
        let mut root = List::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let delim = self.next();
                let item = self.next_non_space();
                if item.kind == Kind::Define {
                    self.definition()?;
                    continue;
                }
                self.back(item);
                self.back(delim);
            }
            match self.text_or_action()? {
                Ok(node) => root.push(node),
                Err(end) => return self.error(&format!("unexpected {}", end.shown())),
            }
        }
        Ok(root)
    }

    fn definition(&mut self) -> Parsed<()> {
        const CONTEXT: &str = "define clause";
        let item = self.next_non_space();
        let name = self.template_name(&item, CONTEXT)?;
        self.expect(Kind::RightDelim, CONTEXT)?;
        let root = self.own_tree(CONTEXT)?;
        self.add(name, root)
    }

    /// Parses the body of a nested template, up to its `end`.
    fn own_tree(&mut self, context: &str) -> Parsed<List> {
        let outer = std::mem::replace(&mut self.tree, Tree::new());
        let (root, end) = self.item_list()?;
        if !matches!(end, End::End) {
            return self.error(&format!("unexpected {} in {context}", end.shown()));
        }
        self.tree = outer;
        Ok(root)
    }

    fn item_list(&mut self) -> Parsed<(List, End)> {
        let mut list = List::new();
        while self.peek_non_space().kind != Kind::Eof {
            match self.text_or_action()? {
                Ok(node) => list.push(node),
                Err(end) => return Ok((list, end)),
            }
        }
        self.error("unexpected EOF")
    }

    fn text_or_action(&mut self) -> Parsed<Result<Node, End>> {
        let item = self.next_non_space();
        match item.kind {
            Kind::Text => Ok(Ok(Node::Text(item.text))),
            Kind::LeftDelim => {
                self.tree.action_line = item.line;
                let node = self.action()?;
                self.tree.action_line = 0;
                Ok(node)
            }
            _ => self.unexpected(&item, "input"),
        }
    }

    fn action(&mut self) -> Parsed<Result<Node, End>> {
        let item = self.next_non_space();
        Ok(Ok(match item.kind {
            Kind::Block => self.block()?,
            Kind::Break => self.jump(Node::Break)?,
            Kind::Continue => self.jump(Node::Continue)?,
            Kind::Else => {
                let is_chained = matches!(self.peek_non_space().kind, Kind::If | Kind::With);
                if !is_chained {
                    self.expect(Kind::RightDelim, "else")?;
                }
                return Ok(Err(End::Else));
            }
            Kind::End => {
                self.expect(Kind::RightDelim, "end")?;
                return Ok(Err(End::End));
            }
            Kind::If => self.control(Control::If)?,
            Kind::Range => self.control(Control::Range)?,
            Kind::With => self.control(Control::With)?,
            Kind::Template => self.template()?,
            _ => {
                self.back(item);
                Node::Action(self.pipeline("command", Kind::RightDelim)?)
            }
        }))
    }

    fn jump(&mut self, node: Node) -> Parsed<Node> {
        let item = self.next_non_space();
        if item.kind != Kind::RightDelim {
            return self.unexpected(&item, &node.to_string());
        }
        if self.tree.range_depth == 0 {
            return self.error(&format!("{node} outside {{{{range}}}}"));
        }
        Ok(node)
    }

    fn control(&mut self, control: Control) -> Parsed<Node> {
        self.controls += 1;
        if self.controls > MAX_CONTROLS {
            return self.error("control structures are nested too deeply");
        }
        let context = match control {
            Control::If => "if",
            Control::With => "with",
            Control::Range => "range",
        };
        let scope = self.tree.vars.len();
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let is_range = usize::from(control == Control::Range);
        self.tree.range_depth += is_range;
        let (then, end) = self.item_list()?;
        self.tree.range_depth -= is_range;
        let otherwise = match end {
            End::End => None,
            End::Else => Some(self.otherwise(control)?),
        };
        self.tree.vars.truncate(scope);
        self.controls -= 1;
        Ok(Node::Branch(Branch {
            control,
            pipe,
            then,
            otherwise,
        }))
    }

    /// Parses the branch after `else`; in a chain the inner `end` also ends the outer one.
    fn otherwise(&mut self, control: Control) -> Parsed<List> {
        let kind = self.peek().kind;
        let is_chained = match control {
            Control::If => kind == Kind::If,
            Control::With => kind == Kind::With,
            Control::Range => false,
        };
        if is_chained {
            self.next();
            return Ok(vec![self.control(control)?]);
        }
        let (list, end) = self.item_list()?;
        match end {
            End::End => Ok(list),
            End::Else => self.error(&format!("expected end; found {}", end.shown())),
        }
    }

    fn block(&mut self) -> Parsed<Node> {
        const CONTEXT: &str = "block clause";
        let item = self.next_non_space();
        let name = self.template_name(&item, CONTEXT)?;
        let pipe = self.pipeline(CONTEXT, Kind::RightDelim)?;
        let root = self.own_tree(CONTEXT)?;
        self.add(name.clone(), root)?;
        Ok(Node::Template(Call {
            pos: item.pos,
            name,
            pipe: Some(pipe),
        }))
    }

    fn template(&mut self) -> Parsed<Node> {
        const CONTEXT: &str = "template clause";
        let item = self.next_non_space();
        let name = self.template_name(&item, CONTEXT)?;
        let after = self.next_non_space();
        let mut pipe = None;
        if after.kind != Kind::RightDelim {
            self.back(after);
            pipe = Some(self.pipeline(CONTEXT, Kind::RightDelim)?);
        }
        Ok(Node::Template(Call {
            pos: item.pos,
            name,
            pipe,
        }))
    }

    fn template_name(&mut self, item: &Item, context: &str) -> Parsed<String> {
        match item.kind {
            Kind::String | Kind::RawString => {
                let value = self.unquoted(item)?;
                Ok(os_str::decode(&value))
            }
            _ => self.unexpected(item, context),
        }
    }

    fn unquoted(&self, item: &Item) -> Parsed<Vec<u8>> {
        match quote::unquote_bytes(&item.text) {
            Some(value) => Ok(value),
            None => self.error("invalid syntax"),
        }
    }

    fn pipeline(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let mut pipe = Pipe {
            pos: self.peek_non_space().pos,
            is_assignment: false,
            variables: Vec::new(),
            commands: Vec::new(),
        };
        while self.declaration(&mut pipe, context)? {}
        loop {
            let item = self.next_non_space();
            match item.kind {
                kind if kind == end => return self.checked(pipe, context),
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.back(item);
                    let command = self.command()?;
                    pipe.commands.push(command);
                }
                _ => return self.unexpected(&item, context),
            }
        }
    }

    /// Parses one variable of an assignment; reports whether there may be another.
    fn declaration(&mut self, pipe: &mut Pipe, context: &str) -> Parsed<bool> {
        if self.peek_non_space().kind != Kind::Variable {
            return Ok(false);
        }
        let variable = self.next();
        let after = self.next();
        let next = match after.kind {
            Kind::Space => {
                let next = self.next_non_space();
                self.back(next.clone());
                next
            }
            _ => after.clone(),
        };
        let is_comma = next.kind == Kind::Char && next.text == b",";
        if !matches!(next.kind, Kind::Assign | Kind::Declare) && !is_comma {
            self.back(after);
            self.back(variable);
            return Ok(false);
        }
        if after.kind == Kind::Space {
            self.next();
        }
        let name = variable.string();
        self.tree.vars.push(name.clone());
        pipe.variables.push(name);
        if !is_comma {
            pipe.is_assignment = next.kind == Kind::Assign;
            return Ok(false);
        }
        if context == "range" && pipe.variables.len() < 2 {
            return match self.peek_non_space().kind {
                Kind::Variable | Kind::RightDelim | Kind::RightParen => Ok(true),
                _ => self.error("range can only initialize variables"),
            };
        }
        self.error(&format!("too many declarations in {context}"))
    }

    fn checked(&self, pipe: Pipe, context: &str) -> Parsed<Pipe> {
        if pipe.commands.is_empty() {
            return self.error(&format!("missing value for {context}"));
        }
        for (at, command) in pipe.commands.iter().enumerate().skip(1) {
            if let Term::Bool(_) | Term::Dot | Term::Nil | Term::Number(_) | Term::Str { .. } =
                command.args[0].term
            {
                return self.error(&format!(
                    "non executable command in pipeline stage {}",
                    at + 1
                ));
            }
        }
        Ok(pipe)
    }

    fn command(&mut self) -> Parsed<Command> {
        let mut args = Vec::new();
        loop {
            self.peek_non_space();
            args.extend(self.operand()?);
            let item = self.next();
            match item.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.back(item),
                Kind::Pipe => {}
                _ => return self.unexpected(&item, "operand"),
            }
            break;
        }
        if args.is_empty() {
            return self.error("empty command");
        }
        Ok(Command { args })
    }

    fn operand(&mut self) -> Parsed<Option<Operand>> {
        let Some(operand) = self.term()? else {
            return Ok(None);
        };
        if self.peek().kind != Kind::Field {
            return Ok(Some(operand));
        }
        let pos = self.peek().pos;
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            fields.push(field_name(&self.next()));
        }
        let term = match operand.term {
            Term::Field(mut names) => {
                names.append(&mut fields);
                Term::Field(names)
            }
            Term::Variable(mut names) => {
                names.append(&mut fields);
                Term::Variable(names)
            }
            Term::Bool(_) | Term::Str { .. } | Term::Number(_) | Term::Nil | Term::Dot => {
                let shown = quote::quote(&operand.to_string());
                return self.error(&format!("unexpected . after term {shown}"));
            }
            _ => Term::Chain(Box::new(operand), fields),
        };
        Ok(Some(Operand { pos, term }))
    }

    fn term(&mut self) -> Parsed<Option<Operand>> {
        let item = self.next_non_space();
        let pos = item.pos;
        let term = match item.kind {
            Kind::Identifier => {
                let name = item.string();
                if funcs::find(&name, self.functions).is_none() {
                    let shown = quote::quote(&name);
                    return self.error(&format!("function {shown} not defined"));
                }
                Term::Identifier(name)
            }
            Kind::Dot => Term::Dot,
            Kind::Nil => Term::Nil,
            Kind::Variable => {
                let name = item.string();
                if !self.tree.vars.contains(&name) {
                    let shown = quote::quote(&name);
                    return self.error(&format!("undefined variable {shown}"));
                }
                Term::Variable(vec![name])
            }
            Kind::Field => Term::Field(vec![field_name(&item)]),
            Kind::Bool => Term::Bool(item.text == b"true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                Term::Number(Box::new(self.number(&item)?))
            }
            Kind::LeftParen => {
                if self.tree.paren_depth >= MAX_PARENS {
                    return self.error("max expression depth exceeded");
                }
                self.tree.paren_depth += 1;
                let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.tree.paren_depth -= 1;
                return Ok(Some(Operand {
                    pos: pipe.pos,
                    term: Term::Pipe(pipe),
                }));
            }
            Kind::String | Kind::RawString => Term::Str {
                quoted: item.string(),
                value: self.unquoted(&item)?,
            },
            _ => {
                self.back(item);
                return Ok(None);
            }
        };
        Ok(Some(Operand { pos, term }))
    }

    fn number(&self, item: &Item) -> Parsed<Number> {
        let text = item.string();
        let number = match item.kind {
            Kind::CharConstant => Number::of_char(&item.text, &text),
            Kind::Complex => Number::of_complex(&text),
            _ => Number::parse(&text),
        };
        number.or_else(|error| self.error(&error))
    }
}

impl End {
    fn shown(&self) -> &'static str {
        match self {
            Self::End => "{{end}}",
            Self::Else => "{{else}}",
        }
    }
}

fn field_name(item: &Item) -> String {
    item.string()[1..].to_owned()
}

/// Reports whether there are only spaces.
pub(super) fn is_empty(list: &List) -> bool {
    list.iter().all(|node| match node {
        Node::Text(text) => {
            let text = os_str::decode_cow(text);
            text.chars().all(vamos_base::golang::unicode::is_space)
        }
        _ => false,
    })
}
