//! Parses GOSUMDB, and lists the databases with built-in keys.
//!
//! Counterpart: cmd/go/internal/modfetch/sumdb.go (`dbDial`), key.go.

use vamos_base::golang::path;
use vamos_goenv::GoEnv;
use vamos_modcache::Layout;
use vamos_sched::Pool;
use vamos_sumdb::note::Verifier;

use super::Store;
use super::SumDbError;

/// Databases with built-in keys.
const KNOWN: &[(&str, &str)] = &[(
    "sum.golang.org",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
)];

/// Short names for values of GOSUMDB.
const ALIASES: &[(&str, &str)] = &[(
    // An address for regions where the default one is blocked.
    "sum.golang.google.cn",
    "sum.golang.org https://sum.golang.google.cn",
)];

/// The environment's settings for checksum databases.
#[derive(Clone, Debug)]
pub struct Settings {
    /// GOSUMDB.
    pub gosumdb: String,
    /// GONOSUMDB: patterns of modules that are not looked up.
    pub gonosumdb: String,
    /// GOPROXY.
    pub goproxy: String,
    /// The directories of files.
    pub store: Store,
    /// The threads for requests.
    pub pool: Pool,
}

impl Settings {
    /// Reads the settings from the environment.
    pub fn new(env: &GoEnv, pool: Pool) -> Self {
        let gopath = path::split_list(&env.dirs.gopath);
        let config = match gopath.first() {
            None | Some(&"") => Err(env.dirs.gopath_error.clone()),
            Some(first) => Ok(path::join(&[first, "pkg/sumdb"])),
        };
        Self {
            gosumdb: env.get("GOSUMDB").to_owned(),
            gonosumdb: env.get_or("GONOSUMDB", env.get("GOPRIVATE")).to_owned(),
            goproxy: env.get("GOPROXY").to_owned(),
            pool,
            store: Store {
                cache: Layout::new(&env.dirs.gomodcache).checksum_databases(),
                config,
            },
        }
    }
}

/// The database that GOSUMDB selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its key, and its name, which is also its usual address: `host[/path]`.
    pub verifier: Verifier,
    /// The address to use instead, without asking proxies.
    pub address: Option<String>,
}

/// Reads GOSUMDB: `name`, `key`, or either and an address (`dbDial`). The name and the
/// address are checked when connecting.
pub(crate) fn source(gosumdb: &str) -> Result<Source, SumDbError> {
    let named = |table: &[(&str, &'static str)], name: &str| {
        let found = table.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    };
    let gosumdb = named(ALIASES, gosumdb).unwrap_or(gosumdb);
    if gosumdb == "off" {
        return Err(SumDbError::Off);
    }
    let mut fields = gosumdb.split_whitespace();
    let key = fields.next().ok_or(SumDbError::Missing)?;
    let address = fields.next().map(str::to_owned);
    if fields.next().is_some() {
        return Err(SumDbError::TooManyFields);
    }
    let key = named(KNOWN, key).unwrap_or(key);
    let verifier = Verifier::parse(key).map_err(SumDbError::Key)?;
    Ok(Source { verifier, address })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vamos_sumdb::note::KeyError;

    #[test]
    fn forms_of_gosumdb() {
        let own = "localhost.localdev/sumdb+00000c67+AcTrnkbUA+TU4heY3hkjiSES/DSQniBqIeQ/YppAUtK6";
        let table: [(&str, &str, Option<&str>); 5] = [
            ("sum.golang.org", "sum.golang.org", None),
            (
                "sum.golang.google.cn",
                "sum.golang.org",
                Some("https://sum.golang.google.cn"),
            ),
            (own, "localhost.localdev/sumdb", None),
            (
                &format!(" {own}\thttp://127.0.0.1:1/x "),
                "localhost.localdev/sumdb",
                Some("http://127.0.0.1:1/x"),
            ),
            (
                "sum.golang.org https://mirror.example",
                "sum.golang.org",
                Some("https://mirror.example"),
            ),
        ];
        for (text, name, address) in table {
            let source = source(text).unwrap();
            assert_eq!(source.verifier.name(), name);
            assert_eq!(source.address.as_deref(), address);
        }
        let table = [
            ("off", "checksum database disabled by GOSUMDB=off"),
            ("", "missing GOSUMDB"),
            ("  ", "missing GOSUMDB"),
            ("a b c", "invalid GOSUMDB: too many fields"),
            ("sum.example", "invalid GOSUMDB: malformed verifier id"),
            (
                &own.replace("0c67", "0c68"),
                "invalid GOSUMDB: invalid verifier hash",
            ),
        ];
        for (text, want) in table {
            assert_eq!(source(text).unwrap_err().to_string(), want, "{text:?}");
        }
        let unknown = source("sum.golang.google.cn https://x").unwrap_err();
        assert!(matches!(unknown, SumDbError::Key(KeyError::Malformed)));
    }
}
