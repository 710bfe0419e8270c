//go:build tools

// Package tools names the program that `run` builds, so that go.mod and go.sum hold its modules.
package tools

import _ "github.com/opentofu/opentofu/cmd/tofu"
