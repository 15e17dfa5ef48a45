//! Runs the Go compiler for a package.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`gcToolchain.gc`).

use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_jobs::Job;
use vamos_jobs::Stub;

use super::cover;
use super::early;
use super::preprocess;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::gc;
use crate::gc::CompileInputs;
use crate::gc::ToolInputs;
use crate::importcfg;
use crate::importcfg::Archives;
use crate::package_path::package_path;
use crate::run::Run;
use crate::services::compiler_threads;
use crate::shell::RunOptions;
use crate::shell::ToolEnd;

/// Inputs of the compiler besides the package.
pub(super) struct GoInputs<'a> {
    /// Relative to the package; generated ones are absolute.
    pub(super) go_files: &'a [String],
    pub(super) imports: &'a Archives,
    pub(super) symabis: Option<&'a str>,
    /// The build ID that the archive gets first.
    pub(super) build_id: &'a str,
    /// The expected output of the compiler; `None` if it is not known to fail.
    pub(super) known_errors: Option<&'a str>,
    /// One thread is enough.
    pub(super) is_alone: bool,
    /// The package after its check.
    pub(super) stub: Option<Arc<Stub>>,
}

/// Returns the common inputs of all jobs of a build action's package, for a tool of the SDK.
/// `build_id` is the one that the archive gets first.
pub(super) fn tool_inputs<'r>(
    run: &'r Run<'_>,
    action: ActionRef,
    tool: &str,
    build_id: &str,
) -> Result<ToolInputs<'r>, BuildError> {
    let (services, cx, package) = (&run.services, run.cx(), run.package(action));
    Ok(ToolInputs {
        env: cx.env,
        flags: cx.flags,
        mode: services.mode,
        files: cx.files,
        work: &services.work,
        tool: services.tools.sdk(tool),
        changed_env: &services.tools.changed_env,
        package,
        package_path: package_path(package, &cx.flags.mode.buildmode, build_id)?,
        objdir: &run.plan.get(action).objdir,
    })
}

/// Runs the compiler; returns the archive, and the end of the compiler.
pub(super) fn run(
    run: &Run<'_>,
    action: ActionRef,
    inputs: &GoInputs<'_>,
) -> Result<(String, ToolEnd), BuildError> {
    let package = run.package(action);
    let shell = run.shell(action);
    let objdir = run.plan.get(action).objdir.as_str();
    let archive = format!("{objdir}_pkg_.a");
    let importcfg = format!("{objdir}importcfg");
    let embedcfg = format!("{objdir}embedcfg");
    let share = run.services.limits.tokens.take();
    let embeds = !package.embeds.by_pattern.is_empty();
    let embed_text = match embeds {
        true => importcfg::embedcfg(package, |file| run.services.files.actual(file)),
        false => String::new(),
    };
    let job = gc::compile_job(&CompileInputs {
        tool: tool_inputs(run, action, "compile", inputs.build_id)?,
        cwd: run.cx().cwd,
        output: &archive,
        go_files: inputs.go_files,
        importcfg: &importcfg,
        imports: inputs.imports,
        embedcfg: embeds.then_some((embedcfg.as_str(), embed_text.as_str())),
        symabis: inputs.symabis,
        coverage: cover::config(run, action).as_deref(),
        profile: preprocess::profile_of(run, action).as_deref(),
        concurrency: if inputs.is_alone { 1 } else { share.count },
        build_id: inputs.build_id,
        stub: inputs.stub.clone(),
    });
    shell.write_file(&importcfg, &os_str::encode(&inputs.imports.text))?;
    if embeds {
        shell.write_file(&embedcfg, embed_text.as_bytes())?;
    }
    let one_thread = inputs.is_alone.then(compiler_threads::one_thread);
    let options = RunOptions {
        hints: Vec::from_iter(one_thread),
        extent: early::extent(run, action),
    };
    let job = Job::Compile(Box::new(job));
    let end = match inputs.known_errors {
        Some(text) => shell.known_failure(&job, text)?,
        None => shell.job_output(&job, options)?,
    };
    Ok((archive, end))
}
