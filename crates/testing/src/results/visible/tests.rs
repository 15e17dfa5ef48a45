//! Uses of metadata that count as showing times.

use super::file::File;
use super::problem::Problem;
use super::uses::Uses;

const HEAD: &str =
    "package p\n\nimport (\n\t\"io/fs\"\n\t\"os\"\n\t\"path/filepath\"\n\t\"go/parser\"\n)\n\n";

/// Returns whether a declaration may show times.
fn shows_times(decl: &str) -> bool {
    let source = format!("{HEAD}{decl}\n");
    let file = File::parse(source.as_bytes());
    assert_eq!(file.decls.len(), 1, "{decl}");
    match Uses::of(&file, &file.decls[0]).problem {
        None => false,
        Some(Problem::Metadata(_)) => true,
        Some(other) => panic!("{decl}: {other:?}"),
    }
}

/// Like `shows_times`, for statements of a function.
fn body_shows_times(body: &str) -> bool {
    shows_times(&format!("func f(p string) {{\n{body}\n}}"))
}

#[test]
fn harmless_uses_are_accepted() {
    for body in [
        "_, err := os.Stat(p)",
        "if _, err := os.Lstat(p); os.IsNotExist(err) {\n}",
        "info, err := os.Stat(p)\nif err != nil || info == nil {\n}\nuse(info.Size(), info.Mode().Perm(), err)",
        "if info, err := f.Stat(); err == nil && !info.IsDir() {\n}",
        "info, _ := os.Stdin.Stat()\nif info.Mode()&os.ModeCharDevice == 0 {\n}",
        "entries, _ := os.ReadDir(p)\nfor i, e := range entries {\nuse(i, e.Name(), e.Type())\n}",
        "entries, _ := os.ReadDir(p)\nif len(entries) == 2 {\nuse(entries[0].Name())\n}",
        "entries, _ := os.ReadDir(p)\nfor range entries {\n}\nfor i := range entries {\nuse(i)\n}",
        "for _, e := range x {\ni, _ := e.Info()\nuse(i)\n}",
        "entries, _ := os.ReadDir(p)\nfor _, e := range entries {\ninfo, err := e.Info()\nuse(info.Size(), err)\n}",
        "filepath.Walk(p, func(path string, info os.FileInfo, err error) error {\nuse(info.IsDir())\nreturn nil\n})",
        "filepath.WalkDir(p, func(path string, _ fs.DirEntry, err error) error {\nreturn nil\n})",
        "fs.WalkDir(x, \".\", func(path string, d fs.DirEntry, err error) error {\nif d.IsDir() {\n}\nreturn nil\n})",
        "parser.ParseDir(x, p, nil, 0)",
        "parser.ParseDir(x, p, func(i os.FileInfo) bool { return i.Size() > 0 }, 0)",
        "var info os.FileInfo\nvar err error\ninfo, err = os.Stat(p)\nuse(info.Name(), err)",
        "x := s.Stat()",
        "if s.Stat() {\n}",
        "use(s.Stat(), 1)",
        "use(1, s.Stat())",
        "s.Stat.Count++",
        "s.Stat = 1",
        "log.Info().Msg(p)",
        "r, err := client.Stat(p)\nuse(err)",
    ] {
        assert!(!body_shows_times(body), "{body}");
    }
    for decl in [
        "func g(a, b os.FileInfo) bool { return a.Size() == b.Size() }",
        "func g(p string, a ...os.FileInfo) int { return len(a) }",
        "type T struct { info os.FileInfo }",
        "type T interface { Stat(name string) (os.FileInfo, error) }",
        "type T func(m map[string]os.FileInfo)",
        "var f = func(p string) bool { info, err := os.Stat(p); return err == nil && info.IsDir() }",
        "func g() (os.FileInfo, error) { return nil, nil }",
    ] {
        assert!(!shows_times(decl), "{decl}");
    }
}

