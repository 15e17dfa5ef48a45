//! Effects of exported names of the standard library on files and the environment.
//!
//! The packages in [`Api`] reach files or variables for their callers. For `os`, `syscall` and
//! similar packages, a name that is not listed counts as a name that reads unlogged data, so that a
//! new release cannot add a way around the log unnoticed.
//! Counterpart: none; the logged names call `internal/testlog`.

/// A package whose names are classified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    Os,
    /// `syscall`, `golang.org/x/sys`, and the internal packages below `os`.
    System,
    Fs,
    Ioutil,
    Filepath,
    Http,
    Parser,
    Exec,
    /// All its names read unlogged data.
    Unlogged,
}

/// Effect of a reference to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Nothing unlogged.
    Plain,
    /// It returns an open file, or something that opens files.
    Opens,
    /// It returns metadata of files, and an error.
    Metadata,
    /// It is a type of metadata.
    MetadataType,
    /// It passes metadata to the function that is this argument.
    Walks(usize),
    /// It reads the environment.
    Environment,
    /// It reads something that is in no log.
    Unlogged,
    /// It creates, removes or changes a file; its error shows the earlier state of the file.
    Modifies,
    /// It serves or archives files with their times.
    Serves,
    /// It starts programs.
    Starts,
}

impl Api {
    /// Returns the package with this path, and the name that it is imported as.
    pub(super) fn of(path: &str) -> Option<(Self, &'static str)> {
        Some(match path {
            "os" => (Self::Os, "os"),
            "syscall" => (Self::System, "syscall"),
            "golang.org/x/sys/unix" | "internal/syscall/unix" => (Self::System, "unix"),
            "golang.org/x/sys/windows" | "internal/syscall/windows" => (Self::System, "windows"),
            "golang.org/x/sys/plan9" => (Self::System, "plan9"),
            "io/fs" => (Self::Fs, "fs"),
            "io/ioutil" => (Self::Ioutil, "ioutil"),
            "path/filepath" => (Self::Filepath, "filepath"),
            "net/http" => (Self::Http, "http"),
            "go/parser" => (Self::Parser, "parser"),
            "os/exec" => (Self::Exec, "exec"),
            "plugin" => (Self::Unlogged, "plugin"),
            "testing/fstest" => (Self::Unlogged, "fstest"),
            "internal/poll" => (Self::Unlogged, "poll"),
            _ => return None,
        })
    }

    /// Classifies a name of the package.
    pub(super) fn classify(self, name: &str) -> Use {
        match self {
            Self::Os => os(name),
            Self::System => system(name),
            Self::Fs => match name {
                "Stat" | "Lstat" | "ReadDir" => Use::Metadata,
                "FileInfo" | "DirEntry" => Use::MetadataType,
                "WalkDir" => Use::Walks(2),
                "ReadLink" => Use::Unlogged,
                _ => Use::Plain,
            },
            Self::Ioutil => match name {
                "ReadDir" => Use::Metadata,
                "TempFile" => Use::Opens,
                _ => Use::Plain,
            },
            Self::Filepath => match name {
                "Walk" | "WalkDir" => Use::Walks(1),
                _ => Use::Plain,
            },
            Self::Http => match name {
                "FS" | "Dir" | "FileServer" | "FileServerFS" | "ServeFile" | "ServeFileFS"
                | "NewFileTransport" | "NewFileTransportFS" => Use::Serves,
                _ => Use::Plain,
            },
            Self::Parser => match name {
                "ParseDir" => Use::Walks(2),
                _ => Use::Plain,
            },
            Self::Exec => Use::Starts,
            // A file system of the program's own.
            Self::Unlogged if matches!(name, "MapFS" | "MapFile") => Use::Plain,
            Self::Unlogged => Use::Unlogged,
        }
    }
}

