//! A recorded compile.
//!
//! Counterpart: none.

use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use super::record;
use crate::files;

/// A recorded compile.
pub(super) struct Package {
    /// The import path, with the name of the test of a variant.
    pub(super) path: String,
    /// The directory of its record.
    pub(super) record: PathBuf,
    /// The working directory of the compiler.
    pub(super) dir: PathBuf,
    args: Vec<String>,
    /// The places of files that the build has removed.
    copies: HashMap<String, PathBuf>,
    /// The paths of imported packages by the paths in the source, where they differ.
    pub(super) import_map: HashMap<String, String>,
    /// The objects of packages that can be imported. Variants of a package have its path.
    pub(super) imports: HashMap<String, String>,
}

impl Package {
    /// Reads the record in a directory.
    pub(super) fn read(record: &Path) -> Result<Self, String> {
        let text = files::read_text(&record.join(record::COMMAND))?;
        let command: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let text = |name: &str| command[name].as_str().unwrap_or_default().to_owned();
        let args = command["args"].as_array().into_iter().flatten();
        let copies = command["copies"].as_object().into_iter().flatten();
        let mut package = Self {
            path: text("path"),
            record: record.to_owned(),
            dir: text("dir").into(),
            args: args
                .map(|arg| arg.as_str().unwrap_or_default().to_owned())
                .collect(),
            copies: copies
                .map(|(name, copy)| (name.clone(), copy.as_str().unwrap_or_default().into()))
                .collect(),
            import_map: HashMap::new(),
            imports: HashMap::new(),
        };
        let importcfg = record.join(record::IMPORTCFG);
        if importcfg.exists() {
            package.read_importcfg(&files::read_text(&importcfg)?);
        }
        Ok(package)
    }

    fn read_importcfg(&mut self, text: &str) {
        for line in text.lines() {
            let Some((verb, rest)) = line.split_once(' ') else {
                continue;
            };
            let Some((from, to)) = rest.split_once('=') else {
                continue;
            };
            match verb {
                "importmap" => drop(self.import_map.insert(from.to_owned(), to.to_owned())),
                "packagefile" => drop(self.imports.insert(from.to_owned(), to.to_owned())),
                _ => {}
            }
        }
    }

    /// Returns the value of a flag, which may be in the same argument.
    pub(super) fn flag(&self, name: &str) -> Option<&str> {
        for (at, arg) in self.args.iter().enumerate() {
            if arg == name {
                return self.args.get(at + 1).map(String::as_str);
            }
            if let Some(value) = arg.strip_prefix(name).and_then(|arg| arg.strip_prefix('=')) {
                return Some(value);
            }
        }
        None
    }

    /// Returns the source files as the compiler was given them, and where they are.
    pub(super) fn sources(&self) -> Vec<(String, PathBuf)> {
        let names = self.args.iter().filter(|arg| record::is_source(arg));
        names
            .map(|name| {
                let copy = self.copies.get(name).cloned();
                (name.clone(), copy.unwrap_or_else(|| self.dir.join(name)))
            })
            .collect()
    }

    /// Returns the object that the compile writes, and the directory of its record.
    pub(super) fn object(&self) -> Option<(String, PathBuf)> {
        Some((self.flag("-o")?.to_owned(), self.record.clone()))
    }
}
