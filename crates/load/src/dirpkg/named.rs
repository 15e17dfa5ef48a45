//! A package made of files named on the command line.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`GoFilesPackage`, the choice of files).

use std::sync::Arc;

use vamos_base::golang::path;
use vamos_fsys::Files;

use super::context::BuildContext;
use super::error::DirError;
use super::error::NamedFilesError;
use super::facts::DirCache;
use super::facts::FileFacts;
use super::facts::source_kind;
use super::import::Assembly;
use super::import::Mode;
use super::package::DirPackage;

/// Checks files as typed and returns their directory, absolute, and their names.
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
            // Upstream asks with the name as it was typed.
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
    /// Returns the package of exactly these files of a directory, in this order, build
    /// constraints ignored (`ImportDir` as `GoFilesPackage` calls it).
    pub fn go_files_package(
        &self,
        context: &BuildContext,
        dir: &str,
        names: &[String],
    ) -> (Arc<DirPackage>, Option<DirError>) {
        let mut context = context.clone();
        context.use_all_files = true;
        let named = names.iter().filter_map(|name| {
            let kind = source_kind(name)?;
            Some(FileFacts::new(name.clone(), kind, true))
        });
        let named: Vec<FileFacts> = named.collect();
        let mut assembly = Assembly::new(&context, &*self.files, dir, Mode::Plain);
        let (package, error) = assembly.assemble(&named);
        (Arc::new(package), error)
    }
}
