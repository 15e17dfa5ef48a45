//! Programs built from an SDK's own packages with files of ours added; the SDK is not changed.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

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

/// Builds `package` of an SDK with the go command `go`. `added` are names of files below the
/// SDK's `src/cmd` with their texts.
pub fn build(
    sdk: &Sdk,
    go: &Path,
    package: &str,
    added: &[(&str, String)],
) -> Result<PathBuf, String> {
    let name = package.replace('/', "-");
    let dir = target_dir().join(format!("overlay-{}-{name}", sdk.minor().unwrap_or(0)));
    files::make_dir(&dir)?;
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
        .env("GOCACHE", dir.join("cache"))
        // An SDK may lie in the module cache, whose files an overlay must not replace.
        .env("GOMODCACHE", dir.join("modules"))
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
