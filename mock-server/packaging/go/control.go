package vmcsim

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The types here are those of the control's OpenAPI document (GET /_vmcsim/openapi.json), with its names.

// WorldRequest says what a new world is like. A field that is not set is left to the server.
type WorldRequest struct {
	// From is {"seed": 7}, {"named": "busy"}, {"fork": "default"}, {"export": …} or {"description": …}.
	From map[string]any `json:"from,omitempty"`
	Seed *uint64        `json:"seed,omitempty"`
	// At is the time at which the world begins.
	At *time.Time `json:"at,omitempty"`
	// Rate is how fast the clock runs, in virtual seconds per second. With 0 it stands still.
	Rate *float64 `json:"rate,omitempty"`
	// OnPoll is "stay", or "jump": a read of an unfinished task moves the clock to its end.
	OnPoll        string            `json:"on_poll,omitempty"`
	Pacing        *Pacing           `json:"pacing,omitempty"`
	OrgProperties map[string]string `json:"org_properties,omitempty"`
	Faults        []FaultRule       `json:"faults,omitempty"`
	NetworkAPI    string            `json:"network_api,omitempty"`
	// Credentials of a described world: "derived" gives it its own, so that many worlds have one description.
	Credentials string `json:"credentials,omitempty"`
}

// WorldView is a world as the server shows it.
type WorldView struct {
	ID                string             `json:"id"`
	Seed              uint64             `json:"seed"`
	APIToken          string             `json:"api_token"`
	OrgID             string             `json:"org_id"`
	ControlURL        string             `json:"url"`
	Users             []User             `json:"users"`
	ClientID          string             `json:"client_id"`
	ClientSecret      string             `json:"client_secret"`
	ConnectedAccounts []ConnectedAccount `json:"connected_accounts"`
	Clock             Clock              `json:"clock"`
	Pacing            Pacing             `json:"pacing"`
}

// User is a member of the world's organization.
type User struct {
	Username string   `json:"username"`
	UserID   string   `json:"user_id"`
	Roles    []string `json:"roles"`
	APIToken string   `json:"api_token"`
}

// ConnectedAccount is an AWS account that SDDCs can be linked to.
type ConnectedAccount struct {
	ID            string `json:"id"`
	AccountNumber string `json:"account_number"`
	// Subnets has the ids of the subnets of each region.
	Subnets map[string][]string `json:"subnets"`
}

// Clock is the clock of a world.
type Clock struct {
	Now     time.Time  `json:"now"`
	Rate    float64    `json:"rate"`
	OnPoll  string     `json:"on_poll"`
	NextDue *time.Time `json:"next_due"`
}

// Skipped is the clock after it was moved, and the task that was let go on, if the pace is manual.
type Skipped struct {
	Clock
	Released *Held `json:"released"`
}

// Held is a task under manual pace.
type Held struct {
	OrgID      string `json:"org_id"`
	TaskID     string `json:"task_id"`
	TaskType   string `json:"task_type"`
	ResourceID string `json:"resource_id"`
}

// Pacing says how long tasks take.
type Pacing struct {
	// Preset is "realistic", "demo", "instant" or "manual".
	Preset string `json:"preset,omitempty"`
	// Kinds has exceptions by task type: {"SDDC-DELETE": "90s"}.
	Kinds map[string]string `json:"kinds,omitempty"`
}

// FaultRule says when something goes wrong, and what.
type FaultRule struct {
	Note    string   `json:"note,omitempty"`
	Enabled *bool    `json:"enabled,omitempty"`
	When    When     `json:"when"`
	Skip    uint64   `json:"skip,omitempty"`
	Times   *uint64  `json:"times,omitempty"`
	Every   uint64   `json:"every,omitempty"`
	Chance  *float64 `json:"chance,omitempty"`
	// Then is the effect: {"task_fails": {"at": 30}}, {"error": {"status": 503}}, "token_expired", and so on.
	Then any `json:"then"`
}

