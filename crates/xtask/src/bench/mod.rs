//! `cargo xtask bench`: the rows of `rows.rs` for the official command and for vamos,
//! in turn, with equal results; a table, its numbers and a picture in `docs/`.
//!
//! Counterpart: none.

mod check_rows;
mod first_line;
mod foreign;
mod measure;
mod picture;
mod report;
mod result;
mod rows;
mod sides;
mod statfloor;
mod table;
mod test_rows;
mod trees;
mod warm;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use vamos_oracle::compare;
use vamos_oracle::costs::median;
use vamos_oracle::files;
use vamos_oracle::files::remove;
use vamos_oracle::sdk;
use vamos_oracle::sdk::Sdk;
use vamos_oracle::verdicts;
use vamos_testkit::Proxy;

use crate::say;
pub(crate) use measure::Cost;
pub(crate) use measure::Meter;
pub(crate) use measure::Run;
use result::Result as Measured;
use result::times;
use rows::Edit;
use rows::Equal;
use rows::Floor;
use rows::Row;
use rows::Subject;
pub(crate) use statfloor::run as statfloor;
use trees::Tree;

const USAGE: &str = "usage: cargo xtask bench [--row NAME]... [--runs N] [--quick] [--full] [--dir DIR] \
[--corpus DIR] [--goroot SDK] [--vamos BINARY] [--against BINARY] [--docs DIR]";

/// The directory, in vamos's own, of the instrumented compiler.
const COMPILERS: &str = "compilers";

/// Stamps younger than this are not believed.
const SETTLED: Duration = Duration::from_millis(2200);

#[derive(Default)]
struct Options {
    rows: Vec<String>,
    runs: Option<usize>,
    is_quick: bool,
    is_full: bool,
    dir: Option<PathBuf>,
    corpus: Option<PathBuf>,
    goroot: Option<PathBuf>,
    vamos: Option<PathBuf>,
    /// Executable that replaces the official command in comparisons, such as an earlier vamos.
    against: Option<PathBuf>,
    docs: Option<PathBuf>,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = args.iter();
        while let Some(flag) = rest.next() {
            match flag.as_str() {
                "--quick" => options.is_quick = true,
                "--full" => options.is_full = true,
                _ => {
                    let value = rest.next().ok_or(USAGE)?;
                    match flag.as_str() {
                        "--row" => options.rows.push(value.clone()),
                        "--runs" => options.runs = Some(value.parse().map_err(|_| USAGE)?),
                        "--dir" => options.dir = Some(value.into()),
                        "--corpus" => options.corpus = Some(value.into()),
                        "--goroot" => options.goroot = Some(value.into()),
                        "--vamos" => options.vamos = Some(value.into()),
                        "--against" => options.against = Some(value.into()),
                        "--docs" => options.docs = Some(value.into()),
                        _ => return Err(USAGE.to_owned()),
                    }
                }
            }
        }
        for name in &options.rows {
            if table::find(name).is_none() {
                let names: Vec<&str> = table::all().map(|row| row.name).collect();
                return Err(format!("no row {name}; there are: {}", names.join(" ")));
            }
        }
        Ok(options)
    }

    /// Quick rows are those that prove the tool on the smallest generated tree.
    fn wants(&self, row: &Row) -> bool {
        if !self.rows.is_empty() {
            return self.rows.iter().any(|name| row.name == name);
        }
        let is_small = matches!(row.subject, Subject::Nothing | Subject::Synthetic(1000));
        (self.is_full || !row.is_full) && (!self.is_quick || is_small)
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    let sdk = sdk::named_or_found(options.goroot.as_deref())?;
    let vamos = sdk::vamos_named_or_built(options.vamos.as_deref())?;
    let root = options
        .dir
        .clone()
        .unwrap_or_else(|| sdk::target_dir().join("bench"));
    let root = files::real_dir(&root)?;
    let corpus = options.corpus.clone();
    let is_against_vamos = options.against.as_deref().is_some_and(is_vamos);
    let bench = Bench {
        is_against_vamos,
        meter: Meter::new(&root),
        corpus: corpus.unwrap_or_else(|| sdk::target_dir().join("corpus")),
        modules: sdk.variable("GOMODCACHE")?.into(),
        sides: [
            (
                "official",
                options.against.clone().unwrap_or_else(|| sdk.go.clone()),
            ),
            ("vamos", vamos),
        ],
        sdk,
        root,
        options,
    };
    bench.all()
}

/// Reports whether an executable is vamos: the official command has no flag `--version`.
fn is_vamos(program: &Path) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| output.stdout.starts_with(b"vamos "))
}

