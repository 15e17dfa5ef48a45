//! The output of an earlier `-json`, for `-reuse`: its contents are valid while its origins in the
//! repositories are unchanged.
//!
//! Counterpart: cmd/go/internal/modload/list.go (`ListModules`),
//! cmd/go/internal/modinfo/info.go.

use std::fmt;
use std::sync::Arc;

use hashbrown::HashMap;
use serde_json::Deserializer;
use serde_json::Map;
use serde_json::Value;
use vamos_base::golang::quote::quote_char;
use vamos_base::golang::time::Time;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_modcache::info;
use vamos_modfile::RevInfo;

use crate::module_public::ModuleFault;
use crate::module_public::ModulePublic;

/// The reason why the file cannot be used.
#[derive(Clone, Debug)]
pub enum ReuseError {
    /// It cannot be read.
    Read(PathError),
    /// It is not JSON of modules: its name, and the error.
    Parse(String, String),
}

impl fmt::Display for ReuseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Parse(file, error) => write!(f, "parsing {file}: {error}"),
        }
    }
}

impl std::error::Error for ReuseError {}

/// Earlier descriptions of modules, by their versions and by the queries for these.
#[derive(Clone, Debug, Default)]
pub struct Reuse(HashMap<(String, String), Arc<ModulePublic>>);

impl Reuse {
    /// Reads the file of `-reuse`.
    pub fn read(file: &str) -> Result<Self, ReuseError> {
        let text = uncached::read(file).map_err(ReuseError::Read)?;
        Self::parse(&text).map_err(|error| ReuseError::Parse(file.to_owned(), error))
    }

    fn parse(text: &[u8]) -> Result<Self, String> {
        let mut known = HashMap::new();
        for value in Deserializer::from_slice(text).into_iter::<Value>() {
            let value = value.map_err(|error| syntax_error(text, &error))?;
            let module = Arc::new(module(&value)?);
            if module.origin.is_none() {
                continue;
            }
            let mut add = |version: &str| {
                let key = (module.path.to_string(), version.to_owned());
                known.insert(key, Arc::clone(&module));
            };
            add(&module.version);
            if !module.query.is_empty() {
                add(&module.query);
            }
        }
        Ok(Self(known))
    }

    /// Returns the earlier description of a module at a version, or for a query.
    pub(crate) fn get(&self, path: &str, query: &str) -> Option<&Arc<ModulePublic>> {
        // Most commands reuse nothing.
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(path.to_owned(), query.to_owned()))
    }

    /// Returns an earlier answer to a query.
    pub(crate) fn answer(&self, path: &str, query: &str) -> Option<RevInfo> {
        let old = self.get(path, query)?;
        Some(RevInfo {
            version: old.version.to_string(),
            time: old.time.clone().unwrap_or_default(),
            origin: old.origin.clone(),
        })
    }
}

type Answer<T> = Result<T, String>;

/// Reads a module; one that is reused is marked.
fn module(value: &Value) -> Answer<ModulePublic> {
    let object = match value {
        Value::Object(object) => object,
        Value::Null => return Ok(ModulePublic::default()),
        other => {
            let kind = info::kind(other);
            return Err(format!(
                "json: cannot unmarshal {kind} into Go value of type modinfo.ModulePublic"
            ));
        }
    };
    let text = |name: &str| info::text(object, name, &format!("ModulePublic.{name}"));
    let nested = |name: &str| match info::field(object, name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => module(value).map(Arc::new).map(Some),
    };
    let origin = match info::field(object, "Origin") {
        Some(Value::Object(origin)) => Some(info::parse_origin(origin, "Origin.Origin")?),
        _ => None,
    };
    Ok(ModulePublic {
        path: text("Path")?.into(),
        version: text("Version")?.into(),
        query: text("Query")?,
        versions: list(object, "Versions")?,
        update: nested("Update")?,
        replace: nested("Replace")?,
        time: time(&text("Time")?)?,
        main: flag(object, "Main")?,
        indirect: flag(object, "Indirect")?,
        dir: text("Dir")?.into(),
        go_mod: text("GoMod")?,
        go_version: text("GoVersion")?,
        deprecated: text("Deprecated")?,
        retracted: list(object, "Retracted")?,
        error: fault(object)?,
        sum: text("Sum")?,
        go_mod_sum: text("GoModSum")?,
        origin,
        reuse: true,
    })
}

