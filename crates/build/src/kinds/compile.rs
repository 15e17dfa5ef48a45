//! The action that makes the archive of a package.
//!
//! Every input that decides the archive's bytes must be in the recipe, too.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.build`), gc.go (`pack`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::shell::join_unambiguously;
use vamos_cache::ActionId;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_jobs::Job;
use vamos_objfile::archive;
use vamos_objfile::archive::LongNames;

use super::assembly;
use super::assembly::Assembly;
use super::cover;
use super::early;
use super::go_compiler;
use super::go_compiler::GoInputs;
use super::speculation;
use crate::action::ActionRef;
use crate::c_header;
use crate::cached;
use crate::cgo;
use crate::checks::gate;
use crate::cutoff;
use crate::cutoff::Cutoff;
use crate::cutoff::read_pass;
use crate::entries;
use crate::error::BuildError;
use crate::gc;
use crate::importcfg;
use crate::importcfg::Archives;
use crate::journal::StepOutcome;
use crate::output;
use crate::run::CompiledPackage;
use crate::run::Done;
use crate::run::Kind;
use crate::run::Need;
use crate::run::Object;
use crate::run::Product;
use crate::run::Run;
use crate::services::MIB;
use crate::services::costs;
use crate::services::in_dir;
use crate::shell::ToolEnd;
use crate::unchanged;

/// Compiles a package.
pub(crate) struct Compile;

impl Kind for Compile {
    fn run(&self, run: &Run<'_>, action: ActionRef, done: &mut Done) -> Result<(), BuildError> {
        if run.cx().command.only_reads {
            return record_reads(run, action, done);
        }
        let mut need = run.state(action).need;
        // The cover and cgo actions have made these.
        need.cover_metadata = false;
        need.cgo_header = false;
        if need == Need::default() {
            return Ok(());
        }
        let result = build_needed(run, action, need, done);
        cached::flush_output(run, action);
        result
    }

    fn verb(&self) -> Option<&'static str> {
        Some("compile")
    }

    fn cost_name(&self) -> Option<&str> {
        Some("build")
    }

    fn estimate(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        costs::go_estimate(run.services.files.source_bytes(run.package(action)))
    }

    fn memory(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        go_bytes(run.services.files.source_bytes(run.package(action)))
    }
}

/// Estimates the memory for compiling `source` bytes of Go, in bytes: the compiler lets its heap
/// grow to 128 MB before it collects garbage, and holds more for large packages.
fn go_bytes(source: u64) -> u64 {
    48 * MIB + (source * 300).min(144 * MIB) + source * 32
}

/// The inputs of compiling a package.
struct Sources {
    /// Relative to the package; generated ones are absolute.
    go_files: Vec<String>,
    /// For Go's assembler.
    s_files: Vec<String>,
    /// Objects of the foreign sources.
    objects: Vec<String>,
}

impl Sources {
    /// Returns all files that tools of Go read.
    fn all(&self) -> Vec<String> {
        [&self.go_files[..], &self.s_files].concat()
    }
}

fn build_needed(
    run: &Run<'_>,
    action: ActionRef,
    mut need: Need,
    done: &mut Done,
) -> Result<(), BuildError> {
    let package = run.package(action);
    if run.cx().env.sdk.release.has_check_cache_actions() {
        announce(run, action);
    }
    refuse_unbuilt(run, action)?;
    let id = done.action_id;
    let sources = sources(run, action, id)?;
    if package.uses_cgo() && c_header::has_header(run.cx().flags) {
        // If it is not stored, a later build makes it again.
        let _ = entries::put_made(run, action, &id, c_header::HEADER);
    }
    cache_source_list(run, action, &id, &sources);
    if sources.go_files.is_empty() {
        return Err(BuildError::NoGo {
            text: importcfg::no_go_text(package),
        });
    }
    if need.vet {
        done.product = Product::Sources(sources.all());
        need.vet = false;
    }
    if need.compiled_go_files {
        cached::load_compiled_go_files(run, action, &id)?;
        need.compiled_go_files = false;
    }
    if need == Need::default() {
        return Ok(());
    }
    let pending = match cutoff::reuse(run, action, done)? {
        Cutoff::Reused => {
            run.reports.note(action, StepOutcome::Reused);
            run.services.limits.threads.note(false);
            return Ok(());
        }
        Cutoff::Compile(pending) => pending,
    };
    run.begin_work();
    let made = match speculation::take(run, action, &done.build_id) {
        Some(made) => made,
        None => {
            run.shell(action).make_dirs(&run.plan.get(action).objdir)?;
            compile(run, action, &sources, &done.build_id)?
        }
    };
    pack(run, action, &made, &sources)?;
    done.built.clone_from(&made.archive);
    output::finish_archive(run, action, done, made, pending)?;
    early::check(run, action, done)
}

