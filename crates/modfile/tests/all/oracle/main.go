// Answers questions about versions, paths and go.mod files, one per line on stdin.
//
// A question is a name and arguments in hex; the answer is one line of hex.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/gover"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

func text(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}

func pair(s string, err error) string {
	if err != nil {
		return "error " + err.Error()
	}
	return s
}

func fixer(path, vers string) (string, error) {
	if strings.HasPrefix(vers, "bad") {
		return "", &module.ModuleError{Path: path, Err: &module.InvalidVersionError{Version: vers, Err: fmt.Errorf("no")}}
	}
	if v := module.CanonicalVersion(vers); v != "" {
		return v, nil
	}
	return "v0.0.9", nil
}

func dump(f *modfile.File, err error) string {
	if err != nil {
		return "error " + err.Error()
	}
	b := new(strings.Builder)
	if f.Module != nil {
		fmt.Fprintf(b, "module %s|%s|%d\n", f.Module.Mod.Path, f.Module.Deprecated, f.Module.Syntax.Start.Line)
	}
	if f.Go != nil {
		fmt.Fprintf(b, "go %s\n", f.Go.Version)
	}
	if f.Toolchain != nil {
		fmt.Fprintf(b, "toolchain %s\n", f.Toolchain.Name)
	}
	for _, r := range f.Require {
		fmt.Fprintf(b, "require %s %s %v\n", r.Mod.Path, r.Mod.Version, r.Indirect)
	}
	for _, r := range f.Exclude {
		fmt.Fprintf(b, "exclude %s %s\n", r.Mod.Path, r.Mod.Version)
	}
	for _, r := range f.Replace {
		fmt.Fprintf(b, "replace %s => %s\n", r.Old, r.New)
	}
	for _, r := range f.Retract {
		fmt.Fprintf(b, "retract %s %s %s\n", r.Low, r.High, r.Rationale)
	}
	for _, t := range f.Tool {
		fmt.Fprintf(b, "tool %s\n", t.Path)
	}
	for _, t := range f.Ignore {
		fmt.Fprintf(b, "ignore %s\n", t.Path)
	}
	out, _ := f.Format()
	b.Write(out)
	return b.String()
}

func setRequire(separate bool, text, list string) string {
	f, err := modfile.Parse("go.mod", []byte(text), nil)
	if err != nil {
		return "error " + err.Error()
	}
	var reqs []*modfile.Require
	for _, item := range strings.Fields(list) {
		p := strings.Split(item, "@")
		reqs = append(reqs, &modfile.Require{Mod: module.Version{Path: p[0], Version: p[1]}, Indirect: len(p) > 2})
	}
	if separate {
		f.SetRequireSeparateIndirect(reqs)
	} else {
		f.SetRequire(reqs)
	}
	f.Cleanup()
	out, _ := f.Format()
	return string(out)
}

func answer(op string, a []string) string {
	switch op {
	case "semver":
		return fmt.Sprint(semver.Canonical(a[0]), "|", semver.Major(a[0]), "|", semver.MajorMinor(a[0]), "|", semver.Prerelease(a[0]), "|", semver.Build(a[0]), "|", semver.Compare(a[0], a[1]), "|", semver.Max(a[0], a[1]), "|", module.CanonicalVersion(a[0]))
	case "gover":
		return fmt.Sprint(gover.Compare(a[0], a[1]), "|", gover.IsValid(a[0]), "|", gover.IsLang(a[0]), "|", gover.Lang(a[0]), "|", gover.Max(a[0], a[1]), "|", modfile.GoVersionRE.MatchString(a[0]))
	case "paths":
		prefix, major, ok := module.SplitPathVersion(a[0])
		return strings.Join([]string{text(module.CheckPath(a[0])), text(module.CheckImportPath(a[0])), text(module.CheckFilePath(a[0])), prefix, major, fmt.Sprint(ok)}, "|")
	case "major":
		_, major, _ := module.SplitPathVersion(a[0])
		return text(module.CheckPathMajor(a[1], major)) + "|" + text(module.Check(a[0], a[1]))
	case "escape":
		return pair(module.EscapePath(a[0])) + "|" + pair(module.EscapeVersion(a[0])) + "|" + pair(module.UnescapePath(a[0])) + "|" + pair(module.UnescapeVersion(a[0]))
	case "pseudo":
		t, err := module.PseudoVersionTime(a[0])
		return fmt.Sprint(module.IsPseudoVersion(a[0]), "|", pair(module.PseudoVersionBase(a[0])), "|", pair(module.PseudoVersionRev(a[0])), "|", pair(t.Format("20060102150405"), err))
	case "private":
		return fmt.Sprint(module.MatchPrefixPatterns(a[0], a[1]))
	case "modulepath":
		return modfile.ModulePath([]byte(a[0]))
	case "quote":
		return fmt.Sprint(modfile.AutoQuote(a[0]), "|", modfile.IsDirectoryPath(a[0]))
	case "parse":
		return dump(modfile.Parse("go.mod", []byte(a[0]), nil))
	case "lax":
		return dump(modfile.ParseLax("go.mod", []byte(a[0]), nil))
	case "fix":
		return dump(modfile.Parse("go.mod", []byte(a[0]), fixer))
	case "setrequire":
		return setRequire(false, a[0], a[1])
	case "separate":
		return setRequire(true, a[0], a[1])
	}
	panic("unknown question " + op)
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		words := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		var args []string
		for _, word := range words[1:] {
			b, err := hex.DecodeString(word)
			if err != nil {
				panic(err)
			}
			args = append(args, string(b))
		}
		fmt.Fprintf(out, "%x\n", answer(words[0], args))
	}
}
