//! The flags of the linker, with the words of `-ldflags` that they are compared with.
//!
//! Counterpart: cmd/link/internal/ld/main.go (the flags and their meaning).

/// A flag without the hyphen, and the values of `-ldflags`: an ordinary one, one at an edge, an
/// invalid one, often more.
pub(super) type Row = (&'static str, &'static [&'static str]);

/// Switches: each is compared set, unset, and with a value that is not boolean.
pub(super) const SWITCHES: &[&str] = &[
    "a",
    "asan",
    "aslr",
    "bindnow",
    "c",
    "checklinkname",
    "compressdwarf",
    "d",
    "debugnosplit",
    "dumpdep",
    "e",
    "f",
    "g",
    "h",
    "linkshared",
    "msan",
    "n",
    "pruneweakmap",
    "race",
    "s",
    "w",
];

/// The value with which both linkers reserve more blocks than a disk has. Some file systems give them
/// all that are free before they refuse, so for a moment nothing else can be written.
pub(super) const FILLS_DISK: &str = "-funcalign=0x40000000";

/// Flags with a value, and other arguments.
#[rustfmt::skip]
pub(super) const VALUES: &[Row] = &[
    ("B", &["-B=0x1234", "-B=none", "-B=0x123", "-B=gobuildid", "-B=", "-B=xyz", "-B=0x112233445566778899aabbccddeeff00"]),
    ("D", &["-D=0x10000000", "-D=0x100000", "-D=0x1000001", "-D=0x1000", "-D=0", "-D=-1", "-D=-4096", "-D=x", "-D=0x200000000", "-D=0x402000", "-D=0x800000000000", "-D=0x7ffffffffffff000", "-D=0x150000000"]),
    ("E", &["-E=main.main", "-E=nosuch", "-E=main.number", "-E=runtime.text", "-E=", "-E=0x401000", "-E=7x"]),
    ("H", &["-H=linux", "-H=windows", "-H=darwin", "-H=windowsgui", "-H=nosuch", "-H=freebsd", "-H=elf", "-H="]),
    ("I", &["-I=/lib/ld.so", "-I=", "-I=a/very/long/name/of/an/interpreter/that/does/not/exist/anywhere/in/this/system"]),
    ("L", &["-L=/x", "-L=", "-L=."]),
    ("R", &["-R=0x10000", "-R=4096", "-R=5000", "-R=0x100000", "-R=0", "-R=-1", "-R=1<<16", "-R=0x1000000", "-R=0x4000000000000000"]),
    ("T", &["-T=0x600000", "-T=0", "-T=x", "-T=0x401000", "-T=0x500001", "-T=-5", "-T=0x401008", "-T=0x100001000", "-T=0x140001000", "-T=0x100000000000", "-T=0x7fffffffffffffff", "-T=1", "-T=0x200000000"]),
    ("V", &["-V", "-V=full", "-V=x"]),
    ("X", &["-X=main.text=v", "-X=main.number=3", "-X=main.text", "-X=nosuch.x=1", "-X=main.text="]),
    ("buildid", &["-buildid=abc", "-buildid=", "-buildid=a/b/c'd'"]),
    ("buildmode", &["-buildmode=exe", "-buildmode=pie", "-buildmode=c-archive", "-buildmode=c-shared", "-buildmode=shared", "-buildmode=plugin", "-buildmode=nosuch", "-buildmode=default", "-buildmode="]),
    ("capturehostobjs", &["-capturehostobjs=sub", "-capturehostobjs=", "-capturehostobjs=/nosuch"]),
    ("debugtextsize", &["-debugtextsize=100000", "-debugtextsize=-1", "-debugtextsize=x", "-debugtextsize=1"]),
    ("debugtramp", &["-debugtramp=1", "-debugtramp=2", "-debugtramp=x", "-debugtramp=-1"]),
    ("extar", &["-extar=ar", "-extar=", "-extar=/nosuch"]),
    ("extld", &["-extld=gcc", "-extld=", "-extld=\"open"]),
    ("extldflags", &["-extldflags=-O2", "-extldflags=", "-extldflags='open"]),
    ("fipso", &["-fipso=f.o", "-fipso=", "-fipso=nodir/f.o"]),
    ("funcalign", &["-funcalign=64", "-funcalign=0", "-funcalign=3", "-funcalign=-8", "-funcalign=1", "-funcalign=4096", "-funcalign=x", FILLS_DISK]),
    ("importcfg", &["-importcfg=nosuch", "-importcfg=", "-importcfg=/"]),
    ("installsuffix", &["-installsuffix=x", "-installsuffix=", "-installsuffix=a/b"]),
    ("k", &["-k=main.main", "-k=", "-k=nosuch"]),
    ("libgcc", &["-libgcc=none", "-libgcc=", "-libgcc=/nosuch"]),
    ("linkmode", &["-linkmode=internal", "-linkmode=external", "-linkmode=auto", "-linkmode=nosuch", "-linkmode="]),
    ("memprofilerate", &["-memprofilerate=1", "-memprofilerate=0", "-memprofilerate=x"]),
    ("o", &["-o=F", "-o=sub/F", "-o=", "-o=nodir/F"]),
    ("pluginpath", &["-pluginpath=x", "-pluginpath=", "-pluginpath=a.b/c"]),
    ("r", &["-r=/a:/b", "-r=", "-r=x"]),
    ("randlayout", &["-randlayout=5", "-randlayout=-1", "-randlayout=x"]),
    ("strictdups", &["-strictdups=1", "-strictdups=2", "-strictdups=x"]),
    ("tmpdir", &["-tmpdir=sub", "-tmpdir=", "-tmpdir=/nosuch"]),
    ("v", &["-v=0", "-v=x"]),
    // Texts with times and addresses are compared in their invalid forms only.
    ("benchmark", &["-benchmark=", "-benchmark=other"]),
    ("benchmarkprofile", &["-benchmarkprofile=p", "-benchmarkprofile="]),
    ("cpuprofile", &["-cpuprofile=", "-cpuprofile=nodir/p"]),
    ("memprofile", &["-memprofile=", "-memprofile=nodir/p"]),
    ("others", &["-nosuch", "-nosuch=1", "--", "---s", "-=s", "@nosuch", "x", "-", "-crash_for_testing", "-h"]),
    ("pairs", &[
        "-s -w", "-s -w=0", "-X=main.text=1 -X=main.text=2", "-w -compressdwarf=false", "-B=none -buildid=",
        "-T=0x600000 -D=0x800000", "-T=0x600000 -D=0x400000", "-T=0x600000 -R=0x10000", "-R=0x10000 -D=0x8000000",
        "-R=0x10000 -D=0x1001000", "-buildmode=pie -T=0x5000", "-buildmode=pie -linkmode=internal", "-d -buildmode=pie",
        "-linkmode=external -s", "-linkmode=external -E=nosuch", "-aslr=false -buildmode=c-shared", "-E=nosuch -e",
        "-buildmode=c-shared -linkmode=internal", "-buildmode=c-archive -linkmode=internal", "-funcalign=64 -debugtramp=2",
        "-H=windowsgui -buildmode=c-shared", "-E=nosuch -fipso=nodir/f.o",
    ]),
];
