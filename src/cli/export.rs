//! `milepost export`: the documents of a revision as calendars, tables, charts, data and feeds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::export::{
    About, ExportError, ExportFile, Format, Model, Wanted, export, files, model, model_of_folder,
};
use crate::history::Documents;
use crate::report::verification::shell_word;
use crate::repository::{Commit, Repository, RepositoryError};
use crate::schema::suggestion;
use crate::source::Snapshot as _;

use super::Outcome;
use super::arguments::ExportOptions;
use super::failure::Failure;
use super::output::{print, print_aside};
use super::progress::Progress;
use super::side::{Place, Side, absolute, project_around};

/// Runs the command.
pub(super) fn run(options: &ExportOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let read = read(options, &place)?;
    let about = About { cycle: options.cycle.clone(), role: options.role.clone() };
    require_known(&read.model, &about)?;
    for note in &read.model.notes {
        print_aside(&format!(
            "{}\n",
            crate::render::plain(&format!("note: {note}"), &crate::render::Options::default()).trim_end()
        ))?;
    }
    let Some(output) = &options.output else {
        print(&export(&read.model, &about, options.format))?;
        return Ok(Outcome::Fine);
    };
    let target = Target::of(output, options.format);
    let made = target.files(&read.model, &about, options.format);
    if options.check {
        check(options, &place, &read, &target, &made)
    } else {
        write(&target, &made)?;
        Ok(Outcome::Fine)
    }
}

/// What was read, and from where.
struct Read {
    model: Model,
    /// The newest commit that was looked at; none for a folder.
    tip: Option<Commit>,
}

fn read(options: &ExportOptions, place: &Place<'_>) -> Result<Read, Failure> {
    match side(options, place)? {
        Side::Revision(tip) => {
            let model = read_revision(options, place, &tip)?;
            Ok(Read { model, tip: Some(tip) })
        }
        Side::Folder(folder) | Side::Worktree(folder, _) => {
            if options.format == Format::Atom {
                return Err(Failure::new(
                    "a news feed tells the revisions of the plans, and there is no git history here",
                )
                .hint("export it in the repository itself, or choose another format"));
            }
            let workspace = place.load(&folder, &BTreeSet::new())?;
            place.require_documents(&workspace, &folder)?;
            Ok(Read { model: model_of_folder(&workspace, place.today(&workspace)), tip: None })
        }
    }
}

fn side(options: &ExportOptions, place: &Place<'_>) -> Result<Side, Failure> {
    if let Some(revision) = &options.rev {
        return Ok(Side::Revision(place.repository()?.resolve(revision)?));
    }
    let start = options.folder.as_ref().unwrap_or(&options.place.repo);
    let side = match project_around(&absolute(start)?, place.root()) {
        Some(top) => place.folder(&top)?,
        None if options.folder.is_some() => Side::Folder(crate::source::Folder::open(start)?),
        None => return head(place),
    };
    match side {
        Side::Worktree(_, Some(_)) => head(place),
        other => Ok(other),
    }
}

fn head(place: &Place<'_>) -> Result<Side, Failure> {
    match place.any_repository() {
        Some(repository) if matches!(repository.resolve("HEAD"), Err(RepositoryError::NoCommits { .. })) => {
            place.worktree()
        }
        Some(_) => Ok(Side::Revision(place.repository()?.resolve("HEAD")?)),
        None => place.worktree(),
    }
}

fn read_revision(options: &ExportOptions, place: &Place<'_>, tip: &Commit) -> Result<Model, Failure> {
    let repository = place.repository()?;
    if repository.is_shallow() {
        return Err(Failure::new("this clone is shallow, so it does not hold the history of the dates").hint(
            "fetch the rest with `git fetch --unshallow`; in a workflow, give `actions/checkout` the line \
             `fetch-depth: 0`",
        ));
    }
    let snapshot = repository.snapshot(&tip.id)?;
    if snapshot.entry(&format!("{}/project.yaml", place.root()))?.is_none() {
        let workspace = place.load(&snapshot, &BTreeSet::new())?;
        place.require_documents(&workspace, &snapshot)?;
    }
    let branch = branch(options, repository);
    let wanted =
        Wanted { branch: &branch, tip: &tip.id, today: options.place.today, depth: options.format.depth() };
    let mut progress = Progress::new("reading step");
    let documents = Documents::new(repository, place.root());
    let found = model(&documents, &wanted, &mut |done, total| progress.tell(done, total));
    progress.end();
    found.map_err(failure)
}

