# Takes over what the configuration in the folder above has made, after `terraform apply` there:
#
#   terraform apply -var "ids=$(terraform -chdir=.. output -json ids)"
terraform {
  required_providers {
    vmc = {
      source  = "vmware/vmc"
      version = "1.15.8"
    }
  }
}

provider "vmc" {}

variable "ids" {
  description = "What is taken over. The ids of a cluster, an address and a node have two parts, with a comma between them."
  type = object({
    aws       = string
    zerocloud = string
    cluster   = string
    address   = string
    recovery  = string
    node      = string
    group     = string
  })
}

import {
  to = vmc_sddc.aws
  id = var.ids.aws
}

resource "vmc_sddc" "aws" {
  sddc_name           = "terraform-production"
  sddc_type           = "DEFAULT"
  num_host            = 3
  region              = "US_WEST_2"
  vpc_cidr            = "10.4.0.0/16"
  skip_creating_vxlan = false
  vxlan_subnet        = "192.168.4.0/24"

  # The provider does not read these back. Without this line it would replace the SDDC, or fail because it cannot change the size.
  lifecycle {
    ignore_changes = [account_link_sddc_config, delay_account_link, host_instance_type, microsoft_licensing_config, size]
  }
}

import {
  to = vmc_sddc.zerocloud
  id = var.ids.zerocloud
}

resource "vmc_sddc" "zerocloud" {
  provider_type = "ZEROCLOUD"
  sddc_name     = "terraform-simple"
  num_host      = 3
  region        = "US_WEST_2"

  # The provider does not read these back, for ZEROCLOUD not even the MTU, which it cannot change there.
  lifecycle {
    ignore_changes = [delay_account_link, intranet_mtu_uplink, size]
  }
}

import {
  to = vmc_cluster.this
  id = var.ids.cluster
}

resource "vmc_cluster" "this" {
  sddc_id            = split(",", var.ids.cluster)[1]
  num_hosts          = 3
  host_instance_type = "I3_METAL"

  # The provider does not read these back.
  lifecycle {
    ignore_changes = [host_cpu_cores_count, host_instance_type, microsoft_licensing_config]
  }
}

import {
  to = vmc_public_ip.this
  id = var.ids.address
}

resource "vmc_public_ip" "this" {
  display_name           = "web"
  nsxt_reverse_proxy_url = split(",", var.ids.address)[1]
}

import {
  to = vmc_site_recovery.this
  id = var.ids.recovery
}

resource "vmc_site_recovery" "this" {
  sddc_id                  = var.ids.recovery
  srm_extension_key_suffix = "main"

  # The provider does not read it back. Without this line it would deactivate site recovery, sleep for 15 minutes and activate it again.
  lifecycle {
    ignore_changes = [srm_extension_key_suffix]
  }
}

import {
  to = vmc_srm_node.this
  id = var.ids.node
}

resource "vmc_srm_node" "this" {
  sddc_id                       = split(",", var.ids.node)[1]
  srm_node_extension_key_suffix = "one"
}

import {
  to = vmc_sddc_group.this
  id = var.ids.group
}

resource "vmc_sddc_group" "this" {
  name            = "terraform-group"
  description     = "SDDCs of vmcsim demo organization"
  sddc_member_ids = [var.ids.zerocloud, split(",", var.ids.cluster)[1]]
}
