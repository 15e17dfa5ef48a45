//! The snapshot of cryptographic code that GOFIPS140 selects.
//!
//! Counterpart: cmd/go/internal/fips140/fips140.go.

use std::fmt;

use vamos_base::golang::names::Dir;
use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;
use vamos_fsys::Files;

use crate::GoEnv;

/// Import path of the code that a snapshot replaces.
const PACKAGE: &str = "crypto/internal/fips140";

/// A snapshot in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FipsSnapshot {
    /// Its version.
    pub version: String,
    /// The directory of its unpacked code.
    pub dir: String,
}

impl FipsSnapshot {
    /// Resolves an import with this snapshot: returns the path and the directory
    /// (`ResolveImport`).
    pub fn resolve_import(&self, import: &str) -> Option<(ImportPath, Dir)> {
        if !path::has_path_prefix(import, PACKAGE) {
            return None;
        }
        let own = path::join(&[PACKAGE, &self.version]);
        let sub = if path::has_path_prefix(import, &own) {
            &import[own.len()..]
        } else {
            &import[PACKAGE.len()..]
        };
        let dir = path::join(&[&self.dir, &self.version, sub]);
        Some((path::join(&[&own, sub]).into(), dir.into()))
    }

    /// Returns the directory of GOROOT that a snapshot replaces.
    pub fn replaced_dir(goroot: &str) -> String {
        path::join(&[goroot, "src", PACKAGE])
    }

    /// Returns the build tag of the snapshot.
    pub fn build_tag(&self) -> String {
        format!("fips140{}", semver::major_minor(&self.version))
    }
}

/// The reason why the value of GOFIPS140 cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FipsSettingError {
    /// It is no name of a version.
    Malformed {
        /// The value.
        version: String,
    },
    /// There is no SDK that could have snapshots.
    NoGoroot,
    /// The SDK does not have the snapshot.
    Unknown {
        /// The version.
        version: String,
        /// The value with the same meaning, if it is another.
        alias: Option<String>,
    },
    /// GOEXPERIMENT=boringcrypto is set, too.
    Boring,
    /// The build tag `purego` is set, too.
    Purego,
}

impl fmt::Display for FipsSettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { version } => {
                write!(f, "malformed GOFIPS140 version {}", quote(version))
            }
            Self::NoGoroot => f.write_str("missing GOROOT for GOFIPS140"),
            Self::Unknown { version, alias } => {
                write!(f, "unknown GOFIPS140 version {}", quote(version))?;
                match alias {
                    Some(alias) => write!(f, " (from {})", quote(alias)),
                    None => Ok(()),
                }
            }
            Self::Boring => f.write_str("cannot use GOFIPS140 with GOEXPERIMENT=boringcrypto"),
            Self::Purego => f.write_str("cannot use GOFIPS140 with the purego build tag"),
        }
    }
}

/// Returns the version of the snapshot that GOFIPS140 names, and its zip; `None` if it is
/// off or the SDK's own code is used. The error is the go command's, without its prefix
/// (`initVersion`).
pub fn snapshot_version(
    env: &GoEnv,
    files: &dyn Files,
) -> Result<Option<(String, String)>, FipsSettingError> {
    let asked = env.target.gofips140.as_str();
    if matches!(asked, "" | "off" | "latest") {
        return Ok(None);
    }
    if asked.contains(['/', '\\']) || asked.contains("..") {
        let version = asked.to_owned();
        return Err(FipsSettingError::Malformed { version });
    }
    if env.sdk.goroot.is_empty() {
        return Err(FipsSettingError::NoGoroot);
    }
    let place = |name: &str| path::join(&[&env.sdk.goroot, "lib", "fips140", name]);
    let zip = |version: &str| place(&format!("{version}.zip"));
    let mut version = asked.to_owned();
    // The value is an alias of a version.
    if let Ok(text) = files.read(&place(&format!("{asked}.txt"))) {
        String::from_utf8_lossy(&text)
            .trim()
            .clone_into(&mut version);
        if files.stat(&zip(&version)).is_err() {
            let alias = Some(asked.to_owned());
            return Err(FipsSettingError::Unknown { version, alias });
        }
    }
    if files.stat(&zip(&version)).is_err() {
        let alias = None;
        return Err(FipsSettingError::Unknown { version, alias });
    }
    let zip = zip(&version);
    Ok(Some((version, zip)))
}

