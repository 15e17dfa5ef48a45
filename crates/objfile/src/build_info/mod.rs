//! Build information: the linker's record of how a program was built.
//!
//! Counterpart: debug/buildinfo, runtime/debug/mod.go, cmd/go/internal/version.

mod error;
mod exe;
mod foreign;
mod open;
mod parse;
mod raw;
mod render;

pub use error::BuildInfoError;
pub use exe::Fallback;
pub use parse::ParseError;
pub use parse::parse;
pub use raw::read;
pub use render::is_go_binary_candidate;
pub use render::version_json;
pub use render::version_text;

use vamos_base::golang::quote;

/// Build information of a program. Text that is not UTF-8 is encoded as by
/// [`vamos_base::golang::os_str`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildInfo {
    /// The version of the toolchain.
    pub go_version: String,
    /// The package path of the main package.
    pub path: String,
    /// The module of the main package.
    pub main: Module,
    /// The modules that contributed packages.
    pub deps: Vec<Module>,
    /// Keys and values of the settings, in the order in which they were recorded.
    pub settings: Vec<(String, String)>,
}

/// A module in a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Its path.
    pub path: String,
    /// Its version.
    pub version: String,
    /// Its checksum.
    pub sum: String,
    /// Its replacement.
    pub replace: Option<Box<Module>>,
}

/// Reports whether the key of a setting must be quoted.
pub(crate) fn must_quote_key(key: &str) -> bool {
    key.is_empty() || key.contains('=') || must_quote_value(key)
}

/// Reports whether the value of a setting must be quoted.
pub(crate) fn must_quote_value(value: &str) -> bool {
    value.contains([' ', '\t', '\r', '\n', '"', '`'])
}

impl Module {
    fn format(&self, word: &str, out: &mut String) {
        out.push_str(word);
        out.push('\t');
        out.push_str(&self.path);
        out.push('\t');
        out.push_str(&self.version);
        match &self.replace {
            None => {
                out.push('\t');
                out.push_str(&self.sum);
            }
            Some(other) => {
                out.push('\n');
                other.format("=>", out);
            }
        }
        out.push('\n');
    }
}

impl BuildInfo {
    /// Returns the text form (`BuildInfo.String`), which [`parse`] reads.
    pub fn format(&self) -> String {
        let mut out = String::new();
        for (word, value) in [("go", &self.go_version), ("path", &self.path)] {
            if !value.is_empty() {
                out.push_str(word);
                out.push('\t');
                out.push_str(value);
                out.push('\n');
            }
        }
        if self.main != Module::default() {
            self.main.format("mod", &mut out);
        }
        for dep in &self.deps {
            dep.format("dep", &mut out);
        }
        for (key, value) in &self.settings {
            out.push_str("build\t");
            push_quoted(&mut out, key, must_quote_key(key));
            out.push('=');
            push_quoted(&mut out, value, must_quote_value(value));
            out.push('\n');
        }
        out
    }
}

fn push_quoted(out: &mut String, text: &str, must_quote: bool) {
    if must_quote {
        quote::append_quote(out, text);
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests;