// When selects the requests or tasks that a fault rule is about. A field that is not set selects all.
type When struct {
	Operation string `json:"operation,omitempty"`
	Resource  string `json:"resource,omitempty"`
	TaskKind  string `json:"task_kind,omitempty"`
	Caller    string `json:"caller,omitempty"`
}

// Fault is a rule of a world, and how often it matched and took effect.
type Fault struct {
	ID      uint64    `json:"id"`
	Matched uint64    `json:"matched"`
	Hits    uint64    `json:"hits"`
	Rule    FaultRule `json:"rule"`
}

// Journal is a part of the requests to a world, with their answers.
type Journal struct {
	Recorded uint64  `json:"recorded"`
	Dropped  uint64  `json:"dropped"`
	Entries  []Entry `json:"entries"`
	// Next is what the query parameter `after` must be to read on.
	Next *uint64 `json:"next"`
}

// Entry is one request to a world, with its answer.
type Entry struct {
	Number             uint64            `json:"number"`
	At                 time.Time         `json:"at"`
	Operation          string            `json:"operation"`
	Control            bool              `json:"control"`
	Caller             string            `json:"caller"`
	Method             string            `json:"method"`
	Path               string            `json:"path"`
	Query              string            `json:"query"`
	Headers            map[string]string `json:"headers"`
	RequestBody        any               `json:"request_body"`
	RequestBodyCutFrom *uint64           `json:"request_body_cut_from"`
	Document           string            `json:"document"`
	Status             int               `json:"status"`
	AnswerBody         any               `json:"answer_body"`
	AnswerBodyCutFrom  *uint64           `json:"answer_body_cut_from"`
	// Unread has the fields of the request that the simulator ignored.
	Unread   []string    `json:"unread"`
	Fault    *EntryFault `json:"fault"`
	Panicked bool        `json:"panicked"`
}

// EntryFault is the fault rule that an answer is due to.
type EntryFault struct {
	Rule uint64 `json:"rule"`
	Name string `json:"name"`
}

// Verification says which requests were to be made.
type Verification struct {
	Operation string            `json:"operation,omitempty"`
	Method    string            `json:"method,omitempty"`
	Path      string            `json:"path,omitempty"`
	Caller    string            `json:"caller,omitempty"`
	Status    any               `json:"status,omitempty"`
	Query     map[string]string `json:"query,omitempty"`
	Headers   map[string]string `json:"headers,omitempty"`
	// Body is what the body must contain.
	Body        any            `json:"body,omitempty"`
	Times       *Times         `json:"times,omitempty"`
	Then        []Verification `json:"then,omitempty"`
	NothingElse bool           `json:"nothing_else,omitempty"`
}

// Times says how often a request was to be made.
type Times struct {
	Exactly *uint64 `json:"exactly,omitempty"`
	AtLeast *uint64 `json:"at_least,omitempty"`
	AtMost  *uint64 `json:"at_most,omitempty"`
}

// Verdict is the answer to a [Verification].
type Verdict struct {
	Satisfied bool     `json:"satisfied"`
	Matched   uint64   `json:"matched"`
	Entries   []uint64 `json:"entries"`
	// Message says in a sentence what was found, and what comes closest.
	Message string     `json:"message"`
	Closest []NearMiss `json:"closest"`
	Others  []uint64   `json:"others"`
	Dropped uint64     `json:"dropped"`
}

// NearMiss is a request that almost matches.
type NearMiss struct {
	Number      uint64       `json:"number"`
	Line        string       `json:"line"`
	Differences []Difference `json:"differences"`
}

// Difference is where a request does not match.
type Difference struct {
	Place    string `json:"place"`
	Sentence string `json:"sentence"`
}

// Refusal is the error of a request that the server refused.
type Refusal struct {
	Method   string   `json:"-"`
	Path     string   `json:"-"`
	Status   int      `json:"status"`
	Code     string   `json:"error_code"`
	Messages []string `json:"error_messages"`
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("vmcsim: %s %s: %d %s", r.Method, r.Path, r.Status, strings.Join(r.Messages, " "))
}

