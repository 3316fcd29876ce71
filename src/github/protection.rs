//! What GitHub enforces on a branch, and who is in a team: for checking that the set-up holds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::approval::Account;

use super::account::User;
use super::address::segment;
use super::client::{Client, Errand, unfit};
use super::error::{GitHubError, Permission};
use super::ruleset::Ruleset;

/// Something that a token may be too weak to see. What cannot be seen is not assumed to be fine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readable<T> {
    /// It was read.
    Seen(T),
    /// GitHub does not show it to this token; the error says what it lacks. It may also not exist.
    Hidden(GitHubError),
}

/// Everything that GitHub enforces on a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchRules {
    /// What the rulesets of the repository and its organization ask for.
    pub rulesets: Readable<Vec<BranchRule>>,
    /// The rulesets that these rules stand in, each with who need not go by it.
    pub sources: BTreeMap<u64, Readable<Ruleset>>,
    /// What the classic protection of the branch asks for; nothing where it has none.
    pub protection: Readable<Option<BranchProtection>>,
}

/// One active rule of a ruleset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchRule {
    /// Where it comes from: the repository or organization.
    pub source: String,
    /// The number of its ruleset.
    pub ruleset: Option<u64>,
    /// What it asks for.
    pub demand: Demand,
}

/// What a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// Checks that must succeed.
    Checks {
        /// Which.
        checks: Vec<RequiredCheck>,
        /// Whether the branch that is merged has to hold all of the target first.
        up_to_date: bool,
    },
    /// Reviews.
    Reviews(RequiredReviews),
    /// Workflows that run whatever the pull request changes: their paths.
    Workflows(Vec<String>),
    /// Merging through the queue.
    MergeQueue {
        /// Whether each entry has to pass by itself, and not only the last one of a group.
        all_green: bool,
    },
    /// Nobody may rewrite the branch.
    NoForcePush,
    /// Nobody may delete the branch.
    NoDeletion,
    /// Something else, by GitHub's name.
    Other(String),
}

/// A check that must succeed before merging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredCheck {
    /// The name that a job or status reports under.
    pub context: String,
    /// The number of the only app that may report it; anybody who may write to the repository where there is none.
    pub app: Option<u64>,
}

/// The reviews that are needed before merging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RequiredReviews {
    /// How many approvals.
    pub approvals: u64,
    /// Whether the owners in CODEOWNERS must approve.
    pub code_owners: bool,
    /// Whether a push takes approvals away.
    pub dismissed_by_push: bool,
    /// Whether somebody else than the last pusher must approve.
    pub last_push: bool,
    /// Whether commits may be merged by putting each on the branch by itself; nothing where that is not said here.
    pub rebase: Option<bool>,
}

/// The classic protection of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchProtection {
    /// Checks that must succeed.
    pub checks: Vec<RequiredCheck>,
    /// Whether the branch that is merged has to hold all of the target first.
    pub up_to_date: bool,
    /// Reviews that are needed, if any are.
    pub reviews: Option<RequiredReviews>,
    /// Whether all of this holds for administrators too.
    pub includes_administrators: bool,
    /// Who need not go by the reviews: names of people, teams and apps.
    pub bypass: Vec<String>,
    /// Whether the branch may be rewritten.
    pub allows_force_push: bool,
    /// Whether the branch may be deleted.
    pub allows_deletion: bool,
}

impl Client {
    /// What GitHub enforces on a branch.
    pub fn branch_rules(&self, branch: &str) -> Result<BranchRules, GitHubError> {
        let rulesets = self.rulesets(branch)?;
        let rules = match &rulesets {
            Readable::Seen(rules) => rules.as_slice(),
            Readable::Hidden(_) => &[],
        };
        let numbers: BTreeSet<u64> = rules.iter().filter_map(|rule| rule.ruleset).collect();
        let sources = numbers.into_iter().map(|id| Ok((id, self.ruleset(id)?))).collect::<Result<_, _>>()?;
        Ok(BranchRules { rulesets, sources, protection: self.protection(branch)? })
    }

