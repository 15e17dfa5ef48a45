//! Compiling, assembling and linking on another machine, compared with the official command, which
//! does it here: all resulting files are the same.
//!
//! Counterpart: none.

use vamos_remotekit::Fake;
use vamos_remotekit::Fault;
use vamos_testkit::Case;

use crate::remote_cases::BUILD;
use crate::remote_cases::any_case;

/// A program whose paths are in its debug information and its panics, with an embedded file, a
/// `//line` comment, an inlined function of another package, a mapped import, and assembly with
/// functions in an included file and below `#line`.
const TREE: &str = "-- go.mod --
module example.com/m

go 1.26
-- main.go --
package main

import (
	_ \"embed\"

	\"example.com/m/lib\"
)

//go:embed data/text.txt
var text string

func main() { println(lib.Number(), len(text), add(1, 2), one(), two()) }
-- add.go --
package main

const sum = 1

func add(a, b int64) int64
func one() int64
func two() int64
-- one_amd64.h --
TEXT ·one(SB), NOSPLIT, $0-8
	MOVQ $const_sum, ret+0(FP)
	RET
-- two_amd64.s --
#include \"textflag.h\"
#line 7 \"two.y\"
TEXT ·two(SB), NOSPLIT, $0-8
	MOVQ $2, ret+0(FP)
	RET
-- add_amd64.s --
#include \"go_asm.h\"
#include \"textflag.h\"
#include \"one_amd64.h\"

TEXT ·add(SB), 4, $0-24
	MOVQ a+0(FP), AX
	ADDQ b+8(FP), AX
	MOVQ AX, ret+16(FP)
	RET
-- data/text.txt --
hello
-- lib/lib.go --
package lib

func Number() int {
	if len(names) > 9 {
		panic(names)
	}
	return 7
}
//line other.go:100
var names []string
//line /elsewhere/third.go:7
func third() { panic(1) }

var Third = third
";

fn case(name: &str, address: &str) -> Case {
    any_case(name, TREE)
        .env("VAMOS_REMOTE", address)
        .env("VAMOS_REMOTE_EXEC", "1")
        // Workers run the SDK's assembler only.
        .env("VAMOS_ASM", "stock")
}

/// Returns the number of requested jobs, and the number of outputs that were read.
fn executed(server: &Fake) -> (usize, usize) {
    let calls = server.take_calls();
    let count = |name: &str| calls.iter().filter(|call| *call == name).count();
    (count("Execute"), count("Read"))
}

#[test]
fn what_another_machine_compiles_is_the_same() {
    for flags in [&[][..], &["-trimpath"], &["-gcflags=-N -l"]] {
        let server = Fake::start();
        let words = BUILD[..1].iter().chain(flags).chain(&BUILD[1..]);
        let report = case("remote_exec", &server.address).run(words);
        if !report.is_skipped {
            let (asked, read) = executed(&server);
            // The library, the program with its header for assembly, the list of its symbols, its
            // two files in assembly, and the executable.
            assert!(asked >= 6 && read > asked, "{asked}, {read} with {flags:?}");
        }
    }
}

#[test]
fn what_this_process_assembles_is_not_sent() {
    let server = Fake::start();
    let report = case("remote_exec_asm", &server.address)
        .env("VAMOS_ASM", "native")
        .run(BUILD);
    assert!(report.is_skipped || server.exit_codes("compile") == [0, 0]);
    assert!(server.exit_codes("asm").is_empty());
    assert!(report.is_skipped || report.vamos_tools.count("asm") == 0);
    // Its errors come from the SDK's assembler, which a worker may run, and then this machine.
    let wrong = "-- add_amd64.s --\nTEXT ·add(SB), 4, $0-24\n\tMOVQ a+0(FP), AX, BX\n";
    case("remote_exec_asm_native_error", &server.address)
        .env("VAMOS_ASM", "native")
        .edit(wrong)
        .run(["build", "-o", "x", ".", "!1"]);
}

#[test]
fn errors_and_messages_are_those_of_this_machine() {
    let server = Fake::start();
    let wrong = "-- lib/lib.go --\npackage lib\n\nfunc Number() int { return \"\" }\n";
    let report = case("remote_exec_error", &server.address)
        .edit(wrong)
        .env("VAMOS_CHECK", "off")
        .run(["build", "-o", "x", ".", "!1"]);
    assert!(report.is_skipped || executed(&server) == (1, 0));
    // A check finds the error before anything is sent.
    let server = Fake::start();
    let report = case("remote_exec_checked", &server.address)
        .edit(wrong)
        .run(["build", "-o", "x", ".", "!1"]);
    assert!(report.is_skipped || executed(&server) == (0, 0));
    let server = Fake::start();
    let wrong = "-- add_amd64.s --\nTEXT ·add(SB), 4, $0-24\n\tMOVQ a+0(FP), AX, BX\n";
    let report = case("remote_exec_asm_error", &server.address)
        .edit(wrong)
        .run(["build", "-o", "x", ".", "!1"]);
    assert!(report.is_skipped || executed(&server).0 > 3);
    let server = Fake::start();
    case("remote_exec_message", &server.address).run(["build", "-gcflags=-m", "-o", "x", "."]);
    // The flag lets the compiler print, but only for the program, whose assembly is not affected.
    assert_eq!(executed(&server), (5, 5));
}

