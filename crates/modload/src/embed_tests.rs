//! Tests of embed patterns on files in memory; links are tested against the official
//! command in `tests/broken_trees.rs`.
//!
//! Counterpart: cmd/go's script tests embed.txt, embed_brackets.txt.

use vamos_fsys::MemFiles;

use super::resolve_embed;

fn resolve(patterns: &[&str]) -> Result<String, String> {
    let mut files = MemFiles::new();
    for name in [
        "x.go",
        "a.txt",
        "b.txt",
        "d/x.txt",
        "d/.hidden",
        "d/_skip/y.txt",
        "d/e/z.txt",
        "d/.git/config",
        "mod/go.mod",
        "mod/f.txt",
        "d/mod/go.mod",
        "d/mod/f.txt",
        "hide/.x",
        "con/t.txt",
        "bad/a*b",
        "[br]/f.txt",
    ] {
        files.insert(&format!("/p/q[1]/{name}"), b"");
    }
    let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
    match resolve_embed(&files, "/p/q[1]", &patterns, false) {
        Ok((files, _)) => Ok(files.join(" ")),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn matches() {
    let table: &[(&[&str], &str)] = &[
        (&["*.txt"], "a.txt b.txt"),
        (&["b.txt", "a.txt", "*.txt"], "a.txt b.txt"),
        (&["d"], "d/e/z.txt d/x.txt"),
        (&["all:d"], "d/.hidden d/_skip/y.txt d/e/z.txt d/x.txt"),
        (&["d/*/z.txt"], "d/e/z.txt"),
        (&["d/.hidden"], "d/.hidden"),
        (&["\\[br]/f.txt"], "[br]/f.txt"),
    ];
    for (patterns, want) in table {
        assert_eq!(resolve(patterns), Ok((*want).to_owned()), "{patterns:?}");
    }
}

#[test]
fn faults() {
    let table = [
        ("nope", "no matching files found"),
        (".", "invalid pattern syntax"),
        ("../x", "invalid pattern syntax"),
        ("a//b", "invalid pattern syntax"),
        ("[", "invalid pattern syntax"),
        (
            "d/[.e]*",
            "cannot embed directory d/.git: invalid name .git",
        ),
        ("[a/b]", "syntax error in pattern"),
        (
            "mod/f.txt",
            "cannot embed file mod/f.txt: in different module",
        ),
        ("mod", "cannot embed directory mod: in different module"),
        (
            "hide",
            "cannot embed directory hide: contains no embeddable files",
        ),
        (
            "con/*",
            "cannot embed file con/t.txt: in invalid directory con",
        ),
        ("bad", "cannot embed file bad/a*b: invalid name a*b"),
        ("d/.git", "cannot embed directory d/.git: invalid name .git"),
        (
            "d/.git/config",
            "cannot embed file d/.git/config: in invalid directory .git",
        ),
    ];
    for (pattern, want) in table {
        // A pattern may match hidden files, but not files that cannot be in a module.
        let want = format!("pattern {pattern}: {want}");
        assert_eq!(resolve(&[pattern]), Err(want));
    }
}
