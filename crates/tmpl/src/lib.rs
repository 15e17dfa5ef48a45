//! Go's template language: parses a template and executes it on values.
//!
//! The program describes its structs as [`Object`]s with the types of Go's reflection ([`types`])
//! and adds its own functions ([`Function`]). Errors are Go's, to the byte. Pure: text in, text
//! out. Must not know: the program that uses it, files, the environment. Main types: [`Template`],
//! [`Value`], [`Object`], [`Scope`].
//! Counterpart: text/template.

mod chars;
mod compare;
mod escape;
mod eval;
mod exec;
mod float;
mod format;
mod funcs;
mod lex;
mod node;
mod number;
mod parse;
mod print;
pub mod time;
pub mod types;
mod value;
mod whole;

use std::fmt;

use vamos_base::golang::os_str;

pub use funcs::Function;
pub use types::Data;
pub use types::Handle;
pub use types::Object;
pub use types::Scope;
pub use types::Value;

/// The reason why a template has no result, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TmplError(String);

impl fmt::Display for TmplError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A parsed template.
#[derive(Debug)]
pub struct Template {
    source: Vec<u8>,
    templates: node::Templates,
    functions: &'static [Function],
}

impl Template {
    /// Parses a template's text, which may use `functions` in addition to the functions of the
    /// language.
    pub fn parse(text: &str, functions: &'static [Function]) -> Result<Self, TmplError> {
        let source = os_str::encode(text).into_owned();
        let templates = parse::parse(&source, functions).map_err(TmplError)?;
        Ok(Self {
            source,
            templates,
            functions,
        })
    }

    /// Reports whether the template may print the whole object, not only some of its fields.
    pub fn uses_whole(&self) -> bool {
        // In nested templates the dot is the argument of the call.
        let uses = |(name, nodes)| whole::uses_whole(nodes, name == "main");
        self.templates.iter().any(uses)
    }

    /// Appends the output of the template for a value; output before an error stays.
    pub fn execute<'a>(
        &'a self,
        dot: Value<'a>,
        scope: &Scope<'a, '_>,
        out: &mut Vec<u8>,
    ) -> Result<(), TmplError> {
        exec::Exec::new(self, &dot, scope, out).run(dot)
    }
}

#[cfg(test)]
mod tests;
