variable "account_number" {
  description = "The AWS account that is connected to the organization. The default is that of a vmcsim with seed 1."
  type        = string
  default     = "054355831404"
}

variable "region" {
  description = "The region of all SDDCs."
  type        = string
  default     = "US_WEST_2"
}

variable "prefix" {
  description = "The beginning of all names."
  type        = string
  default     = "terraform"
}

variable "template" {
  description = "The template of the SDDC whose link is delayed, if there is one."
  type        = string
  default     = null
}

# The variables from here on are what changed.tfvars and reduced.tfvars change.

variable "hosts" {
  description = "Hosts of the SDDC `linked` and of the cluster `simple`."
  type        = number
  default     = 2
}

variable "other_hosts" {
  description = "Hosts of the SDDCs `simple`, `simulated` and `production`, and of the cluster `licensed`."
  type        = number
  default     = 3
}

variable "stretched_hosts" {
  description = "Hosts of the SDDC that spans two zones. They are added and removed in pairs."
  type        = number
  default     = 4
}

variable "single" {
  description = "Type and hosts of the SDDC that begins with one host."
  type        = object({ type = string, hosts = number })
  default     = { type = "1NODE", hosts = 1 }
}

variable "edrs" {
  description = "How clusters grow and shrink by themselves; null leaves it as it is."
  type        = object({ type = string, min = number, max = number })
  # The provider sets a policy only when it changes an SDDC or a cluster, not when it makes one.
  default = null
}

variable "mtu" {
  description = "The MTU of Direct Connect and of groups of SDDCs."
  type        = number
  # The provider sets it only when it changes an SDDC, not when it makes one. 1500 is what a new SDDC has.
  default = 1500
}

variable "licences" {
  description = "Whether hosts have licences of Microsoft: enabled, disabled, or null, which asks for nothing."
  type        = string
  default     = null
}

variable "addresses" {
  description = "The names of public addresses."
  type        = set(string)
  default     = ["web"]
}

variable "srm_nodes" {
  description = "The suffixes of the SRM nodes beside the first one."
  type        = set(string)
  default     = ["one", "two"]
}

variable "members" {
  description = "Which of the SDDCs `simple` and `simulated` are in the group."
  type        = set(string)
  default     = ["simple", "simulated"]
}
