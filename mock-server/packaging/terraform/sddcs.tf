# SDDCs of both providers, each with its required fields alone and with all fields, and those of one host and of two zones.
#
# The provider loses every other change of an SDDC in a run that changes its number of hosts: it then writes the values that it has just read.
# So `other_hosts` changes in another run than `edrs`, `mtu` and the name.

resource "vmc_sddc" "simple" {
  provider_type = "ZEROCLOUD"
  sddc_name     = "${var.prefix}-simple"
  num_host      = var.other_hosts
  region        = var.region
}

# On AWS the service also requires the link to the customer's account.
resource "vmc_sddc" "linked" {
  sddc_name = "${var.prefix}-linked"
  num_host  = var.hosts
  region    = var.region

  account_link_sddc_config {
    connected_account_id = data.vmc_connected_accounts.this.id
    customer_subnet_ids  = [data.vmc_customer_subnets.this.ids[0]]
  }
}

resource "vmc_sddc" "simulated" {
  provider_type       = "ZEROCLOUD"
  sddc_name           = "${var.prefix}-simulated"
  sddc_type           = "DEFAULT"
  num_host            = var.other_hosts
  region              = var.region
  size                = "large"
  deployment_type     = "SingleAZ"
  host_instance_type  = "I3_METAL"
  vpc_cidr            = "10.3.0.0/16"
  skip_creating_vxlan = false
  vxlan_subnet        = "192.168.2.0/24"
  sso_domain          = "vmc.local"
  delay_account_link  = false
  edrs_policy_type    = try(var.edrs.type, null)
  enable_edrs         = var.edrs == null ? null : true
  min_hosts           = try(var.edrs.min, null)
  max_hosts           = try(var.edrs.max, null)

  microsoft_licensing_config {
    mssql_licensing   = "enabled"
    windows_licensing = "DISABLED"
    academic_license  = true
  }
}

resource "vmc_sddc" "production" {
  provider_type       = "AWS"
  sddc_name           = var.edrs == null ? "${var.prefix}-production" : "${var.prefix}-renamed"
  sddc_type           = "DEFAULT"
  num_host            = var.other_hosts
  region              = lower(replace(var.region, "_", "-"))
  size                = "LARGE"
  deployment_type     = "SingleAZ"
  host_instance_type  = "I4I_METAL"
  vpc_cidr            = "10.4.0.0/16"
  skip_creating_vxlan = false
  vxlan_subnet        = "192.168.4.0/24"
  sso_domain          = "vmc.local"
  delay_account_link  = false
  intranet_mtu_uplink = var.mtu
  edrs_policy_type    = try(var.edrs.type, null)
  enable_edrs         = var.edrs == null ? null : true
  min_hosts           = try(var.edrs.min, null)
  max_hosts           = try(var.edrs.max, null)

  account_link_sddc_config {
    connected_account_id = data.vmc_connected_accounts.this.id
    customer_subnet_ids  = [data.vmc_customer_subnets.this.ids[1]]
  }

  # The provider forgets a change of the licences if it changes the EDRS policy in the same run.
  dynamic "microsoft_licensing_config" {
    for_each = var.licences[*]
    content {
      mssql_licensing   = var.licences
      windows_licensing = var.licences
      academic_license  = false
    }
  }
}

# The provider converts an SDDC of one host only if `num_host` becomes 3, and adds two hosts to what the service made of it. So five hosts are
# there after the run, and the next one removes two. The service shows no `sddc_type` if there are several hosts.
resource "vmc_sddc" "single" {
  sddc_name = "${var.prefix}-single"
  sddc_type = var.single.type
  num_host  = var.single.hosts
  region    = var.region

  account_link_sddc_config {
    connected_account_id = data.vmc_connected_accounts.this.id
    customer_subnet_ids  = [data.vmc_customer_subnets.this.ids[2]]
  }
}

# Its owner links it to an account later. It can be made from what was kept of another SDDC, whose network it must then name.
resource "vmc_sddc" "delayed" {
  sddc_name          = "${var.prefix}-delayed"
  sddc_type          = "1NODE"
  num_host           = 1
  region             = var.region
  vpc_cidr           = "10.5.0.0/16"
  delay_account_link = true
  sddc_template_id   = var.template
}

resource "vmc_sddc" "stretched" {
  sddc_name       = "${var.prefix}-stretched"
  deployment_type = "MultiAZ"
  num_host        = var.stretched_hosts
  region          = var.region

  account_link_sddc_config {
    connected_account_id = data.vmc_connected_accounts.this.id
    customer_subnet_ids  = slice(data.vmc_customer_subnets.this.ids, 0, 2)
  }
}
