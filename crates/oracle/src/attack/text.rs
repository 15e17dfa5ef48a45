//! The Go text of generated packages. Lines that edits look for end in a marker; the
//! number in them has four digits and can be changed without moving a byte.
//!
//! Counterpart: none.

use std::fmt::Write as _;

/// The files of one package, by name.
pub(crate) type Files = Vec<(String, String)>;

/// Elements of a package.
pub(crate) struct Package<'a> {
    /// Its number, which determines its other content.
    pub(crate) index: usize,
    /// Its name: its path's last element.
    pub(crate) name: &'a str,
    /// Import paths in the tree; each has a function `Sum`.
    pub(crate) imports: &'a [String],
}

impl Package<'_> {
    fn has(&self, every: usize, rest: usize) -> bool {
        self.index % every == rest
    }

    /// Returns the package's files.
    pub(crate) fn files(&self) -> Files {
        let name = self.name;
        let mut files = vec![(format!("{name}.go"), self.main_file())];
        let mut add = |file: &str, text: String| files.push((file.to_owned(), text));
        if self.has(3, 0) {
            let text = format!(
                "package {name}\n\n// More is in another file. note 1000\nfunc More(n int) int {{\n\tif n > 1000 {{ // body\n\t\treturn More(n - 1)\n\t}}\n\treturn n\n}}\n"
            );
            add("more.go", text);
        }
        if self.has(4, 1) {
            let text = format!(
                "package {name}\n\nimport \"testing\"\n\nfunc TestSum(t *testing.T) {{\n\tif Sum(1000) == 1 {{ // body\n\t\tt.Fatal()\n\t}}\n}}\n"
            );
            add(&format!("{name}_test.go"), text);
        }
        if self.has(6, 2) {
            for (file, line, value) in [
                ("special.go", "//go:build special\n\n", 2000),
                ("plain.go", "//go:build !special\n\n", 1000),
            ] {
                add(
                    file,
                    format!(
                        "{line}package {name}\n\nfunc tagged() int {{ return {value} }} // body\n\nvar Tagged = tagged()\n"
                    ),
                );
            }
        }
        if self.has(7, 3) {
            for arch in ["amd64", "arm64", "386"] {
                add(
                    &format!("arch_{arch}.go"),
                    format!("package {name}\n\nconst Arch = \"{arch} 1000\" // const\n"),
                );
            }
        }
        if self.has(8, 5) {
            add(
                "ignored.go",
                "//go:build ignore\n\npackage main\n\nfunc main() { println(1000) } // body\n"
                    .to_owned(),
            );
        }
        if self.has(17, 4) {
            self.assembly(&mut add);
        }
        if self.has(13, 6) {
            add(
                "embed.go",
                format!(
                    "package {name}\n\nimport \"embed\"\n\n//go:embed data\nvar Data embed.FS\n\n//go:embed *.txt\nvar Texts embed.FS\n"
                ),
            );
            for file in ["data/a.txt", "data/sub/b.txt", "data/.hidden", "c.txt"] {
                add(file, format!("embedded 1000 in {name}\n"));
            }
        }
        files
    }

    fn main_file(&self) -> String {
        let name = self.name;
        let mut text = format!("// Package {name} is generated. note 1000\npackage {name}\n");
        let mut paths: Vec<&str> = Vec::new();
        if self.has(5, 1) {
            paths.push("errors");
        }
        if self.has(11, 2) {
            paths.push("strings");
        }
        paths.extend(self.imports.iter().map(String::as_str));
        if !paths.is_empty() {
            text += "\nimport (\n";
            for path in &paths {
                let _ = writeln!(text, "\t\"{path}\"");
            }
            text += ")\n";
        }
        text += "\n// Limit has a comment. note 1000\nconst Limit = 1000 // const\n";
        if self.has(5, 1) {
            text += "\n// Err is an error.\nvar Err = errors.New(\"error 1000\") // const\n";
        }
        if self.has(11, 2) {
            text += "\n// Upper is a wrapper.\nfunc Upper(s string) string { return strings.ToUpper(s) + \"1000\" } // inline\n";
        }
        text += "\n// T is a type.\ntype T struct {\n\tA, B int\n}\n";
        text += "\n// Get is a method.\nfunc (t *T) Get(n int) int { return t.A + n + 1000 } // inline\n";
        text += "\n// Add can be inlined.\nfunc Add(n int) int { return n + 1000 } // inline\n";
        text += "\n// Map is generic.\nfunc Map[K any](in []K, f func(K) K) []K {\n\tout := make([]K, 0, 1000) // inline\n\tfor _, one := range in {\n\t\tout = append(out, f(one))\n\t}\n\treturn out\n}\n";
        text += "\n// Sum cannot be inlined.\nfunc Sum(n int) int {\n\tif n <= 0 {\n\t\treturn 1000 // body\n\t}\n\ts := n + 1000 // body\n";
        for path in self.imports {
            let short = path.rsplit('/').next().unwrap_or(path);
            let _ = writeln!(text, "\ts += {short}.Sum(n-1) + {short}.Add(n)");
        }
        text += "\tfor i := 0; i < n; i++ {\n\t\ts ^= i * 1000 // body\n\t\tif s > 1<<40 {\n\t\t\ts -= Sum(n - 1)\n\t\t}\n\t}\n\treturn s\n}\n";
        text
    }

    fn assembly(&self, add: &mut impl FnMut(&str, String)) {
        let name = self.name;
        add(
            "fast_amd64.s",
            "#include \"fast.h\"\n\n// note 1000\nTEXT ·Fast(SB), 4, $0-8\n\tMOVQ $(FAST+1000), AX // body\n\tMOVQ AX, ret+0(FP)\n\tRET\n".to_owned(),
        );
        add("fast.h", "#define FAST 1000 // body\n".to_owned());
        add(
            "fast_amd64.go",
            format!("package {name}\n\n// Fast is in assembly.\nfunc Fast() int64\n"),
        );
        add(
            "fast_other.go",
            format!(
                "//go:build !amd64\n\npackage {name}\n\n// Fast is not.\nfunc Fast() int64 {{ return 1000 }} // body\n"
            ),
        );
    }
}

/// Returns the text of a main package.
pub(crate) fn main_package(imports: &[String], with_fmt: bool) -> String {
    let mut text = "// Command main is generated. note 1000\npackage main\n\nimport (\n".to_owned();
    if with_fmt {
        text += "\t\"fmt\"\n";
    }
    for path in imports {
        let _ = writeln!(text, "\t\"{path}\"");
    }
    text += ")\n\n// Version is set by the linker.\nvar Version = \"none\"\n\nfunc main() {\n\tn := 1000 // body\n";
    for path in imports {
        let short = path.rsplit('/').next().unwrap_or(path);
        let _ = writeln!(text, "\tn += {short}.Add(n) + {short}.Sum(0)");
    }
    text += if with_fmt {
        "\tfmt.Println(n, Version)\n}\n"
    } else {
        "\tprintln(n, Version)\n}\n"
    };
    text
}
