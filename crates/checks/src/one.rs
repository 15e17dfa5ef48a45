//! The check of one package.
//!
//! Counterpart: cmd/compile/internal/noder/noder.go (`LoadPackage`), unified.go (`checkFiles`).

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use hashbrown::HashMap;
use vamos_ast::Outcome;
use vamos_base::Digest;
use vamos_check::Checked;
use vamos_check::Checker;
use vamos_check::Config;
use vamos_check::Directives;
use vamos_check::report::ParsedFile;
use vamos_check::report::Report;
use vamos_check::report::check_package_then;
use vamos_check::report::check_package_with;
use vamos_check::syntax_rules;
use vamos_release::Release;
use vamos_sched::LARGE_STACK;
use vamos_sched::guarded;
use vamos_summary::Imports;
use vamos_summary::Summary;
use vamos_types::Importer;
use vamos_types::PhysicalPlace;
use vamos_types::Pos;
use vamos_types::ShownPlace;

use crate::checked::Done;
use crate::checked::Scope;
use crate::key::Key;
use crate::unit::Errors;
use crate::unit::Sources;
use crate::unit::Target;
use crate::unit::Unit;
use crate::unit::Verdict;

/// The variants of packages that a package must use, by path.
type Variants = Arc<HashMap<String, usize>>;

/// Reason for leaving a package to the compiler: the source exceeds the nesting limit of the parser
/// or the checker.
const DEEP: &str = "a source is nested too deep";

/// Checks a package whose imports are done.
pub(crate) fn check(run: &Scope<'_>, index: usize) -> Done {
    let unit = &run.units[index];
    let decision = guarded(|| decide(run, unit, &variants(run, unit, None)));
    let (verdict, digest, summary) = decision.unwrap_or_else(|cause| wrong(Verdict::Broken(cause)));
    Done {
        verdict,
        digest,
        summary: summary.map_or_else(OnceLock::new, |summary| OnceLock::from(Some(summary))),
        variants: variants(run, unit, Some(index)),
    }
}

/// Outcome of a check; the summary is present if it was made by this check.
type Decision = (Verdict, Option<Digest>, Option<Summary>);

fn wrong(verdict: Verdict) -> Decision {
    (verdict, None, None)
}

fn decide(run: &Scope<'_>, unit: &Unit, variants: &Variants) -> Decision {
    let imports = unit.imports.iter();
    let mut imports = imports.map(|(_, import)| run.known.done(*import));
    if imports.any(|done| done.is_none_or(|done| done.digest.is_none())) {
        return wrong(Verdict::Skipped);
    }
    if !unit.failures.is_empty() {
        return wrong(Verdict::Failed(unit.failures.clone()));
    }
    let key = key(run, unit);
    let kept = run.settings.kept.zip(key.as_ref());
    if let Some(digest) = kept.and_then(|(kept, key)| kept.find(key)) {
        return (of_correct(unit), Some(digest), None);
    }
    let parsed = match Parsed::read(unit, run.settings.sources, run.settings.release) {
        Ok(parsed) => parsed,
        Err(verdict) => return wrong(verdict),
    };
    let decision = of_sources(run, unit, variants, &parsed);
    if let ((Some((kept, key)), Some(digest)), Some(summary)) = ((kept, decision.1), &decision.2) {
        kept.keep(key, &digest, summary.bytes());
    }
    decision
}

