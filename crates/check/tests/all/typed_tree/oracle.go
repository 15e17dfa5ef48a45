// Prints the facts that types2 has of the nodes of a package, then, after a line `identity`, the numbers of
// types and objects. The arguments are the import path, the
// language version, the file with the places of archives, the import map as pairs with `=`
// between commas, and the package's files.
package main

import (
	"bufio"
	"cmd/compile/internal/importer"
	"cmd/compile/internal/syntax"
	"cmd/compile/internal/types2"
	"fmt"
	"internal/exportdata"
	"internal/pkgbits"
	"os"
	"reflect"
	"sort"
	"strings"
)

type imports struct {
	ctxt      *types2.Context
	archives  map[string]string
	importMap map[string]string
	packages  map[string]*types2.Package
}

func (i *imports) Import(path string) (*types2.Package, error) {
	if path == "unsafe" {
		return types2.Unsafe, nil
	}
	if mapped, ok := i.importMap[path]; ok {
		path = mapped
	}
	if pkg := i.packages[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	file, ok := i.archives[path]
	if !ok {
		return nil, fmt.Errorf("no archive")
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := exportdata.ReadUnified(bufio.NewReader(f))
	if err != nil {
		return nil, err
	}
	return importer.ReadPackage(i.ctxt, i.packages, pkgbits.NewPkgDecoder(path, string(data))), nil
}

type dumper struct {
	pkg   *types2.Package
	files map[*syntax.PosBase]int
	lines []string
}

func (d *dumper) place(pos syntax.Pos) string {
	if file, ok := d.files[pos.FileBase()]; ok {
		return fmt.Sprintf("%d:%d:%d", file, pos.Line(), pos.Col())
	}
	return "-"
}

func (d *dumper) add(pos syntax.Pos, format string, args ...any) {
	// Nodes without a place are made by the checker.
	if pos.IsKnown() {
		d.lines = append(d.lines, d.place(pos)+" "+fmt.Sprintf(format, args...))
	}
}

func (d *dumper) typ(t types2.Type) string {
	if t == nil {
		return "nil"
	}
	return types2.TypeString(t, types2.RelativeTo(d.pkg))
}

func (d *dumper) object(obj types2.Object) string {
	if obj == nil {
		return "nil"
	}
	typ := ""
	switch obj.(type) {
	case *types2.PkgName, *types2.Builtin, *types2.Nil:
	default:
		typ = d.typ(obj.Type())
	}
	kind := strings.TrimPrefix(fmt.Sprintf("%T", obj), "*types2.")
	return fmt.Sprintf("%s %s %s %s", kind, obj.Name(), d.place(obj.Pos()), typ)
}

func flags(tv types2.TypeAndValue) string {
	text := ""
	add := func(is bool, letter string) {
		if is {
			text += letter
		}
	}
	add(tv.IsVoid(), "v")
	add(tv.IsType(), "t")
	add(tv.IsBuiltin(), "b")
	add(tv.IsValue(), "x")
	add(tv.IsNil(), "n")
	add(tv.Addressable(), "&")
	add(tv.Assignable(), "=")
	add(tv.HasOk(), "?")
	return text
}

func (d *dumper) dump(info *types2.Info) {
	for expr, tv := range info.Types {
		typ, value := "", ""
		if !tv.IsVoid() {
			typ = d.typ(tv.Type)
		}
		if tv.Value != nil {
			value = " = " + tv.Value.ExactString()
		}
		kind := strings.TrimPrefix(reflect.TypeOf(expr).String(), "*syntax.")
		kind = strings.TrimSuffix(kind, "Expr")
		d.add(expr.Pos(), "%s %s %s%s", kind, flags(tv), typ, value)
	}
	for name, obj := range info.Defs {
		d.add(name.Pos(), "def %s", d.object(obj))
	}
	for name, obj := range info.Uses {
		d.add(name.Pos(), "use %s", d.object(obj))
	}
	for node, obj := range info.Implicits {
		d.add(node.Pos(), "implicit %s", d.object(obj))
	}
	for sel, s := range info.Selections {
		d.add(sel.Pos(), "select %d %s %s %v %v", s.Kind(), d.typ(s.Recv()), d.object(s.Obj()), s.Index(), s.Indirect())
	}
	for name, instance := range info.Instances {
		var args []string
		for i := 0; i < instance.TypeArgs.Len(); i++ {
			args = append(args, d.typ(instance.TypeArgs.At(i)))
		}
		d.add(name.Pos(), "instance [%s] %s", strings.Join(args, " "), d.typ(instance.Type))
	}
	sort.Strings(d.lines)
	for _, init := range info.InitOrder {
		line := "init"
		for _, v := range init.Lhs {
			line += " " + v.Name()
		}
		d.lines = append(d.lines, line)
	}
}

func pairs(text, separator string) map[string]string {
	result := make(map[string]string)
	for _, pair := range strings.Split(text, separator) {
		if from, to, ok := strings.Cut(pair, "="); ok {
			result[from] = to
		}
	}
	return result
}

func main() {
	path, lang, importcfg, importMap := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	cfg, err := os.ReadFile(importcfg)
	if err != nil {
		panic(err)
	}
	d := &dumper{files: make(map[*syntax.PosBase]int)}
	var files []*syntax.File
	for number, name := range os.Args[5:] {
		f, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		base := syntax.NewFileBase(name)
		d.files[base] = number
		hasErrors := false
		note := func(error) { hasErrors = true }
		file, _ := syntax.Parse(base, f, note, nil, syntax.CheckBranches)
		f.Close()
		if hasErrors {
			fmt.Fprintln(w, "syntax error")
			return
		}
		files = append(files, file)
	}
	// As in the compiler, instances of imports and of the package are shared.
	ctxt := types2.NewContext()
	conf := types2.Config{
		Context:            ctxt,
		GoVersion:          lang,
		IgnoreBranchErrors: true,
		Importer: &imports{
			ctxt,
			pairs(strings.ReplaceAll(string(cfg), "packagefile ", ""), "\n"),
			pairs(importMap, ","),
			make(map[string]*types2.Package),
		},
		Sizes: types2.SizesFor("gc", "amd64"),
		Error: func(error) {},
	}
	// Since Go 1.27 there are always aliases.
	if enable := reflect.ValueOf(&conf).Elem().FieldByName("EnableAlias"); enable.IsValid() {
		enable.SetBool(true)
	}
	info := &types2.Info{
		Types:      make(map[syntax.Expr]types2.TypeAndValue),
		Defs:       make(map[*syntax.Name]types2.Object),
		Uses:       make(map[*syntax.Name]types2.Object),
		Implicits:  make(map[syntax.Node]types2.Object),
		Selections: make(map[*syntax.SelectorExpr]*types2.Selection),
		Instances:  make(map[*syntax.Name]types2.Instance),
	}
	d.pkg, err = conf.Check(path, files, info)
	d.dump(info)
	for _, line := range d.lines {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintln(w, "identity")
	if err == nil {
		for _, line := range dumpIdentity(d, files, info) {
			fmt.Fprintln(w, line)
		}
	}
}
