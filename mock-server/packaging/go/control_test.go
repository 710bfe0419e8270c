package vmcsim_test

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vmcsim.example/vmcsim"
)

func TestTimeIsTheWorldsOwn(t *testing.T) {
	t.Parallel()
	at, rate := time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC), 0.0
	world := vmcsim.StartWith(t, vmcsim.WorldRequest{At: &at, Rate: &rate, Pacing: &vmcsim.Pacing{Preset: "realistic"}})
	if now := world.Advance(2*time.Hour + 1500*time.Millisecond).Now; !now.Equal(at.Add(2*time.Hour + 1500*time.Millisecond)) {
		t.Fatal(now)
	}
	if clock := world.SetRate(60); clock.Rate != 60 {
		t.Fatal(clock)
	}
	frozen := world.Freeze()
	if clock := world.Time(); frozen.Rate != 0 || !clock.Now.Equal(frozen.Now) {
		t.Fatal(frozen, clock)
	}
	signIn(t, world).createSddc("a")
	due := world.Time().NextDue
	if due == nil || !world.Skip().Now.Equal(*due) {
		t.Fatal(due)
	}
}

func TestAFaultMakesATaskFail(t *testing.T) {
	t.Parallel()
	world := vmcsim.Start(t)
	owner, once := signIn(t, world), uint64(1)
	rule := world.AddFault(vmcsim.FaultRule{
		When:  vmcsim.When{TaskKind: "SDDC-PROVISION"},
		Times: &once,
		Then:  map[string]any{"task_fails": map[string]any{"at": 30, "message": "no hosts are left"}},
	})
	made := owner.createSddc("a")
	world.SkipTo(made.ID)
	var failed task
	owner.ask(http.MethodGet, "/tasks/"+made.ID, nil, &failed)
	if failed.Status != "FAILED" || failed.ErrorMessage != "no hosts are left" {
		t.Fatal(failed)
	}
	if faults := world.Faults(); len(faults) != 1 || faults[0].ID != rule.ID || faults[0].Hits != 1 {
		t.Fatal(faults)
	}
	world.RemoveFault(rule.ID)
	world.AddFault(vmcsim.FaultRule{Then: "token_expired"})
	world.ClearFaults()
	if faults := world.Faults(); len(faults) != 0 {
		t.Fatal(faults)
	}
}

func TestTheJournalHasTheRequests(t *testing.T) {
	t.Parallel()
	world := vmcsim.Start(t)
	owner := signIn(t, world)
	owner.createSddc("a")
	owner.names()
	journal := world.Journal(url.Values{"operation": {"CreateSddc"}})
	if len(journal.Entries) != 1 || journal.Entries[0].Status != 202 || journal.Entries[0].Caller == "" {
		t.Fatal(journal)
	}
	if all := world.Journal(nil); len(all.Entries) < 3 {
		t.Fatal(all)
	}
	var verdict vmcsim.Verdict
	wanted := vmcsim.Verification{Operation: "CreateSddc", Body: map[string]any{"num_hosts": 3}}
	if err := world.Control(http.MethodPost, "/journal/verifications", wanted, &verdict); err != nil || verdict.Satisfied {
		t.Fatal(verdict, err)
	}
	if len(verdict.Closest) != 1 || len(verdict.Closest[0].Differences) == 0 {
		t.Fatal(verdict)
	}
}

func TestAWorldCanBeExportedForkedAndReset(t *testing.T) {
	t.Parallel()
	world := vmcsim.Start(t)
	signIn(t, world).createSddc("a")
	document := world.Export()
	copied := world.Fork()
	signIn(t, copied).createSddc("b")
	if names := signIn(t, world).names(); len(names) != 1 {
		t.Fatal(names)
	}
	world.Reset()
	if names := signIn(t, world).names(); len(names) != 0 {
		t.Fatal(names)
	}
	world.Import(document)
	if names := signIn(t, world).names(); len(names) != 1 {
		t.Fatal(names)
	}
	if names := signIn(t, copied).names(); len(names) != 2 {
		t.Fatal(names)
	}
}

func TestADescriptionCanBeAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "org.yaml")
	text := "sddcs:\n  - { name: prod, provider: ZEROCLOUD, num_hosts: 2 }\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if names := signIn(t, vmcsim.StartDescribed(t, file)).names(); len(names) != 1 || names[0] != "prod" {
		t.Fatal(names)
	}
}

func TestAWorldIsGoneAfterItsTest(t *testing.T) {
	t.Parallel()
	var gone *vmcsim.World
	t.Run("inner", func(t *testing.T) { gone = vmcsim.Start(t) })
	var refused *vmcsim.Refusal
	if err := gone.Control(http.MethodGet, "", nil, nil); !errors.As(err, &refused) || refused.Status != 404 {
		t.Fatal(err)
	}
}
