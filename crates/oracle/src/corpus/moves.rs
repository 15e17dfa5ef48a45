//! `cargo xtask corpus moves`: random edits that move lines, some that add symbols after all lines,
//! and some that only change the words of a comment. After each, vamos builds and vets with early
//! cutoff in one cache, and runs all tools and compares their outputs in another; both caches must
//! be equal at the end.
//!
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::Options;
use super::failure;
use super::members::Member;
use super::members::Variant;
use super::program::Program;
use crate::compare::CacheDiff;
use crate::report;
use crate::report::Report;

const SPARE: Variant = Variant::of_env(
    "moves",
    &[("VAMOS_CUTOFF", "explain"), ("VAMOS_COMPILER", "wait")],
);
const VERIFY: Variant = Variant::of_env(
    "moves",
    &[("VAMOS_CUTOFF", "verify"), ("VAMOS_COMPILER", "wait")],
);

/// Findings are no failure of this command.
const VET: [&str; 3] = ["vet", "-json", "./..."];

/// Kinds of edits of a file.
const KINDS: [&str; 8] = [
    "insert", "delete", "comment", "function", "import", SYMBOLS, "unimport", REWORD,
];

/// Packages that an edit imports.
const IMPORTED: [&str; 6] = [
    "unicode/utf16",
    "fmt",
    "unsafe",
    "container/ring",
    "net/http/httptrace",
    "text/tabwriter",
];

/// The kind of edit that adds symbols, so that others get new numbers, and moves no line.
const SYMBOLS: &str = "symbols";

/// The kind of edit that moves no line: the text of a comment.
const REWORD: &str = "reword";

/// Dependents of the edited packages, and the packages in which only a comment was edited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    spared: usize,
    all: usize,
}

/// Counts for each kind of edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts([Count; KINDS.len()]);

/// Makes the requested number of edits in each member.
pub(super) fn moves(options: &Options, vamos: &Program<'_>) -> Result<(), String> {
    let (edits, seed) = (options.edits, options.seed);
    let mut report = Report::default();
    let mut total = Counts::default();
    let twin = Program {
        cache: vamos.place.cache("vamos-verify"),
        ..vamos.clone()
    };
    for member in options.members(&SPARE) {
        if member.module.is_empty() {
            continue;
        }
        let mut random = Random(seed ^ member.name.len() as u64);
        let row = member_moves(vamos, &twin, member, edits, &mut random);
        let row = row.map(|counts| {
            total.add(&counts);
            format!("{edits} edits: {}", counts.text())
        });
        report.say(member.name, row);
    }
    let caches = CacheDiff::read(&vamos.cache, &twin.cache)?;
    let counts = (caches.different.len(), caches.only_second.len());
    let text = format!("{} entries equal, {} differ", caches.equal, counts.0);
    let is_same = counts == (0, 0);
    report.say("caches", report::check(is_same, text));
    report.say("all", Ok(total.text()));
    report.finish()
}

impl Count {
    fn add(&mut self, other: Self) {
        self.spared += other.spared;
        self.all += other.all;
    }

    fn share(self) -> f64 {
        100.0 * self.spared as f64 / self.all.max(1) as f64
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            mine.add(*other);
        }
    }

    fn text(&self) -> String {
        let mut sum = Count::default();
        let mut kinds = Vec::new();
        for (kind, count) in KINDS.iter().zip(&self.0) {
            sum.add(*count);
            kinds.push(format!("{kind} {} of {}", count.spared, count.all));
        }
        let Count { spared, all } = sum;
        let (share, kinds) = (sum.share(), kinds.join(", "));
        format!("{spared} of {all} packages not compiled ({share:.0} %): {kinds}")
    }
}

