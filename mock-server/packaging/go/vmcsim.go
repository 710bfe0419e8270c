// Package vmcsim gives each test a simulated VMware Cloud on AWS of its own.
//
//	func TestAnSddcBecomesReady(t *testing.T) {
//		world := vmcsim.Start(t)
//		client := myClient(world.URL, world.OrgID, world.APIToken)
//		task := client.CreateSddc("a")
//		world.SkipTo(task.ID)
//		// The SDDC is READY.
//	}
//
// The first call starts the program vmcsim once for the test binary. It is the one that [Configure] names, else the one that the environment
// variable VMCSIM_BIN names, else vmcsim on the path. Nothing is downloaded. The server ends when the test binary ends, also when it is
// killed. Each call makes a world with its own organization, clock and keys, and deletes it after the test, so tests can run in parallel.
//
// The functions that take a [testing.TB], and the methods of [World], end the test if something fails, and must be called from its goroutine.
// [World.Control] returns an error instead.
package vmcsim

import (
	"encoding/json"
	"errors"
	"net/http"
	"os/exec"
	"strings"
	"testing"
)

// World is a simulation of its own: an organization, its users, a clock and a pace.
type World struct {
	// URL is the base address of the service and of the sign-in service.
	URL string
	// WorldView is what the server said when the world was made. Its fields OrgID, APIToken, ClientID and ClientSecret are what clients need.
	WorldView

	server *server
	t      testing.TB
}

// Start makes a world for a test, from a seed.
func Start(t testing.TB) *World {
	t.Helper()
	return StartWith(t, WorldRequest{})
}

// StartWith makes a world for a test, as the request says.
func StartWith(t testing.TB, request WorldRequest) *World {
	t.Helper()
	running := started(t)
	var made WorldView
	if err := running.control(http.MethodPost, "/worlds", request, &made); err != nil {
		t.Fatal(err)
	}
	return running.worldOf(t, made)
}

// StartDescribed makes a world for a test from a description: the path of a YAML or JSON file, or a value that becomes the JSON of a
// description, such as a map. The world has the ids of the description and credentials of its own, so tests with one description can run in
// parallel.
func StartDescribed(t testing.TB, description any) *World {
	t.Helper()
	file, isFile := description.(string)
	if !isFile {
		return StartWith(t, WorldRequest{From: map[string]any{"description": description}, Credentials: "derived"})
	}
	running := started(t)
	command := exec.Command(running.program, "worlds", "create", "--description", file, "--own-credentials", "--json",
		"--ready-file", running.readyFile)
	command.Env = environment()
	answer, err := command.Output()
	if err != nil {
		var ended *exec.ExitError
		if errors.As(err, &ended) {
			t.Fatalf("vmcsim: %s: %s", file, strings.TrimSpace(string(ended.Stderr)))
		}
		t.Fatalf("vmcsim: %s: %v", file, err)
	}
	var made WorldView
	if err := json.Unmarshal(answer, &made); err != nil {
		t.Fatalf("vmcsim: %s: %v", file, err)
	}
	return running.worldOf(t, made)
}

func started(t testing.TB) *server {
	t.Helper()
	running, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return running
}

func (s *server) worldOf(t testing.TB, made WorldView) *World {
	t.Cleanup(func() {
		if err := s.control(http.MethodDelete, "/worlds/"+made.ID, nil, nil); err != nil {
			t.Errorf("the world was not deleted: %v", err)
		}
	})
	return &World{URL: s.url, WorldView: made, server: s, t: t}
}
