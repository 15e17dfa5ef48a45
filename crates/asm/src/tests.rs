//! Tests over files in memory. The texts and bytes come from the official assembler.
//!
//! Counterpart: cmd/asm/internal/asm/endtoend_test.go, cmd/asm/internal/lex/lex_test.go.

use vamos_obj::Assembled;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::Release;
use vamos_obj::Scratch;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::Reader;

use crate::lex::TokenCache;
use crate::machine::Machine;
use crate::run::Flags;
use crate::run::Options;
use crate::run::Outcome;
use crate::run::Request;
use crate::run::assemble;
use crate::sources::SourceError;
use crate::sources::Sources;

struct Files<'a>(&'a [(&'a str, &'a str)]);

impl Sources for Files<'_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, SourceError> {
        let name = name.strip_prefix("./").unwrap_or(name);
        let found = self.0.iter().find(|(known, _)| *known == name);
        let text = found.ok_or_else(|| SourceError {
            text: format!("open {name}: no such file or directory"),
            is_open: false,
        })?;
        Ok(text.1.as_bytes().into())
    }
}

fn options(goarch: &str, flags: Flags) -> Options {
    Options {
        release: Release::Go126,
        header: format!("linux {goarch} go1.26.8 X:"),
        goos: "linux".to_owned(),
        goarch: goarch.to_owned(),
        experiments: Vec::new(),
        is_dwarf5: true,
        goroot: "/go".to_owned(),
        working_dir: "/w".to_owned(),
        flags: Flags {
            pkgpath: "p".to_owned(),
            ..flags
        },
        files: vec!["x.s".to_owned()],
    }
}

fn outcome(options: &Options, files: &[(&str, &str)]) -> Outcome {
    let machine = Machine::new(&options.goarch).expect("the architecture is supported");
    let tokens = TokenCache::default();
    assemble(&Request::new(&machine, options, &Files(files), &tokens))
}

fn run(goarch: &str, files: &[(&str, &str)], flags: Flags) -> Outcome {
    outcome(&options(goarch, flags), files)
}

fn symabis(source: &str) -> String {
    let flags = Flags {
        only_symabis: true,
        ..Flags::default()
    };
    let outcome = run("amd64", &[("x.s", source)], flags);
    assert_eq!(outcome.stderr, "");
    String::from_utf8(outcome.output.expect("there are no errors")).expect("names are UTF-8")
}

fn errors(goarch: &str, source: &str) -> String {
    let outcome = run(goarch, &[("x.s", source)], Flags::default());
    assert_eq!((outcome.status, outcome.output), (1, None));
    outcome.stderr
}

/// Returns the code of the first function.
fn code(goarch: &str, source: &str) -> Vec<u8> {
    let outcome = run(goarch, &[("x.s", source)], Flags::default());
    assert_eq!(outcome.stderr, "");
    let output = outcome.output.expect("there are no errors");
    let start = output.windows(3).position(|part| part == b"\n!\n");
    let reader = Reader::open(&output[start.expect("the header ends") + 3..]).expect("an object");
    let object = Object::read(&reader);
    object.non_pkg_defs[0].data.to_vec()
}

#[test]
fn lists_definitions_and_references() {
    let source = "TEXT ·f(SB), 4, $0\n\tCALL runtime·g(SB)\n\tMOVQ $·x+8(SB), AX\n\
                  \tMOVQ local<>(SB), AX\n\tJMP (AX)\nDATA d<>(SB)/8, $·y(SB)\n\
                  GLOBL ·z(SB), 8, $8\nTEXT static<>(SB), 4, $0\n\tRET\n";
    let want = "def p.f ABI0\nref runtime.g ABI0\nref p.x ABI0\nref p.y ABI0\nref p.z ABI0\n";
    assert_eq!(symabis(source), want);
}