fn os(name: &str) -> Use {
    match name {
        "Open" | "OpenFile" | "Create" | "CreateTemp" | "DirFS" | "NewFile" => Use::Opens,
        "Stat" | "Lstat" | "ReadDir" => Use::Metadata,
        "FileInfo" | "DirEntry" => Use::MetadataType,
        "Environ" => Use::Environment,
        "Mkdir" | "Remove" | "Rename" | "Truncate" | "Chmod" | "Chown" | "Lchown" | "Chtimes" => {
            Use::Modifies
        }
        // Functions that are logged, or that depend on nothing in a tree of files.
        "Chdir" | "Clearenv" | "Executable" | "Exit" | "Expand" | "ExpandEnv" | "FindProcess"
        | "Getegid" | "Getenv" | "Geteuid" | "Getgid" | "Getgroups" | "Getpagesize" | "Getpid"
        | "Getppid" | "Getuid" | "Getwd" | "Hostname" | "IsExist" | "IsNotExist"
        | "IsPathSeparator" | "IsPermission" | "IsTimeout" | "LookupEnv" | "MkdirAll"
        | "MkdirTemp" | "NewSyscallError" | "Pipe" | "ReadFile" | "RemoveAll" | "Setenv"
        | "TempDir" | "Unsetenv" | "UserCacheDir" | "UserConfigDir" | "UserHomeDir"
        | "WriteFile" => Use::Plain,
        // Types and variables.
        "Args" | "DevNull" | "File" | "FileMode" | "Interrupt" | "Kill" | "LinkError"
        | "PathError" | "PathListSeparator" | "PathSeparator" | "ProcAttr" | "Process"
        | "ProcessState" | "Root" | "Signal" | "Stderr" | "Stdin" | "Stdout" | "SyscallError" => {
            Use::Plain
        }
        _ if ["Err", "Mode", "O_", "SEEK_"]
            .iter()
            .any(|start| name.starts_with(start)) =>
        {
            Use::Plain
        }
        _ => Use::Unlogged,
    }
}

/// Names of `syscall` and similar packages: constants, and functions on open files, whose content
/// has a digest, on sockets, signals and the process.
fn system(name: &str) -> Use {
    let is_constant = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    match name {
        "Environ" | "Getenv" => Use::Environment,
        "Setenv" | "Unsetenv" | "Clearenv" | "Close" | "CloseOnExec" | "Dup" | "Dup2" | "Dup3"
        | "Errno" | "Exit" | "FcntlFlock" | "Fdatasync" | "Flock" | "Flock_t" | "Fsync"
        | "Getegid" | "Geteuid" | "Getgid" | "Getpagesize" | "Getpgid" | "Getpgrp" | "Getpid"
        | "Getppid" | "Getpriority" | "Getrlimit" | "Getrusage" | "Gettid" | "Gettimeofday"
        | "Getuid" | "IoctlGetTermios" | "IoctlGetWinsize" | "IoctlSetTermios" | "Kill"
        | "Madvise" | "Mlock" | "Mmap" | "Mprotect" | "Msync" | "Munlock" | "Munmap"
        | "ClockGettime" | "Pipe" | "Pipe2" | "Pread" | "Pwrite" | "RawConn" | "Conn" | "Read"
        | "Write" | "Rlimit" | "Rusage" | "SchedGetaffinity" | "Seek" | "SetNonblock"
        | "Setpgid" | "Setrlimit" | "Setsid" | "Shutdown" | "Signal" | "SignalName"
        | "SockaddrInet4" | "SockaddrInet6" | "SockaddrUnix" | "Socket" | "Socketpair"
        | "Stderr" | "Stdin" | "Stdout" | "SysProcAttr" | "Sysinfo" | "Termios" | "Tgkill"
        | "Timespec" | "Timeval" | "Uname" | "Utsname" | "WaitStatus" | "Wait4" | "Winsize" => {
            Use::Plain
        }
        _ if name.bytes().all(is_constant) => Use::Plain,
        _ if [
            "Getsockopt",
            "Setsockopt",
            "NsecTo",
            "ByteSlice",
            "BytePtr",
            "TimespecTo",
            "TimevalTo",
        ]
        .iter()
        .any(|start| name.starts_with(start)) =>
        {
            Use::Plain
        }
        _ => Use::Unlogged,
    }
}

