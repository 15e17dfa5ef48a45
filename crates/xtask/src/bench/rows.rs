//! The rows of the benchmark: each is one entry of this table.
//!
//! Counterpart: none.

use vamos_oracle::edits::Kind;

/// Subject of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The program of about a thousand packages, in a git checkout.
    Program,
    /// A small program, where time is short.
    Small,
    /// The SDK's own commands: many mains.
    Commands,
    /// A generated module of this number of packages.
    Synthetic(usize),
    /// A program with one very large C file.
    Sqlite,
    /// A generated package with many C files of equal size.
    Foreign,
    /// Nothing: commands that need no tree.
    Nothing,
}

impl Subject {
    /// Reports whether there is C in it.
    pub(crate) fn uses_cgo(self) -> bool {
        matches!(self, Self::Sqlite | Self::Foreign)
    }
}

/// Edit before each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// No edit.
    None,
    /// These kinds of edits, each before runs of its own: the worst one counts.
    Kinds(&'static [Kind]),
    /// One kind of edit.
    Kind(Kind),
    /// A comment in a package with many importers; no line moves.
    Comment,
    /// All declarations of one of its files move; the files take turns.
    Shift,
    /// The signature of an exported function of that package.
    Signature,
    /// A header that all C files include.
    Header,
    /// A file of that package gets a new time.
    Touch,
    /// The tree is a fresh clone at the same place.
    Clone,
    /// The build cache is empty. The instrumented compiler is built.
    Cold,
    /// Like `Cold`, and a package with many importers has mistakes: only the time to the first line
    /// on stderr counts.
    FirstError,
    /// The first build on a machine: vamos has nothing of its own either.
    First,
    /// The module cache is empty, and a proxy on this machine has everything.
    NoModules,
}

impl Edit {
    /// Returns the edits that are measured one by one.
    pub(crate) fn each(self) -> Vec<Self> {
        match self {
            Self::Kinds(kinds) => kinds.iter().map(|&kind| Self::Kind(kind)).collect(),
            edit => vec![edit],
        }
    }
}

/// Results that must be equal afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Equal {
    /// The binary.
    Binary,
    /// The binaries of all main packages.
    Binaries,
    /// The output on stdout.
    Stdout,
    /// The output on stdout, except durations of tests, and marks of cached results.
    Verdicts,
    /// Like `Verdicts`; and vamos runs no test.
    Cached,
    /// The content of the module cache.
    Modules,
    /// The messages about mistakes in a package with many importers, and the exit code.
    Mistakes,
    /// Nothing remains.
    Nothing,
}

/// The least that there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Floor {
    /// Not known.
    None,
    /// Looking at everything that the run record names.
    Stats,
    /// One compile and one link, run directly.
    Tools,
}

impl Floor {
    /// Returns the allowed time in seconds if the floor is `seconds`.
    pub(crate) fn wanted(self, seconds: f64) -> f64 {
        match self {
            Self::None => f64::INFINITY,
            Self::Stats => seconds * 1.5 + 0.003,
            Self::Tools => seconds * 1.1,
        }
    }
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) subject: Subject,
    /// The command; `$OUT` is its output, `$DIR` a directory for several, `$MAIN` the main
    /// package.
    pub(crate) args: &'static [&'static str],
    /// The command of vamos, if it is another one.
    pub(crate) ours: &'static [&'static str],
    /// The first command is one of vamos, too.
    pub(crate) is_beside_own: bool,
    /// Versions are stamped, as is usual in a checkout.
    pub(crate) is_stamped: bool,
    pub(crate) edit: Edit,
    pub(crate) equal: Equal,
    pub(crate) floor: Floor,
    pub(crate) runs: usize,
    /// The target wall time, as a share of the official one.
    pub(crate) wanted: f64,
    /// Targets of user and system time, and of peak memory, as shares.
    pub(crate) wanted_cpu: Option<f64>,
    pub(crate) wanted_memory: Option<f64>,
    /// The target wall time in seconds.
    pub(crate) wanted_wall: Option<f64>,
    /// Only with --full.
    pub(crate) is_full: bool,
}

