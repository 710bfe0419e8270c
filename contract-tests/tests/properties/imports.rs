//! Checks that whatever an import accepts can be used: documents of worlds are changed in a few places, and
//! in a world that takes such a document, no operation ends in an internal error.

use crate::{
    course::Course,
    kept,
    local_world::LocalWorld,
    operations::{Operation, all_operations},
    tried,
};
use jiff::Timestamp;
use proptest::{collection::vec, prelude::*, sample::Index, test_runner::Config};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path, sync::LazyLock};
use uuid::Uuid;
use vmc_contract::Answer;
use vmcsim::{
    description,
    world::{
        description::{Credentials, Made, make},
        export,
        kernel::pacing::Pacing,
    },
};
use vmcsim_fixtures::worlds::{BUILT_IN, EARLIER_EXPORTS};

const CASES: u32 = 16;

/// Each step of shrinking asks for every operation.
const SHRINK_ITERS: u32 = 200;

/// Moves of the clock after which everything is looked at again: a task's time, a day, and some years.
const WAITS: [&str; 3] = ["30m", "24h", "20000h"];

/// The built-in worlds, and worlds of earlier versions in which tasks of every kind are under way. Their clocks stand still here.
static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let built_in = BUILT_IN.iter().map(|file| {
        let read = description::read(Path::new(file.name), file.text, &|_| None).unwrap();
        let id = Uuid::from_u128(7);
        let (pacing, machine, credentials) = (Pacing::default(), Timestamp::UNIX_EPOCH, Credentials::Derived);
        make(&read, &Made { id, seed: 0, pacing, machine, credentials }).unwrap()
    });
    let earlier = EARLIER_EXPORTS.iter().map(|file| export::read(file.text.as_bytes()).unwrap());
    built_in.chain(earlier).map(|world| Document::read(&export::write(&world).unwrap())).collect()
});

/// Values at the ends of what a type can hold, and values that are likely to be taken apart.
static EXTREMES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let numbers = [json!(0), json!(-1), json!(1), json!(u8::MAX), json!(u16::MAX), json!(i32::MIN), json!(i32::MAX)];
    let large = [json!(u32::MAX), json!(i64::MIN), json!(i64::MAX), json!(u64::MAX), json!(1e300), json!(0.5)];
    let times = ["9999-12-30T22:00:00.999999999Z", "-009999-01-02T01:59:59Z", "1970-01-01T00:00:00Z"].map(Value::from);
    let texts = ["", "é", "@", "/", "-1", "0", "0.0.0.0/0", "255.255.255.255/32", "10.0.0.0", "4294967295"];
    let more = ["18446744073709551615", "PT2562047788015215H", "-PT1H", "00000000-0000-0000-0000-000000000000", "[]"];
    let others = [Value::Null, json!(true), json!(false), json!([]), json!({}), json!([""]), json!({"": ""})];
    let paces = [json!({"SDDC-PROVISION": {"takes": "PT2562047788015215H"}}), json!({"takes": "-PT1H"})];
    let texts = texts.into_iter().chain(more).map(Value::from);
    numbers.into_iter().chain(large).chain(times).chain(texts).chain(others).chain(paces).collect()
});

/// Returns true for values of one type. A time is a type of its own.
fn is_like(one: &Value, other: &Value) -> bool {
    let is_time = |value: &Value| value.as_str().is_some_and(|text| text.parse::<Timestamp>().is_ok());
    std::mem::discriminant(one) == std::mem::discriminant(other) && is_time(one) == is_time(other)
}

/// A document and the places in it.
struct Document {
    value: Value,
    /// JSON pointers, by what they have in common: in the pointers' form, `*` stands for each index and each key that is an id or a time.
    places: Vec<(String, Vec<String>)>,
}

impl Document {
    fn read(text: &str) -> Self {
        let mut value: Value = serde_json::from_str(text).unwrap();
        value["world"]["clock"]["rate"] = json!(0.0);
        // A document that was changed is accepted without its checksum only.
        value.as_object_mut().unwrap().shift_remove("checksum");
        let mut places = BTreeMap::new();
        collect(&value["world"], "/world", "/world", &mut places);
        Self { value, places: places.into_iter().collect() }
    }
}