/// Uses a checked package, its files and their directives.
pub(crate) type Then<'t> = dyn FnMut(&mut Checker<'_>, &[ParsedFile<'_>], &[Directives]) + 't;

/// The files of a package, parsed.
pub(crate) struct Parsed {
    /// The release whose rules were applied.
    release: Release,
    sources: Vec<Arc<[u8]>>,
    outcomes: Vec<Outcome>,
}

impl Parsed {
    /// Reads and parses the files of a package; the verdict on it if that is not possible.
    pub(crate) fn read(unit: &Unit, from: &dyn Sources, release: Release) -> Result<Self, Verdict> {
        let rules = syntax_rules(release);
        let mut sources = Vec::with_capacity(unit.files.len());
        let mut outcomes = Vec::with_capacity(unit.files.len());
        for file in &unit.files {
            let src = from
                .read(&file.path)
                .map_err(|reason| Verdict::Unsupported(format!("{}: {reason}", file.path)))?;
            let outcome = if unit.is_wanted {
                rules.parse(&file.shown, &src)
            } else {
                rules.parse_declarations(&file.shown, &src)
            };
            if outcome.is_too_deep {
                return Err(too_deep());
            }
            sources.push(src);
            outcomes.push(outcome);
        }
        Ok(Self {
            release,
            sources,
            outcomes,
        })
    }

    /// Checks the package; `None` if it is nested too deep.
    pub(crate) fn check(
        &self,
        unit: &Unit,
        target: Target,
        importer: Box<dyn Importer + '_>,
    ) -> Option<Report> {
        self.check_then(unit, target, importer, None)
    }

    /// Checks the package; `None` if it is nested too deep. If there is no error, a function gets
    /// the checker with all facts.
    pub(crate) fn check_then(
        &self,
        unit: &Unit,
        target: Target,
        importer: Box<dyn Importer + '_>,
        then: Option<&mut Then<'_>>,
    ) -> Option<Report> {
        let config = Config {
            path: unit.path.clone(),
            go_version: unit.language.clone(),
            release: self.release,
            word_size: target.word_size,
            max_align: target.max_align,
            ignores_bodies: !unit.is_wanted,
            stack: LARGE_STACK / 2,
            keeps_info: then.is_some(),
        };
        let files: Vec<ParsedFile<'_>> = (self.outcomes.iter().zip(&self.sources))
            .map(|(outcome, src)| ParsedFile { outcome, src })
            .collect();
        let report = match then {
            None => check_package_with(&files, &config, importer, unit.flags),
            Some(then) => {
                let then = &mut |checker: &mut Checker<'_>, directives: &[Directives]| {
                    then(checker, &files, directives);
                };
                check_package_then(&files, &config, importer, unit.flags, then)
            }
        };
        let checked = report.checked.as_ref();
        let is_too_deep = checked.is_some_and(|checked| checked.is_too_deep);
        (!is_too_deep).then_some(report)
    }
}

/// Returns the verdict for sources that are nested too deep.
pub(crate) fn too_deep() -> Verdict {
    Verdict::Unsupported(DEEP.to_owned())
}

/// Returns the verdict on a package without errors.
fn of_correct(unit: &Unit) -> Verdict {
    if unit.is_wanted && unit.has_cgo {
        Verdict::Unsupported("its files need SWIG".to_owned())
    } else {
        Verdict::Correct
    }
}

/// Returns the variants that a package must use; `own` adds the package's own index for its
/// importers.
fn variants(run: &Scope<'_>, unit: &Unit, own: Option<usize>) -> Variants {
    let lists: Vec<&Variants> = (unit.imports.iter())
        .filter_map(|(_, import)| Some(&run.known.done(*import)?.variants))
        .filter(|variants| !variants.is_empty())
        .collect();
    let own = own.filter(|_| unit.is_variant);
    match (&lists[..], own) {
        ([], None) => Arc::default(),
        ([one], None) => (*one).clone(),
        _ => {
            let mut all = HashMap::new();
            for list in lists {
                all.extend(list.iter().map(|(path, unit)| (path.clone(), *unit)));
            }
            all.extend(own.map(|own| (unit.path.clone(), own)));
            Arc::new(all)
        }
    }
}

