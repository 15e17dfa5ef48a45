//! Errors that the compiler reports while it writes a package without type errors: directives that
//! declarations cannot have, and functions without a body.
//!
//! Upstream finds errors of functions when it writes their objects, which is in an order that
//! follows uses; here the order is by name, then by source position. The difference shows only in
//! packages with more than ten such errors or with some in several files.
//! Counterpart: cmd/compile/internal/noder/writer.go (`collectDecls`, `checkPragmas`, `funcExt`),
//! noder.go (`checkEmbed`).

use hashbrown::HashSet;
use vamos_ast::Node;
use vamos_base::golang::quote;
use vamos_types::Name;
use vamos_types::ObjId;
use vamos_types::Pos;
use vamos_types::Type;

use crate::checker::Checker;
use crate::checker::GoVersion;
use crate::directives::CompilerFlags;
use crate::directives::Directives;
use crate::directives::Linkname;
use crate::directives::PragmaFlags;
use crate::node_ref::NodeRef;

/// Errors so far.
type Errors = Vec<(Pos, String)>;

/// The walk over a file.
struct Walk<'d> {
    number: usize,
    directives: &'d Directives,
    has_embed: bool,
    has_unsafe: bool,
    errors: Errors,
}

impl Walk<'_> {
    fn error(&mut self, offset: u32, text: impl Into<String>) {
        let pos = Pos::new(self.number, offset);
        self.errors.push((pos, text.into()));
    }

    /// Reports whether there are directives besides those before the package clause.
    fn has_directives(&self, file_group: u32) -> bool {
        let mut groups = self.directives.groups();
        !self.directives.linknames.is_empty()
            || groups.any(|(number, group)| {
                let has_flags = group
                    .flags
                    .iter()
                    .any(|(flag, _)| *flag != PragmaFlags::NONE);
                number != file_group && (has_flags || !group.embeds.is_empty())
            })
    }

    /// Reports directives that a declaration cannot have.
    fn check(&mut self, number: u32, allowed: PragmaFlags, can_embed: bool) {
        let directives = self.directives;
        let Some(group) = directives.group(number) else {
            return;
        };
        for (flags, offset) in &group.flags {
            if flags.without(allowed) != PragmaFlags::NONE {
                self.error(*offset, "misplaced compiler directive");
            }
        }
        if !can_embed {
            for embed in &group.embeds {
                self.error(embed.offset, "misplaced go:embed directive");
            }
        }
    }
}

