//! Packages that are compiled with early export data of their imports.
//!
//! A script takes the place of the instrumented compiler, as in `compiler_cases`: it makes the
//! SDK's compiler write export data alone, and then waits until the importer is compiled.
//! Counterpart: none; upstream waits for imports.

#![expect(
    clippy::disallowed_methods,
    reason = "the sources that the script compiles are laid by hand"
)]

use std::fs;

use crate::compiler_cases::User;

/// Finds the output and the package; `early FILE` writes the export data that the package
/// has with another source file.
const START: &str = r#"
TOP=@TOP@
prev=
for arg; do
	case $prev in -o) out=$arg ;; -p) package=$arg ;; esac
	prev=$arg
done
echo "$package" >> $TOP/packages
other=
early() {
	for arg; do
		shift
		case $arg in
		"$out") arg=$out.early.new ;;
		*/lib.go) arg=${other:-$arg} ;;
		esac
		set -- "$@" "$arg"
	done
	"$STOCK" -linkobj "$out.link" "$@" && mv "$out.early.new" "$out.early"
}
await() {
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		if test -e "$TOP/$1"; then return; fi
		sleep 0.5
	done
}
"#;

/// The importer records that it has been compiled.
const END: &str = r#"
"$STOCK" "$@"
code=$?
touch $TOP/done-${package##*/}
exit $code
"#;

/// Returns a user whose compiler does so before it compiles.
fn user(before: &str) -> Option<User> {
    let user = User::new()?.with_sources_only();
    let start = START.replace("@TOP@", &user.top().display().to_string());
    user.lay(&format!("{start}\n{before}\n{END}"));
    Some(user)
}

const EXPLAIN: [(&str, &str); 1] = [("VAMOS_CUTOFF", "explain")];

/// Builds on four workers; returns the exit code and stderr without the count of early
/// cutoff.
fn build(user: &User, cache: &str) -> (Option<i32>, String) {
    let (code, stderr) = user.run(cache, &EXPLAIN, &["build", "-p=4", "."]);
    let lines = stderr.lines().filter(|line| !line.contains("early cutoff"));
    (code, lines.map(|line| format!("{line}\n")).collect())
}

/// Returns the packages in the order in which they were compiled.
fn compiled(user: &User) -> Vec<String> {
    let text = fs::read_to_string(user.top().join("packages")).expect("it has run");
    text.lines().map(str::to_owned).collect()
}

const LIB: &str = "example.com/m/lib";
const M: &str = "example.com/m";

#[test]
fn importers_start_early() {
    let before = "case $package in */lib) early \"$@\"; await done-m ;; esac";
    let Some(user) = user(before) else { return };
    let counts = "vamos: compiled ahead: 1, in vain: 0\n".to_owned();
    assert_eq!(build(&user, "one"), (Some(0), counts));
    assert_eq!(compiled(&user), [LIB, M]);
    user.equal("one", "laid");
    // Two workers are never idle for long.
    assert_eq!(
        user.run("two", &EXPLAIN, &["build", "-p=2", "."]).0,
        Some(0)
    );
    assert_eq!(compiled(&user), [LIB, M, LIB, M]);
    user.equal("two", "laid");
}

/// A package that is compiled ahead is compiled from its sources: whether its imports change is not
/// known yet.
#[test]
fn checked_packages_are_not_compiled_ahead() {
    let before = "echo \"$package ${COMPILE_STUB:+checked}\" >> $TOP/stubs\n\
                  case $package in */lib) early \"$@\"; await done-m ;; esac";
    let Some(user) = user(before) else { return };
    let env = [EXPLAIN[0], ("VAMOS_COMPILER", "wait")];
    let (code, stderr) = user.run("one", &env, &["build", "-p=4", "."]);
    assert_eq!(code, Some(0), "{stderr}");
    let counts = "vamos: compiled ahead: 1, in vain: 0\n";
    assert!(stderr.contains(counts), "{stderr}");
    let stubs = fs::read_to_string(user.top().join("stubs")).expect("it has run");
    assert_eq!(stubs, format!("{LIB} checked\n{M} \n"));
    user.equal("one", "laid");
}

#[test]
fn early_data_that_are_not_final() {
    let before = "case $package in */lib) other=$TOP/other.go; early \"$@\"; await done-m ;; esac";
    let Some(user) = user(before) else { return };
    let other = "package lib\n\nfunc F(n int) int { return n + 3 }\n";
    fs::write(user.top().join("other.go"), other).expect("there is room");
    let counts = "vamos: compiled ahead: 1, in vain: 1\n".to_owned();
    assert_eq!(build(&user, "one"), (Some(0), counts));
    assert_eq!(compiled(&user), [LIB, M, M]);
    user.equal("one", "laid");
}

#[test]
fn imports_that_fail_later() {
    let before = "case $package in */lib) early \"$@\"; await done-m; \
                  echo \"lib.go:3:6: too large\"; exit 1 ;; esac";
    let Some(user) = user(before) else { return };
    let stderr = "# example.com/m/lib\nlib.go:3:6: too large\n".to_owned();
    assert_eq!(build(&user, "one"), (Some(1), stderr));
    assert_eq!(compiled(&user), [LIB, M]);
    // Nothing was stored of the importer. The import waits for it once more.
    fs::remove_file(user.top().join("done-m")).expect("it was written");
    assert_eq!(build(&user, "one").0, Some(1));
    assert_eq!(compiled(&user), [LIB, M, LIB, M]);
}

#[test]
fn what_the_compiler_prints_is_shown_once() {
    let before = "case $package in */lib) early \"$@\"; await done-m ;; *) echo hello ;; esac";
    let Some(user) = user(before) else { return };
    let stderr = "# example.com/m\nhello\n".to_owned();
    assert_eq!(build(&user, "one"), (Some(0), stderr));
    assert_eq!(compiled(&user), [LIB, M, M]);
}

#[test]
fn damaged_early_data() {
    let before = "case $package in */lib) echo x > \"$out.early\"; sleep 0.2 ;; esac";
    let Some(user) = user(before) else { return };
    assert_eq!(build(&user, "one"), (Some(0), String::new()));
    assert_eq!(compiled(&user), [LIB, M]);
    user.equal("one", "laid");
    // Data that differ are an error with `verify`.
    let verify = [("VAMOS_COMPILER", "verify")];
    let (code, stderr) = user.run("two", &verify, &["build", "."]);
    let text = "example.com/m/lib: vamos: VAMOS_COMPILER=verify: early export data differs from \
                the final one; please report this\n";
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stderr.starts_with(text), "{stderr}");
}

