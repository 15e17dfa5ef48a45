//! Conversion of a run's accesses into claims that a later run can check.
//!
//! If one access of the run cannot be claimed, there is no run record.
//! Counterpart: none.

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_fsys::access_log::AccessLog;
use vamos_fsys::access_log::PathAccess;
use vamos_fsys::access_log::Touched;
use vamos_fsys::stamp::Stamp;
use vamos_fsys::stamp::StatResult;
use vamos_fsys::stamp::stat;

use super::CacheFile;
use super::CacheFormat;
use super::Claim;
use super::Group;
use super::Output;
use super::Preconditions;
use super::head_of;
use crate::kind::Home;
use crate::kind::is_own;
use crate::trust::Trust;

/// Files with the load of the machine: they influence the schedule, never the result.
const LOAD: [&str; 3] = ["/proc/meminfo", "/proc/self/cgroup", "/sys/fs/cgroup"];

/// Facts about a run in addition to its accesses.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Start time, in nanoseconds since the epoch.
    pub start_ns: i64,
    /// vamos' own directories in build caches, except for the stores in them.
    pub state: Vec<String>,
    /// Directories with vamos' own files, which have checks of their own.
    pub own: Vec<String>,
    /// Build caches.
    pub stores: Vec<String>,
    /// The module cache, if the content of extracted modules counts as unchanged while the
    /// directories of their roots are.
    pub fixed_modules: Option<String>,
    /// True if requests to servers are allowed, because a later run can repeat them.
    pub may_ask: bool,
    /// True if the command attaches data, so that a later run can decide about recent changes.
    pub has_attachment: bool,
}

fn is_below(path: &str, dir: &str) -> bool {
    path.strip_prefix(dir)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The scope of a run and the format of its build cache.
struct Rules<'a> {
    scope: &'a Scope,
    cache: &'a dyn CacheFormat,
}

impl Rules<'_> {
    /// Reports whether a path is one of vamos' own files, or in a directory that the run made
    /// for itself. Other programs may have files in the same directories.
    fn is_own(&self, sight: &AccessLog, path: &str) -> bool {
        let mut temporary = sight.temporary.iter();
        if temporary.any(|dir| is_below(path, dir)) {
            return true;
        }
        let mut state = self.scope.state.iter();
        if state.any(|dir| is_below(path, dir)) && self.cached(path).is_none() {
            return true;
        }
        let mut rests = self
            .scope
            .own
            .iter()
            .filter_map(|dir| path.strip_prefix(dir.as_str()));
        rests.any(|rest| {
            let name = rest.strip_prefix('/').unwrap_or_default();
            rest.is_empty() || is_own(Home::User, name)
        })
    }

    /// Returns the root of the extracted module that a path is below: the first directory
    /// in the module cache with a version in its name.
    fn module_root<'p>(&self, path: &'p str) -> Option<&'p str> {
        let modules = self.scope.fixed_modules.as_deref()?;
        let rest = path.strip_prefix(modules)?.strip_prefix('/')?;
        if is_below(rest, "cache") {
            return None;
        }
        let version = rest.find('@')?;
        let end = version + rest[version..].find('/')?;
        Some(&path[..path.len() - rest.len() + end])
    }

    /// Returns the directories in the module cache, if its modules count as unchanged.
    fn dirs_of_modules<'s>(&self, seen: &'s [(String, PathAccess)]) -> HashSet<&'s str> {
        let Some(modules) = self.scope.fixed_modules.as_deref() else {
            return HashSet::new();
        };
        let is_dir =
            |seen: &PathAccess| matches!(seen.followed, Some(Some(stamp)) if stamp.is_dir());
        seen.iter()
            .filter(|(path, seen)| is_below(path, modules) && is_dir(seen))
            .map(|(path, _)| path.as_str())
            .collect()
    }

    fn cached(&self, path: &str) -> Option<CacheFile> {
        let rest = |dir: &String| path.strip_prefix(dir.as_str())?.strip_prefix('/');
        let rest = self.scope.stores.iter().find_map(rest)?;
        self.cache.kind_of(rest)
    }
}

