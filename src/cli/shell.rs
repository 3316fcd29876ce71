//! `milepost completions` and `milepost manual`: generated from the same description as `--help`.

use super::arguments::{CompletionsOptions, ManualOptions};
use super::failure::Failure;
use super::output::print;
use super::{Outcome, clap_command};

/// Prints completions for a shell.
pub(super) fn completions(options: &CompletionsOptions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut clap_command(), "milepost", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Fine)
}

/// Prints the main manual page, or writes all of them.
pub(super) fn manual(options: &ManualOptions) -> Result<Outcome, Failure> {
    let failed = |error: std::io::Error| Failure::new(format!("cannot write the manual: {error}"));
    if let Some(folder) = &options.to {
        std::fs::create_dir_all(folder).map_err(failed)?;
        clap_mangen::generate_to(clap_command(), folder).map_err(failed)?;
        return Ok(Outcome::Fine);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(clap_command()).render(&mut page).map_err(failed)?;
    print(&String::from_utf8_lossy(&page))?;
    Ok(Outcome::Fine)
}
