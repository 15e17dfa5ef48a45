//! Import cycles between the files of a crate.
//!
//! An edge is a `use` of another file's name, or a path in the code that begins with `crate` or
//! `super`. A name that a parent re-exports counts for the file that has it, so a module that only
//! re-exports is in no cycle with its children.
//! A module and a child that use each other are a cycle like any other.
//!
//! Counterpart: none; the go command refuses import cycles itself.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::text::Source;

/// The path of a module in its crate; empty for the root.
type Module = Vec<String>;

/// The files of one crate that import each other, by their modules' names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cycle {
    pub(crate) crate_name: String,
    pub(crate) modules: Vec<String>,
}

/// Returns the cycles of all crates: groups of files that reach each other.
pub(crate) fn find(sources: &[Source]) -> Vec<Cycle> {
    let mut crates: BTreeMap<&str, BTreeMap<Module, &Source>> = BTreeMap::new();
    for source in sources {
        if let Some(module) = module_of(&source.path) {
            let files = crates.entry(&source.crate_name).or_default();
            files.insert(module, source);
        }
    }
    let mut cycles = Vec::new();
    for (crate_name, files) in crates {
        let graph = Graph::new(&files);
        for group in groups(&graph.edges) {
            cycles.push(Cycle {
                crate_name: crate_name.to_owned(),
                modules: group.iter().map(|module| module.join("::")).collect(),
            });
        }
    }
    cycles
}

/// Returns the module that a file below a crate's `src` is.
fn module_of(path: &str) -> Option<Module> {
    let (_, inner) = path.split_once("/src/")?;
    let mut parts: Module = inner
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    if matches!(parts.last().map(String::as_str), Some("mod")) {
        parts.pop();
    }
    match parts.as_slice() {
        [root] if root == "lib" || root == "main" => Some(Vec::new()),
        _ => Some(parts),
    }
}

struct Graph<'a> {
    files: &'a BTreeMap<Module, &'a Source>,
    /// By module, the names that it re-exports and their modules.
    exports: BTreeMap<Module, BTreeMap<String, Module>>,
    edges: BTreeMap<Module, BTreeSet<Module>>,
}

impl<'a> Graph<'a> {
    fn new(files: &'a BTreeMap<Module, &'a Source>) -> Self {
        let mut graph = Self {
            files,
            exports: BTreeMap::new(),
            edges: BTreeMap::new(),
        };
        for (module, source) in files {
            let mut own = BTreeMap::new();
            for path in imports(&source.code, true) {
                let (name, target) = (path.last().cloned(), graph.absolute(module, &path));
                if let (Some(name), Some(target)) = (name, target) {
                    own.insert(name, target);
                }
            }
            graph.exports.insert(module.clone(), own);
        }
        for (module, source) in files {
            let mut targets = BTreeSet::new();
            let used = imports(&source.code, false);
            for path in used.into_iter().chain(inline_paths(&source.code)) {
                let target = graph.absolute(module, &path);
                let target = target.map(|path| graph.file_of(path));
                targets.extend(target.filter(|target| target != module));
            }
            graph.edges.insert(module.clone(), targets);
        }
        graph
    }

    /// Returns the path from the crate's root, if the path leads into the crate.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let mut base = module.clone();
        match first.as_str() {
            "crate" => return Some(rest.to_vec()),
            "self" => {}
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                base.truncate(base.len().checked_sub(ups)?);
                base.extend_from_slice(&path[ups..]);
                return Some(base);
            }
            _ => {
                base.push(first.clone());
                if !self.files.contains_key(&base) {
                    return None;
                }
            }
        }
        base.extend_from_slice(rest);
        Some(base)
    }

    /// Returns the file that declares the target of a path, re-exports followed.
    fn file_of(&self, mut path: Module) -> Module {
        // Re-exports of re-exports end somewhere; a bound is simpler than a proof.
        for _ in 0..8 {
            let length = (0..=path.len()).rev();
            let mut length = length.filter(|length| self.files.contains_key(&path[..*length]));
            let length = length.next().unwrap_or(0);
            let name = path.get(length);
            let exports = self.exports.get(&path[..length]);
            match name.and_then(|name| exports?.get(name)) {
                Some(target) if *target != path => {
                    let mut next = target.clone();
                    next.extend_from_slice(&path[length + 1..]);
                    path = next;
                }
                _ => {
                    path.truncate(length);
                    return path;
                }
            }
        }
        path
    }
}

