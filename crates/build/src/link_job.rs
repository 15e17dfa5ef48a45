//! Jobs of the linker.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`gcToolchain.ld`, `ldShared`).

use vamos_base::golang::path;
use vamos_base::golang::quoted;
use vamos_goenv::platform;
use vamos_jobs::ForeignObjects;
use vamos_jobs::Input;
use vamos_jobs::LinkJob;
use vamos_jobs::LinkMain;
use vamos_jobs::Name;
use vamos_jobs::ToolSource;
use vamos_load::Package;

use crate::action::ActionRef;
use crate::cgo;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::gc;
use crate::importcfg::Archives;
use crate::package_path;
use crate::run::Run;

/// Returns the job that links an executable (`gcToolchain.ld`).
pub(crate) fn link_job(
    run: &Run<'_>,
    link: ActionRef,
    importcfg: &str,
    imports: &Archives,
    main_archive: &str,
) -> Result<LinkJob, BuildError> {
    let package = run.package(link);
    let (work, env, mode) = (&run.services.work, run.cx().env, run.services.mode);
    let action = run.plan.get(link);
    let build_id = run.state(link).build_id.clone();
    let (dir, output) = link_place(&run.cx().flags.buildmode, &action.target);
    let mut job = LinkJob {
        output: work.text(output),
        install_suffix: mode.install_suffix.clone(),
        strips: package.request.omit_debug,
        build_mode: mode.link_mode.to_owned(),
        build_id,
        main: LinkMain::Archive(work.text(main_archive)),
        ..start_of_link(run, link, importcfg, imports)?
    };
    if run.cx().flags.buildmode == "plugin" {
        job.plugin_path = Some(package_path::plugin_path(run, link)?);
    }
    if !matches!(env.get("GOFIPS140"), "" | "off") {
        job.fips_object = Some(work.name(&format!("{}fips.o", action.objdir)));
    }
    // Tools contain their build ID, so that they can report which build they are.
    if package.origin.goroot
        && package.import_path.starts_with("cmd/")
        && !platform::must_link_external(env.release, &env.goos, &env.goarch, false)
    {
        let value = format!("cmd/internal/objabi.buildID={}", job.build_id);
        job.values.push(value);
    }
    if !package.default_godebug.is_empty() {
        let value = format!("runtime.godebugDefault={}", package.default_godebug);
        job.values.push(value);
    }
    job.io.dir = work.text(dir);
    let goroot = if run.cx().flags.trimpath {
        String::new()
    } else {
        env.goroot.clone()
    };
    job.io.env.push(("GOROOT".to_owned(), goroot));
    job.io.outputs.push(work.name(&action.target));
    job.io.outputs.extend(job.fips_object.clone());
    Ok(job)
}

/// Returns the job that links a shared library (`gcToolchain.ldShared`).
pub(crate) fn shared_job(
    run: &Run<'_>,
    link: ActionRef,
    importcfg: &str,
    imports: &Archives,
) -> Result<LinkJob, BuildError> {
    let (work, action) = (&run.services.work, run.plan.get(link));
    // Packages that are only built have no target, and are not named.
    let mut packages = Vec::new();
    for top in &run.plan.get(action.deps[0]).deps {
        let target = &run.plan.get(*top).target;
        if target.ends_with(".a") {
            let path = run.package(*top).import_path.as_str();
            packages.push((path.to_owned(), work.text(target)));
        }
    }
    let mut job = LinkJob {
        output: path::base(&action.target).to_owned(),
        install_suffix: run.services.mode.install_suffix.clone(),
        build_mode: "shared".to_owned(),
        main: LinkMain::Packages(packages),
        ..start_of_link(run, link, importcfg, imports)?
    };
    job.io.dir = work.text(&action.objdir);
    job.io.outputs.push(work.name(&action.target));
    Ok(job)
}

/// Returns what links of executables and libraries have in common.
fn start_of_link(
    run: &Run<'_>,
    link: ActionRef,
    importcfg: &str,
    imports: &Archives,
) -> Result<LinkJob, BuildError> {
    let work = &run.services.work;
    let mut flags = run.services.mode.forced_ldflags.clone();
    flags.extend_from_slice(&run.package(link).request.flags.ld);
    let mut io = gc::io(run, link, "link");
    // The contents of the archives decide whether the host's linker runs.
    io.tool.source = ToolSource::SdkWithHost;
    io.env.clone_from(&run.services.tools.changed_env);
    let importcfg: Name = work.name(importcfg);
    io.inputs
        .push(Input::text(importcfg.clone(), &work.text(&imports.text)));
    io.inputs.extend(imports.inputs(work));
    let external_linker = match names_linker(&flags) {
        true => None,
        false => Some(external_linker(run, link)?),
    };
    Ok(LinkJob {
        io,
        importcfg,
        flags,
        external_linker,
        foreign: foreign_objects(run, link),
        ..LinkJob::default()
    })
}

/// Returns the C or C++ compiler that links programs with C.
fn external_linker(run: &Run<'_>, link: ActionRef) -> Result<String, BuildError> {
    let has_cxx =
        |package: &Package| !package.files.cxx.is_empty() || !package.files.swig_cxx.is_empty();
    let is_cxx = packages(run, link).any(has_cxx);
    let language = if is_cxx { Language::Cxx } else { Language::C };
    let words = cgo::program(run.cx().env, language)?;
    quoted::join(&words).map_err(|rule| BuildError::Unquotable { rule })
}

/// Returns the package of a link and all that are linked with it.
fn packages<'r>(run: &'r Run<'_>, link: ActionRef) -> impl Iterator<Item = &'r Package> {
    let deps = run.plan.get(link).deps.iter();
    let deps = deps.filter_map(|dep| run.plan.package_of(run.graph, *dep));
    std::iter::once(run.package(link)).chain(deps)
}

/// Returns what packages of a link may have objects of other compilers.
fn foreign_objects(run: &Run<'_>, link: ActionRef) -> ForeignObjects {
    let mut found = ForeignObjects::None;
    for package in packages(run, link) {
        if !package.files.syso.is_empty() || package.uses_swig() {
            return ForeignObjects::Any;
        }
        match package.uses_cgo() {
            true if !package.origin.goroot => return ForeignObjects::Any,
            true => found = ForeignObjects::Standard,
            false => {}
        }
    }
    found
}

/// Reports whether flags name the host's linker.
fn names_linker(flags: &[String]) -> bool {
    let is_it = |flag: &String| flag == "-extld" || flag.starts_with("-extld=");
    flags.iter().any(is_it)
}

/// Returns the directory in which the linker runs, and the name of its output. Some systems
/// record that name in a library, so it must not contain a temporary directory.
fn link_place<'t>(buildmode: &str, target: &'t str) -> (&'t str, &'t str) {
    match target.rfind('/') {
        Some(slash) if matches!(buildmode, "c-shared" | "plugin") => target.split_at(slash + 1),
        _ => (".", target),
    }
}
