package main

import (
	"cmd/compile/internal/syntax"
	"cmd/compile/internal/types2"
	"fmt"
	"reflect"
	"strings"
)

// identity numbers types, objects and origins of positions by first sight, and describes each once by the numbers of its
// parts. Two packages have equal descriptions only if they share types and objects alike.
type identity struct {
	d       *dumper
	info    *types2.Info
	types   map[types2.Type]int
	objects map[types2.Object]int
	bases   map[*syntax.PosBase]int
	// Types, objects and origins of positions without a description so far.
	pending []func() string
	lines   []string
}

// typ returns the number of a type.
func (i *identity) typ(t types2.Type) string {
	if t == nil || reflect.ValueOf(t).IsNil() {
		return "t-"
	}
	number, ok := i.types[t]
	if !ok {
		number = len(i.types)
		i.types[t] = number
		i.pending = append(i.pending, func() string {
			return fmt.Sprintf("t%d = %s", number, i.describeType(t))
		})
	}
	return fmt.Sprintf("t%d", number)
}

// object returns the number of an object.
func (i *identity) object(obj types2.Object) string {
	if obj == nil || reflect.ValueOf(obj).IsNil() {
		return "o-"
	}
	number, ok := i.objects[obj]
	if !ok {
		number = len(i.objects)
		i.objects[obj] = number
		i.pending = append(i.pending, func() string {
			return fmt.Sprintf("o%d = %s", number, i.describeObject(obj))
		})
	}
	return fmt.Sprintf("o%d", number)
}

// base returns the number of an origin of positions.
func (i *identity) base(b *syntax.PosBase) string {
	if b == nil {
		return "b-"
	}
	number, ok := i.bases[b]
	if !ok {
		number = len(i.bases)
		i.bases[b] = number
		i.pending = append(i.pending, func() string {
			text := fmt.Sprintf("b%d = n:%s", number, b.Filename())
			if b.IsFileBase() {
				return text
			}
			return fmt.Sprintf("%s %s %d %d", text, i.pos(b.Pos()), b.Line(), b.Col())
		})
	}
	return fmt.Sprintf("b%d", number)
}

// pos returns a position by the number of its origin.
func (i *identity) pos(pos syntax.Pos) string {
	if !pos.IsKnown() {
		return "-"
	}
	return fmt.Sprintf("%s:%d:%d", i.base(pos.Base()), pos.Line(), pos.Col())
}

func (i *identity) typeList(list *types2.TypeList) string {
	var all []string
	for at := 0; at < list.Len(); at++ {
		all = append(all, i.typ(list.At(at)))
	}
	return "[" + strings.Join(all, " ") + "]"
}

func (i *identity) params(list *types2.TypeParamList) string {
	var all []string
	for at := 0; at < list.Len(); at++ {
		all = append(all, i.typ(list.At(at)))
	}
	return "[" + strings.Join(all, " ") + "]"
}

func (i *identity) describeType(t types2.Type) string {
	parts := []string{strings.TrimPrefix(fmt.Sprintf("%T", t), "*types2.")}
	add := func(part string) { parts = append(parts, part) }
	switch t := t.(type) {
	case *types2.Basic:
		add(strings.ReplaceAll(t.Name(), " ", "_"))
	case *types2.Array:
		add(fmt.Sprint(t.Len()))
		add(i.typ(t.Elem()))
	case *types2.Slice:
		add(i.typ(t.Elem()))
	case *types2.Pointer:
		add(i.typ(t.Elem()))
	case *types2.Chan:
		add(fmt.Sprint(int(t.Dir())))
		add(i.typ(t.Elem()))
	case *types2.Map:
		add(i.typ(t.Key()))
		add(i.typ(t.Elem()))
	case *types2.Struct:
		for at := 0; at < t.NumFields(); at++ {
			add(i.object(t.Field(at)))
			if tag := t.Tag(at); tag != "" {
				add(fmt.Sprintf("%x", tag))
			}
		}
	case *types2.Tuple:
		for at := 0; at < t.Len(); at++ {
			add(i.object(t.At(at)))
		}
	case *types2.Signature:
		add(i.object(t.Recv()))
		add(i.params(t.RecvTypeParams()))
		add(i.params(t.TypeParams()))
		add(i.typ(t.Params()))
		add(i.typ(t.Results()))
		add(fmt.Sprint(t.Variadic()))
	case *types2.Union:
		for at := 0; at < t.Len(); at++ {
			add(fmt.Sprintf("%v:%s", t.Term(at).Tilde(), i.typ(t.Term(at).Type())))
		}
	case *types2.Interface:
		add(fmt.Sprint(t.IsImplicit()))
		for at := 0; at < t.NumExplicitMethods(); at++ {
			add(i.object(t.ExplicitMethod(at)))
		}
		add("embeds")
		for at := 0; at < t.NumEmbeddeds(); at++ {
			add(i.typ(t.EmbeddedType(at)))
		}
		add("all")
		for at := 0; at < t.NumMethods(); at++ {
			add(i.object(t.Method(at)))
		}
	case *types2.Named:
		add(i.object(t.Obj()))
		add(i.typ(t.Origin()))
		add(i.typeList(t.TypeArgs()))
		add(i.params(t.TypeParams()))
		add(i.typ(t.Underlying()))
		for at := 0; at < t.NumMethods(); at++ {
			add(i.object(t.Method(at)))
		}
	case *types2.Alias:
		add(i.object(t.Obj()))
		add(i.typ(t.Origin()))
		add(i.typeList(t.TypeArgs()))
		add(i.params(t.TypeParams()))
		add(i.typ(t.Rhs()))
		add(i.typ(types2.Unalias(t)))
	case *types2.TypeParam:
		add(i.object(t.Obj()))
		add(fmt.Sprint(t.Index()))
		add(i.typ(t.Constraint()))
		add(i.typ(t.Underlying()))
	}
	return strings.Join(parts, " ")
}

