//! Opening the files that the tools look at.
//!
//! Counterpart: cmd/internal/objfile/objfile.go (`Open`).

use vamos_base::golang::os_str;
use vamos_fsys::PathError;
use vamos_fsys::uncached;
use vamos_objfile::goobj;
use vamos_objfile::program::Program;
use vamos_objfile::program::ProgramError;
use vamos_objfile::program::Rules;
use vamos_release::Release;

use super::Streams;

/// Returns the behaviour of the tools of a release.
pub(super) fn rules(release: Release) -> Rules {
    Rules {
        builtins: match release.language_version() {
            25 => goobj::BUILTINS_25,
            26 => goobj::BUILTINS_26,
            _ => goobj::BUILTINS_27,
        },
        names_bss: release.names_data_without_bytes(),
        empty_is_none: release.refuses_empty_symbol_tables(),
        reads_old_symbols: !release.ignores_old_symbols(),
    }
}

/// Reads a file whole. A file that can be opened, but not read, has no contents: upstream finds no
/// format in it then.
pub(super) fn read(path: &str) -> Result<Vec<u8>, PathError> {
    match uncached::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => match uncached::open(path) {
            Ok(_) => Ok(Vec::new()),
            Err(_) => Err(PathError {
                op: "open",
                ..error
            }),
        },
    }
}

/// Returns the text of an error of opening; `None` if the SDK's tool must open the file.
pub(super) fn open_error(path: &str, error: &ProgramError) -> Option<Vec<u8>> {
    match error {
        ProgramError::Unsupported(_) => None,
        error => {
            let mut text = b"open ".to_vec();
            text.extend_from_slice(&os_str::encode(path));
            text.extend_from_slice(format!(": {error}").as_bytes());
            Some(text)
        }
    }
}

/// Opens the file at `path` and passes it to `work`; returns the exit code of the tool with that
/// name. `work` gets the file's name, too. `None` if the SDK's tool must run.
pub(super) fn with_program(
    tool: &str,
    path: &str,
    release: Release,
    streams: &Streams<'_>,
    work: impl FnOnce(&[u8], &Program<'_>) -> Option<i32>,
) -> Option<i32> {
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(error) => return fatal(tool, error.to_string().as_bytes(), streams),
    };
    let name = os_str::encode(path);
    match Program::open(&name, &bytes, rules(release)) {
        Ok(program) => work(&name, &program),
        Err(error) => fatal(tool, &open_error(path, &error)?, streams),
    }
}

/// Prints why a tool cannot go on; returns its exit code.
pub(super) fn fatal(tool: &str, text: &[u8], streams: &Streams<'_>) -> Option<i32> {
    let line = [tool.as_bytes(), b": ", text, b"\n"].concat();
    (streams.stderr)(&os_str::decode(&line));
    Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patch_releases_have_the_functions_of_their_minor() {
        let lists = [
            (25, goobj::BUILTINS_25),
            (26, goobj::BUILTINS_26),
            (27, goobj::BUILTINS_27),
        ];
        for (minor, builtins) in lists {
            for patch in 0..30 {
                let rules = rules(Release::of_patch(minor, patch));
                assert_eq!(rules.builtins, builtins, "1.{minor}.{patch}");
                assert_eq!(rules.names_bss, minor == 27, "1.{minor}.{patch}");
                assert_eq!(rules.reads_old_symbols, minor == 25, "1.{minor}.{patch}");
            }
        }
    }
}
