# A whole organization, as far as the provider `vmware/vmc` can make one: SDDCs of every kind, clusters, public addresses, site recovery and a
# group of SDDCs. README.md says how to run it. Each comment that begins with "The provider" is about something that no server can mend.
terraform {
  required_providers {
    vmc = {
      source  = "vmware/vmc"
      version = "1.15.8"
    }
  }
}

# VMC_URL, CSP_URL, ORG_ID, and API_TOKEN or CLIENT_ID with CLIENT_SECRET come from the environment.
provider "vmc" {}

data "vmc_org" "this" {}

data "vmc_connected_accounts" "this" {
  account_number = var.account_number
}

# The provider lists the subnets of all VPCs in random order, so this needs an account with one VPC in the region.
data "vmc_customer_subnets" "this" {
  connected_account_id = data.vmc_connected_accounts.this.id
  region               = var.region
}

data "vmc_sddc" "production" {
  sddc_id = vmc_sddc.production.id
}
