//! The subnets of a customer's AWS account.
//!
//! An account has 24 subnets by default, and a server may keep an account in each of thousands of worlds. So the ids of all subnets of an
//! account are one text, and everything else is shared by the accounts in which it is equal.

use crate::state::properties::DEFAULT_REGIONS;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, Range},
    sync::{Arc, LazyLock},
};

/// The largest number of regions of an account. The second octet of their VPC addresses is 100 or more.
const REGIONS_MAX: usize = 64;

/// The second octet of the addresses of an account's VPC in its first region.
const FIRST_OCTET: u8 = 100;

/// Subnets of an account in each region. All but the last one are in its own VPC there.
const SUBNETS_PER_REGION: usize = 4;

/// The subnets of an account.
#[derive(Clone)]
pub struct Subnets(Arc<List>);

/// A subnet of a customer's VPC. It refers to the list that it is in.
#[derive(Clone)]
pub struct Subnet {
    list: Arc<List>,
    index: usize,
}

/// Subnets with their ids.
struct List {
    /// The ids of the subnets and of their VPCs, one after the other.
    ids: Box<str>,
    plan: Arc<[Planned]>,
}

/// A subnet without its ids.
#[derive(PartialEq, Eq)]
struct Planned {
    /// Where its id is in the text of the list.
    id: Range<usize>,
    /// Where the id of its VPC is in that text.
    vpc_id: Range<usize>,
    place: Arc<Place>,
}

/// Everything about a subnet except ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name tag; a subnet without one goes by its id.
    pub name: Option<String>,
    /// The VPC's addresses.
    pub vpc_cidr: String,
    /// The address range of the subnet.
    pub cidr: String,
    /// The region in AWS's form, `us-west-2`.
    pub region: String,
    /// The availability zone as the account names it, `us-west-2a`.
    pub availability_zone: String,
}

/// A subnet that is given for a new account.
#[derive(Debug, Clone)]
pub struct NewSubnet {
    pub id: String,
    pub vpc_id: String,
    pub place: Place,
}

/// A subnet in a document.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Subnet")]
struct SubnetRecord<'a> {
    id: Cow<'a, str>,
    name: Option<Cow<'a, str>>,
    vpc_id: Cow<'a, str>,
    vpc_cidr: Cow<'a, str>,
    cidr: Cow<'a, str>,
    region: Cow<'a, str>,
    availability_zone: Cow<'a, str>,
}

/// The places of the subnets of an account in the default regions.
static DEFAULT_PLACES: LazyLock<Vec<Arc<Place>>> = LazyLock::new(|| places_in(&DEFAULT_REGIONS));

/// The subnets of an account in the default regions, with ids as long as those that are drawn.
static DEFAULT: LazyLock<List> = LazyLock::new(|| List::drawn(&DEFAULT_PLACES, |kind| format!("{kind}-{:017}", 0)));

impl Subnets {
    /// Creates the subnets of an account in these regions (given as `US_WEST_2`), [`SUBNETS_PER_REGION`] in one VPC. `draw` draws an id,
    /// given the word that it begins with: first for the VPC, then for each of its subnets.
    pub(super) fn drawn(regions: &[String], draw: impl FnMut(&str) -> String) -> Self {
        let list = if *regions == **DEFAULT_REGIONS {
            List::drawn(&DEFAULT_PLACES, draw).with_shared_plan()
        } else {
            List::drawn(&places_in(regions), draw)
        };
        Self(Arc::new(list))
    }

    /// Creates the subnets of an account with given ids and places. Subnets of one VPC follow one another.
    pub(super) fn given(subnets: Vec<NewSubnet>) -> Self {
        let record = |NewSubnet { id, vpc_id, place }: NewSubnet| {
            let Place { name, vpc_cidr, cidr, region, availability_zone } = place;
            SubnetRecord {
                id: id.into(),
                name: name.map(Cow::from),
                vpc_id: vpc_id.into(),
                vpc_cidr: vpc_cidr.into(),
                cidr: cidr.into(),
                region: region.into(),
                availability_zone: availability_zone.into(),
            }
        };
        Self::read(subnets.into_iter().map(record).collect())
    }

