# What SDDCs have: clusters, public addresses, site recovery, and groups.

resource "vmc_cluster" "simple" {
  sddc_id   = vmc_sddc.simple.id
  num_hosts = var.hosts
}

resource "vmc_cluster" "licensed" {
  sddc_id              = vmc_sddc.simulated.id
  num_hosts            = var.other_hosts
  host_instance_type   = "I3_METAL"
  host_cpu_cores_count = 16
  edrs_policy_type     = try(var.edrs.type, null)
  enable_edrs          = var.edrs == null ? null : true
  min_hosts            = try(var.edrs.min, null)
  max_hosts            = try(var.edrs.max, null)

  microsoft_licensing_config {
    mssql_licensing   = coalesce(var.licences, "disabled")
    windows_licensing = "disabled"
    academic_license  = false
  }
}

resource "vmc_public_ip" "named" {
  for_each               = var.addresses
  display_name           = each.key
  nsxt_reverse_proxy_url = vmc_sddc.linked.nsxt_reverse_proxy_url
}

# The provider sleeps for 15 minutes if `srm_extension_key_suffix` changes.
resource "vmc_site_recovery" "this" {
  sddc_id                  = vmc_sddc.simple.id
  srm_extension_key_suffix = "main"
}

resource "vmc_srm_node" "other" {
  for_each                      = var.srm_nodes
  sddc_id                       = vmc_site_recovery.this.sddc_id
  srm_node_extension_key_suffix = each.key
}

# The provider cannot change name and description of a group.
resource "vmc_sddc_group" "this" {
  name            = "${var.prefix}-group"
  description     = "SDDCs of ${data.vmc_org.this.display_name}"
  sddc_member_ids = [for name in var.members : { simple = vmc_sddc.simple.id, simulated = vmc_sddc.simulated.id }[name]]
}
