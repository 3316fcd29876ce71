//! The options of the command that writes the first documents.

use clap::Args;
use jiff::civil::Date;

use super::shared::PlaceOptions;
use super::values::{day, id, profile, url, words, zone};
use crate::calendar::Zone;
use crate::init::{MeetingWish, Mention, Template, Workflow};

#[derive(Debug, Clone, Args)]
#[command(after_help = "\
On a terminal it asks for what is not given; elsewhere the name and one member of the TSC have to be. It writes nothing \
where any of the files exists already. Where the documents exist, `--github` and `--pages` alone add the workflows.

A PERSON is `id:Name`, `id:Name:login` or `id:Name:login:number`: the login on GitHub, and its number, which is the \
`id` at https://api.github.com/users/LOGIN. Whoever is named already stands as `id` alone.

Examples:
  milepost init
      asks for everything
  milepost init --name 'Example Project' \\
    --tsc 'alice:Alice Example:alice-example:1327285'
  milepost init --name 'Example Project' --github --pages \\
    --tsc 'alice:Alice Example:alice-example:1327285'
  milepost init --template managed --name 'Example Project' --rmss \\
    --meeting '2 weeks on tuesday at 15:00' --tsc 'alice:Alice Example' \\
    --release-manager 'carol:Carol Example' --release-manager alice \\
    --cycle paris --start 2027-01-14 --dry-run")]
pub(in crate::cli) struct InitOptions {
    /// How the project makes its releases; six-month if absent
    #[arg(long, value_enum)]
    pub(in crate::cli) template: Option<Template>,
    /// The rules of decision, from a charter: lf-charter, camara, tungsten-fabric, hiero, cncf-toc, nodejs-tsc or lazy;
    /// those of the template if absent
    #[arg(long, value_parser = profile, value_name = "NAME")]
    pub(in crate::cli) profile: Option<&'static str>,
    /// The project's name
    #[arg(long, value_parser = words)]
    pub(in crate::cli) name: Option<String>,
    /// One sentence about the project
    #[arg(long, value_parser = words, value_name = "TEXT")]
    pub(in crate::cli) description: Option<String>,
    /// The address of the project's repository
    #[arg(long, value_parser = url, value_name = "URL")]
    pub(in crate::cli) repository: Option<String>,
    /// Also write workflows for GitHub into .github/workflows, all of them or those named, and protect them; with the gate,
    /// and the number of every TSC member, the policy asks for votes that GitHub confirms where rules or plans are decided
    #[arg(
        long,
        value_enum,
        value_name = "WORKFLOW,…",
        num_args = 0..=1,
        require_equals = true,
        value_delimiter = ',',
        default_missing_values = ["gate", "forks", "merged", "audit"]
    )]
    pub(in crate::cli) github: Vec<Workflow>,
    /// Also write the workflow that publishes the dates on GitHub Pages, for everybody to see
    #[arg(long)]
    pub(in crate::cli) pages: bool,
    /// A member of the technical steering committee; may be given several times
    #[arg(long, value_parser = Mention::parse, value_name = "PERSON")]
    pub(in crate::cli) tsc: Vec<Mention>,
    /// A release manager; may be given several times
    #[arg(long = "release-manager", value_parser = Mention::parse, value_name = "PERSON")]
    pub(in crate::cli) release_managers: Vec<Mention>,
    /// A member of the foundation's staff who advises; may be given several times
    #[arg(long = "advisor", value_parser = Mention::parse, value_name = "PERSON")]
    pub(in crate::cli) advisors: Vec<Mention>,
    /// The project is adopting the Release Management Support Service
    #[arg(long)]
    pub(in crate::cli) rmss: bool,
    /// When the working group meets: `2 weeks on tuesday at 15:00`, with `from DATE` where the first day matters
    #[arg(long, value_parser = MeetingWish::parse, value_name = "WHEN")]
    pub(in crate::cli) meeting: Option<MeetingWish>,
    /// The time zone of that meeting; UTC if absent
    #[arg(long, value_parser = zone, value_name = "ZONE")]
    pub(in crate::cli) time_zone: Option<Zone>,
    /// The id of the first release cycle, which is written as a draft
    #[arg(long, value_parser = id, value_name = "ID")]
    pub(in crate::cli) cycle: Option<String>,
    /// The day on which the first cycle starts; the other dates follow from the template's rules
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(in crate::cli) start: Option<Date>,
    /// Where a date ends: AoE, UTC or a zone such as Europe/Berlin; UTC if absent
    #[arg(long, value_parser = zone, value_name = "ZONE")]
    pub(in crate::cli) deadline_zone: Option<Zone>,
    /// Print the files instead of writing them
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
}