/// Makes claims of a run's accesses; an error is the reason why there is no record. The log is only
/// drained: its caller decides when to free it.
pub fn settle(
    sight: &mut AccessLog,
    scope: &Scope,
    cache: &dyn CacheFormat,
) -> Result<Preconditions, String> {
    let rules = Rules { scope, cache };
    if let Some(why) = sight.void.take() {
        return Err(why);
    }
    if let Some(path) = sight.wrote.iter().find(|path| !rules.is_own(sight, path)) {
        return Err(format!("{path}: written"));
    }
    let is_used = |path: &String| rules.is_own(sight, path) || rules.cached(path).is_some();
    if let Some(path) = sight.used.iter().find(|path| !is_used(path)) {
        return Err(format!("{path}: its time was set"));
    }
    if !sight.asked.is_empty() && !scope.may_ask {
        return Err("the network was asked".to_owned());
    }
    if sight.seen.is_empty() {
        return Err("nothing was seen".to_owned());
    }
    let mut builder = Builder {
        groups: HashMap::new(),
        trust: Trust::new(i128::from(scope.start_ns)),
        may_be_young: scope.has_attachment,
    };
    let listed: HashSet<&str> = sight
        .seen
        .iter()
        .filter(|(_, seen)| seen.is_listed && matches!(seen.followed, Some(Some(_))))
        .map(|(path, _)| path.as_str())
        .collect();
    let extracted = rules.dirs_of_modules(&sight.seen);
    let mut outputs = Vec::new();
    for touched in &sight.touched {
        let output = output(touched, &sight.seen);
        outputs.push(output.ok_or_else(|| format!("{}: changed since", touched.path))?);
    }
    outputs.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let mut outside = std::mem::take(&mut sight.outside);
    outside.sort_unstable();
    outside.dedup();
    let mut asked = std::mem::take(&mut sight.asked);
    asked.sort_unstable_by(|a, b| a.url.cmp(&b.url));
    asked.dedup();
    if let Some(pair) = asked.windows(2).find(|pair| pair[0].url == pair[1].url) {
        return Err(format!("{}: two different answers", pair[0].url));
    }
    let mut store = None;
    // A recent change allows no record, so that the rest is not processed.
    let [young, old] = by_age(&sight.seen, &builder.trust);
    for (path, seen) in young.into_iter().chain(old) {
        let is_load = LOAD.iter().any(|load| is_below(path, load));
        if !seen.is_exact && (is_load || rules.is_own(sight, path)) {
            continue;
        }
        let root = rules.module_root(path);
        let is_whole = !seen.is_torn && !seen.has_new_times;
        if root.is_some_and(|root| extracted.contains(root)) && is_whole && !seen.is_exact {
            continue;
        }
        if outputs.iter().any(|output| output.is(seen)) {
            if seen.is_source || seen.is_exact {
                return Err(format!("{path}: it is both an input and an output"));
            }
            continue;
        }
        let cached = rules.cached(path).filter(|_| !seen.is_exact);
        if let Some(CacheFile::Trim) = cached {
            store = path.rsplit_once('/').map(|(dir, _)| dir.to_owned());
            continue;
        }
        builder.add(path, seen, cached, &listed)?;
    }
    Ok(Preconditions {
        groups: builder.finish(),
        outputs,
        outside,
        store,
        stdout: Vec::new(),
        stderr: Vec::new(),
        asked,
        program: Vec::new(),
        attachment: Vec::new(),
    })
}

/// Returns the accesses in two parts: first the accesses of recently changed files.
fn by_age<'s>(
    seen: &'s [(String, PathAccess)],
    trust: &Trust,
) -> [Vec<&'s (String, PathAccess)>; 2] {
    let is_young = |stamp: Stamp| {
        let is_settled = trust.is_settled(stamp.mtime_ns.into(), stamp.ctime_ns.into());
        stamp.is_file() && !is_settled
    };
    let (young, old) = seen.iter().partition(|(_, seen)| {
        let answers = seen.answers().into_iter();
        answers.flatten().flatten().any(is_young)
    });
    [young, old]
}

