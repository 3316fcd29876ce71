//! `milepost explain`: what a rule means, why it exists, how to mend a breach, with an example before and after.

use crate::render;
use crate::rules::{self, RULES};
use crate::schema::suggestion;

use super::Outcome;
use super::arguments::ExplainOptions;
use super::failure::Failure;
use super::output::print;

/// Runs the command.
pub(super) fn run(options: &ExplainOptions) -> Result<Outcome, Failure> {
    let Some(id) = &options.rule else {
        print(&render::rule_list(&RULES, options.format))?;
        return Ok(Outcome::Fine);
    };
    let rule = rules::find(id).ok_or_else(|| {
        let hint = suggestion(id, RULES.iter().map(|rule| rule.id)).map_or_else(
            || "`milepost explain` lists the rules".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::new(format!("there is no rule called `{id}`")).hint(hint)
    })?;
    print(&render::rule(rule, options.format))?;
    Ok(Outcome::Fine)
}
