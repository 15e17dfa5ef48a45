//! The cgo tool: it turns Go files that import "C" into Go files that do not, and C files.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`runCgo`, `computeNonGoOverlay`).

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_jobs::CgoJob;
use vamos_jobs::Input;
use vamos_jobs::Job;
use vamos_jobs::Name;
use vamos_jobs::ToolSource;
use vamos_load::Package;

use super::cgo_run::CgoRun;
use super::flags::Flags;
use super::foreign;
use super::pkg_config;
use crate::action::ActionRef;
use crate::c_header;
use crate::error::BuildError;
use crate::gc;
use crate::run::Run;
use crate::services::in_dir;

/// Runs pkg-config and the cgo tool.
pub(crate) fn make_cgo(
    run: &Run<'_>,
    action: ActionRef,
    cgo_files: &[String],
) -> Result<CgoRun, BuildError> {
    let package = run.package(action);
    let shell = run.shell(action);
    let objdir = run.plan.get(action).objdir.as_str();
    shell.make_dirs(objdir)?;
    let is_old = !run.cx().env.sdk.release.runs_cgo_in_own_action();
    let early = if is_old {
        Some(pkg_config::pkg_config(run, action)?)
    } else {
        None
    };
    let copies = copy_for_overlay(run, action)?;
    let (mut pkg_cflags, mut pkg_ldflags) = match early {
        Some(flags) => flags,
        None => pkg_config::pkg_config(run, action)?,
    };
    let (mut flags, checked) = Flags::of_package(run.cx().env, run.cx().cwd, package)?;
    checked.map_err(BuildError::Flag)?;
    flags.cppflags.append(&mut pkg_cflags);
    flags.ldflags.append(&mut pkg_ldflags);
    add_runtime_libraries(run, package, &mut flags);
    // Decided before this command adds flags of its own.
    let links_internally = flags.link_internally(run.cx().env.sdk.release);
    if !run.cx().env.sdk.release.passes_fortran_flags() {
        flags.fflags.clone_from(&flags.cxxflags);
    }
    if is_old && !links_internally {
        shell.write_file(&format!("{objdir}preferlinkext"), b"")?;
    }
    add_sanitizers(run, &mut flags);
    // For _cgo_export.h, and copies of headers.
    flags.cppflags.push("-I".to_owned());
    flags.cppflags.push(objdir.to_owned());
    run_cgo_tool(run, action, &flags, cgo_files)?;
    let go_files = generated_go_files(cgo_files, objdir);
    Ok(CgoRun {
        flags,
        links_internally,
        copies,
        go_files,
    })
}

/// Adds the libraries that objects of some languages need.
fn add_runtime_libraries(run: &Run<'_>, package: &Package, flags: &mut Flags) {
    if !package.files.m.is_empty() {
        flags.ldflags.push("-lobjc".to_owned());
    }
    let fortran = run.cx().env.get_or("FC", "gfortran");
    // With other compilers the user sets the libraries.
    if !package.files.f.is_empty() && fortran.contains("gfortran") {
        flags.ldflags.push("-lgfortran".to_owned());
    }
}

fn add_sanitizers(run: &Run<'_>, flags: &mut Flags) {
    let sanitizers = [
        (run.cx().flags.instrument.msan, "-fsanitize=memory"),
        (run.cx().flags.instrument.asan, "-fsanitize=address"),
    ];
    for (_, flag) in sanitizers.iter().filter(|(is_on, _)| *is_on) {
        flags.cflags.insert(0, (*flag).to_owned());
        flags.ldflags.insert(0, (*flag).to_owned());
    }
}

