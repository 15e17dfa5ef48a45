//! Compares programs that this process links with the official command: the same binaries, the same
//! messages, the same exit codes, and no run of the SDK's linker.
//!
//! Counterpart: cmd/link's own tests (link_test.go, ld_test.go).

use std::fs::File;
use std::path::Path;

use crate::scratch_module::ScratchModule;
use vamos_testkit::Case;
use vamos_testkit::Report;
use vamos_testkit::vamos;

const MOD: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n";

/// A program with strings, types, a map, an interface, a goroutine and a defer.
const WIDE: &str = "-- main.go --\npackage main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"sort\"\n)\n\n\
    var Version = \"none\"\n\n\
    type shape interface{ Area() int }\n\n\
    type square struct{ side int }\n\nfunc (s square) Area() int { return s.side * s.side }\n\n\
    var table = map[string]shape{\"a\": square{1}, \"b\": &square{2}}\n\n\
    var big [4096]*int\n\nvar zero struct{}\n\n\
    func main() {\n\tdefer fmt.Println(\"done\", Version)\n\tout := make(chan int)\n\
    \tgo func() { out <- table[\"b\"].Area() }()\n\tnames := make([]string, 0)\n\
    \tfor name := range table {\n\t\tnames = append(names, name)\n\t}\n\tsort.Strings(names)\n\
    \tfmt.Fprintln(os.Stdout, names, <-out, len(big), zero)\n}\n";

const SMALL: &str = "-- main.go --\npackage main\n\nfunc main() { println(\"x\") }\n";

fn case(name: &str, tree: &str) -> Case {
    Case::new(name)
        .tree(&[MOD, tree].concat())
        .env("GOFLAGS", "-buildvcs=false")
        .env("VAMOS_LINK", "native")
        // A copy of an earlier output would replace the link.
        .env("VAMOS_KEPT", "off")
}

/// Requires `official` linker runs of the official command, and none of vamos.
fn in_process(report: &Report, official: usize) {
    if report.is_skipped {
        return;
    }
    let count = [&report.official_tools, &report.vamos_tools].map(|tools| tools.count("link"));
    assert_eq!(count, [official, 0]);
}

#[test]
fn static_programs() {
    let lines = [
        "build -o plain .",
        "build -ldflags=-s -o s .",
        "build -ldflags=-w -o w .",
        "build -ldflags=-s\\ -w -o sw .",
        "build -trimpath -o trimmed .",
        "build -ldflags=-compressdwarf=false -o raw .",
        "build -ldflags=-X=main.Version=3 -o versioned .",
        "build -ldflags=-buildid= -o without .",
        "build -ldflags=-B=none -o unmarked .",
        "build -cover -o covered .",
        "build -gcflags=-N\\ -l -o slow .",
        "run .",
    ];
    let lines = lines.map(|line| line.replace("\\ ", "\u{a0}"));
    let mut wide = case("link_static", WIDE).env("CGO_ENABLED", "0");
    let (last, first) = lines.split_last().expect("there are lines");
    let words = |line: &str| -> Vec<String> {
        line.split(' ')
            .map(|word| word.replace('\u{a0}', " "))
            .collect()
    };
    for line in first {
        wide = wide.step(words(line));
    }
    in_process(&wide.run(words(last)), lines.len());
}

/// Links a small program for another system, in the format of its files.
fn for_system(goos: &str, flags: &str) {
    for arch in ["amd64", "arm64"] {
        let case = case(&format!("link_{goos}_{arch}"), SMALL);
        let case = case.env("GOOS", goos).env("GOARCH", arch);
        let case = case.env("CGO_ENABLED", "0");
        let case = case.step(["build", "-o", "plain", "."]);
        let case = case.step(["build", "-ldflags=-s -w", "-o", "sw", "."]);
        let case = case.step(["build", flags, "-o", "other", "."]);
        in_process(
            &case.run(["build", "-buildmode=exe", "-o", "fixed", "."]),
            4,
        );
    }
}

#[test]
fn programs_for_windows() {
    for_system("windows", "-ldflags=-H=windowsgui");
}