/// Reads an error, which `go mod download` writes as text only.
fn fault(object: &Map<String, Value>) -> Answer<Option<ModuleFault>> {
    let err = match info::field(object, "Error") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(error)) => info::text(error, "Err", "ModuleError.Err")?,
        Some(_) => info::text(object, "Error", "ModulePublic.Error")?,
    };
    Ok(Some(ModuleFault { err }))
}

fn wrong<T>(value: &Value, name: &str, wanted: &str) -> Answer<T> {
    let kind = info::kind(value);
    Err(format!(
        "json: cannot unmarshal {kind} into Go struct field ModulePublic.{name} of type {wanted}"
    ))
}

fn flag(object: &Map<String, Value>, name: &str) -> Answer<bool> {
    match info::field(object, name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(other) => wrong(other, name, "bool"),
    }
}

fn list(object: &Map<String, Value>, name: &str) -> Answer<Vec<String>> {
    let values = match info::field(object, name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(values)) => values,
        Some(other) => return wrong(other, name, "[]string"),
    };
    let texts = values.iter().map(|value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Null => Ok(String::new()),
        other => wrong(other, name, "string"),
    });
    texts.collect()
}

fn time(text: &str) -> Answer<Option<String>> {
    if text.is_empty() {
        return Ok(None);
    }
    match Time::parse_rfc3339(text) {
        Some((time, offset)) => Ok(Some(time.rfc3339_nano(offset))),
        None => {
            let text = vamos_base::golang::quote::quote(&vamos_base::golang::quote::quote(text));
            Err(format!(
                "parsing time {text} as \"2006-01-02T15:04:05Z07:00\": cannot parse"
            ))
        }
    }
}

/// Returns the text of encoding/json for an error at the position of a value.
fn syntax_error(text: &[u8], error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "unexpected EOF".to_owned();
    }
    let before = text.split_inclusive(|&c| c == b'\n');
    let start: usize = before.take(error.line() - 1).map(<[u8]>::len).sum();
    match text.get(start + error.column().saturating_sub(1)) {
        Some(&c) => format!(
            "invalid character {} looking for beginning of value",
            quote_char(char::from(c))
        ),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Reuse;

    #[test]
    fn sequences_of_modules() {
        for text in ["", "{}", "null", "{\"Path\": \"a\"}\n{\"Path\": \"b\"}\n"] {
            assert!(
                Reuse::parse(text.as_bytes()).unwrap().0.is_empty(),
                "{text}"
            );
        }
        for (text, want) in [
            ("{", "unexpected EOF"),
            ("{} {\"a\": 1", "unexpected EOF"),
            ("x", "invalid character 'x' looking for beginning of value"),
            (
                "[]",
                "json: cannot unmarshal array into Go value of type modinfo.ModulePublic",
            ),
            (
                "{\"Main\": 1}",
                "json: cannot unmarshal number into Go struct field ModulePublic.Main of type bool",
            ),
        ] {
            assert_eq!(Reuse::parse(text.as_bytes()).unwrap_err(), want, "{text}");
        }
    }

    #[test]
    fn queries_and_versions_are_known() {
        let text = "{\"Path\":\"a\",\"Version\":\"v1.0.0\",\"query\":\"latest\",\"Error\":\"no\",\
            \"Origin\":{\"VCS\":\"git\",\"TagSum\":\"t1:x\"}}";
        let reuse = Reuse::parse(text.as_bytes()).unwrap();
        let by_query = reuse.get("a", "latest").unwrap();
        assert!(
            by_query.reuse
                && by_query
                    .error
                    .as_ref()
                    .is_some_and(|error| error.err == "no")
        );
        assert_eq!(
            reuse.answer("a", "v1.0.0").unwrap().origin.unwrap().tag_sum,
            "t1:x"
        );
    }
}
