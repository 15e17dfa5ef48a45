//! `cargo xtask link bench --edits`: builds and links of a program after edits of five kinds.
//!
//! After each edit both programs build, in turn; then the link of this build is recorded, and
//! both linkers run on it alone. Outputs have to be equal. The tree is a copy.
//! Counterpart: none.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use super::Flag;
use super::USAGE;
use super::case::Case;
use super::case::write;
use super::driver::Driver;
use super::meter::Cost;
use super::meter::Meter;
use super::place;
use super::place::CaptureDir;
use super::place::PLATFORM;
use super::record;
use crate::corpus::MEMBERS;
use crate::corpus::place::CorpusDir;
use crate::costs::median;
use crate::edits::Edited;
use crate::edits::Kind;
use crate::files;
use crate::pair;
use crate::sdk::Sdk;

/// The costs of the official program, and of the one on trial.
type Pair = [Vec<Cost>; 2];

/// Measurements of a kind.
struct Row {
    kind: Kind,
    /// The whole command.
    build: Pair,
    /// The link alone.
    link: Pair,
}

struct Options<'a> {
    kinds: Vec<Kind>,
    vamos: PathBuf,
    driver: Driver,
    place: CaptureDir,
    sdk: Sdk,
    corpus: Option<PathBuf>,
    runs: usize,
    package: Option<&'a str>,
    base: &'a str,
}

impl<'a> Options<'a> {
    fn parse(flags: &[Flag<'a>]) -> Result<Self, String> {
        let (mut vamos, mut dir, mut sdk, mut corpus, mut package) = (None, None, None, None, None);
        let (mut kinds, mut runs, mut base) = (Kind::ALL.to_vec(), 5, ".");
        for &(flag, value) in flags {
            match flag {
                "--edits" if value == "all" => {}
                "--edits" => {
                    let found: Option<Vec<Kind>> = value.chars().map(Kind::of_letter).collect();
                    kinds = found.ok_or(USAGE)?;
                }
                "--vamos" => vamos = Some(value),
                "--sdk" => sdk = Some(value),
                "--dir" => dir = Some(value),
                "--corpus" => corpus = Some(PathBuf::from(value)),
                "--runs" => runs = value.parse().map_err(|_| USAGE)?,
                "--package" => package = Some(value),
                "--base" => base = value,
                _ => return Err(USAGE.to_owned()),
            }
        }
        let vamos = vamos.ok_or(USAGE)?;
        Ok(Self {
            kinds,
            vamos: Path::new(vamos)
                .canonicalize()
                .map_err(files::at(Path::new(vamos)))?,
            driver: Driver::required(Driver::of_flag("--vamos", vamos))?,
            place: CaptureDir::open(dir)?,
            sdk: place::find_sdk(sdk)?,
            corpus,
            runs,
            package,
            base,
        })
    }

    /// Returns the directory of the program's sources, and its package.
    fn source(&self, name: &str) -> Result<(PathBuf, String), String> {
        let Some(member) = MEMBERS.iter().find(|member| member.name == name) else {
            let package = self.package.unwrap_or(".");
            return Ok((PathBuf::from(name), package.to_owned()));
        };
        let corpus = CorpusDir {
            root: (self.corpus.clone()).unwrap_or_else(|| self.place.root.join("corpus")),
        };
        let dir = corpus.source(member);
        if !dir.join(".git").exists() {
            corpus.fetch(&self.sdk, member)?;
        }
        let package = self.package.unwrap_or(member.package);
        Ok((dir, package.to_owned()))
    }
}

/// Runs the command.
pub(super) fn run(flags: &[Flag<'_>], names: &[String]) -> Result<(), String> {
    let options = Options::parse(flags)?;
    let [name] = names else {
        return Err(USAGE.to_owned());
    };
    let (source, package) = options.source(name)?;
    let own = source.file_name().unwrap_or_default().to_owned();
    let root = options.place.root.join("edits").join(own);
    let tree = root.join("tree");
    if !tree.exists() {
        files::make_dir(&root)?;
        files::copy(&source, &tree)?;
    }
    let bench = Bench {
        meter: Meter::build(&options.place, &options.sdk)?,
        edited: edited(&options, &tree, &package)?,
        tree,
        root,
        package,
        options,
    };
    bench.edited.undo()?;
    let rows = bench.all();
    bench.edited.undo()?;
    print(name, &rows?);
    Ok(())
}

/// Returns the edits of the tree.
fn edited(options: &Options<'_>, tree: &Path, package: &str) -> Result<Edited, String> {
    let base = tree.join(options.base);
    let mut list = options.place.go(&options.sdk, "")?;
    list.current_dir(&base)
        .args(["list", "-f", "{{.Name}}", "."]);
    let listed = pair::succeed(&mut list, options.base)?;
    let name = String::from_utf8_lossy(&listed.stdout).trim().to_owned();
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seed = since.map_or(0, |since| usize::try_from(since.as_secs()).unwrap_or(0));
    Ok(Edited::new(tree.join(package), base, &name, seed))
}

struct Bench<'a> {
    options: Options<'a>,
    meter: Meter,
    edited: Edited,
    tree: PathBuf,
    /// The directory of everything that the two sides have.
    root: PathBuf,
    package: String,
}

impl Bench<'_> {
    /// Measures all kinds in turn; the first round warms caches.
    fn all(&self) -> Result<Vec<Row>, String> {
        for kind in Kind::ALL {
            self.edited.make(kind, 0)?;
        }
        self.warm()?;
        let row = |&kind: &Kind| Row {
            kind,
            build: Pair::default(),
            link: Pair::default(),
        };
        let mut rows: Vec<Row> = self.options.kinds.iter().map(row).collect();
        for round in 0..=self.options.runs {
            for row in &mut rows {
                self.edited.make(row.kind, 1 + round)?;
                let (build, link) = self.both(row.kind, round)?;
                for side in [0, 1].into_iter().filter(|_| round > 0) {
                    row.build[side].push(build[side]);
                    row.link[side].push(link[side]);
                }
            }
        }
        Ok(rows)
    }

