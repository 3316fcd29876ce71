//! What holds for every case, whatever it is about.

use jsonschema::Validator;
use serde_json::Value;

use super::Result;
use super::case::{Case, CommandLine, Input};
use super::sandbox::{Run, Sandbox};

/// The largest comment that GitHub takes, with room to spare.
const LARGEST_MARKDOWN: usize = 60_000;

/// The commands that print what they found in every format.
const JUDGING: [&str; 7] = ["audit", "check", "diff", "gate", "status", "trend", "verify"];

/// Everything that an export can be written as.
const EXPORTS: [&str; 5] = ["ics", "markdown", "mermaid", "json", "atom"];

/// An id as JSON has it.
const ANY_ID: &str = "\"0123456789012345678901234567890123456789\"";

/// The day on which a comparison of something with itself is made, since no day may matter to it.
const ANY_DAY: &str = "2027-01-01";

/// What is said of a side without documents.
const NO_DOCUMENTS: &str = "there are no documents under";

/// The published schema of the report.
pub(crate) fn report_schema() -> Result<Validator> {
    let schema: Value = serde_json::from_str(include_str!("../../schemas/v1/report.schema.json"))?;
    let validator = jsonschema::options().should_validate_formats(true).build(&schema);
    validator.map_err(|error| format!("report.schema.json: {error}").into())
}

/// The format of a command whose answer is no report.
fn own_contract(command: &str) -> Result<Option<Validator>> {
    let schema = match command {
        "status" => include_str!("../../schemas/v1/status.schema.json"),
        "audit" => include_str!("../../schemas/v1/audit.schema.json"),
        "trend" => include_str!("../../schemas/v1/trend.schema.json"),
        "export" => include_str!("../../schemas/v1/export.schema.json"),
        "verify" => include_str!("../../schemas/v1/verify.schema.json"),
        _ => return Ok(None),
    };
    let validator =
        jsonschema::options().should_validate_formats(true).build(&serde_json::from_str::<Value>(schema)?);
    validator.map(Some).map_err(|error| format!("the schema of {command}: {error}").into())
}

/// Runs the case and checks what holds for all.
pub(crate) fn hold(case: &Case, contract: &Validator) -> Result {
    let sandbox = Sandbox::build(case)?;
    for command in &case.commands {
        let run = sandbox.run(&command.arguments)?;
        hold_for(command, &run, contract)?;
        let writes = ["--output", "--export"].iter().any(|option| command.option(option).is_some());
        if command.subcommand() == "export" && !writes {
            for format in EXPORTS {
                hold_as_export(&sandbox, command, format, contract)?;
            }
        }
        if JUDGING.contains(&command.subcommand()) && !writes {
            for format in ["json", "markdown"] {
                hold_in_format(&sandbox, command, format, run.code, contract)?;
            }
        }
    }
    nothing_differs_from_itself(case, &sandbox, contract)
}

fn hold_in_format(
    sandbox: &Sandbox,
    command: &CommandLine,
    format: &str,
    code: i32,
    contract: &Validator,
) -> Result {
    let other = command.with_format(format);
    let run = sandbox.run(&other.arguments)?;
    if run.code != code {
        return Err(failure(&other, &run, &format!("the exit code is {code} in another format")));
    }
    if !run.written.is_empty() {
        return Err(failure(&other, &run, "a command that judges wrote a file"));
    }
    let again = sandbox.run(&other.arguments)?;
    if again.stdout != run.stdout {
        return Err(failure(&other, &run, "the same call printed something else the second time"));
    }
    hold_for(&other, &run, contract)
}

/// An export is the same every time, says the same exit code in every format, and writes nothing but what it prints. Only
/// a feed needs what not every place has.
fn hold_as_export(sandbox: &Sandbox, command: &CommandLine, format: &str, contract: &Validator) -> Result {
    let mut arguments = command.arguments.clone();
    let Some(written) = arguments.get_mut(1) else { return Ok(()) };
    if !EXPORTS.contains(&written.as_str()) {
        return Ok(());
    }
    *written = format.to_owned();
    let other = CommandLine { text: arguments.join(" "), arguments };
    let (run, again) = (sandbox.run(&other.arguments)?, sandbox.run(&other.arguments)?);
    if again.stdout != run.stdout || !run.written.is_empty() {
        return Err(failure(&other, &run, "an export differs the second time, or wrote a file"));
    }
    hold_for(&other, &run, contract)
}

