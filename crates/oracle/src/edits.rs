//! Five kinds of edits after which a program is linked again.
//!
//! They differ in the parts that the link can reuse. After a new variable that nothing uses the
//! output is equal but for its notes, so its figures do not apply to other edits: a measurement of
//! links has all five kinds and quotes the worst. A sixth kind is for builds.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::files;
use crate::pair;

/// Kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The main package has another variable that nothing uses.
    Variable,
    /// A comment line in a package with many importers: positions change, code does not.
    Line,
    /// The body of a function of that package, which is called.
    Body,
    /// The package gets one function more, which is called.
    Function,
    /// A statement in the body of `main`.
    Statement,
    /// The package imports other packages of the standard library.
    Import,
}

impl Kind {
    /// The kinds for measurements of links.
    pub const ALL: [Self; 5] = [
        Self::Variable,
        Self::Line,
        Self::Body,
        Self::Function,
        Self::Statement,
    ];

    /// Returns the letter of the kind.
    pub fn letter(self) -> char {
        match self {
            Self::Variable => 'V',
            Self::Line => 'L',
            Self::Body => 'B',
            Self::Function => 'F',
            Self::Statement => 'M',
            Self::Import => 'I',
        }
    }

    /// Returns the description of the kind.
    pub fn words(self) -> &'static str {
        match self {
            Self::Variable => "a variable in main that nothing uses",
            Self::Line => "a comment line in a package with many importers",
            Self::Body => "a body there",
            Self::Function => "a function there, called",
            Self::Statement => "a statement in main",
            Self::Import => "imports there",
        }
    }

    /// Returns the kind of a letter.
    pub fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// The two edited packages of a tree. The tree is a git checkout: changed files are made from their
/// committed text.
pub struct Edited {
    /// The directory of the main package.
    main: PathBuf,
    /// The directory and the name of a package with many importers.
    base: (PathBuf, String),
    /// Part of every edit, so that no edit of an earlier run is repeated: its results may still be
    /// in the caches.
    seed: usize,
}

/// Maximum number of added lines, statements and functions, so that consecutive edits also have
/// different lengths.
const MOST: usize = 7;

impl Edited {
    /// Returns the edits of a tree.
    pub fn new(main: PathBuf, base: PathBuf, base_name: &str, seed: usize) -> Self {
        Self {
            main,
            base: (base, base_name.to_owned()),
            seed,
        }
    }

    /// Makes an edit of a kind for the `number`th time. Edits of other kinds stay.
    ///
    /// # Errors
    /// A file cannot be read or written, or the tree is not a Go program under git.
    pub fn make(&self, kind: Kind, number: usize) -> Result<(), String> {
        let value = 1000 + self.seed + number;
        let many = 1 + number % MOST;
        let (path, text) = match kind {
            Kind::Variable => (
                self.main.join("zz_edit_variable.go"),
                format!("package main\n\nvar edited = {value}\n"),
            ),
            Kind::Line => self.with_lines(value, many)?,
            Kind::Body => (
                self.base.0.join("zz_edit_body.go"),
                body(&self.base.1, value, many),
            ),
            Kind::Function => (
                self.base.0.join("zz_edit_function.go"),
                functions(&self.base.1, value, many),
            ),
            Kind::Statement => self.with_statements(value, many)?,
            Kind::Import => (
                self.base.0.join("zz_edit_import.go"),
                imports(&self.base.1, value),
            ),
        };
        files::write(&path, text)
    }

    /// Restores the committed state of the tree.
    ///
    /// # Errors
    /// A file cannot be restored.
    pub fn undo(&self) -> Result<(), String> {
        let added = [
            self.main.join("zz_edit_variable.go"),
            self.base.0.join("zz_edit_body.go"),
            self.base.0.join("zz_edit_function.go"),
            self.base.0.join("zz_edit_import.go"),
        ];
        for file in added {
            files::remove(&file)?;
        }
        for dir in [&self.main, &self.base.0] {
            let mut command = Command::new("git");
            command
                .args(["checkout", "-q", "HEAD", "--", "."])
                .current_dir(dir);
            pair::succeed(&mut command, "git checkout")?;
        }
        Ok(())
    }

    /// Returns the first file of the package with many importers, with comment lines before its
    /// declarations.
    fn with_lines(&self, value: usize, many: usize) -> Result<(PathBuf, String), String> {
        let (dir, name) = &self.base;
        let clause = format!("\npackage {name}\n");
        let lines = format!("// edited {value}\n").repeat(many);
        let file = go_files(dir)?.into_iter().next().unwrap_or_default();
        let text = committed(dir, &file)?;
        let text = behind(&text, &clause, &lines)
            .ok_or_else(|| format!("{file}: no package clause in a line of its own"))?;
        Ok((dir.join(file), text))
    }

