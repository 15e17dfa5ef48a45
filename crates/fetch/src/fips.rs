//! Extracts the snapshot that GOFIPS140 selects into the module cache.
//!
//! Counterpart: cmd/go/internal/fips140/fips140.go (`Init`),
//! cmd/go/internal/modfetch/fetch.go (`unzip`).

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_fsys::PathError;
use vamos_fsys::lock;
use vamos_fsys::uncached;
use vamos_fsys::work;
use vamos_goenv::BuildOptions;
use vamos_goenv::FipsSnapshot;
use vamos_goenv::GoEnv;
use vamos_goenv::fips;
use vamos_goenv::fips::FipsSettingError;
use vamos_goenv::fips::ZipSum;
use vamos_modcache::Cache;
use vamos_modcache::FillError;
use vamos_modcache::NoDir;
use vamos_modcache::Suffix;
use vamos_modfile::ModuleError;
use vamos_modzip::ZipError;

/// The module that snapshots are versions of.
const MODULE: &str = "golang.org/fips140";

/// Finds and unpacks the snapshot, if GOFIPS140 selects one, and stores it in the flags.
pub fn init(env: &GoEnv, files: &dyn Files, flags: &mut BuildOptions) -> Result<(), FipsError> {
    let found = fips::snapshot_version(env, files).map_err(FipsError::Setting)?;
    if let Some((version, zip)) = found {
        let failed = |step, error: String| FipsError::Snapshot {
            step,
            version: version.clone(),
            error,
        };
        let sum = fips::zip_sum(env, files, &zip).map_err(|error| failed("verifying", error))?;
        check_before_unpacking(env, files, &version, &zip)
            .map_err(|error| failed("verifying", error))?;
        let dir = unpack(env, flags, &version, &zip, sum.as_ref())
            .map_err(|error| failed("unpacking", error.to_string()))?;
        let dir = path::join(&[&dir, "fips140"]);
        let snapshot = FipsSnapshot { version, dir };
        flags.sources.tags.push(snapshot.build_tag());
        flags.sources.fips = Some(snapshot);
    }
    match fips::conflict(env, &flags.sources.tags) {
        Some(error) => Err(FipsError::Setting(error)),
        None => Ok(()),
    }
}

/// The reason why the snapshot of GOFIPS140 cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FipsError {
    /// The value of GOFIPS140 is invalid, or contradicts other settings.
    Setting(FipsSettingError),
    /// The snapshot's zip.
    Snapshot {
        /// `verifying` or `unpacking`.
        step: &'static str,
        /// The value of GOFIPS140.
        version: String,
        /// The error.
        error: String,
    },
}

impl std::fmt::Display for FipsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Setting(error) => write!(f, "{error}"),
            Self::Snapshot {
                step,
                version,
                error,
            } => write!(f, "{step} GOFIPS140={version}: {error}"),
        }
    }
}

impl std::error::Error for FipsError {}

/// The reason why a snapshot cannot be unpacked.
enum UnpackError {
    Path(PathError),
    Zip {
        file: String,
        error: ZipError,
    },
    Module(ModuleError),
    /// The zip is not the one that was validated.
    Hash {
        /// Its name.
        name: String,
        /// Its SHA-256.
        got: String,
        /// The one that is expected.
        want: String,
        /// The file that contains that.
        file: String,
    },
}

impl std::fmt::Display for UnpackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(error) => write!(f, "{error}"),
            Self::Zip { file, error } => write!(f, "unzip {file}: {error}"),
            Self::Module(error) => write!(f, "{error}"),
            Self::Hash {
                name,
                got,
                want,
                file,
            } => write!(
                f,
                "SHA-256 hash of {name} is {got}, want {want} (from {file})"
            ),
        }
    }
}

impl From<ModuleError> for UnpackError {
    fn from(error: ModuleError) -> Self {
        Self::Module(error)
    }
}

