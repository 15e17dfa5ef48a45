//! The packages of a test: the package with its test files, its external test, the
//! main package that runs them.
//!
//! Counterpart: cmd/go/internal/load/test.go (`TestPackagesAndErrors`,
//! `TestPackagesFor`).

use std::sync::Arc;

use vamos_base::trace;
use vamos_modload::dirpkg::DirPackage;
use vamos_modload::dirpkg::Places;
use vamos_modload::dirpkg::SourceFiles;
use vamos_modload::package_error::PackageError;

use crate::facts::EmbedFiles;
use crate::facts::ImportLists;
use crate::facts::PackageFacts;
use crate::facts::PackageOrigin;
use crate::facts::Problems;
use crate::package::Package;
use crate::package::PackageGraph;
use crate::package::PackageId;
use crate::pkg::errors;
use crate::pkg::flags::set_late_tool_flags;
use crate::pkg::implicit::SIMD_BRIDGE;
use crate::pkg::implicit::linker_deps;
use crate::pkg::loader::PackageLoader;
use crate::pkg::options::Described;
use crate::pkg::package_list::package_list;
use crate::pkg::reason::Reason;
use crate::pkg::test_cover::COVERAGE_HOOKS;
use crate::pkg::test_cover::MAIN_MODE;
use crate::pkg::test_cover::TestCover;
use crate::pkg::test_files::TestFiles;
use crate::pkg::test_main::MainSource;
use crate::pkg::test_main::TestSources;
use crate::pkg::test_recompile::recompile_for_test;
use crate::rare::Rare;
use crate::request::BuildRequest;
use crate::request::PackageFlags;
use crate::test_packages::TestPackages;

/// The packages that every generated main package imports.
const MAIN_DEPS: [&str; 4] = ["os", "reflect", "testing", "testing/internal/testdeps"];

/// Adds the packages of the tests of all packages that have test files, and of main packages if
/// they are requested.
pub(crate) fn load_tests(
    loader: &mut PackageLoader<'_>,
    packages: &[PackageId],
    cover: Option<&TestCover>,
) -> Vec<TestPackages> {
    let has_tests = |id: &PackageId| {
        let package = loader.graph.get(*id);
        let is_variant = loader.opts.loads_main_variants && package.name == "main";
        is_variant || !package.tests.go.is_empty() || !package.xtests.go.is_empty()
    };
    let packages: Vec<PackageId> = packages.iter().copied().filter(has_tests).collect();
    let sources = TestSources::read(loader.ctx, &loader.graph, &packages);
    let mut tests = TestLoader {
        loader,
        sources,
        cover,
    };
    let load = |id| {
        let (opts, graph) = (&tests.loader.opts, &tests.loader.graph);
        if opts.skips_broken_tests && !errors::broken_packages(graph, &[id]).is_empty() {
            return None;
        }
        let name = || "load.TestPackagesAndErrors".to_owned();
        Some(trace::within(name, || tests.load(id)))
    };
    packages.into_iter().filter_map(load).collect()
}

/// Loads the packages of tests.
struct TestLoader<'l, 'a> {
    loader: &'l mut PackageLoader<'a>,
    /// The test functions of all test files.
    sources: TestSources,
    /// The coverage settings of the tests, if they measure coverage.
    cover: Option<&'l TestCover>,
}