#[test]
fn macros_and_conditions() {
    let source = "#define F(name, value) TEXT name(SB), 4, $0; CALL value(SB)\n\
                  #ifdef GOARCH_amd64\nF(one, two)\n#else\nF(three, four)\n#endif\n\
                  #undef F\n#define F ·five\n#ifndef F\nbroken (\n#endif\nCALL F(SB)\n";
    let want = "def three ABI0\nref four ABI0\nref p.five ABI0\n";
    assert_eq!(symabis(source), want);
}

#[test]
fn code_of_both_architectures() {
    let source = "TEXT f(SB), 4, $0\n\tMOVQ $1, AX\nback:\n\tDECQ AX\n\tJNZ back\n\tRET\n";
    let want = [
        0x48, 0xc7, 0xc0, 1, 0, 0, 0, 0x48, 0xff, 0xc8, 0x75, 0xfb, 0xc3,
    ];
    assert_eq!(code("amd64", source), want);
    let source = "TEXT f(SB), 4, $0\n\tADD R1, R2, R3\n\tRET\n";
    assert_eq!(
        code("arm64", source),
        [
            0x43, 0, 1, 0x8b, 0xc0, 3, 0x5f, 0xd6, 0, 0, 0, 0, 0, 0, 0, 0
        ]
    );
}

#[test]
fn errors_of_lines() {
    let source = "TEXT f(SB), 4, $0\n\tFROB AX\n\tMOVQ $1, AX(BX)\n\tADDQ 08, AX\n";
    let want = "x.s:2: unrecognized instruction \"FROB\"\n\
                x.s:3: expected end of operand, found (\n\
                x.s:4:7: invalid digit '8' in octal literal\n\
                x.s:4: strconv.ParseUint: parsing \"08\": invalid syntax\n\
                asm: assembly of x.s failed\n";
    assert_eq!(errors("amd64", source), want);
}

#[test]
fn too_many_errors() {
    let source = "TEXT f(SB), 4, $0\n".to_owned() + &"\tFROB\n".repeat(20);
    let outcome = run("amd64", &[("x.s", &source)], Flags::default());
    assert_eq!(outcome.stderr.lines().count(), 12);
    assert!(outcome.stderr.ends_with("asm: too many errors\n"));
    assert_eq!(outcome.output, Some(Vec::new()));
    let flags = Flags {
        has_all_errors: true,
        ..Flags::default()
    };
    let outcome = run("amd64", &[("x.s", &source)], flags);
    assert_eq!(outcome.stderr.lines().count(), 21);
}

#[test]
fn errors_of_the_lexer_end_the_run() {
    let cases = [
        (
            "#include \"y.h\"\n",
            "x.s:2: #include: open y.h: no such file or directory\n",
        ),
        ("#ifdef A\nRET\n", "x.s:3: unclosed #ifdef or #ifndef\n"),
        ("#define A A\nA\n", "x.s:2: recursive macro invocation\n"),
        (
            "#define A(x) x\nA(1\n",
            "x.s:3: unterminated arg list invoking macro: A\n",
        ),
        ("#else\n", "x.s:2: unmatched #else\n"),
    ];
    for (source, want) in cases {
        let outcome = run("amd64", &[("x.s", source)], Flags::default());
        assert_eq!((outcome.stderr.as_str(), outcome.status), (want, 1));
    }
}