/// Returns the key of a package's summary: everything that the check depends on.
fn key(run: &Scope<'_>, unit: &Unit) -> Option<Digest> {
    run.settings.kept?;
    let mut key = Key::new();
    key.text(vamos_summary::FORMAT);
    key.text(env!("CARGO_PKG_VERSION"));
    key.number(run.settings.release.language_version().into());
    key.text(&unit.path);
    key.text(&unit.language);
    key.flags(&[unit.is_wanted, unit.has_cgo]);
    key.number(run.settings.target.word_size.unsigned_abs());
    key.number(run.settings.target.max_align.unsigned_abs());
    key.flags(&unit.flags.to_array());
    key.number(unit.files.len() as u64);
    for file in &unit.files {
        let digest = run.settings.sources.digest(&file.path)?;
        key.pair(&file.shown, &file.recorded);
        key.digest(&digest);
    }
    for (path, import) in &unit.imports {
        let digest = run.known.done(*import)?.digest?;
        key.pair(path, &run.units[*import].path);
        key.digest(&digest);
    }
    Some(key.finish())
}

fn of_sources(run: &Scope<'_>, unit: &Unit, variants: &Variants, parsed: &Parsed) -> Decision {
    let paths: HashMap<&str, &str> = (unit.imports.iter())
        .map(|(written, import)| (written.as_str(), run.units[*import].path.as_str()))
        .collect();
    let find = |path: &str| match paths.get(path) {
        Some(path) => Ok((*path).to_owned()),
        None => Err("open : no such file or directory".to_owned()),
    };
    let is_lost = Arc::new(AtomicBool::new(false));
    let summaries = {
        let (known, variants) = (run.known.clone(), variants.clone());
        let kept = run.settings.kept.cloned();
        let is_lost = is_lost.clone();
        move |path: &str| {
            let unit = known.unit(path, &variants)?;
            let summary = known.summary(unit, kept.as_ref()).cloned();
            if summary.is_none() {
                is_lost.store(true, Ordering::Relaxed);
            }
            summary
        }
    };
    let importer = Imports::new(Box::new(find), Arc::new(summaries));
    let report = parsed.check(unit, run.settings.target, Box::new(importer));
    if is_lost.load(Ordering::Relaxed) {
        return wrong(Verdict::Lost);
    }
    let Some(report) = report else {
        return wrong(too_deep());
    };
    if !report.text.is_empty() {
        // Errors are unreliable without the declarations of cgo, and are not reported if they are
        // not wanted.
        return wrong(if unit.is_wanted && !unit.has_cgo {
            Verdict::Wrong(Errors {
                text: report.text,
                has_type_cycle: report.has_type_cycle,
            })
        } else {
            Verdict::Unsupported(report.text)
        });
    }
    match report.checked {
        Some(checked) => summarized(unit, &parsed.outcomes, &checked),
        None => wrong(Verdict::Unsupported("its syntax".to_owned())),
    }
}

fn summarized(unit: &Unit, outcomes: &[Outcome], checked: &Checked) -> Decision {
    let names = unit.files.iter().map(|file| file.recorded.as_str().into());
    let names: Vec<Arc<str>> = names.collect();
    let place = |pos: Pos| {
        let (file, offset) = pos.own()?;
        let (lines, source) = (&outcomes.get(file)?.lines, &unit.files[file]);
        let place = lines.place(offset);
        if place.base == 0 {
            return Some(ShownPlace {
                file: names[file].clone(),
                line: place.line,
                column: place.column,
                physical: None,
            });
        }
        // A line directive gives it another place.
        let (name, line, column) = lines.relative(place);
        let name = if name == source.shown {
            source.recorded.clone()
        } else {
            name
        };
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let is_same = name == source.recorded && (line, column) == (place.line, place.column);
        Some(ShownPlace {
            file: name.into(),
            line,
            column,
            physical: (!is_same).then(|| PhysicalPlace {
                file: names[file].clone(),
                line: place.line,
                column: place.column,
            }),
        })
    };
    let bytes = vamos_summary::write(&checked.types, checked.pkg, &place);
    let digest = Digest::of(&bytes);
    match Summary::open(Arc::new(bytes)) {
        Some(summary) => (of_correct(unit), Some(digest), Some(summary)),
        None => wrong(Verdict::Unsupported("its summary is too large".to_owned())),
    }
}
