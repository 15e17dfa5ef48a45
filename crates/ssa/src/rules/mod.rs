//! Rewrite rules: read from the SDK's own sources, compiled to bytecode, and applied to functions.
//!
//! The sources are the files that the SDK's generator made of its rules; each rule has its pattern,
//! condition and result as a comment. Helpers that rules call are native ([`native`]) or compiled
//! from their sources. A rule with a missing part refuses the functions that its pattern matches
//! ([`Refusal`]).
//! Counterpart: cmd/compile/internal/ssa/_gen/rulegen.go and rewrite.go.

mod apply;
mod arith;
mod choice;
mod code;
mod comment;
mod compile;
mod decompile;
mod interpret;
mod modes;
mod native;
mod needs;
pub(crate) mod program;
mod recipes;
pub(crate) mod refusal;
mod single;
mod source;
mod ty;
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
pub use decompile::Comparison;
pub use decompile::compare;
pub use program::Refused;
pub use program::Rules;
pub use program::Target;
pub use refusal::Refusal;
pub(crate) use single::ValueRules;
pub use source::RuleText;

use self::choice::Table;
use self::code::Code;
use self::compile::Compiler;
use self::modes::Modes;
use self::program::TargetTexts;
use self::recipes::Recipes;
use self::source::Decls;
use crate::op::Tables;

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
        compiler.is_race = target.is_race;
        let mut sets = Vec::new();
        for name in names {
            let set = compiler.rule_set(name);
            let set = set.map_err(|fail| RulesError(fail.0))?;
            sets.push((Box::from(*name), set));
        }
        let ops = tables.op_consts.iter().enumerate();
        let ops: HashMap<Box<str>, u16> = ops.map(|(at, name)| (name.clone(), at as u16)).collect();
        let text = read("addressingmodes.go").map_err(|error| RulesError(error.to_string()))?;
        let number = |name: &str| ops.get(name).copied();
        let modes = Modes::read(&text, number, tables.ops.len());
        let texts = compiler.texts.iter().zip(0..);
        let texts = texts.map(|(text, number)| (text.clone(), number));
        let mut rules = Self {
            text_numbers: texts.collect(),
            target_texts: TargetTexts::default(),
            modes: modes.map_err(RulesError)?,
            recipes: Recipes::of(&target.goarch),
            target,
            table: take_table(&mut compiler.funcs)?,
            funcs: compiler.funcs,
            consts: compiler.consts,
            texts: compiler.texts,
            refused: compiler.refused,
            rules: compiler.rules,
            sets,
            ops,
        };
        rules.target_texts = TargetTexts {
            goarch: rules.text_number(&rules.target.goarch),
            goos: rules.text_number(&rules.target.goos),
        };
        Ok(rules)
    }
}

/// Returns the table of the rules of functions, and removes the rules.
fn take_table(funcs: &mut [Code]) -> Result<Table, RulesError> {
    let rules = funcs
        .iter()
        .map(|code| (&code.rules[..], code.has_only_rules));
    let table = Table::of(&rules.collect::<Vec<_>>());
    for code in funcs {
        code.rules = Vec::new();
    }
    table.ok_or_else(|| RulesError("too many rules".to_owned()))
}