/// Describes an output, if it is still the file that this run found and gave a new time:
/// another process may have replaced it.
fn output(touched: &Touched, seen: &[(String, PathAccess)]) -> Option<Output> {
    let Touched {
        path,
        before,
        after,
    } = touched;
    let answers = seen
        .iter()
        .flat_map(|(_, seen)| seen.answers())
        .flatten()
        .flatten();
    let mut aliases = answers.filter(|stamp| (stamp.dev, stamp.ino) == (before.dev, before.ino));
    let first = aliases.next()?;
    let is_found = first == *before && aliases.all(|stamp| stamp == *before);
    let is_left = stat(path, true) == StatResult::There(*after);
    // Reading something else than a file might not end.
    if !(is_found && is_left && after.is_file()) {
        return None;
    }
    Some(Output {
        path: path.clone(),
        dev: after.dev,
        ino: after.ino,
        size: after.size,
        head: head_of(path)?,
    })
}

impl Output {
    /// Reports whether it was seen, possibly under another name.
    fn is(&self, seen: &PathAccess) -> bool {
        let answers = seen.answers().into_iter().flatten().flatten();
        answers
            .into_iter()
            .any(|stamp| (stamp.dev, stamp.ino) == (self.dev, self.ino))
    }
}

struct Builder {
    groups: HashMap<String, Group>,
    trust: Trust,
    /// True if a recent change counts as changed in the next run, which then decides.
    may_be_young: bool,
}

impl Builder {
    fn add(
        &mut self,
        path: &str,
        seen: &PathAccess,
        cached: Option<CacheFile>,
        listed: &HashSet<&str>,
    ) -> Result<(), String> {
        let changed = || Err(format!("{path}: changed while it was read"));
        // A value's size is claimed, and an entry's content: their times, which record when they
        // were used, are renewed by this run and by others.
        let has_used_time = matches!(
            (cached, seen.content),
            (Some(CacheFile::Value), _) | (Some(CacheFile::Entry), Some(_))
        );
        if seen.is_torn || seen.has_new_times && !has_used_time {
            return changed();
        }
        let [mut followed, mut itself] = seen.answers();
        // Without a link both answers are the same.
        if let (Some(followed_to), Some(found)) = (followed, itself)
            && !found.is_some_and(|stamp| stamp.is_link())
        {
            let is_same = match (followed_to, found) {
                (Some(one), Some(other)) if one.is_dir() && !seen.is_exact => {
                    one.is_same_node(&other)
                }
                (one, other) => one == other,
            };
            if !is_same {
                return changed();
            }
            itself = Some(followed_to);
            followed = None;
        }
        if let (Some(cached), Some(Some(stamp)), None) = (cached, followed, itself) {
            return self.add_cached(path, seen, cached, stamp);
        }
        for (answer, follow) in [(followed, true), (itself, false)] {
            let Some(answer) = answer else { continue };
            let claim = match answer {
                None if is_implied(path, listed) => continue,
                None => Claim::Absent { follow },
                Some(stamp) => {
                    let has_times = seen.is_listed || seen.is_exact;
                    self.believe(path, stamp, follow, has_times)?
                }
            };
            self.put(path, claim);
        }
        Ok(())
    }

    fn add_cached(
        &mut self,
        path: &str,
        seen: &PathAccess,
        cached: CacheFile,
        stamp: Stamp,
    ) -> Result<(), String> {
        let claim = match (cached, seen.content) {
            _ if stamp.is_dir() => Claim::Node {
                follow: true,
                stamp,
            },
            (CacheFile::Value, _) => Claim::Value { stamp },
            (_, Some(content)) => {
                let is_proof = self.trust.shows_writes_to_entry(&stamp, path);
                let is_proof = is_proof && !seen.has_new_times;
                // An entry whose stamp proves nothing is read in the next check.
                let (mtime_ns, ctime_ns) = if is_proof {
                    (stamp.mtime_ns, stamp.ctime_ns)
                } else {
                    (0, 0)
                };
                let stamp = Stamp {
                    mtime_ns,
                    ctime_ns,
                    ..stamp
                };
                Claim::Entry { stamp, content }
            }
            (_, None) => self.believe(path, stamp, true, false)?,
        };
        self.put(path, claim);
        Ok(())
    }

