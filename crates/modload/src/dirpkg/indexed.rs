//! The conditions under which upstream would use its module index.
//!
//! The index reports other errors than go/build for broken files, excluded ones included.
//! It is used for directories whose files are all regular and older than two seconds. We
//! keep no such index. Whether it would be used is computed only for broken directories,
//! so valid ones have no extra cost.
//! Counterpart: cmd/go/internal/modindex/read.go (`GetPackage`, `dirHash`).

use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use vamos_base::golang::path;
use vamos_fsys::Files;

use super::context::BuildContext;
use super::dir_cache::DirCache;
use super::error::DirError;
use super::file_facts::DirFacts;
use super::file_facts::FileFacts;
use super::names::join;
use super::source_facts::Facts;
use super::source_facts::SourceKind;

/// Files younger than this exclude a directory from the index.
const SETTLE_NS: i128 = 2_000_000_000;

impl DirCache {
    /// Reports whether a directory has Go files for this target, or broken ones, for patterns.
    /// Patterns do not use the index, so a broken file that the target excludes does not make a
    /// package.
    pub(crate) fn may_be_package(&self, context: &BuildContext, dir: &str) -> bool {
        if self.outcome(context, dir).is_some() {
            return true;
        }
        match self.import_dir(context, dir).1 {
            None => true,
            Some(DirError::NoGo { .. }) => false,
            Some(_) if context.indexed => {
                let plain = BuildContext {
                    indexed: false,
                    ..context.clone()
                };
                self.may_be_package(&plain, dir)
            }
            Some(_) => true,
        }
    }

    /// Reports whether the index would be used for a directory and reports another error.
    pub(crate) fn is_index_asked(
        &self,
        context: &BuildContext,
        facts: &DirFacts,
        error: Option<&DirError>,
    ) -> bool {
        if !context.indexed || context.use_all_files {
            return false;
        }
        let Ok(files) = &facts.listing else {
            return false;
        };
        let names_file = matches!(
            error,
            Some(DirError::Cgo { .. } | DirError::CgoInTest { .. })
        );
        let differs = names_file
            || files
                .iter()
                .any(|file| self.has_fault(context, facts, file));
        differs && self.is_indexed(context, facts)
    }

    fn has_fault(&self, context: &BuildContext, facts: &DirFacts, file: &FileFacts) -> bool {
        if !context.match_name(&file.name) && !reads_all(context, &facts.dir, file)
            || file.kind == SourceKind::Object
        {
            return false;
        }
        match file.read(&*self.files, &facts.dir) {
            Facts::Go(Err(_)) | Facts::Other(Err(_) | Ok(Err(_))) => true,
            Facts::Go(Ok(info)) => {
                info.parse_error.is_some()
                    || info.scanned.is_some()
                    || info.multiple_go_build.is_some()
                    || matches!(info.constraints.go_build, Some(Err(_)))
            }
            Facts::Other(Ok(Ok(constraints))) => matches!(constraints.go_build, Some(Err(_))),
        }
    }

    /// Reports whether the index would be used for a directory.
    pub(crate) fn is_indexed(&self, context: &BuildContext, facts: &DirFacts) -> bool {
        let dir = facts.dir.as_str();
        let is_goroot = is_in_goroot(context, dir);
        let modcache = context.gomodcache.as_str();
        if !modcache.is_empty() && path::has_path_prefix(dir, modcache) && !is_goroot {
            return true;
        }
        facts.is_plain && !dir.contains("internal/fips140/v") && is_settled(&*self.files, dir)
    }
}

/// Reports whether files that the target excludes by name are read as well. A released standard
/// library has no broken ones, so its many files for other systems need not be read.
pub(crate) fn reads_all(context: &BuildContext, dir: &str, file: &FileFacts) -> bool {
    file.kind == SourceKind::Go && !is_in_goroot(context, dir)
}

fn is_in_goroot(context: &BuildContext, dir: &str) -> bool {
    !context.goroot.is_empty()
        && dir
            .strip_prefix(context.goroot.as_str())
            .is_some_and(|below| path::has_path_prefix(below, "/src"))
}

/// Reports whether no entry changed recently.
fn is_settled(files: &dyn Files, dir: &str) -> bool {
    let Ok(entries) = files.read_dir(dir) else {
        return false;
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(0));
    entries.iter().all(|entry| {
        let meta = files.lstat(&join(dir, &entry.name));
        meta.is_ok_and(|meta| meta.is_dir() || meta.mtime_ns <= now - SETTLE_NS)
    })
}