// Control sends a request to the control of this world, as "POST", "/clock/advance". The error of a refusal is a [*Refusal]. A body or an answer
// of nil means none.
func (w *World) Control(method, path string, body, answer any) error {
	return w.server.control(method, "/worlds/"+w.ID+path, body, answer)
}

func (w *World) must(method, path string, body, answer any) {
	w.t.Helper()
	if err := w.Control(method, path, body, answer); err != nil {
		w.t.Fatal(err)
	}
}

// Time returns the clock.
func (w *World) Time() (clock Clock) {
	w.t.Helper()
	w.must(http.MethodGet, "/clock", nil, &clock)
	return
}

// Advance moves the clock forward.
func (w *World) Advance(by time.Duration) (clock Clock) {
	w.t.Helper()
	w.must(http.MethodPost, "/clock/advance", map[string]string{"by": by.String()}, &clock)
	return
}

// Skip moves the clock to what happens next. Under manual pace it lets the oldest task go on.
func (w *World) Skip() (skipped Skipped) {
	w.t.Helper()
	w.must(http.MethodPost, "/clock/skip", struct{}{}, &skipped)
	return
}

// SkipTo moves the clock to the end of a task.
func (w *World) SkipTo(task string) (skipped Skipped) {
	w.t.Helper()
	w.must(http.MethodPost, "/clock/skip", map[string]string{"task": task}, &skipped)
	return
}

// Freeze stops the clock. It can still be moved.
func (w *World) Freeze() (clock Clock) {
	w.t.Helper()
	return w.SetRate(0)
}

// SetRate sets how fast the clock runs, in virtual seconds per second.
func (w *World) SetRate(rate float64) (clock Clock) {
	w.t.Helper()
	w.must(http.MethodPatch, "/clock", map[string]float64{"rate": rate}, &clock)
	return
}

// AddFault adds a fault rule.
func (w *World) AddFault(rule FaultRule) (fault Fault) {
	w.t.Helper()
	w.must(http.MethodPost, "/faults", rule, &fault)
	return
}

// Faults lists the fault rules, and how often each took effect.
func (w *World) Faults() (faults []Fault) {
	w.t.Helper()
	w.must(http.MethodGet, "/faults", nil, &faults)
	return
}

// RemoveFault removes one fault rule.
func (w *World) RemoveFault(id uint64) {
	w.t.Helper()
	w.must(http.MethodDelete, "/faults/"+strconv.FormatUint(id, 10), nil, nil)
}

// ClearFaults removes all fault rules.
func (w *World) ClearFaults() {
	w.t.Helper()
	w.must(http.MethodDelete, "/faults", nil, nil)
}

// Journal returns requests to the world with their answers. The filter is that of the control: {"operation": {"CreateSddc"}}; nil selects all.
func (w *World) Journal(filter url.Values) (journal Journal) {
	w.t.Helper()
	w.must(http.MethodGet, "/journal?"+filter.Encode(), nil, &journal)
	return
}

// Verify ends the test, with the server's explanation, if what was to be requested was not.
func (w *World) Verify(expected Verification) {
	w.t.Helper()
	var verdict Verdict
	w.must(http.MethodPost, "/journal/verifications", expected, &verdict)
	if !verdict.Satisfied {
		w.t.Fatal(verdict.Message)
	}
}

// Export returns the whole world as a document, which has its keys too.
func (w *World) Export() (document []byte) {
	w.t.Helper()
	w.must(http.MethodGet, "/export", nil, &document)
	return
}

// Import puts the world into the state of a document that [World.Export] made.
func (w *World) Import(document []byte) {
	w.t.Helper()
	w.must(http.MethodPut, "/import", document, &w.WorldView)
}

// Fork makes a copy of the world as it is now, with its own id and keys. It is deleted after the same test.
func (w *World) Fork() *World {
	w.t.Helper()
	return StartWith(w.t, WorldRequest{From: map[string]any{"fork": w.ID}})
}

// Reset puts the world into the state in which it began.
func (w *World) Reset() {
	w.t.Helper()
	w.must(http.MethodPost, "/reset", nil, &w.WorldView)
}
