//! A package that is checked.
//!
//! Counterpart: none.

use std::any::Any;
use std::path::PathBuf;
use std::thread;

use vamos_ast::Outcome;
use vamos_check::CompilerFlags;
use vamos_check::Config;
use vamos_check::Directives;
use vamos_check::report::ParsedFile;
use vamos_check::report::Report;
use vamos_check::report::check_package_with;
use vamos_check::syntax_rules;
use vamos_types::Importer;
use vamos_types::Pos;
use vamos_types::ShownPlace;

use crate::release::release;
use crate::sdk::Package;

/// The stack of a check, which is recursive: parsing has bounded how deep.
pub(crate) const STACK: usize = 256 << 20;

/// A package that is checked.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// Its import path.
    pub(crate) path: String,
    /// True for a package of the standard library.
    pub(crate) is_std: bool,
    /// Its files, as the compiler is given them.
    pub(crate) files: Vec<PathBuf>,
    /// The language version.
    pub(crate) lang: String,
    /// True if more than ten errors are printed.
    pub(crate) prints_all: bool,
    /// True if the compiler is known to find no errors.
    pub(crate) is_right: bool,
    /// True if the target is 386 and not amd64; then it must not import anything.
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

    /// Returns the output of a compiler for the package; `None` if it exceeds the nesting limit of
    /// the parser or the checker, or cannot be read.
    ///
    /// # Errors
    /// The text of a panic.
    pub(crate) fn check<'i>(
        &self,
        importer: impl FnOnce() -> Box<dyn Importer + 'i> + Send,
    ) -> Result<Option<String>, String> {
        let Some(sources) = self.sources() else {
            return Ok(None);
        };
        on_large_stack(|| self.check_sources(&sources, importer()))
    }

    /// Returns the summaries of a correct package, made with and without the bodies of its
    /// functions; `None` for one that cannot be read.
    ///
    /// # Errors
    /// The text of a panic.
    pub(crate) fn summaries<'i>(
        &self,
        importer: impl Fn() -> Box<dyn Importer + 'i> + Sync,
    ) -> Result<Option<[Vec<u8>; 2]>, String> {
        let Some(sources) = self.sources() else {
            return Ok(None);
        };
        let summary = |ignores_bodies| self.summary_of(&sources, ignores_bodies, importer());
        on_large_stack(|| Some([summary(false)?, summary(true)?]))
    }

    /// Returns the result of a function of the parsed files and their directives; `None` if the
    /// package cannot be read or has errors of syntax.
    ///
    /// # Errors
    /// The text of a panic.
    pub(crate) fn directives<'i, T: Send>(
        &self,
        importer: impl FnOnce() -> Box<dyn Importer + 'i> + Send,
        read: impl FnOnce(&[Outcome], &[Directives]) -> T + Send,
    ) -> Result<Option<T>, String> {
        let Some(sources) = self.sources() else {
            return Ok(None);
        };
        on_large_stack(|| {
            let outcomes = self.parse(&sources);
            let report = self.report(&outcomes, &sources, false, importer());
            Some(read(&outcomes, &report.checked?.directives))
        })
    }

    fn parse(&self, sources: &[Vec<u8>]) -> Vec<Outcome> {
        let rules = syntax_rules(release());
        let parse_one =
            |(file, src): (&PathBuf, &Vec<u8>)| rules.parse(&file.display().to_string(), src);
        self.files.iter().zip(sources).map(parse_one).collect()
    }

    fn sources(&self) -> Option<Vec<Vec<u8>>> {
        let files = self.files.iter();
        files.map(|file| std::fs::read(file).ok()).collect()
    }

    fn check_sources(
        &self,
        sources: &[Vec<u8>],
        importer: Box<dyn Importer + '_>,
    ) -> Option<String> {
        let outcomes = self.parse(sources);
        if outcomes.iter().any(|outcome| outcome.is_too_deep) {
            return None;
        }
        let report = self.report(&outcomes, sources, false, importer);
        let is_too_deep = (report.checked.as_ref()).is_some_and(|checked| checked.is_too_deep);
        (!is_too_deep).then_some(report.text)
    }

    fn summary_of(
        &self,
        sources: &[Vec<u8>],
        ignores_bodies: bool,
        importer: Box<dyn Importer + '_>,
    ) -> Option<Vec<u8>> {
        let rules = syntax_rules(release());
        let parse_one = |(file, src): (&PathBuf, &Vec<u8>)| {
            if ignores_bodies {
                rules.parse_declarations(&file.display().to_string(), src)
            } else {
                rules.parse(&file.display().to_string(), src)
            }
        };
        let outcomes: Vec<Outcome> = self.files.iter().zip(sources).map(parse_one).collect();
        let report = self.report(&outcomes, sources, ignores_bodies, importer);
        assert_eq!(report.text, "", "{}", self.path);
        let checked = report.checked?;
        let place = |pos: Pos| {
            let (file, offset) = pos.own()?;
            let place = outcomes.get(file)?.lines.place(offset);
            Some(ShownPlace {
                file: file.to_string().into(),
                line: place.line,
                column: place.column,
                physical: None,
            })
        };
        Some(vamos_summary::write(&checked.types, checked.pkg, &place))
    }

    fn report(
        &self,
        outcomes: &[Outcome],
        sources: &[Vec<u8>],
        ignores_bodies: bool,
        importer: Box<dyn Importer + '_>,
    ) -> Report {
        let word_size = if self.is_small { 4 } else { 8 };
        let config = Config {
            path: self.path.clone(),
            go_version: self.lang.clone(),
            release: release(),
            word_size,
            max_align: word_size,
            ignores_bodies,
            stack: STACK / 2,
            keeps_info: !ignores_bodies,
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
        check_package_with(&files, &config, importer, flags)
    }
}

/// Runs a check on a stack that is large enough for it.
fn on_large_stack<T: Send>(check: impl FnOnce() -> T + Send) -> Result<T, String> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let check = thread.spawn_scoped(scope, check).unwrap();
        check.join().map_err(|panic| panic_text(&*panic))
    })
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("no text"))
}
