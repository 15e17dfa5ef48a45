//! The part of a package's build that the assembler does.
//!
//! It runs twice: before the compiler, which needs the list of functions in assembly, and after it,
//! with the header of the package's constants and types that the compiler wrote.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.build`), gc.go (`asm`, `symabis`).

use vamos_base::golang::path;
use vamos_jobs::AsmJob;
use vamos_jobs::AsmStep;
use vamos_jobs::Input;
use vamos_jobs::Job;
use vamos_jobs::Products;

use super::go_compiler::tool_inputs;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::gc;
use crate::run::Object;
use crate::run::Run;

/// Runs the assembler, and reports its output.
pub(super) type RunJob<'a> = &'a dyn Fn(&Job) -> Result<Products, BuildError>;

/// The assembly of a package.
pub(super) struct Assembly<'a> {
    /// Relative to the package.
    pub(super) files: &'a [String],
    /// The build ID that the archive gets first.
    pub(super) build_id: &'a str,
    pub(super) run_job: RunJob<'a>,
}

/// Lists the symbols, and their calling conventions, that the package's assembly defines
/// and uses.
pub(super) fn symabis(
    run: &Run<'_>,
    action: ActionRef,
    assembly: &Assembly<'_>,
) -> Result<Option<String>, BuildError> {
    if assembly.files.is_empty() {
        return Ok(None);
    }
    let objdir = &run.plan.get(action).objdir;
    let job = listing(run, action, assembly.files, assembly.build_id)?;
    // The compiler writes the real header later; this pass only needs the file to exist.
    run.shell(action)
        .write_file(&format!("{objdir}go_asm.h"), b"")?;
    (assembly.run_job)(&job)?;
    Ok(Some(symabis_file(objdir)))
}

fn symabis_file(objdir: &str) -> String {
    format!("{objdir}symabis")
}

/// Returns the job that lists the symbols of a package's assembly.
pub(crate) fn listing(
    run: &Run<'_>,
    action: ActionRef,
    s_files: &[String],
    build_id: &str,
) -> Result<Job, BuildError> {
    let package = run.package(action);
    let inputs = tool_inputs(run, action, "asm", build_id)?;
    let mut job = gc::asm_job(&inputs);
    job.step = AsmStep::ListSymbols;
    let symabis = symabis_file(&run.plan.get(action).objdir);
    job.output = run.services.work.name(&symabis);
    for file in s_files {
        let is_foreign = package.import_path == "runtime/cgo" && file.starts_with("gcc_");
        if !is_foreign {
            job.sources.push(inputs.source(file));
        }
    }
    add_sources(run, &mut job);
    job.io.outputs.push(job.output.clone());
    Ok(Job::Asm(Box::new(job)))
}

/// Assembles each file; returns the objects.
pub(super) fn assemble(
    run: &Run<'_>,
    action: ActionRef,
    assembly: &Assembly<'_>,
) -> Result<Vec<Object>, BuildError> {
    copy_platform_headers(run, action)?;
    if assembly.files.is_empty() {
        return Ok(Vec::new());
    }
    let mut objects = Vec::with_capacity(assembly.files.len());
    for (path, job) in assembling(run, action, assembly.files, assembly.build_id)? {
        let mut products = (assembly.run_job)(&job)?;
        let bytes = products.take_file(&run.services.work.name(&path));
        objects.push(Object { path, bytes });
    }
    Ok(objects)
}

/// Returns the jobs that assemble the files, each with the object that it makes.
pub(crate) fn assembling(
    run: &Run<'_>,
    action: ActionRef,
    s_files: &[String],
    build_id: &str,
) -> Result<Vec<(String, Job)>, BuildError> {
    let objdir = &run.plan.get(action).objdir;
    let inputs = tool_inputs(run, action, "asm", build_id)?;
    let start = gc::asm_job(&inputs);
    let job = |file: &String| {
        let stem = file.strip_suffix(".s").unwrap_or(file);
        let path = format!("{objdir}{stem}.o");
        let mut job = start.clone();
        job.output = run.services.work.name(&path);
        job.sources.push(inputs.source(file));
        add_sources(run, &mut job);
        job.io.outputs.push(job.output.clone());
        (path, Job::Asm(Box::new(job)))
    };
    Ok(s_files.iter().map(job).collect())
}

/// Declares the sources of an assembler job and the files that they include.
fn add_sources(run: &Run<'_>, job: &mut AsmJob) {
    let work = &run.services.work;
    let sources = job.sources.iter().map(|name| name.path(work.path()));
    let included = run.services.files.included(sources.collect());
    let included = included.iter().map(|file| work.name(file));
    let inputs = job.sources.iter().cloned().chain(included);
    job.io.inputs.extend(inputs.map(Input::file));
}

/// Copies headers that are named for the target to general names:
/// `defs_linux_amd64.h` becomes `defs_GOOS_GOARCH.h`.
fn copy_platform_headers(run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
    let package = run.package(action);
    let objdir = &run.plan.get(action).objdir;
    for file in &package.files.h {
        let Some(name) =
            gc::general_header(file, &run.cx().env.target.goos, &run.cx().env.target.goarch)
        else {
            continue;
        };
        let source = path::join(&[&package.dir, file]);
        run.shell(action)
            .copy_file(&format!("{objdir}{name}"), &source, 0o666, true)?;
    }
    Ok(())
}