    fn read(records: Vec<SubnetRecord>) -> Self {
        let (mut ids, mut plan) = (String::new(), Vec::<Planned>::with_capacity(records.len()));
        for record in records {
            // Subnets of one VPC follow one another.
            let same = plan.last().map(|before| before.vpc_id.clone()).filter(|vpc| ids[vpc.clone()] == *record.vpc_id);
            let vpc_id = same.unwrap_or_else(|| added(&mut ids, &record.vpc_id));
            let id = added(&mut ids, &record.id);
            plan.push(Planned { id, vpc_id, place: record.into_place().shared() });
        }
        Self(Arc::new(List { ids: ids.into(), plan: plan.into() }.with_shared_plan()))
    }

    /// Returns the subnets in their order.
    pub fn iter(&self) -> impl Iterator<Item = Subnet> {
        (0..self.0.plan.len()).map(move |index| Subnet { list: self.0.clone(), index })
    }

    /// Returns the subnet with this id.
    pub fn find(&self, id: &str) -> Option<Subnet> {
        let index = self.0.plan.iter().position(|planned| self.0.ids[planned.id.clone()] == *id)?;
        Some(Subnet { list: self.0.clone(), index })
    }
}

/// Adds a text to others. Returns where it is.
fn added(texts: &mut String, text: &str) -> Range<usize> {
    let start = texts.len();
    texts.push_str(text);
    start..texts.len()
}

impl List {
    fn drawn(places: &[Arc<Place>], mut draw: impl FnMut(&str) -> String) -> Self {
        let (mut ids, mut plan) = (String::new(), Vec::with_capacity(places.len()));
        for places in places.chunks(SUBNETS_PER_REGION) {
            let vpc_id = added(&mut ids, &draw("vpc"));
            for place in places {
                let id = added(&mut ids, &draw("subnet"));
                plan.push(Planned { id, vpc_id: vpc_id.clone(), place: place.clone() });
            }
        }
        Self { ids: ids.into(), plan: plan.into() }
    }

    /// The same list, with the plan of the default subnets if it is equal.
    fn with_shared_plan(self) -> Self {
        let default = &DEFAULT.plan;
        if self.plan == *default { Self { plan: default.clone(), ..self } } else { self }
    }
}

impl Subnet {
    fn planned(&self) -> &Planned {
        &self.list.plan[self.index]
    }

    /// Returns the id in AWS's form, `subnet-…`.
    pub fn id(&self) -> &str {
        &self.list.ids[self.planned().id.clone()]
    }

    /// Returns the id of its VPC, `vpc-…`.
    pub fn vpc_id(&self) -> &str {
        &self.list.ids[self.planned().vpc_id.clone()]
    }

    fn record(&self) -> SubnetRecord<'_> {
        let Place { name, vpc_cidr, cidr, region, availability_zone } = &**self;
        SubnetRecord {
            id: self.id().into(),
            name: name.as_deref().map(Cow::from),
            vpc_id: self.vpc_id().into(),
            vpc_cidr: vpc_cidr.into(),
            cidr: cidr.into(),
            region: region.into(),
            availability_zone: availability_zone.into(),
        }
    }
}

impl SubnetRecord<'_> {
    fn into_place(self) -> Place {
        let Self { name, vpc_cidr, cidr, region, availability_zone, .. } = self;
        Place {
            name: name.map(Cow::into_owned),
            vpc_cidr: vpc_cidr.into_owned(),
            cidr: cidr.into_owned(),
            region: region.into_owned(),
            availability_zone: availability_zone.into_owned(),
        }
    }
}

impl Place {
    /// The same place, shared if it is one of the default ones.
    fn shared(self) -> Arc<Self> {
        DEFAULT_PLACES.iter().find(|known| ***known == self).cloned().unwrap_or_else(|| Arc::new(self))
    }
}

impl Deref for Subnet {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.planned().place
    }
}

