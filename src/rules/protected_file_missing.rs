//! The rule `protected-file-missing`: a protected path at which there is no file.

use super::documents::policy;
use super::{Check, Checked, Context, Rule, Scope, Topic};
use crate::diagnostic::Severity;
use crate::document::Workspace;
use crate::schema::suggestion;

pub(super) static RULE: Rule = Rule {
    id: "protected-file-missing",
    topic: Topic::Files,
    summary: "every path under `protect` names a file that exists",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "`protect` in `policy.yaml` names files outside of the release folder, letter by letter. A path \
        with a slip in it protects nothing, and nobody notices until the file is changed without a vote.\n\n\
        The check looks for a file at exactly the path that is written. It is a warning and no error, because a file may \
        be protected before it exists, and stays protected after it is gone.",
    before: "# the file is called CODEOWNERS\nprotect: {CODEOWNER: policy}\n",
    after: "protect: {CODEOWNERS: policy}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let Some(document) = policy(context.workspace)? else { return Ok(Vec::new()) };
    let Workspace { files, looked_for, root, .. } = context.workspace;
    let below_root = |path: &str| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    let is_missing =
        |path: &str| !files.contains_key(path) && (looked_for.contains(path) || below_root(path));
    let missing = document.value.protect.iter().filter(|(path, _)| is_missing(path));
    Ok(missing
        .map(|(path, _)| {
            let message = format!("`{}` is protected, but there is no such file", path.value);
            let hint = suggestion(path, files.keys().map(String::as_str)).map_or_else(
                || "write the path from the top of the repository, with the case of every letter".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            RULE.breach(document.at(path.span), message).with_hint(hint)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn policy(path: &str) -> String {
        format!(
            "kind: policy/v1\nversion: 1\nvotes: {{}}\nrequirements: {{adoption: {{}}, appointment: {{}}, electorate: {{}}, policy: {{}}, process: {{}}, schedule: {{}}, schedule-minor: {{}}, exception: {{}}, record: {{}}, editorial: {{}}}}\nprotect:\n  {path}: policy\n"
        )
    }

    #[test]
    fn a_path_with_a_slip_is_found() {
        assert_eq!(
            found(&RULE, &[("policy.yaml", &policy("release/note.md")), ("notes.md", "")], "2026-12-01"),
            ["6:3 `release/note.md` is protected, but there is no such file"]
        );
        let files = [("policy.yaml", policy("release/notes.md")), ("notes.md", String::new())];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert!(found(&RULE, &files, "2026-12-01").is_empty());
    }
}
