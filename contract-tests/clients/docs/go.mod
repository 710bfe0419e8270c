module new.example/new

go 1.25.8

require (
	github.com/vmware/vsphere-automation-sdk-go/runtime v0.8.0
	github.com/vmware/vsphere-automation-sdk-go/services/vmc v0.14.0
)

require (
	github.com/beevik/etree v1.1.0 // indirect
	github.com/gibson042/canonicaljson-go v1.0.3 // indirect
	github.com/golang-jwt/jwt/v4 v4.3.0 // indirect
	github.com/google/uuid v1.2.0 // indirect
	github.com/vmware/vsphere-automation-sdk-go/lib v0.8.0 // indirect
	golang.org/x/text v0.3.8 // indirect
)
