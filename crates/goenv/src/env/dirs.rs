//! The directories of the user.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`GOMODCACHE`, `GOBIN`), go/build (`GOPATH`),
//! cmd/go/internal/cache/default.go.

/// The directories of the user.
#[derive(Clone, Debug, Default)]
pub struct Dirs {
    /// GOPATH, possibly a list.
    pub gopath: String,
    /// Why GOPATH could not be inferred, or empty (`cfg.GoPathError`).
    pub gopath_error: String,
    /// GOMODCACHE.
    pub gomodcache: String,
    /// GOCACHE (`off` or a cleaned path), not yet checked. Upstream joins the path with names.
    pub gocache: String,
    /// GOCACHE as configured, for `go env` and errors about the directory itself.
    pub gocache_as_set: String,
    /// Why GOCACHE is `off` although the user did not set it (the error of
    /// `cache.DefaultDir`); empty otherwise.
    pub gocache_error: String,
    /// GOBIN, may be empty.
    pub gobin: String,
    /// GOTMPDIR or the system's temporary directory.
    pub tmpdir: String,
}

impl Dirs {
    /// Reports whether there is to be a build cache: GOCACHE is a path.
    pub fn has_build_cache(&self) -> bool {
        self.gocache_error.is_empty() && self.gocache != "off"
    }
}
