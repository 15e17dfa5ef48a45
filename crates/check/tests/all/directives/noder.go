package noder

import (
	"bufio"
	"cmd/compile/internal/base"
	"cmd/compile/internal/syntax"
	"cmd/internal/obj"
	"fmt"
	"os"
	"reflect"
	"strings"
)

// DumpDirectives prints the compiler's reading of the directives of a package's files.
func DumpDirectives(w *bufio.Writer, path string, names []string) {
	base.Ctxt = &obj.Link{Pkgpath: path}
	base.Flag.Std = true
	base.Flag.CompilingRuntime = true
	for number, name := range names {
		p := &noder{err: make(chan syntax.Error, 1000)}
		f, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		file, _ := syntax.Parse(syntax.NewFileBase(name), f, p.error, p.pragma, syntax.CheckBranches)
		f.Close()
		if file == nil {
			continue
		}
		place := func(pos syntax.Pos) string {
			return fmt.Sprintf("%d:%d:%d", number, pos.Line(), pos.Col())
		}
		dumpPragma(w, place, file.Pos(), file.Pragma)
		syntax.Inspect(file, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.ImportDecl:
				dumpPragma(w, place, n.Pos(), n.Pragma)
			case *syntax.ConstDecl:
				dumpPragma(w, place, n.Pos(), n.Pragma)
			case *syntax.TypeDecl:
				dumpPragma(w, place, n.Pos(), n.Pragma)
			case *syntax.VarDecl:
				dumpPragma(w, place, n.Pos(), n.Pragma)
			case *syntax.FuncDecl:
				dumpPragma(w, place, n.Pos(), n.Pragma)
			}
			return true
		})
		for _, l := range p.linknames {
			std := false
			// Since Go 1.27.
			if field := reflect.ValueOf(l).FieldByName("std"); field.IsValid() {
				std = field.Bool()
			}
			fmt.Fprintf(w, "%s linkname %s %s %v\n", place(l.pos), l.local, l.remote, std)
		}
		for _, words := range p.pragcgobuf {
			fmt.Fprintf(w, "cgo %s\n", strings.Join(words, "|"))
		}
	}
}

func dumpPragma(w *bufio.Writer, place func(syntax.Pos) string, pos syntax.Pos, pragma syntax.Pragma) {
	p, ok := pragma.(*pragmas)
	if !ok {
		return
	}
	fmt.Fprintf(w, "%s flags %d\n", place(pos), p.Flag)
	for _, embed := range p.Embeds {
		fmt.Fprintf(w, "%s embed %s\n", place(embed.Pos), strings.Join(embed.Patterns, "|"))
	}
	if i := p.WasmImport; i != nil {
		fmt.Fprintf(w, "%s wasmimport %s %s\n", place(i.Pos), i.Module, i.Name)
	}
	if e := p.WasmExport; e != nil {
		fmt.Fprintf(w, "%s wasmexport %s\n", place(e.Pos), e.Name)
	}
}
