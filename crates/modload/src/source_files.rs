//! The view of source files: the disk with the replacements of `-overlay` and of GOFIPS140.
//!
//! Counterpart: cmd/go/internal/fsys/fsys.go (`Init`), cmd/go/internal/work/init.go
//! (`BuildInit`, the check of overlays), cmd/go/internal/fips140/fips140.go (`Init`).

use std::sync::Arc;

use vamos_base::golang::path;
use vamos_fsys::Bound;
use vamos_fsys::HashedFiles;
use vamos_fsys::Overlay;
use vamos_fsys::OverlayError;
use vamos_fsys::PathError;
use vamos_goenv::BuildOptions;
use vamos_goenv::FipsSnapshot;
use vamos_goenv::GoEnv;

/// Returns the view of source files over `disk`. The error has no prefix.
pub fn open(
    disk: Arc<dyn HashedFiles>,
    env: &GoEnv,
    flags: &BuildOptions,
    cwd: &str,
) -> Result<Arc<dyn HashedFiles>, String> {
    let bind = |files: Arc<dyn HashedFiles>| -> Arc<dyn HashedFiles> {
        let Some(snapshot) = &flags.sources.fips else {
            return files;
        };
        let place = FipsSnapshot::replaced_dir(&env.sdk.goroot);
        Arc::new(Bound::new(files, &snapshot.dir, &place))
    };
    if flags.sources.overlay.is_empty() {
        return Ok(bind(disk));
    }
    let file = if flags.sources.overlay.starts_with('/') {
        flags.sources.overlay.clone()
    } else {
        path::join(&[cwd, &flags.sources.overlay])
    };
    let json = disk.read(&file).map_err(|error| {
        // The error contains the name of the file as typed.
        let error = PathError {
            path: flags.sources.overlay.clone(),
            ..error
        };
        OverlayError::Read(error).to_string()
    })?;
    let overlay = Overlay::new(disk, &json, cwd, env.sdk.release.json_decoder())
        .map_err(|error| error.to_string())?;
    let modcache = &env.dirs.gomodcache;
    if let Some(from) = overlay.dir_contains_replacement(modcache) {
        return Err(format!(
            "overlay contains a replacement for {from}. Files beneath GOMODCACHE ({modcache}) must not be replaced."
        ));
    }
    Ok(bind(Arc::new(overlay)))
}
