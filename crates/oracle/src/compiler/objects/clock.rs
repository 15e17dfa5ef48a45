//! The time from the IR to the archive, of the SDK's compiler and of ours, in processes of their own.
//!
//! The SDK's compiler measures its own phases: the functions from their walked IR to their code, and
//! the object from its complete symbols. Both are the processor time of the process, with the
//! collector of its memory.
//! Counterpart: cmd/compile/internal/gc/main.go, which gets the calls.

use std::fs;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::package;
use super::package::Check;
use super::phases::Phases;
use crate::files;
use crate::overlay;
use crate::sdk::Sdk;
use crate::second_compile;
use crate::second_compile::Compile;

/// The name of the directory with times of phases, beside the one with results.
pub(super) const PHASES: &str = "phases";

/// The numbers of threads that are measured.
const THREADS: [usize; 2] = [1, 2];

/// The number of packages with a row.
const ROWS: usize = 8;

/// The file with the clocks, below src/cmd.
const CLOCK: &str = "compile/internal/gc/vamos_clock.go";

/// Files that are changed, below src/cmd: lines, each of which is there once, and the call after it.
const CHANGED: [(&str, &[(&str, &str)]); 2] = [
    (
        "compile/internal/gc/compile.go",
        &[
            ("\tbase.Ctxt.InParallel = true\n", "\tvamosBegin()\n"),
            ("\tbase.Ctxt.InParallel = false\n", "\tvamosEnd(0)\n"),
        ],
    ),
    (
        "compile/internal/gc/main.go",
        &[
            ("\tdumpdata()\n", "\tvamosBegin()\n"),
            ("\tdumpobj()\n", "\tvamosEnd(1)\n\tvamosPrint()\n"),
        ],
    ),
];

/// Builds the compiler with clocks; returns its path.
pub(super) fn build(sdk: &Sdk) -> Result<PathBuf, String> {
    let mut added = vec![(CLOCK, include_str!("clock.go.txt").to_owned())];
    for (name, calls) in CHANGED {
        let original = files::read_text(&sdk.goroot.join("src/cmd").join(name))?;
        added.push((name, overlay::with_calls(name, &original, calls)?));
    }
    overlay::build(sdk, &sdk.go, "cmd/compile", &added)
}

/// The compiles of a package: the SDK's, ours on one thread and on two.
type Sides = [Phases; 3];

/// The programs of a measurement.
pub(super) struct Programs<'a> {
    /// The compiler that dumps.
    pub(super) dumper: &'a str,
    /// The compiler with clocks.
    pub(super) clock: &'a str,
    pub(super) runs: usize,
}

/// Measures the compile of a package in several runs, each side in a new process; stores the medians.
pub(super) fn measure(
    programs: &Programs<'_>,
    compile: &Compile<'_>,
    words: [&String; 2],
    dir: &Path,
) -> Result<(), String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut runs: [Vec<Phases>; 3] = Default::default();
    for _ in 0..programs.runs {
        let (text, _) = compile.dump(programs.clock, |mut output| {
            let mut text = String::new();
            let read = output.read_to_string(&mut text);
            read.map(|_| text).map_err(|error| error.to_string())
        })?;
        let [theirs, ours @ ..] = &mut runs;
        theirs.push(Phases::of_text(&text).ok_or("no times of the SDK's compiler")?);
        for (threads, ours) in THREADS.into_iter().zip(ours) {
            let (text, _) = compile.dump(programs.dumper, |output| {
                let mut command = Command::new(&own);
                command.arg("compiler-clock-tool").args(words);
                command.arg(threads.to_string());
                command.stdin(output.into_inner());
                second_compile::output(command)
            })?;
            ours.push(Phases::of_text(&text).ok_or("no times of ours")?);
        }
    }
    let medians = runs.map(|runs| Phases::medians(&runs).text());
    compile.store(dir, &medians.join("\n"))
}

/// Makes the archive of the dump in the standard input, and prints the time.
pub(crate) fn run_tool(args: &[String]) -> Result<(), String> {
    let usage = "usage: xtask compiler-clock-tool SOURCES MINOR THREADS";
    let [sources, minor, threads] = args else {
        return Err(usage.to_owned());
    };
    let minor = minor.parse().map_err(|_| usage)?;
    let check = Check::new(
        Path::new(sources),
        minor,
        vec![threads.parse().map_err(|_| usage)?],
    )?;
    let made = package::archives(io::stdin().lock(), &check)??;
    let phases = Phases {
        peak: files::peak_of_process(),
        ..made.phases
    };
    crate::say(&phases.text());
    Ok(())
}

/// Returns the table of a directory: a row for all packages and one for each of the slowest.
pub(super) fn table(dir: &Path) -> Result<String, String> {
    let mut packages = Vec::new();
    for entry in fs::read_dir(dir).map_err(files::at(dir))? {
        let entry = entry.map_err(files::at(dir))?;
        let path = entry.path();
        let sides = sides(&files::read_text(&path)?);
        let sides = sides.ok_or_else(|| format!("{}: no times", path.display()))?;
        let name = second_compile::package_of(&entry.file_name().to_string_lossy());
        packages.push((name, sides));
    }
    Ok(rows(packages))
}

fn sides(text: &str) -> Option<Sides> {
    let sides: Option<Vec<Phases>> = text.lines().map(Phases::of_text).collect();
    sides?.try_into().ok()
}

fn rows(mut packages: Vec<(String, Sides)>) -> String {
    packages.sort_by_key(|(name, [theirs, ..])| (std::cmp::Reverse(theirs.both()), name.clone()));
    let mut all = Sides::default();
    for (_, sides) in &packages {
        for (sum, side) in all.iter_mut().zip(sides) {
            sum.add(*side);
        }
    }
    packages.truncate(ROWS);
    packages.insert(0, ("all".to_owned(), all));
    let mut text = format!(
        "{:>9} {:>9} {:>6} {:>9} {:>9} {:>6} {:>7} {:>7}",
        "SDK ms", "ours ms", "ratio", "object", "ours", "wall 2", "SDK MiB", "ours"
    );
    for (name, [theirs, one, two]) in packages {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let ratio = |part: Duration, whole: Duration| ms(part) / ms(whole).max(f64::MIN_POSITIVE);
        text.push_str(&format!(
            "\n{:9.1} {:9.1} {:6.2} {:9.1} {:9.1} {:6.2} {:7} {:7}  {name}",
            ms(theirs.both()),
            ms(one.both()),
            ratio(one.both(), theirs.both()),
            ms(theirs.object),
            ms(one.object),
            ratio(two.wall, one.wall),
            theirs.peak >> 10,
            one.peak >> 10,
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sums_and_single_packages() {
        let phases = |functions, object, wall, peak: u64| Phases {
            functions: Duration::from_millis(functions),
            object: Duration::from_millis(object),
            wall: Duration::from_millis(wall),
            peak: peak << 10,
        };
        let small = [
            phases(10, 2, 0, 70),
            phases(6, 1, 8, 40),
            phases(7, 1, 4, 41),
        ];
        let large = [
            phases(30, 8, 0, 90),
            phases(20, 3, 22, 95),
            phases(20, 3, 14, 96),
        ];
        let text = rows(vec![("a".to_owned(), small), ("b".to_owned(), large)]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "   SDK ms   ours ms  ratio    object      ours wall 2 SDK MiB    ours",
                "     50.0      30.0   0.60      10.0       4.0   0.60      90      95  all",
                "     38.0      23.0   0.61       8.0       3.0   0.64      90      95  b",
                "     12.0       7.0   0.58       2.0       1.0   0.50      70      40  a",
            ]
        );
    }
}
