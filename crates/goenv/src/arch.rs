//! The architecture variables: their checks and the build tags they give.
//!
//! Only the OS environment is read, not the env file: the official command computes these
//! values before it reads its configuration.
//! Counterpart: internal/buildcfg/cfg.go.

use crate::config_error::ConfigError;
use crate::host;
use crate::inputs::Environ;
use crate::sdk::Sdk;
use vamos_release::Release;

/// The architecture variables and their defaults, which the release's build and the user can
/// override.
pub(crate) const ARCH_VARS: [(&str, &str); 8] = [
    ("GO386", "sse2"),
    ("GOAMD64", "v1"),
    ("GOARM", "7"),
    ("GOARM64", "v8.0"),
    ("GOMIPS", "hardfloat"),
    ("GOMIPS64", "hardfloat"),
    ("GOPPC64", "power8"),
    ("GORISCV64", "rva20u64"),
];

/// The variable that refines an architecture (`cfg.GetArchEnv`).
pub(crate) fn arch_var(goarch: &str) -> Option<&'static str> {
    Some(match goarch {
        "arm" => "GOARM",
        "arm64" => "GOARM64",
        "386" => "GO386",
        "amd64" => "GOAMD64",
        "mips" | "mipsle" => "GOMIPS",
        "mips64" | "mips64le" => "GOMIPS64",
        "ppc64" | "ppc64le" => "GOPPC64",
        "riscv64" => "GORISCV64",
        "wasm" => "GOWASM",
        _ => return None,
    })
}

/// The default of an architecture variable in this release.
pub(crate) fn default_value<'a>(sdk: &'a Sdk, name: &str) -> &'a str {
    let fallback = ARCH_VARS
        .iter()
        .find(|row| row.0 == name)
        .map_or("", |row| row.1);
    sdk.bootstrap(&format!("Default{name}")).unwrap_or(fallback)
}

/// The OS environment over the defaults of the release's build.
struct BuildConfig<'a> {
    sdk: &'a Sdk,
    os: &'a Environ,
}

impl<'a> BuildConfig<'a> {
    fn value(&self, name: &str) -> &'a str {
        self.os
            .get_set(name)
            .unwrap_or_else(|| default_value(self.sdk, name))
    }

    fn goarch(&self) -> &'a str {
        self.os.get_set("GOARCH").unwrap_or(host::GOARCH)
    }

    fn goarm(&self) -> &'a str {
        match self.os.get_set("GOARM") {
            Some(value) => value,
            None if self.os.get("GOOS") == "android" && self.goarch() == "arm" => "7",
            None => default_value(self.sdk, "GOARM"),
        }
    }
}

/// The error of `buildcfg.Check`, apart from GOEXPERIMENT.
///
/// In this order a later error replaces an earlier one. Errors about GOAMD64 and GOARM are
/// never reported: the official command clears them when it parses GOARM64, and the compiler
/// reports them.
pub(crate) fn check(release: Release, sdk: &Sdk, os: &Environ) -> Option<ConfigError> {
    let invalid = |name, must| Some(ConfigError::Value { name, must });
    let config = BuildConfig { sdk, os };
    let mut error = None;
    if goarm64(config.value("GOARM64")).is_none() {
        error = invalid(
            "GOARM64",
            "start with v8.{0-9} or v9.{0-5} and may optionally end in \",lse\" and/or \",crypto\"",
        );
    }
    for name in ["GOMIPS", "GOMIPS64"] {
        if !matches!(config.value(name), "hardfloat" | "softfloat") {
            error = invalid(name, "be hardfloat, softfloat");
        }
    }
    if goppc64(config.value("GOPPC64")).is_none() {
        error = invalid("GOPPC64", "be power8, power9, power10");
    }
    if goriscv64(config.value("GORISCV64")).is_none() {
        error = invalid("GORISCV64", "be rva20u64, rva22u64, rva23u64");
    }
    for option in os.get("GOWASM").split(',') {
        if !matches!(option, "" | "satconv" | "signext") {
            let feature = option.to_owned();
            error = Some(ConfigError::WasmFeature { feature });
        }
    }
    let fips = os.get_set("GOFIPS140").unwrap_or_else(|| default_fips(sdk));
    if !is_fips(release, fips) {
        let must = match release.limits_fips_versions_to_v1() {
            true => "be off, latest, inprocess, certified, or v1.Y.Z",
            false => "be off, latest, inprocess, certified, or vX.Y.Z",
        };
        error = invalid("GOFIPS140", must);
    }
    error
}

