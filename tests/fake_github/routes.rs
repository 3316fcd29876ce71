//! What the stand-in for GitHub answers.

use serde_json::{Value, json};

use super::description::{Description, Route};
use super::http::{Request, Response};
use super::world::{Account, Comment, Issue, Pull, Review, Role, Status, World};
use super::{Shared, lock};

/// The most statuses of one name at a commit.
const MOST_STATUSES: usize = 1_000;

/// The most characters of a comment or an issue.
const LONGEST: usize = 65_536;

/// Answers, and notes what goes against the description.
pub(super) fn answer(shared: &Shared, request: &Request) -> Response {
    if (request.method.as_str(), request.path.as_str()) == ("POST", "/graphql") {
        return viewer(shared, request);
    }
    let Some(route) = shared.description.route(&request.method, &request.path) else {
        lock(&shared.problems).push(format!("no such route: {}", request.line()));
        return refused(404, "Not Found");
    };
    let mut wrong = shared.description.wrong_request(&route, request);
    if !request.headers.contains_key("user-agent") {
        wrong.push("GitHub turns away whoever does not say who they are".to_owned());
    }
    let response = allowed(shared, &route, request);
    wrong.extend(shared.description.wrong_response(&route, &request.method, &response));
    lock(&shared.problems).extend(wrong.into_iter().map(|problem| format!("{}: {problem}", request.line())));
    tagged(request, response)
}

/// The one question for GitHub's other API, which has another description.
fn viewer(shared: &Shared, request: &Request) -> Response {
    let token = request.headers.get("authorization").and_then(|value| value.strip_prefix("Bearer "));
    match token.and_then(|token| lock(&shared.world).tokens.get(token).cloned()) {
        Some(role) => Response::json(200, &json!({"data": {"viewer": {"login": role.account.login}}})),
        None => refused(401, "Bad credentials"),
    }
}

fn allowed(shared: &Shared, route: &Route<'_>, request: &Request) -> Response {
    let token = request.headers.get("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let mut world = lock(&shared.world);
    let Some(role) = token.and_then(|token| world.tokens.get(token).cloned()) else {
        return refused(401, "Bad credentials");
    };
    let argument = |name: &str| route.arguments.get(name).cloned().unwrap_or_default();
    let named = format!("{}/{}", argument("owner"), argument("repo"));
    if route.template.starts_with("/repos/") && !named.eq_ignore_ascii_case(&world.repository) {
        return refused(404, "Not Found");
    }
    Visit { shared, description: shared.description, world: &mut world, role, request, route }.answer()
}

/// One request by somebody.
struct Visit<'a> {
    shared: &'a Shared,
    description: &'a Description,
    world: &'a mut World,
    role: Role,
    request: &'a Request,
    route: &'a Route<'a>,
}

