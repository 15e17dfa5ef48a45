//! Searches for an action's result in its target and in the cache.
//!
//! Counterpart: cmd/go/internal/work/buildid.go (`useCache`, `showStdout`), exec.go
//! (`checkCacheForBuild`, `cacheSrcFiles`, `loadCachedCompiledGoFiles`).

use std::sync::atomic::Ordering;

use vamos_base::golang::os_str;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_cache::LocalStore;
use vamos_cache::find_text;
use vamos_objfile::build_id;

use crate::action::ActionKind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::action::CustomAction;
use crate::action_recipe;
use crate::build_ids;
use crate::entries;
use crate::error::BuildError;
use crate::journal::StepOutcome;
use crate::run::Done;
use crate::run::Run;
use crate::running_action::RunningAction;
use crate::sharing;

/// Searches for the result of an action. If it is found, the build ID and the built file are set.
/// Otherwise the action gets a temporary build ID, and its output is recorded from now on
/// (`useCache`).
pub(crate) fn use_cache(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    id: ActionId,
    target: &str,
    print_output: bool,
) -> Result<bool, BuildError> {
    let short = id.0.short();
    done.action_id = id;
    let findings = run.findings(action);
    // An action has one ID.
    let _ = findings.searched.set(id);
    // The second half is a placeholder: the content is not known yet.
    done.build_id = if run.plan.get(action).mode == ActionMode::Link {
        let main = &run.done(run.plan.get(action).deps[0]).build_id;
        format!("{short}/{main}/{short}")
    } else {
        format!("{short}/{short}")
    };
    if run.cx().flags.rebuild_all {
        if run.plan.get(action).package.is_some() {
            run.outcome(action).set_stale("build -a flag in use");
        }
        run.record_output(action);
        return Ok(false);
    }
    let found = if use_target(run, action, done, &short, target, print_output)? {
        StepOutcome::Installed
    } else if use_test_result(run, action, done, print_output) {
        StepOutcome::TestKnown
    } else if use_entry(run, action, done, target, print_output) {
        StepOutcome::Cached
    } else {
        explain_miss(run, action);
        run.record_output(action);
        return Ok(false);
    };
    findings.is_found.store(true, Ordering::Relaxed);
    run.reports.note(action, found);
    Ok(true)
}

/// Checks the file that an earlier build installed as the target.
fn use_target(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    short: &str,
    target: &str,
    print_output: bool,
) -> Result<bool, BuildError> {
    if target.is_empty() {
        return Ok(false);
    }
    let found = build_ids::read_build_id(target);
    if build_id::action_id(&found) == short && found.len() > short.len() {
        done.build_id = found;
        target.clone_into(&mut done.built);
        return Ok(true);
    }
    if run.cx().command.list.needs_export || run.plan.get(action).mode != ActionMode::Build {
        return Ok(false);
    }
    let [link] = *run.triggers(action) else {
        return Ok(false);
    };
    if run.plan.get(link).mode != ActionMode::Link {
        return Ok(false);
    }
    use_executable(run, action, done, link, &found, print_output)
}

/// The package is needed only to be linked. If the installed executable was linked from
/// this package, and linking it now would give the same executable, the package need not be
/// built: the executable contains its content ID.
fn use_executable(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    link: ActionRef,
    found: &str,
    print_output: bool,
) -> Result<bool, BuildError> {
    let parts: Vec<&str> = found.split('/').collect();
    let [link_id, main_id, main_content, _] = parts[..] else {
        return Ok(false);
    };
    let temporary = done.build_id.clone();
    if main_id != build_id::action_id(&temporary) {
        return Ok(false);
    }
    done.build_id = format!("{main_id}/{main_content}");
    let package = run.package(link);
    let name = format!("link {}", package.import_path);
    let id = entries::hash_of(run.cx().hasher, &name, |sink| {
        action_recipe::write_link_recipe(run, link, Some((action, &*done)), sink)
    })?;
    if link_id != id.0.short() {
        done.build_id = temporary;
        return Ok(false);
    }
    if print_output {
        show_stored(run, action, &done.action_id, "stdout");
        show_stored(run, action, &done.action_id, "link-stdout");
    }
    // Not a file: the link action does not read it.
    "DO NOT USE - main build pseudo-cache built".clone_into(&mut done.built);
    Ok(true)
}

/// If the program is needed only to run a test, and the result of the test is known, the
/// program need not be linked.
fn use_test_result(run: &Run<'_>, link: ActionRef, done: &mut Done, print_output: bool) -> bool {
    let Some((test, actor)) = test_run(run, link) else {
        return false;
    };
    let running = RunningAction {
        run,
        action: test,
        unfinished: Some((link, &*done)),
    };
    let is_known = actor.0.is_known(&running.inputs(), running.handles(), link);
    if !is_known {
        return false;
    }
    if print_output {
        let main = run.plan.get(link).deps[0];
        let id = &run.done(main).action_id;
        show_stored(run, main, id, "stdout");
        show_stored(run, main, id, "link-stdout");
    }
    // Not a file: the dependents of the link do not read it.
    "DO NOT USE - pseudo-cache built".clone_into(&mut done.built);
    true
}

