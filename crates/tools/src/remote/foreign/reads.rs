//! Files that a compilation reads, as the compiler lists them (`-M`).
//!
//! Counterpart: none; the official command leaves that to the compiler.

use super::words::is_plain;
use super::words::joined;

/// The files of a compilation.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reads {
    /// Files of the package and the build: the path here, and the remote path.
    pub(super) own: Vec<(String, String)>,
    /// Files of the system, which must be on the other machine.
    pub(super) system: Vec<String>,
    /// All names as the compiler has them, sorted, one on a line. `w` represents the work
    /// directory.
    pub(super) list: String,
}

impl Reads {
    /// Parses a rule for make. Files below `own_dirs` belong to the package. `None` if there are
    /// names that cannot be used elsewhere.
    pub(super) fn parse(
        rule: &str,
        work_dir: &str,
        dir: &str,
        own_dirs: &[String],
    ) -> Option<Self> {
        let words = rule
            .split([' ', '\n', '\\'])
            .filter(|word| !word.is_empty());
        let mut list = Vec::new();
        let (mut own, mut system) = (Vec::new(), Vec::new());
        for word in words {
            if word == "T:" {
                list.push(word.to_owned());
                continue;
            }
            if !is_plain(word) {
                return None;
            }
            let in_work = |name: &str| below(name, work_dir).map(str::to_owned);
            list.push(match in_work(word) {
                Some(rest) => format!("w/{rest}"),
                None => word.to_owned(),
            });
            let path = joined(dir, word);
            if let Some(rest) = in_work(&path) {
                own.push((path, format!("w/{rest}")));
            } else if own_dirs.iter().any(|own| below(&path, own).is_some()) {
                let to = format!("r{path}");
                own.push((path, to));
            } else if word.starts_with('/') {
                system.push(path);
            } else {
                // It is outside of the directories that the other machine gets.
                return None;
            }
        }
        for paths in [&mut list, &mut system] {
            paths.sort_unstable();
            paths.dedup();
        }
        own.sort_unstable();
        own.dedup();
        Some(Self {
            own,
            system,
            list: list.join("\n") + "\n",
        })
    }
}

/// Returns the rest of a path below a directory.
fn below<'p>(path: &'p str, dir: &str) -> Option<&'p str> {
    path.strip_prefix(dir.trim_end_matches('/'))?
        .strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::Reads;

    fn parse(rule: &str) -> Option<Reads> {
        let own = ["/m/p".to_owned(), "/m/include/".to_owned()];
        Reads::parse(rule, "/tmp/w1", "/m/p", &own)
    }

    #[test]
    fn files_are_those_of_the_package_or_of_the_system() {
        let rule = "T: x.c /usr/include/stdio.h \\\n /usr/include/stdio.h ../include/y.h \\\n  \
                    /tmp/w1/b001/_cgo_export.h /m/p/sub/z.h\n";
        let reads = parse(rule).unwrap();
        let own = |path: &str, to: &str| (path.to_owned(), to.to_owned());
        let expected = [
            own("/m/include/y.h", "r/m/include/y.h"),
            own("/m/p/sub/z.h", "r/m/p/sub/z.h"),
            own("/m/p/x.c", "r/m/p/x.c"),
            own("/tmp/w1/b001/_cgo_export.h", "w/b001/_cgo_export.h"),
        ];
        assert_eq!(reads.own, expected);
        assert_eq!(reads.system, ["/usr/include/stdio.h"]);
        let list = "../include/y.h\n/m/p/sub/z.h\n/usr/include/stdio.h\nT:\n\
                    w/b001/_cgo_export.h\nx.c\n";
        assert_eq!(reads.list, list);
    }

    #[test]
    fn names_that_cannot_be_used_elsewhere() {
        for rule in ["T: ../x.h\n", "T: a$$b.h\n", "T: a\\ b.h\n", "T: a:b.h\n"] {
            let reads = parse(rule);
            // A name with a space is two that are no files.
            let is_odd = reads.is_none_or(|reads| reads.own.len() == 2);
            assert!(is_odd, "{rule:?}");
        }
    }

    #[test]
    fn a_directory_is_not_the_start_of_a_name() {
        let reads = parse("T: /m/pp/x.h\n").unwrap();
        assert_eq!(reads.system, ["/m/pp/x.h"]);
        assert!(reads.own.is_empty());
    }
}
