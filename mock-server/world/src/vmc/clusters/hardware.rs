//! What hosts are made of: one table of instance types.

use crate::state::esxs::{DISK_GROUPS, EsxFacts};
use vmc_client::wire::{EntityCapacity, HostInstanceType};

/// Hosts of one instance type.
#[derive(Debug)]
pub struct Hardware {
    /// Which.
    pub instance_type: HostInstanceType,
    /// Name for people.
    pub display_name: &'static str,
    /// What one host amounts to.
    pub capacity: Capacity,
    /// Cores per host that a cluster can be limited to; the last is all of them.
    pub cpu_cores: &'static [i32],
    /// Storage that a cluster is given, where its hosts have none of their own.
    pub elastic: Option<Elastic>,
}

/// Storage per host that can be chosen, in GiB. The five figures for `r5.metal` are those that clients send.
#[derive(Debug, Clone, Copy)]
pub struct Elastic {
    /// The least, also what there is by default.
    pub min: i64,
    /// The most.
    pub max: i64,
    /// Steps between the two.
    pub step: i64,
}

/// What one host, or a number of them, amounts to.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Processor sockets.
    pub sockets: i64,
    /// Processor cores.
    pub cores: i64,
    /// Clock rate of one core, in hundredths of a GHz.
    pub core_centi_ghz: i64,
    /// Memory in GiB.
    pub memory_gib: i64,
    /// Solid state disks.
    pub ssds: i64,
    /// Raw storage in GiB.
    pub storage_gib: i64,
}

/// All types. The capacity of `i3.metal` is recorded. The others follow AWS's published figures, except their usable storage and the
/// numbers of cores to choose from, which are assumptions.
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

/// The hosts of this type; of a type that no rule lets in, those of the first.
pub fn hardware(instance_type: &HostInstanceType) -> &'static Hardware {
    TABLE.iter().find(|row| row.instance_type == *instance_type).unwrap_or(&TABLE[0])
}

impl Hardware {
    /// What these hosts amount to; disk groups that were detached count no more. `storage_gib` is what each was given, where hosts have
    /// no storage of their own.
    pub(super) fn total(&self, hosts: &[EsxFacts], storage_gib: Option<i64>) -> Capacity {
        let number = i64::try_from(hosts.len()).unwrap_or(i64::MAX);
        let groups = hosts.iter().map(|host| i64::from(host.disk_groups)).sum::<i64>();
        let share = |of_one: i64| of_one * groups / i64::from(DISK_GROUPS);
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
    /// All amounts.
    pub fn choices(self) -> impl Iterator<Item = i64> {
        let steps = if self.step > 0 { (self.max - self.min) / self.step } else { 0 };
        (0..=steps).map(move |step| self.min + step * self.step)
    }
}

impl Capacity {
    /// What a client sees.
    pub fn view(self) -> EntityCapacity {
        // One division at the end, so that 36 cores of 2.3 GHz are 82.8 GHz and not almost.
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