#[test]
fn an_included_header_that_the_build_leaves_out_is_sent() {
    let server = Fake::start();
    // Its name is for another processor, and GOROOT has a header of this name, too.
    let own = "-- asm_riscv64.h --\n#define NOTHING\n-- two_amd64.s --\n\
        #include \"asm_riscv64.h\"\n\
        TEXT ·two(SB), 4, $0-8\n\tMOVQ $2, ret+0(FP)\n\tNOTHING\n\tRET\n";
    let case = case("remote_exec_header", &server.address).edit(own);
    let report = case.run(BUILD);
    let (asked, read) = executed(&server);
    assert!(
        report.is_skipped || asked == 6 && read >= 6,
        "{asked}, {read}"
    );
}

#[test]
fn a_server_that_fails_is_replaced_by_this_machine() {
    let server = Fake::start();
    server.set_fault(Fault::WrongBytes);
    let case = case("remote_exec_lies", &server.address);
    let differences = case.try_run(BUILD).expect_err("a warning is printed");
    assert!(
        differences.contains("vamos: remote execution"),
        "{differences}"
    );
    assert!(!differences.contains("exit code"), "{differences}");
}

#[test]
fn unsigned_results_are_not_used_if_keys_are_set() {
    let server = Fake::start();
    let key = "869c744a8f8b8c67c72673758a34599607ec7bc49151d8b7516fb073f6edfdae";
    let case = case("remote_exec_keys", &server.address).env("VAMOS_REMOTE_KEYS", key);
    let differences = case.try_run(BUILD).expect_err("a warning is printed");
    assert!(differences.contains("do not sign results"), "{differences}");
    assert!(!differences.contains("exit code"), "{differences}");
    assert_eq!(executed(&server), (0, 0));
}

#[test]
fn what_another_machine_links_is_the_same() {
    let plain = |goos: &'static str, words: &[&'static str]| (goos, words.to_vec());
    let cases = [
        plain("linux", &["-trimpath", "-ldflags=-s -w -X 'main.text=a b'"]),
        plain(
            "linux",
            &["-race=false", "-ldflags=-buildid=mine -compressdwarf=false"],
        ),
        plain("windows", &["-ldflags=-X=main.version=1"]),
        plain("darwin", &[]),
    ];
    for (goos, flags) in cases {
        let server = Fake::start();
        let words = BUILD[..1].iter().chain(&flags).chain(&BUILD[1..]);
        let case = case("remote_exec_link", &server.address);
        let report = case.env("GOOS", goos).run(words);
        assert!(
            report.is_skipped || server.exit_codes("link") == [0],
            "{goos}"
        );
    }
}

#[test]
fn a_link_that_depends_on_the_host_is_not_used() {
    // The executable needs a loader, which depends on the machine.
    let server = Fake::start();
    let dynamic = "-- dynamic.go --\npackage main\n\n\
        //go:cgo_import_dynamic _ _ \"libc.so.6\"\n";
    let report = case("remote_exec_dynamic", &server.address)
        .edit(dynamic)
        .run(BUILD);
    assert!(report.is_skipped || server.exit_codes("link") == [0]);
}

#[test]
fn the_library_of_the_compiler_is_an_input() {
    let server = Fake::start();
    // The standard library's objects, and no others, from a C compiler.
    let user = "-- main.go --\npackage main\n\nimport \"os/user\"\n\n\
        func main() { user.Current() }\n-- add.go --\npackage main\n-- one_amd64.h --\n\
        -- two_amd64.s --\n-- add_amd64.s --\n";
    let report = case("remote_exec_libgcc", &server.address)
        .env("CGO_ENABLED", "1")
        .edit(user)
        .run(BUILD);
    assert!(report.is_skipped || server.exit_codes("link") == [0]);
}

#[test]
fn objects_of_other_compilers_are_linked_here() {
    let server = Fake::start();
    let report = case("remote_exec_syso", &server.address)
        .edit("-- lib/x.syso --\nnot an object\n")
        .run(["build", "-o", "x", ".", "!1"]);
    assert!(report.is_skipped || server.exit_codes("compile").len() == 2);
    assert!(server.exit_codes("link").is_empty());
}

