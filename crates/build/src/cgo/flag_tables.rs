//! Which flags a package may pass to compilers, linkers and pkg-config: the tables.
//!
//! A flag such as `-fplugin=` would run code while building. The patterns are the
//! official ones, as they stand there, so that they can be compared. Since Go 1.26.11 and 1.27.4
//! some are stricter: these are in the tables `…_STRICT`, and patterns of older releases are in `…_OLD`.
//! Counterpart: cmd/go/internal/work/security.go.

use super::pattern::Pattern;
use super::pattern::patterns;

/// Flags that compilers may be given.
pub(super) static COMPILER: [Pattern; 91] = patterns![
    r"-D([A-Za-z_][A-Za-z0-9_]*)(=[^@\-]*)?",
    "-U([A-Za-z_][A-Za-z0-9_]*)",
    r"-F([^@\-].*)",
    r"-I([^@\-].*)",
    "-O",
    r"-O([^@\-].*)",
    "-W",
    "-W([^@,]+)",
    "-Wa,-mbig-obj",
    r"-Wp,-D([A-Za-z_][A-Za-z0-9_]*)(=[^@,\-]*)?",
    "-Wp,-U([A-Za-z_][A-Za-z0-9_]*)",
    "-ansi",
    "-f(no-)?asynchronous-unwind-tables",
    "-f(no-)?blocks",
    "-f(no-)builtin-[a-zA-Z0-9_]*",
    "-f(no-)?common",
    "-f(no-)?constant-cfstrings",
    "-fdebug-prefix-map=([^@]+)=([^@]+)",
    "-fdiagnostics-show-note-include-stack",
    "-ffile-prefix-map=([^@]+)=([^@]+)",
    "-fno-canonical-system-headers",
    "-f(no-)?eliminate-unused-debug-types",
    "-f(no-)?exceptions",
    "-f(no-)?fast-math",
    "-f(no-)?inline-functions",
    r"-finput-charset=([^@\-].*)",
    "-f(no-)?fat-lto-objects",
    "-f(no-)?keep-inline-dllexport",
    "-f(no-)?lto",
    "-fmacro-backtrace-limit=(.+)",
    "-fmessage-length=(.+)",
    "-f(no-)?modules",
    "-f(no-)?objc-arc",
    "-f(no-)?objc-nonfragile-abi",
    "-f(no-)?objc-legacy-dispatch",
    "-f(no-)?omit-frame-pointer",
    "-f(no-)?openmp(-simd)?",
    "-f(no-)?permissive",
    "-f(no-)?(pic|PIC|pie|PIE)",
    "-f(no-)?plt",
    "-f(no-)?rtti",
    "-f(no-)?split-stack",
    "-f(no-)?stack-(.+)",
    "-f(no-)?strict-aliasing",
    "-f(un)signed-char",
    "-f(no-)?use-linker-plugin",
    "-f(no-)?visibility-inlines-hidden",
    "-fsanitize-undefined-strip-path-components=(-)?[0-9]+",
    "-ftemplate-depth-(.+)",
    "-ftls-model=(global-dynamic|local-dynamic|initial-exec|local-exec)",
    "-fvisibility=(.+)",
    r"-g([^@\-].*)?",
    "-m32",
    "-m64",
    r"-m(abi|arch|cpu|fpu|simd|tls-dialect|tune)=([^@\-].*)",
    "-m(no-)?v?aes",
    "-marm",
    "-mcmodel=[0-9a-z-]+",
    r"-mfloat-abi=([^@\-].*)",
    "-m(soft|single|double)-float",
    "-mfpmath=[0-9a-z,+]*",
    "-m(no-)?avx[0-9a-z.]*",
    "-m(no-)?ms-bitfields",
    "-m(no-)?stack-(.+)",
    "-mmacosx-(.+)",
    "-m(no-)?relax",
    "-m(no-)?strict-align",
    "-m(no-)?(lsx|lasx|frecipe|div32|lam-bh|lamcas|ld-seq-sa)",
    "-mios-simulator-version-min=(.+)",
    "-miphoneos-version-min=(.+)",
    "-mlarge-data-threshold=[0-9]+",
    "-mtvos-simulator-version-min=(.+)",
    "-mtvos-version-min=(.+)",
    "-mwatchos-simulator-version-min=(.+)",
    "-mwatchos-version-min=(.+)",
    "-mnop-fun-dllimport",
    "-m(no-)?sse[0-9.]*",
    "-m(no-)?ssse3",
    "-mthumb(-interwork)?",
    "-mthreads",
    "-mwindows",
    "-no-canonical-prefixes",
    "--param=ssp-buffer-size=[0-9]*",
    "-pedantic(-errors)?",
    "-pipe",
    "-pthread",
    "--static",
    r"-?-std=([^@\-].*)",
    r"-?-stdlib=([^@\-].*)",
    "-w",
    "-v",
];

