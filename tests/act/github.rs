//! A GitHub on the loopback interface, with one pull request: it answers what is asked and remembers what is written.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

/// Everything that this GitHub knows.
#[derive(Default)]
pub(crate) struct State {
    /// The pull request, as the API shows it.
    pub(crate) pull: Value,
    /// The commits that GitHub connects with it.
    pub(crate) commits: Vec<String>,
    pub(crate) reviews: Vec<Value>,
    pub(crate) comments: Vec<Value>,
    pub(crate) issues: Vec<Value>,
    /// Each with its commit.
    pub(crate) statuses: Vec<Value>,
    /// Method and path of every request.
    pub(crate) requests: Vec<String>,
    /// Whether the token of a run may read only, as in a pull request from a fork.
    pub(crate) is_read_only: bool,
    /// Whether no token is known.
    pub(crate) knows_nobody: bool,
}

pub(crate) struct GitHub {
    state: Arc<Mutex<State>>,
    address: String,
}

pub(crate) const TOKEN: &str = "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
const REPOSITORY: &str = "/repos/example/network";

impl GitHub {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever leaves early has asked nothing.
                let _ = answer(stream, &shared);
            }
        });
        Self { state, address }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The last status of a commit by the name that the rules of a branch ask for.
    pub(crate) fn status(&self, commit: &str) -> Option<String> {
        let state = self.state();
        let is_asked = |status: &&Value| status["commit"] == commit && status["context"] == "milepost";
        Some(state.statuses.iter().rfind(is_asked)?["state"].as_str()?.to_owned())
    }
}

fn answer(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let (mut length, mut has_token) = (0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => has_token = value.ends_with(TOKEN),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut state = state.lock().unwrap();
    state.requests.push(format!("{method} {target}"));
    let (code, answer) = if !has_token || state.knows_nobody {
        (401, json!({"message": "Bad credentials"}))
    } else if method != "GET" && state.is_read_only {
        (403, json!({"message": "Resource not accessible by integration"}))
    } else {
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        state.handle(method, target.split('?').next().unwrap_or_default(), &body)
    };
    drop(state);
    let text = answer.to_string();
    write!(
        reader.get_mut(),
        "HTTP/1.1 {code} Answer\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{text}",
        text.len()
    )
}

impl State {
    fn handle(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let Some(path) = path.strip_prefix(REPOSITORY) else { return not_found() };
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let number = self.pull["number"].to_string();
        match (method, parts.as_slice()) {
            ("GET", ["pulls"]) => (200, json!([self.pull])),
            ("GET", ["pulls", asked]) if **asked == number => (200, self.pull.clone()),
            ("GET", ["pulls", asked, "reviews"]) if **asked == number => (200, json!(self.reviews)),
            ("GET", ["commits", commit, "pulls"]) => {
                let found = self.commits.iter().any(|known| known == commit);
                (200, if found { json!([self.pull]) } else { json!([]) })
            }
            ("GET", ["issues", asked, "comments"]) if **asked == number => (200, json!(self.comments)),
            ("POST", ["issues", asked, "comments"]) if **asked == number => {
                let id = 9_000 + self.comments.len();
                let comment = json!({"id": id, "user": robot(), "body": body["body"]});
                self.comments.push(comment.clone());
                (201, comment)
            }
            ("PATCH", ["issues", "comments", id]) => change(&mut self.comments, "id", id, body),
            ("GET", ["issues"]) => (200, json!(self.issues)),
            ("POST", ["issues"]) => {
                let number = 100 + self.issues.len();
                let issue =
                    json!({"number": number, "user": robot(), "title": body["title"], "body": body["body"]});
                self.issues.push(issue.clone());
                (201, issue)
            }
            ("PATCH", ["issues", number]) => change(&mut self.issues, "number", number, body),
            ("POST", ["statuses", commit]) => {
                let mut status = body.clone();
                status["commit"] = (*commit).into();
                status["creator"] = robot();
                self.statuses.push(status.clone());
                (201, status)
            }
            _ => not_found(),
        }
    }
}

fn change(all: &mut [Value], key: &str, id: &str, body: &Value) -> (u16, Value) {
    let Some(found) = all.iter_mut().find(|one| one[key].to_string() == id) else { return not_found() };
    for (name, value) in body.as_object().into_iter().flatten() {
        found[name] = value.clone();
    }
    (200, found.clone())
}

fn not_found() -> (u16, Value) {
    (404, json!({"message": "Not Found"}))
}

/// The account of GitHub Actions.
fn robot() -> Value {
    json!({"login": "github-actions[bot]", "id": 41_898_282, "type": "Bot"})
}