/// Returns the paths of `use` lines, of public ones or of the others.
fn imports(code: &str, is_public: bool) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (path, has_pub) in code.lines().filter_map(import) {
        if has_pub == is_public {
            let path = path.trim_end_matches(';');
            let path = path.split(" as ").next().unwrap_or(path);
            found.push(path.split("::").map(str::to_owned).collect());
        }
    }
    found
}

/// Returns the path of a `use` line, and whether it is public.
fn import(line: &str) -> Option<(&str, bool)> {
    let line = line.trim_start();
    let (rest, has_pub) = match line.strip_prefix("pub") {
        Some(rest) => (rest.trim_start_matches(|c| c != ' ').trim_start(), true),
        None => (line, false),
    };
    Some((rest.strip_prefix("use ")?, has_pub))
}

/// Returns the paths outside `use` lines that begin with `crate` or `super`.
fn inline_paths(code: &str) -> Vec<Vec<String>> {
    let lines = code.lines().filter(|line| import(line).is_none());
    let text: Vec<String> = lines.map(without_visibility).collect();
    // A macro's `$crate` is not a path of this file.
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '$');
    let words = text
        .iter()
        .flat_map(|line| line.split(move |c| !is_path(c)));
    let paths = words.filter(|word| word.starts_with("crate::") || word.starts_with("super::"));
    let parts = |path: &str| path.split("::").map(str::to_owned).collect();
    paths
        .map(|path| parts(path.trim_end_matches(':')))
        .collect()
}

/// Returns a line without the paths of visibilities, which use nothing of the modules there.
fn without_visibility(line: &str) -> String {
    let mut parts = line.split("pub(in ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once(')').map_or("", |(_, rest)| rest));
    }
    text
}

/// Returns the groups of several modules that reach each other.
fn groups(edges: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<BTreeSet<Module>> {
    let reach: BTreeMap<&Module, BTreeSet<&Module>> = edges
        .keys()
        .map(|module| (module, reachable(edges, module)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (module, from) in &reach {
        if !from.contains(module) || !seen.insert(*module) {
            continue;
        }
        let back = |other: &&&Module| reach.get(**other).is_some_and(|set| set.contains(module));
        let group: BTreeSet<Module> = from.iter().filter(back).map(|m| (*m).clone()).collect();
        seen.extend(from.iter().filter(back));
        found.push(group);
    }
    found
}

fn reachable<'a>(
    edges: &'a BTreeMap<Module, BTreeSet<Module>>,
    start: &Module,
) -> BTreeSet<&'a Module> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Module> = edges.get(start).into_iter().flatten().collect();
    while let Some(module) = open.pop() {
        if seen.insert(module) {
            open.extend(edges.get(module).into_iter().flatten());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::files::File;

    fn cycles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let source = |(path, text): &(&str, &str)| {
            Source::new(&File {
                path: format!("crates/x/src/{path}"),
                text: (*text).to_owned(),
            })
        };
        let sources: Vec<Source> = files.iter().map(source).collect();
        find(&sources).into_iter().map(|c| c.modules).collect()
    }

    #[test]
    fn cycles_are_found_through_exports() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\npub use b::Thing;\n"),
            ("a.rs", "use crate::Thing;\n"),
            ("b.rs", "use super::a::Other;\n"),
            ("c/mod.rs", "use d::X;\n"),
            ("c/d.rs", "use super::Y;\nuse std::fmt;\n"),
        ];
        // A module and its own child count, too.
        assert_eq!(cycles(&files), [["a", "b"], ["c", "c::d"]]);
        assert_eq!(cycles(&files[..2]), [[""; 0]; 0]);
    }

    #[test]
    fn paths_in_code_count() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\n"),
            (
                "a.rs",
                "fn f(x: crate::b::X, y: crate::d::D) -> u8 {\n    0\n}\n",
            ),
            ("b.rs", "fn g() {\n    super::a::f(1)\n}\n"),
            (
                "c.rs",
                "/// As [`super::a::f`].\nfn h() -> $crate::b::X {}\n",
            ),
            ("d.rs", "pub(in crate::a) struct D(pub(in crate::a) u8);\n"),
        ];
        assert_eq!(cycles(&files), [["a", "b"]]);
    }
}
