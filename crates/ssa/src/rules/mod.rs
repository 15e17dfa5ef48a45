//! Rewrite rules: read from the SDK's own sources, compiled to bytecode, and applied to functions.
//!
//! The sources are the files that the SDK's generator made of its rules; each rule has its pattern,
//! condition and result as a comment. Helpers that rules call are native ([`native`]) or compiled
//! from their sources. A rule that needs what is not there refuses the functions that its pattern
//! matches ([`Refusal`]).
//! Counterpart: cmd/compile/internal/ssa/_gen/rulegen.go and rewrite.go.

mod apply;
mod code;
mod compile;
mod native;
mod source;
mod vm;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

pub(crate) use apply::Dead;
pub(crate) use apply::apply;
pub use source::RuleText;

use self::code::Code;
use self::compile::Compiler;
use self::compile::RuleSet;
use self::native::Recipes;
use self::source::Decls;
use crate::op::Tables;

/// What functions are compiled for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The machine.
    pub goarch: String,
    /// The system.
    pub goos: String,
    /// N of GOAMD64=vN.
    pub goamd64: u8,
    /// The race detector is on.
    pub is_race: bool,
    /// Functions are optimized.
    pub optimizes: bool,
}

/// A rule that is not compiled, or only up to what is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The name of the set of rules.
    pub file: Box<str>,
    /// The rule.
    pub rule: RuleText,
    /// What is missing.
    pub reason: String,
}

/// Why a pass did not finish. The state of the function is undefined then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A rule that was refused would be next.
    Rule(Box<Refused>),
    /// A helper does not know its result.
    Helper(&'static str),
    /// The function is not as the compiler expects it.
    Invalid,
    /// Rules take too long, or repeat.
    Bound,
    /// There are no rules of this name.
    Missing(&'static str),
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(refused) => {
                let (file, pattern) = (&refused.file, &refused.rule.pattern);
                write!(f, "rule {file} {pattern}: {}", refused.reason)
            }
            Self::Helper(what) => write!(f, "unknown to rules: {what}"),
            Self::Invalid => f.write_str("invalid function"),
            Self::Bound => f.write_str("rules do not end"),
            Self::Missing(name) => write!(f, "no rules {name}"),
        }
    }
}

impl Error for Refusal {}

/// Rules that cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesError(pub String);

impl Display for RulesError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "rewrite rules: {}", self.0)
    }
}

impl Error for RulesError {}

/// The files with helpers, in cmd/compile/internal/ssa.
pub const HELPERS: [&str; 6] = [
    "rewrite.go",
    "op.go",
    "magic.go",
    "block.go",
    "value.go",
    "writebarrier.go",
];

/// The sets of rules of a machine, by name; the file of `X` is `rewriteX.go`.
pub fn sets(goarch: &str) -> &'static [&'static str] {
    match goarch {
        "amd64" => &[
            "generic",
            "divisible",
            "divmod",
            "dec",
            "AMD64",
            "AMD64latelower",
            "AMD64splitload",
        ],
        "arm64" => &[
            "generic",
            "divisible",
            "divmod",
            "dec",
            "ARM64",
            "ARM64latelower",
        ],
        _ => &["generic", "divisible", "divmod", "dec"],
    }
}

/// The rules of a release and machine.
#[derive(Debug, Default)]
pub struct Rules {
    /// What functions are compiled for.
    pub target: Target,
    funcs: Vec<Code>,
    consts: Vec<u64>,
    texts: Vec<Box<str>>,
    sets: Vec<(Box<str>, RuleSet)>,
    refused: Vec<Refused>,
    rules: usize,
    ops: HashMap<Box<str>, u16>,
    recipes: Recipes,
}

impl Rules {
    /// Compiles sets of rules. `read` returns the text of a file of cmd/compile/internal/ssa.
    pub fn compile<E: Display>(
        target: Target,
        names: &[&str],
        tables: &Tables,
        mut read: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<Self, RulesError> {
        let mut decls = Decls::default();
        let files = names.iter().map(|name| format!("rewrite{name}.go"));
        for file in HELPERS.map(str::to_owned).into_iter().chain(files) {
            let text = read(&file).map_err(|error| RulesError(error.to_string()))?;
            decls.read(&text);
        }
        let mut compiler = Compiler::new(&decls, tables);
        let mut sets = Vec::new();
        for name in names {
            let set = compiler.rule_set(name);
            let set = set.map_err(|fail| RulesError(fail.0))?;
            sets.push((Box::from(*name), set));
        }
        let ops = tables.op_consts.iter().enumerate();
        Ok(Self {
            recipes: Recipes::of(&target.goarch),
            target,
            funcs: compiler.funcs,
            consts: compiler.consts,
            texts: compiler.texts,
            refused: compiler.refused,
            rules: compiler.rules,
            sets,
            ops: ops.map(|(at, name)| (name.clone(), at as u16)).collect(),
        })
    }

    /// Returns the rules that were refused.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Returns the number of rules.
    pub fn len(&self) -> usize {
        self.rules
    }

    /// Reports whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules == 0
    }

    fn set(&self, name: &'static str) -> Result<&RuleSet, Refusal> {
        let found = self.sets.iter().find(|(known, _)| &**known == name);
        found.map(|(_, set)| set).ok_or(Refusal::Missing(name))
    }

    /// Returns the number of a text; that of a text that no rule has is none of theirs.
    fn text_number(&self, text: &str) -> u64 {
        let at = self.texts.iter().position(|known| &**known == text);
        at.map_or(u64::MAX, |at| at as u64)
    }

    /// Returns an operation by the name of its constant.
    fn op(&self, name: &str) -> Option<u16> {
        self.ops.get(name).copied()
    }
}