impl Visit<'_> {
    fn answer(&mut self) -> Response {
        let template = self.route.template.trim_start_matches("/repos/{owner}/{repo}");
        match (self.request.method.as_str(), template) {
            ("GET", "/user") => self.user(),
            ("GET", "") => self.repository(),
            ("GET", "/pulls") => self.pulls(),
            ("GET", "/pulls/{pull_number}") => self.pull(),
            ("GET", "/pulls/{pull_number}/reviews") => self.reviews(),
            ("GET", "/issues/{issue_number}/events") => self.events(),
            ("GET", "/commits/{commit_sha}/pulls") => self.pulls_of_commit(),
            ("GET", "/issues/{issue_number}/comments") => self.comments(),
            ("POST", "/issues/{issue_number}/comments") => self.new_comment(),
            ("PATCH", "/issues/comments/{comment_id}") => self.changed_comment(),
            ("GET", "/commits/{ref}/statuses") => self.statuses(),
            ("POST", "/statuses/{sha}") => self.new_status(),
            ("GET", "/issues") => self.issues(),
            ("POST", "/issues") => self.new_issue(),
            ("PATCH", "/issues/{issue_number}") => self.changed_issue(),
            ("GET", "/rules/branches/{branch}") => self.rules(),
            ("GET", "/rulesets/{ruleset_id}") => self.ruleset(),
            ("GET", "/branches/{branch}/protection") => self.protection(),
            ("GET", "/orgs/{org}/teams/{team_slug}/members") => self.team(),
            (method, other) => panic!("the stand-in does not know {method} {other}"),
        }
    }

    fn text(&self, name: &str) -> String {
        self.route.arguments.get(name).cloned().unwrap_or_default()
    }

    fn number(&self, name: &str) -> u64 {
        self.text(name).parse().unwrap_or(0)
    }

    fn user(&self) -> Response {
        if self.role.is_installation {
            return refused(403, "Resource not accessible by integration");
        }
        let mut user = self.description.filled("public-user", &json!({}));
        user["id"] = self.role.account.id.into();
        user["login"] = self.role.account.login.clone().into();
        user["type"] = self.role.account.kind.clone().into();
        Response::json(200, &user)
    }

    fn repository(&self) -> Response {
        let world = &self.world;
        let mut facts = json!({
            "full_name": world.repository, "default_branch": world.default_branch, "has_issues": world.has_issues,
        });
        if let Some(rebase) = world.rebase {
            facts["allow_rebase_merge"] = rebase.into();
        }
        Response::json(200, &self.description.filled("full-repository", &facts))
    }

    fn pull(&self) -> Response {
        let number = self.number("pull_number");
        match self.world.pulls.iter().find(|pull| pull.number == number) {
            Some(pull) => Response::json(200, &pull_json(self.description, pull, true)),
            None => refused(404, "Not Found"),
        }
    }

    fn pulls(&self) -> Response {
        let wanted = self.request.query.get("state").map_or("open", String::as_str);
        let head = self.request.query.get("head");
        let is_wanted = |pull: &&Pull| {
            let state = if pull.is_open { "open" } else { "closed" };
            let owner = pull
                .head_repository
                .as_deref()
                .and_then(|name| name.split_once('/'))
                .map_or("", |(owner, _)| owner);
            (wanted == "all" || wanted == state)
                && head.is_none_or(|head| *head == format!("{owner}:{}", pull.head_branch))
        };
        let pulls = self.world.pulls.iter().filter(is_wanted);
        self.page(pulls.map(|pull| pull_json(self.description, pull, false)).collect())
    }

    /// GitHub does not know a commit of a fork here.
    fn pulls_of_commit(&self) -> Response {
        let commit = self.text("commit_sha");
        let is_here = |pull: &Pull| pull.head_repository.as_ref() == Some(&self.world.repository);
        let has = |pull: &&Pull| {
            (pull.head == commit && is_here(pull))
                || pull.merged.as_ref().is_some_and(|(merged, _)| *merged == commit)
        };
        let pulls = self.world.pulls.iter().filter(has);
        self.page(pulls.map(|pull| pull_json(self.description, pull, false)).collect())
    }

    fn reviews(&self) -> Response {
        let number = self.number("pull_number");
        let reviews = self.world.reviews.iter().filter(|review| review.pull == number);
        self.page(reviews.map(|review| review_json(self.description, review)).collect())
    }

    fn events(&self) -> Response {
        let number = self.number("issue_number");
        let events = self.world.events.iter().filter(|(pull, ..)| *pull == number);
        let event = |(_, what, when): &(u64, String, String)| {
            let facts = json!({"event": what, "created_at": when});
            self.description.filled("added-to-project-issue-event", &facts)
        };
        self.page(events.map(event).collect())
    }

    fn comments(&self) -> Response {
        let number = self.number("issue_number");
        let comments = self.world.comments.iter().filter(|comment| comment.issue == number);
        self.page(comments.map(|comment| comment_json(self.description, comment)).collect())
    }

    fn new_comment(&mut self) -> Response {
        if let Some(refusal) = self.may_not_write("comments") {
            return refusal;
        }
        let body = self.body_text();
        if let Some(refusal) = too_long("IssueComment", &body) {
            return refusal;
        }
        let issue = self.number("issue_number");
        let id = self.world.fresh();
        let comment = Comment { id, issue, user: Some(self.role.account.clone()), body, edits: 0 };
        let answer = comment_json(self.description, &comment);
        self.world.comments.push(comment);
        Response::json(201, &answer)
    }

    fn changed_comment(&mut self) -> Response {
        if let Some(refusal) = self.may_not_write("comments") {
            return refusal;
        }
        let body = self.body_text();
        if let Some(refusal) = too_long("IssueComment", &body) {
            return refusal;
        }
        let id = self.number("comment_id");
        let Some(comment) = self.world.comments.iter_mut().find(|comment| comment.id == id) else {
            return refused(404, "Not Found");
        };
        comment.body = body;
        comment.edits += 1;
        Response::json(200, &comment_json(self.description, comment))
    }

    fn new_status(&mut self) -> Response {
        if let Some(refusal) = self.may_not_write("statuses") {
            return refusal;
        }
        let body = self.request.json();
        let text = |key: &str| body[key].as_str().map(str::to_owned);
        let status = Status {
            commit: self.text("sha"),
            state: text("state").unwrap_or_default(),
            context: text("context").unwrap_or_else(|| "default".to_owned()),
            description: text("description"),
            target_url: text("target_url"),
            creator: self.role.account.clone(),
        };
        if status.description.as_deref().is_some_and(|text| text.chars().count() > 140) {
            return invalid("Status", "description is too long (maximum is 140 characters)");
        }
        if status.target_url.as_deref().is_some_and(|url| !url.starts_with("http")) {
            return invalid("Status", "target_url must use http(s) scheme");
        }
        let is_same = |other: &&Status| (&other.commit, &other.context) == (&status.commit, &status.context);
        if self.world.statuses.iter().filter(is_same).count() >= MOST_STATUSES {
            return invalid("Status", "This SHA and context has reached the maximum number of statuses.");
        }
        let answer = status_json(self.description, self.world.statuses.len(), &status);
        self.world.statuses.push(status);
        Response::json(201, &answer)
    }

    /// The latest comes first.
    fn statuses(&self) -> Response {
        let commit = self.text("ref");
        let statuses =
            self.world.statuses.iter().enumerate().rev().filter(|(_, status)| status.commit == commit);
        self.page(statuses.map(|(place, status)| status_json(self.description, place, status)).collect())
    }

    fn issues(&self) -> Response {
        let wanted = self.request.query.get("state").map_or("open", String::as_str);
        let is_wanted = |is_open: bool| wanted == "all" || (wanted == "open") == is_open;
        let pulls = self.world.pulls.iter().filter(|pull| is_wanted(pull.is_open));
        let pulls = pulls.map(|pull| {
            let issue = Issue {
                number: pull.number,
                user: pull.author.clone().unwrap(),
                title: "a pull request".to_owned(),
                body: String::new(),
                is_open: pull.is_open,
            };
            let mut value = issue_json(self.description, &issue);
            value["pull_request"] =
                json!({"url": null, "html_url": null, "diff_url": null, "patch_url": null});
            value
        });
        let issues = self.world.issues.iter().filter(|issue| is_wanted(issue.is_open));
        self.page(issues.map(|issue| issue_json(self.description, issue)).chain(pulls).collect())
    }

    fn new_issue(&mut self) -> Response {
        if let Some(refusal) = self.may_not_write("issues") {
            return refusal;
        }
        let body = self.body_text();
        if let Some(refusal) = too_long("Issue", &body) {
            return refusal;
        }
        let title = self.request.json()["title"].as_str().unwrap_or_default().to_owned();
        let number = self.world.fresh();
        let issue = Issue { number, user: self.role.account.clone(), title, body, is_open: true };
        let answer = issue_json(self.description, &issue);
        self.world.issues.push(issue);
        Response::json(201, &answer)
    }

    fn changed_issue(&mut self) -> Response {
        if let Some(refusal) = self.may_not_write("issues") {
            return refusal;
        }
        let number = self.number("issue_number");
        let body = self.request.json();
        let Some(issue) = self.world.issues.iter_mut().find(|issue| issue.number == number) else {
            return refused(404, "Not Found");
        };
        let text = |key: &str, before: &str| body[key].as_str().unwrap_or(before).to_owned();
        issue.title = text("title", &issue.title);
        issue.body = text("body", &issue.body);
        Response::json(200, &issue_json(self.description, issue))
    }

    fn rules(&self) -> Response {
        self.page(self.world.rules.get(&self.text("branch")).cloned().unwrap_or_default())
    }

    /// Who may bypass it, only administrators are told.
    fn ruleset(&self) -> Response {
        let id = self.number("ruleset_id");
        let Some(facts) = self.world.rulesets.get(&id) else { return refused(404, "Not Found") };
        let mut ruleset = self.description.filled("repository-ruleset", facts);
        ruleset["id"] = id.into();
        if !self.role.administers {
            ruleset.as_object_mut().unwrap().remove("bypass_actors");
        }
        Response::json(200, &ruleset)
    }

    fn protection(&self) -> Response {
        if !self.role.administers {
            return refused(403, "Resource not accessible by integration");
        }
        match self.world.protection.get(&self.text("branch")) {
            Some(protection) => Response::json(200, protection),
            None => refused(404, "Branch not protected"),
        }
    }

    fn team(&self) -> Response {
        let team = self.world.teams.get(&format!("{}/{}", self.text("org"), self.text("team_slug")));
        match team {
            Some(team) if self.role.administers => {
                self.page(team.iter().map(|member| user_json(self.description, Some(member))).collect())
            }
            _ => refused(404, "Not Found"),
        }
    }

    fn body_text(&self) -> String {
        self.request.json()["body"].as_str().unwrap_or_default().to_owned()
    }

    fn may_not_write(&self, what: &str) -> Option<Response> {
        (!self.role.writes.contains(what)).then(|| refused(403, "Resource not accessible by integration"))
    }

    /// One page of a list, and where the next one is.
    fn page(&self, entries: Vec<Value>) -> Response {
        let size = self.request.number("per_page").unwrap_or(30);
        let page = self.request.number("page").unwrap_or(1);
        let pages = entries.len().div_ceil(size).max(1);
        let shown: Vec<Value> = entries.into_iter().skip((page - 1) * size).take(size).collect();
        let response = Response::json(200, &Value::Array(shown));
        if page >= pages {
            return response;
        }
        let mut query = self.request.query.clone();
        query.insert("page".to_owned(), (page + 1).to_string());
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let next =
            format!("{}{}{}?{}", self.shared.address, self.request.base, self.request.path, query.join("&"));
        response.with("Link", &format!("<{next}>; rel=\"next\", <{next}>; rel=\"last\""))
    }
}

