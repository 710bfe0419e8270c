module vmcsim.example/vmcsim

go 1.22