impl TestLoader<'_, '_> {
    /// Adds the packages of the test of `id` to the graph.
    fn load(&mut self, id: PackageId) -> TestPackages {
        let package = self.loader.graph.get(id);
        let build = package.build.clone().unwrap_or_default();
        let title = format!("{} (test)", package.import_path);
        let own = package.tests.imports.clone();
        let patterns = package.tests.embed_patterns.clone();
        let mut tests = TestFiles::load(
            self.loader,
            id,
            &title,
            own,
            (&build.places().test_imports, &build.places().test_embeds),
            &patterns,
        );
        // Here the error of embedding hides the error of an import, below it is reversed.
        tests.error = tests.embed_error.take().or(tests.error);
        let package = self.loader.graph.get(id);
        let title = format!("{}_test", package.import_path);
        let (own, patterns) = (
            package.xtests.imports.clone(),
            package.xtests.embed_patterns.clone(),
        );
        let mut xtests = TestFiles::load(
            self.loader,
            id,
            &title,
            own,
            (&build.places().xtest_imports, &build.places().xtest_embeds),
            &patterns,
        );
        xtests.error = xtests.error.or(xtests.embed_error.take());
        let resolve = |imports: &[PackageId], graph: &PackageGraph| {
            let path = |&id: &PackageId| graph.get(id).import_path.as_str().to_owned();
            imports.iter().map(path).collect::<Vec<String>>()
        };
        let (test_paths, xtest_paths) = (
            resolve(&tests.imports, &self.loader.graph),
            resolve(&xtests.imports, &self.loader.graph),
        );
        let package = self.loader.graph.get_mut(id);
        package.facts.tests.imports = test_paths;
        package.facts.xtests.imports = xtest_paths;
        package
            .facts
            .embeds
            .test_files
            .clone_from(&tests.embed_files);
        package
            .facts
            .embeds
            .xtest_files
            .clone_from(&xtests.embed_files);
        tests.imports.extend(tests.bridge);
        xtests.imports.extend(xtests.bridge);
        let needs_test = xtests.imports.contains(&id);
        xtests.imports.retain(|&import| import != id);

        let mut all_imports = tests.imports.clone();
        all_imports.extend_from_slice(&xtests.imports);
        let test = self.add_test_package(id, tests, &build);
        let external = self.add_external_test(id, xtests, &build);
        if needs_test && let Some(external) = external {
            self.loader
                .graph
                .get_mut(external)
                .facts
                .imports
                .ids
                .push(test);
        }
        let main = self.add_test_main(id, test, &build, &all_imports);
        let variants = TestPackages {
            package: id,
            main,
            test,
            external,
        };
        let source = self.import_tests(&variants);
        if let Some(error) = recompile_for_test(&mut self.loader.graph, &variants) {
            let package = self.loader.graph.get_mut(test);
            package.facts.problems.error = Some(Arc::new(error));
            package.facts.problems.incomplete = true;
        }
        if self.loader.ctx.env.sdk.release.describes_test_main_last()
            && self.loader.opts.build_info != Described::Nothing
        {
            // Now that all imports of tests are known: they may need modules that the package
            // itself does not.
            self.loader.describe_main(main);
        }
        let release = self.loader.ctx.env.sdk.release;
        let text = source.format(&self.loader.graph, id, self.cover, release);
        self.loader.graph.get_mut(main).request.testmain_go = Some(text.into());
        variants
    }

    /// Adds the tests to the imports of the main package, and collects the contents of its file.
    fn import_tests(&mut self, variants: &TestPackages) -> MainSource {
        let main = variants.main;
        let package = self.loader.graph.get(variants.package);
        let (mut source, error) = MainSource::of_package(&self.sources, package);
        let path = package.import_path.clone();
        if let Some(error) = error
            && self.loader.graph.get(main).problems.error.is_none()
        {
            let (stack, cwd) = (&mut self.loader.stack, &self.loader.ctx.cwd);
            let package = self.loader.graph.get_mut(main);
            errors::set_data_error(package, &error, &path, stack, None, cwd);
        }
        let tested = self.loader.graph.get(variants.test);
        if !tested.files.go.is_empty() || !tested.files.cgo.is_empty() {
            source.imports_test = true;
            self.add_main_import(main, variants.test);
        }
        if let Some(external) = variants.external {
            source.imports_xtest = true;
            self.add_main_import(main, external);
        }
        let package = self.loader.graph.get_mut(main);
        let imports = &mut package.facts.imports;
        imports.paths.sort_unstable();
        imports.paths.dedup();
        imports.raw.clone_from(&imports.paths);
        source
    }

    fn add_main_import(&mut self, main: PackageId, import: PackageId) {
        let path = &self.loader.graph.get(import).import_path;
        let path = path.as_str().to_owned();
        let package = self.loader.graph.get_mut(main);
        package.facts.imports.ids.push(import);
        package.facts.imports.paths.push(path);
    }

