//! `milepost explain`: what a rule means, why it exists, how to mend a breach, with an example before and after; or what
//! a profile of policies says.

use crate::document::{PROFILES, Profile};
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
    if let Some(profile) = Profile::find(id) {
        print(&render::profile(profile, options.format))?;
        return Ok(Outcome::Fine);
    }
    let rule = rules::find(id).ok_or_else(|| {
        // A profile is told from a rule by its version.
        let is_profile = id.contains('/');
        let profiles = || PROFILES.iter().map(|profile| profile.id);
        let near = if is_profile {
            suggestion(id, profiles())
        } else {
            suggestion(id, RULES.iter().map(|rule| rule.id))
        };
        let hint = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if is_profile => format!("there are: {}", profiles().collect::<Vec<_>>().join(", ")),
            None => "`milepost explain` lists the rules".to_owned(),
        };
        let what = if is_profile { "profile" } else { "rule" };
        Failure::new(format!("there is no {what} called `{id}`")).hint(hint)
    })?;
    print(&render::rule(rule, options.format))?;
    Ok(Outcome::Fine)
}
