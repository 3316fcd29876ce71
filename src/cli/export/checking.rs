//! Compares the files of an export with what they should be.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::Outcome;
use crate::cli::arguments::ExportOptions;
use crate::cli::failure::Failure;
use crate::cli::output::print;
use crate::export::{About, Format, Model, says_the_same};
use crate::report::verification::shell_word;
use crate::source::slashed;

use super::target::{Made, Target};

/// Says which files are not as they should be, and how to make them so.
pub(super) fn check(
    options: &ExportOptions,
    model: &Model,
    target: &Target,
    made: &[Made],
) -> Result<Outcome, Failure> {
    let mut problems = Vec::new();
    for made in made {
        problems.extend(problem(model, made, options.format)?);
    }
    let about = About { cycle: options.cycle.clone(), role: options.role.clone() };
    for path in left_over(target, made, &about, options.format)? {
        problems.push(format!("`{}` is no longer made: delete it", slashed(&path)));
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

fn problem(model: &Model, made: &Made, format: Format) -> Result<Option<String>, Failure> {
    let shown = slashed(&made.path);
    match fs::read(&made.path) {
        Ok(present) if says_the_same(model, &made.file, format, &present) => Ok(None),
        Ok(_) => Ok(Some(format!("`{shown}` is out of date"))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Some(format!("`{shown}` is missing"))),
        Err(error) => Err(Failure::of_file("read", &made.path, &error)),
    }
}

/// Files of the folder that an earlier export made, and this one does not. An export of a part says nothing of them.
pub(super) fn left_over(
    target: &Target,
    made: &[Made],
    about: &About,
    format: Format,
) -> Result<Vec<PathBuf>, Failure> {
    let Some(folder) = target.folder() else { return Ok(Vec::new()) };
    if *about != About::default() || format == Format::Html {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for part in ["cycles", "roles"] {
        let Ok(entries) = fs::read_dir(folder.join(part)) else { continue };
        for entry in entries {
            let path = entry.map_err(|error| Failure::of_file("read", folder, &error))?.path();
            if has_extension(&path, format) && !made.iter().any(|made| made.path == path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn has_extension(path: &Path, format: Format) -> bool {
    path.extension().is_some_and(|extension| extension == format.extension())
}

/// The command that refreshes the files.
fn command(options: &ExportOptions) -> String {
    let mut words = vec!["milepost".to_owned(), "export".to_owned(), options.format.name().to_owned()];
    words.extend(options.folder.as_ref().map(|folder| shell_word(&slashed(folder))));
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.push(name.to_owned());
            words.push(shell_word(&value));
        }
    };
    option("--root", Some(options.place.root.clone()).filter(|root| root != "release"));
    option("--repo", Some(slashed(&options.place.repo)).filter(|repo| repo != "."));
    option("--rev", options.rev.clone());
    option("--cycle", options.cycle.clone());
    option("--role", options.role.clone());
    option("--today", options.place.today.map(|day| day.to_string()));
    option("--output", options.output.as_ref().map(|path| slashed(path)));
    words.join(" ")
}
