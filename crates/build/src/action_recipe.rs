//! Collects the inputs of an action's recipe from the run that contains the action.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`buildActionID`, `linkActionID`), as far as they
//! read other actions.

use vamos_base::Digest;
use vamos_objfile::build_id::content_id;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::recipe;
use crate::recipe::Sink;
use crate::recipe::inputs::Dependency;
use crate::recipe::inputs::Form;
use crate::recipe::inputs::ImportId;
use crate::recipe::inputs::InputIds;
use crate::recipe::inputs::Linked;
use crate::recipe::inputs::RecipeInputs;
use crate::recipe::inputs::SharedPackage;
use crate::run::Done;
use crate::run::Run;
use crate::services::Services;

/// Data about imported packages in the recipe of an archive.
#[derive(Clone, Copy)]
pub(crate) enum Imports<'a> {
    /// Their content IDs: the official recipe.
    Contents,
    /// The digests of their export data, for each dependency of the cache check.
    Exports(&'a [Option<Digest>]),
    /// Their paths alone.
    Paths,
}

impl InputIds for Services<'_> {
    fn tool(&self, name: &str) -> Result<String, BuildError> {
        self.tools.id(name)
    }

    fn compiler(&self, language: Language) -> Result<Vec<String>, BuildError> {
        self.compilers.program(language)
    }

    fn compiler_id(
        &self,
        program: &str,
        language: Language,
    ) -> Result<Result<String, String>, BuildError> {
        self.compilers.tool_id(program, language)
    }

    fn file(&self, path: &str) -> String {
        self.files.hash(path)
    }

    fn code(&self, path: &str) -> Option<String> {
        self.files.code_hash(path)
    }

    fn build_id(&self, file: &str) -> String {
        self.files.build_id(file)
    }
}

fn inputs<'r>(run: &'r Run<'_>) -> RecipeInputs<'r> {
    let services = &run.services;
    RecipeInputs {
        env: run.cx().env,
        flags: run.cx().flags,
        mode: services.mode,
        work_dir: services.work.path(),
        cwd: run.cx().cwd,
        ids: services,
    }
}

/// Writes the recipe of a package's archive. `check` is its cache check, whose dependencies are the
/// imported packages.
pub(crate) fn write_build_recipe(
    run: &Run<'_>,
    check: ActionRef,
    sink: &mut dyn Sink,
    imports: Imports<'_>,
) -> Result<(), BuildError> {
    let deps = &run.plan.get(check).deps;
    let mut found = Vec::with_capacity(deps.len());
    for (index, dep) in deps.iter().enumerate() {
        if run.plan.get(*dep).mode == ActionMode::Preprocess {
            found.push(Dependency::Profile(run.done(*dep).built.clone()));
        }
        if let Some(import) = run.plan.package_of(run.graph, *dep) {
            let id = match imports {
                Imports::Contents => {
                    ImportId::Content(content_id(&run.done(*dep).build_id).to_owned())
                }
                Imports::Exports(exports) => ImportId::Export(exports[index]),
                Imports::Paths => ImportId::Nothing,
            };
            found.push(Dependency::Import(&import.import_path, id));
        }
    }
    let form = match imports {
        Imports::Contents => Form::Official,
        Imports::Exports(_) | Imports::Paths => Form::Compiler,
    };
    recipe::write_build_recipe(&inputs(run), run.package(check), &found, form, sink)
}

/// Writes the recipe of the executable that `link` makes. `unfinished` is a dependency that has not
/// ended, with its result so far.
pub(crate) fn write_link_recipe(
    run: &Run<'_>,
    link: ActionRef,
    unfinished: Option<(ActionRef, &Done)>,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let linked = |dep: &ActionRef| {
        let package = run.plan.package_of(run.graph, *dep)?;
        let done = match unfinished {
            Some((action, done)) if action == *dep => done,
            _ => run.done(*dep),
        };
        Some(Linked {
            package,
            is_built: !done.built.is_empty(),
            build_id: done.build_id.clone(),
        })
    };
    let deps = run.plan.get(link).deps.iter().filter_map(linked);
    let deps: Vec<Linked<'_>> = deps.collect();
    recipe::write_link_recipe(&inputs(run), run.package(link), &deps, sink)
}

/// Writes the recipe of the shared library that `link` makes.
pub(crate) fn write_shared_recipe(
    run: &Run<'_>,
    link: ActionRef,
    sink: &mut dyn Sink,
) -> Result<(), BuildError> {
    let shared = |action: &ActionRef| {
        let package = run.plan.package_of(run.graph, *action)?;
        Some(SharedPackage {
            package,
            built: run.done(*action).built.clone(),
        })
    };
    let deps = &run.plan.get(link).deps;
    let tops = &run.plan.get(deps[0]).deps;
    let deps: Vec<_> = deps.iter().filter_map(shared).collect();
    let tops: Vec<_> = tops.iter().filter_map(shared).collect();
    recipe::write_shared_recipe(&inputs(run), &deps, &tops, sink)
}
