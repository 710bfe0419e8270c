//! Answers requests with recordings.
//!
//! A recording answers a request with its method, path and query, and with a similar body: the same one, or one with
//! the same keys and kinds of values, because a client that repeats a request has other tokens and names.
//! Placeholders of a recording, such as `{org}` or `…`, match anything. If a request was recorded more than once, its
//! answers are given in the order of the recordings, and the last one is repeated. A request that matches no
//! recording is refused in the way the service refuses unknown requests, with a hint at the nearest recording.

mod serve;
mod shape;

pub use self::serve::Server;

use self::shape::{Shape, has_placeholder, is_like};
use crate::recording::{Recording, Recordings};
use serde_json::Value;
use std::collections::BTreeMap;

/// The parts of a request by which recordings are distinguished.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub method: String,
    /// The path, decoded segment by segment.
    path: Vec<String>,
    /// The names and values of the query, ordered by name.
    query: Vec<(String, String)>,
    /// The body; null if there is none.
    body: Value,
}

/// Recordings that answer requests, and the number of answers that each has given.
#[derive(Debug)]
pub struct Replay {
    /// The recordings of equal requests, in order.
    stories: Vec<Story>,
}

/// The answers to one request.
#[derive(Debug)]
struct Story {
    question: Question,
    recordings: Vec<Recording>,
    /// The number of answers given.
    given: usize,
}

