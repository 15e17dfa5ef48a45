//! Long command lines, passed to tools in a file.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`passLongArgsInResponseFiles`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::work;
use vamos_release::Release;

use crate::error::BuildError;

/// Bytes of arguments from which a response file is used (`sys.ExecArgLengthLimit` on
/// Unix).
const LIMIT: usize = 30 << 10;

/// Replaces the arguments of a long command by one that names a file with them, which
/// the caller removes when the command has run.
pub(crate) fn shorten(
    release: Release,
    command: &mut Vec<String>,
    temp_dir: &str,
) -> Result<Option<String>, BuildError> {
    // Only these tools accept response files.
    let program = path::base(&command[0]);
    let program = program.strip_suffix(".exe").unwrap_or(program);
    match program {
        "compile" | "link" | "cgo" | "asm" | "cover" => {}
        "pack" if release.has_response_files_for_pack() => {}
        _ => return Ok(None),
    }
    if command.iter().map(String::len).sum::<usize>() <= LIMIT {
        return Ok(None);
    }
    let mut text = String::new();
    for argument in &command[1..] {
        if release.quotes_response_files() {
            push_quoted(&mut text, argument);
        } else {
            text.push_str(&argument.replace('\\', "\\\\").replace('\n', "\\n"));
        }
        text.push('\n');
    }
    let dir = if temp_dir.is_empty() {
        "/tmp"
    } else {
        temp_dir
    };
    let file = work::write_temp(dir, "args", &os_str::encode(&text));
    let file = file.map_err(BuildError::ResponseFile)?;
    command.truncate(1);
    command.push(format!("@{file}"));
    Ok(Some(file))
}

/// Adds an argument in the format of GCC's response files.
fn push_quoted(text: &mut String, argument: &str) {
    let is_special = |c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\'' | '"' | '\\' | '$' | '`');
    if !argument.is_empty() && !argument.contains(is_special) {
        text.push_str(argument);
        return;
    }
    text.push('"');
    for c in argument.chars() {
        if matches!(c, '\\' | '"' | '$' | '`') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use vamos_release::Release;

    use super::push_quoted;
    use super::shorten;

    #[test]
    fn only_long_commands_of_go_tools_change() {
        let dir = tempfile::tempdir().unwrap();
        let temp = dir.path().to_str().unwrap();
        let long = "x\\y\n".repeat(10_000);
        for (program, changes) in [("/t/compile", true), ("/t/gcc", false)] {
            let mut command = vec![program.to_owned(), "-o".to_owned(), long.clone()];
            let file = shorten(Release::nearest(26), &mut command, temp).unwrap();
            assert_eq!(file.is_some(), changes);
            if let Some(file) = file {
                assert_eq!(command[1], format!("@{file}"));
                let text = vamos_fsys::uncached::read(&file).unwrap();
                let expected = format!("-o\n{}\n", "x\\\\y\\n".repeat(10_000));
                assert_eq!(text, expected.as_bytes());
            }
        }
        let mut short = vec!["compile".to_owned(), "-V=full".to_owned()];
        assert_eq!(
            shorten(Release::nearest(26), &mut short, temp).unwrap(),
            None
        );
    }
    #[test]
    fn newer_tools_read_quoted_arguments() {
        let quoted = |argument: &str| {
            let mut text = String::new();
            push_quoted(&mut text, argument);
            text
        };
        assert_eq!(quoted("-o=x"), "-o=x");
        assert_eq!(quoted(""), "\"\"");
        assert_eq!(quoted("a b\n"), "\"a b\n\"");
        assert_eq!(quoted(r#"it's $a`\""#), r#""it's \$a\`\\\"""#);
    }
}
