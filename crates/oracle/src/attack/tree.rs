//! Generated trees of different shape: their files by path.
//!
//! Counterpart: none.

use super::language_tree;
use super::test_tree;
use super::text;
use super::text::Package;

/// Shape of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// 60 packages under git, with a module that is replaced by a directory.
    Small,
    /// 100 packages under git, with a vendor directory.
    Medium,
    /// 150 packages in a workspace of four modules, not under version control.
    Big,
    /// 1,000 packages in one module, under git.
    Thousand,
    /// Nine packages under git, most of them with tests, which are run.
    Tests,
    /// A package for each way of reading files, which has steps of its own.
    Ways,
    /// Eight packages with each kind of declaration of the language, with steps of their own.
    Language,
}

/// A tree as it was generated.
pub(crate) struct Tree {
    pub(crate) shape: Shape,
    /// Contents by path, sorted.
    pub(crate) files: Vec<(String, String)>,
    /// The patterns of all packages.
    pub(crate) patterns: &'static [&'static str],
}

impl Shape {
    /// Returns the shape that is called so.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "small" => Some(Self::Small),
            "medium" => Some(Self::Medium),
            "big" => Some(Self::Big),
            "1000" => Some(Self::Thousand),
            "tests" => Some(Self::Tests),
            "ways" => Some(Self::Ways),
            "language" => Some(Self::Language),
            _ => None,
        }
    }

    fn packages(self) -> usize {
        match self {
            Self::Small => 60,
            Self::Medium => 100,
            Self::Big => 150,
            Self::Thousand => 1000,
            Self::Tests | Self::Ways | Self::Language => 0,
        }
    }

    /// Reports whether the tree is a git checkout.
    pub(crate) fn has_git(self) -> bool {
        !matches!(self, Self::Big | Self::Language)
    }

    /// Returns module path and directory of package `index`.
    fn module(self, index: usize) -> (&'static str, &'static str) {
        let part = index * 100 / self.packages();
        match self {
            Self::Small if part >= 70 => ("example.org/lib", "lib/"),
            Self::Medium if part >= 80 => ("example.org/vb", "vendor/example.org/vb/"),
            Self::Medium if part >= 50 => ("example.org/va", "vendor/example.org/va/"),
            Self::Big if part >= 75 => ("example.com/c", "c/"),
            Self::Big if part >= 50 => ("example.com/b", "b/"),
            Self::Big if part >= 25 => ("example.com/a", "a/"),
            _ => ("example.com/m", ""),
        }
    }

    /// Returns the import path of package `index`.
    fn path(self, index: usize) -> String {
        let (module, _) = self.module(index);
        format!("{module}/pkg/p{index}")
    }

    /// Returns the numbers of the packages that package `index` imports: all are higher,
    /// and the last package has many importers.
    fn imports(self, index: usize) -> Vec<usize> {
        let last = self.packages() - 1;
        let mut list = vec![2 * index + 1, 2 * index + 2];
        if index.is_multiple_of(4) {
            list.push(index + 7);
        }
        list.retain(|next| *next < last);
        if index.is_multiple_of(3) && index < last {
            list.push(last);
        }
        list.sort_unstable();
        list.dedup();
        list
    }

    /// Makes the tree.
    pub(crate) fn generate(self) -> Tree {
        if matches!(self, Self::Tests | Self::Language) {
            let mut files = match self {
                Self::Tests => test_tree::files(),
                _ => language_tree::files(),
            };
            files.sort();
            return Tree {
                shape: self,
                files,
                patterns: &["./..."],
            };
        }
        let count = self.packages();
        let mut files = Vec::new();
        let mut add = |dir: &str, list: text::Files| {
            files.extend(
                list.into_iter()
                    .map(|(name, text)| (format!("{dir}/{name}"), text)),
            );
        };
        for index in 0..count {
            let (module, prefix) = self.module(index);
            let mut imports: Vec<String> = self
                .imports(index)
                .into_iter()
                .map(|next| self.path(next))
                .collect();
            let dir = format!("{prefix}pkg/p{index}");
            if index % 10 == 5 {
                // One importer, in the same module.
                let name = format!("q{index}");
                imports.push(format!("{module}/pkg/p{index}/internal/{name}"));
                let inner = Package {
                    index: index + 1,
                    name: &name,
                    imports: &[],
                };
                add(&format!("{dir}/internal/{name}"), inner.files());
            }
            let name = format!("p{index}");
            add(
                &dir,
                Package {
                    index,
                    name: &name,
                    imports: &imports,
                }
                .files(),
            );
        }
        for number in 0..if self == Self::Thousand { 2 } else { 3 } {
            let dir = format!("cmd/tool{number}");
            let imports: Vec<String> = (number..number + 3).map(|next| self.path(next)).collect();
            add(
                &dir,
                vec![(
                    "main.go".to_owned(),
                    text::main_package(&imports, number == 1),
                )],
            );
        }
        self.add_modules(&mut files);
        files.push((".gitignore".to_owned(), "*.log\nignored/\n".to_owned()));
        files.push(("docs/readme.txt".to_owned(), "text 1000\n".to_owned()));
        files.sort();
        Tree {
            shape: self,
            files,
            patterns: match self {
                Self::Big => &["./...", "./a/...", "./b/...", "./c/..."],
                _ => &["./..."],
            },
        }
    }

    fn add_modules(self, files: &mut Vec<(String, String)>) {
        let mut add = |name: &str, text: &str| files.push((name.to_owned(), text.to_owned()));
        match self {
            Self::Small => {
                add(
                    "go.mod",
                    "module example.com/m\n\ngo 1.24\n\nrequire example.org/lib v0.0.0\n\nreplace example.org/lib => ./lib\n",
                );
                add("lib/go.mod", "module example.org/lib\n\ngo 1.24\n");
                // Another place for the same module.
                let lib: Vec<(String, String)> = files
                    .iter()
                    .filter(|file| file.0.starts_with("lib/"))
                    .cloned()
                    .collect();
                for (name, text) in lib {
                    files.push((
                        name.replacen("lib/", "lib2/", 1),
                        text.replace("1000", "1001"),
                    ));
                }
            }
            Self::Medium => {
                add(
                    "go.mod",
                    "module example.com/m\n\ngo 1.24\n\nrequire (\n\texample.org/va v1.0.0\n\texample.org/vb v1.1.0\n)\n",
                );
                let mut text = String::new();
                for (module, version) in
                    [("example.org/va", "v1.0.0"), ("example.org/vb", "v1.1.0")]
                {
                    text += &format!("# {module} {version}\n## explicit; go 1.24\n");
                    let prefix = format!("vendor/{module}/");
                    let mut dirs: Vec<&str> = files
                        .iter()
                        .filter(|file| file.0.starts_with(&prefix) && file.0.ends_with(".go"))
                        .filter_map(|file| file.0["vendor/".len()..].rsplit_once('/'))
                        .map(|(dir, _)| dir)
                        .collect();
                    dirs.sort_unstable();
                    dirs.dedup();
                    for dir in dirs {
                        text += dir;
                        text.push('\n');
                    }
                }
                files.push(("vendor/modules.txt".to_owned(), text));
            }
            Self::Big => {
                add("go.work", "go 1.24\n\nuse (\n\t.\n\t./a\n\t./b\n\t./c\n)\n");
                add("go.mod", "module example.com/m\n\ngo 1.24\n");
                for name in ["a", "b", "c"] {
                    add(
                        &format!("{name}/go.mod"),
                        &format!("module example.com/{name}\n\ngo 1.24\n"),
                    );
                }
            }
            Self::Thousand => add("go.mod", "module example.com/m\n\ngo 1.24\n"),
            Self::Tests | Self::Ways | Self::Language => {}
        }
    }
}
