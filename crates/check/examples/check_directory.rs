//! Type-checks directories whose files are in memory.
//!
//! `cargo run -p vamos-check --example check_directory`
//! Counterpart: the examples of go/types; there files are given by go/build's Context.

use std::collections::BTreeMap;
use std::sync::Arc;

use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::report::ParsedFile;
use vamos_check::report::check_package_with;
use vamos_release::Release;
use vamos_summary::Imports;
use vamos_summary::Summary;
use vamos_types::Pos;
use vamos_types::ShownPlace;

/// The files of a directory: names and bytes.
pub(crate) type Directory = BTreeMap<String, Vec<u8>>;

/// Summaries of checked packages for importers, by import path.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packages(BTreeMap<String, Summary>);

impl Packages {
    /// Checks the package in a directory, and adds it if it is correct. Its imports must have been
    /// added before.
    ///
    /// # Errors
    /// The output of the compiler.
    pub(crate) fn check(&mut self, path: &str, directory: &Directory) -> Result<(), String> {
        let files = directory
            .iter()
            .filter(|(name, _)| name.ends_with(".go") && !name.ends_with("_test.go"));
        // A parsed file has no reference to its bytes, which must stay alive.
        let parsed: Vec<_> = files
            .map(|(name, bytes)| (name, vamos_ast::parse(name, bytes), bytes))
            .collect();
        if let Some((name, ..)) = parsed.iter().find(|(_, outcome, _)| outcome.is_too_deep) {
            return Err(format!("{name}: nested too deep\n"));
        }
        let files: Vec<ParsedFile<'_>> = parsed
            .iter()
            .map(|(_, outcome, src)| ParsedFile { outcome, src })
            .collect();
        let config = Config {
            path: path.to_owned(),
            go_version: "go1.26".to_owned(),
            release: Release::default(),
            word_size: 8,
            max_align: 8,
            ignores_bodies: false,
            stack: 1 << 20,
            keeps_info: false,
        };
        let flags = CompilerFlags::default();
        let report = check_package_with(&files, &config, Box::new(self.imports()), flags);
        let checked = report.checked.filter(|_| report.text.is_empty());
        let Some(checked) = checked else {
            return Err(report.text);
        };
        if checked.is_too_deep {
            return Err(format!("{path}: nested too deep\n"));
        }
        // Positions of declared objects, for the messages of importers.
        let place = |pos: Pos| {
            let (file, offset) = pos.own()?;
            let (name, outcome, _) = &parsed[file];
            let place = outcome.lines.place(offset);
            Some(ShownPlace {
                file: name.as_str().into(),
                line: place.line,
                column: place.column,
                physical: None,
            })
        };
        let bytes = vamos_summary::write(&checked.types, checked.pkg, &place);
        let summary = Summary::open(Arc::new(bytes)).ok_or("the package is too large\n")?;
        self.0.insert(path.to_owned(), summary);
        Ok(())
    }

    /// Returns an importer of the added packages.
    fn imports(&self) -> Imports<'static> {
        let known = self.clone();
        let find = move |path: &str| {
            if known.0.contains_key(path) {
                Ok(path.to_owned())
            } else {
                Err("it was not checked".to_owned())
            }
        };
        let known = self.0.clone();
        let summaries = move |path: &str| known.get(path).cloned();
        Imports::new(Box::new(find), Arc::new(summaries))
    }
}

/// Returns a directory of texts.
pub(crate) fn directory(files: &[(&str, &str)]) -> Directory {
    files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect()
}

/// Checks two packages, the second of which has a mistake.
#[expect(clippy::print_stdout, reason = "it shows what comes out")]
pub(crate) fn main() {
    let shapes = directory(&[
        (
            "square.go",
            "package shapes\n\ntype Square struct{ Side float64 }\n",
        ),
        (
            "area.go",
            "package shapes\n\nfunc (s Square) Area() float64 { return s.Side * s.Side }\n",
        ),
    ]);
    let program = directory(&[(
        "main.go",
        "package main\n\nimport \"example.com/shapes\"\n\nfunc main() {\n\tvar area int = shapes.Square{2}.Area()\n\tprintln(area)\n}\n",
    )]);
    let mut packages = Packages::default();
    for (path, files) in [("example.com/shapes", shapes), ("main", program)] {
        match packages.check(path, &files) {
            Ok(()) => println!("{path}: correct"),
            Err(text) => print!("# {path}\n{text}"),
        }
    }
}