    /// Adds the copy of the package that has its test files, if it must differ.
    fn add_test_package(
        &mut self,
        id: PackageId,
        tests: TestFiles,
        build: &Arc<DirPackage>,
    ) -> PackageId {
        let package = self.loader.graph.get(id);
        let local = self.cover.filter(|cover| cover.is_local());
        if package.tests.go.is_empty() && package.name != "main" && local.is_none() {
            return id;
        }
        let mut test = package.clone();
        if let Some(cover) = local {
            test.request.cover_mode.clone_from(&cover.mode);
        }
        if test.problems.error.is_none() {
            test.facts.problems.error = tests.error.map(Arc::new);
        }
        test.facts.problems.incomplete |= tests.incomplete;
        test.request.for_test.clone_from(&package.import_path);
        test.facts.files.go.extend_from_slice(&package.tests.go);
        test.request.target.clear();
        test.facts.imports.paths = [&package.tests.imports[..], &package.imports.paths].concat();
        test.facts.imports.ids = [&tests.imports[..], &package.imports.ids].concat();
        test.facts.imports.raw = [&tests.raw_imports[..], &package.imports.raw].concat();
        let bridge = tests.bridge.map(|_| SIMD_BRIDGE.to_owned());
        let bridge = bridge.filter(|path| !test.imports.compiled.contains(path));
        test.facts.imports.compiled.extend(bridge);
        test.request.force_library = true;
        test.request.build_info = None;
        test.facts.embeds.by_pattern.extend(tests.embed);
        test.facts.embeds.files = [&package.embeds.files[..], &package.embeds.test_files].concat();
        let mut merged = (**build).clone();
        let mut places = build.places().clone();
        for (path, positions) in &build.places().test_imports {
            let all = places.imports.entry(path.clone()).or_default();
            all.extend_from_slice(positions);
        }
        merged.set_places(places);
        merged.directives.extend_from_slice(&build.test_directives);
        test.facts.directives = directive_texts(&merged);
        test.facts.build = Some(Arc::new(merged));
        self.loader.add(test)
    }

    /// Adds the external test package, if there is one.
    fn add_external_test(
        &mut self,
        id: PackageId,
        tests: TestFiles,
        build: &Arc<DirPackage>,
    ) -> Option<PackageId> {
        let package = self.loader.graph.get(id);
        if package.xtests.go.is_empty() {
            return None;
        }
        let mut own_build = DirPackage::default();
        own_build.directives.clone_from(&build.xtest_directives);
        own_build.set_places(Places {
            imports: build.places().xtest_imports.clone(),
            ..Places::default()
        });
        let external = Package {
            facts: PackageFacts {
                name: format!("{}_test", package.name),
                import_path: format!("{}_test", package.import_path).into(),
                origin: PackageOrigin {
                    root: package.origin.root.clone(),
                    goroot: package.origin.goroot,
                    local_prefix: package.origin.local_prefix.clone(),
                    ..PackageOrigin::default()
                },
                dir: package.dir.clone(),
                files: SourceFiles {
                    go: package.xtests.go.clone(),
                    ..SourceFiles::default()
                },
                imports: ImportLists {
                    paths: package.xtests.imports.clone(),
                    ids: tests.imports,
                    raw: tests.raw_imports,
                    compiled: tests
                        .bridge
                        .iter()
                        .map(|_| SIMD_BRIDGE.to_owned())
                        .collect(),
                },
                module: package.module.clone(),
                problems: Problems {
                    incomplete: tests.incomplete || tests.error.is_some(),
                    error: tests.error.map(Arc::new),
                },
                embeds: Rare::from(EmbedFiles {
                    files: tests.embed_files,
                    by_pattern: tests.embed,
                    ..EmbedFiles::default()
                }),
                orig_import_path: package.orig_import_path.clone(),
                directives: directive_texts(&own_build),
                build: Some(Arc::new(own_build)),
                ..PackageFacts::default()
            },
            request: BuildRequest {
                for_test: package.import_path.clone(),
                flags: package.request.flags.clone(),
                pgo_profile: package.request.pgo_profile.clone(),
                ..BuildRequest::default()
            },
        };
        Some(self.loader.add(external))
    }