struct Bench {
    options: Options,
    /// The other executable is an earlier vamos.
    is_against_vamos: bool,
    sdk: Sdk,
    root: PathBuf,
    corpus: PathBuf,
    /// GOMODCACHE, which is only read.
    modules: PathBuf,
    sides: [(&'static str, PathBuf); 2],
    meter: Meter,
}

impl Bench {
    fn all(&self) -> Result<(), String> {
        let docs = self.docs();
        let mut results = Vec::new();
        let mut failed = Vec::new();
        for row in table::all().filter(|row| self.options.wants(row)) {
            say(&format!("bench: {}", row.title));
            match self.row(row) {
                Ok(result) => {
                    say(&format!("  {}", result.summary()));
                    results.push(result);
                    // A whole run takes an hour: results are written if it is interrupted.
                    self.write(&docs, &results, true)?;
                }
                Err(problem) => {
                    say(&format!("  FAILED: {problem}"));
                    failed.push(row.name);
                }
            }
        }
        self.write(&docs, &results, !self.options.rows.is_empty())?;
        say(&format!(
            "bench: {} rows, in {}",
            results.len(),
            docs.join("bench.md").display()
        ));
        match failed.as_slice() {
            [] => Ok(()),
            names => Err(format!("rows that failed: {}", names.join(" "))),
        }
    }

    /// Returns the directory of the results.
    fn docs(&self) -> PathBuf {
        match &self.options.docs {
            Some(dir) => dir.clone(),
            // A test of the tool itself writes no results.
            None if self.options.is_quick
                || self.options.against.is_some()
                || !self.options.rows.is_empty() =>
            {
                self.root.clone()
            }
            None => sdk::workspace_root().join("docs"),
        }
    }

    /// Writes results; if `is_part`, merged with an earlier run's results for other rows.
    fn write(&self, docs: &Path, results: &[Measured], is_part: bool) -> Result<(), String> {
        let results = if is_part {
            report::with_earlier(docs, results.to_vec(), &self.sdk.version)
        } else {
            results.to_vec()
        };
        report::write(docs, &results, &self.sdk.version, self.meter.describe())
    }

    /// Reports whether both sides of a row are commands of one vamos. An earlier vamos runs the
    /// row's own command beside the new one.
    fn is_beside_own(&self, row: &Row) -> bool {
        row.is_beside_own && !self.is_against_vamos
    }

    /// Returns the directory of a side's things for a row.
    fn own(&self, row: &Row, side: usize) -> PathBuf {
        let subject = match row.subject {
            Subject::Synthetic(packages) => format!("synth-{packages}"),
            other => format!("{other:?}").to_lowercase(),
        };
        let side = if self.is_beside_own(row) { 1 } else { side };
        self.root
            .join("sides")
            .join(subject)
            .join(self.sides[side].0)
    }

    fn cache(&self, row: &Row, side: usize) -> PathBuf {
        match row.edit {
            Edit::Cold | Edit::FirstError | Edit::First => self.own(row, side).join("cold"),
            // Test results cached by the official command do not help vamos here.
            Edit::Clone => self.own(row, side).join("clone"),
            _ => self.own(row, side).join("cache"),
        }
    }

    /// Returns the directory of vamos' run records.
    fn run_records(&self, row: &Row) -> PathBuf {
        self.own(row, 1).join("home/.cache/vamos/witness")
    }

    /// Returns the run of a side for a row.
    fn command(&self, row: &Row, side: usize, tree: &Tree, proxy: Option<&Proxy>) -> Run {
        let own = self.own(row, side);
        let text = |path: &Path| path.display().to_string();
        let words = match row.ours {
            ours if !ours.is_empty() && (side == 1 || self.is_against_vamos) => ours,
            _ => row.args,
        };
        let args = words.iter().map(|&arg| match arg {
            "$OUT" => text(&own.join("out")),
            // A directory, because of the final slash.
            "$DIR" => text(&own.join("outs")) + "/",
            "$MAIN" => tree.main.clone(),
            arg => arg.to_owned(),
        });
        let modules = match proxy {
            Some(_) => own.join("mod"),
            None => self.modules.clone(),
        };
        let mut env: Vec<(String, String)> = vec![
            ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
            ("HOME".to_owned(), text(&own.join("home"))),
            ("TMPDIR".to_owned(), text(&own.join("tmp"))),
            ("GOCACHE".to_owned(), text(&self.cache(row, side))),
            ("GOPATH".to_owned(), text(&own.join("gopath"))),
            ("GOMODCACHE".to_owned(), text(&modules)),
            ("GOROOT".to_owned(), text(&self.sdk.goroot)),
            (
                "GOPROXY".to_owned(),
                proxy.map_or("off".to_owned(), Proxy::url),
            ),
        ];
        for (name, value) in [
            ("GOENV", "off"),
            ("GOTOOLCHAIN", "local"),
            ("GOSUMDB", "off"),
            (
                "CGO_ENABLED",
                if row.subject.uses_cgo() { "1" } else { "0" },
            ),
            ("VAMOS_NO_DELEGATE", "1"),
            (
                "VAMOS_COMPILER",
                match (row.edit, row.subject) {
                    // It is built after the first command, by a process of its own.
                    (Edit::First, _) => "stock",
                    // These commands compile nothing, and it takes minutes to build.
                    (_, Subject::Nothing) => "stock",
                    // The state after that process has built it.
                    _ => "wait",
                },
            ),
            (
                "GOFLAGS",
                if row.is_stamped {
                    ""
                } else {
                    "-buildvcs=false"
                },
            ),
        ] {
            env.push((name.to_owned(), value.to_owned()));
        }
        Run {
            program: self.sides[if self.is_beside_own(row) { 1 } else { side }]
                .1
                .clone(),
            args: args.collect(),
            dir: tree.dir.clone(),
            env,
        }
    }

    fn row(&self, row: &Row) -> Result<Measured, String> {
        let tree = Tree::new(row.subject, &self.root, &self.corpus, &self.sdk)?;
        let proxy = match row.edit {
            Edit::NoModules => {
                let serving = Proxy::serving().tree(&self.modules.join("cache/download"));
                Some(serving.start().map_err(|error| format!("proxy: {error}"))?)
            }
            _ => None,
        };
        let runs = [0, 1].map(|side| self.command(row, side, &tree, proxy.as_ref()));
        tree.clean()?;
        tree.edit(row.edit, 0)?;
        self.warm(row, &runs)?;
        if row.floor == Floor::Stats {
            // This row's run record will be the only one.
            remove(&self.run_records(row))?;
        }
        if row.edit == Edit::None && row.subject != Subject::Nothing {
            // Twice: programs that rely on stamps must find them old.
            std::thread::sleep(SETTLED);
            for run in runs.iter().cycle().take(4) {
                run.output()?;
            }
        }
        let rounds = match self.options.runs {
            Some(runs) => runs,
            None if self.options.is_quick => 3,
            None => row.runs,
        };
        let edits = row.edit.each();
        let mut costs: Vec<[Vec<Cost>; 2]> = vec![Default::default(); edits.len()];
        for round in 0..rounds {
            for (edit, costs) in edits.iter().zip(&mut costs) {
                tree.edit(*edit, 1 + round)?;
                for place in [0, 1] {
                    // The first side warms the caches that both read.
                    let side = (round + place) % 2;
                    self.prepare(row, side)?;
                    costs[side].push(match row.edit {
                        Edit::FirstError => first_line::cost(&runs[side])?,
                        _ => self.meter.cost(&runs[side])?,
                    });
                }
            }
        }
        let mut memory = [None, None];
        tree.edit(row.edit, 1 + rounds)?;
        for side in [0, 1] {
            self.prepare(row, side)?;
            if row.edit != Edit::FirstError {
                memory[side] = self.meter.memory(&runs[side])?;
            }
        }
        let equal = self.equal(row, &runs, &tree)?;
        let floor = self.floor(row, &runs, &tree, rounds)?;
        tree.clean()?;
        let (costs, by_kind) = worst(&edits, &costs);
        Ok(Measured {
            row: *row,
            runs: rounds,
            costs,
            memory,
            floor,
            equal: equal + &by_kind,
        })
    }

    /// Checks that both sides have the same results; returns a description of the compared results.
    fn equal(&self, row: &Row, runs: &[Run; 2], tree: &Tree) -> Result<String, String> {
        let own = [0, 1].map(|side| self.own(row, side));
        match row.equal {
            Equal::Nothing => Ok("nothing remains".to_owned()),
            Equal::Stdout | Equal::Verdicts | Equal::Cached => {
                // Each side has a GOPATH of its own, which is in the paths of targets.
                let text = |side: usize| -> Result<String, String> {
                    if row.equal == Equal::Cached {
                        tree.edit(row.edit, 0)?;
                    }
                    let text = String::from_utf8_lossy(&runs[side].output()?).into_owned();
                    Ok(text.replace(&*own[side].to_string_lossy(), "$SIDE"))
                };
                let [official, ours] = [text(0)?, text(1)?];
                match row.equal {
                    Equal::Stdout => verdicts::same(&official, &ours),
                    Equal::Verdicts => {
                        verdicts::same(&verdicts::masked(&official), &verdicts::masked(&ours))
                    }
                    _ => verdicts::all_cached(&official, &ours),
                }
            }
            Equal::Binary | Equal::Binaries => {
                let name = if row.equal == Equal::Binary {
                    "out"
                } else {
                    "outs"
                };
                compare::trees(&own[0].join(name), &own[1].join(name))?;
                Ok("binaries equal".to_owned())
            }
            Equal::Mistakes => {
                tree.mistake()?;
                let ended = |side: usize| -> Result<String, String> {
                    let output = runs[side].command().output();
                    let output = output.map_err(|error| error.to_string())?;
                    let stderr = String::from_utf8_lossy(&output.stderr);
                    Ok(format!("{}\n{stderr}", output.status))
                };
                let [official, ours] = [ended(0)?, ended(1)?];
                if official.contains("missing") {
                    verdicts::same(&official, &ours)
                } else {
                    Err(format!("the mistakes were not found: {official}"))
                }
            }
            Equal::Modules => {
                let count = compare::modules(&own[0].join("mod"), &own[1].join("mod"))?;
                Ok(format!("{count} files equal"))
            }
        }
    }

    /// Measures the least that there is to do, in seconds.
    fn floor(
        &self,
        row: &Row,
        runs: &[Run; 2],
        tree: &Tree,
        rounds: usize,
    ) -> Result<Option<f64>, String> {
        match row.floor {
            Floor::None => Ok(None),
            Floor::Stats => match statfloor::newest(&self.run_records(row)) {
                Some(run_record) => self.stat_floor(&run_record, &runs[0], rounds).map(Some),
                None => Ok(None),
            },
            Floor::Tools => {
                tree.edit(row.edit, 2 + rounds)?;
                statfloor::tools(&runs[0], &self.root)
            }
        }
    }

    /// Measures a process that looks at everything that a run record names, in turn with the
    /// official command, as vamos is measured.
    fn stat_floor(&self, run_record: &Path, official: &Run, rounds: usize) -> Result<f64, String> {
        let list = self.root.join("floor.list");
        statfloor::prepare(run_record, &list)?;
        let program = std::env::current_exe().map_err(|error| format!("xtask: {error}"))?;
        let args = ["statfloor", "--once", &list.display().to_string()].map(str::to_owned);
        let look = Run {
            program,
            args: args.into(),
            ..official.clone()
        };
        let mut walls = Vec::new();
        for round in 0..rounds {
            for place in [0, 1] {
                match (round + place) % 2 {
                    0 => drop(self.meter.cost(official)?),
                    _ => walls.push(self.meter.cost(&look)?.wall),
                }
            }
        }
        Ok(median(walls))
    }
}

/// Returns the costs of both sides after the edit with the worst ratio, and the ratios of all kinds
/// as a note, which is empty for a single edit.
fn worst(edits: &[Edit], costs: &[[Vec<Cost>; 2]]) -> ([Cost; 2], String) {
    let of = |costs: &[Cost]| Cost {
        wall: median(costs.iter().map(|cost| cost.wall).collect()),
        cpu: median(costs.iter().map(|cost| cost.cpu).collect()),
    };
    let mut all: Vec<(Edit, [Cost; 2])> = (edits.iter().copied())
        .zip(
            costs
                .iter()
                .map(|[official, ours]| [of(official), of(ours)]),
        )
        .collect();
    let ratio = |[official, ours]: [Cost; 2]| ours.wall / official.wall.max(1e-9);
    all.sort_by(|(_, a), (_, b)| ratio(*b).total_cmp(&ratio(*a)));
    let mut note = String::new();
    for (edit, costs) in &all {
        if let Edit::Kind(kind) = edit {
            let lead = if note.is_empty() {
                "; worst first:"
            } else {
                ","
            };
            note += &format!("{lead} {} {}", kind.letter(), times(ratio(*costs)));
        }
    }
    let first = all.first().map(|(_, costs)| *costs);
    let none = Cost {
        wall: 0.0,
        cpu: 0.0,
    };
    (first.unwrap_or([none; 2]), note)
}

/// Returns the entries of a directory other than `kept`; nothing if there is no directory.
fn others(dir: &Path, kept: &str) -> Result<Vec<PathBuf>, String> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|path| !path.ends_with(kept));
    Ok(paths)
}