/// Returns the run of a test that is the only purpose of a link (`testRunAction`).
fn test_run<'r>(run: &'r Run<'_>, link: ActionRef) -> Option<(ActionRef, &'r CustomAction)> {
    let [only] = *run.triggers(link) else {
        return None;
    };
    let is_run = |action: &&ActionRef| run.plan.get(**action).mode == ActionMode::TestRun;
    let test = match run.plan.get(only).mode {
        ActionMode::TestBarrier => {
            let mut runs = run.triggers(only).iter().filter(is_run);
            let first = runs.next()?;
            if runs.next().is_some() {
                return None;
            }
            *first
        }
        // Before Go 1.26 there are no barriers.
        _ => only,
    };
    match &run.plan.get(test).kind {
        ActionKind::Custom(own) => Some((test, own)),
        _ => None,
    }
}

/// Searches the cache.
fn use_entry(
    run: &Run<'_>,
    action: ActionRef,
    done: &mut Done,
    target: &str,
    print_output: bool,
) -> bool {
    let (cache, id) = (run.cx().cache, done.action_id);
    sharing::fetch(run, action, &id);
    if run.plan.get(action).mode == ActionMode::Preprocess {
        // A preprocessed profile has no place for a build ID.
        let Some((file, _)) = cache.get_file(&id) else {
            return false;
        };
        done.built = file;
        return true;
    }
    let read = |file: &str| build_ids::try_read_build_id(file);
    let Some((file, found, is_remembered)) = find_text(cache, &id, &read) else {
        return false;
    };
    if print_output {
        if run.plan.get(action).mode == ActionMode::Link {
            // The linker's output is stored under the main package's ID.
            for dep in &run.plan.get(action).deps {
                show_stored(run, *dep, &run.done(*dep).action_id, "link-stdout");
            }
        } else {
            show_stored(run, action, &id, "stdout");
        }
    }
    done.built = file;
    done.build_id = found;
    done.is_remembered = is_remembered;
    sharing::share(run, action, &id);
    if !target.is_empty() {
        run.outcome(action)
            .force_stale("not installed but available in build cache");
    }
    true
}

fn explain_miss(run: &Run<'_>, action: ActionRef) {
    let Some(id) = run.plan.get(action).package else {
        return;
    };
    if run.outcome(action).stale_reason.is_some() {
        return;
    }
    let mut reason = "build ID mismatch".to_owned();
    if run.cx().command.list.is_list {
        for import in &run.graph.get(id).imports.ids {
            let theirs = match *import == id {
                // A package that imports itself is stale already.
                true => Some(reason.clone()),
                false => run.outcome_of(*import).stale_reason.clone(),
            };
            let Some(theirs) = theirs else { continue };
            if theirs.starts_with("stale dependency: ") {
                reason = theirs;
                break;
            }
            if reason.starts_with("build ID mismatch") {
                let path = &run.graph.get(*import).import_path;
                reason = format!("stale dependency: {path}");
            }
        }
    }
    run.outcome(action).set_stale(&reason);
}

/// Shows the output of an action that is stored under its `id`.
fn show_stored(run: &Run<'_>, action: ActionRef, id: &ActionId, key: &str) {
    let id = entries::subkey(run, id, key);
    // Usually there is no output.
    let Some((text, entry)) = run.cx().cache.get_bytes(&id) else {
        return;
    };
    if text.is_empty() {
        return;
    }
    let shell = run.shell(action);
    if shell.shows() {
        let file = run.cx().cache.output_file(&entry.output);
        let words = join_unambiguously(&["cat", &file]);
        shell.show("", &format!("{words}  # internal"));
    }
    if !shell.is_dry() {
        shell.print(&os_str::decode(&text));
    }
}

/// Shows the recorded output of an action.
pub(crate) fn flush_output(run: &Run<'_>, action: ActionRef) {
    let output = run.take_output(action);
    if !output.is_empty() {
        run.shell(action).print(&output);
    }
}

/// Sets the list of the compiler's Go files, for `list`.
pub(crate) fn load_compiled_go_files(
    run: &Run<'_>,
    build: ActionRef,
    id: &ActionId,
) -> Result<(), BuildError> {
    let local = run.cx().cache.capabilities().local;
    let why = local.and_then(LocalStore::miss_reason);
    let missing = |name: &str| BuildError::CompiledFiles {
        name: name.to_owned(),
        why,
    };
    let list = entries::subkey(run, id, "srcfiles");
    let Some((list, _)) = run.cx().cache.get_bytes(&list) else {
        return Err(missing("srcfiles list"));
    };
    let mut files = Vec::new();
    for name in os_str::decode(&list).split('\n') {
        if !name.ends_with(".go") {
            continue;
        }
        match name.strip_prefix("./") {
            Some(source) => files.push(source.to_owned()),
            None => match run.cx().cache.get_file(&entries::subkey(run, id, name)) {
                Some((file, _)) => files.push(file),
                None => return Err(missing(name)),
            },
        }
    }
    run.outcome(build).compiled_go_files = files;
    Ok(())
}