fn member_moves(
    vamos: &Program<'_>,
    twin: &Program<'_>,
    member: &Member,
    edits: usize,
    random: &mut Random,
) -> Result<Counts, String> {
    let dir = vamos.place.source(member);
    let files = files(vamos, member, &dir)?;
    let mut originals: Vec<(String, Vec<u8>)> = Vec::new();
    let result = (|| {
        succeeded(vamos, vamos.build(member, &SPARE, &[])?.0)?;
        succeeded(twin, twin.build(member, &VERIFY, &[])?.0)?;
        let mut counts = Counts::default();
        let mut done = 0;
        while done < edits {
            let file = &files[random.below(files.len())];
            let text = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
            let number = done % KINDS.len();
            let kind = KINDS[number];
            let Some(edited) = edit(&text, kind, random) else {
                continue;
            };
            if !originals.iter().any(|(known, _)| known == file) {
                originals.push((file.clone(), text));
            }
            fs::write(file, edited).map_err(|error| format!("{file}: {error}"))?;
            done += 1;
            let context = |error: String| format!("edit {done}, {kind} in {file}: {error}");
            let built = succeeded(vamos, vamos.build(member, &SPARE, &[])?.0).map_err(context)?;
            succeeded(twin, twin.build(member, &VERIFY, &[])?.0).map_err(context)?;
            // The results are in the caches.
            succeeded(vamos, vamos.run(&dir, &SPARE, &VET)?.0).map_err(context)?;
            succeeded(twin, twin.run(&dir, &VERIFY, &VET)?.0).map_err(context)?;
            if let Some((spared, all)) = reported(&built) {
                // The edited package is compiled, if any is.
                let all = all - usize::from(spared < all);
                counts.0[number].add(Count { spared, all });
            }
        }
        Ok(counts)
    })();
    for (file, text) in originals {
        fs::write(&file, text).map_err(|error| format!("{file}: {error}"))?;
    }
    result
}

fn succeeded(program: &Program<'_>, output: Output) -> Result<Output, String> {
    if output.status.success() {
        Ok(output)
    } else {
        Err(failure(program, &output))
    }
}

/// Returns the numbers of `VAMOS_CUTOFF=explain`.
fn reported(output: &Output) -> Option<(usize, usize)> {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut lines = stderr.lines();
    let rest = lines.find_map(|line| line.strip_prefix("vamos: early cutoff: "))?;
    let mut words = rest.split(' ');
    let spared = words.next()?.parse().ok()?;
    let all = words.nth(1)?.parse().ok()?;
    Some((spared, all))
}

/// Returns the Go files that the member's program consists of.
fn files(vamos: &Program<'_>, member: &Member, dir: &Path) -> Result<Vec<String>, String> {
    let format = "{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}\n{{end}}";
    let list = ["list", "-deps", "-f", format, member.package];
    let listed = succeeded(vamos, vamos.run(dir, &SPARE, &list)?.0)?;
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let own = listed
        .lines()
        .filter(|file| Path::new(file).starts_with(dir));
    let files: Vec<String> = own.map(str::to_owned).collect();
    if files.is_empty() {
        Err("no files".to_owned())
    } else {
        Ok(files)
    }
}

/// Returns the text after an edit; `None` if there is no place for it.
fn edit(text: &[u8], kind: &str, random: &mut Random) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut lines: Vec<&str> = text.split('\n').collect();
    let package = lines.iter().position(|line| line.starts_with("package "))?;
    let starts: Vec<usize> = (package + 1..lines.len())
        .filter(|&at| lines[at].starts_with("func ") && is_free(&lines, at))
        .collect();
    let name = format!(
        "func vamos{}() int {{ return {} }}",
        random.next(),
        random.below(9)
    );
    let comments: Vec<usize> = (package + 1..lines.len())
        .filter(|&at| is_plain_comment(lines[at]))
        .collect();
    let reworded = format!("// Other words {}.", random.next());
    let imported = format!("import _ \"{}\"", random.of(&IMPORTED)?);
    match kind {
        "delete" => {
            lines.remove(*random.of(&comments)?);
        }
        REWORD => lines[*random.of(&comments)?] = &reworded,
        "import" => lines.insert(package + 1, &imported),
        // Removes the import of an earlier edit.
        "unimport" => {
            let import = lines.get(package + 1)?.strip_prefix("import _ \"")?;
            let path = import.strip_suffix('"')?;
            IMPORTED
                .contains(&path)
                .then(|| lines.remove(package + 1))?;
        }
        "comment" => lines.insert(*random.of(&starts)?, "// A line more."),
        "function" => lines.insert(*random.of(&starts)?, &name),
        SYMBOLS => {
            let added = declaration(random);
            return Some(format!("{text}\n{added}\n").into_bytes());
        }
        _ => lines.insert(*random.of(&starts)?, ""),
    }
    Some(lines.join("\n").into_bytes())
}