impl Checker<'_> {
    /// Returns the errors of directives of files, and of functions without a body.
    pub(crate) fn directive_errors(
        &mut self,
        files: &[Directives],
        flags: CompilerFlags,
    ) -> Errors {
        let mut errors = Vec::new();
        let mut linknamed = HashSet::new();
        for (number, directives) in files.iter().enumerate() {
            let mut walk = Walk {
                number,
                directives,
                has_embed: false,
                has_unsafe: false,
                errors: Vec::new(),
            };
            self.check_file_directives(&mut walk);
            for linkname in &directives.linknames {
                self.check_linkname(&mut walk, linkname, &mut linknamed);
            }
            errors.append(&mut walk.errors);
        }
        for obj in self.functions_in_order() {
            self.check_function(obj, files, flags, &linknamed, &mut errors);
        }
        errors
    }

    /// Checks the directives of a file's declarations.
    fn check_file_directives(&mut self, walk: &mut Walk<'_>) {
        let source = self.source.files[walk.number].file;
        walk.check(source.pragmas, PragmaFlags::GO_BUILD, false);
        if !walk.has_directives(source.pragmas) {
            return;
        }
        // The bodies in which the walk is: nodes come in the order of the source.
        let mut decls = Vec::new();
        let mut body_end = 0;
        vamos_ast::inspect(&source.tree, source.decls, |node| {
            let offset = source.tree.offset(node);
            match source.tree.node(node) {
                Node::Block { rbrace, .. } => body_end = body_end.max(rbrace),
                Node::ImportDecl { .. }
                | Node::ConstDecl { .. }
                | Node::TypeDecl { .. }
                | Node::VarDecl { .. }
                | Node::FuncDecl { .. } => decls.push((node, offset < body_end)),
                _ => {}
            }
            true
        });
        for (node, is_local) in decls {
            self.check_decl_directives(walk, NodeRef::new(walk.number, node), is_local);
        }
    }

    fn check_decl_directives(&mut self, walk: &mut Walk<'_>, decl: NodeRef, is_local: bool) {
        match self.source.node(decl) {
            Node::ImportDecl { pragmas, path, .. } => {
                walk.check(pragmas, PragmaFlags::NONE, false);
                let source = self.source.files[walk.number];
                let path = path.map(|path| source.file.literal(source.src, path));
                match path.and_then(quote::unquote_bytes).as_deref() {
                    Some(b"embed") => walk.has_embed = true,
                    Some(b"unsafe") => walk.has_unsafe = true,
                    _ => {}
                }
            }
            Node::ConstDecl { pragmas, .. } | Node::TypeDecl { pragmas, .. } => {
                walk.check(pragmas, PragmaFlags::NONE, false);
            }
            Node::FuncDecl { pragmas, .. } => walk.check(pragmas, PragmaFlags::FUNC, false),
            Node::VarDecl {
                pragmas,
                names,
                values,
                ..
            } => {
                walk.check(pragmas, PragmaFlags::NONE, true);
                let group = walk.directives.group(pragmas);
                let embed = group.and_then(|group| group.embeds.first());
                let Some(offset) = embed.map(|embed| embed.offset) else {
                    return;
                };
                let count = self.source.tree(decl).len(names);
                let lang = &self.config.go_version;
                let version = GoVersion::parse(lang);
                let text = if !walk.has_embed {
                    "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
                        .to_owned()
                } else if count > 1 {
                    "go:embed cannot apply to multiple vars".to_owned()
                } else if values.is_some() {
                    "go:embed cannot apply to var with initializer".to_owned()
                } else if is_local {
                    "go:embed cannot apply to var inside func".to_owned()
                } else if version.is_valid() && version < GoVersion(16) {
                    format!(
                        "go:embed requires go1.16 or later (-lang was set to {lang}; check go.mod)"
                    )
                } else {
                    return;
                };
                walk.error(offset, text);
            }
            _ => {}
        }
    }

    /// Checks a `go:linkname`, and records the object that has one.
    fn check_linkname(
        &mut self,
        walk: &mut Walk<'_>,
        linkname: &Linkname,
        linknamed: &mut HashSet<ObjId>,
    ) {
        let Linkname {
            offset,
            local,
            remote,
            ..
        } = linkname;
        let directive = linkname.directive();
        if !walk.has_unsafe {
            let text = format!("//{directive} only allowed in Go files that import \"unsafe\"");
            walk.error(*offset, text);
            return;
        }
        // The usual name contains the local one.
        let remote = remote.as_ref().unwrap_or(local);
        if remote.contains('[') && remote.contains(']') {
            let text = format!("//{directive} reference of an instantiation is not allowed");
            walk.error(*offset, text);
            return;
        }
        let scope = self.types.package(self.pkg).scope;
        let name = self.types.find_name(local);
        let obj = name.and_then(|name| self.types.lookup(scope, name));
        let obj = obj.filter(|obj| {
            let object = self.types.object(*obj);
            object.is_func() || object.is_var()
        });
        let version = GoVersion::parse(&self.config.go_version);
        match obj {
            Some(obj) if linknamed.insert(obj) => {}
            Some(_) => walk.error(*offset, format!("duplicate //{directive} for {local}")),
            None if version.is_valid() && version < GoVersion(18) => {}
            None => {
                let text = format!("//{directive} must refer to declared function or variable");
                walk.error(*offset, text);
            }
        }
    }

    /// Returns functions and methods: objects of the package's scope by name, then others.
    fn functions_in_order(&mut self) -> Vec<ObjId> {
        let scope = self.types.package(self.pkg).scope;
        let mut named = self.types.scope(scope).elems().to_vec();
        named.sort_by(|(a, _), (b, _)| self.types.text(*a).cmp(self.types.text(*b)));
        let mut functions = Vec::new();
        for (_, obj) in named {
            let object = self.types.object(obj);
            if object.is_func() {
                functions.push(obj);
            } else if object.is_type_name()
                && let Some(own) = object.typ
                && let Type::Named(named) = self.types.get(own)
                && named.obj == obj
            {
                functions.extend(named.methods.iter().flatten());
            }
        }
        let mut seen: HashSet<ObjId> = functions.iter().copied().collect();
        let others = self.decls.objects.iter().copied();
        // Blank functions are not written.
        let others = others.filter(|obj| {
            let object = self.types.object(*obj);
            object.is_func() && object.name != Name::BLANK && seen.insert(*obj)
        });
        let others: Vec<ObjId> = others.collect();
        functions.extend(others);
        functions
    }

    /// Checks a function's directives, and the presence of a body.
    fn check_function(
        &self,
        obj: ObjId,
        files: &[Directives],
        flags: CompilerFlags,
        linknamed: &HashSet<ObjId>,
        errors: &mut Errors,
    ) {
        let decl = self
            .decls
            .decl_of(obj)
            .and_then(|decl| self.decls.decl_info(decl).fdecl);
        let Some(decl) = decl else {
            return;
        };
        let Node::FuncDecl { pragmas, body, .. } = self.source.node(decl) else {
            return;
        };
        let group = files.get(decl.file());
        let group = group.and_then(|directives| directives.group(pragmas));
        let all = group.map_or(PragmaFlags::NONE, |group| group.all);
        let has_wasm_import = group.is_some_and(|group| group.wasm_import.is_some());
        let mut error = |text: &str| errors.push((self.source.pos(decl), text.to_owned()));
        if all.has(PragmaFlags::SYSTEMSTACK) && all.has(PragmaFlags::NOSPLIT) {
            error("go:nosplit and go:systemstack cannot be combined");
        }
        if body.is_none() {
            if flags.is_complete && !linknamed.contains(&obj) && !has_wasm_import {
                error("missing function body");
            }
            return;
        }
        if all.has(PragmaFlags::NOESCAPE) {
            error("can only use //go:noescape with external func implementations");
        }
        if has_wasm_import {
            error("can only use //go:wasmimport with external func implementations");
        }
        let keeps_alive =
            all.has(PragmaFlags::UINTPTR_KEEP_ALIVE) && !all.has(PragmaFlags::UINTPTR_ESCAPES);
        if keeps_alive && !all.has(PragmaFlags::NOSPLIT) {
            error("go:uintptrkeepalive requires go:nosplit");
        }
    }
}
