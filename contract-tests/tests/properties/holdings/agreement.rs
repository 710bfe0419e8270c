//! Reads all contents of SDDCs and compares them with the model.

use super::{
    Simulated,
    model::{Cluster, Doing, Ip, Link, Model, Sddc, Way},
    rules::{ORG_HOSTS_MAX, SDDCS_MAX},
};
use crate::ledger::{padded, text};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashSet;

// What one host amounts to. (recorded)
const CORES: usize = 36;
const SOCKETS: usize = 2;
const MEMORY_GIB: usize = 512;
const SSDS: usize = 8;
const STORAGE_GIB: usize = 10_617;

impl Simulated {
    /// Looks at everything.
    pub(super) fn agree(&mut self, model: &Model) {
        let mut model = model.clone();
        model.settle();
        let all = self.list("/sddcs?includeDeleted=true");
        assert_eq!(all.len(), model.sddcs.len(), "{all:?}");
        for (number, sddc) in all.iter().enumerate() {
            assert_eq!(sddc["id"], self.sddcs[number], "in the order of their creation");
            self.agree_on(&model.sddcs[number], sddc);
            let pool = self.list(&format!("/sddcs/{}/publicips", self.sddcs[number]));
            assert_eq!(json!(pool), sddc["resource_config"]["public_ip_pool"]);
        }
        self.agree_on_tasks(&model);
        let there = all.iter().filter(|sddc| sddc["sddc_state"] != "DELETED");
        assert!(there.clone().count() <= SDDCS_MAX, "more SDDCs than the organization may have");
        let hosts: usize = there.clone().map(|sddc| hosts(&sddc["resource_config"])).sum();
        assert!(hosts <= ORG_HOSTS_MAX, "more hosts than it may have");
        let mut held = HashSet::new();
        for pool in
            there.flat_map(|sddc| ["public_ip_pool", "mgw_public_ip_pool"].map(|pool| &sddc["resource_config"][pool]))
        {
            for ip in array(pool) {
                assert!(held.insert(text(ip, "public_ip")), "an address was given twice: {ip}");
            }
        }
    }

    /// Looks at one SDDC, as it was before the step.
    pub(super) fn look_before(&mut self, number: usize) {
        let Some(sddc) = self.before.sddcs.get(number).cloned() else { return };
        let body = self.world.get(&format!("/sddcs/{}", self.sddcs[number])).expect(200).body;
        self.ledger.see(&body);
        self.agree_on(&sddc, &body);
    }

    fn list(&mut self, path: &str) -> Vec<Value> {
        let body = self.world.get(path).expect(200).body;
        self.ledger.see(&body);
        array(&body).clone()
    }

    fn agree_on(&mut self, expected: &Sddc, sddc: &Value) {
        let config = &sddc["resource_config"];
        assert_eq!(text(sddc, "sddc_state"), expected.state, "{sddc}");
        assert_eq!(sddc["sddc_type"] == "1NODE", expected.single, "{sddc}");
        let link = match expected.link {
            Link::None => Value::Null,
            Link::Delayed => json!("DELAYED"),
            Link::Promised | Link::There => json!("LINKED"),
        };
        assert_eq!(sddc["account_link_state"], link, "{sddc}");
        let expires = sddc["expiration_date"].as_str().map(padded);
        assert_eq!(expires, expected.expires.map(|at| self.at(at)), "{sddc}");
        assert_eq!(hosts(config), expected.hosts(), "{sddc}");
        let first = array(&config["clusters"])[0]["esx_host_list"].clone();
        assert_eq!(config["esx_hosts"], first, "the deprecated list has the hosts of the first cluster: {sddc}");
        assert_eq!(config["dns_with_management_vm_private_ip"], json!(expected.private == [true; 2]), "{sddc}");
        let ips = array(&config["public_ip_pool"]);
        assert_eq!(ips.len(), expected.shown().count(), "{sddc}");
        for (expected, ip) in std::iter::zip(expected.shown(), ips) {
            self.agree_on_ip(expected, ip);
        }
        // How the rest looks on its way in and out of the world is not the model's business.
        let clusters = array(&config["clusters"]);
        assert_eq!(clusters.len(), expected.clusters.len(), "{sddc}");
        if expected.state == "READY" {
            for (expected, cluster) in std::iter::zip(&expected.clusters, clusters) {
                self.agree_on_cluster(expected, cluster);
            }
        }
    }