#[test]
fn headers_of_definitions() {
    let header = "#define A ·a\n#define B ·b\n";
    let run = |source: &str, header: &str| {
        let flags = Flags {
            only_symabis: true,
            ..Flags::default()
        };
        let files = [("x.s", source), ("y.h", header), ("z.h", "#define B 1\n")];
        run("amd64", &files, flags)
    };
    let list = |source: &str| {
        let outcome = run(source, header);
        assert_eq!(outcome.stderr, "");
        String::from_utf8(outcome.output.unwrap_or_default()).expect("names are UTF-8")
    };
    let errors = |source: &str, header: &str| run(source, header).stderr;
    let include = "#include \"y.h\"\n";
    assert_eq!(
        list(&format!("CALL A(SB)\n{include}CALL A(SB)\n")),
        "ref A ABI0\nref p.a ABI0\n"
    );
    let undef = format!("{include}#undef B\nCALL B(SB)\n#define B ·c\nCALL B(SB)\nCALL A(SB)\n");
    assert_eq!(list(&undef), "ref B ABI0\nref p.c ABI0\nref p.a ABI0\n");
    let again = format!("{include}#undef A\n#undef B\n{include}CALL B(SB)\n");
    assert_eq!(list(&again), "ref p.b ABI0\n");
    let condition =
        format!("{include}#ifdef B\nCALL B(SB)\n#endif\n#ifndef A\nCALL A(SB)\n#endif\n");
    assert_eq!(list(&condition), "ref p.b ABI0\n");
    let is_twice = |end: &str| format!("{end}: redefinition of macro: B\n");
    let after = is_twice("y.h:3");
    assert!(errors(&format!("#define B 1\n{include}"), header).starts_with(&after));
    let after = is_twice("y.h:3");
    assert!(errors(&format!("#include \"z.h\"\n{include}"), header).starts_with(&after));
    let after = is_twice("x.s:3");
    assert!(errors(&format!("{include}#define B 1\n"), header).starts_with(&after));
    // A constant is a macro as any other.
    let recursive = errors(&format!("{include}A\n"), "#define A A\n");
    assert!(recursive.starts_with("x.s:2: recursive macro invocation\n"));
}

#[test]
fn hostile_sources_end() {
    let deep = "TEXT f(SB), 4, $0\n\tMOVQ $".to_owned() + &"(".repeat(100_000) + ", AX\n";
    let minus = "TEXT f(SB), 4, $0\n\tMOVQ $".to_owned() + &"-".repeat(100_000) + "1, AX\n";
    let mut double = "#define A0 x, x\n".to_owned();
    for level in 1..40 {
        double += &format!("#define A{level} A{} , A{}\n", level - 1, level - 1);
    }
    double += "A39\n";
    for source in [deep, minus, double] {
        let _ = run("amd64", &[("x.s", &source)], Flags::default());
    }
}

#[test]
fn a_constant_of_32_unsigned_bits_has_no_move() {
    // Upstream lists the form and has no case for it.
    let source = "TEXT f(SB), 4, $0\n\tMOVWU $0xffff0000, R1\n\tRET\n";
    assert_eq!(
        code("arm64", source)[..8],
        [0, 0, 0, 0, 0xc0, 3, 0x5f, 0xd6]
    );
    let source = "TEXT f(SB), 4, $0\n\tMOVWU $0x10000, R1\n\tRET\n";
    let errors = errors("arm64", source);
    assert!(errors.contains(": bad irr XXX\n"), "{errors}");
}

#[test]
fn a_return_keeps_its_first_operand() {
    let source = "TEXT f(SB), 4, $16\n\tRET R6, R0\n";
    let errors = errors("arm64", source);
    assert!(errors.contains("illegal combination"), "{errors}");
}

#[test]
fn a_branch_out_of_the_function_is_a_panic() {
    let outcome = run(
        "amd64",
        &[("x.s", "TEXT f(SB), 4, $0\n\tJMP 5(PC)\n\tRET\n")],
        Flags::default(),
    );
    assert!(outcome.panics);
    assert_eq!((outcome.status, outcome.output), (2, Some(Vec::new())));
}

/// A directory.
struct Directory;

impl Sources for Directory {
    fn read(&self, name: &str) -> Result<Vec<u8>, SourceError> {
        match name {
            "x.s" => Ok(b"#include \"d\"\nTEXT f(SB), 4, $0\n\tRET\n".to_vec()),
            _ => Err(SourceError {
                text: format!("read {name}: is a directory"),
                is_open: true,
            }),
        }
    }
}