    /// Returns the file with function `main`, which has some statements more.
    fn with_statements(&self, value: usize, many: usize) -> Result<(PathBuf, String), String> {
        let statements: String = (0..many)
            .map(|at| {
                format!(
                    "\tif v := recover(); v == {} {{\n\t\tpanic(v)\n\t}}\n",
                    value + at
                )
            })
            .collect();
        for file in go_files(&self.main)? {
            let text = committed(&self.main, &file)?;
            if let Some(text) = behind(&text, "\nfunc main() {\n", &statements) {
                return Ok((self.main.join(file), text));
            }
        }
        Err(format!("{}: no function main", self.main.display()))
    }
}

/// A called function with `many` statements in its body. No other line moves.
fn body(package: &str, value: usize, many: usize) -> String {
    let statements: String = (0..many)
        .map(|at| format!("\tif n > {} {{\n\t\tn -= {at}\n\t}}\n", value + at))
        .collect();
    format!(
        "package {package}\n\nvar editedBody = EditedBody(1)\n\nfunc init() {{ editedBody = EditedBody(editedBody) }}\n\n// EditedBody is edited.\n//\n//go:noinline\nfunc EditedBody(n int) int {{\n{statements}\treturn n\n}}\n"
    )
}

/// `many` functions, which are called.
fn functions(package: &str, value: usize, many: usize) -> String {
    let functions: String = (0..many)
        .map(|at| {
            format!(
                "//go:noinline\nfunc editedFunction{value}x{at}(n int) int {{ return n + {at} }}\n\n"
            )
        })
        .collect();
    let calls: String = (0..many)
        .map(|at| format!("\teditedCalls += editedFunction{value}x{at}(editedCalls)\n"))
        .collect();
    format!("package {package}\n\nvar editedCalls int\n\n{functions}func init() {{\n{calls}}}\n")
}

/// Small packages of the standard library that few programs import.
const IMPORTED: [&str; 8] = [
    "container/ring",
    "encoding/ascii85",
    "encoding/csv",
    "hash/adler32",
    "hash/crc64",
    "index/suffixarray",
    "mime/quotedprintable",
    "text/tabwriter",
];

/// Other imports for each of 256 consecutive values.
fn imports(package: &str, value: usize) -> String {
    let is_imported = |(at, _): &(usize, &&str)| value >> at & 1 == 1;
    let imports: String = IMPORTED
        .iter()
        .enumerate()
        .filter(is_imported)
        .map(|(_, path)| format!("import _ \"{path}\"\n"))
        .collect();
    format!("package {package}\n\n{imports}")
}

/// Returns the names of the Go files of a package: no tests, and none for other systems.
fn go_files(dir: &Path) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .map_err(files::at(dir))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".go") && !name.contains('_'))
        .collect();
    names.sort_unstable();
    Ok(names)
}

/// Returns the committed text of a file.
fn committed(dir: &Path, file: &str) -> Result<String, String> {
    let mut command = Command::new("git");
    command
        .args(["show", &format!("HEAD:./{file}")])
        .current_dir(dir);
    let output = pair::succeed(&mut command, &format!("git show {file}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Inserts lines after a line, which starts with a line break here.
fn behind(text: &str, line: &str, lines: &str) -> Option<String> {
    let at = format!("\n{text}").find(line)? + line.len() - 1;
    let (head, rest) = text.split_at(at);
    Some(format!("{head}{lines}{rest}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn lines_follow_theirs() {
        let text = "package a\n\nvar x int\n";
        let made = behind(text, "\npackage a\n", "// b\n").unwrap();
        assert_eq!(made, "package a\n// b\n\nvar x int\n");
        assert_eq!(behind(text, "\npackage b\n", "// b\n"), None);
    }

    #[test]
    fn consecutive_edits_differ_in_length() {
        for make in [body, functions] {
            let [one, two] = [1, 2].map(|number| make("a", 1000 + number, 1 + number % MOST));
            assert_ne!(one.len(), two.len());
            assert!(one.starts_with("package a\n"));
        }
    }

    #[test]
    fn imports_differ() {
        let all: BTreeSet<String> = (1000..1256).map(|value| imports("a", value)).collect();
        assert_eq!(all.len(), 256);
    }

    #[test]
    fn kinds_have_letters() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_letter(kind.letter()), Some(kind));
        }
    }
}
