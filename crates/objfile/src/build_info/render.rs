//! Output of `go version` for a file.
//!
//! Counterpart: cmd/go/internal/version/version.go (`scanFile`, `isGoBinaryCandidate`).

use vamos_base::golang::json::Writer;

use super::BuildInfo;
use super::Module;

/// Returns the lines for a file: its toolchain, and with `-m` its modules.
pub fn version_text(file: &str, info: &BuildInfo, with_modules: bool) -> String {
    let mut out = format!("{file}: {}\n", info.go_version);
    if with_modules {
        let rest = BuildInfo {
            go_version: String::new(),
            ..info.clone()
        };
        if let Some(text) = rest.format().strip_suffix('\n') {
            for line in text.split('\n') {
                out.push('\t');
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// Returns the JSON form of `-m -json`, newline included.
pub fn version_json(info: &BuildInfo) -> String {
    let mut json = Writer::indented("", "\t");
    json.begin_object();
    field(&mut json, "GoVersion", &info.go_version);
    field(&mut json, "Path", &info.path);
    json.key("Main");
    module(&mut json, &info.main);
    if !info.deps.is_empty() {
        json.key("Deps");
        json.begin_array();
        for dep in &info.deps {
            module(&mut json, dep);
        }
        json.end_array();
    }
    if !info.settings.is_empty() {
        json.key("Settings");
        json.begin_array();
        for (key, value) in &info.settings {
            json.begin_object();
            field(&mut json, "Key", key);
            field(&mut json, "Value", value);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
    json.newline();
    json.finish_string()
}

fn field(json: &mut Writer, name: &str, value: &str) {
    if !value.is_empty() {
        json.key(name);
        json.string(value);
    }
}

fn module(json: &mut Writer, module_info: &Module) {
    json.begin_object();
    field(json, "Path", &module_info.path);
    field(json, "Version", &module_info.version);
    field(json, "Sum", &module_info.sum);
    if let Some(other) = &module_info.replace {
        json.key("Replace");
        module(json, other);
    }
    json.end_object();
}

/// Reports whether a file without build information is worth an error, because it looks like a
/// program. `mode` is the `st_mode` of the target of `file`.
pub fn is_go_binary_candidate(file: &str, is_regular: bool, mode: u32) -> bool {
    if is_regular && mode & 0o111 != 0 {
        return true;
    }
    let name = file.to_lowercase();
    let base = name.rsplit('/').next().unwrap_or_default();
    let extension = base.rfind('.').map(|dot| &base[dot..]);
    matches!(extension, Some(".so" | ".exe" | ".dll")) || name.contains(".so.")
}