fn refused(status: u16, message: &str) -> Response {
    Response::json(
        status,
        &json!({"message": message, "documentation_url": "https://docs.github.com/rest", "status": status.to_string()}),
    )
}

fn invalid(resource: &str, message: &str) -> Response {
    let error = json!({"resource": resource, "code": "custom", "field": "body", "message": message});
    let body = json!({
        "message": "Validation Failed", "documentation_url": "https://docs.github.com/rest", "errors": [error],
    });
    Response::json(422, &body)
}

fn too_long(resource: &str, body: &str) -> Option<Response> {
    (body.chars().count() > LONGEST)
        .then(|| invalid(resource, "body is too long (maximum is 65536 characters)"))
}

/// Says nothing again to whoever has it already.
fn tagged(request: &Request, response: Response) -> Response {
    if request.method != "GET" || response.status != 200 {
        return response;
    }
    let sum = response.body.bytes().fold(17_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let tag = format!("W/\"{sum:x}\"");
    if request.headers.get("if-none-match") == Some(&tag) {
        return Response { status: 304, headers: Vec::new(), body: String::new() }.with("ETag", &tag);
    }
    response.with("ETag", &tag)
}

pub(super) fn user_json(description: &Description, account: Option<&Account>) -> Value {
    account.map_or(Value::Null, |account| {
        let facts = json!({"id": account.id, "login": account.login, "type": account.kind});
        description.filled("simple-user", &facts)
    })
}

fn pull_json(description: &Description, pull: &Pull, is_whole: bool) -> Value {
    let user = user_json(description, pull.author.as_ref());
    let somebody = Account { id: 1, login: "somebody".to_owned(), kind: "User".to_owned() };
    let owner = user_json(description, Some(&somebody));
    let repository = |name: &str| {
        let facts = json!({"full_name": name, "name": name.rsplit('/').next(), "owner": owner});
        description.filled("repository", &facts)
    };
    let head_repository = pull.head_repository.as_deref().map_or(Value::Null, repository);
    let end = |name: &str, commit: &str, repository: Value| json!({"label": name, "ref": name, "sha": commit, "repo": repository, "user": owner});
    let merged_at = pull.merged.as_ref().map(|_| pull.merged_at.as_str());
    let mut facts = json!({
        "number": pull.number,
        "state": if pull.is_open { "open" } else { "closed" },
        "user": user,
        "head": end(&pull.head_branch, &pull.head, head_repository),
        "base": end(&pull.base_branch, &pull.base, repository("acme/widget")),
        "merged_at": merged_at,
        // What GitHub would merge stands there as long as nothing is merged.
        "merge_commit_sha": pull.merged.as_ref().map_or_else(|| "e".repeat(40), |(commit, _)| commit.clone()),
    });
    if is_whole {
        facts["merged"] = pull.merged.is_some().into();
        let by = pull.merged.as_ref().and_then(|(_, by)| by.as_ref());
        facts["merged_by"] = user_json(description, by);
    }
    description.filled(if is_whole { "pull-request" } else { "pull-request-simple" }, &facts)
}

fn review_json(description: &Description, review: &Review) -> Value {
    let mut facts = json!({
        "id": review.id,
        "user": user_json(description, review.user.as_ref()),
        "state": review.state,
        "commit_id": review.commit,
        "body": review.body,
    });
    if let Some(submitted) = &review.submitted {
        facts["submitted_at"] = submitted.clone().into();
    }
    description.filled("pull-request-review", &facts)
}

fn status_json(description: &Description, place: usize, status: &Status) -> Value {
    let facts = json!({
        "id": place + 1,
        "state": status.state, "context": status.context, "description": status.description,
        "target_url": status.target_url, "creator": user_json(description, Some(&status.creator)),
    });
    description.filled("status", &facts)
}

fn comment_json(description: &Description, comment: &Comment) -> Value {
    let user = user_json(description, comment.user.as_ref());
    description.filled("issue-comment", &json!({"id": comment.id, "user": user, "body": comment.body}))
}

fn issue_json(description: &Description, issue: &Issue) -> Value {
    let facts = json!({
        "id": issue.number, "number": issue.number, "title": issue.title, "body": issue.body,
        "state": if issue.is_open { "open" } else { "closed" },
        "user": user_json(description, Some(&issue.user)),
    });
    description.filled("issue", &facts)
}
