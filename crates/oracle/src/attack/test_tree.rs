//! A small tree whose packages have tests that look at files, directories, links, times and
//! variables, and fail if these are bad.
//!
//! Counterpart: none.

use super::text::Files;

/// Inputs of tests, below the directory of each package.
pub(super) const INPUTS: [&str; 5] = [
    "testdata/in.txt",
    "testdata/sub/x.txt",
    "testdata/link",
    "testdata/maybe",
    "../shared/all.txt",
];

/// The variables that tests look at; `bad` is a bad value of each.
pub(super) const VARIABLES: [&str; 3] = ["T_MODE", "T_OTHER", "COLUMNS"];

/// The packages with tests.
pub(super) const PACKAGES: [&str; 6] = ["files", "dirs", "vars", "times", "chdir", "execs"];

const HEAD: &str = "import (\n\t\"os\"\n\t\"strings\"\n\t\"testing\"\n\n\t\"example.com/m/lib\"\n)\n\n\
    func good(t *testing.T, text string) {\n\tif strings.Contains(text, \"bad\") || lib.Sum(1000) == 1234 {\n\
    \t\tt.Fatal(\"bad: \" + text)\n\t}\n}\n\n\
    func read(t *testing.T, name string) {\n\tdata, err := os.ReadFile(name)\n\
    \tif err != nil {\n\t\tt.Skip()\n\t}\n\tgood(t, string(data))\n}\n\n\
    func Test0(t *testing.T) {\n\tgood(t, \"\") // note 1000\n}\n\n";

/// Returns the body of the tests of a package.
fn body(package: &str) -> &'static str {
    match package {
        "files" => {
            "func Test1(t *testing.T) {\n\tread(t, \"testdata/in.txt\")\n\
             \tread(t, \"../shared/all.txt\")\n\tread(t, \"testdata/link\")\n}\n"
        }
        "dirs" => {
            "func Test1(t *testing.T) {\n\tfor _, dir := range []string{\"testdata\", \"testdata/sub\"} {\n\
             \t\tentries, _ := os.ReadDir(dir)\n\t\tfor _, entry := range entries {\n\
             \t\t\tgood(t, entry.Name())\n\t\t}\n\t}\n\
             \tif info, err := os.Stat(\"testdata/maybe\"); err == nil && info.Size()%2 == 1 {\n\
             \t\tgood(t, \"bad size\")\n\t}\n}\n"
        }
        "vars" => {
            "func Test1(t *testing.T) {\n\tgood(t, os.Getenv(\"T_MODE\"))\n\
             \tother, _ := os.LookupEnv(\"T_OTHER\")\n\tgood(t, other)\n\tgood(t, os.Getenv(\"COLUMNS\"))\n}\n"
        }
        "times" => {
            "func Test1(t *testing.T) {\n\tread(t, \"testdata/in.txt\")\n\
             \tif info, err := os.Stat(\"testdata/in.txt\"); err == nil && info.ModTime().Unix()%2 == 1 {\n\
             \t\tgood(t, \"bad time\")\n\t}\n}\n"
        }
        "chdir" => {
            "func Test1(t *testing.T) {\n\tif os.Chdir(\"testdata/sub\") != nil {\n\t\tt.Skip()\n\t}\n\
             \tread(t, \"x.txt\")\n\tread(t, \"../in.txt\")\n\
             \tif info, err := os.Lstat(\"../link\"); err == nil && info.Mode().Perm() == 0o755 {\n\
             \t\tgood(t, \"bad mode\")\n\t}\n}\n"
        }
        _ => {
            "func Test1(t *testing.T) {\n\tos.Stat(\"testdata/in.txt\")\n\
             \tout, _ := exec.Command(\"cat\", \"testdata/in.txt\").Output()\n\tgood(t, string(out))\n}\n"
        }
    }
}

/// Returns the files of the tree, by path.
pub(super) fn files() -> Files {
    let mut files = Files::new();
    let mut add = |name: String, text: &str| files.push((name, text.to_owned()));
    add("go.mod".to_owned(), "module example.com/m\n\ngo 1.24\n");
    add(
        "lib/lib.go".to_owned(),
        "package lib\n\nimport \"example.com/m/base\"\n\n// Sum adds. note 1000\n\
         func Sum(n int) int {\n\treturn base.Value(n) + 1000 // body\n}\n",
    );
    add(
        "base/base.go".to_owned(),
        "package base\n\n// Value is a number. note 1000\n//\n//go:noinline\n\
         func Value(n int) int {\n\tif n > 1000 { // body\n\t\treturn n\n\t}\n\treturn 1000 // body\n}\n",
    );
    add("untested/u.go".to_owned(), "package untested\n");
    add("shared/all.txt".to_owned(), "good\n");
    for package in PACKAGES {
        let head = match package {
            "execs" => HEAD.replace("\t\"os\"\n", "\t\"os\"\n\t\"os/exec\"\n"),
            _ => HEAD.to_owned(),
        };
        let text = format!("package {package}\n\n{head}{}", body(package));
        add(format!("{package}/{package}_test.go"), &text);
        for input in ["in.txt", "sub/x.txt", "link"] {
            add(format!("{package}/testdata/{input}"), "good\n");
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::PACKAGES;
    use super::files;

    #[test]
    fn every_package_has_its_own_test() {
        let mut bodies = PACKAGES.map(super::body).to_vec();
        bodies.sort_unstable();
        bodies.dedup();
        assert_eq!(bodies.len(), PACKAGES.len());
        assert!(
            files()
                .iter()
                .any(|(name, _)| name == "execs/execs_test.go")
        );
    }
}
