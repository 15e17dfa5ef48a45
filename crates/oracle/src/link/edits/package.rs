//! A package whose sources are edited: insertions into its own files, and one file more.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::files;

/// The file that is added.
const ADDED: &str = "zz_edits.go";

/// A declaration in the added file. The number is a part of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A variable that nothing uses.
    Unused(u32),
    /// A function that the package calls.
    Func(u32),
    /// A function with another symbol name.
    Renamed(u32),
    /// A type with a reachable value; some have the method of fmt.Stringer.
    Type { number: u32, has_method: bool },
    /// A reachable text; its length follows from the number.
    Text(u32),
    /// A use of a package of the standard library.
    Import(usize),
}

/// Packages of which a use is added: the path, and an expression.
pub(super) const IMPORTS: &[(&str, &str)] = &[
    ("container/ring", "ring.New(3)"),
    ("text/tabwriter", "new(tabwriter.Writer)"),
    ("encoding/csv", "csv.NewReader(nil)"),
    ("hash/fnv", "fnv.New32a()"),
    ("html", "html.EscapeString(\"<\")"),
    ("expvar", "expvar.NewInt"),
    ("index/suffixarray", "suffixarray.New(nil)"),
];

/// A text that is inserted before a line of a file.
#[derive(Clone, Debug)]
struct Insertion {
    /// The line's index in the committed file.
    line: usize,
    text: String,
}

/// A file as it was committed, and the elements that are inserted.
struct Source {
    lines: Vec<String>,
    insertions: Vec<Insertion>,
}

/// One package.
pub(super) struct Package {
    dir: PathBuf,
    name: String,
    files: BTreeMap<String, Source>,
    pub(super) items: Vec<Item>,
}

/// A place in a package's own files.
#[derive(Clone, Debug)]
pub(super) struct SourceLine {
    file: String,
    line: usize,
}

impl Package {
    /// Reads a package's files.
    pub(super) fn read(dir: PathBuf, name: &str, names: &[&str]) -> Result<Self, String> {
        let mut sources = BTreeMap::new();
        for name in names {
            let text = files::read_text(&dir.join(name))?;
            let lines = text.split_inclusive('\n').map(str::to_owned).collect();
            let insertions = Vec::new();
            sources.insert((*name).to_owned(), Source { lines, insertions });
        }
        Ok(Self {
            dir,
            name: name.to_owned(),
            files: sources,
            items: Vec::new(),
        })
    }

    /// Returns the lines at which functions begin.
    pub(super) fn functions(&self) -> Vec<SourceLine> {
        let mut places = Vec::new();
        for (file, source) in &self.files {
            for (line, pair) in source.lines.windows(2).enumerate() {
                // A directive may not allow the statement, as nosplit and its limit of the stack.
                let is_plain = !pair[0].starts_with("//");
                let head = pair[1].trim_end();
                if is_plain && head.starts_with("func ") && head.ends_with('{') {
                    let (file, line) = (file.clone(), line + 1);
                    places.push(SourceLine { file, line });
                }
            }
        }
        places
    }

    /// Inserts a comment before a function.
    pub(super) fn add_comment(&mut self, place: &SourceLine, number: u32) {
        self.insert(place, 0, format!("// Comment {number}.\n\n"));
    }

    /// Inserts a statement at the beginning of a function.
    pub(super) fn add_statement(&mut self, place: &SourceLine, number: u32) {
        let text = format!("\tif zzCount == {number} {{\n\t\tzzCount++\n\t}}\n");
        self.insert(place, 1, text);
    }

    fn insert(&mut self, place: &SourceLine, after: usize, text: String) {
        if let Some(source) = self.files.get_mut(&place.file) {
            let line = place.line + after;
            source.insertions.push(Insertion { line, text });
        }
    }

    /// Reverts the newest insertion of a file; reports whether there was one.
    pub(super) fn take_back(&mut self) -> bool {
        let mut sources = self.files.values_mut();
        sources.any(|source| source.insertions.pop().is_some())
    }

    /// Writes all files.
    pub(super) fn write(&self) -> Result<(), String> {
        for (name, source) in &self.files {
            let path = self.dir.join(name);
            let text = source.text();
            if files::read_text(&path)? != text {
                files::write(&path, text)?;
            }
        }
        files::write(&self.dir.join(ADDED), self.added())
    }

