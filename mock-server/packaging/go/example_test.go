package vmcsim_test

// What tests with this package look like. This file can be copied into another module as it is.

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"vmcsim.example/vmcsim"
)

// owner is the owner of a world's organization, signed in.
type owner struct {
	t     *testing.T
	world *vmcsim.World
	token string
}

func signIn(t *testing.T, world *vmcsim.World) owner {
	t.Helper()
	answer, err := http.PostForm(world.URL+"/csp/gateway/am/api/auth/api-tokens/authorize", url.Values{"refresh_token": {world.APIToken}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var session struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&session); err != nil || session.AccessToken == "" {
		t.Fatalf("no access token: %s %v", answer.Status, err)
	}
	return owner{t, world, session.AccessToken}
}

// ask sends a request about the organization, and returns the status.
func (o owner) ask(method, path string, body, answer any) int {
	o.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		o.t.Fatal(err)
	}
	request, err := http.NewRequest(method, o.world.URL+"/vmc/api/orgs/"+o.world.OrgID+path, bytes.NewReader(text))
	if err != nil {
		o.t.Fatal(err)
	}
	request.Header.Set("csp-auth-token", o.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		o.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
		o.t.Fatalf("%s %s: %s %v", method, path, response.Status, err)
	}
	return response.StatusCode
}

type task struct {
	ID           string `json:"id"`
	Status       string `json:"status"`
	ResourceID   string `json:"resource_id"`
	ErrorMessage string `json:"error_message"`
}

type sddc struct {
	Name  string `json:"name"`
	State string `json:"sddc_state"`
}

func (o owner) createSddc(name string) (made task) {
	o.t.Helper()
	o.ask(http.MethodPost, "/sddcs", map[string]any{"name": name, "num_hosts": 2, "provider": "ZEROCLOUD"}, &made)
	return
}

func (o owner) names() (names []string) {
	o.t.Helper()
	var sddcs []sddc
	o.ask(http.MethodGet, "/sddcs", nil, &sddcs)
	for _, one := range sddcs {
		names = append(names, one.Name)
	}
	return
}

func TestAnSddcBecomesReady(t *testing.T) {
	t.Parallel()
	world := vmcsim.Start(t)
	owner := signIn(t, world)
	made := owner.createSddc("a")
	if made.Status != "STARTED" {
		t.Fatal(made)
	}
	world.SkipTo(made.ID)
	var found sddc
	if owner.ask(http.MethodGet, "/sddcs/"+made.ResourceID, nil, &found); found.State != "READY" {
		t.Fatal(found)
	}
	world.Verify(vmcsim.Verification{Operation: "CreateSddc", Body: map[string]any{"num_hosts": 2}})
}

// organization is what each of these tests finds, in a world of its own.
var organization = map[string]any{
	"organization": map[string]any{"id": "058f47c4-92aa-417f-8747-87f3ed61cb45"},
	"users": []any{map[string]any{
		"username": "ci@vmcsim.example", "roles": []string{"org_owner", "vmc-user:full"}, "api_tokens": []string{"the-token-of-the-pipeline"},
	}},
	"sddcs": []any{map[string]any{"name": "prod", "provider": "ZEROCLOUD", "num_hosts": 2}},
}

func TestOneDescriptionServesParallelTests(t *testing.T) {
	for _, name := range []string{"b", "c", "d", "e"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			owner := signIn(t, vmcsim.StartDescribed(t, organization))
			owner.createSddc(name)
			if names := owner.names(); len(names) != 2 || names[0] != "prod" || names[1] != name {
				t.Fatal(names)
			}
		})
	}
}