fn run_cgo_tool(
    run: &Run<'_>,
    action: ActionRef,
    flags: &Flags,
    cgo_files: &[String],
) -> Result<(), BuildError> {
    let package = run.package(action);
    let work = &run.services.work;
    let objdir = run.plan.get(action).objdir.as_str();
    let mut io = gc::io(run.services.tools.sdk("cgo"), Some(package));
    io.tool.source = ToolSource::SdkWithHost;
    package.dir.as_str().clone_into(&mut io.dir);
    io.env.push(("TERM".to_owned(), "dumb".to_owned()));
    io.env.extend_from_slice(&run.services.tools.changed_env);
    // The flags are on the command line: they may be too long for the environment.
    if !flags.ldflags.is_empty() {
        io.env.push(("CGO_LDFLAGS".to_owned(), String::new()));
    }
    let path = package.import_path.as_str();
    let is_runtime_part = matches!(
        path,
        "runtime/race" | "runtime/msan" | "runtime/cgo" | "runtime/asan"
    );
    let (files, rewrites) = cgo_sources(run, package, cgo_files);
    let has_header = c_header::has_header(run.cx().flags);
    let compiler_flags = flags.cppflags.iter().chain(&flags.cflags);
    let mut job = CgoJob {
        io,
        objdir: work.text(objdir),
        import_path: path.to_owned(),
        omits_runtime_cgo: package.origin.standard && path == "runtime/cgo",
        omits_syscall: package.origin.standard && is_runtime_part,
        export_header: has_header.then(|| work.name(&format!("{objdir}{}", c_header::HEADER))),
        rewrites: rewrites.iter().map(|text| work.text(text)).collect(),
        ldflags: flags.ldflags.iter().map(|flag| work.text(flag)).collect(),
        compiler_flags: compiler_flags.map(|flag| work.text(flag)).collect(),
        sources: files.iter().map(|file| work.name(file)).collect(),
    };
    let sources = job.sources.iter().cloned().map(Input::file);
    job.io.inputs = sources.collect();
    job.io
        .inputs
        .extend(foreign::inputs(run, package, &job.compiler_flags));
    job.io.outputs = outputs(run, cgo_files, objdir);
    job.io.outputs.extend(job.export_header.clone());
    let shell = run.shell(action);
    shell.run_job(path, &Job::Cgo(Box::new(job)))?;
    Ok(())
}

/// Returns the files that the cgo tool makes.
fn outputs(run: &Run<'_>, cgo_files: &[String], objdir: &str) -> Vec<Name> {
    let fixed = [
        "_cgo_export.c",
        "_cgo_export.h",
        "_cgo_flags",
        "_cgo_main.c",
    ];
    let mut files: Vec<String> = fixed.iter().map(|name| format!("{objdir}{name}")).collect();
    files.extend(generated_go_files(cgo_files, objdir));
    files.extend(cgo_files.iter().map(|file| {
        let base = path::base(file);
        let stem = base.strip_suffix(".go").unwrap_or(base);
        format!("{objdir}{stem}.cgo2.c")
    }));
    files
        .iter()
        .map(|file| run.services.work.name(file))
        .collect()
}

/// Returns the paths of the package's cgo files, and rewrites for files that an overlay replaces:
/// positions name the replaced files.
fn cgo_sources(
    run: &Run<'_>,
    package: &Package,
    cgo_files: &[String],
) -> (Vec<String>, Vec<String>) {
    let mut rewrites = Vec::new();
    let files = cgo_files.iter().map(|file| {
        let file = in_dir(&package.dir, file);
        if !run.cx().files.is_replaced(&file) {
            return file;
        }
        let actual = run.services.files.actual(&file);
        rewrites.push(format!("{actual}=>{file}"));
        actual
    });
    (files.collect(), rewrites)
}

/// Copies foreign sources to the object directory, if an overlay replaces one of them,
/// since they include each other by name.
fn copy_for_overlay(
    run: &Run<'_>,
    action: ActionRef,
) -> Result<HashMap<String, String>, BuildError> {
    let package = run.package(action);
    let objdir = run.plan.get(action).objdir.as_str();
    let lists = [
        &package.files.c,
        &package.files.s,
        &package.files.cxx,
        &package.files.h,
        &package.files.f,
    ];
    let files = || lists.into_iter().flatten();
    let mut copies = HashMap::new();
    let is_replaced = |file: &String| run.cx().files.is_replaced(&in_dir(&package.dir, file));
    if run.cx().flags.sources.overlay.is_empty() || !files().any(is_replaced) {
        return Ok(copies);
    }
    for file in files() {
        let from = in_dir(&package.dir, file);
        let to = format!("{objdir}{}", path::base(file));
        let shell = run.shell(action);
        shell.copy_file(&to, &run.services.files.actual(&from), 0o666, false)?;
        copies.insert(from, to);
    }
    Ok(copies)
}

/// Returns the Go files that the cgo tool makes.
fn generated_go_files(cgo_files: &[String], objdir: &str) -> Vec<String> {
    let mut files = vec![format!("{objdir}_cgo_gotypes.go")];
    files.extend(cgo_files.iter().map(|file| {
        let base = path::base(file);
        let stem = base.strip_suffix(".go").unwrap_or(base);
        format!("{objdir}{stem}.cgo1.go")
    }));
    files
}