    fn agree_on_cluster(&mut self, expected: &Cluster, cluster: &Value) {
        self.is_known(expected.serial, text(cluster, "cluster_id"));
        assert_eq!(text(cluster, "cluster_name"), format!("Cluster-{}", expected.number), "{cluster}");
        // No published state says that hosts go, or the cluster itself. (assumption)
        let state = match expected.doing {
            Doing::Making => "DEPLOYING",
            Doing::Growing => "ADDING_HOSTS",
            Doing::Nothing | Doing::Shrinking | Doing::Deleting => "READY",
        };
        assert_eq!(text(cluster, "cluster_state"), state, "{cluster}");
        let hosts = array(&cluster["esx_host_list"]);
        assert_eq!(hosts.len(), expected.hosts.len(), "{cluster}");
        for (wanted, host) in std::iter::zip(&expected.hosts, hosts) {
            self.is_known(wanted.serial, text(host, "esx_id"));
            let possible: &[_] = match wanted.way {
                Way::Coming => &["DEPLOYING", "INITIALIZING", "PROVISIONED", "ADDING_TO_VCENTER"],
                Way::Staying if expected.doing == Doing::Deleting => &["READY", "DELETING"],
                Way::Staying => &["READY"],
                Way::Going => &["DELETING", "DELETING_FROM_VCENTER", "PENDING_CLOUD_DELETION"],
            };
            assert!(possible.contains(&text(host, "esx_state").as_str()), "not {:?}: {host}", wanted.way);
        }
        let capacity = &cluster["cluster_capacity"];
        for (key, of_one) in [
            ("total_number_of_cores", CORES),
            ("number_of_sockets", SOCKETS),
            ("memory_capacity_gib", MEMORY_GIB),
            ("number_of_ssds", SSDS),
            ("storage_capacity_gib", STORAGE_GIB),
        ] {
            assert_eq!(capacity[key], json!(hosts.len() * of_one), "{key}: {cluster}");
        }
    }

    fn agree_on_ip(&mut self, expected: &Ip, ip: &Value) {
        self.is_known(expected.serial, text(ip, "allocation_id"));
        // An address stays with its allocation.
        let address = self.addresses.entry(expected.serial).or_insert_with(|| text(ip, "public_ip"));
        assert_eq!(ip["public_ip"], *address, "{ip}");
        assert_eq!(ip["name"], json!(expected.name), "{ip}");
        assert_eq!(ip["associated_private_ip"], json!(expected.private), "{ip}");
        for rule in ["dnat_rule_id", "snat_rule_id"] {
            assert_eq!(ip[rule].is_string(), expected.private.is_some(), "{ip}");
        }
    }

    fn agree_on_tasks(&mut self, model: &Model) {
        let tasks = self.list("/tasks");
        assert_eq!(tasks.len(), model.tasks.len(), "{tasks:?}");
        for (number, expected) in model.tasks.iter().enumerate() {
            let asked = model.asked.iter().position(|asked| *asked == number);
            let is_it = |task: &&Value| match asked {
                Some(asked) => task["id"] == self.tasks[asked],
                // What nobody asked for is known by what it acts on.
                None => task["resource_id"] == self.subject(expected) && task["task_type"] == expected.kind,
            };
            let task = tasks.iter().find(is_it).expect("every task that was begun");
            assert_eq!(text(task, "task_type"), expected.kind, "{task}");
            assert_eq!(text(task, "status"), expected.status, "{task}");
            assert_eq!(task["resource_id"], self.subject(expected), "{task}");
            assert_eq!(time(task, "start_time"), Some(self.at(expected.started)), "{task}");
            assert_eq!(time(task, "end_time"), expected.ended.map(|at| self.at(at)), "{task}");
        }
    }

    /// A thing keeps its id, and no other thing has it.
    #[track_caller]
    fn is_known(&mut self, serial: usize, id: String) {
        match self.ids.get(&serial) {
            Some(known) => assert_eq!(*known, id, "another thing stands where this one was"),
            None => {
                assert!(!self.ids.values().any(|known| *known == id), "{id} names two things");
                self.ids.insert(serial, id);
            }
        }
    }
}

/// The number of hosts of all clusters.
fn hosts(config: &Value) -> usize {
    array(&config["clusters"]).iter().map(|cluster| array(&cluster["esx_host_list"]).len()).sum()
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("a list: {value}"))
}

fn time(task: &Value, key: &str) -> Option<Timestamp> {
    task[key].as_str().map(|text| text.parse().unwrap())
}
