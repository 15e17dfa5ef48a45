//! Sources with a NUL, compared with the official command. The compiler accepts one in a literal or
//! comment where its buffer ends; vet and gofmt accept none.
//!
//! Counterpart: cmd/compile/internal/syntax/source.go (`nextch`, `fill`), go/scanner.

use vamos_testkit::Case;

/// Returns a program with a NUL after `before` bytes of `fill`, between `open` and `close`.
fn program(open: &str, fill: char, before: usize, close: &str) -> String {
    let filling: String = std::iter::repeat_n(fill, before).collect();
    format!(
        "-- go.mod --\nmodule m\n\ngo 1.24\n-- main.go --\npackage main\n\n\
         {open}{filling}\0{close}\n\nfunc main() {{ println(s) }}\n"
    )
}

#[test]
fn at_the_edges_of_the_compilers_buffer() {
    let string = ("var s = len(\"", "\")");
    let raw = ("var s = len(`", "`)");
    let comment = ("var s = 1 // ", "");
    let block = ("var s = 1 /* ", " */");
    for (kind, (open, close), start) in [
        // The literal stays in the buffer, which grows: parts are counted from its quote.
        ("string", string, 26),
        ("raw", raw, 26),
        // The comment does not.
        ("comment", comment, 0),
        ("block", block, 0),
    ] {
        let ahead = "package main\n\n".len() + open.len();
        let edges = match start {
            0 => [4095, 8190],
            start => [4095, start + 8191],
        };
        for (n, edge) in edges.into_iter().enumerate() {
            let before = edge - ahead;
            let is_first = n == 0;
            for (off, exit) in [(0, 0), (1, 1)] {
                let name = format!("nul_{kind}_{n}_{off}");
                let tree = program(open, 'a', before + off, close);
                let mut lines = vec![format!("build -o p . !{exit}")];
                if is_first {
                    lines.extend(["vet . !1", "list -e -json=GoFiles,Error ."].map(str::to_owned));
                }
                Case::new(&name).tree(&tree).run_lines(&lines);
            }
        }
    }
}
