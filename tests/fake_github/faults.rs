//! What goes wrong between GitHub and those who ask.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use super::http::{self, Request, Response};
use super::world::World;
use super::{Shared, lock, routes};

/// Something that goes wrong.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where: a part of the line of the request, as in `GET /repos/acme/widget/pulls/7`.
    pub place: String,
    /// How often all is well before.
    pub spared: usize,
    /// How often; then all is well again.
    pub times: usize,
    pub act: Act,
}

/// What goes wrong.
#[derive(Debug, Clone)]
pub enum Act {
    /// This is the answer instead.
    Answer(Response),
    /// The answer ends in the middle, as if complete.
    CutOffJson,
    /// The connection ends in the middle of the answer.
    CutOffConnection,
    /// The connection ends without an answer, though the request was carried out.
    Lost,
    /// There never is an answer.
    Hang,
    /// The answer has this many bytes.
    Huge(usize),
    /// Every page has a next one.
    EndlessPages,
    /// The next page is this one.
    SamePage,
    /// Something happens first, and then there is an answer as usual.
    Meanwhile(fn(&mut World)),
    /// The next page is on another host.
    ForeignPage(String),
}

impl Fault {
    /// Whenever this is asked.
    pub fn always(place: &str, act: Act) -> Self {
        Self { place: place.to_owned(), spared: 0, times: usize::MAX, act }
    }

    /// The next time that this is asked.
    pub fn once(place: &str, act: Act) -> Self {
        Self { place: place.to_owned(), spared: 0, times: 1, act }
    }

    /// Whenever this is asked again, once it has been asked as often.
    pub fn after(spared: usize, place: &str, act: Act) -> Self {
        Self { spared, ..Self::always(place, act) }
    }
}

impl Act {
    /// A refusal in GitHub's words.
    pub fn refuse(status: u16, message: &str) -> Self {
        let body = json!({"message": message, "documentation_url": "https://docs.github.com/rest", "status": status.to_string()});
        Self::Answer(Response::json(status, &body))
    }

    /// The same with a header.
    pub fn with(self, name: &str, value: &str) -> Self {
        match self {
            Self::Answer(response) => Self::Answer(response.with(name, value)),
            other => other,
        }
    }
}

/// What goes wrong with this request, if anything.
pub(super) fn due(faults: &mut [Fault], request: &Request) -> Option<Act> {
    let line = request.line();
    let fault = faults.iter_mut().find(|fault| fault.times > 0 && line.contains(&fault.place))?;
    if let Some(left) = fault.spared.checked_sub(1) {
        fault.spared = left;
        return None;
    }
    fault.times = fault.times.saturating_sub(1);
    Some(fault.act.clone())
}

/// Lets it go wrong. True where the connection is of no more use.
pub(super) fn act(mut connection: &TcpStream, shared: &Shared, request: &Request, act: &Act) -> bool {
    match act {
        Act::Answer(response) => http::write(connection, response),
        Act::CutOffJson => {
            let mut response = routes::answer(shared, request);
            response.body.truncate(response.body.len() / 2);
            http::write(connection, &response)
        }
        Act::CutOffConnection => {
            drop(connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\": "));
            true
        }
        Act::Lost => {
            routes::answer(shared, request);
            true
        }
        Act::Hang => {
            // Until the other side gives up.
            drop(connection.read(&mut [0]));
            true
        }
        Act::Huge(bytes) => {
            let body = format!("[\"{}\"]", "x".repeat(*bytes));
            http::write(connection, &Response { status: 200, headers: Vec::new(), body })
        }
        Act::Meanwhile(happens) => {
            happens(&mut lock(&shared.world));
            http::write(connection, &routes::answer(shared, request))
        }
        Act::EndlessPages => {
            let page = request.number("page").unwrap_or(1) + 1;
            linked(connection, shared, request, &format!("{}{}?page={page}", shared.address, request.path))
        }
        Act::SamePage => {
            let line = request.line();
            let target = line.split_once(' ').map_or("", |(_, target)| target).to_owned();
            linked(connection, shared, request, &format!("{}{target}", shared.address))
        }
        Act::ForeignPage(url) => linked(connection, shared, request, url),
    }
}

fn linked(connection: &TcpStream, shared: &Shared, request: &Request, next: &str) -> bool {
    let mut response = routes::answer(shared, request);
    response.headers.retain(|(name, _)| name != "Link");
    http::write(connection, &response.with("Link", &format!("<{next}>; rel=\"next\"")))
}
