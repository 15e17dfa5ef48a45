//! Widths of types: fields of structs, and methods spread over files.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::text::Source;

/// A struct and the number of its named fields.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Struct {
    /// First for the order.
    pub(crate) fields: usize,
    pub(crate) name: String,
    pub(crate) path: String,
    /// True if other crates can see it.
    pub(crate) is_public: bool,
}

/// Returns all structs with named fields, the widest last.
pub(crate) fn structs<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Vec<Struct> {
    let mut found = Vec::new();
    for source in sources {
        let mut at = 0;
        while let Some(next) = source.code[at..].find("struct ") {
            let start = at + next + "struct ".len();
            at = start;
            let rest = &source.code[start..];
            let name: String = rest.chars().take_while(|c| is_name(*c)).collect();
            let open = rest.find(['{', ';', '(']);
            if name.is_empty() || open.is_none_or(|open| rest.as_bytes()[open] != b'{') {
                continue;
            }
            found.push(Struct {
                fields: fields(&rest[open.unwrap_or_default()..]),
                name,
                path: source.path.clone(),
                is_public: source.code[..start].ends_with("\npub struct "),
            });
        }
    }
    found.sort();
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Counts the fields of the block that `code` begins with.
fn fields(code: &str) -> usize {
    let mut depth = 0;
    let mut count = 0;
    let bytes = code.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' | b'(' | b'[' | b'<' => depth += 1,
            // An arrow closes nothing.
            b'>' if bytes[at - 1] == b'-' => {}
            b'}' | b')' | b']' | b'>' => {
                depth -= 1;
                if depth == 0 {
                    return count;
                }
            }
            b':' if depth == 1 && bytes[at - 1] != b':' && bytes.get(at + 1) != Some(&b':') => {
                count += 1;
            }
            _ => {}
        }
    }
    count
}

/// A type whose inherent methods stand in several files.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spread {
    /// First for the order.
    pub(crate) methods: usize,
    pub(crate) files: usize,
    pub(crate) name: String,
    pub(crate) crate_name: String,
}

/// Returns the types whose methods are spread over files, the largest last.
pub(crate) fn spread(sources: &[Source]) -> Vec<Spread> {
    let mut types: BTreeMap<(&str, String), (usize, BTreeSet<&str>)> = BTreeMap::new();
    for source in sources {
        for (name, methods) in impls(&source.code) {
            let entry = types.entry((&source.crate_name, name)).or_default();
            entry.0 += methods;
            entry.1.insert(&source.path);
        }
    }
    let types = types.into_iter().filter(|(_, (_, files))| files.len() > 1);
    let spread = types.map(|((crate_name, name), (methods, files))| Spread {
        methods,
        files: files.len(),
        name,
        crate_name: crate_name.to_owned(),
    });
    let mut spread: Vec<Spread> = spread.collect();
    spread.sort();
    spread
}

/// Returns the inherent impl blocks that start a line: the type, and how many methods.
fn impls(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("impl") else {
            continue;
        };
        let mut header = rest.to_owned();
        while !header.contains('{') {
            let Some(next) = lines.next() else {
                return found;
            };
            header.push(' ');
            header.push_str(next);
        }
        if header.trim_end().ends_with('}') {
            continue;
        }
        let mut methods = 0;
        for line in lines.by_ref() {
            if line == "}" {
                break;
            }
            let is_method = line.strip_prefix("    ").is_some_and(|code| {
                !code.starts_with(' ') && crate::tidy::source::starts_function(code)
            });
            methods += usize::from(is_method);
        }
        if let Some(name) = inherent_type(&header) {
            found.push((name, methods));
        }
    }
    found
}

/// Returns the name of the type in `<'a> Name<'a> {`; a trait's impl gives nothing.
fn inherent_type(header: &str) -> Option<String> {
    let header = header.split('{').next()?;
    if header.contains(" for ") {
        return None;
    }
    let mut rest = header.trim_start();
    if rest.starts_with('<') {
        let mut depth = 0;
        let end = rest.find(|c| {
            depth += i32::from(c == '<') - i32::from(c == '>');
            depth == 0
        })?;
        rest = rest[end + 1..].trim_start();
    }
    let name: String = rest.chars().take_while(|c| is_name(*c)).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::File;

    fn source(path: &str, text: &str) -> Source {
        Source::new(&File {
            path: path.to_owned(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn fields_are_counted() {
        let text = "struct A<'a, T: X> {\n    a: std::fmt::X,\n    b: Box<dyn Fn(x: u8) -> (u8)>,\n    pub c: &'a [T],\n}\nstruct B(u8);\nstruct C {\n    x: u8,\n}\n";
        let found = structs(&[source("crates/x/src/a.rs", text)]);
        let widths: Vec<(&str, usize)> = found.iter().map(|s| (&*s.name, s.fields)).collect();
        assert_eq!(widths, [("C", 1), ("A", 3)]);
    }

    #[test]
    fn methods_are_summed_over_files() {
        let text = "impl<'a, T: X<u8>> A<'a> {\n    pub fn f() {}\n    fn g(\n    ) {\n        fn inner() {}\n    }\n}\nimpl X for A {\n    fn x() {}\n}\n";
        let sources = [
            source("crates/x/src/a.rs", text),
            source("crates/x/src/b.rs", "impl A<'_> {\n    fn h() {}\n}\n"),
            source("crates/y/src/b.rs", "impl A {\n    fn h() {}\n}\n"),
        ];
        let found = spread(&sources);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].methods, found[0].files), (3, 2));
    }
}