pub(super) static COMPILER_OLD: [Pattern; 3] =
    patterns!["-fsanitize=(.+)", r"--sysroot=([^@\-].*)", r"-x([^@\-].*)",];

pub(super) static COMPILER_STRICT: [Pattern; 2] = patterns![
    r"-fsanitize=([^@\-].*)",
    r"-x(c|c-header|cpp-output|c\+\+|c\+\+-header|c\+\+-cpp-output|objective-c|objective-c-header|objective-c-cpp-output|objective-c\+\+|objective-c\+\+-header|objective-c\+\+-cpp-output|assembler|assembler-with-cpp)",
];

/// Flags that a pattern of [`COMPILER`] accepts unintentionally: the next word is a file that the
/// compiler writes.
pub(super) static BAD_COMPILER_STRICT: [Pattern; 2] = patterns!["-gen-.*", "-gnat.*"];

/// The languages that compilers accept after `-x` (`validCompilerXLang`).
pub(super) const LANGUAGES: [&str; 14] = [
    "c",
    "c-header",
    "cpp-output",
    "c++",
    "c++-header",
    "c++-cpp-output",
    "objective-c",
    "objective-c-header",
    "objective-c-cpp-output",
    "objective-c++",
    "objective-c++-header",
    "objective-c++-cpp-output",
    "assembler",
    "assembler-with-cpp",
];

/// Compiler flags whose argument is the word that follows.
pub(super) const COMPILER_WITH_NEXT: &[&str] = &[
    "-arch",
    "-D",
    "-U",
    "-I",
    "-F",
    "-framework",
    "-include",
    "-isysroot",
    "-isystem",
    "-x",
];

/// More flags of compilers and of the linker with such an argument.
pub(super) const WITH_NEXT_OLD: &[&str] = &["--sysroot", "-target"];

/// Flags that are allowed for the linker. Wildcards after `-Wl,` exclude the comma, because a comma
/// starts another argument.
pub(super) static LINKER: [Pattern; 64] = patterns![
    r"-F([^@\-].*)",
    r"-L([^@\-].*)",
    "-O",
    r"-O([^@\-].*)",
    "-f(no-)?(pic|PIC|pie|PIE)",
    "-f(no-)?openmp(-simd)?",
    r"-fsanitize=([^@\-].*)",
    "-flat_namespace",
    r"-g([^@\-].*)?",
    "-headerpad_max_install_names",
    r"-m(abi|arch|cpu|fpu|simd|tls-dialect|tune)=([^@\-].*)",
    "-mcmodel=[0-9a-z-]+",
    r"-mfloat-abi=([^@\-].*)",
    "-m(soft|single|double)-float",
    "-m(no-)?relax",
    "-m(no-)?strict-align",
    "-m(no-)?(lsx|lasx|frecipe|div32|lam-bh|lamcas|ld-seq-sa)",
    "-mmacosx-(.+)",
    "-mios-simulator-version-min=(.+)",
    "-miphoneos-version-min=(.+)",
    "-mthreads",
    "-mwindows",
    "-(pic|PIC|pie|PIE)",
    "-pthread",
    "-rdynamic",
    "-shared",
    "-?-static([-a-z0-9+]*)",
    r"-?-stdlib=([^@\-].*)",
    "-v",
    "-Wl,--(no-)?allow-multiple-definition",
    "-Wl,--(no-)?allow-shlib-undefined",
    "-Wl,--(no-)?as-needed",
    "-Wl,-Bdynamic",
    "-Wl,-berok",
    "-Wl,-Bstatic",
    "-Wl,-Bsymbolic-functions",
    "-Wl,-O[0-9]+",
    "-Wl,-d[ny]",
    "-Wl,--disable-new-dtags",
    "-Wl,-e[=,][a-zA-Z0-9]+",
    "-Wl,--enable-new-dtags",
    "-Wl,--end-group",
    "-Wl,--(no-)?export-dynamic",
    "-Wl,-E",
    r"-Wl,-framework,[^,@\-][^,]*",
    "-Wl,--hash-style=(sysv|gnu|both)",
    "-Wl,-headerpad_max_install_names",
    "-Wl,--no-undefined",
    "-Wl,--pop-state",
    "-Wl,--push-state",
    r"-Wl,--just-symbols[=,]([^,@\-][^,@]*)",
    r"-Wl,-rpath(-link)?[=,]([^,@\-][^,]*)",
    "-Wl,-s",
    "-Wl,-search_paths_first",
    r"-Wl,-sectcreate,([^,@\-][^,]*),([^,@\-][^,]*),([^,@\-][^,]*)",
    "-Wl,--start-group",
    "-Wl,-?-static",
    "-Wl,-?-subsystem,(native|windows|console|posix|xbox)",
    r"-Wl,-syslibroot[=,]([^,@\-][^,]*)",
    r"-Wl,-undefined[=,]([^,@\-][^,]*)",
    "-Wl,-?-unresolved-symbols=[^,]+",
    "-Wl,--(no-)?warn-([^,]+)",
    r"-Wl,-?-wrap[=,][^,@\-][^,]*",
    "-Wl(,-z,(relro|now|(no)?execstack))+",
];