#[test]
fn programs_for_macos() {
    let flags = "-ldflags=-s -w=0 -B=0x00112233445566778899aabbccddeeff";
    for_system("darwin", flags);
}

/// Three programs and two tests with a package in common, which has an object of the assembler;
/// only the command with all of them links one that has a mistake.
const MANY: &str = "-- lib/lib.go --\npackage lib\n\nimport \"fmt\"\n\n\
    type Pair[K comparable, V any] struct {\n\tKey K\n\tValue V\n}\n\n\
    func (p *Pair[K, V]) String() string { return fmt.Sprint(p.Key, p.Value) }\n\n\
    func One()\n-- lib/one.s --\nTEXT ·One(SB), 4, $0-0\n\tRET\n\
    -- lib/lib_test.go --\npackage lib\n\nimport \"testing\"\n\n\
    func TestOne(*testing.T) { One() }\n\
    -- a/main.go --\npackage main\n\nimport (\n\t\"os\"\n\n\t\"example.com/m/lib\"\n)\n\n\
    func main() {\n\tpair := lib.Pair[string, int]{\"a\", len(os.Args)}\n\tprintln(pair.String())\n}\n\
    -- a/main_test.go --\npackage main\n\nimport \"testing\"\n\nfunc TestA(*testing.T) { main() }\n\
    -- b/main.go --\npackage main\n\nimport \"example.com/m/lib\"\n\n\
    func main() { lib.One() }\n\
    -- c/main.go --\npackage main\n\nfunc main() { println(\"c\") }\n";

const MISTAKE: &str = "-- d/main.go --\npackage main\n\nimport \"example.com/m/lib\"\n\n\
    func missing() int\n\nfunc main() { lib.One(); println(missing()) }\n-- d/d.s --\n";

/// Links of one command share their common data.
#[test]
fn links_of_one_command() {
    let many = case("link_many", MANY).env("CGO_ENABLED", "0");
    let many = many.step(["build", "-o", "out/", "./..."]);
    let many = many.step(["build", "-ldflags=-s", "-o", "small/", "./..."]);
    in_process(&many.run(["test", "-c", "-o", "tests/", "./..."]), 8);
    let tree = [MANY, MISTAKE].concat();
    let broken = case("link_many_broken", &tree).env("CGO_ENABLED", "0");
    in_process(&broken.run(["build", "-o", "out/", "./...", "!1"]), 4);
}

/// Programs with a mistake that only the linker finds.
const BROKEN: [(&str, &str); 6] = [
    (
        "link_no_main",
        "-- main.go --\npackage main\n\nfunc init() { println(1) }\n",
    ),
    (
        "link_undefined",
        "-- main.go --\npackage main\n\nfunc missing() int\n\nfunc main() { println(missing()) }\n\
         -- a.s --\n",
    ),
    (
        "link_twice",
        "-- main.go --\npackage main\n\nfunc twice()\n\nfunc main() { twice() }\n\
         -- a.s --\nTEXT ·twice(SB), 4, $0-0\n\tRET\n\
         -- b.s --\nTEXT ·twice(SB), 4, $0-0\n\tRET\n",
    ),
    (
        "link_blocked",
        "-- main.go --\npackage main\n\nimport _ \"unsafe\"\n\n\
         //go:linkname newcoro runtime.newcoro\nfunc newcoro()\n\n\
         func main() { newcoro() }\n-- a.s --\n",
    ),
    (
        "link_nosplit",
        "-- main.go --\npackage main\n\nfunc deep()\n\nfunc main() { deep() }\n\
         -- a.s --\nTEXT ·deep(SB), 4, $2000-0\n\tCALL ·deeper(SB)\n\tRET\n\
         TEXT ·deeper(SB), 4, $2000-0\n\tRET\n",
    ),
    (
        "link_undefined_twice",
        "-- main.go --\npackage main\n\nfunc one()\nfunc two()\n\nfunc other() { two(); one() }\n\n\
         func main() { one(); two(); other() }\n-- a.s --\n",
    ),
];

