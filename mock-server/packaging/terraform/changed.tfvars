# More hosts and addresses, fewer nodes and members, a policy, another MTU, a new name, and an SDDC of several hosts instead of one.
# Left to do: vmc_sddc.single
hosts           = 3
stretched_hosts = 6
single          = { type = null, hosts = 3 }
edrs            = { type = "cost", min = 2, max = 8 }
mtu             = 8900
addresses       = ["web", "mail"]
members         = ["simulated"]
srm_nodes       = ["one"]
