//! working-group.yaml: the release management working group and its periodic meeting.

use serde::Deserialize;

use super::meeting::PeriodicMeeting;
use super::values::Day;
use crate::yaml::Spanned;

/// The release management working group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WorkingGroup {
    /// What it is called.
    pub name: Spanned<String>,
    /// When it was formed.
    #[serde(default)]
    pub formed: Option<Spanned<Day>>,
    /// Who leads it.
    #[serde(default)]
    pub chair: Option<Spanned<String>>,
    /// When it meets.
    pub meeting: PeriodicMeeting,
    /// Where its minutes are kept.
    #[serde(default)]
    pub minutes: Option<String>,
    /// Who may attend.
    #[serde(default)]
    pub open_to: Option<String>,
}