#[test]
fn all_other_uses_show_times() {
    for body in [
        "info, _ := os.Stat(p)\nuse(info.ModTime())",
        "info, _ := os.Stat(p)\nuse(info.Sys())",
        "info, _ := os.Stat(p)\nfmt.Sprintf(\"%v\", info)",
        "info, _ := os.Stat(p)\nx := info.ModTime",
        "info, _ := os.Stat(p)\nx := info",
        "info, _ := os.Stat(p)\nreturn info",
        "info, _ := os.Stat(p)\nx := any(info)",
        "info, _ := os.Stat(p)\nx := info.(interface{ ModTime() time.Time })",
        "info, _ := os.Stat(p)\nx := []any{info}",
        "info, _ := os.Stat(p)\nx := T{info: info}",
        "info, _ := os.Stat(p)\nc <- info",
        "info, _ := os.Stat(p)\nuse(info == other)",
        "info, _ := os.Stat(p)\nx := &info",
        "return os.Stat(p)",
        "use(os.Stat(p))",
        "use(f.Stat())",
        "return f.Stat()",
        "x := os.Stat",
        "x := f.Stat",
        "use(f.Stat)",
        "use(os.Lstat, p)",
        "s.info, err = os.Stat(p)",
        "s.info, err = f.Stat()",
        "infos[0], err = os.Stat(p)",
        "*x, err = os.Stat(p)",
        "global, err = os.Stat(p)",
        "{\nglobal := 1\n}\nglobal, err = os.Stat(p)",
        "if global, err := os.Stat(p); err == nil {\n}\nglobal, err = os.Stat(p)",
        "entries, _ := os.ReadDir(p)\nfmt.Println(entries)",
        "entries, _ := os.ReadDir(p)\nfor _, e := range entries {\nfmt.Println(e)\n}",
        "entries, _ := os.ReadDir(p)\nfor _, e := range entries {\ninfo, _ := e.Info()\nuse(info.ModTime())\n}",
        "entries, _ := os.ReadDir(p)\nfor _, e := range entries {\nuse(e.Info())\n}",
        "entries, _ := os.ReadDir(p)\nfor _, e := range entries {\nx := e.Info\n}",
        "entries, _ := os.ReadDir(p)\nslices.SortFunc(entries, cmp)",
        "entries, _ := os.ReadDir(p)\nuse(entries[0])",
        "entries, _ := os.ReadDir(p)\ne := entries[0]",
        "entries, _ := os.ReadDir(p)\nfor _, s.e = range entries {\n}",
        "infos, _ := f.Readdir(0)\nuse(infos)",
        "x, err := []*os.File{f}[0].Stat()\nuse(x)",
        "x, err := (f).Stat()\nuse(x)",
        "x, err := g(p)(q).Stat()\nuse(x)",
        "filepath.Walk(p, visit)",
        "w := filepath.WalkDir",
        "filepath.Walk(p, func(path string, info os.FileInfo, err error) error {\nuse(info)\nreturn nil\n})",
        "fs.WalkDir(x, \".\", visit)",
        "type T = os.FileInfo",
        "g := func() (info os.FileInfo, err error) {\nreturn\n}",
        "x := fs.FileInfoToDirEntry(y)\ninfo, _ := os.Stat(p)\nz := fs.FileInfoToDirEntry(info)",
    ] {
        assert!(body_shows_times(body), "{body}");
    }
    for decl in [
        "type FI = os.FileInfo",
        "type (\n\tA int\n\tFI = fs.FileInfo\n)",
        "var info, err = os.Stat(\"x\")",
        "var stat = os.Stat",
        "var a, b = f.Stat()",
        "func g(info os.FileInfo) int64 { return info.ModTime().Unix() }",
        "func g() (info os.FileInfo, err error) { info, err = os.Stat(\"x\"); return }",
    ] {
        assert!(shows_times(decl), "{decl}");
    }
}
