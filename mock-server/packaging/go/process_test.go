package vmcsim

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"
)

func TestAMissingProgramIsExplained(t *testing.T) {
	t.Setenv("VMCSIM_BIN", "")
	t.Setenv("PATH", "")
	for _, program := range []string{"", "no-such-program"} {
		_, err := start(Settings{Program: program})
		if err == nil {
			t.Fatal("it started")
		}
		for _, way := range []string{"Settings{Program: …}", "VMCSIM_BIN", "on the path"} {
			if !strings.Contains(err.Error(), way) {
				t.Fatal(err)
			}
		}
	}
}

func TestAnEarlyEndShowsWhatTheServerWrote(t *testing.T) {
	_, err := start(Settings{Arguments: []string{"--pace", "breakneck"}})
	if err == nil || !strings.Contains(err.Error(), "breakneck") {
		t.Fatal(err)
	}
}

func TestSettingsForOtherServersHaveNoEffect(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	t.Setenv("VMCSIM_STATE", state)
	t.Setenv("VMCSIM_LISTEN", "127.0.0.1:1")
	s, err := start(Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s.alive.Close()
	<-s.ended
	if _, err := os.Stat(state); !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.readyFile); !os.IsNotExist(err) {
		t.Fatal("the ready file stays: ", err)
	}
	if err := s.control(http.MethodGet, "/worlds", nil, nil); err == nil || !strings.Contains(err.Error(), "vmcsim has ended") {
		t.Fatal(err)
	}
}

// In a process of its own, this test starts a server, says where it is, and waits to be killed.
func TestTheServerEndsWithAKilledTest(t *testing.T) {
	if os.Getenv("WAIT_TO_BE_KILLED") != "" {
		s, err := start(Settings{})
		if err != nil {
			t.Fatal(err)
		}
		println(s.url)
		select {}
	}
	inner := exec.Command(os.Args[0], "-test.run=^TestTheServerEndsWithAKilledTest$")
	inner.Env = append(os.Environ(), "WAIT_TO_BE_KILLED=1")
	said, err := inner.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := inner.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	answers := func() bool {
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
		answer, err := client.Get(strings.TrimSpace(line) + "/healthz")
		if err == nil {
			answer.Body.Close()
		}
		return err == nil
	}
	if !answers() {
		t.Fatal("no server at ", line)
	}
	if err := inner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = inner.Wait()
	for tries := 0; answers(); tries++ {
		if tries == 1000 {
			t.Fatal("the server outlives the test")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Each type has the fields that the control's own document gives it.
func TestTheTypesAreThoseOfTheDocument(t *testing.T) {
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]any `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	if err := s.control(http.MethodGet, "/openapi.json", nil, &document); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{
		"WorldRequest": WorldRequest{}, "WorldView": WorldView{}, "UserView": User{}, "ConnectedAccountView": ConnectedAccount{},
		"ClockView": Clock{}, "SkippedView": Skipped{}, "HeldView": Held{}, "PacingView": Pacing{}, "FaultRule": FaultRule{}, "When": When{},
		"FaultView": Fault{}, "JournalView": Journal{}, "Entry": Entry{}, "EntryFault": EntryFault{}, "Verification": Verification{},
		"Times": Times{}, "Verdict": Verdict{}, "NearMiss": NearMiss{}, "Difference": Difference{},
	} {
		var declared []string
		for property := range document.Components.Schemas[name].Properties {
			declared = append(declared, property)
		}
		sort.Strings(declared)
		ours := fields(reflect.TypeOf(value))
		sort.Strings(ours)
		if !reflect.DeepEqual(declared, ours) {
			t.Errorf("%s: the document has %v, the type %v", name, declared, ours)
		}
	}
}

func fields(of reflect.Type) (names []string) {
	for _, field := range reflect.VisibleFields(of) {
		if !field.Anonymous {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return
}
