//! The providers of hardware, and what they and the service sell.

use super::open_enum::open_enum;

open_enum! {
    /// A cloud provider.
    #[derive(Default)]
    pub enum Provider {
        /// Amazon Web Services.
        #[default]
        Aws = "AWS",
        /// The service's own simulation, which provisions in about a minute.
        ZeroCloud = "ZEROCLOUD",
    }

    /// Edition of the service.
    pub enum SoftwareTier {
        Standard = "vmc-aws.standard",
        Advanced = "vmc-aws.advanced",
        Enterprise = "vmc-aws.enterprise",
        Classic = "vmc-aws.classic",
    }

    /// AWS instance type of hosts.
    pub enum HostInstanceType {
        I3Metal = "i3.metal",
        R5Metal = "r5.metal",
        I3enMetal = "i3en.metal",
        I4iMetal = "i4i.metal",
        C6iMetal = "c6i.metal",
        M7iMetal48xl = "m7i.metal-48xl",
        M7iMetal24xl = "m7i.metal-24xl",
    }
}
