//! Connects to a checksum database: through the first proxy that mirrors it, or directly.
//!
//! Counterpart: cmd/go/internal/modfetch/sumdb.go (`dbClient.ReadRemote`, `initBase`).

use std::sync::Arc;
use std::sync::OnceLock;

use vamos_modfile::ModuleError;
use vamos_net::Url;

use crate::Config;
use crate::Web;
use crate::proxies::proxy_list;
use crate::proxies::try_proxies;
use crate::sumdb::Remote;
use crate::sumdb::Source;
use crate::sumdb::SumDbError;

/// The longest response that is read; real ones have a few kilobytes.
const MAX_ANSWER: usize = 4 << 20;

/// A database whose address is determined by the first request.
pub(crate) struct SumDbRemote {
    web: Arc<Web>,
    goproxy: String,
    gonoproxy: String,
    name: String,
    direct: Url,
    address: Option<Url>,
    base: OnceLock<Result<Url, ModuleError>>,
}

impl SumDbRemote {
    /// Returns the connection for a configuration. Fails if the name or the address is invalid; no
    /// request is sent yet.
    pub(crate) fn new(
        config: &Config,
        web: &Arc<Web>,
        source: &Source,
    ) -> Result<Self, SumDbError> {
        let name = source.verifier.name();
        let direct = direct_url(name)?;
        let address = source.address.as_deref().map(Url::parse).transpose();
        Ok(Self {
            web: Arc::clone(web),
            goproxy: config.goproxy.clone(),
            gonoproxy: config.gonoproxy.clone(),
            name: name.to_owned(),
            direct,
            address: address.map_err(SumDbError::Address)?,
            base: OnceLock::new(),
        })
    }

    fn find(&self) -> Result<Url, ModuleError> {
        if let Some(address) = &self.address {
            return Ok(address.clone());
        }
        let list = proxy_list(&self.goproxy, &self.gonoproxy)?;
        let found = try_proxies(&list, |spec| {
            if matches!(spec.url.as_str(), "noproxy" | "direct" | "off") {
                let none = ModuleError::message("no database here");
                return Err(ModuleError::NotExist(Box::new(none)));
            }
            let proxy =
                Url::parse(&spec.url).map_err(|error| ModuleError::Other(Arc::new(error)))?;
            let base = proxy.join(&format!("sumdb/{}", self.name));
            self.web.get_bytes(&base.join("supported"), MAX_ANSWER)?;
            Ok(base)
        });
        match found {
            Err(error) if error.is_not_exist() => Ok(self.direct.clone()),
            found => found,
        }
    }
}

/// Returns a database's own address, which consists only of its name (`dbDial`).
fn direct_url(name: &str) -> Result<Url, SumDbError> {
    let Ok(url) = Url::parse(&format!("https://{name}")) else {
        let url = name.to_owned();
        return Err(SumDbError::Name { url });
    };
    let fragment = name.split_once('#').map(|(_, fragment)| fragment);
    let is_bare = url.user.is_none() && url.query.is_none() && fragment.is_none();
    if is_bare && url.raw_path.is_empty() && !url.host.is_empty() && !name.ends_with('/') {
        return Ok(url);
    }
    // In the format of Go's type with fmt.
    let user = match &url.user {
        None => String::new(),
        Some((user, None)) => user.clone(),
        Some((user, Some(password))) => format!("{user}:{password}"),
    };
    let query = url.query.as_deref();
    let url = format!(
        "{name} {{Scheme:https Opaque: User:{user} Host:{} Path:{} Fragment:{} RawQuery:{} \
         RawPath:{} RawFragment: ForceQuery:{} OmitHost:false}}",
        url.host,
        url.path,
        fragment.unwrap_or_default(),
        query.unwrap_or_default(),
        url.raw_path,
        query == Some(""),
    );
    Err(SumDbError::Name { url })
}

impl Remote for SumDbRemote {
    fn read(&self, path: &str) -> Result<Vec<u8>, ModuleError> {
        let base = self.base.get_or_init(|| self.find());
        let base = base.as_ref().map_err(ModuleError::clone)?;
        Ok(self.web.get_bytes(&base.join(path), MAX_ANSWER)?)
    }
}

#[cfg(test)]
mod tests {
    use super::direct_url;

    #[test]
    fn names_are_addresses() {
        assert_eq!(direct_url("a.b/c").unwrap().to_string(), "https://a.b/c");
        // Go's words.
        let table = [
            (
                "a/b/",
                "Host:a Path:/b/ Fragment: RawQuery: RawPath: RawFragment: ForceQuery:false",
            ),
            (
                "a?x=1",
                "Host:a Path: Fragment: RawQuery:x=1 RawPath: RawFragment: ForceQuery:false",
            ),
            (
                "a?",
                "Host:a Path: Fragment: RawQuery: RawPath: RawFragment: ForceQuery:true",
            ),
            (
                "a#f",
                "Host:a Path: Fragment:f RawQuery: RawPath: RawFragment: ForceQuery:false",
            ),
            (
                "a/%2f",
                "Host:a Path:// Fragment: RawQuery: RawPath:/%2f RawFragment: ForceQuery:false",
            ),
            (
                "/x",
                "Host: Path:/x Fragment: RawQuery: RawPath: RawFragment: ForceQuery:false",
            ),
        ];
        for (name, parts) in table {
            assert_eq!(
                direct_url(name).unwrap_err().to_string(),
                format!(
                    "invalid sumdb name (must be host[/path]): {name} \
                     {{Scheme:https Opaque: User: {parts} OmitHost:false}}"
                )
            );
        }
    }
}
