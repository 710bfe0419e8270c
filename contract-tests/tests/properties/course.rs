//! The actions of clients, as data: moves that change a world, reading requests that must not change it, and a course
//! that runs them.

use crate::local_world::LocalWorld;
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};
use std::collections::HashMap;
use vmc_contract::Answer;

/// The most hosts that an SDDC may begin with in the worlds of these tests. (recorded)
pub(crate) const HOSTS_MAX: u32 = 4;

/// An id that nothing has.
const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

/// Something that may change a world. SDDCs and tasks go by their number in the order of their making; a number beyond them stands for
/// one that does not exist.
#[derive(Debug, Clone)]
pub(crate) enum Move {
    Create {
        wish: Wish,
        validate_only: bool,
    },
    Rename {
        sddc: usize,
        name: String,
    },
    Delete {
        sddc: usize,
        how: Deletion,
    },
    AddCluster {
        sddc: usize,
    },
    AddHosts {
        sddc: usize,
    },
    Cancel {
        task: usize,
    },
    Advance {
        millis: u64,
    },
    Skip,
    Pace(Paces),
    /// All resources of an SDDC's first cluster have this load.
    Load {
        sddc: usize,
        percent: u8,
    },
}

/// An SDDC that is asked for. The last five cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Of the service's own simulation.
    ZeroCloud {
        hosts: u32,
    },
    /// One host on AWS.
    OneNode,
    /// One host on AWS, linked to three subnets, of which the service takes one.
    Doomed,
    TooFewHosts,
    TooManyHosts,
    UnknownRegion,
    NotLinked,
    Nameless,
}

/// How a deletion is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deletion {
    pub(crate) force: bool,
    pub(crate) retain: bool,
    pub(crate) template_name: bool,
}

/// How long tasks take from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paces {
    pub(crate) provision: Pace,
    pub(crate) delete: Pace,
}

/// How long a kind of task takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    Realistic,
    Demo,
    Instant,
    Manual,
    Seconds(u32),
}

/// A look at a world.
#[derive(Debug, Clone)]
pub(crate) enum Look {
    Orgs,
    Org,
    Sddcs { deleted: bool },
    Sddc(usize),
    PrimaryCluster(usize),
    Tasks,
    FailedTasks,
    Task(usize),
    Clock,
}

/// A world, and what has been made in it by the moves so far.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) world: LocalWorld,
    pub(crate) sddcs: Vec<String>,
    pub(crate) tasks: Vec<String>,
    /// What else has been made in it, by the names that requests call it.
    pub(crate) things: HashMap<String, String>,
}

impl Course {
    pub(crate) fn new(world: LocalWorld) -> Self {
        Self { world, sddcs: Vec::new(), tasks: Vec::new(), things: HashMap::new() }
    }

    /// The same made in another world that is like it.
    pub(crate) fn moved_to(&self, world: LocalWorld) -> Self {
        Self { world, sddcs: self.sddcs.clone(), tasks: self.tasks.clone(), things: self.things.clone() }
    }

    /// Makes a move.
    pub(crate) fn play(&mut self, step: &Move) -> Answer {
        match step {
            Move::Create { wish, validate_only } => {
                let body = wish.body(&self.world.view);
                let path = if *validate_only { "/sddcs?validateOnly=true" } else { "/sddcs" };
                let answer = self.world.send("POST", path, Some(&body));
                if answer.status == 202 {
                    self.sddcs.push(answer.text_at("resource_id"));
                }
                self.keep_task(answer)
            }
            Move::Rename { sddc, name } => {
                let path = format!("/sddcs/{}", self.sddc(*sddc));
                self.world.send("PATCH", &path, Some(&json!({"name": name})))
            }
            Move::Delete { sddc, how } => {
                let path = format!("/sddcs/{}{}", self.sddc(*sddc), how.query());
                let answer = self.world.send("DELETE", &path, None);
                self.keep_task(answer)
            }
            Move::AddCluster { sddc } => {
                let path = format!("/sddcs/{}/clusters", self.sddc(*sddc));
                let answer = self.world.send("POST", &path, Some(&json!({"num_hosts": 3})));
                self.keep_task(answer)
            }
            Move::AddHosts { sddc } => {
                let path = format!("/sddcs/{}/esxs?action=add", self.sddc(*sddc));
                let answer = self.world.send("POST", &path, Some(&json!({"num_hosts": 1})));
                self.keep_task(answer)
            }
            Move::Cancel { task } => {
                let path = format!("/tasks/{}?action=cancel", self.task(*task));
                self.world.send("POST", &path, None)
            }
            Move::Advance { millis } => self.world.advance(*millis),
            Move::Skip => self.world.skip(),
            Move::Pace(paces) => self.world.control("PUT", "/pacing", &paces.body()).expect(200),
            Move::Load { sddc, percent } => {
                let load = json!({"sddc": self.sddc(*sddc), "cpu": percent, "memory": percent, "storage": percent});
                self.world.control("POST", "/load", &load)
            }
        }
    }

