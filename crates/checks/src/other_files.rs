//! Check of the compiler's other inputs: functions in assembly, and embedded files.
//!
//! The compiler finds such errors after type checking. The answer is yes only if the declarations
//! as they are written make it certain.
//! Counterpart: cmd/compile/internal/ssagen/abi.go (`GenABIWrappers`), staticdata/embed.go.

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_ast::File;
use vamos_ast::Node;
use vamos_ast::NodeId;
use vamos_ast::Outcome;
use vamos_check::syntax_rules;
use vamos_release::Release;

use crate::unit::Sources;
use crate::unit::Unit;

/// The compiler's inputs for a package other than its Go files.
#[derive(Clone, Copy, Debug)]
pub struct OtherFiles<'a> {
    /// The symbols that assembly defines, with the package's path (`internal/cpu.cpuid`).
    pub assembly: &'a [String],
    /// The files that each pattern of `//go:embed` matches.
    pub embeds: &'a BTreeMap<String, Vec<String>>,
}

/// Reports whether a package without type errors certainly has no errors that are caused by other
/// files.
pub fn other_files_fit(
    unit: &Unit,
    release: Release,
    sources: &dyn Sources,
    others: OtherFiles<'_>,
) -> bool {
    let rules = syntax_rules(release);
    let read = |path: &str| -> Option<Parsed> {
        let src = sources.read(path).ok()?;
        let outcome = rules.parse_declarations(path, &src);
        Some(Parsed { src, outcome })
    };
    let files: Option<Vec<Parsed>> = unit.files.iter().map(|file| read(&file.path)).collect();
    let Some(files) = files else {
        return false;
    };
    let defined: Option<Vec<&str>> = (others.assembly.iter())
        .map(|symbol| plain_name(symbol))
        .collect();
    let Some(defined) = defined else {
        return false;
    };
    files.iter().all(|parsed| {
        let Some(file) = &parsed.outcome.file else {
            return false;
        };
        let mut decls = file.tree.list(file.decls);
        let mut groups = parsed.outcome.pragmas.iter().flat_map(|group| &group.list);
        groups.all(|pragma| !links_to(&pragma.text, others.assembly))
            && decls.all(|decl| {
                parsed.accepts_body(file, decl, &defined)
                    && parsed.accepts_embedding(file, decl, others.embeds)
            })
    })
}

/// A file of the package.
struct Parsed {
    src: Arc<[u8]>,
    outcome: Outcome,
}

impl Parsed {
    fn name<'t>(&'t self, file: &'t File, node: Option<NodeId>) -> &'t [u8] {
        let is_name = |node: &NodeId| matches!(file.tree.node(*node), Node::Name);
        match node.filter(is_name) {
            Some(node) => file.name(&self.src, node),
            None => b"",
        }
    }

    /// Reports whether a declaration gives no body to a function that is in assembly.
    fn accepts_body(&self, file: &File, decl: NodeId, defined: &[&str]) -> bool {
        match file.tree.node(decl) {
            Node::FuncDecl {
                receiver: None,
                name,
                body: Some(_),
                ..
            } => {
                let name = self.name(file, name);
                !defined.iter().any(|defined| defined.as_bytes() == name)
            }
            _ => true,
        }
    }

    /// Reports whether a declaration embeds nothing, or only files that its type can hold.
    fn accepts_embedding(
        &self,
        file: &File,
        decl: NodeId,
        embeds: &BTreeMap<String, Vec<String>>,
    ) -> bool {
        if !embeds.is_empty() && self.hides_type(file, decl) {
            return false;
        }
        let Node::VarDecl { pragmas, typ, .. } = file.tree.node(decl) else {
            return true;
        };
        let group = (pragmas as usize).checked_sub(1);
        let group = group.and_then(|group| self.outcome.pragmas.get(group));
        let lines = group.map_or(&[][..], |group| &group.list);
        let lines = lines.iter().map(|pragma| &pragma.text[..]);
        let lines: Vec<&[u8]> = lines
            .filter_map(|text| text.strip_prefix(b"go:embed"))
            .collect();
        if lines.is_empty() {
            return true;
        }
        let mut matched = Vec::new();
        for word in lines
            .iter()
            .flat_map(|line| line.split(u8::is_ascii_whitespace))
        {
            if word.is_empty() {
                continue;
            }
            // A quoted pattern is not in the table.
            match str::from_utf8(word).ok().and_then(|word| embeds.get(word)) {
                Some(files) => matched.extend(files),
                None => return false,
            }
        }
        matched.sort_unstable();
        matched.dedup();
        match typ.map(|typ| file.tree.node(typ)) {
            Some(Node::Name) => self.name(file, typ) == b"string" && matched.len() == 1,
            Some(Node::SliceType { elem }) => {
                self.name(file, elem) == b"byte" && matched.len() == 1
            }
            Some(Node::Selector { x, sel }) => {
                self.name(file, sel) == b"FS" && self.is_package_embed(file, self.name(file, x))
            }
            _ => false,
        }
    }

    /// Reports whether a declaration gives another meaning to a type that can embed.
    fn hides_type(&self, file: &File, decl: NodeId) -> bool {
        let hides = |name| matches!(self.name(file, name), b"string" | b"byte");
        match file.tree.node(decl) {
            Node::TypeDecl { name, .. } | Node::FuncDecl { name, .. } => hides(name),
            Node::ConstDecl { names, .. } | Node::VarDecl { names, .. } => {
                file.tree.list(names).any(|name| hides(Some(name)))
            }
            _ => false,
        }
    }

    /// Reports whether a name denotes package embed in a file.
    fn is_package_embed(&self, file: &File, name: &[u8]) -> bool {
        file.tree.list(file.decls).any(|decl| {
            let Node::ImportDecl {
                local_name,
                path: Some(path),
                ..
            } = file.tree.node(decl)
            else {
                return false;
            };
            let path = file.literal(&self.src, path);
            let local = match local_name {
                Some(_) => self.name(file, local_name),
                None => b"embed",
            };
            matches!(path, b"\"embed\"" | b"`embed`") && local == name
        })
    }
}

/// Returns the name of a symbol without its package, if a function can be declared under it:
/// closures and methods contain dots, and functions `init` have several symbols.
fn plain_name(symbol: &str) -> Option<&str> {
    let last = symbol.rsplit('/').next()?;
    let (_, name) = last.split_once('.')?;
    let is_plain = |c: char| c.is_alphanumeric() || c == '_';
    (name != "init" && name.chars().all(is_plain)).then_some(name)
}

/// Reports whether a directive links a declaration to one of these symbols.
fn links_to(directive: &[u8], symbols: &[String]) -> bool {
    let text = String::from_utf8_lossy(directive);
    let is_symbol = |word: &str| symbols.iter().any(|symbol| symbol == word);
    text.starts_with("go:linkname") && text.split_whitespace().any(is_symbol)
}
