//! The first-parent steps of a commit that touch certain paths. It reads each commit and its top tree once, and
//! anything below only where that tree names something else than before: audits walk tens of thousands of commits.

use std::collections::{HashMap, VecDeque};
use std::iter::FusedIterator;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use git2::Oid;

use super::ahead::{Ahead, REMEMBERED, Tops};
use super::commit::{Links, links};
use super::tree::{Located, Trees};
use super::tree_object::{Found, find};
use super::{Repository, RepositoryError, hexadecimal, parse_id};
use crate::source::segments;

/// After so many commits a walk gets help: most end before.
const ALONE: usize = 64;

/// A commit that touches one of the paths, compared to its first parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchingCommit {
    /// Its id.
    pub id: String,
    /// The id of its first parent.
    pub parent: Option<String>,
    /// How many parents it has.
    pub parents: usize,
    /// When it was committed, in seconds since 1970 (UTC), as it says itself.
    pub time: i64,
    /// How many commits of the line lie after it; the index in [`Walk::times`].
    pub age: usize,
    /// What stood at each path before and what stands there after it, in the order of the paths.
    pub paths: Vec<Ends>,
}

/// What stands at a path before and after a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// What the first parent has there.
    pub before: Option<Located>,
    /// What the commit has there.
    pub after: Option<Located>,
}

impl Ends {
    /// Whether the commit touches the path.
    pub fn differ(&self) -> bool {
        self.before != self.after
    }
}

impl Repository {
    /// The commits from `from` along the first parents that touch one of `paths`, the newest first.
    pub fn touching(&self, from: &str, paths: &[&str]) -> Result<Walk<'_>, RepositoryError> {
        // The top itself, and a path that climbs out of it, stand for nothing in the tree.
        let names = |path: &&str| segments(path).map(|names| names.join("/")).filter(|path| !path.is_empty());
        let paths: Vec<Option<String>> = paths.iter().map(names).collect();
        let mut tops: Vec<String> =
            paths.iter().flatten().filter_map(|path| path.split('/').next()).map(str::to_owned).collect();
        tops.sort();
        tops.dedup();
        Ok(Walk {
            trees: Trees::of(self)?,
            objects: self.git.commondir().join("objects"),
            ahead: None,
            paths,
            tops,
            start: Some(parse_id(from)?),
            here: None,
            line: Vec::new(),
            times: Vec::new(),
            recent: VecDeque::with_capacity(REMEMBERED),
            watched: None,
            sides: Vec::new(),
            asides: Vec::new(),
        })
    }
}

/// The walk; it ends after a commit without parents, or after the first error.
pub struct Walk<'repository> {
    trees: Trees<'repository>,
    /// Where the objects lie.
    objects: PathBuf,
    ahead: Option<Ahead>,
    paths: Vec<Option<String>>,
    /// The first names of the paths.
    tops: Vec<String>,
    start: Option<Oid>,
    here: Option<Position>,
    line: Vec<Oid>,
    times: Vec<i64>,
    recent: VecDeque<Rc<View>>,
    /// The index of the path that second parents are looked at for.
    watched: Option<usize>,
    sides: Vec<Side>,
    asides: Vec<Aside>,
}

/// A merge that has neither all that a further parent has at the paths, nor left them as that parent has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The merge; its ends are equal where it left every path alone.
    pub merge: TouchingCommit,
    /// The further parent.
    pub parent: String,
    /// What that parent has at each path.
    pub found: Vec<Option<Located>>,
}

/// What the second parent of a merge has at a path, where the merge has neither that nor left the path alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The merge.
    pub merge: String,
    /// Its second parent.
    pub parent: String,
    /// What stands there at the path.
    pub found: Located,
}

/// The commits of a line of first parents.
#[derive(Debug, Clone, Default)]
pub struct FirstParents {
    line: Vec<Oid>,
    /// The place of each; most never ask.
    ages: OnceLock<HashMap<Oid, usize>>,
}

