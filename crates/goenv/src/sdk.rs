//! Facts of the installed SDK, read from its own sources on first use.
//!
//! Counterpart: internal/buildcfg/zbootstrap.go, internal/platform/zosarch.go,
//! internal/cfg/cfg.go, internal/goversion, cmd/go/internal/cfg/zdefaultcc.go, VERSION.

use std::sync::Arc;
use std::sync::OnceLock;

use hashbrown::HashMap;
use vamos_fsys::Files;

use crate::sdk_source;
use crate::sdk_source::Kind;
use crate::sdk_source::Scope;
use crate::sdk_source::Tokens;
use crate::sdk_source::Value;
use vamos_base::golang::path;
use vamos_release::Release;

/// Properties of a platform, as in cmd/dist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlatformInfo {
    /// True if cgo works there.
    pub cgo_supported: bool,
    /// True for a first class port.
    pub first_class: bool,
    /// True if the port is known not to work.
    pub broken: bool,
}

/// One GOOS/GOARCH pair of the release, in the release's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// GOOS.
    pub goos: String,
    /// GOARCH.
    pub goarch: String,
    /// Its properties.
    pub info: PlatformInfo,
}

/// The files of one SDK; every table is parsed on first use.
pub struct Sdk {
    goroot: String,
    files: Arc<dyn Files>,
    bootstrap: OnceLock<HashMap<String, String>>,
    platforms: OnceLock<Vec<Platform>>,
    known_env: OnceLock<Vec<String>>,
    compilers: OnceLock<String>,
    version: OnceLock<String>,
}

impl std::fmt::Debug for Sdk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sdk({})", self.goroot)
    }
}

impl Sdk {
    /// Makes the SDK in `goroot`; nothing is read yet.
    pub fn new(goroot: &str, files: Arc<dyn Files>) -> Self {
        Self {
            goroot: goroot.to_owned(),
            files,
            bootstrap: OnceLock::new(),
            platforms: OnceLock::new(),
            known_env: OnceLock::new(),
            compilers: OnceLock::new(),
            version: OnceLock::new(),
        }
    }

    /// A file below GOROOT; a missing one is empty.
    pub(crate) fn source(&self, name: &str) -> String {
        match self.files.read(&path::join(&[&self.goroot, name])) {
            Ok(data) => String::from_utf8_lossy(&data).into_owned(),
            Err(_) => String::new(),
        }
    }

    /// A constant that cmd/dist wrote when the release was built, e.g. `DefaultGOAMD64`.
    pub(crate) fn bootstrap(&self, name: &str) -> Option<&str> {
        self.bootstrap
            .get_or_init(|| {
                sdk_source::string_constants(&self.source("src/internal/buildcfg/zbootstrap.go"))
            })
            .get(name)
            .map(String::as_str)
    }

    /// The release's name: VERSION's first line, or the name that the tree was built with if that
    /// file has no version (`runtime.Version`).
    pub fn version(&self) -> &str {
        self.version.get_or_init(|| {
            let text = self.source("VERSION");
            let name = text.lines().next().unwrap_or("").trim();
            let name = match ["go", "devel"].iter().any(|start| name.starts_with(start)) {
                true => name,
                false => self.bootstrap("version").unwrap_or(name),
            };
            match self.bootstrap("defaultGOEXPERIMENT") {
                // The version of a toolchain that was built with experiments has a suffix.
                Some(experiment) if !experiment.is_empty() => format!("{name} X:{experiment}"),
                _ => name.to_owned(),
            }
        })
    }

    /// The minor number of the language the release implements: 26 for Go 1.26.
    pub(crate) fn language_minor(&self) -> u32 {
        let from_version = self.version().strip_prefix("go1.").and_then(leading_number);
        from_version
            .or_else(|| {
                let source = self.source("src/internal/goversion/goversion.go");
                let mut tokens = Tokens::new(&source);
                match tokens
                    .skip_past(&["const", "Version", "="])
                    .then(|| tokens.take())??
                {
                    Kind::Word(number) => number.parse().ok(),
                    Kind::Text(_) | Kind::Mark(_) => None,
                }
            })
            .unwrap_or(0)
    }

    /// Returns the release that the SDK is treated as.
    pub(crate) fn release(&self) -> Release {
        Release::of_version(self.version(), self.language_minor())
    }

    /// All platforms of the release.
    pub fn platforms(&self) -> &[Platform] {
        self.platforms
            .get_or_init(|| parse_platforms(&self.source("src/internal/platform/zosarch.go")))
    }