func (i *identity) describeObject(obj types2.Object) string {
	parent := "other"
	switch scope := obj.Parent(); {
	case scope == nil:
		parent = "none"
	case scope == types2.Universe:
		parent = "universe"
	case obj.Pkg() != nil && scope == obj.Pkg().Scope():
		parent = "package"
	}
	path := "-"
	if pkg := obj.Pkg(); pkg != nil {
		path = pkg.Path()
	}
	kind := strings.TrimPrefix(fmt.Sprintf("%T", obj), "*types2.")
	text := fmt.Sprintf("%s n:%s %s %s %s", kind, obj.Name(), path, i.pos(obj.Pos()), parent)
	switch obj := obj.(type) {
	case *types2.PkgName:
		return text + " " + obj.Imported().Path()
	case *types2.Builtin, *types2.Nil:
		return text
	case *types2.Const:
		text += " " + obj.Val().ExactString()
	case *types2.Var:
		text += fmt.Sprintf(" %v %v %s", obj.IsField(), obj.Embedded(), i.object(obj.Origin()))
	case *types2.Func:
		text += " " + i.object(obj.Origin())
	}
	return text + " " + i.typ(obj.Type())
}

// describePending adds the descriptions of all types and objects that are reachable.
func (i *identity) describePending() {
	for at := 0; at < len(i.pending); at++ {
		i.lines = append(i.lines, i.pending[at]())
		i.pending[at] = nil
	}
	i.pending = i.pending[:0]
}

// node adds the facts of a node.
func (i *identity) node(n syntax.Node) {
	var parts []string
	if expr, ok := n.(syntax.Expr); ok {
		if tv, ok := i.info.Types[expr]; ok && !tv.IsVoid() {
			parts = append(parts, "type "+i.typ(tv.Type))
		}
	}
	if name, ok := n.(*syntax.Name); ok {
		if obj, ok := i.info.Defs[name]; ok {
			parts = append(parts, "def "+i.object(obj))
		}
		if obj, ok := i.info.Uses[name]; ok {
			parts = append(parts, "use "+i.object(obj))
		}
		if instance, ok := i.info.Instances[name]; ok {
			parts = append(parts, "instance "+i.typeList(instance.TypeArgs)+" "+i.typ(instance.Type))
		}
	}
	if obj, ok := i.info.Implicits[n]; ok {
		parts = append(parts, "implicit "+i.object(obj))
	}
	if sel, ok := n.(*syntax.SelectorExpr); ok {
		if s, ok := i.info.Selections[sel]; ok {
			parts = append(parts, "select "+i.typ(s.Recv())+" "+i.object(s.Obj()))
		}
	}
	if len(parts) > 0 {
		i.lines = append(i.lines, i.pos(n.Pos())+" "+strings.Join(parts, " "))
	}
}

// dumpIdentity describes the nodes of files in order, then everything that is reachable from them.
func dumpIdentity(d *dumper, files []*syntax.File, info *types2.Info) []string {
	i := &identity{
		d:       d,
		info:    info,
		types:   make(map[types2.Type]int),
		objects: make(map[types2.Object]int),
		bases:   make(map[*syntax.PosBase]int),
	}
	for _, file := range files {
		for _, decl := range file.DeclList {
			syntax.Inspect(decl, func(n syntax.Node) bool {
				if n != nil {
					i.node(n)
				}
				return true
			})
		}
	}
	for _, init := range info.InitOrder {
		line := "init"
		for _, v := range init.Lhs {
			line += " " + i.object(v)
		}
		i.lines = append(i.lines, line)
	}
	scope := d.pkg.Scope()
	for _, name := range scope.Names() {
		i.lines = append(i.lines, fmt.Sprintf("scope n:%s %s", name, i.object(scope.Lookup(name))))
	}
	i.describePending()
	return i.lines
}
