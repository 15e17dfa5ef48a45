//! Parts of a compiler: the driver, the compiler proper, the assembler, and their libraries.
//!
//! Counterpart: none.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_fsys::proc::look_path;
use vamos_jobs::ForeignCompileJob;

use super::host::Host;
use super::host::PATH;
use super::words::is_plain;

/// The files of one compiler for one language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Toolchain {
    /// The path of the driver.
    pub(super) driver: String,
    /// All files, each by the path by which it is opened.
    pub(super) files: Vec<String>,
}

/// The names of the driver and of the compiler proper.
type Key = (String, &'static str);

/// The compilers of a build; `None` for those that cannot be used elsewhere.
#[derive(Default)]
pub(super) struct Toolchains(Mutex<HashMap<Key, Option<Arc<Toolchain>>>>);

impl Toolchains {
    /// Returns the compiler of a job; `None` if it cannot be used elsewhere.
    pub(super) fn of(&self, job: &ForeignCompileJob, host: &Host<'_>) -> Option<Arc<Toolchain>> {
        let key = (job.io.tool.program.clone(), proper(&job.source)?);
        // Held meanwhile, so that no query is repeated.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(&key) {
            return found.clone();
        }
        let found = Toolchain::find(&key.0, key.1, host).map(Arc::new);
        known.insert(key, found.clone());
        found
    }
}

/// Returns the name of GCC's compiler proper for a source.
fn proper(source: &str) -> Option<&'static str> {
    match source.rsplit_once('.')?.1 {
        "c" | "S" => Some("cc1"),
        "cc" | "cpp" | "cxx" => Some("cc1plus"),
        _ => None,
    }
}

impl Toolchain {
    fn find(program: &str, proper: &str, host: &Host<'_>) -> Option<Self> {
        let driver = look_path(program, host.value("PATH")).ok()?;
        // A wrapper such as ccache is no part of the compiler, and may do anything.
        let is_driver = ["gcc", "g++", "cc", "c++"].iter().any(|name| {
            let base = path::base(&driver);
            let stem = base.trim_end_matches(|c: char| c.is_ascii_digit() || "-.".contains(c));
            stem == *name || stem.ends_with(&format!("-{name}"))
        });
        if !is_driver {
            return None;
        }
        let ask = |flag: String| {
            let text = host.ask(vec![driver.clone(), flag], "/")?;
            Some(text.trim().to_owned())
        };
        // Others than GCC do not have it.
        let compiler = ask(format!("-print-prog-name={proper}"))?;
        let assembler = ask("-print-prog-name=as".to_owned())?;
        let assembler = match &*assembler {
            // The driver looks it up as the other machine does.
            "as" => look_path("as", PATH).ok()?,
            _ => assembler,
        };
        // Settings that were installed with the compiler may name further files.
        if ask("-print-file-name=specs".to_owned())? != "specs" {
            return None;
        }
        let programs = [driver.clone(), compiler, assembler];
        let mut words = vec!["/usr/bin/ldd".to_owned()];
        words.extend_from_slice(&programs);
        let mut files = libraries(&host.ask(words, "/")?);
        files.extend(programs);
        files.sort_unstable();
        files.dedup();
        let is_usable = |file: &String| path::is_abs(file) && is_plain(file);
        files
            .iter()
            .all(is_usable)
            .then_some(Self { driver, files })
    }
}

/// Returns the libraries that ldd lists: `name => /path (address)` or `/path (address)`.
fn libraries(listed: &str) -> Vec<String> {
    let library = |line: &str| {
        let file = line.strip_suffix(')')?.rsplit_once(" (")?.0;
        let file = file.rsplit_once("=> ").map_or(file, |(_, path)| path);
        let file = file.trim();
        file.starts_with('/').then(|| file.to_owned())
    };
    listed.lines().filter_map(library).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_named_by_their_paths() {
        let listed = "/usr/bin/gcc:\n\tlinux-vdso.so.1 (0x00007f)\n\
                      \tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n\
                      \t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n\tlibx.so => not found\n";
        let expected = ["/lib/libc.so.6", "/lib64/ld-linux-x86-64.so.2"];
        assert_eq!(libraries(listed), expected);
    }

    #[test]
    fn sources_have_compilers() {
        assert_eq!(proper("x.c"), Some("cc1"));
        assert_eq!(proper("x.y.cpp"), Some("cc1plus"));
        assert_eq!(proper("x.m"), None);
        assert_eq!(proper("x"), None);
    }
}
