package vmcsim

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Settings say which program is started, and how.
type Settings struct {
	// Program is the path of vmcsim. If it is empty, the environment variable VMCSIM_BIN or the path says where it is.
	Program string
	// Arguments are further arguments of `vmcsim serve`, such as "--pace", "realistic".
	Arguments []string
}

var (
	settings Settings
	shared   = sync.OnceValues(func() (*server, error) { return start(settings) })
)

// Configure sets the program and its arguments for all tests of the binary. Call it in TestMain, before the first test.
func Configure(wanted Settings) {
	settings = wanted
}

const startTimeMax = 20 * time.Second

// server is a running vmcsim.
type server struct {
	program    string
	readyFile  string
	url        string
	adminToken string
	client     http.Client
	log        log
	// ended is closed when the process has ended.
	ended chan struct{}
	// The write end of the pipe to the server's standard input. The server ends when it is closed, which the system does too when this process
	// ends, however that happens.
	alive io.WriteCloser
}

func find(program string) (string, error) {
	const ways = "set vmcsim.Configure(vmcsim.Settings{Program: …}) or VMCSIM_BIN, or put vmcsim on the path"
	if program == "" {
		program = os.Getenv("VMCSIM_BIN")
	}
	if program == "" {
		program = "vmcsim"
	}
	found, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("the program vmcsim was not found (%w): %s", err, ways)
	}
	return filepath.Abs(found)
}

// environment is that of this process, without settings for other servers, such as VMCSIM_STATE.
func environment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(strings.ToUpper(variable), "VMCSIM_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

func start(settings Settings) (*server, error) {
	program, err := find(settings.Program)
	if err != nil {
		return nil, err
	}
	// The server makes this file when it is ready, and removes it when it ends.
	var name [16]byte
	if _, err := rand.Read(name[:]); err != nil {
		return nil, err
	}
	readyFile := filepath.Join(os.TempDir(), fmt.Sprintf("vmcsim-%x.json", name))
	s := &server{program: program, readyFile: readyFile, ended: make(chan struct{})}
	// Without a proxy: the server is on this machine.
	s.client = http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
	arguments := []string{"serve", "--listen", "127.0.0.1:0", "--ready-file", s.readyFile, "--until-stdin-ends"}
	command := exec.Command(program, append(arguments, settings.Arguments...)...)
	command.Env = environment()
	command.Stdout, command.Stderr = &s.log, &s.log
	if s.alive, err = command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("vmcsim did not start: %w", err)
	}
	go func() {
		_ = command.Wait()
		close(s.ended)
	}()
	if err := s.ready(); err != nil {
		s.alive.Close()
		return nil, err
	}
	return s, nil
}

// ready waits for the ready file, which is written in one piece when the server answers.
func (s *server) ready() error {
	deadline := time.After(startTimeMax)
	for {
		text, err := os.ReadFile(s.readyFile)
		if err == nil {
			var ready struct {
				URL        string `json:"url"`
				AdminToken string `json:"admin_token"`
			}
			if err := json.Unmarshal(text, &ready); err != nil {
				return fmt.Errorf("%s: %w", s.readyFile, err)
			}
			s.url, s.adminToken = ready.URL, ready.AdminToken
			return nil
		}
		if !errors.Is(err, os.ErrNotExist) {
			return err
		}
		select {
		case <-s.ended:
			return fmt.Errorf("vmcsim did not start: %s", s.log.String())
		case <-deadline:
			return fmt.Errorf("vmcsim was not ready after %v: %s", startTimeMax, s.log.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// control sends a request to the control of the simulation. A body of type []byte is sent as it is, and into an answer of type *[]byte the body
// is put as it came. All others are JSON.
func (s *server) control(method, path string, body, answer any) error {
	var sent io.Reader
	if raw, isRaw := body.([]byte); isRaw {
		sent = bytes.NewReader(raw)
	} else if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, s.url+"/_vmcsim"+path, sent)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if s.adminToken != "" {
		request.Header.Set("Authorization", "Bearer "+s.adminToken)
	}
	response, err := s.client.Do(request)
	if err != nil {
		select {
		case <-s.ended:
			return fmt.Errorf("vmcsim has ended: %w: %s", err, s.log.String())
		default:
			return err
		}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		refused := &Refusal{Method: method, Path: path, Status: response.StatusCode}
		if json.Unmarshal(text, refused) != nil {
			refused.Messages = []string{string(text)}
		}
		return refused
	}
	if raw, isRaw := answer.(*[]byte); isRaw {
		*raw = text
		return nil
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// log keeps the end of what the server wrote.
type log struct {
	lock sync.Mutex
	text []byte
}

const logBytesMax = 64 << 10

func (l *log) Write(text []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.text = append(l.text, text...)
	if extra := len(l.text) - logBytesMax; extra > 0 {
		l.text = l.text[extra:]
	}
	return len(text), nil
}

func (l *log) String() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return strings.TrimSpace(string(l.text))
}
