//! `cargo xtask synth`: a module of any number of packages, in areas of a thousand, each of layers,
//! each package with about ten imports and a few small files.
//!
//! Nothing imports the standard library, so that cold builds measure the cost of the packages. The
//! areas share one package: the compiler writes the data of all direct and indirect imports of a
//! package into its archive, so that one graph of layers would grow with the square of its size, as
//! no repository does.
//!
//! Counterpart: none.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

const USAGE: &str = "usage: cargo xtask synth --packages N --dir DIR";

/// The module's path.
pub(crate) const MODULE: &str = "example.com/synth";

/// The package that every tenth one imports, below the module.
pub(crate) const BASE: &str = "pkg/base";

/// Number of main packages in addition to the one that needs everything.
const PARTS: usize = 11;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (mut packages, mut dir) = (None, None);
    for pair in args.chunks(2) {
        match pair {
            [flag, value] if flag == "--packages" => packages = value.parse().ok(),
            [flag, value] if flag == "--dir" => dir = Some(PathBuf::from(value)),
            _ => return Err(USAGE.to_owned()),
        }
    }
    let (Some(packages), Some(dir)) = (packages, dir) else {
        return Err(USAGE.to_owned());
    };
    let files = write(&dir, packages)?;
    crate::say(&format!("synth: {packages} packages, {files} files"));
    Ok(())
}

/// Maximum number of packages in an area.
const AREA: usize = 1000;

/// The layers that the packages of an area lie in; the first is the top.
struct Layers {
    area: usize,
    count: usize,
    width: usize,
    packages: usize,
}

impl Layers {
    fn of(area: usize, packages: usize) -> Self {
        let count = (packages.isqrt() / 3).max(8);
        Self {
            area,
            count,
            width: packages.div_ceil(count),
            packages,
        }
    }

    /// Returns all areas for this number of packages.
    fn all(packages: usize) -> Vec<Self> {
        let areas = packages.div_ceil(AREA);
        let len = |area| AREA.min(packages - area * AREA);
        (0..areas).map(|area| Self::of(area, len(area))).collect()
    }

    /// Returns the number of packages in a layer.
    fn len(&self, layer: usize) -> usize {
        let before = layer * self.width;
        self.width.min(self.packages.saturating_sub(before))
    }

    fn name(&self, layer: usize, offset: usize) -> String {
        format!("p{}x{layer}x{offset}", self.area)
    }

    fn path(&self, layer: usize, offset: usize) -> String {
        let name = self.name(layer, offset);
        format!("{MODULE}/pkg/a{}/l{layer}/{name}", self.area)
    }

    /// Returns the imports of a package: each package of the next layer is imported by the one
    /// above it, so the top layer needs all of them.
    fn imports(&self, layer: usize, offset: usize) -> Vec<String> {
        let mut places = Vec::new();
        for step in 0..7 {
            let next = self.len(layer + 1);
            if layer + 1 < self.count && next > 0 {
                places.push((layer + 1, (offset + step * step) % next));
            }
        }
        for step in 2..5 {
            let below = layer + step;
            if below < self.count && self.len(below) > 0 {
                places.push((below, (offset * 7 + step) % self.len(below)));
            }
        }
        places.sort_unstable();
        places.dedup();
        let mut paths: Vec<String> = places.iter().map(|(l, o)| self.path(*l, *o)).collect();
        if (layer * self.width + offset).is_multiple_of(10) {
            paths.push(format!("{MODULE}/{BASE}"));
        }
        paths
    }
}

fn put(dir: &Path, name: &str, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", dir.display());
    fs::create_dir_all(dir).map_err(failed)?;
    fs::write(dir.join(name), text).map_err(failed)
}