    fn is_old(&self, stamp: &Stamp) -> bool {
        self.trust
            .is_settled(stamp.mtime_ns.into(), stamp.ctime_ns.into())
    }

    fn is_honest(&self, stamp: &Stamp, path: &str) -> bool {
        self.trust.is_honest(stamp.dev, path)
    }

    fn believe(
        &mut self,
        path: &str,
        stamp: Stamp,
        follow: bool,
        has_times: bool,
    ) -> Result<Claim, String> {
        let is_node = if stamp.is_dir() {
            !has_times
        } else {
            !stamp.is_file() && !stamp.is_link()
        };
        // The contents of a pipe have no stamp.
        if is_node && !stamp.is_dir() && path != "/dev/null" {
            return Err(format!("{path}: no regular file"));
        }
        if is_node {
            return Ok(Claim::Node { follow, stamp });
        }
        if !self.is_old(&stamp) {
            // A link is no file that the next run could read again.
            if !self.may_be_young || stamp.is_link() {
                return Err(format!("{path}: changed a moment ago"));
            }
            let stamp = Stamp {
                mtime_ns: 0,
                ctime_ns: 0,
                ..stamp
            };
            return Ok(Claim::Full { follow, stamp });
        }
        // The stamp belongs to the link itself, but the file system to its target.
        if !stamp.is_link() && !self.is_honest(&stamp, path) {
            return Err(format!("{path}: on a file system with times of its own"));
        }
        Ok(Claim::Full { follow, stamp })
    }

    fn put(&mut self, path: &str, claim: Claim) {
        let is_here = match claim {
            Claim::Full { stamp, .. } | Claim::Node { stamp, .. } => stamp.is_dir(),
            _ => false,
        };
        if is_here {
            // Seen with and without following a link: the second claim is added below.
            let group = self.group(path);
            if group.here.is_none() {
                group.here = Some(claim);
                return;
            }
        }
        match path.rsplit_once('/') {
            Some((dir, name)) => {
                let dir = if dir.is_empty() { "/" } else { dir };
                self.group(dir).names.push((name.to_owned(), claim));
            }
            None => unreachable!("observed paths are absolute"),
        }
    }

    fn group(&mut self, dir: &str) -> &mut Group {
        // Most names are in a directory that has a group already: no allocation to find it.
        self.groups.entry_ref(dir).or_insert_with(|| Group {
            dir: dir.to_owned(),
            ..Group::default()
        })
    }

    /// Returns the groups, the most recently changed first: they are the most likely to have
    /// changed again.
    fn finish(self) -> Vec<Group> {
        let mut groups: Vec<(i64, Group)> = self
            .groups
            .into_values()
            .map(|mut group| {
                group.names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
                let claims = group.names.iter().map(|(_, claim)| claim);
                let newest = claims.chain(&group.here).map(newest).max();
                (newest.unwrap_or_default(), group)
            })
            .collect();
        groups.sort_unstable_by(|a, b| (b.0, &a.1.dir).cmp(&(a.0, &b.1.dir)));
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

fn newest(claim: &Claim) -> i64 {
    match claim {
        Claim::Full { stamp, .. } => stamp.mtime_ns.max(stamp.ctime_ns),
        _ => 0,
    }
}

/// Reports whether the absence of a path follows from its directory's unchanged listing.
fn is_implied(path: &str, listed: &HashSet<&str>) -> bool {
    let parent = path.rsplit_once('/').map_or("", |(dir, _)| dir);
    // A dangling link is an entry of the directory.
    listed.contains(parent) && stat(path, false) == StatResult::Absent
}
