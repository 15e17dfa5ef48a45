//! Literal tables from Go, and laws of paths.

use super::*;
use proptest::prelude::*;

#[test]
fn cleans() {
    for (path, want) in [
        ("", "."),
        (".", "."),
        ("/", "/"),
        ("//", "/"),
        ("abc", "abc"),
        ("abc//def//ghi", "abc/def/ghi"),
        ("abc/./../def", "def"),
        ("abc/../../def", "../def"),
        ("/../a", "/a"),
        ("../..", "../.."),
        ("a/..", "."),
        ("/a/", "/a"),
        ("./a", "a"),
        (".../a", ".../a"),
        ("../../a/..", "../.."),
    ] {
        assert_eq!(clean(path), want, "{path}");
    }
}

#[test]
fn joins_and_splits() {
    assert_eq!(join(&[]), "");
    assert_eq!(join(&["", ""]), "");
    assert_eq!(join(&["", "a"]), "a");
    assert_eq!(join(&["a", "", "b"]), "a/b");
    assert_eq!(join(&["/", "a"]), "/a");
    assert_eq!(join(&["a", "../../b"]), "../b");
    assert_eq!(split("a/b"), ("a/", "b"));
    assert_eq!(split("a"), ("", "a"));
    assert_eq!(split_list(""), Vec::<&str>::new());
    assert_eq!(split_list("a::b"), ["a", "", "b"]);
}

#[test]
fn parts() {
    for (path, want_dir, want_base, want_ext) in [
        ("", ".", ".", ""),
        ("a", ".", "a", ""),
        ("/", "/", "/", ""),
        ("//", "/", "/", ""),
        ("/a.go", "/", "a.go", ".go"),
        ("a/b.c/", "a/b.c", "b.c", ""),
        ("a/b/../c.tar.gz", "a", "c.tar.gz", ".gz"),
        ("a/.go", "a", ".go", ".go"),
        ("//a//b", "/a", "b", ""),
    ] {
        assert_eq!(dir(path), want_dir, "dir {path}");
        assert_eq!(base(path), want_base, "base {path}");
        assert_eq!(ext(path), want_ext, "ext {path}");
    }
}

#[test]
fn local() {
    for (path, want) in [
        ("", false),
        (".", true),
        ("..", false),
        ("../a", false),
        ("/a", false),
        ("a/../b", true),
        ("a/../..", false),
        ("a/...", true),
    ] {
        assert_eq!(is_local(path), want, "{path}");
    }
}

#[test]
fn relates() {
    for (from, to, want) in [
        ("a/b", "a/b", "."),
        ("a/b", "a/b/c", "c"),
        ("a/b/c", "a/b", ".."),
        ("a/b/c/d", "a/x", "../../../x"),
        ("/", "/a", "a"),
        ("/a", "/", ".."),
        ("/ab", "/abc", "../abc"),
        ("/ab/cd", "/ab/cde", "../cde"),
        (".", "a", "a"),
        (".", "..", ".."),
        ("..", "../..", ".."),
        ("a", "../b", "../../b"),
    ] {
        assert_eq!(rel(from, to).as_deref(), Ok(want), "{from} {to}");
    }
    assert_eq!(
        rel("..", "a").unwrap_err(),
        "Rel: can't make a relative to .."
    );
    assert_eq!(
        rel("/a", "b").unwrap_err(),
        "Rel: can't make b relative to /a"
    );
    assert!(rel("../..", "..").is_err());
}

proptest! {
    #[test]
    fn clean_is_idempotent(path in "[a./]{0,12}") {
        let once = clean(&path);
        prop_assert!(is_clean(&once));
        prop_assert_eq!(clean(&once), once);
    }

    #[test]
    fn rel_leads_to_the_target(from in "/[ab./]{0,10}", to in "/[ab./]{0,10}") {
        let way = rel(&from, &to).unwrap();
        prop_assert_eq!(join(&[&from, &way]), clean(&to));
    }
}
