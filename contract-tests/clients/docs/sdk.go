// Package new names what the page on the Go SDK imports, so that it is there when the page is tried.
package new

import (
	_ "github.com/vmware/vsphere-automation-sdk-go/runtime/core"
	_ "github.com/vmware/vsphere-automation-sdk-go/runtime/protocol/client"
	_ "github.com/vmware/vsphere-automation-sdk-go/runtime/security"
	_ "github.com/vmware/vsphere-automation-sdk-go/services/vmc/model"
	_ "github.com/vmware/vsphere-automation-sdk-go/services/vmc/orgs"
)
