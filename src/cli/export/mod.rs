//! `milepost export`: the documents of a revision as a web page, calendars, tables, charts, data and feeds.

mod checking;
mod reading;
mod target;
mod writing;

use std::path::{Path, PathBuf};

use crate::export::{About, Model, export};
use crate::repository::Repository;
use crate::schema::suggestion;
use crate::source::slashed;

use super::Outcome;
use super::arguments::ExportOptions;
use super::failure::Failure;
use super::output::{print, print_aside};
use super::side::Place;
use target::Target;
use writing::Written;

/// Runs the command.
pub(super) fn run(options: &ExportOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let model = reading::read(options, &place)?;
    let about = About { cycle: options.cycle.clone(), role: options.role.clone() };
    require_known(&model, &about)?;
    for sentence in &model.notes {
        note(sentence)?;
    }
    let Some(output) = &options.output else {
        print(&export(&model, &about, options.format))?;
        return Ok(Outcome::Fine);
    };
    let target = Target::of(output, options.format);
    let made = target.files(&model, &about, options.format);
    if options.check {
        return checking::check(options, &model, &target, &made);
    }
    refuse_among_documents(output, &place)?;
    let written = writing::write(&target, &made, &checkouts(&place))?;
    tell(&target, &written)?;
    for path in checking::left_over(&target, &made, &about, options.format)? {
        note(&format!("`{}` is no longer made: delete it", slashed(&path)))?;
    }
    Ok(Outcome::Fine)
}

/// Says what became of the files: nothing else does.
fn tell(target: &Target, written: &Written) -> Result<(), Failure> {
    let Written { changed, same } = written;
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let text = match (target, changed, same) {
        (Target::File(path), 0, _) => format!("`{}` was as it should be", slashed(path)),
        (Target::File(path), ..) => format!("wrote `{}`", slashed(path)),
        (Target::Folder(folder), 0, same) => {
            format!("{} in `{}`, all as they should be", files(*same), slashed(folder))
        }
        (Target::Folder(folder), changed, 0) => {
            format!("wrote {} to `{}`", files(*changed), slashed(folder))
        }
        (Target::Folder(folder), changed, same) => {
            format!("wrote {} to `{}`; {} as it was", files(*changed), slashed(folder), files(*same))
        }
    };
    print_aside(&format!("{}\n", crate::render::plain(&text, &crate::render::Options::default()).trim_end()))
}

/// A file among the documents would be taken for one.
fn refuse_among_documents(output: &Path, place: &Place<'_>) -> Result<(), Failure> {
    let whole = |path: &Path| std::path::absolute(path).ok();
    let is_among = |top: &PathBuf| {
        whole(output)
            .zip(whole(&top.join(place.root())))
            .is_some_and(|(output, root)| output.starts_with(root))
    };
    if checkouts(place).iter().any(is_among) {
        return Err(Failure::new(format!("`{}` holds the documents, so nothing was written", place.root()))
            .hint("name a folder outside of it with `--output`, such as `public/`"));
    }
    Ok(())
}

/// The folders that others may have put links into.
fn checkouts(place: &Place<'_>) -> Vec<PathBuf> {
    let worktree = place.any_repository().and_then(Repository::worktree_root);
    worktree.into_iter().chain(std::env::current_dir()).collect()
}

fn note(sentence: &str) -> Result<(), Failure> {
    let text = crate::render::plain(&format!("note: {sentence}"), &crate::render::Options::default());
    print_aside(&format!("{}\n", text.trim_end()))
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
