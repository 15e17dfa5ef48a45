//! Which tests could ask for the times of files, or leave the work to other programs.
//!
//! Their results may depend on more than the content of files, so that they are not kept by
//! content. Code can see a file's times through a few names only; sources are searched for
//! them, in all packages of the test binary but those of the standard library, which do not
//! use times unless one of the names asks for it.
//! Counterpart: none.

use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_fsys::fresh;
use vamos_load::Package;
use vamos_load::PackageGraph;
use vamos_load::PackageId;
use vamos_load::package_list;

/// The names: of what has times, of functions that answer or copy them, and of those that
/// start programs.
const NAMES: [&[u8]; 19] = [
    b"ModTime",
    b"Stat_t",
    b"Stat64_t",
    b"Statx_t",
    b"Statx",
    b"FormatFileInfo",
    b"FileInfoHeader",
    b"FileInfoToDirEntry",
    b"AddFS",
    b"FileServer",
    b"FileServerFS",
    b"ServeContent",
    b"ServeFile",
    b"ServeFileFS",
    b"NewFileTransport",
    b"NewFileTransportFS",
    b"StartProcess",
    b"ForkExec",
    b"linkname",
];

/// The import that starts programs.
const EXEC: &[u8] = b"\"os/exec\"";

/// Packages that declare such names and do not use them.
const DECLARING: [&str; 2] = ["golang.org/x/sys/unix", "golang.org/x/sys/windows"];

/// Remembers which packages may be in a test whose result is kept by content.
#[derive(Default)]
pub struct TimeReaders(Mutex<HashMap<PackageId, bool>>);

impl TimeReaders {
    /// Reports whether a package of the program `main` contains such code. What cannot be
    /// read, or is not Go, counts as such.
    pub fn are_in(&self, files: &dyn Files, graph: &PackageGraph, main: PackageId) -> bool {
        let mut list = package_list(graph, &[main]);
        // Its source is generated.
        list.retain(|id| *id != main);
        list.into_iter().any(|id| self.is_one(files, graph, id))
    }

    fn is_one(&self, files: &dyn Files, graph: &PackageGraph, id: PackageId) -> bool {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&id) {
            return *known;
        }
        let found = reads_times(files, graph.get(id));
        lock().insert(id, found);
        found
    }
}

fn reads_times(files: &dyn Files, package: &Package) -> bool {
    if package.origin.standard || DECLARING.contains(&package.import_path.as_str()) {
        return false;
    }
    let own = &package.files;
    let foreign = [
        &own.cgo,
        &own.c,
        &own.cxx,
        &own.m,
        &own.f,
        &own.s,
        &own.syso,
        &own.swig,
        &own.swig_cxx,
    ];
    if package.binary_only || foreign.iter().any(|files| !files.is_empty()) {
        return true;
    }
    own.go.iter().any(|name| {
        let file = path::join(&[&package.dir, name]);
        fresh::read(&files.actual(&file)).map_or(true, |source| names_times(&source))
    })
}

/// Reports whether a source has one of the names, be it in a comment.
fn names_times(source: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    let mut words = source.split(|byte| !is_name(byte));
    words.any(|word| NAMES.contains(&word)) || source.windows(EXEC.len()).any(|text| text == EXEC)
}

#[cfg(test)]
mod tests {
    use super::names_times;

    #[test]
    fn names_stand_alone() {
        for source in [
            "x.ModTime()",
            "var s syscall.Stat_t",
            "\t\"os/exec\"\n",
            "ServeFile",
        ] {
            assert!(names_times(source.as_bytes()), "{source}");
        }
        for source in [
            "",
            "ModTimes",
            "éModTime",
            "MyServeFile()",
            "os/exec",
            "os.Stat(x)",
        ] {
            assert!(!names_times(source.as_bytes()), "{source}");
        }
    }
}
