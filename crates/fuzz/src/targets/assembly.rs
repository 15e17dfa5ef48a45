//! Assembly source: any text is assembled to an end, for both architectures and one of the
//! releases, and the output is an object that does not depend on the order of assembling functions.
//!
//! Counterpart: cmd/asm/internal/asm.

use std::sync::LazyLock;

use vamos_asm::Flags;
use vamos_asm::Machine;
use vamos_asm::Options;
use vamos_asm::Release;
use vamos_asm::Request;
use vamos_asm::SourceError;
use vamos_asm::Sources;
use vamos_asm::TokenCache;
use vamos_obj::Assembled;
use vamos_obj::Frozen;
use vamos_obj::Function;
use vamos_obj::Scratch;
use vamos_obj::assemble;
use vamos_objfile::goobj::MAGIC;
use vamos_objfile::goobj::Object;
use vamos_objfile::goobj::Reader;
use vamos_objfile::goobj::write;

use super::BRIEF;
use super::Target;

pub(super) const ASSEMBLY: Target = Target {
    name: "assembly",
    run: assembly,
    seeds: || {
        let seeds: [&[u8]; 3] = [
            b"TEXT \xc2\xb7f(SB), 4, $16-8\n\tMOVQ x+0(FP), AX\nl:\n\tDECQ AX\n\tJNZ l\n\tRET\n",
            b"#define A(x) MOVD x, R1; \\\n\tB end\n#ifdef X\n#else\nTEXT f(SB), $0\n\tA($1)\nend:\n\
              \tLDP.P 16(RSP), (R0, R1)\n\tVADD V1.B16, V2.B16, V3.B16\n\tRET\n#endif\n",
            b"DATA d<>+0(SB)/8, $\"abc\"\nDATA d<>+8(SB)/8, $-1.5\nGLOBL d<>(SB), 8, $16\n\
              TEXT f<ABIInternal>(SB), 4, $0\n\tVADDPD.Z Z1, Z2, K1, Z3\n\tPCALIGN $32\n\tRET\n",
        ];
        seeds.map(<[u8]>::to_vec).to_vec()
    },
    words: &[
        "TEXT ",
        "GLOBL ",
        "DATA ",
        "FUNCDATA ",
        "PCDATA ",
        "PCALIGN $",
        "#include \"x\"\n",
        "#define ",
        "#ifdef ",
        "#ifndef ",
        "#else\n",
        "#endif\n",
        "#undef ",
        "#line 3 \"y\"\n",
        "(SB)",
        "(FP)",
        "(SP)",
        "(PC)",
        "<>",
        "<ABIInternal>",
        "AX",
        "X1",
        "Y2",
        "Z3",
        "K1",
        "R1",
        "R2",
        "V3.B16",
        "RSP",
        "MOVQ ",
        "MOVD ",
        "CALL ",
        "JMP ",
        "B ",
        "LOCK\n",
        "REP\n",
        "$0x",
        "$(1<<63)",
        "1.5e300",
        "$-1",
        "*8)",
        "[Z0-Z3]",
        "\\\n",
        "//go:build x\n",
    ],
    brief: BRIEF,
};

/// A directory with one file, whatever its name.
struct OneFile<'a>(&'a [u8]);

impl Sources for OneFile<'_> {
    fn read(&self, _: &str) -> Result<Vec<u8>, SourceError> {
        Ok(self.0.to_vec())
    }
}

/// The machines, which all inputs share.
static MACHINES: LazyLock<[(&str, Machine); 2]> = LazyLock::new(|| {
    ["amd64", "arm64"].map(|goarch| {
        let machine = Machine::new(goarch);
        (goarch, machine.expect("the architecture is supported"))
    })
});

fn assembly(bytes: &[u8]) {
    let sources = OneFile(bytes);
    let tokens = TokenCache::default();
    for (goarch, machine) in &*MACHINES {
        for only_symabis in [true, false] {
            let options = options(release(bytes), goarch, only_symabis);
            let request = Request::new(machine, &options, &sources, &tokens);
            let outcome = vamos_asm::assemble(&request);
            let backwards = vamos_asm::assemble(&Request {
                assembler: Some(&backwards),
                ..request
            });
            assert_eq!(backwards, outcome);
            let output = outcome.output.unwrap_or_default();
            if outcome.status != 0 || only_symabis {
                continue;
            }
            let start = output.windows(MAGIC.len()).position(|part| part == MAGIC);
            let object = &output[start.expect("the object follows its header")..];
            let reader = Reader::open(object).expect("an object is written");
            let again = write(&Object::read(&reader)).expect("it is small");
            assert_eq!(again, object);
        }
    }
}

/// Assembles functions, the last ones first.
fn backwards(frozen: &Frozen<'_>, functions: Vec<Function>) -> Vec<Assembled> {
    let mut scratch = Scratch::default();
    let functions = functions.into_iter().rev();
    let assembled = functions.map(|function| assemble(frozen, function, &mut scratch));
    let mut assembled: Vec<Assembled> = assembled.collect();
    assembled.reverse();
    assembled
}

/// Returns the release that assembles an input: all get their share.
fn release(bytes: &[u8]) -> Release {
    match bytes.len() % 3 {
        0 => Release::Go125,
        1 => Release::Go126,
        _ => Release::Go127,
    }
}

fn options(release: Release, goarch: &str, only_symabis: bool) -> Options {
    Options {
        release,
        header: format!("linux {goarch} go1.26.8 X:"),
        goos: "linux".to_owned(),
        goarch: goarch.to_owned(),
        experiments: Vec::new(),
        is_dwarf5: true,
        goroot: "/go".to_owned(),
        working_dir: "/w".to_owned(),
        flags: Flags {
            // Its assembly may select ABIs.
            pkgpath: "runtime".to_owned(),
            only_symabis,
            ..Flags::default()
        },
        files: vec!["x.s".to_owned()],
    }
}