impl PartialEq for Subnet {
    fn eq(&self, other: &Self) -> bool {
        (self.id(), self.vpc_id(), &**self) == (other.id(), other.vpc_id(), &**other)
    }
}

impl Eq for Subnet {}

impl PartialEq for Subnets {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.iter().eq(other.iter())
    }
}

impl Eq for Subnets {}

impl fmt::Debug for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subnet")
            .field("id", &self.id())
            .field("vpc_id", &self.vpc_id())
            .field("place", &**self)
            .finish()
    }
}

impl fmt::Debug for Subnets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Subnet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.record().serialize(serializer)
    }
}

impl Serialize for Subnets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Subnet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = SubnetRecord::deserialize(deserializer)?;
        Ok(Self { list: Subnets::read(vec![record]).0, index: 0 })
    }
}

impl<'de> Deserialize<'de> for Subnets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::read)
    }
}

/// The places of the subnets of an account in its regions, `SUBNETS_PER_REGION` for each.
fn places_in(regions: &[String]) -> Vec<Arc<Place>> {
    let regions = (FIRST_OCTET..).zip(regions.iter().take(REGIONS_MAX));
    regions.flat_map(|(octet, region)| places(octet, region)).map(Arc::new).collect()
}

/// The places of the subnets of an account in a region given as `US_WEST_2`.
fn places(octet: u8, region: &str) -> [Place; SUBNETS_PER_REGION] {
    let region = aws_region(region);
    let place = |cidr: String, zone: char, name: &str| Place {
        name: Some(name.to_owned()),
        vpc_cidr: format!("10.{octet}.0.0/16"),
        cidr,
        region: region.clone(),
        availability_zone: format!("{region}{zone}"),
    };
    [
        place(format!("10.{octet}.0.0/20"), 'a', "workloads-a"),
        place(format!("10.{octet}.16.0/20"), 'b', "workloads-b"),
        place(format!("10.{octet}.32.0/20"), 'c', "workloads-c"),
        place(format!("10.{octet}.255.0/28"), 'a', "appliances"),
    ]
}

/// `US_WEST_2` as AWS writes it: `us-west-2`.
pub fn aws_region(region: &str) -> String {
    region.to_ascii_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn subnets_are_written_as_they_were_read() {
        let subnet = |id: &str, vpc: &str, name: Value| {
            json!({"id": id, "name": name, "vpc_id": vpc, "vpc_cidr": "10.9.0.0/16", "cidr": "10.9.1.0/24", "region": "us-west-2",
                "availability_zone": "us-west-2a"})
        };
        let written = json!([
            subnet("subnet-ä", "vpc-1", Value::Null),
            subnet("subnet-2", "vpc-1", json!("two")),
            subnet("", "vpc-2", json!("")),
            subnet("subnet-4", "vpc-1", Value::Null),
            subnet("subnet-ä", "vpc-1", json!("again")),
        ]);
        let subnets: Subnets = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&subnets).unwrap(), written);
        let found = subnets.find("subnet-4").unwrap();
        assert_eq!((found.vpc_id(), serde_json::to_value(&found).unwrap()), ("vpc-1", written[3].clone()));
        assert_eq!(serde_json::from_value::<Subnet>(written[3].clone()).unwrap(), found);
        assert_eq!(subnets.find("subnet-ä").unwrap().name, None);
        assert!(subnets.find("vpc-1").is_none() && subnets.find("subnet-").is_none());
    }

    #[test]
    fn accounts_in_the_default_regions_differ_in_ids_alone() {
        let drawn = |mut number: u64| {
            Subnets::drawn(&DEFAULT_REGIONS, |kind| {
                number += 1;
                format!("{kind}-{number:017}")
            })
        };
        let (one, other) = (drawn(0), drawn(1000));
        let read: Subnets = serde_json::from_value(serde_json::to_value(&other).unwrap()).unwrap();
        assert!(one != other && read == other);
        assert!(Arc::ptr_eq(&one.0.plan, &other.0.plan) && Arc::ptr_eq(&one.0.plan, &read.0.plan));
    }
}