    /// Properties of a platform; `None` if the release does not know it.
    pub fn platform(&self, goos: &str, goarch: &str) -> Option<PlatformInfo> {
        let is = |p: &&Platform| p.goos == goos && p.goarch == goarch;
        self.platforms().iter().find(is).map(|p| p.info)
    }

    /// Reports whether cgo works on a platform (`platform.CgoSupported`).
    pub fn cgo_supported(&self, goos: &str, goarch: &str) -> bool {
        self.platform(goos, goarch)
            .is_some_and(|info| info.cgo_supported)
    }

    /// Reports whether the go command knows a setting (`cfg.KnownEnv`).
    pub(crate) fn is_known_env(&self, name: &str) -> bool {
        let known = self.known_env.get_or_init(|| {
            let source = self.source("src/internal/cfg/cfg.go");
            let mut tokens = Tokens::new(&source);
            match tokens
                .skip_past(&["const", "KnownEnv", "="])
                .then(|| tokens.take())
            {
                Some(Some(Kind::Text(text))) => {
                    text.split_whitespace().map(str::to_owned).collect()
                }
                _ => Vec::new(),
            }
        });
        known.iter().any(|k| k == name)
    }

    /// The default C compiler (`cfg.DefaultCC`).
    pub fn default_cc(&self, goos: &str, goarch: &str) -> String {
        self.compiler("DefaultCC", goos, goarch)
            .unwrap_or_else(|| "gcc".to_owned())
    }

    /// The default C++ compiler (`cfg.DefaultCXX`).
    pub fn default_cxx(&self, goos: &str, goarch: &str) -> String {
        self.compiler("DefaultCXX", goos, goarch)
            .unwrap_or_else(|| "g++".to_owned())
    }

    /// The default pkg-config (`cfg.DefaultPkgConfig`).
    pub fn default_pkg_config(&self) -> String {
        sdk_source::string_constants(self.compilers())
            .remove("DefaultPkgConfig")
            .unwrap_or_else(|| "pkg-config".to_owned())
    }

    fn compilers(&self) -> &str {
        self.compilers
            .get_or_init(|| self.source("src/cmd/go/internal/cfg/zdefaultcc.go"))
    }

    fn compiler(&self, function: &str, goos: &str, goarch: &str) -> Option<String> {
        let mut scope = target_scope(goos, goarch);
        match sdk_source::run_function(self.compilers(), function, &mut scope)? {
            Value::Text(name) => Some(name),
            Value::Bool(_) | Value::Fields(_) | Value::Unknown => None,
        }
    }
}

/// The variables `goos` and `goarch`.
pub(crate) fn target_scope(goos: &str, goarch: &str) -> Scope {
    let mut scope = Scope::new();
    scope.insert("goos".to_owned(), Value::Text(goos.to_owned()));
    scope.insert("goarch".to_owned(), Value::Text(goarch.to_owned()));
    scope
}

fn leading_number(text: &str) -> Option<u32> {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

/// Reads the rows of `distInfo`: `{"os", "arch"}: {Field: true, …},`.
fn parse_platforms(source: &str) -> Vec<Platform> {
    let mut tokens = Tokens::new(source);
    let mut out: Vec<Platform> = Vec::new();
    if !tokens.skip_past(&["var", "distInfo"]) {
        return out;
    }
    while let Some(first) = tokens.take() {
        match (first, tokens.peek(0), tokens.peek(1)) {
            (Kind::Text(goos), Some(Kind::Mark(",")), Some(Kind::Text(goarch))) => {
                out.push(Platform {
                    goos: goos.to_owned(),
                    goarch: goarch.to_owned(),
                    info: PlatformInfo::default(),
                });
                tokens.take();
                tokens.take();
            }
            (Kind::Word(field), Some(Kind::Mark(":")), Some(Kind::Word("true"))) => {
                if let Some(last) = out.last_mut() {
                    match field {
                        "CgoSupported" => last.info.cgo_supported = true,
                        "FirstClass" => last.info.first_class = true,
                        "Broken" => last.info.broken = true,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platform_rows() {
        let rows = parse_platforms(
            r#"var List = []OSArch{ {"aix", "ppc64"}, }
            var distInfo = map[OSArch]osArchInfo{
                {"aix", "ppc64"}:     {CgoSupported: true},
                {"js", "wasm"}:       {},
                {"linux", "sparc64"}: {CgoSupported: true, Broken: true},
            }"#,
        );
        let names: Vec<_> = rows
            .iter()
            .map(|p| format!("{}/{}", p.goos, p.goarch))
            .collect();
        assert_eq!(names, ["aix/ppc64", "js/wasm", "linux/sparc64"]);
        assert!(rows[2].info.broken && rows[2].info.cgo_supported && !rows[1].info.cgo_supported);
    }
}
