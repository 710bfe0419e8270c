# What somebody has who works with a real organization: ids of the organization's account, subnets and SDDCs are written in it.
terraform {
  required_providers {
    vmc = { source = "vmware/vmc" }
  }
}

provider "vmc" {}

data "vmc_connected_accounts" "own" {
  account_number = "123456789012"
}

data "vmc_customer_subnets" "own" {
  connected_account_id = data.vmc_connected_accounts.own.id
  region               = "US_WEST_2"
}

data "vmc_sddc" "prod" {
  sddc_id = "5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a11"
}

resource "vmc_sddc" "stage" {
  sddc_name          = "stage"
  provider_type      = "AWS"
  region             = "US_WEST_2"
  num_host           = 2
  vpc_cidr           = "10.4.0.0/16"
  host_instance_type = "I3_METAL"

  account_link_sddc_config {
    connected_account_id = "7bb1d4a0-6a3c-3c5e-9a1f-0f0f0f0f0f01"
    customer_subnet_ids  = ["subnet-0f00000000000b002"]
  }
}

resource "vmc_cluster" "more" {
  sddc_id   = "5f4b0e0a-5c2e-4f63-8a2f-1d5f3f0f9a11"
  num_hosts = 2
}

output "found" {
  value = {
    account = data.vmc_connected_accounts.own.id
    subnets = sort(data.vmc_customer_subnets.own.ids)
    prod    = data.vmc_sddc.prod.sddc_name
  }
}
