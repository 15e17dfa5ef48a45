//! Summaries of commands, in one line each.
//!
//! Counterpart: the field `Short` of cmd/go's commands, in words of our own.

/// The name of a command, its arguments after the flags, and its summary. Commands of vamos that
/// extension_help.rs describes have their usage there.
pub(super) const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "affected",
        "[packages]",
        "list packages that changes since a revision can influence",
    ),
    ("bug", "", "open a bug report for the official command"),
    ("build", "[packages]", "compile packages and their imports"),
    (
        "cache cap",
        "[size | off]",
        "show or set the largest size of the build cache",
    ),
    (
        "cache pack",
        "",
        "write the entries that the last commands used to one file",
    ),
    (
        "cache prune",
        "",
        "remove entries of the build cache by age, size or use",
    ),
    (
        "cache serve",
        "",
        "be the cache program (GOCACHEPROG) of the official command",
    ),
    (
        "cache size",
        "",
        "show the size of the caches by kind, age and project",
    ),
    (
        "cache unpack",
        "file",
        "add the entries of a pack to the build cache",
    ),
    ("cache verify", "", "check the entries of the build cache"),
    (
        "check",
        "[packages]",
        "report type errors without compiling",
    ),
    (
        "clean",
        "[packages]",
        "remove object files, executables and cached results",
    ),
    (
        "completion",
        "shell [name]",
        "print the completion script of a shell",
    ),
    (
        "doc",
        "[package | symbol]",
        "show the documentation of a package or symbol",
    ),
    ("doctor", "", "check what builds and downloads need"),
    (
        "env",
        "[variables]",
        "print or change the settings of the go command",
    ),
    (
        "fix",
        "[packages]",
        "rewrite code that can use newer features",
    ),
    ("fmt", "[packages]", "format source files"),
    (
        "generate",
        "[files | packages]",
        "run the commands in go:generate comments",
    ),
    (
        "get",
        "[packages]",
        "add, upgrade, downgrade or remove requirements",
    ),
    ("graph", "[packages]", "show which packages import which"),
    ("help", "[topic]", "show the help of a command or topic"),
    ("install", "[packages]", "compile and install packages"),
    ("list", "[packages]", "list packages or modules"),
    ("man", "[command]", "print or write manual pages"),
    (
        "mod download",
        "[modules]",
        "download modules into the module cache",
    ),
    (
        "mod edit",
        "[go.mod]",
        "change go.mod without loading packages",
    ),
    ("mod graph", "", "print which module requires which"),
    (
        "mod init",
        "[module-path]",
        "create go.mod in this directory",
    ),
    (
        "mod tidy",
        "",
        "add missing requirements and remove unused ones",
    ),
    (
        "mod vendor",
        "",
        "copy the imported packages of other modules into vendor",
    ),
    (
        "mod verify",
        "",
        "check that downloaded modules were not changed",
    ),
    (
        "mod why",
        "packages",
        "show why packages or modules are needed",
    ),
    (
        "remote check",
        "",
        "report which remote cache is used, and whether it works",
    ),
    ("run", "package [arguments]", "compile and run a program"),
    (
        "setup",
        "",
        "make now what builds with this SDK need to be fast",
    ),
    (
        "size",
        "program [program]",
        "show the size of a program by package, module and section",
    ),
    (
        "telemetry",
        "[off | local | on]",
        "show or set what the official command records",
    ),
    ("test", "[packages]", "compile and run tests"),
    ("timings", "", "show how the last command spent its time"),
    (
        "tool",
        "[tool [arguments]]",
        "run a tool of the SDK or of a module",
    ),
    (
        "version",
        "[files]",
        "print the Go version, or that of executables",
    ),
    ("uninstall", "", "remove vamos's links, data and settings"),
    (
        "verify",
        "[packages]",
        "compare what vamos and the official command build",
    ),
    ("vet", "[packages]", "report likely mistakes in packages"),
    (
        "watch",
        "command [arguments]",
        "run a command again when files change",
    ),
    (
        "why",
        "[package | file | program]",
        "show why the actions of the last command ran",
    ),
    ("work edit", "[go.work]", "change go.work"),
    (
        "work init",
        "[directories]",
        "create go.work in this directory",
    ),
    (
        "work sync",
        "",
        "copy the build list of the workspace to its modules",
    ),
    ("work use", "[directories]", "add modules to the workspace"),
    (
        "work vendor",
        "",
        "copy the imported packages of other modules into vendor",
    ),
];
