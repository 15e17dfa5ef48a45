//! Compares assembling in this process with the official command: the same objects, the same
//! messages, the same exit codes, and no run of the SDK's assembler.
//!
//! Counterpart: cmd/asm's own tests (endtoend_test.go).

use vamos_testkit::Case;
use vamos_testkit::Report;

const MOD: &str = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n";

/// A package with macros, a header, data, constants of the compiler, branches, frames and calls.
const PACKAGE: &str = "-- p.go --\npackage p\n\nconst Limit = 7\n\n\
    type Pair struct {\n\tA int32\n\tB int64\n}\n\n\
    func Add(a, b int64) int64\n\nfunc Sum(p *Pair) int64\n\nfunc Call(f func())\n\n\
    func Scale() float64\n\nfunc helper(n int64) int64 { return n + 1 }\n\n\
    var _ = helper\n\
    -- names.h --\n#define ADD(x, y) ADDQ x, y\n#define TWICE(x) \\\n\tADDQ x, x; \\\n\tNOP\n\
    -- p_amd64.s --\n#include \"textflag.h\"\n#include \"go_asm.h\"\n#include \"names.h\"\n\n\
    DATA scale<>+0(SB)/8, $1.5\nDATA scale<>+8(SB)/8, $\"abcdefgh\"\n\
    GLOBL scale<>(SB), RODATA|NOPTR, $16\n\n\
    // func Add(a, b int64) int64\n\
    TEXT ·Add(SB), NOSPLIT, $0-24\n\tMOVQ a+0(FP), AX\n\tMOVQ b+8(FP), BX\n\tADD(BX, AX)\n\
    \tTWICE(AX)\n\tCMPQ AX, $const_Limit\n\tJLT small\n\tPCALIGN $16\nloop:\n\tDECQ AX\n\
    \tJNZ loop\nsmall:\n\tMOVQ AX, ret+16(FP)\n\tRET\n\n\
    TEXT ·Sum(SB), $24-16\n\tNO_LOCAL_POINTERS\n\tMOVQ p+0(FP), DI\n\
    \tMOVLQSX Pair_A(DI), AX\n\tADDQ Pair_B(DI), AX\n\tMOVQ AX, 0(SP)\n\tCALL ·helper(SB)\n\
    \tMOVQ 8(SP), AX\n\tMOVQ AX, ret+8(FP)\n\tRET\n\n\
    TEXT ·Call(SB), $16-8\n\tNO_LOCAL_POINTERS\n\tMOVQ f+0(FP), DX\n\tMOVQ 0(DX), AX\n\
    \tCALL AX\n\tRET\n\n\
    TEXT ·Scale(SB), NOSPLIT, $0-8\n\tMOVSD scale<>(SB), X0\n\tMULSD $(2.25), X0\n\
    \tMOVSD X0, ret+0(FP)\n\tRET\n";

/// A file with a mistake on most lines.
const BROKEN: &str = "-- x.s --\n#define A(x) x\n\
    TEXT f(SB), 4, $0-0\n\tMOVQ AX\n\tMOVQ $1.5, AX\n\tFROB AX\n\tJMP nowhere\n\
    \tMOVQ x, BX\n\tADDQ AX, BX, CX, DX, R8, R9\nf:\nf:\n\tRET\n\tMOVQ 08, AX\n\tMOVQ A(1, 2), AX\n";

fn case(name: &str, tree: &str) -> Case {
    Case::new(name)
        .tree(&[MOD, tree].concat())
        .env("GOFLAGS", "-buildvcs=false")
        .env("CGO_ENABLED", "0")
        .env("VAMOS_ASM", "native")
}

/// Requires that the official command assembled, and this program never.
fn in_process(report: &Report) {
    if report.is_skipped {
        return;
    }
    let count = [&report.official_tools, &report.vamos_tools].map(|tools| tools.count("asm"));
    assert!(count[0] > 0 && count[1] == 0, "{count:?}");
}

#[test]
fn packages_with_assembly() {
    // The header with NO_LOCAL_POINTERS is the runtime's.
    let tree = PACKAGE.replace(
        "#include \"names.h\"",
        "#include \"funcdata.h\"\n#include \"names.h\"",
    );
    let lines = [
        "build -o p.a .",
        "build -trimpath -o trimmed.a .",
        "build -asmflags=-spectre=ret -o retpoline.a .",
        "build -buildmode=pie -o pie.a .",
        "vet .",
    ];
    in_process(&case("asm_package", &tree).run_lines(&lines));
    let verified = case("asm_verified", &tree).env("VAMOS_ASM", "verify");
    verified.run_lines(&lines);
}

#[test]
fn commands_and_files_are_shown() {
    let tree = PACKAGE.replace(
        "#include \"names.h\"",
        "#include \"funcdata.h\"\n#include \"names.h\"",
    );
    let lines = [
        "build -n -o dry.a .",
        "build -x -o shown.a .",
        "build -json -a=false -trimpath -o json.a .",
    ];
    in_process(&case("asm_shown", &tree).run_lines(&lines));
}

#[test]
fn the_tool() {
    let tree = "-- f.s --\nTEXT f(SB), 4, $0-8\n\tMOVQ x+0(FP), AX\n\tLEAQ 8(AX)(BX*4), CX\n\
        \tVADDPD Y1, Y2, Y3\n\tRET\n\nDATA d<>+0(SB)/4, $7\nGLOBL d<>(SB), 8, $4\n";
    let lines = [
        "tool asm -p m f.s",
        "tool asm -p m -S -o listed.o f.s",
        "tool asm -gensymabis -o symabis f.s",
        "tool asm -shared -D X=1 -o shared.o f.s",
        "tool asm -o x.o missing.s !1",
        "tool asm -o directory.o .",
        "tool asm -gensymabis -o symabis .",
    ];
    case("asm_tool", tree).run_lines(&lines);
}

/// Forms in upstream's tables that its encoder does not have, and the effects of a frame.
#[test]
fn forms_without_an_encoding() {
    let tree = "-- zero.s --\nTEXT f(SB), 4, $0\n\tMOVWU $0xffff0000, R1\n\tRET\n\
        -- mask.s --\nTEXT f(SB), 4, $0\n\tMOVWU $0x10000, R1\n\tRET\n\
        -- return.s --\nTEXT f(SB), 4, $16\n\tRET R6, R0\n\
        -- wrapper.s --\nTEXT f(SB), 4096, $0\n\tRET\n";
    let lines = [
        "tool asm -p m zero.s",
        "tool asm -p m mask.s !1",
        "tool asm -p m return.s !1",
        "tool asm -p m wrapper.s",
    ];
    case("asm_forms", tree)
        .env("GOARCH", "arm64")
        .run_lines(&lines);
}

/// A branch out of its function, on which upstream panics: its own trace is printed, with the
/// addresses of its process.
#[test]
fn a_panic_is_left_to_the_official_assembler() {
    let tree = "-- x.s --\nTEXT f(SB), 4, $0\n\tJMP 5(PC)\n\tRET\n";
    match case("asm_panic", tree).try_run_lines(&["tool asm -p m x.s !2"]) {
        Ok(report) => assert!(report.is_skipped, "two traces have the same addresses"),
        Err(text) => assert!(text.contains("\n+cmd/internal/obj.linkpatch(0x"), "{text}"),
    }
}

#[test]
fn errors() {
    let lines = [
        "tool asm -p m -o x.o x.s !1",
        "tool asm -e -p m -o x.o x.s !1",
        "build . !1",
    ];
    let tree = BROKEN.to_owned() + "-- p.go --\npackage p\n";
    case("asm_errors", &tree).run_lines(&lines);
}
