//! Links by scripts that stand for the system's linker, and by the one of this machine.

use vamos_link::OutputFile;

use super::super::testing::TestHost;
use super::super::testing::options;
use super::scratch::ScratchPlace;
use super::*;

/// Links an object with these bytes.
fn link(
    host: &TestHost,
    args: &[&str],
    external: &External<'_>,
    bytes: &[u8],
    is_compared: bool,
) -> Result<HostLinked, Stop> {
    let options = options(26, "amd64", &[&["-o", "out"], args].concat());
    let link_host = host.host();
    let object = Object::create(&ScratchPlace {
        host: &link_host,
        dir: &options.c.tmp_dir,
    });
    let object = object.unwrap();
    object.file().write_at(0, bytes);
    let link = HostLink {
        host: &link_host,
        pool: &Pool::new(2),
        options: &options,
        goroot: "/goroot",
        is_compared,
    };
    let linked = link.run(external, &object, &mut Diagnostics::default());
    drop(object);
    if options.c.tmp_dir.is_empty() {
        assert_eq!(host.names("tmp").len(), 0);
    }
    linked
}

fn read(host: &TestHost, name: &str) -> String {
    let bytes = uncached::read(&host.path(name)).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A linker that supports all flags except clang's, and that writes its arguments to a file.
const KNOWS_ALL: &str = r#"
case "$*" in
*-Qunused-arguments*trivial.c) echo "unrecognized option" ;;
*trivial.c) echo "$LC_ALL: $*" >>probes ;;
*) echo "$*" >args
   for arg; do case $arg in *.o) cat $arg >>objects ;; esac; done
   while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done
   echo "program of $GOROOT" >$out
   echo "a warning" ;;
esac"#;

fn external() -> External<'static> {
    External {
        host_objects: vec![b"first\n", b"second\n"],
        flags: vec!["-lm".to_owned(), "-pthread".to_owned()],
        exports: vec!["crosscall2".to_owned()],
        build_id: vec![7],
    }
}

#[test]
fn the_linker_gets_all_objects() {
    let mut host = TestHost::new();
    host.script("gcc", KNOWS_ALL);
    host.set("LC_ALL", "user");
    let linked = link(&host, &["-tmpdir=tmp"], &external(), b"go\n", false).unwrap();
    assert_eq!(linked.printed, "a warning\n");
    assert_eq!(
        read(&host, "args"),
        "-m64 -Wl,--build-id=0x07 -o out -Wl,--export-dynamic-symbol=crosscall2 \
         -Wl,--compress-debug-sections=zlib tmp/go.o tmp/000000.o tmp/000001.o \
         -lm -pthread -no-pie\n"
    );
    assert_eq!(read(&host, "objects"), "go\nfirst\nsecond\n");
    for name in ["tmp/go.o", "tmp/000000.o", "tmp/000001.o"] {
        assert_eq!(uncached::stat(&host.path(name)).unwrap().mtime_ns, 0);
    }
    let probes = read(&host, "probes");
    // The order of the probes is nondeterministic. The variables of the user take precedence.
    let end = |line: &str| {
        let start = "user: -m64 -pthread -o tmp/a.out0";
        assert_eq!(line[..start.len() - 1], start[..start.len() - 1]);
        line[start.len()..].to_owned()
    };
    let mut probes: Vec<String> = probes.lines().map(end).collect();
    probes.sort_unstable();
    let expected = [
        " -Wl,--export-dynamic-symbol=main -Wl,--build-id=0x1234567890abcdef \
         -Wl,--compress-debug-sections=zlib tmp/trivial.c",
        " -no-pie tmp/trivial.c",
    ];
    assert_eq!(probes, expected);
    let Content::Placed(placed) = linked.content else {
        panic!("the file is in its place");
    };
    assert_eq!(read(&host, "out"), "program of /goroot\n");
    placed.finish(&[]).unwrap();
    assert_eq!(read(&host, "out"), "program of /goroot\n");
}

#[test]
fn an_output_that_is_not_finished_goes() {
    let host = TestHost::new();
    host.script("gcc", KNOWS_ALL);
    work::write(&host.path("out"), b"older").unwrap();
    let linked = link(&host, &[], &external(), b"go\n", false).unwrap();
    assert_eq!(read(&host, "out"), "program of /goroot\n");
    drop(linked);
    assert!(!host.names("").contains(&"out".to_owned()));
}

#[test]
fn a_cancelled_link_leaves_nothing() {
    let host = TestHost::new();
    host.script("gcc", KNOWS_ALL);
    host.cancel.cancel();
    let stop = link(&host, &[], &external(), b"go\n", false).err();
    assert_eq!(stop, Some(Stop::Errors));
    assert_eq!(host.names(""), ["bin", "tmp"]);
}

#[test]
fn compared_outputs_stay_in_memory() {
    let host = TestHost::new();
    host.script("gcc", KNOWS_ALL);
    let linked = link(&host, &[], &external(), b"go\n", true).unwrap();
    assert!(matches!(linked.content, Content::Memory(bytes) if bytes == b"program of /goroot\n"));
    assert!(!host.names("").contains(&"out".to_owned()));
}

#[test]
fn failures_show_the_command() {
    let host = TestHost::new();
    host.script(
        "old",
        "case \"$*\" in *trivial.c) ;; *) echo part >out ;; esac; echo no >&2; exit 3",
    );
    for is_compared in [false, true] {
        let args = ["-extld=old -x", "-tmpdir=tmp", "-compressdwarf=0"];
        let stop = link(&host, &args, &External::default(), b"go", is_compared).err();
        let program = host.path("bin/old");
        let text = format!(
            "running old failed: exit status 3\n{program} -x -m64 -o out -rdynamic tmp/go.o\nno\n"
        );
        assert_eq!(stop, Some(Stop::Exit(text)));
        if !is_compared {
            assert!(!host.names("").contains(&"out".to_owned()));
        }
    }
}

