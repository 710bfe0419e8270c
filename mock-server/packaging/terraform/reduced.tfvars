# Less of everything, and licences.
hosts           = 2
other_hosts     = 2
stretched_hosts = 4
single          = { type = null, hosts = 3 }
edrs            = { type = "cost", min = 2, max = 8 }
mtu             = 8900
licences        = "enabled"
addresses       = ["mail"]
srm_nodes       = ["one"]
