// Prints what packages declare, as go/types has it. The first question is the list of all
// archives; each of the others is the path of a package. Questions and answers have their length
// in front.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"strings"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	archives := map[string]string{}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(archives[path]) }
	for first := true; ; first = false {
		var size uint32
		if binary.Read(in, binary.LittleEndian, &size) != nil {
			return
		}
		src := make([]byte, size)
		if _, err := io.ReadFull(in, src); err != nil {
			panic(err)
		}
		var text string
		if first {
			for _, line := range strings.Split(string(src), "\n") {
				path, file, _ := strings.Cut(line, "=")
				archives[path] = file
			}
		} else {
			// Other packages' export data may add names to one that was imported.
			imports := importer.ForCompiler(token.NewFileSet(), "gc", lookup)
			pkg, err := imports.Import(string(src))
			if err != nil {
				panic(err)
			}
			d := &dumper{}
			d.pkg(pkg)
			text = d.out.String()
		}
		binary.Write(out, binary.LittleEndian, uint32(len(text)))
		out.WriteString(text)
	}
}

type dumper struct {
	out strings.Builder
}

func (d *dumper) write(format string, args ...any) { fmt.Fprintf(&d.out, format, args...) }

func (d *dumper) pkg(pkg *types.Package) {
	d.write("package %s %q\n", pkg.Name(), pkg.Path())
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		switch obj := obj.(type) {
		case *types.Const:
			d.write("const %s ", name)
			d.typ(obj.Type())
			d.write(" = %s\n", obj.Val().ExactString())
		case *types.Var:
			d.write("var %s ", name)
			d.typ(obj.Type())
			d.write("\n")
		case *types.Func:
			d.write("func %s", name)
			d.signature(obj.Type().(*types.Signature))
			d.write("\n")
		case *types.TypeName:
			d.typeName(obj)
		}
	}
}

func (d *dumper) typeName(obj *types.TypeName) {
	switch t := obj.Type().(type) {
	case *types.Alias:
		d.write("alias %s", obj.Name())
		d.params(t.TypeParams())
		d.write(" = ")
		d.typ(t.Rhs())
		d.write("\n")
	case *types.Named:
		d.write("type %s", obj.Name())
		d.params(t.TypeParams())
		d.write(" ")
		d.typ(t.Underlying())
		d.write("\n")
		for i := 0; i < t.NumMethods(); i++ {
			m := t.Method(i)
			sig := m.Type().(*types.Signature)
			d.write("\tfunc (%s ", sig.Recv().Name())
			d.typ(sig.Recv().Type())
			d.write(") ")
			d.selector(m)
			d.signature(sig)
			d.write("\n")
		}
	default:
		d.write("type %s ", obj.Name())
		d.typ(t)
		d.write("\n")
	}
}

func (d *dumper) selector(obj types.Object) {
	if !obj.Exported() && obj.Pkg() != nil {
		d.write("%q.", obj.Pkg().Path())
	}
	d.write("%s", obj.Name())
}

func (d *dumper) params(list *types.TypeParamList) {
	if list.Len() == 0 {
		return
	}
	d.write("[")
	for i := 0; i < list.Len(); i++ {
		t := list.At(i)
		d.write("%s#%d ", t.Obj().Name(), t.Index())
		d.typ(t.Constraint())
		d.write(", ")
	}
	d.write("]")
}

func (d *dumper) signature(sig *types.Signature) {
	d.params(sig.RecvTypeParams())
	d.params(sig.TypeParams())
	d.write("(")
	d.tuple(sig.Params())
	d.write(")")
	if sig.Variadic() {
		d.write("...")
	}
	d.write(" (")
	d.tuple(sig.Results())
	d.write(")")
}

func (d *dumper) tuple(t *types.Tuple) {
	for i := 0; i < t.Len(); i++ {
		d.write("%s ", t.At(i).Name())
		d.typ(t.At(i).Type())
		d.write(", ")
	}
}

func (d *dumper) name(obj *types.TypeName, targs *types.TypeList) {
	if obj.Pkg() != nil {
		d.write("%q.", obj.Pkg().Path())
	}
	d.write("%s", obj.Name())
	if targs.Len() == 0 {
		return
	}
	d.write("[")
	for i := 0; i < targs.Len(); i++ {
		d.typ(targs.At(i))
		d.write(", ")
	}
	d.write("]")
}

func (d *dumper) typ(t types.Type) {
	switch t := t.(type) {
	case *types.Basic:
		d.write("%s", t.Name())
	case *types.Array:
		d.write("[%d]", t.Len())
		d.typ(t.Elem())
	case *types.Slice:
		d.write("[]")
		d.typ(t.Elem())
	case *types.Pointer:
		d.write("*")
		d.typ(t.Elem())
	case *types.Map:
		d.write("map[")
		d.typ(t.Key())
		d.write("]")
		d.typ(t.Elem())
	case *types.Chan:
		d.write("chan%d(", t.Dir())
		d.typ(t.Elem())
		d.write(")")
	case *types.Struct:
		d.write("struct{")
		for i := 0; i < t.NumFields(); i++ {
			f := t.Field(i)
			if f.Embedded() {
				d.write("embedded ")
			}
			d.selector(f)
			d.write(" ")
			d.typ(f.Type())
			d.write(" %q; ", t.Tag(i))
		}
		d.write("}")
	case *types.Signature:
		d.write("func")
		d.signature(t)
	case *types.Interface:
		d.write("interface{")
		if t.IsImplicit() {
			d.write("implicit ")
		}
		for i := 0; i < t.NumExplicitMethods(); i++ {
			m := t.ExplicitMethod(i)
			d.selector(m)
			d.signature(m.Type().(*types.Signature))
			d.write("; ")
		}
		for i := 0; i < t.NumEmbeddeds(); i++ {
			d.write("embedded ")
			d.typ(t.EmbeddedType(i))
			d.write("; ")
		}
		d.write("}")
	case *types.Union:
		for i := 0; i < t.Len(); i++ {
			if t.Term(i).Tilde() {
				d.write("~")
			}
			d.typ(t.Term(i).Type())
			d.write("|")
		}
	case *types.Named:
		d.name(t.Origin().Obj(), t.TypeArgs())
	case *types.Alias:
		d.name(t.Origin().Obj(), t.TypeArgs())
	case *types.TypeParam:
		d.write("%s#%d", t.Obj().Name(), t.Index())
	default:
		d.write("?%T", t)
	}
}
