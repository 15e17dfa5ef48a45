//! Command lines of the system's linker, as the linkers of three releases make them.

use vamos_link::External;

use super::super::super::testing::options;
use super::Input;
use super::flag;

/// Flags that GCC supports.
const GCC: [&str; 4] = [flag::BUILD_ID, flag::EXPORT, flag::COMPRESS, flag::NO_PIE];

fn external() -> External<'static> {
    External {
        host_objects: Vec::new(),
        flags: vec!["-lm".to_owned(), "-O2".to_owned()],
        exports: vec!["_cgo_panic".to_owned(), "crosscall2".to_owned()],
        build_id: vec![0x01, 0xab],
    }
}

fn argv_of(
    minor: u32,
    goarch: &str,
    args: &[&str],
    external: &External<'_>,
    known: &[&str],
) -> String {
    let args = [&["-o", "out", "-buildid=id"], args].concat();
    let options = options(minor, goarch, &args);
    let options = &options;
    let objects = ["T/go.o", "T/000000.o"].map(str::to_owned);
    Input { options, external }
        .argv(known, "out", &objects)
        .join(" ")
}

fn argv(minor: u32, args: &[&str]) -> String {
    argv_of(minor, "amd64", args, &external(), &GCC)
}

const START: &str = "-Wl,--build-id=0x01ab -o out";
const MIDDLE: &str = "-Wl,--export-dynamic-symbol=_cgo_panic \
     -Wl,--export-dynamic-symbol=crosscall2 -Wl,--compress-debug-sections=zlib \
     T/go.o T/000000.o -lm -O2";

#[test]
fn usual_programs() {
    for minor in 25..=27 {
        let expected = format!("gcc -m64 {START} {MIDDLE} -no-pie");
        assert_eq!(argv(minor, &[]), expected);
        assert_eq!(argv(minor, &["-race"]), expected);
    }
    let arm = argv_of(26, "arm64", &[], &external(), &GCC);
    assert_eq!(arm, format!("gcc {START} {MIDDLE} -no-pie"));
}

#[test]
fn stripped_programs() {
    for (flags, minor, expected) in [
        ("-s", 25, "-s "),
        ("-s", 27, "-s "),
        ("-s -w=0", 26, "-s "),
        ("-w", 25, ""),
        ("-w", 26, "-Wl,-S "),
        ("-w", 27, "-Wl,-S "),
        ("-w -s", 26, "-s "),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let expected = format!("gcc -m64 {expected}{START} {MIDDLE} -no-pie");
        assert_eq!(argv(minor, &flags), expected);
    }
}

#[test]
fn forms() {
    let expected = format!("gcc -m64 -Wl,-z,relro -pie -Wl,-z,now {START} {MIDDLE}");
    assert_eq!(argv(26, &["-buildmode=pie", "-bindnow"]), expected);
    let expected = format!("gcc -m64 -Wl,-z,now {START} -Wl,--dynamic-linker,/ld {MIDDLE} -no-pie");
    assert_eq!(argv(26, &["-bindnow", "-I", "/ld"]), expected);
    let rest = MIDDLE
        .split_once("crosscall2 ")
        .map_or("", |(_, rest)| rest);
    let library = "-Wl,-z,relro -shared -Wl,-z,nodelete -Wl,-Bsymbolic";
    let expected = format!("gcc -m64 {library} {START} -rdynamic {rest}");
    assert_eq!(argv(26, &["-buildmode=c-shared"]), expected);
    let uncompressed = argv_of(26, "amd64", &[], &external(), &GCC[..2]);
    assert!(!uncompressed.contains("compress") && uncompressed.ends_with("-lm -O2"));
}

#[test]
fn other_compilers() {
    let expected = format!("clang -v -m64 {START} {MIDDLE} -no-pie -x y");
    let flags = ["-extld=clang -v", "-extldflags=-x 'y'"];
    assert_eq!(argv(26, &flags), expected);
    let known = [flag::UNUSED, flag::NO_PIE_CLANG];
    let expected = "gcc -m64 -o out -rdynamic -Qunused-arguments T/go.o T/000000.o -lm -O2 -nopie";
    assert_eq!(argv_of(26, "amd64", &[], &external(), &known), expected);
}

#[test]
fn build_ids_of_other_tools() {
    let mut none = external();
    none.build_id.clear();
    let of = |flags: &[&str], known| argv_of(26, "amd64", flags, &none, known);
    assert!(of(&["-B=none"], &GCC).starts_with("gcc -m64 -Wl,--build-id=none -o out"));
    assert!(of(&["-B=none"], &[]).starts_with("gcc -m64 -o out"));
    assert!(of(&[], &GCC).starts_with("gcc -m64 -o out"));
}

#[test]
fn static_programs_export_nothing() {
    let known = [flag::BUILD_ID, flag::NO_PIE];
    let flags = ["-extldflags=-static -rdynamic", "-I=/ld"];
    let of = |external: &External<'_>| argv_of(26, "amd64", &flags, external, &known);
    // Flags after `-static` stay.
    let expected = format!(
        "gcc -m64 {START} -static -static T/go.o T/000000.o -lm -O2 -no-pie -static -rdynamic"
    );
    assert_eq!(of(&external()), expected);
    let mut package = external();
    package.flags = vec!["-static".to_owned()];
    let expected = format!(
        "gcc -m64 {START} -static -static T/go.o T/000000.o -static -no-pie -static -rdynamic"
    );
    assert_eq!(of(&package), expected);
}

#[test]
fn forms_of_the_dynamic_linker() {
    let external = External {
        flags: vec!["-static".to_owned()],
        ..external()
    };
    for (assigns_dynamic_linker, expected) in [
        (false, "-Wl,--dynamic-linker,/ld "),
        (true, "-Wl,--dynamic-linker=/ld "),
    ] {
        let options = vamos_link::Options {
            assigns_dynamic_linker,
            ..options(26, "amd64", &["-o", "out", "-I", "/ld"])
        };
        let argv = |external| {
            let input = Input {
                options: &options,
                external,
            };
            input.argv(&GCC, "out", &[]).join(" ")
        };
        let plain = External {
            flags: Vec::new(),
            ..self::external()
        };
        assert!(argv(&plain).contains(expected));
        // A static link replaces the flag in its form.
        assert!(!argv(&external).contains("dynamic-linker"));
    }
}
