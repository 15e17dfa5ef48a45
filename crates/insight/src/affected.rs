//! The packages that a set of changed files can influence.
//!
//! The result errs on the side of too many: a package that is not named has, as far as its sources,
//! its imports and the logged inputs of its tests decide, the same archive and the same test result
//! as before.
//! Counterpart: none.

use std::collections::HashMap;

/// A package, as far as changes can influence it.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// Its description.
    pub name: String,
    /// Its directory.
    pub dir: String,
    /// Its files, embedded ones included; of the main package of a test the files that the test
    /// read before. Absolute.
    pub inputs: Vec<String>,
    /// The module that it is in; empty in the standard library.
    pub module: String,
    /// True if its module is a main module.
    pub is_in_main_module: bool,
    /// True if it has test files, or is the main package of a test.
    pub is_for_test: bool,
    /// True if it is the main package of a test, which runs in the directory.
    pub runs_in_dir: bool,
    /// True if it embeds files.
    pub embeds: bool,
    /// Indexes of its imports.
    pub imports: Vec<usize>,
}

/// Changed files and settings.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Existing files; absolute.
    pub files: Vec<String>,
    /// Removed files, and files that may have belonged to a package of their directory although
    /// they do not now; absolute.
    pub gone: Vec<String>,
    /// Modules of which another version is used, or another directory.
    pub modules: Vec<String>,
    /// Changes for all packages of the main modules, such as the go line; empty without any.
    pub everywhere: String,
}

/// Reason why a package is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A file of it changed, or was removed.
    File(String),
    /// Its module is used in another version.
    Module(String),
    /// Something changed that concerns all packages.
    Everywhere(String),
    /// It imports an affected package, with this index.
    Import(usize),
}

/// The endings of files that belong to the package of their directory.
const SOURCES: [&str; 24] = [
    "go", "c", "cc", "cpp", "cxx", "m", "mm", "h", "hh", "hpp", "hxx", "f", "F", "for", "f90", "s",
    "S", "sx", "swig", "swigcxx", "syso", "inc", "inl", "pgo",
];

/// Files whose changes are known by their meaning.
const MODULE_FILES: [&str; 4] = ["go.mod", "go.sum", "go.work", "go.work.sum"];

/// Returns for each package why it is affected, if it is. Imports may form cycles.
pub fn affected(nodes: &[Node], changes: &Changes) -> Vec<Option<Reason>> {
    let mut reasons: Vec<Option<Reason>> = vec![None; nodes.len()];
    for (reason, node) in reasons.iter_mut().zip(nodes) {
        *reason = of_modules(node, changes);
    }
    let places = Places::new(nodes);
    for file in &changes.files {
        places.mark(file, false, &mut reasons);
    }
    for file in &changes.gone {
        places.mark(file, true, &mut reasons);
    }
    pass_on(nodes, &mut reasons);
    reasons
}

fn of_modules(node: &Node, changes: &Changes) -> Option<Reason> {
    if node.is_in_main_module && !changes.everywhere.is_empty() {
        return Some(Reason::Everywhere(changes.everywhere.clone()));
    }
    let is_changed = !node.module.is_empty() && changes.modules.contains(&node.module);
    is_changed.then(|| Reason::Module(node.module.clone()))
}

/// Marks importers of affected packages, until nothing changes.
fn pass_on(nodes: &[Node], reasons: &mut [Option<Reason>]) {
    let mut importers: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (place, node) in nodes.iter().enumerate() {
        for import in &node.imports {
            importers[*import].push(place);
        }
    }
    let marked = |place: &usize| reasons[*place].is_some();
    let mut open: Vec<usize> = (0..nodes.len()).filter(marked).collect();
    while let Some(place) = open.pop() {
        for importer in &importers[place] {
            if reasons[*importer].is_none() {
                reasons[*importer] = Some(Reason::Import(place));
                open.push(*importer);
            }
        }
    }
}

/// The packages by files and directories.
struct Places<'n> {
    nodes: &'n [Node],
    by_input: HashMap<&'n str, Vec<usize>>,
    by_dir: HashMap<&'n str, Vec<usize>>,
}

impl<'n> Places<'n> {
    fn new(nodes: &'n [Node]) -> Self {
        let (mut by_input, mut by_dir) = (HashMap::new(), HashMap::new());
        for (place, node) in nodes.iter().enumerate() {
            for input in &node.inputs {
                push(&mut by_input, input, place);
            }
            push(&mut by_dir, &node.dir, place);
        }
        Self {
            nodes,
            by_input,
            by_dir,
        }
    }

    /// Marks the packages that a changed file belongs to.
    fn mark(&self, file: &str, is_gone: bool, reasons: &mut [Option<Reason>]) {
        let mut mark = |place: usize| {
            reasons[place].get_or_insert_with(|| Reason::File(file.to_owned()));
        };
        let (dir, name) = file.rsplit_once('/').unwrap_or_default();
        // A package that lists the directory is affected by new and removed files.
        for input in [file, dir] {
            let owners = self.by_input.get(input).map_or(&[][..], Vec::as_slice);
            owners.iter().copied().for_each(&mut mark);
        }
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_source = SOURCES.contains(&ending) && self.by_dir.contains_key(dir);
        if is_source {
            if is_gone {
                let is_test = name.ends_with("_test.go");
                let in_dir = self.in_dir(dir).filter(|place| {
                    let node = &self.nodes[*place];
                    !is_test || node.is_for_test
                });
                in_dir.for_each(mark);
            }
            return;
        }
        // A test may read any file below its directory, and a pattern may have embedded it.
        let Some(dir) = self.nearest(dir).filter(|_| !MODULE_FILES.contains(&name)) else {
            return;
        };
        let in_dir = self.in_dir(dir).filter(|place| {
            let node = &self.nodes[*place];
            node.runs_in_dir || is_gone && node.embeds
        });
        in_dir.for_each(mark);
    }