const MID: &str = "example.com/m/mid";

/// A package between the two, with assembly and without functions of Go.
const BETWEEN: [(&str, &str); 3] = [
    (
        "mid/mid.go",
        "package mid\n\nimport \"example.com/m/lib\"\n\nconst Step = 3\n\nvar V = lib.F(1)\n\n\
         func Add(n int) int\n",
    ),
    (
        "mid/mid_amd64.s",
        "#include \"go_asm.h\"\n#include \"textflag.h\"\n\nTEXT ·Add(SB), NOSPLIT, $0-16\n\
         \tMOVQ n+0(FP), AX\n\tADDQ $const_Step, AX\n\tMOVQ AX, ret+8(FP)\n\tRET\n",
    ),
    (
        "m.go",
        "package m\n\nimport (\n\t\"example.com/m/lib\"\n\t\"example.com/m/mid\"\n)\n\n\
         var V = lib.F(2) + mid.Add(mid.V)\n",
    ),
];

/// Writes the package between the two; returns the result of a build with the SDK's compiler.
fn lay_between(user: &User) -> (Option<i32>, String) {
    fs::create_dir(user.top().join("m/mid")).expect("there is room");
    for (name, text) in BETWEEN {
        fs::write(user.top().join("m").join(name), text).expect("there is room");
    }
    user.run("stock", &[("VAMOS_COMPILER", "stock")], &["build", "."])
}

#[test]
fn assembly_and_packages_without_functions_do_not_wait() {
    let before = "case $package in */lib) early \"$@\"; await done-m ;; esac";
    let Some(user) = user(before) else { return };
    assert_eq!(lay_between(&user), (Some(0), String::new()));
    let counts = "vamos: compiled ahead: 2, in vain: 0\n".to_owned();
    assert_eq!(build(&user, "one"), (Some(0), counts));
    assert_eq!(compiled(&user), [LIB, MID, M]);
    user.equal("one", "stock");
}

#[test]
fn early_data_that_are_not_final_reach_all_importers() {
    let before = "case $package in */lib) other=$TOP/other.go; early \"$@\"; await done-m ;; esac";
    let Some(user) = user(before) else { return };
    lay_between(&user);
    let other = "package lib\n\nfunc F(n int) int { return n + 3 }\n";
    fs::write(user.top().join("other.go"), other).expect("there is room");
    let counts = "vamos: compiled ahead: 2, in vain: 2\n".to_owned();
    assert_eq!(build(&user, "one"), (Some(0), counts));
    assert_eq!(compiled(&user), [LIB, MID, M, MID, M]);
    user.equal("one", "stock");
}

#[test]
fn assembly_that_fails_is_reported_once() {
    let before = "case $package in */lib) early \"$@\"; await done-mid ;; esac";
    let Some(user) = user(before) else { return };
    lay_between(&user);
    let file = user.top().join("m/mid/mid_amd64.s");
    let text = fs::read_to_string(&file).expect("it was laid");
    fs::write(&file, text.replace("ADDQ", "ADDX")).expect("there is room");
    let stock = [("VAMOS_COMPILER", "stock")];
    let expected = user.run("failed", &stock, &["build", "-p=1", "."]);
    assert_eq!(expected.0, Some(1));
    assert_eq!(build(&user, "one"), expected);
}
