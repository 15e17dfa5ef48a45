//! The results of cgo's actions for compiling the package: Go files and objects.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`processCgoOutputs`, `dynimport`,
//! `gccld`).

use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::unquote;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_fsys::uncached;
use vamos_jobs::DynamicImportJob;
use vamos_jobs::Input;
use vamos_jobs::Job;
use vamos_jobs::TrialLinkJob;

use super::cgo_run::CgoRun;
use super::compiler::Language;
use super::foreign;
use super::foreign::Foreign;
use super::linker_flags::LocalFiles;
use super::security::check_linker_flags;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::flag_error::FlagError;
use crate::gc;
use crate::run::Run;
use crate::services::in_dir;
use crate::shell::RunOptions;

/// Marks a flag for the linker in generated Go.
const LDFLAG: &str = "//go:cgo_ldflag";

/// The inputs of compiling the package that cgo made.
pub(crate) struct CgoOutputs {
    pub(crate) go_files: Vec<String>,
    pub(crate) objects: Vec<String>,
}

/// Collects the outputs of cgo for a package, whose action ID is `id`; tests if Go's linker can link
/// it.
pub(crate) fn cgo_outputs(
    run: &Run<'_>,
    action: ActionRef,
    id: ActionId,
) -> Result<CgoOutputs, BuildError> {
    let (made, mut objects) = collected(run, action);
    let objdir = run.plan.get(action).objdir.as_str();
    if !made.links_internally {
        // Go's linker searches for an object of this name.
        let mark = format!("{objdir}preferlinkext");
        if run.cx().env.sdk.release.runs_cgo_in_own_action() {
            run.shell(action).write_file(&mark, b"")?;
        }
        objects.insert(0, mark);
    }
    let mut go_files = made.go_files.clone();
    if trial_link(run, action, &made, &objects, id)? {
        go_files.push(dynamic_imports(run, action)?);
    } else {
        // Go's linker searches for this name, too.
        let mark = format!("{objdir}dynimportfail");
        run.shell(action).write_file(&mark, b"")?;
        objects.push(mark);
    }
    check_generated_flags(run, &go_files, &made)?;
    Ok(CgoOutputs { go_files, objects })
}

/// Returns the Go files that the cgo tool made for a package.
pub(crate) fn cgo_go_files(run: &Run<'_>, action: ActionRef) -> Result<Vec<String>, BuildError> {
    let (made, _) = collected(run, action);
    check_generated_flags(run, &made.go_files, &made)?;
    Ok(made.go_files.clone())
}

/// Returns the cgo tool's run below a build action, and the objects.
fn collected(run: &Run<'_>, action: ActionRef) -> (Arc<CgoRun>, Vec<String>) {
    let is_collect = |dep: &&ActionRef| run.plan.get(**dep).mode == ActionMode::CollectCgo;
    let deps = &run.plan.get(action).deps;
    let collect = deps.iter().find(is_collect);
    let collect = collect.expect("the plan gives it to packages that use cgo");
    let below = &run.plan.get(*collect).deps;
    let is_tool = |dep: &ActionRef| run.plan.get(*dep).mode == ActionMode::CgoRun;
    // Without foreign sources it is collected from the tool itself.
    let tool = match is_tool(&below[0]) {
        true => below[0],
        false => run.plan.get(below[0]).deps[0],
    };
    let compiles = below.iter().filter(|dep| !is_tool(dep));
    let objects = compiles
        .map(|dep| run.plan.get(*dep).target.clone())
        .collect();
    let made = run.done(tool).cgo().cloned().unwrap_or_default();
    (made, objects)
}

/// Links all objects with a stub for the rest of the program, to learn which symbols are
/// imported from which libraries. Reports whether that succeeded: some objects need more.
fn trial_link(
    run: &Run<'_>,
    action: ActionRef,
    made: &CgoRun,
    objects: &[String],
    seed: ActionId,
) -> Result<bool, BuildError> {
    let package = run.package(action);
    let objdir = run.plan.get(action).objdir.as_str();
    let main = format!("{objdir}_cgo_main.o");
    foreign::run_compiler(
        run,
        action,
        Foreign {
            source: &format!("{objdir}_cgo_main.c"),
            object: &main,
            language: Language::C,
            flags: made.flags_for(Language::C),
            seed,
            // The stub is not a file of the package.
            copies: &made.copies,
        },
    )?;
    let has_cxx = !package.files.cxx.is_empty() || !package.files.swig_cxx.is_empty();
    let language = if has_cxx { Language::Cxx } else { Language::C };
    let compiler = run
        .services
        .compilers
        .command(language, &package.dir, objdir)?;
    let work = &run.services.work;
    let system = system_objects(run, action);
    check_system_objects(run, &system)?;
    let files = std::iter::once(&main).chain(objects).chain(&system);
    let flags = trial_flags(run, made);
    let mut job = TrialLinkJob {
        io: foreign::host_io(run, action, &compiler),
        arguments: compiler[1..].iter().map(|word| work.text(word)).collect(),
        output: work.name(&format!("{objdir}_cgo_.o")),
        objects: files.map(|file| work.name(file)).collect(),
        flags: flags.iter().map(|flag| work.text(flag)).collect(),
    };
    run.cx().cwd.clone_into(&mut job.io.dir);
    job.io.inputs = job.objects.iter().cloned().map(Input::file).collect();
    job.io.outputs.push(job.output.clone());
    let job = Job::TrialLink(Box::new(job));
    let shell = run.shell(action);
    let shown = shell.shows().then(|| {
        let command = job.command(run.services.work.path());
        join_unambiguously(&command.words)
    });
    let has_succeeded = match shell.job_output(&job, RunOptions::default()) {
        Ok(end) => end.error.is_none(),
        Err(BuildError::Cancelled) => return Err(BuildError::Cancelled),
        Err(_) => false,
    };
    if let Some(command) = shown {
        let saw = if has_succeeded { "succeeded" } else { "failed" };
        let line = format!("{command} # test for internal linking errors ({saw})");
        shell.show("", &line);
    }
    Ok(has_succeeded)
}

