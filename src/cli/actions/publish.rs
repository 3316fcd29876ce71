//! Tells what a run came to wherever people and later steps look: log, annotations, summary, outputs and files.

use std::fs;
use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::output::print;
use crate::render;

use super::environment::Environment;
use super::finding::Finding;
use super::runner;

/// Tells what a run came to.
pub(super) fn finding(environment: &Environment, finding: &Finding) -> Result<(), Failure> {
    let telling = &finding.telling;
    runner::log("Milepost", &telling.log)?;
    print(&telling.annotations)?;
    for notice in &finding.notices {
        print(&render::warning(notice))?;
    }
    let mut outputs = telling.outputs();
    if let Some(temporary) = &environment.temporary {
        let folder = runner::report_folder(temporary)?;
        let report = folder.join("report.json");
        write(&report, &telling.json)?;
        outputs.push(("report", report.display().to_string()));
        let proposed = write_proposed(&folder, finding)?;
        outputs.push(("witness", proposed.join("\n")));
    }
    if let (Some(path), Some(sarif)) = (&environment.inputs.sarif, &telling.sarif) {
        write(path, sarif)?;
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

fn write_proposed(folder: &Path, finding: &Finding) -> Result<Vec<String>, Failure> {
    let mut written = Vec::new();
    for (path, text) in &finding.proposed {
        let name = path.rsplit('/').next().unwrap_or(path);
        let file = folder.join(name);
        write(&file, text)?;
        written.push(file.display().to_string());
    }
    Ok(written)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::of_file("write", path, &error))
}
