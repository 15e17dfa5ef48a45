//! A module at a proxy.
//!
//! Counterpart: cmd/go/internal/modfetch/proxy.go (`proxyRepo`).

use std::sync::Arc;

use vamos_base::golang::module;
use vamos_base::golang::module::Invalid;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::path;
use vamos_base::golang::quote::quote;
use vamos_base::golang::semver;
use vamos_base::golang::time::Time;
use vamos_modcache::info;
use vamos_modfile::ModuleError;
use vamos_modfile::RevInfo;
use vamos_modules::source::Versions;
use vamos_modzip::MAX_GO_MOD;
use vamos_modzip::MAX_ZIP_FILE;
use vamos_net::Url;
use vamos_net::escape_segment;
use vamos_release::Release;
use vamos_sched::Memo;

use crate::web::Sink;
use crate::web::Web;
use crate::web_error::WebError;

/// The maximum length of a list of versions in bytes, a hundred times the longest known one.
const MAX_LIST: usize = 64 << 20;
/// The maximum length of `.info` and go.mod in bytes.
const MAX_FILE: usize = MAX_GO_MOD as usize;

/// A module at a proxy.
pub(crate) struct ProxyRepo {
    url: Url,
    path: String,
    /// The proxy's own address, with a hidden password.
    base: String,
    release: Release,
    /// The list of versions, fetched once.
    list: Memo<(), Result<Arc<str>, WebError>>,
}

/// Fails for addresses that are invalid for a proxy.
pub(crate) fn check_url(text: &str) -> Result<Url, ModuleError> {
    let url = Url::parse(text).map_err(|error| ModuleError::Other(Arc::new(error)))?;
    let shown = url.redacted();
    let wrong = match url.scheme.as_str() {
        "http" | "https" => return Ok(url),
        "file" => {
            let is_path_only = url.opaque.is_empty()
                && url.user.is_none()
                && url.host.is_empty()
                && url.query.is_none()
                && text.starts_with("file://");
            if is_path_only {
                return Ok(url);
            }
            "invalid file:// proxy URL with non-path elements"
        }
        "" => "invalid proxy URL missing scheme",
        _ => "invalid proxy URL scheme (must be https, http, file)",
    };
    Err(ModuleError::Message(format!("{wrong}: {shown}")))
}

impl ProxyRepo {
    /// Returns the module `path` at a proxy.
    pub(crate) fn new(base: &str, path: &str, release: Release) -> Result<Self, ModuleError> {
        let mut url = check_url(base)?;
        let base = url.redacted();
        let escaped = module::escape_path(path)?;
        url.path = format!("{}/{escaped}", url.path.trim_end_matches('/'));
        url.raw_path = format!(
            "{}/{}",
            url.raw_path.trim_end_matches('/'),
            escape(&escaped)
        );
        Ok(Self {
            url,
            path: path.to_owned(),
            base,
            release,
            list: Memo::default(),
        })
    }

    /// Attributes an error to a version of the module, or to the module.
    fn at(&self, version: &str, error: ModuleError) -> ModuleError {
        let error = if !version.is_empty() && version != module::canonical_version(version) {
            ModuleError::InvalidVersion {
                version: version.to_owned(),
                pseudo: module::is_pseudo_version(version),
                err: Box::new(error),
            }
        } else {
            return ModuleError::At {
                module: ModuleVersion::new(self.path.as_str(), version),
                err: Box::new(error),
            };
        };
        ModuleError::At {
            module: ModuleVersion::unversioned(self.path.as_str()),
            err: Box::new(error),
        }
    }

    /// Attributes the error of a version that has no escaped form.
    fn invalid(&self, version: &str, error: Invalid) -> ModuleError {
        let reason = match error {
            Invalid::Version { why, .. } if self.release.names_invalid_version_once() => why,
            error => return self.at(version, error.into()),
        };
        ModuleError::At {
            module: ModuleVersion::unversioned(self.path.as_str()),
            err: Box::new(ModuleError::InvalidVersion {
                version: version.to_owned(),
                pseudo: module::is_pseudo_version(version),
                err: Box::new(ModuleError::Message(reason)),
            }),
        }
    }

    fn file(&self, name: &str) -> Url {
        let mut url = self.url.clone();
        url.path = path::join(&[&url.path, name]);
        url.raw_path = path::join(&[&url.raw_path, &escape(name)]);
        url
    }

    fn versioned(&self, version: &str, suffix: &str) -> Result<Url, ModuleError> {
        let escaped =
            module::escape_version(version).map_err(|error| self.invalid(version, error))?;
        Ok(self.file(&format!("@v/{escaped}.{suffix}")))
    }

    fn bytes(&self, web: &Web, version: &str, url: &Url) -> Result<Vec<u8>, ModuleError> {
        let bytes = web.get_bytes(url, MAX_FILE);
        bytes.map_err(|error| self.at(version, error.into()))
    }

    fn list(&self, web: &Web) -> Result<Arc<str>, ModuleError> {
        let list = self.list.get_or(&(), || {
            let bytes = web.get_bytes(&self.file("@v/list"), MAX_LIST)?;
            Ok(String::from_utf8_lossy(&bytes).into())
        });
        list.map_err(|error| self.at("", error.into()))
    }

    /// Returns the released versions that begin with `prefix`.
    pub(crate) fn versions(&self, web: &Web, prefix: &str) -> Result<Versions, ModuleError> {
        let text = self.list(web)?;
        let first = text
            .split('\n')
            .filter_map(|line| line.split_whitespace().next());
        let mut list: Vec<String> = first
            .filter(|v| {
                v.starts_with(prefix) && semver::is_valid(v) && !module::is_pseudo_version(v)
            })
            .map(str::to_owned)
            .collect();
        semver::sort(&mut list);
        Ok(Versions { origin: None, list })
    }

