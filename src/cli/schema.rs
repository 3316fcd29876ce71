//! `milepost schema`: the JSON Schema of a kind of document, or of what Milepost writes itself.

use crate::schema::{
    AUDIT_SCHEMA, EXPORT_SCHEMA, Kind, REPORT_SCHEMA, STATUS_SCHEMA, TREND_SCHEMA, VERIFY_SCHEMA, suggestion,
};

use super::Outcome;
use super::arguments::SchemaOptions;
use super::failure::Failure;
use super::output::print;

/// What is written, and its schema.
const WRITTEN: [(&str, &str); 6] = [
    ("report", REPORT_SCHEMA),
    ("status", STATUS_SCHEMA),
    ("trend", TREND_SCHEMA),
    ("audit", AUDIT_SCHEMA),
    ("verify", VERIFY_SCHEMA),
    ("export", EXPORT_SCHEMA),
];

/// Runs the command.
pub(super) fn run(options: &SchemaOptions) -> Result<Outcome, Failure> {
    let names = || Kind::ALL.into_iter().map(Kind::name).chain(WRITTEN.map(|(name, _)| name));
    let Some(name) = &options.kind else {
        print(
            &names()
                .map(|name| {
                    format!(
                        "{name}
"
                    )
                })
                .collect::<String>(),
        )?;
        return Ok(Outcome::Fine);
    };
    let wanted = name.trim_end_matches("/v1");
    if let Some((_, text)) = WRITTEN.iter().find(|(name, _)| *name == wanted) {
        print(text)?;
        return Ok(Outcome::Fine);
    }
    let kind = Kind::from_name(wanted).ok_or_else(|| {
        let list = names().collect::<Vec<_>>().join(", ");
        let hint = suggestion(wanted, names())
            .map_or_else(|| format!("there are: {list}"), |near| format!("did you mean `{near}`?"));
        Failure::new(format!("there is no kind called `{name}`")).hint(hint)
    })?;
    print(kind.schema_text())?;
    Ok(Outcome::Fine)
}
