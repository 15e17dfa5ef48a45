//! `go tool` beside the official command: one command per line, and all that it leaves.
//!
//! Counterpart: cmd/go/testdata/script/tool_*.txt.

mod side_by_side;

use side_by_side::compare;

#[test]
fn tools_that_are_built_first() {
    // The main module is broken, and does not matter.
    let tree = "-- go.mod --\nmodul x\n-- f.s --\nTEXT x(SB),0,$0-0\n\tRET\n";
    let lines = [
        "tool covdata",
        "tool covdata percent -i=nope",
        "tool -n covdata",
        "tool nm f.s",
        "tool asm -V",
        "tool -n asm -V",
    ];
    compare("tool_builtin", tree, &[], &lines);
}