/// A row from which others are made.
pub(super) const PLAIN: Row = Row {
    name: "",
    title: "",
    subject: Subject::Program,
    args: &["build", "-o", "$OUT", "$MAIN"],
    ours: &[],
    is_beside_own: false,
    is_stamped: false,
    edit: Edit::None,
    equal: Equal::Binary,
    floor: Floor::None,
    runs: 15,
    wanted: 1.0,
    wanted_cpu: None,
    wanted_memory: None,
    wanted_wall: None,
    is_full: false,
};

/// Makes a row that measures an edit.
pub(super) const fn edit(name: &'static str, title: &'static str, edit: Edit, wanted: f64) -> Row {
    Row {
        name,
        title,
        edit,
        wanted,
        runs: 7,
        ..PLAIN
    }
}

/// Makes a row that compares stdout.
pub(super) const fn prints(
    name: &'static str,
    title: &'static str,
    args: &'static [&'static str],
    wanted: f64,
) -> Row {
    Row {
        name,
        title,
        args,
        wanted,
        equal: Equal::Stdout,
        ..PLAIN
    }
}

const fn start(name: &'static str, title: &'static str, args: &'static [&'static str]) -> Row {
    Row {
        subject: Subject::Nothing,
        ..prints(name, title, args, 0.5)
    }
}

const fn synthetic(row: Row, name: &'static str, title: &'static str, packages: usize) -> Row {
    Row {
        name,
        title,
        subject: Subject::Synthetic(packages),
        runs: if packages > 1000 { 5 } else { row.runs },
        is_full: packages > 1000,
        ..row
    }
}

const NOOP: Row = Row {
    name: "noop",
    title: "build, nothing changed, no stamp",
    floor: Floor::Stats,
    wanted: 1.0 / 15.0,
    wanted_cpu: Some(1.0 / 15.0),
    wanted_memory: Some(0.25),
    ..PLAIN
};
/// Edits of a package with many importers that change a binary by a body or a function.
pub(super) const IN_BASE: Edit = Edit::Kinds(&[Kind::Body, Kind::Function]);
/// An unused variable alone would prove nothing: it does not change the binary.
const IN_MAIN: Edit = Edit::Kinds(&[Kind::Variable, Kind::Statement]);

const MAIN: Row = edit("edit-main", "edit the main package", IN_MAIN, 0.85);
const BODY: Row = edit(
    "edit-body",
    "edit a body, no line moved",
    Edit::Kind(Kind::Body),
    1.0 / 3.0,
);
/// A function more changes the numbers of symbols, which objects of importers have.
const FUNCTION: Row = edit(
    "edit-function",
    "add a function to a package that many import",
    Edit::Kind(Kind::Function),
    1.0 / 3.0,
);
/// New imports change the lists in the export data of all importers.
const IMPORT: Row = edit(
    "edit-import",
    "import more in a package that many import",
    Edit::Kind(Kind::Import),
    1.0 / 3.0,
);
/// A body or a function.
const EITHER: Row = Row {
    edit: IN_BASE,
    ..BODY
};
const COMMENT: Row = edit("edit-comment", "edit a comment", Edit::Comment, 0.25);
/// The fifth kind, a comment line, changes less.
const SHIFT: Row = edit(
    "edit-shift",
    "edit that moves lines",
    Edit::Shift,
    1.0 / 3.0,
);
const LIST: Row = prints("list", "list ./...", &["list", "./..."], 1.0 / 12.0);

