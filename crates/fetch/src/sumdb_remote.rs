//! The way to a checksum database: through the first proxy that offers it, or directly.
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

/// The longest answer that is read; real ones have a few kilobytes.
const MAX_ANSWER: usize = 4 << 20;

/// A database, where it is found when it is first asked.
pub(crate) struct SumDbRemote {
    web: Arc<Web>,
    goproxy: String,
    gonoproxy: String,
    name: String,
    address: Option<String>,
    base: OnceLock<Result<Url, ModuleError>>,
}

impl SumDbRemote {
    /// The database that a configuration means.
    pub(crate) fn new(config: &Config, web: &Arc<Web>, source: &Source) -> Self {
        Self {
            web: Arc::clone(web),
            goproxy: config.goproxy.clone(),
            gonoproxy: config.gonoproxy.clone(),
            name: source.verifier.name().to_owned(),
            address: source.address.clone(),
            base: OnceLock::new(),
        }
    }

    /// Returns the database's own address, which is its name.
    fn direct(&self) -> Result<Url, ModuleError> {
        let name = &self.name;
        let url = Url::parse(&format!("https://{name}")).ok();
        let url = url.filter(|url| {
            let is_bare = url.user.is_none() && url.query.is_none() && !url.host.is_empty();
            is_bare && !name.ends_with('/') && !name.contains('#')
        });
        url.ok_or_else(|| {
            let text = format!("invalid sumdb name (must be host[/path]): {name}");
            ModuleError::Message(text)
        })
    }

    fn find(&self) -> Result<Url, ModuleError> {
        let direct = self.direct()?;
        if let Some(address) = &self.address {
            return Url::parse(address)
                .map_err(|error| ModuleError::Message(format!("invalid GOSUMDB URL: {error}")));
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
            Err(error) if error.is_not_exist() => Ok(direct),
            found => found,
        }
    }
}

impl Remote for SumDbRemote {
    fn read(&self, path: &str) -> Result<Vec<u8>, ModuleError> {
        let base = self.base.get_or_init(|| self.find());
        let base = base.as_ref().map_err(ModuleError::clone)?;
        Ok(self.web.get_bytes(&base.join(path), MAX_ANSWER)?)
    }
}