#[test]
fn a_directory_is_an_empty_file() {
    let machine = Machine::new("amd64").expect("the architecture is supported");
    for (file, text) in [
        ("x.s", "d:1:1: read d: is a directory\n"),
        (".", ".:1:1: read .: is a directory\n"),
    ] {
        let options = Options {
            files: vec![file.to_owned()],
            ..options("amd64", Flags::default())
        };
        let tokens = TokenCache::default();
        let outcome = assemble(&Request::new(&machine, &options, &Directory, &tokens));
        assert_eq!((outcome.status, &*outcome.stderr), (0, text));
    }
}

#[test]
fn releases_number_flags_of_wrappers() {
    for (release, flag) in [(Release::Go126, 0x30), (Release::Go127, 0x40)] {
        let options = Options {
            release,
            ..options("amd64", Flags::default())
        };
        let files = [("x.s", "TEXT f(SB), 4096, $0\n\tRET\n")];
        let outcome = outcome(&options, &files);
        let output = outcome.output.expect("there are no errors");
        let start = output.windows(3).position(|part| part == b"\n!\n");
        let reader =
            Reader::open(&output[start.expect("the header ends") + 3..]).expect("an object");
        assert_eq!(Object::read(&reader).non_pkg_defs[0].sym.flag2, flag);
    }
}

#[test]
fn releases_have_their_words() {
    let first = |release, source: &str| {
        let options = Options {
            release,
            ..options("arm64", Flags::default())
        };
        let outcome = outcome(&options, &[("x.s", source)]);
        outcome.stderr.lines().next().map(str::to_owned)
    };
    let unknown = Some("x.s:2: unrecognized instruction \"VABS\"".to_owned());
    let source = "TEXT f(SB), 4, $0\n\tVABS V0.B8, V1.B8\n\tRET\n";
    assert_eq!(first(Release::Go126, source), unknown);
    assert_eq!(first(Release::Go127, source), None);
    let source = "TEXT f(SB), 4, $0\n\tRPRFM (R1), R2, PLDKEEP\n\tRET\n";
    assert!(first(Release::Go126, source).is_some());
    assert_eq!(first(Release::Go127, source), None);
    // Registers of SVE: no symbols, and errors here are left to the SDK's assembler.
    for (symbol, is_symbol) in [
        ("Z1", false),
        ("P15", false),
        ("P16", true),
        ("P", false),
        ("PZ", true),
    ] {
        let source = format!("TEXT f(SB), 4, $0\n\tMOVD {symbol}(SB), R0\n\tRET\n");
        assert_eq!(first(Release::Go126, &source), None, "{symbol}");
        assert_eq!(
            first(Release::Go127, &source).is_none(),
            is_symbol,
            "{symbol}"
        );
    }
}

#[test]
fn numbers_and_strings_in_messages() {
    let text = |operand: &str| {
        let text = errors(
            "amd64",
            &format!("TEXT f(SB), 4, $0\n\tJMP {operand}\n\tRET\n"),
        );
        let (_, value) = text.split_once("Val:").expect("the operand is shown");
        value
            .split_once('}')
            .expect("the operand ends")
            .0
            .to_owned()
    };
    let shown = [
        ("$\"ab\"", "ab"),
        ("$(0.125)", "0.125"),
        ("$(-2.0)", "-2"),
        ("$(1e300)", "1e+300"),
        ("$(0.00001)", "1e-05"),
        ("$(1e20)", "100000000000000000000"),
    ];
    for (operand, value) in shown {
        assert_eq!(text(operand), value);
    }
}

#[test]
fn panics_of_upstream() {
    let forms = [
        ("arm64", "$0", "VMOVQ $5, V1"),
        ("arm64", "$0", "ADD $0x8000, RSP"),
        ("amd64", "$0x7ffffff0", "NOP"),
    ];
    for (goarch, frame, text) in forms {
        let source = format!("TEXT f(SB), 4, {frame}\n\t{text}\n\tRET\n");
        let outcome = run(goarch, &[("x.s", &source)], Flags::default());
        assert!(outcome.panics, "{text}");
    }
}