impl FirstParents {
    /// How many commits of the line lie after this one, if it is on the line.
    pub fn age_of(&self, id: &str) -> Option<usize> {
        let ages = || self.line.iter().enumerate().map(|(age, id)| (*id, age)).collect();
        self.ages.get_or_init(ages).get(&parse_id(id).ok()?).copied()
    }

    /// The id of the oldest commit that the walk came by.
    pub fn first(&self) -> Option<String> {
        self.line.last().map(Oid::to_string)
    }
}

/// A commit of the line, with what it has at the paths.
struct Position {
    id: Oid,
    links: Links,
    view: Rc<View>,
}

/// What a tree has at the paths. Most trees share what they have with the one before them.
struct View {
    tree: Oid,
    tops: Tops,
    found: Rc<[Option<Found>]>,
}

impl Walk<'_> {
    /// The times that the commits walked so far state, the newest commit first.
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// The commits that the walk came by.
    pub fn first_parents(&self) -> FirstParents {
        FirstParents { line: self.line.clone(), ages: OnceLock::new() }
    }

    /// From here on, second parents of merges are looked at for one of the paths.
    #[must_use]
    pub fn watching_sides_of(mut self, path: usize) -> Self {
        self.watched = Some(path);
        self
    }

    /// What second parents have at the watched path and their merges left out, the newest first.
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }

    /// Merges beside which a further parent has something of its own, the newest first.
    pub fn asides(&self) -> &[Aside] {
        &self.asides
    }

    /// What a merge leaves out of its further parents, where somebody asks for that.
    fn look_aside(
        &mut self,
        here: &Position,
        before: Option<&View>,
        age: usize,
    ) -> Result<(), RepositoryError> {
        let (Some(index), Some(second)) = (self.watched, here.links.second) else { return Ok(()) };
        let mut further = vec![second];
        if here.links.parents > 2 {
            let all = self.trees.parents(here.id)?;
            further.extend(all.into_iter().skip(2));
        }
        for parent in further {
            self.look_at(here, before, (parent, age), index)?;
        }
        Ok(())
    }

    fn look_at(
        &mut self,
        here: &Position,
        before: Option<&View>,
        (parent, age): (Oid, usize),
        watched: usize,
    ) -> Result<(), RepositoryError> {
        let broken =
            |reason: &str| RepositoryError::Broken { id: parent.to_string(), reason: reason.to_owned() };
        let tree = links(self.trees.commit(parent)?.data()).map_err(broken)?.tree;
        let view = self.view(tree, None)?;
        if view.found == here.view.found || before.is_some_and(|before| view.found == before.found) {
            return Ok(());
        }
        self.asides.push(Aside {
            merge: Self::touching(here, age, Self::ends(before, &here.view)),
            parent: parent.to_string(),
            found: view.found.iter().map(|found| found.map(located)).collect(),
        });
        let at = |view: &View| view.found.get(watched).copied().flatten();
        let is_taken = at(&view) == at(&here.view) || before.is_some_and(|before| at(&view) == at(before));
        if let Some(found) = at(&view).filter(|_| !is_taken) {
            self.sides.push(Side {
                merge: here.id.to_string(),
                parent: parent.to_string(),
                found: located(found),
            });
        }
        Ok(())
    }

    fn step(&mut self) -> Result<Option<TouchingCommit>, RepositoryError> {
        if let Some(start) = self.start.take() {
            self.here = Some(self.position(start)?);
        }
        while let Some(here) = self.here.take() {
            let age = self.times.len() - 1;
            let before = match here.links.parent {
                Some(parent) => Some(self.position(parent)?),
                None => None,
            };
            let view = before.as_ref().map(|before| Rc::clone(&before.view));
            self.here = before;
            self.look_aside(&here, view.as_deref(), age)?;
            if Self::differ(view.as_deref(), &here.view) {
                return Ok(Some(Self::touching(&here, age, Self::ends(view.as_deref(), &here.view))));
            }
        }
        Ok(None)
    }

    fn touching(here: &Position, age: usize, paths: Vec<Ends>) -> TouchingCommit {
        TouchingCommit {
            id: here.id.to_string(),
            parent: here.links.parent.map(|id| id.to_string()),
            parents: here.links.parents,
            time: here.links.time,
            age,
            paths,
        }
    }

    /// Whether something else stands at one of the paths.
    fn differ(before: Option<&View>, after: &View) -> bool {
        let old = |index: usize| before.and_then(|view| view.found.get(index).copied().flatten());
        !before.is_some_and(|before| Rc::ptr_eq(&before.found, &after.found))
            && after.found.iter().enumerate().any(|(index, new)| old(index) != *new)
    }

    /// Both ends of every path.
    fn ends(before: Option<&View>, after: &View) -> Vec<Ends> {
        let old = |index: usize| before.and_then(|view| view.found.get(index).copied().flatten());
        let ends = after.found.iter().enumerate();
        ends.map(|(index, new)| Ends { before: old(index).map(located), after: new.map(located) }).collect()
    }

    fn position(&mut self, id: Oid) -> Result<Position, RepositoryError> {
        let (links, tops) = self.links_of(id)?;
        let view = self.view(links.tree, tops)?;
        self.line.push(id);
        self.times.push(links.time);
        Ok(Position { id, links, view })
    }

    /// What a commit says, and where it was read ahead also what its top tree has.
    fn links_of(&mut self, id: Oid) -> Result<(Links, Option<Tops>), RepositoryError> {
        if self.line.len() == ALONE {
            self.ahead = Ahead::of(&self.objects, id, self.tops.clone());
        }
        if let Some((links, tops)) = self.ahead.as_mut().and_then(|ahead| ahead.next(id)) {
            return Ok((links, Some(tops)));
        }
        self.ahead = None;
        links(self.trees.commit(id)?.data())
            .map(|links| (links, None))
            .map_err(|reason| RepositoryError::Broken { id: id.to_string(), reason: reason.to_owned() })
    }

    fn view(&mut self, tree: Oid, tops: Option<Tops>) -> Result<Rc<View>, RepositoryError> {
        if let Some(known) = self.recent.iter().find(|view| view.tree == tree) {
            return Ok(Rc::clone(known));
        }
        let tops = tops.map_or_else(|| self.tops_of(tree), Ok)?;
        let view = Rc::new(match self.recent.iter().find(|view| *view.tops == *tops) {
            Some(same) => View { tree, tops: Arc::clone(&same.tops), found: Rc::clone(&same.found) },
            None => View { tree, tops, found: self.trees.locate_all(tree, &self.paths)? },
        });
        self.recent.truncate(REMEMBERED - 1);
        self.recent.push_front(Rc::clone(&view));
        Ok(view)
    }

    /// What the top tree has under the first names of the paths. Its other entries, and its hash, matter where one of
    /// these changes; then all of it is read again.
    fn tops_of(&self, tree: Oid) -> Result<Tops, RepositoryError> {
        let object = self.trees.unverified_tree(tree)?;
        find(object.data(), &self.tops)
            .map(Tops::from)
            .map_err(|reason| RepositoryError::Broken { id: tree.to_string(), reason })
    }
}

fn located(found: Found) -> Located {
    Located { id: hexadecimal::encode(found.id), kind: found.kind }
}

impl Iterator for Walk<'_> {
    type Item = Result<TouchingCommit, RepositoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step().transpose();
        if !matches!(step, Some(Ok(_))) {
            self.here = None;
        }
        step
    }
}

impl FusedIterator for Walk<'_> {}

impl std::fmt::Debug for Walk<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Walk")
            .field("paths", &self.paths)
            .field("commits", &self.times.len())
            .finish()
    }
}