fn branch(options: &ExportOptions, repository: &Repository) -> String {
    let head = || repository.head_branch_name().unwrap_or_else(|| "HEAD".to_owned());
    options.rev.clone().unwrap_or_else(head)
}

fn failure(error: ExportError) -> Failure {
    match error {
        ExportError::History(error) => error.into(),
        ExportError::Audit(error) => Failure::new(error.to_string()),
    }
}

/// A cycle or role that nobody has is rather a mistake than an empty feed.
fn require_known(model: &Model, about: &About) -> Result<(), Failure> {
    let cycles: Vec<&str> = model.cycles.iter().map(|cycle| cycle.id.as_str()).collect();
    if let Some(cycle) = about.cycle.as_deref().filter(|cycle| !cycles.contains(cycle)) {
        return Err(Failure::new(format!("there never was a schedule of a cycle `{cycle}`")).hint(known(
            cycle,
            &cycles,
            "there are no schedules yet",
        )));
    }
    let roles = model.roles();
    if let Some(role) = about.role.as_deref().filter(|role| !roles.contains(role)) {
        return Err(Failure::new(format!("no milestone and no meeting belongs to `{role}`")).hint(known(
            role,
            &roles,
            "no milestone names an `owner`",
        )));
    }
    Ok(())
}

fn known(written: &str, known: &[&str], nothing: &str) -> String {
    match suggestion(written, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => nothing.to_owned(),
        None => format!("there are: {}", known.join(", ")),
    }
}

/// Where an export is written to.
enum Target {
    File(PathBuf),
    Folder(PathBuf),
}

impl Target {
    /// A folder where one is there, or where the name says so: by a slash at its end, or by not ending as a file would.
    fn of(path: &Path, format: Format) -> Self {
        let text = path.to_string_lossy();
        let names_folder = text.ends_with('/') || text.ends_with(std::path::MAIN_SEPARATOR);
        let is_file = path.extension().is_some() || format.name() == text;
        if path.is_dir() || names_folder || !is_file {
            Self::Folder(path.to_owned())
        } else {
            Self::File(path.to_owned())
        }
    }

    fn files(&self, model: &Model, about: &About, format: Format) -> BTreeMap<PathBuf, Made> {
        let one = |about: &About| Made { about: about.clone(), text: export(model, about, format) };
        match self {
            Self::File(path) => BTreeMap::from([(path.clone(), one(about))]),
            Self::Folder(folder) if *about == About::default() => files(model, format)
                .into_iter()
                .map(|ExportFile { path, about, text }| (folder.join(path), Made { about, text }))
                .collect(),
            Self::Folder(folder) => {
                let name = about
                    .cycle
                    .as_deref()
                    .into_iter()
                    .chain(about.role.as_deref())
                    .collect::<Vec<_>>()
                    .join("-");
                BTreeMap::from([(folder.join(format!("{name}.{}", format.extension())), one(about))])
            }
        }
    }
}

/// A file as it should be.
struct Made {
    about: About,
    text: String,
}

fn write(target: &Target, made: &BTreeMap<PathBuf, Made>) -> Result<(), Failure> {
    for (path, made) in made {
        if let (Target::Folder(_), Some(folder)) = (target, path.parent()) {
            fs::create_dir_all(folder).map_err(|error| Failure::of_file("write", folder, &error))?;
        }
        // What is as it should be keeps its time, for whoever makes something else of it.
        if fs::read(path).is_ok_and(|present| present == made.text.as_bytes()) {
            continue;
        }
        fs::write(path, &made.text).map_err(|error| Failure::of_file("write", path, &error))?;
    }
    Ok(())
}

