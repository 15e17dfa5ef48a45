//! The inferred module path of a directory: from import comments, or from its location in GOPATH.
//!
//! Counterpart: cmd/go/internal/modload/init.go (`findModulePath`, `findImportComment`).

use vamos_base::golang::module;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote;
use vamos_fsys::DirEntry;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::inside::in_dir;

use super::InitError;
use super::InitRequest;

/// Returns the path, or the error that it cannot be inferred.
pub(super) fn module_path(request: &InitRequest<'_>) -> Result<String, InitError> {
    let (disk, dir) = (request.disk, request.dir);
    let entries = disk.read_dir(dir).unwrap_or_default();
    if let Some(comment) = first_comment(disk, dir, &entries) {
        return Ok(comment);
    }
    let dirs = entries.iter().filter(|entry| entry.kind == FileKind::Dir);
    for entry in dirs {
        let below = path::join(&[dir, &entry.name]);
        let entries = disk.read_dir(&below).unwrap_or_default();
        if let Some(comment) = first_comment(disk, &below, &entries) {
            return Ok(path::dir(&comment));
        }
    }
    let mut bad_path = None;
    for gopath in request
        .gopath
        .split(':')
        .filter(|gopath| !gopath.is_empty())
    {
        let sources = path::join(&[gopath, "src"]);
        let Some(rel) = in_dir(disk, dir, &sources).filter(|rel| rel != ".") else {
            continue;
        };
        match module::check_import_path(&rel) {
            Ok(()) => return Ok(rel.into_owned()),
            Err(error) => {
                bad_path = Some(error);
                break;
            }
        }
    }
    Err(InitError::Unknown {
        dir: dir.to_owned(),
        bad_path,
    })
}

/// Returns the first import comment in the Go files of a directory.
fn first_comment(disk: &dyn Files, dir: &str, entries: &[DirEntry]) -> Option<String> {
    let is_source = |entry: &&DirEntry| entry.kind == FileKind::File && entry.name.ends_with(".go");
    let comments = entries.iter().filter(is_source).filter_map(|entry| {
        let text = disk.read(&path::join(&[dir, &entry.name])).ok()?;
        import_comment(&text)
    });
    comments.into_iter().find(|comment| !comment.is_empty())
}

/// Returns the path of the first line `package p // import "path"` (upstream's
/// `importCommentRE`).
fn import_comment(text: &[u8]) -> Option<String> {
    let mut rest = text;
    loop {
        if let Some(quoted) = match_comment(rest) {
            return quote::unquote(&os_str::decode(quoted));
        }
        let newline = rest.iter().position(|&c| c == b'\n')?;
        rest = &rest[newline + 1..];
    }
}

/// Returns the quoted path if the text begins with a package clause that has one.
fn match_comment(text: &[u8]) -> Option<&[u8]> {
    let is_blank = |c: u8| matches!(c, b' ' | b'\t');
    let rest = skip(text.strip_prefix(b"package")?, is_blank)?;
    let rest = skip(rest, |c| !matches!(c, b' ' | b'\t' | b'\r' | b'\n' | b'/'))?;
    let rest = skip(rest, is_blank)?.strip_prefix(b"//")?;
    let rest = skip(rest, is_blank)?.strip_prefix(b"import")?;
    let quoted = skip(rest, is_blank)?;
    let end = skip(quoted.strip_prefix(b"\"")?, |c| c != b'"')?.strip_prefix(b"\"")?;
    let tail = skip(end, is_blank).unwrap_or(end);
    let tail = tail.strip_prefix(b"\r").unwrap_or(tail);
    tail.starts_with(b"\n")
        .then(|| &quoted[..quoted.len() - end.len()])
}

/// Removes the bytes of a class from the start of a text; there must be at least one.
fn skip(text: &[u8], class: impl Fn(u8) -> bool) -> Option<&[u8]> {
    let count = text.iter().take_while(|&&c| class(c)).count();
    (count > 0).then(|| &text[count..])
}

#[cfg(test)]
mod tests {
    use super::import_comment;

    #[test]
    fn import_comments() {
        let find = |text: &str| import_comment(text.as_bytes());
        let some = |path: &str| Some(path.to_owned());
        assert_eq!(find("package p // import \"a/b\"\n"), some("a/b"));
        assert_eq!(
            find("// doc\npackage\tp\t//\timport \"a\" \r\nimport \"x\"\n"),
            some("a")
        );
        for text in [
            "package p // import \"a\"",
            "package p //import \"a\"\n",
            "package p // import a\n",
            " package p // import \"a\"\n",
            "package p /* import \"a\" */\n",
            "package p // import \"a\" x\n",
            "package p // import \"\\q\"\n",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