    fn in_dir(&self, dir: &str) -> impl Iterator<Item = usize> {
        let places = self.by_dir.get(dir).map_or(&[][..], Vec::as_slice);
        places.iter().copied()
    }

    /// Returns the nearest directory of a package that a directory is in.
    fn nearest<'d>(&self, dir: &'d str) -> Option<&'d str> {
        let up = |dir: &&'d str| dir.rsplit_once('/').map(|(up, _)| up);
        let mut dirs = std::iter::successors(Some(dir), up);
        dirs.find(|dir| self.by_dir.contains_key(dir))
    }
}

fn push<'n>(map: &mut HashMap<&'n str, Vec<usize>>, key: &'n str, place: usize) {
    map.entry(key).or_default().push(place);
}

#[cfg(test)]
mod tests {
    use super::Changes;
    use super::Node;
    use super::Reason;
    use super::affected;

    fn node(name: &str, inputs: &[&str], imports: &[usize]) -> Node {
        Node {
            name: name.to_owned(),
            dir: format!("/m/{name}"),
            inputs: inputs.iter().map(|&file| file.to_owned()).collect(),
            module: "m".to_owned(),
            is_in_main_module: true,
            imports: imports.to_vec(),
            ..Node::default()
        }
    }

    /// The library a, b which imports it, and the test of b.
    fn nodes() -> Vec<Node> {
        let variant = Node {
            dir: "/m/b".to_owned(),
            is_for_test: true,
            ..node("b [b.test]", &["/m/b/b.go", "/m/b/b_test.go"], &[0])
        };
        let main = Node {
            dir: "/m/b".to_owned(),
            is_for_test: true,
            runs_in_dir: true,
            ..node("b.test", &["/m/shared/read.txt"], &[2])
        };
        let embedding = Node {
            embeds: true,
            ..node("b", &["/m/b/b.go", "/m/b/e.txt"], &[0])
        };
        vec![node("a", &["/m/a/a.go"], &[]), embedding, variant, main]
    }

    fn names(files: &[&str], gone: &[&str]) -> Vec<String> {
        let texts = |files: &[&str]| files.iter().map(|&file| file.to_owned()).collect();
        let changes = Changes {
            files: texts(files),
            gone: texts(gone),
            ..Changes::default()
        };
        let nodes = nodes();
        let reasons = affected(&nodes, &changes);
        let marked = nodes
            .iter()
            .zip(reasons)
            .filter(|(_, reason)| reason.is_some());
        marked.map(|(node, _)| node.name.clone()).collect()
    }

    #[test]
    fn files_affect_their_packages_and_importers() {
        let all = ["a", "b", "b [b.test]", "b.test"];
        let none: [&str; 0] = [];
        assert_eq!(names(&["/m/a/a.go"], &[]), all);
        assert_eq!(names(&[], &["/m/a/old.go"]), all);
        assert_eq!(names(&["/m/b/b.go"], &[]), all[1..]);
        assert_eq!(names(&["/m/b/b_test.go"], &[]), all[2..]);
        assert_eq!(names(&[], &["/m/b/x_test.go"]), all[2..]);
        assert_eq!(names(&["/m/b/e.txt"], &[]), [all[1], all[3]]);
        assert_eq!(names(&["/m/b/testdata/sub/x.go"], &[]), all[3..]);
        assert_eq!(names(&[], &["/m/b/gone.txt"]), [all[1], all[3]]);
        assert_eq!(names(&["/m/shared/read.txt"], &[]), all[3..]);
        // It belongs to the directory and not to the package: other systems may use it.
        assert_eq!(names(&["/m/a/a_plan9.go", "/m/README", "/x"], &[]), none);
        assert_eq!(names(&["/m/b/go.mod"], &[]), none);
    }

    #[test]
    fn modules_and_settings_affect_their_packages() {
        let mut nodes = nodes();
        nodes[0].module = "other".to_owned();
        nodes[0].is_in_main_module = false;
        let other = Changes {
            modules: vec!["other".to_owned()],
            ..Changes::default()
        };
        let reasons = affected(&nodes, &other);
        assert_eq!(reasons[0], Some(Reason::Module("other".to_owned())));
        assert_eq!(reasons[1], Some(Reason::Import(0)));
        assert!(reasons.iter().all(Option::is_some));
        let everywhere = Changes {
            everywhere: "the go line".to_owned(),
            ..Changes::default()
        };
        let reasons = affected(&nodes, &everywhere);
        assert_eq!(reasons[0], None);
        assert_eq!(
            reasons[1],
            Some(Reason::Everywhere("the go line".to_owned()))
        );
    }
}