/// What holds for the output of a single call.
pub(crate) fn hold_for(command: &CommandLine, run: &Run, contract: &Validator) -> Result {
    let odd = |text: &str| text.chars().any(|found| found.is_control() && !matches!(found, '\n' | '\t'));
    // Spreadsheets want the line ends of RFC 4180, calendars those of RFC 5545.
    let is_calendar = command.arguments.get(1).is_some_and(|format| format == "ics");
    let has_long_ends = command.option("--format") == Some("csv") || is_calendar;
    let stdout = if has_long_ends { run.stdout.replace("\r\n", "\n") } else { run.stdout.clone() };
    if odd(&stdout) || odd(&run.stderr) {
        return Err(failure(command, run, "the output holds a control character"));
    }
    let exported = command.arguments.get(1).filter(|_| command.subcommand() == "export").map(String::as_str);
    match command.option("--format").or(exported.filter(|format| *format == "json")) {
        Some("json") => json_is_valid(command, run, contract),
        Some("markdown") if run.stdout.len() > LARGEST_MARKDOWN => {
            Err(failure(command, run, &format!("the Markdown is larger than {LARGEST_MARKDOWN} bytes")))
        }
        _ => Ok(()),
    }
}

fn json_is_valid(command: &CommandLine, run: &Run, contract: &Validator) -> Result {
    if is_usage_error(run) {
        return Ok(());
    }
    // Where an id is asked for, the name of a step is none.
    let stdout =
        (1..20).fold(run.stdout.clone(), |text, step| text.replace(&format!("\"[step-{step}]\""), ANY_ID));
    let report: Value = serde_json::from_str(&stdout)
        .map_err(|error| failure(command, run, &format!("not JSON: {error}")))?;
    let failed = report.get("error").is_some();
    // An audit tells all that it found, also where the proof of a step lies elsewhere.
    let unverifiable = report.pointer("/totals/unverifiable").is_some_and(|count| *count != 0);
    if failed != (run.code == 2 && !unverifiable) {
        return Err(failure(command, run, "`error` and exit code 2 go together"));
    }
    if !failed && command.subcommand() != "export" && !JUDGING.contains(&command.subcommand()) {
        return Ok(());
    }
    let own_contract = own_contract(command.subcommand())?;
    let contract = own_contract.as_ref().unwrap_or(contract);
    let problems: Vec<String> =
        contract.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(failure(command, run, &format!("not the published format:\n{}", problems.join("\n"))))
    }
}

/// Arguments that were not understood are answered before any format is known.
fn is_usage_error(run: &Run) -> bool {
    run.code == 2 && run.stdout.is_empty() && run.stderr.contains("--help")
}

fn nothing_differs_from_itself(case: &Case, sandbox: &Sandbox, contract: &Validator) -> Result {
    let root = case.option("--root").unwrap_or("release");
    let sides: Vec<String> = match &case.input {
        Input::Files => {
            ["before", "after"].map(str::to_owned).into_iter().filter(|side| sandbox.holds(side)).collect()
        }
        // A repository that was tampered with is refused as a whole.
        Input::History { git_folder: Some(_), .. } => Vec::new(),
        Input::History { .. } => (1..=sandbox.step_count()).map(|number| format!("step-{number}")).collect(),
    };
    for side in sides {
        let text = format!("diff {side} {side} --root {root} --today {ANY_DAY} --format json");
        let command = CommandLine { arguments: text.split(' ').map(str::to_owned).collect(), text };
        let run = sandbox.run(&command.arguments)?;
        // The moment before a project adopts anything holds nothing to compare.
        if run.code == 2 && run.stdout.contains(NO_DOCUMENTS) {
            continue;
        }
        if run.code == 2 {
            return Err(failure(&command, &run, "it could not be compared with itself"));
        }
        hold_for(&command, &run, contract)?;
        let report: Value = serde_json::from_str(&run.stdout)?;
        if report.get("changes").and_then(Value::as_array).is_some_and(|changes| !changes.is_empty()) {
            return Err(failure(&command, &run, "it differs from itself"));
        }
    }
    Ok(())
}

fn failure(command: &CommandLine, run: &Run, problem: &str) -> Box<dyn std::error::Error> {
    let Run { code, stdout, stderr, .. } = run;
    format!("`milepost {}`: {problem}\nexit {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}", command.text)
        .into()
}