    /// Adds the main package that runs the tests.
    fn add_test_main(
        &mut self,
        id: PackageId,
        test: PackageId,
        build: &DirPackage,
        test_imports: &[PackageId],
    ) -> PackageId {
        let package = self.loader.graph.get(id);
        let lists = [
            &build.directives,
            &build.test_directives,
            &build.xtest_directives,
        ];
        let all = lists.into_iter().flatten();
        let directives: Vec<(String, String)> = all
            .map(|directive| (directive.text.clone(), directive.position.to_string()))
            .collect();
        let mut ldflags = package.request.flags.ld.clone();
        ldflags.extend(["-X", "testing.testBinary=1"].map(str::to_owned));
        let mut gccgoflags = package.request.flags.gccgo.clone();
        gccgoflags.push("-Wl,--defsym,testing.gccgoTestBinary=1".to_owned());
        let mut main = Package {
            facts: PackageFacts {
                name: "main".to_owned(),
                dir: package.dir.clone(),
                files: SourceFiles {
                    go: vec!["_testmain.go".to_owned()],
                    ..SourceFiles::default()
                },
                import_path: format!("{}.test", package.import_path).into(),
                origin: PackageOrigin {
                    root: package.origin.root.clone(),
                    ..PackageOrigin::default()
                },
                imports: ImportLists {
                    paths: MAIN_DEPS.map(str::to_owned).to_vec(),
                    ..ImportLists::default()
                },
                module: package.module.clone(),
                orig_import_path: package.orig_import_path.clone(),
                directives,
                ..PackageFacts::default()
            },
            request: BuildRequest {
                flags: Rare::from(PackageFlags {
                    asm: package.request.flags.asm.clone(),
                    gc: package.request.flags.gc.clone(),
                    gccgo: gccgoflags,
                    ..PackageFlags::default()
                }),
                pgo_profile: package.request.pgo_profile.clone(),
                ..BuildRequest::default()
            },
        };
        let own_ldflags =
            self.loader
                .ldflags
                .args_for(self.loader.modules, package, &package.import_path);
        let linked = linker_deps(self.loader.ctx.env, self.loader.ctx.flags, own_ldflags);
        main.request.flags.ld = ldflags;
        if self.cover.is_some() {
            MAIN_MODE.clone_into(&mut main.request.cover_mode);
        }
        main.facts.default_godebug = self.loader.default_godebug(&main);
        main.facts.directives.clear();
        let mut deps = MAIN_DEPS.to_vec();
        deps.extend(self.cover.map(|_| COVERAGE_HOOKS));
        match linked {
            Ok(linked) => deps.extend(linked),
            Err(text) => {
                main.facts.problems.error = Some(Arc::new(PackageError {
                    err: text,
                    ..PackageError::default()
                }));
            }
        }
        self.loader.stack.push("testmain", None);
        for dep in deps {
            if self.loader.graph.get(test).import_path == dep {
                main.facts.imports.ids.push(test);
            } else {
                let (import, error) = self.loader.load_import(dep, None, None, Reason::Implied);
                main.facts.imports.ids.push(import);
                if let Some(error) = error
                    && main.problems.error.is_none()
                {
                    main.facts.problems.error = Some(Arc::new(error));
                    main.facts.problems.incomplete = true;
                }
            }
        }
        self.loader.stack.pop();
        self.set_test_flags(&main.imports.ids, test_imports);
        self.add_described_main(id, main)
    }

    /// Adds the main package with its build info, copied from the package under test if possible.
    fn add_described_main(&mut self, id: PackageId, main: Package) -> PackageId {
        let is_same = main.default_godebug == self.loader.graph.get(id).default_godebug;
        let main = self.loader.add(main);
        if self.loader.ctx.env.sdk.release.describes_test_main_last() {
            // Its build info is computed when all imports are loaded.
            return main;
        }
        let is_copied = is_same && self.loader.build_infos.copy(id, main);
        if !is_copied && self.loader.opts.build_info != Described::Nothing {
            self.loader.describe_main(main);
        }
        main
    }

    /// Sets the tool flags of the tests' imports.
    fn set_test_flags(&mut self, main_imports: &[PackageId], test_imports: &[PackageId]) {
        let roots = [main_imports, test_imports].concat();
        let (ctx, modules) = (self.loader.ctx, self.loader.modules);
        set_late_tool_flags(ctx, modules, &mut self.loader.graph, |graph| {
            package_list(graph, &roots)
        });
    }
}

fn directive_texts(build: &DirPackage) -> Vec<(String, String)> {
    let directives = build.directives.iter();
    directives
        .map(|directive| (directive.text.clone(), directive.position.to_string()))
        .collect()
}
