//! Settings of environment and flags that determine the sources of modules.
//!
//! Counterpart: cmd/go/internal/cfg/cfg.go (`GOPROXY` …), as modfetch reads it.

use std::sync::Arc;

use vamos_base::golang::gover::Local;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_net::Limits;
use vamos_net::ProxyConfig;
use vamos_release::Release;
use vamos_sched::Pool;

use crate::sumdb::Settings;
use crate::test_servers::TestServers;

/// The sources of modules, and their destination.
#[derive(Clone, Debug)]
pub struct Config {
    /// GOMODCACHE.
    pub gomodcache: String,
    /// GOPROXY.
    pub goproxy: String,
    /// GONOPROXY, or its default.
    pub gonoproxy: String,
    /// Checksum databases.
    pub sumdb: Settings,
    /// The sources of credentials.
    pub credentials: CredentialSettings,
    /// The settings for fetching from repositories.
    pub origins: OriginSettings,
    /// The differences between releases.
    pub release: Release,
    /// Servers of upstream's tests that replace others.
    pub test_servers: Option<TestServers>,
    /// The settings of connections.
    pub connections: ConnectionSettings,
    /// The Go that runs.
    pub local: Local,
    /// `-modcacherw`: directories stay writable.
    pub is_writable: bool,
    /// `-x`: requests are shown.
    pub shows_requests: bool,
    /// True if `go: downloading` lines are not printed, as for `go mod download`.
    pub is_quiet: bool,
    /// The pool of threads.
    pub pool: Pool,
}

/// The sources of credentials.
#[derive(Clone, Debug)]
pub struct CredentialSettings {
    /// GOAUTH.
    pub goauth: String,
    /// `$NETRC`, or `.netrc` in the home directory; empty if there is neither.
    pub netrc: String,
    /// The environment of credential helpers.
    pub env: Arc<[(String, String)]>,
    /// The working directory of credential helpers; empty is the command's own.
    pub cwd: String,
}

/// The settings of connections.
#[derive(Clone, Debug)]
pub struct ConnectionSettings {
    /// Time limits.
    pub limits: Limits,
    /// `$SSL_CERT_FILE`.
    pub cert_file: String,
    /// `$SSL_CERT_DIR`.
    pub cert_dir: String,
    /// `$HTTP_PROXY` and its like.
    pub http_proxies: ProxyConfig,
}

/// The settings for fetching from repositories.
#[derive(Clone, Debug, Default)]
pub struct OriginSettings {
    /// The environment of version-control tools.
    pub env: Vec<(String, String)>,
    /// `$PATH`, in which these tools are searched.
    pub path: String,
    /// GOVCS.
    pub govcs: String,
    /// GOPRIVATE.
    pub goprivate: String,
    /// GOINSECURE.
    pub goinsecure: String,
    /// `$GIT_ALLOW_PROTOCOL`.
    pub git_protocols: String,
    /// GOROOT, which contains an extension for Mercurial.
    pub goroot: String,
    /// The directory for temporary files.
    pub temp_dir: String,
    /// `-v`: the output of failing tools and the steps of discovery are shown.
    pub is_verbose: bool,
}

impl Config {
    /// Reads the configuration from environment and flags.
    pub fn new(env: &GoEnv, flags: &BuildOptions, pool: Pool) -> Self {
        let os = env.os();
        let private = env.get("GOPRIVATE");
        let netrc = match (os.get("NETRC"), os.get("HOME")) {
            ("", "") => String::new(),
            ("", home) => format!("{home}/.netrc"),
            (file, _) => file.to_owned(),
        };
        Self {
            gomodcache: env.dirs.gomodcache.clone(),
            goproxy: env.get("GOPROXY").to_owned(),
            gonoproxy: env.get_or("GONOPROXY", private).to_owned(),
            sumdb: Settings::new(env, pool.clone()),
            credentials: CredentialSettings {
                goauth: env.get_or("GOAUTH", "netrc").to_owned(),
                netrc,
                env: Arc::from(env.vars.original.as_slice()),
                cwd: String::new(),
            },
            origins: OriginSettings {
                env: env.vars.tools.clone(),
                path: os.get("PATH").to_owned(),
                govcs: os.get("GOVCS").to_owned(),
                goprivate: private.to_owned(),
                goinsecure: env.get("GOINSECURE").to_owned(),
                git_protocols: os.get("GIT_ALLOW_PROTOCOL").to_owned(),
                goroot: env.sdk.goroot.clone(),
                temp_dir: vamos_goenv::host::temp_dir(os),
                is_verbose: flags.report.v,
            },
            release: env.sdk.release,
            test_servers: None,
            connections: ConnectionSettings {
                limits: Limits::default(),
                cert_file: os.get("SSL_CERT_FILE").to_owned(),
                cert_dir: os.get("SSL_CERT_DIR").to_owned(),
                http_proxies: http_proxies(|name| os.get(name).to_owned()),
            },
            local: env.sdk.local.clone(),
            is_writable: flags.modules.modcacherw,
            shows_requests: flags.report.x,
            is_quiet: false,
            pool,
        }
    }
}

/// Reads which proxies are used from an environment.
pub fn http_proxies(get: impl Fn(&str) -> String) -> ProxyConfig {
    // The first non-empty one of two variables.
    let any = |names: [&str; 2]| {
        let mut values = names.into_iter().map(&get);
        values.find(|value| !value.is_empty()).unwrap_or_default()
    };
    ProxyConfig {
        http: any(["HTTP_PROXY", "http_proxy"]),
        https: any(["HTTPS_PROXY", "https_proxy"]),
        no_proxy: any(["NO_PROXY", "no_proxy"]),
        is_cgi: !get("REQUEST_METHOD").is_empty(),
    }
}
