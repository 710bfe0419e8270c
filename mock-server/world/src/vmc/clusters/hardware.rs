//! The table of instance types: the hardware of hosts.

use crate::state::esxs::{DISK_GROUPS, EsxFacts};
use vmc_client::wire::{EntityCapacity, HostInstanceType};

/// The hardware of hosts of one instance type.
#[derive(Debug)]
pub struct Hardware {
    pub instance_type: HostInstanceType,
    pub display_name: &'static str,
    /// The capacity of one host.
    pub capacity: Capacity,
    /// The numbers of cores per host to which a cluster can be limited. The last one is all cores.
    pub cpu_cores: &'static [i32],
    /// The storage that can be chosen, for hosts without storage of their own.
    pub elastic: Option<Elastic>,
}

/// The storage per host that can be chosen, in GiB. The five values for `r5.metal` are those that clients send.
#[derive(Debug, Clone, Copy)]
pub struct Elastic {
    /// The smallest value, which is also the default.
    pub min: i64,
    /// The largest value.
    pub max: i64,
    /// The step between values.
    pub step: i64,
}

/// The capacity of one host or of several hosts.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    pub sockets: i64,
    pub cores: i64,
    /// The clock rate of one core, in units of 0.01 GHz.
    pub core_centi_ghz: i64,
    pub memory_gib: i64,
    /// The number of solid state disks.
    pub ssds: i64,
    /// The raw storage in GiB.
    pub storage_gib: i64,
}

/// All instance types. The capacity of `i3.metal` is recorded. The others follow AWS's published values, except their usable storage and
/// the numbers of cores to choose from, which are assumptions.
pub static TABLE: [Hardware; 7] = [
    Hardware {
        instance_type: HostInstanceType::I3Metal,
        display_name: "I3 (Local SSD)",
        capacity: of(2, 36, 230, 512, 8, 10_617),
        cpu_cores: &[8, 16, 36],
        elastic: None,
    },
    Hardware {
        instance_type: HostInstanceType::I3enMetal,
        display_name: "I3en (Local SSD)",
        capacity: of(2, 48, 250, 768, 8, 42_840),
        cpu_cores: &[8, 16, 24, 30, 36, 48],
        elastic: None,
    },
    Hardware {
        instance_type: HostInstanceType::I4iMetal,
        display_name: "I4i (Local SSD)",
        capacity: of(2, 64, 290, 1024, 8, 20_460),
        cpu_cores: &[8, 16, 24, 30, 36, 48, 64],
        elastic: None,
    },
    Hardware {
        instance_type: HostInstanceType::R5Metal,
        display_name: "R5 (EBS)",
        capacity: of(2, 48, 250, 768, 0, 15_003),
        cpu_cores: &[8, 16, 48],
        elastic: Some(Elastic { min: 15_003, max: 35_007, step: 5_001 }),
    },
    Hardware {
        instance_type: HostInstanceType::C6iMetal,
        display_name: "C6i",
        capacity: of(2, 64, 290, 256, 0, 0),
        cpu_cores: &[64],
        elastic: None,
    },
    Hardware {
        instance_type: HostInstanceType::M7iMetal24xl,
        display_name: "M7i (24xl)",
        capacity: of(1, 48, 240, 384, 0, 0),
        cpu_cores: &[48],
        elastic: None,
    },
    Hardware {
        instance_type: HostInstanceType::M7iMetal48xl,
        display_name: "M7i (48xl)",
        capacity: of(2, 96, 240, 768, 0, 0),
        cpu_cores: &[96],
        elastic: None,
    },
];

const fn of(sockets: i64, cores: i64, core_centi_ghz: i64, memory_gib: i64, ssds: i64, storage_gib: i64) -> Capacity {
    Capacity { sockets, cores, core_centi_ghz, memory_gib, ssds, storage_gib }
}

/// Returns the hardware of this type. Types that are not in the table, which the rules refuse, get the hardware of the first type.
pub fn hardware(instance_type: &HostInstanceType) -> &'static Hardware {
    TABLE.iter().find(|row| row.instance_type == *instance_type).unwrap_or(&TABLE[0])
}

impl Hardware {
    /// Returns the capacity of these hosts without their detached disk groups. `storage_gib` is the storage of each host, for hosts without
    /// storage of their own.
    pub(super) fn total(&self, hosts: &[EsxFacts], storage_gib: Option<i64>) -> Capacity {
        let number = i64::try_from(hosts.len()).unwrap_or(i64::MAX);
        let groups = hosts.iter().map(|host| i64::from(host.disk_groups)).sum::<i64>();
        let share = |of_one: i64| of_one.saturating_mul(groups) / i64::from(DISK_GROUPS);
        Capacity {
            sockets: self.capacity.sockets * number,
            cores: self.capacity.cores * number,
            core_centi_ghz: self.capacity.core_centi_ghz,
            memory_gib: self.capacity.memory_gib * number,
            ssds: share(self.capacity.ssds),
            storage_gib: share(storage_gib.unwrap_or(self.capacity.storage_gib)),
        }
    }
}

impl Elastic {
    /// Returns all values that can be chosen.
    pub fn choices(self) -> impl Iterator<Item = i64> {
        let steps = if self.step > 0 { (self.max - self.min) / self.step } else { 0 };
        (0..=steps).map(move |step| self.min + step * self.step)
    }
}

impl Capacity {
    /// Returns the capacity as clients see it.
    pub fn view(self) -> EntityCapacity {
        // Divide only once, at the end, so that 36 cores of 2.3 GHz are exactly 82.8 GHz.
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let cpu_capacity_ghz = (self.cores * self.core_centi_ghz) as f64 / 100.0;
        EntityCapacity {
            number_of_sockets: Some(self.sockets),
            total_number_of_cores: Some(self.cores),
            cpu_capacity_ghz: Some(cpu_capacity_ghz),
            memory_capacity_gib: Some(self.memory_gib),
            number_of_ssds: Some(self.ssds),
            storage_capacity_gib: Some(self.storage_gib),
            ..EntityCapacity::default()
        }
    }
}