    /// Returns the text of the added file.
    fn added(&self) -> String {
        let mut text = format!("package {}\n\nimport (\n\t_ \"unsafe\"\n", self.name);
        let imports = || {
            let numbers = self.items.iter().filter_map(|item| match item {
                Item::Import(number) => Some(*number),
                _ => None,
            });
            numbers.map(|number| IMPORTS[number % IMPORTS.len()])
        };
        for (path, _) in imports() {
            let _ = writeln!(text, "\tzz{} \"{path}\"", path.replace('/', "_"));
        }
        // Members of the corpus may be in a version of the language without `any`.
        text +=
            ")\n\nvar zzCount int\n\nvar zzKept interface{}\n\nfunc init() {\n\tzzKept = zzCount\n";
        for (path, expression) in imports() {
            let (_, rest) = expression.split_once('.').unwrap_or(("", expression));
            let alias = format!("zz{}", path.replace('/', "_"));
            let is_new = if expression.starts_with("new(") {
                "new("
            } else {
                ""
            };
            let _ = writeln!(text, "\tzzKept = {is_new}{alias}.{rest}");
        }
        for item in &self.items {
            text += &item.use_of();
        }
        text += "}\n";
        for item in &self.items {
            text += &item.declaration();
        }
        text
    }
}

impl Source {
    fn text(&self) -> String {
        let mut text = String::new();
        for (index, line) in self.lines.iter().enumerate() {
            for insertion in self.insertions.iter().filter(|it| it.line == index) {
                text += &insertion.text;
            }
            text += line;
        }
        text
    }
}

impl Item {
    /// Returns the statement that uses it.
    fn use_of(&self) -> String {
        match self {
            Self::Unused(_) | Self::Import(_) => String::new(),
            Self::Func(number) | Self::Renamed(number) => {
                format!("\tzzCount += zzFunc{number}(zzCount)\n")
            }
            Self::Type { number, .. } => format!("\tzzKept = zzType{number}{{zzCount, \"\"}}\n"),
            Self::Text(number) => format!("\tzzKept = zzText{number}\n"),
        }
    }

    fn declaration(&self) -> String {
        match self {
            Self::Unused(number) => format!("\nvar zzUnused{number} = {number}\n"),
            Self::Func(number) => func(*number),
            Self::Renamed(number) => format!(
                "\n//go:linkname zzFunc{number} example.com/edits.zz{number}{}",
                func(*number)
            ),
            Self::Type { number, has_method } => {
                let method = if *has_method {
                    format!(
                        "\nfunc (t zzType{number}) String() string {{ return t.b + \"{number}\" }}\n"
                    )
                } else {
                    String::new()
                };
                format!("\ntype zzType{number} struct {{\n\ta int\n\tb string\n}}\n{method}")
            }
            Self::Text(number) => format!(
                "\nvar zzText{number} = \"text {number} {}\"\n",
                "x".repeat((*number % 97) as usize)
            ),
            Self::Import(_) => String::new(),
        }
    }
}

/// Returns a function that is called, and not inlined if its number is even.
fn func(number: u32) -> String {
    let mut text = "\n".to_owned();
    if number.is_multiple_of(2) {
        text += "//go:noinline\n";
    }
    let _ = write!(
        text,
        "func zzFunc{number}(n int) int {{\n\tfor i := 0; i < {}; i++ {{\n\t\tn ^= i * {number}\n\t}}\n\treturn n\n}}\n",
        number % 7 + 1
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_their_insertions_until_those_are_taken_back() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_owned();
        let text = "package p\n\nfunc F() {\n}\n\n//go:nosplit\nfunc G() {\n}\n";
        files::write(&dir.join("p.go"), text).unwrap();
        let mut package = Package::read(dir.clone(), "p", &["p.go"]).unwrap();
        let places = package.functions();
        assert_eq!(places.len(), 1);
        package.add_comment(&places[0], 7);
        package.add_statement(&places[0], 8);
        package.write().unwrap();
        assert_eq!(
            files::read_text(&dir.join("p.go")).unwrap(),
            "package p\n\n// Comment 7.\n\nfunc F() {\n\tif zzCount == 8 {\n\t\tzzCount++\n\t}\n}\n\n//go:nosplit\nfunc G() {\n}\n"
        );
        assert!(package.take_back() && package.take_back() && !package.take_back());
        package.write().unwrap();
        assert_eq!(files::read_text(&dir.join("p.go")).unwrap(), text);
    }

    #[test]
    fn imports_have_names_of_their_own() {
        let package = Package {
            dir: PathBuf::new(),
            name: "p".to_owned(),
            files: BTreeMap::new(),
            items: vec![Item::Import(0), Item::Import(1)],
        };
        let text = package.added();
        assert!(
            text.contains("\tzzcontainer_ring \"container/ring\"\n"),
            "{text}"
        );
        assert!(
            text.contains("\tzzKept = zzcontainer_ring.New(3)\n"),
            "{text}"
        );
        assert!(
            text.contains("\tzzKept = new(zztext_tabwriter.Writer)\n"),
            "{text}"
        );
    }
}
