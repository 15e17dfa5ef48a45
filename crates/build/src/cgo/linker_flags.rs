//! Checks the files and directories that flags for the linker name.
//!
//! Flags that are harmless by themselves may name a file of a module that a linker takes for a
//! script, or a directory in which GCC finds further flags. Files of the system are trusted.
//! Counterpart: cmd/go/internal/work/security.go (`checkLinkerFlags`, `checkLinkerWlFlag`,
//! `hasGCCSpecFlags`, `isLocalLinkerPath`).

use std::sync::OnceLock;

use vamos_base::golang::path;
use vamos_fsys::Metadata;
use vamos_fsys::uncached;
use vamos_goenv::GoEnv;
use vamos_goenv::host;
use vamos_load::safe_arg;
use vamos_objfile::linker_input::LinkerInput;

use super::flag_tables::BAD_LINKER;
use super::flag_tables::BAD_LINKER_STRICT;
use super::flag_tables::LINKER_WITH_NEXT;
use crate::flag_error::FlagError;
use crate::flag_error::HELP;

/// The source of files that a package has besides its sources.
const SYSO: &str = ".syso";

/// The ends of the names of files that linkers read.
const INPUT_ENDS: [&str; 8] = [".a", ".o", ".obj", ".dll", ".dylib", ".lib", ".so", ".tbd"];

/// The number of bytes of a text stub that are checked.
const STUB_HEAD: usize = 256;

/// Directories of files that a module may provide.
pub(crate) struct LocalFiles<'a> {
    cwd: &'a str,
    modcache: &'a str,
    temp: String,
    goos: &'a str,
    /// The same directories without links; `None` for one that does not exist.
    resolved: OnceLock<[Option<String>; 3]>,
}

impl<'a> LocalFiles<'a> {
    /// Returns the directories of a command that runs in `cwd`.
    pub(crate) fn new(env: &'a GoEnv, cwd: &'a str) -> Self {
        Self {
            cwd,
            modcache: &env.dirs.gomodcache,
            temp: host::temp_dir(env.os()),
            goos: &env.target.goos,
            resolved: OnceLock::new(),
        }
    }

    fn roots(&self) -> [&str; 3] {
        [self.cwd, self.modcache, &self.temp]
    }

    /// Returns a path that does not depend on the current directory of this process.
    pub(super) fn absolute(&self, name: &str) -> String {
        match path::is_abs(name) {
            true => path::clean(name),
            false => path::join(&[self.cwd, name]),
        }
    }

    /// Reports whether a module may have brought a file (`isLocalLinkerPath`).
    pub(super) fn is_local(&self, name: &str) -> bool {
        if !path::is_abs(name) {
            return true;
        }
        let name = path::clean(name);
        let resolve = |root: &str| {
            let root = Some(root).filter(|root| !root.is_empty())?;
            vamos_fsys::eval_symlinks(root).ok()
        };
        let mut resolved_name = None;
        for (at, root) in self.roots().into_iter().enumerate() {
            if root.is_empty() {
                continue;
            }
            if path::has_path_prefix(&name, &path::clean(root)) {
                return true;
            }
            let resolved = self.resolved.get_or_init(|| self.roots().map(resolve));
            let Some(root) = &resolved[at] else {
                continue;
            };
            let name = resolved_name.get_or_insert_with(|| vamos_fsys::eval_symlinks(&name).ok());
            if name
                .as_ref()
                .is_some_and(|name| path::has_path_prefix(name, root))
            {
                return true;
            }
        }
        false
    }

    fn stat(&self, name: &str) -> Option<Metadata> {
        if name.is_empty() {
            return None;
        }
        uncached::stat(&self.absolute(name)).ok()
    }

    /// Reports whether a name is one of a file that is no directory.
    fn is_file(&self, name: &str) -> bool {
        self.stat(name).is_some_and(|meta| !meta.is_dir())
    }

    /// Checks a file of a package that is passed to the linker (`.syso`).
    pub(crate) fn check_syso(&self, name: &str) -> Result<(), FlagError> {
        let checks = Checks {
            local: self,
            source: SYSO,
        };
        checks.check_input(name)
    }

    /// Checks flags for the linker; `source` names their origin in errors.
    pub(super) fn check_flags(&self, source: &str, flags: &[String]) -> Result<(), FlagError> {
        Checks {
            local: self,
            source,
        }
        .check(flags)
    }

    /// Checks that GCC finds no file with further flags in a directory.
    pub(super) fn check_spec_dir(&self, source: &str, dir: &str) -> Result<(), FlagError> {
        Checks {
            local: self,
            source,
        }
        .check_search_dir(dir, false)
    }
}