    /// Looks.
    pub(crate) fn look(&mut self, look: &Look) -> Answer {
        let path = match look {
            Look::Orgs => {
                let (path, token) = ("/vmc/api/orgs".to_owned(), Some(self.world.token().to_owned()));
                let raw = crate::local_world::Raw { method: "GET".to_owned(), path, token, ..Default::default() };
                return self.world.raw(raw);
            }
            Look::Clock => return self.world.control("GET", "/clock", &Value::Null),
            Look::Org => String::new(),
            Look::Sddcs { deleted } => format!("/sddcs?includeDeleted={deleted}"),
            Look::Sddc(sddc) => format!("/sddcs/{}", self.sddc(*sddc)),
            Look::PrimaryCluster(sddc) => format!("/sddcs/{}/primarycluster", self.sddc(*sddc)),
            Look::Tasks => "/tasks".to_owned(),
            Look::FailedTasks => "/tasks?$filter=(status%20eq%20'FAILED')".to_owned(),
            Look::Task(task) => format!("/tasks/{}", self.task(*task)),
        };
        self.world.get(&path)
    }

    /// Every look that there is.
    pub(crate) fn look_around(&mut self) -> Vec<Answer> {
        let mut looks = vec![
            Look::Orgs,
            Look::Org,
            Look::Sddcs { deleted: false },
            Look::Sddcs { deleted: true },
            Look::Tasks,
            Look::FailedTasks,
            Look::Clock,
        ];
        looks.extend((0..=self.sddcs.len()).flat_map(|number| [Look::Sddc(number), Look::PrimaryCluster(number)]));
        looks.extend((0..=self.tasks.len()).map(Look::Task));
        looks.iter().map(|look| self.look(look)).collect()
    }

    /// The id of an SDDC by its number.
    pub(crate) fn sddc(&self, number: usize) -> &str {
        self.sddcs.get(number).map_or(UNKNOWN, String::as_str)
    }

    /// The id of a task by its number.
    pub(crate) fn task(&self, number: usize) -> &str {
        self.tasks.get(number).map_or(UNKNOWN, String::as_str)
    }

    fn keep_task(&mut self, answer: Answer) -> Answer {
        if matches!(answer.status, 200 | 202) {
            self.tasks.push(answer.text_at("id"));
        }
        answer
    }
}

impl Wish {
    /// The request, with an account of the world to link to.
    fn body(self, world: &Value) -> Value {
        let aws = |hosts: u32| json!({"name": "a", "num_hosts": hosts, "provider": "AWS", "region": "US_WEST_2"});
        let zero =
            |hosts: u32| json!({"name": "z", "num_hosts": hosts, "provider": "ZEROCLOUD", "region": "US_WEST_2"});
        let mut body = match self {
            Self::ZeroCloud { hosts } => zero(hosts),
            Self::OneNode | Self::Doomed | Self::TooFewHosts => aws(1),
            Self::NotLinked => aws(3),
            Self::TooManyHosts => zero(HOSTS_MAX + 1),
            Self::UnknownRegion | Self::Nameless => zero(1),
        };
        match self {
            Self::OneNode => body["sddc_type"] = "1NODE".into(),
            Self::Doomed => {
                body["sddc_type"] = "1NODE".into();
                let (account, subnets) = (&world["connected_accounts"][0]["id"], ["subnet-1", "subnet-2", "subnet-3"]);
                body["account_link_sddc_config"] =
                    json!([{"connected_account_id": account, "customer_subnet_ids": subnets}]);
            }
            Self::UnknownRegion => body["region"] = "ATLANTIS_1".into(),
            Self::Nameless => body["name"] = "".into(),
            Self::ZeroCloud { .. } | Self::TooFewHosts | Self::TooManyHosts | Self::NotLinked => {}
        }
        body
    }
}

