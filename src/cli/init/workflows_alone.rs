//! The workflows for a project that has its documents already: written beside them, never over anything.

use std::path::Path;

use crate::init::{NewDocument, Workflow};
use crate::render;

use super::super::Outcome;
use super::super::arguments::InitOptions;
use super::super::failure::Failure;
use super::super::output::print;
use super::super::writing;

/// Writes the workflows that are wished for, where the project has documents and no new ones are described; nothing is done
/// otherwise.
pub(super) fn add(
    options: &InitOptions,
    (top, root): (&Path, &str),
    branch: Option<&str>,
) -> Result<Option<Outcome>, Failure> {
    let wants_workflows = !options.github.is_empty() || options.pages;
    let describes_a_project = options.name.is_some() || !options.tsc.is_empty();
    let has_documents = ["project.yaml", "policy.yaml", "roster.yaml"]
        .iter()
        .any(|name| top.join(root).join(name).symlink_metadata().is_ok());
    if !wants_workflows || describes_a_project || !has_documents {
        return Ok(None);
    }
    let is_there = |one: &Workflow| top.join(one.path()).symlink_metadata().is_ok();
    let present: Vec<Workflow> = Workflow::ALL.into_iter().filter(is_there).collect();
    let wished = super::workflows(&options.github, options.pages, &present)?;
    let (left, missing): (Vec<Workflow>, Vec<Workflow>) = wished.iter().partition(|one| is_there(one));
    let files: Vec<NewDocument> = missing
        .iter()
        .map(|one| NewDocument { path: one.path().to_owned(), text: one.text(root, branch) })
        .collect();
    writing::refuse_existing(top, &files)?;
    if options.dry_run {
        let shown = files.iter().map(|file| format!("=== {}\n{}\n", file.path, file.text));
        print(&shown.collect::<String>())?;
        return Ok(Some(Outcome::Fine));
    }
    writing::write_all(top, &files)?;
    print(&render::plain(&told(root, &files, &left, &wished), &render::Options::default()))?;
    Ok(Some(Outcome::Fine))
}

fn told(root: &str, files: &[NewDocument], left: &[Workflow], wished: &[Workflow]) -> String {
    let mut text = format!("`{root}/` has documents already, and they are left as they are.\n");
    if files.is_empty() {
        text.push_str("Every workflow exists already, so nothing was written.\n");
    } else {
        text.push_str("Wrote the workflows:\n");
        text.extend(files.iter().map(|file| format!("  {}\n", file.path)));
    }
    if !left.is_empty() && !files.is_empty() {
        text.push_str("These exist already, and are left as they are:\n");
        text.extend(left.iter().map(|one| format!("  {}\n", one.path())));
    }
    let guards: Vec<&Workflow> = wished.iter().filter(|one| one.is_guard()).collect();
    if !guards.is_empty() {
        text.push_str(&format!("\nNext:\n  Write below `protect:` in {root}/policy.yaml what is not there yet, and raise its `version` by one:\n"));
        text.extend(guards.iter().map(|one| format!("    {}: policy\n", one.path())));
        text.push_str(
            "  That is a decision of class `policy`: `milepost approve` writes its approval. The settings of GitHub that this takes are listed at \
             https://github.com/milepost-project/milepost/tree/v1/examples/workflows; `milepost status --github` says which are missing.\n",
        );
    }
    text
}
