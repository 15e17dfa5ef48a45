//! Mistakes that people make, as text that is added to a file or replaced in it.
//!
//! Counterpart: none.

use vamos_testkit::Random;

/// Text that is added to a file; `LOW` is a package that it imports, `NEW` a name that is not used
/// yet. Mistakes with `LOW` go into packages that import one.
const ADDED: &[(&str, &str)] = &[
    ("a wrong result", "func NEW() int { return \"x\" }\n"),
    ("an undefined name", "func NEW() { nothing() }\n"),
    ("an unused variable", "func NEW() { x := 1 }\n"),
    ("a missing return", "func NEW() int { for { break } }\n"),
    ("a wrong argument", "var NEW = Sum(\"a\")\n"),
    ("too many arguments", "var NEW = Sum(1, 2, 3)\n"),
    ("too few results", "var NEW, NEWb int = Find(\"a\")\n"),
    ("one of two results", "var NEW int = Find(\"a\")\n"),
    ("a name twice", "func Sum(n int) int { return n }\n"),
    ("a missing method", "var NEW Shape = Square{}\n"),
    ("an unknown field", "var NEW = Square{Height: 1}\n"),
    ("an unknown method", "var NEW = (&Square{}).Volume()\n"),
    ("a wrong type argument", "var NEW List[int, int]\n"),
    (
        "a constraint",
        "var NEW = Map(map[string]int{}, func(s string) int { return 0 })\n",
    ),
    ("nothing to infer from", "var NEW = Map[string]\n"),
    (
        "a constant that is too large",
        "var NEW int8 = Limit * 1000\n",
    ),
    ("a division by zero", "const NEW = Limit / 0\n"),
    ("a cycle of types", "type NEW struct{ next NEW }\n"),
    ("a cycle of values", "var NEW = NEWb\nvar NEWb = NEW\n"),
    ("an assignment to a constant", "func NEW() { Limit = 3 }\n"),
    (
        "a label that is not used",
        "func NEW() {\nL:\n\tfor {\n\t}\n}\n",
    ),
    ("a break outside", "func NEW() { break }\n"),
    ("a syntax error", "func NEW( {\n}\n"),
    ("two syntax errors", "var NEW = = 1\n\nfunc () {}\n"),
    ("an open string", "var NEW = \"open\n"),
    ("a wrong character", "var NEW = 1 @ 2\n"),
    (
        "a switch with equal cases",
        "func NEW(n int) {\n\tswitch n {\n\tcase 1:\n\tcase 1:\n\t}\n}\n",
    ),
    (
        "a type switch that is not used",
        "func NEW(x any) {\n\tswitch y := x.(type) {\n\t}\n}\n",
    ),
    (
        "a range over a function",
        "func NEW() {\n\tfor range func(int) {} {\n\t}\n}\n",
    ),
    ("a wrong conversion", "var NEW = []int(\"a\")\n"),
    ("a comparison", "var NEW = []int{} == []int{}\n"),
    ("a wrong receiver", "func (n Unknown) NEW() {}\n"),
    ("a function without a body", "func NEW(n int) int\n"),
    ("an index out of range", "var NEW = [2]int{1, 2, 3}\n"),
    (
        "many errors",
        "func NEW() {\n\ta1()\n\ta2()\n\ta3()\n\ta4()\n\ta5()\n\ta6()\n\ta7()\n\ta8()\n\ta9()\n\ta10()\n\ta11()\n}\n",
    ),
    ("another line", "//line other.y:70\nvar NEW int = \"\"\n"),
    (
        "a linkname without unsafe",
        "//go:linkname NEW other.name\nfunc NEW()\n",
    ),
    ("a hidden name", "var NEW = LOW.hidden\n"),
    ("a missing name", "var NEW = LOW.Missing(1)\n"),
    ("a hidden field", "var NEW = LOW.Square{}.tag\n"),
    (
        "another package's interface",
        "type NEW struct{}\n\nfunc (NEW) Area() float64 { return 0 }\nfunc (NEW) name() string  { return \"\" }\n\nvar _ LOW.Shape = NEW{}\n",
    ),
    (
        "a generic of another package",
        "var NEW = new(LOW.List[int]).Add(\"a\")\n",
    ),
    (
        "a value of another package",
        "var NEW string = LOW.Table[1]\n",
    ),
    (
        "a type of another package",
        "func NEW(s LOW.Square) *Square { return &s }\n",
    ),
];

/// Replaced text: mostly declarations that importers use.
const REPLACED: &[(&str, &str, &str)] = &[
    (
        "another signature",
        "func Sum(n int) int {",
        "func Sum(n int, name string) int {",
    ),
    (
        "another result",
        "func Sum(n int) int {",
        "func Sum(n int) (int, error) {",
    ),
    ("another name", "var Table = ", "var table = "),
    (
        "another type",
        "var Table = map[string]int{\"a\": Limit}",
        "var Table = Limit",
    ),
    (
        "an import that is not used",
        "\"strings\"\n",
        "\"strings\"\n\t\"sort\"\n",
    ),
    ("a missing import", "import \"errors\"\n", ""),
    (
        "another method",
        "func (s *Square) Area() float64",
        "func (s *Square) Area() int",
    ),
];

/// Makes a mistake in a file of a package that imports package `low`, if any; returns which.
pub(super) fn add(random: &mut Random, text: &mut String, low: Option<usize>) -> &'static str {
    let new = format!("new{}", random.below(1_000_000));
    loop {
        if random.chance(20) {
            let (name, from, to) = *random.pick(REPLACED);
            if text.contains(from) {
                *text = text.replacen(from, to, 1);
                return name;
            }
            continue;
        }
        let (name, added) = *random.pick(ADDED);
        let is_imported = |low: usize| text.contains(&format!("m/p{low}\""));
        let added = match low.filter(|low| is_imported(*low)) {
            Some(low) => added.replace("LOW", &format!("p{low}")),
            None if added.contains("LOW") => continue,
            None => added.to_owned(),
        };
        text.push('\n');
        text.push_str(&added.replace("NEW", &new));
        return name;
    }
}