/// Methods that return metadata of files and an error; `Info` of a directory's entry is
/// another one, which is found by its receiver.
pub(super) const METADATA_METHODS: [&[u8]; 4] = [b"Stat", b"Lstat", b"ReadDir", b"Readdir"];

/// Methods of metadata that show nothing that a copy of the file could have otherwise.
pub(super) const SAFE_METHODS: [&[u8]; 6] =
    [b"IsDir", b"Mode", b"Name", b"Size", b"String", b"Type"];

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "the SDK's lists are read")]

    use super::Api;
    use super::METADATA_METHODS;
    use super::Use;

    /// Functions of package os that read unlogged data.
    const UNLOGGED: [&str; 8] = [
        "CopyFS",
        "Link",
        "OpenInRoot",
        "OpenRoot",
        "Readlink",
        "SameFile",
        "StartProcess",
        "Symlink",
    ];

    /// Names that return metadata which is no file's, or their argument's metadata.
    const OF_NO_FILE: [&str; 2] = ["FileInfo", "FileInfoToDirEntry"];

    /// Returns the lines of the SDK's lists of exported names.
    fn lines() -> Vec<String> {
        let go = vamos_testkit::official_go().expect("VAMOS_TEST_GO or go on PATH");
        let goroot = go.parent().and_then(std::path::Path::parent);
        let dir = goroot.expect("it is in bin").join("api");
        let mut lines = Vec::new();
        for entry in std::fs::read_dir(dir).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("go1") {
                let text = std::fs::read_to_string(entry.path()).unwrap();
                lines.extend(text.lines().map(str::to_owned));
            }
        }
        assert!(lines.len() > 10_000);
        lines
    }

    #[test]
    fn all_functions_of_package_os_are_classified() {
        let lines = lines();
        let functions = lines.iter().filter_map(|line| {
            let rest = line.strip_prefix("pkg os, func ")?;
            rest.split('(').next()
        });
        for name in functions {
            let is_unlogged = Api::Os.classify(name) == Use::Unlogged;
            assert_eq!(is_unlogged, UNLOGGED.contains(&name), "os.{name}");
        }
    }

    #[test]
    fn all_sources_of_metadata_are_known() {
        for line in lines() {
            let Some((path, rest)) = line.strip_prefix("pkg ").and_then(|l| l.split_once(", "))
            else {
                continue;
            };
            let path = path.split(' ').next().unwrap_or(path);
            let is_metadata = |text: &str| text.contains("FileInfo") || text.contains("DirEntry");
            let result = |signature: &str| {
                let open = signature.find('(')?;
                let result = signature.rfind(") ").filter(|at| *at > open)?;
                is_metadata(&signature[result..])
                    .then(|| signature[..open].to_owned())
                    .or_else(|| {
                        let tail = signature.get(open..)?.split_once(") (")?.1;
                        is_metadata(tail).then(|| signature[..open].to_owned())
                    })
            };
            if let Some(name) = rest.strip_prefix("func ").and_then(result) {
                let used = Api::of(path).map(|(api, _)| api.classify(&name));
                let is_known = used == Some(Use::Metadata) || OF_NO_FILE.contains(&&*name);
                assert!(is_known, "{line}");
            }
            let method = rest
                .strip_prefix("method (")
                .and_then(|rest| rest.split_once(") "));
            if let Some(name) = method.and_then(|(_, signature)| result(signature)) {
                let is_known =
                    METADATA_METHODS.contains(&name.as_bytes()) || OF_NO_FILE.contains(&&*name);
                assert!(is_known, "{line}");
            }
            let walks = |name: &str| {
                let used = Api::of(path).map(|(api, _)| api.classify(name));
                matches!(used, Some(Use::Walks(_)))
            };
            if let Some(signature) = rest.strip_prefix("func ")
                && [
                    "WalkFunc",
                    "WalkDirFunc",
                    "func(os.FileInfo",
                    "func(fs.FileInfo",
                ]
                .iter()
                .any(|word| signature.contains(word))
            {
                let name = signature.split('(').next().unwrap_or_default();
                assert!(walks(name), "{line}");
            }
        }
    }
}