/// Returns a declaration of functions, variables or types.
fn declaration(random: &mut Random) -> String {
    let (name, number) = (format!("vamos{}", random.next()), random.below(9));
    let exported = format!("Vamos{}", random.next());
    match random.below(6) {
        0 => format!("func {exported}(n int) int {{ return n + {number} }}"),
        1 => format!("var {exported} = map[string]int{{\"a\": {number}}}"),
        2 => format!("var {name} = func() int {{ return {number} }}"),
        3 => format!("func {name}(n int) func() int {{ return func() int {{ n++; return n }} }}"),
        4 => format!("type {exported} struct{{ a [{number}]int }}"),
        _ => format!(
            "type {name} struct{{ a, b int }}\n\n\
             func (v {name}) String() string {{ return \"{number}\" }}\n\n\
             var {exported} interface{{ String() string }} = {name}{{}}"
        ),
    }
}

/// Reports whether the function at this line has no comment above, which may be a directive.
fn is_free(lines: &[&str], at: usize) -> bool {
    lines[at - 1].is_empty()
}

fn is_plain_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("// ") && !line.contains("+build") && !line.contains("Output:")
}

/// A generator of numbers that only need to look random (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.max(1);
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn of<'t, T>(&mut self, list: &'t [T]) -> Option<&'t T> {
        list.get(self.below(list.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits() {
        let text = b"package p\n\n// A.\nfunc a() {}\n\nfunc b() {}\n";
        let mut random = Random(7);
        let mut after = |kind: &str| {
            let text = edit(text, kind, &mut random).unwrap();
            String::from_utf8(text).unwrap()
        };
        assert!(after("insert").ends_with("func a() {}\n\n\nfunc b() {}\n"));
        assert!(after("comment").ends_with("\n\n// A line more.\nfunc b() {}\n"));
        assert_eq!(after("delete").lines().count(), 5);
        let imported = after("import");
        assert!(imported.starts_with("package p\nimport _"));
        let removed = edit(imported.as_bytes(), "unimport", &mut Random(1));
        assert_eq!(removed.as_deref(), Some(&text[..]));
        assert_eq!(edit(text, "unimport", &mut Random(1)), None);
        assert!(after(REWORD).starts_with("package p\n\n// Other words "));
        assert_eq!(after("function").matches("func ").count(), 3);
        let added = after(SYMBOLS);
        assert!(added.as_bytes().starts_with(text) && added.len() > text.len() + 20);
        assert_eq!(edit(b"package p\n", "comment", &mut Random(1)), None);
        assert_eq!(edit(b"// no package\n", "insert", &mut Random(1)), None);
    }

    #[test]
    fn numbers() {
        let output = |stderr: &str| Output {
            status: Default::default(),
            stdout: Vec::new(),
            stderr: stderr.as_bytes().to_vec(),
        };
        let text = "x\nvamos: early cutoff: 12 of 23 packages skipped\n";
        assert_eq!(reported(&output(text)), Some((12, 23)));
        assert_eq!(reported(&output("")), None);
    }

    #[test]
    fn counts() {
        let mut total = Counts::default();
        total.0[1].add(Count { spared: 1, all: 4 });
        total.add(&total.clone());
        let text = "2 of 8 packages not compiled (25 %): insert 0 of 0, delete 2 of 8, \
                    comment 0 of 0, function 0 of 0, import 0 of 0, symbols 0 of 0, \
                    unimport 0 of 0, reword 0 of 0";
        assert_eq!(total.text(), text);
    }
}
