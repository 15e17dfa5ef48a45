//! The functions of a test binary.
//!
//! The linker removes unreachable functions, so a function that is not in the function name table,
//! which also has inlined functions, is never run.
//! Counterpart: none; cmd/link/internal/ld/pcln.go writes the table.

use hashbrown::HashSet;
use vamos_objfile::function_names;

use super::file::Function;

/// The functions that a program has.
pub(super) struct Linked {
    /// Their names, without type arguments.
    names: HashSet<Vec<u8>>,
    /// The names of functions whose literals are functions of other ones, into which they were
    /// inlined.
    inner: HashSet<Vec<u8>>,
}

impl Linked {
    /// Reads the functions of an executable; `None` if it is not one whose table is known.
    pub(super) fn read(executable: &str) -> Option<Self> {
        let file = vamos_fsys::uncached::open(executable).ok()?;
        let table = function_names::read(&file)?;
        let mut linked = Self {
            names: HashSet::new(),
            inner: HashSet::new(),
        };
        for name in table.split(|byte| *byte == 0) {
            linked.add(name);
        }
        Some(linked)
    }

    fn add(&mut self, name: &[u8]) {
        let name = without_type_arguments(name);
        let slash = name.iter().rposition(|byte| *byte == b'/');
        let start = slash.map_or(0, |slash| slash + 1);
        let parts = name.get(start..).unwrap_or_default();
        let parts = parts.split(|byte| *byte == b'.').skip(1);
        // A literal in `f` is `p.f.func1`, and `p.g.f.func1` where `f` was inlined into `g`.
        if parts.clone().any(is_literal) {
            for part in parts {
                if !self.inner.contains(part) {
                    self.inner.insert(part.to_vec());
                }
            }
        }
        self.names.insert(name);
    }

    /// Reports whether the program has a function with this name.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name.as_bytes())
    }

    /// Reports whether the program has any function of a package.
    pub(super) fn has_package(&self, package: &str) -> bool {
        let prefix = format!("{}.", escaped(package));
        let mut names = self.names.iter();
        names.any(|name| name.starts_with(prefix.as_bytes()))
    }

    /// Reports whether the program has a function of a package.
    pub(super) fn has(&self, package: &str, function: &Function) -> bool {
        let Function { receiver, name } = function;
        if self.inner.contains(name.as_bytes()) {
            return true;
        }
        let prefix = escaped(package);
        let named = |name: &str| self.has_name(&format!("{prefix}.{name}"));
        match receiver {
            None => named(name),
            Some(receiver) => {
                named(&format!("{receiver}.{name}")) || named(&format!("(*{receiver}).{name}"))
            }
        }
    }
}

/// Reports whether part of a name is a compiler-generated name of a function literal.
fn is_literal(part: &[u8]) -> bool {
    let is_counted = |start: &&[u8]| {
        let rest = part.strip_prefix(*start);
        rest.is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
    };
    [&b"func"[..], b"gowrap", b"deferwrap"]
        .iter()
        .any(is_counted)
}

/// Removes the text in brackets.
fn without_type_arguments(name: &[u8]) -> Vec<u8> {
    let mut depth = 0_usize;
    let mut rest = Vec::with_capacity(name.len());
    for &byte in name {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.push(byte),
            _ => {}
        }
    }
    rest
}

/// Returns an import path as symbol names contain it.
/// Counterpart: cmd/internal/objabi/path.go (`PathToPrefix`).
fn escaped(path: &str) -> String {
    let slash = path.rfind('/').map_or(0, |slash| slash + 1);
    let mut out = String::new();
    for (at, byte) in path.bytes().enumerate() {
        let is_special = byte <= b' ' || byte == b'%' || byte == b'"' || byte >= 0x7f;
        if is_special || (byte == b'.' && at >= slash) {
            out.push_str(&format!("%{byte:02x}"));
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Function;
    use super::HashSet;
    use super::Linked;
    use super::escaped;

    #[test]
    fn functions_are_found_by_package_and_receiver() {
        let mut linked = Linked {
            names: HashSet::new(),
            inner: HashSet::new(),
        };
        for name in [
            "example.com/m/p%2ev2.F",
            "example.com/m/p%2ev2.(*T[go.shape.int]).M",
            "example.com/m/p%2ev2.G[go.shape.struct { X example.com/q.Y }]",
            "example.com/q.H.K.func1",
        ] {
            linked.add(name.as_bytes());
        }
        let has = |receiver: &str, name: &str| {
            let receiver = (!receiver.is_empty()).then(|| receiver.to_owned());
            let name = name.to_owned();
            linked.has("example.com/m/p.v2", &Function { receiver, name })
        };
        assert!(has("", "F") && has("T", "M") && has("", "G") && has("", "K"));
        assert!(!has("T", "F") && !has("", "M") && !has("", "func"));
        assert!(linked.has_package("example.com/m/p.v2") && !linked.has_package("example.com/m"));
        assert_eq!(escaped("gopkg.in/yaml.v3"), "gopkg.in/yaml%2ev3");
        assert_eq!(escaped("é"), "%c3%a9");
    }
}
