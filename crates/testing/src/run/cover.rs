//! Coverage profiles of a test run.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`), cover.go,
//! cmd/go/internal/work/cover.go.

use vamos_base::golang::path;
use vamos_build::ActionInputs;
use vamos_build::ActionRef;
use vamos_build::Actor;
use vamos_build::BuildError;
use vamos_build::Handles;
use vamos_build::Log;
use vamos_build::Outcomes;
use vamos_cache::ActionId;
use vamos_cache::Hasher;
use vamos_fsys::uncached;

use super::sink::Sink;
use crate::coverage;
use crate::coverage::META_FILES;
use crate::coverage::MetaFile;
use crate::results;
use crate::settings::Settings;

/// Returns the file in which a test writes its profile, before that is merged.
pub(super) fn profile_file(objdir: &str) -> String {
    format!("{objdir}_cover_.out")
}

/// Adds a profile to the command's, if there is one. An error makes the command fail
/// (`base.Errorf`).
pub(super) fn merge(handles: Handles<'_>, settings: &Settings, file: &str) {
    if let Some(profile) = &settings.profile
        && let Err(error) = profile.merge(file)
    {
        handles.log.report_error(&format!("{error}\n"));
        handles.outcomes.set_failed();
    }
}

/// Makes the directory for the counters of a test, with the metadata of all covered packages
/// if `meta` writes them; returns it.
pub(super) fn counter_dir(
    handles: Handles<'_>,
    objdir: &str,
    meta: Option<ActionRef>,
) -> Result<String, BuildError> {
    let dir = format!("{objdir}gocoverdir");
    handles.files.make_dirs(&dir)?;
    if let Some(meta) = meta {
        let from = format!("{}{META_FILES}", handles.outcomes.of(meta).objdir);
        let to = format!("{dir}/{META_FILES}");
        handles.files.copy_file(&to, &from)?;
    }
    Ok(dir)
}

/// Returns the key of the metadata of all covered packages.
pub(super) fn meta_key(hasher: &Hasher, outcomes: &dyn Outcomes, meta: ActionRef) -> ActionId {
    let builds = outcomes.of(meta).deps.iter();
    let builds: Vec<_> = builds.map(|build| outcomes.of(*build)).collect();
    results::cover_meta_key(hasher, builds.iter().map(|build| build.action_id()))
}

/// Reports the coverage of a package that has no tests; reports whether it has functions.
pub(super) fn report_untested(
    inputs: &ActionInputs<'_>,
    handles: Handles<'_>,
    settings: &Settings,
    build: ActionRef,
    sink: &mut Sink,
) -> Result<bool, BuildError> {
    handles.files.make_dirs(inputs.objdir)?;
    let Some((_, file)) = handles.outcomes.of(build).cover_metadata() else {
        return Ok(false);
    };
    let is_dry = inputs.flags.report.n;
    let bytes = if is_dry {
        Vec::new()
    } else {
        uncached::read(&file)?
    };
    if bytes.is_empty() && !is_dry {
        return Ok(false);
    }
    let metadata = MetaFile::parse(&bytes);
    let dir = path::dir(&file);
    show_tool(inputs, handles.log, &format!("percent -i {dir}"));
    if let Some(metadata) = &metadata {
        sink.write(&metadata.percent());
    }
    if settings.profile.is_some() {
        let out = profile_file(inputs.objdir);
        let arguments = format!("textfmt -i {dir} -o {out}");
        show_tool(inputs, handles.log, &arguments);
        if let Some(metadata) = &metadata {
            vamos_fsys::work::write(&out, &metadata.profile())?;
        }
        merge(handles, settings, &out);
    }
    Ok(true)
}

/// Shows the command that upstream runs to read metadata.
fn show_tool(inputs: &ActionInputs<'_>, log: &dyn Log, arguments: &str) {
    if log.shows() {
        let goroot = &inputs.env.sdk.goroot;
        let command = format!("{goroot}/bin/go tool covdata {arguments}");
        log.show(inputs.objdir, &command);
    }
}

/// Lists the metadata of the packages that `-coverpkg` names, for the test binaries.
pub(crate) struct WriteMetaFiles;

impl Actor for WriteMetaFiles {
    fn act(&self, inputs: &ActionInputs<'_>, handles: Handles<'_>) -> Result<(), BuildError> {
        let mut files = Vec::new();
        for build in inputs.deps {
            let Some((path, file)) = handles.outcomes.of(*build).cover_metadata() else {
                continue;
            };
            // A package without functions has no metadata.
            if uncached::stat(&file).is_ok_and(|meta| meta.size > 0) {
                files.push((path, file));
            }
        }
        handles.files.make_dirs(inputs.objdir)?;
        let file = format!("{}{META_FILES}", inputs.objdir);
        let text = coverage::meta_files(&files);
        handles.files.write_file(&file, &text)
    }
}