/// Shows which package is built (`-n`, `-v`).
pub(crate) fn announce(run: &Run<'_>, action: ActionRef) {
    let package = run.package(action);
    let shell = run.shell(action);
    if run.cx().flags.report.n {
        shell.print(&format!("\n#\n# {}\n#\n\n", package.import_path));
    }
    if run.cx().flags.report.v {
        shell.print(&format!("{}\n", package.import_path));
    }
}

fn refuse_unbuilt(run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
    let package = run.package(action);
    if let Some(file) = package.files.c.first().filter(|_| !package.uses_cgo()) {
        let file = in_dir(&package.dir, file);
        return Err(BuildError::CWithoutCgo { file });
    }
    if package.uses_swig() {
        return Err(BuildError::Unimplemented("SWIG"));
    }
    Ok(())
}

/// Returns the files to compile: the package's own files, or the output of cgo for them.
fn sources(run: &Run<'_>, action: ActionRef, id: ActionId) -> Result<Sources, BuildError> {
    let package = run.package(action);
    let covered = cover::covered(run, action);
    let go_files = covered.map_or(&package.files.go, |covered| &covered.go_files);
    let mut sources = Sources {
        go_files: go_files.clone(),
        s_files: package.files.s.clone(),
        objects: Vec::new(),
    };
    if package.uses_cgo() {
        sources
            .s_files
            .retain(|file| !cgo::is_foreign(package, file));
        if run.plan.get(action).go_files_only.is_some() {
            sources
                .go_files
                .append(&mut cgo::cgo_go_files(run, action)?);
            return Ok(sources);
        }
        let mut outputs = cgo::cgo_outputs(run, action, id)?;
        sources.go_files.append(&mut outputs.go_files);
        sources.objects = outputs.objects;
    }
    Ok(sources)
}

/// Compiles and assembles; the archive has its temporary build ID.
fn compile(
    run: &Run<'_>,
    action: ActionRef,
    sources: &Sources,
    build_id: &str,
) -> Result<CompiledPackage, BuildError> {
    let package = run.package(action);
    let shell = run.shell(action);
    let run_job = |job: &Job| shell.run_job(&package.import_path, job);
    let assembly = Assembly {
        files: &sources.s_files,
        build_id,
        run_job: &run_job,
    };
    let symabis = assembly::symabis(run, action, &assembly)?;
    let imports = imports(run, action);
    let rewrites = gc::rewrites(&go_compiler::tool_inputs(run, action, "compile", build_id)?);
    let gate = gate::before_compiling(run, action, &imports, &rewrites)?;
    let (archive, end) = go_compiler::run(
        run,
        action,
        &GoInputs {
            go_files: &sources.go_files,
            imports: &imports,
            symabis: symabis.as_deref(),
            build_id,
            known_errors: gate.errors(),
            is_alone: is_one_thread_enough(run, action),
            stub: gate.stub(),
        },
    )?;
    gate.compare(run, action, &end)?;
    let ToolEnd {
        mut output,
        error,
        products,
    } = end;
    let is_cleaned =
        run.cx().env.sdk.release.cleans_up_compiler_output_only() && !run.cx().flags.report.x;
    if is_cleaned && package.uses_cgo() && !output.is_empty() {
        let text = cgo::plain_names(&os_str::decode(&output));
        output = os_str::encode(&text).into_owned();
    }
    shell.report("", "", &output, error)?;
    let objects = assembly::assemble(run, action, &assembly)?;
    Ok(CompiledPackage {
        archive,
        objects,
        reads: products.reads,
    })
}

/// Runs the instrumented compiler on the imports of a package, without compiling it, if there is no
/// record of reads for its archive.
fn record_reads(run: &Run<'_>, action: ActionRef, done: &Done) -> Result<(), BuildError> {
    let Some(known) = read_pass::unrecorded(run, action, done)? else {
        return Ok(());
    };
    run.shell(action).make_dirs(&run.plan.get(action).objdir)?;
    let imports = imports(run, action);
    let inputs = GoInputs {
        go_files: &run.package(action).files.go,
        imports: &imports,
        symabis: None,
        build_id: &done.build_id,
        known_errors: None,
        is_alone: true,
        stub: None,
    };
    let (_, end) = go_compiler::run(run, action, &inputs)?;
    // The reads of a file that was edited meanwhile are not the archive's.
    if end.error.is_none() && unchanged::inputs_are_unchanged(run, action) {
        read_pass::learn(run, action, &known, end.products.reads);
    }
    Ok(())
}

