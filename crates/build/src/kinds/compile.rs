//! The action that makes the archive of a package.
//!
//! Everything that decides the archive's bytes has to be in the recipe, too.
//! Counterpart: cmd/go/internal/work/exec.go (`Builder.build`), gc.go (`asm`,
//! `symabis`, `pack`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::shell::join_unambiguously;
use vamos_fsys::fresh;
use vamos_fsys::work;
use vamos_jobs::AsmJob;
use vamos_jobs::AsmStep;
use vamos_jobs::Input;
use vamos_jobs::Job;
use vamos_jobs::Name;
use vamos_objfile::archive;

use super::ahead;
use super::early;
use super::go_compiler;
use super::go_compiler::GoInputs;
use crate::action::ActionRef;
use crate::c_header;
use crate::cached;
use crate::cgo;
use crate::cutoff;
use crate::entries;
use crate::error::BuildError;
use crate::gc;
use crate::importcfg;
use crate::importcfg::Archives;
use crate::output;
use crate::run::Kind;
use crate::run::Need;
use crate::run::Run;
use crate::services::MIB;
use crate::services::costs;
use crate::services::in_dir;
use crate::unchanged;

/// Compiles a package.
pub(crate) struct Compile;

impl Kind for Compile {
    fn run(&self, run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
        let mut need = run.state(action).build.need;
        // The cover and cgo actions have made these.
        need.cover_metadata = false;
        need.cgo_header = false;
        if need == Need::default() {
            return Ok(());
        }
        let result = build_needed(run, action, need);
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

/// Estimates the memory for compiling so many bytes of Go: the compiler lets its heap grow
/// to 128 MB before it collects garbage, and holds more for large packages.
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

fn build_needed(run: &Run<'_>, action: ActionRef, mut need: Need) -> Result<(), BuildError> {
    let package = run.package(action);
    if run.cx().env.release.has_check_cache_actions() {
        announce(run, action);
    }
    refuse_unbuilt(run, action)?;
    let sources = sources(run, action)?;
    if package.uses_cgo() && c_header::has_header(run.cx().flags) {
        // If it is not stored, a later build makes it again.
        let _ = entries::put_made(run, action, c_header::HEADER);
    }
    cache_source_list(run, action, &sources);
    if sources.go_files.is_empty() {
        return Err(BuildError::NoGo {
            text: importcfg::no_go_text(package),
        });
    }
    if need.vet {
        run.state(action).build.vet_sources = Some(sources.all());
        need.vet = false;
    }
    if need.compiled_go_files {
        cached::load_compiled_go_files(run, action)?;
        need.compiled_go_files = false;
    }
    if need == Need::default() {
        return Ok(());
    }
    if cutoff::is_cut_off(run, action)? {
        run.services.limits.threads.note(false);
        return Ok(());
    }
    let archive = match ahead::take(run, action) {
        Some(archive) => archive,
        None => compile(run, action, &sources)?,
    };
    run.state(action).built.clone_from(&archive);
    output::update_build_id(run, action, &archive)?;
    early::check(run, action)
}

/// Shows which package is built (`-n`, `-v`).
pub(crate) fn announce(run: &Run<'_>, action: ActionRef) {
    let package = run.package(action);
    let shell = run.shell(action);
    if run.cx().flags.n {
        shell.print(&format!("\n#\n# {}\n#\n\n", package.import_path));
    }
    if run.cx().flags.v {
        shell.print(&format!("{}\n", package.import_path));
    }
}

fn refuse_unbuilt(run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
    let package = run.package(action);
    if let Some(file) = package.files.c.first().filter(|_| !package.uses_cgo()) {
        return Err(BuildError::CWithoutCgo(in_dir(&package.dir, file)));
    }
    if package.uses_swig() {
        return Err(BuildError::Unimplemented("SWIG"));
    }
    Ok(())
}

/// Returns what is compiled: the package's own files, or those that cgo made of them.
fn sources(run: &Run<'_>, action: ActionRef) -> Result<Sources, BuildError> {
    let package = run.package(action);
    let covered = run.state(action).build.covered.clone();
    let mut sources = Sources {
        go_files: covered.map_or_else(|| package.files.go.clone(), |covered| covered.go_files),
        s_files: package.files.s.clone(),
        objects: Vec::new(),
    };
    if package.uses_cgo() {
        sources
            .s_files
            .retain(|file| !cgo::is_foreign(package, file));
        let mut outputs = cgo::cgo_outputs(run, action)?;
        sources.go_files.append(&mut outputs.go_files);
        sources.objects = outputs.objects;
    }
    Ok(sources)
}

/// Compiles and assembles; returns the archive, which has its temporary build ID.
fn compile(run: &Run<'_>, action: ActionRef, sources: &Sources) -> Result<String, BuildError> {
    let package = run.package(action);
    let shell = run.shell(action);
    let symabis = symabis(run, action, &sources.s_files)?;
    let build_id = run.state(action).build_id.clone();
    let (archive, (mut output, error)) = go_compiler::run(
        run,
        action,
        &GoInputs {
            go_files: &sources.go_files,
            imports: &imports(run, action),
            symabis: symabis.as_deref(),
            build_id: &build_id,
            is_alone: is_one_thread_enough(run, action),
        },
    )?;
    let is_cleaned = run.cx().env.release.cleans_up_compiler_output_only() && !run.cx().flags.x;
    if is_cleaned && package.uses_cgo() && !output.is_empty() {
        let text = cgo::plain_names(&os_str::decode(&output));
        output = os_str::encode(&text).into_owned();
    }
    shell.report("", "", &output, error)?;
    copy_platform_headers(run, action)?;
    let mut objects = assemble(run, action, &sources.s_files)?;
    objects.extend_from_slice(&sources.objects);
    for file in &package.files.syso {
        objects.push(path::join(&[&package.dir, file]));
    }
    if !objects.is_empty() {
        pack(run, action, &archive, &objects)?;
    }
    Ok(archive)
}

/// Records that an action is compiled; reports whether one thread is enough for that.
fn is_one_thread_enough(run: &Run<'_>, action: ActionRef) -> bool {
    let threads = &run.services.limits.threads;
    threads.note(true);
    let workers = run.cx().workers();
    // The official number of threads is kept if it is shown, if the user has set one, and if
    // there are fewer workers than processors.
    if !run.engine.is_reordering()
        || run.reports.action_graph.is_some()
        || !run.services.tools.variable("GOMAXPROCS").is_empty()
        || workers < run.cx().max_procs
    {
        return false;
    }
    let ready = run.engine.ready_cost();
    threads.is_dense(ready, run.cost(action), workers - 1)
}

/// Lists the symbols, and their calling conventions, that the package's assembly defines
/// and uses.
fn symabis(
    run: &Run<'_>,
    action: ActionRef,
    s_files: &[String],
) -> Result<Option<String>, BuildError> {
    let package = run.package(action);
    if s_files.is_empty() {
        return Ok(None);
    }
    let shell = run.shell(action);
    let objdir = &run.plan.get(action).objdir;
    let symabis = format!("{objdir}symabis");
    let mut job = gc::asm_job(run, action)?;
    job.step = AsmStep::ListSymbols;
    job.output = run.services.work.name(&symabis);
    for file in s_files {
        let is_foreign = package.import_path == "runtime/cgo" && file.starts_with("gcc_");
        if !is_foreign {
            job.sources.push(source(run, action, file));
        }
    }
    add_sources(run, &mut job);
    job.io.outputs.push(job.output.clone());
    // The compiler writes the real header later; this pass only needs the file to exist.
    shell.write_file(&format!("{objdir}go_asm.h"), b"")?;
    shell.run_job(&package.import_path, &Job::Asm(Box::new(job)))?;
    Ok(Some(symabis))
}

/// Declares the sources of an assembler job, and what they include.
fn add_sources(run: &Run<'_>, job: &mut AsmJob) {
    let work = &run.services.work;
    let sources = job.sources.iter().map(|name| name.path(work.path()));
    let included = run.services.files.included(sources.collect());
    let included = included.iter().map(|file| work.name(file));
    let inputs = job.sources.iter().cloned().chain(included);
    job.io.inputs.extend(inputs.map(Input::file));
}

fn source(run: &Run<'_>, action: ActionRef, file: &str) -> Name {
    let file = in_dir(&run.package(action).dir, file);
    run.services.work.name(&run.services.files.actual(&file))
}

/// Assembles each file; returns the objects.
fn assemble(
    run: &Run<'_>,
    action: ActionRef,
    s_files: &[String],
) -> Result<Vec<String>, BuildError> {
    let package = run.package(action);
    if s_files.is_empty() {
        return Ok(Vec::new());
    }
    let objdir = &run.plan.get(action).objdir;
    let start = gc::asm_job(run, action)?;
    let mut objects = Vec::with_capacity(s_files.len());
    for file in s_files {
        let stem = file.strip_suffix(".s").unwrap_or(file);
        let object = format!("{objdir}{stem}.o");
        let mut job = start.clone();
        job.output = run.services.work.name(&object);
        job.sources.push(source(run, action, file));
        add_sources(run, &mut job);
        job.io.outputs.push(job.output.clone());
        let shell = run.shell(action);
        shell.run_job(&package.import_path, &Job::Asm(Box::new(job)))?;
        objects.push(object);
    }
    Ok(objects)
}

/// Copies headers that are named for the target to general names:
/// `defs_linux_amd64.h` becomes `defs_GOOS_GOARCH.h`.
fn copy_platform_headers(run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
    let package = run.package(action);
    let objdir = &run.plan.get(action).objdir;
    for file in &package.files.h {
        let Some(name) = gc::general_header(file, &run.cx().env.goos, &run.cx().env.goarch) else {
            continue;
        };
        let source = path::join(&[&package.dir, file]);
        run.shell(action)
            .copy_file(&format!("{objdir}{name}"), &source, 0o666, true)?;
    }
    Ok(())
}

/// Adds objects to the compiler's archive (`go tool pack r`).
fn pack(
    run: &Run<'_>,
    action: ActionRef,
    archive: &str,
    objects: &[String],
) -> Result<(), BuildError> {
    let package = run.package(action);
    let shell = run.shell(action);
    if shell.shows() {
        let mut words = vec!["go", "tool", "pack", "r", archive];
        words.extend(objects.iter().map(String::as_str));
        let line = format!("{} # internal", join_unambiguously(&words));
        shell.show(&package.dir, &line);
    }
    if shell.is_dry() {
        return Ok(());
    }
    let mut members = Vec::new();
    for object in objects {
        let bytes = fresh::read(object)?;
        archive::append_object(&mut members, path::base(object), &bytes);
    }
    Ok(work::append(archive, &members)?)
}

/// Stores the list of sources, which vet and list read for packages that are not built
/// again (`cacheSrcFiles`).
fn cache_source_list(run: &Run<'_>, action: ActionRef, sources: &Sources) {
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
            if entries::put_made(run, action, name).is_err() {
                return;
            }
            text.push_str(name);
        } else {
            text.push_str("./");
            text.push_str(file);
        }
        text.push('\n');
    }
    entries::put_beside(run, action, "srcfiles", &os_str::encode(&text));
}

/// Returns the compiler's import configuration.
fn imports(run: &Run<'_>, action: ActionRef) -> Archives {
    let mut imports = Archives::starting_with("# import config\n");
    importcfg::add_import_map(&mut imports.text, run.package(action));
    for dep in &run.plan.get(action).deps {
        let Some(import) = run.plan.package_of(run.graph, *dep) else {
            continue;
        };
        let state = run.state(*dep);
        if !import.import_path.is_empty() && !state.built.is_empty() {
            imports.add_package(&import.import_path, &state.built);
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
