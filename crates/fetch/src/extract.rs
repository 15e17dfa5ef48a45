//! Extracts a zip into a directory.
//!
//! [`Cache::fill`] prevents the use of an incomplete directory.
//! Counterpart: cmd/go/internal/modfetch/fetch.go (`unzip`, `makeDirsReadOnly`),
//! golang.org/x/mod/zip (`Unzip`).

use std::collections::BTreeSet;
use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_fsys::NewFile;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_modcache::Cache;
use vamos_modcache::FillError;
use vamos_modcache::path_error;
use vamos_modfile::ModuleError;
use vamos_modzip::ZipError;
use vamos_sched::Class;
use vamos_sched::Pool;

use crate::progress::Running;
use crate::zip_file::ReadError;
use crate::zip_file::ZipFile;

/// The error of unpacking a zip.
#[derive(Debug)]
pub(crate) enum UnzipError {
    Path(PathError),
    Zip(ZipError),
    NotEmpty { dir: String },
}

impl From<PathError> for UnzipError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

impl From<ReadError> for UnzipError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Path(error) => Self::Path(error),
            ReadError::Zip(error) => Self::Zip(error),
        }
    }
}

impl From<ZipError> for UnzipError {
    fn from(error: ZipError) -> Self {
        Self::Zip(error)
    }
}

impl std::fmt::Display for UnzipError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(error) => write!(f, "{error}"),
            Self::Zip(error) => write!(f, "{error}"),
            Self::NotEmpty { dir } => {
                write!(f, "target directory {dir} exists and is not empty")
            }
        }
    }
}

impl std::error::Error for UnzipError {}

/// The inputs and options of an extraction.
pub(crate) struct Plan<'a> {
    pub(crate) module: &'a ModuleVersion,
    pub(crate) dir: &'a str,
    pub(crate) cache: &'a Cache,
    /// The zip's own path, for errors.
    pub(crate) zip: &'a str,
    pub(crate) stays_writable: bool,
    pub(crate) pool: &'a Pool,
}

/// Unpacks a module while its lock is held. `open` returns its zip and the progress of unpacking
/// it, and `warn` receives lines for stderr.
pub(crate) fn unpack<'z>(
    plan: &Plan<'_>,
    open: impl FnOnce() -> Result<(ZipFile<'z>, Running<'z>), UnzipError>,
    warn: impl FnOnce(&str),
) -> Result<(), ModuleError> {
    let filled = plan.cache.fill(plan.module, plan.dir, || {
        let (zip, progress) = open()?;
        unzip(plan, &zip, &progress)
    });
    let dirs = match filled {
        Ok(dirs) => dirs,
        Err(FillError::Disk(error)) => return Err(path_error(error)),
        Err(FillError::Write(error)) => {
            warn(&format!("-> unzip {}: {error}", plan.zip));
            let err = match error {
                UnzipError::Path(error) => path_error(error),
                error => ModuleError::Other(Arc::new(error)),
            };
            return Err(ModuleError::Context {
                before: format!("unzip {}: ", plan.zip),
                err: Box::new(err),
            });
        }
    };
    if !plan.stays_writable {
        // Children before their parents. Failures are ignored, as in upstream.
        for dir in dirs.iter().rev() {
            if let Ok(meta) = work::lstat(dir)
                && meta.mode & 0o222 != 0
            {
                let _ = work::chmod(dir, meta.mode & 0o7777 & !0o222);
            }
        }
    }
    Ok(())
}

/// Writes the files; returns the directories.
fn unzip(
    plan: &Plan<'_>,
    zip: &ZipFile<'_>,
    progress: &Running<'_>,
) -> Result<BTreeSet<Arc<str>>, UnzipError> {
    if uncached::names(plan.dir).is_ok_and(|names| !names.is_empty()) {
        return Err(UnzipError::NotEmpty {
            dir: plan.dir.to_owned(),
        });
    }
    vamos_modzip::check(&zip.archive, plan.module)?;
    let prefix = format!("{}/", plan.module);
    let mut dirs: BTreeSet<Arc<str>> = BTreeSet::from([plan.dir.into()]);
    let mut files = Vec::new();
    for (at, member) in zip.archive.members.iter().enumerate() {
        let name = member.name.strip_prefix(&prefix).unwrap_or_default();
        if name.is_empty() || member.is_dir() {
            continue;
        }
        let mut parent = name;
        while let Some((dir, _)) = parent.rsplit_once('/') {
            if !dirs.insert(format!("{}/{dir}", plan.dir).into()) {
                break;
            }
            parent = dir;
        }
        files.push((at, name));
    }
    for dir in &dirs {
        uncached::make_dirs(dir)?;
    }
    let written = plan.pool.map(Class::Cpu, &files, |(at, name)| {
        let mut file = NewFile::create(&format!("{}/{name}", plan.dir), 0o444)?;
        zip.write_member(*at, |bytes| {
            progress.advance(bytes.len() as u64);
            file.write(bytes).map_err(UnzipError::from)
        })
    });
    written.into_iter().collect::<Result<(), _>>()?;
    Ok(dirs)
}
