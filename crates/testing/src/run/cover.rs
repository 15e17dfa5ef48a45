//! What coverage adds to the run of a test.
//!
//! Counterpart: cmd/go/internal/test/test.go (`runTestActor.Act`), cover.go,
//! cmd/go/internal/work/cover.go.

use vamos_base::golang::path;
use vamos_build::Acting;
use vamos_build::ActionRef;
use vamos_build::Actor;
use vamos_build::BuildError;
use vamos_cache::ActionId;
use vamos_fsys::fresh;

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

/// Adds a profile to that of the command, if there is one.
pub(super) fn merge(acting: &dyn Acting, settings: &Settings, file: &str) {
    if let Some(profile) = &settings.profile
        && let Err(error) = profile.merge(file)
    {
        acting.complain(&error.to_string());
    }
}

/// Makes the directory for the counters of a test, with the metadata of all covered packages
/// if `meta` writes them; returns it.
pub(super) fn counter_dir(
    acting: &dyn Acting,
    meta: Option<ActionRef>,
) -> Result<String, BuildError> {
    let dir = format!("{}gocoverdir", acting.objdir());
    acting.make_dirs(&dir)?;
    if let Some(meta) = meta {
        let from = format!("{}{META_FILES}", acting.objdir_of(meta));
        acting.copy_file(&format!("{dir}/{META_FILES}"), &from)?;
    }
    Ok(dir)
}

/// Returns the key of the metadata of all covered packages.
pub(super) fn meta_key(acting: &dyn Acting, meta: ActionRef) -> ActionId {
    let builds = acting.deps(meta).iter();
    let ids: Vec<String> = builds.map(|build| acting.action_id(*build)).collect();
    let hasher = acting.context().hasher;
    results::cover_meta_key(hasher, ids.iter().map(String::as_str))
}

/// Reports the coverage of a package that has no tests; reports whether it has functions.
pub(super) fn report_untested(
    acting: &dyn Acting,
    settings: &Settings,
    build: ActionRef,
    sink: &mut Sink,
) -> Result<bool, BuildError> {
    acting.make_dirs(acting.objdir())?;
    let Some((_, file)) = acting.cover_metadata(build) else {
        return Ok(false);
    };
    let is_dry = acting.context().flags.n;
    let bytes = match is_dry {
        true => Vec::new(),
        false => fresh::read(&file)?,
    };
    if bytes.is_empty() && !is_dry {
        return Ok(false);
    }
    let metadata = MetaFile::parse(&bytes);
    let dir = path::dir(&file);
    show_tool(acting, &format!("percent -i {dir}"));
    if let Some(metadata) = &metadata {
        sink.write(&metadata.percent());
    }
    if settings.profile.is_some() {
        let out = profile_file(acting.objdir());
        show_tool(acting, &format!("textfmt -i {dir} -o {out}"));
        if let Some(metadata) = &metadata {
            vamos_fsys::work::write(&out, &metadata.profile())?;
        }
        merge(acting, settings, &out);
    }
    Ok(true)
}

/// Shows the command that upstream runs to read metadata.
fn show_tool(acting: &dyn Acting, arguments: &str) {
    if acting.shows() {
        let goroot = &acting.context().env.goroot;
        let command = format!("{goroot}/bin/go tool covdata {arguments}");
        acting.show(acting.objdir(), &command);
    }
}

/// Lists the metadata of the packages that `-coverpkg` names, for the test binaries.
pub(crate) struct WriteMetaFiles;

impl Actor for WriteMetaFiles {
    fn act(&self, acting: &dyn Acting) -> Result<(), BuildError> {
        let mut files = Vec::new();
        for build in acting.own_deps() {
            let Some((path, file)) = acting.cover_metadata(*build) else {
                continue;
            };
            // A package without functions has no metadata.
            if fresh::stat(&file).is_ok_and(|meta| meta.size > 0) {
                files.push((path, file));
            }
        }
        acting.make_dirs(acting.objdir())?;
        let file = format!("{}{META_FILES}", acting.objdir());
        acting.write_file(&file, &coverage::meta_files(&files))
    }
}