/// Writes the module; returns how many Go files it has.
pub(crate) fn write(root: &Path, packages: usize) -> Result<usize, String> {
    put(root, "go.mod", &format!("module {MODULE}\n\ngo 1.24\n"))?;
    let mut files = 1;
    put(&root.join(BASE), "base.go", &package("base", &[]))?;
    let areas = Layers::all(packages.saturating_sub(1));
    for layers in &areas {
        files += write_area(root, layers)?;
    }
    let top: Vec<String> = areas
        .iter()
        .flat_map(|area| (0..area.len(0)).map(|offset| area.path(0, offset)))
        .collect();
    put(&root.join("cmd/all"), "main.go", &main_package(&top))?;
    for part in 0..PARTS {
        let some: Vec<String> = top.iter().skip(part * 3).take(5).cloned().collect();
        put(
            &root.join(format!("cmd/part{part}")),
            "main.go",
            &main_package(&some),
        )?;
    }
    Ok(files + 1 + PARTS)
}

fn write_area(root: &Path, layers: &Layers) -> Result<usize, String> {
    let mut files = 0;
    for layer in 0..layers.count {
        for offset in 0..layers.len(layer) {
            let name = layers.name(layer, offset);
            let dir = root.join(format!("pkg/a{}/l{layer}/{name}", layers.area));
            let text = package(&name, &layers.imports(layer, offset));
            put(&dir, "sum.go", &text)?;
            put(&dir, "type.go", &types(&name))?;
            files += 2;
            if offset % 3 == 0 {
                let text = format!(
                    "package {name}\n\nimport \"testing\"\n\nfunc Test(t *testing.T) {{}}\n"
                );
                put(&dir, "sum_test.go", &text)?;
                files += 1;
            }
        }
    }
    Ok(files)
}

fn imports_text(paths: &[String]) -> String {
    let mut text = String::new();
    if !paths.is_empty() {
        text += "\nimport (\n";
        for path in paths {
            let _ = writeln!(text, "\t\"{path}\"");
        }
        text += ")\n";
    }
    text
}

fn short(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn package(name: &str, imports: &[String]) -> String {
    let mut text = format!(
        "// Package {name} is generated.\npackage {name}\n{}",
        imports_text(imports)
    );
    text += "\n// Sum cannot be inlined.\nfunc Sum(n int) int {\n\tif n <= 0 {\n\t\treturn 1000\n\t}\n\ts := n\n";
    for path in imports {
        let _ = writeln!(text, "\ts += {}.Sum(n - 1)", short(path));
    }
    text += "\tfor i := 0; i < n; i++ {\n\t\ts ^= i * 1000\n\t}\n\treturn s\n}\n";
    text
}

fn types(name: &str) -> String {
    format!(
        "package {name}\n\n// T is a type.\ntype T struct {{\n\tA, B int\n}}\n\n// Get is a method.\nfunc (t *T) Get(n int) int {{ return t.A + n }}\n\n// Add can be inlined.\nfunc Add(n int) int {{ return n + 1000 }}\n"
    )
}

fn main_package(imports: &[String]) -> String {
    let mut text = format!(
        "// Command main is generated.\npackage main\n{}",
        imports_text(imports)
    );
    text += "\nfunc main() {\n\tn := 0\n";
    for path in imports {
        let _ = writeln!(text, "\tn += {}.Sum(0)", short(path));
    }
    text += "\tprintln(n)\n}\n";
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_imported() {
        for packages in [1, 999, 1000, 2500] {
            let mut total = 0;
            for layers in Layers::all(packages) {
                total += all_imported(&layers);
            }
            assert_eq!(total, packages);
        }
    }

    /// Checks one area, and returns how many packages it has.
    fn all_imported(layers: &Layers) -> usize {
        let places = |layer| (0..layers.len(layer)).map(move |offset| (layer, offset));
        let all = || (0..layers.count).flat_map(places);
        let mut imported: Vec<String> = all()
            .flat_map(|(layer, offset)| layers.imports(layer, offset))
            .collect();
        imported.sort();
        for (layer, offset) in all().filter(|(layer, _)| *layer > 0) {
            let path = layers.path(layer, offset);
            assert!(imported.binary_search(&path).is_ok(), "{path}");
        }
        all().count()
    }
}