#[test]
fn a_worker_that_does_not_link_is_replaced_by_this_machine() {
    let server = Fake::start();
    server.set_fault(Fault::Kills("link"));
    let report = case("remote_exec_killed", &server.address).run(BUILD);
    assert!(report.is_skipped || server.exit_codes("link") == [137]);
    let server = Fake::start();
    server.set_fault(Fault::Damages("link"));
    let case = case("remote_exec_damaged", &server.address);
    let differences = case.try_run(BUILD).expect_err("a warning is printed");
    let warnings = differences.matches("vamos: remote execution").count();
    assert_eq!(warnings, 1, "{differences}");
    assert!(!differences.contains("exit code"), "{differences}");
    assert!(!differences.contains("files"), "{differences}");
}

#[test]
fn a_job_that_no_worker_runs_is_run_here() {
    let server = Fake::start();
    server.set_fault(Fault::Hangs("compile"));
    let case = case("remote_exec_race", &server.address).env("VAMOS_REMOTE_RACE", "0");
    let report = case.run(BUILD);
    // The library is compiled before everything else. The other jobs are also requested from the
    // server.
    let (asked, _) = executed(&server);
    assert!(report.is_skipped || asked >= 3, "{asked}");
    assert!(server.exit_codes("compile").is_empty());
}

/// A package whose facts its importer needs: a function that formats.
const VETTED: &str = "-- go.mod --
module example.com/m

go 1.26
-- main.go --
package main

import \"example.com/m/lib\"

func main() { lib.Logf(\"%d\", 1) }
-- main_test.go --
package main

import \"testing\"

func TestMain1(t *testing.T) { main() }
-- lib/lib.go --
package lib

import \"fmt\"

func Logf(format string, values ...any) { fmt.Printf(format, values...) }
-- lib/ignored_plan9.go --
package lib
";

fn vetting(name: &str, address: &str) -> Case {
    let case = case(name, address).edit(VETTED);
    case.edit(
        "-- add.go --\npackage main\n-- one_amd64.h --\n-- two_amd64.s --\n-- add_amd64.s --\n",
    )
}

#[test]
fn what_another_machine_vets_is_the_same() {
    for words in [&["vet", "./..."][..], &["vet", "-printf=false", "."]] {
        let server = Fake::start();
        let report = vetting("remote_exec_vet", &server.address).run(words);
        // The packages, the test variant of one, and the standard library for its facts.
        assert!(
            report.is_skipped || server.exit_codes("vet").len() > 9,
            "{words:?}"
        );
    }
    let server = Fake::start();
    let case = vetting("remote_exec_vet_test", &server.address).env("VAMOS_TEST_CACHE", "official");
    let report = case.run(["test", "-run=X", "."]);
    assert!(report.is_skipped || server.exit_codes("vet").len() > 9);
}

#[test]
fn reports_name_the_files_of_this_machine() {
    let wrong = "-- main.go --\npackage main\n\nimport \"example.com/m/lib\"\n\n\
                 func main() { lib.Logf(\"%d\", \"text\") }\n";
    for words in [&["vet", "./...", "!1"][..], &["vet", "-json", "./..."]] {
        let server = Fake::start();
        let case = vetting("remote_exec_report", &server.address).edit(wrong);
        let report = case.run(words);
        assert!(
            report.is_skipped || server.exit_codes("vet").len() > 9,
            "{words:?}"
        );
        let text = format!("{}{}", report.stdout, report.stderr);
        assert!(report.is_skipped || text.contains("wrong type"), "{text}");
    }
}

#[test]
fn fixes_are_made_here() {
    let server = Fake::start();
    let old =
        "-- lib/lib.go --\npackage lib\n\nfunc Logf(format string, values ...interface{}) {}\n";
    let case = vetting("remote_exec_fix", &server.address).edit(old);
    case.run(["fix", "./lib"]);
    assert!(server.exit_codes("fix").is_empty());
}

#[test]
fn a_worker_that_does_not_vet_is_replaced_by_this_machine() {
    let server = Fake::start();
    server.set_fault(Fault::Kills("vet"));
    let report = vetting("remote_exec_vet_killed", &server.address).run(["vet", "./lib"]);
    assert!(report.is_skipped || server.exit_codes("vet").len() > 9);
    let server = Fake::start();
    server.set_fault(Fault::Damages("vet"));
    let case = vetting("remote_exec_vet_damaged", &server.address);
    let differences = case
        .try_run(["vet", "./lib"])
        .expect_err("a warning is printed");
    let warnings = differences.matches("vamos: remote execution").count();
    assert_eq!(warnings, 1, "{differences}");
    assert!(!differences.contains("exit code"), "{differences}");
}
