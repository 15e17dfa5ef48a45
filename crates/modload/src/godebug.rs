//! Default GODEBUG settings of a main package: the table of the SDK for the go
//! version in effect, overlaid by go.mod and by `//go:debug` lines.
//!
//! The table belongs to a release, so it is read from the SDK's own source
//! (design, "the SDK is data"): one line per setting, named fields.
//! Counterpart: cmd/go/internal/load/godebug.go, internal/godebugs/table.go,
//! cmd/go/internal/modload/init.go (`CheckGodebug`).

use std::collections::BTreeMap;

use vamos_base::golang::gover;
use vamos_base::golang::quote::quote;

/// A setting whose default changed with a Go release.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Setting {
    name: String,
    /// Minor version that changed the default; 0 if no version did.
    changed: u32,
    /// Value that restores the previous behaviour.
    old: String,
}

/// The GODEBUG settings of one release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GodebugTable {
    all: Vec<Setting>,
    removed: Vec<Removed>,
}

/// A setting that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Removed {
    name: String,
    /// Minor version that removed it.
    version: u32,
    /// Values that select removed behaviour; since Go 1.27 only these are rejected.
    old: Option<Vec<String>>,
}

impl GodebugTable {
    /// Parses the table from the text of internal/godebugs/table.go.
    pub fn parse(source: &str) -> Self {
        let mut table = Self::default();
        let mut in_removed = false;
        for line in source.lines().map(str::trim) {
            if line.starts_with("var ") {
                in_removed = line.starts_with("var Removed");
                continue;
            }
            let Some(fields) = line.strip_prefix('{').filter(|_| !line.starts_with("//")) else {
                continue;
            };
            let Some(name) = string_field(fields, "Name") else {
                continue;
            };
            if in_removed {
                table.removed.push(Removed {
                    name: name.to_owned(),
                    version: number_field(fields, "Removed"),
                    old: field(fields, "Old").map(old_values),
                });
            } else {
                table.all.push(Setting {
                    name: name.to_owned(),
                    changed: number_field(fields, "Changed"),
                    old: string_field(fields, "Old").unwrap_or_default().to_owned(),
                });
            }
        }
        table
    }

    /// Checks one setting of go.mod or of a `//go:debug` line (`CheckGodebug`); `verb` is the kind
    /// of line and `local` the toolchain's version without `go`.
    pub fn check(&self, verb: &str, key: &str, value: &str, local: &str) -> Result<(), String> {
        for (mark, word) in [(&[' ', '\t'][..], "space"), (&[','][..], "comma")] {
            if key.contains(mark) {
                return Err(format!("key contains {word}"));
            }
            if value.contains(mark) {
                return Err(format!("value contains {word}"));
            }
        }
        if key == "default" {
            let Some(version) = value.strip_prefix("go").filter(|v| gover::is_valid(v)) else {
                return Err("value for default= must be goVERSION".to_owned());
            };
            if gover::compare(version, local).is_gt() {
                return Err(format!("default={value} too new (toolchain is go{local})"));
            }
            return Ok(());
        }
        if self.all.iter().any(|setting| setting.name == key) {
            return Ok(());
        }
        if let Some(removed) = self.removed.iter().find(|removed| removed.name == key) {
            let (key, version) = (quote(key), removed.version);
            return match &removed.old {
                None => Err(format!(
                    "use of removed {verb} {key}, see https://go.dev/doc/godebug#go-1{version}"
                )),
                Some(old) if old.iter().any(|old| old == value) => Err(format!(
                    "removed GODEBUG {key} set to old value {} (https://go.dev/doc/godebug#go-1{version})",
                    quote(value)
                )),
                Some(_) => Ok(()),
            };
        }
        Err(format!("unknown {verb} {}", quote(key)))
    }

