//! Tells what a run came to wherever people and later steps look: log, annotations, summary, outputs and files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::output::print;
use crate::render;
use crate::source::slashed;

use super::environment::Environment;
use super::finding::{Files, Finding};
use super::{into_checkout, runner};

/// Writes the files of a run, if that is not done yet. It comes before anything is posted: what fails here must not leave
/// a success behind.
pub(super) fn files(environment: &Environment, finding: &mut Finding) -> Result<(), Failure> {
    if finding.files.is_some() {
        return Ok(());
    }
    // They are filled at the end; that they can be is known here.
    for path in environment.outputs.iter().chain(&environment.summary) {
        runner::add_outputs(path, &[])?;
    }
    let mut files = Files::default();
    if let Some(temporary) = &environment.temporary {
        let folder = runner::report_folder(temporary)?;
        let report = folder.join("report.json");
        write(&report, &finding.telling.json)?;
        files.report = Some(report);
        files.proposed = write_proposed(&folder, finding)?;
    }
    finding.files = Some(files);
    if let (Some(path), Some(sarif)) = (&environment.inputs.sarif, &finding.telling.sarif) {
        into_checkout::write(path, environment.workspace.as_deref(), sarif)?;
    }
    Ok(())
}

/// Tells what a run came to.
pub(super) fn finding(environment: &Environment, finding: &Finding) -> Result<(), Failure> {
    let telling = &finding.telling;
    runner::log("Milepost", &telling.log)?;
    print(&telling.annotations)?;
    for notice in &finding.notices {
        print(&render::warning(notice))?;
    }
    let mut outputs = telling.outputs();
    if let Some(files) = &finding.files {
        let proposed: Vec<String> = files.proposed.iter().map(|path| slashed(path)).collect();
        outputs.extend(files.report.iter().map(|path| ("report", slashed(path))));
        outputs.push(("witness", proposed.join("\n")));
    }
    if let Some(path) = &environment.summary {
        runner::add_summary(path, &page(finding))?;
    }
    if let Some(path) = &environment.outputs {
        runner::add_outputs(path, &outputs)?;
    }
    Ok(())
}

/// The report with what else is to be known.
fn page(finding: &Finding) -> String {
    let notices =
        finding.notices.iter().map(|notice| format!("\n> **Note:** {}\n", render::markdown_sentence(notice)));
    let proposed = finding.proposed.iter().map(|(path, text)| {
        format!(
            "\n**Proposed:** commit this as `{path}`, so that the history tells who approved.\n\n{}",
            render::block(text, "yaml")
        )
    });
    finding.telling.markdown.clone() + &notices.chain(proposed).collect::<String>()
}

fn write_proposed(folder: &Path, finding: &Finding) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    for (path, text) in &finding.proposed {
        let name = path.rsplit('/').next().unwrap_or(path);
        let file = folder.join(name);
        write(&file, text)?;
        written.push(file);
    }
    Ok(written)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::of_file("write", path, &error))
}