impl Deletion {
    fn query(self) -> String {
        let parts = [
            (self.force, "force=true"),
            (self.retain, "retain_configuration=true"),
            (self.template_name, "template_name=kept"),
        ];
        let parts: Vec<_> = parts.into_iter().filter_map(|(is, part)| is.then_some(part)).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}

impl Paces {
    /// As the control takes it.
    pub(crate) fn body(self) -> Value {
        json!({"kinds": {"SDDC-PROVISION": self.provision.text(), "SDDC-DELETE": self.delete.text()}})
    }
}

impl Pace {
    /// As the control takes it.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Realistic => "realistic".to_owned(),
            Self::Demo => "demo".to_owned(),
            Self::Instant => "instant".to_owned(),
            Self::Manual => "manual".to_owned(),
            Self::Seconds(seconds) => format!("{seconds}s"),
        }
    }
}

/// Any number of an SDDC or task: mostly of an early one, sometimes of one that does not exist.
pub(crate) fn number() -> impl Strategy<Value = usize> {
    prop_oneof![2 => 0..3usize, 1 => 0..9usize]
}

pub(crate) fn wish() -> impl Strategy<Value = Wish> {
    use Wish as W;
    let refused = vec![W::TooFewHosts, W::TooManyHosts, W::UnknownRegion, W::NotLinked, W::Nameless];
    prop_oneof![
        4 => (1..=HOSTS_MAX).prop_map(|hosts| W::ZeroCloud { hosts }),
        2 => Just(W::OneNode),
        1 => Just(W::Doomed),
        1 => select(refused).boxed(),
    ]
}

pub(crate) fn create() -> impl Strategy<Value = Move> {
    (wish(), prop::bool::weighted(0.1)).prop_map(|(wish, validate_only)| Move::Create { wish, validate_only })
}

pub(crate) fn delete() -> impl Strategy<Value = Move> {
    let how = (any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    let how = how.prop_map(|(force, retain, template_name)| Deletion { force, retain, template_name });
    (number(), how).prop_map(|(sddc, how)| Move::Delete { sddc, how })
}

/// A load that is low, or high, or neither.
pub(crate) fn load() -> impl Strategy<Value = Move> {
    (number(), select(vec![10, 75, 95])).prop_map(|(sddc, percent)| Move::Load { sddc, percent })
}

/// More of what an SDDC has.
pub(crate) fn grow() -> impl Strategy<Value = Move> {
    prop_oneof![number().prop_map(|sddc| Move::AddCluster { sddc }), number().prop_map(|sddc| Move::AddHosts { sddc }),]
}

pub(crate) fn cancel() -> impl Strategy<Value = Move> {
    number().prop_map(|task| Move::Cancel { task })
}

/// Spans from the shortest to more than the longest task takes.
pub(crate) fn advance() -> impl Strategy<Value = Move> {
    let millis = prop_oneof![0..5_000u64, 0..200_000u64, Just(60_000u64), Just(73_053u64), 0..9_000_000u64];
    millis.prop_map(|millis| Move::Advance { millis })
}

pub(crate) fn rename() -> impl Strategy<Value = Move> {
    let name = prop_oneof![4 => "[a-zA-Z0-9 äß-]{1,20}x", 1 => Just(String::new()), 1 => Just("n".repeat(129))];
    (number(), name).prop_map(|(sddc, name)| Move::Rename { sddc, name })
}

/// A pace that has a name.
pub(crate) fn preset() -> impl Strategy<Value = Pace> {
    select(vec![Pace::Realistic, Pace::Demo, Pace::Instant, Pace::Manual])
}

pub(crate) fn pace() -> impl Strategy<Value = Pace> {
    prop_oneof![preset(), (0..300u32).prop_map(Pace::Seconds)]
}

pub(crate) fn paces() -> impl Strategy<Value = Paces> {
    (pace(), pace()).prop_map(|(provision, delete)| Paces { provision, delete })
}

/// Any move.
pub(crate) fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        5 => create(),
        1 => rename(),
        2 => grow(),
        4 => delete(),
        2 => cancel(),
        4 => advance(),
        3 => Just(Move::Skip),
        1 => paces().prop_map(Move::Pace),
        1 => load(),
    ]
}

/// Any look.
pub(crate) fn any_look() -> impl Strategy<Value = Look> {
    prop_oneof![
        Just(Look::Orgs),
        Just(Look::Org),
        any::<bool>().prop_map(|deleted| Look::Sddcs { deleted }),
        number().prop_map(Look::Sddc),
        number().prop_map(Look::PrimaryCluster),
        Just(Look::Tasks),
        Just(Look::FailedTasks),
        number().prop_map(Look::Task),
        Just(Look::Clock),
    ]
}
