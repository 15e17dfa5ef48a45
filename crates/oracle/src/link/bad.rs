//! Programs that compile and do not link.
//!
//! Each has the exit code of the official linker, so that programs which fail for another reason do
//! not count.
//! Counterpart: none; the texts compared come from cmd/link.

/// A program: its name after `bad-`, the linker's exit code, and its files as in a txtar archive:
/// `main.go` comes first, and there is an empty assembly file, with which functions need no body.
/// `MODULE` is replaced by the module's path.
pub(super) struct Bad {
    pub(super) name: &'static str,
    pub(super) code: i32,
    pub(super) text: &'static str,
}

const fn bad(name: &'static str, code: i32, text: &'static str) -> Bad {
    Bad { name, code, text }
}

/// The programs.
#[rustfmt::skip]
pub(super) const BAD: &[Bad] = &[
    // Symbols that are missing.
    bad("undefined", 2, "func missing()\nvar value = missing\nfunc main() { missing(); value() }\n"),
    bad("undefined-many", 2, MANY),
    bad("undefined-go", 2, "func missing()\nfunc main() { go missing(); defer missing() }\n"),
    bad("undefined-method", 2, "type T struct{}\nfunc (T) M()\nfunc main() { T{}.M() }\n"),
    bad("undefined-interface", 2, "type T int\nfunc (T) M()\ntype I interface{ M() }\nvar n int\nfunc main() { var i I = T(n); i.M() }\n"),
    bad("undefined-pointer-method", 2, "type T [4]int\nfunc (*T) M()\nfunc main() { f := (*T).M; f(new(T)) }\n"),
    bad("undefined-embedded", 2, "type T struct{}\nfunc (T) M()\ntype U struct{ T }\ntype I interface{ M() }\nfunc main() { var i I = U{}; i.M() }\n"),
    bad("undefined-reflected", 2, "import \"reflect\"\ntype T int\nfunc (T) M()\nfunc main() { reflect.ValueOf(T(1)).Method(0).Call(nil) }\n"),
    bad("undefined-generic", 2, "func missing() int\nfunc f[A any](a A) int { return missing() }\nfunc main() { println(f(1), f(\"a\")) }\n"),
    bad("undefined-closure", 2, "func missing() int\nfunc main() { f := func() int { return missing() + 1 }; println(f()) }\n"),
    bad("undefined-inlined", 2, "func missing() int\nfunc a() int { return missing() }\nfunc b() int { return a() + a() }\nfunc main() { println(b()) }\n"),
    bad("undefined-init", 2, "func missing() int\nvar a = missing()\nfunc init() { missing() }\nfunc main() { println(a) }\n"),
    bad("undefined-table", 2, "func missing() int\nvar table = [...]func() int{3: missing}\nfunc main() { println(table[len(table)-1]()) }\n"),
    bad("undefined-elsewhere", 2, "import \"MODULE/a\"\nfunc main() { a.F() }\n-- a/a.go --\npackage a\nfunc F()\n-- a/empty.s --\n"),
    bad("undefined-twice", 2, "import (\n\t\"MODULE/a\"\n\t\"MODULE/b\"\n)\nfunc main() { a.F(); b.F() }\n-- a/a.go --\npackage a\nimport _ \"unsafe\"\n//go:linkname f x.f\nfunc f()\nfunc F() { f() }\n-- a/empty.s --\n-- b/b.go --\npackage b\nimport _ \"unsafe\"\n//go:linkname f x.f\nfunc f()\nfunc F() { f() }\n-- b/empty.s --\n"),
    // Linknames.
    bad("linkname", 1, "import _ \"unsafe\"\n//go:linkname f runtime.mallocinit\nfunc f()\n//go:linkname g runtime.doInit1\nfunc g()\nfunc main() { f(); g() }\n"),
    bad("linkname-nowhere", 2, "import _ \"unsafe\"\n//go:linkname f example.com/nowhere.f\nfunc f()\nfunc main() { f() }\n"),
    bad("linkname-std", 2, "import _ \"unsafe\"\n//go:linkname f runtime.noSuchFunction\nfunc f()\nfunc main() { f() }\n"),
    bad("linkname-method", 2, "import _ \"unsafe\"\n//go:linkname f runtime.(*mheap).nothing\nfunc f()\nfunc main() { f() }\n"),
    bad("linkname-package", 2, "import _ \"unsafe\"\n//go:linkname f net/http.noSuchFunction\nfunc f()\nfunc main() { f() }\n"),
    bad("linkname-one-word", 2, "import _ \"unsafe\"\n//go:linkname f nothing\nfunc f()\nfunc main() { f() }\n"),
    bad("linkname-pulled", 1, "import (\n\t_ \"fmt\"\n\t_ \"unsafe\"\n)\n//go:linkname f fmt.newPrinter\nfunc f() uintptr\nfunc main() { f() }\n"),
    bad("linkname-variable", 1, "import _ \"unsafe\"\n//go:linkname v runtime.mheap_\nvar v [8]byte\nfunc main() { println(&v) }\n"),
    bad("blocked", 1, "import _ \"unsafe\"\n//go:linkname f runtime.coroswitch\nfunc f()\nfunc main() { f() }\n"),
    bad("blocked-newcoro", 1, "import _ \"unsafe\"\n//go:linkname f runtime.newcoro\nfunc f()\nfunc main() { f() }\n"),
    bad("blocked-map", 1, "import _ \"unsafe\"\n//go:linkname f runtime.mapaccess1_faststr\nfunc f()\nfunc main() { f() }\n"),
    bad("blocked-pushed", 1, "import _ \"unsafe\"\n//go:linkname f internal/sync.throw\nfunc f(string)\nfunc main() { f(\"\") }\n"),
    bad("blocked-time", 1, "import (\n\t_ \"time\"\n\t_ \"unsafe\"\n)\n//go:linkname f time.runtimeNow\nfunc f() (int64, int32, int64)\nfunc main() { f() }\n"),
    bad("blocked-elsewhere", 0, "import \"MODULE/a\"\nfunc main() { a.F() }\n-- a/a.go --\npackage a\nimport _ \"unsafe\"\n//go:linkname F runtime.coroswitch\nfunc F()\n-- a/empty.s --\n"),
    bad("blocked-many", 1, "import _ \"unsafe\"\n//go:linkname f runtime.coroswitch\nfunc f()\n//go:linkname g runtime.newcoro\nfunc g()\nfunc main() { g(); f() }\n"),
    bad("blocked-body", 1, "import _ \"unsafe\"\n//go:linkname f runtime.coroswitch\nfunc f() { println() }\nfunc main() { f() }\n"),
    // Assembly.
    bad("assembly", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $0\n\tCALL ·nothing(SB)\n\tMOVQ gone+8(SB), AX\n\tLEAQ ·away(SB), BX\n\tRET\n"),
    bad("assembly-jump", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $0\n\tJMP ·nothing(SB)\n"),
    bad("assembly-static", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $0\n\tMOVQ gone<>(SB), AX\n\tCALL away<>(SB)\n\tRET\n"),
    bad("assembly-data", 2, "var table [2]uintptr\nfunc main() { println(table[0]) }\n-- f_amd64.s --\n#define NOPTR 16\nDATA ·other+0(SB)/8, $·gone(SB)\nDATA ·other+8(SB)/8, $1\nGLOBL ·other(SB), 16, $16\nTEXT ·f(SB), 4, $0\n\tLEAQ ·other(SB), AX\n\tRET\n-- g.go --\npackage main\nfunc f()\nfunc init() { f() }\n"),
    bad("assembly-abi", 2, "import \"fmt\"\nfunc f()\nfunc main() { f(); fmt.Println() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $0\n\tCALL fmt·Println(SB)\n\tRET\n"),
    bad("assembly-no-abi0", 2, "import (\n\t_ \"MODULE/sub\"\n\t_ \"unsafe\"\n)\n//go:linkname f MODULE/sub.g\nfunc f()\nfunc main() { f() }\n-- sub/sub.go --\npackage sub\n-- sub/sub_amd64.s --\nTEXT ·g(SB), 4, $0\n\tRET\n"),
    bad("assembly-no-type", 2, "var hidden uintptr\nfunc f()\nfunc main() { f() }\n-- f_amd64.s --\nGLOBL ·words(SB), 0, $16\nTEXT ·f(SB), 4, $0\n\tLEAQ ·words(SB), AX\n\tRET\n"),
    bad("assembly-std", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $0\n\tCALL runtime·mallocgc(SB)\n\tCALL runtime·nothing(SB)\n\tRET\n"),
    // Two definitions.
    bad("duplicate", 1, "import (\n\t\"MODULE/a\"\n\t\"MODULE/b\"\n)\nfunc main() { a.F(); b.F() }\n-- a/a.go --\npackage a\nimport _ \"unsafe\"\n//go:linkname one example.com/both\nfunc one() { println(\"a\") }\nfunc F() { one() }\n-- b/b.go --\npackage b\nimport _ \"unsafe\"\n//go:linkname one example.com/both\nfunc one() { println(\"b\") }\nfunc F() { one() }\n"),
    bad("duplicate-data", 1, "import (\n\t\"MODULE/a\"\n\t\"MODULE/b\"\n)\nfunc main() { println(a.V, b.V) }\n-- a/a.go --\npackage a\nimport _ \"unsafe\"\n//go:linkname V example.com/both\nvar V = 7\n-- b/b.go --\npackage b\nimport _ \"unsafe\"\n//go:linkname V example.com/both\nvar V = 8\n"),
    bad("duplicate-text-data", 0, "import (\n\t\"MODULE/a\"\n\t\"MODULE/b\"\n)\nfunc main() { println(a.V); b.F() }\n-- a/a.go --\npackage a\nimport _ \"unsafe\"\n//go:linkname V example.com/both\nvar V = 7\n-- b/b.go --\npackage b\nimport _ \"unsafe\"\n//go:linkname F example.com/both\nfunc F() { println() }\n"),
    bad("duplicate-many", 1, "import (\n\t\"MODULE/a\"\n\t\"MODULE/b\"\n)\nfunc main() { a.F(); b.F(); a.G(); b.G() }\n-- a/a.go --\npackage a\nimport _ \"unsafe\"\n//go:linkname F example.com/f\nfunc F() { println(\"a\") }\n//go:linkname G example.com/g\nfunc G() { println(\"a\") }\n-- b/b.go --\npackage b\nimport _ \"unsafe\"\n//go:linkname F example.com/f\nfunc F() { println(\"b\") }\n//go:linkname G example.com/g\nfunc G() { println(\"b\") }\n"),
    bad("duplicate-std", 1, "import _ \"unsafe\"\n//go:linkname f strconv.Itoa\nfunc f() { println() }\nfunc main() { f(); println(g(1)) }\n-- g.go --\npackage main\nimport \"strconv\"\nfunc g(n int) string { return strconv.Itoa(n) }\n"),
    bad("duplicate-runtime", 1, "import _ \"unsafe\"\n//go:linkname f runtime.GC\nfunc f() { println() }\nfunc main() { f() }\n"),
    bad("duplicate-assembly", 1, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $0\n\tRET\n-- g_amd64.s --\nTEXT ·f(SB), 4, $0\n\tNOP\n\tRET\n"),
    bad("duplicate-assembly-go", 2, "import \"MODULE/a\"\nfunc f()\nfunc main() { f(); a.F() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $0\n\tRET\n-- a/a.go --\npackage a\nimport _ \"unsafe\"\n//go:linkname F main.f\nfunc F() { println() }\n"),
    bad("duplicate-assembly-data", 1, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nDATA ·v+0(SB)/8, $1\nGLOBL ·v(SB), 16, $8\nTEXT ·f(SB), 4, $0\n\tMOVQ ·v(SB), AX\n\tRET\n-- g_amd64.s --\nDATA ·v+0(SB)/8, $2\nGLOBL ·v(SB), 16, $8\n"),
    // Functions that do not check the stack.
    bad("nosplit", 2, NOSPLIT),
    bad("nosplit-one", 2, "//go:nosplit\n//go:noinline\nfunc a(n int) byte { var x [2000]byte; x[n&7] = 1; return x[n&3] }\nfunc main() { println(a(1)) }\n"),
    bad("nosplit-split", 2, "//go:noinline\nfunc b(n int) int { var x [64]int; x[n&7] = n; return x[n&3] }\n//go:nosplit\n//go:noinline\nfunc a(n int) int { var x [97]int; x[n&7] = 1; return b(n) + x[n&3] }\nfunc main() { println(a(1)) }\n"),
    bad("nosplit-indirect", 2, "var f = func(n int) int { return n }\n//go:nosplit\n//go:noinline\nfunc a(n int) int { var x [98]int; x[n&7] = 1; return f(n) + x[n&3] }\nfunc main() { println(a(1)) }\n"),
    bad("nosplit-interface", 2, "type I interface{ M(int) int }\ntype T int\nfunc (t T) M(n int) int { return n }\nvar i I = T(1)\n//go:nosplit\n//go:noinline\nfunc a(n int) int { var x [98]int; x[n&7] = 1; return i.M(n) + x[n&3] }\nfunc main() { println(a(1)) }\n"),
    bad("nosplit-panic", 2, "//go:nosplit\n//go:noinline\nfunc a(n int) int { var x [99]int; x[n] = 1; return x[n-1] }\nfunc main() { println(a(1)) }\n"),
    bad("nosplit-packages", 2, "import \"MODULE/a\"\n//go:nosplit\n//go:noinline\nfunc f(n int) byte { var x [500]byte; x[n&7] = 1; return a.F(n+1) + x[n&3] }\nfunc main() { println(f(1)) }\n-- a/a.go --\npackage a\n//go:nosplit\n//go:noinline\nfunc F(n int) byte { var x [500]byte; x[n&7] = 1; return x[n&3] }\n"),
    bad("nosplit-two-ways", 2, "//go:nosplit\n//go:noinline\nfunc a(n int) byte { var x [400]byte; x[n&7] = 1; return c(n+1) + x[n&3] }\n//go:nosplit\n//go:noinline\nfunc b(n int) byte { var x [600]byte; x[n&7] = 1; return c(n+1) + x[n&3] }\n//go:nosplit\n//go:noinline\nfunc c(n int) byte { var x [500]byte; x[n&7] = 1; return x[n&3] }\nfunc main() { println(a(1), b(1)) }\n"),
    bad("nosplit-assembly", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $904\n\tRET\n"),
    bad("nosplit-assembly-call", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $600\n\tCALL leaf<>(SB)\n\tRET\nTEXT leaf<>(SB), 4, $600\n\tCALL last<>(SB)\n\tRET\nTEXT last<>(SB), 4, $16\n\tRET\n"),
    bad("nosplit-assembly-indirect", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $784\n\tCALL AX\n\tRET\n"),
    bad("nosplit-assembly-push", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $760\n\tPUSHQ AX\n\tPUSHQ BX\n\tCALL leaf<>(SB)\n\tPOPQ BX\n\tPOPQ AX\n\tRET\nTEXT leaf<>(SB), 4, $32\n\tRET\n"),
    bad("recursion", 2, "//go:nosplit\n//go:noinline\nfunc a(n int) int { return b(n + 1) + n }\n//go:nosplit\n//go:noinline\nfunc b(n int) int { return a(n-1) * n }\nfunc main() { println(a(1)) }\n"),
    bad("recursion-self", 2, "//go:nosplit\nfunc a(n int) int { if n == 0 { return 0 }; return a(n-1) + n }\nfunc main() { println(a(9)) }\n"),
    bad("recursion-assembly", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nTEXT ·f(SB), 4, $16\n\tCALL leaf<>(SB)\n\tRET\nTEXT leaf<>(SB), 4, $16\n\tCALL ·f(SB)\n\tRET\n"),
    // Too large.
    bad("big", 2, "var a, b, c [1900 << 20]byte\nfunc main() { a[len(b)-1] = b[1]; println(&a, &b, &c) }\n"),
    bad("big-data", 2, "var a, b [1900 << 20]byte\nvar c [3]int\nvar d = &c[2]\nfunc main() { println(&a, &b, d) }\n"),
    bad("big-pointers", 2, "var a, b, c [230 << 20]*int\nfunc main() { println(&a, &b, &c) }\n"),
    bad("big-assembly", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nGLOBL ·a(SB), 16, $2000000000\nGLOBL ·b(SB), 16, $2000000000\nTEXT ·f(SB), 4, $0\n\tLEAQ ·a(SB), AX\n\tLEAQ ·b(SB), BX\n\tRET\n"),
    bad("big-offset", 2, "func f()\nfunc main() { f() }\n-- f_amd64.s --\nGLOBL ·a(SB), 16, $8\nTEXT ·f(SB), 4, $0\n\tLEAQ ·a+2147483000(SB), AX\n\tRET\n"),
];

/// Returns the program of this name.
pub(super) fn find(name: &str) -> Option<&'static Bad> {
    BAD.iter().find(|bad| bad.name == name)
}

const NOSPLIT: &str = "//go:nosplit
//go:noinline
func a(n int) byte { var x [300]byte; x[n&7] = 1; return b(n+1) + x[n&3] }

//go:nosplit
//go:noinline
func b(n int) byte { var x [300]byte; x[n&7] = 1; return c(n+1) + x[n&3] }

//go:nosplit
//go:noinline
func c(n int) byte { var x [300]byte; x[n&7] = 1; return x[n&3] }

func main() { println(a(1)) }
";

/// More errors than are printed.
const MANY: &str = "
func a()
func b()
func c()
func d()
func e()
func f()
func g()
func h()
func i()
func j()
func k()
func l()
func m()
func n()
func o()
func p()
func q()
func r()
func s()
func t()
func u()
func v()
func w()

func first() { a(); b(); c(); d(); e(); f(); g(); h(); i(); j(); k(); l() }

func main() {
	first()
	m(); n(); o(); p(); q(); r(); s(); t(); u(); v(); w(); a(); b()
}
";