/// Returns the linker's flags for a trial: the package's flags, but position independent on targets
/// where other links hide dynamic imports.
fn trial_flags(run: &Run<'_>, made: &CgoRun) -> Vec<String> {
    let mut flags = made.flags.ldflags.clone();
    let env = run.cx().env;
    let is_arm = env.target.goarch == "arm" && env.target.goos == "linux";
    if !is_arm && env.target.goos != "android" {
        return flags;
    }
    let has = |flags: &[String], wanted: &str| flags.iter().any(|flag| flag == wanted);
    if !has(&flags, "-no-pie") {
        flags.push("-pie".to_owned());
    }
    if has(&flags, "-pie") {
        flags.retain(|flag| flag != "-static");
    }
    flags
}

/// Returns the .syso files of the package and of all packages below it.
fn system_objects(run: &Run<'_>, action: ActionRef) -> Vec<String> {
    let mut files = Vec::new();
    for below in run.plan.in_order(action) {
        if let Some(package) = run.plan.package_of(run.graph, below) {
            let syso_files = package.files.syso.iter();
            files.extend(syso_files.map(|file| in_dir(&package.dir, file)));
        }
    }
    files.sort();
    files.dedup();
    files
}

/// Checks .syso files before a linker reads them.
pub(crate) fn check_system_objects(run: &Run<'_>, files: &[String]) -> Result<(), BuildError> {
    let env = run.cx().env;
    if !env.sdk.release.checks_syso_files() || run.cx().flags.report.n {
        return Ok(());
    }
    let local = LocalFiles::new(env, run.cx().cwd);
    let mut files = files.iter();
    let checked = files.try_for_each(|file| local.check_syso(file));
    checked.map_err(BuildError::Flag)
}

/// Writes the dynamic imports of the trial's executable into a Go file.
fn dynamic_imports(run: &Run<'_>, action: ActionRef) -> Result<String, BuildError> {
    let package = run.package(action);
    let objdir = run.plan.get(action).objdir.as_str();
    let file = format!("{objdir}_cgo_import.go");
    let work = &run.services.work;
    let mut job = DynamicImportJob {
        io: gc::io(run.services.tools.sdk("cgo"), Some(package)),
        package: package.name.clone(),
        object: work.name(&format!("{objdir}_cgo_.o")),
        output: work.name(&file),
        // The program's own loader is recorded once.
        records_loader: package.origin.standard && package.import_path == "runtime/cgo",
    };
    run.cx().cwd.clone_into(&mut job.io.dir);
    job.io.env.push(("TERM".to_owned(), "dumb".to_owned()));
    job.io.inputs.push(Input::file(job.object.clone()));
    job.io.outputs.push(job.output.clone());
    let shell = run.shell(action);
    shell.run_job(&package.import_path, &Job::DynamicImport(Box::new(job)))?;
    Ok(file)
}

/// Checks the flags for the linker in generated files once more: sources must not be able
/// to add flags to them.
fn check_generated_flags(
    run: &Run<'_>,
    go_files: &[String],
    made: &CgoRun,
) -> Result<(), BuildError> {
    if run.cx().flags.report.n {
        return Ok(());
    }
    let env = run.cx().env;
    let are_literals = env.sdk.release.unquotes_cgo_ldflags();
    let mut flags = Vec::new();
    for file in go_files {
        if path::base(file).starts_with("_cgo_") {
            let text = uncached::read(file)?;
            for flag in recorded_flags(&os_str::decode(&text)) {
                flags.push(match are_literals {
                    true => unquote(flag).ok_or(BuildError::Flag(FlagError::Literal))?,
                    false => flag.trim_matches('"').to_owned(),
                });
            }
        }
    }
    // The flags that were passed to the tool are checked already, or the user's.
    let ours = &made.flags.ldflags;
    if !ours.is_empty()
        && let Some(at) = flags.windows(ours.len()).position(|some| some == ours)
    {
        flags.drain(at..at + ours.len());
    }
    let local = LocalFiles::new(env, run.cx().cwd);
    check_linker_flags(env, &local, "LDFLAGS", "go:cgo_ldflag", &flags).map_err(BuildError::Flag)
}

/// Returns the flags for the linker that a generated file records, with their quotes.
fn recorded_flags(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n')
        .filter_map(|line| line[line.find("//")?..].strip_prefix(LDFLAG))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::recorded_flags;

    #[test]
    fn flags_stand_in_the_first_comment_of_a_line() {
        let text = "package p\n//go:cgo_ldflag \"-O2\"\nvar x // no //go:cgo_ldflag \"-x\"\n\
                    y //go:cgo_ldflag \"-lm\"\n//go:cgo_import_dynamic a\n";
        let flags: Vec<&str> = recorded_flags(text).collect();
        assert_eq!(flags, ["\"-O2\"", "\"-lm\""]);
    }
}
