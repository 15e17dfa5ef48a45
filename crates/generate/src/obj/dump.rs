//! The program that prints the tables of an SDK, and its output.
//!
//! Counterpart: none; crate oracle extends the linker in the same way.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use vamos_oracle::files::read_text;
use vamos_oracle::overlay;
use vamos_oracle::pair;
use vamos_oracle::sdk::Sdk;

/// Output of the program: rows of fields; the first field names the table.
#[derive(Debug, Default)]
pub(crate) struct Dump(Vec<Vec<String>>);

impl Dump {
    /// Runs the program for an architecture.
    pub(crate) fn run(program: &Path, goarch: &str) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.arg(goarch).env("GOARCH", goarch);
        let output = pair::succeed(&mut command, &program.display().to_string())?;
        Ok(Self::parse(&pair::text(&output.stdout)))
    }

    /// Splits the program's output.
    pub(super) fn parse(text: &str) -> Self {
        let fields = |line: &str| line.split('\t').map(str::to_owned).collect();
        Self(text.lines().map(fields).collect())
    }

    /// Returns a copy with changed rows.
    pub(super) fn map(&self, change: impl Fn(&mut Vec<String>)) -> Self {
        let mut rows = self.0.clone();
        rows.iter_mut().for_each(change);
        Self(rows)
    }

    /// Returns the rows of a table, without its name.
    pub(crate) fn rows<'d>(&'d self, table: &'d str) -> impl Iterator<Item = &'d [String]> {
        let rows = self.0.iter().filter(move |row| row[0] == table);
        rows.map(|row| &row[1..])
    }
}

/// Builds the program; the SDK is not changed.
pub(super) fn build(sdk: &Sdk, go: &Path) -> Result<PathBuf, String> {
    let below = sdk.goroot.join("src/cmd");
    let main = include_str!("main.go.txt").to_owned();
    let arm64 = arm64_source(&below, sdk.minor() >= Some(27))?;
    let added = [
        ("asm/vamosdump/main.go", main),
        ("internal/obj/x86/vamosdump.go", x86_source(&below)?),
        ("internal/obj/arm64/vamosdump.go", arm64),
    ];
    overlay::build(sdk, go, "cmd/asm/vamosdump", &added)
}

/// Returns the addition to package x86, with the names of its constants.
fn x86_source(below: &Path) -> Result<String, String> {
    let dir = below.join("internal/obj/x86");
    let mut list = ConstantList::default();
    let text = read_text(&dir.join("asm6.go"))?;
    list.block("class", &text, "Yxxx = iota");
    list.block("zcase", &text, "Zxxx = iota");
    list.block("escape", &text, "Px   = 0");
    list.block("mov", &text, "movLit uint8 = iota");
    let text = read_text(&dir.join("a.out.go"))?;
    list.block("reg", &text, "REG_AL = obj.RBaseAMD64 + iota");
    Ok(format!("{}\n{}", include_str!("x86.go.txt"), list.go()))
}

/// Prints Go 1.27's list of prefetches of ranges.
const RANGES: &str = "
func vamosRanges(w io.Writer) {
	for o := SPOP_BEGIN; o < SPOP_END; o++ {
		if enc, ok := rprfopfield[o]; ok {
			fmt.Fprintf(w, \"rprfop\\t%d\\t%d\\n\", o, enc)
		}
	}
}
";

/// Returns the addition to package arm64, with the names of its constants.
fn arm64_source(below: &Path, has_sve: bool) -> Result<String, String> {
    let dir = below.join("internal/obj/arm64");
    let mut list = ConstantList::default();
    let text = read_text(&dir.join("a.out.go"))?;
    for first in [
        "REG_R0 =",
        "REG_ARNG",
        "REG_UXTB =",
        "REG_SPECIAL =",
        "REGMIN =",
    ] {
        list.block("reg", &text, first);
    }
    for name in ["REG_LSL", "REG_EXT"] {
        list.0.push(("reg", name.to_owned()));
    }
    list.block("class", &text, "C_NONE");
    list.block("arng", &text, "ARNG_8B");
    let text = read_text(&dir.join("asm7.go"))?;
    list.block("flag", &text, "LFROM");
    let source = include_str!("arm64.go.txt");
    // SVE instructions follow the others there.
    let (source, ranges) = if has_sve {
        (source.replace("ALAST", "ASVESTART"), RANGES)
    } else {
        (source.to_owned(), "\nfunc vamosRanges(io.Writer) {}\n")
    };
    Ok(format!("{source}{ranges}\n{}", list.go()))
}

/// Names of constants, of which the Go program prints the values.
#[derive(Default)]
struct ConstantList(Vec<(&'static str, String)>);

impl ConstantList {
    /// Adds the names of the block of constants that has a line starting with `first`, from that line on.
    fn block(&mut self, block: &'static str, text: &str, first: &str) {
        let lines = text.lines().map(str::trim);
        let lines = lines.skip_while(|line| !line.starts_with(first));
        for line in lines.take_while(|line| *line != ")") {
            let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let name = line.split(|c| !is_word(c)).next().unwrap_or_default();
            if name.starts_with(char::is_alphabetic) {
                self.0.push((block, name.to_owned()));
            }
        }
    }

    /// Returns the list as a Go variable.
    fn go(&self) -> String {
        let rows = self.0.iter();
        let rows = rows.map(|(block, name)| format!("\t{{{block:?}, {name:?}, int64({name})}},\n"));
        format!(
            "var vamosConstants = []struct {{\n\tblock, name string\n\tvalue int64\n}}{{\n{}}}\n",
            rows.collect::<String>()
        )
    }
}