#[test]
fn what_only_the_linker_finds() {
    for (name, tree) in BROKEN {
        let case = case(name, tree).env("CGO_ENABLED", "0");
        in_process(&case.run(["build", "-o", "x", ".", "!1"]), 1);
    }
}

/// The name of an archive that was compiled by the command itself is the path to which the compiler
/// wrote it.
#[test]
fn archives_made_by_the_command() {
    let tree = "-- main.go --\npackage main\n\nfunc main() {}\n";
    let case = case("link_not_main", tree).env("CGO_ENABLED", "0");
    let _ = case.run(["build", "-ldflags=-g", "-o", "x", ".", "!1"]);
}

/// References to functions that are not defined, in functions and in data.
const UNDEFINED: &str = "-- main.go --\npackage main\n\nfunc one()\nfunc two()\n\n\
    func use(f func()) { f() }\n\n//go:noinline\nfunc other() { two(); one() }\n\n\
    func main() { one(); use(two); use(one); other() }\n-- a.s --\n";

/// Upstream's threads report an error when they find it: on one processor in the order of the
/// file, on several mostly those in data first. On a busy machine Go's scheduler may suspend one
/// of them, and upstream has another order: then both run again.
#[test]
fn the_order_of_undefined_symbols() {
    let run = || {
        let case = case("link_undefined_data", UNDEFINED);
        let case = case.env("CGO_ENABLED", "0").env("GOMAXPROCS", "1");
        case.try_run(["build", "-o", "x", ".", "!1"])
    };
    let report = run().or_else(|_| run()).or_else(|_| run());
    in_process(&report.expect("both report the same order"), 1);
    let Some(module) = ScratchModule::new() else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.26\n");
    module.write("a.s", "");
    let source = UNDEFINED.split("-- a.s").next().unwrap_or_default();
    let source = source.trim_start_matches("-- main.go --\n");
    module.write("main.go", source);
    let mut command = module.vamos();
    let command = command.args(["build", "-o", "x", "."]);
    let ran = command
        .env("CGO_ENABLED", "0")
        .env("GOMAXPROCS", "4")
        .output();
    let text = String::from_utf8(ran.expect("vamos runs").stderr).expect("it is text");
    let names = text
        .lines()
        .filter_map(|line| line.split_once(": relocation target "));
    let names: Vec<&str> = names.map(|(from, _)| from).collect();
    let expected = [
        "main.one·f",
        "main.two·f",
        "main.other",
        "main.other",
        "main.main",
    ];
    assert_eq!(names, expected, "{text}");
}

/// Both linkers run and agree, also where one of them reports an error.
#[test]
fn both_linkers() {
    let both = |report: Report, count: [usize; 2]| {
        if !report.is_skipped {
            let tools = [&report.official_tools, &report.vamos_tools];
            assert_eq!(tools.map(|tools| tools.count("link")), count);
        }
    };
    let verified = |name: &str, tree: &str| {
        let case = case(&format!("{name}_verify"), tree);
        case.env("CGO_ENABLED", "0").env("VAMOS_LINK", "verify")
    };
    for (name, tree) in BROKEN {
        let report = verified(name, tree).run(["build", "-o", "x", ".", "!1"]);
        both(report, [1, 1]);
    }
    let lines = [
        "build -o x .",
        "build -buildmode=pie -o x .",
        "build -ldflags=-fipso=o -o x .",
        "build -ldflags=-unknown -o x . !1",
    ];
    both(verified("link_wide", WIDE).run_lines(&lines), [4, 4]);
}

/// Large programs leave memory, and a replaced file, to a process that ends after the command.
#[test]
fn memory_is_freed_after_the_command() {
    let program = |text: &str| {
        format!(
            "-- main.go --\npackage main\n\nimport \"net/http\"\n\nvar large = [{text}]byte{{1}}\n\n\
             func main() {{\n\tlarge[0]++\n\tprintln(http.StatusOK, len(large))\n}}\n"
        )
    };
    // Files of more than 32 MiB.
    let [one, two] = ["40 << 20", "41 << 20"].map(program);
    for early in ["on", "off"] {
        let case = case(&format!("link_early_{early}"), &one)
            .env("CGO_ENABLED", "0")
            .env("VAMOS_EARLY_EXIT", early)
            .step(["build", "-o", "x", "."])
            .edit(&two)
            .step(["build", "-o", "x", "."])
            .edit(&one);
        in_process(&case.run(["build", "-race=false", "-o", "x", "."]), 3);
    }
}