#[test]
fn a_linker_that_is_not_there() {
    let host = TestHost::new();
    for (linker, error) in [
        (
            "no-such",
            "exec: \"no-such\": executable file not found in $PATH",
        ),
        (
            "./no-such",
            "fork/exec ./no-such: no such file or directory",
        ),
        ("''", "exec: no command"),
    ] {
        let args = [&*format!("-extld={linker}"), "-tmpdir=tmp"];
        let stop = link(&host, &args, &External::default(), b"go", false).err();
        let linker = linker.trim_matches('\'');
        let text =
            format!("running {linker} failed: {error}\n{linker} -m64 -o out -rdynamic tmp/go.o\n");
        assert_eq!(stop, Some(Stop::Exit(text)));
    }
}

#[test]
fn an_output_that_cannot_be_made() {
    let host = TestHost::new();
    let stop = link(&host, &["-o=no/out"], &External::default(), b"go", false).err();
    let text = "cannot create no/out: open no/out: no such file or directory";
    assert_eq!(stop, Some(Stop::Exit(text.to_owned())));
}

#[test]
fn long_arguments_are_in_a_file() {
    let host = TestHost::new();
    host.script(
        "gcc",
        "echo \"$*\" >>all; for arg; do case $arg in @*) cat ${arg#@} >>text ;; esac; done",
    );
    let external = External {
        flags: vec!["-x\ty".to_owned(), format!("-l{}", "x".repeat(30 << 10))],
        ..External::default()
    };
    link(&host, &["-tmpdir=tmp"], &external, b"go", false).unwrap();
    let all = read(&host, "all");
    assert_eq!(all.lines().last(), Some("@tmp/response"));
    assert!(all.contains("@tmp/response tmp/trivial.c\n"));
    let text = read(&host, "text");
    assert!(text.starts_with("\"-m64\"\n\"-o\"\n\"out\"\n"));
    assert!(text.contains("\"tmp/go.o\"\n\"-x\\ty\"\n\"-lxxx"));
}

/// An executable with ranges to check, all of them empty.
fn checked() -> Vec<u8> {
    let mut file = vec![0; 0x200];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"\x7fELF\x02\x01\x01");
    put(20, &1_u32.to_le_bytes());
    // A program header at 0x40, and two section headers at 0x80.
    put(0x20, &[0x40]);
    put(0x28, &[0x80]);
    put(0x36, &[56, 0, 1, 0, 64, 0, 2, 0, 1, 0]);
    put(0x40, &[1]);
    put(0x60, &[0, 2]);
    // The first section has 120 bytes, the second one names.
    put(0x80, &[1, 0, 0, 0, 1, 0, 0, 0]);
    put(0x98, &[0x20, 1]);
    put(0xa0, &[120]);
    put(0xc0, &[0, 0, 0, 0, 3, 0, 0, 0]);
    put(0xd8, &[0, 1]);
    put(0xe0, &[14]);
    put(0x100, b"\0.go.fipsinfo\0");
    file
}

#[test]
fn fips_code_has_a_checksum() {
    let host = TestHost::new();
    let script = "while [ $# -gt 1 ]; do [ \"$1\" = -o ] && out=$2; shift; done; cp program $out";
    host.script("gcc", script);
    work::write(&host.path("program"), &checked()).unwrap();
    let object = b"go fips object v1\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
        \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let sum = |bytes: &[u8]| bytes[0x130..0x150].to_vec();
    let linked = link(&host, &["-fipso=object"], &external(), b"go", false).unwrap();
    assert_eq!(linked.fips_object, None);
    assert_eq!(uncached::read(&host.path("object")).unwrap(), object);
    let placed = uncached::read(&host.path("out")).unwrap();
    assert_ne!(sum(&placed), [0; 32]);
    drop(linked);

    let linked = link(&host, &["-fipso=other"], &external(), b"go", true).unwrap();
    assert!(matches!(linked.content, Content::Memory(bytes) if bytes == placed));
    assert_eq!(linked.fips_object.unwrap().bytes, object);
    assert!(!host.names("").contains(&"other".to_owned()));

    // Without that file there is no checksum.
    let linked = link(&host, &["-fipso=no/object"], &external(), b"go", false).unwrap();
    assert_eq!(sum(&uncached::read(&host.path("out")).unwrap()), [0; 32]);
    drop(linked);
}

/// Links with the compiler of this machine, if it has one.
#[test]
fn a_real_linker() {
    let host = TestHost::new();
    let source = host.path("main.c");
    if uncached::stat("/usr/bin/gcc").is_err() || cfg!(not(target_arch = "x86_64")) {
        return;
    }
    work::write(&source, b"int main() { return 7; }").unwrap();
    let link_host = host.host();
    let run = |program: &str, args: &[&str]| {
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        Program::find(&link_host, program, "").run(&args, &[])
    };
    assert!(run("gcc", &["-c", "-o", "main.o", "main.c"]).is_ok());
    let bytes = uncached::read(&host.path("main.o")).unwrap();
    let external = External {
        exports: vec!["main".to_owned()],
        build_id: vec![0xab; 20],
        ..External::default()
    };
    let args = ["-w", "-tmpdir=tmp"];
    let linked = link(&host, &args, &external, &bytes, false).unwrap();
    assert_eq!(linked.printed, "");
    assert_eq!(host.names("tmp"), ["a.out", "go.o", "trivial.c"]);
    assert!(run("nm", &["-D", "out"]).is_ok_and(|text| text.ends_with(b" T main\n")));
    let ended = run("./out", &[]).unwrap_err();
    assert_eq!(ended.error, "exit status 7");
}