impl From<PathError> for UnpackError {
    fn from(error: PathError) -> Self {
        Self::Path(error)
    }
}

/// Returns the directory of the module; unpacks it if it does not exist.
fn unpack(
    env: &GoEnv,
    flags: &BuildOptions,
    version: &str,
    zip: &str,
    sum: Option<&ZipSum>,
) -> Result<String, UnpackError> {
    let cache = Cache::new(&env.dirs.gomodcache);
    let module = ModuleVersion::new(MODULE, version);
    let dir = match cache.dir(&module) {
        (_, Err(NoDir::Bad(error))) => return Err(error.into()),
        (dir, _) => dir,
    };
    let hash = cache.file(&module, Suffix::ZipHash)?;
    let is_there = || cache.dir(&module).1.is_ok() && has_hash(&hash, sum);
    if is_there() {
        return Ok(dir);
    }
    let _lock = cache.lock(&module)?;
    // The last holder of the lock may have done it.
    if is_there() {
        return Ok(dir);
    }
    if let Some(sum) = sum {
        check_zip(zip, &sum.sha256, &sum.file)?;
        // The file with the hash exists only for a complete directory.
        work::remove_all(&hash)?;
    }
    let extracted = cache.fill(&module, &dir, || extract(&dir, &module, zip));
    extracted.map_err(|error| match error {
        FillError::Disk(error) => UnpackError::Path(error),
        FillError::Write(error) => error,
    })?;
    if let Some(sum) = sum {
        lock::write(&hash, sum.module.as_bytes(), 0o666)?;
    }
    if !flags.modules.modcacherw {
        make_read_only(&dir);
    }
    Ok(dir)
}

/// Reports whether the stored hash is the expected one; true if none is expected.
fn has_hash(file: &str, sum: Option<&ZipSum>) -> bool {
    let noted =
        || uncached::read(file).map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
    sum.is_none_or(|sum| noted().is_ok_and(|noted| noted == sum.module))
}

/// Checks the zip of a snapshot that is not unpacked yet, in releases that do it apart from
/// unpacking.
fn check_before_unpacking(
    env: &GoEnv,
    files: &dyn Files,
    version: &str,
    zip: &str,
) -> Result<(), String> {
    let module = ModuleVersion::new(MODULE, version);
    if Cache::new(&env.dirs.gomodcache).dir(&module).1.is_ok() {
        return Ok(());
    }
    if let Some((want, file)) = fips::zip_digest(env, files, zip)? {
        check_zip(zip, &want, &file).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Fails unless a zip has the SHA-256 that a file of the SDK lists.
fn check_zip(zip: &str, want: &str, file: &str) -> Result<(), UnpackError> {
    let (digest, _) = uncached::hash_file(zip)?;
    let got = digest.hex();
    if got == want {
        return Ok(());
    }
    Err(UnpackError::Hash {
        name: path::base(zip).to_owned(),
        got,
        want: want.to_owned(),
        file: file.to_owned(),
    })
}

fn extract(dir: &str, module: &ModuleVersion, file: &str) -> Result<(), UnpackError> {
    let bytes = uncached::read(file)?;
    let files = vamos_modzip::module_files(&bytes, module).map_err(|error| UnpackError::Zip {
        file: file.to_owned(),
        error,
    })?;
    for file in files {
        let place = path::join(&[dir, &file.name]);
        uncached::make_dirs(&path::dir(&place))?;
        work::write_mode(&place, &file.data, 0o444)?;
    }
    Ok(())
}

/// Makes directories read-only, inner ones first. Failures are ignored.
fn make_read_only(dir: &str) {
    for name in uncached::names(dir).unwrap_or_default() {
        let inner = format!("{dir}/{name}");
        if work::lstat(&inner).is_ok_and(|meta| meta.is_dir()) {
            make_read_only(&inner);
        }
    }
    if let Ok(meta) = work::lstat(dir) {
        let _ = work::chmod(dir, meta.mode & 0o7777 & !0o222);
    }
}