fn collect(value: &Value, place: &str, kind: &str, places: &mut BTreeMap<String, Vec<String>>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let is_id = name.len() >= 20 && name.contains(|letter: char| letter.is_ascii_digit());
                let (escaped, kept) = (name.replace('~', "~0").replace('/', "~1"), if is_id { "*" } else { name });
                collect(inner, &format!("{place}/{escaped}"), &format!("{kind}/{kept}"), places);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                collect(inner, &format!("{place}/{index}"), &format!("{kind}/*"), places);
            }
        }
        _ => {}
    }
    places.entry(kind.to_owned()).or_default().push(place.to_owned());
}

/// A change of a document in one place.
#[derive(Debug, Clone)]
struct Change {
    kind: Index,
    place: Index,
    how: How,
}

#[derive(Debug, Clone)]
enum How {
    Remove,
    Empty,
    /// The last letter, item or field goes.
    Shorten,
    /// The first letter, item or field is all that stays.
    Begin,
    /// A letter that is more than one byte is put before a text.
    Accent,
    /// A text or list becomes long.
    Repeat,
    Flip,
    /// An extreme value of the same type takes its place.
    Like(Index),
    /// An extreme value of any type takes its place.
    Unlike(Index),
    /// What stands in another place of the same kind takes its place.
    Sibling(Index),
    /// What stands in any other place takes its place.
    Cross(Index, Index),
}

fn any_change() -> impl Strategy<Value = Change> {
    (any::<Index>(), any::<Index>(), any_how()).prop_map(|(kind, place, how)| Change { kind, place, how })
}

fn any_how() -> impl Strategy<Value = How> {
    prop_oneof![
        1 => Just(How::Remove),
        2 => Just(How::Empty),
        2 => Just(How::Shorten),
        2 => Just(How::Begin),
        1 => Just(How::Accent),
        1 => Just(How::Repeat),
        1 => Just(How::Flip),
        14 => any::<Index>().prop_map(How::Like),
        3 => any::<Index>().prop_map(How::Unlike),
        6 => any::<Index>().prop_map(How::Sibling),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(kind, place)| How::Cross(kind, place)),
    ]
}

impl Change {
    /// Makes the change. Returns the place, if it is in the value and something changed.
    fn apply(&self, document: &Document, value: &mut Value) -> Option<String> {
        let (_, places) = self.kind.get(&document.places);
        let place = self.place.get(places);
        let before = value.pointer(place)?.clone();
        if let How::Remove = self.how {
            let (parent, last) = place.rsplit_once('/')?;
            match value.pointer_mut(parent)? {
                Value::Object(fields) => drop(fields.remove(last)?),
                Value::Array(items) => drop(items.remove(last.parse().ok()?)),
                _ => return None,
            }
            return Some(place.clone());
        }
        let other = match &self.how {
            How::Sibling(other) => value.pointer(other.get::<String>(places))?.clone(),
            How::Cross(kind, other) => value.pointer(other.get::<String>(&kind.get(&document.places).1))?.clone(),
            how => how.applied(before.clone())?,
        };
        if other == before {
            return None;
        }
        *value.pointer_mut(place)? = other;
        Some(place.clone())
    }
}

impl How {
    /// The value after a change that needs no other place. `None` if it is none for this value.
    fn applied(&self, value: Value) -> Option<Value> {
        Some(match (self, value) {
            (Self::Like(which), value) => {
                let like: Vec<_> = EXTREMES.iter().filter(|extreme| is_like(extreme, &value)).collect();
                (!like.is_empty()).then(|| (*which.get(&like)).clone())?
            }
            (Self::Unlike(which), _) => which.get(&EXTREMES).clone(),
            (Self::Flip, Value::Bool(flag)) => Value::Bool(!flag),
            (Self::Flip, Value::Number(number)) => json!(-number.as_f64()?),
            (Self::Empty, Value::String(_)) => json!(""),
            (Self::Empty, Value::Array(_)) => json!([]),
            (Self::Empty, Value::Object(_)) => json!({}),
            (Self::Shorten, Value::String(mut text)) => text.pop().map(|_| json!(text))?,
            (Self::Shorten, Value::Array(mut items)) => items.pop().map(|_| json!(items))?,
            (Self::Shorten, Value::Object(mut fields)) => {
                let last = fields.keys().next_back()?.clone();
                fields.remove(&last);
                Value::Object(fields)
            }
            (Self::Begin, Value::String(text)) => json!(text.chars().next()?.to_string()),
            (Self::Begin, Value::Array(items)) => json!(items.get(..1)?),
            (Self::Begin, Value::Object(fields)) => Value::Object(fields.into_iter().take(1).collect()),
            (Self::Accent, Value::String(text)) => json!(format!("é{text}")),
            (Self::Repeat, Value::String(text)) => json!(text.repeat(300)),
            (Self::Repeat, Value::Array(items)) => json!([items.clone(), items].concat()),
            _ => return None,
        })
    }
}

