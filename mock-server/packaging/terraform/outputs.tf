output "ids" {
  description = "The ids with which this can be imported. Those of a cluster, an address and a node have two parts, with a comma between them."
  value = {
    aws       = vmc_sddc.production.id
    zerocloud = vmc_sddc.simple.id
    delayed   = vmc_sddc.delayed.id
    cluster   = "${vmc_cluster.licensed.id},${vmc_sddc.simulated.id}"
    address   = "${vmc_public_ip.named[sort(var.addresses)[0]].id},${vmc_sddc.linked.nsxt_reverse_proxy_url}"
    recovery  = vmc_site_recovery.this.id
    node      = "${vmc_srm_node.other["one"].id},${vmc_sddc.simple.id}"
    group     = vmc_sddc_group.this.id
  }
}