/// Records that an action is compiled; reports whether one thread is enough for that.
fn is_one_thread_enough(run: &Run<'_>, action: ActionRef) -> bool {
    let threads = &run.services.limits.threads;
    threads.note(true);
    let workers = run.cx().workers();
    // The official number of threads is used if it is shown, if the user has set one, and if there
    // are fewer workers than processors.
    if !run.engine.is_reordering()
        || run.reports.action_graph.is_some()
        || !run.services.tools.variable("GOMAXPROCS").is_empty()
        || workers < run.cx().pool.cpus()
    {
        return false;
    }
    let ready = run.engine.ready_cost();
    threads.is_dense(ready, run.cost(action), workers - 1)
}

/// Adds all objects to the compiler's archive (`go tool pack r`).
fn pack(
    run: &Run<'_>,
    action: ActionRef,
    made: &CompiledPackage,
    sources: &Sources,
) -> Result<(), BuildError> {
    let package = run.package(action);
    let shell = run.shell(action);
    let archive = made.archive.as_str();
    let foreign = sources.objects.iter().cloned();
    let prebuilt = package.files.syso.iter();
    let prebuilt = prebuilt.map(|file| path::join(&[&package.dir, file]));
    let prebuilt: Vec<String> = prebuilt.collect();
    cgo::check_system_objects(run, &prebuilt)?;
    let files: Vec<Object> = foreign.chain(prebuilt).map(Object::file).collect();
    let objects = made.objects.iter().chain(&files);
    if objects.clone().next().is_none() {
        return Ok(());
    }
    if shell.shows() {
        let mut words = vec!["go", "tool", "pack", "r", archive];
        words.extend(objects.clone().map(|object| object.path.as_str()));
        let line = format!("{} # internal", join_unambiguously(&words));
        shell.show(&package.dir, &line);
    }
    if shell.is_dry() {
        return Ok(());
    }
    let rule = LongNames::new(run.cx().env.sdk.release.keeps_syso_in_archives());
    let mut members = Vec::new();
    for object in objects {
        let name = path::base(&object.path);
        match &object.bytes {
            Some(bytes) => archive::append_object(&mut members, name, rule, bytes),
            None => {
                let bytes = uncached::read(&object.path)?;
                archive::append_object(&mut members, name, rule, &bytes);
            }
        }
    }
    Ok(work::append(archive, &members)?)
}

/// Stores the list of sources, which vet and list read for packages that are not built
/// again (`cacheSrcFiles`).
fn cache_source_list(run: &Run<'_>, action: ActionRef, id: &ActionId, sources: &Sources) {
    let objdir = run.plan.get(action).objdir.as_str();
    let is_generated = |file: &String| file.starts_with(objdir);
    // Files made of other bytes than those that were hashed must not be shared.
    if sources.go_files.iter().any(is_generated) && !unchanged::inputs_are_unchanged(run, action) {
        return;
    }
    let mut text = String::new();
    for file in sources.go_files.iter().chain(&sources.s_files) {
        if let Some(name) = file.strip_prefix(objdir) {
            // A list of files that are not stored is useless.
            if entries::put_made(run, action, id, name).is_err() {
                return;
            }
            text.push_str(name);
        } else {
            text.push_str("./");
            text.push_str(file);
        }
        text.push('\n');
    }
    entries::put_beside(run, id, "srcfiles", &os_str::encode(&text));
}

/// Returns the compiler's import configuration.
fn imports(run: &Run<'_>, action: ActionRef) -> Archives {
    let mut imports = Archives::starting_with("# import config\n");
    importcfg::add_import_map(&mut imports.text, run.package(action));
    for dep in &run.plan.get(action).deps {
        let Some(import) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        let built = &run.done(*dep).built;
        if !import.import_path.is_empty() && !built.is_empty() {
            imports.add_package(&import.import_path, built);
        }
    }
    imports
}

#[cfg(test)]
mod tests {
    use super::MIB;
    use super::go_bytes;

    #[test]
    fn large_packages_need_more_memory() {
        assert!(go_bytes(10_000) < 64 * MIB);
        assert!(go_bytes(1_000_000) > 200 * MIB);
    }
}
