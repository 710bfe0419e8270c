//! The live stream of a page: the parts of it that have changed.

use super::{
    forms::is_of_console,
    layout::{ClockChip, rendered},
    pages::{page, path_of},
    refusals::{Failure, no_such_page},
    state::Console,
    visit::Visit,
};
use crate::{http::pages::Api, worlds::acting::Sight};
use axum::{
    body::{Body, HttpBody},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderValue, Uri, header, request::Parts};
use hyper::body::Frame;
use serde_json::json;
use std::{
    collections::HashMap,
    convert::Infallible,
    hash::{DefaultHasher, Hash, Hasher},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Interval, MissedTickBehavior, interval};
use uuid::Uuid;

/// How often a stream looks whether the world has changed.
const LOOK: Duration = Duration::from_millis(500);

/// The number of looks without news after which a stream says that it is still there: 15 s.
const HEARTBEAT: u32 = 30;

/// The stream of one page. It ends when the browser leaves, when the server stops, and when the world or what the page is about is gone.
struct Stream {
    api: Arc<dyn Api>,
    console: Console,
    /// The head of the request for the page.
    parts: Parts,
    world: Uuid,
    ticks: Interval,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// What the world looked like when the page was made last.
    sight: Option<Sight>,
    /// The parts as they were sent last, by their fingerprints.
    sent: HashMap<&'static str, u64>,
    quiet: u32,
    is_over: bool,
}

/// Starts the stream of the page that the address names.
pub(super) fn stream(visit: &Visit) -> Result<Response, Failure> {
    let address = visit.asked("page").filter(|address| is_of_console(address)).ok_or_else(no_such_page)?;
    let mut parts = visit.parts.clone();
    parts.uri = address.parse::<Uri>().map_err(|_| no_such_page())?;
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stream = Stream {
        api: visit.api.clone(),
        console: visit.console.clone(),
        parts,
        world: visit.world,
        ticks,
        stopped: Box::pin(visit.console.stopped()),
        sight: None,
        sent: HashMap::new(),
        quiet: 0,
        is_over: false,
    };
    let mut response = Response::new(Body::new(stream));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    Ok(response)
}

impl Stream {
    /// Looks at the world. Returns the events that tell what has changed, if anything has.
    fn look(&mut self) -> Option<String> {
        let shows_journal = path_of(self.parts.uri.path()).starts_with("journal");
        let Some(sight) = self.api.shell().worlds.sight(self.world, shows_journal) else { return Some(self.gone()) };
        if self.sight == Some(sight) {
            return None;
        }
        self.sight = Some(sight);
        match self.parts_now() {
            Ok(parts) => {
                let changed = parts.into_iter().filter_map(|(id, html)| {
                    let fingerprint = fingerprint(&html);
                    (self.sent.insert(id, fingerprint) != Some(fingerprint)).then(|| event(id, &html))
                });
                let events: String = changed.collect();
                (!events.is_empty()).then_some(events)
            }
            Err(_) => Some(self.gone()),
        }
    }

    fn parts_now(&self) -> Result<Vec<(&'static str, String)>, Failure> {
        let visit = Visit::new(&self.api, &self.console, &self.parts)?;
        let path = path_of(self.parts.uri.path());
        let page = page(&visit, path)?;
        let live = page.sections.into_iter().filter(|section| section.is_live);
        let clock = rendered(&ClockChip::read(&visit)?);
        Ok(live.map(|section| (section.id, section.html)).chain([("clock-chip", clock)]).collect())
    }

    /// Says that the page is about something that is gone, and ends the stream.
    fn gone(&mut self) -> String {
        self.is_over = true;
        "event: gone\ndata:\n\n".to_owned()
    }
}

fn fingerprint(html: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    html.hash(&mut hasher);
    hasher.finish()
}

/// Returns the event that replaces a part of the page.
fn event(id: &str, html: &str) -> String {
    format!("event: part\ndata: {}\n\n", json!({"id": id, "html": html}))
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.is_over || self.stopped.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        while self.ticks.poll_tick(cx).is_ready() {
            let news = self.look().or_else(|| {
                self.quiet += 1;
                (self.quiet >= HEARTBEAT).then(|| ": still here\n\n".to_owned())
            });
            if let Some(news) = news {
                self.quiet = 0;
                return Poll::Ready(Some(Ok(Frame::data(news.into()))));
            }
        }
        Poll::Pending
    }
}