pub(super) static LINKER_OLD: [Pattern; 4] = patterns![
    r"-l([^@\-].*)",
    r"-Wl,-R,?([^@\-,][^,@]*$)",
    r"[a-zA-Z0-9_/].*\.(a|o|obj|dll|dylib|so|tbd)",
    r"\./.*\.(a|o|obj|dll|dylib|so|tbd)",
];

pub(super) static LINKER_STRICT: [Pattern; 4] = patterns![
    r"-l([^@\-:=/\\][^:=/\\]*)",
    r"-Wl,-R[,=]?([^@\-,=][^,@]*$)",
    r"[a-zA-Z0-9_/].*\.(a|o|obj|dll|dylib|lib|so|tbd)",
    r"\./.*\.(a|o|obj|dll|dylib|lib|so|tbd)",
];

/// Flags that a pattern of [`LINKER`] accepts unintentionally: on macOS the linker loads the
/// file that follows this one.
pub(super) static BAD_LINKER: [Pattern; 1] = patterns!["-lto_library"];

pub(super) static BAD_LINKER_STRICT: [Pattern; 7] = patterns![
    "-lazy_library",
    "-lazy_framework",
    "-load_hidden",
    "-library(-path)?(=.*)?",
    "-gen-.*",
    "-gnat.*",
    "-Wl,--warn-backrefs-exclude",
];

/// Flags that compilers join with their argument, which makes another flag.
pub(super) const JOINED_STRICT: &[&str] = &["-l"];

/// Linker flags whose argument is the word that follows.
pub(super) const LINKER_WITH_NEXT: &[&str] = &[
    "-arch",
    "-F",
    "-l",
    "-L",
    "-framework",
    "-isysroot",
    "-Wl,-framework",
    "-Wl,-rpath",
    "-Wl,-R",
    "-Wl,--just-symbols",
    "-Wl,-undefined",
];

/// Flags that pkg-config may be given.
pub(super) static PKG_CONFIG: [Pattern; 46] = patterns![
    r"--atleast-pkgconfig-version=\d+\.\d+\.\d+",
    r"--atleast-version=\d+\.\d+\.\d+",
    "--cflags-only-I",
    "--cflags",
    "--define-prefix",
    "--digraph",
    "--dont-define-prefix",
    "--dont-relocate-paths",
    "--dump-personality",
    "--env-only",
    "--errors-to-stdout",
    r"--exact-version=\d+\.\d+\.\d+",
    "--exists",
    "--fragment-filter=[A-Za-z_][a-zA-Z0-9_]*",
    "--ignore-conflicts",
    "--internal-cflags",
    "--keep-system-cflags",
    "--keep-system-libs",
    "--libs-only-l",
    "--libs-only-L",
    "--libs",
    "--list-all",
    "--list-package-names",
    r"--max-version=\d+\.\d+\.\d+",
    "--maximum-traverse-depth=[0-9]+",
    "--modversion",
    "--msvc-syntax",
    "--no-cache",
    "--no-provides",
    "--no-uninstalled",
    "--path",
    "--prefix-variable=[A-Za-z_][a-zA-Z0-9_]*",
    "--print-errors",
    "--print-provides",
    "--print-requires-private",
    "--print-requires",
    "--print-variables",
    "--pure",
    "--shared",
    "--short-errors",
    "--silence-errors",
    "--simulate",
    "--static",
    "--uninstalled",
    "--validate",
    "--variable=[A-Za-z_][a-zA-Z0-9_]*",
];

pub(super) static PKG_CONFIG_OLD: [Pattern; 3] = patterns![
    r"--define-variable=[A-Za-z_][A-Za-z0-9_]*=[^@\-]*",
    "--personality=(triplet|filename)",
    r"--with-path=[^@\-].*",
];

pub(super) static PKG_CONFIG_STRICT: [Pattern; 1] =
    patterns![r"--define-variable=[A-Za-z_][A-Za-z0-9_]*=[^@\-=$][^@\-$]*"];
