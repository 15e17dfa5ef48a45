//! A package made of files on the command line.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`GoFilesPackage`, the choice of files).

use std::sync::Arc;

use vamos_base::golang::path;
use vamos_fsys::Files;

use super::assembly::Assembly;
use super::assembly::Mode;
use super::context::BuildContext;
use super::dir_cache::DirCache;
use super::error::DirError;
use super::error::NamedFilesError;
use super::file_facts::FileFacts;
use super::package::DirPackage;
use super::source_facts::SourceKind;
use super::source_facts::source_kind;

/// Checks the typed names of files and returns their directory, absolute, and their names in it.
pub fn named_files(
    files: &dyn Files,
    cwd: &str,
    typed: &[String],
) -> Result<(String, Vec<String>), NamedFilesError> {
    if let Some(file) = typed.iter().find(|file| !file.ends_with(".go")) {
        return Err(NamedFilesError::NotGo { file: file.clone() });
    }
    let mut dir: Option<String> = None;
    let mut names = Vec::with_capacity(typed.len());
    for file in typed {
        let meta = files.stat(&absolute(cwd, file)).map_err(|mut error| {
            // Upstream uses the typed name here.
            error.path.clone_from(file);
            NamedFilesError::Stat(error)
        })?;
        if meta.is_dir() {
            return Err(NamedFilesError::IsDir { file: file.clone() });
        }
        let own = path::dir(file);
        match &dir {
            Some(first) if *first != own => {
                return Err(NamedFilesError::ManyDirs {
                    dirs: [first.clone(), own],
                });
            }
            _ => dir = Some(own),
        }
        names.push(path::base(file).to_owned());
    }
    let dir = dir.map_or_else(|| cwd.to_owned(), |dir| absolute(cwd, &dir));
    Ok((dir, names))
}

fn absolute(cwd: &str, name: &str) -> String {
    if path::is_abs(name) {
        path::clean(name)
    } else {
        path::join(&[cwd, name])
    }
}

impl DirCache {
    /// Returns the package of exactly these files of a directory, in this order, without build
    /// constraints (`ImportDir` in `GoFilesPackage`).
    pub fn go_files_package(
        &self,
        context: &BuildContext,
        dir: &str,
        names: &[String],
    ) -> (Arc<DirPackage>, Option<DirError>) {
        let mut context = context.clone();
        context.use_all_files = true;
        let slot = self.facts(dir);
        let facts = slot.facts();
        // Upstream ignores a name that starts with `_` or `.` even here.
        let names = names.iter().filter(|name| source_kind(name).is_some());
        let strangers: Vec<FileFacts> = names
            .clone()
            .filter(|name| facts.file(name).is_none())
            .map(|name| FileFacts::new(name.clone(), SourceKind::Go, true))
            .collect();
        let named = names.filter_map(|name| {
            let mut strangers = strangers.iter();
            facts
                .file(name)
                .or_else(|| strangers.find(|file| file.name == *name))
        });
        let mut assembly = Assembly::new(&context, &*self.files, dir, Mode::Plain);
        let (package, error) = assembly.assemble(named);
        (Arc::new(package), error)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_fsys::Disk;

    use super::BuildContext;
    use super::DirCache;

    /// A directory is listed once and each file read once, for all queries.
    #[test]
    fn everything_is_read_once() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().to_str().unwrap();
        for (name, text) in [
            ("a.go", "package p\nimport \"fmt\"\n"),
            ("b_plan9.go", "package p\n"),
            ("c_test.go", "//go:build ignore\n\npackage q\n"),
            ("d.s", "\n"),
            ("e.txt", ""),
        ] {
            let mut files = std::fs::OpenOptions::new();
            #[expect(clippy::disallowed_methods, reason = "the test needs files on disk")]
            let mut file = files
                .write(true)
                .create(true)
                .truncate(true)
                .open(temp.path().join(name))
                .unwrap();
            std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
        }
        let disk = Arc::new(Disk::new());
        let dirs = DirCache::new(disk.clone());
        let context = BuildContext {
            goos: "linux".to_owned(),
            indexed: true,
            ..BuildContext::default()
        };
        let names = ["c_test.go".to_owned(), "a.go".to_owned()];
        for _ in 0..2 {
            let (package, error) = dirs.import_dir(&context, dir);
            assert_eq!(
                (package.files.go.as_slice(), error),
                (&["a.go".to_owned()][..], None)
            );
            let (named, _) = dirs.go_files_package(&context, dir, &names);
            assert_eq!(named.files.invalid_go, ["a.go"]);
            let any = context.clone().with_any_tags();
            assert_eq!(dirs.scan_dir(&any, dir).unwrap().0, ["fmt"]);
            assert!(dirs.scan_files(&context, dir, &names).is_ok());
            assert_eq!(dirs.match_file(&context, dir, "b_plan9.go"), Ok(false));
        }
        let counts = disk.counts();
        assert_eq!((counts.dirs, counts.reads, counts.stats), (1, 4, 0));
    }
}