/// Reports whether flags make GCC read files with further flags (`hasGCCSpecFlags`).
pub(super) fn has_spec_flags(flags: &[String]) -> bool {
    let starts = |start: &str| flags.iter().any(|flag| flag.starts_with(start));
    let has = |wanted: &str| flags.iter().any(|flag| flag == wanted);
    let is_static = has("-static") || has("--static") || starts("-static-") || starts("--static-");
    has("-fopenmp") || has("-fopenacc") || starts("-fsanitize=") && is_static
}

/// The checks of one list of flags.
pub(super) struct Checks<'c> {
    pub(super) local: &'c LocalFiles<'c>,
    /// The origin of the flags in errors.
    pub(super) source: &'c str,
}

impl Checks<'_> {
    fn check(&self, flags: &[String]) -> Result<(), FlagError> {
        if has_spec_flags(flags) {
            self.check_search_dir(".", false)?;
        }
        let mut rest = flags;
        while let [flag, after @ ..] = rest {
            let next = after.first().map(String::as_str);
            let takes_next = self.check_flag(flag, next)?;
            rest = if takes_next { &after[1..] } else { after };
        }
        Ok(())
    }

    /// Checks a flag. Reports whether the next word is its argument.
    fn check_flag(&self, flag: &str, next: Option<&str>) -> Result<bool, FlagError> {
        if let Some(dir) = flag.strip_prefix("-L") {
            let takes_next = dir.is_empty() && next.is_some();
            let dir = if takes_next { next.unwrap_or("") } else { dir };
            self.check_search_dir(dir, true)?;
            return Ok(takes_next);
        }
        match (flag, next) {
            ("-isysroot", Some(next)) => {
                self.check_sysroot(&format!("{flag} {next}"), next)?;
                return Ok(true);
            }
            ("-framework", Some(next)) => {
                self.check_no_file(&format!("{flag} {next}"), next)?;
                return Ok(true);
            }
            _ => {}
        }
        if flag.starts_with("-Wl,") {
            let next = next.filter(|_| LINKER_WITH_NEXT.contains(&flag));
            let Some(next) = next else {
                self.check_passed(flag, flag)?;
                return Ok(false);
            };
            let word = next.strip_prefix("-Wl,").unwrap_or(next);
            self.check_passed(&format!("{flag} {next}"), &format!("{flag},{word}"))?;
            return Ok(true);
        }
        if is_input(flag) && self.local.is_local(flag) {
            self.check_input(flag)?;
        }
        Ok(false)
    }

    /// Checks a flag that the compiler passes to the linker; `shown` is its text in errors.
    fn check_passed(&self, shown: &str, flag: &str) -> Result<(), FlagError> {
        self.check_one_passed(shown, flag)?;
        if let Some(pushed) = flag.strip_prefix("-Wl,--push-state,") {
            for flag in pushed.split(',') {
                self.check_one_passed(shown, &format!("-Wl,{flag}"))?;
            }
        }
        Ok(())
    }

    fn check_one_passed(&self, shown: &str, flag: &str) -> Result<(), FlagError> {
        let value = |name: &str| {
            let rest = flag.strip_prefix("-Wl,")?.strip_prefix(name)?;
            rest.strip_prefix(',').or_else(|| rest.strip_prefix('='))
        };
        let after_comma = |name: &str| {
            flag.strip_prefix("-Wl,")?
                .strip_prefix(name)?
                .strip_prefix(',')
        };
        if let Some(dir) = value("-syslibroot") {
            return self.check_sysroot(shown, dir);
        }
        if let Some(name) = after_comma("-framework").or_else(|| value("-undefined")) {
            return self.check_no_file(shown, name);
        }
        if let Some(name) = value("--just-symbols") {
            return self.check_object_or_dir(shown, name);
        }
        if let Some(name) = flag.strip_prefix("-Wl,-R") {
            let name = name.strip_prefix([',', '=']).unwrap_or(name);
            return self.check_object_or_dir(shown, name);
        }
        if let Some(name) = after_comma("-subsystem") {
            // Linkers for other systems take the name for a file.
            if self.local.goos != "windows" {
                return self.check_no_file(shown, name);
            }
            return Ok(());
        }
        if let Some(rest) = after_comma("-sectcreate") {
            let parts: Vec<&str> = rest.splitn(3, ',').collect();
            if let [segment, section, file] = parts[..] {
                self.check_no_file(shown, segment)?;
                self.check_no_file(shown, section)?;
                let is_apple = matches!(self.local.goos, "darwin" | "ios");
                if !is_apple && self.local.is_file(file) {
                    return Err(self.invalid(shown, HELP));
                }
            }
        }
        Ok(())
    }

    fn invalid(&self, flag: &str, help: &'static str) -> FlagError {
        FlagError::Invalid {
            source: self.source.to_owned(),
            flag: flag.to_owned(),
            help,
        }
    }

    /// Checks the root of a system: a file would be a linker script (`checkLinkerSysroot`).
    fn check_sysroot(&self, shown: &str, dir: &str) -> Result<(), FlagError> {
        if self.local.is_file(dir) {
            return Err(self.invalid(shown, " (not a directory)"));
        }
        self.check_search_dir(dir, false)
    }

    /// Checks that a name is no path and no file (`checkLinkerNonPathNonFile`).
    fn check_no_file(&self, shown: &str, name: &str) -> Result<(), FlagError> {
        if name.contains(['/', '\\']) || self.local.is_file(name) {
            return Err(self.invalid(shown, HELP));
        }
        Ok(())
    }

    fn check_object_or_dir(&self, shown: &str, name: &str) -> Result<(), FlagError> {
        if !self.local.is_local(name) || !self.local.is_file(name) {
            return Ok(());
        }
        self.check_input(name).map_err(|error| FlagError::Named {
            source: self.source.to_owned(),
            flag: shown.to_owned(),
            error: Box::new(error),
        })
    }

    /// Checks a file that a linker reads; one that does not exist is no error
    /// (`checkLinkerInputFile`).
    pub(super) fn check_input(&self, name: &str) -> Result<(), FlagError> {
        let absolute = self.local.absolute(name);
        let opened = uncached::open(&absolute);
        let (file, meta) = match opened.and_then(|file| Ok((file, uncached::stat(&absolute)?))) {
            Ok(opened) => opened,
            Err(error) if error.is_not_exist() => return Ok(()),
            Err(error) => {
                return Err(FlagError::Open(vamos_fsys::PathError {
                    path: name.to_owned(),
                    ..error
                }));
            }
        };
        let is_syso = self.source == SYSO;
        if !is_syso && name.to_lowercase().ends_with(".tbd") {
            return self.check_stub(name, &absolute);
        }
        let input = LinkerInput {
            content: &file,
            size: meta.size,
            is_syso,
            shows_disallowed: [self.source, name]
                .iter()
                .any(|text| text.contains("disallowed")),
            allows_option: &|words| self.allows_option(words),
        };
        input.check().map_err(|error| FlagError::Input {
            source: self.source.to_owned(),
            file: name.to_owned(),
            error,
        })
    }

    /// Checks the text stub of a macOS library.
    fn check_stub(&self, name: &str, absolute: &str) -> Result<(), FlagError> {
        let mut head = [0; STUB_HEAD];
        let count = uncached::read_start(absolute, &mut head).map_or(0, |(count, _)| count);
        let text = String::from_utf8_lossy(&head[..count]);
        let text = text.trim();
        if text.starts_with("---") || text.starts_with('{') {
            return Ok(());
        }
        Err(FlagError::Stub {
            source: self.source.to_owned(),
            file: name.to_owned(),
        })
    }

    /// Reports whether an object for macOS may add these arguments of the linker
    /// (`checkMachOLinkerOption`).
    fn allows_option(&self, words: &[String]) -> bool {
        match words {
            [word] => {
                let name = word.strip_prefix("-l").unwrap_or_default();
                let is_bad = || {
                    let mut bad = BAD_LINKER.iter().chain(&BAD_LINKER_STRICT);
                    bad.any(|pattern| pattern.matches(word))
                };
                safe_arg(name) && !name.contains([':', '=', '/', '\\']) && !is_bad()
            }
            [flag, name] => {
                matches!(&**flag, "-framework" | "-weak_framework")
                    && safe_arg(name)
                    && self.check_no_file(&format!("{flag} {name}"), name).is_ok()
            }
            _ => false,
        }
    }
}

/// Reports whether a file name has an extension that linkers read.
fn has_input_end(name: &str) -> bool {
    INPUT_ENDS.iter().any(|end| name.ends_with(end))
}

/// Reports whether a word is a file for the linker (`reDirectLinkerInput`).
fn is_input(word: &str) -> bool {
    let rest = match word.strip_prefix("./") {
        Some(rest) => rest,
        None if word.starts_with(|c: char| c.is_ascii_alphanumeric() || "_/".contains(c)) => {
            &word[1..]
        }
        None => return false,
    };
    has_input_end(rest) && !rest.contains('\n')
}

/// Reports whether a file of a directory of libraries is one for the linker, by its name in lower
/// case (`reLinkerLibFile`).
pub(super) fn is_library(name: &str) -> bool {
    has_input_end(name) || name.contains(".so.")
}

#[cfg(test)]
mod tests;