/// A copy of an executable that this process linked has its final build ID, a copy of the SDK's
/// linker's output has not; each is used after the other's setting, too.
#[test]
fn copies_of_executables() {
    let other = "-- main.go --\npackage main\n\nfunc main() { println(\"y\") }\n";
    for (name, linker) in [("link_kept", "native"), ("link_kept_stock", "stock")] {
        let mut case = case(name, SMALL)
            .env("CGO_ENABLED", "0")
            .env("VAMOS_KEPT", "on")
            .env("VAMOS_LINK", linker);
        for tree in [other, SMALL, other, SMALL, other] {
            case = case.step(["build", "-o", "x", "."]).edit(tree);
        }
        case.run(["build", "-o", "x", "."]);
    }
}

#[test]
fn what_the_official_linker_reports_better() {
    // The runtime was not compiled for the race detector.
    let case = case("link_builtin", SMALL).env("CGO_ENABLED", "0");
    case.run(["build", "-gcflags=-race", "-o", "x", ".", "!1"]);
}

/// Flags with values that few programs have: some end in an error, and some are left to the SDK's
/// linker. `cargo xtask link flags` compares all flags on all systems.
const ODD_FLAGS: [(&str, &str, &[&str]); 4] = [
    (
        "linux",
        "amd64",
        &[
            // Variables in front of code or of constants.
            "build -ldflags=-D=0x100000 -o below .",
            "build -ldflags=-D=0x402000 -o between .",
            "build -ldflags=-D=0x10000000 -o far .",
            "build -ldflags=-D=0x200000000 -o x . !1",
            "build -ldflags=-D=-4096 -o x . !1",
            "build -ldflags=-T=0x7fffffffffffffff -o high .",
            "build -ldflags=-o=other -o x . !1",
            "build -ldflags=-o= -o x . !1",
            "build -ldflags=-o=none/other -o x . !1",
            "build -ldflags=-fipso=none/object -o x . !1",
            "build -ldflags=-E=nosuch\u{a0}-fipso=none/object -o x . !1",
            "build -ldflags=-E=nosuch\u{a0}-fipso=object -o x . !1",
            "build -ldflags=-importcfg= -o x . !1",
        ],
    ),
    (
        "windows",
        "amd64",
        &[
            "build -ldflags=-T=0x140001000 -o same .",
            "build -ldflags=-E=none -o x . !1",
        ],
    ),
    (
        "windows",
        "arm64",
        &[
            "build -ldflags=-buildmode=c-archive -o archive .",
            "build -ldflags=-buildmode=c-shared -o x . !1",
            "build -ldflags=-buildmode=exe -o x .",
        ],
    ),
    (
        "darwin",
        "arm64",
        &[
            "build -ldflags=-buildmode=c-archive -o archive .",
            "build -ldflags=-buildmode=c-shared -o x . !1",
            "build -ldflags=-buildmode=c-archive\u{a0}-linkmode=internal -o x . !1",
            "build -ldflags=-D=0x1000 -o x . !1",
            "build -ldflags=-E=main.text -o x . !1",
            "build -ldflags=-T=1 -o low .",
            "build -ldflags=-D=0x1000000 -o below .",
        ],
    ),
];

#[test]
fn odd_values_of_flags() {
    let tree = "-- main.go --\npackage main\n\nvar text = \"x\"\n\n\
        func main() { println(text) }\n";
    for (goos, goarch, lines) in ODD_FLAGS {
        let case = case(&format!("link_odd_{goos}_{goarch}"), tree);
        let case = case.env("CGO_ENABLED", "0").env("GOMAXPROCS", "1");
        let case = case.env("GOOS", goos).env("GOARCH", goarch);
        let words = |line: &&str| {
            let words = line.split(' ').map(|word| word.replace('\u{a0}', " "));
            words.collect::<Vec<_>>()
        };
        let (last, first) = lines.split_last().expect("there are lines");
        let case = first.iter().map(words).fold(case, Case::step);
        case.run(words(last));
    }
}