#[test]
fn a_duff_instruction_with_a_symbol_is_a_panic_with_dynlink() {
    let flags = Flags {
        is_dynlink: true,
        ..Flags::default()
    };
    for (operand, panics) in [("sym(SB)", true), ("$16", false)] {
        let source = format!("TEXT f(SB), 4, $0-16\n\tDUFFZERO (Y5*8), {operand}\n\tRET\n");
        let outcome = run("amd64", &[("x.s", &source)], flags.clone());
        assert_eq!(outcome.panics, panics, "{operand}");
    }
}

/// Assembles functions on threads, the last ones first.
fn assemble_on(threads: usize, frozen: &Frozen<'_>, functions: Vec<Function>) -> Vec<Assembled> {
    let mut shares: Vec<Vec<(usize, Function)>> = Vec::new();
    shares.resize_with(threads, Vec::new);
    for (at, function) in functions.into_iter().enumerate().rev() {
        shares[at % threads].push((at, function));
    }
    let assemble = |(at, function)| {
        let mut scratch = Scratch::default();
        (at, vamos_obj::assemble(frozen, function, &mut scratch))
    };
    let mut done: Vec<(usize, Assembled)> = std::thread::scope(|scope| {
        let start = |share: Vec<(usize, Function)>| {
            scope.spawn(move || share.into_iter().map(assemble).collect::<Vec<_>>())
        };
        let workers: Vec<_> = shares.into_iter().map(start).collect();
        let results = workers.into_iter().map(|worker| worker.join());
        results
            .flat_map(|done| done.expect("no thread panics"))
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, assembled)| assembled).collect()
}

/// Functions that make the same constants, calls of the runtime, jumps, and unsafe points.
fn many_functions(goarch: &str) -> String {
    let mut source = String::new();
    for number in 0..40 {
        source.push_str(&format!(
            "TEXT ·f{number}(SB), 0, $512-8\n\tFUNCDATA $1, no_pointers_stackmap(SB)\n"
        ));
        source.push_str(&match goarch {
            "amd64" => format!(
                "\tMOVSD $({number}.5), X0\n\tADDSD $(1.25), X0\n\tMOVQ (TLS), AX\n\tCALL ·f{}(SB)\n\tRET\n",
                number / 2
            ),
            _ => format!(
                "\tFMOVD $({number}.3), F0\n\tFMOVD $(1.3), F1\n\tCALL ·f{}(SB)\n\tMOVD R0, x<>(SB)\n\tRET\n",
                number / 2
            ),
        });
    }
    source + "GLOBL x<>(SB), 16, $8\n"
}

#[test]
fn objects_do_not_depend_on_threads() {
    let invalid = "TEXT ·g(SB), 4, $0\n\tRET\nTEXT ·g(SB), 4, $3\n\tRET\n";
    for goarch in ["amd64", "arm64"] {
        for (extra, listing) in [("", 0), ("", 2), (invalid, 0)] {
            let source = many_functions(goarch) + extra;
            let flags = Flags {
                listing,
                pctab: "pctospadj".to_owned(),
                is_shared: listing == 0,
                ..Flags::default()
            };
            let options = options(goarch, flags);
            let files = Files(&[("x.s", &source)]);
            let machine = Machine::new(goarch).expect("the architecture is supported");
            let tokens = TokenCache::default();
            let request = Request::new(&machine, &options, &files, &tokens);
            let expected = assemble(&request);
            assert_eq!(
                expected.output.is_some(),
                extra.is_empty(),
                "{}",
                expected.stderr
            );
            for threads in [1, 2, 8] {
                let assembler = |frozen: &Frozen<'_>, functions: Vec<Function>| {
                    assemble_on(threads, frozen, functions)
                };
                let assembler = Some(&assembler as vamos_obj::Assembler<'_>);
                let outcome = assemble(&Request {
                    assembler,
                    ..request
                });
                assert!(outcome == expected, "{goarch} on {threads} threads");
            }
        }
    }
}
