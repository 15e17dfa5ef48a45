//! A path of requirements that contradicts a request.
//!
//! Counterpart: cmd/go/internal/modload/edit.go (`Conflict`).

use std::fmt;
use std::fmt::Write as _;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;

/// The reason why a version cannot be selected (`Conflict`).
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The path from a requested module to the module in question; without the main module.
    pub path: Vec<ModuleVersion>,
    /// The requested version, if the end of the path is above it.
    pub constraint: Option<ModuleVersion>,
    /// The reason why the module at the end of the path cannot be used.
    pub err: Option<ModuleError>,
}

impl Conflict {
    /// Returns a sentence that contains only the ends of the path.
    pub fn summary(&self) -> String {
        let (Some(first), Some(last)) = (self.path.first(), self.path.last()) else {
            return "(internal error: invalid Conflict struct)".to_owned();
        };
        if self.path.len() == 1 {
            return match &self.err {
                Some(err) => format!("{first}: {}", self.unwrapped(err)),
                None => format!("{first} is above {}", self.wanted()),
            };
        }
        let adverb = if self.path.len() > 2 {
            "indirectly "
        } else {
            ""
        };
        match &self.err {
            Some(err) => format!("{first} {adverb}requires {last}: {}", self.unwrapped(err)),
            None => format!(
                "{first} {adverb}requires {last}, but {} is requested",
                self.wanted()
            ),
        }
    }

    fn wanted(&self) -> &str {
        self.constraint.as_ref().map_or("", |m| &m.version)
    }

    /// Returns the error without the module's name if the path ends there
    /// (`UnwrapModuleError`).
    pub fn unwrapped<'e>(&self, err: &'e ModuleError) -> &'e ModuleError {
        match err {
            ModuleError::At { module, err } if Some(module) == self.path.last() => err,
            err => err,
        }
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.path.split_first() else {
            return f.write_str("(internal error: invalid Conflict struct)");
        };
        let mut text = first.to_string();
        if rest.is_empty() {
            text.push_str(" found");
        }
        for m in rest {
            write!(text, " requires\n\t{m}")?;
        }
        if let Some(constraint) = &self.constraint {
            write!(text, ", but {} is requested", constraint.version)?;
        }
        if let Some(err) = &self.err {
            write!(text, ": {}", self.unwrapped(err))?;
        }
        f.write_str(&text)
    }
}