/// Compares what is there with what should be.
fn check(
    options: &ExportOptions,
    place: &Place<'_>,
    read: &Read,
    target: &Target,
    made: &BTreeMap<PathBuf, Made>,
) -> Result<Outcome, Failure> {
    let mut problems = Vec::new();
    for (path, made) in made {
        let shown = path.display();
        match fs::read(path) {
            Ok(present) if present == made.text.as_bytes() => {}
            Ok(present) if is_of_same_documents(options, place, read, made, &present)? => {}
            Ok(_) => problems.push(format!("`{shown}` is out of date")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                problems.push(format!("`{shown}` is missing"));
            }
            Err(error) => return Err(Failure::of_file("read", path, &error)),
        }
    }
    for path in left_over(target, made, options.format)? {
        problems.push(format!("`{}` is no longer made: delete it", path.display()));
    }
    if problems.is_empty() {
        return Ok(Outcome::Fine);
    }
    let lines: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
    let text = format!("{lines}refresh with: {}\n", command(options));
    print(&crate::render::plain(
        &text,
        &crate::render::Options { width: 120, ..crate::render::Options::default() },
    ))?;
    Ok(Outcome::NotFine)
}

/// Files of the folder that an earlier export made, and this one does not.
fn left_over(
    target: &Target,
    made: &BTreeMap<PathBuf, Made>,
    format: Format,
) -> Result<Vec<PathBuf>, Failure> {
    let Target::Folder(folder) = target else { return Ok(Vec::new()) };
    if made.len() < 2 {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for part in ["cycles", "roles"] {
        let Ok(entries) = fs::read_dir(folder.join(part)) else { continue };
        for entry in entries {
            let path = entry.map_err(|error| Failure::of_file("read", folder, &error))?.path();
            let is_ours = path.extension().is_some_and(|extension| extension == format.extension());
            if is_ours && !made.contains_key(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a file was made from another commit that holds the same documents: of a branch that was merged since, say. It
/// names the commit itself.
fn is_of_same_documents(
    options: &ExportOptions,
    place: &Place<'_>,
    read: &Read,
    made: &Made,
    present: &[u8],
) -> Result<bool, Failure> {
    let Some(tip) = &read.tip else { return Ok(false) };
    let repository = place.repository()?;
    let text = String::from_utf8_lossy(present);
    let Some(named) = first_commit(&text) else { return Ok(false) };
    let Ok(other) = repository.resolve(named) else { return Ok(false) };
    let root = place.root();
    let same = repository.id_at(&other.id, root)? == repository.id_at(&tip.id, root)?;
    if !same || !repository.is_ancestor(&other.id, &tip.id)? {
        return Ok(false);
    }
    let older = read_revision(options, place, &other)?;
    Ok(export(&older, &made.about, options.format).as_bytes() == present)
}

/// The first id of a commit in a text, which every format puts before anything foreign.
fn first_commit(text: &str) -> Option<&str> {
    let words = text.split(|character: char| !character.is_ascii_hexdigit());
    words.into_iter().find(|word| word.len() == 40)
}

fn command(options: &ExportOptions) -> String {
    let mut words = vec!["milepost".to_owned(), "export".to_owned(), options.format.name().to_owned()];
    words.extend(options.folder.as_ref().map(|folder| shell_word(&folder.display().to_string())));
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.push(name.to_owned());
            words.push(shell_word(&value));
        }
    };
    option("--root", Some(options.place.root.clone()).filter(|root| root != "release"));
    option("--repo", Some(options.place.repo.display().to_string()).filter(|repo| repo != "."));
    option("--rev", options.rev.clone());
    option("--cycle", options.cycle.clone());
    option("--role", options.role.clone());
    option("--today", options.place.today.map(|day| day.to_string()));
    option("--output", options.output.as_ref().map(|path| path.display().to_string()));
    words.join(" ")
}