/// The checksum that the SDK has for a snapshot's zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipSum {
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// The hash of its contents, in the form of go.sum.
    pub module: String,
    /// The file that contains the checksum.
    pub file: String,
}

/// Finds the checksum of a snapshot's zip in the SDK (`lookupZipSum`); `None` for a release that
/// has none, or reads it only to unpack the zip.
pub fn zip_sum(env: &GoEnv, files: &dyn Files, zip: &str) -> Result<Option<ZipSum>, String> {
    if !env.sdk.release.checks_unpacked_fips() {
        return Ok(None);
    }
    let (file, lines) = sum_lines(env, files)?;
    let name = path::base(zip);
    for line in &lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [own, sha256, module] = words[..] else {
            continue;
        };
        if own != name {
            continue;
        }
        if !module.starts_with("h1:") {
            let module = quote(module);
            return Err(format!(
                "malformed module zip hash {module} for {name} in {file}"
            ));
        }
        return Ok(Some(ZipSum {
            sha256: sha256.to_owned(),
            module: module.to_owned(),
            file,
        }));
    }
    Err(format!("no entry for {name} in {file}"))
}

/// Returns the SHA-256 of a snapshot's zip, in hex, and the file that has it, for a release that
/// checks a zip before it unpacks it and has no hash of its contents (`verifyZipSum`).
pub fn zip_digest(
    env: &GoEnv,
    files: &dyn Files,
    zip: &str,
) -> Result<Option<(String, String)>, String> {
    let release = env.sdk.release;
    if !release.checks_fips_zips() || release.checks_unpacked_fips() {
        return Ok(None);
    }
    let (file, lines) = sum_lines(env, files)?;
    let name = path::base(zip);
    let mut pairs = lines.iter().filter_map(|line| line.split_once(' '));
    let digest = pairs.find(|(own, _)| *own == name);
    match digest.map_or("", |(_, digest)| digest.trim()) {
        "" => Err(format!("no SHA-256 hash for {name} in {file}")),
        digest => Ok(Some((digest.to_owned(), file))),
    }
}

/// Returns the file with the checksums of snapshots, and its lines.
fn sum_lines(env: &GoEnv, files: &dyn Files) -> Result<(String, Vec<String>), String> {
    let file = path::join(&[&env.sdk.goroot, "lib", "fips140", "fips140.sum"]);
    let text = files.read(&file).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&text);
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines = lines.map(str::to_owned).collect();
    Ok((file, lines))
}

/// Returns the setting that conflicts with GOFIPS140, if any.
pub fn conflict(env: &GoEnv, tags: &[String]) -> Option<FipsSettingError> {
    let is_on = !matches!(env.target.gofips140.as_str(), "" | "off");
    if is_on && env.experiments.has("boringcrypto") {
        return Some(FipsSettingError::Boring);
    }
    let refuses_pure = env.sdk.release.refuses_fips_with_purego();
    let is_pure = is_on && refuses_pure && tags.iter().any(|tag| tag == "purego");
    is_pure.then_some(FipsSettingError::Purego)
}

#[cfg(test)]
mod tests {
    use vamos_fsys::MemFiles;

    use super::FipsSnapshot;
    use super::snapshot_version;
    use super::zip_digest;
    use super::zip_sum;
    use crate::GoEnv;
    use vamos_release::Release;