    /// Parses a directive. `Ok(None)` if the text is not a `//go:debug` line.
    pub fn parse_directive(
        &self,
        text: &str,
        local: &str,
    ) -> Result<Option<(String, String)>, String> {
        let Some(rest) = text.strip_prefix("//go:debug") else {
            return Ok(None);
        };
        let Some(space) = text.find([' ', '\t']) else {
            if rest.trim().is_empty() {
                return Err("missing key=value".to_owned());
            }
            return Ok(None);
        };
        let Some((key, value)) = text[space..].trim().split_once('=') else {
            return Err("missing key=value".to_owned());
        };
        self.check("//go:debug setting", key, value, local)?;
        Ok(Some((key.to_owned(), value.to_owned())))
    }

    /// Returns the settings with the behaviour of the given go version; empty for versions that do
    /// not have the form `1.N` or `1.N.P`.
    fn defaults_for(&self, go_version: &str) -> BTreeMap<String, String> {
        let mut dots = go_version.match_indices('.').map(|(at, _)| at);
        let language = match dots.nth(1) {
            Some(second) => &go_version[..second],
            None => go_version,
        };
        let minor = language
            .strip_prefix("1.")
            .and_then(|minor| minor.parse::<i64>().ok());
        let Some(minor) = minor else {
            return BTreeMap::new();
        };
        self.all
            .iter()
            .filter(|setting| minor < i64::from(setting.changed))
            .map(|setting| (setting.name.clone(), setting.old.clone()))
            .collect()
    }
}

/// The inputs of a main package's default GODEBUG.
#[derive(Debug, Default)]
pub struct GodebugInputs<'a> {
    /// The go version of the main module or workspace.
    pub go_version: &'a str,
    /// The toolchain's own version, without `go`.
    pub local: &'a str,
    /// True if GOFIPS140 is not `off`.
    pub fips_enabled: bool,
    /// Settings of go.mod or go.work, in order.
    pub module_settings: &'a [(String, String)],
    /// Texts of the package's directives, in order.
    pub directives: &'a [(String, String)],
}

/// Returns the default GODEBUG of a main package: `key=value` joined by commas, sorted.
pub fn default_godebug(table: &GodebugTable, inputs: &GodebugInputs<'_>) -> String {
    let mut settings: BTreeMap<String, String> = BTreeMap::new();
    if inputs.fips_enabled {
        settings.insert("fips140".to_owned(), "on".to_owned());
    }
    settings.extend(inputs.module_settings.iter().cloned());
    for (text, _) in inputs.directives {
        if let Ok(Some((key, value))) = table.parse_directive(text, inputs.local) {
            settings.insert(key, value);
        }
    }
    let mut go_version = inputs.go_version;
    let chosen = settings.remove("default");
    if let Some(value) = &chosen {
        let version = value.strip_prefix("go").unwrap_or(value);
        if gover::is_valid(version) {
            go_version = version;
        }
    }
    let mut merged = table.defaults_for(go_version);
    merged.extend(settings);
    let mut text = String::new();
    for (key, value) in &merged {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(key);
        text.push('=');
        text.push_str(value);
    }
    text
}

/// Returns the value of `name: "value"` in a composite literal without escapes.
fn string_field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    let rest = field(fields, name)?.strip_prefix('"')?;
    rest.split('"').next()
}

/// Returns the value of `name: 123`; 0 if it is absent.
fn number_field(fields: &str, name: &str) -> u32 {
    let digits = field(fields, name).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit());
        &rest[..end.unwrap_or(rest.len())]
    });
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Returns the values that a predicate accepts: `one`, `zero`, or a function that
/// compares with each.
fn old_values(predicate: &str) -> Vec<String> {
    let code = predicate.split("//").next().unwrap_or(predicate);
    match code.split([',', '}']).next().unwrap_or(code) {
        "one" => vec!["1".to_owned()],
        "zero" => vec!["0".to_owned()],
        _ => code
            .split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect(),
    }
}

