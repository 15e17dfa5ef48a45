//! macOS: everything is type-checked, vamos is linked, and its requirements of the system are
//! listed.
//!
//! Counterpart: none.

use std::process::Stdio;

use super::cross::MAC_ARM;
use super::cross::MAC_INTEL;
use super::cross::Target;
use super::macho;
use super::macho::Needs;
use super::tools::Tools;
use crate::files;

/// The oldest macOS that vamos is for.
const LEAST: (u64, u64) = (13, 0);

/// The libraries that every macOS has.
const LIBRARIES: [&str; 2] = ["/usr/lib/libSystem.B.dylib", "/usr/lib/libiconv.2.dylib"];

/// Checks both processors.
pub(super) fn run(tools: &Tools) -> Result<(), String> {
    for target in [MAC_ARM, MAC_INTEL] {
        without_warnings(tools, target, &["check", "--workspace"])?;
        without_warnings(tools, target, &["build", "--package", "vamos-cli"])?;
        let file = target.dir().join("debug/vamos");
        let needs = macho::needs(&files::read(&file)?);
        let needs = needs.ok_or_else(|| format!("{}: not a Mach-O file", file.display()))?;
        report(target, &needs);
        let stub = files::read_text(&tools.stub())?;
        check(target, &needs, &stub)?;
    }
    Ok(())
}

/// Runs cargo; a warning is an error.
fn without_warnings(tools: &Tools, target: Target, words: &[&str]) -> Result<(), String> {
    let mut command = target.cargo(tools, words)?;
    let output = command
        .stdout(Stdio::inherit())
        .stderr(Stdio::piped())
        .output();
    let output = output.map_err(|error| format!("cargo: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let is_bad = |line: &&str| line.starts_with("warning") || line.starts_with("error");
    let bad = text.lines().filter(is_bad).count();
    if output.status.success() && bad == 0 {
        crate::say(&format!(
            "{}: {}: no warning",
            target.triple,
            words.join(" ")
        ));
        Ok(())
    } else {
        Err(format!(
            "{}: {bad} warnings and errors:\n{text}",
            target.triple
        ))
    }
}

fn report(target: Target, needs: &Needs) {
    let commands: Vec<String> = needs
        .commands
        .iter()
        .map(|number| format!("{number:#x}"))
        .collect();
    crate::say(&format!(
        "{}: load commands {}",
        target.triple,
        commands.join(" ")
    ));
    for library in &needs.libraries {
        crate::say(&format!("{}: loads {library}", target.triple));
    }
    let (count, imports) = (needs.imports.len(), needs.imports.join(" "));
    crate::say(&format!(
        "{}: imports {count} symbols: {imports}",
        target.triple
    ));
}

/// Checks that macOS 13 has all requirements of a program.
fn check(target: Target, needs: &Needs, stub: &str) -> Result<(), String> {
    let processor = match target {
        MAC_ARM => "arm64-macos",
        _ => "x86_64-macos",
    };
    let known = macho::symbols_of_stub(stub, processor);
    let is_missing = |name: &&String| !known.contains(name.as_str());
    let missing: Vec<&str> = needs
        .imports
        .iter()
        .filter(is_missing)
        .map(String::as_str)
        .collect();
    let is_other = |name: &&String| !LIBRARIES.contains(&name.as_str());
    let others: Vec<&str> = needs
        .libraries
        .iter()
        .filter(is_other)
        .map(String::as_str)
        .collect();
    let triple = target.triple;
    if !missing.is_empty() {
        return Err(format!("{triple}: macOS 13 has no {}", missing.join(", ")));
    }
    if !others.is_empty() {
        return Err(format!("{triple}: needs {}", others.join(", ")));
    }
    match needs.least_system {
        Some(least) if least <= LEAST => {}
        other => return Err(format!("{triple}: is for macOS {other:?} and newer")),
    }
    if needs.is_signed || target == MAC_INTEL {
        Ok(())
    } else {
        Err(format!("{triple}: has no signature"))
    }
}

#[cfg(test)]
mod tests {
    use super::Needs;
    use super::check;
    use crate::platforms::cross::MAC_ARM;

    const STUB: &str = "targets: [ arm64-macos ]\n symbols: [ _read ]\n";

    #[test]
    fn what_macos_lacks_is_found() {
        let good = Needs {
            least_system: Some((13, 0)),
            libraries: vec!["/usr/lib/libSystem.B.dylib".to_owned()],
            imports: vec!["_read".to_owned()],
            is_signed: true,
            commands: Vec::new(),
        };
        let problem = |needs: &Needs| check(MAC_ARM, needs, STUB).err().unwrap_or_default();
        assert_eq!(problem(&good), "");
        let unsigned = Needs {
            is_signed: false,
            ..good
        };
        assert!(problem(&unsigned).ends_with("has no signature"));
        let newer = Needs {
            imports: vec!["_of_macos_15".to_owned()],
            ..unsigned
        };
        assert!(problem(&newer).ends_with("macOS 13 has no _of_macos_15"));
    }
}