    fn out(&self, side: usize) -> PathBuf {
        self.root.join(format!("out.{side}"))
    }

    /// Returns the build of a side, with more flags. Each side has its own caches.
    fn build(&self, side: usize, flags: &[String]) -> Result<Command, String> {
        let own = self.root.join(format!("side.{side}"));
        let Options { place, sdk, .. } = &self.options;
        let usual = place.go(sdk, PLATFORM)?;
        let mut command = match side {
            0 => Command::new(&sdk.go),
            _ => Command::new(&self.options.vamos),
        };
        command
            .env_clear()
            .envs(
                usual
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .env("HOME", own.join("home"))
            .env("GOCACHE", own.join("cache"))
            .env("CGO_ENABLED", "0")
            .env("VAMOS_NO_DELEGATE", "1")
            .env("VAMOS_COMPILER", "wait")
            .current_dir(&self.tree)
            .env("PWD", &self.tree)
            .arg("build")
            .args(flags)
            .arg("-o")
            .args([self.out(side).as_path(), Path::new(&self.package)]);
        // Garbage collection is a part of the time that users wait.
        for (name, _) in place::SPARE_COLLECTION {
            command.env_remove(name);
        }
        Ok(command)
    }

    /// Fills the caches: vamos gets a copy of the official command's.
    fn warm(&self) -> Result<(), String> {
        for side in [0, 1] {
            let own = self.root.join(format!("side.{side}"));
            files::make_dir(&own.join("home"))?;
            if side == 1 && !own.join("cache").exists() {
                files::copy(&self.root.join("side.0/cache"), &own.join("cache"))?;
            }
            pair::succeed(&mut self.build(side, &[])?, "build")?;
        }
        Ok(())
    }

    /// Builds with both, then links with both; returns the costs of builds and links.
    fn both(&self, kind: Kind, round: usize) -> Result<([Cost; 2], [Cost; 2]), String> {
        let order = [round % 2, (round + 1) % 2];
        let mut build = [Cost::default(); 2];
        for side in order {
            build[side] = self.meter.cost(&self.build(side, &[])?)?;
        }
        self.same(kind, "build")?;
        let case = self.record(kind)?;
        let mut link = [Cost::default(); 2];
        for side in order {
            let out = self.out(side);
            let command = match side {
                0 => {
                    let mut command = case.command(case.stock().as_os_str());
                    command.args(case.args(&out, &[]));
                    command
                }
                _ => self.options.driver.command(&case, &[], &out),
            };
            link[side] = self.meter.cost(&command)?;
        }
        self.same(kind, "link")?;
        Ok((build, link))
    }

    fn same(&self, kind: Kind, what: &str) -> Result<(), String> {
        let [official, own] = [0, 1].map(|side| fs::read(self.out(side)));
        match (official, own) {
            (Ok(official), Ok(own)) if official == own => Ok(()),
            (Ok(_), Ok(_)) => Err(format!("{}, {what}: other bytes", kind.letter())),
            _ => Err(format!("{}, {what}: no output", kind.letter())),
        }
    }

    /// Records the link of the official build, which is in its cache.
    fn record(&self, kind: Kind) -> Result<Case, String> {
        let place = &self.options.place;
        let dir = place.cases().join(format!("edit-{}", kind.letter()));
        // A missing file is noticed when the case is read.
        let _ = fs::remove_dir_all(&dir);
        let list = self.root.join("cases");
        let line = format!("{}={}\n", self.package, dir.display());
        write(&list, line.as_bytes())?;
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let tool = format!("-toolexec='{}' link record", own.display());
        // The output exists and is current; without it there is something to link.
        files::remove(&self.out(0))?;
        let mut command = self.build(0, &[tool])?;
        command
            .env(record::CASES, &list)
            .env(record::ARCHIVES, place.archives());
        let output = pair::output(&mut command)?;
        if !dir.join("args").exists() {
            return Err(pair::failure("no link", &output));
        }
        let sdk = &self.options.sdk;
        let about = format!(
            "program={}\nsdk={}\nrelease={}\nmode=edit\nplatform={PLATFORM}\ngoroot={}\ntool={}\n",
            self.package,
            sdk.version,
            place::release(sdk)?,
            sdk.goroot.display(),
            sdk.goroot.join("pkg/tool/linux_amd64/link").display(),
        );
        write(&dir.join("about"), about.as_bytes())?;
        Case::read(&dir)
    }
}

/// A compared value: a name, the unit, and the function that returns it.
type Column = (&'static str, &'static str, fn(&Cost) -> f64);

const COLUMNS: [Column; 3] = [
    ("wall", "s", |cost| cost[0]),
    ("user+sys", "s", |cost| cost[1] + cost[2]),
    ("peak", "MB", |cost| cost[3]),
];

/// Returns the medians of both sides in a column.
fn medians(pair: &Pair, column: &Column) -> [f64; 2] {
    [0, 1].map(|side| median(pair[side].iter().map(column.2).collect()))
}

fn print(name: &str, rows: &[Row]) {
    let runs = rows.first().map_or(0, |row| row.build[0].len());
    crate::say(&format!("{name}, {runs} runs of each kind, medians"));
    for row in rows {
        crate::say(&format!("{} ({})", row.kind.letter(), row.kind.words()));
        for (what, pair) in [("build", &row.build), ("link", &row.link)] {
            let cells = COLUMNS.iter().map(|column| cell(pair, column));
            let cells: Vec<String> = cells.collect();
            crate::say(&format!("  {what:<6}{}", cells.join(", ")));
        }
    }
    for (what, of) in [
        ("build", (|row| &row.build) as fn(&Row) -> &Pair),
        ("link", |row| &row.link),
    ] {
        let cells: Vec<String> = COLUMNS
            .iter()
            .filter_map(|column| {
                let ratio = |row: &&Row| {
                    let [official, own] = medians(of(row), column);
                    own / official
                };
                let worst = rows.iter().max_by(|a, b| ratio(a).total_cmp(&ratio(b)))?;
                let letter = worst.kind.letter();
                Some(format!("{letter} {}", cell(of(worst), column)))
            })
            .collect();
        crate::say(&format!("worst {what}: {}", cells.join(", ")));
    }
}

fn cell(pair: &Pair, column: &Column) -> String {
    let (name, unit, _) = column;
    let [official, own] = medians(pair, column);
    let digits = if *unit == "s" { 3 } else { 0 };
    format!(
        "{name} {official:.digits$} -> {own:.digits$} {unit} (1/{:.2})",
        official / own
    )
}