/// A world that a changed document was made of, and what is wrong with its answers.
struct Used {
    course: Course,
    broken: Vec<String>,
}

impl Used {
    fn judge(&mut self, answer: &Answer) {
        if answer.status == 500 {
            self.broken.push(answer.request.clone());
        }
    }

    fn ask(&mut self, operations: &[Operation]) {
        for operation in operations {
            let answer = operation.ask(&mut self.course);
            self.judge(&answer);
        }
    }

    fn control(&mut self, method: &str, rest: &str, body: &Value) -> Answer {
        let answer = self.course.world.control(method, rest, body);
        self.judge(&answer);
        answer
    }

    /// Makes requests speak of things in the document, above all of the SDDC in which something was changed.
    fn name_things(&mut self, document: &Value, places: &[String]) {
        let Some((id, org)) = document["world"]["orgs"].as_object().and_then(|orgs| orgs.iter().next()) else { return };
        let changed = places.iter().rev().find_map(|place| {
            let rest = place.strip_prefix(&format!("/world/orgs/{id}/sddcs/"))?;
            rest.split('/').next()?.parse::<usize>().ok()
        });
        let sddc = &org["sddcs"][changed.unwrap_or(0)][1];
        let things = [
            ("sddc", &sddc["id"]),
            ("cluster", &sddc["clusters"][0]["id"]),
            ("esx", &sddc["clusters"][0]["hosts"][0]["id"]),
            ("public_ip", &sddc["public_ips"][0]["allocation_id"]),
            ("reservation", &sddc["maintenance"]["id"]),
            ("task", &org["tasks"][0][0]),
            ("templateId", &org["templates"][0][0]),
            ("subscription", &org["subscriptions"][0][0]),
            ("userInvitationId", &document["world"]["identity"]["invitations"][0][0]),
            ("groupId", &document["world"]["identity"]["groups"][0][0]),
            ("oauthAppId", &document["world"]["identity"]["apps"][0][0]),
        ];
        let known = things.into_iter().filter_map(|(name, id)| Some((name.to_owned(), id.as_str()?.to_owned())));
        self.course.things.extend(known);
    }

    /// Asks for every operation, of what was imported and of what is made then, now and later.
    fn use_everything(&mut self) {
        let all = all_operations();
        let reading: Vec<_> = all.iter().filter(|operation| operation.reads()).cloned().collect();
        self.ask(&all);
        self.course.things.clear();
        self.ask(&all);
        for wait in WAITS {
            self.control("POST", "/clock/skip", &Value::Null);
            self.control("POST", "/clock/advance", &json!({"by": wait}));
            self.course.world.sign_in();
            self.ask(&reading);
        }
        self.control("GET", "", &Value::Null);
        let exported = self.control("GET", "/export", &Value::Null);
        if exported.status == 200 {
            let again = self.course.world.try_import(&exported.text);
            if again.status != 200 {
                self.broken.push(format!("the export cannot be imported again: {}", again.text));
            }
        }
        self.control("POST", "/reset", &Value::Null);
    }
}

proptest! {
    #![proptest_config(Config { max_shrink_iters: SHRINK_ITERS, ..tried(CASES, kept!("imports")) })]

    #[test]
    fn whatever_is_accepted_can_be_used(document: Index, changes in vec(any_change(), 1..32)) {
        let document: &Document = document.get(&DOCUMENTS);
        let mut world = LocalWorld::new(json!({}));
        let (mut accepted, mut places) = (document.value.clone(), Vec::new());
        world.import(&accepted.to_string());
        for change in &changes {
            let mut changed = accepted.clone();
            let Some(place) = change.apply(document, &mut changed) else { continue };
            let answer = world.try_import(&changed.to_string());
            prop_assert!(matches!(answer.status, 200 | 400), "{} at {}: {} {}", answer.request, place, answer.status, answer.text);
            if answer.status == 200 {
                places.push(place);
                accepted = changed;
            }
        }
        let mut used = Used { course: Course::new(world), broken: Vec::new() };
        used.name_things(&accepted, &places);
        used.use_everything();
        let changed = || places.iter().map(|place| format!("{place}: {:?}", accepted.pointer(place))).collect::<Vec<_>>();
        prop_assert!(used.broken.is_empty(), "{:#?} after {:#?}", used.broken, changed());
    }
}
