//! What a profile of policies says, in every format.

use serde_json::json;

use super::Format;
use crate::document::{Profile, meaning};
use crate::schema::Kind;

/// One profile in full: a policy with the source of its numbers.
pub fn profile(profile: &Profile, format: Format) -> String {
    match format {
        Format::Human => profile.text.to_owned(),
        Format::Markdown => format!(
            "## `{}`\n\nSource: {}\n\n```yaml\n{}\n```\n",
            profile.id,
            profile.source(),
            profile.text.trim_end()
        ),
        Format::Json | Format::Sarif => {
            let policy = profile.tree().map(|tree| meaning(Kind::Policy, tree));
            format!("{:#}\n", json!({"id": profile.id, "source": profile.source(), "policy": policy}))
        }
        Format::Github => format!("::notice title={}::{}\n", profile.id, profile.source()),
    }
}
