//! Jobs of the linker, made of plain data.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`gcToolchain.ld`, `ldShared`).

use vamos_base::golang::path;
use vamos_base::golang::quoted;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::platform;
use vamos_jobs::ForeignObjects;
use vamos_jobs::Input;
use vamos_jobs::LinkJob;
use vamos_jobs::LinkMain;
use vamos_jobs::Name;
use vamos_jobs::Tool;
use vamos_jobs::ToolSource;
use vamos_jobs::WorkDir;
use vamos_load::Package;

use crate::cgo;
use crate::cgo::Language;
use crate::error::BuildError;
use crate::gc;
use crate::importcfg::Archives;
use crate::mode::ModeSettings;
use crate::package_path;

/// The inputs of links of executables and shared libraries.
pub(crate) struct LinkInputs<'a> {
    pub(crate) env: &'a GoEnv,
    pub(crate) flags: &'a BuildOptions,
    pub(crate) mode: &'a ModeSettings,
    /// The work directory of the run.
    pub(crate) work: &'a WorkDir,
    pub(crate) tool: Tool,
    /// The target's variables that differ from the environment.
    pub(crate) changed_env: &'a [(String, String)],
    pub(crate) package: &'a Package,
    /// The packages that are linked with it.
    pub(crate) deps: Vec<&'a Package>,
    /// The object directory of the action.
    pub(crate) objdir: &'a str,
    /// The file to write.
    pub(crate) target: &'a str,
    pub(crate) importcfg: &'a str,
    /// The text of `importcfg`, and the archives that it names.
    pub(crate) imports: &'a Archives,
}

/// Returns the job that links an executable (`gcToolchain.ld`). `build_id` is the first build ID of
/// the executable.
pub(crate) fn link_job(
    inputs: &LinkInputs<'_>,
    main_archive: &str,
    build_id: String,
) -> Result<LinkJob, BuildError> {
    let (package, target) = (inputs.package, inputs.target);
    let (work, env, flags) = (inputs.work, inputs.env, inputs.flags);
    let (dir, output) = link_place(&flags.mode.buildmode, target);
    let mut job = LinkJob {
        output: work.text(output),
        install_suffix: inputs.mode.install_suffix.clone(),
        strips: package.request.omit_debug,
        build_mode: inputs.mode.link_mode.to_owned(),
        build_id,
        main: LinkMain::Archive(work.text(main_archive)),
        ..start_of_link(inputs)?
    };
    if flags.mode.buildmode == "plugin" {
        // The build ID of the main package when it was compiled.
        let main = job.build_id.split('/').nth(1).unwrap_or("");
        let main = format!("{main}/{main}");
        job.plugin_path = Some(package_path::plugin_path(package, &main)?);
    }
    if !matches!(env.get("GOFIPS140"), "" | "off") {
        job.fips_object = Some(work.name(&format!("{}fips.o", inputs.objdir)));
    }
    // Tools contain their build ID, so that they can report which build they are.
    if package.origin.goroot
        && package.import_path.starts_with("cmd/")
        && !platform::must_link_external(
            env.sdk.release,
            &env.target.goos,
            &env.target.goarch,
            false,
        )
    {
        let value = format!("cmd/internal/objabi.buildID={}", job.build_id);
        job.values.push(value);
    }
    if !package.default_godebug.is_empty() {
        let value = format!("runtime.godebugDefault={}", package.default_godebug);
        job.values.push(value);
    }
    job.io.dir = work.text(dir);
    let goroot = if flags.reproducibility.trimpath {
        String::new()
    } else {
        env.sdk.goroot.clone()
    };
    job.io.env.push(("GOROOT".to_owned(), goroot));
    job.io.outputs.push(work.name(target));
    job.io.outputs.extend(job.fips_object.clone());
    Ok(job)
}

/// Returns the job that links a shared library (`gcToolchain.ldShared`) of the packages `tops`,
/// which have these targets.
pub(crate) fn shared_job<'t>(
    inputs: &LinkInputs<'_>,
    tops: impl Iterator<Item = (&'t Package, &'t str)>,
) -> Result<LinkJob, BuildError> {
    let work = inputs.work;
    // Packages that are only built have no target, and are not named.
    let named = tops.filter(|(_, target)| target.ends_with(".a"));
    let named = named.map(|(package, target)| {
        let path = package.import_path.as_str().to_owned();
        (path, work.text(target))
    });
    let mut job = LinkJob {
        output: path::base(inputs.target).to_owned(),
        install_suffix: inputs.mode.install_suffix.clone(),
        build_mode: "shared".to_owned(),
        main: LinkMain::Packages(named.collect()),
        ..start_of_link(inputs)?
    };
    job.io.dir = work.text(inputs.objdir);
    job.io.outputs.push(work.name(inputs.target));
    Ok(job)
}

/// Returns the common part of link jobs of executables and libraries.
fn start_of_link(inputs: &LinkInputs<'_>) -> Result<LinkJob, BuildError> {
    let (work, imports) = (inputs.work, inputs.imports);
    let mut flags = inputs.mode.forced_ldflags.clone();
    flags.extend_from_slice(&inputs.package.request.flags.ld);
    let mut io = gc::io(inputs.tool.clone(), Some(inputs.package));
    // The contents of the archives decide whether the host's linker runs.
    io.tool.source = ToolSource::SdkWithHost;
    io.env = inputs.changed_env.to_vec();
    let importcfg: Name = work.name(inputs.importcfg);
    io.inputs
        .push(Input::text(importcfg.clone(), &work.text(&imports.text)));
    io.inputs.extend(imports.inputs(work));
    let external_linker = match names_linker(&flags) {
        true => None,
        false => Some(external_linker(inputs)?),
    };
    Ok(LinkJob {
        io,
        importcfg,
        flags,
        external_linker,
        foreign: foreign_objects(inputs),
        ..LinkJob::default()
    })
}

/// Returns the C or C++ compiler that links programs with C.
fn external_linker(inputs: &LinkInputs<'_>) -> Result<String, BuildError> {
    let has_cxx =
        |package: &Package| !package.files.cxx.is_empty() || !package.files.swig_cxx.is_empty();
    let is_cxx = packages(inputs).any(has_cxx);
    let language = if is_cxx { Language::Cxx } else { Language::C };
    let words = cgo::program(inputs.env, language)?;
    quoted::join(&words).map_err(|rule| BuildError::Unquotable { rule })
}

/// Returns the package of a link and all that are linked with it.
fn packages<'i>(inputs: &'i LinkInputs<'_>) -> impl Iterator<Item = &'i Package> {
    std::iter::once(inputs.package).chain(inputs.deps.iter().copied())
}

/// Returns the foreign objects that the packages of a link may have, from other compilers.
fn foreign_objects(inputs: &LinkInputs<'_>) -> ForeignObjects {
    let mut found = ForeignObjects::None;
    for package in packages(inputs) {
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
