//! A stand-in for GitHub on this machine: holds pull requests, reviews, comments, statuses, issues, rules and teams, and
//! checks every request and every answer against GitHub's own description of its API.
//!
//! ```ignore
//! let github = FakeGitHub::start();
//! github.change(|world| world.pull(7, &head, &account(1, "alice")));
//! run_with_env("GITHUB_API_URL", github.url());     // and GITHUB_TOKEN=ACTIONS_TOKEN
//! github.look(|world| world.comments.len());
//! ```
//!
//! When it goes away it fails the test if anything was asked or answered that GitHub's description does not allow.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests, and no test needs all of them"
)]

mod description;
mod faults;
mod http;
mod routes;
mod world;

use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::thread;

pub use description::Description;
pub use faults::{Act, Fault};
pub use http::{Request, Response};
pub use world::{Account, Comment, Issue, Pull, Review, Status, World, account, bot};

/// The token of a workflow's run that may write.
pub const ACTIONS_TOKEN: &str = "ghs_secretOfTheRun0123456789";
/// The token of a run for a fork: it may only read.
pub const FORK_TOKEN: &str = "ghs_secretOfTheFork0123456789";
/// The token of an app that the project made.
pub const APP_TOKEN: &str = "ghs_secretOfTheApp0123456789";
/// The token of a person who administers the repository.
pub const PERSON_TOKEN: &str = "ghp_secretOfThePerson0123456789";

/// Read once for all tests of a program.
static DESCRIPTION: LazyLock<Description> = LazyLock::new(Description::read);

/// A running stand-in.
pub struct FakeGitHub {
    shared: Arc<Shared>,
    address: String,
}

/// What all connections share.
pub struct Shared {
    pub world: Mutex<World>,
    pub faults: Mutex<Vec<Fault>>,
    pub log: Mutex<Vec<Request>>,
    /// What was asked or answered against the description.
    pub problems: Mutex<Vec<String>>,
    pub description: &'static Description,
    pub address: String,
    stops: AtomicBool,
}

impl FakeGitHub {
    /// Starts with the repository `acme/widget` and nothing in it.
    pub fn start() -> Self {
        Self::on("127.0.0.1:0")
    }

    /// The same, where it is told to listen.
    pub fn on(listen: &str) -> Self {
        let listener = TcpListener::bind(listen).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            world: Mutex::new(World::default()),
            faults: Mutex::default(),
            log: Mutex::default(),
            problems: Mutex::default(),
            description: &DESCRIPTION,
            address: address.clone(),
            stops: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || serve(&listener, &serving));
        Self { shared, address }
    }

    /// For `GITHUB_API_URL`.
    pub fn url(&self) -> &str {
        &self.address
    }

    /// The same as on an Enterprise Server.
    pub fn server_url(&self) -> String {
        format!("{}/api/v3", self.address)
    }

    /// Changes what is there.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut lock(&self.shared.world))
    }

    /// Looks at what is there.
    pub fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&lock(&self.shared.world))
    }

    /// Lets something go wrong.
    pub fn fail(&self, fault: Fault) {
        lock(&self.shared.faults).push(fault);
    }

    /// Everything that was asked so far, as `GET /path?query`.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.shared.log).iter().map(Request::line).collect()
    }

    /// Everything that was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.log).clone()
    }

    /// Forgets what was asked.
    pub fn forget(&self) {
        lock(&self.shared.log).clear();
    }

    /// What was asked or answered against the description; the caller has looked at it.
    pub fn take_problems(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.shared.problems))
    }
}

impl Drop for FakeGitHub {
    fn drop(&mut self) {
        self.shared.stops.store(true, Ordering::SeqCst);
        // Wakes the listener up.
        drop(TcpStream::connect(self.address.trim_start_matches("http://")));
        let problems = self.take_problems();
        assert!(
            thread::panicking() || problems.is_empty(),
            "not as GitHub describes it:\n{}",
            problems.join("\n")
        );
    }
}

/// A test that failed while it held the lock has said so already.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for connection in listener.incoming() {
        if shared.stops.load(Ordering::SeqCst) {
            return;
        }
        let Ok(connection) = connection else { continue };
        let shared = Arc::clone(shared);
        thread::spawn(move || talk(&connection, &shared));
    }
}

/// Answers until the other side has no more to ask.
fn talk(connection: &TcpStream, shared: &Shared) {
    while let Some(request) = http::read(connection) {
        lock(&shared.log).push(request.clone());
        let fault = faults::due(&mut lock(&shared.faults), &request);
        let ends = match fault {
            Some(act) => faults::act(connection, shared, &request, &act),
            None => http::write(connection, &routes::answer(shared, &request)),
        };
        if ends {
            return;
        }
    }
}
