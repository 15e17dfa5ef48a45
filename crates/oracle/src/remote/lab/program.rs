//! A program of small packages, most of whose build is many short actions.
//!
//! Counterpart: none.

use std::fs;
use std::io;
use std::path::Path;

/// Number of packages other than the main package.
const PACKAGES: usize = 24;

/// Writes the module; package `n` imports some later ones.
pub(super) fn write(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    fs::write(dir.join("go.mod"), "module example.com/remote\n\ngo 1.25\n")?;
    let main =
        "package main\n\nimport \"example.com/remote/p0\"\n\nfunc main() { println(p0.F(3)) }\n";
    fs::write(dir.join("main.go"), main)?;
    for index in 0..PACKAGES {
        let package = dir.join(format!("p{index}"));
        fs::create_dir_all(&package)?;
        fs::write(package.join("p.go"), text(index))?;
    }
    Ok(())
}

fn text(index: usize) -> String {
    let mut imports = vec![2 * index + 1, 2 * index + 2];
    imports.retain(|next| *next < PACKAGES);
    let mut text = format!("package p{index}\n\n");
    for next in &imports {
        text += &format!("import \"example.com/remote/p{next}\"\n");
    }
    text += &format!("\nfunc F(n int) int {{\n\ts := n + {index}\n");
    for next in &imports {
        text += &format!("\ts += p{next}.F(n / 2)\n");
    }
    // Bytes that differ in each package, so that archives do.
    text += "\treturn s\n}\n\nvar Table = [...]uint32{";
    for at in 0..2000 {
        text += &format!("{},", (at * 7919 + index * 104_729) % 1_000_003);
    }
    text + "}\n"
}
