//! Programs built from an SDK's own packages with files of ours added; the SDK is not changed.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_base::Digest;

use crate::files;
use crate::files::at;
use crate::sdk::Sdk;
use crate::sdk::target_dir;

/// Returns the text of a file with calls inserted: each after a line that is there once.
pub fn with_calls(name: &str, text: &str, calls: &[(&str, &str)]) -> Result<String, String> {
    let mut text = text.to_owned();
    for (line, call) in calls {
        match text.matches(line).count() {
            1 => text = text.replace(line, &format!("{line}{call}")),
            count => return Err(format!("{name}: {count} times instead of once: {line}")),
        }
    }
    Ok(text)
}

/// Returns the name of the directory of a program: another one for each SDK and text of its files,
/// since another run may execute a program of the same package meanwhile.
fn directory_name(version: &str, added: &[(&str, String)]) -> String {
    let mut key = version.to_owned();
    for (name, text) in added {
        key.push_str(&format!("\n{name} {}\n{text}", text.len()));
    }
    Digest::of(key.as_bytes()).short()
}

/// Builds `package` of an SDK with the go command `go`. `added` are names of files below the
/// SDK's `src/cmd` with their texts. A second run with the same files waits for the first.
pub fn build(
    sdk: &Sdk,
    go: &Path,
    package: &str,
    added: &[(&str, String)],
) -> Result<PathBuf, String> {
    let name = package.replace('/', "-");
    let shared = target_dir().join(format!("overlay-{}-{name}", sdk.minor().unwrap_or(0)));
    let dir = shared.join(directory_name(&sdk.version, added));
    files::make_dir(&dir)?;
    let _lock = files::lock(&dir, "overlay")?;
    let below = sdk.goroot.join("src/cmd");
    let mut replaced = serde_json::Map::new();
    for (name, text) in added {
        let copy = dir.join(name.replace('/', "-"));
        files::write(&copy, text)?;
        let copy = copy.display().to_string();
        replaced.insert(below.join(name).display().to_string(), copy.into());
    }
    let overlay = dir.join("overlay.json");
    let replace = serde_json::json!({ "Replace": replaced });
    files::write(&overlay, replace.to_string())?;
    let program = dir.join("program");
    let mut command = Command::new(go);
    command
        .current_dir(&dir)
        .env("GOROOT", &sdk.goroot)
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "")
        .env("GOWORK", "off")
        .env("GO111MODULE", "on")
        .env("CGO_ENABLED", "0")
        .env("VAMOS_NO_DELEGATE", "1")
        .env("GOCACHE", shared.join("cache"))
        // An SDK may lie in the module cache, whose files an overlay must not replace.
        .env("GOMODCACHE", shared.join("modules"))
        .args(["build", "-overlay"])
        .arg(&overlay)
        .arg("-o")
        .arg(&program)
        .arg(package);
    let output = command.output().map_err(at(go))?;
    if output.status.success() {
        Ok(program)
    } else {
        Err(format!(
            "{package}: {}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_with_different_files_have_different_directories() {
        let name = |version: &str, text: &str| {
            directory_name(version, &[("compile/dump.go", text.to_owned())])
        };
        let first = name("go1.26.8", "package ssa");
        assert_eq!(first, name("go1.26.8", "package ssa"));
        assert_ne!(first, name("go1.26.11", "package ssa"));
        assert_ne!(first, name("go1.26.8", "package ssagen"));
    }
}
