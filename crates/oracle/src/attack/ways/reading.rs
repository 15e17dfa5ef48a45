//! Ways in which a test can read files and the environment. Each becomes a package of its own,
//! whose test prints the data that it read.
//!
//! All of them open `testdata/in.txt`, so that a new time of that file makes the official command
//! run them again, for any other data that they read and no log shows.
//! Counterpart: none.

/// One way of reading.
pub(super) struct Way {
    /// The name of the package.
    pub(super) name: &'static str,
    /// Imports other than `fmt`, `os` and `testing`.
    imports: &'static [&'static str],
    /// Declarations other than the test.
    decls: &'static str,
    /// Statements that print with `fmt`; or, without a semicolon or line end, an expression.
    code: &'static str,
}

const fn way(name: &'static str, imports: &'static [&'static str], code: &'static str) -> Way {
    with(name, imports, "", code)
}

const fn with(
    name: &'static str,
    imports: &'static [&'static str],
    decls: &'static str,
    code: &'static str,
) -> Way {
    Way {
        name,
        imports,
        decls,
        code,
    }
}

const SYSCALL: &[&str] = &["syscall"];
const FS: &[&str] = &["io/fs"];
const FILEPATH: &[&str] = &["path/filepath"];

/// All ways.
pub(super) const WAYS: &[Way] = &[
    // Logged accesses.
    way("readfile", &[], "text(os.ReadFile(\"testdata/sub/x.txt\"))"),
    way("readlinkfile", &[], "text(os.ReadFile(\"testdata/link\"))"),
    way(
        "readthrough",
        &[],
        "text(os.ReadFile(\"testdata/linkdir/x.txt\"))",
    ),
    way(
        "readshared",
        &[],
        "text(os.ReadFile(\"../shared/all.txt\"))",
    ),
    way(
        "open",
        &["io"],
        "f, err := os.Open(\"testdata/sub/x.txt\")\nif err == nil {\n\tfmt.Println(text(io.ReadAll(f)))\n}",
    ),
    way(
        "openfile",
        &["io"],
        "f, err := os.OpenFile(\"testdata/maybe\", os.O_RDONLY, 0)\nif err == nil {\n\tfmt.Println(text(io.ReadAll(f)))\n}",
    ),
    way(
        "stat",
        &[],
        "info, err := os.Stat(\"testdata/sub/x.txt\")\nif err == nil {\n\tfmt.Println(info.Size(), info.Mode(), info.IsDir())\n}",
    ),
    way(
        "statlink",
        &[],
        "info, err := os.Stat(\"testdata/link\")\nif err == nil {\n\tfmt.Println(info.Size(), info.Mode(), info.Name())\n}",
    ),
    way(
        "lstat",
        &[],
        "info, err := os.Lstat(\"testdata/link\")\nif err == nil {\n\tfmt.Println(info.Size(), info.Mode())\n}",
    ),
    way(
        "exists",
        &[],
        "_, err := os.Stat(\"testdata/maybe\")\nfmt.Println(err == nil)",
    ),
    way(
        "readdir",
        &[],
        "entries, err := os.ReadDir(\"testdata/sub\")\nfor _, e := range entries {\n\tfmt.Println(e.Name(), e.IsDir(), e.Type())\n}\nfmt.Println(err)",
    ),
    way(
        "readdirinfo",
        &[],
        "entries, _ := os.ReadDir(\"testdata/sub\")\nfor _, e := range entries {\n\tinfo, err := e.Info()\n\tif err == nil {\n\t\tfmt.Println(info.Size(), info.Mode())\n\t}\n}",
    ),
    way(
        "readdirnames",
        &["sort"],
        "f, err := os.Open(\"testdata\")\nif err == nil {\n\tnames, _ := f.Readdirnames(0)\n\tsort.Strings(names)\n\tfmt.Println(names)\n}",
    ),
    way(
        "glob",
        FILEPATH,
        "names, err := filepath.Glob(\"testdata/*/*.txt\")\nfmt.Println(names, err)",
    ),
    way(
        "walk",
        FILEPATH,
        "filepath.Walk(\"testdata\", func(path string, info os.FileInfo, err error) error {\n\tif err == nil {\n\t\tfmt.Println(path, info.Size(), info.Mode())\n\t}\n\treturn nil\n})",
    ),
    way(
        "walkdir",
        &["io/fs", "path/filepath"],
        "filepath.WalkDir(\"testdata\", func(path string, d fs.DirEntry, err error) error {\n\tfmt.Println(path, d.Type(), err)\n\treturn nil\n})",
    ),
    way(
        "evalsymlinks",
        FILEPATH,
        "path, err := filepath.EvalSymlinks(\"testdata/link\")\nfmt.Println(path, err)",
    ),
    way(
        "dirfs",
        FS,
        "text(fs.ReadFile(os.DirFS(\"testdata\"), \"sub/x.txt\"))",
    ),
    way(
        "dirfswalk",
        FS,
        "fs.WalkDir(os.DirFS(\"testdata\"), \".\", func(path string, d fs.DirEntry, err error) error {\n\tfmt.Println(path, err)\n\treturn nil\n})",
    ),
    way(
        "dirfsglob",
        FS,
        "names, err := fs.Glob(os.DirFS(\"testdata\"), \"*\")\nfmt.Println(names, err)",
    ),
    way(
        "chdir",
        &[],
        "os.Chdir(\"testdata/sub\")\nfmt.Println(text(os.ReadFile(\"x.txt\")))",
    ),
    way("getenv", &[], "os.Getenv(\"T_MODE\")"),
    way(
        "lookupenv",
        &[],
        "value, ok := os.LookupEnv(\"T_MODE\")\nfmt.Println(value, ok)",
    ),
    way("expandenv", &[], "os.ExpandEnv(\"${T_MODE}\")"),
    way(
        "filestat",
        &[],
        "f, err := os.Open(\"testdata/sub/x.txt\")\nif err == nil {\n\tinfo, err := f.Stat()\n\tif err == nil {\n\t\tfmt.Println(info.Size(), info.Mode())\n\t}\n}",
    ),
    way(
        "ioutil",
        &["io/ioutil"],
        "infos, err := ioutil.ReadDir(\"testdata/sub\")\nfor _, i := range infos {\n\tfmt.Println(i.Name(), i.Size(), i.Mode())\n}\nfmt.Println(err)",
    ),
    // Links and system calls.
    way(
        "readlink",
        &[],
        "target, err := os.Readlink(\"testdata/link\")\nfmt.Println(target, err)",
    ),
    way(
        "readlinkstat",
        &[],
        "os.Stat(\"testdata/sub\")\ntarget, err := os.Readlink(\"testdata/sub/inner\")\nfmt.Println(target, err)",
    ),
    way(
        "readlinklisted",
        &[],
        "os.ReadDir(\"testdata\")\ntarget, err := os.Readlink(\"testdata/sub/inner\")\nfmt.Println(target, err)",
    ),
    way(
        "fsreadlink",
        FS,
        "target, err := fs.ReadLink(os.DirFS(\"testdata\"), \"link\")\nfmt.Println(target, err)",
    ),
    way(
        "root",
        &[],
        "os.Stat(\"testdata/sub\")\nr, err := os.OpenRoot(\"testdata\")\nif err == nil {\n\tfmt.Println(text(r.ReadFile(\"sub/x.txt\")))\n}",
    ),
    way(
        "rootstat",
        &[],
        "r, err := os.OpenRoot(\"testdata\")\nif err == nil {\n\tinfo, err := r.Stat(\"sub/x.txt\")\n\tif err == nil {\n\t\tfmt.Println(info.Mode(), info.Size())\n\t}\n}",
    ),
    way(
        "openinroot",
        &["io"],
        "f, err := os.OpenInRoot(\"testdata\", \"sub/x.txt\")\nif err == nil {\n\tfmt.Println(text(io.ReadAll(f)))\n}",
    ),
    way(
        "sysopen",
        SYSCALL,
        "fd, err := syscall.Open(\"testdata/sub/x.txt\", syscall.O_RDONLY, 0)\nbuf := make([]byte, 100)\nn, _ := syscall.Read(fd, buf)\nfmt.Println(n, err, string(buf[:max(n, 0)]))",
    ),
    way(
        "sysopenlisted",
        SYSCALL,
        "os.ReadDir(\"testdata\")\nfd, err := syscall.Open(\"testdata/sub/x.txt\", syscall.O_RDONLY, 0)\nbuf := make([]byte, 100)\nn, _ := syscall.Read(fd, buf)\nfmt.Println(n, err, string(buf[:max(n, 0)]))",
    ),
    way(
        "sysaccess",
        SYSCALL,
        "syscall.Access(\"testdata/maybe\", 4)",
    ),
    way(
        "sysstat",
        SYSCALL,
        "var st syscall.Stat_t\nerr := syscall.Stat(\"testdata/sub/x.txt\", &st)\nfmt.Println(st.Ino, st.Nlink, st.Mtim, err)",
    ),
    way(
        "sysreadlink",
        SYSCALL,
        "buf := make([]byte, 100)\nn, err := syscall.Readlink(\"testdata/link\", buf)\nfmt.Println(string(buf[:max(n, 0)]), err)",
    ),
    way(
        "rawsyscall",
        &["syscall", "unsafe"],
        "name := []byte(\"testdata/maybe\\x00\")\n_, _, errno := syscall.Syscall6(syscall.SYS_NEWFSTATAT, ^uintptr(99), uintptr(unsafe.Pointer(&name[0])), uintptr(unsafe.Pointer(&[256]byte{})), 0, 0, 0)\nfmt.Println(errno)",
    ),
    way(
        "sysgetdents",
        SYSCALL,
        "fd, _ := syscall.Open(\"testdata/sub\", syscall.O_RDONLY, 0)\nbuf := make([]byte, 4000)\nn, err := syscall.ReadDirent(fd, buf)\nfmt.Println(n, err)",
    ),
    way(
        "filechdir",
        &[],
        "f, err := os.Open(\"testdata/sub\")\nif err == nil {\n\tf.Chdir()\n\tfmt.Println(text(os.ReadFile(\"x.txt\")))\n}",
    ),
    way(
        "link",
        FILEPATH,
        "name := filepath.Join(dir, \"l\")\nfmt.Println(os.Link(\"../shared/all.txt\", name) == nil, text(os.ReadFile(name)))",
    ),
    way(
        "symlink",
        FILEPATH,
        "wd, _ := os.Getwd()\nname := filepath.Join(dir, \"l\")\nfmt.Println(os.Symlink(filepath.Join(wd, \"../shared/all.txt\"), name) == nil, text(os.ReadFile(name)))",
    ),
    way(
        "copyfs",
        FILEPATH,
        "fmt.Println(os.CopyFS(dir, os.DirFS(\"testdata/sub\")))\nfmt.Println(text(os.ReadFile(filepath.Join(dir, \"x.txt\"))))",
    ),
    // Functions that change files.
    way(
        "mkdir",
        &[],
        "err := os.Mkdir(\"testdata/maybe\", 0o777)\nfmt.Println(err)\nif err == nil {\n\tos.Remove(\"testdata/maybe\")\n}",
    ),
    way(
        "remove",
        &[],
        "err := os.Remove(\"testdata/sub\")\nfmt.Println(err)",
    ),
    way(
        "chmod",
        &[],
        "err := os.Chmod(\"testdata/maybe\", 0o644)\nfmt.Println(err == nil)",
    ),
    way(
        "truncate",
        &[],
        "fmt.Println(os.Truncate(\"testdata/maybe\", 1) == nil)",
    ),
    way(
        "rename",
        &[],
        "fmt.Println(os.Rename(\"testdata/maybe\", \"testdata/maybe\") == nil)",
    ),
    // Times.
    way(
        "modtime",
        &[],
        "info, err := os.Stat(\"testdata/sub/x.txt\")\nif err == nil {\n\tfmt.Println(info.ModTime().UnixNano())\n}",
    ),
    way(
        "printed",
        &[],
        "info, err := os.Stat(\"testdata/in.txt\")\nfmt.Printf(\"%v %v\\n\", info, err)",
    ),
    way(
        "printedsys",
        &[],
        "info, err := os.Stat(\"testdata/in.txt\")\nif err == nil {\n\tfmt.Printf(\"%+v\\n\", info.Sys())\n}",
    ),
    way(
        "boxed",
        &[],
        "info, _ := os.Lstat(\"testdata/sub\")\nvalues := []any{info}\nfmt.Printf(\"%+v\\n\", values...)",
    ),
    with(
        "stored",
        &[],
        "type box struct{ info os.FileInfo }\n",
        "var b box\nb.info, _ = os.Stat(\"testdata/in.txt\")\nfmt.Printf(\"%v\\n\", b.info)",
    ),
    with(
        "passed",
        &[],
        "func show(info os.FileInfo) string { return fmt.Sprint(info) }\n",
        "info, _ := os.Stat(\"testdata/in.txt\")\nfmt.Println(show(info))",
    ),
    with(
        "returned",
        &[],
        "func get() (os.FileInfo, error) { return os.Stat(\"testdata/in.txt\") }\n",
        "info, err := get()\nfmt.Println(info, err)",
    ),
    with(
        "asserted",
        &["time"],
        "type timed interface{ ModTime() time.Time }\n",
        "info, err := os.Stat(\"testdata/in.txt\")\nif err == nil {\n\tfmt.Println(any(info).(timed).ModTime().UnixNano())\n}",
    ),
    with(
        "aliased",
        FILEPATH,
        "type meta = os.FileInfo\n",
        "filepath.Walk(\"testdata/sub\", func(path string, info meta, err error) error {\n\tfmt.Println(path, info)\n\treturn nil\n})",
    ),
    with(
        "visitor",
        FILEPATH,
        "func visit(path string, info os.FileInfo, err error) error {\n\tfmt.Println(path, info)\n\treturn nil\n}\n",
        "filepath.Walk(\"testdata/sub\", visit)",
    ),
    with(
        "value",
        &[],
        "var stat = os.Stat\n",
        "info, err := stat(\"testdata/in.txt\")\nfmt.Println(info, err)",
    ),
    with(
        "global",
        &[],
        "var info os.FileInfo\n\nfunc load() { info, _ = os.Stat(\"testdata/in.txt\") }\n",
        "load()\nfmt.Println(info)",
    ),
    with(
        "method",
        &[],
        "type file struct{ *os.File }\n",
        "f, _ := os.Open(\"testdata/in.txt\")\nstat := file{f}.Stat\ninfo, err := stat()\nfmt.Println(info, err)",
    ),
    way(
        "reflected",
        &["reflect"],
        "info, err := os.Stat(\"testdata/in.txt\")\nif err == nil {\n\tfmt.Println(reflect.ValueOf(info).MethodByName(\"Mod\" + \"Time\").Call(nil)[0])\n}",
    ),
    way(
        "reflectedfile",
        &["reflect"],
        "f, _ := os.Open(\"testdata/in.txt\")\nout := reflect.ValueOf(f).MethodByName(\"Stat\").Call(nil)\nfmt.Println(out[0].Elem().Elem())",
    ),
    way(
        "template",
        &["text/template"],
        "info, _ := os.Stat(\"testdata/in.txt\")\ntemplate.Must(template.ParseFiles(\"testdata/t.tmpl\")).Execute(os.Stdout, info)",
    ),
    way(
        "templatefile",
        &["text/template"],
        "f, _ := os.Open(\"testdata/in.txt\")\ntemplate.Must(template.New(\"t\").Parse(\"{{.Stat.ModTime.UnixNano}}\\n\")).Execute(os.Stdout, f)",
    ),
    with(
        "embedded",
        &["embed", "text/template"],
        "//go:embed testdata/t.tmpl\nvar files embed.FS\n",
        "info, _ := os.Stat(\"testdata/in.txt\")\ntemplate.Must(template.ParseFS(files, \"testdata/t.tmpl\")).Execute(os.Stdout, info)",
    ),
    way(
        "samefile",
        &[],
        "a, _ := os.Stat(\"testdata/hard1\")\nb, _ := os.Stat(\"testdata/hard2\")\nfmt.Println(a != nil && b != nil && os.SameFile(a, b))",
    ),
    way(
        "nlink",
        SYSCALL,
        "info, err := os.Stat(\"testdata/hard1\")\nif err == nil {\n\tfmt.Println(info.Sys().(*syscall.Stat_t).Nlink)\n}",
    ),
    way(
        "entryprinted",
        &[],
        "entries, _ := os.ReadDir(\"testdata/sub\")\nfor _, e := range entries {\n\tinfo, _ := e.Info()\n\tfmt.Println(info)\n}",
    ),
    way(
        "formatted",
        FS,
        "info, err := os.Stat(\"testdata/in.txt\")\nif err == nil {\n\tfmt.Println(fs.FormatFileInfo(info))\n}",
    ),
    way(
        "sorted",
        &["sort"],
        "entries, _ := os.ReadDir(\"testdata/sub\")\nsort.Slice(entries, func(i, j int) bool {\n\ta, _ := entries[i].Info()\n\tb, _ := entries[j].Info()\n\treturn a.ModTime().Before(b.ModTime())\n})\nfor _, e := range entries {\n\tfmt.Println(e.Name())\n}",
    ),
    way(
        "tarheader",
        &["archive/tar"],
        "info, err := os.Stat(\"testdata/in.txt\")\nif err == nil {\n\th, err := tar.FileInfoHeader(info, \"\")\n\tfmt.Println(h.ModTime, err)\n}",
    ),
    way(
        "taraddfs",
        &["archive/tar"],
        "w := tar.NewWriter(os.Stdout)\nfmt.Println(w.AddFS(os.DirFS(\"testdata/sub\")) == nil)",
    ),
    way(
        "served",
        &["net/http", "net/http/httptest"],
        "w := httptest.NewRecorder()\nhttp.ServeFile(w, httptest.NewRequest(\"GET\", \"/x\", nil), \"testdata/in.txt\")\nfmt.Println(w.Header().Get(\"Last-Modified\"))",
    ),
    way(
        "fileserver",
        &["net/http", "net/http/httptest"],
        "w := httptest.NewRecorder()\nhttp.FileServer(http.Dir(\"testdata\")).ServeHTTP(w, httptest.NewRequest(\"GET\", \"/in.txt\", nil))\nfmt.Println(w.Header().Get(\"Last-Modified\"), w.Body.String())",
    ),
    // The environment, and other programs.
    way(
        "environ",
        &[],
        "for _, v := range os.Environ() {\n\tif len(v) > 6 && v[:6] == \"T_MODE\" {\n\t\tfmt.Println(v)\n\t}\n}",
    ),
    way(
        "sysgetenv",
        SYSCALL,
        "value, ok := syscall.Getenv(\"T_MODE\")\nfmt.Println(value, ok)",
    ),
    way(
        "sysenviron",
        &["slices", "syscall"],
        "slices.Contains(syscall.Environ(), \"T_MODE=bad\")",
    ),
    way("zone", &["time"], "time.Unix(0, 0).String()"),
    way(
        "zonefile",
        &["time"],
        "zone, err := time.LoadLocation(\"Europe/Berlin\")\nfmt.Println(zone, err)",
    ),
    way("goroot", &["runtime"], "runtime.GOROOT()"),
    way("maxprocs", &["runtime"], "runtime.GOMAXPROCS(0)"),
    way(
        "cat",
        &["os/exec"],
        "text(exec.Command(\"cat\", \"testdata/sub/x.txt\").Output())",
    ),
    way(
        "script",
        &["os/exec"],
        "text(exec.Command(\"./testdata/run.sh\").Output())",
    ),
    way(
        "scriptindir",
        &["os/exec"],
        "cmd := exec.Command(\"./run.sh\")\ncmd.Dir = \"testdata\"\nfmt.Println(text(cmd.Output()))",
    ),
    way(
        "startprocess",
        &[],
        "p, err := os.StartProcess(\"/bin/cat\", []string{\"cat\", \"testdata/sub/x.txt\"}, &os.ProcAttr{Files: []*os.File{nil, os.Stdout}})\nif err == nil {\n\tp.Wait()\n}",
    ),
    way(
        "cmdenviron",
        &["os/exec", "slices"],
        "slices.Contains((&exec.Cmd{}).Environ(), \"T_MODE=bad\")",
    ),
];

impl Way {
    /// Returns the source of its test.
    pub(super) fn source(&self) -> String {
        let mut imports = vec!["fmt", "os", "testing"];
        imports.extend(self.imports);
        let imports: Vec<String> = imports.iter().map(|path| format!("\t{path:?}\n")).collect();
        let code = match self.code.contains('\n') || self.code.contains('=') {
            true => self.code.to_owned(),
            false if self.code.starts_with("fmt.") || self.code.contains("Walk") => {
                self.code.to_owned()
            }
            false => format!("fmt.Println({})", self.code),
        };
        let dir = if self.code.contains("dir") {
            "\tdir := t.TempDir()\n\t_ = dir\n"
        } else {
            ""
        };
        format!(
            "package {}\n\nimport (\n{}\t\"strings\"\n)\n\n{}\n\
             func text(data []byte, err error) string {{\n\
             \treturn strings.TrimSpace(string(data)) + fmt.Sprint(err == nil)\n}}\n\n\
             func Test(t *testing.T) {{\n\tfmt.Println(text(os.ReadFile(\"testdata/in.txt\")))\n{dir}{code}\n}}\n",
            self.name,
            imports.concat(),
            self.decls,
        )
    }
}
