//! Runs every folder below tests/cases as one test; tests/README.md says how to add one.

mod runner;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};

use runner::case::Case;
use runner::{discover, properties, self_test, transcript};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials() {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(failure) => ExitCode::from(runner::complain(&failure.to_string())),
    }
}

fn trials() -> runner::Result<Vec<Trial>> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let contract = Arc::new(properties::report_schema()?);
    let (folders, misplaced) = discover::find(&cases)?;

    let mut trials = self_test::trials();
    trials.push(Trial::test("layout of tests/cases", move || {
        if misplaced.is_empty() { Ok(()) } else { Err(Failed::from(misplaced.join("\n"))) }
    }));
    for folder in folders {
        let name = discover::name_of(&cases, &folder);
        // Told as ignored, and not as passed.
        let is_ignored = !Case::is_possible(&folder)?;
        let (expected, contract, checked) = (folder.clone(), Arc::clone(&contract), folder);
        trials.push(
            Trial::test(format!("{name}: output"), move || Ok(transcript::compare(&Case::load(&expected)?)?))
                .with_ignored_flag(is_ignored),
        );
        trials.push(
            Trial::test(format!("{name}: properties"), move || {
                Ok(properties::hold(&Case::load(&checked)?, &contract)?)
            })
            .with_ignored_flag(is_ignored),
        );
    }
    Ok(trials)
}