    #[test]
    fn imports_with_a_snapshot() {
        let snapshot = FipsSnapshot {
            version: "v1.26.0".to_owned(),
            dir: "/mod/fips140@v1.26.0/fips140".to_owned(),
        };
        let want = Some((
            "crypto/internal/fips140/v1.26.0/aes".into(),
            "/mod/fips140@v1.26.0/fips140/v1.26.0/aes".into(),
        ));
        let resolve = |import| snapshot.resolve_import(import);
        assert_eq!(resolve("crypto/internal/fips140/aes"), want);
        assert_eq!(resolve("crypto/internal/fips140/v1.26.0/aes"), want);
        assert_eq!(resolve("crypto/internal/fips140deps"), None);
        assert_eq!(snapshot.build_tag(), "fips140v1.26");
    }

    #[test]
    fn versions_and_their_names() {
        let mut files = MemFiles::new();
        files.insert("/go/lib/fips140/v1.0.0.zip", b"");
        files.insert("/go/lib/fips140/certified.txt", b"v1.0.0\n");
        files.insert("/go/lib/fips140/inprocess.txt", b"v2.0.0");
        let version = |name: &str| {
            let mut env = GoEnv::default();
            "/go".clone_into(&mut env.sdk.goroot);
            name.clone_into(&mut env.target.gofips140);
            let found = snapshot_version(&env, &files).map_err(|error| error.to_string());
            found.map(|found| found.map_or_else(String::new, |(v, _)| v))
        };
        assert_eq!(version("latest"), Ok(String::new()));
        assert_eq!(version("certified"), Ok("v1.0.0".to_owned()));
        assert_eq!(version("v1.0.0"), Ok("v1.0.0".to_owned()));
        let text = "unknown GOFIPS140 version \"v2.0.0\" (from \"inprocess\")";
        assert_eq!(version("inprocess"), Err(text.to_owned()));
        let text = "unknown GOFIPS140 version \"v3.0.0\"";
        assert_eq!(version("v3.0.0"), Err(text.to_owned()));
        let text = "malformed GOFIPS140 version \"../x\"";
        assert_eq!(version("../x"), Err(text.to_owned()));
    }
    #[test]
    fn newer_sdks_say_what_their_zips_are() {
        let mut files = MemFiles::new();
        files.insert(
            "/go/lib/fips140/fips140.sum",
            b"# comment of words\nv1.0.0.zip abc h1:def\nv2.0.0.zip abc def\n",
        );
        let mut env = GoEnv::default();
        "/go".clone_into(&mut env.sdk.goroot);
        env.sdk.release = Release::nearest(27);
        let sum = |env: &GoEnv, name: &str| {
            let sum = zip_sum(env, &files, &format!("/go/lib/fips140/{name}.zip"));
            sum.map(|sum| sum.map(|sum| (sum.sha256, sum.module)))
        };
        let found = Some(("abc".to_owned(), "h1:def".to_owned()));
        assert_eq!(sum(&env, "v1.0.0"), Ok(found));
        let text =
            "malformed module zip hash \"def\" for v2.0.0.zip in /go/lib/fips140/fips140.sum";
        assert_eq!(sum(&env, "v2.0.0"), Err(text.to_owned()));
        let text = "no entry for v3.0.0.zip in /go/lib/fips140/fips140.sum";
        assert_eq!(sum(&env, "v3.0.0"), Err(text.to_owned()));
        env.sdk.release = Release::of_patch(26, 8);
        assert_eq!(sum(&env, "v3.0.0"), Ok(None));
        let digest = |env: &GoEnv, name: &str| zip_digest(env, &files, name);
        assert_eq!(digest(&env, "v1.0.0.zip"), Ok(None));
        env.sdk.release = Release::of_patch(27, 1);
        assert_eq!(sum(&env, "v3.0.0"), Ok(None));
        let file = "/go/lib/fips140/fips140.sum".to_owned();
        let found = Some(("abc h1:def".to_owned(), file));
        assert_eq!(digest(&env, "v1.0.0.zip"), Ok(found));
        let text = "no SHA-256 hash for v3.0.0.zip in /go/lib/fips140/fips140.sum";
        assert_eq!(digest(&env, "v3.0.0.zip"), Err(text.to_owned()));
    }
}