/// The rows of commands that build or list.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "noop-git",
        title: "build, nothing changed, git checkout",
        is_stamped: true,
        wanted: 0.1,
        ..NOOP
    },
    NOOP,
    Row {
        floor: Floor::Tools,
        ..MAIN
    },
    BODY,
    FUNCTION,
    IMPORT,
    COMMENT,
    SHIFT,
    Row {
        name: "build-all",
        title: "build ./... of many mains again",
        subject: Subject::Commands,
        args: &["build", "cmd/..."],
        equal: Equal::Nothing,
        runs: 3,
        wanted: 1.0 / 20.0,
        ..PLAIN
    },
    Row {
        runs: 2,
        wanted_cpu: Some(0.93),
        ..edit("cold", "cold build", Edit::Cold, 0.9)
    },
    Row {
        subject: Subject::Small,
        runs: 3,
        ..edit(
            "cold-small",
            "cold build of a small program",
            Edit::Cold,
            0.9,
        )
    },
    Row {
        subject: Subject::Small,
        runs: 3,
        ..edit(
            "first-small",
            "first build of a small program on a machine",
            Edit::First,
            0.9,
        )
    },
    Row {
        subject: Subject::Sqlite,
        runs: 3,
        ..edit(
            "cold-sqlite",
            "cold build of a program on SQLite, in C",
            Edit::Cold,
            1.0,
        )
    },
    Row {
        subject: Subject::Foreign,
        runs: 3,
        ..edit(
            "edit-header",
            "edit a header of 12 C files of equal size",
            Edit::Header,
            0.65,
        )
    },
    LIST,
    prints(
        "list-deps",
        "list -deps -json ./...",
        &["list", "-deps", "-json", "./..."],
        1.0 / 12.0,
    ),
    Row {
        name: "mod-download",
        title: "mod download, nothing there",
        args: &["mod", "download"],
        edit: Edit::NoModules,
        equal: Equal::Modules,
        runs: 3,
        wanted: 0.5,
        ..PLAIN
    },
    start("version", "version", &["version"]),
    start("env", "env GOROOT", &["env", "GOROOT"]),
    synthetic(
        NOOP,
        "synth-noop",
        "1,000 generated packages: nothing changed",
        1000,
    ),
    synthetic(
        LIST,
        "synth-list",
        "1,000 generated packages: list ./...",
        1000,
    ),
    synthetic(
        EITHER,
        "synth-body",
        "1,000 generated packages: edit a body or add a function",
        1000,
    ),
    synthetic(
        COMMENT,
        "synth-comment",
        "1,000 generated packages: edit a comment",
        1000,
    ),
    Row {
        args: &["build", "./..."],
        equal: Equal::Nothing,
        wanted: 1.0 / 20.0,
        ..synthetic(
            NOOP,
            "synth-all",
            "1,000 generated packages: build ./... again",
            1000,
        )
    },
    Row {
        args: &["build", "-o", "$DIR", "./..."],
        equal: Equal::Binaries,
        wanted: 0.25,
        ..synthetic(
            EITHER,
            "synth-mains",
            "1,000 generated packages: 12 mains after an edit that all need",
            1000,
        )
    },
    synthetic(
        NOOP,
        "synth-10k-noop",
        "10,000 generated packages: nothing changed",
        10_000,
    ),
    synthetic(
        LIST,
        "synth-10k-list",
        "10,000 generated packages: list ./...",
        10_000,
    ),
    synthetic(
        MAIN,
        "synth-10k-main",
        "10,000 generated packages: edit main",
        10_000,
    ),
    synthetic(
        BODY,
        "synth-10k-body",
        "10,000 generated packages: edit a body",
        10_000,
    ),
    synthetic(
        SHIFT,
        "synth-10k-shift",
        "10,000 generated packages: lines move",
        10_000,
    ),
    synthetic(
        NOOP,
        "synth-100k-noop",
        "100,000 generated packages: nothing changed",
        100_000,
    ),
    synthetic(
        LIST,
        "synth-100k-list",
        "100,000 generated packages: list ./...",
        100_000,
    ),
];
