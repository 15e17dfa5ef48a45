//! Tests of the capabilities that each source decides.

use super::Tool;
use crate::capability::Capabilities;
use crate::capability::Capability as C;

#[test]
fn files_decide_their_part() {
    let both = [C::LinkAmd64, C::LinkArm64];
    for (tool, file, want) in [
        (Tool::Linker, "cmd/link/internal/ld/data.go", &both[..]),
        (
            Tool::Linker,
            "cmd/link/internal/amd64/asm.go",
            &[C::LinkAmd64],
        ),
        (Tool::Linker, "cmd/link/internal/x86/asm.go", &[]),
        (Tool::Linker, "cmd/link/internal/ld/pe.go", &[C::LinkPe]),
        (
            Tool::Linker,
            "cmd/link/internal/ld/macho.go",
            &[C::LinkMachO],
        ),
        (Tool::Linker, "cmd/link/internal/ld/outbuf_darwin.go", &[]),
        (Tool::Linker, "internal/abi/abi_arm64.go", &[C::LinkArm64]),
        (Tool::Linker, "internal/abi/abi_riscv64.go", &[]),
        (
            Tool::Assembler,
            "cmd/internal/obj/x86/asm6.go",
            &[C::AsmAmd64],
        ),
        (
            Tool::Assembler,
            "cmd/asm/internal/arch/arm64.go",
            &[C::AsmArm64],
        ),
        (Tool::Assembler, "cmd/asm/internal/arch/mips.go", &[]),
        (
            Tool::Recipes,
            "cmd/go/internal/work/exec.go",
            &[C::BuildRecipes],
        ),
        (
            Tool::Tests,
            "cmd/go/internal/work/cover.go",
            &[C::TestRecipes],
        ),
        (
            Tool::Checker,
            "cmd/compile/internal/types2/expr.go",
            &[C::Check],
        ),
        (
            Tool::Checker,
            "internal/pkgbits/decoder.go",
            &[C::ExportData],
        ),
        (
            Tool::Compiler,
            "cmd/compile/internal/ssa/rewriteRISCV64.go",
            &[],
        ),
        (
            Tool::Compiler,
            "cmd/compile/internal/ssa/rewriteARM.go",
            &[],
        ),
        (
            Tool::Compiler,
            "cmd/compile/internal/ssa/rewriteARM64latelower.go",
            &[
                C::CompilerArm64,
                C::CutoffLinuxArm64,
                C::CutoffDarwinArm64,
                C::ReadsLinuxArm64,
            ],
        ),
    ] {
        assert_eq!(tool.decided_by_file(file), Capabilities::of(want), "{file}");
    }
    let all = Tool::Compiler.decided_by_file("cmd/compile/internal/inline/inl.go");
    assert_eq!(all, Tool::Compiler.capabilities());
}

#[test]
fn declarations_decide_their_part() {
    let lib = "cmd/link/internal/ld/lib.go";
    let of = |name| Tool::Linker.decided_by(lib, name);
    assert_eq!(
        of("func (*Link).hostlink"),
        Capabilities::of(&[C::LinkExternal])
    );
    assert_eq!(
        of("func (*Link).loadlib"),
        Capabilities::of(&[C::LinkAmd64, C::LinkArm64])
    );
    let zbootstrap = "internal/buildcfg/zbootstrap.go";
    let of = |name| Tool::Assembler.decided_by(zbootstrap, name);
    assert!(of("const version").is_empty() && of("const DefaultGOARM").is_empty());
    assert!(!of("const DefaultGOARM64").is_empty());
}