    /// Who is in a team of the organization that owns the repository.
    pub fn team(&self, organization: &str, team: &str) -> Result<Readable<Vec<Account>>, GitHubError> {
        if organization.is_empty() || team.is_empty() {
            return Err(unfit("the team", team, "both the organization and the team have a name"));
        }
        let doing = format!("reading who is in the team `{organization}/{team}`");
        // A workflow's own token never may; a personal one or that of an app can.
        let errand = Errand { doing, permission: Permission::OfAdministrator("members: read") };
        let path = format!("/orgs/{}/teams/{}/members", segment(organization), segment(team));
        let members: Result<Vec<User>, _> = self.list(&errand, &path, "");
        readable(members.map(|members| members.into_iter().map(Account::from).collect()))
    }

    fn rulesets(&self, branch: &str) -> Result<Readable<Vec<BranchRule>>, GitHubError> {
        let errand =
            self.errand(&format!("reading the rulesets for the branch `{branch}`"), "contents: read");
        let path = self.path(&format!("/rules/branches/{}", segment(branch)));
        let rules: Result<Vec<WireRule>, _> = self.list(&errand, &path, "");
        let read = |rule| self.rule(&errand, rule);
        readable(rules.and_then(|rules| rules.into_iter().map(read).collect()))
    }

    fn rule(&self, errand: &Errand, rule: WireRule) -> Result<BranchRule, GitHubError> {
        let demand = rule.demand().map_err(|error| self.odd(errand, &error.to_string()))?;
        Ok(BranchRule {
            source: rule.ruleset_source.unwrap_or_else(|| self.repository()),
            ruleset: rule.ruleset_id,
            demand,
        })
    }

    fn protection(&self, branch: &str) -> Result<Readable<Option<BranchProtection>>, GitHubError> {
        let doing = format!("reading the protection of the branch `{branch}`");
        let errand = self.administrators_errand(&doing, "administration: read");
        let path = self.path(&format!("/branches/{}/protection", segment(branch)));
        match self.get::<WireProtection>(&errand, &path) {
            Ok(protection) => Ok(Readable::Seen(Some(protection.into()))),
            // The one 404 that does say something: whoever may not see gets another text.
            Err(GitHubError::NotFound { said, .. }) if said.is("Branch not protected") => {
                Ok(Readable::Seen(None))
            }
            Err(error) => readable(Err(error)),
        }
    }
}

/// Tells what the token may not see from what went wrong.
pub(super) fn readable<T>(read: Result<T, GitHubError>) -> Result<Readable<T>, GitHubError> {
    match read {
        Ok(value) => Ok(Readable::Seen(value)),
        Err(error) if error.is_denial() => Ok(Readable::Hidden(error)),
        Err(error) => Err(error),
    }
}

#[derive(Deserialize)]
struct WireRule {
    #[serde(rename = "type")]
    kind: String,
    ruleset_source: Option<String>,
    ruleset_id: Option<u64>,
    #[serde(default)]
    parameters: Value,
}

impl WireRule {
    fn demand(&self) -> Result<Demand, serde_json::Error> {
        Ok(match self.kind.as_str() {
            "required_status_checks" => {
                let read: WireRuleChecks = serde_json::from_value(self.parameters.clone())?;
                Demand::Checks {
                    checks: read.required_status_checks.into_iter().map(RequiredCheck::from).collect(),
                    up_to_date: read.strict_required_status_checks_policy,
                }
            }
            "pull_request" => {
                let read: WireRuleReviews = serde_json::from_value(self.parameters.clone())?;
                Demand::Reviews(RequiredReviews {
                    approvals: read.required_approving_review_count,
                    code_owners: read.require_code_owner_review,
                    dismissed_by_push: read.dismiss_stale_reviews_on_push,
                    last_push: read.require_last_push_approval,
                    rebase: read
                        .allowed_merge_methods
                        .map(|methods| methods.iter().any(|one| one == "rebase")),
                })
            }
            "workflows" => {
                let read: WireRuleWorkflows = serde_json::from_value(self.parameters.clone())?;
                Demand::Workflows(read.workflows.into_iter().map(|workflow| workflow.path).collect())
            }
            "merge_queue" => {
                let grouping = self.parameters.get("grouping_strategy").and_then(Value::as_str);
                Demand::MergeQueue { all_green: grouping == Some("ALLGREEN") }
            }
            "non_fast_forward" => Demand::NoForcePush,
            "deletion" => Demand::NoDeletion,
            other => Demand::Other(other.to_owned()),
        })
    }
}

