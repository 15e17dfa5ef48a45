//! The template language of `go list -f`: the part that people use most.
//!
//! Fields, `if`, `with`, `range`, variables, pipelines, comparisons, `len`, `index`,
//! `join` and simple `printf`. What it does not know is [`TmplError::NotBuilt`], and is
//! known before anything is printed, so that the caller can pass the command through.
//! Pure: values come in as [`Object`]s, text goes out.
//! Counterpart: text/template.

mod exec;
mod funcs;
mod parse;
mod time;
mod value;
mod whole;

pub(crate) use value::Object;
pub(crate) use value::Value;

/// Why a template has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TmplError {
    /// The official command's error.
    Failed(String),
    /// A part of the language that is not here yet.
    NotBuilt(&'static str),
}

impl TmplError {
    fn not_built(what: &'static str) -> Self {
        Self::NotBuilt(what)
    }
}

/// A parsed template.
#[derive(Debug)]
pub(crate) struct Template {
    source: String,
    nodes: Vec<parse::Node>,
}

impl Template {
    /// Parses a template's text.
    pub(crate) fn parse(text: &str) -> Result<Self, TmplError> {
        Ok(Self {
            nodes: parse::parse(text)?,
            source: text.to_owned(),
        })
    }

    /// Reports whether the object as a whole may be printed, not only some of its fields.
    pub(crate) fn uses_whole(&self) -> bool {
        whole::uses_whole(&self.nodes, true)
    }

    /// Appends what the template prints of an object; `context` is what the function of
    /// that name returns.
    pub(crate) fn execute<'a>(
        &'a self,
        object: &'a dyn Object,
        context: &'a dyn Object,
        out: &mut String,
    ) -> Result<(), TmplError> {
        let dot = Value::Object(object);
        exec::Exec::new(&self.source, &dot, context, out).run(&self.nodes, &dot)
    }
}

#[cfg(test)]
mod tests;