/// The default of GOFIPS140 in this release.
pub(crate) fn default_fips(sdk: &Sdk) -> &str {
    sdk.bootstrap("DefaultGOFIPS140").unwrap_or("off")
}

fn is_fips(release: Release, value: &str) -> bool {
    if matches!(value, "off" | "latest" | "inprocess" | "certified") {
        return true;
    }
    let is_old = !release.limits_fips_versions_to_v1();
    let parse = || {
        let rest = cut_number(value.strip_prefix('v')?)?;
        if !is_old && !value.starts_with("v1.") {
            return None;
        }
        let rest = cut_number(rest.strip_prefix('.')?)?;
        let rest = cut_number(rest.strip_prefix('.')?)?;
        if rest.is_empty() {
            return Some(());
        }
        if is_old {
            return (rest.starts_with('-') && rest.len() == 9).then_some(());
        }
        if let Some(candidate) = rest.strip_prefix("-rc") {
            return cut_number(candidate)?.is_empty().then_some(());
        }
        (rest.strip_prefix('-')?.len() == 8).then_some(())
    };
    parse().is_some()
}

fn cut_number(text: &str) -> Option<&str> {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| &text[end..])
}

/// Major and minor version of a GOARM64 value.
fn goarm64(value: &str) -> Option<(u8, u8)> {
    let mut version = value;
    while let Some(rest) = version
        .strip_suffix(",lse")
        .or_else(|| version.strip_suffix(",crypto"))
    {
        version = rest;
    }
    match version.as_bytes() {
        [b'v', b'8', b'.', minor @ b'0'..=b'9'] => Some((8, minor - b'0')),
        [b'v', b'9', b'.', minor @ b'0'..=b'5'] => Some((9, minor - b'0')),
        _ => None,
    }
}

fn goppc64(value: &str) -> Option<u8> {
    match value {
        "power8" => Some(8),
        "power9" => Some(9),
        "power10" => Some(10),
        _ => None,
    }
}

fn goriscv64(value: &str) -> Option<u8> {
    match value {
        "rva20u64" => Some(20),
        "rva22u64" => Some(22),
        "rva23u64" => Some(23),
        _ => None,
    }
}

fn goamd64(value: &str) -> Option<u8> {
    match value.as_bytes() {
        [b'v', level @ b'1'..=b'4'] => Some(level - b'0'),
        _ => None,
    }
}

fn goarm(value: &str) -> Option<u8> {
    let value = value.strip_suffix(",softfloat").unwrap_or(value);
    let value = value.strip_suffix(",hardfloat").unwrap_or(value);
    match value {
        "5" => Some(5),
        "6" => Some(6),
        "7" => Some(7),
        _ => None,
    }
}