    /// Returns the proxy's `.info` for a revision.
    pub(crate) fn stat(&self, web: &Web, rev: &str) -> Result<RevInfo, ModuleError> {
        let bytes = self.bytes(web, rev, &self.versioned(rev, "info")?)?;
        let info = self.parse(rev, &bytes)?;
        let is_exact =
            rev == module::canonical_version(rev) && module::check(&self.path, rev).is_ok();
        if info.version != rev && is_exact {
            let text = format!(
                "proxy returned info for version {} instead of requested version",
                info.version
            );
            return Err(self.at(rev, ModuleError::Message(text)));
        }
        Ok(info)
    }

    fn parse(&self, rev: &str, bytes: &[u8]) -> Result<RevInfo, ModuleError> {
        info::parse(bytes, self.release.json_decoder()).map_err(|text| {
            let base = quote(&self.base);
            let text = format!("invalid response from proxy {base}: {text}");
            self.at(rev, ModuleError::Message(text))
        })
    }

    /// Returns the latest version without regard to tags.
    pub(crate) fn latest(&self, web: &Web) -> Result<RevInfo, ModuleError> {
        match web.get_bytes(&self.file("@latest"), MAX_FILE) {
            Ok(bytes) => self.parse("", &bytes),
            Err(error) if error.is_not_exist() => self.latest_of_list(web),
            Err(error) => Err(self.at("", error.into())),
        }
    }

    /// Returns the newest version of the list, if its time is known.
    fn latest_of_list(&self, web: &Web) -> Result<RevInfo, ModuleError> {
        let text = self.list(web)?;
        let mut best: Option<(Time, &str)> = None;
        for line in text.split('\n') {
            let mut fields = line.split_whitespace();
            let Some(version) = fields.next().filter(|v| semver::is_valid(v)) else {
                continue;
            };
            let time = match fields.next() {
                Some(time) => Time::parse_rfc3339(time).map(|(time, _)| time),
                None if module::is_pseudo_version(version) => pseudo_version_time(version),
                None => continue,
            };
            if let Some(time) = time
                && best.is_none_or(|(best, _)| best < time)
            {
                best = Some((time, version));
            }
        }
        match best {
            Some((_, version)) => self.stat(web, version),
            None => {
                let none = ModuleError::message("no commits");
                Err(self.at("", ModuleError::NotExist(Box::new(none))))
            }
        }
    }

    /// Returns a version's go.mod.
    pub(crate) fn go_mod(&self, web: &Web, version: &str) -> Result<Vec<u8>, ModuleError> {
        self.is_canonical(version, "GoMod")?;
        self.bytes(web, version, &self.versioned(version, "mod")?)
    }

    /// Reads a version's zip into `sink`.
    pub(crate) fn zip(
        &self,
        web: &Web,
        version: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), ModuleError> {
        self.is_canonical(version, "Zip")?;
        let url = self.versioned(version, "zip")?;
        let what = format!("{} {version}", self.path);
        match web.get_into(&url, MAX_ZIP_FILE, &what, sink) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let text = ModuleError::message("downloaded zip file too large");
                Err(self.at(version, text))
            }
            Err(error) => Err(self.at(version, error.into())),
        }
    }

    fn is_canonical(&self, version: &str, of: &str) -> Result<(), ModuleError> {
        if version == module::canonical_version(version) {
            return Ok(());
        }
        let text = format!("internal error: version passed to {of} is not canonical");
        Err(self.at(version, ModuleError::Message(text)))
    }
}

/// Escapes the segments of a path (`pathEscape`).
fn escape(path: &str) -> String {
    escape_segment(path).replace("%2F", "/")
}

fn pseudo_version_time(version: &str) -> Option<Time> {
    let digits = module::pseudo_version_time(version).ok()?;
    let part = |from: usize, to: usize| digits.get(from..to);
    let text = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?
    );
    Time::parse_rfc3339(&text).map(|(time, _)| time)
}

#[cfg(test)]
mod tests {
    use vamos_release::Release;

    use super::ProxyRepo;

    fn repo(base: &str, path: &str, minor: u32) -> ProxyRepo {
        ProxyRepo::new(base, path, Release::nearest(minor)).unwrap()
    }

    #[test]
    fn invalid_versions() {
        for version in ["a/b", "v1.0.0<&>"] {
            let text = |minor| {
                let repo = repo("file:///tmp/p", "x.y/m", minor);
                repo.versioned(version, "info").unwrap_err().to_string()
            };
            let once = format!("x.y/m@{version}: invalid version: disallowed version string");
            assert_eq!(text(27), once);
            let named = format!("version \"{version}\" invalid: disallowed version string");
            assert_eq!(
                text(26),
                format!("x.y/m@{version}: invalid version: {named}")
            );
        }
    }

    #[test]
    fn addresses() {
        let first = repo("https://me:pw@h/p%2Fq/", "x.y/Abc", 27);
        let url = first.versioned("v1.0.0-Rc", "mod").unwrap();
        assert_eq!(
            url.redacted(),
            "https://me:xxxxx@h/p%2Fq/x.y/%21abc/@v/v1.0.0-%21rc.mod"
        );
        let repo = repo("file:///tmp/p", "x.y/m", 27);
        assert_eq!(
            repo.file("@v/list").to_string(),
            "file:///tmp/p/x.y/m/@v/list"
        );
    }
}