/// Code so far below its base that offsets do not fit. Upstream writes the sections `.pdata` and
/// `.xdata` in two goroutines and ends with the first error. On a loaded machine, `.pdata` sometimes
/// has the first error, even with one processor. vamos always reports the error in `.xdata`.
#[test]
fn a_base_that_is_too_low() {
    let tree = "-- main.go --\npackage main\n\nfunc main() { println(1) }\n";
    let case = case("link_low_base", tree);
    let case = case.env("CGO_ENABLED", "0").env("GOMAXPROCS", "1");
    let case = case.env("GOOS", "windows").env("GOARCH", "amd64");
    let ran = case.try_run(["build", "-ldflags=-T=0x401000", "-o", "x", ".", "!1"]);
    let Err(differences) = ran else {
        return;
    };
    let lines = differences
        .lines()
        .filter(|line| line.starts_with(['-', '+']));
    let texts: Vec<&str> = lines.map(|line| line.get(..44).unwrap_or(line)).collect();
    let other_goroutine = [
        "--- official",
        "+++ vamos",
        "-.pdata: non-pc-relative relocation address ",
        "+.xdata: non-pc-relative relocation address ",
    ];
    assert_eq!(texts, other_goroutine, "{differences}");
}

/// The tool itself, with an output that it cannot write.
#[test]
fn a_link_into_a_missing_directory() {
    let case = case("link_missing_directory", SMALL);
    case.step(["tool", "compile", "-p", "main", "-o", "main.o", "main.go"])
        .step(["tool", "link", "-o", "nodir/x", "main.o", "!2"])
        .run(["tool", "link", "-o", "main.go/x", "main.o", "!2"]);
}

/// The SDK's linker needs less address space, so it links if there is little.
#[test]
fn a_limit_on_the_address_space() {
    let (Some(module), Some(vamos)) = (ScratchModule::new(), vamos()) else {
        return;
    };
    module.write("go.mod", "module example.com/m\n\ngo 1.26\n");
    module.write("zeros", "");
    let zeros = File::options().write(true).open(module.at("m/zeros"));
    let sized = zeros.and_then(|file| file.set_len(70 << 20));
    sized.expect("a file may have a hole");
    let run = |limit: &str, output: &str| {
        let script = format!("ulimit -v {limit}; exec \"$@\"");
        let mut command = module.command(Path::new("/bin/sh"));
        let command = command.args(["-c", script.as_str(), "sh"]).arg(&vamos);
        let command = command.args(["build", "-ldflags=-s", "-o", output, "."]);
        let command = command.env("CGO_ENABLED", "0").env("VAMOS_LINK", "explain");
        let ran = command.output().expect("the shell runs");
        let text = String::from_utf8(ran.stderr).expect("it is text");
        (ran.status.code(), text)
    };
    let text = "vamos: example.com/m: linked by the SDK's linker: the limit on the address space\n";
    for declaration in [
        "var large = [70 << 20]byte{1}\n\nfunc init() { large[0]++ }\n",
        "import _ \"embed\"\n\n//go:embed zeros\nvar large string\n",
    ] {
        let rest = "func main() { println(len(large)) }\n";
        module.write("main.go", &format!("package main\n\n{declaration}\n{rest}"));
        assert_eq!(run("unlimited", "free"), (Some(0), String::new()));
        assert_eq!(run("1000000", "limited"), (Some(0), text.to_owned()));
    }
}

#[test]
fn what_is_shown_is_the_official_command() {
    let case = case("link_shown", SMALL).env("CGO_ENABLED", "0");
    case.step(["build", "-n", "-o", "x", "."])
        .run(["build", "-x", "-p", "1", "-o", "x", "."]);
}