/// Returns the text after `name: `, where `name` begins a field.
fn field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    for (at, _) in fields.match_indices(name) {
        let begins = at == 0 || fields[..at].ends_with(", ");
        if let Some(rest) = fields[at + name.len()..]
            .strip_prefix(": ")
            .filter(|_| begins)
        {
            return Some(rest);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::GodebugInputs;
    use super::GodebugTable;
    use super::default_godebug;

    const SOURCE: &str = r#"
var All = []Info{
	{Name: "allowmultiplevcs", Package: "cmd/go"},
	{Name: "asynctimerchan", Package: "time", Changed: 23, Old: "1"},
	//{Name: "multipartfiles", Package: "mime/multipart"},
	{Name: "panicnil", Package: "runtime", Changed: 21, Old: "1"},
	{Name: "tlsmaxrsasize", Package: "crypto/tls"}, // note
}

var Removed = []RemovedInfo{
	{Name: "x509sha1", Removed: 24},
}
"#;

    #[test]
    fn reads_the_table() {
        let table = GodebugTable::parse(SOURCE);
        assert_eq!(table.all.len(), 4);
        assert_eq!(table.all[1].changed, 23);
        let removed = &table.removed[0];
        assert_eq!((removed.name.as_str(), removed.version), ("x509sha1", 24));
        assert_eq!(removed.old, None);
    }

    #[test]
    fn overlays_directives_on_the_version() {
        let table = GodebugTable::parse(SOURCE);
        let directive = |text: &str| (text.to_owned(), String::new());
        let mut directives = vec![directive("//go:debug tlsmaxrsasize=9")];
        let text = |go_version: &str, directives: &[(String, String)]| {
            default_godebug(
                &table,
                &GodebugInputs {
                    go_version,
                    local: "1.26.1",
                    directives,
                    ..GodebugInputs::default()
                },
            )
        };
        assert_eq!(text("1.26.1", &[]), "");
        assert_eq!(
            text("1.20", &directives),
            "asynctimerchan=1,panicnil=1,tlsmaxrsasize=9"
        );
        directives.push(directive("//go:debug default=go1.22"));
        directives.push(directive("//go:debug unknown=1"));
        assert_eq!(
            text("1.26", &directives),
            "asynctimerchan=1,tlsmaxrsasize=9"
        );
    }

    #[test]
    fn refuses_in_the_official_words() {
        let table = GodebugTable::parse(SOURCE);
        let check = |key: &str, value: &str| table.check("godebug", key, value, "1.26.1");
        assert_eq!(check("panicnil", "1"), Ok(()));
        assert_eq!(check("a b", "1"), Err("key contains space".to_owned()));
        assert_eq!(
            check("default", "1.21"),
            Err("value for default= must be goVERSION".to_owned())
        );
        assert_eq!(
            check("default", "go1.99"),
            Err("default=go1.99 too new (toolchain is go1.26.1)".to_owned())
        );
        assert_eq!(
            check("x509sha1", "1"),
            Err(
                "use of removed godebug \"x509sha1\", see https://go.dev/doc/godebug#go-124"
                    .to_owned()
            )
        );
        assert_eq!(
            check("nope", "1"),
            Err("unknown godebug \"nope\"".to_owned())
        );
    }
    #[test]
    fn newer_releases_refuse_old_values_only() {
        let table = GodebugTable::parse(
            r#"
var Removed = []RemovedInfo{
	{Name: "x509sha1", Removed: 24, Old: one},   // Old: "1"
	{Name: "tlskyber", Removed: 24, Old: zero},  // Old: "0"
	{Name: "asynctimerchan", Removed: 27, Old: func(s string) bool { return s == "1" || s == "2" }}, // Old: "1" or "2"
}
"#,
        );
        let check = |key: &str, value: &str| table.check("godebug", key, value, "1.27.1").is_ok();
        assert!(check("x509sha1", "0") && check("tlskyber", "1") && check("asynctimerchan", "0"));
        assert!(!check("tlskyber", "0") && !check("asynctimerchan", "2"));
        assert_eq!(
            table.check("godebug", "x509sha1", "1", "1.27.1"),
            Err("removed GODEBUG \"x509sha1\" set to old value \"1\" (https://go.dev/doc/godebug#go-124)".to_owned())
        );
    }
}