/// The build tags of the architecture's features (`gogoarchTags`).
pub(crate) fn feature_tags(release: Release, sdk: &Sdk, os: &Environ) -> Vec<String> {
    let config = BuildConfig { sdk, os };
    let goarch = config.goarch();
    // A value that does not parse counts as the release's default.
    let level = |parse: fn(&str) -> Option<u8>, value: &str, name: &str| {
        parse(value)
            .or_else(|| parse(default_value(sdk, name)))
            .unwrap_or(0)
    };
    match goarch {
        "386" => vec![format!("386.{}", config.value("GO386"))],
        "amd64" => {
            let max = level(goamd64, config.value("GOAMD64"), "GOAMD64");
            (1..=max).map(|n| format!("amd64.v{n}")).collect()
        }
        "arm" => {
            let max = level(goarm, config.goarm(), "GOARM");
            (5..=max).map(|n| format!("arm.{n}")).collect()
        }
        "arm64" => {
            let (major, minor) = goarm64(config.value("GOARM64"))
                .or_else(|| goarm64(default_value(sdk, "GOARM64")))
                .unwrap_or((8, 0));
            let mut tags: Vec<String> =
                (0..=minor).map(|n| format!("arm64.v{major}.{n}")).collect();
            if major == 9 {
                // v9.N contains v8.(N+5).
                tags.extend((0..=(minor + 5).min(9)).map(|n| format!("arm64.v8.{n}")));
            }
            tags
        }
        "mips" | "mipsle" | "mips64" | "mips64le" => {
            let name = if goarch.starts_with("mips64") {
                "GOMIPS64"
            } else {
                "GOMIPS"
            };
            let value = match config.value(name) {
                value @ ("hardfloat" | "softfloat") => value,
                _ => default_value(sdk, name),
            };
            vec![format!("{goarch}.{value}")]
        }
        "ppc64" | "ppc64le" => {
            let max = level(goppc64, config.value("GOPPC64"), "GOPPC64");
            (8..=max).map(|n| format!("{goarch}.power{n}")).collect()
        }
        "riscv64" => {
            let max = level(goriscv64, config.value("GORISCV64"), "GORISCV64");
            let profiles = [20, 22, 23]
                .into_iter()
                .filter(|&year| year == 20 || year <= max);
            profiles
                .map(|year| format!("riscv64.rva{year}u64"))
                .collect()
        }
        "wasm" => {
            // Since Go 1.26 they are always on.
            let asked = config.value("GOWASM");
            let is_on = |name: &&str| {
                release.has_wasm_features_always() || asked.split(',').any(|option| option == *name)
            };
            let features = ["satconv", "signext"].into_iter().filter(is_on);
            features.map(|name| format!("wasm.{name}")).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use vamos_fsys::MemFiles;

    fn tags(vars: &[(&str, &str)]) -> String {
        let sdk = Sdk::new("/none", Arc::new(MemFiles::new()));
        let os = Environ::new(vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        feature_tags(Release::nearest(26), &sdk, &os).join(" ")
    }

    #[test]
    fn tags_grow_with_the_level() {
        assert_eq!(tags(&[("GOARCH", "amd64")]), "amd64.v1");
        assert_eq!(
            tags(&[("GOARCH", "amd64"), ("GOAMD64", "v3")]),
            "amd64.v1 amd64.v2 amd64.v3"
        );
        assert_eq!(
            tags(&[("GOARCH", "arm"), ("GOARM", "6,softfloat")]),
            "arm.5 arm.6"
        );
        assert_eq!(
            tags(&[("GOARCH", "arm64"), ("GOARM64", "v9.0,lse")]),
            "arm64.v9.0 arm64.v8.0 arm64.v8.1 arm64.v8.2 arm64.v8.3 arm64.v8.4 arm64.v8.5"
        );
        assert_eq!(
            tags(&[("GOARCH", "riscv64"), ("GORISCV64", "rva22u64")]),
            "riscv64.rva20u64 riscv64.rva22u64"
        );
        assert_eq!(
            tags(&[("GOARCH", "mipsle"), ("GOMIPS", "softfloat")]),
            "mipsle.softfloat"
        );
        assert_eq!(tags(&[("GOARCH", "s390x")]), "");
        assert_eq!(tags(&[("GOARCH", "wasm")]), "wasm.satconv wasm.signext");
    }

    #[test]
    fn fips_values() {
        for good in ["off", "v1.0.0", "v1.26.0-rc3", "v1.0.0-c2097c7c"] {
            assert!(is_fips(Release::nearest(26), good), "{good}");
        }
        for bad in ["", "on", "v1.0", "v1.0.0-rc", "v1.0.0-1234567", "v2.0.0"] {
            assert!(!is_fips(Release::nearest(26), bad), "{bad}");
        }
        assert!(is_fips(Release::nearest(25), "v2.0.0-12345678"));
        assert!(!is_fips(Release::nearest(25), "v1.0.0-rc1"));
    }
}
