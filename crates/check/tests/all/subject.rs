//! A package that is checked.
//!
//! Counterpart: none.

use std::any::Any;
use std::path::PathBuf;
use std::thread;

use vamos_ast::Outcome;
use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::report::ParsedFile;
use vamos_check::report::check_package_with;
use vamos_check::syntax_rules;
use vamos_types::Importer;

use crate::release::release;
use crate::sdk::Package;

/// The stack of a check, which is recursive: parsing has bounded how deep.
pub(crate) const STACK: usize = 256 << 20;

/// A package that is checked.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// Its import path.
    pub(crate) path: String,
    /// Whether it is a package of the standard library.
    pub(crate) is_std: bool,
    /// Its files, as the compiler is given them.
    pub(crate) files: Vec<PathBuf>,
    /// The language version.
    pub(crate) lang: String,
    /// Whether more than ten errors are printed.
    pub(crate) prints_all: bool,
    /// Whether the compiler is known to find no errors.
    pub(crate) is_right: bool,
    /// Whether it is for 386 and not for amd64; then it may not import anything.
    pub(crate) is_small: bool,
}

impl Subject {
    /// Returns a package that the SDK's compiler has compiled.
    pub(crate) fn right(package: &Package) -> Self {
        Self {
            path: package.path.clone(),
            is_std: package.is_std,
            files: package.files.clone(),
            lang: package.lang.clone(),
            prints_all: false,
            is_right: true,
            is_small: false,
        }
    }

    /// Returns what a compiler prints that checks the package; none if it is nested deeper than the
    /// parser or the checker goes, or cannot be read.
    ///
    /// # Errors
    /// The text of a panic.
    pub(crate) fn check<'i>(
        &self,
        importer: impl FnOnce() -> Box<dyn Importer + 'i> + Send,
    ) -> Result<Option<String>, String> {
        let sources: Option<Vec<Vec<u8>>> = self
            .files
            .iter()
            .map(|file| std::fs::read(file).ok())
            .collect();
        let Some(sources) = sources else {
            return Ok(None);
        };
        thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(STACK);
            let check = || self.check_sources(&sources, importer());
            let check = thread.spawn_scoped(scope, check).unwrap();
            check.join().map_err(|panic| panic_text(&*panic))
        })
    }

    fn check_sources(
        &self,
        sources: &[Vec<u8>],
        importer: Box<dyn Importer + '_>,
    ) -> Option<String> {
        let rules = syntax_rules(release());
        let parse_one =
            |(file, src): (&PathBuf, &Vec<u8>)| rules.parse(&file.display().to_string(), src);
        let outcomes: Vec<Outcome> = self.files.iter().zip(sources).map(parse_one).collect();
        if outcomes.iter().any(|outcome| outcome.is_too_deep) {
            return None;
        }
        let word_size = if self.is_small { 4 } else { 8 };
        let config = Config {
            path: self.path.clone(),
            go_version: self.lang.clone(),
            release: release(),
            word_size,
            max_align: word_size,
            ignores_bodies: false,
            stack: STACK / 2,
            keeps_info: true,
        };
        let files = outcomes.iter().zip(sources);
        let files: Vec<ParsedFile<'_>> = files
            .map(|(outcome, src)| ParsedFile { outcome, src })
            .collect();
        let flags = CompilerFlags {
            prints_all: self.prints_all,
            is_std: self.is_std,
            is_runtime: self.is_std,
            ..CompilerFlags::default()
        };
        let report = check_package_with(&files, &config, importer, flags);
        let is_too_deep = (report.checked.as_ref()).is_some_and(|checked| checked.is_too_deep);
        (!is_too_deep).then_some(report.text)
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("no text"))
}
