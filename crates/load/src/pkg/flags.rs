//! Per-package tool flags: the arguments of `-gcflags=[pattern=]args` for each package.
//!
//! Counterpart: cmd/go/internal/load/flag.go (`PerPackageFlag.For`),
//! cmd/go/internal/load/search.go (`MatchPackage`).

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_goenv::BuildOptions;
use vamos_goenv::PerPackageFlag;
use vamos_modload::Modules;
use vamos_modload::context::LoadContext;
use vamos_modload::pattern;
use vamos_modload::pattern::Glob;

use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::rare::Rare;
use crate::request::PackageFlags;

/// A compiled pattern that packages are matched against (`load.MatchPackage`).
pub struct PackageMatcher(Matcher);

enum Matcher {
    /// No pattern: the packages on the command line.
    CommandLine,
    /// A directory without wildcards.
    Dir(String),
    /// Paths relative to a directory.
    Below(String, Glob),
    /// Every package; less exact than the pattern `all`, as in upstream.
    All,
    /// The standard library.
    Std,
    /// The standard library's commands.
    Cmd,
    /// Tools of the main module.
    Tool,
    /// Packages of main modules.
    Work,
    /// Import paths.
    ImportPath(Glob),
}

impl PackageMatcher {
    /// Compiles a pattern that is relative to `cwd`.
    pub fn new(pattern: &str, cwd: &str) -> Self {
        Self(match pattern {
            _ if pattern::is_relative_path(pattern) => Self::relative(pattern, cwd),
            "all" => Matcher::All,
            "std" => Matcher::Std,
            "cmd" => Matcher::Cmd,
            "tool" => Matcher::Tool,
            "work" => Matcher::Work,
            _ => Matcher::ImportPath(pattern::match_pattern(pattern)),
        })
    }

    fn relative(pattern: &str, cwd: &str) -> Matcher {
        let Some(dots) = pattern.find("...") else {
            return Matcher::Dir(path::join(&[cwd, pattern]));
        };
        // A relative pattern has a slash before its first wildcard, or is `...` after
        // `.` or `..`; then the directory is empty.
        let (dir, rest) = pattern[..dots].rfind('/').map_or(("", pattern), |slash| {
            (&pattern[..slash], &pattern[slash + 1..])
        });
        Matcher::Below(path::join(&[cwd, dir]), pattern::match_pattern(rest))
    }

    /// Reports whether the package matches.
    pub fn matches(&self, modules: &Modules, package: &Package) -> bool {
        self.matches_as(modules, package, &package.import_path)
    }

    /// Reports whether the package matches if this is its import path.
    fn matches_as(&self, modules: &Modules, package: &Package, import_path: &ImportPath) -> bool {
        match &self.0 {
            Matcher::CommandLine => package.cmdline.pkg || package.cmdline.files,
            Matcher::Dir(dir) => package.dir == *dir,
            Matcher::Below(dir, glob) => path::rel(dir, &package.dir)
                .is_ok_and(|rel| rel != ".." && !rel.starts_with("../") && glob.matches(&rel)),
            Matcher::All => true,
            Matcher::Std => package.origin.standard,
            Matcher::Cmd => package.origin.standard && import_path.starts_with("cmd/"),
            Matcher::Tool => modules.is_tool(import_path),
            Matcher::Work => package
                .module
                .as_ref()
                .is_some_and(|module| modules.is_main_module(&module.path)),
            Matcher::ImportPath(glob) => glob.matches(import_path),
        }
    }
}

/// One flag's occurrences, compiled.
pub(crate) struct CompiledFlag<'a>(Vec<(PackageMatcher, &'a [String])>);

impl<'a> CompiledFlag<'a> {
    /// Compiles the occurrences of one flag.
    pub(crate) fn new(values: &'a [PerPackageFlag], cwd: &str) -> Self {
        let compile = |value: &'a PerPackageFlag| {
            let matcher = match &value.pattern {
                Some(pattern) => PackageMatcher::new(pattern, cwd),
                None => PackageMatcher(Matcher::CommandLine),
            };
            (matcher, value.args.as_slice())
        };
        Self(values.iter().map(compile).collect())
    }

    /// Returns the arguments of the last occurrence that matches the package as
    /// `import_path`.
    pub(crate) fn args_for(
        &self,
        modules: &Modules,
        package: &Package,
        import_path: &ImportPath,
    ) -> &'a [String] {
        let last = self.0.iter().rev();
        let mut matching =
            last.filter(|(matcher, _)| matcher.matches_as(modules, package, import_path));
        matching.next().map_or(&[], |(_, args)| args)
    }
}

/// The flags of all tools, compiled.
pub(crate) struct ToolFlags<'a> {
    asm: CompiledFlag<'a>,
    gc: CompiledFlag<'a>,
    ld: CompiledFlag<'a>,
    gccgo: CompiledFlag<'a>,
}

impl<'a> ToolFlags<'a> {
    /// Compiles the flags of a command.
    fn new(flags: &'a BuildOptions, cwd: &str) -> Self {
        let tools = &flags.tools;
        Self {
            asm: CompiledFlag::new(&tools.asmflags, cwd),
            gc: CompiledFlag::new(&tools.gcflags, cwd),
            ld: CompiledFlag::new(&tools.ldflags, cwd),
            gccgo: CompiledFlag::new(&tools.gccgoflags, cwd),
        }
    }

    /// Returns the flags for packages that are created; `None` if the release gives them flags only
    /// after they are loaded, or without any flag.
    pub(crate) fn on_creation(ctx: &LoadContext<'a>) -> Option<Self> {
        let flags = Self::new(ctx.flags, &ctx.cwd);
        let all = [&flags.asm, &flags.gc, &flags.ld, &flags.gccgo];
        let is_used = ctx.env.sdk.release.sets_tool_flags_on_creation()
            && all.iter().any(|flag| !flag.0.is_empty());
        is_used.then_some(flags)
    }

    /// Returns the flags of a package, which may not be loaded yet, with this import path.
    pub(crate) fn of(
        &self,
        modules: &Modules,
        package: &Package,
        import_path: &ImportPath,
    ) -> Rare<PackageFlags> {
        let of = |flag: &CompiledFlag<'_>| flag.args_for(modules, package, import_path).to_vec();
        Rare::from(PackageFlags {
            asm: of(&self.asm),
            gc: of(&self.gc),
            ld: of(&self.ld),
            gccgo: of(&self.gccgo),
        })
    }
}

/// Sets the tool flags of the given packages.
pub(crate) fn set_tool_flags(
    graph: &mut PackageGraph,
    packages: &[PackageId],
    modules: &Modules,
    flags: &BuildOptions,
    cwd: &str,
) {
    let flags = ToolFlags::new(flags, cwd);
    for &id in packages {
        let package = graph.get_mut(id);
        package.request.flags = flags.of(modules, package, &package.import_path);
    }
}

/// Sets the tool flags of packages that the command line does not name. From Go 1.27 on, packages
/// have their flags when they are created, and this does nothing.
pub(crate) fn set_late_tool_flags(
    ctx: &LoadContext<'_>,
    modules: &Modules,
    graph: &mut PackageGraph,
    packages: impl FnOnce(&PackageGraph) -> Vec<PackageId>,
) {
    if !ctx.env.sdk.release.sets_tool_flags_on_creation() {
        let packages = packages(graph);
        set_tool_flags(graph, &packages, modules, ctx.flags, &ctx.cwd);
    }
}
