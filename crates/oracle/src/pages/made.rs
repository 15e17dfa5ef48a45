//! Makes the pages under test, and the texts that they must agree with.
//!
//! Counterpart: none.

use std::path::Path;
use std::path::PathBuf;

use super::rows;
use crate::files::at;
use crate::pair;
use crate::sdk::Sdk;

/// A page, and the rows that a text has for it.
pub(super) struct Page {
    pub(super) name: &'static str,
    pub(super) file: PathBuf,
    pub(super) text: Vec<String>,
    pub(super) is_graph: bool,
}

/// The module: with names that are wider than a narrow window, and with markup in strings.
const TREE: &[(&str, &str)] = &[
    (
        "go.mod",
        "module example.com/pages\n\ngo 1.24\n\nrequire example.com/other v1.0.0\n\nreplace example.com/other => ./other\n",
    ),
    ("other/go.mod", "module example.com/other\n\ngo 1.24\n"),
    (
        "other/other.go",
        "package other\n\nvar Table = [3]string{\"a\", \"b\", \"<c>\"}\n",
    ),
    (
        "main.go",
        "package main\n\nimport (\n\t\"example.com/other\"\n\t\"example.com/pages/a\"\n)\n\nfunc main() {\n\tprintln(a.F(), len(other.Table))\n}\n",
    ),
    (
        "a/a.go",
        "package a\n\nimport \"example.com/pages/a_package_with_a_name_that_is_much_wider_than_any_narrow_window_can_be\"\n\nfunc F() int { return wide.G() }\n",
    ),
    (
        "a/a_test.go",
        "package a\n\nimport (\n\t\"example.com/pages/t\"\n\t\"testing\"\n)\n\nfunc TestF(*testing.T) { t.H() }\n",
    ),
    (
        "a_package_with_a_name_that_is_much_wider_than_any_narrow_window_can_be/w.go",
        "package wide\n\nfunc G() int { return 1 }\n",
    ),
    ("t/t.go", "package t\n\nfunc H() {}\n"),
];

/// Runs vamos in the module.
struct Inputs<'a> {
    top: &'a Path,
    sdk: &'a Sdk,
    vamos: &'a Path,
}

impl Inputs<'_> {
    fn run(&self, args: &[&str]) -> Result<String, String> {
        let dir = self.top.join("m");
        let mut command = pair::clean_command(self.vamos, &dir, &self.sdk.goroot);
        command
            .args(args)
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.top.join("home"))
            .env("GOCACHE", self.top.join("cache"))
            .env("GOPATH", self.top.join("gopath"))
            .env("GOPROXY", "off");
        let output = pair::succeed(&mut command, &format!("{args:?}"))?;
        Ok(pair::text(&output.stdout))
    }

    /// Makes a page with `args`, and the text that it must agree with.
    fn page(&self, name: &'static str, args: &[&str]) -> Result<Page, String> {
        let file = self.top.join(format!("{name}.html"));
        let file_name = file.to_str().ok_or("a name that is not UTF-8")?;
        let (command, rest) = args.split_first().ok_or("no command")?;
        self.run(&[&[*command, "-o", file_name], rest].concat())?;
        let is_graph = *command == "graph";
        let text = if is_graph {
            rows::of_graph(&self.run(&[&["graph", "-json"], rest].concat())?)?
        } else {
            rows::of_text(&self.run(args)?)
        };
        Ok(Page {
            name,
            file,
            text,
            is_graph,
        })
    }
}

/// Builds the module and makes all pages.
pub(super) fn pages(top: &Path, sdk: &Sdk, vamos: &Path) -> Result<Vec<Page>, String> {
    let place = Inputs { top, sdk, vamos };
    for (name, content) in TREE {
        let file = top.join("m").join(name);
        let dir = file.parent().ok_or("a file without a directory")?;
        std::fs::create_dir_all(dir)
            .and_then(|()| std::fs::write(&file, content))
            .map_err(at(&file))?;
    }
    let go = sdk.go.to_str().ok_or("a name that is not UTF-8")?;
    place.run(&["build", "-ldflags=-s", "-o", "stripped", "."])?;
    place.run(&["build", "-o", "prog", "."])?;
    let relinked = place.page("timings-of-a-link", &["timings"])?;
    place.run(&["test", "./..."])?;
    Ok(vec![
        relinked,
        place.page("timings", &["timings"])?,
        place.page("graph", &["graph", "-test"])?,
        place.page("graph-with-std", &["graph", "-std", "-test"])?,
        place.page("graph-of-modules", &["graph", "-modules"])?,
        place.page("size", &["size", "prog"])?,
        place.page("size-of-stripped", &["size", "stripped"])?,
        place.page("size-of-go", &["size", go])?,
        place.page("size-of-two", &["size", "stripped", "prog"])?,
    ])
}