/// The result of finding an answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered<'r> {
    /// This recording answers the request.
    By(&'r Recording),
    /// No recording answers the request. The value is the nearest one and its difference from the request.
    NotAtAll(Option<(&'r Recording, String)>),
}

impl Question {
    /// Creates a question from the parts of a request.
    pub fn new(method: &str, path: &str, query: &str, body: Value) -> Self {
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        // A recorded query may be written in decoded form. In that case only `&` and `=` act as separators.
        let mut query: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        query.sort();
        Self { method: method.to_owned(), path: path.split('/').map(decode).collect(), query, body: Shape::body(body) }
    }

    fn of(recording: &Recording) -> Self {
        let request = &recording.request;
        let body = request.body.clone().unwrap_or(Value::Null);
        Self::new(&request.method, &request.path, request.query.as_deref().unwrap_or_default(), body)
    }

    /// Returns the number of parts of the path and query that match anything.
    fn left_open(&self) -> usize {
        let texts = self.path.iter().chain(self.query.iter().map(|(_, value)| value));
        texts.filter(|text| has_placeholder(text)).count()
    }

    /// Returns the distance between a request and this recorded one, and their first difference; `None` if they
    /// match. A different path counts more than a different query, and that counts more than a different body.
    fn difference(&self, asked: &Self) -> Option<(usize, String)> {
        const PATH: usize = 10_000;
        const QUERY: usize = 1000;
        let mut parts = Vec::new();
        if self.method != asked.method {
            parts.push((PATH, format!("its method is {}", self.method)));
        }
        if self.path.len() == asked.path.len() {
            let other = self.path.iter().zip(&asked.path).filter(|(recorded, asked)| !is_like(recorded, asked));
            parts.extend(other.map(|(recorded, asked)| (PATH, format!("its path has `{recorded}` and not `{asked}`"))));
        } else {
            let same =
                self.path.iter().zip(&asked.path).take_while(|(recorded, asked)| is_like(recorded, asked)).count();
            // Each missing or additional segment counts, so that paths with a common start are nearer.
            let apart = self.path.len().max(asked.path.len()) - same + 1;
            parts.push((PATH * apart, "its path is of another length".to_owned()));
        }
        if !same_query(&self.query, &asked.query) {
            let shown: Vec<_> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            parts.push((QUERY, format!("its query is `{}`", shown.join("&"))));
        }
        let places = Shape::differences(&self.body, &asked.body);
        parts.extend(places.into_iter().map(|place| (1, format!("its body is different at {place}"))));
        let far = parts.iter().map(|(far, _)| far).sum();
        parts.into_iter().next().map(|(_, first)| (far, first))
    }
}

fn same_query(recorded: &[(String, String)], asked: &[(String, String)]) -> bool {
    let same = |(recorded, asked): (&(String, String), &(String, String))| {
        recorded.0 == asked.0 && is_like(&recorded.1, &asked.1)
    };
    recorded.len() == asked.len() && recorded.iter().zip(asked).all(same)
}

impl Replay {
    /// Creates a replay of all these recordings.
    pub fn new(recordings: &Recordings) -> Self {
        Self::of(recordings.all().cloned())
    }

    /// Creates a replay of these recordings, in this order.
    pub fn of(recordings: impl IntoIterator<Item = Recording>) -> Self {
        let mut stories: Vec<Story> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for recording in recordings {
            let question = Question::of(&recording);
            let place = *places.entry(format!("{question:?}")).or_insert_with(|| {
                stories.push(Story { question, recordings: Vec::new(), given: 0 });
                stories.len() - 1
            });
            stories[place].recordings.push(recording);
        }
        Self { stories }
    }

    /// Returns the next answer to a request.
    pub fn answer(&mut self, asked: &Question) -> Answered<'_> {
        let fits = |story: &Story| story.question.difference(asked).is_none();
        let places: Vec<_> = (0..self.stories.len()).filter(|place| fits(&self.stories[*place])).collect();
        // An identical body ranks first, then the recording with the fewest placeholders, then one that has answers
        // left.
        let rank = |place: &usize| {
            let story = &self.stories[*place];
            let question = &story.question;
            (question != asked, question.left_open(), story.given >= story.recordings.len(), story.recordings[0].record)
        };
        match places.into_iter().min_by_key(rank) {
            Some(place) => {
                let story = &mut self.stories[place];
                let next = story.given.min(story.recordings.len() - 1);
                story.given += 1;
                Answered::By(&story.recordings[next])
            }
            None => Answered::NotAtAll(self.nearest(asked)),
        }
    }

    fn nearest(&self, asked: &Question) -> Option<(&Recording, String)> {
        let differences = self.stories.iter().filter_map(|story| Some((story, story.question.difference(asked)?)));
        let (story, (_, first)) = differences.min_by_key(|(_, (far, _))| *far)?;
        story.recordings.first().map(|recording| (recording, first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn recording(record: u32, line: &str, body: Option<Value>) -> Recording {
        let (method, path) = line.split_once(' ').unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut request = json!({"method": method, "path": path, "query": query});
        if let Some(body) = body {
            request["body"] = body;
        }
        serde_json::from_value(
            json!({"record": record, "endpoint": null, "source": {}, "grade": "recorded", "partial": false,
            "request": request, "response": {"status": 200}}),
        )
        .unwrap()
    }

    fn ask(replay: &mut Replay, line: &str, body: Value) -> Result<u32, String> {
        let (method, path) = line.split_once(' ').unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        match replay.answer(&Question::new(method, path, query, body)) {
            Answered::By(recording) => Ok(recording.record),
            Answered::NotAtAll(nearest) => {
                Err(nearest.map_or_else(String::new, |(recording, why)| format!("{}: {why}", recording.record)))
            }
        }
    }

    #[test]
    fn answers_come_in_the_order_of_the_recordings() {
        let mut replay = Replay::of([
            recording(1, "GET /tasks/a", None),
            recording(2, "GET /tasks/b", None),
            recording(3, "GET /tasks/a", None),
            recording(4, "GET /tasks/{task}?x=1&y=2", None),
        ]);
        let mut get = |line: &str| ask(&mut replay, line, Value::Null);
        assert_eq!([(); 4].map(|()| get("GET /tasks/a")), [Ok(1), Ok(3), Ok(3), Ok(3)]);
        assert_eq!((get("GET /tasks/b"), get("GET /tasks/c?y=2&x=1")), (Ok(2), Ok(4)));
        let mut open = Replay::of([recording(1, "GET /tasks/{task}", None), recording(2, "GET /tasks/a", None)]);
        assert_eq!(ask(&mut open, "GET /tasks/a", Value::Null), Ok(2));
        assert_eq!(get("GET /tasks/c"), Err("4: its query is `x=1&y=2`".to_owned()));
        assert_eq!(get("GET /works/a"), Err("1: its path has `tasks` and not `works`".to_owned()));
        assert_eq!(get("POST /tasks/b"), Err("2: its method is GET".to_owned()));
        assert_eq!(get("GET /tasks/c?x=2&y=2"), Err("4: its query is `x=1&y=2`".to_owned()));
        assert_eq!(get("GET /tasks/a/b"), Err("1: its path is of another length".to_owned()));
    }

    #[test]
    fn bodies_are_told_apart_by_value_and_then_by_shape() {
        let mut replay = Replay::of([
            recording(1, "POST /sddcs", Some(json!({"name": "a", "num_hosts": 1}))),
            recording(2, "POST /sddcs", Some(json!({"name": "b", "num_hosts": 2}))),
            recording(3, "POST /sddcs", Some(json!({"name": "b", "links": [{"id": "x"}]}))),
            recording(4, "POST /token", Some(json!("grant_type=x&code=redacted"))),
        ]);
        let mut post = |line: &str, body| ask(&mut replay, line, body);
        assert_eq!(post("POST /sddcs", json!({"name": "b", "num_hosts": 2})), Ok(2));
        assert_eq!(post("POST /sddcs", json!({"name": "z", "num_hosts": 9})), Ok(1));
        assert_eq!(post("POST /sddcs", json!({"name": "z", "num_hosts": 9})), Ok(1));
        assert_eq!(post("POST /sddcs", json!({"name": "z", "links": [{"id": "y"}]})), Ok(3));
        assert_eq!(post("POST /token", json!("code=other&grant_type=y")), Ok(4));
        let other = post("POST /sddcs", json!({"name": "z", "links": [{"id": 1}]}));
        assert_eq!(other, Err("3: its body is different at $.links[0].id".to_owned()));
        assert_eq!(post("POST /token", json!("grant_type=y")), Err("4: its body is different at $.code".to_owned()));
    }
}