#[derive(Deserialize)]
struct WireRuleChecks {
    required_status_checks: Vec<WireRuleCheck>,
    #[serde(default)]
    strict_required_status_checks_policy: bool,
}

#[derive(Deserialize)]
struct WireRuleCheck {
    context: String,
    integration_id: Option<u64>,
}

impl From<WireRuleCheck> for RequiredCheck {
    fn from(check: WireRuleCheck) -> Self {
        Self { context: check.context, app: check.integration_id }
    }
}

#[derive(Deserialize)]
struct WireRuleReviews {
    required_approving_review_count: u64,
    require_code_owner_review: bool,
    dismiss_stale_reviews_on_push: bool,
    require_last_push_approval: bool,
    allowed_merge_methods: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct WireRuleWorkflows {
    workflows: Vec<WireRuleWorkflow>,
}

#[derive(Deserialize)]
struct WireRuleWorkflow {
    path: String,
}

#[derive(Deserialize)]
struct WireProtection {
    required_status_checks: Option<WireChecks>,
    required_pull_request_reviews: Option<WireReviews>,
    enforce_admins: Option<WireSwitch>,
    allow_force_pushes: Option<WireSwitch>,
    allow_deletions: Option<WireSwitch>,
}

#[derive(Deserialize)]
struct WireSwitch {
    enabled: Option<bool>,
}

#[derive(Deserialize)]
struct WireChecks {
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    contexts: Vec<String>,
    #[serde(default)]
    checks: Vec<WireCheck>,
}

#[derive(Deserialize)]
struct WireCheck {
    context: String,
    app_id: Option<i64>,
}

#[derive(Deserialize)]
struct WireReviews {
    required_approving_review_count: Option<u64>,
    require_code_owner_reviews: bool,
    dismiss_stale_reviews: bool,
    require_last_push_approval: Option<bool>,
    bypass_pull_request_allowances: Option<WireAllowances>,
}

#[derive(Deserialize)]
struct WireAllowances {
    #[serde(default)]
    users: Vec<User>,
    #[serde(default)]
    teams: Vec<WireSlug>,
    #[serde(default)]
    apps: Vec<WireSlug>,
}

#[derive(Deserialize)]
struct WireSlug {
    slug: String,
}

impl From<WireProtection> for BranchProtection {
    fn from(wire: WireProtection) -> Self {
        let is_on = |switch: Option<WireSwitch>| switch.and_then(|switch| switch.enabled).unwrap_or(false);
        let up_to_date = wire.required_status_checks.as_ref().is_some_and(|checks| checks.strict);
        let checks = wire.required_status_checks.map(required_checks).unwrap_or_default();
        let allowances = |reviews: &WireReviews| {
            let allowances = reviews.bypass_pull_request_allowances.as_ref()?;
            let users = allowances.users.iter().map(|user| user.login.clone());
            let others = allowances.teams.iter().chain(&allowances.apps).map(|other| other.slug.clone());
            Some(users.chain(others).collect())
        };
        Self {
            checks,
            up_to_date,
            bypass: wire.required_pull_request_reviews.as_ref().and_then(allowances).unwrap_or_default(),
            reviews: wire.required_pull_request_reviews.map(RequiredReviews::from),
            includes_administrators: is_on(wire.enforce_admins),
            allows_force_push: is_on(wire.allow_force_pushes),
            allows_deletion: is_on(wire.allow_deletions),
        }
    }
}

impl From<WireReviews> for RequiredReviews {
    fn from(wire: WireReviews) -> Self {
        Self {
            approvals: wire.required_approving_review_count.unwrap_or(0),
            code_owners: wire.require_code_owner_reviews,
            dismissed_by_push: wire.dismiss_stale_reviews,
            last_push: wire.require_last_push_approval.unwrap_or(false),
            rebase: None,
        }
    }
}

/// `checks` says the same as `contexts` and more; old servers have the latter only.
fn required_checks(wire: WireChecks) -> Vec<RequiredCheck> {
    if wire.checks.is_empty() {
        return wire.contexts.into_iter().map(|context| RequiredCheck { context, app: None }).collect();
    }
    let app = |check: &WireCheck| check.app_id.and_then(|id| u64::try_from(id).ok());
    wire.checks.into_iter().map(|check| RequiredCheck { app: app(&check), context: check.context }).collect()
}
