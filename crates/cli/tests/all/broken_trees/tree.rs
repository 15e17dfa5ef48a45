//! A module of packages in layers, some of which have mistakes.
//!
//! Counterpart: none.

use vamos_testkit::Random;

use super::mistakes;

/// A package: its number, the numbers of its imports, and its files.
struct Package {
    number: usize,
    imports: Vec<usize>,
    files: Vec<(&'static str, String)>,
}

/// A module with mistakes.
pub(super) struct BrokenTree {
    packages: Vec<Package>,
    /// The names of its mistakes, for messages.
    pub(super) mistakes: Vec<String>,
}

impl BrokenTree {
    /// Makes the tree of a random sequence.
    pub(super) fn new(random: &mut Random) -> Self {
        let count = 3 + random.below(6);
        let mut packages: Vec<Package> = (0..count)
            .map(|number| {
                let mut imports: Vec<usize> = (0..number)
                    .filter(|other| *other + 1 == number || random.chance(35))
                    .collect();
                if random.chance(15) {
                    imports.clear();
                }
                let files = files(number, &imports);
                Package {
                    number,
                    imports,
                    files,
                }
            })
            .collect();
        let wanted = 1 + random.below(5);
        let mut mistakes = Vec::new();
        for _ in 0..wanted {
            let at = random.below(packages.len());
            let package = &mut packages[at];
            let file = random.below(package.files.len());
            let low = package.imports.first().copied();
            let name = mistakes::add(random, &mut package.files[file].1, low);
            mistakes.push(format!("{name} in p{at}"));
        }
        Self { packages, mistakes }
    }

    /// Returns its files as a txtar archive.
    pub(super) fn archive(&self) -> String {
        let mut text = "-- go.mod --\nmodule example.com/m\n\ngo 1.26\n".to_owned();
        let mut imports = String::new();
        let mut calls = String::new();
        for package in &self.packages {
            let number = package.number;
            for (name, content) in &package.files {
                text += &format!("-- p{number}/{name} --\n{content}");
            }
            text += &format!(
                "-- p{number}/p_test.go --\npackage p{number}\n\nimport \"testing\"\n\n\
                 func TestSum(t *testing.T) {{ Sum(1) }}\n"
            );
            imports += &format!("\t\"example.com/m/p{number}\"\n");
            calls += &format!("\tp{number}.Sum(1)\n");
        }
        text += &format!(
            "-- cmd/main.go --\npackage main\n\nimport (\n{imports})\n\nfunc main() {{\n{calls}}}\n"
        );
        text
    }
}

/// Returns the files of a package without mistakes.
fn files(number: usize, imports: &[usize]) -> Vec<(&'static str, String)> {
    let lines: String = imports
        .iter()
        .map(|low| format!("\t\"example.com/m/p{low}\"\n"))
        .collect();
    let calls: String = imports
        .iter()
        .map(|low| format!("\tn += p{low}.Sum(n) + len(p{low}.Table)\n"))
        .collect();
    let first = format!(
        "package p{number}

import (
	\"fmt\"
	\"strings\"

{lines})

// Limit is a constant.
const Limit = 100 + {number}

// Table is a variable.
var Table = map[string]int{{\"a\": Limit}}

// Sum calls what is below.
func Sum(n int) int {{
{calls}	return n + Limit
}}

// Text formats.
func Text(n int) string {{ return strings.ToUpper(fmt.Sprint(n)) }}
"
    );
    let second = format!(
        "package p{number}

import \"errors\"

// Shape is an interface.
type Shape interface {{
	Area() float64
	name() string
}}

// Square is a shape.
type Square struct {{
	Side float64
	tag  string
}}

// Area is the area.
func (s *Square) Area() float64 {{ return s.Side * s.Side }}

func (s *Square) name() string {{ return s.tag }}

var _ Shape = &Square{{}}

// List is generic.
type List[T any] struct{{ items []T }}

// Add adds.
func (l *List[T]) Add(item T) *List[T] {{
	l.items = append(l.items, item)
	return l
}}

// Map is generic.
func Map[K comparable, V, W any](in map[K]V, f func(V) W) map[K]W {{
	out := map[K]W{{}}
	for key, value := range in {{
		out[key] = f(value)
	}}
	return out
}}

// Find fails.
func Find(name string) (int, error) {{
	if name == \"\" {{
		return 0, errors.New(\"no name\")
	}}
	return Table[name], nil
}}
"
    );
    vec![("a.go", first), ("b.go", second)]
}
