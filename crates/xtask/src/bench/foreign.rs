//! A generated package with C files of equal size, each of which takes a compiler a second
//! or two.
//!
//! Counterpart: none.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// Number of C files.
const FILES: usize = 12;

/// Number of functions in each.
const FUNCTIONS: usize = 200;

/// The header that all of them include.
const HEADER: &str = "number.h";

/// Writes the package.
pub(super) fn write(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    fs::write(
        dir.join("go.mod"),
        "module example.com/foreign\n\ngo 1.24\n",
    )?;
    let (mut declared, mut called) = (String::new(), String::new());
    for file in 0..FILES {
        let _ = writeln!(declared, "int part{file}(int);");
        let _ = writeln!(called, "\tn += C.part{file}(n)");
        fs::write(dir.join(format!("part{file}.c")), part(file))?;
    }
    let main = format!(
        "package main\n\n/*\n{declared}*/\nimport \"C\"\n\nfunc main() {{\n\tn := C.int(0)\n{called}\tprintln(n)\n}}\n"
    );
    fs::write(dir.join("main.go"), main)?;
    edit(dir, 0)
}

/// Changes the header that all C files include.
pub(super) fn edit(dir: &Path, number: usize) -> io::Result<()> {
    fs::write(dir.join(HEADER), format!("#define NUMBER {number}\n"))
}

fn part(file: usize) -> String {
    let mut text = format!("#include \"{HEADER}\"\n");
    let mut calls = String::new();
    for function in 0..FUNCTIONS {
        let (seed, mask) = (function + file * 7, function + 1);
        let _ = write!(
            text,
            "static int f{function}(int a, int b) {{\n\tint s = NUMBER, v[16];\n\
             \tfor (int j = 0; j < 16; j++) v[j] = a * j + b + {seed};\n\
             \tfor (int j = 0; j < a; j++) {{\n\t\ts += v[j & 15] ^ (s << (j & 3));\n\
             \t\tif (s & {mask}) s -= b; else s ^= a * {function};\n\t}}\n\treturn s;\n}}\n"
        );
        let _ = writeln!(calls, "\ts += f{function}(s, x);");
    }
    let _ = write!(
        text,
        "int part{file}(int x) {{\n\tint s = x;\n{calls}\treturn s;\n}}\n"
    );
    text
}
