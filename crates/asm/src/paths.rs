//! The names of files in an object.
//!
//! Counterpart: cmd/internal/objabi/line.go (`AbsFile`).

use vamos_base::golang::path;

/// The rules that rewrite names of files for the object.
#[derive(Clone, Copy, Debug)]
pub struct Rewrites<'a> {
    /// The working directory.
    pub working_dir: &'a str,
    /// The SDK's directory.
    pub goroot: &'a str,
    /// `-trimpath`: `prefix` or `prefix=>replacement`, separated by semicolons.
    pub trimpath: &'a str,
}

impl Rewrites<'_> {
    /// Returns the absolute name of a file, with prefixes replaced.
    pub fn absolute(&self, file: &str) -> String {
        let mut abs = file.to_owned();
        if !self.working_dir.is_empty() && !path::is_abs(file) {
            abs = path::join(&[self.working_dir, file]);
        }
        let mut rewrites = self.trimpath.split(';');
        if let Some(rewritten) = rewrites.find_map(|rewrite| apply(&abs, rewrite)) {
            abs = rewritten;
        } else if !self.goroot.is_empty() && has_prefix(&abs, self.goroot) {
            abs = format!("$GOROOT{}", &abs[self.goroot.len()..]);
        }
        match abs.is_empty() {
            true => "??".to_owned(),
            false => abs,
        }
    }
}

fn apply(file: &str, rewrite: &str) -> Option<String> {
    let (prefix, replacement) = rewrite.rsplit_once("=>").unwrap_or((rewrite, ""));
    if prefix.is_empty() || !has_prefix(file, prefix) {
        return None;
    }
    let rest = &file[prefix.len()..];
    Some(match (rest, replacement) {
        ("", replacement) => replacement.to_owned(),
        (rest, "") => rest[1..].to_owned(),
        (rest, replacement) => format!("{replacement}{rest}"),
    })
}

/// Returns true if `prefix` is `path` or a directory above it; case and the kind of slash do not
/// matter, as on Windows.
fn has_prefix(path: &str, prefix: &str) -> bool {
    let fold = |byte: u8| match byte {
        b'\\' => b'/',
        byte => byte.to_ascii_lowercase(),
    };
    let (path, prefix) = (path.as_bytes(), prefix.as_bytes());
    let Some((start, rest)) = path.split_at_checked(prefix.len()) else {
        return false;
    };
    let is_equal = start.iter().zip(prefix).all(|(a, b)| fold(*a) == fold(*b));
    is_equal && matches!(rest.first(), None | Some(b'/' | b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_replaced() {
        let rewrites = Rewrites {
            working_dir: "/sdk/src/p",
            goroot: "/sdk",
            trimpath: "/tmp/b001=>;/src/u=>U",
        };
        assert_eq!(rewrites.absolute("./x.s"), "$GOROOT/src/p/x.s");
        assert_eq!(rewrites.absolute("/tmp/b001/go_asm.h"), "go_asm.h");
        assert_eq!(rewrites.absolute("/src/u/a.s"), "U/a.s");
        assert_eq!(rewrites.absolute("/src/user/a.s"), "/src/user/a.s");
        assert_eq!(rewrites.absolute("/tmp/b001"), "??");
    }
}
