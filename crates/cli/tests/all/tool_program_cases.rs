//! `go tool nm`, `objdump` and `addr2line` compared with the official tools: one command per line.
//!
//! `cargo xtask objects` compares them on more programs, objects and archives.
//! Counterpart: cmd/nm/nm_test.go, cmd/objdump/objdump_test.go, cmd/addr2line/addr2line_test.go.

use vamos_testkit::Case;

use crate::side_by_side::sdk_release;

/// A program without imports: it is linked soon.
const TREE: &str = "-- go.mod --\nmodule example.com/x\n\ngo 1.24\n\
    -- main.go --\npackage main\n\nvar sum int\n\ntype pair[T any] struct{ a, b T }\n\n\
    //go:noinline\nfunc (p pair[T]) first() T { return p.a }\n\n\
    //go:noinline\nfunc add(n int) int {\n\tfor i := range n {\n\t\tsum += i\n\t}\n\treturn sum\n}\n\n\
    func main() { println(add(3), pair[int]{1, 2}.first()) }\n\
    -- text.txt --\nno program\n";

/// Compares lines of arguments. The official command builds its tools into its cache, so caches
/// differ, and are not compared.
fn compare(name: &str, env: &[(&str, &str)], lines: &[&str]) {
    compare_tree(name, "", env, lines);
}

/// Compares lines of arguments with more files.
fn compare_tree(name: &str, more: &str, env: &[(&str, &str)], lines: &[&str]) {
    Case::new(name)
        .tree(&[TREE, more].concat())
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-buildvcs=false")
        .envs(env)
        .with_real_go()
        .run_lines(lines);
}

#[test]
fn programs() {
    let lines = [
        "build -o prog",
        "build -o stripped -ldflags=-s",
        "tool nm prog",
        "tool nm -n -size prog",
        "tool nm -sort=size -size -type prog",
        "tool nm -sort none prog",
        "tool nm prog stripped none text.txt . !1",
        "tool objdump -s main\\. prog",
        "tool objdump -gnu -S -s ^main\\.(add|main)$ prog",
        "tool objdump -s main stripped !1",
        "tool objdump prog 0x401000 0x401100",
        "tool addr2line prog",
    ];
    compare("tool_programs", &[], &lines);
    let windows = [("GOOS", "windows"), ("GOARCH", "amd64")];
    let lines = [
        "build -o prog.exe",
        "tool nm -size prog.exe",
        "tool objdump -s main\\. prog.exe",
    ];
    compare("tool_programs_windows", &windows, &lines);
    let macos = [("GOOS", "darwin"), ("GOARCH", "arm64")];
    let lines = [
        "build -o prog",
        "tool nm -n -size prog",
        "tool objdump -gnu -s main\\. prog",
    ];
    compare("tool_programs_macos", &macos, &lines);
}

/// Objects refer to functions of package runtime by number, in the numbering of their release.
#[test]
fn objects() {
    let lines = [
        "tool compile -p main -complete -o m.a main.go",
        "tool nm -size -type m.a",
        "tool objdump m.a",
        "tool objdump -gnu -S -s main m.a",
    ];
    compare("tool_objects", &[], &lines);
}

/// Archives of files that are not regular, of nothing, of themselves, and of missing files.
#[test]
fn archives() {
    let Some(release) = sdk_release() else { return };
    // Before Go 1.27 arguments are not expanded.
    let response = if release.expands_arguments_of_pack() {
        "tool pack @args"
    } else {
        "tool pack @args !2"
    };
    let lines = [
        "tool compile -p main -complete -o m.a main.go",
        "tool pack c d.a dir !1",
        "tool pack cv e.a text.txt dir main.go !1",
        "tool pack r m.a dir !1",
        "tool pack t m.a !1",
        "tool pack t dir !1",
        "tool pack p dir !1",
        "tool pack c dir text.txt !1",
        "tool pack r dir text.txt !1",
        "tool pack c f.a dir/ !1",
        "tool pack c g.a /dev/null !1",
        "tool pack c h.a /proc/version",
        "tool pack cv none/i.a text.txt !1",
        "tool pack rv none/i.a text.txt !1",
        "tool pack c j.a text.txt none !1",
        "tool pack c text.txt text.txt",
        "tool pack c m.a m.a",
        response,
        "tool pack tv @args !1",
    ];
    let tree = "-- dir/x.txt --\nx\n-- args --\ntv m.a\n";
    compare_tree("tool_archives", tree, &[], &lines);
}

#[test]
fn wrong_command_lines() {
    let lines = [
        "tool nm !2",
        "tool nm -h !2",
        "tool nm -x text.txt !2",
        "tool nm -sort=x text.txt !2",
        "tool nm -size=x text.txt !2",
        "tool nm text.txt !1",
        "tool addr2line --help",
        "tool addr2line !2",
        "tool addr2line text.txt !1",
        "tool addr2line none !1",
        "tool objdump !2",
        "tool objdump -z !2",
        "tool objdump a b !2",
        "tool objdump text.txt !1",
        "tool objdump none !1",
        "tool objdump -s ( text.txt !1",
        "tool buildid !2",
        "tool buildid -V=full !2",
        "tool buildid -h=1 !2",
        "tool buildid -w=x text.txt !2",
        "tool buildid ---w text.txt !2",
        "tool buildid -w=false text.txt",
        "tool buildid . !1",
    ];
    compare("tool_programs_wrong", &[], &lines);
}
